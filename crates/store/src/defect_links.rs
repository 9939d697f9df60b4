//! Results that report a defect ([`ResultContent::is_defect`]) and the defects that they report.
//!
//! A result that links issues belongs to the defect of each issue. One without belongs to the open defect of its test. Where there is no
//! such defect, the result creates it, whoever sends it: a reporter, a person in a run by hand, a mirror.

use super::defects::{Defects, OF_ISSUE};
use super::error::Result;
use crate::p;
use voluptas_core::domain::defect::DefectContent;
use voluptas_core::domain::ids::{ProjectId, ResultId, TestId};
use voluptas_core::domain::issue::{is_issue, named_by};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::TITLE_MAX;

/// Most characters of a message that a defect takes from its result.
const ACTUAL_RESULT_MAX: usize = 10_000;

/// The start of a text.
pub(super) fn start(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Address, or else name, of each issue that a result links.
fn issues(content: &ResultContent) -> Vec<(&str, &str)> {
    let links = content.links.iter().filter(|link| is_issue(&link.kind));
    links.map(|link| (named_by(link), link.name.as_str())).filter(|(issue, _)| !issue.is_empty()).collect()
}

/// True for an outcome that can be the product's fault.
fn is_bad(status: &ResultStatus) -> bool {
    matches!(status, ResultStatus::Failed | ResultStatus::Broken | ResultStatus::Blocked | ResultStatus::Invalid)
}

impl Defects<'_> {
    /// Connects a new or changed result with the defects that it reports.
    pub(super) fn link(&self, result: ResultId, test: TestId, content: &ResultContent) -> Result<()> {
        if !content.is_defect {
            return Ok(());
        }
        let sql = "SELECT u.project_id FROM results r JOIN runs u ON u.id = r.run_id WHERE r.id = ?1";
        let project = self.0.one(sql, p![result], |r| Ok(ProjectId(r.int(0)?)))?;
        let issues = issues(content);
        for (issue, name) in &issues {
            let defect = match self.of_issue(project, issue)? {
                Some(defect) => defect,
                None => self.of_result(project, &format!("{name}: {}", content.title), content, Some(issue))?,
            };
            self.add(defect, result)?;
        }
        if issues.is_empty() && is_bad(&content.status) {
            let defect = match self.of_test(project, test)? {
                Some(defect) => defect,
                None => self.of_result(project, &content.title, content, None)?,
            };
            self.add(defect, result)?;
        }
        Ok(())
    }

    /// Connects a changed result anew.
    pub(super) fn link_again(&self, result: ResultId, content: &ResultContent) -> Result<()> {
        if !content.is_defect {
            // Its former connections are left out by every reader, and undo finds them again.
            return Ok(());
        }
        let test = self.0.one("SELECT test_id FROM results WHERE id = ?1", p![result], |r| Ok(TestId(r.int(0)?)))?;
        let of = "SELECT defect_id FROM defect_results WHERE result_id = ?1";
        let before = self.0.all(of, p![result], |r| r.int(0))?;
        if before.is_empty() {
            return self.link(result, test, content);
        }
        let issues = issues(content);
        if issues.is_empty() {
            return Ok(());
        }
        self.0.execute("DELETE FROM defect_results WHERE result_id = ?1", p![result])?;
        self.link(result, test, content)
    }

    fn add(&self, defect: i64, result: ResultId) -> Result<()> {
        let sql = "INSERT INTO defect_results (defect_id, result_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.0.execute(sql, p![defect, result]).map(drop)
    }

    fn of_issue(&self, project: ProjectId, issue: &str) -> Result<Option<i64>> {
        self.0.opt(OF_ISSUE, p![project, issue], |r| r.int(3))
    }

    /// The newest open defect of a test that no issue stands for.
    fn of_test(&self, project: ProjectId, test: TestId) -> Result<Option<i64>> {
        let sql = "SELECT f.id FROM results r JOIN defect_results d ON d.result_id = r.id JOIN defects f ON f.id = d.defect_id \
                   WHERE r.test_id = ?1 AND f.project_id = ?2 AND f.issue IS NULL AND f.status IN ('open', 'in_progress') \
                   ORDER BY f.id DESC LIMIT 1";
        self.0.opt(sql, p![test, project], |r| r.int(0))
    }

    fn of_result(&self, project: ProjectId, title: &str, content: &ResultContent, issue: Option<&str>) -> Result<i64> {
        // A result without a title is no reason to refuse it.
        let title = if title.trim().is_empty() { issue.unwrap_or("?") } else { title.trim() };
        let text = content.comment.as_deref().or(content.stacktrace.as_deref()).unwrap_or_default();
        let new = DefectContent {
            title: start(title, TITLE_MAX),
            actual_result: start(text, ACTUAL_RESULT_MAX),
            severity: "normal".into(),
            ..DefectContent::default()
        };
        Ok(self.create(project, &new, issue)?.0)
    }
}
