//! Refusals as RFC 9457 problem details: `application/problem+json`, with wrong fields named by JSON pointers.

use crate::error::{ApiError, ApiResult};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use voluptas_i18n::plain_numbers;

/// A refusal.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// `about:blank`: the status says what kind it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Name of the status: `Not Found`.
    pub title: &'static str,
    /// The status code.
    pub status: u16,
    /// One sentence about this refusal.
    pub detail: String,
    /// Id of the request, as in the header `X-Request-Id` and in the log of the server.
    pub request_id: String,
    /// Wrong fields; absent for other refusals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub errors: Vec<WrongField>,
}

/// A wrong field of a request.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WrongField {
    /// JSON pointer into the body (`/steps/3/action`), or the name of a parameter of the address.
    pub pointer: String,
    /// What is wrong.
    pub detail: String,
}

/// The problem as a response.
pub fn response(error: &ApiError, request_id: &str) -> Response {
    let errors = error
        .fields
        .iter()
        .map(|wrong| WrongField { pointer: wrong.field.clone(), detail: plain_numbers(&wrong.error).into_owned() });
    let problem = Problem {
        kind: "about:blank",
        title: error.status.canonical_reason().unwrap_or("Error"),
        status: error.status.as_u16(),
        detail: plain_numbers(&error.message).into_owned(),
        request_id: request_id.to_owned(),
        errors: errors.collect(),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (error.status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = error.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// A place in a body as a JSON pointer (RFC 6901); empty for the whole body.
pub fn pointer(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                text.push('/');
                text.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

/// Refuses NUL characters, which PostgreSQL cannot store and no client sends on purpose.
///
/// # Errors
/// 422 with the place.
pub fn no_nul(value: &Value) -> ApiResult<()> {
    fn find(value: &Value, at: &mut Vec<String>) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(values) => values.iter().enumerate().any(|(i, value)| inside(i.to_string(), value, at)),
            Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || inside(name.clone(), value, at)),
            _ => false,
        }
    }
    fn inside(name: String, value: &Value, at: &mut Vec<String>) -> bool {
        at.push(name.replace('~', "~0").replace('/', "~1"));
        let is_found = find(value, at);
        if !is_found {
            at.pop();
        }
        is_found
    }
    let mut at = Vec::new();
    if find(value, &mut at) {
        let pointer: String = at.iter().map(|part| format!("/{part}")).collect();
        return Err(ApiError::unprocessable(&pointer, "has a NUL character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_place_of_a_nul() {
        let error = no_nul(&json!({ "steps": [{ "action": "a" }, { "da/ta": "b\0" }] })).expect_err("a NUL");
        assert_eq!((error.status.as_u16(), error.fields[0].field.as_str()), (422, "/steps/1/da~1ta"));
        assert!(no_nul(&json!({ "a": [1, null, "x"] })).is_ok());
    }
}
