//! Shared steps: steps written once and used by many cases.

use serde::{Deserialize, Serialize};

use super::{Extra, StepWrite, tolerant};

/// A shared step, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedStep {
    /// By this a case's step names it.
    #[serde(deserialize_with = "tolerant::text")]
    pub hash: String,
    /// The name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Its steps.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<SharedStepContent>,
    /// Ids of the cases that use it.
    #[serde(deserialize_with = "tolerant::ints")]
    pub cases: Vec<i64>,
    /// How many cases use it.
    #[serde(deserialize_with = "tolerant::int")]
    pub cases_count: i64,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub updated_at: Option<String>,
    /// What else came with it: `action`, `expected_result` and `data` of the older form with one step.
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
    /// Steps within it.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<SharedStepContent>,
    /// What else came with it, files among it.
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
