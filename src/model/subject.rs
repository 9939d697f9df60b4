//! The list in the left panel, and the kind of the highlighted item.

use serde::{Deserialize, Serialize};
use voluptas_core::domain::ids::{CaseId, ResultId, RunId};

/// The list in the left panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeftTab {
    /// The function tree.
    #[default]
    Functions,
    /// Suites and cases.
    Cases,
    Runs,
}

impl LeftTab {
    /// All lists, as the panel offers them.
    pub const ALL: [Self; 3] = [Self::Functions, Self::Cases, Self::Runs];

    /// Key of the list's name.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Functions => "gui-left-functions",
            Self::Cases => "gui-left-cases",
            Self::Runs => "gui-left-runs",
        }
    }
}

/// Kind of the highlighted item, which the inspector shows and commands act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The selected functions.
    #[default]
    Functions,
    /// One case.
    Case(CaseId),
    /// The selected suites, or several cases.
    Cases,
    Run(RunId),
    /// A result of a run.
    Result(RunId, ResultId),
}

impl Subject {
    /// True for a run or a result: their own tab shows most of what the inspector has.
    #[must_use]
    pub fn is_of_run(self) -> bool {
        matches!(self, Self::Run(_) | Self::Result(..))
    }
}
