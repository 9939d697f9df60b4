//! The paths of TestOps, for clients that were written for it: a thin layer over the use cases of the other APIs, with its answers and messages.
//!
//! These paths name no project. It is the one of the parameter `project`, or the only one that the token sees.

mod attachments;
mod body;
mod cases;
mod reports;
mod upload;

pub use body::read as read_body;

use crate::auth::Principal;
use crate::call::{Call, Query};
use crate::error::{ApiError, ApiResult};
use crate::operation::{Handler, Needs, Operation};
use crate::state::App;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::json;
use std::borrow::Cow;
use std::sync::Arc;
use voluptas_core::base::html::render;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::{Lang, Tr, plain_numbers};
use voluptas_store::Tx;

const READ: Needs = Needs::InVisible(Permission::Read);
const WRITE_CASES: Needs = Needs::InVisible(Permission::WriteCases);
const WRITE_RESULTS: Needs = Needs::InVisible(Permission::WriteResults);

const fn row(
    id: &'static str,
    method: &'static str,
    (start, path): (&'static str, &'static str),
    needs: Needs,
    handler: Handler,
) -> Operation {
    Operation { id, method, version: start, path, needs, handler }
}

/// Every operation of TestOps.
#[rustfmt::skip]
pub const TESTOPS: &[Operation] = &[
    row("testops-list-cases", "GET", ("test_cases", ""), READ, Handler::Json(cases::list)),
    row("testops-create-case", "POST", ("test_cases", ""), WRITE_CASES, Handler::Form(cases::create)),
    row("testops-get-case", "GET", ("test_cases", "/{id}"), READ, Handler::Json(cases::get)),
    row("testops-replace-case", "PUT", ("test_cases", "/{id}"), WRITE_CASES, Handler::Form(cases::replace)),
    row("testops-post-case", "POST", ("test_cases", "/{id}"), WRITE_CASES, Handler::Form(cases::post)),
    row("testops-delete-case", "DELETE", ("test_cases", "/{id}"), WRITE_CASES, Handler::Json(cases::delete)),
    row("testops-list-attachments", "GET", ("test_cases", "/{id}/attachments"), READ, Handler::Json(attachments::list)),
    row("testops-upload-attachment", "POST", ("test_cases", "/{id}/attachments"), WRITE_CASES, Handler::Raw(attachments::upload)),
    row("testops-get-attachment", "GET", ("test_cases", "/{id}/attachments/{aid}"), READ, Handler::Raw(attachments::get)),
    row("testops-delete-attachment", "DELETE", ("test_cases", "/{id}/attachments/{aid}"), WRITE_CASES, Handler::Json(attachments::delete)),
    row("testops-post-attachment", "POST", ("test_cases", "/{id}/attachments/{aid}"), WRITE_CASES, Handler::Form(attachments::post)),
    row("testops-upload-results", "POST", ("upload", ""), WRITE_RESULTS, Handler::Raw(upload::upload)),
    row("testops-list-reports", "GET", ("reports", "/data"), READ, Handler::Json(reports::list)),
    row("testops-get-report", "GET", ("reports", "/{id}"), READ, Handler::Json(reports::get)),
    row("testops-delete-run", "DELETE", ("delete_test_run", "/{id}"), WRITE_RESULTS, Handler::Json(reports::delete)),
];

/// True for a path of TestOps. Its page of reports is one of the pages for people.
pub fn is_path(path: &str) -> bool {
    if path == "/reports" {
        return false;
    }
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    TESTOPS.iter().any(|operation| operation.version == first)
}

/// The code of a request's project. The router adds it to the path, so that limits, audit and rights find it where those of other operations
/// stand.
///
/// # Errors
/// 400 where the token sees several projects and the request names none.
pub async fn code(app: &App, principal: &Arc<Principal>, query: &Query) -> ApiResult<String> {
    if let Some(code) = query.get("project").map(str::trim).filter(|code| !code.is_empty()) {
        return Ok(code.to_owned());
    }
    let (store, principal, token) = (app.store.clone(), Arc::clone(principal), principal.token);
    let read =
        move || Ok(store.read(|tx| tx.projects().all())?.into_iter().filter(|p| principal.sees(p.id)).map(|p| p.code).collect());
    let visible: Vec<String> = app.request_limits.of_token(token, true, read).await?;
    match &visible[..] {
        [only] => Ok(only.clone()),
        [] => Err(ApiError::not_found("Project")),
        several => {
            let words = format!("The token sees several projects. Name one of them: project={}", several.join(", project="));
            Err(bad(words))
        }
    }
}

/// The project of a request, in which the token must give `permission`.
///
/// # Errors
/// 403 without the right, 404 for a project that the token does not see.
fn project(call: &Call, tx: &Tx<'_>, permission: Permission) -> ApiResult<Project> {
    let found = call.project(tx)?;
    let is_allowed = call.principal.role_in(&found.code).is_some_and(|role| role.allows(permission));
    if is_allowed { Ok(found) } else { Err(ApiError::forbidden()) }
}

/// A message as the clients of TestOps know it, in Russian.
fn russian(key: &str) -> Cow<'static, str> {
    Tr::new(Lang::Ru).text(key)
}

/// 400 with a sentence.
fn bad(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

/// `1`, `true`, `yes`, `y` and their opposites (R2.18).
fn truth(call: &Call, name: &str) -> ApiResult<bool> {
    match call.query.get(name).map(|text| text.trim().to_lowercase()).as_deref() {
        None | Some("" | "0" | "false" | "no" | "n") => Ok(false),
        Some("1" | "true" | "yes" | "y") => Ok(true),
        Some(_) => Err(bad(format!("{name} is yes or no"))),
    }
}

/// A number of the address between 1 and `most`; numbers outside are moved inside.
fn limit(call: &Call, usual: i64, most: i64) -> ApiResult<usize> {
    let wanted = match call.query.get("limit") {
        None => usual,
        Some(text) => text.trim().parse::<i64>().map_err(|_| bad("limit is a whole number"))?,
    };
    Ok(usize::try_from(wanted.clamp(1, most)).unwrap_or(1))
}

/// A page about a refusal, for browsers.
#[derive(askama::Template)]
#[template(
    source = "<!doctype html><meta charset=utf-8><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ text }}</p>",
    ext = "html"
)]
struct Refused {
    title: String,
    text: String,
}

/// A refusal in the form of TestOps: JSON, or a page where the client asks for HTML by name. `*/*` asks for nothing.
pub fn refusal(error: &ApiError, request: &HeaderMap) -> Response {
    let title = format!("{} {}", error.status.as_u16(), error.status.canonical_reason().unwrap_or("Error"));
    let mut text = plain_numbers(&error.message).into_owned();
    for wrong in &error.fields {
        text.push_str(&format!(" {}: {}", wrong.field, plain_numbers(&wrong.error)));
    }
    let accept = request.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let sends_json = request.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let mut response = if prefers_html(accept) && !sends_json {
        let page = render(&Refused { title, text });
        (error.status, Html(page)).into_response()
    } else {
        let name = error.status.canonical_reason().unwrap_or("Error");
        let body = json!({ "status_code": error.status.as_u16(), "name": name, "description": text });
        (error.status, axum::Json(body)).into_response()
    };
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// True where HTML is named and JSON is not wanted at least as much.
pub(crate) fn prefers_html(accept: &str) -> bool {
    let weight = |wanted: &str| {
        accept.split(',').find_map(|part| {
            let mut words = part.split(';').map(str::trim);
            let is_it = words.next()?.eq_ignore_ascii_case(wanted);
            let q = words.find_map(|word| word.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
            is_it.then_some(q)
        })
    };
    weight("text/html").is_some_and(|html| html > weight("application/json").unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_names_html_gets_a_page() {
        for accept in ["", "*/*", "application/json", "text/html;q=0.5, application/json", "application/json, text/html"] {
            assert!(!prefers_html(accept), "{accept}");
        }
        assert!(prefers_html("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
    }

    #[test]
    fn paths_are_told_by_their_first_word() {
        assert!(is_path("/test_cases/1") && is_path("/upload") && is_path("/reports/data"));
        assert!(!is_path("/reportsx") && !is_path("/reports") && !is_path("/") && !is_path("/v1/test_cases"));
    }
}
