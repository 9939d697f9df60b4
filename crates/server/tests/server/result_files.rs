//! Files of test tools that are uploaded: one run of all of them, the same input known again, refusals.

use crate::support::{TOKEN, World, read};
use crate::team::user;
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::path::Path;
use voluptas_core::domain::user::Role;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples").join(name)).expect("sample")
}

fn form(files: &[(&str, Vec<u8>)]) -> Form {
    let part = |bytes: &Vec<u8>, name: &str| Part::bytes(bytes.clone()).file_name(name.to_owned());
    files.iter().fold(Form::new(), |form, (name, bytes)| form.part("file[]", part(bytes, name)))
}

async fn upload_as(w: &World, token: &str, query: &str, form: Form) -> (StatusCode, Value) {
    let request = w.client.post(w.url(&format!("/api/v1/projects/DEMO/results{query}"))).header("Token", token);
    read(request.multipart(form).send().await.expect("answer")).await
}

async fn upload(w: &World, query: &str, form: Form) -> (StatusCode, Value) {
    upload_as(w, TOKEN, query, form).await
}

#[tokio::test]
async fn an_archive_becomes_a_run_and_is_known_again() {
    let w = World::demo().await;
    let archive = || form(&[("allure-results.tar.gz", sample("allure-results.tar.gz"))]);
    let (status, body) = upload(&w, "?run_name=Nightly&create_cases=true", archive()).await;
    assert_eq!(status, 200, "{body}");
    let first = body["result"].clone();
    assert_eq!((first["title"].as_str(), first["was_there"].as_bool()), (Some("Nightly"), Some(false)));
    assert_eq!(first["unmatched"], 1, "the one that is cut off gets no case: {first}");
    assert_eq!(first["files_skipped"].as_array().map(Vec::len), Some(1), "the one that is cut off is named");
    let run = w.get(&format!("/v1/run/DEMO/{}", first["run"])).await;
    assert_eq!(run["stats"]["total"], first["results"]["total"], "{run}");
    let (status, body) = upload(&w, "", archive()).await;
    assert_eq!((status.as_u16(), &body["result"]["run"], &body["result"]["was_there"]), (200, &first["run"], &json!(true)));
    let (_, body) = upload(&w, "?again=true", archive()).await;
    assert_ne!(body["result"]["run"], first["run"], "asked for");
}

#[tokio::test]
async fn several_files_are_one_run_even_of_one_name() {
    let w = World::demo().await;
    let xml = |name: &str| format!("<testsuite name='s'><testcase classname='c' name='{name}'/></testsuite>").into_bytes();
    let files = [("junit.xml", xml("Adds")), ("JUnit.xml", xml("Removes")), ("../../junit.xml", xml("Pays"))];
    let (status, body) = upload(&w, "", form(&files)).await;
    assert_eq!((status.as_u16(), &body["result"]["results"]["passed"]), (200, &json!(3)), "{body}");
    let long = format!("{}.xml", "я".repeat(200));
    let (status, body) = upload(&w, "", form(&[(&long, xml("Ships"))])).await;
    assert_eq!((status.as_u16(), &body["result"]["results"]["passed"]), (200, &json!(1)), "{body}");
}

#[tokio::test]
async fn a_flood_of_files_of_one_name_is_refused_early() {
    let w = World::demo().await;
    let xml = "<testsuite name='s'><testcase classname='c' name='a'/></testsuite>";
    let flood = (0..1_001).fold(Form::new(), |form, _| form.part("file[]", Part::text(xml).file_name("junit.xml")));
    let (status, body) = upload(&w, "", flood).await;
    assert_eq!(status, 413, "{body}");
    assert!(body["errorMessage"].as_str().is_some_and(|text| text.contains("1000 items of one name")), "{body}");
}

#[tokio::test]
async fn what_is_no_result_is_refused_and_nothing_is_stored() {
    let w = World::demo().await;
    let runs = w.get("/v1/run/DEMO").await["total"].clone();
    let (status, body) = upload(&w, "", form(&[("notes.txt", b"nothing".to_vec())])).await;
    assert_eq!(status, 422, "{body}");
    assert_eq!(body["errorFields"][0]["field"], "notes.txt", "{body}");
    let (status, body) = upload(&w, "", form(&[("unsafe.tar.gz", sample("unsafe-archive.tar.gz"))])).await;
    assert_eq!(status, 400, "{body}");
    let many: Vec<String> = (0..30).map(|n| format!("{n:02}.txt")).collect();
    let many: Vec<(&str, Vec<u8>)> = many.iter().map(|name| (name.as_str(), b"nothing".to_vec())).collect();
    let (status, body) = upload(&w, "", form(&many)).await;
    let fields = body["errorFields"].as_array().expect("fields");
    assert_eq!((status.as_u16(), fields.len()), (422, 21), "{body}");
    assert_eq!(fields[20], json!({ "field": "file", "error": "and 10 more files" }), "{body}");
    assert_eq!(upload(&w, "", Form::new().text("other", "x")).await.0, 400);
    assert_eq!(upload(&w, "?again=perhaps", form(&[("a.xml", Vec::new())])).await.0, 400);
    assert_eq!(w.get("/v1/run/DEMO").await["total"], runs);
    let missing = w.client.post(w.url("/api/v1/projects/NONE/results")).header("Token", TOKEN).multipart(form(&[])).send().await;
    assert_eq!(missing.expect("answer").status(), 404);
}

#[tokio::test]
async fn rights_decide_who_uploads() {
    let (w, tokens) = World::team(None, |store| {
        [("v", Role::Viewer), ("t", Role::Tester)].map(|(name, role)| user(store, name, None, &[("DEMO", role)]))
    })
    .await;
    let junit = || form(&[("junit.xml", sample("junit.xml"))]);
    assert_eq!(upload_as(&w, tokens[0].expose(), "", junit()).await.0, 403);
    assert_eq!(upload_as(&w, tokens[1].expose(), "?create_cases=true", junit()).await.0, 200);
}

#[tokio::test]
async fn files_of_reruns_and_labels_are_taken() {
    let w = World::demo().await;
    let xml = |outcome: &str| format!("<testsuite name='s'><testcase classname='c' name='a'>{outcome}</testcase></testsuite>");
    let part = |outcome: &str| Part::text(xml(outcome)).file_name("junit.xml");
    let failure = "<failure message='no'/>";
    let whole =
        || Form::new().part("file", part(failure)).part("rerun[]", part("<error message='no'/>")).part("rerun[]", part(""));
    let (status, body) = upload(&w, "?label=browser=chrome&label[]=os%3Dlinux", whole()).await;
    let answer = &body["result"];
    assert_eq!(
        (status.as_u16(), &answer["results"]["passed"], &answer["attempts"]["total"]),
        (200, &json!(1), &json!(3)),
        "{body}"
    );
    assert_eq!((&answer["reruns_matched"], &answer["flaky"]), (&json!(2), &json!(1)));
    let (_, again) = upload(&w, "?label=os=linux&label=browser=chrome", whole()).await;
    assert_eq!((&again["result"]["was_there"], &again["result"]["run"]), (&json!(true), &answer["run"]));
    assert_eq!(upload(&w, "?label=chrome", whole()).await.0, 400);
    assert_eq!(upload(&w, "", Form::new().part("rerun", part(""))).await.0, 400, "a re-run of nothing");
}
