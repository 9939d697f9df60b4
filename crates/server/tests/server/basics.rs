//! Projects, suites, cases, fields, runs and results: what a client relies on.

use crate::support::{TOKEN, World, read};
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn wants_its_token() {
    let w = World::new().await;
    for token in [None, Some("wrong"), Some("")] {
        let mut request = w.client.get(w.url("/v1/project"));
        if let Some(token) = token {
            request = request.header("Token", token);
        }
        let (status, body) = read(request.send().await.expect("answer")).await;
        assert_eq!(status, 401);
        assert_eq!(body, json!({ "status": false, "errorMessage": "Unauthenticated." }));
    }
    let (status, _) = read(w.client.get(w.url("/health")).send().await.expect("answer")).await;
    assert_eq!(status, 200);
    let (status, body) = w.send(Method::PUT, "/v1/project", None).await;
    assert_eq!((status.as_u16(), body["status"].as_bool()), (405, Some(false)));
    let (status, body) = w.send(Method::GET, "/v1/defects/DEMO", None).await;
    assert_eq!((status.as_u16(), body["errorMessage"].as_str()), (404, Some("Not Found")));
    let (status, body) = w.send(Method::GET, "/v1/case/NOPE", None).await;
    assert_eq!((status.as_u16(), body["errorMessage"].as_str()), (404, Some("Project not found")));
}

#[tokio::test]
async fn monitors_see_that_it_works_and_what_it_did() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    let result = |n: i64| json!({ "id": format!("r{n}"), "title": "Test", "execution": { "status": "passed" } });
    w.post("/v2/DEMO/run/1/results", json!({ "results": [result(1), result(2)] })).await;
    let (status, body) = read(w.client.get(w.url("/ready")).send().await.expect("answer")).await;
    assert_eq!((status.as_u16(), body["status"].as_bool()), (200, Some(true)));
    let (status, _) = read(w.client.get(w.url("/metrics")).send().await.expect("answer")).await;
    assert_eq!(status, 401);
    let answer = w.client.get(w.url("/metrics")).bearer_auth(TOKEN).send().await.expect("answer");
    assert!(answer.headers()["content-type"].to_str().expect("text").starts_with("application/openmetrics-text"));
    let metrics = answer.text().await.expect("text");
    for line in [
        "voluptas_results_total{status=\"passed\"} 2",
        "voluptas_answers_total{status=\"2xx\"} 3",
        "voluptas_requests_total{method=\"POST\",route=\"/v2/{project_code}/run/{run_id}/results\",status=\"202\"} 1",
        "voluptas_request_seconds_count{method=\"POST\",route=\"/v1/run/{code}\"} 1",
        "voluptas_queue_requests{lane=\"write\",state=\"waiting\"} 0.0",
        "# EOF",
    ] {
        assert!(metrics.lines().any(|l| l == line), "{line} in\n{metrics}");
    }
}

#[tokio::test]
async fn links_are_those_of_the_proxy_that_has_the_certificate() {
    let w = World::demo().await;
    let hash = w.upload("note.txt", "text/plain", b"hello").await;
    let request = w.client.get(w.url(&format!("/v1/attachment/{hash}"))).header("Token", TOKEN);
    let request = request.header("Host", "qa.example.com").header("X-Forwarded-Proto", "https");
    let (_, body) = read(request.send().await.expect("answer")).await;
    let url = body["result"]["full_path"].as_str().or_else(|| body["result"]["url"].as_str()).expect("an address");
    assert!(url.starts_with("https://qa.example.com/attachment/"), "{body}");
}

#[tokio::test]
async fn a_case_comes_back_as_it_went_in() {
    let w = World::demo().await;
    let suite = w.post("/v1/suite/DEMO", json!({ "title": "Checkout", "description": "**bold**" })).await["id"].clone();
    let field = w.post("/v1/custom_field", json!({ "title": "Automation Key", "entity": 0, "type": 1 })).await["id"].clone();
    let file = w.upload("note.txt", "text/plain", b"hello").await;
    let shared = w
        .post("/v1/shared_step/DEMO", json!({ "title": "Sign in", "steps": [{ "action": "open" }, { "action": "type" }] }))
        .await["hash"]
        .clone();
    let id = w
        .post(
            "/v1/case/demo",
            json!({
                "title": "Pay by card", "description": "line\r\n  two", "severity": 2, "priority": 1, "type": 3, "layer": 2,
                "behavior": 2, "isManual": 0, "suite_id": suite, "is_flaky": 1, "tags": ["smoke", "pay", "smoke"],
                "custom_field": { field.to_string(): "AK-7" }, "attachments": [file],
                "parameters": [{ "title": "card", "values": ["visa"] },
                    { "items": [{ "title": "a", "values": ["1", "2"] }, { "title": "b", "values": ["3", "4"] }] }],
                "steps": [{ "action": "one", "expected_result": "", "data": "d", "attachments": [file],
                    "steps": [{ "action": "nested" }] }, { "shared": shared }],
                "no_such_field": [1, 2],
            }),
        )
        .await["id"]
        .clone();
    assert_eq!(id, 1);
    let case = w.get("/v1/case/DEMO/1").await;
    for (name, value) in [
        ("title", json!("Pay by card")),
        ("description", json!("line\r\n  two")),
        ("preconditions", json!(null)),
        ("severity", json!(2)),
        ("priority", json!(1)),
        ("type", json!(3)),
        ("layer", json!(2)),
        ("behavior", json!(2)),
        ("automation", json!(2)),
        ("isManual", json!(false)),
        ("isToBeAutomated", json!(false)),
        ("is_flaky", json!(1)),
        ("suite_id", suite.clone()),
        ("custom_fields", json!([{ "id": field, "value": "AK-7" }])),
        ("params", json!({ "card": ["visa"], "a": ["1", "2"], "b": ["3", "4"] })),
        ("created_at", json!("2026-11-20T06:00:00+00:00")),
    ] {
        assert_eq!(case[name], value, "{name}");
    }
    assert_eq!(case["parameters"][0]["type"], "single");
    assert_eq!(case["parameters"][1]["items"][1]["title"], "b");
    let titles: Vec<_> = case["tags"].as_array().expect("tags").iter().map(|t| t["title"].clone()).collect();
    assert_eq!(titles, ["pay", "smoke"]);
    assert_eq!(case["attachments"][0]["filename"], "note.txt");
    assert_eq!(case["steps"][0]["expected_result"], json!(null));
    assert_eq!(case["steps"][0]["steps"][0]["action"], "nested");
    assert_eq!(case["steps"][1]["shared_step_hash"], shared);
    assert_eq!(case["steps"][1]["steps"][1]["action"], "type");
    // Only what is sent changes; an empty text clears.
    w.patch("/v1/case/DEMO/1", json!({ "title": "Pay", "description": "", "custom_field": { field.to_string(): "" } })).await;
    let case = w.get("/v1/case/DEMO/1").await;
    assert_eq!((case["title"].as_str(), &case["description"]), (Some("Pay"), &json!(null)));
    assert_eq!(case["custom_fields"], json!([]));
    assert_eq!((case["severity"].as_i64(), case["suite_id"] == suite), (Some(2), true));
    let bytes = w.client.get(case["attachments"][0]["url"].as_str().expect("url")).send().await.expect("download");
    assert_eq!(bytes.headers()["x-content-type-options"], "nosniff");
    assert_eq!(bytes.bytes().await.expect("bytes").as_ref(), b"hello");
}

#[tokio::test]
async fn refuses_what_is_wrong_naming_the_field() {
    let w = World::demo().await;
    let fields = |body: &serde_json::Value| -> Vec<String> {
        body["errorFields"].as_array().expect("fields").iter().map(|f| f["field"].as_str().expect("name").to_owned()).collect()
    };
    let (status, body) = w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "severity": 77, "suite_id": "x" }))).await;
    assert_eq!((status, fields(&body)), (StatusCode::BAD_REQUEST, vec!["title".into(), "severity".into(), "suite_id".into()]));
    assert_eq!(body["errorMessage"], "Data is invalid.");
    let (_, body) = w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "title": "x", "suite_id": 5 }))).await;
    assert_eq!(fields(&body), ["suite_id"]);
    let bulk =
        json!({ "cases": [{ "title": "good" }, { "title": "x".repeat(256) }, { "title": "y", "custom_field": { "9": "v" } }] });
    let (_, body) = w.send(Method::POST, "/v1/case/DEMO/bulk", Some(bulk)).await;
    assert_eq!(fields(&body), ["cases.1.title"]);
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 0, "nothing of a refused batch is stored");
    let gherkin = json!({ "title": "g", "steps_type": "gherkin", "steps": [{ "value": "Given", "data": "no" }] });
    let (_, body) = w.send(Method::POST, "/v1/case/DEMO", Some(gherkin)).await;
    assert_eq!(fields(&body), ["steps.0.data"]);
    let good = json!({ "title": "g", "steps_type": "gherkin", "steps": [{ "value": "Given a\nThen b" }] });
    w.post("/v1/case/DEMO", good).await;
    assert_eq!(w.get("/v1/case/DEMO/1").await["steps"][0]["action"], "Given a\nThen b");
    let broken = w.client.post(w.url("/v1/case/DEMO")).header("Token", TOKEN).body("{\"title\":").send().await.expect("answer");
    assert_eq!(read(broken).await.0, 400);
    let deep = format!(
        "{{\"title\":\"d\",\"steps\":{}{}}}",
        "[{\"action\":\"a\",\"steps\":".repeat(500),
        "[]".to_owned() + &"}]".repeat(500)
    );
    let deep = w.client.post(w.url("/v1/case/DEMO")).header("Token", TOKEN).body(deep).send().await.expect("answer");
    assert_eq!(read(deep).await.0, 400);
}

#[tokio::test]
async fn lists_with_pages_and_filters() {
    let w = World::demo().await;
    w.post("/v1/suite/DEMO", json!({ "title": "S" })).await;
    let cases: Vec<_> = (0..120)
        .map(|i| json!({ "title": format!("Case {i}"), "severity": 1 + i % 2, "suite_id": (i < 50).then_some(1) }))
        .collect();
    let ids = w.post("/v1/case/DEMO/bulk", json!({ "cases": cases })).await["ids"].clone();
    assert_eq!(ids.as_array().map(Vec::len), Some(120));
    let page = w.get("/v1/case/DEMO").await;
    assert_eq!((page["total"].as_i64(), page["filtered"].as_i64(), page["count"].as_i64()), (Some(120), Some(120), Some(10)));
    let page = w.get("/v1/case/DEMO?limit=100&page=2").await;
    assert_eq!((page["count"].as_i64(), page["entities"][0]["id"].as_i64()), (Some(20), Some(101)));
    let page = w.get("/v1/case/DEMO?suite_id=1&severity=critical,major&limit=100").await;
    assert_eq!(page["filtered"], 25);
    assert_eq!(w.get("/v1/case/DEMO?search=CASE%2011").await["filtered"], 11);
    assert_eq!(w.get("/v1/case/DEMO?filters[severity]=blocker").await["filtered"], 60);
    assert_eq!(w.send(Method::GET, "/v1/case/DEMO?limit=101", None).await.0, 400);
    assert_eq!(w.get("/v1/suite/DEMO").await["entities"][0]["cases_count"], 50);
    // Numbers are never given again.
    w.delete("/v1/case/DEMO/120").await;
    assert_eq!(w.post("/v1/case/DEMO", json!({ "title": "next" })).await["id"], 121);
    assert_eq!(w.send(Method::GET, "/v1/case/DEMO/120", None).await.0, 404);
    assert_eq!(w.send(Method::GET, "/v1/case/DEMO/1", None).await.0, 200);
    for no_number in ["+1", "%2B1", "1.0", "1e0", "0x1", "%201", "-1", "\u{661}"] {
        let status = w.send(Method::GET, &format!("/v1/case/DEMO/{no_number}"), None).await.0;
        assert_eq!(status, 404, "{no_number}");
    }
    // So it is in lists and bodies.
    assert_eq!(w.send(Method::GET, "/v1/case/DEMO?suite_id=%2B1", None).await.0, 400);
    assert_eq!(w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "title": "x", "suite_id": "+1" }))).await.0, 400);
    assert_eq!(w.send(Method::POST, "/v1/plan/DEMO", Some(json!({ "title": "x", "cases": ["+1"] }))).await.0, 400);
}

#[tokio::test]
async fn suites_form_a_tree_and_go_with_their_cases() {
    let w = World::demo().await;
    w.post("/v1/suite/DEMO", json!({ "title": "A" })).await;
    w.post("/v1/suite/DEMO", json!({ "title": "B", "parent_id": 1 })).await;
    w.post("/v1/suite/DEMO", json!({ "title": "C", "parent_id": null })).await;
    assert_eq!(w.get("/v1/suite/DEMO/2").await["parent_id"], 1);
    assert_eq!(w.send(Method::PATCH, "/v1/suite/DEMO/1", Some(json!({ "parent_id": 2 }))).await.0, 400);
    w.post("/v1/case/DEMO", json!({ "title": "in B", "suite_id": 2 })).await;
    w.post("/v1/case/DEMO", json!({ "title": "in C", "suite_id": 3 })).await;
    let body = json!({ "destination_id": 3 });
    assert_eq!(w.send(Method::DELETE, "/v1/suite/DEMO/1", Some(body)).await.0, 200);
    assert_eq!(w.get("/v1/suite/DEMO").await["total"], 1);
    assert_eq!(w.get("/v1/case/DEMO/1").await["suite_id"], 3);
    w.delete("/v1/suite/DEMO/3").await;
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 0);
    assert_eq!(w.get("/v1/project/DEMO").await["counts"]["suites"], 0);
}

#[tokio::test]
async fn runs_take_results_until_they_are_complete() {
    let w = World::demo().await;
    let cases: Vec<_> = (1..=3).map(|i| json!({ "title": format!("Case {i}") })).collect();
    w.post("/v1/case/DEMO/bulk", json!({ "cases": cases })).await;
    let run = json!({ "title": "Nightly", "cases": [1, 2, 3], "start_time": "2026-11-20 05:59:00", "tags": ["ci"] });
    assert_eq!(w.post("/v1/run/DEMO", run).await["id"], 1);
    let one = w
        .post(
            "/v1/result/DEMO/1",
            json!({ "case_id": 1, "status": "passed", "time_ms": 1200, "comment": "ok",
            "steps": [{ "status": "passed", "action": "open" }] }),
        )
        .await;
    assert_eq!(one["case_id"], 1);
    let hash = one["hash"].as_str().expect("hash");
    assert_eq!(hash.len(), 40);
    let bulk = json!({ "results": [{ "case_id": 2, "status": "failed", "time": 3, "start_time": 1_795_154_345 }] });
    w.post("/v1/result/DEMO/1/bulk", bulk).await;
    let run = w.get("/v1/run/DEMO/1?include=cases").await;
    assert_eq!(run["stats"]["statuses"], json!({ "passed": 1, "failed": 1, "untested": 1 }));
    assert_eq!(
        (run["stats"]["total"].as_i64(), run["time_spent"].as_i64(), run["status"].as_i64()),
        (Some(3), Some(4200), Some(0))
    );
    assert_eq!((&run["cases"], &run["tags"][0]["title"]), (&json!([1, 2, 3]), &json!("ci")));
    let found = w.get("/v1/result/DEMO?run=1&status=passed").await;
    assert_eq!((found["total"].as_i64(), found["filtered"].as_i64()), (Some(2), Some(1)));
    let result = &found["entities"][0];
    assert_eq!((result["status"].as_str(), result["steps"][0]["status"].as_i64()), (Some("passed"), Some(1)));
    assert_eq!((result["is_api_result"].as_bool(), result["time_spent_ms"].as_i64()), (Some(true), Some(1200)));
    w.patch(&format!("/v1/result/DEMO/1/{hash}"), json!({ "status": "blocked", "comment": null })).await;
    assert_eq!(w.get(&format!("/v1/result/DEMO/{hash}")).await["status"], "blocked");
    // A bad result refuses its whole batch.
    let bad = json!({ "results": [{ "case_id": 3, "status": "passed" }, { "case_id": 99, "status": "passed" }] });
    let (status, body) = w.send(Method::POST, "/v1/result/DEMO/1/bulk", Some(bad)).await;
    assert_eq!((status.as_u16(), body["errorFields"][0]["field"].as_str()), (400, Some("results.1.case_id")));
    let early = json!({ "case_id": 3, "status": "passed", "start_time": 1_795_000_000 });
    let (status, body) = w.send(Method::POST, "/v1/result/DEMO/1", Some(early)).await;
    assert_eq!((status.as_u16(), body["errorFields"][0]["field"].as_str()), (400, Some("start_time")));
    assert_eq!(w.get("/v1/result/DEMO?run=1").await["total"], 2);
    w.post("/v1/run/DEMO/1/complete", json!({})).await;
    let run = w.get("/v1/run/DEMO/1").await;
    assert_eq!((run["status"].as_i64(), run["status_text"].as_str()), (Some(1), Some("failed")));
    let (status, body) = w.send(Method::POST, "/v1/result/DEMO/1", Some(json!({ "case_id": 3, "status": "passed" }))).await;
    assert_eq!(status, 400);
    assert!(body["errorMessage"].as_str().is_some_and(|m| m.contains("completed")), "{body}");
    for (filter, count) in [("in_progress", 0), ("failed", 1), ("passed", 0), ("complete", 1), ("passed,failed", 1)] {
        assert_eq!(w.get(&format!("/v1/run/DEMO?status={filter}")).await["filtered"], count, "{filter}");
    }
    w.delete(&format!("/v1/result/DEMO/1/{hash}")).await;
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 1);
}

#[tokio::test]
async fn a_run_has_each_configuration_once_in_the_given_order() {
    let w = World::demo().await;
    w.post("/v1/configuration/DEMO/group", json!({ "title": "Browser" })).await;
    for title in ["Firefox", "Chrome"] {
        w.post("/v1/configuration/DEMO", json!({ "title": title, "group_id": 1 })).await;
    }
    w.post("/v1/run/DEMO", json!({ "title": "Nightly", "configurations": [2, 1, 2, 1] })).await;
    assert_eq!(w.get("/v1/run/DEMO/1").await["configurations"], json!([2, 1]));
}

#[tokio::test]
async fn options_of_a_field_are_replaced_in_cases() {
    let w = World::demo().await;
    let options = json!([{ "id": 1, "title": "Cart" }, { "id": 2, "title": "Pay" }, { "id": 3, "title": "Ship" }]);
    w.post("/v1/custom_field", json!({ "title": "Areas", "entity": 0, "type": 6, "value": options })).await;
    w.post("/v1/case/DEMO", json!({ "title": "a", "custom_field": { "1": "1,2" } })).await;
    let change = json!({ "title": "Areas", "value": [{ "id": 2, "title": "Pay" }, { "id": 3, "title": "Ship" }],
        "replace_values": { "1": "3" } });
    w.patch("/v1/custom_field/1", change).await;
    assert_eq!(w.get("/v1/case/DEMO/1").await["custom_fields"][0]["value"], "3,2");
    let wrong = json!({ "title": "b", "custom_field": { "1": "1" } });
    assert_eq!(w.send(Method::POST, "/v1/case/DEMO", Some(wrong)).await.0, 400);
}

#[tokio::test]
async fn a_field_does_not_take_the_title_of_another_one() {
    let w = World::demo().await;
    for (entity, path) in [(0, "case"), (1, "run")] {
        let mut ids = Vec::new();
        for title in ["Owner", "Reviewer"] {
            let field = json!({ "title": title, "entity": entity, "type": 1 });
            ids.push(w.post("/v1/custom_field", field).await["id"].as_i64().expect("id"));
        }
        let (owner, reviewer) = (ids[0], ids[1]);
        let values = json!({ owner.to_string(): "Anna", reviewer.to_string(): "Boris" });
        w.post(&format!("/v1/{path}/DEMO"), json!({ "title": "a", "custom_field": values })).await;
        let shown = async || w.get(&format!("/v1/{path}/DEMO/1")).await["custom_fields"].clone();
        let expected = json!([{ "id": owner, "value": "Anna" }, { "id": reviewer, "value": "Boris" }]);
        assert_eq!(shown().await, expected, "{path}");
        for title in ["Owner", " owner "] {
            let change = Some(json!({ "title": title }));
            let (status, body) = w.send(Method::PATCH, &format!("/v1/custom_field/{reviewer}"), change).await;
            assert_eq!((status.as_u16(), &body["errorFields"][0]["field"]), (400, &json!("title")), "{path} {title}: {body}");
        }
        assert_eq!(shown().await, expected, "{path}");
        // Values stay with a field that gets a title of its own, also in another letter case.
        for title in ["Approver", "APPROVER"] {
            w.patch(&format!("/v1/custom_field/{reviewer}"), json!({ "title": title })).await;
            assert_eq!(shown().await, expected, "{path} {title}");
        }
    }
}

#[tokio::test]
async fn an_option_in_use_is_not_removed_without_a_replacement() {
    let w = World::demo().await;
    for (entity, path) in [(0, "case"), (1, "run")] {
        let options = json!([{ "id": 1, "title": "Cart" }, { "id": 2, "title": "Pay" }]);
        let field = json!({ "title": "Area", "entity": entity, "type": 3, "value": options });
        let id = w.post("/v1/custom_field", field).await["id"].as_i64().expect("id");
        let values = json!({ id.to_string(): "1" });
        w.post(&format!("/v1/{path}/DEMO"), json!({ "title": "a", "custom_field": values })).await;
        let shown = async || w.get(&format!("/v1/{path}/DEMO/1")).await["custom_fields"][0]["value"].clone();
        let change = async |replace: serde_json::Value| {
            let body = json!({ "title": "Area", "value": [{ "id": 2, "title": "Pay" }], "replace_values": replace });
            let (status, body) = w.send(Method::PATCH, &format!("/v1/custom_field/{id}"), Some(body)).await;
            (status.as_u16(), body["errorFields"][0]["field"].clone())
        };
        assert_eq!(change(json!({})).await, (400, json!("value")), "{path}");
        assert_eq!(change(json!({ "1": "7" })).await, (400, json!("replace_values")), "{path}");
        assert_eq!(shown().await, "1", "{path}");
        assert_eq!(change(json!({ "1": "2" })).await.0, 200, "{path}");
        assert_eq!(shown().await, "2", "{path}");
        let other = json!({ "title": "Area", "value": [{ "id": 9, "title": "Ship" }] });
        w.patch(&format!("/v1/custom_field/{id}?force=true"), other).await;
        assert_eq!(shown().await, "2", "{path}: the value is kept by decision");
    }
}

#[tokio::test]
async fn a_shared_step_in_use_is_not_deleted_without_a_decision() {
    let w = World::demo().await;
    let shared = json!({ "title": "Sign in", "steps": [{ "action": "open" }] });
    let hash = w.post("/v1/shared_step/DEMO", shared).await["hash"].as_str().expect("hash").to_owned();
    w.post("/v1/case/DEMO", json!({ "title": "a", "steps": [{ "shared": hash }] })).await;
    let path = format!("/v1/shared_step/DEMO/{hash}");
    let (status, body) = w.send(Method::DELETE, &path, None).await;
    assert_eq!(status, 409, "{body}");
    assert!(body["errorMessage"].as_str().is_some_and(|text| text.contains("1 cases (1)")), "{body}");
    w.delete(&format!("{path}?force=true")).await;
    assert_eq!(w.send(Method::GET, &path, None).await.0, 404);
}
