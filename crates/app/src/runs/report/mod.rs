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
mod options;
mod outcome;
mod pack;
mod read;
mod temporary;

pub use options::{Format, Options};
pub use outcome::{Error, ReportCounts};

use std::io::Write;

use crate::runs::gate::RulesFile;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_store::Store;

/// Default limit for the bytes of attachments within a page.
pub const ATTACHMENTS: u64 = 20_000_000;

/// Usual name of the file of a report: `SHOP-run-42.html`.
pub fn file_name(project: &str, run: i64, format: Format) -> String {
    format!("{project}-run-{run}.{}", format.extension())
}

/// Writes the report of a run of a project.
pub fn write(
    store: &Store,
    project: &Project,
    run: RunId,
    options: &Options,
    out: &mut dyn Write,
) -> Result<ReportCounts, Error> {
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
        Ok(written.map(|written| ReportCounts { untested: source.head.untested, ..written }))
    })??;
    out.flush()?;
    Ok(done)
}
