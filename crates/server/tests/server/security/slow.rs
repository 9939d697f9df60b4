//! Slow heads and bodies that never stop: bounded by time, however often a byte comes. Silent clients, handshakes and the number of connections are
//! in `crowd.rs` and `tls.rs`.

use crate::support::{TOKEN, World};
use std::time::Duration;
use testkit::wait::until;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use voluptas_server::ServerConfig;
use voluptas_server::limits::Connections;

const SOON: Duration = Duration::from_millis(200);

/// Sends a head, then byte after byte for as long as the server takes them; what the server answers.
async fn drip(w: &World, head: String) -> String {
    let mut stream = TcpStream::connect(w.server.addr()).await.expect("connection");
    stream.write_all(head.as_bytes()).await.expect("head");
    let (mut from, mut to) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let mut pause = tokio::time::interval(Duration::from_millis(10));
        loop {
            pause.tick().await;
            if to.write_all(b"a").await.is_err() {
                return;
            }
        }
    });
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(15), from.read_to_end(&mut answer)).await.expect("it ends").ok();
    dripping.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

async fn world() -> World {
    let connections = Connections { header: SOON, body: SOON, write: SOON, ..Connections::default() };
    World::demo_with(|config| ServerConfig { connections, ..config }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_now_and_then_keeps_no_head_open() {
    let w = world().await;
    let answer = drip(&w, "GET /health HTTP/1.1\r\nHost: x\r\nX: ".into()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let answer = drip(&w, "GET /".into()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_now_and_then_keeps_no_body_open() {
    let w = world().await;
    let multipart = "Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 100000\r\n\r\n";
    let begin = "--X\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"a.xml\"\r\n\r\n";
    for (path, rest) in [
        ("/v1/case/DEMO", "Content-Length: 100000\r\n\r\n{".to_owned()),
        ("/v1/attachment/DEMO", format!("{multipart}{begin}")),
        ("/v1/attachment/DEMO", format!("{multipart}--X\r\nX: ")),
        ("/api/v1/projects/DEMO/results", format!("{multipart}{begin}")),
        ("/upload", format!("{multipart}{begin}")),
        ("/test_cases", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nname=".to_owned()),
        ("/sign-in", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7000\r\n\r\ntoken=".to_owned()),
    ] {
        let answer = drip(&w, format!("POST {path} HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\n{rest}")).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
    }
    until("the room of the bodies to be given back", || w.server.body_bytes() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_nothing_of_its_answer_is_closed() {
    let w = world().await;
    for _ in 0..6 {
        w.post("/v1/case/DEMO", serde_json::json!({ "title": "Long", "description": "x".repeat(4 << 20) })).await;
    }
    let head = format!("GET /v1/case/DEMO HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\n\r\n");
    let mut stream = TcpStream::connect(w.server.addr()).await.expect("connection");
    stream.write_all(head.as_bytes()).await.expect("head");
    // Nothing is read: only the end of the connection refuses a byte.
    let is_closed = || stream.try_write(b"x").is_err_and(|error| error.kind() != std::io::ErrorKind::WouldBlock);
    until("the server to close", is_closed).await;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok();
    assert!(answer.len() < 24 << 20, "{}", answer.len());
}
