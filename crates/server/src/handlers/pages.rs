//! The pages for people: a run that a reporter links to, and its public report.

use crate::auth::principal_of;
use crate::call::{integer, keep};
use crate::error::ApiResult;
use crate::rows::{RowsPermit, RowsRoom, in_parts};
use crate::spool::{Spool, Text};
use crate::state::App;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::borrow::Cow;
use std::sync::Arc;
use voluptas_app::runs::errors;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::result::{ResultContent, TestResult};
use voluptas_core::domain::run::{Run, RunState};
use voluptas_core::domain::run_error::RunError;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::results::ResultFilter;
use voluptas_store::runs::RunStats;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{Slice, Store, Tx};

/// Most results that a page shows.
const SHOWN: i64 = 500;
/// Bytes of a page that waits for its client in memory.
const SHORT_PAGE: u64 = 64 * 1024;
/// Characters of a text of the list that are shown. The page of the result has the whole.
const SHOWN_TEXT: usize = 500;
/// Most errors outside of tests that a page shows.
const SHOWN_ERRORS: usize = 50;

/// Content of a run's page.
struct Report {
    code: String,
    run: Run,
    stats: RunStats,
    errors: Vec<RunError>,
    results: Vec<Line>,
    total: i64,
}

impl Report {
    fn load(tx: &Tx<'_>, room: &Arc<RowsRoom>, run: Run) -> ApiResult<Self> {
        let code = tx.projects().get(run.project_id)?.code;
        let stats = tx.runs().stats(&[run.id])?.remove(&run.id).unwrap_or_default();
        let filter = ResultFilter { runs: Some(vec![run.id]), ..ResultFilter::default() };
        let page = tx.results().ids(&filter, Slice { limit: SHOWN, offset: 0 })?;
        let ids: Vec<i64> = page.rows.iter().map(|id| id.0).collect();
        let mut results = Vec::with_capacity(ids.len());
        // The texts may be long, and only their beginnings stay.
        in_parts(tx, room, SizedRow::Result, &ids, |part| {
            let ids: Vec<ResultId> = part.iter().map(|id| ResultId(*id)).collect();
            results.extend(tx.results().many_in_order(&ids)?.into_iter().map(Line::of));
            Ok(())
        })?;
        let errors = tx.run_errors().of_run(run.id)?;
        Ok(Self { code, run, stats, errors, results, total: page.filtered })
    }
}

/// A result in the list of the page of a run.
struct Line {
    hash: String,
    status: String,
    title: String,
    duration_ms: Option<i64>,
    /// The beginning.
    comment: String,
    is_cut: bool,
}

impl Line {
    fn of(result: TestResult) -> Self {
        let content = &result.content;
        let whole = content.comment.as_deref().unwrap_or_default();
        let end = whole.char_indices().nth(SHOWN_TEXT).map(|(at, _)| at);
        Self {
            status: content.status.slug().to_owned(),
            title: with_params(content),
            duration_ms: content.duration_ms,
            comment: end.map_or_else(|| whole.to_owned(), |end| format!("{}…", &whole[..end])),
            is_cut: end.is_some(),
            hash: result.hash,
        }
    }
}

/// The first language of the request that the server speaks.
fn language(headers: &HeaderMap) -> Tr {
    crate::web::language(headers)
}

/// The first language of the browser that there is.
pub fn wanted_language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|l| l.to_str().ok()).unwrap_or_default();
    wanted.split(',').find_map(|part| Lang::parse(part.split(';').next()?)).unwrap_or_default()
}

/// The page of a run, for who has signed in, who sends the token, or everybody where pages are public. That a request comes from
/// this machine says nothing: behind a proxy every request does.
pub async fn dashboard(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Response {
    let tr = language(request.headers());
    let Ok(Path((code, number))) = path else { return show(tr, "", false, Ok(None)) };
    let address = request.uri().path().trim_end_matches('/').to_owned();
    let principal = principal_of(&request);
    let is_signed_in = principal.is_some();
    let (store, public_pages) = (app.store.clone(), app.public_pages);
    let room = Arc::clone(&app.rows);
    let shown = app.request_limits.read(move || {
        let report = read(&store, |tx| {
            let (Some(project), Some(number)) = (tx.projects().by_code(&code)?, integer(&number)) else { return Ok(None) };
            // Public pages need no user; otherwise a hidden project looks like a missing one.
            if !public_pages && !principal.is_some_and(|principal| principal.sees(project.id)) {
                return Ok(None);
            }
            Report::load(tx, &room, tx.runs().by_number(project.id, number)?).map(Some)
        });
        Ok(show(tr, &address, is_signed_in, report))
    });
    shown.await.unwrap_or_else(|error| show(tr, "", false, Err(error)))
}

/// Reads one state of the store.
fn read<T>(store: &Store, f: impl FnOnce(&Tx<'_>) -> ApiResult<T>) -> ApiResult<T> {
    let mut refused = None;
    let found = store.read(|tx| f(tx).map_err(|error| keep(&mut refused, error)));
    refused.map_or_else(|| Ok(found?), Err)
}

/// The page of one result with its whole text, for who may see the page of its run.
pub async fn result(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String, String)>, PathRejection>,
    request: Request,
) -> Response {
    let tr = language(request.headers());
    let Ok(Path((code, number, hash))) = path else { return show_result(tr, Ok(None)) };
    let principal = principal_of(&request);
    let (store, public_pages) = (app.store.clone(), app.public_pages);
    let room = Arc::clone(&app.rows);
    let shown = app.request_limits.read(move || {
        let found = read(&store, |tx| {
            let (Some(project), Some(number)) = (tx.projects().by_code(&code)?, integer(&number)) else { return Ok(None) };
            if !public_pages && !principal.is_some_and(|principal| principal.sees(project.id)) {
                return Ok(None);
            }
            result_of(tx, &room, &tx.runs().by_number(project.id, number)?, &hash)
        });
        Ok(show_result(tr, found))
    });
    shown.await.unwrap_or_else(|error| show_result(tr, Err(error)))
}

/// The page of one result of a public report.
pub async fn public_result(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let tr = language(&headers);
    let Ok(Path((report, hash))) = path else { return show_result(tr, Ok(None)) };
    let (store, room) = (app.store.clone(), Arc::clone(&app.rows));
    let shown = app.request_limits.read(move || {
        let found = read(&store, |tx| result_of(tx, &room, &tx.runs().by_public_hash(&report)?, &hash));
        Ok(show_result(tr, found))
    });
    shown.await.unwrap_or_else(|error| show_result(tr, Err(error)))
}

/// The result with this hash, which must be one of the run, with the room of its texts.
fn result_of(tx: &Tx<'_>, room: &Arc<RowsRoom>, run: &Run, hash: &str) -> ApiResult<Option<(TestResult, RowsPermit)>> {
    let id = tx.results().id_of_hash(run.project_id, hash)?;
    let permit = room.enter(tx.text_sizes(SizedRow::Result, &[id.0])?.first().copied().unwrap_or(0));
    Ok(Some((tx.results().get(id)?, permit)).filter(|(result, _)| result.run_id == run.id))
}

fn show_result(tr: Tr, found: ApiResult<Option<(TestResult, RowsPermit)>>) -> Response {
    let (result, _permit) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return message(tr, StatusCode::NOT_FOUND, &tr.text("server-page-no-result")),
        Err(e) if e.status == StatusCode::NOT_FOUND => return message(tr, e.status, &tr.text("server-page-no-result")),
        Err(e) => return message(tr, e.status, &tr.text("server-page-broken")),
    };
    let content = &result.content;
    let page = ResultPage {
        lang: tr.lang().code(),
        title: with_params(content),
        slug: content.status.slug(),
        status: status_word(tr, content.status.slug()),
        comment: content.comment.as_deref().unwrap_or_default(),
        stacktrace: content.stacktrace.as_deref(),
    };
    answer(StatusCode::OK, &page)
}

/// The page of a result.
#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage<'a> {
    lang: &'static str,
    title: String,
    slug: &'a str,
    status: String,
    comment: &'a str,
    stacktrace: Option<&'a str>,
}

/// The public report of a run: the address is enough to read it.
pub async fn public_report(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let tr = language(&headers);
    let Ok(Path(hash)) = path else { return show(tr, "", false, Ok(None)) };
    let address = format!("/public/report/{hash}");
    let (store, room) = (app.store.clone(), Arc::clone(&app.rows));
    let shown = app.request_limits.read(move || {
        let report = read(&store, |tx| Report::load(tx, &room, tx.runs().by_public_hash(&hash)?).map(Some));
        Ok(show(tr, &address, false, report))
    });
    shown.await.unwrap_or_else(|error| show(tr, "", false, Err(error)))
}

/// The page of a run at this address. Who has signed in finds the list of sign-ins from there.
fn show(tr: Tr, address: &str, is_signed_in: bool, found: ApiResult<Option<Report>>) -> Response {
    match found {
        Ok(Some(report)) => {
            let sessions = is_signed_in.then(|| tr.text("server-sessions-title"));
            answer(StatusCode::OK, &RunPage { sessions, ..RunPage::of(tr, address, &report) })
        }
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
    /// Text of the link to the list of sign-ins.
    sessions: Option<Cow<'static, str>>,
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
    /// Address of this page, below which its results are.
    address: &'a str,
    /// Text of the link to a whole result.
    whole: Cow<'static, str>,
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
    title: &'a str,
    time: String,
    comment: &'a str,
    /// Hash of a result whose text is cut.
    whole: Option<&'a str>,
}

impl<'a> RunPage<'a> {
    fn of(tr: Tr, address: &'a str, report: &'a Report) -> Self {
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
            sessions: None,
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
            address,
            whole: tr.text("server-page-whole"),
            rows: report.results.iter().map(|line| ResultRow::of(tr, line)).collect(),
            more: (shown < report.total).then(|| tr.message(&more)),
        }
    }
}

impl<'a> ResultRow<'a> {
    fn of(tr: Tr, line: &'a Line) -> Self {
        Self {
            slug: &line.status,
            status: status_word(tr, &line.status),
            title: &line.title,
            time: line.duration_ms.map(|ms| tr.fmt("server-duration-ms", &[("ms", ms.into())])).unwrap_or_default(),
            comment: &line.comment,
            whole: line.is_cut.then_some(line.hash.as_str()),
        }
    }
}

/// A page loads nothing and runs nothing; its one form goes to this server alone.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A page with one sentence.
pub fn message(tr: Tr, status: StatusCode, sentence: &str) -> Response {
    answer(status, &MessagePage { lang: tr.lang().code(), title: sentence })
}

/// The answer with a page. The text of a long one is never in memory as a whole, and waits for its client in a file.
pub fn answer(status: StatusCode, page: &impl Template) -> Response {
    answer_with(status, page, POLICY)
}

/// Like [`answer`], with another policy for the resources that the page may load.
pub fn answer_with(status: StatusCode, page: &impl Template, policy: &'static str) -> Response {
    let mut spool = Spool::default();
    if let Err(error) = Template::write_into(page, &mut spool) {
        // Fails only if the `Display` of a value does; the values are texts and numbers.
        tracing::error!(%error, "a page could not be rendered");
    }
    rendered(status, spool, policy)
}

/// The response with the text of a page.
fn rendered(status: StatusCode, spool: Spool, policy: &'static str) -> Response {
    let text = spool.finish().and_then(|text| if text.len() > SHORT_PAGE { text.settled(None) } else { Ok(text) });
    let (status, text) = match text {
        Ok(text) => (status, text),
        Err(error) => {
            tracing::error!(%error, "a long page cannot be kept for its client");
            (StatusCode::SERVICE_UNAVAILABLE, Text::from(String::new()))
        }
    };
    let mut response = (status, text.into_body()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The sign-in needs the origin of its own form.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
