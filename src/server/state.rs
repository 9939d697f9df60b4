//! What every request shares.

use super::auth::{Failures, Sessions, Tokens};
use super::faults::Faults;
use super::limits::{Connections, RateLimit};
use super::stats::Stats;
use super::webhook::Webhook;
use super::worker::Lanes;
use crate::store::Store;
use crate::store::blobs::Blobs;
use std::net::SocketAddr;

/// What the server consists of.
#[derive(Debug)]
pub struct App {
    /// The workspace.
    pub store: Store,
    /// Bytes of attachments.
    pub blobs: Blobs,
    /// Tokens in force.
    pub tokens: Tokens,
    /// Failed authentications per address.
    pub failures: Failures,
    /// Browser sign-ins.
    pub sessions: Sessions,
    /// Pages of runs need no sign-in.
    pub public_pages: bool,
    /// How often one may ask.
    pub limit: RateLimit,
    /// Bounds of connections.
    pub connections: Connections,
    /// Room for requests that are executed at the same time.
    pub lanes: Lanes,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// What was asked.
    pub stats: Stats,
    /// What takes Qase's webhook, when it is wanted.
    pub webhook: Option<Webhook>,
    /// Connections are encrypted by the server itself.
    pub is_https: bool,
    /// Where it listens.
    pub addr: SocketAddr,
}

impl App {
    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }
}
