//! Runs.

use super::Change;
use crate::error::ApiResult;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::run::{Run, RunState};
use voluptas_store::runs::RunStats;
use voluptas_store::{Slice, Tx};

/// A test run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunObject {
    /// Number in the project.
    pub id: i64,
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    pub state: RunStateWord,
    /// Origin: `manual`, `api`, `allure`, `junit`, ...
    pub source: String,
    pub is_autotest: bool,
    /// Number of the environment.
    pub environment_id: Option<i64>,
    /// Number of the milestone.
    pub milestone_id: Option<i64>,
    pub tags: Vec<String>,
    /// Numbers of the configurations.
    pub configurations: Vec<i64>,
    /// Values of custom fields by the title of the field.
    pub custom_fields: BTreeMap<String, String>,
    /// Tests by the slug of the status of their last attempt.
    pub statuses: BTreeMap<String, i64>,
    /// Number of tests, also of those without a result.
    pub total: i64,
    pub started_at: Option<String>,
    pub ended_at: Option<String>,
    pub created_at: String,
    /// Address of the public report, behind the address of the server.
    pub public_path: Option<String>,
}

/// State of a run.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunStateWord {
    Active,
    Complete,
    Aborted,
}

impl From<RunState> for RunStateWord {
    fn from(state: RunState) -> Self {
        match state {
            RunState::Active => Self::Active,
            RunState::Complete => Self::Complete,
            RunState::Aborted => Self::Aborted,
        }
    }
}

/// Things that the objects of some runs need besides the runs.
#[derive(Debug)]
pub struct RunContext {
    environments: HashMap<i64, i64>,
    milestones: HashMap<i64, i64>,
    configurations: HashMap<i64, i64>,
    stats: BTreeMap<RunId, RunStats>,
}

impl RunContext {
    /// Reads what belongs to these runs of a project.
    pub fn load(tx: &Tx<'_>, project: ProjectId, runs: &[Run]) -> ApiResult<Self> {
        let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
        let groups = tx.configurations().groups(project)?;
        let environments = tx.environments().list(project, None, None, Slice::ALL)?.rows;
        let milestones = tx.milestones().list(project, None, Slice::ALL)?.rows;
        Ok(Self {
            environments: environments.into_iter().map(|e| (e.id, e.number)).collect(),
            milestones: milestones.into_iter().map(|m| (m.id, m.number)).collect(),
            configurations: groups.into_iter().flat_map(|g| g.configurations).map(|c| (c.id, c.number)).collect(),
            stats: tx.runs().stats(&ids)?,
        })
    }

    /// The object of a run.
    pub fn object(&self, run: &Run) -> RunObject {
        let stats = self.stats.get(&run.id).cloned().unwrap_or_default();
        let c = &run.content;
        RunObject {
            id: run.number,
            title: c.title.clone(),
            description: c.description.clone(),
            state: run.state.into(),
            source: run.source.clone(),
            is_autotest: c.is_autotest,
            environment_id: c.environment_id.and_then(|id| self.environments.get(&id).copied()),
            milestone_id: c.milestone_id.and_then(|id| self.milestones.get(&id).copied()),
            tags: c.tags.clone(),
            configurations: c.configurations.iter().filter_map(|id| self.configurations.get(id).copied()).collect(),
            custom_fields: c.shown_fields(),
            total: stats.total,
            statuses: stats.statuses,
            started_at: run.start_ms.map(to_iso),
            ended_at: run.end_ms.map(to_iso),
            created_at: to_iso(run.created_ms),
            public_path: run.public_hash.as_ref().map(|hash| format!("/public/report/{hash}")),
        }
    }
}

/// Fields of a run; a new one needs a title.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RunChanges {
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    /// At most 10,000 characters.
    #[serde(deserialize_with = "super::change")]
    pub description: Change<String>,
    /// Number of the environment.
    #[serde(deserialize_with = "super::change")]
    pub environment_id: Change<i64>,
    /// Number of the milestone.
    #[serde(deserialize_with = "super::change")]
    pub milestone_id: Change<i64>,
    pub tags: Option<Vec<String>>,
    /// Numbers of configurations.
    pub configurations: Option<Vec<i64>>,
}

/// A new run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRunObject {
    #[schemars(length(min = 1, max = 255))]
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    /// True for a run whose results a test tool gives.
    #[serde(default)]
    pub is_autotest: bool,
    #[serde(default)]
    pub environment_id: Option<i64>,
    #[serde(default)]
    pub milestone_id: Option<i64>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub configurations: Vec<i64>,
    /// Numbers of the cases to execute.
    #[serde(default)]
    pub cases: Vec<i64>,
}

/// Numbers of cases.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseNumbers {
    #[schemars(length(min = 1, max = 1000))]
    pub cases: Vec<i64>,
}
