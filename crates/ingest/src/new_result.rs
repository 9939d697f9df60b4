//! Results before they have a case, and the errors of storing them.

use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::result::ResultContent;
use voluptas_store as store;
use voluptas_store::known_tests::TestKey;

/// A level of the suite path that a reporter gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteLevel {
    /// Suite title.
    pub title: String,
    /// Suite number, when the reporter knows it.
    pub number: Option<i64>,
}

/// A result that was read and has no case yet.
#[derive(Debug, Clone, Default)]
pub struct NewResult {
    /// Content. Files have their hash alone; [`store`](crate::store()) adds names and sizes.
    pub content: ResultContent,
    /// Numbers of the cases that it names.
    pub cases: Vec<i64>,
    /// Numbers that these cases have in Qase.
    pub qase_cases: Vec<i64>,
    /// Identity of the test over runs, where the tool gives one.
    pub test: Option<TestKey>,
    /// Suites from the root to the case.
    pub suites: Vec<SuiteLevel>,
    /// Fields of the case by key (`severity`, `automation_key`, `func_id`, ...).
    pub case_fields: BTreeMap<String, String>,
    /// Creates a case if none is found, whatever the project's setting.
    pub creates_case: bool,
    /// The result stands for a file that cannot be read: no case is created for it.
    pub is_unreadable_file: bool,
    /// Place in the request, for errors: `results.3`.
    pub place: String,
}

/// Rules for a batch.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// An unknown case number is an error. Otherwise such a result stays without a case.
    pub strict: bool,
    /// Readers of the API see the results from then on; `None` is at once.
    pub visible: Option<Millis>,
    /// The project's setting for results that name no case; `None` if it is not set.
    pub makes_cases: Option<bool>,
    /// A case that alone in the project has the title is the case, whatever its suite.
    pub by_title_alone: bool,
    /// True for an option (field, slug) that the protocol knows besides those in use.
    pub is_option: fn(&str, &str) -> bool,
}

/// The reason for refusing a batch. Nothing of the batch is stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A strict result names a case that is not there.
    #[error("unknown case at {place}")]
    UnknownCase {
        /// Place of the result in the request.
        place: String,
    },
    /// A result names a file that was not uploaded.
    #[error("unknown file {hash} at {place} {field}")]
    UnknownFile {
        /// Place of the result in the request.
        place: String,
        /// Field below it.
        field: String,
        hash: String,
    },
    /// The workspace cannot be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Result of this layer.
pub type Result<T> = std::result::Result<T, Error>;
