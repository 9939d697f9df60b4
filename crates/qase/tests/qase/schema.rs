//! The request side of an OpenAPI 3.0 file as JSON Schema: `nullable` becomes a type, references become `$defs`, and an object
//! with named members takes no others, so that a misspelt member is found.

use serde_json::{Map, Value, json};

/// One OpenAPI file.
pub struct Api {
    root: Value,
    defs: Value,
}

/// An operation that fits a request.
pub struct Operation<'a> {
    pub id: &'a str,
    pub spec: &'a Value,
}

impl Api {
    /// Facts of one version of the API, `v1` or `v2`.
    pub fn read(version: &str) -> Self {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/facts/qase-{version}.json"));
        let root: Value = serde_json::from_slice(&std::fs::read(path).expect("the facts are there")).expect("the file is JSON");
        let mut defs = Map::new();
        for (name, schema) in root["components"]["schemas"].as_object().into_iter().flatten() {
            defs.insert(name.clone(), convert(schema, true));
            defs.insert(format!("{name} (open)"), convert(schema, false));
        }
        Self { root, defs: Value::Object(defs) }
    }

    /// The operation for a method and a path without version; one without a variable goes first.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let wanted: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == wanted.len() && parts.iter().zip(&wanted).all(|(p, w)| p.starts_with('{') || p == w)
        };
        let mut found: Vec<(&String, &Value)> = self.root["paths"]
            .as_object()?
            .iter()
            .filter(|(template, operations)| fits(template) && operations.get(method).is_some())
            .collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        let spec = &found.first()?.1[method];
        Some(Operation { id: spec["operationId"].as_str()?, spec })
    }

    /// Every path with the id of each of its operations.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str)> {
        let paths = self.root["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, operations)| {
            let ids = operations.as_object().into_iter().flatten().filter_map(|(_, o)| o["operationId"].as_str());
            ids.map(move |id| (path.as_str(), id))
        })
    }

    /// A parameter, behind its reference if it has one.
    pub fn parameter<'a>(&'a self, parameter: &'a Value) -> &'a Value {
        match parameter["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
            Some(pointer) => self.root.pointer(pointer).expect("the reference resolves"),
            None => parameter,
        }
    }

    /// Violations of `schema` in `value`.
    pub fn complaints(&self, schema: &Value, value: &Value) -> Vec<String> {
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": self.defs,
            "allOf": [convert(schema, true)],
        });
        let validator = jsonschema::validator_for(&whole).expect("the converted schema is one");
        validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).collect()
    }
}

/// `strict`: named members are all there are.
fn convert(schema: &Value, strict: bool) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    let mut out = Map::new();
    if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
        let name = if strict { name.to_owned() } else { format!("{name} (open)") };
        out.insert("$ref".into(), json!(format!("#/$defs/{}", name.replace(' ', "%20"))));
    }
    for (key, value) in object {
        let converted = match key.as_str() {
            "$ref" | "nullable" | "example" | "deprecated" | "description" | "title" | "format" | "default" => continue,
            "properties" => {
                let members = value.as_object().into_iter().flatten();
                Value::Object(members.map(|(name, schema)| (name.clone(), convert(schema, true))).collect())
            }
            "allOf" => value.as_array().into_iter().flatten().map(|s| convert(s, false)).collect(),
            "oneOf" | "anyOf" => value.as_array().into_iter().flatten().map(|s| convert(s, strict)).collect(),
            "items" | "additionalProperties" | "not" => convert(value, true),
            _ => value.clone(),
        };
        out.insert(key.clone(), converted);
    }
    let named = out.contains_key("properties") && !out.contains_key("additionalProperties");
    if strict && (named || out.contains_key("allOf")) {
        out.insert("unevaluatedProperties".into(), json!(false));
    }
    match object.get("nullable") {
        Some(Value::Bool(true)) => json!({ "anyOf": [Value::Object(out), {"type": "null"}] }),
        _ => Value::Object(out),
    }
}
