//! Keeps keys that act behind the text that was typed before them.
//!
//! A pass hears everything since the pass before at once. Dialogs and lists look for their keys before the fields take their text, so that
//! Enter close behind fast typing would act on an earlier text. Such a key, and what follows it, is heard in the next pass.

use eframe::egui::{Context, Event, ImeEvent, Key, Plugin, RawInput};

/// Holds back the events from the first acting key behind a text.
#[derive(Debug, Default)]
pub struct TypedFirst {
    held: Vec<Event>,
}

impl Plugin for TypedFirst {
    fn debug_name(&self) -> &'static str {
        "TypedFirst"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let mut events = std::mem::take(&mut self.held);
        events.append(&mut input.events);
        self.held = behind_text(&mut events);
        input.events = events;
        if !self.held.is_empty() {
            ctx.request_repaint();
        }
    }
}

/// Takes the events off from the first key that acts on a text typed before it.
fn behind_text(events: &mut Vec<Event>) -> Vec<Event> {
    let Some(text) = events.iter().position(is_text) else { return Vec::new() };
    match events.iter().skip(text).position(acts) {
        Some(at) => events.split_off(text + at),
        None => Vec::new(),
    }
}

fn is_text(event: &Event) -> bool {
    match event {
        Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Ime(ImeEvent::Commit(_)) => true,
        Event::Key { key, pressed, .. } => *pressed && matches!(key, Key::Backspace | Key::Delete),
        _ => false,
    }
}

fn acts(event: &Event) -> bool {
    use Key::{ArrowDown, ArrowUp, Enter, Escape, PageDown, PageUp, Tab};
    let Event::Key { key, pressed: true, .. } = event else { return false };
    matches!(key, Enter | Escape | Tab | ArrowDown | ArrowUp | PageDown | PageUp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::Modifiers;

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn passes(events: Vec<Event>) -> Vec<Vec<Event>> {
        let (mut plugin, ctx) = (TypedFirst::default(), Context::default());
        let mut passes = Vec::new();
        let mut events = Some(events);
        loop {
            let mut input = RawInput { events: events.take().unwrap_or_default(), ..RawInput::default() };
            plugin.input_hook(&ctx, &mut input);
            if input.events.is_empty() {
                return passes;
            }
            passes.push(input.events);
        }
    }

    #[test]
    fn a_key_behind_a_text_is_heard_after_it() {
        let text = |text: &str| Event::Text(text.into());
        let one = vec![key(Key::Enter), text("a"), key(Key::A), text("b")];
        assert_eq!(passes(one.clone()), [one]);
        let all = vec![text("a"), text("b"), key(Key::Tab), text("c"), key(Key::Backspace), key(Key::Enter), key(Key::Enter)];
        let expected = [
            vec![text("a"), text("b")],
            vec![key(Key::Tab), text("c"), key(Key::Backspace)],
            vec![key(Key::Enter), key(Key::Enter)],
        ];
        assert_eq!(passes(all), expected);
        assert_eq!(passes(vec![Event::Paste("x".into()), key(Key::Enter)]).len(), 2);
    }
}
