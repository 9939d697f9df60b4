//! Results of runs.

use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::handlers::cases::split;
use crate::rest::handlers::named;
use crate::rest::objects::result::{ResultContext, ResultObject};
use crate::rest::reply::{Listed, One};
use crate::rest::typed::{NoBody, NoQuery};
use schemars::JsonSchema;
use serde::Deserialize;
use voluptas_core::domain::ids::{CaseId, ResultId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::results::ResultFilter;
use voluptas_store::sizes::Sized;

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

pub fn list(call: &Call, query: ResultQuery, _: NoBody) -> ApiResult<Listed<ResultObject>> {
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
        let mut items = Vec::with_capacity(ids.len());
        let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
        crate::rows::in_parts(tx, &call.app.rows, Sized::Result, &numbers, |part| {
            let part: Vec<ResultId> = part.iter().map(|id| ResultId(*id)).collect();
            let results = tx.results().many_in_order(&part)?;
            let context = ResultContext::load(tx, &call.root, &results)?;
            items.extend(results.iter().map(|result| context.object(result)));
            Ok(())
        })?;
        Ok(Listed { items, next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<ResultObject>> {
    call.read(|tx| {
        let project = call.project(tx)?;
        let id = tx.results().id_of_hash(project.id, call.text("hash"))?;
        let _room = call.room(tx, Sized::Result, id.0)?;
        let result = tx.results().get(id).map_err(|_| ApiError::not_found("Result"))?;
        let context = ResultContext::load(tx, &call.root, std::slice::from_ref(&result))?;
        Ok(One(context.object(&result)))
    })
}
