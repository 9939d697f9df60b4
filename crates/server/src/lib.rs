//! The store as a Qase-compatible server.
//!
//! One project store answers with Qase's paths, envelope, paging, validation, error bodies and limits, so that official
//! reporters and our own client talk to it unchanged. It is the demo, the test peer and the start of a team server; there is no
//! second data model: a handler reads and writes the same store and the same domain types as the window.
//!
//! Path of a request: `accept` (connections, their bounds) → [`connection`] (sockets that can be cut) → [`guard`] (token, counts,
//! faults, rate limit) → [`router`] (operation by method and path) → `handlers` (on a blocking thread, one transaction each) →
//! `dto` (entity to JSON). Lists of cases of a workspace on a server go through `case_cache`. Pages for people are in [`web`]. Contains no SQL, and no knowledge of the window or of
//! the command line. Texts in error bodies are part of the protocol, in English as Qase's are.

pub mod faults;
pub mod limits;
pub mod router;
pub mod stats;
mod web;
pub mod webhook;

mod accept;
mod answer;
mod auth;
mod body;
mod call;
mod case_cache;
mod client_address;
mod connection;
pub mod cors;
mod digest;
mod dto;
mod error;
mod events;
mod guard;
mod handlers;
mod health;
mod housekeeping;
mod input;
mod metrics;
mod oidc;
mod operation;
mod options;
mod page_routes;
mod paging;
mod parts;
pub mod proxies;
mod qql;
mod quotas;
mod rate;
mod request_line;
pub mod rest;
mod rows;
mod running;
mod scan;
mod sessions;
mod spool;
mod state;
mod storage;
mod testops;
mod tls;
mod worker;

pub use auth::{GIVEN_TOKEN_MIN, TokenSource, is_weak};
pub use faults::{Faults, NullMembers, Visibility};
pub use oidc::OidcConfig;
pub use operation::{Needs, Operation};
pub use router::{OPERATIONS, OWN_OPERATIONS, Page, PageAccess, operations, pages};
pub use running::{RunningServer, Server, ServerConfig, SetParentSpan};
pub use stats::Stats;
pub use tls::{Tls, TlsError};
pub use voluptas_app::workspace::tokens::{new_token, token_hash};
