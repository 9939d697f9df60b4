//! A proxy in front of the embedded server that behaves like a gateway or a busy Qase: late writes, lists that lack rows,
//! refusals.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// A change to the answer of a request, given the path with its query.
type Edit = Arc<dyn Fn(&str, &mut Value) + Send + Sync>;

/// Treatment of a request.
#[derive(Clone)]
pub enum Trick {
    /// Answers 504 at once; the request reaches the server before the next one that reads but so many.
    Late(usize),
    /// Answers 504 at once; the request reaches the server with [`Proxy::land`].
    Held,
    /// Answers 504; the request never reaches the server.
    Lost,
    /// Changes the answer. The edit gets the path with its query.
    Edit(Edit),
    /// Changes the body on its way to the server. The edit gets the path with its query.
    Send(Edit),
    /// Answers 200 without a result; the request never reaches the server.
    Claim,
    /// Answers 400 when the body has this text; such a request does not reach the server.
    RefuseWith(&'static str),
}

struct Rule {
    prefix: String,
    times: u32,
    trick: Trick,
}

/// The proxy. Clones share its rules.
#[derive(Clone)]
pub struct Proxy {
    rules: Arc<Mutex<Vec<Rule>>>,
    /// Requests that were answered and have not reached the server, each with the reads that go first.
    held: Arc<Mutex<Vec<(usize, reqwest::RequestBuilder)>>>,
    server: String,
    client: reqwest::Client,
    pub base_url: String,
}

impl Proxy {
    /// Starts a proxy for the server with this root address.
    pub async fn start(server: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        let base_url = format!("http://{}/v1", listener.local_addr().expect("address"));
        let client = reqwest::Client::builder().no_proxy().build().expect("client");
        let proxy = Self {
            rules: Arc::default(),
            held: Arc::default(),
            server: server.trim_end_matches('/').to_owned(),
            client,
            base_url,
        };
        let router = Router::new().fallback(handle).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        proxy
    }

    /// Applies a trick to the next `times` requests that begin with this `METHOD /path?query`.
    pub fn rule(&self, prefix: &str, times: u32, trick: Trick) {
        self.rules.lock().expect("lock").push(Rule { prefix: prefix.to_owned(), times, trick });
    }

    /// Changes the next `times` answers.
    pub fn edit(&self, prefix: &str, times: u32, edit: impl Fn(&str, &mut Value) + Send + Sync + 'static) {
        self.rule(prefix, times, Trick::Edit(Arc::new(edit)));
    }

    /// Changes the next `times` bodies on their way to the server.
    pub fn send(&self, prefix: &str, times: u32, edit: impl Fn(&str, &mut Value) + Send + Sync + 'static) {
        self.rule(prefix, times, Trick::Send(Arc::new(edit)));
    }

    /// Lets every request that is held reach the server, in its order.
    pub async fn land(&self) {
        self.land_where(|_| true).await;
    }

    async fn land_where(&self, lands: impl Fn(usize) -> bool) {
        let landed: Vec<_> = self.held.lock().expect("lock").extract_if(.., |(reads, _)| lands(*reads)).collect();
        for (_, request) in landed {
            request.send().await.expect("sent");
        }
    }

    /// A request reads: what is late comes nearer.
    async fn read(&self) {
        self.land_where(|reads| reads == 0).await;
        for (reads, _) in &mut *self.held.lock().expect("lock") {
            *reads = reads.saturating_sub(1);
        }
    }

    fn trick(&self, call: &str) -> Option<Trick> {
        let mut rules = self.rules.lock().expect("lock");
        let rule = rules.iter_mut().find(|r| r.times > 0 && call.starts_with(&r.prefix))?;
        rule.times = rule.times.saturating_sub(1);
        Some(rule.trick.clone())
    }
}

async fn handle(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("body");
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let mut forward = proxy.client.request(parts.method.clone(), format!("{}{path}", proxy.server)).body(bytes.clone());
    for (name, value) in parts.headers.iter().filter(|(n, _)| *n != header::HOST && *n != header::CONTENT_LENGTH) {
        forward = forward.header(name, value);
    }
    let late = |status: StatusCode| (status, "{}").into_response();
    let mut edit = None;
    if parts.method == "GET" {
        proxy.read().await;
    }
    match proxy.trick(&format!("{} {path}", parts.method)) {
        Some(trick @ (Trick::Late(_) | Trick::Held)) => {
            let reads = if let Trick::Late(reads) = trick { reads } else { usize::MAX };
            proxy.held.lock().expect("lock").push((reads, forward));
            return late(StatusCode::GATEWAY_TIMEOUT);
        }
        Some(Trick::Lost) => return late(StatusCode::GATEWAY_TIMEOUT),
        Some(Trick::RefuseWith(text)) if contains(&bytes, text) => {
            let body = r#"{"status":false,"errorMessage":"Data is invalid."}"#;
            return (StatusCode::BAD_REQUEST, body).into_response();
        }
        Some(Trick::Claim) => return (StatusCode::OK, r#"{"status":true}"#).into_response(),
        Some(Trick::Send(change)) => {
            let mut body: Value = serde_json::from_slice(&bytes).expect("JSON");
            change(&path, &mut body);
            forward = forward.body(body.to_string());
        }
        Some(Trick::Edit(change)) => edit = Some(change),
        Some(Trick::RefuseWith(_)) | None => {}
    }
    let answer = forward.send().await.expect("answer");
    let status = answer.status().as_u16();
    let mut bytes = answer.bytes().await.expect("bytes");
    if let Some(edit) = edit
        && let Ok(mut value) = serde_json::from_slice::<Value>(&bytes)
    {
        edit(&path, &mut value);
        bytes = Bytes::from(value.to_string());
    }
    let status = StatusCode::from_u16(status).expect("status");
    (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}
