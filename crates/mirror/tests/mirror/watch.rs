//! Watching kept pairs: what is completed is mirrored, once, also over a restart.

use crate::support::{AUTO, NOW, SHOP, World, result};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use testkit::wait::until;
use voluptas_app::mirror::pairs::Backoff;
use voluptas_app::mirror::watch::{KIND, WatchTiming, Watchers};
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::{Workspace, mirror};
use voluptas_core::base::FixedClock;
use voluptas_jobs::{JobRunner, Outcome};
use voluptas_mirror::Pair;
use voluptas_server::faults::Fault;
use voluptas_store::sync_history::SyncRow;

fn pace() -> WatchTiming {
    let backoff = Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2), attempts: 3 };
    WatchTiming { every: Duration::from_millis(5), backoff }
}

/// A window on a workspace, as far as watching is concerned.
struct Desk {
    workspace: Workspace,
    watchers: Watchers,
    link: QaseConnection,
    clock: FixedClock,
}

impl Desk {
    fn open(dir: &Path, world: &World) -> Self {
        let clock = FixedClock::at(NOW);
        let jobs = JobRunner::new(Arc::new(clock.clone())).expect("runtime");
        let workspace = Workspace::open_at(&dir.join("desk.voluptas"), jobs, Arc::new(clock.clone())).expect("workspace");
        Self { workspace, watchers: Watchers::at(pace()), link: QaseConnection::of_client(world.client.clone()), clock }
    }

    fn history(&self) -> Vec<SyncRow> {
        let mut all = self.workspace.store.read(|tx| tx.syncs().list(100)).expect("history");
        all.retain(|r| r.ended_ms.is_some());
        all
    }

    /// State of the watches, the newest first: the key of the stage, and the end.
    fn watches(&self) -> Vec<(String, Option<Outcome>)> {
        let all = self.workspace.jobs.jobs().into_iter().filter(|j| j.spec.kind == KIND);
        all.map(|j| (j.progress.stage.key.clone(), j.outcome)).collect()
    }

    /// Runs the window's loop until a condition is true.
    async fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        until(what, || {
            self.watchers.poll(&self.workspace, Some(&self.link), None);
            is_so(self)
        })
        .await;
    }

    async fn until_idle(&mut self) {
        self.until("waiting", |d| d.watches().first().is_some_and(|(stage, _)| stage == "app-watch-waiting")).await;
    }

    fn close(self) {
        drop(self.watchers);
        assert!(self.workspace.jobs.stop_all(Duration::from_secs(20)));
    }
}

async fn run(world: &World, title: &str, cases: &[i64]) -> i64 {
    let run = world.run(AUTO, title).await;
    let results: Vec<_> = (1..).zip(cases).map(|(n, case)| result(n, *case, "passed", "")).collect();
    world.post(AUTO, run, &results).await;
    run
}

fn watched() -> Pair {
    Pair { run_title: Some("Nightly*".into()), enabled: true, ..Pair::new(AUTO, SHOP) }
}

async fn titles(world: &World) -> Vec<String> {
    let runs = world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs");
    runs.into_iter().map(|r| r.title).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_mirrored_when_it_is_completed_and_never_again() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    world.cases(SHOP, &["K1"]).await;
    let cases = world.cases(AUTO, &["K1", "K2"]).await;
    let before = run(&world, "Nightly 0", &cases).await;
    world.client.complete_run(AUTO, before).await.expect("completed");
    let open = run(&world, "Nightly 1", &cases).await;

    let mut desk = Desk::open(dir.path(), &world);
    let id = mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    assert!(titles(&world).await.is_empty(), "what was completed before is left alone, and what is open waits");
    world.client.complete_run(AUTO, open).await.expect("completed");
    desk.until("mirrored", |d| !d.history().is_empty()).await;
    let saved = &mirror::pairs::list(&desk.workspace.store).expect("pairs")[0];
    let last = saved.last.clone().expect("came to something");
    assert_eq!((saved.id, last.outcome.as_str()), (id, "done"));
    let row = &desk.history()[0];
    assert_eq!((row.kind.as_str(), row.project_code.as_str(), row.who.as_deref()), ("mirror", SHOP, Some("watch")));
    assert_eq!(row.counts["results"]["created"], 2);
    let there = world.client.list_runs(SHOP, &Default::default()).await.expect("runs")[0].id;
    assert_eq!(world.seen(SHOP, there).await, world.seen(AUTO, open).await);
    desk.until_idle().await;
    desk.close();

    // Completed while nobody was looking; another one is not of the pair.
    let missed = run(&world, "Nightly 2", &cases).await;
    world.client.complete_run(AUTO, missed).await.expect("completed");
    let other = run(&world, "By hand", &cases).await;
    world.client.complete_run(AUTO, other).await.expect("completed");
    let mut desk = Desk::open(dir.path(), &world);
    desk.until("mirrored as well", |d| d.history().len() == 2).await;
    desk.until_idle().await;
    assert_eq!(titles(&world).await, ["Nightly 1", "Nightly 2"]);
    assert_eq!(desk.history().len(), 2);
    desk.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stops_the_job_switches_watching_off() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let mut desk = Desk::open(dir.path(), &world);
    let id = mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    assert_eq!(desk.workspace.jobs.working(), 0, "nobody has to wait for it");
    let job = desk.workspace.jobs.jobs()[0].id;
    desk.workspace.jobs.cancel(job);
    let enabled = |d: &Desk| mirror::pairs::list(&d.workspace.store).expect("pairs")[0].pair.enabled;
    desk.until("switched off", |d| !enabled(d)).await;
    mirror::pairs::set_enabled(&desk.workspace.store, id, true).expect("on again");
    desk.until("watched again", |d| d.watches().len() == 2).await;
    desk.until_idle().await;
    mirror::pairs::remove(&desk.workspace.store, id).expect("removed");
    desk.until("ended", |d| d.watches().iter().all(|(_, end)| end.is_some())).await;
    desk.close();
    // The end of the program is no wish to stop watching.
    let mut desk = Desk::open(dir.path(), &world);
    mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    desk.close();
    assert!(enabled(&Desk::open(dir.path(), &world)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_is_tried_again_and_a_wrong_token_ends_it() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let cases = world.cases(AUTO, &["K1"]).await;
    let mut desk = Desk::open(dir.path(), &world);
    mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    let source = run(&world, "Nightly", &cases).await;
    for _ in 0..24 {
        world.server.faults().fail_next(&format!("GET /v1/run/AUTO/{source}"), Fault::ServerError);
    }
    world.client.complete_run(AUTO, source).await.expect("completed");
    // Each attempt costs twelve requests; the third finds the way.
    desk.until("mirrored", |d| {
        d.clock.advance(10);
        d.history().iter().any(|r| r.outcome == "done")
    })
    .await;
    assert_eq!(titles(&world).await, ["Nightly"]);
    desk.close();

    let mut desk = Desk::open(dir.path(), &world);
    let config = crate::support::config(&world.server);
    let stranger = voluptas_qase::ClientConfig { token: voluptas_core::base::Secret::new("another-token-01"), ..config };
    desk.link = QaseConnection::of_client(voluptas_qase::Client::new(stranger).expect("client"));
    desk.until("failed", |d| matches!(d.watches().first(), Some((_, Some(Outcome::Failed { .. }))))).await;
    for _ in 0..20 {
        desk.watchers.poll(&desk.workspace, Some(&desk.link), None);
    }
    assert_eq!(desk.watches().len(), 1, "it does not begin again by itself");
    let id = mirror::pairs::list(&desk.workspace.store).expect("pairs")[0].id;
    let why = desk.watchers.trouble(id).expect("a person can read why");
    assert_eq!((why.message.key.as_str(), why.remedy.is_some()), ("qase-error-unauthorized", true));
    desk.watchers.retry(id);
    desk.until("tried again", |d| d.watches().len() == 2).await;
    desk.until("failed again", |d| matches!(d.watches().first(), Some((_, Some(Outcome::Failed { .. }))))).await;
    // With another way it does.
    desk.link = QaseConnection::of_client(world.client.clone());
    desk.watchers.restart();
    desk.until_idle().await;
    desk.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_that_is_not_there_yet_is_looked_for_again() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let mut desk = Desk::open(dir.path(), &world);
    let id = mirror::pairs::save(&desk.workspace.store, None, &Pair { enabled: true, ..Pair::new("LATER", SHOP) }).expect("kept");
    desk.until("trouble", |d| d.watchers.trouble(id).is_some()).await;
    let project = voluptas_qase::model::ProjectCreate { title: "Later".into(), code: "LATER".into(), ..Default::default() };
    world.client.create_project(&project).await.expect("project");
    desk.until("no trouble any more", |d| d.watchers.trouble(id).is_none()).await;
    desk.until_idle().await;
    assert_eq!(desk.watches().len(), 1, "it never gave up");
    desk.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_pattern_brings_no_old_runs() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let cases = world.cases(AUTO, &["K1"]).await;
    let mut desk = Desk::open(dir.path(), &world);
    let id = mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    for title in ["By hand", "Nightly"] {
        let run = run(&world, title, &cases).await;
        world.client.complete_run(AUTO, run).await.expect("completed");
    }
    desk.until("mirrored", |d| !d.history().is_empty()).await;
    mirror::pairs::save(&desk.workspace.store, Some(id), &Pair { run_title: None, ..watched() }).expect("changed");
    desk.until("watched under the new pattern", |d| d.watches().len() == 2).await;
    desk.until_idle().await;
    let later = run(&world, "By hand again", &cases).await;
    world.client.complete_run(AUTO, later).await.expect("completed");
    desk.until("mirrored as well", |d| d.history().len() == 2).await;
    assert_eq!(titles(&world).await, ["Nightly", "By hand again"]);
    desk.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_pairs_that_face_each_other_come_to_an_end() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let cases = world.cases(AUTO, &["K1"]).await;
    let mut desk = Desk::open(dir.path(), &world);
    let there = Pair { complete_target_run: true, ..watched() };
    let back = Pair { complete_target_run: true, enabled: true, ..Pair::new(SHOP, AUTO) };
    for pair in [there, back] {
        mirror::pairs::save(&desk.workspace.store, None, &pair).expect("kept");
    }
    desk.until("both wait", |d| d.watches().iter().filter(|(s, _)| s == "app-watch-waiting").count() == 2).await;
    let source = run(&world, "Nightly", &cases).await;
    world.client.complete_run(AUTO, source).await.expect("completed");
    desk.until("mirrored", |d| !d.history().is_empty()).await;
    let looks = world.server.stats().requests();
    desk.until("some more looks", |_| world.server.stats().requests() > looks + 20).await;
    assert_eq!(titles(&world).await, ["Nightly"]);
    assert_eq!(world.client.refresh().list_runs(AUTO, &Default::default()).await.expect("runs").len(), 1);
    desk.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_are_found_however_long_ago_they_began() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let cases = world.cases(AUTO, &["K1"]).await;
    let begun = async |title: &str, start: &str| {
        let run = voluptas_qase::model::RunCreate { title: title.into(), start_time: Some(start.into()), ..Default::default() };
        let id = world.client.create_run(AUTO, &run).await.expect("run");
        world.post(AUTO, id, &[result(1, cases[0], "passed", "")]).await;
        id
    };
    let long = begun("Nightly, half a year", "2026-05-20 05:00:00").await;
    let old = begun("Nightly, old", "2026-05-01 05:00:00").await;
    world.client.complete_run(AUTO, old).await.expect("completed");
    let mut desk = Desk::open(dir.path(), &world);
    mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    // The run is reported with a start of last week, which normal looks do not list.
    let backdated = begun("Nightly, backdated", "2026-11-12 05:00:00").await;
    world.client.complete_run(AUTO, backdated).await.expect("completed");
    desk.until("found by a far look", |d| d.history().len() == 1).await;
    desk.until_idle().await;
    desk.close();
    // Completed while the window was closed, half a year after it began.
    world.client.complete_run(AUTO, long).await.expect("completed");
    let mut desk = Desk::open(dir.path(), &world);
    desk.until("followed", |d| d.history().len() == 2).await;
    desk.until_idle().await;
    assert_eq!(titles(&world).await, ["Nightly, backdated", "Nightly, half a year"]);
    desk.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_results_are_late_is_mirrored_again() {
    let (world, dir) = (World::new().await, tempfile::tempdir().expect("folder"));
    let cases = world.cases(AUTO, &["K1", "K2"]).await;
    let proxy = crate::proxy::Proxy::start(&world.server.root_url()).await;
    let mut desk = Desk::open(dir.path(), &world);
    desk.link = QaseConnection::of_client(crate::late_results::client(&world, &proxy));
    mirror::pairs::save(&desk.workspace.store, None, &watched()).expect("kept");
    desk.until_idle().await;
    // One listing and four looks make up the whole first attempt.
    crate::late_results::hide(&proxy, 1, 5);
    let source = run(&world, "Nightly", &cases).await;
    world.client.complete_run(AUTO, source).await.expect("completed");
    desk.until("whole", |d| {
        d.clock.advance(10);
        d.history().iter().any(|r| r.outcome == "done")
    })
    .await;
    let outcomes: Vec<String> = desk.history().into_iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, ["done", "partly"], "the newest first");
    let there = world.client.list_runs(SHOP, &Default::default()).await.expect("runs")[0].id;
    assert_eq!(world.seen(SHOP, there).await, world.seen(AUTO, source).await);
    desk.close();
}
