//! Number of requests of a mirror.

use crate::support::{AUTO, SHOP, World, options, result};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_results_take_at_most_330_requests() {
    let world = World::new().await;
    let keys: Vec<String> = (0..8000).map(|n| format!("KEY_{n:05}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.cases(SHOP, &keys[500..]).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Nightly").await;
    let results: Vec<_> =
        (0..10_000_usize).map(|n| result(i64::try_from(n).expect("small") / 10, auto[n % 8000], "passed", "")).collect();
    world.post(AUTO, run, &results).await;

    world.server.stats().reset();
    let began = std::time::Instant::now();
    let summary = world.go(options(run)).await;
    let (requests, took) = (world.server.stats().requests(), began.elapsed());
    eprintln!("first mirror: {requests} requests, {took:?}, {:?}", summary.counts);
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created), (10_000, 500));
    assert!(requests <= 330, "{requests} requests: {:?}", world.server.stats().operations());

    world.server.stats().reset();
    let began = std::time::Instant::now();
    let summary = world.go(options(run)).await;
    eprintln!("second mirror: {} requests, {:?}", world.server.stats().requests(), began.elapsed());
    assert_eq!((summary.counts.mirrored, summary.counts.already), (0, 10_000));
    assert_eq!(world.server.stats().writes(), 0);
}
