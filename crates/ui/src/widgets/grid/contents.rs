//! The contents of a grid: rows, texts, cells and their editors.

use super::cell::CellUi;
use super::lines::GridGroup;
use crate::theme::Icon;
use egui::Color32;

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
    /// Not editable. Enter opens the item of the row.
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
