//! Runs: who executed what, when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CustomFieldValue, Extra, Patch, Tag, tolerant};
use crate::base::{Millis, clock};

/// A run, as read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// Within its project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    /// The name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// 0 active, 1 complete; other numbers are not described: see [`Run::is_open`].
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
    /// True when there is a public report.
    #[serde(deserialize_with = "tolerant::flag")]
    pub public: bool,
    /// Counts of results.
    #[serde(deserialize_with = "tolerant::object")]
    pub stats: RunStats,
    /// Milliseconds, all results together.
    #[serde(deserialize_with = "tolerant::int")]
    pub time_spent: i64,
    /// Milliseconds from the first result to the last.
    #[serde(deserialize_with = "tolerant::int")]
    pub elapsed_time: i64,
    /// Where it ran. It comes without an id.
    #[serde(deserialize_with = "tolerant::opt_object")]
    pub environment: Option<RunEnvironment>,
    /// The milestone. It comes without an id.
    #[serde(deserialize_with = "tolerant::opt_object")]
    pub milestone: Option<RunMilestone>,
    /// Values of custom fields.
    #[serde(deserialize_with = "tolerant::list")]
    pub custom_fields: Vec<CustomFieldValue>,
    /// Tags.
    #[serde(deserialize_with = "tolerant::list")]
    pub tags: Vec<Tag>,
    /// Ids of its cases; sent only when asked for.
    #[serde(deserialize_with = "tolerant::ints")]
    pub cases: Vec<i64>,
    /// The plan it was made from.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub plan_id: Option<i64>,
    /// Ids of configurations.
    #[serde(deserialize_with = "tolerant::ints")]
    pub configurations: Vec<i64>,
    /// What else came with it.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Run {
    /// True when results can still be posted to it.
    ///
    /// Only the numbers 0 (active) and 1 (complete) are known, so the end and the words decide first.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let ended = self.end_time.as_deref().is_some_and(|t| !t.is_empty());
        let words = self.status_text.trim().to_lowercase().replace(' ', "_");
        let closed = matches!(words.as_str(), "complete" | "completed" | "passed" | "failed" | "abort" | "aborted");
        !ended && !closed && self.status != 1
    }

    /// When it ended, where Qase says so in a form that can be read.
    #[must_use]
    pub fn ended(&self) -> Option<Millis> {
        self.end_time.as_deref().and_then(clock::parse)
    }

    /// When it began, where Qase says so in a form that can be read.
    #[must_use]
    pub fn started(&self) -> Option<Millis> {
        self.start_time.as_deref().and_then(clock::parse)
    }
}

/// Counts of results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunStats {
    /// All.
    #[serde(deserialize_with = "tolerant::int")]
    pub total: i64,
    /// By the slug of the status.
    #[serde(deserialize_with = "tolerant::counts")]
    pub statuses: BTreeMap<String, i64>,
}

/// Where a run ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunEnvironment {
    /// The name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// By this a run is made for it.
    #[serde(deserialize_with = "tolerant::text")]
    pub slug: String,
    /// Its address.
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
    /// The name.
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
    /// Take every case of the project.
    #[serde(skip_serializing_if = "tolerant::is_false")]
    pub include_all_cases: bool,
    /// Cases to take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<i64>,
    /// True when a machine executes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_autotest: Option<bool>,
    /// Where it runs, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment_id: Option<i64>,
    /// Where it runs, by slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment_slug: Option<String>,
    /// The milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone_id: Option<i64>,
    /// The plan that gives the cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<i64>,
    /// Titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Ids of configurations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configurations: Vec<i64>,
    /// Id of a custom field and its value; all required ones must be here.
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
    /// Where it runs.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub environment_id: Patch<i64>,
    /// The milestone.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub milestone_id: Patch<i64>,
    /// Titles.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub tags: Patch<Vec<String>>,
}
