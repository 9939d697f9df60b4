//! Result files of test tools. The upload itself is in [`crate::handlers::result_files`]: its body is no JSON.

use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::objects::run::{RunContext, RunObject};
use crate::rest::reply::One;
use crate::rest::typed::{Description, JSON, NoBody, write};
use axum::http::StatusCode;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::Deserialize;
use voluptas_app::results::ingest::IngestedObject;
use voluptas_core::domain::run::RunState;

/// The parameters of an upload.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IngestQuery {
    /// Title of the run; otherwise that of the build, or format and start.
    pub run_name: Option<String>,
    /// Environment of the run by name or slug; it is created if it is new.
    pub environment: Option<String>,
    /// `true` creates a case for each test that has none.
    pub create_cases: Option<bool>,
    /// `true` creates another run of input that was stored before.
    pub again: Option<bool>,
    /// Label of all results, `browser=chrome`.
    pub label: Option<String>,
    /// Number of the run in progress to add to.
    pub into: Option<i64>,
    /// Key of the run to add to, such as the id of a CI pipeline; the first caller creates it.
    pub run_key: Option<String>,
    /// Number of shards with which the run of the key ends.
    pub shards: Option<u32>,
}

/// What the document says of an upload.
pub fn describe_upload(schemas: &mut SchemaGenerator) -> Description {
    let files = json_schema!({ "type": "array", "items": { "type": "string", "format": "binary" } });
    Description {
        query: IngestQuery::json_schema(schemas),
        body: Some(json_schema!({
            "type": "object",
            "properties": { "file[]": files, "rerun[]": files },
            "required": ["file[]"],
        })),
        answer: Some(schemas.subschema_for::<IngestedObject>()),
        status: StatusCode::OK,
        has_tag: false,
        media: &[JSON],
        body_media: "multipart/form-data",
    }
}

/// The run that ends.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyQuery {
    /// Key under which the shards came.
    #[schemars(length(min = 1))]
    pub run_key: String,
}

/// Ends the run of a key, when no more shards come.
pub fn complete(call: &Call, query: KeyQuery, _: NoBody) -> ApiResult<One<RunObject>> {
    write(call, "complete_run", |tx| {
        let project = call.project(tx)?;
        let found = tx.shards().by_key(project.id, query.run_key.trim())?;
        let id = found.ok_or_else(|| ApiError::not_found("Run"))?;
        tx.runs().end(id, RunState::Complete)?;
        let run = tx.runs().get(id)?;
        Ok(One(RunContext::load(tx, project.id, std::slice::from_ref(&run))?.object(&run)))
    })
}
