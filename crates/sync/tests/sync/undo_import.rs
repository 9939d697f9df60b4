//! An import is one step of undo. Undo takes its links and agreements back too, so that nothing old is sent over what Qase has.

use crate::export;
use crate::import::go_in;
use crate::support::{World, picture};
use voluptas_app::history::step_history;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, Thing};
use voluptas_store::history::{Direction, Step};
use voluptas_store::{Author, Op, Source};
use voluptas_sync::export::Options;
use voluptas_sync::import;

fn step(world: &World, direction: Direction) -> Step {
    step_history(&world.here, direction).expect("history").expect("a step")
}

fn id_of(world: &World, title: &str) -> CaseId {
    world.cases_here().into_iter().find(|case| case.content.title == title).expect("case").id
}

/// Exports everything, and returns the number of writes that Qase got.
async fn writes_of_export(world: &World) -> usize {
    world.server.stats().reset();
    let chosen = world.cases_here().into_iter().map(|case| case.id).collect();
    export::go(world, &Options { chosen, cases: true, ..Options::default() }).await;
    usize::try_from(world.server.stats().writes()).unwrap_or(usize::MAX)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_import_is_taken_back_at_once_and_comes_again() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let there = picture(&world.cases_there(), &world.suites_there());
    let undone = step(&world, Direction::Undo);
    let label = Message::new("history-import-cases").with("file", "Qase (SHOP)").count("count", 5_usize);
    assert_eq!((undone.operation.label, undone.trashed.cases, undone.left.len()), (Some(label), 5, 0));
    assert_eq!((world.cases_here().len(), world.suites_here().len(), world.links()), (0, 0, 0));
    assert_eq!(writes_of_export(&world).await, 0, "Qase keeps what it has");
    step(&world, Direction::Redo);
    assert_eq!((picture(&world.cases_here(), &world.suites_here()), world.links()), (there.clone(), 5));
    assert_eq!((go_in(&world).await.changes(), writes_of_export(&world).await), (0, 0), "links and agreements are back");

    step(&world, Direction::Undo);
    let again = go_in(&world).await;
    assert_eq!((again.cases.created, again.suites.created), (5, 2), "{again:?}");
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), there);
    assert_eq!(writes_of_export(&world).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_undo_took_back_is_not_sent_over_the_edits_in_qase() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let title = world.cases_here()[0].content.title.clone();
    let number = world.cases_there()[0].number;
    world.edit_there(number, |content| content.description = Some("Edited in Qase".into()));
    assert_eq!(go_in(&world).await.cases.updated, 1);
    step(&world, Direction::Undo);
    let here =
        |world: &World| world.cases_here().into_iter().find(|c| c.content.title == title).expect("case").content.description;
    let before = here(&world);
    assert_ne!(before.as_deref(), Some("Edited in Qase"));
    assert_eq!(writes_of_export(&world).await, 0, "the old value is no edit of ours");
    assert_eq!(world.cases_there()[0].content.description.as_deref(), Some("Edited in Qase"));

    step(&world, Direction::Redo);
    assert_eq!(here(&world).as_deref(), Some("Edited in Qase"));
    assert_eq!((go_in(&world).await.changes(), writes_of_export(&world).await), (0, 0));
    step(&world, Direction::Undo);
    assert_eq!((go_in(&world).await.cases.updated, here(&world).as_deref()), (1, Some("Edited in Qase")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_stays_keeps_its_link() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let title = world.cases_here()[0].content.title.clone();
    let id = id_of(&world, &title);
    world.here.write(Op::bulk("comment"), |tx| tx.reviews().comment(id, "Vera", "Wait")).expect("comment");
    let undone = step(&world, Direction::Undo);
    assert_eq!((undone.trashed.cases, world.cases_here().len(), world.links()), (4, 1, 1), "{:?}", undone.left);
    let there = world.cases_there().len();
    writes_of_export(&world).await;
    assert_eq!(world.cases_there().len(), there, "it is created no second time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_an_export_used_since_stays() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let title = world.cases_here()[0].content.title.clone();
    let number = world.cases_there()[0].number;
    world.edit_there(number, |content| content.description = Some("Edited in Qase".into()));
    go_in(&world).await;
    world.edit_here(&title, |content| content.preconditions = Some("Ours".into()));
    writes_of_export(&world).await;
    assert_eq!(world.cases_there()[0].content.preconditions.as_deref(), Some("Ours"));
    step(&world, Direction::Undo);
    // The agreement is the newer one of the export: what undo changed is an edit of ours, which a person sees before it is sent.
    assert_eq!((world.links(), go_in(&world).await.changes()), (5, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_import_brought_again_is_not_doubled_by_redo() {
    let world = World::new().await;
    world.seed_shop();
    let anna = world.here.by(Author::new(Source::Window, Some("Anna")));
    import::run(&world.session().by(Some("Anna".into())), &import::Options::default()).await.expect("import");
    step_history(&anna, Direction::Undo).expect("undo").expect("a step");
    go_in(&world).await;
    let redone = step_history(&anna, Direction::Redo).expect("redo").expect("a step");
    assert!(redone.left.len() >= 7, "cases and suites that are there again: {:?}", redone.left);
    assert_eq!((world.cases_here().len(), world.suites_here().len(), world.links()), (5, 2, 5));
    assert_eq!((go_in(&world).await.changes(), writes_of_export(&world).await), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_that_are_restored_after_undo_are_paired_again() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let (cases, suites) = (world.cases_here(), world.suites_here());
    step(&world, Direction::Undo);
    let things = suites.iter().map(|s| Thing::Suite(s.id)).chain(cases.iter().map(|c| Thing::Case(c.id)));
    world.here.write(Op::bulk("restore"), |tx| tx.trash().restore(&things.collect::<Vec<_>>())).expect("restored");
    assert_eq!((world.cases_here().len(), world.links()), (5, 0));
    let again = go_in(&world).await;
    assert_eq!((again.cases.created, again.suites.created, world.links()), (0, 0, 5), "{again:?}");
    assert_eq!(world.cases_here().len(), 5);
}

/// Removes a case in Qase, edits another one and imports both. Returns the Qase id of the removed case.
async fn removal(world: &World) -> i64 {
    world.seed_shop();
    go_in(world).await;
    let there = world.cases_there();
    world.seed(|tx, _| tx.cases().set_deleted(there[0].id, true));
    world.edit_there(there[1].number, |content| content.description = Some("Edited in Qase".into()));
    let done = go_in(world).await;
    assert_eq!((done.cases.removed, done.cases.updated), (1, 1), "{done:?}");
    there[0].number
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_that_undo_took_back_is_told_again() {
    let world = World::new().await;
    removal(&world).await;
    step(&world, Direction::Undo);
    let again = go_in(&world).await;
    assert_eq!((again.cases.removed, again.cases.updated), (1, 1), "{again:?}");
    assert_eq!(go_in(&world).await.changes(), 0);

    step(&world, Direction::Undo);
    step(&world, Direction::Redo);
    assert_eq!(go_in(&world).await.changes(), 0, "redo stores the removal again");
    step(&world, Direction::Undo);
    assert_eq!(go_in(&world).await.cases.removed, 1);
}

/// The code of a case, and what its history says of Qase, newest first.
fn code_and_history(world: &World, title: &str) -> (String, Vec<(bool, String)>) {
    let id = id_of(world, title);
    let code = world.here.read(|tx| Ok(tx.case_codes(&[id])?[&id].to_string())).expect("code");
    let edits = voluptas_app::cases::versions::history(&world.here, id, 20).expect("history");
    let told = edits.iter().filter_map(|(_, change)| {
        let after = change.after.as_ref()?;
        [("gone_in_qase", true), ("returned_in_qase", false)]
            .iter()
            .find_map(|(name, is_gone)| Some((*is_gone, after.get(name)?.as_str()?.to_owned())))
    });
    (code, told.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_is_gone_in_qase_has_another_code_and_an_entry_in_its_history() {
    let world = World::new().await;
    let id = removal(&world).await;
    let title = world.cases_here()[0].content.title.clone();
    let (gone, back) = ((true, format!("SHOP-{id}")), (false, format!("SHOP-{id}")));
    assert_eq!(code_and_history(&world, &title), (format!("SHOP-new-{id}"), vec![gone.clone()]));
    step(&world, Direction::Undo);
    assert_eq!(code_and_history(&world, &title), (format!("SHOP-{id}"), vec![back.clone(), gone.clone()]));
    step(&world, Direction::Redo);
    assert_eq!(code_and_history(&world, &title), (format!("SHOP-new-{id}"), vec![gone.clone(), back.clone(), gone.clone()]));
    assert!(world.server.restore_case("SHOP", id).expect("restore"));
    go_in(&world).await;
    assert_eq!(code_and_history(&world, &title), (format!("SHOP-{id}"), vec![back.clone(), gone.clone(), back, gone]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_went_to_the_trash_with_its_removal_is_told_again() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let gone = world.cases_there().remove(0);
    world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
    let options = import::Options { to_trash: [gone.number].into(), ..import::Options::default() };
    import::run(&world.session(), &options).await.expect("import");
    assert_eq!(world.cases_here().len(), 4);
    step(&world, Direction::Undo);
    assert_eq!((world.cases_here().len(), go_in(&world).await.cases.removed), (5, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_of_a_removal_leaves_a_case_alone_that_returned_since() {
    let world = World::new().await;
    let gone = removal(&world).await;
    assert!(world.server.restore_case("SHOP", gone).expect("restore"));
    assert_eq!(go_in(&world).await.cases.conflicts, 0);
    step(&world, Direction::Undo);
    step(&world, Direction::Undo);
    let again = go_in(&world).await;
    assert_eq!((again.cases.removed, again.cases.updated, world.links()), (0, 1, 5), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_suite_is_told_again_after_undo() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world).await;
    let suite = world.suites_there().into_iter().find(|s| s.content.title == "Promo codes").expect("suite").id;
    let moved: Vec<_> = world.cases_there().into_iter().filter(|c| c.suite_id == Some(suite)).collect();
    world.seed(|tx, _| {
        moved.iter().try_for_each(|c| tx.cases().move_to(c.id, None))?;
        tx.suites().set_deleted(suite, true)
    });
    assert_eq!(go_in(&world).await.suites.removed, 1);
    step(&world, Direction::Undo);
    assert_eq!(go_in(&world).await.suites.removed, 1);
}
