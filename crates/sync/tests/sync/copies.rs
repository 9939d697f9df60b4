//! Copies of one workspace: a restored backup, or the workspaces of two people that began as one. Each knows what another copy created in
//! Qase by the identities of the rows.

use crate::export::{all, cases};
use crate::support::{QUICK, World};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use voluptas_core::domain::ids::FunctionId;
use voluptas_store::Store;
use voluptas_sync::{Outcome, Session, Summary, export, import, repair};

/// A file with the present state of the workspace.
fn backup(world: &World, name: &str) -> PathBuf {
    let path = world.dir.path().join(name);
    world.here.backup_to(&path).expect("a backup");
    path
}

fn open(world: &World, path: &Path) -> Store {
    Store::open(path, Arc::new(world.clock.clone())).expect("the copy")
}

async fn out(world: &World, store: &Store, options: &export::Options) -> Summary {
    let session = Session::new(store.clone(), world.client.clone(), "SHOP").with_waits(QUICK);
    export::run(&session, options).await.expect("export")
}

async fn go_in(world: &World, store: &Store) -> Summary {
    let session = Session::new(store.clone(), world.client.clone(), "SHOP").with_waits(QUICK);
    import::run(&session, &import::Options::default()).await.expect("import")
}

fn count(store: &Store) -> (usize, usize) {
    let read = |tx: &voluptas_store::Tx<'_>| {
        let project = tx.projects().by_code("SHOP")?.expect("the project").id;
        Ok((tx.cases().of_project(project)?.len(), tx.suites().of_project(project)?.len()))
    };
    store.read(read).expect("a read")
}

/// A backup is made after an export of some cases, or before any; the rest is exported, and the backup is restored.
async fn restored(first: usize, imports: bool) {
    let world = World::new().await;
    let functions = world.local_cases(5);
    if first > 0 {
        world.clock.advance(1_000);
        out(&world, &world.here, &cases(&functions[..first])).await;
    }
    let path = backup(&world, "backup.voluptas");
    world.clock.advance(60_000);
    out(&world, &world.here, &all(&functions)).await;
    let there = (world.cases_there().len(), world.suites_there().len());
    assert_eq!(there, (5, 2));
    let restored = open(&world, &path);
    for _ in 0..2 {
        world.clock.advance(86_400_000);
        if imports {
            let done = go_in(&world, &restored).await;
            assert_eq!((done.cases.created, done.suites.created), (0, 0), "{first}");
        }
        let done = out(&world, &restored, &cases(&functions)).await;
        assert_eq!((done.cases.created, done.suites.created), (0, 0), "{first}");
        assert_eq!(count(&restored), (5, 2), "{first}: here");
        assert_eq!((world.cases_there().len(), world.suites_there().len()), there, "{first}: there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_finds_the_cases_that_were_exported_after_it() {
    for first in [0, 2] {
        for imports in [true, false] {
            restored(first, imports).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_of_one_workspace_create_each_case_once() {
    let world = World::new().await;
    let functions: Vec<FunctionId> = world.local_cases(6);
    let path = backup(&world, "colleague.voluptas");
    let colleague = open(&world, &path);
    world.clock.advance(1_000);
    out(&world, &world.here, &cases(&functions[..4])).await;
    let done = out(&world, &colleague, &cases(&functions[2..])).await;
    assert_eq!(done.cases.created, 2, "the two that were not there");
    let done = go_in(&world, &world.here).await;
    assert_eq!(done.cases.created, 0);
    assert_eq!((count(&world.here), count(&colleague)), ((6, 2), (6, 2)));
    assert_eq!((world.cases_there().len(), world.suites_there().len()), (6, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_continues_the_run_that_it_made() {
    let world = World::new().await;
    let functions = world.local_cases(4);
    world.enter_results("Evening");
    out(&world, &world.here, &cases(&functions)).await;
    let path = backup(&world, "backup.voluptas");
    out(&world, &world.here, &all(&functions)).await;
    let restored = open(&world, &path);
    let done = out(&world, &restored, &all(&functions)).await;
    assert_eq!(done.failed(), 0);
    let runs = world.runs_there();
    assert_eq!((runs.len(), runs[0].1.len()), (1, 4), "one run, each result once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_in_another_order_link_no_case_to_another_one() {
    let world = World::new().await;
    let functions = world.local_cases(5);
    world.enter_results("Evening");
    world.server.faults().reverse_ids(true);
    let done = out(&world, &world.here, &all(&functions)).await;
    assert_eq!((done.failed(), done.cases.created, done.drift.len()), (0, 5, 0));
    let of = world.of().id;
    let there: std::collections::BTreeMap<i64, String> =
        world.cases_there().into_iter().map(|case| (case.number, case.content.title)).collect();
    let here: std::collections::BTreeMap<_, String> =
        world.cases_here().into_iter().map(|case| (case.id, case.content.title)).collect();
    for link in world.here.read(|tx| tx.remotes().links(of)).expect("links") {
        assert_eq!(there[&link.link.qase_id], here[&link.link.case_id]);
    }
    assert_eq!(go_in(&world, &world.here).await.changes(), 0);
}

/// Three copies of one workspace export at the same moment. None has a lease that another one knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exports_of_three_copies_at_once_agree_on_the_oldest_and_tell_the_others() {
    for delay_ms in [0, 20, 50] {
        let world = World::new().await;
        let functions = world.local_cases(5);
        world.enter_results("Evening");
        world.clock.advance(1_000);
        let copies: Vec<Store> = (0..3).map(|n| open(&world, &backup(&world, &format!("copy{n}.voluptas")))).collect();
        world.server.faults().set_delay_ms(delay_ms);
        let options = all(&functions);
        let done = futures::future::join_all(copies.iter().map(|store| out(&world, store, &options))).await;
        world.server.faults().set_delay_ms(0);
        let (cases, suites) = (world.cases_there().len(), world.suites_there().len());
        let is_told = done.iter().any(|summary| summary.outcome != Outcome::Done);
        assert_eq!(is_told, (cases, suites, world.runs_there().len()) != (5, 2, 1), "{delay_ms}: {cases} cases, {suites} suites");
        let links = |store: &Store| -> Vec<(i64, i64)> {
            let of = store.read(|tx| tx.remotes().projects()).expect("projects").remove(0).id;
            let links = store.read(|tx| tx.remotes().links(of)).expect("links");
            links.into_iter().map(|link| (link.link.case_id.0, link.link.qase_id)).collect()
        };
        for store in &copies[1..] {
            assert_eq!(links(store), links(&copies[0]), "{delay_ms}: all link to the same cases");
        }
        let results: usize = world.runs_there().iter().map(|(_, results)| results.len()).sum();
        assert_eq!(results, 5, "{delay_ms}: each result once, in {:?}", world.runs_there());
        for store in &copies {
            let session = Session::new(store.clone(), world.client.clone(), "SHOP").with_waits(QUICK);
            let mut found = repair::collect(&session).await.expect("a look");
            assert!(found.doubles.iter().all(|double| double.why_not.is_none()), "{delay_ms}: {:?}", found.doubles);
            repair::apply(&session, &mut found).await.expect("repair");
            let there = (world.cases_there().len(), world.suites_there().len(), world.runs_there().len());
            assert_eq!(there, (5, 2, 1), "{delay_ms}: merged");
            assert_eq!(go_in(&world, store).await.changes(), 0, "{delay_ms}");
            let again = out(&world, store, &options).await;
            assert_eq!((again.changes(), again.outcome), (0, Outcome::Done), "{delay_ms}: {:?}", again.drift);
        }
    }
}

/// Ids are answered in another order, and the export ends before it reads the cases back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_by_the_order_of_an_answer_are_put_right_by_the_next_start() {
    for imports in [true, false] {
        let world = World::new().await;
        let functions = world.local_cases(5);
        world.server.faults().reverse_ids(true);
        world.server.faults().refuse("GET /v1/case/SHOP/", 403, Some(1));
        let session = Session::new(world.here.clone(), world.client.clone(), "SHOP").with_waits(QUICK);
        export::run(&session, &cases(&functions)).await.expect_err("it ends before the read-back");
        if imports {
            assert_eq!(go_in(&world, &world.here).await.changes(), 0);
        }
        let done = out(&world, &world.here, &cases(&functions)).await;
        assert_eq!((done.changes(), done.drift.len()), (0, 0), "imports: {imports}: {:?}", done.drift);
        let of = world.of().id;
        let there: std::collections::BTreeMap<i64, String> =
            world.cases_there().into_iter().map(|case| (case.number, case.content.title)).collect();
        let here: std::collections::BTreeMap<_, String> =
            world.cases_here().into_iter().map(|case| (case.id, case.content.title)).collect();
        for link in world.here.read(|tx| tx.remotes().links(of)).expect("links") {
            assert_eq!(there[&link.link.qase_id], here[&link.link.case_id], "imports: {imports}");
        }
    }
}
