//! Edits of functions and cases by hand: each one a named write that can be taken back.

use super::case_versions;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::function::{FunctionContent, FunctionType, normalise_alias, short_name};
use voluptas_core::domain::ids::{CaseId, FunctionId, PersonId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::person::RaciRole;
use voluptas_store::history::{Direction, Operation, Step};
use voluptas_store::undo::FieldLeft;
use voluptas_store::{Entity, Op, Result, Store};

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
/// [`voluptas_store::Error::Duplicate`] for a FuncID that is taken, also by a function in the trash.
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
fn free_func_id(tx: &voluptas_store::Tx<'_>, wanted: String) -> Result<String> {
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

/// Undoes the author's latest edit, or redoes the latest undone one. `None` when there is nothing to do.
pub fn step_history(store: &Store, direction: Direction) -> Result<Option<Step>> {
    // No edit of its own: undo would otherwise take the undoing back, and nothing before it.
    let name = if direction == Direction::Undo { "undo" } else { "redo" };
    store.write(Op::bulk(name), |tx| tx.history().step(direction)).map(|w| w.value)
}

/// Takes one edit of the author back, whatever came after it, as an edit of its own. `None` when it is no edit of theirs, or was
/// taken back already.
pub fn revert_operation(store: &Store, id: i64) -> Result<Option<Step>> {
    store
        .write(Op::edit("revert_operation").labelled(Message::new("history-revert")), |tx| tx.history().revert(id))
        .map(|w| w.value)
}

/// A function, suite, case, ... as an operation of its history left it, as JSON. `None` when it did not exist then.
pub fn version(store: &Store, entity: Entity, id: i64, operation: i64) -> Result<Option<serde_json::Value>> {
    store.read(|tx| tx.history().version(entity, id, operation))
}

/// The end of restoring an earlier version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restored {
    /// The content is that of the version, except for these fields, which could not be restored.
    Done(Vec<FieldLeft>),
    /// Nothing was written: there is no such version.
    NoVersion,
    /// Nothing was written: the entity was changed after the operation that the person saw as the latest one.
    ChangedMeanwhile,
}

/// Restores the content of an entity from an earlier version, as an edit of its own. `seen` is the latest operation of the entity that
/// the person compared the version with; `None` restores whatever came since.
pub fn restore_version(store: &Store, entity: Entity, id: i64, operation: i64, seen: Option<i64>) -> Result<Restored> {
    let op = Op::edit("restore_version").labelled(Message::new("history-restore-version"));
    let written = store.write(op, |tx| {
        let history = tx.history();
        let latest = || match entity {
            Entity::Case => case_versions::latest(tx, CaseId(id)),
            _ => history.of(entity.as_str(), id, 1).map(|mut all| all.pop().map(|(operation, _)| operation.id)),
        };
        if seen.is_some() && latest()? != seen {
            return Ok(Restored::ChangedMeanwhile);
        }
        let Some(left) = history.restore_version(entity, id, operation)? else { return Ok(Restored::NoVersion) };
        if entity == Entity::Case {
            case_versions::restore_functions(tx, CaseId(id), operation)?;
            case_versions::restore_milestone(tx, CaseId(id), operation)?;
        }
        Ok(Restored::Done(left))
    })?;
    Ok(written.value)
}

/// Takes one edit back while it is the author's latest one. `None` when later edits came after it.
pub fn undo_operation(store: &Store, id: i64) -> Result<Option<Step>> {
    store
        .write(Op::bulk("undo"), |tx| match tx.history().next(Direction::Undo)? {
            Some(latest) if latest.id == id => tx.history().step(Direction::Undo),
            _ => Ok(None),
        })
        .map(|w| w.value)
}

/// The edits that undo and redo of the handle's author would act on next.
pub fn next_steps(store: &Store) -> Result<(Option<Operation>, Option<Operation>)> {
    let who = store.author().who.as_deref();
    store.read(|tx| Ok((tx.history().next_of(who, Direction::Undo)?, tx.history().next_of(who, Direction::Redo)?)))
}
