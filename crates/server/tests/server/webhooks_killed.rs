//! A server is killed after a change and before its delivery, and after a delivery and before the note of it: the receiver gets each event, under
//! one id, and none is lost.

use crate::killed::{Served, address};
use crate::support::{TOKEN, client};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::wait::until;
use voluptas_app::integrations::deliver::{Outgoing, Timing, WebhookDispatcher};
use voluptas_core::base::clock::FixedClock;
use voluptas_core::base::{Clock as _, Secret, SystemClock};
use voluptas_integrations::net::Policy;
use voluptas_integrations::seal::SealKey;
use voluptas_store::webhooks::DeliveryState;
use voluptas_store::{Slice, Store};

const KEY: &str = "key-of-servers-with-many-letters-1";
/// Cases that are created, each before a kill.
const CASES: usize = 5;
/// Longer than the lease of a delivery.
const LATER: i64 = 180_000;

#[derive(Default)]
struct Inbox {
    /// Ids and bodies of what arrived.
    got: Mutex<Vec<(String, String)>>,
    /// Takes a delivery and never answers.
    holds: AtomicBool,
}

async fn receive(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: String) -> StatusCode {
    let id = headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    inbox.got.lock().expect("inbox").push((id, body));
    if inbox.holds.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    StatusCode::OK
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_servers_lose_no_event() {
    let inbox = Arc::<Inbox>::default();
    let router = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&inbox));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
    let addr = listener.local_addr().expect("address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (store, home) = testkit::engine::workspace(Arc::new(SystemClock));
    let location = store.location().clone();
    drop(store);
    let (workspace, folder) = (address(&location), home.dir.path().join("home"));
    std::fs::create_dir(&folder).expect("a folder");
    let start = || Served::start_with(&workspace, &folder, &["--allow-private-webhooks"], &[("VOLUPTAS_SECRET_KEY", KEY)]);
    let send = async |served: &Served, path: &str, body: Value| {
        let answer =
            client().post(format!("{}{path}", served.url)).header("Token", TOKEN).json(&body).send().await.expect("an answer");
        let status = answer.status();
        assert!(status.is_success(), "{path}: {status} {}", answer.text().await.unwrap_or_default());
    };
    let mut served = start();
    let hook = json!({ "title": "Team", "url": format!("http://{addr}/hook"), "events": ["case.changed"] });
    send(&served, "/api/v1/projects/SHOP/webhooks", hook).await;
    // Killed while the receiver has the delivery and the server has no answer.
    inbox.holds.store(true, Ordering::SeqCst);
    send(&served, "/v1/case/SHOP", json!({ "title": "Case 0" })).await;
    until("the first delivery", || !inbox.got.lock().expect("inbox").is_empty()).await;
    served.kill();
    inbox.holds.store(false, Ordering::SeqCst);
    // Killed as soon as a change is acknowledged, before the server looks into the outbox.
    for n in 1..CASES {
        served = start();
        send(&served, "/v1/case/SHOP", json!({ "title": format!("Case {n}") })).await;
        served.kill();
    }
    // Another server, after the lease of the killed ones.
    let clock = FixedClock::at(SystemClock.now() + LATER);
    let store = Store::open_at(&location, Arc::new(clock)).expect("reopened");
    let key = SealKey::new(&Secret::new(KEY)).expect("key");
    let timing = Timing { look: Duration::from_millis(20), ..Timing::default() };
    let outgoing = Outgoing { policy: Policy::default().allow_private(true), timing, ..Outgoing::new(key) };
    let dispatcher = tokio::spawn(WebhookDispatcher::new(store.clone(), outgoing).expect("dispatcher").work());
    let hook = store.read(|tx| tx.webhooks().list(None)).expect("webhooks").remove(0).id;
    let log = || store.read(|tx| tx.webhooks().deliveries(hook, None, Slice::ALL)).expect("log");
    until("all deliveries", || log().iter().all(|delivery| delivery.state == DeliveryState::Delivered)).await;
    dispatcher.abort();
    let (log, got) = (log(), inbox.got.lock().expect("inbox").clone());
    assert_eq!(log.len(), CASES, "one event for each change");
    let sent: BTreeSet<&str> = log.iter().map(|delivery| delivery.uuid.as_str()).collect();
    for n in 0..CASES {
        let title = format!("\"Case {n}\"");
        let ids: Vec<&str> = got.iter().filter(|(_, body)| body.contains(&title)).map(|(id, _)| id.as_str()).collect();
        let different: BTreeSet<&str> = ids.iter().copied().collect();
        assert!(different.len() == 1 && different.is_subset(&sent), "{title}: {ids:?}");
        assert!(n > 0 || ids.len() >= 2, "the delivery without an answer is repeated: {ids:?}");
    }
}
