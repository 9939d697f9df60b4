//! A server that fails, refuses and cuts connections: the right things arrive once.

use crate::export::{all, cases};
use crate::support::{World, at_once, content, picture};
use testkit::wait::until;
use voluptas_core::domain::case::NewCase;
use voluptas_server::faults::{Fault, Shares};
use voluptas_sync::export::{self, Options};
use voluptas_sync::import;

/// Checks the state after an export of `n` cases, with any faults on the way.
fn assert_whole(world: &World, n: usize) {
    assert_eq!(world.cases_there().len(), n, "cases there");
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    let runs = world.runs_there();
    assert_eq!(runs.len(), 1, "{runs:?}");
    let numbers: Vec<i64> = runs[0].1.iter().map(|r| r.0).collect();
    let mut expected: Vec<i64> = world.cases_there().iter().map(|c| c.number).collect();
    expected.sort_unstable();
    assert_eq!(numbers, expected, "each case has its one result");
    assert!(world.pending().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_third_of_the_requests_fail_and_everything_arrives_once() {
    let world = World::new().await;
    let functions = world.local_cases(250);
    world.enter_results("Evening");
    world.server.faults().set_shares(Shares {
        too_many: 0.04,
        server_error: 0.1,
        cut_before: 0.08,
        cut_after: 0.08,
        retry_after: 0,
    });
    let mut runs = 0;
    loop {
        runs += 1;
        match export::run(&world.session(), &all(&functions)).await {
            Ok(done) if done.failed() + done.results.skipped == 0 => break,
            outcome => assert!(runs < 10, "{outcome:?}"),
        }
    }
    for case in world.cases_here().into_iter().take(60) {
        let mut content = case.content;
        content.description = Some(format!("Changed, {}", case.number));
        world.change(|tx| tx.cases().update(case.id, &content));
    }
    let mut runs = 0;
    // A change whose answer was lost several times in a row is left to the next run, and the report says so.
    loop {
        runs += 1;
        match export::run(&world.session(), &all(&functions)).await {
            Ok(done) if done.is_complete() => break,
            outcome => assert!(runs < 10, "{outcome:?}"),
        }
    }
    world.server.faults().clear();
    let again = export::run(&world.session(), &all(&functions)).await.expect("export");
    assert_eq!(again.changes(), 0);
    assert_whole(&world, 250);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_survives_a_third_of_failing_requests() {
    let world = World::new().await;
    world.seed_shop();
    world.seed(|tx, project| {
        let new: Vec<NewCase> =
            (0..1500).map(|i| NewCase { content: content(&format!("Case {i}")), ..NewCase::default() }).collect();
        tx.cases().create_many(project, &new)
    });
    world.server.faults().set_shares(Shares {
        too_many: 0.04,
        server_error: 0.1,
        cut_before: 0.08,
        cut_after: 0.08,
        retry_after: 0,
    });
    let done = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!(done.cases.created, 1505);
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
}

async fn goes_wrong_once((write, fault): (&'static str, Fault)) {
    let world = World::new().await;
    let functions = world.local_cases(3);
    world.enter_results("Evening");
    world.server.faults().fail_next(write, fault);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let done = export::run(&world.fragile(), &all(&functions)).await;
        // A write that was neither answered nor found is left to the next export, and the report says so.
        if done.as_ref().is_ok_and(|s| s.failed() == 0 && s.results.skipped == 0) {
            break;
        }
        assert!(attempts < 4, "{write} {fault:?}: {done:?}");
    }
    assert_whole(&world, 3);
}

/// Each write of an export goes wrong once, and the program gives up: the next export does the rest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_write_goes_wrong_once() {
    let writes = ["POST /v1/suite", "POST /v1/case", "POST /v1/run", "POST /v2/SHOP/run"];
    let faults = [Fault::CutAfter, Fault::CutBefore, Fault::ServerError];
    at_once(writes.into_iter().flat_map(|write| faults.map(|fault| goes_wrong_once((write, fault))))).await;
}

/// Sends until the first request of this kind is executed, and ends there before its answer can be missed.
async fn crash_at(world: &World, options: &Options, method: &'static str, path: &'static str) {
    world.server.faults().fail_next(&format!("{method} {path}"), Fault::CutAfter);
    let (session, options) = (world.patient(), options.clone());
    let task = tokio::spawn(async move { export::run(&session, &options).await.is_ok() });
    world.until_asked(method, path, 1).await;
    until("the request to be executed", || world.server.is_idle()).await;
    task.abort();
    assert!(task.await.is_err(), "it was still waiting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrived_before_the_crash_is_found_by_the_next() {
    for path in ["/v1/suite/", "/v1/case/", "/v1/run/"] {
        let world = World::new().await;
        let functions = world.local_cases(3);
        world.enter_results("Evening");
        crash_at(&world, &all(&functions), "POST", path).await;
        assert!(!world.pending().is_empty(), "{path}");
        assert_eq!(voluptas_sync::close_interrupted(&world.here).expect("history"), 0, "it may still be alive elsewhere");
        world.clock.advance(voluptas_sync::SILENCE + 1);
        assert_eq!(voluptas_sync::close_interrupted(&world.here).expect("history"), 1);
        export::run(&world.session(), &all(&functions)).await.expect("export");
        assert_whole(&world, 3);
    }
}

/// An import between the crash and the next export must not take our own case for a new one of Qase.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_after_the_crash_finds_our_case() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    crash_at(&world, &cases(&functions), "POST", "/v1/case/").await;
    let done = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!((done.cases.created, world.cases_here().len(), world.cases_there().len()), (0, 3, 3));
    let done = export::run(&world.session(), &cases(&functions)).await.expect("export");
    assert_eq!(done.changes(), 0);
}
