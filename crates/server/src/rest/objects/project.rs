//! Projects, milestones, environments and configurations.

use super::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::project::Project;
use voluptas_store::configurations::ConfigurationGroup;
use voluptas_store::environments::Environment;
use voluptas_store::milestones::Milestone;
use voluptas_store::projects::ProjectCounts;

/// A project.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectObject {
    /// 2 to 10 letters and digits, upper case.
    pub code: String,
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    pub created_at: String,
    pub counts: ProjectCountsObject,
    pub settings: ProjectSettings,
}

/// Numbers of living objects of a project.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectCountsObject {
    pub cases: i64,
    pub suites: i64,
    pub milestones: i64,
    pub runs: i64,
    /// Runs that accept results.
    pub active_runs: i64,
}

/// Settings of a project.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectSettings {
    /// True when a result without a case creates one; null creates one for results that name no case.
    pub auto_create_cases: Option<bool>,
    /// Address of an issue, with `{id}` for its id.
    pub issue_url: Option<String>,
}

impl ProjectObject {
    pub fn new(project: &Project, counts: &ProjectCounts, settings: ProjectSettings) -> Self {
        Self {
            code: project.code.clone(),
            title: project.title.clone(),
            description: project.description.clone(),
            created_at: to_iso(project.created_ms),
            counts: ProjectCountsObject {
                cases: counts.cases,
                suites: counts.suites,
                milestones: counts.milestones,
                runs: counts.runs,
                active_runs: counts.runs_active,
            },
            settings,
        }
    }
}

/// A new project.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// 2 to 10 letters and digits that begin with a letter.
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9]{1,9}$"))]
    pub code: String,
    #[schemars(length(min = 1, max = 255))]
    pub title: String,
    /// Markdown.
    #[serde(default)]
    pub description: Option<String>,
}

/// Changes of a project. Its code stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectChanges {
    #[schemars(length(min = 1, max = 255))]
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub description: Change<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub auto_create_cases: Change<bool>,
    #[serde(default, deserialize_with = "super::change")]
    pub issue_url: Change<String>,
}

/// A milestone.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MilestoneObject {
    /// Number in the project.
    pub id: i64,
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    pub is_completed: bool,
    pub due_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Milestone> for MilestoneObject {
    fn from(milestone: Milestone) -> Self {
        Self {
            id: milestone.number,
            title: milestone.content.title,
            description: milestone.content.description,
            is_completed: milestone.content.is_completed,
            due_at: milestone.content.due_ms.map(to_iso),
            created_at: to_iso(milestone.created_ms),
            updated_at: to_iso(milestone.updated_ms),
        }
    }
}

/// Fields of a milestone; a new one needs a title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneChanges {
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub description: Change<String>,
    pub is_completed: Option<bool>,
    /// A date, or a time with an offset.
    #[serde(default, deserialize_with = "super::change")]
    pub due_at: Change<String>,
}

/// An environment in which runs are executed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EnvironmentObject {
    /// Number in the project.
    pub id: i64,
    pub title: String,
    /// Short unique name in the project.
    pub slug: String,
    /// Markdown.
    pub description: Option<String>,
    /// Address.
    pub host: Option<String>,
}

impl From<Environment> for EnvironmentObject {
    fn from(environment: Environment) -> Self {
        let content = environment.content;
        Self {
            id: environment.number,
            title: content.title,
            slug: content.slug,
            description: content.description,
            host: content.host,
        }
    }
}

/// Fields of an environment; a new one needs a title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentChanges {
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    /// Made of the title where a new environment has none.
    #[schemars(length(min = 1, max = 255))]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub description: Change<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub host: Change<String>,
}

/// A group of configurations, such as browsers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConfigurationGroupObject {
    pub id: i64,
    pub title: String,
    pub configurations: Vec<ConfigurationObject>,
}

/// A configuration under which a run is executed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConfigurationObject {
    /// Number in the project.
    pub id: i64,
    pub title: String,
}

impl From<ConfigurationGroup> for ConfigurationGroupObject {
    fn from(group: ConfigurationGroup) -> Self {
        let configurations =
            group.configurations.into_iter().map(|c| ConfigurationObject { id: c.number, title: c.title }).collect();
        Self { id: group.number, title: group.title, configurations }
    }
}

/// A new configuration. Its group is created where the project has none of the title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConfiguration {
    /// Title of the group.
    #[schemars(length(min = 1, max = 255))]
    pub group: String,
    #[schemars(length(min = 1, max = 255))]
    pub title: String,
}
