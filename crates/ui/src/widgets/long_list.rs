//! A list of rows of known heights of which only those in view are laid out, for rows with buttons of their own.
//!
//! The row before the first visible one and the row behind the last one are drawn as well: Tab comes to their buttons, and the list
//! scrolls to the button that has the keyboard.

use egui::style::ScrollAnimation;
use egui::{Align, Id, Layout, Memory, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

/// Draws `count` rows one below the other. `height` gives the height of a row in points, `draw` draws it into a `Ui` of its own.
pub fn long_list(ui: &mut Ui, count: usize, height: impl Fn(usize) -> f32, mut draw: impl FnMut(&mut Ui, usize)) {
    ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, seen| {
        let heights = || (0..count).map(&height);
        ui.set_height(heights().sum());
        let (area, scope) = (ui.max_rect(), ui.scope_id());
        let (mut top, before) = (0.0, widgets(ui));
        for (at, height) in heights().enumerate() {
            if top + height * 2.0 >= seen.top() && top - height <= seen.bottom() {
                let row = Rect::from_min_size(pos2(area.left(), area.top() + top), vec2(area.width(), height));
                let builder =
                    UiBuilder::new().max_rect(row).layout(Layout::top_down(Align::Min)).scope_id(scope.with(("row", at)));
                draw(&mut ui.new_child(builder), at);
            }
            top += height;
        }
        follow_focus(ui, scope.with("focused"), before);
    });
}

/// Number of widgets of the layer drawn so far in this pass.
pub(super) fn widgets(ui: &Ui) -> usize {
    ui.ctx().viewport(|v| v.this_pass.widgets.get_layer(ui.layer_id()).count())
}

/// Scrolls to the widget that got the keyboard, when it is one of those drawn after the first `before` ones.
pub(super) fn follow_focus(ui: &Ui, key: Id, before: usize) {
    let focused = ui.memory(Memory::focused);
    if ui.data(|d| d.get_temp::<Option<Id>>(key)) == Some(focused) {
        return;
    }
    ui.data_mut(|d| d.insert_temp(key, focused));
    let place = ui.ctx().viewport(|v| {
        let mut own = v.this_pass.widgets.get_layer(ui.layer_id()).skip(before);
        own.find(|w| Some(w.id) == focused).map(|w| w.rect)
    });
    if let Some(place) = place {
        ui.scroll_to_rect_animation(place, None, ScrollAnimation::none());
    }
}
