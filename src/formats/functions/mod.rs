//! The function registry as a table. Reads every layout in use and writes one that loses nothing.

mod read;
mod tree;
mod values;
mod write;

use std::collections::BTreeSet;

use serde::Serialize;

use super::Report;
use crate::domain::function::FunctionContent;
use crate::domain::person::RaciRole;

pub use read::{read_functions, read_functions_with};
pub use write::write_functions;

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

/// Content of a table of functions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FunctionsFile {
    /// The functions in the order of the file.
    pub rows: Vec<FunctionRow>,
    /// Report of the reading.
    pub report: Report,
    /// Number of cells with a branch glyph in place of a name, including skipped rows.
    pub branch_glyphs: usize,
    /// Number of rows whose blank type was guessed from the title or the FuncID.
    pub types_guessed: usize,
}

impl FunctionsFile {
    /// All names of people in the file, sorted.
    #[must_use]
    pub fn people(&self) -> BTreeSet<&str> {
        self.rows.iter().flat_map(|r| &r.people).map(|(_, name)| name.as_str()).collect()
    }
}
