//! Identity of a request: its id, its line in the log, and its span for traces.
//!
//! A line does not contain the query, which may hold secrets. It contains the route instead of an address with a secret part.

use super::metrics::route_of;
use super::page_routes::{PageAccess, pages};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::net::IpAddr;
use std::time::Duration;
use tracing::Span;
use tracing::field::Empty;

/// Header with the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken from a client, in bytes.
const LONGEST_ID: usize = 128;
/// Characters of a user agent that are noted.
const USER_AGENT: usize = 500;
/// Characters of a path that are noted.
const PATH: usize = 1000;

/// Fields of the log line of a request.
#[derive(Debug)]
pub struct RequestLine {
    /// The id, of the client or made here.
    pub id: String,
    /// The method.
    pub method: String,
    /// The route as the API's documents write it.
    pub route: &'static str,
    path: String,
    user_agent: String,
}

impl RequestLine {
    /// Reads a request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let route = route_of(matched);
        let is_hidden =
            pages().any(|page| Some(page.path) == matched && page.access == PageAccess::Public && route.contains('{'));
        let path = if is_hidden { route } else { request.uri().path() };
        let agent = request.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Self {
            id: id_of(request.headers()),
            method: request.method().as_str().chars().take(20).collect(),
            route,
            path: path.chars().take(PATH).collect(),
            user_agent: agent.unwrap_or_default().chars().take(USER_AGENT).collect(),
        }
    }

    /// The span of the request.
    pub fn span(&self, address: IpAddr) -> Span {
        tracing::info_span!(
            "request",
            otel.name = %format_args!("{} {}", self.method, self.route),
            otel.kind = "server",
            otel.status_code = Empty,
            request_id = %self.id,
            http.request.method = %self.method,
            http.route = self.route,
            http.response.status_code = Empty,
            url.path = %self.path,
            client.address = %address,
        )
    }

    /// Writes the line of the answered request. Those of monitors come every few seconds and are details.
    pub fn log(&self, span: &Span, status: StatusCode, took: Duration, address: IpAddr, user: Option<&str>) {
        span.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            span.record("otel.status_code", "ERROR");
        }
        let is_of_monitor = self.route.starts_with("/health") || matches!(self.route, "/ready" | "/metrics");
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        macro_rules! line {
            ($level:expr) => {
                tracing::event!(
                    target: "voluptas_server::requests",
                    $level,
                    method = %self.method,
                    path = %self.path,
                    route = self.route,
                    status = status.as_u16(),
                    ms,
                    ip = %address,
                    user = user.unwrap_or("-"),
                    user_agent = %self.user_agent,
                    request_id = %self.id,
                    "request"
                )
            };
        }
        if is_of_monitor { line!(tracing::Level::DEBUG) } else { line!(tracing::Level::INFO) }
    }

    /// The id as a header.
    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.id).ok()
    }
}

/// The id of the client, when it has the form of one, otherwise a new one.
fn id_of(headers: &HeaderMap) -> String {
    let is_plain = |id: &&str| {
        (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:/+=@".contains(&b))
    };
    let of_client = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(is_plain);
    of_client.map_or_else(|| format!("{:032x}", rand::random::<u128>()), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_clients_are_taken_when_they_are_plain() {
        let id = |text: &'static str| id_of(&HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_static(text))]));
        assert_eq!(id("build-7/job_3"), "build-7/job_3");
        for strange in ["", "a b", "a\tb", "<script>", "\"x\""] {
            assert_eq!(id(strange).len(), 32, "{strange}");
        }
        assert_ne!(id_of(&HeaderMap::new()), id_of(&HeaderMap::new()));
    }
}
