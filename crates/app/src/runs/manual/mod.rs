//! Runs by hand: created from cases, executed case by case, closed, reopened, and continued in a new run.
//!
//! [`select`] finds the cases that a command names, [`create()`] stores a run with its cases in their order, dealt round over the people, one item for each combination of parameters.
//! [`sheet`] reads what a person executes, [`results`] stores what that person sees. A result begins as "in progress" with the first
//! change, so that nothing typed is lost, and gets its status by an edit of its own, which undo takes back. [`timers`] keeps the time that
//! no result has yet.

pub mod results;
pub mod select;
pub mod sheet;
pub mod target;
pub mod timers;

use crate::runs;
use crate::runs::rules::NewNames;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::combination::{MAX_COMBINATIONS, combinations, count};
use voluptas_core::domain::ids::{CaseId, PersonId, ProjectId, RunId};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::person::Person;
use voluptas_core::domain::run::{Run, RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::configurations::ConfigurationGroup;
use voluptas_store::page::Slice;
use voluptas_store::run_cases::{CurrentResult, PlannedCase};
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Result, Store, Tx};

/// Maximum number of results that a new run asks for.
pub const MAX_RESULTS: u64 = 20_000;

/// A run by hand to create.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunForm {
    /// Title, texts, environment, milestone, configurations and tags.
    pub content: RunContent,
    /// Cases in the order of execution. Repeated cases count once.
    pub cases: Vec<CaseId>,
    /// People who execute it. Several get the cases in turn.
    pub people: Vec<PersonId>,
    /// Names of further people who execute it, such as users of the server. A name that the registry lacks becomes a person.
    pub named_people: Vec<String>,
    /// Names that the project may not have yet.
    pub new: NewNames,
}

/// The size of a run before it is created.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunSize {
    /// Number of cases.
    pub cases: usize,
    /// Number of results that it asks for: one for each combination of parameters.
    pub results: u64,
    /// The reason why such a run is refused.
    pub problem: Option<Message>,
}

/// The values that a new run can have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunChoices {
    /// Environments: row id and title.
    pub environments: Vec<(i64, String)>,
    /// Milestones that are not completed: row id and title.
    pub milestones: Vec<(i64, String)>,
    /// Configurations by group.
    pub configurations: Vec<ConfigurationGroup>,
    /// People who are still with the team, by name.
    pub people: Vec<Person>,
}

/// Reads the values that a new run of a project can have. Blocks.
pub fn choices(store: &Store, project: ProjectId) -> Result<RunChoices> {
    store.read(|tx| {
        let environments = tx.environments().list(project, None, None, Slice::ALL)?.rows;
        let milestones = tx.milestones().list(project, None, Slice::ALL)?.rows;
        Ok(RunChoices {
            environments: environments.into_iter().map(|e| (e.id, e.content.title)).collect(),
            milestones: milestones.into_iter().filter(|m| !m.content.is_completed).map(|m| (m.id, m.content.title)).collect(),
            configurations: tx.configurations().groups(project)?,
            people: tx.people().all()?.into_iter().filter(|p| p.is_active).collect(),
        })
    })
}

/// Counts the cases and results of a run with these cases. Blocks.
pub fn size(store: &Store, cases: &[CaseId]) -> Result<RunSize> {
    store.read(|tx| size_in(tx, cases))
}

fn size_in(tx: &Tx<'_>, cases: &[CaseId]) -> Result<RunSize> {
    let distinct: BTreeSet<CaseId> = cases.iter().copied().collect();
    let parameters = tx.runs().parameters(cases)?;
    let mut results = u64::try_from(distinct.len()).unwrap_or(u64::MAX);
    let mut widest: Option<(CaseId, u64)> = None;
    for (case, parameters) in &parameters {
        let n = count(parameters);
        results = results.saturating_add(n.saturating_sub(1));
        if widest.is_none_or(|(_, most)| n > most) {
            widest = Some((*case, n));
        }
    }
    let problem = match widest.filter(|(_, n)| *n > MAX_COMBINATIONS) {
        Some((case, n)) => {
            let title = tx.case_title(case)?;
            let words = Message::new("manual-run-too-many-combinations").with("title", title).count("n", n);
            Some(words.count("max", MAX_COMBINATIONS))
        }
        None if results > MAX_RESULTS => {
            Some(Message::new("manual-run-too-many-results").count("n", results).count("max", MAX_RESULTS))
        }
        None => None,
    };
    Ok(RunSize { cases: distinct.len(), results, problem })
}

/// The cases that are not in the trash, in their order.
fn living(tx: &Tx<'_>, cases: &[CaseId]) -> Result<Vec<CaseId>> {
    let living = tx.cases().living(cases)?;
    Ok(cases.iter().copied().filter(|case| living.contains(case)).collect())
}

/// Refuses a run of this size, and one without cases for the reason `empty`.
fn check_size(size: RunSize, empty: &'static str) -> Result<()> {
    match size.problem.or_else(|| (size.cases == 0).then(|| Message::new(empty))) {
        Some(problem) => Err(Invalid::new("cases", problem).into()),
        None => Ok(()),
    }
}

/// Creates a run by hand, as one edit that undo takes back.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank title, a run without cases, and too many combinations.
pub fn create(store: &Store, project: ProjectId, form: &RunForm) -> Result<Run> {
    Ok(store.write(creation(form), |tx| create_in(tx, project, form))?.value)
}

/// The edit that creates a run by hand, for [`create_in`].
pub fn creation(form: &RunForm) -> Op {
    Op::edit("create_run").labelled(Message::new("history-create-run").with("title", form.content.title.trim()))
}

/// [`create`] within a transaction.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &Tx<'_>, project: ProjectId, form: &RunForm) -> Result<Run> {
    let cases = living(tx, &form.cases)?;
    check_size(size_in(tx, &cases)?, "manual-run-no-cases")?;
    let mut content = form.content.clone();
    content.title = content.title.trim().to_owned();
    content.description = content.description.filter(|text| !text.trim().is_empty());
    runs::rules::set_new(tx, project, &mut content, &form.new)?;
    let tags = std::mem::take(&mut content.tags);
    runs::rules::set_tags(tx, &mut content, tags)?;
    let mut people = form.people.clone();
    for name in &form.named_people {
        let person = tx.people().ensure(name)?;
        if !people.contains(&person) {
            people.push(person);
        }
    }
    let planned = deal(tx, &cases, &people)?;
    insert(tx, project, content, &planned)
}

/// Counts the cases that a run would get of these, and its results with them. Cases of the run count once. Blocks.
pub fn size_with(store: &Store, run: RunId, cases: &[CaseId]) -> Result<RunSize> {
    store.read(|tx| size_with_in(tx, run, cases))
}

fn size_with_in(tx: &Tx<'_>, run: RunId, cases: &[CaseId]) -> Result<RunSize> {
    let planned = tx.runs().planned(run)?;
    let known: BTreeSet<CaseId> = planned.iter().map(|case| case.plan.case).collect();
    let new: Vec<CaseId> = cases.iter().copied().filter(|case| !known.contains(case)).collect();
    let mut size = size_in(tx, &new)?;
    let all = planned.iter().map(|case| case.plan.combinations.len().max(1) as u64).sum::<u64>().saturating_add(size.results);
    if size.problem.is_none() && all > MAX_RESULTS {
        size.problem = Some(Message::new("manual-run-too-many-results").count("n", all).count("max", MAX_RESULTS));
    }
    Ok(size)
}

/// Adds cases to the end of a run by hand, as one edit that undo takes back. Cases of the run stay as they are. Returns the
/// number of added cases.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a run that has ended or is not by hand, where the run has all of these cases, and for
/// too many combinations.
pub fn add_cases(store: &Store, run: RunId, cases: &[CaseId]) -> Result<usize> {
    // Another process may add cases at the same time: everything is decided in the transaction.
    let written = store.write(Op::edit("add_run_cases"), |tx| {
        let known = tx.runs().get(run)?;
        takes_cases(&known)?;
        let cases = living(tx, cases)?;
        check_size(size_with_in(tx, run, &cases)?, "manual-run-has-all-cases")?;
        let added = tx.runs().plan_more(run, &deal(tx, &cases, &[])?)?;
        tx.relabel(&Message::new("history-add-run-cases").with("title", known.content.title).count("n", added))?;
        Ok(added)
    })?;
    Ok(written.value)
}

/// Refuses a run that has ended or is not by hand.
fn takes_cases(run: &Run) -> Result<()> {
    if run.is_executed_by_hand() {
        return Ok(());
    }
    let key = if run.state == RunState::Active { "manual-run-not-by-hand" } else { "manual-run-has-ended" };
    Err(Invalid::new("state", Message::new(key).with("number", run.number)).into())
}

fn insert(tx: &Tx<'_>, project: ProjectId, content: RunContent, planned: &[PlannedCase]) -> Result<Run> {
    let run = tx.runs().create(project, &NewRun { content, source: "manual".into(), ..NewRun::default() })?;
    tx.runs().plan(run.id, planned)?;
    Ok(run)
}

/// Plans cases with all combinations of their parameters. The people get the cases in turn.
fn deal(tx: &Tx<'_>, cases: &[CaseId], people: &[PersonId]) -> Result<Vec<PlannedCase>> {
    let parameters = tx.runs().parameters(cases)?;
    let mut seen = BTreeSet::new();
    let distinct = cases.iter().copied().filter(|case| seen.insert(*case));
    Ok(distinct
        .zip(0..)
        .map(|(case, turn): (CaseId, usize)| PlannedCase {
            case,
            assignee: if people.is_empty() { None } else { people.get(turn % people.len()).copied() },
            combinations: parameters.get(&case).map(|p| combinations(p)).unwrap_or_default(),
        })
        .collect())
}

/// Ends a run, as one edit that undo takes back.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a run that has ended, also when another process ended it a moment ago.
pub fn close(store: &Store, run: RunId) -> Result<()> {
    let label = Message::new("history-close-run").with("title", title(store, run)?);
    let written = store.write(Op::edit("close_run").labelled(label), |tx| {
        let known = tx.runs().get(run)?;
        if known.state != RunState::Active {
            return Err(Invalid::new("state", Message::new("manual-run-has-ended").with("number", known.number)).into());
        }
        tx.runs().end(run, RunState::Complete)
    });
    written.map(drop)
}

/// Makes an ended run take results again.
pub fn reopen(store: &Store, run: RunId) -> Result<()> {
    let label = Message::new("history-reopen-run").with("title", title(store, run)?);
    store.write(Op::edit("reopen_run").labelled(label), |tx| tx.runs().reopen(run)).map(drop)
}

/// Sets the person who executes these cases of a run, as one edit that undo takes back.
pub fn assign(store: &Store, run: RunId, cases: &[CaseId], person: Option<PersonId>) -> Result<()> {
    let label = store.read(|tx| {
        let names = tx.people().everyone()?;
        let name = names.into_iter().find(|(known, _)| Some(known.id) == person).map(|(known, _)| known.name);
        let title = match cases {
            [case] => tx.case_title(*case)?,
            _ => tx.runs().get(run)?.content.title,
        };
        Ok(match name {
            Some(name) => Message::new("history-assign-run-cases").with("title", title).with("name", name),
            None => Message::new("history-unassign-run-cases").with("title", title),
        })
    })?;
    store.write(Op::edit("assign_run_cases").labelled(label), |tx| tx.runs().assign(run, cases, person)).map(drop)
}

fn title(store: &Store, run: RunId) -> Result<String> {
    store.read(|tx| tx.runs().get(run)).map(|run| run.content.title)
}

/// True for a status after which an item goes into the next run.
fn is_unfinished(status: Option<&ResultStatus>) -> bool {
    use ResultStatus as S;
    match status {
        None | Some(S::Untested | S::InProgress | S::Failed | S::Broken | S::Blocked) => true,
        Some(S::Passed | S::Skipped | S::Invalid | S::Custom(_)) => false,
    }
}

/// Creates a run of the items of another one that failed, were blocked or have no status, with the content and the assignees of that
/// run. An item is a combination of parameters: those that passed are not in the new run.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] when every item passed, was skipped or is invalid.
pub fn copy_unfinished(store: &Store, run: RunId, title: &str) -> Result<Run> {
    copy(store, run, title, "manual-run-nothing-to-copy", |tx, source, current| {
        left_of(tx, source.id, current, true, is_unfinished)
    })
}

/// Creates a run of the items of another one that failed or are broken. Of a run by a tool, these are the cases of its failed tests.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] when no result of a case is a failure.
pub fn copy_failed(store: &Store, run: RunId, title: &str) -> Result<Run> {
    copy(store, run, title, "manual-run-nothing-failed-to-copy", |tx, source, current| {
        let mut planned = left_of(tx, source.id, current, false, |status| status.is_some_and(is_bad))?;
        let known: BTreeSet<CaseId> = planned.iter().map(|plan| plan.case).collect();
        let failed = current.iter().filter(|result| is_bad(&result.status)).map(|result| result.case);
        let others: Vec<CaseId> = failed.filter(|case| !known.contains(case)).collect();
        planned.extend(deal(tx, &living(tx, &others)?, &[])?);
        Ok(planned)
    })
}

/// The planned cases of a run with an item that `takes` its status; `takes_untested` tells whether a case without a result is one.
fn left_of(
    tx: &Tx<'_>,
    run: RunId,
    current: &[CurrentResult],
    takes_untested: bool,
    takes: impl Fn(Option<&ResultStatus>) -> bool,
) -> Result<Vec<PlannedCase>> {
    let mut results: BTreeMap<CaseId, Vec<&CurrentResult>> = BTreeMap::new();
    for result in current {
        results.entry(result.case).or_default().push(result);
    }
    let mut planned = Vec::new();
    for case in tx.runs().planned(run)? {
        let mut plan = case.plan;
        let own = results.get(&plan.case).map(Vec::as_slice).unwrap_or_default();
        if plan.combinations.is_empty() {
            if (takes_untested && own.is_empty()) || own.iter().any(|r| takes(Some(&r.status))) {
                planned.push(plan);
            }
        } else {
            plan.combinations.retain(|params| takes(own.iter().rfind(|r| r.params == *params).map(|r| &r.status)));
            if !plan.combinations.is_empty() {
                planned.push(plan);
            }
        }
    }
    Ok(planned)
}

/// Creates a run of the cases that `select` finds in another one. `nothing` is the key of the reason why there is none.
fn copy(
    store: &Store,
    run: RunId,
    title: &str,
    nothing: &'static str,
    select: impl Fn(&Tx<'_>, &Run, &[CurrentResult]) -> Result<Vec<PlannedCase>>,
) -> Result<Run> {
    let label = Message::new("history-create-run").with("title", title.trim());
    let written = store.write(Op::edit("copy_run").labelled(label), |tx| {
        let source = tx.runs().get(run)?;
        let current = tx.runs().current_results(run)?;
        let planned = select(tx, &source, &current)?;
        if planned.is_empty() {
            return Err(Invalid::new("cases", Message::new(nothing)).into());
        }
        let results: u64 = planned.iter().map(|plan| plan.combinations.len().max(1) as u64).sum();
        if results > MAX_RESULTS {
            let words = Message::new("manual-run-too-many-results").count("n", results).count("max", MAX_RESULTS);
            return Err(Invalid::new("cases", words).into());
        }
        let content = RunContent { title: title.trim().to_owned(), is_autotest: false, ..source.content };
        insert(tx, source.project_id, content, &planned)
    })?;
    Ok(written.value)
}

#[cfg(test)]
mod tests;
