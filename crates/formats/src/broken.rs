//! Faults at which the reading of a file ends.
//!
//! The frequent ones have texts of their own in both languages. The others are quoted in the words of the parser.

use quick_xml::errors::{Error as XmlError, IllFormedError};
use serde_json::error::Category;
use voluptas_core::domain::Message;

/// Reason of [`FormatError::Broken`](super::FormatError::Broken).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenReason {
    /// XML ends within an element, a tag, a comment or CDATA.
    #[error("the file ends within an element")]
    OpenElement,
    /// JSON ends within an object, a list or a text.
    #[error("the file ends within a value")]
    OpenValue,
    /// A report of a test tool ends before its first complete test.
    #[error("the file ends before the end of its first test")]
    NoTest,
    /// An end tag without a start tag.
    #[error("the end tag </{0}> has no start tag")]
    EndTag(String),
    /// The end tag of another element than the innermost open one.
    #[error("the end tag </{found}> follows the open element <{expected}>")]
    OtherEndTag { expected: String, found: String },
    /// A document type with entities.
    #[error("a document type with entities is not accepted")]
    Entities,
    /// Elements within elements beyond the limit.
    #[error("the elements are nested too deeply")]
    TooDeep,
    /// Attributes of an element beyond the limit.
    #[error("an element has too many attributes")]
    ManyAttributes,
    /// A text that is no JSON.
    #[error("it is no JSON at character {column}: {said}")]
    NotJson {
        /// Place in the line, in bytes from 1.
        column: usize,
        /// The parser's text, in English.
        said: String,
    },
    /// JSON with another value where an object must be.
    #[error("it is no JSON object")]
    NotObject,
    /// A text between fences of a feature file that has no end.
    #[error("a text between fences is not closed")]
    OpenFence,
    /// Another fault, in the parser's words, in English.
    #[error("{0}")]
    Parser(String),
}

impl BrokenReason {
    /// The reason for an error of the XML parser. `is_cut` tells that the document has ended.
    pub(super) fn of_xml(error: &XmlError, is_cut: bool) -> Self {
        match error {
            XmlError::Syntax(_) if is_cut => Self::OpenElement,
            XmlError::IllFormed(IllFormedError::UnmatchedEndTag(found)) => Self::EndTag(found.clone()),
            XmlError::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                Self::OtherEndTag { expected: expected.clone(), found: found.clone() }
            }
            error => Self::Parser(error.to_string()),
        }
    }

    /// The reason for an error of the JSON parser, whose text repeats the place.
    pub(super) fn of_json(error: &serde_json::Error) -> Self {
        let said = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let said = said.strip_suffix(place.as_str()).unwrap_or(said.as_str()).to_owned();
        match error.classify() {
            Category::Eof => Self::OpenValue,
            Category::Syntax => Self::NotJson { column: error.column(), said },
            Category::Data | Category::Io => Self::Parser(said),
        }
    }

    /// The message about a file that cannot be read after a line.
    pub(super) fn message(&self, file: &str, line: u64) -> Message {
        let with_key = |key: &str| Message::new(key).with("file", file).with("line", line);
        match self {
            Self::OpenElement => with_key("formats-error-open-element"),
            Self::OpenValue => with_key("formats-error-open-value"),
            Self::NoTest => with_key("formats-error-no-test"),
            Self::EndTag(found) => with_key("formats-error-end-tag").with("found", found),
            Self::OtherEndTag { expected, found } => {
                with_key("formats-error-other-end-tag").with("expected", expected).with("found", found)
            }
            Self::Entities => with_key("formats-error-entities"),
            Self::TooDeep => with_key("formats-error-too-deep"),
            Self::ManyAttributes => with_key("formats-error-many-attributes"),
            Self::NotJson { column, said } => with_key("formats-error-not-json").with("column", column).with("reason", said),
            Self::NotObject => with_key("formats-error-not-object"),
            Self::OpenFence => with_key("formats-error-open-fence"),
            Self::Parser(said) => with_key("formats-error-broken").with("reason", said),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool_results;
    use voluptas_core::domain::message::Explain as _;

    #[test]
    fn frequent_faults_of_xml_have_texts_of_their_own() {
        let key = |text: &str| tool_results::read("a.xml", text.as_bytes()).expect_err("a fault").message().key;
        assert_eq!(key("<testsuites><testsuite name='a'><testcase name='b'>"), "formats-error-open-element");
        assert_eq!(key("<testsuites><testsuite name='a'></testsuites>"), "formats-error-other-end-tag");
        let lonely = XmlError::IllFormed(IllFormedError::UnmatchedEndTag("b".to_owned()));
        assert_eq!(BrokenReason::of_xml(&lonely, false), BrokenReason::EndTag("b".to_owned()));
        let rare = XmlError::IllFormed(IllFormedError::UnknownVersion);
        let message = BrokenReason::of_xml(&rare, false).message("a.xml", 3);
        assert_eq!((message.key.as_str(), message.text("line")), ("formats-error-broken", Some("3")));
        assert!(message.text("reason").is_some_and(|said| said.contains("version")), "{message:?}");
    }

    #[test]
    fn faults_of_json_are_an_early_end_or_another_text() {
        let reason = |text: &str| BrokenReason::of_json(&serde_json::from_str::<serde_json::Value>(text).expect_err("a fault"));
        assert_eq!(reason("{\"a\": \"b"), BrokenReason::OpenValue);
        assert_eq!(reason("[1, "), BrokenReason::OpenValue);
        let other = reason("{\"a\" 1}");
        assert!(matches!(&other, BrokenReason::NotJson { said, .. } if said == "expected `:`"), "{other:?}");
    }
}
