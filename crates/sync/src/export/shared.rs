//! Shared steps that exported cases use and Qase lacks: they are created there, and the workspace takes over the hash that Qase gives.

use super::collected::Collected;
use super::settle::Pauses;
use crate::convert;
use crate::error::{Error, Result};
use crate::import::RemoteShared;
use crate::plan::Plan;
use crate::recover::{SharedRequest, stamped};
use crate::session::Session;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::ids::{RemoteProjectId, SyncId};
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::project::RemoteProject;
use voluptas_qase::model::SharedStepWrite;
use voluptas_qase::{self as qase, model::SharedStep};
use voluptas_store::journal::{Action, NewEntry};
use voluptas_store::{Op, Store};

/// Creates what Qase lacks, and gives what was read with the new hashes. Asks for nothing where no case that is written names a shared
/// step. One that cannot be created is told by its title in `warnings`, and Qase then refuses its cases.
///
/// Each creation is in the journal before it is sent. One that was not answered is found again by title and steps
/// ([`crate::recover`]), so that a repeated export creates no second one.
pub(super) async fn send(
    session: &Session,
    of: &RemoteProject,
    sync: SyncId,
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
    let new = create(session, of, sync, &there, unknown, warnings).await?;
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
    sync: SyncId,
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
            if take_hash(session, step.id, &hash, &found, None).await? {
                theirs = Some(found);
                break;
            }
        }
        if theirs.is_none() {
            let write = SharedStepWrite { title: step.title.clone(), steps: convert::shared_steps(&step.steps) };
            let before = there.iter().map(|step| step.hash.clone()).chain(new.values().cloned()).collect();
            let request = SharedRequest { hash: hash.clone(), title: step.title.clone(), steps: step.steps.clone(), before };
            let entry = journal(session, of.id, sync, step.id, &request).await?;
            let made = match session.client.create_shared_step(&session.project, &write).await {
                Ok(made) => Ok(oldest(session, &request.before, made, &is_it, warnings).await?),
                Err(lost @ qase::Error::AnswerLost { .. }) => arrived(session, &request.before, &is_it).await?.ok_or(lost),
                Err(refused) => {
                    undone(session, entry).await?;
                    Err(refused)
                }
            };
            match made {
                Ok(made) => theirs = take_hash(session, step.id, &hash, &made, Some(entry)).await?.then_some(made),
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

/// Records a creation in the journal before it is sent.
async fn journal(session: &Session, of: RemoteProjectId, sync: SyncId, row: i64, request: &SharedRequest) -> Result<i64> {
    let request = serde_json::to_string(request).unwrap_or_default();
    let entry = NewEntry { action: Action::CreateSharedStep, local_id: row, request, remote_max: 0, trace: None };
    let entry = stamped(entry, session.client.server_time());
    let begin = move |store: &Store| {
        let written =
            store.write(Op::bulk("sync_journal"), |tx| tx.journal().begin(Some(sync), of, std::slice::from_ref(&entry)))?;
        Ok(written.value.first().copied().unwrap_or_default())
    };
    session.blocking(begin).await
}

async fn undone(session: &Session, entry: i64) -> Result<()> {
    session.blocking(move |store| store.write(Op::bulk("sync_journal"), |tx| tx.journal().undone(entry)).map(drop)).await
}

/// Looks for the shared step of a creation whose answer was lost, during the lifetime of such a write. The step must not have
/// existed `before`.
async fn arrived(
    session: &Session,
    before: &BTreeSet<String>,
    is_it: &(dyn Fn(&RemoteShared) -> bool + Sync),
) -> Result<Option<String>> {
    let project = &session.project;
    let client = session.fresh();
    let found = client.look_for(|fresh, _| async move {
        let there = fresh.list_shared_steps(project).await?;
        let new = there.iter().filter(|step| !before.contains(&step.hash)).map(|step| (age(step), convert::shared_step(step)));
        Ok(new.filter(|(_, step)| is_it(step)).min_by_key(|(age, _)| *age).map(|(_, step)| step.hash))
    });
    Ok(found.await?)
}

/// The shared step to use after `made` was created. An export of a copy of this workspace may have created one at the same moment: both take
/// the older one, and the other is named: the later export sees both.
async fn oldest(
    session: &Session,
    before: &BTreeSet<String>,
    made: String,
    is_it: &(dyn Fn(&RemoteShared) -> bool + Sync),
    warnings: &mut Vec<Message>,
) -> Result<String> {
    if !session.client.safeties().read_back {
        return Ok(made);
    }
    let mut pauses = Pauses::new(session.waits.until_visible);
    let there = loop {
        let there = session.fresh().list_shared_steps(&session.project).await?;
        let is_listed = there.iter().any(|step| step.hash == made);
        let Some(pause) = pauses.next().filter(|_| !is_listed) else { break there };
        session.wait(pause).await?;
    };
    let new = there.iter().filter(|step| !before.contains(&step.hash)).map(|step| (age(step), convert::shared_step(step)));
    let alike = new.filter(|(_, step)| step.hash == made || is_it(step));
    // Of one second, the first of the list.
    let Some((_, first)) = alike.min_by_key(|(age, _)| *age) else { return Ok(made) };
    if first.hash != made {
        let message = Message::new("sync-warning-double-shared").with("title", &first.title);
        warnings.push(message.with("of", &first.hash).with("id", &made));
    }
    Ok(first.hash)
}

/// Time by which the older of two shared steps is found; one without a time is the last.
fn age(step: &SharedStep) -> Millis {
    step.updated_at.as_deref().and_then(clock::parse).unwrap_or(Millis::MAX)
}

/// Gives a shared step the hash of Qase and marks its entry of the journal as arrived; false where another project of the workspace has the
/// hash.
async fn take_hash(session: &Session, id: i64, former: &str, hash: &str, entry: Option<i64>) -> Result<bool> {
    let (former, hash) = (former.to_owned(), hash.to_owned());
    let write = move |store: &Store| {
        let written = store.write(Op::bulk("sync_shared_step_hash"), |tx| {
            entry.map_or(Ok(()), |entry| tx.journal().done(entry, 0))?;
            tx.shared_steps().take_hash(id, &former, &hash)
        });
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
