//! `report`: the run as a file in each form, and what hostile names become there.

use crate::support::{Ended, Home};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;

/// Names that would be markup, end an element, turn the direction of text or stop a reader.
pub const HOSTILE: [&str; 7] = [
    "</script><script>globalThis.ran = 1</script>",
    "<img src=x onerror=\"globalThis.ran = 2\">",
    "<!--<script>",
    "\"'`&quot;${globalThis.ran = 3}",
    "nul \u{0} and escape \u{1b}[31m",
    "line\u{2028}separator\u{2029}",
    "\u{202e}right to left",
];

/// Attachments, named as Allure names them.
const PAGE: &str = "00000000-0000-4000-8000-000000000001-attachment.html";
const SHOT: &str = "00000000-0000-4000-8000-000000000002-attachment.svg";

/// Writes a folder of Allure results with hostile texts everywhere: one failed test for each name, the last of them with an earlier
/// attempt, and a passed test.
pub fn write_hostile(folder: &Path) {
    std::fs::create_dir(folder).expect("folder");
    let write = |name: &str, value: &Value| std::fs::write(folder.join(name), value.to_string()).expect("file written");
    std::fs::write(folder.join(PAGE), "<script>globalThis.ran = 4</script>").expect("file written");
    std::fs::write(folder.join(SHOT), "<svg onload='globalThis.ran = 5'/>").expect("file written");
    for (at, text) in HOSTILE.iter().enumerate() {
        let result = |uuid: &str, start: i64| {
            json!({
                "uuid": format!("{uuid}-{at}"), "historyId": format!("history-{at}"), "name": text, "fullName": format!("hostile.{text}"),
                "status": "failed", "start": start, "stop": start + 5,
                "statusDetails": {"message": format!("{text} message"), "trace": format!("{text} trace")},
                "labels": [{"name": "suite", "value": text}, {"name": text, "value": text}, {"name": "severity", "value": text}],
                "parameters": [{"name": text, "value": text}],
                "links": [{"name": text, "url": "javascript:globalThis.ran=6", "type": "issue"}, {"name": "fine", "url": "https://example.org/1"}],
                "steps": [{"name": text, "status": "failed", "steps": [{"name": format!("nested {text}"), "status": "passed"}]}],
                "attachments": [
                    {"name": text, "source": PAGE, "type": "text/html"}, {"name": "shot", "source": SHOT, "type": "image/svg+xml"},
                ],
            })
        };
        write(&format!("a{at}-result.json"), &result("a", 1_000));
        if at + 1 == HOSTILE.len() {
            write(&format!("b{at}-result.json"), &result("b", 2_000));
        }
    }
    let passed = json!({"uuid": "p", "historyId": "p", "name": "passes", "fullName": "hostile.passes", "status": "passed", "start": 1_000, "stop": 1_700});
    write("p-result.json", &passed);
}

/// A home with a run of hostile names.
fn hostile() -> Home {
    let home = Home::new();
    write_hostile(&home.path().join("results"));
    home.run(&["ingest", "results", "--project", "SHOP", "--run-name", HOSTILE[0]]).expect(0);
    home
}

fn report(home: &Home, name: &str, more: &[&str]) -> String {
    home.run(&[&["report", "--project", "SHOP", "--out", name], more].concat()).expect(0);
    std::fs::read_to_string(home.path().join(name)).expect("report")
}

/// Writes JUnit XML of 150 failed tests. Tests 20 to 24 have a stack trace of 2 MB each, and test 21 has a message of that size.
pub fn write_large(path: &Path) {
    let mut file = String::from("<testsuite name=\"large\">");
    for n in 0..150 {
        let size = if (20..25).contains(&n) { 2_000_000 } else { 20 };
        let message = if n == 21 { "m".repeat(size) } else { format!("got {n}") };
        let trace = "at a.b.C(D.java:1) ".repeat(size / 19);
        file += &format!(
            "<testcase classname=\"large\" name=\"t{n}\"><failure message=\"{message}\">{trace}end{n}</failure></testcase>"
        );
    }
    std::fs::write(path, file + "</testsuite>").expect("file written");
}

/// The text of the element with this id.
fn element<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!(" id=\"{id}\">"))?;
    rest.split_once("</script>").map(|(text, _)| text)
}

/// Numbers of the tests in each piece of a page.
fn pieces(page: &str) -> Vec<Vec<usize>> {
    let piece = |text: &str| -> Vec<usize> {
        let packed = STANDARD.decode(text.trim()).expect("base64");
        let tests: Vec<Value> = serde_json::from_reader(flate2::read::ZlibDecoder::new(&packed[..])).expect("JSON");
        let number = |test: &Value| -> usize {
            let number = test["title"].as_str().and_then(|title| title.strip_prefix('t')).expect("title").to_owned();
            assert!(test["stacktrace"].as_str().is_some_and(|trace| trace.ends_with(&format!("end{number}"))), "t{number}");
            number.parse().expect("number")
        };
        tests.iter().map(number).collect()
    };
    (0..).map_while(|n| element(page, &format!("p-{n}"))).map(piece).collect()
}

#[test]
fn large_tests_make_short_pieces() {
    let home = Home::new();
    write_large(&home.path().join("large.xml"));
    home.run(&["ingest", "large.xml", "--project", "SHOP"]).expect(0);
    let page = report(&home, "r.html", &[]);
    let found = pieces(&page);
    assert_eq!(found.concat(), (0..150).collect::<Vec<_>>(), "every test once and in order");
    // Two traces of 2 MB nearly fill the 4 MiB of a piece; test 21 fills one with the tests before it.
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [22, 3, 100, 25]);
    let head: Value = serde_json::from_str(element(&page, "head").expect("head")).expect("JSON");
    assert_eq!((&head["piece"], &head["starts"]), (&json!(100), &json!([0, 22, 25, 125])));
    assert!(page.len() < 1_000_000, "the table without scripts has the whole message: {}", page.len());
    // Other forms read the same pages.
    let data: Value = serde_json::from_str(&report(&home, "r.json", &[])).expect("JSON");
    assert_eq!(data["tests"].as_array().map(Vec::len), Some(150));
}

#[test]
fn full_pieces_need_no_starts() {
    let home = Home::new();
    let tests = (0..230).map(|n| format!("<testcase name=\"t{n}\"><failure>end{n}</failure></testcase>")).collect::<String>();
    std::fs::write(home.path().join("a.xml"), format!("<testsuite name=\"a\">{tests}</testsuite>")).expect("file written");
    home.run(&["ingest", "a.xml", "--project", "SHOP"]).expect(0);
    let page = report(&home, "r.html", &[]);
    let found = pieces(&page);
    assert_eq!(found.concat(), (0..230).collect::<Vec<_>>());
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 30]);
    assert!(!element(&page, "head").expect("head").contains("\"starts\""));
}

#[test]
fn the_page_holds_hostile_names_as_data_alone() {
    let home = hostile();
    let page = report(&home, "r.html", &[]);
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    // Those of the page itself: head, rows, script, a piece, the files.
    assert_eq!(page.matches("<script").count(), 5);
    assert_eq!(page.matches("</script").count(), 5);
    assert!(!page.contains("<img") && !page.contains("{{"));
    assert!(!page.contains("http://") || page.matches("http://").count() == page.matches("http://www.w3.org/2000/svg").count());
    let answer =
        home.run(&["--json", "report", "--project", "SHOP", "--out", "s.html", "--attachments-mb", "0"]).expect(0).json();
    assert_eq!((&answer["tests"], &answer["format"], &answer["attachments"]), (&json!(8), &json!("html"), &json!(0)));
    let size = std::fs::metadata(home.path().join("s.html")).expect("report").len();
    assert_eq!(answer["bytes"].as_u64(), Some(size));
    let russian = report(&home, "ru.html", &["--lang", "ru"]);
    assert!(russian.contains("<html lang=\"ru\">"));
}

#[test]
fn junit_read_again_gives_the_same_counts() {
    let home = hostile();
    let xml = report(&home, "r.xml", &[]);
    assert!(xml.contains("tests=\"8\" failures=\"7\" errors=\"0\" skipped=\"0\""));
    assert_eq!(xml.matches("<rerunFailure ").count(), 1);
    let first = home.run(&["--json", "compare", "--project", "SHOP", "--runs", "1", "1"]).expect(0).json();
    let again = home.run(&["--json", "ingest", "r.xml", "--project", "AGAIN", "--create-project"]).expect(0).json();
    assert_eq!((&again["results"]["passed"], &again["results"]["failed"]), (&json!(1), &json!(7)));
    assert_eq!(again["attempts"]["total"], 9);
    assert_eq!(first["counts"]["still_failing"], 7);
    assert_eq!(again["files_skipped"], json!([]));
}

#[test]
fn json_has_every_field_of_a_test() {
    let home = hostile();
    let text = report(&home, "r.json", &[]);
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["format"], "voluptas-run-report/1");
    assert_eq!((&value["run"]["run"], &value["run"]["total"], &value["run"]["retried"]), (&json!(1), &json!(8), &json!(1)));
    assert_eq!(value["run"]["statuses"], json!({"failed": 7, "passed": 1}));
    let tests = value["tests"].as_array().expect("tests");
    let of = |title: &str| tests.iter().find(|t| t["title"] == title).expect("test");
    let one = of(HOSTILE[1]);
    assert_eq!(one["message"], format!("{} message", HOSTILE[1]));
    assert_eq!(one["steps"][0]["steps"][0]["action"], format!("nested {}", HOSTILE[1]));
    assert_eq!(one["suite"], json!([HOSTILE[1]]));
    assert_eq!(one["attachments"][0]["mime"], "text/html");
    assert_eq!(of(HOSTILE[6])["attempts"].as_array().map(Vec::len), Some(1));
    assert!(value["run"]["gate"].is_null(), "no rules, no gate");
    std::fs::write(home.path().join("voluptas.gate.toml"), "min-pass-rate = 50\n").expect("rules");
    let gate: Value = serde_json::from_str(&report(&home, "g.json", &[])).expect("JSON");
    assert_eq!(gate["run"]["gate"], json!({"met": false, "broken": [{"rule": "min-pass-rate", "limit": "50", "found": "12.5"}]}));
    let printed = home.run(&["report", "--project", "SHOP", "--format", "json", "--out", "-"]).expect(0).out;
    assert_eq!(serde_json::from_str::<Value>(&printed).expect("JSON")["tests"], value["tests"]);
}

#[test]
fn reports_tell_combinations_apart_and_name_the_context_of_a_run() {
    let home = Home::new();
    let folder = home.path().join("results");
    std::fs::create_dir(&folder).expect("folder");
    for (at, status, value) in [(1, "passed", "card"), (2, "failed", "cash")] {
        let result = json!({
            "uuid": at.to_string(), "historyId": format!("pays-{value}"), "name": "pays", "fullName": "shop.pays", "status": status,
            "start": 1_000, "stop": 1_000 + at, "statusDetails": {"message": "Declined"}, "parameters": [{"name": "by", "value": value}],
        });
        std::fs::write(folder.join(format!("{at}-result.json")), result.to_string()).expect("file written");
    }
    home.run(&["ingest", "results", "--project", "SHOP", "--create-cases"]).expect(0);
    let text = report(&home, "r.md", &[]);
    // Without a run before, every failure is named.
    assert!(text.contains("### Failing") && text.contains("| pays · cash · SHOP-1 | Declined |"), "{text}");
    assert!(report(&home, "r.xml", &[]).contains("name=\"pays · cash\""));
    // The table for browsers without scripts.
    assert!(report(&home, "r.html", &[]).contains("pays · cash"));
    home.run(&["run", "create", "Release", "--project", "SHOP", "--case", "1", "--tag", "smoke"]).expect(0);
    let value: Value = serde_json::from_str(&report(&home, "run.json", &["--run", "2"])).expect("JSON");
    assert_eq!(value["run"]["tags"], json!(["smoke"]));
    assert!(report(&home, "run.md", &["--run", "2"]).contains("smoke"));
}

#[test]
fn markdown_names_every_failing_test() {
    let home = Home::new();
    let silent: String = (0..22).map(|n| format!("<testcase name='silent {n}' classname='c'><failure/></testcase>")).collect();
    let suite = |more: &str| format!("<testsuite name='s'>{silent}{more}</testsuite>");
    home.file(
        "one.xml",
        &suite("<testcase name='new' classname='c'/><testcase name='old' classname='c'><failure message='Was'/></testcase>"),
    );
    let failing =
        |name: &str, message: &str| format!("<testcase name='{name}' classname='c'><failure message='{message}'/></testcase>");
    home.file("two.xml", &suite(&[failing("new", "One"), failing("old", "Two"), failing("appeared", "Three")].concat()));
    home.run(&["ingest", "one.xml", "--project", "SHOP"]).expect(0);
    home.run(&["ingest", "two.xml", "--project", "SHOP"]).expect(0);
    let text = report(&home, "r.md", &[]);
    let section = |title: &str| {
        let from = text.split_once(&format!("### {title}\n")).unwrap_or_else(|| panic!("no {title}: {text}")).1;
        from.split("### ").next().unwrap_or_default().to_owned()
    };
    assert!(section("New failures").contains("| new | One |"), "{text}");
    let still = section("Still failing");
    assert!(still.contains("| silent 0 |  |") && still.contains("and 3 more"), "{text}");
    assert_eq!(still.matches("\n| ").count(), 21, "{text}");
    assert!(section("Other failing tests").contains("| appeared | Three |"), "{text}");
    let russian = report(&home, "ru.md", &["--lang", "ru"]);
    assert!(russian.contains("### Всё ещё падают") && russian.contains("### Другие проваленные тесты"), "{russian}");
}

#[test]
fn markdown_tells_new_failures_and_groups() {
    let home = Home::new();
    let suite = |second: &str| {
        format!(
            "<testsuite name='s'><testcase name='a|b' classname='c'/><testcase name='two' classname='c'>{second}</testcase></testsuite>"
        )
    };
    home.file("one.xml", &suite(""));
    home.file("two.xml", &suite("<failure message='Expected 1 but found @all'/>"));
    home.run(&["ingest", "one.xml", "--project", "SHOP"]).expect(0);
    home.run(&["ingest", "two.xml", "--project", "SHOP", "--run-name", "Second"]).expect(0);
    let text = report(&home, "r.md", &[]);
    assert!(text.starts_with("## Second · SHOP #2\n"), "{text}");
    assert!(text.contains("| All | Passed | Failed | Flaky |\n") && text.contains("| 2 | 1 | 1 | 0 |\n"), "{text}");
    assert!(text.contains("Compared with run #1: New failures: 1, Fixed: 0"), "{text}");
    assert!(text.contains("### New failures") && text.contains("| two | Expected 1 but found @\u{200b}all |"), "{text}");
    assert!(!text.contains("### Still failing"), "{text}");
    assert!(report(&home, "ru.md", &["--lang", "ru"]).contains("### Новые падения"));
    let page = report(&home, "r.html", &["--run", "2"]);
    assert!(page.contains("\"new_failure\":1"), "the page compares as well");
}

#[test]
fn markdown_counts_the_cases_of_a_run_by_hand_and_names_the_links_of_failures() {
    let home = Home::new();
    home.file("cases.csv", "title\nPay\nReturn\n");
    home.run(&["cases", "import", "cases.csv", "--project", "SHOP"]).expect(0);
    home.run(&["run", "create", "Release", "--project", "SHOP", "--case", "1", "--case", "2"]).expect(0);
    let text = report(&home, "hand.md", &["--run", "1"]);
    assert!(text.contains("| All | Untested | Flaky |\n") && text.contains("| 2 | 2 | 0 |\n"), "{text}");
    let result = r#"{"uuid":"u","name":"Pay","status":"failed","statusDetails":{"message":"Too late"},"start":1,"stop":2,
        "links":[{"name":"BUG-13","url":"https://tracker.test/BUG-13","type":"issue"}]}"#;
    std::fs::create_dir(home.path().join("allure")).expect("folder");
    home.file("allure/a-result.json", result);
    home.run(&["ingest", "allure", "--project", "SHOP"]).expect(0);
    let text = report(&home, "links.md", &["--run", "2"]);
    assert!(text.contains("| Pay · SHOP-1 | Too late · BUG-13 |"), "{text}");
}

#[test]
fn a_report_says_what_it_misses() {
    let home = hostile();
    let refused = |args: &[&str], code: i32| home.run(args).expect(code).err;
    assert!(refused(&["report", "--project", "SHOP", "--out", "r.txt"], 2).contains("--format"));
    assert!(refused(&["report", "--project", "NONE", "--out", "r.html"], 4).contains("NONE"));
    refused(&["report", "--project", "SHOP", "--run", "9", "--out", "r.html"], 4);
    refused(&["report", "--project", "SHOP", "--out", "nowhere/r.html"], 1);
    refused(&["report", "--project", "SHOP", "--format", "html", "--out", "workspace.voluptas"], 1);
    assert!(!home.path().join("r.html").exists());
    let left: Vec<_> = std::fs::read_dir(home.path())
        .expect("folder")
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().ends_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_missing_folder_for_temporary_files_is_named_as_such() {
    let home = hostile();
    let refused = |args: &[&str]| {
        let ended = home.command(args).env("TMPDIR", "/no-such-folder").output().expect("the binary runs");
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    let (code, said) = refused(&["report", "--project", "SHOP", "--out", "r.html"]);
    assert!(code == Some(1) && said.contains("temporary files /no-such-folder") && !said.contains("r.html"), "{code:?} {said}");
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/allure-results.tar.gz");
    let (code, said) = refused(&["ingest", archive, "--project", "SHOP"]);
    assert!(code == Some(1) && said.contains("temporary files /no-such-folder") && !said.contains("tar.gz"), "{code:?} {said}");
}

#[test]
fn help_says_what_the_file_replaces_and_when_a_format_is_needed() {
    let home = Home::new();
    home.file("r.xml", "<testsuite name='s'><testcase classname='c' name='t'/></testsuite>");
    home.run(&["ingest", "r.xml", "--project", "SHOP"]).expect(0);
    let help = |lang: &str| {
        let said = home.run(&["--lang", lang, "report", "--help"]).expect(0).out;
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (english, russian) = (help("en"), help("ru"));
    for part in ["replaces a file of that name", "- is standard output and needs --format", "html without --out"] {
        assert!(english.contains(part), "{part}: {english}");
    }
    assert!(russian.contains("файл с таким именем заменяется") && russian.contains("без --out html"), "{russian}");
    for args in [&["--out", "-"][..], &["--out", "r.txt"]] {
        home.run(&[&["report", "--project", "SHOP"], args].concat()).expect(2);
    }
    home.run(&["report", "--project", "SHOP", "--out", "-", "--format", "md"]).expect(0);
    for _ in 0..2 {
        home.run(&["report", "--project", "SHOP"]).expect(0);
    }
    assert!(home.path().join("SHOP-run-1.html").exists());
}

#[test]
fn muted_tests_do_not_break_the_gate() {
    let home = Home::new();
    let xml = |outcome: &str| {
        format!(
            "<testsuite name='s'><testcase name='pays' classname='c'>{outcome}</testcase><testcase name='adds' classname='c'/></testsuite>"
        )
    };
    home.file("one.xml", &xml(""));
    home.file("two.xml", &xml("<failure message='Expected 1'/>"));
    home.run(&["ingest", "one.xml", "--project", "SHOP"]).expect(0);
    home.run(&["ingest", "two.xml", "--project", "SHOP"]).expect(0);
    let gate = ["gate", "--project", "SHOP", "--max-failures", "0"];
    home.run(&gate).expect(6);
    let mute = ["--json", "mute", "--project", "SHOP", "--test", "c.pays", "--reason", "PAY-311", "--until", "2999-12-31"];
    assert_eq!(home.run(&mute).expect(0).json(), json!({ "project": "SHOP", "tests": ["pays"] }));
    home.run(&gate).expect(0);
    home.run(&[&gate[..], &["--count-muted"]].concat()).expect(6);
    let compared = home.run(&["--json", "compare", "--project", "SHOP", "--runs", "1", "2"]).expect(0).json();
    assert_eq!((&compared["counts"]["new_failure"], &compared["tests"][0]["muted"]), (&json!(1), &json!(true)));
    assert_eq!(compared["muted_new_failures"], json!(1));
    let said = home.run(&["compare", "--project", "SHOP", "--runs", "1", "2"]).expect(0).out;
    assert!(said.contains("New failures: 0 (muted: 1)") && said.contains("New failures of muted tests: 1"), "{said}");
    let whole = home.run(&["--json", "compare", "--project", "SHOP", "--runs", "1", "2", "--unchanged"]).expect(0).json();
    let unchanged =
        |of: &Value| of["tests"].as_array().map_or(0, |all| all.iter().filter(|t| t["difference"] == "unchanged").count());
    assert_eq!((json!(unchanged(&whole)), unchanged(&compared)), (whole["counts"]["unchanged"].clone(), 0));
    let text = report(&home, "muted.md", &[]);
    assert!(text.contains("New failures: 0 (muted: 1)"), "{text}");
    assert!(text.contains("### Muted tests: 1") && text.contains("| pays | Failed | PAY-311 |"), "{text}");
    let value: Value = serde_json::from_str(&report(&home, "muted.json", &[])).expect("JSON");
    assert_eq!((&value["run"]["muted"], &value["run"]["before"]["muted_new_failures"]), (&json!({"failed": 1}), &json!(1)));
    let pays = value["tests"].as_array().and_then(|all| all.iter().find(|t| t["title"] == "pays")).expect("test");
    assert_eq!((&pays["muted"]["reason"], &pays["category"]), (&json!("PAY-311"), &json!("product_defect")));
    let page = report(&home, "muted.html", &[]);
    assert!(
        page.contains("(Muted: PAY-311)") && page.contains("\"muted\":{\"failed\":1}"),
        "without scripts, and for the script"
    );
    home.run(&["mute", "--project", "SHOP", "--test", "nobody", "--reason", "x"]).expect(4);
    home.run(&["mute", "--project", "SHOP", "--test", "pays", "--reason", " "]).expect(2);
    home.run(&["mute", "--project", "SHOP", "--test", "pays", "--reason", "x", "--until", "soon"]).expect(2);
    home.run(&["unmute", "--project", "SHOP", "--test", "pays"]).expect(0);
    home.run(&gate).expect(6);
}

#[test]
fn a_run_without_an_executed_test_has_no_pass_rate() {
    let home = Home::new();
    std::fs::write(home.path().join("a.xml"), "<testsuite name='a'><testcase name='t'><skipped/></testcase></testsuite>")
        .expect("file");
    home.run(&["ingest", "a.xml", "--project", "SHOP"]).expect(0);
    let gate = ["gate", "--project", "SHOP", "--min-pass-rate", "50"];
    let said = home.run(&gate).expect(6).err;
    assert!(said.contains("min-pass-rate: no test was executed, the limit is 50"), "{said}");
    let said = home.run(&[&["--lang", "ru"], &gate[..]].concat()).expect(6).err;
    assert!(said.contains("min-pass-rate: не выполнен ни один тест, предел 50"), "{said}");
    let broken = home.run(&[&["--json"], &gate[..]].concat()).expect(6).json()["broken"].clone();
    assert_eq!(broken, json!([{ "rule": "min-pass-rate", "limit": "50", "found": "0.0" }]));
    let compare = ["compare", "--project", "SHOP", "--runs", "1", "1"];
    let said = home.run(&compare).expect(0).out;
    assert!(said.contains("Pass rate: — → —"), "{said}");
    assert!(home.run(&[&["--json"], &compare[..]].concat()).expect(0).json()["pass_rate_after"].is_null());
}

#[test]
fn the_gate_looks_in_the_current_folder_and_then_beside_the_workspace() {
    let home = Home::new();
    let xml = "<testsuite name='s' timestamp='2026-01-15T09:00:00'><testcase name='pays' classname='c' time='60.5'><failure/></testcase></testsuite>";
    home.file("one.xml", xml);
    home.run(&["ingest", "one.xml", "--project", "SHOP", "--max-failures", "5"]).expect(0);
    let elsewhere = home.path().join("ci");
    std::fs::create_dir(&elsewhere).expect("folder");
    let gate = |args: &[&str]| {
        let args = [&["gate", "--project", "SHOP"], args].concat();
        Ended::from(home.command(&args).current_dir(&elsewhere).output().expect("runs"))
    };
    gate(&[]).expect(2);
    let beside = home.file("voluptas.gate.toml", "max-failures = 0\nmax-duration = \"1m\"\n");
    let json = gate(&["--json"]).expect(6).json()["broken"].clone();
    let expected = json!([
        { "rule": "max-failures", "limit": "0", "found": "1" },
        { "rule": "max-duration", "limit": "1m", "found": "1m 500ms" },
    ]);
    assert_eq!(json, expected);
    let said = gate(&["--lang", "ru"]).expect(6).err;
    assert!(said.contains("1\u{a0}мин\u{a0}500\u{a0}мс, предел 1\u{a0}мин"), "{said}");
    let again = ["ingest", "../one.xml", "--again", "--project", "SHOP"];
    let ingested = home.command(&again).current_dir(&elsewhere).output().expect("runs");
    Ended::from(ingested).expect(6);
    // The file of the current folder comes first, also where it has no rule, and a flag before both.
    std::fs::write(elsewhere.join("voluptas.gate.toml"), "max-failures = 1\n").expect("rules");
    gate(&[]).expect(0);
    std::fs::remove_file(elsewhere.join("voluptas.gate.toml")).expect("removed");
    gate(&["--max-failures", "1", "--max-duration", "2m"]).expect(0);
    std::fs::write(&beside, "max-failure = 0\n").expect("rules");
    let refused = gate(&["--max-failures", "1"]).expect(2).err;
    assert!(refused.contains("voluptas.gate.toml"), "{refused}");
    let help = home.run(&["gate", "--help"]).expect(0).out;
    assert!(help.contains("beside the workspace"), "{help}");
}

#[test]
fn a_comparison_with_a_part_of_a_run_does_not_print_the_missing_tests() {
    let home = Home::new();
    let xml = |names: &[&str], outcome: &str| {
        let cases: String = names.iter().map(|n| format!("<testcase name='{n}' classname='c'>{outcome}</testcase>")).collect();
        format!("<testsuite name='s'>{cases}</testsuite>")
    };
    home.file("one.xml", &xml(&["pays", "adds", "removes"], ""));
    home.file("two.xml", &xml(&["pays"], "<failure message='Expected 1'/>"));
    home.run(&["ingest", "one.xml", "--project", "SHOP"]).expect(0);
    home.run(&["ingest", "two.xml", "--project", "SHOP"]).expect(0);
    let compare = ["compare", "--project", "SHOP", "--runs", "1", "2"];
    let said = home.run(&compare).expect(0).out;
    assert!(said.contains("pays") && said.contains("Missing tests: 2") && !said.contains("removes"), "{said}");
    assert!(said.contains("2 of 3 tests are in one run only and not listed; --one-sided lists them"), "{said}");
    let whole = home.run(&[&compare[..], &["--one-sided"]].concat()).expect(0).out;
    assert!(whole.contains("removes") && !whole.contains("not listed"), "{whole}");
    let json = home.run(&[&["--json"], &compare[..]].concat()).expect(0).json();
    assert_eq!(json["tests"].as_array().map(Vec::len), Some(3), "JSON has all tests: {json}");
}

#[test]
fn a_report_without_a_name_is_written_to_the_current_folder() {
    let home = Home::new();
    home.file("a.xml", "<testsuite name='s'><testcase classname='c' name='t'/></testsuite>");
    home.run(&["ingest", "a.xml", "--project", "SHOP"]).expect(0);
    let current = home.path().join("ci");
    std::fs::create_dir(&current).expect("folder");
    let run = |args: &[&str]| {
        let output = home.command(&[&["report", "--project", "shop"], args].concat()).current_dir(&current).output();
        crate::support::Ended::from(output.expect("the binary runs")).expect(0).out
    };
    for (args, name, begins) in [
        (&[][..], "SHOP-run-1.html", "<!doctype html>"),
        (&["--format", "md"], "SHOP-run-1.md", "## "),
        (&["--format", "xml", "--run", "1"], "SHOP-run-1.xml", "<?xml"),
        (&["--format", "json", "--json"], "SHOP-run-1.json", "{"),
    ] {
        let said = run(args);
        assert!(said.contains(name), "the answer names the file: {said}");
        let text = std::fs::read_to_string(current.join(name)).expect(name);
        assert!(text.starts_with(begins), "{name}");
    }
    assert_eq!(std::fs::read_dir(&current).expect("folder").count(), 4);
}

#[test]
fn many_attachments_share_a_few_elements_of_the_page() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("shots")).expect("folder");
    let mut cases = String::new();
    for n in 0..300 {
        home.file(&format!("shots/{n}.txt"), &format!("picture {n}"));
        cases += &format!("<testcase name='t{n}'><system-out>[[ATTACHMENT|shots/{n}.txt]]</system-out></testcase>");
    }
    home.file("r.xml", &format!("<testsuite name='s'>{cases}</testsuite>"));
    home.run(&["ingest", "r.xml", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    let page = std::fs::read_to_string(home.path().join("r.html")).expect("page");
    let elements: Vec<&str> = page.split("<script type=\"text/plain\" class=\"files\">").skip(1).collect();
    let lines = elements.iter().map(|element| element.split("</script>").next().unwrap_or_default().lines().count());
    assert!(elements.len() < 10, "{}", elements.len());
    // A file of each test, and its output.
    assert!(lines.sum::<usize>() >= 300);
    assert!(page.matches("<script").count() < 40);
}
