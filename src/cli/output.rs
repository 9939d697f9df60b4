//! The only place that prints. A reader that has gone away (`| head -1`) is no error: what is left is not printed, the work goes on.

use super::errors::Stop;
use super::exit::Exit;
use super::json;
use crate::domain::Message;
use crate::i18n::{Lang, Tr};
use crate::settings::{Environment, Redactor};
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Prints for a person or for a program.
#[derive(Debug)]
pub(super) struct Printer {
    tr: Tr,
    json: bool,
    quiet: bool,
    colour_out: bool,
    colour_err: bool,
}

impl Printer {
    /// As the flags and the terminal say.
    pub fn new(tr: Tr, json: bool, quiet: bool, env: &Environment) -> Self {
        let colour = env.get("NO_COLOR").is_none() && env.get("TERM") != Some("dumb");
        Self {
            tr,
            json,
            quiet,
            colour_out: colour && io::stdout().is_terminal(),
            colour_err: colour && io::stderr().is_terminal(),
        }
    }

    /// Before anything is known but the language.
    pub fn early(tr: Tr, json: bool) -> Self {
        Self { tr, json, quiet: false, colour_out: false, colour_err: false }
    }

    /// The texts.
    pub fn tr(&self) -> Tr {
        self.tr
    }

    /// Whether a program reads.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether only errors are wanted on standard error.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// What was asked for: the object for a program, lines for a person.
    pub fn answer<T: Serialize>(&self, object: &T, human: impl FnOnce(&Self)) {
        if self.json { self.object(object) } else { human(self) }
    }

    /// What was done: as [`Printer::answer`], but silent with `--quiet`.
    pub fn summary<T: Serialize>(&self, object: &T, human: impl FnOnce(&Self)) {
        if self.json {
            self.object(object);
        } else if !self.quiet {
            human(self);
        }
    }

    fn object<T: Serialize>(&self, object: &T) {
        match serde_json::to_string_pretty(object) {
            Ok(text) => self.line(&text),
            Err(e) => tracing::error!(error = %e, "the answer cannot be written as JSON"),
        }
    }

    /// One line on standard output.
    pub fn line(&self, text: &str) {
        let text = Redactor::global().redact(text);
        written(writeln!(io::stdout().lock(), "{text}"));
    }

    /// One translated line on standard output.
    pub fn say(&self, message: &Message) {
        self.line(&self.tr.message(message));
    }

    /// A heading on standard output.
    pub fn heading(&self, text: &str) {
        if self.colour_out { self.line(&format!("\x1b[1m{text}\x1b[0m")) } else { self.line(text) }
    }

    /// Bytes as they are on standard output.
    pub fn raw(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        written(out.write_all(bytes).and_then(|()| out.flush()));
    }

    /// One line on standard error, also with `--quiet`.
    pub fn stderr(&self, text: &str) {
        let text = Redactor::global().redact(text);
        written(writeln!(io::stderr().lock(), "{}", text.trim_end()));
    }

    /// A warning.
    pub fn warn(&self, message: &Message) {
        if !self.quiet {
            let word = self.tr.text("cli-word-warning");
            let text = self.tr.message(message);
            self.stderr(&if self.colour_err { format!("\x1b[33m{word}:\x1b[0m {text}") } else { format!("{word}: {text}") });
        }
    }

    /// A remark on what goes on.
    pub fn note(&self, message: &Message) {
        if !self.quiet && !self.json {
            self.stderr(&self.tr.message(message));
        }
    }

    /// A step of a longer work: an answer for a person, nothing for a program.
    pub fn step(&self, message: &Message) {
        if !self.quiet && !self.json {
            self.say(message);
        }
    }

    /// Why the command stopped. With `--json` the object on standard output; the sentence always on standard error.
    pub fn failure(&self, stop: &Stop) -> Exit {
        if self.json {
            self.object(&json::ErrorAnswer::new(stop, Tr::new(Lang::En)));
        }
        let word = self.tr.text(if stop.exit == Exit::Interrupted { "cli-word-stopped" } else { "cli-word-error" });
        let text = self.tr.message(&stop.message);
        self.stderr(&if self.colour_err { format!("\x1b[1;31m{word}:\x1b[0m {text}") } else { format!("{word}: {text}") });
        if let Some(remedy) = &stop.remedy {
            self.stderr(&format!("  {}", self.tr.message(remedy)));
        }
        stop.exit
    }

    /// As [`Printer::failure`], when the object on standard output has said it already.
    pub fn failure_after_answer(&self, stop: &Stop) -> Exit {
        Self { json: false, ..*self }.failure(stop)
    }

    /// A table: as wide as its words, two blanks between columns.
    pub fn table(&self, columns: &[(&str, Align)], rows: &[Vec<String>]) {
        let mut widths: Vec<usize> = columns.iter().map(|(title, _)| title.chars().count()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut text = String::new();
            for ((cell, (_, align)), width) in cells.zip(columns).zip(&widths) {
                let fill = " ".repeat(width.saturating_sub(cell.chars().count()));
                if !text.is_empty() {
                    text.push_str("  ");
                }
                match align {
                    Align::Left => text.extend([cell, &fill]),
                    Align::Right => text.extend([&fill, cell]),
                }
            }
            text.trim_end().to_owned()
        };
        self.heading(&line(&mut columns.iter().map(|(title, _)| *title)));
        for row in rows {
            self.line(&line(&mut row.iter().map(String::as_str)));
        }
    }
}

/// A reader that has gone away is no error.
fn written(result: io::Result<()>) {
    if let Err(e) = result
        && e.kind() != io::ErrorKind::BrokenPipe
    {
        tracing::debug!(error = %e, "cannot print");
    }
}
