//! What every import of a file has in common.

pub mod import;
