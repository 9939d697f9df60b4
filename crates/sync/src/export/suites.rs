//! Sends suites, parents first, one by one: there are few, and each needs the id of its parent.

use super::reread::SuiteReread;
use super::work::Work;
use crate::base::SuiteBase;
use crate::error::{Error, Result};
use crate::export::work::{ATTEMPTS_UNLOOKED, is_of_the_item};
use crate::merge::{self, SuiteField};
use crate::plan::{Class, SuiteStep};
use crate::policy::Direction;
use crate::recover::{SuiteRequest, stamped};
use crate::report::{Entity, Item, ItemOutcome, Stage};
use crate::snapshot::{SuiteRef, SuiteState};
use crate::verify::WrittenSuite;
use crate::{convert, traces};
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase as qase;
use voluptas_store::Op;
use voluptas_store::journal::{Action, NewEntry};
use voluptas_store::remote::NewQaseSuite;

impl Work<'_> {
    pub(super) async fn send_suites(&mut self) -> Result<()> {
        let plan = self.plan;
        if plan.suites.iter().any(|step| step.class == Class::New) {
            self.read_identities().await?;
        }
        let mut again = SuiteReread::new(&plan.suites);
        for (done, step) in plan.suites.iter().enumerate() {
            let title = step.path.last().cloned().unwrap_or_default();
            self.session.step(Stage::SendSuites, done, plan.suites.len(), &title)?;
            let Some(id) = step.suite_id else { continue };
            let Some(local) = self.collected.suites.get(&id) else { continue };
            if local.parent_id.is_some_and(|parent| !self.suites.contains_key(&parent)) {
                // The parent could not be created; the suite must not be created at the root instead.
                let detail = Some(Message::new("sync-note-suite-not-there"));
                let local_key = Some(id.to_string());
                let item =
                    Item { entity: Entity::Suite, local_key, remote_key: None, title, outcome: ItemOutcome::Failed, detail };
                self.note(vec![item]).await?;
                continue;
            }
            let mut state = local.state.clone();
            state.place = match local.parent_id {
                None => SuiteRef::Root,
                Some(parent) => self.place(SuiteRef::Local(parent.0)),
            };
            let mut skipped = None;
            let outcome = match (step.class, step.qase_id) {
                (Class::New, _) => match self.create_suite(id, &state).await {
                    Ok(Some(_)) => Ok(ItemOutcome::Created),
                    Ok(None) => Ok(ItemOutcome::Failed),
                    Err(e) => Err(e),
                },
                (class, Some(qase_id)) => match self.update_suite(step, id, qase_id, &state, &mut again).await {
                    Ok(None) => Ok(class.outcome()),
                    Ok(why) => {
                        skipped = why;
                        Ok(ItemOutcome::Skipped)
                    }
                    Err(e) => Err(e),
                },
                (class, None) => Ok(class.outcome()),
            };
            let mut item = Item {
                entity: Entity::Suite,
                local_key: Some(id.to_string()),
                remote_key: self.suites.get(&id).map(ToString::to_string),
                title,
                outcome: ItemOutcome::Failed,
                detail: skipped.or_else(|| step.note.clone()),
            };
            match outcome {
                Ok(ItemOutcome::Unchanged) => {
                    self.count(Entity::Suite, ItemOutcome::Unchanged);
                    continue;
                }
                Ok(ItemOutcome::Failed) => item.detail = Some(Message::new("sync-item-unclear")),
                Ok(outcome) => item.outcome = outcome,
                Err(Error::Qase(e)) if is_of_the_item(&e) => item.detail = Some(e.message()),
                Err(e) => return Err(e),
            }
            self.note(vec![item]).await?;
        }
        Ok(())
    }

    /// Changes a suite. Returns the reason when the suite was left alone because somebody changed or removed it since the plan
    /// was made, or when the answer was lost.
    async fn update_suite(
        &mut self,
        step: &SuiteStep,
        id: SuiteId,
        qase_id: i64,
        state: &SuiteState,
        again: &mut SuiteReread,
    ) -> Result<Option<Message>> {
        self.suites.insert(id, qase_id);
        let Some(there) = self.collected.remote.suites.get(&qase_id) else { return Ok(None) };
        let linked = self.collected.suites.get(&id).filter(|s| s.qase_id == Some(qase_id));
        let old = linked.and_then(|s| s.base.as_ref());
        let mut merge = merge::suite(Direction::Export, self.plan.policy, old, state, &there.state);
        if step.conflicts.contains(&SuiteField::Parent) {
            merge.contest_parent(&there.state, old);
        }
        if merge.changed.is_empty() {
            if step.rebase {
                self.link_suite(id, qase_id, &merge.result, merge.base.as_ref(), None).await?;
            }
            return Ok(None);
        }
        if let Some(why) = self.suite_changed_there(again, there).await? {
            return Ok(Some(why));
        }
        // The agreement is what Qase holds when read back; until then the old one stays.
        let (agreed, reads_back) = (merge.base.clone(), self.session.client.safeties().read_back);
        // A value that is put back for others is not ours: its old agreement stays.
        let ours = merge.changed.iter().copied().filter(|f| f.same(&merge.result, state)).collect();
        let sending = SuiteBase { sent: Some((ours, merge.result.clone())), ..old.cloned().unwrap_or_default() };
        self.link_suite(id, qase_id, &merge.result, if reads_back { Some(&sending) } else { agreed.as_ref() }, None).await?;
        let mut write = convert::suite_write(&merge.result, Some(&merge.changed));
        convert::with_trace(&mut write.description, there.trace.as_deref(), false);
        match self.session.fresh().update_suite_once(&self.session.project, qase_id, &write).await {
            Ok(()) => {}
            // The next synchronisation sees whether the change arrived.
            Err(qase::Error::AnswerLost { .. }) => return Ok(Some(Message::new("sync-item-unclear"))),
            Err(e) => return Err(e.into()),
        }
        if let Some(agreed) = agreed {
            let before = Some(there.state.clone());
            let touched = WrittenSuite { here: id, sent: merge.result, local: state.clone(), before, agreed };
            self.touched_suites.insert(qase_id, touched);
        }
        Ok(None)
    }

    /// Creates a suite. `None` when the answer was lost and the suite was not found within the lifetime of such a write: the
    /// journal entry stays pending, and the next export looks for the suite again.
    async fn create_suite(&mut self, id: SuiteId, state: &SuiteState) -> Result<Option<i64>> {
        let safeties = self.session.client.safeties();
        let trace = safeties.trace.then(|| traces::of_suite(self.suite_identities.get(&id).copied()));
        let mut write = convert::suite_write(state, None);
        convert::with_trace(&mut write.description, trace.as_deref(), true);
        let request = serde_json::to_string(&SuiteRequest { state: state.clone() }).unwrap_or_default();
        for _ in 0..ATTEMPTS_UNLOOKED {
            let (remote_max, request, trace) = (self.max_suite, request.clone(), trace.clone());
            let entry = NewEntry { action: Action::CreateSuite, local_id: id.0, request, remote_max, trace: trace.clone() };
            let journal = self.journal(vec![entry]).await?;
            let made = match self.session.fresh().create_suite(&self.session.project, &write).await {
                Ok(made) => Some(made),
                Err(qase::Error::AnswerLost { .. }) => self.find_suite(state, trace.as_deref()).await?,
                Err(e) => {
                    self.undone(journal).await?;
                    return Err(e.into());
                }
            };
            if let Some(made) = made {
                let agreed = SuiteBase::agreed(state.clone());
                let base = if safeties.read_back { SuiteBase::created(state) } else { agreed.clone() };
                self.link_suite(id, made, state, Some(&base), journal.first().copied()).await?;
                let touched = WrittenSuite { here: id, sent: state.clone(), local: state.clone(), before: None, agreed };
                self.touched_suites.insert(made, touched);
                return Ok(Some(made));
            }
            if safeties.look_up {
                return Ok(None);
            }
            self.undone(journal).await?;
        }
        Ok(None)
    }

    /// Looks for the suite of a creation whose answer was lost, for the lifetime of such a write.
    async fn find_suite(&self, state: &SuiteState, trace: Option<&str>) -> Result<Option<i64>> {
        let taken: BTreeSet<i64> = self.suites.values().copied().collect();
        let (taken, max, project) = (&taken, self.max_suite, &self.session.project);
        let client = self.session.fresh();
        let found = client.look_for(|fresh, _| async move {
            let all = fresh.list_suites(project).await?;
            let fits = |s: &&qase::model::Suite| {
                let s = convert::suite(s);
                let is_it = match trace {
                    Some(trace) => s.trace.as_deref() == Some(trace),
                    None => s.state == *state,
                };
                is_it && s.qase_id > max && !taken.contains(&s.qase_id)
            };
            Ok(all.iter().find(fits).map(|s| s.id))
        });
        Ok(found.await?)
    }

    async fn link_suite(
        &mut self,
        id: SuiteId,
        qase_id: i64,
        state: &SuiteState,
        base: Option<&SuiteBase>,
        journal: Option<i64>,
    ) -> Result<()> {
        self.suites.insert(id, qase_id);
        let old = self.collected.suites.get(&id).and_then(|s| s.qase_id).filter(|old| *old != qase_id);
        let (of, state, base) = (self.of_id(), state.clone(), base.map(SuiteBase::to_json));
        let seen = self.collected.remote.suites.get(&qase_id).map(|s| (s.payload.clone(), s.hash.clone()));
        self.session
            .blocking(move |store| {
                store
                    .write(Op::bulk("export_suite"), |tx| {
                        if let Some(old) = old {
                            tx.remotes().unlink_suite(of, old)?;
                        }
                        // A new suite is stored with its title alone; the next import reads it in full.
                        let (payload, hash) = seen.unwrap_or_else(|| ("{}".into(), String::new()));
                        tx.remotes().store_suite(
                            of,
                            &NewQaseSuite {
                                qase_id,
                                title: &state.content.title,
                                parent_qase_id: state.place.qase_id(),
                                payload: &payload,
                                hash: &hash,
                            },
                        )?;
                        tx.remotes().link_suite(of, qase_id, id, base.as_deref())?;
                        if let Some(journal) = journal {
                            tx.journal().done(journal, qase_id)?;
                        }
                        Ok(())
                    })
                    .map(drop)
            })
            .await
    }

    /// Records writes in the journal before they are sent.
    pub(super) async fn journal(&self, entries: Vec<NewEntry>) -> Result<Vec<i64>> {
        let (of, sync, now) = (self.of_id(), self.sync, self.session.client.server_time());
        let entries: Vec<NewEntry> = entries.into_iter().map(|entry| stamped(entry, now)).collect();
        self.session
            .blocking(move |store| {
                let op = Op::bulk("sync_journal");
                Ok(store.write(op, |tx| tx.journal().begin(Some(sync), of, &entries))?.value)
            })
            .await
    }

    /// Marks journal entries whose write certainly did not arrive.
    pub(super) async fn undone(&self, journal: Vec<i64>) -> Result<()> {
        if journal.is_empty() {
            return Ok(());
        }
        self.session
            .blocking(move |store| {
                let op = Op::bulk("sync_journal");
                store.write(op, |tx| journal.iter().try_for_each(|id| tx.journal().undone(*id))).map(drop)
            })
            .await
    }
}
