//! Badges: a run, or the last finished run of a project, as a small picture for pages elsewhere.

use super::page_request::PageRequest;
use super::share::run_of_secret;
use crate::auth::Principal;
use crate::auth::token_of;
use crate::call::integer;
use crate::error::{ApiError, ApiResult};
use crate::handlers::sign_in;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use voluptas_app::overview::dashboard::Counts;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_store::Tx;
use voluptas_store::runs::FinishedFilter;

/// Width of a letter, about.
const LETTER: usize = 7;
/// Characters of a title that stand in a badge.
const TITLE: usize = 40;

#[derive(Template)]
#[template(path = "web/badge.html")]
struct Badge {
    label: String,
    value: String,
    colour: &'static str,
    left: usize,
    right: usize,
    width: usize,
    left_middle: usize,
    right_middle: usize,
}

/// `GET /badge/{badge}`: the last finished run of the project `SHOP.svg`.
pub fn project(request: &PageRequest) -> ApiResult<Response> {
    let missing = || ApiError::not_found("Badge");
    let code = request.part("badge").strip_suffix(".svg").ok_or_else(missing)?;
    request.read(|tx| {
        let project = tx.projects().by_code(code)?.ok_or_else(missing)?;
        expect_reader(request, tx, &project, None)?;
        let runs = tx.runs().finished(project.id, &FinishedFilter::default(), 1)?;
        answer(request, tx, &project.code, runs.first())
    })
}

/// `GET /badge/{badge}/{file}`: the run `12.svg` of a project.
pub fn run(request: &PageRequest) -> ApiResult<Response> {
    let missing = || ApiError::not_found("Badge");
    let number = request.part("file").strip_suffix(".svg").and_then(integer).ok_or_else(missing)?;
    request.read(|tx| {
        let project = tx.projects().by_code(request.part("badge"))?.ok_or_else(missing)?;
        let run = tx.runs().by_number(project.id, number).map_err(|_| missing())?;
        expect_reader(request, tx, &project, Some(&run))?;
        answer(request, tx, &run.content.title, Some(&run))
    })
}

/// The principal of the request, by its session or its token.
fn principal(request: &PageRequest) -> Option<Arc<Principal>> {
    let by_token = token_of(&request.headers).and_then(|token| request.app.tokens.allow(token));
    by_token.or_else(|| sign_in::session(&request.app, &request.headers).map(|(principal, _)| principal))
}

/// Badges are for who sees the project, for everybody where the pages of runs are public, and for who has the secret of a shared report.
fn expect_reader(request: &PageRequest, tx: &Tx<'_>, project: &Project, run: Option<&Run>) -> ApiResult<()> {
    if request.app.public_pages || principal(request).is_some_and(|principal| principal.sees(project.id)) {
        return Ok(());
    }
    let shared = match request.query.get("key") {
        Some(secret) => run_of_secret(tx, secret)?.0,
        None => return Err(ApiError::not_found("Badge")),
    };
    // A link to one run tells the state of its project, and of no other run.
    let fits = shared.project_id == project.id && run.is_none_or(|run| run.id == shared.id);
    if fits { Ok(()) } else { Err(ApiError::not_found("Badge")) }
}

fn answer(request: &PageRequest, tx: &Tx<'_>, label: &str, run: Option<&Run>) -> ApiResult<Response> {
    let tr = request.tr;
    let (value, colour) = match run {
        None => (tr.text("web-runs-badge-none").into_owned(), "#5a6372"),
        Some(run) => {
            let counts = tx.runs().stats(&[run.id])?.get(&run.id).map(Counts::of).unwrap_or_default();
            let rate = counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default();
            match (run.state, counts.failed + counts.broken) {
                (RunState::Active, _) => (tr.text("server-run-active").into_owned(), "#1a62b0"),
                (_, _) if rate.is_empty() => (tr.text("report-no-results").into_owned(), "#5a6372"),
                (_, 0) => (tr.message(&Message::new("web-runs-badge-passed").with("rate", rate)), "#0b7a4b"),
                (_, n) => (tr.message(&Message::new("web-runs-badge-failed").with("rate", rate).count("n", n)), "#c22b30"),
            }
        }
    };
    let label: String = label.chars().take(TITLE).collect();
    let [left, right] = [&label, &value].map(|text| text.chars().count() * LETTER + 12);
    let badge =
        Badge { label, value, colour, left, right, width: left + right, left_middle: left / 2, right_middle: left + right / 2 };
    let mut response = voluptas_core::base::html::render(&badge).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
        (header::CACHE_CONTROL, if request.app.public_pages { "public, max-age=60" } else { "private, max-age=60" }),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
