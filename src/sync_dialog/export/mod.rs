//! The Export tab: choose functions and enter results, look at the plan, apply it, see the summary.
//!
//! `choose` and `entry` draw the first step, this file the parts of the others that are its own. `state` holds the state, `model` the
//! tree of functions, `entered_results` stores what is entered, and `perform` has the jobs and queries.

mod action;
mod choose;
mod entered_results;
mod entry;
mod model;
mod perform;
mod state;

use eframe::egui::Ui;

use super::case_plan::changes_sentence;
use super::context::{Actions, DialogAction, TabContext};
use super::plan_actions::PlanAction;
use super::plan_tab::{PlanFooter, PlanPages};
use super::preview::Count;
use super::rich;
use super::strip::{Remedy, strip};
use action::ExportAction;
pub use state::{ExportTab, OfferedRun};
use voluptas_sync::export::CASE_NOT_THERE;

impl PlanPages for ExportTab {
    const NAME: &'static str = "export";
    const AGAIN: &'static str = "sync-dialog-new-export";
    const DONE: &'static str = "sync-dialog-finish";
    const WHEN_DONE: DialogAction = DialogAction::Close;

    fn choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        self.choose(ui, cx, out);
    }

    fn plan_footer(&self, cx: &TabContext<'_>) -> Option<PlanFooter> {
        let preview = self.plan.preview()?;
        let tally = preview.tally();
        let number = |count: Count| count.argument(cx, tally);
        let mut sentence = changes_sentence(cx, "sync-dialog-export-will", preview);
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
        let changes = tally.changes() + tally.results;
        let primary =
            if changes == 0 { cx.t("sync-dialog-nothing-to-apply").into_owned() } else { cx.n("sync-dialog-send-n", changes) };
        Some(PlanFooter { sentence, primary, enabled: changes > 0 && self.plan.is_settled(), is_stale: false })
    }

    fn plan_head(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        self.plan.head(ui, cx, out);
    }

    fn plan_body(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        self.plan.body(ui, cx, out);
    }

    fn show_count(&mut self, count: Count) {
        self.plan.show_count(count);
    }

    fn apply_title(&self, cx: &TabContext<'_>) -> String {
        cx.f("sync-dialog-exporting", &[("project", self.project.clone().unwrap_or_default().into())])
    }

    fn strips(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>) {
        if let Some(error) = &self.read_error
            && strip(ui, cx, out, "export-read", error, false) == Some(Remedy::Retry)
        {
            out.push(PlanAction::ReadAgain);
        }
    }
}
