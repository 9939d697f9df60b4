//! The templates of the workspace: renamed and deleted here, made in the editor of a case.

use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers};

use super::{Flow, id, title_problem};
use crate::action::{Action, Actions, CaseAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::ui_command::UiCommand;
use crate::view::View;
use crate::views::missing;
use voluptas_app::cases;
use voluptas_core::domain::template::{Template, TemplateContent};
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, dialog, empty_state, icon_button, long_list, paint, reading, text};

/// Height of a row with the rule below it, in points.
const ROW: f32 = size::GRID_ROW + space::S * 2.0 + size::LINE;

/// Templates as a query.
pub type TemplateQuery = CachedQuery<(), Arc<Vec<Template>>>;

/// A query for the templates, of which nothing was asked yet.
pub fn template_query() -> TemplateQuery {
    CachedQuery::new("templates-unread", Concerns::Of(&[Aggregate::Cases]))
}

/// Asks for the templates.
pub fn read_templates(query: &mut TemplateQuery, reads: Reads<'_>) {
    query.ask(reads, Some(()), |store, ()| cases::template::list(store).map(Arc::new));
}

/// The dialog's state.
#[derive(Debug)]
pub struct TemplatesDialog {
    templates: TemplateQuery,
    /// The template whose title is edited.
    renamed: Option<(i64, String)>,
    /// Height of the row with the edited title as it was drawn last: what is wrong with the title stands below the field.
    field_height: f32,
    fresh: bool,
}

impl Default for TemplatesDialog {
    fn default() -> Self {
        Self { templates: template_query(), renamed: None, field_height: 0.0, fresh: false }
    }
}

impl TemplatesDialog {
    /// Asks for the templates. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        read_templates(&mut self.templates, reads);
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-templates"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id("templates"), &title, &close).icon(icons::TEMPLATE).size(640.0, 460.0);
        if self.renamed.is_some() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            dialog::footer(
                ui,
                "templates",
                |_| {},
                |ui| {
                    if Button::secondary(&close).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L, |ui| match self.templates.get().cloned() {
                None => missing(ui, self.templates.failure(), view),
                Some(all) if all.is_empty() => {
                    // A template is made of an open case, which the list of cases leads to.
                    let next = if view.env.attachable { UiCommand::SaveTemplate } else { UiCommand::ShowCases };
                    let (none, more, button) =
                        (view.text("templates-none"), view.text("templates-none-more"), view.command_label(next));
                    if empty_state(ui, icons::TEMPLATE, &none, &more, Some(&button)) {
                        out.command(next);
                        flow = Flow::Close;
                    }
                }
                Some(all) => {
                    let renamed = self.renamed.as_ref().map(|(id, _)| *id);
                    let is_renamed = |at: usize| renamed == Some(all[at].id);
                    let field = self.field_height.max(ROW);
                    let height = |at: usize| if is_renamed(at) { field } else { ROW };
                    long_list(ui, all.len(), height, |ui, at| {
                        self.row(ui, &all[at], view, out);
                        paint::hline(ui);
                        if is_renamed(at) {
                            self.field_height = ui.min_rect().height() + space::S;
                        }
                    });
                }
            });
        });
        if shown.close { Flow::Close } else { flow }
    }

    fn row(&mut self, ui: &mut egui::Ui, template: &Template, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let icon = if matches!(template.content, TemplateContent::Case(_)) { icons::CASE } else { icons::STEPS };
        ui.horizontal(|ui| {
            ui.set_min_height(size::GRID_ROW);
            text::icon(ui, icon, p.text_secondary);
            if self.renamed.as_ref().is_some_and(|(id, _)| *id == template.id) {
                self.field(ui, view, out);
                return;
            }
            let with = |key| view.tr.fmt(key, &[("title", template.title.as_str().into())]);
            reading::from_right(ui, |ui| {
                if icon_button(ui, icons::DELETE, &with("templates-delete")).clicked() {
                    out.push(Action::Case(CaseAction::DeleteTemplate(template.id)));
                }
                if icon_button(ui, icons::EDIT, &with("templates-rename")).clicked() {
                    (self.renamed, self.fresh) = (Some((template.id, template.title.clone())), true);
                }
                text::line(ui, &summary(template, view), Type::Label, p.text_secondary);
                let room = ui.available_width();
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    text::line_within(ui, &template.title, Type::Medium, p.text, room);
                });
            });
        });
    }

    fn field(&mut self, ui: &mut egui::Ui, view: &View<'_>, out: &mut Actions) {
        let Some((template, title)) = &mut self.renamed else { return };
        let label = view.text("templates-title");
        // Heard before the field, which gives the keyboard away on both.
        let (enter, escape) =
            ui.input_mut(|i| (i.consume_key(Modifiers::NONE, Key::Enter), i.consume_key(Modifiers::NONE, Key::Escape)));
        let unfit = title_problem(title, view);
        let field = TextField::new(title).name(&label).error(unfit.as_deref()).id(id("template-title")).show(ui);
        if std::mem::take(&mut self.fresh) {
            field.request_focus();
        }
        // What cannot be stored stays in the field.
        if enter && unfit.is_some() {
            self.fresh = true;
            return;
        }
        if enter && !title.trim().is_empty() {
            out.push(Action::Case(CaseAction::RenameTemplate(*template, title.trim().to_owned())));
        }
        if enter || escape {
            self.renamed = None;
        }
    }
}

/// Kind of a template and its number of steps: `Case · 3 steps`.
pub fn summary(template: &Template, view: &View<'_>) -> String {
    let steps = view.count("templates-steps", template.content.steps().len() as u64);
    match template.content {
        TemplateContent::Case(_) => format!("{} · {steps}", view.text("templates-case")),
        TemplateContent::Steps(_) => steps,
    }
}
