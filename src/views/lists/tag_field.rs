//! The field for a new tag in a menu of several rows.

use eframe::egui::{Id, Key, Ui};

use crate::view::View;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{Button, TextField};

/// Draws the field, which has the keyboard, and its button. Returns the entered tag, without white space around it, and closes the menu.
pub fn show(ui: &mut Ui, key: Id, view: &View<'_>) -> Option<String> {
    let mut tag = ui.data(|d| d.get_temp::<String>(key)).unwrap_or_default();
    let (hint, add) = (view.text("lists-tag-hint"), view.text("lists-tag-add"));
    let field = TextField::new(&mut tag).hint(&hint).icon(icons::TAG).id(key.with("field")).show(ui);
    if !field.has_focus() && !field.lost_focus() {
        field.request_focus();
    }
    let is_ready = !tag.trim().is_empty();
    let enter = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let clicked = Button::secondary(&add).enabled(is_ready).small().show(ui).clicked();
    let entered = (is_ready && (clicked || enter)).then(|| std::mem::take(&mut tag).trim().to_owned());
    if entered.is_some() {
        ui.close();
    }
    ui.data_mut(|d| d.insert_temp(key, tag));
    entered
}
