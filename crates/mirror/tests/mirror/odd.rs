//! Odd keys, cases that are gone, runs without results, results that are late.

use crate::support::{AUTO, SHOP, World, options, result};
use voluptas_mirror::{Decision, Options, PostTarget, Reason, TargetRun};
use voluptas_server::{NullMembers, Visibility};

#[tokio::test]
async fn odd_keys_find_their_counterparts() {
    let long = "k".repeat(300);
    let keys = ["with inner spaces", " edged ", "LOGIN_001", "login_001", "КОРЗИНА-1", "корзина-1", "😀🛒", &long, "a\tb"];
    let world = World::new().await;
    let mut reversed = keys;
    reversed.reverse();
    let shop = world.cases(SHOP, &reversed).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Odd").await;
    let results: Vec<_> = auto.iter().zip(1..).map(|(case, n)| result(n, *case, "passed", "")).collect();
    world.post(AUTO, run, &results).await;
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created), (keys.len(), 0), "{:?}", summary.counts);
    let there: Vec<i64> = world.results(SHOP, summary.target_run.expect("run")).await.iter().map(|r| r.case_id).collect();
    let expected: Vec<i64> = shop.into_iter().rev().collect();
    assert_eq!(there, expected);
}

#[tokio::test]
async fn odd_keys_are_created_and_found_again() {
    let long = "ж".repeat(300);
    let keys = ["with inner spaces", "LOGIN_001", "КОРЗИНА-1", "😀🛒", &long];
    let world = World::new().await;
    world.cases(SHOP, &["login_001"]).await;
    let auto = world.cases(AUTO, &keys).await;
    let run = world.run(AUTO, "Odd").await;
    let results: Vec<_> = auto.iter().zip(1..).map(|(case, n)| result(n, *case, "passed", "")).collect();
    world.post(AUTO, run, &results).await;
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created, summary.counts.failed), (5, 5, 0));
    assert!(summary.warnings.iter().any(|w| w.key == "mirror-warning-letter-case"));
    assert_eq!(world.seen(SHOP, summary.target_run.expect("run")).await, world.seen(AUTO, run).await);
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.already, summary.counts.cases_created), (5, 0));
}

#[tokio::test]
async fn a_case_that_is_gone_takes_its_result_along_or_is_made_again() {
    let world = World::new().await;
    let shop = world.cases(SHOP, &["A", "B"]).await;
    let auto = world.cases(AUTO, &["A", "B"]).await;
    let run = world.run(AUTO, "Gone").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", ""), result(2, auto[1], "passed", "")]).await;
    world.client.delete_case(SHOP, shop[0]).await.expect("deleted");
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created), (2, 1));
    world.client.delete_case(AUTO, auto[1]).await.expect("deleted");
    let summary = world.go(Options { target_run: TargetRun::Title("Again".into()), ..options(run) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_no_case), (1, 1));
    let reasons: Vec<&Decision> = summary.plan.results.iter().map(|r| &r.decision).collect();
    assert!(matches!(reasons[0], Decision::Post { to: PostTarget::Case { .. }, .. }));
    assert!(matches!(reasons[1], Decision::Skip { reason: Reason::CaseGone }));
}

#[tokio::test]
async fn cases_whose_keys_the_list_lacks_are_asked_for_and_never_made_again() {
    let world = World::new().await;
    let shop = world.cases(SHOP, &["A", "B"]).await;
    let auto = world.cases(AUTO, &["A", "B"]).await;
    let run = world.run(AUTO, "Night").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", ""), result(2, auto[1], "passed", "")]).await;
    // Neither the list nor the case itself says which keys there are.
    world.server.faults().withhold(["custom_fields"], NullMembers::Everywhere);
    let blind = world.go(options(run)).await;
    assert_eq!((blind.counts.mirrored, blind.counts.cases_created, blind.is_complete()), (0, 0, false));
    world.server.faults().withhold(["custom_fields"], NullMembers::InLists);
    world.go(options(run)).await;
    assert_eq!(world.client.list_cases(SHOP, &Default::default()).await.expect("cases").len(), shop.len());
    world.server.faults().clear();
    let summary = world.go(options(run)).await;
    assert_eq!((summary.counts.cases_created, summary.counts.failed, summary.is_complete()), (0, 0, true));
    let there: Vec<i64> = world.results(SHOP, summary.target_run.expect("run")).await.iter().map(|r| r.case_id).collect();
    assert_eq!(there, shop);
}

#[tokio::test]
async fn an_empty_run_makes_nothing() {
    let world = World::new().await;
    world.cases(AUTO, &["A"]).await;
    let run = world.run(AUTO, "Empty").await;
    world.server.stats().reset();
    let summary = world.go(options(run)).await;
    assert!(summary.is_nothing() && summary.target_run.is_none());
    assert_eq!(world.server.stats().writes(), 0);
    assert!(world.server.stats().requests() < 10);
}

#[tokio::test]
async fn late_results_are_waited_for_and_a_run_is_not_closed_before_they_are_there() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["A"]).await;
    let run = world.run(AUTO, "Late").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", "")]).await;
    world.server.faults().set_visibility(Visibility::AfterReads(2));
    let wanted = Options { complete_target_run: true, ..options(run) };
    let summary = world.go(wanted.clone()).await;
    assert!(summary.run_completed);
    world.server.faults().set_visibility(Visibility::AfterReads(50));
    let again = Options { target_run: TargetRun::Title("Later".into()), ..wanted };
    let summary = world.go(again.clone()).await;
    assert!(!summary.run_completed);
    for key in ["mirror-warning-not-visible", "mirror-warning-not-completed"] {
        assert!(summary.warnings.iter().any(|w| w.key == key), "{key}");
    }
    // A second one that cannot see them posts them again; their keys make it harmless.
    let second = world.go(again).await;
    assert_eq!(second.counts.mirrored, 1);
    world.server.faults().set_visibility(Visibility::AtOnce);
    for _ in 0..60 {
        world.results(SHOP, summary.target_run.expect("run")).await;
    }
    assert_eq!(world.results(SHOP, summary.target_run.expect("run")).await.len(), 1);
}

#[tokio::test]
async fn times_that_are_older_than_the_run_are_left_out() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["A"]).await;
    let run = world.run(AUTO, "Old").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", "")]).await;
    let young = voluptas_qase::model::RunCreate {
        title: "Young".into(),
        start_time: Some("2026-11-20 06:00:00".into()),
        ..Default::default()
    };
    let young = world.client.create_run(SHOP, &young).await.expect("run");
    let summary = world.go(Options { target_run: TargetRun::Id(young), ..options(run) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.failed), (1, 0));
    assert_eq!(world.results(SHOP, young).await[0].time_spent_ms, 1000);
}

#[tokio::test]
async fn retries_within_a_second_keep_their_order_and_number() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["A"]).await;
    let run = world.run(AUTO, "Flaky").await;
    let statuses = ["failed", "blocked", "failed", "skipped", "failed", "invalid", "passed"];
    let tries: Vec<_> = statuses.iter().map(|s| result(1, auto[0], s, "")).collect();
    world.post(AUTO, run, &tries).await;
    let summary = world.go(options(run)).await;
    let mut there = std::collections::BTreeMap::new();
    let filter = voluptas_qase::ResultFilter::run(summary.target_run.expect("run"));
    let take = |place, result: voluptas_qase::model::TestResult| drop(there.insert(place, result.status));
    world.client.visit_results(SHOP, &filter, take).await.expect("results");
    assert_eq!(there.into_values().collect::<Vec<_>>(), statuses);
}
