//! How the sync dialog reaches Qase: one client for all its jobs, so that they share the rate limit and the cache, and the small
//! lists that a person chooses from.

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

/// One way to Qase, with one client that is made at its first use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Link {
    connector: Option<Connector>,
    client: Arc<OnceCell<Client>>,
    account: Option<String>,
}

impl Link {
    /// A way by what is in force of the settings. Asks no keychain and sends nothing yet.
    #[must_use]
    pub fn new(connector: Connector) -> Self {
        Self { connector: Some(connector), client: Arc::default(), account: None }
    }

    /// A way by a client that is there already.
    #[must_use]
    pub fn of_client(client: Client) -> Self {
        Self { connector: None, client: Arc::new(OnceCell::new_with(Some(client))), account: None }
    }

    /// Known under another name than the address of the server: for a server whose address changes from start to start.
    #[must_use]
    pub fn known_as(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    /// The name under which the workspace knows the account; none before the first use.
    #[must_use]
    pub fn account(&self) -> Option<String> {
        self.account.clone().or_else(|| self.client.get().map(|c| c.base_url().to_owned()))
    }

    /// Where a person sees a case or a run of a project in the browser; none on a server whose pages are not known.
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

    /// The client.
    ///
    /// # Errors
    /// As [`connect`].
    pub async fn client(&self) -> Result<Client, Failure> {
        let made = self.client.get_or_try_init(|| async {
            match &self.connector {
                Some(connector) => Ok(connect(connector, None).await?.client),
                None => Err(failure::internal()),
            }
        });
        made.await.cloned()
    }

    /// A session with one project, stopped by the job and telling its progress to it.
    ///
    /// # Errors
    /// As [`Link::client`].
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

/// The word for a list that is read, among the jobs.
pub const LIST: &str = "list";

/// A list of Qase, as the value of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T>(pub Vec<T>);

impl<T> Reportable for Listed<T> {
    fn report(&self) -> Report {
        Report::default().count("rows", self.0.len())
    }
}

/// Reads a list. `fresh` reads past the cache.
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
///
/// # Errors
/// Never busy.
pub fn list_projects(workspace: &Workspace, link: &Link, fresh: bool) -> Result<JobHandle<Listed<Project>>, Busy> {
    list(workspace, link, fresh, |client| async move { client.list_projects().await })
}

/// The suites of a project.
///
/// # Errors
/// Never busy.
pub fn list_suites(workspace: &Workspace, link: &Link, project: &str, fresh: bool) -> Result<JobHandle<Listed<Suite>>, Busy> {
    let project = project.to_owned();
    list(workspace, link, fresh, |client| async move { client.list_suites(&project).await })
}

/// The runs of a project that take results, newest first.
///
/// # Errors
/// Never busy.
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
///
/// # Errors
/// Never busy.
pub fn list_all_runs(workspace: &Workspace, link: &Link, project: &str, fresh: bool) -> Result<JobHandle<Listed<Run>>, Busy> {
    let project = project.to_owned();
    list(workspace, link, fresh, |client| async move {
        let mut runs = client.list_runs(&project, &RunFilter::default()).await?;
        runs.reverse();
        Ok(runs)
    })
}

/// The custom fields of cases that hold free text, of all projects.
///
/// # Errors
/// Never busy.
pub fn list_key_fields(workspace: &Workspace, link: &Link, fresh: bool) -> Result<JobHandle<Listed<CustomField>>, Busy> {
    list(workspace, link, fresh, |client| async move {
        let mut fields = client.list_custom_fields(Some(FieldEntity::Case)).await?;
        fields.retain(mirror::can_hold_keys);
        Ok(fields)
    })
}
