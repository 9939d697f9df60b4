//! State of the Export tab, and the selection that it sends.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::entered_results::EnteredResults;
use super::entry::Entry;
use super::model::{ChosenBy, Line, Model, Shortcut};
use crate::file_prompt::FilePrompt;
use crate::model::cases::CaseKey;
use crate::sync_dialog::case_plan::CasePlan;
use crate::sync_dialog::context::TabContext;
use crate::sync_dialog::plan_actions::PlanWork as _;
use crate::sync_dialog::preview::Preview;
use crate::user_error::UserError;
use voluptas_app::sync::entry::{EnteredResult, FromFile};
use voluptas_app::sync::export::ExportReady;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use voluptas_jobs::Query;
use voluptas_sync::export::RunChoice;
use voluptas_ui::widgets::TreeState;

/// The run that receives the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RunPick {
    /// The run of the settings.
    Settings,
    /// A run of the list.
    Listed,
    /// A new run.
    #[default]
    New,
}

/// Results that were entered and not sent yet, with their project.
pub type UnsentResults = (ProjectId, BTreeMap<CaseId, EnteredResult>);

#[derive(Debug, Default)]
pub struct ExportTab {
    pub(super) plan: CasePlan<ExportReady>,
    pub(super) project: Option<String>,
    pub(super) read: Query<Result<Arc<Model>, UserError>>,
    /// State and account that were read; the account is known from the first answer on.
    pub(super) seen: Option<([u64; 5], Option<String>)>,
    /// True while the data of another account than before is being read.
    pub(super) account_is_new: bool,
    pub(super) generation: u64,
    pub(super) model: Arc<Model>,
    pub(super) is_read: bool,
    /// Chooses functions, or cases.
    pub(super) by: ChosenBy,
    /// The trees of functions and of cases.
    pub(super) trees: [TreeState; ChosenBy::ALL.len()],
    pub(super) filters: [String; ChosenBy::ALL.len()],
    pub(super) lines: Vec<Line>,
    pub(super) lines_of: Option<(u64, ChosenBy, usize, i64)>,
    /// Number of lines whose case has a last result.
    pub(super) with_last: usize,
    /// The shortcut whose functions or cases are checked, and no others.
    pub(super) chosen_set: Option<Shortcut>,
    pub(super) cases: bool,
    pub(super) results: bool,
    pub(super) suite: Option<i64>,
    pub(super) pick: Option<RunPick>,
    pub(super) listed: Option<i64>,
    pub(super) title: String,
    pub(super) entry: Entry,
    pub(super) entered: EnteredResults,
    pub(super) kept: Query<Result<UnsentResults, UserError>>,
    /// The workspace could not be read.
    pub(super) read_error: Option<UserError>,
    /// Reading of a file of results.
    pub(super) reading: Query<Result<FromFile, Message>>,
    pub(super) file: Option<FromFile>,
    pub(super) file_error: Option<String>,
    pub(super) results_from: FilePrompt,
    /// Functions of a run that is offered, and the run, until the functions were read.
    pub(super) offered: Option<(HashSet<i64>, OfferedRun)>,
    /// The run whose results are sent; `None` sends entered or last results.
    pub(super) of_run: Option<OfferedRun>,
}

/// A run of the workspace whose results are to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedRun {
    /// Row id.
    pub id: RunId,
    /// Title; the run in Qase gets it too.
    pub title: String,
}

impl ExportTab {
    /// The shown preview.
    pub fn preview(&self) -> Option<&Preview> {
        self.plan.preview()
    }

    /// Offers the results of a run for a new run of its title, with these functions, in place of what is selected or shown.
    pub fn offer(&mut self, functions: HashSet<i64>, run: OfferedRun) {
        if !self.plan.jobs.is_applying() {
            self.back();
            self.plan.jobs.outcome = None;
        }
        self.offered = Some((functions, run));
    }

    /// True when all entered results are stored.
    pub fn is_kept(&self) -> bool {
        self.entered.is_stored()
    }

    /// The cases of the checked functions; computed again only when the checks change.
    pub(super) fn update_lines(&mut self) {
        let checked = &self.tree().checked;
        let sum = checked.iter().fold(0_i64, |a, k| a.wrapping_add(k.wrapping_mul(31).wrapping_add(7)));
        let key = (self.model.tree(self.by).generation(), self.by, checked.len(), sum);
        if self.lines_of != Some(key) {
            let (lines, chosen_set) = (self.model.lines(self.by, checked), self.model.shortcut_of(self.by, checked));
            self.with_last = self.model.with_last(&lines);
            (self.lines, self.chosen_set, self.lines_of) = (lines, chosen_set, Some(key));
        }
    }

    /// True when results are to be sent and there are some: those of a run, otherwise entered results, otherwise the last ones.
    pub(super) fn sends_results(&self, entered: usize) -> bool {
        self.results && (self.of_run.is_some() || entered > 0 || self.with_last > 0)
    }

    pub(super) fn choose_set(&mut self, shortcut: Shortcut) {
        self.tree_mut().checked = self.model.checks_of(self.by, shortcut);
    }

    /// The state of the shown tree.
    pub(super) fn tree(&self) -> &TreeState {
        &self.trees[self.by as usize]
    }

    pub(super) fn tree_mut(&mut self) -> &mut TreeState {
        &mut self.trees[self.by as usize]
    }

    /// The checked functions; none where cases are chosen.
    pub(super) fn functions(&self) -> impl Iterator<Item = FunctionId> + '_ {
        let is_shown = self.by == ChosenBy::Functions;
        self.tree().checked.iter().filter(move |_| is_shown).map(|key| FunctionId(*key))
    }

    /// The checked cases; none where functions are chosen.
    pub(super) fn chosen_cases(&self) -> impl Iterator<Item = CaseId> + '_ {
        let is_shown = self.by == ChosenBy::Cases;
        self.tree().checked.iter().filter(move |_| is_shown).filter_map(|key| CaseKey::from_key(*key).case())
    }

    /// The chosen run; `None` while the choice is incomplete.
    pub(super) fn run(&self, cx: &TabContext<'_>) -> Option<RunChoice> {
        match self.pick(cx) {
            RunPick::Settings => cx.run_id.map(RunChoice::Existing),
            RunPick::Listed => self.listed.map(RunChoice::Existing),
            RunPick::New => {
                let title = self.title.trim();
                (!title.is_empty()).then(|| RunChoice::New(title.to_owned()))
            }
        }
    }

    /// The suite for new cases; `None` if the chosen one no longer exists.
    pub(super) fn target_suite(&self) -> Option<i64> {
        self.suite.filter(|id| self.model.read.suites.iter().any(|s| s.qase_id == *id))
    }

    pub(super) fn pick(&self, cx: &TabContext<'_>) -> RunPick {
        self.pick.unwrap_or(if cx.run_id.is_some() { RunPick::Settings } else { RunPick::New })
    }
}
