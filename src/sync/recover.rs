//! Finds what an earlier write made in Qase without anybody hearing of it, and links it instead of making it again.
//!
//! Every creation is in the journal before it is sent, with the trace that it carries. What comes back with a trace of this workspace
//! and is linked to nothing here is that creation, however late it arrived. A pending entry that is not found is waited for until such
//! a write can no longer arrive ([`crate::qase::Client::write_lifetime`]); only then it counts as lost, and may be sent again.
//! Where the trace is missing, because an older program wrote the entry or a person took the hidden line away, only the very same
//! content at the same place is proof enough; of a case, all but the description.
//!
//! An entry that cannot be used (its row here is linked to something else, or gone) is closed and named; it never stops the others.

use super::base::{Base, SuiteBase};
use super::error::Result;
use super::report::{Entity, Item, ItemOutcome, Stage};
use super::session::Session;
use super::snapshot::{CaseState, Local, Remote, RemoteCase, RemoteSuite, SuiteState};
use super::{history, seen};
use crate::domain::Message;
use crate::domain::field::CaseField;
use crate::domain::ids::{CaseId, SuiteId, SyncId};
use crate::domain::project::RemoteProject;
use crate::qase::RunFilter;
use crate::qase::model::Run;
use crate::store::journal::{Action, Entry, RunLink};
use crate::store::remote::Used;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use strum::IntoEnumIterator as _;

/// What the journal keeps of a suite that is created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SuiteRequest {
    /// What it says and where it lies.
    pub state: SuiteState,
}

/// What the journal keeps of a case that is created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CaseRequest {
    /// What it says and where it lies.
    pub state: CaseState,
}

/// What the journal keeps of a run that is created.
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

/// What was found, and what may still arrive.
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    /// Things that were linked: the workspace must be read again when there are any.
    pub found: usize,
    /// How long until the last pending write can no longer arrive; `None` when nothing is pending any more.
    pub wait: Option<Duration>,
}

/// Whether writes are pending whose answer nobody has heard.
pub(crate) async fn has_pending(session: &Session, of: &RemoteProject) -> Result<bool> {
    let id = of.id;
    session.blocking(move |store| store.read(|tx| Ok(!tx.journal().pending(id)?.is_empty()))).await
}

/// Looks for everything that this workspace created. `remote` must hold every suite and every case of the project where something is
/// pending; otherwise what it holds is enough. `waited` is how long the caller has waited for what is pending.
pub(crate) async fn adopt(
    session: &Session,
    of: &RemoteProject,
    remote: &Remote,
    local: &Local,
    waited: Duration,
) -> Result<Recovered> {
    let id = of.id;
    let entries = session.blocking(move |store| store.read(|tx| tx.journal().pending(id))).await?;
    let mut found = Found::by_trace(remote, local);
    let (mut recovered, mut lost) = (Recovered::default(), Vec::new());
    if !entries.is_empty() {
        session.step(Stage::Recover, 0, entries.len(), "")?;
    }
    let mut missing = Vec::new();
    for entry in entries {
        let is_found = match entry.action {
            Action::CreateSuite => found.takes_suite(&entry, remote, local),
            Action::CreateCase => found.takes_case(&entry, remote, local),
            Action::CreateRun => found.takes_run(&entry, session).await?,
        };
        if !is_found {
            missing.push(entry);
        }
    }
    for entry in missing {
        let is_found = entry.action == Action::CreateCase && found.takes_rewritten_case(&entry, remote, local);
        if !is_found {
            match time_left(session, &entry, waited) {
                Some(left) => recovered.wait = recovered.wait.max(Some(left)),
                None => lost.push(entry.id),
            }
        }
    }
    recovered.found = found.suites.len() + found.cases.len() + found.runs.len();
    if recovered.found > 0 || !lost.is_empty() || !found.closed.is_empty() {
        write(session, of, None, remote, found, lost).await?;
    }
    Ok(recovered)
}

/// How long the write of an entry may still arrive; `None` when it no longer can.
fn time_left(session: &Session, entry: &Entry, waited: Duration) -> Option<Duration> {
    let lifetime = session.client.write_lifetime();
    if !session.client.safeties().look_up {
        return None;
    }
    // A clock that was set back must not let it wait for longer than a write lives.
    let age = Duration::from_millis(u64::try_from(session.store.clock().now() - entry.created_ms).unwrap_or(0)).max(waited);
    lifetime.checked_sub(age).filter(|left| !left.is_zero())
}

/// Of the things in Qase those that entries of the journal created.
#[derive(Default)]
struct Found {
    suites: Vec<(Option<i64>, i64, SuiteId)>,
    cases: Vec<(Option<i64>, i64, CaseId)>,
    runs: Vec<(Entry, i64, RunRequest)>,
    /// Entries whose row here is linked already, with the id there.
    closed: Vec<(i64, i64)>,
    taken_suites: BTreeSet<i64>,
    taken_cases: BTreeSet<i64>,
    /// Which id there a row here has, or gets by this.
    linked_suites: BTreeMap<SuiteId, i64>,
    linked_cases: BTreeMap<CaseId, i64>,
}

impl Found {
    fn by_trace(remote: &Remote, local: &Local) -> Self {
        let mut found = Self {
            taken_suites: local.suites.values().filter_map(|s| s.qase_id).collect(),
            taken_cases: local.cases.keys().copied().collect(),
            linked_suites: local.suites.values().filter_map(|s| Some((s.id, s.qase_id?))).collect(),
            linked_cases: local.cases.values().filter_map(|c| Some((c.id, c.qase_id?))).collect(),
            ..Self::default()
        };
        for suite in remote.suites.values() {
            let here = suite.trace.as_ref().and_then(|t| local.traces.suites.get(t));
            if let Some(here) = here.filter(|id| local.suites.contains_key(*id)) {
                found.suite(None, suite, *here);
            }
        }
        for case in remote.cases.values().filter(|c| !local.former.contains_key(&c.qase_id)) {
            let here = case.trace.as_ref().and_then(|t| local.traces.cases.get(t));
            if let Some(here) = here.filter(|id| local.created_cases.contains(*id)) {
                found.case(None, case, *here);
            }
        }
        found
    }

    fn suite(&mut self, entry: Option<i64>, suite: &RemoteSuite, here: SuiteId) -> bool {
        let is_free = !self.taken_suites.contains(&suite.qase_id) && !self.linked_suites.contains_key(&here);
        if is_free {
            self.taken_suites.insert(suite.qase_id);
            self.linked_suites.insert(here, suite.qase_id);
            self.suites.push((entry, suite.qase_id, here));
        }
        is_free
    }

    fn case(&mut self, entry: Option<i64>, case: &RemoteCase, here: CaseId) -> bool {
        let is_free = !self.taken_cases.contains(&case.qase_id) && !self.linked_cases.contains_key(&here);
        if is_free {
            self.taken_cases.insert(case.qase_id);
            self.linked_cases.insert(here, case.qase_id);
            self.cases.push((entry, case.qase_id, here));
        }
        is_free
    }

    fn takes_suite(&mut self, entry: &Entry, remote: &Remote, local: &Local) -> bool {
        let here = SuiteId(entry.local_id);
        if let Some(there) = self.linked_suites.get(&here) {
            self.closed.push((entry.id, *there));
            return true;
        }
        if !local.suites.contains_key(&here) {
            return false;
        }
        let Ok(sent) = serde_json::from_str::<SuiteRequest>(&entry.request) else { return false };
        let fits = |s: &&RemoteSuite| {
            s.qase_id > entry.remote_max && !self.taken_suites.contains(&s.qase_id) && s.state == sent.state && s.trace.is_none()
        };
        let hit = remote.suites.values().find(fits);
        hit.is_some_and(|suite| self.suite(Some(entry.id), suite, here))
    }

    fn takes_case(&mut self, entry: &Entry, remote: &Remote, local: &Local) -> bool {
        let here = CaseId(entry.local_id);
        if let Some(there) = self.linked_cases.get(&here) {
            self.closed.push((entry.id, *there));
            return true;
        }
        let Some(sent) = sent_case(entry, local) else { return false };
        let hit = find_same(entry, &sent.state, remote.cases.values(), &self.taken_cases);
        hit.is_some_and(|case| self.case(Some(entry.id), case, here))
    }

    /// Takes a case that differs only in its description: the trace is a line of it, and whoever rewrites it takes the trace away.
    fn takes_rewritten_case(&mut self, entry: &Entry, remote: &Remote, local: &Local) -> bool {
        let Some(mut sent) = sent_case(entry, local) else { return false };
        sent.state.content.normalise();
        let is_like = |c: &RemoteCase| CaseField::iter().all(|f| f == CaseField::Description || c.state.same(f, &sent.state));
        let hit = remote.cases.values().find(|c| is_candidate(c, entry, &self.taken_cases) && is_like(c));
        hit.is_some_and(|case| self.case(Some(entry.id), case, CaseId(entry.local_id)))
    }

    async fn takes_run(&mut self, entry: &Entry, session: &Session) -> Result<bool> {
        let sent: RunRequest = serde_json::from_str(&entry.request).unwrap_or_default();
        let Some(run) = find_run(session, &sent).await? else { return Ok(false) };
        self.runs.push((entry.clone(), run.id, sent));
        Ok(true)
    }
}

/// The case without a trace that an entry created: the very same content at the same place, above the ids of that time.
pub(crate) fn find_same<'r>(
    entry: &Entry,
    sent: &CaseState,
    mut remote: impl Iterator<Item = &'r RemoteCase>,
    taken: &BTreeSet<i64>,
) -> Option<&'r RemoteCase> {
    let mut content = sent.content.clone();
    content.normalise();
    remote.find(|c| is_candidate(c, entry, taken) && c.state.place == sent.place && c.state.content == content)
}

/// The request of an entry; `None` when its case is no longer here or nothing can be made of the row.
fn sent_case(entry: &Entry, local: &Local) -> Option<CaseRequest> {
    local.created_cases.contains(&CaseId(entry.local_id)).then(|| serde_json::from_str(&entry.request).ok())?
}

/// True for a case without a trace that was created after the entry was written and that no case here is linked to.
fn is_candidate(case: &RemoteCase, entry: &Entry, taken: &BTreeSet<i64>) -> bool {
    case.qase_id > entry.remote_max && !taken.contains(&case.qase_id) && case.trace.is_none()
}

/// The run that carries a marker, whatever it is called by now.
pub(crate) async fn find_run(session: &Session, sent: &RunRequest) -> Result<Option<Run>> {
    if sent.marker.is_empty() {
        return Ok(None);
    }
    let has = |r: &Run| r.description.as_deref().is_some_and(|d| d.contains(&sent.marker));
    let titled = RunFilter { search: Some(sent.title.clone()), ..RunFilter::default() };
    for filter in [titled, RunFilter::default()] {
        let runs = session.fresh().list_runs(&session.project, &filter).await?;
        if let Some(run) = runs.into_iter().find(has) {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

async fn write(
    session: &Session,
    of: &RemoteProject,
    sync: Option<SyncId>,
    remote: &Remote,
    found: Found,
    lost: Vec<i64>,
) -> Result<()> {
    let (of, code) = (of.id, session.project.clone());
    let with = |id: &i64| remote.suites.get(id).cloned();
    let suites: Vec<_> = found.suites.iter().filter_map(|(e, id, here)| Some((*e, with(id)?, *here))).collect();
    let with = |id: &i64| remote.cases.get(id).cloned();
    let cases: Vec<_> = found.cases.iter().filter_map(|(e, id, here)| Some((*e, with(id)?, *here))).collect();
    let (runs, closed) = (found.runs, found.closed);
    session
        .blocking(move |store| {
            store.write(crate::store::Op::bulk("sync_recover"), |tx| {
                let mut items = Vec::new();
                for (entry, suite, here) in &suites {
                    seen::see_suite(tx, of, suite)?;
                    // What Qase holds as it was sent is agreed on, whatever has been edited here since.
                    let sent: Option<SuiteRequest> = request(tx, of, *entry, suite.trace.as_deref())?;
                    let base = sent.map_or_else(SuiteBase::default, |sent| SuiteBase::created(&sent.state));
                    tx.remotes().link_suite(of, suite.qase_id, *here, Some(&base.to_json()))?;
                    entry.map_or(Ok(()), |e| tx.journal().done(e, suite.qase_id))?;
                    items.push(found_item(Entity::Suite, here.0, suite.qase_id, &suite.state.content.title));
                }
                for (entry, case, here) in &cases {
                    seen::see_case(tx, of, &code, case)?;
                    let sent: Option<CaseRequest> = request(tx, of, *entry, case.trace.as_deref())?;
                    let base = sent.map_or_else(Base::blank, |sent| Base::created(&sent.state));
                    tx.remotes().link(of, *here, case.qase_id, Some(&base.to_json()), None, Used::Pushed)?;
                    entry.map_or(Ok(()), |e| tx.journal().done(e, case.qase_id))?;
                    items.push(found_item(Entity::Case, here.0, case.qase_id, &case.state.content.title));
                }
                for (entry, run, sent) in &runs {
                    tx.journal().done(entry.id, *run)?;
                    tx.journal().link_run(of, &run_link(sent, *run))?;
                    items.push(found_item(Entity::Run, entry.local_id, *run, &sent.title));
                }
                closed.iter().try_for_each(|(entry, there)| tx.journal().done(*entry, *there))?;
                lost.iter().try_for_each(|entry| tx.journal().undone(*entry))?;
                sync.map_or(Ok(()), |sync| history::add(tx, sync, &items))
            })
        })
        .await?;
    Ok(())
}

/// What was sent by an entry, or under a trace.
fn request<T: serde::de::DeserializeOwned>(
    tx: &crate::store::Tx<'_>,
    of: crate::domain::ids::RemoteProjectId,
    entry: Option<i64>,
    trace: Option<&str>,
) -> crate::store::Result<Option<T>> {
    let json = match (entry, trace) {
        (Some(entry), _) => tx.journal().request(entry)?,
        (None, Some(trace)) => tx.journal().request_of(of, trace)?,
        (None, None) => None,
    };
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
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

fn found_item(entity: Entity, here: i64, qase_id: i64, title: &str) -> Item {
    Item {
        entity,
        local_key: Some(here.to_string()),
        remote_key: Some(qase_id.to_string()),
        title: title.to_owned(),
        outcome: ItemOutcome::Unchanged,
        detail: Some(Message::new("sync-item-found-again")),
    }
}
