//! The query language: what is found, and what is refused.

use crate::support::World;
use crate::team::user;
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;

fn path(query: &str) -> String {
    let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/v1/search?limit=100&query={encoded}")
}

async fn found(w: &World, query: &str) -> Vec<String> {
    let result = w.get(&path(query)).await;
    let entities = result["entities"].as_array().expect("entities");
    assert_eq!(result["total"].as_u64(), Some(entities.len() as u64), "{query}");
    entities.iter().map(|e| e["title"].as_str().or(e["status"].as_str()).expect("a name").to_owned()).collect()
}

async fn filled() -> World {
    let w = World::demo().await;
    w.post("/v1/project", json!({ "title": "Bank", "code": "BANK" })).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Оплата" })).await;
    w.post("/v1/milestone/DEMO", json!({ "title": "Sprint 12" })).await;
    let field =
        json!({ "title": "Area", "entity": 0, "type": 3, "value": [{ "id": 1, "title": "Cart" }, { "id": 2, "title": "Pay" }] });
    let field = w.post("/v1/custom_field", field).await["id"].to_string();
    for case in [
        json!({ "title": "Вход по паролю", "severity": 1, "is_flaky": 1, "tags": ["Smoke"], "description": "100%_sure" }),
        json!({ "title": "Pay by card", "suite_id": 1, "milestone_id": 1, "automation": 1, "custom_field": { (field): "2" } }),
        json!({ "title": "Pay later", "suite_id": 1, "status": 1, "tags": ["smoke", "slow"] }),
    ] {
        w.post("/v1/case/DEMO", case).await;
    }
    w.post("/v1/case/BANK", json!({ "title": "Pay a bill" })).await;
    w
}

#[tokio::test]
async fn cases_are_found_by_their_fields() {
    let w = filled().await;
    let (login, card, later, bill) = ("Вход по паролю", "Pay by card", "Pay later", "Pay a bill");
    let all: &[(&str, &[&str])] = &[
        (r#"entity = "case""#, &[login, card, later, bill]),
        (r#"title ~ "pay" and project = "demo" order by id desc"#, &[later, card]),
        (r#"title ~ "ВХОД""#, &[login]),
        (r#"title = "pay later""#, &[later]),
        (r#"title !~ "pay""#, &[login]),
        (r#"description ~ "100%_S""#, &[login]),
        (r#"description is empty and project = "DEMO""#, &[card, later]),
        (r#"severity = "Blocker" or severity = 77"#, &[login]),
        (r#"automation = "To be automated""#, &[card]),
        ("isFlaky is true", &[login]),
        (r#"tags in ["SMOKE"] and not tags = "slow""#, &[login]),
        (r#"tags is empty and project in ("DEMO", "BANK")"#, &[card, bill]),
        (r#"suite ~ "ОПЛ" and status != "draft""#, &[card]),
        ("suiteId = 1 order by title desc, id", &[later, card]),
        (r#"milestone ~ "sprint""#, &[card]),
        (r#"cf["area"] = "Pay""#, &[card]),
        (r#"cf["Area"] is empty and project = "DEMO""#, &[login, later]),
        ("id >= 2 and id < 3", &[card]),
        (r#"created > now("-1d") and created <= now() and (id = 1 or id = 3) and project = "DEMO""#, &[login, later]),
        (r#"created > "2030-01-01""#, &[]),
        (r#"author = currentUser() and project = "BANK""#, &[bill]),
        ("id not in [1, 2, 3]", &[]),
    ];
    for (query, titles) in all {
        assert_eq!(found(&w, query).await, *titles, "{query}");
    }
    let page = w.get(&path("title ~ \"pay\" order by id").replace("limit=100", "limit=1&offset=1")).await;
    assert_eq!((&page["total"], page["entities"].as_array().map(Vec::len)), (&json!(3), Some(1)));
}

#[tokio::test]
async fn other_entities_are_found_as_well() {
    let w = filled().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly", "milestone_id": 1, "tags": ["ci \"1\""] })).await;
    w.post("/v1/run/DEMO", json!({ "title": "Smoke" })).await;
    for (status, ms) in [("failed", 6000), ("passed", 10)] {
        w.post("/v1/result/DEMO/1", json!({ "case_id": 2, "status": status, "time_ms": ms, "defect": true })).await;
    }
    w.post("/v1/run/DEMO/2/complete", json!({})).await;
    w.post("/v1/plan/DEMO", json!({ "title": "Release", "cases": [1] })).await;
    let all: &[(&str, &[&str])] = &[
        (r#"entity = "run" and status = "active""#, &["Nightly"]),
        (r#"entity = "run" and tags = "ci \"1\"" and milestone ~ "12""#, &["Nightly"]),
        (r#"entity = "run" and ended is not empty"#, &["Smoke"]),
        (r#"entity = "result" and status = "failed" and timeSpent > 5000 and milestone ~ "Sprint 12""#, &["failed"]),
        (r#"entity = "result" and caseId = 2 and run = "nightly" order by timeSpent"#, &["passed", "failed"]),
        (r#"entity = "plan" and title ~ "rel""#, &["Release"]),
        (r#"entity = "defect" and status = "open""#, &["Pay by card"]),
        (r#"entity = "defect" and resolved is not empty"#, &[]),
    ];
    for (query, names) in all {
        assert_eq!(found(&w, query).await, *names, "{query}");
    }
}

#[tokio::test]
async fn hidden_projects_are_not_searched_and_what_is_not_understood_is_refused() {
    let (w, tom) = World::team(None, |store| user(store, "Tom", None, &[("DEMO", Role::Viewer)])).await;
    w.post("/v1/case/BANK", json!({ "title": "Pay a bill" })).await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay by card" })).await;
    for query in ["title ~ \"pay\"", "title ~ \"pay\" or project = \"BANK\""] {
        let (_, body) = w.get_as(&tom, &path(query)).await;
        let titles: Vec<&Value> = body["result"]["entities"].as_array().expect("entities").iter().map(|c| &c["title"]).collect();
        assert_eq!((titles, &body["result"]["total"]), (vec![&json!("Pay by card")], &json!(1)), "{query}");
    }
    for (query, part) in [
        ("title ~", "character 8: a value is expected here"),
        ("colour = 1", "a case has no field colour; known are id, project"),
        ("entity = \"requirement\"", "unknown"),
        (&*format!("{}id = 1", "(".repeat(900)), "nested too deeply"),
        (&*"x".repeat(1001), "may not be greater than 1000"),
        ("title ~ \"\0\"", "may not contain a NUL character"),
        ("title = \"Pay by card\0\"", "may not contain a NUL character"),
    ] {
        let (status, body) = w.get_as(&tom, &path(query)).await;
        let error = body["errorFields"][0]["error"].as_str().unwrap_or_default();
        assert!(status == 400 && error.contains(part), "{query}: {body}");
    }
    assert_eq!(w.get_as(&tom, "/v1/search").await.0, 400);
    assert_eq!(w.get_as(&tom, "/v1/case/DEMO?search=%00x").await.0, 400);
}
