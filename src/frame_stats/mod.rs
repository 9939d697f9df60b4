//! Measures the real window: plays a script of inputs and writes times and memory as JSON.
//!
//! `voluptas --frame-stats OUT.json [--script FILE]`. Without a script it waits until the workspace is shown and draws 200 passes. The
//! inputs go through egui's input like those of a person. While a script is played the window draws without pause, except where
//! `ready` waits for work, so `frames` measures passes in which nothing happens, too.

mod record;
pub mod script;
mod settled;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, RawInput, TouchPhase, vec2};

use record::Section;
pub use record::{SectionReport, Spread, StatsReport};
use script::Step;
pub use settled::Settled;

use super::ui_command::UiCommand;

/// The script of a measurement without one.
pub const DEFAULT_SCRIPT: &str = "mark open\nready\nmark idle\nframes 200\n";

/// Passes without any work after which the window counts as ready: an answer that arrived is drawn in the next one.
const QUIET: u32 = 2;

/// The next need of a measurement after a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another pass at once.
    Pass,
    /// Nothing: the window draws when its own work gives news.
    News,
    /// The script has ended.
    End,
}

/// A measurement of the window.
#[derive(Debug)]
pub struct FrameStats {
    out: PathBuf,
    started: Instant,
    steps: VecDeque<Step>,
    sections: Vec<Section>,
    section_began: Instant,
    pass_began: Option<Instant>,
    /// Time of the last input; taken by the `ready` or `shown` that follows.
    asked: Option<Instant>,
    /// Number of passes in a row that were as settled as the step asks for, and the end of the first.
    quiet: Option<(u32, Instant)>,
    wait_until: Option<Instant>,
    first_pass: Option<Duration>,
    usable: Option<Duration>,
    written: bool,
}

impl FrameStats {
    /// Prepares a measurement; `started` is when the program began, `out` the file for the report.
    #[must_use]
    pub fn new(out: PathBuf, started: Instant, steps: Vec<Step>) -> Self {
        Self {
            out,
            started,
            steps: steps.into(),
            sections: vec![Section { name: "start".to_owned(), ..Section::default() }],
            section_began: started,
            pass_began: None,
            asked: None,
            quiet: None,
            wait_until: None,
            first_pass: None,
            usable: None,
            written: false,
        }
    }

    /// Puts the input of the next step into `input`. Called before each pass.
    pub fn feed(&mut self, input: &mut RawInput) {
        let Some(step) = self.steps.front() else { return };
        let events = match step {
            Step::Press(modifiers, key) => press(*modifiers, *key),
            Step::Text(text) => vec![Event::Text(text.clone())],
            Step::Paste(text) => vec![Event::Paste(text.clone())],
            Step::Button(pos, pressed) => {
                let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
                vec![Event::PointerMoved(*pos), Event::PointerButton { pos: *pos, button, pressed: *pressed, modifiers }]
            }
            Step::Scroll(pos, by) => vec![
                Event::PointerMoved(*pos),
                Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta: vec2(0.0, *by),
                    phase: TouchPhase::Move,
                    source: MouseWheelSource::Unknown,
                    modifiers: Modifiers::NONE,
                },
            ],
            Step::Pass => Vec::new(),
            Step::Mark(_) | Step::Settle(_) | Step::Command(_) | Step::Wait(_) => return,
        };
        let given = !events.is_empty();
        let modifiers = if let Step::Press(modifiers, _) = step { *modifiers } else { Modifiers::NONE };
        input.events.push(Event::ModifiersChanged(modifiers));
        input.events.extend(events);
        self.steps.pop_front();
        if given {
            self.asked = Some(Instant::now());
            self.quiet = None;
        }
    }

    /// The command that the script gives before this pass.
    pub fn command(&mut self) -> Option<UiCommand> {
        let Some(Step::Command(command)) = self.steps.front() else { return None };
        let command = *command;
        self.steps.pop_front();
        self.asked = Some(Instant::now());
        self.quiet = None;
        Some(command)
    }

    /// Notes the beginning of a pass.
    pub fn begin(&mut self) {
        self.pass_began = Some(Instant::now());
    }

    /// Records the end of a pass. `frame` is the total duration of the frame before, in seconds.
    pub fn end(&mut self, settled: Settled, frame: Option<f32>) -> Next {
        let now = Instant::now();
        self.first_pass.get_or_insert(now - self.started);
        if let Some(section) = self.sections.last_mut() {
            section.passes.extend(self.pass_began.take().map(|began| now - began));
            section.frames.extend(frame.and_then(|s| Duration::try_from_secs_f32(s).ok()));
        }
        let is_quiet = match self.steps.front() {
            Some(Step::Settle(wanted)) => settled >= *wanted,
            _ => settled == Settled::Wholly,
        };
        self.quiet = match (is_quiet, self.quiet) {
            (true, Some((passes, since))) => Some((passes.saturating_add(1), since)),
            (true, None) => Some((1, now)),
            (false, _) => None,
        };
        while self.goes_on(now) {
            self.steps.pop_front();
        }
        match self.steps.front() {
            None => Next::End,
            // Drawing without pause would take the processor from the work that is waited for.
            Some(Step::Settle(_)) if !is_quiet => Next::News,
            Some(_) => Next::Pass,
        }
    }

    /// Performs the next step, unless it is one of input or has to wait longer.
    fn goes_on(&mut self, now: Instant) -> bool {
        match self.steps.front() {
            Some(Step::Mark(name)) => {
                let name = name.clone();
                self.close_section(now);
                self.sections.push(Section { name, ..Section::default() });
                true
            }
            Some(Step::Settle(_)) => {
                let Some((_, since)) = self.quiet.filter(|(passes, _)| *passes >= QUIET) else { return false };
                self.usable.get_or_insert(since - self.started);
                if let (Some(asked), Some(section)) = (self.asked.take(), self.sections.last_mut()) {
                    section.answers.push(since.saturating_duration_since(asked));
                }
                // A following step may ask for more than the passes so far showed.
                self.quiet = None;
                true
            }
            Some(Step::Wait(time)) => {
                let until = *self.wait_until.get_or_insert(now + *time);
                let over = now >= until;
                if over {
                    self.wait_until = None;
                }
                over
            }
            _ => false,
        }
    }

    fn close_section(&mut self, now: Instant) {
        if let Some(section) = self.sections.last_mut() {
            section.took = now - self.section_began;
            section.memory = memory_stats::memory_stats().map(|m| m.physical_mem);
        }
        self.section_began = now;
    }

    /// Writes the report, once.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn write(&mut self) -> std::io::Result<()> {
        if std::mem::replace(&mut self.written, true) {
            return Ok(());
        }
        self.close_section(Instant::now());
        let report = record::report(self.first_pass, self.usable, self.steps.is_empty(), &self.sections);
        voluptas_core::base::fs::write_named(&self.out, &serde_json::to_vec_pretty(&report)?)
    }
}

/// The events for a key, as the window's system sends them. Keys for copy and cut become their own events.
fn press(modifiers: Modifiers, key: Key) -> Vec<Event> {
    match key {
        Key::C if modifiers.command_only() => vec![Event::Copy],
        Key::X if modifiers.command_only() => vec![Event::Cut],
        _ => {
            let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            vec![event(true), event(false)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a script against a window that is ready in every pass from the third one on.
    fn played(script: &str) -> (FrameStats, Vec<Event>, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let steps = script::parse(script).expect("a script");
        let mut stats = FrameStats::new(folder.path().join("out.json"), Instant::now(), steps);
        let mut events = Vec::new();
        for pass in 0..100 {
            let mut input = RawInput::default();
            stats.feed(&mut input);
            events.extend(input.events);
            stats.command();
            stats.begin();
            if stats.end(if pass >= 2 { Settled::Wholly } else { Settled::No }, Some(0.001)) == Next::End {
                break;
            }
        }
        (stats, events, folder)
    }

    #[test]
    fn sections_have_their_passes_and_the_report_is_written_once() {
        let (mut stats, events, folder) = played("mark open\nready\nmark keys\npress down 3\nready\n");
        let keys = events.iter().filter(|e| matches!(e, Event::Key { key: Key::ArrowDown, pressed: true, .. })).count();
        assert_eq!(keys, 3);
        stats.write().expect("the report");
        let path = folder.path().join("out.json");
        let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).expect("the file")).expect("JSON");
        assert_eq!(report["complete"], true);
        assert!(report["usable_ms"].as_f64().is_some_and(|ms| ms >= 0.0), "{report}");
        let names: Vec<&str> = report["sections"].as_array().expect("a list").iter().filter_map(|s| s["name"].as_str()).collect();
        assert_eq!(names, ["start", "open", "keys"]);
        assert_eq!(report["sections"][2]["answer"]["count"], 1);
        std::fs::remove_file(&path).expect("removed");
        stats.write().expect("nothing");
        assert!(!path.exists(), "a second report was written");
    }

    #[test]
    fn a_window_that_is_never_ready_does_not_end() {
        let steps = script::parse("ready\n").expect("a script");
        let mut stats = FrameStats::new(PathBuf::new(), Instant::now(), steps);
        for _ in 0..50 {
            stats.begin();
            assert_eq!(stats.end(Settled::No, None), Next::News);
        }
    }

    #[test]
    fn shown_does_not_wait_for_additions_and_ready_does() {
        let steps = script::parse("shown\nready\n").expect("a script");
        let mut stats = FrameStats::new(PathBuf::new(), Instant::now(), steps);
        let mut pass = |settled| {
            stats.begin();
            stats.end(settled, None)
        };
        assert_eq!(pass(Settled::No), Next::News);
        assert_eq!(pass(Settled::Shown), Next::Pass, "one pass may be before the question");
        assert_eq!(pass(Settled::Shown), Next::Pass, "the end of `shown`");
        for _ in 0..5 {
            assert_eq!(pass(Settled::Shown), Next::News);
        }
        assert_eq!(pass(Settled::Wholly), Next::Pass);
        assert_eq!(pass(Settled::Wholly), Next::End);
    }
}
