//! The dashboard of a project: how its finished runs went, and which tests need a look.
//!
//! - [`trend`]: counts, pass rate and duration of each run, also by environment;
//! - [`worst`]: tests that fail most, are flaky, or take longest, by the rules of [`voluptas_core::domain::outcome`];
//! - [`modules`]: results by top function or top suite;
//! - [`waiting`]: cases in review, mutes that end soon;
//! - [`labels`]: labels by which all of this can be narrowed;
//! - [`history`]: the last outcomes of one test, of a case or of a function.
//!
//! Everything is read from roll-ups (`run_counters`, `run_outcomes`, `test_history`), so that the cost depends on the number of runs and
//! tests, and on the results of the newest run alone. Labels stand in the details of results, which [`labels`], and everything with a
//! label, reads besides. [`read`] reads what the window and the command line show from one state of the file.

pub mod history;
pub mod labels;
pub mod modules;
mod scope;
pub mod trend;
pub mod waiting;
pub mod worst;

use std::collections::BTreeMap;

use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::rules::ResultRules;
use voluptas_store::test_history::WorstBy;
use voluptas_store::{Result, Store, Tx};

pub use history::{History, HistoryOf, PastRun};
pub use modules::{BadTest, ModuleLine};
pub use scope::{MOST_RUNS, Range, Scope};
pub use trend::{Counts, EnvironmentPoint, RunPoint, Trend};
pub use waiting::WaitingWork;
pub use worst::TestLine;

/// Tests of each list of the dashboard.
pub const TOP: usize = 50;

/// The newest run of the scope against the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestRun {
    /// The newest run.
    pub run: RunId,
    /// Number of the run.
    pub number: i64,
    /// Number of the run before it.
    pub before: i64,
    /// Number of its tests by difference, without unchanged ones and without new failures of muted tests.
    pub differences: BTreeMap<Difference, usize>,
    /// Number of new failures of muted tests.
    pub muted_new_failures: usize,
}

/// Everything that the dashboard shows of results.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dashboard {
    /// Runs and environments.
    pub trend: Trend,
    /// Tests by the number of failures, most first.
    pub failing: Vec<TestLine>,
    /// Tests by the rate of flakiness, most first.
    pub flaky: Vec<TestLine>,
    /// Tests by mean duration, longest first.
    pub slow: Vec<TestLine>,
    /// The newest run against the one before it; `None` without one.
    pub newest: Option<NewestRun>,
    /// Number of the tests of the newest run that belong to no case.
    pub without_case: u64,
    /// Numbers of the rules.
    pub rules: ResultRules,
}

/// Reads the dashboard of a project. Blocks.
pub fn read(store: &Store, project: ProjectId, scope: &Scope) -> Result<Dashboard> {
    store.read(|tx| {
        let trend = trend::of(tx, project, scope)?;
        let list = |by| worst::of(tx, project, scope, &trend, by, TOP);
        let (failing, flaky, slow) = (list(WorstBy::Failing)?, list(WorstBy::Flaky)?, list(WorstBy::Slow)?);
        let rules = tx.projects().rules(project)?;
        let without_case = trend.runs.last().map_or(Ok(0), |run| without_case(tx, &trend, run.id))?;
        Ok(Dashboard { newest: newest(tx, &trend)?, without_case, failing, flaky, slow, trend, rules })
    })
}

fn without_case(tx: &Tx<'_>, trend: &Trend, run: RunId) -> Result<u64> {
    let Some(tests) = trend.labelled.as_ref().and_then(|runs| runs.get(&run)) else {
        return tx.results().tests_without_case(run);
    };
    let known = tx.known_tests().many(&tests.iter().copied().collect::<Vec<_>>())?;
    Ok(known.values().filter(|test| test.case.is_none()).count() as u64)
}

fn newest(tx: &Tx<'_>, trend: &Trend) -> Result<Option<NewestRun>> {
    let Some(run) = trend.runs.last() else { return Ok(None) };
    let Some(since) = crate::runs::compare::since_before(tx, run.id)? else { return Ok(None) };
    let mut differences: BTreeMap<Difference, usize> = BTreeMap::new();
    let muted = tx.mutes().muted(tx.runs().get(run.id)?.project_id)?;
    for test in since.differences.keys().filter(|test| trend.has(run.id, **test)) {
        if let Some(difference) = since.difference(*test, muted.contains(test)) {
            *differences.entry(difference).or_default() += 1;
        }
    }
    let muted_new_failures = since.muted_new_failures(|test| muted.contains(&test) && trend.has(run.id, test));
    Ok(Some(NewestRun { run: run.id, number: run.number, before: since.run.number, differences, muted_new_failures }))
}
