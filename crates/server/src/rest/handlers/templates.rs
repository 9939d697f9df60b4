//! Templates of the workspace: a case to begin with, or steps to insert into one.

use super::{ListQuery, expect_state, titled};
use crate::call::Call;
use crate::error::ApiResult;
use crate::rest::cursor;
use crate::rest::handlers::projects::title;
use crate::rest::objects::case::{CaseChanges, CaseFields, StepObject, plain_steps, refused};
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::template::{Template, TemplateContent};
use voluptas_store::Tx;

/// A template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateObject {
    pub id: i64,
    pub title: String,
    /// The case; null in a template of steps.
    pub case: Option<CaseFields>,
    /// The steps of either kind.
    pub steps: Vec<StepObject>,
}

impl TemplateObject {
    fn new(root: &str, template: &Template) -> Self {
        Self {
            id: template.id,
            title: template.title.clone(),
            case: match &template.content {
                TemplateContent::Case(content) => Some(CaseFields::new(root, content)),
                TemplateContent::Steps(_) => None,
            },
            steps: template.content.steps().iter().map(StepObject::from).collect(),
        }
    }
}

/// A template to create: with `case` one of a case, with `steps` one of steps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    #[schemars(length(min = 1, max = 255))]
    pub title: String,
    /// Fields of the cases that begin with the template. Files and places of cases are not kept.
    #[serde(default)]
    pub case: Option<CaseChanges>,
    #[serde(default)]
    pub steps: Option<Vec<StepObject>>,
}

/// Changes of a template.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateChanges {
    #[schemars(length(min = 1, max = 255))]
    #[serde(default)]
    pub title: Option<String>,
    /// All steps; those of before go.
    #[serde(default)]
    pub steps: Option<Vec<StepObject>>,
}

/// The template of the path.
fn template(call: &Call, tx: &Tx<'_>) -> ApiResult<Template> {
    Ok(tx.templates().get(call.id("id", "Template")?)?)
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<TemplateObject>> {
    call.read(|tx| {
        let mut all = tx.templates().all()?;
        all.sort_by_key(|template| template.id);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |template| template.id)?;
        Ok(Listed { items: rows.iter().map(|template| TemplateObject::new(&call.root, template)).collect(), next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<TemplateObject>> {
    call.read(|tx| Ok(One(TemplateObject::new(&call.root, &template(call, tx)?))))
}

fn content(tx: &Tx<'_>, new: &NewTemplate) -> ApiResult<TemplateContent> {
    match (&new.case, &new.steps) {
        (Some(case), None) => {
            let mut fields = tx.fields().all()?;
            fields.retain(|field| field.entity == FieldEntity::Case);
            let titles: Vec<String> = fields.into_iter().map(|field| field.title).collect();
            let mut content = CaseContent { title: new.title.clone(), ..CaseContent::default() };
            if !case.files().is_empty() {
                return Err(refused("/case/attachments", "are no part of a template"));
            }
            case.apply(tx, &mut content, &|_| None, &titles).map_err(|error| error.below("/case"))?;
            Ok(TemplateContent::Case(Box::new(content)))
        }
        (None, Some(steps)) => Ok(TemplateContent::Steps(plain_steps(steps, "/steps")?)),
        _ => Err(refused("", "A template has either `case` or `steps`.")),
    }
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewTemplate>) -> ApiResult<CreatedObject<TemplateObject>> {
    let name = title("/title", &new.title)?;
    edit(call, "save_template", |tx| {
        let id = tx.templates().create(&name, &content(tx, &new)?)?;
        tx.relabel(&titled("history-template-saved", &name))?;
        let made = tx.templates().get(id)?;
        Ok(CreatedObject { path: format!("/templates/{id}"), object: TemplateObject::new(&call.root, &made) })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<TemplateChanges>) -> ApiResult<One<TemplateObject>> {
    edit(call, "rename_template", |tx| {
        let mut found = template(call, tx)?;
        expect_state(call, &TemplateObject::new(&call.root, &found))?;
        if let Some(text) = &changes.title {
            found.title = title("/title", text)?;
        }
        if let Some(steps) = &changes.steps {
            *found.content.steps_mut() = plain_steps(steps, "/steps")?;
        }
        tx.templates().update(found.id, &found.title, &found.content)?;
        tx.relabel(&titled("history-template-saved", &found.title))?;
        Ok(One(TemplateObject::new(&call.root, &tx.templates().get(found.id)?)))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    edit(call, "delete_template", |tx| {
        let found = template(call, tx)?;
        expect_state(call, &TemplateObject::new(&call.root, &found))?;
        tx.templates().delete(found.id)?;
        tx.relabel(&titled("history-template-deleted", &found.title))?;
        Ok(Done)
    })
}
