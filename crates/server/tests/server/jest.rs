//! The official jest reporter, run by node, posting to this server.

use crate::support::{TOKEN, World};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::skip::skip;

/// The packages, installed once per target folder: none where there is no node, npm or network.
fn installed() -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/jest");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("server-jest");
    for tool in ["node", "npm"] {
        if !Command::new(tool).arg("--version").output().is_ok_and(|o| o.status.success()) {
            skip(&format!("{tool} is not there"));
            return None;
        }
    }
    std::fs::create_dir_all(&target).expect("folder");
    for name in ["package.json", "package-lock.json", "jest.config.js", "checkout.test.js"] {
        std::fs::copy(source.join(name), target.join(name)).expect("copy");
    }
    if !target.join("node_modules/jest-qase-reporter").exists() {
        let install = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&target).output().expect("npm");
        if !install.status.success() {
            skip(&format!("npm ci: {}", String::from_utf8_lossy(&install.stderr)));
            return None;
        }
    }
    Some(target)
}

#[tokio::test]
async fn the_official_jest_reporter_posts_here() {
    let Some(folder) = tokio::task::spawn_blocking(installed).await.expect("install") else { return };
    let w = World::demo().await;
    // The reporter takes its times from the machine's clock.
    w.clock.advance(jiff::Timestamp::now().as_millisecond() - crate::support::NOW);
    w.post("/v1/case/DEMO", json!({ "title": "Pays by card" })).await;
    let root = w.server.root_url();
    let run = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .args(["node_modules/jest/bin/jest.js", "--ci"])
            .current_dir(folder)
            .env("QASE_MODE", "testops")
            .env("QASE_TESTOPS_PROJECT", "DEMO")
            .env("QASE_TESTOPS_API_TOKEN", TOKEN)
            .env("QASE_TESTOPS_API_HOST", root)
            .env("QASE_TESTOPS_RUN_TITLE", "From jest")
            .env("QASE_TESTOPS_RUN_COMPLETE", "true")
            .output()
            .expect("jest")
    });
    let output = run.await.expect("jest");
    let log = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let run = w.get("/v1/run/DEMO?limit=1").await["entities"][0].clone();
    assert_eq!((run["title"].as_str(), run["status"].as_i64()), (Some("From jest"), Some(1)), "{log}");
    assert_eq!(run["stats"]["statuses"], json!({ "passed": 1, "failed": 1, "skipped": 1 }), "{log}");
    let results = w.get("/v1/result/DEMO?run=1&limit=100").await["entities"].clone();
    let results = results.as_array().expect("list");
    let paid = results.iter().find(|r| r["case_id"] == 1).expect("result of the case");
    assert_eq!(paid["status"], "passed");
    assert_eq!(paid["steps"].as_array().map(Vec::len), Some(2), "{paid}");
    let url = paid["attachments"][0]["url"].as_str().unwrap_or_else(|| panic!("{paid}"));
    assert_eq!(w.client.get(url).send().await.expect("file").text().await.expect("text"), "receipt 42");
    let failed = results.iter().find(|r| r["status"] == "failed").expect("failed");
    assert!(failed["stacktrace"].as_str().is_some_and(|t| t.contains("Error")), "{failed}");
    let stored = w.store.read(|tx| tx.results().of_run(voluptas_core::domain::ids::RunId(1))).expect("results");
    let paid = stored.iter().find(|r| r.content.case_id.is_some()).expect("stored");
    assert_eq!(paid.content.params.get("card").map(String::as_str), Some("visa"));
    assert_eq!(paid.content.steps[0].action, "Open the cart");
    let page = w.client.get(w.url("/run/DEMO/dashboard/1")).header("Token", TOKEN).send().await.expect("page");
    assert!(page.text().await.expect("HTML").contains("From jest"));
}
