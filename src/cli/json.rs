//! What `--json` prints: exactly one object per command, on standard output.
//!
//! The names of fields and the words in them are a promise: fields may be added, none is renamed or removed within a major version.
//! Texts for people (`message`, `remedy`, `warnings`) are English whatever `--lang` says; times are ISO 8601, durations milliseconds.
//! A command that fails prints [`ErrorAnswer`] in place of its own object.
//!
//! | command | object |
//! |---|---|
//! | `demo` | [`crate::demo::WalkReport`] |
//! | `qase check` | [`CheckAnswer`] |
//! | `qase projects` | [`ProjectsAnswer`] |
//! | `qase suites` | [`SuitesAnswer`] |
//! | `qase runs` | [`RunsAnswer`] |
//! | `functions import` | [`FunctionsImportedAnswer`] |
//! | `functions export` | [`FunctionsExported`] |
//! | `functions list` | [`FunctionsListed`] |
//! | `qase import`, `qase export` | [`SyncAnswer`] |
//! | `qase map list` | [`MapListed`] |
//! | `qase map suggest` | [`MapSuggested`] |
//! | `qase map link`, `qase map unlink` | [`LinkAnswer`] |
//! | `qase map export` | [`MapExported`] |
//! | `qase map import` | [`MapImported`] |
//! | `serve` | [`ServeAnswer`], when it begins to listen |
//! | `doctor` | [`DoctorAnswer`] |

use super::errors::Stop;
use crate::app::sync_job::Done;
use crate::domain::Message;
use crate::i18n::{Lang, Tr};
use crate::jobs::Report;
use crate::sync::mapping::SyncState;
use crate::sync::plan::{CaseStep, Class};
use crate::sync::report::RunSent;
use crate::sync::{Counts, Direction, Policy};
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

    /// Rows that name a function or a case that the workspace does not have count as left out as well.
    pub(super) fn unknown(&mut self, rows: &[(u64, String)]) {
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

/// `qase import` and `qase export`.
#[derive(Debug, Serialize)]
pub struct SyncAnswer {
    /// Code of the project.
    pub project: String,
    /// `import` or `export`.
    pub direction: Direction,
    /// `smart`, `mine`, `theirs`.
    pub policy: Policy,
    /// Whether nothing was written: the counts are then those of the plan.
    pub dry_run: bool,
    /// Hash of the plan: equal plans have equal ones.
    pub plan_id: String,
    /// How it ended: `done`, `partly`, `failed`; none for a dry run.
    pub outcome: Option<&'static str>,
    /// Entry in the history of the workspace; none for a dry run.
    pub sync_id: Option<i64>,
    /// How many things were changed, here or in Qase; 0 when both were in step.
    pub changes: u64,
    /// Suites by what happened to them.
    pub suites: Counts,
    /// Cases.
    pub cases: Counts,
    /// Results: created are those sent now, unchanged those sent before.
    pub results: Counts,
    /// Functions made from suites.
    pub functions_created: u64,
    /// Mappings made.
    pub mappings_created: u64,
    /// The run that got results.
    pub run: Option<RunSent>,
    /// Cases that wait for a person, and in a dry run those that would change.
    pub items: Vec<SyncItem>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Differences found when both sides were looked at again.
    pub drift: Vec<String>,
    /// The reading of the file of results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileReport>,
}

/// A case of a synchronisation.
#[derive(Debug, Serialize)]
pub struct SyncItem {
    /// Its id in Qase.
    pub qase_id: Option<i64>,
    /// Its title.
    pub title: String,
    /// `new`, `changed`, `removed`, `conflict`.
    pub class: Class,
    /// FuncIDs that it covers.
    pub func_ids: Vec<String>,
    /// Fields that change.
    pub fields: Vec<crate::domain::field::CaseField>,
    /// Fields that wait for a person.
    pub conflicts: Vec<crate::domain::field::CaseField>,
}

impl SyncAnswer {
    pub(super) fn new(project: &str, done: &Done, file: Option<FileReport>) -> Self {
        let english = Tr::new(Lang::En);
        let (plan, summary) = (&done.plan, done.summary.as_ref());
        let texts = |m: &[Message]| m.iter().map(|m| english.message(m)).collect();
        let totals = plan.totals;
        let is_shown = |c: &&CaseStep| {
            c.class == Class::Conflict || (summary.is_none() && matches!(c.class, Class::New | Class::Changed | Class::Removed))
        };
        let item = |c: &CaseStep| SyncItem {
            qase_id: c.qase_id,
            title: c.title.clone(),
            class: c.class,
            func_ids: c.func_ids.clone(),
            fields: c.changes.iter().map(|f| f.field).collect(),
            conflicts: c.conflicts.iter().map(|f| f.field).collect(),
        };
        let planned = totals.suites.changes() + totals.cases.changes() + totals.results.changes();
        Self {
            project: project.to_owned(),
            direction: plan.direction,
            policy: plan.policy,
            dry_run: summary.is_none(),
            plan_id: plan.id.clone(),
            outcome: summary.map(|s| s.outcome.as_str()),
            sync_id: summary.and_then(|s| s.sync_id).map(|id| id.0),
            changes: summary.map_or(planned, crate::sync::Summary::changes),
            suites: summary.map_or(totals.suites, |s| s.suites),
            cases: summary.map_or(totals.cases, |s| s.cases),
            results: summary.map_or(totals.results, |s| s.results),
            functions_created: summary.map_or(0, |s| s.functions_created),
            mappings_created: summary.map_or(0, |s| s.mappings_created),
            run: summary.and_then(|s| s.run.clone()),
            items: plan.cases.iter().filter(is_shown).map(item).collect(),
            warnings: texts(summary.map_or(&plan.warnings, |s| &s.warnings)),
            drift: summary.map(|s| texts(&s.drift)).unwrap_or_default(),
            file,
        }
    }

    /// Whether something failed, or waits for a person.
    pub(super) fn needs_a_look(&self) -> bool {
        let open = |c: &Counts| c.failed + c.conflicts;
        open(&self.suites) + open(&self.cases) + open(&self.results) > 0 || !self.drift.is_empty()
    }
}

/// A function by name.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionObject {
    /// Its FuncID.
    pub func_id: String,
    /// Its title.
    pub title: String,
}

/// A case by number.
#[derive(Debug, Clone, Serialize)]
pub struct CaseObject {
    /// Its number in its project here.
    pub number: i64,
    /// Its id in Qase.
    pub qase_id: Option<i64>,
    /// Its title.
    pub title: String,
}

impl CaseObject {
    /// What people call it: its id in Qase, else its number here in brackets.
    pub(super) fn shown_id(&self) -> String {
        self.qase_id.map_or_else(|| format!("({})", self.number), |id| id.to_string())
    }
}

/// `qase map list`.
#[derive(Debug, Serialize)]
pub struct MapListed {
    /// Code of the project.
    pub project: String,
    /// By FuncID and number.
    pub mappings: Vec<MappingObject>,
    /// Functions that could be tested and have no case.
    pub functions_without_case: Vec<FunctionObject>,
    /// Cases that cover nothing.
    pub cases_without_function: Vec<CaseObject>,
}

/// A mapping.
#[derive(Debug, Serialize)]
pub struct MappingObject {
    /// FuncID of the function.
    pub func_id: String,
    /// Its title.
    pub function_title: String,
    /// The case.
    pub case: CaseObject,
    /// How it came to be: `manual`, `custom_field`, `id_in_title`, `same_title`, `similar_title`, `csv`, `export`, `import`.
    pub origin: &'static str,
    /// `local_only`, `linked`, `removed`.
    pub state: SyncState,
}

/// `qase map suggest`.
#[derive(Debug, Serialize)]
pub struct MapSuggested {
    /// Code of the project.
    pub project: String,
    /// By case, the surest first.
    pub suggestions: Vec<SuggestionObject>,
    /// Mappings that were made by `--accept`.
    pub mappings_created: u64,
}

/// A proposal.
#[derive(Debug, Serialize)]
pub struct SuggestionObject {
    /// FuncID of the function.
    pub func_id: String,
    /// Its title.
    pub function_title: String,
    /// The case.
    pub case: CaseObject,
    /// `custom_field`, `id_in_title`, `same_title`, `similar_title`.
    pub reason: &'static str,
    /// How sure, 0 to 1.
    pub score: f64,
    /// Another function fits as well.
    pub ambiguous: bool,
    /// Whether `--accept` took it over.
    pub accepted: bool,
}

/// `qase map link` and `qase map unlink`.
#[derive(Debug, Serialize)]
pub struct LinkAnswer {
    /// Code of the project.
    pub project: String,
    /// FuncID of the function.
    pub func_id: String,
    /// The case as it was named.
    pub case: String,
    /// Whether something was changed.
    pub changed: bool,
}

/// `qase map export`.
#[derive(Debug, Serialize)]
pub struct MapExported {
    /// Code of the project.
    pub project: String,
    /// The file.
    pub file: String,
    /// Mappings in it.
    pub mappings: usize,
}

/// `qase map import`.
#[derive(Debug, Serialize)]
pub struct MapImported {
    /// Code of the project.
    pub project: String,
    /// Mappings made.
    pub created: usize,
    /// Mappings that were there.
    pub unchanged: usize,
    /// Rows whose function or case is not known.
    pub unknown: usize,
    /// The reading of the file.
    pub file: FileReport,
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
