//! State and actions of the Import tab.

use super::suites::SuiteTree;
use crate::sync_dialog::account_lists::Listing;
use crate::sync_dialog::case_plan::{CasePlan, ReplanAction};
use crate::sync_dialog::plan_actions::PlanAction;
use crate::sync_dialog::preview::Preview;
use voluptas_app::sync::import::{ImportChoice, ImportReady};
use voluptas_qase::model::Suite;

#[derive(Debug, Default)]
pub struct ImportTab {
    pub(super) plan: CasePlan<ImportReady>,
    pub(super) project: Option<String>,
    pub(super) suites: Listing<Suite>,
    pub(super) tree: SuiteTree,
    pub(super) functions: bool,
    /// Options of a job that is run again, until the suites that it names are read.
    pub(super) asked: Option<ImportChoice>,
}

impl ImportTab {
    /// The shown preview.
    pub fn preview(&self) -> Option<&Preview> {
        self.plan.preview()
    }
}

/// An action of the tab.
#[derive(Debug)]
pub enum ImportAction {
    /// Choose a project.
    SetProject(String),
    /// Read projects and suites again, without the old suites on screen.
    Refresh,
    /// Plan again without reading.
    Replan(ReplanAction),
    /// An action that every tab with a plan has.
    Plan(PlanAction),
}

impl From<PlanAction> for ImportAction {
    fn from(action: PlanAction) -> Self {
        Self::Plan(action)
    }
}

impl From<ReplanAction> for ImportAction {
    fn from(action: ReplanAction) -> Self {
        Self::Replan(action)
    }
}
