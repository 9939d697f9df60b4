//! Sends cases: new ones in bulk, changed ones one by one with their changed fields alone.

use super::draft;
use super::reread::{CaseReread, RereadOutcome};
use super::work::Work;
use super::work::{ATTEMPTS_UNLOOKED, is_of_the_item};
use crate::base::Base;
use crate::error::Result;
use crate::export::work::CaseToCreate;
use crate::plan::{CaseStep, Class};
use crate::policy::Direction;
use crate::recover::{CaseRequest, find_same};
use crate::report::{Entity, ItemOutcome, Stage};
use crate::snapshot::{CaseState, LocalCase, RemoteCase, SuiteRef};
use crate::verify::WrittenCase;
use crate::{convert, merge, traces};
use std::collections::BTreeMap;
use std::time::Duration;
use voluptas_core::domain::case::NewCase;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::model::CaseBulkItem;
use voluptas_qase::{self as qase, CASES_PER_REQUEST, CaseFilter};
use voluptas_store::Op;
use voluptas_store::journal::{Action, Entry, NewEntry};

/// Attempts to send a change that is not answered. The case is read again before each.
const ATTEMPTS_TO_CHANGE: u32 = 3;
/// Unit of the pauses: twice this before the second attempt, four times before the third.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Outcome of changing a case.
enum Change {
    /// Qase has the change. `is_late`: an attempt to send it was not answered, and may still arrive.
    Made { is_late: bool },
    /// Nothing was sent: somebody changed or removed the case since the plan was made.
    Prevented(voluptas_core::domain::Message),
    /// Nobody knows whether the change arrived.
    Unclear,
    /// Qase refused the change.
    Refused(qase::Error),
}

/// Outcome of a request that creates several cases.
enum Sent {
    /// All were created, except those whose answer was lost; [`Work::resolve_unclear`] looks for them at the end.
    All,
    /// Qase refused them together: one of them is bad.
    Refused(qase::Error),
}

impl<'a> Work<'a> {
    pub(super) async fn send_cases(&mut self) -> Result<()> {
        let drafts = self.make_drafts().await?;
        if self.plan.cases.iter().any(|step| step.class == Class::New) {
            self.read_identities().await?;
        }
        let plan = self.plan;
        let left_out = plan.cases.iter().filter(|s| matches!(s.class, Class::Skipped | Class::Removed));
        self.note(left_out.map(|s| Self::case_item(s, ItemOutcome::Skipped)).collect()).await?;
        let mut new: Vec<CaseToCreate> = Vec::new();
        let mut homeless: Vec<&CaseStep> = Vec::new();
        let total = plan.cases.len();
        let mut done = 0;
        let mut again = CaseReread::new(&plan.cases);
        for step in &plan.cases {
            match step.class {
                Class::New => {
                    // The new case gets another id than the one that was linked before.
                    step.case_id.and_then(|id| self.cases.remove(&id));
                    match self.to_make(step, &drafts) {
                        Some(make) => new.push(make),
                        // A function that somebody has covered meanwhile needs no case any more.
                        None if step.function_id.is_some() => {}
                        None => homeless.push(step),
                    }
                    continue;
                }
                Class::Unchanged if !step.rebase => self.count(Entity::Case, ItemOutcome::Unchanged),
                Class::Skipped | Class::Removed => {}
                Class::Unchanged | Class::Changed | Class::Conflict => {
                    self.session.step(Stage::SendCases, done, total, &step.title)?;
                    self.update_case(step, &drafts, &mut again).await?;
                }
            }
            done += 1;
        }
        let without_suite = |step: &&CaseStep| {
            let mut item = Self::case_item(step, ItemOutcome::Failed);
            item.detail = Some(voluptas_core::domain::Message::new("sync-note-suite-not-there"));
            item
        };
        self.note(homeless.iter().map(without_suite).collect()).await?;
        for (i, chunk) in new.chunks(CASES_PER_REQUEST).enumerate() {
            let sent = done + i * CASES_PER_REQUEST;
            self.session.step(Stage::SendCases, sent, total, chunk.first().map_or("", |m| m.step.title.as_str()))?;
            self.create_cases(chunk.to_vec()).await?;
        }
        self.resolve_unclear().await?;
        if total > 0 {
            self.session.step(Stage::SendCases, total, total, "")?;
        }
        Ok(())
    }

    /// Creates the cases of functions that have none, in the workspace. Afterwards they are cases like the others.
    async fn make_drafts(&mut self) -> Result<BTreeMap<i64, (CaseId, CaseState)>> {
        let mut wanted = Vec::new();
        let functions: BTreeMap<FunctionId, &Function> =
            self.collected.candidates.iter().filter_map(|c| c.function.as_ref()).map(|f| (f.id, f)).collect();
        for step in self.plan.cases.iter().filter(|s| s.class != Class::Skipped) {
            let Some(function) = step.function_id else { continue };
            if let Some(f) = functions.get(&function) {
                wanted.push((function, draft(&f.content, &self.collected.fields)));
            }
        }
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let target = self.target_suite;
        let suite: Option<SuiteId> =
            target.and_then(|q| self.suites.iter().find(|(_, there)| **there == q).map(|(here, _)| *here));
        let project = self.of.project_id;
        let made = self
            .session
            .blocking(move |store| {
                let op = Op::bulk("export_drafts");
                let written = store.write(op, |tx| {
                    let mut made = Vec::new();
                    for (function, content) in wanted {
                        // Somebody may have covered it since the plan was made.
                        if !tx.mappings().cases_of(function)?.is_empty() {
                            continue;
                        }
                        let new = NewCase { suite_id: suite, number: None, content };
                        let case = tx.cases().create(project, &new)?;
                        tx.mappings().link(function, case, Origin::Export)?;
                        made.push((function.0, (case, new.content)));
                    }
                    Ok(made)
                })?;
                Ok(written.value)
            })
            .await?;
        self.summary.mappings_created += made.len() as u64;
        let place = SuiteRef::remote(target);
        Ok(made.into_iter().map(|(f, (case, content))| (f, (case, CaseState { content, place }))).collect())
    }

    fn to_make(&self, step: &CaseStep, drafts: &BTreeMap<i64, (CaseId, CaseState)>) -> Option<CaseToCreate> {
        if let Some(function) = step.function_id {
            let (case, state) = drafts.get(&function.0)?;
            let mut step = step.clone();
            step.case_id = Some(*case);
            let (state, _) = convert::sendable(state, &self.collected.fields);
            return Some(CaseToCreate { step, case: *case, local: state.clone(), state, trace: self.new_trace(*case) });
        }
        let local = self.local(step.case_id?)?;
        let mut state = local.state.clone();
        self.with_sent_files(&mut state.content);
        state.place = self.place(state.place);
        if state.place == SuiteRef::Root && local.state.place != SuiteRef::Root {
            // The case's suite was refused, and the root is not the right place for the case.
            return None;
        }
        let (sendable, _) = convert::sendable(&state, &self.collected.fields);
        Some(CaseToCreate { step: step.clone(), case: local.id, state: sendable, local: state, trace: self.new_trace(local.id) })
    }

    fn new_trace(&self, case: CaseId) -> Option<String> {
        self.session.client.safeties().trace.then(|| traces::of_case(self.case_identities.get(&case).copied()))
    }

    fn local(&self, id: CaseId) -> Option<&'a LocalCase> {
        self.by_case.get(&id).copied()
    }

    async fn update_case(
        &mut self,
        step: &CaseStep,
        drafts: &BTreeMap<i64, (CaseId, CaseState)>,
        again: &mut CaseReread,
    ) -> Result<()> {
        let Some(qase_id) = step.qase_id else { return Ok(()) };
        let Some(there) = self.collected.remote.cases.get(&qase_id) else { return Ok(()) };
        let draft = step.function_id.and_then(|f| drafts.get(&f.0));
        let local = step.case_id.and_then(|id| self.local(id));
        let (case, mut state) = match (draft, local) {
            (Some((case, state)), _) => (*case, state.clone()),
            (None, Some(local)) => (local.id, local.state.clone()),
            (None, None) => return Ok(()),
        };
        self.with_sent_files(&mut state.content);
        state.place = self.place(state.place);
        let base = local.and_then(|l| l.base.as_ref().filter(|_| l.qase_id == Some(qase_id)));
        let mut apart = convert::inexpressible_there(&state, there, base, &self.collected.fields).values;
        if step.apart.iter().any(|name| name == "suite") {
            apart.fields.insert(CaseField::Suite);
        }
        let chosen = self.plan.decisions.get(&qase_id);
        let mut merge = merge::case(Direction::Export, self.plan.policy, base, &state, &there.state, &apart, chosen);
        let fields: Vec<CaseField> = merge.changed_fields().collect();
        let mut item = Self::case_item(step, step.class.outcome());
        if !fields.is_empty() {
            let old = base.cloned().unwrap_or_else(Base::nothing);
            let (sent, before) = (&merge.result, &there.state);
            // A value that unites both sides, or puts theirs back, differs from the workspace's. Its old agreement stays, so that
            // the next merge does the same again.
            let (ours, others): (Vec<CaseField>, Vec<CaseField>) = fields.iter().partition(|f| sent.same(**f, &state));
            let mut on_their_way = old.clone().sending(ours, sent);
            on_their_way.remember_unanswered(others, sent, &state, before, before);
            self.link_cases(vec![(None, case, qase_id, on_their_way)]).await?;
            let mut write = convert::case_write(&merge.result, Some(&there.state), Some(&fields), &self.collected.fields);
            convert::with_trace(&mut write.description, there.trace.as_deref(), false);
            match self.change(again, there, local, &merge, &write).await? {
                Change::Made { is_late: false } => {}
                // One attempt has arrived, another one may.
                Change::Made { is_late: true } => {
                    merge.base.remember_unanswered(fields.iter().copied(), &merge.result, &state, before, before);
                }
                Change::Prevented(why) => {
                    // Nothing was sent. Without an earlier link there is no agreement to restore.
                    if base.is_some() {
                        self.link_cases(vec![(None, case, qase_id, old)]).await?;
                    } else {
                        self.unlink(qase_id).await?;
                    }
                    item.outcome = ItemOutcome::Skipped;
                    item.detail = Some(why);
                    return self.note(vec![item]).await;
                }
                Change::Unclear => {
                    item.outcome = ItemOutcome::Failed;
                    item.detail = Some(voluptas_core::domain::Message::new("sync-item-unclear"));
                    return self.note(vec![item]).await;
                }
                Change::Refused(e) => {
                    let has_files = fields.iter().any(|f| matches!(f, CaseField::Attachments | CaseField::Steps));
                    self.link_cases(vec![(None, case, qase_id, old)]).await?;
                    item.outcome = ItemOutcome::Failed;
                    item.detail = Some(if has_files { self.refused(&e, &merge.result.content).await? } else { e.message() });
                    return self.note(vec![item]).await;
                }
            }
        }
        item.detail = merge.named_fields().or(item.detail);
        self.cases.insert(case, qase_id);
        self.taken.insert(qase_id);
        // The agreement is what Qase holds when read back; until then the old one stays.
        let reads_back = !fields.is_empty() && self.session.client.safeties().read_back;
        if !reads_back {
            self.link_cases(vec![(None, case, qase_id, merge.base.clone())]).await?;
        }
        if !fields.is_empty() {
            let before = Some(there.state.clone());
            self.touched.insert(qase_id, WrittenCase { case, merge, old: base.cloned(), local: state, before, trace: None });
        }
        if item.outcome == ItemOutcome::Unchanged {
            self.count(Entity::Case, ItemOutcome::Unchanged);
            return Ok(());
        }
        self.note(vec![item]).await
    }

    /// Sends a change of a case. The case is read again before each attempt: a write without an answer may have arrived, and an
    /// edit that somebody made between two attempts must not be overwritten.
    async fn change(
        &mut self,
        again: &mut CaseReread,
        there: &RemoteCase,
        local: Option<&LocalCase>,
        merge: &merge::Merge,
        write: &voluptas_qase::model::CaseWrite,
    ) -> Result<Change> {
        let mut is_late = false;
        for attempt in 0..ATTEMPTS_TO_CHANGE {
            if attempt > 0 {
                self.session.wait(FIRST_PAUSE * 2_u32.pow(attempt)).await?;
            }
            match self.seen_again(again, there, local, merge, attempt > 0).await? {
                RereadOutcome::AsPlanned => {}
                // The only attempt so far has arrived; of several, one has.
                RereadOutcome::AsSent => return Ok(Change::Made { is_late: attempt > 1 }),
                RereadOutcome::Otherwise(why) if attempt == 0 => return Ok(Change::Prevented(why)),
                // The change may have arrived, and somebody may have edited the case since.
                RereadOutcome::Otherwise(_) => return Ok(Change::Unclear),
            }
            if write.is_empty() {
                return Ok(Change::Made { is_late });
            }
            match self.session.fresh().update_case_once(&self.session.project, there.qase_id, write).await {
                Ok(()) => return Ok(Change::Made { is_late }),
                Err(qase::Error::AnswerLost { .. }) => is_late = true,
                Err(e) if is_of_the_item(&e) => return Ok(Change::Refused(e)),
                Err(e) => return Err(e.into()),
            }
        }
        Ok(Change::Unclear)
    }

    async fn unlink(&self, qase_id: i64) -> Result<()> {
        let of = self.of_id();
        self.session
            .blocking(move |store| store.write(Op::bulk("export_unlink"), |tx| tx.remotes().unlink(of, qase_id)).map(drop))
            .await
    }

    /// Creates cases. A batch that is refused is sent in halves until the bad case is alone.
    async fn create_cases(&mut self, cases: Vec<CaseToCreate>) -> Result<()> {
        let mut todo = vec![cases];
        while let Some(mut batch) = todo.pop() {
            match self.create_batch(&batch).await? {
                Sent::All => {
                    let there = batch.iter().filter(|m| self.cases.contains_key(&m.case));
                    let items = there.map(|m| {
                        let mut item = Self::case_item(&m.step, ItemOutcome::Created);
                        item.remote_key = self.cases.get(&m.case).map(ToString::to_string);
                        item
                    });
                    let items = items.collect();
                    self.note(items).await?;
                }
                Sent::Refused(e) if batch.len() == 1 => {
                    for m in &batch {
                        let mut item = Self::case_item(&m.step, ItemOutcome::Failed);
                        item.detail = Some(self.refused(&e, &m.state.content).await?);
                        self.note(vec![item]).await?;
                    }
                }
                Sent::Refused(_) => {
                    let rest = batch.split_off(batch.len() / 2);
                    todo.push(rest);
                    todo.push(batch);
                }
            }
        }
        Ok(())
    }

    /// Creates a batch. Creations without an answer are kept for [`Work::resolve_unclear`] and not sent again.
    async fn create_batch(&mut self, batch: &[CaseToCreate]) -> Result<Sent> {
        let safeties = self.session.client.safeties();
        let mut left: Vec<CaseToCreate> = batch.iter().filter(|m| !self.cases.contains_key(&m.case)).cloned().collect();
        let mut attempts = 0;
        while !left.is_empty() {
            attempts += 1;
            let journal = self.journal(left.iter().map(|m| self.entry(m)).collect()).await?;
            let items: Vec<CaseBulkItem> = left.iter().map(|m| self.written(m).into()).collect();
            let sent = self.session.fresh().write_cases(&self.session.project, &items).await?;
            let arrived = left.iter().zip(&journal).zip(&sent.answers).map(|((m, entry), id)| (m.clone(), *entry, *id)).collect();
            self.arrived(arrived).await?;
            let rest = sent.done.min(left.len());
            left.drain(..rest);
            let journal = journal[rest..].to_vec();
            match sent.stopped {
                None => {}
                Some(qase::Error::AnswerLost { .. }) if safeties.look_up || attempts >= ATTEMPTS_UNLOOKED => {
                    // The cases after the lost request were certainly not sent.
                    let (doubtful, unsent) = journal.split_at(sent.in_doubt.min(left.len()));
                    self.undone(unsent.to_vec()).await?;
                    self.unclear.extend(left.drain(..doubtful.len()).zip(doubtful.iter().copied()));
                }
                Some(qase::Error::AnswerLost { .. }) => self.undone(journal).await?,
                Some(e) => {
                    self.undone(journal).await?;
                    if is_of_the_item(&e) {
                        return Ok(Sent::Refused(e));
                    }
                    return Err(e.into());
                }
            }
        }
        Ok(Sent::All)
    }

    fn written(&self, make: &CaseToCreate) -> voluptas_qase::model::CaseWrite {
        let mut write = convert::case_write(&make.state, None, None, &self.collected.fields);
        convert::with_trace(&mut write.description, make.trace.as_deref(), true);
        write
    }

    fn entry(&self, make: &CaseToCreate) -> NewEntry {
        NewEntry {
            action: Action::CreateCase,
            local_id: make.case.0,
            request: serde_json::to_string(&CaseRequest { state: make.state.clone() }).unwrap_or_default(),
            remote_max: self.max_case,
            trace: make.trace.clone(),
        }
    }

    /// Links cases that were created. Their agreement is found when they are read back.
    async fn arrived(&mut self, arrived: Vec<(CaseToCreate, i64, i64)>) -> Result<()> {
        let reads_back = self.session.client.safeties().read_back;
        let mut links = Vec::with_capacity(arrived.len());
        for (make, journal, qase_id) in arrived {
            self.cases.insert(make.case, qase_id);
            self.taken.insert(qase_id);
            let agreed = Base::agreed(make.state.clone());
            links.push((Some(journal), make.case, qase_id, if reads_back { Base::created(&make.state) } else { agreed.clone() }));
            let (merge, trace) = (merge::creation(&make.state), make.trace);
            let touched = WrittenCase { case: make.case, merge, old: None, local: make.local, before: None, trace };
            self.touched.insert(qase_id, touched);
        }
        self.link_cases(links).await
    }

    /// Looks for creations whose answer was lost, for the lifetime of such a write. Those that are not found stay pending in the
    /// journal: the next synchronisation looks for them before it sends anything.
    async fn resolve_unclear(&mut self) -> Result<()> {
        let unclear = std::mem::take(&mut self.unclear);
        if unclear.is_empty() {
            return Ok(());
        }
        self.session.step(Stage::Recover, 0, unclear.len(), "")?;
        let listed = self.collected.remote.cases.len() + self.touched.values().filter(|t| t.before.is_none()).count();
        let highest = self.taken.last().copied().unwrap_or(0).max(self.max_case);
        let (all, taken, max) = (&unclear, &self.taken, self.max_case);
        let (fields, project) = (&self.collected.fields, &self.session.project);
        let client = self.session.fresh();
        let found = client.look_for(|fresh, is_last| async move {
            // One request shows whether a case was added since the list was read.
            if !is_last && listed > 300 && fresh.has_same_cases(project, listed as u64, highest).await? {
                return Ok(None);
            }
            let there: Vec<RemoteCase> =
                fresh.list_cases(project, &CaseFilter::default()).await?.iter().map(|c| convert::case(c, fields)).collect();
            let mut found: BTreeMap<CaseId, i64> = BTreeMap::new();
            let mut taken = taken.clone();
            for (make, journal) in all {
                let hit = match &make.trace {
                    Some(trace) => there.iter().find(|c| c.trace.as_ref() == Some(trace) && !taken.contains(&c.qase_id)),
                    None => find_same(&untraced(make, *journal, max), &make.state, there.iter(), &taken),
                };
                if let Some(case) = hit {
                    taken.insert(case.qase_id);
                    found.insert(make.case, case.qase_id);
                }
            }
            Ok((is_last || found.len() == all.len()).then_some(found))
        });
        let found = found.await?.unwrap_or_default();
        let (mut arrived, mut items) = (Vec::new(), Vec::new());
        for (make, journal) in unclear {
            let there = found.get(&make.case).copied();
            let mut item = Self::case_item(&make.step, if there.is_some() { ItemOutcome::Created } else { ItemOutcome::Failed });
            item.remote_key = there.map(|id| id.to_string());
            match there {
                Some(id) => arrived.push((make, journal, id)),
                None => item.detail = Some(voluptas_core::domain::Message::new("sync-item-unclear")),
            }
            items.push(item);
        }
        self.arrived(arrived).await?;
        self.note(items).await
    }

    async fn link_cases(&self, links: Vec<(Option<i64>, CaseId, i64, Base)>) -> Result<()> {
        if links.is_empty() {
            return Ok(());
        }
        let (of, code) = (self.of_id(), self.of.code.clone());
        self.session
            .blocking(move |store| {
                store
                    .write(Op::bulk("export_cases"), |tx| {
                        for (journal, case, qase_id, base) in &links {
                            let suite = base.state.place.qase_id();
                            tx.remotes().expect_case(of, &code, *qase_id, &base.state.content.title, suite)?;
                            tx.remotes().link(of, *case, *qase_id, Some(&base.to_json()), suite, base.pushed())?;
                            if let Some(journal) = journal {
                                tx.journal().done(*journal, *qase_id)?;
                            }
                        }
                        Ok(())
                    })
                    .map(drop)
            })
            .await
    }
}

/// A journal entry without a trace, for finding the created case by its content.
fn untraced(make: &CaseToCreate, journal: i64, remote_max: i64) -> Entry {
    Entry {
        id: journal,
        action: Action::CreateCase,
        local_id: make.case.0,
        request: String::new(),
        remote_max,
        remote_id: None,
        created_ms: 0,
        trace: None,
    }
}
