//! Xray's tests as JSON: the list of the bulk import, the answer of `getTests` of Xray Cloud, and the list of Xray for Jira Data Center.
//!
//! A test is an object with `fields` of the issue (or `jira`), steps as `steps` or `definition`, and a folder of the test repository.

use super::intake::Intake;
use super::model::{CaseFormat, CaseRow, CasesFile};
use super::paths::path;
use crate::{BrokenReason, FormatError, ReadOptions, text};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use voluptas_core::base::surrogates;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, Step, StepsType};
use voluptas_core::domain::field::CaseField;

type Object = Map<String, Value>;

/// Fields of a test that are read into fields of a case, or that say nothing about it.
const KNOWN: [&str; 28] = [
    "summary",
    "key",
    "issueId",
    "id",
    "self",
    "type",
    "testtype",
    "testType",
    "description",
    "priority",
    "labels",
    "components",
    "project",
    "projectId",
    "fields",
    "jira",
    "steps",
    "definition",
    "gherkin",
    "gherkin_def",
    "unstructured",
    "unstructured_def",
    "folder",
    "xray_test_repository_folder",
    "issuetype",
    "precondition",
    "preconditions",
    "scenarioType",
];

/// True for a text that may be such a file: an object or a list.
pub(super) fn is_one(text: &str) -> bool {
    let names =
        ["\"testtype\"", "\"testType\"", "\"getTests\"", "\"gherkin_def\"", "\"xray_test_repository_folder\"", "\"definition\""];
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['[', '{']) && names.iter().any(|name| text.contains(name))
}

/// Reads a file.
pub(super) fn read(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let (root, encoding) = parse(file, bytes, options)?;
    let list =
        root.pointer("/data/getTests/results").or_else(|| root.get("results")).or_else(|| root.get("tests")).unwrap_or(&root);
    let one = std::slice::from_ref(list);
    let tests = list.as_array().map_or(one, Vec::as_slice);
    if !tests.iter().any(|test| test.as_object().is_some_and(is_test)) {
        return Err(FormatError::Unknown { file: file.to_owned() });
    }
    let mut intake = Intake::new(file, encoding);
    for (number, test) in (1..).zip(tests) {
        match test.as_object().filter(|test| is_test(test)) {
            Some(test) => {
                let row = case(number, test, &mut intake);
                intake.case(row);
            }
            None => intake.no_case(number, Vec::new(), Message::new("formats-skip-blank")),
        }
    }
    use CaseField::{CustomFields, Description, Preconditions, Priority, Steps, Suite, Tags};
    Ok(intake.done(CaseFormat::Xray, None, [Suite, Description, Preconditions, Priority, Steps, Tags, CustomFields].into()))
}

/// The value of a JSON file, and the name of its encoding.
pub(super) fn parse(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<(Value, &'static str), FormatError> {
    let decoded = text::decode(bytes, options.encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
    let json = decoded.text.trim_start_matches('\u{feff}');
    // Half a character, which the end of a cut text may be, is one that cannot be read.
    let repaired = |error| {
        let mut bytes = json.as_bytes().to_vec();
        if surrogates::repair(&mut bytes) { serde_json::from_slice(&bytes) } else { Err(error) }
    };
    let root: Value = serde_json::from_str(json).or_else(repaired).map_err(|e| FormatError::Broken {
        file: file.to_owned(),
        line: u64::try_from(e.line()).unwrap_or(0),
        reason: BrokenReason::of_json(&e),
    })?;
    Ok((root, decoded.encoding))
}

fn is_test(test: &Object) -> bool {
    ["fields", "jira", "steps", "definition", "gherkin", "gherkin_def", "testtype", "testType"]
        .iter()
        .any(|name| test.contains_key(*name))
}

/// The text of a value: of a text itself, of an object its `name`, `value`, `raw` or `key`, of a list its entries.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(entries) => entries.iter().map(plain).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(object) if object.get("type").is_some_and(|kind| kind == "doc") => document(value),
        Value::Object(object) => {
            let named =
                ["raw", "name", "displayName", "value", "path", "key", "summary"].iter().find_map(|name| object.get(*name));
            named.map_or_else(|| serde_json::to_string(object).unwrap_or_default(), plain)
        }
    }
}

/// The text of a document of Jira's editor: a line for each of its paragraphs and entries of lists.
fn document(value: &Value) -> String {
    let mut text = String::new();
    add(value, &mut text);
    text.trim().to_owned()
}

fn add(node: &Value, text: &mut String) {
    let kind = node.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "listItem" => text.push_str("- "),
        "hardBreak" => text.push('\n'),
        _ => {}
    }
    text.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default());
    for part in node.get("content").and_then(Value::as_array).into_iter().flatten() {
        add(part, text);
    }
    if matches!(kind, "paragraph" | "heading" | "codeBlock" | "listItem") && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn list(value: Option<&Value>) -> Vec<String> {
    let entries = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    entries.iter().map(plain).filter(|text| !text.is_empty()).collect()
}

pub(super) fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn case(number: u64, test: &Object, intake: &mut Intake) -> CaseRow {
    let issue = ["fields", "jira"].iter().find_map(|name| test.get(*name)).and_then(Value::as_object);
    let get = |name: &str| issue.and_then(|issue| issue.get(name)).or_else(|| test.get(name));
    let of =
        |names: &[&str]| names.iter().filter_map(|name| get(name)).map(plain).find(|text| !text.is_empty()).unwrap_or_default();
    let mut content = CaseContent { title: of(&["summary"]), ..CaseContent::default() };
    if content.title.is_empty() {
        // The list of Data Center has the key alone.
        content.title = of(&["key"]);
    }
    content.description = filled(of(&["description"]));
    let priority = of(&["priority"]);
    intake.word_or_field(number, "Priority", "priority", &priority, &mut content.priority, &mut content.custom_fields);
    content.tags = list(get("labels"));
    let conditions = get("preconditions").or_else(|| get("precondition"));
    let conditions = conditions.map(|value| value.get("results").unwrap_or(value)).map(condition);
    content.preconditions = conditions.and_then(filled);
    let definition = test.get("definition");
    let scenario = ["gherkin", "gherkin_def"].iter().filter_map(|name| test.get(*name)).map(plain).find(|text| !text.is_empty());
    let kind = of(&["testtype", "testType", "type"]);
    let of_definition = definition.filter(|value| value.is_string()).map(plain).filter(|text| !text.is_empty());
    let is_cucumber = kind.eq_ignore_ascii_case("cucumber");
    let steps = test.get("steps").or_else(|| definition.and_then(|value| value.get("steps")));
    if let Some(text) = scenario.or_else(|| of_definition.clone().filter(|_| is_cucumber)) {
        content.steps_type = StepsType::Gherkin;
        content.steps = vec![Step { action: text, ..Step::default() }];
    } else if let Some(steps) = steps.and_then(Value::as_array) {
        let fields = &mut content.custom_fields;
        content.steps = steps.iter().filter_map(Value::as_object).map(|step| self::step(step, number, intake, fields)).collect();
    }
    let text = ["unstructured", "unstructured_def"].iter().filter_map(|name| test.get(*name)).map(plain).find(|t| !t.is_empty());
    if let Some(text) = text.or(of_definition).filter(|_| content.steps.is_empty()) {
        content.steps = vec![Step { action: text, ..Step::default() }];
    }
    if !kind.is_empty() {
        content.custom_fields.insert("Test Type".to_owned(), kind);
    }
    let folder = test.get("folder").or_else(|| test.get("xray_test_repository_folder")).map(plain).unwrap_or_default();
    let components = list(get("components"));
    let mut suite = path(&format!("/{}", folder.trim_matches('/')));
    suite.retain(|name| !name.title.is_empty());
    if suite.is_empty() {
        suite = components.first().map(|name| name.as_str().into()).into_iter().collect();
    }
    content.custom_fields.insert("Components".to_owned(), components.join(", "));
    for (name, value) in issue.into_iter().flatten().chain(test).filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
        content.custom_fields.insert(name.clone(), plain(value));
    }
    let id = filled(of(&["key"])).or_else(|| filled(of(&["issueId"])));
    CaseRow { line: number, id, suite, content, functions: Vec::new(), further: Vec::new(), milestone: String::new() }
}

/// The texts of preconditions: their definitions, otherwise their summaries or keys.
fn condition(value: &Value) -> String {
    let text = |value: &Value| match value.get("definition").or_else(|| value.get("condition")) {
        Some(definition) => plain(definition),
        None => plain(value.get("jira").unwrap_or(value)),
    };
    match value {
        Value::Array(all) => all.iter().map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n"),
        other => text(other),
    }
}

/// Parts of a step that are read, or that say nothing about it.
const OF_A_STEP: [&str; 12] = [
    "id",
    "index",
    "action",
    "step",
    "data",
    "result",
    "expected result",
    "expected",
    "attachments",
    "callTestIssueId",
    "fields",
    "customFields",
];

/// Reads a step. What a step has no place for becomes lines of custom fields of the case.
fn step(step: &Object, line: u64, intake: &mut Intake, custom: &mut BTreeMap<String, String>) -> Step {
    let fields = step.get("fields").and_then(Value::as_object).unwrap_or(step);
    let get = |names: &[&str]| {
        let found = fields.iter().find(|(name, _)| names.iter().any(|n| name.eq_ignore_ascii_case(n)));
        found.map(|(_, value)| plain(value)).unwrap_or_default()
    };
    let called = get(&["callTestIssueId"]);
    if !called.is_empty() || step.get("attachments").and_then(Value::as_array).is_some_and(|files| !files.is_empty()) {
        let key = if called.is_empty() { "formats-warning-step-files" } else { "formats-warning-step-call" };
        intake.report.warn(line, "steps", Message::new(key).with("test", &called));
    }
    let is_known = |name: &str| OF_A_STEP.iter().any(|known| known.eq_ignore_ascii_case(name));
    let others = fields.iter().filter(|(name, _)| !is_known(name)).map(|(name, value)| (name.clone(), plain(value)));
    let named = step.get("customFields").and_then(Value::as_array).into_iter().flatten();
    let named = named.map(|field| {
        let part = |names: &[&str]| names.iter().find_map(|name| field.get(*name)).map(plain).unwrap_or_default();
        (part(&["name", "id"]), part(&["value"]))
    });
    for (name, value) in others.chain(named).filter(|(_, value)| !value.is_empty()) {
        let lines = custom.entry(format!("Steps: {name}")).or_default();
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(&value);
    }
    Step {
        action: if called.is_empty() { get(&["action", "step"]) } else { called },
        data: filled(get(&["data"])),
        expected: filled(get(&["result", "expected result", "expected"])),
        ..Step::default()
    }
}
