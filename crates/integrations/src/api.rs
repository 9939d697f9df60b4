//! Requests to an API that needs a credential: retries, limits and errors in one place.
//!
//! Redirects are not followed: they would carry the credential to another host. A 429 did nothing, so every request is repeated after it; a
//! lost answer or a 5xx is repeated where that does no harm.

use crate::error::{Error, Result};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LINK, RETRY_AFTER};
use reqwest::{Method, Url, redirect};
use serde_json::Value;
use std::time::Duration;
use voluptas_core::base::{Clock as _, Secret, SystemClock};

/// Longest answer, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;
/// Characters of an error text that are kept.
const ERROR_TEXT: usize = 500;

/// Timeout and retries of a request.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Longest wait for an answer.
    pub limit: Duration,
    /// First wait between attempts after a failure; the next ones double.
    pub backoff: Duration,
    /// Attempts of a request that is harmless to repeat.
    pub attempts: u32,
    /// Longest wait that a 429 may ask for.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            limit: Duration::from_secs(30),
            backoff: Duration::from_millis(500),
            attempts: 4,
            longest_wait: Duration::from_secs(120),
        }
    }
}

/// Credentials of a request to a service.
#[derive(Debug, Clone)]
pub enum Auth {
    /// User and token.
    Basic(String, Secret),
    Bearer(Secret),
    /// A header of its own.
    Header(&'static str, Secret),
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub value: Value,
    /// Address of the next page, by the header `Link`.
    pub next: Option<Url>,
}

/// A service with a credential.
#[derive(Debug, Clone)]
pub struct Api {
    client: reqwest::Client,
    base: Url,
    secret: Secret,
    retry: RetryPolicy,
}

/// Reads the base address of a service, which paths can be added to.
///
/// # Errors
/// [`Error::Address`], also for plain HTTP to another computer.
pub fn address(base: &str) -> Result<Url> {
    let bad = || Error::Address(base.split(['?', '#', '@']).next().unwrap_or_default().to_owned());
    let mut url = Url::parse(base.trim()).map_err(|_| bad())?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_local(&url));
    if !is_safe || url.host_str().is_none_or(str::is_empty) || !url.username().is_empty() || url.password().is_some() {
        return Err(bad());
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

impl Api {
    /// A client for a base address, to which paths are added. A token goes over plain HTTP to this computer alone.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Text`] for a credential that is no header.
    pub fn new(base: &str, auth: &Auth, retry: RetryPolicy) -> Result<Self> {
        crate::install_tls();
        let base_url = address(base)?;
        let is_local = is_local(&base_url);
        let (name, value, secret) = match auth {
            Auth::Basic(user, secret) => {
                use base64::Engine as _;
                let both = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{}", secret.expose()));
                ("authorization", format!("Basic {both}"), secret)
            }
            Auth::Bearer(secret) => ("authorization", format!("Bearer {}", secret.expose()), secret),
            Auth::Header(name, secret) => (*name, secret.expose().to_owned(), secret),
        };
        let mut value = HeaderValue::from_str(&value).map_err(|_| Error::Text("token"))?;
        value.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), value);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(retry.limit)
            .default_headers(headers)
            .user_agent(concat!("voluptas/", env!("CARGO_PKG_VERSION")));
        if is_local {
            builder = builder.no_proxy();
        }
        if base_url.scheme() == "http" {
            // Without TLS no root certificates are needed.
            builder = builder.tls_certs_only([]);
        }
        let network =
            |error: reqwest::Error| Error::Network { service: host(&base_url), reason: voluptas_qase::network_reason(&error) };
        let client = builder.build().map_err(network)?;
        Ok(Self { client, base: base_url, secret: secret.clone(), retry })
    }

    /// Host of the service.
    pub fn host(&self) -> String {
        host(&self.base)
    }

    /// An address below the base. Segments are escaped; the query is given as pairs.
    pub fn url(&self, segments: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments.iter().filter(|part| !matches!(**part, "." | "..")));
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Reads an address.
    pub async fn get(&self, url: Url) -> Result<Reply> {
        self.send(&Method::GET, url, None, true).await
    }

    /// Creates an object. A lost answer is [`Error::AnswerLost`] and not repeated, because a second request could create a second
    /// object.
    pub async fn create(&self, url: Url, body: &Value) -> Result<Value> {
        self.send(&Method::POST, url, Some(body), false).await.map(|reply| reply.value)
    }

    /// A request that can be repeated, such as a search or a change to absolute values.
    pub async fn repeatable(&self, method: Method, url: Url, body: &Value) -> Result<Value> {
        self.send(&method, url, Some(body), true).await.map(|reply| reply.value)
    }

    /// Reads a file as it is.
    pub async fn download(&self, url: Url) -> Result<Vec<u8>> {
        self.send_with(&Method::GET, url, None, true, &|status, headers, bytes| match status {
            200..=299 => Ok(bytes),
            _ => self.open(status, headers, &bytes).map(|_| Vec::new()),
        })
        .await
    }

    async fn send(&self, method: &Method, url: Url, body: Option<&Value>, is_harmless: bool) -> Result<Reply> {
        self.send_with(method, url, body, is_harmless, &|status, headers, bytes| self.open(status, headers, &bytes)).await
    }

    async fn send_with<T>(
        &self,
        method: &Method,
        url: Url,
        body: Option<&Value>,
        is_harmless: bool,
        open: &(impl Fn(u16, &HeaderMap, Vec<u8>) -> Result<T> + Sync),
    ) -> Result<T> {
        // A next page of another host would get the credential.
        if url.origin() != self.base.origin() {
            return Err(Error::Address(crate::net::origin(&url)));
        }
        let (mut attempt, mut wait) = (0, self.retry.backoff);
        loop {
            attempt += 1;
            let error = match self.once(method, url.clone(), body).await {
                Ok((status, headers, bytes)) => match open(status, &headers, bytes) {
                    Ok(found) => return Ok(found),
                    Err(error) => (error, false),
                },
                Err(error) => error,
            };
            match &error.0 {
                Error::RateLimited { seconds, .. } => {
                    let asked = Duration::from_secs(*seconds);
                    if attempt >= self.retry.attempts || asked > self.retry.longest_wait {
                        return Err(error.0);
                    }
                    tokio::time::sleep(asked).await;
                    continue;
                }
                Error::Server { .. } | Error::Network { .. } | Error::Timeout { .. } | Error::Unreadable { .. } => {
                    if !is_harmless && !error.1 {
                        return Err(Error::AnswerLost { service: self.host(), cause: Box::new(error.0) });
                    }
                    if attempt >= self.retry.attempts {
                        return Err(error.0);
                    }
                }
                _ => return Err(error.0),
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }

    /// One attempt. The second part of an error says that nothing was sent.
    async fn once(&self, method: &Method, url: Url, body: Option<&Value>) -> Result<(u16, HeaderMap, Vec<u8>), (Error, bool)> {
        let service = self.host();
        let mut request = self.client.request(method.clone(), url);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body.to_string());
        }
        let network = |error: reqwest::Error| {
            let unsent = error.is_connect() || error.is_builder();
            let service = self.host();
            if error.is_timeout() {
                return (Error::Timeout { service, seconds: self.retry.limit.as_secs().max(1) }, unsent);
            }
            (Error::Network { service, reason: voluptas_qase::network_reason(&error) }, unsent)
        };
        let mut response = request.send().await.map_err(network)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            if bytes.len() + chunk.len() > LONGEST {
                return Err((Error::Unreadable { service, reason: format!("> {LONGEST} bytes") }, false));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok((status, headers, bytes))
    }

    fn open(&self, status: u16, headers: &HeaderMap, bytes: &[u8]) -> Result<Reply> {
        let service = self.host();
        let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let is_page = header(CONTENT_TYPE).is_some_and(|kind| kind.contains("html"))
            || bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<');
        if status == 429 || self.is_limited(status, headers) {
            let asked = header(RETRY_AFTER).and_then(|text| voluptas_qase::retry_after(text, SystemClock.now()));
            let reset = headers.get("x-ratelimit-reset").and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
            let reset = reset.and_then(|at| u64::try_from(at - SystemClock.now() / 1000).ok());
            let seconds = asked.map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).or(reset).unwrap_or(60);
            return Err(Error::RateLimited { service, seconds });
        }
        match status {
            200..=299 if bytes.iter().all(u8::is_ascii_whitespace) => Ok(Reply { value: Value::Null, next: None }),
            200..=299 if is_page => Err(Error::Page { service, status }),
            200..=299 => {
                let value = serde_json::from_slice(bytes);
                let value =
                    value.map_err(|error| Error::Unreadable { service, reason: self.secret.redact(&error.to_string()) })?;
                let next = header(LINK).and_then(next_of).and_then(|text| self.base.join(text).ok());
                Ok(Reply { value, next })
            }
            401 => Err(Error::Unauthorized { service }),
            403 => Err(Error::Forbidden { service, text: self.text(bytes) }),
            404 | 410 => Err(Error::NotFound { service, text: self.text(bytes) }),
            300..=399 => Err(Error::Page { service, status }),
            500..=599 => Err(Error::Server { service, status }),
            _ if is_page => Err(Error::Page { service, status }),
            _ => Err(Error::Refused { service, status, text: self.text(bytes) }),
        }
    }

    /// GitHub answers with 403 when its limit is reached.
    fn is_limited(&self, status: u16, headers: &HeaderMap) -> bool {
        status == 403
            && (headers.contains_key(RETRY_AFTER) || headers.get("x-ratelimit-remaining").is_some_and(|left| left == "0"))
    }

    /// The sentences of an error body, whatever the service calls them.
    fn text(&self, bytes: &[u8]) -> String {
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return String::new() };
        let mut found = Vec::new();
        for name in ["errorMessages", "errors", "message", "error", "error_description"] {
            collect(&value[name], &mut found);
        }
        let text: String = found.join("; ").chars().filter(|c| !c.is_control()).take(ERROR_TEXT).collect();
        self.secret.redact(&text)
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let mut inner = Vec::new();
                collect(value, &mut inner);
                found.extend(inner.into_iter().map(|text| format!("{name}: {text}")));
            }
        }
        _ => {}
    }
}

/// The address of `rel="next"`.
fn next_of(link: &str) -> Option<&str> {
    let part = link.split(',').find(|part| part.contains("rel=\"next\""))?;
    part.split_once('<')?.1.split_once('>').map(|(url, _)| url)
}

fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    }
}

pub fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_read_from_the_header() {
        let link = "<https://api.example/a?page=1>; rel=\"prev\", <https://api.example/a?page=3>; rel=\"next\"";
        assert_eq!(next_of(link), Some("https://api.example/a?page=3"));
        assert_eq!(next_of("<https://api.example/a>; rel=\"last\""), None);
    }

    #[test]
    fn a_token_goes_over_https_or_to_this_computer() {
        let auth = Auth::Bearer(Secret::new("token-1"));
        let open = |base: &str| {
            Api::new(base, &auth, RetryPolicy::default()).map(|api| api.url(&["a b", "..", "c"], &[("q", "x&y")]).to_string())
        };
        assert_eq!(open("http://127.0.0.1:1/jira").unwrap(), "http://127.0.0.1:1/jira/a%20b/c?q=x%26y");
        for bad in ["http://jira.example", "https://user:word@jira.example", "file:///x", "jira.example", "https://"] {
            assert!(matches!(open(bad), Err(Error::Address(_))), "{bad}");
        }
    }
}
