//! Suites.

use super::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::suite::Suite;

/// A suite: a folder of cases in a tree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SuiteObject {
    /// Number in the project.
    pub id: i64,
    /// Number of the parent; null at the root.
    pub parent_id: Option<i64>,
    /// Place among the siblings, from 0.
    pub position: i64,
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Markdown.
    pub preconditions: Option<String>,
    /// Number of cases directly in the suite.
    pub case_count: i64,
    pub created_at: String,
    pub updated_at: String,
}

impl SuiteObject {
    pub fn new(suite: &Suite, numbers: &HashMap<SuiteId, i64>, case_count: i64) -> Self {
        Self {
            id: suite.number,
            parent_id: suite.parent_id.and_then(|parent| numbers.get(&parent).copied()),
            position: suite.position,
            title: suite.content.title.clone(),
            description: suite.content.description.clone(),
            preconditions: suite.content.preconditions.clone(),
            case_count,
            created_at: to_iso(suite.created_ms),
            updated_at: to_iso(suite.updated_ms),
        }
    }
}

/// Fields of a suite; a new one needs a title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuiteChanges {
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub description: Change<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub preconditions: Change<String>,
    /// Number of the parent; null is the root.
    #[serde(default, deserialize_with = "super::change")]
    pub parent_id: Change<i64>,
    /// Number of the sibling before which the suite shall stand; null is the end.
    #[serde(default, deserialize_with = "super::change")]
    pub before_id: Change<i64>,
}
