//! Files of a case in the form of TestOps (R2.21-R2.23).

use super::{bad, cases, project, russian, truth};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::handlers::attachments::{load, receive, safe_name};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::Arc;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::user::Permission;
use voluptas_store::attachments::Attachment;
use voluptas_store::{Op, Tx};

/// The object of a file.
fn object(case: i64, file: &Attachment) -> Value {
    json!({
        "id": file.id.0,
        "original_filename": file.filename,
        "object_name": format!("testcases/{case}/{}_{}", file.hash, safe_name(&file.filename)),
        "bucket": "attachments",
        "content_type": file.mime,
        "size": file.size,
        "created_at": to_iso(file.created_ms),
    })
}

/// The files of a case that lie here, in the order of the case.
fn of_case(tx: &Tx<'_>, id: CaseId) -> ApiResult<Vec<Attachment>> {
    let content = tx.cases().get(id)?.content;
    let mut known = tx.attachments().by_hashes(content.attachments.iter().filter_map(|file| file.hash.as_deref()))?;
    Ok(content.attachments.iter().filter_map(|file| known.remove(file.hash.as_ref()?)).collect())
}

fn missing() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, russian("testops-attachment-missing"))
}

/// The file of the path.
fn file(call: &Call, tx: &Tx<'_>, id: CaseId) -> ApiResult<Attachment> {
    let wanted = call.id("aid", "Attachment").map_err(|_| missing())?;
    of_case(tx, id)?.into_iter().find(|file| file.id.0 == wanted).ok_or_else(missing)
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| {
        let project = project(call, tx, Permission::Read)?;
        let id = cases::living(call, tx, &project)?;
        let number = call.id("id", "Test case")?;
        let items: Vec<Value> = of_case(tx, id)?.iter().map(|file| object(number, file)).collect();
        Ok(Answer::new(StatusCode::OK, &json!({ "items": items })))
    })
}

/// Adds the file of a multipart body to a case.
pub fn upload(call: Call, request: Request) -> BoxFuture<'static, ApiResult<Response>> {
    Box::pin(async move {
        let call = Arc::new(call);
        let (app, token) = (Arc::clone(&call.app), call.principal.token);
        let for_check = Arc::clone(&call);
        let check = move || {
            for_check.read(|tx| {
                let project = project(&for_check, tx, Permission::WriteCases)?;
                cases::living(&for_check, tx, &project).map(drop)
            })
        };
        app.request_limits.of_token(token, true, check).await?;
        let files = receive(&app, request).await?;
        let [file] = <[_; 1]>::try_from(files).map_err(|files: Vec<_>| {
            if files.is_empty() { bad(russian("testops-file-missing")) } else { bad("One file at a time") }
        })?;
        let answer = app.request_limits.of_token(token, false, move || {
            call.expect_rights()?;
            call.execute(Op::edit("attach_file"), |tx| {
                let project = project(&call, tx, Permission::WriteCases)?;
                let id = cases::living(&call, tx, &project)?;
                let stored = tx.attachments().add(Some(project.id), &file)?;
                let mut content = tx.cases().get(id)?.content;
                content.attachments.push(stored.reference());
                tx.cases().update(id, &content)?;
                tx.relabel(&Message::new("history-edit-case").with("title", &content.title))?;
                Ok(Answer::new(StatusCode::CREATED, &object(call.id("id", "Test case")?, &stored)))
            })
        });
        Ok(answer.await?.into_response())
    })
}

/// Properties of a file, or its bytes with `download=1`.
pub fn get(call: Call, _: Request) -> BoxFuture<'static, ApiResult<Response>> {
    Box::pin(async move {
        let (app, token) = (Arc::clone(&call.app), call.principal.token);
        let (number, wants_bytes) = (call.id("id", "Test case")?, truth(&call, "download")?);
        let find = move || {
            call.read(|tx| {
                let project = project(&call, tx, Permission::Read)?;
                let id = cases::living(&call, tx, &project)?;
                file(&call, tx, id)
            })
        };
        let found = app.request_limits.of_token(token, true, find).await?;
        if wants_bytes {
            return load(&app, found.hash).await;
        }
        let mut body = object(number, &found);
        body["download_path"] = format!("/test_cases/{number}/attachments/{}?download=1", found.id.0).into();
        Ok(Answer::new(StatusCode::OK, &body).into_response())
    })
}

/// Takes a file out of its case and deletes it.
pub fn delete(call: &Call) -> ApiResult<Answer> {
    call.execute(Op::edit("detach_file"), |tx| {
        let project = project(call, tx, Permission::WriteCases)?;
        let id = cases::living(call, tx, &project)?;
        let found = file(call, tx, id)?;
        let mut content = tx.cases().get(id)?.content;
        content.attachments.retain(|file| file.hash.as_ref() != Some(&found.hash));
        tx.cases().update(id, &content)?;
        tx.relabel(&Message::new("history-edit-case").with("title", &content.title))?;
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    })
}

/// Executes a form: `_method=DELETE` deletes the file. A file is never changed.
pub fn post(call: &Call) -> ApiResult<Answer> {
    match call.body["_method"].as_str() {
        Some(method) if method.eq_ignore_ascii_case("delete") => delete(call),
        _ => Err(bad("A form deletes an attachment with _method=DELETE")),
    }
}
