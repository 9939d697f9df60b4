//! Errors that make a whole file unreadable.

use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;

use super::broken::BrokenReason;
use super::limit::Limit;

/// Reason why a whole file cannot be read. Nothing of the file was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The file has no text.
    #[error("{file} is empty")]
    Empty { file: String },
    /// The file is a workbook, an archive or a picture.
    #[error("{file} is not a text file")]
    NotText { file: String },
    /// The first row names none of the required columns.
    #[error("{file} has no column {column}")]
    NoColumn {
        file: String,
        /// Name of the required column.
        column: String,
        /// Text of the first row.
        found: String,
    },
    /// The table has no column names, and no column was selected for a required field.
    #[error("{file} has no names, and no column was selected for {column}")]
    NoChoice {
        file: String,
        /// Name of the required field.
        column: String,
        /// The letters of the columns.
        found: String,
    },
    /// The table ends before the chosen line of the column names.
    #[error("{file} has no row at line {line}")]
    NoHeader {
        file: String,
        /// The chosen line, from 1.
        line: u64,
    },
    /// The workbook lacks the chosen sheet.
    #[error("{file} has no sheet {sheet}")]
    NoSheet {
        file: String,
        /// Name of the chosen sheet.
        sheet: String,
        /// Names of its sheets.
        found: String,
    },
    /// The file or a part of it is larger than the readers accept.
    #[error("{file} is too large")]
    TooLarge { file: String, limit: Limit },
    /// A file of XML goes beyond a limit.
    #[error("{file}:{line}: beyond a limit")]
    PastLimit {
        file: String,
        /// Line of the first element or text beyond the limit, from 1.
        line: u64,
        /// The limit: of elements ([`Limit::Values`]), results or bytes of one text.
        limit: Limit,
    },
    /// A workbook with a password, or one of the format before XLSX, which looks the same from outside.
    #[error("{file} is encrypted or an old workbook")]
    Encrypted { file: String },
    /// A workbook that cannot be read: cut off, damaged, or another kind of archive.
    #[error("{file} is no readable workbook: {reason}")]
    Workbook {
        file: String,
        /// The reader's text.
        reason: String,
    },
    /// The XML of a sheet ends or is damaged before the end of its rows.
    #[error("{file}: the rows of sheet {sheet} are cut off")]
    CutSheet {
        file: String,
        /// Name of the sheet.
        sheet: String,
    },
    /// A reference that no cell of a sheet can have.
    #[error("{file}: sheet {sheet} has the reference {cell}")]
    BadCell {
        file: String,
        /// Name of the sheet.
        sheet: String,
        /// The reference, shortened.
        cell: String,
    },
    /// A sheet has a row twice.
    #[error("{file}: sheet {sheet} has row {row} twice")]
    RowTwice {
        file: String,
        /// Name of the sheet.
        sheet: String,
        /// Number of the row, from 1.
        row: u64,
    },
    /// The file has another format than the named one.
    #[error("{file} is not of the format {format}")]
    OtherFormat {
        file: String,
        /// Word of the named format.
        format: &'static str,
        /// Kind of the file: `workbook`, `table`, `xml`.
        found: &'static str,
    },
    /// A shared step contains shared steps.
    #[error("{file}: the shared step {title} contains a shared step")]
    NestedShared {
        file: String,
        /// Title of the shared step.
        title: String,
    },
    /// The format is only read.
    #[error("{format} cannot be written")]
    ReadOnly {
        /// Word of the format.
        format: &'static str,
    },
    /// The content does not fit into the format.
    #[error("cannot be written: {reason}")]
    Unwritable {
        /// The writer's text.
        reason: String,
    },
    /// The file holds something else than cases.
    #[error("{file} holds {kind}")]
    OtherContent {
        file: String,
        /// `results` or `functions`.
        kind: &'static str,
    },
    /// The file is not of the named format.
    #[error("{file} is no file of cases")]
    Unknown { file: String },
    /// The header of a feature file names a language whose keywords are unknown.
    #[error("{file}:{line}: the language {language} is unknown")]
    UnknownLanguage {
        file: String,
        /// Line of the header, from 1.
        line: u64,
        /// Code of the language, as the file has it.
        language: String,
    },
    /// A feature file has keywords of another language than English and Russian, and no header that names it.
    #[error("{file}:{line}: no header names the language {language}")]
    NoLanguage {
        file: String,
        /// Line of the feature, from 1.
        line: u64,
        /// Code of the language.
        language: &'static str,
    },
    /// A newer program wrote the file.
    #[error("{file} has version {version}")]
    Newer {
        file: String,
        /// Version of the file.
        version: u32,
    },
    /// The rest of the file cannot be read.
    #[error("{file}:{line}: {reason}")]
    Broken {
        file: String,
        /// Line of the fault, from 1.
        line: u64,
        /// The fault.
        reason: BrokenReason,
    },
    /// A quote opens a cell and is not closed: the start of the next row is unknown.
    #[error("{file}:{line}: a quote is not closed")]
    OpenQuote {
        file: String,
        /// The line of the quote, from 1.
        line: u64,
        /// Lines with further open quotes.
        more: usize,
    },
}

impl Explain for FormatError {
    fn message(&self) -> Message {
        match self {
            Self::Empty { file } => Message::new("formats-error-empty").with("file", file),
            Self::NotText { file } => Message::new("formats-error-not-text").with("file", file),
            Self::NoColumn { file, column, found } => {
                Message::new("formats-error-no-column").with("file", file).with("column", column).with("found", found)
            }
            Self::NoChoice { file, column, found } => {
                Message::new("formats-error-no-choice").with("file", file).with("column", column).with("found", found)
            }
            Self::NoHeader { file, line } => Message::new("formats-error-no-header").with("file", file).with("line", line),
            Self::NoSheet { file, sheet, found } => {
                Message::new("formats-error-no-sheet").with("file", file).with("sheet", sheet).with("found", found)
            }
            Self::Broken { file, line, reason } => reason.message(file, *line),
            Self::TooLarge { file, limit: Limit::Bytes(bytes) } => {
                Message::new("formats-error-too-large").with("file", file).with("limit", bytes >> 20)
            }
            Self::TooLarge { file, limit: Limit::Cells(cells) } => {
                Message::new("formats-error-too-many-cells").with("file", file).count("limit", *cells)
            }
            Self::TooLarge { file, limit: Limit::Columns(columns) } => {
                Message::new("formats-error-too-many-columns").with("file", file).count("limit", *columns)
            }
            Self::TooLarge { file, limit: Limit::Strings(strings) } => {
                Message::new("formats-error-too-many-strings").with("file", file).count("limit", *strings)
            }
            Self::TooLarge { file, limit: Limit::Values(values) } => {
                Message::new("formats-error-too-many-values").with("file", file).count("limit", *values)
            }
            Self::TooLarge { file, limit: Limit::Steps(steps) } => {
                Message::new("formats-error-too-many-steps").with("file", file).count("limit", *steps)
            }
            Self::TooLarge { file, limit: Limit::Results(results) } => {
                Message::new("formats-error-too-many-results").with("file", file).count("limit", *results)
            }
            Self::PastLimit { file, line, limit } => {
                let (key, limit) = match limit {
                    Limit::Bytes(bytes) => ("formats-error-long-text", usize::try_from(*bytes >> 20).unwrap_or(usize::MAX)),
                    Limit::Results(n) => ("formats-error-results-at", *n),
                    Limit::Values(n) | Limit::Cells(n) | Limit::Columns(n) | Limit::Strings(n) | Limit::Steps(n) => {
                        ("formats-error-elements-at", *n)
                    }
                };
                Message::new(key).with("file", file).with("line", line).count("limit", limit)
            }
            Self::Encrypted { file } => Message::new("formats-error-encrypted").with("file", file),
            Self::Workbook { file, reason } => Message::new("formats-error-workbook").with("file", file).with("reason", reason),
            Self::CutSheet { file, sheet } => Message::new("formats-error-sheet-cut").with("file", file).with("sheet", sheet),
            Self::BadCell { file, sheet, cell } => {
                Message::new("formats-error-cell").with("file", file).with("sheet", sheet).with("cell", cell)
            }
            Self::RowTwice { file, sheet, row } => {
                Message::new("formats-error-row-twice").with("file", file).with("sheet", sheet).with("row", row)
            }
            Self::OtherFormat { file, format, found } => {
                Message::new("formats-error-other-format").with("file", file).with("format", format).with("found", found)
            }
            Self::NestedShared { file, title } => {
                Message::new("formats-error-nested-shared").with("file", file).with("title", title)
            }
            Self::ReadOnly { format } => Message::new("formats-error-read-only").with("format", format),
            Self::Unwritable { reason } => Message::new("formats-error-unwritable").with("reason", reason),
            Self::OtherContent { file, kind } => {
                Message::new("formats-error-other-content").with("file", file).with("kind", kind)
            }
            Self::Unknown { file } => Message::new("formats-error-unknown").with("file", file),
            Self::UnknownLanguage { file, line, language } => {
                Message::new("formats-error-language").with("file", file).with("line", line).with("language", language)
            }
            Self::NoLanguage { file, line, language } => {
                Message::new("formats-error-no-language").with("file", file).with("line", line).with("language", language)
            }
            Self::Newer { file, version } => Message::new("formats-error-newer").with("file", file).with("version", version),
            Self::OpenQuote { file, line, more } => {
                Message::new("formats-error-open-quote").with("file", file).with("line", line).count("more", *more)
            }
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::NotText { .. } => Some(Message::new("formats-remedy-save-as-csv")),
            Self::NoColumn { .. } => Some(Message::new("formats-remedy-columns")),
            Self::NoChoice { .. } => Some(Message::new("formats-remedy-choice")),
            Self::OpenQuote { .. } => Some(Message::new("formats-remedy-open-quote")),
            Self::Newer { .. } => Some(Message::new("formats-remedy-newer")),
            Self::Unknown { .. } => Some(Message::new("formats-remedy-cases")),
            Self::UnknownLanguage { .. } => Some(Message::new("formats-remedy-language")),
            Self::NoLanguage { language, .. } => Some(Message::new("formats-remedy-no-language").with("language", language)),
            Self::TooLarge { .. } | Self::PastLimit { .. } => Some(Message::new("formats-remedy-split")),
            Self::Encrypted { .. } => Some(Message::new("formats-remedy-encrypted")),
            Self::OtherFormat { .. } => Some(Message::new("formats-remedy-detect-format")),
            Self::NestedShared { .. } => Some(Message::new("formats-remedy-nested-shared")),
            Self::Workbook { .. } | Self::CutSheet { .. } | Self::BadCell { .. } | Self::RowTwice { .. } => {
                Some(Message::new("formats-remedy-workbook"))
            }
            Self::ReadOnly { .. } | Self::Unwritable { .. } => Some(Message::new("formats-remedy-other-format")),
            Self::OtherContent { kind: "functions", .. } => Some(Message::new("formats-remedy-functions")),
            Self::Empty { .. }
            | Self::Broken { .. }
            | Self::NoHeader { .. }
            | Self::NoSheet { .. }
            | Self::OtherContent { .. } => None,
        }
    }
}
