//! Long work off the caller's thread, with progress, cancel and an outcome that is kept.
//!
//! Contains the one tokio runtime, running jobs and background queries. Contains no job's own work and knows nothing of a window:
//! a front end that wants to be woken passes a callback.

pub mod blocking;
mod ctx;
mod outcome;
mod progress;
mod query;
mod runner;

pub use blocking::off_thread;
pub use ctx::{Cancelled, JobCtx, Waker};
pub use outcome::{Failure, FailureKind, JobEnd, JobError, Outcome, Report, Reportable};
pub use progress::{Progress, TimeLeft, time_left};
pub use query::Query;
pub use runner::{Busy, JobHandle, JobId, JobRunner, JobSnapshot, JobSpec};
