//! Sends bytes over the network; only this file uses `reqwest` for that. Policy and knowledge of Qase's JSON do not belong here.

use std::error::Error as _;
use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use futures::future::BoxFuture;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT};
use reqwest::{Url, redirect};

use super::bad_config::BadConfig;
use super::base_url::BaseUrl;
use super::config::ClientConfig;
use super::error::{Call, Error, Result};
use super::exchange::{Body, Outgoing, Raw, Wire};
use super::limiter::RateHeaders;
use super::upload::Upload;
use voluptas_core::base::Millis;

/// An answer larger than this is not read.
const ANSWER_LIMIT: usize = 256 * 1024 * 1024;

/// Part of the time limit for making the connection. A failure within it means that nothing was sent.
const CONNECT_SHARE: f64 = 0.8;

/// Connections to one server, and to the hosts its files lie on.
pub(super) struct HttpWire {
    api: reqwest::Client,
    /// Client for files on other hosts, which never gets the token. Built when first needed.
    files: OnceLock<Result<reqwest::Client, BadConfig>>,
    token: HeaderValue,
    /// Proxies of the environment; none for a server on this computer.
    proxies: Option<Matcher>,
}

impl std::fmt::Debug for HttpWire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpWire").finish_non_exhaustive()
    }
}

impl HttpWire {
    pub fn new(config: &ClientConfig, base_url: &BaseUrl) -> Result<Self> {
        if config.token.is_empty() {
            return Err(BadConfig::EmptyToken.into());
        }
        let mut token = HeaderValue::from_str(config.token.expose()).map_err(|_| BadConfig::OddToken)?;
        token.set_sensitive(true);
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Another installer of a provider would have installed an equally good one.
            rustls::crypto::ring::default_provider().install_default().ok();
        }
        // No redirects: a redirected request would carry the token to another host.
        let mut builder =
            reqwest::Client::builder().redirect(redirect::Policy::none()).connect_timeout(config.timeout.mul_f64(CONNECT_SHARE));
        if !base_url.is_https() {
            // Without TLS no root certificates are needed, and a system without any is good enough.
            builder = builder.tls_certs_only([]);
        }
        if base_url.is_loopback() {
            builder = builder.no_proxy();
        }
        let api = builder.build().map_err(|e| BadConfig::Tls(reason(&e)))?;
        let proxies = (!base_url.is_loopback()).then(Matcher::from_env);
        Ok(Self { api, files: OnceLock::new(), token, proxies })
    }

    /// Host and port of the proxy for requests to an address, by the same rules as in the HTTP library.
    fn proxy_of(&self, url: &Url) -> Option<String> {
        let target = url.as_str().parse().ok()?;
        let proxy = self.proxies.as_ref()?.intercept(&target)?;
        let authority = proxy.uri().authority()?;
        Some(authority.port_u16().map_or_else(|| authority.host().to_owned(), |port| format!("{}:{port}", authority.host())))
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert("Token", self.token.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("voluptas/", env!("CARGO_PKG_VERSION"))));
        headers
    }
}

impl Wire for HttpWire {
    fn send<'a>(&'a self, request: Outgoing<'a>) -> BoxFuture<'a, Result<Raw>> {
        Box::pin(async move {
            let (host, proxy) = (host_of(&request.url), self.proxy_of(&request.url));
            let mut builder = self.api.request(request.method, request.url).timeout(request.timeout).headers(self.headers());
            builder = match request.body {
                Body::None => builder.header(CONTENT_TYPE, "application/json"),
                Body::Json(json) => builder.header(CONTENT_TYPE, "application/json").body(json.clone()),
                Body::Files(files) => builder.multipart(form(files)),
            };
            receive(builder, request.call, (&host, proxy.as_deref()), request.timeout, request.now).await
        })
    }

    fn fetch<'a>(&'a self, request: Outgoing<'a>, own: bool, with_token: bool) -> BoxFuture<'a, Result<Raw>> {
        Box::pin(async move {
            let (host, proxy, url) = (host_of(&request.url), self.proxy_of(&request.url), request.url);
            let builder = match (own, with_token) {
                (true, true) => self.api.get(url).headers(self.headers()),
                (true, false) => self.api.get(url),
                (false, _) => self.files.get_or_init(open_client).as_ref().map_err(Clone::clone)?.get(url),
            };
            receive(builder.timeout(request.timeout), request.call, (&host, proxy.as_deref()), request.timeout, request.now).await
        })
    }
}

fn open_client() -> Result<reqwest::Client, BadConfig> {
    let builder = reqwest::Client::builder().redirect(redirect::Policy::limited(5)).https_only(true);
    builder.build().map_err(|e| BadConfig::Tls(reason(&e)))
}

async fn receive(
    request: reqwest::RequestBuilder,
    call: &Call,
    (host, proxy): (&str, Option<&str>),
    timeout: Duration,
    now: Millis,
) -> Result<Raw> {
    let mut response = request.send().await.map_err(|e| network(call, host, proxy, timeout, &e))?;
    let status = response.status().as_u16();
    let rate = rate_headers(response.headers(), status, now);
    let location = text_of(response.headers(), LOCATION.as_str()).map(str::to_owned);
    let date = text_of(response.headers(), DATE.as_str()).and_then(date);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| network(call, host, proxy, timeout, &e))? {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Err(Error::TooLarge { call: call.clone(), text: format!("> {ANSWER_LIMIT} bytes") });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Raw { status, rate, location, date, body })
}

fn form(files: &[Upload]) -> reqwest::multipart::Form {
    // File names are sent unescaped, as browsers do: not every server reads the escaped form of RFC 5987.
    let mut form = reqwest::multipart::Form::new().percent_encode_noop();
    for file in files {
        let part = |mime: &str| {
            let name = file.filename.replace(['"', '\r', '\n'], "_");
            reqwest::multipart::Part::bytes(file.bytes.to_vec()).file_name(name).mime_str(mime)
        };
        match part(&file.mime).or_else(|_| part("application/octet-stream")) {
            Ok(part) => form = form.part("file[]", part),
            Err(error) => tracing::warn!(target: "voluptas::qase", %error, "a file without a type"),
        }
    }
    form
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim)
}

fn rate_headers(headers: &HeaderMap, status: u16, now: Millis) -> RateHeaders {
    let number = |name: &str| text_of(headers, name).and_then(|t| t.parse::<u32>().ok());
    let retry_after = (status == 429).then(|| {
        let asked = text_of(headers, RETRY_AFTER.as_str()).and_then(|t| retry_after(t, now));
        // Without a usable header, Qase's own wait applies: one minute.
        asked.unwrap_or(Duration::from_secs(60))
    });
    RateHeaders { limit: number("x-ratelimit-limit"), remaining: number("x-ratelimit-remaining"), retry_after }
}

/// Reads seconds or a date: `Fri, 20 Nov 2026 07:00:00 GMT`.
pub fn retry_after(text: &str, now: Millis) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(86_400.0)));
    }
    Some(Duration::from_millis(u64::try_from(date(text)? - now).unwrap_or(0)))
}

/// Reads a date of HTTP: `Fri, 20 Nov 2026 07:00:00 GMT`.
fn date(text: &str) -> Option<Millis> {
    Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_millisecond())
}

fn host_of(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

/// Finds the kind of network error in the chain of causes.
fn network(call: &Call, host: &str, proxy: Option<&str>, timeout: Duration, error: &reqwest::Error) -> Error {
    let host = host.to_owned();
    if let Some(proxy) = proxy.filter(|_| error.is_connect() && !error.is_timeout() && tls_reason(error).is_none()) {
        return Error::Proxy { proxy: proxy.to_owned(), host, reason: reason(error) };
    }
    if error.is_dns() {
        return Error::Dns { host };
    }
    if let Some(reason) = tls_reason(error) {
        return Error::Tls { host, reason };
    }
    if error.is_timeout() {
        return Error::Timeout { call: call.clone(), seconds: timeout.as_secs().max(1), unsent: error.is_connect() };
    }
    if error.is_connect() && io_kind(error) == Some(io::ErrorKind::ConnectionRefused) {
        return Error::Refused { host };
    }
    let unsent = error.is_connect() || error.is_builder();
    Error::Network { call: call.clone(), reason: reason(error), unsent }
}

type Cause = dyn std::error::Error + 'static;

/// The chain of causes. An I/O error skips the error that it wraps as its source, so the wrapped error is asked for directly.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &Cause> {
    std::iter::successors(error.source(), |cause: &&Cause| match cause.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|wrapped| -> &Cause { wrapped }),
        None => (*cause).source(),
    })
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    causes(error).filter_map(|e| e.downcast_ref::<io::Error>()).map(io::Error::kind).last()
}

fn tls_reason(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(|e| e.downcast_ref::<rustls::Error>()).map(plain_tls)
}

/// The text of the certificate verifier. The library prints errors of other verifiers as Rust values.
fn plain_tls(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) | rustls::Error::Other(other) => {
            other.0.to_string()
        }
        error => error.to_string(),
    }
}

/// The innermost cause, which has the specific text.
pub fn reason(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "no connection".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms_of_retry_after() {
        let now = voluptas_core::base::clock::parse("2026-11-20T07:00:00+00:00").unwrap();
        assert_eq!(retry_after("60", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("0.5", now), Some(Duration::from_millis(500)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 07:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 06:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }

    #[test]
    fn a_429_without_a_wait_costs_a_minute() {
        let rate = rate_headers(&HeaderMap::new(), 429, 0);
        assert_eq!(rate.retry_after, Some(Duration::from_secs(60)));
        assert_eq!(rate_headers(&HeaderMap::new(), 200, 0), RateHeaders::default());
    }
}
