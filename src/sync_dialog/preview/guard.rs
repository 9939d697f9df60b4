//! Warnings of a plan above its table, and the guard against mass removal: many removals are held back until a person confirms them
//! twice.

use eframe::egui::Ui;

use super::Preview;
use crate::sync_dialog::context::TabContext;
use crate::sync_dialog::strip::{note, strip_panel};
use voluptas_sync::plan::Guard;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{BannerEvent, Button, Tone, banner, check_box};

/// State of the question about removals that are held back.
#[derive(Debug, Default)]
pub struct RemovalGuard {
    /// The question is open.
    asked: bool,
    /// The box is checked.
    sure: bool,
}

impl RemovalGuard {
    /// Draws the warnings. Returns true if the person confirmed the removals that are held back.
    pub fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, preview: &Preview) -> bool {
        let plan = preview.plan();
        // The guard replaces the warning that the plan has for the command line.
        let said = |key: &str| plan.guard.is_some() && key == "sync-warning-mass-removal";
        let words: Vec<String> = plan.warnings.iter().filter(|w| !said(&w.key)).map(|w| cx.tr.message(w)).collect();
        if !words.is_empty() {
            note(ui, "warnings", Tone::Warning, &words.join(" "));
        }
        let Some(guard) = plan.guard else { return false };
        strip_panel(ui, "guard", |ui| if self.asked { self.question(ui, cx, guard) } else { self.notice(ui, cx, guard) })
    }

    fn notice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, guard: Guard) -> bool {
        let number = |n: u64| cx.tr.number(i64::try_from(n).unwrap_or(i64::MAX)).into();
        let words = cx.f("sync-dialog-guard", &[("removed", number(guard.removed)), ("linked", number(guard.linked))]);
        let action = cx.t("sync-dialog-guard-anyway");
        if banner(ui, Tone::Warning, &words, Some(&action), None) == Some(BannerEvent::Action) {
            *self = Self { asked: true, sure: false };
        }
        false
    }

    fn question(&mut self, ui: &mut Ui, cx: &TabContext<'_>, guard: Guard) -> bool {
        let removed = usize::try_from(guard.removed).unwrap_or(usize::MAX);
        banner(ui, Tone::Bad, &cx.n("sync-dialog-guard-what", removed), None, None);
        ui.add_space(space::S);
        let mut yes = false;
        ui.horizontal(|ui| {
            check_box(ui, &mut self.sure, &cx.n("sync-dialog-guard-sure", removed));
            reading::from_right(ui, |ui| {
                let words = cx.n("sync-dialog-guard-do", removed);
                yes = Button::danger(&words).enabled(self.sure).show(ui).clicked();
                if Button::secondary(&cx.t("sync-dialog-guard-leave")).show(ui).clicked() {
                    *self = Self::default();
                }
            });
        });
        yes
    }
}
