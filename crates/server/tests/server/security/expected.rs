//! Bodies beyond the limits are refused before a client that waits for `100 Continue` sends them.

use super::raw;
use crate::support::{TOKEN, World};

const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=X";
const FORM: &str = "application/x-www-form-urlencoded";

/// The head of a request whose client waits to send so many bytes.
fn head(path: &str, kind: &str, bytes: u64) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Type: {kind}\r\nContent-Length: {bytes}\r\n\
         Expect: 100-continue\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_waits_is_not_told_to_send_what_is_too_long() {
    let w = World::demo().await;
    for (path, kind, megabytes) in [
        ("/v1/case/DEMO", JSON, 600),
        ("/v1/case/DEMO/bulk", JSON, 129),
        ("/v1/attachment/DEMO", MULTIPART, 129),
        ("/api/v1/projects/DEMO/cases", JSON, 600),
        ("/api/v1/projects/DEMO/cases/import", MULTIPART, 64),
        ("/api/v1/projects/DEMO/results", MULTIPART, 600),
        ("/test_cases?project=DEMO", FORM, 600),
        ("/sign-in", FORM, 600),
        ("/DEMO/runs/new", FORM, 600),
    ] {
        let answer = raw(w.server.addr(), format!("{}\r\n", head(path, kind, megabytes << 20)).as_bytes());
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
        assert!(answer.to_lowercase().contains("\r\nconnection: close\r\n"), "{path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_waits_is_told_to_send_what_is_short() {
    let w = World::demo().await;
    let body = r#"{"title":"Waited for"}"#;
    let request = format!("{}Connection: close\r\n\r\n{body}", head("/v1/suite/DEMO", JSON, body.len() as u64));
    let answer = raw(w.server.addr(), request.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "), "{answer}");
}
