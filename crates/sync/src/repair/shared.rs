//! Shared steps that exports of copies of one workspace created at the same moment.
//!
//! A shared step has no trace: two are of one creation when title and steps are the same and they came to be within the lifetime of a
//! write. One that no case in Qase uses holds nothing that the other lacks, so it can be removed.

use super::check::Finding;
use super::collected::Double;
use crate::convert;
use crate::doubles::are_near;
use crate::error::Result;
use crate::report::Entity;
use crate::session::Session;
use serde::Serialize;
use std::collections::BTreeSet;
use voluptas_core::base::clock;
use voluptas_core::domain::Message;
use voluptas_core::domain::project::RemoteProject;
use voluptas_qase::{self as qase, model::SharedStep};
use voluptas_store::Op;

/// Hashes of a duplicate and of the shared step that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hashes {
    pub double: String,
    pub first: String,
}

fn is_used(step: &SharedStep) -> bool {
    step.cases_count > 0 || !step.cases.is_empty()
}

fn says_the_same(a: &SharedStep, b: &SharedStep) -> bool {
    a.title.trim() == b.title.trim() && convert::same_texts(&convert::shared_step(a).steps, &convert::shared_step(b).steps)
}

/// The duplicates of a list, which is in the order of creation. The used one stays, then the one that the workspace has, then the oldest.
fn of_list(there: &[SharedStep], here: &BTreeSet<String>, lifetime: std::time::Duration) -> Vec<Double> {
    let at = |step: &SharedStep| step.updated_at.as_deref().and_then(clock::parse);
    let mut doubles = Vec::new();
    let mut seen = vec![false; there.len()];
    for (i, one) in there.iter().enumerate() {
        if seen[i] {
            continue;
        }
        let mut alike: Vec<usize> = (i..there.len()).filter(|j| !seen[*j] && says_the_same(one, &there[*j])).collect();
        alike.iter().for_each(|j| seen[*j] = true);
        alike.sort_by_key(|j| (!is_used(&there[*j]), !here.contains(&there[*j].hash), *j));
        let Some((first, others)) = alike.split_first().filter(|(_, others)| !others.is_empty()) else { continue };
        let first = &there[*first];
        // People write equal shared steps, too. They do so at another time.
        let near = others.iter().map(|j| &there[*j]).filter(|step| are_near(at(step), at(first), lifetime) == Some(true));
        doubles.extend(near.map(|step| {
            let hashes = Hashes { double: step.hash.clone(), first: first.hash.clone() };
            Double { shared: Some(hashes), ..Double::new(Entity::SharedStep, 0, 0, &step.title) }
        }));
    }
    doubles
}

/// Looks for duplicates. An account that shows no shared steps has none.
pub(super) async fn doubles(session: &Session, known: Option<&RemoteProject>) -> Result<Vec<Double>> {
    let Some(of) = known else { return Ok(Vec::new()) };
    let Some(there) = list(session).await? else { return Ok(Vec::new()) };
    if there.len() < 2 {
        return Ok(Vec::new());
    }
    let (project, hashes) = (of.project_id, there.iter().map(|step| step.hash.clone()).collect::<Vec<_>>());
    let here = session.blocking(move |store| store.read(|tx| tx.shared_steps().by_hashes(project, &hashes))).await?;
    Ok(of_list(&there, &here.into_keys().collect(), session.client.write_lifetime()))
}

async fn list(session: &Session) -> Result<Option<Vec<SharedStep>>> {
    match session.fresh().list_shared_steps(&session.project).await {
        Ok(there) => Ok(Some(there)),
        Err(qase::Error::NotFound { .. } | qase::Error::Forbidden { .. } | qase::Error::PaymentRequired { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Checks a duplicate in Qase.
pub(super) async fn look(session: &Session, hashes: &Hashes) -> Result<Finding> {
    let Some(there) = list(session).await? else { return Ok(Finding::Gone) };
    let find = |hash: &str| there.iter().find(|step| step.hash == hash);
    let Some(double) = find(&hashes.double) else { return Ok(Finding::Gone) };
    match find(&hashes.first) {
        _ if is_used(double) => Ok(Finding::Keep(Message::new("sync-repair-shared-used"))),
        Some(first) if says_the_same(double, first) => Ok(Finding::Double),
        _ => Ok(Finding::Keep(Message::new("sync-repair-edited"))),
    }
}

/// Removes a duplicate. Whatever names it here names the one that stays first.
pub(super) async fn merge(session: &Session, of: &RemoteProject, hashes: &Hashes) -> Result<()> {
    let (project, both) = (of.project_id, hashes.clone());
    let write = move |store: &voluptas_store::Store| {
        let written = store.write(Op::bulk("repair_shared_step"), |tx| {
            let here = tx.shared_steps().by_hashes(project, &[both.double.clone(), both.first.clone()])?;
            let Some(double) = here.get(&both.double) else { return Ok(()) };
            if here.contains_key(&both.first) {
                tx.shared_steps().replace_by(double.id, &both.double, &both.first)
            } else {
                tx.shared_steps().take_hash(double.id, &both.double, &both.first).map(drop)
            }
        });
        written.map(drop)
    };
    session.blocking(write).await?;
    match session.fresh().delete_shared_step(&session.project, &hashes.double).await {
        Ok(()) | Err(qase::Error::NotFound { .. }) => Ok(()),
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_what_came_at_one_moment_and_is_equal_is_a_duplicate() {
        let step = |hash: &str, title: &str, at: Option<&str>, cases: i64| SharedStep {
            hash: hash.into(),
            title: title.into(),
            cases_count: cases,
            updated_at: at.map(str::to_owned),
            ..SharedStep::default()
        };
        let (now, soon, later) = ("2026-11-20T06:00:00+00:00", "2026-11-20T06:00:20+00:00", "2026-11-23T06:00:00+00:00");
        let there = [
            step("a", "Sign in", Some(now), 0),
            step("b", "Sign in", Some(soon), 2),
            step("c", "Sign in", Some(later), 0),
            step("d", "Sign in", None, 0),
            step("e", "Sign out", Some(now), 0),
            step("f", "Pay", Some(now), 0),
            step("g", "Pay", Some(soon), 0),
        ];
        let of = |here: &[&str]| {
            let here = here.iter().map(|hash| (*hash).to_owned()).collect();
            let found = of_list(&there, &here, Duration::from_secs(60)).into_iter().filter_map(|double| double.shared);
            found.map(|hashes| (hashes.double, hashes.first)).collect::<Vec<_>>()
        };
        let pair = |double: &str, first: &str| (double.to_owned(), first.to_owned());
        assert_eq!(of(&[]), [pair("a", "b"), pair("g", "f")], "the used one stays, otherwise the oldest");
        assert_eq!(of(&["g"]), [pair("a", "b"), pair("f", "g")], "the one that the workspace has stays");
    }
}
