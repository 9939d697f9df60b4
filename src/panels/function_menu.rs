//! The context menu of functions: of one, or of all that are selected.

use eframe::egui::containers::menu::SubMenu;
use eframe::egui::{Rect, Ui, pos2, vec2};

use super::menu;
use crate::action::{Action, Actions, FunctionAction, ListAction};
use crate::model::window_selection::Selected;
use crate::ui_command::UiCommand;
use crate::view::View;
use crate::views::registry::bulk_bar;
use voluptas_app::functions::bulk::FunctionChange;
use voluptas_core::domain::ids::FunctionId;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::paint;

/// Width of the menu.
const WIDTH: f32 = 280.0;

/// Functions that a menu opened at `key` is about: the selected ones when the line is among them.
pub fn targets(selected: &[i64], key: i64) -> Vec<FunctionId> {
    if selected.contains(&key) { selected.iter().map(|k| FunctionId(*k)).collect() } else { vec![FunctionId(key)] }
}

/// Draws the menu.
pub fn show(ui: &mut Ui, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if let [id] = ids {
        one(ui, *id, view, out);
    }
    marks(ui, ids, view, out);
    let copy = view.text("gui-cmd-copy-func-id");
    let keys = UiCommand::CopyFuncId.shortcut_text(ui.ctx());
    if menu::line(ui, icons::COPY, &copy, keys.as_deref(), WIDTH).clicked() {
        let texts: Vec<&str> = ids.iter().filter_map(|id| view.registry.get(*id)).map(|r| &*r.function.func_id).collect();
        out.push(Action::Copy(texts.join("\n")));
        ui.close();
    }
    if menu::line(ui, icons::DELETE, &view.text("gui-cmd-delete-functions"), Some("Del"), WIDTH).clicked() {
        let things = Selected { functions: ids.to_vec(), ..Selected::default() };
        out.push(Action::List(ListAction::AskTrash(things)));
        ui.close();
    }
}

/// Marks and fields of all of them.
fn marks(ui: &mut Ui, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    let rows = || ids.iter().filter_map(|id| view.registry.get(*id));
    let critical = rows().all(|r| r.function.is_crit);
    let focus = rows().all(|r| r.function.is_focus);
    let lines = [
        (icons::CRITICAL, "gui-critical", critical, FunctionChange::Critical(!critical)),
        (icons::FOCUS, "gui-focus", focus, FunctionChange::Focus(!focus)),
    ];
    for (icon, key, on, change) in lines {
        // The check mark stands where other lines have their keys.
        let line = menu::line(ui, icon, &view.text(key), None, WIDTH);
        if on {
            let at =
                Rect::from_center_size(pos2(line.rect.right() - space::M, line.rect.center().y), vec2(size::ICON, size::ICON));
            paint::icon(ui.painter(), at, icons::CHECK, size::ICON, Palette::of(ui).accent);
        }
        if line.clicked() {
            out.push(Action::List(ListAction::Change(ids.to_vec(), change)));
            ui.close();
        }
    }
    let item = menu::line(ui, icons::EDIT, &view.text("lists-set-field"), None, WIDTH);
    let arrow = Rect::from_center_size(pos2(item.rect.right() - space::M, item.rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::RIGHT, size::ICON, Palette::of(ui).text_secondary);
    SubMenu::new().show(ui, &item, |ui| bulk_bar::field_menu(ui, ids, view, out));
}

/// Lines that make sense for one function alone.
fn one(ui: &mut Ui, id: FunctionId, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.registry.get(id) else { return };
    let allowed = !row.function.kind.allowed_children().is_empty();
    let below = view.text("gui-function-add-below");
    if ui.add_enabled_ui(allowed, |ui| menu::line(ui, icons::ADD, &below, None, WIDTH)).inner.clicked() {
        out.push(Action::Function(FunctionAction::AskNew(Some(id))));
        ui.close();
    }
    if row.function.kind.is_testable() && menu::line(ui, icons::CASE, &view.text("gui-function-new-case"), None, WIDTH).clicked()
    {
        out.push(Action::Function(FunctionAction::AskCase(id)));
        ui.close();
    }
    if menu::line(ui, icons::LINK, &view.text("gui-function-link"), None, WIDTH).clicked() {
        out.push(Action::Function(FunctionAction::AskLink(id)));
        ui.close();
    }
    if menu::line(ui, icons::EDIT, &view.text("gui-cmd-rename"), Some("F2"), WIDTH).clicked() {
        out.nav(crate::action::Nav::Function(id));
        out.command(UiCommand::Rename);
        ui.close();
    }
}
