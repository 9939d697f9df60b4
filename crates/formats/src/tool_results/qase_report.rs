//! The folder that Qase's reporters write in their mode `report`: `run.json` with facts of the run, and a file in `results` for each
//! result.
//!
//! `run.json` repeats the results in short. They do not count. Its totals are those of the other files.

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, Head, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, FileContent, Param, RunFacts, Stated, ToolFile, ToolFormat, ToolStep, base};
use super::status::{cleaned, of_word};
use base64::Engine as _;
use voluptas_core::base::Millis;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

/// The call around a document of the form JSONP (`run.jsonp`).
const CALL: &[u8] = b"qaseJsonp(";

/// The document within a file of the form JSONP; other bytes as they are.
pub(super) fn of_jsonp(bytes: &[u8]) -> &[u8] {
    let Some(within) = bytes.trim_ascii_start().strip_prefix(CALL) else { return bytes };
    let within = within.trim_ascii_end();
    let within = within.strip_suffix(b";").unwrap_or(within);
    within.trim_ascii_end().strip_suffix(b")").unwrap_or(within)
}

/// Maximum depth of steps.
const MAX_DEPTH: usize = 100;

fn is_run(value: &Json<'_>) -> bool {
    value.member("execution").get("cumulative_duration").is_some() && value.member("stats").is_object()
}

fn is_result(value: &Json<'_>) -> bool {
    value.member("execution").get("status").is_some() && value.get("title").is_some()
}

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::QaseReport,
    is_head,
    is_of: |value| is_run(value) || is_result(value),
    path: &["results"],
    // A file of one result.
    lists: &[],
    tests: Tests::In("results"),
    needed: &[],
    reader: || Box::new(Reader),
};

fn is_head(head: &Head<'_>) -> bool {
    let first = head.first_member();
    let is_result =
        matches!(first, b"id" | b"title" | b"signature" | b"run_id" | b"testops_id" | b"testops_ids" | b"attachments")
            && head.has("title")
            && head.has("signature");
    let is_run = head.has("cumulative_duration") && head.has("stats");
    head.has("execution") && (is_result || is_run)
}

struct Reader;

impl JsonReader for Reader {
    /// Passes over results in short, which are files of their own.
    fn element(&mut self, _value: &Json<'_>, _out: &mut Document) {}

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        if is_run(value) {
            out.run = facts(value);
        } else if is_result(value) {
            out.attempts.push(attempt(value));
            let own = out.attempts.len() - 1;
            out.unnamed.name(&mut out.attempts[own..]);
        }
    }
}

fn facts(value: &Json<'_>) -> RunFacts {
    let execution = value.member("execution");
    let host = value.member("host_data");
    let environment = some_text(value, "environment").map(|name| ("environment".to_owned(), name));
    let of_host = host.names().into_iter().filter_map(|name| some_text(host, name).map(|value| (cleaned(name), value)));
    RunFacts {
        name: some_text(value, "title"),
        start_ms: moment(execution, "start_time"),
        end_ms: moment(execution, "end_time"),
        environment: environment.into_iter().chain(of_host).collect(),
        stated_of_folder: stated(value.member("stats")),
        ..RunFacts::default()
    }
}

/// Totals of the results. Reporters for some languages tell broken tests from failed ones.
fn stated(stats: &Json<'_>) -> Stated {
    let count = |name| number(stats, name).and_then(|count| u64::try_from(count).ok());
    let bad = [count("failed"), count("broken")].into_iter().flatten().reduce(u64::saturating_add);
    Stated { tests: count("total"), bad }
}

/// A time, which some reporters write in seconds with a fraction.
fn moment(value: &Json<'_>, name: &str) -> Option<Millis> {
    let Json::Number(written) = value.member(name) else { return super::json::time(value, name) };
    match written.as_f64() {
        Some(seconds) if seconds > 0.0 && seconds < 1e11 => format!("{:.0}", seconds * 1000.0).parse().ok(),
        _ => number(value, name),
    }
}

fn attempt(v: &Json<'_>) -> Attempt {
    let execution = v.member("execution");
    let (name, word) = (text(v, "title"), text(execution, "status"));
    let data = v.member("relations").member("suite").member("data");
    let suites: Vec<String> = data.elements().iter().filter_map(|suite| some_text(suite, "title")).collect();
    let full_name = if name.trim().is_empty() {
        some_text(v, "signature").unwrap_or_else(|| suites.join(" › "))
    } else {
        suites.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(" › ")
    };
    let fields = v.member("fields");
    let mut labels: Vec<(String, String)> =
        list(v, "tags").filter_map(Json::as_str).map(|tag| ("tag".to_owned(), cleaned(tag))).collect();
    let of_fields = fields.names().into_iter().filter(|name| *name != "description");
    labels.extend(of_fields.filter_map(|name| some_text(fields, name).map(|value| (cleaned(name), value))));
    labels.extend(case_ids(v).map(|id| ("qase_id".to_owned(), id)));
    labels.extend(some_text(v, "signature").map(|signature| ("signature".to_owned(), signature)));
    let given = v.member("params");
    let param = |name| Param { name: cleaned(name), value: text(given, name), is_excluded: false };
    let trace = some_text(execution, "stacktrace");
    let message = some_text(v, "message").or_else(|| trace.as_deref().and_then(|t| t.lines().find_map(super::status::filled)));
    let mut attempt = Attempt {
        full_name,
        name,
        uuid: some_text(v, "id"),
        suites,
        start_ms: moment(execution, "start_time"),
        end_ms: moment(execution, "end_time"),
        duration_ms: number(execution, "duration"),
        message,
        trace,
        description: some_text(fields, "description"),
        thread: some_text(execution, "thread"),
        labels,
        params: given.names().into_iter().map(param).collect(),
        steps: list(v, "steps").map(|s| step(s, 0)).collect(),
        files: files(v),
        ..Attempt::default()
    };
    attempt.judge(of_word(&word), &word);
    attempt.complete_times();
    attempt
}

/// Numbers of cases, which reporters write as a list or as one number.
fn case_ids<'v>(v: &'v Json<'_>) -> impl Iterator<Item = String> + 'v {
    ["testops_ids", "testops_id"].into_iter().flat_map(move |name| {
        let one = number(v, name).into_iter().map(|id| id.to_string());
        let several = list(v, name).filter_map(|id| match id {
            Json::Number(id) => Some(id.to_string()),
            Json::Text(id) => Some(cleaned(id)),
            _ => None,
        });
        one.chain(several)
    })
}

fn step(v: &Json<'_>, depth: usize) -> ToolStep {
    let (data, execution) = (v.member("data"), v.member("execution"));
    let (start_ms, end_ms) = (moment(execution, "start_time"), moment(execution, "end_time"));
    let request = || {
        let (method, url) = (text(data, "request_method"), text(data, "request_url"));
        Some(format!("{method} {url}").trim().to_owned()).filter(|request| !request.is_empty())
    };
    let gherkin = || Some(format!("{} {}", text(data, "keyword"), text(data, "name")).trim().to_owned());
    let step = ResultStep {
        action: some_text(data, "action").or_else(request).or_else(gherkin).unwrap_or_default(),
        expected: some_text(data, "expected_result"),
        data: some_text(data, "input_data"),
        status: of_word(&text(execution, "status")).unwrap_or(ResultStatus::Untested),
        comment: some_text(execution, "comment"),
        start_ms,
        end_ms,
        duration_ms: number(execution, "duration"),
        ..ResultStep::default()
    };
    let steps = if depth < MAX_DEPTH { list(v, "steps").map(|s| self::step(s, depth + 1)).collect() } else { Vec::new() };
    let files = [v, execution, data].into_iter().flat_map(files).collect();
    ToolStep { step, files, steps }
}

/// Attachments: their content itself, or a file in `attachments`, whose name begins with the id.
fn files(v: &Json<'_>) -> Vec<ToolFile> {
    let file = |a: &Json<'_>| {
        let (name, id) = (text(a, "file_name"), text(a, "id"));
        let content = match (some_text(a, "file_path"), some_text(a, "content")) {
            (Some(path), _) => FileContent::Path(beside(&path)),
            (None, Some(content)) => FileContent::Bytes(
                base64::engine::general_purpose::STANDARD.decode(content.trim()).unwrap_or_else(|_| content.into_bytes()),
            ),
            (None, None) if id.is_empty() && name.is_empty() => return None,
            (None, None) => FileContent::Path(beside(&[id.as_str(), &name].join("-"))),
        };
        let name = if name.is_empty() { "attachment".to_owned() } else { name };
        Some(ToolFile { name, mime: text(a, "mime_type"), content })
    };
    list(v, "attachments").filter_map(file).collect()
}

/// The path of a file in the folder `attachments` of the report, below which `results` lies too.
fn beside(path: &str) -> String {
    format!("attachments/{}", base(path))
}
