//! Projects.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::limits::MAX_NOTE;
use crate::paging;
use axum::http::StatusCode;
use serde_json::{Value, json};
use voluptas_app::project::settings as project_settings;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::{self as store, Page, Tx};

fn entity(tx: &Tx<'_>, project: &Project) -> ApiResult<Value> {
    let counts = tx.projects().counts(project.id)?;
    let (defects, open) = tx.defects().counts(project.id)?;
    Ok(json!({
        "title": project.title,
        "code": project.code,
        "counts": {
            "cases": counts.cases,
            "suites": counts.suites,
            "milestones": counts.milestones,
            "runs": { "total": counts.runs, "active": counts.runs_active },
            "defects": { "total": defects, "open": open },
        },
    }))
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    call.read(|tx| {
        let mut all = tx.projects().all()?;
        all.retain(|project| call.principal.sees(project.id));
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(slice.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(slice.limit).unwrap_or(usize::MAX);
        let rows: ApiResult<Vec<Value>> = all.iter().skip(skip).take(take).map(|p| entity(tx, p)).collect();
        Ok(Answer::list(Page { total, filtered: total, rows: rows? }))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| Ok(Answer::result(entity(tx, &call.project(tx)?)?)))
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    let code = input.required_text("code", 10);
    let is_code = (2..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphabetic());
    if !code.is_empty() && !is_code {
        input.fail("code", "The code format is invalid.");
    }
    let description = input.text("description", MAX_NOTE).filter(|d| !d.trim().is_empty());
    if let Some(access) = input.text("access", 16)
        && !matches!(access.as_str(), "all" | "group" | "none")
    {
        input.fail("access", "The selected access is invalid.");
    }
    input.finish()?;
    call.write("create_project", |tx| {
        let settings = call.body.get("settings").filter(|s| s.is_object());
        match project_settings::create(tx, &code, &title, description.as_deref(), settings) {
            Ok(project) => Ok(Answer::result(json!({ "code": project.code }))),
            Err(store::Error::Duplicate(_)) => {
                let taken = ApiError::field("code", "The code has already been taken.");
                Err(ApiError { status: StatusCode::UNPROCESSABLE_ENTITY, ..taken })
            }
            Err(error) => Err(error.into()),
        }
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let deleted = call.write("delete_project", |tx| {
        let project = call.project(tx)?;
        tx.projects().delete(project.id)?;
        Ok(Answer::done())
    })?;
    // At once: a new project may get the row id of the deleted one, whose roles are still in memory.
    call.app.tokens.refresh()?;
    Ok(deleted)
}
