//! The Import tab: choose suites, look at the plan and decide, apply it, see the summary.
//!
//! `choose` draws the first step, this file the parts of the others that are its own. `state` holds the state, `suites` the tree of
//! suites, and `perform` the actions and the jobs.

mod choose;
mod perform;
mod state;
mod suites;

use eframe::egui::Ui;

use super::case_plan::changes_sentence;
use super::context::{Actions, DialogAction, TabContext};
use super::plan_tab::{PlanFooter, PlanPages};
use super::preview::Count;
use crate::model::sync_tab::SyncTab;
use crate::user_error::UserError;
use state::ImportAction;
pub use state::ImportTab;

/// The preview shows the suites beside it only in a dialog at least as wide.
const WITH_SUITES: f32 = 860.0;

impl PlanPages for ImportTab {
    const NAME: &'static str = "import";
    const AGAIN: &'static str = "sync-dialog-new-import";
    const DONE: &'static str = "sync-dialog-to-mapping";
    const WHEN_DONE: DialogAction = DialogAction::Show(SyncTab::Mapping);

    fn choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        self.choose(ui, cx, out);
    }

    fn plan_footer(&self, cx: &TabContext<'_>) -> Option<PlanFooter> {
        let preview = self.plan.preview()?;
        let tally = preview.tally();
        // Other suites were chosen since the preview was read.
        let is_stale = self.tree.is_changed();
        let mut sentence = changes_sentence(cx, "sync-dialog-import-will", preview);
        for (n, key, count) in [
            (tally.removed, "sync-dialog-will-unlink", Count::Removed),
            (tally.trashed, "sync-dialog-will-trash", Count::Trashed),
        ] {
            if n > 0 {
                sentence.push(' ');
                sentence.push_str(&cx.f(key, &[("n", count.argument(cx, tally))]));
            }
        }
        if is_stale {
            sentence = cx.t("sync-dialog-stale").into_owned();
        }
        let primary = if is_stale {
            cx.t("sync-dialog-preview-again").into_owned()
        } else if tally.changes() == 0 {
            cx.t("sync-dialog-nothing-to-apply").into_owned()
        } else {
            cx.n("sync-dialog-apply-n", tally.changes())
        };
        let enabled = (is_stale || tally.changes() > 0) && self.plan.is_settled();
        Some(PlanFooter { sentence, primary, enabled, is_stale })
    }

    fn plan_head(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        self.plan.head(ui, cx, out);
    }

    fn plan_body(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        self.plan.body(ui, cx, out);
    }

    fn beside_plan(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ImportAction>) {
        // In a narrow dialog the preview needs the room; the suites are one step back.
        if ui.available_width() >= WITH_SUITES {
            self.side(ui, cx, out);
        }
    }

    fn show_count(&mut self, count: Count) {
        self.plan.show_count(count);
    }

    fn apply_title(&self, cx: &TabContext<'_>) -> String {
        cx.f("sync-dialog-importing", &[("project", self.project.clone().unwrap_or_default().into())])
    }

    fn list_error(&self, cx: &TabContext<'_>) -> Option<UserError> {
        self.suites.trouble().or(cx.lists.trouble()).cloned()
    }
}
