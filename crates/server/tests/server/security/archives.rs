//! Archives: bombs, archives in archives, very many members, and names that lead elsewhere. Both routes that take archives, both kinds.

use super::upload;
use crate::support::{TOKEN, World, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use std::io::Write as _;
use tar::EntryType;
use zip::write::SimpleFileOptions;

const RESULT: &str = r#"{"uuid":"a","name":"a","historyId":"a","status":"passed","start":1,"stop":2}"#;

/// A tar archive, packed as well as it can be; names are written as they are, whatever they lead to.
fn tar_gz(members: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for (name, kind, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_entry_type(*kind);
        if *kind == EntryType::Symlink || *kind == EntryType::Link {
            header.set_link_name("/etc/passwd").expect("link");
        }
        header.as_gnu_mut().expect("gnu").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, *bytes).expect("member");
    }
    tar.into_inner().expect("tar").finish().expect("gzip")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("member");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("zip").into_inner()
}

async fn testops(w: &World, bytes: Vec<u8>) -> (u16, Value) {
    let form = Form::new().part("files", Part::bytes(bytes).file_name("allure-results.tar.gz"));
    let request = w.client.post(w.url("/upload")).bearer_auth(TOKEN).multipart(form);
    let (status, body) = read(request.send().await.expect("answer")).await;
    (status.as_u16(), body)
}

/// Number of the runs that were stored.
async fn runs(w: &World) -> Value {
    w.get("/v1/run/DEMO").await["total"].clone()
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_refused_in_every_form() {
    let w = World::demo().await;
    let outside = w.dir.path().join("outside.json").display().to_string();
    for name in [
        "../a-result.json",
        "x/../../a-result.json",
        "/a-result.json",
        "..\\a-result.json",
        "C:\\a-result.json",
        "C:a\\..\\..\\a-result.json",
        "\\\\server\\share\\a-result.json",
        outside.as_str(),
    ] {
        let name: String = name.chars().take(99).collect();
        let packed = tar_gz(&[
            ("good-result.json", EntryType::Regular, RESULT.as_bytes()),
            (&name, EntryType::Regular, RESULT.as_bytes()),
        ]);
        let (status, body) = upload(&w, &[("a.tar.gz", packed.clone())]).await;
        assert_eq!(status, 400, "{name}: {body}");
        let (status, body) = testops(&w, packed).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("unsafe_archive_path")), "{name}: {body}");
        let packed = zip(&[("good-result.json", RESULT.as_bytes()), (&name, RESULT.as_bytes())]);
        let (status, body) = upload(&w, &[("a.zip", packed)]).await;
        assert_eq!(status, 400, "{name}: {body}");
    }
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Char, EntryType::Block, EntryType::Fifo] {
        let packed = tar_gz(&[("good-result.json", EntryType::Regular, RESULT.as_bytes()), ("a-result.json", kind, b"")]);
        let (status, body) = upload(&w, &[("a.tar.gz", packed.clone())]).await;
        assert_eq!(status, 400, "{kind:?}: {body}");
        let (status, body) = testops(&w, packed).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("unsafe_archive_member")), "{kind:?}: {body}");
    }
    assert!(!w.dir.path().join("outside.json").exists());
    assert_eq!(runs(&w).await, 0);
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_is_unpacked() {
    let w = World::demo().await;
    // 64 MB in some tens of kilobytes, behind a good result.
    let zeros = vec![b' '; 64 << 20];
    let packed =
        tar_gz(&[("a-result.json", EntryType::Regular, RESULT.as_bytes()), ("b-result.json", EntryType::Regular, &zeros)]);
    assert!(packed.len() < 1 << 20, "{}", packed.len());
    let (status, body) = upload(&w, &[("a.tar.gz", packed.clone())]).await;
    assert_eq!(status, 400, "{body}");
    let (status, body) = testops(&w, packed).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("archive_too_large")), "{body}");
    let (status, body) = upload(&w, &[("a.zip", zip(&[("a-result.json", RESULT.as_bytes()), ("b-result.json", &zeros)]))]).await;
    assert_eq!(status, 400, "{body}");
    // A single packed file is no archive, and has the limit of a file.
    let mut single = GzEncoder::new(Vec::new(), Compression::best());
    single.write_all(&zeros).expect("packed");
    let (status, body) = upload(&w, &[("a.xml.gz", single.finish().expect("packed"))]).await;
    assert!((400..500).contains(&status), "{status} {body}");
    assert_eq!(runs(&w).await, 0);
}

#[tokio::test]
async fn an_archive_in_an_archive_stays_packed() {
    let w = World::demo().await;
    let inner = zip(&[("a-result.json", RESULT.as_bytes())]);
    let mut nested = inner;
    for _ in 0..5 {
        nested = zip(&[("inner.zip", &nested)]);
    }
    let (status, body) = upload(&w, &[("a.zip", nested.clone())]).await;
    assert_eq!(status, 422, "{body}");
    let both = zip(&[("inner.zip", &nested), ("b-result.json", RESULT.as_bytes())]);
    let (status, body) = upload(&w, &[("a.zip", both)]).await;
    assert_eq!((status, &body["results"]["total"]), (200, &1.into()), "{body}");
}

#[tokio::test]
async fn very_many_members_are_refused() {
    let w = World::demo().await;
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(0);
    header.set_entry_type(EntryType::Directory);
    header.set_path("d/").expect("name");
    header.set_cksum();
    for _ in 0..=voluptas_server::limits::MAX_UPLOADED {
        tar.append(&header, std::io::empty()).expect("member");
    }
    let packed = tar.into_inner().expect("tar").finish().expect("gzip");
    assert!(packed.len() < 16 << 20, "{}", packed.len());
    let (status, body) = upload(&w, &[("a.tar.gz", packed.clone())]).await;
    assert_eq!(status, 400, "{body}");
    let (status, body) = testops(&w, packed).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("archive_too_large")), "{body}");
}
