//! Shared parameters: named lists of values that cases of several projects use.
//!
//! A case keeps the names and values beside the id of its shared parameter. A change of the shared parameter is written into every
//! case that uses it, as an edit with a history.

use super::error::{Error, Result};
use super::page::{Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::{Param, Row};
use crate::p;
use uuid::Uuid;
use voluptas_core::domain::case::{Parameter, ParameterItem};
use voluptas_core::domain::ids::CaseId;

/// Shared parameters in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct SharedParameters<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn shared_parameters(&self) -> SharedParameters<'_> {
        SharedParameters(self)
    }
}

/// A shared parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedParameter {
    pub uuid: String,
    pub title: String,
    /// True for parameters that vary together.
    pub is_group: bool,
    /// Codes of the projects that may use it; `None` is all projects.
    pub projects: Option<Vec<String>>,
    /// One item, or those of the group.
    pub items: Vec<ParameterItem>,
}

impl SharedParameter {
    /// The parameter of a case that uses this one.
    #[must_use]
    pub fn of_case(&self) -> Parameter {
        let shared_id = Some(self.uuid.clone());
        match &self.items[..] {
            [item] if !self.is_group => Parameter::Single { shared_id, item: item.clone() },
            items => Parameter::Group { shared_id, items: items.to_vec() },
        }
    }

    /// True where a project may use it.
    #[must_use]
    pub fn is_in(&self, code: &str) -> bool {
        self.projects.as_ref().is_none_or(|codes| codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
    }
}

/// The id of the shared parameter that a parameter of a case uses.
#[must_use]
pub fn shared_id(parameter: &Parameter) -> Option<&str> {
    match parameter {
        Parameter::Single { shared_id, .. } | Parameter::Group { shared_id, .. } => shared_id.as_deref(),
    }
}

const COLUMNS: &str = "SELECT uuid, title, is_group, projects, items FROM shared_parameters";

fn shared(r: &Row<'_>) -> Result<SharedParameter> {
    let projects = r.opt_str(3)?.map(serde_json::from_str).transpose();
    Ok(SharedParameter {
        uuid: r.text(0)?,
        title: r.text(1)?,
        is_group: r.bool(2)?,
        projects: projects.map_err(|_| Error::Corrupt("the projects of a shared parameter are no list".into()))?,
        items: r.json(4)?,
    })
}

fn pattern(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl SharedParameters<'_> {
    /// Creates a shared parameter; returns its id, a new UUID.
    pub fn create(&self, new: &SharedParameter) -> Result<String> {
        let uuid = Uuid::new_v4().to_string();
        self.0.insert(
            "INSERT INTO shared_parameters (uuid, title, is_group, projects, items, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            p![&uuid, &new.title, new.is_group, new.projects.as_ref().map(Param::json), Param::json(&new.items), self.0.now()],
        )?;
        self.0.touch(Aggregate::Cases);
        Ok(uuid)
    }

    /// The shared parameter with this id, in any letter case.
    pub fn by_uuid(&self, uuid: &str) -> Result<Option<SharedParameter>> {
        self.0.opt(&format!("{COLUMNS} WHERE uuid = ?1"), p![uuid.to_ascii_lowercase()], shared)
    }

    /// Every shared parameter, in the order of creation.
    pub fn all(&self) -> Result<Vec<SharedParameter>> {
        self.0.all(&format!("{COLUMNS} ORDER BY id"), &[], shared)
    }

    /// Replaces the content and writes it into the cases that use it.
    pub fn update(&self, changed: &SharedParameter) -> Result<()> {
        self.0.execute(
            "UPDATE shared_parameters SET title = ?2, is_group = ?3, projects = ?4, items = ?5, updated_ms = ?6 WHERE uuid = ?1",
            p![
                &changed.uuid,
                &changed.title,
                changed.is_group,
                changed.projects.as_ref().map(Param::json),
                Param::json(&changed.items),
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Cases);
        self.rewrite(&changed.uuid, |parameter| *parameter = changed.of_case())
    }

    /// Deletes a shared parameter, and takes it out of the cases that use it.
    pub fn delete(&self, uuid: &str) -> Result<()> {
        self.0.execute("DELETE FROM shared_parameters WHERE uuid = ?1", p![uuid])?;
        self.0.touch(Aggregate::Cases);
        self.rewrite(uuid, |parameter| *parameter = Parameter::Group { shared_id: Some(uuid.to_owned()), items: Vec::new() })
    }

    /// Living cases that use a shared parameter.
    pub fn users(&self, uuid: &str) -> Result<Vec<CaseId>> {
        // The text of the column holds the id only as that of a shared parameter or inside a name or value, which `rewrite` tells apart.
        let w = Where::new("deleted_ms IS NULL AND parameters LIKE ? ESCAPE '\\'", vec![format!("%{}%", pattern(uuid)).into()]);
        self.0.all(&format!("SELECT id FROM cases {} ORDER BY id", w.sql()), w.params(), |r| Ok(CaseId(r.int(0)?)))
    }

    /// Changes each use of a shared parameter in a case. One without items is taken out.
    fn rewrite(&self, uuid: &str, change: impl Fn(&mut Parameter)) -> Result<()> {
        for id in self.users(uuid)? {
            let mut content = self.0.cases().get(id)?.content;
            let before = content.parameters.clone();
            for parameter in
                content.parameters.iter_mut().filter(|p| shared_id(p).is_some_and(|id| id.eq_ignore_ascii_case(uuid)))
            {
                change(parameter);
            }
            content.parameters.retain(|p| !p.items().is_empty());
            if content.parameters != before {
                self.0.cases().update(id, &content)?;
            }
        }
        Ok(())
    }
}

/// A page of a list that was read completely.
#[must_use]
pub fn page_of<T>(rows: Vec<T>, slice: Slice) -> Page<T> {
    super::environments::cut(i64::try_from(rows.len()).unwrap_or(i64::MAX), rows, slice)
}
