//! The last outcomes of one test, of the tests of a case, or of the tests of a function.

use std::collections::{BTreeMap, BTreeSet};

use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, FunctionId, RunId, TestId};
use voluptas_core::domain::outcome::{self, HistorySummary, PastOutcome, WINDOW};
use voluptas_core::domain::rules::ResultRules;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::{Result, Tx};

/// The test, case or function whose outcomes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryOf {
    Test(TestId),
    /// The tests of a case.
    Case(CaseId),
    /// The tests of the cases that cover a function.
    Function(FunctionId),
}

/// The outcome of a finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRun {
    pub run: RunId,
    /// Number of the run in its project.
    pub number: i64,
    /// The test; of several tests, one with the status of the outcome.
    pub test: TestId,
    /// Start of the run.
    pub at_ms: Millis,
    /// Status; of several tests, the worst one.
    pub status: ResultStatus,
    /// Flaky in that run.
    pub is_flaky: bool,
    /// Duration in milliseconds; of several tests, their sum.
    pub duration_ms: Option<i64>,
}

impl PastRun {
    /// Makes an entry of an outcome; `None` for a run without a number, which was deleted.
    pub fn of(test: TestId, seen: PastOutcome, numbers: &BTreeMap<RunId, i64>) -> Option<Self> {
        let PastOutcome { run, at_ms, status, is_flaky, duration_ms } = seen;
        Some(Self { number: *numbers.get(&run)?, run, test, at_ms, status, is_flaky, duration_ms })
    }
}

/// Outcomes in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Title of the environment; `None` for runs without one.
    pub environment: Option<String>,
    /// Number of tests.
    pub tests: usize,
    /// Figures of the rules over the outcomes.
    pub record: HistorySummary,
    /// Numbers of the rules.
    pub rules: ResultRules,
    /// Outcomes, the oldest first; at most [`WINDOW`].
    pub runs: Vec<PastRun>,
}

impl History {
    /// See [`outcome::pass_rate`], over the outcomes.
    pub fn pass_rate(&self) -> Option<f64> {
        let count = |is: fn(&ResultStatus) -> bool| self.runs.iter().filter(|run| is(&run.status)).count() as u64;
        outcome::pass_rate(count(|status| *status == ResultStatus::Passed), count(ResultStatus::is_executed))
    }
}

/// The outcome of each run in the order of time, with the test that it is the outcome of.
type Outcomes = BTreeMap<(Millis, RunId), (TestId, PastOutcome)>;

/// Tests of a function or a case that are read at most.
const MOST_TESTS: usize = 2_000;

/// The order in which an outcome of one test stands for that of several: the first.
fn rank(status: &ResultStatus) -> usize {
    match status {
        ResultStatus::Failed => 0,
        ResultStatus::Broken => 1,
        ResultStatus::Passed => 3,
        ResultStatus::Skipped => 4,
        ResultStatus::Untested => 5,
        _ => 2,
    }
}

/// Reads the outcomes, by environment; the environment with the newest run first.
pub fn of(tx: &Tx<'_>, of: HistoryOf) -> Result<Vec<History>> {
    let tests: Vec<TestId> = match of {
        HistoryOf::Test(test) => vec![test],
        HistoryOf::Case(case) => ids(tx, &[case])?,
        HistoryOf::Function(function) => ids(tx, &tx.mappings().cases_of(function)?)?,
    };
    // By environment and run: the outcome of the worst test, and the tests of the environment.
    let mut runs: BTreeMap<Option<i64>, Outcomes> = BTreeMap::new();
    let mut counts: BTreeMap<Option<i64>, usize> = BTreeMap::new();
    // The tests of one question are of one project.
    let mut rules = ResultRules::default();
    for history in tx.test_history().of_tests(&tests)? {
        *counts.entry(history.environment).or_default() += 1;
        rules = history.rules;
        let of_environment = runs.entry(history.environment).or_default();
        for seen in history.seen {
            join(of_environment, history.test, seen);
        }
    }
    let all: BTreeSet<RunId> = runs.values().flat_map(|r| r.keys().map(|(_, run)| *run)).collect();
    let numbers = tx.runs().numbers(&all.into_iter().collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for (environment, runs) in runs {
        let surplus = runs.len().saturating_sub(WINDOW);
        let last: Vec<(TestId, PastOutcome)> = runs.into_values().skip(surplus).collect();
        let seen: Vec<PastOutcome> = last.iter().map(|(_, seen)| seen.clone()).collect();
        found.push(History {
            environment: environment.map(|id| tx.environments().title(id)).transpose()?.flatten(),
            tests: counts.get(&environment).copied().unwrap_or(0),
            record: outcome::summarize(&seen, &rules),
            rules,
            runs: last.into_iter().filter_map(|(test, seen)| PastRun::of(test, seen, &numbers)).collect(),
        });
    }
    found.sort_by_key(|h| std::cmp::Reverse(h.runs.last().map(|run| (run.at_ms, run.run))));
    Ok(found)
}

fn ids(tx: &Tx<'_>, cases: &[CaseId]) -> Result<Vec<TestId>> {
    let mut ids: Vec<TestId> = tx.known_tests().of_cases(cases)?.into_iter().map(|test| test.id).collect();
    ids.truncate(MOST_TESTS);
    Ok(ids)
}

/// Puts the outcome of a test beside those of other tests of the run.
fn join(runs: &mut Outcomes, test: TestId, seen: PastOutcome) {
    match runs.entry((seen.at_ms, seen.run)) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert((test, seen));
        }
        std::collections::btree_map::Entry::Occupied(mut place) => {
            let (shown, other) = place.get_mut();
            let duration_ms = match (other.duration_ms, seen.duration_ms) {
                (Some(a), Some(b)) => a.checked_add(b),
                (one, other) => one.or(other),
            };
            let is_flaky = other.is_flaky || seen.is_flaky;
            if rank(&seen.status) < rank(&other.status) {
                (*shown, *other) = (test, seen);
            }
            (other.duration_ms, other.is_flaky) = (duration_ms, is_flaky);
        }
    }
}
