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
    let first = body.clone();
    assert_eq!((first["title"].as_str(), first["was_there"].as_bool()), (Some("Nightly"), Some(false)));
    assert_eq!(first["unmatched"], 1, "the one that is cut off gets no case: {first}");
    assert_eq!(first["files_skipped"].as_array().map(Vec::len), Some(1), "the one that is cut off is named");
    let run = w.get(&format!("/v1/run/DEMO/{}", first["run"])).await;
    assert_eq!(run["stats"]["total"], first["results"]["total"], "{run}");
    let (status, body) = upload(&w, "", archive()).await;
    assert_eq!((status.as_u16(), &body["run"], &body["was_there"]), (200, &first["run"], &json!(true)));
    let (_, body) = upload(&w, "?again=true", archive()).await;
    assert_ne!(body["run"], first["run"], "asked for");
}

#[tokio::test]
async fn several_files_are_one_run_even_of_one_name() {
    let w = World::demo().await;
    let xml = |name: &str| format!("<testsuite name='s'><testcase classname='c' name='{name}'/></testsuite>").into_bytes();
    let files = [("junit.xml", xml("Adds")), ("JUnit.xml", xml("Removes")), ("../../junit.xml", xml("Pays"))];
    let (status, body) = upload(&w, "", form(&files)).await;
    assert_eq!((status.as_u16(), &body["results"]["passed"]), (200, &json!(3)), "{body}");
    let long = format!("{}.xml", "я".repeat(200));
    let (status, body) = upload(&w, "", form(&[(&long, xml("Ships"))])).await;
    assert_eq!((status.as_u16(), &body["results"]["passed"]), (200, &json!(1)), "{body}");
}

#[tokio::test]
async fn errors_outside_of_tests_are_first_on_the_page_of_the_run() {
    let w = World::demo().await;
    let report = json!({
        "created": 1_795_170_000.5, "duration": 1.5, "exitcode": 1, "root": "/srv/shop", "environment": {},
        "summary": { "passed": 1, "total": 1, "collected": 1 },
        "collectors": (0..52).map(|n| json!({
            "nodeid": format!("test_{n}.py"), "outcome": "failed", "result": [], "longrepr": "E   ImportError: no module <cart>"
        })).collect::<Vec<_>>(),
        "tests": [{ "nodeid": "test_pay.py::test_pay", "lineno": 1, "outcome": "passed", "call": { "outcome": "passed" } }]
    });
    let (_, body) = upload(&w, "", form(&[("report.json", report.to_string().into_bytes())])).await;
    let number = body["run"].as_i64().expect("a run");
    for (lang, title, more) in
        [("en", "Errors outside of tests", "and 2 more errors"), ("ru", "Ошибки вне тестов", "и ещё 2 ошибки")]
    {
        let page = w.client.get(w.url(&format!("/run/DEMO/dashboard/{number}"))).header("Token", TOKEN);
        let text = page.header("Accept-Language", lang).send().await.expect("page").text().await.expect("text");
        let places = [title, "test_0.py: ImportError: no module &lt;cart&gt;", more, "test_pay"].map(|part| text.find(part));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {text}");
    }
}

#[tokio::test]
async fn a_flood_of_files_of_one_name_is_refused_early() {
    let w = World::demo().await;
    let xml = "<testsuite name='s'><testcase classname='c' name='a'/></testsuite>";
    let flood = (0..1_001).fold(Form::new(), |form, _| form.part("file[]", Part::text(xml).file_name("junit.xml")));
    let (status, body) = upload(&w, "", flood).await;
    assert_eq!(status, 413, "{body}");
    assert!(body["detail"].as_str().is_some_and(|text| text.contains("1000 items of one name")), "{body}");
}

#[tokio::test]
async fn what_is_no_result_is_refused_and_nothing_is_stored() {
    let w = World::demo().await;
    let runs = w.get("/v1/run/DEMO").await["total"].clone();
    let (status, body) = upload(&w, "", form(&[("notes.txt", b"nothing".to_vec())])).await;
    assert_eq!(status, 422, "{body}");
    assert_eq!(body["errors"][0]["pointer"], "notes.txt", "{body}");
    let (status, body) = upload(&w, "", form(&[("unsafe.tar.gz", sample("unsafe-archive.tar.gz"))])).await;
    assert_eq!(status, 400, "{body}");
    let many: Vec<String> = (0..30).map(|n| format!("{n:02}.txt")).collect();
    let many: Vec<(&str, Vec<u8>)> = many.iter().map(|name| (name.as_str(), b"nothing".to_vec())).collect();
    let (status, body) = upload(&w, "", form(&many)).await;
    let fields = body["errors"].as_array().expect("fields");
    assert_eq!((status.as_u16(), fields.len()), (422, 21), "{body}");
    assert_eq!(fields[20], json!({ "pointer": "file", "detail": "and 10 more files" }), "{body}");
    assert_eq!(upload(&w, "", Form::new().text("other", "x")).await.0, 400);
    assert_eq!(upload(&w, "?again=perhaps", form(&[("a.xml", Vec::new())])).await.0, 400);
    for (query, name) in
        [("?fields=run", "fields"), ("?into=1&into=2", "into"), ("?into[]=1", "into[]"), ("?run_name=%00", "run_name")]
    {
        let (status, body) = upload(&w, query, form(&[("junit.xml", sample("junit.xml"))])).await;
        assert_eq!((status.as_u16(), &body["errors"][0]["pointer"]), (400, &json!(name)), "{query}: {body}");
    }
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
    let answer = &body;
    assert_eq!(
        (status.as_u16(), &answer["results"]["passed"], &answer["attempts"]["total"]),
        (200, &json!(1), &json!(3)),
        "{body}"
    );
    assert_eq!((&answer["reruns_matched"], &answer["flaky"]), (&json!(2), &json!(1)));
    let (_, again) = upload(&w, "?label=os=linux&label=browser=chrome", whole()).await;
    assert_eq!((&again["was_there"], &again["run"]), (&json!(true), &answer["run"]));
    assert_eq!(upload(&w, "?label=chrome", whole()).await.0, 400);
    assert_eq!(upload(&w, "", Form::new().part("rerun", part(""))).await.0, 400, "a re-run of nothing");
}

fn junit(names: &[&str]) -> Vec<u8> {
    let tests: String = names.iter().map(|name| format!("<testcase classname='shop' name='{name}' time='1'/>")).collect();
    format!("<testsuite name='s' timestamp='2026-01-15T09:00:00'>{tests}</testsuite>").into_bytes()
}

#[tokio::test]
async fn uploads_at_the_same_moment_fill_one_run() {
    let w = World::demo().await;
    let names: Vec<String> = (0..6).map(|n| format!("only{n}")).collect();
    let one = |name: &str| form(&[("junit.xml", junit(&["everywhere", name]))]);
    let query = "?run_key=pipeline-9&shards=6&run_name=Nightly";
    let answers = futures::future::join_all(names.iter().map(|name| upload(&w, query, one(name)))).await;
    assert!(answers.iter().all(|(status, body)| *status == 200 && body["results"]["total"] == 2), "{answers:?}");
    let run = answers[0].1["run"].clone();
    assert!(answers.iter().all(|(_, body)| body["run"] == run), "{answers:?}");
    let last: Vec<&Value> = answers.iter().map(|(_, body)| body).filter(|done| done["open"] == false).collect();
    assert_eq!((last.len(), &last[0]["shards"], &last[0]["run_results"]["passed"]), (1, &json!(6), &json!(12)));
    let stored = w.get(&format!("/v1/run/DEMO/{run}")).await;
    assert_eq!((&stored["stats"]["total"], &stored["status_text"]), (&json!(12), &json!("passed")), "{stored}");
    // Again, and one too many.
    let (status, body) = upload(&w, query, one("only3")).await;
    assert_eq!((status.as_u16(), &body["was_there"], &body["shards"]), (200, &json!(true), &json!(6)));
    let (status, body) = upload(&w, query, one("late")).await;
    assert_eq!(status, 409, "{body}");
    assert_eq!(w.get(&format!("/v1/run/DEMO/{run}")).await["stats"]["total"], 12);
}

#[tokio::test]
async fn a_run_of_uploads_is_ended_by_the_route_of_qase() {
    let w = World::demo().await;
    let (_, body) = upload(&w, "?run_key=p1", form(&[("junit.xml", junit(&["a"]))])).await;
    let run = body["run"].clone();
    assert_eq!((&body["open"], &body["shards_expected"]), (&json!(true), &Value::Null), "{body}");
    let (status, body) = upload(&w, &format!("?into={run}"), form(&[("junit.xml", junit(&["b"]))])).await;
    assert_eq!((status.as_u16(), &body["shards"]), (200, &json!(2)), "{body}");
    w.post(&format!("/v1/run/DEMO/{run}/complete"), json!({})).await;
    for query in ["?run_key=p1".to_owned(), format!("?into={run}")] {
        let (status, body) = upload(&w, &query, form(&[("junit.xml", junit(&["c"]))])).await;
        assert_eq!(status, 409, "{body}");
    }
    let complete = |query: &'static str| {
        let request = w.client.post(w.url(&format!("/api/v1/projects/DEMO/results/complete{query}"))).header("Token", TOKEN);
        async { read(request.send().await.expect("answer")).await }
    };
    upload(&w, "?run_key=p3", form(&[("junit.xml", junit(&["a"]))])).await;
    for _ in 0..2 {
        let (status, body) = complete("?run_key=p3").await;
        assert_eq!((status.as_u16(), body["id"].is_i64()), (200, true), "{body}");
    }
    assert_eq!((complete("?run_key=none").await.0.as_u16(), complete("").await.0.as_u16()), (404, 400));
    let (status, _) = upload(&w, "?into=999", form(&[("junit.xml", junit(&["c"]))])).await;
    assert_eq!(status, 404);
    upload(&w, "?run_key=p2&shards=3", form(&[("junit.xml", junit(&["a"]))])).await;
    let refused = ["?run_key=p2&shards=4", "?run_key=p2&shards=0", "?shards=2", "?into=1&run_key=p2", "?into=1&shards=2"];
    for query in refused {
        let (status, body) = upload(&w, query, form(&[("junit.xml", junit(&["c"]))])).await;
        assert_eq!(status, 400, "{query}: {body}");
    }
}
