//! Request smuggling: heads that two programs may read differently. Each is refused, or its connection ends behind one answer, so that bytes
//! behind it never become a request of the next client of a proxy.

use super::raw;
use crate::support::{TOKEN, World};

/// A request that must never be executed: it would create the project `EVIL`.
fn hidden() -> String {
    let body = r#"{"title":"Evil","code":"EVIL"}"#;
    format!(
        "POST /v1/project HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_behind_a_doubtful_head_are_no_request() {
    let w = World::demo().await;
    let hidden = hidden();
    let long = 5 + hidden.len();
    let heads = [
        ("both, length first", format!("Content-Length: {long}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("both, length last", format!("Transfer-Encoding: chunked\r\nContent-Length: {long}\r\n\r\n0\r\n\r\n{hidden}")),
        ("two lengths", format!("Content-Length: 2\r\nContent-Length: {}\r\n\r\n{{}}{hidden}", 2 + hidden.len())),
        ("two lengths in one", format!("Content-Length: 2, {}\r\n\r\n{{}}{hidden}", 2 + hidden.len())),
        ("signed length", format!("Content-Length: +2\r\n\r\n{{}}{hidden}")),
        ("negative length", format!("Content-Length: -2\r\n\r\n{{}}{hidden}")),
        ("hexadecimal length", format!("Content-Length: 0x2\r\n\r\n{{}}{hidden}")),
        ("endless length", format!("Content-Length: 18446744073709551618\r\n\r\n{{}}{hidden}")),
        ("blank length", format!("Content-Length:\r\n\r\n{{}}{hidden}")),
        ("blank before the colon", format!("Content-Length : 2\r\n\r\n{{}}{hidden}")),
        ("encoding behind a blank", format!("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("unknown encoding", format!("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("identity", format!("Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{{}}{hidden}")),
        ("chunked is not last", format!("Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n{hidden}")),
        ("encoding behind a tab", format!("Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("folded", format!("Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("folded length", format!("Content-Length: 0\r\n 2\r\n\r\n{{}}{hidden}")),
        ("NUL in a name", format!("Content-\0Length: 2\r\n\r\n{{}}{hidden}")),
        ("NUL in a value", format!("X: a\0b\r\nContent-Length: 2\r\n\r\n{{}}{hidden}")),
        ("bare CR", format!("X: a\rContent-Length: 2\r\n\r\n{{}}{hidden}")),
        ("chunk beyond its size", format!("Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}XX\r\n0\r\n\r\n{hidden}")),
        ("size that is no number", format!("Transfer-Encoding: chunked\r\n\r\n0x2\r\n{{}}\r\n0\r\n\r\n{hidden}")),
        ("size beyond 64 bits", format!("Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{{}}\r\n0\r\n\r\n{hidden}")),
        ("signed size", format!("Transfer-Encoding: chunked\r\n\r\n+2\r\n{{}}\r\n0\r\n\r\n{hidden}")),
    ];
    let mut worst = Vec::new();
    for (name, rest) in heads {
        let head =
            format!("POST /v1/suite/DEMO HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Type: application/json\r\n{rest}");
        let answer = raw(w.server.addr(), head.as_bytes());
        let answers = answer.matches("HTTP/1.1 ").count();
        if answers > 1 || !(answer.is_empty() || answer.starts_with("HTTP/1.1 4")) {
            worst.push(format!("{name}: {answers} answers: {answer}"));
        }
        let (status, _) = w.send(reqwest::Method::GET, "/v1/project/EVIL", None).await;
        if status != 404 {
            worst.push(format!("{name}: the hidden request was executed"));
            w.delete("/v1/project/EVIL").await;
        }
    }
    // An old version of the protocol knows no chunks.
    let old = format!("POST /v1/suite/DEMO HTTP/1.0\r\nToken: {TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}");
    let answer = raw(w.server.addr(), old.as_bytes());
    if answer.matches("HTTP/1.").count() > 1 || answer.contains(" 200 ") {
        worst.push(format!("HTTP/1.0: {answer}"));
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
    // The same request, alone, is a good one.
    assert!(
        raw(w.server.addr(), hidden.replace("Host: x", "Host: x\r\nConnection: close").as_bytes()).starts_with("HTTP/1.1 200")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_names_one_host() {
    let w = World::demo().await;
    for (version, hosts, status) in [
        ("1.1", "Host: x\r\n", 200),
        ("1.1", "", 400),
        ("1.1", "Host: x\r\nHost: x\r\n", 400),
        ("1.1", "Host: x\r\nhost: evil.example\r\n", 400),
        ("1.0", "", 200),
        ("1.0", "Host: x\r\n", 200),
        ("1.0", "Host: x\r\nHost: y\r\n", 400),
    ] {
        for path in ["/v1/project", "/api/v1/projects", "/health"] {
            let head = format!("GET {path} HTTP/{version}\r\n{hosts}Token: {TOKEN}\r\nConnection: close\r\n\r\n");
            let answer = raw(w.server.addr(), head.as_bytes());
            let line = answer.lines().next().unwrap_or_default();
            assert!(line.contains(&format!(" {status} ")), "{path} {version} {hosts:?}: {answer}");
        }
    }
    // Refused before anything is done, and nothing behind it is read as a request.
    let behind = format!("GET /v1/project HTTP/1.1\r\nToken: {TOKEN}\r\n\r\n{}", hidden());
    let answer = raw(w.server.addr(), behind.as_bytes());
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert_eq!(w.send(reqwest::Method::GET, "/v1/project/EVIL", None).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unread_body_is_not_the_next_request() {
    let w = World::demo().await;
    let hidden = hidden();
    // Refused before the body is read: its bytes must not be read as a request.
    for (line, token) in [
        ("POST /v1/suite/DEMO", "wrong-token-0123456789"),
        ("POST /v1/suite/NONE", TOKEN),
        ("POST /nothing", TOKEN),
        ("PUT /v1/suite/DEMO", TOKEN),
        ("GET /v1/suite/DEMO", TOKEN),
        ("POST /webhook/qase", TOKEN),
        ("POST /sign-out", TOKEN),
    ] {
        let head = format!("{line} HTTP/1.1\r\nHost: x\r\nToken: {token}\r\nContent-Length: {}\r\n\r\n{hidden}", hidden.len());
        let answer = raw(w.server.addr(), head.as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{line}: {answer}");
    }
    assert_eq!(w.send(reqwest::Method::GET, "/v1/project/EVIL", None).await.0, 404);
}
