//! The drawing of a table: header, visible rows, and leading columns that stay in view.

use egui::{self, Align, EventFilter, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::columns::{self, TableColumn};
use super::input::{header_check, keyboard, pressed, row_box};
use super::options::{TableExtras, TableResponse, table_id};
use super::state::{Pin, Table, TableState};
use crate::theme::{Palette, Type, icons, size, space};
use crate::widgets::{paint, row_menu};

/// Draws the contents of a cell. A leading column that stays in view is drawn over the other ones.
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

/// Draws a table whose columns fit into the available width. A table that scrolls sideways passes the width of its columns.
pub(super) fn fitting_table(
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
                            // While the first column stays in view, a cell that begins there has its width.
                            let is_held = |from: usize| pin.is_some() && first == Some(from);
                            let wide = extras.spans.and_then(|spans| spans(at)).filter(|from| i >= *from && !is_held(*from));
                            placed(ui, pin, false, |ui| match wide {
                                // Every cell paints its background: the wide one is drawn over them, with the last one.
                                Some(from) => span(ui, table, (at, from, i), last.map(|(l, _)| l), cell),
                                None => row_cell(ui, at, i, column.right, cell),
                            });
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
        columns::border(ui, id, i, x, area.y_range(), table.widths[i], &mut state.widths);
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

/// A cell of a row.
fn row_cell(ui: &mut Ui, row: usize, column: usize, right: bool, cell: &mut dyn FnMut(&mut Ui, usize, usize)) {
    paint::line_below(ui, Palette::of(ui));
    let pad = ui.max_rect().shrink2(vec2(space::S, 0.0));
    let layout = if right { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    ui.scope_builder(egui::UiBuilder::new().max_rect(pad).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        cell(ui, row, column);
    });
}

/// Draws a cell that reaches from column `from` to the end of its row, in the turn of the last column; `here` is the column whose turn it is.
fn span(
    ui: &mut Ui,
    table: &Table<'_>,
    (row, from, here): (usize, usize, usize),
    last: Option<usize>,
    cell: &mut dyn FnMut(&mut Ui, usize, usize),
) {
    paint::line_below(ui, Palette::of(ui));
    if last != Some(here) {
        return;
    }
    let before: f32 = table.shown().filter(|(i, _)| (from..here).contains(i)).map(|(i, _)| table.widths[i]).sum();
    let whole = ui.max_rect();
    let whole = whole.with_min_x(whole.left() - before);
    let pad = whole.shrink2(vec2(space::S, 0.0));
    let layout = Layout::left_to_right(Align::Center);
    let mut wide = ui.new_child(egui::UiBuilder::new().max_rect(pad).layout(layout));
    // Leading columns that stay in view are not covered.
    let left = table.pin.map_or(whole.left(), |pin| whole.left().max(pin.edge));
    wide.set_clip_rect(Rect::from_x_y_ranges(left..=whole.right(), ui.clip_rect().y_range()));
    wide.spacing_mut().item_spacing.x = space::XS;
    cell(&mut wide, row, from);
}

/// Width of a column that shows its title whole.
pub fn head_width(ui: &Ui, title: &str) -> f32 {
    let title = paint::galley(ui, title, Type::Label, Palette::of(ui).text_secondary);
    (title.size().x + space::S * 2.0).ceil() + 1.0
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
            None => Some((i, column.falls)),
            Some(down) if down == column.falls => Some((i, !down)),
            Some(_) => None,
        };
        out.sort_changed = true;
    }
    ui.allocate_rect(rect, Sense::hover());
}
