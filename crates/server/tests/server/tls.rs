//! HTTPS by the server itself: answers, links, and clients that do not finish their handshake.

use crate::support::{NOW, TOKEN, read};
use reqwest::Client;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_server::limits::Connections;
use voluptas_server::{RunningServer, Server, ServerConfig, Tls, TlsError, TokenSource};
use voluptas_store::Store;

const SOON: Duration = Duration::from_millis(150);

/// Writes a new certificate and its key; gives the certificate as PEM.
fn certificate(folder: &Path) -> String {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("certificate");
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).expect("file");
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).expect("file");
    made.cert.pem()
}

async fn serve(connections: Connections) -> (tempfile::TempDir, RunningServer, Client) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let pem = certificate(dir.path());
    let tls = Tls::read(&dir.path().join("cert.pem"), &dir.path().join("key.pem")).expect("certificate and key");
    let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(NOW))).expect("store");
    let local = ServerConfig::local(store, TokenSource::Given(Secret::new(TOKEN)));
    let server = Server::start(ServerConfig { connections, tls: Some(tls), ..local }).await.expect("server");
    rustls::crypto::ring::default_provider().install_default().ok();
    let root = reqwest::Certificate::from_pem(pem.as_bytes()).expect("root");
    let redirect = reqwest::redirect::Policy::none();
    let client = Client::builder().no_proxy().redirect(redirect).tls_certs_only([root]).build().expect("client");
    (dir, server, client)
}

#[tokio::test]
async fn answers_and_links_are_https() {
    let (_dir, server, client) = serve(Connections::default()).await;
    let root = server.root_url();
    assert!(root.starts_with("https://127.0.0.1:") && server.base_url().starts_with("https://"), "{root}");
    let request = client.post(format!("{root}/v1/project")).header("Token", TOKEN);
    let (status, body) = read(request.json(&json!({ "title": "Shop", "code": "SHOP" })).send().await.expect("answer")).await;
    assert_eq!(status, 200, "{body}");
    let part = reqwest::multipart::Part::bytes(vec![7; 100_000]).file_name("a.bin");
    let form = reqwest::multipart::Form::new().part("file[]", part);
    let request = client.post(format!("{root}/v1/attachment/SHOP")).header("Token", TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    assert_eq!(status, 200, "{body}");
    let link = body["result"][0]["url"].as_str().expect("link");
    assert!(link.starts_with(&format!("{root}/attachment/")), "{link}");
    let file = client.get(link).send().await.expect("file").bytes().await.expect("bytes");
    assert_eq!(file.len(), 100_000);
    let form = format!("token={TOKEN}");
    let request = client.post(format!("{root}/sign-in")).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(form).send().await.expect("answer");
    let cookie = answer.headers()["set-cookie"].to_str().expect("cookie").to_owned();
    assert!(cookie.ends_with("; Secure"), "a cookie of HTTPS is not sent without it");
    assert!(cookie.starts_with("__Host-"), "no other host of the domain sets it: {cookie}");
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    server.shutdown().await;
}

#[tokio::test]
async fn plain_http_gets_no_answer() {
    let (_dir, server, _) = serve(Connections::default()).await;
    let mut plain = TcpStream::connect(server.addr()).await.expect("connection");
    plain.write_all(format!("GET /v1/project HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\n\r\n").as_bytes()).await.expect("sent");
    let mut bytes = Vec::new();
    plain.read_to_end(&mut bytes).await.ok();
    assert!(!String::from_utf8_lossy(&bytes).contains("HTTP/1.1"), "{bytes:?}");
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_cut_and_keeps_nobody_waiting() {
    let (_dir, server, client) = serve(Connections { header: SOON * 4, ..Connections::default() }).await;
    let began = Instant::now();
    let mut silent = TcpStream::connect(server.addr()).await.expect("connection");
    // The first bytes of a handshake, of which the rest never comes.
    let mut slow = TcpStream::connect(server.addr()).await.expect("connection");
    slow.write_all(&[0x16, 3, 1, 2, 0, 1]).await.expect("sent");
    let answer = client.get(format!("{}/health", server.root_url())).send().await.expect("answer");
    assert!(answer.status() == 200 && began.elapsed() < SOON * 4, "{:?}", began.elapsed());
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).await.ok();
    slow.read_to_end(&mut rest).await.ok();
    assert!(rest.is_empty() && began.elapsed() >= SOON * 4, "{rest:?}, {:?}", began.elapsed());
}

#[tokio::test]
async fn a_slow_header_and_a_silent_client_are_closed_as_without_tls() {
    use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
    let (dir, server, _) = serve(Connections { header: SOON, idle: SOON * 6, ..Connections::default() }).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(dir.path().join("cert.pem")).expect("certificate")).expect("root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    for (text, limit) in [("GET /health HTTP/1.1\r\n", SOON), ("", SOON * 6)] {
        let stream = TcpStream::connect(server.addr()).await.expect("connection");
        let name = ServerName::try_from("localhost").expect("name");
        let mut stream = connector.connect(name, stream).await.expect("handshake");
        let began = Instant::now();
        stream.write_all(text.as_bytes()).await.expect("sent");
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.ok();
        assert!(began.elapsed() >= limit && began.elapsed() < limit + SOON * 4, "{text:?}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn unfinished_handshakes_make_room_for_who_asks() {
    let (_dir, server, client) = serve(Connections { per_address: 10, ..Connections::default() }).await;
    let mut idle = Vec::new();
    for _ in 0..30 {
        idle.push(TcpStream::connect(server.addr()).await.expect("connection"));
    }
    let answer = client.get(format!("{}/health", server.root_url())).send().await.expect("answer");
    assert_eq!(answer.status(), 200);
    let mut rest = Vec::new();
    idle.swap_remove(0).read_to_end(&mut rest).await.ok();
    assert!(rest.is_empty(), "the oldest went");
}

#[test]
fn files_that_do_not_fit_are_named_without_their_content() {
    let (one, two) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    certificate(one.path());
    certificate(two.path());
    let (cert, key) = (one.path().join("cert.pem"), one.path().join("key.pem"));
    let other = two.path().join("key.pem");
    let broken = one.path().join("broken.pem");
    let text = std::fs::read_to_string(&key).expect("key");
    let line = text.lines().nth(1).expect("a line of the key").to_owned();
    std::fs::write(&broken, text.replace(&line, &format!("!{line}"))).expect("file");
    let garbage = one.path().join("garbage.pem");
    std::fs::write(&garbage, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").expect("file");
    let nothing = one.path().join("missing.pem");
    let of = |cert: &Path, key: &Path| Tls::read(cert, key).expect_err("refused");
    assert!(matches!(of(&cert, &other), TlsError::Mismatch { .. }));
    assert!(matches!(of(&key, &key), TlsError::NoCertificate { .. }));
    assert!(matches!(of(&cert, &cert), TlsError::NoKey { .. }));
    assert!(matches!(of(&cert, &nothing), TlsError::Read { .. }));
    assert!(matches!(of(&cert, &garbage), TlsError::BadKey { .. }));
    assert!(matches!(of(&cert, &broken), TlsError::NotPem { .. }));
    for (key, name) in [(&other, "key.pem"), (&broken, "broken.pem"), (&garbage, "garbage.pem")] {
        let error = of(&cert, key);
        let told = format!("{error} {error:?}");
        assert!(told.contains(name) && !told.contains(&line[..20]), "{told}");
    }
}
