//! Qase's envelope: `{"status": true, "result": …}`, and lists in it.

use crate::store::Page;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The answer of a handler.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status code.
    pub status: StatusCode,
    /// The JSON body.
    pub body: Value,
    /// Seconds for a `Retry-After` header.
    pub retry_after: Option<u64>,
}

impl Answer {
    fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body, retry_after: None }
    }

    /// 200 with a result.
    #[must_use]
    pub fn result(result: Value) -> Self {
        Self::new(StatusCode::OK, json!({ "status": true, "result": result }))
    }

    /// 200 with an id.
    #[must_use]
    pub fn id(id: i64) -> Self {
        Self::result(json!({ "id": id }))
    }

    /// 200 with a hash.
    #[must_use]
    pub fn hash(hash: &str) -> Self {
        Self::result(json!({ "hash": hash }))
    }

    /// 200 without a result.
    #[must_use]
    pub fn done() -> Self {
        Self::new(StatusCode::OK, json!({ "status": true }))
    }

    /// 202: taken over, visible soon.
    #[must_use]
    pub fn accepted(result: Option<Value>) -> Self {
        let body = match result {
            Some(result) => json!({ "status": true, "result": result }),
            None => json!({ "status": true }),
        };
        Self::new(StatusCode::ACCEPTED, body)
    }

    /// 200 with a list.
    #[must_use]
    pub fn list(page: Page<Value>) -> Self {
        Self::result(json!({
            "total": page.total,
            "filtered": page.filtered,
            "count": page.rows.len(),
            "entities": page.rows,
        }))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
