//! A third of all requests fails and the work is broken off again and again: in the end everything is there once.

use crate::support::{AUTO, SHOP, World, impatient, options, result};
use std::collections::BTreeMap;
use std::time::Duration;
use voluptas_mirror::{Mirror, Options};
use voluptas_qase::{Client, ClientConfig};
use voluptas_server::faults::Shares;

/// 700 results of 500 cases, 300 of which the target lacks.
async fn seed(world: &World) -> i64 {
    let keys: Vec<String> = (0..500).map(|n| format!("KEY_{n:04}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.cases(SHOP, &keys[..200]).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = (0..700_usize)
        .map(|n| {
            let status = if n % 7 == 0 { "failed" } else { "passed" };
            result(i64::try_from(n).expect("small"), auto[n * 13 % 500], status, &format!("try {n}"))
        })
        .collect();
    world.post(AUTO, run, &results).await;
    run
}

async fn assert_same(world: &World, source: i64, target: i64) {
    let (there, here) = (world.seen(SHOP, target).await, world.seen(AUTO, source).await);
    assert_eq!(there.len(), here.len());
    assert_eq!(there, here);
    let cases = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    let mut keys: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        *keys.entry(case.custom_field(world.field).unwrap_or_default()).or_default() += 1;
    }
    assert!(keys.values().all(|n| *n == 1) && keys.len() == 500, "a case is there twice");
    assert_eq!(world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_third_of_requests_failing_nothing_is_lost_or_doubled() {
    let world = World::impatient().await;
    let source = seed(&world).await;
    let shares = Shares { too_many: 0.05, server_error: 0.1, cut_before: 0.05, cut_after: 0.1, retry_after: 0 };
    world.server.faults().set_shares(shares);
    let mut target = None;
    for _ in 0..20 {
        let mirror = world.mirror(options(source));
        let Ok(prepared) = mirror.prepare().await else { continue };
        let summary = mirror.apply(&prepared).await;
        target = summary.target_run;
        if summary.stopped.is_none() && !summary.has_failures() {
            break;
        }
    }
    world.server.faults().clear();
    assert_same(&world, source, target.expect("run")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_off_anywhere_the_next_one_finishes_it() {
    let world = World::new().await;
    let source = seed(&world).await;
    world.server.faults().set_delay_ms(2);
    // A dropped future ends as a killed process does: nothing more is sent, and nothing is remembered.
    let mut killed = 0;
    for millis in [60, 90, 120, 150, 180, 210, 250, 300, 350, 400] {
        // A client of its own: an empty computer.
        let client = Client::new(ClientConfig { concurrency: 4, ..impatient(&world.server) }).expect("client");
        let mirror = Mirror { ..Mirror::new(client.clone(), client, options(source)) };
        let work = async {
            let prepared = mirror.prepare().await.expect("prepared");
            mirror.apply(&prepared).await
        };
        killed += usize::from(tokio::time::timeout(Duration::from_millis(millis), work).await.is_err());
    }
    assert!(killed > 0);
    world.server.faults().clear();
    let summary = world.go(Options { complete_target_run: true, ..options(source) }).await;
    assert!(summary.run_completed);
    assert_same(&world, source, summary.target_run.expect("run")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_double_no_result() {
    let world = World::new().await;
    let source = seed(&world).await;
    // The API cannot prevent that cases and runs are created twice; here both exist already.
    world.go(Options { limit: Some(1), ..options(source) }).await;
    let keys: Vec<String> = (200..500).map(|n| format!("KEY_{n:04}")).collect();
    let there = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    let has = |k: &&String| there.iter().any(|c| c.custom_field(world.field) == Some(k.as_str()));
    let lacking: Vec<&str> = keys.iter().filter(|k| !has(k)).map(String::as_str).collect();
    world.cases(SHOP, &lacking).await;
    let (one, two) = tokio::join!(world.go(options(source)), world.go(options(source)));
    assert_eq!(one.target_run, two.target_run);
    assert_same(&world, source, one.target_run.expect("run")).await;
}

/// Three computers with no lease in common start at the same moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_starts_at_once_use_the_oldest_cases_and_run_and_tell_the_others() {
    for delay_ms in [0, 20] {
        let world = World::new().await;
        let keys: Vec<String> = (0..30).map(|n| format!("KEY_{n:04}")).collect();
        let auto = world.cases(AUTO, &keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let source = world.run(AUTO, "Nightly").await;
        let results: Vec<_> = (1..).zip(&auto).map(|(n, case)| result(n, *case, "passed", &format!("try {n}"))).collect();
        world.post(AUTO, source, &results).await;
        world.server.faults().set_delay_ms(delay_ms);
        let start = || {
            let client = Client::new(crate::support::config(&world.server)).expect("client");
            let mirror =
                Mirror { limits: world.mirror(options(source)).limits, ..Mirror::new(client.clone(), client, options(source)) };
            async move {
                let prepared = mirror.prepare().await.expect("prepared");
                mirror.apply(&prepared).await
            }
        };
        let (one, two, three) = tokio::join!(start(), start(), start());
        world.server.faults().clear();
        let there = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
        let mut oldest: BTreeMap<&str, i64> = BTreeMap::new();
        for case in &there {
            let id = oldest.entry(case.custom_field(world.field).unwrap_or_default()).or_insert(case.id);
            *id = case.id.min(*id);
        }
        let cases = there.len();
        let runs = world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len();
        let told = [&one, &two, &three].iter().filter(|summary| !summary.is_complete()).count();
        assert_eq!(told > 0, (cases, runs) != (30, 1), "{delay_ms}: {cases} cases, {runs} runs");
        assert_eq!((one.target_run, two.target_run), (two.target_run, three.target_run), "{delay_ms}");
        let target = one.target_run.expect("run");
        assert_eq!(world.seen(SHOP, target).await, world.seen(AUTO, source).await, "{delay_ms}: each result once");
        let all = world.client.refresh().list_results(SHOP, &Default::default()).await.expect("results");
        let mut used: Vec<i64> = all.iter().map(|result| result.case_id).collect();
        used.sort_unstable();
        let mut wanted: Vec<i64> = oldest.into_values().collect();
        wanted.sort_unstable();
        assert_eq!(used, wanted, "{delay_ms}: one result in the oldest case of each key, none elsewhere");
        let again = world.go(options(source)).await;
        assert_eq!((again.counts.mirrored, again.counts.already, again.is_complete()), (0, 30, true), "{delay_ms}");
    }
}
