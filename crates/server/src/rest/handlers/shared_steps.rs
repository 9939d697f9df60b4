//! Shared steps of a project: steps that several cases use.

use super::{expect_state, titled};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::handlers::projects::title;
use crate::rest::objects::case::{StepObject, plain_steps};
use crate::rest::reply::{CreatedObject, Done, ListText, One, TextList};
use crate::rest::typed::{Body, NoBody, NoQuery, edit, fields};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::{Slice, Tx};

/// Shared steps.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SharedStepsObject {
    /// 40 hexadecimal digits, by which a step of a case names them.
    pub hash: String,
    pub title: String,
    pub steps: Vec<StepObject>,
    /// Numbers of the living cases that use them.
    pub cases: Vec<i64>,
    pub created_at: String,
    pub updated_at: String,
}

/// Fields of shared steps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedStepsChanges {
    /// New ones need it.
    #[schemars(length(min = 1, max = 255))]
    #[serde(default)]
    pub title: Option<String>,
    /// All steps; those of before go. Files and further shared steps have no place in them.
    #[serde(default)]
    pub steps: Option<Vec<StepObject>>,
}

/// Part and filter of a list of shared steps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedStepsQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Part of the title, in any letter case.
    pub search: Option<String>,
}

/// How cases that use shared steps are treated.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovalQuery {
    /// `true` deletes shared steps that cases use: the cases keep the last text.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub force: Option<bool>,
}

fn objects(tx: &Tx<'_>, project: ProjectId, steps: Vec<SharedStep>) -> ApiResult<Vec<SharedStepsObject>> {
    let hashes: Vec<String> = steps.iter().map(|s| s.hash.clone()).collect();
    let mut used = tx.shared_steps().used_by(project, &hashes)?;
    let object = |s: SharedStep| SharedStepsObject {
        cases: used.remove(&s.hash).unwrap_or_default(),
        hash: s.hash,
        title: s.title,
        steps: s.steps.iter().map(StepObject::from).collect(),
        created_at: to_iso(s.created_ms),
        updated_at: to_iso(s.updated_ms),
    };
    Ok(steps.into_iter().map(object).collect())
}

fn object(tx: &Tx<'_>, project: ProjectId, steps: SharedStep) -> ApiResult<SharedStepsObject> {
    objects(tx, project, vec![steps])?.pop().ok_or_else(|| ApiError::not_found("Shared steps"))
}

pub fn list(call: &Call, query: SharedStepsQuery, _: NoBody) -> ApiResult<TextList<SharedStepsObject>> {
    call.read(|tx| {
        let project = call.project(tx)?.id;
        let mut ids = tx.shared_steps().page_ids(project, query.search.as_deref(), Slice::ALL)?.rows;
        ids.sort_unstable();
        let (ids, next_cursor) = cursor::part(ids, (query.limit, query.cursor.as_deref()), |id| *id)?;
        let fields = fields(call);
        let mut list = ListText::new(fields.as_deref());
        crate::rows::in_parts(tx, &call.app.rows, voluptas_store::sizes::SizedRow::SharedStep, &ids, |part| {
            list.add_all(&objects(tx, project, tx.shared_steps().by_ids(part)?)?)
        })?;
        Ok(list.finish(next_cursor.as_deref()))
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<SharedStepsObject>> {
    call.read(|tx| {
        let project = call.project(tx)?.id;
        Ok(One(object(tx, project, tx.shared_steps().by_hash(project, call.text("hash"))?)?))
    })
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<SharedStepsChanges>) -> ApiResult<CreatedObject<SharedStepsObject>> {
    let name = super::projects::wanted_title(new.title.as_deref())?;
    let steps = plain_steps(new.steps.as_deref().unwrap_or_default(), "/steps")?;
    edit(call, "create_shared_step", |tx| {
        let project = call.project(tx)?;
        let hash = tx.shared_steps().create(project.id, &name, &steps)?;
        tx.relabel(&titled("history-shared-created", &name))?;
        let made = tx.shared_steps().by_hash(project.id, &hash)?;
        Ok(CreatedObject {
            path: format!("/projects/{}/shared-steps/{hash}", project.code),
            object: object(tx, project.id, made)?,
        })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<SharedStepsChanges>) -> ApiResult<One<SharedStepsObject>> {
    edit(call, "update_shared_step", |tx| {
        let project = call.project(tx)?.id;
        let before = tx.shared_steps().by_hash(project, call.text("hash"))?;
        let id = before.id;
        let name = changes.title.as_deref().map_or_else(|| Ok(before.title.clone()), |text| title("/title", text))?;
        let steps = changes.steps.as_deref().map_or_else(|| Ok(before.steps.clone()), |steps| plain_steps(steps, "/steps"))?;
        expect_state(call, &object(tx, project, before)?)?;
        tx.shared_steps().update(id, &name, &steps)?;
        tx.relabel(&titled("history-shared-edited", &name))?;
        Ok(One(object(tx, project, tx.shared_steps().by_hash(project, call.text("hash"))?)?))
    })
}

pub fn delete(call: &Call, query: RemovalQuery, _: NoBody) -> ApiResult<Done> {
    edit(call, "delete_shared_step", |tx| {
        let project = call.project(tx)?.id;
        let before = tx.shared_steps().by_hash(project, call.text("hash"))?;
        let (id, name) = (before.id, before.title.clone());
        let shown = object(tx, project, before)?;
        expect_state(call, &shown)?;
        if !shown.cases.is_empty() && query.force != Some(true) {
            let words = format!("{} cases use these shared steps. With force=true they keep the last text.", shown.cases.len());
            return Err(ApiError::new(StatusCode::CONFLICT, words));
        }
        tx.shared_steps().delete(id)?;
        tx.relabel(&titled("history-shared-deleted", &name))?;
        Ok(Done)
    })
}
