//! State of a table, and its parameters during a pass.

use super::columns::TableColumn;
use super::options::TableOptions;
use egui::{Rect, Ui, vec2};
use std::collections::{BTreeMap, HashSet};

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
    pub(super) by_keys: bool,
    pub(super) reveal: bool,
    /// The row whose context menu a key asked for; it may have to come into view first.
    pub(super) asked: Option<i64>,
    /// The cursor's row as it was found last, with the rows in which it was looked for.
    pub(super) cursor_row: Option<(Rows, i64, Option<usize>)>,
    /// Number of rows that are on, with what it was counted from.
    pub(super) on: Option<(Rows, usize, Option<i64>, usize)>,
}

/// Tells one content of a table from another without a look at every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) count: usize,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
}

impl TableState {
    /// Place of the row with that key. Searches all rows only where the key or the rows are new.
    pub(super) fn row_of(&mut self, cursor: Option<i64>, table: &Table<'_>) -> Option<usize> {
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

/// Parameters of a table during a pass.
pub(super) struct Table<'a> {
    pub(super) options: TableOptions<'a>,
    pub(super) columns: &'a [TableColumn<'a>],
    pub(super) widths: Vec<f32>,
    pub(super) rows: usize,
    pub(super) key: &'a dyn Fn(usize) -> i64,
    pub(super) pin: Option<Pin>,
}

impl<'a> Table<'a> {
    pub(super) fn shown(&self) -> impl Iterator<Item = (usize, &'a TableColumn<'a>)> + use<'a> {
        self.columns.iter().enumerate().filter(|(_, c)| !c.hidden)
    }

    pub(super) fn fingerprint(&self) -> Rows {
        let last = self.rows.checked_sub(1);
        Rows { count: self.rows, first: last.map(|_| (self.key)(0)), last: last.map(self.key) }
    }

    /// Keys of all rows, top to bottom.
    pub(super) fn keys(&self) -> Vec<i64> {
        (0..self.rows).map(self.key).collect()
    }
}

/// Place of the leading columns (the boxes and the first one) of a table that was scrolled sideways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pin {
    /// Points by which the leading columns are drawn further to the right.
    pub(super) shift: f32,
    /// Right end of the leading columns; the other ones pass below it.
    pub(super) edge: f32,
}

impl Pin {
    /// The pin of a table that begins at `from` and is seen from `left` on; `None` while nothing is scrolled. `width` is that
    /// of the leading columns.
    pub(super) fn new(from: f32, left: f32, width: f32) -> Option<Self> {
        let shift = left - from;
        (shift > 0.5).then_some(Self { shift, edge: left + width })
    }

    /// A child `Ui` for the contents of the leading cell `cell`, at the place where it stays in view. `ui` is that of any cell of the row.
    pub(super) fn hold(self, ui: &mut Ui, cell: Rect) -> Ui {
        let at = cell.translate(vec2(self.shift, 0.0));
        let mut held = ui.new_child(egui::UiBuilder::new().max_rect(at));
        // The cell itself may be out of view: only the upper and lower end of what is seen tell something.
        held.set_clip_rect(Rect::from_x_y_ranges(at.x_range(), ui.clip_rect().y_range()));
        held
    }
}
