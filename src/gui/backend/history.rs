//! Edits by hand: written in the background, told with the operation that undo takes back, undone and done again.

use super::{Backend, Event, Trouble};
use crate::app::edit;
use crate::domain::Message;
use crate::gui::action::HistoryAction;
use crate::store::history::{Direction, Operation};
use crate::store::{Aggregate, Result, Store};
use strum::IntoEnumIterator as _;

impl Backend {
    /// Runs an edit of the open workspace in the background.
    pub fn write(&self, work: impl FnOnce(&Store) -> Result<Option<Message>> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.in_background(move || {
            let latest = || edit::next_steps(&store).ok().and_then(|(undo, _)| undo);
            let before = latest().map_or(0, |o| o.id);
            let done = work(&store).map_err(|e| Trouble::of(&e));
            let made = latest().filter(|o| o.id > before);
            Event::Edited(done.map(|message| (message, made)))
        });
    }

    /// Undoes or redoes the edit whose turn it is.
    pub fn step_history(&self, direction: Direction) {
        let Some(store) = self.store().cloned() else { return };
        self.in_background(move || Event::Stepped(direction, edit::step_history(&store, direction).map_err(|e| Trouble::of(&e))));
    }

    /// Undoes one edit while it is the latest.
    pub fn undo_operation(&self, id: i64) {
        let Some(store) = self.store().cloned() else { return };
        self.in_background(move || {
            Event::Stepped(Direction::Undo, edit::undo_operation(&store, id).map_err(|e| Trouble::of(&e)))
        });
    }

    /// Shows or restores an earlier version, or takes an edit back.
    pub fn of_history(&self, action: HistoryAction) {
        let Some(store) = self.store().cloned() else { return };
        self.in_background(move || match action {
            HistoryAction::Show(of, at) => {
                let state = edit::version(&store, of.entity, of.id, of.operation);
                Event::Version(of, at, state.map_err(|e| Trouble::of(&e)))
            }
            HistoryAction::Restore(of) => {
                let left = edit::restore_version(&store, of.entity, of.id, of.operation);
                Event::TookBack("history-restore-version", left.map_err(|e| Trouble::of(&e)))
            }
            HistoryAction::Revert(id) => {
                let step = edit::revert_operation(&store, id).map(|step| step.map(|s| s.left));
                Event::TookBack("history-revert", step.map_err(|e| Trouble::of(&e)))
            }
        });
    }

    /// Asks what undo and redo would do, when something was written since.
    pub(super) fn ask_steps(&mut self, store: &Store) {
        let generation = generation(store);
        if self.asked_steps != Some(generation) && !self.steps.is_running() {
            self.asked_steps = Some(generation);
            let store = store.clone();
            self.steps.ask(&self.runner, move || {
                edit::next_steps(&store).unwrap_or_else(|error| {
                    tracing::error!(%error, "the history was not read");
                    (None, None)
                })
            });
        }
    }

    /// True while what undo would do is being read.
    #[must_use]
    pub fn is_reading_steps(&self) -> bool {
        let Some(store) = self.store() else { return false };
        self.steps.is_running() || self.asked_steps != Some(generation(store))
    }

    /// The edit that undo would take back.
    #[must_use]
    pub fn undo(&self) -> Option<&Operation> {
        self.steps.get().and_then(|(undo, _)| undo.as_ref())
    }

    /// The edit that redo would do again.
    #[must_use]
    pub fn redo(&self) -> Option<&Operation> {
        self.steps.get().and_then(|(_, redo)| redo.as_ref())
    }
}

/// Counts up with every write of the workspace.
fn generation(store: &Store) -> u64 {
    Aggregate::iter().map(|a| store.generations().of(a)).sum()
}
