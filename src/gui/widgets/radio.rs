//! A choice of one among several, with an explanation below its name.

use eframe::egui::{Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::gui::theme::{Palette, Type, size, space};

/// Draws a radio button with a sentence below. Returns true if it was chosen in this pass.
pub fn radio(ui: &mut Ui, on: bool, name: &str, what: &str) -> bool {
    let p = Palette::of(ui);
    let left = size::CHECK + space::S;
    let room = (ui.available_width() - left - space::S).max(80.0);
    let title = paint::elided(ui, name, Type::Medium, p.text, room);
    let words = (!what.is_empty()).then(|| paint::wrapped(ui, what, Type::Body, p.text_secondary, room));
    let height = size::CONTROL_SMALL + words.as_ref().map_or(0.0, |w| w.size().y + space::XS);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height + space::XS), Sense::click());
    let y = rect.top() + size::CONTROL_SMALL / 2.0;
    let centre = pos2(rect.left() + size::CHECK / 2.0, y);
    let border = if on {
        p.accent
    } else if response.hovered() {
        p.text_faint
    } else {
        p.line_strong
    };
    let stroke = if on { space::XS } else { size::LINE };
    ui.painter().circle(centre, (size::CHECK - stroke) / 2.0, p.panel, (stroke, border));
    paint::put_left(ui.painter(), pos2(rect.left() + left, y), title);
    if let Some(words) = words {
        ui.painter().galley(pos2(rect.left() + left, rect.top() + size::CONTROL_SMALL), words, p.text_secondary);
    }
    paint::focus_ring(ui, &response, rect);
    let enabled = ui.is_enabled();
    paint::describe(&response, || WidgetInfo::selected(Role::RadioButton, enabled, on, name));
    response.clicked() && !on
}
