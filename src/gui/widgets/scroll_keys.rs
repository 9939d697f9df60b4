//! Keys that mean an area without a control of it having the keyboard, and areas that scroll by those of pages.

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{Key, Modifiers, Popup, Rect, Ui, vec2};

/// True when keys without a modifier mean what is drawn in `area`: no dialog or list is open, nobody types, and nothing outside the
/// area has the keyboard.
pub fn hears(ui: &Ui, area: Rect) -> bool {
    let ctx = ui.ctx();
    if ctx.text_edit_focused() || Popup::is_any_open(ctx) || !ctx.memory(|m| m.allows_interaction(ui.layer_id())) {
        return false;
    }
    match ctx.memory(eframe::egui::Memory::focused) {
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
