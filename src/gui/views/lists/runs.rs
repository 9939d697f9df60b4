//! The list of runs.

use eframe::egui::Ui;

use super::{menus, nothing_found};
use crate::domain::ids::RunId;
use crate::gui::action::{Actions, Nav};
use crate::gui::state::{MiddleTab, UiState};
use crate::gui::theme::icons;
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::{TreeOptions, empty_state, tree};

/// Draws the list.
pub(super) fn show(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let data = &view.runs.tree;
    if data.is_empty() {
        if !view.loading {
            let (words, more) = (view.text("gui-runs-empty"), view.text("gui-runs-empty-more"));
            if empty_state(ui, icons::RUN, &words, &more, Some(&view.text("gui-cmd-new-run"))) {
                out.command(UiCommand::NewRun);
            }
        }
        return;
    }
    state.runs.set_filter(&state.runs_filter);
    if state.runs.visible(data).is_empty() {
        return nothing_found(ui, view);
    }
    let name = view.text("gui-left-runs");
    let selected: Vec<RunId> = state.runs.selection.keys().map(RunId).collect();
    let mut context = |ui: &mut Ui, key: i64| menus::run_menu(ui, RunId(key), &selected, view, out);
    let response = tree(ui, data, &mut state.runs, TreeOptions::new(&name), Some(&mut context));
    if response.selection_changed
        && response.context.is_none()
        && let Some(key) = state.runs.selection.only()
    {
        out.nav(Nav::Preview(MiddleTab::Run(key)));
    }
    if let Some(key) = response.activated {
        out.nav(Nav::Tab(MiddleTab::Run(key)));
    }
}
