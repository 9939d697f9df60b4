//! Slow tests: 100,000 results, and 10,000 under a rate limit. `VOLUPTAS_TEST_LARGE=1` or `VOLUPTAS_TEST_ALL=1` runs them.

use crate::support::{AUTO, SHOP, TOKEN, World, result};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use testkit::skip::is_wanted;
use testkit::wait::wait_long_for;

/// The variable that runs these tests.
const LARGE: &str = "VOLUPTAS_TEST_LARGE";

/// Results and their cases, of which the target lacks some.
async fn seed(world: &World, results: usize, cases: usize, lacking: usize) -> i64 {
    let keys: Vec<String> = (0..cases).map(|n| format!("KEY_{n:05}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.cases(SHOP, &keys[lacking..]).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Nightly").await;
    let comment = "The comment of a result is about as long as this one, which tells what went wrong and where. ".repeat(2);
    for chunk in (0..results).collect::<Vec<_>>().chunks(2000) {
        let one = |n: &usize| result(i64::try_from(*n).expect("small") / 100, auto[n % cases], "passed", &comment);
        world.post(AUTO, run, &chunk.iter().map(one).collect::<Vec<_>>()).await;
    }
    run
}

/// Runs the binary; gives the time and the largest memory in MB, where the system tells it.
fn measured(world: &World, run: i64, per_minute: &str) -> (Duration, u64) {
    let home = tempfile::tempdir().expect("folder");
    let mut command = Command::new(testkit::program());
    command
        .args(["mirror", "-q", "--source-project", AUTO, "--target-project", SHOP, "--source-run-id", &run.to_string()])
        .env("VOLUPTAS_HOME", home.path())
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env("QASE_API_TOKEN", TOKEN)
        .env("QASE_BASE_URL", world.server.base_url())
        .env("QASE_REQUESTS_PER_MINUTE", per_minute)
        .current_dir(home.path())
        .stdin(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().expect("runs");
    let mut peak = 0;
    // This blocks the thread of the test; the server has threads of its own.
    let status = wait_long_for("the end of the mirror", Duration::from_secs(3600), || {
        let text = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|l| l.trim().strip_suffix(" kB")).and_then(|n| n.trim().parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) / 1024);
        child.try_wait().expect("asked")
    });
    assert!(status.success());
    (began.elapsed(), peak)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_results_take_no_more_than_300_megabytes() {
    if !is_wanted(LARGE) {
        return;
    }
    let world = World::new().await;
    let run = seed(&world, 100_000, 8000, 500).await;
    world.server.stats().reset();
    let (took, peak) = measured(&world, run, "6000");
    eprintln!("100,000 results: {} requests, {took:?}, {peak} MB at most", world.server.stats().requests());
    assert!(peak <= 300, "{peak} MB");
    let runs = world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs");
    let filter = voluptas_qase::ResultFilter::run(runs[0].id);
    assert_eq!(world.client.count_results(SHOP, &filter).await.expect("count"), 100_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_results_under_a_limit_of_a_thousand_requests_a_minute() {
    if !is_wanted(LARGE) {
        return;
    }
    let world = World::new().await;
    let run = seed(&world, 10_000, 8000, 500).await;
    world.server.set_rate_limit(Some(1000));
    world.server.stats().reset();
    let (took, peak) = measured(&world, run, "100");
    eprintln!("10,000 results at 1000/min: {} requests, {took:?}, {peak} MB at most", world.server.stats().requests());
    assert!(world.server.stats().requests() <= 330);
}
