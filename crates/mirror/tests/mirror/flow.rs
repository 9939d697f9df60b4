//! The usual way: first mirror, second, dry run, what is chosen and what is said.

use crate::support::{AUTO, FIELD, SHOP, World, options, result, visible};
use std::sync::Mutex;
use voluptas_core::domain::Message;
use voluptas_mirror::report::RunOutcome;
use voluptas_mirror::{Decision, MatchBy, Mirror, OnDuplicate, Options, Reason, SourceRun, TargetRun, Watch};
use voluptas_qase::RunFilter;

/// Two cases known to both, one to the source alone, one without key; a retry; a result without case.
async fn usual(world: &World) -> i64 {
    world.cases(SHOP, &["PLAIN", "CART_1", "LOGIN_1"]).await;
    let cases = world.cases(AUTO, &["LOGIN_1", "CART_1", "NEW_1", ""]).await;
    let run = world.run(AUTO, "Nightly").await;
    let results = [
        result(1, cases[0], "failed", "first try"),
        result(2, cases[0], "passed", "second try"),
        result(3, cases[1], "blocked", ""),
        result(4, cases[2], "skipped", "новое 😀"),
        result(5, cases[3], "passed", "no key"),
        result(6, 0, "passed", "no case"),
    ];
    world.post(AUTO, run, &results).await;
    run
}

#[tokio::test]
async fn the_first_mirror_posts_everything_and_the_second_nothing() {
    let world = World::new().await;
    let source = usual(&world).await;
    let first = world.go(options(source)).await;
    let c = first.counts;
    assert_eq!((c.read, c.mirrored, c.already, c.skipped_no_key, c.skipped_no_case, c.failed), (6, 4, 0, 1, 1, 0), "{c:?}");
    assert_eq!((c.cases_created, c.cases_reused), (1, 2));
    assert_eq!(first.run_outcome, RunOutcome::Created);
    let target = first.target_run.expect("run");
    let there = world.seen(SHOP, target).await;
    let expected: Vec<_> = world.seen(AUTO, source).await.into_iter().filter(|r| !r.0.is_empty()).collect();
    assert_eq!(there, expected);
    let comments: Vec<String> = world.results(SHOP, target).await.iter().map(|r| visible(r.comment.as_deref())).collect();
    let wanted = ["[Mirrored from AUTO] first try", "[Mirrored from AUTO] second try", "[Mirrored from AUTO]"];
    assert_eq!(comments[..3], wanted);
    assert_eq!(comments[3], "[Mirrored from AUTO] новое 😀");

    let run = world.client.refresh().get_run(SHOP, target, true).await.expect("run");
    assert_eq!(run.title, "Nightly");
    assert!(run.description.as_deref().is_some_and(|d| d.contains("AUTO") && d.contains(&source.to_string())));
    assert_eq!(run.cases.len(), 3);
    let cases = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    let new = cases.iter().find(|c| c.custom_field(world.field) == Some("NEW_1")).expect("created");
    let description = new.description.as_deref().unwrap_or_default();
    assert_eq!((new.title.as_str(), visible(Some(description))), ("Case NEW_1", "About Case NEW_1".to_owned()));
    assert!(description.ends_with("(mirror case AUTO/3)"), "{description}");

    world.server.stats().reset();
    let second = world.go(options(source)).await;
    assert_eq!((second.counts.mirrored, second.counts.already, second.counts.cases_created), (0, 4, 0));
    assert_eq!(second.target_run, Some(target));
    assert_eq!(world.server.stats().writes(), 0);
    assert_eq!(world.server.stats().count("POST", "/"), 0);
}

#[tokio::test]
async fn a_preview_sends_no_write_and_is_what_is_done_then() {
    let world = World::new().await;
    let source = usual(&world).await;
    world.server.stats().reset();
    let mirror = world.mirror(options(source));
    let preview = mirror.preview(&mirror.prepare().await.expect("prepared"));
    assert!(preview.is_preview);
    assert_eq!(world.server.stats().writes(), 0);
    let log = world.server.stats().log();
    assert!(!log.is_empty() && log.iter().all(|r| r.method == "GET"), "{log:?}");
    let done = world.go(options(source)).await;
    assert_eq!(*done.plan, *preview.plan);
    let json = |p: &voluptas_mirror::Plan| serde_json::to_string(p).expect("json");
    assert_eq!(json(&done.plan), json(&preview.plan));
    assert_eq!((done.counts, done.created.len()), (preview.counts, preview.created.len()));
    let back: voluptas_mirror::Plan = serde_json::from_str(&json(&done.plan)).expect("read back");
    assert_eq!(back, *done.plan);
}

#[tokio::test]
async fn the_run_is_chosen_by_id_title_or_age() {
    let world = World::new().await;
    world.cases(SHOP, &["A"]).await;
    let cases = world.cases(AUTO, &["A"]).await;
    let (old, new) = (world.run(AUTO, "Nightly").await, world.run(AUTO, "Nightly").await);
    world.run(AUTO, "Nightly build").await;
    world.post(AUTO, old, &[result(1, cases[0], "passed", "old")]).await;
    world.post(AUTO, new, &[result(2, cases[0], "failed", "new")]).await;
    let by_title = Options { source_run: SourceRun::Title("Nightly".into()), ..options(0) };
    let summary = world.go(by_title).await;
    assert_eq!(summary.plan.source.run, Some(new));
    assert!(summary.warnings.iter().any(|w| w.key == "mirror-warning-several-runs"));
    let first = summary.target_run.expect("run");
    // The run of the other night has the same title and still is another run.
    let summary = world.go(options(old)).await;
    assert_ne!(summary.target_run, Some(first));
    // Asked for by its title it takes both.
    let shared = Options { target_run: TargetRun::Title("Together".into()), ..options(old) };
    let one = world.go(shared.clone()).await;
    let two = world.go(Options { source_run: SourceRun::Id(new), ..shared }).await;
    assert_eq!(one.target_run, two.target_run);
    assert_eq!(world.results(SHOP, one.target_run.expect("run")).await.len(), 2);
    let summary = world.go(Options { source_run: SourceRun::Latest, ..options(0) }).await;
    assert_eq!((summary.plan.source.run_title.as_str(), summary.counts.read), ("Nightly build", 0));
    assert!(summary.is_nothing());
}

#[tokio::test]
async fn a_run_that_is_there_is_used_and_what_it_holds_is_kept() {
    let world = World::new().await;
    let shop = world.cases(SHOP, &["A", "B"]).await;
    let auto = world.cases(AUTO, &["A", "B"]).await;
    let source = world.run(AUTO, "Nightly").await;
    world.post(AUTO, source, &[result(1, auto[0], "passed", "x"), result(2, auto[1], "passed", "y")]).await;
    let target = world.run(SHOP, "By hand").await;
    // One result by a person, and one by another tool without a trace: end and duration show which source result it is.
    let there = [result(1, shop[0], "failed", "by hand"), result(1, shop[0], "passed", "[Mirrored from AUTO] x")];
    world.post(SHOP, target, &there).await;
    let before = world.results(SHOP, target).await;
    let summary = world.go(Options { target_run: TargetRun::Id(target), ..options(source) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.already), (1, 1));
    assert_eq!(summary.run_outcome, RunOutcome::Reused);
    let after = world.results(SHOP, target).await;
    assert_eq!(after.len(), 3);
    assert_eq!(before.iter().filter(|b| after.contains(b)).count(), 2);
}

#[tokio::test]
async fn options_decide_what_is_posted() {
    let world = World::new().await;
    let source = usual(&world).await;
    let go = |change: fn(&mut Options), title: &str| {
        let mut wanted = Options { target_run: TargetRun::Title(title.into()), ..options(source) };
        change(&mut wanted);
        world.go(wanted)
    };
    let summary = go(|o| o.create_cases = false, "no create").await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_no_counterpart), (3, 1));
    let summary = go(|o| o.latest_only = true, "latest").await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_by_choice), (3, 1));
    let limited = |o: &mut Options| o.limit = Some(2);
    let summary = go(limited, "limit").await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_by_choice), (2, 2));
    let summary = go(limited, "limit").await;
    assert_eq!((summary.counts.mirrored, summary.counts.already), (2, 2));
    let mapped = |o: &mut Options| o.status_map = [("blocked".to_owned(), "failed".to_owned())].into();
    let summary = go(mapped, "mapped").await;
    let there = world.seen(SHOP, summary.target_run.expect("run")).await;
    assert_eq!(there.iter().filter(|r| r.1 == "failed").count(), 2);
    let summary = go(|o| o.force = true, "mapped").await;
    assert_eq!((summary.counts.mirrored, summary.counts.already), (4, 0));
    assert_eq!(world.results(SHOP, summary.target_run.expect("run")).await.len(), 8);
    let summary = go(|o| o.complete_target_run = true, "complete").await;
    assert!(summary.run_completed);
    let run = world.client.refresh().get_run(SHOP, summary.target_run.expect("run"), false).await.expect("run");
    assert!(!run.is_open());
    // Complete, and everything is in it: nothing to do and no error.
    let summary = go(|o| o.complete_target_run = true, "complete").await;
    assert_eq!((summary.counts.already, summary.run_completed), (4, false));
    // A result that a later one replaces is not missing.
    let last = |o: &mut Options| (o.latest_only, o.complete_target_run) = (true, true);
    let summary = go(last, "last and complete").await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_by_choice, summary.run_completed), (3, 1, true));
}

#[tokio::test]
async fn duplicates_are_told_and_never_overwritten() {
    let world = World::new().await;
    let shop = world.cases(SHOP, &["A", "A", "B"]).await;
    let auto = world.cases(AUTO, &["A", "B", "B"]).await;
    let source = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = (0..3).map(|i| result(i, auto[usize::try_from(i).expect("small")], "passed", "")).collect();
    world.post(AUTO, source, &results).await;
    let summary = world.go(options(source)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_duplicate, summary.counts.cases_created), (0, 3, 0));
    assert_eq!(summary.warnings.iter().filter(|w| w.key == "mirror-warning-duplicates").count(), 2);
    assert!(summary.is_nothing() && summary.target_run.is_none());
    let summary = world.go(Options { on_duplicate: OnDuplicate::First, ..options(source) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_duplicate), (2, 1));
    let there = world.results(SHOP, summary.target_run.expect("run")).await;
    assert_eq!(there.iter().map(|r| r.case_id).collect::<Vec<_>>(), [shop[0], shop[2]]);
    let skipping = world.mirror(options(source)).prepare().await.expect("prepared");
    let skipped = skipping.plan.results.iter().filter(|r| r.decision == Decision::Skip { reason: Reason::Duplicate });
    assert!(skipped.clone().count() > 0 && skipped.clone().all(|r| r.about.len() == 2), "both cases of the key are named");
    let fail = world.mirror(Options { on_duplicate: OnDuplicate::Fail, ..options(source) });
    assert!(matches!(fail.prepare().await, Err(voluptas_mirror::Error::DuplicateKeys { .. })));
}

#[tokio::test]
async fn titles_match_where_keys_do_not() {
    let world = World::new().await;
    world.cases(SHOP, &["K1"]).await;
    let plain = world.client.create_case(SHOP, &voluptas_qase::model::CaseWrite::titled("Case K2")).await.expect("case");
    let auto = world.cases(AUTO, &["K1", "K2", ""]).await;
    let source = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = (1..4).map(|n| result(n, auto[usize::try_from(n - 1).expect("small")], "passed", "")).collect();
    world.post(AUTO, source, &results).await;
    let summary = world.go(Options { match_by: MatchBy::KeyThenTitle, ..options(source) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created), (3, 1));
    let there = world.results(SHOP, summary.target_run.expect("run")).await;
    assert_eq!(there[1].case_id, plain);
    world.server.stats().reset();
    let by_title = Options { match_by: MatchBy::Title, target_run: TargetRun::Title("Titles".into()), ..options(source) };
    let summary = world.go(by_title).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_created), (3, 0));
    assert_eq!(world.server.stats().count("GET", "/v2/custom_field"), 0, "titles need no field");
}

#[tokio::test]
async fn every_result_is_explained_and_everything_is_said() {
    #[derive(Default)]
    struct RecordingWatch(Mutex<Vec<String>>);
    impl Watch for RecordingWatch {
        fn info(&self, message: &Message) {
            self.0.lock().expect("lock").push(message.key.clone());
        }
        fn warn(&self, message: &Message) {
            self.info(message);
        }
        fn error(&self, function: &'static str, message: &Message) {
            panic!("{function}: {message:?}");
        }
    }
    let world = World::new().await;
    let source = usual(&world).await;
    let heard = std::sync::Arc::new(RecordingWatch::default());
    let mirror = Mirror { watch: heard.clone(), ..world.mirror(options(source)) };
    let prepared = mirror.prepare().await.expect("prepared");
    let summary = mirror.apply(&prepared).await;
    let why: Vec<String> = summary.plan.results.iter().map(|r| summary.explain(r).key).collect();
    let expected = [
        "mirror-why-key",
        "mirror-why-key",
        "mirror-why-key",
        "mirror-why-created",
        "mirror-reason-no-key",
        "mirror-reason-no-case",
    ];
    assert_eq!(why, expected);
    assert_eq!(summary.plan.results[4].decision, Decision::Skip { reason: Reason::NoKey });
    assert!(summary.plan.results[..5].iter().all(|r| !r.title.is_empty() && r.about.is_empty()));

    // The second time, each result that is there names its case there.
    let again = world.mirror(options(source)).prepare().await.expect("prepared");
    let there = &again.plan.results[0];
    assert_eq!(there.decision, Decision::Skip { reason: Reason::AlreadyThere });
    assert_eq!(there.about.len(), 1, "{there:?}");
    assert!(there.about[0].starts_with(&format!("{}-", again.plan.target.project)), "{there:?}");
    let tr = voluptas_i18n::Tr::new(voluptas_i18n::Lang::En);
    let rows: Vec<Vec<String>> = again.plan.results.iter().map(voluptas_mirror::result_row(&again.plan, tr)).collect();
    assert!(
        rows[0][1].starts_with(&format!("{}-", again.plan.source.project)) && rows[0][5].ends_with(&there.about[0]),
        "{rows:?}"
    );
    let hashes: std::collections::BTreeSet<&String> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(hashes.len(), rows.len(), "each result can be told from the others");
    assert_eq!(summary.plan.results[0].key.as_deref(), Some("LOGIN_1"));
    let heard = heard.0.lock().expect("lock").clone();
    for key in [
        "mirror-info-field",
        "mirror-info-keyed",
        "mirror-info-source-run",
        "mirror-info-results",
        "mirror-info-case-created",
        "mirror-info-run-created",
        "mirror-info-mirrored",
        "mirror-warning-no-key",
        "mirror-warning-no-case",
        "mirror-warning-open",
    ] {
        assert!(heard.iter().any(|h| h == key), "{key} was not said: {heard:?}");
    }
    assert_eq!(heard.iter().filter(|h| *h == "mirror-info-keyed").count(), 2);
    assert_eq!(world.client.list_runs(SHOP, &RunFilter::default()).await.expect("runs").len(), 1);
    assert_eq!(FIELD, "Automation Key");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_plan_makes_nothing_that_another_mirror_has_made_since() {
    let world = World::new().await;
    world.cases(SHOP, &["K0"]).await;
    let auto = world.cases(AUTO, &["K0", "K1", "K2"]).await;
    let source = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = auto.iter().zip(1..).map(|(c, n)| result(n, *c, "passed", "")).collect();
    world.post(AUTO, source, &results).await;
    let old = world.mirror(options(source));
    let prepared = old.prepare().await.expect("prepared");
    assert_eq!(prepared.plan.new_cases.len(), 2);
    // Another one comes first, and somebody makes a case of his own besides.
    let other = world.go(options(source)).await;
    world.cases(SHOP, &["K9"]).await;
    let summary = old.apply(&prepared).await;
    assert_eq!(summary.stopped, None);
    assert_eq!((summary.counts.cases_created, summary.target_run), (0, other.target_run));
    let cases = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    assert_eq!(cases.len(), 4, "none is there twice");
    assert_eq!(world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len(), 1);
    let there = other.target_run.expect("run");
    assert_eq!(world.seen(SHOP, there).await, world.seen(AUTO, source).await);
}
