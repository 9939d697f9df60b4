//! Workbooks of Squash TM: the sheet of the cases is read as any table, and this module adds the steps of the sheet `STEPS`, and
//! parameters with their values of `PARAMETERS` and `DATASETS`. Rows of these name their case by its id, or by its path in files for
//! an import.

use super::model::CaseRow;
use super::paths::split_escaped;
use super::xml::html;
use crate::sheet::{Book, SheetRow};
use crate::{FormatError, Report, Severity, TableInfo};
use std::collections::HashMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, Parameter, ParameterItem, Step, StepsType};

/// Sheet of the cases.
const CASES: &str = "TEST_CASES";
/// Sheet of the steps.
const STEPS: &str = "STEPS";
/// Sheet of the parameters.
const PARAMETERS: &str = "PARAMETERS";
/// Sheet of the values of parameters.
const DATASETS: &str = "DATASETS";
/// Columns of the sheet of steps that are read, or that say nothing.
const OF_A_STEP: [&str; 10] = [
    "action",
    "tc_owner_path",
    "tc_owner_id",
    "tc_step_id",
    "tc_step_num",
    "tc_step_is_call_step",
    "tc_step_action",
    "tc_step_expected_result",
    "tc_step_#_req",
    "tc_step_#_attachment",
];
/// Title of the parameter with the names of the sets of values.
const NAME_OF_SET: &str = "Dataset";

/// True for a sheet of cases with one of steps beside it.
pub(super) fn is_one(look: &TableInfo) -> bool {
    look.sheet.as_deref() == Some(CASES) && look.sheets.iter().any(|name| name == STEPS)
}

/// A sheet with the folded names of its columns.
struct Sheet {
    head: Vec<String>,
    rows: Vec<SheetRow>,
}

impl Sheet {
    /// The sheet of a name; one without rows where the workbook lacks it.
    fn of(book: &mut Book<'_>, look: &TableInfo, name: &str) -> Result<Self, FormatError> {
        let mut rows = if look.sheets.iter().any(|sheet| sheet == name) { book.rows(name)? } else { Vec::new() };
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0).cells };
        Ok(Self { head: head.iter().map(|name| fold(name)).collect(), rows })
    }

    fn cell<'r>(&self, row: &'r SheetRow, column: &str) -> &'r str {
        let place = self.head.iter().position(|name| name == column);
        place.and_then(|place| row.cells.get(place)).map_or("", String::as_str)
    }
}

/// Parameters of a case: their names, and sets of values, each with its name.
#[derive(Default)]
struct Parameters {
    names: Vec<String>,
    sets: Vec<(String, HashMap<String, String>)>,
}

impl Parameters {
    fn add(&mut self, name: &str) {
        if !name.is_empty() && !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
        }
    }
}

/// The cases by what rows of other sheets name them by.
struct Owners {
    by_id: HashMap<String, usize>,
    by_path: HashMap<Vec<String>, usize>,
}

impl Owners {
    fn of(cases: &[CaseRow]) -> Self {
        let path = |case: &CaseRow| -> Vec<String> {
            let suites = case.suite.iter().map(|suite| suite.title.clone());
            suites.chain([case.content.title.clone()]).collect()
        };
        let ids = cases.iter().enumerate().filter_map(|(at, case)| Some((case.id.clone()?, at)));
        Self { by_id: ids.collect(), by_path: cases.iter().enumerate().map(|(at, case)| (path(case), at)).collect() }
    }

    /// Place of the case of a row; a row of none is named.
    fn find(&self, sheet: &Sheet, row: &SheetRow, report: &mut Report) -> Option<usize> {
        let (id, path) = (sheet.cell(row, "tc_owner_id"), sheet.cell(row, "tc_owner_path"));
        let titles =
            || split_escaped(path, '/').iter().map(|title| title.trim().to_owned()).filter(|title| !title.is_empty()).collect();
        let found = self.by_id.get(id).copied().or_else(|| self.by_path.get::<Vec<String>>(&titles()).copied());
        if found.is_none() {
            let (column, name) = if id.is_empty() { ("TC_OWNER_PATH", path) } else { ("TC_OWNER_ID", id) };
            report.warn(row.line, column, Message::new("formats-warning-orphan").with("name", name));
        }
        found
    }
}

/// Gives the cases the steps and parameters of their ids or paths, and makes text of the HTML of Squash. Sheets that a case has no
/// place for are named.
pub(super) fn complete(
    file: &str,
    bytes: &[u8],
    look: &TableInfo,
    cases: &mut [CaseRow],
    report: &mut Report,
) -> Result<(), FormatError> {
    let mut book = Book::open(file, bytes)?;
    let owners = Owners::of(cases);
    for case in cases.iter_mut() {
        let content = &mut case.content;
        for text in [&mut content.description, &mut content.preconditions].into_iter().flatten() {
            *text = html::text(text);
        }
        // The column ACTION says what an import does with the row.
        content.steps.clear();
        if content.custom_fields.get("TC_KIND").is_some_and(|kind| kind.eq_ignore_ascii_case("gherkin"))
            && let Some(script) = content.custom_fields.get("TC_SCRIPT").cloned()
        {
            content.steps_type = StepsType::Gherkin;
            content.steps = vec![Step { action: script, ..Step::default() }];
        }
    }
    steps(&Sheet::of(&mut book, look, STEPS)?, &owners, cases, report);
    let (names, values) = (Sheet::of(&mut book, look, PARAMETERS)?, Sheet::of(&mut book, look, DATASETS)?);
    parameters(&names, &values, &owners, cases, report);
    let known = [CASES, STEPS, PARAMETERS, DATASETS];
    let unused: Vec<&str> = look.sheets.iter().map(String::as_str).filter(|name| !known.contains(name)).collect();
    for name in unused {
        // A sheet with its heading alone says nothing.
        if book.rows(name)?.len() > 1 {
            report.note(Severity::Warning, 0, name, Message::new("formats-warning-sheet-unused"));
        }
    }
    Ok(())
}

/// Adds the steps in the order of their numbers. What a step has no place for is kept as a custom field of the case.
fn steps(sheet: &Sheet, owners: &Owners, cases: &mut [CaseRow], report: &mut Report) {
    let mut found: Vec<(usize, u64, Step)> = Vec::new();
    for row in &sheet.rows {
        let Some(at) = owners.find(sheet, row, report) else { continue };
        let action = html::text(sheet.cell(row, "tc_step_action"));
        if matches!(sheet.cell(row, "tc_step_is_call_step"), "1" | "true" | "TRUE") {
            report.warn(row.line, STEPS, Message::new("formats-warning-step-call").with("test", &action));
        }
        let expected = Some(html::text(sheet.cell(row, "tc_step_expected_result"))).filter(|text| !text.is_empty());
        let number = sheet.cell(row, "tc_step_num").parse().unwrap_or(u64::MAX);
        found.push((at, number, Step { action, expected, ..Step::default() }));
        let others = sheet.head.iter().zip(&row.cells).filter(|(name, cell)| !cell.is_empty() && !is_known(name));
        for (name, cell) in others {
            keep(&mut cases[at].content, &name.to_uppercase(), &html::text(cell));
        }
    }
    found.sort_by_key(|(at, number, _)| (*at, *number));
    for (at, _, step) in found {
        cases[at].content.steps.push(step);
    }
}

fn is_known(column: &str) -> bool {
    column.is_empty() || OF_A_STEP.contains(&column)
}

/// Adds a line to a custom field.
fn keep(content: &mut CaseContent, field: &str, text: &str) {
    let lines = content.custom_fields.entry(field.to_owned()).or_default();
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(text);
}

/// Adds parameters with their values. Sets of values vary together, and their names are a further parameter.
fn parameters(names: &Sheet, values: &Sheet, owners: &Owners, cases: &mut [CaseRow], report: &mut Report) {
    let mut of_case: HashMap<usize, Parameters> = HashMap::new();
    for row in &names.rows {
        let Some(at) = owners.find(names, row, report) else { continue };
        let name = names.cell(row, "tc_param_name");
        let description = html::text(names.cell(row, "tc_param_description"));
        if !description.is_empty() {
            keep(&mut cases[at].content, "TC_PARAM_DESCRIPTION", &format!("{name}: {description}"));
        }
        of_case.entry(at).or_default().add(name);
    }
    for row in &values.rows {
        let Some(at) = owners.find(values, row, report) else { continue };
        let [set, name, value] = ["tc_dataset_name", "tc_dataset_param_name", "tc_dataset_param_value"]
            .map(|column| values.cell(row, column).to_owned());
        let all = of_case.entry(at).or_default();
        all.add(&name);
        match all.sets.iter_mut().find(|(known, _)| *known == set) {
            Some((_, values)) => _ = values.insert(name, value),
            None => all.sets.push((set, HashMap::from([(name, value)]))),
        }
    }
    for (at, Parameters { names, sets }) in of_case {
        let value = |name: &String| sets.iter().map(|(_, values)| values.get(name).cloned().unwrap_or_default()).collect();
        let mut items: Vec<ParameterItem> =
            names.iter().map(|name| ParameterItem { title: name.clone(), values: value(name) }).collect();
        let to = &mut cases[at].content.parameters;
        if sets.is_empty() {
            to.extend(items.into_iter().map(|item| Parameter::Single { shared_id: None, item }));
            continue;
        }
        items.push(ParameterItem { title: NAME_OF_SET.to_owned(), values: sets.iter().map(|(name, _)| name.clone()).collect() });
        to.push(Parameter::Group { shared_id: None, items });
    }
}
