//! Whatever comes in, the server answers with a refusal that it chose, and goes on.

use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::{Value, json};
use voluptas::server::OPERATIONS;

/// Bodies that no client means.
fn bodies() -> Vec<String> {
    let odd = [
        json!(null),
        json!([]),
        json!("x"),
        json!(5),
        json!({}),
        json!({ "title": {}, "code": [], "cases": 5, "results": "x", "steps": { "a": 1 }, "custom_field": [1], "links": [[]] }),
        json!({ "title": "a\u{0}b", "tags": ["a\u{0}b", 5, null, {}], "slug": "s\u{0}", "status": "passed\u{0}" }),
        json!({ "title": "t", "status": "passed", "case_id": i64::MAX, "time_ms": i64::MIN, "start_time": f64::MAX, "limit": -1 }),
        json!({ "title": "t", "entity": -1, "type": 99, "value": [{}], "group_id": 1e300, "due_date": i64::MAX, "cases": [i64::MAX] }),
        json!({ "results": [null, {}, { "title": 5, "execution": { "status": [], "start_time": "x" } }], "cases": [null, {}, []] }),
        json!({ "results": [{ "title": "t", "execution": { "status": "passed", "start_time": 1e11, "end_time": -5 }, "testops_ids": ["x"],
            "relations": { "suite": { "data": [{}] } }, "fields": { "a": [] }, "params": { "p": {} }, "steps": [{}] }] }),
        json!({ "title": "t", "parameters": [{ "items": [] }, 5, {}], "params": [], "steps": [{ "shared": "nope" }], "attachments": ["nope"] }),
    ];
    let mut texts: Vec<String> = odd.iter().map(Value::to_string).collect();
    texts.extend(["{".into(), "{\"title\":1e999}".into(), "\u{feff}{}".into(), "[".repeat(100_000), "nonsense".into()]);
    texts
}

#[tokio::test]
async fn odd_requests_are_refused_and_break_nothing() {
    let w = World::demo().await;
    let mut worst = Vec::new();
    for operation in OPERATIONS.iter().filter(|o| o.id != "delete-project") {
        let method = Method::from_bytes(operation.method.as_bytes()).expect("method");
        let with = |code: &str, other: &str| {
            let part = |p: &str| match p {
                "{code}" | "{project_code}" => code.to_owned(),
                p if p.starts_with('{') => other.to_owned(),
                p => p.to_owned(),
            };
            let path = operation.path.split('/').map(part).collect::<Vec<_>>().join("/");
            w.url(&format!("/{}{path}", operation.version))
        };
        let mut requests: Vec<(String, String)> = Vec::new();
        if operation.method != "GET" {
            requests.extend(bodies().into_iter().map(|body| (with("DEMO", "1"), body)));
        }
        for other in ["99999999999999999999", "-1", "%00", "..%2F..", "%D1%84", "1%27%20OR%201=1"] {
            requests.push((with("DEMO", other), "{}".into()));
            requests.push((with(other, "1"), "{}".into()));
        }
        for query in [
            "?limit=x",
            "?offset=-1",
            "?run=a,b",
            "?status=%00",
            "?search=%25_%5C",
            "?suite_id=1.5",
            "?from_end_time=now",
            "?a&&=&[]",
        ] {
            requests.push((with("DEMO", "1") + query, "{}".into()));
        }
        for (url, body) in requests {
            let sent: String = body.chars().take(80).collect();
            let answer = w.client.request(method.clone(), &url).header("Token", TOKEN).body(body).send().await.expect("answer");
            let status = answer.status();
            let body: Result<Value, _> = answer.json().await;
            if status.is_server_error() || !body.is_ok_and(|b| b["status"].is_boolean()) {
                worst.push(format!("{} {url} {sent}: {status}", operation.id));
            }
        }
    }
    assert!(worst.is_empty(), "{} bad answers:\n{}", worst.len(), worst.join("\n"));
    assert_eq!(w.get("/v1/project/DEMO").await["code"], "DEMO");
}
