//! Metrics of the server in the text form of OpenMetrics, which Prometheus reads.
//!
//! Numbers of requests, durations, stored results, queues, storage and memory; no names of projects, people or addresses. A request has the
//! route as a label and not its path, so that the number of lines is bounded by the routes.

use super::operation::Operation;
use super::router::{operations, pages};
use super::state::App;
use super::storage::Storage;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Media type of the text form.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper bounds of the classes of durations, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Route of a request that leads nowhere.
const NO_ROUTE: &str = "none";

type Labels<const N: usize> = [(&'static str, &'static str); N];
type Number = Gauge<f64, AtomicU64>;

#[derive(Debug, Clone)]
struct Durations;

impl MetricConstructor<Histogram> for Durations {
    fn new_metric(&self) -> Histogram {
        Histogram::new(BOUNDS)
    }
}

/// The metrics of a running server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels<3>, Counter>,
    durations: Family<Labels<2>, Histogram, Durations>,
    answers: Family<Labels<1>, Counter>,
    results: Family<Labels<1>, Counter>,
    limited: Family<Labels<1>, Counter>,
    /// Counters that are kept elsewhere, raised to their value when they are read.
    cached_cases: Counter,
    writes: Counter,
    under_way: Number,
    uptime: Number,
    memory: Number,
    queue: Family<Labels<2>, Number>,
    readers: Family<Labels<1>, Number>,
    storage: Family<Labels<1>, Number>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        registry.register("voluptas", "Version of the program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        let durations = Family::<Labels<2>, Histogram, Durations>::new_with_constructor(Durations);
        registry.register("voluptas_request_seconds", "Time from the header of a request to its answer", durations.clone());
        Self {
            requests: registered(&mut registry, "voluptas_requests", "Answered requests by method, route and status"),
            answers: registered(&mut registry, "voluptas_answers", "Answers of the API by class of their status"),
            results: registered(&mut registry, "voluptas_results", "Results of acknowledged requests by status"),
            limited: registered(&mut registry, "voluptas_limited", "Requests refused by a limit of requests"),
            cached_cases: registered(&mut registry, "voluptas_cached_cases", "Cases in lists that came from the cache"),
            writes: registered(&mut registry, "voluptas_writes", "Transactions of requests that changed the workspace"),
            under_way: registered(&mut registry, "voluptas_requests_under_way", "Requests of the API that are not answered yet"),
            uptime: registered(&mut registry, "voluptas_uptime_seconds", "Time since the start"),
            memory: registered(&mut registry, "process_resident_memory_bytes", "Resident memory of the process"),
            queue: registered(
                &mut registry,
                "voluptas_queue_requests",
                "Requests that are executed and that wait for their turn",
            ),
            readers: registered(&mut registry, "voluptas_readers", "Reading connections, and readers that wait for one"),
            storage: registered(
                &mut registry,
                "voluptas_storage_bytes",
                "Bytes of database and attachments, and free bytes of the disk",
            ),
            durations,
            registry,
        }
    }
}

fn registered<M: prometheus_client::registry::Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

/// The route of a request as the API's documents write it.
pub fn route_of(matched: Option<&str>) -> &'static str {
    static ROUTES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        let of_api = |operation: &Operation| (operation.route(), format!("/{}{}", operation.version, operation.path));
        let pages = pages().map(|page| (page.path.to_owned(), page.path.to_owned()));
        operations().map(of_api).chain(pages).collect()
    });
    matched.and_then(|matched| ROUTES.get(matched)).map_or(NO_ROUTE, String::as_str)
}

/// A method with a bounded number of values.
fn known(method: &str) -> &'static str {
    ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"].into_iter().find(|known| *known == method).unwrap_or("other")
}

/// The word of a result's status with a bounded number of values.
pub fn status_word(slug: &str) -> &'static str {
    let words = ["passed", "failed", "broken", "blocked", "skipped", "invalid", "in_progress", "untested"];
    words.into_iter().find(|word| *word == slug).unwrap_or("other")
}

/// A status of HTTP as a label.
fn status_text(status: u16) -> &'static str {
    static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| (0..1000).map(|n: u16| n.to_string()).collect());
    TEXTS.get(usize::from(status)).map_or("other", String::as_str)
}

impl Metrics {
    /// Counts an answer. `is_api` is true for both APIs, false for pages.
    pub fn count_answer(&self, method: &str, route: &'static str, status: u16, time: Duration, is_api: bool) {
        let (method, route) = (("method", known(method)), ("route", route));
        self.requests.get_or_create(&[method, route, ("status", status_text(status))]).inc();
        self.durations.get_or_create(&[method, route]).observe(time.as_secs_f64());
        if is_api {
            let class = ["1xx", "2xx", "3xx", "4xx", "5xx"][usize::from(status / 100).clamp(1, 5) - 1];
            self.answers.get_or_create(&[("status", class)]).inc();
        }
    }

    /// Counts stored results of a status.
    pub fn count_results(&self, status: &'static str, stored: u64) {
        self.results.get_or_create(&[("status", status)]).inc_by(stored);
    }

    /// Counts a request that a limit refused: `token` or `address`.
    pub fn count_limited(&self, by: &'static str) {
        self.limited.get_or_create(&[("by", by)]).inc();
    }

    /// All metrics of a server.
    pub fn text(&self, app: &App) -> String {
        raise(&self.cached_cases, app.stats.cached_cases());
        raise(&self.writes, app.stats.writes());
        self.under_way.set(float(app.stats.under_way() as u64));
        self.uptime.set(app.started.elapsed().as_secs_f64());
        self.memory.set(float(resident_bytes().unwrap_or_default()));
        for (lane, executed, waiting) in app.request_limits.load() {
            self.queue.get_or_create(&[("lane", lane), ("state", "executed")]).set(float(executed as u64));
            self.queue.get_or_create(&[("lane", lane), ("state", "waiting")]).set(float(waiting as u64));
        }
        let (open, idle, waiting) = app.store.readers();
        for (state, n) in [("open", open), ("idle", idle), ("waiting", waiting)] {
            self.readers.get_or_create(&[("state", state)]).set(float(n as u64));
        }
        let Storage { database, attachments, free } = app.storage.sizes();
        for (of, bytes) in [("database", database), ("attachments", attachments), ("free", free)] {
            if let Some(bytes) = bytes {
                self.storage.get_or_create(&[("of", of)]).set(float(bytes));
            }
        }
        let mut text = String::with_capacity(16 * 1024);
        if encode(&mut text, &self.registry).is_err() {
            tracing::error!("the metrics cannot be written");
        }
        text
    }
}

/// Raises a counter to a value that only grows, apart from a reset in tests.
fn raise(counter: &Counter, value: u64) {
    counter.inc_by(value.saturating_sub(counter.get()));
}

#[expect(clippy::cast_precision_loss, reason = "the form has doubles; counts stay below 2^53")]
fn float(n: u64) -> f64 {
    n as f64
}

/// Resident memory of this process; `None` where the system does not report it.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib: u64 = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_with_durations_up_to_each_bound() {
        let metrics = Metrics::default();
        let route = route_of(Some("/v1/case/{p1}/{p2}"));
        assert_eq!((route, route_of(Some("/nowhere")), route_of(None)), ("/v1/case/{code}/{id}", "none", "none"));
        metrics.count_answer("GET", route, 200, Duration::from_millis(3), true);
        metrics.count_answer("GET", route, 404, Duration::from_millis(30), true);
        metrics.count_answer("BREW", route, 503, Duration::from_secs(60), true);
        metrics.count_results("failed", 3);
        let mut text = String::new();
        encode(&mut text, &metrics.registry).expect("text");
        let labels = "method=\"GET\",route=\"/v1/case/{code}/{id}\"";
        for line in [
            "voluptas_answers_total{status=\"5xx\"} 1".to_owned(),
            "voluptas_results_total{status=\"failed\"} 3".to_owned(),
            format!("voluptas_requests_total{{{labels},status=\"404\"}} 1"),
            "voluptas_requests_total{method=\"other\",route=\"/v1/case/{code}/{id}\",status=\"503\"} 1".to_owned(),
            format!("voluptas_request_seconds_count{{{labels}}} 2"),
            "# EOF".to_owned(),
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
        let bucket = |bound: &str, n: u8| {
            let has = |l: &str| {
                l.starts_with("voluptas_request_seconds_bucket") && l.contains(&format!("le=\"{bound}\"")) && l.contains("GET")
            };
            assert!(text.lines().any(|l| has(l) && l.ends_with(&format!(" {n}"))), "{bound} in\n{text}");
        };
        bucket("0.005", 1);
        bucket("0.05", 2);
        bucket("+Inf", 2);
    }
}
