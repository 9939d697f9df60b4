//! The repair job: finds duplicates in Qase and, on request, merges them.

use crate::qase::connector::{Connector, connect};
use crate::workspace::failure::of_sync;
use crate::workspace::rate_wait::with_rate_wait;
use crate::{Workspace, workspace};
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, JobHandle, JobSpec, Report, Reportable};
use voluptas_sync::repair::{self, Collected};
use voluptas_sync::{Session, Summary};

/// Action of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Find duplicates and show the planned action for each.
    Find,
    /// Find duplicates and merge them.
    Merge,
    /// Delete the links between the workspace and the project.
    ForgetLinks,
}

/// Outcome of the job.
#[derive(Debug, Default)]
pub struct Repaired {
    /// Duplicates that were found.
    pub found: Collected,
    /// Summary of the merge; `None` for [`Repair::Find`] and [`Repair::ForgetLinks`], and when there were no duplicates.
    pub summary: Option<Summary>,
    /// True when links were deleted.
    pub forgotten: bool,
}

impl Reportable for Repaired {
    fn report(&self) -> Report {
        self.summary.as_ref().map_or_else(Report::default, workspace::job_report::counts)
    }
}

/// Starts the job.
///
/// # Errors
/// [`Busy`] while a synchronisation with this project is running.
pub fn start(workspace: &Workspace, connector: Connector, project: &str, repair: Repair) -> Result<JobHandle<Repaired>, Busy> {
    let (store, project) = (workspace.store.clone(), project.to_owned());
    let title = Message::new("app-job-repair").with("project", &project);
    let mut spec = JobSpec::new("repair", title).exclusive(format!("sync/{project}"));
    spec.recorded = repair != Repair::Find;
    workspace.jobs.spawn(spec, move |ctx| async move {
        let client = connect(&connector, None).await?.client;
        let session = Session::new(store.clone(), client.clone(), &project).reporting(Arc::new(ctx.clone()));
        let work = async {
            if repair == Repair::ForgetLinks {
                return Ok(Repaired { forgotten: repair::forget_links(&session).await?, ..Repaired::default() });
            }
            let mut found = repair::collect(&session).await?;
            let summary = match repair {
                Repair::Merge if !found.doubles.is_empty() => Some(repair::apply(&session, &mut found).await?),
                _ => None,
            };
            Ok(Repaired { found, summary, forgotten: false })
        };
        with_rate_wait(&ctx, &store, &client, work).await.map_err(|e| of_sync(&e))
    })
}
