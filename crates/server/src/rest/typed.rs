//! From a function with typed parameters to an operation of the router: the address and the body are read into types, wrong fields are
//! named by JSON pointers, and the same types give the OpenAPI document.

use super::reply::{Reply, check_fields};
use super::{once, problem};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::operation::{Handler, Needs, Operation};
use axum::http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::LazyLock;
use voluptas_store::{Op, Tx};

/// Media type of JSON.
pub const JSON: &str = "application/json";

/// Start of the address of every operation of the own API.
pub const ROOT: &str = "api/v1";

/// An address without parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

/// A request without a body.
#[derive(Debug)]
pub struct NoBody;

/// A type that is read from the body.
pub trait FromBody: Sized {
    /// Reads the body.
    fn read(call: &Call) -> ApiResult<Self>;

    /// Schema of the body; `None` without one.
    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema>;
}

impl FromBody for NoBody {
    fn read(call: &Call) -> ApiResult<Self> {
        let is_empty = call.body.is_null() || call.body.as_object().is_some_and(Map::is_empty);
        if is_empty { Ok(Self) } else { Err(ApiError::new(StatusCode::BAD_REQUEST, "This operation takes no body.")) }
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

/// A JSON object as the body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> FromBody for Body<T> {
    fn read(call: &Call) -> ApiResult<Self> {
        static NOTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));
        problem::no_nul(&call.body)?;
        let body = if call.body.is_null() { &*NOTHING } else { &call.body };
        serde_path_to_error::deserialize(body).map(Self).map_err(|e| wrong_value(&e))
    }

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        Some(schemas.subschema_for::<T>())
    }
}

/// 422 for a value that does not fit its field. serde gives a missing field the place of the object that lacks it.
fn wrong_value(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let (mut pointer, error) = (problem::pointer(error.path()), error.inner().to_string());
    let missing = error.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    if let Some(name) = missing {
        pointer.push('/');
        pointer.push_str(name);
    }
    ApiError::unprocessable(&pointer, if missing.is_some() { "is required" } else { &error })
}

/// The parameters of the address as `Q`, each of them once. With `takes_fields`, `fields` may be one more, which [`fields`] reads.
pub fn query<Q: DeserializeOwned>(call: &Call, takes_fields: bool) -> ApiResult<Q> {
    let object = parameters(call, takes_fields)?;
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|e| wrong_parameter(&e))
}

/// The parameters of the address as an object of texts.
fn parameters(call: &Call, takes_fields: bool) -> ApiResult<Map<String, Value>> {
    let mut object = Map::new();
    for (name, text) in call.query.pairs() {
        if text.contains('\0') {
            return Err(ApiError::field(name, "has a NUL character"));
        }
        if object.insert(name.to_owned(), Value::String(text.to_owned())).is_some() {
            return Err(ApiError::field(name, "is given twice"));
        }
    }
    if takes_fields {
        object.remove(FIELDS);
    }
    Ok(object)
}

fn wrong_parameter(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let name = error.path().to_string();
    ApiError::field(if name == "." { String::new() } else { name }, error.inner().to_string())
}

/// Parameter of reading operations with the names of the fields that the answer keeps.
const FIELDS: &str = "fields";

/// The names in `fields=`; `None` without it.
pub fn fields(call: &Call) -> Option<Vec<String>> {
    let text = call.query.get(FIELDS)?;
    Some(text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
}

/// Executes a typed handler.
pub fn run<Q, B, R>(call: &Call, handler: fn(&Call, Q, B) -> ApiResult<R>) -> ApiResult<Answer>
where
    Q: DeserializeOwned,
    B: FromBody,
    R: Reply,
{
    let takes_fields = R::TAKES_FIELDS && call.operation.method == "GET";
    let (query, body) = (query(call, takes_fields)?, B::read(call)?);
    let wanted = fields(call);
    if let Some(wanted) = &wanted {
        check_fields::<R>(wanted)?;
    }
    let mut given = Some((query, body));
    executed_once(call, R::IS_KEPT, &mut || {
        let (query, body) = given.take().ok_or_else(executed_again)?;
        handler(call, query, body).map_err(|error| pointed(call, error))?.answer(wanted.as_deref())
    })
}

/// The answer of `handler`, which is called at most once; for a request with an `Idempotency-Key` whose answer is known, that answer. Compiled
/// once for all types. `is_kept` is false for an answer with a secret.
fn executed_once(call: &Call, is_kept: bool, handler: &mut dyn FnMut() -> ApiResult<Answer>) -> ApiResult<Answer> {
    let Some(key) = once::Key::of(call)? else { return handler() };
    if let Some(answer) = key.known(call)? {
        return Ok(answer);
    }
    let answer = match handler() {
        Ok(answer) => answer,
        // The same request may have been executed meanwhile, which is why this one failed.
        Err(error) => return key.known_by_now(call)?.ok_or(error),
    };
    key.keep(call, &answer, is_kept)?;
    Ok(answer)
}

#[cold]
fn executed_again() -> ApiError {
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error: a request was executed twice.")
}

/// The store names fields without a place. In a body they stand at its top.
fn pointed(call: &Call, mut error: ApiError) -> ApiError {
    if error.status == StatusCode::BAD_REQUEST && matches!(call.operation.method, "POST" | "PATCH" | "PUT") {
        for wrong in &mut error.fields {
            if !wrong.field.starts_with('/') {
                wrong.field.insert(0, '/');
            }
        }
        if !error.fields.is_empty() {
            error.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
    }
    error
}

/// Executes the write of a handler in one transaction. The same transaction keeps the answer of a request with an
/// `Idempotency-Key`, so a client that did not receive the answer gets it by sending the request again.
pub fn write<R: Reply + 'static>(call: &Call, name: &'static str, f: impl FnOnce(&Tx<'_>) -> ApiResult<R>) -> ApiResult<R> {
    execute(call, Op::bulk(name), f)
}

/// Like [`write`], as an edit that its author can take back. The handler gives it its words by `relabel`.
pub fn edit<R: Reply + 'static>(call: &Call, name: &'static str, f: impl FnOnce(&Tx<'_>) -> ApiResult<R>) -> ApiResult<R> {
    execute(call, Op::edit(name), f)
}

/// Like [`write`], for an operation that may be one that undo takes back.
pub fn execute<R: Reply + 'static>(call: &Call, op: Op, f: impl FnOnce(&Tx<'_>) -> ApiResult<R>) -> ApiResult<R> {
    let key = once::Key::of(call)?;
    call.execute(op, |tx| {
        let reply = f(tx)?;
        if let Some(key) = &key {
            key.keep_in::<R>(tx, &reply.answer(None)?)?;
        }
        Ok(reply)
    })
}

/// Parts of the OpenAPI document that describe a handler.
#[derive(Debug)]
pub struct Description {
    /// Schema of the parameters of the address, as one object.
    pub query: Schema,
    /// Schema of the body.
    pub body: Option<Schema>,
    /// Schema of the answer.
    pub answer: Option<Schema>,
    /// Status of a success.
    pub status: StatusCode,
    /// True where the answer has an `ETag`.
    pub has_tag: bool,
    /// Media types of the answer.
    pub media: &'static [&'static str],
    /// Media type of the body.
    pub body_media: &'static str,
}

/// Describes a typed handler.
pub fn describe<Q, B, R>(schemas: &mut SchemaGenerator, _: fn(&Call, Q, B) -> ApiResult<R>) -> Description
where
    Q: JsonSchema,
    B: FromBody,
    R: Reply,
{
    Description {
        query: Q::json_schema(schemas),
        body: B::schema(schemas),
        answer: R::schema(schemas),
        status: R::STATUS,
        has_tag: R::HAS_TAG,
        media: R::MEDIA,
        body_media: JSON,
    }
}

/// An operation of the own API.
#[derive(Debug, Clone, Copy)]
pub struct RestOperation {
    /// Address, right and handler, for the router.
    pub operation: Operation,
    /// Name of the group in the reference.
    pub group: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Schemas of parameters, body and answer.
    pub describe: fn(&mut SchemaGenerator) -> Description,
}

/// A row of the table, from a function `fn(&Call, Query, Body) -> ApiResult<Reply>`.
macro_rules! rest {
    ($group:literal, $id:literal, $method:literal, $path:literal, $needs:expr, $handler:expr, $summary:literal) => {
        $crate::rest::typed::RestOperation {
            operation: $crate::rest::typed::row($id, $method, $path, $needs, |call| $crate::rest::typed::run(call, $handler)),
            group: $group,
            summary: $summary,
            describe: |schemas| $crate::rest::typed::describe(schemas, $handler),
        }
    };
}
pub(crate) use rest;

/// A row of the table whose body has files.
macro_rules! upload {
    ($group:literal, $id:literal, $path:literal, $needs:expr, $handler:expr, $describe:path, $summary:literal) => {
        $crate::rest::typed::RestOperation {
            operation: $crate::operation::Operation {
                id: $id,
                method: "POST",
                version: $crate::rest::typed::ROOT,
                path: $path,
                needs: $needs,
                handler: $handler,
            },
            group: $group,
            summary: $summary,
            describe: $describe,
        }
    };
}
pub(crate) use upload;

/// The router's part of a row.
pub const fn row(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    needs: Needs,
    run: fn(&Call) -> ApiResult<Answer>,
) -> Operation {
    Operation { id, method, version: ROOT, path, needs, handler: Handler::Json(run) }
}

/// Makes a list of wrong fields one refusal.
pub fn refuse(errors: Vec<FieldError>) -> ApiResult<()> {
    if errors.is_empty() { Ok(()) } else { Err(ApiError::unprocessable_fields(errors)) }
}
