//! Import: first, second, three ways, removed in Qase, some suites alone, cancelled.

use crate::support::{StopAt, World, content, picture, suite};
use std::sync::Arc;
use voluptas_core::domain::case::NewCase;
use voluptas_core::domain::field::CaseField;
use voluptas_sync::import::{self, Options};
use voluptas_sync::plan::Class;
use voluptas_sync::{Choice, Decisions, Error, Outcome, Policy, Summary};

/// Imports everything.
pub async fn go_in(world: &World) -> Summary {
    go(world, &Options::default()).await
}

async fn go(world: &World, options: &Options) -> Summary {
    import::run(&world.session(), options).await.expect("import")
}

fn with(policy: Policy) -> Options {
    Options { policy, ..Options::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_comes_once_and_the_second_time_nothing_is_written() {
    let world = World::new().await;
    world.seed_shop();
    let first = go(&world, &Options::default()).await;
    assert_eq!((first.suites.created, first.cases.created, first.outcome), (2, 5, Outcome::Done));
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    let numbers: Vec<i64> = world.cases_here().iter().map(|c| c.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5], "people see the numbers of Qase");

    world.server.stats().reset();
    world.clock.advance(60_000);
    let before = world.here.generations().of(voluptas_store::Aggregate::Cases);
    let remote = world.here.generations().of(voluptas_store::Aggregate::Remote);
    let second = go(&world, &Options::default()).await;
    assert_eq!((second.changes(), second.cases.unchanged, second.suites.unchanged), (0, 5, 2));
    assert_eq!(world.here.generations().of(voluptas_store::Aggregate::Cases), before, "no case was written");
    assert_eq!(world.here.generations().of(voluptas_store::Aggregate::Remote), remote, "nor the mirror");
    assert_eq!(world.server.stats().writes(), 0);
    assert_eq!(world.server.stats().requests(), 5, "project, system fields, custom fields, suites, cases");
    let history = world.here.read(|tx| tx.syncs().list(10)).unwrap();
    assert_eq!(history.iter().map(|h| h.outcome.as_str()).collect::<Vec<_>>(), ["done", "done"]);
    let items = world.here.read(|tx| tx.syncs().items(first.sync_id.unwrap())).unwrap();
    assert_eq!(items.len(), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_are_taken_here_stay_with_their_cases() {
    let world = World::new().await;
    world.seed_shop();
    world.change(|tx| {
        let project = tx.projects().ensure("SHOP", "Shop")?.id;
        for title in ["Mine one", "Mine two"] {
            tx.cases().create(project, &NewCase { content: content(title), ..NewCase::default() })?;
        }
        Ok(())
    });
    go(&world, &Options::default()).await;
    let numbers: Vec<(i64, String)> = world.cases_here().into_iter().map(|c| (c.number, c.content.title)).collect();
    assert_eq!(numbers.len(), 7);
    assert_eq!(numbers[0], (1, "Mine one".into()));
    assert_eq!(numbers[2], (3, "A promo code lowers the price".into()));
    assert_eq!(numbers[6].0, 7);
    assert_eq!(go(&world, &Options::default()).await.changes(), 0);
}

/// Changes the description of case 1 on one side or both, and one more field there.
fn change_both(world: &World, here: Option<&str>, there: Option<&str>) {
    if let Some(text) = here {
        let mut case = world.cases_here().remove(0);
        case.content.description = Some(text.into());
        world.change(|tx| tx.cases().update(case.id, &case.content));
    }
    if let Some(text) = there {
        let mut case = world.cases_there().remove(0);
        case.content.description = Some(text.into());
        case.content.tags.push("from-qase".into());
        world.seed(|tx, _| tx.cases().update(case.id, &case.content));
    }
}

fn description(world: &World) -> String {
    world.cases_here()[0].content.description.clone().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_side_changed_is_kept_or_taken() {
    let world = World::new().await;
    world.seed_shop();
    go(&world, &Options::default()).await;
    change_both(&world, None, Some("theirs"));
    let done = go(&world, &Options::default()).await;
    assert_eq!((done.cases.updated, done.cases.conflicts, description(&world).as_str()), (1, 0, "theirs"));
    change_both(&world, Some("mine"), None);
    let done = go(&world, &Options::default()).await;
    assert_eq!((done.changes(), description(&world).as_str()), (0, "mine"));
    // Policies decide conflicts alone, and this is not one.
    let done = go(&world, &with(Policy::Theirs)).await;
    assert_eq!((done.cases.updated, description(&world).as_str()), (0, "mine"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_by_policy_and_by_decision() {
    for (policy, expected, conflicts) in
        [(Policy::Smart, "mine", 1), (Policy::Ask, "mine", 1), (Policy::Mine, "mine", 0), (Policy::Theirs, "theirs", 0)]
    {
        let world = World::new().await;
        world.seed_shop();
        go(&world, &Options::default()).await;
        change_both(&world, Some("mine"), Some("theirs"));
        let done = go(&world, &with(policy)).await;
        assert_eq!((description(&world).as_str(), done.cases.conflicts), (expected, conflicts), "{policy:?}");
        let tagged = world.cases_here()[0].content.tags.contains(&"from-qase".to_owned());
        assert!(tagged, "{policy:?}: what is not contested is taken");
        // The conflict stays open; nothing is written for it again.
        let again = go(&world, &with(policy)).await;
        assert_eq!((again.changes(), again.cases.conflicts), (0, conflicts), "{policy:?}");
        if policy == Policy::Smart {
            let session = world.session();
            let collected = import::collect(&session, &Options::default()).await.unwrap();
            let decisions: Decisions = [(1, [(CaseField::Description, Choice::Theirs)].into())].into();
            let plan = import::plan(&collected, &Options::default(), &decisions);
            assert_eq!(plan.totals.cases.updated, 1);
            import::apply(&session, &Options::default(), Arc::new(collected), &plan).await.unwrap();
            assert_eq!(description(&world), "theirs");
        }
    }
}

/// True when the first case counts as changed in the workspace since both sides were in step.
fn is_changed(world: &World) -> bool {
    let (of, id) = (world.of(), world.cases_here()[0].id);
    world.here.read(|tx| Ok(tx.linked_cases(Some(of.project_id), Some(of.id))?[&id].changed)).expect("linked cases")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_with_an_open_conflict_counts_as_changed_and_its_entry_names_the_field() {
    let world = World::new().await;
    world.seed_shop();
    go(&world, &Options::default()).await;
    assert!(!is_changed(&world));
    world.clock.advance(60_000);
    change_both(&world, Some("mine"), Some("theirs"));
    world.clock.advance(60_000);
    let done = go(&world, &Options::default()).await;
    assert!(is_changed(&world), "the import took the tag and left the description");
    let items = world.here.read(|tx| tx.syncs().items(done.sync_id.expect("entry"))).expect("items");
    let detail = items.iter().find(|item| item.outcome == "conflict").and_then(|item| item.detail.clone()).expect("detail");
    assert_eq!(detail.key, "sync-item-conflict-updated");
    assert_eq!((detail.text("fields"), detail.text("updated")), (Some("description"), Some("tags")));

    // An export of the conflict sends nothing, and the case stays changed.
    world.clock.advance(60_000);
    let chosen = world.cases_here().into_iter().map(|case| case.id).collect();
    let options = voluptas_sync::export::Options { chosen, cases: true, ..Default::default() };
    assert_eq!(crate::export::go(&world, &options).await.cases.conflicts, 1);
    assert!(is_changed(&world));
    world.clock.advance(60_000);
    go(&world, &with(Policy::Theirs)).await;
    assert!(!is_changed(&world), "decided");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_whose_edit_waits_counts_as_changed_after_an_import() {
    let world = World::new().await;
    world.seed_shop();
    go(&world, &Options::default()).await;
    world.clock.advance(60_000);
    change_both(&world, Some("mine"), None);
    world.edit_there(1, |content| content.preconditions = Some("Written in Qase".into()));
    world.clock.advance(60_000);
    assert_eq!(go(&world, &Options::default()).await.cases.updated, 1);
    assert!(is_changed(&world));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_from_qase_is_unlinked_and_stays_here() {
    let world = World::new().await;
    world.seed_shop();
    go(&world, &Options::default()).await;
    let gone = world.cases_there().pop().unwrap();
    world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
    let done = go(&world, &Options::default()).await;
    assert_eq!((done.cases.removed, done.cases.unchanged), (1, 4));
    assert_eq!(world.cases_here().len(), 5);
    assert_eq!(go(&world, &Options::default()).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_there_goes_into_the_trash_when_that_is_wanted() {
    let world = World::new().await;
    world.seed_shop();
    go(&world, &Options::default()).await;
    let there = world.cases_there();
    let gone: Vec<i64> = there.iter().take(3).map(|c| c.number).collect();
    for case in there.iter().take(3) {
        world.seed(|tx, _| tx.cases().set_deleted(case.id, true));
    }
    let here = world.cases_here();
    let options = Options { to_trash: [gone[0], gone[1]].into(), ..Options::default() };
    let session = world.session();
    let collected = import::collect(&session, &options).await.expect("collect");
    let plan = import::plan(&collected, &options, &Decisions::new());
    assert_eq!(plan.to_trash, options.to_trash);
    // One of the two is being worked on meanwhile: it stays as it is, linked.
    let busy = here.iter().find(|c| c.number == gone[1]).expect("case");
    let mut content = busy.content.clone();
    content.title = "Worked on".into();
    world.change(|tx| tx.cases().update(busy.id, &content));
    let done = import::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
    assert_eq!((done.cases.removed, done.cases.skipped), (2, 1), "{done:?}");
    let left: Vec<i64> = world.cases_here().iter().map(|c| c.number).collect();
    assert!(!left.contains(&gone[0]) && left.contains(&gone[1]) && left.contains(&gone[2]), "{left:?}");
    let trashed = world.here.read(|tx| tx.cases().get(here.iter().find(|c| c.number == gone[0]).expect("case").id));
    assert!(trashed.expect("still in the file").deleted_ms.is_some());
    // By default it stays, unlinked.
    let again = go(&world, &Options::default()).await;
    assert_eq!((again.cases.removed, again.cases.skipped), (1, 0), "{again:?}");
    assert_eq!(go(&world, &Options::default()).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removals_of_most_cases_are_held_back() {
    let world = World::new().await;
    world.seed(|tx, project| {
        let new: Vec<NewCase> =
            (0..15).map(|i| NewCase { content: content(&format!("Case {i}")), ..NewCase::default() }).collect();
        tx.cases().create_many(project, &new)
    });
    go(&world, &Options::default()).await;
    for case in world.cases_there().into_iter().take(12) {
        world.seed(|tx, _| tx.cases().set_deleted(case.id, true));
    }
    let held = go(&world, &Options::default()).await;
    assert_eq!((held.cases.removed, held.cases.skipped), (0, 12));
    assert_eq!(held.warnings[0].key, "sync-warning-mass-removal");
    let meant = go(&world, &Options { allow_mass_removal: true, ..Options::default() }).await;
    assert_eq!(meant.cases.removed, 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn some_suites_alone_with_what_is_above_and_below_them() {
    let world = World::new().await;
    world.seed_shop();
    world.seed(|tx, project| {
        let other = suite(tx, project, "Search", None)?;
        let new = NewCase { suite_id: Some(other), content: content("Find an article"), ..NewCase::default() };
        tx.cases().create(project, &new)
    });
    let promo = Options { suites: vec![2], ..Options::default() };
    let done = go(&world, &promo).await;
    assert_eq!((done.suites.created, done.cases.created), (2, 2), "the suite above comes along");
    let cart = Options { suites: vec![1], ..Options::default() };
    assert_eq!(go(&world, &cart).await.cases.created, 2);
    // A case that moved out of the chosen suites is not gone.
    let moved = world.cases_there().into_iter().find(|c| c.number == 3).unwrap();
    world.seed(|tx, _| tx.cases().move_to(moved.id, None));
    let done = go(&world, &promo).await;
    assert_eq!((done.cases.updated, done.cases.removed), (1, 0));
    let done = go(&world, &Options::default()).await;
    assert_eq!((done.cases.created, done.suites.created), (2, 1));
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    let missing = import::run(&world.session(), &Options { suites: vec![99], ..Options::default() }).await;
    assert!(matches!(missing, Err(Error::NoSuchSuite { id: 99, .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_are_made_from_suites_once() {
    let world = World::new().await;
    world.seed_shop();
    let options = Options { functions_from_suites: true, ..Options::default() };
    let done = go(&world, &options).await;
    assert_eq!((done.functions_created, done.mappings_created), (2, 4));
    let functions = world.here.read(|tx| tx.functions().all()).unwrap();
    let promo = functions.iter().find(|f| f.content.title == "Promo codes").unwrap();
    assert_eq!(promo.content.func_id, "FEAT:SHOP.CART.PROMO_CODES");
    assert!(promo.parent_id.is_some());
    assert_eq!(go(&world, &options).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_at_any_moment_it_leaves_nothing_and_the_next_does_all() {
    let mut stopped = 0;
    for n in 0..40 {
        let world = World::new().await;
        world.seed_shop();
        let session = world.session().reporting(StopAt::new(n));
        match import::run(&session, &Options::default()).await {
            Ok(done) => {
                assert_eq!(done.cases.created, 5);
                break;
            }
            Err(e) => {
                assert!(e.is_cancelled(), "{e}");
                stopped += 1;
            }
        }
        let links = world.here.read(|tx| {
            let known = tx.remotes().projects()?;
            known.first().map_or(Ok(Vec::new()), |of| tx.remotes().links(of.id))
        });
        assert_eq!((links.unwrap().len(), world.cases_here().len(), world.suites_here().len()), (0, 0, 0));
        go(&world, &Options::default()).await;
        assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
        assert!(!world.here.read(|tx| tx.syncs().is_any_running()).unwrap());
    }
    assert!(stopped > 3, "stopped {stopped} times");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_can_be_cut_down_and_a_case_edited_since_is_left_alone() {
    let world = World::new().await;
    world.seed_shop();
    let session = world.session();
    let collected = import::collect(&session, &Options::default()).await.unwrap();
    let plan = import::plan(&collected, &Options::default(), &Decisions::new());
    let key = plan.cases.iter().find(|s| s.title == "Sign in").unwrap().key();
    let some = plan.select(&[key].into());
    let done = import::apply(&session, &Options::default(), Arc::new(collected), &some).await.unwrap();
    assert_eq!((done.cases.created, done.suites.created), (1, 0));

    go(&world, &Options::default()).await;
    change_both(&world, None, Some("theirs"));
    let collected = import::collect(&session, &Options::default()).await.unwrap();
    let plan = import::plan(&collected, &Options::default(), &Decisions::new());
    assert_eq!(plan.cases[0].class, Class::Changed);
    change_both(&world, Some("written meanwhile"), None);
    let done = import::apply(&session, &Options::default(), Arc::new(collected), &plan).await.unwrap();
    assert_eq!((done.cases.skipped, description(&world).as_str()), (1, "written meanwhile"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_cases_in_five_hundred_suites() {
    let world = World::new().await;
    world.seed(|tx, project| {
        let suites: Vec<_> = (0..500).map(|i| suite(tx, project, &format!("Suite {i}"), None)).collect::<Result<_, _>>()?;
        let new: Vec<NewCase> = (0..10_000)
            .map(|i| NewCase { suite_id: Some(suites[i % 500]), content: content(&format!("Case {i}")), ..NewCase::default() })
            .collect();
        tx.cases().create_many(project, &new)
    });
    let done = go(&world, &Options::default()).await;
    assert_eq!((done.suites.created, done.cases.created), (500, 10_000));
    // 100 pages of cases, those of suites and the project: none for a suite or a case of its own. A busy machine repeats a request.
    assert!(world.server.stats().requests() <= 120, "{} requests", world.server.stats().requests());
    assert_eq!(go(&world, &Options::default()).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_import_writes_is_in_the_history_and_for_undo() {
    let world = World::new().await;
    world.seed_shop();
    let session = world.session().by(Some("Anna".into()));
    let summary = import::run(&session, &Options::default()).await.expect("import");
    let case = world.cases_here()[0].id;
    let of = world.here.read(|tx| tx.history().of("case", case.0, 9)).expect("history");
    let authors: Vec<_> = of.iter().map(|(o, _)| (o.name.as_str(), o.who.as_deref(), o.source)).collect();
    assert_eq!(authors, [("import_from_qase", Some("Anna"), voluptas_store::Source::Sync)]);
    assert_eq!(of[0].0.sync, summary.sync_id, "the history of synchronisations has the details");
    let anna = world.here.by(voluptas_store::Author::new(voluptas_store::Source::Window, Some("Anna")));
    let (undo, redo) = voluptas_app::history::next_steps(&anna).expect("steps");
    assert_eq!((undo.map(|o| o.name), redo), (Some("import_from_qase".into()), None));
    let other = world.here.by(voluptas_store::Author::new(voluptas_store::Source::Window, Some("Vera")));
    assert_eq!(voluptas_app::history::next_steps(&other).expect("steps"), (None, None), "it is no edit of Vera's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shared_steps_of_cases_come_along_and_stay_what_a_person_made_of_them() {
    use voluptas_core::domain::case::Step;
    use voluptas_store::shared_steps::SharedStep;
    let world = World::new().await;
    let step = |action: &str| Step { action: action.into(), expected: Some("It is seen".into()), ..Step::default() };
    let hash = world.seed(|tx, project| {
        let hash =
            tx.shared_steps().create(project, "Sign in", &[Step { steps: vec![step("Type")], ..step("Open the page") }])?;
        tx.shared_steps().create(project, "Used by no case", &[step("Wait")])?;
        let used = Step { action: "Sign in".into(), shared: Some(hash.clone()), ..Step::default() };
        let with = voluptas_core::domain::case::CaseContent { steps: vec![used, step("Pay")], ..content("Pay by card") };
        tx.cases().create(project, &NewCase { content: with, ..NewCase::default() })?;
        Ok(hash)
    });
    go_in(&world).await;
    let here = |world: &World| -> Vec<SharedStep> {
        let project = world.of().project_id;
        world.here.read(|tx| tx.shared_steps().by_hashes(project, std::slice::from_ref(&hash))).unwrap().into_values().collect()
    };
    let all = |world: &World| {
        let project = world.of().project_id;
        world.here.read(|tx| Ok(tx.shared_steps().list(project, None, voluptas_store::Slice::ALL)?.total)).unwrap()
    };
    assert_eq!((here(&world)[0].title.as_str(), all(&world)), ("Sign in", 1));
    assert_eq!(here(&world)[0].steps, [Step { steps: vec![step("Type")], ..step("Open the page") }]);
    assert_eq!(go_in(&world).await.changes(), 0);

    let there = world.seed(|tx, project| tx.shared_steps().by_hash(project, &hash));
    world.seed(|tx, _| tx.shared_steps().update(there.id, "Sign in by mail", &[step("Open the mail")]));
    go_in(&world).await;
    assert_eq!(here(&world)[0].title, "Sign in by mail");

    let mine = here(&world)[0].clone();
    world.change(|tx| tx.shared_steps().update(mine.id, "Sign in as I do", &mine.steps));
    go_in(&world).await;
    assert_eq!(here(&world)[0].title, "Sign in as I do", "what a person changed here stays");
    go(&world, &with(Policy::Theirs)).await;
    assert_eq!(here(&world)[0].title, "Sign in by mail");
    world.change(|tx| tx.shared_steps().delete(mine.id));
    go(&world, &with(Policy::Theirs)).await;
    assert_eq!((here(&world).len(), all(&world)), (0, 0), "what a person deleted stays deleted");
}
