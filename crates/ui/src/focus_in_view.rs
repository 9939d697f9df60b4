//! Scrolls to the control that got the focus from the keyboard or from a screen reader.
//!
//! Tab also goes to controls that are scrolled out of sight: nothing would show where the keyboard is, and Space would press what nobody
//! sees. The plugin asks egui to scroll as a screen reader does, so that it holds for all controls in all scroll areas.

use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Context, Event, Id, Plugin, RawInput, Rect, Ui};

/// Greatest height of a control that has to be in sight as a whole, in points. A part of a higher one, such as a list, shows the focus.
const WHOLE: f32 = 120.0;

/// Asks for the focused control to be scrolled into view in the pass after it got the focus.
#[derive(Debug, Default)]
pub struct FocusInView {
    /// The focus in the pass before.
    last: Option<Id>,
    /// The control to scroll to.
    hidden: Option<Id>,
}

impl Plugin for FocusInView {
    fn debug_name(&self) -> &'static str {
        "FocusInView"
    }

    fn input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        if let Some(id) = self.hidden.take() {
            let request = ActionRequest {
                action: Action::ScrollIntoView,
                target_tree: TreeId::ROOT,
                target_node: id.accesskit_id(),
                data: None,
            };
            input.events.push(Event::AccessKitActionRequest(request));
        }
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx();
        let focused = ctx.memory(|m| m.focused());
        if focused == self.last {
            return;
        }
        // What a person presses with the pointer is in sight, and must not move below it.
        let is_pointed = ctx.input(|i| i.pointer.any_down() || i.pointer.any_released());
        let control = focused.filter(|_| !is_pointed).map(|id| ctx.read_response(id));
        self.hidden = match control {
            // A control that takes the focus before it is drawn is looked at when it is there.
            Some(None) => return,
            Some(Some(control)) if is_hidden(control.rect, control.interact_rect) => focused,
            _ => None,
        };
        self.last = focused;
        if self.hidden.is_some() {
            ctx.request_repaint();
        }
    }
}

/// True where too little of a control is within the visible part of its area, `seen`, to show that it has the focus.
fn is_hidden(control: Rect, seen: Rect) -> bool {
    !seen.is_positive() || (control.height() <= WHOLE && (seen.top() > control.top() || seen.bottom() < control.bottom()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn a_low_control_is_hidden_in_part_and_a_high_one_as_a_whole() {
        let seen = Rect::from_min_size(pos2(0.0, 100.0), vec2(200.0, 100.0));
        let hidden = |top: f32, height: f32| {
            let control = Rect::from_min_size(pos2(10.0, top), vec2(50.0, height));
            is_hidden(control, control.intersect(seen))
        };
        assert!(!hidden(120.0, 30.0) && !hidden(50.0, 400.0));
        assert!(hidden(90.0, 30.0) && hidden(180.0, 30.0), "cut off at an end");
        assert!(hidden(20.0, 30.0) && hidden(300.0, 30.0) && hidden(300.0, 400.0), "out of sight");
    }
}
