//! Cases and suites removed, moved and restored in Qase: a removal is a decision of somebody in Qase, and an object that returns
//! under its id is the same object.

use crate::export::{cases, go_out};
use crate::import::go_in;
use crate::support::{World, content, picture, suite, told};
use voluptas_core::domain::case::NewCase;
use voluptas_core::domain::ids::{FunctionId, SuiteId};
use voluptas_server::faults::Fault;
use voluptas_sync::export::Options;
use voluptas_sync::{Error, export, import};

/// The imported shop, with a function for each case.
async fn shop() -> (World, Vec<FunctionId>) {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let functions = world.functions_of_all();
    go_out(&world, &functions).await;
    (world, functions)
}

async fn assert_in_step(world: &World, functions: &[FunctionId]) {
    assert_eq!(go_in(world).await.changes(), 0);
    let done = go_out(world, functions).await;
    assert_eq!((done.changes(), done.cases.conflicts, done.suites.conflicts), (0, 0, 0));
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
}

fn suite_of(world: &World, title: &str) -> SuiteId {
    world.suites_there().into_iter().find(|s| s.content.title == title).expect("a suite there").id
}

/// Moves every case of a suite elsewhere in Qase and deletes the suite there.
fn dissolve(world: &World, title: &str, to: Option<SuiteId>) {
    let suite = suite_of(world, title);
    let moved: Vec<_> = world.cases_there().into_iter().filter(|c| c.suite_id == Some(suite)).collect();
    world.seed(|tx, _| {
        moved.iter().try_for_each(|c| tx.cases().move_to(c.id, to))?;
        tx.suites().set_deleted(suite, true)
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_follow_when_their_suite_is_dissolved_in_qase() {
    for to_root in [false, true] {
        let (world, functions) = shop().await;
        let target = (!to_root).then(|| suite_of(&world, "Cart"));
        dissolve(&world, "Promo codes", target);
        let done = go_in(&world).await;
        assert_eq!((done.cases.updated, done.cases.skipped, done.cases.conflicts), (2, 0, 0), "to the root: {to_root}");
        let here = picture(&world.cases_here(), &[]);
        assert_eq!(here.len(), 5);
        world.server.stats().reset();
        let done = go_out(&world, &functions).await;
        assert_eq!((done.changes(), done.suites.created), (0, 0), "the suite is not made again");
        assert_eq!(world.server.stats().writes(), 0);
        assert_in_step(&world, &functions).await;
        assert_eq!(world.suites_there().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_made_here_survives_the_move_of_its_case_out_of_a_dissolved_suite() {
    let (world, functions) = shop().await;
    world.edit_here("A promo code lowers the price", |c| c.description = Some("Written here".into()));
    dissolve(&world, "Promo codes", None);
    go_in(&world).await;
    let done = go_out(&world, &functions).await;
    assert_eq!((done.cases.updated, done.cases.conflicts), (1, 0));
    assert_in_step(&world, &functions).await;
    assert!(world.cases_there().iter().any(|c| c.content.description.as_deref() == Some("Written here")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_removed_in_qase_is_not_made_again_by_an_export() {
    let (world, functions) = shop().await;
    let gone = world.cases_there().remove(0);
    world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
    assert_eq!(go_in(&world).await.cases.removed, 1);
    for _ in 0..2 {
        let done = go_out(&world, &functions).await;
        assert_eq!((done.cases.created, done.cases.skipped), (0, 1));
        assert_eq!(go_in(&world).await.changes(), 0);
    }
    assert_eq!((world.cases_there().len(), world.cases_here().len()), (4, 5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_is_restored_in_qase_is_the_same_case_again() {
    for imports_between in [0, 2] {
        let (world, functions) = shop().await;
        let gone = world.cases_there().remove(0);
        world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
        for _ in 0..imports_between {
            go_in(&world).await;
            go_out(&world, &functions).await;
        }
        assert!(world.server.restore_case("SHOP", gone.number).expect("restore"));
        let done = go_in(&world).await;
        assert_eq!((done.cases.created, done.cases.conflicts), (0, 0), "{imports_between}");
        assert_eq!(go_out(&world, &functions).await.cases.created, 0);
        world.edit_there(gone.number, |c| c.postconditions = Some("Written there".into()));
        world.edit_here("Add to cart", |c| c.preconditions = Some("Written here".into()));
        assert_eq!(go_in(&world).await.cases.updated, 1);
        assert_eq!(go_out(&world, &functions).await.cases.updated, 1);
        assert_in_step(&world, &functions).await;
        assert_eq!((world.cases_there().len(), world.cases_here().len()), (5, 5), "{imports_between}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_made_while_a_case_was_in_the_trash_there_are_kept_when_it_returns() {
    let (world, functions) = shop().await;
    let gone = world.cases_there().remove(0);
    world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
    go_in(&world).await;
    world.edit_here("Add to cart", |c| c.description = Some("Written here".into()));
    go_in(&world).await;
    assert!(world.server.restore_case("SHOP", gone.number).expect("restore"));
    go_in(&world).await;
    assert_eq!(go_out(&world, &functions).await.cases.updated, 1);
    assert_in_step(&world, &functions).await;
    assert!(world.cases_there().iter().any(|c| c.content.description.as_deref() == Some("Written here")));
}

/// The case is created again on purpose, and then the first one is restored: both are the same workspace case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_restored_after_it_was_made_again_is_named_and_does_not_come_twice() {
    let (world, functions) = shop().await;
    let gone = world.cases_there().remove(0);
    world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
    go_in(&world).await;
    let again = Options { recreate_removed: true, ..cases(&functions) };
    assert_eq!(export::run(&world.session(), &again).await.expect("export").cases.created, 1);
    assert!(world.server.restore_case("SHOP", gone.number).expect("restore"));
    for _ in 0..2 {
        let done = go_in(&world).await;
        assert_eq!((done.cases.created, done.changes()), (0, 0));
        assert_eq!(told(&done), ["sync-drift-former"]);
        assert_eq!(go_out(&world, &functions).await.changes(), 0);
    }
    assert_eq!((world.cases_here().len(), world.cases_there().len()), (5, 6));
}

/// Our case never arrived, and a person in Qase created one with the same title meanwhile: that one is not ours.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_case_is_not_taken_for_a_strangers_case_of_the_same_title() {
    for imports_first in [true, false] {
        let world = World::new().await;
        let functions = world.local_cases(1);
        world.edit_here("Pay in way 0", |c| c.description = Some("Written here".into()));
        world.server.faults().fail_next("POST /v1/case", Fault::CutBefore);
        assert_eq!(go_out(&world, &functions).await.cases.failed, 1);
        let home = suite_of(&world, "Payment");
        world.seed(|tx, project| {
            let mut theirs = content("Pay in way 0");
            theirs.description = Some("Written there".into());
            tx.cases().create(project, &NewCase { suite_id: Some(home), number: None, content: theirs })
        });
        world.clock.advance(3_600_000);
        if imports_first {
            go_in(&world).await;
        }
        let done = go_out(&world, &functions).await;
        let text = |c: &voluptas_core::domain::case::Case| {
            let text = c.content.description.clone().unwrap_or_default();
            voluptas_core::domain::trace::split(&text).0.into_owned()
        };
        assert!(world.cases_there().iter().any(|c| text(c) == "Written there"), "their text stays");
        assert!(world.cases_here().iter().any(|c| text(c) == "Written here"), "our text stays");
        let is_sent = world.cases_there().iter().any(|c| text(c) == "Written here");
        assert_eq!((is_sent, done.cases.conflicts), (false, 1), "imported first: {imports_first}");
    }
}

/// A lies in B in the workspace, and B lies in A in Qase.
async fn cycle() -> (World, Vec<FunctionId>) {
    let world = World::new().await;
    world.seed(|tx, project| {
        for title in ["A", "B", "C"] {
            let suite = suite(tx, project, title, None)?;
            let new = NewCase { suite_id: Some(suite), content: content(&format!("Case of {title}")), ..NewCase::default() };
            tx.cases().create(project, &new)?;
        }
        Ok(())
    });
    go_in(&world).await;
    let functions = world.functions_of_all();
    let here = |title: &str| world.suites_here().into_iter().find(|s| s.content.title == title).expect("a suite here").id;
    world.change(|tx| tx.suites().move_to(here("A"), Some(here("B"))));
    world.seed(|tx, _| tx.suites().move_to(suite_of(&world, "B"), Some(suite_of(&world, "A"))));
    (world, functions)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suites_moved_into_each_other_are_a_conflict_and_all_else_arrives() {
    let (world, functions) = cycle().await;
    world.edit_there(1, |c| c.description = Some("Written there".into()));
    world.seed(|tx, _| tx.suites().move_to(suite_of(&world, "C"), Some(suite_of(&world, "A"))));
    world.seed(|tx, project| tx.cases().create(project, &NewCase { content: content("New there"), ..NewCase::default() }));
    world.edit_here("Case of B", |c| c.description = Some("Written here".into()));
    let done = go_in(&world).await;
    assert_eq!((done.cases.created, done.cases.updated, done.suites.updated), (1, 1, 1));
    assert_eq!(done.suites.conflicts, 1, "the move of B");
    let done = go_out(&world, &functions).await;
    assert_eq!((done.cases.updated, done.suites.conflicts), (1, 1), "the move of A");
    assert!(world.cases_there().iter().any(|c| c.content.description.as_deref() == Some("Written here")));
    let (again, out) = (go_in(&world).await, go_out(&world, &functions).await);
    assert_eq!((again.changes(), out.changes()), (0, 0), "it stays open, and nothing is written for it again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suites_moved_into_each_other_agree_once_one_side_moves_back() {
    let (world, functions) = cycle().await;
    go_in(&world).await;
    world.seed(|tx, _| tx.suites().move_to(suite_of(&world, "B"), None));
    assert_eq!(go_in(&world).await.suites.conflicts, 0);
    assert_eq!(go_out(&world, &functions).await.suites.updated, 1);
    assert_in_step(&world, &functions).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_in_a_removed_project_is_an_error_and_unlinks_nothing() {
    let (world, functions) = shop().await;
    world.seed(|tx, project| tx.projects().delete(project));
    let outcome = import::run(&world.session(), &import::Options::default()).await;
    assert!(matches!(outcome, Err(Error::Qase(_))));
    assert!(export::run(&world.session(), &cases(&functions)).await.is_err());
    assert_eq!(world.cases_here().len(), 5);
    assert_eq!(world.links(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_short_list_lacks_is_neither_made_again_nor_moved_nor_removed() {
    let world = World::new().await;
    let functions = world.local_cases(30);
    go_out(&world, &functions).await;
    go_in(&world).await;
    let before = picture(&world.cases_here(), &world.suites_here());
    world.server.faults().set_unlisted("case", 1..=25);
    world.server.faults().set_unlisted("suite", 1..=2);
    for _ in 0..2 {
        let done = go_in(&world).await;
        assert_eq!((done.changes(), done.cases.conflicts, done.cases.skipped), (0, 0, 0));
        let again = Options { recreate_removed: true, ..cases(&functions) };
        let done = export::run(&world.session(), &again).await.expect("export");
        assert_eq!((done.suites.created, done.cases.created, done.changes()), (0, 0, 0));
    }
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 30));
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_lacks_too_much_to_ask_for_each_stops_everything() {
    let world = World::new().await;
    let functions = world.local_cases(301);
    go_out(&world, &functions).await;
    world.server.faults().set_unlisted("case", 1..=301);
    world.server.stats().reset();
    let outcome = import::run(&world.session(), &import::Options::default()).await;
    assert!(matches!(outcome, Err(Error::ShortList { missing: 301, .. })), "{:?}", outcome.map(|s| s.changes()));
    let again = Options { recreate_removed: true, ..cases(&functions) };
    let outcome = export::run(&world.session(), &again).await;
    assert!(matches!(outcome, Err(Error::ShortList { missing: 301, .. })), "{:?}", outcome.map(|s| s.changes()));
    assert_eq!(world.server.stats().writes(), 0);
    let there = world.cases_there();
    world.seed(|tx, _| there.iter().try_for_each(|c| tx.cases().set_deleted(c.id, true)));
    let done = import::run(&world.session(), &import::Options { allow_mass_removal: true, ..Default::default() }).await;
    assert_eq!(done.expect("import").cases.removed, 301, "the project counts no more than the list has");
}
