//! The outcome of writing a report: its counts, or the reason why it was not written.

use super::temporary::TemporaryFailure;
use std::io;
use voluptas_store::Error as StoreError;

/// Counts of a written report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportCounts {
    pub tests: usize,
    /// Cases, or combinations of their parameters, without a result.
    pub untested: i64,
    /// Attached files within the report. Files with the same bytes count as one.
    pub files: usize,
    /// Attached files that are listed by name and size alone, because their bytes are not within the report. Those with the same bytes
    /// count as one.
    pub files_listed: usize,
}

/// The reason why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The run cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(io::Error),
    /// A file in the system's folder for temporary files cannot be written or read.
    #[error(transparent)]
    Temporary(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.downcast::<TemporaryFailure>() {
            Ok(failure) => Self::Temporary(failure.0),
            Err(error) => Self::Output(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}
