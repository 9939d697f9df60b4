//! The rows that a filter shows, in their order and groups.

use crate::model::case_grid::CellTexts as _;
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, OnceLock};

use super::slug_of;
use super::{CaseField, CaseFilter, CaseTable, Quick, SavedFilter, Scope};
use crate::model::rollup::class_of;
use crate::model::words;
use voluptas_app::cases::filter::{Facts, RowTexts, ShownAt};
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_i18n::Tr;
use voluptas_store::case_summaries::CaseSummary;
use voluptas_store::case_texts::CaseTexts;
use voluptas_ui::memo::next_number;
use voluptas_ui::widgets::StatusClass;
use voluptas_ui::widgets::grid::GridGroup;

/// Folded long texts of the cases, for search.
#[derive(Debug, Default)]
pub struct LongTexts {
    /// Distinguishes one content from the next.
    pub generation: u64,
    /// Texts by case.
    pub texts: CaseTexts,
}

/// The wish for an arrangement of rows.
#[derive(Debug, Clone)]
pub struct Arrange {
    /// The rows.
    pub table: Arc<CaseTable>,
    /// The part of the project.
    pub scope: Scope,
    pub filter: CaseFilter,
    /// Saved filters, whose cases are counted.
    pub saved: Vec<SavedFilter>,
    /// Sort column and whether descending; `None` for the order of the tree.
    pub sort: Option<(CaseField, bool)>,
    /// Field by which rows are grouped.
    pub group: Option<CaseField>,
    /// Name of the person at the window.
    pub me: Option<String>,
    /// Now, to the hour: filters of days need no more.
    pub now: Millis,
    /// Language of names.
    pub tr: Tr,
    /// Long texts; `None` until they were read, and while nothing is searched.
    pub texts: Option<Arc<LongTexts>>,
    /// The previous arrangement. Counts, order and groups are reused from it while only the filter changes, and its rows where the
    /// filter gets narrower letter by letter.
    pub former: Option<Arc<Arrangement>>,
}

/// Inputs of [`QuickCounts`] and of [`Order`]. An arrangement with an equal key lends both to the next one.
#[derive(Debug, Clone, PartialEq, Default)]
struct ReuseKey {
    generation: u64,
    scope: Scope,
    saved: Vec<SavedFilter>,
    me: Option<String>,
    now: Millis,
    /// Long texts by which saved filters with words count.
    texts: Option<u64>,
    sort: Option<(CaseField, bool)>,
    group: Option<CaseField>,
    is_russian: bool,
}

impl PartialEq for Arrange {
    fn eq(&self, other: &Self) -> bool {
        self.table.generation == other.table.generation
            && self.scope == other.scope
            && self.filter == other.filter
            && self.saved == other.saved
            && self.sort == other.sort
            && self.group == other.group
            && self.me == other.me
            && self.now == other.now
            && self.tr == other.tr
            && self.texts.as_ref().map(|t| t.generation) == other.texts.as_ref().map(|t| t.generation)
    }
}

/// Number of cases of the scope for each filter that the grid offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuickCounts {
    /// In the order of [`Quick::ALL`].
    pub quick: [usize; 6],
    /// In the order of the saved filters.
    pub saved: Vec<usize>,
}

/// Head of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupHead {
    /// Name of the group.
    pub title: String,
    /// Number of cases by last result.
    pub looks: Vec<(StatusClass, u64)>,
    /// Number of cases. In groups of suites, those that have their home there.
    pub count: usize,
    /// In groups of suites, number of cases that the suite only shows.
    pub linked: usize,
}

/// Rows in their order and groups.
#[derive(Debug, Default)]
pub struct Arrangement {
    /// Number that tells it from every other arrangement.
    pub generation: u64,
    /// The rows.
    pub table: Arc<CaseTable>,
    /// Shown rows by their places in the table.
    pub rows: Vec<u32>,
    /// Groups of shown rows.
    pub groups: Vec<GridGroup>,
    /// Heads of the groups.
    pub heads: Vec<GroupHead>,
    /// Numbers of the filters that are offered.
    pub counts: QuickCounts,
    /// Number of cases in the scope without a filter.
    pub total: usize,
    /// Number of cases that the scope shows by further suites.
    pub linked: usize,
    /// Shown row of each row of the table, or [`HIDDEN`].
    places: Vec<u32>,
    keys: OnceLock<Arc<[i64]>>,
    reuse_key: ReuseKey,
    order: Arc<Order>,
    filter: CaseFilter,
    /// Generation of the long texts that were searched.
    texts: Option<u64>,
    row_texts: Option<Arc<RowTexts>>,
}

/// Place of a row that is not shown.
const HIDDEN: u32 = u32::MAX;

/// Every row of a scope in its order, and its groups.
#[derive(Debug, Default)]
struct Order {
    /// Places in the table. The rows of a group stand together.
    rows: Vec<u32>,
    /// Groups in their order; empty where rows are not grouped.
    groups: Vec<GroupName>,
    /// Place among `groups` of each row of the table; empty where rows are not grouped.
    group_of: Vec<u32>,
    /// Class of status of each row of the table, for the heads of groups; empty where rows are not grouped. In the rows themselves they lie
    /// far apart.
    looks: Vec<StatusClass>,
}

/// A group that rows can have.
#[derive(Debug)]
struct GroupName {
    /// Name that stays the same.
    id: String,
    title: String,
}

/// Key by which rows are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

impl Arrangement {
    /// Arranges the rows.
    #[must_use]
    pub fn build(wish: &Arrange) -> Self {
        let table = &wish.table;
        let texts = wish.texts.as_ref().map(|t| t.generation);
        let row_texts = wish.row_texts();
        let searched = row_texts.clone();
        let facts = Facts {
            me: wish.me.as_deref(),
            now: wish.now,
            texts: wish.texts.as_ref().map(|t| &t.texts),
            row_texts: searched.as_deref(),
        };
        let reuse_key = wish.reuse_key();
        let former = wish.former.as_ref().filter(|former| former.reuse_key == reuse_key);
        let (order, counts, linked) = match former {
            Some(former) => (Arc::clone(&former.order), former.counts.clone(), former.linked),
            None => wish.order_and_counts(facts),
        };
        let fits = wish.filter.prepared(facts);
        // With another letter, no row is added.
        let narrowed = former.filter(|former| former.texts == texts && wish.filter.narrows(&former.filter));
        let among = narrowed.map_or(&order.rows, |former| &former.rows);
        let rows = filtered(among, |at| fits(table, at as usize));
        let (groups, heads) = wish.grouped(&rows, &order, linked > 0);
        let mut places = vec![HIDDEN; table.rows.len()];
        for (at, shown) in rows.iter().zip(0_u32..) {
            places[*at as usize] = shown;
        }
        let (table, total, filter) = (Arc::clone(table), order.rows.len(), wish.filter.clone());
        let (generation, keys) = (next_number(), OnceLock::new());
        Self {
            generation,
            table,
            rows,
            groups,
            heads,
            counts,
            total,
            linked,
            places,
            keys,
            reuse_key,
            order,
            filter,
            texts,
            row_texts,
        }
    }

    /// The further suites of a case by which the scope shows it. Empty for a case that has its home in the scope.
    pub fn links_of(&self, row: &CaseSummary) -> Vec<SuiteId> {
        let (table, scope) = (&self.table, self.reuse_key.scope);
        let range = scope.range(table);
        if self.linked == 0 || !scope.place(table, row, &range).is_some_and(|at| at.is_link) {
            return Vec::new();
        }
        let suites = row.further.iter().map(|(suite, _)| *suite);
        suites.filter(|suite| range.contains(&table.suite_place(Some(*suite)))).collect()
    }

    /// The case of a shown row.
    pub fn row(&self, at: usize) -> &CaseSummary {
        &self.table.rows[self.rows[at] as usize]
    }

    /// The shown row of a case.
    pub fn place(&self, key: i64) -> Option<usize> {
        let at = self.table.row_of(CaseId(key))?;
        self.places.get(at).filter(|shown| **shown != HIDDEN).map(|shown| *shown as usize)
    }

    /// Ids of the shown cases, top to bottom. Collected once: every step of the selection asks for them.
    pub fn keys(&self) -> &Arc<[i64]> {
        self.keys.get_or_init(|| (0..self.rows.len()).map(|at| self.row(at).id.0).collect())
    }
}

/// Rows that one thread goes through: with fewer, a second thread costs more than it saves.
const ROWS_PER_THREAD: usize = 10_000;
/// Processors for a search. Asked once: the answer lies in files of the system.
static PROCESSORS: LazyLock<usize> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, NonZeroUsize::get));

/// The rows that fit, in their order.
fn filtered(rows: &[u32], fits: impl Fn(u32) -> bool + Sync) -> Vec<u32> {
    let part = |rows: &[u32]| -> Vec<u32> { rows.iter().copied().filter(|at| fits(*at)).collect() };
    let most = rows.len() / ROWS_PER_THREAD;
    if most <= 1 || *PROCESSORS <= 1 {
        return part(rows);
    }
    let threads = most.min(*PROCESSORS);
    let (first, rest) = rows.split_at(rows.len() / threads);
    std::thread::scope(|scope| {
        let others: Vec<_> = rest.chunks(rest.len().div_ceil(threads - 1)).map(|rows| scope.spawn(move || part(rows))).collect();
        let mut found = part(first);
        for other in others {
            // A panic of the other thread is one of this thread.
            found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        found
    })
}

impl Arrange {
    /// The texts to search; `None` before they were read. They are put together when they come, before the first letter.
    fn row_texts(&self) -> Option<Arc<RowTexts>> {
        let texts = self.texts.as_ref()?;
        let is_same = |former: &&Arc<Arrangement>| {
            former.table.generation == self.table.generation && former.texts == Some(texts.generation)
        };
        let former = self.former.as_ref().filter(is_same).and_then(|former| former.row_texts.clone());
        former.or_else(|| Some(Arc::new(RowTexts::new(&self.table, &texts.texts))))
    }

    fn reuse_key(&self) -> ReuseKey {
        let with_words = self.saved.iter().any(|saved| !saved.filter.words.is_empty());
        ReuseKey {
            generation: self.table.generation,
            scope: self.scope,
            saved: self.saved.clone(),
            me: self.me.clone(),
            now: self.now,
            texts: self.texts.as_ref().filter(|_| with_words).map(|t| t.generation),
            sort: self.sort,
            group: self.group,
            is_russian: self.tr.lang() == voluptas_i18n::Lang::Ru,
        }
    }

    /// Every row of the scope in its order, and the numbers of the filters that are offered.
    fn order_and_counts(&self, facts: Facts<'_>) -> (Arc<Order>, QuickCounts, usize) {
        let table = &self.table;
        let range = self.scope.range(table);
        let (mut order, mut linked) = (Vec::new(), 0);
        for (row, at) in table.rows.iter().zip(0_u32..) {
            if let Some(shown) = self.scope.place(table, row, &range) {
                order.push(at);
                linked += usize::from(shown.is_link);
            }
        }
        if linked > 0 {
            // The table has each case at home.
            order.sort_by_cached_key(|at| {
                let row = &table.rows[*at as usize];
                (self.scope.place(table, row, &range).map(|at| (at.suite, at.position)), row.number)
            });
        }
        let count = |filter: &CaseFilter| {
            let fits = filter.prepared(facts);
            order.iter().filter(|at| fits(table, **at as usize)).count()
        };
        let counts = QuickCounts {
            quick: Quick::ALL.map(|quick| count(&quick.filter())),
            saved: self.saved.iter().map(|saved| count(&saved.filter)).collect(),
        };
        if let Some((field, down)) = self.sort {
            order.sort_by_cached_key(|at| self.key(&table.rows[*at as usize], field));
            if down {
                order.reverse();
            }
        }
        let order = match self.group {
            Some(field) => self.with_groups(order, field),
            None => Order { rows: order, ..Order::default() },
        };
        (Arc::new(order), counts, linked)
    }

    /// Puts the rows of each group together. Inside a group they keep their order.
    fn with_groups(&self, mut rows: Vec<u32>, field: CaseField) -> Order {
        let table = &self.table;
        let mut keys: Vec<Option<Key>> = vec![None; table.rows.len()];
        for at in &rows {
            keys[*at as usize] = Some(self.key(&table.rows[*at as usize], field));
        }
        rows.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
        let mut groups: Vec<GroupName> = Vec::new();
        let mut group_of = vec![HIDDEN; table.rows.len()];
        let mut last = None;
        for at in &rows {
            let at = *at as usize;
            if last != Some(&keys[at]) {
                last = Some(&keys[at]);
                let (id, title) = self.group_name(&table.rows[at], field);
                groups.push(GroupName { id: format!("{}:{id}", field.id()), title });
            }
            group_of[at] = u32::try_from(groups.len() - 1).unwrap_or(HIDDEN);
        }
        let looks = table.rows.iter().map(look).collect();
        Order { rows, groups, group_of, looks }
    }

    /// Place of a row that the scope shows.
    fn place(&self, row: &CaseSummary) -> Option<ShownAt> {
        self.scope.place(&self.table, row, &self.scope.range(&self.table))
    }

    /// Key of a row in a sort order.
    fn key(&self, row: &CaseSummary, field: CaseField) -> Key {
        let number = |n: usize| Key::Number(i64::try_from(n).unwrap_or(i64::MAX));
        match field {
            CaseField::Code => {
                let (is_unsent, number) = row.code.rank();
                Key::Number(if is_unsent { number.saturating_add(i64::MAX / 2) } else { number })
            }
            CaseField::Title => Key::Text(fold(&row.title)),
            CaseField::Suite => number(self.place(row).map_or(usize::MAX, |at| at.suite)),
            CaseField::FurtherSuites => Key::Text(fold(&self.table.text(row, field, self.tr, |_| String::new()))),
            CaseField::Slug(column) => number(self.table.rank(column, slug_of(row, column))),
            CaseField::Review => Key::Number(match row.review {
                Some((ReviewState::InReview, _)) => 0,
                Some((ReviewState::Approved, true)) => 1,
                None => 2,
                Some((ReviewState::Approved, false)) => 3,
            }),
            CaseField::Flaky => Key::Number(i64::from(!row.is_flaky)),
            CaseField::Tags if row.tags.is_empty() => Key::Text("\u{10FFFF}".to_owned()),
            CaseField::Tags => Key::Text(fold(&row.tags.join(" "))),
            CaseField::Functions => number(row.functions.len()),
            CaseField::Owner => Key::Text(match self.table.owners(row).next() {
                Some(_) => fold(&self.table.text(row, field, self.tr, |_| String::new())),
                None => "\u{10FFFF}".to_owned(),
            }),
            CaseField::Milestone => {
                number(self.table.milestones.iter().position(|m| Some(m.id) == row.milestone).unwrap_or(usize::MAX))
            }
            CaseField::Last => number(look_rank(row)),
            CaseField::Changed => Key::Number(row.updated_ms),
            CaseField::ChangedBy => Key::Text(fold(row.changed_by.as_deref().unwrap_or("\u{10FFFF}"))),
            CaseField::Custom(id) => Key::Text(match row.field(id) {
                Some(value) => voluptas_core::base::fold::natural_key(&self.table.field_text(id, value, self.tr)),
                None => "\u{10FFFF}".to_owned(),
            }),
        }
    }

    /// The groups of the shown rows, which stand together, with their heads.
    fn grouped(&self, rows: &[u32], order: &Order, has_links: bool) -> (Vec<GridGroup>, Vec<GroupHead>) {
        let Some(field) = self.group else { return (Vec::new(), Vec::new()) };
        let (table, range) = (&self.table, self.scope.range(&self.table));
        let has_links = has_links && field == CaseField::Suite;
        let mut groups: Vec<GridGroup> = Vec::new();
        let mut heads: Vec<GroupHead> = Vec::new();
        let mut from = 0;
        while let Some(at) = rows.get(from) {
            let group = order.group_of[*at as usize];
            let mut counts = [0_u64; StatusClass::ALL.len()];
            let mut linked = 0;
            let mut end = from;
            while let Some(at) = rows.get(end).filter(|at| order.group_of[**at as usize] == group) {
                let at = *at as usize;
                // A suite counts the cases that have their home in it, and names the others beside that number.
                if has_links && self.scope.place(table, &table.rows[at], &range).is_some_and(|at| at.is_link) {
                    linked += 1;
                } else {
                    counts[order.looks[at] as usize] += 1;
                }
                end += 1;
            }
            let name = &order.groups[group as usize];
            groups.push(GridGroup { id: name.id.clone(), rows: from..end });
            heads.push(GroupHead {
                title: name.title.clone(),
                count: end - from - linked,
                linked,
                looks: StatusClass::ALL.into_iter().map(|look| (look, counts[look as usize])).filter(|(_, n)| *n > 0).collect(),
            });
            from = end;
        }
        (groups, heads)
    }

    /// Lasting name and title of the group of a row.
    fn group_name(&self, row: &CaseSummary, field: CaseField) -> (String, String) {
        let none = || self.tr.text("cases-group-none").into_owned();
        match field {
            CaseField::Suite => match self.place(row).and_then(|at| self.table.suites.get(at.suite)) {
                Some(suite) => (suite.id.0.to_string(), suite.path.clone()),
                None => (String::new(), self.tr.text("cases-group-root").into_owned()),
            },
            CaseField::Slug(column) => {
                let slug = slug_of(row, column);
                (slug.to_string(), words::value_name(self.tr, slug).into_owned())
            }
            CaseField::Last => {
                let look = look(row);
                (format!("{look:?}"), words::class_name(self.tr, look).into_owned())
            }
            _ => {
                let text = self.table.text(row, field, self.tr, |_| String::new());
                let title = if text.is_empty() { none() } else { text.clone() };
                (text, title)
            }
        }
    }
}

fn look(row: &CaseSummary) -> StatusClass {
    class_of(row.last.as_ref().map(|(status, _)| status))
}

/// Failures first, cases that were never run last.
fn look_rank(row: &CaseSummary) -> usize {
    let order = [
        StatusClass::Failed,
        StatusClass::Broken,
        StatusClass::Blocked,
        StatusClass::Invalid,
        StatusClass::InProgress,
        StatusClass::Skipped,
        StatusClass::Passed,
        StatusClass::Untested,
    ];
    order.iter().position(|l| *l == look(row)).unwrap_or(order.len())
}
