//! GoogleTest: JSON of `--gtest_output=json`.

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Param, RunError, RunFacts, ToolFormat};
use super::status::{cleaned, filled, seconds};
use super::unnamed::Unnamed;
use voluptas_core::base::clock;
use voluptas_core::domain::status::ResultStatus;

/// Members of a test; the others are properties that the test recorded.
const OWN: &[&str] = &[
    "name",
    "value_param",
    "type_param",
    "file",
    "line",
    "status",
    "result",
    "timestamp",
    "time",
    "classname",
    "failures",
    "skipped",
];
/// Maximum number of errors of the run that are kept.
const MAX_ERRORS: usize = 1_000;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Gtest,
    is_head: |head| ["testsuites", "failures", "disabled"].iter().all(|name| head.has(name)),
    is_of: |_| true,
    path: &["testsuites"],
    lists: &["testsuites", "testsuite"],
    tests: Tests::In("testsuite"),
    needed: &["name"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        suite(value, &mut out.attempts, &mut out.unnamed, &mut out.run);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    let count = |name: &str| number(value, name).and_then(|n| u64::try_from(n).ok());
    run.name = some_text(value, "name").filter(|name| name != "AllTests");
    run.start_ms = clock::parse(&text(value, "timestamp"));
    run.end_ms = run.start_ms.zip(took(value)).and_then(|(start, took)| start.checked_add(took));
    run.stated.tests = count("tests");
    run.stated.bad = count("failures").map(|bad| bad.saturating_add(count("errors").unwrap_or_default()));
}

/// Adds the tests of a suite. Failures of a suite or of the environment have no name: they are errors of the run.
fn suite(value: &Json<'_>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed, run: &mut RunFacts) {
    let suite = text(value, "name");
    for test in list(value, "testsuite") {
        let name = text(test, "name");
        if name.trim().is_empty() && list(test, "failures").len() > 0 {
            if run.errors.len() < MAX_ERRORS {
                let (message, trace) = failure(test);
                let message = message.unwrap_or_else(|| format!("{suite} failed"));
                run.errors.push(RunError { message, trace, source: filled(suite.as_str()) });
            }
            continue;
        }
        let first = attempts.len();
        attempts.push(attempt(test, name, &suite));
        unnamed.name(attempts.get_mut(first..).unwrap_or_default());
    }
}

fn attempt(test: &Json<'_>, name: String, suite: &str) -> Attempt {
    let class = some_text(test, "classname").unwrap_or_else(|| suite.to_owned());
    let (status, result) = (text(test, "status"), text(test, "result"));
    let (mut message, trace) = failure(test);
    let is_bad = list(test, "failures").len() > 0;
    let known = match (status.to_ascii_uppercase().as_str(), result.to_ascii_uppercase().as_str()) {
        _ if is_bad => Some(ResultStatus::Failed),
        ("NOTRUN", _) | (_, "SKIPPED" | "SUPPRESSED") => Some(ResultStatus::Skipped),
        // Versions before 1.10 have no result.
        ("RUN", "" | "COMPLETED") => Some(ResultStatus::Passed),
        (_, "") => super::status::of_word(&status),
        _ => super::status::of_word(&result),
    };
    if !is_bad {
        message = list(test, "skipped").find_map(|skip| some_text(skip, "message"));
    }
    let mut labels: Vec<(String, String)> = some_text(test, "file").map(|file| ("file".to_owned(), file)).into_iter().collect();
    for name in test.names().into_iter().filter(|name| !OWN.contains(name)) {
        labels.extend(some_text(test, name).map(|value| (cleaned(name), value)));
    }
    // The name of the test has the number of the value, whose text may hold an address of memory.
    let param = |name: &str| some_text(test, name).map(|value| Param { name: name.to_owned(), value, is_excluded: true });
    let mut attempt = Attempt {
        full_name: [class.as_str(), name.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("."),
        name,
        suites: filled(if suite.is_empty() { class } else { suite.to_owned() }).into_iter().collect(),
        start_ms: clock::parse(&text(test, "timestamp")),
        duration_ms: took(test),
        message,
        trace,
        labels,
        params: ["value_param", "type_param"].into_iter().filter_map(param).collect(),
        line: number(test, "line").and_then(|line| u64::try_from(line).ok()),
        ..Attempt::default()
    };
    attempt.judge(known, if result.is_empty() { &status } else { &result });
    attempt.complete_times();
    attempt
}

/// Message of the first failure, without the place before it, and the texts of all.
fn failure(test: &Json<'_>) -> (Option<String>, Option<String>) {
    let texts: Vec<String> = list(test, "failures").filter_map(|failure| some_text(failure, "failure")).collect();
    let message = texts.first().map(|text| match text.split_once('\n') {
        Some((place, rest)) if !rest.trim().is_empty() && is_place(place) => rest.to_owned(),
        _ => text.clone(),
    });
    (message, filled(texts.join("\n\n")))
}

fn is_place(line: &str) -> bool {
    line.trim() == "unknown file"
        || line
            .trim()
            .rsplit_once(':')
            .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Duration (`0.002s`) in milliseconds.
fn took(value: &Json<'_>) -> Option<i64> {
    seconds(text(value, "time").trim().trim_end_matches('s'))
}
