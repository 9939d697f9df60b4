//! Undo, redo and earlier versions: each a step of the workspace's history.

use crate::cases;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::history::{Direction, Operation, Step};
use voluptas_store::undo::FieldLeft;
use voluptas_store::{Entity, Op, Result, Store};

/// Undoes the author's latest edit, or redoes the latest undone one. `None` when there is nothing to do.
pub fn step_history(store: &Store, direction: Direction) -> Result<Option<Step>> {
    store.write(step_op(direction), |tx| tx.history().step(direction)).map(|w| w.value)
}

/// The write of a step. No edit of its own: undo would otherwise take the undoing back, and nothing before it.
pub fn step_op(direction: Direction) -> Op {
    Op::bulk(if direction == Direction::Undo { "undo" } else { "redo" })
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
    /// Nothing was written: there is no such version, or it is one of something else.
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
            Entity::Case => cases::versions::latest(tx, CaseId(id)),
            _ => history.of(entity.as_str(), id, 1).map(|mut all| all.pop().map(|(operation, _)| operation.id)),
        };
        if seen.is_some() && latest()? != seen {
            return Ok(Restored::ChangedMeanwhile);
        }
        let is_of_it = match entity {
            Entity::Case => cases::versions::is_of(tx, CaseId(id), operation)?,
            _ => history.operations_of(entity, id)?.contains(&operation),
        };
        if !is_of_it {
            return Ok(Restored::NoVersion);
        }
        let Some(left) = history.restore_version(entity, id, operation)? else { return Ok(Restored::NoVersion) };
        if entity == Entity::Case {
            cases::versions::restore_functions(tx, CaseId(id), operation)?;
            cases::versions::restore_milestone(tx, CaseId(id), operation)?;
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
