//! Objects of `cases`.

use super::FileReport;
use crate::app::case_file::PlannedRow;
use serde::Serialize;

/// `cases import`.
#[derive(Debug, Serialize)]
pub struct CasesImportedAnswer {
    /// True when nothing was written.
    pub dry_run: bool,
    /// Code of the project.
    pub project: String,
    /// True when the project was created.
    pub created_project: bool,
    /// Cases created.
    pub created: usize,
    /// Cases changed.
    pub updated: usize,
    /// Cases that were equal to their row.
    pub unchanged: usize,
    /// Suites created.
    pub suites_created: usize,
    /// Values that differ from the file and stay.
    pub kept: usize,
    /// Planned fate of each case of the file; `None` without `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<PlannedRow>>,
    /// The reading of the file. Rows that were read and left out count as skipped.
    pub file: FileReport,
}

/// `cases export`.
#[derive(Debug, Serialize)]
pub struct CasesExportedAnswer {
    /// The file.
    pub file: String,
    /// Word of the format.
    pub format: &'static str,
    /// Suites in the file.
    pub suites: usize,
    /// Cases in the file.
    pub cases: usize,
}
