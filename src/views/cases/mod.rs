//! The grid of cases: those of the project or of the suite that is selected in the tree, filtered, grouped, and edited in place.
//!
//! The rows are read whole, and filtered, sorted and grouped off the UI thread ([`Arrangement`]). A value that is typed into a
//! cell is stored at once; values for several cells are shown first ([`crate::dialogs::case_changes`]).

mod add_filter;
mod bar;
mod data;
mod filter_parts;
mod filters;
mod hits;
mod new_row;
mod selected_cases;
mod set_field;
mod tab;

use std::sync::Arc;

use eframe::egui::{Popup, Rect, Ui, UiBuilder};
use serde_json::Value;

use self::data::{Pending, Rows};
use self::selected_cases::Cases;
use self::tab::{Facts, NewRow};
use super::lists::menus;
use super::{Lists, TabName, TabView, columns_menu, missing};
use crate::action::{Action, Actions, CasesAction, Nav};
use crate::model::case_grid::{
    Arrange, Arrangement, CaseEdit, CaseField, CaseFilter, CaseTable, EditKind, LongTexts, Quick, SavedFilter, Scope,
};
use crate::model::cases::CaseKey;
use crate::query::Reads;
use crate::state::{LeftTab, MiddleTab, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::cases::filter::with_legacy;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_ui::memo::next_number;
use voluptas_ui::theme::{Palette, icons};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::grid::{GridInput, GridOptions, GroupWords, InputKind, grid, grid_id};
use voluptas_ui::widgets::selection::neighbour;
use voluptas_ui::widgets::{empty_state, selection_bar, tree_drag};

pub use selected_cases::ask as ask_change;
pub use tab::{CONCERNS, CasesTab};

/// An hour in milliseconds.
const HOUR: Millis = 3_600_000;
/// Selected cases that are looked up to tell whether the grid shows the selection.
const SAMPLE: usize = 100;

impl TabView for CasesTab {
    type Key = ();
    const IS_FIXED: bool = true;

    fn name((): (), view: &View<'_>) -> TabName {
        TabName { short: view.text("gui-left-cases").into_owned(), long: String::new() }
    }

    fn highlight((): (), state: &mut UiState, _lists: Lists<'_>) {
        // The suites beside the grid say which part of the project it shows.
        state.kept.left = LeftTab::Cases;
        state.highlight_cases();
    }

    fn refresh(&mut self, (): (), reads: Reads<'_>) {
        reads.discard(self.replaced.take());
        self.table.ask(reads, self.facts.project, |store, project| CaseTable::read(store, *project, next_number()).map(Arc::new));
        self.stored.ask(reads, self.facts.project, |store, project| {
            store.read(|tx| voluptas_app::cases::filter::saved(tx, *project)).map(Arc::new)
        });
        self.forget_stored();
        if !self.filter.words.trim().is_empty() {
            self.want_texts();
        }
        self.ask_texts(reads, self.facts.project);
        let question = self.table.latest().map(|table| Arrange {
            table: Arc::clone(table),
            scope: self.scope,
            filter: self.filter.clone(),
            saved: self.saved().cloned().collect(),
            sort: self.kept.layout.sort.as_ref().and_then(|(id, down)| Some((CaseField::parse(id)?, *down))),
            group: CaseField::parse(&self.kept.group),
            me: reads.store.author().who.clone(),
            now: self.facts.now,
            tr: self.facts.tr,
            texts: self.texts.latest().cloned(),
            former: self.arranged.latest().cloned(),
        });
        self.arranged.ask(reads, question, |_, wish| -> voluptas_store::Result<_> { Ok(Arc::new(Arrangement::build(wish))) });
        self.hits.refresh(reads, &self.filter.words, self.arranged.get().map(|arranged| &**arranged));
    }

    fn ui(&mut self, ui: &mut Ui, (): (), state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        self.follow(ui, state, view);
        self.contents(ui, state, view, out);
        let suite = self.scope.suite.map(SuiteId);
        if state.grid_suite != suite {
            // The tree was drawn before the grid.
            state.grid_suite = suite;
            ui.ctx().request_repaint();
        }
    }

    fn keep(&self) -> Value {
        serde_json::to_value(&self.kept).unwrap_or_default()
    }

    fn restore(&mut self, kept: &Value) {
        self.kept = serde_json::from_value(kept.clone()).unwrap_or_default();
    }
}

impl CasesTab {
    /// Shows the cases of the whole project that hold these words.
    pub fn search(&mut self, words: String) {
        self.scope.suite = None;
        self.ask(CaseFilter { words, ..CaseFilter::default() });
        self.take_keyboard();
    }

    /// Shows the cases of the whole project that are in this filter.
    pub fn show(&mut self, quick: Quick) {
        self.scope.suite = None;
        self.ask(quick.filter());
        self.take_keyboard();
    }

    fn ask(&mut self, filter: CaseFilter) {
        self.filter = filter.clone();
        self.asked = Some(filter);
    }

    /// Opens the menu of the fields of the selected cases as soon as the bar over the grid is drawn.
    pub fn open_fields(&mut self) {
        self.opens_fields = true;
    }

    /// Gives the grid the keyboard as soon as it is drawn.
    pub fn take_keyboard(&mut self) {
        self.takes_keyboard = true;
    }

    /// Scrolls to the selected row as soon as the grid has it.
    pub fn reveal_selected(&mut self) {
        self.reveals = true;
    }

    /// Resets a cell whose write failed to the stored value.
    pub fn write_failed(&mut self) {
        self.pending = None;
    }

    /// The latest rows.
    pub fn table(&self) -> Option<&Arc<CaseTable>> {
        self.table.latest()
    }

    /// The folded long texts of the cases of a project, once they were read. Called once a pass by those who search them.
    pub fn long_texts(&mut self, reads: Reads<'_>, project: Option<ProjectId>) -> Option<Arc<LongTexts>> {
        self.wants_texts = project;
        self.ask_texts(reads, project);
        self.texts.latest().cloned()
    }

    /// Requests the long texts, which are read when the search is first used.
    fn want_texts(&mut self) {
        self.wants_texts = self.facts.project;
    }

    fn ask_texts(&mut self, reads: Reads<'_>, project: Option<ProjectId>) {
        let searched = project.filter(|project| self.wants_texts == Some(*project));
        self.texts.ask(reads, searched, |store, project| {
            let texts = store.read(|tx| tx.cases().folded_texts(*project))?;
            Ok::<_, voluptas_store::Error>(Arc::new(LongTexts { generation: next_number(), texts }))
        });
    }

    /// The cases that the grid shows, where a filter, a search or a suite makes them fewer than those of the project.
    pub fn shown_part(&self) -> Option<Vec<CaseId>> {
        let arranged = self.arranged.latest().filter(|arranged| arranged.rows.len() < arranged.table.rows.len())?;
        Some(arranged.keys().iter().copied().map(CaseId).collect())
    }

    /// True when a column decides the order of the rows.
    pub fn is_sorted(&self) -> bool {
        self.kept.layout.sort.is_some()
    }

    /// True when a filter or a search narrows the grid.
    pub fn is_filtered(&self) -> bool {
        !self.filter.is_empty()
    }

    /// Filters that a former version kept for the workspace of a name in the state of the window.
    pub fn legacy_filters(&self, workspace: &str) -> &[SavedFilter] {
        self.kept.saved.get(workspace).map_or(&[], Vec::as_slice)
    }

    /// Saved filters of the project, then those of a former version of other names.
    fn saved(&self) -> impl Iterator<Item = &SavedFilter> {
        with_legacy(self.stored.latest().map_or(&[][..], |all| all), self.legacy_filters(&self.facts.workspace))
    }

    /// Forgets the filters of a former version that the workspace has by now.
    fn forget_stored(&mut self) {
        let (Some(stored), Some(legacy)) = (self.stored.latest(), self.kept.saved.get_mut(&self.facts.workspace)) else { return };
        legacy.retain(|one| stored.iter().all(|known| known.name != one.name));
    }

    /// Deletes a filter of a former version that the workspace does not have; false for any other.
    fn forget_legacy(&mut self, name: &str) -> bool {
        let Some(legacy) = self.kept.saved.get_mut(&self.facts.workspace) else { return false };
        let before = legacy.len();
        legacy.retain(|one| one.name != name);
        legacy.len() < before
    }

    /// Follows the window: the project, the suite that is selected in the tree, rows that are no longer shown.
    fn follow(&mut self, ui: &Ui, state: &mut UiState, view: &View<'_>) {
        let facts = Facts {
            project: view.cases.project.as_ref().map(|p| p.id),
            workspace: view.workspace_name(),
            tr: view.tr,
            now: view.now - view.now.rem_euclid(HOUR),
        };
        if facts != self.facts {
            if facts.project != self.facts.project {
                // A filter that was asked for before the grid was first shown stays.
                let filter = self.asked.clone().unwrap_or_default();
                self.new_row = None;
                (self.scope, self.filter, self.pending) = (Scope::default(), filter, None);
                // The suite that is selected was read before its project: its cases are shown now.
                self.followed = None;
            }
            self.facts = facts;
            ui.ctx().request_repaint();
        }
        let left = std::mem::take(&mut self.left_suite);
        let selected = match state.selection.cases.only().map(CaseKey::from_key) {
            Some(CaseKey::Suite(id)) if left == Some(id.0) => {
                // What is no longer shown is not highlighted either.
                state.selection.cases.clear();
                state.cases_selected(Vec::new());
                self.followed = None;
                None
            }
            Some(CaseKey::Suite(id)) => Some(id.0),
            _ => None,
        };
        // What a search finds does not hide in closed groups.
        match (self.filter.words.trim().is_empty(), self.closed_before.is_some()) {
            (false, false) => self.closed_before = Some(std::mem::take(&mut self.grid.closed)),
            (true, true) => self.grid.closed = self.closed_before.take().unwrap_or_default(),
            _ => {}
        }
        let is_followed = state.not_followed != Some(state.selection.cases.revision());
        if let Some(suite) = selected.filter(|_| selected != self.followed && is_followed) {
            self.scope.suite = selected;
            self.grid.closed.remove(&format!("{}:{suite}", CaseField::Suite.id()));
            ui.ctx().request_repaint();
        }
        if selected.is_some() && is_followed {
            self.followed = selected;
        }
        let Some(arranged) = self.arranged.latest().cloned() else { return };
        let generation = arranged.table.generation;
        if self.pending.as_ref().is_some_and(|p| p.generation != generation) {
            self.pending = None;
        }
        if self.scope.suite.is_some_and(|s| arranged.table.suites.iter().all(|line| line.id.0 != s)) && self.seen == generation {
            (self.scope.suite, self.followed) = (None, None);
        }
        if self.seen != generation {
            self.seen = generation;
            self.select_new(&arranged, state);
        }
        match self.shown.replace(Arc::clone(&arranged)) {
            Some(before) if !Arc::ptr_eq(&before, &arranged) => {
                if self.grid.is_editing() {
                    // Rows that came above it do not push the edited cell out of view.
                    self.grid.reveal();
                }
                self.drop_hidden(&before, &arranged, state);
                self.replaced = Some(before);
            }
            _ => {}
        }
        if self.reveals && state.selection.cases.cursor().is_some_and(|key| arranged.place(key).is_some()) {
            self.reveals = false;
            self.grid.reveal();
        }
        let of = (arranged.generation, state.selection.cases.revision());
        if self.ordered != of {
            self.ordered = of;
            let selection = &state.selection.cases;
            // All cases may be selected, and a step of the selection must not look each of them up.
            let is_shown = selection.keys().take(SAMPLE).all(|key| arranged.place(key).is_some());
            if !selection.is_empty() && is_shown {
                state.cases_shown_by_grid(Arc::clone(arranged.keys()));
            }
        }
    }

    /// Deselects cases that the grid shows no more. When none is left because they are gone, the one after them is selected; a
    /// case that a filter hides leaves nothing selected, for nobody chose another one.
    fn drop_hidden(&self, before: &Arrangement, arranged: &Arrangement, state: &mut UiState) {
        // Suites and links are lines of the tree.
        let exists = |key: i64| !matches!(CaseKey::from_key(key), CaseKey::Case(_)) || arranged.place(key).is_some();
        // An edit of what is selected changes no row.
        if self.before_new.is_some() || before.keys() == arranged.keys() || state.selection.cases.keys().all(exists) {
            return;
        }
        let is_gone = |key: i64| arranged.table.get(CaseId(key)).is_none();
        let all_gone = state.selection.cases.keys().all(|key| matches!(CaseKey::from_key(key), CaseKey::Case(_)) && is_gone(key));
        let next = || neighbour(before.keys(), |key| !exists(key)).filter(|_| all_gone);
        state.selection.cases.retain(exists, next);
        state.cases_selected(Arc::clone(arranged.keys()));
    }

    /// Selects a case that was created in the line of new cases.
    fn select_new(&mut self, arranged: &Arrangement, state: &mut UiState) {
        let Some((before, title)) = &self.before_new else { return };
        // Of several that were typed one after another the last one is awaited.
        let new = arranged.table.rows.iter().filter(|row| *row.title == **title).map(|row| row.id.0);
        let new = new.filter(|id| !before.contains(id)).max();
        let Some(new) = new else { return };
        self.before_new = None;
        state.selection.cases.select(new);
        state.cases_selected(Arc::clone(arranged.keys()));
        if let Some(at) = arranged.place(new) {
            if let Some(group) = arranged.groups.iter().find(|g| g.rows.contains(&at)) {
                self.grid.closed.remove(&group.id);
            }
            // The title stands after the code.
            self.grid.go_to(1);
        }
    }

    fn contents(&mut self, ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        let Some(arranged) = self.arranged.latest().cloned() else {
            match (view.cases.project.is_some(), view.loading) {
                (true, _) => missing(ui, self.table.failure().or(self.arranged.failure()), view),
                (false, true) => missing(ui, None, view),
                (false, false) => {
                    let more = view.text("gui-cases-empty-more");
                    if empty_state(ui, icons::CASE, &view.text("gui-cases-empty"), &more, Some(&view.text("gui-cmd-new-project")))
                    {
                        out.command(UiCommand::NewProject);
                    }
                }
            }
            return;
        };
        let fields = data::fields(&arranged.table);
        filters::show(self, ui, &arranged, &fields, view, out);
        surface(ui, 0.0, |ui| {
            ui.set_height(ui.available_height());
            ui.set_width(ui.available_width());
            self.draw_new_row(ui, &arranged, view, out);
            if arranged.rows.is_empty() {
                return self.empty(ui, view);
            }
            let area = ui.available_rect_before_wrap();
            let several = state.selection.cases.keys().filter(|key| *key > 0).take(2).count() > 1;
            let bottom = if several { selection_bar::ROOM } else { 0.0 };
            ui.scope_builder(UiBuilder::new().max_rect(area), |ui| self.rows(ui, bottom, &arranged, &fields, state, view, out));
            if several {
                self.bulk(ui, area, &arranged, state, view, out);
            }
        });
    }

    /// The bar over the grid while several cases are selected.
    fn bulk(
        &mut self,
        ui: &mut Ui,
        area: Rect,
        arranged: &Arc<Arrangement>,
        state: &mut UiState,
        view: &View<'_>,
        out: &mut Actions,
    ) {
        let selection = &state.selection.cases;
        let ids = || {
            let ids: std::collections::BTreeSet<CaseId> =
                selection.keys().filter_map(|key| CaseKey::from_key(key).case()).collect();
            ids.into_iter().collect()
        };
        let cases = Cases { count: state.selected_cases(), ids: &ids };
        let (before, opens_fields) = (out.len(), std::mem::take(&mut self.opens_fields));
        let is_cleared = bar::show(ui, area, &cases, opens_fields, arranged, view, out);
        if is_cleared {
            state.selection.cases.clear();
            state.cases_selected(Arc::clone(arranged.keys()));
        }
        // The line of a menu that had the keyboard is gone, and so is the bar without a selection. A dialog that opens after this pass gives
        // the keyboard back to whoever has it now; the list of tags stays open and keeps it.
        if is_cleared || out.len() > before {
            self.takes_keyboard = Popup::is_any_open(ui.ctx());
            if !self.takes_keyboard {
                ui.memory_mut(|m| m.request_focus(grid_id(&view.text("gui-left-cases"))));
            }
        }
    }

    fn empty(&mut self, ui: &mut Ui, view: &View<'_>) {
        if !self.filter.is_empty() {
            let clear = view.text("gui-filter-clear");
            if empty_state(ui, icons::FILTER, &view.text("gui-nothing-found"), &view.text("cases-nothing-more"), Some(&clear)) {
                self.filter = CaseFilter::default();
            }
            return;
        }
        let (key, more) = if self.scope.suite.is_some() {
            ("cases-empty-suite", "cases-empty-suite-more")
        } else {
            ("gui-cases-empty", "cases-empty-more")
        };
        if empty_state(ui, icons::CASE, &view.text(key), &view.text(more), Some(&view.text("cases-new"))) {
            self.new_row = Some(NewRow::default());
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a part of the view, private")]
    fn rows(
        &mut self,
        ui: &mut Ui,
        bottom: f32,
        arranged: &Arc<Arrangement>,
        fields: &[CaseField],
        state: &mut UiState,
        view: &View<'_>,
        out: &mut Actions,
    ) {
        let columns = data::columns(ui, fields, &arranged.table, view);
        let rows = Rows {
            arranged,
            fields,
            view,
            pending: self.pending.as_ref(),
            palette: Palette::of(ui),
            hits: self.hits.of(&self.filter.words),
        };
        let (name, select) = (view.text("gui-left-cases"), view.text("gui-choose"));
        // The suites beside the grid take rows.
        let handle = fields.iter().position(|field| *field == CaseField::Code).filter(|_| state.cases.is_drawn(ui.ctx()));
        let groups = ["window-expand", "window-collapse", "cases-groups-open", "cases-groups-close", "cases-group-select"];
        let groups = groups.map(|key| view.text(key));
        let [open, close, open_all, close_all, of_group] = &groups;
        let groups = Some(GroupWords { open, close, open_all, close_all, select: of_group });
        let options = GridOptions { name: &name, select: &select, bottom, handle, groups };
        let several = state.selection.cases.keys().filter(|key| *key > 0).take(2).count() > 1;
        // While no menu is open, nobody needs the ids of what may be all cases of a project.
        let any_menu = several && Popup::is_any_open(ui.ctx());
        let ids: Vec<CaseId> = if any_menu { state.selected().cases.clone() } else { Vec::new() };
        let mut menu = |ui: &mut Ui, key: i64| {
            if several {
                return bar::context_menu(ui, &Cases { count: ids.len(), ids: &|| ids.clone() }, arranged, view, out);
            }
            let links = arranged.table.get(CaseId(key)).map(|row| arranged.links_of(row)).unwrap_or_default();
            // Enter edits the cell, as in a spreadsheet.
            menus::case_line_menu(ui, CaseId(key), "Ctrl+Enter", &links, view, out);
        };
        let parts = (&mut self.kept.layout, &mut self.grid, &mut state.selection.cases);
        self.asked = None;
        let is_free = !Popup::is_any_open(ui.ctx()) && ui.memory(|m| m.allows_interaction(ui.layer_id()));
        if is_free && std::mem::take(&mut self.takes_keyboard) {
            ui.memory_mut(|m| m.request_focus(grid_id(&name)));
        }
        let response = grid(ui, options, &columns, parts, &rows, Some(&mut menu));
        if self.hits.wish(response.seen.clone(), arranged) && !self.filter.words.is_empty() {
            // The places are asked for before the next pass is drawn.
            ui.ctx().request_repaint();
        }
        if let Some(heads) = &response.heads {
            columns_menu::popup(heads, &mut self.kept.layout, &columns, view);
        }
        if response.selection_changed {
            self.followed = None;
            state.cases_selected(Arc::clone(arranged.keys()));
        }
        if response.carried {
            tree_drag::carry(&view.cases.tree, &mut state.cases, &state.selection.cases);
        }
        if let Some(key) = response.opened {
            out.nav(Nav::Tab(MiddleTab::Case(key)));
        }
        if let Some(input) = response.input {
            self.take_input(&input, arranged, fields, view, out);
        }
        let cell = self.grid.edited_cell();
        if self.editing.as_ref().map(|(cell, _)| *cell) != cell {
            self.editing = cell.map(|cell| (cell, Arc::clone(&arranged.table)));
        }
    }

    /// Stores one value at once and asks about several.
    fn take_input(
        &mut self,
        input: &GridInput,
        arranged: &Arrangement,
        fields: &[CaseField],
        view: &View<'_>,
        out: &mut Actions,
    ) {
        let kind = match input.kind {
            InputKind::Typed => EditKind::Cell,
            InputKind::Pasted => EditKind::Paste,
            InputKind::Filled => EditKind::Fill,
        };
        if let (EditKind::Cell, [cell]) = (kind, &input.cells[..])
            && arranged.table.get(CaseId(cell.key)).is_none()
        {
            let began = self.editing.as_ref().and_then(|(_, table)| table.get(CaseId(cell.key)));
            let title = began.map(|row| row.title.to_string()).unwrap_or_default();
            out.push(Action::Cases(CasesAction::Lost { title, text: cell.text.clone() }));
            return;
        }
        let mut edit = CaseEdit::new(kind, Arc::clone(&arranged.table));
        if let (EditKind::Cell, Some((_, began))) = (kind, &self.editing) {
            edit.seen = Arc::clone(began);
        }
        edit.outside = input.outside;
        for cell in &input.cells {
            edit.add_text(CaseId(cell.key), fields[cell.column], &cell.text, view.tr);
        }
        if let ([cell], [(_, field, _)]) = (&input.cells[..], &edit.changes[..]) {
            let (generation, text) = (arranged.table.generation, edit.texts(0, view.tr).1);
            self.pending = Some(Pending { generation, key: cell.key, field: *field, text });
        }
        out.push(Action::Cases(CasesAction::Change(Arc::new(edit))));
    }
}
