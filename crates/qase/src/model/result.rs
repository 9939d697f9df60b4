//! Results in version 1 of the API.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Attachment, Extra, tolerant};
use voluptas_core::base::{Millis, clock};

/// A result, as read. Qase does not send back its start, parameters, title or the texts of its steps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TestResult {
    /// Hash that identifies the result.
    #[serde(deserialize_with = "tolerant::text")]
    pub hash: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub comment: Option<String>,
    /// Stack trace as posted.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub stacktrace: Option<String>,
    /// Id of the run.
    #[serde(deserialize_with = "tolerant::int")]
    pub run_id: i64,
    /// Id of the case; 0 without a case.
    #[serde(deserialize_with = "tolerant::int")]
    pub case_id: i64,
    /// Results of steps, by position.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<StepResult>,
    /// Slug: `passed`, `failed`… See [`TestResult::status_slug`].
    #[serde(deserialize_with = "tolerant::text")]
    pub status: String,
    /// True when the result was posted with the API, not entered in the browser.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_api_result: bool,
    /// Milliseconds.
    #[serde(deserialize_with = "tolerant::int")]
    pub time_spent_ms: i64,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub end_time: Option<String>,
    /// Files.
    #[serde(deserialize_with = "tolerant::list")]
    pub attachments: Vec<Attachment>,
    /// Other members of the answer.
    #[serde(flatten)]
    pub extra: Extra,
}

impl TestResult {
    /// The status as a slug: older answers contained `Passed`.
    pub fn status_slug(&self) -> String {
        self.status.trim().to_lowercase().replace(' ', "_")
    }

    /// End time; `None` without one or in an unknown form.
    pub fn ended(&self) -> Option<Millis> {
        self.end_time.as_deref().and_then(clock::parse)
    }
}

/// The result of a step, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepResult {
    /// 1 passed, 2 failed, 3 blocked, 5 skipped, 7 in progress.
    #[serde(deserialize_with = "tolerant::int")]
    pub status: i64,
    /// Position of the step, from 1.
    #[serde(deserialize_with = "tolerant::int")]
    pub position: i64,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub comment: Option<String>,
    /// Milliseconds.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub duration_ms: Option<i64>,
    /// Files.
    #[serde(deserialize_with = "tolerant::list")]
    pub attachments: Vec<Attachment>,
    /// Results of nested steps.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<StepResult>,
}

/// A result to post in version 1. It has no key: posted twice, it is stored twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ResultCreate {
    /// Id of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_id: Option<i64>,
    /// The case to find or create by its title, without an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<ResultCase>,
    /// Slug: passed, failed, blocked, skipped, invalid or one of the account's own.
    pub status: String,
    /// Unix seconds. Not before the run began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<i64>,
    /// Milliseconds, at most a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<i64>,
    /// Create a defect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defect: Option<bool>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacktrace: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Parameters: name and value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub param: BTreeMap<String, String>,
    /// Names of parameters that vary together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub param_groups: Vec<Vec<String>>,
    /// Results of steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepResultWrite>,
}

/// The case of a result, by its title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ResultCase {
    pub title: String,
    /// Titles of the suites from the root, separated by TAB characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite_title: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The result of a step to post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepResultWrite {
    /// `passed`, `failed`, `blocked` or `in_progress`.
    pub status: String,
    /// Position of the step, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    /// Input data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Results of nested steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepResultWrite>,
}

/// Changes to a result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ResultUpdate {
    /// `in_progress`, `passed`, `failed`, `blocked` or `skipped`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<i64>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacktrace: Option<String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<String>>,
}
