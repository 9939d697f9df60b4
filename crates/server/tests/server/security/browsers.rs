//! Browsers: other origins, other sites, caches, frames. Sign-ins, cookies and forms of other sites are in `strangers.rs` and `pages.rs`, listed
//! origins in `operations.rs`.

use super::path_of;
use crate::support::{TOKEN, World};
use reqwest::Method;
use reqwest::header::COOKIE;
use serde_json::json;
use voluptas_server::cors::Origin;
use voluptas_server::{ServerConfig, operations, pages};

#[tokio::test]
async fn no_origin_is_told_that_it_may_read() {
    let w = World::demo().await;
    let paths = operations().filter(|operation| operation.method == "GET").map(|operation| {
        path_of(operation, |_, name| if matches!(name, "code" | "project_code") { "DEMO" } else { "1" }.to_owned())
    });
    let pages = pages().map(|page| page.path.replace(['{', '}'], ""));
    for path in paths.chain(pages) {
        for method in [Method::GET, Method::OPTIONS] {
            let request = w.client.request(method.clone(), w.url(&path)).header("Origin", "https://evil.example");
            let request = request.header("Access-Control-Request-Method", "POST").header("Token", TOKEN);
            let answer = request.send().await.expect("answer");
            let told: Vec<_> = answer.headers().keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
            assert!(told.is_empty(), "{method} {path}: {told:?}");
        }
    }
}

#[tokio::test]
async fn a_listed_origin_is_compared_as_a_whole_and_sends_no_cookie() {
    let origin = "https://ci.example".parse().expect("origin");
    let w = World::demo_with(|config| ServerConfig { cors: vec![origin], ..config }).await;
    for (asked, is_allowed) in [
        ("https://ci.example", true),
        ("https://ci.example.evil.example", false),
        ("https://evilci.example", false),
        ("http://ci.example", false),
        ("https://ci.example:8443", false),
        ("https://sub.ci.example", false),
        ("null", false),
        ("*", false),
    ] {
        let request = w.client.get(w.url("/v1/project")).header("Origin", asked).header("Token", TOKEN);
        let answer = request.send().await.expect("answer");
        let told = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().expect("plain"));
        assert_eq!(told, is_allowed.then_some("https://ci.example"), "{asked}");
        assert!(!answer.headers().contains_key("access-control-allow-credentials"), "{asked}");
        assert!(answer.headers().get_all("vary").iter().any(|vary| vary.to_str().is_ok_and(|v| v.contains("origin"))), "{asked}");
    }
    for wrong in ["*", "null", "https://", "https://a.example/path", "https://a.example?x", "https://*.example", "javascript:x"] {
        assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing_on_any_page() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let form = |path: &str, body: String| {
        w.client.post(w.url(path)).header("Content-Type", "application/x-www-form-urlencoded").body(body)
    };
    let signed_in = crate::pages::sign_in(&w, TOKEN, "").await;
    let session = signed_in.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("pair").to_owned();
    for page in pages() {
        let path = page.path.replace("{code}", "DEMO").replace("{id}", "1").replace("{hash}", "1").replace("{result}", "1");
        for (name, value) in [
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ] {
            let answer =
                form(&path.replace("{filename}", "a"), "session=1&token=x".into()).header(COOKIE, &session).header(name, value);
            let status = answer.send().await.expect("answer").status();
            assert!(status.is_client_error(), "{path} {name}: {value}: {status}");
        }
    }
    let shown = w.client.get(w.url("/run/DEMO/dashboard/1")).header(COOKIE, &session).send().await.expect("page");
    assert_eq!(shown.status(), 200, "the sign-in is still there");
    let policy = shown.headers()["content-security-policy"].to_str().expect("plain").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self'") && policy.contains("base-uri 'none'"), "{policy}");
    assert_eq!(shown.headers()["cache-control"], "no-store");
    assert_eq!(shown.headers()["referrer-policy"], "same-origin");
}

#[tokio::test]
async fn titles_are_text_on_every_page() {
    let w = World::demo().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let run = w.post("/v1/run/DEMO", json!({ "title": evil, "description": evil })).await["id"].clone();
    let failed = json!({ "title": evil, "message": evil, "execution": { "status": "failed", "stacktrace": evil },
        "steps": [{ "data": { "action": evil }, "execution": { "status": "failed" } }], "params": { "Browser": evil } });
    w.post(&format!("/v2/DEMO/run/{run}/results"), json!({ "results": [failed] })).await;
    let hash = w.get("/v1/result/DEMO").await["entities"][0]["hash"].as_str().expect("hash").to_owned();
    let shared = w.patch(&format!("/v1/run/DEMO/{run}/public"), json!({ "status": true })).await;
    let public = shared["url"].as_str().expect("address").to_owned();
    let public = public.split_once("/public/").map(|(_, rest)| format!("/public/{rest}")).expect("path");
    for path in [
        format!("/run/DEMO/dashboard/{run}"),
        format!("/run/DEMO/dashboard/{run}/result/{hash}"),
        public.clone(),
        format!("{public}/result/{hash}"),
        format!("/api/v1/projects/DEMO/runs/{run}/report?format=html"),
        format!("/reports/{run}?project=DEMO"),
    ] {
        let answer = w.client.get(w.url(&path)).header("Token", TOKEN).send().await.expect("answer");
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.expect("text");
        assert!(!text.contains("<script>alert(1)") && !text.contains("<img src=x"), "{path}");
    }
}
