//! Typed relations between functions.
//!
//! The history records them under the function that they start from: each relation is a field `relations/TARGET/KIND` with its
//! properties as the value, so that undo takes back one relation without touching the others.

use super::entity::Entity;
use super::page::{IN_LIST, Where};
use super::{Aggregate, Error, Result, Tx};
use crate::db::{Param, Row};
use crate::p;
use serde_json::{Map, Value, json};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::relation::{Relation, RelationKind};

/// Relations in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Relations<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The relations of functions.
    pub fn relations(&self) -> Relations<'_> {
        Relations(self)
    }
}

const COLUMNS: &str = "SELECT r.id, r.source_id, r.target_id, r.kind, r.directed, r.weight, r.meta, r.is_active FROM relations r";

fn relation(r: &Row<'_>) -> Result<Relation> {
    let kind = r.text(3)?;
    Ok(Relation {
        id: r.int(0)?,
        source: FunctionId(r.int(1)?),
        target: FunctionId(r.int(2)?),
        kind: kind.parse().map_err(|_| Error::Corrupt(format!("unknown type of a relation: {kind}")))?,
        directed: r.bool(4)?,
        weight: r.real(5)?,
        meta: r.json(6)?,
        is_active: r.bool(7)?,
    })
}

/// Name of the field of the history.
fn field(target: FunctionId, kind: RelationKind) -> String {
    format!("relations/{}/{}", target.0, <&str>::from(kind))
}

/// Properties of a relation as the history records them.
fn properties(relation: &Relation) -> Value {
    json!({"directed": relation.directed, "weight": relation.weight, "meta": relation.meta, "is_active": relation.is_active})
}

impl Relations<'_> {
    /// Every relation between living functions, by source and row id.
    pub fn all(&self) -> Result<Vec<Relation>> {
        let living = "JOIN functions s ON s.id = r.source_id AND s.deleted_ms IS NULL \
                      JOIN functions t ON t.id = r.target_id AND t.deleted_ms IS NULL";
        self.0.all(&format!("{COLUMNS} {living} ORDER BY r.source_id, r.id"), &[], relation)
    }

    /// The relations between living functions in which these take part, by source and row id.
    pub fn of_functions(&self, functions: &[FunctionId]) -> Result<Vec<Relation>> {
        let living = "JOIN functions s ON s.id = r.source_id AND s.deleted_ms IS NULL \
                      JOIN functions t ON t.id = r.target_id AND t.deleted_ms IS NULL";
        let mut found = Vec::new();
        for end in ["source_id", "target_id"] {
            for part in functions.chunks(IN_LIST) {
                let mut w = Where::new("TRUE", Vec::new());
                w.any_of(&format!("r.{end}"), part.iter().map(|id| id.0));
                found.extend(self.0.all(&format!("{COLUMNS} {living} {}", w.sql()), w.params(), relation)?);
            }
        }
        found.sort_by_key(|relation| (relation.source, relation.id));
        found.dedup_by_key(|relation| relation.id);
        Ok(found)
    }

    /// Every relation, also those of functions in the trash.
    pub fn everything(&self) -> Result<Vec<Relation>> {
        self.0.all(&format!("{COLUMNS} ORDER BY r.source_id, r.id"), &[], relation)
    }

    /// Stores a relation; source, target and kind identify it, and its id is not looked at. Returns false when it was so already.
    ///
    /// # Errors
    /// [`Error::MissingParent`] without one of the functions.
    pub fn put(&self, new: &Relation) -> Result<bool> {
        let kind: &'static str = new.kind.into();
        let condition = "WHERE r.source_id = ?1 AND r.target_id = ?2 AND r.kind = ?3";
        let before = self.0.opt(&format!("{COLUMNS} {condition}"), p![new.source, new.target, kind], relation)?;
        let (before, after) = (before.as_ref().map(properties).unwrap_or_default(), properties(new));
        if before == after {
            return Ok(false);
        }
        self.0.execute(
            "INSERT INTO relations (source_id, target_id, kind, directed, weight, meta, is_active, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT (source_id, target_id, kind) \
             DO UPDATE SET directed = ?4, weight = ?5, meta = ?6, is_active = ?7, updated_ms = ?8",
            p![new.source, new.target, kind, new.directed, new.weight, Param::json(&new.meta), new.is_active, self.0.now()],
        )?;
        self.changed(new.source, &field(new.target, new.kind), &before, &after)?;
        Ok(true)
    }

    /// Replaces the relations that start from a function. A relation that exists already keeps its weight and its notes.
    /// Relations to functions in the trash stay, because the caller could not see them.
    pub fn replace(&self, source: FunctionId, wanted: &[(FunctionId, RelationKind)]) -> Result<()> {
        let before = self.of_functions(&[source])?;
        let mut before: Vec<&Relation> = before.iter().filter(|relation| relation.source == source).collect();
        for (target, kind) in wanted {
            match before.iter().position(|old| (old.target, old.kind) == (*target, *kind)) {
                Some(at) => {
                    before.swap_remove(at);
                }
                None => {
                    let meta = Value::Object(Map::new());
                    let new = Relation {
                        id: 0,
                        source,
                        target: *target,
                        kind: *kind,
                        directed: true,
                        weight: 1.0,
                        meta,
                        is_active: true,
                    };
                    self.put(&new)?;
                }
            }
        }
        before.into_iter().try_for_each(|old| self.remove(old))
    }

    fn remove(&self, old: &Relation) -> Result<()> {
        self.0.execute("DELETE FROM relations WHERE id = ?1", p![old.id])?;
        self.changed(old.source, &field(old.target, old.kind), &properties(old), &Value::Null)
    }

    fn changed(&self, source: FunctionId, field: &str, before: &Value, after: &Value) -> Result<()> {
        self.0.touch(Aggregate::Functions);
        self.0.record_field(Entity::Relation, source.0, field, before, after)
    }

    fn of(&self, source: FunctionId) -> Result<Vec<Relation>> {
        self.0.all(&format!("{COLUMNS} WHERE r.source_id = ?1 ORDER BY r.id"), p![source], relation)
    }

    /// The relations that start from a function, as the history sees them.
    pub(super) fn recorded(&self, source: FunctionId) -> Result<Value> {
        let short = |r: &Relation| (field(r.target, r.kind).trim_start_matches("relations/").to_owned(), properties(r));
        Ok(json!({"relations": self.of(source)?.iter().map(short).collect::<Map<_, _>>()}))
    }

    /// Restores the relations that start from a function from a recorded state. A relation to a purged function is left out.
    pub(super) fn restore(&self, source: FunctionId, state: &Value) -> Result<()> {
        let wanted = state.get("relations").and_then(Value::as_object).cloned().unwrap_or_default();
        for old in self.of(source)? {
            if !wanted.contains_key(field(old.target, old.kind).trim_start_matches("relations/")) {
                self.remove(&old)?;
            }
        }
        for (name, value) in wanted {
            let Some((target, kind)) = name.split_once('/') else { continue };
            let (Ok(target), Ok(kind)) = (target.parse().map(FunctionId), kind.parse()) else { continue };
            let flag = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or(true);
            let new = Relation {
                id: 0,
                source,
                target,
                kind,
                directed: flag("directed"),
                weight: value.get("weight").and_then(Value::as_f64).unwrap_or(1.0),
                meta: value.get("meta").cloned().unwrap_or_else(|| json!({})),
                is_active: flag("is_active"),
            };
            if self.0.count("SELECT count(*) FROM functions WHERE id = ?1", p![target])? > 0 {
                self.put(&new)?;
            }
        }
        Ok(())
    }
}
