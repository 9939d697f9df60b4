//! Saved filters of a project, and the cases of one of them.
//!
//! They are part of the workspace: everybody who opens it, and every client of the server, has the same ones. Former versions of the window
//! kept them in its part of the settings, by the name of the workspace file; those are shown until they are saved or deleted.

use serde::Deserialize as _;
use serde_json::Value;

use super::{CaseFilter, CaseTable, Facts, SavedFilter};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_store::{Op, Result, Store, Tx};

/// The saved filters of a project, in the order of creation. What cannot be read is no filter, and the log says so.
pub fn saved(tx: &Tx<'_>, project: ProjectId) -> Result<Vec<SavedFilter>> {
    let read = |stored: voluptas_store::saved_filters::StoredFilter| match CaseFilter::deserialize(stored.content) {
        Ok(filter) => Some(SavedFilter { name: stored.name, filter }),
        Err(error) => {
            tracing::warn!(filter = stored.name, %error, "a saved filter cannot be read");
            None
        }
    };
    Ok(tx.saved_filters().of_project(project)?.into_iter().filter_map(read).collect())
}

/// The same with those that a former version of the window kept in `window`, its part of the settings. A name is there once.
pub fn saved_with_legacy(store: &Store, project: ProjectId, window: &Value) -> Result<Vec<SavedFilter>> {
    let stored = store.read(|tx| saved(tx, project))?;
    let name = store.path().file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = window["views"]["cases"]["saved"][name].as_array().map(Vec::as_slice).unwrap_or_default();
    let own: Vec<SavedFilter> = own.iter().filter_map(|one| SavedFilter::deserialize(one).ok()).collect();
    Ok(with_legacy(&stored, &own).cloned().collect())
}

/// Stored filters, then those of a former version of the window whose names are not among them.
pub fn with_legacy<'f>(stored: &'f [SavedFilter], legacy: &'f [SavedFilter]) -> impl Iterator<Item = &'f SavedFilter> {
    stored.iter().chain(legacy.iter().filter(|legacy| stored.iter().all(|known| known.name != legacy.name)))
}

/// Saves a filter under a name. One that has the name is replaced.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long name.
pub fn save(store: &Store, project: ProjectId, name: &str, filter: &CaseFilter) -> Result<()> {
    let label = Message::new("history-filter-saved").with("title", name.trim());
    let content = serde_json::to_value(filter).unwrap_or_default();
    let write = |tx: &Tx<'_>| match tx.saved_filters().by_name(project, name)? {
        Some(known) => tx.saved_filters().update(known.id, name, &content),
        None => tx.saved_filters().create(project, name, &content).map(drop),
    };
    store.write(Op::edit("save_filter").labelled(label), write).map(|written| written.value)
}

/// Deletes the filter of a name; one that is gone already stays so.
pub fn delete(store: &Store, project: ProjectId, name: &str) -> Result<()> {
    let label = Message::new("history-filter-deleted").with("title", name.trim());
    let write = |tx: &Tx<'_>| match tx.saved_filters().by_name(project, name)? {
        Some(known) => tx.saved_filters().delete(known.id),
        None => Ok(()),
    };
    store.write(Op::edit("delete_filter").labelled(label), write).map(|written| written.value)
}

/// The cases of a project that all of these filters show, in the order of the tree. "Mine" means the author of the store. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] without the project.
pub fn cases_of_all(store: &Store, project: ProjectId, filters: &[CaseFilter]) -> Result<Vec<CaseId>> {
    let table = CaseTable::read(store, project, 0)?;
    let (texts, now) = store.read(|tx| {
        let is_searched = filters.iter().any(|filter| !filter.words.trim().is_empty());
        let texts = if is_searched { Some(tx.cases().folded_texts(project)?) } else { None };
        Ok((texts, tx.now()))
    })?;
    let facts = || Facts { me: store.author().who.as_deref(), now, texts: texts.as_ref(), row_texts: None };
    let fits: Vec<_> = filters.iter().map(|filter| filter.prepared(facts())).collect();
    Ok((0..table.rows.len()).filter(|at| fits.iter().all(|fits| fits(&table, *at))).map(|at| table.rows[at].id).collect())
}

/// The same for one filter.
pub fn cases_of(store: &Store, project: ProjectId, filter: &CaseFilter) -> Result<Vec<CaseId>> {
    cases_of_all(store, project, std::slice::from_ref(filter))
}
