//! A server on the loopback that notes what it is asked and answers what the test wants, faults among it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri};
use serde_json::{Value, json};
use tokio::sync::watch;
use voluptas_core::base::Secret;
use voluptas_qase::{Client, ClientConfig};

use testkit::wait::LIMIT;

/// The token of every test.
pub const TOKEN: &str = "tok-0123456789-abcdef";

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.query.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.parse().ok())
    }
}

/// Server's reply to a request.
pub enum Reply {
    /// 200 with `{"status": true, "result": …}`.
    Result(Value),
    /// A status with a body, and headers.
    Status(u16, &'static [(&'static str, &'static str)], String),
    /// No answer: the connection is cut.
    Cut,
    /// No answer, and an open connection.
    Never,
}

/// 200 with an empty list.
pub fn empty_list() -> Reply {
    list(0, [])
}

/// 200 with a page of a list of `total`.
pub fn list(total: u64, entities: impl IntoIterator<Item = Value>) -> Reply {
    let entities: Vec<Value> = entities.into_iter().collect();
    Reply::Result(json!({"total": total, "filtered": total, "count": entities.len(), "entities": entities}))
}

type Script = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

struct Shared {
    seen: Mutex<Vec<Seen>>,
    /// Number of requests that arrived, for those who wait for one.
    arrived: watch::Sender<usize>,
    script: Box<Script>,
}

/// The running server; it ends with the test's runtime.
pub struct Peer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Peer {
    /// Starts a server whose answers `script` gives: from the request and how many came before it.
    pub async fn start(script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared { seen: Mutex::default(), arrived: watch::Sender::default(), script: Box::new(script) });
        let app = Router::new().fallback(answer).with_state(shared.clone()).layer(axum::extract::DefaultBodyLimit::disable());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, shared }
    }

    /// Everything that arrived so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().expect("no panic while it was held").clone()
    }

    /// Waits until so many requests have arrived.
    pub async fn until_seen(&self, requests: usize) {
        let mut arrived = self.shared.arrived.subscribe();
        let waited = tokio::time::timeout(LIMIT, arrived.wait_for(|n| *n >= requests)).await;
        waited.unwrap_or_else(|_| panic!("{requests} requests: gave up waiting")).expect("the server runs");
    }

    /// The usual settings for this server: no limit, short waits.
    pub fn config(&self) -> ClientConfig {
        ClientConfig {
            requests_per_minute: 0,
            backoff: Duration::from_millis(1),
            timeout: Duration::from_secs(5),
            ..ClientConfig::new(Secret::new(TOKEN)).with_base_url(format!("http://{}", self.address))
        }
    }

    pub fn client(&self) -> Client {
        Client::new(self.config()).expect("a client")
    }
}

async fn answer(State(shared): State<Arc<Shared>>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let query = uri.query().unwrap_or_default();
    let seen = Seen {
        method,
        path: uri.path().to_owned(),
        query: query.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (decode(n), decode(v))).collect(),
        headers,
        body: body.to_vec(),
    };
    let before = {
        let mut list = shared.seen.lock().expect("no panic while it was held");
        list.push(seen.clone());
        list.len() - 1
    };
    shared.arrived.send_modify(|n| *n += 1);
    let (status, headers, body) = match (shared.script)(&seen, before) {
        Reply::Result(result) => (200, &[][..], json!({"status": true, "result": result}).to_string()),
        Reply::Status(status, headers, body) => (status, headers, body),
        // Ends the task that serves this connection, and says nothing on the terminal.
        Reply::Cut => std::panic::resume_unwind(Box::new("cut")),
        Reply::Never => std::future::pending().await,
    };
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body)).expect("a response")
}

fn decode(text: &str) -> String {
    let bytes = text.replace('+', " ").into_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
