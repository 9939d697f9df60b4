//! Line ends and other characters of clients in headers of answers, in addresses, and in lines of the log.

use super::raw;
use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn values_of_clients_break_no_header_of_an_answer() {
    let w = World::demo().await;
    let evil = "A%0d%0aX-Evil:%201%0d%0a%0d%0a<script>";
    for (path, header) in [
        (format!("/v1/project/{evil}"), ("token", TOKEN)),
        (format!("/api/v1/projects/{evil}"), ("token", TOKEN)),
        (format!("/attachment/{evil}/{evil}"), ("x-a", "b")),
        (format!("/run/{evil}/dashboard/1"), ("token", TOKEN)),
        (format!("/public/report/{evil}"), ("x-a", "b")),
        (format!("/sign-in?next={evil}"), ("x-a", "b")),
        (format!("/reports/{evil}?project=DEMO"), ("token", TOKEN)),
        (format!("/nothing/{evil}"), ("x-request-id", "a\tb")),
        ("/health".to_owned(), ("x-request-id", "a b<script>")),
    ] {
        let answer = w.client.get(w.url(&path)).header(header.0, header.1).send().await.expect("answer");
        assert!(!answer.headers().contains_key("x-evil"), "{path}");
        for (name, value) in answer.headers() {
            assert!(!value.as_bytes().contains(&b'<') || name == "content-security-policy", "{path} {name}: {value:?}");
        }
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().expect("plain").to_owned()).unwrap_or_default();
        let text = answer.text().await.expect("text");
        assert!(!kind.starts_with("text/html") || !text.contains("<script>"), "{path}: {text}");
    }
    // Headers of the connection are read by nobody else than the server.
    for line in ["Host: a\"><script>", "Host: x\r\nX-Forwarded-Proto: javascript", "Host: x\r\nX-Forwarded-Host: evil.example"] {
        let head = format!("GET /v1/attachment HTTP/1.1\r\n{line}\r\nToken: {TOKEN}\r\nConnection: close\r\n\r\n");
        let answer = raw(w.server.addr(), head.as_bytes());
        assert!(!answer.contains("<script>") && !answer.contains("evil.example") && !answer.contains("javascript"), "{answer}");
    }
}

#[tokio::test]
async fn names_with_line_ends_become_no_address_and_no_line() {
    let w = World::demo().await;
    for code in ["A\r\nX-Evil: 1", "A/../B", "A B", "..", "A\u{0}", "", "Ä", "<B>"] {
        let (status, body) = w.send(Method::POST, "/api/v1/projects", Some(json!({ "code": code, "title": "t" }))).await;
        assert_eq!((status.as_u16(), body["errors"][0]["pointer"].as_str()), (422, Some("/code")), "{code:?}: {body}");
        let (status, body) = w.send(Method::POST, "/v1/project", Some(json!({ "code": code, "title": "t" }))).await;
        assert_eq!(status, 400, "{code:?}: {body}");
    }
    for name in ["a\r\nb", "a\nadmin", "a\u{0}b", "\u{1b}[31m", " "] {
        let (status, body) = w.send(Method::POST, "/api/v1/users", Some(json!({ "name": name }))).await;
        assert!(matches!(status.as_u16(), 400 | 422), "{name:?}: {status} {body}");
    }
    let hook =
        json!({ "title": "t", "url": "https://hooks.example/\r\nX-Evil: 1", "events": ["run.completed"], "secret": "a\r\nb" });
    let (status, body) = w.send(Method::POST, "/api/v1/projects/DEMO/webhooks", Some(hook)).await;
    assert!(status.is_client_error() || status == 503, "{status} {body}");
    // The header of an answer that is kept for a repeated request is made anew from what was kept.
    let title = "t\r\nX-Evil: 1\nidempotent-replayed: false";
    for _ in 0..2 {
        let request = w.client.post(w.url("/api/v1/projects/DEMO/suites")).bearer_auth(TOKEN).header("Idempotency-Key", "k\"1");
        let answer = request.json(&json!({ "title": title })).send().await.expect("answer");
        assert!(answer.status() == 201 || answer.status() == 422);
        assert!(!answer.headers().contains_key("x-evil"), "{:?}", answer.headers());
    }
}
