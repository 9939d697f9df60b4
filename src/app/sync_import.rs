//! The import as two jobs: the preview that reads both sides, and the apply that does what was shown.

use super::Workspace;
use super::failure::of_sync;
use super::sync_job::{counts, watched};
use super::sync_link::Link;
use crate::domain::Message;
use crate::jobs::{Busy, JobHandle, JobSpec, Report, Reportable};
use crate::sync::import::{self, Collected, Options};
use crate::sync::plan::{CaseStep, Class, StepKey};
use crate::sync::{Decisions, Plan, Policy, Summary};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a person chose to import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportChoice {
    /// Code of the project in Qase.
    pub project: String,
    /// The suites, each for itself, by id in Qase; none is the whole project.
    pub suites: Option<BTreeSet<i64>>,
    /// The topmost of them: with all that lies below they hold all the others.
    pub roots: Vec<i64>,
    /// Also the cases that lie in no suite.
    pub without_suite: bool,
    /// What to do where the sides differ.
    pub policy: Policy,
    /// Make functions of suites.
    pub functions: bool,
}

/// Both sides as they were read, with the plan of what was chosen.
#[derive(Debug, Clone)]
pub struct ImportReady {
    choice: ImportChoice,
    options: Options,
    collected: Arc<Collected>,
    /// What an import would do.
    pub plan: Arc<Plan>,
}

impl ImportReady {
    /// What was chosen.
    #[must_use]
    pub fn choice(&self) -> &ImportChoice {
        &self.choice
    }

    /// The same with everything unlinked that is gone from Qase, however much that is. Not for the UI thread, as [`Self::replan`].
    #[must_use]
    pub fn allowing_removals(&self, decisions: &Decisions) -> Self {
        let mut ready = self.clone();
        ready.options.allow_mass_removal = true;
        ready.replan(self.options.policy, decisions)
    }

    /// The plan under another policy or after decisions. Pure, but not quick for a large project: not for the UI thread.
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

/// A suite can only be read with all below it; what was left out there is left out here.
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

/// Reads both sides and compares them.
///
/// # Errors
/// A synchronisation with this project is running.
pub fn preview(workspace: &Workspace, link: &Link, choice: ImportChoice) -> Result<JobHandle<ImportReady>, Busy> {
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
        let collected = watched(&ctx, &store, &client, import::collect(&session, &options)).await.map_err(|e| of_sync(&e))?;
        let made = tokio::task::spawn_blocking(move || {
            let plan = Arc::new(narrowed(&choice, &options, &collected, &Decisions::new()));
            ImportReady { choice, options, collected: Arc::new(collected), plan }
        });
        made.await.map_err(|_| super::failure::internal().into())
    })
}

/// What a synchronisation did, as the value of its job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced(pub Summary);

impl Reportable for Synced {
    fn report(&self) -> Report {
        counts(&self.0)
    }
}

/// Does what was shown: the cases in `keep`, with these decisions. What is in `trash` is gone from Qase and goes into the trash here.
///
/// # Errors
/// A synchronisation with this project is running.
pub fn apply(
    workspace: &Workspace,
    link: &Link,
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
        let plan = plan.await.map_err(|_| super::failure::internal())?;
        let work = import::apply(&session, &ready.options, Arc::clone(&ready.collected), &plan);
        match watched(&ctx, &store, &client, work).await {
            Ok(summary) => Ok(Synced(summary)),
            Err(e) => Err(of_sync(&e)),
        }
    })
}
