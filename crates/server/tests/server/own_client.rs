//! Our own client against our own server: what one writes the other keeps, also when a third of the requests goes wrong.

use crate::support::{TOKEN, World};
use std::time::Duration;
use voluptas_core::base::Secret;
use voluptas_qase::model::{
    CaseBulkItem, CaseWrite, CustomFieldWrite, EnvironmentWrite, Execution, FieldEntity, FieldKind, MilestoneWrite,
    ParameterItem, ParameterWrite, PlanWrite, ResultCreate, ResultUpdate, ResultV2, RunCreate, RunUpdate, SharedStepWrite,
    StepWrite, SuiteWrite,
};
use voluptas_qase::{CaseFilter, Client, ClientConfig, ResultFilter, RunFilter, Upload};
use voluptas_server::faults::Shares;

fn client(w: &World) -> Client {
    let config =
        ClientConfig { backoff: Duration::from_millis(1), requests_per_minute: 0, ..ClientConfig::new(Secret::new(TOKEN)) };
    Client::new(config.with_base_url(w.server.base_url())).expect("client")
}

#[tokio::test]
async fn what_the_client_writes_it_reads() {
    let w = World::demo().await;
    let c = client(&w);
    let check = c.check_connection(Some("DEMO")).await.expect("connection");
    drop(check);
    let field = CustomFieldWrite {
        title: "functional_id".into(),
        entity: Some(FieldEntity::Case),
        kind: Some(FieldKind::String),
        ..CustomFieldWrite::default()
    };
    let field = c.create_custom_field(&field).await.expect("field");
    assert_eq!(c.list_custom_fields(Some(FieldEntity::Case)).await.expect("fields")[0].title, "functional_id");
    assert!(c.list_system_fields().await.expect("system fields").iter().any(|f| f.slug == "severity"));
    let top = c.create_suite("DEMO", &SuiteWrite::titled("Top", None)).await.expect("suite");
    let sub = c.create_suite("DEMO", &SuiteWrite::titled("Sub", Some(top))).await.expect("suite");
    let file = c.upload_attachments("DEMO", &[Upload::new("отчёт.txt", b"bytes".as_slice())]).await.expect("upload").remove(0);
    let shared = SharedStepWrite { title: "Sign in".into(), steps: vec![StepWrite::classic("type", None, None)] };
    let shared = c.create_shared_step("DEMO", &shared).await.expect("shared step");
    let case = CaseWrite {
        description: Some("**d**".into()),
        severity: Some(2),
        suite_id: Some(sub),
        is_flaky: Some(1),
        is_manual: Some(false),
        tags: Some(vec!["smoke".into()]),
        attachments: Some(vec![file.hash.clone()]),
        steps: Some(vec![StepWrite::classic("a", Some("b".into()), Some("c".into())), StepWrite::shared(&shared)]),
        parameters: Some(vec![ParameterWrite::Single(ParameterItem { title: "user".into(), values: vec!["al".into()] })]),
        ..CaseWrite::titled("Signs in").with_custom_field(field, "func-1")
    };
    let id = c.create_case("DEMO", &case).await.expect("case");
    let read = c.get_case("DEMO", id).await.expect("case");
    assert_eq!((read.title.as_str(), read.severity, read.suite_id, read.is_flaky), ("Signs in", Some(2), Some(sub), true));
    assert_eq!((read.automation_state(), read.custom_field(field)), (2, Some("func-1")));
    assert_eq!(read.steps[1].shared_step_hash.as_deref(), Some(shared.as_str()));
    assert_eq!(read.parameter_items()[0].values, ["al"]);
    assert_eq!(read.attachments[0].hash().as_deref(), Some(file.hash.as_str()));
    assert_eq!(c.download(&read.attachments[0].url).await.expect("download"), b"bytes");
    let bulk: Vec<CaseBulkItem> =
        (0..250).map(|i| CaseBulkItem { id: None, case: CaseWrite::titled(format!("Case {i}")) }).collect();
    let sent = c.write_cases("DEMO", &bulk).await.expect("bulk");
    assert_eq!((sent.done, sent.answers.len(), sent.stopped.is_none()), (250, 250, true));
    assert_eq!(c.list_cases("DEMO", &CaseFilter::default()).await.expect("cases").len(), 251);
    assert_eq!(c.list_cases("DEMO", &CaseFilter::suite(sub)).await.expect("cases").len(), 1);
    c.update_case("DEMO", id, &CaseWrite { description: Some(String::new()), ..CaseWrite::default() }).await.expect("update");
    assert_eq!(c.get_case("DEMO", id).await.expect("case").description, None);
    c.delete_case("DEMO", 251).await.expect("delete");
    let environment = EnvironmentWrite { title: Some("Stage".into()), slug: Some("stage".into()), ..EnvironmentWrite::default() };
    let environment = c.create_environment("DEMO", &environment).await.expect("environment");
    let milestone = MilestoneWrite { title: Some("1.0".into()), due_date: Some(1_800_000_000), ..MilestoneWrite::default() };
    let milestone = c.create_milestone("DEMO", &milestone).await.expect("milestone");
    let group = c.create_configuration_group("DEMO", "browser").await.expect("group");
    let configuration = c.create_configuration("DEMO", group, "chrome").await.expect("configuration");
    let plan = PlanWrite { title: Some("Smoke".into()), cases: Some(vec![id]), ..PlanWrite::default() };
    let plan = c.create_plan("DEMO", &plan).await.expect("plan");
    let run = RunCreate {
        title: "Nightly".into(),
        plan_id: Some(plan),
        environment_id: Some(environment),
        milestone_id: Some(milestone),
        configurations: vec![configuration],
        tags: vec!["ci".into()],
        ..RunCreate::default()
    };
    let run = c.create_run("DEMO", &run).await.expect("run");
    let read = c.get_run("DEMO", run, true).await.expect("run");
    assert_eq!((read.cases.clone(), read.plan_id, read.is_open()), (vec![id], Some(plan), true));
    let one = ResultCreate { case_id: Some(id), status: "failed".into(), time_ms: Some(5), ..ResultCreate::default() };
    let (case_id, hash) = c.create_result("DEMO", run, &one).await.expect("result");
    assert_eq!(case_id, Some(id));
    let update = ResultUpdate { status: Some("passed".into()), comment: Some("again".into()), ..ResultUpdate::default() };
    c.update_result("DEMO", run, &hash, &update).await.expect("update");
    assert_eq!(c.get_result("DEMO", &hash).await.expect("result").comment.as_deref(), Some("again"));
    let many: Vec<ResultCreate> =
        (2..=240).map(|n| ResultCreate { case_id: Some(n), status: "skipped".into(), ..ResultCreate::default() }).collect();
    assert_eq!(c.create_results("DEMO", run, &many).await.expect("bulk").done, 239);
    assert_eq!(c.list_results("DEMO", &ResultFilter::run(run)).await.expect("results").len(), 240);
    c.update_run("DEMO", run, &RunUpdate { title: Some("Renamed".into()), ..RunUpdate::default() }).await.expect("update");
    assert!(c.publish_run("DEMO", run, true).await.expect("publish").is_some());
    c.complete_run("DEMO", run).await.expect("complete");
    let runs = c.list_runs("DEMO", &RunFilter::default()).await.expect("runs");
    assert_eq!((runs.len(), runs[0].title.as_str(), runs[0].is_open()), (1, "Renamed", false));
    let error = c.create_result("DEMO", run, &one).await.expect_err("the run is complete");
    assert!(error.to_string().contains("completed"), "{error}");
}

#[tokio::test]
async fn results_with_ids_arrive_once_through_faults() {
    let w = World::demo().await;
    let c = client(&w);
    let run = c.create_run("DEMO", &RunCreate { title: "r".into(), ..RunCreate::default() }).await.expect("run");
    let results: Vec<ResultV2> = (0..900)
        .map(|i| ResultV2 {
            id: Some(format!("result-{i}")),
            title: format!("Test {i}"),
            execution: Execution { status: "passed".into(), ..Execution::default() },
            ..ResultV2::default()
        })
        .collect();
    w.server.faults().set_shares(Shares { too_many: 0.05, server_error: 0.1, cut_before: 0.05, cut_after: 0.1, retry_after: 0 });
    for part in results.chunks(30) {
        let sent = c.create_results_v2("DEMO", run, part).await.expect("sent");
        assert!(sent.stopped.is_none(), "{:?}", sent.stopped);
    }
    let listed = c.list_results("DEMO", &ResultFilter::run(run)).await.expect("results");
    w.server.faults().clear();
    assert_eq!(listed.len(), 900);
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 900);
}
