//! A row of a table.

use super::escape;
use std::borrow::Cow;

pub(super) struct Row {
    /// Line of the row, from 1.
    pub line: u64,
    /// Cleaned cells; a short row has fewer.
    pub(super) cells: Vec<String>,
}

impl Row {
    /// The cell at an index; blank when the row is too short.
    pub fn at(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }

    /// Cells of the row.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    pub(super) fn unescape(&mut self) {
        for cell in &mut self.cells {
            if let Cow::Owned(plain) = escape::plain(cell) {
                *cell = plain;
            }
        }
    }
}
