//! State that all requests share.

use super::auth::{Failures, NameFailures, Tokens};
use super::body::Budget;
use super::case_cache::CaseCache;
use super::cors::Origin;
use super::events::Events;
use super::faults::Faults;
use super::health::LastChecks;
use super::limits::Connections;
use super::metrics::Metrics;
use super::oidc::Oidc;
use super::proxies::Proxies;
use super::quotas::Quotas;
use super::rate::RateLimits;
use super::rows::RowsRoom;
use super::running::SetParentSpan;
use super::sessions::Sessions;
use super::stats::Stats;
use super::storage::LastSizes;
use super::web::{LiveUpdates, PageCaches};
use super::webhook::Webhook;
use super::worker::RequestLimits;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use tokio::sync::Semaphore;
use voluptas_app::integrations::deliver::Outgoing;
use voluptas_app::workspace::presence::Presence;
use voluptas_store::Store;
use voluptas_store::blobs::Blobs;

/// State of a running server.
#[derive(Debug)]
pub struct App {
    /// The workspace.
    pub store: Store,
    /// Shows other servers of the workspace that this one is there.
    pub presence: Presence,
    /// Bytes of attachments.
    pub blobs: Blobs,
    /// Tokens in force.
    pub tokens: Tokens,
    /// Failed authentications per address.
    pub failures: Failures,
    /// Wrong passwords by user and network.
    pub name_failures: NameFailures,
    /// Passwords that may be checked at the same time.
    pub password_turns: Semaphore,
    /// Browser sign-ins.
    pub sessions: Sessions,
    /// Sign-in provider; `None` if none is configured.
    pub oidc: Option<Oidc>,
    /// Makes the span of a request a child of the caller's.
    pub set_parent_span: Option<SetParentSpan>,
    /// Sign-ins and refusals that wait to be written into the audit.
    pub events: Events,
    /// Proxies whose word about the address of a client counts.
    pub proxies: Proxies,
    /// Room for the bodies of all requests.
    pub budget: Budget,
    /// Room on the disk for uploads.
    pub uploads: Budget,
    /// Room for answers in memory that wait for their clients.
    pub answers: Budget,
    /// Room for long rows that are read.
    pub rows: Arc<RowsRoom>,
    /// Pages of runs need no sign-in.
    pub public_pages: bool,
    /// Leads downloads of attachments in a bucket to signed addresses of the bucket.
    pub is_presigned: bool,
    /// Limits of requests of each token and of each address.
    pub rate_limits: RateLimits,
    /// Other origins whose pages may call the API.
    pub cors: Vec<Origin>,
    /// Limits of projects.
    pub quotas: Quotas,
    /// Bounds of connections.
    pub connections: Connections,
    /// Room for requests that are executed at the same time.
    pub request_limits: RequestLimits,
    /// Texts of cases that are kept until somebody writes.
    pub case_cache: CaseCache,
    /// Deliberate faults.
    pub faults: Faults,
    /// Statistics of the requests.
    pub stats: Stats,
    /// Metrics for Prometheus.
    pub metrics: Metrics,
    /// Sizes of the storage.
    pub storage: LastSizes,
    /// Checks of `/health/ready`.
    pub last_checks: LastChecks,
    /// Pages that wait for news.
    pub live: LiveUpdates,
    /// Values that pages keep between requests.
    pub caches: PageCaches,
    /// True when a newer version has upgraded the workspace: this program must not write into it any more.
    pub is_outdated: AtomicBool,
    /// True from the order to stop on: proxies send requests elsewhere.
    pub is_stopping: AtomicBool,
    /// Receiver of Qase's webhook; `None` when it is switched off.
    pub webhook: Option<Webhook>,
    /// Delivery of webhooks; `None` where this server leaves it to others.
    pub outgoing: Option<Outgoing>,
    /// Time of the start.
    pub started: Instant,
    /// Connections are encrypted by the server itself.
    pub is_https: bool,
    /// Address that the server listens on.
    pub addr: SocketAddr,
}

impl App {
    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }
}
