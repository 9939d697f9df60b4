//! Test cases, their suites, steps and attachments.

pub mod attachment;
pub mod bulk;
pub mod draft;
pub mod duplicates;
pub mod edit;
pub mod file;
pub mod filter;
pub mod hits;
mod pairing;
pub mod placement;
pub mod review;
pub mod shared_steps;
pub mod suite;
pub mod template;
pub mod versions;
