//! Results of Mocha's own JSON reporter, of RSpec and of Robot Framework's JSON output: the samples, errors outside of tests, and files that break off.

use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::FormatError;
use voluptas_formats::tool_results::{self, Attempt, FirstPass, Piece, RunError, Stated, ToolFormat, ToolResults, ToolStep};

const SAMPLES: [(&str, ToolFormat); 3] =
    [("mocha.json", ToolFormat::Mocha), ("rspec.json", ToolFormat::Rspec), ("robot-output.json", ToolFormat::Robot)];

fn sample(name: &str) -> String {
    String::from_utf8(crate::read_sample(&format!("reports/16-formats/{name}"))).expect("text")
}

fn results(text: &str) -> (ToolFormat, ToolResults) {
    match tool_results::read("report.json", text.as_bytes()) {
        Ok(Piece::Results(format, results)) => (format, *results),
        other => panic!("{other:?}"),
    }
}

/// Reads a document in parts.
fn in_parts(text: &str) -> Result<ToolResults, FormatError> {
    let mut all = ToolResults::default();
    let head = &text.as_bytes()[..text.len().min(8 << 10)];
    tool_results::read_in_parts("report.json", head, text.as_bytes(), &mut FirstPass::default(), &mut |part| {
        all.attempts.extend(part.attempts);
        (all.run, all.cut) = (part.run, part.cut);
    })?;
    Ok(all)
}

/// Full names and statuses.
fn outcomes(results: &ToolResults) -> Vec<(&str, &str)> {
    results.attempts.iter().map(|attempt| (attempt.full_name.as_str(), attempt.status.slug())).collect()
}

fn errors(results: &ToolResults) -> Vec<(&str, Option<&str>)> {
    results.run.errors.iter().map(|error| (error.message.as_str(), error.source.as_deref())).collect()
}

#[test]
fn samples_in_parts_have_what_the_whole_files_have() {
    for (name, format) in SAMPLES {
        let text = sample(name);
        let (of, whole) = results(&text);
        assert_eq!((of, tool_results::json_format(text.as_bytes())), (format, Some(format)), "{name}");
        assert!(tool_results::has_parts(name, text.as_bytes()) && whole.run.errors.is_empty(), "{name}");
        let bad = whole.attempts.iter().filter(|attempt| attempt.status == ResultStatus::Failed).count() as u64;
        let stated = Stated { tests: Some(whole.attempts.len() as u64), bad: Some(bad) };
        assert_eq!(whole.run.stated, stated, "{name}");
        assert_eq!(in_parts(&text).expect("parts"), whole, "{name}");
    }
}

#[test]
fn samples_that_break_off_give_complete_tests() {
    for (name, _) in SAMPLES {
        let text = sample(name);
        let (whole, mut most) = (results(&text).1, 0);
        for length in 1..text.trim_end().len() {
            match tool_results::read(name, &text.as_bytes()[..length]) {
                Ok(Piece::Results(_, part)) => {
                    assert!(part.cut.is_some_and(|cut| cut.tests == part.attempts.len()), "{name} {length}");
                    assert_eq!(part.attempts[..], whole.attempts[..part.attempts.len()], "{name} {length}");
                    most = most.max(part.attempts.len());
                }
                Ok(_) => assert!(length < 1000, "{name} {length}: it is known by its beginning"),
                Err(error) => assert!(matches!(error, FormatError::Broken { .. }), "{error:?}"),
            }
        }
        assert!(most > 0, "{name}");
    }
}

#[test]
fn tests_of_mocha_have_the_outcomes_of_its_lists() {
    let (_, read) = results(&sample("mocha.json"));
    let expected = [
        ("Cart adds two prices", "passed"),
        ("Cart rounds", "failed"),
        ("Cart ships abroad", "skipped"),
        ("Cart checkout pays in euros", "skipped"),
        ("Order asks the courier", "passed"),
        ("Cart adds two prices", "passed"),
    ];
    assert_eq!(outcomes(&read), expected);
    let failed = &read.attempts[1];
    assert_eq!((failed.name.as_str(), &failed.suites[..], failed.duration_ms), ("rounds", &["Cart".to_owned()][..], Some(7)));
    assert_eq!((failed.message.as_deref(), failed.label("file")), (Some("2.5 is not 3"), Some("/build/shop/test/cart.spec.js")));
    assert!(failed.trace.as_deref().is_some_and(|trace| trace.contains("cart.spec.js:9:12")));
    assert_eq!(
        read.attempts.iter().map(|attempt| attempt.is_flaky).collect::<Vec<_>>(),
        [false, false, false, false, true, false]
    );
    assert!(read.run.start_ms.is_some() && read.run.end_ms > read.run.start_ms);
}

#[test]
fn tests_of_mocha_count_once_their_outcome_is_known() {
    let text = sample("mocha.json");
    let passes = text.find("\"passes\": [").expect("passes");
    let (_, part) = results(&text[..passes]);
    assert_eq!(outcomes(&part), outcomes(&results(&text).1), "the speed tells what passed");
    // Old versions write no speed: a test that did not fail may have passed or be pending.
    let old: Vec<&str> = text[..passes].lines().filter(|line| !line.contains("\"speed\"")).collect();
    let (_, part) = results(&old.join("\n"));
    let known = [("Cart rounds", "failed"), ("Cart ships abroad", "skipped"), ("Cart checkout pays in euros", "skipped")];
    assert_eq!(outcomes(&part), known);
}

#[test]
fn failures_of_mocha_that_are_none_of_its_tests_are_told() {
    let of = |stated: &str, failures: &str| {
        results(&format!(
            r#"{{"stats": {{"suites": 1, "tests": 1, "passes": 1, "pending": 0, "failures": {stated}}},
            "tests": [{{"title": "adds", "fullTitle": "Cart adds", "duration": 1, "speed": "fast", "err": {{}}}}],
            "pending": [], "failures": {failures},
            "passes": [{{"title": "adds", "fullTitle": "Cart adds", "duration": 1, "speed": "fast", "err": {{}}}}]}}"#
        ))
        .1
        .run
    };
    assert_eq!((of("0", "[]").stated.bad, of("0", "[]").verdict), (Some(0), None));
    assert_eq!(of("1", "[]").stated.bad, Some(1));
    // The test was done twice: it passed, and it failed.
    assert_eq!(
        of("1", r#"[{"title": "adds", "fullTitle": "Cart adds", "err": {"message": "done() twice"}}]"#).stated.bad,
        Some(1)
    );
    let unnamed = of("1", "[{}]");
    assert_eq!(unnamed.errors.len(), 1, "{unnamed:?}");
    for (stated, failures) in [("1", "{}"), ("0", "1"), ("-1", "[]"), ("1e30", "[]"), ("0.5", "[]"), ("\"many\"", "[]")] {
        assert!(of(stated, failures).verdict.is_some(), "{stated} {failures}");
    }
}

#[test]
fn a_hook_of_mocha_that_failed_is_an_error_of_the_run() {
    let error = r#"{"message": "no stand", "stack": "Error: no stand\n    at test/order.spec.js:3"}"#;
    let text = format!(
        r#"{{"stats": {{"suites": 1, "tests": 2, "passes": 1, "pending": 0, "failures": 2}},
        "tests": [{{"title": "adds", "fullTitle": "Cart adds", "duration": 1, "speed": "fast", "err": {{}}}}, {{"title": "adds", "fullTitle": "Cart adds", "err": {error}}}],
        "pending": [], "failures": [{{"title": "adds", "fullTitle": "Cart adds", "err": {error}}}, {{"title": "hook", "fullTitle": "Order \"before all\" hook", "err": {error}}}],
        "passes": [{{"title": "adds", "fullTitle": "Cart adds", "duration": 1, "speed": "fast", "err": {{}}}}]}}"#
    );
    let (_, read) = results(&text);
    assert_eq!(outcomes(&read), [("Cart adds", "passed"), ("Cart adds", "failed")], "tests of one name");
    assert_eq!(errors(&read), [("no stand", Some("Order \"before all\" hook"))]);
    assert_eq!(read.run.stated, Stated { tests: Some(2), bad: Some(1) }, "the hook is no test");
    // Version 1 has no errors and no list of pending tests.
    let old = r#"{"stats": {"suites": 1, "tests": 3, "passes": 1, "pending": 1, "failures": 1},
        "tests": [{"title": "a", "fullTitle": "a"}, {"title": "b", "fullTitle": "b"}, {"title": "c", "fullTitle": "c"}],
        "failures": [{"title": "b", "fullTitle": "b"}], "passes": [{"title": "a", "fullTitle": "a"}]}"#;
    assert_eq!(outcomes(&results(old).1), [("a", "passed"), ("b", "failed"), ("c", "skipped")]);
    let other = r#"{"stats": {"suites": 1, "passes": 1, "failures": 0}, "tests": 3}"#;
    assert_eq!(tool_results::read("report.json", other.as_bytes()), Ok(Piece::Other));
}

#[test]
fn examples_of_rspec_and_errors_outside_of_them() {
    let (_, read) = results(&sample("rspec.json"));
    let expected = [
        ("Cart adds two prices", "passed"),
        ("Cart rounds", "failed"),
        ("Cart ships abroad", "skipped"),
        ("Cart adds two prices", "passed"),
    ];
    assert_eq!(outcomes(&read), expected);
    let [first, failed, pending, _] = &read.attempts[..] else { panic!("{read:?}") };
    assert_eq!(
        (first.duration_ms, first.label("file"), &first.suites[..]),
        (Some(1), Some("./spec/cart_spec.rb"), &["Cart".to_owned()][..])
    );
    assert_eq!(failed.message.as_deref(), Some("expected: 3\n     got: 2.5\n\n(compared using ==)"));
    let trace = failed.trace.as_deref().unwrap_or_default();
    assert!(
        trace.starts_with("RSpec::Expectations::ExpectationNotMetError: expected: 3") && trace.contains("cart_spec.rb:9"),
        "{trace}"
    );
    assert_eq!((pending.message.as_deref(), first.trace.as_deref()), (Some("no courier yet"), None));
    let broken = |messages: &str, outside: u64| {
        let text = format!(
            r#"{{"version": "3.13.3", {messages}"examples": [], "summary": {{"duration": 0.0, "example_count": 0, "failure_count": 0, "pending_count": 0,
            "errors_outside_of_examples_count": {outside}}}, "summary_line": "0 examples, 0 failures, {outside} errors occurred outside of examples"}}"#
        );
        let (format, read) = results(&text);
        assert_eq!((format, read.attempts.len(), in_parts(&text).expect("parts")), (ToolFormat::Rspec, 0, read.clone()));
        read.run.errors
    };
    let error = |message: &str| RunError { message: message.to_owned(), ..RunError::default() };
    let messages = r#""messages": ["\nAn error occurred while loading ./spec/order_spec.rb.\nLoadError: cannot load such file\n", "Run options: include"], "#;
    let message = "An error occurred while loading ./spec/order_spec.rb.\nLoadError: cannot load such file";
    assert_eq!(broken(messages, 1), [error(message)]);
    assert_eq!(broken("", 2), [error("RSpec states 2 errors outside of its examples.")]);
    assert_eq!(broken(messages, 0), []);
    let other = r#"{"version": "1.0", "messages": {"hello": "Hello"}, "examples": ["a"]}"#;
    assert_eq!(tool_results::read("report.json", other.as_bytes()), Ok(Piece::Other));
}

/// The XML of the sample of Robot Framework.
const ROBOT_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<robot generator="Robot 7.2" generated="2026-11-20T10:00:06.000000" rpa="false" schemaversion="5">
<suite id="s1" name="Shop" source="/build/shop">
<suite id="s1-s1" name="Cart" source="/build/shop/cart.robot">
<test id="s1-s1-t1" name="Adds Two Prices" line="6"><doc>Sums of a cart</doc><tag>cart</tag><tag>smoke</tag>
<status status="PASS" start="2026-11-20T10:00:01.000000" elapsed="0.250000"/></test>
<test id="s1-s1-t2" name="Rounds" line="12"><status status="FAIL" start="2026-11-20T10:00:02.000000" elapsed="1.500000">2.5 != 3</status></test>
</suite>
<suite id="s1-s2" name="Order" source="/build/shop/order.robot">
<test id="s1-s2-t1" name="Ships Abroad" line="4"><status status="SKIP" start="2026-11-20T10:00:04.000000" elapsed="0.001000">no courier yet</status></test>
<test id="s1-s2-t2" name="Sends" line="8"><status status="PASS" start="2026-11-20T10:00:05.000000" elapsed="0.002000"/></test>
</suite>
</suite>
</robot>"#;

#[test]
fn json_of_robot_has_what_its_xml_has() {
    let (_, json) = results(&sample("robot-output.json"));
    let Ok(Piece::Results(ToolFormat::Robot, xml)) = tool_results::read("output.xml", ROBOT_XML.as_bytes()) else {
        panic!("results")
    };
    let plain = |results: &ToolResults| -> Vec<Attempt> {
        let plain = |attempt: &Attempt| Attempt { steps: Vec::new(), line: None, ..attempt.clone() };
        results.attempts.iter().map(plain).collect()
    };
    assert_eq!(plain(&json), plain(&xml));
    assert_eq!(json.attempts[0].full_name, "Shop.Cart.Adds Two Prices");
    assert_eq!(json.attempts[0].label("file"), Some("cart.robot"));
    let actions = |steps: &[ToolStep]| steps.iter().map(|step| step.step.action.clone()).collect::<Vec<_>>();
    let steps = &json.attempts[0].steps;
    assert_eq!(actions(steps), ["Log", "Add Prices", "Log"], "setup, body without its loop, teardown");
    assert_eq!((steps[1].step.data.as_deref(), actions(&steps[1].steps)), (Some("1\n2"), vec!["Log".to_owned()]));
    let failed = &json.attempts[1].steps[0].step;
    assert_eq!((&failed.status, failed.comment.as_deref()), (&ResultStatus::Failed, Some("2.5 != 3")));
}

#[test]
fn json_of_robot_has_errors_outside_of_tests() {
    let text = r#"{"generator": "Rebot 7.2 (Python 3.12.3 on linux)", "generated": "2026-11-20T10:00:06", "rpa": false,
        "suite": {"id": "s1", "name": "Order", "source": "/build/shop/order.robot", "tests": [{"id": "s1-t1", "name": "Sends", "status": "PASS", "elapsed_time": 0.1}],
            "status": "FAIL", "message": "Suite teardown failed:\nthe stand did not stop"},
        "statistics": {"total": {"pass": 0, "fail": 1, "skip": 0, "label": "All Tests"}},
        "errors": [{"message": "Importing library 'Shop' failed", "level": "ERROR"}, {"message": "deprecated", "level": "WARN"}]}"#;
    let (format, read) = results(text);
    assert_eq!((format, outcomes(&read)), (ToolFormat::Robot, vec![("Order.Sends", "passed")]));
    let expected =
        [("Suite teardown failed:\nthe stand did not stop", Some("Order")), ("Importing library 'Shop' failed", Some("robot"))];
    assert_eq!(errors(&read), expected);
    assert_eq!(read.run.stated, Stated { tests: Some(1), bad: None }, "the teardown made the test fail");
    assert_eq!((read.attempts[0].label("file"), in_parts(text).expect("parts")), (Some("order.robot"), read.clone()));
}
