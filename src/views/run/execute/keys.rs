//! The keyboard of an execution. Letters are heard while no text field has the keyboard, and nothing outside the run.

use eframe::egui::{Event, Key, Modifiers, Rect, Ui};

use super::execution::{Execution, Field};
use crate::action::{Action, Actions, RunAction};
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::keys::{EXECUTION, RunKey};
use voluptas_ui::widgets::{StatusClass, hears};

/// The digits, which go to a step.
const DIGITS: [Key; 9] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The status of a look that can be entered.
pub(super) fn status_of(look: StatusClass) -> ResultStatus {
    match look {
        StatusClass::Passed => ResultStatus::Passed,
        StatusClass::Failed => ResultStatus::Failed,
        StatusClass::Broken => ResultStatus::Broken,
        StatusClass::Blocked => ResultStatus::Blocked,
        StatusClass::Skipped => ResultStatus::Skipped,
        StatusClass::Invalid => ResultStatus::Invalid,
        StatusClass::InProgress => ResultStatus::InProgress,
        StatusClass::Untested => ResultStatus::Untested,
    }
}

/// The meaning of a pressed key.
enum Meaning {
    Run(RunKey),
    /// The step at a place.
    Step(usize),
}

fn meaning(key: Key, modifiers: Modifiers) -> Option<Meaning> {
    if modifiers.command || modifiers.ctrl || modifiers.alt {
        return None;
    }
    if let Some(place) = DIGITS.iter().position(|digit| *digit == key).filter(|_| !modifiers.shift) {
        return Some(Meaning::Step(place));
    }
    let found = EXECUTION.iter().find(|(what, line)| what.has_shift() == modifiers.shift && line.keys.contains(&key));
    found.map(|(what, _)| Meaning::Run(*what))
}

impl Execution {
    /// Performs the commands of the pressed keys.
    pub(super) fn keys(&mut self, ui: &Ui, area: Rect, now: f64, out: &mut Actions) {
        let pictures = ui.ctx().memory(|m| m.allows_interaction(ui.layer_id()))
            && ui.input(|i| i.events.iter().any(|event| matches!(event, Event::PasteImage(_))));
        if pictures {
            out.push(Action::Run(RunAction::PasteScreenshot(self.commented_step(ui.ctx()))));
        }
        if !hears(ui, area) {
            self.waiting.clear();
            return;
        }
        // In the order of the events: what follows the key of a text field within one slow pass is text, and no key.
        let mut field = None;
        let mut typed = String::new();
        let mut is_own_letter = false;
        // A list, a menu or a group of buttons has its own use for arrows.
        let is_free = ui.memory(|m| m.focused().is_none());
        let earlier = std::mem::take(&mut self.waiting);
        let events = earlier.into_iter().chain(ui.input_mut(|i| std::mem::take(&mut i.events)));
        for event in events.collect::<Vec<_>>() {
            let is_key =
                matches!(&event, Event::Key { key, pressed: true, modifiers, .. } if meaning(*key, *modifiers).is_some());
            // The case in front is being read: what is pressed meanwhile is meant for it.
            if self.current.is_some() && self.session().is_none() && (is_key || matches!(event, Event::Text(_))) {
                self.waiting.push(event);
                continue;
            }
            match event {
                Event::Key { key, pressed: true, modifiers, .. } if field.is_none() => match meaning(key, modifiers) {
                    Some(Meaning::Run(what)) => {
                        self.act(what, now);
                        field = self.wants.filter(|field| *field != Field::List);
                        is_own_letter = field.is_some();
                    }
                    Some(Meaning::Step(place)) => self.choose_step(place),
                    None if is_free && modifiers.is_none() && matches!(key, Key::ArrowDown | Key::ArrowUp) => {
                        self.go_by(key == Key::ArrowDown, now);
                    }
                    None => ui.input_mut(|i| i.events.push(event)),
                },
                Event::Text(_) if is_own_letter => is_own_letter = false,
                Event::Text(text) if field.is_some() => typed.push_str(&text),
                event => ui.input_mut(|i| i.events.push(event)),
            }
        }
        if let Some(field) = field.filter(|_| !typed.is_empty()) {
            self.type_into(field, &typed, now);
        }
    }

    /// Adds text to a field that gets the keyboard after this pass.
    fn type_into(&mut self, field: Field, typed: &str, now: f64) {
        if field == Field::Defect {
            self.defect.get_or_insert_default().push_str(typed);
        }
        let Some(session) = self.session_mut() else { return };
        match field {
            Field::Comment => {
                session.comment.push_str(typed);
                session.touch(now);
            }
            Field::StepComment => {
                let comment = session.step_comment(session.step).unwrap_or_default().to_owned() + typed;
                session.set_step_comment(session.step, comment, now);
            }
            Field::Defect | Field::List => {}
        }
    }

    fn choose_step(&mut self, place: usize) {
        self.reveals_step = true;
        if let Some(session) = self.session_mut()
            && place < super::session::count(&session.content().steps)
        {
            session.step = place;
        }
    }

    /// Performs the command of a key or its button.
    pub(super) fn act(&mut self, what: RunKey, now: f64) {
        match what {
            RunKey::Status(look) => {
                if let Some(session) = self.session_mut() {
                    session.set_status(status_of(look), now);
                    if self.goes_on && matches!(look, StatusClass::Passed | StatusClass::Skipped) {
                        self.act(RunKey::Next, now);
                    }
                }
            }
            RunKey::Step(look) => {
                self.reveals_step = true;
                if let Some(session) = self.session_mut() {
                    session.set_step(session.step, status_of(look), now);
                }
            }
            RunKey::Clear => self.session_mut().into_iter().for_each(|session| session.clear_status(now)),
            RunKey::Next => {
                // Also where no other case is left: the person is done with this one.
                if let Some(session) = self.session_mut().filter(|session| super::session::is_final(&session.content().status)) {
                    session.leave(now);
                }
                self.go_on(now);
            }
            RunKey::StepDown | RunKey::StepUp => {
                self.reveals_step = true;
                let down = what == RunKey::StepDown;
                match self.session_mut() {
                    Some(session) if !session.content().steps.is_empty() => session.move_step(down),
                    // A case without steps is one step.
                    _ => self.go_by(down, now),
                }
            }
            RunKey::CaseDown => self.go_by(true, now),
            RunKey::CaseUp => self.go_by(false, now),
            RunKey::Comment => self.wants = Some(Field::Comment),
            RunKey::StepComment => {
                self.reveals_step = true;
                if let Some(session) = self.session_mut() {
                    session.comments_on = Some(session.step);
                }
                self.wants = Some(Field::StepComment);
            }
            RunKey::Defect => {
                self.defect.get_or_insert_default();
                self.wants = Some(Field::Defect);
            }
            RunKey::Timer => {
                self.reveals_timer = true;
                self.is_paused = !self.is_paused;
                let is_paused = self.is_paused;
                if let Some(session) = self.session_mut() {
                    if is_paused { session.pause(now) } else { session.start(now) }
                }
            }
            RunKey::Again => self.session_mut().into_iter().for_each(|session| session.try_again(now)),
        }
    }
}
