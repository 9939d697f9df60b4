//! Parts that every import of a file shares.

pub mod import;
