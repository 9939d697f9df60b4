//! What the buttons of a case do besides saving it.

use super::detail;
use super::edit::back;
use crate::error::{ApiError, ApiResult};
use crate::web::act::Act;
use crate::web::form::Form;
use crate::web::visit::{Visit, redirect};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::domain::ids::Thing;
use voluptas_core::domain::user::Permission;

fn home(visit: &Visit) -> String {
    format!("/{}/cases/{}", visit.code(), visit.part("id"))
}

/// `POST /{code}/cases/{id}/delete`: to the trash.
pub fn delete(visit: &Visit, form: &Form) -> ApiResult<Response> {
    visit.act(Act::new("deleteCase", &[("id", visit.part("id"))], Value::Null).only_for(form.get("tag")))?;
    Ok(redirect(&back(form, &format!("/{}/cases", visit.code()))))
}

/// `POST /{code}/cases/{id}/restore`: out of the trash, with what was deleted together with it.
pub fn restore(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let number = visit.number("id", "Case")?;
    let case = visit.read(|tx| {
        let project = visit.project(tx)?;
        if !visit.may(Permission::WriteCases) {
            return Err(ApiError::forbidden());
        }
        detail::stored(visit, tx, &project, number)
    })?;
    if case.is_deleted {
        voluptas_app::workspace::trash::restore(&visit.store()?, &[Thing::Case(case.id)])?;
    }
    Ok(redirect(&back(form, &home(visit))))
}

/// `POST /{code}/cases/{id}/review`
pub fn review(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let path = [("id", visit.part("id"))];
    let act = match form.get("state") {
        Some(state @ ("in-review" | "approved")) => Act::new("setReview", &path, json!({ "state": state })),
        Some("end") => Act::new("endReview", &path, Value::Null),
        _ => return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "web-refused-input")),
    };
    visit.act(act.only_for(form.get("tag")))?;
    Ok(redirect(&back(form, &home(visit))))
}

/// `POST /{code}/cases/{id}/comments`
pub fn comment(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let body = form.text("body").unwrap_or_default();
    let to = back(form, &format!("{}?tab=discussion", home(visit)));
    if body.trim().is_empty() && visit.may(Permission::WriteCases) {
        return Ok(redirect(&to));
    }
    visit.act(Act::new("createComment", &[("id", visit.part("id"))], json!({ "body": body })))?;
    Ok(redirect(&to))
}

/// `POST /{code}/cases/{id}/functions`: links a function, or takes a link back.
pub fn functions(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let number = visit.number("id", "Case")?;
    let operation = if form.get("do") == Some("unlink") { "unlinkCases" } else { "linkCases" };
    let func_id = form.get("func_id").unwrap_or_default();
    let body = json!({ "pairs": [{ "func_id": func_id, "case_id": number }] });
    let done = visit.act(Act::new(operation, &[], body))?;
    let status = done.object["outcomes"][0]["status"].as_u64().unwrap_or_default();
    if status >= 400 {
        return Err(ApiError::not_found("Function"));
    }
    Ok(redirect(&back(form, &format!("{}?tab=functions", home(visit)))))
}

/// `POST /{code}/cases/{id}/versions/{version}/restore`
pub fn restore_version(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let path = [("id", visit.part("id")), ("version", visit.part("version"))];
    visit.act(Act::new("restoreVersion", &path, Value::Null))?;
    Ok(redirect(&back(form, &format!("{}?tab=history", home(visit)))))
}
