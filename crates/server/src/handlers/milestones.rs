//! Milestones.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::ApiResult;
use crate::input::Input;
use crate::paging;
use serde_json::{Value, json};
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::milestones::{Milestone, MilestoneContent};

fn entity(m: Milestone) -> Value {
    json!({
        "id": m.number,
        "title": m.content.title,
        "description": m.content.description,
        "status": if m.content.is_completed { "completed" } else { "active" },
        "due_date": m.content.due_ms.map(to_iso),
        "created": to_plain(m.created_ms),
        "updated": to_plain(m.updated_ms),
        "created_at": to_iso(m.created_ms),
        "updated_at": to_iso(m.updated_ms),
    })
}

fn apply(input: &Input<'_>, content: &mut MilestoneContent) {
    input.replace_note("description", &mut content.description);
    match input.text("status", 16).as_deref() {
        Some("completed") => content.is_completed = true,
        Some("active") => content.is_completed = false,
        Some(_) => input.fail("status", "The selected status is invalid."),
        None => {}
    }
    if let Some(seconds) = input.int_within("due_date", 0, 253_402_300_799) {
        content.due_ms = Some(seconds * 1000);
    }
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    call.read(|tx| {
        let project = call.project(tx)?;
        Ok(Answer::list(tx.milestones().list(project.id, call.query.search()?, slice)?.map(entity)))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Milestone")?;
    call.read(|tx| Ok(Answer::result(entity(tx.milestones().by_number(call.project(tx)?.id, number)?))))
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let mut content = MilestoneContent { title: input.required_text("title", TITLE_MAX), ..MilestoneContent::default() };
    apply(&input, &mut content);
    input.finish()?;
    call.write("create_milestone", |tx| Ok(Answer::id(tx.milestones().create(call.project(tx)?.id, &content)?.number)))
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Milestone")?;
    let input = call.input();
    call.write("update_milestone", |tx| {
        let Milestone { id, mut content, .. } = tx.milestones().by_number(call.project(tx)?.id, number)?;
        if input.has("title") {
            content.title = input.required_text("title", TITLE_MAX);
        }
        apply(&input, &mut content);
        input.finish()?;
        tx.milestones().update(id, &content)?;
        Ok(Answer::id(number))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Milestone")?;
    call.write("delete_milestone", |tx| {
        let id = tx.milestones().by_number(call.project(tx)?.id, number)?.id;
        tx.milestones().delete(id)?;
        Ok(Answer::id(number))
    })
}
