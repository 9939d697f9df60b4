//! The audit: who changed what, when and from where.

use crate::support::{NOW, TOKEN, World};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;
use voluptas_server::OPERATIONS;
use voluptas_store::audit::{AuditEntry, AuditFilter};

impl World {
    /// Rows of these actions, oldest first.
    fn audited(&self, actions: &[&str]) -> Vec<AuditEntry> {
        let filter = AuditFilter { actions: actions.iter().map(|a| (*a).to_owned()).collect(), ..AuditFilter::default() };
        let mut rows = self.store.read(|tx| tx.audit().list(&filter, 1000)).expect("audit");
        rows.reverse();
        rows
    }
}

#[tokio::test]
async fn changes_over_the_api_are_noted_with_their_author_and_address() {
    let (w, anna) = World::team(None, |store| user(store, "Anna", Some(Role::Lead), &[("DEMO", Role::Admin)])).await;
    let send = async |method: Method, path: &str, body: Value| {
        let (status, answer) = w.send_as(&anna, method, path, Some(body)).await;
        assert!(status.is_success(), "{path}: {answer}");
        answer["result"].clone()
    };
    send(Method::POST, "/v1/custom_field", json!({ "title": "Risk", "entity": 0, "type": 1, "placeholder": "x".repeat(300) }))
        .await;
    send(Method::POST, "/v1/environment/DEMO", json!({ "title": "Stage", "slug": "stage" })).await;
    send(Method::POST, "/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    send(Method::POST, "/v1/case/DEMO", json!({ "title": "Pay" })).await;
    let hash = send(Method::POST, "/v1/result/DEMO/1", json!({ "case_id": 1, "status": "failed" })).await["hash"].clone();
    let hash = hash.as_str().expect("hash");
    send(Method::PATCH, &format!("/v1/result/DEMO/1/{hash}"), json!({ "status": "passed" })).await;
    send(Method::DELETE, &format!("/v1/result/DEMO/1/{hash}"), json!({})).await;
    send(Method::DELETE, "/v1/environment/demo/1", json!({})).await;
    let rows = w.audited(&[]);
    let rows: Vec<_> = rows.iter().filter(|row| row.who.as_deref() == Some("Anna")).collect();
    let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    let expected = ["create-custom-field", "create-environment", "update-result", "delete-result", "delete-environment"];
    assert_eq!(actions, expected, "what has a history of its own is not noted twice");
    for row in &rows {
        let from = (row.at_ms, row.source.as_str(), row.address.as_deref(), row.times);
        assert_eq!(from, (NOW, "api", Some("127.0.0.1"), 1), "{row:?}");
    }
    let (field, environment, result) = (rows[0], rows[1], rows[2]);
    assert_eq!((field.project.as_deref(), field.object.as_deref()), (None, Some("1")));
    let detail: Value = serde_json::from_str(field.detail.as_deref().expect("detail")).expect("JSON");
    assert_eq!(detail["title"], "Risk");
    assert!(detail["placeholder"].as_str().is_some_and(|text| text.chars().count() == 201), "long texts are cut: {detail}");
    assert_eq!((environment.project.as_deref(), environment.object.as_deref()), (Some("DEMO"), Some("1")));
    assert_eq!(result.object, Some(format!("1/{hash}")));
    assert_eq!(result.detail.as_deref(), Some(r#"{"status":"passed"}"#));
    // A refused change changes nothing and leaves no row of it.
    let before = w.audited(&["create-environment"]).len();
    assert_eq!(w.send_as(&anna, Method::POST, "/v1/environment/DEMO", Some(json!({ "slug": "stage" }))).await.0, 400);
    assert_eq!(w.audited(&["create-environment"]).len(), before);
}

#[tokio::test]
async fn users_and_tokens_are_noted_whoever_changes_them() {
    let (w, _) = World::team(None, |store| user(store, "Anna", None, &[("DEMO", Role::Tester)])).await;
    let rows = w.audited(&["create-user", "set-role", "create-token", "revoke-token", "remove-user"]);
    let of_anna: Vec<(&str, Option<&str>)> = rows.iter().map(|row| (row.action.as_str(), row.project.as_deref())).collect();
    assert_eq!(of_anna, [("create-user", None), ("set-role", Some("DEMO")), ("create-token", None)]);
    let removed = w.store.write(voluptas_store::Op::bulk("test"), |tx| {
        let token = tx.server_tokens().all()?[0].0.id;
        tx.server_tokens().revoke(token)?;
        tx.users().remove(tx.users().by_name("anna")?.expect("user").id)
    });
    removed.expect("removed");
    let rows = w.audited(&["revoke-token", "remove-user"]);
    let objects: Vec<Option<&str>> = rows.iter().map(|row| row.object.as_deref()).collect();
    assert_eq!(objects, [Some("test"), Some("Anna")]);
    assert!(rows[0].detail.as_deref().is_some_and(|detail| detail.contains("Anna")), "{rows:?}");
}

#[tokio::test]
async fn sign_ins_and_refusals_are_noted_and_many_are_few_rows() {
    let (w, viewer) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let form = async |token: &str| crate::pages::sign_in(&w, token, "").await.status();
    assert_eq!(form(TOKEN).await, 303);
    assert_eq!(form("wrong").await, 403);
    for n in 0..30 {
        let guess = w.client.get(w.url("/v1/project")).header("Token", format!("guess-{n}"));
        assert_eq!(guess.send().await.expect("answer").status(), 401);
    }
    assert_eq!(w.send_as(&viewer, Method::POST, "/v1/case/DEMO", Some(json!({ "title": "Pay" }))).await.0, 403);
    let store = w.store.clone();
    w.server.shutdown().await;
    let filter = AuditFilter::default();
    let rows = store.read(|tx| tx.audit().list(&filter, 1000)).expect("audit");
    let of = |action: &str| -> Vec<&AuditEntry> { rows.iter().filter(|row| row.action == action).collect() };
    assert_eq!(of("sign-in").iter().map(|row| row.who.as_deref()).collect::<Vec<_>>(), [Some("admin")]);
    assert_eq!(of("refused-sign-in").len(), 1);
    let (guesses, rights) = (of("refused-token"), of("refused-right"));
    assert_eq!(guesses.iter().map(|row| row.times).sum::<i64>(), 30);
    assert!(guesses.len() <= 2, "{guesses:?}");
    assert_eq!((rights.len(), rights[0].who.as_deref()), (1, Some("Vera")));
    assert_eq!(rights[0].detail.as_deref(), Some(r#"{"path":"/v1/case/DEMO"}"#));
    assert!(rows.iter().all(|row| !format!("{row:?}").contains("guess-")), "no token is noted");
}

#[test]
fn deletions_and_settings_of_all_are_audited() {
    let audited: Vec<&str> = OPERATIONS.iter().filter(|operation| operation.is_audited()).map(|operation| operation.id).collect();
    for id in
        ["delete-case", "delete-run", "create-project", "update-custom-field", "upload-attachment", "create-configuration-group"]
    {
        assert!(audited.contains(&id), "{id}");
    }
    for id in ["create-case", "update-case", "create-result-bulk", "create-run", "get-projects"] {
        assert!(!audited.contains(&id), "{id}");
    }
}
