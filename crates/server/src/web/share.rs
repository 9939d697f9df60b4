//! Reports that are shared: by a secret link with an end, readable without a sign-in.

use super::form::Form;
use super::frame::{Frame, cookie};
use super::html;
use super::page_request::{PageRequest, redirect};
use super::runs::failures::{self, Failures, RunOutcomes};
use super::runs::page::{self, RunHead};
use super::runs::{self, address, result};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use voluptas_app::runs::context::RunContext;
use voluptas_app::workspace::tokens::{new_token, token_hash};
use voluptas_core::base::Secret;
use voluptas_core::base::day::Day;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::run::Run;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::shared_runs::SharedRun;
use voluptas_store::{Op, Tx};

/// Days for which a new link holds unless somebody chooses another end.
const USUAL_DAYS: i32 = 14;
/// Longest time for which a link holds, in days.
const MOST_DAYS: i32 = 366;
/// Name of the cookie with the secret of a link that was just made: it is shown once.
const MADE: &str = "voluptas_shared";

/// A link in the list of a run.
#[derive(Debug)]
pub struct Link {
    pub id: i64,
    /// `until 3 Dec, by Irina`
    pub words: String,
}

/// The links of a run, for who may end them.
pub fn of_run(request: &PageRequest, tx: &Tx<'_>, run: RunId) -> ApiResult<Vec<Link>> {
    if !request.may(Permission::Manage) {
        return Ok(Vec::new());
    }
    let tr = request.tr;
    let link = |one: SharedRun| {
        let words = tr.message(&Message::new("web-runs-share-line").with("until", tr.date(one.until_ms - 1)));
        Link { id: one.id, words: one.author.map_or(words.clone(), |who| format!("{words} · {who}")) }
    };
    Ok(tx.shared_runs().of_run(run)?.into_iter().map(link).collect())
}

/// Address of a link that was made a moment ago.
pub fn made(request: &PageRequest) -> Option<String> {
    let secret = cookie(&request.headers, MADE)?;
    let is_secret = secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit());
    is_secret.then(|| format!("{}/shared/{secret}", request.root))
}

/// The end that the form offers.
pub fn usual_end(request: &PageRequest) -> String {
    Day::of(request.now).plus_days(USUAL_DAYS).to_string()
}

/// `POST /{code}/runs/{number}/share`: makes a link that holds to the end of the day `until`.
pub fn create(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let (project, run) = request.read(|tx| runs::run_of(request, tx))?;
    expect_manager(request)?;
    let today = Day::of(request.now);
    let until = form.get("until").and_then(Day::parse).filter(|day| *day >= today && *day <= today.plus_days(MOST_DAYS));
    let Some(until) = until else { return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "web-runs-share-wrong")) };
    let secret = new_token()?;
    request.store()?.write(Op::bulk("share_run"), |tx| {
        tx.shared_runs().create(run.id, &token_hash(&secret), until.plus_days(1).begin_ms())?;
        tx.audit().note("share-run", Some(&project.code), &run.number.to_string(), &json!({ "until": until.to_string() }))
    })?;
    request.app.stats.count_write();
    let to = address(request);
    let mut response = redirect(&to);
    let set = format!("{MADE}={}; Path={to}; HttpOnly; SameSite=Strict; Max-Age=60", secret.expose());
    if let Ok(value) = HeaderValue::from_str(&set) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// `POST /{code}/runs/{number}/share/end`: ends the link `id`.
pub fn end(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let (project, run) = request.read(|tx| runs::run_of(request, tx))?;
    expect_manager(request)?;
    let id = form.get("id").and_then(crate::call::integer).ok_or_else(|| ApiError::not_found("Link"))?;
    request.store()?.write(Op::bulk("end_shared_run"), |tx| {
        tx.shared_runs().end(run.id, id)?;
        tx.audit().note("end-shared-run", Some(&project.code), &run.number.to_string(), &json!({}))
    })?;
    request.app.stats.count_write();
    let mut response = redirect(&address(request));
    let gone = format!("{MADE}=; Path={}; HttpOnly; SameSite=Strict; Max-Age=0", address(request));
    if let Ok(value) = HeaderValue::from_str(&gone) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

fn expect_manager(request: &PageRequest) -> ApiResult<()> {
    if request.may(Permission::Manage) { Ok(()) } else { Err(ApiError::forbidden()) }
}

/// The run of a secret.
///
/// # Errors
/// 404, both for a wrong secret and for one that has ended, so that nobody learns which it is.
pub fn run_of_secret(tx: &Tx<'_>, secret: &str) -> ApiResult<(Run, SharedRun)> {
    let found = tx.shared_runs().by_hash(&token_hash(&Secret::new(secret)))?;
    let link = found.ok_or_else(|| ApiError::not_found("Report"))?;
    Ok((tx.runs().get(link.run)?, link))
}

#[derive(Template)]
#[template(path = "web/shared.html")]
struct SharedPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    run: RunHead,
    project: String,
    errors: Vec<page::ErrorLine>,
    more_errors: String,
    facts: Vec<page::Fact>,
    list: Failures,
    until: String,
}

#[derive(Template)]
#[template(path = "web/shared-result.html")]
struct SharedResultPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    run: RunHead,
    result: result::ResultDetail,
    whole: String,
}

/// `GET /shared/{token}`: the report of a run, without links into the project.
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame { here: own(request), ..Frame::plain(request.tr, request.theme) };
    let state = RunOutcomes::state(request)?;
    let found = request.read(|tx| {
        let (run, link) = run_of_secret(tx, request.part("token"))?;
        let project = tx.projects().get(run.project_id)?;
        let context = RunContext::read(tx, &run)?;
        let judged = RunOutcomes::of(request, tx, &run, &state)?;
        let base = format!("/shared/{}", request.part("token"));
        let (errors, more_errors) = page::errors(request.tr, tx, run.id)?;
        let head = page::head(request, tx, &project.code, &run, &context)?;
        Ok(SharedPage {
            frame: &frame,
            tr: request.tr,
            facts: page::facts(request.tr, tx, &run, &context)?,
            list: failures::read(request, tx, &run, &judged, &base)?,
            run: RunHead { address: base, ..head },
            project: project.title,
            errors,
            more_errors,
            until: request.tr.date(link.until_ms - 1),
        })
    })?;
    Ok(without_referrer(html(StatusCode::OK, &found)))
}

fn own(request: &PageRequest) -> String {
    request.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned()
}

/// `GET /shared/{token}/results/{hash}`
pub fn result_page(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame { here: own(request), ..Frame::plain(request.tr, request.theme) };
    let is_whole = request.query.get("whole").is_some();
    let found = request.read(|tx| {
        let (run, _) = run_of_secret(tx, request.part("token"))?;
        let project = tx.projects().get(run.project_id)?;
        let found = result::of_hash(request, tx, project.id, run.id, request.part("hash"))?;
        let context = RunContext::read(tx, &run)?;
        let head = page::head(request, tx, &project.code, &run, &context)?;
        Ok(SharedResultPage {
            frame: &frame,
            tr: request.tr,
            run: RunHead { address: format!("/shared/{}", request.part("token")), ..head },
            result: result::shown(request, &found, String::new(), is_whole),
            whole: runs::address_with(request, &[("whole", "1")]),
        })
    })?;
    Ok(without_referrer(html(StatusCode::OK, &found)))
}

/// The secret in the address is not told to the pages that a report links to.
fn without_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
