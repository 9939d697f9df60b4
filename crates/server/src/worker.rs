//! Runs the store's blocking calls for async requests.

use super::error::{ApiError, ApiResult};
use super::limits::{READING, WRITING};
use axum::http::StatusCode;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use tokio::sync::Semaphore;
use tracing::Instrument as _;
use voluptas_core::domain::ids::TokenId;

/// Limits the requests that are executed at the same time. Further requests wait in the order of arrival: hundreds of threads
/// that use the same file would only slow each other down, some for seconds.
#[derive(Debug)]
pub struct RequestLimits {
    reading: Lane,
    writing: Lane,
    shares: Shares,
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

/// Room of each token that has requests: three quarters of the lane.
#[derive(Debug, Default)]
struct Shares(Mutex<HashMap<(TokenId, bool), Weak<Semaphore>>>);

impl Shares {
    fn of(&self, token: TokenId, is_read: bool) -> Arc<Semaphore> {
        let mut known = self.0.lock();
        if let Some(share) = known.get(&(token, is_read)).and_then(Weak::upgrade) {
            return share;
        }
        known.retain(|_, share| share.strong_count() > 0);
        let room = if is_read { READING } else { WRITING };
        let share = Arc::new(Semaphore::new(room * 3 / 4));
        known.insert((token, is_read), Arc::downgrade(&share));
        share
    }
}

/// Counts as waiting until it is dropped.
struct WaitingGuard<'l>(&'l AtomicUsize);

impl<'l> WaitingGuard<'l> {
    fn begin(lane: &'l Lane) -> Self {
        lane.waiting.fetch_add(1, Ordering::Relaxed);
        Self(&lane.waiting)
    }
}

impl Drop for WaitingGuard<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self { reading: Lane::new(READING), writing: Lane::new(WRITING), shares: Shares::default() }
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
        within(&self.reading, None, work).await
    }

    /// Runs a request that may write.
    pub async fn write<T: Send + 'static>(&self, work: impl FnOnce() -> ApiResult<T> + Send + 'static) -> ApiResult<T> {
        within(&self.writing, None, work).await
    }

    /// Runs a request of a token. However many requests a token has, others find a quarter of the room.
    pub async fn of_token<T: Send + 'static>(
        &self,
        token: TokenId,
        is_read: bool,
        work: impl FnOnce() -> ApiResult<T> + Send + 'static,
    ) -> ApiResult<T> {
        let lane = if is_read { &self.reading } else { &self.writing };
        within(lane, Some(self.shares.of(token, is_read)), work).await
    }
}

/// The room is given back by the thread: work goes on when its client has gone away, and still takes room.
async fn within<T: Send + 'static>(
    lane: &Lane,
    share: Option<Arc<Semaphore>>,
    work: impl FnOnce() -> ApiResult<T> + Send + 'static,
) -> ApiResult<T> {
    let waiting = WaitingGuard::begin(lane);
    let share = match share {
        Some(share) => share.acquire_owned().await.ok(),
        None => None,
    };
    let room = Arc::clone(&lane.room).acquire_owned().instrument(tracing::debug_span!("wait")).await;
    drop(waiting);
    blocking(move || {
        let _room = (room, share);
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

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn one_token_leaves_room_for_others() {
        let limits = Arc::new(RequestLimits::default());
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(Mutex::new(wait));
        let busy: Vec<_> = (0..2 * READING)
            .map(|_| {
                let (limits, wait) = (Arc::clone(&limits), Arc::clone(&wait));
                let work = move || {
                    wait.lock().recv().ok();
                    Ok(())
                };
                tokio::spawn(async move { limits.of_token(TokenId(1), true, work).await })
            })
            .collect();
        testkit::wait::until("the share to be taken", || limits.load()[0].1 == READING * 3 / 4).await;
        assert_eq!(limits.of_token(TokenId(2), true, || Ok(7)).await, Ok(7), "another token");
        assert_eq!(limits.of_token(TokenId(1), false, || Ok(8)).await, Ok(8), "another lane");
        drop(go);
        for one in busy {
            assert_eq!(one.await.expect("done"), Ok(()));
        }
        assert!(limits.is_idle());
        limits.shares.of(TokenId(3), true);
        assert_eq!(limits.shares.0.lock().len(), 1, "shares without requests are forgotten");
    }

    #[tokio::test]
    async fn a_panic_tells_the_client_nothing() {
        let place: Result<usize, _> = "/srv/team.voluptas".parse::<usize>();
        let broken = blocking(move || -> ApiResult<usize> { Ok(place.expect("a number")) }).await;
        let refused = broken.expect_err("a panic");
        assert_eq!((refused.status.as_u16(), refused.message.as_str(), refused.fields.len()), (500, "Internal error.", 0));
    }
}
