//! CTRF, the Common Test Report Format.

use super::json::{Json, list, number, some_text, text, time};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, FileContent, Param, Repeat, RunFacts, Stated, ToolFile, ToolFormat, ToolStep};
use super::status::{cleaned, of_word};
use super::unnamed::Unnamed;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Ctrf,
    is_head: |head| head.has("CTRF") || ["results", "tool", "summary"].iter().all(|name| head.has(name)),
    is_of: |_| true,
    path: &["results", "tests"],
    lists: &["tests"],
    tests: Tests::In("tests"),
    needed: &[],
    reader: || Box::new(Reader::default()),
};

#[derive(Default)]
struct Reader {
    has_tests: bool,
    /// Number of flaky tests.
    flaky: u64,
}

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        self.has_tests = true;
        let first = out.attempts.len();
        test(value, &mut out.attempts, &mut out.unnamed);
        self.flaky += out.attempts.get(first..).unwrap_or_default().iter().filter(|attempt| attempt.is_flaky).count() as u64;
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        if value.get("summary").or(value.get("environment")).is_some() {
            out.run = facts(value);
        }
        if !self.has_tests {
            // Some reporters leave the outer object out.
            list(value, "tests").for_each(|test| self.element(test, out));
        }
    }

    fn end(&mut self, out: &mut Document) {
        // Some reporters count flaky tests among the failed ones.
        out.run.stated.bad = out.run.stated.bad.map(|bad| bad.saturating_sub(self.flaky));
    }
}

/// Facts about the run.
fn facts(results: &Json<'_>) -> RunFacts {
    let summary = results.member("summary");
    let build = results.member("environment");
    let count = |name: &str| number(summary, name).and_then(|n| u64::try_from(n).ok());
    let environment = build.names().into_iter().filter_map(|name| some_text(build, name).map(|v| (cleaned(name), v))).collect();
    RunFacts {
        name: some_text(build, "buildName").or_else(|| some_text(build, "reportName")),
        url: some_text(build, "buildUrl"),
        start_ms: time(summary, "start"),
        end_ms: time(summary, "stop"),
        environment,
        stated: Stated { tests: count("tests"), bad: count("failed") },
        ..RunFacts::default()
    }
}

/// Adds the attempts of a test.
fn test(value: &Json<'_>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed) {
    let last = attempt(value);
    let first = attempts.len();
    for earlier in list(value, "retryAttempts") {
        attempts.push(retried(&last, earlier));
    }
    attempts.push(last);
    attempts.iter_mut().skip(first + 1).for_each(|attempt| attempt.repeat = Repeat::Marked);
    unnamed.name(&mut attempts[first..]);
    super::model::keep_order(&mut attempts[first..]);
}

/// `suite` is a path as one text or a list of titles.
fn suites(test: &Json<'_>) -> Vec<String> {
    match test.get("suite") {
        Some(Json::List(titles)) => titles.iter().filter_map(Json::as_str).map(cleaned).collect(),
        _ => text(test, "suite").split(" > ").map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect(),
    }
}

fn attempt(test: &Json<'_>) -> Attempt {
    let (name, word) = (text(test, "name"), text(test, "status"));
    let suites = suites(test);
    let mut labels: Vec<(String, String)> =
        list(test, "tags").filter_map(Json::as_str).map(|t| ("tag".to_owned(), cleaned(t))).collect();
    let named = test.member("labels");
    labels.extend(named.names().into_iter().filter_map(|n| some_text(named, n).map(|v| (cleaned(n), v))));
    let file = text(test, "filePath");
    let given = test.member("parameters");
    let param = |name| Param { name: cleaned(name), value: text(given, name), is_excluded: false };
    let params = given.names().into_iter().map(param).collect();
    let full_name = if name.trim().is_empty() {
        Unnamed::described(suites.join(" › "), &file, &text(test, "line"))
    } else {
        suites.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(" › ")
    };
    for (name, value) in [("file", file), ("browser", text(test, "browser"))] {
        if !value.trim().is_empty() {
            labels.push((name.to_owned(), value));
        }
    }
    let mut attempt = Attempt {
        full_name,
        name,
        history_id: some_text(test, "id"),
        suites,
        is_flaky: test.get("flaky").and_then(Json::as_bool).unwrap_or(false),
        start_ms: time(test, "start"),
        end_ms: time(test, "stop"),
        duration_ms: number(test, "duration"),
        message: some_text(test, "message"),
        trace: some_text(test, "trace"),
        thread: some_text(test, "threadId"),
        labels,
        params,
        steps: list(test, "steps").map(step).collect(),
        files: files(test),
        ..Attempt::default()
    };
    // The format's word for everything that is neither passed, failed nor skipped; the tool's own word tells more.
    let known = match word.as_str() {
        "other" => of_word(&text(test, "rawStatus")),
        word => of_word(word),
    };
    attempt.judge(known, &word);
    attempt
}

fn retried(of: &Attempt, v: &Json<'_>) -> Attempt {
    let word = text(v, "status");
    let mut attempt = Attempt {
        start_ms: time(v, "start"),
        end_ms: time(v, "stop"),
        duration_ms: number(v, "duration"),
        message: some_text(v, "message"),
        trace: some_text(v, "trace"),
        steps: list(v, "steps").map(step).collect(),
        files: files(v),
        is_flaky: false,
        ..of.clone()
    };
    attempt.judge(of_word(&word), &word);
    attempt
}

fn step(v: &Json<'_>) -> ToolStep {
    let status = of_word(&text(v, "status")).unwrap_or(ResultStatus::Untested);
    ToolStep { step: ResultStep { action: text(v, "name"), status, ..ResultStep::default() }, ..ToolStep::default() }
}

fn files(v: &Json<'_>) -> Vec<ToolFile> {
    let file = |a: &Json<'_>| {
        let path = some_text(a, "path")?;
        let name = some_text(a, "name").unwrap_or_else(|| super::model::base(&path).to_owned());
        Some(ToolFile { name, mime: text(a, "contentType"), content: FileContent::Path(path) })
    };
    list(v, "attachments").filter_map(file).collect()
}

#[cfg(test)]
mod tests {
    use crate::tool_results::{ctrf, json, json_formats};

    #[test]
    fn attempts_without_times_end_before_the_last_one() {
        let text = r#"{"results": {"tool": {}, "summary": {}, "tests": [{"name": "pays", "status": "passed", "flaky": true,
            "start": 1795182140000, "stop": 1795182141000, "retryAttempts": [{"status": "failed"}, {"status": "failed"}]}]}}"#;
        let value = json::parse("x.json", text.as_bytes()).expect("JSON");
        let ends: Vec<_> =
            json_formats::read(&ctrf::FORMAT, &value).0.attempts.iter().map(|a| (a.status.slug().to_owned(), a.end_ms)).collect();
        let (start, stop) = (Some(1_795_182_140_000), Some(1_795_182_141_000));
        assert_eq!(ends, [("failed".to_owned(), start), ("failed".to_owned(), start), ("passed".to_owned(), stop)]);
    }
}
