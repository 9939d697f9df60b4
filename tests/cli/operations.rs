//! A server as its operators see it: JSON lines, traces, limits and retention from the command line.

use crate::support::{Home, Serving, TOKEN};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;
use testkit::wait::wait_for;

fn get(url: &str, headers: &[(&str, &str)]) -> u16 {
    let (host, path) = url.trim_start_matches("http://").split_once('/').expect("path");
    let mut stream = std::net::TcpStream::connect(host).expect("connected");
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    stream
        .write_all(format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n").as_bytes())
        .expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("answer");
    text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("status")
}

#[test]
fn each_request_is_a_line_of_json_without_secrets() {
    let home = Home::new();
    let workspace = home.path().join("workspace.voluptas");
    let log = home.path().join("requests/requests.log");
    let flag = format!("--log-json={}", log.display());
    let serving = Serving::start(&workspace, &["--project", "SHOP", &flag]);
    let agent = "x".repeat(600);
    let url = format!("{}/case/SHOP?limit=1&secret=hush", serving.base_url);
    let headers = [("Token", TOKEN), ("X-Request-Id", "build-7"), ("User-Agent", agent.as_str())];
    assert_eq!(get(&url, &headers), 200);
    assert_eq!(get(&serving.base_url.replace("/v1", "/attachment/0123456789abcdef0123456789abcdef01234567/a.txt"), &[]), 404);
    let line = |route: &str| {
        wait_for("the line of the request", || {
            let text = std::fs::read_to_string(&log).ok()?;
            let mut lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            lines.find(|line| line["route"] == route)
        })
    };
    let served = line("/v1/case/{code}");
    assert_eq!(
        (&served["method"], &served["path"], &served["status"], &served["ip"], &served["request_id"], &served["user"]),
        (&json!("GET"), &json!("/v1/case/SHOP"), &json!(200), &json!("127.0.0.1"), &json!("build-7"), &json!("admin"))
    );
    assert_eq!((served["level"].as_str(), served["user_agent"].as_str().map(str::len)), (Some("INFO"), Some(500)));
    assert!(served["filename"].is_string() && served["line_number"].is_u64() && served["ms"].is_u64());
    assert!(served["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')));
    assert_eq!(line("/attachment/{hash}/{filename}")["path"], "/attachment/{hash}/{filename}");
    let text = std::fs::read_to_string(&log).expect("log");
    assert!(!text.contains("hush") && !text.contains(TOKEN) && !text.contains("0123456789abcdef"), "{text}");
}

/// A collector that passes on the path and the body of each request.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let address = format!("http://{}", listener.local_addr().expect("address"));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream);
            loop {
                let (mut head, mut line) = (String::new(), String::new());
                while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                    head.push_str(&std::mem::take(&mut line).to_ascii_lowercase());
                }
                let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.trim().parse().ok());
                let Some(length) = length else { break };
                let mut body = vec![0; length];
                reader.read_exact(&mut body).expect("body");
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").ok();
                if sender.send((path, body)).is_err() {
                    return;
                }
            }
        }
    });
    (address, receiver)
}

#[test]
fn spans_of_requests_reach_a_collector_that_the_variables_name() {
    let (address, received) = collector();
    let home = Home::new();
    let mut command = home.command(&[]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &address).env("OTEL_BSP_SCHEDULE_DELAY", "50");
    let serving = Serving::with(command, &home.path().join("workspace.voluptas"), &["--project", "SHOP"]);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let url = format!("{}/case/SHOP?secret=hush", serving.base_url);
    assert_eq!(get(&url, &[("Token", TOKEN), ("traceparent", &parent)]), 200);
    let has = |body: &[u8], part: &[u8]| body.windows(part.len()).any(|window| window == part);
    let trace: Vec<u8> = (0..16).map(|i| u8::from_str_radix(&trace[2 * i..2 * i + 2], 16).expect("hex")).collect();
    let mut spans = Vec::new();
    while !(has(&spans, b"GET /v1/case/{code}") && has(&spans, b"execute")) {
        let (path, body) = received.recv_timeout(Duration::from_secs(20)).expect("spans");
        assert_eq!(path, "/v1/traces");
        spans.extend(body);
    }
    assert!(has(&spans, b"service.name") && has(&spans, b"voluptas") && has(&spans, b"http.route"), "what a collector groups by");
    assert!(has(&spans, &trace), "the span belongs to the trace of its caller");
    assert!(!has(&spans, b"hush") && !has(&spans, TOKEN.as_bytes()));
}

#[test]
fn rules_and_limits_are_set_shown_and_applied() {
    let home = Home::new();
    let serving = Serving::start(&home.path().join("workspace.voluptas"), &["--project", "SHOP"]);
    let run = |args: &[&str], code: i32| home.run(&[args, &["--json"]].concat()).expect(code).json();
    let rules = run(&["retention", "set", "SHOP", "--days", "30", "--runs", "5"], 0);
    assert_eq!(rules, json!({ "project": "SHOP", "days": 30, "runs": 5, "files_days": null }));
    let rules = run(&["retention", "set", "SHOP", "--days", "0", "--files-days", "7"], 0);
    assert_eq!((&rules["days"], &rules["runs"], &rules["files_days"]), (&Value::Null, &json!(5), &json!(7)));
    assert_eq!(run(&["retention", "show", "SHOP"], 0)["files_days"], 7);
    let preview = run(&["retention", "preview", "SHOP"], 4);
    assert_eq!((&preview["runs"], &preview["bytes"]), (&json!(0), &json!(0)));
    run(&["retention", "apply", "SHOP", "--stamp", "0"], 2);
    let applied = run(&["retention", "apply", "SHOP", "--stamp", preview["stamp"].as_str().expect("stamp")], 4);
    assert_eq!((&applied["runs"], &applied["freed_files"]), (&json!(0), &json!(0)));
    let file = home.file("junit.xml", "<testsuite name='s'><testcase name='t'/></testsuite>");
    home.run(&["ingest", file.to_str().expect("path"), "--project", "SHOP"]).expect(0);
    assert_eq!(run(&["retention", "keep", "SHOP", "1"], 0)["is_kept"], true);
    assert_eq!(run(&["retention", "release", "SHOP", "1"], 0)["is_kept"], false);
    home.run(&["retention", "keep", "SHOP", "9"]).expect(4);
    let limits = run(&["limits", "set", "SHOP", "--cases", "2", "--attachment-mb", "1"], 0);
    assert_eq!(limits["limits"], json!({ "attachment_bytes": 1_048_576, "results": null, "cases": 2 }));
    let table = home.run(&["limits", "show", "SHOP", "--lang", "ru"]).expect(0).out;
    assert!(table.contains("Предел") && table.contains("Кейсы"), "{table}");
    let audit = run(&["audit"], 0);
    let actions: Vec<&str> = audit["entries"].as_array().expect("rows").iter().filter_map(|row| row["action"].as_str()).collect();
    assert_eq!(actions[..3], ["set-limits", "release-run", "keep-run"], "{audit}");
    drop(serving);
}
