//! The trash: deleted things, to be restored or deleted for good.

use std::sync::Arc;

use eframe::egui;

use super::{Flow, id};
use crate::app::trash;
use crate::domain::ids::Thing;
use crate::gui::action::{Action, Actions, Confirm, ListAction};
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::table_columns::fitting;
use crate::gui::widgets::{
    Button, Dialog, Selection, TableColumn, TableExtras, TableOptions, TableState, cell, dialog, empty_state, filter_pill,
    icon_button, paint, table_with,
};
use crate::store::Aggregate;
use crate::store::trash::TrashEntry;

/// The kinds of things by which the list can be narrowed.
const KINDS: [Option<Kind>; 4] = [None, Some(Kind::Function), Some(Kind::Suite), Some(Kind::Case)];

/// An id is not cut below this width.
const ID_LEAST: f32 = 200.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Function,
    Suite,
    Case,
}

impl Kind {
    fn of(thing: Thing) -> Self {
        match thing {
            Thing::Function(_) => Self::Function,
            Thing::Suite(_) => Self::Suite,
            Thing::Case(_) => Self::Case,
        }
    }

    fn text_key(self) -> &'static str {
        match self {
            Self::Function => "lists-kind-function",
            Self::Suite => "lists-kind-suite",
            Self::Case => "lists-kind-case",
        }
    }

    fn filter_key(kind: Option<Self>) -> &'static str {
        match kind {
            None => "gui-quick-all",
            Some(Self::Function) => "gui-left-functions",
            Some(Self::Suite) => "lists-suites",
            Some(Self::Case) => "gui-left-cases",
        }
    }
}

/// The dialog's state.
#[derive(Debug)]
pub struct TrashDialog {
    kind: Option<Kind>,
    table: TableState,
    selection: Selection,
    entries: CachedQuery<(), Arc<Vec<TrashEntry>>>,
}

impl Default for TrashDialog {
    fn default() -> Self {
        Self {
            kind: None,
            table: TableState::default(),
            selection: Selection::default(),
            entries: CachedQuery::new(
                "gui-unread-deleted",
                Concerns::Of(&[Aggregate::Functions, Aggregate::Suites, Aggregate::Cases]),
            ),
        }
    }
}

/// A key that no other thing has.
fn key(thing: Thing) -> i64 {
    match thing {
        Thing::Function(id) => id.0 * 3,
        Thing::Suite(id) => id.0 * 3 + 1,
        Thing::Case(id) => id.0 * 3 + 2,
    }
}

impl TrashDialog {
    /// Asks for the entries. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.entries.ask(reads, Some(()), |store, ()| trash::list(store).map(Arc::new));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let entries = self.entries.get().cloned();
        let (title, close) = (view.text("gui-cmd-trash"), view.text("gui-close"));
        let all = entries.as_deref().map_or(&[][..], Vec::as_slice);
        self.selection.retain(|k| all.iter().any(|e| key(e.thing) == k), || None);
        let shown = Dialog::new(id("trash"), &title, &close).icon(icons::DELETE).size(1120.0, 640.0).show(ctx, |ui| {
            self.footer(ui, view, all, out);
            dialog::body(ui, space::L, |ui| {
                if let (None, Some(error)) = (&entries, self.entries.failure()) {
                    let (what, again) = (view.text("gui-unread-deleted"), view.text("gui-try-again"));
                    if empty_state(ui, icons::BROKEN, &what, &error.text(view.tr), Some(&again)) {
                        out.command(UiCommand::Refresh);
                    }
                    return;
                }
                if all.is_empty() {
                    let text = if entries.is_some() { "lists-trash-empty" } else { "gui-loading" };
                    empty_state(ui, icons::DELETE, &view.text(text), "", None);
                    return;
                }
                ui.horizontal_wrapped(|ui| {
                    for kind in KINDS {
                        let n = all.iter().filter(|e| kind.is_none_or(|k| k == Kind::of(e.thing))).count();
                        let text = view.text(Kind::filter_key(kind));
                        if filter_pill(ui, self.kind == kind, None, &text, &view.tr.number(n as i64)).clicked() {
                            self.kind = kind;
                            self.selection.clear();
                        }
                    }
                });
                self.list(ui, view, all);
            });
        });
        if shown.close { Flow::Close } else { Flow::Stay }
    }

    fn list(&mut self, ui: &mut egui::Ui, view: &View<'_>, all: &[TrashEntry]) {
        let rows: Vec<&TrashEntry> = all.iter().filter(|e| self.kind.is_none_or(|k| k == Kind::of(e.thing))).collect();
        let titles = [
            "gui-column-title",
            "gui-column-type",
            "lists-trash-code",
            "lists-trash-place",
            "lists-trash-inside",
            "lists-trash-deleted",
        ]
        .map(|k| view.text(k));
        // Columns as wide as their longest text: titles get the rest.
        let fit = |ui: &egui::Ui, head: usize, ty: Type, text: &str, most: f32| {
            fitting(ui, [&*titles[head]], Type::Label).max(fitting(ui, [text], ty)).min(most)
        };
        let longest = |text: fn(&TrashEntry) -> &str| rows.iter().map(|e| text(e)).max_by_key(|t| t.len()).unwrap_or_default();
        let kinds = [Kind::Function, Kind::Suite, Kind::Case].map(|k| view.text(k.text_key()));
        let kind = kinds.iter().max_by_key(|k| k.chars().count()).map_or("", |k| &**k);
        let code = fit(ui, 2, Type::Mono, longest(|e| &e.code), 280.0);
        let place = fit(ui, 3, Type::Body, longest(|e| &e.place), 240.0);
        let columns = [
            TableColumn::new(&titles[0], 240.0).grow().fixed_order().least(160.0, 5),
            TableColumn::new(&titles[1], fit(ui, 1, Type::Body, kind, 120.0)).fixed_order().least(64.0, 2),
            TableColumn::new(&titles[2], code).fixed_order().least(code.min(ID_LEAST), 1),
            TableColumn::new(&titles[3], place).fixed_order().least(80.0, 0),
            TableColumn::new(&titles[4], fit(ui, 4, Type::Mono, "", 120.0)).right().fixed_order().least(60.0, 3),
            TableColumn::new(&titles[5], fit(ui, 5, Type::Body, "", 140.0).max(120.0)).fixed_order().least(84.0, 4),
        ];
        let (name, check) = (view.text("gui-cmd-trash"), view.text("gui-choose"));
        let options = TableOptions { name: &name, checks: Some(&check) };
        let extras = TableExtras { selection: Some(&mut self.selection) };
        table_with(
            ui,
            options,
            &columns,
            &mut self.table,
            rows.len(),
            |i| key(rows[i].thing),
            |ui, i, column| {
                let e = rows[i];
                match column {
                    0 => cell::strong(ui, &e.title),
                    1 => cell::plain(ui, &view.text(Kind::of(e.thing).text_key())),
                    2 => cell::id(ui, &e.code),
                    3 => cell::plain(ui, &e.place),
                    4 => cell::number(ui, &view.tr.number(e.inside as i64)),
                    _ => cell::short(ui, &view.tr.ago(view.now, e.deleted_ms), &view.tr.date_time(e.deleted_ms)),
                }
            },
            extras,
        );
    }

    fn footer(&mut self, ui: &mut egui::Ui, view: &View<'_>, all: &[TrashEntry], out: &mut Actions) {
        let selected: Vec<&TrashEntry> = all.iter().filter(|e| self.selection.contains(key(e.thing))).collect();
        let things = |entries: &[&TrashEntry]| entries.iter().map(|e| e.thing).collect::<Vec<_>>();
        let (restore, purge, empty) = (view.text("lists-restore"), view.text("lists-purge"), view.text("lists-empty-trash"));
        let everything: Vec<&TrashEntry> = all.iter().collect();
        let (mut ask_all, mut ask) = (false, false);
        dialog::footer(
            ui,
            "trash",
            |ui| {
                let words = paint::galley(ui, &empty, Type::Medium, Palette::of(ui).text).size().x;
                // In a narrow window the buttons at the right need the room.
                ask_all = if words + size::ICON + space::XL <= ui.available_width() {
                    Button::quiet(&empty).icon(icons::DELETE).enabled(!all.is_empty()).show(ui).clicked()
                } else {
                    ui.add_enabled_ui(!all.is_empty(), |ui| icon_button(ui, icons::DELETE, &empty)).inner.clicked()
                };
            },
            |ui| {
                if Button::primary(&restore).icon(icons::UNDO).enabled(!selected.is_empty()).show(ui).clicked() {
                    out.push(Action::List(ListAction::Restore(things(&selected))));
                }
                if Button::danger(&purge).enabled(!selected.is_empty()).show(ui).clicked() {
                    ask = true;
                }
            },
        );
        if ask || ask_all {
            let entries = if ask_all { everything } else { selected.clone() };
            out.push(Action::Confirm(purge_question(view, &entries, things(&entries))));
        }
    }
}

/// Asks before things are deleted for good.
fn purge_question(view: &View<'_>, entries: &[&TrashEntry], things: Vec<Thing>) -> Confirm {
    let inside: usize = entries.iter().map(|e| e.inside).sum();
    let mut text = view.count("lists-purge-text", (entries.len() + inside) as u64);
    for entry in entries.iter().take(5) {
        text.push('\n');
        text.push_str(&view.tr.fmt("lists-quoted", &[("title", entry.title.as_str().into())]));
    }
    if entries.len() > 5 {
        text.push('\n');
        text.push_str(&view.count("lists-trash-more", (entries.len() - 5) as u64));
    }
    Confirm {
        is_destructive: true,
        title: view.text("lists-purge-title").into_owned(),
        text,
        button: view.text("lists-purge-button").into_owned(),
        then: Box::new(Action::List(ListAction::Purge(things))),
    }
}
