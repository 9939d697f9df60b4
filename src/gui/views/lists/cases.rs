//! The tree of suites and cases.

use eframe::egui::Ui;

use super::menus::{self, TreeAct};
use super::nothing_found;
use crate::gui::action::{Action, Actions, ListAction, Nav};
use crate::gui::model::cases::CaseKey;
use crate::gui::selection::Selected;
use crate::gui::state::{MiddleTab, UiState};
use crate::gui::theme::icons;
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::{DropPlace, TreeData, TreeOptions, empty_state, tree_with};

/// Draws the tree.
pub(super) fn show(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let data = &view.cases.tree;
    if data.is_empty() {
        if !view.loading {
            let pressed = empty_state(
                ui,
                icons::CASE,
                &view.text("gui-cases-empty"),
                &view.text("gui-cases-empty-more"),
                Some(&view.text("gui-cmd-sync-qase")),
            );
            if pressed {
                out.command(UiCommand::SyncQase);
            }
        }
        return;
    }
    state.cases.set_filter(&state.cases_filter);
    if state.cases.visible(data).is_empty() {
        return nothing_found(ui, view);
    }
    let name = view.text("gui-left-cases");
    let (expanded, mut act) = (state.cases.expanded.clone(), None);
    let mut context = |ui: &mut Ui, key: i64| match CaseKey::from_key(key) {
        CaseKey::Case(id) => menus::case_menu(ui, id, view, out),
        CaseKey::Suite(id) => {
            act = act.or(menus::suite_menu(ui, id, expanded.contains(&key), view, out).map(|a| (key, a)));
        }
    };
    let options = TreeOptions::new(&name);
    let accepts = |moved: &[i64], place: DropPlace| view.cases.accepts_drop(moved, place);
    let response = tree_with(ui, data, &mut state.cases, &mut state.selection.cases, options, Some(&mut context), Some(&accepts));
    if let Some((moved, place)) = &response.dropped {
        out.push(Action::List(dropped_cases(data, moved, *place)));
    }
    match act {
        Some((key, TreeAct::Toggle)) => state.cases.set_expanded(key, !expanded.contains(&key)),
        Some((key, TreeAct::ExpandBelow)) => {
            for i in data.index(key).map(|i| data.subtree(i)).into_iter().flatten().filter(|i| data.has_children(*i)) {
                state.cases.set_expanded(data.key(i), true);
            }
        }
        None => {}
    }
    let case_at = |key: Option<i64>| match key.map(CaseKey::from_key) {
        Some(CaseKey::Case(id)) => Some(id),
        _ => None,
    };
    if response.selection_changed {
        let shown = state.cases.visible_keys(data);
        state.cases_selected(shown);
        // The right button opens a menu and leaves the middle as it is.
        if response.context.is_none()
            && let Some(only) = state.selection.cases.only()
        {
            match CaseKey::from_key(only) {
                CaseKey::Case(id) => out.nav(Nav::OpenCase(id)),
                CaseKey::Suite(_) => out.nav(Nav::ShowTab(MiddleTab::Cases)),
            }
        }
    }
    if let Some(id) = case_at(response.activated) {
        out.nav(Nav::Tab(MiddleTab::Case(id.0)));
    } else if let Some(key) = response.activated {
        let open = state.cases.expanded.contains(&key);
        state.cases.set_expanded(key, !open);
    }
}

/// The move that a drop in the tree of cases stands for.
fn dropped_cases(data: &TreeData, moved: &[i64], place: DropPlace) -> ListAction {
    let mut things = Selected::default();
    for key in moved {
        match CaseKey::from_key(*key) {
            CaseKey::Case(id) => things.cases.push(id),
            CaseKey::Suite(id) => things.suites.push(id),
        }
    }
    let (parent, before) = place.resolve(data, moved);
    let suite = |key: Option<i64>| match key.map(CaseKey::from_key) {
        Some(CaseKey::Suite(id)) => Some(id),
        _ => None,
    };
    match (place, before.map(CaseKey::from_key)) {
        (DropPlace::Inside(_), _) => ListAction::MoveCases(things, suite(parent)),
        (_, Some(CaseKey::Case(id))) if things.suites.is_empty() => ListAction::PlaceCases(things.cases, suite(parent), Some(id)),
        _ if things.suites.is_empty() => ListAction::PlaceCases(things.cases, suite(parent), None),
        // The suites of a parent stand before its cases.
        _ => ListAction::PlaceSuites(things.suites, suite(parent), suite(before)),
    }
}
