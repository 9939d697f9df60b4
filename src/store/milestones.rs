//! Milestones of projects.

use std::collections::BTreeMap;

use super::entity::Entity;
use super::environments::cut;
use super::error::{Error, Result};
use super::page::{Page, Slice};
use super::{Aggregate, Tx};
use crate::base::Millis;
use crate::base::fold::fold;
use crate::domain::ids::ProjectId;
use crate::p;
use crate::store::db::Row;

/// A milestone of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    /// Content.
    pub content: MilestoneContent,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
}

/// Content of a milestone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MilestoneContent {
    /// Name.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// True when the milestone is reached.
    pub is_completed: bool,
    /// Due time.
    pub due_ms: Option<Millis>,
}

/// Milestones in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Milestones<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The milestones.
    #[must_use]
    pub fn milestones(&self) -> Milestones<'_> {
        Milestones(self)
    }
}

const COLUMNS: &str = "SELECT id, number, title, description, status, due_ms, created_ms, updated_ms FROM milestones";

fn milestone(row: &Row<'_>) -> Result<Milestone> {
    Ok(Milestone {
        id: row.int(0)?,
        number: row.int(1)?,
        content: MilestoneContent {
            title: row.text(2)?,
            description: row.opt_text(3)?,
            is_completed: row.text(4)? == "completed",
            due_ms: row.opt_int(5)?,
        },
        created_ms: row.int(6)?,
        updated_ms: row.int(7)?,
    })
}

fn status(content: &MilestoneContent) -> &'static str {
    if content.is_completed { "completed" } else { "active" }
}

impl Milestones<'_> {
    /// Creates a milestone with the next number.
    pub fn create(&self, project: ProjectId, content: &MilestoneContent) -> Result<Milestone> {
        let number = self.0.take_numbers(project, "milestone", 1)?;
        let now = self.0.now();
        let id = self.0.insert(
            "INSERT INTO milestones (project_id, number, title, description, status, due_ms, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            p![project, number, &content.title, &content.description, status(content), content.due_ms, now],
        )?;
        self.0.touch(Aggregate::Cases);
        self.0.touch(Aggregate::Runs);
        Ok(Milestone { id, number, content: content.clone(), created_ms: now, updated_ms: now })
    }

    /// The entry with this number in the project.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Milestone> {
        self.0
            .opt(&format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2"), p![project, number], milestone)?
            .ok_or_else(|| Error::not_found("milestone", number))
    }

    /// The milestone with a row id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, id: i64) -> Result<Milestone> {
        self.0.opt(&format!("{COLUMNS} WHERE id = ?1"), p![id], milestone)?.ok_or_else(|| Error::not_found("milestone", id))
    }

    /// True for a milestone that was not deleted.
    pub fn is_there(&self, id: i64) -> Result<bool> {
        Ok(self.0.count("SELECT count(*) FROM milestones WHERE id = ?1", p![id])? > 0)
    }

    /// Numbers of runs of a project by the row id of their milestone. Runs in the trash are left out.
    pub fn runs(&self, project: ProjectId) -> Result<BTreeMap<i64, u64>> {
        self.counts("SELECT milestone_id, count(*) FROM runs WHERE project_id = ?1", project)
    }

    /// Numbers of cases of a project by the row id of their milestone. Cases in the trash are left out.
    pub fn cases(&self, project: ProjectId) -> Result<BTreeMap<i64, u64>> {
        self.counts("SELECT milestone_id, count(*) FROM cases WHERE project_id = ?1", project)
    }

    fn counts(&self, of: &str, project: ProjectId) -> Result<BTreeMap<i64, u64>> {
        let sql = format!("{of} AND milestone_id IS NOT NULL AND deleted_ms IS NULL GROUP BY milestone_id");
        let rows = self.0.all(&sql, p![project], |r| Ok((r.int(0)?, u64::try_from(r.int(1)?).unwrap_or_default())))?;
        Ok(rows.into_iter().collect())
    }

    /// A page, by number; `search` is a part of the title.
    pub fn list(&self, project: ProjectId, search: Option<&str>, slice: Slice) -> Result<Page<Milestone>> {
        let mut rows = self.0.all(&format!("{COLUMNS} WHERE project_id = ?1 ORDER BY number"), p![project], milestone)?;
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if let Some(search) = search.map(fold) {
            rows.retain(|m| fold(&m.content.title).contains(&search));
        }
        Ok(cut(total, rows, slice))
    }

    /// Replaces the content. Lists of cases show the title, too.
    pub fn update(&self, id: i64, content: &MilestoneContent) -> Result<()> {
        self.0.execute(
            "UPDATE milestones SET title = ?2, description = ?3, status = ?4, due_ms = ?5, updated_ms = ?6 WHERE id = ?1",
            p![id, &content.title, &content.description, status(content), content.due_ms, self.0.now()],
        )?;
        self.0.touch(Aggregate::Cases);
        self.0.touch(Aggregate::Runs);
        Ok(())
    }

    /// Deletes a milestone. Its runs and cases stay.
    pub fn delete(&self, id: i64) -> Result<()> {
        for case in self.0.all("SELECT id FROM cases WHERE milestone_id = ?1", p![id], |r| r.int(0))? {
            self.0.record_field(Entity::Case, case, "milestone_id", &id.into(), &serde_json::Value::Null)?;
            self.0.touch(Aggregate::Cases);
        }
        for run in self.0.all("SELECT id FROM runs WHERE milestone_id = ?1", p![id], |r| r.int(0))? {
            self.0.record_field(Entity::Run, run, "milestone_id", &id.into(), &serde_json::Value::Null)?;
        }
        self.0.execute("UPDATE runs SET milestone_id = NULL WHERE milestone_id = ?1", p![id])?;
        self.0.execute("UPDATE cases SET milestone_id = NULL WHERE milestone_id = ?1", p![id])?;
        self.0.execute("DELETE FROM milestones WHERE id = ?1", p![id])?;
        self.0.touch(Aggregate::Runs);
        Ok(())
    }
}
