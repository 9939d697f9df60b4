//! Outgoing webhooks, issues of trackers and imports from other services.

pub mod ci;
pub mod credential;
pub mod deliver;
pub mod issue_jobs;
pub mod key;
pub mod notice;
pub mod testrail;
pub mod trackers;
pub mod webhook_jobs;
pub mod webhooks;
