//! Layer 2: a typed client of Qase's API, versions 1 and 2.
//!
//! What lives here: what Qase sends and takes ([`model`]), one method for each operation ([`Client`], written in `api`), and the
//! one place for policy: limits, retries, cache, timeouts, log, errors. What must not: the workspace file, decisions about what
//! to send (that is the `sync` layer), texts for people (an [`Error`] names its text by key).
//!
//! ```no_run
//! # async fn example() -> Result<(), voluptas::qase::Error> {
//! use voluptas::base::Secret;
//! use voluptas::qase::{CaseFilter, Client, ClientConfig};
//!
//! let client = Client::new(ClientConfig::new(Secret::new("my-token")))?;
//! let cases = client.list_cases("DEMO", &CaseFilter::default()).await?;
//! # drop(cases); Ok(()) }
//! ```
//!
//! One request passes through these files, in this order:
//!
//! | file | what it decides |
//! |---|---|
//! | `api/*` | method, path, query, body, and whether repeating is harmless |
//! | `page`, `batch` | how a long list becomes many requests |
//! | `transport` | cache, wait, send, judge the outcome, send again or not, log |
//! | `cache`, `limiter`, `retry` | the rules that `transport` asks |
//! | `wire` | bytes over the network: the only user of `reqwest` |
//! | `answer` | the envelope, the error bodies |

mod answer;
mod api;
mod batch;
mod cache;
mod client;
mod config;
mod error;
mod limiter;
pub mod model;
mod page;
mod retry;
mod transport;
mod wire;

pub use api::attachments::{FILE_LIMIT, FILES_PER_REQUEST, REQUEST_LIMIT, Upload};
pub use api::cases::CaseFilter;
pub use api::results::ResultFilter;
pub use api::runs::RunFilter;
pub use batch::{CASES_PER_REQUEST, RESULTS_PER_REQUEST, Sent};
pub use client::{Check, Client, Progress};
pub use config::{BadConfig, ClientConfig, DEFAULT_BASE_URL, Safeties};
pub use error::{Call, Error, FieldError, Kind, Result};
pub use limiter::{RateHeaders, RateWait};
pub use page::ListWatch;
pub use wire::{Body, Outgoing, Raw, Wire};
