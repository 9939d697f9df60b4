//! Runs blocking work off the threads of the async runtime.
//!
//! Async code uses the store only through [`off_thread`]. A simulation first calls [`run_in_place`] on its thread: work is then
//! done at once on that thread, so that the order of events depends only on the seed.

use std::cell::Cell;
use tokio::sync::oneshot;

thread_local! {
    static IN_PLACE: Cell<bool> = const { Cell::new(false) };
}

/// The work panicked, or the runtime is being shut down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WorkFailed(String);

/// Runs blocking work on a thread of its own and gives its value.
///
/// # Errors
/// [`WorkFailed`] when the work panicked or the runtime is shutting down.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, WorkFailed> {
    if IN_PLACE.get() {
        return Ok(work());
    }
    let (give, value) = oneshot::channel();
    on_thread(Box::new(move || drop(give.send(work())))).await?;
    value.await.map_err(|e| WorkFailed(e.to_string()))
}

/// [`off_thread`] without a value, compiled once for all work.
async fn on_thread(work: Box<dyn FnOnce() + Send>) -> Result<(), WorkFailed> {
    tokio::task::spawn_blocking(work).await.map_err(|e| WorkFailed(e.to_string()))
}

/// Makes [`off_thread`] run its work on the calling thread (`true`), or on another thread again.
pub fn run_in_place(in_place: bool) {
    IN_PLACE.set(in_place);
}
