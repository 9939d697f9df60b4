//! Deleting and restoring functions, suites and cases: the trash of the workspace.
//!
//! Deleting and restoring are edits that undo takes back. Purging is final and is recorded as no edit.

use std::collections::{BTreeSet, HashMap};

use crate::domain::Message;
use crate::domain::ids::{FunctionId, Thing};
use crate::store::trash::TrashEntry;
use crate::store::{Op, Result, Store};

/// Moves things to the trash, each with all inside. Returns the number of things.
pub fn delete(store: &Store, things: &[Thing]) -> Result<usize> {
    let all: BTreeSet<Thing> = store.read(|tx| tx.trash().with_contents(things))?;
    let label = Message::new("history-delete-things").count("count", all.len());
    store
        .write(Op::edit("delete_things").labelled(label), |tx| {
            for thing in &all {
                match *thing {
                    Thing::Function(id) => tx.functions().set_deleted(id, true)?,
                    Thing::Suite(id) => tx.suites().set_deleted(id, true)?,
                    Thing::Case(id) => tx.cases().set_deleted(id, true)?,
                }
            }
            Ok(all.len())
        })
        .map(|w| w.value)
}

/// The functions in the trash by FuncID. Their FuncIDs stay taken until the trash is emptied.
pub fn func_ids(store: &Store) -> Result<HashMap<String, DeletedFunction>> {
    let rows = store.read(|tx| tx.trash().functions())?;
    Ok(rows.into_iter().map(|(func_id, id, title)| (func_id, DeletedFunction { id, title })).collect())
}

/// A function in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedFunction {
    /// Row id.
    pub id: FunctionId,
    /// Title.
    pub title: String,
}

/// Entries of the trash, the latest first.
pub fn list(store: &Store) -> Result<Vec<TrashEntry>> {
    store.read(|tx| tx.trash().list())
}

/// Restores entries, each with all things that were deleted together with it. Returns the number of things.
pub fn restore(store: &Store, things: &[Thing]) -> Result<usize> {
    let label = Message::new("history-restore-things").count("count", things.len());
    store.write(Op::edit("restore_things").labelled(label), |tx| tx.trash().restore(things)).map(|w| w.value)
}

/// Deletes entries for good. Returns the number of things.
pub fn purge(store: &Store, things: &[Thing]) -> Result<usize> {
    store.write(Op::bulk("purge_things"), |tx| tx.trash().purge(things)).map(|w| w.value)
}
