//! Why a file as a whole cannot be read.

use crate::domain::Message;
use crate::domain::message::Explain;

/// Why a file as a whole cannot be read. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// No text in it.
    #[error("{file} is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// Bytes of a workbook, an archive or a picture.
    #[error("{file} is not a text file")]
    NotText {
        /// The file.
        file: String,
    },
    /// The first row names none of the columns that are needed.
    #[error("{file} has no column {column}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column that is needed.
        column: String,
        /// What the first row says.
        found: String,
    },
    /// The table cannot be read on.
    #[error("{file}:{line}: {reason}")]
    Broken {
        /// The file.
        file: String,
        /// From 1.
        line: u64,
        /// The reader's words.
        reason: String,
    },
    /// A quote opens a cell and is not closed: where the next row begins cannot be told.
    #[error("{file}:{line}: a quote is not closed")]
    OpenQuote {
        /// The file.
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
            Self::Broken { file, line, reason } => {
                Message::new("formats-error-broken").with("file", file).with("line", line).with("reason", reason)
            }
            Self::OpenQuote { file, line, more } => {
                Message::new("formats-error-open-quote").with("file", file).with("line", line).count("more", *more)
            }
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::NotText { .. } => Some(Message::new("formats-remedy-save-as-csv")),
            Self::NoColumn { .. } => Some(Message::new("formats-remedy-columns")),
            Self::OpenQuote { .. } => Some(Message::new("formats-remedy-open-quote")),
            Self::Empty { .. } | Self::Broken { .. } => None,
        }
    }
}
