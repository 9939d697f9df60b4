//! The reference of the own API: its OpenAPI document, and a page that shows it without any other server.

use crate::rest::{REST, openapi};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use std::sync::LazyLock;

/// The document as text.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi::text(REST));

/// Redoc, which draws the page in the browser.
const SCRIPT: &[u8] = include_bytes!("../../../../assets/redoc/redoc.standalone.js.gz");

/// Redoc writes its styles into the page, and searches in a worker that it makes of text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>VoluptAS API</title>
<style>body { margin: 0; }</style>
<redoc spec-url="/api/openapi.json"></redoc>
<script src="/api/redoc.js"></script>
</html>
"#;

/// `GET /api/openapi.json`.
pub async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

/// `GET /api/docs`.
pub async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

/// `GET /api/redoc.js`.
pub async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CONTENT_ENCODING, HeaderValue::from_static("gzip")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    (headers, SCRIPT).into_response()
}
