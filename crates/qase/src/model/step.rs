//! Steps of cases.

use serde::{Deserialize, Serialize};

use super::{Attachment, Extra, tolerant};

/// A step of a case, as read. A gherkin case has one step whose `action` holds the scenario.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Hash of the shared step that the step comes from; written back as [`StepWrite::shared`].
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub shared_step_hash: Option<String>,
    /// The hash of a shared step within a shared step.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub shared_step_nested_hash: Option<String>,
    /// Position, from 1.
    #[serde(deserialize_with = "tolerant::int")]
    pub position: i64,
    /// Markdown, kept byte for byte.
    #[serde(deserialize_with = "tolerant::text")]
    pub action: String,
    /// Markdown. Qase answers `null` for an empty text.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub expected_result: Option<String>,
    /// Input data, markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub data: Option<String>,
    /// Files of the step.
    #[serde(deserialize_with = "tolerant::list")]
    pub attachments: Vec<Attachment>,
    /// Nested steps.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<Step>,
    /// Other members of the answer.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A step of a case, as written. Steps replace the case's steps as a whole.
///
/// A step is a classic step (`action` and its members), a shared step (only `shared`) or a gherkin scenario (only `value`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepWrite {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    /// Input data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Hash of a shared step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
    /// The scenario, for a case whose `steps_type` is `gherkin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Nested steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepWrite>,
}

impl StepWrite {
    /// A classic step.
    #[must_use]
    pub fn classic(action: impl Into<String>, expected_result: Option<String>, data: Option<String>) -> Self {
        Self { action: Some(action.into()), expected_result, data, ..Self::default() }
    }

    /// A reference to a shared step.
    #[must_use]
    pub fn shared(hash: impl Into<String>) -> Self {
        Self { shared: Some(hash.into()), ..Self::default() }
    }

    /// A gherkin scenario.
    #[must_use]
    pub fn gherkin(scenario: impl Into<String>) -> Self {
        Self { value: Some(scenario.into()), ..Self::default() }
    }
}
