//! Deleting and restoring functions, suites, cases and runs: the trash of the workspace.
//!
//! Deleting and restoring are edits that undo takes back. Purging is final and is recorded as no edit.

use std::collections::{BTreeSet, HashMap, HashSet};

use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{FunctionId, Thing};
use voluptas_store::trash::TrashEntry;
use voluptas_store::{Op, Result, Store};

/// Moves items to the trash, each with everything inside. Returns the label of the history entry, which counts them.
pub fn delete(store: &Store, things: &[Thing]) -> Result<Message> {
    let all: BTreeSet<Thing> = store.read(|tx| tx.trash().with_contents(things))?;
    let label = counted(TRASHED, &all.iter().copied().collect::<Vec<_>>(), all.len());
    store
        .write(Op::edit("delete_things").labelled(label.clone()), |tx| {
            for thing in &all {
                match *thing {
                    Thing::Function(id) => tx.functions().set_deleted(id, true)?,
                    Thing::Suite(id) => tx.suites().set_deleted(id, true)?,
                    Thing::Case(id) => tx.cases().set_deleted(id, true)?,
                    Thing::Run(id) => tx.runs().delete(id)?,
                }
            }
            Ok(())
        })
        .map(|_| label)
}

/// Keys of messages for functions, suites, cases, runs, and items of several kinds.
type Keys = [&'static str; 5];

const TRASHED: Keys =
    ["history-trash-functions", "history-trash-suites", "history-trash-cases", "history-trash-runs", "history-delete-things"];
const RESTORED: Keys = [
    "history-restore-functions",
    "history-restore-suites",
    "history-restore-cases",
    "history-restore-runs",
    "history-restore-things",
];

/// A message with the number of items, of which `things` are known. It names their kind if all have the same.
fn counted([functions, suites, cases, runs, several]: Keys, things: &[Thing], n: usize) -> Message {
    let key = |thing: &Thing| match thing {
        Thing::Function(_) => functions,
        Thing::Suite(_) => suites,
        Thing::Case(_) => cases,
        Thing::Run(_) => runs,
    };
    let mut keys = things.iter().map(key);
    let first = keys.next().unwrap_or(several);
    let is_one_kind = n == things.len() && keys.all(|key| key == first);
    Message::new(if is_one_kind { first } else { several }).count("count", n)
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
    pub title: String,
}

/// Entries of the trash, the latest first.
pub fn list(store: &Store) -> Result<Vec<TrashEntry>> {
    store.read(|tx| tx.trash().list())
}

/// The entries that are purged together with `things`, because they were deleted from inside them earlier. In the order of `all`.
pub fn purged_with<'e>(all: &'e [TrashEntry], things: &[Thing]) -> Vec<&'e TrashEntry> {
    let mut inside: HashMap<Thing, Vec<usize>> = HashMap::new();
    for (at, entry) in all.iter().enumerate() {
        if let Some(above) = entry.below {
            inside.entry(above).or_default().push(at);
        }
    }
    let selected: HashSet<Thing> = things.iter().copied().collect();
    let (mut found, mut ahead) = (BTreeSet::new(), things.to_vec());
    while let Some(thing) = ahead.pop() {
        for &at in inside.get(&thing).into_iter().flatten() {
            if !selected.contains(&all[at].thing) && found.insert(at) {
                ahead.push(all[at].thing);
            }
        }
    }
    found.into_iter().map(|at| &all[at]).collect()
}

/// Restores entries, each with all items that were deleted together with it. Returns a message that counts them.
pub fn restore(store: &Store, things: &[Thing]) -> Result<Message> {
    let label = counted(RESTORED, things, things.len());
    let written = store.write(Op::edit("restore_things").labelled(label), |tx| tx.trash().restore(things))?;
    Ok(counted(RESTORED, things, written.value))
}

/// Deletes entries for good. Returns the number of deleted items.
pub fn purge(store: &Store, things: &[Thing]) -> Result<usize> {
    store.write(Op::bulk("purge_things"), |tx| tx.trash().purge(things)).map(|w| w.value)
}
