//! Clients of services beside Qase: receivers of webhooks, trackers (Jira, GitHub, GitLab), TestRail.
//!
//! | module | content |
//! |---|---|
//! | [`seal`] | encryption of addresses and secrets that the database keeps |
//! | [`net`] | addresses that a server may connect to |
//! | [`webhook`] | bodies, signatures and sending of webhooks |
//! | [`api`] | requests to an API with a credential: retries, limits, errors |
//! | [`tracker`] | one abstraction of issues and comments over three trackers |
//! | [`testrail`] | cases and runs of TestRail |
//! | [`sign_in`] | sign-in through a provider, as a server uses it |
//!
//! Contains no access to the workspace and no texts for people; an [`Error`] names its text by key.

pub mod api;
mod error;
pub mod net;
pub mod seal;
pub mod sign_in;
pub mod testrail;
pub mod tracker;

pub mod webhook;

pub use error::{Error, Result};

/// Installs the provider of encryption, unless another client has.
pub fn install_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another installer of a provider would have installed an equally good one.
        rustls::crypto::ring::default_provider().install_default().ok();
    }
}
