//! The way from async requests to the store, whose calls block.

use super::error::{ApiError, ApiResult};
use axum::http::StatusCode;

/// Runs `work` on a thread that may block. A panic in it becomes a 500 and nothing else.
///
/// # Errors
/// What `work` says.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) => {
            tracing::error!(error = %e, "a request of the server broke off");
            Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error."))
        }
    }
}
