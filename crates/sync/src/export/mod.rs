//! Export: chosen functions' cases and results from the workspace to Qase.
//!
//! [`collect()`] reads both sides, [`plan()`] compares them (pure), [`apply()`] sends. A write that could create a duplicate is
//! recorded in the journal before it is sent. The next export finishes an interrupted one, and a repeated export changes nothing.

mod apply;
mod cases;
mod collect;
mod draft;
mod files;
mod plan;
mod reread;
mod results;
mod shared;
mod suites;
mod wire;

pub use apply::apply;
pub use collect::{Candidate, Collected, LocalResult, RunMade, RunThere, collect};
pub use draft::draft;
pub use files::Unsent;
pub use plan::{CASE_NOT_THERE, plan};
pub use voluptas_ingest::{ResultEntry, store_entries, store_file};

use super::error::Result;
use super::policy::{Decisions, Policy};
use super::report::Summary;
use super::session::Session;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::ids::{FunctionId, RunId};

/// Results to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultsFrom {
    /// The latest result of each case, over all workspace runs.
    Latest,
    /// Results of one workspace run: entered in the Export tab, or read from a file ([`store_entries`], [`store_file`]).
    Run(RunId),
    /// All results of one workspace run, with those of cases that no function covers: each attempt and each combination of parameters.
    WholeRun(RunId),
}

/// Target run of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunChoice {
    /// To a run of Qase, by its id.
    Existing(i64),
    /// To a new run of this title. No run is created when there is no new result; an interrupted run is continued.
    New(String),
}

/// Options of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The chosen functions.
    pub functions: Vec<FunctionId>,
    /// Create and change the functions' cases in Qase. A function without a case gets one.
    pub cases: bool,
    /// Results to send; `None` sends none.
    pub results: Option<ResultsFrom>,
    /// Target run.
    pub run: Option<RunChoice>,
    /// Policy for fields on which the sides differ.
    pub policy: Policy,
    /// Qase suite for cases that are created from functions; `None` is the root.
    pub target_suite: Option<i64>,
    /// Create cases again that were removed in Qase.
    pub recreate_removed: bool,
}

/// Collects, plans and applies without a preview.
pub async fn run(session: &Session, options: &Options) -> Result<Summary> {
    let session = &session.leased("export").await?;
    let collected = collect(session, options).await?;
    let plan = plan(&collected, options, &Decisions::new());
    apply(session, options, std::sync::Arc::new(collected), &plan).await
}
