//! The only place that prints.
//!
//! A reader that has gone away (`| head -1`) is no error: the rest is not printed, and the work continues. Any other failure to
//! write to standard output is kept and ends the command with 1 ([`Printer::finish`]). Control characters in titles and other
//! data are made visible before they reach a terminal ([`terminal`]); JSON and files keep them.

use super::errors::Stop;
use super::exit::Exit;
use super::json;
use super::terminal;
use crate::domain::Message;
use crate::domain::message::Arg;
use crate::formats::Severity;
use crate::i18n::{Lang, Tr};
use crate::settings::{Environment, Redactor};
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, OnceLock};

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Left, for words.
    Left,
    /// Right, for numbers.
    Right,
}

/// Prints for a person or for a program.
#[derive(Debug, Clone)]
pub(super) struct Printer {
    tr: Tr,
    json: bool,
    quiet: bool,
    colour_out: bool,
    colour_err: bool,
    /// The first failure of standard output; nothing is written there after it.
    broken: Arc<OnceLock<io::Error>>,
}

impl Printer {
    /// A printer for the flags and the terminal.
    pub fn new(tr: Tr, json: bool, quiet: bool, env: &Environment) -> Self {
        let colour = env.get("NO_COLOR").is_none() && env.get("TERM") != Some("dumb");
        Self {
            tr,
            json,
            quiet,
            colour_out: colour && io::stdout().is_terminal(),
            colour_err: colour && io::stderr().is_terminal(),
            broken: Arc::default(),
        }
    }

    /// A printer for the time before flags and settings are known.
    pub fn early(tr: Tr, json: bool) -> Self {
        Self { tr, json, quiet: false, colour_out: false, colour_err: false, broken: Arc::default() }
    }

    /// The texts.
    pub fn tr(&self) -> Tr {
        self.tr
    }

    /// True when a program reads the output.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// True when standard error has only errors.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints the answer: an object for a program, lines for a person.
    pub fn answer<T: Serialize>(&self, object: &T, human: impl FnOnce(&Self)) {
        if self.json { self.object(object) } else { human(self) }
    }

    /// Prints a summary of the work, like [`Printer::answer`], but silent with `--quiet`.
    pub fn summary<T: Serialize>(&self, object: &T, human: impl FnOnce(&Self)) {
        if self.json {
            self.object(object);
        } else if !self.quiet {
            human(self);
        }
    }

    fn object<T: Serialize>(&self, object: &T) {
        match serde_json::to_string_pretty(object) {
            Ok(text) => self.out(&terminal::escaped_json(&text)),
            Err(e) => {
                self.broken.set(io::Error::other(e)).ok();
            }
        }
    }

    /// One line on standard output.
    pub fn line(&self, text: &str) {
        self.out(&terminal::lines(text));
    }

    /// One translated line on standard output.
    pub fn say(&self, message: &Message) {
        self.line(&self.sentence(message));
    }

    /// A heading on standard output.
    pub fn heading(&self, text: &str) {
        let text = terminal::lines(text);
        if self.colour_out { self.out(&format!("\x1b[1m{text}\x1b[0m")) } else { self.out(&text) }
    }

    /// Bytes as they are on standard output.
    pub fn raw(&self, bytes: &[u8]) {
        self.write(|out| out.write_all(bytes));
    }

    fn out(&self, text: &str) {
        let text = Redactor::global().redact(text);
        self.write(|out| writeln!(out, "{text}"));
    }

    fn write(&self, write: impl FnOnce(&mut io::StdoutLock<'static>) -> io::Result<()>) {
        if self.broken.get().is_some() {
            return;
        }
        let mut out = io::stdout().lock();
        if let Err(e) = write(&mut out) {
            self.broken.set(e).ok();
        }
    }

    /// Writes what is still buffered. `None` means that all of it was taken, or that the reader has gone away.
    pub fn flush(&self) -> Option<Stop> {
        self.write(|out| out.flush());
        self.broken.get().filter(|e| e.kind() != io::ErrorKind::BrokenPipe).map(Stop::output)
    }

    /// The exit code of a command that ended so: 1 when standard output could not take everything.
    pub fn finish(&self, exit: Exit) -> Exit {
        self.flush().map_or(exit, |stop| self.failure_after_answer(&stop))
    }

    /// One line on standard error, also with `--quiet`.
    pub fn stderr(&self, text: &str) {
        self.err(&terminal::lines(text));
    }

    /// The sentence of a message, with all names in it in one line.
    pub fn sentence(&self, message: &Message) -> String {
        /// Arguments that may have several lines: words of other programs, and lists.
        const OF_LINES: [&str; 4] = ["error", "reason", "reasons", "tests"];
        let args = message.args.iter().map(|(name, arg)| match arg {
            Arg::Text(text) if !OF_LINES.contains(&name.as_str()) => (name.clone(), Arg::Text(terminal::name(text).into_owned())),
            arg => (name.clone(), arg.clone()),
        });
        self.tr.message(&Message { key: message.key.clone(), args: args.collect() })
    }

    /// A line on standard error that begins with a word in colour. Further lines of the text are indented, so that none begins with
    /// such a word.
    fn marked(&self, word: &str, colour: &str, text: &str) {
        let text = terminal::lines(text).trim_end().replace('\n', "\n  ");
        self.err(&if self.colour_err { format!("\x1b[{colour}m{word}:\x1b[0m {text}") } else { format!("{word}: {text}") });
    }

    fn err(&self, text: &str) {
        let text = Redactor::global().redact(text);
        // There is nowhere left to report that standard error does not work.
        if let Err(e) = writeln!(io::stderr().lock(), "{}", text.trim_end()) {
            tracing::debug!(error = %e, "cannot print");
        }
    }

    /// A warning.
    pub fn warn(&self, message: &Message) {
        self.remark(Severity::Warning, message);
    }

    /// A remark on a row of a file, with the severity as JSON names it.
    pub fn remark(&self, severity: Severity, message: &Message) {
        let (word, colour) = match severity {
            Severity::Error => ("cli-word-error", "1;31"),
            Severity::Warning | Severity::Info => ("cli-word-warning", "33"),
        };
        if !self.quiet {
            self.marked(&self.tr.text(word), colour, &self.sentence(message));
        }
    }

    /// A further line of the message before.
    pub fn more(&self, message: &Message) {
        if !self.quiet {
            self.stderr(&format!("  {}", self.sentence(message)));
        }
    }

    /// An error that does not end the command; also with `--quiet`.
    pub fn error(&self, message: &Message) {
        self.marked(&self.tr.text("cli-word-error"), "1;31", &self.sentence(message));
    }

    /// A remark on the current work.
    pub fn note(&self, message: &Message) {
        if !self.quiet && !self.json {
            self.stderr(&self.sentence(message));
        }
    }

    /// A step of a longer work: printed for a person, not for a program.
    pub fn step(&self, message: &Message) {
        if !self.quiet && !self.json {
            self.say(message);
        }
    }

    /// Prints the reason for the command's end. With `--json` an object goes to standard output; the sentence always goes to
    /// standard error.
    pub fn failure(&self, stop: &Stop) -> Exit {
        if self.json {
            self.object(&json::ErrorAnswer::new(stop, Tr::new(Lang::En)));
        }
        let word = self.tr.text(if stop.exit == Exit::Interrupted { "cli-word-stopped" } else { "cli-word-error" });
        self.marked(&word, "1;31", &self.sentence(&stop.message));
        if let Some(remedy) = &stop.remedy {
            self.stderr(&format!("  {}", self.sentence(remedy)));
        }
        stop.exit
    }

    /// Like [`Printer::failure`], for a failure that the object on standard output has already.
    pub fn failure_after_answer(&self, stop: &Stop) -> Exit {
        Self { json: false, ..self.clone() }.failure(stop)
    }

    /// A table: as wide as its words, two blanks between columns.
    pub fn table(&self, columns: &[(&str, Align)], rows: &[Vec<String>]) {
        let clean = |row: &Vec<String>| row.iter().map(|cell| terminal::cell(cell).into_owned()).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = rows.iter().map(clean).collect();
        let mut widths: Vec<usize> = columns.iter().map(|(title, _)| title.chars().count()).collect();
        for row in &rows {
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
