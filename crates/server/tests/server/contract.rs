//! Every operation that the server executes, answered as the official OpenAPI files say.

use crate::openapi::Spec;
use crate::support::World;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use voluptas_server::OPERATIONS;

struct Contract<'w> {
    w: &'w World,
    v1: Spec,
    v2: Spec,
    done: BTreeSet<&'static str>,
    problems: Vec<String>,
}

impl Contract<'_> {
    /// Executes an operation with the values of its path's parameters; gives `result`.
    async fn call(&mut self, id: &str, path: &[&str], query: &str, body: Option<Value>) -> Value {
        let operation = OPERATIONS.iter().find(|o| o.id == id).unwrap_or_else(|| panic!("no operation {id}"));
        let mut values = path.iter();
        let parts = operation.path.split('/').map(|p| if p.starts_with('{') { values.next().expect("value") } else { p });
        let path = format!("/{}{}{query}", operation.version, parts.collect::<Vec<_>>().join("/"));
        let method = Method::from_bytes(operation.method.as_bytes()).expect("method");
        let (status, body) = self.w.send(method, &path, body).await;
        let expected = if operation.version == "v2" && operation.method == "POST" { 202 } else { 200 };
        if status != expected {
            self.problems.push(format!("{id}: {status} {body}"));
        }
        self.judge(operation.id, status.as_u16(), &body);
        body["result"].clone()
    }

    fn judge(&mut self, id: &'static str, status: u16, body: &Value) {
        let spec = if id.ends_with("-v2") { &self.v2 } else { &self.v1 };
        self.problems.extend(spec.problems(id, status, body));
        self.done.insert(id);
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test]
async fn every_answer_is_as_the_official_files_say() {
    let w = World::new().await;
    let mut c = Contract { w: &w, v1: Spec::load("v1"), v2: Spec::load("v2"), done: BTreeSet::new(), problems: Vec::new() };
    for operation in OPERATIONS {
        let spec = if operation.version == "v2" { &c.v2 } else { &c.v1 };
        let (path, method, _) = spec.operation(operation.id).unwrap_or_else(|| panic!("{} is not in the file", operation.id));
        assert_eq!((operation.path, operation.method), (path.as_str(), method.as_str()), "{}", operation.id);
    }
    make_dictionaries(&mut c).await;
    let file = make_cases(&mut c).await;
    run_and_post(&mut c, &file).await;
    report_and_review(&mut c, &file).await;
    change_and_delete(&mut c, &file).await;
    let missing: Vec<_> = OPERATIONS.iter().map(|o| o.id).filter(|id| !c.done.contains(id)).collect();
    assert!(missing.is_empty(), "nobody exercised {missing:?}");
    assert!(c.problems.is_empty(), "{} problems:\n{}", c.problems.len(), c.problems.join("\n"));
}

async fn make_dictionaries(c: &mut Contract<'_>) {
    c.call(
        "create-project",
        &[],
        "",
        Some(json!({ "title": "Demo shop", "code": "DEMO", "settings": { "auto_create_cases": true } })),
    )
    .await;
    c.call("create-project", &[], "", Some(json!({ "title": "To delete", "code": "GONE" }))).await;
    c.call("get-projects", &[], "?limit=100", None).await;
    c.call("delete-project", &["GONE"], "", None).await;
    c.call("get-system-fields", &[], "", None).await;
    let select = json!({ "title": "Area", "entity": 0, "type": 3, "value": [{ "id": 1, "title": "Cart" }, { "id": 2, "title": "Pay" }],
        "placeholder": "choose", "default_value": "1", "is_filterable": true, "projects_codes": ["DEMO"] });
    c.call("create-custom-field", &[], "", Some(select)).await;
    c.call("create-custom-field", &[], "", Some(json!({ "title": "Automation Key", "entity": 0, "type": 1 }))).await;
    c.call("create-custom-field", &[], "", Some(json!({ "title": "Build", "entity": 1, "type": 0 }))).await;
    c.call("create-custom-field", &[], "", Some(json!({ "title": "Unwanted", "entity": 2, "type": 4 }))).await;
    c.call("get-custom-fields", &[], "?entity=case&limit=100", None).await;
    c.call("get-custom-field", &["1"], "", None).await;
    c.call("update-custom-field", &["2"], "", Some(json!({ "title": "Automation Key", "is_visible": false }))).await;
    c.call("delete-custom-field", &["4"], "", None).await;
    c.call("get-custom-fields-v2", &[], "?type=selectbox", None).await;
    c.call("get-custom-field-v2", &["1"], "", None).await;
    c.call("create-environment", &["DEMO"], "", Some(json!({ "title": "Stage", "slug": "stage", "host": "stage.example" })))
        .await;
    c.call("get-environments", &["DEMO"], "?slug=stage", None).await;
    c.call("update-environment", &["DEMO", "1"], "", Some(json!({ "description": "near production" }))).await;
    c.call("get-environment", &["DEMO", "1"], "", None).await;
    c.call("create-milestone", &["DEMO"], "", Some(json!({ "title": "1.0", "due_date": 1_800_000_000 }))).await;
    c.call("get-milestones", &["DEMO"], "", None).await;
    c.call("update-milestone", &["DEMO", "1"], "", Some(json!({ "status": "completed", "description": "done" }))).await;
    c.call("get-milestone", &["DEMO", "1"], "", None).await;
    let group = c.call("create-configuration-group", &["DEMO"], "", Some(json!({ "title": "browser" }))).await["id"].clone();
    c.call("create-configuration", &["DEMO"], "", Some(json!({ "title": "chrome", "group_id": group }))).await;
    c.call("get-configurations", &["DEMO"], "", None).await;
}

async fn make_cases(c: &mut Contract<'_>) -> String {
    let form = reqwest::multipart::Form::new()
        .part(
            "file[]",
            reqwest::multipart::Part::bytes(b"one".to_vec()).file_name("one.txt").mime_str("text/plain").expect("mime"),
        )
        .part(
            "file[]",
            reqwest::multipart::Part::bytes(b"two".to_vec()).file_name("two.png").mime_str("image/png").expect("mime"),
        );
    let request = c.w.client.post(c.w.url("/v1/attachment/DEMO")).header("Token", crate::support::TOKEN).multipart(form);
    let (status, body) = crate::support::read(request.send().await.expect("answer")).await;
    c.judge("upload-attachment", status.as_u16(), &body);
    let file = text(&body["result"][0]["hash"]);
    c.call("get-attachments", &[], "?limit=5", None).await;
    c.call("get-attachment", &[&file], "", None).await;
    c.call("create-suite", &["DEMO"], "", Some(json!({ "title": "Auth", "description": "who is it" }))).await;
    c.call("create-suite", &["DEMO"], "", Some(json!({ "title": "Login", "parent_id": 1 }))).await;
    c.call("get-suites", &["DEMO"], "?search=log", None).await;
    c.call("update-suite", &["DEMO", "2"], "", Some(json!({ "title": "Sign in", "preconditions": "a user" }))).await;
    c.call("get-suite", &["DEMO", "2"], "", None).await;
    let steps =
        json!([{ "action": "open", "expected_result": "opened", "attachments": [file], "steps": [{ "action": "wait" }] }]);
    let shared =
        text(&c.call("create-shared-step", &["DEMO"], "", Some(json!({ "title": "Sign in", "steps": steps }))).await["hash"]);
    c.call("get-shared-steps", &["DEMO"], "", None).await;
    c.call("update-shared-step", &["DEMO", &shared], "", Some(json!({ "title": "Sign in as a user" }))).await;
    c.call("get-shared-step", &["DEMO", &shared], "", None).await;
    let case = json!({
        "title": "Login works", "description": "d", "severity": 1, "suite_id": 2, "milestone_id": 1, "tags": ["smoke"],
        "attachments": [file], "custom_field": { "1": "2", "2": "AK-1" }, "created_at": "2021-12-30 19:23:59",
        "parameters": [{ "title": "user", "values": ["al", "bob"] },
            { "items": [{ "title": "a", "values": ["1"] }, { "title": "b", "values": ["2"] }] }],
        "steps": [{ "action": "open", "data": "x", "attachments": [file], "steps": [{ "action": "n" }] }, { "shared": shared }],
    });
    c.call("create-case", &["DEMO"], "", Some(case)).await;
    c.call("bulk", &["DEMO"], "", Some(json!({ "cases": [{ "title": "b" }, { "id": 1, "title": "Login works" }] }))).await;
    c.call(
        "update-case",
        &["DEMO", "2"],
        "",
        Some(json!({ "isManual": true, "isToBeAutomated": true, "params": { "x": ["1"] } })),
    )
    .await;
    c.call("get-case", &["DEMO", "1"], "?include=external_issues", None).await;
    c.call("get-case", &["DEMO", "2"], "", None).await;
    c.call("get-cases", &["DEMO"], "?limit=100&include=external_issues", None).await;
    c.call("create-plan", &["DEMO"], "", Some(json!({ "title": "Smoke", "cases": [1] }))).await;
    c.call("update-plan", &["DEMO", "1"], "", Some(json!({ "description": "short", "cases": [2, 1] }))).await;
    c.call("get-plan", &["DEMO", "1"], "", None).await;
    c.call("get-plans", &["DEMO"], "", None).await;
    file
}

async fn run_and_post(c: &mut Contract<'_>, file: &str) {
    let run = json!({ "title": "Nightly", "description": "d", "plan_id": 1, "environment_id": 1, "milestone_id": 1, "configurations": [1],
        "tags": ["ci"], "custom_field": { "3": "42" }, "start_time": "2026-11-20 05:00:00", "is_autotest": true });
    c.call("create-run", &["DEMO"], "", Some(run)).await;
    c.call("create-run", &["DEMO"], "", Some(json!({ "title": "Other", "include_all_cases": true }))).await;
    c.call("update-run", &["DEMO", "2"], "", Some(json!({ "title": "Other run", "environment_slug": "stage" }))).await;
    let link = json!({ "type": "jira-cloud", "links": [{ "run_id": 1, "external_issue": "SHOP-1" }] });
    c.call("run-update-external-issue", &["DEMO"], "", Some(link)).await;
    let steps = json!([{ "status": "failed", "action": "open", "comment": "slow", "attachments": [file], "steps": [{ "status": "passed" }] }]);
    let one = json!({ "case_id": 1, "status": "failed", "time_ms": 10, "comment": "c", "stacktrace": "t", "attachments": [file], "steps": steps,
        "param": { "user": "al" } });
    let hash = text(&c.call("create-result", &["DEMO", "1"], "", Some(one)).await["hash"]);
    let new = json!({ "case": { "title": "Made by v1", "suite_title": "Auth\tNew" }, "status": "passed" });
    c.call("create-result", &["DEMO", "1"], "", Some(new)).await;
    c.call("create-result-bulk", &["DEMO", "1"], "", Some(json!({ "results": [{ "case_id": 2, "status": "skipped" }] }))).await;
    let v2 = json!({ "id": "one", "title": "Made by v2", "execution": { "status": "passed", "start_time": 1_795_154_000.5, "end_time": 1_795_154_001.25,
        "duration": 750 }, "relations": { "suite": { "data": [{ "title": "Auth" }] } }, "message": null, "params": {}, "steps": [
        { "data": { "action": "a" }, "execution": { "status": "passed", "start_time": 1_795_154_000.5, "duration": 3, "attachments": [file] } }] });
    c.call("create-result-v2", &["DEMO", "1"], "", Some(v2.clone())).await;
    c.call("create-results-v2", &["DEMO", "1"], "", Some(json!({ "results": [v2] }))).await;
    c.call("get-result", &["DEMO", &hash], "", None).await;
    c.call("get-results", &["DEMO"], "?limit=100&run=1", None).await;
    c.call("update-result", &["DEMO", "1", &hash], "", Some(json!({ "status": "passed", "time_ms": 12 }))).await;
    c.call("delete-result", &["DEMO", "1", &hash], "", None).await;
    c.call("get-runs", &["DEMO"], "?include=cases,external_issue,defects", None).await;
    c.call("get-run", &["DEMO", "1"], "", None).await;
    c.call("update-run-publicity", &["DEMO", "1"], "", Some(json!({ "status": true }))).await;
    c.call("complete-run", &["DEMO", "1"], "", None).await;
    c.call("get-run", &["DEMO", "1"], "?include=external_issue", None).await;
    c.call("get-project", &["DEMO"], "", None).await;
}

async fn report_and_review(c: &mut Contract<'_>, file: &str) {
    let name = voluptas_store::Op::bulk("test");
    let user = c.w.store.write(name, |tx| tx.users().create("Rita", None)).expect("user").value.0.to_string();
    let member = json!({ "member_id": user.parse::<i64>().expect("a number") });
    c.call("grant-access-to-project", &["DEMO"], "", Some(member.clone())).await;
    c.call("get-users", &[], "", None).await;
    c.call("get-user", &[&user], "", None).await;
    c.call("get-authors", &[], "?search=rit&type=user", None).await;
    let rita = text(&c.call("get-author", &[&user], "", None).await["uuid"]);
    c.call("get-author", &[&rita], "", None).await;
    let field = json!({ "title": "Found in", "entity": 2, "type": 1 });
    let field = text(&c.call("create-custom-field", &[], "", Some(field)).await["id"]);
    let defect = json!({ "title": "Card is refused", "actual_result": "HTTP 500", "severity": 2, "milestone_id": 1, "tags": ["pay"],
        "attachments": [file], "custom_field": { (field): "4.2" } });
    let defect = text(&c.call("create-defect", &["DEMO"], "", Some(defect)).await["id"]);
    c.call("update-defect", &["DEMO", &defect], "", Some(json!({ "title": "Any card is refused" }))).await;
    c.call("update-defect-status", &["DEMO", &defect], "", Some(json!({ "status": "in_progress" }))).await;
    c.call("resolve-defect", &["DEMO", &defect], "", None).await;
    c.call("get-defect", &["DEMO", &defect], "", None).await;
    c.call("create-result", &["DEMO", "2"], "", Some(json!({ "case_id": 1, "status": "failed", "defect": true }))).await;
    c.call("get-defects", &["DEMO"], "?status=open", None).await;
    let issues = json!({ "type": "jira-cloud", "links": [{ "case_id": 1, "external_issues": ["SHOP-1", "SHOP-2"] }] });
    c.call("case-attach-external-issue", &["DEMO"], "", Some(issues.clone())).await;
    c.call("get-case", &["DEMO", "1"], "?include=external_issues", None).await;
    c.call("case-detach-external-issue", &["DEMO"], "", Some(issues)).await;
    let shared = json!({ "title": "Browsers", "type": "group", "is_enabled_for_all_projects": false, "project_codes": ["DEMO"],
        "parameters": [{ "title": "browser", "values": ["a", "b"] }, { "title": "version", "values": ["1", "2"] }] });
    let shared = text(&c.call("create-shared-parameter", &[], "", Some(shared)).await["id"]);
    c.call("update-shared-parameter", &[&shared], "", Some(json!({ "title": "Our browsers" }))).await;
    c.call("get-shared-parameter", &[&shared], "", None).await;
    c.call("get-shared-parameters", &[], "?filters[search]=our&filters[type]=group&filters[project_codes][]=DEMO", None).await;
    let proposal = json!({ "title": "Login works anywhere", "description": "d", "preconditions": "p", "postconditions": "q", "severity": 1,
        "priority": 1, "behavior": 2, "type": 2, "layer": 1, "is_flaky": 0, "is_muted": false, "suite_id": 2, "milestone_id": 1,
        "is_manual": true, "is_to_be_automated": false, "status": 0, "steps_type": "classic", "attachments": [file],
        "steps": [{ "action": "open", "expected_result": "opened", "data": "x", "value": "", "shared": "", "attachments": [], "steps": [] }],
        "tags": ["smoke"], "parameters": [{ "title": "user", "values": ["al"] },
            { "items": [{ "title": "a", "values": ["1"] }, { "title": "b", "values": ["2"] }] }], "custom_field": { "2": "AK-1" } });
    let review = json!({ "case_id": 1, "reviewers": [rita], "proposed_case": proposal });
    let review = text(&c.call("create-review", &["DEMO"], "", Some(review)).await["id"]);
    let both = json!({ "reviews": [{ "proposed_case": { "title": "A new case" } }, { "case_id": 2, "proposed_case": { "title": "c" } }] });
    c.call("bulk-create-reviews", &["DEMO"], "", Some(both)).await;
    c.call("update-review", &["DEMO", &review], "", Some(json!({ "proposed_case": { "title": "Login works" } }))).await;
    c.call("get-review", &["DEMO", &review], "", None).await;
    c.call("get-reviews", &["DEMO"], &format!("?status=open&type=edit&case_id=1&reviewer_uuid={rita}&search=log"), None).await;
    for query in [
        "entity = \"case\" and title ~ \"log\" order by id desc",
        "entity = \"run\" and title ~ \"other\"",
        "entity = \"result\" and status = \"failed\"",
        "entity = \"plan\"",
        "entity = \"defect\" and status = \"resolved\"",
    ] {
        let found = c.call("search", &[], &format!("?query={}", query.replace(' ', "%20").replace('"', "%22")), None).await;
        assert!(found["total"].as_i64().is_some_and(|total| total > 0), "{query}: {found}");
    }
    c.call("delete-review", &["DEMO", &review], "", None).await;
    c.call("delete-defect", &["DEMO", &defect], "", None).await;
    c.call("delete-shared-parameter", &[&shared], "", None).await;
    c.call("revoke-access-to-project", &["DEMO"], "", Some(member)).await;
}

async fn change_and_delete(c: &mut Contract<'_>, file: &str) {
    c.call("delete-run", &["DEMO", "2"], "", None).await;
    c.call("delete-plan", &["DEMO", "1"], "", None).await;
    c.call("delete-case", &["DEMO", "2"], "", None).await;
    let shared = text(&c.call("get-shared-steps", &["DEMO"], "", None).await["entities"][0]["hash"]);
    c.call("delete-shared-step", &["DEMO", &shared], "?force=true", None).await;
    c.call("get-case", &["DEMO", "1"], "", None).await;
    c.call("delete-suite", &["DEMO", "1"], "", Some(json!({}))).await;
    c.call("delete-milestone", &["DEMO", "1"], "", None).await;
    c.call("delete-environment", &["DEMO", "1"], "", None).await;
    c.call("delete-attachment", &[file], "", None).await;
    c.call("get-run", &["DEMO", "1"], "", None).await;
}
