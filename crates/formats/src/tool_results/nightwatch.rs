//! The JSON of Nightwatch: a file for each module (`report`), and the result that its global reporter gets (`modules`).
//!
//! Tests are members of an object, so that a file that is cut off has no complete test. Failures of hooks only show in the counts of their
//! module: what its tests do not account for is an error of the run.

use rustc_hash::FxHashSet;

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, RunError, RunFacts, ToolFormat};
use super::status::{cleaned, filled, of_word, seconds};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Nightwatch,
    is_head: |head| {
        (head.first_member() == b"report" && head.has("reportPrefix"))
            || ["modules", "errmessages", "assertions"].iter().all(|name| head.has(name))
    },
    is_of: |value| value.member("report").member("completed").is_object() || is_global(value),
    // Requests, which may be many; nothing of them is kept.
    path: &["httpOutput"],
    lists: &[],
    tests: Tests::In("tests"),
    needed: &[],
    reader: || Box::new(Reader),
};

fn is_global(value: &Json<'_>) -> bool {
    value.member("modules").is_object() && value.get("errmessages").is_some()
}

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, _value: &Json<'_>, _out: &mut Document) {}

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        if let Some(report) = value.get("report") {
            let (group, name) = (text(report, "group"), text(value, "name"));
            let key = [group.as_str(), name.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            module(&key.join("/"), report, out);
            return;
        }
        // Modules of one name that were executed in several environments.
        let of_environments: Vec<&Json<'_>> = match value.member("modulesWithEnv") {
            Json::Object(environments) if !environments.is_empty() => environments.iter().map(|(_, modules)| modules).collect(),
            _ => vec![value.member("modules")],
        };
        let mut known = 0_u64;
        for modules in of_environments {
            let Json::Object(modules) = modules else { continue };
            for (key, own) in modules {
                known = known.saturating_add(count(own, "errorsCount"));
                module(&cleaned(key).replace('\\', "/"), own, out);
            }
        }
        // What no module counts: an error that nothing caught. Its message goes first.
        let left = count(value, "errors").saturating_sub(known);
        let messages: Vec<String> = list(value, "errmessages").filter_map(Json::as_str).map(cleaned).collect();
        for at in 0..left.min(10) {
            let at = usize::try_from(at).unwrap_or_default();
            let message =
                messages.get(at).cloned().and_then(filled).unwrap_or_else(|| format!("errors: {}", count(value, "errors")));
            out.run.add_error(RunError { message, trace: None, source: None });
        }
        for name in ["failed", "errors"] {
            if count(value, name) > 0 {
                out.run.verdict = Some(format!("{name}: {}", count(value, name)));
            }
        }
    }
}

fn count(value: &Json<'_>, name: &str) -> u64 {
    number(value, name).and_then(|n| u64::try_from(n).ok()).unwrap_or_default()
}

/// Adds the tests of a module.
fn module(key: &str, value: &Json<'_>, out: &mut Document) {
    let mut of = Attempt { suites: filled(key).into_iter().collect(), ..Attempt::default() };
    let browser = some_text(value.member("sessionCapabilities"), "browserName");
    of.labels.extend(browser.map(|browser| ("browser".to_owned(), browser)));
    let environment = some_text(value, "testEnv").filter(|name| name != "default");
    of.labels.extend(environment.map(|name| ("configuration".to_owned(), name)));
    let tags = list(value, "tags").filter_map(Json::as_str).map(cleaned).chain(some_text(value, "tags"));
    of.labels.extend(tags.map(|tag| ("tag".to_owned(), tag)));
    let names = |list_of: &str| list(value, list_of).filter_map(Json::as_str).map(cleaned).collect::<Vec<String>>();
    let not_run: Vec<String> = ["skipped", "skippedAtRuntime", "skippedByUser"].into_iter().flat_map(names).collect();
    let left_out: FxHashSet<&str> = not_run.iter().map(String::as_str).collect();
    let (mut known, mut counted, mut any_bad) = (FxHashSet::default(), 0_u64, false);
    if let Json::Object(tests) = value.member("completed") {
        for (name, test) in tests {
            let name = cleaned(name);
            counted = counted.saturating_add(count(test, "errors")).saturating_add(count(test, "failed"));
            let mut attempt = attempt(&of, &name, test);
            if !is_bad(&attempt.status) && left_out.contains(name.as_str()) {
                attempt.status = ResultStatus::Skipped;
            }
            any_bad |= is_bad(&attempt.status);
            known.insert(name);
            add(attempt, out);
        }
    }
    for name in &not_run {
        if known.insert(name.clone()) {
            add(Attempt { status: ResultStatus::Skipped, ..named(&of, name) }, out);
        }
    }
    outside(key, value, counted, any_bad, &mut out.run);
}

fn add(attempt: Attempt, out: &mut Document) {
    out.attempts.push(attempt);
    let own = out.attempts.len() - 1;
    out.unnamed.name(&mut out.attempts[own..]);
}

/// Adds the errors of a module that are none of its tests: those of hooks, and of a file that does not load.
fn outside(key: &str, value: &Json<'_>, counted: u64, any_bad: bool, run: &mut RunFacts) {
    let all = count(value, "errorsCount").saturating_add(count(value, "failedCount"));
    let has_failed = of_word(&text(value, "status")) == Some(ResultStatus::Failed);
    if all <= counted && (any_bad || !has_failed) {
        return;
    }
    let source = filled(key);
    let messages: Vec<String> =
        list(value, "errmessages").filter_map(Json::as_str).filter_map(|one| filled(cleaned(one))).collect();
    let last = value.member("lastError");
    if messages.is_empty() {
        let message = some_text(last, "message").or_else(|| last.as_str().and_then(|whole| filled(cleaned(whole))));
        let message = message.unwrap_or_else(|| "The module failed outside of its tests.".to_owned());
        run.add_error(RunError { message, trace: some_text(last, "stack"), source });
        return;
    }
    for message in messages {
        run.add_error(RunError { message, trace: None, source: source.clone() });
    }
}

/// A test of a module without its outcome.
fn named(of: &Attempt, name: &str) -> Attempt {
    let path = of.suites.iter().map(String::as_str).chain([name]).filter(|part| !part.trim().is_empty());
    Attempt { full_name: path.collect::<Vec<_>>().join(" › "), name: name.to_owned(), ..of.clone() }
}

fn attempt(of: &Attempt, name: &str, test: &Json<'_>) -> Attempt {
    let word = text(test, "status");
    let known = match (count(test, "failed"), count(test, "errors")) {
        (1.., _) => Some(ResultStatus::Failed),
        (0, 1..) => Some(ResultStatus::Broken),
        // Old versions write no word.
        (0, 0) if word.is_empty() && test.get("assertions").is_some() => Some(ResultStatus::Passed),
        (0, 0) => of_word(&word),
    };
    let mut attempt = named(of, name);
    attempt.judge(known, &word);
    attempt.duration_ms = number(test, "timeMs").or_else(|| seconds(&text(test, "time")));
    // A test that is executed again replaces the one before.
    attempt.is_flaky = attempt.status == ResultStatus::Passed && count(test, "retries") > 0;
    if is_bad(&attempt.status) {
        (attempt.message, attempt.trace) = fault(test);
    }
    attempt
}

/// Message and trace of a test that failed: those of its first assertion that did.
fn fault(test: &Json<'_>) -> (Option<String>, Option<String>) {
    let is_failure = |assertion: &&Json<'_>| match assertion.member("failure") {
        Json::Text(text) => !text.is_empty(),
        other => other.as_bool() == Some(true),
    };
    let last = test.member("lastError");
    let of_last = some_text(last, "message").or_else(|| last.as_str().and_then(|whole| filled(cleaned(whole))));
    let of_test = || some_text(test, "stackTrace").or_else(|| some_text(last, "stack"));
    let Some(assertion) = list(test, "assertions").find(is_failure) else {
        return (some_text(test, "message").or(of_last), of_test());
    };
    let told = some_text(assertion, "fullMsg").or_else(|| some_text(assertion, "message"));
    let expected = assertion.member("failure").as_str().map(cleaned).and_then(filled);
    let message = match (told, expected) {
        (Some(told), Some(expected)) if !told.contains(&expected) => Some(format!("{told} - {expected}")),
        (told, expected) => told.or(expected).or(of_last),
    };
    (message, some_text(assertion, "stackTrace").or_else(of_test))
}
