//! Jira's export of issues as RSS: test cases of Xray and of Zephyr Squad are issues with their steps in a field.

use super::elements::{filled, keep_rest, keep_rest_of_steps, lines_as_steps, steps_below};
use super::html;
use crate::FormatError;
use crate::cases::intake::Intake;
use crate::cases::model::{CaseFormat, CaseRow, CasesFile};
use crate::cases::paths::path;
use crate::cases::suite_name::SuiteName;
use crate::xml::{Events, Node, Walk};
use voluptas_core::domain::case::{CaseContent, CaseLink, Step, StepsType};
use voluptas_core::domain::field::CaseField;

/// Reads the issues. Files with a field of Zephyr are of Zephyr, all others of Xray.
pub(super) fn read(events: &mut Events<'_>, mut intake: Intake) -> Result<CasesFile, FormatError> {
    let mut format = CaseFormat::Xray;
    loop {
        match events.next()? {
            Walk::Start(start) => match start.name.as_str() {
                "channel" => {}
                "item" => {
                    let node = events.node(start)?;
                    let row = issue(&node, &mut format, &mut intake);
                    intake.case(row);
                }
                _ => drop(events.node(start)?),
            },
            Walk::End => {}
            Walk::Done => break,
        }
    }
    use CaseField::{CustomFields, Description, Links, Preconditions, Priority, Steps, Suite, Tags};
    let fields = [Suite, Description, Preconditions, Priority, Steps, Tags, Links, CustomFields];
    Ok(intake.done(format, None, fields.into()))
}

/// Elements of an issue that are read into fields, or that say nothing about a case: who reported it when, votes, and times.
const KNOWN: [&str; 27] = [
    "title",
    "link",
    "project",
    "description",
    "key",
    "summary",
    "type",
    "priority",
    "statusCategory",
    "resolution",
    "labels",
    "component",
    "customfields",
    "created",
    "updated",
    "resolved",
    "reporter",
    "assignee",
    "votes",
    "watches",
    "due",
    "subtasks",
    "timeestimate",
    "timeoriginalestimate",
    "timespent",
    "parent",
    "security",
];

type Object = serde_json::Map<String, serde_json::Value>;

/// Keys of the texts of a step in JSON, those of the action first.
const OF_A_STEP: [&str; 6] = ["action", "step", "data", "result", "expected result", "expected"];

fn issue(node: &Node, format: &mut CaseFormat, intake: &mut Intake) -> CaseRow {
    let key = node.get("key").to_owned();
    // The title of an item repeats the key: `[SHOP-12] Sign in`.
    let title = node.get("title");
    let title = title.strip_prefix(&format!("[{key}]")).unwrap_or(title).trim();
    let title = if node.get("summary").is_empty() { title } else { node.get("summary") };
    let mut content = CaseContent { title: title.to_owned(), ..CaseContent::default() };
    content.description = filled(html::text(node.get("description")));
    let priority = node.get("priority");
    intake.word_or_field(node.line, "Priority", "priority", priority, &mut content.priority, &mut content.custom_fields);
    content.tags = node.all("labels").flat_map(|l| l.all("label")).map(|l| l.text.trim().to_owned()).collect();
    let components: Vec<&str> = node.all("component").map(|c| c.text.trim()).filter(|c| !c.is_empty()).collect();
    let mut suite: Vec<SuiteName> = components.iter().take(1).map(|c| SuiteName::from(*c)).collect();
    if components.len() > 1 {
        content.custom_fields.insert("Components".to_owned(), components.join(", "));
    }
    let page = CaseLink { url: node.get("link").to_owned(), title: key.clone() };
    content.links = Some(page).filter(CaseLink::is_page).into_iter().collect();
    keep_rest(node, &KNOWN, &mut content);
    for field in node.all("customfields").flat_map(|f| f.all("customfield")) {
        let name = field.get("customfieldname");
        let (kind, name_folded) = (field.attribute("key").to_lowercase(), name.to_lowercase());
        if kind.contains("zephyr") || kind.contains("thed") || name_folded.contains("zephyr") {
            *format = CaseFormat::Zephyr;
        }
        let steps = steps_below(field, html::text);
        let values: Vec<String> = field.all("customfieldvalues").flat_map(values).collect();
        let value = values.join("\n");
        if !steps.is_empty() {
            content.steps = steps;
            keep_rest_of_steps(field, &mut content, intake);
        } else if value.is_empty() {
            // A field without a value says nothing.
        } else if kind.contains("manual-test-steps") || name_folded.contains("teststep") || name_folded.contains("test steps") {
            content.steps = from_json(&value).unwrap_or_else(|| lines_as_steps(&value, ""));
        } else if kind.contains("cucumber") && name_folded.contains("scenario") && !name_folded.contains("type") {
            content.steps_type = StepsType::Gherkin;
            content.steps = vec![Step { action: value, ..Step::default() }];
        } else if name_folded.contains("repository path") || name_folded.contains("test repository") {
            suite = path(&value);
        } else if name_folded.contains("precondition") || name_folded.contains("pre-condition") {
            content.preconditions = filled(value);
        } else if !name_folded.is_empty() && !name_folded.starts_with("rank") {
            content.custom_fields.insert(name.to_owned(), value);
        }
    }
    let id = Some(key).filter(|id| !id.is_empty());
    CaseRow { line: node.line, id, suite, content, functions: Vec::new(), further: Vec::new(), milestone: String::new() }
}

/// Texts of the values of a field, in whatever elements they are.
fn values(node: &Node) -> Vec<String> {
    let mut texts = Vec::new();
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        let text = html::text(&node.text);
        if !text.is_empty() {
            texts.push(text);
        }
        todo.extend(node.children.iter().rev());
    }
    texts
}

/// Steps as the JSON list that older versions of Xray export: objects with `step` or `action`, `data` and `result`.
fn from_json(text: &str) -> Option<Vec<Step>> {
    Some(steps_of(&serde_json::from_str::<Vec<Object>>(text).ok()?))
}

/// Steps of such a list in a cell of a table. A list of other things is `None`: people write JSON in the texts of steps, too.
pub(in crate::cases) fn from_cell(text: &str) -> Option<Vec<Step>> {
    let list: Vec<Object> = serde_json::from_str(text).ok()?;
    let is_text = |value: &serde_json::Value| value.is_string() || value.is_null();
    let is_step = |entry: &Object| {
        let fields = entry.get("fields").and_then(|f| f.as_object()).unwrap_or(entry);
        let has_action = OF_A_STEP[..2].iter().any(|n| fields.keys().any(|name| name.eq_ignore_ascii_case(n)));
        let are_texts = fields
            .iter()
            .filter(|(name, _)| OF_A_STEP.iter().any(|n| name.eq_ignore_ascii_case(n)))
            .all(|(_, value)| is_text(value));
        has_action && are_texts
    };
    list.iter().all(is_step).then(|| steps_of(&list))
}

fn steps_of(list: &[Object]) -> Vec<Step> {
    let steps = list.iter().map(|entry| {
        let fields = entry.get("fields").and_then(|f| f.as_object()).unwrap_or(entry);
        let get = |names: &[&str]| {
            let found = fields.iter().find(|(name, _)| names.iter().any(|n| name.eq_ignore_ascii_case(n)));
            found.and_then(|(_, value)| value.as_str()).map(html::text).unwrap_or_default()
        };
        Step {
            action: get(&["action", "step"]),
            data: filled(get(&["data"])),
            expected: filled(get(&["result", "expected result", "expected"])),
            ..Step::default()
        }
    });
    steps.collect()
}
