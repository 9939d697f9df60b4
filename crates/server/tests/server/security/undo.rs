//! Undo and the history: a right of then is no right of now.

use crate::support::World;
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;
use voluptas_store::Op;

#[tokio::test]
async fn an_edit_is_not_taken_back_without_a_right_to_its_project() {
    let roles = [("DEMO", Role::Tester), ("BANK", Role::Tester)];
    let (w, sam) = World::team(None, |store| user(store, "Sam", Some(Role::Tester), &roles)).await;
    let send = async |method: Method, path: &str, body: Value| w.send_as(&sam, method, path, Some(body)).await;
    for (path, body) in [
        ("cases", json!({ "title": "Pay" })),
        ("suites", json!({ "title": "Cards" })),
        ("runs", json!({ "title": "Nightly" })),
        ("filters", json!({ "name": "Mine", "filter": {} })),
        ("shared-steps", json!({ "title": "Sign in", "steps": [{ "action": "open" }] })),
        ("cases/1/comments", json!({ "body": "Why?" })),
    ] {
        let (status, made) = send(Method::POST, &format!("/api/v1/projects/BANK/{path}"), body).await;
        assert_eq!(status, 201, "{path}: {made}");
        assert_eq!(send(Method::POST, "/api/v1/history/undo", json!({})).await.0, 200, "{path}: with the right");
        assert_eq!(send(Method::POST, "/api/v1/history/redo", json!({})).await.0, 200, "{path}");
        let role = |role: Option<Role>| {
            let set = w.store.write(Op::bulk("test"), |tx| {
                let (bank, all) = (tx.projects().by_code("BANK")?.expect("project"), tx.users().all()?);
                let id = all.iter().find(|user| user.name == "Sam").expect("user").id;
                tx.users().set_project_role(id, bank.id, role)
            });
            set.expect("role");
        };
        let until = async |right: bool| {
            let see = async || (w.send_as(&sam, Method::GET, "/v1/project/BANK", None).await.0 == 200) == right;
            testkit::wait::until_some("the role to change", async || see().await.then_some(())).await;
        };
        for lower in [None, Some(Role::Viewer)] {
            role(lower);
            until(lower.is_some()).await;
            if lower.is_some() {
                let wait = async || (send(Method::POST, "/v1/suite/BANK", json!({})).await.0 == 403).then_some(());
                testkit::wait::until_some("the role of a viewer", wait).await;
            }
            let (status, answer) = send(Method::POST, "/api/v1/history/undo", json!({})).await;
            assert_eq!(status, 403, "{path} {lower:?}: {answer}");
        }
        role(Some(Role::Tester));
        until(true).await;
        let wait = async || (send(Method::POST, "/v1/suite/BANK", json!({})).await.0 == 400).then_some(());
        testkit::wait::until_some("the role of a tester", wait).await;
    }
    assert_eq!(w.get("/v1/case/BANK").await["total"], 1);
}

#[tokio::test]
async fn a_tester_of_a_project_takes_edits_of_it_back_and_none_of_the_registry() {
    let (w, (sam, tom)) = World::team(None, |store| {
        (user(store, "Sam", None, &[("DEMO", Role::Tester)]), user(store, "Tom", Some(Role::Tester), &[("DEMO", Role::Tester)]))
    })
    .await;
    let send = async |token: &Secret, path: &str, body: Value| {
        let (status, answer) = w.send_as(token, Method::POST, &format!("/api/v1{path}"), Some(body)).await;
        (status.as_u16(), answer)
    };
    assert_eq!(send(&sam, "/projects/DEMO/cases", json!({ "title": "Pay" })).await.0, 201);
    let (status, step) = send(&sam, "/history/undo", json!({})).await;
    assert_eq!((status, &step["is_undone"]), (200, &json!(true)), "{step}");
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 0);
    assert_eq!(send(&sam, "/history/redo", json!({})).await.0, 200);
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 1);
    // The role in the registry goes, and with it the right to take an edit of it back.
    let (status, made) = send(&tom, "/templates", json!({ "title": "Sign in", "steps": [{ "action": "Open" }] })).await;
    assert_eq!(status, 201, "{made}");
    let set = w.store.write(Op::bulk("test"), |tx| {
        let tom = tx.users().by_name("Tom")?.expect("user");
        tx.users().set_registry_role(tom.id, None)
    });
    set.expect("role");
    let refused = async || (send(&tom, "/templates", json!({})).await.0 == 403).then_some(());
    testkit::wait::until_some("the role to go", refused).await;
    assert_eq!(send(&tom, "/history/undo", json!({})).await.0, 403);
    assert_eq!(w.store.read(|tx| tx.templates().all()).expect("read").len(), 1);
}

#[tokio::test]
async fn the_history_names_nobody_of_hidden_projects() {
    let (w, (vera, olga)) = World::team(None, |store| {
        (user(store, "Vera", None, &[("DEMO", Role::Viewer)]), user(store, "Olga", None, &[("BANK", Role::Tester)]))
    })
    .await;
    let made = w.send_as(&olga, Method::POST, "/api/v1/projects/BANK/cases", Some(json!({ "title": "Pay" }))).await;
    assert_eq!(made.0, 201, "{}", made.1);
    let (status, seen) = w.get_as(&vera, "/api/v1/history").await;
    assert_eq!(status, 200, "{seen}");
    assert!(!seen.to_string().contains("Olga"), "{seen}");
    assert!(w.get_as(&olga, "/api/v1/history").await.1.to_string().contains("Olga"));
}
