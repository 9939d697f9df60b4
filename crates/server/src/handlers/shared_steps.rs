//! Shared steps.

use crate::answer::{Answer, ListAnswer};
use crate::call::Call;
use crate::dto::steps;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::paging;
use crate::rows::in_parts;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::domain::case::{Step, StepsType};
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_ingest::Files;
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{Page, Tx};

/// Most cases that a refusal names.
const SHOWN_CASES: usize = 10;

fn entity(root: &str, s: &SharedStep, cases: &[i64]) -> Value {
    let first = s.steps.first().cloned().unwrap_or_default();
    json!({
        "hash": s.hash,
        "title": s.title,
        "action": first.action,
        "expected_result": first.expected.unwrap_or_default(),
        "data": first.data.unwrap_or_default(),
        "steps": steps::of_shared(root, &s.hash, &s.steps),
        "cases": cases,
        "cases_count": cases.len(),
        "created": to_plain(s.created_ms),
        "updated": to_plain(s.updated_ms),
        "created_at": to_iso(s.created_ms),
        "updated_at": to_iso(s.updated_ms),
    })
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let Page { total, filtered, rows } = tx.shared_steps().page_ids(project.id, call.query.search()?, slice)?;
        let mut list = ListAnswer::new(total, filtered, rows.len());
        in_parts(tx, &call.app.rows, SizedRow::SharedStep, &rows, |part| {
            let steps = tx.shared_steps().by_ids(part)?;
            let hashes: Vec<String> = steps.iter().map(|s| s.hash.clone()).collect();
            let used = tx.shared_steps().used_by(project.id, &hashes)?;
            steps.iter().for_each(|s| list.add(&entity(&call.root, s, used.get(&s.hash).map_or(&[], Vec::as_slice))));
            Ok(())
        })?;
        Ok(list.finish())
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| {
        let project = call.project(tx)?;
        let id = tx.shared_steps().id_of_hash(project.id, call.text("hash"))?;
        let _room = call.room(tx, SizedRow::SharedStep, id)?;
        let step = tx.shared_steps().by_hash(project.id, call.text("hash"))?;
        let used = tx.shared_steps().used_by(project.id, std::slice::from_ref(&step.hash))?;
        Ok(Answer::result(entity(&call.root, &step, used.get(&step.hash).map_or(&[], Vec::as_slice))))
    })
}

/// The steps of the body: the list, or else the single step of the older fields; `None` when the body has neither.
fn steps_of(tx: &Tx<'_>, project: ProjectId, input: &Input<'_>) -> ApiResult<Option<Vec<Step>>> {
    if input.has("steps") {
        let read = steps::read(input, "steps", StepsType::Classic);
        input.finish()?;
        let mut files = Vec::new();
        steps::names(&read, &mut files, &mut Vec::new());
        let known = Files::load(tx, project, &files)?;
        return Ok(Some(steps::resolve(read, &known, &BTreeMap::new())?));
    }
    let text = |name: &str| input.long_text(name).filter(|t| !t.trim().is_empty());
    Ok(text("action")
        .map(|action| vec![Step { action, expected: text("expected_result"), data: text("data"), ..Step::default() }]))
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    if !input.has("steps") && !input.has("action") {
        input.fail("steps", "The steps field is required.");
    }
    input.finish()?;
    call.write("create_shared_step", |tx| {
        let project = call.project(tx)?;
        let steps = steps_of(tx, project.id, &input)?.unwrap_or_default();
        input.finish()?;
        Ok(Answer::hash(&tx.shared_steps().create(project.id, &title, &steps)?))
    })
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let title = input.required_text("title", TITLE_MAX);
    input.finish()?;
    call.write("update_shared_step", |tx| {
        let project = call.project(tx)?.id;
        let step = tx.shared_steps().by_hash(project, call.text("hash"))?;
        let steps = steps_of(tx, project, &input)?.unwrap_or(step.steps);
        input.finish()?;
        tx.shared_steps().update(step.id, &title, &steps)?;
        Ok(Answer::hash(&step.hash))
    })
}

/// Deletes a shared step. Where cases use it, `force=true` decides that they keep its last text.
pub fn delete(call: &Call) -> ApiResult<Answer> {
    let is_forced = call.query.truth("force")?.unwrap_or(false);
    call.write("delete_shared_step", |tx| {
        let project = call.project(tx)?.id;
        let step = tx.shared_steps().by_hash(project, call.text("hash"))?;
        let used = tx.shared_steps().used_by(project, std::slice::from_ref(&step.hash))?;
        if let Some(cases) = used.get(&step.hash).filter(|cases| !cases.is_empty() && !is_forced) {
            let shown: Vec<String> = cases.iter().take(SHOWN_CASES).map(i64::to_string).collect();
            let more = if cases.len() > SHOWN_CASES { ", …" } else { "" };
            return Err(ApiError::new(
                StatusCode::CONFLICT,
                format!(
                    "The shared step is used by {} cases ({}{more}). Delete it with force=true: the cases keep its last text.",
                    cases.len(),
                    shown.join(", ")
                ),
            ));
        }
        tx.shared_steps().delete(step.id)?;
        Ok(Answer::hash(&step.hash))
    })
}
