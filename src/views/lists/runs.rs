//! The list of runs, in series.

use eframe::egui::{Frame, Margin, Ui};

use super::menus;
use super::nothing_found::nothing_found;
use crate::action::{Actions, Nav};
use crate::model::run_tree::RunListKey;
use crate::state::{MiddleTab, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{TreeOptions, empty_state, text, tree};

/// Draws the list.
pub(super) fn show(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let data = &view.runs.tree;
    if data.is_empty() {
        if !view.loading {
            let (words, more) = (view.text("gui-runs-empty"), view.text("gui-runs-empty-more"));
            // Without cases a run can only come from a test tool.
            let command = if view.cases.rows.is_empty() { UiCommand::IngestResults } else { UiCommand::NewRun };
            if empty_state(ui, icons::RUN, &words, &more, Some(&view.text(&command.label_key()))) {
                out.command(command);
            }
        }
        return;
    }
    if !state.runs_opened
        && let Some(newest) = data.keys().iter().find(|key| RunListKey::from_key(**key).run().is_none())
    {
        state.runs_opened = true;
        state.runs.set_expanded(*newest, true);
    }
    if let Some(latest) = view.runs.latest {
        let words =
            view.tr.fmt("gui-runs-latest", &[("count", view.tr.number(i64::try_from(latest).unwrap_or(i64::MAX)).into())]);
        let margin = Margin { left: 10, right: 10, top: 0, bottom: 8 };
        Frame::new().inner_margin(margin).show(ui, |ui| text::label(ui, &words));
    }
    state.runs.set_filter(&state.runs_filter);
    if state.runs.visible(data).is_empty() {
        return nothing_found(ui, view);
    }
    let name = view.text("gui-left-runs");
    let selected = state.selected_runs();
    let mut turned = None;
    let mut context = |ui: &mut Ui, key: i64| match RunListKey::from_key(key) {
        RunListKey::Run(id) => menus::run_menu(ui, id, &selected, view, out),
        RunListKey::Series(_) => turned = turned.or(menus::series_menu(ui, key, view, out)),
    };
    let response = tree(ui, data, &mut state.runs, TreeOptions::new(&name), Some(&mut context));
    if response.selection_changed
        && response.context.is_none()
        && let Some(run) = state.runs.selection.only().and_then(|key| RunListKey::from_key(key).run())
    {
        // Who clicks on a run that is executed means to press P next. With arrows, people go on through the list.
        let is_clicked = ui.input(|i| i.pointer.any_pressed() || i.pointer.any_released());
        let is_executed = view.runs.get(run).is_some_and(|row| row.run.is_executed_by_hand());
        let tab = MiddleTab::Run(run.0);
        out.nav(if is_clicked && is_executed { Nav::Enter(tab) } else { Nav::Preview(tab) });
    }
    match response.activated.map(RunListKey::from_key) {
        Some(RunListKey::Run(run)) => out.nav(Nav::Tab(MiddleTab::Run(run.0))),
        Some(series @ RunListKey::Series(_)) => turned = Some(series.key()),
        None => {}
    }
    if let Some(key) = turned {
        let is_open = state.runs.expanded.contains(&key);
        state.runs.set_expanded(key, !is_open);
    }
}
