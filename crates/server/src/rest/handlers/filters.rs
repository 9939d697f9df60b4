//! Saved filters of cases: the same as those of the window, and the language of `filter=`.

use super::{ListQuery, expect_state, titled};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::handlers::projects::title;
use crate::rest::objects::filter::FilterFields;
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::Tx;
use voluptas_store::saved_filters::StoredFilter;

/// A saved filter.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FilterObject {
    pub id: i64,
    pub name: String,
    pub filter: FilterFields,
}

impl FilterObject {
    fn new(tx: &Tx<'_>, project: ProjectId, stored: StoredFilter) -> ApiResult<Self> {
        Ok(Self { id: stored.id, name: stored.name, filter: FilterFields::stored(tx, project, &stored.content)? })
    }
}

/// A filter to save.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFilter {
    /// No other filter of the project has it.
    #[schemars(length(min = 1, max = 255))]
    pub name: String,
    pub filter: FilterFields,
}

/// Changes of a saved filter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterChanges {
    #[schemars(length(min = 1, max = 255))]
    #[serde(default)]
    pub name: Option<String>,
    /// The whole filter; that of before goes.
    #[serde(default)]
    pub filter: Option<FilterFields>,
}

/// The filter of the path.
fn filter(call: &Call, tx: &Tx<'_>) -> ApiResult<StoredFilter> {
    Ok(tx.saved_filters().get(call.project(tx)?.id, call.id("id", "Filter")?)?)
}

fn object(call: &Call, tx: &Tx<'_>) -> ApiResult<FilterObject> {
    let found = FilterObject::new(tx, call.project(tx)?.id, filter(call, tx)?);
    found.map_err(|error| {
        tracing::warn!(?error, "a saved filter cannot be read");
        ApiError::new(StatusCode::CONFLICT, "This version cannot read the filter. PATCH a new one into it, or delete it.")
    })
}

/// Compares the state of the filter of the path. One that cannot be read has no state: it can be replaced and deleted.
fn expect_same(call: &Call, tx: &Tx<'_>) -> ApiResult<()> {
    object(call, tx).map_or(Ok(()), |object| expect_state(call, &object))
}

/// A filter in a list. One that this program cannot read leaves the others readable, and the log names it.
fn shown(tx: &Tx<'_>, project: ProjectId, stored: StoredFilter) -> Option<FilterObject> {
    let id = stored.id;
    let object = FilterObject::new(tx, project, stored);
    object.inspect_err(|error| tracing::warn!(filter = id, ?error, "a saved filter cannot be read")).ok()
}

/// A name that no other filter of the project has.
fn free_name(call: &Call, tx: &Tx<'_>, name: &str, own: Option<i64>) -> ApiResult<String> {
    let name = title("/name", name)?;
    match tx.saved_filters().by_name(call.project(tx)?.id, &name)? {
        Some(other) if Some(other.id) != own => Err(ApiError::unprocessable("/name", "belongs to another filter")),
        _ => Ok(name),
    }
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<FilterObject>> {
    call.read(|tx| {
        let project = call.project(tx)?.id;
        let all = tx.saved_filters().of_project(project)?;
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |stored| stored.id)?;
        Ok(Listed { items: rows.into_iter().filter_map(|stored| shown(tx, project, stored)).collect(), next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<FilterObject>> {
    call.read(|tx| object(call, tx).map(One))
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewFilter>) -> ApiResult<CreatedObject<FilterObject>> {
    edit(call, "save_filter", |tx| {
        let project = call.project(tx)?;
        let name = free_name(call, tx, &new.name, None)?;
        let id = tx.saved_filters().create(project.id, &name, &new.filter.content(tx, project.id)?)?;
        tx.relabel(&titled("history-filter-saved", &name))?;
        let made = tx.saved_filters().get(project.id, id)?;
        Ok(CreatedObject {
            path: format!("/projects/{}/filters/{id}", project.code),
            object: FilterObject::new(tx, project.id, made)?,
        })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<FilterChanges>) -> ApiResult<One<FilterObject>> {
    edit(call, "save_filter", |tx| {
        let found = filter(call, tx)?;
        expect_same(call, tx)?;
        let name = changes.name.as_ref().map(|name| free_name(call, tx, name, Some(found.id))).transpose()?;
        let project = call.project(tx)?.id;
        let content = changes.filter.as_ref().map(|filter| filter.content(tx, project)).transpose()?;
        let name = name.unwrap_or(found.name);
        tx.saved_filters().update(found.id, &name, &content.unwrap_or(found.content))?;
        tx.relabel(&titled("history-filter-saved", &name))?;
        object(call, tx).map(One)
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    edit(call, "delete_filter", |tx| {
        let found = filter(call, tx)?;
        expect_same(call, tx)?;
        tx.saved_filters().delete(found.id)?;
        tx.relabel(&titled("history-filter-deleted", &found.name))?;
        Ok(Done)
    })
}
