//! Whatever comes in, the server answers with a refusal that it chose, and goes on.

use crate::support::{TOKEN, World, read};
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_server::OPERATIONS;
use voluptas_store::Op;

/// Bodies that no client means.
fn bodies() -> Vec<String> {
    let odd = [
        json!(null),
        json!([]),
        json!("x"),
        json!(5),
        json!({}),
        json!({ "title": {}, "code": [], "cases": 5, "results": "x", "steps": { "a": 1 }, "custom_field": [1], "links": [[]] }),
        json!({ "title": "a\u{0}b", "tags": ["a\u{0}b", 5, null, {}], "slug": "s\u{0}", "status": "passed\u{0}" }),
        json!({ "title": "t", "status": "passed", "case_id": i64::MAX, "time_ms": i64::MIN, "start_time": f64::MAX, "limit": -1 }),
        json!({ "title": "t", "entity": -1, "type": 99, "value": [{}], "group_id": 1e300, "due_date": i64::MAX, "cases": [i64::MAX] }),
        json!({ "results": [null, {}, { "title": 5, "execution": { "status": [], "start_time": "x" } }], "cases": [null, {}, []] }),
        json!({ "results": [{ "title": "t", "execution": { "status": "passed", "start_time": 1e11, "end_time": -5 }, "testops_ids": ["x"],
            "relations": { "suite": { "data": [{}] } }, "fields": { "a": [] }, "params": { "p": {} }, "steps": [{}] }] }),
        json!({ "title": "t", "parameters": [{ "items": [] }, 5, {}], "params": [], "steps": [{ "shared": "nope" }], "attachments": ["nope"] }),
    ];
    let mut texts: Vec<String> = odd.iter().map(Value::to_string).collect();
    texts.extend(["{".into(), "{\"title\":1e999}".into(), "\u{feff}{}".into(), "[".repeat(100_000), "nonsense".into()]);
    texts
}

#[tokio::test]
async fn odd_requests_are_refused_and_break_nothing() {
    let w = World::demo().await;
    let mut worst = Vec::new();
    for operation in OPERATIONS.iter().filter(|o| o.id != "delete-project") {
        let method = Method::from_bytes(operation.method.as_bytes()).expect("method");
        let with = |code: &str, other: &str| {
            let part = |p: &str| match p {
                "{code}" | "{project_code}" => code.to_owned(),
                p if p.starts_with('{') => other.to_owned(),
                p => p.to_owned(),
            };
            let path = operation.path.split('/').map(part).collect::<Vec<_>>().join("/");
            w.url(&format!("/{}{path}", operation.version))
        };
        let mut requests: Vec<(String, String)> = Vec::new();
        if operation.method != "GET" {
            requests.extend(bodies().into_iter().map(|body| (with("DEMO", "1"), body)));
        }
        for other in ["99999999999999999999", "-1", "%00", "..%2F..", "%D1%84", "1%27%20OR%201=1"] {
            requests.push((with("DEMO", other), "{}".into()));
            requests.push((with(other, "1"), "{}".into()));
        }
        for query in [
            "?limit=x",
            "?offset=-1",
            "?run=a,b",
            "?status=%00",
            "?search=%25_%5C",
            "?suite_id=1.5",
            "?from_end_time=now",
            "?a&&=&[]",
        ] {
            requests.push((with("DEMO", "1") + query, "{}".into()));
        }
        for (url, body) in requests {
            let sent: String = body.chars().take(80).collect();
            let answer = w.client.request(method.clone(), &url).header("Token", TOKEN).body(body).send().await.expect("answer");
            let status = answer.status();
            let body: Result<Value, _> = answer.json().await;
            if status.is_server_error() || !body.is_ok_and(|b| b["status"].is_boolean()) {
                worst.push(format!("{} {url} {sent}: {status}", operation.id));
            }
        }
    }
    assert!(worst.is_empty(), "{} bad answers:\n{}", worst.len(), worst.join("\n"));
    assert_eq!(w.get("/v1/project/DEMO").await["code"], "DEMO");
}

#[tokio::test]
async fn a_body_that_says_nothing_is_no_body() {
    let w = World::demo().await;
    for body in ["\"\"", "null", " \"\" "] {
        let id = w.post("/v1/suite/DEMO", json!({ "title": "Checkout" })).await["id"].clone();
        let url = w.url(&format!("/v1/suite/DEMO/{id}"));
        let request = w.client.delete(url).header("Token", TOKEN).header("Content-Type", "application/json").body(body);
        let (status, answer) = read(request.send().await.expect("answer")).await;
        assert_eq!((status.as_u16(), &answer["status"]), (200, &json!(true)), "{body}: {answer}");
    }
}

#[tokio::test]
async fn half_a_character_costs_no_request() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    // As `JSON.stringify` writes a text that was cut within an emoji.
    for (path, body) in [
        ("/v1/case/DEMO", r#"{"title": "hello \ud83d"}"#),
        (
            "/v2/DEMO/run/1/results",
            r#"{"results": [{"title": "hello \ud83d", "execution": {"status": "passed"}}, {"title": "\\ud83d", "execution": {"status": "passed"}}]}"#,
        ),
        ("/api/v1/projects/DEMO/cases", r#"{"title": "hello \ud83d"}"#),
    ] {
        let request = w.client.post(w.url(path)).header("Token", TOKEN).header("Content-Type", "application/json").body(body);
        let (status, answer) = read(request.send().await.expect("answer")).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
    }
    let found = w.get("/v1/case/DEMO?search=hello").await;
    assert_eq!(found["filtered"], 2, "{found}");
    assert_eq!(found["entities"][0]["title"], "hello \u{fffd}");
}

#[tokio::test]
async fn a_list_that_must_be_there_is_a_list() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    for (path, field) in
        [("/v1/case/DEMO/bulk", "cases"), ("/v1/result/DEMO/1/bulk", "results"), ("/v2/DEMO/run/1/results", "results")]
    {
        for list in [json!({}), json!("x"), json!(5), json!(null)] {
            let (status, answer) = w.send(Method::POST, path, Some(json!({ field: list }))).await;
            assert_eq!((status.as_u16(), &answer["errorFields"][0]["field"]), (400, &json!(field)), "{path}: {answer}");
        }
        let (status, answer) = w.send(Method::POST, path, None).await;
        assert_eq!((status.as_u16(), &answer["errorFields"][0]["field"]), (400, &json!(field)), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_utf8_is_answered_in_the_envelope() {
    let w = World::demo().await;
    for path in ["/v1/project/%FF", "/v1/case/DEMO/%C3%28", "/attachment/%FF/a.txt"] {
        let (status, answer) = w.send(Method::GET, path, None).await;
        assert_eq!((status.as_u16(), &answer["status"]), (404, &json!(false)), "{path}: {answer}");
    }
    for path in ["/run/%FF/dashboard/1", "/public/report/%FF"] {
        let answer = w.client.get(w.url(path)).header("Token", TOKEN).send().await.expect("answer");
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.text().await.expect("text").starts_with("<!doctype html>"), "{path}");
    }
}

#[tokio::test]
async fn times_that_are_no_dates_and_numbers_that_are_none_are_refused() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run", "start_time": "1970-01-01 00:00:00" })).await;
    for time in [json!(-1), json!(253_402_300_800_i64), json!(9e11)] {
        for name in ["start_time", "end_time"] {
            let body = json!({ "title": "t", "execution": { "status": "passed", name: time } });
            let (status, answer) = w.send(Method::POST, "/v2/DEMO/run/1/result", Some(body)).await;
            let field = format!("execution.{name}");
            assert_eq!((status.as_u16(), answer["errorFields"][0]["field"].as_str()), (400, Some(field.as_str())), "{answer}");
        }
    }
    let groups = json!({ "title": "t", "execution": { "status": "passed" }, "param_groups": [["a", "b\u{0}"], "c", [{}]] });
    let (status, answer) = w.send(Method::POST, "/v2/DEMO/run/1/result", Some(groups)).await;
    let fields: Vec<&str> =
        answer["errorFields"].as_array().expect("fields").iter().filter_map(|f| f["field"].as_str()).collect();
    assert_eq!((status.as_u16(), fields), (400, vec!["param_groups.0.1", "param_groups.1", "param_groups.2.0"]), "{answer}");
    let number = json!({ "title": "Number", "entity": 0, "type": 0, "is_enabled_for_all_projects": true });
    let id = w.post("/v1/custom_field", number).await["id"].to_string();
    for (value, expected) in [("NaN", 400), ("inf", 400), ("1e999", 400), ("-1.5", 200)] {
        let case = json!({ "title": format!("Case {value}"), "custom_field": { &id: value } });
        let (status, answer) = w.send(Method::POST, "/v1/case/DEMO", Some(case)).await;
        assert_eq!(status, expected, "{value}: {answer}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_ends_no_run_before_its_start() {
    let w = World::demo().await;
    let number = w.post("/v1/run/DEMO", json!({ "title": "Run" })).await["id"].clone();
    w.clock.advance(-86_400_000);
    let (status, answer) = w.send(Method::POST, &format!("/v1/run/DEMO/{number}/complete"), None).await;
    assert_eq!(status, 200, "{answer}");
    let run = w.get(&format!("/v1/run/DEMO/{number}")).await;
    assert!(run["end_time"].is_string() && run["end_time"] == run["start_time"], "{run}");
}

#[tokio::test]
async fn at_most_twenty_wrong_fields_are_named() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    for path in ["/v1/result/DEMO/1/bulk", "/v2/DEMO/run/1/results"] {
        let (status, answer) = w.send(Method::POST, path, Some(json!({ "results": vec![json!([]); 200] }))).await;
        assert_eq!((status.as_u16(), answer["errorFields"].as_array().map(Vec::len)), (400, Some(20)), "{path}: {answer}");
        let (status, answer) = w.send(Method::POST, path, Some(json!({ "results": vec![json!({}); 201] }))).await;
        assert_eq!(status, 413, "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_full_disk_is_507_and_told_as_such() {
    // About the file: SQLite can be told how much room there is.
    if !testkit::engine::is_file() {
        return;
    }
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    // The file may not grow by one page any more, as on a full disk.
    let pages =
        w.store.write(Op::bulk("test"), |tx| tx.one("PRAGMA max_page_count = 1", &[], |r| r.int(0))).expect("limit").value;
    assert!(pages > 1);
    let result = json!({ "title": "t", "message": "x".repeat(100_000), "execution": { "status": "passed" } });
    let (status, answer) = w.send(Method::POST, "/v2/DEMO/run/1/result", Some(result.clone())).await;
    assert_eq!(status, 507, "{answer}");
    assert!(answer["errorMessage"].as_str().is_some_and(|m| m.contains("disk is full")), "{answer}");
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 0);
    w.store.write(Op::bulk("test"), |tx| tx.one("PRAGMA max_page_count = 1000000", &[], |r| r.int(0))).expect("room again");
    w.post("/v2/DEMO/run/1/result", result).await;
}

#[tokio::test]
async fn long_parameters_of_addresses_are_refused_or_find_nothing() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay" })).await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    let of = |n: usize, length: u32| (0..length).map(move |at| n / 62_usize.pow(at) % 62);
    let words = (1..=3).flat_map(|length| (0..62_usize.pow(length)).map(move |n| (n, length)));
    let words: Vec<String> = words.map(|(n, length)| of(n, length).map(|i| letters[i]).collect()).take(17_000).collect();
    // More than the parameters of a statement, a pattern longer than SQLite takes, and one that is slow to compare.
    let values = [words.join(","), "1,".repeat(30_000) + "1", "a".repeat(60_000), "%25".repeat(20_000), "_%25".repeat(400)];
    let names = ["search", "status", "severity", "automation", "run", "case_id", "member", "include", "type", "query", "slug"];
    let more = ["filters[project_codes][]", "external_issues[ids][]", "author_uuid", "limit", "suite_id", "from_end_time"];
    let mut worst = Vec::new();
    for operation in OPERATIONS.iter().filter(|o| o.method == "GET") {
        let path = operation.path.replace("{code}", "DEMO").replace("{id}", "1").replace("{hash}", "1");
        for name in names.into_iter().chain(more) {
            for value in &values {
                let url = w.url(&format!("/{}{path}?{name}={value}", operation.version));
                let status =
                    w.client.get(url).header("Token", TOKEN).send().await.map_err(|e| e.without_url()).expect("answer").status();
                if status.is_server_error() {
                    worst.push(format!("{} {name}={}: {status}", operation.id, value.chars().take(9).collect::<String>()));
                }
            }
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}
