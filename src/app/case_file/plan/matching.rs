//! Finds the case that a row of a file means.

use super::{PathKey, Planner};
use crate::app::case_file::options::MatchBy;
use crate::base::fold::fold;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, FunctionId};
use crate::formats::cases::CaseRow;
use std::collections::HashSet;

/// Highest number that a case takes from a file. Numbers of later cases follow the highest one, and must not run out.
const NUMBER_MAX: i64 = 1_000_000_000_000;

/// The case of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A case, by its number or its functions.
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

/// Suites and folded titles that the imported rows name. A case that a row names by its title is left to that row.
pub(super) type Named = HashSet<(PathKey, String)>;

impl Planner<'_> {
    pub(super) fn find(&self, row: &CaseRow, title: &str, number: Option<i64>, functions: &[FunctionId]) -> Found {
        let by_title = || self.by_title(&row.suite, title).map_or(Found::Nothing, Found::ByTitle);
        match self.options.match_by {
            MatchBy::Auto => self.by_number(number).map_or_else(by_title, Found::Exact),
            MatchBy::Id => self.by_number(number).map_or(Found::Nothing, Found::Exact),
            MatchBy::Title => match by_title() {
                // A case of that title in the suite belongs to an earlier row; those elsewhere are others.
                Found::Nothing if self.has_title(&row.suite, title) => Found::Nothing,
                Found::Nothing => self.by_title_anywhere(title),
                found => found,
            },
            MatchBy::Function => self.by_functions(title, functions),
        }
    }

    /// Number of the row. Without [`MatchBy::Id`] only a file that the program wrote has numbers. An id of another project is
    /// counted and means nothing.
    pub(super) fn number(&mut self, row: &CaseRow) -> Option<i64> {
        let (project, id) = (self.number_code.as_ref()?, row.id.as_deref()?.trim());
        let (code, digits) = id.rsplit_once('-').unwrap_or((project, id));
        let number = digits.parse().ok().filter(|n| (1..=NUMBER_MAX).contains(n) && code.eq_ignore_ascii_case(project));
        self.foreign_ids += usize::from(number.is_none() && !id.is_empty());
        number
    }

    /// The case with that number, where numbers mean cases of this project.
    fn by_number(&self, number: Option<i64>) -> Option<CaseId> {
        let id = number.filter(|_| self.numbers_count).and_then(|n| self.state.by_number.get(&n))?;
        (!self.taken.contains(id)).then_some(*id)
    }

    /// The first case of that title in the suite that no earlier row meant.
    fn by_title(&self, suite: &[String], title: &str) -> Option<CaseId> {
        self.titled_in(suite, title)?.iter().find(|id| !self.taken.contains(id)).copied()
    }

    fn has_title(&self, suite: &[String], title: &str) -> bool {
        self.titled_in(suite, title).is_some_and(|cases| !cases.is_empty())
    }

    /// The cases of that title in the suite.
    fn titled_in(&self, suite: &[String], title: &str) -> Option<&Vec<CaseId>> {
        let suite = match suite {
            [] => None,
            path => Some(self.state.suites.get(&self.comparison.key(path))?.id),
        };
        self.state.by_title.get(&(suite, title.to_owned()))
    }

    /// The only case of that title in the other suites.
    fn by_title_anywhere(&self, title: &str) -> Found {
        let cases = self.state.titled.get(title).map_or(&[][..], Vec::as_slice);
        let free = |id: &&CaseId| {
            self.state.cases.get(id).is_some_and(|case| !self.named.contains(&(self.home_key(case), title.to_owned())))
        };
        only(cases.iter().filter(|id| !self.taken.contains(id)).filter(free), Found::ByTitle)
    }

    /// The case that covers all of these functions: the one with that title, otherwise the only one that no row names.
    fn by_functions(&self, title: &str, functions: &[FunctionId]) -> Found {
        let Some((first, rest)) = functions.split_first() else { return Found::Nothing };
        let cases = self.state.covering.get(first).map_or(&[][..], Vec::as_slice);
        let covers = |id: &CaseId| rest.iter().all(|f| self.state.covered.get(id).is_some_and(|all| all.contains(f)));
        let all: Vec<(&CaseId, String)> = cases
            .iter()
            .filter(|id| !self.taken.contains(id) && covers(id))
            .filter_map(|id| self.state.cases.get(id).map(|case| (id, fold(&case.content.title))))
            .collect();
        if let Some((id, _)) = all.iter().find(|(_, known)| known == title) {
            return Found::Exact(**id);
        }
        let is_named = |id: &CaseId, title: &String| {
            let mut covered = self.state.covered.get(id).into_iter().flatten();
            covered.any(|f| self.titles_of_rows.contains(&(title.clone(), *f)))
        };
        only(all.iter().filter(|(id, known)| !is_named(id, known)).map(|(id, _)| *id), Found::Exact)
    }

    fn home_key(&self, case: &Case) -> PathKey {
        let path = case.suite_id.and_then(|id| self.state.path_of.get(&id));
        path.map(|path| self.comparison.key(path)).unwrap_or_default()
    }
}

fn only<'c>(cases: impl Iterator<Item = &'c CaseId>, found: impl Fn(CaseId) -> Found) -> Found {
    let cases: Vec<&CaseId> = cases.collect();
    match cases.as_slice() {
        [] => Found::Nothing,
        [one] => found(**one),
        several => Found::Several(several.len()),
    }
}
