//! Configuration of a client.

use std::sync::Arc;
use std::time::Duration;

use super::exchange::Wire;
use voluptas_core::base::{Clock, Secret, SystemClock};

/// Qase's own API.
pub const DEFAULT_BASE_URL: &str = "https://api.qase.io/v1";

/// Protections against lost and duplicate writes; all are on by default. The simulation switches off one at a time and must
/// notice the damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Safeties {
    /// A lease allows one writer per workspace, account and project.
    pub lease: bool,
    /// Created objects get a trace.
    pub trace: bool,
    /// A write whose answer was lost is looked for before it is sent again.
    pub look_up: bool,
    /// The agreement is what Qase holds when read back, not what was sent.
    pub read_back: bool,
    /// Overlapping pages, which show that rows moved while a list was read.
    pub paging: bool,
}

impl Default for Safeties {
    fn default() -> Self {
        Self { lease: true, trace: true, look_up: true, read_back: true, paging: true }
    }
}

/// Configuration of a [`super::Client`].
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Base URL with or without the trailing `/v1`; version 2 has the same base.
    pub base_url: String,
    /// The API token.
    pub token: Secret,
    /// Initial limit, until the server reports its own; 0 for no limit.
    pub requests_per_minute: u32,
    /// Time limit of one request.
    pub timeout: Duration,
    /// Time limit of the connection check, for which a person waits.
    pub check_timeout: Duration,
    /// Time for which an answer to a GET stays in the cache.
    pub cache_ttl: Duration,
    /// Clock for the age of cached answers.
    pub clock: Arc<dyn Clock>,
    /// Time beyond `timeout` in which a write whose answer was lost may still arrive. Until then the write is looked for, and not
    /// sent again.
    pub late_write: Duration,
    /// Maximum number of attempts to send a request.
    pub max_attempts: u32,
    /// Wait before the second attempt; it doubles with each further one.
    pub backoff: Duration,
    /// Random part of the waits, 0.0 to 1.0, which spreads the requests of many clients. `None` draws a new value for each wait;
    /// the simulation fixes it to be repeatable.
    pub jitter: Option<f64>,
    /// Number of pages of a list that are fetched at the same time.
    pub concurrency: usize,
    /// Accept `http://` for hosts other than this computer. The token is then sent unencrypted.
    pub allow_plain_http: bool,
    /// Protections against lost and duplicate writes; only the simulation switches any off.
    pub safeties: Safeties,
    /// Transport for the requests; `None` uses HTTP.
    pub wire: Option<Arc<dyn Wire>>,
}

impl ClientConfig {
    /// The defaults for Qase's own API.
    #[must_use]
    pub fn new(token: Secret) -> Self {
        Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            token,
            requests_per_minute: 100,
            timeout: Duration::from_secs(10),
            check_timeout: Duration::from_secs(5),
            cache_ttl: Duration::from_secs(3600),
            clock: Arc::new(SystemClock),
            late_write: Duration::from_secs(60),
            max_attempts: 8,
            backoff: Duration::from_millis(250),
            jitter: None,
            concurrency: 6,
            allow_plain_http: false,
            safeties: Safeties::default(),
            wire: None,
        }
    }

    /// Sets another server.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }
}
