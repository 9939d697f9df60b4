//! Labels: text in a named type and colour, wrapped or elided, read by screen readers.

use egui::{Align, Align2, Color32, Layout, Pos2, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::hover::RowHint as _;
use super::paint;
use crate::theme::{Icon, Palette, Type, font_size, size, space};

/// One line as wide as its text, elided when the space is too narrow, with the full text on hover.
pub fn line(ui: &mut Ui, text: &str, ty: Type, colour: Color32) -> Response {
    let width = ui.available_width();
    line_within(ui, text, ty, colour, width)
}

/// Like [`line()`], but at most `width` points wide.
pub fn line_within(ui: &mut Ui, text: &str, ty: Type, colour: Color32, width: f32) -> Response {
    let galley = paint::elided(ui, text, ty, colour, width);
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    if ui.is_rect_visible(rect) {
        paint::put_left(ui.painter(), rect.left_center(), galley);
    }
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, text));
    paint::hover_if_elided(response, was_elided, text)
}

/// One line: a name, and after it a remark that tells items of the same name apart. If there is no room for both, the name is cut
/// first. Both together take at most `room` points. Returns the response of the name.
pub fn with_remark(ui: &mut Ui, name: &str, remark: &str, room: f32) -> Response {
    let p = Palette::of(ui);
    if remark.is_empty() {
        return line_within(ui, name, Type::Body, p.text, room);
    }
    let room = room - ui.spacing().item_spacing.x;
    let width = paint::galley(ui, remark, Type::Label, p.text_secondary).size().x.min(room * 0.6);
    let response = line_within(ui, name, Type::Body, p.text, room - width);
    line_within(ui, remark, Type::Label, p.text_secondary, width + 1.0);
    response
}

/// A paragraph, wrapped to the available width.
pub fn paragraph(ui: &mut Ui, text: &str, ty: Type, colour: Color32) -> Response {
    lines_within(ui, text, ty, colour, ui.available_width())
}

/// Lines as they are, however wide.
pub fn unwrapped(ui: &mut Ui, text: &str, ty: Type, colour: Color32) -> Response {
    lines_within(ui, text, ty, colour, f32::INFINITY)
}

fn lines_within(ui: &mut Ui, text: &str, ty: Type, colour: Color32, width: f32) -> Response {
    let galley = paint::wrapped(ui, text, ty, colour, width);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    if ui.is_rect_visible(rect) {
        ui.painter().galley(rect.min, galley, colour);
    }
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// Body text.
pub fn body(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text;
    line(ui, text, Type::Body, colour)
}

/// Secondary text.
pub fn secondary(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text_secondary;
    line(ui, text, Type::Body, colour)
}

/// A small label above a field or a value.
pub fn label(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text_secondary;
    line(ui, text, Type::Label, colour)
}

/// An id, a count, a time: dim monospace.
pub fn mono(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text_secondary;
    line(ui, text, Type::Mono, colour)
}

/// Heads a group.
pub fn strong(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text;
    line(ui, text, Type::Strong, colour)
}

/// Title of a view.
pub fn title(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text;
    line(ui, text, Type::Title, colour)
}

/// Heads a group, with a count beside it.
pub fn section(ui: &mut Ui, text: &str, count: Option<&str>) {
    ui.horizontal(|ui| {
        strong(ui, text);
        if let Some(count) = count {
            mono(ui, count);
        }
    });
}

/// A bare icon, decoration only: the text beside it carries the meaning.
pub fn icon(ui: &mut Ui, icon: Icon, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size::ICON, size::ICON), Sense::hover());
    paint::icon(ui.painter(), rect, icon, size::ICON, colour);
    response
}

/// An icon that says something by itself: it has a name and shows it on hover.
pub fn named_icon(ui: &mut Ui, glyph: Icon, colour: Color32, name: &str) -> Response {
    let response = icon(ui, glyph, colour);
    paint::describe(&response, || WidgetInfo::labeled(Role::Image, true, name));
    response.hint_above(name);
    response
}

/// A text that acts like a link.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let p = Palette::of(ui);
    let galley = paint::elided(ui, text, Type::Medium, p.accent, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    let end = paint::put_left(ui.painter(), rect.left_center(), galley);
    if response.hovered() {
        ui.painter().hline(rect.left()..=end, rect.bottom() - 1.0, (size::LINE, p.accent));
    }
    paint::focus_ring(ui, &response, rect);
    let enabled = ui.is_enabled();
    paint::describe(&response, || WidgetInfo::labeled(Role::Link, enabled, text));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A label that acts like a link: quieter than [`link`], until the pointer or the keyboard is on it.
pub fn label_link(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text_secondary;
    label_link_in(ui, text, Type::Label, colour)
}

/// Like [`label_link`], in a type and a colour.
pub fn label_link_in(ui: &mut Ui, text: &str, ty: Type, colour: Color32) -> Response {
    let p = Palette::of(ui);
    let galley = paint::elided(ui, text, ty, colour, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    if response.hovered() || response.has_focus() {
        let galley = paint::elided(ui, text, ty, p.accent, rect.width() + 1.0);
        let end = paint::put_left(ui.painter(), rect.left_center(), galley);
        ui.painter().hline(rect.left()..=end, rect.bottom() - 1.0, (size::LINE, p.accent));
    } else {
        paint::put_left(ui.painter(), rect.left_center(), galley);
    }
    paint::focus_ring(ui, &response, rect);
    let enabled = ui.is_enabled();
    paint::describe(&response, || WidgetInfo::labeled(Role::Link, enabled, text));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A number that acts like a link, in monospace, ending at `right`. `name` is the tooltip and the accessible name.
pub fn number_link(ui: &mut Ui, right: Pos2, number: &str, name: &str, of: impl std::hash::Hash + std::fmt::Debug) -> Response {
    let colour = Palette::of(ui).text_secondary;
    number_link_in(ui, right, number, name, of, colour)
}

/// Like [`number_link`], in a colour.
pub fn number_link_in(
    ui: &mut Ui,
    right: Pos2,
    number: &str,
    name: &str,
    of: impl std::hash::Hash + std::fmt::Debug,
    colour: Color32,
) -> Response {
    let p = Palette::of(ui);
    let plain = paint::galley(ui, number, Type::Mono, colour);
    let at = Align2::RIGHT_CENTER.anchor_size(right, vec2(plain.size().x, size::CONTROL_SMALL));
    // One digit alone is easily missed, and a press beside it would be one of the row around it.
    let reach = at.expand2(vec2(space::S, (size::GRID_ROW - size::CONTROL_SMALL).max(0.0) / 2.0));
    let response = ui.interact(reach, ui.scope_id().with((name, of)), Sense::click()).with_new_rect(at);
    if response.hovered() || response.has_focus() {
        let end = paint::put_left(ui.painter(), at.left_center(), paint::galley(ui, number, Type::Mono, p.accent));
        let under = at.center().y + plain.size().y / 2.0;
        ui.painter().hline(at.left()..=end, under, (size::LINE, p.accent));
    } else {
        paint::put_left(ui.painter(), at.left_center(), plain);
    }
    paint::focus_ring(ui, &response, at);
    let enabled = ui.is_enabled();
    paint::describe(&response, || WidgetInfo::labeled(Role::Link, enabled, name));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(name)
}

/// The one number of a card or a tile as a link. `name` is the accessible name.
pub fn large_number_link(ui: &mut Ui, number: &str, name: &str, colour: Color32) -> Response {
    let p = Palette::of(ui);
    let galley = paint::galley(ui, number, Type::Number, colour);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    let active = response.hovered() || response.has_focus();
    let galley = if active { paint::galley(ui, number, Type::Number, p.accent) } else { galley };
    let end = paint::put_left(ui.painter(), rect.left_center(), galley);
    if active {
        ui.painter().hline(rect.left()..=end, rect.bottom() - 1.0, (size::LINE, p.accent));
    }
    paint::focus_ring(ui, &response, rect);
    let enabled = ui.is_enabled();
    paint::describe(&response, || WidgetInfo::labeled(Role::Link, enabled, name));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A small label with its value under each other, for read-only facts.
pub fn key_value(ui: &mut Ui, key: &str, value: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XXS;
        label(ui, key);
        body(ui, value);
    });
}

/// A row of a list with two columns: the key in `width` points, and the contents that `value` draws in the rest.
pub fn key_beside<R>(ui: &mut Ui, key: &str, width: f32, value: impl FnOnce(&mut Ui) -> R) -> R {
    let colour = Palette::of(ui).text_secondary;
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = width.min(ui.available_width() / 2.0);
        let galley = paint::elided(ui, key, Type::Body, colour, width - space::S);
        let was_elided = galley.elided;
        let (rect, response) = ui.allocate_exact_size(vec2(width, galley.size().y.max(font_size::BODY_LINE)), Sense::hover());
        paint::put_left(ui.painter(), rect.left_center(), galley);
        paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, key));
        _ = paint::hover_if_elided(response, was_elided, key);
        ui.vertical(value).inner
    })
    .inner
}

/// A row with the key left in secondary colour and the value right, as in a summary.
pub fn key_value_row(ui: &mut Ui, key: &str, value: &str) -> Response {
    key_row(ui, key, value, Type::Mono)
}

/// Like [`key_value_row`], for a value that is a word and no number.
pub fn key_word_row(ui: &mut Ui, key: &str, value: &str) -> Response {
    key_row(ui, key, value, Type::Body)
}

fn key_row(ui: &mut Ui, key: &str, value: &str, ty: Type) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
    let value_galley = paint::elided(ui, value, ty, p.text, rect.width() * 0.7);
    let left = paint::put_right(ui.painter(), rect.right_center(), value_galley);
    let key_galley = paint::elided(ui, key, Type::Body, p.text_secondary, left - rect.left() - space::S);
    paint::put_left(ui.painter(), rect.left_center(), key_galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, format!("{key}: {value}")));
    response
}
