//! Defects of projects. [`super::defect_links`] connects them with results.
//!
//! A deleted defect is gone, as in Qase. Changes are noted in the audit of the server and not in the history.

use super::error::{Error, Result};
use super::page::{IN_LIST, Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::{Param, Row};
use crate::{p, row};
use std::collections::BTreeMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::defect::{Defect, DefectContent, DefectStatus, DefectSummary};
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_core::domain::validate;

/// Defects in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Defects<'t>(pub(super) &'t Tx<'t>);

impl Tx<'_> {
    pub fn defects(&self) -> Defects<'_> {
        Defects(self)
    }
}

/// Query of the first defect of an issue. The index has the beginnings of issues: see [`super::case_list::BY_FIELD`].
pub(crate) const OF_ISSUE: &str = "SELECT issue, title, status, id FROM defects \
     WHERE project_id = ?1 AND issue IS NOT NULL AND substr(issue, 1, 500) = substr(?2, 1, 500) AND issue IS NOT DISTINCT FROM ?2 \
     ORDER BY id LIMIT 1";

/// Numbers of the runs and hashes of the results of a defect, in the order of storing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    pub runs: Vec<i64>,
    pub results: Vec<String>,
}

const COLUMNS: &str = "SELECT id, number, title, actual_result, severity, status, milestone_id, custom_fields, tags, attachments, issue, \
    author, created_ms, updated_ms, resolved_ms FROM defects";

fn defect(r: &Row<'_>) -> Result<Defect> {
    Ok(Defect {
        id: r.int(0)?,
        number: r.int(1)?,
        content: DefectContent {
            title: r.text(2)?,
            actual_result: r.text(3)?,
            severity: r.text(4)?,
            milestone_id: r.opt_int(6)?,
            custom_fields: r.json(7)?,
            tags: r.json(8)?,
            attachments: r.json(9)?,
        },
        status: status(r.str(5)?)?,
        issue: r.opt_text(10)?,
        author: r.opt_text(11)?,
        created_ms: r.int(12)?,
        updated_ms: r.int(13)?,
        resolved_ms: r.opt_int(14)?,
    })
}

fn summary(r: &Row<'_>) -> Result<DefectSummary> {
    Ok(DefectSummary { issue: r.opt_text(0)?, title: r.text(1)?, status: status(r.str(2)?)? })
}

fn status(word: &str) -> Result<DefectStatus> {
    word.parse().map_err(|_| Error::Corrupt(format!("unknown status of a defect: {word}")))
}

impl Defects<'_> {
    /// Creates an open defect with the next number; returns its row id and number. `issue` is the address or key of an issue.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title.
    pub fn create(&self, project: ProjectId, content: &DefectContent, issue: Option<&str>) -> Result<(i64, i64)> {
        validate::title("title", &content.title, validate::TITLE_MAX)?;
        let number = self.0.take_numbers(project, "defect", 1)?;
        let author = self.0.author().and_then(|author| author.who.clone());
        let id = self.0.insert(
            "INSERT INTO defects (project_id, number, title, title_fold, actual_result, severity, status, milestone_id, custom_fields, \
             tags, attachments, issue, author, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
            p![
                project,
                number,
                &content.title,
                fold(&content.title),
                &content.actual_result,
                &content.severity,
                DefectStatus::Open.as_str(),
                content.milestone_id,
                Param::json(&content.custom_fields),
                Param::json(&content.tags),
                Param::json(&content.attachments),
                issue,
                author,
                self.0.now()
            ],
        )?;
        self.remember_tags(content)?;
        self.0.touch(Aggregate::Other);
        Ok((id, number))
    }

    fn remember_tags(&self, content: &DefectContent) -> Result<()> {
        content.tags.iter().try_for_each(|tag| self.0.fields().ensure_tag(tag).map(drop))
    }

    /// The defect with this number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Defect> {
        let sql = format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2");
        self.0.opt(&sql, p![project, number], defect)?.ok_or_else(|| Error::not_found("defect", number))
    }

    /// The defects of issues of a project: of each issue the first one.
    pub fn of_issues(&self, project: ProjectId, issues: &[&str]) -> Result<Vec<DefectSummary>> {
        let mut found = Vec::new();
        self.0.each_of(OF_ISSUE, issues.iter().map(|issue| row![project, *issue]), |_, r| {
            found.push(summary(r)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The defects that a result reports and no issue stands for.
    pub fn without_issue(&self, result: ResultId) -> Result<Vec<DefectSummary>> {
        let sql = "SELECT f.issue, f.title, f.status FROM defect_results d JOIN defects f ON f.id = d.defect_id \
                   JOIN results r ON r.id = d.result_id WHERE d.result_id = ?1 AND r.is_defect = TRUE AND f.issue IS NULL ORDER BY f.id";
        self.0.all(sql, p![result], summary)
    }

    /// A page, by number.
    pub fn list(&self, project: ProjectId, status: Option<DefectStatus>, slice: Slice) -> Result<Page<Defect>> {
        let Page { total, filtered, rows } = self.page_ids(project, status, slice)?;
        Ok(Page { total, filtered, rows: self.many(&rows)? })
    }

    /// Row ids of such a page.
    pub fn page_ids(&self, project: ProjectId, status: Option<DefectStatus>, slice: Slice) -> Result<Page<i64>> {
        let total = self.0.count("SELECT count(*) FROM defects WHERE project_id = ?1", p![project])?;
        let mut w = Where::new("project_id = ?", vec![project.into()]);
        if let Some(status) = status {
            w.and("status = ?", vec![status.as_str().into()]);
        }
        let filtered = self.0.count(&format!("SELECT count(*) FROM defects {}", w.sql()), w.params())?;
        let w = w.page("number", slice);
        let rows = self.0.all(&format!("SELECT id FROM defects {}", w.sql()), w.params(), |r| r.int(0))?;
        Ok(Page { total, filtered, rows })
    }

    /// The defects with these row ids, in their order.
    pub fn many(&self, ids: &[i64]) -> Result<Vec<Defect>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            for one in self.0.all(&format!("{COLUMNS} {}", w.sql()), w.params(), defect)? {
                found.insert(one.id, one);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Numbers of all defects of a project and of those that are open or in progress.
    pub fn counts(&self, project: ProjectId) -> Result<(i64, i64)> {
        let all = self.0.count("SELECT count(*) FROM defects WHERE project_id = ?1", p![project])?;
        let sql = "SELECT count(*) FROM defects WHERE project_id = ?1 AND status IN ('open', 'in_progress')";
        Ok((all, self.0.count(sql, p![project])?))
    }

    /// Runs and results of these defects, by row id. Things in the trash are left out, and results that report no defect any more.
    pub fn evidence(&self, ids: &[i64]) -> Result<BTreeMap<i64, Evidence>> {
        let mut found: BTreeMap<i64, Evidence> = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("r.deleted_ms IS NULL AND u.deleted_ms IS NULL AND r.is_defect = TRUE", Vec::new());
            w.any_of("d.defect_id", part.iter().copied());
            let sql = format!(
                "SELECT d.defect_id, u.number, r.hash FROM defect_results d JOIN results r ON r.id = d.result_id \
                 JOIN runs u ON u.id = r.run_id {} ORDER BY d.result_id",
                w.sql()
            );
            self.0.each(&sql, w.params(), |r| {
                let evidence = found.entry(r.int(0)?).or_default();
                let run = r.int(1)?;
                if !evidence.runs.contains(&run) {
                    evidence.runs.push(run);
                }
                evidence.results.push(r.text(2)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Numbers of the defects that results of these runs report, by run.
    pub fn of_runs(&self, runs: &[RunId]) -> Result<BTreeMap<RunId, Vec<i64>>> {
        let mut found: BTreeMap<RunId, Vec<i64>> = BTreeMap::new();
        for part in runs.chunks(IN_LIST) {
            let mut w = Where::new("r.deleted_ms IS NULL AND r.is_defect = TRUE", Vec::new());
            w.any_of("r.run_id", part.iter().copied());
            let sql = format!(
                "SELECT DISTINCT r.run_id, f.number FROM results r JOIN defect_results d ON d.result_id = r.id \
                 JOIN defects f ON f.id = d.defect_id {} ORDER BY f.number",
                w.sql()
            );
            self.0.each(&sql, w.params(), |r| {
                found.entry(RunId(r.int(0)?)).or_default().push(r.int(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Replaces the content.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title.
    pub fn update(&self, id: i64, content: &DefectContent) -> Result<()> {
        validate::title("title", &content.title, validate::TITLE_MAX)?;
        self.0.execute(
            "UPDATE defects SET title = ?2, title_fold = ?3, actual_result = ?4, severity = ?5, milestone_id = ?6, custom_fields = ?7, \
             tags = ?8, attachments = ?9, updated_ms = ?10 WHERE id = ?1",
            p![
                id,
                &content.title,
                fold(&content.title),
                &content.actual_result,
                &content.severity,
                content.milestone_id,
                Param::json(&content.custom_fields),
                Param::json(&content.tags),
                Param::json(&content.attachments),
                self.0.now()
            ],
        )?;
        self.remember_tags(content)?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }

    /// Changes the status. A resolved defect keeps the time at which it was resolved first.
    pub fn set_status(&self, id: i64, status: DefectStatus) -> Result<()> {
        let now = self.0.now();
        let resolved = (status == DefectStatus::Resolved).then_some(now);
        self.0.execute(
            "UPDATE defects SET resolved_ms = CASE WHEN status = ?2 THEN resolved_ms ELSE ?3 END, status = ?2, updated_ms = ?4 WHERE id = ?1",
            p![id, status.as_str(), resolved, now],
        )?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }

    /// Deletes a defect. Its results stay.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM defects WHERE id = ?1", p![id])?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }
}
