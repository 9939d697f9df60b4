//! Functions of the registry and the cases that cover them.

use super::{ListQuery, counted};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::registry::{FunctionObject, MappingObject, PairObject, Pairs};
use crate::rest::reply::{Listed, One, Outcome, Outcomes};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::Project;
use voluptas_store::{self as store, Tx};

/// Most pairs of one request.
const MOST: usize = 1000;

fn objects(all: &[Function], rows: &[Function]) -> Vec<FunctionObject> {
    let names: HashMap<FunctionId, String> = all.iter().map(|f| (f.id, f.content.func_id.clone())).collect();
    rows.iter().map(|function| FunctionObject::new(function, &names)).collect()
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<FunctionObject>> {
    call.read(|tx| {
        let all = tx.functions().all()?;
        let mut rows = all.clone();
        rows.sort_by_key(|function| function.id);
        let (rows, next_cursor) = cursor::part(rows, (query.limit, query.cursor.as_deref()), |function| function.id.0)?;
        Ok(Listed { items: objects(&all, &rows), next_cursor })
    })
}

fn function(tx: &Tx<'_>, func_id: &str) -> ApiResult<Function> {
    tx.functions().by_func_id(func_id)?.ok_or_else(|| ApiError::not_found("Function"))
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<FunctionObject>> {
    call.read(|tx| {
        let found = function(tx, call.text("func_id"))?;
        let parent = found.parent_id.map(|id| tx.functions().get(id)).transpose()?;
        let around: Vec<Function> = parent.into_iter().chain([found.clone()]).collect();
        objects(&around, &[found]).pop().map(One).ok_or_else(|| ApiError::not_found("Function"))
    })
}

pub fn mappings(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<MappingObject>> {
    call.read(|tx| {
        let project = call.project(tx)?;
        let names: HashMap<FunctionId, String> = tx.functions().all()?.into_iter().map(|f| (f.id, f.content.func_id)).collect();
        let all = tx.mappings().all()?;
        let own: HashMap<CaseId, i64> = tx.cases().lines(project.id)?.into_iter().map(|line| (line.id, line.number)).collect();
        let mut rows: Vec<(i64, MappingObject)> = Vec::new();
        for mapping in all {
            let (Some(number), Some(func_id)) = (own.get(&mapping.case_id), names.get(&mapping.function_id)) else { continue };
            let object = MappingObject { func_id: func_id.clone(), project: project.code.clone(), case_id: *number };
            rows.push((0, object));
        }
        rows.sort_by(|(_, a), (_, b)| (a.case_id, &a.func_id).cmp(&(b.case_id, &b.func_id)));
        for (place, row) in rows.iter_mut().enumerate() {
            row.0 = i64::try_from(place).unwrap_or(i64::MAX);
        }
        let (rows, next_cursor) = cursor::part(rows, (query.limit, query.cursor.as_deref()), |(place, _)| *place)?;
        Ok(Listed { items: rows.into_iter().map(|(_, object)| object).collect(), next_cursor })
    })
}

fn pair(tx: &Tx<'_>, project: &Project, pair: &PairObject) -> ApiResult<(FunctionId, CaseId)> {
    let function = function(tx, &pair.func_id)?.id;
    let case = tx.case_ids(project.id, &[pair.case_id])?.remove(&pair.case_id);
    Ok((function, case.ok_or_else(|| ApiError::not_found("Case"))?))
}

fn each(
    call: &Call,
    (name, label): (&'static str, &'static str),
    pairs: &Pairs,
    write: impl Fn(&Tx<'_>, FunctionId, CaseId) -> store::Result<bool>,
    done: StatusCode,
) -> ApiResult<Outcomes> {
    if pairs.pairs.is_empty() || pairs.pairs.len() > MOST {
        return Err(refused("/pairs", format!("must have 1 to {MOST} items")));
    }
    edit(call, name, |tx| {
        let project = call.project(tx)?;
        let mut outcomes = Vec::with_capacity(pairs.pairs.len());
        for (index, wanted) in pairs.pairs.iter().enumerate() {
            outcomes.push(match pair(tx, &project, wanted) {
                Ok((function, case)) => {
                    let status = if write(tx, function, case)? { done } else { StatusCode::OK };
                    Outcome { index, status: status.as_u16(), id: Some(wanted.case_id), error: None }
                }
                Err(error) if error.status.is_server_error() => return Err(error),
                Err(error) => Outcome { index, status: error.status.as_u16(), id: None, error: Some(error.message) },
            });
        }
        let pairs = outcomes.iter().filter(|outcome| outcome.error.is_none()).count();
        tx.relabel(&counted(label, pairs))?;
        Ok(Outcomes { outcomes })
    })
}

pub fn link(call: &Call, _: NoQuery, Body(pairs): Body<Pairs>) -> ApiResult<Outcomes> {
    let link = |tx: &Tx<'_>, function, case| tx.mappings().link(function, case, Origin::Manual);
    each(call, ("link", "history-link"), &pairs, link, StatusCode::CREATED)
}

pub fn unlink(call: &Call, _: NoQuery, Body(pairs): Body<Pairs>) -> ApiResult<Outcomes> {
    each(call, ("unlink", "history-unlink"), &pairs, |tx, function, case| tx.mappings().unlink(function, case), StatusCode::OK)
}

/// Coverage of the registry.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CoverageObject {
    /// Number of functions.
    pub functions: usize,
    /// Functions with a case.
    pub covered: usize,
    /// Critical functions.
    pub critical: u64,
    /// Critical functions with a case.
    pub critical_covered: u64,
}

pub fn coverage(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<CoverageObject>> {
    call.read(|tx| {
        let functions = tx.functions().all()?;
        let covered: std::collections::HashSet<FunctionId> = tx.mappings().all()?.iter().map(|m| m.function_id).collect();
        let (critical_covered, critical) = tx.mappings().critical_coverage()?;
        Ok(One(CoverageObject {
            functions: functions.len(),
            covered: functions.iter().filter(|function| covered.contains(&function.id)).count(),
            critical,
            critical_covered,
        }))
    })
}
