//! Shared steps: steps written once and used by many cases.

use serde::{Deserialize, Serialize};

use super::{Extra, StepWrite, tolerant};

/// A shared step, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedStep {
    /// Hash that steps of cases refer to.
    #[serde(deserialize_with = "tolerant::text")]
    pub hash: String,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<SharedStepContent>,
    /// Ids of the cases that use the shared step.
    #[serde(deserialize_with = "tolerant::ints")]
    pub cases: Vec<i64>,
    /// Number of cases that use the shared step.
    #[serde(deserialize_with = "tolerant::int")]
    pub cases_count: i64,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub updated_at: Option<String>,
    /// Other members of the answer: `action`, `expected_result` and `data` of the older form with one step.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One step of a shared step, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedStepContent {
    /// Markdown.
    #[serde(deserialize_with = "tolerant::text")]
    pub action: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub expected_result: Option<String>,
    /// Input data.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub data: Option<String>,
    /// Nested steps.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<SharedStepContent>,
    /// Other members of the answer, such as files.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A shared step to create or to update.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SharedStepWrite {
    /// At most 255 characters.
    pub title: String,
    /// Classic steps.
    pub steps: Vec<StepWrite>,
}
