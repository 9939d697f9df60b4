//! The keys that a grid hears, and the clipboard.

use egui::{Event, Key, Modifiers, Ui};

use super::pass::Pass;
use super::response::{CellInput, FLAG_OFF, FLAG_ON, GridInput, GridResponse, InputKind};
use super::state::{Edit, GridState, SelectionEffect, Step};
use super::tsv;
use crate::keys::{MOVES, Move};
use crate::widgets::selection::Selection;

/// Handles the keys of a grid that has the keyboard and edits no cell.
pub(super) fn hear(
    ui: &Ui,
    pass: &Pass<'_>,
    state: &mut GridState,
    selection: &mut Selection,
    page: usize,
    out: &mut GridResponse,
) {
    let pressed = |m: Modifiers, k: Key| ui.input_mut(|i| i.consume_key(m, k));
    let (none, shift, ctrl) = (Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND);
    let both = ctrl | shift;
    if state.tabbing {
        // Shift first: `consume_key` without modifiers also takes the shifted key.
        let back = pressed(shift, Key::Tab);
        if back || pressed(none, Key::Tab) {
            out.selection_changed |= state.go_to_editable(!back, pass, selection);
            state.by_keys = true;
        }
    }
    for (key, step) in steps() {
        // More modifiers first: `consume_key` also takes a key with others than the named ones.
        let (with_ctrl, reach) = match () {
            () if pressed(both, key) => (true, SelectionEffect::Extend),
            () if pressed(ctrl, key) => (true, SelectionEffect::Cursor),
            () if pressed(shift, key) => (false, SelectionEffect::Extend),
            () if pressed(none, key) => (false, SelectionEffect::Select),
            () => continue,
        };
        // With Ctrl, Home and End lead to the first and last row.
        let end = match key {
            Key::Home if with_ctrl => Some(Move::First),
            Key::End if with_ctrl => Some(Move::Last),
            _ => None,
        };
        let (step, reach) = match (end, reach) {
            (Some(end), SelectionEffect::Cursor) => (Step::Line(end), SelectionEffect::Select),
            (Some(end), reach) => (Step::Line(end), reach),
            (None, reach) => (step, reach),
        };
        (state.by_keys, state.tabbing) = (true, false);
        out.selection_changed |= state.go(step, reach, page, pass, selection);
    }
    if pressed(ctrl, Key::A) {
        selection.select_all(pass.all_keys());
        (state.whole, state.by_keys, out.selection_changed) = (true, true, true);
    }
    if !selection.is_empty() && pressed(none, Key::Escape) {
        selection.clear();
        (state.whole, state.tabbing, out.selection_changed) = (false, false, true);
    }
    if pressed(none, Key::Space)
        && let Some(row) = state.row(pass, selection)
    {
        selection.toggle(pass.data.key(row));
        (state.whole, state.by_keys, out.selection_changed) = (true, true, true);
    }
    if pressed(ctrl, Key::D) {
        fill_down(pass, state, selection, out);
    }
    open_and_edit(ui, pass, state, selection, out);
    clipboard(ui, pass, state, selection, out);
}

fn steps() -> impl Iterator<Item = (Key, Step)> {
    let lines = MOVES.into_iter().filter(|(key, _)| !matches!(key, Key::Home | Key::End));
    let across =
        [(Key::ArrowLeft, Step::Left), (Key::ArrowRight, Step::Right), (Key::Home, Step::RowStart), (Key::End, Step::RowEnd)];
    lines.map(|(key, way)| (key, Step::Line(way))).chain(across)
}

/// Enter and F2, and text that is typed over a cell.
fn open_and_edit(ui: &Ui, pass: &Pass<'_>, state: &mut GridState, selection: &Selection, out: &mut GridResponse) {
    let pressed = |m: Modifiers, k: Key| ui.input_mut(|i| i.consume_key(m, k));
    let key = state.row(pass, selection).map(|row| pass.data.key(row));
    if pressed(Modifiers::COMMAND, Key::Enter) {
        out.opened = key;
        return;
    }
    let enter = pressed(Modifiers::NONE, Key::Enter);
    if enter && let Some(group) = state.head.and_then(|g| pass.data.groups().get(g)) {
        if !state.closed.remove(&group.id) {
            state.close([group.id.clone()]);
        }
        return;
    }
    let typed = if enter || pressed(Modifiers::NONE, Key::F2) {
        None
    } else {
        let typed = if pressed(Modifiers::NONE, Key::Backspace) { Some(String::new()) } else { take_text(ui) };
        if typed.is_none() || key.is_some_and(|key| state.ended == Some((key, state.column))) {
            return;
        }
        typed
    };
    match state.edit(typed, pass, selection) {
        Edit::Open => {}
        Edit::Turn(key, on) => turn(key, state.column, on, out),
        Edit::No if enter => out.opened = key,
        Edit::No => {}
    }
}

/// Switches a flag.
pub(super) fn turn(key: i64, column: usize, on: bool, out: &mut GridResponse) {
    let text = if on { FLAG_ON } else { FLAG_OFF }.to_owned();
    out.input = Some(GridInput { kind: InputKind::Typed, cells: vec![CellInput { key, column, text }], outside: 0 });
}

/// Takes typed text out of the events of the pass.
fn take_text(ui: &Ui) -> Option<String> {
    ui.input_mut(|i| {
        let mut typed = String::new();
        i.events.retain(|event| match event {
            Event::Text(text) if text != " " || !typed.is_empty() => {
                typed.push_str(text);
                false
            }
            _ => true,
        });
        (!typed.is_empty()).then_some(typed)
    })
}

/// Copy and paste. The operating system's shortcuts come as events of their own.
fn clipboard(ui: &Ui, pass: &Pass<'_>, state: &GridState, selection: &Selection, out: &mut GridResponse) {
    let (mut copy, mut pasted) = (false, None);
    ui.input_mut(|i| {
        i.events.retain(|event| match event {
            Event::Copy => {
                copy = true;
                false
            }
            Event::Paste(text) => {
                pasted = Some(text.clone());
                false
            }
            _ => true,
        });
    });
    if copy {
        let (rows, span) = (GridState::rows(pass, selection), state.span(pass));
        if !rows.is_empty() {
            let columns = || pass.placed[span.clone()].iter();
            let cells = rows.iter().map(|row| columns().map(|p| pass.data.text(*row, p.column)));
            out.copied = rows.len() * columns().count();
            ui.ctx().copy_text(if out.copied == 1 {
                pass.data.text(rows[0], pass.placed[*span.start()].column)
            } else {
                tsv::write(cells)
            });
        }
    }
    if let Some(text) = pasted {
        out.input = paste(&tsv::read(&text), pass, state, selection);
    }
}

/// The cells that pasted values go to. One value goes into every cell of the range. As many rows of values as rows are selected
/// go into these; other blocks go down from the first selected row, past rows of closed groups that are not selected.
pub(super) fn paste(block: &[Vec<String>], pass: &Pass<'_>, state: &GridState, selection: &Selection) -> Option<GridInput> {
    let mut rows = GridState::rows(pass, selection);
    if rows.is_empty() {
        rows.extend(state.row(pass, selection));
    }
    let first = *rows.first()?;
    let span = state.span(pass);
    let mut cells = Vec::new();
    let mut outside = 0;
    let single = match block {
        [row] => match &row[..] {
            [value] => Some(value),
            _ => None,
        },
        _ => None,
    };
    if let Some(value) = single {
        let columns = if state.whole { pass.shown(state.column).map_or(0..=0, |c| c..=c) } else { span };
        for row in rows {
            for placed in &pass.placed[columns.clone()] {
                cells.push(CellInput { key: pass.data.key(row), column: placed.column, text: value.clone() });
            }
        }
        return Some(GridInput { kind: InputKind::Pasted, cells, outside });
    }
    let targets: Vec<usize> = if rows.len() == block.len() {
        rows
    } else {
        let is_met = |row: &usize| pass.lines.of_row(*row).is_some() || selection.contains(pass.data.key(*row));
        (first..pass.data.rows()).filter(is_met).take(block.len()).collect()
    };
    for (i, values) in block.iter().enumerate() {
        let Some(row) = targets.get(i) else {
            outside += values.len();
            continue;
        };
        for (j, value) in values.iter().enumerate() {
            match pass.placed.get(span.start() + j) {
                Some(placed) => cells.push(CellInput { key: pass.data.key(*row), column: placed.column, text: value.clone() }),
                None => outside += 1,
            }
        }
    }
    Some(GridInput { kind: InputKind::Pasted, cells, outside })
}

/// Copies the cells of the first selected row into the rows below it. With one row selected, the row above it is copied.
pub(super) fn fill_down(pass: &Pass<'_>, state: &GridState, selection: &Selection, out: &mut GridResponse) {
    let rows = GridState::rows(pass, selection);
    let (source, targets) = match &rows[..] {
        [] => return,
        [only] => {
            let head = || pass.lines.group_of(*only).and_then(|group| pass.lines.of_group(group));
            let line = pass.lines.of_row(*only).or_else(head);
            let above = line.and_then(|l| l.checked_sub(1)).and_then(|l| pass.lines.row_from(l, false));
            let Some(above) = above else { return };
            (above, &rows[..])
        }
        [first, rest @ ..] => (*first, rest),
    };
    fill(source, targets, pass, state, out);
}

/// Fills the cells of `targets` with those of `source`.
pub(super) fn fill(source: usize, targets: &[usize], pass: &Pass<'_>, state: &GridState, out: &mut GridResponse) {
    let span = if state.whole { pass.shown(state.column).map_or(0..=0, |c| c..=c) } else { state.span(pass) };
    let cells = targets
        .iter()
        .flat_map(|row| {
            pass.placed[span.clone()].iter().map(|placed| CellInput {
                key: pass.data.key(*row),
                column: placed.column,
                text: pass.data.text(source, placed.column),
            })
        })
        .collect();
    out.input = Some(GridInput { kind: InputKind::Filled, cells, outside: 0 });
}
