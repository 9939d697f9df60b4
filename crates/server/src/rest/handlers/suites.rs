//! Suites.

use super::projects::{title, wanted_title};
use super::{ListQuery, counted, expect_state, named, titled};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::limits::MAX_NOTE;
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::set;
use crate::rest::objects::suite::{SuiteChanges, SuiteObject};
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::HashMap;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, Suite, SuiteContent};
use voluptas_store::{self as store, Tx};

/// The suites of a project with what their objects need besides.
struct Tree {
    suites: Vec<Suite>,
    numbers: HashMap<SuiteId, i64>,
    counts: HashMap<SuiteId, i64>,
}

impl Tree {
    fn load(tx: &Tx<'_>, project: ProjectId) -> ApiResult<Self> {
        let mut suites = tx.suites().of_project(project)?;
        suites.sort_by_key(|suite| suite.number);
        let numbers = suites.iter().map(|suite| (suite.id, suite.number)).collect();
        let counts = tx.suites().case_counts(project)?.into_iter().filter_map(|(suite, n)| Some((suite?, n))).collect();
        Ok(Self { suites, numbers, counts })
    }

    fn object(&self, suite: &Suite) -> SuiteObject {
        SuiteObject::new(suite, &self.numbers, self.counts.get(&suite.id).copied().unwrap_or(0))
    }

    fn of(&self, id: SuiteId) -> ApiResult<SuiteObject> {
        let suite = self.suites.iter().find(|suite| suite.id == id);
        suite.map(|suite| self.object(suite)).ok_or_else(|| ApiError::not_found("Suite"))
    }
}

/// The suite of a number.
///
/// # Errors
/// [`store::Error::NotFound`].
pub fn by_number(tx: &Tx<'_>, project: ProjectId, number: i64) -> store::Result<Suite> {
    tx.suites().by_number(project, number)?.ok_or_else(|| store::Error::not_found("suite", number))
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<SuiteObject>> {
    call.read(|tx| {
        let mut tree = Tree::load(tx, call.project(tx)?.id)?;
        let all = std::mem::take(&mut tree.suites);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |suite| suite.number)?;
        Ok(Listed { items: rows.iter().map(|suite| tree.object(suite)).collect(), next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<SuiteObject>> {
    let number = call.id("id", "Suite")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        Ok(One(Tree::load(tx, project.id)?.of(by_number(tx, project.id, number)?.id)?))
    })
}

fn apply(content: &mut SuiteContent, changes: &SuiteChanges) -> ApiResult<()> {
    if let Some(text) = &changes.title {
        content.title = title("/title", text)?;
    }
    set(&mut content.description, changes.description.clone());
    set(&mut content.preconditions, changes.preconditions.clone());
    for (pointer, text) in [("/description", &content.description), ("/preconditions", &content.preconditions)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > MAX_NOTE) {
            return Err(refused(pointer, format!("may not have more than {MAX_NOTE} characters")));
        }
    }
    Ok(())
}

/// Moves a suite below its parent and to its place among the siblings.
fn put(tx: &Tx<'_>, project: ProjectId, id: SuiteId, changes: &SuiteChanges) -> ApiResult<()> {
    let suite = tx.suites().get(id)?;
    let find = |pointer, number| named(pointer, by_number(tx, project, number)).map(|suite| suite.id);
    let parent = match changes.parent_id {
        Some(parent) => parent.map(|number| find("/parent_id", number)).transpose()?,
        None => suite.parent_id,
    };
    if parent.is_some_and(|parent| parent == id)
        || parent.is_some() && tx.suites().subtree(id)?.iter().any(|s| Some(*s) == parent)
    {
        return Err(refused("/parent_id", "is the suite itself or below it"));
    }
    if parent != suite.parent_id {
        tx.suites().move_to(id, parent)?;
    }
    if let Some(before) = changes.before_id {
        let before = before.map(|number| find("/before_id", number)).transpose()?;
        tx.suites().place(&[id], parent, before)?;
    }
    Ok(())
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<SuiteChanges>) -> ApiResult<CreatedObject<SuiteObject>> {
    wanted_title(new.title.as_deref())?;
    let mut content = SuiteContent::default();
    apply(&mut content, &new)?;
    edit(call, "create_suite", |tx| {
        let project = call.project(tx)?;
        let id = tx.suites().create(project.id, &NewSuite { parent_id: None, number: None, content })?;
        put(tx, project.id, id, &new)?;
        let object = Tree::load(tx, project.id)?.of(id)?;
        tx.relabel(&titled("history-create-suite", &object.title))?;
        Ok(CreatedObject { path: format!("/projects/{}/suites/{}", project.code, object.id), object })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<SuiteChanges>) -> ApiResult<One<SuiteObject>> {
    let number = call.id("id", "Suite")?;
    edit(call, "update_suite", |tx| {
        let project = call.project(tx)?;
        let suite = by_number(tx, project.id, number)?;
        expect_state(call, &Tree::load(tx, project.id)?.of(suite.id)?)?;
        let mut content = suite.content.clone();
        apply(&mut content, &changes)?;
        if content != suite.content {
            tx.suites().update(suite.id, &content)?;
        }
        put(tx, project.id, suite.id, &changes)?;
        tx.relabel(&titled("history-edit-suite", &content.title))?;
        Ok(One(Tree::load(tx, project.id)?.of(suite.id)?))
    })
}

/// What happens to the cases of a deleted suite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteQuery {
    /// Number of the suite that takes the cases; without it they go to the trash as well.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub move_cases_to: Option<i64>,
    /// `true` moves the cases to the suite around the deleted one, or to the top level.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub move_cases_to_parent: Option<bool>,
    /// `true` refuses the deletion with 412 where the suite, or one below it, has a case.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub only_empty: Option<bool>,
}

/// Suites below go as well.
pub fn delete(call: &Call, query: DeleteQuery, _: NoBody) -> ApiResult<Done> {
    let number = call.id("id", "Suite")?;
    edit(call, "delete_suite", |tx| {
        let project = call.project(tx)?;
        let suite = by_number(tx, project.id, number)?;
        expect_state(call, &Tree::load(tx, project.id)?.of(suite.id)?)?;
        let gone = tx.suites().subtree(suite.id)?;
        let target =
            query.move_cases_to.map(|n| named("move_cases_to", by_number(tx, project.id, n)).map(|s| s.id)).transpose()?;
        if target.is_some_and(|target| gone.contains(&target)) {
            return Err(ApiError::field("move_cases_to", "is deleted as well"));
        }
        // The suite that takes the cases: `None` for the trash, `Some(None)` for the top level.
        let place = match (target, query.move_cases_to_parent) {
            (Some(_), Some(true)) => return Err(ApiError::field("move_cases_to_parent", "excludes move_cases_to")),
            (None, Some(true)) => Some(suite.parent_id),
            (target, _) => target.map(Some),
        };
        for case in tx.cases().lines(project.id)? {
            if case.suite_id.is_some_and(|suite| gone.contains(&suite)) {
                if query.only_empty == Some(true) {
                    return Err(ApiError::new(StatusCode::PRECONDITION_FAILED, "The suite has cases."));
                }
                match place {
                    Some(place) => tx.cases().move_to(case.id, place)?,
                    None => tx.cases().set_deleted(case.id, true)?,
                }
            }
        }
        tx.relabel(&counted("history-trash-suites", gone.len()))?;
        for id in gone.into_iter().rev() {
            tx.suites().set_deleted(id, true)?;
        }
        Ok(Done)
    })
}
