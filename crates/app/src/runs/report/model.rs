//! The data of a report, as plain values. The JSON report and the HTML page have these objects, so their fields are a promise: fields
//! may be added, none is renamed or removed while [`FORMAT`] stays.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::runs::errors::RunErrorObject;
use voluptas_core::base::Millis;
use voluptas_core::domain::combination;
use voluptas_core::domain::gate::BrokenRule;
use voluptas_core::domain::result::{ResultLabel, StepPart};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::test_name::TestName;

/// Name and version of the form of the JSON report.
pub const FORMAT: &str = "voluptas-run-report/1";

fn is_zero<N: Default + PartialEq>(n: &N) -> bool {
    *n == N::default()
}

/// Bytes that an earlier attempt takes besides its texts.
const ATTEMPT_BYTES: usize = 700;

/// The run, without its results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// Code of the project.
    pub project: String,
    /// Title of the project.
    pub project_title: String,
    /// Number of the run.
    pub run: i64,
    /// Title of the run.
    pub title: String,
    /// Environment of the run.
    pub environment: Option<String>,
    /// Milestone of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// Configurations of the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configurations: Vec<String>,
    /// Tags of the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// `active`, `complete` or `aborted`.
    pub state: &'static str,
    /// Start of the run.
    pub start_ms: Option<Millis>,
    /// End of the run.
    pub end_ms: Option<Millis>,
    /// Number of tests.
    pub total: usize,
    /// Number of tests by status of the last attempt.
    pub statuses: BTreeMap<String, usize>,
    /// Cases of a run by hand, or combinations of their parameters, without a result. They are not among `statuses`.
    #[serde(skip_serializing_if = "is_zero")]
    pub untested: i64,
    /// Muted tests by status. They are among `statuses`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub muted: BTreeMap<String, usize>,
    /// True when the project has rules of failure categories, or the results brought some.
    #[serde(skip)]
    pub has_categories: bool,
    /// Names of rules of failure categories that cannot be used: damaged, too large, or with look-around.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unusable_categories: Vec<String>,
    /// Tests that are flaky in the run.
    pub flaky: usize,
    /// Tests with more than one attempt.
    pub retried: usize,
    /// Name of the build.
    pub build: Option<String>,
    /// Address of the build.
    pub build_url: Option<String>,
    /// Environment as reported by the tool: names and values.
    pub facts: Vec<(String, String)>,
    /// The finished run before this one of the same name, numbers aside, and environment.
    pub before: Option<PreviousRun>,
    /// The last finished runs of the same name, numbers aside, and environment up to this one, oldest first.
    pub history: Vec<PastRun>,
    /// Outcome of the quality gate; absent for a run in progress and without a file of rules beside the workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// Errors of the run that belong to none of its tests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub run_errors: Vec<RunErrorObject>,
    /// The program that wrote the report.
    pub generator: String,
    /// Time of writing.
    pub written_ms: Millis,
}

/// Outcome of the quality gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gate {
    /// True when no rule is broken; absent when the rules cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// The broken rules.
    pub broken: Vec<BrokenRule>,
    /// The reason why the rules cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The run with which a run is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviousRun {
    /// Number of that run.
    pub run: i64,
    /// Title of that run.
    pub title: String,
    /// Number of tests by status in that run.
    pub statuses: BTreeMap<String, usize>,
    /// Number of tests by difference (`new_failure`, `fixed`, ...).
    pub differences: BTreeMap<&'static str, usize>,
    /// New failures of muted tests, which are among `differences`.
    pub muted_new_failures: usize,
    /// Titles of tests that this run does not have, at most [`super::read::MOST_GONE`].
    pub gone: Vec<String>,
}

/// A run in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PastRun {
    /// Number of the run.
    pub run: i64,
    /// Title of the run.
    pub title: String,
    /// Number of tests by status.
    pub statuses: BTreeMap<String, i64>,
}

/// Failures with the same normalised message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Failed or broken.
    pub status: ResultStatus,
    /// The most frequent first line of their messages.
    pub title: String,
    /// Number of tests.
    pub count: usize,
    /// Number of new failures among them, without those of muted tests.
    pub new: usize,
    /// Number of other messages that differ from the title in numbers, ids, times or quoted words alone.
    pub similar: usize,
}

/// A mute of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Muted {
    pub reason: String,
    /// Person who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// First moment at which the mute no longer holds; absent for a mute without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<Millis>,
}

/// A test of the run. Empty lists and absent values are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Test {
    /// Title of the test.
    pub title: String,
    /// Full name by the tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// Suites from the outermost one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suite: Vec<String>,
    /// The case, as `SHOP-42`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Passed after a failed attempt, or called flaky by the tool.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub flaky: bool,
    /// Difference to the run before, except for tests that are unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<&'static str>,
    /// The mute, when the report was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<Muted>,
    /// Category of a failure: the name of a rule, `product_defect` or `test_defect`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The last attempt, which counts.
    #[serde(flatten)]
    pub last: Execution,
    /// Earlier attempts, in the order of execution.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Execution>,
    /// Number of attempts before these, which are not listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub attempts_left_out: usize,
    /// Outcomes in the last finished runs, oldest first; of failed, broken and flaky tests alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<PastOutcome>,
}

impl Test {
    /// Values of the parameters that the title does not tell: `Firefox, Windows`. Blank for none.
    pub fn values(&self) -> String {
        combination::values(&self.last.params, &self.title)
    }

    /// The title with the values behind it.
    pub fn title_with_values(&self) -> String {
        let values = self.values();
        if values.is_empty() { self.title.clone() } else { format!("{} · {values}", self.title) }
    }

    /// The name of the test in a table, with the labels that distinguish it from other tests of that name.
    pub fn name(&self) -> TestName {
        TestName {
            title: self.title.clone(),
            values: self.values(),
            case: self.case.clone(),
            full_name: self.full_name.clone(),
            suite: self.suite.clone(),
        }
    }
}

impl Test {
    /// Bytes of the earlier attempts and of all texts, apart from names. They decide about the memory of a test.
    pub(super) fn text_bytes(&self) -> usize {
        let texts: usize = self.attempts.iter().chain([&self.last]).map(Execution::text_bytes).sum();
        texts + self.attempts.len() * ATTEMPT_BYTES
    }
}

impl Execution {
    fn text_bytes(&self) -> usize {
        let values = self.params.values().chain(self.fields.values()).chain(self.labels.iter().map(|l| &l.value));
        let own = [&self.message, &self.stacktrace, &self.description].into_iter().flatten().chain(values);
        own.map(String::len).sum::<usize>() + self.steps.iter().map(Step::text_bytes).sum::<usize>()
    }
}

impl Step {
    fn text_bytes(&self) -> usize {
        let own = [&self.expected, &self.data, &self.comment].into_iter().flatten().chain([&self.action]);
        own.map(String::len).sum::<usize>() + self.steps.iter().map(Self::text_bytes).sum::<usize>()
    }
}

/// The outcome of a test in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PastOutcome {
    /// Number of the run.
    pub run: i64,
    /// Status in that run.
    pub status: ResultStatus,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
}

/// One execution of a test.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Execution {
    pub status: ResultStatus,
    /// The tool's word for an outcome that is not known. Such a result counts as failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_ms: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_ms: Option<Millis>,
    /// Duration in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// Message of a failure, or comment of a tester.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Stack trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacktrace: Option<String>,
    /// The worker that executed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// Person or program that executed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Description of the test by the tool. Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Parameters by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// Further fields of a reporter.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Labels, tags and properties of the tool.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<ResultLabel>,
    /// Links to issues and the like.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<voluptas_core::domain::result::ResultLink>,
    /// Steps, with those of set-up and tear-down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<File>,
}

/// A step of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Action performed.
    pub action: String,
    /// `set_up` or `tear_down`; absent for a step of the test itself.
    #[serde(skip_serializing_if = "StepPart::is_body")]
    pub part: StepPart,
    /// Expected result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Test data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    pub status: ResultStatus,
    /// Comment of the tester or the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Duration in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// Files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<File>,
    /// Nested steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// File name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Length in bytes.
    pub size: i64,
    /// BLAKE3 hash of the bytes; absent when they are not stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The test tool named the file, and it was not there.
    #[serde(rename = "missing", skip_serializing_if = "std::ops::Not::not")]
    pub is_missing: bool,
}
