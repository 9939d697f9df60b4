//! Results: listing, and posting by v1. Both versions post through [`store`].

use crate::answer::{Answer, ListAnswer};
use crate::call::{Call, project};
use crate::dto::attachment::hashes;
use crate::dto::members::Members;
use crate::dto::result::ResultContext;
use crate::dto::result_input::{Rules, result_v1, step_v1};
use crate::error::{ApiError, ApiResult};
use crate::metrics;
use crate::options::enumeration;
use crate::paging;
use crate::rows::in_parts;
use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::project::{AUTO_CREATE_CASES, Project};
use voluptas_core::domain::result::TestResult;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_ingest::{self as ingest, Files, NewResult, PostedResult};
use voluptas_store::results::ResultFilter;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{Page, Tx};

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
    let asked = q.numbers("member")?;
    let (ended_from, ended_to) = (time("from_end_time")?, time("to_end_time")?);
    let late = call.app.faults.count_read();
    if !late.is_empty() {
        call.write("reveal_results", |tx| Ok(tx.results().reveal(&late)?))?;
    }
    call.read(|tx| {
        tx.expect_page();
        let project = call.project(tx)?;
        let cases = cases.map(|n| tx.case_ids(project.id, &n)).transpose()?;
        let filter = ResultFilter {
            project: Some(project.id),
            runs: runs.map(|n| tx.runs().ids(project.id, &n)).transpose()?,
            cases: cases.map(|found| found.into_values().collect()),
            authors: asked.map(|ids| Members::load(tx).map(|members| members.names(&ids))).transpose()?,
            statuses: q.get("status").map(statuses).unwrap_or_default(),
            is_api,
            ended_from,
            ended_to,
            with_hidden: false,
        };
        let Page { total, filtered, rows } = tx.results().ids(&filter, slice)?;
        let mut list = ListAnswer::new(total, filtered, rows.len());
        let ids: Vec<i64> = rows.iter().map(|id| id.0).collect();
        in_parts(tx, &call.app.rows, SizedRow::Result, &ids, |part| {
            let results = tx.results().many_in_order(&part.iter().map(|id| ResultId(*id)).collect::<Vec<_>>())?;
            let context = ResultContext::load(tx, &call.root, &results)?;
            results.into_iter().for_each(|result| list.add(&context.json(&result)));
            Ok(())
        })?;
        Ok(list.finish())
    })
}

/// Stored statuses that the API shows as this one. `broken` is shown as `failed`.
fn statuses(slug: &str) -> Vec<ResultStatus> {
    match ResultStatus::parse(slug) {
        ResultStatus::Failed => vec![ResultStatus::Failed, ResultStatus::Broken],
        other => vec![other],
    }
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| {
        let id = tx.results().id_of_hash(call.project(tx)?.id, call.text("hash"))?;
        let _room = call.room(tx, SizedRow::Result, id.0)?;
        let result = tx.results().get(id)?;
        let context = ResultContext::load(tx, &call.root, std::slice::from_ref(&result))?;
        Ok(Answer::result(context.json(&result)))
    })
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

/// The options of a project for results of the API.
pub fn options(settings: &serde_json::Value, strict: bool, visible: Option<Millis>) -> ingest::Options {
    ingest::Options {
        strict,
        visible,
        makes_cases: settings[AUTO_CREATE_CASES].as_bool(),
        by_title_alone: false,
        is_option: |field, slug| enumeration(field).is_some_and(|e| e.options.iter().any(|o| o.1 == slug)),
    }
}

/// Stores a batch of results in the run of this number.
pub fn store(call: &Call, number: i64, results: Vec<NewResult>, strict: bool, is_hidden: bool) -> ApiResult<Vec<PostedResult>> {
    let statuses: Vec<&'static str> = results.iter().map(|new| metrics::status_word(new.content.status.slug())).collect();
    let (app, principal, code) = (Arc::clone(&call.app), Arc::clone(&call.principal), call.code().to_owned());
    let posted = call.write_in_queue("create_results", move |tx| {
        let project = project(tx, &code, &principal)?;
        let settings = tx.projects().settings(project.id)?;
        let run = open_run(tx, &project, number, &settings)?;
        let visible = if is_hidden { app.faults.visible_from(tx.now()) } else { None };
        Ok(ingest::store(tx, &project, run.id, results, &options(&settings, strict, visible))?)
    })?;
    statuses.into_iter().for_each(|status| call.app.metrics.count_results(status, 1));
    Ok(posted)
}

/// The rules for results of a run, read before anything is written: a body is understood while others write.
pub fn rules(call: &Call, number: i64) -> ApiResult<Rules> {
    call.read(|tx| {
        let project = call.project(tx)?;
        let settings = tx.projects().settings(project.id)?;
        Ok(Rules::of(&open_run(tx, &project, number, &settings)?, &settings))
    })
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    let rules = rules(call, number)?;
    let input = call.input();
    let result = result_v1(&input, &rules, call.app.store.clock().now());
    input.finish()?;
    let first =
        store(call, number, vec![result], true, false)?.into_iter().next().ok_or_else(|| ApiError::not_found("Result"))?;
    Ok(Answer::result(json!({ "case_id": first.case, "hash": first.hash })))
}

pub fn bulk(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Run")?;
    let rules = rules(call, number)?;
    let now = call.app.store.clock().now();
    let results = call.each("results", |input| result_v1(input, &rules, now))?;
    store(call, number, results, true, false)?;
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
        if let Some(steps) = steps {
            c.steps = steps.iter().map(|s| step_v1(s, 0)).collect();
            let mut named = Vec::new();
            Files::named_by(&c, &mut named);
            Files::load(tx, project, &named)?.fill_steps(&mut c.steps)?;
        }
        if let Some(files) = files {
            c.attachments = Files::load(tx, project, &files)?.references("attachments", &files)?;
        }
        input.finish()?;
        tx.results().update(id, &c)?;
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
