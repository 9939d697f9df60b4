//! Content that is copied on request, besides status, time and comment.

use crate::support::{AUTO, SHOP, World, options, result};
use voluptas_mirror::{Include, Options};
use voluptas_qase::Upload;
use voluptas_qase::model::{CaseWrite, ParameterItem, ParameterWrite, StepDataV2, StepExecution, StepV2, StepWrite, SuiteWrite};

fn everything() -> Include {
    let mut include = Include::default();
    assert!(Include::WORDS.iter().all(|w| include.set(w)));
    include
}

#[tokio::test]
async fn everything_that_is_asked_for_comes_along() {
    let world = World::new().await;
    let client = &world.client;
    let shop = client.create_suite(AUTO, &SuiteWrite::titled("Shop", None)).await.expect("suite");
    let cart = client.create_suite(AUTO, &SuiteWrite::titled("Cart", Some(shop))).await.expect("suite");
    let there = client.create_suite(SHOP, &SuiteWrite::titled("shop", None)).await.expect("suite");
    let files = [Upload::new("shot.png", vec![1, 2, 3]), Upload::new("снимок.txt", b"hello".to_vec())];
    let hashes: Vec<String> =
        client.upload_attachments(AUTO, &files).await.expect("upload").into_iter().map(|f| f.hash).collect();
    let case = CaseWrite {
        suite_id: Some(cart),
        tags: Some(vec!["smoke".into()]),
        is_manual: Some(false),
        steps: Some(vec![StepWrite {
            attachments: vec![hashes[0].clone()],
            ..StepWrite::classic("Open", Some("It is open".into()), None)
        }]),
        parameters: Some(vec![ParameterWrite::Single(ParameterItem { title: "Browser".into(), values: vec!["Firefox".into()] })]),
        attachments: Some(vec![hashes[1].clone()]),
        ..world.case("K1")
    };
    let id = client.create_case(AUTO, &case).await.expect("case");
    let run = world.run(AUTO, "Nightly").await;
    let step = StepV2 {
        data: StepDataV2 { action: "Open".into(), ..StepDataV2::default() },
        execution: StepExecution {
            status: "failed".into(),
            comment: Some("no".into()),
            attachments: vec![hashes[0].clone()],
            ..StepExecution::default()
        },
        steps: Vec::new(),
    };
    let one =
        voluptas_qase::model::ResultV2 { attachments: hashes.clone(), steps: vec![step], ..result(1, id, "failed", "broken") };
    let mut one = one;
    one.execution.stacktrace = Some("at line 1".into());
    let two = voluptas_qase::model::ResultV2 { attachments: vec![hashes[0].clone()], ..result(2, id, "passed", "") };
    world.post(AUTO, run, &[one, two]).await;

    world.server.stats().reset();
    let summary = world.go(Options { include: everything(), ..options(run) }).await;
    assert_eq!((summary.counts.mirrored, summary.counts.files_copied, summary.counts.files_failed), (2, 2, 0));
    assert_eq!(world.server.stats().operations().get("upload-attachment"), Some(&1), "{:?}", world.server.stats().operations());
    let told: Vec<&str> = summary.warnings.iter().map(|w| w.key.as_str()).collect();
    assert!(told.contains(&"mirror-warning-no-params"), "parameters that cannot be copied are told: {told:?}");
    let results = world.results(SHOP, summary.target_run.expect("run")).await;
    assert_eq!(results[0].stacktrace.as_deref(), Some("at line 1"));
    let names: Vec<&str> = results[0].attachments.iter().map(|f| f.filename.as_str()).collect();
    assert_eq!(names, ["shot.png", "снимок.txt"]);
    assert_eq!(client.download(&results[0].attachments[1].url).await.expect("file"), b"hello");
    assert_eq!((results[0].steps.len(), results[0].steps[0].status), (1, 2));
    assert_eq!(results[0].steps[0].comment.as_deref(), Some("no"));
    assert_eq!(results[0].steps[0].attachments[0].filename, "shot.png");
    assert_eq!(results[1].attachments.len(), 1);
    let cases = client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    let made = &cases[0];
    assert_eq!((made.tags[0].title.as_str(), made.steps[0].action.as_str()), ("smoke", "Open"));
    assert_eq!(made.steps[0].expected_result.as_deref(), Some("It is open"));
    assert_eq!(made.steps[0].attachments[0].filename, "shot.png");
    assert_eq!(made.attachments[0].filename, "снимок.txt");
    assert_eq!(made.parameter_items()[0].title, "Browser");
    assert_eq!(made.automation_state(), 2);
    let suites = client.refresh().list_suites(SHOP).await.expect("suites");
    let suite = suites.iter().find(|s| Some(s.id) == made.suite_id).expect("suite");
    assert_eq!((suite.title.as_str(), suite.parent_id, suites.len()), ("Cart", Some(there), 2));
}

#[tokio::test]
async fn nothing_else_comes_along_unasked() {
    let world = World::new().await;
    let hashes = world.client.upload_attachments(AUTO, &[Upload::new("shot.png", vec![1])]).await.expect("upload");
    let case = CaseWrite {
        tags: Some(vec!["smoke".into()]),
        steps: Some(vec![StepWrite::classic("Open", None, None)]),
        ..world.case("K1")
    };
    let id = world.client.create_case(AUTO, &case).await.expect("case");
    let run = world.run(AUTO, "Nightly").await;
    let mut one = result(1, id, "failed", "broken");
    one.attachments = vec![hashes[0].hash.clone()];
    one.execution.stacktrace = Some("at line 1".into());
    world.post(AUTO, run, &[one]).await;
    let summary = world.go(options(run)).await;
    assert!(!summary.warnings.iter().any(|w| w.key == "mirror-warning-no-params"));
    let results = world.results(SHOP, summary.target_run.expect("run")).await;
    assert_eq!((results[0].stacktrace.as_deref(), results[0].attachments.len(), results[0].steps.len()), (None, 0, 0));
    let cases = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    assert_eq!((cases[0].tags.len(), cases[0].steps.len()), (0, 0));
}
