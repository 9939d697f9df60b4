//! A server that is sent bodies which no client means: its memory stays within three times the body.
#![cfg(target_os = "linux")]

use crate::support::{Home, Serving, TOKEN, binary};
use reqwest::Client;
use std::process::Command;
use voluptas_store::Store;

/// Length of each body.
const BODY: usize = 36 * 1024 * 1024;

/// A body of about [`BODY`] bytes: `unit` again and again between `head` and `tail`.
fn body(head: &str, unit: &str, tail: &str) -> String {
    let times = (BODY - head.len() - tail.len()) / unit.len();
    let mut text = String::with_capacity(BODY);
    text.push_str(head);
    (0..times).for_each(|_| text.push_str(unit));
    text.push_str(tail);
    text
}

/// Most memory that the process has had, in bytes.
fn peak(pid: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("status of the server");
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("VmHWM");
    let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

#[tokio::test]
async fn silent_connections_block_nobody_where_files_are_few() {
    let home = Home::new();
    let server = Serving::with_few_files(150, &home.path().join("w.voluptas"), &["--project", "DEMO"]);
    let address = server.base_url.trim_start_matches("http://").trim_end_matches("/v1").to_owned();
    let mut silent = Vec::new();
    for _ in 0..312 {
        silent.push(std::net::TcpStream::connect(&address).expect("connection"));
    }
    rustls::crypto::ring::default_provider().install_default().ok();
    for _ in 0..3 {
        let client = Client::builder().no_proxy().build().expect("client");
        let answer = client.get(format!("{}/project/DEMO", server.base_url)).header("Token", TOKEN).send().await.expect("answer");
        assert_eq!(answer.status().as_u16(), 200);
    }
}

#[tokio::test]
async fn hostile_bodies_take_at_most_three_times_their_length() {
    let home = Home::new();
    let path = home.path().join("w.voluptas");
    let store = Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("store");
    drop(store);
    let mut command = Command::new(binary());
    // Memory that is freed is given back at once: the allocator keeps it for some milliseconds otherwise, and a body would count with the
    // one before it, depending on the speed of the machine.
    command.env("MIMALLOC_PURGE_DELAY", "0");
    let server = Serving::with(command, &path, &["--project", "DEMO"]);
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = Client::builder().no_proxy().build().expect("client");
    let post = async |path: &str, body: String| {
        let root = server.base_url.trim_end_matches("/v1");
        let answer = client.post(format!("{root}{path}")).header("Token", TOKEN).body(body).send().await.expect("answer");
        let status = answer.status().as_u16();
        (status, answer.text().await.expect("text"))
    };
    assert_eq!(post("/v1/run/DEMO", "{\"title\":\"Run\"}".into()).await.0, 200);
    let before = peak(server.pid());
    let (v1, v2) = ("/v1/result/DEMO/1/bulk", "/v2/DEMO/run/1/results");
    let status = "\"execution\":{\"status\":\"passed\"}";
    for (expected, what, path, head, unit, tail) in [
        (413, "empty lists as results", v2, "{\"results\":[", "[],", "[]]}"),
        (413, "empty lists as results of v1", v1, "{\"results\":[", "[],", "[]]}"),
        (413, "empty lists as cases", "/v1/case/DEMO/bulk", "{\"cases\":[", "[],", "[]]}"),
        (413, "numbers as tags", "/v1/case/DEMO", "{\"title\":\"t\",\"tags\":[", "0,", "0]}"),
        (413, "a field nobody knows", "/v1/case/DEMO", "{\"title\":\"t\",\"other\":[", "{\"a\":0},", "0]}"),
        (400, "deep lists", "/v1/case/DEMO", "{\"title\":", "[", "0}"),
        (413, "empty steps", v2, "{\"results\":[{\"title\":\"t\",\"steps\":[", "{},", "{}]}]}"),
        (413, "a map of one thing", v2, "{\"results\":[{\"title\":\"t\",\"params\":{", "\"a\":\"b\",", "\"a\":\"b\"}}]}"),
        (413, "the same list twice", v2, "{\"results\":[],\"results\":[", "{},", "{}]}"),
        (400, "one long text", v2, &format!("{{\"results\":[{{\"title\":\"t\",{status},\"message\":\""), "0123456789", "\"}]}"),
    ] {
        let (status, text) = post(path, body(head, unit, tail)).await;
        assert_eq!(status, expected, "{what}: {text}");
        assert!(text.len() < 10_000 && text.matches("\"field\":").count() <= 20, "{what}: {text}");
        let grown = peak(server.pid()) - before;
        println!("{what}: {:.2} times the body", grown as f64 / BODY as f64);
        assert!(grown <= 3 * BODY, "{what}: {grown} bytes for a body of {BODY}");
    }
    // Input that a reporter sends in earnest is accepted: many steps, long texts.
    let step = format!("{{\"data\":{{\"action\":\"a step\"}},{status}}},");
    let steps = format!("[{}]", step.repeat(200).trim_end_matches(','));
    let text = "x".repeat(200_000);
    let result = format!("{{\"title\":\"t\",{status},\"message\":\"{text}\",\"steps\":{steps}}},");
    let body = format!("{{\"results\":[{}]}}", result.repeat(200).trim_end_matches(','));
    assert!(body.len() > BODY, "{}", body.len());
    let length = body.len();
    let (status, text) = post(v2, body).await;
    assert_eq!(status, 202, "{text}");
    let grown = peak(server.pid()) - before;
    println!("results of a reporter: {:.2} times the body", grown as f64 / length as f64);
    assert!(grown <= 3 * length, "{grown} bytes for a body of {length}");
}
