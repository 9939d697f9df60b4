//! The function registry as rows: in tree order, with coverage rolled up, ready to be drawn, filtered and sorted.

mod column;
mod row;
mod tree;

use std::collections::HashMap;
use std::sync::Arc;

pub use self::column::{Column, cell_text};
use self::column::{longest, sort_key};
pub use self::row::{CoveringCase, FunctionRow, QuickFilter};
use self::tree::Lines;
use super::rollup::{class_of, worse};
use smallvec::SmallVec;
use voluptas_app::functions::coverage::Coverage;
use voluptas_app::overview::lists::Registry;
use voluptas_core::base::fold::{FoldedTexts, fold};
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::ids::{CaseId, FunctionId, PersonId};
use voluptas_core::domain::person::{Person, RaciRole};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::tree::in_tree_order;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::{StatusClass, TreeData};

/// `Irina S.`: a name as short as a column has room for.
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    match (words.next(), words.next_back().and_then(|w| w.chars().next())) {
        (Some(first), Some(initial)) => format!("{first} {initial}."),
        _ => name.to_owned(),
    }
}

/// The numbers of the whole registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Functions.
    pub all: u64,
    /// On the critical list.
    pub critical: u64,
    /// In focus.
    pub focus: u64,
    /// Testable ones without a case.
    pub uncovered: u64,
    /// Testable ones.
    pub testable: u64,
    /// Testable ones with a case.
    pub covered: u64,
    /// Covered ones whose last results are bad.
    pub failing: u64,
    /// Critical testable ones without a case.
    pub critical_uncovered: u64,
    /// Testable ones that are automated, wholly or partly.
    pub automated: u64,
    /// Covered functions by their worst last result.
    pub looks: [u64; StatusClass::ALL.len()],
}

/// The registry as the window shows it.
#[derive(Debug, Clone, Default)]
pub struct RegistryModel {
    /// In tree order: the line of the tree at the same place is the same function.
    pub rows: Arc<Vec<FunctionRow>>,
    /// The same as a tree.
    pub tree: Arc<TreeData>,
    /// The numbers.
    pub totals: Totals,
    /// People by id, sorted by name.
    pub people: Vec<Person>,
    /// Values of dictionaries by their name.
    pub dictionaries: HashMap<&'static str, Vec<String>>,
    /// Texts that the search looks through, by the place of the row.
    folded: Arc<FoldedTexts>,
    /// Each case with the place of a function that it covers, sorted: the inspector of a case asks in every pass.
    covering: Arc<Vec<(CaseId, u32)>>,
    longest: HashMap<Column, Vec<String>>,
}

impl RegistryModel {
    /// The longest texts of a column, for its width.
    pub fn longest(&self, column: Column) -> &[String] {
        self.longest.get(&column).map_or(&[], Vec::as_slice)
    }

    /// Makes the model; `generation` tells this content from an earlier one.
    #[must_use]
    pub fn build(mut source: Registry, tr: Tr, generation: u64) -> Self {
        let names: HashMap<PersonId, Arc<str>> = source.people.iter().map(|p| (p.id, p.name.as_str().into())).collect();
        let nobody: Arc<str> = "".into();
        let name = |f: &FunctionLine, role| {
            let person = f.people.iter().find(|(r, _)| *r == role).and_then(|(_, id)| names.get(id));
            person.unwrap_or(&nobody).clone()
        };
        let ordered = in_tree_order(std::mem::take(&mut source.functions), |f| f.id, |f| f.parent_id);
        let mut root = FunctionId(0);
        let mut folded = FoldedTexts::default();
        let mut rows: Vec<FunctionRow> = ordered
            .into_iter()
            .map(|(depth, function)| {
                // In tree order a root stands before everything below it.
                if depth == 0 {
                    root = function.id;
                }
                let lines = source.lines_of(function.id).iter();
                let covers: SmallVec<[CoveringCase; 1]> =
                    lines.map(|l| CoveringCase { case: l.case_id, status: l.last_status.clone() }).collect();
                let look = covers.iter().fold(StatusClass::Untested, |a, c| worse(a, class_of(c.status.as_ref())));
                let coverage = source.coverage.get(&function.id).copied().unwrap_or_default();
                let (qa, dev) = (name(&function, RaciRole::Qa), name(&function, RaciRole::Dev));
                let alias = function.alias.as_deref().unwrap_or_default();
                let own = [&*function.title, &*function.func_id, alias, &*qa, &*dev];
                let tags = function.words.tags.iter().map(|tag| &**tag);
                folded.push(&own.into_iter().chain(tags).collect::<SmallVec<[&str; 8]>>());
                FunctionRow { depth, root, qa, dev, covers, look, coverage, function: Arc::new(function) }
            })
            .collect();
        // The rows were collected in the room of the larger lines.
        rows.shrink_to_fit();
        folded.shrink();
        let totals = totals(&rows);
        let longest = Column::ALL.into_iter().map(|c| (c, longest(&rows, c, tr))).collect();
        let covers = (0_u32..).zip(&rows).flat_map(|(at, row)| row.covers.iter().map(move |cover| (cover.case, at)));
        let mut covering: Vec<(CaseId, u32)> = covers.collect();
        covering.sort_unstable();
        let covering = Arc::new(covering);
        let rows = Arc::new(rows);
        let places = rows.iter().map(|r| (r.function.id.0, r.depth));
        let tree = Arc::new(TreeData::from_lines(places, Arc::new(Lines { rows: rows.clone(), tr }), generation));
        let folded = Arc::new(folded);
        Self { rows, tree, totals, people: source.people, dictionaries: source.dictionaries, folded, covering, longest }
    }

    /// The same model after the last results of some cases changed: only the functions that they cover, and what these lie in,
    /// are rolled up again. The functions, cases and links must be those of this model.
    #[must_use]
    pub fn with_results(&self, last: &[(CaseId, Option<ResultStatus>)], tr: Tr, generation: u64) -> Self {
        let last: HashMap<CaseId, &Option<ResultStatus>> = last.iter().map(|(case, status)| (*case, status)).collect();
        let mut model = self.clone();
        let rows = Arc::make_mut(&mut model.rows);
        for i in 0..rows.len() {
            let (mut less, mut more) = (Coverage::default(), Coverage::default());
            for cover in &mut rows[i].covers {
                let Some(&status) = last.get(&cover.case) else { continue };
                less.count(cover.status.as_ref());
                more.count(status.as_ref());
                cover.status.clone_from(status);
            }
            if less == more {
                continue;
            }
            let row = &mut rows[i];
            row.look = row.covers.iter().fold(StatusClass::Untested, |a, c| worse(a, class_of(c.status.as_ref())));
            let mut at = Some(i);
            // A damaged file could hold a circle; no real tree is this deep.
            for _ in 0..=64 {
                let Some(i) = at else { break };
                let row = &mut rows[i];
                row.coverage.add(&more);
                row.coverage.subtract(&less);
                at = row.function.parent_id.and_then(|id| self.tree.index(id.0));
            }
        }
        model.totals = totals(rows);
        let lines = Lines { rows: model.rows.clone(), tr };
        model.tree = Arc::new(self.tree.with_lines(Arc::new(lines), generation));
        model
    }

    /// The row of a function.
    pub fn get(&self, id: FunctionId) -> Option<&FunctionRow> {
        self.tree.index(id.0).and_then(|i| self.rows.get(i))
    }

    /// Folded texts that a search looks through, by the place of the row.
    pub fn search_texts(&self) -> impl Iterator<Item = &str> {
        self.folded.iter()
    }

    /// Functions that a case covers, in tree order.
    pub fn covering(&self, case: CaseId) -> impl Iterator<Item = &FunctionRow> {
        let first = self.covering.partition_point(|(known, _)| *known < case);
        let own = self.covering.get(first..).into_iter().flatten().take_while(move |(known, _)| *known == case);
        own.filter_map(|(_, at)| self.rows.get(*at as usize))
    }

    /// Titles of the ancestors of a row, the outermost first.
    pub fn path(&self, id: FunctionId) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = self.get(id).and_then(|r| r.function.parent_id);
        while let Some(row) = at.and_then(|p| self.get(p)) {
            path.push(row.title());
            at = row.function.parent_id;
        }
        path.reverse();
        path
    }

    /// Places of the rows that a filter lets through and that hold every word of `words`, sorted.
    pub fn view(&self, quick: QuickFilter, words: &str, sort: Option<(Column, bool)>) -> Vec<u32> {
        let folded = fold(words);
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        let mut view: Vec<u32> = self
            .rows
            .iter()
            .zip(self.folded.iter())
            .enumerate()
            .filter(|(_, (row, text))| row.is_in(quick) && words.iter().all(|w| text.contains(w)))
            .map(|(i, _)| i as u32)
            .collect();
        if let Some((column, down)) = sort {
            view.sort_by_cached_key(|&i| sort_key(&self.rows[i as usize], column));
            if down {
                view.reverse();
            }
        }
        view
    }
}

fn totals(rows: &[FunctionRow]) -> Totals {
    let mut t = Totals::default();
    for r in rows {
        let n = |quick| u64::from(r.is_in(quick));
        t.all += 1;
        t.critical += n(QuickFilter::Critical);
        t.focus += n(QuickFilter::Focus);
        t.uncovered += n(QuickFilter::Uncovered);
        t.testable += u64::from(r.function.kind.is_testable());
        t.covered += n(QuickFilter::Covered);
        t.failing += n(QuickFilter::Failing);
        t.critical_uncovered += n(QuickFilter::CriticalUncovered);
        t.automated += n(QuickFilter::Automated);
        for (at, look) in StatusClass::ALL.into_iter().enumerate() {
            t.looks[at] += n(QuickFilter::Result(look));
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_app::functions::coverage::{CoverageState, roll_up};
    use voluptas_core::domain::function::FunctionType;
    use voluptas_i18n::Lang;
    use voluptas_store::mappings::CoverageLine;

    fn function(id: i64, parent: Option<i64>, kind: FunctionType, title: &str, crit: bool) -> FunctionLine {
        FunctionLine {
            id: FunctionId(id),
            parent_id: parent.map(FunctionId),
            kind,
            is_crit: crit,
            is_focus: false,
            func_id: format!("shop.{id}").into(),
            title: title.into(),
            alias: None,
            words: Arc::default(),
            people: vec![(RaciRole::Qa, PersonId(1))],
            updated_ms: 0,
        }
    }

    fn model() -> RegistryModel {
        model_of(ResultStatus::Passed, Some(ResultStatus::Failed))
    }

    /// The model with these last results of the cases 1 (covers "Refund 10") and 2 (covers "Card").
    fn model_of(first: ResultStatus, second: Option<ResultStatus>) -> RegistryModel {
        let person = Person {
            id: PersonId(1),
            name: "Ирина Ш.".into(),
            position: None,
            email: None,
            zoho_id: None,
            github: None,
            is_active: true,
            notes: None,
        };
        let functions = vec![
            function(4, Some(2), FunctionType::Feature, "Card", true),
            function(1, None, FunctionType::Module, "[Module]: Checkout", false),
            function(2, Some(1), FunctionType::Epic, "Payment", false),
            function(3, Some(2), FunctionType::Feature, "Refund 10", false),
            function(5, Some(2), FunctionType::Feature, "Refund 2", true),
            function(6, Some(99), FunctionType::Service, "Mailer", false),
        ];
        let line = |function, case, status| CoverageLine {
            function_id: FunctionId(function),
            case_id: CaseId(case),
            last_status: status,
        };
        let lines = [line(3, 1, Some(first)), line(4, 2, second)];
        let coverage = roll_up(&functions, &lines);
        let source = Registry { functions, coverage, lines: lines.to_vec(), people: vec![person], dictionaries: HashMap::new() };
        RegistryModel::build(source, Tr::new(Lang::En), 1)
    }

    #[test]
    fn rows_stand_in_tree_order_and_roll_up() {
        let m = model();
        let order: Vec<_> = m.rows.iter().map(|r| (r.function.id.0, r.depth)).collect();
        assert_eq!(order, [(1, 0), (2, 1), (4, 2), (3, 2), (5, 2), (6, 0)]);
        let checkout = m.get(FunctionId(1)).expect("row");
        assert_eq!((checkout.coverage.testable, checkout.coverage.covered), (3, 2));
        assert_eq!(checkout.coverage.state(), CoverageState::Failing);
        assert_eq!(checkout.title(), "Checkout");
        assert_eq!(m.path(FunctionId(3)), ["Checkout", "Payment"]);
        assert_eq!(&*m.tree.item(0).right, "66\u{a0}%");
    }

    #[test]
    fn totals_and_views() {
        let m = model();
        assert_eq!((m.totals.all, m.totals.testable, m.totals.covered, m.totals.uncovered), (6, 4, 2, 2));
        assert_eq!((m.totals.critical, m.totals.critical_uncovered, m.totals.failing), (2, 1, 1));
        let ids = |v: Vec<u32>| v.iter().map(|&i| m.rows[i as usize].function.id.0).collect::<Vec<_>>();
        assert_eq!(ids(m.view(QuickFilter::Uncovered, "", None)), [5, 6]);
        assert_eq!(ids(m.view(QuickFilter::All, "refund ирина", Some((Column::Title, false)))), [5, 3]);
        assert_eq!(ids(m.view(QuickFilter::All, "refund", Some((Column::Title, true)))), [3, 5]);
        for row in m.rows.iter().filter(|r| r.depth == 0) {
            let shown = |quick| m.view(quick, "", None).len() as u32;
            assert_eq!(shown(QuickFilter::CoveredIn(row.root)), row.coverage.covered);
            assert_eq!(shown(QuickFilter::TestableIn(row.root)), row.coverage.testable);
        }
        assert_eq!(m.covering(CaseId(2)).count(), 1);
        assert_eq!([short_name("Irina Shag"), short_name("Olga"), short_name("")], ["Irina S.", "Olga", ""]);
    }

    #[test]
    fn new_results_give_the_model_that_would_be_made_anew() {
        use ResultStatus::{Blocked, Broken, Failed, Passed};
        let all = [None, Some(Passed), Some(Failed), Some(Broken), Some(Blocked)];
        for first in all.iter().flatten() {
            for second in &all {
                let anew = model_of(first.clone(), second.clone());
                let last = [(CaseId(1), Some(first.clone())), (CaseId(2), second.clone()), (CaseId(77), Some(Failed))];
                let changed = model().with_results(&last, Tr::new(Lang::En), 1);
                assert_eq!(format!("{:?}", changed.rows), format!("{:?}", anew.rows), "{last:?}");
                assert_eq!(changed.totals, anew.totals, "{last:?}");
                let lines = |model: &RegistryModel| {
                    let tree = &model.tree;
                    (0..tree.len()).map(|i| format!("{:?} {}", tree.item(i), tree.note(i))).collect::<Vec<_>>()
                };
                assert_eq!(lines(&changed), lines(&anew), "{last:?}");
            }
        }
    }
}
