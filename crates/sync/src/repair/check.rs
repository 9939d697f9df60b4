//! Reads a duplicate and the object that stays again, and finds reasons to keep the duplicate.
//!
//! Made for [`super::collect`] and once more right before each removal: between the two, people work in Qase. Qase has no
//! conditional delete, so a short gap between this look and the removal remains.

use super::collected::{Collected, Double};
use crate::convert;
use crate::doubles::are_near;
use crate::error::Result;
use crate::report::Entity;
use crate::session::Session;
use crate::snapshot::{RemoteSuite, SuiteRef};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use voluptas_core::domain::Message;
use voluptas_qase::model::{Case, Run};
use voluptas_qase::{self as qase, ResultFilter, RunFilter};

/// Outcome of the check of a duplicate right before its removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    /// Removing the duplicate loses nothing.
    Double,
    /// The duplicate no longer exists.
    Gone,
    /// Removing the duplicate could lose something.
    Keep(Message),
}

fn edited() -> Finding {
    Finding::Keep(Message::new("sync-repair-edited"))
}

/// Reason to keep an object that may be a copy made by a person in Qase.
pub(super) fn unclear() -> Message {
    Message::new("sync-repair-unclear")
}

/// Checks one duplicate in Qase.
pub(super) async fn look(session: &Session, found: &Collected, double: &Double) -> Result<Finding> {
    if double.is_unclear {
        return Ok(Finding::Keep(unclear()));
    }
    if let Some(hashes) = &double.shared {
        return super::shared::look(session, hashes).await;
    }
    match double.entity {
        Entity::Suite => Ok(suite(&suites(session).await?, found, double)),
        Entity::Case => case(session, found, double).await,
        _ => run(session, double).await,
    }
}

/// All suites as they are now.
pub(super) async fn suites(session: &Session) -> Result<BTreeMap<i64, RemoteSuite>> {
    let list = session.fresh().list_suites(&session.project).await?;
    Ok(list.iter().map(|s| (s.id, convert::suite(s))).collect())
}

/// Compares a suite with the one that stays. Its children and cases move there, so they are no reason to keep it.
pub(super) fn suite(now: &BTreeMap<i64, RemoteSuite>, found: &Collected, double: &Double) -> Finding {
    let Some(copy) = now.get(&double.id) else { return Finding::Gone };
    let Some(first) = now.get(&double.first) else { return edited() };
    let place = |place: SuiteRef| place.qase_id().map(|id| found.first_suite(id));
    let is_same = copy.state.content == first.state.content && place(copy.state.place) == place(first.state.place);
    if is_same && copy.trace.is_some() { Finding::Double } else { edited() }
}

async fn case(session: &Session, found: &Collected, double: &Double) -> Result<Finding> {
    let Some(copy) = living(session, double.id).await? else { return Ok(Finding::Gone) };
    let Some(first) = living(session, double.first).await? else { return Ok(edited()) };
    if !says_the_same(&copy, &first, found) {
        return Ok(edited());
    }
    let filter = ResultFilter { cases: vec![double.id], ..ResultFilter::default() };
    if let Some(why) = results(session, &filter).await? {
        return Ok(Finding::Keep(why));
    }
    // Somebody is about to test a case that is in a run.
    let filter = RunFilter { with_cases: true, ..RunFilter::default() };
    let runs = session.fresh().list_runs(&session.project, &filter).await?;
    let count = runs.iter().filter(|r| r.cases.contains(&double.id)).count();
    Ok(if count > 0 { Finding::Keep(Message::new("sync-repair-runs").count("count", count)) } else { Finding::Double })
}

async fn living(session: &Session, id: i64) -> Result<Option<Case>> {
    match session.fresh().get_case(&session.project, id).await {
        Ok(case) => Ok(Some(case).filter(|c| !c.is_deleted())),
        Err(qase::Error::NotFound { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// True when both cases have the same content and place, so that nothing is lost with the duplicate.
fn says_the_same(copy: &Case, first: &Case, found: &Collected) -> bool {
    let place = |c: &Case| c.suite_id.filter(|id| *id > 0).map(|id| found.first_suite(id));
    let values = |c: &Case| -> BTreeSet<(i64, String)> {
        c.custom_fields.iter().filter(|f| !f.value.is_empty()).map(|f| (f.id, f.value.clone())).collect()
    };
    let (a, b) = (convert::case(copy, &found.fields), convert::case(first, &found.fields));
    // Each of two exports may have created a shared step of its own. Qase's texts of it are in the steps.
    let alike = |state: crate::snapshot::CaseState| state.without_names().content;
    // Values that were not understood cannot be compared.
    let is_understood = a.unreadable.is_empty() && b.unreadable.is_empty();
    is_understood
        && a.trace.is_some()
        && alike(a.state) == alike(b.state)
        && place(copy) == place(first)
        && values(copy) == values(first)
}

async fn results(session: &Session, filter: &ResultFilter) -> Result<Option<Message>> {
    let count = session.fresh().count_results(&session.project, filter).await?;
    Ok((count > 0).then(|| Message::new("sync-repair-results").count("count", count)))
}

async fn run(session: &Session, double: &Double) -> Result<Finding> {
    let read = async |id| match session.fresh().get_run(&session.project, id, true).await {
        Ok(run) => Ok(Some(run)),
        Err(qase::Error::NotFound { .. }) => Ok(None),
        Err(e) => Err(e),
    };
    let Some(copy) = read(double.id).await? else { return Ok(Finding::Gone) };
    let Some(first) = read(double.first).await? else { return Ok(edited()) };
    let cases = |r: &Run| -> BTreeSet<i64> { r.cases.iter().copied().collect() };
    if !are_of_one_request(&copy, &first, session.client.write_lifetime()) || cases(&copy) != cases(&first) {
        return Ok(edited());
    }
    Ok(results(session, &ResultFilter::run(double.id)).await?.map_or(Finding::Double, Finding::Keep))
}

/// True when one request can have created both runs: their content is the same, and they start at the same time. A run that was
/// closed, or whose start is unknown, may have been changed by people.
pub(super) fn are_of_one_request(copy: &Run, first: &Run, lifetime: Duration) -> bool {
    let identity = |run: &Run| super::identity_of(run.description.as_deref().unwrap_or_default()).to_owned();
    are_near(copy.started(), first.started(), lifetime) == Some(true)
        && copy.is_open()
        && copy.title.trim() == first.title.trim()
        && (copy.description == first.description || (first.is_open() && identity(copy) == identity(first)))
        && (copy.plan_id, &copy.configurations, &copy.tags) == (first.plan_id, &first.configurations, &first.tags)
        && (&copy.environment, &copy.milestone, &copy.custom_fields)
            == (&first.environment, &first.milestone, &first.custom_fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_a_person_copied_is_of_another_request() {
        let run = |start: Option<&str>| Run {
            title: "Evening".into(),
            description: Some("VoluptAS 1".into()),
            start_time: start.map(str::to_owned),
            ..Run::default()
        };
        let (at, minute) = ("2026-11-20 06:00:00", Duration::from_secs(60));
        let is_double = |copy: &Run| are_of_one_request(copy, &run(Some(at)), minute);
        assert!(is_double(&run(Some(at))));
        assert!(!is_double(&run(Some("2026-11-23 06:00:00"))), "copied three days later");
        assert!(!is_double(&run(None)), "an unknown time is not near");
        assert!(!is_double(&Run { title: "Evening 2".into(), ..run(Some(at)) }));
        assert!(!is_double(&Run { plan_id: Some(3), ..run(Some(at)) }));
        assert!(!is_double(&Run { status: 1, ..run(Some(at)) }), "somebody closed it");
    }
}
