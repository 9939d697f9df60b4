//! Errors of a run as a whole: failures outside of its tests, and files that were not read completely.

use super::Message;
use serde::{Deserialize, Serialize};

/// An error of a run that belongs to none of its tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunError {
    pub kind: RunErrorKind,
    /// The file of results that holds the error.
    pub file: String,
    /// The file, suite or phase that failed.
    pub source: Option<String>,
    /// Message of the tool; blank if the program has a message of its own ([`RunError::own_message`]).
    pub message: String,
    /// Stack trace.
    pub trace: Option<String>,
}

/// Kind of a [`RunError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunErrorKind {
    /// A file that does not load, a global setup or teardown, an aborted run.
    Failure,
    /// An error with which the tool itself ends well. No gate refuses it.
    Notice,
    /// The file cannot be read, or not to its end: tests may be missing.
    Unread,
    /// The run has ended before all of its shards came.
    Shards { received: i64, expected: i64 },
    /// The file states more tests or more failed ones than were read from it.
    Totals(Totals),
}

impl RunErrorKind {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Notice => "notice",
            Self::Unread => "unread",
            Self::Shards { .. } => "shards",
            Self::Totals(_) => "totals",
        }
    }
}

/// Numbers of tests of a file: as the file states them, and as they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Number of tests that the file states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_tests: Option<u64>,
    /// Number of tests that were read.
    pub read_tests: u64,
    /// Number of failed and broken tests that the file states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_bad: Option<u64>,
    /// Number of failed and broken tests that were read.
    pub read_bad: u64,
}

impl Totals {
    fn lacks_tests(&self) -> bool {
        self.stated_tests.is_some_and(|stated| stated > self.read_tests)
    }

    fn lacks_bad(&self) -> bool {
        self.stated_bad.is_some_and(|stated| stated > self.read_bad)
    }

    /// True when the file states more tests or more failed ones than were read.
    #[must_use]
    pub fn lacks(&self) -> bool {
        self.lacks_tests() || self.lacks_bad()
    }

    /// The numbers that differ, for people.
    #[must_use]
    pub fn message(&self) -> Message {
        let key = match (self.lacks_tests(), self.lacks_bad()) {
            (true, true) => "run-error-totals",
            (false, true) => "run-error-totals-bad",
            _ => "run-error-totals-tests",
        };
        Message::new(key)
            .count("stated", self.stated_tests.unwrap_or_default())
            .count("read", self.read_tests)
            .count("stated_bad", self.stated_bad.unwrap_or_default())
            .count("read_bad", self.read_bad)
    }
}

impl RunError {
    /// True for an error that no quality gate accepts, unless its rules allow it.
    #[must_use]
    pub fn breaks_gate(&self) -> bool {
        self.kind != RunErrorKind::Notice
    }

    /// The message as a text of the program; `None` if it comes from the tool.
    #[must_use]
    pub fn own_message(&self) -> Option<Message> {
        match self.kind {
            RunErrorKind::Totals(totals) => Some(totals.message()),
            RunErrorKind::Shards { received, expected } => {
                Some(Message::new("run-error-shards").count("received", received).count("expected", expected))
            }
            RunErrorKind::Failure | RunErrorKind::Notice | RunErrorKind::Unread => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lacks_what_it_states_beyond_what_was_read() {
        let totals = |stated_tests, stated_bad| Totals { stated_tests, read_tests: 3, stated_bad, read_bad: 1 };
        for (stated, key) in [
            (totals(Some(4), None), Some("run-error-totals-tests")),
            (totals(Some(3), Some(2)), Some("run-error-totals-bad")),
            (totals(Some(4), Some(2)), Some("run-error-totals")),
            (totals(Some(3), Some(1)), None),
            (totals(Some(1), Some(0)), None),
            (totals(None, None), None),
        ] {
            assert_eq!(stated.lacks().then(|| stated.message().key).as_deref(), key, "{stated:?}");
        }
    }
}
