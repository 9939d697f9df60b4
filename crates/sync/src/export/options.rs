//! Options of an export: which cases and results go to Qase, and where to.

use crate::policy::Policy;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::ids::{CaseId, FunctionId, RunId};

/// Results to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultsFrom {
    /// The latest result of each case, over all workspace runs.
    Latest,
    /// Results of one workspace run: entered in the Export tab, or read from a file by `voluptas_ingest`.
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
    /// The chosen functions, whose cases take part.
    pub functions: Vec<FunctionId>,
    /// Cases that were chosen themselves, whatever they cover.
    pub chosen: Vec<CaseId>,
    /// Create and change these cases in Qase. A chosen function without a case gets one.
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

impl Options {
    /// The workspace run whose results are sent; `None` for the latest results of all runs.
    pub(super) fn run_here(&self) -> Option<i64> {
        match self.results {
            Some(ResultsFrom::Run(id) | ResultsFrom::WholeRun(id)) => Some(id.0),
            Some(ResultsFrom::Latest) | None => None,
        }
    }
}
