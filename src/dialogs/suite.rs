//! A suite: its title, its place and its texts. For a new one and for one that is there.

use eframe::egui;

use super::form::{Form, FormAnswer, is_titled, title_field};
use super::suite_field::{is_gone, suite_field};
use super::{Flow, confirm, id};
use crate::action::{Action, Actions, ListAction};
use crate::model::wanted::SuiteWanted;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::missing;
use voluptas_app::cases::suite::SuiteForm;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::{Suite, SuiteContent};
use voluptas_store::Aggregate;
use voluptas_ui::theme::{icons, space};
use voluptas_ui::widgets::{TextField, Tone, banner};

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
    /// The form that editing began with.
    base: SuiteForm,
    /// The fields hold the content of the stored suite, or are those of a new one.
    is_filled: bool,
    /// Key of a remark above the fields.
    note: Option<&'static str>,
    fresh: bool,
}

impl SuiteDialog {
    /// Dialog for a new suite below another, or at the root.
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
            base: SuiteForm::default(),
            is_filled: true,
            note: None,
            fresh: true,
        }
    }

    /// Dialog for a suite that is there.
    #[must_use]
    pub fn of(project: ProjectId, suite: SuiteId) -> Self {
        Self { suite: Some(suite), is_filled: false, ..Self::below(project, None) }
    }

    /// The dialog with earlier input. `note` is the key of the reason why it was not stored.
    #[must_use]
    pub fn again(wanted: SuiteWanted, note: &'static str) -> Self {
        let SuiteWanted { project, of, mine: SuiteForm { parent, content } } = wanted;
        let new = Self::below(project, parent);
        let (suite, base) = of.map_or((None, SuiteForm::default()), |(id, base)| (Some(id), base));
        Self {
            suite,
            base,
            title: content.title,
            description: content.description.unwrap_or_default(),
            preconditions: content.preconditions.unwrap_or_default(),
            note: Some(note),
            ..new
        }
    }

    /// Asks for the content. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.stored.ask(reads, self.suite, |store, id| store.read(|tx| tx.suites().get(*id)));
        if let (false, Some(suite)) = (self.is_filled, self.stored.get()) {
            self.base = SuiteForm { parent: suite.parent_id, content: suite.content.clone() };
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
        let form = Form {
            name: "suite",
            title: &title,
            icon: icons::SUITE,
            height: 480.0,
            apply: if self.suite.is_some() { "gui-save" } else { "gui-create" },
            is_ready: self.is_filled && is_titled(&self.title, view),
            long_texts: &[text_id(0), text_id(1)],
        };
        let answer = form
            .show(ctx, view, |ui| if self.is_filled { self.fields(ui, view) } else { missing(ui, self.stored.failure(), view) });
        if answer == Some(FormAnswer::Close) && self.is_typed() {
            let keys = match self.suite {
                Some(_) => ["suite-edit-discard", "suite-edit-discard-more"],
                None => ["suite-new-discard", "suite-new-discard-more"],
            };
            out.push(Action::Confirm(confirm::discard(view, keys[0], keys[1])));
            return Flow::Stay;
        }
        if answer == Some(FormAnswer::Apply) {
            out.push(Action::List(self.edited()));
        }
        if answer.is_some() { Flow::Close } else { Flow::Stay }
    }

    /// True while closing would lose something that was entered. The place of a new suite was given with the command.
    fn is_typed(&self) -> bool {
        let base = &self.base.content;
        let texts = [(&self.description, &base.description), (&self.preconditions, &base.preconditions)];
        self.is_filled
            && (self.title.trim() != base.title.trim()
                || texts.iter().any(|(typed, stored)| typed.trim() != stored.as_deref().unwrap_or_default().trim())
                || (self.suite.is_some() && self.parent != self.base.parent))
    }

    fn edited(&self) -> ListAction {
        let text = |t: &String| Some(t.clone()).filter(|t| !t.trim().is_empty());
        let content = SuiteContent {
            title: self.title.trim().to_owned(),
            description: text(&self.description),
            preconditions: text(&self.preconditions),
        };
        let of = self.suite.map(|suite| (suite, self.base.clone()));
        ListAction::StoreSuite(SuiteWanted { project: self.project, of, mine: SuiteForm { parent: self.parent, content } })
    }

    fn fields(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        ui.spacing_mut().item_spacing.y = space::M;
        if is_gone(self.parent, view) {
            (self.parent, self.note) = (None, Some("suite-place-gone"));
        }
        if let Some(note) = self.note {
            banner(ui, Tone::Warning, &view.text(note), None, None);
        }
        title_field(ui, "suite-title", &mut self.title, &mut self.fresh, view);
        // A suite cannot lie in itself.
        suite_field(ui, view, ["suite-parent", "suite-root"], &mut self.parent, self.suite);
        let texts = [("gui-case-description", &mut self.description), ("gui-case-preconditions", &mut self.preconditions)];
        for (n, (key, value)) in texts.into_iter().enumerate() {
            TextField::new(value).label(&view.text(key)).rows(3).id(text_id(n)).show(ui);
        }
    }
}

fn text_id(n: usize) -> egui::Id {
    id("suite-text").with(n)
}
