//! Evidence that a mirror accepts: runs that were closed meanwhile, results and cases that are read back, lists that lack rows.

use crate::late_results::client;
use crate::proxy::{Proxy, Trick};
use crate::support::{AUTO, SHOP, World, options, result};
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use voluptas_mirror::report::RunOutcome;
use voluptas_mirror::{Error, Include, Mirror, Options, Summary, TargetRun};
use voluptas_qase::Upload;
use voluptas_qase::model::{ResultV2, RunUpdate};

struct Set {
    world: World,
    proxy: Proxy,
    auto: Vec<i64>,
    source: i64,
}

impl Set {
    /// Twelve source cases with one result each. The target has the first `there` of the cases.
    async fn new(there: usize) -> Self {
        let world = World::new().await;
        let proxy = Proxy::start(&world.server.root_url()).await;
        let keys: Vec<String> = (1..=12).map(|n| format!("K{n}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        if there > 0 {
            world.cases(SHOP, &keys[..there]).await;
        }
        let auto = world.cases(AUTO, &keys).await;
        let mut set = Self { world, proxy, auto, source: 0 };
        set.source = set.night().await;
        set
    }

    /// A source run with one result for each case.
    async fn night(&self) -> i64 {
        let run = self.world.run(AUTO, "Nightly").await;
        let results: Vec<_> = self.auto.iter().zip(1..).map(|(c, n)| result(n, *c, "passed", "")).collect();
        self.world.post(AUTO, run, &results).await;
        run
    }

    /// Mirrors through the proxy.
    async fn go(&self, options: Options) -> Summary {
        let client = client(&self.world, &self.proxy);
        let mirror = Mirror { source: client.clone(), target: client, ..self.world.mirror(options) };
        mirror.apply(&mirror.prepare().await.expect("prepared")).await
    }

    /// Number of target cases and of different keys among them.
    async fn cases(&self) -> (usize, usize) {
        let cases = self.world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
        let keys: std::collections::BTreeSet<&str> = cases.iter().filter_map(|c| c.custom_field(self.world.field)).collect();
        (cases.len(), keys.len())
    }
}

/// A change to a key.
type Change = fn(&str) -> String;

fn left(summary: &Summary) -> Vec<String> {
    summary.left().into_iter().map(|m| m.key).collect()
}

fn rows(answer: &mut Value) -> Option<&mut Vec<Value>> {
    answer["result"]["entities"].as_array_mut()
}

/// Keeps the rows of a list that `keep` says, and makes the totals fit.
fn keep(answer: &mut Value, keep: impl Fn(usize) -> bool) {
    let Some(rows) = rows(answer) else { return };
    let mut at = 0..;
    rows.retain(|_| at.next().is_some_and(&keep));
    let count = rows.len();
    for total in ["total", "filtered", "count"] {
        answer["result"][total] = count.into();
    }
}

#[tokio::test]
async fn what_a_persons_closed_run_holds_is_not_mirrored_again() {
    let set = Set::new(12).await;
    let by_hand = set.world.run(SHOP, "Nightly").await;
    let first = set.world.go(Options { limit: Some(9), ..options(set.source) }).await;
    assert_eq!((first.target_run, first.counts.mirrored), (Some(by_hand), 9));
    set.world.client.complete_run(SHOP, by_hand).await.expect("closed");
    let second = set.world.go(options(set.source)).await;
    assert_eq!((second.run_outcome, second.counts.mirrored, second.counts.already), (RunOutcome::Created, 3, 9));
    for title in [None, Some("Another title")] {
        if let Some(title) = title {
            let update = RunUpdate { title: Some(title.into()), ..RunUpdate::default() };
            set.world.client.update_run(SHOP, by_hand, &update).await.expect("renamed");
        }
        let again = set.world.go(options(set.source)).await;
        assert_eq!((again.target_run, again.counts.mirrored, again.counts.already), (second.target_run, 0, 12), "{title:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_of_others_do_not_stand_for_results_that_were_lost() {
    let set = Set::new(12).await;
    let run = set.world.run(SHOP, "Nightly").await;
    // Qase accepts twelve results and stores nine; meanwhile somebody else adds three.
    set.proxy.send("POST /v2/SHOP", 1, |_, body| body["results"].as_array_mut().expect("results").truncate(9));
    set.proxy.edit("GET /v1/result/SHOP", 1000, |path, answer| {
        if path.contains("limit=1&") || path.ends_with("limit=1") {
            answer["result"]["total"] = 12.into();
            answer["result"]["filtered"] = 12.into();
        }
    });
    let wanted = Options { complete_target_run: true, ..options(set.source) };
    let summary = set.go(wanted.clone()).await;
    assert_eq!((summary.target_run, summary.unseen, summary.run_completed), (Some(run), 3, false));
    assert_eq!(left(&summary), ["mirror-warning-not-visible", "mirror-warning-not-completed"]);
    let summary = set.world.go(wanted).await;
    assert!(summary.run_completed && summary.counts.mirrored == 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_stays_open_after_a_confirmed_completion_is_reported() {
    let set = Set::new(12).await;
    set.proxy.rule("POST /v1/run/SHOP/1/complete", 1, Trick::Claim);
    let summary = set.go(Options { complete_target_run: true, ..options(set.source) }).await;
    assert!(!summary.run_completed && !summary.is_complete());
    assert_eq!(left(&summary), ["mirror-warning-still-open"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_are_created_once_although_their_keys_are_dropped_or_changed() {
    let changes: [Option<Change>; 3] = [None, Some(str::to_lowercase), Some(|key| key[1..].to_owned())];
    for change in changes {
        let set = Set::new(0).await;
        set.proxy.send("POST /v1/case/SHOP/bulk", 10, move |_, body| {
            for case in body["cases"].as_array_mut().expect("cases") {
                let fields = case["custom_field"].as_object_mut().expect("fields");
                match change {
                    Some(change) => fields.values_mut().for_each(|v| *v = change(v.as_str().expect("key")).into()),
                    None => fields.clear(),
                }
            }
        });
        let summary = set.go(options(set.source)).await;
        assert!(summary.is_complete(), "{:?}", summary.left());
        let lost = summary.warnings.iter().find(|w| w.key == "mirror-warning-key-not-kept").expect("told");
        assert!(format!("{lost:?}").contains("12"));
        let next = set.night().await;
        let summary = set.go(options(next)).await;
        assert_eq!((summary.counts.mirrored, summary.counts.cases_created, summary.is_complete()), (12, 0, true));
        assert_eq!(set.cases().await.0, 12);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_reach_their_cases_although_the_ids_come_in_another_order() {
    let set = Set::new(0).await;
    set.proxy.edit("POST /v1/case/SHOP/bulk", 1, |_, answer| answer["result"]["ids"].as_array_mut().expect("ids").reverse());
    let summary = set.go(options(set.source)).await;
    assert!(summary.is_complete(), "{:?}", summary.left());
    let there = set.world.seen(SHOP, summary.target_run.expect("run")).await;
    assert_eq!(there, set.world.seen(AUTO, set.source).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_case_is_created_from_a_list_that_never_stood_still() {
    let set = Set::new(5).await;
    let answers = AtomicUsize::new(0);
    set.proxy.edit("GET /v1/case/SHOP?", 1000, move |_, answer| {
        let turn = answers.fetch_add(1, Ordering::Relaxed);
        if let Some(rows) = rows(answer) {
            // Three of the five rows each time, always others.
            rows.rotate_left(turn % 2);
            rows.truncate(3);
        }
    });
    let summary = set.go(options(set.source)).await;
    assert!(!summary.is_complete() && summary.counts.cases_created == 0);
    assert!(left(&summary).contains(&"mirror-warning-lists".to_owned()), "{:?}", left(&summary));
    assert_eq!(summary.counts.skipped_doubtful, 12 - summary.counts.mirrored);
    assert!(set.world.go(options(set.source)).await.is_complete());
    assert_eq!(set.cases().await, (12, 12));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_case_is_created_from_a_list_that_is_short() {
    for empty in [false, true] {
        let set = Set::new(5).await;
        set.proxy.edit("GET /v1/case/SHOP?", 1000, move |_, answer| keep(answer, |at| !empty && at % 2 == 0));
        let summary = set.go(options(set.source)).await;
        assert!(!summary.is_complete() && summary.counts.cases_created == 0, "{:?}", summary.counts);
        // The cases that were found by their ids get their results.
        assert_eq!((summary.counts.mirrored, summary.counts.skipped_doubtful), (5, 7));
        assert!(set.world.go(options(set.source)).await.is_complete());
        assert_eq!(set.cases().await, (12, 12));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn source_cases_that_the_list_lacks_are_asked_for_by_id() {
    let set = Set::new(5).await;
    set.proxy.edit("GET /v1/case/AUTO?", 1000, |_, answer| keep(answer, |at| at % 2 == 0));
    let summary = set.go(options(set.source)).await;
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_no_case), (12, 0));
    assert!(summary.is_complete());
    assert_eq!(set.cases().await, (12, 12));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_run_that_the_list_lacks_is_found_by_its_results() {
    let set = Set::new(12).await;
    let first = set.world.go(Options { limit: Some(6), ..options(set.source) }).await;
    set.proxy.edit("GET /v1/run/SHOP?", 1000, |_, answer| keep(answer, |_| false));
    let summary = set.go(options(set.source)).await;
    assert_eq!((summary.target_run, summary.counts.mirrored, summary.counts.already), (first.target_run, 6, 6));
    assert_eq!(set.world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_a_project_that_was_created_again_is_not_mixed_into_the_old_target_run() {
    let set = Set::new(12).await;
    let first = set.world.go(options(set.source)).await.target_run.expect("run");
    // The same run number, with results that the target has never seen.
    set.proxy.edit("GET /v1/result/AUTO", 1000, |_, answer| {
        for row in rows(answer).expect("rows") {
            row["hash"] = row["hash"].as_str().expect("hash").chars().rev().collect::<String>().into();
        }
    });
    let client = client(&set.world, &set.proxy);
    let mirror = |options| Mirror { source: client.clone(), target: client.clone(), ..set.world.mirror(options) };
    let error = mirror(options(set.source)).prepare().await.expect_err("another source");
    assert!(matches!(error, Error::OtherSource { id, .. } if id == first), "{error:?}");
    let run = set.world.run(SHOP, "For the new project").await;
    let summary = set.go(Options { target_run: TargetRun::Id(run), ..options(set.source) }).await;
    assert_eq!((summary.counts.mirrored, summary.is_complete()), (12, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_could_not_be_copied_is_not_forgotten() {
    for page in [false, true] {
        let world = World::new().await;
        world.cases(SHOP, &["A"]).await;
        let auto = world.cases(AUTO, &["A"]).await;
        let content = if page { "<!DOCTYPE html><title>Login</title>" } else { "hello" };
        let file = Upload::new("log.txt".to_owned(), content.as_bytes().to_vec());
        let hash = world.client.upload_attachments(AUTO, &[file]).await.expect("upload").remove(0).hash;
        let run = world.run(AUTO, "Nightly").await;
        let sent = ResultV2 { attachments: vec![hash.clone()], ..result(1, auto[0], "failed", "") };
        world.post(AUTO, run, &[sent]).await;
        let wanted = Options { include: Include { attachments: true, ..Include::default() }, ..options(run) };
        let proxy = Proxy::start(&world.server.root_url()).await;
        let set = Set { world, proxy, auto, source: run };
        if !page {
            set.proxy.rule("POST /v1/attachment/SHOP", 1, Trick::RefuseWith("hello"));
        }
        let summary = set.go(wanted.clone()).await;
        assert_eq!((summary.counts.mirrored, summary.counts.files_copied, summary.counts.files_failed), (1, 0, 1));
        let summary = set.world.go(wanted.clone()).await;
        assert_eq!((summary.counts.already, summary.is_complete()), (1, false));
        assert_eq!(left(&summary), ["mirror-warning-without-files"]);
        if !page {
            let forced = set.world.go(Options { force: true, ..wanted.clone() }).await;
            assert_eq!((forced.counts.mirrored, forced.counts.files_copied), (1, 1));
            assert!(set.world.go(wanted).await.is_complete());
        }
    }
}
