//! Actions, jobs and queries of the Import tab.

use std::sync::Arc;

use super::state::{ImportAction, ImportTab};
use super::suites::SuiteTree;
use crate::sync_dialog::case_plan::{CaseReady, Choices, Request};
use crate::sync_dialog::context::TabBackend;
use crate::sync_dialog::plan_actions::{JobsOf, PlanWork};
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::qase::lists::list_suites;
use voluptas_app::sync::import::{ImportChoice, ImportReady, Synced};
use voluptas_app::{Workspace, sync};
use voluptas_jobs::{Busy, JobHandle};
use voluptas_sync::{Decisions, Plan, Policy};

impl CaseReady for ImportReady {
    type Choice = ImportChoice;

    const KIND: &'static str = "import";

    fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    fn choice(&self) -> &ImportChoice {
        self.choice()
    }

    fn replan(&self, policy: Policy, decisions: &Decisions) -> Self {
        self.replan(policy, decisions)
    }

    fn allowing_removals(&self, decisions: &Decisions) -> Self {
        self.allowing_removals(decisions)
    }

    fn begin(workspace: &Workspace, link: &QaseConnection, choice: ImportChoice) -> Result<JobHandle<Self>, Busy> {
        sync::import::preview(workspace, link, choice)
    }

    fn apply(&self, workspace: &Workspace, link: &QaseConnection, choices: Choices) -> Result<JobHandle<Synced>, Busy> {
        sync::import::apply(workspace, link, self, choices.decisions, choices.keep, choices.trash)
    }
}

impl PlanWork for ImportTab {
    type Action = ImportAction;
    type Plan = ImportReady;
    type Applied = Synced;
    type Request = Request<ImportReady>;

    fn jobs(&self) -> &JobsOf<Self> {
        &self.plan.jobs
    }

    fn jobs_mut(&mut self) -> &mut JobsOf<Self> {
        &mut self.plan.jobs
    }

    fn take_answers(&mut self, backend: &mut TabBackend<'_>) {
        if self.suites.poll() {
            self.tree.set(&backend.context(), self.suites.rows());
            if let Some(choice) = self.asked.take() {
                self.tree.check(&choice);
            }
        }
        self.plan.poll_plan(backend);
        self.plan.poll_apply(backend);
    }

    fn ask_missing(&mut self, backend: &mut TabBackend<'_>) {
        if self.project.is_none() {
            self.project = backend.project.map(str::to_uppercase);
        }
        if self.project.is_some() && self.suites.is_unread() {
            self.read_suites(backend, false);
        }
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: ImportAction) {
        match action {
            ImportAction::SetProject(code) => self.set_project(backend, &code),
            ImportAction::Refresh => {
                self.suites.clear();
                self.read_again(backend);
            }
            ImportAction::Replan(action) => self.plan.replan(backend, action),
            ImportAction::Plan(action) => self.perform_shared(backend, action),
        }
    }

    fn read_again(&mut self, backend: &mut TabBackend<'_>) {
        backend.read_projects();
        self.read_suites(backend, true);
    }

    fn begin_preview(&mut self, backend: &TabBackend<'_>) {
        let Some(project) = &self.project else { return };
        let chosen = self.tree.chosen();
        let choice = ImportChoice {
            project: project.clone(),
            suites: chosen.suites,
            roots: chosen.roots,
            without_suite: chosen.without_suite,
            policy: self.plan.policy,
            functions: self.functions,
        };
        if self.plan.begin(backend, choice) {
            self.tree.remember();
        }
    }

    fn begin_apply(&mut self, backend: &TabBackend<'_>) {
        self.plan.begin_apply(backend);
    }

    /// Selects the suites and options of an earlier job and runs it again.
    fn repeat(&mut self, backend: &TabBackend<'_>, request: Request<ImportReady>) {
        let choice = request.choice().clone();
        (self.plan.policy, self.functions) = (choice.policy, choice.functions);
        if self.project.as_deref() != Some(choice.project.as_str()) {
            self.set_project(backend, &choice.project);
        }
        if self.suites.is_loaded() {
            self.tree.check(&choice);
        } else {
            self.asked = Some(choice);
        }
        self.plan.repeat(backend, request);
    }

    fn drop_view(&mut self) {
        self.plan.drop_view();
    }

    fn start_over(&mut self, backend: &TabBackend<'_>) {
        self.read_suites(backend, true);
    }
}

impl ImportTab {
    fn read_suites(&mut self, backend: &TabBackend<'_>, fresh: bool) {
        if let (Some(link), Some(project)) = (backend.link, &self.project) {
            self.suites.begin(list_suites(backend.workspace, link, project, fresh));
        }
    }

    fn set_project(&mut self, backend: &TabBackend<'_>, code: &str) {
        self.project = Some(code.to_uppercase());
        self.suites.clear();
        self.tree = SuiteTree::default();
        self.plan.jobs.error = None;
        self.read_suites(backend, false);
    }
}
