//! The report of a run as a file.

use super::super::page_request::PageRequest;
use crate::error::{ApiError, ApiResult};
use axum::response::{IntoResponse as _, Response};

/// `GET /{code}/runs/{number}/report?format=html`: the file of the operation `getReport`, in the language of the visitor.
pub fn download(request: &PageRequest) -> ApiResult<Response> {
    let format = request.query.get("format").unwrap_or("html");
    if !matches!(format, "html" | "markdown" | "junit" | "json") {
        return Err(ApiError::not_found("Report"));
    }
    let query = format!("format={format}&lang={}", request.tr.lang().code());
    let answer = request.answer("getReport", vec![("id", request.part("number").to_owned())], &query)?;
    Ok(answer.settled(&request.app.answers).into_response())
}
