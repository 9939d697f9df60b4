//! Tests that fail most, are flaky, or take longest.

use std::collections::BTreeSet;

use super::history::PastRun;
use super::scope::Scope;
use super::trend::Trend;
use rustc_hash::FxHashSet;
use voluptas_core::domain::combination::values;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId, TestId};
use voluptas_core::domain::outcome::{FlakyRule, HistorySummary, is_classic_flaky};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::test_history::{TestHistory, WorstBy};
use voluptas_store::{Result, Tx};

/// A test with its last outcomes in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestLine {
    pub test: TestId,
    pub title: String,
    /// Values of the parameters of its newest result; see [`voluptas_core::domain::combination::values`].
    pub values: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// The case of the test.
    pub case: Option<CaseId>,
    /// Row id of the environment of these outcomes.
    pub environment: Option<i64>,
    /// Figures of the rules over the outcomes.
    pub record: HistorySummary,
    /// The outcomes that the figures are computed from, the oldest first; at most [`voluptas_core::domain::outcome::WINDOW`].
    pub seen: Vec<PastRun>,
}

impl TestLine {
    /// The newest run with an outcome of this list: the last failure of a test, otherwise its last run.
    pub fn run_to_show(&self, by: WorstBy) -> Option<&PastRun> {
        let failed = |seen: &&PastRun| voluptas_core::domain::outcome::is_bad(&seen.status);
        let found = if by == WorstBy::Slow { None } else { self.seen.iter().rev().find(failed) };
        found.or(self.seen.last())
    }

    /// Change of the last passed outcome's duration against the mean of those before it, in percent; `None` without both.
    pub fn slower_by(&self) -> Option<i64> {
        let passed = self.seen.iter().filter(|s| s.status == ResultStatus::Passed).filter_map(|s| s.duration_ms);
        let took: Vec<i64> = passed.collect();
        let (last, before) = took.split_last()?;
        let sum = before.iter().try_fold(0_i64, |sum, ms| sum.checked_add(*ms))?;
        let mean = sum.checked_div(i64::try_from(before.len()).ok()?)?;
        last.checked_sub(mean)?.checked_mul(100)?.checked_div(mean)
    }
}

/// The first tests of a list by their outcomes in the runs of the trend, at most `limit`.
pub fn of(tx: &Tx<'_>, project: ProjectId, scope: &Scope, trend: &Trend, by: WorstBy, limit: usize) -> Result<Vec<TestLine>> {
    if trend.runs.is_empty() {
        return Ok(Vec::new());
    }
    let shown: FxHashSet<RunId> = trend.runs.iter().map(|run| run.id).collect();
    let is_classic = by == WorstBy::Flaky && scope.rule == FlakyRule::Classic;
    let fits = |h: &TestHistory| !is_classic || is_classic_flaky(&h.seen);
    let is_shown = |test, run| shown.contains(&run) && trend.has(run, test);
    let found = tx.test_history().worst_where(project, by, scope.environment, limit, is_shown, fits)?;
    let tests: Vec<TestId> = found.iter().map(|h| h.test).collect();
    let known = tx.known_tests().many(&tests.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())?;
    let params = tx.results().params_of_tests(&tests)?;
    let runs: BTreeSet<RunId> = found.iter().flat_map(|h| h.seen.iter().map(|s| s.run)).collect();
    let numbers = tx.runs().numbers(&runs.into_iter().collect::<Vec<_>>())?;
    let mut lines: Vec<TestLine> = Vec::with_capacity(found.len());
    for history in found {
        // A test may be in the list in several environments.
        let Some(test) = known.get(&history.test) else { continue };
        let seen = history.seen.into_iter().filter_map(|s| PastRun::of(history.test, s, &numbers)).collect();
        lines.push(TestLine {
            test: history.test,
            title: test.title.clone(),
            values: params.get(&history.test).map(|p| values(p, &test.title)).unwrap_or_default(),
            full_name: test.full_name.clone(),
            case: test.case,
            environment: history.environment,
            record: history.record,
            seen,
        });
    }
    // Tests of the same rank in a steady order.
    let rank = |line: &TestLine| by.figure(&line.record);
    lines.sort_by(|a, b| {
        (std::cmp::Reverse(rank(a)), &a.title, &a.values, a.test, a.environment).cmp(&(
            std::cmp::Reverse(rank(b)),
            &b.title,
            &b.values,
            b.test,
            b.environment,
        ))
    });
    Ok(lines)
}
