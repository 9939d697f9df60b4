//! Work on the selected items of the lists: the selection after a reload, new functions, renaming, the trash.

use std::sync::Arc;

use eframe::egui;

use super::key_list::KeyList;
use super::window::Shell;
use crate::action::{Action, FunctionAction, ListAction, Nav};
use crate::backend::{SuiteEnd, SuiteOutcome};
use crate::dialogs::suite::SuiteDialog;
use crate::dialogs::{OpenDialog, link, new_function};
use crate::model::cases::CaseKey;
use crate::model::registry_edit::{CellChange, FunctionEdit};
use crate::model::wanted::SuiteWanted;
use crate::model::window_selection::Selected;
use crate::panels::palette;
use crate::questions;
use crate::state::{LeftTab, MiddleTab, Subject};
use crate::ui_command::UiCommand;
use crate::views::Lists;
use voluptas_app::cases::placement;
use voluptas_app::cases::suite::SuiteForm;
use voluptas_app::functions::{bulk, edit};
use voluptas_app::workspace;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId, Thing};
use voluptas_core::domain::mapping::Origin;
use voluptas_i18n::Tr;
use voluptas_store::Store;
use voluptas_ui::widgets::Tone;

impl Shell {
    /// Drops removed things from the selection after a reload. `fresh` is true when functions were read again.
    pub(super) fn follow_lists(&mut self, fresh: bool) {
        if fresh && let Some(registry) = self.backend.registry() {
            self.state.follow_functions(registry);
        }
        if let Some(cases) = self.backend.cases()
            && self.cases_seen != cases.tree.generation()
        {
            self.cases_seen = cases.tree.generation();
            let tree = Arc::clone(&cases.tree);
            self.backend.runner.block_in_background(move || palette::prepare(&tree));
            self.state.follow_cases(cases);
            let new = self.suites_before.as_ref().and_then(|before| cases.suites().iter().find(|s| !before.contains(&s.id)));
            if let Some(new) = new.map(|suite| suite.id) {
                self.suites_before = None;
                self.go(Nav::Suite(new));
            }
        }
    }

    /// Highlights the item that the tab in front shows.
    pub(super) fn follow_tab(&mut self) {
        let lists = Lists {
            registry: self.backend.registry().unwrap_or(&self.registry),
            cases: self.backend.cases().unwrap_or(&self.cases),
            runs: self.backend.runs().unwrap_or(&self.runs),
        };
        self.state.tab().highlight(&mut self.state, lists);
    }

    pub(super) fn function(&mut self, action: FunctionAction) {
        match action {
            FunctionAction::Save { id, content, people } => {
                self.backend.save(move |store| edit::save_function(store, id, &content, &people));
            }
            FunctionAction::AskNew(parent) => self.ask_new(parent),
            FunctionAction::Create { parent, kind, title, func_id } => self
                .backend
                .create(move |store| edit::create_function_as(store, parent, kind, &title, func_id.as_deref()).map(|id| id.0)),
            FunctionAction::Unlink(function, case) => {
                self.backend.write_counting("history-unlink", move |store| edit::unlink(store, &[(function, case)]));
            }
            FunctionAction::Link(function, case) => {
                let link = [(function, case, Origin::Manual)];
                self.backend.write_counting("history-link", move |store| edit::link(store, &link));
            }
            FunctionAction::AskCase(function) => self.ask_covering_case(function),
            FunctionAction::AskLink(function) => self.dialog = Some(OpenDialog::Link(link::LinkCases::of(function))),
        }
    }

    pub(super) fn list(&mut self, tr: Tr, action: ListAction) {
        match action {
            ListAction::AskTrash(things) => self.ask_trash(tr, &things),
            ListAction::Trash(things) => {
                let things = things_of(&things);
                self.backend.write(move |store| workspace::trash::delete(store, &things).map(Some));
            }
            ListAction::Restore(things) => self.backend.write(move |store| workspace::trash::restore(store, &things).map(Some)),
            ListAction::Purge(things) => self.backend.write(move |store| {
                let n = workspace::trash::purge(store, &things)?;
                Ok((n > 0).then(|| Message::new("lists-purged").count("n", n)))
            }),
            ListAction::Change(ids, change) => {
                let registry = self.backend.registry().unwrap_or(&self.registry);
                match questions::change_functions(tr, registry, &ids, &change) {
                    Some(question) => self.confirm = Some(question),
                    None => self.list(tr, ListAction::ChangeNow(ids, change)),
                }
            }
            ListAction::ChangeNow(ids, change) => {
                self.backend.write(move |store| {
                    let n = bulk::change_functions(store, &ids, &change)?;
                    Ok((ids.len() > 1).then(|| Message::new("history-change-functions").count("count", n)))
                });
            }
            ListAction::Edit(edit) => self.edit_functions(tr, edit),
            ListAction::Move(ids, parent) => {
                self.backend.write_counting("history-move-functions", move |store| bulk::move_functions(store, &ids, parent));
            }
            ListAction::Place(ids, parent, before) => {
                let place = move |store: &Store| bulk::place_functions(store, &ids, parent, before);
                self.backend.write_counting_some("history-move-functions", place);
            }
            ListAction::AskNewSuite(parent) => self.ask_suite(|project| SuiteDialog::below(project, parent)),
            ListAction::AskSuite(suite) => self.ask_suite(|project| SuiteDialog::of(project, suite)),
            ListAction::StoreSuite(wanted) => {
                if wanted.of.is_none() {
                    let cases = self.backend.cases().unwrap_or(&self.cases);
                    self.suites_before = Some(cases.suites().iter().map(|suite| suite.id).collect());
                }
                self.backend.store_suite(wanted);
            }
            ListAction::PlaceSuites(ids, parent, before) => {
                let place = move |store: &Store| placement::place_suites(store, &ids, parent, before);
                self.backend.write_counting_some("history-move-suites", place);
            }
            ListAction::PlaceCases(ids, suite, before) => {
                let place = move |store: &Store| placement::place_cases(store, &ids, suite, before);
                self.backend.write_counting_some("history-move-cases", place);
            }
            ListAction::ShowInSuite(links, suite, before) => {
                let said = placement::link_label(&links, suite);
                let link = move |store: &Store| placement::link_into_suite(store, &links, suite, before);
                self.backend.write_counting_some(said, link);
            }
            ListAction::RemoveFromSuites(links) => {
                let remove = move |store: &Store| placement::remove_from_suites(store, &links);
                self.backend.write_counting_some("history-remove-from-suite", remove);
            }
            ListAction::MoveCases(things, suite) => {
                let label = if things.suites.is_empty() { "history-move-cases" } else { "history-move-suites" };
                let place = move |store: &Store| placement::move_into_suite(store, &things.suites, &things.cases, suite);
                self.backend.write_counting(label, place);
            }
        }
    }

    /// Stores values of cells. Reports values that cannot be stored, and stores the rest.
    fn edit_functions(&mut self, tr: Tr, edit: FunctionEdit) {
        if let Some(refusal) = edit.refusal(tr) {
            self.toasts.add(Tone::Warning, refusal);
        }
        if edit.changes.is_empty() {
            return;
        }
        let name = |cell: &CellChange| format!("{} · {}", cell.func_id, tr.text(cell.column.name_key()));
        let names: Vec<String> = edit.changes.iter().map(name).collect();
        let cells: Vec<_> = edit.changes.into_iter().map(|cell| (cell.id, cell.change)).collect();
        self.backend.write(move |store| {
            let done = bulk::change_cells(store, &cells)?;
            if done.refused.is_empty() {
                // A value that was typed is seen in its cell.
                return Ok((cells.len() > 1).then(|| Message::new("history-change-functions").count("count", done.functions)));
            }
            let refused: Vec<&str> = done.refused.iter().map(|place| names[*place].as_str()).collect();
            Ok(Some(Message::new("registry-not-stored").with("cells", refused.join("; "))))
        });
    }

    /// The selected suite, if it is all that is selected in the list of cases.
    pub(super) fn only_suite(&self) -> Option<SuiteId> {
        match self.state.selection.cases.only().map(CaseKey::from_key) {
            Some(CaseKey::Suite(id)) if self.state.kept.left == LeftTab::Cases => Some(id),
            _ => None,
        }
    }

    /// The case that is selected alone.
    fn only_case(&self) -> Option<CaseId> {
        let selected = self.state.selected();
        match &selected.cases[..] {
            [only] if selected.functions.is_empty() && selected.suites.is_empty() => Some(*only),
            _ => None,
        }
    }

    /// Reports the outcome of an edit of a suite. After a failure, shows the dialog again with the typed input.
    pub(super) fn suite_stored(&mut self, tr: Tr, end: SuiteEnd) {
        let SuiteEnd { wanted, outcome } = end;
        let is_new = wanted.of.is_none();
        match outcome {
            Ok(SuiteOutcome::Nothing) => {}
            Ok(SuiteOutcome::Stored(made)) => {
                self.end_redo();
                let key = if is_new { "history-create-suite" } else { "history-edit-suite" };
                let said = tr.message(&Message::new(key).with("title", wanted.mine.content.title.trim()));
                self.say_stored(tr, Tone::Good, said, made.map(|made| made.id));
            }
            Ok(SuiteOutcome::Meanwhile(theirs)) => {
                let of = wanted.of.map(|(id, _)| (id, theirs));
                self.ask_suite(|_| SuiteDialog::again(SuiteWanted { of, ..wanted }, "suite-changed-meanwhile"));
            }
            Ok(SuiteOutcome::Gone) => {
                // What was typed may become a new suite at the root.
                let mine = SuiteForm { parent: None, ..wanted.mine };
                let note = if is_new { "suite-place-gone" } else { "suite-gone" };
                self.ask_suite(|_| SuiteDialog::again(SuiteWanted { of: None, mine, ..wanted }, note));
            }
            Err(error) => {
                self.toasts.add(Tone::Bad, error.text(tr));
                self.ask_suite(|_| SuiteDialog::again(wanted, "suite-not-stored"));
            }
        }
    }

    fn ask_suite(&mut self, dialog: impl FnOnce(ProjectId) -> SuiteDialog) {
        let cases = self.backend.cases().unwrap_or(&self.cases);
        if let Some(project) = &cases.project {
            self.dialog = Some(OpenDialog::Suite(Box::new(dialog(project.id))));
        }
    }

    /// Moves the one selected suite or case before its neighbour of the same kind.
    fn nudge(&mut self, down: bool) {
        // The move would be seen in the tree alone.
        if self.key_list == Some(KeyList::CaseGrid) && self.views.cases.is_sorted() {
            let words = self.tr().text("cases-move-sorted");
            self.toasts.add(Tone::Info, words.into_owned());
            return;
        }
        let cases = self.backend.cases().unwrap_or(&self.cases);
        let tree = &cases.tree;
        let Some(at) = self.state.selection.cases.only().and_then(|key| tree.index(key)) else { return };
        let parent = tree.parent(at);
        let is_suite = |i: usize| tree.key(i) < 0;
        let siblings: Vec<usize> = match parent {
            Some(parent) => tree.subtree(parent).skip(1).filter(|i| tree.parent(*i) == Some(parent)).collect(),
            None => (0..tree.len()).filter(|i| tree.parent(*i).is_none()).collect(),
        };
        let siblings: Vec<usize> = siblings.into_iter().filter(|i| is_suite(*i) == is_suite(at)).collect();
        let Some(place) = siblings.iter().position(|i| *i == at) else { return };
        let before = if down { siblings.get(place + 2) } else { place.checked_sub(1).and_then(|p| siblings.get(p)) };
        if (down && place + 1 == siblings.len()) || (!down && place == 0) {
            return;
        }
        let key = |i: &usize| CaseKey::from_key(tree.key(*i));
        let parent = parent.and_then(|p| key(&p).suite());
        let before = before.map(key);
        self.actions.push(Action::List(match key(&at) {
            CaseKey::Suite(id) => ListAction::PlaceSuites(vec![id], parent, before.and_then(CaseKey::suite)),
            CaseKey::Case(id) => ListAction::PlaceCases(vec![id], parent, before.and_then(CaseKey::case)),
            CaseKey::Link(id, suite) => ListAction::ShowInSuite(vec![(id, Some(suite))], suite, before.and_then(CaseKey::case)),
        }));
    }

    /// Commands on the highlighted items.
    pub(super) fn list_command(&mut self, ctx: &egui::Context, tr: Tr, command: UiCommand) {
        match command {
            UiCommand::NewFunction => {
                let at = self.state.selection.functions.cursor().map(FunctionId);
                match at.filter(|at| self.last_created == Some(*at)) {
                    Some(sibling) => {
                        let registry = self.backend.registry().unwrap_or(&self.registry);
                        self.dialog = Some(OpenDialog::NewFunction(new_function::NewFunction::beside(sibling, registry)));
                    }
                    None => self.ask_new(at),
                }
            }
            UiCommand::NewSuite => {
                let at = self.state.selection.cases.cursor().map(CaseKey::from_key);
                let cases = self.backend.cases().unwrap_or(&self.cases);
                let parent = match at {
                    Some(CaseKey::Suite(id) | CaseKey::Link(_, id)) => Some(id),
                    Some(CaseKey::Case(id)) => cases.get(id).and_then(|row| row.suite),
                    None => None,
                };
                self.list(tr, ListAction::AskNewSuite(parent));
            }
            UiCommand::MoveUp => self.nudge(false),
            UiCommand::MoveDown => self.nudge(true),
            UiCommand::Rename if self.key_list == Some(KeyList::Runs) => self.run_command(tr, UiCommand::EditRun),
            UiCommand::DeleteFunctions if self.key_list == Some(KeyList::Runs) => self.run_command(tr, UiCommand::DeleteRuns),
            UiCommand::Rename if self.only_suite().is_some() => {
                if let Some(suite) = self.only_suite() {
                    self.list(tr, ListAction::AskSuite(suite));
                }
            }
            UiCommand::Rename if self.only_case().is_some() => {
                if let Some(case) = self.only_case() {
                    self.go(Nav::Tab(MiddleTab::Case(case.0)));
                    self.views.case.edit_title(case);
                }
            }
            UiCommand::Rename => {
                self.state.kept.inspector_open = true;
                self.state.overlay = true;
                self.state.drawer = false;
                self.state.subject = Subject::Functions;
                self.inspector.form.edit_title(ctx.memory(egui::Memory::focused));
            }
            UiCommand::DeleteFunctions => {
                // A link is removed, not the case behind it.
                let links = self.state.selected_links();
                if !links.is_empty() {
                    return self.list(tr, ListAction::RemoveFromSuites(links));
                }
                let things = self.state.selected();
                self.ask_trash(tr, &things);
            }
            UiCommand::CopyFuncId => {
                let selected = self.state.selected();
                let ids = &selected.functions;
                let registry = self.backend.registry().unwrap_or(&self.registry);
                let cases = self.backend.cases().unwrap_or(&self.cases);
                let func_ids = ids.iter().filter_map(|id| registry.get(*id)).map(|row| &*row.function.func_id);
                let codes = selected.cases.iter().filter_map(|id| cases.get(*id)).map(|row| row.code.as_str());
                let texts: Vec<&str> = func_ids.chain(codes).collect();
                if !texts.is_empty() {
                    self.actions.push(Action::Copy(texts.join("\n")));
                }
            }
            _ => {}
        }
    }

    fn ask_trash(&mut self, tr: Tr, things: &Selected) {
        let registry = self.backend.registry().unwrap_or(&self.registry);
        let cases = self.backend.cases().unwrap_or(&self.cases);
        self.confirm = questions::move_to_trash(tr, registry, cases, things);
    }

    fn ask_new(&mut self, parent: Option<FunctionId>) {
        let registry = self.backend.registry().unwrap_or(&self.registry);
        self.dialog = Some(OpenDialog::NewFunction(new_function::NewFunction::below(parent, registry)));
    }
}

fn things_of(selected: &Selected) -> Vec<Thing> {
    let functions = selected.functions.iter().map(|id| Thing::Function(*id));
    let suites = selected.suites.iter().map(|id| Thing::Suite(*id));
    functions.chain(suites).chain(selected.cases.iter().map(|id| Thing::Case(*id))).collect()
}
