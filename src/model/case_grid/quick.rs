//! The filters that the grid of cases always offers.

use super::CaseFilter;

/// A filter that the grid always offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quick {
    /// All cases.
    All,
    /// Cases of the person who uses the window, by the rule of [`CaseFilter::is_mine`].
    Mine,
    /// Cases without a result.
    NeverRun,
    /// Cases that wait for a reviewer.
    InReview,
    /// Cases with a test that is flaky by its results, as the overview lists them.
    Flaky,
    /// Cases without a function.
    Uncovered,
}

impl Quick {
    /// All, as they are offered.
    pub const ALL: [Self; 6] = [Self::All, Self::Mine, Self::InReview, Self::NeverRun, Self::Flaky, Self::Uncovered];

    /// Key of its name.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::All => "gui-quick-all",
            Self::Mine => "cases-quick-mine",
            Self::NeverRun => "cases-quick-never-run",
            Self::InReview => "review-in-review",
            Self::Flaky => "cases-quick-flaky",
            Self::Uncovered => "cases-quick-uncovered",
        }
    }

    /// Key of the explanation of a name that does not say it all.
    #[must_use]
    pub fn hint_key(self) -> Option<&'static str> {
        match self {
            Self::Mine => Some("cases-quick-mine-hint"),
            Self::Flaky => Some("cases-quick-flaky-hint"),
            _ => None,
        }
    }

    /// The filter that it stands for.
    #[must_use]
    pub fn filter(self) -> CaseFilter {
        CaseFilter {
            is_mine: self == Self::Mine,
            is_never_run: self == Self::NeverRun,
            is_in_review: self == Self::InReview,
            is_flaky: self == Self::Flaky,
            is_uncovered: self == Self::Uncovered,
            ..CaseFilter::default()
        }
    }
}
