//! The export as two jobs: the preview reads both sides, and the apply executes the plan that was shown.

use crate::qase::connection::QaseConnection;
use crate::sync::import::Synced;
use crate::workspace::failure::of_sync;
use crate::workspace::rate_wait::with_rate_wait;
use crate::{Workspace, sync};
use std::collections::BTreeSet;
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use voluptas_jobs::{Busy, JobHandle, JobSpec, Report, Reportable};
use voluptas_sync::export::{self, Collected, Options, ResultsFrom, RunChoice};
use voluptas_sync::plan::StepKey;
use voluptas_sync::{Decisions, Plan, Policy};

/// A person's choices for an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportChoice {
    /// Code of the project in Qase.
    pub project: String,
    /// Functions whose cases are exported.
    pub functions: Vec<FunctionId>,
    /// Cases that were chosen themselves.
    pub chosen: Vec<CaseId>,
    /// Creates and changes their cases in Qase.
    pub cases: bool,
    /// Results to send; without entered results in the project, the latest result of each case.
    pub results: Option<Entries>,
    /// Run that gets the results.
    pub run: Option<RunChoice>,
    /// Policy for differences between the sides.
    pub policy: Policy,
    /// Suite for the cases of functions without one, by its id in Qase; `None` for the root.
    pub target_suite: Option<i64>,
}

/// Selection of the results to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// The latest result of each case.
    Latest,
    /// The results that were entered by hand in this project and not sent yet.
    Entered(ProjectId),
    /// All results of a run.
    Run(RunId),
}

/// Both sides as they were read, with the plan for the choices.
#[derive(Debug, Clone)]
pub struct ExportReady {
    choice: ExportChoice,
    options: Options,
    collected: Arc<Collected>,
    /// The plan of the export.
    pub plan: Arc<Plan>,
}

impl ExportReady {
    /// Choices of the person.
    pub fn choice(&self) -> &ExportChoice {
        &self.choice
    }

    /// Plans again with another policy or with decisions. Pure, but slow for a large project: not for the UI thread.
    #[must_use]
    pub fn replan(&self, policy: Policy, decisions: &Decisions) -> Self {
        let mut ready = self.clone();
        ready.choice.policy = policy;
        ready.options.policy = policy;
        ready.plan = Arc::new(export::plan(&ready.collected, &ready.options, decisions));
        ready
    }
}

impl Reportable for ExportReady {
    fn report(&self) -> Report {
        Report::default().count("cases", self.plan.cases.len())
    }
}

/// Reads both sides and compares them. [`Busy`] never occurs: a preview writes nothing.
pub fn preview(workspace: &Workspace, link: &QaseConnection, choice: ExportChoice) -> Result<JobHandle<ExportReady>, Busy> {
    let (store, link) = (workspace.store.clone(), link.clone());
    let spec = JobSpec::new("export_preview", Message::new("app-job-export-preview").with("project", &choice.project));
    workspace.jobs.spawn(spec, move |ctx| async move {
        let (session, client) = link.session(&store, &choice.project, &ctx).await?;
        let results = match choice.results {
            None => None,
            Some(Entries::Latest) => Some(ResultsFrom::Latest),
            Some(Entries::Run(run)) => Some(ResultsFrom::WholeRun(run)),
            Some(Entries::Entered(project)) => {
                let asked = store.clone();
                let run = tokio::task::spawn_blocking(move || sync::entry::run(&asked, project)).await;
                let run = run.map_err(|_| crate::workspace::failure::internal())??;
                Some(run.map_or(ResultsFrom::Latest, ResultsFrom::Run))
            }
        };
        let options = Options {
            functions: choice.functions.clone(),
            chosen: choice.chosen.clone(),
            cases: choice.cases,
            run: choice.run.clone().filter(|_| results.is_some()),
            results,
            policy: choice.policy,
            target_suite: choice.target_suite.filter(|_| choice.cases),
            ..Options::default()
        };
        let collected =
            with_rate_wait(&ctx, &store, &client, export::collect(&session, &options)).await.map_err(|e| of_sync(&e))?;
        let made = tokio::task::spawn_blocking(move || {
            let plan = Arc::new(export::plan(&collected, &options, &Decisions::new()));
            ExportReady { choice, options, collected: Arc::new(collected), plan }
        });
        made.await.map_err(|_| crate::workspace::failure::internal().into())
    })
}

/// Executes the shown plan: the cases in `keep`, with these decisions.
///
/// # Errors
/// Another synchronisation with this project is running.
pub fn apply(
    workspace: &Workspace,
    link: &QaseConnection,
    ready: &ExportReady,
    decisions: Decisions,
    keep: BTreeSet<StepKey>,
) -> Result<JobHandle<Synced>, Busy> {
    let (store, link, ready) = (workspace.store.clone(), link.clone(), ready.clone());
    let project = ready.choice.project.clone();
    let spec =
        JobSpec::new("export", Message::new("app-job-export").with("project", &project)).exclusive(format!("sync/{project}"));
    workspace.jobs.spawn(spec, move |ctx| async move {
        let (session, client) = link.session(&store, &project, &ctx).await?;
        let planned = ready.clone();
        let plan = tokio::task::spawn_blocking(move || {
            let plan = export::plan(&planned.collected, &planned.options, &decisions);
            if keep.len() == plan.cases.len() { plan } else { plan.select(&keep) }
        });
        let plan = plan.await.map_err(|_| crate::workspace::failure::internal())?;
        let work = export::apply(&session, &ready.options, Arc::clone(&ready.collected), &plan);
        match with_rate_wait(&ctx, &store, &client, work).await {
            Ok(summary) => Ok(Synced(summary)),
            Err(e) => Err(of_sync(&e)),
        }
    })
}
