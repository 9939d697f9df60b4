//! Templates: cases to begin with, and steps to insert.

use super::db::{Param, Row};
use super::entity::Entity;
use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::p;
use voluptas_core::domain::template::{Template, TemplateContent};
use voluptas_core::domain::validate::{self, TITLE_MAX};

/// Templates in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Templates<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn templates(&self) -> Templates<'_> {
        Templates(self)
    }
}

fn template(row: &Row<'_>) -> Result<Template> {
    Ok(Template { id: row.int(0)?, title: row.text(1)?, content: row.json(2)? })
}

impl Templates<'_> {
    /// Every template, in the order of creation.
    pub fn all(&self) -> Result<Vec<Template>> {
        self.0.all("SELECT id, title, content FROM templates WHERE deleted_ms IS NULL ORDER BY id", &[], template)
    }

    /// A template.
    pub fn get(&self, id: i64) -> Result<Template> {
        let sql = "SELECT id, title, content FROM templates WHERE id = ?1 AND deleted_ms IS NULL";
        self.0.opt(sql, p![id], template)?.ok_or_else(|| Error::not_found("template", id))
    }

    /// Creates a template; returns its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title.
    pub fn create(&self, title: &str, content: &TemplateContent) -> Result<i64> {
        validate::title("title", title, TITLE_MAX)?;
        let id = self.0.insert(
            "INSERT INTO templates (kind, title, content, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
            p![content.kind(), title.trim(), Param::json(content), self.0.now()],
        )?;
        self.0.record_new(Entity::Template, id)?;
        self.0.touch(Aggregate::Cases);
        Ok(id)
    }

    /// Replaces title and content.
    pub fn update(&self, id: i64, title: &str, content: &TemplateContent) -> Result<()> {
        validate::title("title", title, TITLE_MAX)?;
        let before = self.0.state(Entity::Template, id)?.ok_or_else(|| Error::not_found("template", id))?;
        self.0.execute(
            "UPDATE templates SET kind = ?2, title = ?3, content = ?4, updated_ms = ?5 WHERE id = ?1",
            p![id, content.kind(), title.trim(), Param::json(content), self.0.now()],
        )?;
        self.0.touch(Aggregate::Cases);
        self.0.record_change(Entity::Template, id, &Some(before), &self.0.state(Entity::Template, id)?)
    }

    /// Deletes a template. Cases that began with it stay.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.set_deleted_at(Entity::Template, id, Some(self.0.now()))
    }
}
