//! Posting results by v2: what reporters do.

use super::results::{Posted, check_count, open_run, store_all};
use crate::server::answer::Answer;
use crate::server::call::Call;
use crate::server::dto::result_input::{Incoming, Rules};
use crate::server::error::{ApiError, ApiResult};
use crate::server::input::Input;
use crate::server::limits::MAX_ERROR_CONTEXTS;
use serde_json::json;

fn post(call: &Call, input: &Input<'_>, objects: &[Input<'_>]) -> ApiResult<Vec<Posted>> {
    let number = call.id("run_id", "Run")?;
    let posted = call.write("create_results", |tx| {
        let project = call.project(tx)?;
        let settings = tx.projects().settings(project.id)?;
        let run = open_run(tx, &project, number, &settings)?;
        let rules = Rules::of(&run, &settings);
        let results = objects.iter().map(|o| Incoming::v2(o, &rules)).collect();
        input.finish()?;
        let visible = call.app.faults.visible_from(tx.now());
        store_all(tx, &project, &settings, &run, results, false, visible)
    })?;
    call.app.faults.hide(posted.iter().map(|p| p.id).collect());
    Ok(posted)
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let posted = post(call, &input, std::slice::from_ref(&input))?;
    let first = posted.into_iter().next().ok_or_else(|| ApiError::not_found("Result"))?;
    Ok(Answer::accepted(Some(json!({ "case_id": first.case, "hash": first.hash }))))
}

pub fn bulk(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let objects = input.objects("results").unwrap_or_default();
    if !input.has("results") {
        input.fail("results", "The results field is required.");
    }
    input.finish()?;
    check_count(objects.len())?;
    let contexts = objects.iter().filter_map(|o| o.object("execution")?.long_text("error_context"));
    if contexts.map(|c| c.chars().count()).sum::<usize>() > MAX_ERROR_CONTEXTS {
        return Err(ApiError::too_large(format!("The error contexts may not have more than {MAX_ERROR_CONTEXTS} characters.")));
    }
    post(call, &input, &objects)?;
    Ok(Answer::accepted(None))
}
