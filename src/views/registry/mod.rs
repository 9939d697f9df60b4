//! The registry: cards, quick filters, the grid of functions, and the bar over several selected rows.

pub mod bulk_bar;
mod data;

use std::sync::Arc;

use eframe::egui::{Align, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Ui, UiBuilder, pos2};
use serde_json::Value;

use self::data::{Pending, Rows};
use super::{TabName, TabView, columns_menu, overview};
use crate::action::{Action, Actions, ListAction, Nav};
use crate::model::QuickFilter;
use crate::model::registry::Column;
use crate::model::registry_edit::FunctionEdit;
use crate::panels::function_menu;
use crate::state::{Subject, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_core::domain::ids::FunctionId;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::grid::{GridInput, GridLayout, GridOptions, GridState, InputKind, grid};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{
    Button, Pill, PillTexts, TextField, empty_state, icon_button_with, paint, pill_row, pill_within, pills_width, selection_bar,
};

/// Widths of the search. Narrower than the least one it is left out.
const SEARCH_LEAST: f32 = 100.0;
const SEARCH: f32 = 220.0;
/// Share of the search of the room that it has with the place for a filter that a number opened.
const SEARCH_SHARE: f32 = 0.4;
/// Width of the place for a filter that a number opened: where it has room for long names, and at least.
const OTHER: f32 = 208.0;
const OTHER_LEAST: f32 = 120.0;
/// Seconds for which an entered value is shown before it is read back.
const PENDING: f64 = 2.0;

/// The values that the sorted and filtered rows depend on. The rows are made again when one of them changes.
#[derive(Debug, Clone, PartialEq)]
struct RowsKey {
    /// Generation of the registry.
    generation: u64,
    quick: QuickFilter,
    words: String,
    sort: Option<(String, bool)>,
}

/// The tab of the registry. The filter stands in [`UiState`], since commands and numbers elsewhere set it as well.
#[derive(Debug, Default)]
pub struct Registry {
    layout: GridLayout,
    grid: GridState,
    /// Shown rows, by their places in the registry.
    rows: Vec<u32>,
    /// Place among the shown rows, by the place in the registry; `u32::MAX` for a hidden row.
    places: Vec<u32>,
    /// Ids of the shown functions, top to bottom: every step of the selection takes them along.
    keys: Arc<[i64]>,
    /// Number of these rows.
    generation: u64,
    key: Option<RowsKey>,
    pending: Option<Pending>,
}

impl TabView for Registry {
    type Key = ();
    const IS_FIXED: bool = true;

    fn name((): (), view: &View<'_>) -> TabName {
        TabName { short: view.text("gui-tab-registry").into_owned(), long: String::new() }
    }

    fn ui(&mut self, ui: &mut Ui, (): (), state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        self.contents(ui, state, view, out);
    }

    fn keep(&self) -> Value {
        serde_json::to_value(&self.layout).unwrap_or_default()
    }

    fn restore(&mut self, kept: &Value) {
        self.layout = serde_json::from_value(kept.clone()).unwrap_or_default();
    }
}

impl Registry {
    /// Columns of the grid as a person arranged them.
    pub fn layout(&self) -> &GridLayout {
        &self.layout
    }

    /// True when the cell with the keyboard can be edited.
    pub fn is_on_editable(&self) -> bool {
        Column::ALL.get(self.grid.column()).is_some_and(|column| column.is_editable())
    }

    fn refresh_rows(&mut self, state: &UiState, view: &View<'_>) {
        let key = RowsKey {
            generation: view.registry.tree.generation(),
            quick: state.kept.quick,
            words: state.grid_filter.clone(),
            sort: self.layout.sort.clone(),
        };
        if self.key.as_ref() == Some(&key) {
            return;
        }
        let sort = key.sort.as_ref().and_then(|(id, down)| Some((Column::parse(id)?, *down)));
        self.rows = view.registry.view(key.quick, &key.words, sort);
        self.generation += 1;
        self.places.clear();
        self.places.resize(view.registry.rows.len(), u32::MAX);
        for (place, row) in self.rows.iter().enumerate() {
            self.places[*row as usize] = place as u32;
        }
        self.keys = self.rows.iter().map(|row| view.registry.rows[*row as usize].function.id.0).collect();
        self.key = Some(key);
    }

    fn contents(&mut self, ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        if view.registry.rows.is_empty() {
            return overview::empty(ui, view, out);
        }
        // In a narrow window the rows come first; the overview has the cards as well.
        if ui.available_width() >= overview::CARDS {
            overview::cards(ui, view, out);
        }
        filters(ui, state, &mut self.layout, view, out);
        self.refresh_rows(state, view);
        surface(ui, 0.0, |ui| {
            ui.set_height(ui.available_height());
            ui.set_width(ui.available_width());
            if self.rows.is_empty() {
                if empty_state(ui, icons::FILTER, &view.text("gui-nothing-found"), "", Some(&view.text("gui-filter-clear"))) {
                    state.grid_filter.clear();
                    out.nav(Nav::Filter(QuickFilter::All));
                }
                return;
            }
            let area = ui.available_rect_before_wrap();
            let ids: Vec<FunctionId> = state.selection.functions.keys().map(FunctionId).collect();
            let several = ids.len() > 1 && state.subject == Subject::Functions;
            // The bar does not cover the last rows.
            let bottom = if several { selection_bar::ROOM } else { 0.0 };
            ui.scope_builder(UiBuilder::new().max_rect(area), |ui| self.grid(ui, bottom, state, view, out));
            if several && bulk_bar::show(ui, area, &ids, view, out) {
                state.selection.functions.clear();
            }
        });
    }

    fn grid(&mut self, ui: &mut Ui, bottom: f32, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        if std::mem::take(&mut state.reveal_row) {
            self.grid.reveal();
        }
        let (now, generation) = (ui.input(|i| i.time), view.registry.tree.generation());
        self.pending = self.pending.take().filter(|p| p.generation == generation && now < p.until);
        let columns = data::columns(ui, &self.layout, view);
        let (name, select) = (view.text("gui-tab-registry"), view.text("gui-choose"));
        let options = GridOptions { name: &name, select: &select, bottom, handle: None, groups: None };
        let rows =
            Rows { view, generation: self.generation, shown: &self.rows, places: &self.places, pending: self.pending.as_ref() };
        let selected: Vec<i64> = state.selection.functions.keys().collect();
        let mut menu = |ui: &mut Ui, key: i64| function_menu::show(ui, &function_menu::targets(&selected, key), view, out);
        let parts = (&mut self.layout, &mut self.grid, &mut state.selection.functions);
        let response = grid(ui, options, &columns, parts, &rows, Some(&mut menu));
        if let Some(heads) = &response.heads {
            columns_menu::popup(heads, &mut self.layout, &columns, view);
        }
        if response.selection_changed {
            state.functions_selected(Arc::clone(&self.keys));
            if let Some(key) = state.selection.functions.cursor() {
                state.functions.reveal(&view.registry.tree, key);
            }
        }
        if response.opened.is_some() {
            out.command(UiCommand::Rename);
        }
        if let Some(input) = response.input {
            self.take_input(ui, &input, view, out);
        }
    }

    /// Stores entered values. One that was typed is shown at once.
    fn take_input(&mut self, ui: &Ui, input: &GridInput, view: &View<'_>, out: &mut Actions) {
        let mut edit = FunctionEdit { outside: input.outside, ..FunctionEdit::default() };
        for cell in &input.cells {
            edit.add(view.registry, (FunctionId(cell.key), Column::ALL[cell.column]), &cell.text, view.tr);
        }
        if let (InputKind::Typed, [cell], [change]) = (input.kind, &input.cells[..], &edit.changes[..]) {
            let text = FunctionEdit::text_after(&change.change, view.tr);
            let (generation, until) = (view.registry.tree.generation(), ui.input(|i| i.time) + PENDING);
            self.pending = Some(Pending { generation, key: cell.key, column: change.column, text, until });
            ui.request_repaint_after_secs(PENDING as f32);
        }
        out.push(Action::List(ListAction::Edit(edit)));
    }
}

/// A filter with its pill.
type FilterPill = (QuickFilter, Pill);

/// Draws the quick filters and the tools: in one row where the window has room for both and for the name of a filter that a number
/// opened, otherwise in two. That name has a place of its own, which is free while no such filter is on: nothing moves when it comes.
fn filters(ui: &mut Ui, state: &mut UiState, layout: &mut GridLayout, view: &View<'_>, out: &mut Actions) {
    let (usual, mut other) = pills(ui, state, view);
    let (mut quick, mut pills): (Vec<_>, Vec<_>) = usual.into_iter().unzip();
    let new_function = view.text("gui-cmd-new-function");
    let button = paint::galley(ui, &new_function, Type::Medium, Palette::of(ui).text).size().x + size::ICON + space::XXL;
    let (edge, width) = (ui.max_rect().right(), ui.available_width());
    let low = is_low(ui.ctx());
    let beside_search = button + size::CONTROL + space::S * 2.0;
    let beside_pills = width - pills_width(ui, &pills, space::XS) - space::S;
    let is_one_row = beside_pills >= beside_search + SEARCH_LEAST + OTHER_LEAST + space::S;
    let room = if is_one_row { beside_pills } else { width };
    let shared = room - beside_search - space::S;
    let search = if low { SEARCH } else { (shared - OTHER).max(shared * SEARCH_SHARE).clamp(SEARCH_LEAST, SEARCH) };
    let other_room = shared - search;
    if low || other_room < OTHER_LEAST {
        // Without a place of its own it stands among the others.
        let (of, pill): (Vec<_>, Vec<_>) = other.take().into_iter().unzip();
        quick.extend(of);
        pills.extend(pill);
    }
    // A second row takes the room of the grid: in a low window the pills leave room for the tools.
    let tools_least = if low { size::CONTROL * 2.0 + SEARCH_LEAST + space::S * 4.0 } else { 0.0 };
    let (name, more) = (view.text("gui-filter"), |n: usize| view.count("gui-more-filters", n as u64));
    let texts = PillTexts { name: &name, more: &more };
    let row = ui.horizontal(|ui| pill_row(ui, &pills, width - tools_least, space::XS, texts)).inner;
    out.extend(row.pressed.and_then(|i| quick.get(i)).map(|quick| Nav::Filter(pressed(*quick))));
    let last = row.last;
    let beside = Rect::from_min_max(pos2(last.right() + space::S, last.top()), pos2(edge, last.top() + size::CONTROL));
    // Before the tools of a low window go into a row of their own, the button gives up its text.
    let brief = low && beside.width() < beside_search + SEARCH_LEAST + space::S;
    let second = |ui: &mut Ui| {
        if let Some((quick, pill)) = &other
            && pill_within(ui, pill, other_room).clicked()
        {
            out.nav(Nav::Filter(pressed(*quick)));
        }
        reading::from_right(ui, |ui| tools(ui, state, layout, view, (&new_function, brief, search), out));
    };
    if is_one_row || (low && beside.width() >= tools_least - space::S) {
        paint::inside(ui, beside, Layout::left_to_right(Align::Center), second);
    } else {
        ui.horizontal(second);
    }
}

/// The quick filters, and apart from them a filter that a number opened, while it is on: pressing that one shows everything again.
fn pills(ui: &Ui, state: &UiState, view: &View<'_>) -> ([FilterPill; 4], Option<FilterPill>) {
    let p = Palette::of(ui);
    let t = &view.registry.totals;
    let numbers = [("all", (t.all as i64).into()), ("total", (t.testable as i64).into())];
    let pill = |quick: QuickFilter, icon, name: String, n: u64, hint: String| {
        let count = view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
        (quick, Pill { on: state.kept.quick == quick, icon, name, count, hint })
    };
    let usual = [
        (QuickFilter::All, "gui-quick-all", None, t.all),
        (QuickFilter::Critical, "gui-quick-critical", Some((icons::CRITICAL, p.failed)), t.critical),
        (QuickFilter::Focus, "gui-quick-focus", Some((icons::FOCUS, p.broken)), t.focus),
        (QuickFilter::Uncovered, "gui-quick-uncovered", Some((icons::UNCOVERED, p.text_secondary)), t.uncovered),
    ];
    let usual = usual.map(|(quick, key, icon, n)| {
        let hint = match quick {
            QuickFilter::All => view.tr.fmt("window-pill-all", &numbers),
            QuickFilter::Uncovered => view.text("window-pill-uncovered").into_owned(),
            _ => String::new(),
        };
        pill(quick, icon, view.text(key).into_owned(), n, hint)
    });
    let other = overview::other_filter(p, state.kept.quick, view);
    let other = other.map(|(name, icon, n)| pill(state.kept.quick, Some(icon), name, n, String::new()));
    (usual, other)
}

/// The filter that a press on a pill of this one switches to: the quick filters stay on, another one goes off.
fn pressed(quick: QuickFilter) -> QuickFilter {
    match quick {
        QuickFilter::All | QuickFilter::Critical | QuickFilter::Focus | QuickFilter::Uncovered => quick,
        _ => QuickFilter::All,
    }
}

/// Search, columns, and the button for a new function, from the right.
fn tools(
    ui: &mut Ui,
    state: &mut UiState,
    layout: &mut GridLayout,
    view: &View<'_>,
    (new_function, brief, search): (&str, bool, f32),
    out: &mut Actions,
) {
    ui.spacing_mut().item_spacing.x = space::S;
    let new = if brief {
        icon_button_with(ui, icons::ADD, new_function, false, true)
    } else {
        Button::secondary(new_function).icon(icons::ADD).show(ui)
    };
    if new.clicked() {
        out.command(UiCommand::NewFunction);
    }
    let button = icon_button_with(ui, icons::COLUMNS, &view.text("gui-columns"), false, true);
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .align(RectAlign::BOTTOM_END)
        .show(|ui| columns_menu::column_menu(ui, layout, &data::columns(ui, layout, view), view));
    let room = ui.available_width().min(search);
    // A fraction of a point is lost where widths are rounded.
    if room > SEARCH_LEAST - 1.0 {
        let (name, clear) = (view.text("gui-grid-filter"), view.text("gui-filter-clear"));
        // A narrow field has a shorter hint and no cut one.
        let whole = paint::galley(ui, &name, Type::Body, Palette::of(ui).text).size().x + size::ICON + space::XL + space::S;
        let hint = if whole <= room { name.clone() } else { view.text("gui-settings-list-find") };
        let field = TextField::new(&mut state.grid_filter).name(&name).hint(&hint);
        field.icon(icons::SEARCH).clearable(&clear).width(room).show(ui);
    }
}
