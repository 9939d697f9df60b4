//! Defects: what results report becomes one, and people work on it.

use crate::support::{NOW, World, client};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::result::{ResultContent, ResultLink};
use voluptas_core::domain::user::Role;
use voluptas_store::{Op, Store};

async fn with_run() -> World {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay by card" })).await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    w
}

async fn failed(w: &World, status: &str, defect: bool) -> String {
    let result = json!({ "case_id": 1, "status": status, "defect": defect, "comment": "HTTP 500" });
    w.post("/v1/result/DEMO/1", result).await["hash"].as_str().expect("hash").to_owned()
}

#[tokio::test]
async fn a_result_that_reports_a_defect_opens_one_per_test() {
    let w = with_run().await;
    failed(&w, "failed", false).await;
    failed(&w, "passed", true).await;
    assert_eq!(w.get("/v1/defect/DEMO").await["total"], 0, "nothing is broken");
    let first = failed(&w, "failed", true).await;
    let second = failed(&w, "blocked", true).await;
    let defect = w.get("/v1/defect/DEMO/1").await;
    assert_eq!(
        (&defect["title"], &defect["actual_result"], &defect["status"]),
        (&json!("Pay by card"), &json!("HTTP 500"), &json!("open"))
    );
    assert_eq!((&defect["runs"], &defect["results"]), (&json!([1]), &json!([first, second])));
    // A new failure after the repair is another defect.
    w.patch("/v1/defect/DEMO/resolve/1", json!({})).await;
    let third = failed(&w, "failed", true).await;
    assert_eq!(w.get("/v1/defect/DEMO/2").await["results"], json!([third]));
    // By v2, and twice: the second is the same result.
    let v2 = json!({ "results": [{ "id": "x", "title": "Refund", "defect": true, "execution": { "status": "failed" } }] });
    for _ in 0..2 {
        let (status, body) = w.send(Method::POST, "/v2/DEMO/run/1/results", Some(v2.clone())).await;
        assert_eq!(status, 202, "{body}");
    }
    w.until_idle().await;
    let refund = w.get("/v1/defect/DEMO/3").await;
    assert_eq!((&refund["title"], refund["results"].as_array().map(Vec::len)), (&json!("Refund"), Some(1)));
    let project = w.get("/v1/project/DEMO").await;
    assert_eq!(project["counts"]["defects"], json!({ "total": 3, "open": 2 }));
    assert_eq!(w.get("/v1/run/DEMO/1?include=defects").await["defects"], json!([1, 2, 3]));
    // A deleted result, and one that reports none any more, are no evidence.
    w.delete(&format!("/v1/result/DEMO/1/{first}")).await;
    w.patch(&format!("/v1/result/DEMO/1/{second}"), json!({ "defect": false })).await;
    let defect = w.get("/v1/defect/DEMO/1").await;
    assert_eq!((&defect["runs"], &defect["results"]), (&json!([]), &json!([])));
    w.patch(&format!("/v1/result/DEMO/1/{second}"), json!({ "defect": true })).await;
    assert_eq!(w.get("/v1/defect/DEMO/1").await["results"], json!([second]));
}

#[tokio::test]
async fn results_that_link_an_issue_belong_to_its_defect() {
    let w = with_run().await;
    let link =
        |name: &str| ResultLink { kind: "issue".into(), name: name.into(), url: format!("https://tracker.example/{name}") };
    let content = |title: &str, issue: &str| ResultContent {
        title: title.into(),
        is_defect: true,
        links: vec![link(issue)],
        ..ResultContent::default()
    };
    let written = w.store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().by_code("DEMO")?.expect("project");
        let run = tx.runs().by_number(project.id, 1)?.id;
        let first = tx.results().add(run, &content("Pay", "PAY-7"))?;
        tx.results().add(run, &content("Refund", "PAY-7"))?;
        tx.results().add(run, &content("Cancel", "PAY-8"))?;
        Ok(first)
    });
    let first = written.expect("written").value;
    let defects = w.get("/v1/defect/DEMO").await;
    let titles: Vec<&Value> = defects["entities"].as_array().expect("entities").iter().map(|d| &d["title"]).collect();
    assert_eq!(titles, ["PAY-7: Pay", "PAY-8: Cancel"]);
    let seven = &defects["entities"][0];
    assert_eq!(
        (&seven["external_data"], seven["results"].as_array().map(Vec::len)),
        (&json!("https://tracker.example/PAY-7"), Some(2))
    );
    // A person links another issue instead.
    let other = content("Pay", "PAY-8");
    w.store.write(Op::bulk("test"), |tx| tx.results().update(first.id, &other)).expect("changed");
    let counts = |defects: &Value| -> Vec<usize> {
        let entities = defects["entities"].as_array().expect("entities");
        entities.iter().map(|d| d["results"].as_array().expect("results").len()).collect()
    };
    assert_eq!(counts(&w.get("/v1/defect/DEMO").await), [1, 2]);
}

#[tokio::test]
async fn people_create_change_and_delete_defects_which_outlive_a_restart() {
    let w = with_run().await;
    let refused = w.send(Method::POST, "/v1/defect/DEMO", Some(json!({ "severity": 99 }))).await;
    let fields: Vec<&str> =
        refused.1["errorFields"].as_array().expect("fields").iter().filter_map(|f| f["field"].as_str()).collect();
    assert_eq!((refused.0.as_u16(), fields), (400, vec!["title", "actual_result", "severity"]));
    let new = json!({ "title": "Slow", "actual_result": "9 s", "severity": 3, "tags": ["speed"] });
    assert_eq!(w.post("/v1/defect/DEMO", new).await["id"], 1);
    w.clock.advance(60_000);
    w.patch("/v1/defect/DEMO/1", json!({ "severity": 2, "tags": null })).await;
    let (status, _) = w.send(Method::PATCH, "/v1/defect/DEMO/status/1", Some(json!({ "status": "open" }))).await;
    assert_eq!(status, 400, "Qase has no way back to open");
    w.patch("/v1/defect/DEMO/status/1", json!({ "status": "in_progress" })).await;
    w.patch("/v1/defect/DEMO/resolve/1", json!({})).await;
    let resolved = w.get("/v1/defect/DEMO/1").await;
    assert_eq!(
        (&resolved["severity"], &resolved["tags"], &resolved["status"]),
        (&json!("critical"), &json!([]), &json!("resolved"))
    );
    w.clock.advance(60_000);
    w.patch("/v1/defect/DEMO/resolve/1", json!({})).await;
    assert_eq!(w.get("/v1/defect/DEMO/1").await["resolved_at"], resolved["resolved_at"], "resolved once");
    let before = w.get("/v1/defect/DEMO").await;
    let World { dir, server, store, home, .. } = w;
    server.shutdown().await;
    let location = store.location().clone();
    drop(store);
    let store = Store::open_at(&location, Arc::new(FixedClock::at(NOW))).expect("reopened");
    let server = World::serve(store.clone(), None).await;
    let w = World { dir, clock: FixedClock::at(NOW), store, server, client: client(), home };
    assert_eq!(w.get("/v1/defect/DEMO").await, before);
    w.delete("/v1/defect/DEMO/1").await;
    assert_eq!(w.send(Method::GET, "/v1/defect/DEMO/1", None).await.0, 404);
    assert_eq!(w.post("/v1/defect/DEMO", json!({ "title": "n", "actual_result": "n", "severity": 1 })).await["id"], 2);
}

#[tokio::test]
async fn a_viewer_reads_defects_and_a_change_is_audited() {
    let (w, (vera, tom)) = World::team(None, |store| {
        (user(store, "Vera", None, &[("DEMO", Role::Viewer)]), user(store, "Tom", None, &[("DEMO", Role::Tester)]))
    })
    .await;
    let new = json!({ "title": "Slow", "actual_result": "9 s", "severity": 3 });
    assert_eq!(w.send_as(&vera, Method::POST, "/v1/defect/DEMO", Some(new.clone())).await.0, 403);
    assert_eq!(w.send_as(&tom, Method::POST, "/v1/defect/DEMO", Some(new)).await.0, 200);
    let (_, author) = w.get_as(&vera, "/v1/author?search=tom").await;
    let (_, defect) = w.get_as(&vera, "/v1/defect/DEMO/1").await;
    assert_eq!(defect["result"]["author_id"], author["result"]["entities"][0]["id"]);
    let noted = w.store.read(|tx| tx.audit().list(&voluptas_store::audit::AuditFilter::default(), 5)).expect("audit");
    // The refusal of before is noted beside the answers, so perhaps later.
    let created = noted.iter().find(|entry| entry.action == "create-defect").expect("an entry");
    assert_eq!(created.who.as_deref(), Some("Tom"));
}
