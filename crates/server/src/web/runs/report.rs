//! The report of a run as a file.

use super::super::visit::Visit;
use crate::error::{ApiError, ApiResult};
use axum::response::{IntoResponse as _, Response};

/// `GET /{code}/runs/{number}/report?format=html`: the file of the operation `getReport`, in the language of the visitor.
pub fn download(visit: &Visit) -> ApiResult<Response> {
    let format = visit.query.get("format").unwrap_or("html");
    if !matches!(format, "html" | "markdown" | "junit" | "json") {
        return Err(ApiError::not_found("Report"));
    }
    let query = format!("format={format}&lang={}", visit.tr.lang().code());
    let answer = visit.answer("getReport", vec![("id", visit.part("number").to_owned())], &query)?;
    Ok(answer.settled(&visit.app.answers).into_response())
}
