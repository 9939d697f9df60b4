//! The tree of suites and cases.

use eframe::egui::{CursorIcon, Id, Popup, Sense, Ui};

use super::menus::{self, TreeAct};
use super::nothing_found::nothing_found;
use crate::action::{Action, Actions, ListAction, Nav};
use crate::model::cases::CaseKey;
use crate::model::window_selection::Selected;
use crate::state::{MiddleTab, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{DropPlace, TreeData, TreeOptions, empty_state, tree_with};

/// Draws the tree.
pub(super) fn show(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let data = &view.cases.tree;
    if data.is_empty() {
        if !view.loading {
            let (more, command) = if view.cases.project.is_some() {
                ("cases-empty-more", UiCommand::NewCase)
            } else {
                ("gui-cases-empty-more", UiCommand::NewProject)
            };
            let button = view.command_label(command);
            if empty_state(ui, icons::CASE, &view.text("gui-cases-empty"), &view.text(more), Some(&button)) {
                out.command(command);
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
    let selected = &state.selection.cases;
    // Several cases and nothing else; the ids are collected only while a menu is open.
    let several = selected.len() > 1 && Popup::is_any_open(ui.ctx());
    let ids: Option<Vec<CaseId>> = several.then(|| selected.keys().map(|key| CaseKey::from_key(key).case()).collect()).flatten();
    let mut context = |ui: &mut Ui, key: i64| match (CaseKey::from_key(key), &ids) {
        (CaseKey::Case(id), Some(ids)) if ids.contains(&id) => {
            menus::several_cases_menu(ui, ids, view, out);
            menus::delete(ui, view, out);
        }
        (CaseKey::Case(id), _) => menus::case_line_menu(ui, id, "Enter", &[], view, out),
        (CaseKey::Link(id, suite), _) => {
            menus::case_menu(ui, id, "Enter", view, out);
            act = act.or(menus::link_menu(ui, id, suite, view, out).map(|a| (key, a)));
        }
        (CaseKey::Suite(id), _) => {
            act = act.or(menus::suite_menu(ui, id, expanded.contains(&key), view, out).map(|a| (key, a)));
        }
    };
    let (drafts, draft) = (view.cases.keys_of(view.drafts), view.text("cases-draft-hint"));
    let shown = view.text("lists-suite-shown");
    let grid_suite = state.grid_suite.filter(|_| state.tab() == MiddleTab::Cases).map(|id| (CaseKey::Suite(id).key(), &*shown));
    let options = TreeOptions::new(&name).unsaved(&drafts, &draft).shown(grid_suite);
    // With Ctrl, a drop shows the cases in a further suite and moves nothing.
    let links = ui.input(|i| i.modifiers.command);
    let accepts = |moved: &[i64], place: DropPlace| {
        if links { view.cases.accepts_link(moved, place, false) } else { view.cases.accepts_drop(moved, place) }
    };
    let response = tree_with(ui, data, &mut state.cases, &mut state.selection.cases, options, Some(&mut context), Some(&accepts));
    if let Some(below) = response.below {
        let empty = ui.interact(below, Id::unique("cases-tree-below"), Sense::CLICK);
        Popup::context_menu(&empty).show(|ui| menus::project_menu(ui, view, out));
    }
    if let Some((moved, place)) = &response.dropped {
        out.push(Action::List(dropped_cases(data, moved, *place, links)));
    } else if links && state.cases.is_dragging() && ui.ctx().output(|o| o.cursor_icon) == CursorIcon::Grabbing {
        ui.ctx().set_cursor_icon(CursorIcon::Alias);
    }
    match act {
        Some((key, TreeAct::Toggle)) => state.cases.set_expanded(key, !expanded.contains(&key)),
        Some((key, TreeAct::ExpandBelow)) => {
            for i in data.index(key).map(|i| data.subtree(i)).into_iter().flatten().filter(|i| data.has_children(*i)) {
                state.cases.set_expanded(data.key(i), true);
            }
        }
        Some((key, TreeAct::Home)) => {
            if let Some(id) = CaseKey::from_key(key).case() {
                state.selection.cases.select(id.0);
                state.cases.reveal(data, id.0);
                let shown = state.cases.visible_keys(data);
                state.cases_selected(shown);
                out.nav(Nav::OpenCase(id));
            }
        }
        None => {}
    }
    let case_at = |key: Option<i64>| key.and_then(|key| CaseKey::from_key(key).case());
    if response.selection_changed {
        let shown = state.cases.visible_keys(data);
        state.cases_selected(shown);
        let is_passive = response.context.is_some() || response.dragged;
        state.not_followed = is_passive.then(|| state.selection.cases.revision());
        // The right button opens a menu and leaves the middle as it is, as a drag does.
        if response.context.is_none()
            && !response.dragged
            && let Some(only) = state.selection.cases.only()
        {
            match CaseKey::from_key(only) {
                CaseKey::Case(id) | CaseKey::Link(id, _) => out.nav(Nav::OpenCase(id)),
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

/// The move for a drop in the tree of cases. With `links`, the cases are also shown in the suite and stay in their place.
fn dropped_cases(data: &TreeData, moved: &[i64], place: DropPlace, links: bool) -> ListAction {
    let mut things = Selected::default();
    let mut shown = Vec::new();
    for key in moved {
        match CaseKey::from_key(*key) {
            CaseKey::Case(id) if links => shown.push((id, None)),
            CaseKey::Case(id) => things.cases.push(id),
            CaseKey::Link(id, suite) => shown.push((id, (!links).then_some(suite))),
            CaseKey::Suite(id) => things.suites.push(id),
        }
    }
    let (parent, before) = place.resolve(data, moved);
    let suite = |key: Option<i64>| key.and_then(|key| CaseKey::from_key(key).suite());
    if let (false, Some(suite)) = (shown.is_empty(), suite(parent)) {
        let before = before.and_then(|key| CaseKey::from_key(key).case());
        return ListAction::ShowInSuite(shown, suite, before);
    }
    match (place, before.map(CaseKey::from_key)) {
        (DropPlace::Inside(_), _) => ListAction::MoveCases(things, suite(parent)),
        (_, Some(CaseKey::Case(id) | CaseKey::Link(id, _))) if things.suites.is_empty() => {
            ListAction::PlaceCases(things.cases, suite(parent), Some(id))
        }
        _ if things.suites.is_empty() => ListAction::PlaceCases(things.cases, suite(parent), None),
        // The suites of a parent stand before its cases.
        _ => ListAction::PlaceSuites(things.suites, suite(parent), suite(before)),
    }
}
