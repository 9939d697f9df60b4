//! Recognising projects and accounts: a project that was created again under its code stops a synchronisation, a changed code is
//! followed, and an account is the same under all its addresses. Also cases that are only flagged as deleted.

use crate::export::cases;
use crate::support::{World, client_with, content, picture, suite};
use voluptas_core::domain::case::NewCase;
use voluptas_qase::ClientConfig;
use voluptas_sync::{Error, Session, export, import};

async fn go_in(session: &Session) -> voluptas_sync::Summary {
    import::run(session, &import::Options::default()).await.expect("import")
}

/// Deletes the project and creates it again under its code, with cases of other people under the same ids.
fn make_again(world: &World, n: usize) {
    world.clock.advance(86_400_000);
    world.seed(|tx, project| {
        tx.projects().delete(project)?;
        let project = tx.projects().create("SHOP", "Another shop", None)?.id;
        let case = |i| {
            let mut content = content(&format!("Other case {i}"));
            content.description = Some("Written by others".into());
            NewCase { content, ..NewCase::default() }
        };
        tx.cases().create_many(project, &(0..n).map(case).collect::<Vec<_>>())
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_made_again_under_its_code_stops_an_import_and_changes_nothing() {
    for n in [5, 12] {
        let world = World::new().await;
        world.seed_shop();
        go_in(&world.session()).await;
        let before = picture(&world.cases_here(), &world.suites_here());
        make_again(&world, n);
        let outcome = import::run(&world.session(), &import::Options::default()).await;
        assert!(matches!(outcome, Err(Error::OtherProject { others: 5, .. })), "{:?}", outcome.map(|s| s.changes()));
        assert_eq!(picture(&world.cases_here(), &world.suites_here()), before);
        assert_eq!(world.links(), 5);
    }
}

/// A few cases are read one by one, many with the list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_made_again_under_its_code_stops_an_export_and_changes_nothing() {
    for chosen in [1, 5] {
        let world = World::new().await;
        world.seed_shop();
        go_in(&world.session()).await;
        let functions = world.functions_of_all();
        world.edit_here("Add to cart", |c| c.description = Some("Written here".into()));
        make_again(&world, 5);
        let there = picture(&world.cases_there(), &world.suites_there());
        world.server.stats().reset();
        let outcome = export::run(&world.session(), &cases(&functions[..chosen])).await;
        assert!(matches!(outcome, Err(Error::OtherProject { .. })), "{chosen}: {:?}", outcome.map(|s| s.changes()));
        assert_eq!(world.server.stats().writes(), 0);
        assert_eq!(picture(&world.cases_there(), &world.suites_there()), there);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_do_not_go_to_a_project_made_again_under_its_code() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    world.enter_results("Evening");
    make_again(&world, 3);
    let options = export::Options {
        functions,
        results: Some(export::ResultsFrom::Latest),
        run: Some(export::RunChoice::New("Evening".into())),
        ..export::Options::default()
    };
    let outcome = export::run(&world.session(), &options).await;
    assert!(matches!(outcome, Err(Error::OtherProject { .. })), "{:?}", outcome.map(|s| s.changes()));
    assert!(world.runs_there().is_empty());
}

/// Changes the code of the project, which people do in Qase's settings and the API cannot do.
fn change_code(world: &World, code: &str) {
    let sql = format!("UPDATE projects SET code = '{code}', title = 'The shop' WHERE code = 'SHOP'");
    testkit::engine::raw(world.there.location(), &sql);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_whose_code_changed_is_followed_without_doubles() {
    for exports_first in [false, true] {
        let world = World::new().await;
        world.seed_shop();
        go_in(&world.session()).await;
        let functions = world.functions_of_all();
        world.edit_here("Add to cart", |c| c.description = Some("Written here".into()));
        let before = picture(&world.cases_here(), &world.suites_here());
        change_code(&world, "STORE");
        let session = Session::new(world.here.clone(), world.client.clone(), "STORE").with_waits(crate::support::QUICK);
        if exports_first {
            let done = export::run(&session, &cases(&functions)).await.expect("export");
            assert_eq!((done.cases.created, done.cases.updated), (0, 1));
        }
        let done = go_in(&session).await;
        assert_eq!((done.cases.created, done.suites.created, done.cases.conflicts), (0, 0, 0), "{exports_first}");
        assert_eq!(picture(&world.cases_here(), &world.suites_here()), before);
        let known = world.here.read(|tx| tx.remotes().projects()).expect("projects");
        assert_eq!(known.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["STORE"]);
        export::run(&session, &cases(&functions)).await.expect("export");
        assert_eq!(go_in(&session).await.changes(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_the_same_under_both_names_of_this_computer() {
    let world = World::new().await;
    world.seed_shop();
    go_in(&world.session()).await;
    let port = world.server.addr().port();
    for address in [format!("http://localhost:{port}/v1"), format!("http://LOCALHOST:{port}/v1/")] {
        let client = client_with(&world.server, |c| ClientConfig { base_url: address.clone(), ..c });
        let session = Session::new(world.here.clone(), client, "shop").with_waits(crate::support::QUICK);
        let done = go_in(&session).await;
        assert_eq!((done.changes(), done.cases.unchanged), (0, 5), "{address}");
    }
    assert_eq!(world.here.read(|tx| tx.remotes().projects()).expect("projects").len(), 1);
    assert_eq!(world.cases_here().len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_exports_to_one_account_under_two_names_do_not_write_at_once() {
    let world = World::new().await;
    let functions = world.local_cases(30);
    let address = format!("http://localhost:{}/v1", world.server.addr().port());
    let client = client_with(&world.server, |c| ClientConfig { base_url: address, ..c });
    let other = Session::new(world.here.clone(), client, "SHOP").with_waits(crate::support::QUICK);
    let (one, options) = (world.session(), cases(&functions));
    world.server.faults().set_delay_ms(5);
    let (one, two) = tokio::join!(export::run(&one, &options), export::run(&other, &options));
    world.server.faults().set_delay_ms(0);
    assert!(matches!((one, two), (Ok(_), Err(Error::Busy { .. })) | (Err(Error::Busy { .. }), Ok(_))));
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 30));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_flagged_as_deleted_are_not_imported() {
    let world = World::new().await;
    world.seed_shop();
    world.server.faults().set_case_flagged("SHOP", 5, true);
    assert_eq!(go_in(&world.session()).await.cases.created, 4);
    assert_eq!(go_in(&world.session()).await.changes(), 0);
    assert!(world.cases_here().iter().all(|c| c.content.title != "Sign in"));
    // A case that is flagged after its import counts as removed in Qase and stays in the workspace.
    world.server.faults().set_case_flagged("SHOP", 1, true);
    assert_eq!(go_in(&world.session()).await.cases.removed, 1);
    assert_eq!(world.cases_here().len(), 4);
    world.server.faults().set_case_flagged("SHOP", 1, false);
    let done = go_in(&world.session()).await;
    assert_eq!((done.cases.created, world.cases_here().len()), (0, 4), "it is the same case again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_made_again_with_the_same_titles_is_linked_anew_without_doubles() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    go_in(&world.session()).await;
    world.edit_here("Pay in way 0", |c| c.description = Some("Written here".into()));
    world.clock.advance(86_400_000);
    world.seed(|tx, project| {
        tx.projects().delete(project)?;
        let project = tx.projects().create("SHOP", "Fictional shop", None)?.id;
        let upper = suite(tx, project, "Checkout", None)?;
        let lower = suite(tx, project, "Payment", Some(upper))?;
        (0..4).try_for_each(|i| {
            let mut content = content(&format!("Pay in way {i}"));
            content.description = Some("Written there".into());
            tx.cases().create(project, &NewCase { suite_id: Some(lower), number: None, content }).map(drop)
        })
    });
    let outcome = import::run(&world.session(), &import::Options::default()).await;
    assert!(matches!(outcome, Err(Error::OtherProject { .. })));
    assert!(voluptas_sync::repair::forget_links(&world.session()).await.expect("forgotten"));
    let done = go_in(&world.session()).await;
    assert_eq!((done.suites.created, done.cases.created, done.cases.conflicts), (0, 1, 1), "way 3 is new, way 0 differs");
    assert!(world.cases_here().iter().any(|c| c.content.description.as_deref() == Some("Written here")), "ours stays");
    let done = export::run(&world.session(), &cases(&functions)).await.expect("export");
    assert_eq!((done.suites.created, done.cases.created, done.cases.conflicts), (0, 0, 1), "it waits for a person");
    assert_eq!((world.suites_here().len(), world.cases_here().len()), (2, 4));
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, 4));
    assert_eq!(go_in(&world.session()).await.cases.created, 0);
}
