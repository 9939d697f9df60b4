//! The own API: each resource once through its life, lost updates, repeated requests, wrong bodies, and the OpenAPI document as the judge of
//! every answer.

use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;
use voluptas_server::rest::{REST, openapi};

/// The API with a judge: every answer is compared with the document.
pub struct Api {
    pub w: World,
    document: Value,
}

/// An answer that the document allows.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn etag(&self) -> String {
        self.headers["etag"].to_str().expect("text").to_owned()
    }

    /// JSON pointers of the wrong fields.
    pub fn pointers(&self) -> Vec<&str> {
        self.body["errors"].as_array().map(|all| all.iter().filter_map(|e| e["pointer"].as_str()).collect()).unwrap_or_default()
    }
}

impl Api {
    pub async fn new() -> Self {
        Self { w: World::demo().await, document: openapi::document(REST) }
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<Value>, headers: &[(&'static str, &str)]) -> Answer {
        let url = self.w.url(&format!("/api/v1{path}"));
        let mut request = self.w.client.request(method.parse().expect("method"), url).bearer_auth(TOKEN);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = &body {
            request = request.json(body);
        }
        let response = request.send().await.expect("answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("text");
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        self.judge(method, path, status, &headers, &body);
        Answer { status: status.as_u16(), headers, body }
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.send("GET", path, None, &[]).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body), &[]).await
    }

    pub async fn made(&self, path: &str, body: Value) -> Value {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.body);
        let location = answer.headers["location"].to_str().expect("text").strip_prefix("/api/v1").expect("own").to_owned();
        if !location.ends_with("comments") && !location.ends_with("configurations") {
            assert_eq!(self.get(&location).await, answer.body, "what was made is there");
        }
        answer.body
    }

    /// Compares an answer with what the document says of its operation.
    pub fn judge(&self, method: &str, path: &str, status: StatusCode, headers: &HeaderMap, body: &Value) {
        let is_part = path.contains("fields=");
        let path = path.split('?').next().expect("path");
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |known: &str| {
            let known: Vec<&str> = known.strip_prefix("/api/v1").unwrap_or(known).split('/').collect();
            known.len() == parts.len() && known.iter().zip(&parts).all(|(k, p)| k.starts_with('{') || k == p)
        };
        // A path without parameters comes before one with them.
        let paths = self.document["paths"].as_object().expect("paths");
        let found = paths.iter().filter(|(known, _)| fits(known)).min_by_key(|(known, _)| known.matches('{').count());
        let (known, operations) = found.unwrap_or_else(|| panic!("no path {path}"));
        let operation = &operations[method.to_lowercase()];
        assert!(operation.is_object(), "{method} {known}");
        let response = match &operation["responses"][status.as_str()] {
            Value::Null => {
                assert!(status.as_u16() >= 400, "{method} {known}: undocumented {status}");
                assert_eq!(headers["content-type"], "application/problem+json", "{method} {known}");
                assert_eq!(body["status"], status.as_u16());
                &operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
            }
            response => {
                assert_eq!(response["headers"]["ETag"].is_object(), headers.contains_key("etag"), "{method} {known}");
                &response["content"]["application/json"]["schema"]
            }
        };
        if response.is_null() {
            assert!(body.is_null(), "{method} {known}: {body}");
            return;
        }
        let mut schema = json!({ "allOf": [response], "components": self.document["components"] });
        if is_part {
            without_required(&mut schema);
        }
        let validator = jsonschema::draft202012::new(&schema).expect("schema");
        let problems: Vec<String> = validator.iter_errors(body).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(problems.is_empty(), "{method} {known}: {problems:?} in {body}");
    }
}

/// Takes the demand for fields out of a schema: `fields=` leaves some out.
fn without_required(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.remove("required");
            fields.values_mut().for_each(without_required);
        }
        Value::Array(values) => values.iter_mut().for_each(without_required),
        _ => {}
    }
}

#[tokio::test]
async fn a_case_lives_from_its_creation_to_the_trash() {
    let api = Api::new().await;
    let suite = api.made("/projects/DEMO/suites", json!({ "title": "Checkout" })).await["id"].as_i64().expect("id");
    let below = api.made("/projects/DEMO/suites", json!({ "title": "Cards", "parent_id": suite })).await["id"].clone();
    let new = json!({
        "title": "Оплата картой 🙂", "suite_id": suite, "further_suites": [below], "severity": "critical", "tags": ["smoke", "pay"],
        "steps": [{ "action": "Open", "expected": "The form", "steps": [{ "action": "Wait" }] }],
        "parameters": [{ "items": [{ "title": "Browser", "values": ["Firefox", "Chrome"] }] }],
        "links": [{ "url": "https://tracker.example/PAY-7" }],
    });
    let case = api.made("/projects/DEMO/cases", new).await;
    let path = format!("/projects/DEMO/cases/{}", case["id"]);
    assert_eq!((&case["title"], &case["tags"]), (&json!("Оплата картой 🙂"), &json!(["pay", "smoke"])));
    assert_eq!(case["further_suites"], json!([{ "suite_id": below, "position": 0 }]));
    assert_eq!(case["steps"][0]["steps"][0]["action"], "Wait");

    let changed = api.send("PATCH", &path, Some(json!({ "priority": "high", "suite_id": null, "tags": [] })), &[]).await;
    assert_eq!((changed.status, &changed.body["suite_id"], &changed.body["priority"]), (200, &Value::Null, &json!("high")));
    assert_eq!(changed.body["steps"], case["steps"], "what is not named stays");
    let versions = api.get(&format!("{path}/versions")).await;
    let first = versions["items"].as_array().expect("versions").last().expect("first").clone();
    assert_eq!(first["content"]["priority"], "undefined");
    let restored = api.post(&format!("{path}/versions/{}/restore", first["id"]), json!({})).await;
    assert_eq!((restored.status, &restored.body["tags"]), (200, &json!(["pay", "smoke"])));
    // A version of another case is none of this one, although it was written between two of it.
    let other = api.made("/projects/DEMO/cases", json!({ "title": "Pay by card" })).await["id"].clone();
    let foreign = api.get(&format!("/projects/DEMO/cases/{other}/versions")).await["items"][0]["id"].clone();
    assert_eq!(api.send("PATCH", &path, Some(json!({ "title": "Pay later" })), &[]).await.status, 200);
    assert_eq!(api.post(&format!("{path}/versions/{foreign}/restore"), json!({})).await.status, 404);
    assert_eq!(api.get(&path).await["title"], "Pay later");
    let comment = api.made(&format!("{path}/comments"), json!({ "body": "Looks good" })).await;
    assert_eq!(api.get(&format!("{path}/comments")).await["items"], json!([comment]));

    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &path, None, &[]).await.status, 404);
}

#[tokio::test]
async fn a_lost_update_is_refused() {
    let api = Api::new().await;
    let made = api.post("/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    let path = format!("/projects/DEMO/cases/{}", made.body["id"]);
    let (mine, theirs) = (json!({ "title": "Mine" }), json!({ "title": "Theirs" }));
    let first = api.send("PATCH", &path, Some(theirs), &[("if-match", &made.etag())]).await;
    assert_eq!(first.status, 200);
    let second = api.send("PATCH", &path, Some(mine.clone()), &[("if-match", &made.etag())]).await;
    assert_eq!((second.status, &api.get(&path).await["title"]), (412, &json!("Theirs")));
    assert_eq!(api.send("DELETE", &path, None, &[("if-match", &made.etag())]).await.status, 412);
    let third = api.send("PATCH", &path, Some(mine), &[("if-match", &first.etag())]).await;
    assert_eq!((third.status, &third.body["title"]), (200, &json!("Mine")));
    assert_ne!(third.etag(), first.etag());
}

#[tokio::test]
async fn a_repeated_request_is_executed_once() {
    let api = Api::new().await;
    let key = [("idempotency-key", "build-7")];
    let body = || Some(json!({ "title": "Nightly" }));
    let first = api.send("POST", "/projects/DEMO/runs", body(), &key).await;
    let again = api.send("POST", "/projects/DEMO/runs", body(), &key).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!((again.etag(), &again.headers["location"]), (first.etag(), &first.headers["location"]));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let other = api.send("POST", "/projects/DEMO/runs", Some(json!({ "title": "Other" })), &key).await;
    assert_eq!(other.status, 422);
    assert_eq!(api.get("/projects/DEMO/runs").await["items"].as_array().expect("runs").len(), 1);

    // Twenty at once, as a client does that lost its patience.
    let key = [("idempotency-key", "build-8")];
    let sent = (0..20).map(|_| api.send("POST", "/projects/DEMO/runs", body(), &key));
    let answers = futures::future::join_all(sent).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body), "one is executed");
    }
    assert_eq!(api.get("/projects/DEMO/runs").await["items"].as_array().expect("runs").len(), 2);
}

#[tokio::test]
async fn a_refused_request_is_not_remembered() {
    let api = Api::new().await;
    let key = [("idempotency-key", "a")];
    assert_eq!(api.send("POST", "/projects/DEMO/cases", Some(json!({ "title": " " })), &key).await.status, 422);
    assert_eq!(api.send("POST", "/projects/DEMO/cases", Some(json!({ "title": "Pay" })), &key).await.status, 201);
    assert_eq!(
        api.send("POST", "/projects/DEMO/cases", Some(json!({ "title": "Pay" })), &[("idempotency-key", "")]).await.status,
        400
    );
}

#[tokio::test]
async fn wrong_fields_are_named_by_pointers() {
    let api = Api::new().await;
    for (body, pointers) in [
        (json!({}), vec!["/title"]),
        (json!({ "title": "" }), vec!["/title"]),
        (json!({ "title": 5 }), vec!["/title"]),
        (json!({ "title": "a\u{0}" }), vec!["/title"]),
        (json!({ "titel": "a" }), vec!["/titel"]),
        (json!({ "title": "a", "severity": "bad", "steps": [{}, { "action": "b" }] }), vec!["/severity", "/steps/0/action"]),
        (json!({ "title": "a", "steps": [{ "action": "b", "attachments": ["0"] }] }), vec!["/steps/0/attachments/0"]),
        (json!({ "title": "a", "steps": [{ "action": "b", "note": 1 }] }), vec!["/steps/0/note"]),
        (json!({ "title": "a", "suite_id": 99 }), vec!["/suite_id"]),
        (json!({ "title": "a", "further_suites": [99] }), vec!["/further_suites/0"]),
        (json!({ "title": "a", "milestone_id": 99 }), vec!["/milestone_id"]),
        (json!({ "title": "a", "custom_fields": { "No/ne": "1" } }), vec!["/custom_fields/No~1ne"]),
        (json!({ "title": "a", "links": [{ "url": "javascript:alert(1)" }] }), vec!["/links/0/url"]),
        (json!({ "title": "x".repeat(256) }), vec!["/title"]),
    ] {
        let answer = api.post("/projects/DEMO/cases", body.clone()).await;
        assert_eq!((answer.status, answer.pointers()), (422, pointers), "{body}: {}", answer.body);
    }
    assert_eq!(api.get("/projects/DEMO/cases").await["items"], json!([]), "nothing of it was stored");
    let missing = api.post("/projects", json!({ "title": "Payments" })).await;
    assert_eq!((missing.status, missing.pointers()), (422, vec!["/code"]), "{}", missing.body);
    for (query, name) in
        [("limit=0", "limit"), ("limit=1001", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor"), ("x=1", "x")]
    {
        let answer = api.send("GET", &format!("/projects/DEMO/cases?{query}"), None, &[]).await;
        assert_eq!((answer.status, answer.pointers()), (400, vec![name]), "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_list_is_complete_although_it_changes() {
    let api = Api::new().await;
    let items: Vec<Value> = (0..25).map(|n| json!({ "fields": { "title": format!("Case {n}"), "tags": ["t"] } })).collect();
    let outcomes = api.post("/projects/DEMO/cases/bulk", json!({ "items": items })).await;
    assert!(outcomes.body["outcomes"].as_array().expect("outcomes").iter().all(|o| o["status"] == 201), "{}", outcomes.body);
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let page = api.get(&format!("/projects/DEMO/cases?limit=10&fields=title&tags=t{cursor}")).await;
        seen.extend(page["items"].as_array().expect("items").iter().map(|case| case["id"].as_i64().expect("id")));
        assert_eq!(page["items"][0].as_object().expect("case").len(), 2, "id and title");
        // A case of an earlier page goes: with offsets the next page would lack one.
        api.send("DELETE", &format!("/projects/DEMO/cases/{}", seen[0]), None, &[]).await;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, (1..=25).collect::<Vec<_>>());
    let filtered = async |filter: Value| {
        let text = filter.to_string().replace('"', "%22");
        let page = api.get(&format!("/projects/DEMO/cases?filter={text}&fields=title&limit=1000")).await;
        page["items"].as_array().expect("items").len()
    };
    assert_eq!(filtered(json!({ "is_never_run": true, "tags": ["t"] })).await, 24, "one is in the trash");
    assert_eq!((filtered(json!({ "words": "none" })).await, filtered(json!({ "is_flaky": true })).await), (0, 0));
}

#[tokio::test]
async fn the_history_is_read_in_parts() {
    let api = Api::new().await;
    for n in 0..5 {
        api.made("/projects/DEMO/cases", json!({ "title": format!("Case {n}") })).await;
    }
    let ids = |page: &Value| -> Vec<i64> {
        page["items"].as_array().expect("writes").iter().filter_map(|write| write["id"].as_i64()).collect()
    };
    let whole = api.get("/history").await;
    assert!(ids(&whole).len() >= 5 && whole["next_cursor"].is_null(), "{whole}");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/history?limit=2&cursor={cursor}")).await;
        seen.extend(ids(&page));
        // What comes meanwhile moves nothing.
        api.made("/projects/DEMO/cases", json!({ "title": "Later" })).await;
        let Some(next) = page["next_cursor"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(seen, ids(&whole));
    assert_eq!(api.send("GET", "/history?cursor=x", None, &[]).await.status, 400);
}

#[tokio::test]
async fn a_refused_item_leaves_the_others_alone() {
    let api = Api::new().await;
    api.made("/projects/DEMO/cases", json!({ "title": "There" })).await;
    let body = json!({ "items": [
        { "fields": { "title": "A" } }, { "fields": { "title": "" } }, { "id": 99, "fields": {} },
        { "id": 1, "fields": { "priority": "high" } }, { "fields": { "title": "B", "suite_id": 5 } },
    ] });
    let answer = api.post("/projects/DEMO/cases/bulk", body).await;
    let statuses: Vec<_> = answer.body["outcomes"].as_array().expect("outcomes").iter().map(|o| o["status"].clone()).collect();
    assert_eq!(json!(statuses), json!([201, 422, 404, 200, 422]), "{}", answer.body);
    let cases = api.get("/projects/DEMO/cases?fields=title,priority").await;
    assert_eq!(
        cases["items"],
        json!([{ "id": 1, "title": "There", "priority": "high" }, { "id": 2, "title": "A", "priority": "undefined" }])
    );
    for path in ["/projects/DEMO/cases", "/projects/DEMO/cases/1", "/projects/DEMO/runs", "/projects/DEMO/results", "/projects"] {
        let refused = api.send("GET", &format!("{path}?fields=title,nope"), None, &[]).await;
        assert_eq!((refused.status, refused.pointers()), (400, vec!["fields"]), "{path}: {}", refused.body);
        let text = refused.body["errors"][0]["detail"].as_str().expect("text");
        assert!(text.contains("“nope”") && text.contains(", title"), "{path}: {text}");
    }
}

#[tokio::test]
async fn fields_are_chosen_once_and_of_reading_operations_alone() {
    let api = Api::new().await;
    let title = |title: &str| Some(json!({ "title": title }));
    api.made("/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    api.made("/projects/DEMO/runs", json!({ "title": "Nightly" })).await;
    for (method, path, body) in [
        ("GET", "/projects/DEMO/cases?fields=title&fields=tags", None),
        ("GET", "/projects/DEMO/cases?fields=title%00", None),
        ("GET", "/projects/DEMO/runs/1/report?fields=nope", None),
        ("POST", "/projects/DEMO/cases?fields=title", title("Refund")),
        ("POST", "/projects/DEMO/runs/1/end?fields=nope", Some(json!({}))),
        ("PATCH", "/projects/DEMO/cases/1?fields=title", title("Refund")),
        ("DELETE", "/projects/DEMO/cases/1?fields=id", None),
    ] {
        let refused = api.send(method, path, body, &[]).await;
        assert_eq!((refused.status, refused.pointers()), (400, vec!["fields"]), "{method} {path}: {}", refused.body);
    }
    assert_eq!(api.get("/projects/DEMO/cases?fields=title").await["items"], json!([{ "id": 1, "title": "Pay" }]));
    let part = reqwest::multipart::Part::text("text").file_name("a.txt");
    let form = reqwest::multipart::Form::new().part("file[]", part);
    let request = api.w.client.post(api.w.url("/api/v1/projects/DEMO/attachments?fields=hash")).bearer_auth(TOKEN);
    assert_eq!(request.multipart(form).send().await.expect("answer").status(), 400);
    assert_eq!(api.get("/projects/DEMO/attachments").await["items"], json!([]));
}

#[tokio::test]
async fn a_run_is_filled_ended_compared_and_judged() {
    let api = Api::new().await;
    for title in ["Pay", "Refund"] {
        api.made("/projects/DEMO/cases", json!({ "title": title })).await;
    }
    let environment = api.made("/projects/DEMO/environments", json!({ "title": "Staging" })).await;
    let milestone = api.made("/projects/DEMO/milestones", json!({ "title": "4.2", "due_at": "2026-12-01" })).await;
    api.made("/projects/DEMO/configurations", json!({ "group": "Browser", "title": "Firefox" })).await;
    let configuration = api.get("/projects/DEMO/configurations").await["items"][0]["configurations"][0]["id"].clone();
    let run = |title: &str, cases: Value| {
        json!({ "title": title, "cases": cases, "environment_id": environment["id"], "milestone_id": milestone["id"],
            "configurations": [configuration, configuration] })
    };
    let first = api.made("/projects/DEMO/runs", run("Monday", json!([1]))).await;
    assert_eq!(first["configurations"], json!([configuration]), "each once");
    assert_eq!((&first["total"], &first["statuses"]), (&json!(1), &json!({ "untested": 1 })));
    let grown = api.post("/projects/DEMO/runs/1/cases", json!({ "cases": [1, 2] })).await;
    assert_eq!((grown.status, &grown.body["total"]), (200, &json!(2)));
    assert_eq!(api.post("/projects/DEMO/runs/1/cases", json!({ "cases": [9] })).await.pointers(), ["/cases/0"]);
    api.made("/projects/DEMO/runs", run("Tuesday", json!([1, 2]))).await;
    for (number, status) in [(1, "passed"), (2, "failed")] {
        for case in [1, 2] {
            api.w.post(&format!("/v1/result/DEMO/{number}"), json!({ "case_id": case, "status": status })).await;
        }
        let ended = api.post(&format!("/projects/DEMO/runs/{number}/end"), json!({})).await;
        assert_eq!((ended.status, &ended.body["state"]), (200, &json!("complete")));
    }
    assert_eq!(api.post("/projects/DEMO/runs/1/cases", json!({ "cases": [1] })).await.status, 409, "it has ended");
    let compared = api.get("/projects/DEMO/runs/2/comparison?with=1").await;
    assert_eq!(compared["counts"], json!({ "new_failure": 2 }), "{compared}");
    let gate = |rules: &str| json!({ "rules": rules });
    let judged = api.post("/projects/DEMO/runs/2/gate", gate("max-failures = 0")).await;
    assert_eq!((judged.status, &judged.body["passed"]), (200, &json!(false)), "{}", judged.body);
    assert_eq!(judged.body["broken"], json!([{ "rule": "max-failures", "limit": "0", "found": "2" }]));
    assert_eq!(api.post("/projects/DEMO/runs/1/gate", gate("max-failures = 0")).await.body["passed"], true);
    for rules in ["nonsense = 0", "", " \n"] {
        assert_eq!(api.post("/projects/DEMO/runs/1/gate", gate(rules)).await.pointers(), ["/rules"], "{rules:?}");
    }
    let failed = api.get("/projects/DEMO/results?status=failed&limit=1").await;
    assert_eq!((&failed["items"][0]["run_id"], &failed["items"][0]["status"]), (&json!(2), &json!("failed")));
    let hash = failed["items"][0]["hash"].as_str().expect("hash");
    assert_eq!(api.get(&format!("/projects/DEMO/results/{hash}")).await, failed["items"][0]);
    assert_eq!(api.get("/projects/DEMO/runs?state=active").await["items"], json!([]));
    for path in ["/projects/DEMO/runs/2", "/projects/DEMO/environments/1", "/projects/DEMO/milestones/1"] {
        let changed = api.send("PATCH", path, Some(json!({ "title": "Renamed" })), &[]).await;
        assert_eq!((changed.status, &changed.body["title"]), (200, &json!("Renamed")), "{path}");
        assert_eq!(api.send("DELETE", path, None, &[]).await.status, 204, "{path}");
        assert_eq!(api.send("GET", path, None, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn suites_move_and_take_their_cases_with_them() {
    let api = Api::new().await;
    for title in ["A", "B", "C"] {
        api.made("/projects/DEMO/suites", json!({ "title": title })).await;
    }
    let change = async |id: i64, body: Value| api.send("PATCH", &format!("/projects/DEMO/suites/{id}"), Some(body), &[]).await;
    assert_eq!(change(3, json!({ "before_id": 1 })).await.body["position"], 0);
    assert_eq!(change(2, json!({ "parent_id": 1 })).await.body["parent_id"], 1);
    assert_eq!(change(1, json!({ "parent_id": 2 })).await.pointers(), ["/parent_id"], "a suite is not below itself");
    api.made("/projects/DEMO/cases", json!({ "title": "Pay", "suite_id": 2 })).await;
    assert_eq!(api.send("DELETE", "/projects/DEMO/suites/1?move_cases_to=2", None, &[]).await.status, 400);
    assert_eq!(api.send("DELETE", "/projects/DEMO/suites/1?move_cases_to=3", None, &[]).await.status, 204);
    assert_eq!(api.get("/projects/DEMO/cases/1").await["suite_id"], 3);
    assert_eq!(api.get("/projects/DEMO/suites").await["items"].as_array().expect("suites").len(), 1);
    assert_eq!(api.get("/projects/DEMO/tags").await["items"], json!([]));
}

#[tokio::test]
async fn functions_are_linked_with_cases() {
    let api = Api::new().await;
    api.made("/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    let func_id = api
        .w
        .store
        .write(voluptas_store::Op::edit("test"), |tx| {
            let content = voluptas_core::domain::function::FunctionContent {
                func_id: "SHOP.PAY".into(),
                title: "Pay".into(),
                is_crit: true,
                ..Default::default()
            };
            tx.functions().create(None, &content, &[])?;
            Ok(content.func_id)
        })
        .expect("function")
        .value;
    assert_eq!(api.get("/coverage").await, json!({ "functions": 1, "covered": 0, "critical": 1, "critical_covered": 0 }));
    let pairs = json!({ "pairs": [{ "func_id": func_id, "case_id": 1 }, { "func_id": "NONE", "case_id": 1 }] });
    let linked = api.post("/projects/DEMO/mappings/link", pairs).await;
    assert_eq!((&linked.body["outcomes"][0]["status"], &linked.body["outcomes"][1]["status"]), (&json!(201), &json!(404)));
    let mappings = api.get("/projects/DEMO/mappings").await;
    assert_eq!(mappings["items"], json!([{ "func_id": func_id, "project": "DEMO", "case_id": 1 }]));
    api.made("/projects/DEMO/cases", json!({ "title": "Refund" })).await;
    api.post("/projects/DEMO/mappings/link", json!({ "pairs": [{ "func_id": func_id, "case_id": 2 }] })).await;
    let first = api.get("/projects/DEMO/mappings?limit=1").await;
    let next = format!("/projects/DEMO/mappings?limit=1&cursor={}", first["next_cursor"].as_str().expect("more"));
    let second = api.get(&next).await;
    assert_eq!((&first["items"][0]["case_id"], &second["items"][0]["case_id"]), (&json!(1), &json!(2)));
    assert_eq!(second["next_cursor"], Value::Null);
    api.post("/projects/DEMO/mappings/unlink", json!({ "pairs": [{ "func_id": func_id, "case_id": 2 }] })).await;
    assert_eq!(api.get("/functions").await["items"][0], api.get(&format!("/functions/{func_id}")).await);
    assert_eq!(api.get("/coverage").await["critical_covered"], 1);
    api.post("/projects/DEMO/mappings/unlink", json!({ "pairs": [{ "func_id": func_id, "case_id": 1 }] })).await;
    assert_eq!(api.get("/projects/DEMO/mappings").await["items"], json!([]));
    let history = api.get("/history?limit=2").await;
    assert_eq!((&history["items"][0]["name"], &history["items"][0]["author"]), (&json!("unlink"), &json!("admin")), "{history}");
    for step in ["undo", "redo", "undo"] {
        let answer = api.post(&format!("/history/{step}"), json!({})).await;
        assert_eq!((answer.status, &answer.body["name"]), (200, &json!("unlink")), "{step}: {}", answer.body);
    }
    assert_eq!(api.get("/projects/DEMO/mappings").await["items"].as_array().expect("mappings").len(), 1);
}

#[tokio::test]
async fn a_project_is_created_set_and_deleted() {
    let api = Api::new().await;
    let made = api.made("/projects", json!({ "code": "pay", "title": "Payments" })).await;
    assert_eq!(made["code"], "PAY");
    assert_eq!(api.post("/projects", json!({ "code": "PAY", "title": "Again" })).await.status, 409);
    assert_eq!(api.post("/projects", json!({ "code": "1", "title": "x" })).await.pointers(), ["/code"]);
    let url = json!({ "issue_url": "https://tracker.example/{id}", "auto_create_cases": true });
    let set = api.send("PATCH", "/projects/PAY", Some(url.clone()), &[]).await;
    assert_eq!((set.status, &set.body["settings"]), (200, &url));
    let wrong = api.send("PATCH", "/projects/PAY", Some(json!({ "issue_url": "tracker" })), &[]).await;
    assert_eq!(wrong.pointers(), ["/issue_url"]);
    let named = api.send("PATCH", "/projects/PAY", Some(json!({ "title": "Payouts", "description": "Money out" })), &[]).await;
    assert_eq!((&named.body["title"], &named.body["description"]), (&json!("Payouts"), &json!("Money out")));
    let bare = api.send("PATCH", "/projects/PAY", Some(json!({ "description": null })), &[]).await;
    assert_eq!((&bare.body["title"], &bare.body["description"]), (&json!("Payouts"), &Value::Null));
    assert_eq!(api.send("PATCH", "/projects/PAY", Some(json!({ "title": " " })), &[]).await.pointers(), ["/title"]);
    assert_eq!(api.get("/projects?limit=1&cursor=").await["items"].as_array().expect("projects").len(), 1);
    assert_eq!(api.send("DELETE", "/projects/PAY", None, &[]).await.status, 204);
    assert_eq!(api.send("GET", "/projects/PAY", None, &[]).await.status, 404);
}

#[tokio::test]
async fn nothing_of_another_project_is_reached() {
    let (w, lead) = World::team(None, |store| user(store, "Lena", Some(Role::Viewer), &[("DEMO", Role::Admin)])).await;
    // Number 1 of everything is of the other project alone.
    for (path, body) in [
        ("suites", json!({ "title": "Hidden" })),
        ("cases", json!({ "title": "Hidden" })),
        ("runs", json!({ "title": "Hidden" })),
        ("milestones", json!({ "title": "Hidden" })),
        ("environments", json!({ "title": "Hidden" })),
    ] {
        let made = w.client.post(w.url(&format!("/api/v1/projects/BANK/{path}"))).bearer_auth(TOKEN).json(&body).send().await;
        assert_eq!(made.expect("answer").status(), 201, "{path}");
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let body = (method == Method::PATCH).then(|| json!({ "title": "Mine" }));
            let (status, answer) = w.send_as(&lead, method.clone(), &format!("/api/v1/projects/DEMO/{path}/1"), body).await;
            assert_eq!(status, 404, "{method} {path}: {answer}");
        }
    }
    for (path, body) in [
        ("cases", json!({ "title": "a", "suite_id": 1 })),
        ("cases", json!({ "title": "a", "milestone_id": 1 })),
        ("runs", json!({ "title": "a", "cases": [1] })),
        ("runs", json!({ "title": "a", "environment_id": 1 })),
    ] {
        let (status, answer) = w.send_as(&lead, Method::POST, &format!("/api/v1/projects/DEMO/{path}"), Some(body)).await;
        assert_eq!(status, 422, "{path}: {answer}");
    }
}

#[tokio::test]
async fn the_document_is_the_one_of_the_repository() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let text = openapi::text(REST);
    if std::env::var_os("VOLUPTAS_WRITE_DOCS").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    assert!(std::fs::read_to_string(&path).expect("docs/openapi.json") == text, "write it with VOLUPTAS_WRITE_DOCS=1");
    let w = World::demo().await;
    let served = w.client.get(w.url("/api/openapi.json")).send().await.expect("answer").text().await.expect("text");
    assert!(served == text, "the served document is another one");
    let page = w.client.get(w.url("/api/docs")).send().await.expect("answer");
    assert!(page.headers()["content-security-policy"].to_str().expect("text").contains("default-src 'none'"));
    let script = w.client.get(w.url("/api/redoc.js")).send().await.expect("answer");
    assert_eq!(
        (script.status().as_u16(), &script.headers()["content-type"]),
        (200, &"text/javascript; charset=utf-8".parse().expect("type"))
    );
}
