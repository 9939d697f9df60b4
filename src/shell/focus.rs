//! Keyboard focus around dialogs. When a dialog closes, the control that had the focus before gets it back, in the window or in
//! the dialog below.

use eframe::egui::{Context, Id};

/// Passes after a dialog in which the focus is given back: egui takes it away as long as it counts the layer of the dialog.
const PASSES: u8 = 3;

/// Remembers the focus of the window and of each open dialog below the topmost one.
#[derive(Debug, Default)]
pub(super) struct FocusKeeper {
    /// The focus before each open dialog, the lowest one first.
    before: Vec<Option<Id>>,
    /// The focus in the pass before.
    last: Option<Id>,
    /// The focus in the dialog that closed last.
    inside: Option<Id>,
    /// The focus to give back, and the passes left for that.
    giving: Option<(Id, u8)>,
}

impl FocusKeeper {
    /// Follows the focus at the end of a pass with `depth` dialogs open above one another. When one has closed, the list or field that
    /// had the focus before gets it back, unless what the dialog did has put it elsewhere.
    pub(super) fn follow(&mut self, ctx: &Context, depth: usize) {
        let now = ctx.memory(|m| m.focused());
        if depth > self.before.len() {
            // A menu that opened the dialog has given the focus back in this very pass, before the dialog is first drawn.
            self.before.resize(depth, now.or(self.last));
            self.giving = None;
        } else if let Some(before) = self.before.drain(depth..).next() {
            self.inside = self.last;
            self.giving = before.map(|before| (before, PASSES));
        }
        self.giving = self.giving.and_then(|(before, left)| match now {
            Some(now) if Some(now) != self.inside && now != before => None,
            _ => {
                ctx.memory_mut(|m| m.request_focus(before));
                ctx.request_repaint();
                left.checked_sub(1).filter(|left| *left > 0).map(|left| (before, left))
            }
        });
        self.last = now;
    }
}
