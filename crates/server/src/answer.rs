//! Qase's envelope: `{"status": true, "result": …}`, and lists in it.

use super::body::Budget;
use super::error::ApiError;
use super::limits::{BUDGET_WAIT, SHORT_ANSWER};
use super::spool::{Spool, Text};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use std::io::Write as _;
use std::sync::Arc;
use voluptas_store::Page;

/// The answer of a handler.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: StatusCode,
    /// The text of the JSON body.
    pub body: Text,
    /// Seconds for a `Retry-After` header.
    pub retry_after: Option<u64>,
    /// Further headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The refusal that this answer is; the own API writes it in its own form.
    pub refusal: Option<Box<ApiError>>,
}

impl Answer {
    /// An answer with a body.
    pub fn new(status: StatusCode, body: &Value) -> Self {
        let mut spool = Spool::default();
        // Values are always text, and a spool takes everything.
        serde_json::to_writer(&mut spool, body).ok();
        Self::of(status, spool)
    }

    /// An answer with a text that was written.
    pub fn of(status: StatusCode, spool: Spool) -> Self {
        match spool.finish() {
            Ok(body) => Self { status, body, retry_after: None, headers: Vec::new(), refusal: None },
            Err(error) => {
                tracing::error!(%error, "a long answer cannot be kept for its client");
                let refused = ApiError::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server has no room for an answer of this length. Ask for fewer rows, or try again in a few seconds.",
                );
                ApiError { retry_after: Some(BUDGET_WAIT.as_secs()), ..refused }.into_answer()
            }
        }
    }

    /// The answer with room for its text until the client has taken it. Blocks where the text must go into a file.
    #[must_use]
    pub fn settled(self, budget: &Budget) -> Self {
        let length = self.body.in_memory().map_or(0, Bytes::len);
        if length <= SHORT_ANSWER {
            return self;
        }
        let Self { status, body, retry_after, headers, refusal } = self;
        match body.settled(budget.try_take(length)) {
            Ok(body) => Self { status, body, retry_after, headers, refusal },
            Err(error) => {
                tracing::error!(%error, "a long answer cannot be kept for its client");
                Self {
                    retry_after: Some(BUDGET_WAIT.as_secs()),
                    ..Self::new(
                        StatusCode::SERVICE_UNAVAILABLE,
                        &json!({
                            "status": false, "errorMessage": "The server has too many long answers. Try again in a few seconds.",
                        }),
                    )
                }
            }
        }
    }

    /// An answer with a text.
    pub fn text(status: StatusCode, text: &[u8]) -> Self {
        let mut spool = Spool::default();
        spool.write_all(text).ok();
        Self::of(status, spool)
    }

    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self::of(status, Spool::default())
    }

    /// 200 with a result.
    #[must_use]
    pub fn result(result: Value) -> Self {
        Self::new(StatusCode::OK, &json!({ "status": true, "result": result }))
    }

    /// 200 with an id.
    #[must_use]
    pub fn id(id: i64) -> Self {
        Self::result(json!({ "id": id }))
    }

    /// 200 with a hash.
    #[must_use]
    pub fn hash(hash: &str) -> Self {
        Self::result(json!({ "hash": hash }))
    }

    /// Name of the created or changed objects, from the answer: an id, hash or code, or several.
    pub fn made(&self) -> Option<String> {
        let name = |thing: &Value| {
            let fields = ["id", "hash", "code"].into_iter().map(|field| thing.get(field));
            fields.flatten().next().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        let body: Value = serde_json::from_slice(self.body.in_memory()?).ok()?;
        match &body["result"] {
            Value::Array(things) => Some(things.iter().filter_map(name).collect::<Vec<_>>().join(", ")),
            thing => name(thing),
        }
    }

    /// 200 without a result.
    #[must_use]
    pub fn done() -> Self {
        Self::new(StatusCode::OK, &json!({ "status": true }))
    }

    /// 202: taken over, visible soon.
    #[must_use]
    pub fn accepted(result: Option<Value>) -> Self {
        let body = match result {
            Some(result) => json!({ "status": true, "result": result }),
            None => json!({ "status": true }),
        };
        Self::new(StatusCode::ACCEPTED, &body)
    }

    /// 200 with a list.
    #[must_use]
    pub fn list(page: Page<Value>) -> Self {
        Self::list_of(page, |entity| entity)
    }

    /// 200 with a list. Only one entity at a time exists as JSON values: the values of a hundred cases would take many times the room of
    /// their text, and longer.
    #[must_use]
    pub fn list_of<T>(page: Page<T>, mut json: impl FnMut(T) -> Value) -> Self {
        let mut list = ListAnswer::new(page.total, page.filtered, page.rows.len());
        page.rows.into_iter().for_each(|row| list.add(&json(row)));
        list.finish()
    }

    /// 200 with a list that has one count.
    #[must_use]
    pub fn found(total: i64, entities: Vec<Value>) -> Self {
        Self::result(json!({ "total": total, "entities": entities }))
    }
}

/// An answer with a list, to which entities are added one by one.
#[derive(Debug)]
pub struct ListAnswer {
    spool: Spool,
    is_empty: bool,
}

impl ListAnswer {
    /// A list with its counts, whose entities follow.
    #[must_use]
    pub fn new(total: i64, filtered: i64, count: usize) -> Self {
        let mut spool = Spool::default();
        let counts = format!(r#""total":{total},"filtered":{filtered},"count":{count}"#);
        spool.write_all(format!(r#"{{"status":true,"result":{{{counts},"entities":["#).as_bytes()).ok();
        Self { spool, is_empty: true }
    }

    /// A list with one count.
    #[must_use]
    pub fn found(total: i64) -> Self {
        let mut spool = Spool::default();
        spool.write_all(format!(r#"{{"status":true,"result":{{"total":{total},"entities":["#).as_bytes()).ok();
        Self { spool, is_empty: true }
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.spool.write_all(b",").ok();
        }
    }

    /// Adds an entity.
    pub fn add(&mut self, entity: &Value) {
        self.separate();
        serde_json::to_writer(&mut self.spool, entity).ok();
    }

    /// Adds an entity that is text already.
    pub fn add_text(&mut self, text: &[u8]) {
        self.separate();
        self.spool.write_all(text).ok();
    }

    /// The whole answer.
    #[must_use]
    pub fn finish(mut self) -> Answer {
        self.spool.write_all(b"]}}").ok();
        Answer::of(StatusCode::OK, self.spool)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let is_json = self.body.len() > 0 && !self.headers.iter().any(|(name, _)| *name == header::CONTENT_TYPE);
        let mut response = (self.status, self.body.into_body()).into_response();
        let headers = response.headers_mut();
        if is_json {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers.extend(self.headers);
        if let Some(refusal) = self.refusal {
            response.extensions_mut().insert(Arc::<ApiError>::from(refusal));
        }
        response
    }
}
