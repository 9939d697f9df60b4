//! Files of re-runs, labels of an ingest, and the comparison of the results with a label.

use crate::support::Home;
use serde_json::{Value, json};

const PROJECT: [&str; 2] = ["--project", "SHOP"];

/// `ingest` with these words; the answer.
fn ingest(home: &Home, args: &[&str], code: i32) -> Value {
    home.run(&[&["--json", "ingest"], args, &PROJECT].concat()).expect(code).json()
}

/// Passed and failed tests, attempts, flaky tests, and results of re-runs that were matched and that were not.
fn numbers(answer: &Value) -> [i64; 6] {
    let of = |value: &Value| value.as_i64().unwrap_or(-1);
    let results = &answer["results"];
    [
        of(&results["passed"]),
        of(&results["failed"]),
        of(&answer["attempts"]["total"]),
        of(&answer["flaky"]),
        of(&answer["reruns_matched"]),
        of(&answer["reruns_unmatched"]),
    ]
}

/// A file of Robot Framework with tests of one suite.
fn robot(generated: &str, tests: &[(&str, bool)]) -> String {
    let one = |(at, (name, passed)): (usize, &(&str, bool))| {
        let status = if *passed { "PASS" } else { "FAIL" };
        format!(
            "<test id=\"s1-t{at}\" name=\"{name}\" line=\"{at}\"><kw name=\"Log\" owner=\"BuiltIn\"><status status=\"{status}\" \
             start=\"{generated}\" elapsed=\"0.001\"/></kw><status status=\"{status}\" start=\"{generated}\" elapsed=\"0.002\"/></test>"
        )
    };
    let of_suite = if tests.iter().all(|(_, passed)| *passed) { "PASS" } else { "FAIL" };
    let tests: String = (1..).zip(tests).map(one).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<robot generator=\"Robot 7.5 (Python 3.11.7 on linux)\" generated=\"{generated}\" \
         rpa=\"false\" schemaversion=\"5\"><suite id=\"s1\" name=\"Delivery\" source=\"tests/delivery.robot\">{tests}\
         <status status=\"{of_suite}\" start=\"{generated}\" elapsed=\"0.1\"/></suite></robot>"
    )
}

/// A file of pytest with tests of one class.
fn pytest(tests: &[(&str, bool)]) -> String {
    let failed = tests.iter().filter(|(_, passed)| !passed).count();
    let one = |(name, passed): &(&str, bool)| {
        let outcome = if *passed { "" } else { "<failure message=\"assert 1 == 2\">def test(): ...</failure>" };
        format!("<testcase classname=\"tests.test_cart.TestCart\" name=\"{name}\" time=\"0.010\">{outcome}</testcase>")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><testsuites name=\"pytest tests\"><testsuite name=\"pytest\" errors=\"0\" \
         failures=\"{failed}\" skipped=\"0\" tests=\"{}\" time=\"0.1\" timestamp=\"2026-01-15T09:00:00\" hostname=\"ci\">{}</testsuite>\
         </testsuites>",
        tests.len(),
        tests.iter().map(one).collect::<String>()
    )
}

/// A file of Surefire for a class.
fn surefire(class: &str, tests: &[(&str, bool)]) -> String {
    let failed = tests.iter().filter(|(_, passed)| !passed).count();
    let one = |(name, passed): &(&str, bool)| {
        let outcome = if *passed { "" } else { "<failure message=\"expected: 1\" type=\"AssertionError\">at shop</failure>" };
        format!("<testcase name=\"{name}\" classname=\"{class}\" time=\"0.01\">{outcome}</testcase>")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><testsuite name=\"{class}\" time=\"0.1\" tests=\"{}\" errors=\"0\" skipped=\"0\" \
         failures=\"{failed}\"><properties><property name=\"surefire.real.class.path\" value=\"x.jar\"/></properties>{}</testsuite>",
        tests.len(),
        tests.iter().map(one).collect::<String>()
    )
}

#[test]
fn reruns_of_robot_decide() {
    let home = Home::new();
    home.file("output.xml", &robot("2026-01-15T09:00:00.000000", &[("Price", true), ("Courier", false), ("Pickup", false)]));
    home.file("rerun1.xml", &robot("2026-01-15T09:05:00.000000", &[("Courier", true), ("Pickup", false)]));
    home.file("rerun2.xml", &robot("2026-01-15T09:06:00.000000", &[("Pickup", true)]));
    let gate = ["output.xml", "--rerun", "rerun1.xml", "--rerun", "rerun2.xml", "--max-failures", "0"];
    let answer = ingest(&home, &gate, 0);
    assert_eq!(numbers(&answer), [3, 0, 6, 2, 3, 0]);
    assert_eq!(ingest(&home, &gate, 0)["was_there"], json!(true));
    let said = home.run(&["ingest", "output.xml", "--rerun", "rerun1.xml", "--project", "SHOP"]).expect(0).out;
    assert!(said.contains("Results of re-runs: 2 further attempts") && said.contains("Flaky tests: 1"), "{said}");
    // Without the flag the same files hold tests of equal names.
    assert_eq!(numbers(&ingest(&home, &["output.xml", "rerun1.xml"], 0))[..4], [2, 3, 5, 0]);
}

#[test]
fn reruns_of_pytest_decide() {
    let home = Home::new();
    home.file("junit.xml", &pytest(&[("test_add", true), ("test_price[1]", false), ("test_price[2]", false)]));
    home.file("last-failed.xml", &pytest(&[("test_price[1]", true), ("test_price[2]", false), ("test_new", true)]));
    let answer = ingest(&home, &["junit.xml", "--rerun", "last-failed.xml"], 0);
    assert_eq!(numbers(&answer), [3, 1, 6, 1, 2, 1]);
}

#[test]
fn reruns_of_surefire_may_be_a_folder() {
    let home = Home::new();
    for folder in ["first", "second"] {
        std::fs::create_dir(home.path().join(folder)).expect("folder");
    }
    home.file("first/TEST-shop.Cart.xml", &surefire("shop.Cart", &[("adds", true), ("removes", false)]));
    home.file("first/TEST-shop.Price.xml", &surefire("shop.Price", &[("rounds", false)]));
    home.file("second/TEST-shop.Cart.xml", &surefire("shop.Cart", &[("removes", true)]));
    let answer = ingest(&home, &["first", "--rerun", "second"], 0);
    assert_eq!(numbers(&answer), [2, 1, 4, 1, 1, 0]);
    home.run(&["ingest", "first", "--rerun", "missing", "--project", "SHOP"]).expect(1);
}

#[test]
fn a_rerun_of_one_suite_heals_no_other() {
    let home = Home::new();
    let suite = |name: &str, rows: &[bool]| {
        let tests: Vec<(&str, bool)> = rows.iter().map(|passed| ("pays", *passed)).collect();
        // Both inherit the test of one class.
        surefire("shop.Base", &tests).replacen("name=\"shop.Base\"", &format!("name=\"{name}\""), 1)
    };
    for folder in ["first", "second"] {
        std::fs::create_dir(home.path().join(folder)).expect("folder");
    }
    home.file("first/TEST-shop.A.xml", &suite("shop.A", &[false, true]));
    home.file("first/TEST-shop.B.xml", &suite("shop.B", &[false, true]));
    home.file("second/TEST-shop.A.xml", &suite("shop.A", &[true, true, true]));
    let answer = ingest(&home, &["first", "--rerun", "second"], 0);
    assert_eq!(numbers(&answer), [4, 1, 7, 1, 2, 1], "the third row is a test of its own");
}

#[test]
fn a_label_needs_a_name_and_a_value() {
    let home = Home::new();
    home.file("junit.xml", &pytest(&[("test_add", true)]));
    for bad in ["x", "=v", "", "x="] {
        let ended = home.run(&["ingest", "junit.xml", "--project", "SHOP", "--label", bad]).expect(2);
        assert!(ended.err.contains("NAME=VALUE"), "{bad}: {}", ended.err);
    }
}

#[test]
fn results_with_a_label_are_compared_with_those_of_another() {
    let home = Home::new();
    home.file("chrome.xml", &pytest(&[("test_add", true), ("test_pay", true)]));
    home.file("firefox.xml", &pytest(&[("test_add", true), ("test_pay", false), ("test_svg", true)]));
    let labels = ["--label", "browser=chrome", "--label", "os=linux"];
    ingest(&home, &[&["chrome.xml"], &labels[..]].concat(), 0);
    ingest(&home, &["firefox.xml", "--label", "browser=firefox", "--label", "os=linux"], 0);
    let compare = |flags: &[&str], code: i32| {
        home.run(&[&["--json", "compare", "--project", "SHOP", "--runs", "1", "2"], flags].concat()).expect(code)
    };
    let flags = ["--label-older", "browser=chrome", "--label-newer", "browser=firefox"];
    let answer = compare(&flags, 0).json();
    assert_eq!(answer["counts"], json!({ "new_failure": 1, "appeared": 1, "unchanged": 1 }));
    assert_eq!((&answer["label_older"], &answer["label_newer"]), (&json!("browser=chrome"), &json!("browser=firefox")));
    assert_eq!(compare(&["--label", "os=linux"], 0).json()["counts"], answer["counts"]);
    let said = compare(&["--label", "browser=chrome"], 4).out;
    assert!(said.contains("Run 2 has no result with the label browser=chrome"), "{said}");
    compare(&["--label", "os=linux", "--label-newer", "os=linux"], 2);
}

#[test]
fn the_parts_of_one_run_are_compared_by_the_tests_that_they_share() {
    let home = Home::new();
    let suite = |browser: &str, tests: &[(&str, bool)]| {
        let one = |(name, passed): &(&str, bool)| {
            let outcome = if *passed { "" } else { "<failure message=\"no\"/>" };
            let properties = format!("<properties><property name=\"browser\" value=\"{browser}\"/></properties>");
            format!("<testcase classname=\"shop.Cart\" name=\"{name}\" time=\"0.01\">{properties}{outcome}</testcase>")
        };
        format!("<testsuite name=\"{browser}\">{}</testsuite>", tests.iter().map(one).collect::<String>())
    };
    let chrome = suite("chrome", &[("adds", true), ("pays", true), ("prints", true)]);
    let firefox = suite("firefox", &[("adds", true), ("pays", false)]);
    home.file("matrix.xml", &format!("<testsuites>{chrome}{firefox}</testsuites>"));
    assert_eq!(ingest(&home, &["matrix.xml"], 0)["twins"], json!(4));
    let flags = ["--label-older", "browser=chrome", "--label-newer", "browser=firefox"];
    let compare = [&["--json", "compare", "--project", "SHOP", "--runs", "1", "1"], &flags[..]].concat();
    let answer = home.run(&compare).expect(0).json();
    assert_eq!(answer["counts"], json!({ "new_failure": 1, "gone": 1, "unchanged": 1 }));
    assert_eq!((&answer["pass_rate_before"], &answer["pass_rate_after"]), (&json!(100.0), &json!(50.0)));
}

#[test]
fn trends_and_lists_of_tests_follow_a_label() {
    let home = Home::new();
    home.file("chrome.xml", &pytest(&[("test_add", true), ("test_pay", true)]));
    home.file("firefox.xml", &pytest(&[("test_add", true), ("test_pay", false)]));
    for key in ["one", "two"] {
        for browser in ["chrome", "firefox"] {
            let (file, label) = (format!("{browser}.xml"), format!("browser={browser}"));
            ingest(&home, &[&file, "--label", &label, "--run-key", key, "--shards", "2"], 0);
        }
    }
    let json = |command: &[&str]| home.run(&[&["--json"], command, &["--project", "SHOP"]].concat()).expect(0).json();
    let rates = |label: &str| {
        let answer = json(&["trend", "--label", label]);
        let of = |run: &serde_json::Value| {
            (run["pass_rate"].clone(), run["results"]["passed"].clone(), run["results"]["failed"].clone())
        };
        answer["runs"].as_array().expect("runs").iter().map(of).collect::<Vec<_>>()
    };
    let chrome = (json!(100.0), json!(2), json!(0));
    let firefox = (json!(50.0), json!(1), json!(1));
    assert_eq!(rates("browser=chrome"), [chrome.clone(), chrome]);
    assert_eq!(rates("browser=firefox"), [firefox.clone(), firefox]);
    assert_eq!(rates("browser=safari"), []);
    let failing = |label: &str| json(&["failing", "--label", label])["tests"].as_array().map_or(0, Vec::len);
    assert_eq!((failing("browser=chrome"), failing("browser=firefox")), (0, 1));
}

#[test]
fn a_test_with_another_label_in_each_run_counts_with_each_alone() {
    let home = Home::new();
    home.file("fails.xml", &pytest(&[("test_pay", false)]));
    home.file("passes.xml", &pytest(&[("test_pay", true)]));
    ingest(&home, &["fails.xml", "--label", "browser=firefox"], 0);
    ingest(&home, &["passes.xml", "--label", "browser=chrome"], 0);
    let failing = |label: &[&str]| {
        let answer = home.run(&[&["--json", "failing", "--project", "SHOP"], label].concat()).expect(0).json();
        answer["tests"].as_array().expect("tests").iter().map(|test| test["outcomes"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(failing(&[]), [json!(2)], "one test");
    assert_eq!(failing(&["--label", "browser=firefox"]), [json!(1)]);
    assert_eq!(failing(&["--label", "browser=chrome"]), Vec::<serde_json::Value>::new());
}
