//! The Mirror tab: results of a run in one project are copied onto the cases of another project. The steps are: choose both sides,
//! look at the plan, apply it, see the summary.
//!
//! `choose` draws the first step with the strip of saved pairs (`pairs`), `preview` the second. `state` holds the state. `choice` and
//! `rows` are models without drawing, `lists` holds what is read from Qase, and `perform` has the actions and the jobs.

mod choice;
mod choose;
mod lists;
mod pairs;
mod perform;
mod preview;
mod rows;
mod state;

use eframe::egui::Ui;

use super::context::{Actions, DialogAction, TabContext};
use super::plan_tab::{PlanFooter, PlanPages};
use crate::user_error::UserError;
use preview::project_codes;
use state::MirrorAction;
pub use state::MirrorTab;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{dialog, text};

impl PlanPages for MirrorTab {
    const NAME: &'static str = "mirror";
    const AGAIN: &'static str = "sync-dialog-new-mirror";
    const DONE: &'static str = "sync-dialog-finish";
    const WHEN_DONE: DialogAction = DialogAction::Close;

    fn choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        self.choose(ui, cx, out);
    }

    fn plan_footer(&self, cx: &TabContext<'_>) -> Option<PlanFooter> {
        Some(preview::footer(cx, self.preview.as_ref()?))
    }

    fn plan_head(&mut self, ui: &mut Ui, _cx: &TabContext<'_>, _out: &mut Actions<MirrorAction>) {
        if let Some(preview) = &self.preview {
            let (from, to) = project_codes(preview.ready());
            text::secondary(ui, &format!("{from} → {to}"));
        }
    }

    fn plan_body(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        let Some(preview) = &mut self.preview else { return dialog::body(ui, space::L, |_| {}) };
        if let Some(adopt) = preview::ui(ui, cx, preview) {
            out.push(MirrorAction::AdoptUntraced(adopt));
        }
    }

    fn apply_title(&self, cx: &TabContext<'_>) -> String {
        let (source, target) = self.applied.as_ref().map(project_codes).unwrap_or_default();
        cx.f("sync-dialog-mirroring", &[("source", source.into()), ("target", target.into())])
    }

    fn list_error(&self, cx: &TabContext<'_>) -> Option<UserError> {
        self.lists.error(&self.choice).or(cx.lists.trouble()).cloned()
    }
}
