//! Runs by hand: their creation and their results, stored in the background.

use std::sync::Arc;

use super::event::Event;
use super::history::latest_edit;
use super::state::Backend;
use crate::model::result_work::ResultWork;
use crate::user_error::UserError;
use voluptas_app::cases::draft::DraftOwner;
use voluptas_app::results::links as test_links;
use voluptas_app::runs;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_app::runs::manual::{RunForm, results, timers};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_core::domain::run::Run;
use voluptas_store::{Result, Store};

/// Stores a result. Gives it with the operation of a new status, which undo takes back. Blocks.
pub fn store_result(store: &Store, work: &ResultWork) -> Result<(ResultId, Option<i64>)> {
    let (target, known) = (&work.target, work.known.as_ref());
    if work.sets_status {
        let written = results::write_status(store, target, known, &work.content)?;
        return Ok((written.value, written.operation));
    }
    results::keep(store, target, known, &work.content).map(|id| (id, None))
}

impl Backend {
    /// Stores a result in the background.
    pub fn store_result(&self, work: ResultWork) {
        self.storing(move |store| {
            let end = store_result(store, &work).map_err(|e| UserError::of(&e));
            Event::ResultStored(Box::new((work, end)))
        });
    }

    /// Keeps the time of an item in the file of a window, in the background; see [`timers`].
    pub fn keep_time(&self, owner: Arc<DraftOwner>, target: Target, ms: Option<i64>) {
        let Some(store) = self.store().cloned() else { return };
        self.runner.block_in_background(move || {
            if let Err(error) = timers::keep(&store, &owner, &target, ms) {
                tracing::error!(%error, "the time of a case was not kept");
            }
        });
    }

    /// Gives the tests of these results a case each, in the background.
    pub fn cases_of_tests(&self, project: ProjectId, results: Vec<ResultId>) {
        self.storing(move |store| {
            let end = test_links::create_cases(store, project, &results).map(|linked| {
                let made = if linked.tests > 0 { latest_edit(store) } else { None };
                (linked, made)
            });
            Event::CasesOfTests(end.map_err(|e| UserError::of(&e)))
        });
    }

    /// Creates a run in the background.
    pub fn create_run(&self, project: ProjectId, form: RunForm) {
        self.making_run("history-create-run", move |store| runs::manual::create(store, project, &form));
    }

    /// Creates a run of the items of another one that failed or have no result, in the background.
    pub fn copy_run(&self, run: RunId, title: String) {
        self.making_run("manual-run-continued", move |store| runs::manual::copy_unfinished(store, run, &title));
    }

    /// Creates a run of the cases that failed in another one, in the background.
    pub fn copy_failed(&self, run: RunId, title: String) {
        self.making_run("manual-run-failed-copied", move |store| runs::manual::copy_failed(store, run, &title));
    }

    /// `said` is the key of what the window says of the new run: with its title, and the number of its results.
    fn making_run(&self, said: &'static str, work: impl FnOnce(&Store) -> Result<Run> + Send + 'static) {
        self.storing(move |store| {
            let end = work(store).and_then(|run| {
                // A case with parameters has a result for each combination.
                let planned = store.read(|tx| tx.runs().planned(run.id))?;
                let results: usize = planned.iter().map(|case| case.plan.combinations.len().max(1)).sum();
                Ok((run.id, Message::new(said).with("title", run.content.title).count("n", results)))
            });
            Event::RunCreated(end.map_err(|e| UserError::of(&e)))
        });
    }
}
