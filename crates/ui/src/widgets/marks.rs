//! Outcomes as a row of marks, the oldest at the left. Height tells a status as well as colour: a failure is tallest.

use crate::widgets::StatusStyle as _;
use egui::{
    CornerRadius, CursorIcon, EventFilter, Key, Modifiers, PopupAnchor, Pos2, Rect, Response, Role, Sense, Tooltip, Ui,
    WidgetInfo, pos2, vec2,
};

use super::hover::{RowHint as _, above};
use super::{StatusClass, paint};
use crate::theme::{Palette, tokens::mix};

/// Sizes of the marks of a row.
#[derive(Debug, Clone, Copy)]
pub struct MarkSize {
    /// Width of a mark.
    pub width: f32,
    /// Distance between two marks.
    pub gap: f32,
    /// Height of the mark of a failure.
    pub height: f32,
}

impl MarkSize {
    /// Marks within a row of a list.
    pub const SMALL: Self = Self { width: 4.0, gap: 1.0, height: 16.0 };
    /// Marks that stand alone.
    pub const LARGE: Self = Self { width: 10.0, gap: 2.0, height: 22.0 };

    /// Width of so many marks.
    #[must_use]
    pub fn width_of(self, count: usize) -> f32 {
        (count as f32 * (self.width + self.gap) - self.gap).max(0.0)
    }
}

/// Draws a mark for each outcome from a place on, and returns the place of the one that was pressed. `text` gives the tooltip of a mark,
/// which is its accessible name. Tab passes the marks over, since the row that they stand in is a stop.
pub fn marks(
    ui: &Ui,
    left_middle: Pos2,
    size: MarkSize,
    looks: impl Iterator<Item = StatusClass>,
    salt: impl std::hash::Hash + std::fmt::Debug,
    text: impl Fn(usize) -> String,
) -> Option<usize> {
    let p = Palette::of(ui);
    let id = ui.scope_id().with(("marks", salt));
    let mut pressed = None;
    for (i, look) in looks.enumerate() {
        let left = left_middle.x + i as f32 * (size.width + size.gap);
        let whole = Rect::from_min_size(pos2(left, left_middle.y - size.height / 2.0), vec2(size.width, size.height));
        let response = ui.interact(whole.expand2(vec2(size.gap / 2.0, 0.0)), id.with(i), Sense::CLICK);
        let (share, strength) = match look {
            StatusClass::Failed | StatusClass::Broken => (1.0, 1.0),
            StatusClass::Passed => (0.6, 0.55),
            _ => (0.3, 0.55),
        };
        let height = (size.height * share).round();
        let shown = Rect::from_min_max(pos2(whole.left(), whole.bottom() - height), whole.max);
        let colour = look.colour(p);
        let colour = if response.hovered() { colour } else { mix(p.panel, colour, strength) };
        ui.painter().rect_filled(shown, CornerRadius::same(1), colour);
        paint::describe(&response, || WidgetInfo::labeled(Role::Link, true, text(i)));
        if response.clicked() {
            pressed = Some(i);
        }
        if response.hovered() {
            response.on_hover_cursor(CursorIcon::PointingHand).hint_above(text(i));
        }
    }
    pressed
}

/// Like [`marks`], in a row of its own that is one stop of Tab: arrows move along the marks, Enter presses one. `name` is the accessible
/// name of the row.
pub fn strip(ui: &mut Ui, size: MarkSize, looks: &[StatusClass], name: &str, text: impl Fn(usize) -> String) -> Option<usize> {
    let (rect, response) = ui.allocate_exact_size(vec2(size.width_of(looks.len()), size.height), Sense::click());
    let at = moved(ui, &response, looks.len());
    paint::describe(&response, || {
        let mut info = WidgetInfo::labeled(Role::Slider, true, name);
        info.current_text_value = at.map(&text);
        info
    });
    let by_mouse = marks(ui, rect.left_center(), size, looks.iter().copied(), response.id, &text);
    let Some(at) = at else { return by_mouse };
    let left = rect.left() + at as f32 * (size.width + size.gap);
    let mark = Rect::from_min_size(pos2(left, rect.top()), vec2(size.width, size.height));
    paint::focus_ring(ui, &response, mark.expand(1.0));
    above(Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), response.id, PopupAnchor::from(mark))).show(|ui| {
        super::text::body(ui, &text(at));
    });
    by_mouse.or(response.clicked().then_some(at))
}

/// Index of the focused one among `count` items of a row, moved by arrows, Home and End; the last one at first. `None` while
/// another control has the focus.
pub fn moved(ui: &Ui, row: &Response, count: usize) -> Option<usize> {
    if !row.has_focus() || count == 0 {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(row.id, filter));
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let key = row.id.with("at");
    let last = count - 1;
    let mut at = ui.data(|d| d.get_temp::<usize>(key)).unwrap_or(last).min(last);
    if pressed(Key::ArrowLeft) {
        at = at.saturating_sub(1);
    }
    if pressed(Key::ArrowRight) {
        at = (at + 1).min(last);
    }
    if pressed(Key::Home) {
        at = 0;
    }
    if pressed(Key::End) {
        at = last;
    }
    ui.data_mut(|d| d.insert_temp(key, at));
    Some(at)
}
