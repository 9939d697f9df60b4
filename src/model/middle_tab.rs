//! The tabs of the middle, by name. Their views are registered in `tabs!` of the views.

use super::run_pair::RunPair;
use serde::{Deserialize, Serialize};

/// A tab of the middle. The settings file keeps open tabs under these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MiddleTab {
    /// Figures, and work that needs attention.
    #[default]
    Overview,
    /// The grid of functions.
    Registry,
    /// The grid of cases.
    Cases,
    /// One case.
    Case(i64),
    /// The versions of a case.
    Versions(i64),
    /// One run.
    Run(i64),
    /// Two runs, compared.
    Compare(RunPair),
}
