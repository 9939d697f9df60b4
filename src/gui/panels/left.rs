//! The left panel: functions or cases as a tree, with a filter as you type.

use eframe::egui::{
    Align, Area, Context, Frame, Id, Key, Layout, Margin, Modifiers, Order, Panel, Rect, Response, Sense, Ui, UiBuilder, vec2,
};

use super::function_menu;
use super::menus::{self, TreeAct};
use crate::domain::ids::{FunctionId, RunId};
use crate::gui::action::{Action, Actions, ListAction, Nav};
use crate::gui::model::cases::CaseKey;
use crate::gui::selection::Selected;
use crate::gui::state::{LeftTab, MiddleTab, UiState};
use crate::gui::theme::{Palette, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::tree::tree_id;
use crate::gui::widgets::{
    DropPlace, TextField, TreeData, TreeOptions, empty_state, icon_button_with, segmented, splitter, tree, tree_with,
};

/// Range of the panel's width.
const LEAST: f32 = 200.0;
const MOST: f32 = 640.0;

/// Id of the filter, so that Ctrl+F finds it.
#[must_use]
pub fn filter_id() -> Id {
    Id::unique("left-filter")
}

/// Draws the panel at the left of the middle. `beside` is the least width of everything at its right.
pub fn panel(ui: &mut Ui, beside: f32, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    splitter::keys(ui, "left", Key::ArrowRight, Key::ArrowLeft);
    let most = (ui.available_width() - beside).clamp(LEAST, MOST);
    let shown = Panel::left("left")
        .resizable(true)
        .default_size(state.kept.tree_width)
        .size_range(LEAST..=most)
        .frame(Frame::new().fill(p.panel))
        .show(ui, |ui| contents(ui, state, view, out));
    let at = shown.response.rect;
    splitter::mark(ui, "left", at.right_top() - vec2(1.0, 0.0), at.right_bottom() - vec2(1.0, 0.0));
    state.kept.tree_width = at.width();
}

/// Draws the panel over the left part of `room`, in a window that is too narrow for it and the middle. A click on the dimmed rest
/// closes it, as `Esc` does where it is `heard`: not behind a dialog.
pub fn drawer(ctx: &Context, room: Rect, heard: bool, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of_ctx(ctx);
    let id = Id::unique("left-drawer");
    let at = room.with_max_x(room.left() + state.kept.tree_width.min(room.width() - space::XXL));
    // A layer of its own: the wheel would otherwise scroll the lists below it.
    let shown = Area::new(id).order(Order::Middle).fixed_pos(room.min).movable(false).constrain(false).show(ctx, |ui| {
        let beside = ui.interact(room, id.with("beside"), Sense::CLICK);
        ui.painter().rect_filled(room, 0.0, p.backdrop);
        ui.interact(at, id.with("panel"), Sense::CLICK);
        ui.painter().rect_filled(at, 0.0, p.panel);
        ui.painter().vline(at.right(), at.y_range(), (size::LINE, p.line_strong));
        ui.scope_builder(UiBuilder::new().max_rect(at).layout(Layout::top_down(Align::Min)), |ui| {
            ui.set_clip_rect(at);
            contents(ui, state, view, out);
        });
        beside.clicked()
    });
    // The first Esc leaves the filter.
    let typing = ctx.text_edit_focused();
    let was_typing = ctx.data_mut(|d| std::mem::replace(d.get_temp_mut_or_default::<bool>(id), typing));
    let escaped = heard && !was_typing && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    if shown.inner || escaped {
        state.drawer = false;
    }
}

fn contents(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    Frame::new().inner_margin(Margin { left: 10, right: 10, top: 8, bottom: 8 }).show(ui, |ui| head(ui, state, view, out));
    match state.kept.left {
        LeftTab::Functions => functions(ui, state, view, out),
        LeftTab::Cases => cases(ui, state, view, out),
        LeftTab::Runs => runs(ui, state, view, out),
    }
}

fn head(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = space::S;
    let names = ["gui-left-functions", "gui-left-cases", "gui-left-runs"].map(|k| view.text(k));
    let tabs = [LeftTab::Functions, LeftTab::Cases, LeftTab::Runs];
    let chosen = tabs.iter().position(|t| *t == state.kept.left).unwrap_or(0);
    if let Some(i) = segmented(ui, chosen, &[&*names[0], &*names[1], &*names[2]]) {
        out.nav(Nav::Left(tabs[i]));
    }
    ui.horizontal(|ui| {
        let is_functions = state.kept.left == LeftTab::Functions;
        let text = match state.kept.left {
            LeftTab::Functions => &mut state.functions_filter,
            LeftTab::Cases => &mut state.cases_filter,
            LeftTab::Runs => &mut state.runs_filter,
        };
        let (hint, clear) = (view.text("gui-filter"), view.text("gui-filter-clear"));
        let room = ui.available_width() - if is_functions { size::CONTROL + space::S } else { 0.0 };
        let field = TextField::new(text).id(filter_id()).hint(&hint).icon(icons::FILTER).clearable(&clear).width(room).show(ui);
        if std::mem::take(&mut state.focus_filter) {
            field.request_focus();
        }
        filter_keys(ui, state, &field, view);
        if is_functions && icon_button_with(ui, icons::ADD, &view.text("gui-cmd-new-function"), false, true).clicked() {
            out.command(UiCommand::NewFunction);
        }
    });
}

/// Esc empties the filter; Down and Enter go on to the list below it.
fn filter_keys(ui: &Ui, state: &mut UiState, field: &Response, view: &View<'_>) {
    let (text, name) = match state.kept.left {
        LeftTab::Functions => (&mut state.functions_filter, "gui-left-functions"),
        LeftTab::Cases => (&mut state.cases_filter, "gui-left-cases"),
        LeftTab::Runs => (&mut state.runs_filter, "gui-left-runs"),
    };
    if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape)) {
        text.clear();
    }
    let down = field.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown));
    if down || (field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))) {
        ui.memory_mut(|m| m.request_focus(tree_id(&view.text(name))));
    }
}

fn functions(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
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
        state.grid.reveal();
    }
    if response.activated.is_some() {
        out.command(UiCommand::Rename);
    }
}

fn cases(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
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
                state.cases.set_expanded(data.items()[i].key, true);
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
            && let Some(id) = case_at(state.selection.cases.only())
        {
            out.nav(Nav::OpenCase(id));
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

fn runs(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let data = &view.runs.tree;
    if data.is_empty() {
        if !view.loading {
            let (words, more) = (view.text("gui-runs-empty"), view.text("gui-runs-empty-more"));
            if empty_state(ui, icons::RUN, &words, &more, Some(&view.text("gui-cmd-sync-qase"))) {
                out.command(UiCommand::SyncQase);
            }
        }
        return;
    }
    state.runs.set_filter(&state.runs_filter);
    if state.runs.visible(data).is_empty() {
        return nothing_found(ui, view);
    }
    let name = view.text("gui-left-runs");
    let mut context = |ui: &mut Ui, key: i64| menus::run_menu(ui, RunId(key), view, out);
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

fn nothing_found(ui: &mut Ui, view: &View<'_>) {
    empty_state(ui, icons::FILTER, &view.text("gui-nothing-found"), "", None);
}
