//! The function registry as a table. Reads every layout in use and writes one that loses nothing.

mod read;
mod rows;
mod sheets;
mod tree;
mod values;
mod write;

use std::collections::BTreeSet;

use serde::Serialize;

use super::{FormatError, Report, TableInfo};
use voluptas_core::domain::function::FunctionContent;
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::relation::RelationKind;

pub use read::{open_functions, read_functions, read_functions_with};
pub use rows::{FunctionRows, RowHead, RowView};
pub use sheets::write_registry;
pub use write::write_functions;

/// Words of the fields that a column of a table of functions can fill, in the order in which a person looks for them.
pub const COLUMNS: [&str; 31] = [
    "func_id",
    "title",
    "type",
    "parent",
    "module",
    "epic",
    "feature",
    "description",
    "alias",
    "aliases",
    "tags",
    "segment",
    "status",
    "maturity",
    "crit",
    "focus",
    "qa",
    "dev",
    "accountable",
    "consulted",
    "informed",
    "automation",
    "test_cases",
    "documentation",
    "stories",
    "roles",
    "container",
    "database",
    "subsystems",
    "external_services",
    "custom_fields",
];

/// One function of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FunctionRow {
    /// Line of the row, from 1; 0 for a row that does not come from a file.
    pub line: u64,
    /// Content. A blank status stays `None`, because only the importer knows the status of a new function.
    pub content: FunctionContent,
    /// FuncID of the parent; `None` at the root. It is in the same file, unless a column «Parent» names another.
    pub parent: Option<String>,
    /// Names of people with their roles, in the order of [`RaciRole::ALL`].
    pub people: Vec<(RaciRole, String)>,
}

/// A person of a workbook's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PersonRow {
    /// Row of the sheet, from 1; 0 for a row that does not come from a file.
    pub line: u64,
    pub name: String,
    /// Job title.
    pub position: Option<String>,
    /// Address.
    pub email: Option<String>,
    /// Id in Zoho Projects.
    pub zoho_id: Option<String>,
    /// Name on GitHub.
    pub github: Option<String>,
    /// Still with the team; none where the sheet does not say it.
    pub is_active: Option<bool>,
}

/// A relation of a workbook's sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationRow {
    /// Row of the sheet, from 1; 0 for a row that does not come from a file.
    pub line: u64,
    /// FuncID of the function that the relation starts from.
    pub source: String,
    /// FuncID of the function that the relation points to; it may be missing in the file.
    pub target: String,
    /// Meaning.
    pub kind: RelationKind,
    /// Strength; none where the sheet does not say it.
    pub weight: Option<f64>,
    /// True when the direction matters; none where the sheet does not say it.
    pub directed: Option<bool>,
    /// Counts now; none where the sheet does not say it.
    pub is_active: Option<bool>,
    pub notes: Option<String>,
}

/// Content of a table of functions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunctionsFile {
    /// The functions in the order of the file.
    pub rows: FunctionRows,
    /// People of the sheet «Сотрудники»; empty for a table that is no workbook.
    pub persons: Vec<PersonRow>,
    /// Relations of the sheet «Связи»; empty for a table that is no workbook.
    pub relations: Vec<RelationRow>,
    /// Report of the reading. Its rows are the functions; its notes are about all sheets.
    pub report: Report,
    /// Number of cells with a branch glyph in place of a name, including skipped rows.
    pub branch_glyphs: usize,
    /// Number of rows whose blank type was guessed from the title or the FuncID.
    pub types_guessed: usize,
}

/// A table of functions, with its shape for a person who checks and corrects it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedFunctions {
    /// Content of the file; without functions when there is a problem.
    pub file: FunctionsFile,
    /// Shape of the table.
    pub table: TableInfo,
    /// Fault that another choice of columns or of their line can mend.
    pub problem: Option<FormatError>,
}

impl FunctionsFile {
    /// All names of people in the file, sorted.
    pub fn people(&self) -> BTreeSet<String> {
        self.rows.iter().flat_map(|row| row.people).map(|(_, name)| name).collect()
    }
}
