//! Layer 2: the workspace, a file of SQLite or a schema of PostgreSQL. Every write is a named operation in one transaction.
//!
//! One file per aggregate, the SQL beside its function. The store persists data and decides nothing.
//! No network, threads or texts for people. All calls block: call them off the UI thread and off async tasks.

pub mod db;
pub mod error;
pub mod op;
pub mod tx;

pub mod attachments;
mod author;
pub mod blobs;
mod case_changes;
pub mod case_duplicates;
mod case_list;
mod case_rows;
pub mod case_suites;
pub mod case_summaries;
pub mod case_texts;
pub mod cases;
mod changes;
pub mod configurations;
mod entity;
pub mod environments;
pub mod fields;
mod function_lines;
pub mod functions;
mod group;
pub mod hash;
pub mod history;
pub mod jobs;
pub mod journal;
pub mod known_tests;
pub mod linked_cases;
mod location;
pub mod mappings;
pub mod milestones;
pub mod mirror_pairs;
pub mod mutes;
pub mod notice;
mod open;
mod order;
mod others;
pub mod outcomes;
mod packed;
pub mod page;
pub mod people;
pub mod plans;
pub mod projects;
mod relations;
pub mod remote;
mod result_detail;
mod result_rows;
pub mod result_traits;
pub mod results;
pub mod reviews;
pub mod rollup;
pub mod run_cases;
mod run_stats;
pub mod runs;
pub mod search;
pub mod server_tokens;
pub mod shared_steps;
pub mod suites;
pub mod sync_history;
pub mod templates;
pub mod test_history;
mod test_links;
pub mod test_modules;
mod texts;
pub mod trash;
pub mod undo;
mod upgrade;
pub mod users;
mod versions;

pub use db::postgres::{AddressError, Server, ServerLock};
pub use db::{doctor, recover};

pub use author::{Author, Source};
pub use case_list::{CaseColumn, CaseFilter};
pub use entity::Entity;
pub use error::{Error, Result};
pub use location::Location;
pub use op::{Aggregate, Change, Changed, Generations, Op};
pub use open::{Store, WeakStore, Written};
pub use page::{Page, Slice};
pub use tx::Tx;
