//! Answers of the simulated server in Qase's envelope.

use serde_json::{Value, json};

/// A status with a body.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    /// Success with a result.
    pub fn ok(result: Value) -> Self {
        Self { status: 200, body: json!({ "status": true, "result": result }) }
    }

    /// Success without a result.
    pub fn done(status: u16) -> Self {
        Self { status, body: json!({ "status": true }) }
    }

    /// A refusal with a message.
    pub fn no(status: u16, text: &str) -> Self {
        Self { status, body: json!({ "status": false, "errorMessage": text }) }
    }

    /// A refusal that names a field.
    pub fn invalid(field: &str, error: &str) -> Self {
        let fields = json!([{ "field": field, "error": error }]);
        Self { status: 400, body: json!({ "status": false, "errorMessage": "Data is invalid.", "errorFields": fields }) }
    }

    /// One page of a list.
    pub fn page(total: usize, rows: Vec<Value>, offset: usize, limit: usize) -> Self {
        let filtered = rows.len();
        let entities: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
        Self::ok(json!({ "total": total, "filtered": filtered, "count": entities.len(), "entities": entities }))
    }
}
