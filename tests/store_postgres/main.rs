//! The tests of the store on workspaces on a server, and what concerns PostgreSQL alone.
//!
//! The modules are those of `tests/store`, without the tests of damaged files, old files and files of other programs. Without
//! PostgreSQL they run on files and say that they are skipped.
#![cfg(unix)]

#[path = "../shared/postgres.rs"]
mod postgres;
#[path = "../shared/mod.rs"]
mod shared;

mod connections;
mod copy_back;
mod engine;
#[path = "../store/fixture.rs"]
mod fixture;
mod full_text;
mod listening;
mod programs;
mod schema;
mod writers;

#[path = "../store/authors.rs"]
mod authors;
#[path = "../store/case_bulk.rs"]
mod case_bulk;
#[path = "../store/case_duplicates.rs"]
mod case_duplicates;
#[path = "../store/case_files.rs"]
mod case_files;
#[path = "../store/case_rows.rs"]
mod case_rows;
#[path = "../store/case_suites.rs"]
mod case_suites;
#[path = "../store/cases.rs"]
mod cases;
#[path = "../store/copies.rs"]
mod copies;
#[path = "../store/dashboard.rs"]
mod dashboard;
#[path = "../store/deep_suites.rs"]
mod deep_suites;
#[path = "../store/function_file.rs"]
mod function_file;
#[path = "../store/functions.rs"]
mod functions;
#[path = "../store/history.rs"]
mod history;
#[path = "../store/ingest.rs"]
mod ingest;
#[path = "../store/last_result.rs"]
mod last_result;
#[path = "../store/many.rs"]
mod many;
#[path = "../store/others.rs"]
mod others;
#[path = "../store/result_ingest.rs"]
mod result_ingest;
#[path = "../store/test_links.rs"]
mod test_links;
#[path = "../store/transactions.rs"]
mod transactions;
#[path = "../store/trash.rs"]
mod trash;
#[path = "../store/undo.rs"]
mod undo;
#[path = "../store/untested.rs"]
mod untested;
#[path = "../store/users.rs"]
mod users;

pub(crate) use fixture::{Fixture, assert_sound, assert_sound_file};
