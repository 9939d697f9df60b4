//! Results that are refused or still in progress, and keys in another Unicode form.

use crate::proxy::{Proxy, Trick};
use crate::support::{AUTO, SHOP, World, config, options, result};
use voluptas_mirror::{Error, Mirror, Options};
use voluptas_qase::model::{ResultCreate, ResultUpdate};
use voluptas_qase::{Client, ClientConfig};

/// Results of 80 cases, of which the first 50 are blocked.
async fn many(world: &World) -> i64 {
    let keys: Vec<String> = (0..80).map(|n| format!("K{n:02}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.cases(SHOP, &keys).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Nightly").await;
    let status = |n: i64| if n <= 50 { "blocked" } else { "passed" };
    let results: Vec<_> = auto.iter().zip(1..).map(|(c, n)| result(n, *c, status(n), "")).collect();
    world.post(AUTO, run, &results).await;
    run
}

fn to_nothing(run: i64) -> Options {
    // A status that the target does not have.
    Options { status_map: [("blocked".to_owned(), "postponed".to_owned())].into(), ..options(run) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn good_results_behind_many_refused_ones_arrive() {
    let world = World::new().await;
    let run = many(&world).await;
    let summary = world.go(to_nothing(run)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.failed), (30, 50));
    assert!(!summary.is_complete());
    assert_eq!(world.results(SHOP, summary.target_run.expect("run")).await.len(), 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_closed_meanwhile_stops_it() {
    let world = World::new().await;
    let run = many(&world).await;
    let proxy = Proxy::start(&world.server.root_url()).await;
    // Results are refused, and the run is reported as closed.
    proxy.rule("POST /v2/SHOP/run", 1000, Trick::RefuseWith("results"));
    proxy.edit("GET /v1/run/SHOP/", 1000, |_, answer| answer["result"]["status"] = 1.into());
    let client = Client::new(ClientConfig { base_url: proxy.base_url.clone(), ..config(&world.server) }).expect("client");
    let mirror = Mirror { source: client.clone(), target: client, ..world.mirror(options(run)) };
    let summary = mirror.apply(&mirror.prepare().await.expect("prepared")).await;
    assert!(matches!(summary.stopped, Some(Error::ClosedRun { .. })), "{:?}", summary.stopped);
    assert!(summary.counts.failed < 80, "it did not try them all");
}

#[tokio::test]
async fn a_result_in_progress_waits_until_it_is_final() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["A", "B"]).await;
    let run = world.run(AUTO, "By hand").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", "")]).await;
    let begun = ResultCreate { case_id: Some(auto[1]), status: "in_progress".into(), ..ResultCreate::default() };
    let (_, hash) = world.client.create_result(AUTO, run, &begun).await.expect("begun");
    let wanted = Options { complete_target_run: true, ..options(run) };
    let first = world.go(wanted.clone()).await;
    assert_eq!((first.counts.mirrored, first.counts.skipped_not_final), (1, 1));
    assert!(!first.is_complete() && !first.run_completed);
    let done = ResultUpdate { status: Some("failed".into()), ..ResultUpdate::default() };
    world.client.update_result(AUTO, run, &hash, &done).await.expect("done");
    let second = world.go(wanted).await;
    assert_eq!((second.counts.mirrored, second.counts.already), (1, 1));
    assert!(second.is_complete() && second.run_completed);
    let mut there: Vec<String> =
        world.results(SHOP, second.target_run.expect("run")).await.into_iter().map(|r| r.status).collect();
    there.sort();
    assert_eq!(there, ["failed", "passed"]);
}

#[tokio::test]
async fn what_an_earlier_version_mirrored_in_progress_gets_its_final_status() {
    let world = World::new().await;
    let shop = world.cases(SHOP, &["A"]).await;
    let auto = world.cases(AUTO, &["A"]).await;
    let run = world.run(AUTO, "By hand").await;
    world.post(AUTO, run, &[result(1, auto[0], "failed", "")]).await;
    let hash = world.results(AUTO, run).await[0].hash.clone();
    let target = world.run(SHOP, "By hand").await;
    let comment = format!("[Mirrored from AUTO]\n\n[//]: # (mirror AUTO/{run}/{hash})");
    let old =
        ResultCreate { case_id: Some(shop[0]), status: "in_progress".into(), comment: Some(comment), ..ResultCreate::default() };
    world.client.create_result(SHOP, target, &old).await.expect("old");
    let first = world.go(options(run)).await;
    assert_eq!((first.target_run, first.counts.mirrored), (Some(target), 1));
    let mut statuses: Vec<String> = world.results(SHOP, target).await.into_iter().map(|r| r.status).collect();
    statuses.sort();
    assert_eq!(statuses, ["failed", "in_progress"]);
    assert_eq!(world.go(options(run)).await.counts.already, 1, "once is enough");
}

#[tokio::test]
async fn composed_and_decomposed_keys_are_one_case() {
    let world = World::new().await;
    world.cases(SHOP, &["Чай_1", "Caf\u{e9}"]).await;
    let auto = world.cases(AUTO, &["Чаи\u{306}_1", "Cafe\u{301}"]).await;
    let run = world.run(AUTO, "Nightly").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", ""), result(2, auto[1], "passed", "")]).await;
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created), (2, 0));
    // Two cases of one project with both forms of a key are duplicates, and the mirror is not complete.
    let twice = world.cases(AUTO, &["Caf\u{e9}"]).await;
    let run = world.run(AUTO, "Twice").await;
    world.post(AUTO, run, &[result(1, twice[0], "passed", "")]).await;
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.skipped_duplicate, summary.is_complete()), (1, false));
}
