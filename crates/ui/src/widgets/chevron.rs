//! The arrow before the head of a group in a table.

use egui::{Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::paint;
use crate::theme::{Palette, icons, size};

/// Draws the arrow of an open or closed group. Tab skips it: a list is one stop as a whole.
pub fn chevron(ui: &mut Ui, is_open: bool, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size::ICON, size::CONTROL_SMALL), Sense::CLICK);
    let p = Palette::of(ui);
    let icon = if is_open { icons::DOWN } else { icons::RIGHT };
    paint::icon(ui.painter(), rect, icon, size::ICON, if response.hovered() { p.text } else { p.text_secondary });
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, name));
    response
}
