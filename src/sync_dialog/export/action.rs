//! Actions of the Export tab.

use std::path::PathBuf;

use crate::sync_dialog::case_plan::ReplanAction;
use crate::sync_dialog::plan_actions::PlanAction;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::status::ResultStatus;

/// A change of the result that is entered for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryChange {
    /// Another status.
    Status(ResultStatus),
    /// Another status; the same status again clears it.
    Toggle(ResultStatus),
    /// No status.
    Clear,
    /// Another duration in milliseconds.
    Duration(Option<i64>),
    /// Another comment.
    Comment(String),
}

/// An action of the tab.
#[derive(Debug)]
pub enum ExportAction {
    /// Read the open runs of the project again.
    RefreshRuns,
    /// Change the entered result of a case, and store it.
    Enter(CaseId, EntryChange),
    /// Ask for a file of results.
    AskFile,
    /// Read a file of results.
    ReadFile(PathBuf),
    /// Plan again without reading.
    Replan(ReplanAction),
    /// An action that every tab with a plan has.
    Plan(PlanAction),
}

impl From<PlanAction> for ExportAction {
    fn from(action: PlanAction) -> Self {
        Self::Plan(action)
    }
}

impl From<ReplanAction> for ExportAction {
    fn from(action: ReplanAction) -> Self {
        Self::Replan(action)
    }
}
