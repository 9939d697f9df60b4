//! Results by drop or file field: files of test tools become a run, as the operation `ingestResults` stores them. Beside them files of cases, which
//! lead to their plan ([`super::case_import`]).

use super::form::Form;
use super::frame::Frame;
use super::html;
use super::page_request::{PageRequest, RefusalFrame, redirect, sentence};
use super::texts::{BarSegment, pieces};
use super::wrong_fields;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::handlers::result_files::{self, UploadError};
use crate::handlers::sign_in;
use crate::state::App;
use askama::Template;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use parking_lot::Mutex;
use serde_json::Value;
use std::sync::Arc;
use voluptas_app::overview::dashboard::Counts;
use voluptas_app::results::files::{GatherError, SkippedFile};
use voluptas_app::results::ingest::Error;
use voluptas_core::domain::message::{Explain as _, Message};
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::Slice;

/// A run that was read.
struct ImportedRun {
    number: i64,
    title: String,
    words: String,
    pieces: Vec<BarSegment>,
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "web/import.html")]
struct ImportPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    environments: Vec<String>,
    read: Option<ImportedRun>,
    writes_cases: bool,
    writes_results: bool,
    typed: ImportInput,
    refusal: Option<ImportRefusal>,
}

/// What was typed beside the files.
#[derive(Debug, Clone, Default)]
struct ImportInput {
    run_name: String,
    environment: String,
    creates_cases: bool,
}

impl ImportInput {
    fn of(form: &Form) -> Self {
        let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
        Self { run_name: text("run_name"), environment: text("environment"), creates_cases: form.is_checked("create_cases") }
    }
}

/// Why nothing was stored.
#[derive(Debug)]
struct ImportRefusal {
    sentence: String,
    /// Files with their reasons, or fields with theirs.
    lines: Vec<String>,
    more: String,
}

/// Files that a refusal names.
const NAMED: usize = 20;

impl ImportRefusal {
    /// The refusal in the language of the visitor, with the status of the answer.
    fn of(tr: Tr, error: UploadError) -> (StatusCode, Self) {
        match error {
            UploadError::Ingest(Error::NoResults(skipped)) => {
                let line = |file: &SkippedFile| {
                    let reason = tr.message(&file.reason);
                    if file.named().is_some() { reason } else { format!("{}: {reason}", file.file) }
                };
                let lines: Vec<String> = skipped.listed.iter().take(NAMED).map(line).collect();
                let more = match skipped.count().saturating_sub(lines.len()) {
                    0 => String::new(),
                    n => tr.message(&Message::new("ingest-more-files").count("count", n)),
                };
                let sentence = tr.text("ingest-no-results").into_owned();
                (StatusCode::UNPROCESSABLE_ENTITY, Self { sentence, lines, more })
            }
            UploadError::Gather(error @ (GatherError::Archive { .. } | GatherError::TooMany { .. })) => {
                let lines = vec![tr.message(&error.message())];
                let sentence = tr.text("web-runs-import-refused").into_owned();
                (StatusCode::BAD_REQUEST, Self { sentence, lines, more: String::new() })
            }
            other => {
                let error = other.into_api();
                let lines = error.fields.iter().map(|wrong| wrong_fields::line(tr, &wrong.field, &wrong.error)).collect();
                (error.status, Self { sentence: sentence(tr, &error), lines, more: String::new() })
            }
        }
    }
}

/// `GET /{code}/import`; with `run`, what the files of that run gave.
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    shown(request, StatusCode::OK, ImportInput::default(), None)
}

fn shown(request: &PageRequest, code: StatusCode, typed: ImportInput, refusal: Option<ImportRefusal>) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    request.read(|tx| {
        let project = request.project(tx)?;
        if !request.may(Permission::WriteResults) && !request.may(Permission::WriteCases) {
            return Err(ApiError::forbidden());
        }
        let environments = tx.environments().list(project.id, None, None, Slice::ALL)?.rows;
        let number = |name: &str| request.query.get(name).and_then(crate::call::integer).unwrap_or(0);
        let read = match request.query.get("run").and_then(crate::call::integer) {
            None => None,
            Some(run) => {
                let run = tx.runs().by_number(project.id, run).map_err(|_| ApiError::not_found("Run"))?;
                let counts = tx.runs().stats(&[run.id])?.get(&run.id).map(Counts::of).unwrap_or_default();
                let noted = |key: &str, n: i64| (n > 0).then(|| tr.message(&Message::new(key).count("n", n)));
                let known = (request.query.get("known").is_some()).then(|| tr.text("web-runs-import-known").into_owned());
                let notes = known.into_iter().chain(
                    [
                        noted("web-runs-import-unmatched", number("unmatched")),
                        noted("web-runs-import-skipped", number("skipped")),
                        noted("web-runs-import-incomplete", number("incomplete")),
                        noted("web-runs-import-missing", number("missing")),
                    ]
                    .into_iter()
                    .flatten(),
                );
                Some(ImportedRun {
                    number: run.number,
                    title: run.content.title.clone(),
                    words: tr.message(
                        &Message::new("web-runs-import-read")
                            .with("count", tr.number(counts.total().cast_signed()))
                            .count("n", counts.total()),
                    ),
                    pieces: pieces(tr, &counts),
                    notes: notes.collect(),
                })
            }
        };
        let page = ImportPage {
            frame: &frame,
            tr,
            code: &project.code,
            environments: environments.into_iter().map(|one| one.content.title).collect(),
            read,
            writes_cases: request.may(Permission::WriteCases),
            writes_results: request.may(Permission::WriteResults),
            typed,
            refusal,
        };
        Ok(html(code, &page))
    })
}

/// `POST /{code}/import`
pub fn take() -> MethodRouter<Arc<App>> {
    post(|State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, http: Request| async move {
        let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
        let request = PageRequest::of(app, &params, &http);
        let refused = RefusalFrame::of(&request);
        if sign_in::is_foreign(http.headers()) {
            return refused.page(&ApiError::new(StatusCode::FORBIDDEN, "server-sign-in-foreign"));
        }
        match stored(request, http).await {
            Ok(response) => response,
            Err(error) => refused.page(&error),
        }
    })
}

async fn stored(request: PageRequest, http: Request) -> ApiResult<Response> {
    let (code, app) = (request.code().to_owned(), Arc::clone(&request.app));
    // The right comes first: nobody sends gigabytes to learn of a refusal.
    call(&request, &Form::default())?;
    let again = request.with_query(request.uri.path());
    let typed = Mutex::new(None);
    let begin = |fields: Vec<(String, String)>| {
        let form = Form::of(fields);
        if !form.has_key(&request) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "web-form-expired"));
        }
        *typed.lock() = Some(ImportInput::of(&form));
        call(&request, &form)
    };
    let done = match result_files::ingest_form(Arc::clone(&app), http, begin).await {
        Ok(done) => done,
        Err(error) => {
            // What was typed stays in the form. Without a form that is the visitor's own there is nothing to show again.
            let Some(typed) = typed.into_inner() else { return Err(error.into_api()) };
            let token = again.principal()?.token;
            let work = move || {
                let (code, refusal) = ImportRefusal::of(again.tr, error);
                shown(&again, code, typed, Some(refusal))
            };
            return app.request_limits.of_token(token, true, work).await;
        }
    };
    let n = |name: &str| done[name].as_i64().unwrap_or(0);
    let known = if done["was_there"].as_bool().unwrap_or(false) { "&known=1" } else { "" };
    let to = format!(
        "/{code}/import?run={}&unmatched={}&skipped={}&incomplete={}&missing={}{known}",
        n("run"),
        n("unmatched"),
        n("files_not_read"),
        n("files_incomplete"),
        n("attachments_missing")
    );
    Ok(redirect(&to))
}

/// The operation with the parameters of a form.
fn call(request: &PageRequest, form: &Form) -> ApiResult<Call> {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["run_name", "environment"] {
        if let Some(text) = form.get(name) {
            query.append_pair(name, text);
        }
    }
    if form.is_checked("create_cases") {
        query.append_pair("create_cases", "true");
    }
    request.call("ingestResults", Vec::new(), &query.finish(), Value::Null)
}
