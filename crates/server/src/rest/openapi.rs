//! The OpenAPI 3.1 document, made from the table of operations and the types of their handlers.

use super::problem::Problem;
use super::typed::RestOperation;
use crate::operation::Needs;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The whole document.
pub fn document(operations: &[RestOperation]) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut schemas = settings.into_generator();
    let problem = schemas.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for row in operations {
        let path = format!("/{}{}", row.operation.version, row.operation.path);
        let described = operation(row, &problem, &mut schemas);
        let place = paths.entry(path).or_insert_with(|| json!({}));
        place[row.operation.method.to_ascii_lowercase()] = described;
    }
    let mut groups: Vec<&str> = Vec::new();
    for row in operations {
        if !groups.contains(&row.group) {
            groups.push(row.group);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "VoluptAS",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }, { "header": [] }],
        "tags": groups.into_iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "header": { "type": "apiKey", "in": "header", "name": "Token" },
            },
        },
    })
}

/// The document as indented text, as the repository keeps it.
pub fn text(operations: &[RestOperation]) -> String {
    serde_json::to_string_pretty(&document(operations)).unwrap_or_default() + "\n"
}

/// The rules that hold for every operation.
const ABOUT: &str = "The own API of a VoluptAS server. \
    Every operation needs a token (`voluptas-cli tokens add`). \
    A change leaves absent fields; `null` removes a value, and leaves one that has to be there. \
    Lists come in parts: `limit` (at most 1,000) and `cursor` with the `next_cursor` of the answer before. \
    `fields=title,status` on any GET but that of a report leaves other fields out, also those that are required here, which is why it is no parameter of the operations; \
    identifiers stay, and an unknown name is refused, as is `fields` elsewhere. \
    An answer with one object has an `ETag`; a change with `If-Match` is refused with 412 when somebody else changed the object meanwhile. \
    A POST with an `Idempotency-Key` that comes again within a day gets the first answer; with another body, 422; while the first one is \
    executed, it may be 409 with `Retry-After`. \
    Refusals are problem details (RFC 9457), with a JSON pointer for each wrong field. \
    Times are ISO 8601 with an offset.";

fn operation(row: &RestOperation, problem: &Schema, schemas: &mut SchemaGenerator) -> Value {
    let described = (row.describe)(schemas);
    let op = &row.operation;
    let mut parameters: Vec<Value> = op.parameters().map(path_parameter).collect();
    parameters.extend(query_parameters(&described.query));
    if matches!(op.method, "PATCH" | "PUT" | "DELETE") {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "schema": { "type": "string" },
            "description": "`ETag` of the state that the change is meant for.",
        }));
    }
    if op.method == "POST" {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
            "description": "Any text of the client's own; the same one again gets the same answer.",
        }));
    }
    let mut success = json!({ "description": "Done." });
    if let Some(schema) = described.answer {
        let content = described.media.iter().map(|media| ((*media).to_owned(), json!({ "schema": schema })));
        success["content"] = Value::Object(content.collect());
    }
    if described.has_tag {
        success["headers"] = json!({ "ETag": { "schema": { "type": "string" } } });
    }
    let mut responses = Map::new();
    responses.insert(described.status.as_str().to_owned(), success);
    responses.insert(
        "default".to_owned(),
        json!({ "description": "Refused.", "content": { "application/problem+json": { "schema": problem } } }),
    );
    let mut object = json!({
        "operationId": op.id,
        "tags": [row.group],
        "summary": row.summary.trim_end_matches('.'),
        "description": format!("Needs {}.", right(op.needs)),
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(schema) = described.body {
        object["requestBody"] = json!({ "required": true, "content": { described.body_media: { "schema": schema } } });
    }
    object
}

/// The right in words.
fn right(needs: Needs) -> String {
    let role = needs.permission().lowest_role().as_str();
    let place = match needs {
        Needs::InProject(_) => "in the project",
        Needs::InRegistry(_) => "in the registry",
        Needs::InVisible(_) => "in the projects that the answer is about",
        Needs::Somewhere(_) => {
            "where the things of the edit belong: in their projects, in the registry for functions and templates"
        }
    };
    format!("the role `{role}` {place}")
}

fn path_parameter(name: &str) -> Value {
    let is_text = matches!(name, "code" | "hash" | "name" | "func_id" | "delivery");
    let schema = if is_text { json!({ "type": "string" }) } else { json!({ "type": "integer", "format": "int64" }) };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

/// Each property of the object of parameters as a parameter.
fn query_parameters(schema: &Schema) -> Vec<Value> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Vec::new() };
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|n| n == name));
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let description = schema.as_object_mut().and_then(|fields| fields.remove("description"));
        // Absent, not null: an address has no null.
        if let Some(fields) = schema.as_object_mut() {
            fields.retain(|name, value| name != "default" || !value.is_null());
        }
        if let Some(Value::Array(kinds)) = schema.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [kind] = &kinds[..] {
                schema["type"] = kind.clone();
            }
        }
        let mut parameter = json!({ "name": name, "in": "query", "required": is_required(name), "schema": schema });
        if let Some(description) = description {
            parameter["description"] = description;
        }
        parameter
    };
    properties.iter().map(parameter).collect()
}
