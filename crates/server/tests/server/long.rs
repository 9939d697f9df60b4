//! Lists of long texts: complete, and never in memory as a whole.

use crate::killed::Served;
use crate::support::{TOKEN, World, client};
use serde_json::{Value, json};

/// Characters of a long text.
const LONG: usize = 3 << 20;

#[tokio::test]
async fn lists_with_long_texts_are_complete_and_in_order() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let text = |n: usize| if n.is_multiple_of(2) { format!("{n} {}", "ж".repeat(LONG / 2)) } else { format!("short {n}") };
    for n in 0..7 {
        w.post("/v1/case/DEMO", json!({ "title": format!("c{n}"), "description": text(n) })).await;
        let steps = json!([{ "action": text(n), "status": "failed", "comment": text(n) }]);
        w.post("/v1/result/DEMO/1", json!({ "case_id": 1, "status": "failed", "comment": text(n), "steps": steps })).await;
        w.post("/v1/shared_step/DEMO", json!({ "title": format!("s{n}"), "steps": [{ "action": text(n) }] })).await;
        w.post("/v1/defect/DEMO", json!({ "title": format!("d{n}"), "actual_result": text(n), "severity": 1 })).await;
    }
    let lists = [
        ("/v1/case/DEMO?limit=100", "description"),
        ("/v1/case/DEMO?limit=100&include=external_issues", "description"),
        ("/v1/result/DEMO?limit=100", "comment"),
        ("/v1/shared_step/DEMO?limit=100", "action"),
        ("/v1/defect/DEMO?limit=100", "actual_result"),
        ("/v1/search?limit=100&query=entity=%22case%22%20order%20by%20id", "description"),
    ];
    for (path, field) in lists {
        let list = w.get(path).await;
        let texts: Vec<Value> = list["entities"].as_array().expect("entities").iter().map(|e| e[field].clone()).collect();
        assert!((0..7).map(|n| json!(text(n))).eq(texts), "{path}");
        assert_eq!(list["total"], 7, "{path}");
    }
    let own = "/api/v1/projects/DEMO/results?limit";
    let page = w.send(reqwest::Method::GET, &format!("{own}=4"), None).await.1;
    let rest = format!("{own}=100&fields=comment&cursor={}", page["next_cursor"].as_str().expect("more"));
    let rest = w.send(reqwest::Method::GET, &rest, None).await.1;
    let items = [&page["items"], &rest["items"]].into_iter().flat_map(|items| items.as_array().expect("items"));
    assert!((0..7).map(|n| json!(text(n))).eq(items.map(|item| item["comment"].clone())), "{own}");
    assert_eq!((rest["next_cursor"].is_null(), rest["items"][0].as_object().map(serde_json::Map::len)), (true, Some(2)));
    for (path, field) in [("defects", "/actual_result"), ("shared-steps", "/steps/0/action")] {
        let page = w.send(reqwest::Method::GET, &format!("/api/v1/projects/DEMO/{path}"), None).await.1;
        let items = page["items"].as_array().expect("items").iter();
        assert!((0..7).map(|n| json!(text(n))).eq(items.map(|item| item.pointer(field).cloned().unwrap_or_default())), "{path}");
    }
    // The length is announced, and a part of a page is as good as the whole.
    let answer = w.client.get(w.url("/v1/result/DEMO?limit=3")).header("Token", TOKEN).send().await.expect("answer");
    let length = answer.content_length();
    assert_eq!(length, Some(answer.bytes().await.expect("body").len() as u64));
    let rest = w.get("/v1/result/DEMO?limit=3&offset=4").await;
    assert_eq!((rest["count"].as_i64(), &rest["entities"][0]["comment"]), (Some(3), &json!(text(4))));
}

/// Largest memory of a process so far, in bytes; `None` where the system does not tell.
fn peak(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_long_texts_for_many_readers_take_little_memory() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let server = Served::start(&dir.path().join("w.voluptas").display().to_string(), dir.path());
    let client = client();
    let post = async |path: &str, body: Value| {
        let answer = client.post(format!("{}{path}", server.url)).header("Token", TOKEN).json(&body).send().await;
        assert_eq!(answer.expect("answer").status(), 200, "{path}");
    };
    post("/v1/run/SHOP", json!({ "title": "Nightly" })).await;
    for n in 0..16 {
        let result = json!({ "case": { "title": "Pay" }, "status": "failed", "comment": format!("{n} {}", "<".repeat(6 << 20)) });
        post("/v1/result/SHOP/1", result).await;
    }
    let Some(before) = peak(server.child.id()) else { return };
    // Strangers who know the address of a public report ask for a long text, and take nothing of it.
    let get = async |url: String| client.get(url).header("Token", TOKEN).send().await.expect("answer");
    let public = client.patch(format!("{}/v1/run/SHOP/1/public", server.url)).header("Token", TOKEN);
    let public = public.json(&json!({ "status": true })).send().await.expect("answer").json::<Value>().await.expect("JSON");
    let report = public["result"]["url"].as_str().expect("url");
    let results = get(format!("{}/v1/result/SHOP?limit=1", server.url)).await.json::<Value>().await.expect("JSON");
    let hash = results["result"]["entities"][0]["hash"].as_str().expect("hash");
    let mut waiting = Vec::new();
    for _ in 0..20 {
        let page = get(format!("{report}/result/{hash}")).await;
        assert!(page.status() == 200 && page.content_length() > Some(4 * (6 << 20)), "{page:?}");
        waiting.push(page);
    }
    let page = async || get(format!("{}/v1/result/SHOP?limit=100", server.url)).await.bytes().await.expect("body").len();
    let lengths = tokio::join!(page(), page(), page(), page());
    assert!(lengths.0 > 16 * (6 << 20) && [lengths.1, lengths.2, lengths.3] == [lengths.0; 3], "{lengths:?}");
    let own =
        async || get(format!("{}/api/v1/projects/SHOP/results?limit=1000", server.url)).await.bytes().await.expect("body").len();
    let lengths = tokio::join!(own(), own(), own(), own());
    assert!(lengths.0 > 16 * (6 << 20) && [lengths.1, lengths.2, lengths.3] == [lengths.0; 3], "{lengths:?}");
    // A reader holds a few copies of one text of 6 MB at a time, and the allocator keeps what it freed: 110 to 220 MB were seen.
    let more = peak(server.child.id()).unwrap_or(u64::MAX).saturating_sub(before);
    assert!(more < 400 << 20, "{} MB more for twice four pages of 96 MB and twenty of 24", more >> 20);
    drop(waiting);
}
