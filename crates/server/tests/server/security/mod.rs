//! Attacks, one module per class. Each test fails if the protection is taken away.

mod archives;
mod browsers;
mod errors;
mod expected;
mod headers;
mod idor;
mod json;
mod mass_assignment;
mod multipart;
mod secrets;
mod slow;
mod smuggling;
mod ssrf;
mod strangers;
mod undo;
mod xml;

use crate::support::{TOKEN, World, read};
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use voluptas_server::Operation;

/// Sends bytes on a connection of its own; returns what comes back until the server closes or is silent.
fn raw(addr: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(addr).expect("connection");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("limit");
    // A server that has refused the head need not take the rest.
    stream.write_all(bytes).ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

/// Uploads files of test tools.
async fn upload(w: &World, files: &[(&str, Vec<u8>)]) -> (u16, Value) {
    let part = |name: &str, bytes: &Vec<u8>| Part::bytes(bytes.clone()).file_name(name.to_owned());
    let form = files.iter().fold(Form::new(), |form, (name, bytes)| form.part("file[]", part(name, bytes)));
    let request = w.client.post(w.url("/api/v1/projects/DEMO/results")).header("Token", TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    (status.as_u16(), body)
}

/// The path of an operation; `value` gives the parameters, by the word before each and its name.
fn path_of(operation: &Operation, mut value: impl FnMut(&str, &str) -> String) -> String {
    let mut path = format!("/{}", operation.version);
    let mut word = operation.version;
    for part in operation.path.split('/').filter(|part| !part.is_empty()) {
        path.push('/');
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => path.push_str(&value(word, name)),
            None => {
                word = part;
                path.push_str(part);
            }
        }
    }
    path
}

/// The path of an operation of the project `DEMO`, with 1 for every other parameter.
fn path_in_demo(operation: &Operation) -> String {
    let own = path_of(operation, |_, name| if matches!(name, "code" | "project_code") { "DEMO" } else { "1" }.to_owned());
    if matches!(operation.version, "v1" | "v2" | "api/v1") { own } else { format!("{own}?project=DEMO") }
}

/// The smallest value that a schema of the OpenAPI document allows.
fn smallest(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return smallest(document, document.pointer(reference.trim_start_matches('#')).expect("schema"));
    }
    for several in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema[several].get(0) {
            return smallest(document, first);
        }
    }
    if let Some(value) = schema["enum"].get(0).or_else(|| schema.get("const")) {
        return value.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str());
    match kind {
        Some("string") => json!("x"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        Some("array") => json!([smallest(document, &schema["items"])]),
        _ => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields: Map<String, Value> =
                required.map(|name| (name.to_owned(), smallest(document, &schema["properties"][name]))).collect();
            fields.into()
        }
    }
}

/// The schema of an operation's JSON body; `None` without one.
fn body_schema<'d>(document: &'d Value, operation: &Operation) -> Option<&'d Value> {
    let path = &document["paths"][format!("/{}{}", operation.version, operation.path)];
    path[operation.method.to_lowercase()]["requestBody"]["content"]["application/json"].get("schema")
}
