//! The data table: sortable and resizable columns, selection, a check column, rows laid out only when in view.
//!
//! Without more, a table has a cursor (the row that is looked at) and, with a check column, checked rows. Given a [`Selection`],
//! the rows are selected instead, as in a tree: the selection may be shared with other views, and check boxes show it.

use std::collections::{BTreeMap, HashSet};

use eframe::egui::{self, Align, EventFilter, Id, Key, Layout, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::choice::{Tri, bare_check, quiet_check};
use super::selection::Selection;
pub use super::table_columns::TableColumn;
use super::tree::TreeMenu;
use super::{paint, row_menu, table_columns, text};
use crate::gui::keys::MOVES;
use crate::gui::theme::{Palette, Type, icons, size, space};

/// State of a table. Rows are named by their keys, so that sorting and reloading keep them.
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
    by_keys: bool,
    reveal: bool,
    /// The row whose context menu a key asked for; it may have to come into view first.
    asked: Option<i64>,
    /// The cursor's row as it was found last, with the rows in which it was looked for.
    cursor_row: Option<(Rows, i64, Option<usize>)>,
    /// Number of rows that are on, with what it was counted from.
    on: Option<(Rows, usize, Option<i64>, usize)>,
}

/// Tells one content of a table from another without a look at every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rows {
    count: usize,
    first: Option<i64>,
    last: Option<i64>,
}

impl TableState {
    /// Place of the row with that key. Searches all rows only where the key or the rows are new.
    fn row_of(&mut self, cursor: Option<i64>, table: &Table<'_>) -> Option<usize> {
        let key = cursor?;
        let rows = table.fingerprint();
        if let Some((known, k, at)) = self.cursor_row
            && k == key
            && known == rows
            && at.is_none_or(|at| at < table.rows && (table.key)(at) == key)
        {
            return at;
        }
        let at = (0..table.rows).find(|&r| (table.key)(r) == key);
        self.cursor_row = Some((rows, key, at));
        at
    }

    /// Brings the row with the keyboard into view at the next pass.
    pub fn reveal_cursor(&mut self) {
        self.reveal = true;
    }

    /// Chooses a row and brings it into view.
    pub fn choose(&mut self, key: i64) {
        if self.cursor != Some(key) {
            self.cursor = Some(key);
            self.reveal = true;
        }
    }
}

/// Events of a table during one pass.
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
    /// The shared selection changed.
    pub selection_changed: bool,
    /// The table has the keyboard.
    pub focused: bool,
}

/// Options of a table.
#[derive(Debug, Clone, Copy)]
pub struct TableOptions<'a> {
    /// Tells one table from another and names it for screen readers.
    pub name: &'a str,
    /// A check column of that accessible name (for the header's box).
    pub checks: Option<&'a str>,
}

/// Optional parts of a table.
#[derive(Default)]
pub struct TableExtras<'a> {
    /// The selection of rows, in place of checked rows.
    pub selection: Option<&'a mut Selection>,
    /// Draws the context menu of the row with that key.
    pub menu: TreeMenu<'a>,
    /// Rows that have a box; all rows when absent.
    pub boxes: Option<RowBoxes<'a>>,
}

/// Rows of a table with a check column that can be checked; the others have no box.
#[derive(Clone, Copy)]
pub struct RowBoxes<'a> {
    /// True for the key of a row with a box.
    pub has: &'a dyn Fn(i64) -> bool,
    /// Number of rows of the table with a box.
    pub count: usize,
}

impl RowBoxes<'_> {
    fn has(this: Option<Self>, key: i64) -> bool {
        this.is_none_or(|boxes| (boxes.has)(key))
    }
}

/// Share of the visible width that columns which stay in view may take.
const PINNED: f32 = 0.6;

/// Id of the table of that name: a command may give it the keyboard.
#[must_use]
pub fn table_id(name: &str) -> Id {
    Id::unique(("table", name))
}

/// Draws a table of `rows` rows in the available space. `key` gives a row's key, `cell` draws row and column.
///
/// Scrolls sideways if the columns do not fit.
pub fn table(
    ui: &mut Ui,
    options: TableOptions<'_>,
    columns: &[TableColumn<'_>],
    state: &mut TableState,
    rows: usize,
    key: impl Fn(usize) -> i64,
    cell: impl FnMut(&mut Ui, usize, usize),
) -> TableResponse {
    table_with(ui, options, columns, state, rows, key, cell, TableExtras::default())
}

/// Draws a table whose rows may be selected; otherwise like [`table()`].
#[expect(clippy::too_many_arguments, reason = "the arguments of a table and its extras")]
pub fn table_with(
    ui: &mut Ui,
    options: TableOptions<'_>,
    columns: &[TableColumn<'_>],
    state: &mut TableState,
    rows: usize,
    key: impl Fn(usize) -> i64,
    mut cell: impl FnMut(&mut Ui, usize, usize),
    mut extras: TableExtras<'_>,
) -> TableResponse {
    let boxes = options.checks.map_or(0.0, |_| size::CHECK + space::XL);
    let available = ui.available_width() - ui.spacing().scroll.allocated_width();
    let widths = table_columns::widths(columns, &state.widths, available - boxes);
    let needed = widths.iter().sum::<f32>() + boxes;
    let mut table = Table { options, columns, widths, rows, key: &key, pin: None };
    if needed <= available + 0.5 {
        return fitting_table(ui, &table, state, &mut cell, &mut extras);
    }
    let left = ui.available_rect_before_wrap().left();
    egui::ScrollArea::horizontal()
        .id_salt(("table-sideways", options.name))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_width(needed);
            let leading = boxes + table.shown().next().map_or(0.0, |(i, _)| table.widths[i]);
            // Columns that stay must leave room for those that pass.
            if leading <= available * PINNED {
                table.pin = Pin::new(ui.max_rect().left(), left, leading);
            }
            fitting_table(ui, &table, state, &mut cell, &mut extras)
        })
        .inner
}

/// Place of the leading columns (the boxes and the first one) of a table that was scrolled sideways.
#[derive(Debug, Clone, Copy)]
struct Pin {
    /// Points by which the leading columns are drawn further to the right.
    shift: f32,
    /// Right end of the leading columns; the other ones pass below it.
    edge: f32,
}

impl Pin {
    /// The pin of a table that begins at `from` and is seen from `left` on; `None` while nothing is scrolled. `width` is that
    /// of the leading columns.
    fn new(from: f32, left: f32, width: f32) -> Option<Self> {
        let shift = left - from;
        (shift > 0.5).then_some(Self { shift, edge: left + width })
    }

    /// A place for the contents of the leading cell `cell`, where it stays in view. `ui` is that of any cell of the row.
    fn hold(self, ui: &mut Ui, cell: Rect) -> Ui {
        let at = cell.translate(vec2(self.shift, 0.0));
        let mut held = ui.new_child(egui::UiBuilder::new().max_rect(at));
        // The cell itself may be out of view: only the upper and lower end of what is seen tell something.
        held.set_clip_rect(Rect::from_x_y_ranges(at.x_range(), ui.clip_rect().y_range()));
        held
    }
}

/// Draws the contents of a cell: those of a leading column where it stays in view, those of others not below it.
fn placed<R>(ui: &mut Ui, pin: Option<Pin>, leads: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    let Some(pin) = pin else { return add(ui) };
    let clip = ui.clip_rect();
    if !leads {
        ui.set_clip_rect(clip.with_min_x(clip.left().max(pin.edge)));
        return add(ui);
    }
    let mut held = pin.hold(ui, ui.max_rect());
    add(&mut held)
}

/// Parameters of a table during a pass.
struct Table<'a> {
    options: TableOptions<'a>,
    columns: &'a [TableColumn<'a>],
    widths: Vec<f32>,
    rows: usize,
    key: &'a dyn Fn(usize) -> i64,
    pin: Option<Pin>,
}

impl<'a> Table<'a> {
    fn shown(&self) -> impl Iterator<Item = (usize, &'a TableColumn<'a>)> + use<'a> {
        self.columns.iter().enumerate().filter(|(_, c)| !c.hidden)
    }

    fn fingerprint(&self) -> Rows {
        let last = self.rows.checked_sub(1);
        Rows { count: self.rows, first: last.map(|_| (self.key)(0)), last: last.map(self.key) }
    }

    /// Keys of all rows, top to bottom.
    fn keys(&self) -> Vec<i64> {
        (0..self.rows).map(self.key).collect()
    }
}

fn fitting_table(
    ui: &mut Ui,
    table: &Table<'_>,
    state: &mut TableState,
    cell: &mut dyn FnMut(&mut Ui, usize, usize),
    extras: &mut TableExtras<'_>,
) -> TableResponse {
    let Table { options, rows, key, pin, .. } = *table;
    let first = table.shown().next().map(|(i, _)| i);
    let last = table.shown().last();
    let p = Palette::of(ui);
    let mut out = TableResponse::default();
    let id = table_id(options.name);
    let area = ui.available_rect_before_wrap();
    let whole = ui.interact(area, id, Sense::focusable_noninteractive());
    paint::describe(&whole, || WidgetInfo::labeled(Role::Table, true, options.name));
    out.focused = whole.has_focus();
    // Focus that came by a key is shown at once; a click shows itself by the selection.
    state.by_keys |= whole.gained_focus() && !ui.input(|i| i.pointer.any_pressed() || i.pointer.any_released());
    if out.focused {
        // The first Esc clears a selection; the next one lets the keyboard go.
        let escape = extras.selection.as_ref().is_some_and(|s| !s.is_empty());
        let filter = EventFilter { vertical_arrows: true, escape, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        keyboard(ui, table, state, extras, area.height(), &mut out);
        if extras.menu.is_some() && row_menu::asked(ui) {
            state.asked = extras.selection.as_ref().map_or(state.cursor, |s| s.cursor());
            state.reveal = true;
        }
    } else {
        state.asked = None;
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.visuals_mut().selection.bg_fill = p.accent_tint;
    ui.visuals_mut().widgets.hovered.bg_fill = p.hover();
    let cursor = extras.selection.as_ref().map_or(state.cursor, |s| s.cursor());
    let cursor_row = state.row_of(cursor, table);
    let reveal = std::mem::take(&mut state.reveal);
    let mut builder = TableBuilder::new(ui)
        .id_salt(("table", options.name))
        .sense(Sense::CLICK)
        .striped(false)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    if options.checks.is_some() {
        builder = builder.column(Column::exact(size::CHECK + space::XL));
    }
    for (i, _) in table.shown() {
        builder = builder.column(Column::exact(table.widths[i]).clip(true).resizable(false));
    }
    if reveal && let Some(row) = cursor_row {
        builder = builder.scroll_to_row(row, None);
    }
    let mut header_bottom = area.top();
    let mut cursor_rect = None;
    let mut borders = Vec::new();
    builder
        .header(size::GRID_HEADER, |mut header| {
            if let Some(name) = options.checks {
                header.col(|ui| {
                    placed(ui, pin, true, |ui| {
                        ui.add_space(space::M);
                        header_check(ui, name, table, state, extras, &mut out);
                    });
                });
            }
            for (i, column) in table.shown() {
                let leads = first == Some(i);
                header.col(|ui| {
                    let rect = ui.max_rect();
                    header_bottom = rect.bottom();
                    let right = if leads { rect.right() + pin.map_or(0.0, |p| p.shift) } else { rect.right() };
                    let hidden = !leads && pin.is_some_and(|p| right <= p.edge);
                    borders.extend((!column.grow && !hidden).then_some((i, right)));
                    placed(ui, pin, leads, |ui| head(ui, i, column, state, &mut out));
                });
            }
        })
        .body(|body| {
            body.rows(size::GRID_ROW, rows, |mut row| {
                let at = row.index();
                let row_key = key(at);
                row.set_selected(match &extras.selection {
                    Some(selection) => selection.contains(row_key),
                    None => state.cursor == Some(row_key),
                });
                let mut boxed = false;
                let mut lead = [Rect::NOTHING; 2];
                if let Some(name) = options.checks {
                    row.col(|ui| {
                        lead[0] = ui.max_rect();
                        if pin.is_none() {
                            boxed = row_box(ui, name, row_key, table, state, extras, &mut out);
                        }
                    });
                }
                for (i, column) in table.shown() {
                    let leads = first == Some(i);
                    row.col(|ui| {
                        if leads {
                            lead[1] = ui.max_rect();
                        }
                        if pin.is_none() || !leads {
                            placed(ui, pin, false, |ui| row_cell(ui, at, i, column.right, cell));
                        }
                        // Every cell paints its part of the row's background: what lies over other cells comes last.
                        let Some(pin) = pin.filter(|_| last.is_some_and(|(l, _)| l == i)) else { return };
                        if let Some(name) = options.checks {
                            let mut held = pin.hold(ui, lead[0]);
                            boxed = row_box(&mut held, name, row_key, table, state, extras, &mut out);
                        }
                        if let Some((f, c)) = table.shown().next() {
                            row_cell(&mut pin.hold(ui, lead[1]), at, f, c.right, cell);
                        }
                    });
                }
                let response = row.response();
                if cursor == Some(row_key) {
                    cursor_rect = Some(response.rect);
                }
                if response.secondary_clicked()
                    && let Some(selection) = extras.selection.as_deref_mut()
                    && !selection.contains(row_key)
                {
                    selection.select(row_key);
                    out.selection_changed = true;
                }
                if response.clicked() && !boxed {
                    pressed(&response, row_key, table, state, extras.selection.as_deref_mut(), &mut out);
                }
                if let Some(menu) = extras.menu.as_deref_mut() {
                    let by_key = state.asked.take_if(|asked| *asked == row_key).is_some();
                    if by_key
                        && let Some(selection) = extras.selection.as_deref_mut()
                        && !selection.contains(row_key)
                    {
                        selection.select(row_key);
                        out.selection_changed = true;
                    }
                    row_menu::show(&response, id, by_key, |ui| menu(ui, row_key));
                }
            });
        });
    ui.painter().hline(area.x_range(), header_bottom, (size::LINE, p.line));
    if let Some(pin) = pin {
        ui.painter().vline(pin.edge - 0.5, area.y_range(), (size::LINE, p.line_strong));
    }
    for (i, x) in borders {
        table_columns::border(ui, id, i, x, area.y_range(), table.widths[i], &mut state.widths);
    }
    if out.focused
        && state.by_keys
        && let Some(rect) = cursor_rect
    {
        // The row where the arrows go on: with several rows selected, or none, the selection does not tell.
        let seen = area.intersect(ui.clip_rect()).shrink2(vec2(2.0, 0.0));
        let across = Rect::from_x_y_ranges(seen.x_range(), rect.y_range());
        paint::list_focus_within(ui, across, seen.with_min_y(header_bottom));
    }
    if out.focused && state.by_keys {
        // A table that is scrolled sideways reaches beyond what is seen of it.
        paint::list_focus(ui, area.intersect(ui.clip_rect()));
    }
    out
}

/// A click on a row.
fn pressed(
    response: &egui::Response,
    key: i64,
    table: &Table<'_>,
    state: &mut TableState,
    selection: Option<&mut Selection>,
    out: &mut TableResponse,
) {
    let modifiers = response.ctx.input(|i| i.modifiers);
    state.by_keys = false;
    state.cursor = Some(key);
    response.ctx.memory_mut(|m| m.request_focus(table_id(table.options.name)));
    if let Some(selection) = selection {
        if modifiers.shift {
            selection.extend(&table.keys(), key, modifiers.command);
        } else if modifiers.command {
            selection.toggle(key);
        } else {
            selection.select(key);
        }
        out.selection_changed = true;
        if modifiers.shift || modifiers.command {
            return;
        }
    }
    out.chosen = Some(key);
    if response.double_clicked() {
        out.activated = Some(key);
    }
}

/// The box above the boxes: all shown rows, or none.
fn header_check(
    ui: &mut Ui,
    name: &str,
    table: &Table<'_>,
    state: &mut TableState,
    extras: &mut TableExtras<'_>,
    out: &mut TableResponse,
) {
    let (boxes, selection) = (extras.boxes, extras.selection.as_deref_mut());
    let total = boxes.map_or(table.rows, |boxes| boxes.count);
    let counted = selection.as_ref().map_or((state.checked.len(), None), |s| (s.len(), s.cursor()));
    let rows = table.fingerprint();
    let on = match state.on.filter(|(r, n, cursor, _)| (*r, (*n, *cursor)) == (rows, counted)) {
        Some((_, _, _, on)) => on,
        None => {
            let is_on = |k: i64| selection.as_ref().map_or_else(|| state.checked.contains(&k), |s| s.contains(k));
            (0..table.rows).filter(|&r| is_on((table.key)(r))).count()
        }
    };
    state.on = Some((rows, counted.0, counted.1, on));
    if !bare_check(ui, Tri::of(on, total.max(1)), name).clicked() {
        return;
    }
    match selection {
        Some(selection) => {
            if on == table.rows {
                selection.clear();
            } else {
                selection.select_all(table.keys());
            }
            out.selection_changed = true;
        }
        None => {
            if on == total {
                // Rows that a filter hides keep their checks.
                for key in table.keys() {
                    state.checked.remove(&key);
                }
            } else {
                state.checked.extend(table.keys().into_iter().filter(|key| RowBoxes::has(boxes, *key)));
            }
            out.checks_changed = true;
        }
    }
}

/// The cell with the box of a row; true when the box was pressed.
fn row_box(
    ui: &mut Ui,
    name: &str,
    key: i64,
    table: &Table<'_>,
    state: &mut TableState,
    extras: &mut TableExtras<'_>,
    out: &mut TableResponse,
) -> bool {
    line_below(ui, Palette::of(ui));
    if !RowBoxes::has(extras.boxes, key) {
        return false;
    }
    let selection = extras.selection.as_deref_mut();
    ui.add_space(space::M);
    let on = selection.as_ref().map_or_else(|| state.checked.contains(&key), |s| s.contains(key));
    if !quiet_check(ui, Tri::from(on), name).clicked() {
        return false;
    }
    match selection {
        Some(selection) => {
            if ui.input(|i| i.modifiers.shift) {
                selection.extend(&table.keys(), key, true);
            } else {
                selection.toggle(key);
            }
            out.selection_changed = true;
        }
        None => {
            if on {
                state.checked.remove(&key)
            } else {
                state.checked.insert(key)
            };
            out.checks_changed = true;
            state.cursor = Some(key);
        }
    }
    // The arrows go on from the row whose box was pressed.
    state.by_keys = false;
    ui.memory_mut(|m| m.request_focus(table_id(table.options.name)));
    true
}

/// A cell of a row.
fn row_cell(ui: &mut Ui, row: usize, column: usize, right: bool, cell: &mut dyn FnMut(&mut Ui, usize, usize)) {
    line_below(ui, Palette::of(ui));
    let pad = ui.max_rect().shrink2(vec2(space::S, 0.0));
    let layout = if right { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    ui.scope_builder(egui::UiBuilder::new().max_rect(pad).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        cell(ui, row, column);
    });
}

/// True when a key that moves the cursor was pressed: from then on the cursor is shown, until the mouse is used.
pub(super) fn moved(ui: &Ui) -> bool {
    let keys = [Key::ArrowDown, Key::ArrowUp, Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End, Key::PageUp, Key::PageDown];
    ui.input(|i| keys.iter().any(|k| i.key_pressed(*k)))
}

fn line_below(ui: &Ui, p: &Palette) {
    let rect = ui.max_rect();
    let clip = rect.expand(1.0).intersect(ui.clip_rect().expand(1.0));
    ui.painter().with_clip_rect(clip).hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
}

fn head(ui: &mut Ui, i: usize, column: &TableColumn<'_>, state: &mut TableState, out: &mut TableResponse) {
    let p = Palette::of(ui);
    let rect = ui.max_rect();
    let sense = if column.sortable { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect.shrink2(vec2(space::XS, 0.0)), ui.scope_id().with(("head", i)), sense);
    let sorted = state.sort.filter(|(c, _)| *c == i).map(|(_, down)| down);
    let colour = if sorted.is_some() || (column.sortable && response.hovered()) { p.text } else { p.text_secondary };
    let arrow = if sorted.is_some() { size::CHECK + space::XXS } else { 0.0 };
    let room = rect.width() - space::S * 2.0 - arrow;
    let galley = paint::elided(ui, column.title, Type::Label, colour, room);
    let was_elided = galley.elided;
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
    let response = paint::hover_if_elided(response, was_elided, column.title);
    if column.sortable && response.clicked() {
        state.sort = match sorted {
            None => Some((i, false)),
            Some(false) => Some((i, true)),
            Some(true) => None,
        };
        out.sort_changed = true;
    }
    ui.allocate_rect(rect, Sense::hover());
}

fn keyboard(
    ui: &Ui,
    table: &Table<'_>,
    state: &mut TableState,
    extras: &mut TableExtras<'_>,
    height: f32,
    out: &mut TableResponse,
) {
    let (boxes, mut selection) = (extras.boxes, extras.selection.as_deref_mut());
    let Table { rows, key, .. } = *table;
    if rows == 0 {
        return;
    }
    let cursor = selection.as_ref().map_or(state.cursor, |s| s.cursor());
    let at = state.row_of(cursor, table);
    state.by_keys |= moved(ui);
    let page = (height / size::GRID_ROW).floor().max(1.0) as usize;
    let last = rows - 1;
    let pressed = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, k));
    let shifted = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, k));
    let controlled = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, k));
    for (k, way) in MOVES {
        let to = way.to(at, page, last);
        let target = key(to);
        // With Ctrl the rows that are selected stay so: Space then adds the row of the cursor.
        if let Some(selection) = selection.as_deref_mut()
            && controlled(k)
        {
            selection.move_cursor(target);
            state.reveal = true;
            continue;
        }
        // Shift first: `consume_key` without modifiers also takes the shifted key.
        if let Some(selection) = selection.as_deref_mut()
            && shifted(k)
        {
            selection.extend(&table.keys(), target, false);
        } else if pressed(k) {
            if let Some(selection) = selection.as_deref_mut() {
                selection.select(target);
            }
            state.cursor = Some(target);
            out.chosen = Some(target);
        } else {
            continue;
        }
        out.selection_changed = selection.is_some();
        state.reveal = true;
    }
    if let Some(selection) = selection.as_deref_mut() {
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            selection.select_all(table.keys());
            (out.selection_changed, state.by_keys) = (true, true);
        }
        if !selection.is_empty() && pressed(Key::Escape) {
            selection.clear();
            out.selection_changed = true;
        }
    }
    if let Some(at) = at {
        let row = key(at);
        if pressed(Key::Enter) {
            out.activated = Some(row);
        }
        match selection {
            Some(selection) if pressed(Key::Space) => {
                selection.toggle(row);
                (out.selection_changed, state.by_keys) = (true, true);
            }
            None if table.options.checks.is_some() && RowBoxes::has(boxes, row) && pressed(Key::Space) => {
                if !state.checked.remove(&row) {
                    state.checked.insert(row);
                }
                (out.checks_changed, state.by_keys) = (true, true);
            }
            _ => {}
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
