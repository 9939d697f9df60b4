//! Runs the store's blocking calls for async requests.

use super::error::{ApiError, ApiResult};
use super::limits::{READING, WRITING};
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;
use tracing::Instrument as _;

/// Limits the requests that are executed at the same time. Further requests wait in the order of arrival: hundreds of threads
/// that use the same file would only slow each other down, some for seconds.
#[derive(Debug)]
pub struct RequestLimits {
    reading: Lane,
    writing: Lane,
}

/// Room for requests of a kind, and the number of those that wait for it.
#[derive(Debug)]
struct Lane {
    room: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Lane {
    fn new(room: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(room)), waiting: Arc::default() }
    }
}

/// Counts as waiting until it is dropped.
struct Waiting<'l>(&'l AtomicUsize);

impl<'l> Waiting<'l> {
    fn begin(lane: &'l Lane) -> Self {
        lane.waiting.fetch_add(1, Ordering::Relaxed);
        Self(&lane.waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self { reading: Lane::new(READING), writing: Lane::new(WRITING) }
    }
}

impl RequestLimits {
    /// True while no thread executes a request.
    pub fn is_idle(&self) -> bool {
        self.reading.room.available_permits() == READING && self.writing.room.available_permits() == WRITING
    }

    /// Requests that are executed and that wait, by name of their kind.
    pub fn load(&self) -> [(&'static str, usize, usize); 2] {
        [("read", &self.reading, READING), ("write", &self.writing, WRITING)].map(|(name, lane, room)| {
            (name, room.saturating_sub(lane.room.available_permits()), lane.waiting.load(Ordering::Relaxed))
        })
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
async fn within<T: Send + 'static>(lane: &Lane, work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
    let waiting = Waiting::begin(lane);
    let room = Arc::clone(&lane.room).acquire_owned().instrument(tracing::debug_span!("wait")).await;
    drop(waiting);
    blocking(move || {
        let _room = room;
        work()
    })
    .await
}

/// Runs `work` on a thread that may block. A panic in `work` becomes a 500.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
    // Lines of the log and spans of the work belong to the request.
    let span = tracing::debug_span!("execute");
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(result) => result,
        Err(e) => {
            tracing::error!(error = %e, "a request of the server broke off");
            Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_tells_the_client_nothing() {
        let place: Option<&str> = None;
        let broken = blocking(move || -> ApiResult<usize> { Ok(place.expect("the secret at /srv/team.voluptas").len()) }).await;
        let refused = broken.expect_err("a panic");
        assert_eq!((refused.status.as_u16(), refused.message.as_str(), refused.fields.len()), (500, "Internal error.", 0));
    }
}
