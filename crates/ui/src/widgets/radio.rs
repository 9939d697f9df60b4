//! A choice of one among several, each with an explanation below its name.

use egui::{Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{choice_keys, paint};
use crate::theme::{Palette, Type, size, space};

/// Draws radio buttons, each a name and a sentence below it. Arrows move the choice. Gives the newly chosen one.
pub fn radio_group(ui: &mut Ui, chosen: Option<usize>, options: &[(impl AsRef<str>, impl AsRef<str>)]) -> Option<usize> {
    let all = options.iter().enumerate();
    let drawn: Vec<Response> = all.map(|(i, (name, what))| radio(ui, chosen == Some(i), name.as_ref(), what.as_ref())).collect();
    let moved = choice_keys::move_by_arrows(ui, &drawn);
    moved.or_else(|| drawn.iter().position(Response::clicked)).filter(|i| chosen != Some(*i))
}

/// Draws a radio button with a sentence below.
fn radio(ui: &mut Ui, on: bool, name: &str, what: &str) -> Response {
    let p = Palette::of(ui);
    let left = size::CHECK + space::S;
    let room = (ui.available_width() - left - space::S).max(80.0);
    let title = paint::elided(ui, name, Type::Medium, p.text, room);
    let words = (!what.is_empty()).then(|| paint::wrapped(ui, what, Type::Label, p.text_secondary, room));
    let height = size::CONTROL_SMALL + words.as_ref().map_or(0.0, |w| w.size().y + space::XS);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height + space::XS), Sense::click());
    let y = rect.top() + size::CONTROL_SMALL / 2.0;
    let centre = pos2(rect.left() + size::CHECK / 2.0, y);
    let border = if on {
        p.accent
    } else if response.hovered() {
        p.text_secondary
    } else {
        p.control_line()
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
    response
}
