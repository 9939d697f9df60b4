//! Classes of statuses: by them results are counted, coloured and filtered.

use super::status::ResultStatus;

/// The class of a status by which results are counted, coloured and filtered. Every status has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusClass {
    Passed,
    Failed,
    /// Broken: the test itself failed, not the product.
    Broken,
    Blocked,
    Skipped,
    Invalid,
    InProgress,
    /// Never run.
    #[default]
    Untested,
}

impl StatusClass {
    /// Every look, in the order in which they are shown.
    pub const ALL: [Self; 8] =
        [Self::Passed, Self::Failed, Self::Broken, Self::Blocked, Self::Skipped, Self::Invalid, Self::InProgress, Self::Untested];
}

/// The look of a status. A custom status looks like one in progress: neither good nor bad.
pub fn class_of(status: Option<&ResultStatus>) -> StatusClass {
    match status {
        None | Some(ResultStatus::Untested) => StatusClass::Untested,
        Some(ResultStatus::Passed) => StatusClass::Passed,
        Some(ResultStatus::Failed) => StatusClass::Failed,
        Some(ResultStatus::Broken) => StatusClass::Broken,
        Some(ResultStatus::Blocked) => StatusClass::Blocked,
        Some(ResultStatus::Skipped) => StatusClass::Skipped,
        Some(ResultStatus::Invalid) => StatusClass::Invalid,
        Some(ResultStatus::InProgress | ResultStatus::Custom(_)) => StatusClass::InProgress,
    }
}
