//! The bridge between the UI thread and everything that takes time. It never waits.
//!
//! The lists that all views share (functions, cases, runs) are [cached queries](crate::query::CachedQuery) here; what a single view reads
//! is a query of that view, which gets its access from [`Backend::reads`]. Writes, files and the network run in the background and come back as
//! [`Event`]s. Nothing here draws.

pub mod clipboard;
mod connect;
mod event;
mod files;
mod history;
mod lists;
mod open;
mod opened;
mod own_changes;
mod picker;
mod resolver;
mod runs;
mod start;
mod state;
mod writes;

use std::path::Path;
use std::sync::{Arc, PoisonError};

use crate::model::{CasesModel, RegistryModel, RunsModel};
use crate::query::{Awaited, FailedRead, Reads};
use crate::view::Connection;
use voluptas_app::history as app_history;
use voluptas_i18n::Tr;
use voluptas_jobs::JobSnapshot;
use voluptas_settings::Settings;
use voluptas_store::Store;

pub use super::user_error::UserError;
pub use event::Event;
pub use files::{PathPurpose, registry_format, report_format};
pub use opened::OpenedWorkspace;
pub use picker::{FilePicker, FileRequest, Picked, SystemPicker};
pub use resolver::{CheckRequest, ConnectionCheck, ConnectionResolver, TokenLookup};
pub use runs::store_result;
pub use start::{Opening, Start};
pub use state::Backend;
pub use writes::{
    CaseMade, CaseSave, ChangeEnd, ChangeOutcome, MergeEnd, MilestoneEnd, ResultEnd, SharedSaved, SuiteEnd, SuiteOutcome,
};

impl Backend {
    /// Keeps an edited function.
    pub fn save(&self, work: impl FnOnce(&Store) -> voluptas_store::Result<()> + Send + 'static) {
        self.storing(move |store| Event::Saved(work(store).map_err(|e| UserError::of(&e))));
    }

    /// Runs a write that makes a function.
    pub fn create(&self, work: impl FnOnce(&Store) -> voluptas_store::Result<i64> + Send + 'static) {
        self.storing(move |store| Event::Created(work(store).map_err(|e| UserError::of(&e))));
    }

    /// The settings to store, without the demo's connection to its own server.
    fn to_save(&self) -> Settings {
        let mut settings = self.settings.clone();
        if let Some(aside) = &self.aside {
            settings.qase.clone_from(&aside.qase);
        }
        settings
    }

    /// Writes the settings.
    pub fn save_settings(&self) {
        let (settings, file) = (self.to_save(), Arc::clone(&self.file));
        self.in_background(move || {
            let saved = file.lock().unwrap_or_else(PoisonError::into_inner).save(&settings);
            Event::SettingsSaved(saved.map_err(|e| UserError::of(&e)))
        });
    }

    /// Writes the settings now, at the end of the program.
    pub fn save_settings_now(&self) {
        if let Err(error) = self.file.lock().unwrap_or_else(PoisonError::into_inner).save(&self.to_save()) {
            tracing::error!(%error, "settings were not saved");
        }
    }

    /// Reads everything again: every query finds its answer stale.
    pub fn refresh(&mut self) {
        self.refreshes += 1;
    }

    /// Brings the shared lists up to date and takes the events that came. Called once a pass, before views ask. Returns true when
    /// the functions were read anew, or could not be.
    pub fn poll(&mut self, tr: Tr) -> (bool, Vec<Event>) {
        self.awaited.set(Awaited::Nothing);
        self.soon.set(false);
        self.failed.take();
        let fresh = self.ask_lists(tr);
        self.jobs = self.runner.jobs();
        (fresh, self.events.1.try_iter().collect())
    }

    /// Asks for the lists and for the next steps of undo. Returns true when the functions were read anew, or could not be.
    fn ask_lists(&mut self, tr: Tr) -> bool {
        let Some(opened) = &mut self.opened else { return false };
        let reads = Reads {
            store: &opened.workspace.store,
            runner: &self.runner,
            opened: self.opens,
            refreshed: self.refreshes,
            awaited: &self.awaited,
            soon: &self.soon,
            failed: &self.failed,
        };
        let project = self.settings.project_of(opened.workspace.store.path());
        let fresh = opened.lists.ask(reads, tr, project);
        self.steps.ask(reads, Some(()), |store, ()| app_history::next_steps(store));
        fresh
    }

    /// Shows another project of the workspace from now on, also after a restart.
    pub fn show_project(&mut self, code: &str) {
        let Some(path) = self.workspace_path().map(Path::to_path_buf) else { return };
        self.settings.remember_project(&path, code);
        if !self.is_demo() {
            self.save_settings();
        }
    }

    /// The functions, once they were read.
    pub fn registry(&self) -> Option<&RegistryModel> {
        self.opened.as_ref()?.lists.registry.latest().map(|model| &**model)
    }

    /// Suites and cases, once they were read.
    pub fn cases(&self) -> Option<&CasesModel> {
        self.opened.as_ref()?.lists.cases.latest().map(|model| &**model)
    }

    /// The runs, once they were read.
    pub fn runs(&self) -> Option<&RunsModel> {
        self.opened.as_ref()?.lists.runs.latest().map(|model| &**model)
    }

    /// Jobs, newest first.
    pub fn jobs(&self) -> &[JobSnapshot] {
        &self.jobs
    }

    /// True while an answer of this pass is awaited that takes milliseconds.
    pub fn awaits_soon(&self) -> bool {
        self.soon.get()
    }

    /// The read of this pass that failed; of several the first.
    pub fn failed_read(&self) -> Option<FailedRead> {
        self.failed.borrow().clone()
    }

    /// True while something is being opened, read or stored; tests wait for it.
    pub fn is_busy(&self) -> bool {
        self.awaited.get() == Awaited::Additions || self.is_busy_with_answers()
    }

    /// Like [`Backend::is_busy`], without additions to rows that are shown already.
    pub fn is_busy_with_answers(&self) -> bool {
        let reads = self.awaited.get() == Awaited::Answers;
        self.opening.is_some() || self.is_writing() || reads || self.connection == Connection::Checking
    }
}
