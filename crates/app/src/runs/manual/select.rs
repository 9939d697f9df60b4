//! The cases of a new run by hand, as a command names them.

use std::collections::{HashMap, HashSet};

use crate::cases::filter::{CaseFilter, cases_of};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::{Result, Store, Tx};

/// The ways in which cases are named. A case that any of them names is in the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Numbers of suites; the suites below them belong to them.
    pub suites: Vec<i64>,
    /// FuncIDs of functions; the functions below them belong to them.
    pub functions: Vec<String>,
    /// Codes of cases: `42`, `SHOP-42`, `new-3`.
    pub cases: Vec<String>,
    /// Cases whose last result is failed or broken.
    pub failed_last: bool,
    /// Filters; a case that one of them shows is named.
    pub filters: Vec<CaseFilter>,
}

/// The selected cases of a project, in the order of the tree. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a suite, function or case that is not there.
pub fn select(store: &Store, project: ProjectId, selection: &Selection) -> Result<Vec<CaseId>> {
    let mut filtered: HashSet<CaseId> = HashSet::new();
    for filter in &selection.filters {
        filtered.extend(cases_of(store, project, filter)?);
    }
    store.read(|tx| {
        let (suites, functions) = (suites(tx, project, &selection.suites)?, functions(tx, &selection.functions)?);
        let named = named(tx, project, &selection.cases)?;
        let summaries = tx.cases().summaries(project)?;
        let failed = |status: &ResultStatus| matches!(status, ResultStatus::Failed | ResultStatus::Broken);
        let mut selected: HashSet<CaseId> = HashSet::new();
        for case in &summaries {
            let in_suite = |suite: &SuiteId| suites.contains(suite);
            let is_selected = named.contains(&case.id)
                || filtered.contains(&case.id)
                || case.suite_id.as_ref().is_some_and(in_suite)
                || case.further.iter().any(|(suite, _)| in_suite(suite))
                || case.functions.iter().any(|function| functions.contains(function))
                || (selection.failed_last && case.last.as_ref().is_some_and(|(status, _)| failed(status)));
            if is_selected {
                selected.insert(case.id);
            }
        }
        in_order(tx, project, &selected)
    })
}

/// These cases in the order of the tree: suites before the cases beside them.
fn in_order(tx: &Tx<'_>, project: ProjectId, selected: &HashSet<CaseId>) -> Result<Vec<CaseId>> {
    let mut children: HashMap<Option<SuiteId>, Vec<SuiteId>> = HashMap::new();
    for suite in tx.suites().of_project(project)? {
        children.entry(suite.parent_id).or_default().push(suite.id);
    }
    let mut cases: HashMap<Option<SuiteId>, Vec<CaseId>> = HashMap::new();
    for line in tx.cases().lines(project)? {
        if selected.contains(&line.id) {
            cases.entry(line.suite_id).or_default().push(line.id);
        }
    }
    let mut ordered = Vec::with_capacity(selected.len());
    // `None` stands for the end of a suite, whose own cases then follow.
    let mut open: Vec<(Option<SuiteId>, bool)> = vec![(None, false)];
    while let Some((suite, is_entered)) = open.pop() {
        if is_entered {
            ordered.extend(cases.remove(&suite).unwrap_or_default());
            continue;
        }
        open.push((suite, true));
        open.extend(children.remove(&suite).unwrap_or_default().into_iter().rev().map(|child| (Some(child), false)));
    }
    // Cases of a suite that hangs nowhere, in a damaged file.
    let mut rest: Vec<CaseId> = cases.into_values().flatten().collect();
    rest.sort_unstable();
    ordered.extend(rest);
    Ok(ordered)
}

/// The cases with these codes.
fn named(tx: &Tx<'_>, project: ProjectId, codes: &[String]) -> Result<HashSet<CaseId>> {
    let mut found = HashSet::new();
    for code in codes {
        let name = tx.read_code(project, code)?;
        match name.map(|name| tx.named_case(project, name)).transpose()?.flatten() {
            Some(case) => found.insert(case),
            None => return Err(Invalid::new("cases", Message::new("manual-run-no-case").with("number", code)).into()),
        };
    }
    Ok(found)
}

fn suites(tx: &Tx<'_>, project: ProjectId, numbers: &[i64]) -> Result<HashSet<SuiteId>> {
    let mut found = HashSet::new();
    for number in numbers {
        let Some(suite) = tx.suites().by_number(project, *number)? else {
            return Err(Invalid::new("suites", Message::new("manual-run-no-suite").with("number", *number)).into());
        };
        found.extend(tx.suites().subtree(suite.id)?);
    }
    Ok(found)
}

fn functions(tx: &Tx<'_>, func_ids: &[String]) -> Result<HashSet<FunctionId>> {
    let mut found = HashSet::new();
    for func_id in func_ids {
        let Some(function) = tx.functions().by_func_id(func_id)? else {
            return Err(Invalid::new("functions", Message::new("manual-run-no-function").with("function", func_id)).into());
        };
        found.extend(tx.functions().subtree(function.id)?);
    }
    Ok(found)
}
