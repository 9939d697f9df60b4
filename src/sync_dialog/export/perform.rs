//! Actions, jobs and queries of the Export tab.

use std::collections::BTreeSet;
use std::path::PathBuf;

use eframe::egui::Ui;

use super::entry::EntryChange;
use super::model::{Line, Model};
use super::{ExportTab, Kept, RunPick};
use crate::backend::FileRequest;
use crate::sync_dialog::SettingsChange;
use crate::sync_dialog::context::{Actions, TabBackend, TabContext};
use crate::sync_dialog::failure::UserError;
use crate::sync_dialog::footer::Step;
use crate::sync_dialog::outcome::{OutcomeView, ReportAction};
use crate::sync_dialog::plan_jobs::Applied;
use crate::sync_dialog::preview::Preview;
use crate::sync_dialog::tabs::Tab;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::sync;
use voluptas_app::sync::entry::{Entered, ResultWriter};
use voluptas_app::sync::export::{Entries, ExportChoice, ExportReady};
use voluptas_app::sync::import::Synced;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId};
use voluptas_jobs::{Busy, JobHandle, JobId};
use voluptas_settings::Account;
use voluptas_store::{Aggregate, Store};
use voluptas_sync::plan::StepKey;
use voluptas_sync::{Decisions, Outcome, Policy};

/// A request for a job of the tab.
#[derive(Debug, Clone)]
pub(super) enum Request {
    /// Read both sides and plan.
    Preview(ExportChoice),
    /// Apply a plan that was shown.
    Apply {
        /// The plan with both sides as they were read.
        ready: ExportReady,
        /// The person's decisions.
        decisions: Decisions,
        /// Keys of the checked steps.
        keep: BTreeSet<StepKey>,
    },
}

/// An action of the tab.
#[derive(Debug)]
pub enum ExportAction {
    /// Read functions and entered results again after an error.
    ReadAgain,
    /// Read the open runs of the project again.
    RefreshRuns,
    /// Change the entered result of a case, and store it.
    Enter(CaseId, EntryChange),
    /// Ask for a file of results.
    AskFile,
    /// Read a file of results.
    ReadFile(PathBuf),
    /// Read both sides for the chosen functions.
    Preview,
    /// Apply the plan as it is shown.
    Apply,
    /// Stop the running job.
    Cancel,
    /// Plan again with another policy.
    SetPolicy(Policy),
    /// Go back to the choice of functions.
    Back,
    /// Leave the summary for a new export.
    StartOver,
    /// An action of the summary.
    Outcome(ReportAction),
}

impl From<ReportAction> for ExportAction {
    fn from(action: ReportAction) -> Self {
        Self::Outcome(action)
    }
}

/// Stores entered results. Only this module can hand results to it: drawing code reads its state and pushes
/// [`ExportAction::Enter`].
#[derive(Debug, Default)]
pub(super) struct EntryKeeper(Option<ResultWriter>);

impl EntryKeeper {
    /// True when results can be entered.
    pub(super) fn is_ready(&self) -> bool {
        self.0.is_some()
    }

    /// True when all entered results are stored.
    pub(super) fn is_kept(&self) -> bool {
        self.0.as_ref().is_none_or(ResultWriter::is_kept)
    }

    /// The reason why results could not be stored.
    pub(super) fn error(&self) -> Option<Message> {
        self.0.as_ref().and_then(ResultWriter::trouble)
    }

    fn keep(&self, case: CaseId, entered: Entered) {
        if let Some(keeper) = &self.0 {
            keeper.keep(case, entered);
        }
    }
}

impl Tab for ExportTab {
    type Action = ExportAction;

    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        self.poll_registry(backend);
        self.poll_entry(backend);
        self.poll_preview(backend);
        self.poll_apply(backend);
        self.jobs.poll_outcome(backend);
    }

    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool) {
        if !is_shown || backend.link.is_none() {
            return;
        }
        if self.project.is_none() {
            self.project = backend.project.map(str::to_uppercase);
            (self.cases, self.results) = (true, true);
            let cx = backend.context();
            self.title = cx.f("sync-dialog-new-run-title", &[("date", cx.tr.date(cx.now).into())]);
        }
        if self.jobs.step() == Step::Choose
            && self.is_read
            && let Some((functions, run)) = self.offered.take()
        {
            self.tree.checked = functions;
            self.results = true;
            self.select_cases_that_are_not_there();
            (self.title, self.pick) = (run.title.clone(), Some(RunPick::New));
            self.of_run = Some(run);
        }
        let Some(project) = &self.project else { return };
        if self.jobs.step() == Step::Choose && self.results && self.pick(&backend.context()) != RunPick::New {
            backend.lists.read_runs_once(backend.workspace, backend.link, project);
        }
        self.read_registry(backend);
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        self.draw(ui, cx, out);
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: ExportAction) {
        match action {
            ExportAction::ReadAgain => {
                self.read_error = None;
                self.seen = None;
                if self.is_read && !self.keeper.is_ready() {
                    self.read_kept(backend);
                }
            }
            ExportAction::RefreshRuns => {
                if let Some(project) = &self.project {
                    backend.lists.read_runs(backend.workspace, backend.link, project);
                }
            }
            ExportAction::Enter(case, change) => self.enter(case, change),
            ExportAction::AskFile => {
                backend.ask_file(&mut self.results_from, FileRequest::open("CSV", &["csv", "tsv", "txt"]));
            }
            ExportAction::ReadFile(path) => self.read_file(backend, path),
            ExportAction::Preview => self.begin_preview(backend),
            ExportAction::Apply => self.begin_apply(backend),
            ExportAction::Cancel => self.jobs.cancel(),
            ExportAction::SetPolicy(policy) => self.set_policy(backend, policy),
            ExportAction::Back => self.back(),
            ExportAction::StartOver => {
                self.back();
                self.of_run = None;
                self.jobs.outcome = None;
            }
            ExportAction::Outcome(action) => self.jobs.perform(backend, action),
        }
    }

    fn is_busy(&self) -> bool {
        self.jobs.is_applying()
    }

    fn knows(&self, job: JobId) -> bool {
        self.jobs.knows(job)
    }

    fn run_again(&mut self, backend: &mut TabBackend<'_>, job: JobId) {
        let Some(request) = self.jobs.repeat(job) else { return };
        match request {
            Request::Preview(choice) => {
                (self.project, self.policy) = (Some(choice.project.clone()), choice.policy);
                self.begin_with(backend, choice);
            }
            Request::Apply { ready, decisions, keep } => {
                (self.project, self.policy) = (Some(ready.choice().project.clone()), ready.choice().policy);
                let preview = Preview::new(&backend.context(), ready.plan.clone(), decisions.clone());
                self.preview = Some(preview.with_choices(&keep, &BTreeSet::new()));
                self.ready = Some(ready.clone());
                let request = Request::Apply { ready, decisions, keep };
                if let Some(started) = start(backend, &request) {
                    self.jobs.apply_again(started, request, backend.now);
                }
            }
        }
    }

    fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool {
        match (account, change) {
            (Account::Primary, SettingsChange::Account) => self.forget(),
            (Account::Primary, SettingsChange::Project) => {
                self.use_new_defaults();
                false
            }
            (Account::MirrorTarget, _) => false,
        }
    }
}

impl ExportTab {
    /// Drops everything that was read from Qase, unless a plan is being applied. Entered results are stored already. Returns true if
    /// a preview was dropped.
    fn forget(&mut self) -> bool {
        let Some(dropped) = self.jobs.drop_plan() else { return false };
        *self = Self::default();
        dropped
    }

    /// Starts with the project of the settings again, unless a preview is shown or a job is running.
    fn use_new_defaults(&mut self) {
        if self.jobs.step() == Step::Choose {
            *self = Self { jobs: self.jobs.with_requests_only(), ..Self::default() };
        }
    }

    /// Selects cases with the results of a run where some of them are not in Qase: their results could not be sent.
    fn select_cases_that_are_not_there(&mut self) {
        self.update_lines();
        let is_new = |line: &Line| self.model.read.cases.get(&line.case).is_some_and(|case| case.qase_id.is_none());
        self.cases = self.lines.iter().any(is_new);
    }

    /// Reads the registry when it or the account has changed.
    fn read_registry(&mut self, backend: &TabBackend<'_>) {
        let Some(project) = &self.project else { return };
        let parts = [Aggregate::Functions, Aggregate::Cases, Aggregate::Mappings, Aggregate::Remote];
        let account = backend.link.and_then(QaseConnection::account);
        let now = (parts.map(|part| backend.generation(part)), account.clone());
        if self.seen.as_ref() == Some(&now) {
            return;
        }
        self.account_is_new = self.seen.as_ref().is_some_and(|(_, before)| *before != account);
        self.seen = Some(now);
        let (store, code) = (backend.store(), project.clone());
        backend.ask(&self.read, move || {
            sync::read::coverage(&store, account.as_deref(), &code)
                .map_err(|e| UserError::of_store("sync-dialog-registry-unread", &e))
        });
    }

    fn poll_registry(&mut self, backend: &TabBackend<'_>) {
        if !self.read.poll() {
            return;
        }
        let read = match self.read.get().cloned() {
            Some(Ok(read)) => read,
            Some(Err(error)) => return self.read_error = Some(error),
            None => return,
        };
        self.generation += 1;
        let first = !self.is_read;
        if !matches!(self.kept.get(), Some(Err(_))) {
            self.read_error = None;
        }
        self.model = Model::new(backend.tr, read, self.generation);
        self.is_read = true;
        if std::mem::take(&mut self.account_is_new) && self.of_run.is_some() {
            self.select_cases_that_are_not_there();
        }
        if first {
            self.tree.own_checks = true;
            if self.model.tree.len() <= 300 {
                self.tree.expand_all(&self.model.tree);
            } else {
                self.tree.expand_to(&self.model.tree, 1);
            }
            self.read_kept(backend);
        }
    }

    /// Takes the stored results and the contents of a file.
    fn poll_entry(&mut self, backend: &TabBackend<'_>) {
        if self.kept.poll() {
            match self.kept.get().cloned() {
                Some(Ok((project, entered))) => {
                    let cx = backend.context();
                    let title = cx.f("sync-dialog-entry-run", &[("date", cx.tr.date_time(cx.now).into())]);
                    self.entry.set(entered);
                    self.keeper = EntryKeeper(Some(ResultWriter::start(backend.workspace, project, title)));
                }
                Some(Err(error)) => self.read_error = Some(error),
                None => {}
            }
        }
        if let Some(path) = self.results_from.poll() {
            self.read_file(backend, path);
        }
        if self.reading.poll() {
            (self.file, self.file_error) = match self.reading.get().cloned() {
                Some(Ok(file)) => {
                    for (case, entered) in &file.entered {
                        self.entry.put(*case, entered.clone());
                        self.entry.write_time(*case);
                        self.keeper.keep(*case, entered.clone());
                    }
                    (Some(file), None)
                }
                Some(Err(message)) => (None, Some(backend.tr.message(&message))),
                None => (None, None),
            };
        }
    }

    fn enter(&mut self, case: CaseId, change: EntryChange) {
        let entered = self.entry.change(case, change);
        self.keeper.keep(case, entered);
    }

    fn read_file(&mut self, backend: &TabBackend<'_>, path: PathBuf) {
        let (functions, cases) = (self.model.by_func_id(), self.model.read.cases.clone());
        backend.ask(&self.reading, move || sync::entry::read_file(&path, &functions, &cases));
    }

    fn read_kept(&mut self, backend: &TabBackend<'_>) {
        let Some(project) = self.model.read.project else { return };
        let store = backend.store();
        backend.ask(&self.kept, move || entered_results(&store, project));
    }

    /// Ends the run of entered results after they were sent. The next entry starts a new run.
    fn close_entry(&mut self, backend: &TabBackend<'_>) {
        let entered = self.ready.as_ref().and_then(|r| r.choice().results);
        if let Some(Entries::Entered(project)) = entered {
            self.entry.clear();
            self.keeper = EntryKeeper::default();
            let store = backend.store();
            backend.ask(&self.kept, move || {
                sync::entry::close(&store, project).map_err(|e| UserError::of_store("sync-dialog-entry-unended", &e))?;
                entered_results(&store, project)
            });
        }
    }

    fn poll_preview(&mut self, backend: &TabBackend<'_>) {
        if let Some(ready) = self.jobs.poll_plan() {
            self.preview = Some(Preview::new(&backend.context(), ready.plan.clone(), Decisions::new()));
            self.ready = Some(ready);
        }
        if self.replanning.poll()
            && let Some(ready) = self.replanning.get().cloned()
        {
            let decisions = self.preview.as_ref().map(|p| p.decisions().clone()).unwrap_or_default();
            let fresh = Preview::new(&backend.context(), ready.plan.clone(), decisions);
            self.preview = Some(fresh.carry(self.preview.as_ref()));
            self.ready = Some(ready);
        }
    }

    fn poll_apply(&mut self, backend: &mut TabBackend<'_>) {
        match self.jobs.poll_apply() {
            Some(Applied::Ended(end)) => {
                if end.as_ref().is_ok_and(|s| s.0.outcome == Outcome::Done && s.0.results.failed == 0) {
                    self.close_entry(backend);
                }
                self.jobs.show_outcome(OutcomeView::of(backend, "export", end, self.jobs.began()));
            }
            Some(Applied::Refused) => {
                if let Some(choice) = self.ready.as_ref().map(|r| r.choice().clone()) {
                    self.begin_with(backend, choice);
                }
            }
            None => {}
        }
    }

    fn begin_preview(&mut self, backend: &TabBackend<'_>) {
        let Some(project) = &self.project else { return };
        let entered = self.entry.count(&self.lines);
        let results = self.sends_results(entered).then_some(match (&self.of_run, self.model.read.project) {
            (Some(run), _) => Entries::Run(run.id),
            (None, Some(project)) if entered > 0 => Entries::Entered(project),
            (None, _) => Entries::Latest,
        });
        let choice = ExportChoice {
            project: project.clone(),
            functions: self.tree.checked.iter().map(|k| FunctionId(*k)).collect(),
            cases: self.cases,
            results,
            run: self.run(&backend.context()),
            policy: self.policy,
            target_suite: self.target_suite(),
        };
        self.begin_with(backend, choice);
    }

    /// Starts the job that reads both sides for a choice.
    fn begin_with(&mut self, backend: &TabBackend<'_>, choice: ExportChoice) {
        let Some(link) = backend.link else { return };
        let started = sync::export::preview(backend.workspace, link, choice.clone());
        if self.jobs.plan(started, Request::Preview(choice), backend.now) {
            self.preview = None;
        }
    }

    fn set_policy(&mut self, backend: &TabBackend<'_>, policy: Policy) {
        self.policy = policy;
        if let (Some(ready), Some(preview)) = (&self.ready, &self.preview) {
            let (ready, decisions) = (ready.clone(), preview.decisions().clone());
            backend.ask(&self.replanning, move || ready.replan(policy, &decisions));
        }
    }

    pub(super) fn back(&mut self) {
        self.jobs.back();
        self.preview = None;
        self.ready = None;
    }

    fn begin_apply(&mut self, backend: &TabBackend<'_>) {
        let (Some(ready), Some(preview)) = (self.ready.clone(), &self.preview) else { return };
        let (decisions, keep) = (preview.decisions().clone(), preview.kept());
        let request = Request::Apply { ready, decisions, keep };
        if let Some(started) = start(backend, &request) {
            self.jobs.apply(started, request, backend.now);
        }
    }
}

/// The results that were entered and not sent yet. Blocks.
fn entered_results(store: &Store, project: ProjectId) -> Result<Kept, UserError> {
    let entered = sync::entry::load(store, project).map_err(|e| UserError::of_store("sync-dialog-entry-unread", &e))?;
    Ok((project, entered))
}

/// Starts the job that applies a plan; `None` without a connection.
fn start(backend: &TabBackend<'_>, request: &Request) -> Option<Result<JobHandle<Synced>, Busy>> {
    let Request::Apply { ready, decisions, keep } = request else { return None };
    Some(sync::export::apply(backend.workspace, backend.link?, ready, decisions.clone(), keep.clone()))
}
