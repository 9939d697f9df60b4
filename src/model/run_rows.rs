//! Rows of a run that another view asks to show.

use super::runs::Only;
use voluptas_core::domain::ids::{ResultId, TestId};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::status_class::StatusClass;

/// Rows of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunRows {
    /// All tests.
    All,
    /// Tests with a result of this look.
    Class(StatusClass),
    /// Tests with this difference to the run before.
    Difference(Difference),
    /// Tests that are shown alone for another reason than their result.
    Only(Only),
    /// All tests, with the result of this one chosen.
    Test(TestId),
    /// All tests, with this result chosen.
    Result(ResultId),
}
