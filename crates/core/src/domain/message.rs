//! A sentence for a person as a value: the key of a text and its arguments. The front end turns it into Russian or English.

use serde::{Deserialize, Serialize};

/// An argument of a [`Message`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count; the language's plural rules see it.
    Number(i64),
    /// A name, an id or another text that is shown as it is.
    Text(String),
}

/// The key of a text in the translation files, with its arguments by name.
///
/// Errors, warnings, journal lines and plan remarks are messages, so that what was stored in one language can be read in the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Key in `assets/i18n/*/*.ftl`, for example `qase-error-unauthorized`.
    pub key: String,
    /// Arguments by the name that the text uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, Arg)>,
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), args: Vec::new() }
    }

    /// Adds a text argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), Arg::Text(value.to_string())));
        self
    }

    /// Adds a count.
    #[must_use]
    pub fn count(mut self, name: &str, value: impl TryInto<i64>) -> Self {
        self.args.push((name.to_owned(), Arg::Number(value.try_into().unwrap_or(i64::MAX))));
        self
    }

    /// Replaces the count of that name. A message without it stays as it is.
    pub fn set_number(&mut self, name: &str, value: i64) {
        for (_, arg) in self.args.iter_mut().filter(|(n, arg)| n == name && matches!(arg, Arg::Number(_))) {
            *arg = Arg::Number(value);
        }
    }

    /// The text of that name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.args.iter().find_map(|(n, arg)| match arg {
            Arg::Text(value) if n == name => Some(value.as_str()),
            _ => None,
        })
    }

    /// The count of that name.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.args.iter().find_map(|(n, arg)| match arg {
            Arg::Number(value) if n == name => Some(*value),
            _ => None,
        })
    }
}

/// An error that tells a person what failed and what to do next.
pub trait Explain {
    /// The failure, with the name of the thing that failed.
    fn message(&self) -> Message;
    /// The action that solves the problem; `None` if there is none.
    fn remedy(&self) -> Option<Message> {
        None
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(n: i64) -> Self {
        Self::Number(n)
    }
}

impl From<u32> for Arg {
    fn from(n: u32) -> Self {
        Self::Number(n.into())
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Self {
        Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}
