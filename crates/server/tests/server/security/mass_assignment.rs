//! Fields that a client may not set: refused by the own API, without effect in the APIs that ignore unknown fields.

use super::{body_schema, path_of, smallest};
use crate::support::World;
use crate::team::user;
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use voluptas_core::domain::user::Role;
use voluptas_server::rest::{REST, openapi};

/// Names that the server alone decides on.
const OWN: [&str; 18] = [
    "id",
    "number",
    "uuid",
    "hash",
    "project",
    "project_id",
    "project_code",
    "author",
    "author_id",
    "created_at",
    "updated_at",
    "created_by",
    "owner_id",
    "user_id",
    "is_admin",
    "is_own",
    "deleted_at",
    "permissions",
];
/// Fields of bodies that have such a name on purpose, with the schema: the case that an item of a bulk request changes.
const ON_PURPOSE: [(&str, &str); 1] = [("BulkCase", "id")];

/// Objects below a schema, with the name of the schema that they are in.
fn objects<'d>(
    document: &'d Value,
    schema: &'d Value,
    name: &str,
    seen: &mut BTreeSet<String>,
    out: &mut Vec<(String, &'d Value)>,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().expect("name");
        if seen.insert(name.to_owned()) {
            let schema = document.pointer(reference.trim_start_matches('#')).expect("schema");
            objects(document, schema, name, seen, out);
        }
        return;
    }
    if schema["properties"].is_object() {
        out.push((name.to_owned(), schema));
    }
    let fields = schema["properties"].as_object().into_iter().flat_map(Map::values);
    let several = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|kind| schema[kind].as_array()).flatten();
    let inner = ["items", "additionalProperties"].into_iter().map(|kind| &schema[kind]).filter(|inner| inner.is_object());
    for inner in fields.chain(several).chain(inner) {
        objects(document, inner, name, seen, out);
    }
}

#[test]
fn bodies_of_the_own_api_are_closed() {
    let document = openapi::document(REST);
    let (mut bodies, mut worst) = (0, Vec::new());
    for row in REST {
        let Some(schema) = body_schema(&document, &row.operation) else { continue };
        bodies += 1;
        let mut all = Vec::new();
        objects(&document, schema, row.operation.id, &mut BTreeSet::new(), &mut all);
        for (name, object) in all {
            if object["additionalProperties"] != false {
                worst.push(format!("{}: {name} takes unknown fields", row.operation.id));
            }
            for field in object["properties"].as_object().expect("fields").keys() {
                if OWN.contains(&field.as_str()) && !ON_PURPOSE.contains(&(name.as_str(), field.as_str())) {
                    worst.push(format!("{}: {name} takes {field}", row.operation.id));
                }
            }
        }
    }
    worst.sort();
    worst.dedup();
    assert!(worst.is_empty(), "{}", worst.join("\n"));
    assert!(bodies > 30, "{bodies}");
}

#[tokio::test]
async fn an_unknown_field_is_refused_in_every_body_of_the_own_api() {
    let w = World::demo().await;
    let document = openapi::document(REST);
    let writes = w.server.stats().writes();
    let mut worst = Vec::new();
    for row in REST {
        let operation = &row.operation;
        let Some(schema) = body_schema(&document, operation) else { continue };
        let path = path_of(operation, |_, name| if name == "code" { "DEMO" } else { "1" }.to_owned());
        for field in OWN.into_iter().filter(|field| !schema.to_string().contains("BulkCase") || *field != "id") {
            let mut body = smallest(&document, schema);
            body[field] = json!(1);
            let (status, answer) = w.send(operation.method.parse().expect("method"), &path, Some(body)).await;
            if status != 422 || !answer.to_string().contains(field) {
                worst.push(format!("{} {field}: {status} {answer}", operation.id));
            }
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
    assert_eq!(w.server.stats().writes(), writes);
}

fn with(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    body
}

/// Removes what differs between two things that were made one after the other.
fn without_identity(value: &mut Value) {
    if let Some(fields) = value.as_object_mut() {
        for name in
            ["id", "hash", "run_id", "url", "title", "name", "created", "updated", "created_at", "updated_at", "slug", "position"]
        {
            fields.remove(name);
        }
        fields.values_mut().for_each(without_identity);
    }
    if let Some(values) = value.as_array_mut() {
        values.iter_mut().for_each(without_identity);
    }
}

#[tokio::test]
async fn the_other_apis_ignore_what_the_server_decides_on() {
    let (w, anna) = World::team(None, |store| user(store, "Anna", None, &[("DEMO", Role::Lead)])).await;
    let evil = json!({
        "id": 777, "number": 777, "hash": "0".repeat(64), "uuid": "x", "project_id": 2, "project": "BANK", "project_code": "BANK",
        "code": "BANK", "author_id": 1, "author": "Root", "author_uuid": "x", "user_id": 1, "created": "2001-01-01 00:00:00",
        "created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z", "deleted": "2001-01-01", "is_admin": true,
        "role": "admin", "public": true, "permissions": ["all"], "is_own": true, "stats": { "passed": 9 }, "source": "window",
    });
    let lists = [
        ("/v1/suite", json!({ "title": "Cards" })),
        ("/v1/case", json!({ "title": "Pay" })),
        ("/v1/run", json!({ "title": "Nightly" })),
        ("/v1/milestone", json!({ "title": "4.2" })),
        ("/v1/defect", json!({ "title": "Slow", "actual_result": "9 s", "severity": 1 })),
        ("/v1/shared_step", json!({ "title": "Sign in", "steps": [{ "action": "open" }] })),
    ];
    for (path, body) in lists {
        let mut seen = Vec::new();
        for more in [json!({}), evil.clone()] {
            let (status, made) = w.send_as(&anna, Method::POST, &format!("{path}/DEMO"), Some(with(body.clone(), &more))).await;
            assert_eq!(status, 200, "{path}: {made}");
            let id =
                made["result"]["id"].as_i64().map(|id| id.to_string()).or(made["result"]["hash"].as_str().map(str::to_owned));
            let id = id.expect("id");
            assert!(!matches!(id.as_str(), "777") && !id.starts_with("0000000"), "{path}: {made}");
            let item = format!("{path}/DEMO/{id}");
            let (status, changed) = w.send_as(&anna, Method::PATCH, &item, Some(with(body.clone(), &more))).await;
            assert_eq!(status, 200, "{item}: {changed}");
            let (_, mut got) = w.get_as(&anna, &item).await;
            without_identity(&mut got["result"]);
            seen.push(got);
        }
        assert_eq!(seen[0], seen[1], "{path}");
    }
    for (path, list) in [("/test_cases?project=DEMO", "name"), ("/v1/environment/DEMO", "title")] {
        let body = with(json!({ "name": "n", "title": "n", "slug": "n" }), &evil);
        let (status, made) = w.send_as(&anna, Method::POST, path, Some(body)).await;
        assert!(status.is_success() || status == 400, "{path} {list}: {made}");
        assert_ne!(made["id"], 777);
    }
    let (_, bank) = w.send(Method::GET, "/v1/case/BANK", None).await;
    assert_eq!(bank["result"]["total"], 0);
    // Nobody becomes an administrator by the own name.
    let (status, answer) =
        w.send_as(&anna, Method::POST, "/v1/project/DEMO/access", Some(json!({ "member_id": 1, "role": "admin" }))).await;
    assert_eq!(status, 403, "{answer}");
}
