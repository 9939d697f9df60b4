//! Ctrl+Z in a text field that has nothing of its own to take back.
//!
//! egui gives the key to the field with the keyboard and does not say when the field's own undo has ended. The field would then swallow
//! the key, and a change that was saved a moment ago could not be taken back from where it was written.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Event, Id, Key, Memory};

/// The undo of the text field with the keyboard, as it stands before the field hears Ctrl+Z.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FieldUndo {
    field: Id,
    /// Number of steps of undo and redo. egui tells them only as text.
    steps: String,
}

impl FieldUndo {
    /// Looks at the field, in a pass in which Ctrl+Z was pressed in one; `None` in every other pass.
    pub(super) fn pressed(ctx: &Context) -> Option<Self> {
        let is_undo = |event: &Event| matches!(event, Event::Key { key: Key::Z, pressed: true, modifiers: m, .. } if m.command && !m.shift && !m.alt);
        if !ctx.input(|i| i.events.iter().any(is_undo)) {
            return None;
        }
        Self::of(ctx)
    }

    /// True when the field took nothing back.
    pub(super) fn has_ended(&self, ctx: &Context) -> bool {
        Self::of(ctx).as_ref() == Some(self)
    }

    fn of(ctx: &Context) -> Option<Self> {
        let field = ctx.memory(Memory::focused)?;
        let state = TextEditState::load(ctx, field)?;
        Some(Self { field, steps: format!("{:?}", state.undoer()) })
    }
}
