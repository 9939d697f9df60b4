//! Properties of runs: environments, milestones, plans, configurations.

use serde::{Deserialize, Serialize};

use super::tolerant;

/// Environment in which tests run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Environment {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// Slug, a stable short name.
    #[serde(deserialize_with = "tolerant::text")]
    pub slug: String,
    /// Address.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub host: Option<String>,
}

/// An environment to create or to update.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EnvironmentWrite {
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Milestone {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// `active` or `completed`.
    #[serde(deserialize_with = "tolerant::text")]
    pub status: String,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub due_date: Option<String>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub created_at: Option<String>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub updated_at: Option<String>,
}

/// A milestone to create or to update.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MilestoneWrite {
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `active` or `completed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Unix seconds; only when a milestone is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<i64>,
}

/// A set of cases for creating runs. `cases` comes with a single plan, not with the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// Number of cases.
    #[serde(deserialize_with = "tolerant::int")]
    pub cases_count: i64,
    /// Cases of the plan.
    #[serde(deserialize_with = "tolerant::list")]
    pub cases: Vec<PlanCase>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub created_at: Option<String>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub updated_at: Option<String>,
}

/// A case of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanCase {
    /// Id of the case.
    #[serde(deserialize_with = "tolerant::int")]
    pub case_id: i64,
    /// Id of the user who is to execute the case.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub assignee_id: Option<i64>,
}

/// A plan to create or to update.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PlanWrite {
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<Vec<i64>>,
}

/// A group of configurations, such as «Browser».
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfigurationGroup {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// The group's configurations.
    #[serde(deserialize_with = "tolerant::list")]
    pub configurations: Vec<Configuration>,
}

/// One configuration of a group, such as «Firefox».
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Configuration {
    /// Id within the project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
}
