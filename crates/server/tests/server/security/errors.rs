//! What answers say of the inside: no statement, no table, no path, no version of a library, whatever breaks. A panic is tested in `worker.rs`, a
//! full disk in `hostile.rs`, a lost folder of attachments in `attachments.rs`.

use super::path_of;
use crate::support::{TOKEN, World, read};
use reqwest::Method;
use serde_json::json;
use voluptas_server::{operations, pages};
use voluptas_store::Op;

/// Words that belong to the inside.
const INSIDE: [&str; 15] = [
    "sqlite",
    "postgres",
    "rusqlite",
    "select ",
    "insert into",
    "no such table",
    "no such column",
    "relation \"",
    "constraint",
    "panicked",
    "unwrap",
    "stack backtrace",
    ".rs:",
    "/tmp/",
    ".voluptas",
];

fn told(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    INSIDE.into_iter().find(|word| text.contains(word))
}

#[tokio::test]
async fn a_broken_database_is_told_in_one_sentence() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay" })).await;
    // Each table in turn: every route meets one that it needs.
    let tables = ["cases", "suites", "runs", "results", "defects", "milestones", "environments", "attachments", "saved_filters"];
    let (mut broken, mut worst) = (0, Vec::new());
    for table in tables {
        let rename = |from: &str, to: &str| {
            let sql = format!("ALTER TABLE {from} RENAME TO {to}");
            w.store.write(Op::bulk("test"), |tx| tx.execute(&sql, &[])).expect("renamed");
        };
        rename(table, "gone_by_accident");
        for operation in operations().filter(|operation| !operation.id.starts_with("delete")) {
            let path =
                path_of(operation, |_, name| if matches!(name, "code" | "project_code") { "DEMO" } else { "1" }.to_owned());
            let own = matches!(operation.version, "v1" | "v2" | "api/v1");
            let path = if own { path } else { format!("{path}?project=DEMO") };
            let body = (operation.method != "GET").then(|| json!({ "title": "t", "name": "t", "code": "NEW" }));
            let (status, answer) = w.send(operation.method.parse().expect("method"), &path, body).await;
            broken += usize::from(status.is_server_error());
            if let Some(word) =
                told(&answer.to_string()).or(answer.to_string().contains("gone_by_accident").then_some("the name"))
            {
                worst.push(format!("{} without {table}: {word} in {status} {answer}", operation.id));
            }
        }
        // The stream of news has no end.
        for page in pages().filter(|page| !page.path.contains("webhook") && page.path != "/events") {
            let path = page.path.replace("{code}", "DEMO").replace("{id}", "1").replace("{hash}", "1").replace("{result}", "1");
            let answer =
                w.client.get(w.url(&path.replace("{filename}", "a.txt"))).header("Token", TOKEN).send().await.expect("answer");
            // Pages say "select" to people; an error of a statement has other words as well.
            let text = answer.text().await.expect("text").to_lowercase().replace("select", "choose");
            if !path.starts_with("/api/")
                && path != "/metrics"
                && let Some(word) = told(&text)
            {
                worst.push(format!("{path} without {table}: {word} in {text}"));
            }
        }
        rename("gone_by_accident", table);
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
    assert!(broken > 50, "{broken}");
    assert!(w.get("/v1/case/DEMO").await["total"].as_i64().is_some_and(|total| total > 0), "nothing was lost");
}

#[tokio::test]
async fn a_file_without_its_bytes_is_missing_and_no_path_is_told() {
    let w = World::demo().await;
    let hash = w.upload("note.txt", "text/plain", &vec![7; 100_000]).await;
    let folder = voluptas_store::blobs::Blobs::folder_of(w.store.path());
    std::fs::remove_dir_all(&folder).expect("removed");
    let file = w.client.get(w.url(&format!("/attachment/{hash}/note.txt"))).send().await.expect("answer");
    let status = file.status().as_u16();
    let text = file.text().await.expect("text");
    assert!(status == 404 && told(&text).is_none(), "{status} {text}");
}

#[tokio::test]
async fn answers_name_no_program_and_no_version() {
    let w = World::demo().await;
    for (method, path, token) in [
        (Method::GET, "/", None),
        (Method::GET, "/nothing", None),
        (Method::GET, "/v1/project", None),
        (Method::PUT, "/v1/project", Some(TOKEN)),
        (Method::TRACE, "/v1/project", Some(TOKEN)),
        (Method::OPTIONS, "/v1/project", Some(TOKEN)),
        (Method::GET, "/sign-in", None),
        (Method::GET, "/.git/config", None),
        (Method::GET, "/v1/project/NONE", Some(TOKEN)),
    ] {
        let mut request = w.client.request(method.clone(), w.url(path));
        if let Some(token) = token {
            request = request.header("Token", token).header("X-Echo", "echo-of-a-header");
        }
        let answer = request.send().await.expect("answer");
        for name in ["server", "x-powered-by", "via", "x-aspnet-version"] {
            assert!(!answer.headers().contains_key(name), "{method} {path}: {name}");
        }
        let text = answer.text().await.expect("text");
        let version = env!("CARGO_PKG_VERSION");
        assert!(
            !text.contains(version) && !text.contains("echo-of-a-header") && !text.contains("axum"),
            "{method} {path}: {text}"
        );
    }
}

#[tokio::test]
async fn a_wrong_body_is_explained_without_names_of_types() {
    let w = World::demo().await;
    for body in ["{\"title\":5}", "{\"title\":{}}", "{\"x\":1}", "{\"steps\":[{\"steps\":5}]}", "[]", "{", "5"] {
        for path in ["/api/v1/projects/DEMO/cases", "/v1/case/DEMO", "/test_cases?project=DEMO"] {
            let request = w.client.post(w.url(path)).header("Token", TOKEN).header("Content-Type", "application/json");
            let (status, answer) = read(request.body(body).send().await.expect("answer")).await;
            let text = answer.to_string();
            let names = ["struct ", "enum ", "voluptas_", "serde", "Option<", "::"];
            assert!(!status.is_server_error() && told(&text).is_none(), "{path} {body}: {text}");
            assert!(names.iter().all(|name| !text.contains(name)), "{path} {body}: {text}");
        }
    }
}
