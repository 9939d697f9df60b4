//! Objects of `tracker` and `testrail`.

use serde::Serialize;
use voluptas_core::base::clock::to_iso;
use voluptas_store::trackers::{TrackerIssue, TrackerSettings};

/// `tracker show`, `tracker set`, `tracker remove`.
#[derive(Debug, Serialize)]
pub struct TrackerAnswer {
    /// Code of the project.
    pub project: String,
    /// `jira-cloud`, `jira-server`, `github`, `gitlab`; null without a tracker.
    pub kind: Option<String>,
    pub base_url: Option<String>,
    /// Key, repository or path of the project there.
    pub place: Option<String>,
    pub issue_type: Option<String>,
}

impl TrackerAnswer {
    /// The tracker of a project.
    pub fn new(project: &str, settings: Option<TrackerSettings>) -> Self {
        let project = project.to_owned();
        match settings {
            Some(s) => {
                Self { project, kind: Some(s.kind), base_url: Some(s.base_url), place: Some(s.place), issue_type: s.issue_type }
            }
            None => Self { project, kind: None, base_url: None, place: None, issue_type: None },
        }
    }
}

/// `tracker report`, and an entry of `tracker issues`.
#[derive(Debug, Serialize)]
pub struct IssueObject {
    /// `SHOP-12`, or the number.
    pub key: String,
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

/// `tracker issues`.
#[derive(Debug, Serialize)]
pub struct IssuesAnswer {
    pub issues: Vec<IssueObject>,
}

/// `tracker comment`.
#[derive(Debug, Serialize)]
pub struct CommentAnswer {
    /// Number of the run.
    pub run: i64,
    /// Address of the comment.
    pub url: String,
}

/// `testrail cases`, `testrail run`.
#[derive(Debug, Serialize)]
pub struct TestrailAnswer {
    /// The written file.
    pub file: String,
    /// Cases, or executed tests.
    pub count: usize,
}
