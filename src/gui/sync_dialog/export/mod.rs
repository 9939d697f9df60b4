//! The Export tab: functions are chosen and results entered, the plan is looked at, applied, and summed up.

mod choose;
mod entry;
mod model;

use eframe::egui::Ui;

use super::again::{Requests, is_stale};
use super::connection::Connection;
use super::cx::Cx;
use super::failure::{Remedy, Trouble};
use super::foot::{Foot, Primary, Step, foot, steps};
use super::guard::Held;
use super::import::{busy, not_connected, policy_choice};
use super::outcome::{OutcomeView, summary_page};
use super::preview::{Count, Preview};
use super::preview_table;
use super::rich;
use super::running::Running;
use crate::app::sync_entry::{self, Entered, FromFile, Keeper};
use crate::app::sync_export::{self, Entries, ExportChoice, ExportReady};
use crate::app::sync_import::Synced;
use crate::app::sync_read;
use crate::base::Millis;
use crate::domain::ids::{CaseId, FunctionId, ProjectId};
use crate::gui::file_ask::FileAsk;
use crate::gui::theme::space;
use crate::gui::widgets::{TreeState, dialog};
use crate::jobs::{JobId, Query};
use crate::store::Aggregate;
use crate::sync::export::RunChoice;
use crate::sync::plan::StepKey;
use crate::sync::{Decisions, Outcome, Policy};
use entry::Entry;
use model::{Line, Model, Shortcut};
use std::collections::{BTreeMap, BTreeSet};

/// Where results go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum RunPick {
    /// To the run of the settings.
    Settings,
    /// To a run of the list.
    Listed,
    /// To a new one.
    #[default]
    New,
}

/// What was entered before, with the project that it belongs to.
type Kept = (ProjectId, BTreeMap<CaseId, Entered>);

/// A request for a job of the tab.
#[derive(Debug, Clone)]
enum Request {
    /// Reading both sides.
    Preview(ExportChoice),
    /// Doing what was shown.
    Apply { ready: ExportReady, decisions: Decisions, keep: BTreeSet<StepKey> },
}

/// The Export tab.
#[derive(Debug, Default)]
pub struct ExportTab {
    step: Step,
    project: Option<String>,
    read: Query<sync_read::Coverage>,
    seen: Option<[u64; 4]>,
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
    kept: Query<Option<Kept>>,
    file: Option<FromFile>,
    file_trouble: Option<String>,
    results_from: FileAsk,
    planning: Option<Running<ExportReady>>,
    replanning: Query<ExportReady>,
    ready: Option<ExportReady>,
    preview: Option<Preview>,
    applying: Option<Running<Synced>>,
    began: Millis,
    outcome: Option<OutcomeView>,
    trouble: Option<Trouble>,
    requests: Requests<Request>,
    /// True while a retried job applies its old plan: if that is refused as stale, a new preview is read.
    again: bool,
}

impl ExportTab {
    /// True when an export runs.
    pub(super) fn is_busy(&self) -> bool {
        self.applying.is_some()
    }

    /// What is looked at, while something is.
    #[must_use]
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// True when everything that was entered is in the file.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.entry.is_kept()
    }

    /// Forgets what was read of Qase, unless something of it is being applied; what was entered is in the file. Gives whether a
    /// preview was dropped.
    pub(super) fn forget(&mut self) -> bool {
        if self.applying.is_some() {
            return false;
        }
        let dropped = self.preview.is_some() || self.planning.is_some();
        if let Some(planning) = &mut self.planning {
            planning.cancel();
        }
        *self = Self::default();
        dropped
    }

    /// Begins with the project of the settings again, unless something is being looked at or done.
    pub(super) fn begin_anew(&mut self) {
        if self.step == Step::Choose && self.planning.is_none() {
            *self = Self { requests: std::mem::take(&mut self.requests), ..Self::default() };
        }
    }

    /// Hears of the ends of its jobs.
    pub(super) fn poll(&mut self, cx: &mut Cx<'_>) {
        if self.read.poll()
            && let Some(read) = self.read.get().cloned()
        {
            self.generation += 1;
            let first = !self.is_read;
            self.model = Model::new(cx.tr, read, self.generation);
            self.is_read = true;
            if first {
                self.tree.own_checks = true;
                if self.model.tree.len() <= 300 {
                    self.tree.expand_all(&self.model.tree);
                } else {
                    self.tree.expand_to(&self.model.tree, 1);
                }
                self.read_kept(cx);
            }
        }
        if self.kept.poll()
            && let Some(Some((project, entered))) = self.kept.get().cloned()
        {
            let title = cx.f("sync-dialog-entry-run", &[("date", cx.tr.date_time(cx.now).into())]);
            self.entry.set(entered, Keeper::start(cx.workspace, project, title));
        }
        self.poll_file(cx);
        if let Some((id, end)) = self.planning.as_mut().and_then(|p| Some((p.id(), p.poll()?))) {
            self.planning = None;
            if end.is_ok() {
                self.requests.drop_done(id);
            }
            match end {
                Ok(ready) => {
                    self.preview = Some(Preview::new(cx, ready.plan.clone(), Decisions::new()));
                    self.ready = Some(ready);
                    self.step = Step::Preview;
                }
                Err(error) => {
                    self.trouble = Trouble::of(error);
                    self.step = Step::Choose;
                }
            }
        }
        if self.replanning.poll()
            && let Some(ready) = self.replanning.get().cloned()
        {
            let decisions = self.preview.as_ref().map(|p| p.decisions().clone()).unwrap_or_default();
            let fresh = Preview::new(cx, ready.plan.clone(), decisions);
            self.preview = Some(fresh.carry(self.preview.as_ref()));
            self.ready = Some(ready);
        }
        if let Some((id, end)) = self.applying.as_mut().and_then(|a| Some((a.id(), a.poll()?))) {
            self.applying = None;
            if end.is_ok() {
                self.requests.drop_done(id);
            }
            if std::mem::take(&mut self.again)
                && is_stale(&end)
                && let Some(choice) = self.ready.as_ref().map(|r| r.choice().clone())
            {
                return self.begin_with(cx, choice);
            }
            self.step = Step::Summary;
            if end.as_ref().is_ok_and(|s| s.0.outcome == Outcome::Done && s.0.results.failed == 0) {
                self.sent(cx);
            }
            let (view, trouble) = OutcomeView::of(cx, "export", end, self.began);
            self.outcome = Some(view);
            self.trouble = trouble;
        }
    }

    /// What was entered has been sent: the next entry begins anew.
    fn sent(&mut self, cx: &Cx<'_>) {
        let entered = self.ready.as_ref().and_then(|r| r.choice().results);
        if let Some(Entries::Entered(project)) = entered {
            self.entry.clear();
            let store = cx.workspace.store.clone();
            self.kept.ask(&cx.workspace.jobs, move || {
                if let Err(e) = sync_entry::close(&store, project) {
                    tracing::error!(error = %e, "the run of entered results could not be ended");
                }
                Some((project, sync_entry::load(&store, project).unwrap_or_default()))
            });
        }
    }

    fn read_kept(&mut self, cx: &Cx<'_>) {
        let Some(project) = self.model.read.project else { return };
        let store = cx.workspace.store.clone();
        self.kept.ask(&cx.workspace.jobs, move || Some((project, sync_entry::load(&store, project).unwrap_or_default())));
    }

    /// Reads the registry anew when something in it changed.
    fn refresh(&mut self, cx: &Cx<'_>) {
        if self.project.is_none() {
            self.project = cx.project.map(str::to_uppercase);
            (self.cases, self.results) = (true, true);
            self.title = cx.f("sync-dialog-new-run-title", &[("date", cx.tr.date(cx.now).into())]);
        }
        let Some(project) = &self.project else { return };
        let g = cx.workspace.store.generations();
        let now = [Aggregate::Functions, Aggregate::Cases, Aggregate::Mappings, Aggregate::Remote].map(|a| g.of(a));
        if self.seen != Some(now) {
            self.seen = Some(now);
            let (store, account, code) = (
                cx.workspace.store.clone(),
                cx.link.and_then(crate::app::qase_connection::QaseConnection::account),
                project.clone(),
            );
            self.read.ask(&cx.workspace.jobs, move || {
                sync_read::coverage(&store, account.as_deref(), &code).unwrap_or_else(|e| {
                    tracing::error!(error = %e, "the registry could not be read");
                    sync_read::Coverage::default()
                })
            });
        }
    }

    /// The cases of what is checked; made anew only when that changed.
    fn update_lines(&mut self) {
        let sum = self.tree.checked.iter().fold(0_i64, |a, k| a.wrapping_add(k.wrapping_mul(31).wrapping_add(7)));
        let key = (self.generation, self.tree.checked.len(), sum);
        if self.lines_of != Some(key) {
            self.lines_of = Some(key);
            self.lines = self.model.lines(&self.tree.checked);
            self.with_last = self.model.with_last(&self.lines);
        }
    }

    /// True when results are to be sent and there are some: entered ones, else the last ones.
    fn sends_results(&self, entered: usize) -> bool {
        self.results && (entered > 0 || self.with_last > 0)
    }

    fn choose_set(&mut self, shortcut: Shortcut) {
        self.tree.checked = self.model.set(shortcut).clone();
    }

    /// Draws the tab.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, connection: &mut Connection) {
        if cx.link.is_none() && matches!(self.step, Step::Choose | Step::Preview) {
            return not_connected(ui, cx);
        }
        self.refresh(cx);
        match self.step {
            Step::Choose => self.choose(ui, cx, connection),
            Step::Preview => self.look(ui, cx),
            Step::Apply => {
                steps(ui, cx, "export", Step::Apply, |_| {});
                let title = cx.f("sync-dialog-exporting", &[("project", self.project.clone().unwrap_or_default().into())]);
                foot(ui, cx, "export", &cx.t("sync-dialog-goes-on"), None, None, None);
                if let Some(running) = &mut self.applying {
                    running.page(ui, cx, &title);
                }
            }
            Step::Summary => self.summary(ui, cx),
        }
    }

    /// The chosen run; none while there is none.
    fn run(&self, cx: &Cx<'_>) -> Option<RunChoice> {
        match self.pick(cx) {
            RunPick::Settings => cx.run_id.map(RunChoice::Existing),
            RunPick::Listed => self.listed.map(RunChoice::Existing),
            RunPick::New => {
                let title = self.title.trim();
                (!title.is_empty()).then(|| RunChoice::New(title.to_owned()))
            }
        }
    }

    /// The suite for the cases of functions that have none; one that is gone is none.
    fn target_suite(&self) -> Option<i64> {
        self.suite.filter(|id| self.model.read.suites.iter().any(|s| s.qase_id == *id))
    }

    fn pick(&self, cx: &Cx<'_>) -> RunPick {
        self.pick.unwrap_or(if cx.run_id.is_some() { RunPick::Settings } else { RunPick::New })
    }

    /// True for a job of this tab whose request is kept.
    pub(super) fn knows(&self, job: JobId) -> bool {
        self.requests.has(job)
    }

    /// Runs a job again with the same options, unless another one of the tab is running.
    pub(super) fn run_again(&mut self, cx: &Cx<'_>, job: JobId) {
        if self.applying.is_some() || self.planning.is_some() {
            return;
        }
        let Some(request) = self.requests.get(job) else { return };
        self.outcome = None;
        match request {
            Request::Preview(choice) => {
                (self.project, self.policy) = (Some(choice.project.clone()), choice.policy);
                self.begin_with(cx, choice);
            }
            Request::Apply { ready, decisions, keep } => {
                (self.project, self.policy) = (Some(ready.choice().project.clone()), ready.choice().policy);
                let preview = Preview::new(cx, ready.plan.clone(), decisions.clone());
                self.preview = Some(preview.with_choices(&keep, &BTreeSet::new()));
                self.ready = Some(ready.clone());
                self.again = true;
                self.apply(cx, Request::Apply { ready, decisions, keep });
            }
        }
    }

    fn begin_preview(&mut self, cx: &Cx<'_>) {
        let Some(project) = &self.project else { return };
        let entered = self.entry.count(&self.lines) > 0;
        let results = self.sends_results(self.entry.count(&self.lines)).then_some(match self.model.read.project {
            Some(project) if entered => Entries::Entered(project),
            _ => Entries::Latest,
        });
        let choice = ExportChoice {
            project: project.clone(),
            functions: self.tree.checked.iter().map(|k| FunctionId(*k)).collect(),
            cases: self.cases,
            results,
            run: self.run(cx),
            policy: self.policy,
            target_suite: self.target_suite(),
        };
        self.begin_with(cx, choice);
    }

    /// Reads both sides for a choice.
    fn begin_with(&mut self, cx: &Cx<'_>, choice: ExportChoice) {
        let Some(link) = cx.link else { return };
        self.trouble = None;
        match sync_export::preview(cx.workspace, link, choice.clone()) {
            Ok(handle) => {
                self.requests.keep(handle.id, Request::Preview(choice));
                self.planning = Some(Running::new(handle, cx.now));
                self.preview = None;
                self.step = Step::Preview;
            }
            Err(e) => self.trouble = Some(busy(e)),
        }
    }

    fn look(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
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
            if tally.open > 0 {
                sentence.push(' ');
                sentence.push_str(&cx.f("sync-dialog-open-conflicts", &[("n", number(Count::Open))]));
            }
        }
        let changes = tally.changes() + tally.results;
        let primary =
            if changes == 0 { cx.t("sync-dialog-nothing-to-apply").into_owned() } else { cx.n("sync-dialog-send-n", changes) };
        let can = changes > 0 && self.planning.is_none() && !self.replanning.is_running();
        let back = cx.t("sync-dialog-back");
        let primary = self.preview.is_some().then_some(Primary { text: &primary, enabled: can });
        match foot(ui, cx, "export", &sentence, None, Some(&back), primary) {
            Some(Foot::Primary) => self.begin_apply(cx),
            Some(Foot::Back) => self.back(),
            Some(Foot::Count(count)) => {
                if let Some(preview) = &mut self.preview {
                    preview.show_count(count);
                }
            }
            _ => {}
        }
        let at = if self.planning.is_some() { Step::Choose } else { Step::Preview };
        let mut policy = None;
        let back = steps(ui, cx, "export", at, |ui| {
            policy = policy_choice(ui, cx, self.policy);
        });
        if let Some(policy) = policy {
            self.policy = policy;
            if let (Some(ready), Some(preview)) = (&self.ready, &self.preview) {
                let (ready, decisions) = (ready.clone(), preview.decisions().clone());
                self.replanning.ask(&cx.workspace.jobs, move || ready.replan(policy, &decisions));
            }
        }
        if back {
            self.back();
        }
        self.trouble_strip(ui, cx);
        if let Some(planning) = &mut self.planning {
            dialog::body(ui, space::L, |ui| planning.line(ui, cx));
        } else if let Some(preview) = &mut self.preview {
            Held::default().ui(ui, cx, preview);
            preview_table::ui(ui, cx, preview);
        }
    }

    fn trouble_strip(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(trouble) = self.trouble.clone() else { return };
        match super::failure::strip(ui, cx, "export", &trouble, true) {
            Some(Remedy::Retry) if self.step == Step::Choose => self.begin_preview(cx),
            Some(_) => self.trouble = None,
            None => {}
        }
    }

    fn back(&mut self) {
        if let Some(planning) = &mut self.planning {
            planning.cancel();
        }
        self.planning = None;
        self.preview = None;
        self.ready = None;
        self.step = Step::Choose;
    }

    fn begin_apply(&mut self, cx: &Cx<'_>) {
        let (Some(ready), Some(preview)) = (self.ready.clone(), &self.preview) else { return };
        let (decisions, keep) = (preview.decisions().clone(), preview.kept());
        self.apply(cx, Request::Apply { ready, decisions, keep });
    }

    fn apply(&mut self, cx: &Cx<'_>, request: Request) {
        let (Some(link), Request::Apply { ready, decisions, keep }) = (cx.link, &request) else { return };
        match sync_export::apply(cx.workspace, link, ready, decisions.clone(), keep.clone()) {
            Ok(handle) => {
                self.requests.keep(handle.id, request);
                self.applying = Some(Running::new(handle, cx.now));
                self.began = cx.now;
                self.trouble = None;
                self.step = Step::Apply;
            }
            Err(e) => self.trouble = Some(busy(e)),
        }
    }

    fn summary(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ways = ("sync-dialog-new-export", "sync-dialog-finish");
        let pressed = summary_page(ui, cx, "export", ways, &mut self.trouble, &mut self.outcome);
        match pressed {
            Some(Foot::Primary) => cx.close = true,
            Some(Foot::Back) => {
                self.back();
                self.outcome = None;
            }
            _ => {}
        }
    }
}
