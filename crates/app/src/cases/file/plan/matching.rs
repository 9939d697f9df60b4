//! Finds the case that a row of a file means.

use super::numbers::{Number, Numbers};
use super::{Planner, State};
use crate::cases::file::options::MatchBy;
use crate::cases::file::paths::{PathKey, TitleComparison};
use std::collections::{BTreeSet, HashMap, HashSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId};
use voluptas_formats::cases::{CaseRow, SuiteName};

/// The id of a case in another tool without its digits: ids of one tool differ in digits alone.
pub(super) fn shape(id: &str) -> String {
    id.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The case of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A case, by its number, its external id or its functions.
    Exact(CaseId),
    /// A case, by its title.
    ByTitle(CaseId),
    /// No case.
    Nothing,
    /// Several cases fit equally well.
    Several(usize),
}

impl Found {
    pub(super) fn id(self) -> Option<CaseId> {
        match self {
            Self::Exact(id) | Self::ByTitle(id) => Some(id),
            Self::Nothing | Self::Several(_) => None,
        }
    }
}

/// Cases that no row has meant yet, in the forms in which rows look for them. A case that a row means is taken out of each, so that a
/// search costs the same for the last row as for the first.
#[derive(Default)]
pub(super) struct Search {
    /// Cases that an earlier row meant.
    taken: HashSet<CaseId>,
    /// For each suite and title, how many of its first cases are taken.
    passed: HashMap<(Option<SuiteId>, String), usize>,
    /// Number of imported rows by suite and title.
    rows: HashMap<(PathKey, String), usize>,
    /// With [`MatchBy::Title`], the free cases by folded title, without those that a row names by suite and title: they are left to
    /// that row.
    elsewhere: HashMap<String, BTreeSet<CaseId>>,
    /// With [`MatchBy::Function`], the functions of the imported rows by folded title.
    titles_of_rows: HashMap<String, HashSet<FunctionId>>,
    /// Cases that cover all functions of a row, by these functions in ascending order.
    groups: HashMap<Vec<FunctionId>, Group>,
    /// The groups with a case.
    groups_of: HashMap<CaseId, Vec<Vec<FunctionId>>>,
}

/// Cases that cover the same functions.
#[derive(Default)]
struct Group {
    /// Cases by folded title, the last one first.
    titled: HashMap<String, Vec<CaseId>>,
    /// Free cases that no row names by title and function.
    unnamed: BTreeSet<CaseId>,
}

impl Search {
    /// Prepares the search for the imported rows.
    pub(super) fn new<'r>(
        match_by: MatchBy,
        state: &mut State,
        comparison: TitleComparison,
        rows: impl Iterator<Item = &'r CaseRow>,
        numbers: &Numbers,
    ) -> Self {
        let mut search = Self::default();
        let rows: Vec<&CaseRow> = rows.collect();
        let mut by_title: Vec<&CaseRow> = Vec::new();
        match match_by {
            MatchBy::Title => by_title.clone_from(&rows),
            MatchBy::Auto => {
                by_title.extend(rows.iter().filter(|row| !row.external_id().is_some_and(|id| state.has_external(id))));
                state.leave_to_their_ids(&rows);
            }
            MatchBy::Id => {
                let mut numbered = HashSet::new();
                for row in &rows {
                    let number = row.id.as_deref().filter(|_| numbers.count).and_then(|id| numbers.of(id));
                    match number.and_then(|number| state.by_number.get(&number).copied()) {
                        Some(case) => _ = numbered.insert(case),
                        None if row.external_id().is_some_and(|id| state.has_external(id)) => {}
                        None => by_title.push(row),
                    }
                }
                state.leave_to_their_numbers(&numbered);
                state.leave_to_their_ids(&rows);
            }
            MatchBy::Function => {
                let is_unknown = |row: &&&CaseRow| !row.functions.iter().any(|id| state.functions.contains_key(id));
                by_title.extend(rows.iter().filter(is_unknown));
            }
        }
        // Without cases there is nothing to find.
        for row in by_title.into_iter().filter(|_| !state.cases.is_empty()) {
            *search.rows.entry((comparison.key(&row.suite), fold(row.content.title.trim()))).or_default() += 1;
        }
        match match_by {
            MatchBy::Title => {
                for case in state.cases.values() {
                    let path = case.suite_id.and_then(|id| state.path_of.get(&id));
                    let place = (path.map(|path| comparison.key(path)).unwrap_or_default(), fold(&case.content.title));
                    if !search.rows.contains_key(&place) {
                        search.elsewhere.entry(place.1).or_default().insert(case.id);
                    }
                }
            }
            MatchBy::Function => {
                for row in rows {
                    let ids = row.functions.iter().filter_map(|func_id| state.functions.get(func_id));
                    search.titles_of_rows.entry(fold(row.content.title.trim())).or_default().extend(ids);
                }
            }
            MatchBy::Auto | MatchBy::Id => {}
        }
        search
    }

    /// Takes a case that a row means.
    pub(super) fn take(&mut self, case: &Case) {
        self.taken.insert(case.id);
        if !self.elsewhere.is_empty()
            && let Some(cases) = self.elsewhere.get_mut(&fold(&case.content.title))
        {
            cases.remove(&case.id);
        }
        for functions in self.groups_of.remove(&case.id).unwrap_or_default() {
            if let Some(group) = self.groups.get_mut(&functions) {
                group.unnamed.remove(&case.id);
            }
        }
    }

    /// The first case with this title in the suite that no row has taken yet. Rows with the same suite and title mean the cases
    /// in their order. When there are fewer rows (`rows`) than cases, nothing tells which case a row means: the answer is [`Found::Several`].
    fn by_title(&mut self, state: &State, suite: Option<SuiteId>, title: &str, rows: usize) -> Found {
        let place = (suite, title.to_owned());
        let Some(cases) = state.by_title.get(&place) else { return Found::Nothing };
        let passed = self.passed.entry(place).or_default();
        while cases.get(*passed).is_some_and(|id| self.taken.contains(id)) {
            *passed += 1;
        }
        match cases.get(*passed) {
            None => Found::Nothing,
            Some(_) if rows < cases.len() => Found::Several(cases.len()),
            Some(id) => Found::ByTitle(*id),
        }
    }

    /// The case that covers all of these functions: the one with that title, otherwise the only one that no row names.
    fn by_functions(&mut self, state: &State, title: &str, functions: &[FunctionId]) -> Found {
        let mut key = functions.to_vec();
        key.sort_unstable();
        key.dedup();
        if key.is_empty() {
            return Found::Nothing;
        }
        if !self.groups.contains_key(&key) {
            let group = self.group(state, &key);
            self.groups.insert(key.clone(), group);
        }
        let Some(group) = self.groups.get_mut(&key) else { return Found::Nothing };
        if let Some(cases) = group.titled.get_mut(title) {
            while cases.last().is_some_and(|id| self.taken.contains(id)) {
                cases.pop();
            }
            if let Some(id) = cases.last() {
                return Found::Exact(*id);
            }
        }
        only(&group.unnamed, Found::Exact)
    }

    /// The free cases that cover all of these functions.
    fn group(&mut self, state: &State, functions: &[FunctionId]) -> Group {
        let covering = |function: &FunctionId| state.covering.get(function).map_or(&[][..], Vec::as_slice);
        let mut group = Group::default();
        let fewest = functions.iter().map(covering).min_by_key(|cases| cases.len()).unwrap_or_default();
        for id in fewest.iter().rev().filter(|id| !self.taken.contains(id)) {
            let (Some(covered), Some(case)) = (state.covered.get(id), state.cases.get(id)) else { continue };
            if !functions.iter().all(|function| covered.contains(function)) {
                continue;
            }
            let title = fold(&case.content.title);
            let rows = self.titles_of_rows.get(&title);
            if !rows.is_some_and(|named| covered.iter().any(|function| named.contains(function))) {
                group.unnamed.insert(*id);
                self.groups_of.entry(*id).or_default().push(functions.to_vec());
            }
            group.titled.entry(title).or_default().push(*id);
        }
        group
    }
}

impl Planner<'_> {
    pub(super) fn find(&mut self, row: &CaseRow, title: &str, number: Option<&Number>, functions: &[FunctionId]) -> Found {
        match self.options.match_by {
            MatchBy::Auto => match self.by_number(number).or_else(|| self.by_external_id(row, title)) {
                Some(id) => Found::Exact(id),
                None => self.by_title(&row.suite, title),
            },
            MatchBy::Id => match self.by_number(number).or_else(|| self.by_external_id(row, title)) {
                Some(id) => Found::Exact(id),
                None => self.without_key(row, title, number.is_some_and(|n| self.is_known(n))),
            },
            MatchBy::Title => match self.by_title(&row.suite, title) {
                // A case of that title in the suite belongs to an earlier row; those elsewhere are others.
                Found::Nothing if self.has_title(&row.suite, title) => Found::Nothing,
                Found::Nothing => self.search.elsewhere.get(title).map_or(Found::Nothing, |cases| only(cases, Found::ByTitle)),
                found => found,
            },
            MatchBy::Function if functions.is_empty() => self.without_key(row, title, false),
            MatchBy::Function => self.search.by_functions(&self.state, title, functions),
        }
    }

    /// The case of a row without a known id or function: the one of that title in the suite. Otherwise each import of the same file
    /// would create the case anew. A row whose id is known, but belongs to an earlier row, has no case.
    fn without_key(&mut self, row: &CaseRow, title: &str, is_known: bool) -> Found {
        if is_known {
            return Found::Nothing;
        }
        if !self.state.cases.is_empty() {
            self.without_key.push(row.line);
        }
        self.by_title(&row.suite, title)
    }

    /// True for the number of a case of the project.
    pub(super) fn is_known(&self, number: &Number) -> bool {
        self.numbers.count && self.state.by_number.contains_key(number)
    }

    /// Number of the row. Without [`MatchBy::Id`] only a file that the program wrote has numbers. An id of another project is
    /// counted and means nothing.
    pub(super) fn number(&mut self, row: &CaseRow) -> Option<Number> {
        let id = row.id.as_deref().filter(|_| self.numbers.are_read())?.trim();
        let number = self.numbers.of(id);
        self.foreign_ids += usize::from(number.is_none() && !id.is_empty() && row.external_id().is_none());
        number
    }

    /// The case with that number, where numbers mean cases of this project.
    fn by_number(&self, number: Option<&Number>) -> Option<CaseId> {
        let id = number.filter(|_| self.numbers.count).and_then(|n| self.state.by_number.get(n))?;
        (!self.search.taken.contains(id)).then_some(*id)
    }

    /// The case with the external id of the row: of several the one with its title.
    fn by_external_id(&self, row: &CaseRow, title: &str) -> Option<CaseId> {
        let known = self.state.by_external.get(row.external_id()?)?;
        let is_free = |id: &&CaseId| !self.search.taken.contains(id);
        let has_title = |id: &&CaseId| self.state.cases.get(id).is_some_and(|case| fold(&case.content.title) == title);
        let named = known.iter().filter(is_free).find(has_title);
        named.or_else(|| known.iter().find(is_free).filter(|_| known.len() == 1)).copied()
    }

    /// The first case of that title in the suite that no earlier row meant.
    fn by_title(&mut self, suite: &[SuiteName], title: &str) -> Found {
        let Some(known) = self.known_suite(suite) else { return Found::Nothing };
        let rows = self.search.rows.get(&(self.comparison.key(suite), title.to_owned())).copied().unwrap_or(1);
        self.search.by_title(&self.state, known, title, rows)
    }

    fn has_title(&self, suite: &[SuiteName], title: &str) -> bool {
        self.known_suite(suite).is_some_and(|suite| self.state.by_title.contains_key(&(suite, title.to_owned())))
    }

    /// The suite of a path, `None` within for the root; `None` where the project lacks it.
    fn known_suite(&self, suite: &[SuiteName]) -> Option<Option<SuiteId>> {
        match suite {
            [] => Some(None),
            _ if self.state.suites.is_empty() => None,
            path => self.state.suites.get(&self.comparison.key(path)).map(|suite| Some(suite.id)),
        }
    }
}

fn only(cases: &BTreeSet<CaseId>, found: impl Fn(CaseId) -> Found) -> Found {
    match (cases.first(), cases.len()) {
        (None, _) => Found::Nothing,
        (Some(one), 1) => found(*one),
        (Some(_), several) => Found::Several(several),
    }
}
