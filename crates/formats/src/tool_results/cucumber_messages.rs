//! Cucumber messages (`--format message`): a line of JSON for each event of a run.
//!
//! Scenarios are known by their pickles, and named as in the JSON of Cucumber. An execution is complete with its `testCaseFinished`, and a
//! test with the one that is not repeated (`willBeRetried`). One whose `attempt` is above 0 repeats its scenario. Hooks around the run,
//! files that cannot be parsed and the run itself may fail outside of any test.

use std::cell::Cell;
use std::collections::VecDeque;
use std::hash::{BuildHasher as _, Hash};
use std::io::{BufReader, Read};

use rustc_hash::FxHashMap;
use serde::de::DeserializeSeed as _;

use super::cucumber_steps::{Definitions, Pickle, StepOf};
use super::json::{Json, MAX_VALUES, Within, fault, number, some_text, text};
use super::json_format::Head;
use super::json_stream::PART;
use super::model::{Attempt, Cut, FileContent, Repeat, RunError, RunFacts, ToolFile, ToolResults, ToolStep};
use super::status::{badness, filled, of_word};
use crate::limit::Limit;
use crate::{BrokenReason, FormatError};
use base64::Engine as _;
use voluptas_core::base::Millis;
use voluptas_core::base::surrogates::Repaired;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;
/// Maximum size of what is kept of scenarios, and of the executions that have no end yet, in bytes.
const MAX_KEPT: usize = 256 << 20;
/// Size of a number with the room that it takes in a map, in bytes.
pub(super) const ENTRY: usize = 64;

/// True for the beginning of a file.
pub(super) fn is_known(head: &[u8]) -> bool {
    let head = Head::of(head);
    match head.first_member() {
        b"meta" => head.has("protocolVersion") && head.has("implementation"),
        b"source" | b"gherkinDocument" | b"pickle" | b"parseError" | b"stepDefinition" | b"hook" | b"testRunStarted"
        | b"testCase" | b"parameterType" => {
            let is_message = ["gherkinDocument", "astNodeIds", "testRunStarted", "pickleId"].iter().any(|name| head.has(name));
            (is_message || head.contains("x.cucumber.gherkin"))
                && ["source", "uri", "sourceReference", "timestamp", "testSteps"].iter().any(|name| head.has(name))
        }
        _ => false,
    }
}

/// Reads a file of which the whole is in memory.
///
/// # Errors
/// The file is malformed, or too much of it would have to be kept.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<ToolResults, FormatError> {
    let mut all = ToolResults::default();
    each(file, super::json::without_mark(bytes), &mut |part| {
        all.attempts.extend(part.attempts);
        (all.run, all.cut) = (part.run, part.cut);
    })?;
    Ok(all)
}

/// Reads a file, and hands its attempts over in parts. The last part has the facts about the run, and the end of a file that is cut off
/// or malformed.
///
/// # Errors
/// The file has no complete test before its fault, or too much of it would have to be kept. The parts before were handed over.
pub(super) fn each(file: &str, source: impl Read, take: &mut dyn FnMut(ToolResults)) -> Result<(), FormatError> {
    let lines = Cell::new(1);
    let left = Cell::new(MAX_VALUES);
    let mut source = Counted { source: Repaired::new(source), lines: &lines };
    let mut document = serde_json::Deserializer::from_reader(BufReader::with_capacity(PIECE, &mut source));
    let (mut run, mut fault_line) = (Run::default(), None);
    let is_cut = loop {
        if document.end().is_ok() {
            break !run.is_finished && run.is_started;
        }
        left.set(MAX_VALUES);
        match Within(&left).deserialize(&mut document) {
            Ok(envelope) => run.envelope(&envelope),
            Err(error) if error.is_eof() && run.tests > 0 => break true,
            Err(error) if error.is_syntax() && run.tests > 0 => {
                fault_line = Some(error.line() as u64);
                break true;
            }
            Err(error) => return Err(fault(file, &error, &left)),
        }
        if run.kept > MAX_KEPT {
            return Err(FormatError::TooLarge { file: file.to_owned(), limit: Limit::Bytes(MAX_KEPT as u64) });
        }
        if run.attempts.len() >= PART {
            take(ToolResults { attempts: std::mem::take(&mut run.attempts), ..ToolResults::default() });
        }
    };
    drop(document);
    if let Some(line) = fault_line {
        // A file counts by all its bytes.
        std::io::copy(&mut source, &mut std::io::sink()).map_err(|error| {
            let reason = BrokenReason::Parser(error.to_string());
            FormatError::Broken { file: file.to_owned(), line, reason }
        })?;
    }
    if is_cut && run.tests == 0 {
        return Err(FormatError::Broken { file: file.to_owned(), line: lines.get(), reason: BrokenReason::NoTest });
    }
    if !is_cut {
        run.end_unfinished();
    }
    let line = fault_line.unwrap_or_else(|| lines.get());
    let cut = is_cut.then_some(Cut { line, tests: run.tests, is_malformed: fault_line.is_some() });
    take(ToolResults {
        attempts: run.attempts,
        run: RunFacts { unnamed: run.unnamed, ..run.facts },
        cut,
        ..ToolResults::default()
    });
    Ok(())
}

/// A source whose lines are counted.
struct Counted<'c, R> {
    source: R,
    lines: &'c Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.source.read(buffer)?;
        let read = buffer.get(..length).unwrap_or_default();
        self.lines.set(self.lines.get() + memchr::memchr_iter(b'\n', read).count() as u64);
        Ok(length)
    }
}

/// An execution that has no end yet.
#[derive(Default)]
struct Execution {
    /// Hash of the id of its test case.
    case: u64,
    attempt: i64,
    start_ms: Option<Millis>,
    /// Steps that ended, with the words for their outcomes.
    steps: Vec<(ToolStep, String)>,
    /// Files of steps that have no end yet, by hashes of the ids of the steps.
    of_steps: FxHashMap<u64, Vec<ToolFile>>,
    /// Files of no step.
    files: Vec<ToolFile>,
    /// Size of what is kept of it.
    kept: usize,
}

/// An execution that is repeated: it counts once the last one has ended.
struct Retried {
    attempt: Attempt,
    /// 1 for the first execution of a test, otherwise 0.
    tests: usize,
    /// Size of what is kept of it.
    kept: usize,
}

#[derive(Default)]
struct Run {
    definitions: Definitions,
    open: FxHashMap<u64, Execution>,
    /// Ids of open executions in the order of their starts; those that ended may be among them.
    order: VecDeque<u64>,
    /// Executions that wait for the last one of their test case, by hashes of the ids of the test cases.
    retried: FxHashMap<u64, Vec<Retried>>,
    attempts: Vec<Attempt>,
    facts: RunFacts,
    /// Number of tests that had an execution.
    tests: usize,
    /// Number of tests without a name that only their place tells apart.
    unnamed: usize,
    /// Size of what is kept, in bytes.
    kept: usize,
    is_started: bool,
    /// The run whose tests began has no end yet.
    is_open: bool,
    is_finished: bool,
    hasher: foldhash::fast::FixedState,
}

impl Run {
    fn id(&self, id: impl Hash) -> u64 {
        self.hasher.hash_one(id)
    }

    /// Hash of an id that a message has.
    fn id_of(&self, v: &Json<'_>, name: &str) -> u64 {
        self.id(text(v, name))
    }

    fn envelope(&mut self, envelope: &Json<'_>) {
        let Json::Object(members) = envelope else { return };
        for (name, v) in members.iter().filter(|(_, v)| v.is_object()) {
            match name.as_ref() {
                "meta" => {
                    // Only a run has it, not the messages of a parser. cucumber-js writes no more where a hook after all tests fails.
                    self.begin(false);
                    self.meta(v);
                }
                "testRunStarted" => {
                    self.begin(true);
                    self.facts.start_ms = self.facts.start_ms.or(timestamp(v));
                }
                "testCaseStarted" => self.started(v),
                "testStepFinished" => self.step_finished(v),
                "attachment" | "externalAttachment" => self.attached(v),
                "testCaseFinished" => self.finished(v),
                "testRunHookFinished" => self.hook_finished(v),
                "testRunFinished" => self.run_finished(v),
                "parseError" => {
                    let source = some_text(v.member("source"), "uri");
                    let message = some_text(v, "message").unwrap_or_else(|| "parseError".to_owned());
                    self.facts.add_error(RunError { message, trace: None, source });
                }
                // Definitions, and messages that are not used.
                name => self.kept += self.definitions.take(name, v),
            }
        }
    }

    /// A run begins, also behind another one in the same file. `has_tests` says that its tests follow.
    fn begin(&mut self, has_tests: bool) {
        if std::mem::replace(&mut self.is_open, has_tests) {
            self.end_unfinished();
            let message = "A run has no end: another one follows.".to_owned();
            self.facts.add_error(RunError { message, trace: None, source: None });
        }
        (self.is_started, self.is_finished) = (true, false);
    }

    fn meta(&mut self, v: &Json<'_>) {
        for name in ["implementation", "runtime", "os"] {
            let part = v.member(name);
            let value = format!("{} {}", text(part, "name"), text(part, "version"));
            if let Some(value) = filled(value.trim().to_owned()).filter(|_| self.facts.environment.len() < 10) {
                self.facts.environment.push((name.to_owned(), value));
            }
        }
        self.facts.url = self.facts.url.take().or_else(|| some_text(v.member("ci"), "url"));
    }

    fn started(&mut self, v: &Json<'_>) {
        let id = self.id_of(v, "id");
        let case = self.id_of(v, "testCaseId");
        let attempt = number(v, "attempt").unwrap_or_default();
        self.is_started = true;
        self.kept += ENTRY;
        let execution = Execution { case, attempt, start_ms: timestamp(v), kept: ENTRY, ..Execution::default() };
        if let Some(before) = self.open.insert(id, execution) {
            self.kept = self.kept.saturating_sub(before.kept);
        } else {
            self.order.push_back(id);
        }
    }

    fn step_finished(&mut self, v: &Json<'_>) {
        let (id, step_id) = (self.id_of(v, "testCaseStartedId"), self.id_of(v, "testStepId"));
        let Some(execution) = self.open.get_mut(&id) else { return };
        let result = v.get("testStepResult").unwrap_or(v.member("testResult"));
        let word = text(result, "status");
        let status = of_word(&word).unwrap_or(ResultStatus::Failed);
        let exception = result.member("exception");
        let message = some_text(result, "message")
            .or_else(|| some_text(exception, "stackTrace"))
            .or_else(|| some_text(exception, "message"))
            // Such a step has no message of its own.
            .or_else(|| Some(word.to_ascii_lowercase()).filter(|word| matches!(word.as_str(), "undefined" | "ambiguous")));
        let of = self.definitions.step(execution.case, step_id);
        let files = execution.of_steps.remove(&step_id).unwrap_or_default();
        let is_hook = !matches!(of, StepOf::Pickle(_));
        if is_hook && status == ResultStatus::Passed && files.is_empty() {
            return;
        }
        let (action, data) = match of {
            StepOf::Pickle(step) => (step.action.clone(), step.data.clone()),
            StepOf::Hook(name) => (name.to_owned(), None),
            StepOf::Unknown => ("Hook".to_owned(), None),
        };
        let size = ENTRY + action.len() + data.as_ref().map_or(0, String::len) + message.as_ref().map_or(0, String::len);
        execution.kept += size;
        self.kept += size;
        let duration_ms = moment(result.member("duration"));
        let step = ResultStep { action, data, status, comment: message, duration_ms, ..ResultStep::default() };
        execution.steps.push((ToolStep { step, files, steps: Vec::new() }, word));
    }

    fn attached(&mut self, v: &Json<'_>) {
        let id = self.id_of(v, "testCaseStartedId");
        let step = some_text(v, "testStepId").map(|step| self.id(step));
        let Some(execution) = self.open.get_mut(&id) else { return };
        let files = match step {
            Some(step) => execution.of_steps.entry(step).or_default(),
            None => &mut execution.files,
        };
        let file = file(v, files.len());
        let size = ENTRY
            + match &file.content {
                FileContent::Bytes(bytes) => bytes.len(),
                FileContent::Path(path) => path.len(),
            };
        files.push(file);
        execution.kept += size;
        self.kept += size;
    }

    fn finished(&mut self, v: &Json<'_>) {
        let id = self.id_of(v, "testCaseStartedId");
        let Some(execution) = self.open.remove(&id) else { return };
        // Executions that run one after another leave nothing behind.
        while self.order.front().is_some_and(|first| !self.open.contains_key(first)) {
            self.order.pop_front();
        }
        let (case, kept, tests) = (execution.case, execution.kept, self.tests);
        self.end(execution, timestamp(v), true);
        let is_retried = v.get("willBeRetried").and_then(Json::as_bool) == Some(true);
        let Some(attempt) = self.attempts.pop_if(|_| is_retried) else {
            self.take_retried(case);
            return;
        };
        self.kept += kept;
        let retried = Retried { attempt, tests: self.tests.saturating_sub(tests), kept };
        self.retried.entry(case).or_default().push(retried);
        self.tests = tests;
    }

    /// Ends the executions that have no end although their run has one.
    fn end_unfinished(&mut self) {
        for id in std::mem::take(&mut self.order) {
            if let Some(execution) = self.open.remove(&id) {
                let case = execution.case;
                self.end(execution, None, false);
                self.take_retried(case);
            }
        }
        // Repetitions that never began.
        let mut left: Vec<_> = std::mem::take(&mut self.retried).into_iter().collect();
        left.sort_unstable_by_key(|(case, _)| *case);
        left.into_iter().for_each(|(_, before)| self.release(before));
    }

    /// Puts the executions of a test case that were repeated before the last one.
    fn take_retried(&mut self, case: u64) {
        let Some(before) = self.retried.remove(&case) else { return };
        let last = self.attempts.pop();
        self.release(before);
        self.attempts.extend(last);
    }

    fn release(&mut self, before: Vec<Retried>) {
        for Retried { attempt, tests, kept } in before {
            self.kept = self.kept.saturating_sub(kept);
            self.tests += tests;
            self.attempts.push(attempt);
        }
    }

    fn end(&mut self, execution: Execution, end_ms: Option<Millis>, is_complete: bool) {
        self.kept = self.kept.saturating_sub(execution.kept);
        let is_first = execution.attempt <= 0;
        self.tests += usize::from(is_first);
        let mut attempt = match self.definitions.pickle(execution.case) {
            Some(pickle) => {
                self.unnamed += usize::from(is_first && pickle.is_by_place);
                of_pickle(pickle)
            }
            None => {
                self.unnamed += 1;
                let name = format!("#{}", self.unnamed);
                Attempt { full_name: name.clone(), name, ..Attempt::default() }
            }
        };
        // The worst step, among bad ones the first.
        let worst = execution.steps.iter().rev().max_by_key(|(step, _)| badness(&step.step.status));
        match worst {
            Some((step, word)) => {
                let of = &step.step;
                attempt.judge(of_word(word), word);
                let message = of.comment.as_ref().filter(|_| badness(&of.status) > 0);
                attempt.message = message.and_then(|message| message.lines().find_map(filled));
                attempt.trace = message.cloned();
            }
            None => attempt.status = ResultStatus::Passed,
        }
        if !is_complete && matches!(attempt.status, ResultStatus::Passed | ResultStatus::Skipped) {
            attempt.status = ResultStatus::Broken;
            attempt.message = Some("testCaseFinished is missing".to_owned());
        }
        attempt.repeat = if is_first { Repeat::None } else { Repeat::Marked };
        (attempt.start_ms, attempt.end_ms) = (execution.start_ms, end_ms);
        // Those of steps without an end, too.
        let mut of_steps: Vec<_> = execution.of_steps.into_iter().collect();
        of_steps.sort_unstable_by_key(|(step, _)| *step);
        attempt.files = execution.files.into_iter().chain(of_steps.into_iter().flat_map(|(_, files)| files)).collect();
        attempt.steps = execution.steps.into_iter().map(|(step, _)| step).collect();
        if end_ms.is_none() {
            attempt.duration_ms = attempt.steps.iter().try_fold(0_i64, |sum, s| sum.checked_add(s.step.duration_ms.unwrap_or(0)));
        }
        attempt.complete_times();
        self.attempts.push(attempt);
    }

    fn hook_finished(&mut self, v: &Json<'_>) {
        let result = v.member("result");
        let status = of_word(&text(result, "status")).unwrap_or(ResultStatus::Failed);
        if !matches!(status, ResultStatus::Failed | ResultStatus::Broken) {
            return;
        }
        let exception = result.member("exception");
        let trace = some_text(result, "message").or_else(|| some_text(exception, "message"));
        let message = trace.as_deref().and_then(|m| m.lines().find_map(filled)).unwrap_or_else(|| text(result, "status"));
        let source = self.definitions.run_hook(&text(v, "testRunHookStartedId"));
        self.facts.add_error(RunError { message, trace, source });
    }

    fn run_finished(&mut self, v: &Json<'_>) {
        (self.is_finished, self.is_open) = (true, false);
        self.facts.end_ms = timestamp(v).or(self.facts.end_ms);
        if v.get("success").and_then(Json::as_bool) == Some(false) {
            self.facts.verdict = Some("success: false".to_owned());
        }
        let exception = v.member("exception");
        if let Some(whole) = some_text(v, "message").or_else(|| some_text(exception, "message")) {
            let message = whole.lines().find_map(filled).unwrap_or_default();
            let trace = some_text(exception, "stackTrace").or(Some(whole));
            self.facts.add_error(RunError { message, trace, source: None });
        }
    }
}

fn of_pickle(pickle: &Pickle) -> Attempt {
    Attempt {
        name: pickle.name.clone(),
        full_name: pickle.full_name.clone(),
        suites: pickle.feature.iter().cloned().collect(),
        description: pickle.description.clone(),
        labels: pickle.labels.clone(),
        line: pickle.line,
        ..Attempt::default()
    }
}

/// Milliseconds of the `timestamp` of a message.
fn timestamp(v: &Json<'_>) -> Option<Millis> {
    moment(v.member("timestamp"))
}

/// Milliseconds of a time or duration in seconds and nanoseconds.
fn moment(v: &Json<'_>) -> Option<i64> {
    let seconds = number(v, "seconds")?;
    seconds.checked_mul(1000)?.checked_add(number(v, "nanos").unwrap_or_default() / 1_000_000)
}

fn file(v: &Json<'_>, place: usize) -> ToolFile {
    let media = text(v, "mediaType");
    let mime = match media.split([';', '+']).next().unwrap_or_default() {
        "text/x.cucumber.log" => "text/plain".to_owned(),
        plain => plain.to_owned(),
    };
    let body = text(v, "body");
    let content = match some_text(v, "url").filter(|_| body.is_empty()) {
        Some(url) => FileContent::Path(url),
        None if text(v, "contentEncoding").eq_ignore_ascii_case("base64") => FileContent::Bytes(
            base64::engine::general_purpose::STANDARD.decode(body.trim()).unwrap_or_else(|_| body.into_bytes()),
        ),
        None => FileContent::Bytes(body.into_bytes()),
    };
    let extension = mime_guess::get_mime_extensions_str(&mime).and_then(|all| all.first()).unwrap_or(&"bin");
    let name = some_text(v, "fileName").unwrap_or_else(|| format!("attachment-{}.{extension}", place + 1));
    ToolFile { name, mime, content }
}
