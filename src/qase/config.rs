//! Configuration of a client, and the reading of base URLs as people write them.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use super::wire::Wire;
use crate::base::{Clock, Secret, SystemClock};

/// Qase's own API.
pub const DEFAULT_BASE_URL: &str = "https://api.qase.io/v1";

/// Protections against lost and duplicate writes; all are on by default. The simulation switches off one at a time and must
/// notice the damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Safeties {
    /// A lease allows one writer per workspace, account and project.
    pub lease: bool,
    /// Created objects get a trace.
    pub trace: bool,
    /// A write whose answer was lost is looked for before it is sent again.
    pub look_up: bool,
    /// The agreement is what Qase holds when read back, not what was sent.
    pub read_back: bool,
    /// Overlapping pages, which show that rows moved while a list was read.
    pub paging: bool,
}

impl Default for Safeties {
    fn default() -> Self {
        Self { lease: true, trace: true, look_up: true, read_back: true, paging: true }
    }
}

/// Configuration of a [`super::Client`].
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Base URL with or without the trailing `/v1`; version 2 has the same base.
    pub base_url: String,
    /// The API token.
    pub token: Secret,
    /// Initial limit, until the server reports its own; 0 for no limit.
    pub requests_per_minute: u32,
    /// Time limit of one request.
    pub timeout: Duration,
    /// Time limit of the connection check, for which a person waits.
    pub check_timeout: Duration,
    /// Time for which an answer to a GET stays in the cache.
    pub cache_ttl: Duration,
    /// Clock for the age of cached answers.
    pub clock: Arc<dyn Clock>,
    /// Time beyond `timeout` in which a write whose answer was lost may still arrive. Until then the write is looked for, and not
    /// sent again.
    pub late_write: Duration,
    /// Maximum number of attempts to send a request.
    pub max_attempts: u32,
    /// Wait before the second attempt; it doubles with each further one.
    pub backoff: Duration,
    /// Random part of the waits, 0.0 to 1.0, which spreads the requests of many clients. `None` draws a new value for each wait;
    /// the simulation fixes it to be repeatable.
    pub jitter: Option<f64>,
    /// Number of pages of a list that are fetched at the same time.
    pub concurrency: usize,
    /// Accept `http://` for hosts other than this computer. The token is then sent unencrypted.
    pub allow_plain_http: bool,
    /// Protections against lost and duplicate writes; only the simulation switches any off.
    pub safeties: Safeties,
    /// Transport for the requests; `None` uses HTTP.
    pub wire: Option<Arc<dyn Wire>>,
}

impl ClientConfig {
    /// The defaults for Qase's own API.
    #[must_use]
    pub fn new(token: Secret) -> Self {
        Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            token,
            requests_per_minute: 100,
            timeout: Duration::from_secs(10),
            check_timeout: Duration::from_secs(5),
            cache_ttl: Duration::from_secs(3600),
            clock: Arc::new(SystemClock),
            late_write: Duration::from_secs(60),
            max_attempts: 8,
            backoff: Duration::from_millis(250),
            jitter: None,
            concurrency: 6,
            allow_plain_http: false,
            safeties: Safeties::default(),
            wire: None,
        }
    }

    /// Sets another server.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }
}

/// Reason why a client cannot be built or a call cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadConfig {
    /// The token is empty.
    #[error("the API token is empty")]
    EmptyToken,
    /// The token has line ends or other characters that a header cannot carry.
    #[error("the API token has characters that no token has")]
    OddToken,
    /// The project code is empty.
    #[error("the project code is empty")]
    EmptyProject,
    /// Not a URL, or one with a user name, a query or another scheme.
    #[error("{0:?} is not the address of an API")]
    Url(String),
    /// `http://` to another computer.
    #[error("{0:?} would send the token in the open: https is needed")]
    PlainHttp(String),
    /// The system cannot provide an HTTPS client, most often because it has no root certificates.
    #[error("no HTTPS client can be built: {0}")]
    Tls(String),
}

/// Base URLs of the two versions of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bases {
    pub v1: Url,
    pub v2: Url,
}

impl Bases {
    /// Reads a base URL: a bare host, a host with scheme, a full base of either version, or the address of Qase's web pages.
    pub fn read(text: &str, allow_plain_http: bool) -> Result<Self, BadConfig> {
        let text = text.trim();
        let bad = || BadConfig::Url(without_user(text));
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&with_scheme).map_err(|_| bad())?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(bad());
        }
        let host = url.host_str().filter(|h| !h.is_empty()).ok_or_else(bad)?.to_owned();
        match url.scheme() {
            "https" => {}
            "http" if allow_plain_http || is_loopback(&host) => {}
            "http" => return Err(BadConfig::PlainHttp(url.to_string())),
            _ => return Err(bad()),
        }
        if matches!(host.as_str(), "qase.io" | "app.qase.io") {
            // People copy the address of the web pages from the browser.
            url.set_host(Some("api.qase.io")).map_err(|_| bad())?;
            url.set_path("");
        }
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").or_else(|| path.strip_suffix("/v2")).unwrap_or(path).to_owned();
        let version = |v: &str| {
            let mut url = url.clone();
            url.set_path(&format!("{path}/{v}"));
            url
        };
        Ok(Self { v1: version("v1"), v2: version("v2") })
    }

    /// Canonical name of the server: see [`super::Client::account`].
    pub fn account(&self) -> String {
        crate::domain::project::account_name(self.v1.as_str())
    }

    /// True when requests go over TLS.
    pub fn is_https(&self) -> bool {
        self.v1.scheme() == "https"
    }

    /// True when the server runs on this computer.
    pub fn is_loopback(&self) -> bool {
        self.v1.host_str().is_some_and(is_loopback)
    }

    /// True when a URL belongs to this server, so that the token may be sent there.
    pub fn owns(&self, url: &Url) -> bool {
        self.v1.origin() == url.origin()
    }
}

/// True when a host is this computer.
fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// Hides a user name and a password before the `@` of a URL, for error texts.
fn without_user(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("***@{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, String), BadConfig> {
        Bases::read(text, false).map(|b| (b.v1.to_string(), b.v2.to_string()))
    }

    #[test]
    fn every_usual_way_to_write_the_base() {
        let qase = ("https://api.qase.io/v1".to_owned(), "https://api.qase.io/v2".to_owned());
        for text in [
            DEFAULT_BASE_URL,
            "https://api.qase.io/v1/",
            "https://api.qase.io/v2",
            "https://api.qase.io",
            " api.qase.io ",
            "https://app.qase.io/project/DEMO",
            "qase.io",
        ] {
            assert_eq!(read(text).unwrap(), qase, "{text}");
        }
        assert_eq!(read("http://127.0.0.1:8080").unwrap().0, "http://127.0.0.1:8080/v1");
        assert_eq!(read("http://[::1]:8080/v1").unwrap().1, "http://[::1]:8080/v2");
        assert_eq!(read("https://tms.example/qase/v1").unwrap().1, "https://tms.example/qase/v2");
    }

    #[test]
    fn one_server_is_one_account_however_its_address_is_written() {
        let account = |text: &str| Bases::read(text, true).unwrap().account();
        for text in ["https://api.qase.io/v1", "API.Qase.IO", "https://api.qase.io.:443/v2/", "https://app.qase.io/project/DEMO"]
        {
            assert_eq!(account(text), "https://api.qase.io", "{text}");
        }
        for text in [
            "http://localhost:8080/v1",
            "http://LOCALHOST.:8080",
            "http://127.0.0.1:8080/v1/",
            "http://127.0.0.2:8080",
            "http://[::1]:8080/v2",
            "http://[0:0:0:0:0:0:0:1]:8080",
            "http://[::ffff:127.0.0.1]:8080",
        ] {
            assert_eq!(account(text), "http://localhost:8080", "{text}");
        }
        assert_eq!(account("http://127.0.0.1:80/v1"), account("http://localhost"));
        assert_eq!(account("https://tms.example/Qase/v1"), "https://tms.example/Qase");
        let all = ["http://localhost", "https://localhost", "http://localhost:81", "https://tms.example", "http://tms.example"];
        let different: std::collections::BTreeSet<String> = all.map(account).into();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn refuses_what_would_leak_or_makes_no_sense() {
        assert!(matches!(read("http://tms.example"), Err(BadConfig::PlainHttp(_))));
        assert!(matches!(read("http://127.0.0.1.tms.example"), Err(BadConfig::PlainHttp(_))));
        assert!(Bases::read("http://tms.example", true).is_ok());
        for text in ["", "ftp://tms.example", "https://", "https://tms.example/?a=b", "not a host"] {
            assert!(matches!(read(text), Err(BadConfig::Url(_))), "{text}");
        }
        let Err(error) = read("https://me:pass-word@tms.example") else { panic!("a password was taken") };
        assert!(!error.to_string().contains("pass-word"));
    }

    #[test]
    fn the_token_may_go_to_its_own_server_alone() {
        let bases = Bases::read(DEFAULT_BASE_URL, false).unwrap();
        assert!(bases.owns(&Url::parse("https://api.qase.io/other").unwrap()));
        for url in ["https://api.qase.io:444/", "http://api.qase.io/", "https://files.example/"] {
            assert!(!bases.owns(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
