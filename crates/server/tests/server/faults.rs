//! Limits and the switches by which things go wrong.

use crate::support::{TOKEN, World, read};
use reqwest::Method;
use serde_json::json;
use voluptas_server::Visibility;
use voluptas_server::faults::{Fault, Shares};

#[tokio::test]
async fn tells_its_limit_and_keeps_it() {
    let w = World::with(Some(3)).await;
    for left in ["2", "1", "0"] {
        let answer = w.client.get(w.url("/v1/project")).header("Token", TOKEN).send().await.expect("answer");
        assert_eq!((answer.status().as_u16(), answer.headers()["x-ratelimit-remaining"].to_str().ok()), (200, Some(left)));
        assert_eq!(answer.headers()["x-ratelimit-limit"], "3");
    }
    let answer = w.client.get(w.url("/v1/project")).header("Token", TOKEN).send().await.expect("answer");
    assert_eq!(answer.status(), 429);
    let wait: u64 = answer.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=61).contains(&wait), "{wait}");
    w.server.set_rate_limit(None);
    w.get("/v1/project").await;
    assert_eq!(w.server.stats().count("GET", "/v1/project"), 5);
    assert_eq!(w.server.stats().writes(), 0);
}

#[tokio::test]
async fn who_has_no_token_in_force_is_told_no_limit_of_tokens() {
    let w = World::with(Some(3)).await;
    for path in ["/v1/project", "/v2/DEMO/run/1/results", "/api/v1/projects"] {
        for token in ["", "wrong"] {
            let answer = w.client.get(w.url(path)).header("Token", token).send().await.expect("answer");
            let is_told = answer.headers().keys().any(|name| name.as_str().starts_with("x-ratelimit"));
            assert_eq!((answer.status().as_u16(), is_told), (401, false), "{path} {token:?}: {:?}", answer.headers());
        }
    }
}

#[tokio::test]
async fn cuts_before_and_after_the_write() {
    let w = World::demo().await;
    let post =
        |title: &str| w.client.post(w.url("/v1/suite/DEMO")).header("Token", TOKEN).json(&json!({ "title": title })).send();
    w.server.faults().fail_next("POST /v1/suite", Fault::CutBefore);
    let error = post("before").await.expect_err("cut");
    assert!(!error.is_status() && !error.is_timeout() && !error.is_builder(), "{error:?}");
    assert_eq!(w.get("/v1/suite/DEMO").await["total"], 0);
    w.server.faults().fail_next("POST /v1/suite", Fault::CutAfter);
    let error = post("after").await.expect_err("cut");
    assert!(!error.is_status(), "{error:?}");
    let suites = w.get("/v1/suite/DEMO").await;
    assert_eq!((suites["total"].as_i64(), suites["entities"][0]["title"].as_str()), (Some(1), Some("after")));
    w.server.faults().fail_next("POST /v1/suite", Fault::ServerError);
    assert_eq!(post("500").await.expect("answer").status(), 500);
    w.server.faults().fail_next("POST /v1/suite", Fault::TooMany(7));
    let answer = post("429").await.expect("answer");
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().ok()), (429, Some("7")));
    assert_eq!(w.get("/v1/suite/DEMO").await["total"], 1);
}

#[tokio::test]
async fn a_share_of_requests_goes_wrong() {
    let w = World::demo().await;
    let shares = Shares { too_many: 0.1, server_error: 0.1, cut_before: 0.05, cut_after: 0.05, retry_after: 1 };
    w.server.faults().set_shares(shares);
    let mut good = 0;
    for _ in 0..200 {
        let answer = w.client.get(w.url("/v1/project/DEMO")).header("Token", TOKEN).send().await;
        good += usize::from(answer.is_ok_and(|a| a.status() == 200));
    }
    assert!((120..=160).contains(&good), "about 70 % of 200 are good: {good}");
    w.server.faults().clear();
    w.get("/v1/project/DEMO").await;
}

#[tokio::test]
async fn results_become_visible_late() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "c" })).await;
    w.post("/v1/run/DEMO", json!({ "title": "r" })).await;
    let post =
        |id: &str| json!({ "results": [{ "id": id, "title": "c", "testops_ids": [1], "execution": { "status": "passed" } }] });
    w.server.faults().set_visibility(Visibility::AfterReads(2));
    w.post("/v2/DEMO/run/1/results", post("a")).await;
    let counts = async || w.get("/v1/result/DEMO?run=1").await["filtered"].as_i64().expect("count");
    assert_eq!((counts().await, counts().await, counts().await), (0, 0, 1));
    w.server.faults().set_visibility(Visibility::AfterMillis(5000));
    w.post("/v2/DEMO/run/1/results", post("b")).await;
    assert_eq!(counts().await, 1);
    assert_eq!(w.get("/v1/run/DEMO/1").await["stats"]["total"], 1);
    w.clock.advance(5000);
    assert_eq!(counts().await, 2);
}

#[tokio::test]
async fn a_batch_has_at_most_two_hundred_results() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "c" })).await;
    w.post("/v1/run/DEMO", json!({ "title": "r" })).await;
    let v1 = |n: usize| json!({ "results": vec![json!({ "case_id": 1, "status": "passed" }); n] });
    let v2 =
        |n: usize| json!({ "results": vec![json!({ "title": "c", "testops_id": 1, "execution": { "status": "passed" } }); n] });
    for (path, body) in [("/v1/result/DEMO/1/bulk", v1(201)), ("/v2/DEMO/run/1/results", v2(201))] {
        let (status, body) = w.send(Method::POST, path, Some(body)).await;
        assert_eq!((status.as_u16(), body["status"].as_bool()), (413, Some(false)), "{path}");
    }
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 0);
    w.post("/v1/result/DEMO/1/bulk", v1(200)).await;
    w.post("/v2/DEMO/run/1/results", v2(200)).await;
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 400);
    assert_eq!(w.get("/v1/run/DEMO/1").await["stats"]["total"], 1, "retries of one case count once");
}

#[tokio::test]
async fn pages_for_people_speak_their_language() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "<b>Nightly</b>" })).await;
    let page = |path: String, lang: &'static str| {
        w.client.get(w.url(&path)).header("Accept-Language", lang).header("Token", TOKEN).send()
    };
    let (status, text) = read(page("/run/DEMO/dashboard/1".into(), "ru-RU,ru;q=0.9").await.expect("page")).await;
    let text = text.as_str().expect("HTML").to_owned();
    assert_eq!(status, 200);
    assert!(text.contains("Выполняется") && text.contains("&lt;b&gt;Nightly"), "{text}");
    assert_eq!(page("/run/DEMO/dashboard/9".into(), "en").await.expect("page").status(), 404);
    let url = w.patch("/v1/run/DEMO/1/public", json!({ "status": true })).await["url"].as_str().expect("url").to_owned();
    let path = url.strip_prefix(&w.server.root_url()).expect("of this server").to_owned();
    let (_, text) = read(page(path.clone(), "en-GB").await.expect("page")).await;
    assert!(text.as_str().is_some_and(|t| t.contains("In progress")));
    w.patch("/v1/run/DEMO/1/public", json!({ "status": false })).await;
    assert_eq!(page(path, "en").await.expect("page").status(), 404);
}
