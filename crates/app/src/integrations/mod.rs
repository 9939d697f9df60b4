//! Outgoing webhooks, issues of trackers and imports from other services.

pub mod credential;
pub mod deliver;
pub mod key;
pub mod notice;
pub mod testrail;
pub mod trackers;
pub mod webhooks;
