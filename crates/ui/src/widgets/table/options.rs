//! Options of a table, and its events in a pass.

use crate::widgets::selection::Selection;
use crate::widgets::tree::TreeMenu;
use egui::Id;

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
    pub(super) fn has(this: Option<Self>, key: i64) -> bool {
        this.is_none_or(|boxes| (boxes.has)(key))
    }
}

/// Id of the table of that name: a command may give it the keyboard.
pub fn table_id(name: &str) -> Id {
    Id::unique(("table", name))
}
