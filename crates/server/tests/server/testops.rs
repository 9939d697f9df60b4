//! The paths of TestOps (R2.9-R2.34), and the defects of the original program (D13-D24) as tests.

use crate::support::{TOKEN, World, read};
use crate::team::user;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;

async fn post(w: &World, body: Value) -> (StatusCode, Value) {
    w.send(Method::POST, "/test_cases", Some(body)).await
}

/// A request with a form as its body.
fn form(request: reqwest::RequestBuilder, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

async fn case(w: &World, name: &str) -> i64 {
    let (status, body) = post(w, json!({ "name": name })).await;
    assert_eq!(status, 201, "{body}");
    body["id"].as_i64().expect("id")
}

async fn get(w: &World, path: &str) -> (u16, Value) {
    let (status, body) = w.send(Method::GET, path, None).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_case_is_created_read_replaced_and_deleted() {
    let w = World::demo().await;
    let new = json!({
        "name": " Оплата картой 🙂 ", "preconditions": "A cart", "description": "Pay", "expected_result": "Paid",
        "steps": [{ "action": "Pay", "position": 7, "expected": "Receipt" }, { "action": "Look" }, { "action": "Open", "position": 1, "attachments": "" }],
        "tags": ["smoke", { "name": "pay" }, "smoke", " ", { "id": 99_999 }],
        "suite_links": [{ "suite_name": "Cart" }, { "suite_name": "Cards", "position": 0 }, { "suite_id": 99_999 }, { "suite_name": "Cart" }],
    });
    let request = w.client.post(w.url("/test_cases")).bearer_auth(TOKEN).header("accept", "*/*").json(&new);
    let answer = request.send().await.expect("answer");
    let place = answer.headers()["location"].to_str().expect("text").to_owned();
    let (status, made) = read(answer).await;
    assert_eq!((status.as_u16(), &made["name"]), (201, &json!("Оплата картой 🙂")), "D14: no redirect for */*: {made}");
    assert_eq!(place, format!("/test_cases/{}", made["id"]), "D16");
    let actions: Vec<&str> = made["steps"].as_array().expect("steps").iter().filter_map(|s| s["action"].as_str()).collect();
    assert_eq!(actions, ["Open", "Pay", "Look"]);
    let names = |list: &Value| {
        list.as_array().expect("list").iter().map(|x| x["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&made["tags"]), names(&made["suites"])),
        (vec!["pay".to_owned(), "smoke".to_owned()], vec!["Cart".to_owned(), "Cards".to_owned()])
    );
    assert!(
        made["created_at"].as_str().is_some_and(|at| at.ends_with("+00:00") || at.ends_with('Z')),
        "D21: a time with its offset"
    );
    assert_eq!(get(&w, &place).await, (200, made.clone()));

    assert_eq!(post(&w, json!({ "name": "Оплата картой 🙂" })).await.0, 409, "a living case has the name");
    let by_tag = json!({ "name": "Second", "tags": [{ "id": made["tags"][0]["id"] }], "suite_links": [{ "suite_id": made["suites"][0]["id"], "position": 0 }] });
    let (_, second) = post(&w, by_tag).await;
    assert_eq!((names(&second["tags"]), &second["suites"][0]["position"]), (vec!["pay".to_owned()], &json!(0)));

    let (status, replaced) =
        w.send(Method::PUT, &place, Some(json!({ "name": "Pay", "suite_links": [{ "suite_name": "Cards" }] }))).await;
    assert_eq!(
        (status.as_u16(), &replaced["steps"], &replaced["tags"], &replaced["description"]),
        (200, &json!([]), &json!([]), &Value::Null)
    );
    assert_eq!(names(&replaced["suites"]), ["Cards"]);
    assert_eq!(w.send(Method::PUT, &place, Some(json!({ "name": "Second" }))).await.0, 409);
    assert_eq!(w.send(Method::PUT, "/test_cases/999", Some(json!({ "name": "x" }))).await.0, 404);

    for _ in 0..2 {
        assert_eq!(w.send(Method::DELETE, &place, None).await.0, 204, "idempotent");
    }
    assert_eq!(w.send(Method::DELETE, "/test_cases/999", None).await.0, 404);
    assert_eq!(get(&w, &place).await.0, 404);
    let (status, kept) = get(&w, &format!("{place}?include_deleted=yes")).await;
    assert_eq!((status, &kept["name"], &kept["is_deleted"]), (200, &json!("Pay"), &json!(true)), "D16: the name stays");
    assert_eq!(get(&w, &format!("{place}?include_deleted=perhaps")).await.0, 400);
}

#[tokio::test]
async fn wrong_bodies_are_refused_and_leave_nothing() {
    let w = World::demo().await;
    for text in ["", "{", "[]", "null", "{\"name\":}"] {
        let request =
            w.client.post(w.url("/test_cases")).bearer_auth(TOKEN).header("content-type", "application/json").body(text);
        let (status, body) = read(request.send().await.expect("answer")).await;
        assert_eq!((status.as_u16(), &body["description"]), (400, &json!("Invalid or missing JSON body")), "{text}");
        assert_eq!((&body["status_code"], &body["name"]), (&json!(400), &json!("Bad Request")));
    }
    let long = "x".repeat(256);
    for body in [
        json!({}),
        json!({ "name": " " }),
        json!({ "name": long }),
        json!({ "name": 1 }),
        json!({ "name": "a\0b" }),
        json!({ "name": "x", "steps": {} }),
        json!({ "name": "x", "steps": [{ "expected": "y" }] }),
        json!({ "name": "x", "steps": [{ "action": "a", "position": 1 }, { "action": "b", "position": 1 }] }),
        json!({ "name": "x", "tags": [1] }),
        json!({ "name": "x", "tags": [{ "id": "x" }] }),
        json!({ "name": "x", "tags": ["y".repeat(101)] }),
        json!({ "name": "x", "suite_links": [{}] }),
        json!({ "name": "x", "suite_links": [{ "suite_name": "New suite", "position": "first" }] }),
        json!({ "name": "x", "suite_links": [{ "suite_id": "one" }] }),
    ] {
        let (status, answer) = post(&w, body.clone()).await;
        assert_eq!(status, 400, "D15: {body}: {answer}");
    }
    assert_eq!(get(&w, "/test_cases").await.1["items"], json!([]));
    let suites = w.get("/v1/suite/DEMO").await;
    assert_eq!(suites["total"], 0, "D18: nothing of a refused case stays: {suites}");
}

#[tokio::test]
async fn a_browser_gets_a_page_and_a_form_does_what_it_says() {
    let w = World::demo().await;
    let fields = [
        ("name", "From a form"),
        ("tags", "a, b,"),
        ("suites", "Cart, Cards"),
        ("steps[0][action]", "Open"),
        ("steps[1][action]", "Pay"),
        ("steps[1][expected]", "Paid"),
    ];
    let (status, made) =
        read(form(w.client.post(w.url("/test_cases")).bearer_auth(TOKEN), &fields).send().await.expect("answer")).await;
    assert_eq!(
        (status.as_u16(), made["steps"].as_array().map(Vec::len), made["suites"].as_array().map(Vec::len)),
        (201, Some(2), Some(2)),
        "{made}"
    );
    let path = format!("/test_cases/{}", made["id"]);
    let send = |fields: Vec<(&'static str, &'static str)>| {
        let request = form(w.client.post(w.url(&path)).bearer_auth(TOKEN), &fields);
        async { read(request.send().await.expect("answer")).await }
    };
    let (status, changed) = send(vec![("name", "Renamed")]).await;
    assert_eq!((status.as_u16(), &changed["name"]), (200, &json!("Renamed")));
    assert_eq!(send(vec![("_method", "DELETE")]).await.0, 204, "D17: a form that deletes deletes");
    assert_eq!(get(&w, &path).await.0, 404);
    let request = w.client.get(w.url(&path)).bearer_auth(TOKEN).header("accept", "text/html,*/*;q=0.8");
    let answer = request.send().await.expect("answer");
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().expect("text")),
        (404, "text/html; charset=utf-8")
    );
    let request = w.client.post(w.url("/test_cases")).bearer_auth(TOKEN).header("accept", "text/html").json(&json!({}));
    let answer = request.send().await.expect("answer");
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().expect("text")), (400, "application/json"));
}

#[tokio::test]
async fn lists_are_filtered_ordered_and_read_in_parts() {
    let w = World::demo().await;
    for n in 1..=7 {
        let suite = if n % 2 == 0 { "Even" } else { "Odd" };
        let tags = if n == 3 { json!(["a", "b"]) } else { json!(["a"]) };
        let body = json!({ "name": format!("Case {n}"), "description": if n == 5 { "100%_sure" } else { "" }, "tags": tags, "suite_links": [{ "suite_name": suite }] });
        assert_eq!(post(&w, body).await.0, 201);
    }
    let ids = async |query: &str| {
        let (status, body) = get(&w, &format!("/test_cases{query}")).await;
        assert_eq!(status, 200, "{query}: {body}");
        assert_eq!(body["meta"]["returned"], body["items"].as_array().expect("items").len());
        let ids: Vec<i64> = body["items"].as_array().expect("items").iter().filter_map(|c| c["id"].as_i64()).collect();
        (ids, body["meta"]["next_cursor"].as_str().map(str::to_owned))
    };
    let newest = ids("").await.0;
    assert_eq!(newest.len(), 7);
    assert!(newest.windows(2).all(|pair| pair[0] > pair[1]), "the newest first: {newest:?}");
    let (first, next) = ids("?limit=3&sort=created_at").await;
    let (second, next2) = ids(&format!("?limit=3&sort=created_at&cursor={}", next.expect("more"))).await;
    let (third, end) = ids(&format!("?limit=3&sort=created_at&cursor={}", next2.expect("more"))).await;
    let all: Vec<i64> = first.into_iter().chain(second).chain(third).collect();
    assert_eq!((all.len(), end), (7, None));
    assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(ids("?q=%25_SURE").await.0, [newest[2]], "D15: wildcards are plain letters");
    assert_eq!(ids("?q=case%205").await.0, [newest[2]]);
    assert_eq!(ids("?tag=a&tag=b").await.0.len(), 7, "D15: any of the tags, each case once");
    assert_eq!(ids("?tags=b,none").await.0, [newest[4]]);
    assert_eq!(ids("?suite_name=EVE").await.0.len(), 3);
    let suite = get(&w, &format!("/test_cases/{}", newest[0])).await.1["suites"][0]["id"].clone();
    assert_eq!(ids(&format!("?suite_id={suite}")).await.0.len(), 4);
    assert_eq!(ids(&format!("?suite_id={suite}&suite_name=even")).await.0.len(), 0, "D15: both at once");
    assert_eq!(ids("?limit=0").await.0.len(), 1);
    w.send(Method::DELETE, &format!("/test_cases/{}", newest[0]), None).await;
    assert_eq!((ids("").await.0.len(), ids("?include_deleted=1").await.0.len()), (6, 7), "D16: the deleted ones too, not alone");
    for query in ["?cursor=x", "?cursor=e30", "?limit=x", "?suite_id=x", "?include_deleted=x"] {
        assert_eq!(get(&w, &format!("/test_cases{query}")).await.0, 400, "D15: {query}");
    }
}

#[tokio::test]
async fn files_come_and_go_with_their_case() {
    let w = World::demo().await;
    let id = case(&w, "With files").await;
    let path = format!("/test_cases/{id}/attachments");
    let send = async |form: Form, path: &str| {
        read(w.client.post(w.url(path)).bearer_auth(TOKEN).multipart(form).send().await.expect("answer")).await
    };
    let file = || {
        Form::new()
            .part("file", Part::bytes(vec![7; 1000]).file_name("снимок \"1\" X: y.png").mime_str("image/png").expect("type"))
    };
    let (status, made) = send(file(), &path).await;
    assert_eq!((status.as_u16(), &made["size"], &made["content_type"]), (201, &json!(1000), &json!("image/png")), "{made}");
    assert_eq!(send(Form::new().text("other", "x"), &path).await.1["description"], "Файл обязателен");
    assert_eq!(send(file(), "/test_cases/999/attachments").await.0, 404);
    assert_eq!(get(&w, &path).await.1["items"][0], made);
    let one = format!("{path}/{}", made["id"]);
    let (status, shown) = get(&w, &one).await;
    assert_eq!((status, &shown["download_path"]), (200, &json!(format!("{one}?download=1"))));
    let bytes = w.client.get(w.url(&format!("{one}?download=true"))).bearer_auth(TOKEN).send().await.expect("answer");
    let disposition = bytes.headers()["content-disposition"].to_str().expect("text").to_owned();
    assert!(!disposition.contains('\r') && disposition.contains("filename*=UTF-8''"), "D19: {disposition}");
    assert_eq!(bytes.headers()["content-length"], "1000");
    assert_eq!(bytes.bytes().await.expect("bytes").len(), 1000);
    let other = case(&w, "Another").await;
    for path in [format!("/test_cases/{other}/attachments/{}", made["id"]), format!("{path}/999"), format!("{path}/x")] {
        let (status, body) = get(&w, &path).await;
        assert_eq!((status, &body["description"]), (404, &json!("Вложение не найдено")), "{path}");
    }
    let answer = form(w.client.post(w.url(&one)).bearer_auth(TOKEN), &[("_method", "DELETE")]).send().await.expect("answer");
    assert_eq!(answer.status(), 204, "D17");
    assert_eq!(get(&w, &path).await.1["items"], json!([]));
}

fn result(name: &str, status: &str) -> String {
    json!({ "uuid": name, "historyId": name, "name": name, "status": status, "start": 1_768_000_000_000_i64, "stop": 1_768_000_001_000_i64 }).to_string()
}

/// Files of an upload by name.
type Files = Vec<(&'static str, Vec<u8>)>;

async fn upload(w: &World, query: &str, files: Files) -> (u16, Value) {
    let form = files
        .into_iter()
        .fold(Form::new().text("launch", "1"), |form, (name, bytes)| form.part("files", Part::bytes(bytes).file_name(name)));
    let request = w.client.post(w.url(&format!("/upload{query}"))).bearer_auth(TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    (status.as_u16(), body)
}

fn archive(members: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, text) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.as_gnu_mut().expect("gnu").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, text.as_bytes()).expect("member");
    }
    tar.into_inner().expect("tar").finish().expect("gzip")
}

#[tokio::test]
async fn results_are_uploaded_listed_shown_and_deleted() {
    let w = World::demo().await;
    let files = vec![
        ("a-result.json", result("a", "passed").into_bytes()),
        ("b-result.json", result("b", "failed").into_bytes()),
        ("environment.properties", b"stand=Staging\n".to_vec()),
    ];
    let (status, done) = upload(&w, "", files).await;
    assert_eq!((status, &done["success"], &done["message"]), (201, &json!(true), &json!("Файлы успешно загружены")), "{done}");
    let (status, packed) =
        upload(&w, "?run_name=Nightly", vec![("allure-results.tar.gz", archive(&[("c-result.json", &result("c", "broken"))]))])
            .await;
    assert_eq!(status, 201, "{packed}");
    let (_, list) = get(&w, "/reports/data").await;
    let items = list["items"].as_array().expect("items");
    assert_eq!(
        (items.len(), &items[0]["id"], &items[0]["status"], &items[0]["run_name"]),
        (2, &packed["run_id"], &json!("broken"), &json!("Nightly")),
        "{list}"
    );
    assert_eq!((&items[1]["status"], &items[1]["stand"]), (&json!("failed"), &json!("Staging")));
    assert!(
        items[1]["run_name"].as_str().is_some_and(|name| name.starts_with(&format!("run_{}_2026", done["run_id"]))),
        "{list}"
    );
    assert_eq!(items[1]["status_stats"], json!({ "passed": 1, "failed": 1, "broken": 0, "skipped": 0, "total": 2 }));
    assert_eq!(list["filters"]["stands"], json!(["Staging"]));

    let (_, part) = get(&w, "/reports/data?limit=1").await;
    assert_eq!((&part["has_next"], &part["has_prev"], &part["next_cursor"]), (&json!(true), &json!(false), &packed["run_id"]));
    let (_, next) = get(&w, &format!("/reports/data?limit=1&cursor={}", part["next_cursor"])).await;
    assert_eq!((&next["items"][0]["id"], &next["has_next"], &next["has_prev"]), (&done["run_id"], &json!(false), &json!(true)));
    let (_, back) = get(&w, &format!("/reports/data?limit=1&direction=prev&cursor={}", next["prev_cursor"])).await;
    assert_eq!(back["items"][0]["id"], packed["run_id"]);
    let (_, stand) = get(&w, "/reports/data?stand=Staging&limit=1").await;
    assert_eq!(
        (&stand["items"][0]["id"], &stand["has_next"], &stand["has_prev"]),
        (&done["run_id"], &json!(false), &json!(false)),
        "D22"
    );
    assert_eq!(
        get(&w, "/reports/data?start_date_from=2026-01-01&start_date_to=2026-01-09").await.1["items"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(get(&w, "/reports/data?start_date_to=2026-01-01").await.1["items"], json!([]));
    for query in [
        "direction=up",
        "cursor=x",
        "limit=x",
        "start_date_from=2026-1-1",
        "start_date_from=2026-02-30",
        "start_date_from=2026-02-02&start_date_to=2026-02-01",
    ] {
        assert_eq!(get(&w, &format!("/reports/data?{query}")).await.0, 400, "D22: {query}");
    }

    let page = w.client.get(w.url(&format!("/reports/{}", done["run_id"]))).bearer_auth(TOKEN).send().await.expect("answer");
    assert_eq!(
        (page.status().as_u16(), page.headers()["content-security-policy"].to_str().expect("text")),
        (200, "sandbox allow-scripts"),
        "D23"
    );
    assert!(page.text().await.expect("text").contains("<html"));
    let gone = |status: u16| {
        json!(if status == 200 { "TestRun помечен как удаленный" } else { "TestRun не найден" })
    };
    for status in [200, 404] {
        let (found, body) = w.send(Method::DELETE, &format!("/delete_test_run/{}", done["run_id"]), None).await;
        assert_eq!(
            (found.as_u16(), if status == 200 { &body["message"] } else { &body["description"] }),
            (status, &gone(status)),
            "D22"
        );
    }
    assert_eq!(get(&w, &format!("/reports/{}", done["run_id"])).await.0, 404);
}

#[tokio::test]
async fn uploads_that_are_no_results_are_refused_with_their_word() {
    let w = World::demo().await;
    let good = || result("a", "passed");
    let tar = |members: &[(&str, &str)]| vec![("allure-results.tar.gz", archive(members))];
    let cases: Vec<(&str, Files)> = vec![
        ("no_files", vec![]),
        ("invalid_file_type", vec![("a-result.json", good().into_bytes()), ("run.exe", vec![1])]),
        ("empty_file", vec![("a-result.json", vec![])]),
        (
            "multiple_archives",
            vec![("a.tar.gz", archive(&[("a-result.json", "{}")])), ("b.tar.gz", archive(&[("a-result.json", "{}")]))],
        ),
        ("mixed_upload", vec![("a.tar.gz", archive(&[("a-result.json", "{}")])), ("a-result.json", good().into_bytes())]),
        ("missing_allure_results", vec![("a-container.json", b"{}".to_vec())]),
        ("empty_archive", vec![("allure-results.tar.gz", vec![])]),
        ("invalid_gzip", vec![("allure-results.tar.gz", b"PK no gzip".to_vec())]),
        ("invalid_tar_gz", vec![("allure-results.tar.gz", vec![0x1F, 0x8B, 1, 2, 3])]),
        ("empty_tar_archive", tar(&[])),
        ("unsafe_archive_path", tar(&[("../a-result.json", &good())])),
        ("ambiguous_allure_results", tar(&[("x/a-result.json", &good()), ("y/b-result.json", &result("b", "passed"))])),
    ];
    for (code, files) in cases {
        let (status, body) = upload(&w, "", files).await;
        assert_eq!((status, &body["success"], &body["error"]), (400, &json!(false), &json!(code)), "{body}");
        assert!(body["message"].as_str().is_some_and(|text| !text.is_empty()), "{code}");
    }
    assert_eq!(get(&w, "/reports/data").await.1["items"], json!([]), "D20: nothing is left of a refused upload");
    let (status, body) = upload(&w, "", vec![("a-result.json", b"{broken".to_vec())]).await;
    assert_eq!(status, 201, "D20: what cannot be read is kept as an error of the run: {body}");
    let (_, list) = get(&w, "/reports/data").await;
    assert_eq!(
        (&list["items"][0]["status"], &list["items"][0]["status_stats"]),
        (&json!("failed"), &json!({ "passed": 0, "failed": 1, "broken": 0, "skipped": 0, "total": 1 }))
    );
}

#[tokio::test]
async fn an_upload_has_a_size_and_a_case_may_have_ten_thousand_steps() {
    let w = World::demo().await;
    let (status, body) = upload(&w, "", vec![("a-result.json", vec![b' '; 52_428_801])]).await;
    assert_eq!((status, &body["error"]), (400, &json!("too_large")));
    let steps: Vec<Value> = (0..10_000).map(|n| json!({ "action": format!("Шаг {n}") })).collect();
    let (status, made) = post(&w, json!({ "name": "Long", "steps": steps })).await;
    assert_eq!((status.as_u16(), made["steps"].as_array().map(Vec::len)), (201, Some(10_000)));
}

#[tokio::test]
async fn the_project_is_the_only_visible_one_or_named() {
    let (w, (one, both)) = World::team(None, |store| {
        let one = user(store, "One", None, &[("DEMO", Role::Tester)]);
        (one, user(store, "Both", None, &[("DEMO", Role::Tester), ("BANK", Role::Viewer)]))
    })
    .await;
    let (status, made) = w.send_as(&one, Method::POST, "/test_cases", Some(json!({ "name": "Mine" }))).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(w.send_as(&one, Method::GET, "/test_cases?project=BANK", None).await.0, 404, "a hidden project");
    let (status, body) = w.send_as(&both, Method::GET, "/test_cases", None).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(w.send_as(&both, Method::GET, "/test_cases?project=bank", None).await.0, 200);
    assert_eq!(
        w.send_as(&both, Method::POST, "/test_cases?project=BANK", Some(json!({ "name": "x" }))).await.0,
        403,
        "a viewer there"
    );
    let path = format!("/test_cases/{}?project=BANK", made["id"]);
    assert_eq!(w.send_as(&both, Method::GET, &path, None).await.0, 404, "it is of the other project");
}

#[tokio::test]
async fn limits_hold_and_results_are_counted_here_too() {
    let w = World::demo().await;
    upload(&w, "", vec![("a-result.json", result("a", "passed").into_bytes())]).await;
    let metrics = w.client.get(w.url("/metrics")).bearer_auth(TOKEN).send().await.expect("answer").text().await.expect("text");
    assert!(metrics.lines().any(|line| line.starts_with("voluptas_results_total{") && line.ends_with(" 1")), "{metrics}");
    case(&w, "First").await;
    let (status, body) = w.send(Method::PATCH, "/api/v1/projects/DEMO/limits", Some(json!({ "cases": 1, "results": 1 }))).await;
    assert_eq!(status, 200, "{body}");
    let (status, body) = post(&w, json!({ "name": "Second" })).await;
    assert_eq!((status.as_u16(), &body["status_code"]), (422, &json!(422)), "{body}");
    let (status, body) = upload(&w, "", vec![("b-result.json", result("b", "passed").into_bytes())]).await;
    assert_eq!(status, 422, "{body}");
}

/// Sends a head and the beginning of its body, and nothing more; the status of the answer.
async fn begun(w: &World, path: &str, kind: &str, length: u64, begin: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(w.server.addr()).await.expect("connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{begin}"
    );
    stream.write_all(head.as_bytes()).await.expect("head");
    stream.shutdown().await.expect("no more");
    let mut answer = Vec::new();
    tokio::time::timeout(std::time::Duration::from_secs(20), stream.read_to_end(&mut answer)).await.expect("an end").ok();
    String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn gigabytes_and_half_bodies_are_refused() {
    let w = World::demo().await;
    let multipart = "--X\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a-result.json\"\r\n\r\n{";
    let form = "multipart/form-data; boundary=X";
    for (path, kind, begin) in [
        ("/test_cases", "application/json", "{\"name\":\"P"),
        ("/test_cases", "application/x-www-form-urlencoded", "name=P"),
        ("/upload", form, multipart),
        ("/api/v1/projects/DEMO/cases", "application/json", "{\"title\":\"P"),
        ("/api/v1/projects/DEMO/results", form, multipart),
    ] {
        for length in [5_000_000_000, begin.len() as u64 + 10] {
            let status = begun(&w, path, kind, length, begin).await;
            assert!(status.starts_with('4'), "{path} {kind} {length}: {status}");
        }
    }
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 0);
    assert_eq!(w.get("/v1/run/DEMO").await["total"], 0);
}
