//! Acknowledged writes survive a restart, and none is lost when many clients write at once.

use crate::support::{NOW, TOKEN, World, client};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_server::{Server, ServerConfig, TokenSource};
use voluptas_store::Store;

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let w = World::demo().await;
    let hash = w.upload("note.txt", "text/plain", b"hello").await;
    w.post("/v1/case/DEMO", json!({ "title": "Kept", "attachments": [hash] })).await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    w.post("/v1/result/DEMO/1", json!({ "case_id": 1, "status": "passed" })).await;
    let strip = |mut case: Value| {
        case["attachments"][0]["url"] = Value::Null;
        case
    };
    let before = strip(w.get("/v1/case/DEMO/1").await);
    let World { dir, server, store, home, .. } = w;
    server.shutdown().await;
    let location = store.location().clone();
    drop(store);
    let store = Store::open_at(&location, Arc::new(FixedClock::at(NOW + 1000))).expect("reopened");
    let server = World::serve(store.clone(), None).await;
    let w = World { dir, clock: FixedClock::at(NOW), store, server, client: client(), home };
    let case = w.get("/v1/case/DEMO/1").await;
    let file = w.client.get(case["attachments"][0]["url"].as_str().expect("url")).send().await.expect("file");
    assert_eq!(file.bytes().await.expect("bytes").as_ref(), b"hello");
    assert_eq!(strip(case), before);
    assert_eq!(w.get("/v1/result/DEMO?run=1").await["total"], 1);
    assert_eq!(w.post("/v1/case/DEMO", json!({ "title": "next" })).await["id"], 2);
}

#[tokio::test]
async fn eight_clients_at_once_lose_nothing() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    let root = w.server.root_url();
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let (client, root) = (w.client.clone(), root.clone());
            tokio::spawn(async move {
                let mut ids = Vec::new();
                for i in 0..12 {
                    let post =
                        |path: &str, body: Value| client.post(format!("{root}{path}")).header("Token", TOKEN).json(&body).send();
                    let case =
                        post("/v1/case/DEMO", json!({ "title": format!("{n}-{i}"), "tags": ["common"] })).await.expect("answer");
                    let id = case.json::<Value>().await.expect("JSON")["result"]["id"].as_i64().expect("id");
                    let result =
                        json!({ "id": format!("{n}-{i}"), "title": "t", "testops_id": id, "execution": { "status": "passed" } });
                    let results = json!({ "results": [result] });
                    assert_eq!(post("/v2/DEMO/run/1/results", results).await.expect("answer").status(), 202);
                    ids.push(id);
                }
                ids
            })
        })
        .collect();
    let mut ids = BTreeSet::new();
    for task in tasks {
        ids.extend(task.await.expect("client"));
    }
    assert_eq!(ids.len(), 96);
    assert_eq!(ids.last(), Some(&96));
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 96);
    assert_eq!(w.get("/v1/run/DEMO/1").await["stats"]["statuses"], json!({ "passed": 96 }));
}

#[tokio::test]
async fn a_token_is_made_once_and_never_kept() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("t.voluptas");
    let store = Store::open(&path, Arc::new(FixedClock::at(NOW))).expect("store");
    let server = Server::start(ServerConfig::local(store.clone(), TokenSource::Kept)).await.expect("server");
    let token = server.made_token().expect("made at the first start").clone();
    server.shutdown().await;
    let server = Server::start(ServerConfig::local(store, TokenSource::Kept)).await.expect("server");
    assert!(server.made_token().is_none());
    let ask = async |token: &Secret| {
        let request = client().get(format!("{}/project", server.base_url())).header("Token", token.expose());
        request.send().await.expect("answer").status().as_u16()
    };
    assert_eq!((ask(&token).await, ask(&Secret::new("other")).await), (200, 401));
    for entry in std::fs::read_dir(dir.path()).expect("folder").flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).expect("file");
        let found = bytes.windows(token.expose().len()).any(|w| w == token.expose().as_bytes());
        assert!(!found, "the token is in {}", entry.path().display());
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_address_says_so() {
    let w = World::new().await;
    let config =
        ServerConfig { listen: w.server.addr(), ..ServerConfig::local(w.store.clone(), TokenSource::Given(Secret::new(TOKEN))) };
    let error = Server::start(config).await.expect_err("taken");
    assert!(error.to_string().contains(&w.server.addr().to_string()), "{error}");
}

#[tokio::test]
async fn stopping_finishes_what_has_begun() {
    let w = World::demo().await;
    w.server.faults().set_delay_ms(300);
    let (client, url) = (w.client.clone(), w.url("/v1/suite/DEMO"));
    let slow =
        tokio::spawn(async move { client.post(url).header("Token", TOKEN).json(&json!({ "title": "late" })).send().await });
    // Until the request has come in.
    while w.server.stats().count("POST", "/v1/suite") == 0 {
        tokio::task::yield_now().await;
    }
    let World { server, store, .. } = w;
    let addr = server.addr();
    server.shutdown().await;
    assert_eq!(slow.await.expect("task").expect("answer").status(), 200);
    let counts = store.read(|tx| tx.projects().counts(tx.projects().all()?[0].id)).expect("counts");
    assert_eq!(counts.suites, 1);
    assert!(tokio::net::TcpStream::connect(addr).await.is_err(), "nobody listens any more");
}
