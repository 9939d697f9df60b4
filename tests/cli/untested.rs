//! Cases of a run without a result: in reports, in the trend, and runs by hand before the gate.

use crate::support::Home;
use serde_json::{Value, json};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::{Op, Store};

/// A workspace with 25 cases in the suite "Cart", all of which passed in run 1 of a tool and wait in run 2 by hand.
pub fn waiting() -> Home {
    let home = Home::new();
    let cases: String = (1..=25).map(|n| format!("<testcase classname='c' name='Checks {n}'/>")).collect();
    home.file("junit.xml", &format!("<testsuites><testsuite name='Cart'>{cases}</testsuite></testsuites>"));
    home.run(&["ingest", "junit.xml", "--project", "SHOP", "--create-cases", "--run-name", "Nightly"]).expect(0);
    home.run(&["run", "create", "Release", "--project", "SHOP", "--suite", "1"]).expect(0);
    home
}

fn report(home: &Home, name: &str, more: &[&str]) -> String {
    home.run(&[&["report", "--project", "SHOP", "--run", "2", "--out", name], more].concat()).expect(0);
    std::fs::read_to_string(home.path().join(name)).expect("report")
}

#[test]
fn reports_name_the_cases_without_a_result() {
    let home = waiting();
    let xml = report(&home, "r.xml", &[]);
    assert!(xml.contains("<testsuite name=\"Release\" tests=\"25\" failures=\"0\" errors=\"0\" skipped=\"25\""), "{xml}");
    let case =
        "<testcase classname=\"Cart\" name=\"Checks 1\"><skipped message=\"Not executed: the run has no result of this case\"/>";
    assert!(xml.contains(case) && xml.matches("<testcase").count() == 25, "{xml}");
    assert!(report(&home, "ru.xml", &["--lang", "ru"]).contains("<skipped message=\"Не выполнен: в прогоне нет результата"));

    let text = report(&home, "r.md", &[]);
    assert!(text.contains("### Untested: 25\n\n| Case | Test |\n|---|---|\n| SHOP-1 | Checks 1 |\n"), "{text}");
    assert!(text.contains("| SHOP-20 | Checks 20 |\n\nand 5 more") && !text.contains("Checks 21"), "{text}");

    let value: Value = serde_json::from_str(&report(&home, "r.json", &[])).expect("JSON");
    let untested = value["untested"].as_array().expect("a list");
    assert_eq!((untested.len(), value["tests"].as_array().map(Vec::len)), (25, Some(0)));
    assert_eq!(untested[0], json!({"title": "Checks 1", "suite": ["Cart"], "case": "SHOP-1", "status": "untested"}));

    // The table for browsers without scripts.
    assert!(report(&home, "r.html", &[]).contains("<tr><td>Untested</td><td>Checks 25 · SHOP-25</td>"));
    let again = home.run(&["--json", "ingest", "r.xml", "--project", "AGAIN", "--create-project"]).expect(0).json();
    assert_eq!((&again["results"]["total"], &again["results"]["skipped"]), (&json!(25), &json!(25)));
}

#[test]
fn a_report_is_said_to_have_the_tests_of_the_run() {
    let home = waiting();
    let said = |run: &str, lang: &str| {
        home.run(&["--lang", lang, "report", "--project", "SHOP", "--run", run, "--out", "r.json"]).expect(0).out
    };
    assert!(said("1", "en").trim_end().ends_with(": 25 tests"), "{}", said("1", "en"));
    assert!(said("2", "en").contains("25 untested"), "{}", said("2", "en"));
    let store = Store::open(&home.path().join("workspace.voluptas"), std::sync::Arc::new(SystemClock)).expect("store");
    let stored = store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().by_code("SHOP")?.expect("project");
        let run = tx.runs().by_number(project.id, 2)?;
        let case = tx.cases().by_number(project.id, 1)?.expect("case");
        let (title, status) = (String::from("Checks 1"), ResultStatus::Passed);
        let content = ResultContent { case_id: Some(case.id), title, status, ..ResultContent::default() };
        tx.results().add(run.id, &content)
    });
    stored.expect("a result");
    let list = home.run(&["--json", "run", "list", "--project", "SHOP"]).expect(0).json();
    assert_eq!(list["runs"][0]["results"]["total"], json!(25));
    assert!(said("2", "en").trim_end().ends_with(": 25 tests, 24 untested"), "{}", said("2", "en"));
    assert!(said("2", "ru").trim_end().ends_with("25 тестов, не проверено: 24"), "{}", said("2", "ru"));
}

#[test]
fn the_trend_counts_tests_without_a_result() {
    let home = waiting();
    home.run(&["run", "close", "2", "--project", "SHOP"]).expect(0);
    let runs = home.run(&["--json", "trend", "--project", "SHOP"]).expect(0).json()["runs"].clone();
    assert_eq!((&runs[0]["untested"], &runs[1]["untested"], &runs[1]["results"]["total"]), (&json!(0), &json!(25), &json!(25)));
    for (lang, head) in [("en", "Untested"), ("ru", "Не запускалось")] {
        let text = home.run(&["--lang", lang, "trend", "--project", "SHOP"]).expect(0).out;
        let of_run = text.lines().find(|line| line.contains("Release")).expect("the run");
        assert!(text.contains(head) && of_run.contains(" 25 "), "{text}");
    }
}

#[test]
fn the_gate_judges_the_newest_finished_run_of_test_tools() {
    let home = waiting();
    let gate = |args: &[&str]| home.run(&[&["gate", "--project", "SHOP", "--max-failures", "0"], args].concat());
    let said = gate(&[]).expect(0);
    assert!(said.out.contains("Run 1 “Nightly” meets the quality gate") && said.err.is_empty(), "{} {}", said.out, said.err);
    let answer = home.run(&["--json", "gate", "--project", "SHOP", "--max-failures", "0"]).expect(0).json();
    assert_eq!((&answer["run"], &answer["title"]), (&json!(1), &json!("Nightly")));
    let said = gate(&["--run", "2"]).expect(6);
    assert!(said.out.contains("Run 2 “Release” does not meet the quality gate"), "{}", said.out);
    assert!(said.err.contains("Quality gate: no test was executed"), "{}", said.err);
    let answer = home.run(&["--json", "gate", "--project", "SHOP", "--max-failures", "0", "--run", "2"]).expect(6).json();
    assert_eq!(answer["broken"], json!([{"rule": "min-executed", "limit": "1", "found": "0"}]));
    home.file("voluptas.gate.toml", "max-failures = 0\n");
    home.run(&["run", "close", "2", "--project", "SHOP"]).expect(0);
    let value: Value = serde_json::from_str(&report(&home, "g.json", &[])).expect("JSON");
    assert_eq!((&value["run"]["gate"]["met"], &value["run"]["gate"]["broken"]), (&json!(false), &answer["broken"]));
    assert!(report(&home, "g.html", &[]).contains("No test was executed"));
    std::fs::remove_file(home.path().join("voluptas.gate.toml")).expect("removed");
    let help = home.run(&["gate", "--help"]).expect(0).out;
    assert!(help.contains("newest finished run of test tools"), "{help}");

    let by_hand = ["run", "create", "By hand", "--project", "HAND", "--case", "1"];
    home.file("cases.csv", "Title\nPays\n");
    home.run(&["cases", "import", "cases.csv", "--project", "HAND", "--create-project"]).expect(0);
    let judge = |args: &[&str]| home.run(&[&["gate", "--project", "HAND", "--max-failures", "0"], args].concat());
    assert!(judge(&[]).expect(4).err.contains("The project HAND has no run"));
    home.run(&by_hand).expect(0);
    let said = judge(&[]).expect(4).err;
    assert!(said.contains("no finished run of test tools") && said.contains("--run"), "{said}");
    judge(&["--run", "1"]).expect(6);
}
