//! Posting results by v2: what reporters do.

use super::results::{Posted, open_run, rules, store_all};
use crate::server::answer::Answer;
use crate::server::call::Call;
use crate::server::dto::result_input::Incoming;
use crate::server::error::{ApiError, ApiResult};
use crate::server::limits::MAX_ERROR_CONTEXTS;
use serde_json::json;

fn post(call: &Call, results: Vec<Incoming>) -> ApiResult<Vec<Posted>> {
    let number = call.id("run_id", "Run")?;
    let posted = call.write("create_results", |tx| {
        let project = call.project(tx)?;
        let settings = tx.projects().settings(project.id)?;
        let run = open_run(tx, &project, number, &settings)?;
        let visible = call.app.faults.visible_from(tx.now());
        store_all(tx, &project, &settings, &run, results, false, visible)
    })?;
    call.app.faults.hide(posted.iter().map(|p| p.id).collect());
    Ok(posted)
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let rules = rules(call, call.id("run_id", "Run")?)?;
    let input = call.input();
    let result = Incoming::v2(&input, &rules);
    input.finish()?;
    let first = post(call, vec![result])?.into_iter().next().ok_or_else(|| ApiError::not_found("Result"))?;
    Ok(Answer::accepted(Some(json!({ "case_id": first.case, "hash": first.hash }))))
}

pub fn bulk(call: &Call) -> ApiResult<Answer> {
    let rules = rules(call, call.id("run_id", "Run")?)?;
    let mut contexts = 0_usize;
    let results = call.each("results", |input| {
        let context = input.object("execution").and_then(|e| e.long_text("error_context"));
        contexts += context.map_or(0, |c| c.chars().count());
        Incoming::v2(input, &rules)
    })?;
    if contexts > MAX_ERROR_CONTEXTS {
        return Err(ApiError::too_large(format!("The error contexts may not have more than {MAX_ERROR_CONTEXTS} characters.")));
    }
    post(call, results)?;
    Ok(Answer::accepted(None))
}
