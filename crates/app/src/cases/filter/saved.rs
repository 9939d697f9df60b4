//! Saved filters of a workspace, and the cases of one of them.
//!
//! The window keeps its saved filters in its part of the settings, by the name of the workspace file.

use serde::Deserialize as _;
use serde_json::Value;

use super::{CaseFilter, CaseTable, Facts, SavedFilter};
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_store::{Result, Store};

/// The filters that were saved for a workspace, in the order of the window. `window` is the window's part of the settings; what cannot
/// be read there is no filter.
pub fn saved_in(window: &Value, store: &Store) -> Vec<SavedFilter> {
    let name = store.path().file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let saved = &window["views"]["cases"]["saved"][name];
    let all = saved.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|one| SavedFilter::deserialize(one).ok()).collect()
}

/// The cases of a project that a filter shows, in the order of the tree. Its "mine" means the author of the store. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] without the project.
pub fn cases_of(store: &Store, project: ProjectId, filter: &CaseFilter) -> Result<Vec<CaseId>> {
    let table = CaseTable::read(store, project, 0)?;
    let (texts, now) = store.read(|tx| {
        let is_searched = !filter.words.trim().is_empty();
        let texts = if is_searched { Some(tx.cases().folded_texts(project)?) } else { None };
        Ok((texts, tx.now()))
    })?;
    let fits = filter.prepared(Facts { me: store.author().who.as_deref(), now, texts: texts.as_ref(), row_texts: None });
    Ok((0..table.rows.len()).filter(|at| fits(&table, *at)).map(|at| table.rows[at].id).collect())
}
