//! Background jobs for tracker issues: create one, refresh statuses.

use super::credential::Credentials;
use super::failure_kind;
use super::trackers::{self, Error, IssueSource, STATUS_AGE};
use crate::{Workspace, workspace};
use std::time::Duration;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, ResultId};
use voluptas_i18n::Lang;
use voluptas_integrations::api::RetryPolicy;
use voluptas_jobs::{Busy, Failure, FailureKind, JobError, JobHandle, JobSpec, Report, Reportable};
use voluptas_store::Store;
use voluptas_store::trackers::TrackerIssue;

/// Somebody waits for the answer: a tracker that wants longer pauses is named, and asked again later.
pub(super) const RETRY_POLICY: RetryPolicy = RetryPolicy {
    limit: Duration::from_secs(15),
    backoff: Duration::from_millis(500),
    attempts: 3,
    longest_wait: Duration::from_secs(5),
};

/// Wait between two looks for an issue whose creation lost its answer.
const LAG: Duration = Duration::from_secs(3);
/// Age at which an unknown status is read again.
const UNKNOWN_AGE: Millis = 60_000;

/// The issue of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueOfResult {
    pub key: String,
    pub url: String,
    /// False for an issue that the result had before.
    pub is_new: bool,
}

impl Reportable for IssueOfResult {
    fn report(&self) -> Report {
        Report::default().count("written", u64::from(self.is_new))
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Service(error) => failure_kind(error),
            Error::NoTracker => FailureKind::Missing,
            _ => FailureKind::Other,
        };
        Self::Failed(Failure::new(kind, &error))
    }
}

/// Creates the issue of a failed result in the tracker of its project, or gives the one that it has.
///
/// # Errors
/// [`Busy`] while the issue of the same result is being created.
pub fn create(
    workspace: &Workspace,
    credentials: Credentials,
    result: ResultId,
    lang: Lang,
) -> Result<JobHandle<IssueOfResult>, Busy> {
    let (store, runtime) = (workspace.store.clone(), workspace.jobs.handle().clone());
    let mut spec = JobSpec::new("issue", Message::new("tracker-job"));
    spec.exclusive = Some(format!("issue {}", result.0));
    workspace.jobs.spawn(spec, move |_| async move {
        let work = tokio::task::spawn_blocking(move || created(&store, &credentials, result, lang, &runtime));
        work.await.map_err(|_| JobError::Failed(workspace::failure::internal()))?.map_err(JobError::from)
    })
}

fn created(
    store: &Store,
    credentials: &Credentials,
    result: ResultId,
    lang: Lang,
    runtime: &tokio::runtime::Handle,
) -> Result<IssueOfResult, Error> {
    let (found, project, settings, known) = store.read(|tx| {
        let found = tx.results().get(result)?;
        let run = tx.runs().get(found.run_id)?;
        let known = tx.trackers().issues_of_test(found.test)?;
        Ok((found, tx.projects().get(run.project_id)?, tx.trackers().get(run.project_id)?, known))
    })?;
    let settings = settings.ok_or(Error::NoTracker)?;
    let is_known = |issue: &TrackerIssue| issue.result == result && issue.tracker == settings.identity();
    let is_new = !known.iter().any(is_known);
    let tracker = trackers::client(&settings, credentials, RETRY_POLICY)?;
    let source = IssueSource { project: &project, result: &found.hash, lang, public_url: None, lag: LAG };
    let issue = trackers::create(store, &settings, &tracker, source, runtime)?;
    Ok(IssueOfResult { key: issue.key.unwrap_or_default(), url: issue.url.unwrap_or_default(), is_new })
}

/// True for an issue whose status is to be read again.
pub fn is_old(issue: &TrackerIssue, now: Millis) -> bool {
    is_older(issue, now, STATUS_AGE)
}

/// True for an issue whose status was read longer than `age` ago. An unknown status is read again after a minute: a tracker does not say
/// with which status an issue begins.
pub(super) fn is_older(issue: &TrackerIssue, now: Millis, age: Millis) -> bool {
    let is_unknown = issue.status.as_deref().is_none_or(str::is_empty);
    let age = if is_unknown { age.min(UNKNOWN_AGE) } else { age };
    issue.checked_ms.is_none_or(|at| at <= now - age)
}

/// Reads statuses of issues of a project that are older than an hour. Blocks; to be called off the threads of the runtime.
///
/// # Errors
/// Those of the workspace and of the tracker.
pub fn read_statuses(
    store: &Store,
    credentials: &Credentials,
    project: ProjectId,
    runtime: &tokio::runtime::Handle,
) -> Result<(), Error> {
    let (project, settings) = store.read(|tx| Ok((tx.projects().get(project)?, tx.trackers().get(project)?)))?;
    let settings = settings.ok_or(Error::NoTracker)?;
    let tracker = trackers::client(&settings, credentials, RETRY_POLICY)?;
    match trackers::issues(store, &project, &settings, &tracker, runtime, STATUS_AGE)? {
        (_, Some(failure)) => Err(failure.into()),
        (_, None) => Ok(()),
    }
}
