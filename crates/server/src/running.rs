//! Starting and stopping the server.

use super::accept;
use super::auth::{Failures, NameFailures, TokenSource, Tokens};
use super::body::Budget;
use super::case_cache::CaseCache;
use super::cors::Origin;
use super::events::Events;
use super::faults::Faults;
use super::health::LastChecks;
use super::housekeeping::keep_house;
use super::limits::{ANSWERS_IN_FLIGHT, BODIES_IN_FLIGHT, Connections, MAX_FAILURES, REFUSALS_KEPT, UPLOADS_ON_DISK};
use super::metrics::Metrics;
use super::oidc::{Oidc, OidcConfig};
use super::proxies::Proxies;
use super::quotas::Quotas;
use super::rate::RateLimits;
use super::router;
use super::sessions::Sessions;
use super::state::App;
use super::stats::Stats;
use super::storage::LastSizes;
use super::tls::Tls;
use super::web::{LiveUpdates, PageCaches};
use super::webhook::Webhook;
use super::worker::RequestLimits;
use axum::http::HeaderMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use voluptas_app::integrations::deliver::{Outgoing, WebhookDispatcher};
use voluptas_app::workspace::presence::Presence;
use voluptas_core::base::Secret;
use voluptas_store::blobs::Blobs;
use voluptas_store::{self as store, Op, Source, Store};

/// Configuration of a server.
#[derive(Debug)]
pub struct ServerConfig {
    /// The workspace to serve.
    pub store: Store,
    /// Address to listen on; port 0 takes a free port.
    pub listen: SocketAddr,
    /// Source of the server's own token. Tokens of users are valid besides it.
    pub token: TokenSource,
    /// Shows the pages of runs to everybody who can reach the server; otherwise they need a sign-in with the token.
    pub public_pages: bool,
    /// Leads downloads of attachments in a bucket to signed addresses of the bucket.
    pub is_presigned: bool,
    /// Certificate and key of HTTPS; without them the server speaks plain HTTP.
    pub tls: Option<Tls>,
    /// Requests per minute of each token; `None` and zero set no limit.
    pub rate_limit: Option<u32>,
    /// Requests per minute without a valid token of each address; `None` and zero set no limit.
    pub address_rate_limit: Option<u32>,
    /// Other origins whose pages may call the API from a browser.
    pub cors: Vec<Origin>,
    /// Time that requests have to end after the order to stop.
    pub grace: Duration,
    /// Bounds of connections and of the time that clients may take.
    pub connections: Connections,
    /// Bytes that the bodies of all requests may have together in memory.
    pub body_budget: usize,
    /// Bytes of uploads on the disk, over all connections.
    pub upload_budget: usize,
    /// Proxies whose `X-Forwarded-For` names the client.
    pub proxies: Proxies,
    /// Deliberate faults.
    pub faults: Faults,
    /// Folder for the bytes of attachments; `None` puts it beside the workspace file.
    pub attachments_dir: Option<PathBuf>,
    /// Receives Qase's webhook at `/webhook/qase`. The caller runs its work as a task: [`Webhook::work`].
    pub webhook: Option<Webhook>,
    /// Delivers webhooks; `None` leaves them to other servers.
    pub outgoing: Option<Outgoing>,
    /// Sign-in of browsers through a provider of OpenID Connect.
    pub oidc: Option<OidcConfig>,
    /// Makes the span of a request a child of the caller's; `None` where nobody collects traces.
    pub set_parent_span: Option<SetParentSpan>,
}

impl ServerConfig {
    /// A server on a free port of this machine alone, without limits and faults.
    #[must_use]
    pub fn local(store: Store, token: TokenSource) -> Self {
        Self {
            store,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            token,
            public_pages: false,
            is_presigned: false,
            tls: None,
            rate_limit: None,
            address_rate_limit: None,
            cors: Vec::new(),
            grace: GRACE,
            connections: Connections::default(),
            body_budget: BODIES_IN_FLIGHT,
            upload_budget: UPLOADS_ON_DISK,
            proxies: Proxies::default(),
            faults: Faults::default(),
            attachments_dir: None,
            webhook: None,
            outgoing: None,
            oidc: None,
            set_parent_span: None,
        }
    }
}

/// Gives a span the parent that the headers of a request name (W3C Trace Context).
pub type SetParentSpan = fn(&tracing::Span, &HeaderMap);

/// The Qase-compatible server.
#[derive(Debug)]
pub struct Server;

/// A running server. It stops when it is dropped; [`RunningServer::shutdown`] lets it finish open requests.
#[derive(Debug)]
pub struct RunningServer {
    app: Arc<App>,
    made_token: Option<Secret>,
    grace: Duration,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    /// Ends with the server.
    _dispatcher: Option<AbortOnDrop>,
}

/// A task that ends when this is dropped.
#[derive(Debug)]
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Passwords that are checked at the same time.
const PASSWORD_TURNS: usize = 2;
/// Time limit for open requests after the order to stop, unless the caller has another one.
const GRACE: Duration = Duration::from_secs(5);

impl Server {
    /// Starts the server, in a task of its own on the current tokio runtime.
    ///
    /// # Errors
    /// The address is taken or not allowed, or the workspace cannot be read.
    pub async fn start(config: ServerConfig) -> store::Result<RunningServer> {
        let io = |source| store::Error::Io { path: PathBuf::from(config.listen.to_string()), source };
        let folder = config.attachments_dir.clone();
        let listener = TcpListener::bind(config.listen).await.map_err(io)?;
        let addr = listener.local_addr().map_err(io)?;
        let (store, source) = (config.store.clone(), config.token.clone());
        let prepared = tokio::task::spawn_blocking(move || {
            store.expect_many_writers()?;
            // Plans are worse without them; the server works all the same.
            if let Err(error) = store.gather_missing_statistics() {
                tracing::warn!(%error, "no statistics of the database could be gathered");
            }
            // Uploads that a killed server left.
            voluptas_core::base::scratch::remove_abandoned();
            let blobs = folder.map_or_else(|| store.blobs(), |folder| Blobs::in_folder(&folder))?;
            let oldest = store.clock().now().saturating_sub(REFUSALS_KEPT);
            store.write(Op::bulk("forget_refusals"), |tx| tx.audit().forget_refusals(oldest))?;
            Tokens::prepare(&store, &source).map(|t| (blobs, t))
        });
        let grace = config.grace;
        let (blobs, (tokens, made_token)) = prepared.await.map_err(|e| store::Error::Engine(e.to_string()))??;
        let dispatcher = match &config.outgoing {
            Some(outgoing) => {
                let made = WebhookDispatcher::new(config.store.clone(), outgoing.clone());
                Some(made.map_err(|error| store::Error::Unavailable(error.to_string()))?)
            }
            None => None,
        };
        let app = Arc::new(App {
            presence: Presence::new(config.store.location()),
            store: config.store,
            blobs,
            tokens,
            failures: Failures::new(MAX_FAILURES),
            name_failures: NameFailures::default(),
            password_turns: Semaphore::new(PASSWORD_TURNS),
            sessions: Sessions::default(),
            oidc: config.oidc.map(Oidc::new),
            set_parent_span: config.set_parent_span,
            events: Events::default(),
            proxies: config.proxies.clone(),
            budget: Budget::new(config.body_budget),
            uploads: Budget::new(config.upload_budget),
            answers: Budget::new(ANSWERS_IN_FLIGHT),
            rows: Arc::default(),
            public_pages: config.public_pages,
            is_presigned: config.is_presigned,
            rate_limits: RateLimits::new(config.rate_limit, config.address_rate_limit),
            cors: config.cors,
            quotas: Quotas::default(),
            connections: config.connections,
            request_limits: RequestLimits::default(),
            case_cache: CaseCache::default(),
            faults: config.faults,
            stats: Stats::default(),
            metrics: Metrics::default(),
            storage: LastSizes::default(),
            last_checks: LastChecks::default(),
            live: LiveUpdates::default(),
            caches: PageCaches::default(),
            is_outdated: AtomicBool::new(false),
            is_stopping: AtomicBool::new(false),
            webhook: config.webhook,
            outgoing: config.outgoing,
            started: Instant::now(),
            is_https: config.tls.is_some(),
            addr,
        });
        maintain(Arc::clone(&app), false).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        let router = router::router(Arc::clone(&app));
        // Dropping the sender stops the server as a message does.
        let stopped = async { drop(stopped.await) };
        tokio::spawn(follow_changes(Arc::downgrade(&app)));
        let dispatcher = dispatcher.map(|dispatcher| AbortOnDrop(tokio::spawn(dispatcher.work())));
        tokio::spawn(keep_house(Arc::downgrade(&app)));
        let served = accept::serve(listener, router, config.connections, config.proxies, config.tls, stopped);
        let last = Arc::clone(&app);
        let task = tokio::spawn(async move {
            served.await;
            if let Err(error) = maintain(last, true).await {
                tracing::warn!(%error, "the last uses of tokens and the last events of the audit cannot be written");
            }
        });
        tracing::info!(%addr, "server listens");
        Ok(RunningServer { app, made_token, grace, stop: Some(stop), task, _dispatcher: dispatcher })
    }
}

/// Pause between two checks of the change counter of users and tokens.
const LOOK: Duration = Duration::from_millis(500);

/// Applies changes of users and tokens, by any process, while the server runs.
async fn follow_changes(app: Weak<App>) {
    let mut was_good = true;
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(app) = app.upgrade() else { return };
        let done = maintain(app, false).await;
        // A failure is repeated at the next check; one line of the log is enough for all of them.
        if let (Err(error), true) = (&done, was_good) {
            tracing::warn!(%error, "users and tokens cannot be read or written");
        }
        was_good = done.is_ok();
    }
}

/// Reads changed users and tokens, and stores the last uses of tokens and the events of the audit.
async fn maintain(app: Arc<App>, is_end: bool) -> store::Result<()> {
    let work = move || {
        let is_outdated = app.store.read(|tx| tx.schema_version())? > store::schema_version();
        if is_outdated && !app.is_outdated.swap(true, Ordering::Relaxed) {
            tracing::error!("a newer version has upgraded the workspace; this server refuses every request from now on");
        }
        if is_outdated {
            return Ok(());
        }
        app.quotas.refresh(&app.store)?;
        // Others must not take an upload that is under way for abandoned because a connection was cut.
        if let Err(error) = app.presence.retake_lock() {
            tracing::warn!(?error, "this server cannot show that it is there");
        }
        let written = write_events(&app, is_end);
        app.tokens.refresh().and_then(|()| app.tokens.save_uses(is_end)).and(written)
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| store::Error::Engine(e.to_string()))?
}

/// Writes waiting events into the audit. Events that cannot be written wait on.
fn write_events(app: &App, all: bool) -> store::Result<()> {
    let rows = app.events.take(app.store.clock().now(), all);
    if rows.is_empty() {
        return Ok(());
    }
    let written = app.store.write(Op::bulk("note_events"), |tx| rows.iter().try_for_each(|row| tx.audit().add(row)));
    written.map(drop).inspect_err(|_| app.events.put_back(rows))
}

impl RunningServer {
    /// Address that the server listens on.
    pub fn addr(&self) -> SocketAddr {
        self.app.addr
    }

    /// The address to give to a client: `http://127.0.0.1:PORT/v1`, with HTTPS `https://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> String {
        format!("{}/v1", self.root_url())
    }

    /// The address without the API's version, as reporters want it: `http://127.0.0.1:PORT`.
    pub fn root_url(&self) -> String {
        let mut addr = self.app.addr;
        if addr.ip().is_unspecified() {
            addr.set_ip([127, 0, 0, 1].into());
        }
        format!("{}://{addr}", self.app.scheme())
    }

    /// The token that was created at this start. It must be shown now, since only its hash is stored.
    pub fn made_token(&self) -> Option<&Secret> {
        self.made_token.as_ref()
    }

    /// The deliberate faults.
    pub fn faults(&self) -> &Faults {
        &self.app.faults
    }

    /// Statistics of the requests.
    pub fn stats(&self) -> &Stats {
        &self.app.stats
    }

    /// True while the server works on no request, including those whose client has gone and those that a fault delays.
    pub fn is_idle(&self) -> bool {
        // In this order: a request is under way until its work has begun.
        self.app.stats.under_way() == 0 && self.app.request_limits.is_idle()
    }

    /// Bytes of memory that the bodies of requests take now.
    pub fn body_bytes(&self) -> usize {
        self.app.budget.taken()
    }

    /// Bytes of uploads that lie on the disk now, in whole steps.
    pub fn upload_bytes(&self) -> usize {
        self.app.uploads.taken()
    }

    /// Restores a deleted case under its old number, as a person does in Qase's web pages. False when the trash has no such case.
    pub fn restore_case(&self, project: &str, number: i64) -> store::Result<bool> {
        let restored = self.app.store.through(Source::Api).write(Op::bulk("restore_case"), |tx| {
            let Some(project) = tx.projects().by_code(project)? else { return Ok(false) };
            let Some(case) = tx.deleted_case(project.id, number)? else { return Ok(false) };
            tx.cases().set_deleted(case, false)?;
            Ok(true)
        })?;
        Ok(restored.value)
    }

    /// Changes the number of requests per minute; `None` removes the limit.
    pub fn set_rate_limit(&self, per_minute: Option<u32>) {
        self.app.rate_limits.set(per_minute);
    }

    /// Refuses new connections, finishes open requests within the configured time, and stops. Requests that take longer are cut
    /// off; each of them is one transaction, so its data is stored completely or not at all.
    pub async fn shutdown(mut self) {
        self.app.is_stopping.store(true, Ordering::Relaxed);
        self.stop.take();
        if tokio::time::timeout(self.grace, &mut self.task).await.is_err() {
            tracing::warn!(seconds = self.grace.as_secs(), "requests took too long to end and are cut");
            self.task.abort();
        }
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.stop.take();
    }
}
