//! The registry: cards, quick filters, the grid of functions, and the bar over several selected rows.

pub mod bulk_bar;

use std::borrow::Cow;

use eframe::egui::{Align, Color32, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Ui, UiBuilder, pos2, vec2};
use strum::IntoEnumIterator as _;

use super::{TabName, TabView, overview};
use crate::domain::function::FunctionType;
use crate::domain::ids::FunctionId;
use crate::gui::action::{Actions, Nav};
use crate::gui::model::registry::{Column, FunctionRow, cell_text, short_name};
use crate::gui::model::{QuickFilter, words};
use crate::gui::panels::function_menu;
use crate::gui::state::{Subject, UiState};
use crate::gui::theme::{Icon, Palette, Type, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::choice::{filter_menu, filter_pill_width, menu_choice};
use crate::gui::widgets::dialog::is_low;
use crate::gui::widgets::reading;
use crate::gui::widgets::table_columns::{fitting, widths};
use crate::gui::widgets::{
    Button, Look, TableColumn, TableExtras, TableOptions, TextField, cell, empty_state, filter_pill, icon_button_with, paint,
    status_icon, status_label, table_with, text,
};

/// Narrower than this the search is left out.
const SEARCH_LEAST: f32 = 100.0;
/// Width of the menu of the columns.
const MENU: f32 = 224.0;

/// Share of the grid that ids may take where there is little room, and its bounds.
const ID_SHARE: f32 = 0.5;
const ID_LEAST: f32 = 110.0;
const ID_MOST: f32 = 360.0;

/// The values that the sorted and filtered rows depend on. The rows are made again when one of them changes.
#[derive(Debug, Clone, PartialEq)]
struct RowsKey {
    /// Generation of the registry.
    generation: u64,
    quick: QuickFilter,
    words: String,
    sort: Option<(usize, bool)>,
}

/// The tab of the registry: the rows of its grid, kept from pass to pass. Filter, sort order and columns stand in [`UiState`],
/// since commands and numbers elsewhere set them as well.
#[derive(Debug, Default)]
pub struct Registry {
    rows: Vec<u32>,
    key: Option<RowsKey>,
}

impl Registry {
    fn refresh_rows(&mut self, state: &UiState, view: &View<'_>) {
        let key = RowsKey {
            generation: view.registry.tree.generation(),
            quick: state.kept.quick,
            words: state.grid_filter.clone(),
            sort: state.grid.sort,
        };
        if self.key.as_ref() != Some(&key) {
            let sort = state.grid.sort.and_then(|(c, down)| Column::ALL.get(c).map(|c| (*c, down)));
            self.rows = view.registry.view(key.quick, &key.words, sort);
            self.key = Some(key);
        }
    }
}

impl TabView for Registry {
    type Key = ();
    const IS_FIXED: bool = true;

    fn name((): (), view: &View<'_>) -> TabName {
        TabName { short: view.text("gui-tab-registry").into_owned(), long: String::new() }
    }

    fn ui(&mut self, ui: &mut Ui, (): (), state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        contents(ui, state, self, view, out);
    }
}

fn contents(ui: &mut Ui, state: &mut UiState, grid: &mut Registry, view: &View<'_>, out: &mut Actions) {
    if view.registry.rows.is_empty() {
        return overview::empty(ui, view, out);
    }
    // In a narrow window the rows come first; the overview has the cards as well.
    if ui.available_width() >= overview::CARDS {
        overview::cards(ui, view, out);
    }
    filters(ui, state, view, out);
    grid.refresh_rows(state, view);
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if grid.rows.is_empty() {
            if empty_state(ui, icons::FILTER, &view.text("gui-nothing-found"), "", Some(&view.text("gui-filter-clear"))) {
                state.grid_filter.clear();
                out.nav(Nav::Filter(QuickFilter::All));
            }
            return;
        }
        let area = ui.available_rect_before_wrap();
        let ids: Vec<FunctionId> = state.selection.functions.keys().map(FunctionId).collect();
        let several = ids.len() > 1 && state.subject == Subject::Functions;
        // The bar does not cover rows.
        let bottom = if several { bulk_bar::ROOM } else { 0.0 };
        let list = Rect::from_min_max(area.min, pos2(area.right(), area.bottom() - bottom));
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| rows(ui, state, grid, view, out));
        if several && bulk_bar::show(ui, area, &ids, view, out) {
            state.selection.functions.clear();
        }
    });
}

fn filters(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let edge = ui.max_rect().right();
    let pills = pills(ui, state, view);
    let needed = pills.iter().map(|p| filter_pill_width(ui, p.icon.is_some(), &p.name, &p.count) + space::XS).sum::<f32>();
    // A second row takes the room of the grid: the pills are a menu where they alone need it, and in a low window where the tools do.
    let tools_least = if is_low(ui.ctx()) { size::CONTROL * 2.0 + SEARCH_LEAST + space::S * 4.0 } else { 0.0 };
    let last = if needed + tools_least <= ui.available_width() {
        ui.horizontal(|ui| pill_row(ui, state, &pills, view, out)).inner
    } else {
        let all: Vec<_> = pills.iter().map(|p| (format!("{} · {}", p.name, p.count), p.quick == state.kept.quick)).collect();
        let (picked, last) = ui.horizontal(|ui| filter_menu(ui, &all, &view.text("gui-filter"))).inner;
        out.extend(picked.and_then(|i| pills.get(i)).map(|p| Nav::Filter(pressed(p.quick))));
        last
    };
    // The tools stand at the end of the pills where there is room, else below them.
    let new_function = view.text("gui-cmd-new-function");
    let button = paint::galley(ui, &new_function, Type::Medium, Palette::of(ui).text).size().x + size::ICON + space::XXL;
    let least = button + size::CONTROL + SEARCH_LEAST + space::S * 3.0;
    let beside = edge - last.right() - space::S;
    // Before the tools go into a row of their own, the button gives up its text.
    let brief = beside < least && beside >= least - button + size::CONTROL;
    if beside >= least || brief {
        let at = Rect::from_min_size(pos2(edge - beside, last.top()), vec2(beside, size::CONTROL));
        paint::inside(ui, at, Layout::right_to_left(Align::Center), |ui| tools(ui, state, view, (&new_function, brief), out));
    } else {
        ui.horizontal(|ui| {
            reading::from_right(ui, |ui| tools(ui, state, view, (&new_function, false), out));
        });
    }
}

/// A quick filter as it is shown.
struct Pill {
    quick: QuickFilter,
    icon: Option<(Icon, Color32)>,
    name: String,
    count: String,
}

/// The quick filters, and last a filter that a number opened, while it is on: pressing that one shows everything again.
fn pills(ui: &Ui, state: &UiState, view: &View<'_>) -> Vec<Pill> {
    let p = Palette::of(ui);
    let t = &view.registry.totals;
    let count = |n: u64| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let usual = [
        (QuickFilter::All, "gui-quick-all", None, t.all),
        (QuickFilter::Critical, "gui-quick-critical", Some((icons::CRITICAL, p.failed)), t.critical),
        (QuickFilter::Focus, "gui-quick-focus", Some((icons::FOCUS, p.broken)), t.focus),
        (QuickFilter::Uncovered, "gui-quick-uncovered", Some((icons::UNCOVERED, p.text_secondary)), t.uncovered),
    ];
    let usual = usual.map(|(quick, key, icon, n)| Pill { quick, icon, name: view.text(key).into_owned(), count: count(n) });
    let other = overview::other_filter(p, state.kept.quick, view);
    let other = other.map(|(name, icon, n)| Pill { quick: state.kept.quick, icon: Some(icon), name, count: count(n) });
    usual.into_iter().chain(other).collect()
}

/// The filter that a press on a pill of this one switches to: the quick filters stay on, another one goes off.
fn pressed(quick: QuickFilter) -> QuickFilter {
    match quick {
        QuickFilter::All | QuickFilter::Critical | QuickFilter::Focus | QuickFilter::Uncovered => quick,
        _ => QuickFilter::All,
    }
}

/// Draws the pills in a row; gives the place of the last one.
fn pill_row(ui: &mut Ui, state: &UiState, pills: &[Pill], view: &View<'_>, out: &mut Actions) -> Rect {
    let t = &view.registry.totals;
    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
    let mut last = Rect::NOTHING;
    for Pill { quick, icon, name, count } in pills {
        let pill = filter_pill(ui, state.kept.quick == *quick, *icon, name, count);
        last = pill.rect;
        if pill.clicked() {
            out.nav(Nav::Filter(pressed(*quick)));
        }
        match quick {
            QuickFilter::All => {
                let numbers = [("all", (t.all as i64).into()), ("total", (t.testable as i64).into())];
                pill.on_hover_text(view.tr.fmt("window-pill-all", &numbers));
            }
            QuickFilter::Uncovered => {
                pill.on_hover_text(view.text("window-pill-uncovered"));
            }
            _ => {}
        }
    }
    last
}

/// Search, columns, and the button for a new function, from the right.
fn tools(ui: &mut Ui, state: &mut UiState, view: &View<'_>, (new_function, brief): (&str, bool), out: &mut Actions) {
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
        .show(|ui| column_menu(ui, state, view));
    let room = ui.available_width().min(220.0);
    if room > SEARCH_LEAST {
        let (hint, clear) = (view.text("gui-grid-filter"), view.text("gui-filter-clear"));
        TextField::new(&mut state.grid_filter).hint(&hint).icon(icons::SEARCH).clearable(&clear).width(room).show(ui);
    }
}

/// The text of a column's head.
fn column_key(column: Column) -> &'static str {
    match column {
        Column::FuncId => "gui-column-func-id",
        Column::Title => "gui-column-title",
        Column::Kind => "gui-column-type",
        Column::Segment => "gui-column-segment",
        Column::Qa => "gui-column-qa",
        Column::Cases => "gui-column-cases",
        Column::Result => "gui-column-result",
        Column::Dev => "gui-field-dev",
        Column::Status => "gui-field-status",
        Column::Maturity => "gui-field-maturity",
        Column::Automation => "gui-field-automation",
        Column::Tags => "lists-tags",
        Column::Alias => "lists-column-alias",
        Column::Updated => "lists-column-updated",
    }
}

/// The choice of columns; the title is always shown.
fn column_menu(ui: &mut Ui, state: &mut UiState, view: &View<'_>) {
    ui.set_width(MENU);
    ui.spacing_mut().item_spacing.y = 0.0;
    for column in Column::ALL.into_iter().filter(|c| *c != Column::Title) {
        if menu_choice(ui, state.kept.shows(column), &view.text(column_key(column))).clicked() {
            state.kept.toggle(column);
        }
    }
    ui.separator();
    if menu_choice(ui, false, &view.text("gui-columns-usual")).clicked() {
        state.kept.hidden.clear();
        state.kept.extra.clear();
        state.grid.forget_widths();
        ui.close();
    }
}

/// Columns as wide as their content. Where there is no room, people shrink first, then words; titles and ids are the last.
fn columns<'a>(
    ui: &Ui,
    state: &UiState,
    view: &View<'_>,
    titles: &'a [Cow<'static, str>],
    brief: &'a str,
) -> Vec<TableColumn<'a>> {
    let words = |ty: Type, texts: &[String]| fitting(ui, texts.iter().map(String::as_str), ty);
    let mut columns: Vec<TableColumn<'_>> = Column::ALL
        .into_iter()
        .zip(titles)
        .map(|(column, title)| {
            // Room for the mark of the sort order.
            // The mark stands beside the title of the column that sorts.
            let sorts = state.grid.sort.is_some_and(|(c, _)| Column::ALL.get(c) == Some(&column));
            let mark = if sorts { size::CHECK + space::XXS } else { 0.0 };
            let bare = fitting(ui, [&**title], Type::Label) + mark;
            let head = bare - mark + size::CHECK + space::XXS;
            let content = words(if column == Column::FuncId { Type::Mono } else { Type::Body }, view.registry.longest(column));
            let width = |least: f32, most: f32| head.max(content).clamp(least, most);
            let made = match column {
                Column::FuncId => TableColumn::new(title, width(90.0, 480.0)).least(ID_LEAST, 9),
                Column::Title => TableColumn::new(title, width(160.0, 360.0)).grow().least(140.0, 8),
                Column::Kind => {
                    let kinds: Vec<String> = FunctionType::iter().map(|k| words::type_name(view.tr, k).into_owned()).collect();
                    TableColumn::new(title, head.max(words(Type::Body, &kinds))).least(bare.max(64.0), 4)
                }
                Column::Qa | Column::Dev => {
                    let short: Vec<String> = view.registry.longest(column).iter().map(|n| short_name(n)).collect();
                    TableColumn::new(title, width(60.0, 220.0)).least(head.max(words(Type::Body, &short)).min(120.0), 1)
                }
                Column::Cases => TableColumn::new(title, head.max(56.0)).right(),
                Column::Result => {
                    let looks: Vec<String> = Look::ALL.iter().map(|l| words::look_name(view.tr, *l).into_owned()).collect();
                    TableColumn::new(title, head.max(words(Type::Medium, &looks) + size::ICON + space::XS))
                        .brief(brief)
                        .least(fitting(ui, [brief], Type::Label) + mark, 6)
                }
                Column::Tags => TableColumn::new(title, width(80.0, 260.0)).least(bare.max(80.0), 2),
                Column::Updated => TableColumn::new(title, head.max(110.0)).least(bare.max(70.0), 3),
                _ => TableColumn::new(title, width(60.0, 220.0)).least(bare.max(60.0), 3),
            };
            made.hidden(!state.kept.shows(column))
        })
        .collect();
    // Ids are cut where that keeps every column in view, and not where the table scrolls sideways all the same.
    let room = ui.available_width() - ui.spacing().scroll.allocated_width() - size::CHECK - space::XL;
    if widths(&columns, &state.grid.widths, room).iter().sum::<f32>() > room + 0.5 {
        let most = (room * ID_SHARE).clamp(ID_LEAST, ID_MOST);
        for (_, ids) in Column::ALL.into_iter().zip(&mut columns).filter(|(c, _)| *c == Column::FuncId) {
            *ids = ids.least(ids.width.min(most), 9);
        }
    }
    columns
}

fn rows(ui: &mut Ui, state: &mut UiState, grid: &Registry, view: &View<'_>, out: &mut Actions) {
    let titles = Column::ALL.map(|c| view.text(column_key(c)));
    let brief = view.text("gui-column-result-brief");
    let columns = columns(ui, state, view, &titles, &brief);
    let (name, choose) = (view.text("gui-tab-registry"), view.text("gui-choose"));
    let options = TableOptions { name: &name, checks: Some(&choose) };
    let row_at = |i: usize| &view.registry.rows[grid.rows[i] as usize];
    let selected: Vec<i64> = state.selection.functions.keys().collect();
    let mut menu = |ui: &mut Ui, key: i64| function_menu::show(ui, &function_menu::targets(&selected, key), view, out);
    let extras = TableExtras { selection: Some(&mut state.selection.functions), menu: Some(&mut menu) };
    let response = table_with(
        ui,
        options,
        &columns,
        &mut state.grid,
        grid.rows.len(),
        |i| row_at(i).function.id.0,
        |ui, i, column| draw_cell(ui, row_at(i), Column::ALL[column], view),
        extras,
    );
    if let Some(heads) = &response.heads {
        Popup::context_menu(heads)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| column_menu(ui, state, view));
    }
    if response.selection_changed {
        state.functions_selected((0..grid.rows.len()).map(|i| row_at(i).function.id.0).collect());
        if let Some(key) = state.selection.functions.cursor() {
            state.functions.reveal(&view.registry.tree, key);
        }
    }
    if response.activated.is_some() {
        out.command(UiCommand::Rename);
    }
}

fn draw_cell(ui: &mut Ui, row: &FunctionRow, column: Column, view: &View<'_>) {
    let c = &*row.function;
    let words = cell_text(row, column, view.tr);
    match column {
        Column::FuncId => cell::id(ui, &words),
        Column::Title => {
            let p = Palette::of(ui);
            if c.is_crit {
                text::named_icon(ui, icons::CRITICAL, p.failed, &view.text("gui-critical"));
            }
            if c.is_focus {
                text::named_icon(ui, icons::FOCUS, p.broken, &view.text("gui-focus"));
            }
            cell::strong(ui, &words);
        }
        Column::Kind => cell::plain(ui, &words::type_name(view.tr, c.kind)),
        Column::Qa | Column::Dev => {
            let whole = paint::galley(ui, &words, Type::Body, Palette::of(ui).text).size().x <= ui.available_width();
            if whole { cell::plain(ui, &words) } else { cell::short(ui, &short_name(&words), &words) }
        }
        Column::Cases => cell::number(ui, &view.tr.number(row.covers.len() as i64)),
        Column::Result if !c.kind.is_testable() && row.covers.is_empty() => cell::plain(ui, ""),
        Column::Result => {
            let name = words::look_name(view.tr, row.look);
            let word = paint::galley(ui, &name, Type::Medium, Palette::of(ui).text).size().x;
            if word + size::ICON + space::XS <= ui.available_width() {
                status_label(ui, row.look, &name);
            } else {
                status_icon(ui, row.look, &name);
            }
        }
        Column::Updated => {
            let at = row.function.updated_ms;
            cell::short(ui, &view.tr.ago(view.now, at), &view.tr.date_time(at));
        }
        Column::Segment | Column::Status | Column::Maturity | Column::Automation | Column::Tags | Column::Alias => {
            cell::plain(ui, &words);
        }
    }
}
