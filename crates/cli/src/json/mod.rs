//! The output of `--json`: exactly one object per command, on standard output.
//!
//! The names of fields and the words in them are a promise: fields may be added, none is renamed or removed within a major
//! version. Texts for people (`message`, `remedy`, `warnings`) are English whatever `--lang` says; times are ISO 8601, durations
//! milliseconds. A command that fails prints [`ErrorAnswer`] in place of its own object.
//!
//! | command | object |
//! |---|---|
//! | `demo` | [`voluptas_demo::WalkReport`] |
//! | `qase check` | [`CheckAnswer`] |
//! | `qase projects` | [`ProjectsAnswer`] |
//! | `qase suites` | [`SuitesAnswer`] |
//! | `qase runs` | [`RunsAnswer`] |
//! | `projects list`, `projects set` | [`OwnProjectsAnswer`] |
//! | `workspace attachments` | [`AttachmentsAnswer`] |
//! | `workspace backup`, `workspace restore` | [`BackupAnswer`] |
//! | `workspace copy` | [`CopiedAnswer`] |
//! | `users list` | [`UsersAnswer`] |
//! | `users add`, `users change` | [`UserObject`] |
//! | `users remove` | [`UserRemovedAnswer`] |
//! | `users add`, `users change`, `users remove`, `tokens add`, `tokens revoke`, `projects set` with `--dry-run` | [`PlannedAnswer`] |
//! | `tokens list` | [`TokensAnswer`] |
//! | `tokens add` | [`TokenAddedAnswer`] |
//! | `tokens revoke` | [`TokenObject`] |
//! | `audit` | [`AuditAnswer`] |
//! | `tracker show`, `tracker set`, `tracker remove` | [`TrackerAnswer`] |
//! | `tracker report` | [`IssueObject`] |
//! | `tracker issues` | [`IssuesAnswer`] |
//! | `tracker comment` | [`CommentAnswer`] |
//! | `testrail cases`, `testrail run` | [`TestrailAnswer`] |
//! | `testrail import` | [`voluptas_app::integrations::testrail::import::Imported`] |
//! | `webhooks list` | [`WebhooksAnswer`] |
//! | `webhooks add`, `webhooks change`, `webhooks remove` | [`WebhookObject`] |
//! | `webhooks log` | [`DeliveriesAnswer`] |
//! | `webhooks test`, `webhooks resend` | [`DeliveryObject`] |
//! | `retention show`, `retention set` | [`RetentionAnswer`] |
//! | `retention preview` | [`RetentionPreviewAnswer`] |
//! | `retention apply` | [`RetentionAppliedAnswer`] |
//! | `retention keep`, `retention release` | [`KeptRunAnswer`] |
//! | `limits show`, `limits set` | [`LimitsAnswer`] |
//! | `functions import` | [`FunctionsImportedAnswer`] |
//! | `functions export` | [`FunctionsExported`] |
//! | `functions list` | [`FunctionsListed`] |
//! | `cases import` | [`CasesImportedAnswer`] |
//! | `cases export` | [`CasesExportedAnswer`] |
//! | `cases duplicates` | [`DuplicatesAnswer`] |
//! | `ingest` | [`IngestedObject`](voluptas_app::results::ingest::IngestedObject) |
//! | `run list` | [`OwnRunsAnswer`] |
//! | `run create`, `run close` | [`OwnRunAnswer`] |
//! | `milestone list` | [`MilestonesAnswer`] |
//! | `milestone create`, `milestone edit`, `milestone delete` | [`MilestoneAnswer`] |
//! | `mute`, `unmute` | [`MutedAnswer`] |
//! | `compare` | [`ComparedAnswer`] |
//! | `gate` | [`GateAnswer`] |
//! | `report` | [`ReportAnswer`] |
//! | `trend` | [`TrendAnswer`] |
//! | `failing`, `flaky`, `slowest` | [`WorstAnswer`] |
//! | `qase import`, `qase export` | [`SyncAnswer`] |
//! | `qase repair` | [`RepairAnswer`] |
//! | `qase map list` | [`MapListed`] |
//! | `qase map suggest` | [`MapSuggested`] |
//! | `qase map link`, `qase map unlink` | [`LinkAnswer`] |
//! | `qase map export` | [`MapExported`] |
//! | `qase map import` | [`MapImported`] |
//! | `mirror` | [`voluptas_mirror::Answer`] |
//! | `serve` | [`ServeAnswer`], when it begins to listen |
//! | `doctor` | [`DoctorAnswer`] |
//! | `doctor --sweep` | [`SweepAnswer`] |
//! | `doctor --recover` | [`RecoverAnswer`] |
//! | `doctor --support` | [`SupportAnswer`] |
//! | `licences` | [`LicencesAnswer`] |
//! | `completions` | [`CompletionsAnswer`] |
//! | `--version` | [`VersionAnswer`] |

mod cases;
mod files;
mod mapping;
mod milestones;
mod results;
mod rules;
mod sync;
mod trackers;
mod trend;
mod users;
mod webhooks;

pub use cases::{CasesExportedAnswer, CasesImportedAnswer, DuplicateCaseObject, DuplicateGroupObject, DuplicatesAnswer};
pub use files::{
    FileReport, FunctionRowObject, FunctionsExported, FunctionsImportedAnswer, FunctionsListed, NoteGroupObject, NoteObject,
};
pub use mapping::{
    CaseObject, FunctionObject, LinkAnswer, MapExported, MapImported, MapListed, MapSuggested, MappingObject, SuggestionObject,
};
pub use milestones::{MilestoneAnswer, MilestoneObject, MilestonesAnswer};
pub use results::{
    ComparedAnswer, ComparedObject, GateAnswer, MutedAnswer, OwnRunAnswer, OwnRunObject, OwnRunsAnswer, ReplacedMute,
    ReportAnswer, ShardsObject,
};
pub use rules::{HeldObject, KeptRunAnswer, LimitsAnswer, RetentionAnswer, RetentionAppliedAnswer, RetentionPreviewAnswer};
pub use sync::{DoubleObject, LeftObject, RepairAnswer, SyncAnswer, SyncItem};
pub use trackers::{CommentAnswer, IssueObject, IssuesAnswer, TestrailAnswer, TrackerAnswer};
pub use trend::{ModuleObject, RunPointObject, TestLineObject, TrendAnswer, WorstAnswer};
pub use users::{
    AuditAnswer, AuditObject, PlannedToken, SecretAnswer, TokenAddedAnswer, TokenObject, TokensAnswer, UserObject,
    UserRemovedAnswer, UsersAnswer,
};
pub use webhooks::{DeliveriesAnswer, DeliveryObject, WebhookObject, WebhooksAnswer};

use super::errors::CliError;
use serde::Serialize;
use voluptas_app::project::settings::ProjectState;
use voluptas_app::results::ingest::SkippedFilesObject;
use voluptas_core::domain::Message;
use voluptas_core::domain::failure_category::ProjectRule;
use voluptas_core::domain::rules::ResultRules;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::Report;

/// The object of a failed command.
#[derive(Debug, Serialize)]
pub struct ErrorAnswer {
    pub error: ErrorObject,
    /// Work done before the end: counts by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Files of an ingest without any result.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkippedFilesObject>,
}

/// The reason for a command's failure.
#[derive(Debug, Serialize)]
pub struct ErrorObject {
    /// `auth`, `network`, `usage`, `nothing`, `cancelled`, `failed`.
    pub kind: &'static str,
    /// Stable key of the sentence.
    pub code: String,
    /// The failure, with the name of the thing that failed.
    pub message: String,
    /// The action that solves the problem; null if there is none.
    pub remedy: Option<String>,
}

impl ErrorAnswer {
    pub(super) fn new(stop: &CliError, english: Tr) -> Self {
        Self {
            error: ErrorObject {
                kind: stop.kind,
                code: stop.message.key.clone(),
                message: english.message(&stop.message),
                remedy: stop.remedy.as_ref().map(|r| english.message(r)),
            },
            report: stop.report.clone(),
            skipped: stop.skipped.as_deref().map(SkippedFilesObject::new),
        }
    }
}

/// `qase check`.
#[derive(Debug, Serialize)]
pub struct CheckAnswer {
    /// True when the token is valid and sees the named project; without a named project, when the token is valid.
    pub ok: bool,
    /// The address that answered.
    pub base_url: String,
    /// Origin of the token: `flag`, `environment`, `credentials_file`, `keychain`.
    pub token_from: voluptas_settings::Origin,
    /// Number of projects that the token can see.
    pub projects_seen: u64,
    /// The named project; null when no project was named or the token does not see it.
    pub project: Option<ProjectObject>,
    /// Duration of the first answer in milliseconds.
    pub round_trip_ms: u64,
}

/// A project by name.
#[derive(Debug, Serialize)]
pub struct ProjectObject {
    /// Project code.
    pub code: String,
    pub title: String,
}

/// A change of users, tokens or projects with `--dry-run`.
#[derive(Debug, Serialize)]
pub struct PlannedAnswer<T> {
    /// Always true.
    pub dry_run: bool,
    /// The thing before the change; null for one that would be created.
    pub before: Option<T>,
    /// The thing after the change; null for one that would be removed.
    pub after: Option<T>,
}

impl<T> PlannedAnswer<T> {
    /// A planned change.
    pub fn new(before: Option<T>, after: Option<T>) -> Self {
        Self { dry_run: true, before, after }
    }
}

/// `projects list`, `projects set`.
#[derive(Debug, Serialize)]
pub struct OwnProjectsAnswer {
    /// The projects of the workspace by code; for `set` the one that was changed.
    pub projects: Vec<OwnProject>,
}

/// A project of the workspace.
#[derive(Debug, Serialize)]
pub struct OwnProject {
    /// Project code.
    pub code: String,
    /// Project title.
    pub title: String,
    /// True when a result without a case creates one; null when unset, which creates one for results that
    /// name no case.
    pub auto_create_cases: Option<bool>,
    /// Address of an issue, with `{id}` for its id; absent when unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_url: Option<String>,
    /// Rules for categories of failures; absent without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failure_categories: Vec<ProjectRule>,
    /// Numbers of the rules about results; absent where they are the usual ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_rules: Option<ResultRules>,
}

impl From<ProjectState> for OwnProject {
    fn from(project: ProjectState) -> Self {
        let ProjectState { code, title, auto_create_cases, issue_url, failure_categories, result_rules } = project;
        let result_rules = Some(result_rules).filter(|rules| *rules != ResultRules::default());
        Self { code, title, auto_create_cases, issue_url, failure_categories, result_rules }
    }
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
    /// Project code.
    pub code: String,
    /// Project title.
    pub title: String,
    /// Number of cases.
    pub cases: i64,
    /// Number of suites.
    pub suites: i64,
    /// Number of runs.
    pub runs: i64,
    /// Number of active runs.
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
    /// Id in Qase.
    pub id: i64,
    /// Id of the parent suite; null at the root.
    pub parent_id: Option<i64>,
    pub title: String,
    /// Depth in the tree: 0 at the root.
    pub depth: usize,
    /// Number of cases directly in the suite.
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
    /// Id in Qase.
    pub id: i64,
    pub title: String,
    /// True when the run takes results.
    pub open: bool,
    /// State, in Qase's words.
    pub status: String,
    /// Start time.
    pub started_at: Option<String>,
    /// Number of cases or results in the run.
    pub total: i64,
    /// Number of passed results.
    pub passed: i64,
    /// Number of failed results.
    pub failed: i64,
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
    /// The token, only at the start that created it.
    pub new_token: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct DoctorAnswer {
    /// The file.
    pub workspace: String,
    /// `good`, `warning` or `bad`: the worst finding.
    pub verdict: voluptas_store::doctor::Severity,
    /// Check by check.
    pub findings: Vec<FindingRow>,
}

/// The place of the attachments.
#[derive(Debug, Serialize)]
pub struct AttachmentsAnswer {
    /// The place: a folder, or `s3://BUCKET/PREFIX`. With `--dry-run` the one that would be.
    pub place: String,
    /// The former place; the same when nothing was moved.
    pub from: String,
    /// Number of files that the workspace names.
    pub named: usize,
    /// Number of files that were copied, or would be.
    pub copied: usize,
    /// Hashes of named files that are not there.
    pub missing: Vec<String>,
    /// True when nothing was changed.
    pub dry_run: bool,
}

/// A backup that was written or restored.
#[derive(Debug, Serialize)]
pub struct BackupAnswer {
    /// The written backup, or the restored workspace.
    pub path: String,
    /// Number of attachments.
    pub files: usize,
    /// Bytes of workspace and attachments, before compression.
    pub bytes: u64,
    /// Hashes of attachments that were missing when the backup was written.
    pub missing: Vec<String>,
}

/// A workspace in another place.
#[derive(Debug, Serialize)]
pub struct CopiedAnswer {
    /// The workspace that was copied.
    pub from: String,
    /// The copy.
    pub to: String,
    /// Number of rows.
    pub rows: u64,
    /// Tables with the rows and the hash that both sides have; none with `--dry-run`.
    pub tables: Vec<CopiedTable>,
    /// Place of the attachments of the copy.
    pub place: String,
    /// Number of files that the workspace names.
    pub named: usize,
    /// Number of files that were copied, or would be.
    pub copied: usize,
    /// Hashes of named files whose bytes are missing or damaged.
    pub missing: Vec<String>,
    /// True when an earlier copy was continued, or would be.
    pub resumed: bool,
    /// True when nothing was changed.
    pub dry_run: bool,
}

/// A table of a copy.
#[derive(Debug, Serialize)]
pub struct CopiedTable {
    /// Name.
    pub table: String,
    /// Number of rows.
    pub rows: u64,
    /// BLAKE3 over the values of all rows in the order of the key, the same in a file and on a server.
    pub hash: String,
}

/// `doctor --sweep`.
#[derive(Debug, Serialize)]
pub struct SweepAnswer {
    /// Number of stored files.
    pub stored: usize,
    /// Bytes of the stored files.
    pub stored_bytes: u64,
    /// Number of files that nothing names.
    pub unnamed: usize,
    /// Bytes of those.
    pub unnamed_bytes: u64,
    /// Number of those that are younger than a day and stay.
    pub young: usize,
    /// Number of removed files; 0 without `--apply`.
    pub removed: usize,
}

/// The finding of one check of the file.
#[derive(Debug, Serialize)]
pub struct FindingRow {
    /// Stable name of the check.
    pub check: &'static str,
    /// `good`, `warning` or `bad`.
    pub severity: voluptas_store::doctor::Severity,
    /// Number of things found; for a good check, the number of things examined.
    pub count: i64,
    /// Description of the finding.
    pub message: String,
}

/// `doctor --recover`.
#[derive(Debug, Serialize)]
pub struct RecoverAnswer {
    /// The damaged file.
    pub workspace: String,
    /// The new file.
    pub recovered: String,
    /// True when everything was saved.
    pub complete: bool,
    /// Outcome for each table.
    pub tables: Vec<voluptas_store::recover::Recovered>,
}

/// `doctor --support`.
#[derive(Debug, Serialize)]
pub struct SupportAnswer {
    /// The file that was written.
    pub support: String,
    /// Names of the files in it.
    pub files: Vec<String>,
}

/// `licences`.
#[derive(Debug, Serialize)]
pub struct LicencesAnswer {
    /// The whole text.
    pub text: &'static str,
}

/// `completions`.
#[derive(Debug, Serialize)]
pub struct CompletionsAnswer {
    /// The shell that takes the script.
    pub shell: String,
    pub script: String,
}

#[derive(Debug, Serialize)]
pub struct VersionAnswer {
    /// `voluptas-cli`.
    pub name: &'static str,
    /// Version of the package: `0.1.0`.
    pub version: &'static str,
    /// First digits of the commit that the program was built from; null where the build did not know it.
    pub commit: Option<&'static str>,
    /// Date of the commit: `2026-11-20`.
    pub date: Option<&'static str>,
}

/// Messages as English texts.
pub(super) fn texts(messages: &[Message]) -> Vec<String> {
    let english = Tr::new(Lang::En);
    messages.iter().map(|message| english.message(message)).collect()
}
