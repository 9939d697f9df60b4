//! The Import tab: suites are chosen, the plan is looked at and decided, applied, and summed up.

mod choose;
mod suites;

use std::collections::BTreeSet;

use eframe::egui::Ui;

use super::again::{Requests, is_stale};
use super::connection::{Connection, Listing};
use super::cx::Cx;
use super::failure::{Remedy, Trouble};
use super::foot::{Foot, Primary, Step, foot, steps};
use super::guard::Held;
use super::outcome::{OutcomeView, summary_page};
use super::preview::{Count, Preview};
use super::preview_table;
use super::running::Running;
use crate::app::qase_lists::list_suites;
use crate::app::sync_import::{self, ImportChoice, ImportReady, Synced};
use crate::base::Millis;
use crate::domain::Message;
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::widgets::{combo, dialog, empty_state, paint, text};
use crate::jobs::{Busy, Failure, FailureKind, JobId, Query};
use crate::qase::model::Suite;
use crate::sync::plan::{Class, StepKey};
use crate::sync::{Decisions, Policy};
use suites::SuiteTree;

/// The policies in the order in which they are offered.
pub(super) const POLICIES: [Policy; 4] = [Policy::Smart, Policy::Ask, Policy::Theirs, Policy::Mine];

/// A request for a job of the tab.
#[derive(Debug, Clone)]
enum Request {
    /// Reading both sides.
    Preview(ImportChoice),
    /// Doing what was shown.
    Apply { ready: ImportReady, decisions: Decisions, keep: BTreeSet<StepKey>, trash: BTreeSet<i64> },
}

/// The Import tab.
#[derive(Debug)]
pub struct ImportTab {
    step: Step,
    project: Option<String>,
    suites: Listing<Suite>,
    tree: SuiteTree,
    policy: Policy,
    functions: bool,
    planning: Option<Running<ImportReady>>,
    replanning: Query<ImportReady>,
    ready: Option<ImportReady>,
    preview: Option<Preview>,
    held: Held,
    unlinking: bool,
    applying: Option<Running<Synced>>,
    began: Millis,
    outcome: Option<OutcomeView>,
    trouble: Option<Trouble>,
    requests: Requests<Request>,
    /// The choice of a job that is run again, until the suites that it names are read.
    asked: Option<ImportChoice>,
    /// True while a retried job applies its old plan: if that is refused as stale, a new preview is read.
    again: bool,
}

impl Default for ImportTab {
    fn default() -> Self {
        Self {
            step: Step::Choose,
            project: None,
            suites: Listing::default(),
            tree: SuiteTree::default(),
            policy: Policy::default(),
            functions: false,
            planning: None,
            replanning: Query::default(),
            ready: None,
            preview: None,
            held: Held::default(),
            unlinking: false,
            applying: None,
            began: 0,
            outcome: None,
            trouble: None,
            requests: Requests::default(),
            asked: None,
            again: false,
        }
    }
}

/// What to tell when a job of the same kind is running.
pub(super) fn busy(busy: Busy) -> Trouble {
    let message = Message::new("sync-dialog-busy");
    Trouble::new(Failure { kind: FailureKind::Usage, message, remedy: Some(busy.running) })
}

impl ImportTab {
    /// True when an import runs.
    pub(super) fn is_busy(&self) -> bool {
        self.applying.is_some()
    }

    /// What is looked at, while something is.
    #[must_use]
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Forgets what was read of Qase, unless something of it is being applied. Gives whether a preview was dropped.
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
        if self.suites.poll() {
            self.tree.set(cx, self.suites.rows());
            if let Some(choice) = self.asked.take() {
                self.tree.check(&choice);
            }
        }
        if let Some((id, end)) = self.planning.as_mut().and_then(|p| Some((p.id(), p.poll()?))) {
            self.planning = None;
            if end.is_ok() {
                self.requests.drop_done(id);
            }
            match end {
                Ok(ready) => {
                    self.preview = Some(Preview::new(cx, ready.plan.clone(), Decisions::new()));
                    self.held = Held::default();
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
            let mut fresh = Preview::new(cx, ready.plan.clone(), decisions).carry(self.preview.as_ref());
            if std::mem::take(&mut self.unlinking) {
                fresh.show(Some(Class::Removed));
            }
            self.preview = Some(fresh);
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
            let (view, trouble) = OutcomeView::of(cx, "import", end, self.began);
            self.outcome = Some(view);
            self.trouble = trouble;
        }
    }

    /// Draws the tab.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, connection: &mut Connection) {
        if cx.link.is_none() && matches!(self.step, Step::Choose | Step::Preview) {
            return not_connected(ui, cx);
        }
        self.start(cx);
        match self.step {
            Step::Choose => self.choose(ui, cx, connection),
            Step::Preview => self.look(ui, cx, connection),
            Step::Apply => {
                steps(ui, cx, "import", Step::Apply, |_| {});
                let title = cx.f("sync-dialog-importing", &[("project", self.project.clone().unwrap_or_default().into())]);
                foot(ui, cx, "import", &cx.t("sync-dialog-goes-on"), None, None, None);
                if let Some(running) = &mut self.applying {
                    running.page(ui, cx, &title);
                }
            }
            Step::Summary => self.summary(ui, cx),
        }
    }

    /// The first pass: the project of the settings, and its suites.
    fn start(&mut self, cx: &Cx<'_>) {
        if self.project.is_none() {
            self.project = cx.project.map(str::to_uppercase);
        }
        if self.project.is_some() && !self.suites.is_loaded() && !self.suites.is_loading() && self.suites.trouble().is_none() {
            self.read_suites(cx, false);
        }
    }

    fn read_suites(&mut self, cx: &Cx<'_>, fresh: bool) {
        if let (Some(link), Some(project)) = (cx.link, &self.project) {
            self.suites.begin(list_suites(cx.workspace, link, project, fresh));
        }
    }

    fn set_project(&mut self, cx: &Cx<'_>, code: &str) {
        self.project = Some(code.to_uppercase());
        self.suites.clear();
        self.tree = SuiteTree::default();
        self.trouble = None;
        self.read_suites(cx, false);
    }

    fn begin_preview(&mut self, cx: &Cx<'_>) {
        let Some(project) = &self.project else { return };
        let chosen = self.tree.chosen();
        let choice = ImportChoice {
            project: project.clone(),
            suites: chosen.suites,
            roots: chosen.roots,
            without_suite: chosen.without_suite,
            policy: self.policy,
            functions: self.functions,
        };
        self.begin_with(cx, choice);
    }

    /// Reads both sides for a choice.
    fn begin_with(&mut self, cx: &Cx<'_>, choice: ImportChoice) {
        let Some(link) = cx.link else { return };
        self.trouble = None;
        match sync_import::preview(cx.workspace, link, choice.clone()) {
            Ok(handle) => {
                self.requests.keep(handle.id, Request::Preview(choice));
                self.planning = Some(Running::new(handle, cx.now));
                self.preview = None;
                self.step = Step::Preview;
                self.tree.remember();
            }
            Err(e) => self.trouble = Some(busy(e)),
        }
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
        let choice = match &request {
            Request::Preview(choice) => choice,
            Request::Apply { ready, .. } => ready.choice(),
        };
        self.choose_as(cx, &choice.clone());
        match request {
            Request::Preview(choice) => self.begin_with(cx, choice),
            Request::Apply { ready, decisions, keep, trash } => {
                let preview = Preview::new(cx, ready.plan.clone(), decisions.clone());
                self.preview = Some(preview.with_choices(&keep, &trash));
                self.ready = Some(ready.clone());
                self.again = true;
                self.apply(cx, Request::Apply { ready, decisions, keep, trash });
            }
        }
    }

    /// Selects what a job was asked to import.
    fn choose_as(&mut self, cx: &Cx<'_>, choice: &ImportChoice) {
        (self.policy, self.functions) = (choice.policy, choice.functions);
        if self.project.as_deref() != Some(choice.project.as_str()) {
            self.set_project(cx, &choice.project);
        }
        if self.suites.is_loaded() {
            self.tree.check(choice);
        } else {
            self.asked = Some(choice.clone());
        }
    }

    fn set_policy(&mut self, cx: &Cx<'_>, policy: Policy) {
        self.policy = policy;
        if let (Some(ready), Some(preview)) = (&self.ready, &self.preview) {
            let (ready, decisions) = (ready.clone(), preview.decisions().clone());
            self.replanning.ask(&cx.workspace.jobs, move || ready.replan(policy, &decisions));
        }
    }

    /// A person has said twice that what is gone from Qase is meant to be gone.
    fn unlink_anyway(&mut self, cx: &Cx<'_>) {
        if let (Some(ready), Some(preview)) = (&self.ready, &self.preview) {
            let (ready, decisions) = (ready.clone(), preview.decisions().clone());
            self.unlinking = true;
            self.replanning.ask(&cx.workspace.jobs, move || ready.allowing_removals(&decisions));
        }
    }

    /// What went wrong, above everything else.
    fn trouble_strip(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, connection: &mut Connection) {
        let of_list = self.suites.trouble().or(connection.trouble()).cloned();
        let Some(trouble) = self.trouble.clone().or(of_list) else { return };
        let pressed = super::failure::strip(ui, cx, "import", &trouble, self.trouble.is_some());
        match pressed {
            Some(Remedy::Retry) if self.trouble.is_some() && self.step == Step::Choose => self.begin_preview(cx),
            Some(Remedy::Retry) if self.trouble.is_none() => {
                if let Some(link) = cx.link {
                    connection.read_projects(cx.workspace, link, true);
                }
                self.read_suites(cx, true);
            }
            Some(Remedy::Retry | Remedy::Close) => self.trouble = None,
            None => {}
        }
    }

    fn look(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, connection: &mut Connection) {
        let tally = self.preview.as_ref().map(Preview::tally).unwrap_or_default();
        let number = |count: Count| count.argument(cx, tally);
        let mut sentence = cx.f(
            "sync-dialog-import-will",
            &[("created", number(Count::Created)), ("updated", number(Count::Updated)), ("skipped", number(Count::LeftOut))],
        );
        if tally.removed > 0 {
            sentence.push(' ');
            sentence.push_str(&cx.f("sync-dialog-will-unlink", &[("n", number(Count::Removed))]));
        }
        if tally.trashed > 0 {
            sentence.push(' ');
            sentence.push_str(&cx.f("sync-dialog-will-trash", &[("n", number(Count::Trashed))]));
        }
        if tally.open > 0 {
            sentence.push(' ');
            sentence.push_str(&cx.f("sync-dialog-open-conflicts", &[("n", number(Count::Open))]));
        }
        let stale = self.tree.is_changed() && self.preview.is_some();
        if self.preview.is_none() {
            sentence.clear();
        } else if stale {
            sentence = cx.t("sync-dialog-stale").into_owned();
        }
        let primary = if stale {
            cx.t("sync-dialog-preview-again").into_owned()
        } else if tally.changes() == 0 {
            cx.t("sync-dialog-nothing-to-apply").into_owned()
        } else {
            cx.n("sync-dialog-apply-n", tally.changes())
        };
        let can =
            self.preview.is_some() && (stale || tally.changes() > 0) && self.planning.is_none() && !self.replanning.is_running();
        let back = cx.t("sync-dialog-back");
        let primary = (self.preview.is_some()).then_some(Primary { text: &primary, enabled: can });
        match foot(ui, cx, "import", &sentence, None, Some(&back), primary) {
            Some(Foot::Primary) if stale => self.begin_preview(cx),
            Some(Foot::Primary) => self.begin_apply(cx),
            Some(Foot::Back) => self.back(),
            Some(Foot::Count(count)) => {
                if let Some(preview) = &mut self.preview {
                    preview.show_count(count);
                }
            }
            _ => {}
        }
        // In a narrow dialog the preview needs the room; the suites are one step back.
        if ui.available_width() >= WITH_SUITES {
            self.side(ui, cx, connection);
        }
        let at = if self.planning.is_some() { Step::Choose } else { Step::Preview };
        let mut policy = None;
        let back = steps(ui, cx, "import", at, |ui| {
            policy = policy_choice(ui, cx, self.policy);
        });
        if let Some(policy) = policy {
            self.set_policy(cx, policy);
        }
        if back {
            self.back();
        }
        self.trouble_strip(ui, cx, connection);
        if let Some(planning) = &mut self.planning {
            dialog::body(ui, space::L, |ui| planning.line(ui, cx));
        } else if let Some(preview) = &mut self.preview {
            let anyway = self.held.ui(ui, cx, preview);
            preview_table::ui(ui, cx, preview);
            if anyway {
                self.unlink_anyway(cx);
            }
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
        let (decisions, keep, trash) = (preview.decisions().clone(), preview.kept(), preview.to_trash());
        self.apply(cx, Request::Apply { ready, decisions, keep, trash });
    }

    fn apply(&mut self, cx: &Cx<'_>, request: Request) {
        let (Some(link), Request::Apply { ready, decisions, keep, trash }) = (cx.link, &request) else { return };
        match sync_import::apply(cx.workspace, link, ready, decisions.clone(), keep.clone(), trash.clone()) {
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
        let ways = ("sync-dialog-new-import", "sync-dialog-to-mapping");
        let pressed = summary_page(ui, cx, "import", ways, &mut self.trouble, &mut self.outcome);
        match pressed {
            Some(Foot::Primary) => cx.go = Some(super::SyncTab::Mapping),
            Some(Foot::Back) => {
                self.back();
                self.outcome = None;
                self.read_suites(cx, true);
            }
            _ => {}
        }
    }
}

/// The preview shows the suites beside it only in a dialog at least as wide.
const WITH_SUITES: f32 = 860.0;

/// Room that the steps at the left need at least.
const STEPS: f32 = 216.0;

/// The policy as a combo box with its label, drawn from the right. The label is left to screen readers where it would be clipped.
pub(super) fn policy_choice(ui: &mut Ui, cx: &Cx<'_>, policy: Policy) -> Option<Policy> {
    let names = POLICIES.map(|p| cx.t(policy_key(p)));
    let label = cx.t("sync-dialog-on-conflict");
    let chosen = POLICIES.iter().position(|p| *p == policy);
    let picked = combo(ui, &label, "", chosen, &names, 168.0);
    let width = paint::galley(ui, &label, Type::Body, Palette::of(ui).text_secondary).size().x;
    if width + STEPS <= ui.available_width() {
        text::secondary(ui, &label);
    }
    picked.map(|i| POLICIES[i])
}

/// The text of a policy's name.
pub(super) fn policy_key(policy: Policy) -> &'static str {
    match policy {
        Policy::Smart => "sync-dialog-policy-smart",
        Policy::Ask => "sync-dialog-policy-ask",
        Policy::Theirs => "sync-dialog-policy-theirs",
        Policy::Mine => "sync-dialog-policy-mine",
    }
}

/// The page of a tab that needs Qase and has no way to it.
pub(super) fn not_connected(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (sentence, more, action) =
        (cx.t("sync-dialog-not-connected-head"), cx.t("sync-dialog-not-connected-more"), cx.t("sync-dialog-open-settings"));
    dialog::body(ui, space::L, |ui| {
        if empty_state(ui, icons::KEY, &sentence, &more, Some(&action)) {
            cx.open_settings();
        }
    });
}
