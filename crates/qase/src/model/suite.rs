//! Suites: the folders of cases.

use serde::{Deserialize, Serialize};

use super::case::moment;
use super::{Extra, Patch, tolerant};
use voluptas_core::base::Millis;

/// A suite, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suite {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub preconditions: Option<String>,
    /// Position among the suites of its parent.
    #[serde(deserialize_with = "tolerant::int")]
    pub position: i64,
    /// Number of cases directly in the suite.
    #[serde(deserialize_with = "tolerant::int")]
    pub cases_count: i64,
    /// Id of the parent suite; `None` at the root.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub parent_id: Option<i64>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub created_at: Option<String>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub updated_at: Option<String>,
    /// Other members of the answer.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Suite {
    /// Time of the last change; `None` without one or in an unknown form.
    pub fn updated(&self) -> Option<Millis> {
        moment(self.updated_at.as_deref(), &self.extra, "updated")
    }
}

/// A suite, as written. `None` is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SuiteWrite {
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preconditions: Option<String>,
    /// Id of the parent suite; cleared, the suite moves to the root.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub parent_id: Patch<i64>,
}

impl SuiteWrite {
    /// A suite to create, at the root or within another.
    #[must_use]
    pub fn titled(title: impl Into<String>, parent_id: Option<i64>) -> Self {
        let parent_id = parent_id.map_or(Patch::Keep, Patch::Set);
        Self { title: Some(title.into()), parent_id, ..Self::default() }
    }
}
