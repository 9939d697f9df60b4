//! Results of one case with parameters: its variants neither stand for each other nor double.

use crate::late_results::client;
use crate::proxy::Proxy;
use crate::support::{AUTO, SHOP, World, options, result};
use serde_json::json;
use voluptas_mirror::{Mirror, Options, Summary};
use voluptas_qase::model::{CaseWrite, ParameterItem, ParameterWrite};

/// A run with three results of a case with parameters and two of a plain one.
async fn seed(world: &World) -> i64 {
    let browsers = ParameterItem { title: "Browser".into(), values: vec!["Firefox".into(), "Chrome".into()] };
    let case = CaseWrite { parameters: Some(vec![ParameterWrite::Single(browsers)]), ..world.case("VARIED") };
    let varied = world.client.create_case(AUTO, &case).await.expect("case");
    let plain = world.cases(AUTO, &["PLAIN"]).await[0];
    let run = world.run(AUTO, "Nightly").await;
    let results = [(varied, "failed"), (varied, "passed"), (varied, "passed"), (plain, "failed"), (plain, "passed")];
    let results: Vec<_> = results.iter().zip(1..).map(|((case, status), n)| result(n, *case, status, "")).collect();
    world.post(AUTO, run, &results).await;
    run
}

async fn go(world: &World, proxy: &Proxy, wanted: Options) -> Summary {
    let client = client(world, proxy);
    let mirror = Mirror { source: client.clone(), target: client, ..world.mirror(wanted) };
    mirror.apply(&mirror.prepare().await.expect("prepared")).await
}

#[tokio::test]
async fn every_variant_comes_along_once() {
    let world = World::new().await;
    let run = seed(&world).await;
    let first = world.go(options(run)).await;
    assert_eq!((first.counts.mirrored, first.counts.cases_created), (5, 2));
    let second = world.go(options(run)).await;
    assert_eq!((second.counts.mirrored, second.counts.already), (0, 5));
    assert_eq!(world.results(SHOP, first.target_run.expect("run")).await.len(), 5);
}

#[tokio::test]
async fn the_last_result_of_a_case_does_not_stand_for_its_other_variants() {
    let world = World::new().await;
    let run = seed(&world).await;
    // Qase does not tell the variants: none is left out, and the report says so.
    let summary = world.go(Options { latest_only: true, ..options(run) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_by_choice), (4, 1));
    let told: Vec<&str> = summary.warnings.iter().map(|w| w.key.as_str()).collect();
    assert!(told.contains(&"mirror-warning-variants"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_source_shows_parameters_the_last_result_of_each_variant_counts() {
    let world = World::new().await;
    let (run, proxy) = (seed(&world).await, Proxy::start(&world.server.root_url()).await);
    proxy.edit("GET /v1/result/AUTO", 1000, |_, answer| {
        let rows = answer["result"]["entities"].as_array_mut().expect("rows");
        let first = rows.iter().filter_map(|r| r["case_id"].as_i64()).min();
        let varied = rows.iter_mut().filter(|r| r["case_id"].as_i64() == first);
        for row in varied {
            let browser = if row["status"] == "failed" { "Firefox" } else { "Chrome" };
            row["params"] = json!({ "Browser": browser });
        }
    });
    let summary = go(&world, &proxy, Options { latest_only: true, ..options(run) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_by_choice), (3, 2));
    assert!(!summary.warnings.iter().any(|w| w.key == "mirror-warning-variants"));
}
