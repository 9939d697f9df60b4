//! Runs the store's blocking calls for async requests.

use super::error::{ApiError, ApiResult};
use super::limits::{READING, WRITING};
use axum::http::StatusCode;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Limits the requests that are executed at the same time. Further requests wait in the order of arrival: hundreds of threads
/// that use the same file would only slow each other down, some for seconds.
#[derive(Debug)]
pub struct RequestLimits {
    reading: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self { reading: Arc::new(Semaphore::new(READING)), writing: Arc::new(Semaphore::new(WRITING)) }
    }
}

impl RequestLimits {
    /// True while no thread executes a request.
    pub fn is_idle(&self) -> bool {
        self.reading.available_permits() == READING && self.writing.available_permits() == WRITING
    }

    /// Runs a request that only reads.
    pub async fn read<T: Send + 'static>(&self, work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
        within(&self.reading, work).await
    }

    /// Runs a request that may write.
    pub async fn write<T: Send + 'static>(&self, work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
        within(&self.writing, work).await
    }
}

/// The room is given back by the thread: work goes on when its client has gone away, and still takes room.
async fn within<T: Send + 'static>(lane: &Arc<Semaphore>, work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
    let room = Arc::clone(lane).acquire_owned().await;
    blocking(move || {
        let _room = room;
        work()
    })
    .await
}

/// Runs `work` on a thread that may block. A panic in `work` becomes a 500.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) => {
            tracing::error!(error = %e, "a request of the server broke off");
            Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error."))
        }
    }
}
