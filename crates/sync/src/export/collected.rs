//! Both sides of an export at the time of reading.

use super::unsent::Unsent;
use crate::convert::Fields;
use crate::files::SentFiles;
use crate::snapshot::{LocalCase, LocalSuite, Remote};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, SuiteId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::result::TestResult;
use voluptas_store::journal::SentResult;

/// Something to export: a case that covers chosen functions, or a function that no case covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The case; `None` for a function without one.
    pub case: Option<LocalCase>,
    /// The function, if it has no case.
    pub function: Option<Function>,
    /// FuncIDs of the chosen functions that the case covers.
    pub func_ids: Vec<String>,
}

/// A result of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalResult {
    /// The case that the result belongs to.
    pub case_id: CaseId,
    /// Title of the case.
    pub case_title: String,
    pub result: TestResult,
}

/// A run that this workspace created in Qase, or meant to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedRun {
    /// Row of the journal.
    pub journal_id: i64,
    /// Qase id, if known.
    pub id: Option<i64>,
    pub title: String,
    /// Unique text in the run's description.
    pub marker: String,
    /// The results that were meant for the run.
    pub results: BTreeSet<ResultId>,
    /// The workspace run whose results the run was created for; `None` for results of several runs.
    pub run_here: Option<i64>,
    /// True once the run was closed; it takes no more results.
    pub is_closed: bool,
}

/// A chosen run of Qase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingRun {
    /// Qase id.
    pub id: i64,
    pub title: String,
    /// True when the run takes results.
    pub is_open: bool,
    /// Start time.
    pub started_ms: Option<Millis>,
}

/// Both sides of an export at the time of reading.
#[derive(Debug, Clone)]
pub struct Collected {
    /// Code of the project in Qase.
    pub project_code: String,
    /// Title in Qase.
    pub project_title: String,
    /// The project as the workspace knows it; `None` before the first import or export.
    pub known: Option<RemoteProject>,
    /// The newest writer of the project before the workspace was read. A newer one makes the plan stale.
    pub newest_writer: i64,
    /// The workspace project that belongs to it, if it can be determined.
    pub home: Option<ProjectId>,
    /// Meaning of the account's option and field numbers.
    pub fields: Fields,
    /// Qase's side. Its cases are read only when cases are exported.
    pub remote: Remote,
    /// Files of the exported cases that Qase does not have.
    pub unsent: Unsent,
    /// Files that the project of Qase has.
    pub sent_files: SentFiles,
    /// Suites of the workspace, by row id.
    pub suites: BTreeMap<SuiteId, LocalSuite>,
    /// Cases of Qase that are linked to any workspace case.
    pub linked: BTreeSet<i64>,
    /// Exported items: cases by row id, then functions without a case.
    pub candidates: Vec<Candidate>,
    /// Cases with damaged texts, each with the names of the fields; see [`super::spoilt`].
    pub spoilt: BTreeMap<CaseId, Vec<String>>,
    /// Results to send, by case.
    pub results: Vec<LocalResult>,
    /// Results that were sent earlier, by run id in Qase.
    pub sent: BTreeMap<i64, BTreeMap<ResultId, SentResult>>,
    /// Runs that this workspace created in Qase, newest first.
    pub runs_made: Vec<CreatedRun>,
    /// The chosen run.
    pub run: Option<ExistingRun>,
    /// Facts that a person should know.
    pub warnings: Vec<Message>,
}
