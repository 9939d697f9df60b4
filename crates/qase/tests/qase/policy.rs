//! Cache, rate limit, batches, the connection check, files.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use voluptas_core::base::FixedClock;
use voluptas_qase::model::{CaseBulkItem, CaseWrite, ResultCreate, ResultV2, SuiteWrite};
use voluptas_qase::{CaseFilter, Client, ClientConfig, Error, RunFilter, Upload};

use crate::peer::{Peer, Reply, Seen, TOKEN, empty_list, list};

#[tokio::test]
async fn reads_are_cached_for_an_hour_even_when_empty_and_refresh_reads_anew() {
    let peer = Peer::start(|_, _| empty_list()).await;
    let clock = FixedClock::at(0);
    let client = Client::new(ClientConfig { clock: Arc::new(clock.clone()), ..peer.config() }).unwrap();
    let read = async |client: &Client| client.list_cases("DEMO", &CaseFilter::default()).await.map(drop).unwrap();
    read(&client).await;
    read(&client.clone()).await;
    assert_eq!(peer.seen().len(), 1, "the second read is from the cache");
    client.list_cases("DEMO", &CaseFilter::suite(1)).await.unwrap();
    assert_eq!(peer.seen().len(), 2, "another filter is another list");
    read(&client.refresh()).await;
    assert_eq!(peer.seen().len(), 3);
    read(&client).await;
    assert_eq!(peer.seen().len(), 3, "what Refresh read is in the cache");
    clock.advance(3_600_000);
    read(&client).await;
    assert_eq!(peer.seen().len(), 4, "an hour is over");
}

#[tokio::test]
async fn a_write_clears_its_own_project() {
    let peer = Peer::start(|seen, _| match seen.method.as_str() {
        "GET" if seen.path.ends_with("/7") => Reply::Result(json!({"id": 7, "title": "x"})),
        "GET" => empty_list(),
        _ => Reply::Result(json!({"id": 1})),
    })
    .await;
    let client = peer.client();
    let asked = |path: &str| peer.seen().iter().filter(|s| s.method == "GET" && s.path == path).count();
    let reads = async || {
        client.list_suites("DEMO").await.unwrap();
        client.get_case("DEMO", 7).await.unwrap();
        client.list_suites("SHOP").await.unwrap();
        client.list_projects().await.unwrap();
        client.list_custom_fields(None).await.unwrap();
    };
    reads().await;
    client.create_suite("demo", &SuiteWrite::titled("New", None)).await.unwrap();
    reads().await;
    assert_eq!((asked("/v1/suite/DEMO"), asked("/v1/case/DEMO/7")), (2, 2));
    assert_eq!((asked("/v1/suite/SHOP"), asked("/v2/custom_field")), (1, 1));
    assert_eq!(asked("/v1/project"), 2, "the list of projects counts what they hold");
}

#[tokio::test]
async fn failures_are_not_cached() {
    let peer = Peer::start(|_, before| if before == 0 { Reply::Status(404, &[], "{}".into()) } else { empty_list() }).await;
    let client = peer.client();
    assert!(client.list_suites("DEMO").await.is_err());
    assert!(client.list_suites("DEMO").await.is_ok());
}

#[tokio::test]
async fn a_429_holds_everything_back_for_as_long_as_it_says() {
    let stamps = Arc::new(Mutex::new(Vec::new()));
    let peer = Peer::start({
        let stamps = stamps.clone();
        move |_, before| {
            stamps.lock().unwrap().push(Instant::now());
            if before == 0 { Reply::Status(429, &[("retry-after", "0.6")], "{}".into()) } else { empty_list() }
        }
    })
    .await;
    let client = peer.client();
    let mut waiting = client.rate_wait();
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.list_suites("DEMO").await.map(drop) }
    });
    waiting.changed().await.unwrap();
    let wait = waiting.borrow_and_update().expect("the job is told that it waits");
    assert!(wait.asked && wait.seconds() == 1);
    client.list_suites("SHOP").await.unwrap();
    first.await.unwrap().unwrap();
    let stamps = stamps.lock().unwrap();
    assert_eq!(stamps.len(), 3);
    assert!(stamps[1] - stamps[0] >= Duration::from_millis(590), "{:?}", stamps[1] - stamps[0]);
    assert_eq!(*waiting.borrow_and_update(), None, "and that it goes on");
}

#[tokio::test]
async fn a_wait_that_can_be_asked_of_nobody_is_told() {
    let peer = Peer::start(|_, _| Reply::Status(429, &[("retry-after", "86400")], "{}".into())).await;
    let error = peer.client().list_suites("DEMO").await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { seconds: 86_400, .. }), "{error}");
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn a_far_date_refuses_other_requests_at_once_until_the_check_succeeds() {
    let limited = Arc::new(AtomicBool::new(true));
    let peer = Peer::start({
        let limited = limited.clone();
        move |_, _| {
            let wait = if limited.load(Ordering::Relaxed) { 429 } else { 200 };
            match wait {
                429 => Reply::Status(429, &[("retry-after", "Fri, 20 Nov 2099 07:00:00 GMT")], "{}".into()),
                _ => empty_list(),
            }
        }
    })
    .await;
    let client = peer.client();
    assert!(matches!(client.list_suites("DEMO").await.unwrap_err(), Error::RateLimited { seconds: 86_401.., .. }));
    let error = client.list_runs("DEMO", &RunFilter::default()).await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { seconds: 86_401.., .. }), "{error}");
    assert_eq!(peer.seen().len(), 1, "nothing is sent, and nobody waits");
    assert!(matches!(client.check_connection(None).await.unwrap_err(), Error::RateLimited { .. }));
    assert_eq!(peer.seen().len(), 2, "the check asks in any case");
    limited.store(false, Ordering::Relaxed);
    client.check_connection(None).await.unwrap();
    client.list_suites("DEMO").await.expect("the pause is over");
}

#[tokio::test]
async fn the_limit_of_the_server_is_learned_and_kept() {
    // 40 a minute, while the client was set to 1000: it must stop by itself before the 41st.
    let taken = Arc::new(AtomicUsize::new(0));
    let peer = Peer::start({
        let taken = taken.clone();
        move |_, _| {
            let left = 40_usize.saturating_sub(taken.fetch_add(1, Ordering::Relaxed) + 1);
            let left: &'static str = Box::leak(left.to_string().into_boxed_str());
            let headers: &'static [(&str, &str)] =
                Box::leak(Box::new([("x-ratelimit-limit", "40"), ("x-ratelimit-remaining", left)]));
            Reply::Status(200, headers, json!({"status": true, "result": {"total": 0, "entities": []}}).to_string())
        }
    })
    .await;
    let client = Client::new(ClientConfig { requests_per_minute: 1000, ..peer.config() }).unwrap();
    let mut waiting = client.rate_wait();
    let mut all = std::pin::pin!(async {
        for n in 0..60 {
            client.list_cases("DEMO", &CaseFilter::suite(n)).await.unwrap();
        }
    });
    tokio::select! {
        () = &mut all => panic!("sixty requests in less than a minute"),
        changed = waiting.changed() => changed.unwrap(),
    }
    let wait = waiting.borrow().expect("it waits");
    assert!(!wait.asked && wait.seconds() > 50);
    assert_eq!(taken.load(Ordering::Relaxed), 38, "a twentieth is left free");
}

#[tokio::test]
async fn cancelling_ends_a_wait_for_the_limit() {
    let peer = Peer::start(|_, _| Reply::Status(429, &[("retry-after", "100")], "{}".into())).await;
    let cancel = tokio_util::sync::CancellationToken::new();
    let client = peer.client().with_cancel(cancel.clone());
    let mut waiting = client.rate_wait();
    let job = tokio::spawn(async move { client.list_suites("DEMO").await });
    waiting.changed().await.unwrap();
    cancel.cancel();
    assert_eq!(job.await.unwrap().unwrap_err(), Error::Cancelled);
}

/// Refuses batches above `most` with 413, as a whole.
fn at_most(seen: &Seen, name: &str, most: usize) -> Reply {
    let count = seen.json()[name].as_array().map_or(0, Vec::len);
    match (count > most, name) {
        (true, _) => Reply::Status(413, &[], json!({"status": false, "errorMessage": "Too many"}).to_string()),
        (false, "cases") => Reply::Result(json!({"ids": (1..=count).collect::<Vec<_>>()})),
        (false, _) => Reply::Status(202, &[], json!({"status": true}).to_string()),
    }
}

#[tokio::test]
async fn batches_keep_to_the_limit_and_are_halved_after_a_413() {
    let results: Vec<ResultV2> =
        (0..450).map(|n| ResultV2 { id: Some(format!("k{n}")), title: format!("T{n}"), ..ResultV2::default() }).collect();
    let sizes =
        |peer: &Peer, name: &str| peer.seen().iter().map(|s| s.json()[name].as_array().map_or(0, Vec::len)).collect::<Vec<_>>();
    let peer = Peer::start(|seen, _| at_most(seen, "results", 200)).await;
    let sent = peer.client().create_results_v2("DEMO", 3, &results).await.unwrap();
    assert_eq!((sent.done, sent.in_doubt, sent.stopped), (450, 0, None));
    assert_eq!(sizes(&peer, "results"), [200, 200, 50]);
    assert_eq!(peer.seen()[0].path, "/v2/DEMO/run/3/results");

    let peer = Peer::start(|seen, _| at_most(seen, "results", 60)).await;
    assert_eq!(peer.client().create_results_v2("DEMO", 3, &results[..150]).await.unwrap().done, 150);
    assert_eq!(sizes(&peer, "results"), [150, 75, 38, 38, 38, 36]);

    let cases: Vec<CaseBulkItem> = (0..120).map(|n| CaseWrite::titled(format!("C{n}")).into()).collect();
    let peer = Peer::start(|seen, _| at_most(seen, "cases", 100)).await;
    assert_eq!(peer.client().write_cases("DEMO", &cases).await.unwrap().into_result().unwrap().len(), 120);
    assert_eq!(sizes(&peer, "cases"), [100, 20]);

    let peer = Peer::start(|seen, _| at_most(seen, "results", 0)).await;
    let one = [ResultCreate { case_id: Some(1), status: "passed".into(), ..ResultCreate::default() }];
    let sent = peer.client().create_results("DEMO", 3, &one).await.unwrap();
    assert!(matches!(sent.stopped, Some(Error::TooLarge { .. })) && sent.done == 0);
}

#[tokio::test]
async fn the_check_tells_a_wrong_token_from_a_project_that_is_not_seen() {
    let peer = Peer::start(|seen, _| match (seen.headers["token"] == TOKEN, seen.path.as_str()) {
        (false, _) => Reply::Status(401, &[], json!({"status": false, "errorMessage": "Unauthenticated"}).to_string()),
        (true, "/v1/project") => list(2, [json!({"code": "DEMO", "title": "Demo"})]),
        (true, "/v1/project/DEMO") => Reply::Result(json!({"code": "DEMO", "title": "Demo"})),
        (true, _) => Reply::Status(404, &[], json!({"status": false, "errorMessage": "Project not found"}).to_string()),
    })
    .await;
    let check = peer.client().check_connection(Some("DEMO")).await.unwrap();
    assert_eq!((check.projects_seen, check.project.map(|p| p.title)), (2, Some("Demo".to_owned())));
    assert_eq!(peer.client().check_connection(Some("NONE")).await.unwrap().project, None);
    assert_eq!(peer.client().check_connection(None).await.unwrap().projects_seen, 2);
    let wrong = ClientConfig { token: voluptas_core::base::Secret::new("tok-of-yesterday"), ..peer.config() };
    assert!(Client::new(wrong).unwrap().check_connection(Some("DEMO")).await.unwrap_err().is_auth());
}

#[tokio::test]
async fn the_check_does_not_try_again_and_again() {
    let peer = Peer::start(|_, _| Reply::Status(503, &[], String::new())).await;
    assert!(peer.client().check_connection(None).await.is_err());
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn files_go_up_as_parts_and_come_down_without_the_token_leaving_home() {
    let peer = Peer::start(|seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", _) => {
            let count = String::from_utf8_lossy(&seen.body).matches("name=\"file[]\"").count();
            Reply::Result((0..count).map(|n| json!({"hash": format!("{n:040x}"), "filename": "x", "url": "u"})).collect())
        }
        (_, "/files/moved") => Reply::Status(302, &[("location", "/files/here")], String::new()),
        (_, "/files/here") => Reply::Status(200, &[], "bytes".into()),
        _ => Reply::Status(404, &[], "{}".into()),
    })
    .await;
    let client = peer.client();
    let files: Vec<Upload> = (0..21).map(|n| Upload::new(format!("снимок {n}.png"), format!("data {n}").into_bytes())).collect();
    let uploaded = client.upload_attachments("DEMO", &files).await.unwrap();
    assert_eq!((uploaded.len(), peer.seen().len()), (21, 2));
    let body = String::from_utf8(peer.seen()[0].body.clone()).unwrap();
    assert!(body.contains("filename=\"снимок 3.png\"") && body.contains("Content-Type: image/png") && body.contains("data 3"));

    assert_eq!(client.download(&format!("http://{}/files/here", peer.address)).await.unwrap(), b"bytes");
    assert_eq!(client.download("/files/moved").await.unwrap(), b"bytes");
    let seen = peer.seen();
    assert!(seen[seen.len() - 2].headers.contains_key("token") && !seen[seen.len() - 1].headers.contains_key("token"));
    let elsewhere = Peer::start(|_, _| Reply::Status(200, &[], "other".into())).await;
    assert!(matches!(client.download(&format!("http://{}/x", elsewhere.address)).await, Err(Error::BadConfig(_))));
    assert!(matches!(client.download("/files/none").await, Err(Error::NotFound { .. })));
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn every_request_names_token_and_type() {
    let peer = Peer::start(|_, _| empty_list()).await;
    peer.client().list_suites("DEMO").await.unwrap();
    let headers = &peer.seen()[0].headers;
    assert!(headers["token"] == TOKEN && headers["content-type"] == "application/json");
    assert!(headers["user-agent"].to_str().unwrap().starts_with("voluptas/"));
}

/// Jobs run on threads of a runtime: their futures must be able to move between them.
#[test]
fn calls_can_be_spawned() {
    fn send<T: Send>(_: &T) {}
    let client =
        Client::new(ClientConfig::new(voluptas_core::base::Secret::new(TOKEN)).with_base_url("http://127.0.0.1:9")).unwrap();
    let (cases, results, filter) = (vec![], vec![], CaseFilter::default());
    send(&client.list_cases("DEMO", &filter));
    send(&client.write_cases("DEMO", &cases));
    send(&client.create_results_v2("DEMO", 1, &results));
    send(&client.complete_run("DEMO", 1));
    send(&client.upload_attachments("DEMO", &[]));
    send(&client.check_connection(None));
    send(
        &client.write_or_look(
            || client.get_case("DEMO", 1),
            |fresh: Client| async move { fresh.get_case("DEMO", 1).await.map(Some) },
        ),
    );
}
