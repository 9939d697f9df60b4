//! Tags of cases.

use super::titled;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::objects::case::refused;
use crate::rest::reply::{Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_store::{CaseFilter, Tx};

/// Longest tag, in characters.
const TAG_MAX: usize = 255;
/// Most tags that one request merges.
const MOST: usize = 100;
/// Cases that are changed together.
const CHUNK: usize = 500;

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TagObject {
    pub title: String,
    /// Number of living cases of the project with the tag.
    pub case_count: i64,
}

pub fn list(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Listed<TagObject>> {
    call.read(|tx| {
        let all = tx.tag_counts(call.project(tx)?.id)?;
        Ok(Listed::whole(all.into_iter().map(|(title, case_count)| TagObject { title, case_count }).collect()))
    })
}

/// Tags that become one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergedTags {
    /// Titles of tags of the project.
    #[schemars(length(min = 1, max = 100))]
    pub tags: Vec<String>,
    /// Title of the tag that the cases get: a new one, or one that is there.
    #[schemars(length(min = 1, max = 255))]
    pub into: String,
}

/// Tags to take off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovedTags {
    /// Titles of tags of the project.
    #[schemars(length(min = 1, max = 100))]
    pub tags: Vec<String>,
}

/// What a change of tags did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedTags {
    /// Number of cases that were changed.
    pub cases: usize,
}

/// Checks that the tags are there.
fn known(tx: &Tx<'_>, project: ProjectId, tags: &[String]) -> ApiResult<()> {
    if tags.is_empty() || tags.len() > MOST {
        return Err(refused("/tags", format!("must have 1 to {MOST} items")));
    }
    let all: BTreeSet<String> = tx.tag_counts(project)?.into_iter().map(|(title, _)| title).collect();
    match tags.iter().position(|tag| !all.contains(tag)) {
        Some(i) => Err(refused(&format!("/tags/{i}"), "is no tag of a case of this project")),
        None => Ok(()),
    }
}

/// Puts `into` in place of the tags of all living cases of a project. Returns the number of changed cases.
fn replace(tx: &Tx<'_>, project: ProjectId, tags: &[String], into: Option<&str>) -> ApiResult<usize> {
    let mut ids: BTreeSet<CaseId> = BTreeSet::new();
    for tag in tags {
        let filter = CaseFilter { tags: vec![tag.clone()], ..CaseFilter::default() };
        ids.extend(tx.cases_after(project, &filter, i64::MIN, usize::MAX)?.into_iter().map(|(id, _)| id));
    }
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let mut changed = 0;
    for part in ids.chunks(CHUNK) {
        for case in tx.cases().by_ids(part)? {
            let mut content = case.content.clone();
            content.tags.retain(|tag| !tags.contains(tag));
            content.tags.extend(into.map(str::to_owned));
            content.normalise();
            if content != case.content {
                tx.cases().update(case.id, &content)?;
                changed += 1;
            }
        }
    }
    Ok(changed)
}

/// Renames a tag, or merges several into one.
pub fn merge(call: &Call, _: NoQuery, Body(wanted): Body<MergedTags>) -> ApiResult<One<ChangedTags>> {
    let into = wanted.into.trim().to_owned();
    if into.is_empty() || into.chars().count() > TAG_MAX {
        return Err(refused("/into", format!("must have 1 to {TAG_MAX} characters")));
    }
    edit(call, "merge_tags", |tx| {
        let project = call.project(tx)?;
        known(tx, project.id, &wanted.tags)?;
        let cases = replace(tx, project.id, &wanted.tags, Some(&into))?;
        tx.relabel(&titled("history-merge-tags", &into))?;
        Ok(One(ChangedTags { cases }))
    })
}

/// Takes tags off all cases of a project.
pub fn remove(call: &Call, _: NoQuery, Body(wanted): Body<RemovedTags>) -> ApiResult<One<ChangedTags>> {
    edit(call, "remove_tags", |tx| {
        let project = call.project(tx)?;
        known(tx, project.id, &wanted.tags)?;
        let cases = replace(tx, project.id, &wanted.tags, None)?;
        if cases == 0 {
            return Err(ApiError::not_found("Tag"));
        }
        tx.relabel(&Message::new("history-remove-tags").with("title", wanted.tags.join(", ")))?;
        Ok(One(ChangedTags { cases }))
    })
}
