//! Keyboard focus around dialogs: it goes back to where it was when the dialog closes.

use eframe::egui::{Context, Id};

/// Passes after a dialog in which the focus is given back: egui takes it away as long as it counts the layer of the dialog.
const PASSES: u8 = 3;

/// Remembers the focus of the window and of the open dialog.
#[derive(Debug, Default)]
pub(super) struct FocusKeeper {
    /// The focus before a dialog opened.
    before: Option<Id>,
    /// The focus in the dialog, in the pass before.
    inside: Option<Id>,
    /// Passes that are left to give the focus back.
    left: u8,
}

impl FocusKeeper {
    /// Follows the focus at the end of a pass. When the last dialog has closed, the list or field that had the focus before gets it
    /// back, unless what the dialog did has put it elsewhere.
    pub(super) fn follow(&mut self, ctx: &Context, is_modal: bool) {
        let now = ctx.memory(|m| m.focused());
        if is_modal {
            self.inside = now;
            self.left = PASSES;
        } else if let Some(before) = self.before.filter(|_| self.left > 0) {
            self.left -= 1;
            match now {
                Some(now) if Some(now) != self.inside && now != before => self.left = 0,
                _ => ctx.memory_mut(|m| m.request_focus(before)),
            }
            ctx.request_repaint();
        } else {
            self.before = now;
        }
    }
}
