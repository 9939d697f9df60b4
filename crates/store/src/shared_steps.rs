//! Shared steps: steps that several cases use.

use super::entity::Entity;
use super::environments::cut;
use super::error::{Error, Result};
use super::page::{IN_LIST, Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::dialect::IDS;
use crate::db::{Param, Row};
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::validate;

/// A shared step of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedStep {
    /// Row id.
    pub id: i64,
    /// 40 hexadecimal digits: the id that Qase's API shows and that a case's step names.
    pub hash: String,
    /// Name.
    pub title: String,
    pub steps: Vec<Step>,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
}

/// Shared steps in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct SharedSteps<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn shared_steps(&self) -> SharedSteps<'_> {
        SharedSteps(self)
    }
}

const COLUMNS: &str = "SELECT id, hash, title, steps, created_ms, updated_ms FROM shared_steps";

fn shared_step(row: &Row<'_>) -> Result<SharedStep> {
    Ok(SharedStep {
        id: row.int(0)?,
        hash: row.text(1)?,
        title: row.text(2)?,
        steps: row.json(3)?,
        created_ms: row.int(4)?,
        updated_ms: row.int(5)?,
    })
}

impl SharedSteps<'_> {
    /// Creates a shared step; returns its hash.
    ///
    /// # Errors
    /// [`Error::Invalid`] for steps that are shared themselves.
    pub fn create(&self, project: ProjectId, title: &str, steps: &[Step]) -> Result<String> {
        validate::shared_steps(steps)?;
        let hash = super::hash::random();
        self.insert(project, &hash, title, steps)?;
        Ok(hash)
    }

    /// Creates a shared step under a hash that Qase gave it. Does nothing and returns false where the hash is taken: by a deleted shared
    /// step, or in another project.
    ///
    /// # Errors
    /// [`Error::Invalid`] for steps that are shared themselves.
    pub fn adopt(&self, project: ProjectId, hash: &str, title: &str, steps: &[Step]) -> Result<bool> {
        validate::shared_steps(steps)?;
        if self.is_taken(hash)? {
            return Ok(false);
        }
        self.insert(project, hash, title, steps)?;
        Ok(true)
    }

    fn insert(&self, project: ProjectId, hash: &str, title: &str, steps: &[Step]) -> Result<()> {
        let id = self.0.insert(
            "INSERT INTO shared_steps (project_id, hash, title, steps, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            p![project, hash, title, Param::json(steps), self.0.now()],
        )?;
        self.0.record_new(Entity::SharedStep, id)?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// The entry with this hash.
    pub fn by_hash(&self, project: ProjectId, hash: &str) -> Result<SharedStep> {
        let sql = format!("{COLUMNS} WHERE project_id = ?1 AND hash = ?2 AND deleted_ms IS NULL");
        self.0.opt(&sql, p![project, hash], shared_step)?.ok_or_else(|| Error::not_found("shared_step", hash))
    }

    /// The shared steps of a project with these hashes, by hash.
    pub fn by_hashes(&self, project: ProjectId, hashes: &[String]) -> Result<BTreeMap<String, SharedStep>> {
        self.among(project, hashes, "project_id = ? AND deleted_ms IS NULL")
    }

    /// The deleted shared steps of a project with these hashes, by hash.
    pub fn deleted_by_hashes(&self, project: ProjectId, hashes: &[String]) -> Result<BTreeMap<String, SharedStep>> {
        self.among(project, hashes, "project_id = ? AND deleted_ms IS NOT NULL")
    }

    fn among(&self, project: ProjectId, hashes: &[String], which: &str) -> Result<BTreeMap<String, SharedStep>> {
        let mut found = BTreeMap::new();
        for part in hashes.chunks(IN_LIST) {
            let mut filter = Where::new(which, vec![project.into()]);
            filter.any_of("hash", part);
            for step in self.0.all(&format!("{COLUMNS} {}", filter.sql()), filter.params(), shared_step)? {
                found.insert(step.hash.clone(), step);
            }
        }
        Ok(found)
    }

    /// Numbers of the living cases that use each of these shared steps, by hash.
    pub fn used_by(&self, project: ProjectId, hashes: &[String]) -> Result<BTreeMap<String, Vec<i64>>> {
        let mut used: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for part in hashes.chunks(IN_LIST) {
            let mut filter = Where::new("c.project_id = ? AND c.deleted_ms IS NULL", vec![project.into()]);
            filter.any_of("s.shared", part);
            let sql = format!(
                "SELECT DISTINCT s.shared, c.number FROM case_steps s JOIN cases c ON c.id = s.case_id {} ORDER BY c.number",
                filter.sql()
            );
            self.0.each(&sql, filter.params(), |r| {
                used.entry(r.text(0)?).or_default().push(r.int(1)?);
                Ok(())
            })?;
        }
        Ok(used)
    }

    /// The living cases of a project that use shared steps, by the hash of the shared step, in the order of their numbers.
    pub fn users(&self, project: ProjectId) -> Result<BTreeMap<String, Vec<CaseId>>> {
        let mut users: BTreeMap<String, Vec<CaseId>> = BTreeMap::new();
        self.0.each(
            "SELECT DISTINCT s.shared, c.id, c.number FROM case_steps s JOIN cases c ON c.id = s.case_id \
             WHERE c.project_id = ?1 AND c.deleted_ms IS NULL AND s.shared IS NOT NULL ORDER BY c.number",
            p![project],
            |r| {
                users.entry(r.text(0)?).or_default().push(CaseId(r.int(1)?));
                Ok(())
            },
        )?;
        Ok(users)
    }

    /// Row ids of a page in the order of creation; `search` is a part of the title.
    pub fn page_ids(&self, project: ProjectId, search: Option<&str>, slice: Slice) -> Result<Page<i64>> {
        let sql = "SELECT id, title FROM shared_steps WHERE project_id = ?1 AND deleted_ms IS NULL ORDER BY id";
        let mut rows = self.0.all(sql, p![project], |r| Ok((r.int(0)?, r.text(1)?)))?;
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if let Some(search) = search.map(fold) {
            rows.retain(|(_, title)| fold(title).contains(&search));
        }
        Ok(cut(total, rows.into_iter().map(|(id, _)| id).collect(), slice))
    }

    /// A page in the order of creation; `search` is a part of the title.
    pub fn list(&self, project: ProjectId, search: Option<&str>, slice: Slice) -> Result<Page<SharedStep>> {
        let Page { total, filtered, rows } = self.page_ids(project, search, slice)?;
        Ok(Page { total, filtered, rows: self.by_ids(&rows)? })
    }

    /// The shared steps with these row ids, in the order of creation.
    pub fn by_ids(&self, ids: &[i64]) -> Result<Vec<SharedStep>> {
        self.0.all(&format!("{COLUMNS} WHERE id IN {IDS} ORDER BY id"), &[Param::json(ids)], shared_step)
    }

    /// The row id of the entry with this hash.
    pub fn id_of_hash(&self, project: ProjectId, hash: &str) -> Result<i64> {
        let sql = "SELECT id FROM shared_steps WHERE project_id = ?1 AND hash = ?2 AND deleted_ms IS NULL";
        self.0.opt(sql, p![project, hash], |r| r.int(0))?.ok_or_else(|| Error::not_found("shared_step", hash))
    }

    /// Replaces name and steps.
    ///
    /// # Errors
    /// [`Error::Invalid`] for steps that are shared themselves.
    pub fn update(&self, id: i64, title: &str, steps: &[Step]) -> Result<()> {
        validate::shared_steps(steps)?;
        self.put(id, title, steps)
    }

    /// Writes name and steps without checking them, because undo and versions bring back values of older programs.
    pub(super) fn put(&self, id: i64, title: &str, steps: &[Step]) -> Result<()> {
        let before = self.0.state(Entity::SharedStep, id)?;
        self.0.execute(
            "UPDATE shared_steps SET title = ?2, steps = ?3, updated_ms = ?4 WHERE id = ?1",
            p![id, title, Param::json(steps), self.0.now()],
        )?;
        self.0.touch(Aggregate::Cases);
        self.0.record_change(Entity::SharedStep, id, &before, &self.0.state(Entity::SharedStep, id)?)
    }

    /// Gives a shared step the hash under which Qase knows it, wherever its former one stands: in steps of cases, templates and recorded
    /// changes. It stays the same shared step, so no case gets a version by it. Does nothing and returns false where the hash is taken.
    pub fn take_hash(&self, id: i64, former: &str, hash: &str) -> Result<bool> {
        if self.is_taken(hash)? {
            return Ok(false);
        }
        self.0.execute("UPDATE shared_steps SET hash = ?2 WHERE id = ?1", p![id, hash])?;
        self.rename(former, hash)?;
        Ok(true)
    }

    /// Lets whatever names a shared step name another one of the same texts, and deletes it.
    pub fn replace_by(&self, id: i64, former: &str, hash: &str) -> Result<()> {
        self.rename(former, hash)?;
        self.delete(id)
    }

    /// Replaces a hash in steps of cases, templates and recorded changes.
    fn rename(&self, former: &str, hash: &str) -> Result<()> {
        self.0.execute("UPDATE case_steps SET shared = ?2 WHERE shared = ?1", p![former, hash])?;
        let anywhere = format!("%{former}%");
        for sql in [
            "UPDATE changes SET before = replace(before, ?1, ?2), after = replace(after, ?1, ?2) WHERE before LIKE ?3 OR after LIKE ?3",
            "UPDATE case_templates SET content = replace(content, ?1, ?2) WHERE content LIKE ?3",
        ] {
            self.0.execute(sql, p![former, hash, &anywhere])?;
        }
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// True for a hash that a shared step of any project has, also a deleted one.
    fn is_taken(&self, hash: &str) -> Result<bool> {
        Ok(self.0.opt("SELECT id FROM shared_steps WHERE hash = ?1", p![hash], |r| r.int(0))?.is_some())
    }

    /// Deletes a shared step. Cases that use it keep its last text.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.set_deleted_at(Entity::SharedStep, id, Some(self.0.now()))
    }
}
