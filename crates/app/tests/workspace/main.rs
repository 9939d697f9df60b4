//! Use cases on a workspace: what they write is there after reopening, whole or not at all.
//!
//! `VOLUPTAS_TEST_ENGINE=postgres` runs the same tests on workspaces on a server. A test that is about the file says so by
//! [`testkit::engine::is_file`].

mod authors;
mod case_bulk;
mod case_duplicates;
mod case_files;
mod case_ids;
mod case_suites;
mod cases;
mod copies;
#[cfg(unix)]
mod copy_back;
mod dashboard;
mod external_writes;
mod function_file;
mod functions;
mod history;
mod ingest;
mod last_result;
mod project_settings;
mod reruns;
mod result_ingest;
mod shards;
mod test_links;
mod trash;
mod twins;
mod undo;
