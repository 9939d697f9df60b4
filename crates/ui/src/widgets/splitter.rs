//! The edge of a panel: its colours, and by keyboard: Tab stops there, the arrows move it, and it shows that it has the keyboard.

use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Event, EventFilter, Id, InnerResponse, Key, Modifiers, Panel, Pos2, Ui};

use crate::theme::{Palette, size};

/// Draws a panel whose edge can be dragged. egui draws an edge under the pointer in the colour of text, which is white in the dark.
pub fn panel<R>(ui: &mut Ui, panel: Panel, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let p = Palette::of(ui);
    let usual = ui.visuals().widgets.clone();
    let widgets = &mut ui.visuals_mut().widgets;
    (widgets.hovered.fg_stroke.color, widgets.active.fg_stroke.color) = (p.line_strong, p.accent);
    let inside = usual.clone();
    let shown = panel.show(ui, |ui| {
        ui.visuals_mut().widgets = inside;
        add(ui)
    });
    ui.visuals_mut().widgets = usual;
    shown
}

/// Id of the edge of the panel with that salt, as egui makes it.
fn edge_id(ui: &Ui, salt: &str) -> Id {
    ui.scope_id().with(salt).with("__resize")
}

/// Moves the edge of a panel by the arrows while it has the keyboard; called before the panel is drawn. `grow` and `shrink` are the
/// keys that make the panel larger and smaller.
pub fn keys(ui: &Ui, salt: &str, grow: Key, shrink: Key) {
    let id = edge_id(ui, salt);
    if !ui.memory(|m| m.has_focus(id)) {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
    for (key, action) in [(grow, Action::Increment), (shrink, Action::Decrement)] {
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
            // egui moves the edge at the request of a screen reader; the keys ask for the same.
            let request = ActionRequest { action, target_tree: TreeId::ROOT, target_node: id.accesskit_id(), data: None };
            ui.input_mut(|i| i.events.push(Event::AccessKitActionRequest(request)));
        }
    }
}

/// Draws the mark of focus along the edge; called after the panel was drawn.
pub fn mark(ui: &Ui, salt: &str, from: Pos2, to: Pos2) {
    if ui.memory(|m| m.has_focus(edge_id(ui, salt))) {
        ui.painter().line_segment([from, to], (size::MARK, Palette::of(ui).accent));
    }
}
