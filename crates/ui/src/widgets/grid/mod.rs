//! The grid: rows and columns of cells that are read, selected and edited as in a spreadsheet.
//!
//! A [`GridData`] gives the rows, the texts and the drawing of cells; the grid knows nothing of what they mean. Rows are named by
//! keys, so that sorting and reloading keep their selection, which other views may share ([`Selection`]). Only visible rows are
//! laid out. Rows may stand in groups with heads ([`GridGroup`]).
//!
//! - [`GridLayout`]: shown columns, their order and widths, the sort order. It survives a restart.
//! - [`GridState`]: the cell with the keyboard, the cell that is being edited, closed groups.
//! - [`GridResponse`]: what happened in a pass. Values that a person typed, pasted or filled down come back as
//!   [`GridInput`]; the caller checks and stores them. The grid itself changes nothing.
//!
//! The selected cells are the selected rows in the columns between the one where the range began and the one with the keyboard.

mod cell;
mod draw;
mod edit;
mod groups;
mod keys;
mod layout;
mod lines;
mod state;
pub mod tsv;

use egui::{self, Color32, Id, Ui};

use super::selection::Selection;
use super::tree::TreeMenu;
use crate::theme::Icon;

pub use cell::CellUi;
pub use groups::GroupWords;
pub use layout::{GridColumn, GridLayout, PlacedColumn};
pub use lines::{GridGroup, Line, Lines};
pub use state::GridState;

/// The contents of a grid.
pub trait GridData {
    /// Number that tells these rows from others.
    fn generation(&self) -> u64;
    /// Number of rows.
    fn rows(&self) -> usize;
    /// Key of a row; greater than 0.
    fn key(&self, row: usize) -> i64;
    /// The row with a key.
    fn row_of(&self, key: i64) -> Option<usize>;
    /// Groups that together hold all rows in order; none for a plain list.
    fn groups(&self) -> &[GridGroup] {
        &[]
    }
    /// Text of a cell for the clipboard.
    fn text(&self, row: usize, column: usize) -> String;
    /// Draws a cell.
    fn draw(&self, cell: &mut CellUi<'_>, row: usize, column: usize);
    /// Draws the head of a group.
    fn draw_group(&self, cell: &mut CellUi<'_>, group: usize);
    /// True for a cell that can be edited.
    fn is_editable(&self, row: usize, column: usize) -> bool;
    /// The editor of a cell; asked for when it opens.
    fn editor(&self, row: usize, column: usize) -> CellEditor;
}

/// The way in which a cell is edited.
#[derive(Debug, Clone, PartialEq)]
pub enum CellEditor {
    /// Not at all. Enter opens the thing of the row.
    None,
    /// A line of text.
    Text(String),
    /// One of a list of values.
    Choice {
        /// The present value.
        current: Option<usize>,
        /// The values.
        options: Vec<CellOption>,
    },
    /// Switched on and off.
    Flag(bool),
}

/// A value of a [`CellEditor::Choice`].
#[derive(Debug, Clone, PartialEq)]
pub struct CellOption {
    /// Text, which is also what comes back as the input.
    pub text: String,
    /// Before the text.
    pub icon: Option<(Icon, Color32)>,
}

/// A value for a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellInput {
    /// Key of the row.
    pub key: i64,
    /// Place of the column among all columns.
    pub column: usize,
    /// The text as a person would type it.
    pub text: String,
}

/// The way in which values came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Typed or chosen in one cell.
    Typed,
    /// Pasted from the clipboard.
    Pasted,
    /// Filled down.
    Filled,
}

/// Values that a person gave for cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridInput {
    /// The way they came.
    pub kind: InputKind,
    /// The values, row by row.
    pub cells: Vec<CellInput>,
    /// Pasted values for which the grid has no row or column.
    pub outside: usize,
}

/// Text that a flag gives as its input.
pub const FLAG_ON: &str = "yes";
/// Text that a flag gives as its input when it is switched off.
pub const FLAG_OFF: &str = "no";

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
    /// Texts of the menu of a group; none where there are no groups.
    pub groups: Option<GroupWords<'a>>,
}

/// Events of a grid during one pass.
#[derive(Debug, Clone, Default)]
pub struct GridResponse {
    /// The sort order changed.
    pub sort_changed: bool,
    /// The selected rows changed.
    pub selection_changed: bool,
    /// The row was selected by the right mouse button, which opens a menu and nothing else.
    pub by_menu: bool,
    /// A drag of the selected rows out of the grid began.
    pub carried: bool,
    /// The row was opened: by Ctrl+Enter, or by Enter or a double click on a cell that is not edited.
    pub opened: Option<i64>,
    /// Values to store.
    pub input: Option<GridInput>,
    /// Number of cells that were copied.
    pub copied: usize,
    /// The grid has the keyboard.
    pub focused: bool,
    /// The rows in view.
    pub seen: std::ops::Range<usize>,
    /// The headers, for a context menu.
    pub heads: Option<egui::Response>,
}

/// Id of the grid of that name: a command may give it the keyboard.
pub fn grid_id(name: &str) -> Id {
    Id::unique(("grid", name))
}

/// The things of a grid that do not change during a pass.
struct Pass<'a> {
    options: GridOptions<'a>,
    columns: &'a [GridColumn],
    /// Shown columns, left to right.
    placed: Vec<PlacedColumn>,
    data: &'a dyn GridData,
    lines: Lines<'a>,
    id: Id,
}

impl Pass<'_> {
    /// Keys of the rows of open groups, top to bottom.
    fn keys(&self) -> Vec<i64> {
        let row = |line: usize| match self.lines.at(line) {
            Line::Row(row) => Some(self.data.key(row)),
            Line::Group(_) => None,
        };
        (0..self.lines.len()).filter_map(row).collect()
    }

    /// Keys of all rows, those of closed groups too: a person who selects everything means what the filter shows, and the heads of
    /// closed groups stand for their rows.
    fn all_keys(&self) -> Vec<i64> {
        (0..self.data.rows()).map(|row| self.data.key(row)).collect()
    }

    /// Place of a column among the shown ones.
    fn shown(&self, column: usize) -> Option<usize> {
        self.placed.iter().position(|p| p.column == column)
    }
}

/// Draws a grid in the available space. `menu` draws the context menu of the row with that key.
pub fn grid(
    ui: &mut Ui,
    options: GridOptions<'_>,
    columns: &[GridColumn],
    (layout, state, selection): (&mut GridLayout, &mut GridState, &mut Selection),
    data: &dyn GridData,
    menu: TreeMenu<'_>,
) -> GridResponse {
    draw::show(ui, options, columns, (layout, state, selection), data, menu)
}
