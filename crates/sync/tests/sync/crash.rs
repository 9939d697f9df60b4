//! Ends an export at any moment, as a crash would, and goes on: the end is the same as without.

use crate::export::all;
use crate::support::{StopAt, World, at_once, picture, when_free};
use std::sync::Arc;
use std::time::Duration;
use voluptas_app::Workspace;
use voluptas_core::base::FixedClock;
use voluptas_jobs::JobRunner;
use voluptas_store::{Op, Store};
use voluptas_sync::SILENCE;
use voluptas_sync::export;

fn assert_whole(world: &World, n: usize) {
    assert_eq!(world.cases_there().len(), n, "cases there");
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    let runs = world.runs_there();
    assert_eq!((runs.len(), runs[0].1.len()), (1, n), "{runs:?}");
}

async fn dropped_again_and_again(round: u64) {
    let world = World::new().await;
    let functions = world.local_cases(8);
    world.enter_results("Evening");
    // The future is dropped anywhere: between the journal entry and the request, between the answer and its acknowledgement.
    for attempt in 0..12_u64 {
        let moment = Duration::from_micros(500 + (round * 7919 + attempt * 104_729) % 45_000);
        let (session, options) = (world.session(), all(&functions));
        let export = export::run(&session, &options);
        match tokio::time::timeout(moment, export).await {
            // A write of a dropped export still runs and holds the lease until it ends.
            Ok(Err(voluptas_sync::Error::Busy { .. })) | Err(_) => {}
            Ok(done) => {
                done.expect("export");
                break;
            }
        }
        world.until_idle().await;
    }
    when_free(|| async { export::run(&world.session(), &all(&functions)).await }).await.expect("export");
    let again = export::run(&world.session(), &all(&functions)).await.expect("export");
    assert_eq!(again.changes(), 0, "round {round}");
    assert_whole(&world, 8);
    world.clock.advance(voluptas_sync::SILENCE + 1);
    assert!(voluptas_sync::close_interrupted(&world.here).is_ok());
    assert!(!world.here.read(|tx| tx.syncs().is_any_running()).expect("history"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropped_at_random_moments() {
    at_once((0..12).map(dropped_again_and_again)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_at_every_checkpoint() {
    for n in 0..60 {
        let world = World::new().await;
        let functions = world.local_cases(3);
        world.enter_results("Evening");
        let session = world.session().reporting(StopAt::new(n));
        let first = export::run(&session, &all(&functions)).await;
        export::run(&world.session(), &all(&functions)).await.expect("export");
        assert_whole(&world, 3);
        if first.is_ok() {
            assert!(n > 5);
            return;
        }
    }
    panic!("it never came to its end");
}

/// The window, the server and the command line open a workspace alike.
#[test]
fn opening_a_workspace_tells_of_what_was_interrupted_and_leaves_what_is_alive() {
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join("w.voluptas");
    let clock = FixedClock::at(1_000_000_000);
    let open = || {
        let runner = JobRunner::new(Arc::new(clock.clone())).expect("runtime");
        Workspace::open_at(&path, runner, Arc::new(clock.clone())).expect("workspace").store
    };
    let begin = |store: &Store| {
        let options = serde_json::Value::Null;
        let begun = store.write(Op::bulk("test"), |tx| tx.syncs().begin("import", None, "SHOP", &options, None));
        begun.expect("begun").value
    };
    let store = open();
    let (killed, alive) = (begin(&store), begin(&store));
    clock.advance(SILENCE + 1);
    store.write(Op::bulk("test"), |tx| tx.syncs().alive(alive)).expect("a sign of life");
    let store = open();
    let outcome = |id| store.read(|tx| Ok(tx.syncs().get(id)?.outcome)).expect("entry");
    assert_eq!((outcome(killed).as_str(), outcome(alive).as_str()), ("interrupted", "running"));
}
