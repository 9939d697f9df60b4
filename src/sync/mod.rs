//! Layer 3: keeps the workspace and Qase in step. Collect, compare, plan, preview, apply, verify.
//!
//! What lives here: reading both sides into plain values ([`snapshot`]), comparing them three ways ([`merge`], [`policy`]), the
//! plan as one value ([`plan`]), and doing what it says: [`import`], [`export`]; besides, finding which cases cover which
//! functions ([`mapping`]). What must not: SQL, HTTP, texts for people.
//!
//! How nothing is made twice and nothing is lost:
//! - the workspace is written in transactions that hold an item with its link and what both sides agree on;
//! - a write to Qase that would make something twice is in the journal first, and is looked for there ([`recover`]) before it is
//!   repeated; results have a key by which Qase itself drops the second one;
//! - plans are made from what is there now, so that running again does the rest and then nothing.

pub mod base;
pub mod convert;
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
pub mod plan;
pub mod policy;
mod recover;
mod remote;
pub mod repair;
pub mod report;
mod seen;
pub mod session;
pub mod snapshot;
pub mod traces;
mod verify;

pub use error::{Error, Result};
pub use history::{BEAT, SILENCE, close_interrupted, while_alive};
pub use plan::Plan;
pub use policy::{Choice, Decisions, Direction, Policy};
pub use report::{Cancelled, Counts, Outcome, Quiet, Reporter, Stage, Summary};
pub use session::{Patience, Session};
