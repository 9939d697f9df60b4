//! Playwright's JSON reporter.

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, FileContent, Repeat, RunError, RunFacts, Stated, ToolFile, ToolFormat, ToolStep};
use super::status::of_word;
use super::unnamed::Unnamed;
use base64::Engine as _;
use voluptas_core::base::clock;
use voluptas_core::domain::result::{ResultLink, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of suites and steps.
const MAX_DEPTH: usize = 100;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::PlaywrightJson,
    is_head: |head| head.has("config") && ["rootDir", "configFile", "projects"].iter().any(|name| head.has(name)),
    is_of: |_| true,
    path: &["suites"],
    lists: &["suites", "specs"],
    tests: Tests::In("specs"),
    needed: &["title"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        walk(value, &mut Vec::new(), &mut out.attempts, &mut out.unnamed);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        out.run = facts(value);
    }
}

/// Facts about the run.
fn facts(value: &Json<'_>) -> RunFacts {
    let stats = value.member("stats");
    let start_ms = clock::parse(&text(stats, "startTime"));
    let count = |name: &str| number(stats, name).and_then(|n| u64::try_from(n).ok());
    let tests = ["expected", "skipped", "unexpected", "flaky"].into_iter().filter_map(count).reduce(u64::saturating_add);
    let mut run = RunFacts {
        start_ms,
        end_ms: start_ms.zip(number(stats, "duration")).and_then(|(start, took)| start.checked_add(took)),
        stated: Stated { tests, bad: count("unexpected") },
        ..RunFacts::default()
    };
    list(value, "errors").for_each(|v| run.add_error(error(v)));
    let fails_on_flaky = value.member("config").member("failOnFlakyTests").as_bool() == Some(true);
    if let Some(flaky) = count("flaky").filter(|flaky| fails_on_flaky && *flaky > 0) {
        let message = format!("Playwright fails a run with flaky tests (failOnFlakyTests): {flaky}");
        run.add_error(RunError { message, trace: None, source: Some("Playwright".to_owned()) });
    }
    run
}

/// What failed outside of any test: a file that does not load, a global setup or teardown.
fn error(v: &Json<'_>) -> RunError {
    let place = v.member("location");
    let source = some_text(place, "file").map(|file| match number(place, "line") {
        Some(line) => format!("{file}:{line}"),
        None => file,
    });
    let message = some_text(v, "message").or_else(|| some_text(v, "value")).unwrap_or_default();
    RunError { message, trace: some_text(v, "stack"), source }
}

/// Adds the attempts of a suite that lies in others.
fn walk(suite: &Json<'_>, above: &mut Vec<String>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed) {
    if above.len() >= MAX_DEPTH {
        return;
    }
    above.push(text(suite, "title"));
    for spec in list(suite, "specs") {
        for test in list(spec, "tests") {
            let first = attempts.len();
            add(spec, test, above, attempts);
            unnamed.name(&mut attempts[first..]);
        }
    }
    for below in list(suite, "suites") {
        walk(below, above, attempts, unnamed);
    }
    above.pop();
}

fn add(spec: &Json<'_>, test: &Json<'_>, suites: &[String], attempts: &mut Vec<Attempt>) {
    let (name, project) = (text(spec, "title"), text(test, "projectName"));
    let suites: Vec<String> = suites.iter().filter(|s| !s.is_empty()).cloned().collect();
    let mut labels: Vec<(String, String)> =
        list(spec, "tags").filter_map(Json::as_str).map(|t| ("tag".to_owned(), t.trim_start_matches('@').to_owned())).collect();
    let mut links = Vec::new();
    for annotation in list(test, "annotations") {
        let (kind, description) = (text(annotation, "type"), text(annotation, "description"));
        if description.starts_with("http") {
            links.push(ResultLink { kind: kind.clone(), name: description.clone(), url: description.clone() });
        }
        labels.push((kind, description));
    }
    for (label, value) in [("file", text(spec, "file")), ("project", project.clone())] {
        if !value.is_empty() {
            labels.push((label.to_owned(), value));
        }
    }
    let full_name = if name.trim().is_empty() {
        Unnamed::described(suites.join(" › "), &text(spec, "file"), &text(spec, "line"))
    } else {
        suites.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(" › ")
    };
    let of = Attempt {
        full_name: if project.is_empty() { full_name } else { format!("[{project}] {full_name}") },
        name,
        history_id: some_text(spec, "id").map(|id| if project.is_empty() { id } else { format!("{id}:{project}") }),
        suites,
        labels,
        links,
        line: number(spec, "line").and_then(|l| u64::try_from(l).ok()),
        ..Attempt::default()
    };
    let expected = text(test, "expectedStatus");
    let before = attempts.len();
    attempts.extend(list(test, "results").map(|result| attempt(&of, result, &expected)));
    // A test that the run did not come to.
    if attempts.len() == before {
        attempts.push(Attempt { status: ResultStatus::Skipped, ..of });
    } else {
        // In a group that is retried as a whole, tests that passed run again, and those behind a failure do not: the last try is not always
        // the one by which Playwright judges the test.
        let word = text(test, "status");
        match word.as_str() {
            "unexpected" => put_last(&mut attempts[before..], is_bad),
            "flaky" => put_last(&mut attempts[before..], |attempt| attempt.status == ResultStatus::Passed),
            _ => {}
        }
        if let Some(last) = attempts.last_mut() {
            last.is_flaky = word == "flaky";
        }
        attempts.iter_mut().skip(before + 1).for_each(|attempt| attempt.repeat = Repeat::Marked);
    }
}

fn is_bad(attempt: &Attempt) -> bool {
    matches!(attempt.status, ResultStatus::Failed | ResultStatus::Broken)
}

/// Puts the last of the attempts that fit behind the others, also by its end.
fn put_last(attempts: &mut [Attempt], fits: impl Fn(&Attempt) -> bool) {
    let Some(at) = attempts.iter().rposition(fits).filter(|at| at + 1 < attempts.len()) else { return };
    attempts[at..].rotate_left(1);
    let latest = attempts.iter().filter_map(|attempt| attempt.end_ms).max();
    if let Some(last) = attempts.last_mut() {
        last.end_ms = latest;
    }
}

/// One try. A test that is expected to fail passes by failing, and fails by passing.
fn attempt(of: &Attempt, v: &Json<'_>, expected: &str) -> Attempt {
    let word = text(v, "status");
    let status = match (of_word(&word), of_word(expected)) {
        (Some(ResultStatus::Failed), Some(ResultStatus::Failed)) => Some(ResultStatus::Passed),
        (Some(ResultStatus::Passed), Some(ResultStatus::Failed)) => Some(ResultStatus::Failed),
        (status, _) => status,
    };
    let errors: Vec<&Json<'_>> = list(v, "errors").chain(v.get("error")).collect();
    let message = errors.iter().find_map(|e| some_text(e, "message"));
    let stack = errors.iter().find_map(|e| some_text(e, "stack"));
    let mut files: Vec<ToolFile> = list(v, "attachments").filter_map(file).collect();
    for (list_name, name) in [("stdout", "stdout.txt"), ("stderr", "stderr.txt")] {
        let output: String = list(v, list_name).map(|part| text(part, "text")).collect();
        if !output.trim().is_empty() {
            let content = FileContent::Bytes(output.into_bytes());
            files.push(ToolFile { name: name.to_owned(), mime: "text/plain".to_owned(), content });
        }
    }
    let mut attempt = Attempt {
        start_ms: clock::parse(&text(v, "startTime")),
        duration_ms: number(v, "duration"),
        message,
        trace: stack,
        thread: number(v, "workerIndex").filter(|w| *w >= 0).map(|w| format!("worker {w}")),
        steps: list(v, "steps").map(|s| step(s, 0)).collect(),
        files,
        ..of.clone()
    };
    attempt.judge(status, &word);
    attempt.complete_times();
    attempt
}

fn step(v: &Json<'_>, depth: usize) -> ToolStep {
    let error = v.get("error").filter(|e| !e.is_null());
    let step = ResultStep {
        action: text(v, "title"),
        status: if error.is_some() { ResultStatus::Failed } else { ResultStatus::Passed },
        comment: error.and_then(|e| some_text(e, "message")),
        duration_ms: number(v, "duration"),
        ..ResultStep::default()
    };
    let steps = if depth < MAX_DEPTH { list(v, "steps").map(|s| self::step(s, depth + 1)).collect() } else { Vec::new() };
    ToolStep { step, steps, ..ToolStep::default() }
}

fn file(v: &Json<'_>) -> Option<ToolFile> {
    let content = match (some_text(v, "path"), some_text(v, "body")) {
        (Some(path), _) => FileContent::Path(path),
        (None, Some(body)) => FileContent::Bytes(base64::engine::general_purpose::STANDARD.decode(body).ok()?),
        (None, None) => return None,
    };
    Some(ToolFile {
        name: some_text(v, "name").unwrap_or_else(|| "attachment".to_owned()),
        mime: text(v, "contentType"),
        content,
    })
}
