//! Metrics of the server in the text form of Prometheus.
//!
//! Numbers of requests, durations, stored results and memory; no names of projects, people or addresses.

use super::stats::{BOUNDS_MS, Stats, Times};
use std::fmt::Write as _;
use std::time::Duration;

/// Media type of the text form.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics of a server that runs for `uptime`.
pub fn text(stats: &Stats, uptime: Duration) -> String {
    let mut out = String::with_capacity(4096);
    one(&mut out, "voluptas_info", "gauge", "Version of the program.", &[(&label("version", env!("CARGO_PKG_VERSION")), 1.0)]);
    one(&mut out, "voluptas_uptime_seconds", "gauge", "Time since the start.", &[("", uptime.as_secs_f64())]);
    let under_way = count(stats.under_way() as u64);
    one(&mut out, "voluptas_requests_under_way", "gauge", "Requests of the API that are not answered yet.", &[("", under_way)]);
    let answers: Vec<(String, f64)> =
        (1_u16..).zip(stats.answers()).map(|(class, n)| (label("status", &format!("{class}xx")), count(n))).collect();
    let answers: Vec<(&str, f64)> = answers.iter().map(|(labels, n)| (labels.as_str(), *n)).collect();
    one(&mut out, "voluptas_answers_total", "counter", "Answers of the API by class of their status.", &answers);
    let cached = count(stats.cached_cases());
    one(&mut out, "voluptas_cached_cases_total", "counter", "Cases in lists that came from the cache.", &[("", cached)]);
    let writes = count(stats.writes());
    one(&mut out, "voluptas_writes_total", "counter", "Transactions of requests that changed the workspace.", &[("", writes)]);
    one(&mut out, "voluptas_results_total", "counter", "Results of acknowledged requests.", &[("", count(stats.results()))]);
    let name = "voluptas_request_seconds";
    head(&mut out, name, "histogram", "Time from the header of a request of the API to its answer.");
    for (kind, times) in [("read", stats.reading()), ("write", stats.writing())] {
        histogram(&mut out, name, &format!("kind=\"{kind}\""), times);
    }
    if let Some(bytes) = resident_bytes() {
        one(&mut out, "process_resident_memory_bytes", "gauge", "Resident memory of the process.", &[("", count(bytes))]);
    }
    out
}

#[expect(clippy::cast_precision_loss, reason = "the form has doubles; counts stay below 2^53")]
fn count(n: u64) -> f64 {
    n as f64
}

fn label(name: &str, value: &str) -> String {
    format!("{{{name}=\"{value}\"}}")
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}").ok();
}

fn one(out: &mut String, name: &str, kind: &str, help: &str, values: &[(&str, f64)]) {
    head(out, name, kind, help);
    for (labels, value) in values {
        writeln!(out, "{name}{labels} {value}").ok();
    }
}

fn histogram(out: &mut String, name: &str, labels: &str, times: &Times) {
    let classes = times.classes();
    let mut sum = 0;
    for (bound, n) in BOUNDS_MS.iter().zip(&classes) {
        sum += n;
        writeln!(out, "{name}_bucket{{{labels},le=\"{}\"}} {sum}", count(*bound) / 1000.0).ok();
    }
    let all: u64 = classes.iter().sum();
    writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {all}").ok();
    writeln!(out, "{name}_sum{{{labels}}} {}", times.sum().as_secs_f64()).ok();
    writeln!(out, "{name}_count{{{labels}}} {all}").ok();
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
    fn durations_are_counted_up_to_each_bound() {
        let stats = Stats::default();
        stats.count_answer(true, 200, Duration::from_millis(3));
        stats.count_answer(true, 404, Duration::from_millis(30));
        stats.count_answer(false, 503, Duration::from_secs(60));
        let text = text(&stats, Duration::from_secs(1));
        for line in [
            "voluptas_answers_total{status=\"2xx\"} 1",
            "voluptas_answers_total{status=\"5xx\"} 1",
            "voluptas_request_seconds_bucket{kind=\"read\",le=\"0.005\"} 1",
            "voluptas_request_seconds_bucket{kind=\"read\",le=\"0.05\"} 2",
            "voluptas_request_seconds_bucket{kind=\"write\",le=\"10\"} 0",
            "voluptas_request_seconds_bucket{kind=\"write\",le=\"+Inf\"} 1",
            "voluptas_request_seconds_count{kind=\"read\"} 2",
            "voluptas_uptime_seconds 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
    }
}
