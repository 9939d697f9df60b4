//! The runs that a dashboard is about.

use serde::{Deserialize, Serialize};
use voluptas_core::domain::outcome::FlakyRule;
use voluptas_core::domain::result::ResultLabel;

/// Runs that a dashboard is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Title of a run, whose series is meant ([`voluptas_core::domain::run::series`]); `None` for runs of every series.
    pub title: Option<String>,
    /// Row id of the environment of the runs; `None` for runs of every environment and without one.
    pub environment: Option<i64>,
    /// Label of the results; `None` for all results.
    pub label: Option<ResultLabel>,
    /// The last runs or days.
    pub range: Range,
    /// Rule of the list of flaky tests.
    pub rule: FlakyRule,
}

/// The last finished runs, by number or by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Range {
    /// Number of runs.
    Runs(usize),
    /// The runs that ended within so many days.
    Days(u32),
}

impl Default for Range {
    fn default() -> Self {
        Self::Runs(30)
    }
}

/// Runs of a dashboard at most, whatever the range is.
pub const MOST_RUNS: usize = 500;
