//! What strangers and careless clients try: long bodies, forged addresses, forms of other sites.

use crate::support::{NOW, TOKEN, World, read};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use testkit::wait::until;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_server::ServerConfig;
use voluptas_server::proxies::Proxies;
use voluptas_server::webhook::{Pairs, Webhook, WebhookConfig};

/// Sends bytes on a connection of its own; returns what comes back until the server closes or is silent.
fn raw(w: &World, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(w.server.addr()).expect("connection");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("limit");
    stream.write_all(bytes).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_get_with_a_body_is_refused_before_the_body_comes() {
    let w = World::demo().await;
    for (path, more) in [
        ("/v1/project", "Content-Length: 62914560"),
        ("/v1/case/DEMO", "Transfer-Encoding: chunked"),
        ("/health", "Content-Length: 9"),
    ] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: here\r\nToken: {TOKEN}\r\n{more}\r\n\r\n");
        let answer = raw(&w, head.as_bytes()).to_ascii_lowercase();
        assert!(answer.starts_with("http/1.1 400") && answer.contains("connection: close"), "{path}: {answer}");
    }
    let head =
        format!("GET /v1/project HTTP/1.1\r\nHost: here\r\nToken: {TOKEN}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert!(raw(&w, head.as_bytes()).starts_with("HTTP/1.1 200"), "no bytes are no body");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_have_a_budget_over_all_connections() {
    let w = World::demo_with(|config| ServerConfig { body_budget: 1 << 20, ..config }).await;
    let long = json!({ "title": "Long", "description": "x".repeat(700 << 10) }).to_string();
    let head = format!(
        "POST /v1/case/DEMO HTTP/1.1\r\nHost: here\r\nToken: {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        long.len()
    );
    let mut first = TcpStream::connect(w.server.addr()).expect("connection");
    first.write_all(head.as_bytes()).expect("head");
    let (most, rest) = long.as_bytes().split_at(long.len() - 10);
    first.write_all(most).expect("most of the body");
    until("the server has read it", || w.server.body_bytes() >= 700 << 10).await;
    let send = || w.client.post(w.url("/v1/case/DEMO")).header("Token", TOKEN).body(long.clone()).send();
    let (status, retry) = match send().await {
        Ok(answer) => (answer.status().as_u16(), answer.headers().contains_key("retry-after")),
        // The server need not read the rest of a body that it refuses.
        Err(error) => panic!("{error}"),
    };
    assert_eq!((status, retry), (503, true));
    first.write_all(rest).expect("the rest");
    let mut answer = String::new();
    first.read_to_string(&mut answer).expect("answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(send().await.expect("answer").status(), 200, "the room is given back");
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 2);
}

#[tokio::test]
async fn only_a_trusted_proxy_names_the_client() {
    let guess = async |w: &World, n: usize, client: &str| {
        let request = w.client.get(w.url("/v1/project")).header("Token", format!("guess-{n}")).header("X-Forwarded-For", client);
        request.send().await.expect("answer").status().as_u16()
    };
    let proxies = Proxies::new(vec!["127.0.0.1".parse().expect("network")]);
    let w = World::demo_with(|config| ServerConfig { proxies, ..config }).await;
    for n in 0..60 {
        assert_eq!(guess(&w, n, "198.51.100.9, 192.0.2.7").await, 401);
    }
    assert_eq!(guess(&w, 60, "203.0.113.1, 192.0.2.7").await, 429, "what the client writes itself does not count");
    assert_eq!(guess(&w, 61, "192.0.2.8").await, 401, "another client of the proxy");
    let w = World::demo().await;
    for n in 0..60 {
        assert_eq!(guess(&w, n, &format!("192.0.2.{n}")).await, 401);
    }
    assert_eq!(guess(&w, 60, "192.0.2.99").await, 429, "without --trusted-proxy the header says nothing");
}

#[tokio::test]
async fn every_answer_says_that_it_is_not_kept_and_of_which_type_it_is() {
    let w = World::demo().await;
    let hash = w.upload("note.txt", "text/plain", b"hello").await;
    let long = "x".repeat(40_000);
    for (path, header, status) in [
        ("/v1/project", ("token", TOKEN), 200),
        ("/v1/project", ("token", "wrong"), 401),
        ("/v1/nothing", ("token", TOKEN), 404),
        ("/nothing", ("x-a", "b"), 404),
        ("/sign-in", ("x-a", "b"), 200),
        ("/run/DEMO/dashboard/1", ("x-a", "b"), 401),
        ("/health", ("x-a", "b"), 200),
        ("/health", ("x-a", long.as_str()), 431),
    ] {
        let answer = w.client.get(w.url(path)).header(header.0, header.1).send().await.expect("answer");
        let value = |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        let found = (answer.status().as_u16(), value("cache-control"), value("x-content-type-options"));
        assert_eq!(found, (status, Some("no-store".into()), Some("nosniff".into())), "{path}");
        assert_eq!(value("strict-transport-security"), None, "{path}: not without HTTPS");
    }
    let file = w.client.get(w.url(&format!("/attachment/{hash}/note.txt"))).send().await.expect("answer");
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert!(file.headers()["cache-control"].to_str().expect("text").starts_with("private"), "bytes of a hash never change");
}

fn form(w: &World, path: &str, body: String) -> RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("client");
    client.post(w.url(path)).header("Content-Type", "application/x-www-form-urlencoded").body(body)
}

/// `name=value` of the cookie that an answer sets.
fn cookie(answer: &Response) -> String {
    answer.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("pair").to_owned()
}

#[tokio::test]
async fn a_form_with_a_foreign_origin_signs_nobody_in() {
    let w = World::demo().await;
    let own = w.server.root_url();
    for (origin, expected) in
        [(own.as_str(), 303), ("https://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403), ("nonsense", 403)]
    {
        let answer = form(&w, "/sign-in", format!("token={TOKEN}")).header("Origin", origin).send().await.expect("answer");
        let found = (answer.status().as_u16(), answer.headers().contains_key(SET_COOKIE));
        assert_eq!(found, (expected, expected == 303), "{origin}");
    }
}

#[tokio::test]
async fn behind_https_the_cookie_belongs_to_this_host_alone() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let secure = |request: RequestBuilder| request.header("X-Forwarded-Proto", "https");
    let signed_in = secure(form(&w, "/sign-in", format!("token={TOKEN}"))).send().await.expect("answer");
    let whole = signed_in.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    assert!(whole.starts_with("__Host-voluptas_session=") && whole.contains("; Secure") && whole.contains("Path=/;"), "{whole}");
    let page = async |cookie: &str| {
        let request = secure(w.client.get(w.url("/run/DEMO/dashboard/1"))).header(COOKIE, cookie);
        request.send().await.expect("page").status().as_u16()
    };
    let cookie = cookie(&signed_in);
    assert_eq!(page(&cookie).await, 200);
    let planted = cookie.replace("__Host-", "");
    assert_eq!(page(&planted).await, 401, "another host of the domain could have set it");
}

#[tokio::test]
async fn a_person_signs_out_and_sees_the_own_sign_ins() {
    let (w, vera) =
        World::team(None, |store| crate::team::user(store, "Vera", None, &[("DEMO", voluptas_core::domain::user::Role::Viewer)]))
            .await;
    let sign_in = async |token: &str| cookie(&form(&w, "/sign-in", format!("token={token}")).send().await.expect("answer"));
    let page = async |cookie: &str| {
        let answer = w.client.get(w.url("/sessions")).header(COOKIE, cookie).send().await.expect("page");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    let (admin, first, second) = (sign_in(TOKEN).await, sign_in(vera.expose()).await, sign_in(vera.expose()).await);
    let (status, text) = page(&first).await;
    assert_eq!((status, text.matches("<tr><td").count()), (200, 2), "{text}");
    assert!(text.contains("2026-11-20 06:00:00") && text.contains("127.0.0.1") && !text.contains("admin"), "{text}");
    assert_eq!(page(&admin).await.1.matches("<tr><td").count(), 3, "an administrator sees all");
    let end =
        async |cookie: &str, body: &str| form(&w, "/sign-out", body.into()).header(COOKIE, cookie).send().await.expect("answer");
    assert_eq!(end(&first, "session=1").await.status(), 404, "the session of another user");
    assert_eq!(end(&first, "session=3").await.status(), 303);
    assert_eq!((page(&second).await.0, page(&first).await.0), (401, 200));
    let foreign = form(&w, "/sign-out", String::new()).header(COOKIE, &first).header("Origin", "https://evil.example");
    assert_eq!(foreign.send().await.expect("answer").status(), 403);
    let out = end(&first, "").await;
    assert!(out.headers()[SET_COOKIE].to_str().expect("text").contains("Max-Age=0"));
    assert_eq!(out.headers()["location"], "/sign-out");
    assert_eq!((out.status().as_u16(), page(&first).await.0, page(&admin).await.0), (303, 401, 200));
    // An hour without a page ends a sign-in.
    w.clock.advance(59 * 60_000);
    assert_eq!(page(&admin).await.0, 200);
    w.clock.advance(60 * 60_000);
    assert_eq!(page(&admin).await.0, 401);
}

#[tokio::test]
async fn the_address_of_the_own_page_is_kept_after_signing_in() {
    let w = World::demo().await;
    let answer = form(&w, "/sign-in", format!("token={TOKEN}&next=/sessions")).send().await.expect("answer");
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().expect("text")), (303, "/sessions"));
    let (status, _) = read(w.client.request(Method::GET, w.url("/sessions")).send().await.expect("answer")).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn guesses_of_the_webhooks_secret_are_limited_and_the_right_one_passes() {
    let dir = tempfile::tempdir().expect("folder");
    let webhook = Webhook::open(WebhookConfig {
        secret: Secret::new("secret-of-the-webhook"),
        pairs: Pairs::Given(Vec::new()),
        folder: dir.path().join("deliveries"),
        clock: Arc::new(FixedClock::at(NOW)),
        history: None,
    });
    let webhook = Some(webhook.expect("webhook"));
    let w = World::demo_with(|config| ServerConfig { webhook, ..config }).await;
    let send = async |secret: &str| {
        let request =
            w.client.post(w.url("/webhook/qase")).header("X-Qase-Secret", secret).json(&json!({ "event_name": "other" }));
        request.send().await.expect("answer").status().as_u16()
    };
    for n in 0..60 {
        assert_eq!(send(&format!("guess-{n}")).await, 401, "{n}");
    }
    assert_eq!(send("guess-60").await, 429);
    assert_eq!(send("secret-of-the-webhook").await, 202);
    let answer = w.client.get(w.url("/v1/project")).header("Token", TOKEN).send().await.expect("answer");
    assert_eq!(answer.status(), 200, "a valid token passes as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_paths_open_nothing_to_a_stranger() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let mut paths: Vec<String> = [
        "//v1/project",
        "/v1//project",
        "/v1/../v1/project",
        "/health/../v1/project",
        "/v1/%2e%2e/v1/project",
        "/%76%31/project",
        "/V1/project",
        "/v1/project/",
        "/v1/project%00",
        "/v1/project;x=1",
        "/v1",
        "/api/v1",
        "/api/../v1/project",
        "/run/DEMO/dashboard/1/",
        "/run//dashboard/1",
        "/run/DEMO%2Fdashboard%2F1",
        "/public/report/..%2F..%2Frun%2FDEMO",
        "/public/report/",
        "/attachment/..%2F..%2F..%2Fetc%2Fpasswd/x",
        "/attachment/../../../../etc/passwd",
        "/sessions/",
        "/metrics/",
        "http://elsewhere/v1/project",
        "http://elsewhere/run/DEMO/dashboard/1",
        "*",
        "?/health",
        "/.env",
        "/..%c0%af../etc/passwd",
    ]
    .map(str::to_owned)
    .into();
    paths.push(format!("/v1/{}", "a/".repeat(20_000)));
    paths.push(format!("/{}", "%41".repeat(20_000)));
    for path in paths {
        for method in ["GET", "HEAD", "POST", "OPTIONS", "TRACE", "PROPFIND"] {
            let head = format!("{method} {path} HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let answer = raw(&w, head.as_bytes());
            let status: u16 = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
            let path: String = path.chars().take(60).collect();
            assert!((400..500).contains(&status), "{method} {path}: {answer}");
            assert!(!answer.contains("Nightly") && !answer.contains("DEMO\""), "{method} {path}: {answer}");
        }
    }
}
