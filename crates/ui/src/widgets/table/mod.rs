//! The data table: sortable and resizable columns, selection, a check column, rows laid out only when in view.
//!
//! Without more, a table has a cursor (the row that is looked at) and, with a check column, checked rows. Given a
//! [`Selection`](super::Selection), the rows are selected instead, as in a tree: the selection may be shared with other views, and check boxes show it.

pub mod cell;
pub mod columns;
mod draw;
mod input;
mod options;
mod state;

use egui::Ui;

pub use self::columns::TableColumn;
use self::draw::fitting_table;
pub use self::draw::head_width;
pub use self::options::{RowBoxes, TableExtras, TableOptions, TableResponse, table_id};
pub use self::state::TableState;
use self::state::{Pin, Table};
use crate::theme::{size, space};

/// Share of the visible width that columns which stay in view may take.
const PINNED: f32 = 0.6;

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
