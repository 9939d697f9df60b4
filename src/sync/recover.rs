//! Finds what an earlier, broken-off export made in Qase without hearing of it, and links it instead of making it again.
//!
//! Every write that would make something twice is in the journal before it is sent. What is still pending there either arrived
//! or did not: a suite or case above the largest id of that time, of the same title at the same place, is it, one to one; a run
//! is known by the marker in its description.

use super::error::Result;
use super::local::suite_base_json;
use super::report::{Entity, Item, ItemOutcome, Stage};
use super::session::Session;
use super::snapshot::{Base, CaseState, Local, Remote, RemoteCase, SuiteState};
use super::{history, mirror};
use crate::base::fold::fold;
use crate::domain::Message;
use crate::domain::ids::{CaseId, SuiteId, SyncId};
use crate::domain::project::RemoteProject;
use crate::qase::RunFilter;
use crate::store::journal::{Action, Entry, RunLink};
use crate::store::remote::Used;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the journal keeps of a suite that is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SuiteRequest {
    /// What it says and where it lies.
    pub state: SuiteState,
}

/// What the journal keeps of a case that is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CaseRequest {
    /// What it says and where it lies.
    pub state: CaseState,
}

/// What the journal keeps of a run that is made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RunRequest {
    /// Its title.
    pub title: String,
    /// What stands in its description and nowhere else.
    pub marker: String,
    /// The results that were meant for it, by row id.
    pub results: Vec<i64>,
    /// The run here that the results are of.
    pub run_id: Option<i64>,
}

/// Whether the server's title can be the one that was sent: it may have dropped blanks at the ends.
fn same_title(a: &str, b: &str) -> bool {
    a.trim() == b.trim() || fold(a) == fold(b)
}

/// The case that was made for an entry, if it arrived: one of the same content before one of the same title alone.
pub(crate) fn find_case<'r>(
    entry: &Entry,
    sent: &CaseState,
    remote: impl Iterator<Item = &'r RemoteCase> + Clone,
    taken: &BTreeSet<i64>,
) -> Option<i64> {
    let fits = |c: &&RemoteCase| {
        c.qase_id > entry.remote_max
            && !taken.contains(&c.qase_id)
            && c.state.place == sent.place
            && same_title(&c.state.content.title, &sent.content.title)
    };
    let mut fitting = remote.filter(fits);
    let exact = fitting.clone().find(|c| c.state.content == sent.content);
    exact.or_else(|| fitting.next()).map(|c| c.qase_id)
}

/// Whether anything waits to be looked for. What was sent a moment ago, by a program that has ended since, may still be under
/// way: it gets that moment.
pub(crate) async fn has_pending(session: &Session, of: &RemoteProject) -> Result<bool> {
    let id = of.id;
    let newest =
        session.blocking(move |store| store.read(|tx| Ok(tx.journal().pending(id)?.iter().map(|e| e.created_ms).max()))).await?;
    let Some(newest) = newest else { return Ok(false) };
    let age = session.store.clock().now() - newest;
    if u128::try_from(age).unwrap_or(0) < session.patience.before_looking.as_millis() {
        session.pause(0).await?;
    }
    Ok(true)
}

/// What was found of the pending writes.
struct Found {
    suites: Vec<(Entry, i64, SuiteState)>,
    cases: Vec<(Entry, i64, CaseState)>,
    runs: Vec<(Entry, i64, RunRequest)>,
    lost: Vec<Entry>,
}

/// Looks for everything that is pending. `remote` must hold every suite and every case of the project. Gives how much was found;
/// the workspace must be read again when that is not zero.
pub(crate) async fn pending(
    session: &Session,
    of: &RemoteProject,
    sync: Option<SyncId>,
    remote: &Remote,
    local: &Local,
) -> Result<usize> {
    let id = of.id;
    let entries = session.blocking(move |store| store.read(|tx| tx.journal().pending(id))).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    session.step(Stage::Recover, 0, entries.len(), "")?;
    let mut found = Found { suites: Vec::new(), cases: Vec::new(), runs: Vec::new(), lost: Vec::new() };
    let mut taken_suites: BTreeSet<i64> = local.suites.values().filter_map(|s| s.qase_id).collect();
    let mut taken_cases: BTreeSet<i64> = local.cases.keys().copied().collect();
    for entry in entries {
        match entry.action {
            Action::CreateSuite => {
                let sent: Option<SuiteRequest> = serde_json::from_str(&entry.request).ok();
                let hit = sent.as_ref().and_then(|sent| {
                    let fits = |s: &&super::snapshot::RemoteSuite| {
                        s.qase_id > entry.remote_max
                            && !taken_suites.contains(&s.qase_id)
                            && s.state.place == sent.state.place
                            && same_title(&s.state.content.title, &sent.state.content.title)
                    };
                    remote.suites.values().find(fits).map(|s| s.qase_id)
                });
                match (sent, hit) {
                    (Some(sent), Some(qase_id)) => {
                        taken_suites.insert(qase_id);
                        found.suites.push((entry, qase_id, sent.state));
                    }
                    _ => found.lost.push(entry),
                }
            }
            Action::CreateCase => {
                let sent: Option<CaseRequest> = serde_json::from_str(&entry.request).ok();
                let hit = sent.as_ref().and_then(|s| find_case(&entry, &s.state, remote.cases.values(), &taken_cases));
                match (sent, hit) {
                    (Some(sent), Some(qase_id)) => {
                        taken_cases.insert(qase_id);
                        found.cases.push((entry, qase_id, sent.state));
                    }
                    _ => found.lost.push(entry),
                }
            }
            Action::CreateRun => {
                let sent: RunRequest = serde_json::from_str(&entry.request).unwrap_or_default();
                match find_run(session, &sent).await? {
                    Some(run) => found.runs.push((entry, run, sent)),
                    None => found.lost.push(entry),
                }
            }
        }
    }
    let count = found.suites.len() + found.cases.len() + found.runs.len();
    write(session, of, sync, remote, found).await?;
    Ok(count)
}

/// The run that carries a marker.
pub(crate) async fn find_run(session: &Session, sent: &RunRequest) -> Result<Option<i64>> {
    if sent.marker.is_empty() {
        return Ok(None);
    }
    let filter = RunFilter { search: Some(sent.title.clone()), ..RunFilter::default() };
    let runs = session.fresh().list_runs(&session.project, &filter).await?;
    Ok(runs.iter().find(|r| r.description.as_deref().is_some_and(|d| d.contains(&sent.marker))).map(|r| r.id))
}

async fn write(session: &Session, of: &RemoteProject, sync: Option<SyncId>, remote: &Remote, found: Found) -> Result<()> {
    let (of, code) = (of.id, session.project.clone());
    let suites: Vec<_> =
        found.suites.into_iter().filter_map(|(e, id, sent)| Some((e, remote.suites.get(&id)?.clone(), sent))).collect();
    let cases: Vec<_> =
        found.cases.into_iter().filter_map(|(e, id, sent)| Some((e, remote.cases.get(&id)?.clone(), sent))).collect();
    let (runs, lost) = (found.runs, found.lost);
    session
        .blocking(move |store| {
            store.write(crate::store::Op::bulk("sync_recover"), |tx| {
                let mut items = Vec::new();
                for (entry, suite, sent) in &suites {
                    mirror::see_suite(tx, of, suite)?;
                    tx.remotes().link_suite(of, suite.qase_id, SuiteId(entry.local_id), Some(&suite_base_json(sent)))?;
                    tx.journal().done(entry.id, suite.qase_id)?;
                    items.push(found_item(Entity::Suite, entry, suite.qase_id, &sent.content.title));
                }
                for (entry, case, sent) in &cases {
                    mirror::see_case(tx, of, &code, case)?;
                    let base = Base::agreed(sent.clone());
                    let (json, suite) = (base.to_json(), base.state.place.qase_id());
                    tx.remotes().link(of, CaseId(entry.local_id), case.qase_id, Some(&json), suite, Used::Pushed)?;
                    tx.journal().done(entry.id, case.qase_id)?;
                    items.push(found_item(Entity::Case, entry, case.qase_id, &sent.content.title));
                }
                for (entry, run, sent) in &runs {
                    tx.journal().done(entry.id, *run)?;
                    tx.journal().link_run(of, &run_link(sent, *run))?;
                    items.push(found_item(Entity::Run, entry, *run, &sent.title));
                }
                for entry in &lost {
                    tx.journal().undone(entry.id)?;
                }
                if let Some(sync) = sync {
                    history::add(tx, sync, &items)?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(())
}

/// A run of Qase as this workspace remembers it.
pub(crate) fn run_link(sent: &RunRequest, qase_run_id: i64) -> RunLink {
    RunLink {
        run_id: sent.run_id.map(crate::domain::ids::RunId),
        qase_run_id,
        title: sent.title.clone(),
        marker: Some(sent.marker.clone()),
    }
}

fn found_item(entity: Entity, entry: &Entry, qase_id: i64, title: &str) -> Item {
    Item {
        entity,
        local_key: Some(entry.local_id.to_string()),
        remote_key: Some(qase_id.to_string()),
        title: title.to_owned(),
        outcome: ItemOutcome::Unchanged,
        detail: Some(Message::new("sync-item-found-again")),
    }
}
