//! The form of one function: its fields, saved when the keyboard leaves them or a choice is made.
//!
//! Nothing typed is lost: valid fields are saved when the form is left, and a title that cannot be saved stays as a draft of its
//! function, with its error, until it is corrected. `Esc` brings back the stored value of a field. See [`Editor`].

use eframe::egui::{Align, Color32, Id, Key, Layout, Modifiers, Ui, vec2};

use crate::action::{Action, Actions, FunctionAction};
use crate::editor::{Editable, Editor, Field};
use crate::model::words;
use crate::view::View;
use crate::views::case::inline::InlineText;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::{Function, FunctionContent};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::{Person, RaciRole};
use voluptas_core::domain::validate;
use voluptas_ui::theme::{Icon, Palette, Type, space};
use voluptas_ui::widgets::{TextField, check_box, combo_with_icons, field, text};

/// Id of the title's field, so that F2 finds it.
pub fn title_id() -> Id {
    Id::unique("inspector-title")
}

/// Longest title, as the store has it.
const TITLE_MAX: usize = 500;

/// The edited fields of a function.
#[derive(Debug, Clone)]
pub struct FunctionDraft {
    /// The title as it is typed.
    title: String,
    /// The description as it is typed; blank for none.
    description: String,
    /// Responsible people by name.
    people: Vec<(RaciRole, String)>,
    /// All other fields. Title and description in here are the stored ones.
    content: FunctionContent,
}

impl FunctionDraft {
    fn of(function: &Function, people: &[Person]) -> Self {
        Self {
            title: function.content.title.clone(),
            description: function.content.description.clone().unwrap_or_default(),
            people: function.people.iter().filter_map(|(role, id)| Some((*role, name_of(people, *id)?))).collect(),
            content: function.content.clone(),
        }
    }

    fn person(&self, role: RaciRole) -> &str {
        self.people.iter().find(|(r, _)| *r == role).map_or("", |(_, name)| name.as_str())
    }

    fn set_person(&mut self, role: RaciRole, name: Option<&str>) {
        self.people.retain(|(r, _)| *r != role);
        self.people.extend(name.map(|n| (role, n.to_owned())));
    }

    fn title_problem(&self) -> Option<Message> {
        let error = validate::title("title", &self.title, TITLE_MAX).err()?;
        Some(if self.title.trim().is_empty() { Message::new("gui-title-needed") } else { error.message })
    }

    /// The content to be stored.
    fn to_content(&self) -> FunctionContent {
        let mut content = FunctionContent { title: self.title.trim().to_owned(), ..self.content.clone() };
        let description = self.description.trim();
        // Blanks around a stored description are no edit.
        if description != content.description.as_deref().unwrap_or_default().trim() {
            content.description = (!description.is_empty()).then(|| description.to_owned());
        }
        content
    }
}

/// A field of the content with a value of its own.
macro_rules! content_field {
    ($field:ident) => {
        Field {
            name: stringify!($field),
            same: |a, b| a.content.$field == b.content.$field,
            copy: |to, from| to.content.$field.clone_from(&from.content.$field),
            problem: |_| None,
        }
    };
}

/// The content without the fields of the form.
fn others(content: &FunctionContent) -> FunctionContent {
    FunctionContent {
        title: String::new(),
        description: None,
        maturity: None,
        automation_status: None,
        segment: None,
        status: None,
        is_crit: false,
        is_focus: false,
        ..content.clone()
    }
}

impl Editable for FunctionDraft {
    type Key = FunctionId;

    const FIELDS: &'static [Field<Self>] = &[
        Field {
            name: "title",
            same: |a, b| a.title.trim() == b.title.trim(),
            copy: |to, from| from.title.trim().clone_into(&mut to.title),
            problem: Self::title_problem,
        },
        Field {
            name: "description",
            same: |a, b| a.description.trim() == b.description.trim(),
            copy: |to, from| to.description.clone_from(&from.description),
            problem: |_| None,
        },
        Field {
            name: "people",
            same: |a, b| a.people == b.people,
            copy: |to, from| to.people.clone_from(&from.people),
            problem: |_| None,
        },
        content_field!(maturity),
        content_field!(automation_status),
        content_field!(segment),
        content_field!(status),
        content_field!(is_crit),
        content_field!(is_focus),
        // Fields that the form does not show: the stored values count.
        Field {
            name: "others",
            same: |a, b| others(&a.content) == others(&b.content),
            copy: |to, from| {
                let c = std::mem::take(&mut to.content);
                to.content = FunctionContent {
                    maturity: c.maturity,
                    automation_status: c.automation_status,
                    segment: c.segment,
                    status: c.status,
                    is_crit: c.is_crit,
                    is_focus: c.is_focus,
                    ..from.content.clone()
                };
            },
            problem: |_| None,
        },
    ];

    fn save(id: FunctionId, draft: &Self) -> Action {
        let content = Box::new(draft.to_content());
        Action::Function(FunctionAction::Save { id, content, people: draft.people.clone() })
    }
}

/// The form of the selected function.
#[derive(Debug, Default)]
pub struct FunctionForm {
    editor: Editor<FunctionDraft>,
    return_to: Option<Id>,
    asked_for_title: bool,
}

impl FunctionForm {
    /// Shows a function, nothing while it is being read. Edits of the one before are saved.
    pub fn follow(&mut self, function: Option<&Function>, view: &View<'_>, out: &mut Actions) {
        let Some(function) = function else { return self.leave(out) };
        let stored = || FunctionDraft::of(function, &view.registry.people);
        out.extend_actions(self.editor.follow(function.id, function.updated_ms, stored));
    }

    /// Gives the keyboard to the title as soon as it is drawn, and to `return_to` when the title is left by `Enter` or `Esc`.
    pub fn edit_title(&mut self, return_to: Option<Id>) {
        (self.return_to, self.asked_for_title) = (return_to, true);
    }

    /// Saves the valid fields, because another item is shown from now on.
    pub fn leave(&mut self, out: &mut Actions) {
        out.extend_actions(self.editor.leave());
    }

    /// The action that saves unsaved edits, for a window that closes.
    pub fn take_unsaved(&mut self) -> Option<Action> {
        self.editor.commit()
    }

    /// Keeps the draft after a failed save, so that it can be corrected.
    pub fn reopen(&mut self) {
        self.editor.reopen();
    }

    /// Drops the unsaved edits. After undo the stored value counts.
    pub fn forget(&mut self) {
        self.editor.forget();
    }

    /// Draws the fields that files bring and the form does not edit; nothing where all of them are blank.
    pub fn further(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some(draft) = self.editor.draft_mut() else { return };
        let c = &draft.content;
        let of = |value: &Option<String>| value.clone().unwrap_or_default();
        let all = |values: &[String]| values.join(", ");
        let people = |role: RaciRole| {
            draft.people.iter().filter(|(r, _)| *r == role).map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let named = [
            ("window-field-alias", of(&c.alias)),
            ("window-field-owner", people(RaciRole::Accountable)),
            ("files-field-consulted", people(RaciRole::Consulted)),
            ("files-field-informed", people(RaciRole::Informed)),
            ("window-field-tags", all(&c.tags)),
            ("window-field-aliases", all(&c.aliases)),
            ("window-field-roles", all(&c.roles)),
            ("window-field-stories", all(&c.stories)),
            ("files-field-test-cases", all(&c.test_cases_noted)),
            ("window-field-documents", all(&c.documentation_links)),
            ("window-field-container", of(&c.container)),
            ("window-field-database", of(&c.database)),
            ("window-field-subsystems", all(&c.subsystems)),
            ("window-field-services", all(&c.external_services)),
        ];
        let named = named.into_iter().map(|(key, value)| (view.text(key).into_owned(), value));
        let custom = c.custom_fields.iter().map(|(name, value)| (name.clone(), value.clone()));
        let filled: Vec<(String, String)> = named.chain(custom).filter(|(_, value)| !value.trim().is_empty()).collect();
        if filled.is_empty() {
            return;
        }
        text::section(ui, &view.text("gui-further-fields"), Some(&filled.len().to_string()));
        for (name, value) in &filled {
            text::key_value(ui, name, value);
        }
    }

    /// Draws the fields below the title. `done` is true when an edit of the title is done.
    pub fn show(&mut self, ui: &mut Ui, mut done: bool, view: &View<'_>, out: &mut Actions) {
        let Some(draft) = self.editor.draft_mut() else { return };
        let half = ((ui.available_width() - space::S) / 2.0).floor();
        ui.horizontal_top(|ui| {
            for (role, key) in [(RaciRole::Qa, "gui-field-qa"), (RaciRole::Dev, "gui-field-dev")] {
                done |= person_field(ui, draft, role, &view.text(key), half, view);
            }
        });
        let c = &mut draft.content;
        ui.horizontal_top(|ui| {
            done |= word(ui, &mut c.maturity, "maturity", &view.text("gui-field-maturity"), half, view);
            done |= word(ui, &mut c.automation_status, "automation_status", &view.text("gui-field-automation"), half, view);
        });
        ui.horizontal_top(|ui| {
            done |= word(ui, &mut c.segment, "segment", &view.text("gui-field-segment"), half, view);
            done |= word(ui, &mut c.status, "status", &view.text("gui-field-status"), half, view);
        });
        let label = view.text("gui-field-description");
        let description = TextField::new(&mut draft.description).label(&label).rows(3).show(ui);
        if description.lost_focus() && escaped(ui) {
            self.editor.revert("description");
        }
        done |= description.lost_focus();
        let Some(draft) = self.editor.draft_mut() else { return };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            done |= check_box(ui, &mut draft.content.is_crit, &view.text("gui-critical")).changed();
            done |= check_box(ui, &mut draft.content.is_focus, &view.text("gui-focus")).changed();
        });
        done |= ui.input(|i| i.key_pressed(Key::Enter) && i.modifiers.command);
        if done {
            out.extend_actions(self.editor.commit());
        }
    }

    /// Draws the title as the heading that it is; it is edited where it stands. `title` is the stored one, shown until the function is
    /// read. True when an edit is done.
    pub fn title(&mut self, ui: &mut Ui, title: &str, view: &View<'_>) -> bool {
        let problem = self.editor.problem("title").map(|message| view.tr.message(&message));
        let Some(draft) = self.editor.draft_mut() else {
            text::paragraph(ui, title, Type::Title, Palette::of(ui).text);
            return false;
        };
        let (id, name) = (title_id(), view.text("gui-field-title"));
        // Heard before the field: a title has one line.
        let enter = ui.memory(|m| m.has_focus(id)) && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        let width = ui.available_width();
        let edit = InlineText::new(&mut draft.title, id, &name).hint(&name).ty(Type::Title).new_line(None);
        let shown = edit.wrong(problem.is_some()).show(ui, width);
        if shown.changed() && draft.title.contains(['\n', '\r']) {
            draft.title = draft.title.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if let Some(problem) = &problem {
            text::paragraph(ui, problem, Type::Label, Palette::of(ui).failed);
        }
        if std::mem::take(&mut self.asked_for_title) {
            field::select_all(ui.ctx(), id, &draft.title);
            return false;
        }
        if enter {
            shown.surrender_focus();
        } else if !shown.lost_focus() {
            return false;
        }
        let by_esc = escaped(ui);
        if by_esc {
            self.editor.revert("title");
            // The list must not hear the key as well.
            ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        }
        if let Some(list) = self.return_to.take()
            && (enter || by_esc)
            && list != id
        {
            ui.memory_mut(|m| m.request_focus(list));
        }
        true
    }
}

fn person_field(ui: &mut Ui, draft: &mut FunctionDraft, role: RaciRole, label: &str, width: f32, view: &View<'_>) -> bool {
    let none = view.text("gui-nobody");
    let mut options = vec![&*none];
    options.extend(view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.as_str()));
    let current = draft.person(role).to_owned();
    let chosen = if current.is_empty() { Some(0) } else { options.iter().skip(1).position(|n| *n == current).map(|i| i + 1) };
    let Some(i) = labelled_combo(ui, label, &current, chosen, &options, width) else { return false };
    draft.set_person(role, (i > 0).then(|| options[i]));
    true
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
    combo_below_label(ui, label, placeholder, chosen, options, width, |_| None)
}

/// Like [`labelled_combo`], with an icon of the chosen value.
pub fn combo_below_label(
    ui: &mut Ui,
    label: &str,
    placeholder: &str,
    chosen: Option<usize>,
    options: &[impl AsRef<str>],
    width: f32,
    icon: impl Fn(usize) -> Option<(Icon, Color32)>,
) -> Option<usize> {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        text::label(ui, label);
        combo_with_icons(ui, label, placeholder, chosen, options, width, icon)
    })
    .inner
}
