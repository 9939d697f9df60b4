//! Icons of results and dots of coverage: from a case's last status to a look, from a function's rolled-up coverage to a dot.

use voluptas_app::functions::coverage::{Coverage, CoverageState};
pub use voluptas_core::domain::status_class::class_of;
use voluptas_ui::widgets::{Coverage as Dot, StatusClass};

/// The worse of two looks, which a group shows. An untested case does not hide the results of the others.
pub fn worse(a: StatusClass, b: StatusClass) -> StatusClass {
    let rank = |l: StatusClass| match l {
        StatusClass::Failed => 7,
        StatusClass::Broken => 6,
        StatusClass::Blocked => 5,
        StatusClass::Invalid => 4,
        StatusClass::InProgress => 3,
        StatusClass::Skipped => 1,
        StatusClass::Passed => 2,
        StatusClass::Untested => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// The dot of a function with that coverage. Failures show before everything else.
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
    use voluptas_core::domain::status::ResultStatus;

    #[test]
    fn failures_show_through_and_untested_ones_hide_nothing() {
        assert_eq!(worse(StatusClass::Untested, StatusClass::Passed), StatusClass::Passed);
        assert_eq!(worse(StatusClass::Failed, StatusClass::Passed), StatusClass::Failed);
        assert_eq!(class_of(Some(&ResultStatus::Custom("retest".into()))), StatusClass::InProgress);
        let failing = Coverage { testable: 2, covered: 1, cases: 2, passed: 1, failed: 1, ..Coverage::default() };
        assert_eq!(dot_of(&failing), Dot::Failing);
        assert_eq!(dot_of(&Coverage::default()), Dot::Uncovered);
    }
}
