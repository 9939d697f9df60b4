//! A file of cases as the window shows it before an import.

use super::{ImportOptions, ImportPlan, Target, plan};
use crate::files::import::{FileRead, PreviewRow, bytes_of};
use blake3::Hasher;
use std::path::{Path, PathBuf};
use voluptas_formats::cases::{CasesFile, open_cases};
use voluptas_formats::{ReadOptions, Severity};
use voluptas_jobs::{Failure, FailureKind};
use voluptas_store::Store;

/// A file of cases that was read.
pub type CasesRead = FileRead<CasesFile>;

impl FileRead<CasesFile> {
    /// Reads a file. Blocks.
    ///
    /// # Errors
    /// The file cannot be read ([`FailureKind::Missing`] when it does not exist) or holds no cases.
    pub fn open(path: &Path, options: ReadOptions) -> Result<Self, Failure> {
        let (name, bytes) = bytes_of(path)?;
        Ok(Self { path: path.to_path_buf(), ..Self::of_bytes(&name, &bytes, options)? })
    }

    /// Reads the bytes of a file of this name. Blocks.
    ///
    /// # Errors
    /// The bytes hold no cases.
    pub fn of_bytes(name: &str, bytes: &[u8], options: ReadOptions) -> Result<Self, Failure> {
        let failure = |e| Failure::new(FailureKind::Usage, &e);
        let opened = open_cases(name, bytes, None, &options).map_err(failure)?;
        let (file, table, problem) = (opened.file, opened.table, opened.problem.map(failure));
        Ok(Self { path: PathBuf::from(name), size: bytes.len() as u64, file, options, table, problem })
    }

    /// Plans the import. Blocks.
    pub fn plan(&self, store: &Store, target: &Target, options: &ImportOptions) -> Result<ImportPlan, Failure> {
        let mut plan = plan(store, target.project(), &self.file, options).map_err(|e| Failure::new(FailureKind::Other, &e))?;
        if let Target::New { code, .. } = target {
            plan.project.clone_from(code);
        }
        Ok(plan)
    }

    /// Every row of the file in its order: cases with their fate, suites of the project whose texts differ, and rows that were left out.
    pub fn rows(&self, plan: &ImportPlan) -> Vec<PreviewRow> {
        let cases = plan.rows.iter().enumerate().map(|(i, row)| (row.line, PreviewRow::Row(i)));
        let notes = self.file.report.notes.iter().enumerate().filter(|(_, note)| note.severity == Severity::Error);
        let left_out = notes.map(|(i, note)| (note.line.unwrap_or_default(), PreviewRow::LeftOut(i)));
        let suites = (0..).zip(&plan.suite_changes).map(|(i, change)| (change.line, PreviewRow::Suite(i)));
        let mut all: Vec<(u64, PreviewRow)> = suites.chain(cases).chain(left_out).collect();
        all.sort_by_key(|(line, _)| *line);
        all.into_iter().map(|(_, row)| row).collect()
    }
}

impl ImportPlan {
    /// Identity of the plan: equal plans of one project, file and options have the same one.
    pub fn stamp(&self) -> String {
        struct Hashed(Hasher);
        impl std::fmt::Write for Hashed {
            fn write_str(&mut self, text: &str) -> std::fmt::Result {
                self.0.update(text.as_bytes());
                Ok(())
            }
        }
        let mut hashed = Hashed(Hasher::new());
        // The sink takes everything.
        std::fmt::Write::write_fmt(&mut hashed, format_args!("{self:?}")).ok();
        hashed.0.finalize().to_hex()[..32].to_owned()
    }
}

/// The import as it was shown, which [`super::apply`] writes.
#[derive(Debug, Clone)]
pub struct ShownImport {
    /// The file.
    pub read: std::sync::Arc<CasesRead>,
    /// The project.
    pub target: Target,
    pub plan: std::sync::Arc<ImportPlan>,
}
