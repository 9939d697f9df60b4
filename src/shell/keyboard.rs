//! The list that has the keyboard: commands of the Edit menu act on it, also while a menu is open.

use eframe::egui::{self, Event, Key, Modifiers, Popup};

use super::key_list::KeyList;
use super::window::Shell;
use crate::action::Action;
use crate::model::cases::CaseKey;
use crate::state::{LeftTab, MiddleTab};
use crate::ui_command::UiCommand;
use voluptas_i18n::Tr;

impl Shell {
    /// Follows the keyboard. A menu or dialog takes it from a list for a while; anything else for good.
    pub(super) fn follow_key_list(&mut self, ctx: &egui::Context, tr: Tr) {
        let focused = ctx.memory(egui::Memory::focused);
        let found = KeyList::ALL.into_iter().find(|list| Some(list.id(tr)) == focused);
        let is_kept = focused.is_none() || self.is_modal() || Popup::is_any_open(ctx);
        if found.is_some() || !is_kept {
            self.key_list = found;
        }
        let is_shown = |list: KeyList| match list {
            KeyList::FunctionTree => self.state.kept.left == LeftTab::Functions,
            KeyList::CaseTree => self.state.kept.left == LeftTab::Cases,
            KeyList::Registry => self.state.tab() == MiddleTab::Registry,
            KeyList::CaseGrid => self.state.tab() == MiddleTab::Cases,
            KeyList::Runs => self.state.kept.left == LeftTab::Runs,
        };
        self.key_list = self.key_list.filter(|list| is_shown(*list));
    }

    /// True when "new" means a case: the list with the keyboard says so, otherwise the tab in front, otherwise the list at the left.
    pub(super) fn means_cases(&self) -> bool {
        match (self.key_list, self.state.tab()) {
            (Some(list), _) => list.is_of_cases(),
            (None, MiddleTab::Registry) => false,
            (None, MiddleTab::Cases | MiddleTab::Case(_)) => true,
            (None, _) => self.state.kept.left == LeftTab::Cases,
        }
    }

    /// Copies the selected lines of a tree with the keyboard: id and title of each, as two columns. Grids copy their cells themselves.
    pub(super) fn copy_lines(&mut self, ctx: &egui::Context, tr: Tr) {
        let Some(list) = self.key_list.filter(|list| !list.is_grid() && ctx.memory(|m| m.has_focus(list.id(tr)))) else { return };
        let asked = ctx.input_mut(|i| {
            let before = i.events.len();
            i.events.retain(|event| !matches!(event, Event::Copy));
            i.events.len() < before
        });
        if asked && let Some(text) = self.lines_of(list) {
            self.actions.push(Action::Copy(text));
        }
    }

    fn lines_of(&self, list: KeyList) -> Option<String> {
        let line = |id: &str, title: &str| format!("{id}\t{}", title.replace(['\t', '\n', '\r'], " "));
        let lines: Vec<String> = if list == KeyList::Runs {
            let runs = self.backend.runs()?;
            let rows = self.state.selected_runs().into_iter().filter_map(|id| runs.get(id));
            rows.map(|row| line(&format!("{} #{}", row.project, row.run.number), &row.run.content.title)).collect()
        } else if list.is_of_cases() {
            let cases = self.backend.cases()?;
            let keys = self.state.selection.cases.keys();
            let text = |key| match CaseKey::from_key(key) {
                CaseKey::Case(id) | CaseKey::Link(id, _) => cases.get(id).map(|row| line(&row.code, &row.title)),
                CaseKey::Suite(id) => cases.suite(id).map(|title| line("", title)),
            };
            keys.filter_map(text).collect()
        } else {
            let registry = self.backend.registry()?;
            let ids = self.state.selection.functions.keys().map(voluptas_core::domain::ids::FunctionId);
            ids.filter_map(|id| registry.get(id)).map(|row| line(&row.function.func_id, row.title())).collect()
        };
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Does a command of the Edit menu by the list that has the keyboard: as if its keys had been pressed there.
    pub(super) fn edit_list(&mut self, ctx: &egui::Context, tr: Tr, command: UiCommand) {
        let Some(list) = self.key_list else { return };
        ctx.memory_mut(|m| m.request_focus(list.id(tr)));
        let key = |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::COMMAND };
        match command {
            UiCommand::CopyCells => self.due_keys.push(Event::Copy),
            UiCommand::FillDown => self.due_keys.push(key(Key::D)),
            UiCommand::SelectAll => self.due_keys.push(key(Key::A)),
            // The system has the clipboard.
            UiCommand::PasteCells => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            _ => {}
        }
        ctx.request_repaint();
    }

    /// Gives the list the keys of a command that was chosen in the pass before.
    pub(super) fn press_due_keys(&mut self, ctx: &egui::Context) {
        if !self.due_keys.is_empty() {
            let keys = std::mem::take(&mut self.due_keys);
            ctx.input_mut(|i| i.events.extend(keys));
        }
    }
}
