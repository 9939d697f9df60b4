//! Tests that share one title are told apart wherever they are listed.

use crate::support::Home;
use serde_json::Value;

/// Two runs of three tests with cases, two of which are called "pays". All pass in the first run and fail in the second.
pub fn twins() -> Home {
    let home = Home::new();
    for (minute, outcome) in [(1, ""), (2, "<failure message='Out of stock'/>")] {
        let case = |class: &str, name: &str| format!("<testcase classname='{class}' name='{name}' time='2'>{outcome}</testcase>");
        let suite = |class: &str, cases: &str| {
            format!("<testsuite name='{class}' timestamp='2026-01-15T09:{minute:02}:00'>{cases}</testsuite>")
        };
        let cart = [case("shop.Cart", "pays"), case("shop.Cart", "sends")].concat();
        let suites = [suite("Cart", &cart), suite("Mail", &case("shop.Mail", "pays"))].concat();
        let (file, xml) = (format!("{minute}.xml"), format!("<testsuites>{suites}</testsuites>"));
        std::fs::write(home.path().join(&file), xml).expect("file");
        home.run(&["ingest", &file, "--project", "SHOP", "--run-name", "Nightly", "--create-cases"]).expect(0);
    }
    home
}

/// The same tests without cases.
fn without_cases(home: &Home) {
    for file in ["1.xml", "2.xml"] {
        home.run(&["ingest", file, "--project", "BARE", "--run-name", "Nightly", "--create-project"]).expect(0);
    }
}

#[test]
fn tables_of_the_command_line_tell_tests_of_one_title_apart() {
    let home = twins();
    without_cases(&home);
    for (project, first, second) in [("SHOP", "SHOP-1", "SHOP-3"), ("BARE", "shop.Cart.pays", "shop.Mail.pays")] {
        for args in [
            &["compare", "--runs", "1", "2"][..],
            &["failing"],
            &["slowest"],
            &["mute", "--test", "pays", "--all", "--reason", "Known"],
            &["unmute", "--test", "pays", "--all"],
        ] {
            let said = home.run(&[args, &["--project", project]].concat()).expect(0).out;
            for name in [format!("pays ({first})"), format!("pays ({second})")] {
                assert!(said.contains(&name), "{args:?}: {name}: {said}");
            }
            assert!(project == "SHOP" || !said.contains("sends ("), "{args:?}: a title of its own needs no more: {said}");
        }
    }
    let answer = home.run(&["--json", "compare", "--runs", "1", "2", "--project", "SHOP"]).expect(0).json();
    assert_eq!(answer["tests"][0]["title"], "pays", "titles of JSON are titles: {answer}");
}

/// A table shows some tests of a project: another one may have the title of a shown one.
#[test]
fn a_test_is_told_from_one_that_the_table_does_not_show() {
    let home = Home::new();
    let suite = |class: &str, inner: &str| {
        format!("<testsuite name='{class}'><testcase classname='shop.{class}' name='pays'>{inner}</testcase></testsuite>")
    };
    let suites = [suite("Cart", "<failure message='x'/>"), suite("Mail", "")].concat();
    home.file("r.xml", &format!("<testsuites>{suites}</testsuites>"));
    home.run(&["ingest", "r.xml", "--project", "SHOP", "--create-cases"]).expect(0);
    let said = home.run(&["failing", "--project", "SHOP"]).expect(0).out;
    assert!(said.contains("pays (SHOP-1)") && !said.contains("SHOP-2"), "{said}");
    home.run(&["mute", "--test", "pays", "--project", "SHOP", "--reason", "Known"]).expect(2);
    home.run(&["mute", "--test", "SHOP-1", "--project", "SHOP", "--reason", "Known"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.md"]).expect(0);
    let text = std::fs::read_to_string(home.path().join("r.md")).expect("report");
    assert!(text.contains("pays · SHOP-1"), "{text}");
}

#[test]
fn reports_tell_tests_of_one_title_apart() {
    let home = twins();
    without_cases(&home);
    for (project, names) in [("SHOP", ["SHOP-1", "SHOP-3"]), ("BARE", ["shop.Cart.pays", "shop.Mail.pays"])] {
        home.run(&["mute", "--test", "sends", "--reason", "Known", "--project", project]).expect(0);
        let report = |name: &str| {
            home.run(&["report", "--project", project, "--out", name]).expect(0);
            std::fs::read_to_string(home.path().join(name)).expect("report")
        };
        let (text, page) = (report("r.md"), report("r.html"));
        for name in names {
            let rows = text.matches(&format!("| pays · {name} |")).count();
            assert_eq!(rows, 2, "new failures and slowest tests: {name}: {text}");
            assert!(page.contains(&format!("<td>pays · {name}</td>")), "the table for browsers without scripts: {name}");
        }
        let other = if project == "SHOP" { "| sends · SHOP-2 |" } else { "| sends |" };
        assert!(text.contains(other), "the only one of its title has no case or is one of some tests of the project: {text}");
    }
    let value: Value = {
        home.run(&["report", "--project", "SHOP", "--out", "r.json"]).expect(0);
        serde_json::from_str(&std::fs::read_to_string(home.path().join("r.json")).expect("report")).expect("JSON")
    };
    assert!(value["tests"].as_array().is_some_and(|tests| tests.iter().any(|test| test["title"] == "pays")), "{value}");
}
