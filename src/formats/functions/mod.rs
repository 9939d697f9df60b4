//! The function registry as a table: read in every layout of the field, written in one that loses nothing.

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
    /// Where its row begins, from 1; 0 when it does not come from a file.
    pub line: u64,
    /// What it says. A blank status stays none: what a new function's status is, its importer knows.
    pub content: FunctionContent,
    /// FuncID of the function above it; none is the root. Always of the same file, unless a column «Parent» names another.
    pub parent: Option<String>,
    /// Names of people and their roles, in the order of [`RaciRole::ALL`].
    pub people: Vec<(RaciRole, String)>,
}

/// What a table of functions holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FunctionsFile {
    /// The functions in the order of the file.
    pub rows: Vec<FunctionRow>,
    /// The account of the reading.
    pub report: Report,
    /// Cells, also of rows that were left out, that held the glyph of a branch in place of a name.
    pub branch_glyphs: usize,
    /// Rows whose blank type was guessed from the title or the FuncID.
    pub types_guessed: usize,
}

impl FunctionsFile {
    /// Every name of a person in it, sorted.
    #[must_use]
    pub fn people(&self) -> BTreeSet<&str> {
        self.rows.iter().flat_map(|r| &r.people).map(|(_, name)| name.as_str()).collect()
    }
}
