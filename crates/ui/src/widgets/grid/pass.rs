//! Options of a grid, and the data that does not change during a pass.

use super::contents::GridData;
use super::layout::{GridColumn, PlacedColumn};
use super::lines::{Line, Lines};
use crate::theme::{size, space};
use egui::{Id, Rangef, Rect};

/// Width of the column of check boxes.
pub(super) const BOXES: f32 = size::CHECK + space::XL;

/// The texts of the menu of a group.
#[derive(Debug, Clone, Copy)]
pub struct GroupWords<'a> {
    /// Opens the group.
    pub open: &'a str,
    /// Closes it.
    pub close: &'a str,
    /// Opens all groups.
    pub open_all: &'a str,
    /// Closes all groups.
    pub close_all: &'a str,
    /// Selects the rows of the group.
    pub select: &'a str,
}

/// Options of a grid.
#[derive(Debug, Clone, Copy)]
pub struct GridOptions<'a> {
    /// Distinguishes grids and names them for screen readers.
    pub name: &'a str,
    /// Accessible name of the check boxes.
    pub select: &'a str,
    /// Free space below the last row, in points: for a bar that floats over the grid.
    pub bottom: f32,
    /// Place of the column by which rows are dragged out of the grid, e.g. that of codes. Of several selected rows any cell drags
    /// all; elsewhere a drag selects a range. `None` where nothing takes rows.
    pub handle: Option<usize>,
    /// Texts of the menu of a group; `None` without groups.
    pub groups: Option<GroupWords<'a>>,
}

/// Id of the grid of that name: a command may give it the keyboard.
pub fn grid_id(name: &str) -> Id {
    Id::unique(("grid", name))
}

/// The data of a grid that does not change during a pass.
pub(super) struct Pass<'a> {
    pub(super) options: GridOptions<'a>,
    pub(super) columns: &'a [GridColumn],
    /// Shown columns, left to right.
    pub(super) placed: Vec<PlacedColumn>,
    pub(super) data: &'a dyn GridData,
    pub(super) lines: Lines<'a>,
    pub(super) id: Id,
}

impl Pass<'_> {
    /// Keys of the rows of open groups, top to bottom.
    pub(super) fn keys(&self) -> Vec<i64> {
        let row = |line: usize| match self.lines.at(line) {
            Line::Row(row) => Some(self.data.key(row)),
            Line::Group(_) => None,
        };
        (0..self.lines.len()).filter_map(row).collect()
    }

    /// Keys of all rows, including those of closed groups. "Select all" means all rows that match the filter; the heads of closed
    /// groups stand for their rows.
    pub(super) fn all_keys(&self) -> Vec<i64> {
        (0..self.data.rows()).map(|row| self.data.key(row)).collect()
    }

    /// Place of a column among the shown ones.
    pub(super) fn shown(&self, column: usize) -> Option<usize> {
        self.placed.iter().position(|p| p.column == column)
    }
}

/// Places of a grid on the screen in a pass.
pub(super) struct Places {
    /// The whole grid.
    pub(super) area: Rect,
    /// The part with rows.
    pub body: Rect,
    /// Left end of the columns, scrolled.
    pub(super) left: f32,
    /// Top of the first line, scrolled.
    pub(super) top: f32,
    /// Right end of the columns that stay in view, where the others are scrolled below them.
    pub(super) edge: Option<f32>,
}

impl Places {
    pub(super) fn line(&self, line: usize) -> Rangef {
        let top = self.top + line as f32 * size::GRID_ROW;
        Rangef::new(top, top + size::GRID_ROW)
    }

    /// Left and right end of a column; the first one stays in view.
    pub(super) fn column(&self, place: usize, placed: &PlacedColumn) -> Rangef {
        let left = if place == 0 { self.area.left() + BOXES } else { self.left + placed.left };
        Rangef::new(left, left + placed.width)
    }

    /// The part of the grid in which a column is seen.
    pub(super) fn seen(&self, place: usize) -> Rangef {
        let left = if place == 0 { self.area.left() } else { self.edge.unwrap_or(self.area.left()) };
        Rangef::new(left, self.area.right())
    }
}
