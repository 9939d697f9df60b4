//! Choosing the target run: by its trace, whatever its title is, and never a closed run when there is something to post.

use crate::support::{AUTO, SHOP, World, options, result};
use voluptas_mirror::report::RunOutcome;
use voluptas_mirror::{Options, Pair, TargetRun};
use voluptas_qase::model::RunUpdate;

struct Set {
    world: World,
    auto: Vec<i64>,
    source: i64,
}

impl Set {
    async fn new() -> Self {
        let world = World::new().await;
        world.cases(SHOP, &["A", "B", "C"]).await;
        let auto = world.cases(AUTO, &["A", "B", "C"]).await;
        let source = world.run(AUTO, "Nightly").await;
        let set = Self { world, auto, source };
        set.post(1, 0).await;
        set.post(2, 1).await;
        set
    }

    async fn post(&self, n: i64, case: usize) {
        self.world.post(AUTO, self.source, &[result(n, self.auto[case], "passed", "")]).await;
    }

    async fn rename(&self, project: &str, run: i64, title: &str) {
        let update = RunUpdate { title: Some(title.into()), ..RunUpdate::default() };
        self.world.client.update_run(project, run, &update).await.expect("renamed");
    }

    async fn runs(&self) -> usize {
        self.world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len()
    }
}

#[tokio::test]
async fn a_renamed_run_of_either_side_is_recognised_by_its_trace() {
    let set = Set::new().await;
    let first = set.world.go(options(set.source)).await.target_run.expect("run");
    for (project, run) in [(SHOP, first), (AUTO, set.source), (SHOP, first)] {
        set.rename(project, run, &format!("Renamed {project} {run}")).await;
        set.world.server.stats().reset();
        let summary = set.world.go(options(set.source)).await;
        assert_eq!((summary.target_run, summary.counts.mirrored, summary.counts.already), (Some(first), 0, 2), "{project}");
        assert_eq!(set.world.server.stats().writes(), 0);
    }
    assert_eq!(set.runs().await, 1);
}

#[tokio::test]
async fn a_pair_with_a_title_of_its_own_survives_new_titles_too() {
    let set = Set::new().await;
    let pair = Pair { target_run_title: Some("{title} ({run})".into()), ..Pair::new(AUTO, SHOP) };
    let options = async || {
        let run = set.world.client.refresh().get_run(AUTO, set.source, false).await.expect("run");
        pair.options(&run)
    };
    let first = set.world.go(options().await).await.target_run.expect("run");
    set.rename(AUTO, set.source, "Nightly, fixed").await;
    set.rename(SHOP, first, "Any name").await;
    let summary = set.world.go(options().await).await;
    assert_eq!((summary.target_run, summary.counts.mirrored), (Some(first), 0));
    assert_eq!(set.runs().await, 1);
}

#[tokio::test]
async fn what_comes_after_the_run_was_closed_goes_into_another_one_and_only_that() {
    let set = Set::new().await;
    let first = set.world.go(options(set.source)).await.target_run.expect("run");
    set.world.client.complete_run(SHOP, first).await.expect("closed");
    let summary = set.world.go(options(set.source)).await;
    assert!(summary.is_complete() && summary.target_run == Some(first), "everything is in the closed run");
    set.rename(SHOP, first, "Closed").await;
    set.post(3, 2).await;
    let summary = set.world.go(options(set.source)).await;
    assert_eq!((summary.run_outcome, summary.counts.mirrored, summary.counts.already), (RunOutcome::Created, 1, 2));
    let second = summary.target_run.expect("run");
    assert_ne!(second, first);
    let summary = set.world.go(options(set.source)).await;
    assert_eq!((summary.target_run, summary.counts.mirrored, summary.counts.already), (Some(second), 0, 3));
    assert_eq!(set.runs().await, 2);
}

#[tokio::test]
async fn a_closed_run_of_the_title_is_not_taken() {
    let set = Set::new().await;
    let closed = set.world.run(SHOP, "Nightly").await;
    set.world.client.complete_run(SHOP, closed).await.expect("closed");
    let summary = set.world.go(options(set.source)).await;
    assert_eq!((summary.run_outcome, summary.counts.mirrored), (RunOutcome::Created, 2));
    assert_ne!(summary.target_run, Some(closed));
    // Requesting a closed run by its id is still an error.
    let by_id = Options { target_run: TargetRun::Id(closed), ..options(set.source) };
    assert!(set.world.mirror(by_id).prepare().await.is_err());
}

#[tokio::test]
async fn a_result_may_be_mirrored_into_two_runs() {
    let set = Set::new().await;
    let runs = [set.world.run(SHOP, "One").await, set.world.run(SHOP, "Two").await];
    for run in runs {
        let summary = set.world.go(Options { target_run: TargetRun::Id(run), ..options(set.source) }).await;
        assert!(summary.is_complete());
        assert_eq!((summary.counts.mirrored, set.world.results(SHOP, run).await.len()), (2, 2));
    }
}
