//! Lines of menus: an icon or a check mark, the text, the shortcut.

use egui::{
    Context, CornerRadius, Id, Key, Modifiers, Order, Popup, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::paint;
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};

/// The state of a menu line that switches something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// On or off by itself.
    Check(bool),
    /// One of several, of which one is on.
    Radio(bool),
}

impl Mark {
    fn is_on(self) -> bool {
        matches!(self, Self::Check(true) | Self::Radio(true))
    }
}

/// The width that a line needs.
pub fn line_width(ui: &Ui, label: &str, keys: Option<&str>) -> f32 {
    let p = Palette::of(ui);
    let text = paint::galley(ui, label, Type::Body, p.text).size().x;
    let keys = keys.map_or(0.0, |k| paint::galley(ui, k, Type::Mono, p.text).size().x + space::XL);
    space::S * 3.0 + size::ICON + text + keys + space::S
}

/// A line with an icon, its text and its shortcut.
pub fn line(ui: &mut Ui, icon: Icon, label: &str, keys: Option<&str>, width: f32) -> Response {
    draw(ui, icon, None, label, keys, width)
}

/// A line that shows a state: its check mark stands where other lines have their icon.
pub fn marked_line(ui: &mut Ui, mark: Mark, label: &str, keys: Option<&str>, width: f32) -> Response {
    draw(ui, icons::CHECK, Some(mark), label, keys, width)
}

fn draw(ui: &mut Ui, icon: Icon, mark: Option<Mark>, label: &str, keys: Option<&str>, width: f32) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::TREE_ROW), Sense::click());
    let focused = response.has_focus();
    if response.hovered() || focused {
        let fill = if focused { p.accent_tint } else { p.hover() };
        let stroke = if focused { Stroke::new(size::LINE, p.accent) } else { Stroke::NONE };
        ui.painter().rect(rect, CornerRadius::same(radius::CONTROL), fill, stroke, StrokeKind::Inside);
    }
    let y = rect.center().y;
    let at = Rect::from_center_size(pos2(rect.left() + space::S + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
    if mark.is_none_or(Mark::is_on) {
        paint::icon(ui.painter(), at, icon, size::ICON, if mark.is_some() { p.accent } else { p.text_secondary });
    }
    let mut right = rect.right() - space::S;
    if let Some(keys) = keys {
        right = paint::put_right(
            ui.painter(),
            pos2(right, y),
            paint::galley(ui, keys, Type::Mono, if focused { p.text_secondary } else { p.text_faint }),
        ) - space::S;
    }
    let left = at.right() + space::S;
    let galley = paint::elided(ui, label, Type::Body, p.text, right - left);
    let elided = galley.elided;
    paint::put_left(ui.painter(), pos2(left, y), galley);
    let enabled = ui.is_enabled();
    paint::describe(&response, || match mark {
        None => WidgetInfo::labeled(Role::MenuItem, enabled, label),
        Some(Mark::Check(on)) => WidgetInfo::selected(Role::MenuItemCheckBox, enabled, on, label),
        Some(Mark::Radio(on)) => WidgetInfo::selected(Role::MenuItemRadio, enabled, on, label),
    });
    paint::hover_if_elided(response, elided, label)
}

/// Height of a line between groups.
pub const DIVIDER: f32 = space::S + size::LINE;

/// A line between groups.
pub fn divider(ui: &mut Ui, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, DIVIDER), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, (size::LINE, Palette::of(ui).line));
}

/// The widget that had the keyboard before a menu opened.
#[derive(Debug, Clone, Copy, Default)]
struct Opener {
    widget: Option<Id>,
    is_open: bool,
}

/// Gives the keyboard back to the button of a menu that Esc closed: the next Tab would begin at the top of the window. Called after
/// everything is drawn.
pub fn give_back(ctx: &Context) {
    let key = Id::unique("menu-opener");
    let before = ctx.data(|d| d.get_temp::<Opener>(key)).unwrap_or_default();
    let (is_open, focused) = (Popup::is_any_open(ctx), ctx.memory(|m| m.focused()));
    let is_closed = before.is_open && !is_open;
    if let Some(widget) = before.widget.filter(|_| is_closed && focused.is_none() && ctx.input(|i| i.key_pressed(Key::Escape))) {
        ctx.memory_mut(|m| m.request_focus(widget));
    }
    let widget = if is_open || is_closed { before.widget } else { focused };
    ctx.data_mut(|d| d.insert_temp(key, Opener { widget, is_open }));
}

/// Moves the keyboard to the first or the last line of the menu that has it, by Home and End. egui's menus know the arrows alone. Called
/// after everything else has heard the keys.
pub fn hear_ends(ctx: &Context) {
    let Some(focused) = ctx.memory(|m| m.focused()).filter(|_| Popup::is_any_open(ctx) && !ctx.text_edit_focused()) else {
        return;
    };
    let lines: Vec<_> = ctx.viewport(|viewport| {
        let widgets = &viewport.prev_pass.widgets;
        let layer = widgets.get(focused).map(|widget| widget.layer_id).filter(|layer| layer.order == Order::Foreground);
        let lines = layer.into_iter().flat_map(|layer| widgets.get_layer(layer));
        lines.filter(|widget| widget.enabled && widget.sense.is_focusable()).map(|widget| widget.id).collect()
    });
    for (key, line) in [(Key::Home, lines.first()), (Key::End, lines.last())] {
        if let Some(line) = line
            && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key))
        {
            ctx.memory_mut(|m| m.request_focus(*line));
        }
    }
}
