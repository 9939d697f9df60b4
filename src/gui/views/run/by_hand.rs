//! A run by hand within its tab: its execution while it is active, and the commands that end and continue it.

use std::collections::HashSet;

use eframe::egui::{Ui, vec2};

use super::RunTab;
use crate::app::manual_run::sheet::Target;
use crate::domain::ids::{CaseId, RunId};
use crate::gui::action::Actions;
use crate::gui::model::runs::RunRow;
use crate::gui::theme::{icons, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::Button;

impl RunTab {
    /// The cases with a result in the run in front.
    #[must_use]
    pub fn tested(&self, run: RunId) -> HashSet<CaseId> {
        let results = self.results.get().filter(|results| results.run == run);
        results.iter().flat_map(|results| &results.rows).filter_map(|row| row.case_id).collect()
    }

    /// The item that is being executed, when this run is in front.
    #[must_use]
    pub fn executed(&self, run: RunId) -> Option<&Target> {
        self.execution.current().filter(|target| target.run == run && self.run == Some(run) && !self.shows_results)
    }
}

/// Draws the execution of a run. False when its results are to be drawn: the run is no active one by hand, it has no cases, or the
/// person wants to see them.
pub(super) fn execute(ui: &mut Ui, row: &RunRow, state: &mut RunTab, view: &View<'_>, out: &mut Actions) -> bool {
    let was_executed = std::mem::replace(&mut state.is_executed, row.run.is_executed_by_hand());
    if state.is_executed != was_executed {
        ui.ctx().request_repaint();
    }
    // A run without cases has nothing to execute, but may have results.
    let executes = state.is_executed && !state.shows_results && !state.execution.is_empty(row.run.id);
    if executes {
        state.shows_results = state.execution.ui(ui, row, view, out);
    }
    executes
}

/// Draws the commands of a run by hand above its results.
pub(super) fn commands(ui: &mut Ui, row: &RunRow, state: &mut RunTab, view: &View<'_>, out: &mut Actions) {
    if row.run.source != "manual" {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        if state.is_executed
            && !state.execution.is_empty(row.run.id)
            && Button::secondary(&view.text("manual-run-execute")).icon(icons::RUN).show(ui).clicked()
        {
            state.shows_results = false;
            state.execution.take_keyboard();
            ui.ctx().request_repaint();
        }
        for command in [UiCommand::ReopenRun, UiCommand::CopyUnfinished, UiCommand::SendRun] {
            let name = view.text(&command.label_key());
            if command.enabled(&view.env) && Button::secondary(&name).icon(command.icon()).show(ui).clicked() {
                out.command(command);
            }
        }
    });
}
