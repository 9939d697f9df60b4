//! The pages for people: a run that a reporter links to, and its public report.

use crate::auth::principal_of;
use crate::error::{ApiError, ApiResult};
use crate::metrics;
use crate::state::App;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use std::borrow::Cow;
use std::sync::Arc;
use voluptas_app::runs::errors;
use voluptas_core::base::html;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::result::{ResultContent, TestResult};
use voluptas_core::domain::run::{Run, RunState};
use voluptas_core::domain::run_error::RunError;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::results::ResultFilter;
use voluptas_store::runs::RunStats;
use voluptas_store::{self as store, Slice, Tx};

/// Answers that the server is alive; needs no token.
pub async fn health() -> Response {
    axum::Json(serde_json::json!({ "status": true, "service": "voluptas", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

/// Answers 200 when the workspace can be read, otherwise 503: a proxy sends requests elsewhere meanwhile. Needs no token.
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    let store = app.store.clone();
    match app.request_limits.read(move || Ok(store.read(|tx| tx.access_version())?)).await {
        Ok(_) => axum::Json(serde_json::json!({ "status": true })).into_response(),
        Err(error) => ApiError { status: StatusCode::SERVICE_UNAVAILABLE, ..error }.into_answer().into_response(),
    }
}

/// Metrics in the text form of Prometheus.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    ([(header::CONTENT_TYPE, metrics::MEDIA_TYPE)], metrics::text(&app.stats, app.started.elapsed())).into_response()
}

/// Most results that a page shows.
const SHOWN: i64 = 500;
/// Most errors outside of tests that a page shows.
const SHOWN_ERRORS: usize = 50;

/// Content of a run's page.
struct Report {
    code: String,
    run: Run,
    stats: RunStats,
    errors: Vec<RunError>,
    results: Vec<TestResult>,
    total: i64,
}

impl Report {
    fn load(tx: &Tx<'_>, run: Run) -> store::Result<Self> {
        let code = tx.projects().get(run.project_id)?.code;
        let stats = tx.runs().stats(&[run.id])?.remove(&run.id).unwrap_or_default();
        let filter = ResultFilter { runs: Some(vec![run.id]), ..ResultFilter::default() };
        let page = tx.results().list(&filter, Slice { limit: SHOWN, offset: 0 })?;
        let errors = tx.run_errors().of_run(run.id)?;
        Ok(Self { code, run, stats, errors, results: page.rows, total: page.filtered })
    }
}

/// The first language of the request that the server speaks.
pub fn language(headers: &HeaderMap) -> Tr {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|l| l.to_str().ok()).unwrap_or_default();
    Tr::new(wanted.split(',').find_map(|part| Lang::parse(part.split(';').next()?)).unwrap_or_default())
}

/// The page of a run, for who has signed in, who sends the token, or everybody where pages are public. That a request comes from
/// this machine says nothing: behind a proxy every request does.
pub async fn dashboard(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Response {
    let tr = language(request.headers());
    let Ok(Path((code, number))) = path else { return show(tr, Ok(None)) };
    let principal = principal_of(&request);
    let (store, public_pages) = (app.store.clone(), app.public_pages);
    let found = app.request_limits.read(move || {
        let report = store.read(|tx| {
            let (Some(project), Ok(number)) = (tx.projects().by_code(&code)?, number.parse()) else { return Ok(None) };
            // Public pages need no user; otherwise a hidden project looks like a missing one.
            if !public_pages && !principal.is_some_and(|principal| principal.sees(project.id)) {
                return Ok(None);
            }
            Report::load(tx, tx.runs().by_number(project.id, number)?).map(Some)
        });
        Ok(report?)
    });
    show(tr, found.await)
}

/// The public report of a run: the address is enough to read it.
pub async fn public_report(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path(hash)) = path else { return show(language(&headers), Ok(None)) };
    let store = app.store.clone();
    let found = app.request_limits.read(move || {
        let report = store.read(|tx| Report::load(tx, tx.runs().by_public_hash(&hash)?).map(Some));
        Ok(report?)
    });
    show(language(&headers), found.await)
}

fn show(tr: Tr, found: ApiResult<Option<Report>>) -> Response {
    match found {
        Ok(Some(report)) => answer(StatusCode::OK, &RunPage::of(tr, &report)),
        Ok(None) => message(tr, StatusCode::NOT_FOUND, &tr.text("server-page-not-found")),
        Err(e) if e.status == StatusCode::NOT_FOUND => message(tr, e.status, &tr.text("server-page-not-found")),
        Err(e) => message(tr, e.status, &tr.text("server-page-broken")),
    }
}

fn status_word(tr: Tr, slug: &str) -> String {
    let key = format!("server-status-{}", slug.replace('_', "-"));
    if tr.has(&key) { tr.text(&key).into_owned() } else { slug.to_owned() }
}

/// `Pays (card: visa)`: the same test with other values is another line.
fn with_params(c: &ResultContent) -> String {
    if c.params.is_empty() {
        return c.title.clone();
    }
    let params: Vec<String> = c.params.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{} ({})", c.title, params.join(", "))
}

/// A page with one sentence.
#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    lang: &'static str,
    title: &'a str,
}

/// The page of a run.
#[derive(Template)]
#[template(path = "run.html")]
struct RunPage<'a> {
    lang: &'static str,
    title: String,
    heading: &'a str,
    state: Cow<'static, str>,
    description: Option<&'a str>,
    errors_title: Cow<'static, str>,
    /// Errors outside of tests, each in a line, the first ones.
    errors: Vec<String>,
    /// Sentence about errors that are not shown.
    more_errors: Option<String>,
    counts: Vec<StatusCount<'a>>,
    columns: [Cow<'static, str>; 4],
    rows: Vec<ResultRow<'a>>,
    /// Sentence about results that are not shown.
    more: Option<String>,
}

/// Number of results with one status.
struct StatusCount<'a> {
    slug: &'a str,
    number: i64,
    word: String,
}

/// A line of the table of results.
struct ResultRow<'a> {
    slug: &'a str,
    status: String,
    title: String,
    time: String,
    comment: &'a str,
}

impl<'a> RunPage<'a> {
    fn of(tr: Tr, report: &'a Report) -> Self {
        let run = &report.run;
        let state = match run.state {
            RunState::Active => tr.text("server-run-active"),
            RunState::Complete => tr.text("server-run-complete"),
            RunState::Aborted => tr.text("server-run-aborted"),
        };
        let counts = report.stats.statuses.iter();
        let shown = i64::try_from(report.results.len()).unwrap_or(i64::MAX);
        let more = Message::new("server-page-more").count("shown", shown).count("total", report.total);
        Self {
            lang: tr.lang().code(),
            title: format!("{}-{}", report.code, run.number),
            heading: &run.content.title,
            state,
            description: run.content.description.as_deref(),
            errors_title: tr.text("server-run-errors"),
            errors: report.errors.iter().take(SHOWN_ERRORS).map(|error| errors::line(error, tr)).collect(),
            more_errors: report.errors.len().checked_sub(SHOWN_ERRORS).filter(|more| *more > 0).map(|more| {
                tr.message(&Message::new("server-run-errors-more").count("count", i64::try_from(more).unwrap_or(i64::MAX)))
            }),
            counts: counts.map(|(slug, n)| StatusCount { slug, number: *n, word: status_word(tr, slug) }).collect(),
            columns: [
                tr.text("server-column-status"),
                tr.text("server-column-title"),
                tr.text("server-column-time"),
                tr.text("server-column-comment"),
            ],
            rows: report.results.iter().map(|result| ResultRow::of(tr, &result.content)).collect(),
            more: (shown < report.total).then(|| tr.message(&more)),
        }
    }
}

impl<'a> ResultRow<'a> {
    fn of(tr: Tr, content: &'a ResultContent) -> Self {
        let slug = content.status.slug();
        Self {
            slug,
            status: status_word(tr, slug),
            title: with_params(content),
            time: content.duration_ms.map(|ms| tr.fmt("server-duration-ms", &[("ms", ms.into())])).unwrap_or_default(),
            comment: content.comment.as_deref().unwrap_or_default(),
        }
    }
}

/// A page loads nothing and runs nothing; its one form goes to this server alone.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A page with one sentence.
pub fn message(tr: Tr, status: StatusCode, sentence: &str) -> Response {
    answer(status, &MessagePage { lang: tr.lang().code(), title: sentence })
}

/// The answer with a page.
pub fn answer(status: StatusCode, page: &impl Template) -> Response {
    let mut response = (status, Html(html::render(page))).into_response();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The sign-in needs the origin of its own form.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
