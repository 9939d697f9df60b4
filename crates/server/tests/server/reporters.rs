//! Behaviour that reporters rely on: idempotency, finding and creating cases, custom fields by name.

use crate::support::World;
use reqwest::Method;
use serde_json::{Value, json};

fn result(id: &str, title: &str, more: Value) -> Value {
    let mut body = json!({ "id": id, "title": title, "execution": { "status": "passed", "duration": 5 } });
    for (key, value) in more.as_object().expect("object") {
        body[key] = value.clone();
    }
    body
}

async fn post(w: &World, results: Value) -> Value {
    let (status, body) = w.send(Method::POST, "/v2/DEMO/run/1/results", Some(json!({ "results": results }))).await;
    assert_eq!(status, 202, "{body}");
    body
}

#[tokio::test]
async fn a_result_with_the_same_id_is_the_same_result() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO/bulk", json!({ "cases": [{ "title": "a" }, { "title": "b" }] })).await;
    w.post("/v1/run/DEMO", json!({ "title": "r" })).await;
    let batch = json!([result("x", "a", json!({ "testops_ids": [1, 2] })), result("y", "b", json!({ "testops_id": 2 }))]);
    assert_eq!(post(&w, batch.clone()).await, json!({ "status": true }));
    let before = w.get("/v1/result/DEMO?run=1").await;
    assert_eq!(before["total"], 3, "one result for each of the two cases, and one more");
    post(&w, batch).await;
    assert_eq!(w.get("/v1/result/DEMO?run=1").await, before);
    let (_, body) = w.send(Method::POST, "/v2/DEMO/run/1/result", Some(result("y", "b", json!({ "testops_id": 2 })))).await;
    assert_eq!((body["result"]["case_id"].as_i64(), w.get("/v1/result/DEMO").await["total"].as_i64()), (Some(2), Some(3)));
    for bad in [json!([]), json!([0]), json!([-1])] {
        let batch = json!({ "results": [result("z", "a", json!({ "testops_ids": bad }))] });
        let (status, body) = w.send(Method::POST, "/v2/DEMO/run/1/results", Some(batch)).await;
        assert_eq!(status, 400);
        assert_eq!(body["errorFields"][0]["error"], "Each testops_ids item must be a positive integer.");
    }
}

#[tokio::test]
async fn finds_the_case_by_signature_and_by_title_and_suites() {
    let w = World::new().await;
    let project = json!({ "title": "Demo", "code": "DEMO", "settings": { "auto_create_cases": false } });
    w.post("/v1/project", project).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Auth" })).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Login", "parent_id": 1 })).await;
    w.post("/v1/case/DEMO/bulk", json!({ "cases": [{ "title": "Works", "suite_id": 2 }, { "title": "Works" }] })).await;
    w.post("/v1/run/DEMO", json!({ "title": "r" })).await;
    let path = json!({ "relations": { "suite": { "data": [{ "title": "auth" }, { "title": "Login" }] } }, "signature": "s1" });
    post(&w, json!([result("1", "works", path)])).await;
    post(&w, json!([result("2", "renamed", json!({ "signature": "s1", "relations": {} }))])).await;
    post(&w, json!([result("3", "Works", json!({ "relations": null, "testops_ids": null }))])).await;
    post(&w, json!([result("4", "unknown", json!({}))])).await;
    let cases: Vec<Value> =
        w.get("/v1/result/DEMO").await["entities"].as_array().expect("list").iter().map(|r| r["case_id"].clone()).collect();
    assert_eq!(cases, [json!(1), json!(1), json!(2), Value::Null]);
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 2, "no case is created where the project does not want it");
}

#[tokio::test]
async fn makes_cases_where_the_project_wants_it() {
    let w = World::new().await;
    let project = json!({ "title": "Demo", "code": "DEMO", "settings": { "auto_create_cases": true } });
    w.post("/v1/project", project).await;
    w.post("/v1/custom_field", json!({ "title": "Automation Key", "entity": 0, "type": 1 })).await;
    w.post("/v1/run/DEMO", json!({ "title": "r" })).await;
    let more = json!({
        "fields": { "severity": "critical", "priority": "no such", "automation_key": "AK-1", "unknown_key": "x", "tags": "a, b" },
        "relations": { "suite": { "data": [{ "title": "Auth" }, { "title": "Login" }] } },
        "steps": [{ "data": { "action": "open" }, "execution": { "status": "passed" }, "steps": [
            { "data": { "action": "nested" }, "execution": { "status": "failed" } }] }],
        "params": { "user": "bob" },
    });
    post(&w, json!([result("1", "Works", more.clone()), result("2", "Works", more)])).await;
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 1);
    let case = w.get("/v1/case/DEMO/1").await;
    assert_eq!((case["severity"].as_i64(), case["priority"].as_i64(), case["automation"].as_i64()), (Some(2), Some(0), Some(2)));
    assert_eq!(case["custom_fields"], json!([{ "id": 1, "value": "AK-1" }]));
    assert_eq!((case["suite_id"].as_i64(), case["steps"][0]["steps"][0]["action"].as_str()), (Some(2), Some("nested")));
    assert_eq!((case["params"].clone(), case["tags"].as_array().map(Vec::len)), (json!({ "user": ["bob"] }), Some(2)));
    assert_eq!(w.get("/v1/suite/DEMO/2").await["parent_id"], 1);
    // A value that somebody set stays.
    w.patch("/v1/case/DEMO/1", json!({ "custom_field": { "1": "AK-9" } })).await;
    post(&w, json!([result("3", "Works", json!({ "testops_id": 1, "fields": { "Automation Key": "AK-1" } }))])).await;
    assert_eq!(w.get("/v1/case/DEMO/1").await["custom_fields"][0]["value"], "AK-9");
}

#[tokio::test]
async fn a_tab_in_a_suite_title_of_v2_leads_into_nested_suites() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    let result = |title: &str, levels: serde_json::Value| json!({ "title": title, "execution": { "status": "passed" }, "relations": { "suite": { "data": levels } } });
    let nested = json!([{ "title": "Shop\tCheckout", "public_id": null }, { "title": "Pay" }]);
    w.post(
        "/v2/DEMO/run/1/results",
        json!({ "results": [
        result("one", nested),
        result("two", json!([{ "title": "Shop" }, { "title": " Checkout \t\tPay" }])),
    ] }),
    )
    .await;
    let suites = w.get("/v1/suite/DEMO?limit=100").await["entities"].clone();
    let row =
        |s: &serde_json::Value| (s["id"].clone(), s["title"].as_str().unwrap_or_default().to_owned(), s["parent_id"].clone());
    let rows: Vec<_> = suites.as_array().expect("suites").iter().map(row).collect();
    let wanted = [(1, "Shop", json!(null)), (2, "Checkout", json!(1)), (3, "Pay", json!(2))];
    assert_eq!(rows, wanted.map(|(id, title, parent)| (json!(id), title.to_owned(), parent)));
    assert_eq!(w.get("/v1/case/DEMO?suite_id=3").await["filtered"], 2);
}

#[tokio::test]
async fn a_result_without_an_id_makes_its_case_unless_that_is_switched_off() {
    for (settings, cases) in
        [(json!({}), 1), (json!({ "auto_create_cases": true }), 2), (json!({ "auto_create_cases": false }), 0)]
    {
        let w = World::new().await;
        w.post("/v1/project", json!({ "title": "Demo shop", "code": "DEMO", "settings": settings })).await;
        w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
        w.post("/v2/DEMO/run/1/result", json!({ "title": "Pays by card", "execution": { "status": "passed" } })).await;
        // The id of a case that is not there is a mistake of somebody, and no wish for a new case.
        let with_id = json!({ "title": "Pays by bill", "testops_ids": [99], "execution": { "status": "passed" } });
        w.post("/v2/DEMO/run/1/result", with_id).await;
        assert_eq!(w.get("/v1/case/DEMO").await["total"], cases, "{settings}");
        assert_eq!(w.get("/v1/result/DEMO").await["total"], 2, "{settings}");
    }
}
