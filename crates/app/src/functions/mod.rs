//! The registry of functions: edits, coverage by cases, files.

pub mod bulk;
pub mod coverage;
pub mod edit;
pub mod file;
