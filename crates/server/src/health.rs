//! `/health`, `/health/live`, `/health/ready`, `/ready` and `/metrics`.
//!
//! Everybody may ask, so that the answers name no path, address or reason, and the checks are made at most once a second, whoever asks.

use super::metrics::MEDIA_TYPE;
use super::state::App;
use super::storage;
use super::worker::blocking;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Time for which checks are good.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// Free bytes below which nothing can be stored: the log of a transaction alone may take as much.
const LEAST_FREE: u64 = 32 * 1024 * 1024;
/// Longest wait for the database: a proxy asks often, and does not wait long.
const PATIENCE: Duration = Duration::from_secs(5);

/// Outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Check {
    /// `ok` or `failed`.
    status: &'static str,
    /// What is wrong; absent for a good one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free_bytes: Option<u64>,
}

impl Check {
    fn of(reason: Option<&'static str>) -> Self {
        let status = if reason.is_none() { "ok" } else { "failed" };
        Self { status, reason, schema_version: None, free_bytes: None }
    }
}

/// The checks by name.
type Checks = BTreeMap<&'static str, Check>;

/// The checks that were made last.
#[derive(Debug, Default)]
pub struct LastChecks(tokio::sync::Mutex<Option<(Instant, Checks)>>);

/// Answers that the server is alive; needs no token.
pub async fn health() -> Response {
    axum::Json(serde_json::json!({ "status": true, "service": "voluptas", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

/// Answers that the process answers, whatever its workspace does.
pub async fn live(State(app): State<Arc<App>>) -> Response {
    axum::Json(serde_json::json!({
        "status": "ok", "version": env!("CARGO_PKG_VERSION"), "uptime_seconds": app.started.elapsed().as_secs(),
    }))
    .into_response()
}

/// Answers 200 when requests can be served, otherwise 503 with the failing check: a proxy sends requests elsewhere meanwhile.
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    let checks = checks(&app).await;
    let failed: Vec<&str> = checks.iter().filter(|(_, check)| check.reason.is_some()).map(|(name, _)| *name).collect();
    let status = if failed.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::json!({
        "status": failed.is_empty(),
        "failed": failed,
        "checks": checks,
        "version": env!("CARGO_PKG_VERSION"),
        "uptime_seconds": app.started.elapsed().as_secs(),
    });
    (status, axum::Json(body)).into_response()
}

/// The checks, made anew where the last ones are old. Those who ask meanwhile wait for the same ones.
async fn checks(app: &Arc<App>) -> Checks {
    if app.is_stopping.load(Ordering::Relaxed) {
        return Checks::from([("server", Check::of(Some("stopping")))]);
    }
    let mut last = app.last_checks.0.lock().await;
    if let Some((at, checks)) = &*last
        && at.elapsed() < GOOD_FOR
    {
        return checks.clone();
    }
    let for_work = Arc::clone(app);
    let made = tokio::time::timeout(PATIENCE, blocking(move || Ok(make(&for_work)))).await;
    let made = made.ok().and_then(Result::ok).unwrap_or_else(|| Checks::from([("database", Check::of(Some("does not answer")))]));
    *last = Some((Instant::now(), made.clone()));
    made
}

fn make(app: &App) -> Checks {
    let newest = voluptas_store::schema_version();
    let version = app.store.read(|tx| tx.schema_version());
    let log = |error: &voluptas_store::Error| tracing::warn!(%error, "not ready");
    let database = Check::of(version.as_ref().inspect_err(|e| log(e)).err().map(|_| "cannot be read"));
    // Another program may have upgraded the workspace meanwhile.
    let migrations = match &version {
        Ok(found) if *found == newest => Check { schema_version: Some(*found), ..Check::of(None) },
        Ok(found) => Check { schema_version: Some(*found), ..Check::of(Some("the workspace belongs to another version")) },
        Err(_) => Check::of(Some("not known")),
    };
    let attachments = Check::of(app.blobs.check().inspect_err(log).err().map(|_| "cannot be reached"));
    let free = storage::free_bytes(&app.store, app.blobs.place().folder());
    let disk = Check { free_bytes: free, ..Check::of(free.filter(|free| *free < LEAST_FREE).map(|_| "nearly full")) };
    Checks::from([("database", database), ("migrations", migrations), ("attachments", attachments), ("disk", disk)])
}

/// Metrics in the text form of OpenMetrics.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], app.metrics.text(&app)).into_response()
}
