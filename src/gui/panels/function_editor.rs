//! The editor of one function: its fields, saved when the keyboard leaves them or a choice is made.
//!
//! Nothing typed is lost: what is valid is saved when the editor is left, and a text that cannot be saved stays as a draft of its
//! function, with its error, until it is corrected. `Esc` brings back the last saved value of a field.

use std::collections::HashMap;

use eframe::egui::{Align, Id, Key, Layout, Modifiers, Response, Ui, vec2};

use crate::domain::function::{Function, FunctionContent};
use crate::domain::ids::{FunctionId, PersonId};
use crate::domain::person::{Person, RaciRole};
use crate::domain::validate;
use crate::gui::action::{Action, Actions, FunctionAction};
use crate::gui::model::registry::FunctionRow;
use crate::gui::model::words;
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{TextField, check_box, combo, text};

/// Id of the title's field, so that F2 finds it.
#[must_use]
pub fn title_id() -> Id {
    Id::unique("inspector-title")
}

/// Longest title, as the store has it.
const TITLE_MAX: usize = 500;

/// The function that is being edited.
#[derive(Debug, Default)]
pub struct Editor {
    id: Option<FunctionId>,
    /// Time of the change that the fields were filled from.
    seen: i64,
    /// The last saved state.
    saved: FunctionContent,
    saved_people: Vec<(RaciRole, String)>,
    /// The edited state; texts are in the fields below.
    content: FunctionContent,
    people: Vec<(RaciRole, String)>,
    title: String,
    description: String,
    /// A save was refused: what the fields hold stays until it is corrected.
    refused: bool,
    /// Titles that could not be saved.
    drafts: HashMap<FunctionId, String>,
    /// Gets the keyboard back when the title is left by `Enter` or `Esc`.
    pub return_to: Option<Id>,
}

impl Editor {
    /// Takes a function over when another one is selected, or when it changed elsewhere. What was typed for the one before is
    /// kept.
    pub fn follow(&mut self, row: &FunctionRow, view: &View<'_>, out: &mut Actions) {
        let same = self.id == Some(row.function.id);
        if same && (self.refused || self.seen == row.function.updated_ms) {
            return;
        }
        if same {
            self.refresh(&row.function, &view.registry.people);
            return;
        }
        self.leave(out);
        self.id = Some(row.function.id);
        self.fill(&row.function, &view.registry.people);
        if let Some(draft) = self.drafts.get(&row.function.id) {
            self.title.clone_from(draft);
        }
    }

    fn fill(&mut self, function: &Function, people: &[Person]) {
        self.seen = function.updated_ms;
        self.saved = function.content.clone();
        self.saved_people = function.people.iter().filter_map(|(role, id)| Some((*role, name_of(people, *id)?))).collect();
        self.content = self.saved.clone();
        self.people = self.saved_people.clone();
        self.title = self.saved.title.clone();
        self.description = self.saved.description.clone().unwrap_or_default();
        self.refused = false;
    }

    /// Takes over what was saved, but for texts that are being typed.
    fn refresh(&mut self, function: &Function, people: &[Person]) {
        let title = self.title_changed().then(|| self.title.clone());
        let description = self.description_changed().then(|| self.description.clone());
        self.fill(function, people);
        self.title = title.unwrap_or_else(|| self.title.clone());
        self.description = description.unwrap_or_else(|| self.description.clone());
    }

    fn title_changed(&self) -> bool {
        self.title.trim() != self.saved.title
    }

    fn description_changed(&self) -> bool {
        self.description.trim() != self.saved.description.as_deref().unwrap_or_default().trim()
    }

    /// Why the title cannot be saved.
    fn title_problem(&self, view: &View<'_>) -> Option<String> {
        let error = validate::title("title", &self.title, TITLE_MAX).err()?;
        Some(if self.title.trim().is_empty() {
            view.text("gui-title-needed").into_owned()
        } else {
            view.tr.message(&error.message)
        })
    }

    fn person(&self, role: RaciRole) -> &str {
        self.people.iter().find(|(r, _)| *r == role).map_or("", |(_, name)| name.as_str())
    }

    fn set_person(&mut self, role: RaciRole, name: Option<&str>) {
        self.people.retain(|(r, _)| *r != role);
        self.people.extend(name.map(|n| (role, n.to_owned())));
    }

    /// Saves what is valid and differs from the saved state; gives what is to be written.
    fn commit(&mut self) -> Option<FunctionAction> {
        let id = self.id?;
        if validate::title("title", &self.title, TITLE_MAX).is_ok() {
            self.content.title = self.title.trim().to_owned();
            self.drafts.remove(&id);
        } else {
            self.content.title.clone_from(&self.saved.title);
            self.drafts.insert(id, self.title.clone());
        }
        if self.description_changed() {
            let description = self.description.trim();
            self.content.description = (!description.is_empty()).then(|| description.to_owned());
        }
        self.refused = false;
        if self.content == self.saved && self.people == self.saved_people {
            return None;
        }
        self.saved = self.content.clone();
        self.saved_people = self.people.clone();
        Some(FunctionAction::Save { id, content: Box::new(self.content.clone()), people: self.people.clone() })
    }

    fn keep(&mut self, out: &mut Actions) {
        if let Some(save) = self.commit() {
            out.push(Action::Function(save));
        }
    }

    /// Saves what is valid: another thing is shown from now on.
    pub fn leave(&mut self, out: &mut Actions) {
        self.keep(out);
        self.id = None;
    }

    /// Takes the unsaved edit, so that closing the window can save it.
    pub fn take_unsaved(&mut self) -> Option<FunctionAction> {
        self.commit()
    }

    /// A save failed: what the fields hold stays to be corrected.
    pub fn reopen(&mut self) {
        self.refused = true;
    }

    /// Forgets what was edited: after undo the stored value counts.
    pub fn forget(&mut self) {
        self.id = None;
        self.refused = false;
        self.drafts.clear();
    }

    /// The fields of the function that is being edited.
    pub fn show(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let mut done = self.title_field(ui, view);
        let half = ((ui.available_width() - space::S) / 2.0).floor();
        ui.horizontal_top(|ui| {
            for (role, key) in [(RaciRole::Qa, "gui-field-qa"), (RaciRole::Dev, "gui-field-dev")] {
                done |= self.person_field(ui, role, &view.text(key), half, view);
            }
        });
        ui.horizontal_top(|ui| {
            let c = &mut self.content;
            done |= word(ui, &mut c.maturity, "maturity", &view.text("gui-field-maturity"), half, view);
            done |= word(ui, &mut c.automation_status, "automation_status", &view.text("gui-field-automation"), half, view);
        });
        ui.horizontal_top(|ui| {
            let c = &mut self.content;
            done |= word(ui, &mut c.segment, "segment", &view.text("gui-field-segment"), half, view);
            done |= word(ui, &mut c.status, "status", &view.text("gui-field-status"), half, view);
        });
        let label = view.text("gui-field-description");
        let description = TextField::new(&mut self.description).label(&label).rows(3).show(ui);
        if description.lost_focus() && escaped(ui) {
            self.description = self.saved.description.clone().unwrap_or_default();
        }
        done |= description.lost_focus();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            done |= check_box(ui, &mut self.content.is_crit, &view.text("gui-critical")).changed();
            done |= check_box(ui, &mut self.content.is_focus, &view.text("gui-focus")).changed();
        });
        done |= ui.input(|i| i.key_pressed(Key::Enter) && i.modifiers.command);
        if done {
            self.keep(out);
        }
    }

    fn title_field(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let problem = self.title_problem(view);
        let label = view.text("gui-field-title");
        let field = TextField::new(&mut self.title).label(&label).error(problem.as_deref()).id(title_id()).show(ui);
        if !field.lost_focus() {
            return false;
        }
        if escaped(ui) {
            self.title.clone_from(&self.saved.title);
        }
        self.hand_back(ui, &field);
        true
    }

    /// Gives the keyboard back to the list from which the title was edited.
    fn hand_back(&mut self, ui: &Ui, field: &Response) {
        // The key must not be heard by the list as well.
        let by_key = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter) || i.consume_key(Modifiers::NONE, Key::Escape));
        if let Some(list) = self.return_to.take()
            && by_key
            && list != field.id
        {
            ui.memory_mut(|m| m.request_focus(list));
        }
    }

    fn person_field(&mut self, ui: &mut Ui, role: RaciRole, label: &str, width: f32, view: &View<'_>) -> bool {
        let none = view.text("gui-nobody");
        let mut options = vec![&*none];
        options.extend(view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.as_str()));
        let current = self.person(role).to_owned();
        let chosen = if current.is_empty() { Some(0) } else { options.iter().skip(1).position(|n| *n == current).map(|i| i + 1) };
        let Some(i) = labelled_combo(ui, label, &current, chosen, &options, width) else { return false };
        self.set_person(role, (i > 0).then(|| options[i]));
        true
    }
}

fn name_of(people: &[Person], id: PersonId) -> Option<String> {
    people.iter().find(|p| p.id == id).map(|p| p.name.clone())
}

fn escaped(ui: &Ui) -> bool {
    ui.input(|i| i.key_pressed(Key::Escape))
}

fn word(ui: &mut Ui, value: &mut Option<String>, dictionary: &str, label: &str, width: f32, view: &View<'_>) -> bool {
    let mut words: Vec<&str> = view.registry.dictionaries.get(dictionary).into_iter().flatten().map(String::as_str).collect();
    let current = value.as_deref().unwrap_or_default();
    if !current.is_empty() && !words.contains(&current) {
        words.insert(0, current);
    }
    let mut shown = vec!["—".into()];
    shown.extend(words.iter().map(|w| words::value_name(view.tr, w)));
    let chosen = words.iter().position(|w| *w == current).map_or(Some(0), |i| Some(i + 1));
    let picked = labelled_combo(ui, label, current, chosen, &shown, width);
    let Some(i) = picked else { return false };
    *value = (i > 0).then(|| words[i - 1].to_owned());
    true
}

/// A combo box with its label above.
pub fn labelled_combo(
    ui: &mut Ui,
    label: &str,
    placeholder: &str,
    chosen: Option<usize>,
    options: &[impl AsRef<str>],
    width: f32,
) -> Option<usize> {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        text::label(ui, label);
        combo(ui, label, placeholder, chosen, options, width)
    })
    .inner
}
