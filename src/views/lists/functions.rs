//! The tree of functions.

use eframe::egui::Ui;

use super::nothing_found::nothing_found;
use crate::action::{Action, Actions, ListAction};
use crate::panels::function_menu;
use crate::state::UiState;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_core::domain::ids::FunctionId;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{DropPlace, TreeOptions, empty_state, tree_with};

/// Draws the tree.
pub(super) fn show(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    if view.registry.rows.is_empty() {
        if !view.loading {
            let pressed = empty_state(
                ui,
                icons::MODULE,
                &view.text("gui-functions-empty"),
                &view.text("gui-functions-empty-more"),
                Some(&view.text("gui-cmd-import-functions")),
            );
            if pressed {
                out.command(UiCommand::ImportFunctions);
            }
        }
        return;
    }
    let data = &view.registry.tree;
    if !state.opened {
        state.functions.expand_to(data, 2);
        state.opened = true;
    }
    state.functions.set_filter(&state.functions_filter);
    if state.functions.visible(data).is_empty() {
        return nothing_found(ui, view);
    }
    let name = view.text("gui-left-functions");
    let (critical, focus) = (view.text("gui-critical"), view.text("gui-focus"));
    let options = TreeOptions { critical: &critical, focus: &focus, ..TreeOptions::new(&name) };
    let selected: Vec<i64> = state.selection.functions.keys().collect();
    let mut context = |ui: &mut Ui, key: i64| function_menu::show(ui, &function_menu::targets(&selected, key), view, out);
    let accepts = |moved: &[i64], place: DropPlace| view.registry.accepts_drop(moved, place);
    let selection = &mut state.selection.functions;
    let response = tree_with(ui, data, &mut state.functions, selection, options, Some(&mut context), Some(&accepts));
    if let Some((moved, place)) = response.dropped {
        let (parent, before) = place.resolve(data, &moved);
        let ids = moved.into_iter().map(FunctionId).collect();
        out.push(Action::List(match place {
            DropPlace::Inside(_) => ListAction::Move(ids, parent.map(FunctionId)),
            _ => ListAction::Place(ids, parent.map(FunctionId), before.map(FunctionId)),
        }));
    }
    if response.selection_changed {
        let shown = state.functions.visible_keys(data);
        state.functions_selected(shown);
        state.reveal_row = true;
    }
    if response.activated.is_some() {
        out.command(UiCommand::Rename);
    }
}
