//! Actions of the buttons of a case other than saving.

use super::detail;
use super::edit::back;
use crate::error::{ApiError, ApiResult};
use crate::web::act::FormAction;
use crate::web::form::Form;
use crate::web::page_request::{PageRequest, redirect};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::domain::ids::Thing;
use voluptas_core::domain::user::Permission;

fn home(request: &PageRequest) -> String {
    format!("/{}/cases/{}", request.code(), request.part("id"))
}

/// `POST /{code}/cases/{id}/delete`: to the trash.
pub fn delete(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    request.act(FormAction::new("deleteCase", &[("id", request.part("id"))], Value::Null).only_for(form.get("tag")))?;
    Ok(redirect(&back(form, &format!("/{}/cases", request.code()))))
}

/// `POST /{code}/cases/{id}/restore`: restores a case from the trash, with the items that were deleted together with it.
pub fn restore(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let number = request.number("id", "Case")?;
    let case = request.read(|tx| {
        let project = request.project(tx)?;
        if !request.may(Permission::WriteCases) {
            return Err(ApiError::forbidden());
        }
        detail::stored(request, tx, &project, number)
    })?;
    if case.is_deleted {
        voluptas_app::workspace::trash::restore(&request.store()?, &[Thing::Case(case.id)])?;
    }
    Ok(redirect(&back(form, &home(request))))
}

/// `POST /{code}/cases/{id}/review`
pub fn review(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let path = [("id", request.part("id"))];
    let act = match form.get("state") {
        Some(state @ ("in-review" | "approved")) => FormAction::new("setReview", &path, json!({ "state": state })),
        Some("end") => FormAction::new("endReview", &path, Value::Null),
        _ => return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "web-refused-input")),
    };
    request.act(act.only_for(form.get("tag")))?;
    Ok(redirect(&back(form, &home(request))))
}

/// `POST /{code}/cases/{id}/comments`
pub fn comment(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let body = form.text("body").unwrap_or_default();
    let to = back(form, &format!("{}?tab=discussion", home(request)));
    if body.trim().is_empty() && request.may(Permission::WriteCases) {
        return Ok(redirect(&to));
    }
    request.act(FormAction::new("createComment", &[("id", request.part("id"))], json!({ "body": body })))?;
    Ok(redirect(&to))
}

/// `POST /{code}/cases/{id}/functions`: links a function, or takes a link back.
pub fn functions(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let number = request.number("id", "Case")?;
    let operation = if form.get("do") == Some("unlink") { "unlinkCases" } else { "linkCases" };
    let func_id = form.get("func_id").unwrap_or_default();
    let body = json!({ "pairs": [{ "func_id": func_id, "case_id": number }] });
    let done = request.act(FormAction::new(operation, &[], body))?;
    let status = done.object["outcomes"][0]["status"].as_u64().unwrap_or_default();
    if status >= 400 {
        return Err(ApiError::not_found("Function"));
    }
    Ok(redirect(&back(form, &format!("{}?tab=functions", home(request)))))
}

/// `POST /{code}/cases/{id}/versions/{version}/restore`
pub fn restore_version(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let path = [("id", request.part("id")), ("version", request.part("version"))];
    request.act(FormAction::new("restoreVersion", &path, Value::Null))?;
    Ok(redirect(&back(form, &format!("{}?tab=history", home(request)))))
}
