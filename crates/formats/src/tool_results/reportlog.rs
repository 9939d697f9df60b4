//! pytest-reportlog (`pytest --report-log FILE`): a line of JSON for each report of pytest.
//!
//! The stages of a test have a report each; those of several workers stand between one another. A test is complete with its teardown, or with a
//! report of the outcome `rerun` or `retried`, behind which pytest-rerunfailures or pytest-retry executes it again. Of the tests that a cut-off
//! file leaves without their end, those that failed count. What failed while tests were collected is an error of the run, and so is an exit
//! code that no test explains.

use std::slice;

use rustc_hash::{FxHashMap, FxHashSet};

use super::json::{self, Json, list, number, some_text, text};
use super::line_reader::{LineReader, push_within};
use super::model::{Attempt, Cut, Repeat, RunError, RunFacts};
use super::pytest_json::{RERUN, add_exit_code, file, micros, names_of, reason};
use super::status::{badness, cleaned, filled, of_word, seconds};
use super::unnamed::Unnamed;
use super::xml_steps::DocumentSummary;
use crate::BrokenReason;
use voluptas_core::base::Millis;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of bytes of the output of one test that are kept, for each kind of it.
const MAX_TEXT: usize = 64 << 10;
/// Member that names the kind of a report.
const KIND: &str = "$report_type";
/// Kinds of reports that tell the format.
const KINDS: [&str; 4] = ["SessionStart", "CollectReport", "TestReport", "SessionFinish"];
/// Outcome of a test that pytest left before its end.
const INTERRUPTED: &str = "interrupted";
/// Outcome of a call that pytest-retry repeats. The last one has a report of its own, and the teardown follows that.
const RETRIED: &str = "retried";

/// True for the head of a file of this format: one of its lines is a report.
pub(super) fn is_known(head: &str) -> bool {
    let is_report = |report: Json<'_>| KINDS.contains(&text(&report, KIND).as_str());
    head.contains(KIND) && head.lines().filter_map(report).any(is_report)
}

/// The report of a line; `None` for other output.
fn report(line: &str) -> Option<Json<'_>> {
    if !is_like_report(line) {
        return None;
    }
    json::parse("", line.trim().as_bytes()).ok().filter(|value| value.member(KIND).as_str().is_some())
}

/// True for a line that may be a report. pytest writes the kind last, and the id of a test first: a line beyond the limit has only that.
fn is_like_report(line: &str) -> bool {
    line.trim_start().starts_with('{') && (line.contains(KIND) || node_of(line).is_some())
}

/// The id of the test of a report that cannot be read as a whole.
fn node_of(line: &str) -> Option<String> {
    let (before, value) = line.split_once("\"nodeid\"")?;
    let value = value.trim_start().strip_prefix(':')?.trim_start();
    let text = value.strip_prefix('"').filter(|_| before.trim() == "{")?;
    let mut is_escaped = false;
    let end = text.find(|c: char| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    })?;
    let quoted = value.get(..end + 2)?;
    json::parse("", format!("[{quoted}]").as_bytes()).ok()?.elements().first()?.as_str().map(str::to_owned)
}

/// Node id of a test, and its worker: each worker may execute all tests.
type Key = (String, String);

/// A test without its end.
#[derive(Default)]
struct Open {
    line: u64,
    /// The worst outcome of its stages so far; `None` for one of which none has ended.
    status: Option<ResultStatus>,
    unknown: Option<String>,
    was_called: bool,
    message: Option<String>,
    trace: Option<String>,
    start_ms: Option<Millis>,
    end_ms: Option<Millis>,
    micros: Option<i64>,
    /// Titles and texts of what the test wrote. A report has those of the stages before, too.
    sections: Vec<(String, String)>,
    labels: Vec<(String, String)>,
}

impl Open {
    /// Takes the report of a stage, or of a part of the call.
    fn add(&mut self, report: &Json<'_>, stage: &str, word: &str) {
        let known = match (of_word(word), stage) {
            _ if is_repeated(word) => Some(ResultStatus::Failed),
            (Some(ResultStatus::Failed), "setup" | "teardown") => Some(ResultStatus::Broken),
            (known, _) => known,
        };
        if known.is_none() {
            self.unknown = Some(word.to_owned());
        }
        self.was_called |= stage == "call";
        let status = known.unwrap_or(ResultStatus::Failed);
        if self.status.as_ref().is_none_or(|own| badness(&status) > badness(own)) {
            let (message, trace) = explained(report.member("longrepr"));
            let is_skip = status == ResultStatus::Skipped;
            self.message = some_text(report, "wasxfail").filter(|_| is_skip).or(message);
            self.trace = trace.filter(|_| !is_skip);
            self.status = Some(status);
        }
        let moment = |name: &str| seconds(&text(report, name));
        self.start_ms = self.start_ms.or_else(|| moment("start"));
        self.end_ms = self.end_ms.max(moment("stop"));
        if let Some(took) = micros(report) {
            self.micros = Some(self.micros.unwrap_or_default().saturating_add(took));
        }
        let pairs = |name: &str| -> Vec<(String, String)> {
            let pair = |pair: &Json<'_>| match pair.elements() {
                [name, value] => plain(name).zip(plain(value)),
                _ => None,
            };
            list(report, name).filter_map(pair).collect()
        };
        let (sections, labels) = (pairs("sections"), pairs("user_properties"));
        if !sections.is_empty() {
            self.sections = sections;
        }
        if !labels.is_empty() {
            self.labels = labels;
        }
    }

    /// What the test wrote: name of a file and text.
    fn outputs(&self) -> Vec<(&'static str, String)> {
        let mut outputs: Vec<(&'static str, String)> = Vec::new();
        for (title, content) in &self.sections {
            let name = match title.as_str() {
                title if title.contains("stdout") => "stdout.txt",
                title if title.contains("stderr") => "stderr.txt",
                title if title.contains("log") => "log.txt",
                _ => "output.txt",
            };
            match outputs.iter_mut().find(|(known, _)| *known == name) {
                Some((_, text)) => push_within(text, content, MAX_TEXT),
                None => {
                    let mut text = String::new();
                    push_within(&mut text, content, MAX_TEXT);
                    outputs.push((name, text));
                }
            }
        }
        outputs
    }
}

/// True for the outcome of a test that is executed again.
fn is_repeated(word: &str) -> bool {
    matches!(word, RERUN | RETRIED)
}

/// The text of a value that has one.
fn plain(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Text(text) => Some(cleaned(text)),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(is) => Some(is.to_string()),
        _ => None,
    }
}

/// Message and trace of a failure, or the reason of a skip: a text, a place with a reason, or a traceback in parts.
fn explained(failure: &Json<'_>) -> (Option<String>, Option<String>) {
    match failure {
        Json::Text(whole) => {
            let trace = filled(cleaned(whole));
            (trace.as_deref().and_then(reason), trace)
        }
        Json::List(parts) => {
            let told = parts.last().and_then(Json::as_str).map(cleaned);
            (told.and_then(|told| filled(told.strip_prefix("Skipped: ").unwrap_or(&told).to_owned())), None)
        }
        Json::Object(_) => {
            let mut lines: Vec<String> = Vec::new();
            for entry in list(failure.member("reprtraceback"), "reprentries") {
                let data = entry.member("data");
                lines.extend(list(data, "lines").filter_map(Json::as_str).map(cleaned));
                let place = data.member("reprfileloc");
                if let Some(path) = some_text(place, "path") {
                    lines.push(format!("{path}:{}: {}", text(place, "lineno"), text(place, "message")));
                }
            }
            let trace = filled(lines.join("\n"));
            (some_text(failure.member("reprcrash"), "message").or_else(|| trace.as_deref().and_then(reason)), trace)
        }
        _ => (None, None),
    }
}

/// Reads the reports of a file.
#[derive(Default)]
pub(super) struct Reader {
    open: FxHashMap<Key, Open>,
    /// Tests whose last execution is repeated.
    repeated: FxHashSet<Key>,
    /// Lines of reports that could not be read, by the ids of their tests.
    lost: FxHashMap<String, u64>,
    /// Line of the last one that names no test: it may be of any that had begun.
    lost_of_any: u64,
    unnamed: Unnamed,
    run: RunFacts,
    tests: usize,
    has_session: bool,
    is_done: bool,
}

impl LineReader for Reader {
    fn line(&mut self, line: &str, number: u64, is_ended: bool, take: &mut dyn FnMut(Attempt)) {
        match report(line) {
            Some(report) => self.report(&report, number, take),
            None if is_ended && is_like_report(line) => {
                self.lose(node_of(line), number);
                let message = "A report of pytest cannot be read.".to_owned();
                self.run.add_error(RunError { message, trace: None, source: Some(format!("line {number}")) });
            }
            None => {}
        }
    }

    fn end(mut self: Box<Self>, lines: u64, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, BrokenReason> {
        // The others may have been about to fail.
        self.open.retain(|_, open| open.status.as_ref().is_some_and(is_bad));
        self.leave(take);
        let Self { mut run, unnamed, tests, is_done, .. } = *self;
        if !is_done && tests == 0 && run.errors.is_empty() {
            return Err(BrokenReason::NoTest);
        }
        run.unnamed = unnamed.by_place;
        Ok((run, (!is_done).then_some(Cut { line: lines, tests, is_malformed: false })))
    }
}

impl Reader {
    fn report(&mut self, report: &Json<'_>, line: u64, take: &mut dyn FnMut(Attempt)) {
        match text(report, KIND).as_str() {
            "SessionStart" => self.start(take),
            "CollectReport" => self.collected(report),
            "SessionFinish" => {
                self.leave(take);
                self.is_done = true;
                add_exit_code(number(report, "exitstatus").unwrap_or_default(), &mut self.run);
            }
            "TestReport" => self.stage(report, line, false, take),
            // The test itself may have passed.
            kind if kind.eq_ignore_ascii_case("SubtestReport") => self.stage(report, line, true, take),
            _ => {}
        }
    }

    /// Notes a report that cannot be read.
    fn lose(&mut self, node: Option<String>, line: u64) {
        match node {
            Some(node) => _ = self.lost.entry(node).or_insert(line),
            None => self.lost_of_any = line,
        }
    }

    /// Another session may follow in the file.
    fn start(&mut self, take: &mut dyn FnMut(Attempt)) {
        if self.has_session && !self.is_done {
            let message = "A session of pytest was left before its end.".to_owned();
            self.run.add_error(RunError { message, trace: None, source: Some("pytest".to_owned()) });
        }
        self.leave(take);
        self.repeated.clear();
        self.lost.clear();
        self.lost_of_any = 0;
        (self.has_session, self.is_done) = (true, false);
    }

    fn collected(&mut self, report: &Json<'_>) {
        if !matches!(of_word(&text(report, "outcome")), Some(ResultStatus::Failed | ResultStatus::Broken)) {
            return;
        }
        let (message, trace) = explained(report.member("longrepr"));
        let message = message.unwrap_or_else(|| "the collection failed".to_owned());
        self.run.add_error(RunError { message, trace, source: some_text(report, "nodeid") });
    }

    fn stage(&mut self, report: &Json<'_>, line: u64, is_part: bool, take: &mut dyn FnMut(Attempt)) {
        let key = (text(report, "nodeid"), text(report, "worker_id"));
        let (stage, word) = (text(report, "when"), text(report, "outcome"));
        let is_left = stage == "teardown" && self.repeated.contains(&key) && !self.open.contains_key(&key);
        if is_left && of_word(&word) == Some(ResultStatus::Passed) {
            // It was not executed again: its last execution counts.
            return;
        }
        let open = self.open.entry(key.clone()).or_insert_with(|| Open { line, ..Open::default() });
        open.add(report, &stage, &word);
        if !is_part && (stage == "teardown" || is_repeated(&word)) {
            self.finish(&key, take);
            if is_repeated(&word) {
                self.repeated.insert(key);
            }
        }
    }

    /// Ends the tests that have no end, as pytest was stopped within them.
    fn leave(&mut self, take: &mut dyn FnMut(Attempt)) {
        let mut left: Vec<(u64, Key)> = self.open.iter().map(|(key, open)| (open.line, key.clone())).collect();
        left.sort_unstable();
        for (_, key) in left {
            if let Some(open) = self.open.get_mut(&key).filter(|open| !open.was_called) {
                open.add(&Json::Null, "", INTERRUPTED);
            }
            self.finish(&key, take);
        }
    }

    /// Hands over an execution of a test.
    fn finish(&mut self, key: &Key, take: &mut dyn FnMut(Attempt)) {
        let Some(mut open) = self.open.remove(key) else { return };
        let of_any = Some(self.lost_of_any).filter(|lost| *lost > open.line);
        if let Some(line) =
            self.lost.get(&key.0).copied().or(of_any).filter(|_| !open.was_called && !open.status.as_ref().is_some_and(is_bad))
        {
            // The report that is not there may be the one of a failure.
            open.status = Some(ResultStatus::Broken);
            open.message = Some(format!("A report of the test cannot be read (line {line})."));
        }
        let (node, worker) = key;
        let (suites, name) = names_of(node);
        let files = open.outputs().into_iter().filter_map(|(name, text)| Some(file(name, filled(text)?))).collect();
        // `--setup-only` calls no test.
        let status = match open.status.unwrap_or(ResultStatus::Skipped) {
            ResultStatus::Passed if !open.was_called => ResultStatus::Skipped,
            status => status,
        };
        let mut attempt = Attempt {
            name,
            full_name: node.clone(),
            suites,
            status,
            unknown_status: open.unknown,
            repeat: if self.repeated.remove(key) { Repeat::Marked } else { Repeat::None },
            start_ms: open.start_ms,
            end_ms: open.end_ms,
            duration_ms: open.micros.map(|micros| micros / 1_000),
            message: open.message,
            trace: open.trace,
            thread: filled(worker.as_str()),
            labels: open.labels,
            files,
            line: Some(open.line),
            ..Attempt::default()
        };
        attempt.complete_times();
        let times = (attempt.start_ms, attempt.end_ms);
        self.run.start_ms = [self.run.start_ms, times.0].into_iter().flatten().min();
        self.run.end_ms = self.run.end_ms.max(times.1);
        self.unnamed.name(slice::from_mut(&mut attempt));
        self.tests += 1;
        take(attempt);
    }
}
