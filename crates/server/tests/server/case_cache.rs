//! The cache of cases in lists, which a workspace on a server has.

use crate::support::{TOKEN, World, read};
use crate::team::user;
use reqwest::{Method, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::engine;
use voluptas_core::domain::ids::TokenId;
use voluptas_core::domain::user::Role;
use voluptas_store::{Location, Op, Store, Tx};

fn titles(list: &Value) -> Vec<&str> {
    list["entities"].as_array().expect("list").iter().map(|c| c["title"].as_str().expect("title")).collect()
}

/// True where the workspace is on a server.
fn has_cache(world: &World) -> bool {
    matches!(world.store.location(), Location::Server { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_again_after_writes_of_more_than_results() {
    let world = World::demo().await;
    world.post("/v1/case/DEMO", json!({ "title": "Pay by card" })).await;
    let list = || world.get("/v1/case/DEMO?limit=100");
    assert_eq!(titles(&list().await), ["Pay by card"]);
    let before = world.server.stats().cached_cases();
    assert_eq!(titles(&list().await), ["Pay by card"]);
    assert_eq!(world.server.stats().cached_cases() - before, u64::from(has_cache(&world)), "only of a workspace on a server");

    world.patch("/v1/case/DEMO/1", json!({ "title": "Pay by phone" })).await;
    assert_eq!(titles(&list().await), ["Pay by phone"]);
    // As another process does, of which this server has heard nothing.
    let other = Store::open_at(world.store.location(), world.store.clock().clone()).expect("the same workspace");
    let project = other.read(|tx| tx.projects().by_code("DEMO")).expect("read").expect("project").id;
    let case = other.read(|tx| tx.cases().by_number(project, 1)).expect("read").expect("case");
    other.write(Op::bulk("delete_case"), |tx| tx.cases().set_deleted(case.id, true)).expect("deleted");
    assert_eq!(titles(&list().await), Vec::<&str>::new());

    // Its own results as well.
    world.post("/v1/case/DEMO", json!({ "title": "Pay in parts" })).await;
    world.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    for n in 1..3 {
        world.post("/v1/result/DEMO/1", json!({ "case_id": 2, "status": "passed" })).await;
        assert_eq!(world.get("/v1/result/DEMO?limit=100").await["total"], n);
    }
    // Results and what a server notes of its own work change no case.
    let own_work = |op: &'static str, work: &dyn Fn(&Tx<'_>) -> voluptas_store::Result<()>| {
        other.write(Op::bulk(op), work).expect("written");
    };
    for path in ["/v1/case/DEMO?limit=100", "/api/v1/projects/DEMO/cases"] {
        let text = async || {
            let request =
                world.client.get(format!("{}{path}", world.server.root_url())).header("Token", TOKEN).bearer_auth(TOKEN);
            request.send().await.expect("answer").text().await.expect("text")
        };
        text().await;
        world.post("/v1/result/DEMO/1", json!({ "case_id": 2, "status": "failed" })).await;
        own_work("mark_tokens_used", &|tx| tx.server_tokens().mark_used(&[(TokenId(1), 1)]));
        own_work("note_operations", &|tx| {
            tx.audit().add(&voluptas_store::audit::AuditEntry { action: "sign-in".into(), ..Default::default() })
        });
        own_work("take_deliveries", &|tx| tx.webhooks().take("lease", 1, 1, &BTreeSet::new()).map(drop));
        let before = world.server.stats().cached_cases();
        assert!(text().await.contains("Pay in parts"), "{path}");
        assert_eq!(world.server.stats().cached_cases() - before, u64::from(has_cache(&world)), "{path}");
    }
}

/// A change by statements of another program, which this server hears nothing of.
async fn is_read_after(sql: &str) {
    let world = World::demo().await;
    if !has_cache(&world) {
        return;
    }
    world.post("/v1/case/DEMO", json!({ "title": "Pay by card" })).await;
    for _ in 0..2 {
        assert_eq!(titles(&world.get("/v1/case/DEMO?limit=100").await), ["Pay by card"]);
    }
    engine::raw(world.store.location(), &format!("UPDATE cases SET title = 'Pay by cheque'; {sql}"));
    assert_eq!(titles(&world.get("/v1/case/DEMO?limit=100").await), ["Pay by cheque"]);
}

/// A schema that was dropped and restored has the numbers of its backup in a new table.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_schema_is_read_again() {
    is_read_after(
        "CREATE TABLE restored AS SELECT * FROM workspace_commits; DROP TABLE workspace_commits; \
         ALTER TABLE restored RENAME TO workspace_commits",
    )
    .await;
}

/// A server of a version before this cache counts its commits and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_server_writes_is_read() {
    is_read_after("UPDATE workspace_commits SET version = version + 1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_see_is_not_shown_to_another() {
    let (world, (reader, stranger)) = World::team(None, |store| {
        let reader = user(store, "reader", None, &[("DEMO", Role::Viewer)]);
        (reader, user(store, "stranger", None, &[("BANK", Role::Viewer)]))
    })
    .await;
    world.post("/v1/case/DEMO", json!({ "title": "Pay by card" })).await;
    for _ in 0..2 {
        assert_eq!(world.get_as(&reader, "/v1/case/DEMO").await.0, 200);
        assert_eq!(world.get_as(&stranger, "/v1/case/DEMO").await.0, 404);
    }
    assert_eq!(world.client.get(world.url("/v1/case/DEMO")).send().await.expect("answer").status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_have_the_name_by_which_each_client_knows_the_server() {
    let world = World::demo().await;
    let hash = world.upload("log.txt", "text/plain", b"text").await;
    world.post("/v1/case/DEMO", json!({ "title": "Pay by card", "attachments": [hash] })).await;
    for name in ["one.example", "two.example", "one.example"] {
        let request = world.client.request(Method::GET, world.url("/v1/case/DEMO")).header("Token", TOKEN);
        let (status, body) = read(request.header(header::HOST, name).send().await.expect("answer")).await;
        assert_eq!(status, 200, "{body}");
        assert!(body.to_string().contains(&format!("http://{name}/")), "{body}");
    }
}
