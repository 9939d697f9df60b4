//! Keys that mean an area without a control of it having the keyboard, and areas that scroll by keys.

use egui::style::ScrollAnimation;
use egui::{EventFilter, Id, Key, Modifiers, Popup, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::paint;
use crate::theme::size;

/// True when keys without a modifier are meant for `area`: no dialog or list is open, no text field is edited, and no control
/// outside the area has the focus.
pub fn hears(ui: &Ui, area: Rect) -> bool {
    let ctx = ui.ctx();
    if ctx.text_edit_focused() || Popup::is_any_open(ctx) || !ctx.memory(|m| m.allows_interaction(ui.layer_id())) {
        return false;
    }
    match ctx.memory(egui::Memory::focused) {
        None => true,
        Some(id) => {
            let place = ctx.viewport(|v| v.prev_pass.widgets.get(id).map(|w| w.rect));
            place.is_none_or(|rect| area.contains(rect.center()))
        }
    }
}

/// Scrolls the area whose contents were just drawn by PgUp, PgDn, Home and End, where the contents have not taken the key.
pub fn scroll_by_pages(ui: &Ui) {
    if !hears(ui, ui.min_rect().union(ui.clip_rect())) {
        return;
    }
    let (page, all) = (ui.clip_rect().height(), ui.min_rect().height());
    let ways = [(Key::PageDown, -page), (Key::PageUp, page), (Key::Home, all), (Key::End, -all)];
    if let Some((_, by)) = ways.into_iter().find(|(key, _)| ui.input_mut(|i| i.consume_key(Modifiers::NONE, *key))) {
        ui.scroll_with_delta_animation(vec2(0.0, by), ScrollAnimation::none());
    }
}

/// The step in a list that a key asks for in its view: J and K wherever the keyboard is within `area`, the arrows while nothing has it.
/// True for a step down.
pub fn steps(ui: &Ui, area: Rect) -> Option<bool> {
    if !hears(ui, area) {
        return None;
    }
    let is_free = ui.memory(|m| m.focused().is_none());
    let ways = [(Key::J, true, true), (Key::K, false, true), (Key::ArrowDown, true, is_free), (Key::ArrowUp, false, is_free)];
    // `consume_key` without modifiers also takes the shifted key.
    let is_plain = ui.input(|i| i.modifiers.is_none());
    let pressed = |key| is_plain && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    ways.into_iter().find(|(key, _, is_heard)| *is_heard && pressed(*key)).map(|(_, is_down, _)| is_down)
}

/// The next of these keys behind the one at the cursor that `fits`, or the one before it. Without a cursor the first one.
pub fn neighbour(keys: impl Iterator<Item = i64>, cursor: Option<i64>, is_down: bool, fits: impl Fn(i64) -> bool) -> Option<i64> {
    let (mut before, mut is_behind) = (None, cursor.is_none());
    for key in keys {
        if Some(key) == cursor {
            if !is_down {
                return before;
            }
            is_behind = true;
        } else if fits(key) {
            if is_behind {
                return Some(key);
            }
            before = Some(key);
        }
    }
    None
}

/// Makes the room that is left in `ui` one stop of Tab, whose contents are read by [`scroll_by_keys`].
pub fn readable(ui: &Ui, id: Id, name: &str) -> Response {
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    paint::describe(&response, || WidgetInfo::labeled(Role::Group, true, name));
    if response.has_focus() {
        paint::list_focus(ui, area);
        let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
    }
    response
}

/// Scrolls the area whose contents were just drawn by the keys of pages, and by the arrows while the [`readable`] area with this id has the
/// keyboard.
pub fn scroll_by_keys(ui: &Ui, id: Id) {
    scroll_by_pages(ui);
    if !ui.memory(|m| m.has_focus(id)) {
        return;
    }
    let ways = [(Key::ArrowDown, -size::GRID_ROW), (Key::ArrowUp, size::GRID_ROW)];
    if let Some((_, by)) = ways.into_iter().find(|(key, _)| ui.input_mut(|i| i.consume_key(Modifiers::NONE, *key))) {
        ui.scroll_with_delta_animation(vec2(0.0, by), ScrollAnimation::none());
    }
}

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn the_neighbour_of_a_row_passes_over_what_does_not_fit() {
        // Rows below zero are heads.
        let to = |cursor, is_down| neighbour([-1, 1, 2, -2, 3].into_iter(), cursor, is_down, |key| key > 0);
        assert_eq!([to(Some(2), true), to(Some(3), false), to(Some(-2), true)], [Some(3), Some(2), Some(3)]);
        assert_eq!([to(Some(3), true), to(Some(1), false)], [None, None], "the ends stay");
        assert_eq!(to(None, true), Some(1));
    }
}
