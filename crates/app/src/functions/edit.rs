//! Functions and their mapping to cases by hand: each edit is one named write that can be taken back.

use voluptas_core::domain::Message;
use voluptas_core::domain::function::{FunctionContent, FunctionType, normalise_alias, short_name};
use voluptas_core::domain::ids::{CaseId, FunctionId, PersonId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::person::RaciRole;
use voluptas_store::{Op, Result, Store};

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
