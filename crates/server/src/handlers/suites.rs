//! Suites.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::paging;
use serde_json::{Value, json};
use std::collections::HashMap;
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, Suite, SuiteContent};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::{Page, Tx};

/// The suites of a project with what their JSON needs besides.
struct Tree {
    suites: Vec<Suite>,
    numbers: HashMap<SuiteId, i64>,
    counts: HashMap<SuiteId, i64>,
}

impl Tree {
    fn load(tx: &Tx<'_>, project: ProjectId) -> ApiResult<Self> {
        let mut suites = tx.suites().of_project(project)?;
        suites.sort_by_key(|s| s.number);
        let numbers = suites.iter().map(|s| (s.id, s.number)).collect();
        let counts = tx.suites().case_counts(project)?.into_iter().filter_map(|(s, n)| Some((s?, n))).collect();
        Ok(Self { suites, numbers, counts })
    }

    fn json(&self, suite: &Suite) -> Value {
        json!({
            "id": suite.number,
            "title": suite.content.title,
            "description": suite.content.description,
            "preconditions": suite.content.preconditions,
            "position": suite.position,
            "cases_count": self.counts.get(&suite.id).copied().unwrap_or(0),
            "parent_id": suite.parent_id.and_then(|p| self.numbers.get(&p).copied()),
            "created": to_plain(suite.created_ms),
            "updated": to_plain(suite.updated_ms),
            "created_at": to_iso(suite.created_ms),
            "updated_at": to_iso(suite.updated_ms),
        })
    }
}

/// The suite of this number.
pub fn suite(tx: &Tx<'_>, project: ProjectId, number: i64) -> ApiResult<Suite> {
    tx.suites().by_number(project, number)?.ok_or_else(|| ApiError::not_found("Suite"))
}

/// The suite that a field of the body names.
pub fn named(tx: &Tx<'_>, project: ProjectId, field: &str, number: i64) -> ApiResult<SuiteId> {
    match tx.suites().by_number(project, number)? {
        Some(suite) => Ok(suite.id),
        None => Err(ApiError::field(field, format!("The selected {} is invalid.", field.replace('_', " ")))),
    }
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let search = call.query.search()?.map(fold);
    call.read(|tx| {
        let tree = Tree::load(tx, call.project(tx)?.id)?;
        let listed = || tree.suites.iter().filter(|s| !call.app.faults.is_unlisted("suite", s.number));
        let total = i64::try_from(listed().count()).unwrap_or(i64::MAX);
        let found: Vec<&Suite> =
            listed().filter(|s| search.as_ref().is_none_or(|search| fold(&s.content.title).contains(search.as_str()))).collect();
        let filtered = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(slice.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(slice.limit).unwrap_or(usize::MAX);
        let rows = found.into_iter().skip(skip).take(take).map(|s| tree.json(s)).collect();
        Ok(Answer::list(Page { total, filtered, rows }))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Suite")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let suite = suite(tx, project.id, number)?;
        Ok(Answer::result(Tree::load(tx, project.id)?.json(&suite)))
    })
}

fn apply(input: &Input<'_>, content: &mut SuiteContent) {
    input.replace_note("description", &mut content.description);
    input.replace_note("preconditions", &mut content.preconditions);
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let mut content = SuiteContent { title: input.required_text("title", TITLE_MAX), ..SuiteContent::default() };
    apply(&input, &mut content);
    let parent = input.int("parent_id");
    input.finish()?;
    call.write("create_suite", |tx| {
        let project = call.project(tx)?;
        let parent_id = parent.map(|n| named(tx, project.id, "parent_id", n)).transpose()?;
        let id = tx.suites().create(project.id, &NewSuite { parent_id, number: None, content })?;
        Ok(Answer::id(tx.suites().get(id)?.number))
    })
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Suite")?;
    let input = call.input();
    let title = input.has("title").then(|| input.required_text("title", TITLE_MAX));
    let parent = input.has("parent_id").then(|| input.int("parent_id"));
    call.write("update_suite", |tx| {
        let project = call.project(tx)?;
        let suite = suite(tx, project.id, number)?;
        let mut content = suite.content.clone();
        apply(&input, &mut content);
        input.finish()?;
        if let Some(title) = title {
            content.title = title;
        }
        if content != suite.content {
            tx.suites().update(suite.id, &content)?;
        }
        if let Some(parent) = parent {
            let parent = parent.map(|n| named(tx, project.id, "parent_id", n)).transpose()?;
            if parent != suite.parent_id {
                tx.suites().move_to(suite.id, parent)?;
            }
        }
        Ok(Answer::id(number))
    })
}

/// Suites below go as well; cases of all of them move to the destination or go too.
pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Suite")?;
    let input = call.input();
    let destination = input.int("destination_id");
    input.finish()?;
    call.write("delete_suite", |tx| {
        let project = call.project(tx)?;
        let suite = suite(tx, project.id, number)?;
        let gone = tx.suites().subtree(suite.id)?;
        let destination = destination.map(|n| named(tx, project.id, "destination_id", n)).transpose()?;
        if destination.is_some_and(|d| gone.contains(&d)) {
            return Err(ApiError::field("destination_id", "The selected destination id is invalid."));
        }
        for case in tx.cases().lines(project.id)? {
            if case.suite_id.is_some_and(|s| gone.contains(&s)) {
                match destination {
                    Some(destination) => tx.cases().move_to(case.id, Some(destination))?,
                    None => tx.cases().set_deleted(case.id, true)?,
                }
            }
        }
        for id in gone.into_iter().rev() {
            tx.suites().set_deleted(id, true)?;
        }
        Ok(Answer::id(number))
    })
}
