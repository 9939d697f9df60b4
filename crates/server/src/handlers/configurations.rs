//! Configurations and their groups.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use serde_json::{Value, json};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::Page;

/// The whole list: this listing has no pages.
pub fn list(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| {
        let groups = tx.configurations().groups(call.project(tx)?.id)?;
        let total = i64::try_from(groups.len()).unwrap_or(i64::MAX);
        let rows = groups
            .into_iter()
            .map(|g| {
                let values: Vec<Value> =
                    g.configurations.into_iter().map(|c| json!({ "id": c.number, "title": c.title })).collect();
                json!({ "id": g.number, "title": g.title, "configurations": values })
            })
            .collect();
        Ok(Answer::list(Page { total, filtered: total, rows }))
    })
}

pub fn create_group(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    input.finish()?;
    call.write("create_configuration_group", |tx| Ok(Answer::id(tx.configurations().create_group(call.project(tx)?.id, &title)?)))
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    let group = input.int("group_id");
    if group.is_none() && !input.has("group_id") {
        input.fail("group_id", "The group id field is required.");
    }
    input.finish()?;
    call.write("create_configuration", |tx| {
        let project = call.project(tx)?;
        let group = group.unwrap_or_default();
        if tx.configurations().groups(project.id)?.iter().all(|g| g.number != group) {
            return Err(ApiError::field("group_id", "The selected group id is invalid."));
        }
        Ok(Answer::id(tx.configurations().create(project.id, group, &title)?.number))
    })
}
