//! The status of a result: Qase's statuses, Allure's "broken", and the slugs that a workspace adds.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The outcome of a test. Compared and stored by its slug; unknown slugs are kept, since Qase lets a workspace add statuses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResultStatus {
    /// The check held.
    Passed,
    /// The check did not hold.
    Failed,
    /// The test itself fell over (Allure's word; Qase knows no such status).
    Broken,
    /// Could not be executed for another reason than the test itself.
    Blocked,
    /// Deliberately not executed.
    Skipped,
    /// The test is not valid for this run.
    Invalid,
    /// Begun and not ended.
    InProgress,
    /// Planned, without any result.
    #[default]
    Untested,
    /// A status of the workspace's own, by its slug.
    Custom(String),
}

impl ResultStatus {
    /// Reads a slug or a display name, whatever its letter case (`Passed`, `in progress`, `fail`). Blank means untested.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        // What the store holds, without making new texts.
        match text {
            "passed" => return Self::Passed,
            "failed" => return Self::Failed,
            "broken" => return Self::Broken,
            "blocked" => return Self::Blocked,
            "skipped" => return Self::Skipped,
            "untested" => return Self::Untested,
            _ => {}
        }
        let slug = text.trim().to_lowercase().replace([' ', '-'], "_");
        match slug.as_str() {
            "passed" | "pass" | "ok" => Self::Passed,
            "failed" | "fail" => Self::Failed,
            "broken" | "error" => Self::Broken,
            "blocked" | "block" => Self::Blocked,
            "skipped" | "skip" | "deselected" => Self::Skipped,
            "invalid" => Self::Invalid,
            "in_progress" => Self::InProgress,
            "" | "untested" => Self::Untested,
            _ => Self::Custom(slug),
        }
    }

    /// The slug that is stored and sent.
    pub fn slug(&self) -> &str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Broken => "broken",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
            Self::Invalid => "invalid",
            Self::InProgress => "in_progress",
            Self::Untested => "untested",
            Self::Custom(slug) => slug,
        }
    }

    /// True for a test that counts for a pass rate: it was executed, or something kept it from passing. Skipped and untested ones do not,
    /// nor those that are only begun: a comment is no verdict.
    pub fn is_executed(&self) -> bool {
        !matches!(self, Self::Skipped | Self::Untested | Self::InProgress)
    }

    /// False for a result that is only begun or planned.
    pub fn is_ended(&self) -> bool {
        !matches!(self, Self::InProgress | Self::Untested)
    }

    /// Place of the status from the worst (0) to those that say least.
    pub fn order(&self) -> u8 {
        match self {
            Self::Failed => 0,
            Self::Broken => 1,
            Self::Blocked => 2,
            Self::Invalid => 3,
            Self::InProgress | Self::Custom(_) => 4,
            Self::Passed => 5,
            Self::Skipped => 6,
            Self::Untested => 7,
        }
    }

    /// The nearest status that Qase accepts for a result: its own words and custom slugs stay, `broken` becomes `failed`.
    pub fn for_qase(&self) -> &str {
        match self {
            Self::Broken => "failed",
            other => other.slug(),
        }
    }
}

impl fmt::Display for ResultStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl Serialize for ResultStatus {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.slug())
    }
}

impl<'de> Deserialize<'de> for ResultStatus {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(d)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_survive_a_round_trip() {
        for slug in ["passed", "failed", "broken", "blocked", "skipped", "invalid", "in_progress", "untested", "retest"] {
            assert_eq!(ResultStatus::parse(slug).slug(), slug);
        }
        assert_eq!(ResultStatus::parse(" In Progress "), ResultStatus::InProgress);
        assert_eq!(ResultStatus::Broken.for_qase(), "failed");
    }

    #[test]
    fn a_begun_result_is_not_executed() {
        assert!(!ResultStatus::InProgress.is_executed() && !ResultStatus::Untested.is_executed());
        assert!(ResultStatus::Invalid.is_executed() && ResultStatus::Blocked.is_executed());
    }
}
