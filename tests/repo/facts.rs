//! Facts about Qase's API that the contract tests need: operations, parameters, fields, types, required and allowed values.
//!
//! They are kept in `tests/facts`, so that the contract tests run on every clone. The official OpenAPI files are the source: with
//! `VOLUPTAS_UPDATE_FACTS=1` this test writes the facts anew from those in `../shared/qase`, and without it the two are compared.
//! On a machine without the official files the facts are compared with the hashes that were written with them.

use crate::source::root;
use serde_json::{Map, Value};
use std::path::PathBuf;
use testkit::skip::say;

/// Keywords of a schema that a test can check. Prose, examples and titles are left out.
const SCHEMA: &[&str] = &[
    "$ref",
    "type",
    "format",
    "nullable",
    "deprecated",
    "enum",
    "required",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

fn official(version: &str) -> PathBuf {
    root().join(format!("../shared/qase/qase-openapi-{version}.json"))
}

fn facts_file(version: &str) -> PathBuf {
    root().join(format!("tests/facts/qase-{version}.json"))
}

fn each(map: &Value, of: impl Fn(&Value) -> Value) -> Value {
    map.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), of(value))).collect::<Map<_, _>>().into()
}

fn schema(raw: &Value) -> Value {
    let Some(object) = raw.as_object() else { return raw.clone() };
    let mut out = Map::new();
    for (key, value) in object {
        let kept = match key.as_str() {
            "properties" => each(value, schema),
            "items" | "additionalProperties" | "not" => schema(value),
            "allOf" | "anyOf" | "oneOf" => value.as_array().into_iter().flatten().map(schema).collect(),
            known if SCHEMA.contains(&known) => value.clone(),
            _ => continue,
        };
        out.insert(key.clone(), kept);
    }
    out.into()
}

fn parameter(raw: &Value) -> Value {
    let mut out = Map::new();
    for key in ["$ref", "name", "in", "required"] {
        out.extend(raw.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    out.extend(raw.get("schema").map(|value| ("schema".to_owned(), schema(value))));
    out.into()
}

/// A request body or a response: its media types with their schemas.
fn message(raw: &Value) -> Value {
    let mut out = Map::new();
    for key in ["$ref", "required"] {
        out.extend(raw.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    let media = |of: &Value| {
        of.get("schema").map_or_else(|| Value::Object(Map::new()), |s| [("schema", schema(s))].into_iter().collect())
    };
    out.extend(raw.get("content").map(|content| ("content".to_owned(), each(content, media))));
    out.into()
}

fn operation(raw: &Value) -> Value {
    let mut out = Map::new();
    out.extend(raw.get("operationId").map(|id| ("operationId".to_owned(), id.clone())));
    let parameters = |list: &Value| list.as_array().into_iter().flatten().map(parameter).collect();
    out.extend(raw.get("parameters").map(|list| ("parameters".to_owned(), parameters(list))));
    out.extend(raw.get("requestBody").map(|body| ("requestBody".to_owned(), message(body))));
    out.extend(raw.get("responses").map(|all| ("responses".to_owned(), each(all, message))));
    out.into()
}

/// The facts of an OpenAPI file, in its own structure.
fn facts(raw: &Value) -> Value {
    let components = &raw["components"];
    serde_json::json!({
        "openapi": raw["openapi"],
        "paths": each(&raw["paths"], |methods| each(methods, operation)),
        "components": {
            "parameters": each(&components["parameters"], parameter),
            "schemas": each(&components["schemas"], schema),
        },
    })
}

/// JSON with a line for each path and each component, so that a change of Qase's API is a short diff.
fn lines(facts: &Value) -> String {
    let block = |indent: &str, map: &Value| {
        let rows =
            map.as_object().into_iter().flatten().map(|(name, value)| format!("{indent}{}: {value}", Value::from(name.as_str())));
        rows.collect::<Vec<_>>().join(",\n")
    };
    format!(
        "{{\n\"openapi\": {},\n\"paths\": {{\n{}\n}},\n\"components\": {{\n \"parameters\": {{\n{}\n }},\n \"schemas\": {{\n{}\n }}\n}}\n}}\n",
        facts["openapi"],
        block(" ", &facts["paths"]),
        block("  ", &facts["components"]["parameters"]),
        block("  ", &facts["components"]["schemas"]),
    )
}

/// The hash of each file of facts when it was last written from the official file.
fn seals() -> String {
    let seal = |version| {
        let facts = std::fs::read(facts_file(version)).expect("the facts are there");
        format!("{} qase-{version}.json\n", blake3::hash(&facts).to_hex())
    };
    ["v1", "v2"].map(seal).concat()
}

#[test]
fn facts_of_qase_are_those_of_the_official_files() {
    let (mut compared, is_update) = (0, std::env::var_os("VOLUPTAS_UPDATE_FACTS").is_some());
    for version in ["v1", "v2"] {
        let kept = facts_file(version);
        let Ok(text) = std::fs::read(official(version)) else { continue };
        let wanted = lines(&facts(&serde_json::from_slice(&text).expect("the official file is JSON")));
        if is_update {
            std::fs::write(&kept, &wanted).expect("the facts can be written");
        }
        let found = std::fs::read_to_string(&kept).expect("the facts are there");
        assert!(found == wanted, "{} is not what the official file says; VOLUPTAS_UPDATE_FACTS=1 writes it anew", kept.display());
        compared += 1;
    }
    let sealed = facts_file("v1").with_file_name("hashes.txt");
    if is_update {
        assert_eq!(compared, 2, "both official files are beside the project");
        std::fs::write(&sealed, seals()).expect("the hashes can be written");
    }
    // A clone has no official files. There the hashes say that the facts are as they were written.
    assert_eq!(
        seals(),
        std::fs::read_to_string(&sealed).expect("hashes"),
        "the facts are written by VOLUPTAS_UPDATE_FACTS=1 alone"
    );
    if compared < 2 {
        say("the official files are not beside the project; the facts were compared with their hashes");
    }
}

#[test]
fn facts_hold_every_operation_and_no_prose() {
    for (version, operations) in [("v1", 89), ("v2", 4)] {
        let facts: Value =
            serde_json::from_slice(&std::fs::read(facts_file(version)).expect("the facts are there")).expect("JSON");
        let found = facts["paths"].as_object().into_iter().flatten().filter_map(|(_, methods)| methods.as_object()).map(Map::len);
        assert_eq!(found.sum::<usize>(), operations, "{version}");
        assert!(!facts.to_string().contains("\"description\":\""), "{version}: no prose of others");
    }
}
