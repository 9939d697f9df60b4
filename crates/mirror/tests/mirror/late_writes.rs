//! Creations whose answer is lost and that arrive late, or never: nothing is created twice, and missing objects are reported.

use crate::proxy::{Proxy, Trick};
use crate::support::{AUTO, SHOP, World, config, options, result};
use std::collections::BTreeMap;
use std::time::Duration;
use voluptas_mirror::{Include, Mirror, Options, Summary};
use voluptas_qase::model::{CaseWrite, SuiteWrite};
use voluptas_qase::{Client, ClientConfig};

/// Configuration of a client that looks for unanswered creations for 1.2 s.
fn quick(set: &Set) -> ClientConfig {
    ClientConfig {
        base_url: set.proxy.base_url.clone(),
        timeout: Duration::from_secs(1),
        late_write: Duration::from_millis(200),
        ..config(&set.world.server)
    }
}

struct Set {
    world: World,
    proxy: Proxy,
    source: i64,
}

impl Set {
    /// Three cases in the source and none in the target, and a run with one result for each.
    async fn new() -> Self {
        let world = World::new().await;
        let proxy = Proxy::start(&world.server.root_url()).await;
        let auto = world.cases(AUTO, &["K1", "K2", "K3"]).await;
        let source = world.run(AUTO, "Nightly").await;
        let results: Vec<_> = auto.iter().zip(1..).map(|(c, n)| result(n, *c, "passed", "")).collect();
        world.post(AUTO, source, &results).await;
        Self { world, proxy, source }
    }

    async fn go_with(&self, config: ClientConfig, options: Options) -> Summary {
        let client = Client::new(config).expect("client");
        let mirror = Mirror { limits: self.world.mirror(options.clone()).limits, ..Mirror::new(client.clone(), client, options) };
        mirror.apply(&mirror.prepare().await.expect("prepared")).await
    }

    async fn go(&self) -> Summary {
        self.go_with(quick(self), options(self.source)).await
    }

    /// Number of target cases for each key.
    async fn keys(&self) -> BTreeMap<String, usize> {
        let mut keys = BTreeMap::new();
        for case in self.world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases") {
            *keys.entry(case.custom_field(self.world.field).unwrap_or_default().to_owned()).or_default() += 1;
        }
        keys
    }

    async fn runs(&self) -> usize {
        self.world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len()
    }
}

fn once(keys: &[&str]) -> BTreeMap<String, usize> {
    keys.iter().map(|k| ((*k).to_owned(), 1)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_and_run_that_arrive_after_a_504_are_found_and_not_made_again() {
    let set = Set::new().await;
    set.proxy.rule("POST /v1/case/SHOP/bulk", 1, Trick::Late(2));
    set.proxy.rule("POST /v1/run/SHOP", 1, Trick::Late(2));
    let summary = set.go().await;
    assert!(summary.is_complete() && summary.left().is_empty(), "{:?}", summary.left());
    assert_eq!((summary.counts.cases_created, summary.counts.mirrored), (3, 3));
    assert_eq!((set.keys().await, set.runs().await), (once(&["K1", "K2", "K3"]), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_that_never_arrive_are_left_to_the_next_mirror_and_sent_once() {
    let set = Set::new().await;
    set.world.cases(SHOP, &["K1"]).await;
    set.proxy.rule("POST /v1/case/SHOP/bulk", 1, Trick::Lost);
    set.world.server.stats().reset();
    let summary = set.go().await;
    assert_eq!(set.world.server.stats().count("POST", "/v1/case/SHOP"), 0, "they were sent again");
    assert_eq!((summary.counts.mirrored, summary.counts.failed, summary.counts.cases_failed), (1, 2, 2));
    assert!(!summary.is_complete() && summary.stopped.is_none());
    assert!(summary.failures.iter().any(|f| f.message.key == "mirror-error-case-unclear"), "{:?}", summary.failures);
    let next = set.go().await;
    assert!(next.is_complete());
    assert_eq!((next.counts.mirrored, next.counts.already, next.counts.cases_created), (2, 1, 2));
    assert_eq!(set.keys().await, once(&["K1", "K2", "K3"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_never_arrives_stops_the_mirror_and_is_made_by_the_next() {
    let set = Set::new().await;
    set.proxy.rule("POST /v1/run/SHOP", 1, Trick::Lost);
    let summary = set.go().await;
    assert!(summary.stopped.is_some() && !summary.is_complete());
    assert_eq!(set.runs().await, 0);
    assert!(set.go().await.is_complete());
    assert_eq!(set.runs().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doubles_of_one_late_write_are_one_case_and_are_named() {
    let set = Set::new().await;
    set.proxy.rule("POST /v1/case/SHOP/bulk", 1, Trick::Held);
    assert!(!set.go().await.is_complete());
    assert!(set.go().await.is_complete(), "made again, for nobody could know");
    set.proxy.land().await;
    assert_eq!(set.keys().await.values().copied().collect::<Vec<_>>(), [2, 2, 2]);
    // The next night: the oldest duplicate gets the result, and both are reported.
    let auto = set.world.client.refresh().list_cases(AUTO, &Default::default()).await.expect("cases");
    let run = set.world.run(AUTO, "Next night").await;
    set.world.post(AUTO, run, &[result(1, auto[0].id, "failed", "")]).await;
    let summary = set.go_with(quick(&set), options(run)).await;
    assert!(summary.is_complete(), "{:?}", summary.left());
    assert_eq!((summary.counts.mirrored, summary.counts.skipped_duplicate), (1, 0));
    let warning = summary.warnings.iter().find(|w| w.key == "mirror-warning-doubled-cases").expect("they are named");
    let shop = set.world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    let ids: Vec<i64> = shop.iter().filter(|c| c.custom_field(set.world.field) == Some("K1")).map(|c| c.id).collect();
    assert!(format!("{warning:?}").contains(&format!("K1 ({}, {})", ids[0], ids[1])), "{warning:?}");
    assert_eq!(set.world.results(SHOP, summary.target_run.expect("run")).await[0].case_id, ids[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suite_that_arrives_late_is_made_once_and_one_that_never_does_leaves_its_cases() {
    let set = Set::new().await;
    let client = &set.world.client;
    let suite = client.create_suite(AUTO, &SuiteWrite::titled("Cart", None)).await.expect("suite");
    let lost = client.create_suite(AUTO, &SuiteWrite::titled("Login", None)).await.expect("suite");
    for (id, suite) in [(1, suite), (2, lost)] {
        client.update_case(AUTO, id, &CaseWrite { suite_id: Some(suite), ..CaseWrite::default() }).await.expect("moved");
    }
    set.proxy.rule("POST /v1/suite/SHOP", 1, Trick::Late(2));
    set.proxy.rule("POST /v1/suite/SHOP", 1, Trick::Lost);
    let wanted = Options { include: Include { suites: true, ..Include::default() }, ..options(set.source) };
    let summary = set.go_with(quick(&set), wanted.clone()).await;
    assert_eq!((summary.counts.mirrored, summary.counts.cases_failed), (2, 1), "{:?}", summary.failures);
    assert!(!summary.is_complete());
    assert!(set.go_with(quick(&set), wanted).await.is_complete());
    let titles: Vec<String> = client.refresh().list_suites(SHOP).await.expect("suites").into_iter().map(|s| s.title).collect();
    assert_eq!(titles, ["Cart", "Login"]);
    assert_eq!(set.keys().await, once(&["K1", "K2", "K3"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_look_a_late_write_doubles() {
    let set = Set::new().await;
    set.proxy.rule("POST /v1/case/SHOP/bulk", 1, Trick::Held);
    let mut config = quick(&set);
    config.safeties.look_up = false;
    set.go_with(config, options(set.source)).await;
    set.proxy.land().await;
    assert_eq!(set.keys().await.values().copied().collect::<Vec<_>>(), [2, 2, 2], "the simulation must be able to see it");
}

#[tokio::test]
async fn a_trace_of_the_source_does_not_come_along() {
    let world = World::new().await;
    let body = "About it\n\n[//]: # (voluptas case 7f)";
    let case = CaseWrite { description: Some(body.into()), ..world.case("K1") };
    let id = world.client.create_case(AUTO, &case).await.expect("case");
    let run = world.run(AUTO, "Nightly").await;
    world.post(AUTO, run, &[result(1, id, "passed", "")]).await;
    world.go(options(run)).await;
    let made = &world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases")[0];
    let wanted = format!("About it\n\n[//]: # (mirror case AUTO/{id})");
    assert_eq!(made.description.as_deref(), Some(wanted.as_str()));
}
