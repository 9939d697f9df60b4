//! Runs.

use super::plans::named_cases;
use crate::answer::Answer;
use crate::call::Call;
use crate::dto::custom_values::Fields;
use crate::dto::run::RunContext;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::paging;
use serde_json::json;
use voluptas_app::runs;
use voluptas_app::runs::rules::WantedCases;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::runs::{ExternalIssue, NewRun, RunFilter, RunOutcome};
use voluptas_store::{self as store, Tx};

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let q = &call.query;
    let mut outcomes = Vec::new();
    for word in q.words("status")?.unwrap_or_default() {
        outcomes.push(match word.as_str() {
            "in_progress" | "active" => RunOutcome::InProgress,
            "passed" => RunOutcome::Passed,
            "failed" => RunOutcome::Failed,
            "complete" => RunOutcome::Complete,
            "aborted" | "abort" => RunOutcome::Aborted,
            _ => return Err(ApiError::field("status", "The selected status is invalid.")),
        });
    }
    let (milestone, environment) = (q.number("milestone")?, q.number("environment")?);
    let started_from = q.number("from_start_time")?.map(|s| s.saturating_mul(1000));
    let started_to = q.number("to_start_time")?.map(|s| s.saturating_mul(1000).saturating_add(999));
    call.read(|tx| {
        let project = call.project(tx)?;
        // No run has the row id -1: an unknown number finds nothing.
        let row = |found: store::Result<i64>| match found {
            Err(store::Error::NotFound { .. }) => Ok(-1),
            found => found,
        };
        let filter = RunFilter {
            search: q.search()?.map(str::to_owned),
            outcomes,
            milestone_id: milestone.map(|n| row(tx.milestones().by_number(project.id, n).map(|m| m.id))).transpose()?,
            environment_id: environment.map(|n| row(tx.environments().by_number(project.id, n).map(|e| e.id))).transpose()?,
            started_from,
            started_to,
        };
        let page = tx.runs().list(project.id, &filter, slice)?;
        let context = RunContext::load(tx, q, &project, &page.rows)?;
        Ok(Answer::list(page.map(|r| context.json(&r))))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let run = tx.runs().by_number(project.id, number)?;
        let context = RunContext::load(tx, &call.query, &project, std::slice::from_ref(&run))?;
        Ok(Answer::result(context.json(&run)))
    })
}

/// The row id of something that a field names by its number.
fn row_id(field: &str, found: store::Result<i64>) -> ApiResult<i64> {
    match found {
        Err(store::Error::NotFound { .. }) => {
            Err(ApiError::field(field, format!("The selected {} is invalid.", field.replace('_', " "))))
        }
        other => Ok(other?),
    }
}

/// Reads the fields that creating and updating share.
fn apply(tx: &Tx<'_>, project: ProjectId, input: &Input<'_>, c: &mut RunContent) -> ApiResult<()> {
    if input.has("description") {
        c.description = input.text("description", 10_000).filter(|d| !d.is_empty());
    }
    let (environment, slug) = (input.int("environment_id"), input.text("environment_slug", TITLE_MAX));
    let milestone = input.int("milestone_id");
    let configurations = input.ints("configurations");
    let tags = input.texts("tags");
    input.finish()?;
    if let Some(number) = environment {
        c.environment_id = Some(row_id("environment_id", tx.environments().by_number(project, number).map(|e| e.id))?);
    } else if let Some(slug) = slug.filter(|s| !s.is_empty()) {
        let found = tx.environments().by_slug(project, &slug)?.map(|e| e.id);
        c.environment_id = Some(row_id("environment_slug", found.ok_or_else(|| store::Error::not_found("environment", &slug)))?);
    } else if input.has("environment_id") || input.has("environment_slug") {
        c.environment_id = None;
    }
    if input.has("milestone_id") {
        let found = milestone.map(|n| row_id("milestone_id", tx.milestones().by_number(project, n).map(|m| m.id)));
        c.milestone_id = found.transpose()?;
    }
    if let Some(numbers) = configurations {
        let groups = tx.configurations().groups(project)?;
        let all: Vec<_> = groups.iter().flat_map(|g| &g.configurations).collect();
        c.configurations.clear();
        for number in numbers {
            match all.iter().find(|c| c.number == number) {
                Some(found) if c.configurations.contains(&found.id) => {}
                Some(found) => c.configurations.push(found.id),
                None => return Err(ApiError::field("configurations", "The selected configurations are invalid.")),
            }
        }
    } else if input.has("configurations") {
        c.configurations.clear();
    }
    if let Some(tags) = tags {
        runs::rules::set_tags(tx, c, tags)?;
    } else if input.has("tags") {
        c.tags.clear();
    }
    Ok(())
}

/// The cases that a new run is about.
fn wanted_cases(tx: &Tx<'_>, project: &Project, input: &Input<'_>, plan: Option<i64>) -> ApiResult<WantedCases> {
    if input.truth("include_all_cases") == Some(true) {
        return Ok(WantedCases::All);
    }
    let cases = named_cases(tx, project.id, "cases", &input.ints("cases").unwrap_or_default())?;
    Ok(WantedCases::Of { cases, plan })
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    let is_autotest = input.truth("is_autotest").unwrap_or(false);
    let (start_ms, end_ms) = (input.time("start_time"), input.time("end_time"));
    if !runs::rules::is_order_of_times(start_ms, end_ms) {
        input.fail("end_time", "The end time must be a date after or equal to start time.");
    }
    let plan = input.int("plan_id");
    input.finish()?;
    call.write("create_run", |tx| {
        let project = call.project(tx)?;
        let mut content = RunContent { title, is_autotest, ..RunContent::default() };
        apply(tx, project.id, &input, &mut content)?;
        Fields::load(tx, FieldEntity::Run, &project.code)?.apply(&input, true, &mut content.custom_fields)?;
        content.plan_id = plan.map(|n| row_id("plan_id", tx.plans().by_number(project.id, n).map(|p| p.id))).transpose()?;
        let cases = runs::rules::cases(tx, project.id, wanted_cases(tx, &project, &input, content.plan_id)?)?;
        input.finish()?;
        let new = NewRun { content, source: "api".into(), start_ms, end_ms, cases };
        Ok(Answer::id(tx.runs().create(project.id, &new)?.number))
    })
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    let input = call.input();
    call.write("update_run", |tx| {
        let project = call.project(tx)?;
        let run = tx.runs().by_number(project.id, number)?;
        let mut content = run.content;
        if input.has("title") {
            content.title = input.required_text("title", TITLE_MAX);
        }
        apply(tx, project.id, &input, &mut content)?;
        let given = input.object("custom_field").is_some();
        Fields::load(tx, FieldEntity::Run, &project.code)?.apply(&input, given, &mut content.custom_fields)?;
        tx.runs().update(run.id, &content)?;
        Ok(Answer::done())
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    call.write("delete_run", |tx| {
        let run = tx.runs().by_number(call.project(tx)?.id, number)?;
        tx.runs().delete(run.id)?;
        Ok(Answer::id(number))
    })
}

/// A run that is complete stays so: a client that lost the answer may ask again.
pub fn complete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    call.write("complete_run", |tx| {
        let run = tx.runs().by_number(call.project(tx)?.id, number)?;
        tx.runs().end(run.id, RunState::Complete)?;
        Ok(Answer::done())
    })
}

pub fn publicity(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    let input = call.input();
    let public = input.truth("status");
    if !input.has("status") {
        input.fail("status", "The status field is required.");
    }
    input.finish()?;
    call.write("publish_run", |tx| {
        let run = tx.runs().by_number(call.project(tx)?.id, number)?;
        match tx.runs().set_public(run.id, public.unwrap_or(false))? {
            Some(hash) => Ok(Answer::result(json!({ "url": format!("{}/public/report/{hash}", call.root) }))),
            None => Ok(Answer::done()),
        }
    })
}

/// Links runs to issues of a tracker, one for each run; null unlinks.
pub fn external_issue(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let kind = input.required_text("type", 32);
    if !kind.is_empty() && !matches!(kind.as_str(), "jira-cloud" | "jira-server") {
        input.fail("type", "The selected type is invalid.");
    }
    let links = input.objects("links").unwrap_or_default();
    if links.is_empty() {
        input.fail("links", "The links field is required.");
    }
    let wanted: Vec<(Option<i64>, Option<String>)> =
        links.iter().map(|l| (l.int("run_id"), l.text("external_issue", TITLE_MAX).filter(|t| !t.is_empty()))).collect();
    input.finish()?;
    call.write("link_run_to_issue", |tx| {
        let project = call.project(tx)?;
        for (i, (number, issue)) in wanted.into_iter().enumerate() {
            let field = format!("links.{i}.run_id");
            let number = number.ok_or_else(|| ApiError::field(&field, "The run id field is required."))?;
            let id = row_id(&field, tx.runs().by_number(project.id, number).map(|r| r.id.0))?;
            let issue = issue.map(|id| ExternalIssue { id, kind: kind.clone() });
            tx.runs().set_external_issue(voluptas_core::domain::ids::RunId(id), issue.as_ref())?;
        }
        Ok(Answer::done())
    })
}
