//! Trend of a project: its finished runs, one after another.

use std::collections::BTreeMap;

use super::scope::{MOST_RUNS, Range, Scope};
use crate::runs::label_parts::Part;
use rustc_hash::{FxHashMap, FxHashSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, RunId, TestId};
use voluptas_core::domain::outcome;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::run::{Run, series};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::page::Slice;
use voluptas_store::runs::{FinishedFilter, RunSeries, RunStats};
use voluptas_store::{Result, Tx};

/// Tests of a run, or of several, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub broken: u64,
    pub skipped: u64,
    pub blocked: u64,
    /// Invalid, or with a status of the workspace's own.
    pub other: u64,
    /// Planned tests without a verdict. A result in progress counts here: it has only a comment or steps.
    pub untested: u64,
}

impl Counts {
    /// Adds tests with a status.
    pub fn add(&mut self, status: &ResultStatus, tests: u64) {
        let count = match status {
            ResultStatus::Passed => &mut self.passed,
            ResultStatus::Failed => &mut self.failed,
            ResultStatus::Broken => &mut self.broken,
            ResultStatus::Skipped => &mut self.skipped,
            ResultStatus::Blocked => &mut self.blocked,
            ResultStatus::Untested | ResultStatus::InProgress => &mut self.untested,
            _ => &mut self.other,
        };
        *count += tests;
    }

    /// All tests, planned ones too.
    pub fn total(&self) -> u64 {
        self.executed() + self.skipped + self.untested
    }

    /// Tests that were executed, by [`ResultStatus::is_executed`].
    pub fn executed(&self) -> u64 {
        self.passed + self.failed + self.broken + self.blocked + self.other
    }

    /// See [`outcome::pass_rate`].
    pub fn pass_rate(&self) -> Option<f64> {
        outcome::pass_rate(self.passed, self.executed())
    }

    /// The tests of a run.
    pub fn of(stats: &RunStats) -> Self {
        let mut counts = Self::default();
        for (slug, tests) in &stats.statuses {
            counts.add(&ResultStatus::parse(slug), u64::try_from(*tests).unwrap_or(0));
        }
        counts
    }
}

/// A finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPoint {
    /// The run.
    pub id: RunId,
    /// Number of the run in the project.
    pub number: i64,
    pub title: String,
    /// Row id of the environment.
    pub environment: Option<i64>,
    /// End of the run.
    pub at_ms: Millis,
    /// Time from start to end, in milliseconds; `None` for a run without both, and for one that ended the moment it began.
    pub duration_ms: Option<i64>,
    /// Sum of the durations of all results, in milliseconds.
    pub spent_ms: i64,
    /// Tests by the status of their last attempt.
    pub counts: Counts,
    /// Number of errors outside of tests that no quality gate accepts. They belong to no part of a run: with a label there are none.
    pub errors: u64,
}

/// The finished runs of one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentPoint {
    /// Row id; `None` for runs without an environment.
    pub environment: Option<i64>,
    /// Number of runs.
    pub runs: usize,
    /// Sum of the tests of these runs.
    pub counts: Counts,
    /// The newest run.
    pub newest: RunPoint,
}

/// Finished runs of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trend {
    /// Runs of the scope, the oldest first.
    pub runs: Vec<RunPoint>,
    /// Titles of all environments of the project by row id, also of those without runs in the scope.
    pub environments: BTreeMap<i64, String>,
    /// Series that have several finished runs in the project, that of the newest run first.
    pub series: Vec<RunSeries>,
    /// True when the project has a finished run of any environment and time.
    pub has_finished: bool,
    /// The tests of each run whose results have the label of the scope; `None` without a label.
    pub labelled: Option<FxHashMap<RunId, FxHashSet<TestId>>>,
}

impl Trend {
    /// True for a test of a run that belongs to the trend.
    pub fn has(&self, run: RunId, test: TestId) -> bool {
        self.labelled.as_ref().is_none_or(|runs| runs.get(&run).is_some_and(|tests| tests.contains(&test)))
    }

    /// The newest run with the one before it that is of its series and environment.
    pub fn newest(&self) -> Option<(&RunPoint, Option<&RunPoint>)> {
        let (newest, rest) = self.runs.split_last()?;
        let own = series(&newest.title);
        let is_before = |run: &&RunPoint| run.environment == newest.environment && series(&run.title) == own;
        Some((newest, rest.iter().rev().find(is_before)))
    }

    /// The runs by environment, that of the newest run first.
    pub fn by_environment(&self) -> Vec<EnvironmentPoint> {
        let mut found: Vec<EnvironmentPoint> = Vec::new();
        for run in self.runs.iter().rev() {
            let place = found.iter().position(|point| point.environment == run.environment);
            let place = place.unwrap_or_else(|| {
                let point =
                    EnvironmentPoint { environment: run.environment, runs: 0, counts: Counts::default(), newest: run.clone() };
                found.push(point);
                found.len() - 1
            });
            if let Some(point) = found.get_mut(place) {
                point.runs += 1;
                let c = &run.counts;
                for (sum, n) in [
                    (&mut point.counts.passed, c.passed),
                    (&mut point.counts.failed, c.failed),
                    (&mut point.counts.broken, c.broken),
                    (&mut point.counts.skipped, c.skipped),
                    (&mut point.counts.blocked, c.blocked),
                    (&mut point.counts.other, c.other),
                    (&mut point.counts.untested, c.untested),
                ] {
                    *sum += n;
                }
            }
        }
        found
    }
}

/// Series to select from at most.
const MOST_SERIES: usize = 30;
/// Milliseconds of a day.
const DAY: Millis = 86_400_000;

/// Reads the finished runs of a scope: two queries, whatever the number of results is. With a label, the details of all results of these
/// runs are read, and runs without the label are left out.
pub fn of(tx: &Tx<'_>, project: ProjectId, scope: &Scope) -> Result<Trend> {
    let (limit, since) = match scope.range {
        Range::Runs(runs) => (runs.min(MOST_RUNS), None),
        Range::Days(days) => (MOST_RUNS, Some(tx.now() - Millis::from(days) * DAY)),
    };
    let filter = FinishedFilter { series_of: scope.title.clone(), environment: scope.environment, since };
    let mut runs = tx.runs().finished(project, &filter, limit)?;
    runs.reverse();
    let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
    let stats = tx.runs().stats(&ids)?;
    let mut runs: Vec<RunPoint> = runs.into_iter().map(|run| point(run, &stats)).collect();
    let has_runs = !runs.is_empty();
    let labelled = match &scope.label {
        Some(label) => Some(keep_labelled(tx, &mut runs, label)?),
        None => None,
    };
    let environments = tx.environments().list(project, None, None, Slice::ALL)?.rows;
    let has_finished = has_runs || !tx.runs().finished(project, &FinishedFilter::default(), 1)?.is_empty();
    Ok(Trend {
        runs,
        environments: environments.into_iter().map(|e| (e.id, e.content.title)).collect(),
        series: tx.runs().series_of_several(project, MOST_SERIES)?,
        has_finished,
        labelled,
    })
}

/// Leaves of each run the tests whose results have a label. Gives these.
fn keep_labelled(tx: &Tx<'_>, runs: &mut Vec<RunPoint>, label: &ResultLabel) -> Result<FxHashMap<RunId, FxHashSet<TestId>>> {
    let mut labelled = FxHashMap::default();
    for run in runs.iter_mut() {
        let part = Part::read(tx, run.id, Some(label))?;
        run.counts = Counts::default();
        part.outcomes.iter().for_each(|outcome| run.counts.add(&outcome.status, 1));
        // The run has the time of all its jobs.
        run.duration_ms = None;
        run.errors = 0;
        run.spent_ms = part.outcomes.iter().filter_map(|outcome| outcome.duration_ms).fold(0, i64::saturating_add);
        labelled.insert(run.id, part.outcomes.iter().map(|outcome| outcome.test).collect::<FxHashSet<_>>());
    }
    runs.retain(|run| labelled.get(&run.id).is_some_and(|tests| !tests.is_empty()));
    Ok(labelled)
}

fn point(run: Run, stats: &BTreeMap<RunId, RunStats>) -> RunPoint {
    let stats = stats.get(&run.id);
    let duration = run.start_ms.zip(run.end_ms).map(|(start, end)| end.saturating_sub(start));
    RunPoint {
        id: run.id,
        number: run.number,
        environment: run.content.environment_id,
        title: run.content.title,
        at_ms: run.end_ms.unwrap_or(run.created_ms),
        duration_ms: duration.filter(|ms| *ms > 0),
        spent_ms: stats.map_or(0, |s| s.time_spent_ms),
        counts: stats.map(Counts::of).unwrap_or_default(),
        errors: stats.map_or(0, |s| s.errors),
    }
}
