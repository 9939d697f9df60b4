//! Custom fields and tags.

use super::db::{Param, Row};
use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx};
use crate::p;
use serde_json::Value;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldType};
use voluptas_core::domain::ids::{CaseId, FieldId};
use voluptas_core::domain::validate::{self, TITLE_MAX};

/// The custom fields and tags, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The custom fields and tags.
    pub fn fields(&self) -> Fields<'_> {
        Fields(self)
    }
}

const COLUMNS: &str =
    "id, title, entity, kind, options, placeholder, default_value, is_required, is_visible, is_filterable, projects";

/// Every custom field, by id.
pub(super) const ALL: &str = "SELECT id, title, entity, kind, options, placeholder, default_value, is_required, is_visible, \
     is_filterable, projects FROM custom_fields ORDER BY id";

pub(super) fn field(row: &Row<'_>) -> Result<CustomField> {
    let word = |what: &str, text: &str| Error::Corrupt(format!("unknown {what} of a custom field: {text}"));
    let (entity, kind) = (row.text(2)?, row.text(3)?);
    Ok(CustomField {
        id: FieldId(row.int(0)?),
        title: row.text(1)?,
        entity: entity.parse::<FieldEntity>().map_err(|_| word("entity", &entity))?,
        kind: kind.parse::<FieldType>().map_err(|_| word("type", &kind))?,
        options: row.json(4)?,
        placeholder: row.opt_text(5)?,
        default_value: row.opt_text(6)?,
        is_required: row.bool(7)?,
        is_visible: row.bool(8)?,
        is_filterable: row.bool(9)?,
        projects: row.opt_json(10)?,
    })
}

impl Fields<'_> {
    /// Every custom field, by id.
    pub fn all(&self) -> Result<Vec<CustomField>> {
        self.0.all(ALL, &[], field)
    }

    /// One custom field.
    pub fn get(&self, id: FieldId) -> Result<CustomField> {
        self.0
            .opt(&format!("SELECT {COLUMNS} FROM custom_fields WHERE id = ?1"), p![id], field)?
            .ok_or_else(|| Error::not_found("custom_field", id))
    }

    /// Times of creation and last change of each custom field.
    pub fn times(&self) -> Result<BTreeMap<FieldId, (Millis, Millis)>> {
        let times = |r: &Row<'_>| Ok((FieldId(r.int(0)?), (r.int(1)?, r.int(2)?)));
        Ok(self.0.all("SELECT id, created_ms, updated_ms FROM custom_fields", &[], times)?.into_iter().collect())
    }

    /// The first custom field of this title (folded) for an entity.
    pub fn by_title(&self, entity: FieldEntity, title: &str) -> Result<Option<CustomField>> {
        let entity: &'static str = entity.into();
        self.0.opt(
            &format!("SELECT {COLUMNS} FROM custom_fields WHERE entity = ?1 AND title_fold = ?2 ORDER BY id LIMIT 1"),
            p![entity, fold(title)],
            field,
        )
    }

    /// Creates a custom field. The id in `new` is ignored.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title, [`Error::Duplicate`] for the title of another field of the same kind of entity.
    pub fn create(&self, new: &CustomField) -> Result<FieldId> {
        validate::title("title", &new.title, TITLE_MAX)?;
        self.check_free(new, None)?;
        let (entity, kind): (&'static str, &'static str) = (new.entity.into(), new.kind.into());
        let id = self.0.insert(
            "INSERT INTO custom_fields (title, title_fold, entity, kind, options, placeholder, default_value, is_required, is_visible, \
             is_filterable, projects, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
            p![
                new.title.trim(),
                fold(&new.title),
                entity,
                kind,
                Param::json(&new.options),
                &new.placeholder,
                &new.default_value,
                new.is_required,
                new.is_visible,
                new.is_filterable,
                new.projects.as_ref().map(Param::json),
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Other);
        Ok(FieldId(id))
    }

    /// Checks that the title of a field is free. Values are identified by the titles of their fields, so no two fields of cases
    /// or runs may share a title.
    fn check_free(&self, field: &CustomField, except: Option<FieldId>) -> Result<()> {
        let entity: &'static str = field.entity.into();
        let taken = self.0.opt(
            "SELECT title FROM custom_fields WHERE entity = ?1 AND title_fold = ?2 AND id <> ?3 ORDER BY id LIMIT 1",
            p![entity, fold(&field.title), except.unwrap_or(FieldId(0))],
            |r| r.text(0),
        )?;
        taken.map_or(Ok(()), |title| Err(Error::Duplicate(title)))
    }

    /// Replaces a custom field. Entity and type stay. Runs, which name their values by the title, get the new one.
    ///
    /// # Errors
    /// [`Error::Duplicate`] for a new title that is that of another field of the same kind of entity.
    pub fn update(&self, changed: &CustomField) -> Result<()> {
        validate::title("title", &changed.title, TITLE_MAX)?;
        let before = self.get(changed.id)?;
        if fold(&before.title) != fold(&changed.title) {
            self.check_free(&CustomField { entity: before.entity, ..changed.clone() }, Some(changed.id))?;
        }
        if before.entity == FieldEntity::Run && before.title != changed.title.trim() {
            self.each_run_value(&before, |values| {
                if let Some(value) = values.remove(&before.title) {
                    values.insert(changed.title.trim().to_owned(), value);
                }
            })?;
        }
        let rows = self.0.execute(
            "UPDATE custom_fields SET title = ?2, title_fold = ?3, options = ?4, placeholder = ?5, default_value = ?6, is_required = ?7, \
             is_visible = ?8, is_filterable = ?9, projects = ?10, updated_ms = ?11 WHERE id = ?1",
            p![
                changed.id,
                changed.title.trim(),
                fold(&changed.title),
                Param::json(&changed.options),
                &changed.placeholder,
                &changed.default_value,
                changed.is_required,
                changed.is_visible,
                changed.is_filterable,
                changed.projects.as_ref().map(Param::json),
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Other);
        if rows == 0 { Err(Error::not_found("custom_field", changed.id)) } else { Ok(()) }
    }

    /// Changes the values of the runs that have one of the field.
    fn each_run_value(&self, field: &CustomField, change: impl Fn(&mut BTreeMap<String, String>)) -> Result<()> {
        let with_values = "SELECT id, custom_fields FROM runs WHERE custom_fields <> '{}' ORDER BY id";
        for (run, mut values) in self.0.all(with_values, &[], |r| Ok((r.int(0)?, r.json::<BTreeMap<String, String>>(1)?)))? {
            if values.contains_key(&field.title) {
                change(&mut values);
                self.0.execute("UPDATE runs SET custom_fields = ?2 WHERE id = ?1", p![run, Param::json(&values)])?;
                self.0.touch(Aggregate::Runs);
            }
        }
        Ok(())
    }

    /// Numbers of cases and runs in whose value each option stands, by the option as values name it.
    pub fn options_in_use(&self, field: &CustomField) -> Result<BTreeMap<String, i64>> {
        let mut used: BTreeMap<String, i64> = BTreeMap::new();
        let mut count = |value: &str| {
            for option in value.split(',').map(str::trim).filter(|option| !option.is_empty()) {
                *used.entry(option.to_owned()).or_default() += 1;
            }
        };
        self.0.each("SELECT value FROM case_field_values WHERE field_id = ?1", p![field.id], |r| {
            count(&r.text(0)?);
            Ok(())
        })?;
        if field.entity == FieldEntity::Run {
            self.0.each("SELECT custom_fields FROM runs WHERE custom_fields <> '{}'", &[], |r| {
                let values: BTreeMap<String, String> = r.json(0)?;
                if let Some(value) = values.get(&field.title) {
                    count(value);
                }
                Ok(())
            })?;
        }
        Ok(used)
    }

    /// Replaces an option in every value of a field, also within lists of options.
    pub fn replace_option(&self, id: FieldId, from: &str, to: &str) -> Result<()> {
        let field = self.get(id)?;
        let name = format!("custom_fields/{}", field.title);
        if field.entity == FieldEntity::Run {
            self.each_run_value(&field, |values| {
                let value = values.remove(&field.title).unwrap_or_default();
                let after = with_option(&value, from, to);
                if !after.is_empty() {
                    values.insert(field.title.clone(), after);
                }
            })?;
        }
        let values = "SELECT case_id, value FROM case_field_values WHERE field_id = ?1";
        for (case, value) in self.0.all(values, p![id], |r| Ok((r.int(0)?, r.text(1)?)))? {
            if value.split(',').any(|option| option.trim() == from) {
                let (set, clear) = (
                    "UPDATE case_field_values SET value = ?3 WHERE field_id = ?1 AND case_id = ?2",
                    "DELETE FROM case_field_values WHERE field_id = ?1 AND case_id = ?2",
                );
                let after = with_option(&value, from, to);
                let shown = if after.is_empty() { Value::Null } else { after.as_str().into() };
                self.0.record_field(Entity::Case, case, &name, &value.as_str().into(), &shown)?;
                match after {
                    none if none.is_empty() => self.0.execute(clear, p![id, case])?,
                    value => self.0.execute(set, p![id, case, value])?,
                };
            }
        }
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Deletes a custom field with its values.
    pub fn delete(&self, id: FieldId) -> Result<()> {
        let name = format!("custom_fields/{}", self.get(id)?.title);
        for (case, value) in self.values_of(id)? {
            self.0.record_field(Entity::Case, case.0, &name, &value.into(), &Value::Null)?;
        }
        self.0.execute("DELETE FROM custom_fields WHERE id = ?1", p![id])?;
        self.0.touch(Aggregate::Other);
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// The field of cases with this title. A missing field is created as a one-line text.
    pub fn ensure_for_cases(&self, title: &str) -> Result<FieldId> {
        if let Some(id) = self.0.opt(
            "SELECT id FROM custom_fields WHERE entity = 'case' AND title_fold = ?1 ORDER BY id LIMIT 1",
            p![fold(title)],
            |r| r.int(0),
        )? {
            return Ok(FieldId(id));
        }
        self.create(&CustomField::new(title, FieldEntity::Case, FieldType::String))
    }

    /// The values of a custom field by case.
    pub fn values_of(&self, field: FieldId) -> Result<Vec<(CaseId, String)>> {
        self.0.all("SELECT case_id, value FROM case_field_values WHERE field_id = ?1 ORDER BY case_id", p![field], |r| {
            Ok((CaseId(r.int(0)?), r.text(1)?))
        })
    }

    /// The tag with this title. A missing tag is created.
    pub fn ensure_tag(&self, title: &str) -> Result<i64> {
        let known = self.0.opt("SELECT id FROM tags WHERE title = ?1", p![title], |r| r.int(0))?;
        match known {
            Some(id) => Ok(id),
            None => {
                // A longer title fits into no index of PostgreSQL.
                validate::title("tags", title, TITLE_MAX)?;
                self.0.insert("INSERT INTO tags (title, title_fold) VALUES (?1, ?2)", p![title, fold(title)])
            }
        }
    }

    /// Titles of tags, in the order of the alphabet.
    pub fn tag_titles(&self, limit: i64) -> Result<Vec<String>> {
        self.0.all("SELECT title FROM tags ORDER BY title_fold LIMIT ?1", p![limit], |r| r.text(0))
    }

    /// The ids of tags by title.
    pub fn tag_id(&self, title: &str) -> Result<Option<i64>> {
        self.0.opt("SELECT id FROM tags WHERE title = ?1", p![title], |r| r.int(0))
    }
}

/// A list of options with `to` in place of `from`; a blank `to` removes it.
fn with_option(value: &str, from: &str, to: &str) -> String {
    let mut options: Vec<&str> = Vec::new();
    for option in value.split(',').map(str::trim).map(|option| if option == from { to } else { option }) {
        if !option.is_empty() && !options.contains(&option) {
            options.push(option);
        }
    }
    options.join(",")
}
