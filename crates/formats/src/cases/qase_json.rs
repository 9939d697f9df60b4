//! Qase's export as JSON: suites within suites, each with its cases. The ids of Qase become external ids, as in its CSV.

use super::intake::Intake;
use super::model::{CaseFormat, CaseRow, CasesFile, SuiteRow};
use super::suite_name::SuiteName;
use super::xray_json::{filled, parse, plain};
use crate::cell;
use crate::{FormatError, ReadOptions};
use serde_json::{Map, Value};
use std::collections::HashMap;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

type Object = Map<String, Value>;

/// Fields of a case that are read into its fields, or that say nothing about it.
const KNOWN: [&str; 25] = [
    "id",
    "title",
    "description",
    "preconditions",
    "postconditions",
    "priority",
    "severity",
    "type",
    "layer",
    "behavior",
    "automation",
    "status",
    "is_flaky",
    "is_muted",
    "tags",
    "params",
    "parameters",
    "steps",
    "steps_type",
    "custom_fields",
    "milestone",
    "milestone_id",
    "suite_id",
    "attachments",
    "position",
];

/// True for the beginning of such a file.
pub(super) fn is_one(head: &str) -> bool {
    let has = |name: &str| head.contains(name);
    head.trim_start_matches('\u{feff}').trim_start().starts_with('{')
        && has("\"cases\"")
        && (has("\"steps_type\"") || has("\"is_flaky\""))
        && (has("\"suites\"") || has("\"behavior\""))
}

/// Reads a file.
pub(super) fn read(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let (root, encoding) = parse(file, bytes, options)?;
    let mut reading = Reading { intake: Intake::new(file, encoding), alike: HashMap::new(), number: 0 };
    let Some(root) = root.as_object().filter(|root| list(root, "suites").is_some() || list(root, "cases").is_some()) else {
        return Err(FormatError::Unknown { file: file.to_owned() });
    };
    reading.inside(root, &[]);
    use CaseField::{
        Automation, Behavior, CustomFields, Description, IsFlaky, Kind, Layer, Parameters, Postconditions, Preconditions,
        Priority, Severity, Status, Steps, Suite, Tags,
    };
    let texts = [Suite, Description, Preconditions, Postconditions, Steps, Tags, Parameters, CustomFields, IsFlaky];
    let words = [Priority, Severity, Kind, Layer, Behavior, Automation, Status];
    let fields = texts.into_iter().chain(words).collect();
    let mut file = reading.intake.done(CaseFormat::Json, None, fields);
    file.keep_ids();
    Ok(file)
}

fn list<'v>(of: &'v Object, name: &str) -> Option<&'v Vec<Value>> {
    of.get(name).and_then(Value::as_array)
}

fn text(of: &Object, name: &str) -> Option<String> {
    of.get(name).map(plain).and_then(filled)
}

struct Reading {
    intake: Intake,
    /// How many suites have a path, by titles.
    alike: HashMap<Vec<SuiteName>, u32>,
    /// Number of suites and cases so far, which stands for a line.
    number: u64,
}

impl Reading {
    /// Reads the suites and cases in a suite, or in the file.
    fn inside(&mut self, of: &Object, path: &[SuiteName]) {
        for case in list(of, "cases").into_iter().flatten().filter_map(Value::as_object) {
            self.number += 1;
            let row = self.case(case, path);
            self.intake.case(row);
        }
        for suite in list(of, "suites").into_iter().flatten().filter_map(Value::as_object) {
            self.number += 1;
            let title = text(suite, "title").unwrap_or_default();
            let mut below = path.to_vec();
            below.push(title.trim().into());
            let nth = self.alike.entry(below.clone()).or_default();
            *nth += 1;
            let nth = *nth;
            if let Some(own) = below.last_mut() {
                own.nth = nth;
            }
            let content =
                SuiteContent { title, description: text(suite, "description"), preconditions: text(suite, "preconditions") };
            self.intake.suite(SuiteRow { line: self.number, parents: path.to_vec(), nth, content });
            self.inside(suite, &below);
        }
    }

    fn case(&mut self, case: &Object, path: &[SuiteName]) -> CaseRow {
        let mut content = CaseContent { title: text(case, "title").unwrap_or_default(), ..CaseContent::default() };
        content.description = text(case, "description");
        content.preconditions = text(case, "preconditions");
        content.postconditions = text(case, "postconditions");
        for (title, list, name, to) in [
            ("Priority", "priority", "priority", &mut content.priority),
            ("Severity", "severity", "severity", &mut content.severity),
            ("Type", "case_type", "type", &mut content.kind),
            ("Layer", "layer", "layer", &mut content.layer),
            ("Behavior", "behavior", "behavior", &mut content.behavior),
            ("Automation", "case_automation", "automation", &mut content.automation),
            ("Status", "case_status", "status", &mut content.status),
        ] {
            let word = text(case, name).unwrap_or_default();
            self.intake.word_or_field(self.number, title, list, &word, to, &mut content.custom_fields);
        }
        let is_set = |name: &str| text(case, name).and_then(|word| cell::flag(&word)).unwrap_or(false);
        content.is_flaky = is_set("is_flaky");
        if is_set("is_muted") {
            self.intake.report.note(crate::Severity::Info, self.number, "is_muted", Message::new("formats-note-muted"));
        }
        content.tags = list(case, "tags").into_iter().flatten().map(title).filter(|tag| !tag.is_empty()).collect();
        content.parameters = case.get("params").or_else(|| case.get("parameters")).map(parameters).unwrap_or_default();
        content.steps = list(case, "steps").map(|all| steps(all)).unwrap_or_default();
        if text(case, "steps_type").is_some_and(|kind| kind.eq_ignore_ascii_case("gherkin")) {
            content.steps_type = StepsType::Gherkin;
            let lines: Vec<String> = content.steps.into_iter().map(|step| step.action).collect();
            let action = if lines.is_empty() { text(case, "steps").unwrap_or_default() } else { lines.join("\n") };
            content.steps = vec![Step { action, ..Step::default() }];
        }
        for field in list(case, "custom_fields").into_iter().flatten() {
            let value = field.get("value").map(plain).unwrap_or_default();
            content.custom_fields.insert(title(field), value);
        }
        let files = list(case, "attachments").into_iter().flatten();
        let files: Vec<String> = files.map(|file| file.get("filename").map_or_else(|| title(file), plain)).collect();
        content.custom_fields.insert("Attachments".to_owned(), files.join(", "));
        for (name, value) in case.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
            content.custom_fields.insert(name.clone(), plain(value));
        }
        let milestone = case.get("milestone").map(title).unwrap_or_default();
        let id = text(case, "id");
        CaseRow { line: self.number, id, suite: path.to_vec(), content, functions: Vec::new(), further: Vec::new(), milestone }
    }
}

/// The title of a value: of a text itself, of an object its `title`.
fn title(value: &Value) -> String {
    value.get("title").map_or_else(|| plain(value), plain)
}

/// Parameters as a list of titles with values, or as an object of lists.
fn parameters(value: &Value) -> Vec<Parameter> {
    let values = |value: &Value| match value {
        Value::Array(all) => all.iter().map(plain).collect(),
        other => vec![plain(other)],
    };
    let items: Vec<ParameterItem> = match value {
        Value::Array(all) => all
            .iter()
            .map(|one| ParameterItem { title: title(one), values: one.get("values").map(values).unwrap_or_default() })
            .collect(),
        Value::Object(all) => {
            all.iter().map(|(title, one)| ParameterItem { title: title.clone(), values: values(one) }).collect()
        }
        _ => Vec::new(),
    };
    items.into_iter().map(|item| Parameter::Single { shared_id: None, item }).collect()
}

fn steps(all: &[Value]) -> Vec<Step> {
    let step = |value: &Value| {
        let Some(step) = value.as_object() else { return Step { action: plain(value), ..Step::default() } };
        Step {
            action: text(step, "action").unwrap_or_default(),
            data: text(step, "data").or_else(|| text(step, "input_data")),
            expected: text(step, "expected_result").or_else(|| text(step, "expected")),
            steps: list(step, "steps").map(|below| steps(below)).unwrap_or_default(),
            ..Step::default()
        }
    };
    all.iter().map(step).collect()
}
