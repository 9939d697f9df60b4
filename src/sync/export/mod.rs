//! Export: chosen functions' cases and results from the workspace to Qase.
//!
//! [`collect()`] reads both sides, [`plan()`] compares them (pure), [`apply()`] sends. What would make something twice is in the
//! journal before it is sent; an export that was cut off is finished by the next, and one that is repeated changes nothing.

mod again;
mod apply;
mod cases;
mod collect;
mod draft;
mod files;
mod plan;
mod results;
mod suites;
mod wire;

pub use crate::ingest::{ResultEntry, store_entries, store_file};
pub use apply::apply;
pub use collect::{Candidate, Collected, LocalResult, RunMade, RunThere, collect};
pub use draft::draft;
pub use files::Unsent;
pub use plan::plan;

use super::error::Result;
use super::policy::{Decisions, Policy};
use super::report::Summary;
use super::session::Session;
use crate::domain::ids::{FunctionId, RunId};
use serde::{Deserialize, Serialize};

/// Which results are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultsFrom {
    /// The latest of each case, over all runs here.
    Latest,
    /// Results of one workspace run: entered in the Export tab, or read from a file ([`store_entries`], [`store_file`]).
    Run(RunId),
}

/// Where results go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunChoice {
    /// To a run of Qase, by its id.
    Existing(i64),
    /// To a new run of this title. With nothing new to send none is made; one that was broken off is continued.
    New(String),
}

/// What to export, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The chosen functions.
    pub functions: Vec<FunctionId>,
    /// Make and change their cases in Qase. A function without one gets one.
    pub cases: bool,
    /// Which results to send; none sends none.
    pub results: Option<ResultsFrom>,
    /// Where to.
    pub run: Option<RunChoice>,
    /// What to do where the sides differ.
    pub policy: Policy,
    /// The suite of Qase for cases that are made from functions; none is the root.
    pub target_suite: Option<i64>,
    /// Make a case again that was removed in Qase.
    pub recreate_removed: bool,
}

/// Collects, plans and applies without a look between.
///
/// # Errors
/// As [`collect()`] and [`apply()`].
pub async fn run(session: &Session, options: &Options) -> Result<Summary> {
    let session = &session.leased("export").await?;
    let collected = collect(session, options).await?;
    let plan = plan(&collected, options, &Decisions::new());
    apply(session, options, std::sync::Arc::new(collected), &plan).await
}
