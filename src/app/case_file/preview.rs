//! A file of cases as the window shows it before an import.

use super::{ImportOptions, ImportPlan, Target, plan};
use crate::app::import_preview::unreadable;
use crate::base::fs::read_at_most;
use crate::domain::Message;
use crate::formats::cases::{CasesFile, open_cases};
use crate::formats::{MAX_FILE, ReadOptions, Severity, TableInfo};
use crate::jobs::{Failure, FailureKind};
use crate::store::Store;
use std::path::{Path, PathBuf};

/// A file of cases that was read.
#[derive(Debug, Clone)]
pub struct CasesRead {
    /// Path of the file.
    pub path: PathBuf,
    /// Size of the file in bytes.
    pub size: u64,
    /// Content of the file; without rows when there is a problem.
    pub file: CasesFile,
    /// Options that it was read with.
    pub options: ReadOptions,
    /// Shape of the table; `None` for a file of another kind.
    pub table: Option<TableInfo>,
    /// Fault that another choice of columns or of their line can mend.
    pub problem: Option<Failure>,
}

/// A row of the preview: a case of the file with its fate, a suite whose texts differ, or a row that the reader left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewRow {
    /// Place among the rows of the plan.
    Case(usize),
    /// Place among the changes of suites of the plan.
    Suite(usize),
    /// Place among the notes of the report on the file.
    LeftOut(usize),
}

impl CasesRead {
    /// Reads a file. Blocks.
    ///
    /// # Errors
    /// The file cannot be read ([`FailureKind::Missing`] when it does not exist) or holds no cases.
    pub fn open(path: &Path, options: ReadOptions) -> Result<Self, Failure> {
        let bytes = read_at_most(path, MAX_FILE).map_err(|e| unreadable(path, &e))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let failure = |e| Failure::new(FailureKind::Usage, &e);
        let opened = open_cases(&name, &bytes, None, &options).map_err(failure)?;
        let (file, table, problem) = (opened.file, opened.table, opened.problem.map(failure));
        Ok(Self { path: path.to_path_buf(), size: bytes.len() as u64, file, options, table, problem })
    }

    /// Plans the import. Blocks.
    ///
    /// # Errors
    /// An error of the store.
    pub fn plan(&self, store: &Store, target: &Target, options: &ImportOptions) -> Result<ImportPlan, Failure> {
        let mut plan = plan(store, target.project(), &self.file, options).map_err(|e| Failure::new(FailureKind::Other, &e))?;
        if let Target::New { code, .. } = target {
            plan.project.clone_from(code);
        }
        Ok(plan)
    }

    /// Every row of the file in its order: cases with their fate, suites of the project whose texts differ, and rows that were left out.
    #[must_use]
    pub fn rows(&self, plan: &ImportPlan) -> Vec<PreviewRow> {
        let cases = plan.rows.iter().enumerate().map(|(i, row)| (row.line, PreviewRow::Case(i)));
        let notes = self.file.report.notes.iter().enumerate().filter(|(_, note)| note.severity == Severity::Error);
        let left_out = notes.map(|(i, note)| (note.line.unwrap_or_default(), PreviewRow::LeftOut(i)));
        let suites = (0..).zip(&plan.suite_changes).map(|(i, change)| (change.line, PreviewRow::Suite(i)));
        let mut all: Vec<(u64, PreviewRow)> = suites.chain(cases).chain(left_out).collect();
        all.sort_by_key(|(line, _)| *line);
        all.into_iter().map(|(_, row)| row).collect()
    }
}

/// The import as it was shown: what [`super::apply`] writes.
#[derive(Debug, Clone)]
pub struct ShownImport {
    /// The file.
    pub read: std::sync::Arc<CasesRead>,
    /// The project.
    pub target: Target,
    /// The plan.
    pub plan: std::sync::Arc<ImportPlan>,
}

/// The refusal of an import whose project changed since it was shown.
#[must_use]
pub fn changed_meanwhile() -> Message {
    Message::new("files-cases-changed")
}
