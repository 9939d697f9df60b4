//! Files: limits, names, and bytes that are kept once.

use crate::support::{TOKEN, World, read};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

async fn upload(w: &World, form: Form) -> (u16, Value) {
    let request = w.client.post(w.url("/v1/attachment/DEMO")).header("Token", TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    (status.as_u16(), body)
}

fn part(name: &str, bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

#[tokio::test]
async fn keeps_equal_bytes_once_and_gives_them_back_safely() {
    let w = World::demo().await;
    let form = Form::new()
        .part("file[]", part("отчёт 1.html", b"<script>1</script>".to_vec()).mime_str("text/html").expect("mime"))
        .part("file[]", part("../../b.html", b"<script>1</script>".to_vec()))
        .text("ignored", "x");
    let (status, body) = upload(&w, form).await;
    assert_eq!(status, 200, "{body}");
    let files = body["result"].as_array().expect("list");
    assert_eq!(
        (files.len(), files[0]["filename"].as_str(), files[1]["filename"].as_str()),
        (2, Some("отчёт 1.html"), Some("b.html"))
    );
    assert_ne!(files[0]["hash"], files[1]["hash"]);
    let stored = walk(&voluptas_store::blobs::Blobs::folder_of(w.store.path()));
    assert_eq!(stored, 1, "one file for equal bytes");
    let answer = w.client.get(files[0]["url"].as_str().expect("url")).send().await.expect("download");
    let headers = answer.headers().clone();
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert!(headers["content-disposition"].to_str().is_ok_and(|d| d.starts_with("attachment;") && d.contains("UTF-8''%D0%BE")));
    assert_eq!(answer.text().await.expect("text"), "<script>1</script>");
    let hash = files[0]["hash"].as_str().expect("hash");
    w.delete(&format!("/v1/attachment/{hash}")).await;
    assert_eq!(w.client.get(files[0]["url"].as_str().expect("url")).send().await.expect("answer").status(), 404);
    assert_eq!(w.get("/v1/attachment").await["total"], 1);
}

fn walk(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|e| if e.path().is_dir() { walk(&e.path()) } else { 1 }).sum())
        .unwrap_or(0)
}

#[tokio::test]
async fn refuses_too_much() {
    let w = World::demo().await;
    let many = (0..21).fold(Form::new(), |form, i| form.part("file[]", part(&format!("{i}.txt"), vec![0])));
    assert_eq!(upload(&w, many).await.0, 413);
    let large = Form::new().part("file[]", part("large.bin", vec![0; 32 * 1024 * 1024 + 1]));
    assert_eq!(upload(&w, large).await.0, 413);
    let larger = Form::new().part("file[]", part("larger.bin", vec![0; 90 * 1024 * 1024]));
    assert_eq!(upload(&w, larger).await.0, 413, "an answer, and no lost connection");
    let body = vec![b' '; 130 * 1024 * 1024];
    let answer = w.client.post(w.url("/v1/case/DEMO")).header("Token", TOKEN).body(body).send().await.expect("answer");
    assert_eq!(answer.status(), 413);
    let right = Form::new().part("file[]", part("right.bin", vec![7; 1024 * 1024]));
    assert_eq!(upload(&w, right).await.0, 200);
    assert_eq!(upload(&w, Form::new().text("other", "x")).await.0, 400);
    assert_eq!(w.get("/v1/attachment").await["total"], 1);
    let answer = w.client.post(w.url("/v1/attachment/DEMO")).header("Token", TOKEN).body("x").send().await.expect("answer");
    assert_eq!(answer.status(), 400);
    let form = Form::new().part("file[]", part("a", vec![1]));
    let answer = w.client.post(w.url("/v1/attachment/NOPE")).header("Token", TOKEN).multipart(form).send().await.expect("answer");
    assert_eq!(answer.status(), 404);
}

#[tokio::test]
async fn an_error_of_the_folder_names_the_attachments() {
    let dir = tempfile::tempdir().expect("folder");
    let folder = dir.path().join("files");
    let attachments_dir = Some(folder.clone());
    let w = World::demo_with(|config| voluptas_server::ServerConfig { attachments_dir, ..config }).await;
    std::fs::remove_dir_all(&folder).ok();
    std::fs::write(&folder, b"no folder").expect("a file in its place");
    let form = Form::new().part("file[]", Part::bytes(vec![7; 100_000]).file_name("a.bin"));
    let request = w.client.post(w.url("/v1/attachment/DEMO")).header("Token", TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    assert_eq!(status, 500, "{body}");
    let message = body["errorMessage"].as_str().expect("message");
    assert!(message.contains("attachments") && !message.contains("workspace file"), "{message}");
}
