//! Dragging lines of a tree onto another line, or to the root.
//!
//! The lines that are dragged are the selected ones, each taken with all below it, or the one line under the pointer when it is
//! not among them. Nothing moves here: the drop is reported, and the owner of the data does the rest. `Esc` ends a drag.

use std::time::Duration;

use eframe::egui::{
    self, CornerRadius, CursorIcon, Id, Key, LayerId, Modifiers, Order, PointerButton, Rect, Response, Stroke, StrokeKind, Ui,
    vec2,
};

use super::paint;
use super::selection::Selection;
use super::tree_model::{TreeData, TreeState};
use crate::gui::theme::{Palette, Type, radius, size, space};

/// Seconds over a closed line until it opens.
const OPENS: f64 = 0.7;
/// Distance from the upper and lower edge within which the list scrolls.
const EDGE: f32 = 28.0;
/// Points scrolled in one pass near an edge.
const SCROLL: f32 = 8.0;

/// A drag in progress.
#[derive(Debug, Clone)]
pub struct Drag {
    /// Topmost dragged lines.
    keys: Vec<i64>,
    /// Shown beside the pointer.
    label: String,
    /// The line under the pointer, and since when in seconds.
    over: Option<(i64, Rect, f64)>,
}

/// The selected lines without those that lie below another selected one, in tree order.
pub fn topmost(data: &TreeData, selection: &Selection) -> Vec<i64> {
    let mut places: Vec<usize> = selection.keys().filter_map(|k| data.index(k)).collect();
    places.sort_unstable();
    let above = |mut i: usize| {
        std::iter::from_fn(move || {
            i = data.parent(i)?;
            Some(i)
        })
    };
    let is_below = |i: usize| above(i).any(|a| selection.contains(data.items()[a].key));
    places.into_iter().filter(|&i| !is_below(i)).map(|i| data.items()[i].key).collect()
}

/// Begins a drag at a line, and notes the line under the pointer while one is going on.
pub fn watch(ui: &Ui, data: &TreeData, state: &mut TreeState, selection: &mut Selection, index: usize, line: &Response) {
    let item = &data.items()[index];
    if line.drag_started_by(PointerButton::Primary) {
        if !selection.contains(item.key) {
            selection.select(item.key);
        }
        let keys = topmost(data, selection);
        let more = keys.len().saturating_sub(1);
        let label = if more == 0 { item.title.clone() } else { format!("{} +{more}", item.title) };
        state.drag = Some(Drag { keys, label, over: None });
    }
    let Some(drag) = &mut state.drag else { return };
    if ui.rect_contains_pointer(line.rect) || ui.input(|i| i.pointer.latest_pos()).is_some_and(|p| line.rect.contains(p)) {
        let since = drag.over.filter(|(key, ..)| *key == item.key).map_or_else(|| ui.input(|i| i.time), |(.., since)| since);
        drag.over = Some((item.key, line.rect, since));
    }
}

/// Draws the drag and gives the drop: the dragged lines and the line they lie under from now on (`None` is the root).
pub fn go_on(
    ui: &mut Ui,
    data: &TreeData,
    state: &mut TreeState,
    area: Rect,
    accepts: &dyn Fn(&[i64], Option<i64>) -> bool,
) -> Option<(Vec<i64>, Option<i64>)> {
    let drag = state.drag.clone()?;
    let (pos, down, released, now) =
        ui.input(|i| (i.pointer.latest_pos(), i.pointer.any_down(), i.pointer.any_released(), i.time));
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) || (!down && !released) {
        state.drag = None;
        return None;
    }
    let pos = pos?;
    let over = drag.over.filter(|(_, rect, _)| rect.contains(pos));
    let target = over.map(|(key, ..)| key);
    let allowed = area.contains(pos) && accepts(&drag.keys, target);
    if released {
        state.drag = None;
        return allowed.then_some((drag.keys, target));
    }
    let p = Palette::of(ui);
    ui.ctx().set_cursor_icon(if allowed { CursorIcon::Grabbing } else { CursorIcon::NotAllowed });
    if allowed {
        let at = over.map_or(area.shrink(space::XXS), |(_, rect, _)| rect.shrink(1.0));
        let stroke = Stroke::new(size::MARK, p.accent);
        ui.painter().rect_stroke(at, CornerRadius::same(radius::SMALL), stroke, StrokeKind::Inside);
    }
    ghost(ui, &drag.label, pos);
    if let Some((key, _, since)) = over
        && data.index(key).is_some_and(|i| data.has_children(i))
        && !state.expanded.contains(&key)
    {
        if now - since >= OPENS {
            state.set_expanded(key, true);
        }
        ui.ctx().request_repaint_after(Duration::from_secs_f64((OPENS - (now - since)).max(0.02)));
    }
    let pull = if pos.y < area.top() + EDGE {
        SCROLL
    } else if pos.y > area.bottom() - EDGE {
        -SCROLL
    } else {
        return None;
    };
    ui.scroll_with_delta(vec2(0.0, pull));
    ui.ctx().request_repaint();
    None
}

/// The name of what is dragged, beside the pointer.
fn ghost(ui: &Ui, label: &str, pos: egui::Pos2) {
    let p = Palette::of(ui);
    let galley = paint::elided(ui, label, Type::Medium, p.text, size::LEFT_PANEL);
    let at = Rect::from_min_size(pos + vec2(space::M, space::S), galley.size() + vec2(space::S * 2.0, space::S));
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("tree-drag")));
    let stroke = Stroke::new(size::LINE, p.line_strong);
    painter.rect(at, CornerRadius::same(radius::CONTROL), p.panel, stroke, StrokeKind::Inside);
    paint::put_left(&painter, at.left_center() + vec2(space::S, 0.0), galley);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::widgets::TreeItem;

    #[test]
    fn lines_below_a_dragged_line_go_along() {
        let item = |key: i64, depth: u16| TreeItem { key, depth, ..TreeItem::default() };
        let data = TreeData::new(vec![item(1, 0), item(2, 1), item(3, 2), item(4, 1), item(5, 0)], 1);
        let mut selection = Selection::default();
        for key in [5, 3, 2, 4] {
            selection.toggle(key);
        }
        assert_eq!(topmost(&data, &selection), [2, 4, 5]);
    }
}
