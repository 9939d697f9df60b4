//! What the trace of a mirrored result says of it: a mirror made it, and of which content.

use crate::support::{AUTO, SHOP, World, options, result};
use voluptas_mirror::{Options, Reason, SourceRun};
use voluptas_qase::model::ResultUpdate;

#[tokio::test]
async fn two_mirrors_that_face_each_other_do_not_grow() {
    let world = World::new().await;
    let cases = world.cases(AUTO, &["ONE", "TWO"]).await;
    world.cases(SHOP, &["ONE", "TWO"]).await;
    let run = world.run(AUTO, "Nightly").await;
    world.post(AUTO, run, &[result(1, cases[0], "passed", "one"), result(2, cases[1], "failed", "two")]).await;
    let newest = |from: &str, to: &str| Options::new(from, SourceRun::Latest, to);
    let mut there = None;
    for night in 0..4 {
        let out = world.go(newest(AUTO, SHOP)).await;
        assert_eq!((out.counts.mirrored, out.plan.source.run), (if night == 0 { 2 } else { 0 }, Some(run)), "night {night}");
        let back = world.go(newest(SHOP, AUTO)).await;
        assert_eq!((back.counts.mirrored, back.counts.skipped_mirrored), (0, 2), "night {night}");
        assert!(back.is_complete(), "night {night}: nothing is left to do");
        there = there.or(out.target_run);
        assert_eq!(world.results(SHOP, there.expect("run")).await.len(), 2);
    }
    assert_eq!(world.results(AUTO, run).await.len(), 2);
}

#[tokio::test]
async fn a_result_that_was_edited_in_the_source_is_told_and_sent_again_on_request() {
    let world = World::new().await;
    let cases = world.cases(AUTO, &["ONE", "TWO"]).await;
    world.cases(SHOP, &["ONE", "TWO"]).await;
    let run = world.run(AUTO, "Nightly").await;
    world.post(AUTO, run, &[result(1, cases[0], "passed", "one"), result(2, cases[1], "failed", "two")]).await;
    let first = world.go(options(run)).await;
    let target = first.target_run.expect("run");
    let again = world.go(options(run)).await;
    assert_eq!((again.counts.already, again.is_complete()), (2, true));

    let hash = world.results(AUTO, run).await.into_iter().find(|r| r.case_id == cases[1]).expect("a result").hash;
    let edit = ResultUpdate { status: Some("passed".into()), comment: Some("two, by hand".into()), ..ResultUpdate::default() };
    world.client.update_result(AUTO, run, &hash, &edit).await.expect("edited");
    for _ in 0..2 {
        let told = world.go(options(run)).await;
        assert_eq!((told.counts.already, told.counts.skipped_edited, told.counts.mirrored), (1, 1, 0));
        assert!(!told.is_complete(), "somebody has to decide");
        assert!(told.plan.results.iter().any(|r| r.decision == voluptas_mirror::Decision::Skip { reason: Reason::Edited }));
    }
    let sent = world.go(Options { resend_edited: true, ..options(run) }).await;
    assert_eq!((sent.counts.already, sent.counts.mirrored), (1, 1));
    let again = world.go(Options { resend_edited: true, ..options(run) }).await;
    assert_eq!((again.counts.already, again.counts.mirrored, again.is_complete()), (2, 0, true));
    assert_eq!(world.results(SHOP, target).await.len(), 3);
}
