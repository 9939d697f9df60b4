//! Results of test tools, and the tests that no case covers yet.

pub mod files;
pub mod ingest;
pub mod links;
pub mod mutes;
