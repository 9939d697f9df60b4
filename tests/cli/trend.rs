//! `trend`, `failing`, `flaky`, `slowest` and `compare` over runs of JUnit files.

use crate::support::Home;
use serde_json::json;

/// A workspace with three finished runs of two tests: one passes, the other fails in the second run alone.
fn three_runs() -> Home {
    let home = Home::new();
    for (minute, outcome) in [(1, ""), (2, "<failure message='Out of stock'/>"), (3, "")] {
        let xml = format!(
            "<testsuite name='s' timestamp='2026-01-15T09:{minute:02}:00'><testcase classname='c' name='Buys tea' time='2'>{outcome}</testcase>\
             <testcase classname='c' name='Sells tea' time='1'/></testsuite>"
        );
        let file = format!("{minute}.xml");
        std::fs::write(home.path().join(&file), xml).expect("file");
        home.run(&["ingest", &file, "--project", "SHOP", "--run-name", "Nightly"]).expect(0);
    }
    home
}

#[test]
fn trend_has_every_run_with_its_counts() {
    let home = three_runs();
    let answer = home.run(&["--json", "trend", "--project", "SHOP"]).expect(0).json();
    let runs = answer["runs"].as_array().expect("runs");
    let of = |key: &str| runs.iter().map(|run| run[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("run"), [json!(1), json!(2), json!(3)]);
    assert_eq!(of("pass_rate"), [json!(100.0), json!(50.0), json!(100.0)]);
    assert_eq!(runs[1]["results"]["failed"], 1);
    assert_eq!(answer["modules"][0]["results"]["total"], 2);
    let last = home.run(&["--json", "trend", "--project", "shop", "--runs", "1"]).expect(0).json();
    assert_eq!(last["runs"].as_array().map(Vec::len), Some(1));
    let named = home.run(&["--json", "trend", "--project", "SHOP", "--run-name", "Nightly"]).expect(0).json();
    assert_eq!(named["runs"].as_array().map(Vec::len), Some(3));
    let text = home.run(&["--lang", "ru", "trend", "--project", "SHOP"]).expect(0).out;
    assert!(text.contains("50,0\u{a0}%") && text.contains("Nightly"), "{text}");
}

#[test]
fn lists_of_tests_have_the_figures_of_their_rules() {
    let home = three_runs();
    let list = |command: &str| home.run(&["--json", command, "--project", "SHOP"]).expect(0).json()["tests"].clone();
    let flaky = list("flaky");
    assert_eq!(flaky.as_array().map(Vec::len), Some(1));
    let test = &flaky[0];
    assert_eq!((&test["title"], &test["switches"], &test["flaky_rate"]), (&json!("Buys tea"), &json!(2), &json!(100.0)));
    assert_eq!(test["runs"], json!([[1, "passed"], [2, "failed"], [3, "passed"]]));
    // By the classic rule a test that passes now is not flaky.
    let classic = home.run(&["--json", "flaky", "--project", "SHOP", "--rule", "classic"]).expect(0).json();
    assert_eq!(classic["tests"], json!([]));
    home.run(&["flaky", "--project", "SHOP", "--rule", "other"]).expect(2);
    assert_eq!(list("failing")[0]["failures"], 1);
    let slow = list("slowest");
    assert_eq!((&slow[0]["title"], &slow[0]["mean_ms"], &slow[1]["mean_ms"]), (&json!("Buys tea"), &json!(2000), &json!(1000)));
    let text = home.run(&["flaky", "--project", "SHOP"]).expect(0).out;
    assert!(text.contains("Buys tea") && text.contains("100\u{a0}%"), "{text}");
}

#[test]
fn a_list_without_a_test_says_so() {
    let home = Home::new();
    home.file("r.xml", "<testsuite name='s'><testcase classname='c' name='Buys tea'/></testsuite>");
    home.run(&["ingest", "r.xml", "--project", "SHOP"]).expect(0);
    for (command, english, russian) in [
        ("failing", "No test has failed in these runs.", "В этих прогонах нет упавших тестов."),
        ("flaky", "No test is flaky in these runs.", "В этих прогонах нет нестабильных тестов."),
    ] {
        let said = |lang: &str| home.run(&["--lang", lang, command, "--project", "SHOP"]).expect(0).out;
        assert_eq!((said("en").trim_end(), said("ru").trim_end()), (english, russian));
    }
}

#[test]
fn the_largest_change_of_a_duration_comes_first() {
    let home = Home::new();
    let run = |name: &str, took: &dyn Fn(i32) -> i32| {
        let cases: String = (10..40).map(|n| format!("<testcase classname='c' name='t{n}' time='{}'/>", took(n))).collect();
        home.file(name, &format!("<testsuite name='s'>{cases}</testsuite>"));
        home.run(&["ingest", name, "--project", "SHOP"]).expect(0);
    };
    run("one.xml", &|_| 10);
    run("two.xml", &|n| 10 + n);
    for (runs, kind) in [(["1", "2"], "slower"), (["2", "1"], "faster")] {
        let args = ["compare", "--project", "SHOP", "--runs", runs[0], runs[1]];
        let answer = home.run(&[&["--json"], &args[..]].concat()).expect(0).json();
        assert_eq!((&answer["counts"][kind], &answer["tests"][0]["title"]), (&json!(30), &json!("t39")), "{answer}");
        let said = home.run(&args).expect(0).out;
        let first = said.lines().find(|line| line.starts_with('t')).unwrap_or_default();
        assert!(first.starts_with("t39") && !said.contains("t19 "), "{said}");
    }
}

#[test]
fn unknown_names_match_nothing_and_wrong_flags_are_usage_errors() {
    let home = three_runs();
    for (args, code) in [
        (&["trend", "--project", "NONE"][..], 4),
        (&["flaky", "--project", "SHOP", "--environment", "prod"], 4),
        (&["trend", "--project", "SHOP", "--run-name", "Nightlyy"], 4),
        (&["slowest", "--project", "SHOP", "--run-name", "Night"], 4),
        // Letter case and blanks make no other series.
        (&["slowest", "--project", "SHOP", "--run-name", "nightly "], 0),
        (&["trend", "--project", "SHOP", "--runs", "0"], 2),
        (&["trend", "--project", "SHOP", "--runs", "3", "--days", "3"], 2),
    ] {
        home.run(args).expect(code);
    }
}
