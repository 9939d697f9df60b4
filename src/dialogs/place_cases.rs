//! A suite or a tag for cases: moves them into a suite, shows them in a further one, or tags them. For commands and menus; the bar below
//! the grid has lists of its own.

use eframe::egui;

use super::suite_field;
use super::{Flow, id};
use crate::action::{Action, Actions, CasesAction, ListAction, ToCases};
use crate::model::window_selection::Selected;
use crate::view::View;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, dialog, text};

/// The dialog's state.
#[derive(Debug)]
pub struct PlaceCases {
    cases: Vec<CaseId>,
    what: ToCases,
    suite: Option<SuiteId>,
    tag: String,
    fresh: bool,
}

impl PlaceCases {
    /// Dialog for some cases. `home` is the suite that is selected at first.
    #[must_use]
    pub fn new(cases: Vec<CaseId>, what: ToCases, home: Option<SuiteId>) -> Self {
        // A further suite is another one than the home suite.
        let suite = home.filter(|_| what == ToCases::Move);
        Self { cases, what, suite, tag: String::new(), fresh: true }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, button, icon) = match self.what {
            ToCases::Move => ("gui-cmd-move-to-suite", "lists-move", icons::MOVE),
            ToCases::Further => ("gui-cmd-add-to-suite", "writing-add-further", icons::LINK),
            ToCases::Tag => ("gui-cmd-add-tag", "lists-tag-add", icons::TAG),
        };
        let (title, close) = (view.text(title), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id("place-cases"), &title, &close).icon(icon).size(520.0, 360.0);
        if !self.tag.trim().is_empty() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            let ready = match self.what {
                ToCases::Move => true,
                ToCases::Further => self.suite.is_some(),
                ToCases::Tag => !self.tag.trim().is_empty(),
            };
            let (apply, cancel) = (view.text(button), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "place-cases",
                |_| {},
                |ui| {
                    let enter = super::is_confirmed(ui, ready, false);
                    if Button::primary(&apply).enabled(ready).show(ui).clicked() || enter {
                        out.push(self.action());
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                let colour = Palette::of(ui).text_secondary;
                let name = match &self.cases[..] {
                    [only] => view.cases.get(*only).map(|row| row.title.to_string()).unwrap_or_default(),
                    several => view.count("cases-count", several.len() as u64),
                };
                text::line(ui, &name, Type::Body, colour);
                let fresh = std::mem::take(&mut self.fresh);
                match self.what {
                    ToCases::Move => {
                        let (label, root) = (view.text("writing-suite"), view.text("writing-no-suite"));
                        let suites = suite_field::offered(view.cases.suites(), None);
                        suite_field::field(ui, view, &label, Some(&root), &mut self.suite, &suites, fresh);
                    }
                    ToCases::Further => {
                        let label = view.text("writing-suite");
                        let suites: Vec<_> = view.cases.suites().iter().filter(|suite| !self.is_home(suite.id, view)).collect();
                        suite_field::field(ui, view, &label, None, &mut self.suite, &suites, fresh);
                    }
                    ToCases::Tag => {
                        let label = view.text("lists-tag-hint");
                        let field = TextField::new(&mut self.tag).label(&label).id(id("place-cases-tag")).show(ui);
                        if fresh {
                            field.request_focus();
                        }
                    }
                }
            });
        });
        if shown.close { Flow::Close } else { flow }
    }

    /// True for the home suite of all cases, which is no further one.
    fn is_home(&self, suite: SuiteId, view: &View<'_>) -> bool {
        self.cases.iter().all(|case| view.cases.get(*case).is_some_and(|row| row.suite == Some(suite)))
    }

    fn action(&self) -> Action {
        let cases = self.cases.clone();
        match (self.what, self.suite) {
            (ToCases::Move, suite) => Action::List(ListAction::MoveCases(Selected { cases, ..Selected::default() }, suite)),
            (ToCases::Further, Some(suite)) => {
                Action::List(ListAction::ShowInSuite(cases.into_iter().map(|case| (case, None)).collect(), suite, None))
            }
            (ToCases::Further | ToCases::Tag, _) => Action::Cases(CasesAction::Tag(cases, self.tag.trim().to_owned())),
        }
    }
}
