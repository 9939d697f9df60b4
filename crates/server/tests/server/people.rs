//! Authors, users, and the access of users to projects.

use crate::support::World;
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;
use voluptas_store::Op;

fn names(body: &Value) -> Vec<&str> {
    let entities = body["result"]["entities"].as_array().expect("entities");
    entities.iter().map(|e| e["name"].as_str().expect("name")).collect()
}

#[tokio::test]
async fn people_of_hidden_projects_are_hidden() {
    let (w, (tom, lena)) = World::team(None, |store| {
        user(store, "Boris", None, &[("BANK", Role::Lead)]);
        let tom = user(store, "Tom", None, &[("DEMO", Role::Tester)]);
        (tom, user(store, "Lena", Some(Role::Viewer), &[]))
    })
    .await;
    for path in ["/v1/author?limit=100", "/v1/user?limit=100"] {
        assert_eq!(names(&w.get_as(&tom, path).await.1), ["Tom", "admin"], "{path}");
        assert_eq!(names(&w.get_as(&lena, path).await.1), ["Boris", "Tom", "Lena", "admin"], "{path}");
    }
    assert_eq!((w.get_as(&tom, "/v1/user/1").await.0, w.get_as(&lena, "/v1/user/1").await.0), (404, 200));
    assert_eq!(w.get_as(&tom, "/v1/author?type=app").await.1["result"]["filtered"], 0);
    let by_id = w.get_as(&lena, "/v1/author/1").await.1["result"].clone();
    let uuid = by_id["uuid"].as_str().expect("uuid").to_owned();
    assert_eq!(w.get_as(&lena, &format!("/v1/author/{uuid}")).await.1["result"], by_id);
    assert_eq!(w.get_as(&tom, &format!("/v1/author/{uuid}")).await.0, 404);
    // A renamed user is the same author.
    w.store
        .write(Op::bulk("test"), |tx| tx.users().rename(tx.users().by_name("Boris")?.expect("user").id, "Boris B."))
        .expect("renamed");
    assert_eq!(w.get(&format!("/v1/author/{uuid}")).await["name"], "Boris B.");
}

#[tokio::test]
async fn an_administrator_of_a_project_grants_and_revokes_access() {
    let (w, (ada, nina)) =
        World::team(None, |store| (user(store, "Ada", None, &[("DEMO", Role::Admin)]), user(store, "Nina", None, &[]))).await;
    let set = async |method: Method, code: &str, body: Value| {
        let (status, body) = w.send_as(&ada, method, &format!("/v1/project/{code}/access"), Some(body)).await;
        (status.as_u16(), body)
    };
    assert_eq!(w.get_as(&nina, "/v1/case/DEMO").await.0, 404);
    assert_eq!(set(Method::POST, "DEMO", json!({ "member_id": 2 })).await, (200, json!({ "status": true })));
    assert_eq!(w.get_as(&nina, "/v1/case/DEMO").await.0, 200, "at once");
    let case = json!({ "title": "Pay" });
    assert_eq!(w.send_as(&nina, Method::POST, "/v1/case/DEMO", Some(case.clone())).await.0, 200, "as a tester");
    assert_eq!(set(Method::POST, "DEMO", json!({ "member_id": 2, "role": "viewer" })).await.0, 200);
    assert_eq!(w.send_as(&nina, Method::POST, "/v1/case/DEMO", Some(case)).await.0, 403);
    assert_eq!(set(Method::DELETE, "DEMO", json!({ "member_id": 2 })).await.0, 200);
    assert_eq!(w.get_as(&nina, "/v1/case/DEMO").await.0, 404);
    assert_eq!(set(Method::POST, "BANK", json!({ "member_id": 2 })).await.0, 404, "another project");
    for (body, status) in [(json!({}), 400), (json!({ "member_id": 77 }), 400), (json!({ "member_id": 2, "role": "owner" }), 400)]
    {
        assert_eq!(set(Method::POST, "DEMO", body.clone()).await.0, status, "{body}");
    }
    let rows = w.store.read(|tx| tx.audit().list(&voluptas_store::audit::AuditFilter::default(), 3)).expect("audit");
    let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions[..2], ["revoke-access-to-project", "set-role"]);
}

#[tokio::test]
async fn issues_of_cases_are_attached_shown_filtered_and_detached() {
    let w = World::demo().await;
    for title in ["Pay", "Refund"] {
        w.post("/v1/case/DEMO", json!({ "title": title })).await;
    }
    let link =
        |kind: &str, case: i64, issues: Value| json!({ "type": kind, "links": [{ "case_id": case, "external_issues": issues }] });
    w.post("/v1/case/DEMO/external-issue/attach", link("jira-cloud", 1, json!(["PAY-1", "PAY-2", "PAY-1"]))).await;
    w.post("/v1/case/DEMO/external-issue/attach", link("jira-server", 2, json!(["OLD-1"]))).await;
    let shown = w.get("/v1/case/DEMO?include=external_issues").await;
    let issue = |id: &str| json!({ "id": id, "link": format!("urn:issue:{id}") });
    assert_eq!(
        shown["entities"][0]["external_issues"],
        json!([{ "type": "jira-cloud", "issues": [issue("PAY-1"), issue("PAY-2")] }])
    );
    for (filter, found) in [
        ("external_issues[type]=jira-server", vec!["Refund"]),
        ("external_issues[ids][]=PAY-2&external_issues[ids][]=NONE-1", vec!["Pay"]),
        ("external_issues[type]=jira-server&external_issues[ids][]=PAY-2", vec![]),
    ] {
        let page = w.get(&format!("/v1/case/DEMO?{filter}")).await;
        let titles: Vec<&str> =
            page["entities"].as_array().expect("entities").iter().filter_map(|c| c["title"].as_str()).collect();
        assert_eq!(titles, found, "{filter}");
    }
    w.post("/v1/case/DEMO/external-issue/detach", link("jira-cloud", 1, json!(["PAY-1", "PAY-2"]))).await;
    assert_eq!(w.get("/v1/case/DEMO/1?include=external_issues").await["external_issues"], json!([]));
    for (body, field) in [
        (link("mail", 1, json!(["x"])), "type"),
        (link("jira-cloud", 9, json!(["x"])), "links.0.case_id"),
        (link("jira-cloud", 1, json!([""])), "links.0.external_issues"),
    ] {
        let (status, answer) = w.send(Method::POST, "/v1/case/DEMO/external-issue/attach", Some(body)).await;
        assert_eq!((status.as_u16(), answer["errorFields"][0]["field"].as_str()), (400, Some(field)), "{answer}");
    }
}

#[tokio::test]
async fn a_shared_parameter_is_written_into_the_cases_that_use_it() {
    let (w, tom) = World::team(None, |store| user(store, "Tom", None, &[("DEMO", Role::Tester)])).await;
    let new = |codes: Value| {
        json!({ "title": "Browsers", "type": "single", "is_enabled_for_all_projects": false, "project_codes": codes,
            "parameters": [{ "title": "browser", "values": ["a", "b"] }] })
    };
    let id = w.post("/v1/shared_parameter", new(json!(["DEMO"]))).await["id"].as_str().expect("id").to_owned();
    let of_bank = w.post("/v1/shared_parameter", new(json!(["BANK"]))).await["id"].as_str().expect("id").to_owned();
    assert_eq!(w.get_as(&tom, &format!("/v1/shared_parameter/{of_bank}")).await.0, 404);
    assert_eq!(w.get_as(&tom, "/v1/shared_parameter").await.1["result"]["total"], 1);
    let case = |id: &str| json!({ "title": "Pay", "parameters": [{ "shared_id": id }, { "title": "user", "values": ["al"] }] });
    let (status, body) = w.send(Method::POST, "/v1/case/DEMO", Some(case(&of_bank))).await;
    assert_eq!((status.as_u16(), body["errorFields"][0]["field"].as_str()), (400, Some("parameters.0.shared_id")), "{body}");
    w.post("/v1/case/DEMO", case(&id)).await;
    let single = |values: Value| json!({ "type": "single", "shared_id": id, "item": { "title": "browser", "values": values } });
    assert_eq!(w.get("/v1/case/DEMO/1").await["parameters"][0], single(json!(["a", "b"])));
    let path = format!("/v1/shared_parameter/{id}");
    w.patch(&path, json!({ "parameters": [{ "title": "browser", "values": ["c"] }] })).await;
    assert_eq!(w.get("/v1/case/DEMO/1").await["parameters"][0], single(json!(["c"])));
    let two = json!({ "parameters": [{ "title": "a", "values": ["1"] }, { "title": "b", "values": ["1"] }] });
    assert_eq!(w.send(Method::PATCH, &path, Some(two)).await.0, 400, "a single parameter has one item");
    w.delete(&path).await;
    let parameters = w.get("/v1/case/DEMO/1").await["parameters"].clone();
    assert_eq!((parameters.as_array().map(Vec::len), &parameters[0]["item"]["title"]), (Some(1), &json!("user")));
    assert_eq!(w.send(Method::GET, &path, None).await.0, 404);
}
