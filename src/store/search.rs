//! Full-text search over functions and cases.

use super::db::dialect::{SEARCH_FIND, SEARCH_PUT, SEARCH_REMOVE, SearchKind, from_search_rowid, search_rowid};
use super::{Result, Tx};
use crate::base::fold::fold;
use crate::p;

/// The full-text index, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Search<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The full-text index.
    #[must_use]
    pub fn search(&self) -> Search<'_> {
        Search(self)
    }
}

impl Search<'_> {
    /// Replaces the folded words of an entity in the index.
    pub fn put(&self, kind: SearchKind, id: i64, folded: &str) -> Result<()> {
        self.0.execute(SEARCH_PUT, p![search_rowid(kind, id), folded])?;
        Ok(())
    }

    /// Removes an entity from the index.
    pub fn remove(&self, kind: SearchKind, id: i64) -> Result<()> {
        self.0.execute(SEARCH_REMOVE, p![search_rowid(kind, id)])?;
        Ok(())
    }

    /// Entities that contain every word of `query`, also as the beginning of a word, best first.
    pub fn find(&self, query: &str, limit: i64) -> Result<Vec<(SearchKind, i64)>> {
        let words: Vec<String> =
            fold(query).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| format!("\"{w}\"*")).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        self.0.all(SEARCH_FIND, p![words.join(" "), limit], |r| Ok(from_search_rowid(r.int(0)?)))
    }
}
