//! The ingest as a job of a workspace.

use std::path::PathBuf;

use super::{Error, Ingested, Options, ingest};
use crate::cases::file::Target;
use crate::results::files::{Limits, SkippedFile, gather};
use crate::{Workspace, workspace};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_jobs::{Busy, Cancelled, Failure, FailureKind, JobEnd, JobError, JobHandle, JobSpec, Report, Reportable};

/// Kind of the job.
pub const KIND: &str = "ingest";

impl Reportable for Ingested {
    fn report(&self) -> Report {
        Report::default().count("results", u64::try_from(self.attempts).unwrap_or(u64::MAX))
    }
}

/// Paths of results.
#[derive(Debug, Clone, Default)]
pub struct Input {
    pub paths: Vec<PathBuf>,
    /// Paths of re-runs of their tests, each a re-run of all paths before.
    pub reruns: Vec<PathBuf>,
}

impl From<Vec<PathBuf>> for Input {
    fn from(paths: Vec<PathBuf>) -> Self {
        Self { paths, reruns: Vec::new() }
    }
}

/// Stores the results of paths as a run of a project.
///
/// # Errors
/// [`Busy`] while another ingest is running.
pub fn start(workspace: &Workspace, target: Target, input: Input, options: Options) -> Result<JobHandle<Ingested>, Busy> {
    let store = workspace.store.clone();
    let mut spec = JobSpec::new(KIND, Message::new("app-job-ingest"));
    spec.exclusive = Some(KIND.to_owned());
    workspace.jobs.spawn(spec, move |ctx| async move {
        let work = tokio::task::spawn_blocking(move || {
            let mut gathered = gather(&input.paths, Limits::default())?;
            gathered.add_reruns(&input.reruns, Limits::default())?;
            ctx.check()?;
            let done = ingest(&store, &target, &mut gathered, &options, &ctx);
            gathered.release();
            done
        });
        let end: JobEnd<Ingested> = match work.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(Error::Cancelled)) => Err(Cancelled.into()),
            Ok(Err(error)) => {
                // The fault of a file that was meant says more than a list of what could be read.
                let fault = match &error {
                    Error::NoResults(skipped) => {
                        skipped.listed.iter().find(|file| !file.loses_nothing).and_then(SkippedFile::named)
                    }
                    _ => None,
                };
                let remedy = fault.or_else(|| error.remedy());
                Err(JobError::Failed(Failure { kind: FailureKind::Other, message: error.message(), remedy }))
            }
            Err(_) => Err(JobError::Failed(workspace::failure::internal())),
        };
        end
    })
}
