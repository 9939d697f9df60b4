//! The files of an Allure 2 or 3 folder: results, containers of fixtures, environment, executor, categories.

use super::json::{self, Json, list, number, some_text, text};
use super::model::{
    Attempt, Container, FileContent, MASK, Param, Piece, Repeat, RunError, RunFacts, ToolFile, ToolFormat, ToolResults, ToolStep,
    base,
};
use super::status::{cleaned, of_word};
use crate::limit::Limit;
use crate::{BrokenReason, FormatError, text as encodings};
use voluptas_core::domain::result::{ResultLink, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of steps; what lies deeper is left with its parent's name alone.
const MAX_DEPTH: usize = 100;
/// Maximum number of steps of a result, or of fixtures and their steps of a container.
const MAX_STEPS: usize = 50_000;

/// Reads a file that its name tells to be one of Allure's; `None` for another name.
pub(super) fn read_by_name(file: &str, bytes: &[u8]) -> Result<Option<Piece>, FormatError> {
    let name = base(file);
    let mut results = ToolResults::default();
    // Other tools may be told to write files of such names. Those of Allure begin with a UUID, and are not looked at twice.
    let is_of_allure = name.as_bytes().get(..36).is_some_and(|id| id.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-'));
    if !is_of_allure && super::is_of_known_tool(file, bytes) {
        return Ok(None);
    }
    match name {
        _ if name.ends_with("-result.json") => {
            let value = json::parse(file, bytes)?;
            if !value.is_object() {
                return Err(FormatError::Broken { file: file.to_owned(), line: 1, reason: BrokenReason::NotObject });
            }
            check_steps(file, &value)?;
            let mut attempt = attempt(&value);
            if attempt.full_name.trim().is_empty() && attempt.history_id.is_none() {
                results.run.unnamed = usize::from(!describe(&mut attempt, name));
            }
            results.attempts.push(attempt);
        }
        _ if name.ends_with("-container.json") => {
            let value = json::parse(file, bytes)?;
            check_steps(file, &value)?;
            results.containers.push(container(&value));
        }
        "environment.properties" => results.run.environment = properties(bytes),
        "environment.xml" => results.run.environment = environment_xml(file, bytes)?,
        "executor.json" => {
            let value = json::parse(file, bytes)?;
            let name =
                some_text(&value, "buildName").or_else(|| some_text(&value, "reportName")).or_else(|| some_text(&value, "name"));
            results.run = RunFacts { name, url: some_text(&value, "buildUrl"), ..RunFacts::default() };
        }
        "categories.json" => {
            results.run.categories = json::parse_value(file, bytes)?.as_array().cloned().unwrap_or_default();
        }
        // Errors of the run: Allure 3 writes a file for each.
        _ if name.ends_with("-globals.json") => {
            let value = json::parse(file, bytes)?;
            for error in list(&value, "errors") {
                let message = some_text(error, "message").unwrap_or_default();
                results.run.add_error(RunError { message, trace: some_text(error, "trace"), source: None });
            }
            if results.run.errors.is_empty() {
                return Ok(Some(Piece::Beside));
            }
        }
        // Lists for the charts of earlier reports.
        "history.json" | "history-trend.json" | "categories-trend.json" | "duration-trend.json" | "retry-trend.json" => {
            return Ok(Some(Piece::Beside));
        }
        _ => return Ok(None),
    }
    Ok(Some(Piece::Results(ToolFormat::Allure2, Box::new(results))))
}

/// Refuses a result with more steps than anybody reads: a step takes a hundred times the room of its shortest text.
fn check_steps(file: &str, value: &Json<'_>) -> Result<(), FormatError> {
    let mut waiting: Vec<&Json<'_>> = vec![value];
    let mut steps = 0_usize;
    while let Some(value) = waiting.pop() {
        for step in ["steps", "befores", "afters"].iter().flat_map(|name| list(value, name)) {
            steps += 1;
            if steps > MAX_STEPS {
                return Err(FormatError::TooLarge { file: file.to_owned(), limit: Limit::Steps(MAX_STEPS) });
            }
            waiting.push(step);
        }
    }
    Ok(())
}

/// Names a result without a name by class and method, otherwise by what is known and its file, whose name no other run has. Returns false for the
/// latter.
fn describe(attempt: &mut Attempt, file: &str) -> bool {
    let of = |label| attempt.label(label).map(str::trim).filter(|value| !value.is_empty());
    let (class, method) = (of("testClass"), of("testMethod"));
    let name = match (class, method) {
        (Some(class), Some(method)) => format!("{class}.{method}"),
        (None, Some(method)) => method.to_owned(),
        (class, None) => {
            let known = class.map_or_else(|| attempt.suites.join(" › "), str::to_owned);
            format!("{known} {}", file.trim_end_matches("-result.json")).trim().to_owned()
        }
    };
    let is_known = method.is_some();
    (attempt.name, attempt.full_name) = (name.clone(), name);
    is_known
}

fn attempt(v: &Json<'_>) -> Attempt {
    let details = v.member("statusDetails");
    let word = text(v, "status");
    let name = text(v, "name");
    let full_name = text(v, "fullName");
    let labels: Vec<(String, String)> = list(v, "labels").map(|l| (text(l, "name"), text(l, "value"))).collect();
    let suites = ["parentSuite", "suite", "subSuite"]
        .iter()
        .filter_map(|level| labels.iter().find(|(n, v)| n == level && !v.trim().is_empty()).map(|(_, v)| v.clone()))
        .collect();
    let worker = labels.iter().find(|(n, _)| n == "thread").or_else(|| labels.iter().find(|(n, _)| n == "host"));
    let mut attempt = Attempt {
        full_name: if full_name.is_empty() { name.clone() } else { full_name },
        name,
        repeat: if some_text(v, "historyId").is_some() { Repeat::ByKey } else { Repeat::None },
        history_id: some_text(v, "historyId"),
        uuid: some_text(v, "uuid"),
        suites,
        is_flaky: details.get("flaky").and_then(Json::as_bool).unwrap_or(false),
        start_ms: number(v, "start"),
        end_ms: number(v, "stop"),
        message: some_text(details, "message"),
        trace: some_text(details, "trace"),
        description: some_text(v, "description").or_else(|| some_text(v, "descriptionHtml")),
        thread: worker.map(|(_, value)| value.clone()),
        links: list(v, "links").filter_map(link).collect(),
        params: list(v, "parameters").map(param).collect(),
        steps: list(v, "steps").map(|s| step(s, 0)).collect(),
        files: list(v, "attachments").filter_map(file).collect(),
        labels,
        ..Attempt::default()
    };
    attempt.judge(of_word(&word), &word);
    attempt.complete_times();
    attempt
}

fn link(v: &Json<'_>) -> Option<ResultLink> {
    let (url, name) = (text(v, "url"), text(v, "name"));
    let kind = some_text(v, "type").unwrap_or_else(|| "link".to_owned());
    (!url.is_empty() || !name.is_empty()).then(|| ResultLink {
        kind,
        name: if name.is_empty() { url.clone() } else { name },
        url,
    })
}

fn param(v: &Json<'_>) -> Param {
    let is_hidden = matches!(v.member("mode").as_str(), Some("masked" | "hidden"));
    Param {
        name: text(v, "name"),
        value: if is_hidden { MASK.to_owned() } else { text(v, "value") },
        is_excluded: v.get("excluded").and_then(Json::as_bool).unwrap_or(false),
    }
}

fn file(v: &Json<'_>) -> Option<ToolFile> {
    let source = some_text(v, "source")?;
    let name = some_text(v, "name").unwrap_or_else(|| source.clone());
    Some(ToolFile { name, mime: text(v, "type"), content: FileContent::Path(source) })
}

fn step(v: &Json<'_>, depth: usize) -> ToolStep {
    let details = v.member("statusDetails");
    let (start_ms, end_ms) = (number(v, "start"), number(v, "stop"));
    let data: Vec<String> = list(v, "parameters").map(param).map(|p| format!("{}: {}", p.name, p.value)).collect();
    let step = ResultStep {
        action: text(v, "name"),
        data: (!data.is_empty()).then(|| data.join("\n")),
        status: v.member("status").as_str().and_then(of_word).unwrap_or(ResultStatus::Untested),
        comment: some_text(details, "message"),
        start_ms,
        end_ms,
        duration_ms: start_ms.zip(end_ms).map(|(start, end)| end.saturating_sub(start).max(0)),
        ..ResultStep::default()
    };
    let steps = if depth < MAX_DEPTH { list(v, "steps").map(|s| self::step(s, depth + 1)).collect() } else { Vec::new() };
    ToolStep { step, files: list(v, "attachments").filter_map(file).collect(), steps }
}

fn container(v: &Json<'_>) -> Container {
    let fixtures = |name| list(v, name).map(|f| step(f, 0)).collect();
    Container {
        children: list(v, "children").filter_map(Json::as_str).map(cleaned).collect(),
        before: fixtures("befores"),
        after: fixtures("afters"),
        start_ms: number(v, "start"),
        end_ms: number(v, "stop"),
    }
}

/// `name=value` or `name: value` by line; `#` and `!` begin remarks.
fn properties(bytes: &[u8]) -> Vec<(String, String)> {
    let Some(decoded) = encodings::decode(bytes, None) else { return Vec::new() };
    let line = |line: &str| {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '!']) {
            return None;
        }
        let (name, value) = line.split_once(['=', ':']).unwrap_or((line, ""));
        Some((cleaned(name.trim()), cleaned(value.trim())))
    };
    decoded.text.lines().filter_map(line).collect()
}

fn environment_xml(file: &str, bytes: &[u8]) -> Result<Vec<(String, String)>, FormatError> {
    use crate::xml::{self, Events, Walk};
    let (text, _) = xml::decode(file, bytes, None)?;
    let mut events = Events::new(file, &text);
    let Walk::Start(root) = events.next()? else { return Ok(Vec::new()) };
    let root = events.node(root)?;
    let read = |p: &xml::Node| (p.first(&["key", "name"]).to_owned(), p.get("value").to_owned());
    Ok(root.all("parameter").map(read).filter(|(name, _)| !name.is_empty()).collect())
}
