//! Results that once were lost without a word: behind long output, in another encoding, in archives of odd shape, and files that are missing.

use crate::support::Home;
use serde_json::{Value, json};
use std::io::Write as _;

const PROJECT: [&str; 2] = ["--project", "SHOP"];

const SUITE: &str =
    "<testsuite name=\"shop\" tests=\"1\"><testcase classname=\"shop.Cart\" name=\"adds\" time=\"0.01\"/></testsuite>\n";

fn ingest(home: &Home, args: &[&str], code: i32) -> Value {
    home.run(&[&["--json", "ingest"], args, &PROJECT].concat()).expect(code).json()
}

fn write(home: &Home, name: &str, bytes: &[u8]) {
    home.file(name, "");
    std::fs::write(home.path().join(name), bytes).expect("file");
}

fn tests(answer: &Value) -> i64 {
    answer["results"]["total"].as_i64().unwrap_or(-1)
}

#[test]
fn a_document_behind_long_output_is_read() {
    let home = Home::new();
    let line = "[INFO] Downloading the goods of the shop\n";
    for (name, lines) in [("short.xml", 10_000), ("long.xml", 60_000)] {
        home.file(&format!("{name}/beside.xml"), &SUITE.replace("adds", "beside"));
        home.file(&format!("{name}/{name}"), &(line.repeat(lines) + SUITE));
        assert_eq!(tests(&ingest(&home, &[name], 0)), 2, "{name}");
    }
    // An angle bracket alone is no document.
    home.file("bracket/beside.xml", &SUITE.replace("adds", "beside"));
    home.file("bracket/out.xml", &format!("<<< shop >>>\n{SUITE}"));
    assert_eq!(tests(&ingest(&home, &["bracket"], 0)), 2);
}

#[test]
fn output_without_a_document_is_named() {
    let home = Home::new();
    home.file("r/beside.xml", SUITE);
    home.file("r/out.xml", "Tests run: 5\nsome text <testsuite><testcase name=\"t\"/></testsuite>\n");
    let answer = ingest(&home, &["r"], 3);
    assert_eq!(
        (tests(&answer), &answer["files_not_read"], &answer["files_skipped"][0]["file"]),
        (1, &json!(1), &json!("r/out.xml"))
    );
}

#[test]
fn xml_in_utf16_is_read_without_a_mark() {
    let home = Home::new();
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n{}", SUITE.replace("adds", "кладёт"));
    let long = text.replace("<testcase", &format!("{}<testcase", " ".repeat(700_000)));
    for (name, text) in [("short", &text), ("long", &long)] {
        for (order, bytes) in [
            ("be", text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()),
            ("le", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ] {
            let folder = format!("{name}-{order}");
            home.file(&format!("{folder}/beside.xml"), SUITE);
            write(&home, &format!("{folder}/report.xml"), &bytes);
            assert_eq!(tests(&ingest(&home, &[&folder], 0)), 2, "{folder}");
        }
    }
}

#[test]
fn totals_of_a_report_of_qase_are_compared_with_its_files() {
    let home = Home::new();
    let run = json!({"title": "Nightly", "execution": {"start_time": 1_795_170_000_000_i64, "end_time": 1_795_170_060_000_i64, "duration": 60_000, "cumulative_duration": 120},
        "stats": {"total": 3, "passed": 1, "failed": 2, "skipped": 0, "blocked": 0, "invalid": 0, "muted": 0}, "results": [], "threads": [], "suites": [], "host_data": {}});
    home.file("report/run.json", &run.to_string());
    let result = |id: i64, status: &str| {
        let execution = json!({"status": status, "start_time": 1_795_170_000_000_i64, "end_time": 1_795_170_000_040_i64, "duration": 40, "stacktrace": null, "thread": "main"});
        json!({"id": format!("0000000{id}-0000-4000-8000-00000000000{id}"), "title": format!("Pays {id}"), "signature": format!("pay::{id}"), "execution": execution, "fields": {}, "attachments": [], "steps": [], "params": {}, "relations": {}, "muted": false}).to_string()
    };
    home.file("report/results/1.json", &result(1, "passed"));
    home.file("report/results/2.json", &result(2, "failed"));
    let answer = ingest(&home, &["report"], 3);
    assert_eq!((tests(&answer), &answer["files_incomplete"]), (2, &json!(1)), "{answer:#}");
    let totals = json!({"stated_tests": 3, "read_tests": 2, "stated_bad": 2, "read_bad": 1});
    let named = &answer["files_skipped"][0];
    assert_eq!((&named["file"], &named["totals"]), (&json!("report/run.json"), &totals));
    assert_eq!(answer["run_errors"][0]["kind"], "totals", "{answer:#}");
    home.file("report/results/3.json", &result(3, "failed"));
    assert_eq!(tests(&ingest(&home, &["report"], 0)), 3);
}

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("member");
        archive.write_all(text.as_bytes()).expect("content");
    }
    archive.finish().expect("archive").into_inner()
}

#[test]
fn archives_one_behind_the_other_are_read_and_other_bytes_named() {
    let home = Home::new();
    let one = zipped(&[("a.xml", SUITE)]);
    let other = zipped(&[("b.xml", &SUITE.replace("adds", "pays"))]);
    write(&home, "both.zip", &[&one[..], &other].concat());
    assert_eq!(tests(&ingest(&home, &["both.zip"], 0)), 2);
    write(&home, "before.zip", &[b"#!/bin/sh\nexit 1\n", &one[..]].concat());
    let answer = ingest(&home, &["before.zip"], 3);
    assert_eq!(
        (tests(&answer), &answer["files_not_read"], &answer["files_skipped"][0]["file"]),
        (1, &json!(1), &json!("before.zip"))
    );
    write(&home, "behind.zip", &[&one[..], &other[..other.len() - 30]].concat());
    assert_eq!(tests(&ingest(&home, &["behind.zip"], 3)), 1);
    // In a folder, archives are named and not unpacked, whatever they begin with.
    home.file("r/beside.xml", SUITE);
    write(&home, "r/before.zip", &[b"#!/bin/sh\nexit 1\n", &one[..]].concat());
    assert_eq!(ingest(&home, &["r"], 3)["files_not_read"], json!(1));
}
