//! Results in version 2 of the API. They have a key, so that posting twice is harmless.
//!
//! Version 2 lists a result some time after it answered. Read the list again before reporting a count.

use std::collections::BTreeMap;

use serde::Serialize;

use super::tolerant;

/// A result to post in version 2.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ResultV2 {
    /// The key: a run stores a result with a known key only once. Without a key it is not safe to repeat the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Title of the test. Without a case id, Qase finds the case by this title and the suites.
    pub title: String,
    /// Stable name of the test, for finding its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Ids of cases, each above 0. Never sent when empty: an empty list is refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub testops_ids: Vec<i64>,
    /// Outcome, times and stack trace.
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
    /// Suites of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relations: Option<Relations>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Create a defect if the test failed.
    #[serde(skip_serializing_if = "tolerant::is_false")]
    pub defect: bool,
}

/// Outcome, times and stack trace of a test.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Execution {
    /// Slug: passed, failed, blocked, skipped, invalid or one of the account's own.
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
    /// Name of the thread or worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
}

impl ResultV2 {
    /// Hashes of the uploaded files of the result and its steps.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        fn of_steps<'s>(steps: &'s [StepV2], found: &mut Vec<&'s str>) {
            for step in steps {
                found.extend(step.execution.attachments.iter().map(String::as_str));
                of_steps(&step.steps, found);
            }
        }
        let mut found: Vec<&str> = self.attachments.iter().map(String::as_str).collect();
        of_steps(&self.steps, &mut found);
        found.into_iter()
    }
}

/// A step with its result.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StepV2 {
    /// Texts of the step.
    pub data: StepDataV2,
    /// Outcome of the step.
    pub execution: StepExecution,
    /// Nested steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepV2>,
}

/// Texts of a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepDataV2 {
    pub action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_data: Option<String>,
}

/// Outcome of a step.
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

/// Suites that the case of a result belongs to.
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
    pub title: String,
    /// Id of the suite, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_id: Option<i64>,
}
