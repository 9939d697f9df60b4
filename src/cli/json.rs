//! What `--json` prints: exactly one object per command, on standard output.
//!
//! The names of fields and the words in them are a promise: fields may be added, none is renamed or removed within a major version.
//! Texts for people (`message`, `remedy`, `warnings`) are English whatever `--lang` says; times are ISO 8601, durations milliseconds.
//! A command that fails prints [`ErrorAnswer`] in place of its own object.
//!
//! | command | object |
//! |---|---|
//! | `qase check` | [`CheckAnswer`] |
//! | `qase projects` | [`ProjectsAnswer`] |
//! | `qase suites` | [`SuitesAnswer`] |
//! | `qase runs` | [`RunsAnswer`] |
//! | `functions import` | [`FunctionsImportedAnswer`] |
//! | `functions export` | [`FunctionsExported`] |
//! | `functions list` | [`FunctionsListed`] |
//! | `serve` | [`ServeAnswer`], when it begins to listen |
//! | `doctor` | [`DoctorAnswer`] |

use super::errors::Stop;
use crate::i18n::{Lang, Tr};
use crate::jobs::Report;
use serde::Serialize;

/// Any command that failed.
#[derive(Debug, Serialize)]
pub struct ErrorAnswer {
    /// Why.
    pub error: ErrorObject,
    /// What was done before it stopped: counts by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// Why a command failed.
#[derive(Debug, Serialize)]
pub struct ErrorObject {
    /// `auth`, `network`, `usage`, `nothing`, `cancelled`, `failed`.
    pub kind: &'static str,
    /// Stable key of the sentence.
    pub code: String,
    /// What happened, and to which thing.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl ErrorAnswer {
    pub(super) fn new(stop: &Stop, english: Tr) -> Self {
        Self {
            error: ErrorObject {
                kind: stop.kind,
                code: stop.message.key.clone(),
                message: english.message(&stop.message),
                remedy: stop.remedy.as_ref().map(|r| english.message(r)),
            },
            report: stop.report.clone(),
        }
    }
}

/// `qase check`.
#[derive(Debug, Serialize)]
pub struct CheckAnswer {
    /// Whether the token is good and sees the project, where one was named.
    pub ok: bool,
    /// The address that answered.
    pub base_url: String,
    /// Where the token comes from: `flag`, `environment`, `credentials_file`, `keychain`.
    pub token_from: crate::settings::Origin,
    /// How many projects the token can see.
    pub projects_seen: u64,
    /// The project that was named; none when the token does not see it or none was named.
    pub project: Option<ProjectObject>,
    /// How long the first answer took.
    pub round_trip_ms: u64,
}

/// A project by name.
#[derive(Debug, Serialize)]
pub struct ProjectObject {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
}

/// `qase projects`.
#[derive(Debug, Serialize)]
pub struct ProjectsAnswer {
    /// The address that answered.
    pub base_url: String,
    /// By code.
    pub projects: Vec<ProjectRow>,
}

/// A project with its counts.
#[derive(Debug, Serialize)]
pub struct ProjectRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// How many cases it has.
    pub cases: i64,
    /// How many suites.
    pub suites: i64,
    /// How many runs.
    pub runs: i64,
    /// How many of them are active.
    pub active_runs: i64,
}

/// `qase suites`.
#[derive(Debug, Serialize)]
pub struct SuitesAnswer {
    /// Code of the project.
    pub project: String,
    /// Parents before their children.
    pub suites: Vec<SuiteRow>,
}

/// A suite in Qase.
#[derive(Debug, Serialize)]
pub struct SuiteRow {
    /// Its id in Qase.
    pub id: i64,
    /// The suite it lies in.
    pub parent_id: Option<i64>,
    /// Its name.
    pub title: String,
    /// How deep it lies: 0 at the root.
    pub depth: usize,
    /// Cases directly in it.
    pub cases: i64,
}

/// `qase runs`.
#[derive(Debug, Serialize)]
pub struct RunsAnswer {
    /// Code of the project.
    pub project: String,
    /// The newest first.
    pub runs: Vec<RunRow>,
}

/// A run in Qase.
#[derive(Debug, Serialize)]
pub struct RunRow {
    /// Its id in Qase.
    pub id: i64,
    /// Its name.
    pub title: String,
    /// Whether it takes results.
    pub open: bool,
    /// Its state in Qase's words.
    pub status: String,
    /// When it began.
    pub started_at: Option<String>,
    /// How many cases or results it counts.
    pub total: i64,
    /// How many passed.
    pub passed: i64,
    /// How many failed.
    pub failed: i64,
}

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
    pub(super) fn new(report: &crate::formats::Report) -> Self {
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

/// `serve`, printed when it begins to listen.
#[derive(Debug, Serialize)]
pub struct ServeAnswer {
    /// Address for clients.
    pub base_url: String,
    /// The file that is served.
    pub workspace: String,
    /// Codes of its projects.
    pub projects: Vec<String>,
    /// The token, at the one start that made it; never again.
    pub new_token: Option<String>,
}

/// `doctor`.
#[derive(Debug, Serialize)]
pub struct DoctorAnswer {
    /// The file.
    pub workspace: String,
    /// `good`, `warning` or `bad`: the worst finding.
    pub verdict: crate::store::doctor::Severity,
    /// Check by check.
    pub findings: Vec<FindingRow>,
}

/// What one check of the file found.
#[derive(Debug, Serialize)]
pub struct FindingRow {
    /// Stable name of the check.
    pub check: &'static str,
    /// `good`, `warning` or `bad`.
    pub severity: crate::store::doctor::Severity,
    /// How many things were found; for a good check, how many were examined.
    pub count: i64,
    /// What was found.
    pub message: String,
}
