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
