//! Policies decide conflicts alone, and an edit that somebody makes in Qase during an export is not overwritten.

use crate::export::cases;
use crate::support::{World, content, field};
use std::sync::Arc;
use voluptas_core::domain::case::NewCase;
use voluptas_sync::export::Options;
use voluptas_sync::{Decisions, Policy, export, import};

const ALL: [Policy; 4] = [Policy::Smart, Policy::Mine, Policy::Theirs, Policy::Ask];

async fn in_step(world: &World) -> Options {
    world.seed_shop();
    import::run(&world.session(), &import::Options::default()).await.expect("import");
    cases(&world.functions_of_all())
}

fn texts(world: &World) -> [Option<String>; 4] {
    let add = |cases: Vec<voluptas_core::domain::case::Case>| {
        cases.into_iter().find(|c| c.content.title == "Add to cart").expect("a case").content
    };
    let (here, there) = (add(world.cases_here()), add(world.cases_there()));
    [here.preconditions, there.preconditions, here.postconditions, there.postconditions]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_of_one_side_survives_every_policy() {
    for policy in ALL {
        for exports_first in [false, true] {
            let world = World::new().await;
            let out = Options { policy, ..in_step(&world).await };
            let into = import::Options { policy, ..import::Options::default() };
            world.edit_here("Add to cart", |c| c.preconditions = Some("Written here".into()));
            world.edit_there(1, |c| c.postconditions = Some("Written there".into()));
            if exports_first {
                export::run(&world.session(), &out).await.expect("export");
            }
            import::run(&world.session(), &into).await.expect("import");
            export::run(&world.session(), &out).await.expect("export");
            let (mine, theirs) = (Some("Written here".to_owned()), Some("Written there".to_owned()));
            assert_eq!(texts(&world), [mine.clone(), mine, theirs.clone(), theirs], "{policy:?}, {exports_first}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_one_side_took_away_stays_away_under_every_policy() {
    for policy in ALL {
        let world = World::new().await;
        let out = Options { policy, ..in_step(&world).await };
        let into = import::Options { policy, ..import::Options::default() };
        world.edit_here("Add to cart", |c| c.description = None);
        import::run(&world.session(), &into).await.expect("import");
        export::run(&world.session(), &out).await.expect("export");
        let there = world.cases_there().remove(0).content.description;
        let here = world.cases_here().into_iter().find(|c| c.content.title == "Add to cart").expect("a case").content.description;
        assert_eq!((here, there), (None, None), "{policy:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_of_fields_that_qase_does_not_have_survive_every_policy() {
    for policy in ALL {
        let world = World::new().await;
        let out = Options { policy, ..in_step(&world).await };
        let into = import::Options { policy, ..import::Options::default() };
        world.edit_here("Add to cart", |c| {
            c.custom_fields.insert("Owner".into(), "Team A".into());
        });
        for _ in 0..2 {
            import::run(&world.session(), &into).await.expect("import");
            export::run(&world.session(), &out).await.expect("export");
        }
        let owner = |world: &World| world.cases_here().iter().find_map(|c| c.content.custom_fields.get("Owner").cloned());
        assert_eq!(owner(&world).as_deref(), Some("Team A"), "{policy:?}");
        // The field is created in Qase: an import keeps the value of the workspace.
        world.seed(|tx, _| field(tx, "Owner"));
        import::run(&world.session(), &into).await.expect("import");
        assert_eq!(owner(&world).as_deref(), Some("Team A"), "{policy:?}");
    }
}

/// The list of such a large project is not read again for a few changes; each case is read right before its change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_made_in_qase_during_an_export_of_many_cases_is_not_overwritten() {
    let world = World::new().await;
    world.seed(|tx, project| {
        let case = |i| NewCase { content: content(&format!("Case {i:03}")), ..NewCase::default() };
        tx.cases().create_many(project, &(0..301).map(case).collect::<Vec<_>>())
    });
    import::run(&world.session(), &import::Options::default()).await.expect("import");
    let options = cases(&world.functions_of_all());
    let edited: Vec<_> = world.cases_here().into_iter().take(40).collect();
    for mut case in edited {
        case.content.description = Some("Written here".into());
        world.change(|tx| tx.cases().update(case.id, &case.content));
    }
    world.server.faults().set_delay_ms(10);
    let (session, all) = (world.session(), options.clone());
    let task = tokio::spawn(async move { export::run(&session, &all).await });
    world.until_asked("PATCH", "/v1/case/", 3).await;
    world.edit_there(40, |c| c.description = Some("Written there".into()));
    let done = task.await.expect("task").expect("export");
    world.server.faults().set_delay_ms(0);
    assert_eq!((done.cases.updated, done.cases.skipped), (39, 1));
    let last = world.cases_there().into_iter().find(|c| c.number == 40).expect("a case");
    assert_eq!(last.content.description.as_deref(), Some("Written there"));
    // Both sides have edited the description: the next export shows the conflict.
    assert_eq!(export::run(&world.session(), &options).await.expect("export").cases.conflicts, 1);
}

/// The list of a small project is used for five seconds at most.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_export_of_a_small_project_looks_again_after_some_seconds() {
    let world = World::new().await;
    let functions = world.local_cases(12);
    let options = cases(&functions);
    export::run(&world.session(), &options).await.expect("export");
    for mut case in world.cases_here() {
        case.content.severity = "critical".into();
        world.change(|tx| tx.cases().update(case.id, &case.content));
    }
    let session = world.session();
    let collected = export::collect(&session, &options).await.expect("collect");
    let plan = export::plan(&collected, &options, &Decisions::new());
    world.server.faults().set_delay_ms(520);
    let task = tokio::spawn(async move { export::apply(&session, &options, Arc::new(collected), &plan).await });
    world.until_asked("PATCH", "/v1/case/", 1).await;
    world.edit_there(12, |c| c.severity = "minor".into());
    world.until_asked("PATCH", "/v1/case/", 11).await;
    world.server.faults().set_delay_ms(0);
    let done = task.await.expect("task").expect("export");
    assert_eq!((done.cases.updated, done.cases.skipped), (11, 1));
    assert_eq!(world.cases_there()[11].content.severity, "minor");
}

/// Suites are few and sent first, but much time may pass between the preview and the export.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_of_a_suite_in_qase_after_the_preview_is_not_overwritten() {
    for changed in [1, 2] {
        let world = World::new().await;
        let options = cases(&world.local_cases(1));
        export::run(&world.session(), &options).await.expect("export");
        for mut suite in world.suites_here().into_iter().take(changed) {
            suite.content.title = format!("{} here", suite.content.title);
            world.change(|tx| tx.suites().update(suite.id, &suite.content));
        }
        let session = world.session();
        let collected = export::collect(&session, &options).await.expect("collect");
        let plan = export::plan(&collected, &options, &Decisions::new());
        let mut theirs = world.suites_there().remove(0);
        theirs.content.title = "Written there".into();
        world.seed(|tx, _| tx.suites().update(theirs.id, &theirs.content));
        let done = export::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
        assert_eq!((done.suites.updated, done.suites.skipped), (changed as u64 - 1, 1));
        assert_eq!(world.suites_there()[0].content.title, "Written there");
        assert_eq!(export::run(&world.session(), &options).await.expect("export").suites.conflicts, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suite_removed_in_qase_after_the_preview_is_not_sent() {
    let world = World::new().await;
    let options = cases(&world.local_cases(1));
    export::run(&world.session(), &options).await.expect("export");
    let mut mine = world.suites_here().into_iter().find(|s| s.parent_id.is_some()).expect("an inner suite");
    mine.content.title = "Written here".into();
    world.change(|tx| tx.suites().update(mine.id, &mine.content));
    let session = world.session();
    let collected = export::collect(&session, &options).await.expect("collect");
    let plan = export::plan(&collected, &options, &Decisions::new());
    let theirs = world.suites_there().into_iter().find(|s| s.parent_id.is_some()).expect("an inner suite");
    world.seed(|tx, _| tx.suites().set_deleted(theirs.id, true));
    let done = export::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
    assert_eq!((done.suites.skipped, done.suites.failed), (1, 0));
}
