//! The sync dialog's connection to Qase: one client for all its jobs, so that they share the rate limit and the cache, and the
//! small lists that a person chooses from.

use super::connection::{Connector, connect};
use super::sync_job::watched;
use super::{Workspace, failure};
use crate::domain::Message;
use crate::jobs::{Busy, Failure, JobCtx, JobHandle, JobSpec, Report, Reportable};
use crate::mirror;
use crate::qase::model::{CustomField, FieldEntity, Project, Run, Suite};
use crate::qase::{self, Client, RunFilter};
use crate::store::Store;
use crate::sync::Session;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// One connection to Qase, with one client that is created at its first use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Link {
    connector: Option<Connector>,
    client: Arc<OnceCell<Client>>,
    account: Option<String>,
}

impl Link {
    /// A connection by the settings in force. Reads no keychain and sends nothing yet.
    #[must_use]
    pub fn new(connector: Connector) -> Self {
        Self { connector: Some(connector), client: Arc::default(), account: None }
    }

    /// A connection with an existing client.
    #[must_use]
    pub fn of_client(client: Client) -> Self {
        Self { connector: None, client: Arc::new(OnceCell::new_with(Some(client))), account: None }
    }

    /// Sets the name of the account in the workspace, in place of the server's address: for a server whose address changes at
    /// each start.
    #[must_use]
    pub fn known_as(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    /// The name under which the workspace knows the account; `None` before the first use.
    #[must_use]
    pub fn account(&self) -> Option<String> {
        self.account.clone().or_else(|| self.client.get().map(|c| c.base_url().to_owned()))
    }

    /// Address of the web page of a case or run; `None` on a server whose pages are unknown.
    #[must_use]
    pub fn page(&self, project: &str, entity: &str, id: i64) -> Option<String> {
        let client = self.client.get()?;
        if !client.base_url().starts_with("https://api.qase.io/") {
            return None;
        }
        match entity {
            "case" => Some(format!("https://app.qase.io/case/{project}-{id}")),
            "run" => Some(format!("https://app.qase.io/run/{project}/dashboard/{id}")),
            _ => None,
        }
    }

    /// The client; the first call creates it.
    ///
    /// # Errors
    /// The errors of [`connect`].
    pub async fn client(&self) -> Result<Client, Failure> {
        let made = self.client.get_or_try_init(|| async {
            match &self.connector {
                Some(connector) => Ok(connect(connector, None).await?.client),
                None => Err(failure::internal()),
            }
        });
        made.await.cloned()
    }

    /// A session with one project. The job can stop it and gets its progress.
    ///
    /// # Errors
    /// The errors of [`Link::client`].
    pub async fn session(&self, store: &Store, project: &str, ctx: &JobCtx) -> Result<(Session, Client), Failure> {
        let client = self.client().await?;
        let session = Session::new(store.clone(), client.clone(), project).reporting(Arc::new(ctx.clone()));
        let session = match &self.account {
            Some(account) => session.known_as(account),
            None => session,
        };
        Ok((session, client))
    }
}

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
fn list<T, F, Fut>(workspace: &Workspace, link: &Link, fresh: bool, read: F) -> Result<JobHandle<Listed<T>>, Busy>
where
    T: Send + 'static,
    F: FnOnce(Client) -> Fut + Send + 'static,
    Fut: Future<Output = qase::Result<Vec<T>>> + Send + 'static,
{
    let (link, store) = (link.clone(), workspace.store.clone());
    workspace.jobs.spawn(JobSpec::new(LIST, Message::new("app-job-list")), move |ctx| async move {
        ctx.stage(Message::new("app-job-list"), None);
        let client = link.client().await?.with_cancel(ctx.token().clone());
        let client = if fresh { client.refresh() } else { client };
        match watched(&ctx, &store, &client, read(client.clone())).await {
            Ok(rows) => Ok(Listed(rows)),
            Err(qase::Error::Cancelled) => Err(crate::jobs::Cancelled.into()),
            Err(e) => Err(failure::of_qase(&e).into()),
        }
    })
}

/// The projects that the token sees.
pub fn list_projects(workspace: &Workspace, link: &Link, fresh: bool) -> Result<JobHandle<Listed<Project>>, Busy> {
    list(workspace, link, fresh, |client| async move { client.list_projects().await })
}

/// The suites of a project.
pub fn list_suites(workspace: &Workspace, link: &Link, project: &str, fresh: bool) -> Result<JobHandle<Listed<Suite>>, Busy> {
    let project = project.to_owned();
    list(workspace, link, fresh, |client| async move { client.list_suites(&project).await })
}

/// The open runs of a project, newest first.
pub fn list_runs(workspace: &Workspace, link: &Link, project: &str, fresh: bool) -> Result<JobHandle<Listed<Run>>, Busy> {
    let project = project.to_owned();
    list(workspace, link, fresh, |client| async move {
        let mut runs = client.list_runs(&project, &RunFilter::default()).await?;
        runs.retain(Run::is_open);
        runs.reverse();
        Ok(runs)
    })
}

/// All runs of a project, newest first.
pub fn list_all_runs(workspace: &Workspace, link: &Link, project: &str, fresh: bool) -> Result<JobHandle<Listed<Run>>, Busy> {
    let project = project.to_owned();
    list(workspace, link, fresh, |client| async move {
        let mut runs = client.list_runs(&project, &RunFilter::default()).await?;
        runs.reverse();
        Ok(runs)
    })
}

/// The custom fields of cases that have free text, of all projects.
pub fn list_key_fields(workspace: &Workspace, link: &Link, fresh: bool) -> Result<JobHandle<Listed<CustomField>>, Busy> {
    list(workspace, link, fresh, |client| async move {
        let mut fields = client.list_custom_fields(Some(FieldEntity::Case)).await?;
        fields.retain(mirror::can_hold_keys);
        Ok(fields)
    })
}
