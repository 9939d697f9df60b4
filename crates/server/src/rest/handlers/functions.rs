//! Functions of the registry and the cases that cover them.

use super::{ListQuery, counted};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::registry::{FunctionContext, FunctionObject, MappingObject, PairObject, Pairs, RelationObject};
use crate::rest::reply::{Listed, One, Outcome, Outcomes};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::Project;
use voluptas_store::{self as store, Tx};

/// Most pairs of one request.
const MOST: usize = 1000;

/// The objects of functions, with the people and relations of each.
pub fn objects(tx: &Tx<'_>, functions: &[Function]) -> ApiResult<Vec<FunctionObject>> {
    let of: BTreeSet<FunctionId> = functions.iter().map(|function| function.id).collect();
    let relations = tx.relations().of_functions(&of.iter().copied().collect::<Vec<_>>())?;
    let mut named: BTreeSet<FunctionId> = functions.iter().filter_map(|function| function.parent_id).collect();
    named.extend(relations.iter().flat_map(|relation| [relation.source, relation.target]));
    let func_ids = tx.functions().func_ids(&named.into_iter().collect::<Vec<_>>())?;
    let people = if functions.iter().all(|function| function.people.is_empty()) {
        HashMap::new()
    } else {
        tx.people().all()?.into_iter().map(|person| (person.id, person.name)).collect()
    };
    let mut around = FunctionContext { func_ids, people, relations: HashMap::new() };
    for relation in &relations {
        for (id, other, is_source) in [(relation.source, relation.target, true), (relation.target, relation.source, false)]
            .into_iter()
            .filter(|(id, ..)| of.contains(id))
        {
            let Some(func_id) = around.func_ids.get(&other).cloned() else { continue };
            let kind = <&'static str>::from(relation.kind).to_owned();
            around.relations.entry(id).or_default().push(RelationObject { func_id, kind, is_source });
        }
    }
    Ok(functions.iter().map(|function| FunctionObject::new(function, &around)).collect())
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<FunctionObject>> {
    let (limit, after) = (cursor::limit(query.limit)?, cursor::after(query.cursor.as_deref())?);
    call.read(|tx| {
        let found = tx.functions().after(FunctionId(after), limit + 1)?;
        let (rows, next_cursor) = cursor::cut(found, limit, |function| function.id.0);
        Ok(Listed { items: objects(tx, &rows)?, next_cursor })
    })
}

/// The function of a FuncID.
pub fn function(tx: &Tx<'_>, func_id: &str) -> ApiResult<Function> {
    tx.functions().by_func_id(func_id)?.ok_or_else(|| ApiError::not_found("Function"))
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<FunctionObject>> {
    call.read(|tx| {
        let found = function(tx, call.text("func_id"))?;
        objects(tx, &[found])?.pop().map(One).ok_or_else(|| ApiError::not_found("Function"))
    })
}

pub fn mappings(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<MappingObject>> {
    let limit = cursor::limit(query.limit)?;
    let (number, func_id) = cursor::after_pair(query.cursor.as_deref())?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let mut found = tx.mappings().pairs_after(project.id, (number, &func_id), limit + 1)?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next_cursor = found.last().filter(|_| has_more).map(|(number, func_id)| cursor::of_pair(*number, func_id));
        let object = |(case_id, func_id)| MappingObject { func_id, project: project.code.clone(), case_id };
        Ok(Listed { items: found.into_iter().map(object).collect(), next_cursor })
    })
}

fn pair(tx: &Tx<'_>, project: &Project, pair: &PairObject) -> ApiResult<(FunctionId, CaseId)> {
    let function = function(tx, &pair.func_id)?.id;
    let case = tx.case_ids(project.id, &[pair.case_id])?.remove(&pair.case_id);
    Ok((function, case.ok_or_else(|| ApiError::not_found("Case"))?))
}

/// Links or unlinks pairs. A pair that was so already has the status 200.
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
    pub functions: i64,
    /// Functions with a case.
    pub covered: i64,
    /// Critical functions.
    pub critical: u64,
    /// Critical functions with a case.
    pub critical_covered: u64,
}

pub fn coverage(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<CoverageObject>> {
    call.read(|tx| {
        let (functions, covered) = tx.mappings().covered_functions()?;
        let (critical_covered, critical) = tx.mappings().critical_coverage()?;
        Ok(One(CoverageObject { functions, covered, critical, critical_covered }))
    })
}
