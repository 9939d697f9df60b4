//! Columns of a table of cases, for a form in which a person checks and changes the field that each column fills.

use voluptas_formats::cases::{COLUMNS, QASE_COLUMNS, UNUSED_COLUMNS};
use voluptas_formats::{ColumnOrigin, ColumnUse, Note, Severity, TableInfo};

pub use voluptas_formats::ColumnInfo as Column;
pub use voluptas_formats::cases::shown_path;

/// Words of the uses by which a column fills no field.
const NO_FIELD: [&str; 2] = ["skip", "custom"];

/// True for a remark on a row that was taken with a change.
pub fn is_warning(note: &Note) -> bool {
    note.severity == Severity::Warning
}

/// True for a use by which the values of a column are imported.
fn is_imported(to: &ColumnUse) -> bool {
    match to {
        ColumnUse::Skip => false,
        ColumnUse::Field(word) => !UNUSED_COLUMNS.contains(&word.as_str()),
        ColumnUse::Custom => true,
    }
}

/// Number of columns that are imported.
pub fn taken(table: &TableInfo) -> usize {
    table.columns.iter().filter(|column| is_imported(&column.to)).count()
}

/// Words of the uses to choose from. Fields of Qase's table are offered where the file has them.
pub fn uses(table: &TableInfo) -> Vec<&'static str> {
    let rare = QASE_COLUMNS.iter().filter(|word| table.columns.iter().any(|column| column.to.word() == **word));
    NO_FIELD.iter().chain(&COLUMNS).chain(rare).copied().collect()
}

/// Name and key of the origin of a column's use. Both are blank when nothing has decided the use yet.
pub fn origin(column: &Column) -> (&'static str, &'static str) {
    if column.to != ColumnUse::Skip && !is_imported(&column.to) {
        return ("unused", "files-column-unused");
    }
    match column.origin {
        ColumnOrigin::Name => ("name", "files-column-by-name"),
        ColumnOrigin::Chosen => ("hand", "files-column-by-hand"),
        ColumnOrigin::Replaced => ("replaced", "files-column-replaced"),
        ColumnOrigin::Unknown => ("", ""),
    }
}
