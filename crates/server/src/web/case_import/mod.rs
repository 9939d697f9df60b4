//! Import of cases: a file is uploaded and waits, its plan is shown and corrected, and one form writes it, once.

mod held;
mod plan;

pub use held::HeldImports;

use super::form::Form;
use super::frame::Frame;
use super::page_request::{PageRequest, RefusalFrame, page_above, redirect, refused};
use crate::body::Room;
use crate::call::Call;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::handlers::sign_in;
use crate::rest::handlers::case_import::{ReceivedFile, applied, in_turn, planned, receive};
use crate::state::App;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use held::{FinishedImport, HeldImport, ImportState, ShownPlan};
use parking_lot::MutexGuard;
use serde_json::Value;
use std::sync::Arc;
use voluptas_app::cases::file::preview::CasesRead;
use voluptas_app::cases::file::{Applied, ImportChoices, ImportOptions, ImportPlan};
use voluptas_core::domain::user::Permission;
use voluptas_jobs::Failure;
use voluptas_store::{Aggregate, Tx};

/// Parts of the workspace that decide a plan.
const OF_PLAN: [Aggregate; 6] =
    [Aggregate::Cases, Aggregate::Suites, Aggregate::Functions, Aggregate::Mappings, Aggregate::Projects, Aggregate::Other];
/// Most cases that the summary lists.
const LISTED: usize = 100;

/// The operation that a page of an import stands for, with the right that it needs.
fn call(request: &PageRequest) -> ApiResult<Call> {
    request.call("importCases", Vec::new(), "", Value::Null)
}

/// `POST /{code}/import/cases`: a file, whose plan is shown next.
pub fn take() -> MethodRouter<Arc<App>> {
    page_above(1).post(
        |State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, http: Request| async move {
            let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
            let request = PageRequest::of(app, &params, &http);
            let refusal = RefusalFrame::of(&request);
            if sign_in::is_foreign(http.headers()) {
                return refusal.page(&ApiError::new(StatusCode::FORBIDDEN, "server-sign-in-foreign"));
            }
            match uploaded(request, http).await {
                Ok(response) => response,
                Err(error) => refusal.page(&error),
            }
        },
    )
}

async fn uploaded(request: PageRequest, http: Request) -> ApiResult<Response> {
    // The right comes first: nobody sends a file to learn of a refusal.
    let for_right = call(&request)?;
    let (app, token) = (Arc::clone(&request.app), for_right.principal.token);
    let mut room = Room::new(&app.budget);
    let (file, fields) = receive(http, &mut room).await?;
    let work = move || {
        if !Form::of(fields).has_key(&request) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "web-form-expired"));
        }
        Ok(hold(&request, &file).unwrap_or_else(|error| refused(&request, &error)))
    };
    app.request_limits.of_token(token, true, work).await
}

/// Reads the file and keeps it.
fn hold(request: &PageRequest, file: &ReceivedFile) -> ApiResult<Response> {
    let choices = ImportChoices::default();
    let read = read_file(&file.name, &file.bytes, &choices).map_err(|failure| unreadable(request, &failure))?;
    let project = request.read(|tx| request.project(tx))?;
    let state = ImportState { choices, read: Some(Arc::new(read)), ..ImportState::default() };
    let id = request.app.caches.imports.add(&request.principal()?.owner, project.id, file, state)?;
    Ok(redirect(&format!("/{}/import/cases/{id}", project.code)))
}

fn read_file(name: &str, bytes: &[u8], choices: &ImportChoices) -> Result<CasesRead, Failure> {
    // Choices of a form can be read with.
    in_turn(|| CasesRead::of_bytes(name, bytes, choices.reading().unwrap_or_default()))
}

/// 422 with the reason in the language of the visitor.
fn unreadable(request: &PageRequest, failure: &Failure) -> ApiError {
    let line = |text: String| FieldError { field: String::new(), error: text };
    let remedy = failure.remedy.as_ref().map(|remedy| line(request.tr.message(remedy)));
    let fields = [line(request.tr.message(&failure.message))].into_iter().chain(remedy).collect();
    ApiError { fields, ..ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "web-import-unreadable") }
}

/// The file of the address.
fn of_address(request: &PageRequest) -> ApiResult<Arc<HeldImport>> {
    let project = request.read(|tx| request.project(tx))?;
    if !request.may(Permission::WriteCases) {
        return Err(ApiError::forbidden());
    }
    let found = request.app.caches.imports.get(&request.principal()?.owner, project.id, request.part("id"));
    found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-import-gone"))
}

fn gone() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "web-import-gone")
}

/// Reads the file again where its content is not in memory.
fn reread(request: &PageRequest, held: &HeldImport, state: &mut ImportState) -> ApiResult<Arc<CasesRead>> {
    if let Some(read) = &state.read {
        return Ok(Arc::clone(read));
    }
    let bytes = held.bytes()?.ok_or_else(gone)?;
    let read = read_file(&held.name, &bytes, &state.choices).map_err(|failure| unreadable(request, &failure))?;
    let read = Arc::new(read);
    state.read = Some(Arc::clone(&read));
    Ok(read)
}

/// The plan as of the present state of the workspace; `None` while a column is missing.
fn replan(request: &PageRequest, read: &CasesRead, state: &mut ImportState) -> ApiResult<Option<ShownPlan>> {
    if read.problem.is_some() {
        return Ok(None);
    }
    let now = request.state(&OF_PLAN)?;
    if let Some(shown) = state.shown.as_ref().filter(|shown| shown.of == now) {
        return Ok(Some(shown.clone()));
    }
    let plan = planned(&call(request)?, read, &importing(&state.choices))?;
    let shown = ShownPlan { stamp: plan.stamp(), plan: Arc::new(plan), of: now };
    state.shown = Some(shown.clone());
    Ok(Some(shown))
}

/// `GET /{code}/import/cases/{id}`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let held = of_address(request)?;
    let frame = Frame::of(request)?;
    let mut state = held.state.lock();
    if let Some(written) = &state.written {
        return Ok(plan::summary(request, &frame, &held, written));
    }
    let read = reread(request, &held, &mut state)?;
    let shown = replan(request, &read, &mut state)?;
    Ok(plan::shown(request, &frame, &held, &state, &read, shown.as_ref()))
}

/// `POST /{code}/import/cases/{id}`: takes choices, writes the plan, or drops the file.
pub fn act(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let held = of_address(request)?;
    let call = call(request)?;
    if form.get("do") == Some("drop") {
        request.app.caches.imports.remove(&held);
        return Ok(redirect(&format!("/{}/import", request.code())));
    }
    // Until the answer: the same form that comes again waits here, and finds the import written.
    let mut state: MutexGuard<'_, ImportState> = held.state.lock();
    if state.written.is_some() {
        return Ok(redirect(&plan::address(request, &held, form, "")));
    }
    let choices = plan::choices(&state.choices, form);
    if choices != state.choices {
        choose(&held, &mut state, choices)?;
        let note = if form.get("do") == Some("apply") { "choices" } else { "" };
        return Ok(redirect(&plan::address(request, &held, form, note)));
    }
    if form.get("do") != Some("apply") {
        return Ok(redirect(&plan::address(request, &held, form, "")));
    }
    let read = reread(request, &held, &mut state)?;
    let shown = match state.shown.clone() {
        Some(shown) => Some(shown),
        None => replan(request, &read, &mut state)?,
    };
    let shown = shown.filter(|shown| form.get("plan") == Some(&shown.stamp));
    let written = match &shown {
        Some(shown) => applied(&call, &read, &shown.plan, |tx, done| written(tx, &shown.plan, done))?,
        None => None,
    };
    let Some(written) = written else {
        state.shown = None;
        return Ok(redirect(&plan::address(request, &held, form, "changed")));
    };
    *state = ImportState { written: Some(written), ..ImportState::default() };
    held.close();
    Ok(redirect(&plan::address(request, &held, &Form::default(), "")))
}

/// Takes other choices. Rows that were left out stay so where the file still has the same rows.
fn choose(held: &HeldImport, state: &mut ImportState, mut choices: ImportChoices) -> ApiResult<()> {
    let is_read_anew = choices.reading() != state.choices.reading();
    (state.shown, state.failure) = (None, None);
    if !is_read_anew {
        state.choices = choices;
        return Ok(());
    }
    let bytes = held.bytes()?.ok_or_else(gone)?;
    match read_file(&held.name, &bytes, &choices) {
        Ok(read) => {
            let lines = |read: &CasesRead| read.file.rows.iter().map(|row| row.line).collect::<Vec<_>>();
            if state.read.as_ref().is_none_or(|old| lines(old) != lines(&read)) {
                choices.left_out.clear();
                choices.left_out_suites.clear();
            }
            (state.choices, state.read) = (choices, Some(Arc::new(read)));
        }
        Err(failure) => state.failure = Some(failure),
    }
    Ok(())
}

/// Options of the import; without the tag where that cannot be one, as the page says.
fn importing(choices: &ImportChoices) -> ImportOptions {
    let without = || ImportChoices { tag: String::new(), ..choices.clone() }.importing();
    choices.importing().or_else(|_| without()).unwrap_or_default()
}

/// Summary of an import, read in the transaction that wrote it.
fn written(tx: &Tx<'_>, plan: &ImportPlan, done: Applied) -> ApiResult<FinishedImport> {
    let first: Vec<_> = done.cases.iter().copied().take(LISTED).collect();
    let mut found = tx.cases().by_ids(&first)?;
    found.sort_by_key(|case| first.iter().position(|id| *id == case.id));
    Ok(FinishedImport {
        counts: plan.counts,
        skipped: done.skipped,
        left_out: done.left_out,
        total: done.cases.len(),
        cases: found.into_iter().map(|case| (case.number, case.content.title)).collect(),
    })
}
