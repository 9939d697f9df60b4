//! Several cases at once: which values they share, and counts of tags, functions, suites and last results.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use strum::IntoEnumIterator as _;

use super::CaseTable;
use super::slug_of;
use crate::model::rollup::class_of;
use voluptas_app::project::milestones;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_store::{CaseColumn, Result, Store};
use voluptas_ui::widgets::StatusClass;

/// The summary of several cases, made off the UI thread.
#[derive(Debug, Default)]
pub struct SeveralCases {
    /// The cases.
    pub table: Arc<CaseTable>,
    /// The cases, in the order of the tree.
    pub ids: Vec<CaseId>,
    /// The value that all share by enumeration, or the number of different ones.
    pub slugs: BTreeMap<CaseColumn, std::result::Result<Arc<str>, usize>>,
    /// The milestone that all share, or the number of different ones.
    pub milestone: Option<std::result::Result<Option<i64>, usize>>,
    /// Number of flaky cases.
    pub flaky: usize,
    /// Tags with the number of cases, most frequent first.
    pub tags: Vec<(Arc<str>, usize)>,
    /// Covered functions with the number of cases, most frequent first.
    pub functions: Vec<(FunctionId, usize)>,
    /// Suites with the number of cases, most frequent first.
    pub suites: Vec<(String, usize)>,
    /// Number of cases by last result.
    pub looks: Vec<(StatusClass, u64)>,
}

impl SeveralCases {
    /// Reads living cases of one project. Blocks.
    pub fn read(store: &Store, ids: &[CaseId], generation: u64) -> Result<Self> {
        let Some(first) = ids.first() else { return Ok(Self::default()) };
        let (project, suites, rows, fields, milestones) = store.read(|tx| {
            let project = tx.cases().get(*first)?.project_id;
            let suites = tx.suites().of_project(project)?;
            let milestones = milestones::names(tx, project)?;
            Ok((tx.projects().get(project)?, suites, tx.cases().summaries_of(ids)?, tx.fields().all()?, milestones))
        })?;
        let mut table = CaseTable::build(project, suites, rows, fields, generation);
        table.milestones = milestones;
        Ok(Self::of(table))
    }

    fn of(table: CaseTable) -> Self {
        let mut slugs = BTreeMap::new();
        for column in CaseColumn::iter() {
            let values: BTreeSet<&Arc<str>> = table.rows.iter().map(|row| slug_of(row, column)).collect();
            let shared = match values.len() {
                0 | 1 => Ok(values.into_iter().next().cloned().unwrap_or_else(|| "".into())),
                n => Err(n),
            };
            slugs.insert(column, shared);
        }
        let milestones: BTreeSet<Option<i64>> = table.rows.iter().map(|row| row.milestone).collect();
        let milestone = match milestones.len() {
            0 => None,
            1 => milestones.first().copied().map(Ok),
            n => Some(Err(n)),
        };
        let mut looks: HashMap<StatusClass, u64> = HashMap::new();
        let mut suites: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &table.rows {
            *looks.entry(class_of(row.last.as_ref().map(|(status, _)| status))).or_default() += 1;
            *suites.entry(table.suite_place(row.suite_id)).or_default() += 1;
        }
        let suites = suites.into_iter().filter_map(|(at, n)| table.suites.get(at).map(|s| (s.title.clone(), n)));
        Self {
            ids: table.rows.iter().map(|row| row.id).collect(),
            slugs,
            milestone,
            flaky: table.rows.iter().filter(|row| row.is_flaky).count(),
            tags: by_count(table.tags.iter().cloned()),
            functions: by_count(counted(table.rows.iter().flat_map(|row| row.functions.iter().copied()))),
            suites: by_count(suites),
            looks: StatusClass::ALL.iter().filter_map(|look| looks.get(look).map(|n| (*look, *n))).collect(),
            table: Arc::new(table),
        }
    }
}

fn counted<T: Ord>(all: impl Iterator<Item = T>) -> impl Iterator<Item = (T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    counts.into_iter()
}

/// The most frequent first; those of the same number keep their order.
fn by_count<T>(all: impl Iterator<Item = (T, usize)>) -> Vec<(T, usize)> {
    let mut all: Vec<(T, usize)> = all.collect();
    all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    all
}
