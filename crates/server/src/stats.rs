//! Statistics of the requests: for tests that count requests, and for the log of `serve`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Counters of a running server. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Stats(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    under_way: AtomicUsize,
    writes: AtomicU64,
    cached_cases: AtomicU64,
    received: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    operations: Mutex<BTreeMap<&'static str, u64>>,
}

/// One request that reached the server, answered or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`
    pub method: String,
    /// `/v1/case/DEMO`
    pub path: String,
    /// `limit=100`, or empty.
    pub query: String,
    /// Name of the token's owner; `None` without a valid token.
    pub owner: Option<String>,
}

/// Counts as one request under way until it is dropped.
#[derive(Debug)]
pub(super) struct RequestGuard(Stats);

impl Drop for RequestGuard {
    fn drop(&mut self) {
        self.0.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Number of requests that are remembered one by one; the oldest are dropped first.
const REMEMBERED: usize = 20_000;
/// Bytes of a path or query that are remembered: strangers decide how long they are.
const KEPT: usize = 500;

fn truncated(text: &str) -> String {
    text.get(..text.floor_char_boundary(KEPT)).unwrap_or_default().to_owned()
}

impl Stats {
    /// Counts a request of the API as under way.
    pub(super) fn begin(&self) -> RequestGuard {
        self.0.under_way.fetch_add(1, Ordering::SeqCst);
        RequestGuard(self.clone())
    }

    /// Number of requests of the API that are neither answered nor given up by their client, and of late ones that wait.
    pub(super) fn under_way(&self) -> usize {
        self.0.under_way.load(Ordering::SeqCst)
    }

    pub(super) fn count_request(&self, method: &str, path: &str, query: Option<&str>, owner: Option<&str>) {
        self.0.received.fetch_add(1, Ordering::Relaxed);
        let mut requests = self.0.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() >= REMEMBERED {
            requests.drain(..REMEMBERED / 2);
        }
        requests.push(Request {
            method: method.to_owned(),
            path: truncated(path),
            query: truncated(query.unwrap_or_default()),
            owner: owner.map(str::to_owned),
        });
    }

    pub(super) fn count_operation(&self, id: &'static str) {
        *self.0.operations.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default() += 1;
    }

    pub(super) fn count_cached_cases(&self, n: u64) {
        self.0.cached_cases.fetch_add(n, Ordering::Relaxed);
    }

    /// Cases in lists whose text was kept from an earlier request.
    pub fn cached_cases(&self) -> u64 {
        self.0.cached_cases.load(Ordering::Relaxed)
    }

    pub(super) fn count_write(&self) {
        self.0.writes.fetch_add(1, Ordering::Relaxed);
    }

    /// Transactions that changed the store.
    pub fn writes(&self) -> u64 {
        self.0.writes.load(Ordering::Relaxed)
    }

    /// Number of all requests since the start, also of those that are no longer remembered.
    pub fn requests(&self) -> usize {
        self.0.received.load(Ordering::Relaxed)
    }

    /// Number of remembered requests with this method and a path that begins so (`"GET"`, `"/v1/case/"`).
    pub fn count(&self, method: &str, path: &str) -> usize {
        let requests = self.0.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.iter().filter(|r| r.method == method && r.path.starts_with(path)).count()
    }

    /// The remembered requests, oldest first.
    pub fn log(&self) -> Vec<Request> {
        self.0.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Number of executions of each operation, by its OpenAPI id.
    pub fn operations(&self) -> BTreeMap<&'static str, u64> {
        self.0.operations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Resets all statistics.
    pub fn reset(&self) {
        self.0.writes.store(0, Ordering::Relaxed);
        self.0.received.store(0, Ordering::Relaxed);
        self.0.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.0.operations.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_requests_that_are_no_longer_remembered() {
        let stats = Stats::default();
        for _ in 0..REMEMBERED + 10 {
            stats.count_request("GET", "/v1/case/DEMO", None, None);
        }
        assert_eq!(stats.requests(), REMEMBERED + 10);
        assert!(stats.log().len() <= REMEMBERED);
        stats.count_request("GET", &"/я".repeat(1000), Some(&"q".repeat(60_000)), None);
        let last = stats.log().pop().expect("request");
        assert!(last.path.len() <= KEPT && last.query.len() == KEPT, "{} {}", last.path.len(), last.query.len());
        stats.reset();
        assert_eq!((stats.requests(), stats.log().len()), (0, 0));
    }
}
