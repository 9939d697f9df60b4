//! Trackers of projects and their issues.

use super::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::base::clock::to_iso;
use voluptas_store::trackers::{TrackerIssue, TrackerSettings};

/// The tracker of a project.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrackerObject {
    /// `jira-cloud`, `jira-server`, `github`, `gitlab`.
    pub kind: String,
    /// Address of the tracker.
    pub base_url: String,
    /// Key of the project in Jira, `owner/repository` in GitHub, path of the project in GitLab.
    pub place: String,
    /// Type of new issues in Jira.
    pub issue_type: Option<String>,
}

impl From<TrackerSettings> for TrackerObject {
    fn from(s: TrackerSettings) -> Self {
        Self { kind: s.kind, base_url: s.base_url, place: s.place, issue_type: s.issue_type }
    }
}

/// Changes of a tracker. One that does not exist yet needs all but the type.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackerChanges {
    /// `jira-cloud`, `jira-server`, `github`, `gitlab`.
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub base_url: Option<String>,
    #[serde(default)]
    pub place: Option<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub issue_type: Change<String>,
}

/// An issue that was made from a result.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IssueObject {
    /// `SHOP-12`, or the number.
    pub key: String,
    /// Page for people.
    pub url: String,
    /// Name of its status.
    pub status: String,
    /// The status is a final one.
    pub done: bool,
    /// Time at which the status was read.
    pub checked_at: Option<String>,
}

impl From<TrackerIssue> for IssueObject {
    fn from(issue: TrackerIssue) -> Self {
        Self {
            key: issue.key.unwrap_or_default(),
            url: issue.url.unwrap_or_default(),
            status: issue.status.unwrap_or_default(),
            done: issue.is_done,
            checked_at: issue.checked_ms.map(to_iso),
        }
    }
}
