//! What people do with a run as a whole: end it, reopen it, move it to the trash.

use super::super::act::Act;
use super::super::form::Form;
use super::super::visit::{Visit, redirect};
use super::address;
use crate::error::ApiResult;
use axum::response::Response;
use serde_json::{Value, json};

/// `POST /{code}/runs/{number}/end`: completes the run, or ends it early with `aborted`.
pub fn end(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let body = json!({ "aborted": form.is_checked("aborted") });
    visit.act(Act::new("endRun", &[("id", visit.part("number"))], body))?;
    Ok(redirect(&address(visit)))
}

/// `POST /{code}/runs/{number}/delete`
pub fn delete(visit: &Visit, _: &Form) -> ApiResult<Response> {
    visit.act(Act::new("deleteRun", &[("id", visit.part("number"))], Value::Null))?;
    Ok(redirect(&format!("/{}/runs", visit.code())))
}
