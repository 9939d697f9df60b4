//! A server on a free port with a workspace of its own, and a small client.

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::wait::until;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_server::{Faults, RunningServer, Server, ServerConfig, TokenSource};
use voluptas_store::Store;

/// A fictional token.
pub const TOKEN: &str = "test-token-0123456789";

/// 2026-11-20T06:00:00Z.
pub const NOW: i64 = 1_795_154_400_000;

/// A running server with its folder; everything goes when it is dropped.
pub struct World {
    pub dir: tempfile::TempDir,
    pub clock: FixedClock,
    pub store: Store,
    pub server: RunningServer,
    pub client: Client,
    pub home: testkit::engine::Home,
}

pub fn client() -> Client {
    World::install_tls();
    Client::builder().no_proxy().build().expect("client")
}

impl World {
    pub fn install_tls() {
        // The second test that installs it is told that it is there.
        rustls::crypto::ring::default_provider().install_default().ok();
    }

    pub async fn new() -> Self {
        Self::with(None).await
    }

    pub async fn with(rate_limit: Option<u32>) -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let clock = FixedClock::at(NOW);
        let (store, home) = testkit::engine::workspace(Arc::new(clock.clone()));
        let server = Self::serve(store.clone(), rate_limit).await;
        Self { dir, clock, store, server, client: client(), home }
    }

    pub async fn serve(store: Store, rate_limit: Option<u32>) -> RunningServer {
        let config = ServerConfig {
            rate_limit,
            faults: Faults::seeded(42),
            ..ServerConfig::local(store, TokenSource::Given(Secret::new(TOKEN)))
        };
        Server::start(config).await.expect("server")
    }

    /// With the project `DEMO` and another configuration of the server.
    pub async fn demo_with(change: impl FnOnce(ServerConfig) -> ServerConfig) -> Self {
        let mut world = Self::new().await;
        let config = ServerConfig::local(world.store.clone(), TokenSource::Given(Secret::new(TOKEN)));
        world.server = Server::start(change(config)).await.expect("server");
        world.post("/v1/project", json!({ "title": "Demo shop", "code": "DEMO" })).await;
        world
    }

    /// With the project `DEMO`.
    pub async fn demo() -> Self {
        let world = Self::new().await;
        world.post("/v1/project", json!({ "title": "Demo shop", "code": "DEMO" })).await;
        world
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.root_url())
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.client.request(method, self.url(path)).header("Token", TOKEN);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.expect("answer")).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(Method::GET, path, None).await;
        assert_eq!(status, 200, "GET {path}: {body}");
        body["result"].clone()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.send(Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "POST {path}: {status} {body}");
        body["result"].clone()
    }

    pub async fn patch(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.send(Method::PATCH, path, Some(body)).await;
        assert_eq!(status, 200, "PATCH {path}: {body}");
        body["result"].clone()
    }

    pub async fn delete(&self, path: &str) -> Value {
        let (status, body) = self.send(Method::DELETE, path, None).await;
        assert_eq!(status, 200, "DELETE {path}: {body}");
        body["result"].clone()
    }

    /// Waits until the server works on nothing, late writes included.
    pub async fn until_idle(&self) {
        until("the server to be idle", || self.server.is_idle()).await;
    }

    /// Uploads one file; gives its hash.
    pub async fn upload(&self, name: &str, mime: &str, bytes: &[u8]) -> String {
        let part = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned()).mime_str(mime).expect("mime");
        let form = reqwest::multipart::Form::new().part("file[]", part);
        let request = self.client.post(self.url("/v1/attachment/DEMO")).header("Token", TOKEN).multipart(form);
        let (status, body) = read(request.send().await.expect("answer")).await;
        assert_eq!(status, 200, "{body}");
        body["result"][0]["hash"].as_str().expect("hash").to_owned()
    }
}

pub async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.expect("body");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
