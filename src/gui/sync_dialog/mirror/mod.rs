//! The Mirror tab: two projects are chosen, what becomes of each result is looked at, applied, and summed up.

mod choice;
mod choose;
mod lists;
mod look;
mod pairs;
mod rows;

use std::sync::Arc;

use eframe::egui::Ui;

use super::again::Requests;
use super::connection::Connection;
use super::cx::Cx;
use super::failure::{Remedy, Trouble};
use super::foot::{Foot, Primary, Step, foot, steps};
use super::import::{busy, not_connected};
use super::outcome::{OutcomeView, summary_page};
use super::rich;
use super::running::Running;
use crate::app::sync_import::Synced;
use crate::app::sync_mirror::{self, MirrorReady, Mirrored};
use crate::base::Millis;
use crate::domain::ids::PairId;
use crate::domain::message::Arg;
use crate::gui::theme::space;
use crate::gui::widgets::{dialog, text};
use crate::jobs::{JobId, Query};
use crate::mirror::Options;
use crate::settings::Account;
use choice::{Choice, Known, Lack};
use choose::End;
use lists::{Lists, link_of};
use pairs::Pairs;
use rows::Rows;
pub use rows::{Group, Preview};

/// The Mirror tab.
#[derive(Debug, Default)]
pub struct MirrorTab {
    step: Step,
    choice: Choice,
    lists: Lists,
    pairs: Pairs,
    planning: Option<Running<MirrorReady>>,
    building: Query<Arc<Rows>>,
    preview: Option<Preview>,
    applying: Option<Running<Mirrored>>,
    /// What is being applied, or was: it knows what it came to, whatever the end.
    applied: Option<MirrorReady>,
    /// The kept pair that it is.
    applied_pair: Option<PairId>,
    began: Millis,
    outcome: Option<OutcomeView>,
    trouble: Option<Trouble>,
    requests: Requests<(Choice, Options)>,
}

impl MirrorTab {
    /// True when a mirror runs.
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
        let dropped = self.step == Step::Preview || self.planning.is_some();
        if let Some(planning) = &mut self.planning {
            planning.cancel();
        }
        *self = Self { pairs: std::mem::take(&mut self.pairs), ..Self::default() };
        dropped
    }

    /// Forgets what was read of the second account, and with it what was chosen or is looked at, if that concerns it. Gives
    /// whether a preview was dropped.
    pub(super) fn forget_second(&mut self) -> bool {
        if self.choice.to_second {
            return self.forget();
        }
        self.lists.forget_second();
        false
    }

    /// Hears of the ends of its jobs.
    pub(super) fn poll(&mut self, cx: &mut Cx<'_>) {
        self.lists.poll();
        self.pairs.poll(cx);
        if let Some((id, end)) = self.planning.as_mut().and_then(|p| Some((p.id(), p.poll()?))) {
            self.planning = None;
            if end.is_ok() {
                self.requests.drop_done(id);
            }
            match end {
                Ok(ready) => self.building.ask(&cx.workspace.jobs, move || Arc::new(Rows::new(ready))),
                Err(error) => {
                    self.trouble = Trouble::of(error);
                    self.step = Step::Choose;
                }
            }
        }
        if self.building.poll()
            && self.step == Step::Preview
            && let Some(rows) = self.building.get().cloned()
        {
            self.preview = Some(Preview::new(rows));
        }
        if let Some((id, end)) = self.applying.as_mut().and_then(|a| Some((a.id(), a.poll()?))) {
            self.applying = None;
            if end.is_ok() {
                self.requests.drop_done(id);
            }
            self.step = Step::Summary;
            // The target has changed: what was planned for it before is history.
            self.preview = None;
            self.building.clear();
            let came_to = self.applied.take().and_then(|ready| ready.came_to().cloned());
            let (view, trouble) = OutcomeView::of(cx, "mirror", end.map(|m| Synced(m.synced)), self.began);
            let sync = came_to.as_ref().and_then(|m| m.synced.sync_id);
            if let Some((pair, sync)) = self.applied_pair.take().zip(sync) {
                self.pairs.ran(cx, pair, sync);
            }
            self.outcome = Some(match came_to {
                Some(m) => m.synced.sync_id.map_or(view, |id| OutcomeView::entry(cx, id)).telling(m.summary),
                None => view,
            });
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
                steps(ui, cx, "mirror", Step::Apply, |_| {});
                foot(ui, cx, "mirror", &cx.t("sync-dialog-goes-on"), None, None, None);
                let (source, target) = self.applied.as_ref().map(ends).unwrap_or_default();
                let title = cx.f("sync-dialog-mirroring", &[("source", source.into()), ("target", target.into())]);
                if let Some(running) = &mut self.applying {
                    running.page(ui, cx, &title);
                }
            }
            Step::Summary => self.summary(ui, cx),
        }
    }

    /// The project of the settings at first, and what the choice is made from.
    fn start(&mut self, cx: &Cx<'_>) {
        if self.choice.from.is_none() && self.choice.to.is_none() {
            // Results come out of a project that automation has for itself into the one that people work in.
            self.choice.to = cx.project.map(str::to_uppercase);
        }
        if self.step == Step::Choose {
            self.lists.begin(cx, &self.choice);
        }
    }

    fn set_project(&mut self, end: End, code: &str) {
        let code = Some(code.to_uppercase());
        self.trouble = None;
        match end {
            End::From => {
                self.choice.from = code;
                self.choice.source_run = None;
            }
            End::To => {
                self.choice.to = code;
                self.choice.target_run = None;
            }
        }
    }

    /// Everything that the engine needs, or what is still lacking.
    fn options(&self, cx: &Cx<'_>) -> Result<Options, Lack> {
        let runs = self.lists.runs(Account::Primary, self.choice.from.as_deref());
        let known = Known { runs, fields: self.lists.shared(), has_second: cx.second.is_some() };
        self.choice.options(known)
    }

    /// Reads the runs of both sides, and the fields, once more.
    fn read_again(&mut self, cx: &Cx<'_>) {
        for end in [End::From, End::To] {
            let code = end.code(&self.choice).map(str::to_owned);
            self.lists.read_again(cx, end.account(&self.choice), code.as_deref());
        }
    }

    fn begin_preview(&mut self, cx: &Cx<'_>) {
        if let Ok(options) = self.options(cx) {
            self.begin_with(cx, options);
        }
    }

    /// True for a job of this tab whose request is kept.
    pub(super) fn knows(&self, job: JobId) -> bool {
        self.requests.has(job)
    }

    /// Reads both sides again with the options of a job, unless another one of the tab is running. The plan of a mirror is done
    /// only once: what it sent before it failed is in the target, and a new preview sees it.
    pub(super) fn run_again(&mut self, cx: &Cx<'_>, job: JobId) {
        if self.applying.is_some() || self.planning.is_some() {
            return;
        }
        if let Some((choice, options)) = self.requests.get(job) {
            self.choice = choice;
            self.outcome = None;
            self.begin_with(cx, options);
        }
    }

    fn begin_with(&mut self, cx: &Cx<'_>, options: Options) {
        let Some(link) = cx.link else { return };
        let Some(target) = link_of(cx, self.choice.target_account()) else { return };
        self.trouble = None;
        match sync_mirror::preview(cx.workspace, link, target, options.clone()) {
            Ok(handle) => {
                self.requests.keep(handle.id, (self.choice.clone(), options));
                self.planning = Some(Running::new(handle, cx.now));
                self.building.clear();
                self.preview = None;
                self.step = Step::Preview;
            }
            Err(e) => self.trouble = Some(busy(e)),
        }
    }

    /// What went wrong, above everything else.
    fn trouble_strip(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, connection: &mut Connection) {
        let of_list = self.lists.trouble(&self.choice).or(connection.trouble()).cloned();
        let Some(trouble) = self.trouble.clone().or(of_list) else { return };
        let own = self.trouble.is_some();
        match super::failure::strip(ui, cx, "mirror", &trouble, own) {
            Some(Remedy::Retry) if own && self.step == Step::Choose => self.begin_preview(cx),
            Some(Remedy::Retry) if !own => {
                if let Some(link) = cx.link {
                    connection.read_projects(cx.workspace, link, true);
                }
                self.read_again(cx);
            }
            Some(Remedy::Retry | Remedy::Close) => self.trouble = None,
            None => {}
        }
    }

    fn look(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, connection: &mut Connection) {
        let (sentence, primary, can) = self.preview.as_ref().map(|p| told(cx, p)).unwrap_or_default();
        let back = cx.t("sync-dialog-back");
        let primary = self.preview.is_some().then_some(Primary { text: &primary, enabled: can });
        match foot(ui, cx, "mirror", &sentence, None, Some(&back), primary) {
            Some(Foot::Primary) => self.begin_apply(cx),
            Some(Foot::Back) => self.back(),
            _ => {}
        }
        let at = if self.preview.is_some() { Step::Preview } else { Step::Choose };
        let sides = self.preview.as_ref().map(|p| ends(p.ready()));
        let back = steps(ui, cx, "mirror", at, |ui| {
            if let Some((from, to)) = sides {
                text::secondary(ui, &format!("{from} → {to}"));
            }
        });
        if back {
            self.back();
            return;
        }
        self.trouble_strip(ui, cx, connection);
        if let Some(planning) = &mut self.planning {
            dialog::body(ui, space::L, |ui| planning.line(ui, cx));
        } else if let Some(preview) = &mut self.preview {
            if let Some(adopt) = look::ui(ui, cx, preview) {
                self.decide(cx, adopt);
            }
        } else {
            dialog::body(ui, space::L, |_| {});
        }
    }

    /// Plans again with a new choice for results without a trace. Reads nothing.
    fn decide(&mut self, cx: &Cx<'_>, adopt: Option<bool>) {
        let Some(preview) = &self.preview else { return };
        self.choice.adopt_untraced = adopt;
        let ready = preview.ready().clone();
        self.building.ask(&cx.workspace.jobs, move || {
            // With something to post, a closed run is refused: the plan and the button then stay as they were.
            Arc::new(Rows::new(ready.decided(adopt).unwrap_or(ready)))
        });
    }

    fn back(&mut self) {
        if let Some(planning) = &mut self.planning {
            planning.cancel();
        }
        self.planning = None;
        self.building.clear();
        self.preview = None;
        self.step = Step::Choose;
    }

    fn begin_apply(&mut self, cx: &Cx<'_>) {
        let (Some(link), Some(preview)) = (cx.link, &self.preview) else { return };
        let ready = preview.ready().clone();
        let account = if ready.options().two_accounts { Account::MirrorTarget } else { Account::Primary };
        let Some(target) = link_of(cx, account) else { return };
        match sync_mirror::apply(cx.workspace, link, target, &ready) {
            Ok(handle) => {
                self.requests.keep(handle.id, (self.choice.clone(), ready.options().clone()));
                self.applying = Some(Running::new(handle, cx.now));
                self.applied = Some(ready);
                self.applied_pair = self.pairs.of(&self.choice);
                self.began = cx.now;
                self.trouble = None;
                self.step = Step::Apply;
            }
            Err(e) => self.trouble = Some(busy(e)),
        }
    }

    fn summary(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ways = ("sync-dialog-new-mirror", "sync-dialog-finish");
        let pressed = summary_page(ui, cx, "mirror", ways, &mut self.trouble, &mut self.outcome);
        match pressed {
            Some(Foot::Primary) => cx.close = true,
            Some(Foot::Back) => {
                self.back();
                self.outcome = None;
                self.trouble = None;
                self.read_again(cx);
            }
            _ => {}
        }
    }
}

/// Codes of both projects.
fn ends(ready: &MirrorReady) -> (String, String) {
    let plan = ready.plan();
    (plan.source.project.clone(), plan.target.project.clone())
}

/// What a preview says at the bottom: the sentence, the primary button, and whether it can be pressed.
fn told(cx: &Cx<'_>, preview: &Preview) -> (String, String, bool) {
    let plan = preview.plan();
    let strong = |n: usize| rich::strong(cx.tr.number(n));
    let counted = |key: &str, n: usize| {
        let n_arg: Arg = n.into();
        cx.f(key, &[("n", n_arg), ("count", strong(n))])
    };
    let (posts, skipped, there) = (preview.posts(), preview.skipped(), preview.count(Some(Group::There)));
    if posts == 0 {
        let sentence = match (preview.count(None), plan.target.run) {
            (0, _) => cx.t("sync-dialog-mirror-empty-run").into_owned(),
            (_, Some(id)) if there > 0 => {
                let mut words = cx.f("sync-dialog-mirror-all-there", &[("id", id.to_string().into()), ("count", strong(there))]);
                if skipped > 0 {
                    words.push(' ');
                    words.push_str(&counted("sync-dialog-mirror-will-skip", skipped));
                }
                words
            }
            _ => cx.t("sync-dialog-mirror-nothing-fits").into_owned(),
        };
        // A run that is complete already may still have to be closed.
        let closes = preview.ready().options().complete_target_run && preview.ready().prepared().is_target_open();
        let key = if closes { "sync-dialog-mirror-only-complete" } else { "sync-dialog-mirror-nothing" };
        return (sentence, cx.t(key).into_owned(), closes);
    }
    let run = rich::strong(&plan.target.run_title);
    let n: Arg = posts.into();
    let key = if plan.target.run.is_some() { "sync-dialog-mirror-will" } else { "sync-dialog-mirror-will-make" };
    let mut sentence = cx.f(key, &[("n", n), ("count", strong(posts)), ("run", run)]);
    for (key, n) in [("sync-dialog-mirror-will-create", plan.new_cases.len()), ("sync-dialog-mirror-will-skip", skipped)] {
        if n > 0 {
            sentence.push(' ');
            sentence.push_str(&counted(key, n));
        }
    }
    (sentence, cx.n("sync-dialog-mirror-apply-n", posts), true)
}
