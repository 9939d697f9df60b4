//! Errors of a run that belong to none of its tests, as front ends show them.

use super::own_texts;
use schemars::JsonSchema;
use serde::Serialize;
use voluptas_core::domain::Message;
use voluptas_core::domain::failure_group::first_line;
use voluptas_core::domain::run_error::{RunError, RunErrorKind, Totals};
use voluptas_i18n::{Lang, Tr, plain_numbers};

/// An error of a run, for programs: in the report as JSON, and in the answers of `ingest` and of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RunErrorObject {
    /// `failure`, `notice` (no quality gate refuses it), `unread` (the file was not read, or not to its end), `shards` (the run ended before all of
    /// them came) or `totals` (the file states more than was read from it).
    pub kind: &'static str,
    /// The file of results that holds the error.
    pub file: String,
    /// The file, suite or phase that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Message; in English where it is one of the program.
    pub message: String,
    /// Stack trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The message, where it is one of the program.
    #[serde(skip)]
    pub own: Option<Message>,
    /// Stated and read numbers of `totals`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub totals: Option<Totals>,
}

impl RunErrorObject {
    #[must_use]
    pub fn new(error: &RunError) -> Self {
        let totals = match error.kind {
            RunErrorKind::Totals(totals) => Some(totals),
            RunErrorKind::Failure | RunErrorKind::Notice | RunErrorKind::Unread | RunErrorKind::Shards { .. } => None,
        };
        let (own, mut text) = (own(error), message(error, Tr::new(Lang::En)));
        // A text of a tool stays as it is.
        if own.is_some() || matches!(error.kind, RunErrorKind::Unread) {
            text = plain_numbers(&text).into_owned();
        }
        Self {
            kind: error.kind.as_str(),
            file: error.file.clone(),
            source: error.source.clone(),
            message: text,
            trace: error.trace.clone(),
            own,
            totals,
        }
    }

    /// The message in a language.
    #[must_use]
    pub fn message_in(&self, tr: Tr) -> String {
        self.own.as_ref().map_or_else(|| self.message.clone(), |own| tr.message(own))
    }

    /// Where the error was: what failed, otherwise the file that says so.
    #[must_use]
    pub fn place(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.file)
    }
}

/// The message of an error where it is one of the program.
fn own(error: &RunError) -> Option<Message> {
    error.own_message().or_else(|| own_texts::message(error))
}

/// The message of an error in a language.
#[must_use]
pub fn message(error: &RunError, tr: Tr) -> String {
    own(error).map_or_else(|| error.message.clone(), |own| tr.message(&own))
}

/// An error in one line: place and first line of the message.
#[must_use]
pub fn line(error: &RunError, tr: Tr) -> String {
    let place = error.source.as_deref().unwrap_or(&error.file);
    let first = first_line(&message(error, tr));
    // Some messages name the file themselves.
    let place = if first.contains(place) { "" } else { place };
    let parts = [place, first.as_str()].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_program_are_plain_digits_for_programs() {
        let message = |kind, text: &str| {
            let error = RunError { kind, file: "a.xml".to_owned(), source: None, message: text.to_owned(), trace: None };
            RunErrorObject::new(&error).message
        };
        let reason = Message::new("result-files-cut-off").with("file", "a.xml").with("line", 30_002).count("tests", 1_500);
        let stored = Tr::new(Lang::En).message(&reason);
        assert!(message(RunErrorKind::Unread, &stored).contains("line 30002, after test 1500"));
        assert_eq!(message(RunErrorKind::Unread, "copies: 1\u{202f}234"), "copies: 1234");
        assert_eq!(message(RunErrorKind::Failure, "1\u{202f}234 of a tool"), "1\u{202f}234 of a tool");
    }
}
