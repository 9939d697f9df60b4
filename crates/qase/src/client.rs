//! The client: the state that its clones share, its views, and the connection check.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::bad_config::BadConfig;
use super::base_url::BaseUrl;
use super::cache::Cache;
use super::config::{ClientConfig, Safeties};
use super::error::{Error, Result};
use super::exchange::Wire;
use super::limiter::{Limiter, RateWait};
use super::list_watch::ListWatch;
use super::model::Project;
use super::wire::HttpWire;
use voluptas_core::base::{Clock, Millis, Secret};

/// Pause before the first look for a write whose answer was lost.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Progress callback: (rows read, total rows), called after every page of a list.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// A client of one server with one token. Cloning is cheap; clones share connections, rate limit and cache.
///
/// A *view* is a clone that does something differently: [`Client::refresh`], [`Client::with_cancel`], [`Client::with_progress`].
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
    pub(super) bypass_cache: bool,
    /// Answers do not go into the cache: pages that are read once would push out answers that are needed again.
    pub(super) keep_nothing: bool,
    pub(super) quick: bool,
    pub(super) cancel: Option<CancellationToken>,
    progress: Option<Progress>,
    watch: ListWatch,
}

/// State that all clones share.
#[derive(Debug)]
pub(super) struct Inner {
    pub base_url: BaseUrl,
    pub token: Secret,
    pub wire: Arc<dyn Wire>,
    pub limiter: Limiter,
    pub cache: Cache,
    pub clock: Arc<dyn Clock>,
    pub timeout: Duration,
    pub check_timeout: Duration,
    pub max_attempts: u32,
    pub backoff: Duration,
    pub jitter: Option<f64>,
    pub late_write: Duration,
    pub safeties: Safeties,
    pub concurrency: usize,
    /// Time of the server in its last answer, and the moment of that answer.
    pub server_time: Mutex<Option<(Millis, tokio::time::Instant)>>,
}

/// Result of the connection check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Number of projects that the token can see.
    pub projects_seen: u64,
    /// The requested project; `None` without a request, or when the token does not see the project.
    pub project: Option<Project>,
    /// Time until the first answer.
    pub round_trip: Duration,
}

impl Client {
    /// A client for the server and the token of `config`. Sends nothing yet.
    ///
    /// # Errors
    /// [`Error::BadConfig`]: no token, an invalid address, an address that would send the token unencrypted, or no TLS on this
    /// system.
    pub fn new(config: ClientConfig) -> Result<Self> {
        let base_url = BaseUrl::read(&config.base_url, config.allow_plain_http)?;
        let wire: Arc<dyn Wire> = match config.wire {
            Some(wire) => wire,
            None => Arc::new(HttpWire::new(&config, &base_url)?),
        };
        let inner = Inner {
            base_url,
            wire,
            limiter: Limiter::new(config.requests_per_minute),
            cache: Cache::new(config.cache_ttl, config.clock.clone()),
            clock: config.clock,
            token: config.token,
            timeout: config.timeout,
            check_timeout: config.check_timeout,
            max_attempts: config.max_attempts.max(1),
            backoff: config.backoff,
            jitter: config.jitter,
            late_write: config.late_write,
            safeties: config.safeties,
            concurrency: config.concurrency.max(1),
            server_time: Mutex::new(None),
        };
        Ok(Self {
            inner: Arc::new(inner),
            bypass_cache: false,
            keep_nothing: false,
            quick: false,
            cancel: None,
            progress: None,
            watch: ListWatch::default(),
        })
    }

    /// The base URL of version 1, as it is used.
    pub fn base_url(&self) -> &str {
        self.inner.base_url.as_str()
    }

    /// Canonical name of the server, the same for every spelling of its address: `https://api.qase.io`.
    ///
    /// Lower case, without a default port, a final dot of the host, the API version or a final slash. `localhost`, all of
    /// `127.0.0.0/8` and `[::1]` give `localhost`. Independent of the token.
    pub fn account(&self) -> String {
        self.inner.base_url.account()
    }

    /// A view that reads past the cache and stores the new answers in it.
    #[must_use]
    pub fn refresh(&self) -> Self {
        Self { bypass_cache: true, ..self.clone() }
    }

    /// A view that reads past the cache and stores nothing in it.
    pub(super) fn passing(&self) -> Self {
        Self { bypass_cache: true, keep_nothing: true, ..self.clone() }
    }

    /// A view that stops with [`Error::Cancelled`] when `cancel` is cancelled: at once while it waits or reads; a write in
    /// progress is finished first.
    #[must_use]
    pub fn with_cancel(&self, cancel: CancellationToken) -> Self {
        Self { cancel: Some(cancel), ..self.clone() }
    }

    /// A view whose lists report their progress.
    #[must_use]
    pub fn with_progress(&self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self { progress: Some(Arc::new(progress)), ..self.clone() }
    }

    /// A view that records lists in `watch` when they kept changing while they were read. One watch per job shows which data of
    /// the job may be incomplete.
    #[must_use]
    pub fn with_list_watch(&self, watch: ListWatch) -> Self {
        Self { watch, ..self.clone() }
    }

    /// The lists that kept changing while they were read. Shared by all clones and views without a watch of their own.
    pub fn list_watch(&self) -> &ListWatch {
        &self.watch
    }

    /// Signals when requests begin to wait for the rate limit (`Some`) and when they go on (`None`).
    pub fn rate_wait(&self) -> watch::Receiver<Option<RateWait>> {
        self.inner.limiter.watch()
    }

    /// Checks the token and the project, once, without the cache, with the shorter time limit. `project` in any letter case.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a wrong token. A project that the token does not see gives `project: None` instead.
    pub async fn check_connection(&self, project: Option<&str>) -> Result<Check> {
        if project.is_some_and(|code| code.trim().is_empty()) {
            return Err(BadConfig::EmptyProject.into());
        }
        let quick = Self { quick: true, ..self.refresh() };
        let began = tokio::time::Instant::now();
        let projects_seen = quick.count_projects().await?;
        let round_trip = began.elapsed();
        let project = match project {
            None => None,
            Some(code) => match quick.get_project(code).await {
                Ok(project) => Some(project),
                Err(Error::NotFound { .. } | Error::Forbidden { .. }) => None,
                // An impossible code is treated like a project that does not exist.
                Err(Error::Invalid { .. }) => None,
                Err(error) => return Err(error),
            },
        };
        Ok(Check { projects_seen, project, round_trip })
    }

    /// Sends a write that must not be executed twice. After a lost answer, looks for its effect for as long as the write may
    /// still arrive, and does not send it again.
    ///
    /// `look` gets a view that reads past the cache. When it finds the effect of the write, it gives the value that the write
    /// would have returned.
    ///
    /// # Errors
    /// Those of `write`; [`Error::AnswerLost`] when the write was not found in its lifetime, or looking for it failed or was
    /// cancelled. Such a write may still be stored: look for it before sending it again.
    pub async fn write_or_look<T, W, WF, L, LF>(&self, write: W, look: L) -> Result<T>
    where
        W: Fn() -> WF,
        WF: Future<Output = Result<T>>,
        L: Fn(Client) -> LF,
        LF: Future<Output = Result<Option<T>>>,
    {
        let mut attempt = 1;
        loop {
            let lost = match write().await {
                Err(lost @ Error::AnswerLost { .. }) => lost,
                outcome => return outcome,
            };
            match self.look_for(|fresh, _| look(fresh)).await {
                Ok(Some(found)) => return Ok(found),
                // With the safety switched off, the write is sent again after a single look, as a careless client would do.
                Ok(None) if !self.inner.safeties.look_up && attempt < self.inner.max_attempts => attempt += 1,
                Ok(None) => return Err(lost),
                Err(error) => {
                    tracing::debug!(target: "voluptas::qase", %error, "a lost write could not be looked for");
                    return Err(lost);
                }
            }
        }
    }

    /// The time of the server by its own clock. `None` before its first answer, or if its answers have no date. This computer's clock may be
    /// put forward or back at any time; only its steady clock is used here.
    pub fn server_time(&self) -> Option<Millis> {
        let (at, since) = (*self.inner.server_time.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(at.saturating_add(i64::try_from(since.elapsed().as_millis()).unwrap_or(0)))
    }

    /// Time after sending in which a write may still arrive.
    pub fn write_lifetime(&self) -> Duration {
        self.inner.timeout + self.inner.late_write
    }

    /// Waits. Returns [`Error::Cancelled`] when the caller cancels.
    pub async fn wait(&self, time: Duration) -> Result<()> {
        self.or_cancelled(tokio::time::sleep(time)).await
    }

    /// The safeties that are on. Only the simulation switches any off.
    pub fn safeties(&self) -> Safeties {
        self.inner.safeties
    }

    /// Looks for the effect of a write whose answer was lost, with growing pauses, until it is found or the write can no longer
    /// arrive.
    ///
    /// `look` gets a view that reads past the cache, and true for the last look. `None` means that the write did not arrive in
    /// its lifetime.
    ///
    /// # Errors
    /// [`Error::Cancelled`] when the caller cancels, and the error of the last look. Errors of earlier looks are ignored.
    pub async fn look_for<T, L, LF>(&self, look: L) -> Result<Option<T>>
    where
        L: Fn(Client, bool) -> LF,
        LF: Future<Output = Result<Option<T>>>,
    {
        let lifetime = self.write_lifetime();
        if !self.inner.safeties.look_up {
            return look(self.refresh(), true).await;
        }
        let ends = tokio::time::Instant::now() + lifetime;
        let mut pause = (lifetime / 64).min(FIRST_PAUSE);
        loop {
            let left = ends.saturating_duration_since(tokio::time::Instant::now());
            let last = left <= pause;
            self.or_cancelled(tokio::time::sleep(pause.min(left))).await?;
            match look(self.refresh(), last).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) if last => return Ok(None),
                Err(error) if last || error == Error::Cancelled => return Err(error),
                Ok(None) => {}
                Err(error) => tracing::debug!(target: "voluptas::qase", %error, "a look for a lost write failed"),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    pub(super) fn jitter(&self) -> f64 {
        self.inner.jitter.unwrap_or_else(rand::random)
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(CancellationToken::is_cancelled)
    }

    pub(super) fn progress(&self, done: u64, total: u64) {
        if let Some(progress) = &self.progress {
            progress(done, total);
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).field("token", &self.inner.token).finish_non_exhaustive()
    }
}
