//! Mochawesome's JSON.

use serde_json::Value;

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, RunError, RunFacts, Stated, ToolFormat};
use super::status::{cleaned, of_word};
use super::unnamed::Unnamed;
use voluptas_core::base::clock;
use voluptas_core::domain::result::ResultLink;
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of suites.
const MAX_DEPTH: usize = 100;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Mochawesome,
    is_head: |head| head.has("stats") && head.has("testsRegistered"),
    is_of: |_| true,
    path: &["results"],
    lists: &["results", "suites", "tests"],
    tests: Tests::In("tests"),
    needed: &["title"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        walk(value, "", &mut Vec::new(), &mut out.attempts, &mut out.unnamed);
        hooks(value, 0, &mut out.run);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    let stats = value.member("stats");
    let count = |name: &str| number(stats, name).and_then(|n| u64::try_from(n).ok());
    run.start_ms = clock::parse(&text(stats, "start"));
    run.end_ms = clock::parse(&text(stats, "end"));
    // Hooks that failed are counted, too.
    let bad = count("failures").map(|failures| failures.saturating_sub(run.errors.len() as u64));
    run.stated = Stated { tests: count("tests"), bad };
}

/// Adds the failed hooks of a suite and of those in it: they are no tests, and their tests did not run.
fn hooks(suite: &Json<'_>, depth: usize, run: &mut RunFacts) {
    if depth >= MAX_DEPTH {
        return;
    }
    for hook in list(suite, "beforeHooks").chain(list(suite, "afterHooks")) {
        let has_failed = hook.get("fail").and_then(Json::as_bool).unwrap_or(false) || text(hook, "state") == "failed";
        if has_failed {
            let error = hook.member("err");
            let source = some_text(hook, "fullTitle").or_else(|| some_text(hook, "title"));
            let message = some_text(error, "message").or_else(|| source.clone()).unwrap_or_default();
            run.add_error(RunError { message, trace: some_text(error, "estack"), source });
        }
    }
    list(suite, "suites").for_each(|below| hooks(below, depth + 1, run));
}

/// Adds the tests of a suite that lies in others.
fn walk(suite: &Json<'_>, file: &str, above: &mut Vec<String>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed) {
    if above.len() >= MAX_DEPTH {
        return;
    }
    let own = some_text(suite, "file");
    let file = own.as_deref().unwrap_or(file);
    above.push(text(suite, "title"));
    for of_test in list(suite, "tests") {
        attempts.push(test(of_test, file, above));
        let own = attempts.len() - 1;
        unnamed.name(&mut attempts[own..]);
    }
    for below in list(suite, "suites") {
        walk(below, file, above, attempts, unnamed);
    }
    above.pop();
}

fn test(v: &Json<'_>, file: &str, suites: &[String]) -> Attempt {
    let is = |name: &str| v.get(name).and_then(Json::as_bool).unwrap_or(false);
    // Tests below a failed hook have no state and were never started.
    let word = if is("skipped") { "skipped".to_owned() } else { text(v, "state") };
    let error = v.member("err");
    let name = text(v, "title");
    let suites: Vec<String> = suites.iter().filter(|s| !s.is_empty()).cloned().collect();
    let full_name = if name.trim().is_empty() {
        Unnamed::described(suites.join(" › "), file, "")
    } else {
        some_text(v, "fullTitle").unwrap_or_else(|| name.clone())
    };
    let mut attempt = Attempt {
        full_name,
        name,
        suites,
        duration_ms: number(v, "duration"),
        message: some_text(error, "message"),
        trace: some_text(error, "estack"),
        ..Attempt::default()
    };
    if !file.is_empty() {
        attempt.labels.push(("file".to_owned(), file.to_owned()));
    }
    context(&text(v, "context"), &mut attempt);
    let known = if word.is_empty() && is("pending") { Some(ResultStatus::Skipped) } else { of_word(&word) };
    attempt.judge(known, &word);
    attempt
}

/// `context` is JSON within a text: an address, a text, or a title with a value; one or a list of them.
fn context(json: &str, attempt: &mut Attempt) {
    let Ok(value) = serde_json::from_str::<Value>(json) else { return };
    let all = match value {
        Value::Array(all) => all,
        one => vec![one],
    };
    for one in &all {
        match one {
            Value::String(url) if url.starts_with("http") => {
                attempt.links.push(ResultLink { kind: "link".to_owned(), name: url.clone(), url: url.clone() });
            }
            Value::Object(members) => {
                let member = |name: &str| match members.get(name) {
                    Some(Value::String(text)) => cleaned(text),
                    Some(Value::Null) | None => String::new(),
                    Some(other) => other.to_string(),
                };
                attempt.labels.push((member("title"), member("value")));
            }
            _ => {}
        }
    }
}
