//! Context menus of rows: opened by the right button, or by the Menu key and Shift+F10 at the row with the keyboard.
//!
//! egui opens a context menu by the mouse only, at the pointer. Opened by a key, the menu stands below its row, and its first entry has the
//! keyboard. The list gets the keyboard back when the menu closes. Arrows, Enter and Esc inside the menu are egui's own.

use egui::{FocusDirection, Id, Key, Modifiers, Popup, Pos2, Response, SetOpenCommand, Ui, pos2};

use super::paint;
use crate::theme::space;

/// The menu that is open.
#[derive(Debug, Clone, Copy)]
struct Opened {
    menu: Id,
    /// The list that gets the keyboard afterwards; `None` for the menu of something else.
    list: Option<Id>,
    at: Pos2,
    /// The first entry has yet to get the keyboard.
    entering: bool,
}

fn state_id() -> Id {
    Id::unique("row-menu")
}

/// True when the Menu key or Shift+F10 was pressed. Takes the key.
pub fn asked(ui: &Ui) -> bool {
    ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, Key::F10) || i.consume_key(Modifiers::NONE, Key::Menu))
}

/// Opens the context menu of a row with its corner at a place of the window. egui draws a menu that was opened by code only if its
/// place is given.
pub fn open_at(row: &Response, at: Pos2) {
    let menu = Popup::default_response_id(row);
    row.ctx.data_mut(|d| d.insert_temp(state_id(), Opened { menu, list: None, at, entering: false }));
    Popup::open_id(&row.ctx, menu);
}

/// Draws the context menu of a control that takes the keyboard itself, while it is open.
pub fn of(control: &Response, ui: &Ui, add: impl FnOnce(&mut Ui)) {
    let by_key = control.has_focus() && asked(ui);
    show(control, control.id, by_key, add);
}

/// Draws the context menu of a row while it is open. `by_key` opens it now; `list` gets the keyboard afterwards.
pub fn show(row: &Response, list: Id, by_key: bool, add: impl FnOnce(&mut Ui)) {
    let (ctx, menu) = (&row.ctx, Popup::default_response_id(row));
    if by_key {
        let seen = row.interact_rect;
        let opened = Opened { menu, list: Some(list), at: pos2(seen.left() + space::XL, seen.bottom()), entering: true };
        ctx.data_mut(|d| d.insert_temp(state_id(), opened));
        // The row itself has the keyboard for a moment: from there egui goes to the first entry.
        ctx.memory_mut(|m| m.request_focus(row.id));
    }
    if row.secondary_clicked()
        && let Some(at) = row.interact_pointer_pos()
    {
        ctx.data_mut(|d| d.insert_temp(state_id(), Opened { menu, list: Some(list), at, entering: false }));
    }
    let opened = ctx.data(|d| d.get_temp::<Opened>(state_id())).filter(|opened| opened.menu == menu);
    let mut popup = Popup::context_menu(row);
    if let Some(opened) = opened {
        popup = popup.at_position(opened.at);
    }
    if by_key {
        popup = popup.open_memory(SetOpenCommand::Bool(true));
    }
    popup.show(|ui| {
        paint::keep_on_top(ui);
        add(ui);
        if opened.is_some_and(|opened| opened.entering) && !ui.is_sizing_pass() {
            ui.memory_mut(|m| m.move_focus(FocusDirection::Down));
            if let Some(opened) = opened {
                ui.data_mut(|d| d.insert_temp(state_id(), Opened { entering: false, ..opened }));
            }
        }
    });
    if let Some(opened) = opened
        && !Popup::is_id_open(ctx, menu)
    {
        ctx.data_mut(|d| d.remove::<Opened>(state_id()));
        let focused = ctx.memory(|m| m.focused());
        // A click may have closed the menu and put the keyboard elsewhere in the window.
        let elsewhere = |id: Id| id != row.id && ctx.read_response(id).is_some_and(|r| r.layer_id == row.layer_id);
        if let Some(list) = opened.list
            && !focused.is_some_and(elsewhere)
        {
            ctx.memory_mut(|m| m.request_focus(list));
        }
    }
}
