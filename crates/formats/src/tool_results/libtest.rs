//! The JSON of Rust's test programs (`cargo test -- -Z unstable-options --format json`) and of nextest (`libtest-json` and `libtest-json-plus`): a
//! line for each event, also between other lines of a console.
//!
//! Programs follow each other in one stream; those of `libtest-json-plus` run at the same time. A test that its program left without an end is
//! broken, and a program without an end is an error of the run, because it crashed or was stopped. A `timeout` is a warning while the test goes
//! on. nextest starts ignored tests and may leave out their ends: the total of their program says that they are ignored. It writes only how often a
//! test was executed, so that one that passed then is flaky without its earlier attempts.

use std::slice;

use rustc_hash::FxHashMap;

use super::json::{self, Json, number, some_text, text};
use super::line_reader::{LineReader, push_within};
use super::model::{Attempt, Cut, FileContent, RunError, RunFacts, Stated, ToolFile};
use super::status::{filled, of_word, seconds};
use super::unnamed::Unnamed;
use super::xml_steps::DocumentSummary;
use crate::BrokenReason;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of bytes of the output of one test that are kept.
const MAX_OUTPUT: usize = 64 << 10;
/// Maximum number of open tests and programs that are kept.
const MAX_OPEN: usize = 100_000;
/// Number of open tests that the error of a program names.
const MAX_NAMED: usize = 20;
/// Beginnings of an event.
const BEGINNINGS: [&str; 2] = ["{ \"type\": \"", "{\"type\":\""];

/// Beginnings of lines with which cargo ends a red build.
const REFUSALS: [&str; 3] = ["error: test failed", "error: could not compile", "error: doctest failed"];
/// Longest of these lines that is kept, in characters.
const MAX_VERDICT: usize = 300;

/// True for the head of a file of this format: one of its lines is the begin or the end of a program.
pub(super) fn is_known(head: &str) -> bool {
    let is_suite = |event: Json<'_>| {
        text(&event, "type") == "suite" && (event.get("test_count").is_some() || event.get("filtered_out").is_some())
    };
    head.contains("\"suite\"") && head.lines().filter_map(event).any(is_suite)
}

/// The event of a line; `None` for other output. What a test prints without a line end stands before its event.
fn event(line: &str) -> Option<Json<'_>> {
    let at = BEGINNINGS.iter().filter_map(|begin| line.find(begin)).min()?;
    let value = json::parse("", line.get(at..)?.trim().as_bytes()).ok()?;
    matches!(text(&value, "type").as_str(), "suite" | "test" | "bench").then_some(value)
}

/// A program without its end.
#[derive(Default)]
struct Program {
    /// Number of its ignored tests that were read.
    ignored: usize,
}

/// A test without its end.
struct Open {
    /// Key of its program.
    program: String,
    line: u64,
}

/// Reads the events of a file.
#[derive(Default)]
pub(super) struct Reader {
    /// Programs by the name that nextest gives them; blank for the only one that runs.
    programs: FxHashMap<String, Program>,
    /// Open tests by full name.
    open: FxHashMap<String, Open>,
    /// Numbers of open tests by program: most programs leave none, and a look at all open tests for each would take long.
    open_of: FxHashMap<String, usize>,
    /// The program and its source that cargo named last.
    named: Vec<String>,
    /// What cargo named before the program that began last.
    current: Vec<String>,
    unnamed: Unnamed,
    run: RunFacts,
    stated: (u64, u64),
    tests: usize,
    /// The last line is the beginning of an event.
    is_torn: bool,
}

impl LineReader for Reader {
    fn line(&mut self, line: &str, number: u64, is_ended: bool, take: &mut dyn FnMut(Attempt)) {
        match event(line) {
            Some(event) => self.event(&event, number, take),
            None => {
                self.is_torn = !is_ended && line.starts_with('{');
                self.noise(line, take);
            }
        }
    }

    fn end(mut self: Box<Self>, lines: u64, _take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, BrokenReason> {
        let is_cut = self.is_torn || !self.programs.is_empty();
        if is_cut && self.tests == 0 && self.run.errors.is_empty() {
            return Err(BrokenReason::NoTest);
        }
        let mut left: Vec<(u64, String)> = self.open.drain().map(|(name, open)| (open.line, name)).collect();
        if !left.is_empty() {
            left.sort();
            let names: Vec<String> = left.into_iter().take(MAX_NAMED).map(|(_, name)| name).collect();
            self.run
                .add_error(RunError { message: format!("tests without an end: {}", names.join(", ")), ..RunError::default() });
        }
        self.run.unnamed = self.unnamed.by_place;
        self.run.stated = Stated { tests: Some(self.stated.0), bad: Some(self.stated.1) };
        Ok((self.run, is_cut.then_some(Cut { line: lines, tests: self.tests, is_malformed: false })))
    }
}

impl Reader {
    fn event(&mut self, event: &Json<'_>, line: u64, take: &mut dyn FnMut(Attempt)) {
        match (text(event, "type").as_str(), text(event, "event").as_str()) {
            ("suite", "started") => {
                let key = key_of(event);
                // The one before it crashed, where programs follow each other.
                if self.programs.contains_key(&key) {
                    self.crash(&key, "the test program did not end", take);
                }
                self.current.clone_from(&self.named);
                if self.programs.len() < MAX_OPEN {
                    self.programs.insert(key, Program::default());
                }
            }
            ("suite", "ok" | "failed") => self.end_program(event, take),
            ("suite", _) | ("test", "timeout" | "discovered") => {}
            ("test", "started") => {
                let name = Name::of(&text(event, "name"));
                if self.open.len() < MAX_OPEN {
                    let program = self.program_of(&name);
                    self.close(&name.full());
                    *self.open_of.entry(program.clone()).or_default() += 1;
                    self.open.insert(name.full(), Open { program, line });
                }
            }
            ("bench", _) => self.finish(event, "ok", line, take),
            (_, word) => self.finish(event, word, line, take),
        }
    }

    /// Key of the program of a test.
    fn program_of(&self, name: &Name) -> String {
        let own = name.program();
        if self.programs.contains_key(own) { own.to_owned() } else { String::new() }
    }

    /// Hands over a test that ended with a word.
    fn finish(&mut self, event: &Json<'_>, word: &str, line: u64, take: &mut dyn FnMut(Attempt)) {
        let mut name = Name::of(&text(event, "name"));
        let mut is_retried = false;
        if !self.open.contains_key(&name.full())
            && let Some(once) = name.without_count()
            && self.open.contains_key(&once.full())
        {
            is_retried = true;
            name = once;
        }
        let line = self.close(&name.full()).map_or(line, |open| open.line);
        let mut attempt = self.attempt(&name, line);
        attempt.judge(of_word(word), word);
        attempt.duration_ms = event.get("exec_time").and_then(|_| seconds(&text(event, "exec_time")));
        let reason = some_text(event, "reason");
        if reason.is_some() && attempt.status == ResultStatus::Failed {
            attempt.status = ResultStatus::Broken;
        }
        let mut output = String::new();
        push_within(&mut output, &text(event, "stdout"), MAX_OUTPUT);
        let told = reason.or_else(|| some_text(event, "message"));
        if is_bad(&attempt.status) {
            let (message, trace) = failure(&output, &name.test);
            attempt.message = told.or(message);
            attempt.trace = trace;
        } else if attempt.status == ResultStatus::Skipped {
            attempt.message = told;
            let key = self.program_of(&name);
            if let Some(program) = self.programs.get_mut(&key) {
                program.ignored += 1;
            }
        }
        attempt.is_flaky = is_retried && attempt.status == ResultStatus::Passed;
        attempt.files.extend(filled(output).map(|text| ToolFile {
            name: "output.txt".to_owned(),
            mime: "text/plain".to_owned(),
            content: FileContent::Bytes(text.into_bytes()),
        }));
        self.hand_over(attempt, take);
    }

    /// A test without its outcome.
    fn attempt(&self, name: &Name, line: u64) -> Attempt {
        let suites = if name.before.is_empty() { self.current.clone() } else { vec![name.before.clone()] };
        Attempt { name: name.test.clone(), full_name: name.full(), suites, line: Some(line), ..Attempt::default() }
    }

    fn hand_over(&mut self, mut attempt: Attempt, take: &mut dyn FnMut(Attempt)) {
        self.unnamed.name(slice::from_mut(&mut attempt));
        self.tests += 1;
        take(attempt);
    }

    /// Ends a program by its totals.
    fn end_program(&mut self, event: &Json<'_>, take: &mut dyn FnMut(Attempt)) {
        let key = key_of(event);
        let count = |name: &str| number(event, name).and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let program = self.programs.remove(&key).unwrap_or_default();
        let (failed, ignored) = (count("failed"), count("ignored"));
        let stated = [count("passed"), failed, ignored, count("measured")].into_iter().fold(0, u64::saturating_add);
        self.stated = (self.stated.0.saturating_add(stated), self.stated.1.saturating_add(failed));
        if text(event, "event") == "failed" {
            self.run.verdict = Some("suite: failed".to_owned());
        }
        let left = self.take_open(&key);
        let missing = ignored.saturating_sub(program.ignored as u64);
        let are_ignored = left.len() as u64 <= missing;
        self.leave(left, if are_ignored { None } else { Some("the test did not end") }, take);
    }

    /// Ends a program that did not say so itself.
    fn crash(&mut self, key: &str, message: &str, take: &mut dyn FnMut(Attempt)) {
        self.programs.remove(key);
        let left = self.take_open(key);
        self.leave(left, Some(message), take);
        let source = if key.is_empty() { filled(self.current.join(" ")) } else { Some(key.to_owned()) };
        self.run.add_error(RunError { message: message.to_owned(), trace: None, source });
    }

    /// Takes a test out of the open ones.
    fn close(&mut self, name: &str) -> Option<Open> {
        let open = self.open.remove(name)?;
        if let Some(count) = self.open_of.get_mut(&open.program) {
            *count = count.saturating_sub(1);
        }
        Some(open)
    }

    /// Takes the open tests of a program, in the order of their starts.
    fn take_open(&mut self, key: &str) -> Vec<(u64, String)> {
        if self.open_of.remove(key).unwrap_or_default() == 0 {
            return Vec::new();
        }
        let own = self.open.iter().filter(|(_, open)| open.program == key);
        let mut left: Vec<(u64, String)> = own.map(|(name, open)| (open.line, name.clone())).collect();
        left.sort();
        left.iter().for_each(|(_, name)| drop(self.open.remove(name)));
        left
    }

    /// Hands over tests without an end: broken with a message, ignored without one.
    fn leave(&mut self, left: Vec<(u64, String)>, message: Option<&str>, take: &mut dyn FnMut(Attempt)) {
        for (line, name) in left {
            let mut attempt = self.attempt(&Name::of(&name), line);
            attempt.status = if message.is_some() { ResultStatus::Broken } else { ResultStatus::Skipped };
            attempt.message = message.map(str::to_owned);
            self.hand_over(attempt, take);
        }
    }

    /// Takes a line of cargo: the program that it starts, or one that crashed.
    fn noise(&mut self, line: &str, take: &mut dyn FnMut(Attempt)) {
        let line = line.trim();
        // cargo's own words, also of a program that gives no events or did not compile.
        if REFUSALS.iter().any(|begin| line.starts_with(begin)) {
            self.run.verdict.get_or_insert_with(|| line.chars().take(MAX_VERDICT).collect());
        }
        if line.contains("process didn't exit successfully: ") && self.programs.contains_key("") {
            self.crash("", line, take);
        } else if let Some(started) = line.strip_prefix("Running ").and_then(|rest| rest.strip_suffix(')'))
            && let Some((source, path)) = started.split_once(" (")
        {
            let program = path.rsplit(['/', '\\']).next().unwrap_or(path);
            let program = program.strip_suffix(".exe").unwrap_or(program);
            let program = program.rsplit_once('-').map_or(program, |(name, _)| name);
            self.named = vec![program.to_owned(), source.strip_prefix("unittests ").unwrap_or(source).to_owned()];
        } else if let Some(library) = line.strip_prefix("Doc-tests ") {
            self.named = vec![library.to_owned(), "Doc-tests".to_owned()];
        }
    }
}

/// Key of the program of an event; blank where nextest does not name it.
fn key_of(event: &Json<'_>) -> String {
    let of = event.member("nextest");
    match (some_text(of, "crate"), some_text(of, "test_binary")) {
        (Some(package), Some(program)) => format!("{package}::{program}"),
        _ => String::new(),
    }
}

/// The name of a test, which nextest writes as `package::program@stress-1$test#2`.
struct Name {
    /// What stands before the name of the test; blank without nextest.
    before: String,
    test: String,
}

impl Name {
    fn of(name: &str) -> Self {
        let is_program = |before: &str| before.contains("::") && !before.contains(' ');
        match name.split_once('$').filter(|(before, _)| is_program(before)) {
            Some((before, test)) => Self { before: before.to_owned(), test: test.to_owned() },
            None => Self { before: String::new(), test: name.to_owned() },
        }
    }

    /// Package and program, without the number of an execution under stress.
    fn program(&self) -> &str {
        self.before.split_once("@stress-").map_or(self.before.as_str(), |(program, _)| program)
    }

    fn full(&self) -> String {
        if self.before.is_empty() { self.test.clone() } else { format!("{}${}", self.program(), self.test) }
    }

    /// The name without the number of executions behind it.
    fn without_count(&self) -> Option<Self> {
        let (test, count) = self.test.rsplit_once('#').filter(|_| !self.before.is_empty())?;
        let is_count = count.parse::<u32>().is_ok();
        is_count.then(|| Self { before: self.before.clone(), test: test.to_owned() })
    }
}

/// True for a line behind the message of a panic.
fn is_end(line: &str) -> bool {
    line.starts_with("note: ") || line.starts_with("stack backtrace:") || is_panic(line)
}

fn is_panic(line: &str) -> bool {
    line.starts_with("thread '") && line.contains(" panicked at ")
}

/// Message and trace of a failure by the output of its test.
fn failure(output: &str, test: &str) -> (Option<String>, Option<String>) {
    let lines: Vec<&str> = output.lines().collect();
    let own = format!("thread '{test}'");
    let own = lines.iter().position(|line| is_panic(line) && line.starts_with(&own));
    let Some(at) = own.or_else(|| lines.iter().position(|line| is_panic(line))) else {
        let from = lines.iter().rposition(|line| line.starts_with("Error: ")).unwrap_or_default();
        return (filled(lines[from..].join("\n")), None);
    };
    let message = if lines[at].trim_end().ends_with(':') {
        lines[at + 1..].iter().take_while(|line| !is_end(line)).copied().collect::<Vec<_>>().join("\n")
    } else {
        lines[at].split_once(" panicked at ").map_or_else(String::new, |(_, told)| told.to_owned())
    };
    (filled(message), filled(lines[at..].join("\n")))
}
