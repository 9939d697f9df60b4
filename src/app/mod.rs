//! Layer 4: the use cases that the window and the command line share.
//!
//! Contains an open workspace with its runner, clock and connection settings, and functions that do one thing a user wants, in
//! terms of the layers below. Contains no text for people, no widgets, no flags and no HTTP handlers.

pub mod attachment;
pub mod attachment_place;
pub mod backup;
pub mod bench_data;
pub mod bench_files;
pub mod bulk;
pub mod case_bulk;
pub mod case_draft;
pub mod case_duplicates;
pub mod case_edit;
pub mod case_file;
pub mod case_hits;
pub mod case_review;
pub mod case_template;
pub mod case_versions;
pub mod connection;
pub mod coverage;
pub mod dashboard;
pub mod edit;
pub mod failure;
pub mod field_rules;
pub mod import_preview;
pub mod job_report;
pub mod manual_run;
pub mod map;
pub mod mirror_ledger;
pub mod mirror_pairs;
pub mod mirror_record;
pub mod mirror_watch;
pub mod overview;
mod pairing;
pub mod project_settings;
pub mod qase_connection;
pub mod qase_lists;
pub mod quality_gate;
mod rate_wait;
pub mod registry_file;
pub mod result_files;
pub mod result_ingest;
pub mod run_compare;
pub mod run_groups;
pub mod run_report;
pub mod run_rules;
pub mod run_timeline;
pub mod shared_steps;
pub mod suite_edit;
pub mod support;
pub mod sync_entry;
pub mod sync_export;
pub mod sync_import;
pub mod sync_job;
pub mod sync_mapping;
pub mod sync_mirror;
pub mod sync_read;
pub mod sync_repair;
pub mod test_links;
pub mod test_mutes;
pub mod tokens;
pub mod trash;
pub mod users;
pub mod workspace;
pub mod workspace_copy;

pub use workspace::Workspace;
