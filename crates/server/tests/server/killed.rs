//! `serve` is killed again and again while reporters send results: nothing that it acknowledged is lost, nothing is stored twice.

use crate::support::{TOKEN, client};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use testkit::wait::until;
use voluptas_core::base::SystemClock;
use voluptas_store::db::doctor::{self, Severity};
use voluptas_store::results::ResultFilter;
use voluptas_store::{Location, Slice, Store};

const REPORTERS: usize = 6;
/// Requests of each reporter, and results of each request.
const BATCHES: usize = 30;
const BATCH: usize = 20;
const CASES: usize = 25;
const KILLS: usize = 5;

/// A server as a process of its own, killed at the end.
pub struct Served {
    pub child: Child,
    pub url: String,
}

impl Served {
    pub fn start(workspace: &str, home: &Path) -> Self {
        Self::start_with(workspace, home, &[], &[])
    }

    /// With further arguments and variables.
    pub fn start_with(workspace: &str, home: &Path, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(testkit::program())
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--project", "SHOP", "--workspace", workspace])
            .args(args)
            .env_clear()
            .envs(variables.iter().copied())
            .env("VOLUPTAS_HOME", home)
            .env("HOME", home)
            .env("VOLUPTAS_KEYCHAIN", "off")
            .env("VOLUPTAS_SERVER_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let (mut text, mut lines) = (String::new(), BufReader::new(child.stdout.take().expect("standard output")));
        while !text.ends_with("}\n") {
            assert!(lines.read_line(&mut text).expect("a line") > 0, "the server ended: {text}");
        }
        let answer: Value = serde_json::from_str(&text).expect("one object");
        let url = answer["base_url"].as_str().and_then(|url| url.strip_suffix("/v1")).expect("an address").to_owned();
        Self { child, url }
    }

    /// Ends the process at once (SIGKILL on Unix).
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The address of a workspace for the command line.
pub fn address(location: &Location) -> String {
    match location {
        Location::File(path) => path.display().to_string(),
        Location::Server { server, .. } => {
            let (host, port, database, user) = server.login();
            format!("postgres://{}@{host}:{port}/{database}?sslmode=disable", user.expect("an account"))
        }
    }
}

fn id(reporter: usize, batch: usize, n: usize) -> String {
    format!("{reporter}-{batch}-{n}")
}

/// A result as a reporter sends it: half of them with the number of a case, some of them attempts of one test.
fn result(reporter: usize, batch: usize, n: usize) -> Value {
    let status = if n.is_multiple_of(7) { "failed" } else { "passed" };
    let title = format!("Test {reporter} {batch} {}", n / 2);
    let execution = json!({ "status": status, "duration": 5 });
    let mut result =
        json!({ "id": id(reporter, batch, n), "title": title, "signature": title, "execution": execution, "steps": [step()] });
    if n.is_multiple_of(2) {
        result["testops_id"] = json!(1 + (reporter * BATCHES * BATCH + batch * BATCH + n) % CASES);
    }
    result
}

fn step() -> Value {
    json!({ "data": { "action": "Open the cart" }, "execution": { "status": "passed" } })
}

/// Sends requests one by one, each until it is acknowledged, as reporters do: with the same ids every time.
async fn report(reporter: usize, url: Arc<Mutex<String>>, acknowledged: Arc<AtomicUsize>) {
    let client = client();
    for batch in 0..BATCHES {
        let results: Vec<Value> = (0..BATCH).map(|n| result(reporter, batch, n)).collect();
        let body = json!({ "results": results });
        loop {
            let to = format!("{}/v2/SHOP/run/1/results", url.lock().expect("the address"));
            match client.post(to).header("Token", TOKEN).json(&body).send().await {
                Ok(answer) if answer.status() == 202 => break,
                Ok(answer) => panic!("refused: {}", answer.text().await.unwrap_or_default()),
                // Killed: before, while or after it stored them. The next try goes to the next server.
                Err(_) => tokio::task::yield_now().await,
            }
        }
        acknowledged.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_servers_lose_and_double_nothing() {
    let (store, home) = testkit::engine::workspace(Arc::new(SystemClock));
    let location = store.location().clone();
    drop(store);
    let (workspace, folder) = (address(&location), home.dir.path().join("home"));
    std::fs::create_dir(&folder).expect("a folder");
    let mut served = Served::start(&workspace, &folder);
    let post = async |url: &str, path: &str, body: Value| {
        let answer = client().post(format!("{url}{path}")).header("Token", TOKEN).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap_or_default());
    };
    let cases: Vec<Value> = (0..CASES).map(|n| json!({ "title": format!("Case {n}") })).collect();
    post(&served.url, "/v1/case/SHOP/bulk", json!({ "cases": cases })).await;
    post(&served.url, "/v1/run/SHOP", json!({ "title": "Nightly" })).await;
    let (url, acknowledged) = (Arc::new(Mutex::new(served.url.clone())), Arc::new(AtomicUsize::new(0)));
    let reporters: Vec<_> =
        (0..REPORTERS).map(|n| tokio::spawn(report(n, Arc::clone(&url), Arc::clone(&acknowledged)))).collect();
    let mut random = StdRng::seed_from_u64(12);
    let mut hits = 0;
    for _ in 0..KILLS {
        let point = acknowledged.load(Ordering::SeqCst) + random.random_range(1..REPORTERS * BATCHES / KILLS);
        until("results are acknowledged", || {
            acknowledged.load(Ordering::SeqCst) >= point || reporters.iter().all(tokio::task::JoinHandle::is_finished)
        })
        .await;
        served.kill();
        hits += usize::from(!reporters.iter().all(tokio::task::JoinHandle::is_finished));
        served = Served::start(&workspace, &folder);
        url.lock().expect("the address").clone_from(&served.url);
    }
    for reporter in reporters {
        reporter.await.expect("a reporter");
    }
    assert!(hits >= 2, "only {hits} kills hit the server at work");
    served.kill();
    let store = Store::open_at(&location, Arc::new(SystemClock)).expect("reopened");
    let stored = store
        .read(|tx| tx.results().list(&ResultFilter { with_hidden: true, ..ResultFilter::default() }, Slice::ALL))
        .expect("the results")
        .rows;
    let ids: BTreeSet<String> = stored.iter().filter_map(|result| result.content.external_id.clone()).collect();
    let batches = (0..REPORTERS).flat_map(|reporter| (0..BATCHES).map(move |batch| (reporter, batch)));
    let sent: BTreeSet<String> = batches.flat_map(|(reporter, batch)| (0..BATCH).map(move |n| id(reporter, batch, n))).collect();
    assert_eq!(sent.len(), REPORTERS * BATCHES * BATCH);
    assert!(ids == sent, "lost: {:?}", sent.difference(&ids).take(5).collect::<Vec<_>>());
    assert_eq!(stored.len(), sent.len(), "nothing is stored twice");
    let findings = doctor::examine_at(&location).expect("examined");
    let bad: Vec<_> = findings.iter().filter(|finding| finding.severity != Severity::Good).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
