//! Actions, jobs and queries of the Import tab.

use std::collections::BTreeSet;

use eframe::egui::Ui;

use super::ImportTab;
use super::suites::SuiteTree;
use crate::sync_dialog::SettingsChange;
use crate::sync_dialog::context::{Actions, TabBackend, TabContext};
use crate::sync_dialog::footer::Step;
use crate::sync_dialog::outcome::{OutcomeView, ReportAction};
use crate::sync_dialog::plan_jobs::Applied;
use crate::sync_dialog::preview::Preview;
use crate::sync_dialog::preview::guard::RemovalGuard;
use crate::sync_dialog::tabs::Tab;
use voluptas_app::qase::lists::list_suites;
use voluptas_app::sync;
use voluptas_app::sync::import::{ImportChoice, ImportReady, Synced};
use voluptas_jobs::{Busy, JobHandle, JobId};
use voluptas_settings::Account;
use voluptas_sync::plan::{Class, StepKey};
use voluptas_sync::{Decisions, Policy};

/// A request for a job of the tab.
#[derive(Debug, Clone)]
pub(super) enum Request {
    /// Read both sides and plan.
    Preview(ImportChoice),
    /// Apply a plan that was shown.
    Apply {
        /// The plan with both sides as they were read.
        ready: ImportReady,
        /// The person's decisions.
        decisions: Decisions,
        /// Keys of the checked steps.
        keep: BTreeSet<StepKey>,
        /// Qase ids of cases that go to the trash here.
        trash: BTreeSet<i64>,
    },
}

/// An action of the tab.
#[derive(Debug)]
pub enum ImportAction {
    /// Choose a project.
    SetProject(String),
    /// Read projects and suites again, without the old suites on screen.
    Refresh,
    /// Read projects and suites again after an error.
    ReadAgain,
    /// Read both sides for the chosen suites.
    Preview,
    /// Apply the plan as it is shown.
    Apply,
    /// Stop the running job.
    Cancel,
    /// Plan again with another policy.
    SetPolicy(Policy),
    /// Plan again with the removals that were held back.
    UnlinkAnyway,
    /// Go back to the choice of suites.
    Back,
    /// Leave the summary for a new import.
    StartOver,
    /// An action of the summary.
    Outcome(ReportAction),
}

impl From<ReportAction> for ImportAction {
    fn from(action: ReportAction) -> Self {
        Self::Outcome(action)
    }
}

impl Tab for ImportTab {
    type Action = ImportAction;

    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        if self.suites.poll() {
            self.tree.set(&backend.context(), self.suites.rows());
            if let Some(choice) = self.asked.take() {
                self.tree.check(&choice);
            }
        }
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
        }
        if self.project.is_some() && self.suites.is_unread() {
            self.read_suites(backend, false);
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        self.draw(ui, cx, out);
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: ImportAction) {
        match action {
            ImportAction::SetProject(code) => self.set_project(backend, &code),
            ImportAction::Refresh => {
                backend.read_projects();
                self.suites.clear();
                self.read_suites(backend, true);
            }
            ImportAction::ReadAgain => {
                backend.read_projects();
                self.read_suites(backend, true);
            }
            ImportAction::Preview => self.begin_preview(backend),
            ImportAction::Apply => self.begin_apply(backend),
            ImportAction::Cancel => self.jobs.cancel(),
            ImportAction::SetPolicy(policy) => self.set_policy(backend, policy),
            ImportAction::UnlinkAnyway => self.unlink_anyway(backend),
            ImportAction::Back => self.back(),
            ImportAction::StartOver => {
                self.back();
                self.jobs.outcome = None;
                self.read_suites(backend, true);
            }
            ImportAction::Outcome(action) => self.jobs.perform(backend, action),
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
        let choice = match &request {
            Request::Preview(choice) => choice,
            Request::Apply { ready, .. } => ready.choice(),
        };
        self.choose_as(backend, &choice.clone());
        match request {
            Request::Preview(choice) => self.begin_with(backend, choice),
            Request::Apply { ready, decisions, keep, trash } => {
                let preview = Preview::new(&backend.context(), ready.plan.clone(), decisions.clone());
                self.preview = Some(preview.with_choices(&keep, &trash));
                self.ready = Some(ready.clone());
                let request = Request::Apply { ready, decisions, keep, trash };
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

impl ImportTab {
    /// Drops everything that was read from Qase, unless a plan is being applied. Returns true if a preview was dropped.
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

    fn poll_preview(&mut self, backend: &TabBackend<'_>) {
        if let Some(ready) = self.jobs.poll_plan() {
            self.preview = Some(Preview::new(&backend.context(), ready.plan.clone(), Decisions::new()));
            self.guard = RemovalGuard::default();
            self.ready = Some(ready);
        }
        if self.replanning.poll()
            && let Some(ready) = self.replanning.get().cloned()
        {
            let decisions = self.preview.as_ref().map(|p| p.decisions().clone()).unwrap_or_default();
            let mut fresh = Preview::new(&backend.context(), ready.plan.clone(), decisions).carry(self.preview.as_ref());
            if std::mem::take(&mut self.unlinking) {
                fresh.show(Some(Class::Removed));
            }
            self.preview = Some(fresh);
            self.ready = Some(ready);
        }
    }

    fn poll_apply(&mut self, backend: &mut TabBackend<'_>) {
        match self.jobs.poll_apply() {
            Some(Applied::Ended(end)) => self.jobs.show_outcome(OutcomeView::of(backend, "import", end, self.jobs.began())),
            Some(Applied::Refused) => {
                if let Some(choice) = self.ready.as_ref().map(|r| r.choice().clone()) {
                    self.begin_with(backend, choice);
                }
            }
            None => {}
        }
    }

    fn read_suites(&mut self, backend: &TabBackend<'_>, fresh: bool) {
        if let (Some(link), Some(project)) = (backend.link, &self.project) {
            self.suites.begin(list_suites(backend.workspace, link, project, fresh));
        }
    }

    fn set_project(&mut self, backend: &TabBackend<'_>, code: &str) {
        self.project = Some(code.to_uppercase());
        self.suites.clear();
        self.tree = SuiteTree::default();
        self.jobs.error = None;
        self.read_suites(backend, false);
    }

    /// Selects the suites and options of an earlier job.
    fn choose_as(&mut self, backend: &TabBackend<'_>, choice: &ImportChoice) {
        (self.policy, self.functions) = (choice.policy, choice.functions);
        if self.project.as_deref() != Some(choice.project.as_str()) {
            self.set_project(backend, &choice.project);
        }
        if self.suites.is_loaded() {
            self.tree.check(choice);
        } else {
            self.asked = Some(choice.clone());
        }
    }

    fn begin_preview(&mut self, backend: &TabBackend<'_>) {
        let Some(project) = &self.project else { return };
        let chosen = self.tree.chosen();
        let choice = ImportChoice {
            project: project.clone(),
            suites: chosen.suites,
            roots: chosen.roots,
            without_suite: chosen.without_suite,
            policy: self.policy,
            functions: self.functions,
        };
        self.begin_with(backend, choice);
    }

    /// Starts the job that reads both sides for a choice.
    fn begin_with(&mut self, backend: &TabBackend<'_>, choice: ImportChoice) {
        let Some(link) = backend.link else { return };
        let started = sync::import::preview(backend.workspace, link, choice.clone());
        if self.jobs.plan(started, Request::Preview(choice), backend.now) {
            self.preview = None;
            self.tree.remember();
        }
    }

    fn set_policy(&mut self, backend: &TabBackend<'_>, policy: Policy) {
        self.policy = policy;
        if let (Some(ready), Some(preview)) = (&self.ready, &self.preview) {
            let (ready, decisions) = (ready.clone(), preview.decisions().clone());
            backend.ask(&self.replanning, move || ready.replan(policy, &decisions));
        }
    }

    /// Plans the removals that were held back, after the person has confirmed them twice.
    fn unlink_anyway(&mut self, backend: &TabBackend<'_>) {
        if let (Some(ready), Some(preview)) = (&self.ready, &self.preview) {
            let (ready, decisions) = (ready.clone(), preview.decisions().clone());
            self.unlinking = true;
            backend.ask(&self.replanning, move || ready.allowing_removals(&decisions));
        }
    }

    fn back(&mut self) {
        self.jobs.back();
        self.preview = None;
        self.ready = None;
    }

    fn begin_apply(&mut self, backend: &TabBackend<'_>) {
        let (Some(ready), Some(preview)) = (self.ready.clone(), &self.preview) else { return };
        let (decisions, keep, trash) = (preview.decisions().clone(), preview.kept(), preview.to_trash());
        let request = Request::Apply { ready, decisions, keep, trash };
        if let Some(started) = start(backend, &request) {
            self.jobs.apply(started, request, backend.now);
        }
    }
}

/// Starts the job that applies a plan; `None` without a connection.
fn start(backend: &TabBackend<'_>, request: &Request) -> Option<Result<JobHandle<Synced>, Busy>> {
    let Request::Apply { ready, decisions, keep, trash } = request else { return None };
    Some(sync::import::apply(backend.workspace, backend.link?, ready, decisions.clone(), keep.clone(), trash.clone()))
}
