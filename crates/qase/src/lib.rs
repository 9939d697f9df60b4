//! A typed client of Qase's API, versions 1 and 2.
//!
//! Contains the types of requests and answers ([`model`]), one method for each operation ([`Client`], in `api`), and one place
//! for policy: limits, retries, cache, timeouts, log, errors. Contains no access to the workspace file, no decisions about the
//! content of requests (see the `sync` layer), and no texts for people (an [`Error`] names its text by key).
//!
//! ```no_run
//! # async fn example() -> Result<(), voluptas_qase::Error> {
//! use voluptas_core::base::Secret;
//! use voluptas_qase::{CaseFilter, Client, ClientConfig};
//!
//! let client = Client::new(ClientConfig::new(Secret::new("my-token")))?;
//! let cases = client.list_cases("DEMO", &CaseFilter::default()).await?;
//! # drop(cases); Ok(()) }
//! ```
//!
//! One request passes through these files, in this order:
//!
//! | file | decision |
//! |---|---|
//! | `api/*` | method, path, query, body, and if repeating is harmless |
//! | `page`, `batch` | requests for a long list |
//! | `transport` | cache, wait, send, judge the outcome, send again or not, log |
//! | `cache`, `limiter`, `retry` | the rules for `transport` |
//! | `wire` | bytes over the network; only this file sends with `reqwest` |
//! | `answer` | the envelope, the error bodies |

mod answer;
mod api;
mod bad_config;
mod base_url;
mod batch;
mod cache;
mod client;
mod config;
mod error;
mod exchange;
mod limiter;
mod list_watch;
pub mod model;
mod page;
mod retry;
mod transport;
mod upload;
mod wire;

pub use api::cases::CaseFilter;
pub use api::results::ResultFilter;
pub use api::runs::RunFilter;
pub use bad_config::BadConfig;
pub use base_url::BaseUrl;
pub use batch::{CASES_PER_REQUEST, RESULTS_PER_REQUEST, Sent};
pub use client::{Check, Client, Progress};
pub use config::{ClientConfig, DEFAULT_BASE_URL, Safeties};
pub use error::{Call, Error, FieldError, Kind, Result};
pub use exchange::{Body, Outgoing, Raw, Wire};
pub use limiter::{RateHeaders, RateWait};
pub use list_watch::ListWatch;
pub use upload::{FILE_LIMIT, FILES_PER_REQUEST, REQUEST_LIMIT, Upload};
pub use wire::{reason as network_reason, retry_after};
