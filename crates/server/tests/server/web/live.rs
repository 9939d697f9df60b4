//! News of changes for open pages.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use futures::StreamExt as _;
use reqwest::header::COOKIE;
use serde_json::json;
use std::time::Duration;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::{Op, Store};

/// Waits for an event whose data has this word.
async fn hear(stream: &mut (impl futures::Stream<Item = reqwest::Result<bytes::Bytes>> + Unpin), word: &str) {
    let mut heard = String::new();
    let wait = async {
        while let Some(part) = stream.next().await {
            heard.push_str(&String::from_utf8_lossy(&part.expect("part")));
            if heard.contains(word) {
                return true;
            }
        }
        false
    };
    let found = tokio::time::timeout(Duration::from_secs(30), wait).await;
    assert_eq!(found, Ok(true), "{word} in {heard}");
}

#[tokio::test]
async fn pages_hear_of_writes_of_this_server_and_of_other_programs() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let stream = async || b.client.get(format!("{}/events", b.root)).header(COOKIE, &b.cookie).send().await.expect("stream");
    let mut events = stream().await.bytes_stream();
    hear(&mut events, "hello").await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay" })).await;
    hear(&mut events, "cases").await;
    // Another program, with a connection of its own. The news has no content.
    let other = Store::open_at(w.store.location(), std::sync::Arc::new(FixedClock::at(1))).expect("opens");
    let write = |tx: &voluptas_store::Tx<'_>| {
        let project = tx.projects().by_code("DEMO")?.expect("project").id;
        let content = SuiteContent { title: "Secret".into(), ..SuiteContent::default() };
        tx.suites().create(project, &NewSuite { content, parent_id: None, number: None })
    };
    other.write(Op::edit("test"), write).expect("written");
    hear(&mut events, "suites").await;
    // A token that is no longer in force hears nothing.
    let stranger = w.client.get(w.url("/events")).send().await.expect("answer");
    assert_eq!(stranger.status(), 401);
    // Open streams do not keep the server from stopping.
    let stopped = tokio::time::timeout(Duration::from_secs(20), w.server.shutdown()).await;
    assert!(stopped.is_ok(), "the server stops");
}
