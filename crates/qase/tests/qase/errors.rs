//! Messages for a person after a failure.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use voluptas_core::base::Secret;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::{Lang, Tr};
use voluptas_qase::{BadConfig, Call, Client, ClientConfig, Error, FieldError, Kind};

use crate::peer::{Peer, Reply, TOKEN};
use testkit::skip::skip;

fn client_of(base: &str) -> Client {
    let config = ClientConfig { backoff: Duration::from_millis(1), ..ClientConfig::new(Secret::new(TOKEN)).with_base_url(base) };
    Client::new(config).expect("a client")
}

async fn error_of(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Error {
    let peer = Peer::start(move |_, _| reply()).await;
    peer.client().get_case("DEMO", 1).await.expect_err("an error")
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = client_of(&format!("http://{address}")).list_projects().await.unwrap_err();
    assert_eq!(error, Error::Refused { host: address.to_string() });
}

#[tokio::test]
async fn no_such_host() {
    // With a proxy in the environment, the proxy would be the one that fails to find the host.
    let proxies: Vec<String> =
        std::env::vars().map(|(name, _)| name).filter(|name| name.to_lowercase().ends_with("_proxy")).collect();
    if !proxies.is_empty() {
        let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        proxies.iter().for_each(|name| _ = again.env_remove(name));
        let ended = again.args(["--exact", "errors::no_such_host"]).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stdout);
        assert!(ended.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let mut config = ClientConfig::new(Secret::new(TOKEN)).with_base_url("http://voluptas-test.invalid");
    config.allow_plain_http = true;
    config.backoff = Duration::from_millis(1);
    let error = Client::new(config).unwrap().list_projects().await.unwrap_err();
    assert_eq!(error, Error::Dns { host: "voluptas-test.invalid".to_owned() });
    assert_eq!(error.kind(), Kind::Network);
}

#[tokio::test]
async fn a_server_without_tls_where_tls_is_wanted() {
    let peer = Peer::start(|_, _| Reply::Cut).await;
    let config = ClientConfig::new(Secret::new(TOKEN)).with_base_url(format!("https://{}", peer.address));
    match Client::new(config) {
        Ok(client) => {
            let error = client.list_projects().await.unwrap_err();
            assert!(matches!(error, Error::Tls { .. }), "{error:?}");
        }
        Err(error) => {
            assert!(matches!(error, Error::BadConfig(_)), "{error:?}");
            skip("the system has no root certificates, without which no client is made");
        }
    }
}

#[tokio::test]
async fn no_answer_in_time() {
    let peer = Peer::start(|_, _| Reply::Never).await;
    let config = ClientConfig { timeout: Duration::from_millis(250), ..peer.config() };
    let error = Client::new(config).unwrap().list_projects().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { unsent: false, .. }), "{error:?}");
    assert_eq!(peer.seen().len(), 3, "each attempt has cost the whole timeout");
}

#[tokio::test]
async fn an_answer_that_is_cut_in_the_middle() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"status\": true, ";
            stream.write_all(head).await.ok();
            stream.shutdown().await.ok();
        }
    });
    let error = client_of(&format!("http://{address}")).list_projects().await.unwrap_err();
    assert!(matches!(error, Error::Network { unsent: false, .. }), "{error:?}");
}

#[tokio::test]
async fn field_errors_arrive_with_the_sentence() {
    let error = error_of(|| {
        let body = json!({"status": false, "errorMessage": "Data is invalid.", "errorFields": [{"field": "title", "error": "too long"}]});
        Reply::Status(422, &[], body.to_string())
    })
    .await;
    let shown = serde_json::to_string(&error.message()).unwrap();
    assert!(
        shown.contains("Data is invalid.") && shown.contains("title: too long") && shown.contains("/v1/case/DEMO/1"),
        "{shown}"
    );
}

#[tokio::test]
async fn what_is_final_is_asked_once() {
    for status in [400, 401, 402, 403, 404, 405, 413, 422, 507, 302] {
        let peer = Peer::start(move |_, _| Reply::Status(status, &[("location", "http://127.0.0.1:9/")], "{}".into())).await;
        assert!(peer.client().get_case("DEMO", 1).await.is_err(), "{status}");
        assert_eq!(peer.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn calls_that_cannot_be_made_are_not_made() {
    let peer = Peer::start(|_, _| Reply::Cut).await;
    let client = peer.client();
    assert_eq!(client.list_suites(" ").await.unwrap_err().kind(), Kind::Config);
    assert_eq!(client.check_connection(Some("")).await.unwrap_err().kind(), Kind::Config);
    assert_eq!(client.get_attachment("..").await.unwrap_err().kind(), Kind::Missing);
    assert!(peer.seen().is_empty());
    let empty = ClientConfig::new(Secret::new(" \n"));
    assert!(Client::new(empty).unwrap_err().is_auth());
    assert!(Client::new(ClientConfig::new(Secret::new("a\nb"))).unwrap_err().is_auth());
}

#[tokio::test]
async fn odd_characters_cannot_change_the_path() {
    let peer = Peer::start(|_, _| Reply::Status(404, &[], "{}".into())).await;
    assert!(peer.client().get_suite("A/B?c=d#e", 1).await.is_err());
    assert_eq!(peer.seen()[0].path, "/v1/suite/A%2FB%3Fc=d%23e/1");
}

/// One of each.
fn every_error() -> Vec<Error> {
    let call = Call { method: "GET".to_owned(), path: "/v1/case/DEMO".to_owned() };
    let text = "the server's words".to_owned();
    let host = "api.example".to_owned();
    let reason = "the reason".to_owned();
    let server = Error::Server { call: call.clone(), status: 500, text: text.clone() };
    let fields = vec![FieldError { field: "title".to_owned(), error: "too long".to_owned() }];
    vec![
        Error::Invalid { call: call.clone(), text: text.clone(), fields },
        Error::Unauthorized { call: call.clone() },
        Error::PaymentRequired { call: call.clone(), text: text.clone() },
        Error::Forbidden { call: call.clone(), text: text.clone() },
        Error::NotFound { call: call.clone(), text: text.clone() },
        Error::TooLarge { call: call.clone(), text: text.clone() },
        Error::StorageFull { call: call.clone() },
        Error::RateLimited { call: call.clone(), seconds: 61 },
        server.clone(),
        Error::Unexpected { call: call.clone(), status: 302, text },
        Error::Timeout { call: call.clone(), seconds: 10, unsent: false },
        Error::Refused { host: host.clone() },
        Error::Tls { host: host.clone(), reason: reason.clone() },
        Error::Dns { host },
        Error::Network { call: call.clone(), reason: reason.clone(), unsent: false },
        Error::BrokenJson { call: call.clone(), place: "line 1, column 2".to_owned(), reason: reason.clone() },
        Error::AnswerLost { call: call.clone(), cause: Box::new(server) },
        Error::TooMany { call, total: 200_000, most: 100_100 },
        Error::Cancelled,
        BadConfig::EmptyToken.into(),
        BadConfig::OddToken.into(),
        BadConfig::EmptyProject.into(),
        BadConfig::Url("a b".to_owned()).into(),
        BadConfig::PlainHttp("http://a/".to_owned()).into(),
        BadConfig::Tls(reason).into(),
    ]
}

#[test]
fn every_error_says_in_both_languages_what_happened_and_what_to_do() {
    for lang in [Lang::En, Lang::Ru] {
        let tr = Tr::new(lang);
        let mut seen = std::collections::BTreeSet::new();
        for error in every_error() {
            let messages: Vec<_> = [Some(error.message()), error.remedy()].into_iter().flatten().collect();
            // There is nothing to do about a cancel.
            let wanted = if error == Error::Cancelled { 1 } else { 2 };
            assert_eq!(messages.len(), wanted, "{error:?} has no remedy");
            for message in messages {
                let sentence = tr.message(&message);
                assert!(tr.has(&message.key), "{lang:?} has no {}", message.key);
                assert!(!sentence.contains(['{', '}']), "{lang:?}: an argument is missing in: {sentence}");
                assert!(seen.insert(sentence.clone()), "{lang:?}: twice: {sentence}");
            }
        }
    }
    let timeout = Error::Timeout { call: Call::default(), seconds: 2, unsent: false };
    assert!(Tr::new(Lang::Ru).explain(&timeout).contains("2 секунды"));
}
