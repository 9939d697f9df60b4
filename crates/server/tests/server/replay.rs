//! Requests that official reporters sent, sent again. `recorded.jsonl` holds what qase-pytest 9.0.0 and jest-qase-reporter 2.6.0 sent
//! to this server through a recording proxy, for a run with one passed, one failed and one skipped test: one request per line, without
//! token and host. Ids that the server gives stand in it as 42 (run), 7 (environment), 3 (group), 4 (configuration) and 0…01 (file).

use crate::support::{TOKEN, World, read};
use reqwest::Method;
use serde_json::{Value, json};

/// Ids that the recording got, and those that this server gives.
struct Ids {
    run: String,
    environment: String,
    group: String,
    configuration: String,
    attachment: String,
}

/// Sends the requests of one tool; answers have to be good.
async fn replay(w: &World, lines: &[Value], ids: &mut Ids) {
    for line in lines {
        let method = Method::from_bytes(line["method"].as_str().expect("method").as_bytes()).expect("method");
        let path = line["path"].as_str().expect("path").replace("/42", &format!("/{}", ids.run));
        let mut body = line["body"].as_str().expect("body").to_owned();
        for (from, to) in [
            ("\"environment_id\": 7", format!("\"environment_id\": {}", ids.environment)),
            ("\"environment_id\":7", format!("\"environment_id\":{}", ids.environment)),
            ("\"group_id\": 3", format!("\"group_id\": {}", ids.group)),
            ("\"configurations\": [4]", format!("\"configurations\": [{}]", ids.configuration)),
            ("0000000000000000000000000000000000000001", ids.attachment.clone()),
        ] {
            body = body.replace(from, &to);
        }
        let mut request = w.client.request(method, w.url(&path)).body(body);
        for (name, value) in line["headers"].as_object().expect("headers") {
            if !["host", "connection", "content-length", "token"].contains(&name.to_lowercase().as_str()) {
                request = request.header(name, value.as_str().expect("text"));
            }
        }
        let (status, answer) = read(request.header("Token", TOKEN).send().await.expect("answer")).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        let id = answer["result"]["id"].to_string();
        match path.as_str() {
            "/v1/run/DEMO" => ids.run = id,
            "/v1/configuration/DEMO/group" => ids.group = id,
            p if p.starts_with("/v1/configuration") && answer["result"]["id"].is_i64() => ids.configuration = id,
            p if p.starts_with("/v1/attachment") => {
                ids.attachment = answer["result"][0]["hash"].as_str().expect("hash").to_owned();
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn recorded_reporters_get_what_they_want() {
    let lines: Vec<Value> = include_str!("recorded.jsonl").lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let w = World::demo().await;
    w.post("/v1/custom_field", json!({ "title": "Automation Key", "entity": 0, "type": 1 })).await;
    let cases: Vec<Value> = (1..=11).map(|i| json!({ "title": format!("Case {i}") })).collect();
    w.post("/v1/case/DEMO/bulk", json!({ "cases": cases })).await;
    w.post("/v1/environment/DEMO", json!({ "title": "Stage", "slug": "stage" })).await;
    for tool in ["qase-pytest", "jest"] {
        let own: Vec<Value> = lines.iter().filter(|l| l["tool"].as_str().is_some_and(|t| t.starts_with(tool))).cloned().collect();
        assert!(own.len() >= 6, "{tool}");
        let mut ids = Ids {
            run: "42".into(),
            environment: "1".into(),
            group: String::new(),
            configuration: String::new(),
            attachment: String::new(),
        };
        replay(&w, &own, &mut ids).await;
        let run = w.get(&format!("/v1/run/DEMO/{}", ids.run)).await;
        assert_eq!((run["status"].as_i64(), run["public"].as_bool()), (Some(1), Some(true)), "{tool}");
        assert_eq!(run["environment"]["slug"], "stage");
        let sent = own.iter().find(|l| l["path"].as_str().is_some_and(|p| p.starts_with("/v2/"))).expect("results");
        let sent: Value = serde_json::from_str(sent["body"].as_str().expect("body")).expect("JSON");
        let sent = sent["results"].as_array().expect("list").clone();
        let got = w.get(&format!("/v1/result/DEMO?run={}&limit=100", ids.run)).await["entities"].clone();
        let statuses = |list: &[Value], of: fn(&Value) -> Value| list.iter().map(of).collect::<Vec<_>>();
        assert_eq!(
            statuses(got.as_array().expect("list"), |r| r["status"].clone()),
            statuses(&sent, |r| r["execution"]["status"].clone()),
            "{tool}"
        );
        assert_eq!(got[0]["case_id"], 11);
        assert_eq!(got[1]["stacktrace"], sent[1]["execution"]["stacktrace"], "kept to the byte");
        assert_eq!(got[1]["comment"], sent[1]["message"]);
        assert_eq!(got[0]["time_spent_ms"], sent[0]["execution"]["duration"]);
        let files = if tool == "jest" { &got[0]["attachments"] } else { &got[0]["steps"][0]["steps"][0]["attachments"] };
        assert_eq!(files[0]["filename"], "note.txt", "{tool}");
    }
    assert_eq!(w.get("/v1/case/DEMO/11").await["custom_fields"], json!([{ "id": 1, "value": "AK-1" }]));
    assert_eq!(w.get("/v1/configuration/DEMO").await["entities"][0]["configurations"][0]["title"], "chrome");
}
