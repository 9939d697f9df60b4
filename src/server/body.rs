//! Reading bodies within their limit.

use super::error::{ApiError, ApiResult};
use super::limits::MAX_BODY;
use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use futures::StreamExt as _;

/// A whole body. One that is too large is read to its end all the same (up to twice the limit), without being kept: an answer
/// given while the client still sends would be lost with the connection.
///
/// # Errors
/// 413 above [`MAX_BODY`], 400 when the client breaks off.
pub async fn read(body: Body) -> ApiResult<Vec<u8>> {
    // The announced length, within the limit: growing by doubling would take twice the room for a moment. The system gives memory
    // only for what really arrives.
    let announced = HttpBody::size_hint(&body).exact().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(announced.min(MAX_BODY));
    let mut length = 0_usize;
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "The body broke off."))?;
        length = length.saturating_add(part.len());
        if length > 2 * MAX_BODY {
            break;
        }
        if length <= MAX_BODY {
            bytes.extend_from_slice(&part);
        } else {
            bytes = Vec::new();
        }
    }
    if length > MAX_BODY { Err(ApiError::too_large("The request is too large.")) } else { Ok(bytes) }
}
