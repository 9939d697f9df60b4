//! Drawing of a grid: header, visible lines, selected cells, and the mouse.

use egui::{
    Align, Color32, CornerRadius, CursorIcon, EventFilter, Id, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::cell::CellUi;
use super::contents::GridData;
use super::groups::Head;
use super::layout::{GridColumn, GridLayout, PlacedColumn};
use super::lines::{Line, Lines};
use super::pass::{BOXES, GridOptions, Pass, Places, grid_id};
use super::response::{CellInput, GridInput, GridResponse, InputKind};
use super::state::{Edit, GridState};
use super::{edit, groups, keys};
use crate::theme::{Palette, Type, icons, size, space, tokens::mix};
use crate::widgets::choice::{CheckState, bare_check, quiet_check};
use crate::widgets::selection::Selection;
use crate::widgets::table::columns::{NARROWEST, WIDEST};
use crate::widgets::tree::TreeMenu;
use crate::widgets::{paint, reading, row_menu};

/// Half the width of the strip around a border that can be grabbed.
const GRAB: f32 = 6.0;
/// Side of the fill handle.
const HANDLE: f32 = 7.0;
/// Share of the visible width that columns which stay in view may take.
const PINNED: f32 = 0.6;

pub(super) fn show(
    ui: &mut Ui,
    options: GridOptions<'_>,
    columns: &[GridColumn],
    (layout, state, selection): (&mut GridLayout, &mut GridState, &mut Selection),
    data: &dyn GridData,
    mut menu: TreeMenu<'_>,
) -> GridResponse {
    let mut out = GridResponse::default();
    let id = grid_id(options.name);
    let area = ui.available_rect_before_wrap();
    let bar = ui.spacing().scroll.allocated_width();
    let lines = Lines::new(data.rows(), data.groups(), |group| state.closed.contains(group));
    let placed = layout.placed(columns, area.width() - bar - BOXES);
    let pass = Pass { options, columns, placed, data, lines, id };
    if pass.shown(state.column).is_none() {
        let first = pass.placed.first().map_or(0, |p| p.column);
        (state.column, state.anchor) = (first, first);
    }
    state.head = state.head.filter(|group| pass.lines.of_group(*group).is_some());
    let whole = ui.interact(area, id, Sense::focusable_noninteractive());
    let mut by_key = (None, None);
    paint::describe(&whole, || WidgetInfo::labeled(Role::Table, true, options.name));
    // A dialog over the grid takes the keys before the grid has lost the keyboard.
    out.focused = whole.has_focus() && ui.memory(|m| m.allows_interaction(ui.layer_id()));
    if whole.gained_focus() && !ui.input(|i| i.pointer.any_pressed() || i.pointer.any_released()) {
        (state.by_keys, state.reveal) = (true, true);
    }
    if out.focused && state.editing.is_none() {
        let filter =
            EventFilter { vertical_arrows: true, horizontal_arrows: true, tab: state.tabbing, escape: !selection.is_empty() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        if state.tabbing {
            reading::hold_tab(ui.ctx(), id);
        }
        let page = ((area.height() - size::GRID_HEADER) / size::GRID_ROW).floor().max(1.0) as usize;
        keys::hear(ui, &pass, state, selection, page, &mut out);
        if options.groups.is_some() && state.head.is_some() && row_menu::asked(ui) {
            (by_key.1, state.reveal) = (state.head, true);
        }
        if menu.is_some()
            && row_menu::asked(ui)
            && let Some(row) = state.row(&pass, selection)
        {
            let key = data.key(row);
            if !selection.contains(key) {
                selection.select(key);
                out.selection_changed = true;
            }
            (by_key.0, state.reveal) = (Some(key), true);
        }
    } else if state.editing.is_none() {
        state.tabbing = false;
    }
    if std::mem::take(&mut state.open_editor) {
        state.edit(None, &pass, selection);
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let body = area.with_min_y(area.top() + size::GRID_HEADER);
    ui.scope_builder(UiBuilder::new().max_rect(body), |ui| {
        let total = vec2(
            BOXES + pass.placed.last().map_or(0.0, |p| p.left + p.width),
            pass.lines.len() as f32 * size::GRID_ROW + options.bottom,
        );
        let mut scroll = ScrollArea::both().id_salt(("grid", options.name)).auto_shrink(false).animated(false);
        let mut further = None;
        if std::mem::take(&mut state.reveal) {
            let offset = revealed(&pass, state, selection, body.size() - vec2(bar, bar));
            // egui takes an offset beyond the rows of the last pass for an overscroll, from which it springs back.
            let reached = offset.min(state.end);
            scroll = scroll.scroll_offset(reached);
            further = (reached != offset).then_some(offset);
        }
        let shown = scroll.show_viewport(ui, |ui, viewport| {
            ui.set_min_size(total);
            let origin = ui.max_rect().min;
            let room = area.width() - bar;
            let pinned = BOXES + pass.placed.first().map_or(0.0, |p| p.width);
            let is_scrolled = viewport.left() > 0.5 && pinned <= room * PINNED;
            let places = Places {
                area: area.with_max_x(area.right().min(area.left() + room + bar)),
                body,
                left: origin.x + BOXES,
                top: origin.y,
                edge: is_scrolled.then_some(area.left() + pinned),
            };
            visible(ui, &pass, &places, state, selection, (&mut menu, by_key), &mut out);
            if let Some(offset) = further {
                ui.scroll_to_rect(Rect::from_min_size(origin + offset, vec2(0.0, 0.0)), Some(Align::Min));
                ui.ctx().request_discard("rows that came below the former last one");
            }
            viewport.min.to_vec2()
        });
        (state.offset, state.end) = (shown.inner, (shown.content_size - shown.inner_rect.size()).max(Vec2::ZERO));
    });
    header(ui, area, &pass, layout, state, selection, &mut out);
    out.selection_changed |= state.drop_hidden(data, selection);
    if out.focused && state.by_keys {
        paint::list_focus(ui, area.intersect(ui.clip_rect()));
    }
    out
}

/// The scroll offset with which the cell of the keyboard is in view.
fn revealed(pass: &Pass<'_>, state: &GridState, selection: &Selection, size: Vec2) -> Vec2 {
    let mut offset = state.offset;
    if let Some(line) = state.line(pass, selection) {
        let top = line as f32 * size::GRID_ROW;
        let height = (size.y - pass.options.bottom).max(size::GRID_ROW);
        offset.y = offset.y.min(top).max(top + size::GRID_ROW - height);
    }
    if let Some(place) = pass.shown(state.column).filter(|place| *place > 0) {
        let placed = pass.placed[place];
        let pinned = BOXES + pass.placed[0].width;
        let left = BOXES + placed.left;
        offset.x = offset.x.min(left - pinned).max(left + placed.width - size.x);
    }
    offset.max(vec2(0.0, 0.0))
}

/// Draws the lines in view. A menu comes with the row, or the group, at which a key asked for it.
fn visible(
    ui: &mut Ui,
    pass: &Pass<'_>,
    places: &Places,
    state: &mut GridState,
    selection: &mut Selection,
    (menu, (row_asks, head_asks)): (&mut TreeMenu<'_>, (Option<i64>, Option<usize>)),
    out: &mut GridResponse,
) {
    let p = Palette::of(ui);
    let first = ((places.body.top() - places.top) / size::GRID_ROW).floor().max(0.0) as usize;
    let end = ((places.body.bottom() - places.top) / size::GRID_ROW).ceil().max(0.0) as usize;
    let several = selection.len() > 1 || state.span(pass).count() > 1;
    let is_active = out.focused || state.editing.is_some();
    let keyboard = state.line(pass, selection);
    for line in first..end.min(pass.lines.len()) {
        let across = Rect::from_x_y_ranges(places.area.x_range(), places.line(line));
        match pass.lines.at(line) {
            Line::Group(group) => {
                let head = Head { group, has_keyboard: keyboard == Some(line) && is_active, asks_menu: head_asks == Some(group) };
                groups::head(ui, across, head, pass, places, (state, selection), out);
            }
            Line::Row(row) => {
                out.seen = if out.seen.is_empty() { row..row + 1 } else { out.seen.start.min(row)..out.seen.end.max(row + 1) };
                let key = pass.data.key(row);
                let response = ui.interact(across.intersect(places.body), pass.id.with(("row", key)), Sense::CLICK | Sense::DRAG);
                let selected = selection.contains(key);
                let fill = match (selected, response.hovered()) {
                    (true, _) => Some(p.accent_tint),
                    (false, true) => Some(p.hover()),
                    _ => None,
                };
                let back = fill.unwrap_or(p.panel);
                if let Some(fill) = fill {
                    ui.painter().rect_filled(across, 0.0, fill);
                }
                cells(ui, across, row, key, (selected && several, back), pass, places, state);
                if row_box(ui, across, key, back, pass, state, selection, out) {
                    continue;
                }
                ui.painter().hline(across.x_range(), across.bottom() - 0.5, (size::LINE, p.line));
                mouse(ui, &response, row, key, pass, places, state, selection, out);
                if let Some(menu) = menu {
                    row_menu::show(&response, pass.id, row_asks == Some(key), |ui| menu(ui, key));
                }
            }
        }
    }
    if let Some(edge) = places.edge {
        ui.painter().vline(edge - 0.5, places.body.y_range(), (size::LINE, p.line_strong));
    }
    active_cell(ui, is_active, pass, places, state, selection, out);
}

/// Draws the cells of a row. Columns that stay in view are drawn last, over the other ones.
#[expect(clippy::too_many_arguments, reason = "a row of the grid, private")]
fn cells(
    ui: &mut Ui,
    across: Rect,
    row: usize,
    key: i64,
    (in_range, back): (bool, Color32),
    pass: &Pass<'_>,
    places: &Places,
    state: &GridState,
) {
    let p = Palette::of(ui);
    let span = state.span(pass);
    let order = (1..pass.placed.len()).chain(0..pass.placed.len().min(1));
    for place in order {
        let placed = &pass.placed[place];
        let whole = Rect::from_x_y_ranges(places.column(place, placed), across.y_range());
        let clip = Rect::from_x_y_ranges(places.seen(place), places.body.y_range());
        if !whole.intersects(clip) {
            continue;
        }
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(clip));
        if place == 0 && places.edge.is_some() {
            // Over the cells that are scrolled below it.
            painter.rect_filled(whole.with_min_x(places.area.left()), 0.0, back);
        }
        if in_range && !state.whole && span.contains(&place) {
            painter.rect_filled(whole, 0.0, mix(p.accent_tint, p.accent, 0.1));
        }
        let seen = whole.intersect(clip);
        let right = pass.columns[placed.column].right;
        let id = pass.id.with(("cell", key, placed.column));
        let column = &pass.columns[placed.column];
        let is_tight = column.iconic && placed.width < column.width - 0.5;
        let mut cell = CellUi::new(ui, whole.shrink2(vec2(space::S, 0.0)), seen, id, right).tight(is_tight);
        pass.data.draw(&mut cell, row, placed.column);
        cell.finish(whole);
    }
}

/// Draws the box of a row. Returns true when it was pressed.
#[expect(clippy::too_many_arguments, reason = "a row of the grid, private")]
fn row_box(
    ui: &mut Ui,
    across: Rect,
    key: i64,
    back: Color32,
    pass: &Pass<'_>,
    state: &mut GridState,
    selection: &mut Selection,
    out: &mut GridResponse,
) -> bool {
    let at = across.with_max_x(across.left() + BOXES);
    ui.painter().rect_filled(at.with_max_y(at.bottom() - 1.0), 0.0, back);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let inner = at.with_min_x(at.left() + space::M);
    let pressed = paint::inside(ui, inner, layout, |ui| {
        quiet_check(ui, CheckState::from(selection.contains(key)), pass.options.select).clicked()
    });
    if !pressed {
        return false;
    }
    if ui.input(|i| i.modifiers.shift) {
        selection.extend(&pass.keys(), key, true);
    } else {
        selection.toggle(key);
    }
    (state.whole, state.by_keys, state.head) = (true, false, None);
    ui.memory_mut(|m| m.request_focus(pass.id));
    out.selection_changed = true;
    true
}

/// Presses, double clicks and drags on a row.
#[expect(clippy::too_many_arguments, reason = "a row of the grid, private")]
fn mouse(
    ui: &Ui,
    response: &Response,
    row: usize,
    key: i64,
    pass: &Pass<'_>,
    places: &Places,
    state: &mut GridState,
    selection: &mut Selection,
    out: &mut GridResponse,
) {
    if response.secondary_clicked() && !selection.contains(key) {
        selection.select(key);
        (out.selection_changed, out.by_menu, state.head) = (true, true, None);
    }
    let pointed = response.interact_pointer_pos().or_else(|| ui.input(|i| i.pointer.latest_pos()));
    if carry(ui, response, key, pass, places, state, selection, out) {
        return;
    }
    if response.clicked() || response.drag_started_by(egui::PointerButton::Primary) {
        let press = ui.input(|i| i.pointer.press_origin()).or(pointed);
        let modifiers = ui.input(|i| i.modifiers);
        let column = press.and_then(|pos| column_at(pos.x, pass, places)).unwrap_or(state.column);
        (state.by_keys, state.tabbing, state.head, state.whole) = (false, false, None, false);
        (state.column, state.ended) = (column, None);
        ui.memory_mut(|m| m.request_focus(pass.id));
        if modifiers.shift {
            selection.extend(&pass.keys(), key, modifiers.command);
        } else {
            state.anchor = column;
            if modifiers.command {
                selection.toggle(key);
            } else {
                selection.select(key);
            }
        }
        out.selection_changed = true;
        if response.double_clicked() && !modifiers.shift && !modifiers.command {
            match state.edit(None, pass, selection) {
                Edit::Open => {}
                Edit::Turn(key, on) => keys::turn(key, column, on, out),
                Edit::No => out.opened = Some(pass.data.key(row)),
            }
        }
    } else if response.dragged_by(egui::PointerButton::Primary)
        && let Some(pos) = pointed
    {
        // A drag over cells selects the range.
        let line = ((pos.y - places.top) / size::GRID_ROW).floor().max(0.0) as usize;
        let target = pass.lines.row_from(line.min(pass.lines.len().saturating_sub(1)), false);
        if let Some(column) = column_at(pos.x, pass, places) {
            state.column = column;
        }
        if let Some(target) = target.map(|row| pass.data.key(row)).filter(|target| selection.cursor() != Some(*target)) {
            selection.extend(&pass.keys(), target, false);
            (out.selection_changed, state.reveal) = (true, true);
        }
    }
}

/// Begins and ends a drag of rows out of the grid; true while one is going on. The owner of the grid draws it and takes the drop.
#[expect(clippy::too_many_arguments, reason = "a row of the grid, private")]
fn carry(
    ui: &Ui,
    response: &Response,
    key: i64,
    pass: &Pass<'_>,
    places: &Places,
    state: &mut GridState,
    selection: &mut Selection,
    out: &mut GridResponse,
) -> bool {
    let Some(handle) = pass.options.handle else { return false };
    if response.drag_started_by(egui::PointerButton::Primary) && ui.input(|i| i.modifiers.is_none()) {
        let press = ui.input(|i| i.pointer.press_origin());
        let column = press.and_then(|pos| column_at(pos.x, pass, places));
        let is_one_of_several = selection.contains(key) && selection.len() > 1;
        if !is_one_of_several && column != Some(handle) {
            return false;
        }
        if !selection.contains(key) {
            selection.select(key);
            (out.selection_changed, state.head, state.whole) = (true, None, false);
        }
        ui.memory_mut(|m| m.request_focus(pass.id));
        (state.carrying, out.carried) = (true, true);
    }
    if state.carrying && !ui.input(|i| i.pointer.any_down()) {
        state.carrying = false;
    }
    state.carrying && response.dragged()
}

/// The column at a place on the screen.
fn column_at(x: f32, pass: &Pass<'_>, places: &Places) -> Option<usize> {
    let hit = |place: usize| places.column(place, &pass.placed[place]).contains(x) && places.seen(place).contains(x);
    (0..pass.placed.len()).find(|place| hit(*place)).map(|place| pass.placed[place].column)
}

/// The border of the cell with the keyboard with its fill handle, and the editor.
fn active_cell(
    ui: &mut Ui,
    is_active: bool,
    pass: &Pass<'_>,
    places: &Places,
    state: &mut GridState,
    selection: &mut Selection,
    out: &mut GridResponse,
) {
    let p = Palette::of(ui);
    if let Some(editing) = &state.editing {
        let line = pass.data.row_of(editing.key).and_then(|row| pass.lines.of_row(row));
        let place = pass.shown(editing.column);
        let (Some(line), Some(place)) = (line, place) else {
            // The row or the column is no longer shown: what was typed is kept.
            let (key, column, text) = (editing.key, editing.column, editing.text.clone());
            if editing.options.is_none() && editing.text != editing.before {
                let cells = vec![CellInput { key, column, text }];
                out.input = Some(GridInput { kind: InputKind::Typed, cells, outside: 0 });
            }
            state.editing = None;
            return;
        };
        let rect = Rect::from_x_y_ranges(places.column(place, &pass.placed[place]), places.line(line));
        let seen = Rect::from_x_y_ranges(places.seen(place), places.body.y_range());
        return edit::show(ui, rect, seen, pass, state, selection, out);
    }
    let (Some(line), None) = (state.line(pass, selection), state.head) else { return };
    let Some(place) = pass.shown(state.column) else { return };
    if selection.is_empty() && !state.by_keys {
        return;
    }
    let rect = Rect::from_x_y_ranges(places.column(place, &pass.placed[place]), places.line(line));
    let clip = Rect::from_x_y_ranges(places.seen(place), places.body.y_range());
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(clip.expand(1.0)));
    let colour = if is_active { p.accent } else { p.accent.gamma_multiply(0.4) };
    painter.rect_stroke(rect.shrink(0.5), CornerRadius::same(2), Stroke::new(size::MARK - 0.5, colour), StrokeKind::Inside);
    if is_active {
        fill_handle(ui, rect, clip, pass, places, state, selection, out);
    }
}

/// The square at the corner of the active cell: a drag fills the cells below with its value, a double click opens no editor.
#[expect(clippy::too_many_arguments, reason = "a part of the grid, private")]
fn fill_handle(
    ui: &Ui,
    cell: Rect,
    clip: Rect,
    pass: &Pass<'_>,
    places: &Places,
    state: &mut GridState,
    selection: &Selection,
    out: &mut GridResponse,
) {
    let p = Palette::of(ui);
    let Some(row) = state.row(pass, selection) else { return };
    if !pass.data.is_editable(row, state.column) {
        return;
    }
    let at = Rect::from_center_size(cell.right_bottom() - vec2(1.5, 1.5), vec2(HANDLE, HANDLE));
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(clip.expand(HANDLE)));
    let response = ui.interact(at.expand(2.0).intersect(places.body), pass.id.with("fill"), Sense::DRAG);
    painter.rect(at, CornerRadius::same(1), p.accent, Stroke::new(size::LINE, p.panel), StrokeKind::Outside);
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::Crosshair);
    }
    if response.dragged()
        && let Some(pos) = ui.input(|i| i.pointer.latest_pos())
    {
        let line = ((pos.y - places.top) / size::GRID_ROW).floor().max(0.0) as usize;
        state.filling = pass.lines.row_from(line.min(pass.lines.len().saturating_sub(1)), false).filter(|to| *to > row);
    }
    if let Some(to) = state.filling {
        if let Some(end) = pass.lines.of_row(to) {
            let range = cell.with_max_y(places.line(end).max);
            painter.rect_stroke(range, CornerRadius::ZERO, Stroke::new(size::LINE, p.accent), StrokeKind::Inside);
        }
        if response.drag_stopped() {
            let targets: Vec<usize> = (row + 1..=to).filter(|r| pass.lines.of_row(*r).is_some()).collect();
            keys::fill(row, &targets, pass, state, out);
            state.filling = None;
        }
    }
}

/// Draws the header over the rows.
fn header(
    ui: &mut Ui,
    area: Rect,
    pass: &Pass<'_>,
    layout: &mut GridLayout,
    state: &mut GridState,
    selection: &mut Selection,
    out: &mut GridResponse,
) {
    let p = Palette::of(ui);
    let bar = area.with_max_y(area.top() + size::GRID_HEADER);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, (size::LINE, p.line));
    let pinned = BOXES + pass.placed.first().map_or(0.0, |c| c.width);
    let edge = (state.offset.x > 0.5 && pinned <= area.width() * PINNED).then_some(area.left() + pinned);
    let places = Places { area, body: bar, left: area.left() + BOXES - state.offset.x, top: area.top(), edge };
    all_box(ui, bar, pass, state, selection, out);
    let mut target = None;
    for (place, placed) in pass.placed.iter().enumerate() {
        let whole = Rect::from_x_y_ranges(places.column(place, placed), bar.y_range());
        let seen = whole.intersect(Rect::from_x_y_ranges(places.seen(place), bar.y_range()));
        if !seen.is_positive() {
            continue;
        }
        let response = head(ui, whole, seen, placed.column, pass, layout, out);
        if response.drag_started() && place > 0 {
            state.moving = Some(placed.column);
        }
        let pointer = ui.input(|i| i.pointer.latest_pos());
        if state.moving.is_some() && pointer.is_some_and(|pos| whole.x_range().contains(pos.x)) {
            let before = pointer.is_some_and(|pos| pos.x < whole.center().x);
            let next = if before { Some(place) } else { Some(place + 1) };
            target = next.map(|next| (next, if before { whole.left() } else { whole.right() }));
        }
        border(ui, whole.right(), area.y_range(), placed, pass, layout, seen);
        out.heads = Some(match out.heads.take() {
            Some(heads) => heads.union(response),
            None => response,
        });
    }
    if let (Some(moving), Some((next, x))) = (state.moving, target) {
        ui.painter().vline(x, area.y_range(), (size::MARK, p.accent));
        ui.set_cursor_icon(CursorIcon::Grabbing);
        if ui.input(|i| i.pointer.any_released()) {
            layout.place(pass.columns, moving, pass.placed.get(next).map(|c| c.column));
        }
    }
    if !ui.input(|i| i.pointer.any_down()) {
        state.moving = None;
    }
}

/// The box above the boxes: all rows, those of closed groups too, or none.
fn all_box(ui: &mut Ui, bar: Rect, pass: &Pass<'_>, state: &mut GridState, selection: &mut Selection, out: &mut GridResponse) {
    let at = Rect::from_min_max(pos2(bar.left() + space::M, bar.top()), pos2(bar.left() + BOXES, bar.bottom()));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let shown = state.selected_shown(pass, selection);
    let on = CheckState::of(shown.min(pass.data.rows()), pass.data.rows().max(1));
    if paint::inside(ui, at, layout, |ui| bare_check(ui, on, pass.options.select)).clicked() {
        if on == CheckState::On {
            selection.clear();
        } else {
            selection.select_all(pass.all_keys());
        }
        (state.whole, out.selection_changed) = (true, true);
    }
}

/// Draws the header of a column; a click sorts.
fn head(
    ui: &Ui,
    whole: Rect,
    seen: Rect,
    at: usize,
    pass: &Pass<'_>,
    layout: &mut GridLayout,
    out: &mut GridResponse,
) -> Response {
    let p = Palette::of(ui);
    let column = &pass.columns[at];
    let inner = seen.shrink2(vec2(GRAB, 0.0));
    let response = ui.interact(inner, pass.id.with(("column", &column.id)), Sense::CLICK | Sense::DRAG);
    let sorted = layout.sort.as_ref().filter(|(id, _)| *id == column.id).map(|(_, down)| *down);
    let colour = if sorted.is_some() || response.hovered() { p.text } else { p.text_secondary };
    let arrow = if sorted.is_some() { size::CHECK + space::XXS } else { 0.0 };
    let room = whole.width() - space::S * 2.0 - arrow;
    let mut galley = paint::elided(ui, &column.title, Type::Label, colour, room);
    let was_elided = galley.elided;
    if let Some(brief) = column.brief.as_deref().filter(|_| was_elided) {
        galley = paint::elided(ui, brief, Type::Label, colour, room);
    }
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(seen));
    let left = if column.right { whole.right() - space::S - arrow - galley.size().x } else { whole.left() + space::S };
    let end = paint::put_left(&painter, pos2(left, whole.center().y), galley);
    if let Some(down) = sorted {
        let icon = if down { icons::SORT_DOWN } else { icons::SORT_UP };
        let mark = Rect::from_min_size(pos2(end + space::XXS, whole.top()), vec2(size::CHECK, whole.height()));
        paint::icon(&painter, mark, icon, size::CHECK - space::XXS, p.accent);
    }
    paint::describe(&response, || WidgetInfo::labeled(Role::ColumnHeader, true, &column.title));
    if column.sortable && response.clicked() {
        layout.sort = match sorted {
            None => Some((column.id.clone(), false)),
            Some(false) => Some((column.id.clone(), true)),
            Some(true) => None,
        };
        out.sort_changed = true;
    }
    paint::hover_if_elided(response, was_elided, &column.title)
}

/// The border at the right of a column: dragging sets its width, a double click makes it fit its content again.
fn border(ui: &Ui, x: f32, y: Rangef, placed: &PlacedColumn, pass: &Pass<'_>, layout: &mut GridLayout, seen: Rect) {
    let column = &pass.columns[placed.column];
    if column.grow || x > seen.right() + 0.5 {
        return;
    }
    let id: Id = pass.id.with(("border", &column.id));
    let at = Rect::from_x_y_ranges(Rangef::new(x - GRAB, x + GRAB), Rangef::new(y.min, y.min + size::GRID_HEADER));
    let response = ui.interact(at, id, Sense::CLICK | Sense::DRAG);
    if response.double_clicked() {
        layout.widths.remove(&column.id);
    } else if response.dragged()
        && let Some(pointer) = ui.input(|i| i.pointer.latest_pos())
    {
        layout.resize(column, (placed.width + pointer.x - x).clamp(NARROWEST, WIDEST));
    }
    let other_drag = ui.input(|i| i.pointer.any_down());
    if response.dragged() || (response.hovered() && !other_drag) {
        let p = Palette::of(ui);
        ui.set_cursor_icon(CursorIcon::ResizeColumn);
        let colour = if response.dragged() { p.accent } else { p.line_strong };
        ui.painter().vline(x, y, (size::LINE, colour));
    }
}
