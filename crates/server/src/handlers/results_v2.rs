//! Posting results by v2, as reporters do.

use super::results::{rules, store};
use crate::answer::Answer;
use crate::call::Call;
use crate::dto::result_input::result_v2;
use crate::error::{ApiError, ApiResult};
use crate::limits::MAX_ERROR_CONTEXTS;
use serde_json::json;
use voluptas_ingest::{NewResult, PostedResult};

fn post(call: &Call, results: Vec<NewResult>) -> ApiResult<Vec<PostedResult>> {
    let posted = store(call, call.id("run_id", "Run")?, results, false, true)?;
    call.app.faults.hide(posted.iter().map(|p| p.id).collect());
    Ok(posted)
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let rules = rules(call, call.id("run_id", "Run")?)?;
    let input = call.input();
    let result = result_v2(&input, &rules);
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
        result_v2(input, &rules)
    })?;
    if contexts > MAX_ERROR_CONTEXTS {
        return Err(ApiError::too_large(format!("The error contexts may not have more than {MAX_ERROR_CONTEXTS} characters.")));
    }
    post(call, results)?;
    Ok(Answer::accepted(None))
}
