//! Results that another tool mirrored without a trace: they count only for the run that they certainly come from.

use crate::support::{AUTO, NOW, SHOP, World, options, result};
use voluptas_mirror::{Options, Pair, Reason, Summary, TargetRun};
use voluptas_qase::model::ResultV2;

struct Set {
    world: World,
    target: i64,
    shop: Vec<i64>,
    auto: Vec<i64>,
}

impl Set {
    /// Cases on both sides, and a target run that no mirror created.
    async fn new() -> Self {
        let world = World::new().await;
        let shop = world.cases(SHOP, &["A", "B"]).await;
        let auto = world.cases(AUTO, &["A", "B"]).await;
        let target = world.run(SHOP, "By another tool").await;
        Self { world, target, shop, auto }
    }

    /// A nightly run of the source with one result per case, each with an end time of its own.
    async fn night(&self, title: &str, first: i64) -> i64 {
        let run = self.world.run(AUTO, title).await;
        let results = [result(first, self.auto[0], "passed", ""), result(first + 1, self.auto[1], "failed", "")];
        self.world.post(AUTO, run, &results).await;
        run
    }

    /// Posts results as the other tool does: without a trace, and with the times of the source results only if `times_of` is
    /// given.
    async fn other_tool(&self, times_of: Option<i64>) {
        let one = |n: i64, case: i64, status: &str| {
            let mut one: ResultV2 = result(n, case, status, "[Mirrored from AUTO]");
            if times_of.is_none() {
                #[expect(clippy::cast_precision_loss, reason = "a date")]
                let end = (NOW / 1000) as f64;
                (one.execution.start_time, one.execution.end_time) = (Some(end - 5.0), Some(end));
                one.execution.duration = Some(5000);
            }
            one
        };
        let first = times_of.unwrap_or(1);
        let all = [one(first, self.shop[0], "passed"), one(first + 1, self.shop[1], "failed")];
        self.world.post(SHOP, self.target, &all).await;
    }

    async fn go(&self, source: i64, adopt: Option<bool>) -> Summary {
        let into = Options { target_run: TargetRun::Id(self.target), adopt_untraced: adopt, ..options(source) };
        self.world.go(into).await
    }
}

#[tokio::test]
async fn untraced_results_do_not_stand_for_three_different_nights() {
    let set = Set::new().await;
    set.other_tool(None).await;
    for first in [10, 20, 30] {
        let night = set.night("Nightly", first).await;
        let summary = set.go(night, None).await;
        assert_eq!((summary.counts.already, summary.counts.skipped_undecided, summary.counts.mirrored), (0, 2, 0));
        assert!(!summary.is_complete());
        assert_eq!(summary.left().into_iter().map(|m| m.key).collect::<Vec<_>>(), ["mirror-warning-undecided"]);
        let reasons: Vec<_> = summary.plan.results.iter().map(|r| summary.explain(r).key).collect();
        assert_eq!(reasons, [Reason::Undecided.message().key, Reason::Undecided.message().key]);
    }
}

#[tokio::test]
async fn a_person_decides_what_untraced_results_are() {
    let set = Set::new().await;
    set.other_tool(None).await;
    let night = set.night("Nightly", 10).await;
    let adopted = set.go(night, Some(true)).await;
    assert!(adopted.is_complete());
    assert_eq!((adopted.counts.already, adopted.counts.mirrored), (2, 0));
    let posted = set.go(night, Some(false)).await;
    assert!(posted.is_complete());
    assert_eq!((posted.counts.already, posted.counts.mirrored), (0, 2));
    // Traced results leave nothing to decide.
    let again = set.go(night, None).await;
    assert_eq!((again.counts.already, again.counts.skipped_undecided), (2, 0));
}

#[tokio::test]
async fn equal_times_show_which_run_untraced_results_come_from() {
    let set = Set::new().await;
    let (one, two) = (set.night("One", 10).await, set.night("Two", 20).await);
    set.other_tool(Some(20)).await;
    let summary = set.go(two, None).await;
    assert_eq!((summary.counts.already, summary.counts.skipped_undecided), (2, 0));
    assert!(summary.is_complete());
    let summary = set.go(one, None).await;
    assert_eq!((summary.counts.already, summary.counts.skipped_undecided), (0, 2));
}

#[tokio::test]
async fn a_run_made_for_the_source_run_shows_what_its_untraced_results_are() {
    let mut set = Set::new().await;
    let night = set.night("Nightly", 10).await;
    let description = format!("Mirrors run {night}.\n\n[//]: # (mirror run AUTO/{night})");
    let create = voluptas_qase::model::RunCreate {
        title: "Made".into(),
        description: Some(description),
        start_time: Some("2026-11-20 05:00:00".into()),
        ..Default::default()
    };
    set.target = set.world.client.create_run(SHOP, &create).await.expect("run");
    set.other_tool(None).await;
    let summary = set.world.go(options(night)).await;
    assert_eq!((summary.target_run, summary.counts.already), (Some(set.target), 2));
    assert!(summary.is_complete());
}

#[tokio::test]
async fn only_as_many_are_held_back_as_there_are_untraced() {
    let set = Set::new().await;
    set.other_tool(None).await;
    let run = set.world.run(AUTO, "Retries").await;
    let tries: Vec<_> = (10..13).map(|n| result(n, set.auto[0], "passed", "")).collect();
    set.world.post(AUTO, run, &tries).await;
    let summary = set.go(run, None).await;
    assert_eq!((summary.counts.skipped_undecided, summary.counts.mirrored), (1, 2));
    let summary = set.go(run, Some(true)).await;
    assert_eq!((summary.counts.already, summary.counts.mirrored), (3, 0));
}

#[test]
fn a_pair_says_it_too() {
    let pair = Pair { adopt_untraced: Some(true), ..Pair::new(AUTO, SHOP) };
    assert_eq!(pair.options(&Default::default()).adopt_untraced, Some(true));
    let old: Pair = serde_json::from_str(r#"{"source_project":"A","target_project":"B"}"#).expect("pair");
    assert_eq!(old.adopt_untraced, None);
}
