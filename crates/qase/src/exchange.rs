//! One exchange with a server: the request, the answer, and the transport.

use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::{Method, Url};

use super::error::{Call, Result};
use super::limiter::RateHeaders;
use super::upload::Upload;
use voluptas_core::base::Millis;

/// Body of a request. It can be sent more than once.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON text.
    Json(Vec<u8>),
    /// `multipart/form-data`, every part named `file[]`.
    Files(Vec<Upload>),
}

/// An answer without interpretation.
#[derive(Debug, Default)]
pub struct Raw {
    /// HTTP status.
    pub status: u16,
    /// Rate limit headers.
    pub rate: RateHeaders,
    /// `Location` of a redirect.
    pub location: Option<String>,
    /// Time of the server, from the header `Date`.
    pub date: Option<Millis>,
    /// Bytes of the body.
    pub body: Vec<u8>,
}

/// One request, ready to send.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// Names the request in errors.
    pub call: &'a Call,
    /// HTTP method.
    pub method: Method,
    /// Address with the query.
    pub url: Url,
    /// Request body.
    pub body: &'a Body,
    /// Time limit of the whole exchange.
    pub timeout: Duration,
    /// Current time, for a `Retry-After` header with a date.
    pub now: Millis,
}

/// Sends requests to a server. The program uses [`reqwest`]; the simulation answers them in memory.
pub trait Wire: Send + Sync + std::fmt::Debug {
    /// Sends one request and reads its whole answer.
    ///
    /// # Errors
    /// [`crate::Error::Timeout`], [`crate::Error::Network`] and other transport errors. An HTTP error status is not an error here.
    fn send<'a>(&'a self, request: Outgoing<'a>) -> BoxFuture<'a, Result<Raw>>;

    /// Fetches a file. From the server of the API (`own`), sends the token if `with_token` is set; from any other host, never.
    fn fetch<'a>(&'a self, request: Outgoing<'a>, own: bool, with_token: bool) -> BoxFuture<'a, Result<Raw>>;
}
