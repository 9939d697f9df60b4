//! Projects.

use serde::{Deserialize, Serialize};

use super::tolerant;

/// A project, as read: it has a code, no id and no dates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    /// What a person calls it.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// The short name that stands in every path and before every case number. Its letter case does not matter.
    #[serde(deserialize_with = "tolerant::text")]
    pub code: String,
    /// How much it holds.
    #[serde(deserialize_with = "tolerant::object")]
    pub counts: ProjectCounts,
}

/// How much a project holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectCounts {
    /// Cases.
    #[serde(deserialize_with = "tolerant::int")]
    pub cases: i64,
    /// Suites.
    #[serde(deserialize_with = "tolerant::int")]
    pub suites: i64,
    /// Milestones.
    #[serde(deserialize_with = "tolerant::int")]
    pub milestones: i64,
    /// Runs.
    #[serde(deserialize_with = "tolerant::object")]
    pub runs: RunCounts,
    /// Defects.
    #[serde(deserialize_with = "tolerant::object")]
    pub defects: DefectCounts,
}

/// Runs of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCounts {
    /// All.
    #[serde(deserialize_with = "tolerant::int")]
    pub total: i64,
    /// Those not complete.
    #[serde(deserialize_with = "tolerant::int")]
    pub active: i64,
}

/// Defects of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DefectCounts {
    /// All.
    #[serde(deserialize_with = "tolerant::int")]
    pub total: i64,
    /// Those not resolved.
    #[serde(deserialize_with = "tolerant::int")]
    pub open: i64,
}

/// A project to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProjectCreate {
    /// What a person calls it.
    pub title: String,
    /// Two to ten Latin letters.
    pub code: String,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `all`, `group` or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// The team's hash, when `access` is `group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Further settings by name, such as `auto_create_cases` of the embedded server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<serde_json::Value>,
}
