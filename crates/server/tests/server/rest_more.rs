//! The rest of the own API: shared steps, templates, tags, files, uploads of test tools, reports and figures, mutes, defects, edits of functions,
//! users with tokens, search. Every answer is judged by the document.

use crate::rest::Api;
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::user::Role;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

const JUNIT: &str = r#"<testsuite name="shop"><testcase classname="shop.Cart" name="adds" time="0.5"/>
<testcase classname="shop.Cart" name="pays" time="2"><failure message="declined">at Cart.pay</failure></testcase></testsuite>"#;

/// Uploads a file of a test tool; the answer of the server.
async fn ingest(api: &Api, query: &str, xml: &str) -> Value {
    let form = Form::new().part("file[]", Part::text(xml.to_owned()).file_name("junit.xml"));
    let path = format!("/projects/DEMO/results{query}");
    let request = api.w.client.post(api.w.url(&format!("/api/v1{path}"))).bearer_auth(TOKEN).multipart(form);
    let answer = request.send().await.expect("answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body: Value = answer.json().await.expect("JSON");
    api.judge("POST", &path, status, &headers, &body);
    assert_eq!(status, 200, "{body}");
    body
}

#[tokio::test]
async fn shared_steps_are_used_changed_and_deleted_by_decision() {
    let api = Api::new().await;
    let new = json!({ "title": "Sign in", "steps": [{ "action": "Open", "expected": "The form" }, { "action": "Type" }] });
    let made = api.made("/projects/DEMO/shared-steps", new).await;
    let hash = made["hash"].as_str().expect("hash").to_owned();
    let case = api.made("/projects/DEMO/cases", json!({ "title": "Pay", "steps": [{ "shared": hash }] })).await;
    let path = format!("/projects/DEMO/shared-steps/{hash}");
    assert_eq!(api.get(&path).await["cases"], json!([case["id"]]));
    let tag = api.send("GET", &path, None, &[]).await.etag();
    let changed = api.send("PATCH", &path, Some(json!({ "title": "Log in" })), &[("if-match", &tag)]).await;
    assert_eq!(
        (changed.status, &changed.body["title"], changed.body["steps"].as_array().map(Vec::len)),
        (200, &json!("Log in"), Some(2))
    );
    let late = api.send("PATCH", &path, Some(json!({ "title": "Enter" })), &[("if-match", &tag)]).await;
    assert_eq!(late.status, 412);
    let inside = api.send("PATCH", &path, Some(json!({ "steps": [{ "steps": [{ "shared": hash }] }] })), &[]).await;
    assert_eq!(inside.pointers(), ["/steps/0/steps/0/shared", "/steps/0/action"]);
    assert_eq!(api.get("/projects/DEMO/shared-steps?search=LOG").await["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 409, "a case uses them");
    assert_eq!(api.send("DELETE", &format!("{path}?force=true"), None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &path, None, &[]).await.status, 404);
    assert_eq!(api.post("/history/undo", json!({})).await.body["is_undone"], true);
    assert_eq!(api.post("/history/redo", json!({})).await.body["is_undone"], false);
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(api.get(&path).await["title"], "Log in");
}

#[tokio::test]
async fn templates_of_cases_and_of_steps() {
    let api = Api::new().await;
    let steps = api.made("/templates", json!({ "title": "Sign in", "steps": [{ "action": "Open" }] })).await;
    assert_eq!((&steps["case"], &steps["steps"][0]["action"]), (&Value::Null, &json!("Open")));
    let case = json!({ "title": "Payment", "case": { "priority": "high", "tags": ["pay"], "steps": [{ "action": "Pay" }] } });
    let case = api.made("/templates", case).await;
    assert_eq!((&case["case"]["priority"], &case["steps"][0]["action"]), (&json!("high"), &json!("Pay")));
    for (wrong, pointer) in [
        (json!({ "title": "x" }), ""),
        (json!({ "title": "x", "steps": [], "case": {} }), ""),
        (json!({ "title": " ", "steps": [] }), "/title"),
        (json!({ "title": "x", "case": { "priority": "urgent" } }), "/case/priority"),
        (json!({ "title": "x", "steps": [{ "action": " " }] }), "/steps/0/action"),
    ] {
        let answer = api.post("/templates", wrong.clone()).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec![pointer]), "{wrong}");
    }
    let path = format!("/templates/{}", steps["id"]);
    let changed =
        api.send("PATCH", &path, Some(json!({ "title": "Log in", "steps": [{ "action": "a" }, { "action": "b" }] })), &[]).await;
    assert_eq!((&changed.body["title"], &changed.body["steps"][1]["action"]), (&json!("Log in"), &json!("b")));
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
    assert_eq!(api.get("/templates").await["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn tags_are_merged_and_removed_from_all_cases() {
    let api = Api::new().await;
    for (title, tags) in [("a", json!(["smoke", "slow"])), ("b", json!(["Smoke test"])), ("c", json!(["other"]))] {
        api.made("/projects/DEMO/cases", json!({ "title": title, "tags": tags })).await;
    }
    let merged = api.post("/projects/DEMO/tags/merge", json!({ "tags": ["Smoke test", "slow"], "into": "smoke" })).await;
    assert_eq!((merged.status, &merged.body["cases"]), (200, &json!(2)));
    let tags = |list: Value| {
        let of = |t: &Value| (t["title"].as_str().unwrap_or_default().to_owned(), t["case_count"].as_i64().unwrap_or_default());
        list["items"].as_array().expect("tags").iter().map(of).filter(|(_, n)| *n > 0).collect::<Vec<_>>()
    };
    assert_eq!(tags(api.get("/projects/DEMO/tags").await), [("other".to_owned(), 1), ("smoke".to_owned(), 2)]);
    let unknown = api.post("/projects/DEMO/tags/merge", json!({ "tags": ["smoke", "nope"], "into": "x" })).await;
    assert_eq!(unknown.pointers(), ["/tags/1"]);
    let removed = api.post("/projects/DEMO/tags/remove", json!({ "tags": ["other"] })).await;
    assert_eq!((removed.status, &removed.body["cases"]), (200, &json!(1)));
    assert_eq!(tags(api.get("/projects/DEMO/tags").await), [("smoke".to_owned(), 2)]);
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(tags(api.get("/projects/DEMO/tags").await).len(), 2);
}

#[tokio::test]
async fn files_are_uploaded_listed_and_deleted() {
    let api = Api::new().await;
    let form = Form::new()
        .part("file[]", Part::bytes(vec![1, 2, 3]).file_name("снимок 1.png").mime_str("image/png").expect("type"))
        .part("file[]", Part::text("log").file_name("run.log"));
    let path = "/projects/DEMO/attachments";
    let answer = api.w.client.post(api.w.url(&format!("/api/v1{path}"))).bearer_auth(TOKEN).multipart(form).send().await;
    let answer = answer.expect("answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body: Value = answer.json().await.expect("JSON");
    api.judge("POST", path, status, &headers, &body);
    assert_eq!(
        (status.as_u16(), &body["items"][0]["filename"], &body["items"][0]["size"]),
        (201, &json!("снимок 1.png"), &json!(3))
    );
    let hash = body["items"][1]["hash"].as_str().expect("hash");
    assert_eq!(api.get(&format!("{path}/{hash}")).await["filename"], "run.log");
    assert_eq!(api.get(&format!("{path}?limit=1")).await["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.send("DELETE", &format!("{path}/{hash}"), None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &format!("{path}/{hash}"), None, &[]).await.status, 404);
}

#[tokio::test]
async fn uploads_become_runs_with_reports_figures_and_mutes() {
    let api = Api::new().await;
    for night in ["1", "2"] {
        let done = ingest(&api, &format!("?run_name=Night%20{night}&again=true"), JUNIT).await;
        assert_eq!((&done["results"]["passed"], &done["results"]["failed"]), (&json!(1), &json!(1)));
    }
    let open = ingest(&api, "?run_key=pipeline-7&run_name=Sharded", JUNIT).await;
    assert_eq!(open["open"], true);
    let ended = api.post("/projects/DEMO/results/complete?run_key=pipeline-7", json!({})).await;
    assert_eq!((ended.status, &ended.body["id"], &ended.body["state"]), (200, &open["run"], &json!("complete")));
    for (format, mime, part) in [
        ("html", "text/html; charset=utf-8", "<html"),
        ("markdown", "text/markdown; charset=utf-8", "declined"),
        ("junit", "application/xml", "<testsuite"),
        ("json", "application/json", "\"title\""),
    ] {
        let url = api.w.url(&format!("/api/v1/projects/DEMO/runs/{}/report?format={format}&lang=ru", open["run"]));
        let answer = api.w.client.get(url).bearer_auth(TOKEN).send().await.expect("answer");
        assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().expect("text")), (200, mime));
        assert!(answer.headers()["content-disposition"].to_str().expect("text").starts_with("attachment; filename=\"DEMO-run-"));
        let text = answer.text().await.expect("text");
        assert!(text.contains(part), "{format}: {text}");
    }
    let wrong = api.send("GET", &format!("/projects/DEMO/runs/{}/report?format=pdf", open["run"]), None, &[]).await;
    assert_eq!((wrong.status, wrong.pointers()), (400, vec!["format"]));

    let trend = api.get("/projects/DEMO/trend").await;
    assert_eq!(trend["runs"].as_array().map(Vec::len), Some(3));
    assert_eq!((&trend["runs"][0]["counts"]["failed"], &trend["runs"][0]["pass_rate"]), (&json!(1), &json!(50.0)));
    assert_eq!(api.get("/projects/DEMO/trend?run_name=Night%201&runs=1").await["runs"].as_array().map(Vec::len), Some(1));
    let failing = api.get("/projects/DEMO/tests/failing").await;
    assert_eq!((&failing["items"][0]["title"], &failing["items"][0]["failures"]), (&json!("pays"), &json!(3)));
    assert_eq!(api.get("/projects/DEMO/tests/flaky?rule=classic").await["items"], json!([]));
    assert_eq!(api.get("/projects/DEMO/tests/slowest?limit=1").await["items"].as_array().map(Vec::len), Some(1));
    for query in ["runs=0", "days=0", "runs=501", "limit=0", "rule=x", "environment=none", "label=x", "runs=+3"] {
        assert_eq!(
            api.send("GET", &format!("/projects/DEMO/trend?{query}"), None, &[]).await.status,
            if query == "limit=0" { 200 } else { 400 },
            "{query}"
        );
    }

    let path = format!("/projects/DEMO/mutes/{}", failing["items"][0]["id"]);
    let muted = api.send("PUT", &path, Some(json!({ "reason": "PAY-7", "until": "2999-01-01" })), &[]).await;
    assert!(muted.body["until"].as_str().is_some_and(|at| at.starts_with("2999-01-02T00:00:00")), "{}", muted.body);
    assert_eq!((muted.status, &muted.body["title"], &muted.body["is_in_force"]), (200, &json!("pays"), &json!(true)));
    assert_eq!(api.get("/projects/DEMO/mutes").await["items"].as_array().map(Vec::len), Some(1));
    for (body, pointer) in [
        (json!({ "reason": "x", "until": "2001-01-01" }), "/until"),
        (json!({ "reason": "x", "until": "soon" }), "/until"),
        (json!({ "reason": "x", "until": "9999-12-31" }), "/until"),
        (json!({ "reason": " " }), "/reason"),
        (json!({}), "/reason"),
    ] {
        assert_eq!(api.send("PUT", &path, Some(body), &[]).await.pointers(), [pointer]);
    }
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 404);
    assert_eq!(api.send("PUT", "/projects/DEMO/mutes/999", Some(json!({ "reason": "x" })), &[]).await.status, 404);
}

#[tokio::test]
async fn a_defect_lives_from_its_report_to_its_end() {
    let api = Api::new().await;
    let made =
        api.made("/projects/DEMO/defects", json!({ "title": "Declined", "actual_result": "402", "severity": "critical" })).await;
    assert_eq!((&made["status"], &made["severity"]), (&json!("open"), &json!("critical")));
    let path = format!("/projects/DEMO/defects/{}", made["id"]);
    let tag = api.send("GET", &path, None, &[]).await.etag();
    let changed = api.send("PATCH", &path, Some(json!({ "status": "resolved", "tags": ["pay"] })), &[("if-match", &tag)]).await;
    assert_eq!((&changed.body["status"], changed.body["resolved_at"].is_string()), (&json!("resolved"), true));
    assert_eq!(api.send("PATCH", &path, Some(json!({ "title": "x" })), &[("if-match", &tag)]).await.status, 412);
    for (body, pointer) in [
        (json!({ "severity": "urgent" }), "/severity"),
        (json!({ "milestone_id": 99 }), "/milestone_id"),
        (json!({ "attachments": ["x"] }), "/attachments/0"),
        (json!({ "status": "done" }), "/status"),
        (json!({ "title": "" }), "/title"),
    ] {
        assert_eq!(api.send("PATCH", &path, Some(body), &[]).await.pointers(), [pointer]);
    }
    assert_eq!(api.get("/projects/DEMO/defects?status=open").await["items"], json!([]));
    assert_eq!(api.get("/projects/DEMO/defects?status=resolved").await["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &path, None, &[]).await.status, 404);
}

#[tokio::test]
async fn functions_are_created_moved_changed_and_deleted() {
    let api = Api::new().await;
    let new = |func_id: &str, parent: Option<&str>, kind: &str| json!({ "func_id": func_id, "parent": parent, "fields": { "title": func_id, "type": kind } });
    api.made("/functions", new("shop", None, "Module")).await;
    api.made("/functions", new("shop.pay", Some("shop"), "Epic")).await;
    api.made("/functions", new("shop.cart", Some("shop"), "Epic")).await;
    let people = json!({ "is_critical": true, "people": { "qa": "Anna Test", "informed": ["Boris Test", "Vera Test"] }, "tags": ["money"] });
    let changed = api.send("PATCH", "/functions/shop.pay", Some(people), &[]).await;
    assert_eq!(changed.body["people"], json!({ "qa": ["Anna Test"], "informed": ["Boris Test", "Vera Test"] }));
    let related =
        async |relations: Value| api.send("PATCH", "/functions/shop.pay", Some(json!({ "relations": relations })), &[]).await;
    let to = |func_id: &str, kind: &str| json!({ "func_id": func_id, "kind": kind });
    let set = related(json!([to("shop.cart", "functional"), to("shop", "custom")])).await;
    assert_eq!((set.status, set.body["relations"].as_array().map(Vec::len)), (200, Some(2)), "{}", set.body);
    let set = related(json!([to("shop.cart", "functional")])).await;
    assert_eq!(set.body["relations"], json!([{ "func_id": "shop.cart", "kind": "functional", "is_source": true }]));
    assert_eq!(api.get("/functions/shop.cart").await["relations"][0]["is_source"], false);
    assert_eq!(related(json!([to("shop.cart", "likes")])).await.pointers(), ["/relations/0/kind"]);
    assert_eq!(related(json!([to("shop.pay", "custom")])).await.pointers(), ["/relations/0/func_id"]);
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(
        api.get("/functions/shop.pay").await["relations"].as_array().map(Vec::len),
        Some(2),
        "undo brings the other one back"
    );
    let cleared = api.send("PATCH", "/functions/shop.pay", Some(json!({ "people": { "qa": null } })), &[]).await;
    assert_eq!((&cleared.body["people"]["qa"], &cleared.body["is_critical"]), (&Value::Null, &json!(true)));
    assert_eq!(api.get("/people").await["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        api.post("/functions/place", json!({ "functions": ["shop.cart"], "parent": "shop", "before": "shop.pay" })).await.status,
        204
    );
    let position = async |func_id: &str| api.get(&format!("/functions/{func_id}")).await["position"].as_i64();
    assert!(position("shop.cart").await < position("shop.pay").await);
    for (path, body, pointer) in [
        ("/functions", new("shop", None, "Module"), "/func_id"),
        ("/functions", new("x", Some("none"), "Module"), "/parent"),
        ("/functions", new("x", None, "Thing"), "/fields/type"),
        ("/functions", json!({ "func_id": "x", "fields": {} }), "/title"),
        ("/functions/place", json!({ "functions": ["shop"], "parent": "shop.pay" }), "/parent"),
        ("/functions/place", json!({ "functions": ["none"] }), "/functions/0"),
    ] {
        let answer = api.post(path, body.clone()).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec![pointer]), "{body}: {}", answer.body);
    }
    assert_eq!(api.send("DELETE", "/functions/shop", None, &[]).await.status, 204);
    assert_eq!(api.send("GET", "/functions/shop.pay", None, &[]).await.status, 404, "it lay below");
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(api.get("/functions/shop.pay").await["parent"], "shop");
}

#[tokio::test]
async fn users_and_tokens_are_managed_and_a_secret_is_told_once() {
    let api = Api::new().await;
    let made = api.made("/users", json!({ "name": "CI", "role": "viewer", "projects": { "DEMO": "tester" } })).await;
    let path = format!("/users/{}", made["id"]);
    assert_eq!(api.post("/users", json!({ "name": "ci" })).await.pointers(), ["/name"]);
    assert_eq!(api.post("/users", json!({ "name": "x", "projects": { "NONE": "tester" } })).await.pointers(), ["/projects/NONE"]);
    assert_eq!(api.post("/users", json!({ "name": "x", "role": "owner" })).await.pointers(), ["/role"]);
    // A time that could not be shown again is refused.
    for late in ["9999-12-30", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-30T22:00:00.999Z"] {
        let answer = api.post(&format!("{path}/tokens"), json!({ "title": "For ever", "expires_at": late })).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec!["/expires_at"]), "{late}: {}", answer.body);
        assert_eq!(answer.body["errors"][0]["detail"], "lies behind 9999-12-29, the last day that can be kept");
    }
    let key = [("idempotency-key", "token-1")];
    let wanted = json!({ "title": "Nightly", "role": "tester", "projects": ["DEMO"], "expires_at": "2999-01-01" });
    let token = api.send("POST", &format!("{path}/tokens"), Some(wanted.clone()), &key).await;
    let secret = token.body["token"].as_str().expect("a secret").to_owned();
    let again = api.send("POST", &format!("{path}/tokens"), Some(wanted), &key).await;
    assert_eq!((again.status, again.body["token"].is_null()), (409, true), "the secret is kept nowhere");
    let listed = api.get(&format!("{path}/tokens")).await;
    assert_eq!((listed["items"].as_array().map(Vec::len), listed.to_string().contains(&secret)), (Some(1), false));
    let asks = |token: String| {
        let request = api.w.client.get(api.w.url("/api/v1/projects/DEMO")).bearer_auth(token);
        async { request.send().await.expect("answer").status().as_u16() }
    };
    assert_eq!(asks(secret.clone()).await, 200, "it holds at once");
    let changed =
        api.send("PATCH", &path, Some(json!({ "name": "Robot", "role": null, "projects": { "DEMO": "lead" } })), &[]).await;
    assert_eq!(
        (&changed.body["name"], &changed.body["role"], &changed.body["projects"]["DEMO"]),
        (&json!("Robot"), &Value::Null, &json!("lead"))
    );
    let id = &token.body["id"];
    assert_eq!(api.send("DELETE", &format!("{path}/tokens/{id}"), None, &[]).await.status, 204);
    assert_eq!(asks(secret).await, 401, "and ends at once");
    // The token of the test belongs to no user.
    let boss = api.made("/users", json!({ "name": "Boss", "role": "admin" })).await;
    let of_boss = format!("/users/{}", boss["id"]);
    assert_eq!(api.send("DELETE", &of_boss, None, &[]).await.status, 409, "the last administrator");
    assert_eq!(api.send("PATCH", &of_boss, Some(json!({ "role": "viewer" })), &[]).await.status, 409);
    api.made("/users", json!({ "name": "Deputy", "role": "admin" })).await;
    assert_eq!(api.send("DELETE", &of_boss, None, &[]).await.status, 204);
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &path, None, &[]).await.status, 404);
}

#[tokio::test]
async fn search_finds_what_the_token_sees() {
    let api = Api::new().await;
    api.made("/projects/DEMO/cases", json!({ "title": "Оплата картой" })).await;
    api.made("/functions", json!({ "func_id": "pay.card", "fields": { "title": "Оплата" } })).await;
    let found = api.get("/search?q=%D0%BE%D0%BF%D0%BB%D0%B0%D1%82").await;
    let kinds: std::collections::BTreeSet<&str> =
        found["items"].as_array().expect("hits").iter().filter_map(|h| h["kind"].as_str()).collect();
    assert_eq!(kinds, ["case", "function"].into());
    api.made("/projects/DEMO/cases", json!({ "title": "Возврат 🚀" })).await;
    let signs = api.get("/search?q=%F0%9F%9A%80").await;
    assert_eq!(signs["items"].as_array().map(Vec::len), Some(1), "{signs}");
    assert_eq!(signs["items"][0]["title"], "Возврат 🚀");
    let cases = api.get("/search?q=%D0%BE%D0%BF%D0%BB%D0%B0%D1%82&project=DEMO").await;
    assert_eq!((cases["items"].as_array().map(Vec::len), &cases["items"][0]["project"]), (Some(1), &json!("DEMO")));
    for query in ["", "?q=", "?q=a&limit=0"] {
        assert_eq!(api.send("GET", &format!("/search{query}"), None, &[]).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn nothing_more_of_another_project_is_reached() {
    let (w, lead) = World::team(None, |store| user(store, "Lena", None, &[("DEMO", Role::Admin)])).await;
    let create = async |path: &str, body: Value| {
        let made = w
            .client
            .post(w.url(&format!("/api/v1/projects/BANK/{path}")))
            .bearer_auth(TOKEN)
            .json(&body)
            .send()
            .await
            .expect("answer");
        assert_eq!(made.status(), 201, "{path}");
        made.json::<Value>().await.expect("JSON")
    };
    create("cases", json!({ "title": "Secret" })).await;
    let defect = create("defects", json!({ "title": "Hidden" })).await["id"].clone();
    let shared = create("shared-steps", json!({ "title": "Hidden" })).await["hash"].as_str().expect("hash").to_owned();
    for path in [format!("defects/{defect}"), format!("shared-steps/{shared}")] {
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let body = (method == Method::PATCH).then(|| json!({ "title": "Mine" }));
            for project in ["DEMO", "BANK"] {
                let (status, answer) =
                    w.send_as(&lead, method.clone(), &format!("/api/v1/projects/{project}/{path}"), body.clone()).await;
                assert_eq!(status, 404, "{method} {project} {path}: {answer}");
            }
        }
    }
    let (status, found) = w.send_as(&lead, Method::GET, "/api/v1/search?q=secret", None).await;
    assert_eq!((status.as_u16(), &found["items"]), (200, &json!([])));
    for path in ["users", "users/1", "users/1/tokens"] {
        assert_eq!(w.send_as(&lead, Method::GET, &format!("/api/v1/{path}"), None).await.0, 403, "{path}");
    }
}

#[tokio::test]
async fn saved_filters_are_shared_by_a_project() {
    let api = Api::new().await;
    for (title, tags) in [("Pay by card", json!(["pay", "smoke"])), ("Pay by cash", json!(["pay"])), ("Search", json!(["smoke"]))]
    {
        api.made("/projects/DEMO/cases", json!({ "title": title, "tags": tags })).await;
    }
    let made = api.made("/projects/DEMO/filters", json!({ "name": "Smoke", "filter": { "tags": ["smoke"] } })).await;
    assert_eq!((&made["filter"]["tags"], &made["filter"]["words"]), (&json!(["smoke"]), &json!("")));
    for (wrong, pointer) in [
        (json!({ "name": "Smoke", "filter": {} }), "/name"),
        (json!({ "name": " ", "filter": {} }), "/name"),
        (json!({ "name": "x" }), "/filter"),
        (json!({ "name": "x", "filter": { "tag": ["smoke"] } }), "/filter/tag"),
        (json!({ "name": "x", "filter": { "last": ["green"] } }), "/filter/last/0"),
        (json!({ "name": "x", "filter": { "slugs": { "sev": ["blocker"] } } }), "/filter/slugs/sev"),
        (json!({ "name": "x", "filter": { "slugs": { "severity": ["blocker", "huge"] } } }), "/filter/slugs/severity/1"),
        (json!({ "name": "x", "filter": { "changed_days": -1 } }), "/filter/changed_days"),
    ] {
        let answer = api.post("/projects/DEMO/filters", wrong.clone()).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec![pointer]), "{wrong}");
    }
    let titles = async |query: &str| {
        let page = api.get(&format!("/projects/DEMO/cases?{query}")).await;
        page["items"].as_array().expect("cases").iter().map(|case| case["title"].clone()).collect::<Vec<_>>()
    };
    let id = &made["id"];
    assert_eq!(titles(&format!("filter_id={id}")).await, ["Pay by card", "Search"]);
    let both = format!("filter_id={id}&filter={{%22words%22:%22pay%22}}");
    assert_eq!(titles(&both).await, ["Pay by card"]);
    assert_eq!(titles(&format!("{both}&limit=1&search=cash")).await, Vec::<Value>::new());
    let milestone = api.made("/projects/DEMO/milestones", json!({ "title": "Release 1" })).await["id"].clone();
    api.send("PATCH", "/projects/DEMO/cases/3", Some(json!({ "milestone_id": milestone })), &[]).await;
    let due = json!({ "name": "Due", "filter": { "milestones": [milestone] } });
    let due = api.made("/projects/DEMO/filters", due).await;
    assert_eq!(due["filter"]["milestones"], json!([milestone]));
    assert_eq!(titles(&format!("filter_id={}", due["id"])).await, ["Search"]);
    let unknown = api.post("/projects/DEMO/filters", json!({ "name": "x", "filter": { "milestones": [99] } })).await;
    assert_eq!(unknown.pointers(), ["/filter/milestones/0"]);
    for wrong in ["cases?severity=huge", "cases?status=actual,nope", "results?run_id=9", "results?case_id=9"] {
        let answer = api.send("GET", &format!("/projects/DEMO/{wrong}"), None, &[]).await;
        assert!(matches!(answer.status, 400 | 422), "{wrong}: {}", answer.body);
    }
    for nul in ["{%22words%22:%22%5Cu0000%22}", "{%22tags%22:[%22a%5Cu0000%22]}"] {
        let answer = api.send("GET", &format!("/projects/DEMO/cases?filter={nul}"), None, &[]).await;
        assert_eq!((answer.status, answer.pointers()), (400, vec!["filter"]), "{nul}: {}", answer.body);
    }
    let kinds = |word: &str| format!("filter={{%22slugs%22:{{%22type%22:[%22{word}%22]}}}}");
    assert_eq!((titles(&kinds("smoke")).await.len(), titles(&kinds("other")).await.len()), (0, 3));
    let path = format!("/projects/DEMO/filters/{id}");
    let tag = api.send("GET", &path, None, &[]).await.etag();
    let changes = json!({ "name": "Payments", "filter": { "tags": ["pay"] } });
    assert_eq!(api.send("PATCH", &path, Some(changes.clone()), &[("if-match", &tag)]).await.status, 200);
    assert_eq!(api.send("PATCH", &path, Some(changes), &[("if-match", &tag)]).await.status, 412, "it was changed meanwhile");
    assert_eq!(titles(&format!("filter_id={id}")).await, ["Pay by card", "Pay by cash"]);
    assert_eq!(api.send("GET", "/projects/DEMO/cases?filter_id=99", None, &[]).await.status, 422);
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &path, None, &[]).await.status, 404);
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(api.get("/projects/DEMO/filters").await["items"][0]["name"], "Payments");
}

#[tokio::test]
async fn a_case_is_sent_to_review_and_approved_as_it_was_seen() {
    let api = Api::new().await;
    let made = api.made("/projects/DEMO/cases", json!({ "title": "Pay", "description": "By card" })).await;
    assert_eq!(made["review"], Value::Null);
    let path = "/projects/DEMO/cases/1";
    let review = format!("{path}/review");
    let state = |word: &str| Some(json!({ "state": word }));
    let sent = api.send("PUT", &review, state("in-review"), &[]).await;
    assert_eq!((sent.status, &sent.body["review"]["state"]), (200, &json!("in-review")), "{}", sent.body);
    assert!(sent.body["review"]["by"].is_string() && sent.body["review"]["is_outdated"] == false);
    let seen = sent.etag();
    api.w.clock.advance(60_000);
    api.send("PATCH", path, Some(json!({ "description": "By phone" })), &[]).await;
    assert_eq!(api.send("PUT", &review, state("approved"), &[("if-match", &seen)]).await.status, 412, "it was changed meanwhile");
    let approved = api.send("PUT", &review, state("approved"), &[]).await;
    assert_eq!(approved.body["review"]["state"], "approved");
    api.w.clock.advance(60_000);
    api.send("PATCH", path, Some(json!({ "description": "By cheque" })), &[]).await;
    assert_eq!(api.get(path).await["review"]["is_outdated"], true);
    assert_eq!(api.get("/projects/DEMO/cases").await["items"][0]["review"]["is_outdated"], true);
    api.send("PATCH", path, Some(json!({ "description": "By phone" })), &[]).await;
    assert_eq!(api.get(path).await["review"]["is_outdated"], false, "it is as it was approved");
    assert_eq!(api.send("PUT", &review, state("done"), &[]).await.pointers(), ["/state"]);
    assert_eq!(api.send("DELETE", &review, None, &[]).await.body["review"], Value::Null);
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(api.get(path).await["review"]["state"], "approved");
}

#[tokio::test]
async fn results_are_added_with_an_outcome_each_corrected_and_deleted() {
    let api = Api::new().await;
    api.made("/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    api.made("/projects/DEMO/runs", json!({ "title": "Nightly", "cases": [1] })).await;
    let hash = api.w.upload("log.txt", "text/plain", b"text").await;
    let path = "/projects/DEMO/runs/1/results";
    let step = json!({ "action": "Open", "status": "passed", "attachments": [hash] });
    let items = json!([
        { "case_id": 1, "status": "failed", "comment": "No money", "started_at": "2026-11-20T08:00:00+01:00", "duration_ms": 1500,
          "parameters": { "card": "visa" }, "labels": [{ "name": "browser", "value": "chrome" }], "steps": [step], "attachments": [hash] },
        { "title": "Search", "full_name": "shop.Search", "status": "broken", "external_id": "s-1" },
        { "case_id": 99, "status": "passed" },
        { "title": "Sort", "status": "green" },
        { "status": "passed" },
        { "title": "Ship", "status": "passed", "attachments": ["0000"] },
        { "title": "Sort", "status": "passed", "started_at": "yesterday", "duration_ms": -1 },
    ]);
    let added = api.post(path, json!({ "items": items })).await;
    assert_eq!(added.status, 200, "{}", added.body);
    let outcomes = added.body["outcomes"].as_array().expect("outcomes");
    let statuses: Vec<i64> = outcomes.iter().filter_map(|outcome| outcome["status"].as_i64()).collect();
    assert_eq!(statuses, [201, 201, 422, 422, 422, 422, 422], "{}", added.body);
    assert_eq!((outcomes[0]["case_id"].as_i64(), outcomes[1]["case_id"].as_i64()), (Some(1), Some(2)), "made as for reporters");
    let first = format!("/projects/DEMO/results/{}", outcomes[0]["hash"].as_str().expect("hash"));
    let shown = api.get(&first).await;
    assert_eq!(
        (shown["status"].as_str(), shown["started_at"].as_str(), shown["ended_at"].as_str()),
        (Some("failed"), Some("2026-11-20T07:00:00+00:00"), Some("2026-11-20T07:00:01+00:00")),
        "{shown}"
    );
    assert_eq!((&shown["parameters"]["card"], &shown["labels"][0]["value"]), (&json!("visa"), &json!("chrome")));
    assert_eq!((&shown["steps"][0]["status"], &shown["attachments"][0]["filename"]), (&json!("passed"), &json!("log.txt")));
    // Sent again, it is the same result.
    let again = api.post(path, json!({ "items": [items[1]] })).await;
    assert_eq!(again.body["outcomes"][0]["hash"], outcomes[1]["hash"]);
    assert_eq!(api.get("/projects/DEMO/results?run_id=1").await["items"].as_array().expect("results").len(), 2);
    let key = [("idempotency-key", "results-1")];
    let body = || Some(json!({ "items": [{ "title": "Sort", "status": "passed" }] }));
    let one = api.send("POST", path, body(), &key).await;
    assert_eq!(api.send("POST", path, body(), &key).await.body, one.body);

    let tag = api.send("GET", &first, None, &[]).await.etag();
    let correct = Some(json!({ "status": "passed", "comment": null }));
    let corrected = api.send("PATCH", &first, correct.clone(), &[("if-match", &tag)]).await;
    assert_eq!((corrected.status, &corrected.body["status"], &corrected.body["comment"]), (200, &json!("passed"), &Value::Null));
    assert_eq!(api.send("PATCH", &first, correct, &[("if-match", &tag)]).await.status, 412);
    assert_eq!(api.send("PATCH", &first, Some(json!({ "status": "green" })), &[]).await.pointers(), ["/status"]);
    assert_eq!(api.send("DELETE", &first, None, &[]).await.status, 204);
    assert_eq!(api.send("GET", &first, None, &[]).await.status, 404);
    let audit = api.get("/audit?action=update-result,delete-result").await;
    assert_eq!(audit["items"].as_array().expect("rows").len(), 2, "{audit}");

    assert_eq!(api.post(path, json!({ "items": [] })).await.status, 422);
    api.post("/projects/DEMO/runs/1/end", json!({})).await;
    assert_eq!(api.post(path, json!({ "items": [items[1]] })).await.status, 400, "the run has ended");
}

#[tokio::test]
async fn numbers_of_refusals_are_plain_digits() {
    let api = Api::new().await;
    let refused =
        api.send("POST", "/projects/DEMO/cases", Some(json!({ "title": "Pay", "tags": ["x".repeat(1234)] })), &[]).await;
    let text = refused.body.to_string();
    assert!(refused.status >= 400 && text.contains("1234 characters") && !text.contains('\u{202f}'), "{text}");
    let (status, body) =
        api.w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "title": "Pay", "tags": ["x".repeat(1234)] }))).await;
    assert!(status.is_client_error() && !body.to_string().contains('\u{202f}'), "{body}");
}

#[tokio::test]
async fn what_the_program_keeps_at_a_run_is_neither_shown_nor_written() {
    let api = Api::new().await;
    let kept = || BTreeMap::from([("voluptas.entries".to_owned(), "abc".to_owned())]);
    let run = api.w.store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().by_code("DEMO")?.expect("project").id;
        let content = RunContent { title: "Evening".into(), custom_fields: kept(), ..RunContent::default() };
        tx.runs().create(project, &NewRun { content, source: "manual".into(), start_ms: None, end_ms: None, cases: Vec::new() })
    });
    let run = run.expect("run").value;
    assert_eq!(api.get("/projects/DEMO/runs/1").await["custom_fields"], json!({}));
    let field = json!({ "title": "Voluptas.Entries", "entity": 1, "type": 1 });
    let (status, body) = api.w.send(Method::POST, "/v1/custom_field", Some(field)).await;
    assert_eq!((status.as_u16(), &body["errorFields"][0]["field"]), (400, &json!("title")), "{body}");
    api.w.patch("/v1/run/DEMO/1", json!({ "title": "Evening 2" })).await;
    let runs = api.w.get("/v1/run/DEMO").await;
    assert_eq!((&runs["entities"][0]["title"], &runs["entities"][0]["custom_fields"]), (&json!("Evening 2"), &json!([])));
    let stored = api.w.store.read(|tx| tx.runs().get(run.id)).expect("run").content;
    assert_eq!(stored.custom_fields, kept(), "a change of the rest keeps it");
}
