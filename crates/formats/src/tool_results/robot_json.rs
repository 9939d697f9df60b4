//! The JSON output of Robot Framework 7.2 and later. It holds what `output.xml` holds.
//!
//! The name of a suite may stand behind its tests, so that the tests wait for the end of the outermost suite.

use std::slice;

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, RunError, RunFacts, Stated, ToolFormat, ToolStep};
use super::robot::{self, Executions, MAX_DEPTH, UNTOLD};
use super::status::{cleaned, filled, of_word, seconds};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Robot,
    is_head: |head| {
        head.first_member() == b"generator"
            && head.has("suite")
            && ["\"Robot ", "\"Rebot "].iter().any(|generator| head.contains(generator))
    },
    is_of: |value| value.member("suite").is_object(),
    path: &["suite", "suites"],
    lists: &["suites", "tests"],
    tests: Tests::In("tests"),
    needed: &["name"],
    reader: || Box::new(Reader::default()),
};

#[derive(Default)]
struct Reader {
    waiting: Vec<Waiting>,
    executions: Executions,
    has_failed_teardown: bool,
    /// A test in one of the suites below the outermost one has failed, or an error says why one of these suites did.
    is_told: bool,
}

/// A test of a document whose outermost suite has not ended.
struct Waiting {
    /// The test with the suites below the outermost one.
    attempt: Attempt,
    /// Paths of the first and the last of these suites that have one.
    sources: [String; 2],
}

/// Names and paths of the open suites below the outermost one.
#[derive(Default)]
struct Above {
    names: Vec<String>,
    sources: Vec<String>,
}

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        self.is_told |= self.suite(value, &mut Above::default(), &mut out.run);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        if value.get("generator").is_some() {
            self.facts(value, &mut out.run);
        } else {
            self.outermost(value, out);
        }
    }
}

impl Reader {
    /// Takes the tests of a suite that lies in others. True where something in it has failed. JSON is not nested deeper than a stack allows.
    fn suite(&mut self, suite: &Json<'_>, above: &mut Above, run: &mut RunFacts) -> bool {
        let mut is_told = false;
        above.names.push(text(suite, "name"));
        above.sources.push(text(suite, "source"));
        for below in list(suite, "suites") {
            is_told |= self.suite(below, above, run);
        }
        is_told = self.tests(suite, above, is_told, run);
        above.names.pop();
        above.sources.pop();
        is_told
    }

    /// Takes the tests of a suite, and its failure where no test is one: that of its teardown, for instance, by which tests fail that say that
    /// they passed. `is_told` says that something in the suites below has failed; returns that of this suite.
    fn tests(&mut self, suite: &Json<'_>, above: &Above, mut is_told: bool, run: &mut RunFacts) -> bool {
        let mut paths = above.sources.iter().filter(|source| !source.is_empty());
        let first = paths.next().cloned().unwrap_or_default();
        let last = paths.next_back().cloned().unwrap_or_else(|| first.clone());
        let names: Vec<String> = above.names.iter().filter(|name| !name.is_empty()).cloned().collect();
        for of_test in list(suite, "tests") {
            let attempt = test(of_test, names.clone());
            is_told |= is_bad(&attempt.status);
            let waiting = |attempt| Waiting { attempt, sources: [first.clone(), last.clone()] };
            self.waiting.extend(self.executions.of(attempt).into_iter().map(waiting));
        }
        let message = text(suite, "message");
        if text(suite, "status") != "FAIL" {
            return is_told;
        }
        let is_teardown = message.to_ascii_lowercase().contains("suite teardown failed");
        self.has_failed_teardown |= is_teardown;
        if is_teardown || !is_told {
            let message = filled(message.trim()).unwrap_or_else(|| UNTOLD.to_owned());
            run.add_error(RunError { message, trace: None, source: some_text(suite, "name") });
        }
        true
    }

    /// Ends the outermost suite: all tests get their names.
    fn outermost(&mut self, suite: &Json<'_>, out: &mut Document) {
        self.tests(suite, &Above::default(), self.is_told, &mut out.run);
        let (name, source) = (text(suite, "name"), text(suite, "source"));
        let waiting = std::mem::take(&mut self.waiting);
        if name.is_empty() {
            // The name of each test begins with it. It is missing in a document that is cut off before.
            if !waiting.is_empty() {
                let message = "The outermost suite has no name.".to_owned();
                out.run.add_error(RunError { message, trace: None, source: None });
            }
            return;
        }
        for Waiting { mut attempt, sources: [first, last] } in waiting {
            attempt.suites.insert(0, name.clone());
            attempt.full_name = format!("{}.{}", attempt.suites.join("."), attempt.name);
            let file = robot::file_of([&source, &first, &last].into_iter().map(String::as_str));
            attempt.labels.extend(file.map(|file| ("file".to_owned(), file)));
            out.unnamed.name(slice::from_mut(&mut attempt));
            out.attempts.push(attempt);
        }
    }

    /// Adds the facts about the run.
    fn facts(&self, value: &Json<'_>, run: &mut RunFacts) {
        for error in list(value, "errors").filter(|error| text(error, "level") == "ERROR") {
            let message = text(error, "message").trim().to_owned();
            run.add_error(RunError { message, trace: None, source: Some(robot::ERRORS.to_owned()) });
        }
        let total = value.member("statistics").member("total");
        let count = |name: &str| number(total, name).and_then(|n| u64::try_from(n).ok());
        let tests = ["pass", "fail", "skip"].into_iter().filter_map(count).reduce(u64::saturating_add);
        run.stated = Stated { tests, bad: count("fail").filter(|_| !self.has_failed_teardown) };
    }
}

/// Start, end and duration.
fn times(value: &Json<'_>) -> (Option<Millis>, Option<Millis>, Option<i64>) {
    let (start, took) = (clock::parse(&text(value, "start_time")), seconds(&text(value, "elapsed_time")));
    (start, start.zip(took).and_then(|(start, took)| start.checked_add(took)), took)
}

fn test(v: &Json<'_>, suites: Vec<String>) -> Attempt {
    let (start_ms, end_ms, duration_ms) = times(v);
    let tags = v.member("tags").elements().iter().filter_map(Json::as_str).filter_map(|tag| filled(cleaned(tag)));
    let mut attempt = Attempt {
        name: text(v, "name"),
        suites,
        start_ms,
        end_ms,
        duration_ms,
        message: some_text(v, "message"),
        description: some_text(v, "doc"),
        labels: tags.map(|tag| ("tag".to_owned(), tag)).collect(),
        steps: keywords(v, 0),
        ..Attempt::default()
    };
    let word = text(v, "status");
    attempt.judge(of_word(&word), &word);
    attempt.complete_times();
    attempt
}

/// The keywords of a test or keyword: setup, body, teardown. Loops and branches are no keywords.
fn keywords(of: &Json<'_>, depth: usize) -> Vec<ToolStep> {
    if depth >= MAX_DEPTH {
        return Vec::new();
    }
    let parts = of.get("setup").into_iter().chain(list(of, "body")).chain(of.get("teardown"));
    let is_keyword = |part: &&Json<'_>| {
        let kind = part.get("type").and_then(Json::as_str).unwrap_or("KEYWORD");
        part.is_object() && matches!(kind, "KEYWORD" | "SETUP" | "TEARDOWN")
    };
    let keyword = |kw: &Json<'_>| {
        let (start_ms, end_ms, duration_ms) = times(kw);
        let data: Vec<String> = kw.member("args").elements().iter().map(argument).collect();
        let step = ResultStep {
            action: text(kw, "name"),
            data: (!data.is_empty()).then(|| data.join("\n")),
            status: of_word(&text(kw, "status")).unwrap_or(ResultStatus::Untested),
            comment: some_text(kw, "message"),
            start_ms,
            end_ms,
            duration_ms,
            ..ResultStep::default()
        };
        ToolStep { step, steps: keywords(kw, depth + 1), ..ToolStep::default() }
    };
    parts.filter(is_keyword).map(keyword).collect()
}

/// The text of an argument, which a program may give in another type.
fn argument(value: &Json<'_>) -> String {
    match value {
        Json::Text(text) => cleaned(text.trim()),
        Json::Number(number) => number.to_string(),
        Json::Bool(is) => is.to_string(),
        _ => String::new(),
    }
}
