//! A question before something that takes away.

use eframe::egui::{self, Key, Modifiers};

use super::id;
use crate::gui::action::{Actions, Confirm};
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, dialog, text};

/// Draws the question; `false` when it was answered.
pub fn show(ctx: &egui::Context, ask: &Confirm, view: &View<'_>, out: &mut Actions) -> bool {
    let close = view.text("gui-close");
    let mut answered = false;
    let shown = Dialog::new(id("confirm"), &ask.title, &close).icon(icons::WARNING).size(460.0, 200.0).show(ctx, |ui| {
        let cancel = view.text("gui-cancel");
        dialog::footer(
            ui,
            "confirm",
            |_| {},
            |ui| {
                let enter = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
                if Button::danger(&ask.button).show(ui).clicked() || enter {
                    out.push((*ask.then).clone());
                    answered = true;
                }
                answered |= Button::secondary(&cancel).show(ui).clicked();
            },
        );
        dialog::body(ui, space::L + space::XS, |ui| {
            let colour = Palette::of(ui).text;
            text::paragraph(ui, &ask.text, Type::Body, colour);
        });
    });
    !(answered || shown.close)
}
