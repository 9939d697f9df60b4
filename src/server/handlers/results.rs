//! Results: listing, and posting by v1. What both versions share of posting is [`store_all`].

use super::resolve::Resolver;
use crate::base::clock;
use crate::domain::ids::{CaseId, ResultId};
use crate::domain::project::Project;
use crate::domain::result::TestResult;
use crate::domain::run::{Run, RunState};
use crate::domain::status::ResultStatus;
use crate::server::answer::Answer;
use crate::server::call::Call;
use crate::server::dto::attachment::{Known, hashes};
use crate::server::dto::result::Around;
use crate::server::dto::result_input::{Incoming, Rules, fill_steps, step_v1};
use crate::server::error::{ApiError, ApiResult};
use crate::server::paging;
use crate::store::Tx;
use crate::store::results::ResultFilter;
use axum::http::StatusCode;
use serde_json::json;

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let q = &call.query;
    let (runs, cases, is_api) = (q.numbers("run")?, q.numbers("case_id")?, q.truth("api")?);
    let time = |name: &str| match q.get(name) {
        None => Ok(None),
        Some(text) => clock::parse(text)
            .map(Some)
            .ok_or_else(|| ApiError::field(name, format!("The {name} does not match the format Y-m-d H:i:s."))),
    };
    // Everybody is the one member of this workspace.
    let is_nobody = q.numbers("member")?.is_some_and(|members| !members.contains(&1));
    let (ended_from, ended_to) = (time("from_end_time")?, time("to_end_time")?);
    let late = call.app.faults.count_read();
    if !late.is_empty() {
        call.write("reveal_results", |tx| Ok(tx.results().reveal(&late)?))?;
    }
    call.read(|tx| {
        let project = call.project(tx)?;
        let cases = cases.map(|n| tx.case_ids(project.id, &n)).transpose()?;
        let filter = ResultFilter {
            project: Some(project.id),
            runs: runs.map(|n| tx.runs().ids(project.id, &n)).transpose()?,
            cases: if is_nobody { Some(Vec::new()) } else { cases.map(|found| found.into_values().collect()) },
            statuses: q.get("status").map(statuses).unwrap_or_default(),
            is_api,
            ended_from,
            ended_to,
            with_hidden: false,
        };
        let page = tx.results().list(&filter, slice)?;
        let around = Around::load(tx, &call.root, &page.rows)?;
        Ok(Answer::list(page.map(|r| around.json(&r))))
    })
}

/// What the API shows as failed may have been broken where it was seen.
fn statuses(slug: &str) -> Vec<ResultStatus> {
    match ResultStatus::parse(slug) {
        ResultStatus::Failed => vec![ResultStatus::Failed, ResultStatus::Broken],
        other => vec![other],
    }
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| {
        let result = tx.results().by_hash(call.project(tx)?.id, call.text("hash"))?;
        let around = Around::load(tx, &call.root, std::slice::from_ref(&result))?;
        Ok(Answer::result(around.json(&result)))
    })
}

/// A result that was stored.
#[derive(Debug)]
pub struct Posted {
    /// Row id.
    pub id: ResultId,
    /// Its hash.
    pub hash: String,
    /// Number of its case.
    pub case: Option<i64>,
}

/// The run of the path, which must take results.
pub fn open_run(tx: &Tx<'_>, project: &Project, number: i64, settings: &serde_json::Value) -> ApiResult<Run> {
    let run = tx.runs().by_number(project.id, number)?;
    let takes_late = settings["allow_results_in_closed_runs"].as_bool().unwrap_or(false);
    if run.state != RunState::Active && !takes_late {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            format!("Test run {number} is completed and does not accept results."),
        ));
    }
    Ok(run)
}

/// Stores results that were read, all of them or, on an error, none. A result for several cases is stored once for each.
pub fn store_all(
    tx: &Tx<'_>,
    project: &Project,
    settings: &serde_json::Value,
    run: &Run,
    mut results: Vec<Incoming>,
    strict: bool,
    visible: Option<i64>,
) -> ApiResult<Vec<Posted>> {
    let mut files = Vec::new();
    for result in &results {
        result.hashes(&mut files);
    }
    let known = Known::load(tx, project.id, &files)?;
    let mut resolver = Resolver::new(tx, project, settings, &results)?;
    let mut posted = Vec::with_capacity(results.len());
    for result in &mut results {
        // A result that is sent again is not stored again, whatever cases it names now.
        if let Some(external) = &result.content.external_id
            && let Some((stored, case)) = tx.results().by_external_id(run.id, external)?
        {
            posted.push((stored, case));
            continue;
        }
        result.attach(&known)?;
        let cases = resolver.cases(result, strict)?;
        if let (true, Some(case)) = (result.content.title.is_empty(), cases.first()) {
            result.content.title = tx.case_title(*case)?;
        }
        let external = result.content.external_id.clone();
        let ways: Vec<Option<CaseId>> = if cases.is_empty() { vec![None] } else { cases.into_iter().map(Some).collect() };
        for (i, case) in ways.into_iter().enumerate() {
            result.content.case_id = case;
            if let (Some(external), Some(case), true) = (&external, case, i > 0) {
                result.content.external_id = Some(format!("{external}:{case}"));
            }
            let stored = tx.results().add_visible_at(run.id, &result.content, visible)?;
            posted.push((stored, case));
        }
    }
    let numbers = tx.case_numbers(&posted.iter().filter_map(|(_, case)| *case).collect::<Vec<_>>())?;
    let one = |(stored, case): (crate::store::results::Stored, Option<CaseId>)| Posted {
        id: stored.id,
        hash: stored.hash,
        case: case.and_then(|c| numbers.get(&c).copied()),
    };
    Ok(posted.into_iter().map(one).collect())
}

/// The rules for results of a run, read before anything is written: a body is understood while others write.
pub fn rules(call: &Call, number: i64) -> ApiResult<Rules> {
    call.read(|tx| {
        let project = call.project(tx)?;
        let settings = tx.projects().settings(project.id)?;
        Ok(Rules::of(&open_run(tx, &project, number, &settings)?, &settings))
    })
}

fn post(call: &Call, number: i64, results: Vec<Incoming>) -> ApiResult<Vec<Posted>> {
    call.write("create_results", |tx| {
        let project = call.project(tx)?;
        let settings = tx.projects().settings(project.id)?;
        let run = open_run(tx, &project, number, &settings)?;
        store_all(tx, &project, &settings, &run, results, true, None)
    })
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    let rules = rules(call, number)?;
    let input = call.input();
    let result = Incoming::v1(&input, &rules, call.app.store.clock().now());
    input.finish()?;
    let first = post(call, number, vec![result])?.into_iter().next().ok_or_else(|| ApiError::not_found("Result"))?;
    Ok(Answer::result(json!({ "case_id": first.case, "hash": first.hash })))
}

pub fn bulk(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    let rules = rules(call, number)?;
    let now = call.app.store.clock().now();
    let results = call.each("results", |input| Incoming::v1(input, &rules, now))?;
    post(call, number, results)?;
    Ok(Answer::done())
}

/// The result of the path, which must be of the run of the path.
fn of_run(call: &Call, tx: &Tx<'_>) -> ApiResult<TestResult> {
    let project = call.project(tx)?;
    let run = tx.runs().by_number(project.id, call.id("id", "Run")?)?;
    let result = tx.results().by_hash(project.id, call.text("hash"))?;
    if result.run_id == run.id { Ok(result) } else { Err(ApiError::not_found("Result")) }
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    call.write("update_result", |tx| {
        let project = call.project(tx)?.id;
        let TestResult { id, hash, content: mut c, .. } = of_run(call, tx)?;
        if input.has("status") {
            let slug = input.required_text("status", 64).to_lowercase();
            if !["in_progress", "passed", "failed", "blocked", "skipped"].contains(&slug.as_str()) {
                input.fail("status", "The selected status is invalid.");
            }
            c.status = ResultStatus::parse(&slug);
        }
        if let Some(ms) = input.int_within("time_ms", 0, 31_536_000_000) {
            c.duration_ms = Some(ms);
        }
        if let Some(defect) = input.truth("defect") {
            c.is_defect = defect;
        }
        input.replace_text("stacktrace", &mut c.stacktrace);
        input.replace_text("comment", &mut c.comment);
        let files = input.has("attachments").then(|| hashes(&input, "attachments"));
        let steps = input.has("steps").then(|| input.objects("steps").unwrap_or_default());
        let mut change = Incoming { content: c, ..Incoming::default() };
        if let Some(steps) = steps {
            change.content.steps = steps.iter().map(|s| step_v1(s, 0)).collect();
            let mut named = Vec::new();
            change.hashes(&mut named);
            let known = Known::load(tx, project, &named)?;
            fill_steps(&mut change.content.steps, &known)?;
        }
        if let Some(files) = files {
            change.content.attachments = Known::load(tx, project, &files)?.references("attachments", &files)?;
        }
        input.finish()?;
        tx.results().update(id, &change.content)?;
        Ok(Answer::hash(&hash))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    call.write("delete_result", |tx| {
        let result = of_run(call, tx)?;
        tx.results().delete(result.id)?;
        Ok(Answer::hash(&result.hash))
    })
}
