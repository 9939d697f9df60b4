//! A connection to an account of Qase: one client for all jobs of a front end, so that they share the rate limit and the cache.

use crate::qase::connector::{Connector, connect};
use crate::workspace;
use std::sync::Arc;
use tokio::sync::OnceCell;
use voluptas_jobs::{Failure, JobCtx};
use voluptas_qase::Client;
use voluptas_store::Store;
use voluptas_sync::Session;

/// One connection to Qase, with one client that is created at its first use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct QaseConnection {
    connector: Option<Connector>,
    client: Arc<OnceCell<Client>>,
    account: Option<String>,
}

impl QaseConnection {
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
    pub fn account(&self) -> Option<String> {
        self.account.clone().or_else(|| self.client.get().map(|c| c.base_url().to_owned()))
    }

    /// Address of the web page of a case or run; `None` on a server whose pages are unknown.
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
    pub async fn client(&self) -> Result<Client, Failure> {
        let made = self.client.get_or_try_init(|| async {
            match &self.connector {
                Some(connector) => Ok(connect(connector, None).await?.client),
                None => Err(workspace::failure::internal()),
            }
        });
        made.await.cloned()
    }

    /// A session with one project. The job can stop it and gets its progress.
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
