//! A run by hand within its tab: its execution while it is active, and the commands that continue it.

use std::collections::HashSet;

use eframe::egui::Ui;

use super::tab::RunTab;
use crate::action::Actions;
use crate::model::runs::RunRow;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_core::domain::ids::{CaseId, RunId};

impl RunTab {
    /// Lets the timer of a run whose tab a start of the program brought to the front rest until the person does something.
    pub fn rest(&mut self, run: RunId) {
        self.execution.rest(run);
    }

    /// The cases with a result in the run in front.
    pub fn tested(&self, run: RunId) -> HashSet<CaseId> {
        let results = self.results.get().filter(|results| results.run == run);
        results.iter().flat_map(|results| &results.rows).filter_map(|row| row.case_id).collect()
    }

    /// The item that is being executed, when this run is in front.
    pub fn executed(&self, run: RunId) -> Option<&Target> {
        self.execution.current().filter(|target| target.run == run && self.run == Some(run) && !self.shows_results)
    }
}

/// Draws the execution of a run. Returns false when its results are to be drawn instead: the run is not by hand or not active, it
/// has no cases, or the person wants to see them.
pub(super) fn execute(ui: &mut Ui, row: &RunRow, state: &mut RunTab, view: &View<'_>, out: &mut Actions) -> bool {
    let was_executed = std::mem::replace(&mut state.is_executed, row.run.is_executed_by_hand());
    if state.is_executed != was_executed {
        ui.ctx().request_repaint();
    }
    // A run without cases has nothing to execute, but may have results.
    let executes = state.is_executed && !state.shows_results && !state.execution.is_empty(row.run.id);
    if executes {
        state.takes_keyboard = false;
        state.shows_results = state.execution.ui(ui, row, view, out);
    }
    executes
}

/// The commands that reopen, repeat, continue and send a run by hand, those that are used most first. What failed in any run is
/// repeated by hand.
const COMMANDS: [UiCommand; 4] = [UiCommand::ReopenRun, UiCommand::CopyFailed, UiCommand::CopyUnfinished, UiCommand::SendRun];

/// True where the execution of the run can be shown.
pub(super) fn can_execute(row: &RunRow, state: &RunTab) -> bool {
    state.is_executed && !state.execution.is_empty(row.run.id)
}

/// The possible commands of the run. Failures can be repeated only if they have cases.
pub(super) fn possible<'a>(row: &'a RunRow, state: &'a RunTab, view: &'a View<'_>) -> impl Iterator<Item = UiCommand> + 'a {
    let results = state.results.get().filter(|results| results.run == row.run.id);
    let has_failed = results.is_some_and(|results| results.has_failed_case);
    let is_possible = move |command: &UiCommand| command.enabled(&view.env) && (*command != UiCommand::CopyFailed || has_failed);
    COMMANDS.into_iter().filter(is_possible)
}
