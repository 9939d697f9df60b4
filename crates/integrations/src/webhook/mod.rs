//! Webhooks: targets, payloads and signatures. The signature follows Standard Webhooks, for which receivers find ready libraries.

mod send;
mod sign;
mod template;

pub use send::{Answer, Sender};
pub use sign::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, TOLERANCE_S, sign, verify};
pub use template::{Notice, Template};

use crate::error::{Error, Result};
use crate::net::{Policy, origin};
use crate::seal::SealKey;
use reqwest::Url;
use serde_json::json;
use voluptas_core::base::Secret;

/// Longest address, in bytes.
const LONGEST_URL: usize = 2000;
/// Shortest and longest secret, in bytes.
const SECRET: std::ops::RangeInclusive<usize> = 16..=256;

/// Where a webhook goes: all of it is kept encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub url: Url,
    /// Secret of the signature; `None` sends none.
    pub secret: Option<Secret>,
    /// Chat of Telegram.
    pub chat: Option<String>,
}

impl Target {
    /// Parses a target from a person's input.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Private`], [`Error::Text`].
    pub fn read(url: &str, secret: Option<&Secret>, chat: Option<&str>, policy: &Policy) -> Result<Self> {
        // The parser would drop these and go on.
        if url.len() > LONGEST_URL || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Error::Text("URL"));
        }
        let url = Url::parse(url).map_err(|_| Error::Address(shown(url)))?;
        policy.check(&url)?;
        let is_bad = |secret: &&Secret| {
            let text = secret.expose();
            !SECRET.contains(&text.len()) || text.chars().any(|c| c.is_control() || c.is_whitespace())
        };
        if secret.as_ref().is_some_and(is_bad) {
            return Err(Error::Text("secret"));
        }
        let chat = chat.map(str::trim).filter(|chat| !chat.is_empty()).map(str::to_owned);
        if chat.as_ref().is_some_and(|chat| chat.len() > 100 || chat.chars().any(char::is_control)) {
            return Err(Error::Text("chat"));
        }
        Ok(Self { url, secret: secret.cloned(), chat })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        origin(&self.url)
    }

    /// The target, encrypted.
    ///
    /// # Errors
    /// [`Error::Sealed`].
    pub fn seal(&self, key: &SealKey) -> Result<String> {
        let text = json!({ "url": self.url.as_str(), "secret": self.secret.as_ref().map(Secret::expose), "chat": self.chat });
        key.seal(&text.to_string())
    }

    /// A target that was encrypted.
    ///
    /// # Errors
    /// [`Error::Sealed`] with another key.
    pub fn open(key: &SealKey, sealed: &str) -> Result<Self> {
        let value: serde_json::Value = serde_json::from_str(&key.open(sealed)?).map_err(|_| Error::Sealed)?;
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let url = text("url").and_then(|url| Url::parse(&url).ok()).ok_or(Error::Sealed)?;
        Ok(Self { url, secret: text("secret").map(Secret::new), chat: text("chat") })
    }
}

/// The host of a text that is no address, for an error: nothing behind it, where tokens stand.
fn shown(text: &str) -> String {
    let start: String = text.chars().take_while(|c| !matches!(c, '/' | '?' | '#' | '@')).take(60).collect();
    if start.is_empty() { "…".into() } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_kept_without_being_shown() {
        let key = SealKey::new(&crate::seal::random().unwrap()).unwrap();
        let secret = Secret::new("0123456789abcdef");
        let target = Target::read("https://hooks.example/T/token", Some(&secret), Some("-100"), &Policy::default()).unwrap();
        assert_eq!(target.origin(), "https://hooks.example");
        let sealed = target.seal(&key).unwrap();
        assert_eq!(Target::open(&key, &sealed).unwrap(), target);
    }

    #[test]
    fn texts_that_would_break_a_header_are_refused() {
        let read = |url: &str, secret: &str| Target::read(url, Some(&Secret::new(secret)), None, &Policy::default());
        let good = "0123456789abcdef";
        assert_eq!(read("https://hooks.example/\r\nX-Evil: 1", good), Err(Error::Text("URL")));
        assert_eq!(read("https://hooks.example/a b", good), Err(Error::Text("URL")));
        assert_eq!(read("https://hooks.example/", "0123456789abcdef\r\nX: 1"), Err(Error::Text("secret")));
        assert_eq!(read("https://hooks.example/", "short"), Err(Error::Text("secret")));
        assert!(matches!(read("hooks.example", good), Err(Error::Address(_))));
        let Err(error) = read("https:///x/token", "short") else { panic!("taken") };
        assert!(!error.to_string().contains("token"));
    }
}
