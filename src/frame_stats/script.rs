//! The script of a measurement: one step per line. Blank lines and lines that begin with `#` count for nothing.
//!
//! | step | what it does |
//! |---|---|
//! | `mark NAME` | begins a section: what follows is measured under this name |
//! | `ready` | waits until nothing is read or worked on, and every answer has been drawn |
//! | `shown` | like `ready`, without waiting for additions to rows that stand, e.g. the words that a search found |
//! | `press KEYS [N]` | presses a key N times, one pass each, e.g. `press ctrl+shift+down 20` |
//! | `type TEXT` | types a text, one letter a pass |
//! | `paste TEXT` | pastes a text, in which `\t` and `\n` stand for a tab and a line break |
//! | `click X,Y` | clicks at a point of the window, in points from its upper left corner |
//! | `scroll X,Y,D [N]` | scrolls by D points at a place, N times; a negative D goes down |
//! | `command NAME` | gives a command of the menus by its name, e.g. `command show-registry` |
//! | `frames N` | draws N passes without input |
//! | `wait MS` | draws for this many milliseconds |

use std::str::FromStr as _;
use std::time::Duration;

use eframe::egui::{Key, Modifiers, Pos2, pos2};
use strum::IntoEnumIterator as _;

use super::settled::Settled;
use crate::ui_command::UiCommand;
use voluptas_core::domain::Message;

/// A step of a script.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Begins a section.
    Mark(String),
    /// Waits until the window has settled as far as this.
    Settle(Settled),
    /// Presses a key.
    Press(Modifiers, Key),
    /// Types a piece of text.
    Text(String),
    /// Pastes a text.
    Paste(String),
    /// Presses (`true`) or lets go the left button at a point.
    Button(Pos2, bool),
    /// Scrolls by a number of points at a place.
    Scroll(Pos2, f32),
    /// Gives a command.
    Command(UiCommand),
    /// Draws one pass without input.
    Pass,
    /// Draws for a while.
    Wait(Duration),
}

/// Largest number of times that one line of a script repeats its step.
const REPEAT: usize = 100_000;

/// Reads a script. Lines that repeat something become as many steps.
///
/// # Errors
/// A sentence with the number of the first line that is no step.
pub fn parse(text: &str) -> Result<Vec<Step>, Message> {
    let mut steps = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = || Message::new("gui-script-wrong").with("line", at + 1).with("text", line);
        steps.extend(step(line).ok_or_else(wrong)?);
    }
    Ok(steps)
}

fn step(line: &str) -> Option<Vec<Step>> {
    let (word, rest) = line.split_once(' ').map_or((line, ""), |(word, rest)| (word, rest.trim()));
    let once = |step: Step| Some(vec![step]);
    let times = |step: Step, text: Option<&str>| Some(vec![step; count(text)?]);
    let mut parts = rest.split_whitespace();
    match word {
        "mark" if !rest.is_empty() => once(Step::Mark(rest.to_owned())),
        "ready" if rest.is_empty() => once(Step::Settle(Settled::Wholly)),
        "shown" if rest.is_empty() => once(Step::Settle(Settled::Shown)),
        "press" => {
            let (modifiers, key) = keys(parts.next()?)?;
            times(Step::Press(modifiers, key), parts.next())
        }
        "type" if !rest.is_empty() => Some(rest.chars().map(|c| Step::Text(c.to_string())).collect()),
        "paste" if !rest.is_empty() => once(Step::Paste(rest.replace("\\t", "\t").replace("\\n", "\n"))),
        "click" => {
            let [x, y] = numbers(rest)?;
            Some(vec![Step::Button(pos2(x, y), true), Step::Button(pos2(x, y), false)])
        }
        "scroll" => {
            let [x, y, by] = numbers(parts.next()?)?;
            times(Step::Scroll(pos2(x, y), by), parts.next())
        }
        "command" => once(Step::Command(UiCommand::iter().find(|c| <&str>::from(*c) == rest)?)),
        "frames" => times(Step::Pass, Some(rest)),
        "wait" => once(Step::Wait(Duration::from_millis(rest.parse().ok()?))),
        _ => None,
    }
}

fn count(text: Option<&str>) -> Option<usize> {
    text.map_or(Some(1), |t| t.parse().ok()).filter(|n| (1..=REPEAT).contains(n))
}

fn numbers<const N: usize>(text: &str) -> Option<[f32; N]> {
    let all: Option<Vec<f32>> = text.split(',').map(|n| f32::from_str(n.trim()).ok().filter(|n| n.is_finite())).collect();
    all?.try_into().ok()
}

/// Modifiers and a key, e.g. `ctrl+shift+Down`. Names of keys are those of egui, in any case.
fn keys(text: &str) -> Option<(Modifiers, Key)> {
    let (before, name) = text.rsplit_once('+').map_or(("", text), |(before, name)| (before, name));
    let mut modifiers = Modifiers::NONE;
    for word in before.split('+').filter(|w| !w.is_empty()) {
        modifiers |= match word.to_ascii_lowercase().as_str() {
            "ctrl" | "cmd" => Modifiers::COMMAND | Modifiers::CTRL,
            "shift" => Modifiers::SHIFT,
            "alt" => Modifiers::ALT,
            _ => return None,
        };
    }
    let key = Key::ALL.iter().find(|k| k.name().eq_ignore_ascii_case(name) || k.symbol_or_name().eq_ignore_ascii_case(name));
    Some((modifiers, *key?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_every_kind() {
        let script = "# a comment\nmark open\nready\npress ctrl+shift+down 2\ntype ab\npaste a\\tb\nclick 10,20.5\nscroll 1,2,-30 2\n\
                      command show-registry\nframes 2\nwait 15\n";
        let ctrl_shift = Modifiers::COMMAND | Modifiers::CTRL | Modifiers::SHIFT;
        let want = [
            Step::Mark("open".into()),
            Step::Settle(Settled::Wholly),
            Step::Press(ctrl_shift, Key::ArrowDown),
            Step::Press(ctrl_shift, Key::ArrowDown),
            Step::Text("a".into()),
            Step::Text("b".into()),
            Step::Paste("a\tb".into()),
            Step::Button(pos2(10.0, 20.5), true),
            Step::Button(pos2(10.0, 20.5), false),
            Step::Scroll(pos2(1.0, 2.0), -30.0),
            Step::Scroll(pos2(1.0, 2.0), -30.0),
            Step::Command(UiCommand::ShowRegistry),
            Step::Pass,
            Step::Pass,
            Step::Wait(Duration::from_millis(15)),
        ];
        assert_eq!(parse(script).expect("a script"), want);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for wrong in
            ["press hyper+x", "press ctrl+", "frames many", "frames 0", "click 1", "command fly", "dance", "mark", "type"]
        {
            let error = parse(&format!("ready\n{wrong}\n")).expect_err(wrong);
            assert_eq!(error, Message::new("gui-script-wrong").with("line", 2).with("text", wrong), "{wrong}");
        }
    }
}
