//! Reads the cases of a project for a file.

use super::paths::{paths, tree_order};
use crate::project;
use std::collections::{BTreeSet, HashMap, HashSet};
use voluptas_core::domain::case::{Case, Step};
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::Suite;
use voluptas_formats::cases::{CaseRow, CasesToWrite, SharedStepRow, SuiteRow};
use voluptas_store::{Error, Result, Store, Tx};

/// The cases of a project that go into a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ExportScope {
    /// All.
    #[default]
    Project,
    /// Those that the suites with these numbers and those below them show, as their home or further.
    SuiteNumbers(Vec<i64>),
    /// These cases and those that these suites and those below them show. Ids of other projects and of the trash are passed over.
    Chosen(Vec<SuiteId>, Vec<CaseId>),
}

/// The suites and cases that an [`ExportScope`] stands for.
struct Wanted {
    suites: BTreeSet<SuiteId>,
    cases: HashSet<CaseId>,
}

impl Wanted {
    /// `None` for all.
    fn of(tx: &Tx<'_>, known: &[Suite], scope: &ExportScope) -> Result<Option<Self>> {
        let (roots, cases) = match scope {
            ExportScope::Project => return Ok(None),
            ExportScope::SuiteNumbers(numbers) => {
                let id = |number: &i64| known.iter().find(|s| s.number == *number).map(|s| s.id);
                let ids = numbers.iter().map(|number| id(number).ok_or_else(|| Error::not_found("suite", *number)));
                (ids.collect::<Result<Vec<_>>>()?, HashSet::new())
            }
            ExportScope::Chosen(suites, cases) => (suites.clone(), cases.iter().copied().collect()),
        };
        let mut suites = BTreeSet::new();
        for root in roots {
            suites.extend(tx.suites().subtree(root)?);
        }
        Ok(Some(Self { suites, cases }))
    }

    fn has(&self, case: &Case) -> bool {
        let mut suites = case.suite_id.iter().chain(case.further_suites.keys());
        self.cases.contains(&case.id) || suites.any(|suite| self.suites.contains(suite))
    }
}

/// Suites and cases for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub content: CasesToWrite,
    /// Further suites of the cases that lie outside the exported part and are not in the content, counted for each case.
    pub places_left_out: usize,
    /// Attachments of the cases and of their steps, which no format of cases holds.
    pub files_left_out: usize,
}

/// Reads the cases of a project. Blocks.
///
/// # Errors
/// [`Error::NotFound`] for a number that no suite of the project has.
pub fn export(store: &Store, project: &Project, scope: &ExportScope) -> Result<CasesToWrite> {
    export_part(store, project, scope).map(|exported| exported.content)
}

/// Reads the cases of a project as [`export`] does, and counts the data outside the exported part. A case is exported whole,
/// except for its further suites outside the part: an import of the file would create those suites. Blocks.
///
/// # Errors
/// Those of [`export`].
pub fn export_part(store: &Store, project: &Project, scope: &ExportScope) -> Result<Exported> {
    store.read(|tx| {
        let known = tx.suites().of_project(project.id)?;
        let wanted = Wanted::of(tx, &known, scope)?;
        let paths = paths(&known);
        let order = tree_order(&known);
        let rank: HashMap<SuiteId, usize> = order.iter().enumerate().map(|(at, suite)| (suite.id, at + 1)).collect();
        let mut cases = tx.cases().of_project(project.id)?;
        cases.retain(|case| wanted.as_ref().is_none_or(|w| w.has(case)));
        // The home of a chosen case goes along, with its description.
        let homes: BTreeSet<SuiteId> = cases.iter().filter_map(|case| case.suite_id).collect();
        let is_wanted = |suite: SuiteId| wanted.as_ref().is_none_or(|w| w.suites.contains(&suite) || homes.contains(&suite));
        let rank_of = |suite: Option<SuiteId>| suite.and_then(|id| rank.get(&id)).copied().unwrap_or(0);
        cases.sort_by_key(|case| (rank_of(case.suite_id), case.position, case.number));
        let func_ids: HashMap<FunctionId, String> =
            tx.functions().all()?.into_iter().map(|f| (f.id, f.content.func_id)).collect();
        let mut covered: HashMap<CaseId, Vec<String>> = HashMap::new();
        for mapping in tx.mappings().all()? {
            if let Some(func_id) = func_ids.get(&mapping.function_id) {
                covered.entry(mapping.case_id).or_default().push(func_id.clone());
            }
        }
        let mut hashes = BTreeSet::new();
        for case in &cases {
            shared(&case.content.steps, &mut hashes);
        }
        let mut shared_steps: Vec<SharedStepRow> = Vec::new();
        let mut known_hashes: BTreeSet<String> = BTreeSet::new();
        // A shared step may hold others, which go along too.
        loop {
            let new: Vec<String> = hashes.difference(&known_hashes).cloned().collect();
            if new.is_empty() {
                break;
            }
            for step in tx.shared_steps().by_hashes(project.id, &new)?.into_values() {
                shared(&step.steps, &mut hashes);
                shared_steps.push(SharedStepRow { line: 0, hash: step.hash, title: step.title, steps: step.steps });
            }
            known_hashes.extend(new);
        }
        shared_steps.sort_by(|a, b| (&a.title, &a.hash).cmp(&(&b.title, &b.hash)));
        let path = |suite: SuiteId| paths.get(&suite).cloned().unwrap_or_default();
        let suites = order.iter().filter(|s| is_wanted(s.id)).map(|suite| {
            let mut parents = path(suite.id);
            let nth = parents.pop().map_or(1, |own| own.nth);
            SuiteRow { line: 0, parents, nth, content: suite.content.clone() }
        });
        let suites: Vec<SuiteRow> = suites.collect();
        let milestones: HashMap<i64, String> =
            project::milestones::names(tx, project.id)?.into_iter().map(|milestone| (milestone.id, milestone.title)).collect();
        let (mut places_left_out, mut files_left_out) = (0, 0);
        let codes = tx.codes_in(project.id)?;
        let rows = cases.into_iter().map(|case| {
            let mut functions = covered.remove(&case.id).unwrap_or_default();
            functions.sort();
            // In the order of the tree.
            let mut further: Vec<SuiteId> = case.further_suites.keys().filter(|id| paths.contains_key(id)).copied().collect();
            let all = further.len();
            further.retain(|suite| is_wanted(*suite));
            places_left_out += all - further.len();
            files_left_out += case.content.attachments.len() + files_of(&case.content.steps);
            further.sort_by_key(|suite| rank_of(Some(*suite)));
            let further = further.into_iter().map(path).collect();
            CaseRow {
                line: 0,
                id: Some(codes.of(case.id, project.id, case.number).into()),
                suite: case.suite_id.map(path).unwrap_or_default(),
                content: case.content,
                functions,
                further,
                milestone: case.milestone_id.and_then(|id| milestones.get(&id)).cloned().unwrap_or_default(),
            }
        });
        let content = CasesToWrite {
            project: project.code.clone(),
            title: project.title.clone(),
            suites,
            rows: rows.collect(),
            shared_steps,
        };
        Ok(Exported { content, places_left_out, files_left_out })
    })
}

/// Number of the attachments of steps and of those in them.
fn files_of(steps: &[Step]) -> usize {
    steps.iter().map(|step| step.attachments.len() + files_of(&step.steps)).sum()
}

fn shared(steps: &[Step], hashes: &mut BTreeSet<String>) {
    for step in steps {
        hashes.extend(step.shared.clone());
        shared(&step.steps, hashes);
    }
}
