//! The data table: sortable and resizable columns, selection, a check column, rows laid out only when in view.

use std::collections::{BTreeMap, HashSet};

use eframe::egui::{self, Align, EventFilter, Id, Key, Layout, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::choice::{Tri, bare_check};
use super::{paint, text};
use crate::gui::theme::{Palette, Type, icons, size, space};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct TableColumn<'a> {
    /// Text of its header.
    pub title: &'a str,
    /// Width at first, in points; the last column without `grow` keeps it.
    pub width: f32,
    /// Takes the space that is left. At most one.
    pub grow: bool,
    /// Right-aligned: numbers.
    pub right: bool,
    /// A click on the header sorts.
    pub sortable: bool,
    /// Not shown; its place in the list of columns stays.
    pub hidden: bool,
}

impl<'a> TableColumn<'a> {
    /// A sortable column of text.
    #[must_use]
    pub fn new(title: &'a str, width: f32) -> Self {
        Self { title, width, grow: false, right: false, sortable: true, hidden: false }
    }

    /// Takes the space that is left; `width` is then the least.
    #[must_use]
    pub fn grow(mut self) -> Self {
        self.grow = true;
        self
    }

    /// For numbers.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Not shown when so.
    #[must_use]
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }

    /// Not sortable.
    #[must_use]
    pub fn fixed_order(mut self) -> Self {
        self.sortable = false;
        self
    }
}

/// What a person did to a table. Rows are meant by their keys, so that sorting and reloading keep them.
#[derive(Debug, Clone, Default)]
pub struct TableState {
    /// Column and whether descending.
    pub sort: Option<(usize, bool)>,
    /// The row with the keyboard, by key.
    pub cursor: Option<i64>,
    /// Checked rows, by key.
    pub checked: HashSet<i64>,
    /// Widths that a person gave to columns, by their places.
    pub widths: BTreeMap<usize, f32>,
    /// Counts up when widths are forgotten: what was drawn before knows the old ones.
    epoch: u32,
    by_keys: bool,
    reveal: bool,
}

impl TableState {
    /// Every column as wide as at first.
    pub fn forget_widths(&mut self) {
        self.widths.clear();
        self.epoch += 1;
    }

    /// The width of a column: the one that a person gave it, else its own.
    fn width(&self, place: usize, column: &TableColumn<'_>) -> f32 {
        let given = self.widths.get(&place).copied().filter(|w| w.is_finite() && !column.grow);
        given.map_or(column.width, |w| w.clamp(NARROWEST, WIDEST))
    }

    /// Chooses a row and brings it into view.
    pub fn choose(&mut self, key: i64) {
        if self.cursor != Some(key) {
            self.cursor = Some(key);
            self.reveal = true;
        }
    }
}

/// A column is never narrower.
const NARROWEST: f32 = 40.0;
/// A width from outside is never taken for larger.
const WIDEST: f32 = 1200.0;

/// What happened in a table during one pass.
#[derive(Debug, Clone, Default)]
pub struct TableResponse {
    /// The sort order changed: sort the rows again.
    pub sort_changed: bool,
    /// The row was chosen by mouse or keys.
    pub chosen: Option<i64>,
    /// The row was opened by Enter or a double click.
    pub activated: Option<i64>,
    /// Checked rows changed.
    pub checks_changed: bool,
    /// The headers, for a context menu of the table.
    pub heads: Option<egui::Response>,
}

/// How a table is drawn.
#[derive(Debug, Clone, Copy)]
pub struct TableOptions<'a> {
    /// Tells one table from another and names it for screen readers.
    pub name: &'a str,
    /// A check column of that accessible name (for the header's box).
    pub checks: Option<&'a str>,
}

/// Draws a table of `rows` rows in the available space. `key` gives a row's key, `cell` draws row and column.
///
/// Where the columns do not fit, the table can be scrolled sideways.
pub fn table(
    ui: &mut Ui,
    options: TableOptions<'_>,
    columns: &[TableColumn<'_>],
    state: &mut TableState,
    rows: usize,
    key: impl Fn(usize) -> i64,
    cell: impl FnMut(&mut Ui, usize, usize),
) -> TableResponse {
    let shown = columns.iter().enumerate().filter(|(_, c)| !c.hidden);
    let needed: f32 =
        shown.map(|(i, c)| state.width(i, c)).sum::<f32>() + options.checks.map_or(0.0, |_| size::CHECK + space::XL);
    if needed <= ui.available_width() {
        return fitting_table(ui, options, columns, state, rows, key, cell);
    }
    egui::ScrollArea::horizontal()
        .id_salt(("table-sideways", options.name))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_width(needed);
            fitting_table(ui, options, columns, state, rows, key, cell)
        })
        .inner
}

fn fitting_table(
    ui: &mut Ui,
    options: TableOptions<'_>,
    columns: &[TableColumn<'_>],
    state: &mut TableState,
    rows: usize,
    key: impl Fn(usize) -> i64,
    mut cell: impl FnMut(&mut Ui, usize, usize),
) -> TableResponse {
    let p = Palette::of(ui);
    let mut out = TableResponse::default();
    let id = Id::unique(("table", options.name));
    let area = ui.available_rect_before_wrap();
    let whole = ui.interact(area, id, Sense::focusable_noninteractive());
    paint::describe(&whole, || WidgetInfo::labeled(Role::Table, true, options.name));
    if whole.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        keyboard(ui, options, state, rows, area.height(), &key, &mut out);
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.visuals_mut().selection.bg_fill = p.accent_tint;
    ui.visuals_mut().widgets.hovered.bg_fill = p.hover();
    // Column borders show themselves only under the pointer.
    ui.visuals_mut().widgets.noninteractive.bg_stroke = egui::Stroke::NONE;
    let cursor_row = state.cursor.and_then(|k| (0..rows).find(|&r| key(r) == k));
    let reveal = std::mem::take(&mut state.reveal);
    // Other columns, or the same in other words, are another table to egui: what it remembers of widths belongs to these alone.
    let shape: Vec<(usize, u32)> =
        columns.iter().enumerate().filter(|(_, c)| !c.hidden).map(|(i, c)| (i, c.width.to_bits())).collect();
    let mut builder = TableBuilder::new(ui)
        .id_salt(("table", options.name, shape, state.epoch))
        .sense(Sense::CLICK)
        .striped(false)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    if options.checks.is_some() {
        builder = builder.column(Column::exact(size::CHECK + space::XL));
    }
    for (i, column) in columns.iter().enumerate().filter(|(_, c)| !c.hidden) {
        let width = state.width(i, column);
        let built = if column.grow { Column::remainder().at_least(width) } else { Column::initial(width).at_least(NARROWEST) };
        builder = builder.column(built.clip(true).resizable(!column.grow));
    }
    if reveal && let Some(row) = cursor_row {
        builder = builder.scroll_to_row(row, None);
    }
    let mut header_bottom = area.top();
    builder
        .header(size::GRID_HEADER, |mut header| {
            if let Some(name) = options.checks {
                header.col(|ui| {
                    ui.add_space(space::M);
                    let chosen = (0..rows).filter(|&r| state.checked.contains(&key(r))).count();
                    if bare_check(ui, Tri::of(chosen, rows.max(1)), name).clicked() {
                        if chosen == rows {
                            // Rows that a filter hides keep their checks.
                            for row in 0..rows {
                                state.checked.remove(&key(row));
                            }
                        } else {
                            state.checked.extend((0..rows).map(&key));
                        }
                        out.checks_changed = true;
                    }
                });
            }
            for (i, column) in columns.iter().enumerate().filter(|(_, c)| !c.hidden) {
                let (rect, _) = header.col(|ui| head(ui, i, column, state, &mut out));
                header_bottom = rect.bottom();
                if !column.grow && (rect.width() - state.width(i, column)).abs() > 1.0 {
                    state.widths.insert(i, rect.width());
                }
            }
        })
        .body(|body| {
            body.rows(size::GRID_ROW, rows, |mut row| {
                let at = row.index();
                let row_key = key(at);
                let chosen = state.cursor == Some(row_key);
                row.set_selected(chosen);
                let mut boxed = false;
                if let Some(name) = options.checks {
                    row.col(|ui| {
                        line_below(ui, p);
                        ui.add_space(space::M);
                        let on = state.checked.contains(&row_key);
                        if bare_check(ui, Tri::from(on), name).clicked() {
                            if on {
                                state.checked.remove(&row_key)
                            } else {
                                state.checked.insert(row_key)
                            };
                            out.checks_changed = true;
                            boxed = true;
                        }
                    });
                }
                for (i, column) in columns.iter().enumerate().filter(|(_, c)| !c.hidden) {
                    row.col(|ui| {
                        line_below(ui, p);
                        let pad = ui.max_rect().shrink2(vec2(space::S, 0.0));
                        let layout = if column.right {
                            Layout::right_to_left(Align::Center)
                        } else {
                            Layout::left_to_right(Align::Center)
                        };
                        ui.scope_builder(egui::UiBuilder::new().max_rect(pad).layout(layout), |ui| {
                            ui.spacing_mut().item_spacing.x = space::XS;
                            cell(ui, at, i);
                        });
                    });
                }
                let response = row.response();
                if response.clicked() && !boxed {
                    state.cursor = Some(row_key);
                    state.by_keys = false;
                    out.chosen = Some(row_key);
                    response.ctx.memory_mut(|m| m.request_focus(id));
                    if response.double_clicked() {
                        out.activated = Some(row_key);
                    }
                }
            });
        });
    ui.painter().hline(area.x_range(), header_bottom, (size::LINE, p.line));
    if whole.has_focus() && state.by_keys {
        ui.painter().rect_stroke(
            area.shrink(1.0),
            egui::CornerRadius::same(crate::gui::theme::radius::SMALL),
            (size::LINE, p.accent.gamma_multiply(0.6)),
            egui::StrokeKind::Inside,
        );
    }
    out
}

/// Whether a key that moves the cursor was pressed: from then on the cursor is shown, until the mouse is used.
pub(super) fn moved(ui: &Ui) -> bool {
    let keys = [Key::ArrowDown, Key::ArrowUp, Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End, Key::PageUp, Key::PageDown];
    ui.input(|i| keys.iter().any(|k| i.key_pressed(*k)))
}

fn line_below(ui: &Ui, p: &Palette) {
    let rect = ui.max_rect();
    ui.painter().with_clip_rect(rect.expand(1.0)).hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
}

fn head(ui: &mut Ui, i: usize, column: &TableColumn<'_>, state: &mut TableState, out: &mut TableResponse) {
    let p = Palette::of(ui);
    let rect = ui.max_rect();
    // What cannot be sorted can still be pressed for the menu of the columns.
    let sense = if column.sortable { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect.shrink2(vec2(space::XS, 0.0)), ui.scope_id().with(("head", i)), sense);
    let sorted = state.sort.filter(|(c, _)| *c == i).map(|(_, down)| down);
    let colour = if sorted.is_some() || (column.sortable && response.hovered()) { p.text } else { p.text_secondary };
    let arrow = if sorted.is_some() { size::CHECK + space::XXS } else { 0.0 };
    let galley = paint::elided(ui, column.title, Type::Label, colour, rect.width() - space::S * 2.0 - arrow);
    let y = rect.center().y;
    let left = if column.right { rect.right() - space::S - arrow - galley.size().x } else { rect.left() + space::S };
    let end = paint::put_left(ui.painter(), pos2(left, y), galley);
    if let Some(down) = sorted {
        let icon = if down { icons::SORT_DOWN } else { icons::SORT_UP };
        let at = Rect::from_center_size(pos2(end + space::XXS + size::CHECK / 2.0, y), vec2(size::CHECK, size::CHECK));
        paint::icon(ui.painter(), at, icon, size::CHECK - space::XXS, p.accent);
    }
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    paint::describe(&response, || WidgetInfo::labeled(Role::ColumnHeader, true, column.title));
    if column.sortable && response.clicked() {
        state.sort = match sorted {
            None => Some((i, false)),
            Some(false) => Some((i, true)),
            Some(true) => None,
        };
        out.sort_changed = true;
    }
    out.heads = Some(match out.heads.take() {
        Some(heads) => heads.union(response),
        None => response,
    });
    ui.allocate_rect(rect, Sense::hover());
}

fn keyboard(
    ui: &Ui,
    options: TableOptions<'_>,
    state: &mut TableState,
    rows: usize,
    height: f32,
    key: &impl Fn(usize) -> i64,
    out: &mut TableResponse,
) {
    if rows == 0 {
        return;
    }
    let at = state.cursor.and_then(|k| (0..rows).find(|&r| key(r) == k));
    state.by_keys |= moved(ui);
    let page = (height / size::GRID_ROW).floor().max(1.0) as usize;
    let last = rows - 1;
    let pressed = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, k));
    let moves = [
        (Key::ArrowDown, at.map_or(0, |a| (a + 1).min(last))),
        (Key::ArrowUp, at.map_or(0, |a| a.saturating_sub(1))),
        (Key::PageDown, at.map_or(0, |a| (a + page).min(last))),
        (Key::PageUp, at.map_or(0, |a| a.saturating_sub(page))),
        (Key::Home, 0),
        (Key::End, last),
    ];
    for (k, to) in moves {
        if pressed(k) {
            state.cursor = Some(key(to));
            state.reveal = true;
            out.chosen = state.cursor;
        }
    }
    if let Some(at) = at {
        let row = key(at);
        if pressed(Key::Enter) {
            out.activated = Some(row);
        }
        if options.checks.is_some() && pressed(Key::Space) {
            if !state.checked.remove(&row) {
                state.checked.insert(row);
            }
            out.checks_changed = true;
        }
    }
}

/// Cells in the forms that tables use.
pub mod cell {
    use super::{Palette, Role, Sense, Type, Ui, WidgetInfo, paint, text};

    /// The main text of a row.
    pub fn strong(ui: &mut Ui, words: &str) {
        let colour = Palette::of(ui).text;
        text::line(ui, words, Type::Medium, colour);
    }

    /// Secondary text; an em dash when empty.
    pub fn plain(ui: &mut Ui, words: &str) {
        let p = Palette::of(ui);
        if words.is_empty() {
            text::line(ui, "—", Type::Body, p.text_faint);
        } else {
            text::line(ui, words, Type::Body, p.text_secondary);
        }
    }

    /// Secondary text in a short form, with the whole on hover.
    pub fn short(ui: &mut Ui, short: &str, whole: &str) {
        let p = Palette::of(ui);
        if short.is_empty() {
            return plain(ui, "");
        }
        text::line(ui, short, Type::Body, p.text_secondary).on_hover_text(whole);
    }

    /// An id whose end tells most; its beginning gives way where the column is narrow.
    pub fn id(ui: &mut Ui, words: &str) {
        let p = Palette::of(ui);
        let galley = paint::elided_front(ui, words, Type::Mono, p.text_secondary, ui.available_width());
        let whole = galley.text() == words;
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
        paint::put_left(ui.painter(), rect.left_center(), galley);
        paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, words));
        if !whole {
            response.on_hover_text(words);
        }
    }

    /// A number or a code.
    pub fn mono(ui: &mut Ui, words: &str) {
        let colour = Palette::of(ui).text_secondary;
        text::line(ui, words, Type::Mono, colour);
    }

    /// A number that counts.
    pub fn number(ui: &mut Ui, words: &str) {
        let colour = Palette::of(ui).text;
        text::line(ui, words, Type::Mono, colour);
    }
}
