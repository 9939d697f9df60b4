//! Icons of results and dots of coverage: from a case's last status to a look, from a function's rolled-up coverage to a dot.

use crate::app::coverage::{Coverage, CoverageState};
pub use crate::domain::look::look_of;
use crate::gui::widgets::{Coverage as Dot, Look};

/// The worse of two looks, which a group shows. An untested case does not hide the results of the others.
#[must_use]
pub fn worse(a: Look, b: Look) -> Look {
    let rank = |l: Look| match l {
        Look::Failed => 7,
        Look::Broken => 6,
        Look::Blocked => 5,
        Look::Invalid => 4,
        Look::InProgress => 3,
        Look::Skipped => 1,
        Look::Passed => 2,
        Look::Untested => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// The dot of a function with that coverage. Failures show before everything else.
#[must_use]
pub fn dot_of(coverage: &Coverage) -> Dot {
    match coverage.state() {
        CoverageState::Failing | CoverageState::Broken => Dot::Failing,
        CoverageState::Passing => Dot::Passing,
        CoverageState::Untested | CoverageState::PartlyTested | CoverageState::Blocked => Dot::NotRun,
        CoverageState::Nothing | CoverageState::Uncovered => Dot::Uncovered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::status::ResultStatus;

    #[test]
    fn failures_show_through_and_untested_ones_hide_nothing() {
        assert_eq!(worse(Look::Untested, Look::Passed), Look::Passed);
        assert_eq!(worse(Look::Failed, Look::Passed), Look::Failed);
        assert_eq!(look_of(Some(&ResultStatus::Custom("retest".into()))), Look::InProgress);
        let failing = Coverage { testable: 2, covered: 1, cases: 2, passed: 1, failed: 1, ..Coverage::default() };
        assert_eq!(dot_of(&failing), Dot::Failing);
        assert_eq!(dot_of(&Coverage::default()), Dot::Uncovered);
    }
}
