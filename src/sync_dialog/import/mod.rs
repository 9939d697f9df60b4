//! The Import tab: choose suites, look at the plan and decide, apply it, see the summary.
//!
//! The drawing is in this file and in `choose`; `perform` has the actions and the jobs, `suites` the tree of suites.

mod choose;
mod perform;
mod suites;

use eframe::egui::Ui;

use super::account_lists::Listing;
use super::context::{Actions, DialogAction, TabContext};
use super::footer::{FooterAction, Primary, Step, footer, steps};
use super::plan_jobs::PlanJobs;
use super::preview::guard::RemovalGuard;
use super::preview::{Count, Preview, table};
use super::strip::{Remedy, strip};
use crate::model::sync_tab::SyncTab;
use perform::{ImportAction, Request};
use suites::SuiteTree;
use voluptas_app::sync::import::{ImportChoice, ImportReady, Synced};
use voluptas_jobs::Query;
use voluptas_qase::model::Suite;
use voluptas_sync::Policy;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{combo, dialog, empty_state, paint, text};

/// The policies in the order in which they are offered.
pub(super) const POLICIES: [Policy; 4] = [Policy::Smart, Policy::Ask, Policy::Theirs, Policy::Mine];

#[derive(Debug, Default)]
pub struct ImportTab {
    jobs: PlanJobs<ImportReady, Synced, Request>,
    project: Option<String>,
    suites: Listing<Suite>,
    tree: SuiteTree,
    policy: Policy,
    functions: bool,
    replanning: Query<ImportReady>,
    ready: Option<ImportReady>,
    preview: Option<Preview>,
    guard: RemovalGuard,
    unlinking: bool,
    /// Options of a job that is run again, until the suites that it names are read.
    asked: Option<ImportChoice>,
}

impl ImportTab {
    /// The shown preview.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    fn draw(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        if !cx.is_connected() && matches!(self.jobs.step(), Step::Choose | Step::Preview) {
            return not_connected(ui, cx, out);
        }
        match self.jobs.step() {
            Step::Choose => self.choose(ui, cx, out),
            Step::Preview => self.preview_step(ui, cx, out),
            Step::Apply => {
                let title = cx.f("sync-dialog-importing", &[("project", self.project.clone().unwrap_or_default().into())]);
                if self.jobs.apply_page(ui, cx, "import", &title) {
                    out.push(ImportAction::Cancel);
                }
            }
            Step::Summary => self.summary(ui, cx, out),
        }
    }

    /// Draws the error of the tab or of its lists above the body.
    fn error_strip(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        let of_list = self.suites.trouble().or(cx.lists.trouble()).cloned();
        let Some(error) = self.jobs.error.clone().or(of_list) else { return };
        match strip(ui, cx, out, "import", &error, self.jobs.error.is_some()) {
            Some(Remedy::Retry) if self.jobs.error.is_some() && self.jobs.step() == Step::Choose => {
                out.push(ImportAction::Preview)
            }
            Some(Remedy::Retry) if self.jobs.error.is_none() => out.push(ImportAction::ReadAgain),
            Some(Remedy::Retry | Remedy::Close) => self.jobs.error = None,
            None => {}
        }
    }

    fn preview_step(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        let stale = self.tree.is_changed() && self.preview.is_some();
        self.preview_footer(ui, cx, out, stale);
        // In a narrow dialog the preview needs the room; the suites are one step back.
        if ui.available_width() >= WITH_SUITES {
            self.side(ui, cx, out);
        }
        let at = if self.jobs.planning().is_some() { Step::Choose } else { Step::Preview };
        let mut policy = None;
        let back = steps(ui, cx, "import", at, |ui| {
            policy = policy_choice(ui, cx, self.policy);
        });
        if let Some(policy) = policy {
            out.push(ImportAction::SetPolicy(policy));
        }
        if back {
            out.push(ImportAction::Back);
        }
        self.error_strip(ui, cx, out);
        if let Some(planning) = self.jobs.planning() {
            if dialog::body(ui, space::L, |ui| planning.line(ui, cx)) {
                out.push(ImportAction::Cancel);
            }
        } else if let Some(preview) = &mut self.preview {
            if self.guard.ui(ui, cx, preview) {
                out.push(ImportAction::UnlinkAnyway);
            }
            table::ui(ui, cx, preview);
        }
    }

    /// Draws the footer of the preview. `stale` is true when other suites were chosen since the preview was read.
    fn preview_footer(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>, stale: bool) {
        let tally = self.preview.as_ref().map(Preview::tally).unwrap_or_default();
        let number = |count: Count| count.argument(cx, tally);
        let mut sentence = cx.f(
            "sync-dialog-import-will",
            &[("created", number(Count::Created)), ("updated", number(Count::Updated)), ("skipped", number(Count::LeftOut))],
        );
        for (n, key, count) in [
            (tally.removed, "sync-dialog-will-unlink", Count::Removed),
            (tally.trashed, "sync-dialog-will-trash", Count::Trashed),
            (tally.open, "sync-dialog-open-conflicts", Count::Open),
        ] {
            if n > 0 {
                sentence.push(' ');
                sentence.push_str(&cx.f(key, &[("n", number(count))]));
            }
        }
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
        let can = self.preview.is_some()
            && (stale || tally.changes() > 0)
            && self.jobs.planning().is_none()
            && !self.replanning.is_running();
        let back = cx.t("sync-dialog-back");
        let primary = (self.preview.is_some()).then_some(Primary { text: &primary, enabled: can });
        match footer(ui, cx, "import", &sentence, None, Some(&back), primary) {
            Some(FooterAction::Primary) if stale => out.push(ImportAction::Preview),
            Some(FooterAction::Primary) => out.push(ImportAction::Apply),
            Some(FooterAction::Back) => out.push(ImportAction::Back),
            Some(FooterAction::Count(count)) => {
                if let Some(preview) = &mut self.preview {
                    preview.show_count(count);
                }
            }
            _ => {}
        }
    }

    fn summary(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        let buttons = ("sync-dialog-new-import", "sync-dialog-to-mapping");
        match self.jobs.summary_page(ui, cx, out, "import", buttons) {
            Some(FooterAction::Primary) => out.dialog(DialogAction::Show(SyncTab::Mapping)),
            Some(FooterAction::Back) => out.push(ImportAction::StartOver),
            _ => {}
        }
    }
}

/// The preview shows the suites beside it only in a dialog at least as wide.
const WITH_SUITES: f32 = 860.0;

/// Least room for the steps at the left.
const STEPS: f32 = 216.0;

/// Draws the policy as a combo box with its label, from the right. Where the label would be clipped, only screen readers get it.
pub(super) fn policy_choice(ui: &mut Ui, cx: &TabContext<'_>, policy: Policy) -> Option<Policy> {
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

/// Key of a policy's name.
pub(super) fn policy_key(policy: Policy) -> &'static str {
    match policy {
        Policy::Smart => "sync-dialog-policy-smart",
        Policy::Ask => "sync-dialog-policy-ask",
        Policy::Theirs => "sync-dialog-policy-theirs",
        Policy::Mine => "sync-dialog-policy-mine",
    }
}

/// Draws the page of a tab that needs Qase while no account is set up.
pub(super) fn not_connected<A>(ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>) {
    let (sentence, more, action) =
        (cx.t("sync-dialog-not-connected-head"), cx.t("sync-dialog-not-connected-more"), cx.t("sync-dialog-open-settings"));
    dialog::body(ui, space::L, |ui| {
        if empty_state(ui, icons::KEY, &sentence, &more, Some(&action)) {
            out.dialog(DialogAction::OpenSettings);
        }
    });
}
