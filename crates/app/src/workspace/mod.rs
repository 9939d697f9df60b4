//! The open workspace itself: opening, copying, backup, trash, users, and the errors and waits of its jobs.

pub mod attachment_place;
pub mod backup;
pub mod copy;
pub mod failure;
pub mod identities;
pub mod job_report;
pub mod open;
pub mod passwords;
pub mod presence;
pub(crate) mod rate_wait;
pub mod support;
pub mod tokens;
pub mod trash;
pub mod users;
