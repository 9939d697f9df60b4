//! Every request of the client against the facts of Qase's OpenAPI files (`tests/facts`).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use voluptas_qase::model::{
    CaseBulkItem, CaseWrite, CustomFieldWrite, EnvironmentWrite, Execution, FieldEntity, FieldKind, FieldOption, MilestoneWrite,
    ParameterItem, ParameterWrite, Patch, PlanWrite, ProjectCreate, Relations, ResultCase, ResultCreate, ResultUpdate, ResultV2,
    RunCreate, RunUpdate, SharedStepWrite, StepDataV2, StepExecution, StepResultWrite, StepV2, StepWrite, SuitePart, SuiteWrite,
};
use voluptas_qase::{CaseFilter, Client, ResultFilter, RunFilter, Upload};

use crate::peer::{Peer, Reply, Seen, list};
use crate::schema::Api;

/// Operations of the files that the client does not offer: what a person does in Qase itself.
const NOT_OFFERED: &[&str] = &[
    "grant-access-to-project",
    "revoke-access-to-project",
    "case-attach-external-issue",
    "case-detach-external-issue",
    "run-update-external-issue",
    "search",
    "get-custom-field-v2",
];
/// Whole resources that the client does not offer.
const NOT_OFFERED_PATHS: &[&str] = &["/author", "/defect", "/user", "/review", "/shared_parameter", "/search", "/requirement"];

/// Answers whatever an operation needs to be content.
fn content(seen: &Seen) -> Reply {
    let is_list = seen.query.iter().any(|(name, _)| name == "limit") || seen.path.contains("/configuration/");
    match seen.method.as_str() {
        "GET" if seen.path.ends_with("/system_field") => Reply::Result(json!([])),
        "GET" if is_list => list(0, []),
        "POST" if seen.path.contains("/attachment/") => Reply::Result(json!([{"hash": "ab"}])),
        "POST" if seen.path.ends_with("/bulk") && seen.path.contains("/case/") => Reply::Result(json!({"ids": [1, 2]})),
        _ => Reply::Result(json!({"id": 1, "hash": "ab", "code": "DEMO", "case_id": 1, "url": "u"})),
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn whole_case() -> CaseWrite {
    CaseWrite {
        description: some("d"),
        preconditions: some(""),
        postconditions: some("p"),
        severity: Some(2),
        priority: Some(1),
        behavior: Some(2),
        kind: Some(1),
        layer: Some(1),
        is_flaky: Some(1),
        suite_id: Some(1),
        milestone_id: Some(1),
        is_manual: Some(true),
        is_to_be_automated: Some(false),
        status: Some(0),
        steps_type: some("classic"),
        attachments: Some(vec!["ab".into()]),
        steps: Some(vec![
            StepWrite { steps: vec![StepWrite::classic("inner", None, None)], ..StepWrite::classic("a", some("b"), some("c")) },
            StepWrite { attachments: vec!["ab".into()], ..StepWrite::shared("ab") },
            StepWrite::gherkin("Given a cart"),
        ]),
        tags: Some(vec!["smoke".into()]),
        parameters: Some(vec![
            ParameterWrite::Single(item("Browser")),
            ParameterWrite::Group { items: vec![item("x"), item("y")] },
            ParameterWrite::Shared { shared_id: "0b0e4a6c-3f65-4c4e-9a6e-6f9d4d9e4f10".into() },
        ]),
        ..CaseWrite::titled("A case").with_custom_field(3, "value")
    }
}

fn item(title: &str) -> ParameterItem {
    ParameterItem { title: title.into(), values: vec!["1".into()] }
}

fn whole_result() -> ResultCreate {
    ResultCreate {
        case_id: Some(1),
        case: Some(ResultCase { title: "T".into(), suite_title: some("A\tB"), description: some("d") }),
        status: "passed".into(),
        start_time: Some(1_768_467_600),
        time_ms: Some(5),
        defect: Some(false),
        attachments: vec!["ab".into()],
        stacktrace: some("s"),
        comment: some("c"),
        param: [("Browser".to_owned(), "Firefox".to_owned())].into(),
        param_groups: vec![vec!["Browser".into()]],
        steps: vec![StepResultWrite {
            status: "passed".into(),
            position: Some(1),
            comment: some("c"),
            attachments: vec!["ab".into()],
            action: some("a"),
            expected_result: some("e"),
            data: some("d"),
            steps: vec![],
        }],
    }
}

fn whole_result_v2() -> ResultV2 {
    let step = StepV2 {
        data: StepDataV2 { action: "a".into(), expected_result: some("e"), input_data: some("i") },
        execution: StepExecution {
            status: "passed".into(),
            duration: Some(1),
            comment: some("c"),
            attachments: vec!["ab".into()],
        },
        steps: vec![],
    };
    ResultV2 {
        id: some("key"),
        title: "T".into(),
        signature: some("s"),
        testops_ids: vec![1],
        execution: Execution {
            status: "passed".into(),
            start_time: Some(1_768_467_600.25),
            end_time: Some(1_768_467_601.0),
            duration: Some(750),
            stacktrace: some("s"),
            thread: some("1"),
        },
        fields: [("severity".to_owned(), "critical".to_owned()), ("own field".to_owned(), "x".to_owned())].into(),
        attachments: vec!["ab".into()],
        steps: vec![StepV2 { steps: vec![step.clone()], ..step }],
        steps_type: some("classic"),
        params: [("Browser".to_owned(), "Firefox".to_owned())].into(),
        param_groups: vec![vec!["Browser".into()]],
        relations: Some(Relations::suites(vec![SuitePart { title: "Suite".into(), public_id: Some(1) }])),
        message: some("m"),
        defect: true,
    }
}

/// Calls every method once, with everything that can be set.
async fn call_everything(client: &Client) -> Result<(), voluptas_qase::Error> {
    let c = &client.refresh();
    c.list_projects().await?;
    c.check_connection(Some("DEMO")).await?;
    let project = ProjectCreate {
        title: "T".into(),
        code: "DEMO".into(),
        description: some("d"),
        access: some("group"),
        group: some("ab"),
        settings: None,
    };
    c.create_project(&project).await?;
    c.delete_project("DEMO").await?;

    c.find_suites("DEMO", "x").await?;
    c.get_suite("DEMO", 1).await?;
    let suite = SuiteWrite { description: some("d"), preconditions: some("p"), ..SuiteWrite::titled("S", Some(1)) };
    c.create_suite("DEMO", &suite).await?;
    c.update_suite("DEMO", 1, &SuiteWrite { parent_id: Patch::Clear, ..suite }).await?;
    c.delete_suite("DEMO", 1, Some(2)).await?;
    c.delete_suite("DEMO", 1, None).await?;

    let filter = CaseFilter {
        search: some("x"),
        suite_id: Some(1),
        milestone_id: Some(1),
        severity: some("blocker,critical"),
        priority: some("high"),
        kind: some("smoke"),
        behavior: some("positive"),
        automation: some("automated"),
        status: some("actual"),
    };
    c.list_cases("DEMO", &filter).await?;
    c.get_case("DEMO", 1).await?;
    c.create_case(
        "DEMO",
        &CaseWrite { created_at: some("2026-01-15 09:00:00"), updated_at: some("2026-01-15 09:00:00"), ..whole_case() },
    )
    .await?;
    c.update_case("DEMO", 1, &whole_case()).await?;
    c.delete_case("DEMO", 1).await?;
    let bulk = [CaseBulkItem { id: Some(1), case: whole_case() }, CaseWrite::titled("B").into()];
    c.write_cases("DEMO", &bulk).await?.into_result()?;

    c.list_system_fields().await?;
    c.list_custom_fields_v1(Some(FieldEntity::Case)).await?;
    c.list_custom_fields_v2(Some(FieldEntity::Run)).await?;
    c.get_custom_field(1).await?;
    let field = CustomFieldWrite {
        title: "Team".into(),
        entity: Some(FieldEntity::Case),
        kind: Some(FieldKind::Selectbox),
        options: vec![FieldOption::new(1, "Web")],
        placeholder: some("p"),
        default_value: some("1"),
        is_filterable: Some(true),
        is_visible: Some(true),
        is_required: Some(false),
        is_enabled_for_all_projects: Some(false),
        projects_codes: vec!["DEMO".into()],
    };
    c.create_custom_field(&field).await?;
    c.update_custom_field(1, &field).await?;
    c.delete_custom_field(1).await?;

    let filter = RunFilter {
        search: some("x"),
        status: some("passed,failed"),
        milestone: Some(1),
        environment: Some(1),
        from_start_time: Some(1),
        to_start_time: Some(2),
        with_cases: true,
    };
    c.list_runs("DEMO", &filter).await?;
    c.get_run("DEMO", 1, true).await?;
    let run = RunCreate {
        title: "R".into(),
        description: some("d"),
        include_all_cases: true,
        cases: vec![1],
        is_autotest: Some(true),
        environment_id: Some(1),
        environment_slug: some("stage"),
        milestone_id: Some(1),
        plan_id: Some(1),
        tags: vec!["t".into()],
        configurations: vec![1],
        custom_field: [("1".to_owned(), "x".to_owned())].into(),
        start_time: some("2026-01-15 09:00:00"),
        end_time: some("2026-01-15 10:00:00"),
    };
    c.create_run("DEMO", &run).await?;
    let update = RunUpdate {
        title: some("R"),
        description: Patch::Clear,
        environment_id: Patch::Set(1),
        milestone_id: Patch::Clear,
        tags: Patch::Set(vec!["t".into()]),
    };
    c.update_run("DEMO", 1, &update).await?;
    c.complete_run("DEMO", 1).await?;
    c.publish_run("DEMO", 1, true).await?;
    c.delete_run("DEMO", 1).await?;

    let filter = ResultFilter {
        runs: vec![1, 2],
        cases: vec![3],
        status: some("passed"),
        api: Some(true),
        from_end_time: some("2026-01-15 09:00:00"),
        to_end_time: some("2026-01-15 09:00:00"),
    };
    c.list_results("DEMO", &filter).await?;
    c.get_result("DEMO", "ab").await?;
    c.create_result("DEMO", 1, &whole_result()).await?;
    c.create_results("DEMO", 1, &[whole_result()]).await?.into_result()?;
    c.create_result_v2("DEMO", 1, &whole_result_v2()).await?;
    c.create_results_v2("DEMO", 1, &[whole_result_v2()]).await?.into_result()?;
    let update = ResultUpdate {
        status: some("failed"),
        time_ms: Some(1),
        comment: some("c"),
        stacktrace: some("s"),
        attachments: Some(vec!["ab".into()]),
    };
    c.update_result("DEMO", 1, "ab", &update).await?;
    c.delete_result("DEMO", 1, "ab").await?;

    c.upload_attachments("DEMO", &[Upload::new("a.png", vec![1])]).await?;
    c.list_attachments().await?;
    c.get_attachment("ab").await?;
    c.delete_attachment("ab").await?;

    c.list_environments("DEMO").await?;
    c.get_environment("DEMO", 1).await?;
    let environment = EnvironmentWrite { title: some("Stage"), slug: some("stage"), description: some("d"), host: some("h") };
    c.create_environment("DEMO", &environment).await?;
    c.update_environment("DEMO", 1, &environment).await?;
    c.delete_environment("DEMO", 1).await?;
    c.list_milestones("DEMO").await?;
    c.get_milestone("DEMO", 1).await?;
    let milestone = MilestoneWrite { title: some("M"), description: some("d"), status: some("active"), due_date: Some(1) };
    c.create_milestone("DEMO", &milestone).await?;
    c.update_milestone("DEMO", 1, &milestone).await?;
    c.delete_milestone("DEMO", 1).await?;
    c.list_plans("DEMO").await?;
    c.get_plan("DEMO", 1).await?;
    let plan = PlanWrite { title: some("P"), description: some("d"), cases: Some(vec![1]) };
    c.create_plan("DEMO", &plan).await?;
    c.update_plan("DEMO", 1, &plan).await?;
    c.delete_plan("DEMO", 1).await?;
    c.list_shared_steps("DEMO").await?;
    c.get_shared_step("DEMO", "ab").await?;
    let step = SharedStepWrite { title: "S".into(), steps: vec![StepWrite::classic("a", some("e"), some("d"))] };
    c.create_shared_step("DEMO", &step).await?;
    c.update_shared_step("DEMO", "ab", &step).await?;
    c.delete_shared_step("DEMO", "ab").await?;
    c.list_configurations("DEMO").await?;
    c.create_configuration_group("DEMO", "Browser").await?;
    c.create_configuration("DEMO", 1, "Firefox").await?;
    Ok(())
}

/// Violations in a request, and the operation that it belongs to.
fn judge(api: &Api, path: &str, seen: &Seen) -> (String, Vec<String>) {
    let method = seen.method.as_str().to_lowercase();
    let Some(operation) = api.operation(&method, path) else { return (String::new(), vec!["no such operation".to_owned()]) };
    let mut wrong = Vec::new();
    let parameters: Vec<&Value> =
        operation.spec["parameters"].as_array().into_iter().flatten().map(|p| api.parameter(p)).collect();
    for (name, value) in &seen.query {
        match parameters.iter().find(|p| p["in"] == "query" && p["name"] == name.as_str()) {
            None => wrong.push(format!("there is no query member {name}")),
            Some(parameter) => {
                let typed = match parameter["schema"]["type"].as_str() {
                    Some("integer") => value.parse::<i64>().map(Value::from).unwrap_or(Value::Null),
                    Some("boolean") => value.parse::<bool>().map(Value::from).unwrap_or(Value::Null),
                    _ => json!(value),
                };
                wrong.extend(api.complaints(&parameter["schema"], &typed).into_iter().map(|e| format!("{name}: {e}")));
            }
        }
    }
    let content = &operation.spec["requestBody"]["content"];
    match (content.get("application/json"), seen.body.is_empty()) {
        (Some(json), _) => wrong.extend(api.complaints(&json["schema"], &seen.json())),
        (None, false) if content.get("multipart/form-data").is_some() => {
            if !String::from_utf8_lossy(&seen.body).contains("name=\"file[]\"") {
                wrong.push("no part is named file[]".to_owned());
            }
        }
        (None, false) => wrong.push("there is a body".to_owned()),
        (None, true) => {}
    }
    (operation.id.to_owned(), wrong)
}

#[tokio::test]
async fn every_request_is_what_the_description_says() {
    let (v1, v2) = (Api::read("v1"), Api::read("v2"));
    let peer = Peer::start(|seen, _| content(seen)).await;
    call_everything(&peer.client()).await.expect("every call is answered");
    let mut used = BTreeSet::new();
    for seen in peer.seen() {
        let (api, path) = match seen.path.strip_prefix("/v1") {
            Some(path) => (&v1, path),
            None => (&v2, seen.path.strip_prefix("/v2").expect("a version")),
        };
        let (operation, wrong) = judge(api, path, &seen);
        assert!(wrong.is_empty(), "{} {}: {wrong:#?}\n{}", seen.method, seen.path, String::from_utf8_lossy(&seen.body));
        used.insert(operation);
    }
    let is_offered = |path: &str, id: &str| !NOT_OFFERED.contains(&id) && !NOT_OFFERED_PATHS.iter().any(|p| path.starts_with(p));
    let offered: BTreeSet<String> = [&v1, &v2]
        .into_iter()
        .flat_map(Api::operations)
        .filter(|(path, id)| is_offered(path, id))
        .map(|(_, id)| id.to_owned())
        .collect();
    assert!(offered.len() > 30, "{offered:?}");
    assert_eq!(offered.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "nobody calls them");
}

#[test]
fn the_check_finds_what_is_wrong() {
    let api = Api::read("v1");
    let schema = json!({"$ref": "#/components/schemas/TestCaseCreate"});
    assert!(api.complaints(&schema, &json!({"title": "A", "params": null})).is_empty());
    for wrong in [
        json!({}),
        json!({"title": 1}),
        json!({"title": "A", "titel": "B"}),
        json!({"title": "A", "suite_id": null}),
        json!({"title": "A", "steps_type": "other"}),
        json!({"title": "A", "custom_field": {"1": 2}}),
        json!({"title": "A", "parameters": [{"title": "x"}]}),
        json!({"title": "A", "steps": [{"action": "a", "expected": "b"}]}),
    ] {
        assert!(!api.complaints(&schema, &wrong).is_empty(), "{wrong}");
    }
}
