//! Objects of `functions`, and what a reading of a file came to.

use crate::domain::Message;
use crate::i18n::{Lang, Tr};
use serde::Serialize;

/// What a reading of a file came to.
#[derive(Debug, Serialize)]
pub struct FileReport {
    /// The file's name.
    pub name: String,
    /// Rows below the heading.
    pub rows: usize,
    /// Rows that were taken.
    pub taken: usize,
    /// Rows that were left out.
    pub skipped: usize,
    /// Why, row by row, and what was taken otherwise than it stood there.
    pub notes: Vec<NoteObject>,
}

/// Something about one row of a file.
#[derive(Debug, Serialize)]
pub struct NoteObject {
    /// `info`, `warning` or `error`.
    pub severity: crate::formats::Severity,
    /// Where the row begins, from 1.
    pub line: Option<u64>,
    /// The column.
    pub field: Option<String>,
    /// The sentence.
    pub message: String,
}

impl FileReport {
    pub(in crate::cli) fn new(report: &crate::formats::Report) -> Self {
        let english = Tr::new(Lang::En);
        let note = |n: &crate::formats::Note| NoteObject {
            severity: n.severity,
            line: n.line,
            field: n.field.clone(),
            message: english.message(&n.message),
        };
        Self {
            name: report.file.clone(),
            rows: report.rows,
            taken: report.taken,
            skipped: report.skipped_in_all(),
            notes: report.notes.iter().map(note).collect(),
        }
    }

    /// Rows that name a function or a case that the workspace does not have count as left out as well.
    pub(in crate::cli) fn unknown(&mut self, rows: &[(u64, String)]) {
        let english = Tr::new(Lang::En);
        for (line, named) in rows {
            let message =
                Message::new("cli-warning-unknown-row").with("file", &self.name).with("line", line).with("named", named);
            self.notes.push(NoteObject {
                severity: crate::formats::Severity::Error,
                line: Some(*line),
                field: None,
                message: english.message(&message),
            });
        }
        self.taken = self.taken.saturating_sub(rows.len());
        self.skipped += rows.len();
    }
}

/// `functions import`.
#[derive(Debug, Serialize)]
pub struct FunctionsImportedAnswer {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Functions made.
    pub created: usize,
    /// Functions changed.
    pub updated: usize,
    /// Functions that were just so.
    pub unchanged: usize,
    /// People made.
    pub people_created: usize,
    /// The reading of the file.
    pub file: FileReport,
}

/// `functions export`.
#[derive(Debug, Serialize)]
pub struct FunctionsExported {
    /// The file.
    pub file: String,
    /// Functions in it.
    pub functions: usize,
}

/// `functions list`.
#[derive(Debug, Serialize)]
pub struct FunctionsListed {
    /// In the order of the tree.
    pub functions: Vec<FunctionRowObject>,
}

/// A function.
#[derive(Debug, Serialize)]
pub struct FunctionRowObject {
    /// Its FuncID.
    pub func_id: String,
    /// FuncID of the function above it.
    pub parent: Option<String>,
    /// Its short name.
    pub alias: Option<String>,
    /// Its name.
    pub title: String,
    /// `Module`, `Epic`, `Feature`, `Story`, `Page`, `Element`, `Service`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// On the critical list.
    pub is_crit: bool,
    /// On the focus list.
    pub is_focus: bool,
    /// Its status.
    pub status: Option<String>,
    /// Cases that cover it itself.
    pub cases: usize,
    /// With all below it: `nothing`, `passing`, `untested`, `blocked`, `uncovered`, `broken`, `failing`.
    pub coverage: &'static str,
    /// Share of testable functions here and below that have a case.
    pub covered_percent: Option<u32>,
}
