//! Paths of suites, by which files of cases name them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::suite::Suite;
use voluptas_core::domain::validate::SUITE_DEPTH_MAX;
use voluptas_formats::cases::{CasesFile, SuiteName, SuiteRow};

/// A path in the form in which paths are compared. Suites with equal keys are the same suite.
pub(super) type PathKey = Vec<SuiteName>;

/// Suites in the order of the tree: parents before children, siblings by position.
pub(super) fn tree_order(suites: &[Suite]) -> Vec<&Suite> {
    let known: BTreeSet<SuiteId> = suites.iter().map(|s| s.id).collect();
    let mut children: HashMap<Option<SuiteId>, Vec<&Suite>> = HashMap::new();
    for suite in suites {
        children.entry(suite.parent_id.filter(|id| known.contains(id))).or_default().push(suite);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_key(|s| std::cmp::Reverse((s.position, s.number)));
    }
    let mut out = Vec::with_capacity(suites.len());
    let mut todo = children.remove(&None).unwrap_or_default();
    while let Some(suite) = todo.pop() {
        out.push(suite);
        todo.extend(children.remove(&Some(suite.id)).unwrap_or_default());
    }
    out
}

/// Path of each suite of a project. Suites of one parent and title are numbered in the order of the tree.
pub(super) fn paths(suites: &[Suite]) -> HashMap<SuiteId, Vec<SuiteName>> {
    let mut paths: HashMap<SuiteId, Vec<SuiteName>> = HashMap::with_capacity(suites.len());
    let mut alike: HashMap<(Option<SuiteId>, &str), u32> = HashMap::new();
    for suite in tree_order(suites) {
        let above = suite.parent_id.filter(|id| paths.contains_key(id));
        let nth = alike.entry((above, suite.content.title.as_str())).or_default();
        *nth += 1;
        let mut path = above.and_then(|id| paths.get(&id)).cloned().unwrap_or_default();
        path.push(SuiteName::new(suite.content.title.as_str(), *nth));
        paths.insert(suite.id, path);
    }
    paths
}

/// The titles of a path as their slashes divide it; `None` for a title that they do not divide.
fn parts_of(title: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = title.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    (parts.len() > 1).then_some(parts)
}

/// Number of different titles of suites that a slash divides.
pub(super) fn divided_titles(file: &CasesFile) -> usize {
    let mut titles: BTreeSet<String> = BTreeSet::new();
    for path in all_paths(file) {
        titles.extend(path.iter().filter(|name| parts_of(&name.title).is_some()).map(|name| name.title.clone()));
    }
    titles.len()
}

/// The file with suites nested as the slashes in their titles say. A path that would be deeper than suites may be stays as it is.
pub(super) fn split(file: Cow<'_, CasesFile>) -> Cow<'_, CasesFile> {
    if divided_titles(&file) == 0 {
        return file;
    }
    let mut file = file.into_owned();
    let split = |path: &mut Vec<SuiteName>| {
        let parts = path.iter().flat_map(|name| match parts_of(&name.title) {
            Some(parts) => {
                // The number is that of the innermost suite.
                let last = parts.len() - 1;
                parts.iter().enumerate().map(|(at, part)| SuiteName::new(*part, if at == last { name.nth } else { 1 })).collect()
            }
            None => vec![name.clone()],
        });
        let parts: Vec<SuiteName> = parts.collect();
        if parts.len() <= SUITE_DEPTH_MAX {
            *path = parts;
        }
    };
    for suite in &mut file.suites {
        let mut path = suite.path();
        split(&mut path);
        if let Some(own) = path.pop() {
            (suite.content.title, suite.nth) = (own.title, own.nth);
        }
        suite.parents = path;
    }
    for row in &mut file.rows {
        split(&mut row.suite);
        row.further.iter_mut().for_each(split);
    }
    file.skipped_in.iter_mut().for_each(split);
    Cow::Owned(file)
}

/// The file with numbers of suites that fit the project. A part of a project may name the second suite of a title alone: where the
/// project has fewer suites of the title than the highest number says, those of the file count from 1 in their order. Otherwise each
/// import of the file would create the suite anew.
pub(super) fn fit<'f>(
    file: Cow<'f, CasesFile>,
    known: &HashMap<SuiteId, Vec<SuiteName>>,
    comparison: TitleComparison,
) -> Cow<'f, CasesFile> {
    if !all_paths(&file).any(|path| path.iter().any(|name| name.nth > 1)) {
        return file;
    }
    let mut highest: HashMap<PathKey, u32> = HashMap::new();
    for path in known.values() {
        let (key, nth) = first_of_title(&comparison.key(path));
        let highest = highest.entry(key).or_default();
        *highest = nth.max(*highest);
    }
    let new = fitting(&file, &highest, comparison);
    let mut file = file.into_owned();
    let renumber = |path: &mut Vec<SuiteName>| {
        if let Some(fit) = new.get(path) {
            path.clone_from(fit);
        }
    };
    for suite in &mut file.suites {
        let mut path = suite.path();
        renumber(&mut path);
        suite.nth = path.pop().map_or(1, |own| own.nth);
        suite.parents = path;
    }
    for row in &mut file.rows {
        renumber(&mut row.suite);
        row.further.iter_mut().for_each(renumber);
    }
    file.skipped_in.iter_mut().for_each(renumber);
    Cow::Owned(file)
}

/// For each path of the file and of the suites above it, the path with numbers that fit. `highest` has the highest number of each title
/// of the project, under the key of its first suite.
fn fitting(
    file: &CasesFile,
    highest: &HashMap<PathKey, u32>,
    comparison: TitleComparison,
) -> HashMap<Vec<SuiteName>, Vec<SuiteName>> {
    let mut new: HashMap<Vec<SuiteName>, Vec<SuiteName>> = HashMap::from([(Vec::new(), Vec::new())]);
    let paths: HashSet<Vec<SuiteName>> = all_paths(file).map(Cow::into_owned).collect();
    let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
    for length in 1..=depth {
        // The numbers of each title below each suite.
        let mut used: BTreeMap<(&[SuiteName], &str), BTreeSet<u32>> = BTreeMap::new();
        for path in paths.iter().filter(|path| path.len() >= length) {
            let own = &path[length - 1];
            used.entry((&path[..length - 1], own.title.as_str())).or_default().insert(own.nth);
        }
        for ((above, title), numbers) in used {
            let parents = new.get(above).cloned().unwrap_or_default();
            let with = |nth: u32| parents.iter().cloned().chain([SuiteName::new(title, nth)]).collect::<Vec<_>>();
            let here = highest.get(&comparison.key(&with(1))).copied().unwrap_or(0);
            let is_here = numbers.last().is_none_or(|last| *last <= here);
            for (rank, nth) in (1..).zip(numbers) {
                let path: Vec<SuiteName> = above.iter().cloned().chain([SuiteName::new(title, nth)]).collect();
                new.insert(path, with(if is_here { nth } else { rank }));
            }
        }
    }
    new
}

/// The key of the first suite of the title of a path, and the number of the path's suite.
fn first_of_title(key: &[SuiteName]) -> (PathKey, u32) {
    let mut key = key.to_vec();
    let nth = key.last_mut().map_or(1, |own| std::mem::replace(&mut own.nth, 1));
    (key, nth)
}

/// Every path that the file names.
fn all_paths(file: &CasesFile) -> impl Iterator<Item = Cow<'_, Vec<SuiteName>>> {
    let of_rows = file.rows.iter().flat_map(|row| row.further.iter().chain([&row.suite]));
    file.suites.iter().map(|suite| Cow::Owned(suite.path())).chain(of_rows.chain(&file.skipped_in).map(Cow::Borrowed))
}

/// These paths, each once. Rows of one suite mostly follow one another.
pub(super) fn distinct<'p>(paths: impl Iterator<Item = &'p Vec<SuiteName>>) -> HashSet<&'p Vec<SuiteName>> {
    let (mut all, mut last) = (HashSet::new(), None);
    for path in paths {
        if last != Some(path) {
            all.insert(path);
            last = Some(path);
        }
    }
    all
}

/// A number for each suite, by which rows are grouped: cheaper to keep and compare than its path. The last path is remembered, because rows of
/// one suite mostly follow one another.
pub(super) struct SuiteNumbers {
    comparison: TitleComparison,
    numbers: HashMap<PathKey, usize>,
    last: (Vec<SuiteName>, usize),
}

impl SuiteNumbers {
    pub(super) fn new(comparison: TitleComparison) -> Self {
        Self { comparison, numbers: HashMap::from([(Vec::new(), 0)]), last: (Vec::new(), 0) }
    }

    /// The number of a suite.
    pub(super) fn of(&mut self, path: &[SuiteName]) -> usize {
        if self.last.0 != path {
            let next = self.numbers.len();
            let number = *self.numbers.entry(self.comparison.key(path)).or_insert(next);
            self.last = (path.to_vec(), number);
        }
        self.last.1
    }
}

/// Comparison of the titles of suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleComparison {
    /// Without regard to case.
    IgnoringCase,
    /// Letter by letter. Used for a file of this program that names two suites which differ in letter case alone.
    Exact,
}

impl TitleComparison {
    pub(super) fn of(file: &CasesFile) -> Self {
        if file.project.is_none() && file.codes.is_empty() {
            return Self::IgnoringCase;
        }
        let of_suites: Vec<Vec<SuiteName>> = file.suites.iter().map(SuiteRow::path).collect();
        // Most cases share their suite with others: each path is compared once.
        let of_rows = file.rows.iter().flat_map(|row| row.further.iter().chain([&row.suite]));
        let paths = distinct(of_suites.iter().chain(of_rows));
        let mut known: HashMap<PathKey, &[SuiteName]> = HashMap::new();
        for path in &paths {
            let key = Self::IgnoringCase.key(path);
            for length in (1..=path.len()).rev() {
                match known.get(&key[..length]) {
                    // Its parents are known with it.
                    Some(other) if *other == &path[..length] => break,
                    Some(_) => return Self::Exact,
                    None => _ = known.insert(key[..length].to_vec(), &path[..length]),
                }
            }
        }
        Self::IgnoringCase
    }

    /// The key of a path.
    pub(super) fn key(self, path: &[SuiteName]) -> PathKey {
        match self {
            Self::IgnoringCase => path.iter().map(|name| SuiteName::new(fold(&name.title), name.nth)).collect(),
            Self::Exact => path.to_vec(),
        }
    }
}
