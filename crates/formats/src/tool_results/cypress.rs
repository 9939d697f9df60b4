//! The result of a run of Cypress as a module (`cypress.run()`), and of its event `after:run`.
//!
//! A spec that could not be run has an error and no tests: an error of the run.

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Repeat, RunError, RunFacts, Stated, ToolFormat, keep_order};
use super::status::{cleaned, of_word};
use voluptas_core::base::clock;
use voluptas_core::domain::outcome::is_bad;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Cypress,
    is_head: |head| head.has("startedTestsAt") && head.has("totalSuites"),
    is_of: |value| matches!(value.get("runs"), Some(Json::List(_))),
    path: &["runs"],
    lists: &["runs", "tests"],
    tests: Tests::In("tests"),
    needed: &["spec"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        let spec = value.member("spec");
        let file = some_text(spec, "relative").or_else(|| some_text(spec, "name")).unwrap_or_default().replace('\\', "/");
        if let Some(whole) = some_text(value, "error") {
            let (message, trace) = parted(&whole);
            out.run.add_error(RunError { message, trace, source: Some(file.clone()).filter(|file| !file.is_empty()) });
        }
        for test in list(value, "tests") {
            let first = out.attempts.len();
            add(test, &file, &mut out.attempts);
            out.unnamed.name(&mut out.attempts[first..]);
        }
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run to its errors.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    let count = |name: &str| number(value, name).and_then(|n| u64::try_from(n).ok());
    run.start_ms = clock::parse(&text(value, "startedTestsAt"));
    run.end_ms = clock::parse(&text(value, "endedTestsAt"));
    for name in ["browserName", "browserVersion", "osName", "osVersion", "cypressVersion"] {
        run.environment.extend(some_text(value, name).map(|value| (name.to_owned(), value)));
    }
    // A spec that could not be run counts as a failure.
    let bad = count("totalFailed").map(|failed| failed.saturating_sub(run.errors.len() as u64));
    run.stated = Stated { tests: count("totalTests"), bad };
    if count("totalFailed") > Some(0) {
        run.verdict = Some(format!("totalFailed: {}", text(value, "totalFailed")));
    }
}

/// Adds the attempts of a test, of which the last has the outcome of the test.
fn add(test: &Json<'_>, file: &str, attempts: &mut Vec<Attempt>) {
    let mut suites: Vec<String> = list(test, "title").filter_map(Json::as_str).map(cleaned).collect();
    let name = suites.pop().unwrap_or_else(|| text(test, "title"));
    let path = [file].into_iter().chain(suites.iter().map(String::as_str)).chain([name.as_str()]);
    let full_name = path.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" › ");
    let labels = if file.is_empty() { Vec::new() } else { vec![("file".to_owned(), file.to_owned())] };
    let of = Attempt { name, full_name, suites, labels, ..Attempt::default() };
    let first = attempts.len();
    attempts.extend(list(test, "attempts").map(|value| attempt(&of, value)));
    if attempts.len() == first {
        attempts.push(attempt(&of, test));
    }
    attempts.iter_mut().skip(first + 1).for_each(|attempt| attempt.repeat = Repeat::Marked);
    let is_only = attempts.len() == first + 1;
    if let Some(last) = attempts.last_mut() {
        if let Some(word) = some_text(test, "state") {
            last.judge(of_word(&word), &word);
        }
        if let Some(whole) = some_text(test, "displayError").filter(|_| is_bad(&last.status) && last.message.is_none()) {
            let (message, trace) = parted(&whole);
            (last.message, last.trace) = (Some(message), trace);
        }
        if is_only {
            last.duration_ms = last.duration_ms.or_else(|| number(test, "duration"));
            last.complete_times();
        }
    }
    keep_order(&mut attempts[first..]);
}

fn attempt(of: &Attempt, value: &Json<'_>) -> Attempt {
    let (word, error) = (text(value, "state"), value.member("error"));
    let started = some_text(value, "startedAt").or_else(|| some_text(value, "wallClockStartedAt"));
    let mut attempt = Attempt {
        start_ms: started.and_then(|at| clock::parse(&at)),
        duration_ms: number(value, "duration"),
        message: some_text(error, "message"),
        trace: some_text(error, "stack"),
        ..of.clone()
    };
    attempt.judge(of_word(&word), &word);
    attempt.complete_times();
    attempt
}

/// Message and trace of an error that is one text.
fn parted(whole: &str) -> (String, Option<String>) {
    match whole.split_once("\n    at ") {
        Some((message, _)) => (message.trim_end().to_owned(), Some(whole.to_owned())),
        None => (whole.to_owned(), None),
    }
}
