//! Runs: what is executed, its end, its gate, and the comparison of two.

use super::projects::{title, wanted_title};
use super::{counted, expect_state, named, titled};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::run::{CaseNumbers, NewRunObject, RunChanges, RunContext, RunObject, RunStateWord};
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit, write};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_app::runs::{compare, gate, rules};
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{Run, RunContent, RunState};
use voluptas_i18n::{Lang, Tr, plain_numbers};
use voluptas_store::Tx;
use voluptas_store::runs::NewRun;

/// Longest description of a run, in characters.
const DESCRIPTION: usize = 10_000;
/// Most cases that one request adds.
const MOST_CASES: usize = 1000;

/// Filters of a list of runs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    pub state: Option<RunStateWord>,
    /// Origin: `manual`, `api`, `allure`, `junit`, ...
    pub source: Option<String>,
}

fn object(tx: &Tx<'_>, project: ProjectId, run: &Run) -> ApiResult<RunObject> {
    Ok(RunContext::load(tx, project, std::slice::from_ref(run))?.object(run))
}

/// The run of the path.
fn run(call: &Call, tx: &Tx<'_>) -> ApiResult<(Project, Run)> {
    let number = call.id("id", "Run")?;
    let project = call.project(tx)?;
    let run = tx.runs().by_number(project.id, number)?;
    Ok((project, run))
}

pub fn list(call: &Call, query: RunQuery, _: NoBody) -> ApiResult<Listed<RunObject>> {
    let (limit, after) = (cursor::limit(query.limit)?, cursor::after(query.cursor.as_deref())?);
    let state = query.state.map(|state| match state {
        RunStateWord::Active => RunState::Active,
        RunStateWord::Complete => RunState::Complete,
        RunStateWord::Aborted => RunState::Aborted,
    });
    call.read(|tx| {
        let project = call.project(tx)?;
        let found = tx.runs().after(project.id, state, query.source.as_deref(), after, limit + 1)?;
        let (rows, next_cursor) = cursor::cut(found, limit, |run| run.number);
        let context = RunContext::load(tx, project.id, &rows)?;
        Ok(Listed { items: rows.iter().map(|run| context.object(run)).collect(), next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<RunObject>> {
    call.read(|tx| {
        let (project, run) = run(call, tx)?;
        Ok(One(object(tx, project.id, &run)?))
    })
}

fn apply(tx: &Tx<'_>, project: ProjectId, content: &mut RunContent, changes: &RunChanges) -> ApiResult<()> {
    if let Some(text) = &changes.title {
        content.title = title("/title", text)?;
    }
    super::super::objects::set(&mut content.description, changes.description.clone());
    if content.description.as_ref().is_some_and(|text| text.chars().count() > DESCRIPTION) {
        return Err(refused("/description", format!("may not have more than {DESCRIPTION} characters")));
    }
    if let Some(number) = changes.environment_id {
        let find = |n| named("/environment_id", tx.environments().by_number(project, n)).map(|e| e.id);
        content.environment_id = number.map(find).transpose()?;
    }
    if let Some(number) = changes.milestone_id {
        let find = |n| named("/milestone_id", tx.milestones().by_number(project, n)).map(|m| m.id);
        content.milestone_id = number.map(find).transpose()?;
    }
    if let Some(numbers) = &changes.configurations {
        let groups = tx.configurations().groups(project)?;
        let all: Vec<_> = groups.iter().flat_map(|group| &group.configurations).collect();
        content.configurations.clear();
        for (i, number) in numbers.iter().enumerate() {
            let found = all.iter().find(|c| c.number == *number);
            let found = found.ok_or_else(|| refused(&format!("/configurations/{i}"), "names nothing in this project"))?;
            if !content.configurations.contains(&found.id) {
                content.configurations.push(found.id);
            }
        }
    }
    if let Some(tags) = &changes.tags {
        rules::set_tags(tx, content, tags.clone())?;
    }
    Ok(())
}

/// The cases of these numbers.
fn cases(tx: &Tx<'_>, project: ProjectId, numbers: &[i64]) -> ApiResult<Vec<CaseId>> {
    let known = tx.case_ids(project, numbers)?;
    let find = |(i, number): (usize, &i64)| {
        known.get(number).copied().ok_or_else(|| refused(&format!("/cases/{i}"), "names nothing in this project"))
    };
    numbers.iter().enumerate().map(find).collect()
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewRunObject>) -> ApiResult<CreatedObject<RunObject>> {
    wanted_title(Some(&new.title))?;
    let changes = RunChanges {
        title: Some(new.title),
        description: Some(new.description),
        environment_id: Some(new.environment_id),
        milestone_id: Some(new.milestone_id),
        tags: Some(new.tags),
        configurations: Some(new.configurations),
    };
    edit(call, "create_run", |tx| {
        let project = call.project(tx)?;
        let mut content = RunContent { is_autotest: new.is_autotest, ..RunContent::default() };
        apply(tx, project.id, &mut content, &changes)?;
        let cases = cases(tx, project.id, &new.cases)?;
        let new = NewRun { content, source: "api".into(), start_ms: None, end_ms: None, cases };
        let made = tx.runs().create(project.id, &new)?;
        tx.relabel(&titled("history-create-run", &made.content.title))?;
        Ok(CreatedObject {
            path: format!("/projects/{}/runs/{}", project.code, made.number),
            object: object(tx, project.id, &made)?,
        })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<RunChanges>) -> ApiResult<One<RunObject>> {
    edit(call, "update_run", |tx| {
        let (project, run) = run(call, tx)?;
        expect_state(call, &object(tx, project.id, &run)?)?;
        let mut content = run.content.clone();
        apply(tx, project.id, &mut content, &changes)?;
        tx.runs().update(run.id, &content)?;
        tx.relabel(&titled("history-edit-run", &content.title))?;
        Ok(One(object(tx, project.id, &tx.runs().get(run.id)?)?))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    edit(call, "delete_run", |tx| {
        let (project, run) = run(call, tx)?;
        expect_state(call, &object(tx, project.id, &run)?)?;
        tx.runs().delete(run.id)?;
        tx.relabel(&counted("history-trash-runs", 1))?;
        Ok(Done)
    })
}

/// How a run ends.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// True for a run that ends early.
    #[serde(default)]
    pub aborted: bool,
}

/// A run that has ended stays so: a client that lost the answer may ask again.
pub fn end(call: &Call, _: NoQuery, Body(ending): Body<Ending>) -> ApiResult<One<RunObject>> {
    write(call, "complete_run", |tx| {
        let (project, run) = run(call, tx)?;
        tx.runs().end(run.id, if ending.aborted { RunState::Aborted } else { RunState::Complete })?;
        Ok(One(object(tx, project.id, &tx.runs().get(run.id)?)?))
    })
}

/// Cases that a run has already are not added twice.
pub fn add_cases(call: &Call, _: NoQuery, Body(wanted): Body<CaseNumbers>) -> ApiResult<One<RunObject>> {
    if wanted.cases.is_empty() || wanted.cases.len() > MOST_CASES {
        return Err(refused("/cases", format!("must have 1 to {MOST_CASES} items")));
    }
    write(call, "add_cases_to_run", |tx| {
        let (project, run) = run(call, tx)?;
        if run.state != RunState::Active {
            return Err(ApiError::new(axum::http::StatusCode::CONFLICT, "The run has ended."));
        }
        tx.runs().add_cases(run.id, &cases(tx, project.id, &wanted.cases)?)?;
        Ok(One(object(tx, project.id, &tx.runs().get(run.id)?)?))
    })
}

/// The other run of a comparison.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareQuery {
    /// Number of the older run.
    pub with: String,
}

/// What changed between two runs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ComparisonObject {
    /// Number of the older run.
    pub older: i64,
    /// Number of the newer run.
    pub newer: i64,
    /// Number of tests by what changed: `new_failure`, `fixed`, `still_failing`, ...
    pub counts: std::collections::BTreeMap<String, usize>,
    /// Tests whose outcome changed, and those that still fail.
    pub tests: Vec<ComparedTest>,
}

/// A test of two runs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ComparedTest {
    pub title: String,
    /// What changed.
    pub difference: String,
    /// Status in the older run.
    pub before: Option<String>,
    /// Status in the newer run.
    pub after: Option<String>,
}

pub fn comparison(call: &Call, query: CompareQuery, _: NoBody) -> ApiResult<One<ComparisonObject>> {
    let number = call.id("id", "Run")?;
    let with = crate::call::integer(&query.with).ok_or_else(|| ApiError::field("with", "must be the number of a run"))?;
    let project = call.read(|tx| call.project(tx))?;
    let compared = named("with", compare::by_number(&call.store(), project.id, [with, number], compare::Listed::Changed))?;
    let word = |difference: Difference| <&'static str>::from(difference).to_owned();
    let counts = <Difference as strum::IntoEnumIterator>::iter().map(|d| (word(d), compared.count(d)));
    let counts = counts.filter(|(_, count)| *count > 0).collect();
    let tests = compared.rows.iter().map(|test| ComparedTest {
        title: test.title.clone(),
        difference: word(test.difference),
        before: test.status_before().map(|s| s.slug().to_owned()),
        after: test.status_after().map(|s| s.slug().to_owned()),
    });
    Ok(One(ComparisonObject { older: with, newer: number, counts, tests: tests.collect() }))
}

/// The rules of a gate, as a file of a quality gate has them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateRules {
    /// TOML text: `max-new-failures = 0`, `min-pass-rate = 95`, ...
    pub rules: String,
}

/// The verdict of a gate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerdictObject {
    /// True when no rule is broken.
    pub passed: bool,
    pub broken: Vec<BrokenRule>,
}

/// A rule that a run breaks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BrokenRule {
    /// Name of the rule, as in the rules: `max-failures`; `min-executed` and `run-errors` hold without being named.
    pub rule: String,
    /// The limit; for `fail-on` the status.
    pub limit: String,
    /// What was found.
    pub found: String,
}

pub fn judge(call: &Call, _: NoQuery, Body(wanted): Body<GateRules>) -> ApiResult<One<VerdictObject>> {
    let rules = gate::rules(&wanted.rules).map_err(|error| refused("/rules", error))?;
    if rules.is_empty() {
        return Err(refused("/rules", "has no rule: every run would meet them"));
    }
    let (_, run) = call.read(|tx| run(call, tx))?;
    let broken = gate::broken(&call.store(), run.id, &rules)?;
    let tr = Tr::new(Lang::En);
    let broken: Vec<_> = broken
        .iter()
        .map(|rule| BrokenRule {
            rule: rule.rule.to_owned(),
            limit: rule.limit.to_string(),
            found: plain_numbers(&gate::short_found(tr, rule)).into_owned(),
        })
        .collect();
    Ok(One(VerdictObject { passed: broken.is_empty(), broken }))
}
