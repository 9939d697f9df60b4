//! Environments.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::paging;
use axum::http::StatusCode;
use serde_json::{Value, json};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::environments::{Environment, EnvironmentContent};

fn entity(e: Environment) -> Value {
    json!({
        "id": e.number,
        "title": e.content.title,
        "description": e.content.description,
        "slug": e.content.slug,
        "host": e.content.host,
    })
}

fn apply(input: &Input<'_>, content: &mut EnvironmentContent) {
    input.replace_note("description", &mut content.description);
    input.replace_note("host", &mut content.host);
}

fn taken() -> ApiError {
    ApiError { status: StatusCode::UNPROCESSABLE_ENTITY, ..ApiError::field("slug", "The slug has already been taken.") }
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let page = tx.environments().list(project.id, call.query.search()?, call.query.get("slug"), slice)?;
        Ok(Answer::list(page.map(entity)))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Environment")?;
    call.read(|tx| Ok(Answer::result(entity(tx.environments().by_number(call.project(tx)?.id, number)?))))
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let mut content = EnvironmentContent {
        title: input.required_text("title", TITLE_MAX),
        slug: input.required_text("slug", TITLE_MAX),
        ..EnvironmentContent::default()
    };
    apply(&input, &mut content);
    input.finish()?;
    call.write("create_environment", |tx| {
        let project = call.project(tx)?;
        if tx.environments().by_slug(project.id, &content.slug)?.is_some() {
            return Err(taken());
        }
        Ok(Answer::id(tx.environments().create(project.id, &content)?.number))
    })
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Environment")?;
    let input = call.input();
    call.write("update_environment", |tx| {
        let project = call.project(tx)?;
        let Environment { id, mut content, .. } = tx.environments().by_number(project.id, number)?;
        if input.has("title") {
            content.title = input.required_text("title", TITLE_MAX);
        }
        if input.has("slug") {
            content.slug = input.required_text("slug", TITLE_MAX);
        }
        apply(&input, &mut content);
        input.finish()?;
        if tx.environments().by_slug(project.id, &content.slug)?.is_some_and(|other| other.id != id) {
            return Err(taken());
        }
        tx.environments().update(id, &content)?;
        Ok(Answer::id(number))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Environment")?;
    call.write("delete_environment", |tx| {
        let id = tx.environments().by_number(call.project(tx)?.id, number)?.id;
        tx.environments().delete(id)?;
        Ok(Answer::id(number))
    })
}
