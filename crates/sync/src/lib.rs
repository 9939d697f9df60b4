//! Keeps the workspace and Qase in step. Collect, compare, plan, preview, apply, verify.
//!
//! Contains the readers of both sides ([`snapshot`]), the three-way comparison ([`merge`], [`policy`]), the plan as one value
//! ([`plan`]), the code that carries it out ([`import`], [`export`]), and the search for cases that cover functions
//! ([`mapping`]). Contains no SQL, no HTTP and no texts for people.
//!
//! Three rules ensure that nothing is created twice and nothing is lost:
//! - one transaction of the workspace writes an item together with its link and the agreement of both sides;
//! - a write to Qase that could create a duplicate is recorded in the journal first, and looked for in Qase ([`recover`]) before
//!   it is repeated; a result has a key by which Qase drops a second copy;
//! - a plan is made from the present state of both sides, so that a second synchronisation does the rest and a third one nothing.

pub mod base;
pub mod convert;
mod doubles;
pub mod error;
pub mod export;
mod files;
pub mod history;
mod identity;
pub mod import;
pub mod lease;
mod local;
pub mod mapping;
pub mod merge;
mod oldest;
pub mod plan;
pub mod policy;
mod qase_copy;
mod recover;
mod remote;
pub mod repair;
pub mod report;
pub mod session;
pub mod snapshot;
mod state;
pub mod traces;
mod verify;

pub use error::{Error, Result};
pub use history::{BEAT, SILENCE, close_interrupted, while_alive, while_alive_at};
pub use plan::Plan;
pub use policy::{Choice, Decisions, Direction, Policy};
pub use report::{Cancelled, Counts, Outcome, Quiet, Reporter, Stage, Summary};
pub use session::{Session, WaitLimits};

/// Work of this crate. It is boxed: the crates that await it would otherwise compile all of it once more.
pub type Job<'a, T> = futures::future::BoxFuture<'a, Result<T>>;
