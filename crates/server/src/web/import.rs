//! Results by drop or file field: files of test tools become a run, as the operation `ingestResults` stores them. Beside them files of cases, which
//! lead to their plan ([`super::case_import`]).

use super::form::Form;
use super::frame::Frame;
use super::home::escape;
use super::html;
use super::page_request::{PageRequest, RefusalFrame, redirect, sentence};
use super::texts::{BarSegment, pieces_of_run, run_errors};
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
use voluptas_app::results::ingest::{Error, Ingested};
use voluptas_app::runs::errors;
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
    /// True where all files were read and nothing failed outside of tests.
    is_whole: bool,
    /// Number of errors outside of tests, in words; blank for none.
    errors: String,
    /// The first of these errors, each in a line.
    error_lines: Vec<String>,
    /// Files that were not read and are no errors of the run, each with its reason.
    not_read: Vec<String>,
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

/// Texts that were typed beside the files.
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

/// Files that were not read, and that the address of the page after an upload names.
const NAMED_NOT_READ: usize = 3;
/// Characters of such a file with its reason.
const NOT_READ_TEXT: usize = 300;

/// A file that was not read, with its reason.
fn file_line(tr: Tr, file: &SkippedFile) -> String {
    let reason = tr.message(&file.reason);
    if file.named().is_some() { reason } else { format!("{}: {reason}", file.file) }
}

/// The first files that were not read, each with its reason, without those that the run has among its errors.
fn not_read(tr: Tr, done: &Ingested) -> Vec<String> {
    let is_meant = |file: &&SkippedFile| {
        !file.loses_nothing && file.totals.is_none() && !done.run_errors.iter().any(|error| error.file == file.file)
    };
    let line = |file: &SkippedFile| file_line(tr, file).chars().take(NOT_READ_TEXT).collect::<String>();
    done.skipped.listed.iter().filter(is_meant).take(NAMED_NOT_READ).map(line).collect()
}

/// Shows that this server wrote these lines of an address for this session; `None` without a session. Otherwise a link could put any text onto
/// the page.
fn proof(request: &PageRequest, lines: &[String]) -> Option<blake3::Hash> {
    if request.form_key.is_empty() {
        return None;
    }
    let key = blake3::derive_key("VoluptAS lines of an import page", request.form_key.as_bytes());
    Some(blake3::keyed_hash(&key, lines.join("\n").as_bytes()))
}

impl ImportRefusal {
    /// The refusal in the language of the visitor, with the status of the answer.
    fn of(tr: Tr, error: UploadError) -> (StatusCode, Self) {
        match error {
            UploadError::Ingest(Error::NoResults(skipped)) => {
                let lines: Vec<String> = skipped.listed.iter().take(NAMED).map(|file| file_line(tr, file)).collect();
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

/// `GET /{code}/import`; with `run`, also the outcome of the files of that run.
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
                let stats = tx.runs().stats(&[run.id])?.remove(&run.id).unwrap_or_default();
                let counts = Counts::of(&stats);
                let outside = tx.run_errors().of_run(run.id)?;
                let breaking = outside.iter().filter(|error| error.breaks_gate());
                let not_read: Vec<String> = request.query.all("not_read").map(str::to_owned).collect();
                let given = request.query.get("proof").and_then(|text| blake3::Hash::from_hex(text).ok());
                let is_ours = given.is_some_and(|given| proof(request, &not_read) == Some(given));
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
                    pieces: pieces_of_run(tr, &counts, stats.errors),
                    notes: notes.collect(),
                    is_whole: stats.errors == 0 && number("skipped") == 0 && number("incomplete") == 0,
                    errors: run_errors(tr, stats.errors),
                    not_read: if is_ours { not_read } else { Vec::new() },
                    error_lines: breaking.take(NAMED).map(|error| errors::line(error, tr)).collect(),
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
    let known = if done.was_there { "&known=1" } else { "" };
    let mut to = format!(
        "/{code}/import?run={}&unmatched={}&skipped={}&incomplete={}&missing={}{known}",
        done.number,
        done.unmatched,
        done.skipped.not_read.saturating_sub(done.skipped.in_part),
        done.skipped.lacking + done.skipped.in_part,
        done.attachments_missing
    );
    let lines = not_read(request.tr, &done);
    if let Some(proof) = proof(&request, &lines).filter(|_| !lines.is_empty()) {
        for line in &lines {
            to.push_str("&not_read=");
            to.push_str(&escape(line));
        }
        to.push_str("&proof=");
        to.push_str(&proof.to_hex());
    }
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
