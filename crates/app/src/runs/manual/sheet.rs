//! Reading a run that is executed by hand: the list of its items, and one case with its steps and past results.

use super::results::ISSUE;
pub use super::target::Target;
use super::timers;
use crate::cases::draft::DraftOwner;
use crate::project;
use crate::runs::context::RunContext;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::case::{CaseContent, Step, StepsType};
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::defect::DefectSummary;
use voluptas_core::domain::ids::{CaseId, PersonId, ResultId, RunId, SuiteId};
use voluptas_core::domain::issue;
use voluptas_core::domain::result::{ResultContent, ResultLine, ResultLink, ResultStep, TestResult};
use voluptas_core::domain::run::Run;
use voluptas_store::run_cases::CurrentResult;
use voluptas_store::{Result, Store};

/// Past results of a case that are read.
const PAST: usize = 20;

/// An item of a run as its list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Case and combination.
    pub target: Target,
    /// Code of the case for people.
    pub code: CaseCode,
    /// Title of the case.
    pub title: String,
    /// Suite of the case; `None` for the root.
    pub suite: Option<SuiteId>,
    /// Person who executes the case.
    pub assignee: Option<PersonId>,
    /// The last attempt.
    pub current: Option<CurrentResult>,
}

/// A run by hand with its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSheet {
    pub run: Run,
    /// Items in the order of execution. A result whose combination is not planned is an item after those of its case.
    pub items: Vec<Item>,
    /// Names of all people by id, also of those in the trash.
    pub people: BTreeMap<PersonId, String>,
    /// People who can be assigned, by name.
    pub team: Vec<PersonId>,
    /// Name of the person at the window.
    pub me: Option<String>,
    /// Environment, milestone and configurations.
    pub context: RunContext,
    /// Sum of the durations of all results, also of earlier attempts, in milliseconds.
    pub spent_ms: i64,
}

/// Reads a run with its items. Blocks.
pub fn load(store: &Store, run: RunId) -> Result<RunSheet> {
    let me = store.author().who.clone();
    store.read(|tx| {
        let run = tx.runs().get(run)?;
        let mut results: BTreeMap<CaseId, Vec<CurrentResult>> = BTreeMap::new();
        for result in tx.runs().current_results(run.id)? {
            results.entry(result.case).or_default().push(result);
        }
        let mut items = Vec::new();
        let planned = tx.runs().planned(run.id)?;
        let codes = tx.case_codes(&planned.iter().map(|case| case.plan.case).collect::<Vec<_>>())?;
        for case in planned {
            let code = codes.get(&case.plan.case).cloned().unwrap_or_default();
            let mut found = results.remove(&case.plan.case).unwrap_or_default();
            let planned = if case.plan.combinations.is_empty() { vec![Combination::new()] } else { case.plan.combinations };
            let extra: Vec<Combination> =
                found.iter().filter(|r| !planned.contains(&r.params)).map(|r| r.params.clone()).collect();
            // A case without planned combinations whose results have some is not shown as untested beside them.
            let is_replaced = planned.len() == 1 && planned[0].is_empty() && !extra.is_empty();
            let is_tested_plainly = found.iter().any(|r| r.params.is_empty());
            let all = planned.into_iter().filter(|_| !is_replaced || is_tested_plainly).chain(extra);
            for params in all {
                let at = found.iter().position(|r| r.params == params);
                items.push(Item {
                    target: Target { run: run.id, case: case.plan.case, params },
                    code: code.clone(),
                    title: case.title.clone(),
                    suite: case.suite,
                    assignee: case.plan.assignee,
                    current: at.map(|at| found.swap_remove(at)),
                });
            }
        }
        let everyone = tx.people().everyone()?;
        let team = everyone.iter().filter(|(person, is_deleted)| !is_deleted && person.is_active).map(|(p, _)| p.id).collect();
        let stats = tx.runs().stats(&[run.id])?;
        Ok(RunSheet {
            items,
            spent_ms: stats.get(&run.id).map_or(0, |stats| stats.time_spent_ms),
            people: everyone.into_iter().map(|(person, _)| (person.id, person.name)).collect(),
            team,
            me,
            context: RunContext::read(tx, &run)?,
            run,
        })
    })
}

/// A past result of a case, in any run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastResult {
    /// The result.
    pub line: ResultLine,
    pub run: RunId,
    /// Number of the run in the project.
    pub number: i64,
    /// Person who executed it.
    pub author: Option<String>,
    pub comment: Option<String>,
    /// Defects that it was linked to.
    pub defects: Vec<ResultLink>,
    /// Defects that it reports without an issue.
    pub unnamed_defects: Vec<DefectSummary>,
}

/// One item with all that a person needs to execute it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSheet {
    /// Case and combination.
    pub target: Target,
    /// The case as it is now.
    pub content: CaseContent,
    /// Untested steps of the case, with those of shared steps in their place.
    pub steps: Vec<ResultStep>,
    /// The last attempt of the item in this run.
    pub current: Option<TestResult>,
    /// Number of attempts of the item in this run.
    pub attempts: usize,
    /// The last results of the case in all runs, the newest first.
    pub past: Vec<PastResult>,
    /// Time spent that no stored result has yet, in milliseconds, where a window reads the item ([`open_case`]); see [`timers`].
    pub kept_ms: i64,
    /// Address of an issue of the project by its id, with `{id}` for the id.
    pub issue_url: Option<String>,
    /// Defects of the issues that the results name, as the workspace knows them.
    pub defects: Vec<DefectSummary>,
}

/// Reads one item for a window, with the time that the window keeps of it. Blocks.
///
/// # Errors
/// Those of [`load_case`].
pub fn open_case(store: &Store, owner: &DraftOwner, target: &Target) -> Result<CaseSheet> {
    let kept_ms = timers::read(store, owner, target);
    load_case(store, target).map(|sheet| CaseSheet { kept_ms, ..sheet })
}

/// Reads one item. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] without the case.
pub fn load_case(store: &Store, target: &Target) -> Result<CaseSheet> {
    store.read(|tx| {
        let case = tx.cases().get(target.case)?;
        let current = tx.runs().current_results_of(target.run, target.case)?;
        let current = current.into_iter().find(|r| r.params == target.params);
        let current = current.map(|r| tx.results().get(r.id)).transpose()?;
        let lines = tx.results().recent(&[target.case], PAST)?;
        let ids: Vec<ResultId> = lines.iter().map(|line| line.id).collect();
        let full = tx.results().many(&ids)?;
        let runs: BTreeSet<RunId> = full.iter().map(|r| r.run_id).collect();
        let numbers = tx.runs().numbers(&runs.into_iter().collect::<Vec<_>>())?;
        let attempts =
            full.iter().filter(|r| r.run_id == target.run && current.as_ref().is_some_and(|c| c.test == r.test)).count();
        let mut full: BTreeMap<ResultId, TestResult> = full.into_iter().map(|r| (r.id, r)).collect();
        let mut past = Vec::new();
        for line in lines {
            let Some(result) = full.remove(&line.id) else { continue };
            let Some(number) = numbers.get(&result.run_id).copied() else { continue };
            let unnamed_defects = if result.content.is_defect { tx.defects().without_issue(line.id)? } else { Vec::new() };
            let ResultContent { author, comment, links, .. } = result.content;
            let defects = links.into_iter().filter(|link| link.kind == ISSUE).collect();
            past.push(PastResult { line, run: result.run_id, number, author, comment, defects, unnamed_defects });
        }
        let links = past.iter().flat_map(|past| &past.defects).chain(current.iter().flat_map(|r| &r.content.links));
        let issues: BTreeSet<&str> = links.filter(|link| link.kind == ISSUE).map(issue::named_by).collect();
        let defects = tx.defects().of_issues(case.project_id, &issues.into_iter().collect::<Vec<_>>())?;
        let hashes: Vec<String> = case.content.steps.iter().filter_map(|step| step.shared.clone()).collect();
        let shared = tx.shared_steps().by_hashes(case.project_id, &hashes)?;
        let inside = |hash: &str| shared.get(hash).map(|s| s.steps.clone());
        let steps = to_execute(&case.content, &inside);
        let issue_url = project::settings::issue_url(tx, case.project_id)?;
        let target = target.clone();
        Ok(CaseSheet { target, steps, content: case.content, current, attempts, past, kept_ms: 0, issue_url, defects })
    })
}

/// Untested steps of a case. A shared step gives way to the steps inside it.
fn to_execute(content: &CaseContent, inside: &dyn Fn(&str) -> Option<Vec<Step>>) -> Vec<ResultStep> {
    if content.steps_type == StepsType::Gherkin {
        return Vec::new();
    }
    let mut steps = Vec::new();
    for step in &content.steps {
        match step.shared.as_deref().and_then(inside) {
            Some(own) if !own.is_empty() => steps.extend(own.iter().map(untested)),
            _ => steps.push(untested(step)),
        }
    }
    steps
}

fn untested(step: &Step) -> ResultStep {
    ResultStep {
        action: step.action.clone(),
        expected: step.expected.clone(),
        data: step.data.clone(),
        steps: step.steps.iter().map(untested).collect(),
        ..ResultStep::default()
    }
}
