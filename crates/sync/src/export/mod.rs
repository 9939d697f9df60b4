//! Export: chosen functions' cases and results from the workspace to Qase.
//!
//! [`collect()`] reads both sides, [`plan()`] compares them (pure), [`apply()`] sends. A write that could create a duplicate is
//! recorded in the journal before it is sent. The next export finishes an interrupted one, and a repeated export changes nothing.

mod apply;
mod cases;
mod collect;
mod collected;
mod draft;
mod files;
mod options;
mod plan;
mod reread;
mod results;
mod settle;
mod shared;
mod spoilt;
mod suites;
mod unanswered;
mod unsent;
mod wire;
mod work;

pub use apply::apply;
pub use collect::collect;
pub use collected::{Candidate, Collected, CreatedRun, ExistingRun, LocalResult};
pub use draft::draft;
pub use options::{Options, ResultsFrom, RunChoice};
pub use plan::{CASE_NOT_THERE, plan};
pub use unsent::Unsent;
pub use voluptas_ingest::{ResultEntry, store_entries, store_file};

use super::Job;
use super::policy::Decisions;
use super::report::Summary;
use super::session::Session;

/// Collects, plans and applies without a preview.
pub fn run<'a>(session: &'a Session, options: &'a Options) -> Job<'a, Summary> {
    Box::pin(async move {
        let session = &session.leased("export").await?;
        let collected = collect(session, options).await?;
        let plan = plan(&collected, options, &Decisions::new());
        apply(session, options, std::sync::Arc::new(collected), &plan).await
    })
}
