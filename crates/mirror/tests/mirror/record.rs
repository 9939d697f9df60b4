//! The mirror as jobs of a workspace: what is shown is what is done, and every end is in the history, also after a restart.

use crate::support::{AUTO, SHOP, World, config, options, result};
use std::sync::Arc;
use std::time::Duration;
use testkit::wait::wait_for;
use voluptas_app::Workspace;
use voluptas_app::mirror::job as sync_mirror;
use voluptas_app::mirror::record as mirror_record;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_core::base::{Clock as _, FixedClock, Secret, SystemClock};
use voluptas_jobs::{FailureKind, JobError, JobRunner};
use voluptas_mirror::{self as mirror, Options, SourceRun, TargetRun};
use voluptas_qase::{Client, ClientConfig};
use voluptas_store::sync_history::{SyncItem, SyncRow};
use voluptas_store::{Op, Store};
use voluptas_sync::Summary;

/// A workspace beside a server with both projects.
struct Desk {
    dir: tempfile::TempDir,
    world: World,
    workspace: Workspace,
    link: QaseConnection,
}

impl Desk {
    fn new() -> Self {
        let runner = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
        let world = runner.handle().block_on(World::new());
        let dir = tempfile::tempdir().expect("folder");
        let workspace = Workspace::open(&dir.path().join("desk.voluptas"), runner).expect("workspace");
        let link = QaseConnection::of_client(world.client.clone());
        Self { dir, world, workspace, link }
    }

    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.workspace.jobs.handle().block_on(work)
    }

    /// Three keyed cases of which the target lacks one, and one without a key; a retry.
    fn nightly(&self) -> i64 {
        self.wait(async {
            self.world.cases(SHOP, &["CART_1", "LOGIN_1"]).await;
            let cases = self.world.cases(AUTO, &["LOGIN_1", "CART_1", "NEW_1", ""]).await;
            let run = self.world.run(AUTO, "Nightly").await;
            let results = [
                result(1, cases[0], "failed", "first"),
                result(2, cases[0], "passed", "second"),
                result(3, cases[1], "passed", ""),
                result(4, cases[2], "failed", ""),
                result(5, cases[3], "passed", ""),
            ];
            self.world.post(AUTO, run, &results).await;
            run
        })
    }

    fn ready(&self, options: Options) -> Result<sync_mirror::MirrorReady, JobError> {
        sync_mirror::preview(&self.workspace, &self.link, &self.link, options).expect("free").wait()
    }

    fn apply(&self, ready: &sync_mirror::MirrorReady) -> Result<sync_mirror::Mirrored, JobError> {
        sync_mirror::apply(&self.workspace, &self.link, &self.link, ready).expect("free").wait()
    }

    /// The history as a restart would see it.
    fn history(&self) -> Vec<(SyncRow, Summary, Vec<SyncItem>)> {
        let store = Store::open(&self.dir.path().join("desk.voluptas"), Arc::new(SystemClock)).expect("store");
        let read = store.read(|tx| {
            let rows = tx.syncs().list(10)?;
            rows.into_iter().map(|row| Ok((tx.syncs().items(row.id)?, row))).collect::<Result<Vec<_>, _>>()
        });
        let rows = read.expect("history").into_iter();
        rows.map(|(items, row)| {
            let summary = serde_json::from_value(row.counts.clone()).expect("a summary");
            (row, summary, items)
        })
        .collect()
    }
}

#[test]
fn what_was_shown_is_done_and_kept() {
    let desk = Desk::new();
    let run = desk.nightly();
    desk.world.server.stats().reset();
    let ready = desk.ready(options(run)).expect("ready");
    assert_eq!(desk.world.server.stats().writes(), 0, "a preview writes nothing");
    assert!(desk.history().is_empty());
    assert_eq!(ready.prepared().title_of(1), Some("Case LOGIN_1"));
    assert!(ready.mirrored().is_none());

    let done = desk.apply(&ready).expect("applied");
    assert_eq!(*done.summary.plan, **ready.plan());
    assert_eq!(ready.mirrored().map(|m| m.synced.clone()), Some(done.synced.clone()));
    let target = done.summary.target_run.expect("run");
    assert_eq!(desk.wait(desk.world.results(SHOP, target)).len(), 4);

    let history = desk.history();
    let [(row, summary, items)] = history.as_slice() else { panic!("one entry: {history:?}") };
    assert_eq!((row.kind.as_str(), row.project_code.as_str(), row.outcome.as_str()), ("mirror", SHOP, "done"));
    assert_eq!(row.options["source_project"], AUTO);
    assert!(row.ended_ms.is_some());
    assert_eq!((summary.results.created, summary.results.skipped, summary.cases.created), (4, 1, 1));
    assert_eq!(summary.run.as_ref().map(|r| (r.id, r.title.as_str(), r.created)), Some((target, "Nightly", true)));
    assert_eq!(summary, &done.synced);
    let told: Vec<_> = items
        .iter()
        .map(|i| {
            let why = i.detail.as_ref().map_or("", |m| m.key.as_str());
            (i.entity.as_str(), i.local_key.as_deref().unwrap_or(""), i.title.as_str(), i.outcome.as_str(), why)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("case", "NEW_1", "Case NEW_1", "created", ""),
            ("result", "LOGIN_1", "Case LOGIN_1", "created", "mirror-why-key"),
            ("result", "LOGIN_1", "Case LOGIN_1", "created", "mirror-why-key"),
            ("result", "CART_1", "Case CART_1", "created", "mirror-why-key"),
            ("result", "NEW_1", "Case NEW_1", "created", "mirror-why-created"),
            ("result", "4", "Case", "skipped", "mirror-reason-no-key"),
        ]
    );
    // The result of the new case names it by the id that it got.
    assert!(items[0].remote_key.is_some());
    assert_eq!(items[4].remote_key, items[0].remote_key);

    let again = desk.ready(options(run)).expect("ready");
    assert_eq!(again.plan().posts().count(), 0);
    desk.apply(&again).expect("nothing to do");
    let (_, summary, _) = &desk.history()[0];
    assert_eq!((summary.results.created, summary.results.unchanged, summary.changes()), (0, 4, 0));
}

#[test]
fn a_refused_result_is_told_with_its_reason() {
    let desk = Desk::new();
    let run = desk.nightly();
    // A status that the target does not have: of the two failed results one goes to a case that is there.
    let map = [("failed".to_owned(), "postponed".to_owned())].into();
    let wanted = Options { status_map: map, ..options(run) };
    let ready = desk.ready(wanted).expect("ready");
    let done = desk.apply(&ready).expect("the rest went well");
    assert_eq!((done.summary.counts.mirrored, done.summary.counts.failed), (2, 2));
    let (row, summary, items) = &desk.history()[0];
    assert_eq!((row.outcome.as_str(), summary.results.created, summary.results.failed), ("partly", 2, 2));
    let failed: Vec<_> = items.iter().filter(|i| i.outcome == "failed").collect();
    let keys: Vec<_> = failed.iter().filter_map(|i| i.local_key.as_deref()).collect();
    assert_eq!(keys, ["LOGIN_1", "NEW_1"]);
    assert!(failed.iter().all(|i| i.detail.as_ref().is_some_and(|m| !m.key.starts_with("mirror-why"))), "{failed:?}");
    let sent: Vec<_> = items.iter().filter(|i| i.entity == "result" && i.outcome == "created").collect();
    assert_eq!(sent.iter().filter_map(|i| i.local_key.as_deref()).collect::<Vec<_>>(), ["LOGIN_1", "CART_1"]);
}

#[test]
fn what_stopped_it_is_kept_with_what_was_done_before() {
    let desk = Desk::new();
    let run = desk.nightly();
    let ready = desk.ready(options(run)).expect("ready");
    let revoked = ClientConfig { token: Secret::new("another-token-000000"), ..config(&desk.world.server) };
    let revoked = QaseConnection::of_client(Client::new(revoked).expect("client"));
    let end = sync_mirror::apply(&desk.workspace, &desk.link, &revoked, &ready).expect("free").wait();
    let Err(JobError::Failed(failure)) = end else { panic!("it must fail: {end:?}") };
    assert_eq!(failure.kind, FailureKind::Auth);
    let mirrored = ready.mirrored().expect("told all the same");
    assert!(mirrored.summary.stopped.is_some());
    let (row, summary, items) = &desk.history()[0];
    assert_eq!((row.outcome.as_str(), row.message.as_ref()), ("failed", Some(&failure.message)));
    assert_eq!((summary.cases.created, summary.results.created), (0, 0));
    let not_reached = items.iter().filter(|i| i.detail.as_ref().is_some_and(|m| m.key == "mirror-item-not-reached")).count();
    assert_eq!(not_reached, 5, "the new case and four results");
}

#[test]
fn a_cancel_leaves_the_source_alone_and_an_honest_entry() {
    let desk = Desk::new();
    let run = desk.nightly();
    let ready = desk.ready(options(run)).expect("ready");
    desk.world.server.faults().set_delay_ms(200);
    let handle = sync_mirror::apply(&desk.workspace, &desk.link, &desk.link, &ready).expect("free");
    let busy = sync_mirror::apply(&desk.workspace, &desk.link, &desk.link, &ready);
    assert!(busy.is_err(), "two mirrors into one project at once");
    wait_for("the first case to be made", || (handle.ctx.progress().stage.key == "mirror-stage-make-cases").then_some(()));
    handle.ctx.cancel();
    assert!(matches!(handle.wait(), Err(JobError::Cancelled(_))));
    desk.world.server.faults().clear();
    let (row, summary, _) = &desk.history()[0];
    assert_eq!((row.outcome.as_str(), summary.results.created), ("cancelled", 0));
    // The next one finishes the work, and no case is made twice.
    let again = desk.ready(options(run)).expect("ready");
    desk.apply(&again).expect("applied");
    let cases = desk.wait(desk.world.client.refresh().list_cases(SHOP, &Default::default())).expect("cases");
    assert_eq!(cases.iter().filter(|c| c.custom_field(desk.world.field) == Some("NEW_1")).count(), 1);
    let posted = desk.history()[0].1.run.as_ref().map(|r| r.id).expect("run");
    assert_eq!(desk.wait(desk.world.results(SHOP, posted)).len(), 4);
}

#[test]
fn what_cannot_be_planned_says_what_to_do_here() {
    let desk = Desk::new();
    let run = desk.nightly();
    let failure = |options| match desk.ready(options) {
        Err(JobError::Failed(failure)) => failure,
        other => panic!("it must fail: {other:?}"),
    };
    let gone = failure(Options { source_run: SourceRun::Id(999), ..options(run) });
    assert_eq!((gone.message.key.as_str(), gone.kind), ("mirror-error-no-run", FailureKind::Missing));
    assert_eq!(gone.remedy.map(|m| m.key).as_deref(), Some("app-remedy-mirror-run"));
    let field = failure(Options { field_title: "No such".into(), ..options(run) });
    assert_eq!(field.remedy.map(|m| m.key).as_deref(), Some("mirror-remedy-fields"));
    let same = failure(Options { target_project: AUTO.into(), ..options(run) });
    assert_eq!(same.remedy.map(|m| m.key).as_deref(), Some("app-remedy-mirror-same"));
    let target = failure(Options { target_run: TargetRun::Id(777), ..options(run) });
    assert_eq!(target.message.key, "mirror-error-no-run");
    assert!(desk.history().is_empty(), "a preview leaves no trace");
}

#[test]
fn an_entry_that_was_begun_and_never_ended_was_interrupted() {
    let desk = Desk::new();
    let store = &desk.workspace.store;
    let begun = mirror_record::begin(store, "https://qase.example", &options(1), Some("webhook"));
    let first = begun.expect("begun").expect("free");
    let second = mirror_record::begin(store, "https://qase.example", &options(2), None).expect("asked");
    assert!(second.is_none(), "one at a time, whoever mirrors");
    assert_eq!(voluptas_sync::close_interrupted(store).expect("closed"), 0, "it may still be alive elsewhere");
    let later = FixedClock::at(SystemClock.now() + voluptas_sync::SILENCE + 60_000);
    let later = Store::open(store.path(), Arc::new(later)).expect("store");
    assert_eq!(voluptas_sync::close_interrupted(&later).expect("closed"), 1);
    // The process of the first mirror has ended.
    drop(first);
    let failed = mirror_record::begin(store, "https://qase.example", &options(2), None).expect("begun").expect("free again");
    let error = mirror::Error::NoRun { project: AUTO.into(), id: 2 };
    mirror_record::fail(store, failed.id, &error).expect("ended");
    let history = desk.history();
    let words: Vec<_> = history.iter().map(|(row, _, _)| (row.outcome.as_str(), row.who.as_deref())).collect();
    assert_eq!(words, [("failed", None), ("interrupted", Some("webhook"))]);
    assert_eq!(history[0].0.message.as_ref().map(|m| m.key.as_str()), Some("mirror-error-no-run"));
}

#[test]
fn a_mirror_waits_for_what_a_killed_one_may_have_sent() {
    let desk = Desk::new();
    let store = &desk.workspace.store;
    let begin = || mirror_record::begin(store, "https://qase.example", &options(1), None).expect("begun").expect("free");
    let late_write = Duration::from_secs(600);
    let client = Client::new(ClientConfig { late_write, ..ClientConfig::new(Secret::new("a-token")) }).expect("a client");
    let time = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("runtime");
    let waited = |begun: &mirror_record::OpenEntry| {
        time.block_on(async {
            let before = tokio::time::Instant::now();
            begun.settle(store, &client, &mirror::Silent).await.expect("settled");
            before.elapsed()
        })
    };
    let first = begin();
    assert_eq!(waited(&first), Duration::ZERO);
    // The mirror is killed: its entry stays open, and the system releases its lock.
    drop(first);
    // The clock of this computer is put forward by a day meanwhile: only that of the server counts.
    let tomorrow = Store::open(store.path(), Arc::new(FixedClock::at(SystemClock.now() + 86_400_000))).expect("store");
    let begun = mirror_record::begin(&tomorrow, "https://qase.example", &options(1), None).expect("begun");
    let second = begun.expect("free");
    let wait = waited(&second);
    assert!(wait > late_write / 2 && wait < late_write * 2, "{wait:?}");
    let error = mirror::Error::NoRun { project: AUTO.into(), id: 2 };
    mirror_record::fail(store, second.id, &error).expect("ended");
    drop(second);
    // A mirror that came to its end has waited for those before it.
    let third = begin();
    let counts = serde_json::json!({});
    store.write(Op::bulk("test"), |tx| tx.syncs().end(third.id, "done", &counts, None)).expect("ended");
    drop(third);
    assert_eq!(waited(&begin()), Duration::ZERO);
}
