//! A file of functions as the window shows it before an import.

use std::path::Path;
use std::sync::Arc;

use super::{FunctionsPlan, ImportOptions, plan};
use crate::files::import::{FileRead, PreviewRow, bytes_of};
use voluptas_formats::functions::open_functions;
use voluptas_formats::{FunctionsFile, ReadOptions, Severity};
use voluptas_jobs::{Failure, FailureKind};
use voluptas_store::Store;

/// A file of functions that was read.
pub type FunctionsRead = FileRead<FunctionsFile>;

impl FileRead<FunctionsFile> {
    /// Reads a file. Blocks.
    ///
    /// # Errors
    /// The file cannot be read ([`FailureKind::Missing`] when it does not exist) or is no table.
    pub fn open(path: &Path, options: ReadOptions) -> Result<Self, Failure> {
        let (name, bytes) = bytes_of(path)?;
        let failure = |e| Failure::new(FailureKind::Usage, &e);
        let opened = open_functions(&name, &bytes, &options).map_err(failure)?;
        let (file, table, problem) = (opened.file, Some(opened.table), opened.problem.map(failure));
        Ok(Self { path: path.to_path_buf(), size: bytes.len() as u64, file, options, table, problem })
    }

    /// Plans the import; without a store, into a workspace that does not exist yet. Blocks.
    pub fn plan(&self, store: Option<&Store>, options: &ImportOptions) -> Result<FunctionsPlan, Failure> {
        plan(store, &self.file, options).map_err(|e| Failure::new(FailureKind::Other, &e))
    }

    /// Every row: functions and skipped rows in the order of the file, then people and relations.
    pub fn rows(&self, plan: &FunctionsPlan) -> Vec<PreviewRow> {
        let functions = plan.functions.iter().enumerate().map(|(i, row)| (row.line, PreviewRow::Row(i)));
        let notes = self.file.report.notes.iter().enumerate().filter(|(_, note)| note.severity == Severity::Error);
        let left_out = notes.map(|(i, note)| (note.line.unwrap_or_default(), PreviewRow::LeftOut(i)));
        let mut all: Vec<(u64, PreviewRow)> = functions.chain(left_out).collect();
        all.sort_by_key(|(line, _)| *line);
        let people = (0..plan.people.len()).map(PreviewRow::Person);
        let relations = (0..plan.relations.len()).map(PreviewRow::Relation);
        all.into_iter().map(|(_, row)| row).chain(people).chain(relations).collect()
    }
}

/// The import as it was shown, which [`super::apply`] writes.
#[derive(Debug, Clone)]
pub struct ShownImport {
    /// The file.
    pub read: Arc<FunctionsRead>,
    pub plan: Arc<FunctionsPlan>,
}
