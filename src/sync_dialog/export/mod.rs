//! The Export tab: choose functions and enter results, look at the plan, apply it, see the summary.
//!
//! `choose` and `entry` draw the first step, `perform` has the actions and the jobs, `model` the tree of functions.

mod choose;
mod entry;
mod model;
mod perform;

use eframe::egui::Ui;

use super::context::{Actions, DialogAction, TabContext};
use super::failure::UserError;
use super::footer::{FooterAction, Primary, Step, footer, steps};
use super::import::{not_connected, policy_choice};
use super::plan_jobs::PlanJobs;
use super::preview::guard::RemovalGuard;
use super::preview::{Count, Preview, table};
use super::rich;
use super::strip::{Remedy, strip};
use crate::file_prompt::FilePrompt;
use entry::Entry;
use model::{Line, Model, Shortcut};
use perform::{EntryKeeper, ExportAction, Request};
use std::collections::{BTreeMap, HashSet};
use voluptas_app::sync;
use voluptas_app::sync::entry::{Entered, FromFile};
use voluptas_app::sync::export::ExportReady;
use voluptas_app::sync::import::Synced;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_jobs::Query;
use voluptas_sync::Policy;
use voluptas_sync::export::{CASE_NOT_THERE, RunChoice};
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{TreeState, dialog};

/// The run that receives the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum RunPick {
    /// The run of the settings.
    Settings,
    /// A run of the list.
    Listed,
    /// A new run.
    #[default]
    New,
}

/// Results that were entered and not sent yet, with their project.
type Kept = (ProjectId, BTreeMap<CaseId, Entered>);

#[derive(Debug, Default)]
pub struct ExportTab {
    jobs: PlanJobs<ExportReady, Synced, Request>,
    project: Option<String>,
    read: Query<Result<sync::read::Coverage, UserError>>,
    /// State and account that were read; the account is known from the first answer on.
    seen: Option<([u64; 4], Option<String>)>,
    /// True while the data of another account than before is being read.
    account_is_new: bool,
    generation: u64,
    model: Model,
    is_read: bool,
    tree: TreeState,
    filter: String,
    lines: Vec<Line>,
    lines_of: Option<(u64, usize, i64)>,
    /// Number of lines whose case has a last result.
    with_last: usize,
    cases: bool,
    results: bool,
    policy: Policy,
    suite: Option<i64>,
    pick: Option<RunPick>,
    listed: Option<i64>,
    title: String,
    entry: Entry,
    keeper: EntryKeeper,
    kept: Query<Result<Kept, UserError>>,
    /// The workspace could not be read.
    read_error: Option<UserError>,
    /// Reading of a file of results.
    reading: Query<Result<FromFile, Message>>,
    file: Option<FromFile>,
    file_error: Option<String>,
    results_from: FilePrompt,
    replanning: Query<ExportReady>,
    ready: Option<ExportReady>,
    preview: Option<Preview>,
    /// Functions of a run that is offered, and the run, until the functions were read.
    offered: Option<(HashSet<i64>, OfferedRun)>,
    /// The run whose results are sent; `None` sends entered or last results.
    of_run: Option<OfferedRun>,
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
        self.preview.as_ref()
    }

    /// Offers the results of a run for a new run of its title, with these functions, in place of what is selected or shown.
    pub fn offer(&mut self, functions: HashSet<i64>, run: OfferedRun) {
        if !self.jobs.is_applying() {
            self.back();
            self.jobs.outcome = None;
        }
        self.offered = Some((functions, run));
    }

    /// True when all entered results are stored.
    pub fn is_kept(&self) -> bool {
        self.keeper.is_kept()
    }

    /// The cases of the checked functions; computed again only when the checks change.
    fn update_lines(&mut self) {
        let sum = self.tree.checked.iter().fold(0_i64, |a, k| a.wrapping_add(k.wrapping_mul(31).wrapping_add(7)));
        let key = (self.generation, self.tree.checked.len(), sum);
        if self.lines_of != Some(key) {
            self.lines_of = Some(key);
            self.lines = self.model.lines(&self.tree.checked);
            self.with_last = self.model.with_last(&self.lines);
        }
    }

    /// True when results are to be sent and there are some: those of a run, otherwise entered results, otherwise the last ones.
    fn sends_results(&self, entered: usize) -> bool {
        self.results && (self.of_run.is_some() || entered > 0 || self.with_last > 0)
    }

    fn choose_set(&mut self, shortcut: Shortcut) {
        self.tree.checked = self.model.set(shortcut).clone();
    }

    fn draw(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        if !cx.is_connected() && matches!(self.jobs.step(), Step::Choose | Step::Preview) {
            return not_connected(ui, cx, out);
        }
        match self.jobs.step() {
            Step::Choose => self.choose(ui, cx, out),
            Step::Preview => self.preview_step(ui, cx, out),
            Step::Apply => {
                let title = cx.f("sync-dialog-exporting", &[("project", self.project.clone().unwrap_or_default().into())]);
                if self.jobs.apply_page(ui, cx, "export", &title) {
                    out.push(ExportAction::Cancel);
                }
            }
            Step::Summary => self.summary(ui, cx, out),
        }
    }

    /// The chosen run; `None` while the choice is incomplete.
    fn run(&self, cx: &TabContext<'_>) -> Option<RunChoice> {
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
    fn target_suite(&self) -> Option<i64> {
        self.suite.filter(|id| self.model.read.suites.iter().any(|s| s.qase_id == *id))
    }

    fn pick(&self, cx: &TabContext<'_>) -> RunPick {
        self.pick.unwrap_or(if cx.run_id.is_some() { RunPick::Settings } else { RunPick::New })
    }

    fn preview_step(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        let tally = self.preview.as_ref().map(Preview::tally).unwrap_or_default();
        let number = |count: Count| count.argument(cx, tally);
        let mut sentence = String::new();
        if let Some(preview) = &self.preview {
            sentence = cx.f(
                "sync-dialog-export-will",
                &[("created", number(Count::Created)), ("updated", number(Count::Updated)), ("skipped", number(Count::LeftOut))],
            );
            if let Some(run) = preview.plan().results.as_ref().and_then(|r| r.run.as_ref()).filter(|_| tally.results > 0) {
                sentence.push(' ');
                let args = [("n", number(Count::Results)), ("run", rich::strong(run.title()))];
                sentence.push_str(&cx.f("sync-dialog-will-send", &args));
            }
            let results = preview.plan().results.iter().flat_map(|r| &r.steps);
            let without_case = results.filter(|step| step.note.as_ref().is_some_and(|note| note.key == CASE_NOT_THERE)).count();
            if without_case > 0 {
                sentence.push(' ');
                let key = if self.cases { "sync-dialog-without-case" } else { "sync-dialog-without-case-select" };
                sentence.push_str(&cx.f(key, &[("n", rich::strong(cx.tr.number(without_case)))]));
            }
            if tally.open > 0 {
                sentence.push(' ');
                sentence.push_str(&cx.f("sync-dialog-open-conflicts", &[("n", number(Count::Open))]));
            }
        }
        let changes = tally.changes() + tally.results;
        let primary =
            if changes == 0 { cx.t("sync-dialog-nothing-to-apply").into_owned() } else { cx.n("sync-dialog-send-n", changes) };
        let can = changes > 0 && self.jobs.planning().is_none() && !self.replanning.is_running();
        let back = cx.t("sync-dialog-back");
        let primary = self.preview.is_some().then_some(Primary { text: &primary, enabled: can });
        match footer(ui, cx, "export", &sentence, None, Some(&back), primary) {
            Some(FooterAction::Primary) => out.push(ExportAction::Apply),
            Some(FooterAction::Back) => out.push(ExportAction::Back),
            Some(FooterAction::Count(count)) => {
                if let Some(preview) = &mut self.preview {
                    preview.show_count(count);
                }
            }
            _ => {}
        }
        let at = if self.jobs.planning().is_some() { Step::Choose } else { Step::Preview };
        let mut policy = None;
        let back = steps(ui, cx, "export", at, |ui| {
            policy = policy_choice(ui, cx, self.policy);
        });
        if let Some(policy) = policy {
            out.push(ExportAction::SetPolicy(policy));
        }
        if back {
            out.push(ExportAction::Back);
        }
        self.error_strip(ui, cx, out);
        if let Some(planning) = self.jobs.planning() {
            if dialog::body(ui, space::L, |ui| planning.line(ui, cx)) {
                out.push(ExportAction::Cancel);
            }
        } else if let Some(preview) = &mut self.preview {
            // An export removes nothing, so the guard only shows the warnings.
            RemovalGuard::default().ui(ui, cx, preview);
            table::ui(ui, cx, preview);
        }
    }

    fn error_strip(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        if let Some(error) = &self.read_error
            && strip(ui, cx, out, "export-read", error, false) == Some(Remedy::Retry)
        {
            out.push(ExportAction::ReadAgain);
        }
        let Some(error) = self.jobs.error.clone() else { return };
        match strip(ui, cx, out, "export", &error, true) {
            Some(Remedy::Retry) if self.jobs.step() == Step::Choose => out.push(ExportAction::Preview),
            Some(_) => self.jobs.error = None,
            None => {}
        }
    }

    fn summary(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        let buttons = ("sync-dialog-new-export", "sync-dialog-finish");
        match self.jobs.summary_page(ui, cx, out, "export", buttons) {
            Some(FooterAction::Primary) => out.dialog(DialogAction::Close),
            Some(FooterAction::Back) => out.push(ExportAction::StartOver),
            _ => {}
        }
    }
}
