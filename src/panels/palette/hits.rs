//! Cases that have the words of a query in their steps and other texts, with the place of the words.

use std::sync::Arc;

use crate::model::case_grid::LongTexts;
use crate::query::{CachedQuery, Concerns, Reads};
use voluptas_app::cases;
use voluptas_app::cases::hits::CaseHit;
use voluptas_core::base::fold::fold;
use voluptas_store::Aggregate;

/// Letters from which on a query is looked for in long texts.
pub(super) const LEAST: usize = 3;
/// Cases that are shown; the grid shows the others.
const MOST: usize = 5;

/// A question: the words, and the texts that may have them.
#[derive(Debug, Clone)]
struct Question {
    words: String,
    texts: Arc<LongTexts>,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words && self.texts.generation == other.texts.generation
    }
}

/// Cases found by their texts.
#[derive(Debug)]
pub(super) struct Hits(CachedQuery<Question, Arc<(String, Vec<CaseHit>)>>);

impl Default for Hits {
    fn default() -> Self {
        Self(CachedQuery::quick("gui-unread-cases", Concerns::Of(&[Aggregate::Cases])))
    }
}

impl Hits {
    pub(super) fn refresh(&mut self, reads: Reads<'_>, asked: Option<(String, Arc<LongTexts>)>) {
        let question = asked.map(|(words, texts)| Question { words, texts });
        self.0.ask(reads, question, |store, asked| {
            let found = cases::hits::hits(store, &asked.texts.texts.having(&fold(&asked.words), MOST), &asked.words)?;
            Ok::<_, voluptas_store::Error>(Arc::new((asked.words.clone(), found)))
        });
    }

    /// The cases found for this query, once they were read.
    pub(super) fn of(&self, words: &str) -> Option<&Arc<(String, Vec<CaseHit>)>> {
        self.0.latest().filter(|found| found.0 == words.trim())
    }
}
