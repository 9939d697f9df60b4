//! pytest-json-report: JSON of `pytest --json-report`.

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, FileContent, RunError, RunFacts, ToolFile, ToolFormat};
use super::status::{cleaned, filled, of_word, seconds};
use super::unnamed::Unnamed;
use voluptas_core::base::Millis;
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of errors of the run that are kept.
const MAX_ERRORS: usize = 1_000;
/// Stages of a test, in their order.
const STAGES: [&str; 3] = ["setup", "call", "teardown"];

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::PytestJson,
    is_head: |head| ["exitcode", "root", "summary"].iter().all(|name| head.has(name)),
    is_of: |_| true,
    path: &["tests"],
    lists: &["tests"],
    tests: Tests::In("tests"),
    needed: &[],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        test(value, &mut out.attempts, &mut out.unnamed);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    let moment = |name: &str| seconds(&text(value, name));
    run.end_ms = moment("created");
    run.start_ms = run.end_ms.zip(moment("duration")).and_then(|(end, took): (Millis, i64)| end.checked_sub(took));
    let environment = value.member("environment");
    for name in environment.names() {
        run.environment.extend(some_text(environment, name).map(|value| (cleaned(name), value)));
    }
    let summary = value.member("summary");
    let count = |name: &str| number(summary, name).and_then(|n| u64::try_from(n).ok());
    run.stated.tests = count("total");
    let bad = [count("failed"), count("error")];
    run.stated.bad = summary.is_object().then(|| bad.into_iter().flatten().fold(0, u64::saturating_add));
    for collector in list(value, "collectors") {
        let is_bad = matches!(of_word(&text(collector, "outcome")), Some(ResultStatus::Failed | ResultStatus::Broken));
        if is_bad && run.errors.len() < MAX_ERRORS {
            let (source, trace) = (some_text(collector, "nodeid"), some_text(collector, "longrepr"));
            let message = trace.as_deref().and_then(reason).unwrap_or_else(|| "the collection failed".to_owned());
            run.errors.push(RunError { message, trace, source });
        }
    }
    add_exit_code(number(value, "exitcode").unwrap_or_default(), run);
}

/// Adds what the exit code of pytest says of its run.
pub(super) fn add_exit_code(code: i64, run: &mut RunFacts) {
    let meaning = match code {
        // 5 says that no test was collected.
        0 | 5 => return,
        // A plugin may say so of a run whose tests all passed: too little is covered, for example.
        1 => {
            run.verdict = Some("pytest ended with exit code 1".to_owned());
            return;
        }
        2 => "interrupted",
        3 => "internal error",
        4 => "wrong usage",
        _ => "stopped",
    };
    if run.errors.is_empty() {
        let message = format!("pytest ended with exit code {code} ({meaning})");
        run.errors.push(RunError { message, source: Some("pytest".to_owned()), ..RunError::default() });
    }
}

/// The line of a failure that says why: the last one that pytest marks with `E`, otherwise the last one.
pub(super) fn reason(text: &str) -> Option<String> {
    let marked = text.lines().filter_map(|line| line.strip_prefix("E ")).next_back();
    filled(marked.or_else(|| text.lines().rfind(|line| !line.trim().is_empty()))?.trim())
}

/// Adds a test.
fn test(value: &Json<'_>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed) {
    let first = attempts.len();
    attempts.push(attempt(value));
    unnamed.name(attempts.get_mut(first..).unwrap_or_default());
}

/// Outcome of a test that pytest-rerunfailures executed again. Its stages are those of the last execution.
pub(super) const RERUN: &str = "rerun";

fn attempt(value: &Json<'_>) -> Attempt {
    let (node, word) = (text(value, "nodeid"), text(value, "outcome"));
    let known = match word.as_str() {
        "xfailed" => Some(ResultStatus::Skipped),
        "xpassed" => Some(ResultStatus::Passed),
        RERUN => of_stages(value),
        word => of_word(word),
    };
    let (suites, name) = names_of(&node);
    let stages: Vec<&Json<'_>> = STAGES.iter().filter_map(|stage| value.get(stage)).collect();
    let told = stages.iter().find(|stage| !matches!(text(stage, "outcome").as_str(), "" | "passed"));
    let is_skip = known == Some(ResultStatus::Skipped);
    let longrepr = told.and_then(|stage| some_text(stage, "longrepr"));
    let crash = told.and_then(|stage| some_text(stage.member("crash"), "message"));
    let message = match (crash, &longrepr) {
        (Some(crash), _) => Some(crash),
        (None, Some(text)) => skip_reason(text).or_else(|| reason(text)),
        (None, None) => None,
    };
    let mut labels: Vec<(String, String)> = Vec::new();
    for property in list(value, "user_properties").chain(value.get("metadata")) {
        for name in property.names() {
            labels.extend(some_text(property, name).map(|value| (cleaned(name), value)));
        }
    }
    let took: Vec<i64> = stages.iter().filter_map(|stage| micros(stage)).collect();
    let mut attempt = Attempt {
        name,
        full_name: node,
        suites,
        is_flaky: word == RERUN && known == Some(ResultStatus::Passed),
        duration_ms: (!took.is_empty()).then(|| took.iter().fold(0_i64, |sum, own| sum.saturating_add(*own)) / 1_000),
        message,
        trace: longrepr.filter(|_| !is_skip),
        labels,
        files: files(&stages),
        line: number(value, "lineno").and_then(|line| u64::try_from(line).ok()?.checked_add(1)),
        ..Attempt::default()
    };
    attempt.judge(known, &word);
    attempt
}

/// Suites and name of a test by its node id.
pub(super) fn names_of(node: &str) -> (Vec<String>, String) {
    // Brackets of parameters may hold colons.
    let (path, params) = node.split_at(node.find('[').unwrap_or(node.len()));
    let mut suites: Vec<String> = path.split("::").map(str::to_owned).collect();
    let name = suites.pop().map(|name| format!("{name}{params}")).unwrap_or_default();
    (suites, name)
}

/// The outcome that the stages tell: a failed call is a failed test, a failed setup or teardown a broken one. `None` where pytest was stopped before
/// the last execution ended.
fn of_stages(value: &Json<'_>) -> Option<ResultStatus> {
    let of_stage = |stage: &str| of_word(&text(value.member(stage), "outcome"));
    let is_without_outcome = |stage: &&str| value.get(stage).is_some() && of_stage(stage).is_none();
    let is_stopped = STAGES.iter().any(is_without_outcome) || STAGES.iter().all(|stage| value.get(stage).is_none());
    Some(match STAGES.map(of_stage) {
        [_, Some(ResultStatus::Failed), _] => ResultStatus::Failed,
        [Some(ResultStatus::Failed), ..] | [.., Some(ResultStatus::Failed)] => ResultStatus::Broken,
        [Some(ResultStatus::Skipped), ..] | [_, Some(ResultStatus::Skipped), _] => ResultStatus::Skipped,
        _ if is_stopped => return None,
        _ => ResultStatus::Passed,
    })
}

/// Duration of a stage in microseconds: many take less than a millisecond.
pub(super) fn micros(stage: &Json<'_>) -> Option<i64> {
    let Some(Json::Number(seconds)) = stage.get("duration") else { return None };
    let took = std::time::Duration::try_from_secs_f64(seconds.as_f64()?.max(0.0)).ok()?;
    i64::try_from(took.as_micros()).ok()
}

/// The reason in `('tests/test_cart.py', 3, 'Skipped: later')`.
fn skip_reason(text: &str) -> Option<String> {
    let (_, reason) = text.split_once("Skipped: ")?;
    filled(reason.trim_end().trim_end_matches(')').trim_end_matches(['\'', '"']))
}

/// What the stages wrote.
fn files(stages: &[&Json<'_>]) -> Vec<ToolFile> {
    let mut files = Vec::new();
    for (member, name) in [("stdout", "stdout.txt"), ("stderr", "stderr.txt")] {
        let output: String = stages.iter().map(|stage| text(stage, member)).collect();
        files.extend(filled(output).map(|text| file(name, text)));
    }
    let log = |stage: &&Json<'_>| {
        let lines: Vec<String> = list(stage, "log")
            .map(|record| format!("{} {}", text(record, "levelname"), [text(record, "msg"), text(record, "message")].concat()))
            .collect();
        lines.join("\n")
    };
    let logs: Vec<String> = stages.iter().map(log).filter(|log| !log.is_empty()).collect();
    files.extend(filled(logs.join("\n")).map(|text| file("log.txt", text)));
    files
}

pub(super) fn file(name: &str, text: String) -> ToolFile {
    ToolFile { name: name.to_owned(), mime: "text/plain".to_owned(), content: FileContent::Bytes(text.into_bytes()) }
}
