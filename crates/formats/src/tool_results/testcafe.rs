//! The JSON reporter of TestCafe.
//!
//! A test is executed in all browsers, and has the errors of all of them.

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Stated, ToolFormat};
use super::status::{cleaned, filled};
use voluptas_core::base::clock;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Testcafe,
    is_head: |head| head.first_member() == b"startTime" && head.has("userAgents"),
    is_of: |value| matches!(value.get("fixtures"), Some(Json::List(_))),
    path: &["fixtures"],
    lists: &["fixtures", "tests"],
    tests: Tests::In("tests"),
    needed: &["name"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        for test in list(value, "tests") {
            out.attempts.push(attempt(value, test));
            let own = out.attempts.len() - 1;
            out.unnamed.name(&mut out.attempts[own..]);
        }
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        let count = |name: &str| number(value, name).and_then(|n| u64::try_from(n).ok());
        out.run.start_ms = clock::parse(&text(value, "startTime"));
        out.run.end_ms = clock::parse(&text(value, "endTime"));
        let agents: Vec<String> = list(value, "userAgents").filter_map(Json::as_str).map(cleaned).collect();
        out.run.environment.extend(filled(agents.join(", ")).map(|agents| ("userAgents".to_owned(), agents)));
        // What is neither passed nor skipped failed.
        let good = count("passed").map(|passed| passed.saturating_add(count("skipped").unwrap_or_default()));
        let bad = count("total").zip(good).map(|(total, good)| total.saturating_sub(good));
        out.run.stated = Stated { tests: count("total"), bad };
        if bad > Some(0) {
            out.run.verdict = Some(format!("passed: {} of {}", text(value, "passed"), text(value, "total")));
        }
    }
}

fn attempt(fixture: &Json<'_>, test: &Json<'_>) -> Attempt {
    let (suite, name) = (text(fixture, "name"), text(test, "name"));
    let path = [suite.as_str(), name.as_str()].into_iter().filter(|part| !part.trim().is_empty());
    let errors: Vec<String> = list(test, "errs").filter_map(error).collect();
    let is = |value: &Json<'_>, name: &str| value.get(name).and_then(Json::as_bool).unwrap_or(false);
    let mut attempt = Attempt {
        full_name: path.collect::<Vec<_>>().join(" › "),
        name,
        suites: filled(suite).into_iter().collect(),
        duration_ms: number(test, "durationMs"),
        message: errors.first().and_then(|first| filled(first.split("\n\n").next().unwrap_or_default())),
        trace: filled(errors.join("\n\n")),
        labels: some_text(fixture, "path").map(|path| ("file".to_owned(), path.replace('\\', "/"))).into_iter().collect(),
        ..Attempt::default()
    };
    for meta in [fixture.member("meta"), test.member("meta")] {
        let values = meta.names().into_iter().filter_map(|name| Some((cleaned(name), some_text(meta, name)?)));
        attempt.labels.extend(values);
    }
    let known = match test.get("errs") {
        Some(Json::List(all)) if !all.is_empty() => Some(ResultStatus::Failed),
        _ if is(test, "skipped") => Some(ResultStatus::Skipped),
        Some(Json::List(_)) => Some(ResultStatus::Passed),
        _ => None,
    };
    attempt.judge(known, "");
    // In quarantine mode a test is executed again after a failure.
    let quarantine = test.member("quarantine");
    let has_failed = quarantine.names().into_iter().any(|run| {
        let run = quarantine.member(run);
        run.get("passed").and_then(Json::as_bool) == Some(false)
    });
    attempt.is_flaky = attempt.status == ResultStatus::Passed && (is(test, "unstable") || has_failed);
    attempt
}

/// The text of an error, which other reporters keep as an object.
fn error(value: &Json<'_>) -> Option<String> {
    let told = || ["errMsg", "message", "code"].iter().find_map(|name| some_text(value, name));
    value.as_str().and_then(|whole| filled(cleaned(whole))).or_else(told)
}
