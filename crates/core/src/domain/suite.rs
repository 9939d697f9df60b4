//! A suite: a folder of cases, in a tree.

use super::ids::{ProjectId, SuiteId};
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// The content of a suite, apart from its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SuiteContent {
    /// Never blank, at most 255 characters.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Markdown.
    pub preconditions: Option<String>,
}

/// A suite as the workspace keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suite {
    /// Row id.
    pub id: SuiteId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Number of the suite in the project: the id that Qase's API shows.
    pub number: i64,
    /// Parent suite; `None` for the root.
    pub parent_id: Option<SuiteId>,
    /// Position among the siblings, from 0.
    pub position: i64,
    /// Title and texts.
    pub content: SuiteContent,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
    /// Time of the move to the trash; `None` for a live suite.
    pub deleted_ms: Option<Millis>,
}

/// A suite that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewSuite {
    /// Parent suite; `None` for the root.
    pub parent_id: Option<SuiteId>,
    /// Number that the suite must have; `None` takes the next free number.
    pub number: Option<i64>,
    /// Title and texts.
    pub content: SuiteContent,
}
