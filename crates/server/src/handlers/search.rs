//! Search by Qase's query language over all visible projects. See [`crate::qql`].

use crate::answer::{Answer, ListAnswer};
use crate::call::{Call, Query};
use crate::dto::case::CaseContext;
use crate::dto::defect::DefectContext;
use crate::dto::result::ResultContext;
use crate::dto::run::RunContext;
use crate::error::{ApiError, ApiResult};
use crate::handlers::plans;
use crate::paging;
use crate::qql::{self, meaning};
use crate::rows::in_parts;
use serde_json::Value;
use std::collections::BTreeMap;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, RunId};
use voluptas_store::Tx;
use voluptas_store::finder::FoundKind;
use voluptas_store::sizes::SizedRow;

/// Longest query, in characters.
const QUERY_MAX: usize = 1000;

/// Fields of a case that a found one does not have.
const NOT_OF_FOUND_CASE: [&str; 6] = ["isManual", "isToBeAutomated", "parameters", "deleted", "created", "updated"];
/// Fields of a defect that a found one does not have.
const NOT_OF_FOUND_DEFECT: [&str; 5] = ["runs", "results", "created", "updated", "resolved_at"];

pub fn search(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let text = call.query.get("query").ok_or_else(|| ApiError::field("query", "The query field is required."))?;
    if text.chars().count() > QUERY_MAX {
        return Err(ApiError::field("query", format!("The query may not be greater than {QUERY_MAX} characters.")));
    }
    // SQLite compares a text only up to it, so that everything would be found.
    if text.contains('\0') {
        return Err(ApiError::field("query", "The query may not contain a NUL character."));
    }
    let refused = |mistake: qql::Mistake| {
        ApiError::field("query", format!("The query is not understood at character {}: {}.", mistake.at, mistake.text))
    };
    let parsed = qql::parse(text).map_err(refused)?;
    call.read(|tx| {
        let fields = tx.fields().all()?;
        let around = meaning::QueryContext { now: tx.now(), owner: &call.principal.owner, fields: &fields };
        let mut query = meaning::query(&parsed, &around).map_err(refused)?;
        query.projects = call.principal.visible();
        let page = tx.finder().find(&query, slice)?;
        let projects: BTreeMap<i64, ProjectId> = page.rows.iter().map(|(project, id)| (*id, *project)).collect();
        let ids: Vec<i64> = page.rows.iter().map(|(_, id)| *id).collect();
        let mut list = ListAnswer::found(page.total);
        let mut add = |part: &[i64]| {
            let mut by_project: BTreeMap<ProjectId, Vec<i64>> = BTreeMap::new();
            for id in part {
                if let Some(project) = projects.get(id) {
                    by_project.entry(*project).or_default().push(*id);
                }
            }
            let mut found = BTreeMap::new();
            for (project, ids) in by_project {
                entities(call, tx, query.kind, project, &ids, &mut found)?;
            }
            part.iter().filter_map(|id| found.remove(id)).for_each(|entity| list.add(&entity));
            Ok(())
        };
        match sized(query.kind) {
            Some(kind) => in_parts(tx, &call.app.rows, kind, &ids, add)?,
            None => add(&ids)?,
        }
        Ok(list.finish())
    })
}

/// The kind of rows with long texts.
fn sized(kind: FoundKind) -> Option<SizedRow> {
    match kind {
        FoundKind::Case => Some(SizedRow::Case),
        FoundKind::Result => Some(SizedRow::Result),
        FoundKind::Defect => Some(SizedRow::Defect),
        FoundKind::Run | FoundKind::Plan => None,
    }
}

/// Adds the JSON of entities of one project, by row id.
fn entities(
    call: &Call,
    tx: &Tx<'_>,
    kind: FoundKind,
    project: ProjectId,
    ids: &[i64],
    found: &mut BTreeMap<i64, Value>,
) -> ApiResult<()> {
    let project = tx.projects().get(project)?;
    match kind {
        FoundKind::Case => {
            let cases = tx.cases().by_ids(&ids.iter().map(|id| CaseId(*id)).collect::<Vec<_>>())?;
            let context = CaseContext::load(tx, &call.root, &project, &cases)?;
            found.extend(
                cases.iter().map(|case| (case.id.0, with_id(context.json(case), "test_case_id", "id", &NOT_OF_FOUND_CASE))),
            );
        }
        FoundKind::Run => {
            let runs = ids.iter().map(|id| tx.runs().get(RunId(*id))).collect::<Result<Vec<_>, _>>()?;
            let context = RunContext::load(tx, &Query::default(), &project, &runs)?;
            found.extend(runs.iter().map(|run| (run.id.0, with_id(context.json(run), "run_id", "id", &["configurations"]))));
        }
        FoundKind::Result => {
            let results = tx.results().many(&ids.iter().map(|id| ResultId(*id)).collect::<Vec<_>>())?;
            let context = ResultContext::load(tx, &call.root, &results)?;
            found.extend(results.iter().map(|result| (result.id.0, context.json(result))));
        }
        FoundKind::Plan => {
            for id in ids {
                let plan = tx.plans().get(*id)?;
                found.insert(*id, with_id(plans::entity(&plan), "plan_id", "id", &["created", "updated"]));
            }
        }
        FoundKind::Defect => {
            let defects = tx.defects().many(ids)?;
            let context = DefectContext::load(tx, &call.root, &project, &defects)?;
            found.extend(defects.iter().map(|defect| {
                let mut body = context.json(defect);
                body["resolved"] = body["resolved_at"].clone();
                (defect.id, with_id(body, "defect_id", "id", &NOT_OF_FOUND_DEFECT))
            }));
        }
    }
    Ok(())
}

/// The JSON of a found entity: with its number under a second name, which tells the kinds apart, and without some fields.
fn with_id(mut body: Value, name: &str, id: &str, without: &[&str]) -> Value {
    body[name] = body[id].clone();
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|field, _| !without.contains(&field.as_str()));
    }
    body
}
