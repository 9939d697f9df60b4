//! Results by module: by the top function that the cases of the tests cover, otherwise by their top suite.

use super::trend::Counts;
use super::{RunPoint, Trend};
use crate::domain::ids::{ProjectId, TestId};
use crate::domain::status::ResultStatus;
use crate::store::test_modules::Module;
use crate::store::{Result, Store, Tx};
use rustc_hash::{FxHashMap, FxHashSet};

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
}

/// Reads the results of runs by module, the module with the most failing tests first. Blocks.
pub fn read(store: &Store, project: ProjectId, runs: &[RunPoint]) -> Result<Vec<ModuleLine>> {
    store.read(|tx| of(tx, project, runs))
}

/// Does the same as [`read`] for the runs of a trend.
pub fn of_trend(tx: &Tx<'_>, project: ProjectId, trend: &Trend) -> Result<Vec<ModuleLine>> {
    of(tx, project, &trend.runs)
}

fn of(tx: &Tx<'_>, project: ProjectId, runs: &[RunPoint]) -> Result<Vec<ModuleLine>> {
    let modules = tx.test_modules().of_project(project)?;
    let mut counted: FxHashSet<TestId> = FxHashSet::default();
    let mut found: FxHashMap<Module, (Counts, Counts)> = FxHashMap::default();
    for run in runs.iter().rev() {
        for outcome in tx.outcomes().of_run(run.id)? {
            let module = modules.get(&outcome.test).copied().unwrap_or(Module::None);
            let (last, all) = found.entry(module).or_default();
            all.add(&outcome.status, 1);
            if outcome.status != ResultStatus::Untested && counted.insert(outcome.test) {
                last.add(&outcome.status, 1);
            }
        }
    }
    let mut titles = tx.test_modules().titles(&found.keys().copied().collect::<Vec<_>>())?;
    let line = |(module, (last, all)): (Module, (Counts, Counts))| {
        let title = titles.remove(&module).unwrap_or_default();
        ModuleLine { module, title, last, all }
    };
    let mut lines: Vec<ModuleLine> = found.into_iter().map(line).collect();
    let bad = |line: &ModuleLine| line.last.failed + line.last.broken;
    lines.sort_by(|a, b| (bad(b), &a.title, a.module).cmp(&(bad(a), &b.title, b.module)));
    Ok(lines)
}
