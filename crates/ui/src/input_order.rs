//! Keeps keys that act and texts in the order in which they were typed.
//!
//! A pass hears everything since the pass before at once. Dialogs and lists look for their keys before the fields take their text, so that
//! Enter close behind fast typing would act on an earlier text, and text close behind Enter would go into the field before. Each is heard
//! in a pass of its own.

use egui::{Context, Event, ImeEvent, Key, Plugin, RawInput};

/// Holds back the events from the first acting key behind a text on, and those from the first text behind an acting key on.
#[derive(Debug, Default)]
pub struct InputOrder {
    held: Vec<Event>,
}

impl Plugin for InputOrder {
    fn debug_name(&self) -> &'static str {
        "InputOrder"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let mut events = std::mem::take(&mut self.held);
        events.append(&mut input.events);
        self.held = later(&mut events);
        input.events = events;
        if !self.held.is_empty() {
            ctx.request_repaint();
        }
    }
}

/// Takes off the events that belong to a later pass.
fn later(events: &mut Vec<Event>) -> Vec<Event> {
    let Some(last_text) = events.iter().rposition(is_text) else { return Vec::new() };
    let (mut has_text, mut has_acted) = (false, false);
    let split = events.iter().enumerate().position(|(at, event)| {
        let acting = acts(event);
        // The key of a letter comes before its text, and belongs to it.
        let is_behind_key = has_acted && !acting && is_press(event) && at <= last_text;
        if has_text && acting || is_behind_key {
            return true;
        }
        has_text |= is_text(event);
        has_acted |= acting;
        false
    });
    split.map(|at| events.split_off(at)).unwrap_or_default()
}

fn is_press(event: &Event) -> bool {
    is_text(event) || matches!(event, Event::Key { pressed: true, .. })
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
    use egui::Modifiers;

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn passes(events: Vec<Event>) -> Vec<Vec<Event>> {
        let (mut plugin, ctx) = (InputOrder::default(), Context::default());
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
        let one = vec![text("a"), key(Key::A), text("b")];
        assert_eq!(passes(one.clone()), [one]);
        assert_eq!(passes(vec![key(Key::ArrowDown); 3]).len(), 1, "keys alone wait for nothing");
        let all = vec![text("a"), text("b"), key(Key::Tab), text("c"), key(Key::Backspace), key(Key::Enter), key(Key::Enter)];
        let expected = [
            vec![text("a"), text("b")],
            vec![key(Key::Tab)],
            vec![text("c"), key(Key::Backspace)],
            vec![key(Key::Enter), key(Key::Enter)],
        ];
        assert_eq!(passes(all), expected);
        assert_eq!(passes(vec![Event::Paste("x".into()), key(Key::Enter)]).len(), 2);
    }

    #[test]
    fn a_text_behind_a_key_is_heard_after_it() {
        let text = |text: &str| Event::Text(text.into());
        let all = vec![text("a"), key(Key::Enter), key(Key::B), text("b"), key(Key::Enter), key(Key::C), text("c")];
        let expected = [
            vec![text("a")],
            vec![key(Key::Enter)],
            vec![key(Key::B), text("b")],
            vec![key(Key::Enter)],
            vec![key(Key::C), text("c")],
        ];
        assert_eq!(passes(all), expected);
    }
}
