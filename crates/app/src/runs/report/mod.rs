//! The report of a run as one file: HTML for people, Markdown for a pull request, JUnit XML and JSON for programs.
//!
//! [`write()`] reads the run in one snapshot and hands its tests to a writer one by one: [`html`], [`markdown`], [`junit`], [`json`].
//! The data are the plain values of [`model`]. Nothing here decides about results: statuses, attempts, groups and differences are
//! those of the store and the domain.

mod files;
mod html;
mod json;
mod junit;
mod markdown;
pub mod model;
mod pack;
mod read;
mod temporary;

use std::io::{self, Write};
use std::path::Path;

use crate::runs::gate::RulesFile;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_i18n::Lang;
use voluptas_store::{Error as StoreError, Store};

/// Bytes of attachments within a page, unless somebody asks for more.
pub const ATTACHMENTS: u64 = 20_000_000;

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
    /// [`model`] as JSON.
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

/// Usual name of the file of a report: `SHOP-run-42.html`.
pub fn file_name(project: &str, run: i64, format: Format) -> String {
    format!("{project}-run-{run}.{}", format.extension())
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

/// Counts of a written report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    pub tests: usize,
    /// Cases, or combinations of their parameters, without a result.
    pub untested: i64,
    /// Attached files within the report. Files with the same bytes count as one.
    pub files: usize,
    /// Attached files that are listed by name and size alone, because their bytes are not within the report. Those with the same bytes
    /// count as one.
    pub files_listed: usize,
}

/// The reason why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The run cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(io::Error),
    /// A file in the system's folder for temporary files cannot be written or read.
    #[error(transparent)]
    Temporary(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.downcast::<temporary::TemporaryFailure>() {
            Ok(failure) => Self::Temporary(failure.0),
            Err(error) => Self::Output(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

/// Writes the report of a run of a project.
pub fn write(store: &Store, project: &Project, run: RunId, options: &Options, out: &mut dyn Write) -> Result<Written, Error> {
    let blobs = store.blobs()?;
    let rules = RulesFile::beside(store);
    let done = store.read_through(|tx| {
        let run = tx.runs().get(run)?;
        let source = read::open(tx, project, &run, rules.as_ref(), options.now)?;
        let written = match options.format {
            Format::Html => html::write(tx, &source, options, &blobs, out),
            Format::Markdown => markdown::write(tx, &source, options.lang, out),
            Format::Junit => junit::write(tx, &source, options.lang, out),
            Format::Json => json::write(tx, &source, out),
        };
        Ok(written.map(|written| Written { untested: source.head.untested, ..written }))
    })??;
    out.flush()?;
    Ok(done)
}
