//! Edits of functions and cases by hand: each one a named write that can be taken back.

use crate::domain::Message;
use crate::domain::case::CaseContent;
use crate::domain::function::{FunctionContent, FunctionType, normalise_alias, short_name};
use crate::domain::ids::{CaseId, FunctionId, PersonId, SuiteId, Thing};
use crate::domain::mapping::Origin;
use crate::domain::person::RaciRole;
use crate::store::history::{Direction, Operation};
use crate::store::{Change, Op, Result, Store};
use serde_json::Value;
use std::collections::BTreeMap;

/// Replaces the content of a function. People are given by name; an unknown name creates a person.
pub fn save_function(store: &Store, id: FunctionId, content: &FunctionContent, people: &[(RaciRole, String)]) -> Result<()> {
    let label = Message::new("history-edit-function").with("func", &content.func_id);
    store
        .write(Op::edit("edit_function").labelled(label), |tx| {
            let mut ids: Vec<(RaciRole, PersonId)> = Vec::new();
            for (role, name) in people.iter().filter(|(_, name)| !name.trim().is_empty()) {
                ids.push((*role, tx.people().ensure(name)?));
            }
            tx.functions().update(id, content, &ids)
        })
        .map(drop)
}

/// Makes a function below another (or at the root) with a FuncID built from its place and title.
pub fn create_function(store: &Store, parent: Option<FunctionId>, kind: FunctionType, title: &str) -> Result<FunctionId> {
    create_function_as(store, parent, kind, title, None)
}

/// Creates a function with a given FuncID; [`create_function`] derives it from place and title.
///
/// # Errors
/// [`crate::store::Error::Duplicate`] for a FuncID that is taken, also by a function in the trash.
pub fn create_function_as(
    store: &Store,
    parent: Option<FunctionId>,
    kind: FunctionType,
    title: &str,
    func_id: Option<&str>,
) -> Result<FunctionId> {
    let label = Message::new("history-create-function").with("title", title);
    store
        .write(Op::edit("create_function").labelled(label), |tx| {
            let above = parent.map(|id| tx.functions().get(id)).transpose()?;
            let base = match &above {
                Some(parent) => format!("{}.{}", parent.content.func_id, normalise_alias(title).to_lowercase()),
                None => normalise_alias(title).to_lowercase(),
            };
            let func_id = match func_id.map(str::trim).filter(|id| !id.is_empty()) {
                Some(id) => id.to_owned(),
                None => free_func_id(tx, if base.is_empty() { "new".into() } else { base })?,
            };
            let segment = match kind {
                FunctionType::Story => Some("UX/CX".to_owned()),
                FunctionType::Page | FunctionType::Element => Some("UI".to_owned()),
                FunctionType::Feature => Some("Backend".to_owned()),
                _ => None,
            };
            let content = FunctionContent {
                func_id,
                title: title.trim().to_owned(),
                kind,
                segment,
                status: Some("Draft".into()),
                ..FunctionContent::default()
            };
            tx.functions().create(parent, &content, &[])
        })
        .map(|w| w.value)
}

/// The id itself when it is free, otherwise with `.1`, `.2`, ...
fn free_func_id(tx: &crate::store::Tx<'_>, wanted: String) -> Result<String> {
    let taken = |id: &str| tx.functions().has_func_id(id);
    if !taken(&wanted)? {
        return Ok(wanted);
    }
    for n in 1_u32.. {
        let next = format!("{wanted}.{n}");
        if !taken(&next)? {
            return Ok(next);
        }
    }
    Ok(wanted)
}

/// Moves functions to the trash, each with all functions below it. Returns their number.
pub fn delete_functions(store: &Store, ids: &[FunctionId]) -> Result<usize> {
    let label = Message::new("history-delete-functions").count("count", ids.len());
    store
        .write(Op::edit("delete_functions").labelled(label), |tx| {
            let mut all = Vec::new();
            for id in ids {
                all.extend(tx.functions().subtree(*id)?);
            }
            all.sort_unstable();
            all.dedup();
            for id in &all {
                tx.functions().set_deleted(*id, true)?;
            }
            Ok(all.len())
        })
        .map(|w| w.value)
}

/// Puts a function under another.
pub fn move_function(store: &Store, id: FunctionId, parent: Option<FunctionId>) -> Result<()> {
    store
        .write(Op::edit("move_function"), |tx| {
            let label = tx.functions().get(id)?;
            tracing::debug!(function = short_name(&label.content.func_id), "moved");
            tx.functions().move_to(id, parent)
        })
        .map(drop)
}

/// Replaces the content of a case.
pub fn save_case(store: &Store, id: CaseId, content: &CaseContent) -> Result<()> {
    let mut content = content.clone();
    content.normalise();
    let label = Message::new("history-edit-case").with("title", &content.title);
    store.write(Op::edit("edit_case").labelled(label), |tx| tx.cases().update(id, &content)).map(drop)
}

/// Puts a case into a suite, or to the root.
pub fn move_case(store: &Store, id: CaseId, suite: Option<SuiteId>) -> Result<()> {
    store.write(Op::edit("move_case"), |tx| tx.cases().move_to(id, suite)).map(drop)
}

/// Maps cases to functions. Returns the number of new mappings.
pub fn link(store: &Store, pairs: &[(FunctionId, CaseId, Origin)]) -> Result<usize> {
    let label = Message::new("history-link").count("count", pairs.len());
    store
        .write(Op::edit("link").labelled(label), |tx| {
            let mut new = 0;
            for &(function, case, origin) in pairs {
                new += usize::from(tx.mappings().link(function, case, origin)?);
            }
            Ok(new)
        })
        .map(|w| w.value)
}

/// Removes mappings. Returns the number of removed mappings.
pub fn unlink(store: &Store, pairs: &[(FunctionId, CaseId)]) -> Result<usize> {
    let label = Message::new("history-unlink").count("count", pairs.len());
    store
        .write(Op::edit("unlink").labelled(label), |tx| {
            let mut gone = 0;
            for &(function, case) in pairs {
                gone += usize::from(tx.mappings().unlink(function, case)?);
            }
            Ok(gone)
        })
        .map(|w| w.value)
}

/// Undoes or redoes the edit whose turn it is. Returns it with the things that a person should see selected then.
pub fn step_history(store: &Store, direction: Direction) -> Result<Option<(Operation, Vec<Thing>)>> {
    step(store, direction, None)
}

/// Takes one edit back while it is the latest one. `None` when later edits came after it.
pub fn undo_operation(store: &Store, id: i64) -> Result<Option<(Operation, Vec<Thing>)>> {
    step(store, Direction::Undo, Some(id))
}

fn step(store: &Store, direction: Direction, only: Option<i64>) -> Result<Option<(Operation, Vec<Thing>)>> {
    // Recorded as no edit of its own: it is a move in the history, not a new entry.
    let written = store.write(Op::bulk("step_history"), |tx| {
        let next = tx.history().next(direction)?;
        if next.is_none_or(|next| only.is_some_and(|id| id != next.id)) {
            return Ok(None);
        }
        let Some(operation) = tx.history().step(direction)? else { return Ok(None) };
        let changes = tx.history().changes(operation.id)?;
        Ok(Some((operation, after_step(&changes, direction))))
    })?;
    Ok(written.value)
}

/// The things that a step brought back, without those that lie inside another one of them; else those that it changed.
fn after_step(changes: &[Change], direction: Direction) -> Vec<Thing> {
    let is_there = |state: Option<&Value>| state.is_some_and(|s| s.get("deleted_ms").is_none_or(Value::is_null));
    let id = |state: &Value, name: &str| state.get(name).and_then(Value::as_i64);
    let (mut back, mut changed) = (BTreeMap::new(), BTreeMap::new());
    for change in changes {
        let (from, to) = match direction {
            Direction::Undo => (&change.after, &change.before),
            Direction::Redo => (&change.before, &change.after),
        };
        let Some(state) = to.as_ref().filter(|to| is_there(Some(*to))) else { continue };
        let parent = id(state, "parent_id");
        let (thing, parent) = match change.entity.as_str() {
            "function" => (Thing::Function(FunctionId(change.entity_id)), parent.map(|p| Thing::Function(FunctionId(p)))),
            "suite" => (Thing::Suite(SuiteId(change.entity_id)), parent.map(|p| Thing::Suite(SuiteId(p)))),
            "case" => (Thing::Case(CaseId(change.entity_id)), id(state, "suite_id").map(|s| Thing::Suite(SuiteId(s)))),
            _ => continue,
        };
        let things = if is_there(from.as_ref()) { &mut changed } else { &mut back };
        things.insert(thing, parent);
    }
    let things = if back.is_empty() { changed } else { back };
    let outer = things.iter().filter(|(_, parent)| parent.is_none_or(|p| !things.contains_key(&p)));
    outer.map(|(thing, _)| *thing).collect()
}

/// The edits that undo and redo would act on next.
pub fn next_steps(store: &Store) -> Result<(Option<Operation>, Option<Operation>)> {
    store.read(|tx| Ok((tx.history().next(Direction::Undo)?, tx.history().next(Direction::Redo)?)))
}
