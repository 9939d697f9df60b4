//! A result: the outcome of one case in one run.

use super::case::AttachmentRef;
use super::ids::{CaseId, ResultId, RunId, TestId};
use super::status::ResultStatus;
use crate::base::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The part of a test that a step belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPart {
    /// Before the test.
    SetUp,
    /// The test itself.
    #[default]
    Body,
    /// After the test.
    TearDown,
}

impl StepPart {
    /// True for a step of the test itself.
    pub fn is_body(&self) -> bool {
        *self == Self::Body
    }
}

/// The outcome of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultStep {
    /// Action performed.
    pub action: String,
    /// Part of the test. Nested steps are of the part of their parent.
    #[serde(skip_serializing_if = "StepPart::is_body")]
    pub part: StepPart,
    /// Expected result.
    pub expected: Option<String>,
    /// Test data entered.
    pub data: Option<String>,
    /// Outcome of the step.
    pub status: ResultStatus,
    /// Comment by the tester or the reporter.
    pub comment: Option<String>,
    /// Start time.
    pub start_ms: Option<Millis>,
    /// End time.
    pub end_ms: Option<Millis>,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Hashes of stored files.
    pub attachments: Vec<AttachmentRef>,
    /// Nested steps.
    pub steps: Vec<ResultStep>,
}

impl Default for ResultStep {
    fn default() -> Self {
        Self {
            action: String::new(),
            part: StepPart::Body,
            expected: None,
            data: None,
            status: ResultStatus::Untested,
            comment: None,
            start_ms: None,
            end_ms: None,
            duration_ms: None,
            attachments: Vec::new(),
            steps: Vec::new(),
        }
    }
}

/// A link of a result to something outside (issue, test management, any).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLink {
    /// `issue`, `tms` or another word of the reporter.
    pub kind: String,
    /// Text that is shown.
    pub name: String,
    /// Address of the link.
    pub url: String,
}

/// A label, tag or property that the tool gives a test. A tag has the name `tag`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLabel {
    /// Name (`severity`, `epic`, `host`).
    pub name: String,
    /// Value of the label.
    pub value: String,
}

/// The way by which the case of a result was found, most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum FoundBy {
    /// A person linked the test to the case.
    Hand,
    /// The result names the case by its number, or by its number in Qase.
    Number,
    /// The result names the case by its id in the tool that it was imported from.
    ExternalId,
    /// The automation key of the case.
    AutomationKey,
    /// The FuncID of a function that the case covers.
    Function,
    /// An earlier result of the same test.
    EarlierResult,
    /// The full name of the test is the automation key of the case.
    FullName,
    /// Suites and title.
    Title,
    /// No other case of the project has the title.
    TitleAlone,
    /// The case was created for the result.
    Created,
}

impl FoundBy {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Reads [`FoundBy::as_str`]'s words.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// The content of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultContent {
    /// The executed case; `None` when it is unknown.
    pub case_id: Option<CaseId>,
    /// Id given by the sender. A run stores only one result with the same id.
    pub external_id: Option<String>,
    /// The test's name, as the reporter knows it.
    pub title: String,
    /// The reporter's stable identity of the test.
    pub signature: Option<String>,
    /// Outcome of the test.
    pub status: ResultStatus,
    /// Start time.
    pub start_ms: Option<Millis>,
    /// End time.
    pub end_ms: Option<Millis>,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Comment by the tester or the reporter. Markdown.
    pub comment: Option<String>,
    /// Stack trace.
    pub stacktrace: Option<String>,
    /// The worker that executed it.
    pub thread: Option<String>,
    /// Person or program that executed the test.
    pub author: Option<String>,
    /// The values for which it was executed.
    pub params: BTreeMap<String, String>,
    /// Names of parameters that vary together, one list per group.
    pub param_groups: Vec<Vec<String>>,
    /// Further fields of the reporter.
    pub fields: BTreeMap<String, String>,
    /// Outcomes of the steps.
    pub steps: Vec<ResultStep>,
    /// Stored files.
    pub attachments: Vec<AttachmentRef>,
    /// Links to issues and the like.
    pub links: Vec<ResultLink>,
    /// Labels, tags and properties of the tool, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<ResultLabel>,
    /// Description of the test by the tool. Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The tool's word for an outcome that is not known; blank when it gave none. Such a result counts as failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_status: Option<String>,
    /// Passed after a failed attempt in its run, or called flaky by the tool.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_flaky: bool,
    /// Came through an API, not by hand.
    pub is_api: bool,
    /// The sender requested a defect.
    pub is_defect: bool,
}

impl Default for ResultContent {
    fn default() -> Self {
        Self {
            case_id: None,
            external_id: None,
            title: String::new(),
            signature: None,
            status: ResultStatus::Untested,
            start_ms: None,
            end_ms: None,
            duration_ms: None,
            comment: None,
            stacktrace: None,
            thread: None,
            author: None,
            params: BTreeMap::new(),
            param_groups: Vec::new(),
            fields: BTreeMap::new(),
            steps: Vec::new(),
            attachments: Vec::new(),
            links: Vec::new(),
            labels: Vec::new(),
            description: None,
            unknown_status: None,
            is_flaky: false,
            is_api: false,
            is_defect: false,
        }
    }
}

/// A result as lists show it: without texts that can be long, steps and files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultLine {
    /// Row id.
    pub id: ResultId,
    /// The case, when it is known.
    pub case_id: Option<CaseId>,
    pub test: TestId,
    /// Name of the test.
    pub title: String,
    /// Values of the parameters, and the discriminator of a twin: they tell results of one title apart. See [`super::combination::values`].
    pub values: String,
    pub status: ResultStatus,
    /// A later attempt of the test is in the run.
    pub is_retried: bool,
    /// See [`ResultContent::is_flaky`].
    pub is_flaky: bool,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Time of the end, or of storing when the end is unknown.
    pub at_ms: Millis,
}

/// A result as the workspace keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestResult {
    /// Row id.
    pub id: ResultId,
    /// 40 hexadecimal digits: the id that Qase's API shows.
    pub hash: String,
    /// The run it belongs to.
    pub run_id: RunId,
    /// The test, which other runs have results of.
    pub test: TestId,
    /// Way by which the case was found; `None` without a case, and for results of earlier versions.
    pub found_by: Option<FoundBy>,
    /// A later attempt of the test is in the run.
    pub is_retried: bool,
    /// Status, times, steps and all other content.
    pub content: ResultContent,
    /// Time of storing.
    pub created_ms: Millis,
}
