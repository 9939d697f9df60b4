//! One writer of a project at a time, within a process and across processes; and damaged rows in the journal, which must block
//! nobody.

use crate::export::cases;
use crate::kill::{command, open, seed_cases, workspace};
use crate::support::{World, picture, when_free};
use std::process::Stdio;
use std::sync::Arc;
use testkit::wait::until;
use voluptas_core::domain::ids::FunctionId;
use voluptas_store::Op;
use voluptas_store::journal::{Action, NewEntry};
use voluptas_sync::{Decisions, Error, export, import};

/// Starts two exports at once and gives how many of them succeeded.
async fn two_at_once(world: &World, functions: &[FunctionId]) -> usize {
    let options = cases(functions);
    world.server.faults().set_delay_ms(5);
    let (one, two) = (world.session(), world.session());
    let (one, two) = tokio::join!(export::run(&one, &options), export::run(&two, &options));
    world.server.faults().set_delay_ms(0);
    let mut ended = 0;
    for outcome in [one, two] {
        match outcome {
            Ok(_) => ended += 1,
            Err(Error::Busy { kind, project, .. }) => assert_eq!((kind.as_str(), project.as_str()), ("export", "SHOP")),
            Err(e) => panic!("{e}"),
        }
    }
    ended
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_exports_at_once_one_sends_and_the_other_is_told() {
    let world = World::new().await;
    let functions = world.local_cases(150);
    assert_eq!(two_at_once(&world, &functions).await, 1);
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 150));
    let again = export::run(&world.session(), &cases(&functions)).await.expect("export");
    assert_eq!(again.changes(), 0);
    import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_during_an_export_is_told_who_works() {
    let world = World::new().await;
    let functions = world.local_cases(20);
    world.server.faults().set_delay_ms(10);
    let (session, options) = (world.session(), cases(&functions));
    let task = tokio::spawn(async move { export::run(&session, &options).await.map(|done| done.cases.created) });
    until("the export to send something", || world.server.stats().requests() > 0).await;
    let outcome = import::run(&world.session(), &import::Options::default()).await;
    assert!(matches!(&outcome, Err(Error::Busy { kind, .. }) if kind == "export"), "{:?}", outcome.map(|s| s.changes()));
    assert_eq!(task.await.expect("task").expect("export"), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_from_before_another_writer_is_stale() {
    let world = World::new().await;
    let (functions, session) = (world.local_cases(5), world.session());
    let options = cases(&functions);
    let one = export::collect(&session, &options).await.expect("collect");
    let two = export::collect(&session, &options).await.expect("collect");
    let (plan_one, plan_two) = (export::plan(&one, &options, &Decisions::new()), export::plan(&two, &options, &Decisions::new()));
    assert_eq!(export::apply(&session, &options, Arc::new(one), &plan_one).await.expect("apply").cases.created, 5);
    let outcome = export::apply(&session, &options, Arc::new(two), &plan_two).await;
    assert!(matches!(outcome, Err(Error::Stale)), "{:?}", outcome.map(|s| s.changes()));
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 5));
}

/// The window plans while the command line sends: the plan is stale once the command line has ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_made_while_another_writer_works_is_stale() {
    for is_killed in [false, true] {
        let world = World::new().await;
        let (functions, session) = (world.local_cases(20), world.session());
        // Makes the project known, so that only the other writer's work can make the plan stale.
        export::run(&world.session(), &cases(&functions[..1])).await.expect("export");
        let options = cases(&functions);
        world.server.faults().set_delay_ms(20);
        let (other, all) = (world.session(), options.clone());
        let task = tokio::spawn(async move { export::run(&other, &all).await.map(|done| done.cases.created) });
        until("the export to begin", || world.here.read(|tx| tx.syncs().is_any_running()).expect("history")).await;
        world.server.faults().set_delay_ms(0);
        let collected = export::collect(&session, &options).await.expect("collect");
        if is_killed {
            until("every case in Qase", || world.cases_there().len() >= 20).await;
            task.abort();
            task.await.ok();
        } else {
            assert_eq!(task.await.expect("task").expect("export"), 19);
        }
        let plan = export::plan(&collected, &options, &Decisions::new());
        // The other writer may have sent everything before the read; then there is nothing to send.
        if plan.totals.cases.created > 0 {
            let collected = Arc::new(collected);
            let outcome = when_free(|| export::apply(&session, &options, collected.clone(), &plan)).await;
            assert!(matches!(outcome, Err(Error::Stale)), "{is_killed}: {:?}", outcome.map(|s| s.changes()));
        }
        let last = world.session();
        when_free(|| export::run(&last, &options)).await.expect("export");
        assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 20), "{is_killed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_do_not_write_at_once() {
    let world = World::new().await;
    seed_cases(&world, 60);
    let args = ["qase", "export", "--project", "SHOP", "--all", "--cases"];
    world.server.faults().set_delay_ms(150);
    let first = command(&world, &args).spawn().expect("the command line");
    world.until_asked("POST", "/v1/suite/", 1).await;
    let end = |child: std::process::Child| tokio::task::spawn_blocking(move || child.wait_with_output());
    let second = end(command(&world, &args).stdout(Stdio::null()).spawn().expect("the command line"));
    let (first, second) = (end(first).await.expect("task").expect("output"), second.await.expect("task").expect("output"));
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(second.status.code(), Some(1), "{}", String::from_utf8_lossy(&second.stderr));
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 60));
    // The lease ends with its process.
    world.server.faults().set_delay_ms(0);
    let third = end(command(&world, &args).spawn().expect("the command line")).await.expect("task").expect("output");
    assert!(third.status.success(), "{}", String::from_utf8_lossy(&third.stderr));
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 60));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_ends_with_a_killed_process() {
    let world = World::new().await;
    seed_cases(&world, 60);
    let args = ["qase", "export", "--project", "SHOP", "--all", "--cases"];
    world.server.faults().set_delay_ms(15);
    let mut first = command(&world, &args).spawn().expect("the command line");
    world.until_asked("POST", "/v1/suite/", 1).await;
    first.kill().expect("kill");
    first.wait().expect("end");
    let second = command(&world, &args).spawn().expect("the command line");
    let second = tokio::task::spawn_blocking(move || second.wait_with_output()).await.expect("task").expect("output");
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 60));
    let store = open(&workspace(&world));
    assert_eq!(store.read(|tx| tx.remotes().links(tx.remotes().projects()?[0].id)).expect("links").len(), 60);
}

/// Rows of the journal that no current version writes: each is closed and never blocks an import or an export.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_rows_of_the_journal_block_nothing() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    let (linked_suite, linked_case) = (world.suites_here().remove(0).id.0, world.cases_here().remove(0).id.0);
    let suite = r#"{"state":{"content":{"title":"Checkout","description":null,"preconditions":null},"place":"root"}}"#;
    let rows = [
        (Action::CreateSuite, 999, suite),
        (Action::CreateSuite, 999, "{"),
        (Action::CreateSuite, linked_suite, suite),
        (Action::CreateSuite, linked_suite, suite),
        (Action::CreateCase, 999, "{}"),
        (Action::CreateCase, -1, "no JSON"),
        (Action::CreateCase, linked_case, "[]"),
        (Action::CreateRun, 0, "{"),
        (Action::CreateRun, 999, "{}"),
    ];
    for trace in [None, Some("voluptas case 0"), Some("voluptas suite 0")] {
        for (action, local_id, request) in rows {
            let trace = trace.map(str::to_owned);
            let entry = NewEntry { action, local_id, request: request.into(), remote_max: 0, trace };
            let of = world.of().id;
            world.here.write(Op::bulk("test"), |tx| tx.journal().begin(None, of, &[entry])).expect("journal");
        }
        let before = (world.suites_there().len(), world.cases_there().len());
        // Writes that could still arrive are waited for; these are old.
        world.clock.advance(3_600_000);
        let done = import::run(&world.session(), &import::Options::default()).await.expect("import");
        assert_eq!(done.changes(), 0);
        assert!(world.pending().is_empty());
        assert_eq!(export::run(&world.session(), &cases(&functions)).await.expect("export").changes(), 0);
        assert_eq!((world.suites_there().len(), world.cases_there().len()), before);
    }
}

/// Regression: two simultaneous exports left a second suite in Qase and a pending row for it, and every later import failed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_row_of_a_suite_that_is_linked_elsewhere_is_closed_and_its_double_named() {
    for trace in [None, Some("voluptas suite 11")] {
        let world = World::new().await;
        let functions = world.local_cases(2);
        export::run(&world.session(), &cases(&functions)).await.expect("export");
        let (here, there) = (world.suites_here().remove(0), world.suites_there().remove(0));
        let mut content = there.content.clone();
        content.description = trace.map(|t| voluptas_core::domain::trace::join("", t));
        world.seed(|tx, project| {
            tx.suites().create(project, &voluptas_core::domain::suite::NewSuite { parent_id: None, number: None, content })
        });
        let request = r#"{"state":{"content":{"title":"Checkout","description":null,"preconditions":null},"place":"root"}}"#;
        let trace = trace.map(str::to_owned);
        let is_traced = trace.is_some();
        let entry = NewEntry { action: Action::CreateSuite, local_id: here.id.0, request: request.into(), remote_max: 2, trace };
        let of = world.of().id;
        world.here.write(Op::bulk("test"), |tx| tx.journal().begin(None, of, &[entry])).expect("journal");
        let done = import::run(&world.session(), &import::Options::default()).await.expect("import");
        assert!(world.here.read(|tx| tx.journal().pending(of)).expect("journal").is_empty());
        let named = done.drift.iter().filter(|m| m.key == "sync-drift-double-suite").count();
        assert_eq!(named, usize::from(is_traced));
        assert_eq!(done.suites.created, u64::from(!is_traced), "without a trace it may be anybody's");
        export::run(&world.session(), &cases(&functions)).await.expect("export");
        assert_eq!(world.suites_there().len(), 3);
    }
}
