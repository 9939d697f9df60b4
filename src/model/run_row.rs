//! One run as lists show it, with its numbers of results.

use std::collections::BTreeMap;

use super::rollup::class_of;
use voluptas_core::base::Millis;
use voluptas_core::domain::outcome;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::shards::ShardCount;
use voluptas_ui::widgets::StatusClass;

/// Numbers of results by class of status, in the order of [`StatusClass::ALL`].
pub type ClassCounts = [u64; StatusClass::ALL.len()];

/// Tests that count for a pass rate; see [`ResultStatus::is_executed`](voluptas_core::domain::status::ResultStatus::is_executed).
pub fn executed(looks: &ClassCounts) -> u64 {
    looks.iter().sum::<u64>() - looks[index(StatusClass::Skipped)] - looks[index(StatusClass::Untested)]
}

/// Numbers by class of status from tests by the word of their status.
pub fn class_counts<'s>(statuses: impl Iterator<Item = (&'s str, u64)>) -> ClassCounts {
    let mut counts = ClassCounts::default();
    for (slug, tests) in statuses {
        counts[index(class_of(Some(&ResultStatus::parse(slug))))] += tests;
    }
    counts
}

/// The pass rate of numbers by look; see [`outcome::pass_rate`].
pub fn pass_rate(looks: &ClassCounts) -> Option<f64> {
    outcome::pass_rate(looks[index(StatusClass::Passed)], executed(looks))
}

/// The pass rate of a run as it stands everywhere: `93.4 %`, or a dash.
pub fn pass_words(looks: &ClassCounts, tr: Tr) -> String {
    pass_rate(looks).map_or_else(|| "–".to_owned(), |rate| tr.rate(rate))
}

/// The share of passed tests without decimals, for a large number: `93 %`, or a dash.
pub fn pass_percent(looks: &ClassCounts, tr: Tr) -> String {
    match executed(looks) {
        0 => "–".to_owned(),
        executed => tr.percent(looks[index(StatusClass::Passed)], executed),
    }
}

/// One run as lists show it.
#[derive(Debug, Clone)]
pub struct RunRow {
    pub run: Run,
    /// Code of its project.
    pub project: String,
    /// Results by look.
    pub looks: ClassCounts,
    /// Number of errors outside of tests.
    pub errors: u64,
    /// Numbers of its shards; `None` for a run that is not filled by shards.
    pub shards: Option<ShardCount>,
    /// The name that its series has.
    pub(super) series: String,
}

impl RunRow {
    /// True for two runs of one series: tests that ran again.
    pub fn is_of_series_of(&self, other: &Self) -> bool {
        self.series == other.series
    }

    /// True for an active run that ingests fill together.
    pub fn is_filled_by_shards(&self) -> bool {
        self.run.state == RunState::Active && self.shards.is_some()
    }

    /// The row with the numbers of a part of its tests, by the word of their status.
    pub fn part(&self, statuses: Option<&BTreeMap<String, u64>>) -> Option<Self> {
        let looks = class_counts(statuses?.iter().map(|(slug, tests)| (slug.as_str(), *tests)));
        Some(Self { looks, ..self.clone() })
    }

    /// Cases in it.
    pub fn total(&self) -> u64 {
        self.looks.iter().sum()
    }

    /// Cases with a status.
    pub fn done(&self) -> u64 {
        self.total() - self.looks[index(StatusClass::Untested)] - self.looks[index(StatusClass::InProgress)]
    }

    /// True for a run with a failed or broken test.
    pub fn has_failures(&self) -> bool {
        self.looks[index(StatusClass::Failed)] + self.looks[index(StatusClass::Broken)] > 0
    }

    /// Time at which the run began; that of storing where the run does not say.
    pub fn began_ms(&self) -> Millis {
        self.run.start_ms.unwrap_or(self.run.created_ms)
    }

    /// The one icon of the run: that it goes on, otherwise failures first. An active run with a failure is no finished one. A run with an
    /// error outside of its tests is broken.
    pub fn look(&self) -> StatusClass {
        let has = |look: StatusClass| self.looks[index(look)] > 0;
        if self.run.state == RunState::Active {
            StatusClass::InProgress
        } else if has(StatusClass::Failed) {
            StatusClass::Failed
        } else if has(StatusClass::Broken) || self.errors > 0 {
            StatusClass::Broken
        } else if has(StatusClass::Passed) {
            StatusClass::Passed
        } else {
            StatusClass::Untested
        }
    }
}

/// Place of a class in [`StatusClass::ALL`].
pub fn index(look: StatusClass) -> usize {
    StatusClass::ALL.iter().position(|l| *l == look).unwrap_or(0)
}
