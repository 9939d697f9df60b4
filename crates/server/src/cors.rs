//! Other origins whose pages may call the API from a browser.
//!
//! None by default. The API takes its token from a header and never from a cookie, so that credentials are not allowed, whoever is listed.

use super::request_line::REQUEST_ID;
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Time for which a browser keeps the answer to its question.
const KEPT: Duration = Duration::from_secs(3600);

/// An origin: scheme, host and port, as a browser sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoOrigin;

impl fmt::Display for NoOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("https://host or https://host:port, without a path; * is not possible")
    }
}

impl std::error::Error for NoOrigin {}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let uri: Uri = text.parse().map_err(|_| NoOrigin)?;
        let is_bare = uri.path() == "/" && uri.query().is_none() && !text.contains(['*', '@', '#']);
        let is_web = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
        if !is_bare || !is_web {
            return Err(NoOrigin);
        }
        HeaderValue::from_str(&text).map(Self).map_err(|_| NoOrigin)
    }
}

/// The layer that answers preflight requests and names the origin in answers; `None` without origins.
pub fn layer(origins: &[Origin]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let own = |name| HeaderName::from_static(name);
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().map(|origin| origin.0.clone())))
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            own("token"),
            own("idempotency-key"),
            own("traceparent"),
            REQUEST_ID,
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            own("x-ratelimit-limit"),
            own("x-ratelimit-remaining"),
            REQUEST_ID,
        ])
        .max_age(KEPT);
    Some(layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_nothing_else() {
        for good in ["https://ci.example.com", "http://localhost:3000", "https://CI.example.com/"] {
            assert!(good.parse::<Origin>().is_ok(), "{good}");
        }
        for bad in [
            "*",
            "",
            "null",
            "ci.example.com",
            "https://*.example.com",
            "https://a.example/path",
            "ftp://a.example",
            "https://u@a.example",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(NoOrigin), "{bad}");
        }
        assert!(layer(&[]).is_none());
    }
}
