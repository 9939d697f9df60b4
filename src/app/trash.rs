//! Deleting and restoring functions, suites and cases: the trash of the workspace.
//!
//! Deleting and restoring are edits that undo takes back. Purging is final and is recorded as no edit.

use std::collections::{BTreeSet, HashMap};

use crate::domain::Message;
use crate::domain::ids::{CaseId, FunctionId, SuiteId, Thing};
use crate::p;
use crate::store::trash::TrashEntry;
use crate::store::{Op, Result, Store, Tx};

/// Moves things to the trash, each with all inside. Returns the number of things.
pub fn delete(store: &Store, things: &[Thing]) -> Result<usize> {
    let all: BTreeSet<Thing> = store.read(|tx| with_contents(tx, things))?;
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
    let sql = "SELECT func_id, id, title FROM functions WHERE deleted_ms IS NOT NULL";
    let rows = store
        .read(|tx| tx.all(sql, &[], |r| Ok((r.text(0)?, DeletedFunction { id: FunctionId(r.int(1)?), title: r.text(2)? }))))?;
    Ok(rows.into_iter().collect())
}

/// A function in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedFunction {
    /// Row id.
    pub id: FunctionId,
    /// Title.
    pub title: String,
}

/// The living things among `things`, and everything inside them.
fn with_contents(tx: &Tx<'_>, things: &[Thing]) -> Result<BTreeSet<Thing>> {
    let mut all = BTreeSet::new();
    for thing in things {
        match *thing {
            Thing::Function(id) => all.extend(tx.all(
                "WITH RECURSIVE below(id) AS (SELECT id FROM functions WHERE id = ?1 AND deleted_ms IS NULL \
                 UNION SELECT f.id FROM functions f JOIN below b ON f.parent_id = b.id WHERE f.deleted_ms IS NULL) \
                 SELECT id FROM below",
                p![id],
                |r| Ok(Thing::Function(FunctionId(r.int(0)?))),
            )?),
            Thing::Suite(id) => {
                for suite in tx.suites().subtree(id)? {
                    all.insert(Thing::Suite(SuiteId(suite.0)));
                    all.extend(tx.all("SELECT id FROM cases WHERE suite_id = ?1 AND deleted_ms IS NULL", p![suite], |r| {
                        Ok(Thing::Case(CaseId(r.int(0)?)))
                    })?);
                }
            }
            // A case that lies in the trash already keeps the time at which it came there.
            Thing::Case(id) => all.extend(tx.opt("SELECT id FROM cases WHERE id = ?1 AND deleted_ms IS NULL", p![id], |r| {
                Ok(Thing::Case(CaseId(r.int(0)?)))
            })?),
        }
    }
    Ok(all)
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
