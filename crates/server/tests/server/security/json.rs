//! Texts that are read in several ways, or that take more than they look like: every route with a body, and every list.

use super::{body_schema, path_in_demo as path, path_of, raw, smallest};
use crate::support::{TOKEN, World, read};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use voluptas_server::rest::{REST, openapi};
use voluptas_server::{Operation, operations};

fn is_deletion_of_all(operation: &Operation) -> bool {
    matches!(operation.id, "delete-project" | "deleteProject")
}

#[tokio::test]
async fn odd_json_is_refused_by_every_route_in_good_time() {
    let w = World::demo().await;
    let digits = "9".repeat(100_000);
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("deep arrays", "[".repeat(200_000).into_bytes()),
        ("deep objects", "{\"a\":".repeat(200_000).into_bytes()),
        ("deep inside", format!("{{\"title\":\"t\",\"steps\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000)).into_bytes()),
        ("large exponent", b"{\"title\":1e999999999}".to_vec()),
        ("many digits", format!("{{\"title\":{digits},\"case_id\":{digits}}}").into_bytes()),
        ("fraction", format!("{{\"suite_id\":1.{digits}}}").into_bytes()),
        ("lone surrogate", b"{\"title\":\"\\ud800\",\"name\":\"\\udfff x\"}".to_vec()),
        ("no UTF-8", b"{\"title\":\"\xff\xfe\"}".to_vec()),
        ("overlong UTF-8", b"{\"title\":\"\xc0\xaf\"}".to_vec()),
        ("UTF-16", "{\"title\":\"t\"}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("byte order mark", b"\xef\xbb\xbf{\"title\":\"t\"}".to_vec()),
        ("NUL", b"{\"title\":\"a\\u0000b\",\"na\\u0000me\":\"x\"}".to_vec()),
        ("NUL byte", b"{\"title\":\"a\0b\"}".to_vec()),
        ("NaN", b"{\"title\":NaN,\"time_ms\":Infinity}".to_vec()),
        ("comment", b"{/**/\"title\":\"t\"}".to_vec()),
        ("two values", b"{\"title\":\"t\"}{\"title\":\"u\"}".to_vec()),
        ("cut off", b"{\"title\":\"t\"".to_vec()),
        ("prototype", b"{\"__proto__\":{\"is_admin\":true},\"constructor\":{}}".to_vec()),
    ];
    let mut worst = Vec::new();
    for operation in operations().filter(|operation| operation.method != "GET" && !is_deletion_of_all(operation)) {
        for (name, body) in &bodies {
            let request = w.client.request(operation.method.parse().expect("method"), w.url(&path(operation)));
            let request = request.header("Token", TOKEN).header("Content-Type", "application/json").body(body.clone());
            let (status, answer) = read(request.send().await.expect("answer")).await;
            if status.is_server_error() && status != 503 {
                worst.push(format!("{} {name}: {status} {answer}", operation.id));
            }
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}

#[tokio::test]
async fn a_key_that_comes_twice_hides_nothing_from_a_limit() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Run" })).await;
    let results = |n: usize| vec![json!({ "title": "t", "execution": { "status": "passed" } }).to_string(); n].join(",");
    let one = results(1);
    for (body, expected) in [
        (format!("{{\"results\":[{}],\"results\":[{one}]}}", results(201)), 413),
        (format!("{{\"results\":[{one}],\"results\":[{}]}}", results(201)), 413),
        (format!("{{\"results\":[{one}],\"resu\\u006cts\":[{}]}}", results(201)), 413),
    ] {
        let request = w.client.post(w.url("/v2/DEMO/run/1/results")).header("Token", TOKEN).body(body);
        assert_eq!(request.send().await.expect("answer").status(), expected);
    }
    let twice = r#"{"title":"first","title":"second","suite_id":null}"#;
    let request = w.client.post(w.url("/api/v1/projects/DEMO/cases")).header("Token", TOKEN).body(twice);
    let (status, body) = read(request.send().await.expect("answer")).await;
    assert!(status == 400 && body["detail"].as_str().is_some_and(|text| text.contains("“title” twice")), "{status} {body}");
    let created = w.client.post(w.url("/v1/suite/DEMO")).header("Token", TOKEN).body(twice.replace("suite_id", "parent_id"));
    assert_eq!(created.send().await.expect("answer").status(), 200, "clients of Qase are answered as by Qase");
    assert_eq!(w.get("/v1/suite/DEMO/1").await["title"], "second");
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 0);
}

#[tokio::test]
async fn keys_that_collide_take_no_square_of_their_number() {
    let w = World::demo().await;
    // Keys of one length with equal beginnings and ends, as many as a body may have.
    let keys: String = (0..200_000).map(|n| format!("\"{n:032}aaaaaaaa\":1,")).collect();
    let began = Instant::now();
    for path in ["/v1/case/DEMO", "/api/v1/projects/DEMO/cases", "/test_cases?project=DEMO"] {
        let body = format!("{{{keys}\"title\":\"t\",\"name\":\"n\"}}");
        let request = w.client.post(w.url(path)).header("Token", TOKEN).header("Content-Type", "application/json").body(body);
        let status = request.send().await.expect("answer").status();
        assert!(!status.is_server_error(), "{path}: {status}");
    }
    let form = (0..200_000).map(|n| format!("steps[{}][action]=a", 200_000 - n)).collect::<Vec<_>>().join("&");
    let request = w.client.post(w.url("/test_cases?project=DEMO")).header("Token", TOKEN);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
    assert_eq!(request.send().await.expect("answer").status(), 400);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_list_is_longer_than_its_limit() {
    let w = World::demo().await;
    let cases: Vec<Value> = (0..1000).map(|n| json!({ "title": format!("Case {n}") })).collect();
    for _ in 0..2 {
        w.post("/v1/case/DEMO/bulk", json!({ "cases": cases })).await;
    }
    let limits = ["0", "-1", "1001", "100000000", "99999999999999999999", "1e9", "+5", "0x10", "5,5", "%00", "%FF", "NaN", ""];
    let mut worst = Vec::new();
    for operation in operations().filter(|operation| operation.method == "GET") {
        for limit in limits {
            for name in ["limit", "offset", "cursor", "fields"] {
                let path = path(operation);
                let separator = if path.contains('?') { '&' } else { '?' };
                let request = w.client.get(w.url(&format!("{path}{separator}{name}={limit}"))).header("Token", TOKEN);
                let (status, body) = read(request.send().await.expect("answer")).await;
                let lists = [&body["items"], &body["result"]["entities"], &body["result"]];
                let longest = lists.iter().filter_map(|list| list.as_array().map(Vec::len)).max().unwrap_or(0);
                if status.is_server_error() && status != 503 || longest > 1000 {
                    worst.push(format!("{} {name}={limit}: {status}, {longest} items", operation.id));
                }
            }
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}

#[tokio::test]
async fn lists_in_the_address_have_an_end() {
    let w = World::demo().await;
    let mut worst = Vec::new();
    let words: Vec<String> = (0..8000).map(|n| format!("w{n}")).collect();
    let words = words.join(",");
    let names =
        ["tags", "status", "severity", "priority", "type", "layer", "behavior", "automation", "search", "q", "source", "fields"];
    for operation in operations().filter(|operation| operation.method == "GET" && operation.version == "api/v1") {
        for name in names {
            let request = w.client.get(w.url(&format!("{}?{name}={words}", path(operation)))).header("Token", TOKEN);
            let (status, body) = read(request.send().await.expect("answer")).await;
            if status.is_server_error() && status != 503 {
                worst.push(format!("{} {name}: {status} {body}", operation.id));
            }
        }
    }
    let tags: Vec<String> = (0..500).map(|n| format!("t{n}")).collect();
    for (count, expected) in [(500, 200), (501, 400)] {
        let tags = tags.iter().cycle().take(count).cloned().collect::<Vec<_>>().join(",");
        let (status, body) = w.send(reqwest::Method::GET, &format!("/api/v1/projects/DEMO/cases?tags={tags}"), None).await;
        assert_eq!(status, expected, "{count}: {body}");
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_queries_and_headers_that_are_no_text_are_refused() {
    let w = World::demo().await;
    let mut worst = Vec::new();
    for operation in operations().filter(|operation| !is_deletion_of_all(operation)) {
        for odd in [
            "%00",
            "%FF",
            "%ED%A0%80",
            "%C0%AF",
            "..%2F..%2F",
            "%2e%2e",
            "%E2%80%AE",
            "'%22%3B--",
            "9999999999999999999999",
            "-1",
        ] {
            let path =
                path_of(operation, |_, name| if matches!(name, "code" | "project_code") { "DEMO" } else { odd }.to_owned());
            let own = matches!(operation.version, "v1" | "v2" | "api/v1");
            let query = format!("{}search={odd}&q={odd}&tags={odd}&status={odd}", if own { "" } else { "project=DEMO&" });
            let request = w.client.request(operation.method.parse().expect("method"), w.url(&format!("{path}?{query}")));
            let (status, body) = read(request.header("Token", TOKEN).send().await.expect("answer")).await;
            if status.is_server_error() && status != 503 {
                worst.push(format!("{} {path}: {status} {body}", operation.id));
            }
        }
    }
    for line in
        [&b"Token: \xff\xfe"[..], b"Authorization: Bearer \xc3\x28", b"Cookie: voluptas_session=\xff", b"Idempotency-Key: \xff"]
    {
        let head = [&b"GET /v1/project HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"[..], line, b"\r\n\r\n"].concat();
        let answer = raw(w.server.addr(), &head);
        if !answer.starts_with("HTTP/1.1 4") {
            worst.push(answer);
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}

#[tokio::test]
async fn the_smallest_body_of_each_route_is_no_error_of_the_server() {
    let w = World::demo().await;
    let document = openapi::document(REST);
    for row in REST.iter().filter(|row| !is_deletion_of_all(&row.operation)) {
        let Some(schema) = body_schema(&document, &row.operation) else { continue };
        let body = smallest(&document, schema);
        let (status, answer) =
            w.send(row.operation.method.parse().expect("method"), &path(&row.operation), Some(body.clone())).await;
        assert!(!status.is_server_error() || status == 503, "{} {body}: {status} {answer}", row.operation.id);
    }
}
