//! Reads tables of cases: the program's own, Qase's CSV, and those of other tools with a row for each case or each step.

use super::header;
use super::html_cells;
use super::intake::{milestone_title, reason, shallow};
use super::links::links_of;
use super::merged;
use super::model::{CaseFormat, CaseRow, CasesFile, EXTERNAL_ID, OpenedCases, SuiteRow};
use super::numbered;
use super::other_tables::{self, SuitePath};
use super::parameters::parameters_of;
use super::paths::{paths, split};
use super::row_per_step::{OF_A_CASE, OF_A_STEP, OF_A_SUITE, RowPerStep};
use super::squash;
use super::suite_name::SuiteName;
use super::xml;
use crate::cell::{self, List};
use crate::columns::Columns;
use crate::row::Row;
use crate::sheet::is_workbook;
use crate::table::{Table, letters};
use crate::{ColumnOrigin, ColumnUse, FormatError, ReadOptions, Report, Severity, Skip, words};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::num::NonZeroUsize;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_core::domain::validate::{self, SUITE_DEPTH_MAX, TITLE_MAX};

/// Number of characters of a value that a remark on a column shows.
const SHOWN: usize = 80;
/// Fewest rows of a part of a table that a thread of its own reads.
const ROWS_OF_A_PART: usize = 5_000;
/// Heading of a custom field whose title is a word for another column.
pub(super) const CUSTOM: &str = "Custom: ";

/// Words of the fields that a column of any table can fill, in the order in which they are offered.
pub const COLUMNS: [&str; 28] = [
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
    "external_id",
    "step_number",
];

/// Words of the further fields of Qase's table.
pub const QASE_COLUMNS: [&str; 5] = ["suite_id", "suite_parent_id", "suite_without_cases", "milestone_id", "muted"];

/// Words of the fields of Qase's table for which a case has no place: their values are remarks of the import.
pub const UNUSED_COLUMNS: [&str; 2] = ["milestone_id", "muted"];

/// Columns with the field of a case that they give.
const FIELDS: [(&str, CaseField); 20] = [
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
    ("external_id", CaseField::CustomFields),
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
    let (source, is_below) = header::source(file, bytes, options)?;
    let (Table { columns, mut report, header_row, .. }, mut rows) = header::with_rows(file, source.table()?)?;
    if report.delimiter == '|' && rows.first().is_some_and(other_tables::is_line) {
        // The line of a table in Markdown.
        rows.remove(0);
        report.rows -= 1;
    }
    if is_below {
        report.warn(header_row, "", Message::new("formats-warning-header-row"));
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
    let is_own = columns.has("steps_type") && columns.has("functions");
    if let Some(sheet) = look.sheet.as_deref().filter(|_| !is_own) {
        merged::fill(file, bytes, sheet, &columns, &mut rows)?;
    }
    // The reader of Squash makes text of its cells itself.
    if !is_own && format != CaseFormat::QaseCsv && !squash::is_one(&look) {
        html_cells::make_text(&columns, &mut rows);
    }
    let mut fields: BTreeSet<CaseField> = FIELDS.iter().filter(|(c, _)| columns.has(c)).map(|(_, f)| *f).collect();
    if columns.others.iter().any(|(place, _)| is_custom(format, &columns, *place)) {
        fields.insert(CaseField::CustomFields);
    }
    let per_step = if is_own || format == CaseFormat::QaseCsv {
        RowPerStep { first: vec![None; rows.len()], is_one: false }
    } else {
        RowPerStep::of(&columns, &rows)
    };
    let mut reading = Reading {
        columns: &columns,
        report,
        format,
        is_own,
        is_one_step: per_step.is_one,
        suite_path: SuitePath::of(&columns),
        ids: other_tables::ids(&columns),
        kept: BTreeSet::new(),
        suites: HashMap::new(),
        skipped_in: Vec::new(),
        unknown: Vec::new(),
        slashed: BTreeMap::new(),
    };
    reading.read_suite_ids(&rows);
    let (mut cases, suites) = reading.rows(&rows, &per_step);
    reading.note_slashes();
    reading.note_columns(&rows);
    let Reading { mut report, skipped_in, .. } = reading;
    if problem.is_none() && squash::is_one(&look) {
        fields.extend([CaseField::Steps, CaseField::Parameters]);
        squash::complete(file, bytes, &look, &mut cases, &mut report)?;
    }
    if per_step.first.iter().any(Option::is_some) {
        cases.iter_mut().for_each(|case| case.content.normalise());
    }
    if !cases.iter().all(|case| case.content.custom_fields.is_empty()) {
        fields.insert(CaseField::CustomFields);
    }
    report.taken = report.rows - report.skipped_in_all();
    report.sort();
    let shared_steps = Vec::new();
    let codes = BTreeSet::new();
    let file = CasesFile { format, project: None, codes, suites, rows: cases, shared_steps, skipped_in, fields, report };
    let mut file = file.with_project(is_own, fold(columns.name("id")) == "id");
    if !columns.has("external_id") {
        file = file.with_external_ids();
    } else if file.project.is_none() && format != CaseFormat::QaseCsv {
        // The file has two ids: none is lost.
        for row in file.rows.iter_mut().filter(|row| row.external_id().is_some()) {
            let id = row.id.clone().unwrap_or_default();
            row.content.custom_fields.entry(columns.name("id").to_owned()).or_insert(id);
            row.content.normalise();
        }
        file = file.with_external_ids();
    }
    Ok(OpenedCases { file, table: Some(look), problem })
}

/// True when a column that fills no field is imported as a custom field. Those of Qase's table are so only by a person's choice.
fn is_custom(format: CaseFormat, columns: &Columns, place: usize) -> bool {
    format != CaseFormat::QaseCsv || columns.is_chosen(place)
}

enum Read {
    Case(Box<CaseRow>),
    Suite(SuiteRow),
    Nothing,
}

struct Reading<'t> {
    columns: &'t Columns,
    report: Report,
    format: CaseFormat,
    /// The table was written by this program: unknown words are options that the workspace has added.
    is_own: bool,
    /// A row is one step, whatever line ends its cells have.
    is_one_step: bool,
    /// The way in which the table writes the suites of a case.
    suite_path: SuitePath,
    /// The columns with ids, the more telling one first.
    ids: [Option<usize>; 2],
    /// Indexes of the columns with a value that a case has as a custom field.
    kept: BTreeSet<usize>,
    /// Path of each suite of Qase's table, by id.
    suites: HashMap<String, Vec<SuiteName>>,
    /// Suites of the rows without a case.
    skipped_in: Vec<Vec<SuiteName>>,
    /// Unknown words of the row for fields of a case, with the names of their columns.
    unknown: Vec<(String, String)>,
    /// Titles of suites with a slash, each with the line of its first row.
    slashed: BTreeMap<String, u64>,
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

    /// Id of a row: of two columns with ids the first that has one.
    fn id(&self, row: &Row) -> Option<String> {
        self.ids.iter().flatten().map(|place| row.at(*place)).find(|id| !id.is_empty()).map(str::to_owned)
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
        let mut titles = if whole.is_empty() { self.suite_path.suites(cell) } else { split(whole, " > ") };
        if !self.is_own && whole.is_empty() {
            for SuiteName { title, .. } in titles.iter().filter(|suite| suite.title.trim_matches('/').contains('/')) {
                if !self.slashed.contains_key(title) {
                    self.slashed.insert(title.clone(), row.line);
                }
            }
        }
        if let Some(title) = shallow(&mut titles) {
            let m = Message::new("formats-warning-suite-depth").with("suite", title).count("max", SUITE_DEPTH_MAX);
            self.warn(row, "suite", m);
        }
        titles
    }

    /// Reads all rows. Those of a large table that say nothing of one another are read in parts by several threads.
    fn rows(&mut self, rows: &[Row], per_step: &RowPerStep) -> (Vec<CaseRow>, Vec<SuiteRow>) {
        let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(rows.len() / ROWS_OF_A_PART);
        if threads < 2 || per_step.first.iter().any(Option::is_some) {
            let room = per_step.first.iter().filter(|first| first.is_none()).count();
            return self.part(rows, &per_step.first, room);
        }
        let length = rows.len().div_ceil(threads);
        let (first, others) = rows.split_at(length);
        self.report.rows -= others.len();
        let mut later: Vec<Self> = others.chunks(length).map(|part| self.of_later(part.len())).collect();
        let nothing = vec![None; length];
        let read = std::thread::scope(|scope| {
            let nothing = &nothing;
            let parts = later.iter_mut().zip(others.chunks(length));
            let parts: Vec<_> =
                parts.map(|(reading, part)| scope.spawn(move || reading.part(part, nothing, part.len()))).collect();
            let (mut cases, mut suites) = self.part(first, nothing, rows.len());
            for part in parts {
                let (of_part, suites_of_part) = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                cases.extend(of_part);
                suites.extend(suites_of_part);
            }
            (cases, suites)
        });
        later.into_iter().for_each(|reading| self.join(reading));
        read
    }

    /// The reading of a later part of the table, with that many rows.
    fn of_later(&self, rows: usize) -> Self {
        let Report { file, encoding, delimiter, .. } = &self.report;
        Self {
            report: Report { rows, ..Report::new(file, encoding, *delimiter) },
            kept: BTreeSet::new(),
            suites: self.suites.clone(),
            skipped_in: Vec::new(),
            unknown: Vec::new(),
            slashed: BTreeMap::new(),
            ..*self
        }
    }

    /// Adds what was read of the part of the table that follows.
    fn join(&mut self, later: Self) {
        self.report.join(later.report);
        self.kept.extend(later.kept);
        self.skipped_in.extend(later.skipped_in);
        for (title, line) in later.slashed {
            self.slashed.entry(title).or_insert(line);
        }
    }

    /// Reads rows; `first_of` has the place of the row that begins the case of a further row. The list of cases has room for `room` of them.
    fn part(&mut self, rows: &[Row], first_of: &[Option<usize>], room: usize) -> (Vec<CaseRow>, Vec<SuiteRow>) {
        let (mut cases, mut suites) = (Vec::with_capacity(room), Vec::new());
        // Place of the case that a row begins, for those with further rows.
        let begins: HashSet<usize> = first_of.iter().flatten().copied().collect();
        let mut case_of: HashMap<usize, usize> = HashMap::new();
        for ((at, row), first) in rows.iter().enumerate().zip(first_of) {
            if let Some(first) = first {
                let case = case_of.get(first).and_then(|place| cases.get_mut(*place));
                self.continues(row, &rows[*first], case);
                continue;
            }
            match self.row(row) {
                Read::Case(case) => {
                    if begins.contains(&at) {
                        case_of.insert(at, cases.len());
                    }
                    cases.push(*case);
                }
                Read::Suite(suite) => suites.push(suite),
                Read::Nothing => {}
            }
        }
        (cases, suites)
    }

    fn row(&mut self, row: &Row) -> Read {
        let title = self.get(row, "title");
        let (id, suite) = (self.id(row), self.suite(row));
        let has_steps = OF_A_STEP.iter().any(|c| !self.columns.filled(row, c).is_empty());
        let has_case_field = OF_A_CASE.iter().any(|c| !OF_A_SUITE.contains(c) && !self.get(row, c).is_empty());
        if title.is_empty() && id.is_none() && !suite.is_empty() && !has_steps && !has_case_field {
            return self.suite_row(row, suite);
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
        content.tags = self.tags(row);
        content.parameters = self.parameters(row);
        self.steps(row, &mut content);
        self.custom(row, &mut content);
        // The key is the id, and the number of the issue is kept beside it.
        let number = self.ids[1].filter(|_| self.ids[0].is_some_and(|key| !row.at(key).is_empty()));
        self.unknown.extend(number.map(|place| (self.columns.name_at(place).to_owned(), row.at(place).to_owned())));
        for (title, word) in self.unknown.drain(..) {
            content.custom_fields.entry(title).or_insert(word);
        }
        if let Some(id) = self.text(row, "external_id") {
            content.custom_fields.insert(EXTERNAL_ID.to_owned(), id);
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

    /// Names the columns that became custom fields, and those that were not imported. Several columns of one name are one field.
    fn note_columns(&mut self, rows: &[Row]) {
        for place in (0..self.columns.width).filter(|place| self.columns.name_at(*place).is_empty()) {
            if let Some(row) = rows.iter().find(|row| !row.at(place).is_empty()) {
                let value: String = row.at(place).chars().take(SHOWN).collect();
                let message = Message::new("formats-warning-column-nameless").with("value", value);
                self.report.warn(0, &letters(place), message);
            }
        }
        let mut told = BTreeSet::new();
        for (place, name) in &self.columns.others {
            let has_value = || rows.iter().any(|row| !row.at(*place).is_empty());
            let key = match self.kept.contains(place) {
                true => "formats-note-custom-column",
                false if !is_custom(self.format, self.columns, *place) && has_value() => "formats-note-column-unused",
                false => continue,
            };
            if told.insert((key, name)) {
                self.report.note(Severity::Info, 0, name, Message::new(key));
            }
        }
    }

    /// Names suites of other programs that have a slash in their title, each once: people write paths so, too.
    fn note_slashes(&mut self) {
        let name = self.columns.name("suite").to_owned();
        for (title, line) in std::mem::take(&mut self.slashed) {
            let nested: Vec<&str> = title.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
            let message = Message::new("formats-note-suite-slash").with("suite", &title).with("nested", nested.join(" / "));
            self.report.note(Severity::Info, line, &name, message);
        }
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
        for (place, name) in &self.columns.others {
            if !row.at(*place).is_empty() {
                self.report.warn(row.line, name, Message::new("formats-warning-suite-cell").with("value", row.at(*place)));
            }
        }
        self.report.take_suite();
        Read::Suite(SuiteRow { line: row.line, parents: path, nth, content })
    }

    /// A further row of a case, in a table with one row per step. `first` is the row that begins the case; without a case, that row was
    /// skipped with its reason.
    fn continues(&mut self, row: &Row, first: &Row, case: Option<&mut CaseRow>) {
        // The row belongs to the case, which is counted already.
        self.report.rows -= 1;
        let Some(case) = case else { return };
        let mut more = CaseContent { steps_type: case.content.steps_type, ..CaseContent::default() };
        self.step(row, case.content.steps.len() + 1, &mut more);
        let (title, id) = (self.get(row, "title"), self.id(row));
        if more.steps.is_empty() && !title.is_empty() && title != self.get(first, "title") {
            // Shared steps, which have a title and an id.
            more.steps.push(Step { action: title.to_owned(), data: id, ..Step::default() });
        }
        match (more.steps_type, case.content.steps.first_mut()) {
            (StepsType::Gherkin, Some(text)) => more.steps.iter().for_each(|step| {
                text.action.push('\n');
                text.action.push_str(&step.action);
            }),
            _ => case.content.steps.append(&mut more.steps),
        }
        self.custom(row, &mut case.content);
        case.content.tags.extend(self.tags(row));
        case.content.is_flaky |= self.flag(row, "flaky");
        let content = &mut case.content;
        for (column, text) in [
            ("description", &mut content.description),
            ("preconditions", &mut content.preconditions),
            ("postconditions", &mut content.postconditions),
            ("expected_result", &mut content.expected_result),
        ] {
            let (cell, of_first) = (self.get(row, column), self.get(first, column));
            if !cell.is_empty() && cell != of_first {
                *text = Some(text.take().map_or_else(|| cell.to_owned(), |text| format!("{text}\n\n{cell}")));
            }
        }
        let lists = ["links", "parameters", "functions", "further"];
        let words = ["severity", "priority", "type", "layer", "behavior", "automation", "status", "milestone", "external_id"];
        for column in words.into_iter().chain(lists) {
            let cell = self.get(row, column);
            if !cell.is_empty() && cell != self.get(first, column) && !(column == "type" && other_tables::is_step(cell)) {
                let m = Message::new("formats-warning-later-row").with("value", cell);
                self.warn(row, column, m);
            }
        }
    }

    /// Tags of all columns with tags.
    fn tags(&self, row: &Row) -> Vec<String> {
        let cells = std::iter::once(self.get(row, "tags")).chain(self.columns.further_of("tags").map(|place| row.at(place)));
        cells.flat_map(|cell| cell::list(cell, List::Words)).collect()
    }

    /// Adds the values of columns that fill no field. Values of several rows or columns of one name are lines.
    fn custom(&mut self, row: &Row, content: &mut CaseContent) {
        // Lines of the values that have several columns of the row.
        let mut lines: HashMap<&str, HashSet<String>> = HashMap::new();
        for (place, name) in &self.columns.others {
            let value = row.at(*place);
            if value.is_empty() || !is_custom(self.format, self.columns, *place) || self.ids[0] == Some(*place) {
                continue;
            }
            // A further column of a field that filled the field itself, or says the same.
            let field = self.columns.field_of_further(*place);
            if field.is_some_and(|field| {
                field == "tags"
                    || value == if OF_A_STEP.contains(&field) { self.columns.filled(row, field) } else { self.get(row, field) }
            }) {
                continue;
            }
            self.kept.insert(*place);
            let title = name.strip_prefix(CUSTOM).unwrap_or(name);
            let all = content.custom_fields.entry(title.to_owned()).or_default();
            if all.is_empty() {
                value.clone_into(all);
                continue;
            }
            let lines = lines.entry(title).or_insert_with(|| all.lines().map(str::to_owned).collect());
            if all != value && !lines.contains(value) {
                all.push('\n');
                all.push_str(value);
                lines.extend(value.lines().map(str::to_owned));
            }
        }
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
            let is_kept = !self.is_own && self.format != CaseFormat::QaseCsv;
            let key = if is_kept { "formats-warning-case-word-kept" } else { "formats-warning-case-word" };
            self.warn(row, column, Message::new(key).with("word", word).with("default", &*to));
            if is_kept {
                self.unknown.push((self.columns.name(column).to_owned(), word.to_owned()));
            }
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

    /// The cells of a row as one step, the `at`th of its case, from 1.
    fn step(&mut self, row: &Row, at: usize, content: &mut CaseContent) {
        let [action, data, expected] = OF_A_STEP.map(|column| numbered::one(self.columns.filled(row, column), at));
        if action.is_empty() && data.is_empty() && expected.is_empty() {
            return;
        }
        let filled = |text: String| Some(text).filter(|text| !text.is_empty());
        content.steps.push(Step { action, data: filled(data), expected: filled(expected), ..Step::default() });
    }

    fn steps(&mut self, row: &Row, content: &mut CaseContent) {
        let actions = self.columns.filled(row, "steps");
        if StepsType::parse(self.get(row, "steps_type")) == StepsType::Gherkin {
            content.steps_type = StepsType::Gherkin;
            if !actions.is_empty() {
                // Qase numbers the lines.
                let is_numbered = self.format == CaseFormat::QaseCsv && numbered::is_numbered(actions);
                let lines = || numbered::read_qase(actions).into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
                let action = if is_numbered { lines() } else { actions.to_owned() };
                content.steps = vec![Step { action, ..Step::default() }];
            }
            return;
        }
        let column = self.columns.filled_name(row, "steps");
        // Xray's steps in a CSV of Jira.
        if let Some(steps) = Some(actions).filter(|text| !self.is_own && text.starts_with("[{")).and_then(xml::steps_of_cell) {
            content.steps = steps;
            return;
        }
        if !self.is_own && other_tables::is_gherkin(column) {
            content.steps_type = StepsType::Gherkin;
            content.steps = vec![Step { action: actions.to_owned(), ..Step::default() }];
            return;
        }
        if self.is_one_step || (!self.is_own && other_tables::is_whole(column)) {
            return self.step(row, 1, content);
        }
        let is_qase = self.format == CaseFormat::QaseCsv;
        let read = if is_qase { numbered::read_qase } else { numbered::read };
        let cell = |column| read(self.columns.filled(row, column));
        let (actions, mut data, mut expected) = (cell("steps"), cell("data"), cell("expected"));
        if actions.len() > 1 && !is_qase && !self.is_own {
            // A text without numbers beside numbered steps is of the case: data are there at first, a result at last.
            let whole =
                |column: &str| Some(self.columns.filled(row, column)).filter(|t| !t.is_empty() && !numbered::is_numbered(t));
            let is_numbered = numbered::is_numbered(self.columns.filled(row, "steps"));
            if let Some(text) = whole("data").filter(|_| is_numbered) {
                data = vec![(actions[0].0.clone(), text.to_owned())];
            }
            if let (Some(text), Some((last, _))) = (whole("expected").filter(|_| is_numbered), actions.last()) {
                expected = vec![(last.clone(), text.to_owned())];
            }
        }
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
        let parameters = parameters_of(cell, self.format == CaseFormat::QaseCsv);
        if !cell.starts_with('[') || parameters.is_empty() {
            for line in cell.lines().filter(|l| !l.trim().is_empty() && !l.contains(':')) {
                self.warn(row, "parameters", Message::new("formats-warning-parameter").with("text", line));
            }
        }
        parameters
    }
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
