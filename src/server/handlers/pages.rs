//! The pages for people: a run that a reporter links to, and its public report.

use crate::base::html::escape;
use crate::domain::message::Message;
use crate::domain::result::{ResultContent, TestResult};
use crate::domain::run::{Run, RunState};
use crate::i18n::{Lang, Tr};
use crate::server::error::ApiResult;
use crate::server::guard::principal_of;
use crate::server::state::App;
use crate::store::results::ResultFilter;
use crate::store::runs::RunStats;
use crate::store::{self, Slice, Tx};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use std::sync::Arc;

/// Answers that the server is alive; needs no token.
pub async fn health() -> Response {
    axum::Json(serde_json::json!({ "status": true, "service": "voluptas", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

/// Most results that a page shows.
const SHOWN: i64 = 500;

/// Content of a run's page.
struct Report {
    code: String,
    run: Run,
    stats: RunStats,
    results: Vec<TestResult>,
    total: i64,
}

impl Report {
    fn load(tx: &Tx<'_>, run: Run) -> store::Result<Self> {
        let code = tx.projects().get(run.project_id)?.code;
        let stats = tx.runs().stats(&[run.id])?.remove(&run.id).unwrap_or_default();
        let filter = ResultFilter { runs: Some(vec![run.id]), ..ResultFilter::default() };
        let page = tx.results().list(&filter, Slice { limit: SHOWN, offset: 0 })?;
        Ok(Self { code, run, stats, results: page.rows, total: page.filtered })
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
    let found = app.lanes.read(move || {
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
    let found = app.lanes.read(move || {
        let report = store.read(|tx| Report::load(tx, tx.runs().by_public_hash(&hash)?).map(Some));
        Ok(report?)
    });
    show(language(&headers), found.await)
}

fn show(tr: Tr, found: ApiResult<Option<Report>>) -> Response {
    match found {
        Ok(Some(report)) => page(tr, StatusCode::OK, &format!("{}-{}", report.code, report.run.number), &body(tr, &report)),
        Ok(None) => page(tr, StatusCode::NOT_FOUND, &tr.text("server-page-not-found"), ""),
        Err(e) if e.status == StatusCode::NOT_FOUND => page(tr, e.status, &tr.text("server-page-not-found"), ""),
        Err(e) => page(tr, e.status, &tr.text("server-page-broken"), ""),
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

fn body(tr: Tr, report: &Report) -> String {
    let state = match report.run.state {
        RunState::Active => "server-run-active",
        RunState::Complete => "server-run-complete",
        RunState::Aborted => "server-run-aborted",
    };
    let mut out = format!("<h1>{}</h1><p class=state>{}</p>", escape(&report.run.content.title), tr.text(state));
    if let Some(description) = &report.run.content.description {
        out.push_str(&format!("<p>{}</p>", escape(description)));
    }
    out.push_str("<ul class=stats>");
    for (slug, count) in &report.stats.statuses {
        let word = escape(&status_word(tr, slug));
        out.push_str(&format!("<li class=\"s {}\"><b>{count}</b> {word}</li>", escape(slug)));
    }
    out.push_str("</ul><table><thead><tr>");
    for key in ["server-column-status", "server-column-title", "server-column-time", "server-column-comment"] {
        out.push_str(&format!("<th>{}</th>", tr.text(key)));
    }
    out.push_str("</tr></thead><tbody>");
    for result in &report.results {
        let c = &result.content;
        let time = c.duration_ms.map(|ms| tr.fmt("server-duration-ms", &[("ms", ms.into())])).unwrap_or_default();
        out.push_str(&format!(
            "<tr><td class=\"s {}\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(c.status.slug()),
            escape(&status_word(tr, c.status.slug())),
            escape(&with_params(c)),
            escape(&time),
            escape(c.comment.as_deref().unwrap_or_default()),
        ));
    }
    out.push_str("</tbody></table>");
    let shown = i64::try_from(report.results.len()).unwrap_or(i64::MAX);
    if shown < report.total {
        let more = Message::new("server-page-more").count("shown", shown).count("total", report.total);
        out.push_str(&format!("<p>{}</p>", escape(&tr.message(&more))));
    }
    out
}

/// A page loads nothing and runs nothing; its one form goes to this server alone.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2430;\
background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #e3e7ee;\
vertical-align:top}.stats{display:flex;gap:1.2rem;list-style:none;padding:0}.state{color:#667085}.passed{color:#15803d}\
.failed,.broken{color:#b42318}.skipped,.untested{color:#667085}.sign-in{display:grid;gap:.6rem;max-width:24rem}.sign-in input,.sign-in button{font:inherit;padding:.45rem .6rem;\
border:1px solid #8a94a6;border-radius:6px;background:transparent;color:inherit}.sign-in button{cursor:pointer}\
.wrong{color:#b42318}@media(prefers-color-scheme:dark){body{background:#14181f;\
color:#e4e8ef}th,td{border-color:#2b323d}.passed{color:#4ade80}.failed,.broken,.wrong{color:#f97066}}";

/// A whole page; its title is its text where there is no other.
pub fn page(tr: Tr, status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    let body = if body.is_empty() { format!("<h1>{title}</h1>") } else { body.to_owned() };
    let html = format!(
        "<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style><body>{body}",
        lang = tr.lang().code(),
    );
    let mut response = (status, Html(html)).into_response();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
