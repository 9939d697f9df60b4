//! What those who run a server rely on: health, ids of requests, limits, other origins, quotas, retention, the audit, an orderly end.

use crate::support::{TOKEN, World, read};
use crate::team::user;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::wait::{until, until_some};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use voluptas_core::domain::user::Role;
use voluptas_server::ServerConfig;
use voluptas_store::Op;

const DAY: i64 = 86_400_000;

async fn ready(w: &World) -> (u16, Value) {
    let (status, body) = read(w.client.get(w.url("/health/ready")).send().await.expect("answer")).await;
    (status.as_u16(), body)
}

/// Ends a run with one passed result that has a file, and one failed result; returns its number.
async fn run_with_files(w: &World, title: &str) -> i64 {
    let run = w.post("/v1/run/DEMO", json!({ "title": title })).await["id"].as_i64().expect("number");
    let (of_passed, of_step) =
        (w.upload("a.txt", "text/plain", title.as_bytes()).await, w.upload("b.txt", "text/plain", b"step").await);
    let of_failed = w.upload("c.txt", "text/plain", b"failed").await;
    let step = json!({ "data": { "action": "Open" }, "execution": { "status": "passed", "attachments": [of_step] } });
    let results = json!({ "results": [
        { "title": "Passes", "execution": { "status": "passed" }, "attachments": [of_passed], "steps": [step] },
        { "title": "Fails", "execution": { "status": "failed" }, "attachments": [of_failed] },
    ] });
    w.post(&format!("/v2/DEMO/run/{run}/results"), results).await;
    w.post(&format!("/v1/run/DEMO/{run}/complete"), json!({})).await;
    run
}

async fn own(w: &World, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let (status, body) = w.send(method, &format!("/api/v1{path}"), body).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn readiness_names_each_check_and_the_one_that_fails() {
    let w = World::demo().await;
    let (status, live) = read(w.client.get(w.url("/health/live")).send().await.expect("answer")).await;
    assert_eq!((status.as_u16(), live["status"].as_str()), (200, Some("ok")));
    assert!(live["version"].is_string() && live["uptime_seconds"].is_u64());
    let (status, body) = ready(&w).await;
    assert_eq!((status, body["status"].as_bool(), &body["failed"]), (200, Some(true), &json!([])), "{body}");
    for check in ["database", "migrations", "attachments", "disk"] {
        assert_eq!(body["checks"][check]["status"], "ok", "{check}: {body}");
    }
    assert_eq!(body["checks"]["migrations"]["schema_version"], voluptas_store::schema_version());
    let folder = w.store.blob_place().expect("place").folder().expect("folder").to_owned();
    std::fs::remove_dir_all(&folder).expect("removed");
    std::fs::write(&folder, "no folder").expect("written");
    let last =
        until_some("the server to be unready", || async { Some(ready(&w).await).filter(|(status, _)| *status == 503) }).await.1;
    assert_eq!((&last["status"], &last["failed"]), (&json!(false), &json!(["attachments"])), "{last}");
    assert!(!last.to_string().contains(folder.to_str().expect("path")), "no place is named: {last}");
    let (status, _) = read(w.client.get(w.url("/health")).send().await.expect("answer")).await;
    assert_eq!(status, 200, "it lives");
}

#[tokio::test]
async fn a_request_has_an_id_in_header_and_problem() {
    let w = World::demo().await;
    let url = w.url("/api/v1/projects/NOPE");
    let answer = w.client.get(&url).bearer_auth(TOKEN).header("X-Request-Id", "build-7").send().await.expect("answer");
    assert_eq!(answer.headers()["x-request-id"], "build-7");
    let (status, body) = read(answer).await;
    assert_eq!((status.as_u16(), body["request_id"].as_str()), (404, Some("build-7")));
    let answer =
        w.client.get(w.url("/v1/project")).header("Token", TOKEN).header("X-Request-Id", "a b").send().await.expect("answer");
    assert_eq!(answer.headers()["x-request-id"].len(), 32, "a strange id is replaced");
    let answer = w.client.get(w.url("/nowhere")).send().await.expect("answer");
    assert_eq!(answer.headers()["x-request-id"].len(), 32);
}

#[tokio::test]
async fn limits_of_requests_are_refused_in_both_forms() {
    let limited = |config: ServerConfig| ServerConfig { rate_limit: Some(3), address_rate_limit: Some(2), ..config };
    let w = World::demo_with(limited).await;
    let number = HeaderValue::from_static;
    // The project was the first request of the token.
    w.get("/v1/project").await;
    w.get("/v1/project").await;
    let answer = w.client.get(w.url("/v1/project")).header("Token", TOKEN).send().await.expect("answer");
    assert!(answer.headers()["retry-after"].to_str().expect("text").parse::<u64>().is_ok_and(|s| (1..=61).contains(&s)));
    assert_eq!(
        (&answer.headers()["x-ratelimit-limit"], &answer.headers()["x-ratelimit-remaining"]),
        (&number("3"), &number("0"))
    );
    let (status, body) = read(answer).await;
    assert_eq!((status.as_u16(), body), (429, json!({ "status": false, "errorMessage": "Too Many Attempts." })));
    let answer = w.client.get(w.url("/api/v1/projects")).bearer_auth(TOKEN).send().await.expect("answer");
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let (status, body) = read(answer).await;
    assert_eq!((status.as_u16(), body["status"].as_u64()), (429, Some(429)));
    for expected in [200, 200, 429] {
        let answer = w.client.get(w.url("/sign-in")).send().await.expect("answer");
        assert_eq!(answer.status(), expected, "requests without a token count by address");
    }
    for path in ["/sign-in", "/v1/project", "/api/v1/projects"] {
        let answer = w.client.get(w.url(path)).send().await.expect("answer");
        let headers = answer.headers();
        assert_eq!((answer.status().as_u16(), &headers["x-ratelimit-limit"]), (429, &number("2")), "{path}: of the address");
        assert_eq!(headers["x-ratelimit-remaining"], number("0"));
        // Two a minute: the next one after half of it.
        assert!(
            headers["retry-after"].to_str().expect("text").parse::<u64>().is_ok_and(|s| (1..=31).contains(&s)),
            "{headers:?}"
        );
    }
    for _ in 0..5 {
        assert_eq!(ready(&w).await.0, 200, "monitors are never refused");
    }
    w.server.set_rate_limit(None);
    w.get("/v1/project").await;
    let metrics = w.client.get(w.url("/metrics")).bearer_auth(TOKEN).send().await.expect("answer").text().await.expect("text");
    for line in ["voluptas_limited_total{by=\"token\"} 2", "voluptas_limited_total{by=\"address\"} 4"] {
        assert!(metrics.lines().any(|l| l == line), "{line} in\n{metrics}");
    }
}

#[tokio::test]
async fn pages_of_listed_origins_alone_may_call_the_api() {
    let origin = "https://ci.example.com";
    let w = World::demo_with(|config| ServerConfig { cors: vec![origin.parse().expect("origin")], ..config }).await;
    let ask = |from: &str| {
        let request = w.client.request(Method::OPTIONS, w.url("/api/v1/projects")).header("Origin", from);
        request
            .header("Access-Control-Request-Method", "PATCH")
            .header("Access-Control-Request-Headers", "authorization,if-match")
    };
    let answer = ask(origin).send().await.expect("answer");
    assert!(answer.status().is_success());
    assert_eq!(answer.headers()["access-control-allow-origin"], origin);
    assert!(answer.headers()["access-control-allow-methods"].to_str().expect("text").contains("PATCH"));
    assert!(answer.headers()["access-control-allow-headers"].to_str().expect("text").contains("if-match"));
    assert!(!answer.headers().contains_key("access-control-allow-credentials"));
    let answer = ask("https://evil.example").send().await.expect("answer");
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    let answer =
        w.client.get(w.url("/api/v1/projects")).bearer_auth(TOKEN).header("Origin", origin).send().await.expect("answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["access-control-allow-origin"]),
        (200, &origin.parse().expect("header"))
    );
    assert!(answer.headers()["access-control-expose-headers"].to_str().expect("text").contains("etag"));
    let closed = World::demo().await;
    let request = closed.client.get(closed.url("/api/v1/projects")).bearer_auth(TOKEN).header("Origin", origin);
    let answer = request.send().await.expect("answer");
    assert!(!answer.headers().contains_key("access-control-allow-origin"), "nobody by default");
}

#[tokio::test]
async fn a_project_holds_no_more_than_its_limits() {
    let w = World::demo().await;
    let (status, body) =
        own(&w, Method::PATCH, "/projects/DEMO/limits", Some(json!({ "cases": 1, "results": 2, "attachment_bytes": 8 }))).await;
    assert_eq!((status, &body["cases"], &body["usage"]["cases"]), (200, &json!(1), &json!(0)), "{body}");
    w.post("/v1/case/DEMO", json!({ "title": "First" })).await;
    let (status, body) = w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "title": "Second" }))).await;
    assert_eq!(status, 422);
    assert!(body["errorMessage"].as_str().is_some_and(|text| text.contains("limit of cases: 1.")), "{body}");
    let (status, body) = own(&w, Method::POST, "/projects/DEMO/cases", Some(json!({ "title": "Second" }))).await;
    assert!(status == 422 && body["detail"].as_str().is_some_and(|text| text.contains("limit of cases: 1.")), "{body}");
    w.patch("/v1/case/DEMO/1", json!({ "title": "Changed" })).await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    let result = json!({ "title": "Test", "testops_id": 1, "execution": { "status": "passed" } });
    w.post("/v2/DEMO/run/1/results", json!({ "results": [result, result] })).await;
    let (status, _) = w.send(Method::POST, "/v2/DEMO/run/1/results", Some(json!({ "results": [result] }))).await;
    assert_eq!(status, 422);
    w.post("/v1/run/DEMO/1/complete", json!({})).await;
    w.upload("a.txt", "text/plain", b"12345678").await;
    let part = reqwest::multipart::Part::bytes(b"9".to_vec()).file_name("b.txt");
    let form = reqwest::multipart::Form::new().part("file[]", part);
    let request = w.client.post(w.url("/v1/attachment/DEMO")).header("Token", TOKEN).multipart(form);
    assert_eq!(request.send().await.expect("answer").status(), 422);
    let part =
        reqwest::multipart::Part::bytes(b"<testsuite name='s'><testcase name='t'/></testsuite>".to_vec()).file_name("junit.xml");
    let form = reqwest::multipart::Form::new().part("file[]", part);
    let request = w.client.post(w.url("/api/v1/projects/DEMO/results")).header("Token", TOKEN).multipart(form);
    assert_eq!(request.send().await.expect("answer").status(), 422);
    let (_, body) = own(&w, Method::GET, "/projects/DEMO/limits", None).await;
    assert_eq!(body["usage"], json!({ "attachment_bytes": 8, "results": 2, "cases": 1 }));
    let (status, _) = own(&w, Method::PATCH, "/projects/DEMO/limits", Some(json!({ "cases": null }))).await;
    assert_eq!(status, 200);
    w.post("/v1/case/DEMO", json!({ "title": "Second" })).await;
    let (status, body) = own(&w, Method::PATCH, "/projects/DEMO/limits", Some(json!({ "results": -1 }))).await;
    assert_eq!(status, 422, "{body}");
}

#[tokio::test]
async fn retention_shows_what_would_go_and_removes_that_alone() {
    let w = World::demo().await;
    let old = run_with_files(&w, "Old").await;
    let kept = run_with_files(&w, "Kept").await;
    let of_milestone = run_with_files(&w, "Release").await;
    let milestone = w.post("/v1/milestone/DEMO", json!({ "title": "1.0" })).await["id"].as_i64().expect("id");
    let (status, body) =
        own(&w, Method::PATCH, &format!("/projects/DEMO/runs/{of_milestone}"), Some(json!({ "milestone_id": milestone }))).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(own(&w, Method::POST, &format!("/projects/DEMO/runs/{kept}/keep"), None).await.0, 204);
    w.clock.advance(20 * DAY);
    let middle = run_with_files(&w, "Middle").await;
    w.clock.advance(20 * DAY);
    let (status, body) = own(&w, Method::GET, "/projects/DEMO/retention", None).await;
    assert_eq!((status, body), (200, json!({ "days": null, "runs": null, "files_days": null })));
    let (_, nothing) = own(&w, Method::GET, "/projects/DEMO/retention/preview", None).await;
    assert_eq!((nothing["runs"].as_i64(), nothing["files"].as_i64()), (Some(0), Some(0)));
    let (status, _) = own(&w, Method::PATCH, "/projects/DEMO/retention", Some(json!({ "days": 30, "files_days": 10 }))).await;
    assert_eq!(status, 200);
    let (status, body) = own(&w, Method::PATCH, "/projects/DEMO/retention", Some(json!({ "days": 0 }))).await;
    assert_eq!(status, 422, "{body}");
    let (status, plan) = own(&w, Method::GET, "/projects/DEMO/retention/preview", None).await;
    assert_eq!(status, 200);
    assert_eq!(
        (plan["runs"].as_i64(), plan["results"].as_i64(), plan["protected_runs"].as_i64()),
        (Some(1), Some(2), Some(2)),
        "{plan}"
    );
    assert_eq!(
        (plan["passed_results"].as_i64(), plan["files"].as_i64()),
        (Some(1), Some(5)),
        "three of the old run, two of the middle one: {plan}"
    );
    assert!(plan["oldest_at"].is_string() && plan["oldest_at"] == plan["newest_at"]);
    w.get(&format!("/v1/run/DEMO/{old}")).await;
    let (status, body) = own(&w, Method::POST, "/projects/DEMO/retention/apply", Some(json!({ "stamp": "0" }))).await;
    assert_eq!(status, 409, "{body}");
    let (status, body) = own(&w, Method::POST, "/projects/DEMO/retention/apply", Some(json!({ "stamp": plan["stamp"] }))).await;
    assert_eq!((status, body), (200, json!({ "runs": 1, "results": 2, "passed_results": 1, "files": 5 })));
    assert_eq!(w.send(Method::GET, &format!("/v1/run/DEMO/{old}"), None).await.0, 404);
    let (_, results) = own(&w, Method::GET, "/projects/DEMO/results?limit=1000", None).await;
    let files = |run: i64, title: &str| {
        let all = results["items"].as_array().expect("items");
        let one = all
            .iter()
            .find(|r| r["run_id"] == run && r["title"] == title)
            .unwrap_or_else(|| panic!("{title} of {run} in {results}"));
        one["attachments"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((files(middle, "Passes"), files(middle, "Fails")), (0, 1));
    assert_eq!((files(kept, "Passes"), files(of_milestone, "Passes")), (1, 1));
    let (_, again) = own(&w, Method::GET, "/projects/DEMO/retention/preview", None).await;
    assert_eq!(
        (again["runs"].as_i64(), again["passed_results"].as_i64(), again["files"].as_i64()),
        (Some(0), Some(0), Some(0)),
        "{again}"
    );
    assert_eq!(own(&w, Method::POST, &format!("/projects/DEMO/runs/{kept}/release"), None).await.0, 204);
    let (_, released) = own(&w, Method::GET, "/projects/DEMO/retention/preview", None).await;
    assert_eq!((released["runs"].as_i64(), released["files"].as_i64()), (Some(1), Some(3)), "{released}");
    let (_, audit) = own(&w, Method::GET, "/audit?action=retention-run,retention-files,change-retention,keep-run", None).await;
    let actions: Vec<&str> = audit["items"].as_array().expect("items").iter().filter_map(|row| row["action"].as_str()).collect();
    assert_eq!(actions, ["retention-files", "retention-run", "change-retention", "keep-run"], "{audit}");
}

#[tokio::test]
async fn a_file_that_something_else_names_stays() {
    let w = World::demo().await;
    let old = run_with_files(&w, "Old").await;
    let hash = w.get("/v1/attachment").await["entities"][0]["hash"].as_str().expect("hash").to_owned();
    w.post("/v1/case/DEMO", json!({ "title": "With a picture", "description": format!("![](/attachment/{hash}/a.txt)") })).await;
    w.clock.advance(40 * DAY);
    let (status, _) = own(&w, Method::PATCH, "/projects/DEMO/retention", Some(json!({ "runs": 1 }))).await;
    assert_eq!(status, 200);
    run_with_files(&w, "New").await;
    let (_, plan) = own(&w, Method::GET, "/projects/DEMO/retention/preview", None).await;
    assert_eq!((plan["runs"].as_i64(), plan["files"].as_i64()), (Some(1), Some(2)), "{plan}");
    let daily = || {
        let store = w.store.clone();
        tokio::task::spawn_blocking(move || voluptas_app::runs::retention::daily(&store))
    };
    let done = daily().await.expect("ended").expect("applied").expect("for the first time");
    assert_eq!((done.len(), done[0].1.runs, done[0].1.files), (1, 1, 2));
    assert_eq!(daily().await.expect("ended").expect("asked"), None, "once a day");
    assert_eq!(w.send(Method::GET, &format!("/v1/run/DEMO/{old}"), None).await.0, 404);
    w.get(&format!("/v1/attachment/{hash}")).await;
}

#[tokio::test]
async fn only_administrators_read_the_audit_and_change_limits() {
    let (w, anna) = World::team(None, |store| user(store, "Anna", Some(Role::Lead), &[("DEMO", Role::Admin)])).await;
    for (method, path, body) in
        [(Method::GET, "/api/v1/audit", None), (Method::PATCH, "/api/v1/projects/DEMO/limits", Some(json!({ "cases": 1 })))]
    {
        assert_eq!(w.send_as(&anna, method, path, body).await.0, 403, "{path}");
    }
    assert_eq!(w.send_as(&anna, Method::PATCH, "/api/v1/projects/DEMO/retention", Some(json!({ "days": 30 }))).await.0, 200);
    let (_, first) = own(&w, Method::GET, "/audit?limit=1&cursor=", None).await;
    let cursor = first["next_cursor"].as_str().expect("more").to_owned();
    let (_, second) = own(&w, Method::GET, &format!("/audit?limit=1000&cursor={cursor}"), None).await;
    assert!(first["items"][0]["id"].as_i64() > second["items"][0]["id"].as_i64());
    let (_, of_anna) = own(&w, Method::GET, "/audit?user=anna&action=change-retention", None).await;
    assert_eq!(of_anna["items"].as_array().map(Vec::len), Some(1), "{of_anna}");
    assert_eq!(own(&w, Method::GET, "/audit?since=yesterday", None).await.0, 400);
}

/// The beginning of an upload whose end is sent later.
async fn half_an_upload(w: &World) -> (TcpStream, String) {
    let xml = "<testsuite name='s'><testcase name='t'/></testsuite>";
    let head = "--b\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"junit.xml\"\r\n\r\n";
    let body = format!("{head}{xml}\r\n--b--\r\n");
    let address = w.server.addr();
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let request = format!(
        "POST /api/v1/projects/DEMO/results HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Type: multipart/form-data; boundary=b\r\n\
         Content-Length: {}\r\n\r\n{}",
        body.len(),
        &body[..head.len()]
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    until("the server to read the upload", || w.server.stats().count("POST", "/api/v1/projects/DEMO/results") > 0).await;
    (stream, body[head.len()..].to_owned())
}

fn runs(store: &voluptas_store::Store) -> i64 {
    store.read(|tx| tx.count("SELECT count(*) FROM runs", &[])).expect("count")
}

#[tokio::test]
async fn an_upload_that_has_begun_ends_before_the_server_does() {
    let w = World::demo().await;
    let (mut stream, rest) = half_an_upload(&w).await;
    let (store, address, server) = (w.store.clone(), w.server.addr(), w.server);
    let stopping = tokio::spawn(server.shutdown());
    until("new connections to be refused", || std::net::TcpStream::connect(address).is_err()).await;
    assert!(!stopping.is_finished());
    stream.write_all(rest.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    stopping.await.expect("stopped");
    assert_eq!(runs(&store), 1);
}

#[tokio::test]
async fn an_upload_that_takes_too_long_is_stored_not_at_all() {
    let w = World::demo_with(|config| ServerConfig { grace: Duration::from_millis(50), ..config }).await;
    let (mut stream, rest) = half_an_upload(&w).await;
    let (store, server) = (w.store.clone(), w.server);
    server.shutdown().await;
    stream.write_all(rest.as_bytes()).await.ok();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok();
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(runs(&store), 0);
}

#[tokio::test]
async fn a_server_refuses_a_workspace_that_a_newer_version_has_upgraded() {
    let w = World::demo().await;
    let newer = "INSERT INTO schema_migration (version, name, checksum, applied_ms) VALUES (9999, 'newer', 'x', 0)";
    w.store.write(Op::bulk("test"), |tx| tx.execute(newer, &[])).expect("upgraded");
    let write = || async {
        let answer = w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "title": "Late" }))).await;
        Some(answer).filter(|(status, _)| *status == 503)
    };
    let last = until_some("the server to refuse", write).await;
    assert!(last.0 == 503 && last.1["errorMessage"].as_str().is_some_and(|text| text.contains("newer version")), "{last:?}");
    let (status, body) = own(&w, Method::GET, "/projects", None).await;
    assert!(status == 503 && body["detail"].as_str().is_some_and(|text| text.contains("newer version")), "{body}");
    let checks =
        until_some("the server to be unready", || async { Some(ready(&w).await).filter(|(status, _)| *status == 503) }).await;
    assert_eq!((checks.0, &checks.1["failed"]), (503, &json!(["migrations"])), "{checks:?}");
}
