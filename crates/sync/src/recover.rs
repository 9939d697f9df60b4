//! Finds what an earlier write created in Qase although its answer was lost, and links it instead of creating it again.
//!
//! The journal records every creation before it is sent, together with its trace. An object in Qase that has a trace of this
//! workspace and no link comes from such a creation, however late it arrived. A pending entry without a match is waited for until
//! the write can no longer arrive ([`voluptas_qase::Client::write_lifetime`]); only then does it count as lost and may be sent
//! again.
//!
//! A row whose linked object is gone from Qase is linked to another object that the same request created: another workspace may
//! have merged the two ([`super::repair`]). Both are the same case, so this comes before the row is marked as removed.
//!
//! The trace is missing if an older version wrote the entry or a person deleted the hidden line. Then only the same content at
//! the same place counts as a match; the description of a case may differ.
//!
//! An entry that cannot be used, because its row is linked to something else or gone, is closed; it never blocks the others.

use super::base::{Base, SuiteBase};
use super::error::Result;
use super::import::RemoteShared;
use super::repair::identity_of;
use super::report::{Entity, Item, ItemOutcome, Stage};
use super::session::Session;
use super::snapshot::{CaseState, Local, LocalCase, LocalSuite, Remote, RemoteCase, RemoteSuite, SuiteState};
use super::{history, import, qase_copy};
use crate::doubles::{are_near, created_ms};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, SuiteId, SyncId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_qase::model::Run;
use voluptas_qase::{self as qase, RunFilter};
use voluptas_store::journal::{Action, Entry, NewEntry, RunLink};
use voluptas_store::remote::LinkDirection;

/// Journal record of a suite to create.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SuiteRequest {
    /// Content and parent suite.
    pub state: SuiteState,
}

/// Journal record of a case to create.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CaseRequest {
    /// Content and suite.
    pub state: CaseState,
}

/// Journal record of a run to create.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RunRequest {
    pub title: String,
    /// Unique text in the run's description.
    pub marker: String,
    /// Row ids of the results that were meant for the run.
    pub results: Vec<i64>,
    /// The workspace run that the results belong to.
    pub run_id: Option<i64>,
}

/// Journal record of a shared step to create. Qase gives it no place for a trace: it is recognised by its texts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SharedRequest {
    /// Hash in the workspace before the creation.
    pub hash: String,
    pub title: String,
    pub steps: Vec<Step>,
    /// Hashes that Qase had before.
    pub before: BTreeSet<String>,
}

/// Key in a journal record for the time of the server when the record was written.
const SERVER_MS: &str = "server_ms";

/// Adds the time of the server to a journal record. Its age is counted by the server's clock, because this computer's may be put forward or
/// back.
pub(crate) fn stamped(mut entry: NewEntry, server_ms: Option<Millis>) -> NewEntry {
    if let (Some(at), Ok(serde_json::Value::Object(mut record))) = (server_ms, serde_json::from_str(&entry.request)) {
        record.insert(SERVER_MS.into(), at.into());
        entry.request = serde_json::Value::Object(record).to_string();
    }
    entry
}

/// Outcome of [`adopt`].
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    /// Number of objects that were linked. If any, the workspace must be read again.
    pub found: usize,
    /// Time until the last pending write can no longer arrive; `None` when nothing is pending.
    pub wait: Option<Duration>,
}

/// True when the journal has writes whose answer was lost.
pub(crate) async fn has_pending(session: &Session, of: &RemoteProject) -> Result<bool> {
    let id = of.id;
    session.blocking(move |store| store.read(|tx| Ok(!tx.journal().pending(id)?.is_empty()))).await
}

/// Links everything in Qase that this workspace created and has no link for. While writes are pending, `remote` must hold every
/// suite and case of the project; otherwise a part is enough. `waited` is the time that the caller has waited so far.
pub(crate) async fn adopt(
    session: &Session,
    of: &RemoteProject,
    remote: &Remote,
    local: &Local,
    waited: Duration,
) -> Result<Recovered> {
    let id = of.id;
    let entries = session.blocking(move |store| store.read(|tx| tx.journal().pending(id))).await?;
    let gone = links_that_are_gone(session, remote, local).await?;
    let mut found = Found::by_trace(remote, local, gone);
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
            Action::CreateSharedStep => found.takes_shared_step(&entry, session, of).await?,
            // Not among the pending creations.
            Action::SendResults => true,
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
    recovered.found = found.suites.len() + found.cases.len() + found.runs.len() + found.shared.len();
    lost.append(&mut found.superseded);
    if recovered.found > 0 || !lost.is_empty() || !found.closed.is_empty() {
        write(session, of, None, remote, local, found, lost).await?;
    }
    Ok(recovered)
}

/// Puts links right that were made by the order of ids in an answer and never read back: the trace says which row a case is of. Returns true
/// if any was wrong.
pub(crate) async fn uncross(session: &Session, of: &RemoteProject, remote: &Remote, local: &Local) -> Result<bool> {
    let is_unread = |case: &LocalCase| case.base.as_ref().is_some_and(|base| !base.sending.is_empty());
    let by_trace =
        |id: i64| Some((remote.cases.get(&id)?.trace.clone()?, local.traces.case(remote.cases.get(&id)?.trace.as_ref())?));
    let wrong = local.cases.iter().filter(|(_, case)| is_unread(case)).filter_map(|(id, case)| {
        let (trace, right) = by_trace(*id)?;
        (right != case.id).then_some((*id, case.id, trace, right))
    });
    let mut wrong: Vec<_> = wrong.collect();
    // A row that is linked to something else for good keeps its link.
    loop {
        let (linked, freed): (BTreeSet<CaseId>, BTreeSet<CaseId>) =
            (local.cases.values().map(|case| case.id).collect(), wrong.iter().map(|(_, row, ..)| *row).collect());
        let before = wrong.len();
        wrong.retain(|(.., right)| freed.contains(right) || (local.created_cases.contains(right) && !linked.contains(right)));
        if wrong.len() == before {
            break;
        }
    }
    if wrong.is_empty() {
        return Ok(false);
    }
    let of = of.id;
    session
        .blocking(move |store| {
            let write = store.write(voluptas_store::Op::bulk("sync_uncross"), |tx| {
                wrong.iter().try_for_each(|(id, ..)| tx.remotes().unlink(of, *id).map(drop))?;
                for (id, _, trace, right) in &wrong {
                    let sent: Option<CaseRequest> = request(tx, of, None, Some(trace))?;
                    let base = sent.map_or_else(Base::blank, |sent| Base::created(&sent.state));
                    tx.remotes().link(
                        of,
                        *right,
                        *id,
                        Some(&base.to_json()),
                        base.state.place.qase_id(),
                        LinkDirection::Pushed,
                    )?;
                    tx.journal().done_of(of, trace, *id)?;
                }
                Ok(())
            });
            write.map(drop)
        })
        .await?;
    Ok(true)
}

/// Links of rows whose object is gone, to an object that one of their own requests created.
#[derive(Default)]
struct Gone {
    cases: BTreeMap<CaseId, i64>,
    suites: BTreeMap<SuiteId, i64>,
}

/// Finds the linked objects that are gone although another object of the same request is there. A list can miss an object, so
/// each is asked for by its id.
async fn links_that_are_gone(session: &Session, remote: &Remote, local: &Local) -> Result<Gone> {
    let (client, moment) = (session.fresh(), session.client.write_lifetime() * 2);
    let mut gone = Gone::default();
    let linked: BTreeMap<CaseId, i64> = local.cases.values().filter_map(|c| Some((c.id, c.qase_id?))).collect();
    for case in remote.cases.values().filter(|c| !local.cases.contains_key(&c.qase_id)) {
        let Some(here) = local.traces.case(case.trace.as_ref()) else { continue };
        let Some(old) = linked.get(&here).copied().filter(|id| !remote.cases.contains_key(id)) else { continue };
        let was_created = local.qase_cases.get(&old).and_then(|row| created_ms(row.created_at.as_ref()));
        // A copy that a person made later is a case of its own.
        let is_copy = are_near(was_created, created_ms(case.created_at.as_ref()), moment) == Some(false);
        if is_copy || local.former.contains_key(&case.qase_id) || gone.cases.contains_key(&here) {
            continue;
        }
        let is_gone = match client.get_case(&session.project, old).await {
            Ok(case) => case.is_deleted(),
            Err(qase::Error::NotFound { .. }) => true,
            Err(e) => return Err(e.into()),
        };
        if is_gone {
            gone.cases.insert(here, old);
        }
    }
    let taken = local.suites_by_qase_id();
    for suite in remote.suites.values().filter(|s| !taken.contains_key(&s.qase_id)) {
        let Some(here) = local.traces.suite(suite.trace.as_ref()) else { continue };
        let old = local.suites.get(&here).and_then(|s| s.qase_id).filter(|id| !remote.suites.contains_key(id));
        let Some(old) = old.filter(|_| !gone.suites.contains_key(&here)) else { continue };
        match client.get_suite(&session.project, old).await {
            Ok(_) => {}
            Err(qase::Error::NotFound { .. }) => drop(gone.suites.insert(here, old)),
            Err(e) => return Err(e.into()),
        }
    }
    Ok(gone)
}

/// Time in which the write of an entry may still arrive; `None` when it no longer can.
fn time_left(session: &Session, entry: &Entry, waited: Duration) -> Option<Duration> {
    let lifetime = session.client.write_lifetime();
    if !session.client.safeties().look_up {
        return None;
    }
    // Without a time of the server, `waited` ends the wait.
    let age = sent_at(entry).zip(session.client.server_time()).map_or(0, |(sent, now)| now.saturating_sub(sent));
    let age = Duration::from_millis(u64::try_from(age).unwrap_or(0)).saturating_sub(ROUNDING).max(waited);
    lifetime.checked_sub(age).filter(|left| !left.is_zero())
}

/// Largest error of an age by two dates of the server: it sends whole seconds, and the answers have been under way.
const ROUNDING: Duration = Duration::from_secs(2);

fn sent_at(entry: &Entry) -> Option<Millis> {
    serde_json::from_str::<serde_json::Value>(&entry.request).ok()?.get(SERVER_MS)?.as_i64()
}

/// Objects in Qase that entries of the journal created.
#[derive(Default)]
struct Found {
    suites: Vec<(Option<i64>, i64, SuiteId)>,
    cases: Vec<(Option<i64>, i64, CaseId)>,
    runs: Vec<(Entry, i64, RunRequest)>,
    /// Shared steps with their hash in Qase, and those of Qase once they were read.
    shared: Vec<(Entry, SharedRequest, String)>,
    shared_there: Option<Vec<RemoteShared>>,
    /// Links of rows whose object is gone; those of `suites` and `cases` replace them.
    gone: Gone,
    /// Entries whose row is linked already, with the Qase id.
    closed: Vec<(i64, i64)>,
    /// Entries whose row is linked to an object of another request.
    superseded: Vec<i64>,
    taken_suites: BTreeSet<i64>,
    taken_cases: BTreeSet<i64>,
    /// Qase ids of workspace rows that are linked, or are being linked now.
    linked_suites: BTreeMap<SuiteId, i64>,
    linked_cases: BTreeMap<CaseId, i64>,
}

impl Found {
    fn by_trace(remote: &Remote, local: &Local, gone: Gone) -> Self {
        let suites = local.suites.values().filter(|s| !gone.suites.contains_key(&s.id));
        let cases = local.cases.values().filter(|c| !gone.cases.contains_key(&c.id));
        let mut found = Self {
            taken_suites: local.suites.values().filter_map(|s| s.qase_id).collect(),
            taken_cases: local.cases.keys().copied().collect(),
            linked_suites: suites.filter_map(|s| Some((s.id, s.qase_id?))).collect(),
            linked_cases: cases.filter_map(|c| Some((c.id, c.qase_id?))).collect(),
            gone,
            ..Self::default()
        };
        for suite in remote.suites.values() {
            let here = local.traces.suite(suite.trace.as_ref());
            if let Some(here) = here.filter(|id| local.suites.contains_key(id)) {
                found.suite(None, suite, here);
            }
        }
        for case in remote.cases.values().filter(|c| !local.former.contains_key(&c.qase_id)) {
            let here = local.traces.case(case.trace.as_ref());
            if let Some(here) = here.filter(|id| local.created_cases.contains(id)) {
                found.case(None, case, here);
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

    /// Closes an entry whose row is linked. An object with another trace is of another request, such as that of a copy of this workspace.
    fn close(&mut self, entry: &Entry, there: i64, trace: Option<&String>) {
        match trace.zip(entry.trace.as_ref()).is_some_and(|(its, own)| its != own) {
            true => self.superseded.push(entry.id),
            false => self.closed.push((entry.id, there)),
        }
    }

    fn takes_suite(&mut self, entry: &Entry, remote: &Remote, local: &Local) -> bool {
        let here = SuiteId(entry.local_id);
        if let Some(there) = self.linked_suites.get(&here).copied() {
            self.close(entry, there, remote.suites.get(&there).and_then(|s| s.trace.as_ref()));
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
        if let Some(there) = self.linked_cases.get(&here).copied() {
            self.close(entry, there, remote.cases.get(&there).and_then(|c| c.trace.as_ref()));
            return true;
        }
        let Some(sent) = sent_case(entry, local) else { return false };
        let hit = find_same(entry, &sent.state, remote.cases.values(), &self.taken_cases);
        hit.is_some_and(|case| self.case(Some(entry.id), case, here))
    }

    /// Takes a case that differs only in its description: a person who rewrites the description deletes the trace in it.
    fn takes_rewritten_case(&mut self, entry: &Entry, remote: &Remote, local: &Local) -> bool {
        let Some(mut sent) = sent_case(entry, local) else { return false };
        sent.state.content.normalise();
        let is_like = |c: &RemoteCase| CaseField::of_qase().all(|f| f == CaseField::Description || c.state.same(f, &sent.state));
        let hit = remote.cases.values().find(|c| is_candidate(c, entry, &self.taken_cases) && is_like(c));
        hit.is_some_and(|case| self.case(Some(entry.id), case, CaseId(entry.local_id)))
    }

    /// Takes a shared step with the texts of the request, if it is new in Qase and unknown to the workspace.
    async fn takes_shared_step(&mut self, entry: &Entry, session: &Session, of: &RemoteProject) -> Result<bool> {
        let Ok(sent) = serde_json::from_str::<SharedRequest>(&entry.request) else { return Ok(false) };
        let there = match self.shared_there.take() {
            Some(there) => there,
            None => {
                let list = session.fresh().list_shared_steps(&session.project).await?;
                list.iter().map(crate::convert::shared_step).collect()
            }
        };
        let (project, row, former) = (of.project_id, entry.local_id, sent.hash.clone());
        let hashes: Vec<String> = there.iter().map(|step| step.hash.clone()).chain([former]).collect();
        let here = session.blocking(move |store| store.read(|tx| tx.shared_steps().by_hashes(project, &hashes))).await?;
        let is_current = here.get(&sent.hash).is_some_and(|step| step.id == row);
        let is_it = |step: &&RemoteShared| {
            !sent.before.contains(&step.hash)
                && !here.contains_key(&step.hash)
                && self.shared.iter().all(|(_, _, taken)| *taken != step.hash)
                && step.title == sent.title
                && crate::convert::same_texts(&step.steps, &sent.steps)
        };
        let hit = there.iter().find(is_it).map(|step| step.hash.clone()).filter(|_| is_current);
        self.shared_there = Some(there);
        if !is_current {
            // It has got its hash since, or was deleted here.
            self.closed.push((entry.id, 0));
            return Ok(true);
        }
        let is_found = hit.is_some();
        self.shared.extend(hit.map(|hash| (entry.clone(), sent, hash)));
        Ok(is_found)
    }

    async fn takes_run(&mut self, entry: &Entry, session: &Session) -> Result<bool> {
        let sent: RunRequest = serde_json::from_str(&entry.request).unwrap_or_default();
        let Some(run) = find_run(session, &sent).await? else { return Ok(false) };
        self.runs.push((entry.clone(), run.id, sent));
        Ok(true)
    }
}

/// The case without a trace that an entry created: the same content at the same place, with an id above those that existed then.
pub(crate) fn find_same<'r>(
    entry: &Entry,
    sent: &CaseState,
    mut remote: impl Iterator<Item = &'r RemoteCase>,
    taken: &BTreeSet<i64>,
) -> Option<&'r RemoteCase> {
    let mut sent = sent.clone();
    sent.content.normalise();
    remote.find(|c| is_candidate(c, entry, taken) && CaseField::of_qase().all(|field| c.state.same(field, &sent)))
}

/// The request of an entry; `None` when its case is no longer here or nothing can be made of the row.
fn sent_case(entry: &Entry, local: &Local) -> Option<CaseRequest> {
    local.created_cases.contains(&CaseId(entry.local_id)).then(|| serde_json::from_str(&entry.request).ok())?
}

/// True for a case without a trace that was created after the entry was written and that no case here is linked to.
fn is_candidate(case: &RemoteCase, entry: &Entry, taken: &BTreeSet<i64>) -> bool {
    case.qase_id > entry.remote_max && !taken.contains(&case.qase_id) && case.trace.is_none()
}

/// The run whose description has the marker, whatever its title is now, or an older one of the same results.
pub(crate) async fn find_run(session: &Session, sent: &RunRequest) -> Result<Option<Run>> {
    if sent.marker.is_empty() {
        return Ok(None);
    }
    let has = |r: &Run| r.description.as_deref().is_some_and(|d| d.contains(&sent.marker));
    let titled = RunFilter { search: Some(sent.title.clone()), ..RunFilter::default() };
    for filter in [titled, RunFilter::default()] {
        let runs = session.fresh().list_runs(&session.project, &filter).await?;
        if let Some(own) = runs.iter().find(|run| has(run)) {
            // A copy of this workspace may have created a run for the same results meanwhile: all use the oldest one.
            let identity = identity_of(&sent.marker);
            let is_same = |r: &&Run| r.is_open() && r.description.as_deref().is_some_and(|d| identity_of(d) == identity);
            let oldest = runs.iter().filter(is_same).min_by_key(|r| r.id).filter(|r| own.is_open() && r.id < own.id);
            return Ok(Some(oldest.unwrap_or(own).clone()));
        }
    }
    Ok(None)
}

async fn write(
    session: &Session,
    of: &RemoteProject,
    sync: Option<SyncId>,
    remote: &Remote,
    local: &Local,
    found: Found,
    lost: Vec<i64>,
) -> Result<()> {
    let (of, code) = (of.id, session.project.clone());
    let gone = found.gone;
    let suites: Vec<_> = found
        .suites
        .iter()
        .filter_map(|(e, id, here)| {
            let there = remote.suites.get(id)?.clone();
            let old = gone.suites.get(here).map(|old| (*old, suite_agreement(local.suites.get(here), &there)));
            Some((*e, there, *here, old))
        })
        .collect();
    let cases: Vec<_> = found
        .cases
        .iter()
        .filter_map(|(e, id, here)| {
            let there = remote.cases.get(id)?.clone();
            let old = gone.cases.get(here).map(|old| (*old, case_agreement(local.cases.get(old), &there)));
            Some((*e, there, *here, old))
        })
        .collect();
    let (runs, shared, closed) = (found.runs, found.shared, found.closed);
    session
        .blocking(move |store| {
            store.write(voluptas_store::Op::bulk("sync_recover"), |tx| {
                let mut items = Vec::new();
                for (entry, suite, here, old) in &suites {
                    qase_copy::store_suite(tx, of, suite)?;
                    let base = match old {
                        Some((old, agreement)) => {
                            tx.remotes().suite_removed(of, *old)?;
                            tx.remotes().unlink_suite(of, *old)?;
                            agreement.clone()
                        }
                        None => {
                            // The base records what was sent: fields that Qase holds unchanged are agreed on, even if the
                            // workspace was edited since.
                            let sent: Option<SuiteRequest> = request(tx, of, *entry, suite.trace.as_deref())?;
                            Some(sent.map_or_else(SuiteBase::default, |sent| SuiteBase::created(&sent.state)))
                        }
                    };
                    tx.remotes().link_suite(of, suite.qase_id, *here, base.as_ref().map(SuiteBase::to_json).as_deref())?;
                    arrived(tx, of, *entry, suite.trace.as_deref(), suite.qase_id)?;
                    items.push(found_item(Entity::Suite, here.0, suite.qase_id, &suite.state.content.title));
                }
                for (entry, case, here, old) in &cases {
                    qase_copy::store_case(tx, of, &code, case)?;
                    let base = match old {
                        Some((old, agreement)) => {
                            tx.remotes().case_removed(of, *old)?;
                            agreement.clone()
                        }
                        None => {
                            let sent: Option<CaseRequest> = request(tx, of, *entry, case.trace.as_deref())?;
                            sent.map_or_else(Base::blank, |sent| Base::created(&sent.state))
                        }
                    };
                    let used = if old.is_some() { LinkDirection::Pulled } else { LinkDirection::Pushed };
                    tx.remotes().link(of, *here, case.qase_id, Some(&base.to_json()), base.state.place.qase_id(), used)?;
                    arrived(tx, of, *entry, case.trace.as_deref(), case.qase_id)?;
                    items.push(found_item(Entity::Case, here.0, case.qase_id, &case.state.content.title));
                }
                for (entry, run, sent) in &runs {
                    tx.journal().done(entry.id, *run)?;
                    tx.journal().link_run(of, &run_link(sent, *run))?;
                    items.push(found_item(Entity::Run, entry.local_id, *run, &sent.title));
                }
                for (entry, sent, hash) in &shared {
                    tx.shared_steps().take_hash(entry.local_id, &sent.hash, hash)?;
                    tx.journal().done(entry.id, 0)?;
                }
                closed.iter().try_for_each(|(entry, there)| tx.journal().done(*entry, *there))?;
                lost.iter().try_for_each(|entry| tx.journal().undone(*entry))?;
                sync.map_or(Ok(()), |sync| history::add(tx, sync, &items))
            })
        })
        .await?;
    Ok(())
}

/// Marks the entry, or without one the entry of a trace, as arrived.
fn arrived(
    tx: &voluptas_store::Tx<'_>,
    of: voluptas_core::domain::ids::RemoteProjectId,
    entry: Option<i64>,
    trace: Option<&str>,
    qase_id: i64,
) -> voluptas_store::Result<()> {
    match (entry, trace) {
        (Some(entry), _) => tx.journal().done(entry, qase_id),
        (None, Some(trace)) => tx.journal().done_of(of, trace, qase_id),
        (None, None) => Ok(()),
    }
}

/// The agreement on a case that takes the place of a removed one. Fields that are alike in both stay agreed on.
fn case_agreement(local: Option<&LocalCase>, there: &RemoteCase) -> Base {
    let Some((local, mut base)) = local.and_then(|c| Some((c, c.base.clone()?))) else { return Base::nothing() };
    let mut now = there.state.clone();
    import::align_files(&mut now, local);
    for field in CaseField::of_qase().filter(|f| !base.sending.contains(f)).collect::<Vec<_>>() {
        if !now.same(field, &base.state) {
            base.keep(field, None);
        }
    }
    base
}

/// The agreement on a suite that takes the place of a removed one. A suite is agreed on as a whole.
fn suite_agreement(local: Option<&LocalSuite>, there: &RemoteSuite) -> Option<SuiteBase> {
    let base = local.and_then(|s| s.base.clone())?;
    (base.sent.is_some() || base.there == there.state).then_some(base)
}

/// The stored request of an entry; without an entry, the request of a trace.
fn request<T: serde::de::DeserializeOwned>(
    tx: &voluptas_store::Tx<'_>,
    of: voluptas_core::domain::ids::RemoteProjectId,
    entry: Option<i64>,
    trace: Option<&str>,
) -> voluptas_store::Result<Option<T>> {
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
        run_id: sent.run_id.map(voluptas_core::domain::ids::RunId),
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
