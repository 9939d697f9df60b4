//! Objects of `cases`.

use super::FileReport;
use serde::Serialize;
use voluptas_app::cases::duplicates::{DuplicateCase, DuplicateGroup};
use voluptas_app::cases::file::{PlannedRow, PlannedSuiteChange};
use voluptas_core::base::clock::to_iso;

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
    pub suites_created: usize,
    /// Suites of the project that got texts of the file.
    pub suites_updated: usize,
    /// Values that differ from the file and stay.
    pub kept: usize,
    /// Planned fate of each case of the file; `None` without `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<PlannedRow>>,
    /// Suites of the project whose texts differ from those of the file; `None` without `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suites: Option<Vec<PlannedSuiteChange>>,
    /// Warnings for a person: unknown functions, new custom fields, IDs of another project.
    pub warnings: Vec<String>,
    /// The reading of the file. Its rows are cases; those of suites are counted apart. Rows that were read and left out count as skipped.
    pub file: FileReport,
}

#[derive(Debug, Serialize)]
pub struct CasesExportedAnswer {
    pub file: String,
    /// Word of the format.
    pub format: &'static str,
    /// Suites in the file.
    pub suites: usize,
    /// Cases in the file.
    pub cases: usize,
    /// Further suites of these cases that lie outside the exported part and are not in the file, counted for each case.
    pub places_left_out: usize,
}

/// `cases duplicates`.
#[derive(Debug, Serialize)]
pub struct DuplicatesAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of cases that were compared.
    pub searched: usize,
    /// Groups, the most certain first.
    pub groups: Vec<DuplicateGroupObject>,
}

/// Cases that may be duplicates of each other.
#[derive(Debug, Serialize)]
pub struct DuplicateGroupObject {
    /// `same_title`, `same_steps`, `similar_title`.
    pub reasons: Vec<&'static str>,
    /// The cases; the first one is suggested to be kept.
    pub cases: Vec<DuplicateCaseObject>,
}

/// A case of a group.
#[derive(Debug, Serialize)]
pub struct DuplicateCaseObject {
    /// Code for people: `SHOP-42`.
    pub code: String,
    pub title: String,
    /// Path of the suite by titles; blank at the root.
    pub suite: String,
    /// Status of the last result; `None` without one.
    pub last_status: Option<String>,
    /// Number of results.
    pub results: u64,
    /// Number of covered functions.
    pub functions: u64,
    /// True when the case is linked to Qase.
    pub linked: bool,
    /// Time of the last change.
    pub updated_at: String,
}

impl From<DuplicateGroup> for DuplicateGroupObject {
    fn from(group: DuplicateGroup) -> Self {
        Self {
            reasons: group.reasons.into_iter().map(Into::into).collect(),
            cases: group.cases.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<DuplicateCase> for DuplicateCaseObject {
    fn from(case: DuplicateCase) -> Self {
        Self {
            code: case.code.into(),
            title: case.title,
            suite: case.place,
            last_status: case.facts.last.map(|(status, _)| status.slug().to_owned()),
            results: case.facts.results,
            functions: case.facts.functions,
            linked: case.facts.is_linked,
            updated_at: to_iso(case.facts.updated_ms),
        }
    }
}
