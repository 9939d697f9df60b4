//! Many clients, and slow ones.

use crate::support::{NOW, TOKEN, World, client};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_server::limits::Connections;
use voluptas_server::{RunningServer, Server, ServerConfig, TokenSource};
use voluptas_store::Store;

async fn serve(connections: Connections) -> (tempfile::TempDir, RunningServer) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(NOW))).expect("store");
    let local = ServerConfig::local(store, TokenSource::Given(Secret::new(TOKEN)));
    (dir, Server::start(ServerConfig { connections, ..local }).await.expect("server"))
}

async fn connect(addr: SocketAddr) -> TcpStream {
    TcpStream::connect(addr).await.expect("connection")
}

/// Everything that comes until the server closes the connection.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that the server drops with unread bytes ends with a reset.
    stream.read_to_end(&mut bytes).await.ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

const SOON: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_silent_client_is_closed() {
    let (_dir, server) = serve(Connections { idle: SOON, ..Connections::default() }).await;
    let mut silent = connect(server.addr()).await;
    until_closed(&mut silent).await;
}

#[tokio::test]
async fn a_slow_header_is_closed() {
    let (_dir, server) = serve(Connections { header: SOON, ..Connections::default() }).await;
    let mut slow = connect(server.addr()).await;
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
    until_closed(&mut slow).await;
}

#[tokio::test]
async fn an_answered_client_may_stay_silent_longer_than_a_header_may_take() {
    let (_dir, server) = serve(Connections { header: SOON, ..Connections::default() }).await;
    let mut kept = connect(server.addr()).await;
    let mut first = [0_u8; 12];
    for _ in 0..2 {
        kept.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        kept.read_exact(&mut first).await.expect("answer");
        assert_eq!(&first, b"HTTP/1.1 200");
        let mut rest = [0_u8; 4096];
        assert!(kept.read(&mut rest).await.expect("rest") > 0);
        // The time of a header is over when the server closes a connection that began one after that answer.
        let mut slow = connect(server.addr()).await;
        slow.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
        until_closed(&mut slow).await;
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let (_dir, server) = serve(Connections { body: SOON, ..Connections::default() }).await;
    let mut slow = connect(server.addr()).await;
    let head = format!("POST /v1/project HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Length: 1000\r\n\r\n{{");
    slow.write_all(head.as_bytes()).await.expect("sent");
    let answer = until_closed(&mut slow).await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("broke off"), "{answer}");
}

#[tokio::test]
async fn headers_beyond_their_limit_are_answered_with_431() {
    let (_dir, server) = serve(Connections::default()).await;
    for (host, address, status) in [(1, 1, "200"), (24, 1, "200"), (60, 1, "431"), (1, 48, "200"), (90, 1, "431")] {
        let mut client = connect(server.addr()).await;
        let (host, address) = ("h".repeat(host << 10), "q".repeat(address << 10));
        let head = format!("GET /health?{address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        client.write_all(head.as_bytes()).await.expect("sent");
        let answer = until_closed(&mut client).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{} bytes of Host: {answer}", host.len());
    }
    // Many small headers are as large, and the server goes on.
    let mut client = connect(server.addr()).await;
    let many: String = (0..90).map(|n| format!("X-{n}: {}\r\n", "v".repeat(500))).collect();
    let head = format!("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{many}\r\n");
    client.write_all(head.as_bytes()).await.expect("sent");
    assert!(until_closed(&mut client).await.starts_with("HTTP/1.1 431"));
    // A header that does not end is not read to its end.
    let mut client = connect(server.addr()).await;
    client.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\nX: ").await.expect("sent");
    let part = vec![b'v'; 64 << 10];
    let began = std::time::Instant::now();
    for _ in 0..64 {
        if client.write_all(&part).await.is_err() {
            break;
        }
    }
    let answer = until_closed(&mut client).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(began.elapsed() < Connections::default().header, "closed at once");
}

#[tokio::test]
async fn idle_connections_make_room_for_who_asks() {
    let few = Connections { per_address: 20, ..Connections::default() };
    let (_dir, server) = serve(few).await;
    let mut idle = Vec::new();
    for _ in 0..60 {
        idle.push(connect(server.addr()).await);
    }
    let answer = client().get(format!("{}/health", server.root_url())).send().await.expect("answer");
    assert_eq!(answer.status(), 200);
    let mut first = idle.swap_remove(0);
    assert_eq!(until_closed(&mut first).await, "", "the oldest went");
}

/// A runtime of one thread reads what has come only when its turn is: each connection here has its request in the system's
/// buffer, unread, when the next one asks for its room.
#[tokio::test]
async fn a_connection_whose_request_has_come_is_answered_before_it_makes_room() {
    const CLIENTS: usize = 40;
    let (_dir, server) = serve(Connections { per_address: 20, ..Connections::default() }).await;
    let addr = server.addr();
    // A thread of its own connects and asks while the runtime stands still.
    let clients: Vec<std::net::TcpStream> = std::thread::spawn(move || {
        let ask = |_| {
            let mut client = std::net::TcpStream::connect(addr).expect("connection");
            std::io::Write::write_all(&mut client, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            client
        };
        (0..CLIENTS).map(ask).collect()
    })
    .join()
    .expect("clients");
    for client in clients {
        client.set_nonblocking(true).expect("set");
        let mut client = TcpStream::from_std(client).expect("stream");
        let mut first = [0_u8; 12];
        client.read_exact(&mut first).await.expect("answer");
        assert_eq!(&first, b"HTTP/1.1 200");
    }
}

/// 300 connections, each asking one after the other: half of them read, half write. Every request is answered, and nobody waits
/// for the end. The times are printed (`--nocapture`), not checked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_clients_are_all_served() {
    const CLIENTS: usize = 300;
    const REQUESTS: usize = 8;
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    w.post("/v1/case/DEMO/bulk", json!({ "cases": vec![json!({ "title": "A case" }); 200] })).await;
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client_number in 0..CLIENTS {
        // One pool: each request that is under way has a connection of its own.
        let (client, root) = (w.client.clone(), w.server.root_url());
        tasks.spawn(async move {
            let mut times = Vec::new();
            for n in 0..REQUESTS {
                let result = json!({ "id": format!("{client_number}-{n}"), "title": format!("Test {client_number}"),
                    "execution": { "status": "passed", "duration": 5 } });
                let request = match (client_number % 2, n % 4) {
                    (0, 0) => client.get(format!("{root}/v1/case/DEMO?limit=100")),
                    (0, 1) => client.get(format!("{root}/v1/run/DEMO/1")),
                    (0, 2) => client.get(format!("{root}/v1/result/DEMO?limit=20")),
                    (0, _) => client.get(format!("{root}/v1/project")),
                    _ => client.post(format!("{root}/v2/DEMO/run/1/results")).json(&json!({ "results": [result] })),
                };
                let asked = Instant::now();
                let answer = request.header("Token", TOKEN).send().await.expect("answer");
                let status = answer.status();
                assert!(status.is_success(), "{status}: {}", answer.text().await.unwrap_or_default());
                answer.bytes().await.expect("body");
                times.push((client_number % 2 == 1, asked.elapsed(), began.elapsed()));
            }
            times
        });
    }
    let times: Vec<(bool, Duration, Duration)> = tasks.join_all().await.into_iter().flatten().collect();
    let whole = began.elapsed();
    assert_eq!(times.len(), CLIENTS * REQUESTS);
    assert_eq!(w.get("/v1/result/DEMO").await["total"], CLIENTS / 2 * REQUESTS);
    for (kind, is_write) in [("reads", false), ("writes", true)] {
        let mut taken: Vec<Duration> = times.iter().filter(|t| t.0 == is_write).map(|t| t.1).collect();
        taken.sort_unstable();
        let at = |share: usize| taken[(taken.len() * share / 100).min(taken.len() - 1)];
        let rate = taken.len() as f64 / whole.as_secs_f64();
        println!("{kind}: {rate:.0}/s, p50 {:?}, p99 {:?}, longest {:?}", at(50), at(99), at(100));
    }
}
