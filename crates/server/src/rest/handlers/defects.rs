//! Defects that results report.

use super::expect_state;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::options::enumeration;
use crate::rest::cursor;
use crate::rest::handlers::projects::{title, wanted_title};
use crate::rest::objects::Change;
use crate::rest::objects::case::{FileObject, refused};
use crate::rest::reply::{CreatedObject, Done, ListText, One, TextList};
use crate::rest::typed::{Body, NoBody, NoQuery, fields, write};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::defect::{Defect, DefectContent, DefectStatus};
use voluptas_core::domain::project::Project;
use voluptas_ingest::Files;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{Slice, Tx};

/// What is done about a defect.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefectStatusWord {
    Open,
    InProgress,
    Resolved,
    Invalid,
}

impl From<DefectStatusWord> for DefectStatus {
    fn from(word: DefectStatusWord) -> Self {
        match word {
            DefectStatusWord::Open => Self::Open,
            DefectStatusWord::InProgress => Self::InProgress,
            DefectStatusWord::Resolved => Self::Resolved,
            DefectStatusWord::Invalid => Self::Invalid,
        }
    }
}

impl From<DefectStatus> for DefectStatusWord {
    fn from(status: DefectStatus) -> Self {
        match status {
            DefectStatus::Open => Self::Open,
            DefectStatus::InProgress => Self::InProgress,
            DefectStatus::Resolved => Self::Resolved,
            DefectStatus::Invalid => Self::Invalid,
        }
    }
}

/// A defect.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DefectObject {
    /// Number in the project.
    pub id: i64,
    pub title: String,
    /// Markdown.
    pub actual_result: String,
    /// Word as of cases.
    pub severity: String,
    pub status: DefectStatusWord,
    /// Number of the milestone.
    pub milestone_id: Option<i64>,
    pub tags: Vec<String>,
    /// Values of custom fields by the title of the field.
    pub custom_fields: BTreeMap<String, String>,
    pub attachments: Vec<FileObject>,
    /// Address or key of the issue that its results link.
    pub issue: Option<String>,
    /// Numbers of the runs with such a result.
    pub runs: Vec<i64>,
    /// Hashes of the results that report it.
    pub results: Vec<String>,
    pub author: Option<String>,
    pub created_at: String,
    pub updated_at: String,
    pub resolved_at: Option<String>,
}

/// Fields of a defect.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DefectChanges {
    /// A new one needs it.
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    /// Markdown.
    pub actual_result: Option<String>,
    /// Word as of cases.
    pub severity: Option<String>,
    pub status: Option<DefectStatusWord>,
    #[serde(deserialize_with = "crate::rest::objects::change")]
    pub milestone_id: Change<i64>,
    pub tags: Option<Vec<String>>,
    /// Values by title; null removes one, fields that are not named stay.
    pub custom_fields: Option<BTreeMap<String, Option<String>>>,
    /// Hashes of uploaded files.
    pub attachments: Option<Vec<String>>,
}

/// Filters of a list of defects.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefectQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    pub status: Option<DefectStatusWord>,
}

fn objects(call: &Call, tx: &Tx<'_>, project: &Project, defects: &[Defect]) -> ApiResult<Vec<DefectObject>> {
    let milestones = tx.milestones().list(project.id, None, Slice::ALL)?.rows;
    let milestones: BTreeMap<i64, i64> = milestones.into_iter().map(|m| (m.id, m.number)).collect();
    let mut evidence = tx.defects().evidence(&defects.iter().map(|d| d.id).collect::<Vec<_>>())?;
    let object = |d: &Defect| {
        let seen = evidence.remove(&d.id).unwrap_or_default();
        let c = &d.content;
        DefectObject {
            id: d.number,
            title: c.title.clone(),
            actual_result: c.actual_result.clone(),
            severity: c.severity.clone(),
            status: d.status.into(),
            milestone_id: c.milestone_id.and_then(|id| milestones.get(&id).copied()),
            tags: c.tags.clone(),
            custom_fields: c.custom_fields.clone(),
            attachments: c.attachments.iter().map(|file| FileObject::new(&call.root, file)).collect(),
            issue: d.issue.clone(),
            runs: seen.runs,
            results: seen.results,
            author: d.author.clone(),
            created_at: to_iso(d.created_ms),
            updated_at: to_iso(d.updated_ms),
            resolved_at: d.resolved_ms.map(to_iso),
        }
    };
    Ok(defects.iter().map(object).collect())
}

fn object(call: &Call, tx: &Tx<'_>, project: &Project, defect: &Defect) -> ApiResult<DefectObject> {
    objects(call, tx, project, std::slice::from_ref(defect))?.pop().ok_or_else(|| ApiError::not_found("Defect"))
}

pub fn list(call: &Call, query: DefectQuery, _: NoBody) -> ApiResult<TextList<DefectObject>> {
    call.read(|tx| {
        tx.expect_page();
        let project = call.project(tx)?;
        let mut ids = tx.defects().page_ids(project.id, query.status.map(Into::into), Slice::ALL)?.rows;
        ids.sort_unstable();
        let (ids, next_cursor) = cursor::part(ids, (query.limit, query.cursor.as_deref()), |id| *id)?;
        let fields = fields(call);
        let mut list = ListText::new(fields.as_deref());
        crate::rows::in_parts(tx, &call.app.rows, SizedRow::Defect, &ids, |part| {
            list.add_all(&objects(call, tx, &project, &tx.defects().many(part)?)?)
        })?;
        Ok(list.finish(next_cursor.as_deref()))
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<DefectObject>> {
    let number = call.id("id", "Defect")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        Ok(One(object(call, tx, &project, &tx.defects().by_number(project.id, number)?)?))
    })
}

fn apply(tx: &Tx<'_>, project: &Project, content: &mut DefectContent, changes: &DefectChanges) -> ApiResult<()> {
    if let Some(text) = &changes.title {
        content.title = title("/title", text)?;
    }
    if let Some(text) = &changes.actual_result {
        content.actual_result.clone_from(text);
    }
    if let Some(word) = &changes.severity {
        let known =
            enumeration("severity").map(|e| e.options.iter().map(|option| option.1).collect::<Vec<_>>()).unwrap_or_default();
        if !known.contains(&word.as_str()) {
            return Err(refused("/severity", format!("“{word}” is none of {}", known.join(", "))));
        }
        content.severity.clone_from(word);
    }
    if let Some(number) = changes.milestone_id {
        let find = |n| super::named("/milestone_id", tx.milestones().by_number(project.id, n)).map(|m| m.id);
        content.milestone_id = number.map(find).transpose()?;
    }
    if let Some(tags) = &changes.tags {
        content.tags.clone_from(tags);
    }
    if let Some(values) = &changes.custom_fields {
        let mut fields = tx.fields().all()?;
        fields.retain(|field| field.entity == FieldEntity::Defect && field.is_in(&project.code));
        for (title, value) in values {
            if !fields.iter().any(|field| field.title == *title) {
                return Err(refused("/custom_fields", format!("“{title}” is no custom field of defects in this project")));
            }
            match value {
                Some(value) => content.custom_fields.insert(title.clone(), value.clone()),
                None => content.custom_fields.remove(title),
            };
        }
    }
    if let Some(hashes) = &changes.attachments {
        let files = Files::load(tx, project.id, hashes)?;
        let file = |(i, hash): (usize, &String)| {
            let found = files.references("", std::slice::from_ref(hash)).ok().and_then(|mut files| files.pop());
            found.ok_or_else(|| refused(&format!("/attachments/{i}"), "is no uploaded file of this project"))
        };
        content.attachments = hashes.iter().enumerate().map(file).collect::<ApiResult<_>>()?;
    }
    Ok(())
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<DefectChanges>) -> ApiResult<CreatedObject<DefectObject>> {
    wanted_title(new.title.as_deref())?;
    write(call, "create_defect", |tx| {
        let project = call.project(tx)?;
        let mut content = DefectContent { severity: "undefined".to_owned(), ..DefectContent::default() };
        apply(tx, &project, &mut content, &new)?;
        let (id, number) = tx.defects().create(project.id, &content, None)?;
        if let Some(status) = new.status {
            tx.defects().set_status(id, status.into())?;
        }
        let made = tx.defects().by_number(project.id, number)?;
        Ok(CreatedObject {
            path: format!("/projects/{}/defects/{number}", project.code),
            object: object(call, tx, &project, &made)?,
        })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<DefectChanges>) -> ApiResult<One<DefectObject>> {
    let number = call.id("id", "Defect")?;
    write(call, "update_defect", |tx| {
        let project = call.project(tx)?;
        let before = tx.defects().by_number(project.id, number)?;
        expect_state(call, &object(call, tx, &project, &before)?)?;
        let mut content = before.content.clone();
        apply(tx, &project, &mut content, &changes)?;
        if content != before.content {
            tx.defects().update(before.id, &content)?;
        }
        if let Some(status) = changes.status.map(DefectStatus::from).filter(|status| *status != before.status) {
            tx.defects().set_status(before.id, status)?;
        }
        Ok(One(object(call, tx, &project, &tx.defects().by_number(project.id, number)?)?))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    let number = call.id("id", "Defect")?;
    write(call, "delete_defect", |tx| {
        let project = call.project(tx)?;
        let before = tx.defects().by_number(project.id, number)?;
        expect_state(call, &object(call, tx, &project, &before)?)?;
        tx.defects().delete(before.id)?;
        Ok(Done)
    })
}
