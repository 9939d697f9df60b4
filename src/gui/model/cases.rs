//! Suites and cases as a tree: suites with the number of cases below, cases with their last result.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::app::overview::CaseTree;
use crate::domain::ids::{CaseId, ProjectId, SuiteId};
use crate::domain::project::Project;
use crate::domain::status::ResultStatus;
use crate::domain::suite::Suite;
use crate::gui::model::rollup::look_of;
use crate::gui::theme::icons;
use crate::gui::widgets::{TreeData, TreeItem};
use crate::i18n::Tr;

/// One case as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Code for people: `SHOP-42`.
    pub code: Arc<str>,
    /// Suite of the case; none at the root.
    pub suite: Option<SuiteId>,
    /// Title.
    pub title: Arc<str>,
    /// Status of the last result.
    pub status: Option<ResultStatus>,
    /// Number of covered functions.
    pub covers: u32,
}

/// The cases of a workspace as the window shows them.
#[derive(Debug, Clone, Default)]
pub struct CasesModel {
    /// Cases in the order of the tree.
    pub rows: Vec<CaseRow>,
    /// Suites and cases as a tree. A case's key is its id; a suite's is negative.
    pub tree: Arc<TreeData>,
    /// The project they belong to.
    pub project: Option<Project>,
    /// Every project of the workspace.
    pub projects: Vec<Project>,
    /// Their setting `auto_create_cases`, where somebody has set it.
    pub auto_create: HashMap<ProjectId, bool>,
    by_id: HashMap<CaseId, usize>,
    suites: HashMap<SuiteId, String>,
}

/// The thing behind a line of the case tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseKey {
    /// A case.
    Case(CaseId),
    /// A suite.
    Suite(SuiteId),
}

impl CaseKey {
    /// The tree's key.
    #[must_use]
    pub fn key(self) -> i64 {
        match self {
            Self::Case(id) => id.0,
            Self::Suite(id) => -id.0,
        }
    }

    /// From the tree's key.
    #[must_use]
    pub fn from_key(key: i64) -> Self {
        if key > 0 { Self::Case(CaseId(key)) } else { Self::Suite(SuiteId(-key)) }
    }
}

impl CasesModel {
    /// Makes the model.
    #[must_use]
    pub fn build(source: CaseTree, tr: Tr, generation: u64) -> Self {
        let mut model = Self { projects: source.projects, auto_create: source.auto_create, ..Self::default() };
        let Some(project) = source.project else { return model };
        let mut suites: HashMap<Option<SuiteId>, Vec<Suite>> = HashMap::new();
        let count = source.suites.len() + source.cases.len();
        model.rows.reserve_exact(source.cases.len());
        let known: HashSet<SuiteId> = source.suites.iter().map(|s| s.id).collect();
        for s in source.suites {
            model.suites.insert(s.id, s.content.title.clone());
            suites.entry(s.parent_id.filter(|p| known.contains(p))).or_default().push(s);
        }
        let mut cases: HashMap<Option<SuiteId>, Vec<CaseRow>> = HashMap::new();
        for line in source.cases {
            let row = CaseRow {
                id: line.id,
                code: format!("{}-{}", project.code, line.number).into(),
                suite: line.suite_id,
                status: source.last_status.get(&line.id).cloned(),
                covers: source.covers.get(&line.id).copied().unwrap_or(0),
                title: line.title.into(),
            };
            cases.entry(row.suite.filter(|s| known.contains(s))).or_default().push(row);
        }
        let mut items = Vec::with_capacity(count);
        model.level(&mut items, None, 0, &mut suites, &mut cases, tr);
        model.project = Some(project);
        model.by_id = model.rows.iter().enumerate().map(|(i, r)| (r.id, i)).collect();
        model.tree = Arc::new(TreeData::new(items, generation));
        model
    }

    /// Adds the suites and cases in `parent`; gives the number of cases below.
    fn level(
        &mut self,
        items: &mut Vec<TreeItem>,
        parent: Option<SuiteId>,
        depth: u16,
        suites: &mut HashMap<Option<SuiteId>, Vec<Suite>>,
        cases: &mut HashMap<Option<SuiteId>, Vec<CaseRow>>,
        tr: Tr,
    ) -> usize {
        let mut total = 0;
        // Taken out of the map: a circle of suites, which a sound file has not, ends here.
        for suite in suites.remove(&parent).unwrap_or_default() {
            let at = items.len();
            items.push(TreeItem {
                key: CaseKey::Suite(suite.id).key(),
                depth,
                icon: Some(icons::SUITE),
                title: suite.content.title.into(),
                ..TreeItem::default()
            });
            let below = self.level(items, Some(suite.id), depth + 1, suites, cases, tr);
            items[at].right = tr.number(below as i64).into();
            total += below;
        }
        for row in cases.remove(&parent).unwrap_or_default() {
            items.push(TreeItem {
                key: row.id.0,
                depth,
                look: Some(look_of(row.status.as_ref())),
                title: row.title.clone(),
                also: row.code.clone(),
                right: row.code.clone(),
                ..TreeItem::default()
            });
            self.rows.push(row);
            total += 1;
        }
        total
    }

    /// The same model after the last results of some cases changed; cases that are not in it are passed over.
    #[must_use]
    pub fn with_results(&self, last: &[(CaseId, Option<ResultStatus>)], generation: u64) -> Self {
        let mut model = self.clone();
        let mut items = Vec::new();
        for (case, status) in last {
            let (Some(&i), Some(at)) = (self.by_id.get(case), self.tree.index(case.0)) else { continue };
            model.rows[i].status.clone_from(status);
            items.push((at, TreeItem { look: Some(look_of(status.as_ref())), ..self.tree.items()[at].clone() }));
        }
        model.tree = Arc::new(self.tree.with_items(items, generation));
        model
    }

    /// The row of a case.
    #[must_use]
    pub fn get(&self, id: CaseId) -> Option<&CaseRow> {
        self.by_id.get(&id).map(|&i| &self.rows[i])
    }

    /// Title of a suite.
    #[must_use]
    pub fn suite(&self, id: SuiteId) -> Option<&str> {
        self.suites.get(&id).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overview::CaseTree;
    use crate::domain::suite::SuiteContent;
    use crate::i18n::Lang;
    use crate::store::cases::CaseLine;

    #[test]
    fn suites_count_what_lies_below() {
        let suite = |id: i64, parent: Option<i64>, title: &str| Suite {
            id: SuiteId(id),
            project_id: ProjectId(1),
            number: id,
            parent_id: parent.map(SuiteId),
            position: id,
            content: SuiteContent { title: title.into(), ..SuiteContent::default() },
            created_ms: 0,
            updated_ms: 0,
            deleted_ms: None,
        };
        let project = Project { id: ProjectId(1), code: "SHOP".into(), title: "Shop".into(), description: None, created_ms: 0 };
        let case = |id: i64, suite: Option<i64>| CaseLine {
            id: CaseId(id),
            number: id,
            suite_id: suite.map(SuiteId),
            title: format!("Case {id}"),
        };
        let source = CaseTree {
            project: Some(project),
            suites: vec![suite(1, None, "Cart"), suite(2, Some(1), "Promo codes")],
            cases: vec![case(1, Some(2)), case(2, Some(1)), case(3, None)],
            ..CaseTree::default()
        };
        let m = CasesModel::build(source, Tr::new(Lang::En), 1);
        let lines: Vec<_> = m.tree.items().iter().map(|i| (i.depth, &*i.title, &*i.right)).collect();
        assert_eq!(
            lines,
            [
                (0, "Cart", "2"),
                (1, "Promo codes", "1"),
                (2, "Case 1", "SHOP-1"),
                (1, "Case 2", "SHOP-2"),
                (0, "Case 3", "SHOP-3")
            ]
        );
        assert_eq!(m.get(CaseId(2)).map(|r| &*r.code), Some("SHOP-2"));
        let m = m.with_results(&[(CaseId(2), Some(ResultStatus::Failed)), (CaseId(77), None)], 2);
        let item = m.tree.get(2).expect("case 2");
        assert_eq!((item.look, m.tree.generation()), (Some(look_of(Some(&ResultStatus::Failed))), 2));
        assert_eq!(m.get(CaseId(2)).and_then(|r| r.status.clone()), Some(ResultStatus::Failed));
        for key in [CaseKey::Case(CaseId(7)), CaseKey::Suite(SuiteId(7))] {
            assert_eq!(CaseKey::from_key(key.key()), key);
        }
    }
}
