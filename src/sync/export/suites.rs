//! Sends suites, parents first, one by one: there are few, and each needs the id of its parent.

use super::apply::Work;
use crate::domain::ids::SuiteId;
use crate::domain::message::Explain as _;
use crate::qase;
use crate::store::Op;
use crate::store::journal::{Action, NewEntry};
use crate::store::remote::SuiteToSee;
use crate::sync::convert;
use crate::sync::error::{Error, Result};
use crate::sync::local::suite_base_json;
use crate::sync::merge;
use crate::sync::plan::{Class, SuiteStep};
use crate::sync::policy::Direction;
use crate::sync::recover::SuiteRequest;
use crate::sync::report::{Entity, Item, ItemOutcome, Stage};
use crate::sync::snapshot::{Place, SuiteState};

impl Work<'_> {
    pub(super) async fn send_suites(&mut self) -> Result<()> {
        let plan = self.plan;
        for (done, step) in plan.suites.iter().enumerate() {
            let title = step.path.last().cloned().unwrap_or_default();
            self.session.step(Stage::SendSuites, done, plan.suites.len(), &title)?;
            let Some(id) = step.suite_id else { continue };
            let Some(local) = self.collected.suites.get(&id) else { continue };
            let mut state = local.state.clone();
            state.place = match local.parent_id {
                None => Place::Root,
                Some(parent) => self.place(Place::Local(parent.0)),
            };
            let outcome = match (step.class, step.qase_id) {
                (Class::New, _) => self.create_suite(id, &state).await.map(|_| ItemOutcome::Created),
                (class, Some(qase_id)) => self.update_suite(step, id, qase_id, &state).await.map(|()| class.outcome()),
                (class, None) => Ok(class.outcome()),
            };
            let mut item = Item {
                entity: Entity::Suite,
                local_key: Some(id.to_string()),
                remote_key: self.suites.get(&id).map(ToString::to_string),
                title,
                outcome: ItemOutcome::Failed,
                detail: step.note.clone(),
            };
            match outcome {
                Ok(ItemOutcome::Unchanged) => {
                    self.count(Entity::Suite, ItemOutcome::Unchanged);
                    continue;
                }
                Ok(outcome) => item.outcome = outcome,
                Err(Error::Qase(e)) if is_of_the_item(&e) => item.detail = Some(e.message()),
                Err(e) => return Err(e),
            }
            self.note(vec![item]).await?;
        }
        Ok(())
    }

    async fn update_suite(&mut self, step: &SuiteStep, id: SuiteId, qase_id: i64, state: &SuiteState) -> Result<()> {
        self.suites.insert(id, qase_id);
        let Some(there) = self.collected.remote.suites.get(&qase_id) else { return Ok(()) };
        let linked = self.collected.suites.get(&id).filter(|s| s.qase_id == Some(qase_id));
        let base = linked.and_then(|s| s.base.as_ref());
        let merge = merge::suite(Direction::Export, self.plan.policy, base, state, &there.state);
        if !merge.changed.is_empty() {
            let write = convert::suite_write(&merge.result, Some(&merge.changed));
            self.session.fresh().update_suite(&self.session.project, qase_id, &write).await?;
        }
        if step.rebase || !merge.changed.is_empty() {
            let base = merge.base.as_ref().map(suite_base_json);
            self.link_suite(id, qase_id, &merge.result, base, None).await?;
        }
        Ok(())
    }

    /// Makes a suite exactly once, however often its answer is lost.
    async fn create_suite(&mut self, id: SuiteId, state: &SuiteState) -> Result<i64> {
        let write = convert::suite_write(state, None);
        let request = serde_json::to_string(&SuiteRequest { state: state.clone() }).unwrap_or_default();
        let mut attempt = 0;
        loop {
            let entry =
                NewEntry { action: Action::CreateSuite, local_id: id.0, request: request.clone(), remote_max: self.max_suite };
            let journal = self.journal(vec![entry]).await?;
            let made = match self.session.fresh().create_suite(&self.session.project, &write).await {
                Ok(made) => Some(made),
                Err(lost @ qase::Error::AnswerLost { .. }) => {
                    self.session.pause(attempt).await?;
                    match self.find_suite(state).await? {
                        Some(found) => Some(found),
                        None if attempt < self.session.patience.attempts => None,
                        None => return Err(lost.into()),
                    }
                }
                Err(e) => {
                    self.undone(journal).await?;
                    return Err(e.into());
                }
            };
            if let Some(made) = made {
                let base = Some(suite_base_json(state));
                self.link_suite(id, made, state, base, journal.first().copied()).await?;
                return Ok(made);
            }
            self.undone(journal).await?;
            attempt += 1;
        }
    }

    async fn find_suite(&self, state: &SuiteState) -> Result<Option<i64>> {
        let taken: std::collections::BTreeSet<i64> = self.suites.values().copied().collect();
        let all = self.session.fresh().list_suites(&self.session.project).await?;
        let fits = |s: &&qase::model::Suite| {
            s.id > self.max_suite
                && !taken.contains(&s.id)
                && Place::remote(s.parent_id.filter(|p| *p > 0)) == state.place
                && s.title.trim() == state.content.title.trim()
        };
        Ok(all.iter().find(fits).map(|s| s.id))
    }

    async fn link_suite(
        &mut self,
        id: SuiteId,
        qase_id: i64,
        state: &SuiteState,
        base: Option<String>,
        journal: Option<i64>,
    ) -> Result<()> {
        self.suites.insert(id, qase_id);
        let old = self.collected.suites.get(&id).and_then(|s| s.qase_id).filter(|old| *old != qase_id);
        let (of, state) = (self.of_id(), state.clone());
        let seen = self.collected.remote.suites.get(&qase_id).map(|s| (s.payload.clone(), s.hash.clone()));
        self.session
            .blocking(move |store| {
                store
                    .write(Op::bulk("export_suite"), |tx| {
                        if let Some(old) = old {
                            tx.remotes().suite_removed(of, old)?;
                        }
                        // What was just made is read in full by the next import: until then the mirror has its title alone.
                        let (payload, hash) = seen.unwrap_or_else(|| ("{}".into(), String::new()));
                        tx.remotes().see_suite(
                            of,
                            &SuiteToSee {
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

    /// Writes down what is about to be sent.
    pub(super) async fn journal(&self, entries: Vec<NewEntry>) -> Result<Vec<i64>> {
        let (of, sync) = (self.of_id(), self.sync);
        self.session
            .blocking(move |store| {
                let op = Op::bulk("sync_journal");
                Ok(store.write(op, |tx| tx.journal().begin(Some(sync), of, &entries))?.value)
            })
            .await
    }

    /// Says of what was written down that it surely did not arrive.
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

/// Whether an error speaks of the item that was sent, so that the others may still go.
pub(super) fn is_of_the_item(e: &qase::Error) -> bool {
    matches!(e, qase::Error::Invalid { .. } | qase::Error::NotFound { .. } | qase::Error::TooLarge { .. })
}
