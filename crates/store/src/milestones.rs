//! Milestones of projects.
//!
//! The row of a deleted milestone is gone: no list, number or key has to leave it out. The change that deleted it keeps its content, from
//! which undo makes the row again, under the same id and number.

use std::collections::BTreeMap;

use super::entity::{Entity, recorded};
use super::environments::cut;
use super::error::{Error, Result};
use super::page::{Page, Slice};
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::ProjectId;

/// A milestone of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    pub content: MilestoneContent,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
}

/// Content of a milestone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
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

/// The row of a deleted milestone, as the change that deleted it keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptRow {
    project: ProjectId,
    number: i64,
    created_ms: Millis,
    content: MilestoneContent,
}

/// Milestones in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Milestones<'t>(&'t Tx<'t>);

impl Tx<'_> {
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
        self.0.record_new(Entity::Milestone, id)?;
        self.touch();
        Ok(Milestone { id, number, content: content.clone(), created_ms: now, updated_ms: now })
    }

    /// The entry with this number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Milestone> {
        self.0
            .opt(&format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2"), p![project, number], milestone)?
            .ok_or_else(|| Error::not_found("milestone", number))
    }

    /// The milestone with a row id.
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

    fn touch(&self) {
        // Lists of cases show the title, too.
        self.0.touch(Aggregate::Cases);
        self.0.touch(Aggregate::Runs);
    }

    /// Replaces the content. Changes nothing where the milestone was deleted.
    pub fn update(&self, id: i64, content: &MilestoneContent) -> Result<()> {
        let before = match self.get(id) {
            Ok(milestone) => milestone.content,
            Err(Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        self.0.execute(
            "UPDATE milestones SET title = ?2, description = ?3, status = ?4, due_ms = ?5, updated_ms = ?6 WHERE id = ?1",
            p![id, &content.title, &content.description, status(content), content.due_ms, self.0.now()],
        )?;
        self.touch();
        self.0.record_change(Entity::Milestone, id, &before, content)
    }

    /// Deletes a milestone. Its runs and cases stay.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.remove(id, self.0.now())
    }

    /// Deletes a milestone at a time and records its content.
    pub(super) fn remove(&self, id: i64, at: Millis) -> Result<()> {
        let Milestone { number, content, created_ms, .. } = self.get(id)?;
        let project = self.0.opt("SELECT project_id FROM milestones WHERE id = ?1", p![id], |r| Ok(ProjectId(r.int(0)?)))?;
        let project = project.ok_or_else(|| Error::not_found("milestone", id))?;
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
        self.touch();
        let kept = json!({ ROW: KeptRow { project, number, created_ms, content } });
        // The last change of the operation: undo begins with it, so that cases and runs find their milestone again.
        self.0.record(Entity::Milestone, id, Some(&kept), Some(&json!({ DELETED: at })))
    }

    /// Makes the row of a deleted milestone again, from the change that deleted it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the history has none.
    pub(super) fn bring_back(&self, id: i64) -> Result<()> {
        let (row, at) = self.deleted(id)?.ok_or_else(|| Error::not_found("milestone", id))?;
        let content = &row.content;
        self.0.execute(
            "INSERT INTO milestones (id, project_id, number, title, description, status, due_ms, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            p![
                id,
                row.project,
                row.number,
                &content.title,
                &content.description,
                status(content),
                content.due_ms,
                row.created_ms,
                self.0.now()
            ],
        )?;
        self.touch();
        self.0.record_field(Entity::Milestone, id, DELETED, &json!(at), &Value::Null)
    }

    /// Time at which a milestone was deleted: `Some(None)` for a living one, `None` for one that nothing can bring back.
    pub(super) fn deleted_ms(&self, id: i64) -> Result<Option<Option<Millis>>> {
        if self.is_there(id)? {
            return Ok(Some(None));
        }
        let Some((row, at)) = self.deleted(id)? else { return Ok(None) };
        // Nothing can be put into a project that is gone.
        let projects = self.0.count("SELECT count(*) FROM projects WHERE id = ?1", p![row.project])?;
        Ok((projects > 0).then_some(Some(at)))
    }

    /// The state of a milestone for the history, also of a deleted one.
    pub(super) fn recorded(&self, id: i64) -> Result<Option<Value>> {
        let (content, at) = match self.get(id) {
            Ok(milestone) => (milestone.content, None),
            Err(Error::NotFound { .. }) => match self.deleted(id)? {
                Some((row, at)) => (row.content, Some(at)),
                None => return Ok(None),
            },
            Err(error) => return Err(error),
        };
        Ok(Some(json!({ "content": content, DELETED: at })))
    }

    /// The row of a deleted milestone and the time of its deletion, from the latest change that deleted it.
    fn deleted(&self, id: i64) -> Result<Option<(KeptRow, Millis)>> {
        let sql = "SELECT before, after FROM changes WHERE entity = ?1 AND entity_id = ?2 ORDER BY id DESC";
        let changes = self.0.all(sql, p![Entity::Milestone.as_str(), id], |r| {
            Ok((r.opt_json::<Option<Value>>(0)?, r.opt_json::<Option<Value>>(1)?))
        })?;
        let deletion =
            changes.into_iter().find_map(|(before, after)| Some((before?.get(ROW)?.clone(), after?.get(DELETED)?.as_i64()?)));
        let Some((row, at)) = deletion else { return Ok(None) };
        Ok(Some((recorded(&row)?, at)))
    }

    /// Deletes the recorded changes of the milestones of a project, also of deleted ones.
    pub(super) fn forget(&self, project: ProjectId) -> Result<()> {
        let sql = "SELECT DISTINCT c.entity_id FROM changes c LEFT JOIN milestones m ON m.id = c.entity_id \
                   WHERE c.entity = ?1 AND (m.id IS NULL OR m.project_id = ?2)";
        for id in self.0.all(sql, p![Entity::Milestone.as_str(), project], |r| r.int(0))? {
            let is_elsewhere = !self.is_there(id)? && self.deleted(id)?.is_some_and(|(row, _)| row.project != project);
            if !is_elsewhere {
                self.0.execute("DELETE FROM changes WHERE entity = ?1 AND entity_id = ?2", p![Entity::Milestone.as_str(), id])?;
            }
        }
        Ok(())
    }
}

/// Members of a recorded deletion: the row, which is no field of a milestone, and the time.
pub(super) const ROW: &str = "row";
const DELETED: &str = "deleted_ms";
