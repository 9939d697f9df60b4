//! Test plans.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::limits::MAX_NOTE;
use crate::paging;
use serde_json::{Value, json};
use std::collections::HashSet;
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::Tx;
use voluptas_store::plans::Plan;

/// A plan in the JSON of a list.
pub fn entity(p: &Plan) -> Value {
    json!({
        "id": p.number,
        "title": p.title,
        "description": p.description,
        "cases_count": p.cases_count,
        "created": to_plain(p.created_ms),
        "updated": to_plain(p.updated_ms),
        "created_at": to_iso(p.created_ms),
        "updated_at": to_iso(p.updated_ms),
    })
}

/// Row ids of the cases that a field names, in its order.
pub fn named_cases(tx: &Tx<'_>, project: ProjectId, field: &str, numbers: &[i64]) -> ApiResult<Vec<CaseId>> {
    let known = tx.case_ids(project, numbers)?;
    let mut ids = Vec::with_capacity(numbers.len());
    let mut seen = HashSet::new();
    for (i, number) in numbers.iter().enumerate() {
        match known.get(number) {
            Some(id) if seen.insert(*id) => ids.push(*id),
            Some(_) => {}
            None => return Err(ApiError::field(format!("{field}.{i}"), format!("The selected {field}.{i} is invalid."))),
        }
    }
    Ok(ids)
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    call.read(|tx| Ok(Answer::list(tx.plans().list(call.project(tx)?.id, slice)?.map(|p| entity(&p)))))
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Plan")?;
    call.read(|tx| {
        let plan = tx.plans().by_number(call.project(tx)?.id, number)?;
        let cases: Vec<Value> =
            tx.plans().cases(plan.id)?.into_iter().map(|(_, n)| json!({ "case_id": n, "assignee_id": null })).collect();
        let mut body = entity(&plan);
        body["average_time"] = json!(0);
        body["cases"] = cases.into();
        Ok(Answer::result(body))
    })
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    let description = input.text("description", MAX_NOTE);
    let cases = input.ints("cases").unwrap_or_default();
    if !input.has("cases") {
        input.fail("cases", "The cases field is required.");
    }
    input.finish()?;
    call.write("create_plan", |tx| {
        let project = call.project(tx)?;
        let cases = named_cases(tx, project.id, "cases", &cases)?;
        Ok(Answer::id(tx.plans().create(project.id, &title, description.as_deref(), &cases)?))
    })
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Plan")?;
    let input = call.input();
    call.write("update_plan", |tx| {
        let project = call.project(tx)?;
        let mut plan = tx.plans().by_number(project.id, number)?;
        if input.has("title") {
            plan.title = input.required_text("title", TITLE_MAX);
        }
        input.replace_note("description", &mut plan.description);
        let cases = input.ints("cases");
        input.finish()?;
        tx.plans().update(plan.id, &plan.title, plan.description.as_deref())?;
        if let Some(cases) = cases {
            tx.plans().set_cases(plan.id, &named_cases(tx, project.id, "cases", &cases)?)?;
        }
        Ok(Answer::id(number))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Plan")?;
    call.write("delete_plan", |tx| {
        let id = tx.plans().by_number(call.project(tx)?.id, number)?.id;
        tx.plans().delete(id)?;
        Ok(Answer::id(number))
    })
}
