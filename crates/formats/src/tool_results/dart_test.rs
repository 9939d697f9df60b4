//! `dart test --reporter json` and `flutter test --machine`: a line of JSON for each event, also between other lines of a console.
//!
//! A test is complete with its `testDone`. Those that load a file, or set up and tear down a group, are hidden where they passed; a file that does
//! not load is a broken test of its path, as in Jest. An error behind the end of its test is an error of the run, because a test is handed over
//! with its end. The events have no date: times are counted from the start of the run.

use std::slice;

use rustc_hash::FxHashMap;

use super::jest::project_path;
use super::json::{self, Json, list, number, some_text, text};
use super::line_reader::{LineReader, push_within};
use super::model::{Attempt, Cut, FileContent, RunError, RunFacts, ToolFile};
use super::status::{filled, of_word};
use super::unnamed::Unnamed;
use super::xml_steps::DocumentSummary;
use crate::BrokenReason;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of bytes of the output of one test that are kept, and of its errors.
const MAX_TEXT: usize = 64 << 10;
/// Maximum number of suites, groups and open tests that are kept.
const MAX_KEPT: usize = 100_000;
/// Beginning of the name of a test that loads a file.
const LOADING: &str = "loading ";
/// Words of Flutter before the reason of a failure, which its error does not have.
const THROWN: &str = " was thrown running a test:\n";

/// True for the head of a file of this format: one of its lines is the event of the start.
pub(super) fn is_known(head: &str) -> bool {
    let is_start = |event: Json<'_>| text(&event, "type") == "start" && event.get("runnerVersion").is_some();
    head.contains("\"runnerVersion\"") && head.lines().filter_map(event).any(is_start)
}

/// The event of a line; `None` for other output.
fn event(line: &str) -> Option<Json<'_>> {
    let line = line.trim();
    if !line.starts_with('{') || !line.contains("\"type\"") {
        return None;
    }
    let value = json::parse("", line.as_bytes()).ok()?;
    value.member("type").as_str().is_some().then_some(value)
}

/// A file of tests on a platform.
#[derive(Clone, Default)]
struct Suite {
    path: String,
    platform: String,
}

/// A test without its end.
#[derive(Default)]
struct Open {
    /// Name with those of its groups.
    name: String,
    /// Names of its groups from the outermost, each with those around it.
    groups: Vec<String>,
    suite: Suite,
    line: u64,
    started: i64,
    output: String,
    /// Why it was skipped.
    skip: Option<String>,
    /// The first error.
    message: Option<String>,
    trace: String,
    is_retried: bool,
}

impl Open {
    /// True for the test that loads a file.
    fn is_loading(&self) -> bool {
        self.groups.is_empty() && self.name.starts_with(LOADING)
    }
}

/// Reads the events of a file.
#[derive(Default)]
pub(super) struct Reader {
    suites: FxHashMap<i64, Suite>,
    groups: FxHashMap<i64, String>,
    open: FxHashMap<i64, Open>,
    unnamed: Unnamed,
    run: RunFacts,
    tests: usize,
    has_started: bool,
    is_done: bool,
    /// The last line is the beginning of an event.
    is_torn: bool,
}

impl LineReader for Reader {
    fn line(&mut self, line: &str, number: u64, is_ended: bool, take: &mut dyn FnMut(Attempt)) {
        match event(line) {
            Some(event) => self.event(&event, number, take),
            None => self.is_torn = !is_ended && line.starts_with('{'),
        }
    }

    fn end(self: Box<Self>, lines: u64, _take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, BrokenReason> {
        let Self { mut run, unnamed, tests, is_done, is_torn, .. } = *self;
        let is_cut = is_torn || !is_done;
        if is_cut && tests == 0 && run.errors.is_empty() {
            return Err(BrokenReason::NoTest);
        }
        run.unnamed = unnamed.by_place;
        Ok((run, is_cut.then_some(Cut { line: lines, tests, is_malformed: false })))
    }
}

impl Reader {
    fn event(&mut self, event: &Json<'_>, line: u64, take: &mut dyn FnMut(Attempt)) {
        let at = number(event, "time").unwrap_or_default();
        match text(event, "type").as_str() {
            // Another run may follow in the file, whose ids begin again.
            "start" => {
                if self.has_started && !self.is_done {
                    self.leave(0, take);
                    let message = "A run has no end: another one follows.".to_owned();
                    self.run.add_error(RunError { message, ..RunError::default() });
                }
                self.suites.clear();
                self.groups.clear();
                (self.has_started, self.is_done) = (true, false);
            }
            "suite" => {
                let suite = event.member("suite");
                let of = Suite { path: text(suite, "path"), platform: text(suite, "platform") };
                if let Some(id) = number(suite, "id").filter(|_| self.suites.len() < MAX_KEPT) {
                    self.suites.insert(id, of);
                }
            }
            "group" => {
                let group = event.member("group");
                if let Some(id) = number(group, "id").filter(|_| self.groups.len() < MAX_KEPT) {
                    self.groups.insert(id, text(group, "name"));
                }
            }
            "testStart" => self.start(event.member("test"), at, line),
            "print" => self.print(event),
            "error" => self.error(event),
            "testDone" => {
                let Some(open) = number(event, "testID").and_then(|id| self.open.remove(&id)) else { return };
                let is = |name: &str| event.get(name).and_then(Json::as_bool).unwrap_or(false);
                let result = text(event, "result");
                if !is("hidden") || of_word(&result) != Some(ResultStatus::Passed) {
                    let word = if is("skipped") { "skipped".to_owned() } else { result };
                    self.finish(open, &word, at, take);
                }
            }
            "done" => self.done(event, at, take),
            _ => {}
        }
    }

    fn start(&mut self, test: &Json<'_>, started: i64, line: u64) {
        let Some(id) = number(test, "id").filter(|_| self.open.len() < MAX_KEPT) else { return };
        let groups = list(test, "groupIDs").filter_map(|id| match id {
            Json::Number(id) => self.groups.get(&id.as_i64()?).cloned(),
            _ => None,
        });
        let suite = number(test, "suiteID").and_then(|id| self.suites.get(&id)).cloned().unwrap_or_default();
        let open = Open { name: text(test, "name"), groups: groups.collect(), suite, line, started, ..Open::default() };
        self.open.insert(id, open);
    }

    fn print(&mut self, event: &Json<'_>) {
        let Some(open) = number(event, "testID").and_then(|id| self.open.get_mut(&id)) else { return };
        let message = text(event, "message");
        if text(event, "messageType") == "skip" {
            open.skip = filled(message.strip_prefix("Skip: ").unwrap_or(&message));
            return;
        }
        open.is_retried |= message.strip_prefix("Retry: ") == Some(open.name.as_str());
        push_within(&mut open.output, &message, MAX_TEXT);
        push_within(&mut open.output, "\n", MAX_TEXT);
    }

    fn error(&mut self, event: &Json<'_>) {
        let (message, stack) = (some_text(event, "error"), text(event, "stackTrace"));
        match number(event, "testID").and_then(|id| self.open.get_mut(&id)) {
            Some(open) => {
                let told = format!("{}\n{stack}\n", message.as_deref().unwrap_or_default());
                push_within(&mut open.trace, &told, MAX_TEXT);
                open.message = open.message.take().or(message);
            }
            None => {
                let message = message.unwrap_or_else(|| "error".to_owned());
                self.run.add_error(RunError { message, trace: filled(stack), source: None });
            }
        }
    }

    /// Ends the run. Tests without an end are left where it was stopped.
    fn done(&mut self, event: &Json<'_>, at: i64, take: &mut dyn FnMut(Attempt)) {
        self.is_done = true;
        self.leave(at, take);
        match event.get("success").and_then(Json::as_bool) {
            Some(true) => {}
            Some(false) => self.run.verdict = Some("success: false".to_owned()),
            None => self.run.add_error(RunError { message: "success: null".to_owned(), ..RunError::default() }),
        }
    }

    /// Hands over the tests without an end.
    fn leave(&mut self, at: i64, take: &mut dyn FnMut(Attempt)) {
        let mut left: Vec<Open> = std::mem::take(&mut self.open).into_values().collect();
        left.sort_by_key(|open| open.line);
        for open in left.into_iter().filter(|open| !open.is_loading() || open.message.is_some()) {
            self.finish(open, "interrupted", at, take);
        }
    }

    /// Hands over a test that ended with a word.
    fn finish(&mut self, open: Open, word: &str, at: i64, take: &mut dyn FnMut(Attempt)) {
        let is_loading = open.is_loading();
        let Open { name: whole, groups, suite, line, started, output, skip, message, trace, is_retried } = open;
        let path = project_path(&suite.path);
        let mut suites: Vec<String> = filled(path.as_str()).into_iter().collect();
        let (mut name, mut full_name) = (path.clone(), path.clone());
        if is_loading && !path.is_empty() {
            suites.clear();
        } else {
            let mut before = "";
            for group in &groups {
                let own = group.strip_prefix(before).unwrap_or(group).trim();
                suites.extend(filled(own));
                before = group;
            }
            whole.strip_prefix(before).unwrap_or(&whole).trim().clone_into(&mut name);
            full_name = if path.is_empty() { whole.clone() } else { format!("{path} › {}", whole.trim()) };
        }
        let labels = [("file", suite.path), ("platform", suite.platform)];
        let mut attempt = Attempt {
            name,
            full_name,
            suites,
            labels: labels
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            duration_ms: Some(at.saturating_sub(started).max(0)),
            line: Some(line),
            ..Attempt::default()
        };
        attempt.judge(of_word(word), word);
        if is_bad(&attempt.status) {
            attempt.message = thrown(&output).or(message);
            attempt.trace = filled(trace);
        } else {
            attempt.message = skip.filter(|_| attempt.status == ResultStatus::Skipped);
        }
        attempt.is_flaky = is_retried && attempt.status == ResultStatus::Passed;
        attempt.files.extend(filled(output).map(|text| ToolFile {
            name: "output.txt".to_owned(),
            mime: "text/plain".to_owned(),
            content: FileContent::Bytes(text.into_bytes()),
        }));
        self.unnamed.name(slice::from_mut(&mut attempt));
        self.tests += 1;
        take(attempt);
    }
}

/// What Flutter printed as the reason of a failure.
fn thrown(output: &str) -> Option<String> {
    let (_, reason) = output.split_once(THROWN)?;
    let lines = reason.lines().take_while(|line| !line.trim().is_empty() && !line.starts_with("When the exception was thrown"));
    filled(lines.collect::<Vec<_>>().join("\n"))
}
