//! Objects of `functions`, and the report on reading a file.

use crate::rows;
use serde::Serialize;
use std::collections::BTreeMap;
use voluptas_app::functions::file::FunctionsPlan;
use voluptas_formats::SuiteRows;
use voluptas_i18n::{Lang, Tr};

/// The report on reading a file.
#[derive(Debug, Serialize)]
pub struct FileReport {
    /// The file's name.
    pub name: String,
    /// The encoding in which it was read.
    pub encoding: &'static str,
    /// Rows below the heading, without those of suites.
    pub rows: usize,
    /// Rows that were taken.
    pub taken: usize,
    /// Rows that were left out.
    pub skipped: usize,
    /// Rows of suites in a file of cases; `None` for other files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suites: Option<SuiteRows>,
    /// Number of skipped rows by reason: `blank`, `duplicate`, `no_type`, `bad_value`, `too_long`, `open_quote`, `no_case`, `unknown`.
    pub skipped_by_reason: BTreeMap<String, usize>,
    /// Reasons for skipped and changed values, row by row: every skipped row, and of other remarks of one kind the first 100.
    pub notes: Vec<NoteObject>,
    /// Remarks by kind, with how many there are of each.
    pub groups: Vec<NoteGroupObject>,
}

/// Remarks of one kind about one column.
#[derive(Debug, Serialize)]
pub struct NoteGroupObject {
    /// `info`, `warning` or `error`.
    pub severity: voluptas_formats::Severity,
    /// Stable key of their sentence.
    pub code: String,
    /// The column.
    pub field: Option<String>,
    /// Number of such remarks.
    pub count: usize,
}

/// A remark on one row of a file.
#[derive(Debug, Serialize)]
pub struct NoteObject {
    /// `info`, `warning` or `error`.
    pub severity: voluptas_formats::Severity,
    /// First line of the row, from 1.
    pub line: Option<u64>,
    /// The column.
    pub field: Option<String>,
    /// The sentence.
    pub message: String,
}

impl FileReport {
    pub(crate) fn new(report: &voluptas_formats::Report) -> Self {
        let english = Tr::new(Lang::En);
        let note = |n: &voluptas_formats::Note| NoteObject {
            severity: n.severity,
            line: n.line,
            field: n.field.clone(),
            message: english.message(&n.message),
        };
        let group = |g: &voluptas_formats::NoteGroup| NoteGroupObject {
            severity: g.severity,
            code: g.key.clone(),
            field: g.field.clone(),
            count: g.count,
        };
        Self {
            name: report.file.clone(),
            encoding: report.encoding,
            rows: report.rows,
            taken: report.taken,
            skipped: report.skipped_in_all(),
            suites: None,
            skipped_by_reason: report.skipped.iter().map(|(skip, count)| (rows::reason_word(*skip), *count)).collect(),
            notes: report.notes.iter().map(note).collect(),
            groups: report.groups.iter().map(group).collect(),
        }
    }

    /// Counts rows as skipped that name a function or a case that the workspace does not have.
    pub(crate) fn unknown(&mut self, unknown: &[(u64, String)]) {
        if unknown.is_empty() {
            return;
        }
        let english = Tr::new(Lang::En);
        let severity = voluptas_formats::Severity::Error;
        let note = |(line, named): &(u64, String)| {
            let message = english.message(&rows::unknown_row(&self.name, *line, named));
            NoteObject { severity, line: Some(*line), field: None, message }
        };
        let notes: Vec<NoteObject> = unknown.iter().map(note).collect();
        self.notes.extend(notes);
        let code = rows::unknown_row("", 0, "").key;
        self.groups.push(NoteGroupObject { severity, code, field: None, count: unknown.len() });
        self.skipped_by_reason.insert("unknown".to_owned(), unknown.len());
        self.taken = self.taken.saturating_sub(unknown.len());
        self.skipped += unknown.len();
    }
}

#[derive(Debug, Serialize)]
pub struct FunctionsImportedAnswer {
    /// True when nothing was written.
    pub dry_run: bool,
    /// Functions created.
    pub created: usize,
    /// Functions changed.
    pub updated: usize,
    /// Functions that were equal already.
    pub unchanged: usize,
    pub people_created: usize,
    /// People whose details changed.
    pub people_updated: usize,
    /// Relations of functions created.
    pub relations_created: usize,
    /// Relations of functions changed.
    pub relations_updated: usize,
    /// Values that differ from the file and stay.
    pub kept: usize,
    /// Warnings for a person: places, addresses and relations of the file that were not taken.
    pub warnings: Vec<String>,
    /// The reading of the file.
    pub file: FileReport,
    /// The fate of every row; with `--dry-run` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<FunctionsPlan>,
}

#[derive(Debug, Serialize)]
pub struct FunctionsExported {
    pub file: String,
    /// Functions in it.
    pub functions: usize,
}

#[derive(Debug, Serialize)]
pub struct FunctionsListed {
    /// In the order of the tree.
    pub functions: Vec<FunctionRowObject>,
}

#[derive(Debug, Serialize)]
pub struct FunctionRowObject {
    pub func_id: String,
    /// FuncID of the function above it.
    pub parent: Option<String>,
    /// Short name.
    pub alias: Option<String>,
    pub title: String,
    /// `Module`, `Epic`, `Feature`, `Story`, `Page`, `Element`, `Service`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// On the critical list.
    pub is_crit: bool,
    /// On the focus list.
    pub is_focus: bool,
    pub status: Option<String>,
    /// Number of cases that cover the function itself.
    pub cases: usize,
    /// Coverage with all functions below: `nothing`, `passing`, `untested`, `blocked`, `uncovered`, `broken`, `failing`.
    pub coverage: &'static str,
    /// Share of testable functions here and below that have a case.
    pub covered_percent: Option<u64>,
}
