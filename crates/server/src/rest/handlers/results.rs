//! Results of runs.

use super::{expect_state, named};
use crate::call::Call;
use crate::dto::result_input::Rules;
use crate::error::{ApiError, ApiResult};
use crate::handlers::results as post;
use crate::metrics;
use crate::rest::cursor;
use crate::rest::handlers::cases::{MOST, split, words};
use crate::rest::objects::new_result::{NewResultObject, ResultChanges, unknown_file};
use crate::rest::objects::result::{ResultContext, ResultObject};
use crate::rest::reply::{Done, ListText, One, TextList};
use crate::rest::typed::{Body, NoBody, NoQuery, fields, write};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::ids::{CaseId, ResultId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::result::TestResult;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ingest::{self as ingest, Files, NewResult};
use voluptas_store::Tx;
use voluptas_store::results::ResultFilter;
use voluptas_store::sizes::SizedRow;

/// Filters of a list of results.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Number of a run.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub run_id: Option<i64>,
    /// Number of a case.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub case_id: Option<i64>,
    /// Slugs of statuses, separated by commas.
    pub status: Option<String>,
}

pub fn list(call: &Call, query: ResultQuery, _: NoBody) -> ApiResult<TextList<ResultObject>> {
    let (limit, after) = (cursor::limit(query.limit)?, cursor::after(query.cursor.as_deref())?);
    let statuses = query.status.as_deref().map(|text| split("status", text)).transpose()?.unwrap_or_default();
    call.read(|tx| {
        tx.expect_page();
        let project = call.project(tx)?;
        let run = query.run_id.map(|number| named("run_id", tx.runs().by_number(project.id, number))).transpose()?;
        let case_of = |number: i64| -> ApiResult<CaseId> {
            let found = tx.case_ids(project.id, &[number])?.remove(&number);
            found.ok_or_else(|| ApiError::unprocessable("case_id", "names nothing in this project"))
        };
        let case = query.case_id.map(case_of).transpose()?;
        let filter = ResultFilter {
            project: Some(project.id),
            runs: run.map(|run| vec![run.id]),
            cases: case.map(|case| vec![case]),
            statuses: statuses.iter().map(|s| ResultStatus::parse(s)).collect(),
            ..ResultFilter::default()
        };
        let found = tx.results().ids_after(&filter, ResultId(after), limit + 1)?;
        let (ids, next_cursor) = cursor::cut(found, limit, |id| id.0);
        let fields = fields(call);
        let mut list = ListText::new(fields.as_deref());
        let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
        crate::rows::in_parts(tx, &call.app.rows, SizedRow::Result, &numbers, |part| {
            let part: Vec<ResultId> = part.iter().map(|id| ResultId(*id)).collect();
            let results = tx.results().many_in_order(&part)?;
            let context = ResultContext::load(tx, &call.root, &results)?;
            list.add_all(&results.iter().map(|result| context.object(result)).collect::<Vec<_>>())
        })?;
        Ok(list.finish(next_cursor.as_deref()))
    })
}

/// The result of the path with its object.
fn found(call: &Call, tx: &Tx<'_>) -> ApiResult<(TestResult, ResultObject)> {
    let project = call.project(tx)?;
    let id = tx.results().id_of_hash(project.id, call.text("hash"))?;
    let _room = call.room(tx, SizedRow::Result, id.0)?;
    let result = tx.results().get(id).map_err(|_| ApiError::not_found("Result"))?;
    let object = ResultContext::load(tx, &call.root, std::slice::from_ref(&result))?.object(&result);
    Ok((result, object))
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<ResultObject>> {
    call.read(|tx| Ok(One(found(call, tx)?.1)))
}

/// Results to add.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResults {
    #[schemars(length(min = 1, max = 1000))]
    pub items: Vec<NewResultObject>,
}

/// The outcome of one result.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResultOutcome {
    /// Place of the result in the request, from 0.
    pub index: usize,
    /// Status that the result would have had as a request of its own: 201, 422.
    pub status: u16,
    /// Hash of the stored result, also of one that was there under its `external_id`; null where it was refused.
    pub hash: Option<String>,
    /// Number of its case.
    pub case_id: Option<i64>,
    /// Reason of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The outcomes of the results, in their order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResultOutcomes {
    pub outcomes: Vec<ResultOutcome>,
}

/// What a result needs to be stored: 422 names a case or a file that is not there.
fn ready(tx: &Tx<'_>, project: &Project, files: &Files, mut new: NewResult) -> ApiResult<NewResult> {
    if let Some(unknown) = new.cases.iter().find(|number| **number <= 0) {
        return Err(ApiError::unprocessable("/case_id", format!("{unknown} is no case of this project")));
    }
    let known = tx.case_ids(project.id, &new.cases)?;
    if let Some(unknown) = new.cases.iter().find(|number| !known.contains_key(number)) {
        return Err(ApiError::unprocessable("/case_id", format!("{unknown} is no case of this project")));
    }
    match files.fill(&mut new.content, "") {
        Ok(()) => Ok(new),
        Err(ingest::Error::UnknownFile { field, hash, .. }) => Err(unknown_file(&field, &hash)),
        Err(error) => Err(error.into()),
    }
}

pub fn add(call: &Call, _: NoQuery, Body(new): Body<NewResults>) -> ApiResult<One<ResultOutcomes>> {
    if new.items.is_empty() || new.items.len() > MOST {
        return Err(ApiError::unprocessable("/items", format!("must have 1 to {MOST} items")));
    }
    let number = call.id("id", "Run")?;
    let rules = post::rules(call, number)?;
    let now = call.app.store.clock().now();
    // A body is understood while others write.
    let read: Vec<ApiResult<NewResult>> = new.items.iter().map(|item| item.read(&rules, now, &call.principal.owner)).collect();
    let statuses: Vec<Option<&'static str>> =
        read.iter().map(|new| new.as_ref().ok().map(|new| metrics::status_word(new.content.status.slug()))).collect();
    let One(done) = write(call, "create_results", |tx| {
        let project = call.project(tx)?;
        let settings = tx.projects().settings(project.id)?;
        let run = post::open_run(tx, &project, number, &settings)?;
        let mut named = Vec::new();
        read.iter().flatten().for_each(|new| Files::named_by(&new.content, &mut named));
        let files = Files::load(tx, project.id, &named)?;
        let (mut outcomes, mut good, mut places) = (Vec::with_capacity(read.len()), Vec::new(), Vec::new());
        for (index, new) in read.into_iter().enumerate() {
            let outcome = |status, error| ResultOutcome { index, status, hash: None, case_id: None, error };
            outcomes.push(match new.and_then(|new| ready(tx, &project, &files, new)) {
                Ok(new) => {
                    good.push(new);
                    places.push(index);
                    outcome(StatusCode::CREATED.as_u16(), None)
                }
                // Failures of the store end the request: its transaction may be broken.
                Err(error) if error.status.is_server_error() => return Err(error),
                Err(error) => outcome(error.status.as_u16(), Some(words(&error))),
            });
        }
        let posted = ingest::store(tx, &project, run.id, good, &post::options(&settings, true, None))?;
        for (place, posted) in places.into_iter().zip(posted) {
            (outcomes[place].hash, outcomes[place].case_id) = (Some(posted.hash), posted.case);
        }
        Ok(One(ResultOutcomes { outcomes }))
    })?;
    for (status, outcome) in statuses.iter().zip(&done.outcomes) {
        if let (Some(status), true) = (status, outcome.error.is_none()) {
            call.app.metrics.count_results(status, 1);
        }
    }
    Ok(One(done))
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<ResultChanges>) -> ApiResult<One<ResultObject>> {
    write(call, "update_result", |tx| {
        let (result, before) = found(call, tx)?;
        expect_state(call, &before)?;
        let rules = Rules::of(&tx.runs().get(result.run_id)?, &tx.projects().settings(call.project(tx)?.id)?);
        let mut content = result.content;
        changes.apply(&mut content, &rules)?;
        tx.results().update(result.id, &content)?;
        Ok(One(found(call, tx)?.1))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    write(call, "delete_result", |tx| {
        let (result, before) = found(call, tx)?;
        expect_state(call, &before)?;
        tx.results().delete(result.id)?;
        Ok(Done)
    })
}
