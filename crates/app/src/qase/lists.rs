//! Lists of Qase that a person chooses from, each read by a job.

use crate::qase::connection::QaseConnection;
use crate::qase::connector::{Connector, connect};
use crate::workspace::rate_wait::with_rate_wait;
use crate::{Workspace, workspace};
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, JobHandle, JobRunner, JobSpec, Report, Reportable};
use voluptas_mirror as mirror;
use voluptas_qase::model::{CustomField, FieldEntity, Project, Run, Suite};
use voluptas_qase::{self as qase, Client, RunFilter};

/// Kind of a job that reads a list.
pub const LIST: &str = "list";

/// A list of Qase, as the value of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T>(pub Vec<T>);

impl<T> Reportable for Listed<T> {
    fn report(&self) -> Report {
        Report::default().count("rows", self.0.len())
    }
}

/// Reads a list. `fresh` reads past the cache. [`Busy`] never occurs: the job has no exclusive key.
fn list<T, F, Fut>(workspace: &Workspace, connection: &QaseConnection, fresh: bool, read: F) -> Result<JobHandle<Listed<T>>, Busy>
where
    T: Send + 'static,
    F: FnOnce(Client) -> Fut + Send + 'static,
    Fut: Future<Output = qase::Result<Vec<T>>> + Send + 'static,
{
    let (connection, store) = (connection.clone(), workspace.store.clone());
    workspace.jobs.spawn(JobSpec::new(LIST, Message::new("app-job-list")), move |ctx| async move {
        ctx.stage(Message::new("app-job-list"), None);
        let client = connection.client().await?.with_cancel(ctx.token().clone());
        let client = if fresh { client.refresh() } else { client };
        match with_rate_wait(&ctx, &store, &client, read(client.clone())).await {
            Ok(rows) => Ok(Listed(rows)),
            Err(e) => Err(workspace::failure::of_client(&e)),
        }
    })
}

/// The projects that the token sees.
pub fn list_projects(
    workspace: &Workspace,
    connection: &QaseConnection,
    fresh: bool,
) -> Result<JobHandle<Listed<Project>>, Busy> {
    list(workspace, connection, fresh, |client| async move { client.list_projects().await })
}

/// The suites of a project.
pub fn list_suites(
    workspace: &Workspace,
    connection: &QaseConnection,
    project: &str,
    fresh: bool,
) -> Result<JobHandle<Listed<Suite>>, Busy> {
    let project = project.to_owned();
    list(workspace, connection, fresh, |client| async move { client.list_suites(&project).await })
}

/// The open runs of a project, newest first.
pub fn list_open_runs(
    workspace: &Workspace,
    connection: &QaseConnection,
    project: &str,
    fresh: bool,
) -> Result<JobHandle<Listed<Run>>, Busy> {
    list_runs(workspace, connection, project, fresh, Run::is_open)
}

/// All runs of a project, newest first.
pub fn list_all_runs(
    workspace: &Workspace,
    connection: &QaseConnection,
    project: &str,
    fresh: bool,
) -> Result<JobHandle<Listed<Run>>, Busy> {
    list_runs(workspace, connection, project, fresh, |_| true)
}

fn list_runs(
    workspace: &Workspace,
    connection: &QaseConnection,
    project: &str,
    fresh: bool,
    is_wanted: fn(&Run) -> bool,
) -> Result<JobHandle<Listed<Run>>, Busy> {
    let project = project.to_owned();
    list(workspace, connection, fresh, move |client| async move {
        let mut runs = client.list_runs(&project, &RunFilter::default()).await?;
        runs.retain(is_wanted);
        runs.reverse();
        Ok(runs)
    })
}

/// The custom fields of cases that have free text, of all projects.
pub fn list_key_fields(
    workspace: &Workspace,
    connection: &QaseConnection,
    fresh: bool,
) -> Result<JobHandle<Listed<CustomField>>, Busy> {
    list(workspace, connection, fresh, |client| async move {
        let mut fields = client.list_custom_fields(Some(FieldEntity::Case)).await?;
        fields.retain(mirror::can_hold_keys);
        Ok(fields)
    })
}

/// Reads a list as a job, with its pages as progress. `typed` is a token that is not stored yet; without it the token in force is
/// used. [`Busy`] never occurs: lists may be read side by side.
pub fn list_job<T, F, Fut>(
    runner: &JobRunner,
    connector: Connector,
    typed: Option<Secret>,
    read: F,
) -> Result<JobHandle<Listed<T>>, Busy>
where
    T: Send + 'static,
    F: FnOnce(Client) -> Fut + Send + 'static,
    Fut: Future<Output = qase::Result<Vec<T>>> + Send + 'static,
{
    runner.spawn(JobSpec::new(LIST, Message::new("app-job-list")), |ctx| async move {
        ctx.stage(Message::new("app-job-list"), None);
        let client = connect(&connector, typed).await?.client.with_cancel(ctx.token().clone());
        let progress = ctx.clone();
        let client = client.with_progress(move |done, total| {
            progress.set_total(Some(total));
            // The client itself checks for a cancellation.
            progress.step(done, None).ok();
        });
        match read(client).await {
            Ok(rows) => Ok(Listed(rows)),
            Err(e) => Err(workspace::failure::of_client(&e)),
        }
    })
}
