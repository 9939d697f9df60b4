//! Errors that stop a mirror, and failures that do not.

use crate::support::{AUTO, SHOP, World, config, options, result};
use voluptas_core::base::Secret;
use voluptas_core::domain::message::Explain as _;
use voluptas_mirror::{Error, Mirror, Options, SourceRun, TargetRun};
use voluptas_qase::{Client, ClientConfig};
use voluptas_server::faults::Fault;

async fn refused(world: &World, change: impl FnOnce(&mut Options)) -> Error {
    let mut wanted = options(1);
    change(&mut wanted);
    world.mirror(wanted).prepare().await.expect_err("an error")
}

#[tokio::test]
async fn what_is_not_there_is_named_with_what_is_most_like_it() {
    let world = World::new().await;
    world.run(AUTO, "Nightly regression").await;
    let Error::NoProject { project, closest } = refused(&world, |o| o.target_project = "SHOPP".into()).await else {
        panic!("no project")
    };
    assert_eq!((project.as_str(), closest.as_str()), ("SHOPP", SHOP));
    let error = refused(&world, |o| o.field_title = "Automation".into()).await;
    assert!(matches!(&error, Error::NoField { there, .. } if there == "Automation Key"), "{error:?}");
    let error = refused(&world, |o| o.source_run = SourceRun::Title("Nightly regresion".into())).await;
    assert!(matches!(&error, Error::NoRunTitle { closest, .. } if closest == "Nightly regression"), "{error:?}");
    assert_eq!(error.remedy().map(|r| r.key).as_deref(), Some("mirror-remedy-closest"));
    let error = refused(&world, |o| o.source_run = SourceRun::Id(99)).await;
    assert_eq!(error, Error::NoRun { project: AUTO.into(), id: 99 });
    let error = refused(&world, |o| o.target_run = TargetRun::Id(99)).await;
    assert_eq!(error, Error::NoRun { project: SHOP.into(), id: 99 });
    let error = refused(&world, |o| o.target_project = "auto".into()).await;
    assert!(error.is_usage());
}

#[tokio::test]
async fn a_bad_token_and_a_dead_server_stop_it() {
    let world = World::new().await;
    let client = |config: ClientConfig| Client::new(config).expect("client");
    let bad = client(ClientConfig { token: Secret::new("another-token-000000"), ..config(&world.server) });
    let error = Mirror::new(bad.clone(), world.client.clone(), options(1)).prepare().await.expect_err("refused");
    assert!(error.is_auth());
    let error = Mirror::new(world.client.clone(), bad, options(1)).prepare().await.expect_err("refused");
    assert!(error.is_auth());
    let nobody = ClientConfig { max_attempts: 2, base_url: "http://127.0.0.1:1".into(), ..config(&world.server) };
    let error = Mirror::new(client(nobody), world.client.clone(), options(1)).prepare().await.expect_err("nobody there");
    assert!(!error.is_auth() && !error.is_usage(), "{error:?}");
}

#[tokio::test]
async fn a_closed_run_is_refused_only_when_there_is_something_to_post() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["A"]).await;
    let source = world.run(AUTO, "Nightly").await;
    world.post(AUTO, source, &[result(1, auto[0], "passed", "")]).await;
    let closed = world.run(SHOP, "Closed").await;
    world.client.complete_run(SHOP, closed).await.expect("complete");
    let wanted = Options { target_run: TargetRun::Id(closed), ..options(source) };
    let error = world.mirror(wanted.clone()).prepare().await.expect_err("closed");
    assert_eq!(error, Error::ClosedRun { project: SHOP.into(), id: closed });
    assert!(world.mirror(Options { create_cases: false, ..wanted }).prepare().await.is_ok());
}

#[tokio::test]
async fn one_refused_result_does_not_stop_the_rest() {
    let world = World::new().await;
    let keys: Vec<String> = (0..40).map(|n| format!("K{n}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let auto = world.cases(AUTO, &keys).await;
    let source = world.run(AUTO, "Nightly").await;
    let results: Vec<_> =
        auto.iter().zip(1..).map(|(c, n)| result(n, *c, if n == 17 { "blocked" } else { "passed" }, "")).collect();
    world.post(AUTO, source, &results).await;
    // A status that the target does not have.
    let map = [("blocked".to_owned(), "postponed".to_owned())].into();
    let wanted = Options { status_map: map, ..options(source) };
    let summary = world.go(wanted.clone()).await;
    assert_eq!((summary.counts.mirrored, summary.counts.failed), (39, 1));
    assert_eq!(summary.failures.len(), 1);
    assert_eq!(summary.failures[0].key.as_deref(), Some("K16"));
    assert!(summary.has_failures());
    let summary = world.go(Options { status_map: Default::default(), ..wanted }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.already), (1, 39));
}

#[tokio::test]
async fn one_refused_case_does_not_stop_the_rest() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["K1", "K2", "K3"]).await;
    let source = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = auto.iter().zip(1..).map(|(c, n)| result(n, *c, "passed", "")).collect();
    world.post(AUTO, source, &results).await;
    let required = voluptas_qase::model::CustomFieldWrite {
        title: "Owner".into(),
        entity: Some(voluptas_qase::model::FieldEntity::Case),
        kind: Some(voluptas_qase::model::FieldKind::String),
        is_required: Some(true),
        is_enabled_for_all_projects: Some(true),
        ..Default::default()
    };
    world.client.create_custom_field(&required).await.expect("field");
    let summary = world.go(options(source)).await;
    assert_eq!((summary.counts.cases_created, summary.counts.cases_failed, summary.counts.failed), (0, 3, 3));
    assert!(summary.failures.iter().any(|f| f.message.key == "qase-error-invalid"));
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice() {
    let world = World::new().await;
    let auto = world.cases(AUTO, &["K1", "K2"]).await;
    let source = world.run(AUTO, "Nightly").await;
    world.post(AUTO, source, &[result(1, auto[0], "passed", ""), result(2, auto[1], "failed", "")]).await;
    for path in ["POST /v1/case/SHOP/bulk", "POST /v1/run/SHOP", "POST /v2/SHOP/run"] {
        world.server.faults().fail_next(path, Fault::CutAfter);
    }
    let summary = world.go(options(source)).await;
    assert_eq!((summary.counts.cases_created, summary.counts.mirrored), (2, 2));
    assert_eq!(world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases").len(), 2);
    assert_eq!(world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs").len(), 1);
    assert_eq!(world.seen(SHOP, summary.target_run.expect("run")).await, world.seen(AUTO, source).await);
}
