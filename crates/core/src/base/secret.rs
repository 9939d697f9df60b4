//! Secrets that cannot be printed by accident.

use std::fmt;

/// A text that must never reach a log, an error, a file of ours or a screen: an API token.
///
/// `Debug` and `Display` show stars; there is no `Serialize`. Only [`Secret::expose`] gives the text, so that
/// a search for that word finds every place where it leaves.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text; outer blanks and line ends, which come with copying, are dropped.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim().to_owned())
    }

    /// The text itself. To be handed to the one who needs it, never to be kept or formatted.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// True when there is no secret.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces every occurrence of the secret in `text` by stars: the last defence for texts that come from outside,
    /// such as an error body of a server that repeats its request.
    pub fn redact(&self, text: &str) -> String {
        if self.0.len() < 4 {
            return text.to_owned();
        }
        text.replace(&self.0, "***")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "Secret(none)" } else { "Secret(***)" })
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shows_itself() {
        let s = Secret::new(" tok-123456\n");
        assert_eq!(format!("{s} {s:?}"), "*** Secret(***)");
        assert_eq!(s.expose(), "tok-123456");
        assert_eq!(s.redact("Token tok-123456 is bad"), "Token *** is bad");
    }
}
