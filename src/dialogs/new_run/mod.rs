//! A new run by hand: its title and texts, where and by whom it is executed, and its cases.
//!
//! `sources` has the cases: from suites, functions, a saved filter, the selection, and those that failed last time. The number of cases
//! and of results is read in the background for each choice.

mod add_cases;
mod new_configurations;
mod sources;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, Align, Key, Layout, Modifiers, ScrollArea, Ui, vec2};

use super::named::{Named, known, new_name, pick};
use super::{Flow, confirm, id, title_problem};
use crate::action::{Action, Actions, RunAction};
use crate::model::case_grid::SavedFilter;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
pub use add_cases::AddCasesDialog;
use new_configurations::NewConfigurations;
use sources::{Sources, size_line};
use voluptas_app::runs;
use voluptas_app::runs::manual::{RunChoices, RunForm, RunSize};
use voluptas_app::runs::rules::NewNames;
use voluptas_core::domain::ids::{CaseId, PersonId, ProjectId};
use voluptas_core::domain::run::RunContent;
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, dialog, field as text_field, text, toggle_chip};

/// Size of the dialog in points, and the width of its fields.
const SIZE: egui::Vec2 = vec2(920.0, 640.0);
const FIELDS: f32 = 340.0;
/// Share of the width that the fields take at most.
const FIELDS_SHARE: f32 = 0.42;

/// The dialog's state.
#[derive(Debug)]
pub struct NewRunDialog {
    project: ProjectId,
    title: String,
    /// Title that was suggested.
    first_title: String,
    description: String,
    tags: String,
    environment: Option<Named>,
    milestone: Option<Named>,
    configurations: BTreeSet<i64>,
    new_configurations: NewConfigurations,
    people: BTreeSet<PersonId>,
    sources: Sources,
    choices: CachedQuery<ProjectId, RunChoices>,
    size: CachedQuery<Arc<Vec<CaseId>>, RunSize>,
    fresh: bool,
}

impl NewRunDialog {
    /// Dialog for a run of a project. `selected` are the cases that are offered first; `saved` are the filters with names.
    #[must_use]
    pub fn new(project: ProjectId, title: String, selected: Vec<CaseId>, saved: Vec<SavedFilter>) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Projects, Aggregate::Functions, Aggregate::Runs, Aggregate::Other]);
        Self {
            project,
            first_title: title.clone(),
            title,
            description: String::new(),
            tags: String::new(),
            environment: None,
            milestone: None,
            configurations: BTreeSet::new(),
            new_configurations: NewConfigurations::default(),
            people: BTreeSet::new(),
            sources: Sources::new(selected, saved),
            choices: CachedQuery::new("gui-unread-runs", concerns),
            size: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Cases])),
            fresh: true,
        }
    }

    /// Asks for the choices, the cases and their number. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.choices.ask(reads, Some(self.project), |store, project| runs::manual::choices(store, *project));
        self.sources.refresh(reads, self.project);
        self.size.ask(reads, Some(self.sources.cases()), |store, cases| runs::manual::size(store, cases));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-new-run"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("new-run"), &title, &close).icon(icons::RUN).size(SIZE.x, SIZE.y).sticky().show(ctx, |ui| {
            if let Some(creates) = self.footer(ui, view) {
                if creates {
                    out.push(Action::Run(RunAction::Create(self.project, Box::new(self.form()))));
                }
                flow = Flow::Close;
            }
            dialog::body(ui, space::L + space::XS, |ui| {
                let (width, height) = (ui.available_width(), ui.available_height());
                let fields = FIELDS.min(width * FIELDS_SHARE).floor();
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::XL;
                    ui.allocate_ui_with_layout(vec2(fields, height), Layout::top_down(Align::Min), |ui| {
                        ScrollArea::vertical().id_salt("new-run-fields").auto_shrink(false).show(ui, |ui| {
                            ui.set_width(fields - space::M);
                            self.fields(ui, view);
                        });
                    });
                    let rest = ui.available_width();
                    ui.allocate_ui_with_layout(vec2(rest, height), Layout::top_down(Align::Min), |ui| self.sources.ui(ui, view));
                });
            });
        });
        if shown.close && self.is_typed() {
            out.push(Action::Confirm(confirm::discard(view, "manual-run-discard", "manual-run-discard-more")));
            return flow;
        }
        if shown.close { Flow::Close } else { flow }
    }

    /// True while closing would lose something that was entered.
    fn is_typed(&self) -> bool {
        let texts = [&self.description, &self.tags];
        let is_picked = self.environment.is_some()
            || self.milestone.is_some()
            || !self.configurations.is_empty()
            || !self.new_configurations.is_blank()
            || !self.people.is_empty();
        is_picked || self.title.trim() != self.first_title.trim() || texts.iter().any(|text| !text.trim().is_empty())
    }

    /// Draws the number of cases and the buttons. `Some(true)` creates the run, `Some(false)` closes the dialog.
    fn footer(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<bool> {
        let size = self.size.get().cloned();
        let is_complete =
            !self.title.trim().is_empty() && title_problem(&self.title, view).is_none() && self.new_configurations.is_valid();
        let ready = is_complete
            && !self.sources.is_reading()
            && size.as_ref().is_some_and(|size| size.cases > 0 && size.problem.is_none());
        let (create, cancel) = (view.text("gui-create"), view.text("gui-cancel"));
        let (mut creates, mut cancels) = (false, false);
        dialog::footer(
            ui,
            "new-run",
            |ui| {
                size.iter().for_each(|size| size_line(ui, size, view));
            },
            |ui| {
                let in_title = ui.memory(egui::Memory::focused) == Some(id("new-run-title"));
                // Not below a question.
                let is_on_top = ui.memory(|m| m.is_above_modal_layer(ui.layer_id()));
                let pressed = |modifiers| {
                    is_on_top && !egui::Popup::is_any_open(ui.ctx()) && ui.input_mut(|i| i.consume_key(modifiers, Key::Enter))
                };
                let enter = ready && (pressed(Modifiers::COMMAND) || (in_title && pressed(Modifiers::NONE)));
                creates = Button::primary(&create).enabled(ready).show(ui).clicked() || enter;
                cancels = Button::secondary(&cancel).show(ui).clicked();
            },
        );
        match (creates, cancels) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    fn form(&self) -> RunForm {
        let tags = self.tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        RunForm {
            content: RunContent {
                title: self.title.trim().to_owned(),
                description: Some(self.description.trim().to_owned()).filter(|text| !text.is_empty()),
                environment_id: known(self.environment.as_ref()),
                milestone_id: known(self.milestone.as_ref()),
                configurations: self.configurations.iter().copied().collect(),
                tags,
                ..RunContent::default()
            },
            cases: self.sources.cases().to_vec(),
            people: self.people.iter().copied().collect(),
            named_people: Vec::new(),
            new: NewNames {
                environment: new_name(self.environment.as_ref()),
                milestone: new_name(self.milestone.as_ref()),
                configurations: self.new_configurations.all(),
            },
        }
    }

    fn fields(&mut self, ui: &mut Ui, view: &View<'_>) {
        ui.spacing_mut().item_spacing.y = space::M;
        let (label, unfit) = (view.text("gui-field-title"), title_problem(&self.title, view));
        let field = TextField::new(&mut self.title).label(&label).error(unfit.as_deref()).id(id("new-run-title")).show(ui);
        if std::mem::take(&mut self.fresh) {
            // The suggested name is replaced by what is typed.
            text_field::select_all(ui.ctx(), field.id, &self.title);
        }
        let label = view.text("gui-case-description");
        TextField::new(&mut self.description).label(&label).rows(2).id(id("new-run-description")).show(ui);
        let choices = self.choices.get().cloned().unwrap_or_default();
        pick(ui, view, "manual-run-environment", &choices.environments, &mut self.environment);
        pick(ui, view, "manual-run-milestone", &choices.milestones, &mut self.milestone);
        for group in choices.configurations.iter().filter(|group| !group.configurations.is_empty()) {
            text::label(ui, &group.title);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                for configuration in &group.configurations {
                    chip_of(ui, &mut self.configurations, configuration.id, &configuration.title);
                }
            });
        }
        self.new_configurations.show(ui, view);
        let (label, hint) = (view.text("manual-run-tags"), view.text("manual-run-tags-hint"));
        TextField::new(&mut self.tags).label(&label).hint(&hint).id(id("new-run-tags")).show(ui);
        if !choices.people.is_empty() {
            text::label(ui, &view.text("manual-run-people"));
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                for person in &choices.people {
                    chip_of(ui, &mut self.people, person.id, &person.name);
                }
            });
            let n = self.people.len();
            let key = match n {
                0 => "manual-run-people-none",
                1 => "manual-run-people-one",
                _ => "manual-run-people-several",
            };
            text::paragraph(ui, &view.text(key), Type::Label, Palette::of(ui).text_faint);
        }
    }
}

/// A chip that adds an item to a set or removes it.
fn chip_of<T: Ord + Copy>(ui: &mut Ui, set: &mut BTreeSet<T>, one: T, name: &str) {
    let mut on = set.contains(&one);
    if toggle_chip(ui, &mut on, name).changed() {
        if on {
            set.insert(one)
        } else {
            set.remove(&one)
        };
    }
}
