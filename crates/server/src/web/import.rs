//! Results by drop or file field: files of test tools become a run, as the operation `ingestResults` stores them.

use super::form::Form;
use super::frame::Frame;
use super::html;
use super::texts::{Piece, pieces};
use super::visit::{Refused, Visit, redirect};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::handlers::{result_files, sign_in};
use crate::state::App;
use askama::Template;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use serde_json::Value;
use std::sync::Arc;
use voluptas_app::overview::dashboard::Counts;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::Slice;

/// A run that was read.
struct Read {
    number: i64,
    title: String,
    words: String,
    pieces: Vec<Piece>,
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "web/import.html")]
struct ImportPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    environments: Vec<String>,
    read: Option<Read>,
    writes_cases: bool,
}

/// `GET /{code}/import`; with `run`, what the files of that run gave.
pub fn page(visit: &Visit) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(visit)?, visit.tr);
    visit.read(|tx| {
        let project = visit.project(tx)?;
        if !visit.may(Permission::WriteResults) {
            return Err(ApiError::forbidden());
        }
        let environments = tx.environments().list(project.id, None, None, Slice::ALL)?.rows;
        let number = |name: &str| visit.query.get(name).and_then(crate::call::integer).unwrap_or(0);
        let read = match visit.query.get("run").and_then(crate::call::integer) {
            None => None,
            Some(run) => {
                let run = tx.runs().by_number(project.id, run).map_err(|_| ApiError::not_found("Run"))?;
                let counts = tx.runs().stats(&[run.id])?.get(&run.id).map(Counts::of).unwrap_or_default();
                let noted = |key: &str, n: i64| (n > 0).then(|| tr.message(&Message::new(key).count("n", n)));
                let known = (visit.query.get("known").is_some()).then(|| tr.text("web-runs-import-known").into_owned());
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
                Some(Read {
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
            writes_cases: visit.may(Permission::WriteCases),
        };
        Ok(html(StatusCode::OK, &page))
    })
}

/// `POST /{code}/import`
pub fn take() -> MethodRouter<Arc<App>> {
    post(|State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
        let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
        let visit = Visit::of(app, &params, &request);
        let refused = Refused::of(&visit);
        if sign_in::is_foreign(request.headers()) {
            return refused.page(&ApiError::new(StatusCode::FORBIDDEN, "server-sign-in-foreign"));
        }
        match stored(visit, request).await {
            Ok(response) => response,
            Err(error) => refused.page(&error),
        }
    })
}

async fn stored(visit: Visit, request: Request) -> ApiResult<Response> {
    let (code, app) = (visit.code().to_owned(), Arc::clone(&visit.app));
    // The right comes first: nobody sends gigabytes to learn of a refusal.
    call(&visit, &Form::default())?;
    let begin = move |fields: Vec<(String, String)>| {
        let form = Form::of(fields);
        if !form.has_key(&visit) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "web-form-expired"));
        }
        call(&visit, &form)
    };
    let done = result_files::ingest_form(app, request, begin).await?;
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
fn call(visit: &Visit, form: &Form) -> ApiResult<Call> {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["run_name", "environment"] {
        if let Some(text) = form.get(name) {
            query.append_pair(name, text);
        }
    }
    if form.is_checked("create_cases") {
        query.append_pair("create_cases", "true");
    }
    visit.call("ingestResults", Vec::new(), &query.finish(), Value::Null)
}
