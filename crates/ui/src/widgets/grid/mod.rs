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
mod contents;
mod draw;
mod edit;
mod groups;
mod keys;
mod layout;
mod lines;
mod pass;
mod response;
mod state;
pub mod tsv;

use egui::Ui;

use super::selection::Selection;
use super::tree::TreeMenu;

pub use cell::CellUi;
pub use contents::{CellEditor, CellOption, GridData};
pub use layout::{GridColumn, GridLayout, PlacedColumn};
pub use lines::{GridGroup, Line, Lines};
pub use pass::{GridOptions, GroupWords, grid_id};
pub use response::{CellInput, FLAG_OFF, FLAG_ON, GridInput, GridResponse, InputKind};
pub use state::GridState;

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
