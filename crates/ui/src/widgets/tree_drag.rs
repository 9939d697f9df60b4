//! Dragging lines of a tree onto another line, between two lines, or to the root. What a grid beside the tree shows is dragged by
//! the same means ([`carry`]).
//!
//! The lines that are dragged are the selected ones, each taken with all below it, or the one line under the pointer when it is
//! not among them. Nothing moves here: the drop is reported, and the owner of the data does the rest. `Esc` ends a drag.

use std::time::Duration;

use egui::{
    self, CornerRadius, CursorIcon, Id, Key, LayerId, Modifiers, Order, PointerButton, Rect, Response, Stroke, StrokeKind, Ui,
    vec2,
};

use super::paint;
use super::selection::Selection;
use super::tree_model::{Drag, TreeData, TreeState};
use crate::theme::{Palette, Type, radius, size, space};

/// Seconds over a closed line until it opens.
const OPENS: f64 = 0.7;
/// Distance from the upper and lower edge within which the list scrolls.
const EDGE: f32 = 28.0;
/// Points scrolled in one pass near an edge.
const SCROLL: f32 = 8.0;

/// Share of a line's height at its upper and lower end that means the place before or after the line, where it also takes lines
/// inside.
const BESIDE: f32 = 0.25;

/// Place of a drop, by the keys of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropPlace {
    /// Under a line, as the last there; `None` is the root.
    Inside(Option<i64>),
    /// Before a line, under the same parent.
    Before(i64),
    /// After a line, under the same parent.
    After(i64),
}

impl DropPlace {
    /// Parent at this place, and the line before which the dragged ones will stand; `None` for the last place.
    #[must_use]
    pub fn resolve(self, data: &TreeData, moved: &[i64]) -> (Option<i64>, Option<i64>) {
        let key_at = |i: usize| data.key(i);
        let parent = |key: i64| data.index(key).and_then(|i| data.parent(i)).map(key_at);
        match self {
            Self::Inside(target) => (target, None),
            Self::Before(key) => (parent(key), Some(key)),
            Self::After(key) => {
                let mut next = data.index(key).and_then(|i| data.next_sibling(i));
                while let Some(at) = next.filter(|&i| moved.contains(&key_at(i))) {
                    next = data.next_sibling(at);
                }
                (parent(key), next.map(key_at))
            }
        }
    }
}

/// Decides about a drop of the lines with these keys.
pub type Accepts<'a> = dyn Fn(&[i64], DropPlace) -> bool + 'a;

/// The place that is meant at `share` of the height of the line at `index`, when the lines may be dropped there.
fn place_at(
    data: &TreeData,
    state: &TreeState,
    index: usize,
    share: f32,
    keys: &[i64],
    accepts: &Accepts<'_>,
) -> Option<DropPlace> {
    let key = data.key(index);
    let inside = DropPlace::Inside(Some(key));
    let takes = accepts(keys, inside);
    let edge = if takes { BESIDE } else { 0.5 };
    let open = data.has_children(index) && (state.expanded.contains(&key) || !state.filter().is_empty());
    // Below an open line stands its first child.
    let below = if open { DropPlace::Before(data.key(index + 1)) } else { DropPlace::After(key) };
    let beside = if share < edge { Some(DropPlace::Before(key)) } else { (share >= 1.0 - edge).then_some(below) };
    beside.filter(|place| accepts(keys, *place)).or(takes.then_some(inside))
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
    let is_below = |i: usize| above(i).any(|a| selection.contains(data.key(a)));
    places.into_iter().filter(|&i| !is_below(i)).map(|i| data.key(i)).collect()
}

/// Begins a drag at a line, and notes the line under the pointer while one is going on. True when the drag selected the line.
pub fn watch(ui: &Ui, data: &TreeData, state: &mut TreeState, selection: &mut Selection, index: usize, line: &Response) -> bool {
    let key = data.key(index);
    let mut is_selected = false;
    if line.drag_started_by(PointerButton::Primary) {
        if !selection.contains(key) {
            selection.select(key);
            is_selected = true;
        }
        let keys = topmost(data, selection);
        let label = label(&data.item(index).title, keys.len());
        state.drag = Some(Drag { keys, label, over: None, opened: Vec::new() });
    }
    let Some(drag) = &mut state.drag else { return is_selected };
    if ui.rect_contains_pointer(line.rect) || ui.input(|i| i.pointer.latest_pos()).is_some_and(|p| line.rect.contains(p)) {
        let since = drag.over.filter(|(over, ..)| *over == key).map_or_else(|| ui.input(|i| i.time), |(.., since)| since);
        drag.over = Some((key, line.rect, since));
    }
    is_selected
}

/// Begins a drag of items that another view shows, e.g. the rows of a grid, as if it had begun at their lines in the tree.
pub fn carry(data: &TreeData, state: &mut TreeState, selection: &Selection) {
    let keys = topmost(data, selection);
    let Some(first) = keys.first().and_then(|key| data.get(*key)) else { return };
    let label = label(&first.title, keys.len());
    state.drag = Some(Drag { keys, label, over: None, opened: Vec::new() });
}

/// Words beside the pointer: one title, and the number of further lines.
fn label(title: &str, lines: usize) -> String {
    if lines <= 1 { title.to_owned() } else { format!("{title} +{}", lines - 1) }
}

/// Ends the drag.
fn end(state: &mut TreeState, is_dropped: bool) {
    let opened = state.drag.take().map(|drag| drag.opened).unwrap_or_default();
    for key in opened.into_iter().filter(|_| !is_dropped) {
        state.set_expanded(key, false);
    }
}

/// Draws the drag and gives the drop: the dragged lines and their new place.
pub fn go_on(
    ui: &mut Ui,
    data: &TreeData,
    state: &mut TreeState,
    area: Rect,
    accepts: &Accepts<'_>,
) -> Option<(Vec<i64>, DropPlace)> {
    let drag = state.drag.clone()?;
    let (pos, down, released, now) =
        ui.input(|i| (i.pointer.latest_pos(), i.pointer.any_down(), i.pointer.any_released(), i.time));
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) || (!down && !released) {
        end(state, false);
        return None;
    }
    let pos = pos?;
    let over = drag.over.filter(|(_, rect, _)| rect.contains(pos));
    let line = over.and_then(|(key, rect, _)| Some((data.index(key)?, rect)));
    let place = match line {
        _ if !area.contains(pos) => None,
        Some((index, rect)) => place_at(data, state, index, (pos.y - rect.top()) / rect.height(), &drag.keys, accepts),
        None => Some(DropPlace::Inside(None)).filter(|place| accepts(&drag.keys, *place)),
    };
    if released {
        end(state, place.is_some());
        return place.map(|place| (drag.keys, place));
    }
    ui.ctx().set_cursor_icon(if place.is_some() { CursorIcon::Grabbing } else { CursorIcon::NotAllowed });
    if let Some(place) = place {
        mark(ui, data, place, over.map(|(_, rect, _)| rect), area);
    }
    ghost(ui, &drag.label, pos);
    if let Some((key, _, since)) = over
        && !matches!(place, Some(DropPlace::Before(_) | DropPlace::After(_)))
        && data.index(key).is_some_and(|i| data.has_children(i))
        && !state.expanded.contains(&key)
    {
        if now - since >= OPENS {
            state.set_expanded(key, true);
            state.drag.iter_mut().for_each(|drag| drag.opened.push(key));
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

/// Shows where a drop would go: a frame around the line that takes the dragged ones, or a line between two.
fn mark(ui: &Ui, data: &TreeData, place: DropPlace, over: Option<Rect>, area: Rect) {
    let p = Palette::of(ui);
    let stroke = Stroke::new(size::MARK, p.accent);
    let (key, rect) = match (place, over) {
        (DropPlace::Before(key) | DropPlace::After(key), Some(rect)) => (key, rect),
        _ => {
            let at = over.map_or(area.shrink(space::XXS), |rect| rect.shrink(1.0));
            ui.painter().rect_stroke(at, CornerRadius::same(radius::SMALL), stroke, StrokeKind::Inside);
            return;
        }
    };
    let above =
        matches!(place, DropPlace::Before(_)) && ui.input(|i| i.pointer.latest_pos()).is_some_and(|p| p.y < rect.center().y);
    let y = if above { rect.top() } else { rect.bottom() };
    let depth = data.index(key).map_or(0, |i| data.depth(i));
    // The line begins with a ring at the icons of its level: that tells one level from the next.
    let x = rect.left() + space::S + f32::from(depth) * size::TREE_INDENT + size::ICON + space::S;
    let ring = size::DOT / 2.0 - 0.5;
    let painter = ui.painter().with_clip_rect(area);
    painter.circle_stroke(egui::pos2(x, y), ring, stroke);
    painter.hline(x + ring..=rect.right() - space::S, y, stroke);
}

/// Draws the name of the dragged items beside the pointer.
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
    use crate::widgets::TreeItem;

    #[test]
    fn the_ends_of_a_line_mean_the_places_beside_it() {
        let item = |key: i64, depth: u16| TreeItem { key, depth, ..TreeItem::default() };
        let data = TreeData::new(vec![item(1, 0), item(2, 1), item(3, 1), item(4, 0)], 1);
        let mut state = TreeState::default();
        let at = |state: &TreeState, key: i64, share: f32, accepts: &Accepts<'_>| {
            place_at(&data, state, data.index(key).expect("a line"), share, &[4], accepts)
        };
        let any: &Accepts<'_> = &|_, _| true;
        assert_eq!(at(&state, 1, 0.1, any), Some(DropPlace::Before(1)));
        assert_eq!(at(&state, 1, 0.5, any), Some(DropPlace::Inside(Some(1))));
        assert_eq!(at(&state, 1, 0.9, any), Some(DropPlace::After(1)));
        state.set_expanded(1, true);
        assert_eq!(at(&state, 1, 0.9, any), Some(DropPlace::Before(2)), "below an open line comes its first child");
        let beside: &Accepts<'_> = &|_, place| !matches!(place, DropPlace::Inside(_));
        assert_eq!(at(&state, 2, 0.4, beside), Some(DropPlace::Before(2)));
        assert_eq!(at(&state, 2, 0.6, beside), Some(DropPlace::After(2)));
        let inside: &Accepts<'_> = &|_, place| matches!(place, DropPlace::Inside(_));
        assert_eq!(at(&state, 2, 0.1, inside), Some(DropPlace::Inside(Some(2))));
        assert_eq!(DropPlace::After(2).resolve(&data, &[9]), (Some(1), Some(3)));
        assert_eq!(DropPlace::After(2).resolve(&data, &[3]), (Some(1), None));
        assert_eq!(DropPlace::Before(4).resolve(&data, &[1]), (None, Some(4)));
    }

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
