//! A shared step made of steps of a case: which steps, and its name. The draft of the case uses it in their place.

use std::collections::BTreeSet;

use eframe::egui::{self, ScrollArea};

use super::{Flow, id, title_problem};
use crate::action::{Action, Actions, SharedAction, SharedWrite};
use crate::model::step_lines::{Block, StepLines};
use crate::view::View;
use voluptas_app::cases::shared_steps::SharedForm;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, Tone, banner, check_box, dialog, markdown, text};

/// The dialog's state.
#[derive(Debug)]
pub struct MakeShared {
    project: ProjectId,
    case: CaseId,
    lines: StepLines,
    blocks: Vec<Block>,
    /// Keys of the chosen blocks.
    chosen: BTreeSet<u64>,
    title: String,
    fresh: bool,
    saving: bool,
    failure: Option<String>,
}

impl MakeShared {
    /// Dialog for the steps of the draft of a case. Those that are selected there are chosen.
    #[must_use]
    pub fn new(project: ProjectId, case: CaseId, lines: StepLines) -> Self {
        let (blocks, chosen) = (lines.blocks(), lines.selected_blocks());
        Self { project, case, lines, blocks, chosen, title: String::new(), fresh: true, saving: false, failure: None }
    }

    /// Shows why nothing was stored.
    pub fn failed(&mut self, why: String) {
        (self.saving, self.failure) = (false, Some(why));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-make-shared"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id("make-shared"), &title, &close).icon(icons::SHARED).size(600.0, 500.0);
        if !self.title.trim().is_empty() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            let unfit = title_problem(&self.title, view);
            let steps = self.lines.steps_of(&self.chosen);
            let ready = !self.title.trim().is_empty() && unfit.is_none() && !steps.is_empty() && !self.saving;
            let (create, cancel) = (view.text("gui-create"), view.text("gui-cancel"));
            let footer = |ui: &mut egui::Ui| {
                let note = if steps.is_empty() { "shared-make-none" } else { "shared-make-note" };
                text::line(ui, &view.text(note), Type::Label, Palette::of(ui).text_secondary);
            };
            dialog::footer(ui, "make-shared", footer, |ui| {
                let enter = super::is_confirmed(ui, ready, false);
                if Button::primary(&create).enabled(ready).show(ui).clicked() || enter {
                    let form = SharedForm { title: self.title.trim().to_owned(), steps: steps.clone() };
                    let from = Some((self.case, self.chosen.clone()));
                    out.push(Action::Shared(SharedAction::Save(SharedWrite::Create { project: self.project, form, from })));
                    (self.saving, self.failure) = (true, None);
                }
                if Button::secondary(&cancel).show(ui).clicked() {
                    flow = Flow::Close;
                }
            });
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                if let Some(failure) = &self.failure {
                    banner(ui, Tone::Bad, failure, None, None);
                }
                let label = view.text("shared-title");
                let field = TextField::new(&mut self.title).label(&label).error(unfit.as_deref());
                let field = field.id(id("make-shared-title")).show(ui);
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                ui.add_space(space::XS);
                text::label(ui, &view.text("shared-which"));
                if steps.is_empty() && !self.chosen.is_empty() {
                    let p = Palette::of(ui);
                    text::paragraph(ui, &view.text("shared-not-in-a-row"), Type::Label, p.failed);
                }
                self.list(ui, view);
            });
        });
        if shown.close { Flow::Close } else { flow }
    }

    fn list(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for block in &self.blocks {
                let action = markdown::plain(&block.action);
                let line = action.lines().next().unwrap_or_default();
                let mut words = format!("{}. {line}", block.number);
                if block.inside > 0 {
                    words = format!("{words} ({})", view.count("shared-steps-inside", block.inside as u64));
                }
                if block.has_shared {
                    words = format!("{words} · {}", view.text("shared-is-shared"));
                }
                let mut on = self.chosen.contains(&block.key);
                ui.horizontal(|ui| {
                    ui.set_min_height(size::TREE_ROW);
                    // One that is chosen already can be taken out.
                    ui.add_enabled_ui(!block.has_shared || on, |ui| {
                        if check_box(ui, &mut on, &words).changed() {
                            if on {
                                self.chosen.insert(block.key);
                            } else {
                                self.chosen.remove(&block.key);
                            }
                        }
                    });
                });
            }
        });
    }
}
