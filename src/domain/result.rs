//! A result: what one run saw of one case.

use super::case::AttachmentRef;
use super::ids::{CaseId, ResultId, RunId};
use super::status::ResultStatus;
use crate::base::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was seen of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultStep {
    /// What was done.
    pub action: String,
    /// What should have been seen.
    pub expected: Option<String>,
    /// What was entered.
    pub data: Option<String>,
    /// What was seen.
    pub status: ResultStatus,
    /// What the tester or the reporter said.
    pub comment: Option<String>,
    /// When it began.
    pub start_ms: Option<Millis>,
    /// When it ended.
    pub end_ms: Option<Millis>,
    /// How long it took, in milliseconds.
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
    /// What is shown.
    pub name: String,
    /// Where it leads.
    pub url: String,
}

/// What a result says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultContent {
    /// The case that was executed; none when it is not known.
    pub case_id: Option<CaseId>,
    /// The sender's own id: a second result with the same one in the same run is the same result.
    pub external_id: Option<String>,
    /// The test's name, as the reporter knows it.
    pub title: String,
    /// The reporter's stable identity of the test.
    pub signature: Option<String>,
    /// What was seen.
    pub status: ResultStatus,
    /// When it began.
    pub start_ms: Option<Millis>,
    /// When it ended.
    pub end_ms: Option<Millis>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// What the tester or the reporter said. Markdown.
    pub comment: Option<String>,
    /// Stack trace.
    pub stacktrace: Option<String>,
    /// The worker that executed it.
    pub thread: Option<String>,
    /// Who executed it.
    pub author: Option<String>,
    /// The values for which it was executed.
    pub params: BTreeMap<String, String>,
    /// Which of them vary together.
    pub param_groups: Vec<Vec<String>>,
    /// Further fields of the reporter.
    pub fields: BTreeMap<String, String>,
    /// What was seen of the steps.
    pub steps: Vec<ResultStep>,
    /// Stored files.
    pub attachments: Vec<AttachmentRef>,
    /// Links to issues and the like.
    pub links: Vec<ResultLink>,
    /// Came through an API, not by hand.
    pub is_api: bool,
    /// A defect was asked for.
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
    /// Time of the end, or of storing if nobody said.
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
    /// What it says.
    pub content: ResultContent,
    /// When it was stored.
    pub created_ms: Millis,
}
