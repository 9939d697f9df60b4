//! The context menu of functions: of one, or of all that are selected.

use eframe::egui::Ui;

use super::menu;
use crate::domain::ids::FunctionId;
use crate::gui::action::{Action, Actions, FunctionAction, ListAction};
use crate::gui::selection::Selected;
use crate::gui::theme::icons;
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;

/// Width of the menu.
const WIDTH: f32 = 240.0;

/// Functions that a menu opened at `key` is about: the selected ones when the line is among them.
#[must_use]
pub fn targets(selected: &[i64], key: i64) -> Vec<FunctionId> {
    if selected.contains(&key) { selected.iter().map(|k| FunctionId(*k)).collect() } else { vec![FunctionId(key)] }
}

/// Draws the menu.
pub fn show(ui: &mut Ui, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if let [id] = ids {
        one(ui, *id, view, out);
    }
    let copy = view.text("gui-cmd-copy-func-id");
    let keys = UiCommand::CopyFuncId.shortcut_text(ui.ctx());
    if menu::line(ui, icons::COPY, &copy, keys.as_deref(), WIDTH).clicked() {
        let texts: Vec<&str> =
            ids.iter().filter_map(|id| view.registry.get(*id)).map(|r| r.function.content.func_id.as_str()).collect();
        out.push(Action::Copy(texts.join("\n")));
        ui.close();
    }
    if menu::line(ui, icons::DELETE, &view.text("gui-cmd-delete-functions"), Some("Del"), WIDTH).clicked() {
        let things = Selected { functions: ids.to_vec(), ..Selected::default() };
        out.push(Action::List(ListAction::AskTrash(things)));
        ui.close();
    }
}

/// Lines that make sense for one function alone.
fn one(ui: &mut Ui, id: FunctionId, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.registry.get(id) else { return };
    let allowed = !row.function.content.kind.allowed_children().is_empty();
    let below = view.text("gui-function-add-below");
    if ui.add_enabled_ui(allowed, |ui| menu::line(ui, icons::ADD, &below, None, WIDTH)).inner.clicked() {
        out.push(Action::Function(FunctionAction::AskNew(Some(id))));
        ui.close();
    }
    if menu::line(ui, icons::LINK, &view.text("gui-function-link"), None, WIDTH).clicked() {
        out.push(Action::Function(FunctionAction::AskLink(id)));
        ui.close();
    }
    if menu::line(ui, icons::EDIT, &view.text("gui-cmd-rename"), Some("F2"), WIDTH).clicked() {
        out.nav(crate::gui::action::Nav::Function(id));
        out.command(UiCommand::Rename);
        ui.close();
    }
}
