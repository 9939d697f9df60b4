//! Full-text search over functions and cases.

use super::case_list::and_title;
use super::db::Words;
use super::db::dialect::{SearchKind, from_search_rowid, search_rowid};
use super::page::{Slice, Where};
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
/// Most groups of signs of a query that are looked for.
const SIGNS: usize = 8;

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

    /// Entities that contain every word of `query`, also as the beginning of a word, best first. A query without letters and digits, such as
    /// an emoji, is looked for in titles.
    pub fn find(&self, query: &str, limit: i64) -> Result<Vec<(SearchKind, i64)>> {
        let folded = fold(query);
        if !folded.contains(char::is_alphanumeric) {
            return self.with_signs(&folded, limit);
        }
        self.flush()?;
        Ok(self.0.search_find(&folded, limit)?.into_iter().map(from_search_rowid).collect())
    }

    /// Living functions and cases, by id, whose title has these signs, which are no words of the index. Either kind has at least half of the
    /// room, where it has so many. Reads all titles.
    fn with_signs(&self, folded: &str, limit: i64) -> Result<Vec<(SearchKind, i64)>> {
        // PostgreSQL takes no NUL character, and SQLite compares up to it alone.
        if folded.is_empty() || folded.contains('\0') {
            return Ok(Vec::new());
        }
        let titled = |kind: SearchKind, table: &str| {
            let mut w = Where::new("deleted_ms IS NULL", Vec::new());
            for signs in folded.split(' ').take(SIGNS) {
                and_title(&mut w, Some(signs), &[]);
            }
            let w = w.page("id", Slice { limit, offset: 0 });
            self.0.all(&format!("SELECT id FROM {table} {}", w.sql()), w.params(), |r| Ok((kind, r.int(0)?)))
        };
        let (mut found, cases) = (titled(SearchKind::Function, "functions")?, titled(SearchKind::Case, "cases")?);
        let room = usize::try_from(limit).unwrap_or(0);
        found.truncate(room - cases.len().min(room / 2));
        found.extend(cases);
        found.truncate(room);
        Ok(found)
    }
}
