//! Qase's envelope: `{"status": true, "result": …}`, and lists in it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use voluptas_store::Page;

/// The answer of a handler.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status code.
    pub status: StatusCode,
    /// The text of the JSON body.
    pub body: Bytes,
    /// Seconds for a `Retry-After` header.
    pub retry_after: Option<u64>,
}

impl Answer {
    /// An answer with a body.
    pub fn new(status: StatusCode, body: &Value) -> Self {
        Self { status, body: body.to_string().into(), retry_after: None }
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

    /// Name of what the operation made or changed, as the answer gives it: an id, hash or code, or several.
    pub fn made(&self) -> Option<String> {
        let name = |thing: &Value| {
            let fields = ["id", "hash", "code"].into_iter().map(|field| thing.get(field));
            fields.flatten().next().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        let body: Value = serde_json::from_slice(&self.body).ok()?;
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
        // Values are always text, and memory takes everything.
        Self::list_by(page, |row, body| drop(serde_json::to_writer(body, &json(row))))
    }

    /// 200 with a list of entities that are text already.
    #[must_use]
    pub fn list_of_texts(page: Page<Bytes>) -> Self {
        Self::list_by(page, |text, body| body.extend_from_slice(&text))
    }

    /// 200 with a list that has one count.
    #[must_use]
    pub fn found(total: i64, entities: Vec<Value>) -> Self {
        Self::result(json!({ "total": total, "entities": entities }))
    }

    fn list_by<T>(page: Page<T>, mut write: impl FnMut(T, &mut Vec<u8>)) -> Self {
        let (total, filtered, count) = (page.total, page.filtered, page.rows.len());
        let counts = format!(r#""total":{total},"filtered":{filtered},"count":{count}"#);
        let mut body = format!(r#"{{"status":true,"result":{{{counts},"entities":["#).into_bytes();
        for (i, row) in page.rows.into_iter().enumerate() {
            if i > 0 {
                body.push(b',');
            }
            write(row, &mut body);
        }
        body.extend_from_slice(b"]}}");
        Self { status: StatusCode::OK, body: body.into(), retry_after: None }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
