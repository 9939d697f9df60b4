//! Files of test cases: reads the formats of other tools and the program's own, and writes them.
//!
//! A reader returns a [`CasesFile`]: suites and cases in the order of the file, with a [`Report`](crate::Report) that accounts for every
//! row. It neither knows the workspace nor decides what becomes of a case; `app::cases::file` does.

mod examples;
mod gherkin;
mod gherkin_languages;
mod header;
mod heading;
mod html_cells;
mod intake;
mod json;
mod links;
mod markdown;
mod markdown_other;
mod merged;
mod model;
mod numbered;
mod other_tables;
mod parameters;
mod paths;
mod qase_json;
mod row_per_step;
mod shared;
mod squash;
mod suite_name;
mod table;
mod table_write;
mod xml;
mod xray_json;

pub use gherkin::keyword as gherkin_keyword;
pub use model::{CaseFormat, CaseRow, CasesFile, CasesToWrite, EXTERNAL_ID, OpenedCases, SharedStepRow, SuiteRow};
pub use suite_name::{SuiteName, shown_path};
pub use table::{COLUMNS, QASE_COLUMNS, UNUSED_COLUMNS};

use std::path::Path;

use super::sheet::is_workbook;
use super::text;
use super::{FormatError, Limit, MAX_FILE, ReadOptions, WriteOptions};

/// Reads a file of cases. Without a format, the content tells it: workbooks by their first bytes, JSON and XML by their first
/// character, feature files and Markdown by their first line or by the file's extension, and a table by its columns.
///
/// # Errors
/// [`FormatError`]: the file as a whole cannot be read. Faults of single rows are in the report.
pub fn read_cases(file: &str, bytes: &[u8], format: Option<CaseFormat>, options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let opened = open_cases(file, bytes, format, options)?;
    opened.problem.map_or(Ok(opened.file), Err)
}

/// Reads a file as [`read_cases`] does, and returns the shape of a table even when its columns lack a title.
///
/// # Errors
/// [`FormatError`]: the file as a whole cannot be read, whatever its columns are.
pub fn open_cases(
    file: &str,
    bytes: &[u8],
    format: Option<CaseFormat>,
    options: &ReadOptions,
) -> Result<OpenedCases, FormatError> {
    if bytes.len() > MAX_FILE {
        return Err(FormatError::TooLarge { file: file.to_owned(), limit: Limit::Bytes(MAX_FILE as u64) });
    }
    let of_file = |read: CasesFile| match shared::nested(&read.shared_steps) {
        None => Ok(OpenedCases { file: read.with_external_ids(), table: None, problem: None }),
        Some(nested) => Err(FormatError::NestedShared { file: file.to_owned(), title: nested.title.clone() }),
    };
    match format.or_else(|| detected(file, bytes, options)) {
        Some(CaseFormat::Json | CaseFormat::Xray) if is_xray_json(bytes, options) => {
            xray_json::read(file, bytes, options).and_then(of_file)
        }
        Some(CaseFormat::Json) if is_qase_json(bytes, options) => qase_json::read(file, bytes, options).and_then(of_file),
        Some(CaseFormat::Json) => json::read(file, bytes, options).and_then(of_file),
        Some(CaseFormat::Feature) => gherkin::read(file, bytes, options).and_then(of_file),
        Some(CaseFormat::Md) => markdown::read(file, bytes, options).and_then(of_file),
        Some(named @ (CaseFormat::Xml | CaseFormat::TestRail | CaseFormat::TestLink | CaseFormat::Xray | CaseFormat::Zephyr)) => {
            xml::read(file, bytes, format.map(|_| named), options).and_then(of_file)
        }
        Some(CaseFormat::Csv | CaseFormat::QaseCsv | CaseFormat::Xlsx) | None => table::read(file, bytes, format, options),
    }
}

/// True for JSON of Xray.
fn is_xray_json(bytes: &[u8], options: &ReadOptions) -> bool {
    is_other_json(bytes, options, xray_json::is_one)
}

/// True for JSON of Qase.
fn is_qase_json(bytes: &[u8], options: &ReadOptions) -> bool {
    is_other_json(bytes, options, qase_json::is_one)
}

/// True for JSON of another program whose beginning passes a test.
fn is_other_json(bytes: &[u8], options: &ReadOptions, is_one: fn(&str) -> bool) -> bool {
    let head = text::decode(&bytes[..bytes.len().min(1 << 20)], options.encoding);
    head.is_some_and(|head| !head.text.contains("\"voluptas-cases\"") && is_one(&head.text))
}

/// The format that the beginning of a file shows; `None` for a table.
fn detected(file: &str, bytes: &[u8], options: &ReadOptions) -> Option<CaseFormat> {
    if is_workbook(bytes) {
        return None;
    }
    let begins = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF | 0xFF | 0xFE | 0));
    let by_name = CaseFormat::of_extension(Path::new(file));
    let head = text::decode(&bytes[..bytes.len().min(4096)], options.encoding).map(|d| d.text.into_owned()).unwrap_or_default();
    match begins {
        Some(b'{') => Some(CaseFormat::Json),
        Some(b'[') if is_xray_json(bytes, options) => Some(CaseFormat::Xray),
        Some(b'<') if markdown::is_one(&head) => Some(CaseFormat::Md),
        Some(b'<') => Some(CaseFormat::Xml),
        // The lines above the column names may look like a document.
        _ if options.is_of_table() && by_name.is_none_or(|format| format == CaseFormat::Csv) => None,
        _ if gherkin::is_one(&head) => Some(CaseFormat::Feature),
        _ if markdown::is_one(&head) => Some(CaseFormat::Md),
        _ => by_name.filter(|format| matches!(format, CaseFormat::Feature | CaseFormat::Md)),
    }
}

/// Writes a file of cases.
///
/// # Errors
/// [`FormatError::ReadOnly`] for a format that is only read, [`FormatError::Unwritable`] for content that does not fit into it.
pub fn write_cases(format: CaseFormat, content: &CasesToWrite, options: WriteOptions) -> Result<Vec<u8>, FormatError> {
    let plain = match format {
        _ if format.keeps_shared_steps() => None,
        // These have no steps within steps.
        CaseFormat::Feature | CaseFormat::QaseCsv => shared::without(content, true),
        _ => shared::without(content, false),
    };
    let content = plain.as_ref().unwrap_or(content);
    Ok(match format {
        CaseFormat::Csv => table_write::write(content, options),
        CaseFormat::QaseCsv => table_write::write_qase(content, options),
        CaseFormat::Xlsx => table_write::write_workbook(content)?,
        CaseFormat::Json => json::write(content),
        CaseFormat::Xml => xml::write(content),
        CaseFormat::Feature => gherkin::write(content),
        CaseFormat::Md => markdown::write(content),
        CaseFormat::TestRail | CaseFormat::TestLink | CaseFormat::Xray | CaseFormat::Zephyr => {
            return Err(FormatError::ReadOnly { format: format.into() });
        }
    })
}
