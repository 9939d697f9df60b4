//! The matrix of functions by the last results, and by those of one run.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn the_matrix_shows_the_last_results_or_those_of_a_run() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "Pays by card" })).await;
    w.post("/v1/case/DEMO", json!({ "title": "Pays by voucher" })).await;
    let function = json!({ "func_id": "shop.pay", "fields": { "title": "Payment", "type": "Feature" } });
    let pairs = json!({ "pairs": [{ "func_id": "shop.pay", "case_id": 1 }, { "func_id": "shop.pay", "case_id": 2 }] });
    for (path, body) in [("/api/v1/functions", function), ("/api/v1/projects/DEMO/mappings/link", pairs)] {
        let (status, answer) = w.send(Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "{answer}");
    }
    for statuses in [["failed", "passed"], ["passed", "passed"]] {
        let run = w.post("/v1/run/DEMO", json!({ "title": "Nightly <1>", "is_autotest": true })).await["id"].clone();
        for (case, status) in [1, 2].into_iter().zip(statuses) {
            w.post(&format!("/v1/result/DEMO/{run}"), json!({ "case_id": case, "status": status })).await;
        }
        w.post(&format!("/v1/run/DEMO/{run}/complete"), Value::Null).await;
        w.clock.advance(60_000);
    }
    let b = Browser::open(&w, TOKEN).await;
    let last = b.get("/DEMO/functions").await.text;
    assert!(last.contains("Nightly &lt;1&gt;") && !last.contains("In the run"), "{last}");
    let first = b.get("/DEMO/functions?run=1&func=shop.pay").await.text;
    assert!(first.contains("In the run") && first.contains("value=\"1\" selected"), "{first}");
    let icons = |text: &str| text.matches("#failed\"").count();
    assert!(icons(&first) > icons(&last), "the failure of the first run: {first}");
    let filtered = b.get("/DEMO/functions?run=1&show=failing").await.text;
    assert!(filtered.contains("shop.pay") && filtered.contains("run=1"), "a filter keeps the run: {filtered}");
    assert!(!b.get("/DEMO/functions?run=2&show=failing").await.text.contains("func=shop.pay"));
    assert_eq!(b.get("/DEMO/functions?run=9").await.status, 404);
}
