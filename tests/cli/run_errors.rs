//! Errors of a run that belong to none of its tests, and files that state more than was read from them.

use crate::support::Home;
use serde_json::{Value, json};
use std::path::Path;

/// A sample of Playwright's reporter.
fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/reports/15-run-errors").join(name);
    std::fs::read_to_string(path).expect(name)
}

/// The rules that a run breaks, by the answer of `gate`.
fn broken(home: &Home, flags: &[&str], code: i32) -> Vec<String> {
    let answer = home.run(&[&["--json", "gate", "--project", "SHOP"], flags].concat()).expect(code).json();
    let rules = answer["broken"].as_array().cloned().unwrap_or_default();
    rules.iter().filter_map(|rule| rule["rule"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_file_with_an_error_and_no_test_is_a_run() {
    let home = Home::new();
    home.file("report.json", &sample("playwright-load-error.json"));
    let ended = home.run(&["--json", "ingest", "report.json", "--project", "SHOP"]).expect(3);
    let answer = ended.json();
    assert_eq!((&answer["run"], &answer["results"]["total"]), (&json!(1), &json!(0)));
    let first = &answer["run_errors"][0];
    assert_eq!((&first["kind"], &first["file"]), (&json!("failure"), &json!("report.json")));
    assert!(first["message"].as_str().is_some_and(|message| message.contains("prices")), "{first}");
    let again = ["ingest", "report.json", "--project", "SHOP", "--again"];
    let said = home.run(&again).expect(3).err;
    assert!(said.contains("Outside of tests") && said.contains("prices"), "{said}");
    let russian = home.run(&[&["--lang", "ru"], &again[..]].concat()).expect(3).err;
    assert!(russian.contains("Вне тестов") && russian.contains("prices"), "{russian}");
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors", "min-executed"]);
    home.run(&["ingest", "report.json", "--project", "SHOP"]).expect(3);
}

#[test]
fn a_gate_refuses_an_error_outside_of_tests_unless_it_is_allowed() {
    let home = Home::new();
    home.file("report.json", &sample("playwright-teardown-error.json"));
    let ingest = ["ingest", "report.json", "--project", "SHOP", "--again"];
    home.run(&ingest).expect(3);
    home.run(&[&ingest[..], &["--max-failures", "0"]].concat()).expect(6);
    home.run(&[&ingest[..], &["--max-failures", "0", "--allow-run-errors"]].concat()).expect(0);
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
    assert_eq!(broken(&home, &["--max-failures", "0", "--allow-run-errors"], 0), Vec::<String>::new());
    for key in ["allow-run-errors", "allow_run_errors"] {
        home.file("voluptas.gate.toml", &format!("max-failures = 0\n{key} = true\n"));
        assert_eq!(broken(&home, &[], 0), Vec::<String>::new(), "{key}");
    }
    home.file("voluptas.gate.toml", "max-failures = 0\n");
    let said = home.run(&["gate", "--project", "SHOP"]).expect(6).err;
    assert!(said.contains("run-errors"), "{said}");
}

#[test]
fn reports_begin_with_errors_outside_of_tests() {
    let home = Home::new();
    home.file("report.json", &sample("playwright-teardown-error.json"));
    home.run(&["ingest", "report.json", "--project", "SHOP"]).expect(3);
    let write = |file: &str| {
        home.run(&["report", "--project", "SHOP", "--out", file]).expect(0);
        std::fs::read_to_string(home.path().join(file)).expect(file)
    };
    let object: Value = serde_json::from_str(&write("run.json")).expect("JSON");
    assert_eq!(object["run"]["run_errors"][0]["message"], json!("Error: the stand did not stop"));
    let markdown = write("run.md");
    let [error, first] = ["the stand did not stop", "Slowest"].map(|text| markdown.find(text).unwrap_or(usize::MAX));
    assert!(markdown.contains("### Errors outside of tests: 1") && error < first, "{markdown}");
    let page = write("run.html");
    let plain = page.split("<noscript>").nth(1).expect("the part without scripts");
    assert!(plain.contains("Errors outside of tests: report.json: Error: the stand did not stop"));
    assert!(page.contains("\"run_errors\":{\"en\":[\"Error: the stand did not stop\"]"), "the page has the message by language");
}

#[test]
fn a_file_that_states_more_than_was_read_is_named_with_both_numbers() {
    let home = Home::new();
    let mut report: Value = serde_json::from_str(&sample("playwright-teardown-error.json")).expect("JSON");
    report["errors"] = json!([]);
    report["stats"]["expected"] = json!(5);
    report["stats"]["unexpected"] = json!(1);
    home.file("short.json", &report.to_string());
    let ingest = ["ingest", "short.json", "--project", "SHOP", "--again"];
    let answer = home.run(&[&["--json"], &ingest[..]].concat()).expect(3).json();
    let totals = json!({ "stated_tests": 6, "read_tests": 2, "stated_bad": 1, "read_bad": 0 });
    let named = &answer["files_skipped"][0];
    assert_eq!((&named["file"], &named["totals"], &named["taken"]), (&json!("short.json"), &totals, &json!(2)));
    assert_eq!((&answer["files_incomplete"], &answer["files_not_read"]), (&json!(1), &json!(0)));
    assert_eq!((&answer["run_errors"][0]["kind"], &answer["run_errors"][0]["totals"]), (&json!("totals"), &totals));
    let said = home.run(&ingest).expect(3).err;
    assert!(said.contains("short.json: Tests stated: 6, read: 2; failed tests stated: 1, read: 0"), "{said}");
    let russian = home.run(&[&["--lang", "ru"], &ingest[..]].concat()).expect(3).err;
    assert!(russian.contains("Тестов заявлено: 6, прочитано: 2"), "{russian}");
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
    assert_eq!(broken(&home, &["--max-failures", "0", "--allow-run-errors"], 0), Vec::<String>::new());
    home.run(&[&ingest[..], &["--allow-run-errors"]].concat()).expect(0);
    // A file that states tests and holds none is named, too.
    report["suites"] = json!([]);
    home.file("empty.json", &report.to_string());
    let answer = home.run(&["--json", "ingest", "empty.json", "--project", "SHOP"]).expect(4).json();
    assert_eq!((&answer["files_skipped"][0]["file"], &answer["files_incomplete"]), (&json!("empty.json"), &json!(1)));
}

#[test]
fn a_large_file_that_is_read_in_parts_is_compared_as_a_whole() {
    let home = Home::new();
    let mut report: Value = serde_json::from_str(&sample("playwright-teardown-error.json")).expect("JSON");
    report["errors"] = json!([]);
    // Enough tests for several parts, and enough bytes for a file that is not read as a whole.
    let suite = report["suites"][0].clone();
    let (copies, padding) = (1_200, "x".repeat(15_000));
    let suites: Vec<Value> = (0..copies)
        .map(|n| {
            let mut suite = suite.clone();
            suite["title"] = json!(format!("cart{n}.spec.ts"));
            suite["file"] = suite["title"].clone();
            suite["padding"] = json!(padding);
            suite
        })
        .collect();
    report["suites"] = json!(suites);
    report["stats"]["expected"] = json!(copies * 2);
    home.file("large.json", &report.to_string());
    home.run(&["ingest", "large.json", "--project", "SHOP"]).expect(0);
    report["stats"]["expected"] = json!(copies * 2 + 1);
    home.file("large.json", &report.to_string());
    let answer = home.run(&["--json", "ingest", "large.json", "--project", "SHOP"]).expect(3).json();
    let totals = &answer["files_skipped"][0]["totals"];
    assert_eq!((&totals["stated_tests"], &totals["read_tests"]), (&json!(copies * 2 + 1), &json!(copies * 2)));
}

/// The files that the run in an answer names as not read.
fn unread(answer: &Value) -> Vec<&str> {
    let errors = answer["run_errors"].as_array().expect("a list");
    errors.iter().filter(|error| error["kind"] == "unread").filter_map(|error| error["file"].as_str()).collect()
}

const ONE_TEST: &str = "<testsuite name='s'><testcase classname='shop' name='adds'/></testsuite>";

#[cfg(unix)]
#[test]
fn a_link_in_a_folder_breaks_a_gate() {
    let home = Home::new();
    for folder in ["results", "rerun"] {
        std::fs::create_dir(home.path().join(folder)).expect("folder");
        home.file(&format!("{folder}/a.xml"), ONE_TEST);
        std::os::unix::fs::symlink("elsewhere.xml", home.path().join(folder).join("link.xml")).expect("link");
    }
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!(unread(&answer), ["results/link.xml"]);
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
    assert_eq!(broken(&home, &["--max-failures", "0", "--allow-run-errors"], 0), Vec::<String>::new());
    let flags = ["--json", "ingest", "results/a.xml", "--rerun", "rerun", "--project", "SHOP"];
    assert_eq!(unread(&home.run(&flags).expect(3).json()), ["rerun/link.xml"], "a folder of re-runs");
}

#[test]
fn an_archive_in_a_folder_breaks_a_gate() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    home.file("results/a.xml", ONE_TEST);
    std::fs::write(home.path().join("results/more.zip"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").expect("archive");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!(unread(&answer), ["results/more.zip"]);
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
    let allowed = ["ingest", "results", "--project", "SHOP", "--again", "--max-failures", "0", "--allow-run-errors"];
    home.run(&allowed).expect(3);
}

#[test]
fn archives_of_every_kind_in_a_folder_break_a_gate() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    home.file("results/a.xml", ONE_TEST);
    let mut tar = vec![0_u8; 1024];
    tar[..5].copy_from_slice(b"b.xml");
    tar[257..262].copy_from_slice(b"ustar");
    tar[148..156].fill(b' ');
    let sum: u32 = tar[..512].iter().map(|b| u32::from(*b)).sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let files: [(&str, &[u8]); 9] = [
        ("blank.7z", b""),
        ("more.bz2", b"BZh91AY&SY\0\0"),
        ("old.tar", b"b.xml\0\0"),
        ("packed", b"7z\xbc\xaf\x27\x1c\0\x04"),
        ("results", &tar),
        ("results.rar", b"Rar!\x1a\x07\x01\0"),
        ("results.tar.bz2", b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"),
        ("results.tar.xz", b"\xfd7zXZ\0\0\x04"),
        ("results.zst", b"\x28\xb5\x2f\xfd\0"),
    ];
    for (name, bytes) in files {
        std::fs::write(home.path().join("results").join(name), bytes).expect("archive");
    }
    // Texts that begin with the letters of a mark.
    home.file("results/notes.txt", "BZh is how bzip2 begins, Rar! is another\n");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!(unread(&answer), files.map(|(name, _)| format!("results/{name}")));
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
}

#[test]
fn files_named_as_results_that_hold_none_break_a_gate() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    home.file("results/a.xml", ONE_TEST);
    let files = [
        ("b.tap", ""),
        ("c.tap", "ok 1 a\nnot  ok 2 b\n1..2\n"),
        ("d.tap", "NOT OK 1 a\n1..1\n"),
        ("e.tap", "not\tok 1 a\n"),
        ("f.tap", "ok 1 a\nok 2 b\n"),
        ("g.tap", "1.."),
        ("h.ndjson", ""),
        ("i.jsonl", "{\"level\": 1}\n{\"lev"),
        ("j.trx", ""),
    ];
    for (name, text) in files {
        home.file(&format!("results/{name}"), text);
    }
    home.file("results/z.jsonl", "{\"level\": 1}\n{\"level\": 2}\n");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!(unread(&answer), files.map(|(name, _)| format!("results/{name}")));
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
}

#[test]
fn tap_that_ends_behind_its_plan_breaks_a_gate() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    home.file("results/a.xml", ONE_TEST);
    home.file("results/bats.log", "1..3\nok 1 adds\nno");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!(
        (&answer["run_errors"][0]["file"], &answer["run_errors"][0]["kind"]),
        (&json!("results/bats.log"), &json!("totals"))
    );
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
}

#[test]
fn a_fault_of_json_costs_no_test_before_it_and_breaks_a_gate() {
    let home = Home::new();
    let tests: String = (1..=3).map(|n| format!("{{\"name\": \"t{n}\", \"status\": \"passed\"}},\n")).collect();
    let head = "{\"results\": {\"tool\": {}, \"summary\": {\"tests\": 9}, \"tests\": [\n";
    home.file("ctrf.json", &format!("{head}{tests}oops]}}}}"));
    let answer = home.run(&["--json", "ingest", "ctrf.json", "--project", "SHOP"]).expect(3).json();
    assert_eq!((&answer["results"]["total"], unread(&answer)), (&json!(3), vec!["ctrf.json"]));
    assert_eq!(answer["run_errors"].as_array().map(Vec::len), Some(1), "the totals are no further error: {answer}");
    let named = &answer["files_skipped"][0];
    assert_eq!((&named["line"], &named["taken"]), (&json!(5), &json!(3)));
    assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
}

#[test]
fn a_stray_tag_costs_no_test_before_it_and_breaks_a_gate() {
    let home = Home::new();
    let test = |n: usize| format!("<testcase classname='shop' name='t{n}' time='1'/>\n");
    // The second file is long enough to be read in parts.
    for (file, count) in [("short.xml", 2), ("long.xml", 30_000)] {
        let tests: String = (1..=count).map(test).collect();
        home.file(file, &format!("<testsuite name='s'>\n{tests}</failure>\n{}</testsuite>", test(0)));
        let answer = home.run(&["--json", "ingest", file, "--project", "SHOP"]).expect(3).json();
        assert_eq!((&answer["results"]["total"], unread(&answer)), (&json!(count), vec![file]), "{file}");
        let skipped = &answer["files_skipped"][0];
        assert_eq!((&skipped["line"], &skipped["taken"]), (&json!(count + 2), &json!(count)), "{file}");
        let message = answer["run_errors"][0]["message"].as_str().unwrap_or_default().replace('\u{202f}', "");
        assert!(message.contains(&(count + 2).to_string()), "{message}");
        assert_eq!(broken(&home, &["--max-failures", "0"], 6), ["run-errors"]);
    }
}
