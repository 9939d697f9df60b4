//! A new case: its title and its suite. The tab that opens after it has everything else.

use eframe::egui;

use super::suite_field::{is_gone, suite_field};
use super::templates::{TemplateQuery, read_templates, summary, template_query};
use super::{Flow, confirm, id, title_problem};
use crate::action::{Action, Actions, CaseAction, Nav};
use crate::model::wanted::CaseWanted;
use crate::query::Reads;
use crate::view::View;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, PickRow, Picker, TextField, Tone, banner, dialog, field, text};

/// The dialog's state.
#[derive(Debug)]
pub struct NewCaseDialog {
    project: ProjectId,
    suite: Option<SuiteId>,
    title: String,
    /// The active case that has the title.
    namesake: Option<CaseId>,
    templates: TemplateQuery,
    template: Option<i64>,
    /// The function that the case covers.
    function: Option<FunctionId>,
    /// Key of a remark above the fields.
    note: Option<&'static str>,
    fresh: bool,
}

impl NewCaseDialog {
    /// Dialog for a case in a suite; `None` for the root.
    #[must_use]
    pub fn new(project: ProjectId, suite: Option<SuiteId>) -> Self {
        Self {
            project,
            suite,
            title: String::new(),
            namesake: None,
            templates: template_query(),
            template: None,
            function: None,
            note: None,
            fresh: true,
        }
    }

    /// Dialog for a case that covers a function, with its title to begin with.
    #[must_use]
    pub fn covering(function: FunctionId, title: &str, project: ProjectId, suite: Option<SuiteId>) -> Self {
        Self { function: Some(function), title: title.to_owned(), ..Self::new(project, suite) }
    }

    /// The dialog with earlier input, outside of any suite. `note` is the key of the reason why the case was not created.
    #[must_use]
    pub fn again(wanted: CaseWanted, note: &'static str) -> Self {
        let CaseWanted { project, title, template, function, .. } = wanted;
        Self { title, template, function, note: Some(note), ..Self::new(project, None) }
    }

    /// Asks for the templates. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        read_templates(&mut self.templates, reads);
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-new-case"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let covered = self.function.and_then(|id| view.registry.get(id));
        let height = if covered.is_some() { 400.0 } else { 360.0 };
        let mut dialog = Dialog::new(id("new-case"), &title, &close).icon(icons::CASE).size(520.0, height);
        if self.is_typed() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            let unfit = title_problem(&self.title, view);
            let ready = !self.title.trim().is_empty() && self.namesake.is_none() && unfit.is_none();
            let (create, cancel) = (view.text("gui-create"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "new-case",
                |_| {},
                |ui| {
                    let enter = super::is_confirmed(ui, ready, false);
                    if Button::primary(&create).enabled(ready).show(ui).clicked() || enter {
                        let (project, suite, title) = (self.project, self.suite, self.title.trim().to_owned());
                        let wanted = CaseWanted {
                            project,
                            suite,
                            title,
                            template: self.template,
                            function: self.function,
                            in_grid: false,
                        };
                        out.push(Action::Case(CaseAction::Create(wanted)));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                if is_gone(self.suite, view) {
                    (self.suite, self.note) = (None, Some("suite-place-gone"));
                }
                if let Some(note) = self.note {
                    banner(ui, Tone::Warning, &view.text(note), None, None);
                }
                if let Some(row) = covered {
                    let words = view.tr.fmt("writing-new-case-covers", &[("function", row.title().into())]);
                    text::paragraph(ui, &words, Type::Body, Palette::of(ui).text_secondary);
                }
                let (label, problem) = (view.text("gui-field-title"), view.text("writing-title-taken"));
                let error = self.namesake.map(|_| &*problem).or(unfit.as_deref());
                let field = TextField::new(&mut self.title).label(&label).error(error).id(id("new-case-title")).show(ui);
                let is_fresh = std::mem::take(&mut self.fresh);
                if is_fresh {
                    // A suggested title is replaced by what is typed.
                    field::select_all(ui.ctx(), field.id, &self.title);
                    field.request_focus();
                }
                if field.changed() || is_fresh {
                    let wanted = fold(self.title.trim());
                    self.namesake = view.cases.rows.iter().find(|row| fold(&row.title) == wanted).map(|row| row.id);
                }
                if let Some(other) = self.namesake
                    && Button::secondary(&view.text("writing-open-other")).small().icon(icons::CASE).show(ui).clicked()
                {
                    out.nav(Nav::OpenCase(other));
                    flow = Flow::Close;
                }
                suite_field(ui, view, ["writing-suite", "writing-no-suite"], &mut self.suite, None);
                self.template_choice(ui, view);
            });
        });
        // What opens instead was asked for in so many words.
        if shown.close && flow == Flow::Stay && self.is_typed() {
            out.push(Action::Confirm(confirm::discard(view, "writing-new-case-discard", "writing-new-case-discard-more")));
            return Flow::Stay;
        }
        if shown.close { Flow::Close } else { flow }
    }

    /// True while closing would lose something that was entered.
    fn is_typed(&self) -> bool {
        !self.title.trim().is_empty() || self.template.is_some()
    }

    /// The template with which the case begins, where there is one.
    fn template_choice(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        let all = self.templates.get().cloned().unwrap_or_default();
        if all.is_empty() {
            return;
        }
        let (label, none) = (view.text("templates-begin"), view.text("templates-begin-none"));
        let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
        let chosen = self.template.map_or(Some(0), |id| all.iter().position(|t| t.id == id).map(|i| i + 1));
        let colour = Palette::of(ui).text_secondary;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &label);
            let width = ui.available_width();
            let picker = Picker { name: &label, placeholder: "", filter: &filter, nothing: &nothing, width };
            let picked = picker.show(ui, chosen, all.len() + 1, |i| match i.checked_sub(1).map(|i| &all[i]) {
                None => PickRow { icon: Some((icons::CASE, colour)), text: none.to_string(), note: String::new() },
                Some(t) => PickRow { icon: Some((icons::TEMPLATE, colour)), text: t.title.clone(), note: summary(t, view) },
            });
            if let Some(i) = picked {
                self.template = i.checked_sub(1).map(|i| all[i].id);
            }
        });
    }
}
