//! Earlier versions of an entity, computed from the present state by taking its later changes back one by one.

use super::changes::{body, fields_of, set_field};
use super::entity::Entity;
use super::history::{History, Operation};
use super::undo::FieldLeft;
use super::{Result, Tx};
use crate::p;
use serde_json::Value;
use std::collections::BTreeSet;

/// Fields that restoring a version does not change: place in the tree, trash, and state of a run.
const KEPT: &[&str] = &[
    "parent_id",
    "suite_id",
    "further_suites",
    "position",
    "deleted_ms",
    "milestone_id",
    "state",
    "end_ms",
    "is_public",
    "external_issue",
    "review",
];

impl History<'_> {
    /// State of an entity after an operation, as JSON. `None` when the entity did not exist then or does not exist any more.
    ///
    /// # Errors
    /// [`super::Error::Corrupt`] for a recorded change that cannot be read.
    pub fn version(&self, entity: Entity, id: i64, operation: i64) -> Result<Option<Value>> {
        let tx: &Tx<'_> = self.tx();
        let Some(mut state) = tx.state(entity, id)? else { return Ok(None) };
        let mut existed = true;
        tx.each(
            "SELECT before, after FROM changes WHERE entity = ?1 AND entity_id = ?2 AND operation_id > ?3 ORDER BY id DESC",
            p![entity.as_str(), id, operation],
            |r| {
                let (before, after) = (r.opt_json::<Option<Value>>(0)?, r.opt_json::<Option<Value>>(1)?);
                let body = body(entity, before.as_ref(), after.as_ref());
                existed &= !body.created;
                for (name, (before, _)) in &body.fields {
                    set_field(&mut state, name, before);
                }
                Ok(())
            },
        )?;
        Ok(existed.then_some(state))
    }

    /// States of an entity after its latest operations, newest first, from at most `limit` recorded changes. Costs one walk through them,
    /// where [`Self::version`] costs one for each state.
    ///
    /// # Errors
    /// [`super::Error::Corrupt`] for a recorded change that cannot be read.
    pub fn versions(&self, entity: Entity, id: i64, limit: i64) -> Result<Vec<(Operation, Value)>> {
        let Some(mut state) = self.tx().state(entity, id)? else { return Ok(Vec::new()) };
        let mut all: Vec<(Operation, Value)> = Vec::new();
        for (operation, change) in self.of(entity.as_str(), id, limit)? {
            if all.last().is_none_or(|(newer, _)| newer.id != operation.id) {
                all.push((operation, state.clone()));
            }
            let body = body(entity, change.before.as_ref(), change.after.as_ref());
            if body.created {
                break;
            }
            for (name, (before, _)) in &body.fields {
                set_field(&mut state, name, before);
            }
        }
        Ok(all)
    }

    /// Operations that changed an entity, by id: also those that [`Self::versions`] does not reach.
    pub fn operations_of(&self, entity: Entity, id: i64) -> Result<BTreeSet<i64>> {
        let sql = "SELECT DISTINCT operation_id FROM changes WHERE entity = ?1 AND entity_id = ?2";
        Ok(self.tx().all(sql, p![entity.as_str(), id], |r| r.int(0))?.into_iter().collect())
    }

    /// Restores the content of an entity from an earlier version; its place in the tree stays. Returns the fields that could not be
    /// restored; `None` if there is no such version.
    pub fn restore_version(&self, entity: Entity, id: i64, operation: i64) -> Result<Option<Vec<FieldLeft>>> {
        let tx: &Tx<'_> = self.tx();
        let Some(then) = self.version(entity, id, operation)?.as_ref().map(fields_of) else { return Ok(None) };
        let now = tx.state(entity, id)?.as_ref().map(fields_of).unwrap_or_default();
        let (mut fields, mut left) = (Vec::new(), Vec::new());
        for name in then.keys().chain(now.keys().filter(|name| !then.contains_key(*name))) {
            let value = then.get(name).cloned().unwrap_or_default();
            if KEPT.contains(&name.split('/').next().unwrap_or(name)) || now.get(name).unwrap_or(&Value::Null) == &value {
                continue;
            }
            if tx.is_in_the_way(entity, id, name, &value)? {
                left.push(FieldLeft { entity: entity.as_str(), entity_id: id, field: name.clone(), since: None });
            } else {
                fields.push((name.clone(), value));
            }
        }
        tx.write_fields(entity, id, &fields)?;
        Ok(Some(left))
    }
}
