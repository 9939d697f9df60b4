//! Arrow keys in controls that choose: a closed list opens, a group of options moves its choice.

use eframe::egui::{EventFilter, Id, Key, Modifiers, Popup, Response, Ui};

/// Keeps the arrows of a pass for the widget with that id, which has the keyboard.
fn hold_arrows(ui: &Ui, id: Id, across: bool) {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: across, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
}

fn pressed(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|i| i.consume_key(Modifiers::NONE, key))
}

/// Opens the closed list of a control that has the keyboard by Down or Up. Without this, an arrow would lead to another control.
pub(super) fn open_by_arrows(ui: &Ui, control: &Response) {
    let popup = Popup::default_response_id(control);
    if !control.has_focus() || !control.enabled() {
        return;
    }
    if Popup::is_id_open(ui.ctx(), popup) {
        // Inside the list the arrows are those of the list.
        return ui.memory_mut(|m| m.set_focus_lock_filter(control.id, EventFilter::default()));
    }
    hold_arrows(ui, control.id, false);
    if pressed(ui, Key::ArrowDown) || pressed(ui, Key::ArrowUp) {
        Popup::open_id(ui.ctx(), popup);
        ui.memory_mut(|m| m.set_focus_lock_filter(control.id, EventFilter::default()));
    }
}

/// Moves the choice of a group whose options are drawn in this order: the arrows lead from the option with the keyboard to its
/// neighbour, which gets the keyboard. Returns the newly chosen option.
pub fn move_by_arrows(ui: &Ui, options: &[Response]) -> Option<usize> {
    let at = options.iter().position(Response::has_focus).filter(|at| options[*at].enabled())?;
    hold_arrows(ui, options[at].id, true);
    let next = pressed(ui, Key::ArrowDown) || pressed(ui, Key::ArrowRight);
    let before = pressed(ui, Key::ArrowUp) || pressed(ui, Key::ArrowLeft);
    let to = match (next, before) {
        (true, false) => at + 1,
        (false, true) => at.checked_sub(1)?,
        _ => return None,
    };
    options.get(to)?.request_focus();
    Some(to)
}
