//! Runs by hand: their creation and their results, stored in the background.

use super::{Backend, Event, UserError};
use crate::app::manual_run::{self, RunForm, results};
use crate::domain::ids::{ProjectId, RunId};
use crate::domain::run::Run;
use crate::gui::views::run::ResultWork;
use crate::store::{Result, Store};

/// Stores a result. Blocks.
pub fn store_result(store: &Store, work: &ResultWork) -> Result<crate::domain::ids::ResultId> {
    let write = if work.sets_status { results::set_status } else { results::keep };
    write(store, &work.target, work.known.as_ref(), &work.content)
}

impl Backend {
    /// Stores a result in the background.
    pub fn store_result(&self, work: ResultWork) {
        let Some(store) = self.store().cloned() else { return };
        self.writing(move || {
            let end = store_result(&store, &work).map_err(|e| UserError::of(&e));
            Event::ResultStored(Box::new((work, end)))
        });
    }

    /// Creates a run in the background.
    pub fn create_run(&self, project: ProjectId, form: RunForm) {
        self.making_run(move |store| manual_run::create(store, project, &form));
    }

    /// Creates a run of what failed or is left in another one, in the background.
    pub fn copy_run(&self, run: RunId, title: String) {
        self.making_run(move |store| manual_run::copy_unfinished(store, run, &title));
    }

    fn making_run(&self, work: impl FnOnce(&Store) -> Result<Run> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.writing(move || {
            let end = work(&store).map(|run| (run.id, run.content.title));
            Event::RunCreated(end.map_err(|e| UserError::of(&e)))
        });
    }
}
