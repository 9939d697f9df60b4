//! Shared steps that exported cases use and Qase lacks: they are created there, and the workspace takes over the hash that Qase gives.

use super::collected::Collected;
use crate::convert;
use crate::error::{Error, Result};
use crate::import::RemoteShared;
use crate::plan::Plan;
use crate::session::Session;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::project::RemoteProject;
use voluptas_qase::model::SharedStepWrite;
use voluptas_qase::{self as qase, model::SharedStep};
use voluptas_store::{Op, Store};

/// Creates what Qase lacks, and gives what was read with the new hashes. Asks for nothing where no case that is written names a shared
/// step. One that cannot be created is told by its title in `warnings`, and Qase then refuses its cases.
///
/// A shared step whose creation was not answered is found again by title and steps, so that a repeated export creates no second one.
pub(super) async fn send(
    session: &Session,
    of: &RemoteProject,
    collected: Arc<Collected>,
    plan: &Plan,
    warnings: &mut Vec<Message>,
) -> Result<Arc<Collected>> {
    let written: BTreeSet<_> = plan.cases.iter().filter(|step| step.does_something()).filter_map(|step| step.case_id).collect();
    let mut named = BTreeSet::new();
    for case in collected.candidates.iter().filter_map(|c| c.case.as_ref()).filter(|case| written.contains(&case.id)) {
        convert::shared_names(&case.state.content.steps, &mut named);
    }
    if named.is_empty() {
        return Ok(collected);
    }
    let there = match session.fresh().list_shared_steps(&session.project).await {
        Ok(there) => there,
        // Qase says of each case what it refuses.
        Err(qase::Error::NotFound { .. } | qase::Error::Forbidden { .. } | qase::Error::PaymentRequired { .. }) => {
            return Ok(collected);
        }
        Err(e) => return Err(Error::from(e)),
    };
    let known: BTreeSet<&str> = there.iter().map(|step| step.hash.as_str()).collect();
    let unknown: Vec<String> = named.into_iter().filter(|hash| !known.contains(hash.as_str())).collect();
    if unknown.is_empty() {
        return Ok(collected);
    }
    let new = create(session, of, &there, unknown, warnings).await?;
    if new.is_empty() {
        return Ok(collected);
    }
    let mut collected = Arc::unwrap_or_clone(collected);
    for case in collected.candidates.iter_mut().filter_map(|c| c.case.as_mut()) {
        rename(&mut case.state.content.steps, &new);
    }
    Ok(Arc::new(collected))
}

/// Creates shared steps of the workspace in Qase, one request each. Returns the new hashes by the former ones.
async fn create(
    session: &Session,
    of: &RemoteProject,
    there: &[SharedStep],
    unknown: Vec<String>,
    warnings: &mut Vec<Message>,
) -> Result<BTreeMap<String, String>> {
    let project = of.project_id;
    let all: Vec<String> = unknown.iter().cloned().chain(there.iter().map(|step| step.hash.clone())).collect();
    let here = session.blocking(move |store| store.read(|tx| tx.shared_steps().by_hashes(project, &all))).await?;
    let mut free: Vec<_> = there.iter().filter(|step| !here.contains_key(&step.hash)).map(convert::shared_step).collect();
    let mut new = BTreeMap::new();
    for hash in unknown {
        let Some(step) = here.get(&hash) else { continue };
        let is_it = |there: &RemoteShared| there.title == step.title && convert::same_texts(&there.steps, &step.steps);
        let mut theirs = None;
        while let Some(at) = free.iter().position(is_it) {
            let found = free.swap_remove(at).hash;
            if take_hash(session, step.id, &hash, &found).await? {
                theirs = Some(found);
                break;
            }
        }
        if theirs.is_none() {
            let write = SharedStepWrite { title: step.title.clone(), steps: convert::shared_steps(&step.steps) };
            match session.client.create_shared_step(&session.project, &write).await {
                Ok(made) => theirs = take_hash(session, step.id, &hash, &made).await?.then_some(made),
                Err(lost @ qase::Error::AnswerLost { .. }) => match arrived(session, there, &new, &is_it).await? {
                    Some(made) => theirs = take_hash(session, step.id, &hash, &made).await?.then_some(made),
                    None => {
                        let not_sent = Message::new("sync-warning-shared-not-sent").with("title", &step.title);
                        warnings.extend([not_sent, lost.message()]);
                    }
                },
                Err(e) => {
                    let not_sent = Message::new("sync-warning-shared-not-sent").with("title", &step.title);
                    warnings.extend([not_sent, e.message()]);
                }
            }
        }
        if let Some(theirs) = theirs {
            new.insert(hash, theirs);
        }
    }
    Ok(new)
}

/// The shared step of a creation whose answer was lost, looked for during the lifetime of such a write: one that was not there `before`.
async fn arrived(
    session: &Session,
    before: &[SharedStep],
    new: &BTreeMap<String, String>,
    is_it: &(dyn Fn(&RemoteShared) -> bool + Sync),
) -> Result<Option<String>> {
    let known: BTreeSet<&str> = before.iter().map(|step| step.hash.as_str()).chain(new.values().map(String::as_str)).collect();
    let (known, project) = (&known, &session.project);
    let client = session.fresh();
    let found = client.look_for(|fresh, _| async move {
        let there = fresh.list_shared_steps(project).await?;
        let fresh = there.iter().filter(|step| !known.contains(step.hash.as_str())).map(convert::shared_step);
        Ok(fresh.into_iter().find(|step| is_it(step)).map(|step| step.hash))
    });
    Ok(found.await?)
}

/// Gives a shared step the hash of Qase; false where another project of the workspace has it.
async fn take_hash(session: &Session, id: i64, former: &str, hash: &str) -> Result<bool> {
    let (former, hash) = (former.to_owned(), hash.to_owned());
    let write = move |store: &Store| {
        let written = store.write(Op::bulk("sync_shared_step_hash"), |tx| tx.shared_steps().take_hash(id, &former, &hash));
        written.map(|written| written.value)
    };
    session.blocking(write).await
}

fn rename(steps: &mut [Step], new: &BTreeMap<String, String>) {
    for step in steps {
        if let Some(hash) = step.shared.as_mut().filter(|hash| new.contains_key(*hash)) {
            hash.clone_from(&new[&*hash]);
        }
        rename(&mut step.steps, new);
    }
}
