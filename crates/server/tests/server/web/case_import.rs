//! Import of cases by pages, without scripts: plan, choices, writing once, others' files, and files that are no cases.

use super::browser::{Browser, Page};
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::{Duration, Instant};
use voluptas_core::domain::user::Role;

const CSV: &str = "title;suite;priority\nPay;Cart;high\nRefund;Cart;low\nLogin;Account;low\n";

async fn upload(b: &Browser, name: &str, bytes: &[u8]) -> Page {
    let part = Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let form = Form::new().text("form_key", b.key.clone()).part("file", part);
    b.read(b.client.post(format!("{}/DEMO/import/cases", b.root)).multipart(form)).await
}

/// The fields of the plan's form as a browser sends them, without its rows.
fn fields(page: &Page) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = vec![("policy".into(), "smart".into()), ("match".into(), "auto".into())];
    fields.extend([("new_suites".into(), "1".into()), ("plan".into(), page.value("plan")), ("tag".into(), String::new())]);
    fields
}

async fn post(b: &Browser, path: &str, fields: &[(String, String)], more: &[(&str, &str)]) -> Page {
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    b.post(path, &[&pairs[..], more].concat()).await
}

async fn cases(w: &World) -> Vec<Value> {
    let all = w.send(reqwest::Method::GET, "/api/v1/projects/DEMO/cases?limit=1000", None).await.1;
    all["items"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_file_is_planned_corrected_and_written_once() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    w.post("/v1/case/DEMO", json!({ "title": "Login" })).await;
    let held = upload(&b, "cases.csv", CSV.as_bytes()).await;
    assert_eq!(held.status, 303, "{}", held.text);
    let plan = b.get(&held.to).await;
    assert!(plan.text.contains("3 new, 0 changed") && plan.text.contains("Import 3 cases"), "{}", plan.text);
    assert_eq!(cases(&w).await.len(), 1, "nothing is written before");
    // A choice in the form makes another plan, even where the button was to import.
    let other = post(&b, &held.to, &fields(&plan), &[("do", "apply"), ("row", "r1"), ("row", "r2"), ("take", "r2")]).await;
    assert_eq!((other.status, other.to.contains("note=choices")), (303, true));
    let plan = b.get(&other.to).await;
    assert!(plan.text.contains("1 deselected by you") && plan.text.contains("Import 2 cases"), "{}", plan.text);
    assert!(plan.text.contains("The plan now follows your choices"));
    let column = [("column", "priority"), ("was", "priority"), ("to", "skip"), ("do", "plan")];
    post(&b, &held.to, &fields(&plan), &column).await;
    let plan = b.get(&held.to).await;
    assert!(plan.text.contains("2 of 3 imported") && plan.text.contains("by hand"), "{}", plan.text);
    let sent = fields(&plan);
    let (first, second) =
        tokio::join!(post(&b, &held.to, &sent, &[("do", "apply")]), post(&b, &held.to, &sent, &[("do", "apply")]));
    assert_eq!((first.status, second.status, &first.to), (303, 303, &second.to));
    let done = b.get(&first.to).await;
    assert!(done.text.contains("Created: 2") && done.text.contains("/DEMO/cases/2"), "{}", done.text);
    let all = cases(&w).await;
    let titles: Vec<&str> = all.iter().filter_map(|case| case["title"].as_str()).collect();
    assert_eq!(titles, ["Login", "Pay", "Login"]);
    assert_ne!(all[1]["priority"], "high", "the column was skipped");
    let undone = w.send(reqwest::Method::POST, "/api/v1/history/undo", Some(json!({}))).await;
    assert_eq!((undone.0.as_u16(), cases(&w).await.len()), (200, 1), "one step of undo");
}

#[tokio::test]
async fn a_project_that_changed_meanwhile_is_planned_again() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let held = upload(&b, "cases.csv", CSV.as_bytes()).await;
    let plan = b.get(&held.to).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Cart" })).await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay", "suite_id": 1 })).await;
    let stale = post(&b, &held.to, &fields(&plan), &[("do", "apply")]).await;
    assert_eq!((stale.status, stale.to.contains("note=changed"), cases(&w).await.len()), (303, true, 1));
    let plan = b.get(&stale.to).await;
    assert!(plan.text.contains("The project changed") && plan.text.contains("Import 3 cases"), "{}", plan.text);
    assert_eq!(post(&b, &held.to, &fields(&plan), &[("do", "apply")]).await.status, 303);
    assert_eq!(cases(&w).await.len(), 3);
}

#[tokio::test]
async fn a_table_without_a_title_asks_for_its_column() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let held = upload(&b, "cases.csv", "Was geprüft wird,Notiz\nBezahlen,ja\n".as_bytes()).await;
    let plan = b.get(&held.to).await;
    assert!(plan.text.contains("Select the column that holds the title"), "{}", plan.text);
    let chosen = [("column", "Was geprüft wird"), ("was", "custom"), ("to", "title"), ("do", "plan")];
    post(&b, &held.to, &fields(&plan), &chosen).await;
    let plan = b.get(&held.to).await;
    assert!(plan.text.contains("Import 1 case") && plan.text.contains("Bezahlen"), "{}", plan.text);
    assert_eq!(post(&b, &held.to, &[], &[("do", "drop")]).await.to, "/DEMO/import");
    assert_eq!(b.get(&held.to).await.status, 404);
}

#[tokio::test]
async fn a_file_is_seen_by_its_uploader_alone_and_needs_the_right() {
    let (w, tokens) = World::team(None, |store| {
        let viewer = user(store, "Vera", None, &[("DEMO", Role::Viewer)]);
        (viewer, user(store, "Egor", None, &[("DEMO", Role::Tester)]))
    })
    .await;
    let (viewer, editor) = (Browser::open(&w, tokens.0.expose()).await, Browser::open(&w, tokens.1.expose()).await);
    let b = Browser::open(&w, TOKEN).await;
    assert_eq!(upload(&viewer, "cases.csv", CSV.as_bytes()).await.status, 403);
    let held = upload(&b, "cases.csv", CSV.as_bytes()).await.to;
    assert_eq!((editor.get(&held).await.status, b.get(&held).await.status), (404, 200));
    assert_eq!(editor.post(&held, &[("do", "drop")]).await.status, 404);
    assert_eq!(b.post_with(&held, "wrong", &[("do", "drop")]).await.status, 403);
    assert_eq!(b.get(&held).await.status, 200, "nobody else has dropped it");
}

/// A workbook whose sheet unpacks to gigabytes.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/worksheets/sheet1.xml", options).expect("file");
    for _ in 0..600 {
        zip.write_all(&vec![b' '; 1 << 20]).expect("written");
    }
    zip.finish().expect("archive").into_inner()
}

#[tokio::test]
async fn files_that_are_no_cases_are_refused_with_words() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><suite>&b;</suite>";
    let deep = "{\"a\":".repeat(100_000);
    let files: [(&str, Vec<u8>); 7] = [
        ("empty.csv", Vec::new()),
        ("bytes.csv", (0..=255).cycle().take(50_000).collect()),
        ("quote.csv", b"title\n\"Pay\nand so on".to_vec()),
        ("entities.xml", entities.as_bytes().to_vec()),
        ("other.xml", b"<html><body>no cases</body></html>".to_vec()),
        ("deep.json", deep.into_bytes()),
        ("bomb.xlsx", bomb()),
    ];
    for (name, bytes) in files {
        let begun = Instant::now();
        let refused = upload(&b, name, &bytes).await;
        assert_eq!(refused.status, 422, "{name}: {} {}", refused.to, refused.text);
        assert!(refused.text.contains("The file cannot be read") && refused.text.contains(name), "{name}: {}", refused.text);
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
    }
    let columns: Vec<String> = (0..4_000).map(|i| format!("Column {i}")).collect();
    let wide = upload(&b, "wide.csv", format!("title,{}\nPay\n", columns.join(",")).as_bytes()).await;
    let page = b.get(&wide.to).await;
    assert!(page.text.len() < 2 << 20 && page.text.contains("more columns are not shown"), "{}", page.text.len());
    let wrong = [("policy", "theirs"), ("encoding", "klingon"), ("delimiter", "abc"), ("header_row", "0"), ("tag", "a,b")];
    assert_eq!(b.post(&wide.to, &wrong).await.status, 303);
    let page = b.get(&wide.to).await;
    assert!(page.text.contains("No tag is added") && page.text.contains("value=\"theirs\" checked"), "{}", page.status);
    let none = b.client.post(format!("{}/DEMO/import/cases", b.root)).multipart(Form::new().text("form_key", b.key.clone()));
    assert_eq!(b.read(none).await.status, 400);
    assert_eq!(cases(&w).await.len(), 0);
}

#[tokio::test]
async fn huge_cells_are_cut_on_the_page_and_imported_whole() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let long = "word ".repeat(60_000);
    let mut csv = "title,description,preconditions\n".to_owned();
    for i in 0..50 {
        csv.push_str(&format!("Case {i},\"{long}\",{i}\n"));
    }
    let held = upload(&b, "huge.csv", csv.as_bytes()).await;
    let plan = b.get(&held.to).await;
    assert!(plan.text.len() < 500_000, "{}", plan.text.len());
    let done = post(&b, &held.to, &fields(&plan), &[("do", "apply")]).await;
    assert_eq!(done.status, 303);
    let summary = b.get(&done.to).await.text;
    assert!(summary.contains(">DEMO-50<"), "{summary}");
    let case = w.get("/v1/case/DEMO/50").await;
    assert_eq!(case["description"].as_str().map(str::trim), Some(long.trim()));
    // The same file again with other texts: their changes are cut as well.
    let other = csv.replace("word ", "text ");
    let held = upload(&b, "huge.csv", other.as_bytes()).await;
    let plan = b.get(&held.to).await;
    assert!(plan.text.len() < 500_000 && plan.text.contains(">DEMO-50<"), "{}", plan.text.len());
    assert_eq!(plan.text.matches("(shortened here; imported whole)").count(), 100, "before and after of each");
}

#[tokio::test]
async fn ten_thousand_cases_are_planned_in_pages_and_written() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let mut csv = "title,suite,steps,expected\n".to_owned();
    for i in 0..10_000 {
        csv.push_str(&format!("Case {i},Suite {},Open page {i},It opens\n", i % 200));
    }
    let begun = Instant::now();
    let held = upload(&b, "big.csv", csv.as_bytes()).await;
    let uploaded = begun.elapsed();
    let plan = b.get(&held.to).await;
    let planned = begun.elapsed();
    let plain = |text: &str| text.replace([',', ' ', '\u{a0}', '\u{202f}'], "");
    assert!(plain(&plan.text).contains("10000new"), "{}", plan.text.rsplit("apply").next().unwrap_or_default());
    assert!(plan.text.contains("1–50 of") && plan.text.matches("name=\"row\"").count() == 50);
    let part = b.get(&format!("{}?from=9950&q=Case%2099", held.to)).await;
    assert!(part.text.contains("Case 99") && !part.text.contains("Case 5000"));
    let shown = begun.elapsed();
    let done = post(&b, &held.to, &fields(&plan), &[("do", "apply")]).await;
    println!(
        "since the start: uploaded {uploaded:?}, planned {planned:?}, further page {shown:?}, written {:?}",
        begun.elapsed()
    );
    let summary = b.get(&done.to).await.text;
    assert!(plain(&summary).contains("and9900morecases"), "{summary}");
}
