//! The registry as the export shows it: a tree of functions, shortcuts, and the cases of the checked functions. No drawing here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::words;
use voluptas_app::functions::coverage::CoverageState;
use voluptas_app::sync::read::Coverage as Read;
use voluptas_app::sync::read::LinkedCase;
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::{Coverage, TreeData, TreeItem};

/// A predefined set of functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// All functions.
    All,
    /// Functions with a case whose last result failed.
    Failing,
    /// Functions with a case that was changed here or is not in Qase yet.
    Changed,
    /// Testable functions without a case.
    Unmapped,
}

impl Shortcut {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::All, Self::Failing, Self::Changed, Self::Unmapped];

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
    /// The tree; keys are function ids.
    pub tree: TreeData,
    /// The cases of each function.
    pub cases_of: HashMap<i64, Vec<CaseId>>,
    sets: [HashSet<i64>; Shortcut::ALL.len()],
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
        let mut sets: [HashSet<i64>; 4] = Default::default();
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
        Self { tree: TreeData::new(items, generation), read, cases_of, sets }
    }

    /// The functions of a shortcut.
    pub fn set(&self, shortcut: Shortcut) -> &HashSet<i64> {
        &self.sets[shortcut as usize]
    }

    /// The id of a case as people read it: the code of the project and the number.
    pub fn code_of(&self, qase_id: i64) -> String {
        format!("{}-{qase_id}", self.read.remote.as_ref().map_or("", |r| r.code.as_str()))
    }

    /// Number of cases with a last result.
    pub fn with_last(&self, lines: &[Line]) -> usize {
        lines.iter().filter(|l| self.read.cases.get(&l.case).is_some_and(|c| c.last.is_some())).count()
    }

    /// The cases of the chosen functions, in the order of the tree, each once.
    pub fn lines(&self, chosen: &HashSet<i64>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut places: BTreeMap<CaseId, usize> = BTreeMap::new();
        for (i, key) in self.tree.keys().iter().enumerate().filter(|(_, key)| chosen.contains(key)) {
            for case in self.cases_of.get(key).into_iter().flatten() {
                let place = *places.entry(*case).or_insert_with(|| {
                    lines.push(Line { case: *case, func_ids: Vec::new() });
                    lines.len() - 1
                });
                lines[place].func_ids.push(self.tree.item(i).also.to_string());
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

fn sort_into<'a>(sets: &mut [HashSet<i64>; 4], f: &FunctionLine, covers: impl Iterator<Item = &'a LinkedCase>) {
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
