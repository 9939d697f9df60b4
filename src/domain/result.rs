//! A result: the outcome of one case in one run.

use super::case::AttachmentRef;
use super::ids::{CaseId, ResultId, RunId};
use super::status::ResultStatus;
use crate::base::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The outcome of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultStep {
    /// Action performed.
    pub action: String,
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
    /// Name of the test.
    pub title: String,
    /// Status.
    pub status: ResultStatus,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Time of the end, or of storing when the end is unknown.
    pub at_ms: Millis,
}

/// A result as the workspace keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestResult {
    /// Row id.
    pub id: ResultId,
    /// 40 hexadecimal digits: the id that Qase's API shows.
    pub hash: String,
    /// The run it belongs to.
    pub run_id: RunId,
    /// Status, times, steps and all other content.
    pub content: ResultContent,
    /// Time of storing.
    pub created_ms: Millis,
}
