//! Multipart bodies: heads without an end, names of files, and texts that belong in no memory.

use super::raw;
use crate::support::{TOKEN, World, read};
use reqwest::multipart::{Form, Part};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use voluptas_server::ServerConfig;

const ROUTES: [&str; 4] =
    ["/v1/attachment/DEMO", "/api/v1/projects/DEMO/attachments", "/api/v1/projects/DEMO/results", "/upload"];

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_does_not_begin_is_refused_before_its_body_comes() {
    let w = World::demo().await;
    for path in ROUTES {
        for begin in ["--X\r\nContent-Disposition: form-data; name=\"", "no boundary at all", "--X\r\nX: "] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Type: multipart/form-data; boundary=X\r\n\
                 Content-Length: 40000000\r\n\r\n{begin}"
            );
            let mut stream = TcpStream::connect(w.server.addr()).expect("connection");
            stream.set_read_timeout(Some(Duration::from_secs(10))).expect("limit");
            stream.write_all(head.as_bytes()).expect("head");
            // A fortieth of what was announced: the server need not wait for the rest.
            for _ in 0..16 {
                if stream.write_all(&vec![b'a'; 64 << 10]).is_err() {
                    break;
                }
            }
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).ok();
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.starts_with("HTTP/1.1 400"), "{path} {begin}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_have_room_on_the_disk_over_all_connections() {
    let w = World::demo_with(|config| ServerConfig { upload_budget: 1 << 20, ..config }).await;
    let head = |path: &str, name: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nContent-Type: multipart/form-data; boundary=X\r\n\
             Content-Length: 2000000\r\n\r\n--X\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a-result.json\"\r\n\r\n"
        )
    };
    let mut first = TcpStream::connect(w.server.addr()).expect("connection");
    first.write_all(head("/api/v1/projects/DEMO/results", "file[]").as_bytes()).expect("head");
    first.write_all(&vec![b' '; 900 << 10]).expect("most of it");
    testkit::wait::until("the server to have it", || w.server.upload_bytes() >= 800 << 10).await;
    for (path, name) in [("/api/v1/projects/DEMO/results", "file[]"), ("/upload", "files")] {
        let mut second = TcpStream::connect(w.server.addr()).expect("connection");
        second.set_read_timeout(Some(Duration::from_secs(20))).expect("limit");
        second.write_all(head(path, name).as_bytes()).expect("head");
        second.write_all(&vec![b' '; 400 << 10]).expect("a part");
        let mut answer = [0; 4096];
        let n = second.read(&mut answer).expect("answer");
        let answer = String::from_utf8_lossy(&answer[..n]).to_lowercase();
        assert!(answer.starts_with("http/1.1 503") && answer.contains("retry-after"), "{path}: {answer}");
    }
    drop(first);
    testkit::wait::until("the room to be given back", || w.server.upload_bytes() == 0).await;
}

#[tokio::test]
async fn the_name_of_a_run_is_no_place_for_megabytes() {
    let w = World::demo().await;
    let form =
        Form::new().text("run_name", "x".repeat(1 << 20)).part("files", Part::bytes(b"{}".to_vec()).file_name("a-result.json"));
    let request = w.client.post(w.url("/upload")).bearer_auth(TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    assert_eq!((status.as_u16(), body["error"].as_str()), (400, Some("broken_body")), "{body}");
}

#[tokio::test]
async fn names_of_files_lead_nowhere_and_break_no_header() {
    let w = World::demo().await;
    w.upload("first.txt", "text/plain", b"makes the folder").await;
    let beside = || {
        let folder = w.dir.path().read_dir().expect("folder").chain(w.dir.path().join("..").read_dir().expect("folder"));
        let names = folder.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned());
        names.filter(|name| name.contains("evil") || name == "x" || name == "passwd").collect::<Vec<_>>()
    };
    let before = beside();
    let names = [
        "../../../../etc/cron.d/evil",
        "..\\..\\windows\\evil.txt",
        "C:\\evil.txt",
        "\\\\server\\share\\evil.txt",
        "/etc/passwd",
        "evil\u{202e}txt.exe",
        "a\"; filename=\"b.html",
        "evil%0d%0aX-Evil: 1.txt",
        "a\u{85}b\u{2028}c.txt",
        ".",
        "..",
        "....//....//x",
        "NUL",
        "con.txt",
        "a.txt:stream",
        "-rf",
        "x; rm -rf ~",
    ];
    for name in names {
        let hash = w.upload(name, "text/html; charset=\"\u{61}\"", b"<script>alert(1)</script>").await;
        let (_, shown) = w.send(reqwest::Method::GET, &format!("/v1/attachment/{hash}"), None).await;
        let kept = shown["result"]["file"].as_str().expect("name").to_owned();
        assert!(!kept.contains(['/', '\\', '\r', '\n', '\0']) && kept != "." && kept != "..", "{name}: {kept}");
        let file = w.client.get(w.url(&format!("/attachment/{hash}/x"))).send().await.expect("answer");
        assert_eq!(file.status(), 200, "{name}");
        let headers = file.headers();
        assert!(!headers.contains_key("x-evil"), "{name}: {headers:?}");
        let disposition = headers["content-disposition"].to_str().expect("plain");
        assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
        assert!(disposition.matches('"').count() == 2, "{disposition}");
        assert_eq!(headers["content-type"], "application/octet-stream", "{name}");
        assert!(headers["content-security-policy"].to_str().expect("plain").contains("sandbox"));
    }
    // Line ends in the head of the part itself.
    for name in ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0b"] {
        let body =
            format!("--X\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"{name}\"\r\n\r\nhello\r\n--X--\r\n");
        let head = format!(
            "POST /v1/attachment/DEMO HTTP/1.1\r\nHost: x\r\nToken: {TOKEN}\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary=X\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = raw(w.server.addr(), head.as_bytes());
        assert!(!answer.to_ascii_lowercase().contains("\r\nx-evil") && !answer.starts_with("HTTP/1.1 5"), "{name:?}: {answer}");
    }
    assert_eq!(beside(), before, "nothing is written beside the attachments");
}
