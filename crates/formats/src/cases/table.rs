//! Tables of cases: the program's own CSV and Qase's.

use super::intake::{milestone_title, reason, shallow};
use super::links::{links_cell, links_of};
use super::model::{CaseFormat, CaseRow, CasesFile, CasesToWrite, OpenedCases, SuiteRow};
use super::numbered;
use super::suite_name::SuiteName;
use crate::cell::{self, List};
use crate::columns::Columns;
use crate::row::Row;
use crate::sheet::{self, SheetToWrite, is_workbook};
use crate::table::{self, Source, Table};
use crate::{ColumnOrigin, ColumnUse, FormatError, ReadOptions, Report, Severity, Skip, WriteOptions, escape, words};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_core::domain::validate::{self, SUITE_DEPTH_MAX, TITLE_MAX};

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

/// Heading of a custom field whose title is a word for another column.
pub(super) const CUSTOM: &str = "Custom: ";

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

/// Words of the fields that a column of any table can fill, in the order in which they are offered.
pub const COLUMNS: [&str; 26] = [
    "title",
    "id",
    "suite",
    "hierarchy",
    "description",
    "preconditions",
    "postconditions",
    "steps",
    "data",
    "expected",
    "steps_type",
    "priority",
    "severity",
    "type",
    "layer",
    "behavior",
    "automation",
    "status",
    "flaky",
    "tags",
    "parameters",
    "functions",
    "further",
    "expected_result",
    "links",
    "milestone",
];

/// Words of the further fields of Qase's table.
pub const QASE_COLUMNS: [&str; 5] = ["suite_id", "suite_parent_id", "suite_without_cases", "milestone_id", "muted"];

/// Words of the fields of Qase's table for which a case has no place: their values are remarks of the import.
pub const UNUSED_COLUMNS: [&str; 2] = ["milestone_id", "muted"];

/// Columns with the field of a case that they give.
const FIELDS: [(&str, CaseField); 19] = [
    ("suite", CaseField::Suite),
    ("description", CaseField::Description),
    ("preconditions", CaseField::Preconditions),
    ("postconditions", CaseField::Postconditions),
    ("severity", CaseField::Severity),
    ("priority", CaseField::Priority),
    ("type", CaseField::Kind),
    ("layer", CaseField::Layer),
    ("behavior", CaseField::Behavior),
    ("automation", CaseField::Automation),
    ("status", CaseField::Status),
    ("flaky", CaseField::IsFlaky),
    ("steps", CaseField::Steps),
    ("tags", CaseField::Tags),
    ("parameters", CaseField::Parameters),
    ("suite_id", CaseField::Suite),
    ("hierarchy", CaseField::Suite),
    ("expected_result", CaseField::ExpectedResult),
    ("links", CaseField::Links),
];

/// Reads a table. `format` is [`CaseFormat::QaseCsv`], [`CaseFormat::Csv`] or [`CaseFormat::Xlsx`]; `None` decides by the columns.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    format: Option<CaseFormat>,
    options: &ReadOptions,
) -> Result<OpenedCases, FormatError> {
    // A named format is a promise about the file: another kind of table is told, not read silently.
    let other = match (format, is_workbook(bytes)) {
        (Some(CaseFormat::Xlsx), false) => Some("table"),
        (Some(CaseFormat::Csv), true) => Some("workbook"),
        _ => None,
    };
    if let (Some(found), Some(named)) = (other, format) {
        return Err(FormatError::OtherFormat { file: file.to_owned(), format: named.into(), found });
    }
    let source = Source::read(file, bytes, "case", options)?;
    let Table { columns, rows: mut from, mut report, header_row } = source.table()?;
    let mut rows = Vec::new();
    while let Some(row) = from.next(&columns, &mut report)? {
        rows.push(row);
    }
    // A list of functions has titles and FuncIDs as well; its places in the registry tell it.
    let is_place = |(_, name): &(usize, String)| {
        matches!(words::ours("function", name), Some("parent" | "module" | "epic" | "feature" | "alias" | "segment"))
    };
    let of_cases = ["steps", "suite", "hierarchy", "priority", "severity", "preconditions"];
    if columns.has("functions") && !of_cases.iter().any(|c| columns.has(c)) && columns.others.iter().any(is_place) {
        return Err(FormatError::OtherContent { file: file.to_owned(), kind: "functions" });
    }
    let is_qase = columns.has("suite_without_cases") || (columns.has("suite_id") && columns.has("suite"));
    let own = if is_workbook(bytes) { CaseFormat::Xlsx } else { CaseFormat::Csv };
    let format = match format {
        Some(CaseFormat::QaseCsv) => CaseFormat::QaseCsv,
        None if is_qase => CaseFormat::QaseCsv,
        _ => own,
    };
    let mut look = source.look(&columns, header_row, &rows);
    for column in look.columns.iter_mut().filter(|c| c.origin == ColumnOrigin::Unknown && format == CaseFormat::QaseCsv) {
        column.to = ColumnUse::Skip;
    }
    let problem = columns.need(file, &["title"], "Title").err();
    if problem.is_some() {
        rows.clear();
    }
    let mut fields: BTreeSet<CaseField> = FIELDS.iter().filter(|(c, _)| columns.has(c)).map(|(_, f)| *f).collect();
    for (_, name) in columns.others.iter().filter(|(place, _)| is_custom(format, &columns, *place)) {
        fields.insert(CaseField::CustomFields);
        report.note(Severity::Info, 0, name, Message::new("formats-note-custom-column"));
    }
    let is_own = columns.has("steps_type") && columns.has("functions");
    let mut reading = Reading { columns: &columns, report, format, is_own, suites: HashMap::new(), skipped_in: Vec::new() };
    reading.read_suite_ids(&rows);
    let (mut cases, mut suites): (Vec<CaseRow>, Vec<SuiteRow>) = (Vec::new(), Vec::new());
    for row in &rows {
        match reading.row(row, cases.last_mut()) {
            Read::Case(case) => cases.push(*case),
            Read::Suite(suite) => suites.push(suite),
            Read::Nothing => {}
        }
    }
    let Reading { mut report, skipped_in, .. } = reading;
    report.taken = report.rows - report.skipped_in_all();
    report.sort();
    let shared_steps = Vec::new();
    let file = CasesFile { format, project: None, suites, rows: cases, shared_steps, skipped_in, fields, report };
    Ok(OpenedCases { file: file.with_project(), table: Some(look), problem })
}

/// True when a column that fills no field is imported as a custom field. Those of Qase's table are so only by a person's choice.
fn is_custom(format: CaseFormat, columns: &Columns, place: usize) -> bool {
    format != CaseFormat::QaseCsv || columns.is_chosen(place)
}

impl CasesFile {
    /// Finds the project in ids such as `SHOP-12` of the program's own table.
    fn with_project(mut self) -> Self {
        let code = |row: &CaseRow| row.id.as_deref().and_then(|id| id.rsplit_once('-')).map(|(code, _)| code.to_owned());
        let codes: BTreeSet<Option<String>> = self.rows.iter().filter(|row| row.id.is_some()).map(code).collect();
        if self.format != CaseFormat::QaseCsv && codes.len() == 1 {
            self.project = codes.into_iter().next().flatten();
        }
        self
    }
}

enum Read {
    Case(Box<CaseRow>),
    Suite(SuiteRow),
    Nothing,
}

/// Columns that a row of a further step leaves blank.
const OF_A_CASE: [&str; 7] = ["description", "preconditions", "postconditions", "severity", "priority", "tags", "automation"];

/// Those of them that a row of a suite may have.
const OF_A_SUITE: [&str; 2] = ["description", "preconditions"];

struct Reading<'t> {
    columns: &'t Columns,
    report: Report,
    format: CaseFormat,
    /// The table was written by this program: unknown words are options that the workspace has added.
    is_own: bool,
    /// Path of each suite of Qase's table, by id.
    suites: HashMap<String, Vec<SuiteName>>,
    /// Suites of the rows without a case.
    skipped_in: Vec<Vec<SuiteName>>,
}

/// A suite of Qase's table.
struct Node<'r> {
    line: u64,
    title: &'r str,
    /// Id of the suite above; blank at the top.
    parent: &'r str,
}

impl Reading<'_> {
    fn get<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        self.columns.get(row, column)
    }

    fn text(&self, row: &Row, column: &str) -> Option<String> {
        Some(self.get(row, column)).filter(|t| !t.is_empty()).map(str::to_owned)
    }

    fn warn(&mut self, row: &Row, column: &'static str, message: Message) {
        let name = self.columns.name(column).to_owned();
        self.report.warn(row.line, &name, message);
    }

    /// Finds the path of every suite of Qase's table. A circle of parents is cut, and nesting has a limit.
    fn read_suite_ids(&mut self, rows: &[Row]) {
        if self.format != CaseFormat::QaseCsv {
            return;
        }
        let mut nodes: HashMap<&str, Node<'_>> = HashMap::new();
        let mut order = Vec::new();
        for row in rows {
            let (id, title) = (self.columns.get(row, "suite_id"), self.columns.get(row, "suite"));
            if !id.is_empty() && !title.is_empty() {
                let parent = self.columns.get(row, "suite_parent_id");
                let node = nodes.entry(id).or_insert_with(|| {
                    order.push(id);
                    Node { line: row.line, title, parent: "" }
                });
                if !parent.is_empty() {
                    node.parent = parent;
                }
            }
        }
        let column = self.columns.name("suite").to_owned();
        // How many suites have a path, by titles.
        let mut alike: HashMap<Vec<SuiteName>, u32> = HashMap::new();
        for start in order {
            let (mut walk, mut walked, mut at) = (Vec::new(), HashSet::new(), start);
            let mut path = loop {
                if let Some(path) = self.suites.get(at) {
                    break path.clone();
                }
                let Some(node) = nodes.get(at) else { break Vec::new() };
                if !walked.insert(at) {
                    let m = Message::new("formats-warning-suite-circle").with("suite", node.title);
                    self.report.warn(node.line, &column, m);
                    break Vec::new();
                }
                walk.push((at, node));
                at = node.parent;
            };
            for (id, node) in walk.into_iter().rev() {
                path.push(node.title.into());
                if let Some(title) = shallow(&mut path) {
                    let m = Message::new("formats-warning-suite-depth").with("suite", title).count("max", SUITE_DEPTH_MAX);
                    self.report.warn(node.line, &column, m);
                }
                let nth = alike.entry(path.clone()).or_default();
                *nth += 1;
                if let Some(own) = path.last_mut() {
                    own.nth = *nth;
                }
                self.suites.insert(id.to_owned(), path.clone());
            }
        }
    }

    /// The suites from the root to that of a row.
    fn suite(&mut self, row: &Row) -> Vec<SuiteName> {
        let (id, cell) = (self.get(row, "suite_id"), self.get(row, "suite"));
        if self.format == CaseFormat::QaseCsv {
            let known = self.suites.get(id).cloned();
            return known
                .unwrap_or_else(|| Some(cell).filter(|title| !title.is_empty()).map(SuiteName::from).into_iter().collect());
        }
        let whole = self.get(row, "hierarchy");
        let mut titles = if whole.is_empty() { path(cell) } else { split(whole, " > ") };
        if let Some(title) = shallow(&mut titles) {
            let m = Message::new("formats-warning-suite-depth").with("suite", title).count("max", SUITE_DEPTH_MAX);
            self.warn(row, "suite", m);
        }
        titles
    }

    fn row(&mut self, row: &Row, last: Option<&mut CaseRow>) -> Read {
        let title = self.get(row, "title");
        let (id, suite) = (self.text(row, "id"), self.suite(row));
        let has_steps = ["steps", "data", "expected"].iter().any(|c| !self.get(row, c).is_empty());
        // A row of a further step has nothing of a case: with a suite of its own, or any field, it is a case whose title is missing.
        let has_field = OF_A_CASE.iter().any(|column| !self.get(row, column).is_empty());
        let has_case_field = OF_A_CASE.iter().any(|c| !OF_A_SUITE.contains(c) && !self.get(row, c).is_empty());
        let is_elsewhere = |case: &CaseRow| !suite.is_empty() && case.suite != suite;
        if title.is_empty() && id.is_none() {
            match last {
                Some(case) if has_steps && !has_field && !is_elsewhere(case) => {
                    self.continues(row, case);
                    return Read::Nothing;
                }
                _ if !suite.is_empty() && !has_steps && !has_case_field => return self.suite_row(row, suite),
                _ => {}
            }
        }
        let name = self.columns.name("title").to_owned();
        if title.is_empty() {
            self.report.skip(Skip::Blank, row.line, &name, Message::new("formats-skip-blank"));
            self.report.name(row.line, id.as_deref().unwrap_or_default(), self.get(row, "title"));
            self.skipped_in.push(suite);
            return Read::Nothing;
        }
        let length = title.chars().count();
        if length > TITLE_MAX {
            let m = Message::new("formats-skip-too-long").count("length", length).count("max", TITLE_MAX);
            self.report.skip(Skip::TooLong, row.line, &name, m);
            self.report.name(row.line, id.as_deref().unwrap_or_default(), self.get(row, "title"));
            self.skipped_in.push(suite);
            return Read::Nothing;
        }
        let mut content = CaseContent { title: title.to_owned(), ..CaseContent::default() };
        content.description = self.text(row, "description");
        content.preconditions = self.text(row, "preconditions");
        content.postconditions = self.text(row, "postconditions");
        content.expected_result = self.text(row, "expected_result");
        content.links = self.links(row);
        self.word(row, "severity", "severity", &mut content.severity);
        self.word(row, "priority", "priority", &mut content.priority);
        self.word(row, "type", "case_type", &mut content.kind);
        self.word(row, "layer", "layer", &mut content.layer);
        self.word(row, "behavior", "behavior", &mut content.behavior);
        self.word(row, "automation", "case_automation", &mut content.automation);
        self.word(row, "status", "case_status", &mut content.status);
        content.is_flaky = self.flag(row, "flaky");
        if self.flag(row, "muted") {
            self.note(row, "muted", "formats-note-muted");
        }
        content.tags = cell::list(self.get(row, "tags"), List::Words);
        content.parameters = self.parameters(row);
        self.steps(row, &mut content);
        for (place, name) in &self.columns.others {
            let value = row.at(*place);
            if !value.is_empty() && is_custom(self.format, self.columns, *place) {
                let title = name.strip_prefix(CUSTOM).unwrap_or(name);
                content.custom_fields.insert(title.to_owned(), value.to_owned());
            }
        }
        content.normalise();
        let functions = cell::list(self.get(row, "functions"), List::Words);
        let further = paths(self.get(row, "further"));
        let (milestone, cut) = milestone_title(self.get(row, "milestone"));
        if let Some(message) = cut {
            let name = self.columns.name("milestone").to_owned();
            self.report.warn(row.line, &name, message);
        }
        Read::Case(Box::new(CaseRow { line: row.line, id, suite, content, functions, further, milestone }))
    }

    fn note(&mut self, row: &Row, column: &'static str, key: &str) {
        let name = self.columns.name(column).to_owned();
        self.report.note(Severity::Info, row.line, &name, Message::new(key));
    }

    fn suite_row(&mut self, row: &Row, mut path: Vec<SuiteName>) -> Read {
        // Suites are counted apart from the cases.
        self.report.rows -= 1;
        let Some(SuiteName { title, nth }) = path.pop() else { return Read::Nothing };
        let content =
            SuiteContent { title, description: self.text(row, "description"), preconditions: self.text(row, "preconditions") };
        if let Err(invalid) = validate::suite(&content) {
            let name = self.columns.name("suite").to_owned();
            self.report.skip_suite(row.line, &name, reason(&invalid).1);
            return Read::Nothing;
        }
        self.report.take_suite();
        Read::Suite(SuiteRow { line: row.line, parents: path, nth, content })
    }

    /// A further step of the case above, in a table with one row per step.
    fn continues(&mut self, row: &Row, case: &mut CaseRow) {
        let mut more = CaseContent::default();
        self.steps(row, &mut more);
        case.content.steps.append(&mut more.steps);
        // The row belongs to the case, which is counted already.
        self.report.rows -= 1;
    }

    fn word(&mut self, row: &Row, column: &'static str, list: &'static str, to: &mut String) {
        let word = self.get(row, column);
        if word.is_empty() {
            return;
        }
        if let Some(known) = words::ours(list, word) {
            known.clone_into(to);
        } else if self.is_own && is_slug(word) {
            word.clone_into(to);
        } else {
            let m = Message::new("formats-warning-case-word").with("word", word).with("default", &*to);
            self.warn(row, column, m);
        }
    }

    fn links(&mut self, row: &Row) -> Vec<CaseLink> {
        let (links, wrong) = links_of(self.get(row, "links"));
        for line in wrong {
            self.warn(row, "links", Message::new("formats-warning-link").with("link", line));
        }
        links
    }

    fn flag(&mut self, row: &Row, column: &'static str) -> bool {
        let word = self.get(row, column);
        cell::flag(word).unwrap_or_else(|| {
            let m = Message::new("formats-warning-flag").with("value", word);
            self.warn(row, column, m);
            false
        })
    }

    fn steps(&mut self, row: &Row, content: &mut CaseContent) {
        let actions = self.get(row, "steps");
        if StepsType::parse(self.get(row, "steps_type")) == StepsType::Gherkin {
            content.steps_type = StepsType::Gherkin;
            if !actions.is_empty() {
                content.steps = vec![Step { action: actions.to_owned(), ..Step::default() }];
            }
            return;
        }
        let cell = |column| numbered::read(self.get(row, column));
        let (actions, data, expected) = (cell("steps"), cell("data"), cell("expected"));
        let by_number = |entries: Vec<numbered::Entry>| entries.into_iter().collect::<BTreeMap<_, _>>();
        let (mut data, mut expected) = (by_number(data), by_number(expected));
        let numbers: BTreeSet<Vec<u32>> = actions.iter().map(|(number, _)| number.clone()).collect();
        let extra = data.keys().chain(expected.keys()).filter(|n| !numbers.contains(*n)).collect::<BTreeSet<_>>().len();
        if extra > 0 {
            let m = Message::new("formats-warning-steps").count("steps", numbers.len()).count("more", extra);
            self.warn(row, "steps", m);
        }
        let mut all: BTreeMap<Vec<u32>, String> = actions.into_iter().collect();
        for number in data.keys().chain(expected.keys()) {
            all.entry(number.clone()).or_default();
        }
        let blank_to_none = |text: Option<String>| text.filter(|t| !t.is_empty());
        for (number, action) in all {
            let step = Step {
                action,
                data: blank_to_none(data.remove(&number)),
                expected: blank_to_none(expected.remove(&number)),
                ..Step::default()
            };
            put(&mut content.steps, &number, step);
        }
    }

    fn parameters(&mut self, row: &Row) -> Vec<Parameter> {
        let cell = self.get(row, "parameters");
        let parameters = parameters_of(cell);
        if !cell.starts_with('[') || parameters.is_empty() {
            for line in cell.lines().filter(|l| !l.trim().is_empty() && !l.contains(':')) {
                self.warn(row, "parameters", Message::new("formats-warning-parameter").with("text", line));
            }
        }
        parameters
    }
}

/// The parameters of a cell: `name: a, b`, a line each, or JSON. Lines without values are left out.
pub(super) fn parameters_of(cell: &str) -> Vec<Parameter> {
    if cell.starts_with('[')
        && let Ok(parameters) = serde_json::from_str(cell)
    {
        return parameters;
    }
    let lines = cell.lines().filter_map(|line| line.split_once(':'));
    let single = |(title, values): (&str, &str)| {
        let values = values.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
        Parameter::Single { shared_id: None, item: ParameterItem { title: title.trim().to_owned(), values } }
    };
    lines.map(single).collect()
}

/// Puts a step at its number; a number without a parent stays at the top.
fn put(steps: &mut Vec<Step>, number: &[u32], step: Step) {
    if number.len() > 1
        && let Some(parent) = steps.last_mut()
    {
        put(&mut parent.steps, &number[1..], step);
    } else {
        steps.push(step);
    }
}

fn is_slug(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

/// The suites of a path: `A / B`, or a JSON list.
pub(super) fn path(cell: &str) -> Vec<SuiteName> {
    let list = cell.starts_with('[').then(|| serde_json::from_str::<Vec<SuiteName>>(cell).ok()).flatten();
    list.unwrap_or_else(|| match cell.strip_prefix('/') {
        // Folders of Zephyr Scale and of Xray: `/Account/Sign in`.
        Some(folders) if !folders.starts_with(' ') => split(folders, "/"),
        _ => split(cell, " / "),
    })
}

fn split(cell: &str, separator: &str) -> Vec<SuiteName> {
    cell.split(separator).map(str::trim).filter(|title| !title.is_empty()).map(SuiteName::from).collect()
}

pub(super) fn path_cell(suites: &[SuiteName]) -> String {
    let plain = suites.iter().map(|name| name.title.as_str()).collect::<Vec<_>>().join(" / ");
    if path(&plain) == suites { plain } else { serde_json::to_string(suites).unwrap_or(plain) }
}

/// Paths of several suites: one a line, or a JSON list of lists.
pub(super) fn paths(cell: &str) -> Vec<Vec<SuiteName>> {
    let list = cell.starts_with("[[").then(|| serde_json::from_str::<Vec<Vec<SuiteName>>>(cell).ok()).flatten();
    list.unwrap_or_else(|| cell.lines().map(|line| path(line.trim())).filter(|path| !path.is_empty()).collect())
}

pub(super) fn paths_cell(all: &[Vec<SuiteName>]) -> String {
    let plain = all.iter().map(|path| path_cell(path)).collect::<Vec<_>>().join("\n");
    if paths(&plain) == all { plain } else { serde_json::to_string(all).unwrap_or(plain) }
}

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
    headers.extend(custom.iter().map(|title| match words::ours("case", title) {
        None if !title.starts_with(CUSTOM) && *title != escape::COLUMN => (*title).clone(),
        _ => format!("{CUSTOM}{title}"),
    }));
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

/// Writes Qase's table, version 2. Qase numbers suites by their order here; nested steps become steps of their own.
pub(super) fn write_qase(content: &CasesToWrite, options: WriteOptions) -> Vec<u8> {
    let mut ids: HashMap<Vec<SuiteName>, usize> = HashMap::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for path in content.suites.iter().map(SuiteRow::path).chain(content.rows.iter().map(|r| r.suite.clone())) {
        // Mostly the suite above has its number already: a deep tree costs no walk from the root for each of its suites.
        let numbered = (1..=path.len()).rev().find(|length| ids.contains_key(&path[..*length])).unwrap_or(0);
        for length in numbered + 1..=path.len() {
            let next = ids.len() + 1;
            let parent = ids.get(&path[..length - 1]).map(ToString::to_string).unwrap_or_default();
            ids.insert(path[..length].to_vec(), next);
            let mut cells = vec![String::new(); QASE.len()];
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
        let steps = StepCells::of(&flat);
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let number = row.id.as_deref().map(|id| id.rsplit_once('-').map_or(id, |(_, n)| n)).unwrap_or_default();
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        vec![
            number.to_owned(),
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
            parameters_cell(&c.parameters),
            yes(false),
        ]
    });
    table::write(options, &QASE, rows.into_iter().chain(cases))
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
        if content.steps_type == StepsType::Gherkin {
            let text: Vec<&str> = content.steps.iter().map(|s| s.action.as_str()).collect();
            return Self { actions: text.join("\n"), data: String::new(), expected: String::new() };
        }
        let mut all: Vec<(Vec<u32>, &Step)> = Vec::new();
        number(&content.steps, &[], &mut all);
        let of = |text: fn(&Step) -> Option<&str>| {
            // A column without any text stays blank.
            if all.iter().any(|(_, step)| text(step).is_some()) {
                numbered::write(all.iter().map(|(n, step)| (n.clone(), text(step).unwrap_or_default())))
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

/// `name: a, b`, a line per parameter, where that says everything; otherwise JSON.
pub(super) fn parameters_cell(parameters: &[Parameter]) -> String {
    let is_plain = |text: &str| !text.is_empty() && text.trim() == text && !text.contains([',', '\n', '\r', ':']);
    let mut lines = Vec::new();
    for parameter in parameters {
        match parameter {
            Parameter::Single { shared_id: None, item }
                if is_plain(&item.title) && !item.title.starts_with('[') && item.values.iter().all(|v| is_plain(v)) =>
            {
                lines.push(format!("{}: {}", item.title, item.values.join(", ")));
            }
            _ => return serde_json::to_string(parameters).unwrap_or_default(),
        }
    }
    lines.join("\n")
}
