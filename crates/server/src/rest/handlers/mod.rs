//! The handlers of the own API, by resource.

pub mod attachments;
pub mod case_import;
pub mod cases;
pub mod defects;
pub mod figures;
pub mod filters;
pub mod function_edits;
pub mod functions;
pub mod history;
pub mod ingest;
pub mod members;
pub mod mutes;
pub mod operations;
pub mod own_tokens;
pub mod projects;
pub mod reports;
pub mod results;
pub mod runs;
pub mod search;
pub mod shared_steps;
pub mod suites;
pub mod tags;
pub mod templates;
pub mod trackers;
pub mod users;
pub mod webhooks;

use super::reply::tag_of;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::Message;
use voluptas_store as store;

/// Part of a list in the address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "super::cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
}

/// Words of the history about one thing.
pub fn titled(key: &str, title: &str) -> Message {
    Message::new(key).with("title", title)
}

/// Words of the history about several things.
pub fn counted(key: &str, count: usize) -> Message {
    Message::new(key).count("count", count)
}

/// Refuses a change that is meant for another state of an object than `object`.
///
/// # Errors
/// 412 where the request has an `If-Match` that does not name this state.
pub fn expect_state(call: &Call, object: &impl Serialize) -> ApiResult<()> {
    let Some(wanted) = call.headers.get(axum::http::header::IF_MATCH) else { return Ok(()) };
    let tag = tag_of(&serde_json::to_value(object).unwrap_or_default());
    let is_meant = wanted.to_str().is_ok_and(|list| list.split(',').map(str::trim).any(|one| one == "*" || one == tag));
    if is_meant {
        return Ok(());
    }
    Err(ApiError::new(StatusCode::PRECONDITION_FAILED, "Somebody changed this meanwhile. Read it again before you change it."))
}

/// What a number in the body names; `pointer` is the place of the number.
///
/// # Errors
/// 422 where it names nothing.
pub fn named<T>(pointer: &str, found: store::Result<T>) -> ApiResult<T> {
    match found {
        Err(store::Error::NotFound { .. }) => Err(ApiError::unprocessable(pointer, "names nothing in this project")),
        other => Ok(other?),
    }
}

/// A moment of the body, as `read` understands its text; `pointer` is the place of the text.
///
/// # Errors
/// 422 for another text, and for a day that lies too far in the future to be shown again.
pub fn moment(pointer: &str, text: &str, read: fn(&str) -> Option<Millis>) -> ApiResult<Millis> {
    read(text).ok_or_else(|| match clock::is_too_late(text) {
        true => ApiError::unprocessable(pointer, format!("lies behind {}, the last day that can be kept", clock::LAST_END)),
        false => ApiError::unprocessable(pointer, "is neither a date nor a time with an offset"),
    })
}
