//! Writes tables of cases: the program's own as CSV or workbook, and Qase's CSV.

use super::links::links_cell;
use super::model::{CasesToWrite, EXTERNAL_ID, SuiteRow};
use super::numbered;
use super::parameters::{parameters_cell, qase_cell};
use super::paths::{path_cell, paths_cell};
use super::suite_name::SuiteName;
use super::table::CUSTOM;
use crate::cell::{self, List};
use crate::columns::{MORE, bare};
use crate::sheet::{self, SheetToWrite};
use crate::{FormatError, WriteOptions, escape, table, words};
use std::collections::{BTreeSet, HashMap};
use voluptas_core::domain::case::{CaseContent, Step, StepsType};
use voluptas_core::domain::case_code::NamedCase;

/// Columns of the program's own table; custom fields follow.
const HEADERS: [&str; 20] = [
    "ID",
    "Suite",
    "Title",
    "Status",
    "Type",
    "Priority",
    "Severity",
    "Layer",
    "Behavior",
    "Automation",
    "Flaky",
    "Tags",
    "Functions",
    "Description",
    "Preconditions",
    "Postconditions",
    "Steps Type",
    "Steps",
    "Step Data",
    "Expected Results",
];
/// Columns of Qase's export.
const QASE: [&str; 26] = [
    "v2.id",
    "title",
    "description",
    "preconditions",
    "postconditions",
    "tags",
    "priority",
    "severity",
    "type",
    "behavior",
    "automation",
    "status",
    "is_flaky",
    "layer",
    "steps_type",
    "steps_actions",
    "steps_result",
    "steps_data",
    "milestone_id",
    "milestone",
    "suite_id",
    "suite_parent_id",
    "suite",
    "suite_without_cases",
    "parameters",
    "is_muted",
];

/// Column of the ids of other tools in Qase's table, behind Qase's own columns and only where a case has one.
const QASE_EXTERNAL_ID: &str = "external_id";

/// Writes the program's own table as text.
pub(super) fn write(content: &CasesToWrite, options: WriteOptions) -> Vec<u8> {
    let (headers, rows) = own(content);
    table::write_own(options, headers, rows)
}

/// Writes the program's own table as a workbook.
pub(super) fn write_workbook(content: &CasesToWrite) -> Result<Vec<u8>, FormatError> {
    let (headers, rows) = own(content);
    sheet::write(vec![SheetToWrite { name: "Cases", headers, rows, flags: &[], numbers: &[] }])
}

/// Headings and rows of the program's own table.
fn own(content: &CasesToWrite) -> (Vec<String>, Vec<Vec<String>>) {
    let custom: BTreeSet<&String> = content.rows.iter().flat_map(|r| r.content.custom_fields.keys()).collect();
    let mut headers: Vec<String> = HEADERS.iter().map(|h| (*h).to_owned()).collect();
    headers.push("Parameters".to_owned());
    let has_further = content.rows.iter().any(|row| !row.further.is_empty());
    headers.extend(has_further.then(|| "Also in suites".to_owned()));
    let has_expected = content.rows.iter().any(|row| row.content.expected_result.is_some());
    headers.extend(has_expected.then(|| "Case Expected Result".to_owned()));
    let has_links = content.rows.iter().any(|row| !row.content.links.is_empty());
    headers.extend(has_links.then(|| "Links".to_owned()));
    let has_milestone = content.rows.iter().any(|row| !row.milestone.is_empty());
    headers.extend(has_milestone.then(|| "Milestone".to_owned()));
    headers.extend(custom.iter().map(|title| custom_heading(title)));
    let width = headers.len();
    let suites = content.suites.iter().map(|suite| {
        let mut cells = vec![String::new(); width];
        cells[1] = path_cell(&suite.path());
        cells[13] = suite.content.description.clone().unwrap_or_default();
        cells[14] = suite.content.preconditions.clone().unwrap_or_default();
        cells
    });
    let cases = content.rows.iter().map(|row| {
        let c = &row.content;
        let steps = StepCells::of(c);
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let mut cells = vec![
            row.id.clone().unwrap_or_default(),
            path_cell(&row.suite),
            c.title.clone(),
            c.status.clone(),
            c.kind.clone(),
            c.priority.clone(),
            c.severity.clone(),
            c.layer.clone(),
            c.behavior.clone(),
            c.automation.clone(),
            if c.is_flaky { "yes" } else { "no" }.to_owned(),
            cell::joined(&c.tags, List::Words),
            cell::joined(&row.functions, List::Words),
            text(&c.description),
            text(&c.preconditions),
            text(&c.postconditions),
            c.steps_type.as_str().to_owned(),
            steps.actions,
            steps.data,
            steps.expected,
            parameters_cell(&c.parameters),
        ];
        cells.extend(has_further.then(|| paths_cell(&row.further)));
        cells.extend(has_expected.then(|| text(&c.expected_result)));
        cells.extend(has_links.then(|| links_cell(&c.links)));
        cells.extend(has_milestone.then(|| row.milestone.clone()));
        cells.extend(custom.iter().map(|title| c.custom_fields.get(*title).cloned().unwrap_or_default()));
        cells
    });
    let rows = suites.chain(cases).collect();
    (headers, rows)
}

/// Heading of the column of a custom field.
pub(super) fn custom_heading(title: &str) -> String {
    let is_word = |name: &str| words::ours("case", name).or_else(|| words::ours(MORE, name)).is_some();
    let is_free = || !is_word(title) && !is_word(bare(title)) && !title.starts_with(CUSTOM) && title != escape::COLUMN;
    if title == EXTERNAL_ID || is_free() { title.to_owned() } else { format!("{CUSTOM}{title}") }
}

/// Writes Qase's table, version 2. Qase numbers suites by their order here; nested steps become steps of their own.
pub(super) fn write_qase(content: &CasesToWrite, options: WriteOptions) -> Vec<u8> {
    let mut ids: HashMap<Vec<SuiteName>, usize> = HashMap::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let has_external = content.rows.iter().any(|row| row.external_id().is_some());
    let headers: Vec<&str> = QASE.into_iter().chain(has_external.then_some(QASE_EXTERNAL_ID)).collect();
    for path in content.suites.iter().map(SuiteRow::path).chain(content.rows.iter().map(|r| r.suite.clone())) {
        // Mostly the suite above has its number already: a deep tree costs no walk from the root for each of its suites.
        let numbered = (1..=path.len()).rev().find(|length| ids.contains_key(&path[..*length])).unwrap_or(0);
        for length in numbered + 1..=path.len() {
            let next = ids.len() + 1;
            let parent = ids.get(&path[..length - 1]).map(ToString::to_string).unwrap_or_default();
            ids.insert(path[..length].to_vec(), next);
            let mut cells = vec![String::new(); headers.len()];
            cells[20] = next.to_string();
            cells[21] = parent;
            cells[22].clone_from(&path[length - 1].title);
            cells[23] = "1".to_owned();
            rows.push(cells);
        }
    }
    let cases = content.rows.iter().map(|row| {
        let c = &row.content;
        let flat = CaseContent { steps: flat(&c.steps), ..c.clone() };
        let steps = StepCells::with(&flat, |entries| numbered::write_qase(entries.into_iter()));
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        // Of a case that Qase does not have, the number means another case there.
        let number = match row.id.as_deref().map(|id| (id, NamedCase::of_any_project(id))) {
            Some((_, Some((_, NamedCase::Numbered(number))))) => number.to_string(),
            Some((_, Some((_, NamedCase::Unsent(_))))) | None => String::new(),
            Some((id, None)) => id.to_owned(),
        };
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        let mut cells = vec![
            number,
            c.title.clone(),
            text(&c.description),
            text(&c.preconditions),
            text(&c.postconditions),
            c.tags.join(","),
            c.priority.clone(),
            c.severity.clone(),
            c.kind.clone(),
            c.behavior.clone(),
            c.automation.clone(),
            c.status.clone(),
            yes(c.is_flaky),
            c.layer.clone(),
            c.steps_type.as_str().to_owned(),
            steps.actions,
            steps.expected,
            steps.data,
            String::new(),
            row.milestone.clone(),
            ids.get(&row.suite).map(ToString::to_string).unwrap_or_default(),
            String::new(),
            row.suite.last().map(|name| name.title.clone()).unwrap_or_default(),
            String::new(),
            qase_cell(&c.parameters),
            yes(false),
        ];
        cells.extend(has_external.then(|| row.external_id().unwrap_or_default().to_owned()));
        cells
    });
    table::write(options, &headers, rows.into_iter().chain(cases))
}

fn flat(steps: &[Step]) -> Vec<Step> {
    let mut out = Vec::new();
    for step in steps {
        out.push(Step { steps: Vec::new(), ..step.clone() });
        out.extend(flat(&step.steps));
    }
    out
}

/// The three cells of the steps.
struct StepCells {
    actions: String,
    data: String,
    expected: String,
}

impl StepCells {
    fn of(content: &CaseContent) -> Self {
        Self::with(content, |entries| numbered::write(entries.into_iter()))
    }

    /// The cells of entries that `write` writes.
    fn with(content: &CaseContent, write: impl Fn(Vec<(Vec<u32>, &str)>) -> String) -> Self {
        if content.steps_type == StepsType::Gherkin {
            let text: Vec<&str> = content.steps.iter().map(|s| s.action.as_str()).collect();
            return Self { actions: text.join("\n"), data: String::new(), expected: String::new() };
        }
        let mut all: Vec<(Vec<u32>, &Step)> = Vec::new();
        number(&content.steps, &[], &mut all);
        let of = |text: fn(&Step) -> Option<&str>| {
            // A column without any text stays blank.
            if all.iter().any(|(_, step)| text(step).is_some()) {
                write(all.iter().map(|(n, step)| (n.clone(), text(step).unwrap_or_default())).collect())
            } else {
                String::new()
            }
        };
        Self {
            actions: of(|s| Some(s.action.as_str())),
            data: of(|s| s.data.as_deref()),
            expected: of(|s| s.expected.as_deref()),
        }
    }
}

fn number<'s>(steps: &'s [Step], parents: &[u32], out: &mut Vec<(Vec<u32>, &'s Step)>) {
    for (n, step) in (1..).zip(steps) {
        let mut at = parents.to_vec();
        at.push(n);
        out.push((at.clone(), step));
        number(&step.steps, &at, out);
    }
}
