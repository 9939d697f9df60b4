//! Import of cases from a file by the own API: the plan, its stamp, writing once, and files that are refused.

use crate::rest::Api;
use crate::support::TOKEN;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

const PATH: &str = "/projects/DEMO/cases/import";
const CSV: &str = "title,suite,priority\nPay,Cart,high\nRefund,Cart,low\n";

async fn import(api: &Api, query: &str, file: &str, choices: Option<Value>, key: Option<&str>) -> (u16, Value) {
    let mut form = Form::new().part("file", Part::text(file.to_owned()).file_name("cases.csv"));
    if let Some(choices) = choices {
        form = form.text("choices", choices.to_string());
    }
    let path = format!("{PATH}{query}");
    let mut request = api.w.client.post(api.w.url(&format!("/api/v1{path}"))).bearer_auth(TOKEN).multipart(form);
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    let answer = request.send().await.expect("answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body: Value = answer.json().await.expect("JSON");
    api.judge("POST", &path, status, &headers, &body);
    (status.as_u16(), body)
}

async fn cases(api: &Api) -> usize {
    api.get("/projects/DEMO/cases").await["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_plan_writes_nothing_and_its_stamp_writes_it() {
    let api = Api::new().await;
    let (status, plan) = import(&api, "", CSV, None, None).await;
    assert_eq!((status, &plan["is_applied"], &plan["counts"]["created"]), (200, &json!(false), &json!(2)), "{plan}");
    assert_eq!((&plan["format"], &plan["columns"][2]["to"]), (&json!("csv"), &json!("priority")));
    assert_eq!((&plan["rows"][0]["fate"], &plan["rows"][0]["suite"]), (&json!("new"), &json!(["Cart"])));
    assert_eq!(cases(&api).await, 0);
    let stamp = plan["plan"].as_str().expect("stamp").to_owned();
    let (status, done) = import(&api, &format!("?apply=true&plan={stamp}"), CSV, None, None).await;
    assert_eq!((status, &done["is_applied"], &done["cases"]), (200, &json!(true), &json!([1, 2])), "{done}");
    let (status, stale) = import(&api, &format!("?apply=true&plan={stamp}"), CSV, None, None).await;
    assert_eq!((status, cases(&api).await), (412, 2), "{stale}");
    let choices = json!({ "policy": "theirs", "left_out": [1], "columns": [{ "column": "priority", "to": "severity" }] });
    let (_, other) = import(&api, "", "title,priority\nPay,minor\nNew,major\n", Some(choices), None).await;
    assert_eq!((&other["rows"][0]["fate"], &other["rows"][1]["fate"]), (&json!("new"), &json!("skipped")), "{other}");
}

#[tokio::test]
async fn a_repeated_request_writes_once() {
    let api = Api::new().await;
    let first = import(&api, "?apply=true", CSV, None, Some("night-1")).await;
    let second = import(&api, "?apply=true", CSV, None, Some("night-1")).await;
    assert_eq!((first.0, second.0, &first.1), (200, 200, &second.1));
    assert_eq!(cases(&api).await, 2);
    let (status, body) = import(&api, "?apply=true", "title\nOther\n", None, Some("night-1")).await;
    assert_eq!((status, cases(&api).await), (422, 2), "{body}");
}

#[tokio::test]
async fn one_key_at_several_uploads_at_once_writes_once() {
    let api = Api::new().await;
    let mut csv = "title,suite\n".to_owned();
    (0..3000).for_each(|i| csv.push_str(&format!("Case {i},Cart\n")));
    let all = futures::future::join_all((0..6).map(|_| import(&api, "?apply=true", &csv, None, Some("night-2")))).await;
    let executed: Vec<&Value> = all.iter().filter(|(status, _)| *status == 200).map(|(_, body)| body).collect();
    assert!(!executed.is_empty() && executed.iter().all(|body| body["cases"].as_array().map(Vec::len) == Some(3000)));
    // Others are told to ask again, with the time to wait.
    assert!(all.iter().all(|(status, _)| [200, 409].contains(status)), "{:?}", all.iter().map(|(s, _)| s).collect::<Vec<_>>());
    let later = import(&api, "?apply=true", &csv, None, Some("night-2")).await;
    assert_eq!((later.0, later.1["cases"].as_array().map(Vec::len)), (200, Some(3000)));
    let first = api.get("/projects/DEMO/cases?limit=1000").await;
    assert_eq!(first["items"].as_array().map(Vec::len), Some(1000));
    assert_eq!(api.w.get("/v1/project/DEMO").await["counts"]["cases"], 3000, "nothing was written twice");
}

/// The answer to an upload whose key belongs to a request that is being executed.
#[tokio::test]
async fn a_key_under_way_is_409_with_a_time_to_wait() {
    let api = Api::new().await;
    let path = "/api/v1/projects/DEMO/results";
    let send = async |key: &str| {
        let form =
            Form::new().part("file", Part::text("<testsuite name='s'><testcase name='a'/></testsuite>").file_name("junit.xml"));
        let request = api.w.client.post(api.w.url(path)).bearer_auth(TOKEN).header("Idempotency-Key", key).multipart(form);
        let answer = request.send().await.expect("answer");
        let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.parse::<u64>().ok());
        (answer.status().as_u16(), wait)
    };
    assert_eq!(send("night-3").await, (200, None));
    let claim = "UPDATE kept_answers SET status = 0 WHERE key = 'night-3'";
    testkit::engine::raw(api.w.store.location(), claim);
    assert_eq!(send("night-3").await, (409, Some(1)));
}

#[tokio::test]
async fn wrong_files_and_choices_are_named() {
    let api = Api::new().await;
    for (file, choices, pointer) in [
        ("colour\nred\n", None, "/file"),
        ("", None, "/file"),
        (CSV, Some(json!({ "policy": "never" })), "/choices"),
        (CSV, Some(json!({ "delimiter": "ab" })), "/choices/delimiter"),
        (CSV, Some(json!({ "tag": "a,b" })), "/choices/tag"),
        (CSV, Some(json!({ "colour": 1 })), "/choices"),
    ] {
        let (status, body) = import(&api, "?apply=true", file, choices, None).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (422, &json!(pointer)), "{file}: {body}");
    }
    assert_eq!(cases(&api).await, 0);
}
