//! A new function: its type, its title, and below what.

use eframe::egui::{self, Key, Modifiers};

use super::{Flow, id};
use crate::domain::function::FunctionType;
use crate::domain::ids::FunctionId;
use crate::gui::action::{Action, Actions, FunctionAction};
use crate::gui::model::words;
use crate::gui::theme::{icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, TextField, combo, dialog, text};

/// The dialog's state.
#[derive(Debug)]
pub struct NewFunction {
    parent: Option<FunctionId>,
    kind: usize,
    title: String,
    fresh: bool,
}

const ROOTS: &[FunctionType] = &[FunctionType::Module, FunctionType::Service];

impl NewFunction {
    /// Below a function, or at the root when it may hold nothing.
    #[must_use]
    pub fn below(parent: Option<FunctionId>, view: &View<'_>) -> Self {
        let parent =
            parent.filter(|p| view.registry.get(*p).is_some_and(|r| !r.function.content.kind.allowed_children().is_empty()));
        Self { parent, kind: 0, title: String::new(), fresh: true }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let parent = self.parent.and_then(|p| view.registry.get(p));
        let kinds = parent.map_or(ROOTS, |r| r.function.content.kind.allowed_children());
        self.kind = self.kind.min(kinds.len().saturating_sub(1));
        let (title, close) = (view.text("gui-cmd-new-function"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("new-function"), &title, &close).icon(icons::ADD).size(460.0, 300.0).show(ctx, |ui| {
            let ready = !self.title.trim().is_empty();
            let (create, cancel) = (view.text("gui-create"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "new-function",
                |_| {},
                |ui| {
                    let enter = ready && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
                    if Button::primary(&create).enabled(ready).show(ui).clicked() || enter {
                        let (parent, kind, title) = (self.parent, kinds[self.kind], self.title.trim().to_owned());
                        out.push(Action::Function(FunctionAction::Create { parent, kind, title }));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                let place = parent.map_or_else(
                    || view.text("gui-new-at-root").into_owned(),
                    |r| view.tr.fmt("gui-new-below", &[("title", r.title().into())]),
                );
                text::secondary(ui, &place);
                let label = view.text("gui-field-title");
                let field = TextField::new(&mut self.title).label(&label).id(id("new-function-title")).show(ui);
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                let names: Vec<_> = kinds.iter().map(|k| words::type_name(view.tr, *k)).collect();
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    let label = view.text("gui-column-type");
                    text::label(ui, &label);
                    if let Some(i) = combo(ui, &label, "", Some(self.kind), &names, 220.0) {
                        self.kind = i;
                    }
                });
            });
        });
        if shown.close { Flow::Close } else { flow }
    }
}
