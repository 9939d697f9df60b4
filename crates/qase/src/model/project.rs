//! Projects.

use serde::{Deserialize, Serialize};

use super::tolerant;

/// A project, as read. Qase sends a code, but no id and no dates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Short name in every path and before every case number, in any letter case.
    #[serde(deserialize_with = "tolerant::text")]
    pub code: String,
    /// Numbers of the project's objects.
    #[serde(deserialize_with = "tolerant::object")]
    pub counts: ProjectCounts,
}

/// Numbers of a project's objects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectCounts {
    /// Number of cases.
    #[serde(deserialize_with = "tolerant::int")]
    pub cases: i64,
    /// Number of suites.
    #[serde(deserialize_with = "tolerant::int")]
    pub suites: i64,
    /// Number of milestones.
    #[serde(deserialize_with = "tolerant::int")]
    pub milestones: i64,
    /// Numbers of runs.
    #[serde(deserialize_with = "tolerant::object")]
    pub runs: RunCounts,
    /// Numbers of defects.
    #[serde(deserialize_with = "tolerant::object")]
    pub defects: DefectCounts,
}

/// Numbers of a project's runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCounts {
    /// Number of all runs.
    #[serde(deserialize_with = "tolerant::int")]
    pub total: i64,
    /// Number of runs that are not complete.
    #[serde(deserialize_with = "tolerant::int")]
    pub active: i64,
}

/// Numbers of a project's defects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DefectCounts {
    /// Number of all defects.
    #[serde(deserialize_with = "tolerant::int")]
    pub total: i64,
    /// Number of defects that are not resolved.
    #[serde(deserialize_with = "tolerant::int")]
    pub open: i64,
}

/// A project to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProjectCreate {
    pub title: String,
    /// Two to ten Latin letters.
    pub code: String,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `all`, `group` or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// Hash of the team, if `access` is `group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Further settings by name, such as `auto_create_cases` of the embedded server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<serde_json::Value>,
}
