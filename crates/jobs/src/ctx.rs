//! The context of a running job: reports progress and answers whether the job must stop.

use super::progress::Progress;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use voluptas_core::base::{Clock, Millis};
use voluptas_core::domain::Message;

/// Called from any thread when there is something new to show.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// The job was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// The context handed to every job. Cheap to clone; also used inside blocking sections.
#[derive(Clone)]
pub struct JobCtx {
    progress: watch::Sender<Progress>,
    cancel: CancellationToken,
    clock: Arc<dyn Clock>,
    wake: Waker,
}

impl std::fmt::Debug for JobCtx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobCtx").field("progress", &*self.progress.borrow()).finish_non_exhaustive()
    }
}

impl JobCtx {
    pub(super) fn new(clock: Arc<dyn Clock>, wake: Waker) -> Self {
        let (progress, _) = watch::channel(Progress::starting(clock.now()));
        Self { progress, cancel: CancellationToken::new(), clock, wake }
    }

    /// A context that belongs to no runner: for calling a use case directly.
    #[must_use]
    pub fn detached(clock: Arc<dyn Clock>) -> Self {
        Self::new(clock, Arc::new(|| {}))
    }

    /// Begins a stage of `total` items.
    pub fn stage(&self, stage: Message, total: Option<u64>) {
        let now = self.clock.now();
        self.progress.send_modify(|p| {
            *p = Progress { stage, done: 0, total, detail: None, stage_started: now, waits_until: None };
        });
        (self.wake)();
    }

    /// Reports the progress of the stage. A job calls it between two items, so that a cancellation takes effect there.
    ///
    /// # Errors
    /// [`Cancelled`] when the job was asked to stop.
    pub fn step(&self, done: u64, detail: Option<String>) -> Result<(), Cancelled> {
        self.progress.send_modify(|p| {
            p.done = done;
            p.detail = detail;
        });
        (self.wake)();
        self.check()
    }

    /// Corrects the total of the stage.
    pub fn set_total(&self, total: Option<u64>) {
        self.progress.send_modify(|p| p.total = total);
    }

    /// Reports the time until which the job waits for a rate limit; `None` when the job continues.
    pub fn waiting(&self, until: Option<Millis>) {
        self.progress.send_modify(|p| p.waits_until = until);
        (self.wake)();
    }

    /// An error once the job is cancelled.
    ///
    /// # Errors
    /// [`Cancelled`] when the job was asked to stop.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancel.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// The token behind [`JobCtx::check`], for code that waits.
    pub fn token(&self) -> &CancellationToken {
        &self.cancel
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// The current progress.
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// A receiver of every change of progress.
    pub fn subscribe(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }
}
