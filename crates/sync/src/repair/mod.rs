//! Merges duplicates in Qase: objects that one write created twice because its first attempt arrived late, and cases that were
//! restored after they had been created again.
//!
//! [`collect()`] finds them by their traces and decides what to do with each; [`apply()`] does it. A duplicate is removed only
//! when nothing is lost: it says and holds the same as the object that stays, no result and no run has it, and it still is so
//! when it is read again right before its removal ([`check`]). All others are reported and left to a person.

mod check;
mod collected;
mod shared;

pub use collected::{Collected, Double};
pub use shared::Hashes;

use self::check::Finding;
use super::Job;
use super::error::Result;
use super::history;
use super::import;
use super::report::{Entity, Item, ItemOutcome, Stage, Summary};
use super::session::Session;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, SyncId};
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::trace;
use voluptas_qase::model::{Run, SuiteWrite, tolerant::Patch};
use voluptas_qase::{self as qase, RunFilter};
use voluptas_store::Op;

/// Maximum number of rounds in which the children of a suite are moved. A suite that gets new ones all the time is left alone.
const ROUNDS: usize = 5;

/// Looks for duplicates. Writes nothing into Qase.
pub fn collect(session: &Session) -> Job<'_, Collected> {
    Box::pin(async move {
        let read = import::collect(session, &import::Options::default()).await?;
        let (known, newest_writer, fields) = (read.known.clone(), read.newest_writer, read.fields.clone());
        let remote = &read.remote;
        let suites = remote.double_suites.clone();
        let mut found = Collected { known, newest_writer, fields, suites, ..Collected::default() };
        let suite_title = |id: &i64| remote.suites.get(id).map_or("", |s| s.state.content.title.as_str());
        let mut doubles: Vec<Double> = remote
            .double_suites
            .iter()
            .map(|(id, of)| Double {
                is_unclear: remote.unclear_suites.contains(id),
                ..Double::new(Entity::Suite, *id, *of, suite_title(id))
            })
            .collect();
        let cases = remote.double_cases.iter().map(|(id, first)| (*id, *first, None));
        let linked: BTreeMap<CaseId, i64> = read.local.cases.values().filter_map(|c| Some((c.id, c.qase_id?))).collect();
        let returned =
            read.local.former.iter().filter(|(id, _)| remote.cases.contains_key(id) && !read.local.cases.contains_key(id));
        let returned = returned.filter(|(id, _)| !remote.double_cases.contains_key(id));
        // The older one stays, whichever is linked: it has the history.
        let returned = returned.filter_map(|(id, case)| {
            let now = *linked.get(case)?;
            Some((now.max(*id), now.min(*id), (*id < now).then_some(*case)))
        });
        for (id, first, relink) in cases.chain(returned) {
            let title = remote.cases.get(&id).map_or("", |c| c.state.content.title.as_str());
            let is_unclear = remote.unclear_cases.contains(&id);
            let trace = remote.cases.get(&id).and_then(|c| c.trace.clone());
            doubles.push(Double { relink, is_unclear, trace, ..Double::new(Entity::Case, id, first, title) });
        }
        for (double, first) in double_runs(session, found.known.as_ref()).await? {
            doubles.push(Double::new(Entity::Run, double.id, first, &double.title));
        }
        doubles.extend(shared::doubles(session, found.known.as_ref()).await?);
        for mut double in doubles {
            session.step(Stage::Verify, found.doubles.len(), 0, &double.title)?;
            match check::look(session, &found, &double).await? {
                Finding::Gone => continue,
                Finding::Double => {}
                Finding::Keep(why) => double.why_not = Some(why),
            }
            found.doubles.push(double);
        }
        Ok(found)
    })
}

/// Runs that a repeated request created a second time, with the id of the run that stays: the one linked in the workspace, or the
/// oldest.
async fn double_runs(session: &Session, known: Option<&RemoteProject>) -> Result<Vec<(Run, i64)>> {
    let linked: BTreeSet<i64> = match known.map(|k| k.id) {
        None => BTreeSet::new(),
        Some(of) => {
            let runs = session.blocking(move |store| store.read(|tx| tx.journal().runs(of))).await?;
            runs.into_iter().map(|r| r.qase_run_id).collect()
        }
    };
    let mut of_marker: BTreeMap<(String, String), Vec<Run>> = BTreeMap::new();
    for run in session.fresh().list_runs(&session.project, &RunFilter::default()).await? {
        let text = run.description.clone().unwrap_or_default();
        let marker = match trace::split(&text).1 {
            Some(trace) => trace.to_owned(),
            None if text.starts_with(MARKER) => identity_of(&text).to_owned(),
            None => continue,
        };
        of_marker.entry((marker, run.title.trim().to_owned())).or_default().push(run);
    }
    let mut doubles = Vec::new();
    for mut runs in of_marker.into_values() {
        runs.sort_by_key(|r| (!linked.contains(&r.id), r.id));
        let Some((first, others)) = runs.split_first() else { continue };
        let is_double =
            |r: &&Run| !linked.contains(&r.id) && check::are_of_one_request(r, first, session.client.write_lifetime());
        doubles.extend(others.iter().filter(is_double).map(|r| (r.clone(), first.id)));
    }
    Ok(doubles)
}

/// Start of the description of every run that an export creates.
pub(crate) const MARKER: &str = "VoluptAS ";

/// The identity of the results in the description of a run that an export created. What follows is of one request.
pub(crate) fn identity_of(description: &str) -> &str {
    match description.strip_prefix(MARKER) {
        Some(rest) => rest.split_once('.').map_or(description, |(identity, _)| &description[..MARKER.len() + identity.len()]),
        None => description,
    }
}

/// Merges the duplicates that can be merged. Those that turn out to be in use are left, with the reason in [`Double::why_not`].
///
/// # Errors
/// [`super::Error::Busy`] when another writer works on the project; [`super::Error::Stale`] when one has worked since the
/// duplicates were looked for.
pub fn apply<'a>(session: &'a Session, found: &'a mut Collected) -> Job<'a, Summary> {
    Box::pin(async move {
        let session = &session.leased("repair").await?;
        let Some(of) = found.known.clone() else { return Ok(Summary::default()) };
        import::not_stale(session, Some(&of), found.newest_writer).await?;
        let sync = history::begin(session, "repair", Some(of.id), &found.doubles).await?;
        let session = &session.in_job(sync);
        let mut summary = Summary::default();
        let outcome =
            history::while_alive(&session.store, sync, Box::pin(merge_all(session, &of, sync, found, &mut summary))).await;
        history::end(session, sync, summary, outcome).await
    })
}

async fn merge_all(
    session: &Session,
    of: &RemoteProject,
    sync: SyncId,
    found: &mut Collected,
    summary: &mut Summary,
) -> Result<()> {
    let total = found.doubles.len();
    for done in 0..total {
        let Some(mut double) = found.doubles.get(done).cloned() else { continue };
        session.step(Stage::SendCases, done, total, &double.title)?;
        let merged = match double.why_not.clone() {
            Some(why) => Ok(Some(why)),
            None => merge(session, of, found, &double).await,
        };
        let (outcome, detail) = match merged {
            Ok(None) => (ItemOutcome::Removed, Some(Message::new("sync-repair-merged").with("of", double.shown_first()))),
            Ok(Some(why)) => {
                double.why_not = Some(why.clone());
                (ItemOutcome::Conflict, Some(why))
            }
            Err(super::Error::Qase(e)) if !e.is_retryable() => (ItemOutcome::Failed, Some(e.message())),
            Err(e) => return Err(e),
        };
        let (id, title) = (Some(double.shown_id()), double.title.clone());
        let item = Item { entity: double.entity, local_key: None, remote_key: id, title, outcome, detail };
        if double.entity == Entity::Run && outcome != ItemOutcome::Removed {
            summary.drift.push(Message::new("sync-repair-run-left").with("id", double.id).with("title", &double.title));
        }
        summary.add(&item);
        history::note(session, sync, vec![item]).await?;
        if let Some(place) = found.doubles.get_mut(done) {
            *place = double;
        }
    }
    Ok(())
}

/// Checks a duplicate once more and removes it. Returns the reason if it must stay.
async fn merge(session: &Session, of: &RemoteProject, found: &Collected, double: &Double) -> Result<Option<Message>> {
    if double.is_unclear {
        return Ok(Some(check::unclear()));
    }
    if double.entity == Entity::Suite {
        return merge_suite(session, found, double).await;
    }
    match check::look(session, found, double).await? {
        Finding::Double => {}
        Finding::Gone => return Ok(None),
        Finding::Keep(why) => return Ok(Some(why)),
    }
    if let Some(hashes) = &double.shared {
        shared::merge(session, of, hashes).await?;
        return Ok(None);
    }
    let (client, project) = (session.fresh(), &session.project);
    if double.entity == Entity::Run {
        return match client.delete_run(project, double.id).await {
            Ok(()) | Err(qase::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        };
    }
    if let Some(case) = double.relink {
        let (of, first) = (of.id, double.first);
        session
            .blocking(move |store| {
                store.write(Op::bulk("repair_relink"), |tx| tx.remotes().relink_former(of, case, first)).map(drop)
            })
            .await?;
    }
    client.delete_case(project, double.id).await?;
    if let Some(trace) = double.trace.clone() {
        // What has this trace from now on is a copy that a person made of the removed case.
        let (of, id) = (of.id, double.id);
        let write = move |store: &voluptas_store::Store| {
            store.write(Op::bulk("repair_done"), |tx| tx.journal().done_of(of, &trace, id)).map(drop)
        };
        session.blocking(write).await?;
    }
    Ok(None)
}

/// Moves the children of a suite and removes it once a look shows none.
async fn merge_suite(session: &Session, found: &Collected, double: &Double) -> Result<Option<Message>> {
    let (client, project) = (session.fresh(), &session.project);
    for _ in 0..ROUNDS {
        let now = check::suites(session).await?;
        match check::suite(&now, found, double) {
            Finding::Double => {}
            Finding::Gone => return Ok(None),
            Finding::Keep(why) => return Ok(Some(why)),
        }
        let children: Vec<i64> = now.values().filter(|s| s.state.place.qase_id() == Some(double.id)).map(|s| s.qase_id).collect();
        if children.is_empty() {
            client.delete_suite(project, double.id, Some(double.first)).await?;
            return Ok(None);
        }
        for child in children {
            let write = SuiteWrite { parent_id: Patch::Set(double.first), ..SuiteWrite::default() };
            client.update_suite(project, child, &write).await?;
        }
    }
    Ok(Some(Message::new("sync-repair-edited")))
}

/// Deletes the links between the workspace and the project, so that the next import starts from scratch. Cases and suites of the
/// workspace stay. Returns false when the project is unknown.
///
/// # Errors
/// [`super::Error::Busy`] when another writer works on the project.
pub fn forget_links(session: &Session) -> Job<'_, bool> {
    Box::pin(async move {
        let session = &session.leased("repair").await?;
        let Some(of) = import::known(session).await?.0 else { return Ok(false) };
        session
            .blocking(move |store| store.write(Op::bulk("repair_forget"), |tx| tx.remotes().forget_links(of.id)).map(drop))
            .await?;
        Ok(true)
    })
}
