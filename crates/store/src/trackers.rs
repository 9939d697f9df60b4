//! Trackers of projects, and the issues that were made there from failed results.
//!
//! A row is stored before the tracker is asked, so that a second attempt knows the id under which the first one may have made the issue.

use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, ResultId, TestId};

/// Trackers in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Trackers<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn trackers(&self) -> Trackers<'_> {
        Trackers(self)
    }
}

/// The tracker of a project. Its credential is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackerSettings {
    /// `jira-cloud`, `jira-server`, `github`, `gitlab`.
    pub kind: String,
    /// Address of the tracker.
    pub base_url: String,
    /// Key of the project in Jira, `owner/repository`, or path of the project in GitLab.
    pub place: String,
    /// Type of new issues in Jira.
    pub issue_type: Option<String>,
}

impl TrackerSettings {
    /// Identity of the tracker: its address with the place.
    pub fn identity(&self) -> String {
        format!("{} {} {}", self.kind, self.base_url, self.place)
    }
}

/// An issue made from a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackerIssue {
    pub id: i64,
    /// Id that stands in the issue.
    pub uuid: String,
    pub result: ResultId,
    /// [`TrackerSettings::identity`] of its tracker.
    pub tracker: String,
    /// Key in the tracker; `None` until the tracker has answered.
    pub key: Option<String>,
    pub url: Option<String>,
    /// Name of its status.
    pub status: Option<String>,
    /// The status is a final one.
    pub is_done: bool,
    /// Time at which the status was read.
    pub checked_ms: Option<Millis>,
    pub created_ms: Millis,
}

/// Time for which the creation of an issue belongs to one program.
const CLAIM: Millis = 120_000;

const COLUMNS: &str =
    "SELECT id, uuid, result_id, tracker, issue_key, url, status, is_done, checked_ms, created_ms FROM tracker_issues";

fn issue(r: &Row<'_>) -> Result<TrackerIssue> {
    Ok(TrackerIssue {
        id: r.int(0)?,
        uuid: r.text(1)?,
        result: ResultId(r.int(2)?),
        tracker: r.text(3)?,
        key: r.opt_text(4)?,
        url: r.opt_text(5)?,
        status: r.opt_text(6)?,
        is_done: r.bool(7)?,
        checked_ms: r.opt_int(8)?,
        created_ms: r.int(9)?,
    })
}

impl Trackers<'_> {
    /// The tracker of a project.
    pub fn get(&self, project: ProjectId) -> Result<Option<TrackerSettings>> {
        self.0.opt("SELECT kind, base_url, place, issue_type FROM trackers WHERE project_id = ?1", p![project], |r| {
            Ok(TrackerSettings { kind: r.text(0)?, base_url: r.text(1)?, place: r.text(2)?, issue_type: r.opt_text(3)? })
        })
    }

    /// Sets or removes the tracker of a project.
    pub fn set(&self, project: ProjectId, tracker: Option<&TrackerSettings>) -> Result<()> {
        self.0.execute("DELETE FROM trackers WHERE project_id = ?1", p![project])?;
        if let Some(t) = tracker {
            self.0.execute(
                "INSERT INTO trackers (project_id, kind, base_url, place, issue_type, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                p![project, &t.kind, &t.base_url, &t.place, &t.issue_type, self.0.now()],
            )?;
        }
        self.0.touch(Aggregate::Projects);
        Ok(())
    }

    /// The trackers of all projects.
    pub fn all(&self) -> Result<Vec<(ProjectId, TrackerSettings)>> {
        self.0.all("SELECT project_id, kind, base_url, place, issue_type FROM trackers", &[], |r| {
            let settings =
                TrackerSettings { kind: r.text(1)?, base_url: r.text(2)?, place: r.text(3)?, issue_type: r.opt_text(4)? };
            Ok((ProjectId(r.int(0)?), settings))
        })
    }

    /// The row for the issue of a result; creates it if there is none.
    pub fn begin(&self, project: ProjectId, result: ResultId, tracker: &str) -> Result<TrackerIssue> {
        let uuid = uuid::Uuid::new_v4().to_string();
        self.0.execute(
            "INSERT INTO tracker_issues (uuid, project_id, result_id, tracker, is_done, created_ms) VALUES (?1, ?2, ?3, ?4, FALSE, ?5) \
             ON CONFLICT (result_id, tracker) DO NOTHING",
            p![uuid, project, result, tracker, self.0.now()],
        )?;
        let sql = format!("{COLUMNS} WHERE result_id = ?1 AND tracker = ?2");
        self.0.opt(&sql, p![result, tracker], issue)?.ok_or_else(|| Error::not_found("issue", result.0))
    }

    /// Claims the creation of an issue for two minutes. Returns false while somebody else has claimed it.
    pub fn claim(&self, id: i64) -> Result<bool> {
        self.0.touch(Aggregate::Results);
        let sql = "UPDATE tracker_issues SET checked_ms = ?2 WHERE id = ?1 AND issue_key IS NULL AND (checked_ms IS NULL OR checked_ms < ?3)";
        Ok(self.0.execute(sql, p![id, self.0.now(), self.0.now() - CLAIM])? == 1)
    }

    /// Gives a creation back that came to nothing.
    pub fn release(&self, id: i64) -> Result<()> {
        self.0.touch(Aggregate::Results);
        let sql = "UPDATE tracker_issues SET checked_ms = NULL WHERE id = ?1 AND issue_key IS NULL";
        self.0.execute(sql, p![id]).map(drop)
    }

    /// Stores the state of an issue, as the tracker returned it.
    pub fn known(&self, id: i64, key: &str, url: &str, status: &str, is_done: bool) -> Result<()> {
        let sql = "UPDATE tracker_issues SET issue_key = ?2, url = ?3, status = ?4, is_done = ?5, checked_ms = ?6 WHERE id = ?1";
        self.0.touch(Aggregate::Results);
        self.0.execute(sql, p![id, key, url, status, is_done, self.0.now()]).map(drop)
    }

    /// Stores that the tracker was asked for an issue that it does not have. What was known of the issue stays.
    pub fn checked(&self, id: i64) -> Result<()> {
        self.0.touch(Aggregate::Other);
        self.0.execute("UPDATE tracker_issues SET checked_ms = ?2 WHERE id = ?1", p![id, self.0.now()]).map(drop)
    }

    /// The issues of the results of a test that the tracker has, the newest first.
    pub fn issues_of_test(&self, test: TestId) -> Result<Vec<TrackerIssue>> {
        let of_test = "result_id IN (SELECT id FROM results WHERE test_id = ?1)";
        let sql = format!("{COLUMNS} WHERE {of_test} AND issue_key IS NOT NULL ORDER BY id DESC LIMIT 20");
        self.0.all(&sql, p![test], issue)
    }

    /// The issues of a project that the tracker has, the newest first.
    pub fn issues(&self, project: ProjectId) -> Result<Vec<TrackerIssue>> {
        let sql = format!("{COLUMNS} WHERE project_id = ?1 AND issue_key IS NOT NULL ORDER BY id DESC LIMIT 1000");
        self.0.all(&sql, p![project], issue)
    }
}
