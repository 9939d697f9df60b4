//! Forms as operations of the own API.

use super::page_request::PageRequest;
use crate::answer::Answer;
use crate::call::{Call, Query};
use crate::error::{ApiError, ApiResult};
use crate::operation::{Handler, Operation};
use crate::rest::REST;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use parking_lot::Mutex;
use serde_json::Value;
use std::sync::Arc;

/// An operation that a form executes.
#[derive(Debug)]
pub struct FormAction {
    /// Id of the operation: `changeCase`.
    pub operation: &'static str,
    /// Parameters of its path besides the code of the project.
    pub path: Vec<(&'static str, String)>,
    pub body: Value,
    /// Parameters of its address: `limit=20`.
    pub query: String,
    /// The state of the object that the form began with.
    pub tag: Option<String>,
}

impl FormAction {
    /// An operation of the project of the page.
    pub fn new(operation: &'static str, path: &[(&'static str, &str)], body: Value) -> Self {
        let path = path.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { operation, path, body, query: String::new(), tag: None }
    }

    /// With parameters of the address.
    #[must_use]
    pub fn asking(mut self, query: String) -> Self {
        self.query = query;
        self
    }

    /// Only where the object is still in this state.
    #[must_use]
    pub fn only_for(mut self, tag: Option<&str>) -> Self {
        self.tag = tag.map(str::to_owned);
        self
    }
}

/// Answer of an operation.
#[derive(Debug)]
pub struct ActionAnswer {
    /// The object; null without one.
    pub object: Value,
    /// Identity of its state.
    pub tag: Option<String>,
}

fn operation(id: &str) -> ApiResult<&'static Operation> {
    let found = REST.iter().map(|row| &row.operation).find(|operation| operation.id == id);
    found.ok_or_else(|| ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, format!("There is no operation {id}.")))
}

impl PageRequest {
    /// A request of an operation in the name of the visitor, checked for its right.
    pub fn call(&self, id: &'static str, path: Vec<(&'static str, String)>, query: &str, body: Value) -> ApiResult<Call> {
        let operation = operation(id)?;
        let mut all = path;
        if !self.code().is_empty() {
            all.push(("code", self.code().to_owned()));
        }
        let call = Call {
            app: Arc::clone(&self.app),
            operation,
            principal: Arc::clone(self.principal()?),
            address: self.address,
            root: self.root.clone(),
            headers: HeaderMap::new(),
            path: all,
            query: Query::of(&format!("/?{query}").parse().unwrap_or_default()),
            body,
            bytes: Mutex::default(),
            began: self.app.store.clock().now(),
        };
        operation.needs.check(&call)?;
        self.app.stats.count_operation(operation.id);
        Ok(call)
    }

    /// Executes an operation.
    pub fn act(&self, act: FormAction) -> ApiResult<ActionAnswer> {
        let mut call = self.call(act.operation, act.path, &act.query, act.body)?;
        if let Some(tag) = act.tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
            call.headers.insert(IF_MATCH, tag);
        }
        run(&call)
    }

    /// The answer of a reading operation, such as a file.
    pub fn answer(&self, id: &'static str, path: Vec<(&'static str, String)>, query: &str) -> ApiResult<Answer> {
        answered(&self.call(id, path, query, Value::Null)?)
    }

    /// Reads by an operation, with parameters as in an address: `limit=20`.
    pub fn ask(&self, id: &'static str, path: &[(&'static str, &str)], query: &str) -> ApiResult<ActionAnswer> {
        let path = path.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        run(&self.call(id, path, query, Value::Null)?)
    }
}

fn answered(call: &Call) -> ApiResult<Answer> {
    let Handler::Json(run) = call.operation.handler else {
        return Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "This operation takes no JSON."));
    };
    run(call)
}

/// Executes the operation of a request.
pub fn run(call: &Call) -> ApiResult<ActionAnswer> {
    done(answered(call)?)
}

/// The object of an answer; its refusal as an error.
pub fn done(answer: Answer) -> ApiResult<ActionAnswer> {
    if let Some(refusal) = answer.refusal {
        return Err(*refusal);
    }
    let tag = answer.headers.iter().find(|(name, _)| *name == ETAG).and_then(|(_, value)| value.to_str().ok());
    let tag = tag.map(str::to_owned);
    let unread = |e| {
        tracing::error!(error = %e, "an answer cannot be read");
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The answer cannot be read.")
    };
    let bytes = answer.body.whole().map_err(unread)?;
    let object = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap_or_default() };
    Ok(ActionAnswer { object, tag })
}
