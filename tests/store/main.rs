//! The workspace, through its public interface: what is written is there after reopening, whole or not at all.
//!
//! `tests/store_postgres` runs the same modules on a workspace on a server. A test that is about the file says so by
//! [`engine::IS_FILE`].

mod alone;
mod authors;
mod case_bulk;
mod case_duplicates;
mod case_files;
mod case_rows;
mod case_suites;
mod cases;
mod copies;
mod damage;
mod dashboard;
mod deep_suites;
mod function_file;
mod functions;
mod history;
mod ingest;
mod last_result;
mod many;
mod migrations;
mod moved;
mod others;
mod result_ingest;
mod test_links;
mod transactions;
mod trash;
mod undo;
mod untested;
mod upgrades;
mod users;

#[path = "engine_file.rs"]
mod engine;
mod fixture;

pub(crate) use fixture::{Fixture, assert_sound, assert_sound_file};
