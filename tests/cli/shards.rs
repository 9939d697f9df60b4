//! Shards: several commands fill one run, also at the same moment; each file once, nothing after the end.

use crate::support::{Ended, Home};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use testkit::wait::ends_before_point;

/// A JUnit file of tests with these names; those that begin with `bad` failed.
fn junit(names: &[&str]) -> String {
    let mut xml = "<testsuite name='S' timestamp='2026-01-15T09:00:00'>".to_owned();
    for name in names {
        let outcome = if name.starts_with("bad") { "<failure message='no'/>" } else { "" };
        write!(xml, "<testcase classname='shop' name='{name}' time='1'>{outcome}</testcase>").expect("text");
    }
    xml + "</testsuite>"
}

fn ingest<'a>(file: &'a str, flags: &[&'a str]) -> Vec<&'a str> {
    [&["--json", "ingest", file, "--project", "SHOP"], flags].concat()
}

fn runs(home: &Home) -> Value {
    home.run(&["--json", "run", "list", "--project", "SHOP"]).expect(0).json()["runs"].clone()
}

#[test]
fn shards_at_the_same_moment_are_one_run() {
    for round in 0..3 {
        let home = Home::new();
        let files: Vec<String> = (0..4).map(|n| format!("{n}.xml")).collect();
        files.iter().enumerate().for_each(|(n, file)| drop(home.file(file, &junit(&[&format!("a{n}"), "same", "bad"]))));
        let start = |file: &String| -> Child {
            let args = ingest(file, &["--run-key", "901", "--shards", "4", "--fail-on", "failed"]);
            home.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
        };
        let children: Vec<Child> = files.iter().map(start).collect();
        let ended: Vec<Ended> = children.into_iter().map(|child| child.wait_with_output().expect("ends").into()).collect();
        let mut codes: Vec<i32> = ended.iter().map(|ended| ended.code).collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 0, 0, 6], "round {round}, the last one checks the gate: {ended:?}");
        let answers: Vec<Value> = ended.iter().map(Ended::json).collect();
        assert!(answers.iter().all(|answer| answer["run"] == 1 && answer["results"]["total"] == 3), "{answers:?}");
        let last = answers.iter().find(|answer| answer["open"] == false).expect("one ends the run");
        assert_eq!(
            (&last["shards"], &last["run_results"]["total"], &last["run_results"]["failed"]),
            (&json!(4), &json!(12), &json!(4))
        );
        let runs = runs(&home);
        assert_eq!((runs.as_array().map(Vec::len), &runs[0]["state"]), (Some(1), &json!("complete")), "{runs}");
    }
}

#[test]
fn a_run_is_filled_until_it_is_closed() {
    let home = Home::new();
    home.file("a.xml", &junit(&["a", "bad"]));
    home.file("b.xml", &junit(&["b"]));
    home.file("c.xml", &junit(&["c"]));
    let gate = ["--run-key", "77", "--fail-on", "failed", "--run-name", "Nightly"];
    let first = home.run(&ingest("a.xml", &gate)).expect(0).json();
    assert_eq!((&first["open"], &first["shards"], &first["shards_expected"]), (&json!(true), &json!(1), &Value::Null), "{first}");
    assert!(first.get("gate_broken").is_none(), "{first}");
    let said = home.run(&["ingest", "b.xml", "--project", "SHOP", "--into", "1", "--fail-on", "failed"]).expect(0).out;
    assert!(said.contains("Run 1 is open with 2 shards: 3 tests") && said.contains("checked when the run ends"), "{said}");
    let again = home.run(&ingest("a.xml", &["--run-key", "77", "--run-name", "Other"])).expect(0).json();
    assert_eq!(
        (&again["was_there"], &again["shards"], &again["differing"][0]["kept"]),
        (&json!(true), &json!(2), &json!("Nightly"))
    );
    assert_eq!((&runs(&home)[0]["state"], &runs(&home)[0]["shards"]["received"]), (&json!("active"), &json!(2)));
    home.run(&["run", "close", "--run-key", "78", "--project", "SHOP"]).expect(4);
    let close = ["--json", "run", "close", "--run-key", "77", "--project", "SHOP", "--fail-on", "failed"];
    let closed = home.run(&close).expect(6).json();
    assert_eq!((&closed["run"]["state"], &closed["gate_broken"][0]["rule"]), (&json!("complete"), &json!("fail-on")), "{closed}");
    home.run(&close).expect(1);
    let late = home.run(&ingest("c.xml", &["--run-key", "77"])).expect(1);
    assert!(late.out.contains("ingest-shard-ended"), "{}", late.out);
    home.run(&ingest("c.xml", &["--into", "1"])).expect(1);
    assert_eq!(home.run(&ingest("b.xml", &["--run-key", "77"])).expect(0).json()["was_there"], true);
    assert_eq!(runs(&home)[0]["results"]["total"], 3);
}

#[test]
fn calls_that_contradict_each_other_are_refused() {
    let home = Home::new();
    home.file("a.xml", &junit(&["a"]));
    home.file("b.xml", &junit(&["b"]));
    home.run(&ingest("a.xml", &["--run-key", "77", "--shards", "3"])).expect(0);
    let other = home.run(&ingest("b.xml", &["--run-key", "77", "--shards", "4"])).expect(2).out;
    assert!(other.contains("3 shards") && other.contains("not with 4"), "{other}");
    let listed = home.run(&["run", "list", "--project", "SHOP"]).expect(0).out;
    assert!(listed.contains("(1/3)"), "{listed}");
    home.run(&ingest("b.xml", &["--into", "9"])).expect(4);
    for flags in
        [&["--run-key", " "][..], &["--shards", "2"], &["--into", "1", "--run-key", "77"], &["--run-key", "77", "--again"]]
    {
        home.run(&ingest("b.xml", flags)).expect(2);
    }
    home.run(&["run", "close", "--project", "SHOP"]).expect(2);
}

#[test]
fn a_run_that_ends_before_its_shards_came_meets_no_gate() {
    let home = Home::new();
    home.file("a.xml", &junit(&["a"]));
    home.run(&ingest("a.xml", &["--run-key", "77", "--shards", "3"])).expect(0);
    let gate = ["gate", "--run", "1", "--project", "SHOP", "--fail-on", "broken"];
    let closed = home.run(&["run", "close", "--run-key", "77", "--project", "SHOP"]).expect(0);
    assert!(closed.err.contains("Only 1 of 3 shards came"), "{}", closed.err);
    let judged = home.run(&gate).expect(6);
    assert!(judged.err.contains("run-errors"), "{}", judged.err);
    home.run(&[&gate[..], &["--allow-run-errors"]].concat()).expect(0);
    home.run(&["report", "--run", "1", "--project", "SHOP", "--format", "md", "--out", "r.md"]).expect(0);
    let report = std::fs::read_to_string(home.path().join("r.md")).expect("report");
    assert!(report.contains("Only 1 of 3 shards came"), "{report}");
}

#[test]
fn a_killed_shard_leaves_nothing_and_its_retry_is_stored() {
    let home = Home::new();
    home.file("a.xml", &junit(&["a"]));
    let names: Vec<String> = (0..60_000).map(|n| format!("test of some length {n}")).collect();
    home.file("large.xml", &junit(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    home.run(&ingest("a.xml", &["--run-key", "77", "--shards", "2"])).expect(0);
    let size = || {
        let files = walk(home.path());
        files
            .into_iter()
            .filter(|name| name.contains(".voluptas"))
            .filter_map(|path| Some(std::fs::metadata(path).ok()?.len()))
            .sum::<u64>()
    };
    let before = size();
    let large = ingest("large.xml", &["--run-key", "77", "--shards", "2"]);
    let mut child = home.command(&large).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let has_ended = ends_before_point(&mut child, "the shard is being written", || size() > before + (1 << 20));
    assert!(!has_ended, "the file is large enough to be hit");
    child.kill().expect("killed");
    child.wait().expect("ends");
    assert_eq!((&runs(&home)[0]["shards"]["received"], &runs(&home)[0]["results"]["total"]), (&json!(1), &json!(1)));
    let retried = home.run(&large).expect(0).json();
    assert_eq!(
        (&retried["was_there"], &retried["open"], &retried["run_results"]["total"]),
        (&json!(false), &json!(false), &json!(60_001))
    );
}

/// Paths of the files below a folder.
fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}
