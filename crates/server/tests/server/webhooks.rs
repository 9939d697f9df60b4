//! Outgoing webhooks: what a receiver on this machine gets, how often, and what the log says.

use crate::support::{TOKEN, World};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::post;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::wait::{until, until_some};
use voluptas_app::integrations::deliver::{Outgoing, Timing};
use voluptas_core::base::Secret;
use voluptas_integrations::net::Policy;
use voluptas_integrations::seal::SealKey;
use voluptas_integrations::webhook::verify;
use voluptas_server::{Server, ServerConfig, TokenSource};
use voluptas_store::Op;

const SECRET: &str = "secret-of-sixteen-letters";
const MINUTE: i64 = 60_000;

/// What a receiver got.
#[derive(Debug, Clone)]
struct Got {
    id: String,
    timestamp: i64,
    signature: String,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

#[derive(Default)]
struct Inbox {
    got: Mutex<Vec<Got>>,
    /// Answers to the next requests: status and, for a redirect, its target.
    answers: Mutex<VecDeque<(u16, Option<String>)>>,
}

/// A receiver that keeps what it gets.
struct Receiver {
    inbox: Arc<Inbox>,
    addr: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: String) -> axum::response::Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    inbox.got.lock().expect("inbox").push(Got {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp").parse().unwrap_or_default(),
        signature: text("webhook-signature"),
        body,
    });
    let (status, to) = inbox.answers.lock().expect("answers").pop_front().unwrap_or((200, None));
    let status = StatusCode::from_u16(status).expect("status");
    match to {
        Some(to) => (status, [(header::LOCATION, to)]).into_response(),
        None => (status, format!("answer with {SECRET}")).into_response(),
    }
}

impl Receiver {
    async fn new() -> Self {
        let inbox = Arc::<Inbox>::default();
        let router = Router::new().route("/hook/long-token-in-the-path", post(receive)).with_state(Arc::clone(&inbox));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        let addr = listener.local_addr().expect("address");
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("served") });
        Self { inbox, addr, task }
    }

    fn url(&self) -> String {
        format!("http://{}/hook/long-token-in-the-path", self.addr)
    }

    fn got(&self) -> Vec<Got> {
        self.inbox.got.lock().expect("inbox").clone()
    }

    fn answer(&self, status: u16) {
        self.inbox.answers.lock().expect("answers").push_back((status, None));
    }

    async fn until(&self, count: usize) -> Vec<Got> {
        until("deliveries to arrive", || self.got().len() >= count).await;
        self.got()
    }
}

pub fn outgoing(policy: Policy) -> Outgoing {
    let key = SealKey::new(&Secret::new("key-of-servers-with-many-letters-0")).expect("key");
    let waits = vec![Duration::from_secs(60), Duration::from_secs(120)];
    let timing = Timing { look: Duration::from_millis(20), limit: Duration::from_secs(5), waits, ..Timing::default() };
    Outgoing { policy, timing, public_url: Some("https://tests.example".into()), ..Outgoing::new(key) }
}

pub fn open_network() -> Policy {
    Policy::default().allow_private(true)
}

async fn world(policy: Policy) -> World {
    World::demo_with(|config| ServerConfig { outgoing: Some(outgoing(policy)), ..config }).await
}

async fn api(w: &World, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let (status, body) = w.send(method, &format!("/api/v1/projects/DEMO{path}"), body).await;
    (status.as_u16(), body)
}

/// Adds a webhook; gives its id.
async fn hook(w: &World, more: Value) -> i64 {
    let mut body = json!({ "title": "Team", "url": "", "secret": SECRET });
    body.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    let (status, made) = api(w, Method::POST, "/webhooks", Some(body)).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_i64().expect("id")
}

async fn deliveries(w: &World, hook: i64) -> Vec<Value> {
    let (status, body) = api(w, Method::GET, &format!("/webhooks/{hook}/deliveries?cursor="), None).await;
    assert_eq!(status, 200, "{body}");
    body["items"].as_array().expect("items").clone()
}

/// Waits until the newest delivery has this state and number of attempts.
async fn settled(w: &World, hook: i64, state: &str, attempts: u64) -> Value {
    let look = async || {
        let newest = deliveries(w, hook).await.into_iter().next()?;
        (newest["state"] == state && newest["attempts"] == attempts).then_some(newest)
    };
    until_some(&format!("a delivery to be {state} after {attempts}"), look).await
}

/// Runs a run with a passed and, if wanted, a failed test.
async fn complete_run(w: &World, title: &str, fails: bool) {
    let run = w.post("/v1/run/DEMO", json!({ "title": title })).await["id"].as_i64().expect("id");
    let mut results = vec![json!({ "title": "Add", "execution": { "status": "passed" } })];
    if fails {
        results.push(json!({ "title": "Pay <b>", "execution": { "status": "failed" } }));
    }
    w.post(&format!("/v2/DEMO/run/{run}/results"), json!({ "results": results })).await;
    w.post(&format!("/v1/run/DEMO/{run}/complete"), json!({})).await;
}

#[tokio::test]
async fn a_completed_run_arrives_signed_and_is_in_the_log() {
    let (w, receiver) = (world(open_network()).await, Receiver::new().await);
    let id = hook(&w, json!({ "url": receiver.url(), "events": ["run.completed"] })).await;
    complete_run(&w, "Nightly 🙂", true).await;
    let got = receiver.until(1).await.remove(0);
    let now = voluptas_core::base::Clock::now(&w.clock) / 1000;
    assert!(verify(&Secret::new(SECRET), &got.id, got.timestamp, got.body.as_bytes(), &got.signature, now));
    assert!(!verify(&Secret::new(SECRET), &got.id, got.timestamp, b"{}", &got.signature, now));
    let event = got.json();
    assert_eq!((&event["event"], &event["project"]["code"]), (&json!("run.completed"), &json!("DEMO")));
    assert_eq!((&event["run"]["title"], &event["run"]["statuses"]["failed"]), (&json!("Nightly 🙂"), &json!(1)));
    let entry = settled(&w, id, "delivered", 1).await;
    assert_eq!((&entry["id"], &entry["status"], &entry["answer"]), (&json!(got.id), &json!(200), &json!("answer with ***")));
    // Neither the list nor the audit shows address or secret.
    let (_, shown) = api(&w, Method::GET, &format!("/webhooks/{id}"), None).await;
    assert_eq!(shown["origin"], format!("http://{}", receiver.addr));
    let audit = w.store.read(|tx| tx.audit().list(&Default::default(), 100)).expect("audit");
    assert!(audit.iter().any(|row| row.action == "create-webhook"));
    let stored = w.store.read(|tx| tx.all("SELECT sealed FROM webhooks", &[], |r| r.text(0))).expect("stored");
    for text in [shown.to_string(), format!("{audit:?}"), format!("{stored:?}")] {
        assert!(!text.contains("long-token") && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn a_failed_attempt_is_repeated_by_another_server_under_one_id_until_the_limit() {
    let (mut w, receiver) = (world(open_network()).await, Receiver::new().await);
    let id = hook(&w, json!({ "url": receiver.url(), "events": ["run.completed"] })).await;
    receiver.answer(500);
    complete_run(&w, "Nightly", false).await;
    settled(&w, id, "pending", 1).await;
    // The server stops, and another one goes on after the wait.
    let config = ServerConfig::local(w.store.clone(), TokenSource::Given(Secret::new(TOKEN)));
    let config = ServerConfig { outgoing: Some(outgoing(open_network())), ..config };
    w.server = Server::start(config).await.expect("server");
    receiver.answer(503);
    w.clock.advance(MINUTE);
    settled(&w, id, "pending", 2).await;
    receiver.answer(404);
    w.clock.advance(2 * MINUTE);
    let entry = settled(&w, id, "failed", 3).await;
    assert_eq!(entry["status"], 404);
    let got = receiver.got();
    assert!(got.len() == 3 && got.iter().all(|one| one.id == got[0].id && one.body == got[0].body));
    // Sent again by a person, it begins anew.
    let delivery = entry["id"].as_str().expect("id");
    let (status, _) = api(&w, Method::POST, &format!("/webhooks/{id}/deliveries/{delivery}/resend"), None).await;
    assert_eq!(status, 200);
    settled(&w, id, "delivered", 1).await;
    assert_eq!(receiver.got().len(), 4);
    // One that is queued is left alone: a server may be sending it.
    receiver.answer(503);
    let (status, _) = api(&w, Method::POST, &format!("/webhooks/{id}/deliveries/{delivery}/resend"), None).await;
    assert_eq!(status, 200);
    settled(&w, id, "pending", 1).await;
    let (status, body) = api(&w, Method::POST, &format!("/webhooks/{id}/deliveries/{delivery}/resend"), None).await;
    assert_eq!((status, &body["detail"]), (409, &json!("The delivery is already queued.")), "{body}");
    assert_eq!(receiver.got().len(), 5);
}

#[tokio::test]
async fn two_servers_on_one_workspace_deliver_each_event_once() {
    let (w, receiver) = (world(open_network()).await, Receiver::new().await);
    let config = ServerConfig::local(w.store.clone(), TokenSource::Given(Secret::new(TOKEN)));
    let second = Server::start(ServerConfig { outgoing: Some(outgoing(open_network())), ..config }).await.expect("server");
    let id = hook(&w, json!({ "url": receiver.url(), "events": ["case.changed"] })).await;
    for n in 0..12 {
        w.post("/v1/case/DEMO", json!({ "title": format!("Case {n}") })).await;
    }
    receiver.until(12).await;
    settled(&w, id, "delivered", 1).await;
    let mut ids: Vec<String> = receiver.got().into_iter().map(|got| got.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), receiver.got().len()), (12, 12));
    drop(second);
}

#[tokio::test]
async fn an_event_of_a_write_that_is_rolled_back_never_exists() {
    let (w, receiver) = (world(open_network()).await, Receiver::new().await);
    let id = hook(&w, json!({ "url": receiver.url(), "events": ["case.changed"] })).await;
    let project = w.store.read(|tx| tx.projects().by_code("DEMO")).expect("read").expect("project").id;
    let failed = w.store.write(Op::bulk("test"), |tx| {
        tx.cases().create(project, &Default::default())?;
        Ok(())
    });
    assert!(failed.is_err(), "a case without a title");
    let case = w.post("/v1/case/DEMO", json!({ "title": "Add" })).await["id"].as_i64().expect("id");
    w.patch(&format!("/v1/case/DEMO/{case}"), json!({ "title": "Add two" })).await;
    w.delete(&format!("/v1/case/DEMO/{case}")).await;
    let got = receiver.until(3).await;
    settled(&w, id, "delivered", 1).await;
    let changes: Vec<Value> = got.iter().map(|got| got.json()["cases"][0]["change"].clone()).collect();
    assert_eq!(changes, ["created", "changed", "deleted"]);
    assert_eq!(got[1].json()["cases"][0]["fields"], json!(["title"]));
    assert_eq!(deliveries(&w, id).await.len(), 3);
}

#[tokio::test]
async fn a_broken_gate_is_told_and_a_met_one_is_not() {
    let (w, receiver) = (world(open_network()).await, Receiver::new().await);
    let more = json!({ "url": receiver.url(), "events": ["gate.broken"], "gate": "max-failures = 0", "template": "slack", "language": "ru" });
    let id = hook(&w, more).await;
    complete_run(&w, "Good", false).await;
    settled(&w, id, "dropped", 1).await;
    complete_run(&w, "Bad <!channel>", true).await;
    let got = receiver.until(1).await;
    settled(&w, id, "delivered", 1).await;
    assert_eq!(got.len(), 1);
    let text = got[0].json()["blocks"][0]["text"]["text"].as_str().expect("text").to_owned();
    assert!(text.contains("прогон 2 не прошёл порог качества: Bad &lt;!channel&gt;"), "{text}");
    assert!(text.contains("max-failures") && text.contains("<https://tests.example/run/DEMO/dashboard/2|"), "{text}");
    let (status, body) = api(&w, Method::PATCH, &format!("/webhooks/{id}"), Some(json!({ "gate": null }))).await;
    assert_eq!((status, &body["errors"][0]["pointer"]), (422, &json!("/gate")));
}

#[tokio::test]
async fn the_end_of_a_mute_is_told_once() {
    let (w, receiver) = (world(open_network()).await, Receiver::new().await);
    let id = hook(&w, json!({ "url": receiver.url(), "events": ["mute.expired"] })).await;
    complete_run(&w, "Nightly", true).await;
    let until = voluptas_core::base::Clock::now(&w.clock) + 10 * MINUTE;
    let project = w.store.read(|tx| tx.projects().by_code("DEMO")).expect("read").expect("project").id;
    let tests = w.store.read(|tx| tx.known_tests().named(project, "Pay <b>", None)).expect("tests");
    let content = voluptas_core::domain::mute::MuteContent { reason: "known".into(), owner: None, until_ms: Some(until) };
    voluptas_app::results::mutes::mute(&w.store, &[tests[0].id], &content).expect("muted");
    assert_eq!(deliveries(&w, id).await.len(), 0);
    w.clock.advance(11 * MINUTE);
    let got = receiver.until(1).await;
    assert_eq!(got[0].json()["tests"][0]["title"], "Pay <b>");
    settled(&w, id, "delivered", 1).await;
    w.clock.advance(MINUTE);
    w.post("/v1/case/DEMO", json!({ "title": "Later" })).await;
    assert_eq!(deliveries(&w, id).await.len(), 1);
}

#[tokio::test]
async fn private_networks_are_refused_when_stored_when_resolved_and_behind_redirects() {
    let receiver = Receiver::new().await;
    let port = receiver.addr.port();
    let names = |name: &str| (name == "inside.example").then(|| vec![IpAddr::from([127, 0, 0, 1])]);
    let w = world(Policy::default().with_names(names)).await;
    for url in [receiver.url(), format!("http://2130706433:{port}/"), format!("http://0x7f.1:{port}/"), "http://[::1]/".into()] {
        let body = json!({ "title": "Inside", "url": url, "events": ["run.completed"] });
        let (status, body) = api(&w, Method::POST, "/webhooks", Some(body)).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (422, &json!("/url")), "{url}: {body}");
    }
    let url = format!("http://inside.example:{port}/hook/long-token-in-the-path");
    let id = hook(&w, json!({ "url": url, "events": ["run.completed"] })).await;
    complete_run(&w, "Nightly", false).await;
    let entry = settled(&w, id, "failed", 1).await;
    assert!(entry["error"].as_str().expect("reason").contains("127.0.0.1"), "{entry}");
    assert!(receiver.got().is_empty(), "nothing was connected to");
    // A redirect is an answer, and nobody goes where it points.
    let w = world(open_network()).await;
    receiver.inbox.answers.lock().expect("answers").push_back((302, Some(receiver.url())));
    let id = hook(&w, json!({ "url": receiver.url(), "events": ["run.completed"] })).await;
    complete_run(&w, "Nightly", false).await;
    let entry = settled(&w, id, "pending", 1).await;
    assert!(entry["error"].as_str().expect("reason").contains("redirect"), "{entry}");
    assert_eq!(receiver.got().len(), 1);
}

#[tokio::test]
async fn a_test_reaches_a_webhook_that_is_off_and_another_project_has_none() {
    let (w, receiver) = (world(open_network()).await, Receiver::new().await);
    let more =
        json!({ "url": receiver.url(), "events": ["run.completed"], "enabled": false, "template": "telegram", "chat": "-1001" });
    let id = hook(&w, more).await;
    complete_run(&w, "Nightly", false).await;
    let (status, made) = api(&w, Method::POST, &format!("/webhooks/{id}/test"), None).await;
    assert_eq!((status, &made["event"]), (201, &json!("test")));
    let got = receiver.until(1).await;
    assert_eq!(got[0].json()["chat_id"], "-1001");
    settled(&w, id, "delivered", 1).await;
    assert_eq!(deliveries(&w, id).await.len(), 1, "the run was not told");
    w.post("/v1/project", json!({ "title": "Other", "code": "OTHER" })).await;
    for (method, path) in [
        (Method::GET, format!("/webhooks/{id}")),
        (Method::DELETE, format!("/webhooks/{id}")),
        (Method::POST, format!("/webhooks/{id}/test")),
        (Method::GET, format!("/webhooks/{id}/deliveries")),
        (Method::POST, format!("/webhooks/{id}/deliveries/{}/resend", got[0].id)),
    ] {
        let (status, _) = w.send(method, &format!("/api/v1/projects/OTHER{path}"), None).await;
        assert_eq!(status, 404, "{path}");
    }
    let (status, body) = api(
        &w,
        Method::POST,
        "/webhooks",
        Some(json!({
            "title": "Bad", "url": "https://hooks.example/\r\nX-Evil: 1", "events": ["run.completed"],
        })),
    )
    .await;
    assert_eq!((status, &body["errors"][0]["pointer"]), (422, &json!("/url")));
    let (status, _) = api(&w, Method::DELETE, &format!("/webhooks/{id}"), None).await;
    assert_eq!(status, 204);
}
