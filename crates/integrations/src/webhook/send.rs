//! One attempt of a delivery.

use super::Target;
use super::sign::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign};
use crate::error::{Error, Result};
use crate::net::{Guard, Policy, RefusedAddress};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::redirect;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use voluptas_core::base::{Millis, Secret};

/// Part of an answer that is kept, in bytes. The rest is not read.
const KEPT: usize = 2000;

/// Answer of a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Start of the body, without secrets of the target.
    pub text: String,
    /// Wait that the receiver asks for.
    pub retry_after: Option<Duration>,
}

/// Sends deliveries.
#[derive(Debug, Clone)]
pub struct Sender {
    client: reqwest::Client,
    policy: Policy,
    limit: Duration,
}

impl Sender {
    /// A sender with a time limit for each attempt. Proxies of the environment are not used: a proxy would resolve the name itself.
    ///
    /// # Errors
    /// [`Error::Network`] where the system's certificates cannot be read.
    pub fn new(policy: Policy, limit: Duration) -> Result<Self> {
        crate::install_tls();
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Guard(policy.clone())))
            .connect_timeout(limit)
            .timeout(limit)
            // A kept connection would outlive the check of its address.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("voluptas/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::Network { service: String::new(), reason: voluptas_qase::network_reason(&error) })?;
        Ok(Self { client, policy, limit })
    }

    /// Sends a body once. `now` is in milliseconds.
    ///
    /// # Errors
    /// [`Error::Private`], [`Error::Redirect`], [`Error::Network`], [`Error::Timeout`].
    pub async fn send(&self, target: &Target, id: &str, body: &Value, now: Millis) -> Result<Answer> {
        self.policy.check(&target.url)?;
        let body = body.to_string().into_bytes();
        let timestamp = now.div_euclid(1000);
        let mut request = self
            .client
            .post(target.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(ID_HEADER, id)
            .header(TIMESTAMP_HEADER, timestamp);
        if let Some(secret) = &target.secret {
            request = request.header(SIGNATURE_HEADER, sign(secret, id, timestamp, &body));
        }
        let mut response = request.body(body).send().await.map_err(|error| self.explain(target, &error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(Error::Redirect);
        }
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = wait.and_then(|text| voluptas_qase::retry_after(text, now));
        let mut kept = Vec::new();
        // What the status says is enough: a body that breaks off is no failure.
        while let Ok(Some(chunk)) = response.chunk().await {
            kept.extend_from_slice(&chunk);
            if kept.len() >= KEPT {
                break;
            }
        }
        kept.truncate(KEPT);
        let text = String::from_utf8_lossy(&kept).replace('\0', "");
        Ok(Answer { status: status.as_u16(), text: without_secrets(target, &text), retry_after })
    }

    fn explain(&self, target: &Target, error: &reqwest::Error) -> Error {
        let service = target.url.host_str().unwrap_or_default().to_owned();
        if let Some(refused) = cause::<RefusedAddress>(error) {
            return Error::Private { address: refused.0 };
        }
        if error.is_timeout() {
            return Error::Timeout { service, seconds: self.limit.as_secs().max(1) };
        }
        Error::Network { service, reason: voluptas_qase::network_reason(error) }
    }
}

fn cause<E: std::error::Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref::<E>() {
            return Some(found);
        }
        next = cause.source();
    }
    None
}

/// A receiver may repeat its address in an answer.
fn without_secrets(target: &Target, text: &str) -> String {
    let parts = target.url.path().split('/').filter(|part| part.len() >= 8);
    let mut text = text.to_owned();
    for part in parts {
        text = text.replace(part, "***");
    }
    if let Some(query) = target.url.query().filter(|query| query.len() >= 4) {
        text = text.replace(query, "***");
    }
    target.secret.as_ref().map_or_else(|| text.clone(), |secret: &Secret| secret.redact(&text))
}
