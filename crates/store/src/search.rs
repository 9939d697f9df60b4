//! Full-text search over functions and cases.

use super::db::Words;
use super::db::dialect::{SearchKind, from_search_rowid, search_rowid};
use super::{Result, Tx};
use voluptas_core::base::fold::fold;

/// The full-text index, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Search<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The full-text index.
    pub fn search(&self) -> Search<'_> {
        Search(self)
    }
}

/// Entities whose words are written together.
const CHUNK: usize = 10_000;

impl Search<'_> {
    /// Replaces the folded words of an entity in the index.
    pub fn put(&self, kind: SearchKind, id: i64, folded: String) -> Result<()> {
        self.later(kind, id, Words::Replaced(folded))
    }

    /// Adds the folded words of an entity that this transaction has created. Cheaper than [`Self::put`], which looks for older ones.
    pub(super) fn put_new(&self, kind: SearchKind, id: i64, folded: String) -> Result<()> {
        self.later(kind, id, Words::New(folded))
    }

    /// Removes an entity from the index.
    pub fn remove(&self, kind: SearchKind, id: i64) -> Result<()> {
        self.later(kind, id, Words::Removed)
    }

    fn later(&self, kind: SearchKind, id: i64, words: Words) -> Result<()> {
        let waiting = {
            let mut waiting = self.0.words.borrow_mut();
            waiting.insert(search_rowid(kind, id), words);
            waiting.len()
        };
        if waiting < CHUNK { Ok(()) } else { self.flush() }
    }

    /// Writes the words that wait, in the order of their rows. Called before the transaction ends and before it searches.
    pub(super) fn flush(&self) -> Result<()> {
        let waiting = self.0.words.take();
        if waiting.is_empty() { Ok(()) } else { self.0.search_write(&waiting) }
    }

    /// Entities that contain every word of `query`, also as the beginning of a word, best first.
    pub fn find(&self, query: &str, limit: i64) -> Result<Vec<(SearchKind, i64)>> {
        self.flush()?;
        Ok(self.0.search_find(&fold(query), limit)?.into_iter().map(from_search_rowid).collect())
    }
}
