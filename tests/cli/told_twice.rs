//! Two files of different formats that tell of one execution, and those that only seem to.

use crate::support::Home;
use serde_json::{Value, json};

const PROJECT: [&str; 2] = ["--project", "SHOP"];

/// A test: method, outcome (`PASS`, `FAIL`, `SKIP`), duration in milliseconds.
type Test<'t> = (&'t str, &'t str, i64);

/// What TestNG writes of a class.
fn testng(class: &str, tests: &[Test<'_>]) -> String {
    let of = |word: &str| tests.iter().filter(|(_, status, _)| *status == word).count();
    let one = |(at, (name, status, took)): (usize, &Test<'_>)| {
        let failure = if *status == "FAIL" {
            "<exception class=\"java.lang.AssertionError\"><message>expected</message></exception>"
        } else {
            ""
        };
        let row = if name.starts_with("row") {
            format!("<params><param index=\"0\"><value>{at}</value></param></params>")
        } else {
            String::new()
        };
        format!(
            "<test-method signature=\"{name}()\" name=\"{name}\" status=\"{status}\" duration-ms=\"{took}\" \
             started-at=\"2026-01-15T09:00:00Z\" finished-at=\"2026-01-15T09:00:01Z\">{row}{failure}</test-method>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><testng-results ignored=\"0\" total=\"{}\" passed=\"{}\" failed=\"{}\" skipped=\"{}\">\
         <suite name=\"Surefire suite\" started-at=\"2026-01-15T09:00:00Z\" finished-at=\"2026-01-15T09:00:09Z\"><test name=\"Surefire test\">\
         <class name=\"{class}\">{}</class></test></suite></testng-results>",
        tests.len(),
        of("PASS"),
        of("FAIL"),
        of("SKIP"),
        tests.iter().enumerate().map(one).collect::<String>(),
    )
}

/// What Surefire writes of the same class.
fn surefire(class: &str, tests: &[Test<'_>]) -> String {
    let of = |word: &str| tests.iter().filter(|(_, status, _)| *status == word).count();
    let one = |(name, status, took): &Test<'_>| {
        let outcome = match *status {
            "FAIL" => "<failure message=\"expected\" type=\"java.lang.AssertionError\">at shop</failure>",
            "SKIP" => "<skipped/>",
            _ => "",
        };
        let seconds = format!("{}.{:03}", took / 1000, took % 1000);
        format!("<testcase name=\"{name}\" classname=\"{class}\" time=\"{seconds}\">{outcome}</testcase>")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><testsuite name=\"{class}\" time=\"0.1\" tests=\"{}\" errors=\"0\" skipped=\"{}\" \
         failures=\"{}\"><properties><property name=\"surefire.real.class.path\" value=\"x.jar\"/></properties>{}</testsuite>",
        tests.len(),
        of("SKIP"),
        of("FAIL"),
        tests.iter().map(one).collect::<String>(),
    )
}

fn ingest(home: &Home, args: &[&str]) -> Value {
    home.run(&[&["--json", "ingest"], args, &PROJECT].concat()).expect(0).json()
}

/// Tests, attempts, and results that were left out.
fn numbers(answer: &Value) -> [i64; 3] {
    [&answer["results"]["total"], &answer["attempts"]["total"], &answer["results_told_twice"]].map(|n| n.as_i64().unwrap_or(-1))
}

const CART: [Test<'_>; 4] = [("adds", "PASS", 12), ("pays", "FAIL", 1500), ("row", "PASS", 3), ("row", "SKIP", 0)];

#[test]
fn tests_of_surefire_and_testng_count_once() {
    let home = Home::new();
    home.file("surefire-reports/testng-results.xml", &testng("shop.CartTest", &CART));
    home.file("surefire-reports/TEST-TestSuite.xml", &surefire("shop.CartTest", &CART));
    home.file("surefire-reports/junitreports/TEST-shop.CartTest.xml", &surefire("shop.CartTest", &CART));
    let answer = ingest(&home, &["surefire-reports"]);
    assert_eq!(numbers(&answer), [4, 4, 8], "{answer:#}");
    assert_eq!((&answer["twins"], &answer["files_left_out"], &answer["equal_formats"]), (&json!(0), &json!(2), &Value::Null));
    let skipped = answer["files_skipped"].as_array().expect("files");
    assert_eq!(skipped.len(), 2);
    for file in skipped {
        assert_eq!((&file["told_twice"], &file["taken"]), (&json!(4), &json!(0)));
        assert!(file["reason"].as_str().is_some_and(|r| r.contains("surefire-reports/testng-results.xml")), "{file}");
    }
    let said = home.run(&[&["ingest", "surefire-reports", "--again"], &PROJECT[..]].concat()).expect(0);
    assert!(said.out.contains("Results not counted twice, because another file tells of the same execution: 8"), "{}", said.out);
    assert!(said.err.contains("TEST-TestSuite.xml"), "{}", said.err);
}

#[test]
fn tests_of_one_of_the_files_stay() {
    let home = Home::new();
    let mut own = CART.to_vec();
    own.push(("only Surefire", "PASS", 1));
    home.file("r/testng-results.xml", &testng("shop.CartTest", &CART[..3]));
    // A row of the data is missing in the file of TestNG: the test differs, and nothing is left out.
    home.file("r/TEST-1.xml", &surefire("shop.CartTest", &own));
    assert_eq!(numbers(&ingest(&home, &["r"])), [8, 8, 0]);
    home.file("r/testng-results.xml", &testng("shop.CartTest", &CART));
    let answer = ingest(&home, &["r"]);
    assert_eq!(numbers(&answer), [5, 5, 4]);
    assert_eq!((&answer["files_left_out"], &answer["files_skipped"][0]["taken"]), (&json!(0), &json!(1)));
}

#[test]
fn another_execution_counts_and_is_named() {
    let home = Home::new();
    home.file("a/testng-results.xml", &testng("shop.CartTest", &CART));
    home.file("b/TEST-shop.CartTest.xml", &surefire("shop.CartTest", &CART));
    let answer = ingest(&home, &["a", "b"]);
    assert_eq!(numbers(&answer), [8, 8, 0], "jobs of a matrix: {answer:#}");
    assert_eq!(answer["equal_formats"], json!([{"formats": ["junit", "testng"], "tests": 4}]));
    let mut other = CART;
    other[0].1 = "FAIL";
    home.file("a/TEST-shop.CartTest.xml", &surefire("shop.CartTest", &other));
    assert_eq!(numbers(&ingest(&home, &["a"])), [8, 8, 0], "an outcome differs");
}

#[test]
fn equal_tests_of_two_formats_are_named() {
    let home = Home::new();
    home.file(
        "r/junit.xml",
        "<testsuites name=\"pytest tests\"><testsuite name=\"pytest\" errors=\"0\" failures=\"1\" tests=\"2\"><testcase \
         classname=\"tests.test_cart\" name=\"test_adds\" time=\"0.010\"/><testcase classname=\"tests.test_cart\" name=\"test_pays\" \
         time=\"0.010\"><failure message=\"assert\"/></testcase></testsuite></testsuites>",
    );
    let test = |name: &str, outcome: &str| json!({"nodeid": format!("tests/test_cart.py::{name}"), "outcome": outcome, "call": {"outcome": outcome, "duration": 0.01}});
    let report = json!({"created": 1_768_467_600.0, "duration": 1.0, "exitcode": 1, "root": "/shop", "environment": {},
        "summary": {"passed": 1, "failed": 1, "total": 2, "collected": 2},
        "tests": [test("test_adds", "passed"), test("test_pays", "failed")]});
    home.file("r/.report.json", &report.to_string());
    let said = home.run(&[&["ingest", "r"], &PROJECT[..]].concat()).expect(0);
    assert!(said.err.contains("JUnit and pytest-json-report have equal tests: 2"), "{}", said.err);
    let said = home.run(&[&["ingest", "r", "--again", "--lang", "ru"], &PROJECT[..]].concat()).expect(0);
    assert!(said.err.contains("JUnit и pytest-json-report есть одинаковые тесты: 2"), "{}", said.err);
}
