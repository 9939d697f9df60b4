//! The way from a typed call to the network and back: cache, limit, sending, judging, sending again, log.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::answer;
use super::bad_config::BadConfig;
use super::cache::Scope;
use super::client::Client;
use super::error::{Call, Error, Result};
use super::exchange::{Body, Outgoing, Raw};
use super::limiter::LONGEST_WAIT;
use super::retry::{Repeat, Retry, Verdict};
use super::upload::FILE_LIMIT;

/// Slowest accepted rate of an upload or a download, in bytes per second.
const SLOWEST: u64 = 128 * 1024;

/// The version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

/// A call that can be sent any number of times.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub call: Call,
    pub method: Method,
    pub url: Url,
    pub body: Body,
    pub repeat: Repeat,
    pub scope: Scope,
}

impl Request {
    /// Sets if repeating the request is harmless, when the method's default is wrong.
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// Adds a query member, if it has a value.
    pub fn query<V: ToString>(mut self, name: &str, value: Option<V>) -> Self {
        if let Some(value) = value {
            self.url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// Sets the JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_vec(body).map_err(|e| Error::Invalid {
            call: self.call.clone(),
            text: e.to_string(),
            fields: Vec::new(),
        })?;
        self.body = Body::Json(json);
        Ok(self)
    }

    /// Time limit in seconds. A large body gets more time.
    fn timeout(&self, usual: Duration) -> Duration {
        match &self.body {
            Body::Files(files) => {
                let bytes: usize = files.iter().map(|f| f.bytes.len()).sum();
                usual + Duration::from_secs(bytes as u64 / SLOWEST)
            }
            _ => usual,
        }
    }

    fn is_write(&self) -> bool {
        self.method != Method::GET
    }
}

/// The code of a project, trimmed.
pub(super) fn checked(code: &str) -> Result<&str> {
    match code.trim() {
        "" => Err(BadConfig::EmptyProject.into()),
        code => Ok(code),
    }
}

/// Begins a new edition of the written scope when the write is over, also when its future is dropped.
struct Forget<'a>(&'a Client, &'a Scope);

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.0.inner.cache.written(self.1);
    }
}

impl Client {
    /// A request to the path made of `segments`, which are escaped here.
    pub(super) fn request(&self, method: Method, version: Version, scope: Scope, segments: &[&str]) -> Result<Request> {
        let base_url = &self.inner.base_url;
        let mut url = match version {
            Version::V1 => base_url.v1.clone(),
            Version::V2 => base_url.v2.clone(),
        };
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        let call = Call { method: method.to_string(), path: url.path().to_owned() };
        // These segments would change the path.
        if segments.iter().any(|s| matches!(*s, "" | "." | "..")) {
            return Err(Error::NotFound { call, text: String::new() });
        }
        let repeat = if method == Method::POST { Repeat::Doubles } else { Repeat::Harmless };
        Ok(Request { call, method, url, body: Body::None, repeat, scope })
    }

    /// A request about a project: `/{head}/{code}/{tail…}`.
    pub(super) fn in_project(&self, method: Method, head: &str, code: &str, tail: &[&str]) -> Result<Request> {
        let code = checked(code)?;
        let mut segments = vec![head, code];
        segments.extend(tail);
        self.request(method, Version::V1, Scope::project(code), &segments)
    }

    /// Sends a request and reads its `result`.
    pub(super) async fn fetch<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        let result = self.result_of(&request).await?;
        answer::read(&request.call, &result, "result", &self.inner.token).map_err(|error| match request.repeat {
            Repeat::Harmless => error,
            // The server accepted the write, but the new id cannot be read.
            Repeat::Doubles => Error::AnswerLost { call: request.call, cause: Box::new(error) },
        })
    }

    /// Sends a request and ignores its `result`.
    pub(super) async fn command(&self, request: Request) -> Result<()> {
        self.result_of(&request).await.map(drop)
    }

    /// Sends a request and returns the JSON of its `result`, from the cache if that is allowed. Boxed: whoever awaits it need not compile
    /// everything below it once more.
    pub(super) fn result_of<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Arc<Value>>> {
        Box::pin(async move {
            if request.is_write() {
                let _forget = Forget(self, &request.scope);
                return self.exchange(request).await.map(|(value, _)| Arc::new(value));
            }
            let key = self.inner.cache.key(&request.scope, request.url.as_str());
            if !self.bypass_cache
                && let Some(value) = self.inner.cache.get(&key).await
            {
                self.log(
                    request,
                    &Outcome { status: 200, items: answer::count_items(&value), took: Duration::ZERO, attempt: 0, error: None },
                );
                return Ok(value);
            }
            let (value, bytes) = self.exchange(request).await?;
            let value = Arc::new(value);
            if !self.keep_nothing {
                self.inner.cache.put(key, value.clone(), bytes).await;
            }
            Ok(value)
        })
    }

    /// Sends a request as often as the policy allows, without the cache. Also returns the size of the answer.
    async fn exchange(&self, request: &Request) -> Result<(Value, usize)> {
        let timeout = request.timeout(self.timeout());
        let now = self.inner.clock.now();
        let send = || {
            let (method, url) = (request.method.clone(), request.url.clone());
            self.inner.wire.send(Outgoing { call: &request.call, method, url, body: &request.body, timeout, now })
        };
        let open = |raw: Raw| {
            let value = answer::open(&request.call, &raw, &self.inner.token)?;
            Ok((answer::count_items(&value), (value, raw.body.len())))
        };
        match self.repeated(request, send, open).await {
            Err(Failed { error: Error::NotFound { .. }, answer_lost: true }) if request.method == Method::DELETE => {
                // An earlier attempt deleted it, and only its answer was lost.
                Ok((Value::Null, 0))
            }
            outcome => outcome.map_err(|failed| failed.error),
        }
    }

    /// Sends until `open` accepts an answer, or the policy gives up. `open` returns the number of items, for the log.
    async fn repeated<T, S, F, O>(&self, request: &Request, send: S, open: O) -> Result<T, Failed>
    where
        S: Fn() -> F,
        F: Future<Output = Result<Raw>>,
        O: Fn(Raw) -> Result<(usize, T)>,
    {
        let retry = self.retry_policy();
        let (mut attempt, mut rated, mut answer_lost) = (0, 0, false);
        loop {
            attempt += 1;
            let error = match self.attempt(request, attempt, &send, &open).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            rated += u32::from(matches!(error, Error::RateLimited { .. }));
            answer_lost |= !error.is_surely_undone();
            if matches!(error, Error::RateLimited { seconds, .. } if Duration::from_secs(seconds) > LONGEST_WAIT) {
                return Err(Failed { error, answer_lost });
            }
            match retry.judge(error, request.repeat, attempt, rated, self.jitter()) {
                Verdict::GiveUp(error) => return Err(Failed { error, answer_lost }),
                Verdict::Again(wait) => {
                    let waited = self.or_cancelled(tokio::time::sleep(wait)).await;
                    waited.map_err(|error| Failed { error, answer_lost })?;
                }
            }
        }
    }

    /// One attempt: a place below the limit, the request, its answer, one log entry.
    async fn attempt<T, S, F, O>(&self, request: &Request, attempt: u32, send: &S, open: &O) -> Result<T>
    where
        S: Fn() -> F,
        F: Future<Output = Result<Raw>>,
        O: Fn(Raw) -> Result<(usize, T)>,
    {
        let refused = |left: Duration| Error::RateLimited { call: request.call.clone(), seconds: left.as_secs() + 1 };
        let mut place = self.or_cancelled(self.inner.limiter.place(self.quick)).await?.map_err(refused)?;
        let began = Instant::now();
        // A write that is under way is not cancelled: its answer is worth more than the time saved.
        let received = if request.is_write() { send().await } else { self.or_cancelled(send()).await.and_then(|r| r) };
        let mut outcome = Outcome { attempt, ..Outcome::default() };
        let result = received.and_then(|raw| {
            outcome.status = raw.status;
            place.learn(raw.rate);
            if let Some(date) = raw.date {
                let now = (date, tokio::time::Instant::now());
                *self.inner.server_time.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
            }
            if (200..300).contains(&raw.status) {
                place.succeeded();
            }
            open(raw)
        });
        drop(place);
        outcome.took = began.elapsed();
        match result {
            Ok((items, value)) => {
                outcome.items = items;
                self.log(request, &outcome);
                Ok(value)
            }
            Err(error) => {
                outcome.error = Some(&error);
                self.log(request, &outcome);
                Err(error)
            }
        }
    }

    /// The output of `future`, or [`Error::Cancelled`] as soon as the caller cancels.
    pub(super) async fn or_cancelled<F: Future>(&self, future: F) -> Result<F::Output> {
        match &self.cancel {
            None => Ok(future.await),
            Some(cancel) => cancel.run_until_cancelled(future).await.ok_or(Error::Cancelled),
        }
    }

    pub(super) fn retry_policy(&self) -> Retry {
        Retry { max_attempts: if self.quick { 1 } else { self.inner.max_attempts }, backoff: self.inner.backoff }
    }

    fn timeout(&self) -> Duration {
        if self.quick { self.inner.check_timeout } else { self.inner.timeout }
    }

    /// One log entry for each request. Only the offset of the query is logged: other members may contain texts of people.
    fn log(&self, request: &Request, outcome: &Outcome<'_>) {
        let offset = request.url.query_pairs().find(|(name, _)| name == "offset").map(|(_, value)| value.into_owned());
        let cache = match (request.is_write(), outcome.attempt, self.bypass_cache) {
            (true, ..) => "none",
            (false, 0, _) => "hit",
            (false, _, true) => "bypass",
            (false, _, false) => "miss",
        };
        let error = outcome.error.map(|e| self.inner.token.redact(&e.to_string()));
        tracing::debug!(
            target: "voluptas::qase",
            method = %request.method,
            path = %request.call.path,
            offset,
            status = outcome.status,
            duration_ms = u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
            items = outcome.items,
            cache,
            attempt = outcome.attempt,
            error,
            "request"
        );
    }

    /// Fetches a file from its address. A redirect of the API's own server is followed once, without the token.
    pub(super) async fn fetch_file(&self, url: &str) -> Result<Vec<u8>> {
        let url = self.inner.base_url.v1.join(url).map_err(|_| BadConfig::Url(url.to_owned()))?;
        let raw = self.fetch_from(url.clone(), true).await?;
        if let (300..400, Some(to)) = (raw.status, &raw.location) {
            let to = url.join(to).map_err(|_| BadConfig::Url(to.clone()))?;
            return self.fetch_from(to, false).await.map(|raw| raw.body);
        }
        Ok(raw.body)
    }

    async fn fetch_from(&self, url: Url, with_token: bool) -> Result<Raw> {
        let own = self.inner.base_url.owns(&url);
        if !own && url.scheme() != "https" {
            return Err(BadConfig::PlainHttp(url.origin().ascii_serialization()).into());
        }
        let request = Request {
            call: Call { method: "GET".to_owned(), path: url.path().to_owned() },
            method: Method::GET,
            url,
            body: Body::None,
            repeat: Repeat::Harmless,
            scope: Scope::Account,
        };
        let timeout = self.timeout() + Duration::from_secs(FILE_LIMIT as u64 / SLOWEST);
        let now = self.inner.clock.now();
        let send = || {
            let (method, url) = (Method::GET, request.url.clone());
            let outgoing = Outgoing { call: &request.call, method, url, body: &Body::None, timeout, now };
            self.inner.wire.fetch(outgoing, own, with_token)
        };
        let open = |raw: Raw| match raw.status {
            200..=299 => Ok((1, raw)),
            300..=399 if with_token && raw.location.is_some() => Ok((0, raw)),
            status => Err(answer::open(&request.call, &raw, &self.inner.token).err().unwrap_or_else(|| Error::Unexpected {
                call: request.call.clone(),
                status,
                text: String::new(),
            })),
        };
        self.repeated(&request, send, open).await.map_err(|failed| failed.error)
    }
}

/// Final failure of a request.
struct Failed {
    error: Error,
    /// True when the server may have executed one of the attempts.
    answer_lost: bool,
}

/// Facts about one attempt, for the log.
#[derive(Default)]
struct Outcome<'a> {
    /// HTTP status; 0 without an answer.
    status: u16,
    items: usize,
    took: Duration,
    /// Number of the attempt, from 1; 0 for an answer from the cache.
    attempt: u32,
    error: Option<&'a Error>,
}
