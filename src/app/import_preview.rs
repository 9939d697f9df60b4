//! An import of functions before it is done: the file as read, its effect on the registry, and every row that is skipped or read
//! differently, with its line.
//!
//! The window reads a file with [`read_list`], shows the preview, and imports that very reading with
//! [`super::registry_file::import`].

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::app::registry_file::{self, RegistryImport, RowEffect};
use crate::base::fold::fold;
use crate::base::fs::read_at_most;
use crate::domain::Message;
use crate::formats::{FunctionsFile, MAX_FILE, RelationRow, Severity, read_functions};
use crate::jobs::{Failure, FailureKind};
use crate::store::Store;

/// A list of functions that was read and compared with the registry.
#[derive(Debug, Clone)]
pub struct ImportPreview {
    /// Path of the file.
    pub path: PathBuf,
    /// The rows of the file with the report of the reading.
    pub file: FunctionsFile,
    /// The effect on the registry.
    pub plan: RegistryImport,
}

/// One remark about the file: a skipped row, a row that is read differently, or a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Weight of the remark; [`Severity::Error`] is a skipped row.
    pub severity: Severity,
    /// Line of the file, from 1; `None` for a remark about the whole file.
    pub line: Option<u64>,
    /// Column, as the file names it.
    pub column: Option<String>,
    /// The reason.
    pub message: Message,
}

impl ImportPreview {
    /// Rows that are skipped.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.file.report.skipped_in_all()
    }

    /// Remarks, the heaviest first, each kind in the order of the file.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remark> {
        let notes = self.file.report.notes.iter().map(|n| Remark {
            severity: n.severity,
            line: n.line,
            column: n.field.clone(),
            message: n.message.clone(),
        });
        let conflicts = self.plan.warnings.iter().map(|message| Remark {
            severity: Severity::Warning,
            line: None,
            column: None,
            message: message.clone(),
        });
        let mut all: Vec<Remark> = notes.chain(conflicts).collect();
        all.sort_by_key(|r| std::cmp::Reverse(r.severity));
        all
    }
}

/// Reads a list of functions and compares it with the registry of `store`; without one every row is new. Blocks.
///
/// # Errors
/// The file cannot be read ([`FailureKind::Missing`] when it does not exist) or is no list of functions.
pub fn read_list(path: &Path, store: Option<&Store>) -> Result<ImportPreview, Failure> {
    let bytes = read_at_most(path, MAX_FILE).map_err(|e| unreadable(path, &e))?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let file = read_functions(&name, &bytes).map_err(|e| Failure::new(FailureKind::Usage, &e))?;
    let plan = match store {
        Some(store) => registry_file::preview(store, &file).map_err(|e| Failure::new(FailureKind::Other, &e))?,
        None => all_new(&file),
    };
    Ok(ImportPreview { path: path.to_path_buf(), file, plan })
}

/// The effect on an empty registry.
fn all_new(file: &FunctionsFile) -> RegistryImport {
    let effects = vec![RowEffect::New; file.rows.len()];
    let mut named = HashSet::new();
    let names = file.people().into_iter().chain(file.persons.iter().map(|person| person.name.as_str()));
    let people: Vec<String> = names.filter(|name| named.insert(fold(name))).map(str::to_owned).collect();
    let known: HashSet<&str> = file.rows.iter().map(|row| row.content.func_id.as_str()).collect();
    let are_known = |r: &&RelationRow| known.contains(r.source.as_str()) && known.contains(r.target.as_str());
    let relations: HashSet<_> = file.relations.iter().filter(are_known).map(|r| (&r.source, &r.target, r.kind)).collect();
    let (created, people_created, relations_created) = (effects.len(), people.len(), relations.len());
    RegistryImport { created, people_created, relations_created, effects, people, ..RegistryImport::default() }
}

/// The failure of a file operation in plain words: the usual reasons have sentences of their own.
#[must_use]
pub fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind as K;
    let (kind, key) = match error.kind() {
        K::NotFound => (FailureKind::Missing, "files-error-absent"),
        K::PermissionDenied => (FailureKind::Usage, "files-error-denied"),
        K::IsADirectory => (FailureKind::Usage, "files-error-folder"),
        K::NotADirectory => (FailureKind::Usage, "files-error-path"),
        K::InvalidFilename => (FailureKind::Usage, "files-error-name"),
        K::FileTooLarge => (FailureKind::Usage, "files-error-large"),
        K::StorageFull => (FailureKind::Other, "files-error-full"),
        K::ReadOnlyFilesystem => (FailureKind::Usage, "files-error-read-only"),
        _ => (FailureKind::Usage, "files-error-other"),
    };
    let message = Message::new(key).with("path", path.display()).with("reason", error);
    Failure { kind, message, remedy: None }
}

/// The remarks as a CSV file that a spreadsheet opens. `heads` are the names of the columns; `rows` hold the line, the kind, the
/// column and the reason.
#[must_use]
pub fn remarks_csv(heads: &[String; 4], rows: &[[String; 4]]) -> Vec<u8> {
    safe_csv(std::iter::once(heads).chain(rows))
}

/// Rows as a CSV file in UTF-8 with a mark, in which no cell is a formula.
#[must_use]
pub fn safe_csv<'a, const N: usize>(rows: impl Iterator<Item = &'a [String; N]>) -> Vec<u8> {
    // Spreadsheets take a cell that begins so for a formula.
    let safe = |cell: &String| {
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.clone() }
    };
    // With the mark, spreadsheets read the file as UTF-8.
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        // Writing into memory does not fail.
        writer.write_record(row.iter().map(safe)).ok();
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_skipped_row_is_a_remark_with_its_line() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("list.csv");
        std::fs::write(&path, "FuncID,Title,Type\na,A,Module\n,B,Module\na,Twice,Module\nc,,Module\n").expect("file");
        let preview = read_list(&path, None).expect("reads");
        assert_eq!((preview.plan.created, preview.skipped()), (1, 3));
        let skipped = preview.remarks().into_iter().filter(|r| r.severity == Severity::Error);
        assert_eq!(skipped.map(|r| r.line).collect::<Vec<_>>(), [Some(3), Some(4), Some(5)]);
    }

    #[test]
    fn a_file_that_does_not_exist_is_missing() {
        let failure = read_list(Path::new("/nowhere/list.csv"), None).expect_err("no such file");
        assert_eq!((failure.kind, &*failure.message.key), (FailureKind::Missing, "files-error-absent"));
    }

    #[test]
    fn formulas_are_saved_as_text() {
        let heads = ["Line", "Kind", "Column", "Reason"].map(str::to_owned);
        let row = ["3", "Skipped", "=1+1", "a, b"].map(str::to_owned);
        let text = String::from_utf8(remarks_csv(&heads, &[row])).expect("UTF-8");
        assert_eq!(text, "\u{feff}Line,Kind,Column,Reason\n3,Skipped,'=1+1,\"a, b\"\n");
    }
}
