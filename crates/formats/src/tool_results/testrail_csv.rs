//! Runs of TestRail as CSV: a row for each result of a test, and further rows for its steps.
//!
//! A person chooses the columns in the dialog of the export, so that only the id of the test, its title and its status are always there.

use super::model::{Attempt, Cut, RunFacts, ToolResults};
use super::status::filled;
use super::testrail::{Change, Test, UNTESTED, step_of};
use super::testrail_words::{order_of, outcome, time};
use crate::{BrokenReason, FormatError, Limit, text};
use std::collections::HashMap;

/// Maximum number of rows that are read.
const MAX_ROWS: usize = 300_000;
/// Bytes of the head by which the format is told.
const HEAD: usize = 64 << 10;

/// Columns that are read into fields, or that repeat what other fields say.
const KNOWN: [&str; 27] = [
    "id",
    "title",
    "status",
    "case id",
    "section",
    "section hierarchy",
    "section depth",
    "section description",
    "suite",
    "assigned to",
    "in progress",
    "comment",
    "tested by",
    "tested on",
    "elapsed",
    "version",
    "defects",
    "run",
    "run id",
    "plan",
    "plan id",
    "run configuration",
    "config",
    "steps (step)",
    "steps (expected result)",
    "steps (actual result)",
    "steps (status)",
];

/// Columns of the case, which the run only repeats.
const OF_CASE: [&str; 12] = [
    "steps",
    "expected result",
    "preconditions",
    "mission",
    "goals",
    "template",
    "estimate",
    "forecast",
    "created by",
    "created on",
    "updated by",
    "updated on",
];

/// The columns of a table by their names.
struct Columns {
    places: HashMap<String, usize>,
    names: Vec<String>,
}

impl Columns {
    fn of(record: &csv::StringRecord) -> Self {
        let names: Vec<String> = record.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_owned()).collect();
        let places = names.iter().enumerate().rev().map(|(at, name)| (name.to_lowercase(), at)).collect();
        Self { places, names }
    }

    fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    fn get<'r>(&self, record: &'r csv::StringRecord, name: &str) -> &'r str {
        self.places.get(name).and_then(|at| record.get(*at)).unwrap_or_default().trim()
    }

    /// True for a run of TestRail: tests have a status, and a column that only its exports of runs have.
    fn are_of_run(&self) -> bool {
        let needed = ["id", "title", "status"].iter().all(|name| self.has(name));
        needed && (self.has("case id") || self.has("tested on") || self.has("tested by"))
    }
}

/// `T123`, the id of a test.
fn is_test(id: &str) -> bool {
    id.strip_prefix('T').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|sign| head.bytes().filter(|b| b == sign).count());
    csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// True for a table of a run of TestRail. Its first test must have the id of a test.
pub(super) fn is_known(bytes: &[u8]) -> bool {
    // Nearly every file that is no table is told by its first bytes.
    let begin = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let has_names = [&b"Status"[..], b"S\0t\0a\0t\0u\0s\0"].iter().any(|name| memchr::memmem::find(begin, name).is_some());
    if !has_names {
        return false;
    }
    let Some(head) = text::readable(begin) else { return false };
    let mut reader = reader(&head);
    let mut record = csv::StringRecord::new();
    if !reader.read_record(&mut record).unwrap_or(false) {
        return false;
    }
    let columns = Columns::of(&record);
    columns.are_of_run() && reader.read_record(&mut record).unwrap_or(false) && is_test(columns.get(&record, "id"))
}

/// Reads a table.
///
/// # Errors
/// The file is no CSV, or has too many rows.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<ToolResults, FormatError> {
    let text = text::readable(bytes).unwrap_or_default();
    let mut reader = reader(&text);
    let mut head = csv::StringRecord::new();
    let failed = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        FormatError::Broken { file: file.to_owned(), line, reason: BrokenReason::Parser(error.to_string()) }
    };
    reader.read_record(&mut head).map_err(failed)?;
    let columns = Columns::of(&head);
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(failed)? {
        if rows.len() >= MAX_ROWS {
            let line = record.position().map_or(1, csv::Position::line);
            return Err(FormatError::PastLimit { file: file.to_owned(), line, limit: Limit::Results(MAX_ROWS) });
        }
        rows.push(record.clone());
    }
    let mut results = of_rows(&columns, &rows);
    // Every row of TestRail has all columns.
    if let Some(last) = rows.last().filter(|row| row.len() < head.len() && !text.ends_with(['\n', '\r'])) {
        let line = last.position().map_or(1, csv::Position::line);
        results.cut = Some(Cut { line, tests: results.attempts.len(), is_malformed: false });
    }
    Ok(results)
}

fn of_rows(columns: &Columns, rows: &[csv::StringRecord]) -> ToolResults {
    let order = order_of(rows.iter().map(|row| columns.get(row, "tested on")));
    let mut tests: Vec<Test> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut run = RunFacts::default();
    // Several runs of a plan may stand in one table.
    let runs: std::collections::BTreeSet<&str> = rows.iter().map(|row| columns.get(row, "run id")).collect();
    for row in rows {
        let get = |name: &str| columns.get(row, name);
        let id = get("id");
        if id.is_empty() {
            // A further step of the row before.
            if let Some(change) = tests.last_mut().and_then(|test| test.changes.last_mut()) {
                change.steps.extend(step(columns, row));
            }
            continue;
        }
        run.name = run.name.take().or_else(|| filled(get("plan")).or_else(|| filled(get("run"))));
        let at = *places.entry(id.to_owned()).or_insert_with(|| {
            tests.push(test(columns, row, runs.len() > 1));
            tests.len() - 1
        });
        let Some(test) = tests.get_mut(at) else { continue };
        let fields = columns.names.iter().enumerate().filter_map(|(at, name)| {
            let lower = name.to_lowercase();
            let is_other = !KNOWN.contains(&lower.as_str()) && !OF_CASE.contains(&lower.as_str());
            Some((name.clone(), filled(row.get(at)?.trim())?)).filter(|_| is_other && !name.is_empty())
        });
        test.changes.push(Change {
            status: get("status").to_owned(),
            at: time(get("tested on"), Some(order)),
            by: get("tested by").to_owned(),
            comment: get("comment").to_owned(),
            elapsed: get("elapsed").to_owned(),
            version: get("version").to_owned(),
            defects: get("defects").to_owned(),
            assigned_to: get("assigned to").to_owned(),
            fields: fields.collect(),
            steps: step(columns, row).into_iter().collect(),
            files: Vec::new(),
        });
    }
    let (mut attempts, mut untested) = (Vec::new(), 0);
    for test in tests {
        untested += usize::from(!test.give(&mut |attempt: Attempt| attempts.push(attempt)));
    }
    if untested > 0 {
        run.environment.push((UNTESTED.to_owned(), untested.to_string()));
    }
    ToolResults { attempts, run, ..ToolResults::default() }
}

fn test(columns: &Columns, row: &csv::StringRecord, has_runs: bool) -> Test {
    let get = |name: &str| columns.get(row, name);
    let sections = filled(get("section hierarchy")).unwrap_or_else(|| get("section").to_owned());
    let suites = sections.split(" > ").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let configuration = [get("run configuration"), get("config"), if has_runs { get("run") } else { "" }];
    Test {
        id: get("id").to_owned(),
        case: get("case id").to_owned(),
        title: get("title").to_owned(),
        suites,
        status: get("status").to_owned(),
        configuration: configuration.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned(),
        line: row.position().map(csv::Position::line),
        ..Test::default()
    }
}

fn step(columns: &Columns, row: &csv::StringRecord) -> Option<super::model::ToolStep> {
    let [action, expected, actual, status] =
        ["steps (step)", "steps (expected result)", "steps (actual result)", "steps (status)"].map(|name| columns.get(row, name));
    let is_there = !action.is_empty() || !actual.is_empty() || outcome(status).is_some();
    is_there.then(|| step_of(action, expected, actual, status))
}
