//! The registry: cards, quick filters, the grid of functions.

use eframe::egui::{Align, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Ui, pos2, vec2};
use strum::IntoEnumIterator as _;

use super::{left, overview};
use crate::domain::function::FunctionType;
use crate::domain::ids::FunctionId;
use crate::gui::action::{Action, Actions, Nav};
use crate::gui::model::registry::{Column, short_name};
use crate::gui::model::{QuickFilter, words};
use crate::gui::state::UiState;
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::choice::menu_choice;
use crate::gui::widgets::{
    Button, Look, TableColumn, TableOptions, TextField, cell, empty_state, filter_pill, icon_button_with, paint, status_label,
    table, text,
};

/// Narrower than this the search is left out.
const SEARCH_LEAST: f32 = 100.0;
/// Width of the menu of the columns.
const MENU: f32 = 224.0;

/// What the sorted and filtered rows were made from, so that they are made again only when something changed.
#[derive(Debug, Clone, PartialEq)]
struct Made {
    generation: u64,
    quick: QuickFilter,
    words: String,
    sort: Option<(usize, bool)>,
}

/// The rows of the grid, kept from pass to pass.
#[derive(Debug, Default)]
pub struct GridView {
    rows: Vec<u32>,
    made: Option<Made>,
    /// Counts up with every new registry; the shell sets it.
    pub generation: u64,
}

impl GridView {
    fn refresh(&mut self, state: &UiState, view: &View<'_>) {
        let made = Made {
            generation: self.generation,
            quick: state.kept.quick,
            words: state.grid_filter.clone(),
            sort: state.grid.sort,
        };
        if self.made.as_ref() != Some(&made) {
            let sort = state.grid.sort.and_then(|(c, down)| Column::ALL.get(c).map(|c| (*c, down)));
            self.rows = view.registry.view(made.quick, &made.words, sort);
            self.made = Some(made);
        }
    }
}

/// Draws the view.
pub fn view(ui: &mut Ui, state: &mut UiState, grid: &mut GridView, view: &View<'_>, out: &mut Actions) {
    if view.registry.rows.is_empty() {
        return overview::view(ui, view, out);
    }
    // In a narrow window the rows come first; the overview has the cards as well.
    if ui.available_width() >= overview::CARDS {
        overview::cards(ui, view, out);
    }
    filters(ui, state, view, out);
    grid.refresh(state, view);
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
        rows(ui, state, grid, view, out);
    });
}

fn filters(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let edge = ui.max_rect().right();
    let last = ui.horizontal_wrapped(|ui| pills(ui, state, view, out)).inner;
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
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| tools(ui, state, view, (&new_function, false), out));
        });
    }
}

/// The quick filters; gives the place of the last one.
fn pills(ui: &mut Ui, state: &UiState, view: &View<'_>, out: &mut Actions) -> Rect {
    let p = Palette::of(ui);
    let t = &view.registry.totals;
    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
    let mut last = Rect::NOTHING;
    for quick in QuickFilter::ALL {
        let (key, icon, n) = match quick {
            QuickFilter::All => ("gui-quick-all", None, t.all),
            QuickFilter::Critical => ("gui-quick-critical", Some((icons::CRITICAL, p.failed)), t.critical),
            QuickFilter::Focus => ("gui-quick-focus", Some((icons::FOCUS, p.broken)), t.focus),
            QuickFilter::Uncovered => ("gui-quick-uncovered", Some((icons::UNCOVERED, p.text_secondary)), t.uncovered),
            _ => continue,
        };
        let pill = filter_pill(ui, state.kept.quick == quick, icon, &view.text(key), &view.tr.number(n as i64));
        last = pill.rect;
        if pill.clicked() {
            out.nav(Nav::Filter(quick));
        }
    }
    overview::other_filter(ui, state.kept.quick, view, out).unwrap_or(last)
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
    }
}

/// Which columns are shown; the title always is.
fn column_menu(ui: &mut Ui, state: &mut UiState, view: &View<'_>) {
    ui.set_width(MENU);
    ui.spacing_mut().item_spacing.y = 0.0;
    for column in Column::ALL.into_iter().filter(|c| *c != Column::Title) {
        let shown = !state.kept.hidden.contains(&column);
        if menu_choice(ui, shown, &view.text(column_key(column))).clicked() {
            if shown {
                state.kept.hidden.insert(column);
            } else {
                state.kept.hidden.remove(&column);
            }
        }
    }
    ui.separator();
    if menu_choice(ui, false, &view.text("gui-columns-usual")).clicked() {
        state.kept.hidden.clear();
        state.grid.forget_widths();
        ui.close();
    }
}

fn rows(ui: &mut Ui, state: &mut UiState, grid: &GridView, view: &View<'_>, out: &mut Actions) {
    let titles = Column::ALL.map(|c| view.text(column_key(c)));
    // As wide as the longest word of a status in this language.
    let wide = |word: &str, ty: Type| paint::galley(ui, word, ty, Palette::of(ui).text).size().x;
    let looks = Look::ALL.iter().map(|l| wide(&words::look_name(view.tr, *l), Type::Medium));
    let result = looks.fold(60.0, f32::max) + size::ICON + space::XS + space::L;
    let kinds = FunctionType::iter().map(|k| wide(&words::type_name(view.tr, k), Type::Body));
    let kind = kinds.fold(40.0, f32::max) + space::L;
    let hidden = |column: Column| state.kept.hidden.contains(&column);
    let columns = [
        TableColumn::new(&titles[0], 150.0).hidden(hidden(Column::FuncId)),
        TableColumn::new(&titles[1], 140.0).grow(),
        TableColumn::new(&titles[2], kind).hidden(hidden(Column::Kind)),
        TableColumn::new(&titles[3], 84.0).hidden(hidden(Column::Segment)),
        TableColumn::new(&titles[4], 76.0).hidden(hidden(Column::Qa)),
        TableColumn::new(&titles[5], 56.0).right().hidden(hidden(Column::Cases)),
        TableColumn::new(&titles[6], result).hidden(hidden(Column::Result)),
    ];
    let (name, choose) = (view.text("gui-tab-registry"), view.text("gui-choose"));
    let options = TableOptions { name: &name, checks: Some(&choose) };
    let row_at = |i: usize| &view.registry.rows[grid.rows[i] as usize];
    let response = table(
        ui,
        options,
        &columns,
        &mut state.grid,
        grid.rows.len(),
        |i| row_at(i).function.id.0,
        |ui, i, column| {
            let row = row_at(i);
            let c = &row.function.content;
            match Column::ALL[column] {
                Column::FuncId => cell::id(ui, &c.func_id),
                Column::Title => {
                    let p = Palette::of(ui);
                    if c.is_crit {
                        text::named_icon(ui, icons::CRITICAL, p.failed, &view.text("gui-critical"));
                    }
                    if c.is_focus {
                        text::named_icon(ui, icons::FOCUS, p.broken, &view.text("gui-focus"));
                    }
                    cell::strong(ui, row.title());
                }
                Column::Kind => cell::plain(ui, &words::type_name(view.tr, c.kind)),
                Column::Segment => cell::plain(ui, &words::value_name(view.tr, c.segment.as_deref().unwrap_or_default())),
                Column::Qa => cell::short(ui, &short_name(&row.qa), &row.qa),
                Column::Cases => cell::number(ui, &view.tr.number(row.covers.len() as i64)),
                Column::Result => {
                    if c.kind.is_testable() || !row.covers.is_empty() {
                        status_label(ui, row.look, &words::look_name(view.tr, row.look));
                    } else {
                        cell::plain(ui, "");
                    }
                }
            }
        },
    );
    if let Some(heads) = &response.heads {
        Popup::context_menu(heads)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| column_menu(ui, state, view));
    }
    if let Some(key) = response.chosen {
        out.nav(Nav::Function(FunctionId(key)));
    }
    if response.checks_changed {
        state.functions.selected = state.grid.checked.iter().copied().collect();
    }
    if let Some(key) = response.activated {
        out.nav(Nav::Function(FunctionId(key)));
        if let Some(first) = view.registry.get(FunctionId(key)).and_then(|r| r.covers.first()) {
            out.nav(Nav::OpenCase(first.case));
        }
    }
    let checked = state.grid.checked.len();
    if checked > 0 && ui.input_mut(|i| i.consume_key(eframe::egui::Modifiers::NONE, eframe::egui::Key::Delete)) {
        let ids: Vec<FunctionId> = state.grid.checked.iter().map(|k| FunctionId(*k)).collect();
        let ask: Action = left::confirm_delete(view, &ids);
        out.push(ask);
    }
}
