//! Layer 3: long work off the caller's thread, with progress, cancel and an outcome that is kept.
//!
//! What lives here: the one tokio runtime, running jobs and background queries. What must not: what the jobs do,
//! and any knowledge of a window (who wants to be woken hands in a callback).

mod ctx;
mod outcome;
mod progress;
mod query;
mod runner;

pub use ctx::{Cancelled, JobCtx};
pub use outcome::{Failure, FailureKind, JobEnd, JobError, Outcome, Report, Reportable};
pub use progress::{Progress, time_left};
pub use query::Query;
pub use runner::{Busy, JobHandle, JobId, JobRunner, JobSnapshot, JobSpec, Waker};
