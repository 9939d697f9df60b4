//! A row of a table.

use super::escape;
use smol_str::SmolStr;
use std::borrow::Cow;

pub(super) struct Row {
    /// Line of the row, from 1.
    pub line: u64,
    /// Cleaned cells; a short row has fewer. Most are words of a few letters, which take no memory of their own.
    pub(super) cells: Vec<SmolStr>,
}

impl Row {
    /// The cell at an index; blank when the row is too short.
    pub fn at(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", SmolStr::as_str)
    }

    /// Cells of the row.
    pub fn cells(&self) -> &[SmolStr] {
        &self.cells
    }

    pub(super) fn unescape(&mut self) {
        for cell in &mut self.cells {
            if let Cow::Owned(plain) = escape::plain(cell) {
                *cell = plain.into();
            }
        }
    }
}
