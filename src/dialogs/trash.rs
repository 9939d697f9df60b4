//! The trash: deleted things, to be restored or deleted for good.
//!
//! Tens of thousands of things may lie in it. What is made of all of them ([`TrashRows`]) is made when another list was read or another
//! kind was picked, not in every pass.

use std::collections::HashSet;
use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers};

use super::{Flow, id};
use crate::action::{Action, Actions, Confirm, ListAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::workspace;
use voluptas_core::domain::ids::Thing;
use voluptas_store::Aggregate;
use voluptas_store::trash::TrashEntry;
use voluptas_ui::memo::Identity;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::selection::neighbour;
use voluptas_ui::widgets::table::columns::fitting;
use voluptas_ui::widgets::table::table_id;
use voluptas_ui::widgets::{
    Button, Dialog, Selection, TableColumn, TableExtras, TableOptions, TableState, cell, choice_keys, dialog, empty_state,
    filter_pill, icon_button, menu, paint, table_with, text,
};

/// Kinds of items by which the list can be filtered.
const KINDS: [Option<Kind>; 5] = [None, Some(Kind::Function), Some(Kind::Suite), Some(Kind::Case), Some(Kind::Run)];

/// An id is not cut below this width.
const ID_LEAST: f32 = 200.0;

/// Number of entries that the question before a purge names.
const NAMED: usize = 5;

/// The keys that restore the selected items.
const RESTORE_KEYS: &str = "Ctrl+Enter";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Function,
    Suite,
    Case,
    Run,
}

impl Kind {
    fn of(thing: Thing) -> Self {
        match thing {
            Thing::Function(_) => Self::Function,
            Thing::Suite(_) => Self::Suite,
            Thing::Case(_) => Self::Case,
            Thing::Run(_) => Self::Run,
        }
    }

    fn text_key(self) -> &'static str {
        match self {
            Self::Function => "lists-kind-function",
            Self::Suite => "lists-kind-suite",
            Self::Case => "lists-kind-case",
            Self::Run => "lists-kind-run",
        }
    }

    fn filter_key(kind: Option<Self>) -> &'static str {
        match kind {
            None => "gui-quick-all",
            Some(Self::Function) => "gui-left-functions",
            Some(Self::Suite) => "lists-suites",
            Some(Self::Case) => "gui-left-cases",
            Some(Self::Run) => "gui-left-runs",
        }
    }
}

/// The dialog's state.
#[derive(Debug)]
pub struct TrashDialog {
    kind: Option<Kind>,
    table: TableState,
    selection: Selection,
    shown: TrashRows,
    entries: CachedQuery<(), Arc<Vec<TrashEntry>>>,
    /// The table has yet to get the keyboard.
    fresh: bool,
}

/// The rows of the last pass, with the entries and the kind that they were made of.
#[derive(Debug, Default)]
struct TrashRows {
    of: Option<(Identity<Vec<TrashEntry>>, Option<Kind>)>,
    /// Places of the rows among all entries.
    rows: Vec<usize>,
    /// Keys of the rows: after a removal the keyboard goes to the neighbour.
    keys: Vec<i64>,
    /// Numbers of entries, in the order of [`KINDS`].
    counts: [usize; KINDS.len()],
    /// Places of the entries with the longest code and the longest place among the rows.
    longest: Option<[usize; 2]>,
}

impl TrashRows {
    /// The rows of a kind.
    fn new(all: &Arc<Vec<TrashEntry>>, kind: Option<Kind>) -> Self {
        let is_of = |kind: Option<Kind>, e: &TrashEntry| kind.is_none_or(|k| k == Kind::of(e.thing));
        let rows: Vec<usize> = (0..all.len()).filter(|at| is_of(kind, &all[*at])).collect();
        let longest = |text: fn(&TrashEntry) -> &str| rows.iter().copied().max_by_key(|at| text(&all[*at]).len());
        Self {
            of: Some((Identity::of(all), kind)),
            keys: rows.iter().map(|at| key(all[*at].thing)).collect(),
            counts: KINDS.map(|kind| all.iter().filter(|e| is_of(kind, e)).count()),
            longest: longest(|e| &e.code).zip(longest(|e| &e.place)).map(Into::into),
            rows,
        }
    }
}

/// Requests of the buttons, the keys and the context menu of one pass.
#[derive(Debug, Default)]
struct TrashRequests {
    restore: bool,
    purge: bool,
    purge_all: bool,
}

impl Default for TrashDialog {
    fn default() -> Self {
        Self {
            kind: None,
            table: TableState::default(),
            selection: Selection::default(),
            shown: TrashRows::default(),
            entries: CachedQuery::new(
                "gui-unread-deleted",
                Concerns::Of(&[Aggregate::Functions, Aggregate::Suites, Aggregate::Cases, Aggregate::Runs]),
            ),
            fresh: true,
        }
    }
}

/// A unique key for an item.
fn key(thing: Thing) -> i64 {
    match thing {
        Thing::Function(id) => id.0 * 4,
        Thing::Suite(id) => id.0 * 4 + 1,
        Thing::Case(id) => id.0 * 4 + 2,
        Thing::Run(id) => id.0 * 4 + 3,
    }
}

impl TrashDialog {
    /// Asks for the entries. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.entries.ask(reads, Some(()), |store, ()| workspace::trash::list(store).map(Arc::new));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let is_read = self.entries.get().is_some();
        let all = &self.entries.get().cloned().unwrap_or_default();
        let (title, close) = (view.text("gui-cmd-trash"), view.text("gui-close"));
        self.follow(all);
        let mut asked = TrashRequests::default();
        let shown = Dialog::new(id("trash"), &title, &close).icon(icons::DELETE).size(1120.0, 640.0).show(ctx, |ui| {
            self.footer(ui, view, all, &mut asked);
            dialog::body(ui, space::L, |ui| {
                if let (false, Some(error)) = (is_read, self.entries.failure()) {
                    let (what, again) = (view.text("gui-unread-deleted"), view.text("gui-try-again"));
                    if empty_state(ui, icons::BROKEN, &what, &error.text(view.tr), Some(&again)) {
                        out.command(UiCommand::Refresh);
                    }
                    return;
                }
                if all.is_empty() {
                    let (text, more) = match is_read {
                        true => ("lists-trash-empty", view.text("lists-trash-empty-more")),
                        false => ("gui-loading", "".into()),
                    };
                    empty_state(ui, icons::DELETE, &view.text(text), &more, None);
                    return;
                }
                ui.horizontal_wrapped(|ui| {
                    let (mut drawn, mut pressed) = (Vec::new(), None);
                    for (kind, n) in KINDS.into_iter().zip(self.shown.counts) {
                        let text = view.text(Kind::filter_key(kind));
                        let pill = filter_pill(ui, self.kind == kind, None, &text, &view.tr.number(n as i64));
                        if pill.clicked() {
                            pressed = Some(kind);
                        }
                        drawn.push(pill);
                    }
                    if let Some(kind) = pressed.or(choice_keys::move_by_arrows(ui, &drawn).map(|i| KINDS[i])) {
                        self.kind = kind;
                        self.selection.clear();
                        self.follow(all);
                    }
                });
                self.list(ui, view, all, &mut asked);
            });
        });
        self.perform(&asked, view, all, out);
        if shown.close { Flow::Close } else { Flow::Stay }
    }

    /// Rebuilds the rows when the entries or the kind have changed since the last pass, and removes missing entries from the
    /// selection.
    fn follow(&mut self, all: &Arc<Vec<TrashEntry>>) {
        let shown_of = self.shown.of.as_ref();
        let is_same_list = shown_of.is_some_and(|(list, _)| *list == Identity::of(all));
        if is_same_list && shown_of.is_some_and(|(_, kind)| *kind == self.kind) {
            return;
        }
        if !is_same_list {
            let there: HashSet<i64> = all.iter().map(|e| key(e.thing)).collect();
            // After a restore or a purge nothing is selected: the keyboard alone goes to the neighbour.
            let mut next = None;
            self.selection.retain(
                |k| there.contains(&k),
                || {
                    next = neighbour(&self.shown.keys, |k| !there.contains(&k));
                    None
                },
            );
            if let Some(next) = next {
                self.selection.move_cursor(next);
            }
        }
        self.shown = TrashRows::new(all, self.kind);
    }

    fn list(&mut self, ui: &mut egui::Ui, view: &View<'_>, all: &[TrashEntry], asked: &mut TrashRequests) {
        let TrashRows { rows, keys, longest, .. } = &self.shown;
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
        let [code, place] = longest.map_or(["", ""], |[code, place]| [&all[code].code, &all[place].place]);
        let kinds = KINDS.map(|kind| kind.map(|k| view.text(k.text_key())).unwrap_or_default());
        let kind = kinds.iter().max_by_key(|k| k.chars().count()).map_or("", |k| &**k);
        let code = fit(ui, 2, Type::Mono, code, 280.0);
        let place = fit(ui, 3, Type::Body, place, 240.0);
        let columns = [
            TableColumn::new(&titles[0], 240.0).grow().fixed_order().least(160.0, 5),
            TableColumn::new(&titles[1], fit(ui, 1, Type::Body, kind, 120.0)).fixed_order().least(64.0, 2),
            TableColumn::new(&titles[2], code).fixed_order().least(code.min(ID_LEAST), 1),
            TableColumn::new(&titles[3], place).fixed_order().least(80.0, 0),
            TableColumn::new(&titles[4], fit(ui, 4, Type::Mono, "", 120.0)).right().fixed_order().least(60.0, 3),
            TableColumn::new(&titles[5], fit(ui, 5, Type::Body, "", 140.0).max(120.0)).fixed_order().least(84.0, 4),
        ];
        let (name, check) = (view.text("gui-cmd-trash"), view.text("gui-choose"));
        let name = name.trim_end_matches('…');
        let options = TableOptions { name, checks: Some(&check) };
        if std::mem::take(&mut self.fresh) {
            ui.memory_mut(|m| m.request_focus(table_id(name)));
        }
        let (restore, purge) = (view.text("lists-restore"), view.text("lists-purge"));
        let mut menu = |ui: &mut egui::Ui, _key: i64| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let lines = [(icons::UNDO, &restore, RESTORE_KEYS), (icons::DELETE, &purge, "Del")];
            let width = lines.iter().map(|(_, text, keys)| menu::line_width(ui, text, Some(keys))).fold(0.0, f32::max);
            let mut pressed = lines.iter().map(|(icon, text, keys)| menu::line(ui, icon, text, Some(keys), width).clicked());
            asked.restore |= pressed.next() == Some(true);
            asked.purge |= pressed.next() == Some(true);
        };
        let extras = TableExtras { selection: Some(&mut self.selection), menu: Some(&mut menu), ..TableExtras::default() };
        let response = table_with(
            ui,
            options,
            &columns,
            &mut self.table,
            rows.len(),
            |i| keys[i],
            |ui, i, column| {
                let e = &all[rows[i]];
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
        if response.focused && !self.selection.is_empty() && ui.memory(|m| m.allows_interaction(ui.layer_id())) {
            asked.purge |= ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Delete));
        }
    }

    /// Restores the selected items, or asks before any are deleted for good.
    fn perform(&self, asked: &TrashRequests, view: &View<'_>, all: &[TrashEntry], out: &mut Actions) {
        let things = |entries: &[&TrashEntry]| entries.iter().map(|e| e.thing).collect::<Vec<_>>();
        let selected = || all.iter().filter(|e| self.selection.contains(key(e.thing))).collect::<Vec<_>>();
        if asked.restore && !self.selection.is_empty() {
            out.push(Action::List(ListAction::Restore(things(&selected()))));
        }
        if asked.purge || asked.purge_all {
            let entries = if asked.purge_all { all.iter().collect() } else { selected() };
            if !entries.is_empty() {
                out.push(Action::Confirm(purge_question(view, all, &entries)));
            }
        }
    }

    fn footer(&mut self, ui: &mut egui::Ui, view: &View<'_>, all: &[TrashEntry], asked: &mut TrashRequests) {
        let selected = self.selection.len();
        let has_selected = selected > 0;
        let words = match selected {
            0 => view.text("lists-trash-unselected").into_owned(),
            n => view.count("gui-count-chosen", n as u64),
        };
        let (restore, purge, empty) = (view.text("lists-restore"), view.text("lists-purge"), view.text("lists-empty-trash"));
        let TrashRequests { restore: restores, purge: purges, purge_all: ask_all } = asked;
        dialog::footer(
            ui,
            "trash",
            |ui| {
                let p = Palette::of(ui);
                let needed = paint::galley(ui, &empty, Type::Medium, p.text).size().x;
                // In a narrow window the buttons at the right need the room.
                *ask_all |= if needed + size::ICON + space::XL <= ui.available_width() {
                    Button::quiet(&empty).icon(icons::DELETE).enabled(!all.is_empty()).show(ui).clicked()
                } else {
                    ui.add_enabled_ui(!all.is_empty(), |ui| icon_button(ui, icons::DELETE, &empty)).inner.clicked()
                };
                // Without a selection the buttons at the right are grey: this says why.
                if !all.is_empty() {
                    text::line_within(ui, &words, Type::Label, p.text_secondary, ui.available_width());
                }
            },
            |ui| {
                let keys = ui.memory(|m| m.allows_interaction(ui.layer_id()))
                    && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                let button = Button::primary(&restore).icon(icons::UNDO).shortcut(RESTORE_KEYS).enabled(has_selected);
                *restores |= button.show(ui).clicked() || keys;
                *purges |= Button::danger(&purge).shortcut("Del").enabled(has_selected).show(ui).clicked();
            },
        );
    }
}

/// Asks before entries are deleted for good, with those of `all` that go with them.
fn purge_question(view: &View<'_>, all: &[TrashEntry], entries: &[&TrashEntry]) -> Confirm {
    let things: Vec<Thing> = entries.iter().map(|e| e.thing).collect();
    let along = workspace::trash::purged_with(all, &things);
    let count: usize = entries.iter().chain(&along).map(|e| 1 + e.inside).sum();
    let mut text = view.count("lists-purge-text", count as u64);
    push_lines(&mut text, entries, view);
    if !along.is_empty() {
        text.push('\n');
        text.push_str(&view.text("lists-purge-along"));
        push_lines(&mut text, &along, view);
    }
    Confirm {
        is_destructive: true,
        title: view.text("lists-purge-title").into_owned(),
        text,
        button: view.text("lists-purge-button").into_owned(),
        then: Box::new(Action::List(ListAction::Purge(things))),
    }
}

/// Names the first entries, one a line, and counts the others.
fn push_lines(text: &mut String, entries: &[&TrashEntry], view: &View<'_>) {
    for entry in entries.iter().take(NAMED) {
        text.push('\n');
        text.push_str(&purged_line(entry, view));
    }
    if entries.len() > NAMED {
        text.push('\n');
        text.push_str(&view.count("lists-trash-more", (entries.len() - NAMED) as u64));
    }
}

/// Line for a purged item: `Case SHOP-12 “Pay by card”`, with the number of items inside it.
fn purged_line(entry: &TrashEntry, view: &View<'_>) -> String {
    let kind = view.text(Kind::of(entry.thing).text_key());
    let title = view.tr.fmt("lists-quoted", &[("title", entry.title.as_str().into())]);
    let words = [&*kind, &entry.code, &title].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match entry.inside {
        0 => words,
        n => format!("{words} · {}", view.count("lists-purge-inside", n as u64)),
    }
}
