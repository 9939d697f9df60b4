//! Weight of the pages: what a browser loads before the files of people.

use super::browser::Browser;
use super::chromium::{PAGES, world};
use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::{Value, json};

/// Bytes of a page.
const PAGE: usize = 100 * 1024;
/// Bytes of the style, and of both scripts: a browser keeps them for a year.
const STYLE: usize = 48 * 1024;
const SCRIPTS: usize = 80 * 1024;

/// The world of the other tests, with many cases, suites, tags, functions, runs, failures, environments and users.
async fn full() -> World {
    let w = world().await;
    let send = async |method: Method, path: &str, body: Value| {
        let (status, answer) = w.send(method, &format!("/api/v1{path}"), Some(body)).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
    };
    for i in 0..150 {
        w.post("/v1/suite/DEMO", json!({ "title": format!("Suite number {i} of the shop") })).await;
    }
    for part in 0..5 {
        let case = |i: i64| {
            let steps = json!([{ "action": "Open the cart", "expected": "It is there" }]);
            let tags = [format!("tag {}", i % 150), "smoke".to_owned(), format!("area {}", i % 7)];
            json!({ "fields": { "title": format!("Case {i} has a title of usual length for a case"), "suite_id": i % 150 + 1, "tags": tags, "steps": steps } })
        };
        let items: Vec<Value> = (part * 200..part * 200 + 200).map(case).collect();
        send(Method::POST, "/projects/DEMO/cases/bulk", json!({ "items": items })).await;
    }
    for i in 0..120 {
        let fields = json!({ "title": format!("Function {i} of the shop"), "type": "Feature" });
        send(Method::POST, "/functions", json!({ "func_id": format!("shop.f{i}"), "fields": fields })).await;
    }
    for i in 0..30 {
        send(Method::POST, "/projects/DEMO/environments", json!({ "title": format!("Stage {i}"), "slug": format!("stage-{i}") }))
            .await;
        send(Method::POST, "/users", json!({ "name": format!("Tester {i}"), "projects": { "DEMO": "tester" } })).await;
    }
    // The failures of run 2, and further runs.
    for i in 0..60 {
        let run = w.post("/v1/run/DEMO", json!({ "title": format!("Night {i}"), "is_autotest": true })).await["id"].clone();
        let result = |n: i64| {
            let comment = format!("expected {n}, got another number of items in the cart of the visitor");
            json!({ "case": { "title": format!("Test {n} of the cart") }, "status": "failed", "comment": comment, "time_ms": 100 + n })
        };
        let results: Vec<Value> = (0..if i == 59 { 200 } else { 5 }).map(result).collect();
        w.post(&format!("/v1/result/DEMO/{run}/bulk"), json!({ "results": results })).await;
        w.post(&format!("/v1/run/DEMO/{run}/complete"), json!({})).await;
    }
    w
}

#[tokio::test]
async fn no_page_is_heavy() {
    let w = full().await;
    let b = Browser::open(&w, TOKEN).await;
    let of_many = [
        "/DEMO/runs/63",
        "/DEMO/runs/63?by=message",
        "/DEMO/runs/63/timeline",
        "/DEMO/runs/63/compare?with=62",
        "/DEMO/cases?suite_id=1",
    ];
    let mut heavy = Vec::new();
    for path in PAGES.concat().into_iter().chain(of_many) {
        let page = b.get(path).await;
        assert!(page.status == 200 || path.starts_with("/NONE") || path.contains("execute"), "{path}: {}", page.status);
        if page.text.len() > PAGE {
            heavy.push(format!("{path}: {} bytes", page.text.len()));
        }
    }
    assert!(heavy.is_empty(), "{heavy:#?}");
}

#[tokio::test]
async fn style_and_scripts_are_small() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let size = async |name: &str| b.get(&format!("/static/{name}")).await.text.len();
    let (style, scripts) = (size("app.css").await, size("app.js").await + size("htmx.js").await);
    assert!(style <= STYLE && scripts <= SCRIPTS, "{style} bytes of style, {scripts} of scripts");
}
