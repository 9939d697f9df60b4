//! Reports a paste that failed.
//!
//! The window system's part of egui reads the clipboard when Ctrl+V is pressed and says nothing where that fails, for instance
//! for a picture of more than a megabyte under X11. It swallows the press of the key, but not its release: a release without a
//! press is a paste, and one without an event is told as that of a picture. Whoever takes pictures reads the clipboard anew.

use std::sync::Arc;

use egui::{ColorImage, Context, Event, Key, Plugin, RawInput};

/// Adds an event for each lost paste. The picture in it is empty.
#[derive(Debug, Default)]
pub struct PasteRecovery {
    is_pressed: bool,
    is_pasted: bool,
}

impl Plugin for PasteRecovery {
    fn debug_name(&self) -> &'static str {
        "PasteRecovery"
    }

    fn input_hook(&mut self, _: &Context, input: &mut RawInput) {
        let mut lost = false;
        for event in &input.events {
            match event {
                Event::Paste(_) | Event::PasteImage(_) => self.is_pasted = true,
                Event::Key { key: Key::V, pressed: true, .. } => self.is_pressed = true,
                Event::Key { key: Key::V, pressed: false, .. } => {
                    lost |= !self.is_pressed && !self.is_pasted;
                    (self.is_pressed, self.is_pasted) = (false, false);
                }
                Event::WindowFocused(_) => (self.is_pressed, self.is_pasted) = (false, false),
                _ => {}
            }
        }
        if lost {
            input.events.push(Event::PasteImage(Arc::new(ColorImage::default())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    fn v(pressed: bool, modifiers: Modifiers) -> Event {
        Event::Key { key: Key::V, physical_key: None, pressed, repeat: false, modifiers }
    }

    #[test]
    fn a_release_without_a_press_and_without_an_event_is_a_lost_paste() {
        let (mut plugin, ctx) = (PasteRecovery::default(), Context::default());
        let mut told = |events: Vec<Event>| {
            let mut input = RawInput { events, ..RawInput::default() };
            plugin.input_hook(&ctx, &mut input);
            input.events.iter().filter(|event| matches!(event, Event::PasteImage(_))).count()
        };
        let (plain, ctrl) = (Modifiers::NONE, Modifiers::COMMAND);
        assert_eq!(told(vec![v(true, plain)]) + told(vec![v(false, plain)]), 0, "a letter");
        assert_eq!(told(vec![Event::Paste("text".into())]) + told(vec![v(false, ctrl)]), 0, "a text");
        assert_eq!(told(vec![v(false, ctrl)]), 1, "nothing came");
        assert_eq!(told(vec![v(false, plain)]), 1, "Ctrl may be released first");
        assert_eq!(told(vec![v(true, plain), Event::WindowFocused(false)]), 0);
        assert_eq!(
            told(vec![Event::WindowFocused(true)]) + told(vec![v(false, ctrl)]),
            1,
            "the picture was copied in another window"
        );
    }
}
