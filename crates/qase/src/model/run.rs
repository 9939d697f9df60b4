//! Test runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CustomFieldValue, Extra, Patch, Tag, tolerant};
use voluptas_core::base::{Millis, clock};

/// A run, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// 0 active, 1 complete; Qase does not describe other numbers: see [`Run::is_open`].
    #[serde(deserialize_with = "tolerant::int")]
    pub status: i64,
    /// `active`, `in_progress`, `passed`, `failed`, `aborted`… in any letter case.
    #[serde(deserialize_with = "tolerant::text")]
    pub status_text: String,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub start_time: Option<String>,
    /// ISO 8601, as sent; set once the run is complete.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub end_time: Option<String>,
    /// True when the run has a public report.
    #[serde(deserialize_with = "tolerant::flag")]
    pub public: bool,
    /// Numbers of results.
    #[serde(deserialize_with = "tolerant::object")]
    pub stats: RunStats,
    /// Total duration of all results in milliseconds.
    #[serde(deserialize_with = "tolerant::int")]
    pub time_spent: i64,
    /// Milliseconds from the first result to the last.
    #[serde(deserialize_with = "tolerant::int")]
    pub elapsed_time: i64,
    /// Environment of the run. Qase sends it without an id.
    #[serde(deserialize_with = "tolerant::opt_object")]
    pub environment: Option<RunEnvironment>,
    /// Milestone. Qase sends it without an id.
    #[serde(deserialize_with = "tolerant::opt_object")]
    pub milestone: Option<RunMilestone>,
    /// Values of custom fields.
    #[serde(deserialize_with = "tolerant::list")]
    pub custom_fields: Vec<CustomFieldValue>,
    #[serde(deserialize_with = "tolerant::list")]
    pub tags: Vec<Tag>,
    /// Ids of the run's cases; sent only on request.
    #[serde(deserialize_with = "tolerant::ints")]
    pub cases: Vec<i64>,
    /// Id of the plan that the run was created from.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub plan_id: Option<i64>,
    /// Ids of configurations.
    #[serde(deserialize_with = "tolerant::ints")]
    pub configurations: Vec<i64>,
    /// Other members of the answer.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Run {
    /// True when the run still takes results.
    ///
    /// Only the numbers 0 (active) and 1 (complete) are known, so the end time and the status text decide first.
    pub fn is_open(&self) -> bool {
        let ended = self.end_time.as_deref().is_some_and(|t| !t.is_empty());
        let words = self.status_text.trim().to_lowercase().replace(' ', "_");
        let closed = matches!(words.as_str(), "complete" | "completed" | "passed" | "failed" | "abort" | "aborted");
        !ended && !closed && self.status != 1
    }

    /// End time; `None` without one or in an unknown form.
    pub fn ended(&self) -> Option<Millis> {
        self.end_time.as_deref().and_then(clock::parse)
    }

    /// Start time; `None` without one or in an unknown form.
    pub fn started(&self) -> Option<Millis> {
        self.start_time.as_deref().and_then(clock::parse)
    }
}

/// Numbers of results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunStats {
    /// Number of all results.
    #[serde(deserialize_with = "tolerant::int")]
    pub total: i64,
    /// Numbers by slug of the status.
    #[serde(deserialize_with = "tolerant::counts")]
    pub statuses: BTreeMap<String, i64>,
}

/// Environment of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunEnvironment {
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Slug for creating a run in this environment.
    #[serde(deserialize_with = "tolerant::text")]
    pub slug: String,
    /// Address.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub host: Option<String>,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
}

/// The milestone of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunMilestone {
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
}

/// A run to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunCreate {
    /// At most 255 characters.
    pub title: String,
    /// Markdown, at most 10000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Include every case of the project.
    #[serde(skip_serializing_if = "tolerant::is_false")]
    pub include_all_cases: bool,
    /// Ids of cases to include.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<i64>,
    /// True for an automated run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_autotest: Option<bool>,
    /// Id of the environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment_id: Option<i64>,
    /// Slug of the environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment_slug: Option<String>,
    /// Id of the milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone_id: Option<i64>,
    /// Id of the plan whose cases are included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<i64>,
    /// Titles of tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Ids of configurations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configurations: Vec<i64>,
    /// Values by id of the custom field. Must contain all required fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_field: BTreeMap<String, String>,
    /// `YYYY-MM-DD HH:MM:SS`, UTC ([`clock::to_plain`]). No result may be earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// `YYYY-MM-DD HH:MM:SS`, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
}

/// Changes to a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunUpdate {
    /// At most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Markdown, at most 10000 characters.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub description: Patch<String>,
    /// Id of the environment.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub environment_id: Patch<i64>,
    /// Id of the milestone.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub milestone_id: Patch<i64>,
    /// Titles of tags.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub tags: Patch<Vec<String>>,
}
