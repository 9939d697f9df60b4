//! Filters of cases. The parts of a filter combine: a case has to fit all of them.
//!
//! [`CaseTable`] holds the cases of a project, [`CaseFilter`] is a filter that a person sets and saves under a name, [`Scope`]
//! the searched part of the project. [`saved`] reads the saved filters of a workspace, [`cases_of`] the cases of one of them.

mod field;
mod row_texts;
mod saved;
mod table;

pub use field::{FieldFilter, FieldTest};
pub use row_texts::RowTexts;
pub use saved::{cases_of, cases_of_all, delete, save, saved, saved_with_legacy, with_legacy};
pub use table::{CaseTable, SuiteLine, field_words, owner_field, slug_of};

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};

use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{FieldId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::status_class::{StatusClass, class_of};
use voluptas_store::CaseColumn;
use voluptas_store::case_summaries::CaseSummary;
use voluptas_store::case_texts::CaseTexts;

/// A day in milliseconds.
const DAY: Millis = 86_400_000;

/// Stands for no milestone in [`CaseFilter::milestones`]. Row ids begin at 1.
pub const NO_MILESTONE: i64 = 0;

/// The part of a project that the grid shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// The suite; `None` for the whole project.
    pub suite: Option<i64>,
    /// True to leave out the cases of the suites below.
    pub is_flat: bool,
}

/// A filter of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseFilter {
    /// Words that code, title, tags, steps or description have to contain.
    pub words: String,
    /// Allowed slugs, by the name of their enumeration.
    pub slugs: BTreeMap<String, BTreeSet<String>>,
    /// Tags, of which a case needs one.
    pub tags: BTreeSet<String>,
    /// Allowed last results.
    pub last: BTreeSet<StatusClass>,
    /// Names of owners, of which a case needs one; the empty name stands for none.
    pub owners: BTreeSet<String>,
    /// Functions; a case needs to cover one of them, or one below.
    pub functions: BTreeSet<i64>,
    /// Row ids of milestones, of which a case needs one; 0 stands for none.
    pub milestones: BTreeSet<i64>,
    /// Values of custom fields, by the id of the field.
    pub fields: BTreeMap<i64, FieldFilter>,
    /// Cases that the person who uses the window owns, created or edited. Bulk edits and imports do not count.
    pub is_mine: bool,
    /// Cases that changed within so many days.
    pub changed_days: Option<u32>,
    /// Cases without a result.
    pub is_never_run: bool,
    /// Cases that wait for a reviewer.
    pub is_in_review: bool,
    /// Cases with a test that is flaky by its results.
    pub is_flaky: bool,
    /// Cases that a person marked as flaky.
    pub is_marked_flaky: bool,
    /// Cases without a function.
    pub is_uncovered: bool,
}

/// A filter with a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SavedFilter {
    /// The name that a person gave it.
    pub name: String,
    pub filter: CaseFilter,
}

/// Facts that a filter compares with.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Name of the person who asks.
    pub me: Option<&'a str>,
    /// Time of the question, for "changed since".
    pub now: Millis,
    /// Folded long texts.
    pub texts: Option<&'a CaseTexts>,
    /// Every folded text of the rows of the table that is filtered, for a search that has to be quick. Without it, the texts of each
    /// case are looked up.
    pub row_texts: Option<&'a RowTexts>,
}

impl CaseFilter {
    /// True when every case fits.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same filter without words, to compare it with a saved one.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self { words: String::new(), ..self.clone() }
    }

    /// True when every case that fits this filter fits `wider`, too: they differ in words alone, and each word of `wider` is a part
    /// of one of these, as while a person types. False does not mean the contrary.
    pub fn narrows(&self, wider: &Self) -> bool {
        let (words, before) = (fold(&self.words), fold(&wider.words));
        before.split(' ').all(|word| words.split(' ').any(|now| now.contains(word)))
            && self.without_words() == wider.without_words()
    }

    /// Allowed slugs of an enumeration.
    pub fn slugs_of(&self, column: CaseColumn) -> Option<&BTreeSet<String>> {
        self.slugs.get(<&'static str>::from(column))
    }

    /// Allows a slug, or forbids it again.
    pub fn toggle_slug(&mut self, column: CaseColumn, slug: &str) {
        let name: &'static str = column.into();
        let slugs = self.slugs.entry(name.to_owned()).or_default();
        if !slugs.remove(slug) {
            slugs.insert(slug.to_owned());
        }
        self.slugs.retain(|_, slugs| !slugs.is_empty());
    }

    /// The filter of a custom field.
    pub fn field(&self, id: FieldId) -> FieldFilter {
        self.fields.get(&id.0).cloned().unwrap_or_default()
    }

    /// Sets the filter of a custom field; an empty one is removed.
    pub fn set_field(&mut self, id: FieldId, filter: FieldFilter) {
        if filter.is_empty() {
            self.fields.remove(&id.0);
        } else {
            self.fields.insert(id.0, filter);
        }
    }

    fn owns(&self, table: &CaseTable, row: &CaseSummary) -> bool {
        let mut owners = table.owners(row).peekable();
        if owners.peek().is_none() { self.owners.contains("") } else { owners.any(|owner| self.owners.contains(&**owner)) }
    }

    fn covers(&self, table: &CaseTable, row: &CaseSummary) -> bool {
        row.functions.iter().any(|function| table.functions_above(*function).any(|at| self.functions.contains(&at.0)))
    }

    /// The filter ready to be compared with many rows.
    pub fn prepared<'f>(&'f self, facts: Facts<'f>) -> impl Fn(&CaseTable, usize) -> bool + 'f {
        let folded = fold(&self.words);
        let words: Vec<Finder<'static>> =
            folded.split(' ').filter(|w| !w.is_empty()).map(|w| Finder::new(w).into_owned()).collect();
        let since = self.changed_days.map(|days| facts.now - Millis::from(days) * DAY);
        let slugs: Vec<(CaseColumn, &BTreeSet<String>)> =
            self.slugs.iter().filter_map(|(name, slugs)| Some((name.parse().ok()?, slugs))).collect();
        let fields: Vec<_> = self.fields.iter().map(|(id, part)| (FieldId(*id), part.prepared())).collect();
        move |table, at| {
            let row = &table.rows[at];
            (!self.is_mine || facts.me.is_some_and(|me| is_of(table, row, me)))
                && (!self.is_never_run || row.last.is_none())
                && (!self.is_in_review || matches!(row.review, Some((ReviewState::InReview, _))))
                && (!self.is_flaky || row.is_flaky_in_runs)
                && (!self.is_marked_flaky || row.is_flaky)
                && (!self.is_uncovered || row.functions.is_empty())
                && since.is_none_or(|since| row.updated_ms >= since)
                && slugs.iter().all(|(column, slugs)| slugs.contains(&**slug_of(row, *column)))
                && (self.owners.is_empty() || self.owns(table, row))
                && (self.functions.is_empty() || self.covers(table, row))
                && (self.milestones.is_empty() || self.milestones.contains(&row.milestone.unwrap_or(NO_MILESTONE)))
                && fields.iter().all(|(id, part)| part.fits(table.field(*id), row.field(*id).unwrap_or_default()))
                && (self.tags.is_empty() || row.tags.iter().any(|tag| self.tags.contains(&**tag)))
                && (self.last.is_empty() || self.last.contains(&class_of(row.last.as_ref().map(|(status, _)| status))))
                && (words.is_empty() || {
                    let has = |text: &str, word: &Finder<'_>| word.find(text.as_bytes()).is_some();
                    if let Some(texts) = facts.row_texts {
                        return words.iter().all(|word| has(texts.at(at), word));
                    }
                    let text = facts.texts.and_then(|texts| texts.get(row.id)).unwrap_or_default();
                    words.iter().all(|word| has(&table.folded[at], word) || has(text, word))
                })
        }
    }
}

/// True for a case that a person owns, or created or edited by itself.
fn is_of(table: &CaseTable, row: &CaseSummary, me: &str) -> bool {
    row.edited_by.iter().chain(table.owners(row)).any(|name| &**name == me)
}

/// Place of a row in the order of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShownAt {
    /// Place of the suite that shows the case; see [`CaseTable::suite_place`].
    pub suite: usize,
    /// Position among the cases of that suite.
    pub position: i64,
    /// True for a further suite.
    pub is_link: bool,
}

impl Scope {
    /// Place of a row inside the scope, `None` for a row outside: its home suite, otherwise the first further suite inside. `range`
    /// are the places of the suites inside, from [`Scope::range`].
    #[must_use]
    pub fn place(self, table: &CaseTable, row: &CaseSummary, range: &Range<usize>) -> Option<ShownAt> {
        let home = ShownAt { suite: table.suite_place(row.suite_id), position: row.position, is_link: false };
        if self.suite.is_none() {
            return (!self.is_flat || row.suite_id.is_none()).then_some(home);
        }
        if range.contains(&home.suite) {
            return Some(home);
        }
        let further = row.further.iter().map(|(suite, position)| ShownAt {
            suite: table.suite_place(Some(*suite)),
            position: *position,
            is_link: true,
        });
        further.filter(|at| range.contains(&at.suite)).min()
    }

    /// Places of the suites inside. Empty for a suite that no longer exists.
    #[must_use]
    pub fn range(self, table: &CaseTable) -> Range<usize> {
        let Some(suite) = self.suite else { return 0..0 };
        let at = table.suite_place(Some(SuiteId(suite)));
        match table.suites.get(at) {
            Some(line) if self.is_flat => at..line.end.min(at + 1),
            Some(line) => at..line.end,
            None => 0..0,
        }
    }
}
