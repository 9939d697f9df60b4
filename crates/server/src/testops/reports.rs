//! Runs in the form of TestOps (R2.33, R2.34).

use super::{bad, limit, project, russian};
use crate::answer::Answer;
use crate::call::{Call, integer};
use crate::error::{ApiError, ApiResult};
use crate::rest::handlers::reports::written;
use axum::http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_app::runs::report::{ATTACHMENTS, Format, Options};
use voluptas_core::base::clock::{parse, to_iso};
use voluptas_core::domain::Message;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_core::domain::user::Permission;
use voluptas_store::runs::RunStats;
use voluptas_store::{Op, Slice};

/// Runs of a part, where the request does not say, and at most.
const LIMITS: (i64, i64) = (20, 100);
/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// The status of a run (R2.27) and its numbers; null without results. Errors outside of tests, such as a result that cannot be read, fail it.
fn status(run: &Run, stats: Option<&RunStats>, has_errors: bool) -> (&'static str, Value) {
    let count = |word: &str| stats.and_then(|stats| stats.statuses.get(word).copied()).unwrap_or(0);
    let (passed, failed, broken, skipped) = (count("passed"), count("failed"), count("broken"), count("skipped"));
    let total = passed + failed + broken + skipped;
    let word = match run.state {
        RunState::Active => "pending",
        _ if broken > 0 => "broken",
        _ if failed > 0 || has_errors => "failed",
        _ if passed > 0 => "passed",
        _ if skipped > 0 => "skipped",
        _ => "no_data",
    };
    let numbers = json!({ "passed": passed, "failed": failed, "broken": broken, "skipped": skipped, "total": total });
    (word, if total == 0 { Value::Null } else { numbers })
}

/// A day of the address.
fn day(call: &Call, name: &str) -> ApiResult<Option<i64>> {
    let Some(text) = call.query.get(name).map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let is_day =
        text.len() == 10 && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let at = if is_day { parse(text) } else { None };
    at.map(Some).ok_or_else(|| bad(format!("{name} is a day, YYYY-MM-DD")))
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let limit = limit(call, LIMITS.0, LIMITS.1)?;
    let is_older = match call.query.get("direction").unwrap_or("next") {
        "next" => true,
        "prev" => false,
        _ => return Err(bad("direction is next or prev")),
    };
    let cursor = call.query.get("cursor").map(str::trim).filter(|text| !text.is_empty());
    let cursor = cursor.map(|text| integer(text).ok_or_else(|| bad("cursor is the id of a run"))).transpose()?;
    let mut stands: Vec<String> = call
        .query
        .all("stand")
        .chain(call.query.all("stand[]"))
        .flat_map(|list| list.split(','))
        .map(|stand| stand.trim().to_owned())
        .collect();
    stands.retain(|stand| !stand.is_empty() && stand != "-");
    let (from, to) = (day(call, "start_date_from")?, day(call, "start_date_to")?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(bad("start_date_from lies behind start_date_to"));
    }
    let started = (from, to.map(|to| to + DAY_MS));
    call.read(|tx| {
        let project = project(call, tx, Permission::Read)?;
        let all = tx.environments().list(project.id, None, None, Slice::ALL)?.rows;
        let titles: BTreeMap<i64, String> = all.iter().map(|e| (e.id, e.content.title.clone())).collect();
        let wanted: Option<Vec<i64>> = (!stands.is_empty()).then(|| {
            let fits = |e: &&voluptas_store::environments::Environment| {
                stands.iter().any(|s| *s == e.content.title || *s == e.content.slug)
            };
            all.iter().filter(fits).map(|e| e.id).collect()
        });
        let beside = |place, limit| tx.runs().beside(project.id, place, wanted.as_deref(), started, limit);
        let mut runs = beside((cursor, is_older || cursor.is_none()), limit + 1)?;
        runs.truncate(limit);
        runs.sort_by_key(|run| std::cmp::Reverse(run.number));
        let has = |run: Option<&Run>, is_older| -> ApiResult<bool> {
            match run {
                Some(run) => Ok(!beside((Some(run.number), is_older), 1)?.is_empty()),
                None => Ok(false),
            }
        };
        let (has_next, has_prev) = (has(runs.last(), true)?, has(runs.first(), false)?);
        let stats = tx.runs().stats(&runs.iter().map(|run| run.id).collect::<Vec<_>>())?;
        let item = |run: &Run| -> ApiResult<Value> {
            let (word, numbers) = status(run, stats.get(&run.id), tx.run_errors().breaking(run.id)? > 0);
            Ok(json!({
                "id": run.number,
                "run_name": run.content.title,
                "start_date": run.start_ms.map(to_iso),
                "end_date": run.end_ms.map(to_iso),
                "stand": run.content.environment_id.and_then(|id| titles.get(&id)),
                "status": word,
                "status_stats": numbers,
            }))
        };
        Ok(Answer::new(
            StatusCode::OK,
            &json!({
                "items": runs.iter().map(item).collect::<ApiResult<Vec<_>>>()?,
                "next_cursor": runs.last().filter(|_| has_next).map(|run| run.number),
                "prev_cursor": runs.first().filter(|_| has_prev).map(|run| run.number),
                "has_next": has_next,
                "has_prev": has_prev,
                "filters": { "stands": titles.into_values().collect::<Vec<_>>() },
            }),
        ))
    })
}

/// The report of a run as a page.
pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "TestRun")?;
    let (project, run, now) = call.read(|tx| {
        let project = project(call, tx, Permission::Read)?;
        let run = tx.runs().by_number(project.id, number)?.id;
        Ok((project, run, tx.now()))
    })?;
    let lang = crate::handlers::pages::wanted_language(&call.headers);
    let options = Options { format: Format::Html, lang, attachment_bytes: ATTACHMENTS, now };
    let text = written(call, &project, run, &options)?;
    let mut answer = Answer::of(StatusCode::OK, text);
    answer.headers.push((header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")));
    // Texts of uploaded files are shown in a place without rights on this server.
    answer.headers.push((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox allow-scripts")));
    Ok(answer)
}

/// Moves a run to the trash.
pub fn delete(call: &Call) -> ApiResult<Answer> {
    let missing = || ApiError::new(StatusCode::NOT_FOUND, russian("testops-run-missing"));
    let number = call.id("id", "TestRun").map_err(|_| missing())?;
    call.execute(Op::edit("delete_run"), |tx| {
        let project = project(call, tx, Permission::WriteResults)?;
        let run = tx.runs().by_number(project.id, number).map_err(|error| match error {
            voluptas_store::Error::NotFound { .. } => missing(),
            other => other.into(),
        })?;
        tx.runs().delete(run.id)?;
        tx.relabel(&Message::new("history-trash-runs").count("count", 1))?;
        Ok(Answer::new(StatusCode::OK, &json!({ "message": russian("testops-run-deleted") })))
    })
}
