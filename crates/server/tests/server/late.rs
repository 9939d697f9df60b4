//! Late writes, dropped fields, archived options and restored cases, as in the real Qase.

use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use voluptas_core::base::Secret;
use voluptas_qase::model::{Case, CaseBulkItem, CaseWrite, RunCreate, SuiteWrite};
use voluptas_qase::{CaseFilter, Client, ClientConfig, Error, RunFilter};
use voluptas_server::faults::Fault;

async fn count(w: &World, path: &str) -> i64 {
    w.get(path).await["total"].as_i64().expect("a total")
}

#[tokio::test]
async fn late_writes_are_answered_504_and_executed_afterwards() {
    let w = World::demo().await;
    let cases = json!({ "cases": (0..20).map(|n| json!({ "title": format!("Case {n}") })).collect::<Vec<_>>() });
    for (write, list, body, rows) in [
        ("/v1/case/DEMO/bulk", "/v1/case/DEMO", cases, 20),
        ("/v1/suite/DEMO", "/v1/suite/DEMO", json!({ "title": "Late suite" }), 1),
        ("/v1/run/DEMO", "/v1/run/DEMO", json!({ "title": "Late run" }), 1),
    ] {
        w.server.faults().fail_next(&format!("POST {write}"), Fault::Late(150));
        let (status, _) = w.send(Method::POST, write, Some(body)).await;
        assert_eq!((status.as_u16(), count(&w, list).await), (504, 0), "{write}");
        w.until_idle().await;
        assert_eq!(count(&w, list).await, rows, "{write} is executed once");
    }
}

#[tokio::test]
async fn our_client_finds_its_late_writes_and_sends_none_again() {
    let w = World::demo().await;
    let usual = ClientConfig::new(Secret::new(TOKEN)).with_base_url(w.server.base_url());
    let (timeout, late_write) = (Duration::from_millis(500), Duration::from_secs(2));
    let client = &Client::new(ClientConfig { timeout, late_write, ..usual }).expect("client");
    // Either a gateway gives up at once, or the client does after its time limit.
    for (n, fault) in [Fault::Late(300), Fault::Hang(800)].into_iter().enumerate() {
        w.server.stats().reset();
        for path in ["POST /v1/suite", "POST /v1/run", "POST /v1/case/DEMO/bulk"] {
            w.server.faults().fail_next(path, fault);
        }
        let title = &format!("{fault:?}");
        let (suite, run) = (SuiteWrite::titled(title, None), RunCreate { title: title.clone(), ..RunCreate::default() });
        let suite = client.write_or_look(
            || client.create_suite("DEMO", &suite),
            |fresh: Client| async move { Ok(fresh.list_suites("DEMO").await?.iter().find(|s| s.title == *title).map(|s| s.id)) },
        );
        assert_eq!(suite.await.expect("a suite"), n as i64 + 1);
        let run = client.write_or_look(
            || client.create_run("DEMO", &run),
            |fresh: Client| async move {
                let all = fresh.list_runs("DEMO", &RunFilter::default()).await?;
                Ok(all.iter().find(|r| r.title == *title).map(|r| r.id))
            },
        );
        assert_eq!(run.await.expect("a run"), n as i64 + 1);
        let cases: Vec<CaseBulkItem> = (0..20).map(|n| CaseWrite::titled(format!("{title} {n}")).into()).collect();
        let sent = client.write_cases("DEMO", &cases).await.expect("sent");
        assert!(matches!((sent.in_doubt, &sent.stopped), (20, Some(Error::AnswerLost { .. }))), "{sent:?}");
        let found = client.look_for(|fresh, _| async move {
            let found = fresh.list_cases("DEMO", &CaseFilter::search(title)).await?;
            Ok((found.len() == 20).then_some(()))
        });
        found.await.expect("looked for").expect("found");
        let posts = w.server.stats().log().iter().filter(|r| r.method == "POST").count();
        assert_eq!(posts, 3, "each write is sent once");
    }
    w.until_idle().await;
    for (path, rows) in [("/v1/suite/DEMO", 2), ("/v1/run/DEMO", 2), ("/v1/case/DEMO", 40)] {
        assert_eq!(count(&w, path).await, rows, "{path}");
    }
}

#[tokio::test]
async fn a_late_write_with_a_wrong_token_is_never_executed() {
    let w = World::demo().await;
    w.server.faults().fail_next("POST /v1/suite/DEMO", Fault::Late(10));
    let request = w.client.post(w.url("/v1/suite/DEMO")).header("Token", "wrong").json(&json!({ "title": "s" }));
    assert_eq!(request.send().await.expect("answer").status(), 401);
    w.until_idle().await;
    assert_eq!(count(&w, "/v1/suite/DEMO").await, 0);
}

#[tokio::test]
async fn a_hanging_write_is_executed_although_the_client_gave_up() {
    let w = World::demo().await;
    w.server.faults().fail_next("POST /v1/suite/DEMO", Fault::Hang(200));
    let request = w.client.post(w.url("/v1/suite/DEMO")).header("Token", TOKEN).json(&json!({ "title": "s" }));
    let error = request.timeout(Duration::from_millis(50)).send().await.expect_err("no answer in time");
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(count(&w, "/v1/suite/DEMO").await, 0);
    w.until_idle().await;
    assert_eq!(count(&w, "/v1/suite/DEMO").await, 1);
    w.server.faults().fail_next("GET /v1/suite/DEMO", Fault::Hang(20));
    assert_eq!(count(&w, "/v1/suite/DEMO").await, 1, "a patient client gets its answer");
}

#[tokio::test]
async fn ignored_fields_are_dropped_without_a_word() {
    let w = World::demo().await;
    let case = |n: i64| {
        json!({
            "title": format!("Case {n}"), "description": "kept", "postconditions": "dropped", "tags": ["dropped"],
            "steps": [{ "action": "a", "data": "dropped", "expected_result": "kept" }],
        })
    };
    let before = w.post("/v1/case/DEMO", case(0)).await["id"].as_i64().expect("id");
    w.server.faults().ignore_fields(["tags", "postconditions", "steps.data"]);
    let one = w.post("/v1/case/DEMO", case(1)).await["id"].as_i64().expect("id");
    let bulk = w.post("/v1/case/DEMO/bulk", json!({ "cases": [case(2)] })).await["ids"][0].as_i64().expect("id");
    for id in [one, bulk] {
        let read = w.get(&format!("/v1/case/DEMO/{id}")).await;
        let step = &read["steps"][0];
        assert_eq!((&read["postconditions"], &read["tags"], &step["data"]), (&Value::Null, &json!([]), &Value::Null));
        assert_eq!((&read["description"], &step["expected_result"]), (&json!("kept"), &json!("kept")));
    }
    w.patch(&format!("/v1/case/DEMO/{before}"), json!({ "postconditions": "new", "tags": [], "title": "New" })).await;
    let read = w.get(&format!("/v1/case/DEMO/{before}")).await;
    assert_eq!((&read["title"], &read["postconditions"]), (&json!("New"), &json!("dropped")));
    assert_eq!(read["tags"][0]["title"], "dropped");
    w.server.faults().clear();
    w.patch(&format!("/v1/case/DEMO/{before}"), json!({ "postconditions": "new" })).await;
    assert_eq!(w.get(&format!("/v1/case/DEMO/{before}")).await["postconditions"], "new");
}

#[tokio::test]
async fn a_path_is_refused_for_a_while() {
    let w = World::demo().await;
    w.server.faults().refuse("GET /v1/custom_field", 403, Some(1));
    assert_eq!(w.send(Method::GET, "/v1/custom_field", None).await.0, 403);
    assert_eq!(w.send(Method::GET, "/v1/custom_field", None).await.0, 200);
}

#[tokio::test]
async fn options_are_archived_and_removed_and_cases_keep_them() {
    let w = World::demo().await;
    let options = json!([{ "id": 1, "title": "Web" }, { "id": 2, "title": "Phone" }, { "id": 3, "title": "Desk" }]);
    let field = json!({ "title": "Place", "entity": 0, "type": 3, "value": options, "is_enabled_for_all_projects": true });
    let field = w.post("/v1/custom_field", field).await["id"].as_i64().expect("id");
    let key = field.to_string();
    let id = w.post("/v1/case/DEMO", json!({ "title": "c", "custom_field": { &key: "2" } })).await["id"].as_i64().expect("id");
    let case = format!("/v1/case/DEMO/{id}");
    let value = async || w.get(&case).await["custom_fields"][0]["value"].as_str().map(str::to_owned);

    w.server.faults().set_option_archived(field, 2, true);
    w.server.faults().set_option_archived(field, 3, true);
    let shown = w.get(&format!("/v2/custom_field/{field}")).await;
    let active: Vec<_> = shown["value"].as_array().expect("options").iter().map(|o| o["is_active"] == true).collect();
    assert_eq!((active, value().await.as_deref()), (vec![true, false, false], Some("2")));
    w.patch(&case, json!({ "custom_field": { &key: "2" } })).await;
    let (status, _) = w.send(Method::PATCH, &case, Some(json!({ "custom_field": { &key: "3" } }))).await;
    assert_eq!((status.as_u16(), value().await.as_deref()), (400, Some("2")));

    let options = json!({ "title": "Place", "value": [{ "id": 1, "title": "Web" }] });
    w.patch(&format!("/v1/custom_field/{field}?force=true"), options).await;
    assert_eq!(value().await.as_deref(), Some("2"), "an option that is gone stays in its cases");
    let (status, _) = w.send(Method::PATCH, &case, Some(json!({ "custom_field": { &key: "2" } }))).await;
    assert_eq!(status, 400);
    w.patch(&case, json!({ "custom_field": { &key: "1" } })).await;
    assert_eq!(value().await.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_deleted_case_comes_back_under_its_id() {
    let w = World::demo().await;
    for title in ["one", "two"] {
        w.post("/v1/case/DEMO", json!({ "title": title, "tags": ["t"] })).await;
    }
    let before = w.get("/v1/case/DEMO/1").await;
    assert!(!w.server.restore_case("DEMO", 1).expect("restore"), "it is not deleted");
    w.delete("/v1/case/DEMO/1").await;
    assert_eq!(count(&w, "/v1/case/DEMO").await, 1);
    assert!(w.server.restore_case("demo", 1).expect("restore"));
    assert_eq!(w.get("/v1/case/DEMO/1").await, before);
    assert!(!w.server.restore_case("DEMO", 9).expect("restore") && !w.server.restore_case("NONE", 1).expect("restore"));
}

#[tokio::test]
async fn a_flagged_case_is_listed_as_deleted() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "c" })).await;
    w.server.faults().set_case_flagged("demo", 1, true);
    for case in [w.get("/v1/case/DEMO/1").await, w.get("/v1/case/DEMO").await["entities"][0].clone()] {
        assert!(serde_json::from_value::<Case>(case).expect("a case").is_deleted());
    }
    w.server.faults().set_case_flagged("DEMO", 1, false);
    assert_eq!(w.get("/v1/case/DEMO/1").await["deleted"], Value::Null);
}

#[tokio::test]
async fn a_bulk_write_with_an_unknown_id_stores_nothing() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "old" })).await;
    let cases = json!({ "cases": [{ "title": "new" }, { "id": 1, "title": "changed" }, { "id": 99, "title": "unknown" }] });
    let (status, body) = w.send(Method::POST, "/v1/case/DEMO/bulk", Some(cases)).await;
    assert_eq!((status.as_u16(), &body["errorFields"][0]["field"]), (400, &json!("cases.2.id")), "{body}");
    let all = w.get("/v1/case/DEMO").await;
    assert_eq!((&all["total"], &all["entities"][0]["title"]), (&json!(1), &json!("old")));
    let cases = json!({ "cases": [{ "title": "new" }, { "id": 1, "title": "changed" }] });
    assert_eq!(w.post("/v1/case/DEMO/bulk", cases).await["ids"], json!([2, 1]));
}

#[tokio::test]
async fn a_result_of_several_cases_is_stored_once_whatever_their_order() {
    let w = World::demo().await;
    for title in ["one", "two", "three"] {
        w.post("/v1/case/DEMO", json!({ "title": title })).await;
    }
    w.post("/v1/run/DEMO", json!({ "title": "r" })).await;
    let result = |cases: &[i64]| json!({ "id": "key", "title": "t", "testops_ids": cases, "execution": { "status": "passed" } });
    let orders: [&[i64]; 6] = [&[1, 2], &[2, 1], &[1, 2, 1], &[2, 1], &[2], &[3, 1]];
    let bulk = orders.map(|cases| async { w.post("/v2/DEMO/run/1/results", json!({ "results": [result(cases)] })).await });
    futures::future::join_all(bulk).await;
    let rows = count(&w, "/v1/result/DEMO?run=1").await;
    let all = w.get("/v1/result/DEMO?run=1&limit=100").await;
    let mut cases: Vec<i64> = all["entities"].as_array().expect("rows").iter().filter_map(|r| r["case_id"].as_i64()).collect();
    cases.sort_unstable();
    cases.dedup();
    assert_eq!(rows, i64::try_from(cases.len()).expect("few"), "one result for each case of whichever came first: {all}");
    for order in orders {
        let again = w.post("/v2/DEMO/run/1/result", result(order)).await;
        assert!(all["entities"].as_array().expect("rows").iter().any(|r| r["hash"] == again["hash"]), "{again}");
    }
    assert_eq!(count(&w, "/v1/result/DEMO?run=1").await, rows);
    let twice = json!({ "title": "t", "testops_ids": [1, 1], "execution": { "status": "passed" } });
    w.post("/v2/DEMO/run/1/results", json!({ "results": [twice] })).await;
    assert_eq!(count(&w, "/v1/result/DEMO?run=1").await, rows + 1, "one case named twice has one result");
}
