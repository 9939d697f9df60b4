//! Environments in which runs are executed.

use super::error::{Error, Result};
use super::page::{Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use voluptas_core::domain::ids::ProjectId;

/// An environment of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    pub content: EnvironmentContent,
}

/// Content of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvironmentContent {
    /// Name.
    pub title: String,
    /// Short unique name in the project, by which reporters choose the environment.
    pub slug: String,
    /// Markdown.
    pub description: Option<String>,
    /// Address.
    pub host: Option<String>,
}

/// Environments in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Environments<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn environments(&self) -> Environments<'_> {
        Environments(self)
    }
}

const COLUMNS: &str = "SELECT id, number, title, slug, description, host FROM environments";

fn environment(row: &Row<'_>) -> Result<Environment> {
    Ok(Environment {
        id: row.int(0)?,
        number: row.int(1)?,
        content: EnvironmentContent {
            title: row.text(2)?,
            slug: row.text(3)?,
            description: row.opt_text(4)?,
            host: row.opt_text(5)?,
        },
    })
}

impl Environments<'_> {
    /// Creates an environment with the next number.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the slug is taken.
    pub fn create(&self, project: ProjectId, content: &EnvironmentContent) -> Result<Environment> {
        let number = self.0.take_numbers(project, "environment", 1)?;
        let id = self.0.insert(
            "INSERT INTO environments (project_id, number, title, slug, description, host) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            p![project, number, &content.title, &content.slug, &content.description, &content.host],
        )?;
        self.0.touch(Aggregate::Runs);
        Ok(Environment { id, number, content: content.clone() })
    }

    /// The entry with this number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Environment> {
        self.0
            .opt(&format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2"), p![project, number], environment)?
            .ok_or_else(|| Error::not_found("environment", number))
    }

    /// The environment with this slug.
    pub fn by_slug(&self, project: ProjectId, slug: &str) -> Result<Option<Environment>> {
        self.0.opt(&format!("{COLUMNS} WHERE project_id = ?1 AND slug = ?2"), p![project, slug], environment)
    }

    /// Title of the environment with this row id; `None` for one that was deleted.
    pub fn title(&self, id: i64) -> Result<Option<String>> {
        self.0.opt("SELECT title FROM environments WHERE id = ?1", p![id], |r| r.text(0))
    }

    /// A page, by number; `search` is a part of the title, `slug` the whole slug.
    pub fn list(&self, project: ProjectId, search: Option<&str>, slug: Option<&str>, slice: Slice) -> Result<Page<Environment>> {
        let total = self.0.count("SELECT count(*) FROM environments WHERE project_id = ?1", p![project])?;
        let mut filter = Where::new("project_id = ?", vec![project.into()]);
        if let Some(slug) = slug {
            filter.and("slug = ?", vec![slug.into()]);
        }
        let mut rows = self.0.all(&format!("{COLUMNS} {} ORDER BY number", filter.sql()), filter.params(), environment)?;
        if let Some(search) = search.map(voluptas_core::base::fold::fold) {
            rows.retain(|e| voluptas_core::base::fold::fold(&e.content.title).contains(&search));
        }
        Ok(cut(total, rows, slice))
    }

    /// Replaces the content.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the slug is taken.
    pub fn update(&self, id: i64, content: &EnvironmentContent) -> Result<()> {
        self.0.execute(
            "UPDATE environments SET title = ?2, slug = ?3, description = ?4, host = ?5 WHERE id = ?1",
            p![id, &content.title, &content.slug, &content.description, &content.host],
        )?;
        self.0.touch(Aggregate::Runs);
        Ok(())
    }

    /// Deletes an environment. Its runs stay.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM environments WHERE id = ?1", p![id])?;
        self.0.touch(Aggregate::Runs);
        Ok(())
    }
}

/// A page of a list that was read completely. For the small tables of a project.
pub(super) fn cut<T>(total: i64, rows: Vec<T>, slice: Slice) -> Page<T> {
    let filtered = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(slice.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(slice.limit).unwrap_or(usize::MAX);
    Page { total, filtered, rows: rows.into_iter().skip(skip).take(take).collect() }
}
