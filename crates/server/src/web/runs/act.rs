//! Actions on a whole run: end it, reopen it, move it to the trash.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::page_request::{PageRequest, redirect};
use super::address;
use crate::error::ApiResult;
use axum::response::Response;
use serde_json::{Value, json};

/// `POST /{code}/runs/{number}/end`: completes the run, or ends it early with `aborted`.
pub fn end(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let body = json!({ "aborted": form.is_checked("aborted") });
    request.act(FormAction::new("endRun", &[("id", request.part("number"))], body))?;
    Ok(redirect(&address(request)))
}

/// `POST /{code}/runs/{number}/delete`
pub fn delete(request: &PageRequest, _: &Form) -> ApiResult<Response> {
    request.act(FormAction::new("deleteRun", &[("id", request.part("number"))], Value::Null))?;
    Ok(redirect(&format!("/{}/runs", request.code())))
}
