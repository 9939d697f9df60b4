//! `qase repair`: it merges what one write made twice, and removes nothing that a person made, changed or uses.

use crate::export::cases;
use crate::support::{QUICK, World, content};
use std::sync::Arc;
use voluptas_core::domain::case::{Case, NewCase};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::suite::NewSuite;
use voluptas_qase::RunFilter;
use voluptas_qase::model::{ResultCreate, Run, RunCreate};
use voluptas_store::Store;
use voluptas_sync::export::{Options, ResultsFrom, RunChoice};
use voluptas_sync::repair::{self, Collected};
use voluptas_sync::{Session, Summary, export, import};

const DAY: i64 = 86_400_000;

async fn go_in(session: &Session) -> Summary {
    import::run(session, &import::Options::default()).await.expect("import")
}

async fn look(session: &Session) -> Collected {
    repair::collect(session).await.expect("a look")
}

async fn mend(session: &Session, found: &mut Collected) -> Summary {
    repair::apply(session, found).await.expect("repair")
}

/// Key of the reason to keep each duplicate; blank for those that are merged.
fn reasons(found: &Collected) -> Vec<&str> {
    found.doubles.iter().map(|d| d.why_not.as_ref().map_or("", |why| why.key.as_ref())).collect()
}

/// Exported cases.
async fn exported(n: usize) -> (World, Vec<FunctionId>) {
    let world = World::new().await;
    let functions = world.local_cases(n);
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    (world, functions)
}

/// Copies cases in Qase as they are, hidden line included.
fn copy(world: &World, of: &[Case]) {
    world.seed(|tx, project| {
        of.iter().try_for_each(|case| {
            let new = NewCase { suite_id: case.suite_id, number: None, content: case.content.clone() };
            tx.cases().create(project, &new).map(drop)
        })
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_write_made_twice_is_merged() {
    let (world, functions) = exported(2).await;
    copy(&world, &world.cases_there());
    let mut found = look(&world.session()).await;
    assert_eq!(reasons(&found), ["", ""]);
    assert_eq!(mend(&world.session(), &mut found).await.cases.removed, 2);
    assert_eq!(world.cases_there().len(), 2);
    assert_eq!(go_in(&world.session()).await.changes(), 0);
    assert_eq!(export::run(&world.session(), &cases(&functions)).await.expect("export").changes(), 0);
    assert_eq!(reasons(&look(&world.session()).await), [""; 0]);
}

/// Change by a colleague between the check and the removal.
#[derive(Debug, Clone, Copy)]
enum Meanwhile {
    Edits,
    MovesIt,
    PlansARun,
    Tests,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_that_a_person_uses_before_its_removal_stays() {
    for (meanwhile, why) in [
        (Meanwhile::Edits, "sync-repair-edited"),
        (Meanwhile::MovesIt, "sync-repair-edited"),
        (Meanwhile::PlansARun, "sync-repair-runs"),
        (Meanwhile::Tests, "sync-repair-results"),
    ] {
        let (world, _) = exported(1).await;
        copy(&world, &world.cases_there());
        let mut found = look(&world.session()).await;
        assert_eq!(reasons(&found), [""], "{meanwhile:?}");
        let (id, client) = (found.doubles[0].id, &world.client);
        let run = RunCreate { title: "By hand".into(), cases: vec![id], ..RunCreate::default() };
        match meanwhile {
            Meanwhile::Edits => world.edit_there(id, |c| c.preconditions = Some("Written there".into())),
            Meanwhile::MovesIt => {
                let case = world.cases_there().into_iter().find(|c| c.number == id).expect("the double");
                world.seed(|tx, _| tx.cases().move_to(case.id, None));
            }
            Meanwhile::PlansARun => drop(client.create_run("SHOP", &run).await.expect("a run")),
            Meanwhile::Tests => {
                let run = client.create_run("SHOP", &run).await.expect("a run");
                let result = ResultCreate { case_id: Some(id), status: "failed".into(), ..ResultCreate::default() };
                client.create_result("SHOP", run, &result).await.expect("a result");
            }
        }
        let done = mend(&world.session(), &mut found).await;
        assert_eq!((done.cases.removed, done.is_complete()), (0, false), "{meanwhile:?}");
        assert_eq!((world.cases_there().len(), reasons(&found)), (2, vec![why]), "{meanwhile:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_suite_that_is_changed_before_its_removal_stays_and_new_children_move() {
    for edits in [true, false] {
        let (world, _) = exported(1).await;
        let lower = world.suites_there().into_iter().find(|s| s.parent_id.is_some()).expect("an inner suite");
        let new = |title: &str, parent_id| {
            let content = voluptas_core::domain::suite::SuiteContent { title: title.into(), ..lower.content.clone() };
            NewSuite { parent_id, number: None, content }
        };
        let double = world.seed(|tx, project| tx.suites().create(project, &new(&lower.content.title, lower.parent_id)));
        let mut found = look(&world.session()).await;
        assert_eq!(reasons(&found), [""]);
        if edits {
            let mut content = lower.content.clone();
            content.preconditions = Some("Written there".into());
            world.seed(|tx, _| tx.suites().update(double, &content));
        } else {
            world.seed(|tx, project| {
                let child = voluptas_core::domain::suite::SuiteContent { title: "Child".into(), ..Default::default() };
                tx.suites().create(project, &NewSuite { parent_id: Some(double), number: None, content: child })?;
                tx.cases().create(project, &NewCase { suite_id: Some(double), number: None, content: content("Refund") })
            });
        }
        let done = mend(&world.session(), &mut found).await;
        if edits {
            assert_eq!((done.suites.removed, reasons(&found)), (0, vec!["sync-repair-edited"]));
            assert!(world.suites_there().iter().any(|s| s.id == double), "it stays");
        } else {
            assert_eq!(done.suites.removed, 1);
            let child = world.suites_there().into_iter().find(|s| s.content.title == "Child").expect("the child");
            let refund = world.cases_there().into_iter().find(|c| c.content.title == "Refund").expect("the case");
            assert_eq!((child.parent_id, refund.suite_id), (Some(lower.id), Some(lower.id)));
        }
    }
}

/// An export with results into a run, and that run in Qase.
async fn with_run() -> (World, Run) {
    let (world, functions) = exported(2).await;
    world.enter_results("Evening");
    let run = Some(RunChoice::New("Evening".into()));
    let options = Options { results: Some(ResultsFrom::Latest), run, ..cases(&functions) };
    export::run(&world.session(), &options).await.expect("export");
    let filter = RunFilter { with_cases: true, ..RunFilter::default() };
    let run = world.client.refresh().list_runs("SHOP", &filter).await.expect("runs").remove(0);
    (world, run)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_a_person_copied_is_no_double() {
    let (world, run) = with_run().await;
    let copy = |start_time: &str| RunCreate {
        title: run.title.clone(),
        description: run.description.clone(),
        cases: run.cases.clone(),
        start_time: Some(start_time.to_owned()),
        ..RunCreate::default()
    };
    world.client.create_run("SHOP", &copy("2026-11-23 06:00:00")).await.expect("a copy");
    let mut found = look(&world.session()).await;
    assert_eq!(reasons(&found), [""; 0]);
    mend(&world.session(), &mut found).await;
    assert_eq!(world.runs_there().len(), 2);
    let begun = voluptas_core::base::clock::to_plain(run.started().expect("a beginning"));
    world.client.create_run("SHOP", &copy(&begun)).await.expect("the same request again");
    let mut found = look(&world.session()).await;
    assert_eq!(reasons(&found), [""], "this one is a double");
    mend(&world.session(), &mut found).await;
    assert_eq!(world.runs_there().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_case_that_was_created_again_is_no_double() {
    for imports_the_copy in [true, false] {
        let (world, functions) = exported(1).await;
        go_in(&world.session()).await;
        world.clock.advance(DAY);
        let original = world.cases_there().remove(0);
        copy(&world, std::slice::from_ref(&original));
        if imports_the_copy {
            assert_eq!(go_in(&world.session()).await.cases.created, 1);
        }
        world.seed(|tx, _| tx.cases().set_deleted(original.id, true));
        go_in(&world.session()).await;
        world.clock.advance(DAY);
        let again = Options { recreate_removed: true, ..cases(&functions) };
        assert_eq!(export::run(&world.session(), &again).await.expect("export").cases.created, 1);
        go_in(&world.session()).await;
        let mut found = look(&world.session()).await;
        assert_eq!(reasons(&found), [""; 0], "the copy is imported before: {imports_the_copy}");
        mend(&world.session(), &mut found).await;
        assert_eq!((world.cases_there().len(), world.cases_here().len()), (2, 2));
    }
}

/// A gateway executed the creation twice, this workspace is linked to the later cases, and another one merges them into the
/// earlier ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_that_another_workspace_merged_are_still_the_same_cases() {
    for imports_first in [true, false] {
        let (world, functions) = exported(3).await;
        go_in(&world.session()).await;
        copy(&world, &world.cases_there());
        let file = rusqlite::Connection::open(world.here.path()).expect("the workspace's file");
        let sql = "PRAGMA foreign_keys = OFF; UPDATE case_links SET qase_id = qase_id + 3; \
                   UPDATE qase_cases SET qase_id = qase_id + 3; \
                   UPDATE sync_journal SET remote_id = remote_id + 3 WHERE action = 'create_case';";
        file.execute_batch(sql).expect("the later links");
        let other = Store::open(&world.dir.path().join("other.voluptas"), Arc::new(world.clock.clone())).expect("store");
        let other = Session::new(other, world.client.clone(), "SHOP").with_waits(QUICK);
        assert_eq!(go_in(&other).await.cases.created, 3);
        let mut found = look(&other).await;
        assert_eq!(mend(&other, &mut found).await.cases.removed, 3);
        assert_eq!(world.cases_there().iter().map(|c| c.number).collect::<Vec<_>>(), [1, 2, 3]);
        world.edit_here("Pay in way 0", |c| c.preconditions = Some("Written here".into()));
        if imports_first {
            let done = go_in(&world.session()).await;
            assert_eq!((done.cases.removed, done.cases.created, done.cases.conflicts), (0, 0, 0));
        }
        let done = export::run(&world.session(), &cases(&functions)).await.expect("export");
        assert_eq!((done.cases.created, done.cases.updated, done.cases.skipped), (0, 1, 0), "imported first: {imports_first}");
        let there = world.cases_there();
        assert_eq!((there.len(), world.cases_here().len()), (3, 3));
        assert!(there.iter().any(|c| c.content.preconditions.as_deref() == Some("Written here")));
        assert_eq!((go_in(&world.session()).await.changes(), go_in(&other).await.cases.updated), (0, 1));
    }
}

/// A colleague clones a case in Qase, which copies the hidden line, half a minute after the export.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_colleague_stays_and_is_imported_once_it_is_changed() {
    let (world, functions) = exported(2).await;
    world.clock.advance(30_000);
    let original = world.cases_there().remove(0);
    let lifetime = |millis| {
        let client = crate::support::client_with(&world.server, |c| voluptas_qase::ClientConfig {
            late_write: std::time::Duration::from_millis(millis),
            ..c
        });
        Session::new(world.here.clone(), client, "SHOP").with_waits(QUICK)
    };
    let session = lifetime(300_000);
    copy(&world, std::slice::from_ref(&original));
    let done = go_in(&session).await;
    assert_eq!((done.changes(), crate::support::told(&done)), (0, vec!["sync-drift-unclear-case"]));
    let mut found = look(&session).await;
    assert_eq!(reasons(&found), ["sync-repair-unclear"]);
    assert_eq!(mend(&session, &mut found).await.cases.removed, 0);
    assert_eq!(world.cases_there().len(), 3, "it stays");
    world.edit_there(3, |content| content.preconditions = Some("Signed in as a colleague".into()));
    let done = go_in(&session).await;
    assert_eq!((done.cases.created, done.is_complete()), (1, true), "{:?}", done.drift);
    for _ in 0..2 {
        assert_eq!(reasons(&look(&session).await), [""; 0]);
        assert_eq!((go_in(&session).await.changes(), world.cases_here().len()), (0, 3));
        let done = export::run(&session, &cases(&functions)).await.expect("export");
        assert_eq!((done.changes(), done.is_complete()), (0, true));
    }
}

/// A double stays a double although its original was changed from here since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_of_a_case_that_was_changed_here_since_is_not_imported() {
    let (world, functions) = exported(1).await;
    copy(&world, &world.cases_there());
    world.edit_here("Pay in way 0", |content| content.preconditions = Some("Written here".into()));
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    let done = go_in(&world.session()).await;
    assert_eq!((done.changes(), crate::support::told(&done)), (0, vec!["sync-drift-double-case"]));
    assert_eq!(world.cases_here().len(), 1);
}
