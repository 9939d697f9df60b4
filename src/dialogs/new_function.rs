//! A new function: its place, type, title and FuncID.

use std::collections::HashMap;

use eframe::egui;

use super::{Flow, confirm, id};
use crate::action::{Action, Actions, FunctionAction, ListAction};
use crate::model::{RegistryModel, words};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::workspace;
use voluptas_app::workspace::trash::DeletedFunction;
use voluptas_core::domain::function::{FunctionType, normalise_alias};
use voluptas_core::domain::ids::{FunctionId, Thing};
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, icons, space};
use voluptas_ui::widgets::{Button, Dialog, PickRow, Picker, TextField, combo, dialog, text};

/// The dialog's state.
#[derive(Debug)]
pub struct NewFunction {
    parent: Option<FunctionId>,
    kind: usize,
    title: String,
    /// Blank for one made of place and title.
    func_id: String,
    fresh: bool,
    /// The functions in the trash, by FuncID.
    deleted: CachedQuery<(), HashMap<String, DeletedFunction>>,
}

const ROOTS: &[FunctionType] = &[FunctionType::Module, FunctionType::Service];

impl NewFunction {
    /// Below a function, or at the root when it may hold nothing.
    #[must_use]
    pub fn below(parent: Option<FunctionId>, registry: &RegistryModel) -> Self {
        let parent = parent.filter(|p| registry.get(*p).is_some_and(|r| !r.function.kind.allowed_children().is_empty()));
        Self {
            parent,
            kind: 0,
            title: String::new(),
            func_id: String::new(),
            fresh: true,
            deleted: CachedQuery::new("gui-unread-deleted", Concerns::Of(&[Aggregate::Functions])),
        }
    }

    /// Beside a function, and of its type: whoever lists one function after another means them to be neighbours.
    #[must_use]
    pub fn beside(sibling: FunctionId, registry: &RegistryModel) -> Self {
        let Some(row) = registry.get(sibling) else { return Self::below(None, registry) };
        let new = Self::below(row.function.parent_id, registry);
        let kinds = new.parent.and_then(|p| registry.get(p)).map_or(ROOTS, |r| r.function.kind.allowed_children());
        Self { kind: kinds.iter().position(|kind| *kind == row.function.kind).unwrap_or(0), ..new }
    }

    /// The FuncID that place and title give.
    fn suggestion(&self, view: &View<'_>) -> String {
        let own = normalise_alias(&self.title).to_lowercase();
        match self.parent.and_then(|p| view.registry.get(p)) {
            Some(parent) => format!("{}.{own}", parent.function.func_id),
            None => own,
        }
    }

    /// Asks for the FuncIDs in the trash. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.deleted.ask(reads, Some(()), |store, ()| workspace::trash::func_ids(store));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let parent = self.parent.and_then(|p| view.registry.get(p));
        let kinds = parent.map_or(ROOTS, |r| r.function.kind.allowed_children());
        self.kind = self.kind.min(kinds.len().saturating_sub(1));
        let (title, close) = (view.text("gui-cmd-new-function"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let wanted = self.func_id.trim().to_owned();
        let taken = !wanted.is_empty() && view.registry.rows.iter().any(|r| *r.function.func_id == *wanted);
        let in_trash = self.deleted.get().and_then(|d| d.get(&wanted)).cloned();
        // Until the trash was read nobody knows whether the FuncID is free.
        let unknown = !wanted.is_empty() && self.deleted.get().is_none();
        let mut dialog = Dialog::new(id("new-function"), &title, &close).icon(icons::ADD).size(480.0, 440.0);
        if self.is_typed() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            let ready = !self.title.trim().is_empty() && !taken && !unknown && in_trash.is_none();
            let (create, cancel) = (view.text("gui-create"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "new-function",
                |_| {},
                |ui| {
                    let enter = super::is_confirmed(ui, ready, false);
                    if Button::primary(&create).enabled(ready).show(ui).clicked() || enter {
                        let (parent, kind, title) = (self.parent, kinds[self.kind], self.title.trim().to_owned());
                        let func_id = (!wanted.is_empty()).then(|| wanted.clone());
                        out.push(Action::Function(FunctionAction::Create { parent, kind, title, func_id }));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                self.place(ui, view);
                let label = view.text("gui-field-title");
                let field = TextField::new(&mut self.title).label(&label).id(id("new-function-title")).show(ui);
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                let hint = self.suggestion(view);
                let (label, note) = (view.text("gui-column-func-id"), view.text("lists-func-id-note"));
                let problem = match &in_trash {
                    Some(function) => Some(view.tr.fmt("lists-func-id-in-trash", &[("title", function.title.as_str().into())])),
                    None => taken.then(|| view.text("lists-func-id-taken").into_owned()),
                };
                TextField::new(&mut self.func_id)
                    .label(&label)
                    .hint(&hint)
                    .mono()
                    .error(problem.as_deref())
                    .note(&note)
                    .id(id("new-function-id"))
                    .show(ui);
                if let Some(function) = &in_trash
                    && Button::secondary(&view.text("lists-restore-function")).small().icon(icons::UNDO).show(ui).clicked()
                {
                    out.push(Action::List(ListAction::Restore(vec![Thing::Function(function.id)])));
                    flow = Flow::Close;
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
        if shown.close && flow == Flow::Stay && self.is_typed() {
            out.push(Action::Confirm(confirm::discard(view, "lists-new-function-discard", "lists-new-function-discard-more")));
            return Flow::Stay;
        }
        if shown.close { Flow::Close } else { flow }
    }

    /// True while closing would lose something that was entered.
    fn is_typed(&self) -> bool {
        [&self.title, &self.func_id].iter().any(|text| !text.trim().is_empty())
    }

    /// The function that it lies in: any that may hold something, or the top level.
    fn place(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        let holders: Vec<usize> = view
            .registry
            .rows
            .iter()
            .enumerate()
            .filter(|(_, r)| !r.function.kind.allowed_children().is_empty())
            .map(|(i, _)| i)
            .collect();
        let at = |id: FunctionId| holders.iter().position(|&i| view.registry.rows[i].function.id == id).map(|i| i + 1);
        let chosen = self.parent.map_or(Some(0), at);
        let colour = Palette::of(ui).text_secondary;
        let (label, filter, nothing) = (view.text("lists-place"), view.text("gui-filter"), view.text("gui-nothing-found"));
        let root = view.text("gui-new-at-root");
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &label);
            let picker =
                Picker { name: &label, placeholder: "", filter: &filter, nothing: &nothing, width: ui.available_width() };
            let picked = picker.show(ui, chosen, holders.len() + 1, |i| match i.checked_sub(1) {
                None => PickRow { icon: Some((icons::REGISTRY, colour)), text: root.to_string(), note: String::new() },
                Some(i) => {
                    let row = &view.registry.rows[holders[i]];
                    PickRow {
                        icon: Some((words::type_icon(row.function.kind), colour)),
                        text: row.title().to_owned(),
                        note: row.function.func_id.to_string(),
                    }
                }
            });
            if let Some(i) = picked {
                self.parent = i.checked_sub(1).map(|i| view.registry.rows[holders[i]].function.id);
                self.kind = 0;
            }
        });
    }
}
