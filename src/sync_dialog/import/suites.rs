//! The tree of Qase's suites with check boxes and counts of cases.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::sync_dialog::context::TabContext;
use voluptas_app::sync::import::ImportChoice;
use voluptas_qase::model::Suite;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{TreeData, TreeItem, TreeState};

/// Key of the tree item for cases without a suite.
const NO_SUITE: i64 = -1;

/// The tree of suites with their check boxes.
#[derive(Debug, Default)]
pub struct SuiteTree {
    pub(super) data: TreeData,
    pub(super) state: TreeState,
    pub(super) filter: String,
    parents: HashMap<i64, Option<i64>>,
    own: HashMap<i64, i64>,
    generation: u64,
    remembered: HashSet<i64>,
}

/// The checked part of the tree.
#[derive(Debug, Default)]
pub struct CheckedSuites {
    /// Ids of suites; `None` when everything is checked.
    pub suites: Option<BTreeSet<i64>>,
    /// The topmost of these suites.
    pub roots: Vec<i64>,
    /// Includes cases without a suite.
    pub without_suite: bool,
}

impl SuiteTree {
    /// Shows the suites of a project, all checked.
    pub fn set(&mut self, cx: &TabContext<'_>, suites: &[Suite]) {
        let known: HashSet<i64> = suites.iter().map(|s| s.id).collect();
        let mut children: HashMap<Option<i64>, Vec<&Suite>> = HashMap::new();
        for suite in suites {
            let parent = suite.parent_id.filter(|p| known.contains(p) && *p != suite.id);
            self.parents.insert(suite.id, parent);
            self.own.insert(suite.id, suite.cases_count);
            children.entry(parent).or_default().push(suite);
        }
        for list in children.values_mut() {
            list.sort_by_key(|s| (s.position, s.id));
        }
        let mut items = Vec::with_capacity(suites.len() + 1);
        let mut todo: Vec<(&Suite, u16)> = children.get(&None).into_iter().flatten().rev().map(|s| (*s, 0)).collect();
        while let Some((suite, depth)) = todo.pop() {
            items.push(TreeItem {
                key: suite.id,
                depth,
                icon: Some(icons::SUITE),
                title: suite.title.as_str().into(),
                ..TreeItem::default()
            });
            todo.extend(children.get(&Some(suite.id)).into_iter().flatten().rev().map(|s| (*s, depth + 1)));
            if items.len() > suites.len() {
                break;
            }
        }
        let title = (&*cx.t("sync-dialog-without-suite")).into();
        items.push(TreeItem { key: NO_SUITE, icon: Some(icons::CASE), title, ..TreeItem::default() });
        let totals = totals(&items, &self.own);
        for (item, total) in items.iter_mut().zip(totals) {
            if item.key != NO_SUITE {
                item.right = cx.tr.number(total).into();
            }
        }
        self.generation += 1;
        self.data = TreeData::new(items, self.generation);
        self.state = TreeState::default();
        self.state.own_checks = true;
        if self.data.len() <= 200 {
            self.state.expand_all(&self.data);
        }
        self.state.check_all(&self.data);
        self.remember();
    }

    /// Remembers the checked suites, for [`SuiteTree::is_changed`].
    pub fn remember(&mut self) {
        self.remembered = self.state.checked.clone();
    }

    /// True when other suites are checked than at the last [`SuiteTree::remember`].
    pub fn is_changed(&self) -> bool {
        self.remembered != self.state.checked
    }

    /// Checks the suites of an earlier import that still exist.
    pub fn check(&mut self, choice: &ImportChoice) {
        match &choice.suites {
            None => self.state.check_all(&self.data),
            Some(suites) => {
                let known = suites.iter().copied().filter(|id| self.parents.contains_key(id));
                self.state.checked = known.chain(choice.without_suite.then_some(NO_SUITE)).collect();
            }
        }
        self.remember();
    }

    /// Numbers of checked suites and of cases in them.
    pub fn counts(&self) -> (usize, i64) {
        let suites = self.state.checked.iter().filter(|k| **k != NO_SUITE);
        (suites.clone().count(), suites.filter_map(|k| self.own.get(k)).sum())
    }

    /// Number of suites.
    pub fn suites(&self) -> usize {
        self.data.len().saturating_sub(1)
    }

    /// True when nothing is checked.
    pub fn nothing_checked(&self) -> bool {
        self.state.checked.is_empty()
    }

    /// The checked part of the tree.
    pub fn chosen(&self) -> CheckedSuites {
        let checked: BTreeSet<i64> = self.state.checked.iter().copied().filter(|k| *k != NO_SUITE).collect();
        let without_suite = self.state.checked.contains(&NO_SUITE);
        if self.state.checked.len() == self.data.len() {
            return CheckedSuites { suites: None, roots: Vec::new(), without_suite: true };
        }
        let mut roots: Vec<i64> = checked.iter().copied().filter(|id| !self.is_below_checked(*id, &checked)).collect();
        roots.sort_unstable();
        CheckedSuites { suites: Some(checked), roots, without_suite }
    }

    fn is_below_checked(&self, id: i64, checked: &BTreeSet<i64>) -> bool {
        let mut at = self.parents.get(&id).copied().flatten();
        for _ in 0..self.parents.len() {
            match at {
                Some(id) if checked.contains(&id) => return true,
                Some(id) => at = self.parents.get(&id).copied().flatten(),
                None => return false,
            }
        }
        false
    }
}

/// Number of cases of each item, including all items below.
fn totals(items: &[TreeItem], own: &HashMap<i64, i64>) -> Vec<i64> {
    let mut totals: Vec<i64> = items.iter().map(|i| own.get(&i.key).copied().unwrap_or(0)).collect();
    for i in (0..items.len()).rev() {
        let above = (0..i).rev().find(|&j| items[j].depth < items[i].depth);
        if let Some(parent) = above.filter(|_| items[i].depth > 0) {
            totals[parent] += totals[i];
        }
    }
    totals
}
