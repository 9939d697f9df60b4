//! Leaves a pointer that nobody moves out of account while a person types.
//!
//! The row below a resting pointer would be highlighted beside the chosen one, and its tooltip would cover other rows after every key. The
//! pointer is there again as soon as it moves, a button is pressed or the wheel turns.

use egui::{Context, Event, Plugin, Pos2, RawInput};

/// Takes the pointer away with a key, and brings it back with the mouse.
#[derive(Debug, Default)]
pub struct IdlePointer {
    /// Place of the pointer that was taken away.
    hidden: Option<Pos2>,
    /// A button is held down.
    is_down: bool,
}

impl Plugin for IdlePointer {
    fn debug_name(&self) -> &'static str {
        "IdlePointer"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let at = ctx.input(|i| i.pointer.latest_pos());
        self.hear(at, &mut input.events);
    }
}

impl IdlePointer {
    /// Changes the events of a pass; `at` is the place of the pointer before it.
    fn hear(&mut self, at: Option<Pos2>, events: &mut Vec<Event>) {
        if let Some(hidden) = self.hidden
            && let Some(first) = events.iter().position(is_of_mouse)
        {
            self.hidden = None;
            if !matches!(events[first], Event::PointerMoved(_) | Event::PointerGone) {
                events.insert(first, Event::PointerMoved(hidden));
            }
        }
        for event in events.iter() {
            if let Event::PointerButton { pressed, .. } = event {
                self.is_down = *pressed;
            }
        }
        let is_typed = events.iter().any(is_key) && !events.iter().any(is_of_mouse);
        if let Some(at) = at.filter(|_| is_typed && !self.is_down && self.hidden.is_none()) {
            self.hidden = Some(at);
            events.insert(0, Event::PointerGone);
        }
    }
}

fn is_key(event: &Event) -> bool {
    matches!(event, Event::Key { pressed: true, .. } | Event::Text(_))
}

fn is_of_mouse(event: &Event) -> bool {
    matches!(
        event,
        Event::PointerMoved(_) | Event::PointerGone | Event::PointerButton { .. } | Event::MouseWheel { .. } | Event::Zoom(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, TouchPhase, pos2, vec2};

    const AT: Pos2 = pos2(5.0, 7.0);

    fn button(pressed: bool) -> Event {
        Event::PointerButton { pos: AT, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
    }

    fn heard(pointer: &mut IdlePointer, at: Option<Pos2>, mut events: Vec<Event>) -> Vec<Event> {
        pointer.hear(at, &mut events);
        events
    }

    #[test]
    fn a_key_takes_a_resting_pointer_away_and_the_mouse_brings_it_back() {
        let text = || Event::Text("a".into());
        let pointer = &mut IdlePointer::default();
        assert_eq!(heard(pointer, Some(AT), vec![text()]), [Event::PointerGone, text()]);
        assert_eq!(heard(pointer, None, vec![text()]), [text()], "it is gone already");
        let wheel = || Event::MouseWheel {
            source: MouseWheelSource::Unknown,
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, 1.0),
            phase: TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        assert_eq!(heard(pointer, None, vec![wheel()]), [Event::PointerMoved(AT), wheel()]);
        assert_eq!(heard(pointer, Some(AT), vec![wheel()]), [wheel()]);
        heard(pointer, Some(AT), vec![text()]);
        assert_eq!(heard(pointer, None, vec![button(true)]), [Event::PointerMoved(AT), button(true)]);
        assert_eq!(heard(pointer, Some(AT), vec![text()]), [text()], "while a button is held the pointer drags");
        heard(pointer, Some(AT), vec![button(false)]);
        heard(pointer, Some(AT), vec![text()]);
        let moved = Event::PointerMoved(pos2(6.0, 7.0));
        assert_eq!(heard(pointer, None, vec![moved.clone()]), [moved]);
    }

    #[test]
    fn without_a_pointer_nothing_is_changed() {
        let events = vec![Event::Text("a".into())];
        assert_eq!(heard(&mut IdlePointer::default(), None, events.clone()), events);
    }
}
