//! The session of a synchronisation: workspace, client, project, and the receiver of the progress.

use super::error::{Error, Result};
use super::lease::{self, Lease};
use super::report::{Quiet, Reporter, Stage};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::SyncId;
use voluptas_qase::{Client, ListWatch};
use voluptas_store::{self as store, Author, Source, Store};

/// Longest waits for a slow server. The time for finding a lost write comes from the client ([`Client::write_lifetime`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitLimits {
    /// Longest time until accepted results show in Qase.
    pub until_visible: Duration,
}

impl Default for WaitLimits {
    fn default() -> Self {
        Self { until_visible: Duration::from_secs(15) }
    }
}

/// A session with one project of Qase. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    pub(crate) store: Store,
    pub(crate) client: Client,
    pub(crate) account: String,
    pub(crate) project: String,
    pub(crate) reporter: Arc<dyn Reporter>,
    pub(crate) waits: WaitLimits,
    pub(crate) who: Option<String>,
    /// Names the lists that kept changing while they were read.
    pub(crate) lists: ListWatch,
    /// The lease of the project, once it was taken.
    pub(crate) lease: Option<Arc<Lease>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("account", &self.account).field("project", &self.project).finish_non_exhaustive()
    }
}

impl Session {
    /// A session with one project of Qase, by its code in any letter case.
    #[must_use]
    pub fn new(store: Store, client: Client, project: &str) -> Self {
        let account = client.base_url().to_owned();
        Self {
            store: store.through(Source::Sync),
            client,
            account,
            project: project.trim().to_ascii_uppercase(),
            reporter: Arc::new(Quiet),
            waits: WaitLimits::default(),
            who: None,
            lists: ListWatch::default(),
            lease: None,
        }
    }

    /// Sets the receiver of the progress, which may also stop the synchronisation.
    #[must_use]
    pub fn reporting(mut self, reporter: Arc<dyn Reporter>) -> Self {
        self.reporter = reporter;
        self
    }

    /// Sets the account's name. The default, the server's address, does not suit a server whose address changes with every start.
    #[must_use]
    pub fn known_as(mut self, account: &str) -> Self {
        account.clone_into(&mut self.account);
        self
    }

    /// Sets the person who is named in the history.
    #[must_use]
    pub fn by(mut self, who: Option<String>) -> Self {
        self.store = self.store.by(Author::new(Source::Sync, who.as_deref()));
        self.who = who;
        self
    }

    /// Writes as a part of this synchronisation.
    pub(crate) fn in_job(&self, sync: SyncId) -> Self {
        let author = Author { sync: Some(sync), ..self.store.author().clone() };
        Self { store: self.store.by(author), ..self.clone() }
    }

    /// Sets the longest waits.
    #[must_use]
    pub fn with_waits(mut self, waits: WaitLimits) -> Self {
        self.waits = waits;
        self
    }

    /// Waits. Returns [`Error::Cancelled`] when a person stops the synchronisation.
    pub(crate) async fn wait(&self, wait: Duration) -> Result<()> {
        let wait = tokio::time::sleep(wait);
        match self.reporter.cancel_token() {
            None => wait.await,
            Some(token) => {
                tokio::select! {
                    () = wait => {}
                    () = token.cancelled() => return Err(Error::Cancelled),
                }
            }
        }
        Ok(())
    }

    /// The code of the project in Qase.
    pub fn project(&self) -> &str {
        &self.project
    }

    /// The client without its cache, because a comparison needs the present state. It stops with the session.
    pub(crate) fn fresh(&self) -> Client {
        let client = self.client.refresh().with_list_watch(self.lists.clone());
        match self.reporter.cancel_token() {
            Some(token) => client.with_cancel(token),
            None => client,
        }
    }

    /// The warning about lists that kept changing while they were read. The next synchronisation sees the rows that were missed.
    pub(crate) fn unsteady(&self) -> Option<Message> {
        let lists = self.lists.unsteady();
        (!lists.is_empty()).then(|| Message::new("sync-warning-unsteady").with("project", &self.project))
    }

    /// Like [`Self::fresh`], and reports the progress of a list.
    pub(crate) fn listing(&self, stage: Stage) -> Client {
        let reporter = self.reporter.clone();
        reporter.progress(stage, 0, None, "");
        self.fresh().with_progress(move |done, total| reporter.progress(stage, done, Some(total), ""))
    }

    /// Reports the progress. Returns [`Error::Cancelled`] when a person stops the synchronisation.
    pub(crate) fn step(&self, stage: Stage, done: usize, total: usize, detail: &str) -> Result<()> {
        self.reporter.progress(stage, done as u64, Some(total as u64), detail);
        Ok(self.reporter.check()?)
    }

    /// Runs blocking work on the workspace off the async threads.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> store::Result<T> + Send + 'static,
    ) -> Result<T> {
        // A write continues after its future was dropped, so it holds the lease until it is done.
        let (store, lease) = (self.store.clone(), self.lease.clone());
        let work = move || {
            let done = work(&store);
            drop(lease);
            done
        };
        match voluptas_jobs::off_thread(work).await {
            Ok(outcome) => Ok(outcome?),
            Err(e) => Err(Error::Internal(e.to_string())),
        }
    }
}

impl Session {
    /// This session with the lease of its project. A session that already has the lease keeps it.
    ///
    /// # Errors
    /// [`Error::Busy`] when another writer holds it.
    pub async fn leased(&self, kind: &'static str) -> Result<Self> {
        if self.lease.is_some() || !self.client.safeties().lease {
            return Ok(self.clone());
        }
        let (workspace, account, project) = (self.store.location().clone(), self.account.clone(), self.project.clone());
        let since = voluptas_core::base::clock::to_iso(self.store.clock().now());
        let taken = voluptas_jobs::off_thread(move || lease::take(&workspace, &account, &project, kind, &since)).await;
        let lease = taken.map_err(|e| Error::Internal(e.to_string()))??;
        Ok(Self { lease: Some(Arc::new(lease)), ..self.clone() })
    }
}
