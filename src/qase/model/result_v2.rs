//! Results in version 2 of the API: with a key of their own, so that posting twice is harmless.
//!
//! Version 2 stores what it takes some time after it answers: look before reporting a count.

use std::collections::BTreeMap;

use serde::Serialize;

use super::tolerant;

/// A result to post in version 2.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ResultV2 {
    /// The key: a result with a key that the run has seen is not stored again. Without it posting is not safe to repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The test's title; by it and its suites the case is found when there is no case id.
    pub title: String,
    /// The test's lasting name, for finding its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Ids of cases, each above 0. Never sent when empty: an empty list is refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub testops_ids: Vec<i64>,
    /// What happened.
    pub execution: Execution,
    /// Fields of the case by slug; any other name is a custom field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Steps with their results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepV2>,
    /// `classic` or `gherkin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps_type: Option<String>,
    /// Parameters: name and value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// Names of parameters that vary together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub param_groups: Vec<Vec<String>>,
    /// Where the case belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relations: Option<Relations>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Make a defect of it when it failed.
    #[serde(skip_serializing_if = "tolerant::is_false")]
    pub defect: bool,
}

/// What happened in a test.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Execution {
    /// Slug: passed, failed, blocked, skipped, invalid or one of the workspace's own.
    pub status: String,
    /// Unix seconds with milliseconds as fraction. Not before the run began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<f64>,
    /// Unix seconds with milliseconds as fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<f64>,
    /// Milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacktrace: Option<String>,
    /// Which thread or worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
}

/// A step with its result.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StepV2 {
    /// What was to do.
    pub data: StepDataV2,
    /// What happened.
    pub execution: StepExecution,
    /// Steps within it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepV2>,
}

/// What was to do in a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepDataV2 {
    /// The action.
    pub action: String,
    /// What had to be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    /// Input data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_data: Option<String>,
}

/// What happened in a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StepExecution {
    /// `passed`, `failed`, `blocked`, `skipped` or `in_progress`.
    pub status: String,
    /// Milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
}

/// Where the case of a result belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Relations {
    /// `{"data": [..]}`, from the root down.
    suite: SuitePath,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct SuitePath {
    data: Vec<SuitePart>,
}

impl Relations {
    /// The path of suites from the root down.
    #[must_use]
    pub fn suites(path: Vec<SuitePart>) -> Self {
        Self { suite: SuitePath { data: path } }
    }
}

/// A suite in the path of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SuitePart {
    /// The title.
    pub title: String,
    /// The suite's id, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_id: Option<i64>,
}
