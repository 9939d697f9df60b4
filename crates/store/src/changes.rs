//! Recorded changes: the fields of an entity by name, and the difference between two states.
//!
//! A creation is recorded without values: they follow from the present state and the later changes. An update stores the
//! fields that differ. A field is named as in the entity's JSON; each custom field, each further suite of a case and each role of
//! people is a field of its own (`custom_fields/Risk`, `further_suites/7`, `people/qa`), so that two persons can change two of them. An absent field is the same as null.

use super::entity::Entity;
use super::step_statuses::{self, STEP_STATUSES};
use super::{Result, Tx, link_history};
use crate::{p, row};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Fields of an entity by name.
pub(super) type Fields = BTreeMap<String, Value>;

/// Members of a state that are no fields: no write or every write changes them, or they keep the row of a deleted milestone.
const UNRECORDED: &[&str] = &["id", "project_id", "number", "hash", "created_ms", "updated_ms", super::milestones::ROW];

/// Members whose own members are fields: values of custom fields by title, positions of a case by further suite, the people who execute a
/// run by case, the plans of a run's cases, and the statuses of a result's steps by place.
const MAPS: &[&str] = &["custom_fields", "further_suites", "relations", "assignees", "planned", STEP_STATUSES];

/// The fields of a state, including those of its content.
pub(super) fn fields_of(state: &Value) -> Fields {
    let mut fields = Fields::new();
    for (key, value) in state.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("content", Value::Object(content)) => content.iter().for_each(|(k, v)| add(&mut fields, k, v)),
            (key, _) if UNRECORDED.contains(&key) => {}
            (key, value) => add(&mut fields, key, value),
        }
    }
    fields
}

fn add(fields: &mut Fields, key: &str, value: &Value) {
    match (key, value) {
        (_, Value::Null) => {}
        (map, Value::Object(values)) if MAPS.contains(&map) => {
            fields.extend(values.iter().map(|(title, v)| (format!("{map}/{title}"), v.clone())));
        }
        ("people", Value::Array(pairs)) => {
            for pair in pairs {
                let role = pair.get(0).and_then(Value::as_str).unwrap_or_default();
                let ids = fields.entry(format!("people/{role}")).or_insert_with(|| json!([]));
                if let (Value::Array(ids), Some(id)) = (ids, pair.get(1)) {
                    ids.push(id.clone());
                }
            }
        }
        _ => {
            fields.insert(key.to_owned(), value.clone());
        }
    }
}

/// The stored form of fields: a state with only these fields.
fn stored(fields: &Fields) -> Value {
    let mut state = Map::new();
    let mut maps: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut people = Vec::new();
    for (name, value) in fields {
        match name.split_once('/') {
            Some((map, title)) if MAPS.contains(&map) => {
                maps.entry(map).or_default().insert(title.to_owned(), value.clone());
            }
            Some(("people", role)) => people.extend(value.as_array().into_iter().flatten().map(|id| json!([role, id]))),
            _ => {
                state.insert(name.clone(), value.clone());
            }
        }
    }
    for (map, values) in maps {
        state.insert(map.to_owned(), values.into());
    }
    if !people.is_empty() {
        state.insert("people".into(), people.into());
    }
    state.into()
}

/// Sets a field of a whole state. Null removes a custom field, a further suite or a role.
pub(super) fn set_field(state: &mut Value, name: &str, value: &Value) {
    match name.split_once('/') {
        Some((map, title)) if MAPS.contains(&map) => {
            let Value::Object(values) = place(state, map) else { return };
            if value.is_null() {
                values.remove(title);
            } else {
                values.insert(title.to_owned(), value.clone());
            }
        }
        Some(("people", role)) => {
            let Value::Array(pairs) = place(state, "people") else { return };
            pairs.retain(|pair| pair.get(0).and_then(Value::as_str) != Some(role));
            pairs.extend(value.as_array().into_iter().flatten().map(|id| json!([role, id])));
        }
        _ => *place(state, name) = value.clone(),
    }
}

/// The member of a state or of its content.
fn place<'v>(state: &'v mut Value, key: &str) -> &'v mut Value {
    let in_content = state.get(key).is_none() && state.get("content").is_some_and(Value::is_object);
    if in_content { &mut state["content"][key] } else { &mut state[key] }
}

/// A recorded change: the changed fields, each with the value before and after.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// True for a creation.
    pub created: bool,
    /// Values before and after, by field. Empty for a creation.
    pub fields: BTreeMap<String, (Value, Value)>,
}

/// Reads a recorded change. Versions up to 0.1 recorded whole states: equal fields are left out. Earlier versions recorded the statuses of
/// a result's steps within the steps.
pub(super) fn body(entity: Entity, before: Option<&Value>, after: Option<&Value>) -> Body {
    let mut body = Body::default();
    if entity == Entity::Mapping {
        let origin = |state: Option<&Value>| state.and_then(|s| s.get("origin")).cloned().unwrap_or_default();
        let case = before.or(after).and_then(|s| s.get("case_id")).and_then(Value::as_i64).unwrap_or_default();
        body.fields.insert(format!("mapping/{case}"), (origin(before), origin(after)));
        return body;
    }
    if matches!(entity, Entity::CaseLink | Entity::SuiteLink) {
        let name = format!("link/{}", link_history::remote_of(before, after));
        body.fields.insert(name, (before.cloned().unwrap_or_default(), after.cloned().unwrap_or_default()));
        return body;
    }
    let Some(before) = before else {
        body.created = true;
        return body;
    };
    let fields = |state: &Value| {
        if entity == Entity::Result {
            let mut state = state.clone();
            step_statuses::split(&mut state);
            fields_of(&state)
        } else {
            fields_of(state)
        }
    };
    let (mut before, mut after) = (fields(before), after.map(fields).unwrap_or_default());
    let names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    for name in names {
        let values = (before.remove(&name).unwrap_or_default(), after.remove(&name).unwrap_or_default());
        if values.0 != values.1 {
            body.fields.insert(name, values);
        }
    }
    body
}

/// The stored form of the fields that differ between two states: the values before and after.
pub(super) fn difference(before: &impl Serialize, after: &impl Serialize) -> (Value, Value) {
    let (mut before, mut after) = (fields_of(&json!(before)), fields_of(&json!(after)));
    let same: Vec<String> = before.iter().filter(|(name, v)| after.get(*name) == Some(v)).map(|(name, _)| name.clone()).collect();
    for name in &same {
        before.remove(name);
        after.remove(name);
    }
    (stored(&before), stored(&after))
}

impl Tx<'_> {
    /// Records that an entity was created.
    pub(super) fn record_new(&self, entity: Entity, id: i64) -> Result<()> {
        self.record(entity, id, None, None)
    }

    /// Records that entities were created.
    pub(super) fn record_all_new(&self, entity: Entity, ids: impl Iterator<Item = i64>) -> Result<()> {
        let mut ids = ids.peekable();
        if ids.peek().is_none() {
            return Ok(());
        }
        let Some(operation) = self.begin_operation(None)? else { return Ok(()) };
        let mut created = Vec::new();
        let rows = ids.map(|id| {
            if entity == Entity::Case {
                created.push(id);
            }
            row![operation, entity.as_str(), id]
        });
        self.execute_many("INSERT INTO changes (operation_id, entity, entity_id) VALUES (?1, ?2, ?3)", rows)?;
        created.into_iter().try_for_each(|id| self.outbox().note_case(id, None))
    }

    /// Records the fields that differ between two states of an entity.
    pub(super) fn record_change(&self, entity: Entity, id: i64, before: &impl Serialize, after: &impl Serialize) -> Result<()> {
        let (before, after) = difference(before, after);
        self.record_difference(entity, id, &before, &after)
    }

    /// Records the fields that differ, in their stored form; nothing where none does.
    pub(super) fn record_difference(&self, entity: Entity, id: i64, before: &Value, after: &Value) -> Result<()> {
        let is_blank = |side: &Value| side.as_object().is_none_or(Map::is_empty);
        if is_blank(before) && is_blank(after) {
            return Ok(());
        }
        self.record(entity, id, Some(before), Some(after))
    }

    /// Records a change of one field.
    pub(super) fn record_field(&self, entity: Entity, id: i64, name: &str, before: &Value, after: &Value) -> Result<()> {
        let side = |value: &Value| stored(&Fields::from([(name.to_owned(), value.clone())]));
        if before == after { Ok(()) } else { self.record(entity, id, Some(&side(before)), Some(&side(after))) }
    }

    /// Records the given change. Records nothing outside of a write.
    pub(super) fn record(&self, entity: Entity, id: i64, before: Option<&Value>, after: Option<&Value>) -> Result<()> {
        let Some(operation) = self.begin_operation(None)? else { return Ok(()) };
        self.execute(
            "INSERT INTO changes (operation_id, entity, entity_id, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
            p![operation, entity.as_str(), id, before.map(ToString::to_string), after.map(ToString::to_string)],
        )?;
        if entity == Entity::Case { self.outbox().note_case(id, before.zip(after)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_into_a_state_and_back() {
        let mut state = json!({"id": 1, "parent_id": null, "updated_ms": 5, "people": [["qa", 3], ["dev", 4], ["qa", 5]],
            "content": {"title": "Cart", "alias": null, "custom_fields": {"Risk": "low"}}});
        let fields = fields_of(&state);
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["custom_fields/Risk", "people/dev", "people/qa", "title"]);
        assert_eq!(fields_of(&stored(&fields)), fields);
        set_field(&mut state, "alias", &json!("CART"));
        set_field(&mut state, "custom_fields/Risk", &Value::Null);
        set_field(&mut state, "custom_fields/A/B", &json!("x"));
        set_field(&mut state, "people/qa", &json!([9]));
        set_field(&mut state, "parent_id", &json!(2));
        assert_eq!(
            state,
            json!({"id": 1, "parent_id": 2, "updated_ms": 5, "people": [["dev", 4], ["qa", 9]],
                "content": {"title": "Cart", "alias": "CART", "custom_fields": {"A/B": "x"}}})
        );
    }

    #[test]
    fn further_suites_are_fields_beside_the_content() {
        let mut state = json!({"id": 1, "suite_id": 2, "further_suites": {"7": 3}, "content": {"title": "Add"}});
        let fields = fields_of(&state);
        assert_eq!(fields.get("further_suites/7"), Some(&json!(3)));
        assert_eq!(fields_of(&stored(&fields)), fields);
        set_field(&mut state, "further_suites/7", &Value::Null);
        set_field(&mut state, "further_suites/8", &json!(0));
        assert_eq!(state["further_suites"], json!({"8": 0}));
    }

    #[test]
    fn a_whole_state_of_an_older_file_reads_as_the_fields_that_changed() {
        let state = |title: &str, at: i64| json!({"id": 1, "updated_ms": at, "deleted_ms": null, "content": {"title": title, "module": "m"}});
        let (before, after) = (state("A", 1), state("B", 2));
        let read = body(Entity::Function, Some(&before), Some(&after));
        assert_eq!(read.fields, BTreeMap::from([("title".to_owned(), (json!("A"), json!("B")))]));
        assert!(body(Entity::Function, None, Some(&after)).created);
    }
}
