//! Parts that all dialogs share: ids, the keys of the primary button, the check of a title.

use eframe::egui::{Id, Key, KeyboardShortcut, Modifiers, Popup, Ui};

use crate::view::View;
use voluptas_core::domain::validate::{self, TITLE_MAX};
use voluptas_ui::widgets::{Button, button};

/// State of a dialog after a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The dialog stays open.
    Stay,
    /// The dialog closes.
    Close,
}

/// The id of a dialog.
pub fn id(name: &str) -> Id {
    Id::unique(("dialog", name))
}

/// True when a key was pressed for the primary button of a dialog that is `ready`: Ctrl+Enter, or Enter. On another button Enter is that
/// button, in a text of several lines (`in_lines`) a new line.
pub(crate) fn is_confirmed(ui: &Ui, ready: bool, in_lines: bool) -> bool {
    // Not below a question.
    let is_on_top = ui.memory(|m| m.is_above_modal_layer(ui.layer_id()));
    if !ready || !is_on_top || Popup::is_any_open(ui.ctx()) {
        return false;
    }
    let pressed = |modifiers| ui.input_mut(|i| i.consume_key(modifiers, Key::Enter));
    let is_free = !in_lines && !button::has_focus(ui.ctx());
    pressed(Modifiers::COMMAND) || is_free && pressed(Modifiers::NONE)
}

/// Draws the primary button of an import and hears its keys, while `is_heard`. Enter selects and opens things in a preview: there only
/// Ctrl+Enter and the button itself import. True when the button was pressed.
pub(crate) fn import_button(ui: &mut Ui, words: &str, enabled: bool, is_heard: bool, is_preview: bool) -> bool {
    let keys = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
    let entered = is_confirmed(ui, is_heard, is_preview);
    let shortcut = ui.ctx().format_shortcut(&keys);
    let mut button = Button::primary(words).enabled(enabled);
    if is_preview && enabled {
        button = button.shortcut(&shortcut);
    }
    button.show(ui).clicked() || entered
}

/// The reason why a title cannot be stored; `None` for one that can, and for a blank one.
pub(crate) fn title_problem(title: &str, view: &View<'_>) -> Option<String> {
    let title = Some(title.trim()).filter(|title| !title.is_empty())?;
    validate::title("title", title, TITLE_MAX).err().map(|invalid| view.tr.message(&invalid.message))
}
