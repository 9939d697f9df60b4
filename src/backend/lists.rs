//! The lists that all views share: functions, cases and runs. New results are put into the functions and cases that were read
//! before; they are read whole only when they themselves changed.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::model::{CasesModel, RegistryModel, RunsModel};
use crate::query::{CachedQuery, Concerns, Reads};
use voluptas_app::overview::lists as overview;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_jobs::JobRunner;
use voluptas_store::{Aggregate, Result, Store};
use voluptas_ui::memo::next_number;

/// The changes that concern the functions.
const REGISTRY: Concerns = Concerns::AndLastResults(&[Aggregate::Functions, Aggregate::Cases, Aggregate::Mappings]);
/// The changes that concern suites and cases.
const CASES: Concerns =
    Concerns::AndLastResults(&[Aggregate::Projects, Aggregate::Suites, Aggregate::Cases, Aggregate::Mappings]);
/// The changes that concern the runs.
const RUNS: Concerns = Concerns::Of(&[Aggregate::Projects, Aggregate::Runs, Aggregate::Results]);

/// The shared lists of one open workspace.
#[derive(Debug)]
pub(super) struct Lists {
    pub(super) registry: CachedQuery<Tr, Arc<RegistryModel>>,
    pub(super) cases: CachedQuery<(Tr, Option<String>), Arc<CasesModel>>,
    pub(super) runs: CachedQuery<(Tr, Option<String>), Arc<RunsModel>>,
}

impl Lists {
    /// Begins to read the lists of a workspace that is the `opened`-th of the program, in the background. The window takes them
    /// over with the workspace: reading need not wait until the window is there.
    pub(super) fn begin(store: &Store, runner: &JobRunner, opened: u64, tr: Tr, project: Option<String>) -> Self {
        let mut lists = Self {
            registry: CachedQuery::new("gui-unread-functions", REGISTRY),
            cases: CachedQuery::new("gui-unread-cases", CASES),
            runs: CachedQuery::new("gui-unread-runs", RUNS),
        };
        let (awaited, soon, failed) = (Cell::default(), Cell::default(), RefCell::default());
        let reads = Reads { store, runner, opened, refreshed: 0, awaited: &awaited, soon: &soon, failed: &failed };
        lists.ask(reads, tr, project);
        lists
    }

    /// Asks for the lists. Returns true when the functions were read anew, or could not be.
    pub(super) fn ask(&mut self, reads: Reads<'_>, tr: Tr, project: Option<String>) -> bool {
        let fresh = self.registry.ask_or_patch(reads, Some(tr), |store, tr, patch| -> Result<_> {
            if let Some(patch) = patch
                && let Some(last) = results_since(store, patch.since)?
            {
                return Ok(Arc::new(patch.answer.with_results(&last, *tr, next_number())));
            }
            overview::registry(store).map(|source| Arc::new(RegistryModel::build(source, *tr, next_number())))
        });
        self.cases.ask_or_patch(reads, Some((tr, project.clone())), |store, (tr, code), patch| -> Result<_> {
            if let Some(patch) = patch
                && let Some(last) = results_since(store, patch.since)?
            {
                return Ok(Arc::new(patch.answer.with_results(&last, next_number())));
            }
            let source = overview::case_tree(store, code.as_deref())?;
            Ok(Arc::new(CasesModel::build(source, *tr, next_number())))
        });
        self.runs.ask(reads, Some((tr, project)), |store, (tr, code)| -> Result<_> {
            let overview::RunList { runs, stats, shown, latest } = overview::run_list(store, code.as_deref())?;
            let mut model = RunsModel::build(runs, &stats, shown.as_deref(), *tr, next_number());
            model.latest = latest;
            Ok(Arc::new(model))
        });
        fresh
    }
}

/// Cases with the status of their last result.
type LastResults = Vec<(CaseId, Option<ResultStatus>)>;

/// The last results of the cases with a notice since then; `None` if there are too many to know. Blocks.
fn results_since(store: &Store, since: u64) -> Result<Option<LastResults>> {
    let Some(cases) = store.case_notices().since(since) else { return Ok(None) };
    let ids: Vec<CaseId> = cases.into_iter().collect();
    let last = store.read(|tx| tx.rollup().last_of(&ids))?;
    Ok(Some(ids.into_iter().map(|id| (id, last.get(&id).map(|l| l.status.clone()))).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_app::Workspace;
    use voluptas_core::base::FixedClock;
    use voluptas_i18n::Lang;

    #[test]
    fn the_lists_of_an_opening_workspace_are_taken_over_by_it_alone() {
        let home = tempfile::tempdir().expect("folder");
        let clock = Arc::new(FixedClock::at(0));
        let runner = JobRunner::new(clock.clone()).expect("runner");
        let workspace = Workspace::open_at(&home.path().join("w.voluptas"), runner.clone(), clock).expect("workspace");
        let tr = Tr::new(Lang::En);
        let mut lists = Lists::begin(&workspace.store, &runner, 1, tr, None);
        let is_reading = |lists: &mut Lists, opened: u64| {
            let (awaited, soon, failed) = (Cell::default(), Cell::default(), RefCell::default());
            let reads = Reads {
                store: &workspace.store,
                runner: &runner,
                opened,
                refreshed: 0,
                awaited: &awaited,
                soon: &soon,
                failed: &failed,
            };
            lists.ask(reads, tr, None);
            awaited.get() == crate::query::Awaited::Answers
        };
        while is_reading(&mut lists, 1) {
            std::thread::yield_now();
        }
        assert!(lists.registry.latest().is_some() && lists.cases.latest().is_some() && lists.runs.latest().is_some());
        assert!(!is_reading(&mut lists, 1), "what was read is not read again");
        assert!(is_reading(&mut lists, 2), "another workspace reads its own");
    }
}
