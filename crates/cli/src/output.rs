//! The only place that prints.
//!
//! A reader that has gone away (`| head -1`) is no error: the rest is not printed, and the work continues. Any other failure to
//! write to standard output is kept and ends the command with 1 ([`Printer::finish`]). Control characters in titles and other
//! data are made visible before they reach a terminal ([`terminal`]); JSON and files keep them.

use super::errors::CliError;
use super::exit::Exit;
use super::json;
use super::terminal;
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, OnceLock};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Arg;
use voluptas_formats::Severity;
use voluptas_i18n::{Lang, Tr};
use voluptas_settings::{Environment, Redactor};

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Left, for words.
    Left,
    /// Left, for titles: longer ones end with … where the terminal is too narrow for the table. Never for what people copy.
    Cut,
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
    /// Columns of the terminal; `None` if standard output is no terminal.
    width: Option<usize>,
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
            width: terminal::width(&io::stdout()),
            broken: Arc::default(),
        }
    }

    /// A printer for the time before flags and settings are known.
    pub fn early(tr: Tr, json: bool) -> Self {
        Self { tr, json, quiet: false, colour_out: false, colour_err: false, width: None, broken: Arc::default() }
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

    /// Writes buffered text. `None` means that everything was written, or that the reader has gone away.
    pub fn flush(&self) -> Option<CliError> {
        self.write(|out| out.flush());
        self.broken.get().filter(|e| e.kind() != io::ErrorKind::BrokenPipe).map(CliError::output)
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

    pub fn warn(&self, message: &Message) {
        self.remark(Severity::Warning, message);
    }

    /// A remark on a row of a file, with the severity as JSON names it.
    pub fn remark(&self, severity: Severity, message: &Message) {
        let (word, colour) = match severity {
            Severity::Error => ("cli-word-error", "1;31"),
            Severity::Warning => ("cli-word-warning", "33"),
            Severity::Info => ("cli-word-note", "36"),
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
    pub fn failure(&self, stop: &CliError) -> Exit {
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
    pub fn failure_after_answer(&self, stop: &CliError) -> Exit {
        Self { json: false, ..self.clone() }.failure(stop)
    }

    /// A table: as wide as its words, two blanks between columns. On a terminal titles are cut to its width ([`Align::Cut`]).
    pub fn table(&self, columns: &[(&str, Align)], rows: &[Vec<String>]) {
        let mut lines = laid_out(columns, rows, self.width).into_iter();
        lines.next().into_iter().for_each(|head| self.heading(&head));
        lines.for_each(|line| self.line(&line));
    }
}

/// Blanks between two columns of a table.
const GAP: usize = 2;
/// Width to which a column of titles is cut at most.
const NARROWEST: usize = 16;

/// The lines of a table, its head first.
fn laid_out(columns: &[(&str, Align)], rows: &[Vec<String>], room: Option<usize>) -> Vec<String> {
    let clean = |row: &Vec<String>| row.iter().map(|cell| terminal::cell(cell).into_owned()).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = rows.iter().map(clean).collect();
    let mut widths: Vec<usize> = columns.iter().map(|(title, _)| title.chars().count()).collect();
    let heads = widths.clone();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    if let Some(room) = room {
        let may_be_cut =
            columns.iter().zip(&heads).map(|((_, align), head)| (*align == Align::Cut).then_some(NARROWEST.max(*head)));
        narrow(&mut widths, &may_be_cut.collect::<Vec<_>>(), room);
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (at, ((cell, (_, align)), width)) in cells.zip(columns).zip(&widths).enumerate() {
            let cell = terminal::cut(cell, *width);
            let fill = " ".repeat(width.saturating_sub(cell.chars().count()));
            if at > 0 {
                text.push_str(&" ".repeat(GAP));
            }
            match align {
                Align::Left | Align::Cut => text.extend([&*cell, &fill]),
                Align::Right => text.extend([&*fill, &cell]),
            }
        }
        text.trim_end().to_owned()
    };
    let head = line(&mut columns.iter().map(|(title, _)| *title));
    std::iter::once(head).chain(rows.iter().map(|row| line(&mut row.iter().map(String::as_str)))).collect()
}

/// Narrows columns until a table fits into `room`, the widest first, none below the given width. Columns with `None` stay.
fn narrow(widths: &mut [usize], least: &[Option<usize>], room: usize) {
    let mut excess = (widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)).saturating_sub(room);
    while excess > 0 {
        let narrowable = widths.iter_mut().zip(least).filter(|(width, least)| least.is_some_and(|least| **width > least));
        let Some((widest, _)) = narrowable.max_by_key(|(width, _)| **width) else { return };
        *widest -= 1;
        excess -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cut_to_the_width_of_the_terminal() {
        let columns = [("№", Align::Right), ("Title", Align::Cut), ("State", Align::Left)];
        let long = "Nightly run of everything on the stand of the second team";
        let rows = [vec!["1".to_owned(), long.to_owned(), "done".to_owned()], vec!["2".into(), "Smoke".into(), "done".into()]];
        let lines = laid_out(&columns, &rows, Some(40));
        assert_eq!(lines[1], "1  Nightly run of everything on…   done");
        assert!(lines.iter().all(|line| line.chars().count() <= 40), "{lines:?}");
        assert_eq!(lines[2], format!("2  Smoke{}  done", " ".repeat(25)));
        // A pipe gets whole titles, and so does a terminal that is wide enough.
        for room in [None, Some(200)] {
            assert!(laid_out(&columns, &rows, room)[1].contains(long), "{room:?}");
        }
    }

    #[test]
    fn words_and_numbers_are_never_cut() {
        let columns = [("Code", Align::Left), ("Title", Align::Cut)];
        let rows = [vec!["x".repeat(60), "t".repeat(60)]];
        let lines = laid_out(&columns, &rows, Some(20));
        assert_eq!(lines[1], format!("{}  {}…", "x".repeat(60), "t".repeat(NARROWEST - 1)));
    }

    #[test]
    fn the_widest_column_is_cut_first() {
        let mut widths = [30, 50, 5];
        narrow(&mut widths, &[Some(10), Some(10), None], 49);
        assert_eq!(widths, [20, 20, 5]);
        let mut widths = [30, 50, 5];
        narrow(&mut widths, &[Some(10), Some(10), None], 79);
        assert_eq!(widths, [30, 40, 5]);
    }
}
