//! A project: a numbered world of suites, cases and runs under one short code.

use super::ids::{ProjectId, RemoteProjectId};
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// A project of this workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Row id.
    pub id: ProjectId,
    /// 2 to 10 letters and digits, upper case (`SHOP`); unique in the workspace.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// When it was made.
    pub created_ms: Millis,
}

/// A project of a Qase account (or of a server that speaks its API) that this workspace has met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteProject {
    /// Row id.
    pub id: RemoteProjectId,
    /// The API's base address: two accounts may both have a project `SHOP`.
    pub base_url: String,
    /// Its code there.
    pub code: String,
    /// Its name there, as last seen.
    pub title: String,
    /// The project of this workspace into which it is imported.
    pub project_id: ProjectId,
    /// When it was last imported whole; none if never.
    pub imported_ms: Option<Millis>,
}

/// Whether `code` can be the code of a project: 2 to 10 ASCII letters or digits, beginning with a letter.
#[must_use]
pub fn is_valid_code(code: &str) -> bool {
    (2..=10).contains(&code.len())
        && code.chars().all(|c| c.is_ascii_alphanumeric())
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
}
