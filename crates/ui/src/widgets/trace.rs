//! A stack trace. Its lines are not wrapped: a call that is torn apart cannot be read, so that the box scrolls sideways.

use std::hash::Hash;

use egui::{CornerRadius, Frame, Margin, ScrollArea, Sense, Ui, Vec2, vec2};

use super::{Button, reading, text};
use crate::theme::{Palette, Type, icons, radius, space};

/// Room between the edge of the box and the lines.
const MARGIN: f32 = space::M;

/// Draws a trace below its name, with a button that copies it. True when the button was pressed. `id` tells one trace from another.
pub fn trace(ui: &mut Ui, id: impl Hash + std::fmt::Debug, words: &str, name: &str, copy: &str) -> bool {
    let p = Palette::of(ui);
    let mut copies = false;
    ui.horizontal(|ui| {
        text::strong(ui, name);
        reading::from_right(ui, |ui| copies = Button::quiet(copy).icon(icons::COPY).small().show(ui).clicked());
    });
    Frame::new().fill(p.sunken).corner_radius(CornerRadius::same(radius::CONTROL)).inner_margin(Margin::same(MARGIN as i8)).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            sideways(ui, id, |ui| {
                text::unwrapped(ui, words.trim_end(), Type::Mono, p.text);
            });
        },
    );
    copies
}

/// Draws contents that may be wider than the room, and scroll sideways then.
pub fn sideways(ui: &mut Ui, id: impl Hash + std::fmt::Debug, add: impl FnOnce(&mut Ui)) {
    ScrollArea::horizontal().id_salt(("sideways", id)).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        add(ui);
        // The bar lies over the end of the contents.
        ui.allocate_exact_size(vec2(0.0, ui.spacing().scroll.bar_width), Sense::hover());
    });
}
