//! XML: no entity of a document is resolved and no other document is read, by none of the readers that an upload reaches. The samples decide which
//! readers there are.

use super::upload;
use crate::support::World;
use reqwest::Method;
use std::path::{Path, PathBuf};

fn samples(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            samples(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "xml" || ending == "trx") {
            found.push(path);
        }
    }
}

/// The document with a document type before its root, and with `inside` in its first value of an attribute and in its first text.
fn poisoned(text: &str, declaration: &str, inside: &str) -> Option<String> {
    let begin = text.find("?>").map_or(0, |at| at + 2);
    let root = begin + text[begin..].find('<')?;
    let rest = &text[root..];
    if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name: String = rest[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(*c)).collect();
    let declaration = declaration.replace("ROOT", &name);
    // Names of tests are in attributes or in elements.
    let mut rest = rest.replacen("name=\"", &format!("name=\"{inside}"), 3);
    for element in ["name", "message", "failure", "system-out"] {
        rest = rest.replacen(&format!("<{element}>"), &format!("<{element}>{inside}"), 1);
    }
    Some(format!("{}{declaration}{rest}", &text[..root]))
}

#[tokio::test]
async fn no_reader_resolves_entities_or_reads_another_document() {
    const SECRET: &str = "contents-of-a-file-of-the-server";
    let w = World::demo().await;
    let secret = w.dir.path().join("secret.txt");
    std::fs::write(&secret, SECRET).expect("written");
    let place = secret.display();
    let mut all = Vec::new();
    samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples"), &mut all);
    let declarations = [
        format!("<!DOCTYPE ROOT [<!ENTITY leak SYSTEM \"file://{place}\">]>"),
        format!("<!DOCTYPE ROOT SYSTEM \"file://{place}\">"),
        format!("<!DOCTYPE ROOT [<!ENTITY % leak SYSTEM \"file://{place}\"> %leak;]>"),
        "<!DOCTYPE ROOT [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY leak \"&b;&b;&b;&b;\">]>".into(),
        format!("<!doctype ROOT [<!entity leak SYSTEM \"file://{place}\">]>"),
    ];
    let mut uploads = 0;
    for path in &all {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        for declaration in &declarations {
            let Some(document) = poisoned(&text, declaration, "&leak;") else { continue };
            let (status, body) = upload(&w, &[(&name, document.into_bytes())]).await;
            assert!(status < 500, "{name}: {status} {body}");
            let told = body.to_string();
            assert!(!told.contains(SECRET) && !told.contains("aaaaaaaaaaaaaaaaaaaa"), "{name}: {body}");
            uploads += 1;
        }
    }
    assert!(all.len() > 50 && uploads > 200, "{} {uploads}", all.len());
    let mut cursor = String::new();
    loop {
        let (_, page) = w.send(Method::GET, &format!("/api/v1/projects/DEMO/results?limit=1000{cursor}"), None).await;
        let told = page.to_string();
        // A reference that nobody declares stays as it is written.
        assert!(!told.contains(SECRET) && !told.contains("aaaaaaaaaaaaaaaaaaaa"), "a stored result");
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
}

#[tokio::test]
async fn elements_in_elements_and_attributes_without_end_are_refused_soon() {
    let w = World::demo().await;
    let deep = format!("<testsuite name='s'>{}", "<testsuite name='s'>".repeat(100_000));
    let (status, body) = upload(&w, &[("deep.xml", deep.into_bytes())]).await;
    assert!((400..500).contains(&status), "{status} {body}");
    // Each attribute is compared with those before it: this many would take minutes.
    let many: String = (0..300_000).map(|n| format!(" a{n}='1'")).collect();
    let (status, body) = upload(
        &w,
        &[("wide.xml", format!("<testsuite name='s'><testcase classname='c' name='a'{many}/></testsuite>").into_bytes())],
    )
    .await;
    assert!((400..500).contains(&status) && body.to_string().contains("too many attributes"), "{status} {body}");
}
