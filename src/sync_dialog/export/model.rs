//! The registry as the export shows it: a tree of functions, shortcuts, and the cases of the checked functions. No drawing here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::cases::CaseKey;
use crate::model::words;
use voluptas_app::functions::coverage::CoverageState;
use voluptas_app::sync::read::Coverage as Read;
use voluptas_app::sync::read::LinkedCase;
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::Suite;
use voluptas_i18n::Tr;
use voluptas_store::cases::CaseLine;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{Coverage, TreeData, TreeItem};

/// Selected part of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChosenBy {
    /// Functions, whose cases are sent.
    #[default]
    Functions,
    /// Cases and suites.
    Cases,
}

impl ChosenBy {
    pub const ALL: [Self; 2] = [Self::Functions, Self::Cases];

    /// Key of the name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Functions => "sync-dialog-by-functions",
            Self::Cases => "sync-dialog-by-cases",
        }
    }
}

/// A predefined set of functions or cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// All of them.
    All,
    /// Cases whose last result failed, and functions with such a case.
    Failing,
    /// Cases that were changed here or are not in Qase yet, and functions with such a case.
    Changed,
    /// Testable functions without a case.
    Unmapped,
}

/// The keys of each shortcut.
type Sets = [HashSet<i64>; Shortcut::ALL.len()];

impl Shortcut {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::All, Self::Failing, Self::Changed, Self::Unmapped];

    /// Those of functions, or of cases.
    pub fn of(by: ChosenBy) -> &'static [Self] {
        match by {
            ChosenBy::Functions => &Self::ALL,
            ChosenBy::Cases => &[Self::All, Self::Failing, Self::Changed],
        }
    }

    /// Key of the name.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "sync-dialog-shortcut-all",
            Self::Failing => "sync-dialog-shortcut-failing",
            Self::Changed => "sync-dialog-shortcut-changed",
            Self::Unmapped => "sync-dialog-shortcut-unmapped",
        }
    }
}

/// The registry as the export shows it.
#[derive(Debug, Default)]
pub struct Model {
    /// The functions and cases as read from the workspace.
    pub read: Read,
    /// The functions; keys are their ids.
    functions: TreeData,
    /// The suites and cases, with the keys of [`CaseKey`].
    cases: TreeData,
    /// The cases of each function.
    pub cases_of: HashMap<i64, Vec<CaseId>>,
    /// Sets of functions, and sets of cases.
    sets: [Sets; ChosenBy::ALL.len()],
}

/// A case that is to be sent, with the FuncIDs that it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub case: CaseId,
    /// FuncIDs of chosen functions.
    pub func_ids: Vec<String>,
}

impl Model {
    /// Builds the tree. `generation` tells the trees of one view apart.
    pub fn new(tr: Tr, read: Read, generation: u64) -> Self {
        let mut cases_of: HashMap<i64, Vec<CaseId>> = HashMap::new();
        for m in read.mappings.iter().filter(|m| read.cases.contains_key(&m.case_id)) {
            cases_of.entry(m.function_id.0).or_default().push(m.case_id);
        }
        let mut children: HashMap<Option<FunctionId>, Vec<&FunctionLine>> = HashMap::new();
        let known: HashSet<FunctionId> = read.registry.functions.iter().map(|f| f.id).collect();
        for f in &read.registry.functions {
            children.entry(f.parent_id.filter(|p| known.contains(p))).or_default().push(f);
        }
        let mut items = Vec::with_capacity(known.len());
        let mut sets = Sets::default();
        let mut todo: Vec<(&FunctionLine, u16)> = children.get(&None).into_iter().flatten().rev().map(|f| (*f, 0)).collect();
        while let Some((f, depth)) = todo.pop() {
            let covers = cases_of.get(&f.id.0).map(Vec::as_slice).unwrap_or_default();
            items.push(item(tr, &read, f, depth, covers));
            sort_into(&mut sets, f, covers.iter().filter_map(|c| read.cases.get(c)));
            todo.extend(children.get(&Some(f.id)).into_iter().flatten().rev().map(|f| (*f, depth + 1)));
            if items.len() > known.len() {
                break;
            }
        }
        let (cases, of_cases) = case_tree(tr, &read, generation);
        Self { functions: TreeData::new(items, generation), cases, read, cases_of, sets: [sets, of_cases] }
    }

    /// The tree of functions, or of suites and cases.
    pub fn tree(&self, by: ChosenBy) -> &TreeData {
        match by {
            ChosenBy::Functions => &self.functions,
            ChosenBy::Cases => &self.cases,
        }
    }

    /// True when there is neither a function nor a case.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty() && self.cases.is_empty()
    }

    /// The keys of a shortcut.
    pub fn set(&self, by: ChosenBy, shortcut: Shortcut) -> &HashSet<i64> {
        &self.sets[by as usize][shortcut as usize]
    }

    /// The id of a case as people read it: the code of the project and the number.
    pub fn code_of(&self, qase_id: i64) -> String {
        format!("{}-{qase_id}", self.read.remote.as_ref().map_or("", |r| r.code.as_str()))
    }

    /// The checks of a tree with the functions or cases of a shortcut alone.
    pub fn checks_of(&self, by: ChosenBy, shortcut: Shortcut) -> HashSet<i64> {
        let mut checked = self.set(by, shortcut).clone();
        if by == ChosenBy::Cases {
            // A suite is checked with the last of its cases.
            let tree = &self.cases;
            for at in (0..tree.len()).rev().filter(|at| is_suite(tree.key(*at))) {
                let mut below = tree.subtree(at).skip(1).peekable();
                if below.peek().is_some() && below.all(|i| checked.contains(&tree.key(i))) {
                    checked.insert(tree.key(at));
                }
            }
        }
        checked
    }

    /// The shortcut whose functions or cases are checked, and no others.
    pub fn shortcut_of(&self, by: ChosenBy, checked: &HashSet<i64>) -> Option<Shortcut> {
        let count = match by {
            ChosenBy::Functions => checked.len(),
            ChosenBy::Cases => checked.iter().filter(|key| !is_suite(**key)).count(),
        };
        let is_checked = |set: &HashSet<i64>| !set.is_empty() && set.len() == count && set.is_subset(checked);
        Shortcut::of(by).iter().copied().find(|shortcut| is_checked(self.set(by, *shortcut)))
    }

    /// Number of cases with a last result.
    pub fn with_last(&self, lines: &[Line]) -> usize {
        lines.iter().filter(|l| self.read.cases.get(&l.case).is_some_and(|c| c.last.is_some())).count()
    }

    /// The chosen cases, or those of the chosen functions: in the order of the tree, each once.
    pub fn lines(&self, by: ChosenBy, chosen: &HashSet<i64>) -> Vec<Line> {
        match by {
            ChosenBy::Functions => self.lines_of_functions(chosen),
            ChosenBy::Cases => self.lines_of_cases(chosen),
        }
    }

    fn lines_of_cases(&self, chosen: &HashSet<i64>) -> Vec<Line> {
        let mut covers: HashMap<CaseId, Vec<String>> = HashMap::new();
        for (i, key) in self.functions.keys().iter().enumerate() {
            for case in self.cases_of.get(key).into_iter().flatten().filter(|case| chosen.contains(&case.0)) {
                covers.entry(*case).or_default().push(self.functions.item(i).also.to_string());
            }
        }
        let cases = self.cases.keys().iter().filter(|key| chosen.contains(key)).filter_map(|key| CaseKey::from_key(*key).case());
        let cases = cases.filter(|case| self.read.cases.contains_key(case));
        cases.map(|case| Line { case, func_ids: covers.remove(&case).unwrap_or_default() }).collect()
    }

    fn lines_of_functions(&self, chosen: &HashSet<i64>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut places: BTreeMap<CaseId, usize> = BTreeMap::new();
        for (i, key) in self.functions.keys().iter().enumerate().filter(|(_, key)| chosen.contains(key)) {
            for case in self.cases_of.get(key).into_iter().flatten() {
                let place = *places.entry(*case).or_insert_with(|| {
                    lines.push(Line { case: *case, func_ids: Vec::new() });
                    lines.len() - 1
                });
                lines[place].func_ids.push(self.functions.item(i).also.to_string());
            }
        }
        lines
    }

    /// The cases of each FuncID.
    pub fn by_func_id(&self) -> HashMap<String, (FunctionId, Vec<CaseId>)> {
        let functions = self.read.registry.functions.iter();
        functions.map(|f| (f.func_id.to_string(), (f.id, self.cases_of.get(&f.id.0).cloned().unwrap_or_default()))).collect()
    }
}

fn is_suite(key: i64) -> bool {
    matches!(CaseKey::from_key(key), CaseKey::Suite(_))
}

/// The suites with their cases, and the sets of cases.
fn case_tree(tr: Tr, read: &Read, generation: u64) -> (TreeData, Sets) {
    let known: HashSet<SuiteId> = read.tree.iter().map(|suite| suite.id).collect();
    let mut suites: HashMap<Option<SuiteId>, Vec<&Suite>> = HashMap::new();
    for suite in &read.tree {
        suites.entry(suite.parent_id.filter(|parent| known.contains(parent))).or_default().push(suite);
    }
    suites.values_mut().for_each(|list| list.sort_by_key(|suite| (suite.position, suite.number)));
    let mut cases: HashMap<Option<SuiteId>, Vec<&CaseLine>> = HashMap::new();
    for line in &read.lines {
        cases.entry(line.suite_id.filter(|suite| known.contains(suite))).or_default().push(line);
    }
    let mut sets = Sets::default();
    let mut items = Vec::with_capacity(read.tree.len() + read.lines.len());
    let mut counted: Vec<(usize, u16)> = Vec::new();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut add = |items: &mut Vec<TreeItem>, suite: Option<SuiteId>, depth: u16, above: &[(usize, u16)]| {
        for line in cases.remove(&suite).unwrap_or_default() {
            let case = read.cases.get(&line.id);
            above.iter().for_each(|(at, _)| *counts.entry(*at).or_default() += 1);
            sets[Shortcut::All as usize].insert(line.id.0);
            if case.is_some_and(|case| matches!(case.last, Some(ResultStatus::Failed | ResultStatus::Broken))) {
                sets[Shortcut::Failing as usize].insert(line.id.0);
            }
            if case.is_none_or(|case| case.changed || case.qase_id.is_none()) {
                sets[Shortcut::Changed as usize].insert(line.id.0);
            }
            items.push(TreeItem {
                key: CaseKey::Case(line.id).key(),
                depth,
                icon: Some(icons::CASE),
                title: line.title.as_str().into(),
                also: line.code.as_str().into(),
                // Titles may be equal.
                right: line.code.as_str().into(),
                ..TreeItem::default()
            });
        }
    };
    let mut todo: Vec<(&Suite, u16)> = suites.get(&None).into_iter().flatten().rev().map(|suite| (*suite, 0)).collect();
    let mut seen = 0;
    while let Some((suite, depth)) = todo.pop() {
        seen += 1;
        if seen > known.len() {
            break;
        }
        counted.retain(|(_, above)| *above < depth);
        counted.push((items.len(), depth));
        items.push(TreeItem {
            key: CaseKey::Suite(suite.id).key(),
            depth,
            icon: Some(icons::SUITE),
            title: suite.content.title.as_str().into(),
            ..TreeItem::default()
        });
        // Cases of a suite stand before the suites in it: the tree is written from top to bottom.
        add(&mut items, Some(suite.id), depth + 1, &counted);
        todo.extend(suites.get(&Some(suite.id)).into_iter().flatten().rev().map(|suite| (*suite, depth + 1)));
    }
    add(&mut items, None, 0, &[]);
    for (at, count) in counts {
        items[at].right = tr.number(count).into();
    }
    (TreeData::new(items, generation), sets)
}

fn sort_into<'a>(sets: &mut Sets, f: &FunctionLine, covers: impl Iterator<Item = &'a LinkedCase>) {
    let id = f.id.0;
    sets[Shortcut::All as usize].insert(id);
    let mut any = false;
    for case in covers {
        any = true;
        if matches!(case.last, Some(ResultStatus::Failed | ResultStatus::Broken)) {
            sets[Shortcut::Failing as usize].insert(id);
        }
        if case.changed || case.qase_id.is_none() {
            sets[Shortcut::Changed as usize].insert(id);
        }
    }
    if !any && f.kind.is_testable() {
        sets[Shortcut::Unmapped as usize].insert(id);
    }
}

fn item(tr: Tr, read: &Read, f: &FunctionLine, depth: u16, covers: &[CaseId]) -> TreeItem {
    let state = read.registry.coverage.get(&f.id).map(voluptas_app::functions::coverage::Coverage::state).unwrap_or_default();
    TreeItem {
        key: f.id.0,
        depth,
        icon: Some(words::type_icon(f.kind)),
        title: f.plain_title().into(),
        also: f.func_id.as_str().into(),
        critical: f.is_crit,
        focus: f.is_focus,
        right: if covers.is_empty() { "".into() } else { tr.number(covers.len()).into() },
        coverage: Some(match state {
            CoverageState::Passing => Coverage::Passing,
            CoverageState::Failing | CoverageState::Broken => Coverage::Failing,
            CoverageState::Untested | CoverageState::PartlyTested | CoverageState::Blocked => Coverage::NotRun,
            CoverageState::Uncovered | CoverageState::Nothing => Coverage::Uncovered,
        }),
        ..TreeItem::default()
    }
}
