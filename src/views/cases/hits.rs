//! The places where the words of a search were found, read for the rows in view alone.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::case_grid::Arrangement;
use crate::query::{CachedQuery, Concerns, Reads};
use voluptas_app::cases;
use voluptas_app::cases::hits::CaseHit;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::Aggregate;

/// Rows before and after those in view that are read with them: a small scroll shows them at once.
const MORE: usize = 20;

/// Searched words, and the places where they were found.
type Found = (String, HashMap<CaseId, CaseHit>);

/// Places of found words.
#[derive(Debug)]
pub(super) struct Hits {
    /// Cases in view.
    wished: Vec<CaseId>,
    /// The arrangement whose rows these are.
    of: u64,
    read: CachedQuery<(String, Vec<CaseId>), Arc<Found>>,
}

impl Default for Hits {
    fn default() -> Self {
        let read = CachedQuery::additions("gui-unread-cases", Concerns::Of(&[Aggregate::Cases]));
        Self { wished: Vec::new(), of: 0, read }
    }
}

impl Hits {
    /// Asks for the places of the words in the cases in view, once the rows of `arranged` were drawn: while rows are worked out,
    /// places in the former ones would take the processor from them.
    pub(super) fn refresh(&mut self, reads: Reads<'_>, words: &str, arranged: Option<&Arrangement>) {
        let are_drawn = arranged.is_some_and(|arranged| arranged.generation == self.of);
        if !are_drawn && !words.trim().is_empty() {
            return;
        }
        let is_search = !words.trim().is_empty() && !self.wished.is_empty();
        let question = is_search.then(|| (words.trim().to_owned(), self.wished.clone()));
        self.read.ask(reads, question, |store, (words, ids)| {
            let found = cases::hits::hits(store, ids, words)?;
            Ok::<_, voluptas_store::Error>(Arc::new((words.clone(), found.into_iter().map(|hit| (hit.case, hit)).collect())))
        });
    }

    /// The rows in view. Cases that were wished before are kept while they hold all of these. Returns true for rows of another
    /// arrangement than before.
    pub(super) fn wish(&mut self, seen: Range<usize>, arranged: &Arrangement) -> bool {
        let rows = arranged.rows.len();
        let ids = |range: Range<usize>| range.map(|at| arranged.row(at).id);
        let seen = seen.start.min(rows)..seen.end.min(rows);
        if !ids(seen.clone()).all(|id| self.wished.contains(&id)) {
            self.wished = ids(seen.start.saturating_sub(MORE)..(seen.end + MORE).min(rows)).collect();
        }
        std::mem::replace(&mut self.of, arranged.generation) != arranged.generation
    }

    /// The places for these words, once they were read.
    pub(super) fn of(&self, words: &str) -> Option<&HashMap<CaseId, CaseHit>> {
        self.read.latest().filter(|read| !words.trim().is_empty() && read.0 == words.trim()).map(|read| &read.1)
    }
}
