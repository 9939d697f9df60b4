//! Tab in reading order where widgets are drawn in another one.
//!
//! egui moves the focus in the order in which widgets are drawn. Groups that are laid out from the right, and footers that take
//! their room before the body, are drawn in another order than they are read. They are noted here with [`row`] and [`at_end`].
//! [`follow_tab`] then moves the focus itself, by the widgets and groups of the pass before.

use std::ops::Range;

use egui::{Align, Context, Event, FocusDirection, Id, InnerResponse, Key, LayerId, Layout, Rect, Ui};

/// The order in which a group is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// From left to right.
    Row,
    /// After everything else of its layer.
    End,
}

/// A part of the widgets of a layer, by their places in the order of drawing.
#[derive(Debug, Clone)]
struct Group {
    layer: LayerId,
    places: Range<usize>,
    order: Order,
}

/// The groups of the latest pass. An inner group stands before the outer one.
#[derive(Debug, Clone, Default)]
struct Groups {
    pass: u64,
    all: Vec<Group>,
}

const KEY: &str = "reading-groups";
const HELD: &str = "reading-tab-held";

fn note<R>(ui: &mut Ui, order: Order, add: impl FnOnce(&mut Ui) -> R) -> R {
    let (ctx, layer) = (ui.ctx().clone(), ui.layer_id());
    let count = || ctx.viewport(|v| v.this_pass.widgets.get_layer(layer).count());
    let before = count();
    let result = add(ui);
    let places = before..count();
    if places.len() > 1 {
        let pass = ctx.cumulative_pass_nr();
        ctx.data_mut(|d| {
            let groups: &mut Groups = d.get_temp_mut_or_default(Id::unique(KEY));
            if groups.pass != pass {
                *groups = Groups { pass, all: Vec::new() };
            }
            groups.all.push(Group { layer, places, order });
        });
    }
    result
}

/// Draws a row whose widgets Tab visits from left to right, in whatever order they are drawn.
pub fn row<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    note(ui, Order::Row, add)
}

/// Draws widgets that Tab visits after all others of their layer: a footer that takes its room before the body.
pub fn at_end<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    note(ui, Order::End, add)
}

/// Lays a row out from the right end; Tab visits it from the left.
pub fn from_right<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    row(ui, |ui| ui.with_layout(Layout::right_to_left(Align::Center), add))
}

/// Leaves Tab to a widget while it has the focus: in the editor of a cell, Tab goes to the next cell. To be called in every pass.
pub fn hold_tab(ctx: &Context, holder: Id) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|d| d.insert_temp(Id::unique(HELD), (holder, pass)));
}

/// True when the widget held Tab in the latest pass.
fn is_held(ctx: &Context, focus: Id) -> bool {
    let held = ctx.data(|d| d.get_temp::<(Id, u64)>(Id::unique(HELD)));
    held.is_some_and(|(holder, pass)| holder == focus && pass + 1 >= ctx.cumulative_pass_nr())
}

/// Moves the focus for a Tab that was pressed in this pass. Called before anything is drawn.
pub fn follow_tab(ctx: &Context) {
    let back = ctx.input(|i| {
        i.events.iter().find_map(|event| match event {
            Event::Key { key: Key::Tab, pressed: true, modifiers, .. } if !modifiers.any() || modifiers.shift_only() => {
                Some(modifiers.shift)
            }
            _ => None,
        })
    });
    let (Some(back), Some(focus)) = (back, ctx.memory(|m| m.focused())) else { return };
    if is_held(ctx, focus) {
        return;
    }
    let top = ctx.memory(|m| m.top_modal_layer());
    let groups: Groups = ctx.data(|d| d.get_temp(Id::unique(KEY))).unwrap_or_default();
    let target = ctx.viewport(|v| {
        let widgets = &v.prev_pass.widgets;
        let layer = widgets.get(focus)?.layer_id;
        let mut stops: Vec<TabStop> = widgets
            .get_layer(layer)
            .enumerate()
            .map(|(place, w)| TabStop { place, id: w.id, rect: w.rect, takes_focus: w.enabled && w.sense.is_focusable() })
            .collect();
        for group in groups.all.iter().filter(|g| g.layer == layer) {
            arrange(&mut stops, group);
        }
        stops.retain(|stop| stop.takes_focus);
        let at = stops.iter().position(|stop| stop.id == focus)?;
        // A dialog keeps the focus: behind its last control stands its first one.
        let goes_round = top == Some(layer);
        let next = match (back, goes_round) {
            (false, true) => (at + 1) % stops.len(),
            (true, true) => (at + stops.len() - 1) % stops.len(),
            (false, false) => at + 1,
            (true, false) => at.checked_sub(1)?,
        };
        stops.get(next).map(|stop| stop.id)
    });
    if let Some(id) = target {
        ctx.memory_mut(|m| {
            m.move_focus(FocusDirection::None);
            m.request_focus(id);
        });
    }
}

/// A widget in the order of reading.
#[derive(Debug, Clone, Copy)]
struct TabStop {
    place: usize,
    id: Id,
    rect: Rect,
    takes_focus: bool,
}

fn arrange(stops: &mut Vec<TabStop>, group: &Group) {
    let (mut inside, mut outside): (Vec<TabStop>, Vec<TabStop>) =
        stops.iter().partition(|stop| group.places.contains(&stop.place));
    if inside.is_empty() {
        return;
    }
    let at = match group.order {
        // The members stand beside each other: an outer group is noted after those inside it.
        Order::Row => {
            inside.sort_by(|a, b| a.rect.left().total_cmp(&b.rect.left()));
            stops.iter().position(|stop| group.places.contains(&stop.place)).unwrap_or(outside.len())
        }
        Order::End => outside.len(),
    };
    outside.splice(at..at, inside);
    *stops = outside;
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{RawInput, Sense, vec2};

    /// Draws a footer from the right and then a body. Returns the order in which Tab visits them.
    fn way(back: bool) -> Vec<usize> {
        let ctx = Context::default();
        let pass = |tab: bool| {
            let modifiers = if back { egui::Modifiers::SHIFT } else { egui::Modifiers::NONE };
            let key = Event::Key { key: Key::Tab, physical_key: None, pressed: true, repeat: false, modifiers };
            let input = RawInput { events: if tab { vec![key] } else { Vec::new() }, ..RawInput::default() };
            let mut ids = Vec::new();
            ctx.run_ui(input, |ui| {
                follow_tab(ui.ctx());
                ids.clear();
                let mut button = |ui: &mut Ui| ids.push(ui.allocate_response(vec2(20.0, 20.0), Sense::click()).id);
                // 0 and 1 stand at the right and at the left of the footer, 2 and 3 in the body.
                at_end(ui, |ui| from_right(ui, |ui| (0..2).for_each(|_| button(ui))));
                (2..4).for_each(|_| button(ui));
            })
            .textures_delta
            .clear();
            let focus = ctx.memory(|m| m.focused());
            (ids.clone(), focus.and_then(|f| ids.iter().position(|id| *id == f)))
        };
        let (ids, _) = pass(false);
        ctx.memory_mut(|m| m.request_focus(ids[if back { 0 } else { 2 }]));
        pass(false);
        (0..3).filter_map(|_| pass(true).1).collect()
    }

    #[test]
    fn tab_goes_as_people_read() {
        assert_eq!(way(false), [3, 1, 0]);
        assert_eq!(way(true), [1, 3, 2]);
    }
}
