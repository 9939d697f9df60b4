//! Cucumber's JSON: features with scenarios, and scenarios with steps.

use std::collections::HashMap;

use super::jest::portable_path;
use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, FileContent, ToolFile, ToolFormat, ToolStep};
use super::status::{badness, cleaned, filled, of_word, seconds};
use super::unnamed::Unnamed;
use base64::Engine as _;
use voluptas_core::base::clock;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::CucumberJson,
    is_head: |head| head.has("elements") && head.has("keyword"),
    is_of: |_| true,
    path: &[],
    lists: &["", "elements"],
    tests: Tests::In("elements"),
    needed: &["uri", "name"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        // Lists of several files that were put into one.
        if let Json::List(features) = value {
            features.iter().for_each(|feature| self.element(feature, out));
            return;
        }
        feature(value, &mut out.attempts, &mut out.unnamed);
        // behave gives a feature whose hook failed an outcome of its own.
        if matches!(of_element(value), Some(ResultStatus::Failed | ResultStatus::Broken)) {
            out.run.verdict = Some(format!("{}: {}", text(value, "name"), text(value, "status")));
        }
    }
}

/// Places of the scenarios of one name.
#[derive(Default)]
struct Places {
    count: usize,
    of_lines: HashMap<i64, usize>,
}

impl Places {
    /// The place of a scenario, from 1. Without a line each has one of its own.
    fn of(&mut self, line: Option<i64>) -> usize {
        if let Some(place) = line.and_then(|line| self.of_lines.get(&line)) {
            return *place;
        }
        self.count += 1;
        self.of_lines.extend(line.map(|line| (line, self.count)));
        self.count
    }
}

/// Adds the scenarios of a feature.
fn feature(feature: &Json<'_>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed) {
    let mut background: Vec<ToolStep> = Vec::new();
    // Lines of the scenarios of one name: rows of an outline are tests of their own, a scenario that stands there twice is not.
    let mut lines: HashMap<String, Places> = HashMap::new();
    for element in list(feature, "elements") {
        let own = steps(element);
        if text(element, "type") == "background" {
            // behave repeats the steps in each scenario, and writes no results for them here.
            let has_results = list(element, "steps").any(|step| step.get("result").is_some());
            background = if has_results { own } else { Vec::new() };
            continue;
        }
        let all: Vec<ToolStep> = std::mem::take(&mut background).into_iter().chain(own).collect();
        attempts.push(scenario(feature, element, all, &mut lines));
        let own = attempts.len() - 1;
        unnamed.name(&mut attempts[own..]);
    }
}

fn scenario(feature: &Json<'_>, element: &Json<'_>, steps: Vec<ToolStep>, lines: &mut HashMap<String, Places>) -> Attempt {
    let mut name = text(element, "name");
    let (file, line) = place(feature, element);
    let path = portable_path(&file);
    let is_unnamed = name.trim().is_empty();
    if is_unnamed {
        // The line tells a scenario without a name from others; one that stands there twice is still one test.
        name = match line.filter(|_| !file.is_empty()) {
            Some(line) => Unnamed::described(String::new(), &path, &line.to_string()),
            None => String::new(),
        };
    }
    let place = lines.entry(name.clone()).or_default().of(line);
    let number_of = if place > 1 { format!(" #{place}") } else { String::new() };
    let mut labels: Vec<(String, String)> = Vec::new();
    for tag in list(element, "tags").chain(list(feature, "tags")) {
        let tag = text(tag, "name");
        let pair = ("tag".to_owned(), tag.trim_start_matches('@').to_owned());
        if !pair.1.is_empty() && !labels.contains(&pair) {
            labels.push(pair);
        }
    }
    labels.push(("file".to_owned(), file));
    // Files of several browsers that were merged have each feature several times. The version of a browser changes from run to run.
    let browser = feature.member("metadata").member("browser");
    if let Some(browser) = some_text(browser, "name").or_else(|| browser.as_str().and_then(|name| filled(cleaned(name)))) {
        labels.push(("browser".to_owned(), browser));
    }
    // The worst step, among bad ones the first.
    let worst = steps.iter().rev().max_by_key(|s| badness(&s.step.status));
    let took = steps.iter().filter_map(|s| s.step.duration_ms).fold(0, i64::saturating_add);
    let of_steps = worst.map_or(ResultStatus::Passed, |s| s.step.status.clone());
    // behave has no step for a hook that failed, and none is executed in a scenario that was left out.
    let status = of_element(element).filter(|own| badness(own) > 0 && badness(&of_steps) <= 1).unwrap_or(of_steps);
    let message = worst.filter(|s| badness(&s.step.status) > 0).and_then(|s| s.step.comment.clone());
    let start_ms = clock::parse(&text(element, "start_timestamp"));
    let full_name = match (is_unnamed, name.is_empty()) {
        // The place in the file is added where nothing else tells it apart.
        (true, true) => path,
        (true, false) => name.clone(),
        (false, _) => format!("{path}: {name}{number_of}"),
    };
    let mut attempt = Attempt {
        full_name,
        name,
        suites: some_text(feature, "name").into_iter().collect(),
        status,
        start_ms,
        duration_ms: Some(took),
        trace: message.clone(),
        message: message.as_deref().and_then(|m| m.lines().find_map(filled)),
        description: some_text(element, "description"),
        labels,
        steps,
        line: line.and_then(|l| u64::try_from(l).ok()),
        ..Attempt::default()
    };
    let word = text(element, "status");
    if is_behave(element) && !word.is_empty() && of_element(element).is_none() {
        attempt.judge(None, &word);
    }
    attempt.complete_times();
    attempt
}

/// True for a scenario of behave, which has a place instead of a line.
fn is_behave(element: &Json<'_>) -> bool {
    element.get("line").is_none() && element.get("location").is_some()
}

/// File and line of a scenario. behave writes both as one text, `location`.
fn place(feature: &Json<'_>, element: &Json<'_>) -> (String, Option<i64>) {
    let location = text(element, "location");
    let (file, line) = location.rsplit_once(':').unwrap_or((&location, ""));
    let file = some_text(feature, "uri").unwrap_or_else(|| file.to_owned());
    (file, number(element, "line").or_else(|| line.parse().ok()))
}

/// The outcome that behave writes for a scenario.
fn of_element(element: &Json<'_>) -> Option<ResultStatus> {
    match text(element, "status").as_str() {
        "hook_error" | "cleanup_error" => Some(ResultStatus::Broken),
        "untested" => Some(ResultStatus::Skipped),
        word => of_word(word),
    }
}

fn steps(element: &Json<'_>) -> Vec<ToolStep> {
    // Cucumber-JVM writes hooks of steps into the step.
    let own = list(element, "steps").flat_map(|step| list(step, "before").chain([step]).chain(list(step, "after")));
    let all = list(element, "before").chain(own).chain(list(element, "after"));
    let is_behave = is_behave(element);
    all.filter_map(|v| step(v, is_behave)).collect()
}

/// A step; a hook that passed and left no file is none.
fn step(v: &Json<'_>, is_behave: bool) -> Option<ToolStep> {
    let result = v.member("result");
    let word = text(result, "status");
    // behave writes no result for a step that was not executed.
    let unknown = if v.get("result").is_none() { ResultStatus::Skipped } else { ResultStatus::Failed };
    let status = of_word(&word).unwrap_or(unknown);
    let keyword = text(v, "keyword");
    let name = format!("{keyword}{}", text(v, "name"));
    let is_hook = v.get("hidden").and_then(Json::as_bool).unwrap_or(false) || v.get("name").is_none();
    let files: Vec<ToolFile> = list(v, "embeddings").enumerate().map(|(i, e)| file(e, i)).collect();
    if is_hook && status == ResultStatus::Passed && files.is_empty() {
        return None;
    }
    // Such a step has no message of its own.
    let message =
        some_text(result, "error_message").or_else(|| matches!(word.as_str(), "undefined" | "ambiguous").then(|| word.clone()));
    let step = ResultStep {
        action: if name.trim().is_empty() { "Hook".to_owned() } else { name.trim().to_owned() },
        data: table(v),
        status,
        comment: message,
        duration_ms: match is_behave {
            true => seconds(&text(result, "duration")),
            // Nanoseconds.
            false => number(result, "duration").map(|ns| ns / 1_000_000),
        },
        ..ResultStep::default()
    };
    Some(ToolStep { step, files, steps: Vec::new() })
}

/// The table or text of a step.
fn table(v: &Json<'_>) -> Option<String> {
    let rows: Vec<String> = list(v, "arguments")
        .flat_map(|a| list(a, "rows"))
        .chain(list(v, "rows"))
        .map(|row| format!("| {} |", list(row, "cells").filter_map(Json::as_str).map(cleaned).collect::<Vec<_>>().join(" | ")))
        .collect();
    let doc = v.get("doc_string").and_then(|d| some_text(d, "value").or_else(|| some_text(d, "content")));
    let doc = doc.or_else(|| list(v, "arguments").find_map(|a| some_text(a, "content")));
    if rows.is_empty() { doc } else { Some(rows.join("\n")) }
}

fn file(e: &Json<'_>, place: usize) -> ToolFile {
    let (mime, data) = (text(e, "mime_type"), text(e, "data"));
    let bytes = base64::engine::general_purpose::STANDARD.decode(data.trim()).unwrap_or_else(|_| data.into_bytes());
    let plain = mime.split(['+', ';']).next().unwrap_or_default().to_owned();
    let extension = mime_guess::get_mime_extensions_str(&plain).and_then(|all| all.first()).unwrap_or(&"bin");
    let name = some_text(e, "name").unwrap_or_else(|| format!("attachment-{}.{extension}", place + 1));
    ToolFile { name, mime: plain, content: FileContent::Bytes(bytes) }
}
