//! Options of a report: its form, its language and its size.

use std::path::Path;
use voluptas_core::base::Millis;
use voluptas_i18n::Lang;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Format {
    /// One page that needs no network.
    #[strum(serialize = "html", serialize = "htm")]
    Html,
    /// Markdown for a comment.
    #[strum(serialize = "md", serialize = "markdown")]
    Markdown,
    /// JUnit XML with the reruns of Surefire.
    #[strum(serialize = "xml", serialize = "junit")]
    Junit,
    /// [`model`](super::model) as JSON.
    Json,
}

impl Format {
    /// The format of a file by its extension.
    pub fn of_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }

    /// The usual extension of its files.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Junit => "xml",
            Self::Json => "json",
        }
    }
}

/// Options of a report.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The form.
    pub format: Format,
    /// Language of Markdown and of the notes in JUnit XML, and the first language of the page.
    pub lang: Lang,
    /// Bytes of attachments that go into the page, the smallest files first.
    pub attachment_bytes: u64,
    /// Time of writing.
    pub now: Millis,
}
