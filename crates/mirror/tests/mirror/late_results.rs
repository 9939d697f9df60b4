//! Results that Qase counts but does not list yet: they are waited for, reported, and mirrored later.

use crate::proxy::Proxy;
use crate::support::{AUTO, SHOP, World, config, options, result};
use voluptas_mirror::{Mirror, Options, Summary};
use voluptas_qase::{Client, ClientConfig};

/// A run with 20 results on as many cases.
async fn seed(world: &World) -> i64 {
    let keys: Vec<String> = (0..20).map(|n| format!("K{n:02}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.cases(SHOP, &keys).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = auto.iter().zip(1..).map(|(c, n)| result(n, *c, "passed", "")).collect();
    world.post(AUTO, run, &results).await;
    run
}

/// Lists at most `rows` results of the source in the next `times` answers.
pub fn hide(proxy: &Proxy, rows: usize, times: u32) {
    proxy.edit("GET /v1/result/AUTO", times, move |_, answer| {
        let list = &mut answer["result"];
        list["entities"].as_array_mut().expect("rows").truncate(rows);
        for total in ["total", "filtered"] {
            list[total] = rows.into();
        }
        list["count"] = list["entities"].as_array().map_or(0, Vec::len).into();
    });
}

pub fn client(world: &World, proxy: &Proxy) -> Client {
    let config = ClientConfig { base_url: proxy.base_url.clone(), ..config(&world.server) };
    Client::new(config).expect("client")
}

async fn go(world: &World, proxy: &Proxy, options: Options) -> Summary {
    let client = client(world, proxy);
    let mirror = Mirror { source: client.clone(), target: client, ..world.mirror(options) };
    mirror.apply(&mirror.prepare().await.expect("prepared")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_results_are_waited_for() {
    let world = World::new().await;
    let (run, proxy) = (seed(&world).await, Proxy::start(&world.server.root_url()).await);
    hide(&proxy, 8, 2);
    let summary = go(&world, &proxy, Options { complete_target_run: true, ..options(run) }).await;
    assert_eq!((summary.counts.read, summary.counts.mirrored, summary.counts.late), (20, 20, 0));
    assert!(summary.is_complete() && summary.run_completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_that_stay_late_are_reported_and_the_run_is_left_open() {
    let world = World::new().await;
    let (run, proxy) = (seed(&world).await, Proxy::start(&world.server.root_url()).await);
    hide(&proxy, 8, 1000);
    let wanted = Options { complete_target_run: true, ..options(run) };
    let summary = go(&world, &proxy, wanted.clone()).await;
    assert_eq!((summary.counts.read, summary.counts.mirrored, summary.counts.late), (8, 8, 12));
    assert!(!summary.is_complete() && !summary.run_completed && summary.is_left_open);
    let left: Vec<String> = summary.left().into_iter().map(|m| m.key).collect();
    assert_eq!(left, ["mirror-warning-late", "mirror-warning-not-completed"]);
    let tr = voluptas_i18n::Tr::new(voluptas_i18n::Lang::En);
    for text in [voluptas_mirror::markdown(&summary, tr), voluptas_mirror::html(&summary, tr)] {
        assert!(text.contains("Not complete") && text.contains("12 results more than the 8"), "{text}");
    }
    // Without the rule all results are listed: the missing ones are mirrored.
    let summary = world.go(wanted).await;
    assert_eq!((summary.counts.mirrored, summary.counts.already), (12, 8));
    assert!(summary.run_completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_results_are_all_late_is_not_empty() {
    let world = World::new().await;
    let (run, proxy) = (seed(&world).await, Proxy::start(&world.server.root_url()).await);
    hide(&proxy, 0, 1000);
    let summary = go(&world, &proxy, options(run)).await;
    assert_eq!((summary.counts.read, summary.counts.late), (0, 20));
    assert!(!summary.is_complete());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_of_one_case_do_not_stand_for_late_results_of_another() {
    let world = World::new().await;
    let proxy = Proxy::start(&world.server.root_url()).await;
    world.cases(SHOP, &["A", "B"]).await;
    let auto = world.cases(AUTO, &["A", "B"]).await;
    let create = voluptas_qase::model::RunCreate {
        title: "Nightly".into(),
        cases: auto.clone(),
        start_time: Some("2026-11-20 05:00:00".into()),
        ..Default::default()
    };
    let run = world.client.create_run(AUTO, &create).await.expect("run");
    let tries = [result(1, auto[0], "failed", ""), result(2, auto[0], "passed", ""), result(3, auto[1], "passed", "")];
    world.post(AUTO, run, &tries).await;
    hide(&proxy, 2, 1000);
    let summary = go(&world, &proxy, options(run)).await;
    // The counters say 2 tests, and 2 rows are listed, but both are of one case.
    assert_eq!((summary.counts.read, summary.counts.late), (2, 1));
    assert!(!summary.is_complete());
}

/// Lists no run of the target in the next `times` answers.
fn hide_runs(proxy: &Proxy, times: u32) {
    proxy.edit("GET /v1/run/SHOP", times, |_, answer| {
        let list = &mut answer["result"];
        if !list["entities"].is_array() {
            return;
        }
        list["entities"] = Vec::<i32>::new().into();
        for total in ["total", "filtered", "count"] {
            list[total] = 0.into();
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_created_run_that_the_list_lacks_is_waited_for() {
    let world = World::new().await;
    let (run, proxy) = (seed(&world).await, Proxy::start(&world.server.root_url()).await);
    hide_runs(&proxy, 6);
    let summary = go(&world, &proxy, options(run)).await;
    assert!(summary.is_complete(), "{:?}", summary.warnings);
    let again = go(&world, &proxy, options(run)).await;
    assert_eq!((again.counts.mirrored, again.target_run), (0, summary.target_run));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_created_run_that_the_list_never_shows_is_told() {
    let world = World::new().await;
    let (run, proxy) = (seed(&world).await, Proxy::start(&world.server.root_url()).await);
    hide_runs(&proxy, 1000);
    let summary = go(&world, &proxy, options(run)).await;
    assert!(!summary.is_complete());
    assert!(summary.warnings.iter().any(|w| w.key == "mirror-warning-run-not-listed"), "{:?}", summary.warnings);
}
