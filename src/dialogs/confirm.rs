//! A question before something large, or something that takes away.

use eframe::egui::{self, CentralPanel, Frame, Key, Margin, Modifiers, ScrollArea};

use super::id;
use crate::action::{Action, Actions, Confirm};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, paint, text};

/// Width of the question in a window with room for it.
const WIDTH: f32 = 480.0;
/// Space above the text, beside that of the header, and below it.
const ABOVE: f32 = space::S;
const BELOW: f32 = space::L;

/// The question before a dialog closes with something entered: its title, and what is lost.
pub(super) fn discard(view: &View<'_>, title: &str, lost: &str) -> Confirm {
    Confirm {
        is_destructive: true,
        title: view.text(title).into_owned(),
        text: view.text(lost).into_owned(),
        button: view.text("files-discard-import-button").into_owned(),
        then: Box::new(Action::CloseDialog),
    }
}

/// Draws the question; `false` when it was answered.
pub fn show(ctx: &egui::Context, ask: &Confirm, view: &View<'_>, out: &mut Actions) -> bool {
    let close = view.text("gui-close");
    let mut answered = false;
    // The dialog is as high as its text, with equal space above and below.
    let width = WIDTH.min(dialog::room(ctx).x);
    let text = paint::wrapped_height(ctx, &ask.text, Type::Body, width - dialog::EDGE * 2.0);
    let height = dialog::height_around(ctx, text.ceil() + ABOVE + BELOW);
    let icon = if ask.is_destructive { icons::WARNING } else { icons::INFO };
    let shown = Dialog::new(id("confirm"), &ask.title, &close).icon(icon).size(width, height).show(ctx, |ui| {
        let cancel = view.text("gui-cancel");
        dialog::footer(
            ui,
            "confirm",
            |_| {},
            |ui| {
                let button = if ask.is_destructive { Button::danger(&ask.button) } else { Button::primary(&ask.button) };
                let button = button.show(ui);
                let cancel = Button::secondary(&cancel).show(ui);
                let focused = ui.memory(egui::Memory::focused);
                let is_here = focused.and_then(|id| ui.ctx().read_response(id)).is_some_and(|r| r.layer_id == ui.layer_id());
                if !is_here {
                    // The person sees what Enter does.
                    if ask.is_final() { cancel.request_focus() } else { button.request_focus() }
                }
                // On Cancel, Enter cancels.
                let is_meant = focused == Some(button.id) || (!is_here && !ask.is_final());
                let enter = is_meant && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
                if button.clicked() || enter {
                    out.push((*ask.then).clone());
                    answered = true;
                }
                answered |= cancel.clicked();
            },
        );
        let margin = Margin { left: dialog::EDGE as i8, right: dialog::EDGE as i8, top: ABOVE as i8, bottom: BELOW as i8 };
        CentralPanel::default().frame(Frame::new().inner_margin(margin)).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let colour = Palette::of(ui).text;
                text::paragraph(ui, &ask.text, Type::Body, colour);
            });
        });
    });
    !(answered || shown.close)
}
