//! Import of test cases from a file, and their export into one.
//!
//! [`plan()`] decides the fate of every row of a [`voluptas_formats::cases::CasesFile`] and changes nothing; a preview shows the plan.
//! [`apply()`] plans again in its transaction and refuses when the project changed since the shown plan, so that what is written is
//! what was shown. An import is one write, which undo takes back as one.
//!
//! [`MatchBy`] says which case a row means; unless told otherwise, the one with its number, in a file that the same project wrote,
//! then the one with its id in another tool ([`EXTERNAL_ID`](voluptas_formats::cases::EXTERNAL_ID)), otherwise the one with the same
//! title in the same suite. Two ids of one tool are two cases, whatever their titles. Suites of one title below one parent are numbered (`paths`). Titles are compared without regard to case, unless the program wrote the
//! file from suites that differ in case alone. [`Policy`](crate::files::import::Policy) decides between two values that differ. [`ImportOptions`] holds both, the
//! rows that are left out, and a tag for all cases.

mod choices;
pub mod columns;
mod export;
mod merge;
mod options;
mod paths;
mod plan;
pub mod preview;
mod shared;
mod write;

#[cfg(test)]
mod tests;

pub use choices::{ColumnWord, ImportChoices};
pub use export::{ExportScope, Exported, export, export_part};
pub use options::{ImportOptions, MatchBy};
pub use plan::{ImportPlan, MILESTONE, PlannedRow, PlannedSuiteChange, SAME_ID, TWICE, plan, plan_in};
pub use write::{Applied, IMPORT, NEW_PROJECT, Target, apply, apply_in, apply_with, import_at_once};

use voluptas_core::domain::Message;
use voluptas_jobs::{Report, Reportable};

/// Counts of an import, planned or done. Cases and suites are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Cases created.
    pub created: usize,
    /// Cases changed.
    pub updated: usize,
    /// Cases that were equal to their row.
    pub unchanged: usize,
    /// Rows that were left out.
    pub skipped: usize,
    pub suites_created: usize,
    /// Suites of the project that get texts of the file.
    pub suites_updated: usize,
    /// Values of cases and suites that differ from the file and stay.
    pub kept: usize,
}

impl Counts {
    /// Number of cases and suites that an import writes.
    pub fn written(&self) -> usize {
        self.created + self.updated + self.suites_created + self.suites_updated
    }
}

impl Reportable for ImportPlan {
    fn report(&self) -> Report {
        let left_out = self.rows.iter().filter(|row| row.fate.is_left_out()).count();
        report(&self.counts, [self.counts.skipped.saturating_sub(left_out), left_out], &self.warnings)
    }
}

impl Reportable for Applied {
    fn report(&self) -> Report {
        report(&self.counts, [self.skipped, self.left_out], &self.warnings)
    }
}

/// Rows that could not be imported and those that a person left out count apart, as in the preview.
fn report(counts: &Counts, [skipped, left_out]: [usize; 2], warnings: &[Message]) -> Report {
    let report = Report::default()
        .count("created", counts.created)
        .count("updated", counts.updated)
        .count("unchanged", counts.unchanged)
        .count("skipped", skipped)
        .count("left_out", left_out);
    Report { warnings: warnings.to_vec(), ..report }
}
