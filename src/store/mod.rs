//! Layer 2: the workspace file. One SQLite database; every write is a named operation in one transaction.
//!
//! One file per aggregate, the SQL beside its function. What lives here: persistence, and nothing that decides.
//! What must not: network, threads, texts for people. All calls block: call them off the UI thread and off async tasks.

pub mod db;
pub mod doctor;
pub mod error;
pub mod op;
pub mod tx;

mod case_rows;
pub mod cases;
pub mod fields;
pub mod functions;
pub mod history;
pub mod mappings;
mod open;
pub mod people;
pub mod projects;
pub mod search;
pub mod suites;

pub use error::{Error, Result};
pub use op::{Aggregate, Change, Changed, Generations, Op};
pub use open::{Store, Written};
pub use tx::Tx;
