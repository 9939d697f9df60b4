//! Saved filters of cases. What a filter says is JSON here: the crate that knows the table of cases reads it.

use super::db::{Param, Row};
use super::entity::Entity;
use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::p;
use serde_json::Value;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::validate::{self, TITLE_MAX};

/// A filter as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFilter {
    pub id: i64,
    pub name: String,
    pub content: Value,
}

/// Saved filters in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct SavedFilters<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn saved_filters(&self) -> SavedFilters<'_> {
        SavedFilters(self)
    }
}

fn stored(row: &Row<'_>) -> Result<StoredFilter> {
    // One spoilt text must not hide the others. Nobody takes null for a filter.
    let content = serde_json::from_str(row.str(2)?).unwrap_or(Value::Null);
    Ok(StoredFilter { id: row.int(0)?, name: row.text(1)?, content })
}

impl SavedFilters<'_> {
    /// The filters of a project, in the order of creation.
    pub fn of_project(&self, project: ProjectId) -> Result<Vec<StoredFilter>> {
        let sql = "SELECT id, name, content FROM saved_filters WHERE project_id = ?1 AND deleted_ms IS NULL ORDER BY id";
        self.0.all(sql, p![project], stored)
    }

    /// A filter of a project.
    pub fn get(&self, project: ProjectId, id: i64) -> Result<StoredFilter> {
        let sql = "SELECT id, name, content FROM saved_filters WHERE id = ?1 AND project_id = ?2 AND deleted_ms IS NULL";
        self.0.opt(sql, p![id, project], stored)?.ok_or_else(|| Error::not_found("saved filter", id))
    }

    /// The filter of a project that has a name.
    pub fn by_name(&self, project: ProjectId, name: &str) -> Result<Option<StoredFilter>> {
        let sql =
            "SELECT id, name, content FROM saved_filters WHERE project_id = ?1 AND name = ?2 AND deleted_ms IS NULL ORDER BY id";
        self.0.opt(sql, p![project, name.trim()], stored)
    }

    /// Saves a filter; returns its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long name.
    pub fn create(&self, project: ProjectId, name: &str, content: &Value) -> Result<i64> {
        validate::title("name", name, TITLE_MAX)?;
        let id = self.0.insert(
            "INSERT INTO saved_filters (project_id, name, content, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
            p![project, name.trim(), Param::json(content), self.0.now()],
        )?;
        self.0.record_new(Entity::SavedFilter, id)?;
        self.0.touch(Aggregate::Other);
        Ok(id)
    }

    /// Replaces name and content.
    pub fn update(&self, id: i64, name: &str, content: &Value) -> Result<()> {
        validate::title("name", name, TITLE_MAX)?;
        let before = self.0.state(Entity::SavedFilter, id)?.ok_or_else(|| Error::not_found("saved filter", id))?;
        self.0.execute(
            "UPDATE saved_filters SET name = ?2, content = ?3, updated_ms = ?4 WHERE id = ?1",
            p![id, name.trim(), Param::json(content), self.0.now()],
        )?;
        self.0.touch(Aggregate::Other);
        self.0.record_change(Entity::SavedFilter, id, &Some(before), &self.0.state(Entity::SavedFilter, id)?)
    }

    /// Deletes a filter.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.set_deleted_at(Entity::SavedFilter, id, Some(self.0.now()))
    }
}
