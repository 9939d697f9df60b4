//! Edits by hand: each runs in the background and comes back with the operation that undo takes back. Also undo, redo and versions.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::event::Event;
use super::own_changes::{by_case, remember};
use super::state::Backend;
use super::writes::{CaseMade, CaseSave, ChangeEnd, ChangeOutcome, MilestoneEnd, SuiteEnd, SuiteOutcome};
use crate::action::{HistoryAction, MilestoneWrite, SharedWrite};
use crate::model::case_grid::CaseEdit;
use crate::model::wanted::{CaseWanted, SuiteWanted};
use crate::user_error::UserError;
use voluptas_app::cases::bulk::{CaseChange, CloneTarget};
use voluptas_app::cases::duplicates::MergePlan;
use voluptas_app::cases::edit::{CaseForm, CreateOutcome};
use voluptas_app::cases::review::SeenCase;
use voluptas_app::history::Restored;
use voluptas_app::project::milestones::MilestoneChangeOutcome;
use voluptas_app::{cases, history, project, results};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_store::history::{Direction, Operation};
use voluptas_store::{Error, Result, Store};

/// The edit that undo would take back now; `None` also where the next steps cannot be read.
pub(super) fn latest_edit(store: &Store) -> Option<Operation> {
    history::next_steps(store).ok().and_then(|(undo, _)| undo)
}

/// True for the error of a suite that is in the trash.
fn is_suite_gone(error: &Error) -> bool {
    matches!(error, Error::NotFound { entity: "suite", .. })
}

impl Backend {
    /// Runs an edit of the open workspace in the background.
    pub fn write(&self, work: impl FnOnce(&Store) -> Result<Option<Message>> + Send + 'static) {
        self.storing(move |store| {
            let latest = || history::next_steps(store).map(|(undo, _)| undo);
            let before = latest();
            let done = work(store).map_err(|e| UserError::of(&e));
            // Without both reads nobody knows what undo would take back. The edit itself counts; the query of the next steps
            // reads again after it and shows its failure.
            let made = match (before, latest()) {
                (Ok(before), Ok(after)) => after.filter(|o| o.id > before.map_or(0, |o| o.id)),
                (Err(error), _) | (_, Err(error)) => {
                    tracing::error!(%error, "the next step of undo was not read");
                    None
                }
            };
            Event::Edited(done.map(|message| (message, made)))
        });
    }

    /// [`Self::write`] of an edit without news.
    pub fn write_silently(&self, work: impl FnOnce(&Store) -> Result<()> + Send + 'static) {
        self.write(move |store| work(store).map(|()| None));
    }

    /// [`Self::write`] of an edit with always the same news.
    pub fn write_and_say(&self, said: &'static str, work: impl FnOnce(&Store) -> Result<()> + Send + 'static) {
        self.write(move |store| work(store).map(|()| Some(Message::new(said))));
    }

    /// Like [`Self::write`], for an edit whose message has the number of changed items as `count`.
    pub fn write_counting(&self, said: &'static str, work: impl FnOnce(&Store) -> Result<usize> + Send + 'static) {
        self.write(move |store| work(store).map(|n| Some(Message::new(said).count("count", n))));
    }

    /// [`Self::write_counting`] without news of an edit that changed nothing.
    pub fn write_counting_some(&self, said: &'static str, work: impl FnOnce(&Store) -> Result<usize> + Send + 'static) {
        self.write(move |store| work(store).map(|n| (n > 0).then(|| Message::new(said).count("count", n))));
    }

    /// Changes cells of the grid of cases in the background, unless somebody else changed them since they were shown.
    pub fn change_cases(&self, edit: Arc<CaseEdit>) {
        let latest = Arc::clone(&self.own_changes);
        self.storing(move |store| {
            let changes = Arc::new(edit.stored());
            let earlier = remember(&latest, &changes);
            let own = LazyCell::new(|| by_case(&earlier));
            let is_own = |case: &Case, change: &CaseChange| {
                let mut all = own.get(&case.id).into_iter().flatten();
                all.any(|earlier| earlier.is_of_field(change) && earlier.is_so(case))
            };
            let is_as_seen = |case: &Case, change: &CaseChange| edit.is_as_seen(case, change) || is_own(case, change);
            let outcome = cases::bulk::change_cases_as_seen(store, &changes, &is_as_seen);
            let outcome = outcome.and_then(|changed| match changed {
                Some(0) => Ok(ChangeOutcome::Done(0, None)),
                Some(n) => Ok(ChangeOutcome::Done(n, latest_edit(store))),
                None => {
                    let ids: Vec<CaseId> = changes.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>().into_iter().collect();
                    let living = store.read(|tx| Ok(tx.cases().by_ids(&ids)?.len()))?;
                    Ok(if living < ids.len() { ChangeOutcome::Gone } else { ChangeOutcome::Meanwhile })
                }
            });
            Event::CasesChanged(Box::new(ChangeEnd { edit, outcome: outcome.map_err(|e| UserError::of(&e)) }))
        });
    }

    /// Searches in the background for ended mutes that were not announced yet, and for the next end of a mute.
    pub fn look_for_ended_mutes(&self) {
        self.storing(move |store| {
            let found = results::mutes::take_ended(store).and_then(|ended| Ok((ended, results::mutes::next_end(store)?)));
            let (ended, next_ms) = found.unwrap_or_else(|error| {
                tracing::error!(%error, "ended mutes were not read");
                (Vec::new(), None)
            });
            Event::MutesEnded(ended, next_ms)
        });
    }

    /// Saves an edited case in the background.
    pub fn save_case(&self, id: CaseId, base: Box<CaseForm>, form: Box<CaseForm>, force: bool) {
        self.storing(move |store| {
            let saved = cases::edit::save(store, id, &base, &form, force).map_err(|e| UserError::of(&e));
            Event::CaseSaved(id, saved.map(|saved| Box::new(CaseSave { saved, made: latest_edit(store) })))
        });
    }

    /// Sets the review of cases in the background. With `asks`, approving cases that nobody sent to review, or that this person
    /// sent, leads to a question instead of a write.
    pub fn review_cases(&self, cases: Vec<SeenCase>, state: Option<ReviewState>, asks: bool) {
        self.storing(move |store| {
            if asks && state == Some(ReviewState::Approved) {
                match cases::review::doubts(store, &cases) {
                    Ok(doubts) if doubts.is_empty() => {}
                    Ok(doubts) => return Event::ReviewAsked(cases, doubts),
                    Err(error) => return Event::Reviewed(state, Err(UserError::of(&error))),
                }
            }
            let end = cases::review::set(store, &cases, state).map_err(|e| UserError::of(&e)).map(|end| {
                let made = if end.set > 0 { latest_edit(store) } else { None };
                (end, made)
            });
            Event::Reviewed(state, end)
        });
    }

    /// Merges duplicates in the background.
    pub fn merge_cases(&self, plan: Arc<MergePlan>) {
        self.storing(move |store| {
            let end = cases::duplicates::merge(store, &plan).map_err(|e| UserError::of(&e)).map(|merged| {
                let made = if merged.merged > 0 { latest_edit(store) } else { None };
                (merged, made)
            });
            Event::CasesMerged(Box::new((plan, end)))
        });
    }

    /// Stores a shared step in the background.
    pub fn save_shared(&self, write: SharedWrite) {
        self.storing(move |store| {
            let end = match &write {
                SharedWrite::Create { project, form, .. } => cases::shared_steps::create(store, *project, form).map(Some),
                SharedWrite::Update { project, hash, base, form } => {
                    cases::shared_steps::update(store, *project, hash, base, form).map(|()| None)
                }
            };
            let end = end.map(|created| (created, latest_edit(store))).map_err(|e| UserError::of(&e));
            Event::SharedSaved(Box::new((write, end)))
        });
    }

    /// Stores a milestone of a project in the background.
    pub fn save_milestone(&self, project: ProjectId, (of, mine): MilestoneWrite) {
        self.storing(move |store| {
            let end = match &of {
                None => project::milestones::create(store, project, &mine)
                    .map(|_| ("milestones-was-created", MilestoneChangeOutcome::Stored)),
                Some((id, base)) => {
                    project::milestones::change(store, *id, base, &mine).map(|changed| ("milestones-was-changed", changed))
                }
            };
            let end = end.map(|(key, changed)| match changed {
                MilestoneChangeOutcome::Stored => MilestoneEnd::Stored(Message::new(key).with("title", mine.title.trim())),
                MilestoneChangeOutcome::Meanwhile(theirs) => MilestoneEnd::Overtaken(Some(theirs)),
                MilestoneChangeOutcome::Gone => MilestoneEnd::Overtaken(None),
            });
            Event::MilestoneSaved(end.map_err(|e| UserError::of(&e)))
        });
    }

    /// Creates a case in the background.
    pub fn create_case(&self, wanted: CaseWanted) {
        self.storing(move |store| {
            let CaseWanted { project, suite, title, template, function, .. } = &wanted;
            let end = cases::edit::create_for(store, *function, *project, *suite, title, *template, false);
            let is_suite_gone = matches!(&end, Err(e) if is_suite_gone(e));
            let end = end.map_err(|e| UserError::of(&e));
            Event::CaseCreated(Box::new(CaseMade { end, is_suite_gone, is_copy: false, wanted }))
        });
    }

    /// Copies a case beside itself in the background; its end is that of a new case.
    pub fn clone_case(&self, id: CaseId, project: ProjectId, suite: Option<SuiteId>, title: &str, suffix: String) {
        let wanted = CaseWanted { project, suite, title: title.to_owned(), template: None, function: None, in_grid: false };
        self.storing(move |store| {
            let made = cases::bulk::clone_cases(store, &[id], CloneTarget::Beside, &suffix);
            let end = made.and_then(|made| made.first().copied().ok_or_else(|| Error::not_found("case", id.0)));
            let end = end.map(CreateOutcome::Case).map_err(|e| UserError::of(&e));
            Event::CaseCreated(Box::new(CaseMade { end, is_suite_gone: false, is_copy: true, wanted }))
        });
    }

    /// Stores a suite in the background.
    pub fn store_suite(&self, wanted: SuiteWanted) {
        self.storing(move |store| {
            let SuiteWanted { project, of, mine } = &wanted;
            let end = match of {
                None => cases::suite::create(store, *project, mine.parent, &mine.content)
                    .map(|_| cases::suite::SuiteChangeOutcome::Stored),
                Some((suite, base)) => cases::suite::change(store, *suite, base, mine),
            };
            let outcome = match end {
                Ok(cases::suite::SuiteChangeOutcome::Stored) => Ok(SuiteOutcome::Stored(latest_edit(store))),
                Ok(cases::suite::SuiteChangeOutcome::Nothing) => Ok(SuiteOutcome::Nothing),
                Ok(cases::suite::SuiteChangeOutcome::Meanwhile(theirs)) => Ok(SuiteOutcome::Meanwhile(theirs)),
                Err(e) if is_suite_gone(&e) => Ok(SuiteOutcome::Gone),
                Err(e) => Err(UserError::of(&e)),
            };
            Event::SuiteStored(Box::new(SuiteEnd { wanted, outcome }))
        });
    }

    /// Undoes or redoes the edit whose turn it is.
    pub fn step_history(&self, direction: Direction) {
        self.storing(move |store| {
            Event::Stepped(direction, history::step_history(store, direction).map_err(|e| UserError::of(&e)))
        });
    }

    /// Undoes one edit while it is the latest.
    pub fn undo_operation(&self, id: i64) {
        self.storing(move |store| {
            Event::Stepped(Direction::Undo, history::undo_operation(store, id).map_err(|e| UserError::of(&e)))
        });
    }

    /// Shows or restores an earlier version, or takes an edit back.
    pub fn of_history(&self, action: HistoryAction) {
        self.storing(move |store| match action {
            HistoryAction::Show(of, at) => {
                let state = history::version(store, of.entity, of.id, of.operation);
                Event::Version(of, at, state.map_err(|e| UserError::of(&e)))
            }
            HistoryAction::Restore(of, seen) => {
                let end = match history::restore_version(store, of.entity, of.id, of.operation, seen) {
                    Ok(Restored::Done(left)) => Ok(Some(left)),
                    Ok(Restored::NoVersion) => Ok(None),
                    Ok(Restored::ChangedMeanwhile) => {
                        let message = Message::new("writing-restore-changed");
                        Err(UserError::new(message).with_remedy(Message::new("writing-restore-changed-more")))
                    }
                    Err(error) => Err(UserError::of(&error)),
                };
                Event::TookBack(None, end)
            }
            HistoryAction::Revert(id) => {
                let step = history::revert_operation(store, id).map_err(|e| UserError::of(&e));
                let edit = step.as_ref().ok().and_then(|step| Some(Box::new(step.as_ref()?.operation.clone())));
                Event::TookBack(edit, step.map(|step| step.map(|step| step.left)))
            }
        });
    }

    /// True while the next steps of undo and redo are being read.
    pub fn is_reading_steps(&self) -> bool {
        self.reads().is_some_and(|reads| !self.steps.is_current(reads))
    }

    /// The edit that undo would take back.
    pub fn undo(&self) -> Option<&Operation> {
        self.steps.get().and_then(|(undo, _)| undo.as_ref())
    }

    /// The edit that redo would do again.
    pub fn redo(&self) -> Option<&Operation> {
        self.steps.get().and_then(|(_, redo)| redo.as_ref())
    }
}
