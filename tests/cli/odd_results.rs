//! Results with times and containers that no working tool writes, and rules and names that scripts give by mistake.

use std::io::Write as _;

use crate::support::Home;
use serde_json::{Value, json};
use voluptas_core::base::clock::to_iso;
use voluptas_core::base::{Clock as _, SystemClock};
use voluptas_store::db::{Db, Mode};

/// Writes a file into the folder `results`.
fn write(home: &Home, name: &str, value: &Value) {
    let folder = home.path().join("results");
    std::fs::create_dir_all(&folder).expect("folder");
    std::fs::write(folder.join(name), value.to_string()).expect("file written");
}

fn result(id: &str, start: Value, stop: Value) -> Value {
    json!({ "uuid": id, "historyId": id, "name": id, "fullName": format!("odd.{id}"), "status": "passed", "start": start, "stop": stop })
}

#[test]
fn impossible_times_count_as_missing() {
    let home = Home::new();
    let times = [
        ("least", json!(i64::MIN), json!(i64::MAX)),
        ("negative", json!(-5), json!(-1)),
        ("year30000", json!(884_541_340_800_000_i64), json!("884541340800500")),
        ("decades", json!(0), json!(1_760_000_000_000_i64)),
        ("good", json!(1_760_000_000_000_i64), json!(1_760_000_001_000_i64)),
    ];
    for (name, start, stop) in times {
        let mut value = result(name, start.clone(), stop.clone());
        value["steps"] = json!([{ "name": "step", "status": "passed", "start": start, "stop": stop }]);
        write(&home, &format!("{name}-result.json"), &value);
    }
    write(&home, "c-container.json", &json!({ "uuid": "c", "children": [], "start": i64::MIN, "stop": i64::MAX }));
    home.run(&["ingest", "results", "--project", "SHOP"]).expect(0);
    let trend = home.run(&["--json", "trend", "--project", "SHOP"]).expect(0).json();
    assert_eq!((&trend["runs"][0]["results"]["total"], &trend["runs"][0]["end_ms"]), (&json!(5), &json!(1_760_000_001_000_i64)));
    for command in ["failing", "flaky"] {
        home.run(&["--json", command, "--project", "SHOP"]).expect(0);
    }
    let slowest = home.run(&["--json", "slowest", "--project", "SHOP"]).expect(0).json();
    assert_eq!((&slowest["tests"][0]["title"], &slowest["tests"][0]["mean_ms"]), (&json!("good"), &json!(1000)));
    home.run(&["report", "--project", "SHOP", "--out", "report.json"]).expect(0);
    let report = std::fs::read_to_string(home.path().join("report.json")).expect("report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let shown: Vec<&str> = report["tests"]
        .as_array()
        .expect("tests")
        .iter()
        .filter(|test| test.get("duration_ms").is_some_and(|took| !took.is_null()))
        .filter_map(|test| test["title"].as_str())
        .collect();
    // A short duration may be right where the clock is wrong.
    assert_eq!(shown, ["good", "negative", "year30000"]);
}

#[test]
fn a_run_ends_no_earlier_than_it_begins() {
    let home = Home::new();
    // The clock of another computer may be fast.
    let soon = SystemClock.now() + 3_600_000;
    write(&home, "a-result.json", &result("a", json!(soon), Value::Null));
    home.run(&["ingest", "results", "--project", "SHOP"]).expect(0);
    let run = home.run(&["--json", "run", "list", "--project", "SHOP"]).expect(0).json()["runs"][0].clone();
    assert_eq!((&run["started_at"], &run["ended_at"]), (&json!(to_iso(soon)), &json!(to_iso(soon))));
}

#[test]
fn a_result_of_the_future_is_followed_by_later_ones() {
    let home = Home::new();
    let future = 4_070_908_800_000_i64;
    let now = SystemClock.now();
    for (status, at) in [("failed", future), ("passed", now + 60_000)] {
        let mut value = result("a", json!(at), json!(at + 2_000));
        value["status"] = json!(status);
        write(&home, "a-result.json", &value);
        home.run(&["ingest", "results", "--project", "SHOP", "--create-cases"]).expect(0);
    }
    let trend = home.run(&["--json", "trend", "--project", "SHOP"]).expect(0).json();
    let rates: Vec<&Value> = trend["runs"].as_array().expect("runs").iter().map(|run| &run["pass_rate"]).collect();
    assert_eq!(rates, [&json!(0.0), &json!(100.0)], "in the order in which they came");
    let begun = home.run(&["--json", "run", "list", "--project", "SHOP"]).expect(0).json()["runs"].clone();
    assert!(!begun.to_string().contains("2099"), "{begun}");
    let slowest = home.run(&["--json", "slowest", "--project", "SHOP"]).expect(0).json();
    assert_eq!(slowest["tests"][0]["mean_ms"], 2000, "the duration is kept");
}

#[test]
fn a_container_surrounds_a_result_once_and_within_bounds() {
    let home = Home::new();
    write(&home, "a-result.json", &result("a", json!(1_760_000_000_000_i64), json!(1_760_000_001_000_i64)));
    let twice = json!({ "uuid": "c1", "children": ["a", "absent", "a"], "befores": [{ "name": "opens the shop" }] });
    write(&home, "c1-container.json", &twice);
    let many: Vec<Value> = (0..600).map(|n| json!({ "name": format!("setup {n}") })).collect();
    for name in ["c2", "c3"] {
        let container = json!({ "uuid": name, "children": vec!["a"; 2000], "befores": many });
        write(&home, &format!("{name}-container.json"), &container);
    }
    home.run(&["ingest", "results", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "report.json"]).expect(0);
    let report = std::fs::read_to_string(home.path().join("report.json")).expect("report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let steps = report["tests"][0]["steps"].as_array().expect("steps");
    let opened = steps.iter().filter(|step| step["action"] == "opens the shop").count();
    assert_eq!((opened, steps.len()), (1, 1000));
}

#[test]
fn a_gate_without_a_status_is_refused_and_each_rule_is_named_once() {
    let home = Home::new();
    let cases: String = (0..2_000).map(|n| format!("<testcase classname='c' name='t{n}' time='1'/>")).collect();
    let failed = "<testcase classname='c' name='fails' time='1'><failure message='m'/></testcase>";
    std::fs::write(home.path().join("a.xml"), format!("<testsuite name='s'>{cases}{failed}</testsuite>")).expect("file written");
    home.run(&["ingest", "a.xml", "--project", "SHOP"]).expect(0);
    for blank in ["", " ", ",", "failed,"] {
        let refused = home.run(&["--json", "gate", "--project", "SHOP", "--fail-on", blank]).expect(2).json();
        assert_eq!(refused["error"]["kind"], "usage", "{blank:?}: {refused}");
    }
    let gate = ["--json", "gate", "--project", "SHOP", "--fail-on", "failed,failed", "--min-pass-rate", "100"];
    let broken = home.run(&gate).expect(6).json()["broken"].clone();
    let expected = json!([
        { "rule": "fail-on", "limit": "failed", "found": "1" },
        { "rule": "min-pass-rate", "limit": "100", "found": "99.9" },
    ]);
    assert_eq!(broken, expected);
}

#[test]
fn an_existing_file_is_named_as_such() {
    let home = Home::new();
    std::fs::write(home.path().join("a.xml"), "<testsuite name='s'><testcase classname='c' name='t'/></testsuite>")
        .expect("file");
    home.run(&["ingest", "a.xml", "--project", "SHOP", "--create-cases"]).expect(0);
    std::fs::write(home.path().join("taken.voluptas"), "taken").expect("file written");
    let refused = home.run(&["doctor", "--recover", "taken.voluptas"]).expect(1);
    assert!(refused.err.contains("exists already"), "{}", refused.err);
    assert_eq!(std::fs::read_to_string(home.path().join("taken.voluptas")).expect("kept"), "taken");
    for tag in ["", "a,b", "a\nb"] {
        home.run(&["run", "create", "Run", "--project", "SHOP", "--case", "1", "--tag", tag]).expect(2);
    }
    home.run(&["run", "create", "Run", "--project", "SHOP", "--case", "1", "--tag", "smoke"]).expect(0);
}

#[test]
fn complete_tests_of_a_file_that_is_cut_off_are_taken_and_the_file_is_named() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    let tests =
        |count: usize| -> String { (1..=count).map(|n| format!("<testcase classname='c' name='t{n}' time='1'/>\n")).collect() };
    home.file("results/cut.xml", &format!("<testsuite name='s'>\n{}<testcase classname='c' na", tests(3)));
    home.file("results/malformed.xml", "<testsuite name='m'>\n<testcase classname='m' name='t'></wrong></testsuite>");
    home.file("results/whole.xml", "<testsuite name='w'><testcase classname='w' name='t'/></testsuite>");
    let done = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!(done["results"]["total"], 4, "{done}");
    let skipped = done["files_skipped"].as_array().expect("files");
    assert_eq!(
        (skipped.len(), &skipped[0]["file"], &skipped[1]["file"]),
        (2, &json!("results/cut.xml"), &json!("results/malformed.xml"))
    );
    assert_eq!((&skipped[0]["line"], &skipped[0]["taken"], &skipped[1]["line"]), (&json!(5), &json!(3), &json!(2)), "{done}");
    let reason = skipped[0]["reason"].as_str().expect("reason");
    assert!(reason.contains("line 5") && reason.contains("after test 3") && skipped[1].get("taken").is_none(), "{done}");
    // A file that is long enough to be read in parts, and one without a complete test.
    let long = format!("<testsuite name='s'>\n{}", tests(30_000));
    home.file("results/cut.xml", &long);
    std::fs::remove_file(home.path().join("results/malformed.xml")).expect("removed");
    home.file("results/other.xml", "<testsuite name='o'>\n<testcase name='t'><failure>");
    let said = home.run(&["ingest", "results", "--project", "SHOP"]).expect(3);
    let said = format!("{}{}", said.out, said.err);
    for words in ["30001", "results/cut.xml is cut off in line 30002, after test 30", "other.xml cannot be read after line 2"] {
        assert!(said.replace('\u{202f}', "").contains(words), "{words}: {said}");
    }
}

#[test]
fn json_that_is_cut_off_gives_its_complete_tests() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    let test = |n: usize| format!("{{\"name\": \"t{n}\", \"status\": \"passed\", \"duration\": 1}},\n");
    let ctrf = |count: usize| {
        let tests: String = (1..=count).map(test).collect();
        format!("{{\"results\": {{\"tool\": {{}}, \"summary\": {{}}, \"tests\": [\n{tests}{{\"name\": \"last\", \"sta")
    };
    home.file("results/ctrf.json", &ctrf(3));
    home.file("results/11111111-1111-1111-1111-111111111111-result.json", "{\"name\": \"one\",\n\"status\": \"pas");
    let done = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    // A result of Allure that cannot be read counts as a failed test.
    assert_eq!((&done["results"]["passed"], &done["results"]["total"]), (&json!(3), &json!(4)), "{done}");
    let skipped = done["files_skipped"].as_array().expect("files");
    let of =
        |end: &str| skipped.iter().find(|file| file["file"].as_str().is_some_and(|name| name.ends_with(end))).expect("named");
    assert_eq!((&of("ctrf.json")["line"], &of("ctrf.json")["taken"]), (&json!(5), &json!(3)), "{done}");
    assert_eq!(
        (&of("-result.json")["line"], of("-result.json").get("taken")),
        (&json!(2), None),
        "one test is whole or not there"
    );
    // A file that is long enough to be read in parts.
    home.file("results/ctrf.json", &ctrf(60_000));
    let said = home.run(&["ingest", "results", "--project", "SHOP"]).expect(3);
    assert!((said.out + &said.err).contains("ctrf.json is cut off in line 60002, after test 60"), "the number has a separator");
}

#[test]
fn results_that_several_paths_hold_count_once() {
    let home = Home::new();
    let junit = |time: u32| format!("<testsuite name='s'><testcase classname='c' name='t' time='{time}'/></testsuite>");
    let allure = json!({"uuid": "u1", "name": "of Allure", "status": "failed", "start": 1_700_000_000_000_i64}).to_string();
    let shot = "11111111-1111-1111-1111-111111111111-attachment.txt";
    let with_file = json!({
        "uuid": "u2", "name": "with a file", "status": "passed",
        "attachments": [{"name": "log", "source": shot, "type": "text/plain"}],
    });
    let container = json!({"children": ["u1"], "befores": [{"name": "open the shop"}]}).to_string();
    let files = [
        ("a.xml", junit(1)),
        ("1-result.json", allure),
        ("2-result.json", with_file.to_string()),
        ("3-container.json", container),
        (shot, "log".to_owned()),
    ];
    let mut zip = zip::ZipWriter::new(std::fs::File::create(home.path().join("dir.zip")).expect("archive"));
    for folder in ["dir", "copy"] {
        std::fs::create_dir(home.path().join(folder)).expect("folder");
        files.iter().for_each(|(name, text)| drop(home.file(&format!("{folder}/{name}"), text)));
    }
    for (name, text) in &files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("member");
        zip.write_all(text.as_bytes()).expect("content");
    }
    zip.finish().expect("archive");
    // Another file of that name has a test of its own: nothing says that one repeats the other.
    std::fs::create_dir(home.path().join("retry")).expect("folder");
    home.file("retry/a.xml", &junit(2));
    let run = |args: &[&str]| {
        let ended = home.run(&[&["--json", "ingest"], args, &["--project", "SHOP", "--create-project"]].concat());
        ended.expect(0).json()
    };
    let done = run(&["dir", "copy", "dir.zip", "retry"]);
    assert_eq!((&done["results"]["total"], &done["attempts"]["total"]), (&json!(4), &json!(4)), "{done}");
    assert_eq!(done["attachments"], 1, "{done}");
    let skipped = done["files_skipped"].as_array().expect("files");
    let mut named: Vec<String> = skipped.iter().map(|file| format!("{}: {}", file["file"], file["reason"])).collect();
    let of = |folder: &str, name: &str| format!("\"{folder}/{name}\": \"the same as copy/{name}, which is read once\"");
    let names = ["1-result.json", "2-result.json", "3-container.json", "a.xml"];
    let mut expected: Vec<String> = names.iter().flat_map(|name| ["dir", "dir.zip"].map(|folder| of(folder, name))).collect();
    named.sort();
    expected.sort();
    assert_eq!(named, expected);
}

#[test]
fn of_very_many_copies_the_last_one_that_is_named_counts_the_others() {
    let home = Home::new();
    for folder in ["copy", "dir"] {
        std::fs::create_dir(home.path().join(folder)).expect("folder");
        for n in 0..1_005 {
            home.file(&format!("{folder}/{n:04}-result.json"), &json!({"name": format!("t{n}"), "status": "passed"}).to_string());
        }
    }
    let ended = home.run(&["--json", "ingest", "dir", "copy", "--project", "SHOP", "--create-project"]);
    let done = ended.expect(0).json();
    let skipped = done["files_skipped"].as_array().expect("files");
    assert_eq!((skipped.len(), &done["attempts"]["total"]), (1_001, &json!(1_005)));
    assert_eq!(skipped[999]["reason"], "the same as copy/0999-result.json, which is read once");
    assert_eq!(skipped[1_000]["reason"], "a copy of a file that is read once; copies that are not named: 4");
}

#[test]
fn an_input_is_known_in_any_order_and_with_its_copies() {
    let home = Home::new();
    let junit = |name: &str| format!("<testsuite><testcase name='{name}'/></testsuite>");
    for folder in ["x/res", "y/res", "copy"] {
        std::fs::create_dir_all(home.path().join(folder)).expect("folder");
        home.file(&format!("{folder}/TEST.xml"), &junit(folder.get(..1).unwrap_or_default()));
        home.file(&format!("{folder}/notes.txt"), "nothing");
    }
    home.file("copy/TEST.xml", &junit("x"));
    let run = |paths: &[&str]| {
        let done = home.run(&[&["--json", "ingest"], paths, &["--project", "SHOP", "--create-project"]].concat());
        let done = done.expect(0).json();
        (done["run"].as_i64().expect("run"), done["was_there"].as_bool().expect("known"))
    };
    assert_eq!(run(&["x/res", "y/res"]), (1, false));
    assert_eq!(run(&["y/res", "x/res"]), (1, true));
    assert_eq!(run(&["y/res", "copy", "x/res"]), (1, true), "a copy adds nothing");
    assert_eq!(run(&["y/res"]), (2, false));
    assert_eq!(run(&["x/res"]), (3, false));
    assert_eq!(run(&["copy", "x/res"]), (3, true));
}

#[test]
fn an_input_that_an_earlier_version_took_is_known() {
    let home = Home::new();
    let text = "<testsuite><testcase name='t'/></testsuite>";
    home.file("a.xml", text);
    let run = || home.run(&["--json", "ingest", "a.xml", "--project", "SHOP", "--create-project"]).expect(0).json();
    assert_eq!(run()["was_there"], false);
    let mut earlier = blake3::Hasher::new();
    earlier.update(b"a.xml").update(&(text.len() as u64).to_le_bytes()).update(blake3::hash(text.as_bytes()).as_bytes());
    let id = &earlier.finalize().to_hex()[..32];
    let file = Db::open(&home.path().join("workspace.voluptas"), Mode::ReadWrite).expect("workspace");
    file.batch(&format!("UPDATE runs SET input_hash = '{id}'")).expect("changed");
    assert_eq!(run()["was_there"], true);
}

#[cfg(unix)]
#[test]
fn a_name_with_a_line_end_stays_in_one_line() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("results")).expect("folder");
    home.file("results/a.xml", "<testsuite name='s'><testcase classname='c' name='t'/></testsuite>");
    let forged = "b\nError: forged\r\u{1b}[2K.xml";
    // A file that breaks off, one of another kind, and a link.
    for (name, text) in [("", "<testsuite>\n<testcase"), ("1", "nothing")] {
        home.file(&format!("results/{name}{forged}"), text);
    }
    std::os::unix::fs::symlink("a.xml", home.path().join(format!("results/2{forged}"))).expect("link");
    let partly = home.run(&["ingest", "results", "--project", "SHOP", "--create-project"]).expect(3);
    let absent = home.run(&["ingest", forged, "--project", "SHOP"]).expect(1);
    for said in [&partly, &absent] {
        assert!(said.err.contains("b\u{240a}Error: forged\u{240d}\u{241b}[2K.xml"), "{}", said.err);
        assert!(!said.err.contains("\nError: forged") && !said.err.contains('\r'), "{}", said.err);
    }
    assert_eq!(partly.err.lines().count(), 3, "{}", partly.err);
}

#[test]
fn of_many_files_of_other_kinds_the_first_are_named() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("results/shots")).expect("folder");
    let attached = ["1100", "2000"].map(|name| format!("[[ATTACHMENT|shots/{name}.png]]\n")).concat();
    let named = format!("<testsuite name='s'><testcase name='t'><system-out>{attached}</system-out></testcase></testsuite>");
    home.file("results/r.xml", &named);
    for n in 1000..2100 {
        home.file(&format!("results/shots/{n}.png"), "no result");
    }
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(0).json();
    let skipped = answer["files_skipped"].as_array().expect("a list").clone();
    // One of the first 1,000 and the one behind them belong to a test; the last line stands for itself and 98 more.
    assert_eq!(skipped.len(), 1000, "{:?}", skipped.last());
    let last = skipped.last().expect("a file").to_string();
    assert!(last.contains("shots/2001.png") && last.contains("not named: 98"), "{last}");
    assert_eq!((answer["files_not_read"].clone(), answer["files_left_out"].clone()), (json!(0), json!(1098)));
}

#[test]
fn an_archive_that_a_result_names_is_no_file_that_was_not_read() {
    let home = Home::new();
    let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let put = |name: &str| std::fs::write(home.path().join("results").join(name), zip).expect("file");
    let mut value = result("a", json!(1_760_000_000_000_i64), json!(1_760_000_001_000_i64));
    let file = |source: &str| json!({ "name": "trace", "type": "application/zip", "source": source });
    value["attachments"] = json!([file("0a1b-attachment.zip"), file("trace.zip")]);
    write(&home, "a-result.json", &value);
    ["0a1b-attachment.zip", "trace.zip", "0c2d-attachment.zip"].into_iter().for_each(put);
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(0).json();
    assert_eq!((&answer["attachments"], &answer["files_skipped"]), (&json!(2), &json!([])), "{answer}");
    put("more-results.zip");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    assert_eq!((&answer["files_not_read"], &answer["files_skipped"][0]["file"]), (&json!(1), &json!("results/more-results.zip")));
}

#[test]
fn an_input_without_results_names_its_files_to_programs_too() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("results")).expect("folder");
    home.file("results/a.xml", "<testsuite>");
    home.file("results/b.txt", "no result");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(4).json();
    assert_eq!(answer["error"]["kind"], "nothing");
    assert_eq!((&answer["files_not_read"], &answer["files_left_out"]), (&json!(1), &json!(1)), "{answer}");
    let names: Vec<_> = answer["files_skipped"].as_array().expect("a list").iter().map(|file| file["file"].clone()).collect();
    assert_eq!(names, ["results/a.xml", "results/b.txt"]);
    let other = home.run(&["--json", "ingest", "none", "--project", "SHOP"]).expect(1).json();
    assert!(other.get("files_skipped").is_none(), "{other}");
}

#[test]
fn of_many_broken_files_the_first_are_named_and_all_are_counted() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("results")).expect("folder");
    home.file("results/a.xml", "<testsuite name='s'><testcase name='t'/></testsuite>");
    for n in 0..1100 {
        home.file(&format!("results/{n:04}.xml"), "<testsuite><testcase></wrong></testsuite>");
        home.file(&format!("results/{n:04}-result.json"), "{");
    }
    home.file("results/x.txt", "no result");
    let text = home.run(&["ingest", "results", "--project", "SHOP"]).expect(3);
    let last = text.err.lines().rfind(|line| line.contains("more files")).unwrap_or_default();
    assert_eq!(last.chars().filter(char::is_ascii_digit).collect::<String>(), "2181", "{last}");
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP", "--again"]).expect(3).json();
    assert_eq!((answer["files_not_read"].clone(), answer["files_left_out"].clone()), (json!(2200), json!(1)));
    assert_eq!(answer["files_skipped"].as_array().map(Vec::len), Some(1001));
    // Each result of Allure that cannot be read is a failed test, named or not.
    assert_eq!(answer["results"]["failed"], json!(1100));
}

#[test]
fn a_report_lists_the_last_attempts_of_a_test_and_counts_the_others() {
    let home = Home::new();
    let failed = |name: &str, message: &str| {
        format!("<testcase classname='c' name='{name}' time='1'><failure message='{message}'/></testcase>")
    };
    let many: String = (0..1_200).map(|n| failed("many", &format!("got {n}"))).collect();
    // Attempts that are too large together and, of the test with twelve of them, also alone.
    let long = |n: usize| format!("{n}{}", "x".repeat(2 << 20));
    let few = ["one", "two", "three"].map(|name| (0..4).map(|n| failed(name, &long(n))).collect::<String>()).concat();
    let large: String = (0..12).map(|n| failed("large", &long(n))).collect();
    let suites = [few, many, large].map(|tests| format!("<testsuite name='s'>{tests}</testsuite>")).concat();
    home.file("r.xml", &format!("<testsuites>{suites}</testsuites>"));
    home.run(&["ingest", "r.xml", "--project", "SHOP", "--create-project"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.json"]).expect(0);
    let report: Value = serde_json::from_slice(&std::fs::read(home.path().join("r.json")).expect("report")).expect("JSON");
    let tests = report["tests"].as_array().expect("tests");
    let attempts = |test: &Value| test["attempts"].as_array().map_or(0, Vec::len);
    let listed: Vec<(&str, usize, u64)> = tests
        .iter()
        .map(|test| {
            (test["title"].as_str().unwrap_or_default(), attempts(test), test["attempts_left_out"].as_u64().unwrap_or_default())
        })
        .collect();
    // What is held to the end of a suite comes behind its other tests.
    assert_eq!(listed, [("two", 3, 0), ("three", 3, 0), ("one", 3, 0), ("many", 1000, 199), ("large", 8, 3)]);
    let many = &tests[3];
    assert_eq!(
        (many["attempts"][0]["message"].clone(), many["attempts"][999]["message"].clone()),
        (json!("got 199"), json!("got 1198"))
    );
    assert_eq!(many["message"], json!("got 1199"));
    let beginning =
        |attempt: usize| tests[4]["attempts"][attempt]["message"].as_str().map(|text| text.trim_end_matches('x').to_owned());
    assert_eq!((beginning(0).as_deref(), beginning(7).as_deref()), (Some("3"), Some("10")));
}

#[cfg(unix)]
#[test]
fn of_many_links_the_first_are_named_and_all_are_counted() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("results")).expect("folder");
    home.file("results/a.xml", "<testsuite name='s'><testcase name='t'/></testsuite>");
    home.file("results/b.xml", "<testsuite>");
    for n in (0..2500).rev() {
        std::os::unix::fs::symlink("a.xml", home.path().join(format!("results/link{n:04}.xml"))).expect("link");
    }
    let answer = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(3).json();
    let skipped = answer["files_skipped"].as_array().expect("a list").clone();
    assert_eq!((answer["files_not_read"].clone(), skipped.len()), (json!(2501), 1001));
    let named = |at: usize| skipped[at]["file"].clone();
    assert_eq!([named(0), named(999), named(1000)], ["results/link0000.xml", "results/link0999.xml", "results/b.xml"]);
}

#[test]
fn the_number_of_further_files_counts_those_that_no_list_names() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("in")).expect("folder");
    home.file("in/r.xml", "<testsuite name='s'><testcase classname='c' name='t'/></testsuite>");
    for n in 0..1_300 {
        std::fs::write(home.path().join(format!("in/{n:04}.png")), n.to_string()).expect("file");
    }
    let said = home.run(&["ingest", "in", "--project", "SHOP"]).expect(0).err;
    let shown = said.lines().filter(|line| line.starts_with("Warning: ")).count();
    assert_eq!(shown, 20, "{said}");
    assert!(said.replace([',', '\u{202f}'], "").contains("and 1280 more files"), "{said}");
}

#[test]
fn runs_of_one_minute_have_titles_of_their_own_and_stay_one_series() {
    let home = Home::new();
    let mut titles = Vec::new();
    for (n, second) in [(0, "05"), (1, "41"), (2, "41"), (3, "41")] {
        let xml = format!(
            "<testsuite timestamp='2026-01-15T09:00:{second}'><testcase classname='c' name='t{n}' time='1'/></testsuite>"
        );
        home.file("r.xml", &xml);
        home.run(&["ingest", "r.xml", "--project", "SHOP"]).expect(0);
    }
    let listed = home.run(&["run", "list", "--project", "SHOP", "--json"]).expect(0).json();
    titles.extend(listed["runs"].as_array().expect("runs").iter().filter_map(|run| run["title"].as_str().map(str::to_owned)));
    titles.sort();
    let at = "JUnit 2026-01-15 09:00";
    assert_eq!(titles, [at.to_owned(), format!("{at}:41"), format!("{at}:41-2"), format!("{at}:41-3")]);
}
