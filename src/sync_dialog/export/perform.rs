//! Actions, jobs and queries of the Export tab.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::{EntryChange, ExportAction};
use super::entered_results::EnteredResults;
use super::model::{ChosenBy, Line, Model};
use super::state::{ExportTab, RunPick, UnsentResults};
use crate::backend::FileRequest;
use crate::sync_dialog::case_plan::{CaseReady, Choices, Request};
use crate::sync_dialog::context::TabBackend;
use crate::sync_dialog::footer::Step;
use crate::sync_dialog::plan_actions::{JobsOf, PlanWork};
use crate::user_error::UserError;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::sync::export::{Entries, ExportChoice, ExportReady};
use voluptas_app::sync::import::Synced;
use voluptas_app::{Workspace, sync};
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_jobs::{Busy, JobHandle};
use voluptas_store::{Aggregate, Store};
use voluptas_sync::{Decisions, Plan, Policy};

impl CaseReady for ExportReady {
    type Choice = ExportChoice;

    const KIND: &'static str = "export";

    fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    fn choice(&self) -> &ExportChoice {
        self.choice()
    }

    fn replan(&self, policy: Policy, decisions: &Decisions) -> Self {
        self.replan(policy, decisions)
    }

    /// An export removes nothing, so no removals are held back.
    fn allowing_removals(&self, _decisions: &Decisions) -> Self {
        self.clone()
    }

    fn begin(workspace: &Workspace, link: &QaseConnection, choice: ExportChoice) -> Result<JobHandle<Self>, Busy> {
        sync::export::preview(workspace, link, choice)
    }

    fn apply(&self, workspace: &Workspace, link: &QaseConnection, choices: Choices) -> Result<JobHandle<Synced>, Busy> {
        sync::export::apply(workspace, link, self, choices.decisions, choices.keep)
    }
}

impl PlanWork for ExportTab {
    type Action = ExportAction;
    type Plan = ExportReady;
    type Applied = Synced;
    type Request = Request<ExportReady>;

    fn jobs(&self) -> &JobsOf<Self> {
        &self.plan.jobs
    }

    fn jobs_mut(&mut self) -> &mut JobsOf<Self> {
        &mut self.plan.jobs
    }

    fn take_answers(&mut self, backend: &mut TabBackend<'_>) {
        self.poll_registry(backend);
        self.poll_entry(backend);
        self.plan.poll_plan(backend);
        if self.plan.poll_apply(backend) {
            self.close_entry(backend);
        }
    }

    fn ask_missing(&mut self, backend: &mut TabBackend<'_>) {
        if self.project.is_none() {
            self.project = backend.project.map(str::to_uppercase);
            (self.cases, self.results) = (true, true);
            let cx = backend.context();
            self.title = cx.f("sync-dialog-new-run-title", &[("date", cx.tr.date(cx.now).into())]);
        }
        if self.plan.jobs.step() == Step::Choose
            && self.is_read
            && let Some((functions, run)) = self.offered.take()
        {
            self.by = ChosenBy::Functions;
            self.tree_mut().checked = functions;
            self.results = true;
            self.select_cases_that_are_not_there();
            (self.title, self.pick) = (run.title.clone(), Some(RunPick::New));
            self.of_run = Some(run);
        }
        let Some(project) = &self.project else { return };
        if self.plan.jobs.step() == Step::Choose && self.results && self.pick(&backend.context()) != RunPick::New {
            backend.lists.read_runs_once(backend.workspace, backend.link, project);
        }
        self.read_registry(backend);
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: ExportAction) {
        match action {
            ExportAction::RefreshRuns => {
                if let Some(project) = &self.project {
                    backend.lists.read_runs(backend.workspace, backend.link, project);
                }
            }
            ExportAction::Enter(case, change) => self.enter(backend, case, change),
            ExportAction::AskFile => {
                backend.ask_file(&mut self.results_from, FileRequest::open("CSV", &["csv", "tsv", "txt"]));
            }
            ExportAction::ReadFile(path) => self.read_file(backend, path),
            ExportAction::Replan(action) => self.plan.replan(backend, action),
            ExportAction::Plan(action) => self.perform_shared(backend, action),
        }
    }

    fn read_again(&mut self, backend: &mut TabBackend<'_>) {
        self.read_error = None;
        self.seen = None;
        if self.is_read && !self.entered.is_ready() {
            self.read_kept(backend);
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
            functions: self.functions().collect(),
            chosen: self.chosen_cases().collect(),
            cases: self.cases,
            results,
            run: self.run(&backend.context()),
            policy: self.plan.policy,
            target_suite: self.target_suite(),
        };
        self.plan.begin(backend, choice);
    }

    fn begin_apply(&mut self, backend: &TabBackend<'_>) {
        self.plan.begin_apply(backend);
    }

    fn repeat(&mut self, backend: &TabBackend<'_>, request: Request<ExportReady>) {
        let choice = request.choice();
        (self.project, self.plan.policy) = (Some(choice.project.clone()), choice.policy);
        self.plan.repeat(backend, request);
    }

    fn drop_view(&mut self) {
        self.plan.drop_view();
    }

    fn start_over(&mut self, _backend: &TabBackend<'_>) {
        self.of_run = None;
    }
}

impl ExportTab {
    /// Selects the cases of the results of a run if some of them are not in Qase: their results could not be sent.
    fn select_cases_that_are_not_there(&mut self) {
        self.update_lines();
        let is_new = |line: &Line| self.model.read.cases.get(&line.case).is_some_and(|case| case.qase_id.is_none());
        self.cases = self.lines.iter().any(is_new);
    }

    /// Reads the registry when it or the account has changed.
    fn read_registry(&mut self, backend: &TabBackend<'_>) {
        let Some(project) = &self.project else { return };
        let parts = [Aggregate::Functions, Aggregate::Suites, Aggregate::Cases, Aggregate::Mappings, Aggregate::Remote];
        let account = backend.link.and_then(QaseConnection::account);
        let now = (parts.map(|part| backend.generation(part)), account.clone());
        if self.seen.as_ref() == Some(&now) {
            return;
        }
        self.account_is_new = self.seen.as_ref().is_some_and(|(_, before)| *before != account);
        self.seen = Some(now);
        self.generation += 1;
        let (store, code, tr, generation) = (backend.store(), project.clone(), backend.tr, self.generation);
        backend.ask(&self.read, move || {
            let read = sync::read::coverage(&store, account.as_deref(), &code)
                .map_err(|e| UserError::of_store("sync-dialog-registry-unread", &e))?;
            Ok(Arc::new(Model::new(tr, read, generation)))
        });
    }

    fn poll_registry(&mut self, backend: &TabBackend<'_>) {
        if !self.read.poll() {
            return;
        }
        let model = match self.read.get().cloned() {
            Some(Ok(model)) => model,
            Some(Err(error)) => return self.read_error = Some(error),
            None => return,
        };
        let first = !self.is_read;
        if !matches!(self.kept.get(), Some(Err(_))) {
            self.read_error = None;
        }
        self.model = model;
        self.is_read = true;
        if std::mem::take(&mut self.account_is_new) && self.of_run.is_some() {
            self.select_cases_that_are_not_there();
        }
        if first {
            for by in ChosenBy::ALL {
                let (tree, data) = (&mut self.trees[by as usize], self.model.tree(by));
                // A function stands for itself, a suite for what is in it.
                tree.own_checks = by == ChosenBy::Functions;
                if data.len() <= 300 {
                    tree.expand_all(data);
                } else {
                    tree.expand_to(data, 1);
                }
            }
            if self.model.tree(ChosenBy::Functions).is_empty() {
                self.by = ChosenBy::Cases;
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
                    self.entered = EnteredResults::start(backend, project, title);
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
                        self.entered.store(backend, *case, entered.clone());
                    }
                    (Some(file), None)
                }
                Some(Err(message)) => (None, Some(backend.tr.message(&message))),
                None => (None, None),
            };
        }
    }

    fn enter(&mut self, backend: &TabBackend<'_>, case: CaseId, change: EntryChange) {
        let entered = self.entry.change(case, change);
        self.entered.store(backend, case, entered);
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
        let entered = self.plan.ready().and_then(|r| r.choice().results);
        if let Some(Entries::Entered(project)) = entered {
            self.entry.clear();
            self.entered = EnteredResults::default();
            let store = backend.store();
            backend.ask(&self.kept, move || {
                sync::entry::close(&store, project).map_err(|e| UserError::of_store("sync-dialog-entry-unended", &e))?;
                entered_results(&store, project)
            });
        }
    }
}

/// The results that were entered and not sent yet. Blocks.
fn entered_results(store: &Store, project: ProjectId) -> Result<UnsentResults, UserError> {
    let entered = sync::entry::load(store, project).map_err(|e| UserError::of_store("sync-dialog-entry-unread", &e))?;
    Ok((project, entered))
}
