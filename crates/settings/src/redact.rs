//! The last defence of secrets: all log output passes through here.
//!
//! The type [`Secret`] keeps secrets out of texts. The redaction catches secrets that come back from outside, such as an error
//! page that repeats the request.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use tracing_subscriber::fmt::MakeWriter;

use voluptas_core::base::Secret;

/// The secrets to be replaced by stars.
#[derive(Debug, Clone, Default)]
pub struct Redactor(Arc<RwLock<Vec<Secret>>>);

static GLOBAL: LazyLock<Redactor> = LazyLock::new(Redactor::default);

impl Redactor {
    /// The one of this process, which the log uses.
    pub fn global() -> &'static Self {
        &GLOBAL
    }

    /// Replaces `secret` from now on. Very short secrets are not replaced: they would destroy ordinary words.
    pub fn hide(&self, secret: &Secret) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).contains(secret);
        if !known && secret.expose().len() >= 4 {
            self.0.write().unwrap_or_else(PoisonError::into_inner).push(secret.clone());
        }
    }

    /// The text with stars in place of every known secret.
    pub fn redact(&self, text: &str) -> String {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        secrets.iter().filter(|s| text.contains(s.expose())).fold(text.to_owned(), |text, s| s.redact(&text))
    }

    /// Puts the redaction before a maker of writers.
    pub(super) fn guard<M>(&self, inner: M) -> Redacting<M> {
        Redacting { inner, redactor: self.clone() }
    }
}

/// Writer, or maker of writers, whose lines are redacted. Each line of the log comes in one call.
#[derive(Debug, Clone)]
pub(super) struct Redacting<W> {
    inner: W,
    redactor: Redactor,
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.inner.write_all(self.redactor.redact(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Redacting<M> {
    type Writer = Redacting<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Redacting { inner: self.inner.make_writer(), redactor: self.redactor.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_every_known_secret() {
        let r = Redactor::default();
        r.hide(&Secret::new("tok-123456"));
        r.hide(&Secret::new("tok-123456"));
        r.hide(&Secret::new("abc"));
        let mut out = Vec::new();
        r.guard(&mut out).write_all(b"Token tok-123456 abc tok-123456\n").expect("write");
        assert_eq!(out, b"Token *** abc ***\n");
        assert!(!format!("{r:?}").contains("123456"));
    }
}
