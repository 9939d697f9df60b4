//! The cell with the keyboard, and the ways of the keyboard through a grid.

use std::collections::HashSet;

use egui::Vec2;

use super::contents::{CellEditor, CellOption, GridData};
use super::lines::{GridGroup, Line};
use super::pass::Pass;
use crate::keys::Move;
use crate::memo::Memo;
use crate::widgets::selection::Selection;

/// State of a grid that is kept from pass to pass.
#[derive(Debug, Clone, Default)]
pub struct GridState {
    /// Ids of closed groups.
    pub closed: HashSet<String>,
    /// Groups were closed by a person since the last pass.
    closing: bool,
    /// The column with the keyboard, by its place among all columns.
    pub(super) column: usize,
    /// The column where the range began.
    pub(super) anchor: usize,
    /// Whole rows are selected, by check boxes or Ctrl+A.
    pub(super) whole: bool,
    /// The group whose head has the keyboard.
    pub(super) head: Option<usize>,
    pub(super) editing: Option<Editing>,
    /// The keyboard was used last: its place is shown.
    pub(super) by_keys: bool,
    /// Tab moves through cells since a cell was edited.
    pub(super) tabbing: bool,
    /// Bring the cell with the keyboard into view.
    pub(super) reveal: bool,
    /// Scroll offset of the last pass.
    pub(super) offset: Vec2,
    /// Largest scroll offset of the last pass.
    pub(super) end: Vec2,
    /// The selected rows are dragged out of the grid.
    pub(super) carrying: bool,
    /// The row up to which the fill handle is dragged.
    pub(super) filling: Option<usize>,
    /// The column whose header is dragged.
    pub(super) moving: Option<usize>,
    /// Open the editor of the cell with the keyboard at the next pass.
    pub(super) open_editor: bool,
    /// Key and column of the cell of the last row whose edit Enter ended. Until the keyboard moves, typing does not overwrite it.
    pub(super) ended: Option<(i64, usize)>,
    /// Number of selected rows that are shown, with the revision of the selection and the generation of the rows.
    selected_shown: Memo<(u64, u64), usize>,
}

/// A cell that is being edited.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Editing {
    pub key: i64,
    pub column: usize,
    /// Typed text: the value, or the filter of the options.
    pub text: String,
    /// The text when the editor opened.
    pub before: String,
    /// Values to choose from.
    pub options: Option<Vec<CellOption>>,
    /// Place of the present value among the options.
    pub now: usize,
    /// The marked option among those that fit the filter.
    pub at: usize,
    /// Not drawn yet.
    pub fresh: bool,
}

/// A step of the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Line(Move),
    Left,
    Right,
    RowStart,
    RowEnd,
}

/// The effect of a step on the selected rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelectionEffect {
    /// Selects the row alone.
    Select,
    /// Extends the range.
    Extend,
    /// Moves the keyboard and selects nothing.
    Cursor,
}

impl GridState {
    /// Brings the cell with the keyboard into view at the next pass.
    pub fn reveal(&mut self) {
        self.reveal = true;
    }

    /// Closes groups. Those of their rows that are selected leave the selection, unless all rows of the group are: a head stands for all of
    /// its rows or for none, so that no command meets a row that is out of sight by chance.
    pub fn close(&mut self, groups: impl IntoIterator<Item = String>) {
        self.closed.extend(groups);
        self.closing = true;
    }

    /// Takes the rows that closed groups hide out of the selection. True when the selection changed.
    pub(super) fn drop_hidden(&mut self, data: &dyn GridData, selection: &mut Selection) -> bool {
        if !std::mem::take(&mut self.closing) || selection.is_empty() {
            return false;
        }
        let is_part = |group: &&GridGroup| {
            let selected = group.rows.clone().filter(|row| selection.contains(data.key(*row))).count();
            self.closed.contains(&group.id) && selected > 0 && selected < group.rows.len()
        };
        let hidden: HashSet<i64> =
            data.groups().iter().filter(is_part).flat_map(|group| group.rows.clone()).map(|row| data.key(row)).collect();
        selection.retain(|key| !hidden.contains(&key), || None)
    }

    /// The column with the keyboard, by its place among all columns.
    pub fn column(&self) -> usize {
        self.column
    }

    /// True while a cell is being edited.
    pub fn is_editing(&self) -> bool {
        self.editing.is_some()
    }

    /// Row and column of the cell that is being edited.
    pub fn edited_cell(&self) -> Option<(i64, usize)> {
        self.editing.as_ref().map(|editing| (editing.key, editing.column))
    }

    /// Moves the keyboard to a column of the row of the cursor.
    pub fn go_to(&mut self, column: usize) {
        (self.column, self.anchor, self.head, self.whole, self.reveal) = (column, column, None, false, true);
        self.ended = None;
    }

    /// Opens the editor of a column of the row of the cursor at the next pass.
    pub fn edit_at(&mut self, column: usize) {
        self.go_to(column);
        self.open_editor = true;
    }

    /// The line with the keyboard.
    pub(super) fn line(&self, pass: &Pass<'_>, selection: &Selection) -> Option<usize> {
        match self.head {
            Some(group) => pass.lines.of_group(group),
            None => selection.cursor().and_then(|key| pass.data.row_of(key)).and_then(|row| pass.lines.of_row(row)),
        }
    }

    /// The row with the keyboard.
    pub(super) fn row(&self, pass: &Pass<'_>, selection: &Selection) -> Option<usize> {
        match pass.lines.at(self.line(pass, selection)?) {
            Line::Row(row) => Some(row),
            Line::Group(_) => None,
        }
    }

    /// The columns of the range, left to right, by their places among the shown ones.
    pub(super) fn span(&self, pass: &Pass<'_>) -> std::ops::RangeInclusive<usize> {
        if self.whole && !pass.placed.is_empty() {
            return 0..=pass.placed.len() - 1;
        }
        let to = pass.shown(self.column).unwrap_or(0);
        let from = pass.shown(self.anchor).unwrap_or(to);
        from.min(to)..=from.max(to)
    }

    /// Number of selected rows that are shown. The selection may hold others: a suite of the tree beside the grid, a function that
    /// a filter hides.
    pub(super) fn selected_shown(&mut self, pass: &Pass<'_>, selection: &Selection) -> usize {
        let of = (selection.revision(), pass.data.generation());
        self.selected_shown.get(of, || selection.keys().filter(|key| pass.data.row_of(*key).is_some()).count())
    }

    /// The selected rows of the grid, top to bottom. Those of a closed group count: its head stands for all of them, and every command
    /// takes the same rows.
    pub(super) fn rows(pass: &Pass<'_>, selection: &Selection) -> Vec<usize> {
        let mut rows: Vec<usize> = selection.keys().filter_map(|key| pass.data.row_of(key)).collect();
        rows.sort_unstable();
        rows
    }

    /// Moves the keyboard. Returns true when the selected rows changed.
    pub(super) fn go(
        &mut self,
        step: Step,
        reach: SelectionEffect,
        page: usize,
        pass: &Pass<'_>,
        selection: &mut Selection,
    ) -> bool {
        self.ended = None;
        if pass.lines.is_empty() {
            return false;
        }
        self.reveal = true;
        match step {
            Step::Line(way) => {
                let at = self.line(pass, selection);
                let to = way.to(at, page, pass.lines.len() - 1);
                self.go_to_line(to, at.is_none_or(|at| to >= at), reach, pass, selection)
            }
            _ => {
                self.go_across(step, reach, pass);
                false
            }
        }
    }

    /// Moves the keyboard to the row below or above, past the heads of groups. Behind the last row it stays. Returns true when the
    /// selected rows changed.
    pub(super) fn go_to_next_row(&mut self, down: bool, pass: &Pass<'_>, selection: &mut Selection) -> bool {
        let Some(at) = self.line(pass, selection) else { return false };
        let next = if down { Some(at + 1).filter(|line| *line < pass.lines.len()) } else { at.checked_sub(1) };
        let row = next.and_then(|line| pass.lines.row_from(line, down));
        let to = row.and_then(|row| pass.lines.of_row(row)).unwrap_or(at);
        self.reveal = true;
        self.go_to_line(to, down, SelectionEffect::Select, pass, selection)
    }

    fn go_to_line(&mut self, to: usize, down: bool, reach: SelectionEffect, pass: &Pass<'_>, selection: &mut Selection) -> bool {
        if reach == SelectionEffect::Extend {
            // A range goes from row to row; heads of groups have no cells.
            let Some(row) = pass.lines.row_from(to, down).or_else(|| pass.lines.row_from(to, !down)) else { return false };
            // A range that is begun at a head begins with the row beside it, not where an earlier one began.
            let head = self.head.take().and_then(|group| pass.lines.of_group(group));
            if let Some(first) = head.and_then(|line| pass.lines.row_from(line, down)) {
                selection.select(pass.data.key(first));
            }
            selection.extend(&pass.keys(), pass.data.key(row), false);
            return true;
        }
        self.whole = false;
        self.anchor = self.column;
        match pass.lines.at(to) {
            Line::Group(group) => {
                self.head = Some(group);
                false
            }
            Line::Row(row) => {
                self.head = None;
                let key = pass.data.key(row);
                if reach == SelectionEffect::Cursor {
                    selection.move_cursor(key);
                    return false;
                }
                selection.select(key);
                true
            }
        }
    }

    fn go_across(&mut self, step: Step, reach: SelectionEffect, pass: &Pass<'_>) {
        if let Some(group) = self.head {
            match (step, pass.data.groups().get(group)) {
                (Step::Left | Step::RowStart, Some(group)) => self.close([group.id.clone()]),
                (_, Some(group)) => _ = self.closed.remove(&group.id),
                (_, None) => {}
            }
            return;
        }
        let Some(last) = pass.placed.len().checked_sub(1) else { return };
        let at = pass.shown(self.column).unwrap_or(0);
        let to = match step {
            Step::Left => at.saturating_sub(1),
            Step::RowStart => 0,
            Step::RowEnd => last,
            Step::Right | Step::Line(_) => (at + 1).min(last),
        };
        self.column = pass.placed[to].column;
        self.whole = false;
        if reach != SelectionEffect::Extend {
            self.anchor = self.column;
        }
    }

    /// Moves to the next cell that can be edited, to the right or to the left, and on to the next row.
    pub(super) fn go_to_editable(&mut self, right: bool, pass: &Pass<'_>, selection: &mut Selection) -> bool {
        let Some(mut row) = self.row(pass, selection) else { return false };
        let mut at = pass.shown(self.column).unwrap_or(0);
        // One round through this row and the next one is enough to find a column that can be edited.
        for _ in 0..pass.placed.len() * 2 {
            let next = if right { at + 1 } else { at.wrapping_sub(1) };
            if next < pass.placed.len() {
                at = next;
            } else {
                let line = pass.lines.of_row(row);
                let beside = line.and_then(|l| if right { Some(l + 1) } else { l.checked_sub(1) });
                let Some(other) = beside.and_then(|l| pass.lines.row_from(l, right)) else { return false };
                row = other;
                at = if right { 0 } else { pass.placed.len() - 1 };
            }
            let column = pass.placed[at].column;
            if pass.data.is_editable(row, column) {
                (self.column, self.anchor, self.head, self.whole, self.reveal) = (column, column, None, false, true);
                let key = pass.data.key(row);
                let changed = selection.cursor() != Some(key);
                if changed {
                    selection.select(key);
                }
                return changed;
            }
        }
        false
    }

    /// Opens the editor of the cell with the keyboard. `typed` replaces its text. Returns false for a cell that is not edited;
    /// a flag is turned at once and comes back as its new state.
    pub(super) fn edit(&mut self, typed: Option<String>, pass: &Pass<'_>, selection: &Selection) -> Edit {
        self.ended = None;
        let Some(row) = self.row(pass, selection) else { return Edit::No };
        let key = pass.data.key(row);
        let (text, options, at) = match pass.data.editor(row, self.column) {
            CellEditor::None => return Edit::No,
            CellEditor::Flag(_) if typed.is_some() => return Edit::No,
            CellEditor::Flag(on) => return Edit::Turn(key, !on),
            CellEditor::Text(text) => (text, None, 0),
            CellEditor::Choice { current, options } => (String::new(), Some(options), current.unwrap_or(0)),
        };
        let before = text.clone();
        let (now, at) = (at, if typed.is_some() { 0 } else { at });
        let text = typed.unwrap_or(text);
        self.editing = Some(Editing { key, column: self.column, text, before, options, now, at, fresh: true });
        self.reveal = true;
        Edit::Open
    }
}

/// The outcome of [`GridState::edit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// The cell is not edited.
    No,
    /// The editor is open.
    Open,
    /// The flag of the row with this key is to be turned.
    Turn(i64, bool),
}

#[cfg(test)]
mod tests {
    use super::super::{
        CellUi, GridColumn, GridData, GridGroup, GridInput, GridLayout, GridOptions, GridResponse, Lines, grid_id, keys,
    };
    use super::*;

    /// Rows with keys 1, 2, 3, ...; column 1 is a text, column 2 a flag.
    struct Rows(Vec<GridGroup>, usize);

    impl GridData for Rows {
        fn generation(&self) -> u64 {
            self.1 as u64
        }
        fn rows(&self) -> usize {
            self.1
        }
        fn key(&self, row: usize) -> i64 {
            row as i64 + 1
        }
        fn row_of(&self, key: i64) -> Option<usize> {
            usize::try_from(key - 1).ok().filter(|row| *row < self.1)
        }
        fn groups(&self) -> &[GridGroup] {
            &self.0
        }
        fn text(&self, row: usize, column: usize) -> String {
            format!("{row}:{column}")
        }
        fn draw(&self, _: &mut CellUi<'_>, _: usize, _: usize) {}
        fn draw_group(&self, _: &mut CellUi<'_>, _: usize) {}
        fn is_editable(&self, row: usize, column: usize) -> bool {
            self.editor(row, column) != CellEditor::None
        }
        fn editor(&self, row: usize, column: usize) -> CellEditor {
            match column {
                1 => CellEditor::Text(self.text(row, column)),
                2 => CellEditor::Flag(false),
                _ => CellEditor::None,
            }
        }
    }

    fn columns() -> Vec<GridColumn> {
        ["id", "title", "flaky", "last"].map(|id| GridColumn::new(id, id, 80.0)).to_vec()
    }

    fn with<R>(data: &Rows, closed: &[&str], test: impl FnOnce(&Pass<'_>) -> R) -> R {
        let columns = columns();
        let options = GridOptions { name: "test", select: "Select", bottom: 0.0, handle: None, groups: None };
        let lines = Lines::new(data.1, &data.0, |id| closed.contains(&id));
        let placed = GridLayout::default().placed(&columns, 400.0);
        test(&Pass { options, columns: &columns, placed, data, lines, id: grid_id("test") })
    }

    const DOWN: Step = Step::Line(Move::Down);
    const UP: Step = Step::Line(Move::Up);

    #[test]
    fn arrows_select_rows_and_shift_makes_a_range_of_cells() {
        with(&Rows(Vec::new(), 5), &[], |pass| {
            let (mut state, mut s) = (GridState::default(), Selection::default());
            let mut go = |step, reach| state.go(step, reach, 3, pass, &mut s);
            assert!(go(DOWN, SelectionEffect::Select), "the first row");
            assert!(!go(Step::Right, SelectionEffect::Select), "moving across keeps the rows");
            go(DOWN, SelectionEffect::Extend);
            go(DOWN, SelectionEffect::Extend);
            go(Step::Right, SelectionEffect::Extend);
            assert_eq!((s.keys().collect::<Vec<_>>(), state.span(pass)), (vec![1, 2, 3], 1..=2));
            assert_eq!(GridState::rows(pass, &s), [0, 1, 2]);
            state.go(UP, SelectionEffect::Select, 3, pass, &mut s);
            assert_eq!((s.only(), state.span(pass)), (Some(2), 2..=2));
            state.go(Step::Line(Move::PageDown), SelectionEffect::Select, 3, pass, &mut s);
            assert_eq!(s.only(), Some(5));
            state.go(Step::RowEnd, SelectionEffect::Select, 3, pass, &mut s);
            assert_eq!(state.column, 3);
            state.go(UP, SelectionEffect::Cursor, 3, pass, &mut s);
            assert_eq!((s.only(), s.cursor()), (Some(5), Some(4)), "Ctrl moves the keyboard alone");
        });
    }

    #[test]
    fn a_closed_group_is_selected_whole_or_not_at_all() {
        let groups = vec![GridGroup { id: "a".into(), rows: 0..2 }, GridGroup { id: "b".into(), rows: 2..4 }];
        let data = Rows(groups, 4);
        let (mut state, mut s) = (GridState::default(), Selection::of(Some(4)));
        state.close(["b".to_owned()]);
        assert!(state.drop_hidden(&data, &mut s));
        assert!(s.is_empty(), "nothing out of sight is left to delete");
        s.select_all([2, 3, 4]);
        state.close(["a".to_owned()]);
        assert!(state.drop_hidden(&data, &mut s));
        assert_eq!(s.keys().collect::<Vec<_>>(), [3, 4], "the whole group stays selected, the part of one does not");
    }

    #[test]
    fn copy_paste_and_fill_take_the_selected_rows_of_closed_groups() {
        let groups = vec![GridGroup { id: "a".into(), rows: 0..2 }, GridGroup { id: "b".into(), rows: 2..4 }];
        let data = Rows(groups, 4);
        with(&data, &["b"], |pass| {
            let (mut state, mut s) = (GridState::default(), Selection::default());
            state.go_to(1);
            s.select_all(vec![2, 3, 4]);
            assert_eq!(GridState::rows(pass, &s), [1, 2, 3]);
            let cells = |input: Option<GridInput>| {
                let cells = input.map(|input| input.cells).unwrap_or_default();
                cells.into_iter().map(|cell| (cell.key, cell.text)).collect::<Vec<_>>()
            };
            let block = |texts: &[&str]| texts.iter().map(|text| vec![(*text).to_owned()]).collect::<Vec<_>>();
            let of = |cells: &[(i64, &str)]| cells.iter().map(|(key, text)| (*key, (*text).to_owned())).collect::<Vec<_>>();
            assert_eq!(cells(keys::paste(&block(&["x"]), pass, &state, &s)), of(&[(2, "x"), (3, "x"), (4, "x")]));
            assert_eq!(cells(keys::paste(&block(&["x", "y"]), pass, &state, &s)), of(&[(2, "x"), (3, "y")]));
            let mut out = GridResponse::default();
            keys::fill_down(pass, &state, &s, &mut out);
            assert_eq!(cells(out.input), of(&[(3, "1:1"), (4, "1:1")]));
            // The closed group alone: nothing is left out, and a shorter block begins with its first row.
            s.select_all(vec![3, 4]);
            assert_eq!(cells(keys::paste(&block(&["x", "y"]), pass, &state, &s)), of(&[(3, "x"), (4, "y")]));
            assert_eq!(cells(keys::paste(&block(&["x", "y", "z"]), pass, &state, &s)), of(&[(3, "x"), (4, "y")]));
        });
    }

    #[test]
    fn heads_of_groups_are_stops_that_open_and_close() {
        let groups = vec![GridGroup { id: "a".into(), rows: 0..2 }, GridGroup { id: "b".into(), rows: 2..4 }];
        let data = Rows(groups, 4);
        let (mut state, mut s) = (GridState::default(), Selection::of(Some(2)));
        with(&data, &[], |pass| {
            state.go(DOWN, SelectionEffect::Select, 3, pass, &mut s);
            assert_eq!((state.head, state.row(pass, &s)), (Some(1), None));
            state.go(Step::Left, SelectionEffect::Select, 3, pass, &mut s);
            assert!(state.closed.contains("b"));
            assert_eq!(state.edit(None, pass, &s), Edit::No, "a head is not edited");
            assert!(!state.drop_hidden(&data, &mut s), "the selected row is in another group");
        });
        with(&data, &["b"], |pass| {
            state.go(Step::Right, SelectionEffect::Select, 3, pass, &mut s);
            assert!(state.closed.is_empty());
        });
        with(&data, &[], |pass| {
            s.select(2);
            state.head = None;
            state.go(DOWN, SelectionEffect::Extend, 3, pass, &mut s);
            assert_eq!(s.keys().collect::<Vec<_>>(), [2, 3], "a range steps over heads");
        });
    }

    #[test]
    fn tab_goes_through_cells_that_can_be_edited() {
        with(&Rows(Vec::new(), 2), &[], |pass| {
            let (mut state, mut s) = (GridState::default(), Selection::of(Some(1)));
            let mut stops = Vec::new();
            for _ in 0..5 {
                state.go_to_editable(true, pass, &mut s);
                stops.push((s.cursor().unwrap_or(0), state.column));
            }
            assert_eq!(stops, [(1, 1), (1, 2), (2, 1), (2, 2), (2, 2)]);
            state.go_to_editable(false, pass, &mut s);
            state.go_to_editable(false, pass, &mut s);
            assert_eq!((s.cursor(), state.column), (Some(1), 2));
        });
    }

    #[test]
    fn typing_replaces_the_text_and_flags_turn_at_once() {
        with(&Rows(Vec::new(), 2), &[], |pass| {
            let (mut state, s) = (GridState::default(), Selection::of(Some(2)));
            assert_eq!(state.edit(None, pass, &s), Edit::No);
            state.go_to(1);
            assert_eq!(state.edit(Some("N".into()), pass, &s), Edit::Open);
            let editing = state.editing.take().expect("editing");
            assert_eq!((editing.text.as_str(), editing.before.as_str(), editing.key), ("N", "1:1", 2));
            state.go_to(2);
            assert_eq!(state.edit(None, pass, &s), Edit::Turn(2, true));
        });
    }
}
