//! Clicks, check boxes and keys of a table.

use egui::{self, Key, Modifiers, Ui};

use super::options::{RowBoxes, TableExtras, TableResponse, table_id};
use super::state::{Table, TableState};
use crate::keys::{MOVES, moved};
use crate::theme::{Palette, size, space};
use crate::widgets::choice::{CheckState, bare_check, quiet_check};
use crate::widgets::paint::line_below;
use crate::widgets::selection::Selection;

/// A click on a row.
pub(super) fn pressed(
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
pub(super) fn header_check(
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
    if !bare_check(ui, CheckState::of(on, total.max(1)), name).clicked() {
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
pub(super) fn row_box(
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
    if !quiet_check(ui, CheckState::from(on), name).clicked() {
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

/// Keys that move the cursor, select, check and open rows. `height` is that of the table, for a page.
pub(super) fn keyboard(
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
                // The arrows select the row that they reach: Space leaves it so.
                if selection.only() != Some(row) {
                    selection.toggle(row);
                }
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
