//! State and actions of the Mirror tab.

use std::sync::Arc;

use super::choice::{Choice, ChoiceFacts, MissingChoice, Side};
use super::lists::MirrorLists;
use super::pairs::{PairAction, Pairs};
use super::rows::{Preview, Rows};
use crate::sync_dialog::plan_actions::PlanAction;
use crate::sync_dialog::plan_jobs::PlanJobs;
use voluptas_app::mirror::job::{MirrorReady, Mirrored};
use voluptas_core::domain::ids::PairId;
use voluptas_jobs::Query;
use voluptas_mirror::Options;
use voluptas_settings::Account;

#[derive(Debug, Default)]
pub struct MirrorTab {
    pub(super) jobs: PlanJobs<MirrorReady, Mirrored, (Choice, Options)>,
    pub(super) choice: Choice,
    pub(super) lists: MirrorLists,
    pub(super) pairs: Pairs,
    pub(super) building: Query<Arc<Rows>>,
    pub(super) preview: Option<Preview>,
    /// The plan that is being applied. It knows its outcome, whether the job succeeds or fails.
    pub(super) applied: Option<MirrorReady>,
    /// The saved pair of this plan.
    pub(super) applied_pair: Option<PairId>,
}

impl MirrorTab {
    /// The shown preview.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Options for the engine, or the missing choice.
    pub(super) fn options(&self, has_second: bool) -> Result<Options, MissingChoice> {
        let runs = self.lists.runs(Account::Primary, self.choice.from.as_deref());
        self.choice.options(ChoiceFacts { runs, fields: self.lists.shared(), has_second })
    }

    pub(super) fn set_project(&mut self, side: Side, code: &str) {
        let code = Some(code.to_uppercase());
        self.jobs.error = None;
        match side {
            Side::Source => {
                self.choice.from = code;
                self.choice.source_run = None;
            }
            Side::Target => {
                self.choice.to = code;
                self.choice.target_run = None;
            }
        }
    }
}

/// An action of the tab.
#[derive(Debug)]
pub enum MirrorAction {
    /// Read projects, runs and fields of one side again.
    Refresh(Side),
    /// Plan again with another choice for results without a trace.
    AdoptUntraced(Option<bool>),
    /// Change the saved pairs.
    Pair(PairAction),
    /// An action that every tab with a plan has.
    Plan(PlanAction),
}

impl From<PlanAction> for MirrorAction {
    fn from(action: PlanAction) -> Self {
        Self::Plan(action)
    }
}

impl From<PairAction> for MirrorAction {
    fn from(action: PairAction) -> Self {
        Self::Pair(action)
    }
}
