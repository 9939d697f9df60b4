//! Ids of another project: every route with an id answers as if there were no such thing. The routes come from the tables, so that a new one is
//! tested by itself.

use super::{body_schema, path_of, smallest};
use crate::support::{TOKEN, World, read};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;
use voluptas_integrations::seal::SealKey;
use voluptas_server::rest::{REST, openapi};
use voluptas_server::{Needs, Operation, Server, ServerConfig, TokenSource, operations};

/// Ids of the things of `BANK`, by the word before them in an address and the name of the parameter.
type Ids = BTreeMap<(&'static str, &'static str), String>;

async fn made(w: &World, path: &str, body: Value) -> Value {
    let (status, body) = w.send(Method::POST, path, Some(body)).await;
    assert!(status.is_success(), "{path}: {status} {body}");
    if body["result"].is_null() { body } else { body["result"].clone() }
}

async fn upload(w: &World) -> String {
    let part = reqwest::multipart::Part::bytes(b"hello".to_vec()).file_name("note.txt");
    let form = reqwest::multipart::Form::new().part("file[]", part);
    let request = w.client.post(w.url("/v1/attachment/BANK")).header("Token", TOKEN).multipart(form);
    read(request.send().await.expect("answer")).await.1["result"][0]["hash"].as_str().expect("hash").to_owned()
}

/// Fills `BANK` with one of everything. `DEMO` has nothing, so that an id of a thing there is wrong in each route.
async fn fill(w: &World) -> Ids {
    let own = |path: &str| format!("/api/v1/projects/BANK/{path}");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let suite = text(&made(w, &own("suites"), json!({ "title": "Cards" })).await["id"]);
    let hash = upload(w).await;
    let case = json!({ "title": "Pay", "attachments": [hash] });
    let case = text(&made(w, &own("cases"), case).await["id"]);
    w.send(Method::PATCH, &own(&format!("cases/{case}")), Some(json!({ "title": "Pay more" }))).await;
    let versions = w.send(Method::GET, &own(&format!("cases/{case}/versions")), None).await.1;
    let version = text(&versions["items"][0]["id"]);
    made(w, &own(&format!("cases/{case}/comments")), json!({ "body": "Why?" })).await;
    let run = text(&made(w, &own("runs"), json!({ "title": "Nightly", "cases": [1] })).await["id"]);
    let failed = json!({ "title": "Pay", "execution": { "status": "failed" } });
    made(w, &format!("/v2/BANK/run/{run}/results"), json!({ "results": [failed] })).await;
    let results = w.send(Method::GET, &own("results"), None).await.1;
    let result = text(&results["items"][0]["hash"]);
    let bank = w.store.read(|tx| tx.projects().by_code("BANK")).expect("read").expect("project").id;
    let tests = w.store.read(|tx| tx.known_tests().named(bank, "Pay", None)).expect("tests");
    let test = tests[0].id.0.to_string();
    w.send(Method::PUT, &own(&format!("mutes/{test}")), Some(json!({ "reason": "known" }))).await;
    let filter = text(&made(w, &own("filters"), json!({ "name": "Mine", "filter": {} })).await["id"]);
    let step = json!({ "title": "Sign in", "steps": [{ "action": "open" }] });
    let shared = text(&made(w, &own("shared-steps"), step).await["hash"]);
    let defect = text(&made(w, &own("defects"), json!({ "title": "Slow" })).await["id"]);
    let milestone = text(&made(w, &own("milestones"), json!({ "title": "4.2" })).await["id"]);
    let environment = text(&made(w, &own("environments"), json!({ "title": "Stage" })).await["id"]);
    let review = text(&made(w, "/v1/review/BANK", json!({ "proposed_case": { "title": "Pay" } })).await["id"]);
    let plan = text(&made(w, "/v1/plan/BANK", json!({ "title": "Release", "cases": [1] })).await["id"]);
    let hook = json!({ "title": "Team", "url": "https://hooks.example/x", "events": ["case.changed"], "enabled": false });
    let hook = text(&made(w, &own("webhooks"), hook).await["id"]);
    let delivery = text(&made(w, &own(&format!("webhooks/{hook}/test")), json!({})).await["id"]);
    let member = json!({ "name": "Mira", "projects": { "BANK": "tester" } });
    let member = text(&made(w, "/api/v1/users", member).await["id"]);
    Ids::from([
        (("members", "id"), member),
        (("suites", "id"), suite.clone()),
        (("suite", "id"), suite),
        (("cases", "id"), case.clone()),
        (("case", "id"), case.clone()),
        (("test_cases", "id"), case),
        (("attachments", "aid"), "1".to_owned()),
        (("versions", "version"), version),
        (("runs", "id"), run.clone()),
        (("run", "id"), run.clone()),
        (("run", "run_id"), run.clone()),
        (("result", "id"), run.clone()),
        (("delete_test_run", "id"), run.clone()),
        (("reports", "id"), run),
        (("results", "hash"), result.clone()),
        (("result", "hash"), result),
        (("mutes", "id"), test),
        (("filters", "id"), filter),
        (("shared-steps", "hash"), shared.clone()),
        (("shared_step", "hash"), shared),
        (("defects", "id"), defect.clone()),
        (("defect", "id"), defect.clone()),
        (("resolve", "id"), defect.clone()),
        (("status", "id"), defect),
        (("milestones", "id"), milestone.clone()),
        (("milestone", "id"), milestone),
        (("environments", "id"), environment.clone()),
        (("environment", "id"), environment),
        (("reviews", "id"), review.clone()),
        (("review", "id"), review),
        (("plan", "id"), plan),
        (("attachments", "hash"), hash.clone()),
        (("attachment", "hash"), hash),
        (("webhooks", "id"), hook),
        (("deliveries", "delivery"), delivery),
    ])
}

fn is_code(name: &str) -> bool {
    matches!(name, "code" | "project_code")
}

/// A body that the routes without a schema take.
fn sent_to(id: &str) -> Value {
    match id {
        "update-run-publicity" => json!({ "status": true }),
        "update-defect-status" => json!({ "status": "resolved" }),
        "decide-review" => json!({ "decision": "approve" }),
        "testops-post-attachment" => json!({ "_method": "DELETE" }),
        _ => json!({ "title": "t", "name": "t", "status": "passed", "case_id": 1, "results": [], "external_issues": [] }),
    }
}

/// True for an operation about a thing of a project. Tokens of the user who asks belong to none.
fn has_id(operation: &Operation) -> bool {
    let names = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    operation.id != "revokeOwnToken"
        && !matches!(operation.needs, Needs::InRegistry(_))
        && names.into_iter().any(|name| !is_code(name))
}

/// All that the lists of `BANK` show.
async fn state(w: &World) -> Vec<(String, Value)> {
    let mut state = Vec::new();
    for operation in operations().filter(|operation| operation.method == "GET" && matches!(operation.needs, Needs::InProject(_)))
    {
        let names = operation.path.matches('{').count();
        if names == 1 && !operation.path.ends_with("/limits") {
            let path = path_of(operation, |_, _| "BANK".to_owned());
            let (_, mut body) = w.send(Method::GET, &path, None).await;
            // A delivery of the webhook goes on by itself.
            body.as_object_mut().map(|body| body.remove("request_id"));
            state.push((path, body));
        }
    }
    state
}

async fn world() -> (World, Secret, Ids) {
    let (mut w, token) = World::team(None, |store| user(store, "Sam", Some(Role::Lead), &[("DEMO", Role::Admin)])).await;
    let key = SealKey::new(&Secret::new("key-of-servers-with-many-letters-0")).expect("key");
    let outgoing = Some(voluptas_app::integrations::deliver::Outgoing::new(key));
    let local = ServerConfig::local(w.store.clone(), TokenSource::Given(Secret::new(TOKEN)));
    w.server = Server::start(ServerConfig { outgoing, ..local }).await.expect("server");
    let ids = fill(&w).await;
    (w, token, ids)
}

#[tokio::test]
async fn an_id_of_another_project_is_404_in_every_route() {
    let (w, stranger, ids) = world().await;
    let before = state(&w).await;
    let document = openapi::document(REST);
    let (admin, mut worst, mut asked) = (Secret::new(TOKEN), Vec::new(), 0);
    for operation in operations().filter(|operation| has_id(operation)) {
        for (token, code) in [(&stranger, "DEMO"), (&stranger, "BANK"), (&admin, "DEMO")] {
            let value = |word: &str, name: &str| {
                if is_code(name) {
                    return code.to_owned();
                }
                let known = ids.iter().find(|((w, n), _)| *w == word && *n == name).map(|(_, id)| id.clone());
                known.unwrap_or_else(|| panic!("{}: this test needs an id of {word}/{{{name}}}", operation.id))
            };
            let mut path = path_of(operation, value);
            match operation.needs {
                // The address names no project, and an administrator may see every one.
                Needs::InVisible(_) if operation.version == "v1" && std::ptr::eq(token, &raw const admin) => continue,
                Needs::InVisible(_) if operation.version != "v1" => path.push_str(&format!("?project={code}")),
                _ => {}
            }
            let body = match body_schema(&document, operation) {
                Some(schema) => smallest(&document, schema),
                None => sent_to(operation.id),
            };
            let has_body =
                operation.version != "api/v1" || body_schema(&document, operation).is_some() || operation.id == "decide-review";
            let body = if operation.id == "judgeRun" { json!({ "rules": "min-pass-rate = 90" }) } else { body };
            if operation.id == "compareRuns" {
                path.push_str("?with=1");
            }
            let sent = (operation.method != "GET" && has_body).then_some(body);
            let (status, answer) = w.send_as(token, operation.method.parse().expect("method"), &path, sent).await;
            asked += 1;
            // Refused before anything is looked for: this server has no credentials.
            let is_refused = operation.id == "reportResult" && status == 503
                // The other run is named by a parameter.
                || operation.id == "compareRuns" && status == 422;
            if !(status == 404 || is_refused) || answer.to_string().contains("Pay more") {
                worst.push(format!("{} {} {path}: {status} {answer}", operation.id, operation.method));
            }
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
    assert!(asked > 200, "{asked}");
    let after = state(&w).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
}

#[tokio::test]
async fn a_body_names_nothing_of_another_project() {
    let (w, stranger, ids) = world().await;
    let own = |path: &str| format!("/api/v1/projects/DEMO/{path}");
    made(&w, &own("cases"), json!({ "title": "Mine" })).await;
    made(&w, &own("runs"), json!({ "title": "Mine" })).await;
    // Numbers that only the other project has.
    for (path, body) in [("suites", json!({ "title": "a" })), ("milestones", json!({ "title": "a" }))] {
        made(&w, &format!("/api/v1/projects/BANK/{path}"), body).await;
    }
    let (hash, shared) = (&ids[&("attachment", "hash")], &ids[&("shared_step", "hash")]);
    let filter: i64 = ids[&("filters", "id")].parse().expect("id");
    let bulk = json!({ "items": [{ "id": 2, "fields": { "title": "x" } }, { "fields": { "title": "x", "suite_id": 1 } }] });
    for (method, path, body) in [
        ("POST", own("cases"), json!({ "title": "a", "suite_id": 1 })),
        ("POST", own("cases"), json!({ "title": "a", "milestone_id": 1 })),
        ("POST", own("cases"), json!({ "title": "a", "attachments": [hash] })),
        ("POST", own("cases"), json!({ "title": "a", "steps": [{ "shared": shared }] })),
        ("POST", own("cases"), json!({ "title": "a", "further_suites": [1] })),
        ("PATCH", own("cases/1"), json!({ "before_id": 2 })),
        ("POST", own("suites"), json!({ "title": "a", "parent_id": 2 })),
        ("POST", own("suites"), json!({ "title": "a", "before_id": 2 })),
        ("POST", own("runs"), json!({ "title": "a", "cases": [2] })),
        ("POST", own("runs"), json!({ "title": "a", "environment_id": 1 })),
        ("POST", own("runs"), json!({ "title": "a", "milestone_id": 1 })),
        ("POST", own("runs"), json!({ "title": "a", "configurations": [1] })),
        ("POST", own("runs/1/cases"), json!({ "cases": [2] })),
        ("POST", own("defects"), json!({ "title": "a", "milestone_id": 1 })),
        ("POST", own("defects"), json!({ "title": "a", "attachments": [hash] })),
        ("GET", own(&format!("cases?filter_id={filter}")), Value::Null),
        ("DELETE", own("suites/1?move_cases_to=1"), Value::Null),
        ("POST", "/v1/case/DEMO".to_owned(), json!({ "title": "a", "suite_id": 1 })),
        ("POST", "/v1/run/DEMO".to_owned(), json!({ "title": "a", "plan_id": 1 })),
        ("POST", "/v1/run/DEMO".to_owned(), json!({ "title": "a", "environment_id": 1 })),
        ("POST", "/v1/plan/DEMO".to_owned(), json!({ "title": "a", "cases": [2] })),
        ("POST", "/v1/review/DEMO".to_owned(), json!({ "case_id": 2, "proposed_case": { "title": "a" } })),
    ] {
        let sent = (!body.is_null()).then(|| body.clone());
        let (status, answer) = w.send_as(&stranger, method.parse().expect("method"), &path, sent).await;
        assert!(matches!(status.as_u16(), 400 | 404 | 422), "{method} {path} {body}: {status} {answer}");
    }
    // Of several items each has its own outcome.
    let (_, answer) = w.send_as(&stranger, Method::POST, &own("cases/bulk"), Some(bulk)).await;
    let outcomes: Vec<u64> =
        answer["outcomes"].as_array().into_iter().flatten().filter_map(|outcome| outcome["status"].as_u64()).collect();
    assert!(outcomes.len() == 2 && outcomes.iter().all(|status| *status >= 400), "{answer}");
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 1);
}
