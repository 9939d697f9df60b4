//! The data table: sortable and resizable columns, selection, a check column, rows laid out only when in view.
//!
//! Without more, a table has a cursor (the row that is looked at) and, with a check column, checked rows. Given a [`Selection`],
//! the rows are selected instead, as in a tree: the selection may be shared with other views, and check boxes show it.

pub mod cell;
pub mod columns;
mod draw;
mod input;

use std::collections::{BTreeMap, HashSet};

use egui::{self, Id, Ui};

pub use self::columns::TableColumn;
pub use self::draw::head_width;
use self::draw::{Pin, fitting_table};
pub(super) use self::input::moved;
use super::selection::Selection;
use super::tree::TreeMenu;
use crate::theme::{size, space};

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
    /// Gives the column of a row whose cell reaches to the end of the row; `None` for a row of separate cells.
    pub spans: Option<&'a dyn Fn(usize) -> Option<usize>>,
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
    let widths = columns::widths(columns, &state.widths, available - boxes);
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
