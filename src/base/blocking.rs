//! Blocking work, off the threads of the async runtime.
//!
//! [`off_thread`] is the one way from async code to the store. A simulation calls [`run_in_place`] on its thread first: its work is
//! then done at once on that thread, so that the order of everything depends on its seed alone.

use std::cell::Cell;

thread_local! {
    static IN_PLACE: Cell<bool> = const { Cell::new(false) };
}

/// The work panicked, or the runtime is being shut down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(String);

/// Runs blocking work on a thread for it and gives its value.
///
/// # Errors
/// [`Broken`] when the work panicked.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Broken> {
    if IN_PLACE.get() {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|e| Broken(e.to_string()))
}

/// Switches [`off_thread`] on the calling thread to run work in place, or back.
pub fn run_in_place(in_place: bool) {
    IN_PLACE.set(in_place);
}
