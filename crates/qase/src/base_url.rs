//! The base URL of a server, read from an address as people write it. Needs no token and sends nothing.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use super::bad_config::BadConfig;

/// Base URLs of the two versions of a server's API.
///
/// ```
/// use voluptas_qase::BaseUrl;
///
/// let url = BaseUrl::parse("app.qase.io/project/DEMO")?;
/// assert_eq!(url.as_str(), "https://api.qase.io/v1");
/// assert_eq!(url.account(), "https://api.qase.io");
/// # Ok::<(), voluptas_qase::BadConfig>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    pub(super) v1: Url,
    pub(super) v2: Url,
}

impl BaseUrl {
    /// Reads an address: a bare host, a host with scheme, a base URL of either version, or the address of Qase's web pages.
    ///
    /// # Errors
    /// [`BadConfig::Url`] for a text that is not an address or has a user name, a query or another scheme;
    /// [`BadConfig::PlainHttp`] for `http://` to another computer.
    pub fn parse(text: &str) -> Result<Self, BadConfig> {
        Self::read(text, false)
    }

    /// Reads an address. `allow_plain_http` accepts `http://` to other computers.
    pub(super) fn read(text: &str, allow_plain_http: bool) -> Result<Self, BadConfig> {
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

    /// The base URL of version 1, without a slash at the end.
    pub fn as_str(&self) -> &str {
        self.v1.as_str()
    }

    /// Canonical name of the server, the same for every spelling of its address: `https://api.qase.io`.
    ///
    /// Lower case, without a default port, a final dot of the host, the API version or a final slash. `localhost`, all of
    /// `127.0.0.0/8` and `[::1]` give `localhost`.
    pub fn account(&self) -> String {
        voluptas_core::domain::project::account_name(self.v1.as_str())
    }

    /// True when requests go over TLS.
    pub(super) fn is_https(&self) -> bool {
        self.v1.scheme() == "https"
    }

    /// True when the server runs on this computer.
    pub(super) fn is_loopback(&self) -> bool {
        self.v1.host_str().is_some_and(is_loopback)
    }

    /// True when a URL belongs to this server, so that the token may be sent there.
    pub(super) fn owns(&self, url: &Url) -> bool {
        self.v1.origin() == url.origin()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
    use crate::DEFAULT_BASE_URL;

    fn read(text: &str) -> Result<(String, String), BadConfig> {
        BaseUrl::read(text, false).map(|b| (b.v1.to_string(), b.v2.to_string()))
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
        let account = |text: &str| BaseUrl::read(text, true).unwrap().account();
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
    fn a_parsed_address_parses_to_itself() {
        for text in ["qase.io", "http://localhost:8080", "https://tms.example/qase/v2/", "http://[::1]:8080"] {
            let url = BaseUrl::parse(text).unwrap();
            assert_eq!(BaseUrl::parse(url.as_str()).unwrap(), url, "{text}");
            assert_eq!(BaseUrl::parse(&url.account()).unwrap().account(), url.account(), "{text}");
            assert!(!url.to_string().ends_with('/'), "{url}");
        }
    }

    #[test]
    fn refuses_what_would_leak_or_makes_no_sense() {
        assert!(matches!(read("http://tms.example"), Err(BadConfig::PlainHttp(_))));
        assert!(matches!(read("http://127.0.0.1.tms.example"), Err(BadConfig::PlainHttp(_))));
        assert!(BaseUrl::read("http://tms.example", true).is_ok());
        for text in ["", "ftp://tms.example", "https://", "https://tms.example/?a=b", "not a host"] {
            assert!(matches!(read(text), Err(BadConfig::Url(_))), "{text}");
        }
        let Err(error) = read("https://me:pass-word@tms.example") else { panic!("a password was taken") };
        assert!(!error.to_string().contains("pass-word"));
    }

    #[test]
    fn the_token_may_go_to_its_own_server_alone() {
        let base = BaseUrl::read(DEFAULT_BASE_URL, false).unwrap();
        assert!(base.owns(&Url::parse("https://api.qase.io/other").unwrap()));
        for url in ["https://api.qase.io:444/", "http://api.qase.io/", "https://files.example/"] {
            assert!(!base.owns(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
