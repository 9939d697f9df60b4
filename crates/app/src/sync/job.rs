//! A whole synchronisation as one job: reads both sides, plans and, unless only the plan is wanted, applies it.
//!
//! The window uses two jobs, so that a person can look at the plan in between; it applies the same plan.

use crate::qase::connector::{Connector, connect};
use crate::workspace::job_report::counts;
use crate::workspace::rate_wait::with_rate_wait;
use crate::{Workspace, workspace};
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, JobCtx, JobEnd, JobHandle, JobSpec, Report, Reportable};
use voluptas_qase::Client;
use voluptas_store::Store;
use voluptas_sync::{Decisions, Plan, Session, Summary, export, import};

/// Direction and options of a synchronisation.
#[derive(Debug, Clone)]
pub enum Work {
    /// From Qase into the workspace.
    Import(import::Options),
    /// From the workspace to Qase.
    Export(export::Options),
}

/// The plan and its outcome.
#[derive(Debug, Clone)]
pub struct Done {
    pub plan: Plan,
    /// Outcome; `None` when only the plan was wanted.
    pub summary: Option<Summary>,
}

impl Reportable for Done {
    fn report(&self) -> Report {
        self.summary.as_ref().map_or_else(Report::default, counts)
    }
}

/// Starts the job. With `write` the plan is applied.
///
/// # Errors
/// Another synchronisation with this project is running.
pub fn start(
    workspace: &Workspace,
    connector: Connector,
    project: &str,
    work: Work,
    write: bool,
) -> Result<JobHandle<Done>, Busy> {
    let (store, project) = (workspace.store.clone(), project.to_owned());
    let (kind, title) = match work {
        Work::Import(_) => ("import", Message::new("app-job-import").with("project", &project)),
        Work::Export(_) => ("export", Message::new("app-job-export").with("project", &project)),
    };
    let mut spec = JobSpec::new(kind, title).exclusive(format!("sync/{project}"));
    spec.recorded = write;
    workspace.jobs.spawn(spec, move |ctx| async move {
        let client = connect(&connector, None).await?.client;
        let session = Session::new(store.clone(), client.clone(), &project).reporting(Arc::new(ctx.clone()));
        run(&ctx, &store, &client, &session, work, write).await
    })
}

/// The work of [`start`], for a job that has its session already.
pub async fn run(ctx: &JobCtx, store: &Store, client: &Client, session: &Session, work: Work, write: bool) -> JobEnd<Done> {
    let both = async {
        let kind = if matches!(work, Work::Import(_)) { "import" } else { "export" };
        // Taken before anything is read: data read while another writer works would be stale once that writer has ended.
        let session = &if write { session.leased(kind).await? } else { session.clone() };
        match work {
            Work::Import(options) => {
                let collected = Arc::new(import::collect(session, &options).await?);
                let plan = import::plan(&collected, &options, &Decisions::new());
                let summary = if write { Some(import::apply(session, &options, collected, &plan).await?) } else { None };
                Ok(Done { plan, summary })
            }
            Work::Export(options) => {
                let collected = Arc::new(export::collect(session, &options).await?);
                let plan = export::plan(&collected, &options, &Decisions::new());
                let summary = if write { Some(export::apply(session, &options, collected, &plan).await?) } else { None };
                Ok(Done { plan, summary })
            }
        }
    };
    with_rate_wait(ctx, store, client, both).await.map_err(|e| workspace::failure::of_sync(&e))
}
