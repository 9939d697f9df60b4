//! Tokens: where they count and where they are kept. That they are compared in constant time is tested in `auth.rs` and by the type `Digest`; that a
//! token is stored as a hash alone, in `persistence.rs`; guessing, in `access.rs`.

use super::path_in_demo as path;
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::json;
use std::sync::{Arc, Mutex};
use testkit::wait::until_some;
use tracing_subscriber::layer::SubscriberExt as _;
use voluptas_core::domain::user::Role;
use voluptas_server::operations;

#[tokio::test]
async fn a_token_counts_in_its_header_alone() {
    let w = World::demo().await;
    let signed_in = crate::pages::sign_in(&w, TOKEN, "").await;
    let session = signed_in.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("pair").to_owned();
    let mut worst = Vec::new();
    for operation in operations() {
        let path = path(operation);
        let separator = if path.contains('?') { '&' } else { '?' };
        let with_query = format!("{path}{separator}token={TOKEN}&access_token={TOKEN}&api_key={TOKEN}");
        let method: Method = operation.method.parse().expect("method");
        let request = w.client.request(method.clone(), w.url(&with_query)).header(COOKIE, format!("{session}; token={TOKEN}"));
        let request = request.header("X-Api-Key", TOKEN).header("Cookie2", TOKEN).basic_auth("admin", Some(TOKEN));
        let status = request.send().await.expect("answer").status();
        if status != 401 {
            worst.push(format!("{}: {status}", operation.id));
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}

/// Lines of the log, kept in memory.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lines").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The runtime has one thread, whose subscriber is this one.
#[tokio::test]
async fn no_token_and_no_query_reaches_the_log_or_the_audit() {
    let lines = Lines::default();
    let writer = lines.clone();
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    // With one subscriber alone, a place that another thread reaches first would stay silent.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let (w, anna) = World::team(None, |store| user(store, "Anna", None, &[("DEMO", Role::Viewer)])).await;
    let wrong = "wrong-token-that-was-pasted-badly";
    for (path, name, value) in [
        (format!("/v1/project?token={wrong}"), "Token", wrong.to_owned()),
        ("/v1/project".to_owned(), "Authorization", format!("Bearer {wrong}")),
        (format!("/run/DEMO/dashboard/1?token={wrong}"), "Cookie", format!("voluptas_session={wrong}")),
        ("/v1/project/DEMO".to_owned(), "Token", anna.expose().to_owned()),
        ("/v1/run/DEMO/1?x=line%0Aend".to_owned(), "User-Agent", "agent\tof a client".to_owned()),
    ] {
        w.client.get(w.url(&path)).header(name, value).send().await.expect("answer");
    }
    let forged = "/v1/project/A%0A2026-01-01T00:00:00Z%20ERROR%20forged";
    w.client.get(w.url(forged)).header("Token", TOKEN).send().await.expect("answer");
    w.send_as(&anna, Method::POST, "/v1/run/DEMO", Some(json!({ "title": "x" }))).await;
    let audit = async || {
        let (_, audit) = w.send(Method::GET, "/api/v1/audit", None).await;
        let text = audit.to_string();
        (text.contains("refused-token") && text.contains("refused-right")).then_some(text)
    };
    let audit = until_some("refusals in the audit", audit).await;
    let log = String::from_utf8_lossy(&lines.0.lock().expect("lines")).into_owned();
    assert!(log.contains("/v1/project/DEMO"), "the log has lines: {log}");
    for text in [&audit, &log] {
        for secret in [wrong, anna.expose(), TOKEN, "x=line"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(log.lines().all(|line| !line.starts_with("2026-01-01T00:00:00Z ERROR")), "a line of its own: {log}");
}
