//! Results by module: by the top function that the cases of the tests cover, otherwise by their top suite.

use super::Trend;
use super::trend::Counts;
use rustc_hash::{FxHashMap, FxHashSet};
use voluptas_core::domain::ids::{ProjectId, RunId, TestId};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::test_modules::Module;
use voluptas_store::{Result, Store, Tx};

/// Failing tests of a module that are named at most.
const NAMED: usize = 200;

/// A test whose last outcome is a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTest {
    pub test: TestId,
    pub title: String,
    /// The run of the outcome.
    pub run: RunId,
    /// Number of the run.
    pub number: i64,
    /// Status of the outcome.
    pub status: ResultStatus,
}

/// Results of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleLine {
    /// The module; `Module::None` for tests without a case, and of cases outside of suites and functions.
    pub module: Module,
    /// Title; blank for `Module::None`.
    pub title: String,
    /// Tests by their last outcome in the runs.
    pub last: Counts,
    /// Outcomes of all runs.
    pub all: Counts,
    /// The tests that `last` counts as failed or broken, by title; at most 200.
    pub bad: Vec<BadTest>,
}

/// Reads the results of a trend's runs by module, the module with the most failing tests first. Blocks.
pub fn read(store: &Store, project: ProjectId, trend: &Trend) -> Result<Vec<ModuleLine>> {
    store.read(|tx| of_trend(tx, project, trend))
}

/// Does the same as [`read`] in a transaction.
pub fn of_trend(tx: &Tx<'_>, project: ProjectId, trend: &Trend) -> Result<Vec<ModuleLine>> {
    let modules = tx.test_modules().of_project(project)?;
    let mut counted: FxHashSet<TestId> = FxHashSet::default();
    let mut found: FxHashMap<Module, (Counts, Counts, Vec<BadTest>)> = FxHashMap::default();
    for run in trend.runs.iter().rev() {
        for outcome in tx.outcomes().read(run.id)?.iter() {
            let outcome = outcome?;
            if !trend.has(run.id, outcome.test) {
                continue;
            }
            let module = modules.get(&outcome.test).copied().unwrap_or(Module::None);
            let (last, all, bad) = found.entry(module).or_default();
            all.add(&outcome.status, 1);
            if outcome.status != ResultStatus::Untested && counted.insert(outcome.test) {
                last.add(&outcome.status, 1);
                if is_bad(&outcome.status) && bad.len() < NAMED {
                    let (test, title, status) = (outcome.test, String::new(), outcome.status);
                    bad.push(BadTest { test, title, run: run.id, number: run.number, status });
                }
            }
        }
    }
    let mut titles = tx.test_modules().titles(&found.keys().copied().collect::<Vec<_>>())?;
    let tests: Vec<TestId> = found.values().flat_map(|(_, _, bad)| bad).map(|one| one.test).collect();
    let known = tx.known_tests().many(&tests)?;
    let line = |(module, (last, all, mut bad)): (Module, (Counts, Counts, Vec<BadTest>))| {
        for one in &mut bad {
            one.title = known.get(&one.test).map(|test| test.title.clone()).unwrap_or_default();
        }
        bad.sort_by(|a, b| (&a.title, a.test).cmp(&(&b.title, b.test)));
        let title = titles.remove(&module).unwrap_or_default();
        ModuleLine { module, title, last, all, bad }
    };
    let mut lines: Vec<ModuleLine> = found.into_iter().map(line).collect();
    let bad = |line: &ModuleLine| line.last.failed + line.last.broken;
    lines.sort_by(|a, b| (bad(b), &a.title, a.module).cmp(&(bad(a), &b.title, b.module)));
    Ok(lines)
}
