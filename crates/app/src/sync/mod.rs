//! Synchronisation with Qase as jobs: import, export, mapping, repair.

pub mod by_name;
pub mod entry;
pub mod export;
pub mod import;
pub mod job;
pub mod mapping;
pub mod read;
pub mod repair;
