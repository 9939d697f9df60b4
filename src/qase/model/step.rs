//! Steps of cases.

use serde::{Deserialize, Serialize};

use super::{Attachment, Extra, tolerant};

/// A step of a case, as read. A gherkin case has one step whose `action` holds the scenario.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Set when the step comes from a shared step: written back as [`StepWrite::shared`].
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub shared_step_hash: Option<String>,
    /// The hash of a shared step within a shared step.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub shared_step_nested_hash: Option<String>,
    /// From 1.
    #[serde(deserialize_with = "tolerant::int")]
    pub position: i64,
    /// Markdown, kept byte for byte.
    #[serde(deserialize_with = "tolerant::text")]
    pub action: String,
    /// Markdown. Written as an empty text it comes back as nothing.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub expected_result: Option<String>,
    /// Input data, markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub data: Option<String>,
    /// Files of this step.
    #[serde(deserialize_with = "tolerant::list")]
    pub attachments: Vec<Attachment>,
    /// Steps within this step.
    #[serde(deserialize_with = "tolerant::list")]
    pub steps: Vec<Step>,
    /// What else came with it.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A step of a case, as written. Steps replace the case's steps as a whole.
///
/// One of three: a classic step (`action` and what belongs to it), a shared step (`shared` alone), a gherkin scenario (`value` alone).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepWrite {
    /// What is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// What must be seen then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    /// Input data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Hash of the shared step that stands here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
    /// The scenario, for a case whose `steps_type` is `gherkin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Steps within this step.
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
