//! Terms that the imports of cases and of functions from a file share: the policy, the fate of a row, the fields that differ, presets
//! for reading tables, and files as the window reads and writes them.

mod merge;
pub mod preset;

use std::path::{Path, PathBuf};

use serde::Serialize;

use voluptas_core::base::fs::read_at_most;
use voluptas_core::domain::Message;
use voluptas_formats::{MAX_FILE, ReadOptions, TableInfo};
use voluptas_jobs::{Failure, FailureKind};

pub(crate) use merge::Merge;
pub use merge::{FieldChange, Policy};

/// Number of rows that an import writes between two looks at the caller.
pub const CHUNK: usize = 1000;

/// Key of the reason for leaving out a row that a person left out.
pub const LEFT_OUT: &str = "app-skip-case-left-out";

/// The fate of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", rename_all = "lowercase")]
pub enum Fate {
    /// Something is created.
    New,
    /// Something is changed.
    Changed,
    /// Nothing changes.
    Unchanged,
    /// The row is left out.
    Skipped { reason: Message },
}

impl Fate {
    /// True for a row that a person left out.
    pub fn is_left_out(&self) -> bool {
        matches!(self, Self::Skipped { reason } if reason.key == LEFT_OUT)
    }
}

/// A row of a preview. The numbers are places in the plan, that of a row which was left out is its place among the notes of the report on
/// the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreviewRow {
    /// A case or a function.
    Row(usize),
    /// A row that the reader left out.
    LeftOut(usize),
    /// A suite whose texts differ.
    Suite(usize),
    Person(usize),
    /// A relation of functions.
    Relation(usize),
}

/// A file that was read for an import.
#[derive(Debug, Clone)]
pub struct FileRead<F> {
    /// Path of the file.
    pub path: PathBuf,
    /// Size of the file in bytes.
    pub size: u64,
    /// Content of the file; without rows when there is a problem.
    pub file: F,
    /// Options that it was read with.
    pub options: ReadOptions,
    /// Shape of the table; `None` for a file of another kind.
    pub table: Option<TableInfo>,
    /// Fault that another choice of columns or of their line can mend.
    pub problem: Option<Failure>,
}

/// Reads the bytes of a file, with the name that messages give it. Blocks.
///
/// # Errors
/// [`FailureKind::Missing`] for a file that does not exist, otherwise the reason in plain words.
pub(crate) fn bytes_of(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let bytes = read_at_most(path, MAX_FILE).map_err(|e| unreadable(path, &e))?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((name, bytes))
}

/// The failure of a file operation in plain words: the usual reasons have sentences of their own.
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

/// A remark without the file and the line at its beginning, for a list that has columns for them.
pub fn without_place(words: &str, file: &str, line: u64) -> String {
    let places = [format!("{file}:{line}: "), format!("{file}: ")];
    places.iter().find_map(|place| words.strip_prefix(place.as_str())).unwrap_or(words).to_owned()
}

/// The refusal of an import whose target changed since it was shown.
pub fn changed_meanwhile() -> Failure {
    Failure { kind: FailureKind::Other, message: Message::new("files-cases-changed"), remedy: None }
}

/// Rows as a CSV file in UTF-8 with a mark, in which no cell is a formula.
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
    fn formulas_are_saved_as_text() {
        let heads = ["Line", "Kind", "Column", "Reason"].map(str::to_owned);
        let row = ["3", "Skipped", "=1+1", "a, b"].map(str::to_owned);
        let text = String::from_utf8(safe_csv([&heads, &row].into_iter())).expect("UTF-8");
        assert_eq!(text, "\u{feff}Line,Kind,Column,Reason\n3,Skipped,'=1+1,\"a, b\"\n");
    }
}
