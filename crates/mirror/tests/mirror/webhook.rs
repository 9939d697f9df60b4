//! A completed run arrives by webhook and is mirrored: secret, duplicates, restart, retries, pairs.

use crate::support::{AUTO, NOW, SHOP, TOKEN, World, result};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use testkit::wait::{until, until_some};
use voluptas_app::mirror;
use voluptas_app::mirror::pairs::{Accounts, Backoff};
use voluptas_core::base::{FixedClock, Secret, SystemClock};
use voluptas_mirror::Pair;
use voluptas_server::faults::Fault;
use voluptas_server::webhook::{Delivery, Pairs, State, Webhook, WebhookConfig};
use voluptas_server::{RunningServer, Server, ServerConfig, TokenSource};
use voluptas_store::Store;

const KEY: &str = "hook-secret-42";

fn quick() -> Backoff {
    Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(5), attempts: 5 }
}

fn hook(dir: &Path, pairs: Vec<Pair>) -> Webhook {
    hook_of(dir, Pairs::Given(pairs), None)
}

fn hook_of(dir: &Path, pairs: Pairs, history: Option<Store>) -> Webhook {
    let folder = dir.join("deliveries");
    let config = WebhookConfig { secret: Secret::new(KEY), pairs, folder, clock: Arc::new(SystemClock), history };
    Webhook::open(config).expect("webhook")
}

/// A server that listens for Qase.
async fn listener(dir: &Path, webhook: &Webhook) -> RunningServer {
    let store = Store::open(&dir.join("hook.voluptas"), Arc::new(FixedClock::at(NOW))).expect("store");
    let local = ServerConfig::local(store, TokenSource::Given(Secret::new(TOKEN)));
    Server::start(ServerConfig { webhook: Some(webhook.clone()), ..local }).await.expect("server")
}

async fn send(server: &RunningServer, secret: Option<&str>, body: &str) -> (u16, Value) {
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let mut request = client.post(format!("{}/webhook/qase", server.root_url())).body(body.to_owned());
    if let Some(secret) = secret {
        request = request.header("X-Qase-Secret", secret);
    }
    let answer = request.send().await.expect("answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

fn event(project: &str, run: i64) -> String {
    event_at(project, run, 1_795_154_400)
}

fn event_at(project: &str, run: i64, timestamp: i64) -> String {
    let payload = json!({ "id": run, "cases": 1, "passed": 1, "failed": 0, "blocked": 0, "duration": 5 });
    json!({ "event_name": "run.completed", "timestamp": timestamp, "payload": payload, "team_member_id": 1,
        "project_code": project })
    .to_string()
}

fn accounts(world: &World) -> Accounts {
    Accounts { first: world.client.clone(), second: None }
}

/// Works until nothing waits any more.
async fn worked(webhook: &Webhook, world: &World) {
    assert!(!webhook.deliveries().is_empty(), "there is nothing to work on");
    let work = tokio::spawn(webhook.clone().work(accounts(world), quick()));
    until("every delivery to be worked on", || webhook.deliveries().iter().all(|d| d.state != State::Waiting)).await;
    work.abort();
}

async fn usual(world: &World) -> i64 {
    world.cases(SHOP, &["K1"]).await;
    let auto = world.cases(AUTO, &["K1", "K2"]).await;
    let run = world.run(AUTO, "Nightly").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", ""), result(2, auto[1], "failed", "")]).await;
    run
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completed_run_is_mirrored_once_also_after_a_restart() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    let pairs = || vec![Pair { target_run_title: Some("{title} of {project} {run}".into()), ..Pair::new(AUTO, SHOP) }];
    let webhook = hook(dir.path(), pairs());
    let server = listener(dir.path(), &webhook).await;
    let (status, answer) = send(&server, Some(KEY), &event("AUTO", run)).await;
    assert_eq!((status, &answer["result"]["delivery"]), (202, &"queued".into()));
    let (status, answer) = send(&server, Some(KEY), &event("auto", run)).await;
    assert_eq!((status, &answer["result"]["delivery"]), (202, &"known".into()));
    drop((server, webhook));
    // Nothing was worked on before the program ended: the next start finds it.
    let webhook = hook(dir.path(), pairs());
    assert_eq!(webhook.deliveries().len(), 1);
    worked(&webhook, &world).await;
    let done = &webhook.deliveries()[0];
    assert_eq!((done.state, done.attempts, done.outcomes[0].mirrored), (State::Done, 1, 2));
    let there = done.outcomes[0].target_run.expect("run");
    assert_eq!(world.client.get_run(SHOP, there, false).await.expect("run").title, format!("Nightly of AUTO {run}"));
    assert_eq!(world.seen(SHOP, there).await, world.seen(AUTO, run).await);

    let server = listener(dir.path(), &webhook).await;
    let (_, answer) = send(&server, Some(KEY), &event("AUTO", run)).await;
    assert_eq!(answer["result"]["delivery"], "known");
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let url = format!("{}/webhook/deliveries", server.root_url());
    assert_eq!(client.get(&url).send().await.expect("answer").status(), 401);
    let history: Value = client.get(&url).header("Token", TOKEN).send().await.expect("answer").json().await.expect("JSON");
    assert_eq!(history["result"]["entities"][0]["state"], "done");
    assert!(!history.to_string().contains(KEY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_pairs_are_used_as_they_are_and_the_history_tells_of_it() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    let store = Store::open(&dir.path().join("kept.voluptas"), Arc::new(FixedClock::at(NOW))).expect("store");
    let webhook = hook_of(dir.path(), Pairs::Kept(store.clone()), Some(store.clone()));
    let server = listener(dir.path(), &webhook).await;
    let said = async || send(&server, Some(KEY), &event(AUTO, run)).await.1["result"]["delivery"].clone();
    assert_eq!(said().await, "no_pair");
    let id = mirror::pairs::save(&store, None, &Pair { enabled: false, ..Pair::new(AUTO, SHOP) }).expect("kept");
    assert_eq!(said().await, "no_pair");
    mirror::pairs::set_enabled(&store, id, true).expect("on");
    assert_eq!(said().await, "queued");
    worked(&webhook, &world).await;
    assert_eq!(webhook.deliveries()[0].outcomes[0].mirrored, 2);
    let row = store.read(|tx| tx.syncs().list(10)).expect("history").remove(0);
    assert_eq!((row.kind.as_str(), row.outcome.as_str(), row.who.as_deref()), ("mirror", "done", Some("webhook")));
    let last = mirror::pairs::list(&store).expect("pairs")[0].last.clone();
    assert_eq!(last.map(|l| l.sync), Some(row.id));
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_refused_and_what_is_not_ours_is_ignored() {
    let dir = tempfile::tempdir().expect("folder");
    let pairs = vec![Pair::new(AUTO, SHOP), Pair { enabled: false, ..Pair::new("OFF", SHOP) }];
    let webhook = hook(dir.path(), pairs);
    let server = listener(dir.path(), &webhook).await;
    for secret in [None, Some(""), Some("hook-secret-4"), Some("hook-secret-422"), Some("HOOK-SECRET-42")] {
        assert_eq!(send(&server, secret, &event(AUTO, 1)).await.0, 401, "{secret:?}");
    }
    for (body, word) in [
        (event("ELSE", 1), "no_pair"),
        (event("OFF", 1), "no_pair"),
        (event("../AUTO", 1), "no_pair"),
        (json!({ "event_name": "case.created", "payload": {} }).to_string(), "other_event"),
        // A text that was cut within an emoji.
        (r#"{"event_name":"case.created","payload":{"title":"cut \ud83d"}}"#.to_owned(), "other_event"),
    ] {
        let (status, answer) = send(&server, Some(KEY), &body).await;
        assert_eq!((status, &answer["result"]["delivery"]), (202, &word.into()), "{body}");
    }
    let without_run = json!({ "event_name": "run.completed", "project_code": AUTO }).to_string();
    for (body, wanted) in [("", 400), ("{", 400), ("[1]", 202), (&without_run, 400)] {
        assert_eq!(send(&server, Some(KEY), body).await.0, wanted, "{body}");
    }
    assert_eq!(send(&server, Some(KEY), &"x".repeat(100_000)).await.0, 413);
    assert!(webhook.deliveries().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_is_tried_again_and_given_up_in_the_end() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    let pairs = vec![Pair::new(AUTO, SHOP), Pair { run_title: Some("Weekly*".into()), ..Pair::new(AUTO, "NONE") }];
    let webhook = hook(dir.path(), pairs);
    let server = listener(dir.path(), &webhook).await;
    for _ in 0..24 {
        world.server.faults().fail_next(&format!("GET /v1/run/AUTO/{run}"), Fault::ServerError);
    }
    send(&server, Some(KEY), &event(AUTO, run)).await;
    send(&server, Some(KEY), &event(AUTO, 999)).await;
    worked(&webhook, &world).await;
    let all = webhook.deliveries();
    let of = |id: i64| all.iter().find(|d| d.run == id).expect("delivery");
    assert_eq!((of(999).state, of(999).attempts), (State::Failed, 5));
    assert_eq!(of(999).outcomes[0].error.as_ref().map(|m| m.key.as_str()), Some("qase-error-not-found"));
    // The pair for other titles took no part.
    assert_eq!((of(run).state, of(run).outcomes.len(), of(run).outcomes[0].mirrored), (State::Done, 1, 2));
    assert!(of(run).attempts > 1, "{:?}", of(run));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_results_are_late_stays_due_and_is_mirrored_whole_in_the_end() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    let proxy = crate::proxy::Proxy::start(&world.server.root_url()).await;
    // One listing and four looks make up the whole first attempt.
    crate::late_results::hide(&proxy, 1, 5);
    let webhook = hook(dir.path(), vec![Pair::new(AUTO, SHOP)]);
    let server = listener(dir.path(), &webhook).await;
    let said = async || send(&server, Some(KEY), &event(AUTO, run)).await.1["result"]["delivery"].clone();
    assert_eq!(said().await, "queued");
    let accounts = Accounts { first: crate::late_results::client(&world, &proxy), second: None };
    let slow = Backoff { first: Duration::from_secs(600), longest: Duration::from_secs(600), attempts: 5 };
    let work = tokio::spawn(webhook.clone().work(accounts, slow));
    let delivery = async |what: &str, is_so: fn(&Delivery) -> bool| {
        until_some(what, || std::future::ready(Some(webhook.deliveries().remove(0)).filter(is_so))).await
    };
    let tried = delivery("the first attempt", |d| d.attempts == 1).await;
    assert_eq!((tried.state, tried.outcomes[0].mirrored), (State::Waiting, 1), "it is not done");
    assert_eq!(tried.outcomes[0].left[0].key, "mirror-warning-late");
    // Sending the same event again makes the waiting delivery due at once.
    assert_eq!(said().await, "queued");
    let done = delivery("the second attempt", |d| d.state != State::Waiting).await;
    work.abort();
    assert_eq!((done.state, done.attempts), (State::Done, 2));
    assert_eq!((done.outcomes[0].mirrored, done.outcomes[0].already, done.outcomes[0].left.len()), (1, 1, 0));
    assert_eq!(said().await, "known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicate_keys_leave_a_delivery_undone() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    world.cases(SHOP, &["K1"]).await;
    let webhook = hook(dir.path(), vec![Pair::new(AUTO, SHOP)]);
    let server = listener(dir.path(), &webhook).await;
    send(&server, Some(KEY), &event(AUTO, run)).await;
    worked(&webhook, &world).await;
    let last = webhook.deliveries().remove(0);
    assert_eq!((last.state, last.attempts, last.outcomes[0].already), (State::Failed, 5, 1));
    assert_eq!(last.outcomes[0].left[0].key, "mirror-warning-duplicate-results");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_completed_again_while_it_is_mirrored_is_mirrored_again() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    let webhook = hook(dir.path(), vec![Pair::new(AUTO, SHOP)]);
    let server = listener(dir.path(), &webhook).await;
    let (_, answer) = send(&server, Some(KEY), &event_at(AUTO, run, 100)).await;
    assert_eq!(answer["result"]["delivery"], "queued");
    world.server.faults().set_delay_ms(40);
    world.server.stats().reset();
    let work = tokio::spawn(webhook.clone().work(accounts(&world), quick()));
    until("the mirror to read the run", || world.server.stats().count("GET", "/v1/run/AUTO") > 0).await;
    let (_, answer) = send(&server, Some(KEY), &event_at(AUTO, run, 200)).await;
    assert_eq!(answer["result"]["delivery"], "queued", "it came while the run was being mirrored");
    // The first attempt found everything, and must not be the end of it.
    until("results to be posted", || {
        assert_eq!(webhook.deliveries()[0].state, State::Waiting);
        world.server.stats().count("POST", "/v2/SHOP/run") + world.server.stats().count("POST", "/v1/result/SHOP") > 0
    })
    .await;
    until("the end of the second attempt", || webhook.deliveries()[0].state != State::Waiting).await;
    work.abort();
    let last = webhook.deliveries().remove(0);
    assert_eq!((last.state, last.event.as_str(), last.attempts), (State::Done, "200", 1));
    assert_eq!((last.outcomes[0].mirrored, last.outcomes[0].already), (0, 2), "the second look at the run");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_takes_it_and_mirrors() {
    use std::io::{BufRead as _, BufReader};
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let run = usual(&world).await;
    let pairs = home.path().join("pairs.json");
    let command = |secret: &str| {
        let mut command = std::process::Command::new(testkit::program());
        command
            .args(["serve", "--listen", "0", "--json", "--mirror-pairs", "pairs.json"])
            .env("VOLUPTAS_HOME", home.path())
            .env("VOLUPTAS_KEYCHAIN", "off")
            .env("VOLUPTAS_SERVER_TOKEN", "server-token-0123456789")
            .env("QASE_API_TOKEN", TOKEN)
            .env("QASE_BASE_URL", world.server.base_url())
            .env("QASE_WEBHOOK_SECRET", secret)
            .current_dir(home.path())
            .stdin(std::process::Stdio::null());
        command
    };
    let code = |mut c: std::process::Command| c.output().expect("runs").status.code();
    std::fs::write(&pairs, r#"[{"source_project":"AUTO","target_project":"auto"}]"#).expect("written");
    assert_eq!(code(command(KEY)), Some(2), "a project into itself");
    std::fs::write(&pairs, r#"[{"source_project":"AUTO","target_project":"SHOP"}]"#).expect("written");
    assert_eq!(code(command("")), Some(5), "no secret");
    let mut child = command(KEY).stdout(std::process::Stdio::piped()).spawn().expect("runs");
    let mut out = BufReader::new(child.stdout.take().expect("stdout"));
    let mut text = String::new();
    while !text.ends_with("}\n") {
        assert!(out.read_line(&mut text).expect("read") > 0, "{text}");
    }
    let started: Value = serde_json::from_str(&text).expect("JSON");
    let root = started["base_url"].as_str().expect("address").trim_end_matches("/v1").to_owned();
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let sent = client.post(format!("{root}/webhook/qase")).header("X-Qase-Secret", KEY).body(event(AUTO, run)).send();
    assert_eq!(sent.await.expect("answer").status(), 202);
    let url = format!("{root}/webhook/deliveries");
    let state = until_some("the delivery to be worked on", || async {
        let answer = client.get(&url).header("Token", "server-token-0123456789").send().await.expect("answer");
        let state = answer.json::<Value>().await.expect("JSON")["result"]["entities"][0].clone();
        (state["state"] != "waiting").then_some(state)
    })
    .await;
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert_eq!((&state["state"], &state["outcomes"][0]["mirrored"]), (&"done".into(), &2.into()), "{state}");
    assert_eq!(world.seen(SHOP, state["outcomes"][0]["target_run"].as_i64().expect("run")).await, world.seen(AUTO, run).await);
}
