//! Rights: what each route needs, and what a token reaches. Closed by default.

use crate::support::{NOW, TOKEN, World, read};
use crate::team::{user, user_with};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use voluptas_core::base::FixedClock;
use voluptas_core::domain::user::{Permission, Role};
use voluptas_server::{Needs, Operation, PageAccess, operations, pages};
use voluptas_store::server_tokens::NewToken;
use voluptas_store::{Op, Store};

fn method(operation: &Operation) -> Method {
    Method::from_bytes(operation.method.as_bytes()).expect("method")
}

/// The path of an operation with this project and with 1 for everything else.
fn path(operation: &Operation, code: &str) -> String {
    let part = |part: &str| match part {
        "{code}" | "{project_code}" => code.to_owned(),
        part if part.starts_with('{') => "1".to_owned(),
        part => part.to_owned(),
    };
    format!("/{}{}", operation.version, operation.path.split('/').map(part).collect::<Vec<_>>().join("/"))
}

/// The sentence of a refusal, as either API writes it.
fn sentence(body: &Value) -> Option<&str> {
    body["errorMessage"].as_str().or_else(|| body["detail"].as_str()).or_else(|| body["description"].as_str())
}

#[tokio::test]
async fn every_route_wants_a_token() {
    let w = World::demo().await;
    for operation in operations() {
        let (status, body) =
            read(w.client.request(method(operation), w.url(&path(operation, "DEMO"))).send().await.expect("answer")).await;
        assert_eq!((status.as_u16(), sentence(&body)), (401, Some("Unauthenticated.")), "{}", operation.id);
    }
    let mut closed = 0;
    for page in pages().filter(|page| page.access != PageAccess::Public) {
        let path = page.path.replace("{code}", "DEMO").replace("{id}", "1");
        let status = w.client.get(w.url(&path)).send().await.expect("answer").status();
        assert_eq!(status, 401, "{path}");
        closed += 1;
    }
    assert!(closed > 20, "{closed}");
}

#[tokio::test]
async fn a_viewer_writes_nothing() {
    let (w, viewer) = World::team(None, |store| user(store, "Vera", Some(Role::Viewer), &[("DEMO", Role::Viewer)])).await;
    let (mut reads, mut writes) = (0, 0);
    // Everybody makes and revokes the own tokens: the viewer's is the token 1.
    let own = ["createOwnToken", "revokeOwnToken"];
    for operation in operations().filter(|operation| !own.contains(&operation.id)) {
        let (status, body) = w.send_as(&viewer, method(operation), &path(operation, "DEMO"), None).await;
        if operation.needs.permission() == Permission::Read {
            // The workspace has lists, and nothing with the number or hash 1 in them.
            let is_one =
                operation.path.contains("/{id}") || ["{hash}", "{func_id}"].iter().any(|part| operation.path.ends_with(part));
            let expected = match operation.id {
                // The viewer is the user 1, and a search needs a query.
                "get-author" | "get-user" => 200,
                "search" | "compareRuns" => 400,
                "judgeRun" => 422,
                // No tracker is set.
                "getTracker" => 404,
                _ if is_one => 404,
                _ => 200,
            };
            assert_eq!(status, expected, "{}: {body}", operation.id);
            reads += 1;
        } else {
            assert_eq!(status, 403, "{}: {body}", operation.id);
            writes += 1;
        }
    }
    assert!(reads > 20 && writes > 35, "{reads} {writes}");
    assert_eq!(w.server.stats().writes(), 0);
}

#[tokio::test]
async fn a_hidden_project_looks_like_one_that_does_not_exist() {
    let (w, lead) = World::team(None, |store| user(store, "Lena", Some(Role::Lead), &[("DEMO", Role::Admin)])).await;
    let mut asked = 0;
    for operation in operations().filter(|operation| matches!(operation.needs, Needs::InProject(_))) {
        let mut hidden = w.send_as(&lead, method(operation), &path(operation, "BANK"), None).await;
        let mut missing = w.send_as(&lead, method(operation), &path(operation, "NONE"), None).await;
        for (_, body) in [&mut hidden, &mut missing] {
            body.as_object_mut().and_then(|problem| problem.remove("request_id"));
        }
        assert_eq!((hidden.0.as_u16(), &hidden), (404, &missing), "{}", operation.id);
        assert_eq!(sentence(&hidden.1), Some("Project not found"), "{}", operation.id);
        asked += 1;
    }
    assert!(asked > 50, "{asked}");
    assert_eq!(w.server.stats().writes(), 0);
    assert_eq!(w.get("/v1/project/BANK").await["code"], "BANK");
}

#[tokio::test]
async fn each_role_does_what_it_may() {
    let (w, tokens) = World::team(None, |store| {
        [("t", Role::Tester), ("l", Role::Lead), ("a", Role::Admin)]
            .map(|(name, role)| user(store, name, None, &[("DEMO", role)]))
    })
    .await;
    let [tester, lead, admin] = &tokens;
    let status = async |token, method, path: &str, body: Value| w.send_as(token, method, path, Some(body)).await.0.as_u16();
    assert_eq!(status(tester, Method::POST, "/v1/run/DEMO", json!({ "title": "Nightly" })).await, 200);
    assert_eq!(status(tester, Method::POST, "/v1/case/DEMO", json!({ "title": "Pay" })).await, 200);
    let milestone = json!({ "title": "4.2" });
    assert_eq!(status(tester, Method::POST, "/v1/milestone/DEMO", milestone.clone()).await, 403);
    assert_eq!(status(lead, Method::POST, "/v1/milestone/DEMO", milestone).await, 200);
    assert_eq!(status(tester, Method::PATCH, "/v1/run/DEMO/1/public", json!({ "status": true })).await, 403);
    assert_eq!(status(lead, Method::DELETE, "/v1/project/DEMO", json!({})).await, 403);
    let project = json!({ "title": "Other", "code": "OTHER" });
    assert_eq!(status(admin, Method::POST, "/v1/project", project).await, 403, "an administrator of one project");
    assert_eq!(status(admin, Method::DELETE, "/v1/project/DEMO", json!({})).await, 200);
    assert_eq!(w.get_as(tester, "/v1/case/DEMO").await.0, 404);
}

#[tokio::test]
async fn lists_show_what_the_token_sees() {
    let (w, (tester, nobody)) =
        World::team(None, |store| (user(store, "Tom", None, &[("DEMO", Role::Tester)]), user(store, "Nina", None, &[]))).await;
    let codes = |body: &Value| -> Vec<String> {
        let entities = body["result"]["entities"].as_array().expect("entities");
        entities
            .iter()
            .map(|e| e["code"].as_str().or(e["title"].as_str()).or(e["file"].as_str()).expect("name").to_owned())
            .collect()
    };
    let (status, projects) = w.get_as(&tester, "/v1/project").await;
    assert_eq!((status, codes(&projects), projects["result"]["total"].as_i64()), (200, vec!["DEMO".to_owned()], Some(1)));
    let (status, projects) = w.get_as(&nobody, "/v1/project").await;
    assert_eq!((status, codes(&projects)), (200, Vec::<String>::new()));
    assert_eq!(w.get_as(&nobody, "/v1/custom_field").await.0, 403);
    for (title, projects) in [("Everywhere", json!([])), ("Both", json!(["DEMO", "BANK"])), ("Of the bank", json!(["BANK"]))] {
        w.post("/v1/custom_field", json!({ "title": title, "entity": 0, "type": 1, "projects_codes": projects })).await;
    }
    let (_, fields) = w.get_as(&tester, "/v1/custom_field").await;
    assert_eq!(codes(&fields), ["Everywhere", "Both"]);
    assert!(!fields.to_string().contains("BANK"), "{fields}");
    for version in ["v1", "v2"] {
        assert_eq!(w.get_as(&tester, &format!("/{version}/custom_field/3")).await.0, 404);
    }
}

/// An entity of another project: neither listed, read, created, changed nor deleted, by no way.
async fn is_closed_to_others(entity: &str, body: Value) {
    let (w, stranger) = World::team(None, |store| user(store, "Sam", Some(Role::Lead), &[("DEMO", Role::Admin)])).await;
    let made = w.post(&format!("/v1/{entity}/BANK"), body.clone()).await;
    let id = made["id"].as_i64().map(|id| id.to_string()).or(made["hash"].as_str().map(str::to_owned)).expect("id or hash");
    let item = format!("/v1/{entity}/BANK/{id}");
    let before = w.get(&item).await;
    for (method, path) in [
        (Method::GET, format!("/v1/{entity}/BANK")),
        (Method::POST, format!("/v1/{entity}/BANK")),
        (Method::GET, item.clone()),
        (Method::PATCH, item.clone()),
        (Method::DELETE, item.clone()),
        (Method::GET, format!("/v1/{entity}/DEMO/{id}")),
        (Method::PATCH, format!("/v1/{entity}/DEMO/{id}")),
        (Method::DELETE, format!("/v1/{entity}/DEMO/{id}")),
    ] {
        let sent = (method != Method::GET).then(|| body.clone());
        let (status, answer) = w.send_as(&stranger, method.clone(), &path, sent).await;
        assert_eq!(status, 404, "{method} {path}: {answer}");
    }
    assert_eq!(w.get(&item).await, before);
    assert_eq!(w.get(&format!("/v1/{entity}/BANK")).await["total"], 1);
}

macro_rules! closed {
    ($($test:ident: $entity:literal, $body:tt;)+) => {$(
        #[tokio::test]
        async fn $test() {
            is_closed_to_others($entity, json!($body)).await;
        }
    )+};
}

closed! {
    suites_of_others_are_closed: "suite", { "title": "Cards" };
    cases_of_others_are_closed: "case", { "title": "Pay" };
    runs_of_others_are_closed: "run", { "title": "Nightly" };
    milestones_of_others_are_closed: "milestone", { "title": "4.2" };
    environments_of_others_are_closed: "environment", { "title": "Stage", "slug": "stage" };
    defects_of_others_are_closed: "defect", { "title": "Slow", "actual_result": "9 s", "severity": 1 };
    reviews_of_others_are_closed: "review", { "proposed_case": { "title": "Pay" } };
    shared_steps_of_others_are_closed: "shared_step", { "title": "Sign in", "steps": [{ "action": "open" }] };
}

#[tokio::test]
async fn plans_of_others_are_closed() {
    let (w, stranger) = World::team(None, |store| user(store, "Sam", None, &[("DEMO", Role::Admin)])).await;
    w.post("/v1/case/BANK", json!({ "title": "Pay" })).await;
    w.post("/v1/plan/BANK", json!({ "title": "Release", "cases": [1] })).await;
    let run = json!({ "title": "Mine", "plan_id": 1 });
    let (status, body) = w.send_as(&stranger, Method::POST, "/v1/run/DEMO", Some(run)).await;
    assert_eq!((status.as_u16(), &body["errorFields"][0]["field"]), (400, &json!("plan_id")), "{body}");
    for path in ["/v1/plan/BANK", "/v1/plan/BANK/1", "/v1/plan/DEMO/1"] {
        assert_eq!(w.get_as(&stranger, path).await.0, 404, "{path}");
    }
    let (status, _) = w.send_as(&stranger, Method::DELETE, "/v1/plan/BANK/1", None).await;
    assert_eq!((status.as_u16(), w.get("/v1/plan/BANK").await["total"].clone()), (404, json!(1)));
}

#[tokio::test]
async fn configurations_of_others_are_closed() {
    let (w, stranger) = World::team(None, |store| user(store, "Sam", None, &[("DEMO", Role::Admin)])).await;
    w.post("/v1/configuration/BANK/group", json!({ "title": "Browser" })).await;
    w.post("/v1/configuration/BANK", json!({ "title": "Firefox", "group_id": 1 })).await;
    assert_eq!(w.get_as(&stranger, "/v1/configuration/BANK").await.0, 404);
    let body = json!({ "title": "Chrome", "group_id": 1 });
    for (path, expected) in [("/v1/configuration/BANK", 404), ("/v1/configuration/DEMO", 400)] {
        let (status, answer) = w.send_as(&stranger, Method::POST, path, Some(body.clone())).await;
        assert_eq!(status.as_u16(), expected, "{path}: {answer}");
    }
}

#[tokio::test]
async fn results_of_others_are_closed() {
    let (w, stranger) = World::team(None, |store| user(store, "Sam", None, &[("DEMO", Role::Admin)])).await;
    for code in ["DEMO", "BANK"] {
        w.post(&format!("/v1/run/{code}"), json!({ "title": "Nightly" })).await;
    }
    w.post("/v1/case/BANK", json!({ "title": "Pay" })).await;
    let result = json!({ "case_id": 1, "status": "passed" });
    let hash = w.post("/v1/result/BANK/1", result.clone()).await["hash"].as_str().expect("hash").to_owned();
    let v2 = json!({ "title": "Pay", "execution": { "status": "failed" } });
    for (method, path, body) in [
        (Method::GET, "/v1/result/BANK".to_owned(), None),
        (Method::GET, format!("/v1/result/BANK/{hash}"), None),
        (Method::GET, format!("/v1/result/DEMO/{hash}"), None),
        (Method::PATCH, format!("/v1/result/BANK/1/{hash}"), Some(json!({ "status": "failed" }))),
        (Method::PATCH, format!("/v1/result/DEMO/1/{hash}"), Some(json!({ "status": "failed" }))),
        (Method::DELETE, format!("/v1/result/DEMO/1/{hash}"), None),
        (Method::POST, "/v1/result/BANK/1".to_owned(), Some(result.clone())),
        (Method::POST, "/v1/result/BANK/1/bulk".to_owned(), Some(json!({ "results": [result] }))),
        (Method::POST, "/v2/BANK/run/1/result".to_owned(), Some(v2.clone())),
        (Method::POST, "/v2/BANK/run/1/results".to_owned(), Some(json!({ "results": [v2] }))),
    ] {
        let (status, answer) = w.send_as(&stranger, method.clone(), &path, body).await;
        assert_eq!(status, 404, "{method} {path}: {answer}");
    }
    let all = w.get("/v1/result/BANK").await;
    assert_eq!((all["total"].as_i64(), all["entities"][0]["status"].as_str()), (Some(1), Some("passed")));
}

#[tokio::test]
async fn attachments_of_others_are_closed() {
    let (w, (stranger, viewer)) = World::team(None, |store| {
        (user(store, "Sam", None, &[("BANK", Role::Admin)]), user(store, "Vera", None, &[("DEMO", Role::Viewer)]))
    })
    .await;
    let hash = w.upload("note.txt", "text/plain", b"of the shop").await;
    let item = format!("/v1/attachment/{hash}");
    assert_eq!(w.get_as(&stranger, "/v1/attachment").await.1["result"]["total"], 0);
    assert_eq!(w.get_as(&viewer, "/v1/attachment").await.1["result"]["total"], 1);
    assert_eq!((w.get_as(&stranger, &item).await.0, w.get_as(&viewer, &item).await.0), (404, 200));
    assert_eq!(w.send_as(&stranger, Method::DELETE, &item, None).await.0, 404);
    assert_eq!(w.send_as(&viewer, Method::DELETE, &item, None).await.0, 403);
    let case = json!({ "title": "Mine", "attachments": [hash] });
    let (status, body) = w.send_as(&stranger, Method::POST, "/v1/case/BANK", Some(case)).await;
    assert_eq!((status.as_u16(), &body["errorFields"][0]["field"]), (400, &json!("attachments")), "{body}");
    w.post("/v1/run/BANK", json!({ "title": "Nightly" })).await;
    w.post("/v1/case/BANK", json!({ "title": "Pay" })).await;
    for (path, result) in [
        ("/v1/result/BANK/1", json!({ "case_id": 1, "status": "passed", "attachments": [hash] })),
        ("/v2/BANK/run/1/result", json!({ "title": "Pay", "execution": { "status": "passed" }, "attachments": [hash] })),
    ] {
        let (status, body) = w.send_as(&stranger, Method::POST, path, Some(result)).await;
        assert_eq!(status, 400, "{path}: {body}");
    }
    let step = json!({ "title": "Sign in", "steps": [{ "action": "open", "attachments": [hash] }] });
    assert_eq!(w.send_as(&stranger, Method::POST, "/v1/shared_step/BANK", Some(step)).await.0, 400);
    assert_eq!(w.get("/v1/attachment").await["total"], 1);
}

#[tokio::test]
async fn a_case_shows_no_shared_step_of_another_project() {
    let w = World::team(None, |_| ()).await.0;
    let step = json!({ "title": "Sign in", "steps": [{ "action": "the secret of the bank" }] });
    let hash = w.post("/v1/shared_step/BANK", step).await["hash"].clone();
    let (status, body) =
        w.send(Method::POST, "/v1/case/DEMO", Some(json!({ "title": "Pay", "steps": [{ "shared": hash }] }))).await;
    assert_eq!(status, 400, "{body}");
    assert!(!body.to_string().contains("secret"), "{body}");
}

#[tokio::test]
async fn a_token_can_have_less_than_its_owner() {
    let (w, token) = World::team(None, |store| {
        let demo = store.read(|tx| Ok(tx.projects().by_code("DEMO")?.expect("project").id)).expect("read");
        let narrow = |new| NewToken { role: Some(Role::Tester), projects: Some(BTreeSet::from([demo])), ..new };
        user_with(store, "Root", Some(Role::Admin), &[], narrow)
    })
    .await;
    assert_eq!(w.get_as(&token, "/v1/case/DEMO").await.0, 200);
    assert_eq!(w.get_as(&token, "/v1/case/BANK").await.0, 404);
    let (status, _) = w.send_as(&token, Method::POST, "/v1/milestone/DEMO", Some(json!({ "title": "m" }))).await;
    assert_eq!(status, 403);
    let (status, _) = w.send_as(&token, Method::POST, "/v1/project", Some(json!({ "title": "New", "code": "NEW" }))).await;
    assert_eq!(status, 403);
    // The project of the token is deleted: the token is then valid nowhere, and not everywhere.
    w.delete("/v1/project/DEMO").await;
    assert_eq!(w.get_as(&token, "/v1/project").await.1["result"]["total"], 0);
    assert_eq!(w.get_as(&token, "/v1/case/BANK").await.0, 404);
}

#[tokio::test]
async fn a_bearer_token_is_a_token() {
    let (w, anna) = World::team(None, |store| user(store, "Anna", None, &[("DEMO", Role::Viewer)])).await;
    let ask = async |value: String| {
        let request = w.client.get(w.url("/v1/project/DEMO")).header("Authorization", value);
        request.send().await.expect("answer").status().as_u16()
    };
    let token = anna.expose();
    assert_eq!(ask(format!("Bearer {token}")).await, 200);
    assert_eq!(ask(format!("bearer {token}")).await, 200);
    for wrong in [format!("Basic {token}"), token.to_owned(), "Bearer".to_owned(), format!("Bearer {token}0")] {
        assert_eq!(ask(wrong.clone()).await, 401, "{wrong}");
    }
    let log = w.server.stats().log();
    assert_eq!(log[0].owner.as_deref(), Some("Anna"));
    assert!(log.iter().all(|request| !format!("{request:?}").contains(token)));
}

#[tokio::test]
async fn a_token_expires() {
    let (w, token) = World::team(None, |store| {
        user_with(store, "Anna", None, &[("DEMO", Role::Viewer)], |new| NewToken { expires_ms: Some(NOW + 60_000), ..new })
    })
    .await;
    w.clock.advance(59_999);
    assert_eq!(w.get_as(&token, "/v1/project/DEMO").await.0, 200);
    w.clock.advance(1);
    assert_eq!(w.get_as(&token, "/v1/project/DEMO").await.0, 401);
}

/// Repeats a question until the status is the wanted one, and fails after two seconds.
async fn within_two_seconds(wanted: u16, mut ask: impl AsyncFnMut() -> u16) {
    let until = Instant::now() + Duration::from_secs(2);
    loop {
        let status = ask().await;
        if status == wanted {
            return;
        }
        assert!(Instant::now() < until, "still {status}");
    }
}

#[tokio::test]
async fn a_change_by_another_process_takes_effect_within_two_seconds() {
    let (w, token) = World::team(None, |store| user(store, "Anna", None, &[("DEMO", Role::Viewer)])).await;
    let other = Store::open_at(w.store.location(), Arc::new(FixedClock::at(NOW))).expect("store");
    let ask = async || w.send_as(&token, Method::POST, "/v1/case/DEMO", Some(json!({ "title": "Pay" }))).await.0.as_u16();
    assert_eq!(ask().await, 403);
    let change = |role: Option<Role>| {
        let written = other.write(Op::bulk("test"), |tx| {
            let anna = tx.users().by_name("anna")?.expect("user");
            let demo = tx.projects().by_code("DEMO")?.expect("project");
            tx.users().set_project_role(anna.id, demo.id, role)
        });
        written.expect("changed");
    };
    change(Some(Role::Tester));
    within_two_seconds(200, ask).await;
    change(None);
    within_two_seconds(404, ask).await;
    let revoke = other.write(Op::bulk("test"), |tx| {
        let id = tx.server_tokens().all()?.first().expect("token").0.id;
        tx.server_tokens().revoke(id)
    });
    revoke.expect("revoked");
    within_two_seconds(401, ask).await;
}

#[tokio::test]
async fn each_token_has_its_own_rate() {
    let (w, (one, other)) = World::team(Some(2), |store| {
        (user(store, "One", None, &[("DEMO", Role::Viewer)]), user(store, "Other", None, &[("DEMO", Role::Viewer)]))
    })
    .await;
    for expected in [200, 200, 429] {
        assert_eq!(w.get_as(&one, "/v1/project/DEMO").await.0, expected);
    }
    assert_eq!(w.get_as(&other, "/v1/project/DEMO").await.0, 200);
}

#[tokio::test]
async fn guessing_slows_the_guesser_down_and_no_valid_token_is_refused() {
    let (w, fresh) = World::team(None, |store| user(store, "Fresh", None, &[("DEMO", Role::Viewer)])).await;
    let ask = async |token: &str| {
        let request = w.client.get(w.url("/v1/project/DEMO")).header("Token", token);
        let answer = request.send().await.expect("answer");
        (answer.status().as_u16(), answer.headers().contains_key("retry-after"))
    };
    for n in 0..60 {
        assert_eq!(ask(&format!("guess-{n}")).await, (401, false), "{n}");
    }
    for n in 60..65 {
        assert_eq!(ask(&format!("guess-{n}")).await, (429, true));
    }
    let refused = w.client.get(w.url("/v1/project/DEMO")).header("Token", "guess-65").send().await.expect("answer");
    let told =
        ["x-ratelimit-limit", "x-ratelimit-remaining"].map(|name| refused.headers()[name].to_str().expect("text").to_owned());
    assert_eq!(told, ["60", "0"], "the limit that refused");
    assert_eq!(ask(fresh.expose()).await.0, 200, "also at its first use");
    assert_eq!(ask(TOKEN).await.0, 200);
    let nothing = w.client.get(w.url("/v1/project/DEMO")).send().await.expect("answer");
    assert_eq!(nothing.status(), 401, "no token is no guess");
}

#[tokio::test]
async fn deliveries_of_the_webhook_are_for_administrators() {
    let (w, lead) = World::team(None, |store| user(store, "Lena", Some(Role::Lead), &[])).await;
    assert_eq!(w.get_as(&lead, "/webhook/deliveries").await.0, 403);
    let admin = w.client.get(w.url("/webhook/deliveries")).header("Token", TOKEN).send().await.expect("answer");
    assert_eq!(admin.status(), 404, "there is no webhook");
}

#[tokio::test]
async fn a_reporter_works_with_the_token_of_a_tester() {
    let (w, tester) = World::team(None, |store| user(store, "CI", None, &[("DEMO", Role::Tester)])).await;
    let result = json!({ "title": "Pays by card", "execution": { "status": "passed" } });
    for (method, path, body) in [
        (Method::GET, "/v1/project/DEMO", None),
        (Method::GET, "/v1/environment/DEMO", None),
        (Method::GET, "/v1/custom_field", None),
        (Method::GET, "/v1/system_field", None),
        (Method::GET, "/v1/configuration/DEMO", None),
        (Method::POST, "/v1/configuration/DEMO/group", Some(json!({ "title": "Browser" }))),
        (Method::POST, "/v1/configuration/DEMO", Some(json!({ "title": "Firefox", "group_id": 1 }))),
        (Method::POST, "/v1/run/DEMO", Some(json!({ "title": "Nightly", "configurations": [1] }))),
        (Method::POST, "/v2/DEMO/run/1/results", Some(json!({ "results": [result] }))),
        (Method::POST, "/v1/run/DEMO/1/complete", Some(json!({}))),
    ] {
        let (status, answer) = w.send_as(&tester, method.clone(), path, body).await;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
    }
    let part = reqwest::multipart::Part::bytes(b"log".to_vec()).file_name("run.log");
    let form = reqwest::multipart::Form::new().part("file[]", part);
    let upload = w.client.post(w.url("/v1/attachment/DEMO")).header("Token", tester.expose()).multipart(form);
    assert_eq!(upload.send().await.expect("answer").status(), 200);
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 1);
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 1, "the case of a result that names none");
}
