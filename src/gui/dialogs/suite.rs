//! A suite: its title, its place and its texts. For a new one and for one that is there.

use eframe::egui::{self, Key, Modifiers};

use super::{Flow, id};
use crate::domain::ids::{ProjectId, SuiteId};
use crate::domain::suite::{Suite, SuiteContent};
use crate::gui::action::{Action, Actions, ListAction};
use crate::gui::model::cases::CaseKey;
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::theme::{Palette, icons, space};
use crate::gui::view::View;
use crate::gui::views::missing;
use crate::gui::widgets::{Button, Dialog, PickRow, Picker, TextField, dialog, text};
use crate::store::Aggregate;

/// The dialog's state.
#[derive(Debug)]
pub struct SuiteDialog {
    project: ProjectId,
    /// The suite; `None` for a new one.
    suite: Option<SuiteId>,
    parent: Option<SuiteId>,
    title: String,
    description: String,
    preconditions: String,
    stored: CachedQuery<SuiteId, Suite>,
    /// The fields hold the content of the stored suite, or are those of a new one.
    is_filled: bool,
    fresh: bool,
}

impl SuiteDialog {
    /// For a new suite below another, or at the root.
    #[must_use]
    pub fn below(project: ProjectId, parent: Option<SuiteId>) -> Self {
        Self {
            project,
            suite: None,
            parent,
            title: String::new(),
            description: String::new(),
            preconditions: String::new(),
            stored: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Suites])),
            is_filled: true,
            fresh: true,
        }
    }

    /// For a suite that is there.
    #[must_use]
    pub fn of(project: ProjectId, suite: SuiteId) -> Self {
        Self { suite: Some(suite), is_filled: false, ..Self::below(project, None) }
    }

    /// Asks for the content. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.stored.ask(reads, self.suite, |store, id| store.read(|tx| tx.suites().get(*id)));
        if let (false, Some(suite)) = (self.is_filled, self.stored.get()) {
            self.parent = suite.parent_id;
            self.title.clone_from(&suite.content.title);
            self.description = suite.content.description.clone().unwrap_or_default();
            self.preconditions = suite.content.preconditions.clone().unwrap_or_default();
            self.is_filled = true;
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let title = view.text(if self.suite.is_some() { "suite-edit" } else { "gui-cmd-new-suite" });
        let close = view.text("gui-close");
        let mut flow = Flow::Stay;
        let dialog = Dialog::new(id("suite"), &title, &close).icon(icons::SUITE).size(560.0, 480.0).sticky();
        let shown = dialog.show(ctx, |ui| {
            let ready = self.is_filled && !self.title.trim().is_empty();
            let (apply, cancel) =
                (view.text(if self.suite.is_some() { "gui-save" } else { "gui-create" }), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "suite",
                |_| {},
                |ui| {
                    // Enter in a long text is a new line.
                    let in_text = ui.memory(egui::Memory::focused).is_some_and(|at| at == text_id(0) || at == text_id(1));
                    let pressed = |modifiers| ui.input_mut(|i| i.consume_key(modifiers, Key::Enter));
                    let enter = ready && (pressed(Modifiers::COMMAND) || (!in_text && pressed(Modifiers::NONE)));
                    if Button::primary(&apply).enabled(ready).show(ui).clicked() || enter {
                        out.push(Action::List(self.edited()));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                if self.is_filled { self.fields(ui, view) } else { missing(ui, self.stored.failure(), view) }
            });
        });
        if shown.close { Flow::Close } else { flow }
    }

    fn edited(&self) -> ListAction {
        let text = |t: &String| Some(t.clone()).filter(|t| !t.trim().is_empty());
        let content = SuiteContent {
            title: self.title.trim().to_owned(),
            description: text(&self.description),
            preconditions: text(&self.preconditions),
        };
        match self.suite {
            Some(suite) => ListAction::ChangeSuite(suite, self.parent, content),
            None => ListAction::CreateSuite(self.project, self.parent, content),
        }
    }

    fn fields(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        ui.spacing_mut().item_spacing.y = space::M;
        let label = view.text("gui-field-title");
        let field = TextField::new(&mut self.title).label(&label).id(id("suite-title")).show(ui);
        if std::mem::take(&mut self.fresh) {
            field.request_focus();
        }
        self.place(ui, view);
        let texts = [("gui-case-description", &mut self.description), ("gui-case-preconditions", &mut self.preconditions)];
        for (n, (key, value)) in texts.into_iter().enumerate() {
            TextField::new(value).label(&view.text(key)).rows(3).id(text_id(n)).show(ui);
        }
    }

    /// The suite in which it lies. A suite cannot lie in itself.
    fn place(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        let tree = &view.cases.tree;
        let own = self.suite.and_then(|s| tree.index(CaseKey::Suite(s).key())).map(|i| tree.subtree(i));
        let is_outside = |i: usize| !own.as_ref().is_some_and(|own| own.contains(&i));
        let suites: Vec<_> =
            tree.items().iter().enumerate().filter(|(i, item)| item.key < 0 && is_outside(*i)).map(|(_, item)| item).collect();
        let at = self.parent.map(|s| CaseKey::Suite(s).key());
        let chosen = at.map_or(Some(0), |key| suites.iter().position(|item| item.key == key).map(|i| i + 1));
        let (label, root) = (view.text("suite-parent"), view.text("suite-root"));
        let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
        let colour = Palette::of(ui).text_secondary;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &label);
            let width = ui.available_width();
            let picker = Picker { name: &label, placeholder: "", filter: &filter, nothing: &nothing, width };
            let picked = picker.show(ui, chosen, suites.len() + 1, |i| {
                let (text, note) = match i.checked_sub(1).map(|i| suites[i]) {
                    None => (root.to_string(), String::new()),
                    Some(item) => (format!("{}{}", "    ".repeat(usize::from(item.depth)), item.title), item.right.to_string()),
                };
                PickRow { icon: Some((icons::SUITE, colour)), text, note }
            });
            if let Some(i) = picked {
                self.parent = match i.checked_sub(1).map(|i| CaseKey::from_key(suites[i].key)) {
                    Some(CaseKey::Suite(id)) => Some(id),
                    _ => None,
                };
            }
        });
    }
}

fn text_id(n: usize) -> egui::Id {
    id("suite-text").with(n)
}
