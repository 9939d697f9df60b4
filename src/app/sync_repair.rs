//! The repair as a job: doubles in Qase are found, and merged when that is wanted.

use super::connection::{Connector, connect};
use super::failure::of_sync;
use super::sync_job::watched;
use super::{Workspace, sync_job};
use crate::domain::Message;
use crate::jobs::{Busy, JobHandle, JobSpec, Report, Reportable};
use crate::sync::repair::{self, Collected};
use crate::sync::{Session, Summary};
use std::sync::Arc;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Find doubles and say what would become of each.
    Look,
    /// Merge them.
    Merge,
    /// Forget what is linked to the project.
    ForgetLinks,
}

/// What was found, and what was done.
#[derive(Debug, Default)]
pub struct Repaired {
    /// The doubles.
    pub found: Collected,
    /// What was done; `None` when it was only looked, or links were forgotten.
    pub summary: Option<Summary>,
    /// Whether links were forgotten.
    pub forgotten: bool,
}

impl Reportable for Repaired {
    fn report(&self) -> Report {
        self.summary.as_ref().map_or_else(Report::default, sync_job::counts)
    }
}

/// Starts it.
///
/// # Errors
/// A synchronisation with this project is running.
pub fn start(workspace: &Workspace, connector: Connector, project: &str, repair: Repair) -> Result<JobHandle<Repaired>, Busy> {
    let (store, project) = (workspace.store.clone(), project.to_owned());
    let title = Message::new("app-job-repair").with("project", &project);
    let mut spec = JobSpec::new("repair", title).exclusive(format!("sync/{project}"));
    spec.recorded = repair != Repair::Look;
    workspace.jobs.spawn(spec, move |ctx| async move {
        let client = connect(&connector, None).await?.client;
        let session = Session::new(store.clone(), client.clone(), &project).reporting(Arc::new(ctx.clone()));
        let work = async {
            if repair == Repair::ForgetLinks {
                return Ok(Repaired { forgotten: repair::forget_links(&session).await?, ..Repaired::default() });
            }
            let found = repair::collect(&session).await?;
            let summary = match repair {
                Repair::Merge if !found.doubles.is_empty() => Some(repair::apply(&session, &found).await?),
                _ => None,
            };
            Ok(Repaired { found, summary, forgotten: false })
        };
        watched(&ctx, &store, &client, work).await.map_err(|e| of_sync(&e))
    })
}
