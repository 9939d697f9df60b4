//! Events of a grid in a pass, and the values that a person gave for cells.

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
