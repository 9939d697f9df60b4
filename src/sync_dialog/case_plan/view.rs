//! Drawing of a plan of cases: the policy in the row of steps, the guard against mass removal, the table, the numbers of the footer.

use eframe::egui::Ui;

use super::{CasePlan, CaseReady, ReplanAction};
use crate::sync_dialog::context::{Actions, TabContext};
use crate::sync_dialog::policy::policy_choice;
use crate::sync_dialog::preview::{Count, Preview, table};

impl<R: CaseReady> CasePlan<R> {
    /// Draws the choice of the policy at the right end of the row of steps.
    pub fn head<A: From<ReplanAction>>(&self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>) {
        if let Some(policy) = policy_choice(ui, cx, self.policy) {
            out.push(ReplanAction::Policy(policy));
        }
    }

    /// Draws warnings and the table of cases in the remaining space.
    pub fn body<A: From<ReplanAction>>(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>) {
        if let Some(preview) = &mut self.preview {
            if self.guard.ui(ui, cx, preview) {
                out.push(ReplanAction::AllowRemovals);
            }
            table::ui(ui, cx, preview);
        }
    }
}

/// The first sentences of the footer: unresolved conflicts, then the cases that are created, updated and left out.
pub fn changes_sentence(cx: &TabContext<'_>, key: &str, preview: &Preview) -> String {
    let number = |count: Count| count.argument(cx, preview.tally());
    let changes = cx.f(
        key,
        &[("created", number(Count::Created)), ("updated", number(Count::Updated)), ("left_out", number(Count::LeftOut))],
    );
    if preview.tally().open == 0 {
        return changes;
    }
    // First, because a narrow dialog cuts the end, and they are what a person decides.
    format!("{} {changes}", cx.f("sync-dialog-open-conflicts", &[("n", number(Count::Open))]))
}
