//! Reports for a pipeline when Qase refuses: a sentence, a remedy and an exit code, and never the token.

use crate::support::TOKEN;
use axum::Router;
use axum::http::{StatusCode, header};
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::Duration;
use voluptas_core::base::Secret;
use voluptas_core::domain::message::Explain as _;
use voluptas_mirror::{Mirror, Options, SourceRun};
use voluptas_qase::{Client, ClientConfig};

/// A server that gives everybody the same answer.
async fn refusing(status: u16, body: &'static str) -> String {
    let status = StatusCode::from_u16(status).expect("status");
    let answer = move || async move { (status, [(header::CONTENT_TYPE, "application/json")], body) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
    let address = listener.local_addr().expect("address");
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    format!("http://{address}/v1")
}

async fn mirror(base_url: &str, words: &[&str]) -> (i32, Value, String) {
    let home = tempfile::tempdir().expect("folder");
    let mut command = Command::new(testkit::program());
    for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("QASE_") || n.starts_with("VOLUPTAS_")) {
        command.env_remove(name);
    }
    command
        .env("VOLUPTAS_HOME", home.path())
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env("QASE_API_TOKEN", TOKEN)
        .env("QASE_BASE_URL", base_url)
        .env("QASE_REQUESTS_PER_MINUTE", "6000")
        .current_dir(home.path())
        .stdin(Stdio::null())
        .args(["mirror", "--source-project", "AUTO", "--target-project", "SHOP"])
        .args(words);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("joined").expect("the binary runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let log = std::fs::read_to_string(home.path().join("sync_results_errors.log")).unwrap_or_default();
    for text in [&out, &err, &log] {
        assert!(!text.contains(TOKEN), "the token is shown: {text}");
    }
    (output.status.code().unwrap_or(-1), serde_json::from_str(&out).unwrap_or(Value::Null), err)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refusal_has_its_code_and_says_what_to_do() {
    let plain = r#"{"status":false,"errorMessage":"No"}"#;
    let invalid = r#"{"status":false,"errorMessage":"Data is invalid.","errorFields":[{"field":"limit","error":"Too much."}]}"#;
    let all = [
        (401, plain, 5, "qase-error-unauthorized"),
        (402, plain, 5, "qase-error-payment"),
        (403, plain, 5, "qase-error-forbidden"),
        (422, invalid, 1, "qase-error-invalid"),
    ];
    let run = async |status, body, exit: i32, code: &str| {
        let (got, answer, err) = mirror(&refusing(status, body).await, &["--use-latest-source-run", "--json"]).await;
        let error = &answer["error"];
        assert_eq!((got, error["code"].as_str()), (exit, Some(code)), "{status}: {answer} {err}");
        for part in ["message", "remedy"] {
            assert!(error[part].as_str().is_some_and(|t| t.len() > 10), "{status}: no {part}: {answer}");
        }
        let (got, _, err) = mirror(&refusing(status, body).await, &["--use-latest-source-run", "--lang", "ru"]).await;
        assert_eq!(got, exit);
        assert!(err.chars().any(|c| ('а'..='я').contains(&c)), "{status}: not in Russian: {err}");
    };
    for (status, body, exit, code) in all {
        run(status, body, exit, code).await;
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_before_it_is_an_error() {
    for (status, body, code) in [
        (200, "<html>This is no JSON", "qase-error-broken-json"),
        (500, "{}", "qase-error-server"),
        (503, "Maintenance", "qase-error-server"),
    ] {
        let config = ClientConfig {
            backoff: Duration::from_millis(1),
            max_attempts: 3,
            ..ClientConfig::new(Secret::new(TOKEN)).with_base_url(refusing(status, body).await)
        };
        let client = Client::new(config).expect("client");
        let mirror = Mirror::new(client.clone(), client, Options::new("AUTO", SourceRun::Latest, "SHOP"));
        let error = mirror.prepare().await.expect_err("an error");
        assert_eq!(error.message().key, code, "{status}");
        assert!(error.remedy().is_some() && !error.is_auth() && !error.is_usage());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_token_is_said_before_anything_is_sent() {
    // Nobody listens there, so any request would fail in another way.
    let home = tempfile::tempdir().expect("folder");
    let output = Command::new(testkit::program())
        .env_clear()
        .env("VOLUPTAS_HOME", home.path())
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env("QASE_BASE_URL", "http://127.0.0.1:1")
        .current_dir(home.path())
        .stdin(Stdio::null())
        .args(["--json", "mirror", "--source-project", "AUTO", "--target-project", "SHOP", "--use-latest-source-run"])
        .output()
        .expect("the binary runs");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((output.status.code(), answer["error"]["kind"].as_str()), (Some(5), Some("auth")), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_or_several_source_runs_are_a_mistake_of_usage() {
    let server = refusing(500, "{}").await;
    for words in
        [&[][..], &["--use-latest-source-run", "--source-run-id", "1"], &["--source-run-title", "x", "--source-run-id", "1"]]
    {
        assert_eq!(mirror(&server, words).await.0, 2, "{words:?}");
    }
}
