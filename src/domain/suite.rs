//! A suite: a folder of cases, in a tree.

use super::ids::{ProjectId, SuiteId};
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// What a suite says, apart from its place in the tree.
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
    /// Its number in the project: the id that Qase's API shows.
    pub number: i64,
    /// The suite it lies in; none is the root.
    pub parent_id: Option<SuiteId>,
    /// Its place among its siblings, from 0.
    pub position: i64,
    /// What it says.
    pub content: SuiteContent,
    /// When it was made.
    pub created_ms: Millis,
    /// When it was last changed.
    pub updated_ms: Millis,
    /// When it went to the trash; none while it is alive.
    pub deleted_ms: Option<Millis>,
}

/// A suite that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewSuite {
    /// The suite it goes into; none is the root.
    pub parent_id: Option<SuiteId>,
    /// The number it must have; none takes the next.
    pub number: Option<i64>,
    /// What it says.
    pub content: SuiteContent,
}
