//! Requests of the server to where it must not go. The forms of addresses are in `net.rs` of `voluptas-integrations`; names, redirects and the
//! stored webhook in `webhooks.rs`.

use crate::support::{TOKEN, World};
use reqwest::{Method, Url};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use voluptas_app::integrations::credential::Credentials;
use voluptas_app::integrations::deliver::Outgoing;
use voluptas_core::base::Secret;
use voluptas_integrations::Error;
use voluptas_integrations::net::Policy;
use voluptas_integrations::seal::SealKey;
use voluptas_integrations::webhook::{Sender, Target};
use voluptas_server::ServerConfig;
use voluptas_settings::{Environment, Paths};

fn outgoing() -> Outgoing {
    Outgoing::new(SealKey::new(&Secret::new("key-of-servers-with-many-letters-0")).expect("key"))
}

/// A receiver that counts connections and answers each with `status` and more lines of a head.
fn receiver(address: Ipv4Addr, head: String) -> Option<(SocketAddr, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind((address, 0)).ok()?;
    let (addr, count) = (listener.local_addr().expect("address"), Arc::<AtomicUsize>::default());
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            std::io::Read::read(&mut stream, &mut request).ok();
            std::io::Write::write_all(&mut stream, format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n").as_bytes()).ok();
        }
    });
    Some((addr, count))
}

#[tokio::test]
async fn a_name_that_changes_its_address_reaches_no_private_one() {
    // Two addresses of this machine stand for the Internet and for the inside.
    let (outside, inside) = (Ipv4Addr::LOCALHOST, Ipv4Addr::new(127, 0, 0, 2));
    let Some((addr, _)) = receiver(outside, "200 OK".into()) else { panic!("no port") };
    let Ok(listener) = TcpListener::bind((inside, addr.port())) else { return };
    listener.set_nonblocking(true).expect("set");
    let asked = Arc::<AtomicUsize>::default();
    let names = move |_: &str| {
        let first = asked.fetch_add(1, Ordering::SeqCst) == 0;
        Some(vec![IpAddr::from(if first { outside } else { inside })])
    };
    let policy = Policy::default().except(move |address| address == IpAddr::from(outside)).with_names(names);
    let sender = Sender::new(policy, Duration::from_secs(5)).expect("sender");
    let url = Url::parse(&format!("http://hooks.example:{}/x", addr.port())).expect("address");
    let target = Target { url, secret: None, chat: None };
    let body = json!({});
    let send = || sender.send(&target, "id-1", &body, 0);
    assert_eq!(send().await.expect("sent").status, 200);
    for _ in 0..3 {
        let refused = send().await;
        assert!(matches!(refused, Err(Error::Private { address }) if address == IpAddr::from(inside)), "{refused:?}");
    }
    assert!(listener.accept().is_err(), "nobody came");
}

#[tokio::test]
async fn a_webhook_takes_no_private_address_in_any_form() {
    let w = World::demo_with(|config| ServerConfig { outgoing: Some(outgoing()), ..config }).await;
    let path = "/api/v1/projects/DEMO/webhooks";
    let hook = |url: &str| json!({ "title": "Inside", "url": url, "events": ["run.completed"] });
    let (status, made) = w.send(Method::POST, path, Some(hook("https://hooks.example/x"))).await;
    assert_eq!(status, 201, "{made}");
    let item = format!("{path}/{}", made["id"]);
    for url in [
        "http://169.254.169.254/latest/meta-data/iam",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://2852039166/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://127.0.0.1.:80/",
        "http://127.1/",
        "http://0/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://10.0.0.1/",
        "http://①②⑦.0.0.1/",
        "http://user@hooks.example/",
        "http://hooks.example:80@127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "ftp://hooks.example/",
        "//hooks.example/",
        "javascript:alert(1)",
        "http://",
        "",
    ] {
        for (method, path) in [(Method::POST, path), (Method::PATCH, item.as_str())] {
            let (status, body) = w.send(method.clone(), path, Some(hook(url))).await;
            assert_eq!((status.as_u16(), body["errors"][0]["pointer"].as_str()), (422, Some("/url")), "{method} {url}: {body}");
        }
    }
}

#[tokio::test]
async fn the_address_of_a_tracker_is_not_asked_without_its_credential() {
    let folder = tempfile::tempdir().expect("folder");
    let paths = Paths::in_folder(folder.path());
    let text = "JIRA_BASE_URL=https://team.atlassian.example\nJIRA_USER=a\nJIRA_TOKEN=tok-1\n";
    std::fs::create_dir_all(paths.credentials_file.parent().expect("folder")).expect("folder");
    std::fs::write(paths.credentials_file.with_file_name("integrations.env"), text).expect("written");
    let credentials = Credentials::new(&Environment::of([("VOLUPTAS_KEYCHAIN", "off")]), &paths);
    let outgoing = Outgoing { credentials: Some(credentials), ..outgoing() };
    let w = World::demo_with(|config| ServerConfig { outgoing: Some(outgoing), ..config }).await;
    let (addr, count) = receiver(Ipv4Addr::LOCALHOST, "302 Found\r\nLocation: http://169.254.169.254/".into()).expect("port");
    let tracker = json!({ "kind": "jira_cloud", "base_url": format!("http://{addr}"), "place": "PAY", "issue_type": "Bug" });
    let (status, body) = w.send(Method::PATCH, "/api/v1/projects/DEMO/tracker", Some(tracker)).await;
    assert_eq!((status.as_u16(), body["errors"][0]["pointer"].as_str()), (422, Some("/base_url")), "{body}");
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    w.post("/v2/DEMO/run/1/results", json!({ "results": [{ "title": "Pay", "execution": { "status": "failed" } }] })).await;
    let (_, results) = w.send(Method::GET, "/api/v1/projects/DEMO/results", None).await;
    let hash = results["items"][0]["hash"].as_str().expect("hash").to_owned();
    let request = w.client.post(w.url(&format!("/api/v1/projects/DEMO/results/{hash}/issue"))).header("Token", TOKEN);
    let answer = request.send().await.expect("answer");
    assert!(answer.status().is_client_error() || answer.status().is_server_error());
    assert!(!answer.text().await.expect("text").contains("tok-1"));
    w.send(Method::GET, "/api/v1/projects/DEMO/issues", None).await;
    assert_eq!(count.load(Ordering::SeqCst), 0, "nothing was connected to");
}

#[tokio::test]
async fn a_tracker_takes_no_private_address_that_the_operator_does_not_know() {
    let folder = tempfile::tempdir().expect("folder");
    let paths = Paths::in_folder(folder.path());
    let text = "GITLAB_URL=http://127.0.0.1:9\nGITLAB_TOKEN=tok-1\n";
    std::fs::create_dir_all(paths.credentials_file.parent().expect("folder")).expect("folder");
    std::fs::write(paths.credentials_file.with_file_name("integrations.env"), text).expect("written");
    let credentials = Some(Credentials::new(&Environment::of([("VOLUPTAS_KEYCHAIN", "off")]), &paths));
    let outgoing = Outgoing { credentials, ..outgoing() };
    let w = World::demo_with(|config| ServerConfig { outgoing: Some(outgoing), ..config }).await;
    let path = "/api/v1/projects/DEMO/tracker";
    let tracker = |url: &str| json!({ "kind": "gitlab", "base_url": url, "place": "team/shop" });
    for url in [
        "http://127.0.0.1",
        "http://127.1:9999",
        "http://localhost:9",
        "https://localhost.",
        "https://a.localhost.:9",
        "http://[::1]",
        "https://10.0.0.1",
        "https://169.254.169.254",
    ] {
        let (status, body) = w.send(Method::PATCH, path, Some(tracker(url))).await;
        assert_eq!((status.as_u16(), body["errors"][0]["pointer"].as_str()), (422, Some("/base_url")), "{url}: {body}");
    }
    for url in ["https://gitlab.example", "http://127.0.0.1:9"] {
        let (status, body) = w.send(Method::PATCH, path, Some(tracker(url))).await;
        assert_eq!((status.as_u16(), body["base_url"].as_str()), (200, Some(url)), "{body}");
    }
    // Who allows webhooks into a network allows trackers there.
    let policy = Policy::default().except(|address| address == IpAddr::from(Ipv4Addr::LOCALHOST));
    let outgoing = Outgoing { policy, ..self::outgoing() };
    let w = World::demo_with(|config| ServerConfig { outgoing: Some(outgoing), ..config }).await;
    for (url, expected) in [("http://localhost:9", 200), ("http://127.0.0.1:9", 200), ("https://10.0.0.1", 422)] {
        assert_eq!(w.send(Method::PATCH, path, Some(tracker(url))).await.0, expected, "{url}");
    }
}
