//! The import as two jobs: the preview reads both sides, and the apply executes the plan that was shown.

use crate::Workspace;
use crate::qase::connection::QaseConnection;
use crate::workspace::failure::of_sync;
use crate::workspace::job_report::counts;
use crate::workspace::rate_wait::with_rate_wait;
use std::collections::BTreeSet;
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, JobHandle, JobSpec, Report, Reportable};
use voluptas_sync::import::{self, Collected, Options};
use voluptas_sync::plan::{CaseStep, Class, StepKey};
use voluptas_sync::{Decisions, Plan, Policy, Summary};

/// A person's choices for an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportChoice {
    /// Code of the project in Qase.
    pub project: String,
    /// Suites by id in Qase, each without its child suites; `None` for the whole project.
    pub suites: Option<BTreeSet<i64>>,
    /// The topmost chosen suites: with everything below them they contain all the others.
    pub roots: Vec<i64>,
    /// Includes cases without a suite.
    pub without_suite: bool,
    /// Policy for differences between the sides.
    pub policy: Policy,
    /// Creates functions from suites.
    pub functions: bool,
}

/// Both sides as they were read, with the plan for the choices.
#[derive(Debug, Clone)]
pub struct ImportReady {
    choice: ImportChoice,
    options: Options,
    collected: Arc<Collected>,
    /// The plan of the import.
    pub plan: Arc<Plan>,
}

impl ImportReady {
    /// Choices of the person.
    pub fn choice(&self) -> &ImportChoice {
        &self.choice
    }

    /// Plans again with all removals in Qase accepted, however many. Not for the UI thread, like [`Self::replan`].
    #[must_use]
    pub fn allowing_removals(&self, decisions: &Decisions) -> Self {
        let mut ready = self.clone();
        ready.options.allow_mass_removal = true;
        ready.replan(self.options.policy, decisions)
    }

    /// Plans again with another policy or with decisions. Pure, but slow for a large project: not for the UI thread.
    #[must_use]
    pub fn replan(&self, policy: Policy, decisions: &Decisions) -> Self {
        let mut ready = self.clone();
        ready.choice.policy = policy;
        ready.options.policy = policy;
        ready.plan = Arc::new(narrowed(&ready.choice, &ready.options, &ready.collected, decisions));
        ready
    }
}

impl Reportable for ImportReady {
    fn report(&self) -> Report {
        Report::default().count("cases", self.plan.cases.len())
    }
}

/// The plan without the cases that were not chosen. A suite can only be read with all suites below it, so the plan has too many.
fn narrowed(choice: &ImportChoice, options: &Options, collected: &Collected, decisions: &Decisions) -> Plan {
    let plan = import::plan(collected, options, decisions);
    let Some(suites) = &choice.suites else { return plan };
    let wanted = |step: &CaseStep| {
        let there = step.qase_id.and_then(|id| collected.remote.cases.get(&id));
        match there.map(|c| c.state.place.qase_id()) {
            Some(Some(suite)) => suites.contains(&suite),
            Some(None) => choice.without_suite,
            None => step.class == Class::Removed,
        }
    };
    let keep: BTreeSet<StepKey> = plan.cases.iter().filter(|s| wanted(s)).map(CaseStep::key).collect();
    if keep.len() == plan.cases.len() { plan } else { plan.select(&keep) }
}

/// Reads both sides and compares them. [`Busy`] never occurs: a preview writes nothing.
pub fn preview(workspace: &Workspace, link: &QaseConnection, choice: ImportChoice) -> Result<JobHandle<ImportReady>, Busy> {
    let (store, link) = (workspace.store.clone(), link.clone());
    let spec = JobSpec::new("import_preview", Message::new("app-job-import-preview").with("project", &choice.project));
    workspace.jobs.spawn(spec, move |ctx| async move {
        let (session, client) = link.session(&store, &choice.project, &ctx).await?;
        let options = Options {
            suites: if choice.without_suite { Vec::new() } else { choice.roots.clone() },
            policy: choice.policy,
            functions_from_suites: choice.functions,
            ..Options::default()
        };
        let collected =
            with_rate_wait(&ctx, &store, &client, import::collect(&session, &options)).await.map_err(|e| of_sync(&e))?;
        let made = tokio::task::spawn_blocking(move || {
            let plan = Arc::new(narrowed(&choice, &options, &collected, &Decisions::new()));
            ImportReady { choice, options, collected: Arc::new(collected), plan }
        });
        made.await.map_err(|_| crate::workspace::failure::internal().into())
    })
}

/// The result of a synchronisation, as the value of its job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced(pub Summary);

impl Reportable for Synced {
    fn report(&self) -> Report {
        counts(&self.0)
    }
}

/// Executes the shown plan: the cases in `keep`, with these decisions. Cases in `trash` were removed from Qase and go to the
/// trash of the workspace.
///
/// # Errors
/// Another synchronisation with this project is running.
pub fn apply(
    workspace: &Workspace,
    link: &QaseConnection,
    ready: &ImportReady,
    decisions: Decisions,
    keep: BTreeSet<StepKey>,
    trash: BTreeSet<i64>,
) -> Result<JobHandle<Synced>, Busy> {
    let (store, link, mut ready) = (workspace.store.clone(), link.clone(), ready.clone());
    ready.options.to_trash = trash;
    let project = ready.choice.project.clone();
    let spec =
        JobSpec::new("import", Message::new("app-job-import").with("project", &project)).exclusive(format!("sync/{project}"));
    workspace.jobs.spawn(spec, move |ctx| async move {
        let (session, client) = link.session(&store, &project, &ctx).await?;
        let planned = ready.clone();
        let plan = tokio::task::spawn_blocking(move || {
            let plan = narrowed(&planned.choice, &planned.options, &planned.collected, &decisions);
            if keep.len() == plan.cases.len() { plan } else { plan.select(&keep) }
        });
        let plan = plan.await.map_err(|_| crate::workspace::failure::internal())?;
        let work = import::apply(&session, &ready.options, Arc::clone(&ready.collected), &plan);
        match with_rate_wait(&ctx, &store, &client, work).await {
            Ok(summary) => Ok(Synced(summary)),
            Err(e) => Err(of_sync(&e)),
        }
    })
}
