//! Files of test cases: reads the formats of other tools and the program's own, and writes them.
//!
//! A reader returns a [`CasesFile`]: suites and cases in the order of the file, with a [`Report`] that accounts for every row. It
//! neither knows the workspace nor decides what becomes of a case; `app::case_file` does.

mod json;
mod numbered;
mod table;

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::{FormatError, Limit, ReadOptions, Report, WriteOptions};
use crate::domain::case::{CaseContent, Step};
use crate::domain::field::CaseField;
use crate::domain::suite::SuiteContent;

/// A format of case files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::EnumString)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum CaseFormat {
    /// The program's own table as CSV: one row per case, custom fields as columns of their own.
    Csv,
    /// Qase's CSV export, version 1 or 2; written as version 2.
    QaseCsv,
    /// The program's own table on the sheet of a workbook.
    Xlsx,
    /// The program's own JSON. The only format that keeps shared steps.
    Json,
}

/// A case of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    /// Line or row in which the case begins, from 1; 0 for a case that does not come from a file.
    pub line: u64,
    /// Identifier in the file, as written; `None` without one. The program's own files have the number of the case in its project.
    pub id: Option<String>,
    /// Titles of the suites from the root to the suite of the case; empty for the root.
    pub suite: Vec<String>,
    /// Content; fields that the file lacks have their default values (see [`CasesFile::fields`]).
    pub content: CaseContent,
    /// FuncIDs of the covered functions.
    pub functions: Vec<String>,
}

/// A suite of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuiteRow {
    /// Line or row, from 1; 0 for a suite that does not come from a file.
    pub line: u64,
    /// Titles of the suites above it, from the root.
    pub parents: Vec<String>,
    /// Title and texts.
    pub content: SuiteContent,
}

/// A shared step of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedStepRow {
    /// The hash by which steps of the file name it.
    pub hash: String,
    /// Title.
    pub title: String,
    /// Steps.
    pub steps: Vec<Step>,
}

/// Content of a file of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CasesFile {
    /// Format of the file.
    pub format: CaseFormat,
    /// Code of the project that wrote the file, in the program's own formats.
    pub project: Option<String>,
    /// Suites that the file describes on their own. A suite that only cases name is not among them.
    pub suites: Vec<SuiteRow>,
    /// Cases in the order of the file.
    pub rows: Vec<CaseRow>,
    /// Shared steps that the cases name.
    pub shared_steps: Vec<SharedStepRow>,
    /// Fields that the file has: an import leaves the others alone.
    pub fields: BTreeSet<CaseField>,
    /// Report of the reading. Its rows are cases and suites.
    pub report: Report,
}

/// Suites and cases for a file, in the order in which it lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CasesToWrite {
    /// Code of the project.
    pub project: String,
    /// Title of the project.
    pub title: String,
    /// Suites, parents before children.
    pub suites: Vec<SuiteRow>,
    /// Cases.
    pub rows: Vec<CaseRow>,
    /// Shared steps that the cases name, by title.
    pub shared_steps: Vec<SharedStepRow>,
}

/// The format of a file name's extension: csv is the program's own table.
#[must_use]
pub fn format_of(path: &Path) -> Option<CaseFormat> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "csv" | "tsv" => Some(CaseFormat::Csv),
        "xlsx" => Some(CaseFormat::Xlsx),
        "json" => Some(CaseFormat::Json),
        _ => None,
    }
}

/// Maximum size of a file of cases, in bytes.
pub const MAX_FILE: usize = 256 << 20;

/// Reads a file of cases. Without a format, JSON is known by its first character, and a table by its columns.
///
/// # Errors
/// [`FormatError`]: the file as a whole cannot be read. Faults of single rows are in the report.
pub fn read_cases(file: &str, bytes: &[u8], format: Option<CaseFormat>, options: ReadOptions) -> Result<CasesFile, FormatError> {
    if bytes.len() > MAX_FILE {
        return Err(FormatError::TooLarge { file: file.to_owned(), limit: Limit::Bytes(MAX_FILE as u64) });
    }
    let begins = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF | 0xFF | 0xFE | 0));
    match format {
        Some(CaseFormat::Json) => json::read(file, bytes, options),
        None if begins == Some(&b'{') => json::read(file, bytes, options),
        table => table::read(file, bytes, table, options),
    }
}

/// Writes a file of cases.
///
/// # Errors
/// [`FormatError::ReadOnly`] for a format that is only read, [`FormatError::Unwritable`] for content that does not fit into it.
pub fn write_cases(format: CaseFormat, content: &CasesToWrite, options: WriteOptions) -> Result<Vec<u8>, FormatError> {
    Ok(match format {
        CaseFormat::Csv => table::write(content, options),
        CaseFormat::QaseCsv => table::write_qase(content, options),
        CaseFormat::Xlsx => table::write_workbook(content)?,
        CaseFormat::Json => json::write(content),
    })
}
