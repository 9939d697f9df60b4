//! The facts of the official OpenAPI files (`tests/facts`) as a judge of answers.
//!
//! OpenAPI 3.0 is not JSON Schema: `nullable` is turned into a type here. The files demand next to nothing, so that an empty object
//! would pass: every property that they list and do not call deprecated must be there, and no other may.

use serde_json::{Map, Value, json};
use std::path::Path;

/// One OpenAPI file.
pub struct Spec {
    raw: Value,
    components: Value,
}

/// Properties that are there on request only, or that Qase's own readers do without.
const OPTIONAL: &[&str] = &["external_issues", "cases", "external_issue", "external_data", "case_id", "result", "updated_by"];
/// Properties beyond the file that readers were seen to use.
const BEYOND: &[&str] = &["defects"];

impl Spec {
    /// Facts of one version of the API, `v1` or `v2`.
    pub fn load(version: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/facts/qase-{version}.json"));
        let raw: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("the facts are there")).expect("JSON");
        let components = converted(&raw["components"]);
        Self { raw, components }
    }

    /// The operation of this id: path, method and object.
    pub fn operation(&self, id: &str) -> Option<(String, String, &Value)> {
        for (path, methods) in self.raw["paths"].as_object()? {
            for (method, operation) in methods.as_object()? {
                if operation["operationId"] == id {
                    return Some((path.clone(), method.to_uppercase(), operation));
                }
            }
        }
        None
    }

    /// Everything about an answer that is not as the file says.
    pub fn problems(&self, id: &str, status: u16, body: &Value) -> Vec<String> {
        let Some((_, _, operation)) = self.operation(id) else { return vec![format!("no operation {id}")] };
        let Some(response) = operation["responses"].get(status.to_string()) else {
            return vec![format!("{id}: the file knows no status {status}")];
        };
        let Some(schema) = response["content"]["application/json"].get("schema") else { return Vec::new() };
        let schema = converted(schema);
        let root = json!({ "allOf": [schema], "components": self.components });
        let validator = jsonschema::options().should_validate_formats(true).build(&root).expect("schema");
        let mut problems: Vec<String> =
            validator.iter_errors(body).map(|e| format!("{id}: {} at {}", e, e.instance_path())).collect();
        self.compare(&schema, body, id, &mut problems);
        problems
    }

    /// The properties of a schema, through references and `allOf`.
    fn properties(&self, schema: &Value, found: &mut Map<String, Value>) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().expect("name");
            self.properties(&self.components["schemas"][name], found);
        }
        for part in ["allOf", "anyOf"].iter().filter_map(|k| schema[*k].as_array()).flatten() {
            self.properties(part, found);
        }
        if let Some(own) = schema["properties"].as_object() {
            found.extend(own.clone());
        }
    }

    fn items<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        if let Some(name) = schema["$ref"].as_str() {
            return self.items(&self.components["schemas"][name.rsplit('/').next().expect("name")]);
        }
        schema.get("items").or_else(|| schema["anyOf"].as_array().and_then(|parts| parts.iter().find_map(|p| self.items(p))))
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
        if let Some(list) = value.as_array() {
            if let Some(items) = self.items(schema) {
                for (i, element) in list.iter().enumerate() {
                    self.compare(items, element, &format!("{at}.{i}"), problems);
                }
            }
            return;
        }
        let Some(object) = value.as_object() else { return };
        let mut known = Map::new();
        self.properties(schema, &mut known);
        if known.is_empty() {
            return;
        }
        for (name, of) in &known {
            let is_deprecated = of["deprecated"] == true;
            if !object.contains_key(name) && !is_deprecated && !OPTIONAL.contains(&name.as_str()) {
                problems.push(format!("{at}: no {name}"));
            }
        }
        for (name, element) in object {
            match known.get(name) {
                Some(of) => self.compare(of, element, &format!("{at}.{name}"), problems),
                None if BEYOND.contains(&name.as_str()) => {}
                None => problems.push(format!("{at}: {name} is not in the file")),
            }
        }
    }
}

/// A schema of OpenAPI 3.0 as JSON Schema.
fn converted(schema: &Value) -> Value {
    match schema {
        Value::Array(list) => list.iter().map(converted).collect(),
        Value::Object(map) => {
            let mut out: Map<String, Value> =
                map.iter().filter(|(k, _)| *k != "nullable" && *k != "example").map(|(k, v)| (k.clone(), converted(v))).collect();
            // A discriminator means nothing to JSON Schema, and int64 is no format of it.
            out.remove("discriminator");
            if out.get("format").is_some_and(|f| f == "int64" || f == "double" || f == "int32" || f == "binary") {
                out.remove("format");
            }
            if map.get("nullable") == Some(&Value::Bool(true)) {
                return json!({ "anyOf": [out, { "type": "null" }] });
            }
            Value::Object(out)
        }
        other => other.clone(),
    }
}

#[test]
fn judges() {
    let raw = json!({
        "paths": { "/x": { "get": { "operationId": "x", "responses": { "200": { "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/X" } } } } } } } },
        "components": { "schemas": { "X": { "type": "object", "properties": {
            "id": { "type": "integer" }, "text": { "type": "string", "nullable": true } } } } },
    });
    let spec = Spec { components: converted(&raw["components"]), raw };
    assert!(spec.problems("x", 200, &json!({ "id": 1, "text": null })).is_empty());
    assert_eq!(spec.problems("x", 200, &json!({ "id": "1", "more": 1 })).len(), 3);
    assert_eq!(spec.problems("x", 201, &json!({})).len(), 1);
}
