//! TestNG, TAP, `go test -json`, GoogleTest, pytest-json-report and Xcode: the samples with their numbers, and what their rules say of
//! retries, errors of the run, totals, truncated files and files of other kinds.

use std::path::Path;

use voluptas_formats::tool_results::{self, Attempt, FirstPass, Piece, Repeat, ToolFormat, ToolResults};

fn sample(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/reports/16-formats").join(name);
    std::fs::read(path).expect("sample")
}

fn read(name: &str, bytes: &[u8]) -> (ToolFormat, ToolResults) {
    match tool_results::read(name, bytes) {
        Ok(Piece::Results(format, results)) => (format, *results),
        other => panic!("{name}: {other:?}"),
    }
}

fn results(text: &str) -> ToolResults {
    read("report", text.as_bytes()).1
}

fn is_other(name: &str, text: &str) -> bool {
    matches!(tool_results::read(name, text.as_bytes()), Ok(Piece::Other))
}

/// Names with outcomes: `rounds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.name, attempt.status.slug())).collect()
}

fn full_names(results: &ToolResults) -> Vec<&str> {
    results.attempts.iter().map(|attempt| attempt.full_name.as_str()).collect()
}

/// Numbers of passed, failed, broken and skipped tests.
fn counts(attempts: &[Attempt]) -> [usize; 4] {
    ["passed", "failed", "broken", "skipped"].map(|word| attempts.iter().filter(|attempt| attempt.status.slug() == word).count())
}

/// Samples with their formats and numbers.
const SAMPLES: [(&str, ToolFormat, [usize; 4]); 6] = [
    ("testng-results.xml", ToolFormat::Testng, [3, 1, 0, 1]),
    ("prices.tap", ToolFormat::Tap, [3, 1, 0, 2]),
    ("go-test.json", ToolFormat::GoTest, [2, 1, 0, 1]),
    ("pytest-report.json", ToolFormat::PytestJson, [2, 1, 1, 2]),
    ("gtest.json", ToolFormat::Gtest, [2, 1, 0, 2]),
    ("xcresult-tests.json", ToolFormat::Xcresult, [2, 1, 0, 2]),
];

#[test]
fn samples_give_their_numbers() {
    for (name, format, expected) in SAMPLES {
        let (read_as, results) = read(name, &sample(name));
        assert_eq!((read_as, counts(&results.attempts)), (format, expected), "{name}");
        assert!(results.cut.is_none() && results.run.errors.is_empty(), "{name}");
        assert!(
            results.attempts.iter().all(|attempt| attempt.repeat == Repeat::None && attempt.unknown_status.is_none()),
            "{name}"
        );
        if let Some(tests) = results.run.stated.tests {
            assert_eq!(tests, results.attempts.len() as u64, "{name}");
        }
    }
}

#[test]
fn samples_in_parts_have_what_the_whole_ones_have() {
    for (name, format, _) in SAMPLES {
        let bytes = sample(name);
        assert!(tool_results::has_parts(name, &bytes), "{name}");
        let mut together = ToolResults::default();
        let read_as = tool_results::read_in_parts(name, &bytes, &bytes[..], &mut FirstPass::default(), &mut |part| {
            together.attempts.extend(part.attempts);
            together.run = part.run;
        });
        assert_eq!(read_as.expect("read"), format, "{name}");
        assert_eq!(together, read(name, &bytes).1, "{name}");
    }
}

#[test]
fn truncated_samples_give_their_complete_tests() {
    for (name, ..) in SAMPLES {
        let bytes = sample(name);
        let whole = read(name, &bytes).1;
        let end = bytes.trim_ascii_end().len();
        let mut most = 0;
        for cut in (1..end).step_by(7) {
            let Ok(Piece::Results(_, part)) = tool_results::read(name, &bytes[..cut]) else { continue };
            // Lines that end between two packages of Go tell nothing.
            let is_between = name == "go-test.json" && bytes[..cut].ends_with(b"\n");
            let is_told = part.cut.is_some() || part.run.stated.tests.is_some() || is_between;
            assert!(is_told || part.attempts.len() == whole.attempts.len(), "{name} up to {cut}");
            // The last line that the plan of TAP allows may have no line end, and its name may be torn.
            let torn = usize::from(name == "prices.tap" && !bytes[..cut].ends_with(b"\n"));
            for (own, all) in part.attempts.iter().zip(&whole.attempts).take(part.attempts.len().saturating_sub(torn)) {
                assert_eq!((&own.full_name, &own.status), (&all.full_name, &all.status), "{name} up to {cut}");
            }
            most = most.max(part.attempts.len());
        }
        assert!(most > 1, "{name}: {most}");
    }
}

#[test]
fn files_of_other_kinds_are_left_alone() {
    let markdown = "# Steps\n\n1..3 means one to three.\n\nok then\nnot ok at all\n";
    assert!(is_other("steps.md", markdown));
    assert!(is_other("tap.md", "# TAP\n\n```\nTAP version 13\n1..1\nok 1 - a\n```\n"));
    assert!(is_other("range.txt", "1..3\nare the pages to read\n"));
    assert!(is_other("plan.txt", "1..3\nfirst do this\nthen that\nok 1\n"));
    assert!(is_other("words.txt", "ok\nnot ok\nok\n"));
    assert!(is_other("log.json", "{\"Action\":\"login\",\"Package\":\"basic\"}\n{\"level\":\"info\",\"Test\":\"x\"}\n"));
    assert!(is_other("log.json", "{\"level\":\"info\"}\n{\"level\":\"warn\"}\n"));
    assert!(is_other("package.json", r#"{"name": "shop", "devices": [], "summary": {}, "failures": []}"#));
    assert!(is_other("empty", "") && is_other("blank", "\n \n"));
}

fn testng(methods: &str) -> ToolResults {
    results(&format!(
        r#"<testng-results ignored="1" total="5" passed="1" failed="1" skipped="2"><suite name="S" started-at="2026-11-20T10:00:00 UTC"><test name="T">
        <class name="shop.Pay">{methods}</class></test></suite></testng-results>"#
    ))
}

#[test]
fn testng_retries_are_attempts_of_one_test() {
    let method = |status: &str, value: &str, second: u8| {
        let exception = if status == "PASS" { "" } else { "<exception class=\"E\"><message>no</message></exception>" };
        format!(
            r#"<test-method status="{status}" name="pays" signature="pays(int)" started-at="2026-11-20T10:00:0{second}Z" duration-ms="5"><params>
            <param index="0"><value>{value}</value></param></params>{exception}</test-method>"#
        )
    };
    let all = [method("SKIP", "1", 1), method("PASS", "2", 2), method("SKIP", "1", 3), method("PASS", "1", 4)].concat();
    let read = testng(&all);
    let found: Vec<_> = read.attempts.iter().map(|a| (a.params[0].value.as_str(), a.status.slug(), a.repeat)).collect();
    let marked = Repeat::Marked;
    assert_eq!(
        found,
        [("1", "failed", Repeat::None), ("1", "failed", marked), ("1", "passed", marked), ("2", "passed", Repeat::None)]
    );
    assert_eq!(
        (read.run.stated.tests, read.run.stated.bad),
        (Some(2), Some(1)),
        "without the two attempts and what is switched off"
    );
    let twice = [method("FAIL", "1", 1), method("PASS", "1", 2)].concat();
    assert!(testng(&twice).attempts.iter().all(|attempt| attempt.repeat == Repeat::None), "an invocation count is no retry");
}

#[test]
fn a_failed_configuration_method_is_an_error_of_the_run() {
    let read = testng(
        r#"<test-method is-config="true" status="FAIL" name="open"><exception class="java.io.IOException"><full-stacktrace>at open</full-stacktrace></exception></test-method>
        <test-method is-config="true" status="SKIP" name="login"/><test-method status="SKIP" name="pays"/><test-method status="EXPLODED" name="sends"/>"#,
    );
    assert_eq!(outcomes(&read), ["pays skipped", "sends failed"]);
    assert_eq!(read.attempts[1].unknown_status.as_deref(), Some("EXPLODED"));
    let [error] = &read.run.errors[..] else { panic!("{:?}", read.run.errors) };
    assert_eq!((error.message.as_str(), error.source.as_deref()), ("java.io.IOException", Some("shop.Pay.open")));
}

#[test]
fn tap_subtests_count_in_place_of_their_parent() {
    let before = "TAP version 14\n# Subtest: cart\n    # Subtest: totals\n        ok 1 - adds\n        not ok 2 - rounds\n          ---\n          error: 'off by one'\n          duration_ms: 3.2\n          ...\n        1..2\n    not ok 1 - totals\n    ok 2 - clears\n    1..2\nnot ok 1 - cart\nok 2 - pays # time=12ms\n1..2\n";
    let read = results(before);
    assert_eq!(full_names(&read), ["cart › totals › adds", "cart › totals › rounds", "cart › clears", "pays"]);
    assert_eq!(outcomes(&read), ["adds passed", "rounds failed", "clears passed", "pays passed"]);
    let failed = &read.attempts[1];
    assert_eq!(
        (failed.message.as_deref(), failed.duration_ms, &failed.suites[..]),
        (Some("off by one"), Some(3), &["cart".to_owned(), "totals".to_owned()][..])
    );
    assert_eq!((read.run.stated.tests, read.cut), (Some(4), None));
    let behind = results(
        "1..2\nok 1 - cart {\n    ok 1 - adds\n    ok 2 - clears\n    1..2\n}\nnot ok 2 - hooks {\n    ok 1 - a\n    1..1\n}\n",
    );
    assert_eq!(full_names(&behind), ["cart › adds", "cart › clears", "hooks › a", "hooks"], "the parent alone failed");
}

#[test]
fn tap_bails_out_and_misses_tests() {
    let bail = results("1..3\nok 1 - a\nBail out! no database\n");
    assert_eq!(bail.run.errors[0].message, "no database");
    assert_eq!((bail.run.stated.tests, bail.cut), (Some(3), None));
    let torn = results("TAP version 13\nok 1 - a\nnot ok 2 - b\n# at b.t line 3\nok 3 - c");
    assert_eq!(outcomes(&torn), ["a passed", "b failed"]);
    assert_eq!(torn.attempts[1].message.as_deref(), Some("at b.t line 3"));
    assert_eq!(torn.cut.map(|cut| (cut.line, cut.tests)), Some((5, 2)));
    let last = results("1..2\nok 1 - a\nok 2 - b");
    assert_eq!((outcomes(&last).len(), last.cut), (2, None), "the plan says that it is the last one");
    assert_eq!(results("1..0 # SKIP no network\n").attempts, []);
    assert!(tool_results::read("a.tap", b"TAP version 13\n").is_err());
}

#[test]
fn a_skip_makes_up_for_not_ok_only_in_version_14_of_tap() {
    let tests = "1..3\nok 1 - a # SKIP no network\nnot ok 2 - b # SKIP no network\nnot ok 3 - c # TODO later\n";
    for before in ["", "TAP version 12\n", "TAP version 13\n"] {
        let read = results(&format!("{before}{tests}"));
        assert_eq!(outcomes(&read), ["a skipped", "b failed", "c skipped"], "{before}");
        assert_eq!(read.attempts[1].message.as_deref(), Some("no network"));
    }
    assert_eq!(outcomes(&results(&format!("TAP version 14\n{tests}"))), ["a skipped", "b skipped", "c skipped"]);
    let parent = "TAP version 13\n# Subtest: cart\n    not ok 1 - adds\n    1..1\nnot ok 1 - cart # SKIP\n1..1\n";
    assert_eq!(outcomes(&results(parent)), ["adds failed"], "its parent excuses nothing");
}

#[test]
fn formats_are_known_behind_a_long_environment() {
    let variables = (0..400).map(|n| format!(r#""CI_VARIABLE_{n}": "a value of some length""#)).collect::<Vec<_>>().join(", ");
    let pytest = format!(
        r#"{{"created": 1763618400.5, "duration": 1, "environment": {{{variables}}}, "exitcode": 1, "root": "/shop", "summary": {{"failed": 1, "total": 1}},
        "tests": [{{"nodeid": "test_pay.py::test_pays", "outcome": "failed"}}]}}"#
    );
    let (format, read) = read("report.json", pytest.as_bytes());
    assert_eq!((format, read.attempts.len()), (ToolFormat::PytestJson, 1));
    let other = format!(r#"{{"environment": {{{variables}}}, "of": {{"a": {{"exitcode": 1, "root": "/", "summary": {{}}}}}}}}"#);
    assert!(is_other("settings.json", &other), "names further inside");
}

#[test]
fn prose_behind_the_tests_of_a_plan_is_no_test() {
    let tests = "TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b\n";
    for prose in ["not ok that failed\n", "ok then\nok 7 of nine\nnot ok nobody home\n", "ok  \tgithub.com/x\t0.1s\n", "ok\n"] {
        let read = results(&format!("{tests}the log goes on\n{prose}"));
        assert_eq!(outcomes(&read), ["a passed", "b failed"], "{prose}");
        assert!(read.run.errors.is_empty() && read.run.verdict.is_none(), "{prose}");
    }
    let behind = results("ok 1 - a\nok 2 - b\n1..2\nnot ok that failed\n");
    assert_eq!((outcomes(&behind).len(), behind.cut), (2, None), "the plan stands behind the tests");
    assert!(is_other("build.log", "building\n1..2\nok\nok then, next\nfinished\n"));
    assert!(is_other("loop.log", "loop\n1..1\nok\nbye\n"));
}

#[test]
fn more_tests_than_planned_are_told_beside_a_failed_one() {
    for (tests, outcome) in [("1..2\nok 1 - a\nok 2 - b\nnot ok 3 - c\n", "c failed"), ("1..2\nok a\nok b\nok c\n", "c passed")] {
        let read = results(tests);
        assert_eq!(outcomes(&read), ["a passed", "b passed", outcome]);
        assert_eq!(read.run.errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>(), ["3 tests under a plan of 2"]);
    }
}

#[test]
fn tap_is_known_by_its_lines_wherever_its_plan_is() {
    for (text, expected) in [
        ("ok adds\nnot ok pays\n1..2\n", "adds passed, pays failed"),
        (
            "Starting the shop\nListening on 8080\nok 1 - adds\nGET /cart\nGET /pay\nGET /pay\nnot ok 2 - pays\n1..2\n",
            "adds passed, pays failed",
        ),
        ("$ bats cart.bats\n1..2\nloading\nloaded\nok 1 adds\nnot ok 2 pays\n", "adds passed, pays failed"),
        ("$ prove\nok 1 - adds\nok 2 - pays\nok 3 - ships\n1..5\n", "adds passed, pays passed, ships passed"),
    ] {
        let (format, read) = read("output.log", text.as_bytes());
        assert_eq!((format, outcomes(&read).join(", ").as_str(), read.cut), (ToolFormat::Tap, expected, None), "{text}");
    }
    let prove = "t/a.t .. \nok 1 - adds\nnot ok 2 - pays\n1..2\nDubious, test returned 1\nFailed 1/2 subtests \nt/b.t .. \n1..1\nok 1 - sends\nok\nFiles=2\nResult: FAIL\n";
    let of_prove = results(prove);
    assert_eq!(outcomes(&of_prove), ["adds passed", "pays failed", "sends passed"]);
    assert_eq!((of_prove.run.stated.tests, of_prove.run.verdict.as_deref()), (Some(3), Some("Result: FAIL")));
    // A killed writer has no plan at its end; the numbers tell that it was about to write one.
    let killed = results("ok 1 - adds\nnot ok 2 - pays\n# no card\n");
    assert_eq!((outcomes(&killed).len(), killed.cut.map(|cut| cut.tests)), (2, Some(2)));
    let long = format!("$ npm test\n{}", (1..=5_000).map(|n| format!("ok {n} - t{n}\n")).collect::<String>());
    assert_eq!(results(&format!("{long}1..5000\n")).attempts.len(), 5_000);
    for other in [
        "Deploying\nok host-1\nok host-2\nnot ok host-3\ndone\n",
        "ok host-1\nok host-2\n",
        "Copying\nok\nPages\n1..3\nok then\n",
        "ok 1 file\nok 1 file\nok 2 files\n",
        "Step\nok 1 - a\nok 2 - b\n",
    ] {
        assert!(is_other("deploy.log", other), "{other}");
    }
}

#[test]
fn tap_that_begins_with_its_plan_is_known_wherever_it_is_cut() {
    for (text, stated, names) in [
        ("1..3\n", 3, ""),
        ("1..3", 3, ""),
        ("1..3\nno", 3, ""),
        ("1..3\nok 1 a\nno", 3, "a passed"),
        ("# bats\n1..2\nok 1 a\nNOT OK 2 b\nsh: killed\n", 2, "a passed"),
    ] {
        let read = results(text);
        assert_eq!((outcomes(&read).join(", ").as_str(), read.run.stated.tests), (names, Some(stated)), "{text}");
    }
    assert!(tool_results::read("out.log", b"1..").is_err());
    assert!(is_other("notes.txt", "1..\nand so on\n") && is_other("notes.txt", "1..3\nis a range\nno"));
}

#[test]
fn tap_behind_the_output_of_npm_has_names_of_groups() {
    let read = results(
        "\n> shop@1.0.0 test\n> tape test/*.js\n\nTAP version 13\n# cart\nok 1 adds\n# order\nok 2 adds\nlogged by the test\n\n1..2\n# tests 2\n# pass  2\n",
    );
    assert_eq!(full_names(&read), ["cart › adds", "order › adds"]);
    let unnamed = results("1..2\nok 1\nok 2\n");
    assert_eq!((outcomes(&unnamed), unnamed.run.unnamed), (vec!["#1 passed".to_owned(), "#2 passed".to_owned()], 2));
}

#[test]
fn bare_lines_of_tap_are_each_a_test() {
    let names = ["#1 passed", "#2 failed", "#3 passed", "#4 failed"];
    for text in
        ["1..4\nok\nnot ok\nok\nnot ok\n", "ok\nnot ok\nok\nnot ok\n1..4\n", "TAP version 13\nok\nnot ok\nok\nnot ok\n1..4\n"]
    {
        let read = results(text);
        assert_eq!(outcomes(&read), names, "{text}");
        assert_eq!((read.run.stated.tests, read.run.unnamed, read.cut), (Some(4), 4, None), "{text}");
    }
    let named = results("1..2\nok adds two prices\nnot ok rounds\n");
    assert_eq!(outcomes(&named), ["adds two prices passed", "rounds failed"]);
    assert!(is_other("notes.txt", "ok\nnot ok\nthat is all\nbut for this\nand this\n1..2\n"));
}

/// Events of Go from lines of `action test output`, in the package `p`.
fn events(lines: &[(&str, &str, &str)]) -> String {
    let member = |name: &str, value: &str| {
        if value.is_empty() { String::new() } else { format!(r#","{name}":{}"#, serde_json::json!(value)) }
    };
    lines
        .iter()
        .map(|(action, test, output)| {
            format!("{{\"Action\":\"{action}\",\"Package\":\"p\"{}{}}}\n", member("Test", test), member("Output", output))
        })
        .collect()
}

#[test]
fn go_panics_and_timeouts_are_broken() {
    let text = events(&[
        ("run", "TestA", ""),
        ("output", "TestA", "panic: boom [recovered]\n"),
        ("output", "TestA", "goroutine 7:\n"),
        ("fail", "TestA", ""),
        ("run", "TestB", ""),
        ("output", "", "panic: test timed out after 1s\n"),
        ("fail", "", ""),
    ]);
    let read = results(&text);
    assert_eq!(outcomes(&read), ["TestA broken", "TestB broken"]);
    let panicked = &read.attempts[0];
    assert_eq!((panicked.message.as_deref(), panicked.trace.as_deref()), (Some("panic: boom [recovered]"), Some("goroutine 7:")));
    assert!(read.run.errors.is_empty() && read.cut.is_none());
}

#[test]
fn go_packages_that_fail_without_a_test_are_errors_of_the_run() {
    let built = r#"go: downloading example.test v1.0.0
{"ImportPath":"shop/cart [shop/cart.test]","Action":"build-output","Output":"./cart.go:3:2: undefined: price\n"}
{"ImportPath":"shop/cart [shop/cart.test]","Action":"build-fail"}
{"Action":"output","Package":"shop/cart","Output":"FAIL\tshop/cart [build failed]\n"}
{"Action":"fail","Package":"shop/cart","FailedBuild":"shop/cart [shop/cart.test]"}
# shop/order [shop/order.test]
./order.go:9: missing return
warning: no cache{"Action":"output","Package":"shop/order","Output":"FAIL\tshop/order [build failed]\n"}
{"level":"info","msg":"noise"}
{"Action":"fail","Package":"shop/order"}
"#;
    let read = results(built);
    let errors: Vec<_> = read.run.errors.iter().map(|error| (error.message.as_str(), error.source.as_deref())).collect();
    assert_eq!(
        errors,
        [("./cart.go:3:2: undefined: price", Some("shop/cart")), ("./order.go:9: missing return", Some("shop/order"))]
    );
}

#[test]
fn go_tests_repeat_by_name_in_a_later_execution_of_their_package() {
    let once = [("run", "TestA", ""), ("fail", "TestA", ""), ("run", "TestA", ""), ("pass", "TestA", ""), ("fail", "", "")];
    let repeats = |text: &str| results(text).attempts.iter().map(|attempt| attempt.repeat).collect::<Vec<_>>();
    assert_eq!(repeats(&events(&once)), [Repeat::None, Repeat::None], "-count");
    let again = [("run", "TestA", ""), ("pass", "TestA", ""), ("pass", "", "")];
    let text = [events(&once[..2]), events(&once[4..]), events(&again)].concat();
    assert_eq!(repeats(&text), [Repeat::None, Repeat::ByName]);
    let cut = results(&events(&[("run", "TestA", ""), ("pass", "TestA", ""), ("run", "TestB", "")]));
    assert_eq!((outcomes(&cut), cut.cut.map(|cut| cut.tests)), (vec!["TestA passed".to_owned()], Some(1)));
}

#[test]
fn gtest_failures_of_the_environment_are_errors_of_the_run() {
    let read = results(
        r#"{"tests": 1, "failures": 0, "disabled": 0, "errors": 0, "name": "AllTests", "testsuites": [
        {"name": "Cart", "testsuite": [{"name": "Adds/0", "classname": "All/Cart", "value_param": "16-byte object <01>", "status": "RUN",
         "result": "COMPLETED", "time": "0.5s", "case": "7"}]},
        {"name": "NonTestSuiteFailure", "testsuite": [{"name": "", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "unknown file\nno stand"}]}]}]}"#,
    );
    assert_eq!((full_names(&read), read.run.errors[0].message.as_str()), (vec!["All/Cart.Adds/0"], "no stand"));
    let test = &read.attempts[0];
    assert_eq!((test.params[0].is_excluded, test.label("case"), test.duration_ms), (true, Some("7"), Some(500)));
    assert_eq!((read.run.stated.tests, read.run.stated.bad), (Some(1), Some(0)));
}

#[test]
fn pytest_collectors_and_exit_codes_are_errors_of_the_run() {
    let report = |exit: u8, collectors: &str| {
        results(&format!(
            r#"{{"created": 1795170002.2, "duration": 2.0, "exitcode": {exit}, "root": "/srv", "environment": {{}}, "summary": {{"total": 9, "error": 2, "failed": 1}},
            "collectors": {collectors}, "tests": [{{"nodeid": "a.py::T::t[x::y]", "outcome": "rerun", "setup": {{"duration": 0.6, "outcome": "passed"}},
            "call": {{"duration": 0.6, "outcome": "passed"}}}}]}}"#
        ))
    };
    let read =
        report(2, r#"[{"nodeid": "b.py", "outcome": "failed", "longrepr": "b.py:1: in <module>\nE   ImportError: no prices"}]"#);
    let [error] = &read.run.errors[..] else { panic!("{:?}", read.run.errors) };
    assert_eq!((error.message.as_str(), error.source.as_deref()), ("ImportError: no prices", Some("b.py")));
    assert_eq!((read.run.stated.tests, read.run.stated.bad), (Some(9), Some(3)));
    let test = &read.attempts[0];
    assert_eq!((test.name.as_str(), test.is_flaky, test.duration_ms), ("t[x::y]", true, Some(1200)));
    assert_eq!(read.run.start_ms, Some(1_795_170_000_200));
    assert!(report(3, "[]").run.errors[0].message.contains("internal error"));
    assert!(report(1, "[]").run.errors.is_empty());
}

#[test]
fn a_test_of_pytest_that_was_stopped_before_its_last_execution_did_not_pass() {
    let report = |stages: &str| {
        let test = format!(r#"{{"nodeid": "a.py::t", "outcome": "rerun"{stages}}}"#);
        results(&format!(
            r#"{{"created": 1795170002.2, "duration": 2.0, "exitcode": 0, "root": "/srv", "environment": {{}}, "summary": {{"total": 1}}, "tests": [{test}]}}"#
        ))
    };
    let setup = r#", "setup": {"outcome": "passed"}"#;
    for (stages, outcome) in [
        (format!(r#"{setup}, "call": {{"outcome": "passed"}}"#), "t passed"),
        (format!(r#"{setup}, "call": {{"outcome": "rerun"}}"#), "t failed"),
        (String::new(), "t failed"),
    ] {
        assert_eq!(outcomes(&report(&stages)), [outcome], "{stages}");
    }
}

#[test]
fn xcode_repetitions_and_arguments_are_attempts_and_tests() {
    let case = |name: &str, result: &str, children: &str| {
        format!(
            r#"{{"name": "{name}", "nodeType": "Test Case", "nodeIdentifier": "S/{name}", "result": "{result}", "children": [{children}]}}"#
        )
    };
    let part =
        |kind: &str, name: &str, result: &str| format!(r#"{{"name": "{name}", "nodeType": "{kind}", "result": "{result}"}}"#);
    let first = |second: &str| [part("Repetition", "First Run", "Failed"), part("Repetition", "Retry 1", second)].join(",");
    let nodes = [
        case("retried", "Passed", &first("Passed")),
        case("hidden", "Failed", &first("Passed")),
        case("rows", "Failed", &[part("Arguments", "1", "Passed"), part("Arguments", "2", "Failed")].join(",")),
        part("Failure Message", "Shop crashed", "Failed"),
    ]
    .join(",");
    let read = results(&format!(
        r#"{{"devices": [{{"deviceName": "iPhone"}}], "testNodes": [{{"name": "Plan", "nodeType": "Test Plan", "result": "Failed", "children": [
        {{"name": "B", "nodeType": "Unit test bundle", "result": "Failed", "children": [{nodes}]}}]}}]}}"#
    ));
    let found: Vec<_> = read.attempts.iter().map(|a| (a.full_name.as_str(), a.status.slug(), a.repeat, a.params.len())).collect();
    assert_eq!(
        found,
        [
            ("B/S/retried", "failed", Repeat::None, 0),
            ("B/S/retried", "passed", Repeat::Marked, 0),
            ("B/S/hidden", "failed", Repeat::None, 0),
            ("B/S/hidden", "passed", Repeat::None, 0),
            ("B/S/rows", "passed", Repeat::None, 1),
            ("B/S/rows", "failed", Repeat::None, 1),
        ]
    );
    assert_eq!((read.run.errors[0].message.as_str(), read.run.errors[0].source.as_deref()), ("Shop crashed", Some("B")));
}

/// Events of `flutter test --machine` between other lines.
const DART: &str = r#"Downloading packages...
{"protocolVersion":"0.1.1","runnerVersion":"1.25.2","pid":4711,"type":"start","time":0}
{"suite":{"id":0,"platform":"vm","path":"D:/a/shop/shop/test/cart_test.dart"},"type":"suite","time":0}
{"test":{"id":1,"name":"loading D:/a/shop/shop/test/cart_test.dart","suiteID":0,"groupIDs":[],"metadata":{"skip":false,"skipReason":null},"line":null,"column":null,"url":null},"type":"testStart","time":1}
{"count":2,"time":3,"type":"allSuites"}
[{"event":"test.startedProcess","params":{"vmServiceUri":"http://127.0.0.1:49366/"}}]
{"testID":1,"result":"success","skipped":false,"hidden":true,"type":"testDone","time":900}
{"group":{"id":2,"suiteID":0,"parentID":null,"name":"","metadata":{"skip":false,"skipReason":null},"testCount":4},"type":"group","time":901}
{"group":{"id":3,"suiteID":0,"parentID":2,"name":"Cart","metadata":{"skip":false,"skipReason":null},"testCount":4},"type":"group","time":901}
{"test":{"id":4,"name":"Cart adds","suiteID":0,"groupIDs":[2,3],"line":5,"column":3,"url":"file:///x"},"type":"testStart","time":902}
{"testID":4,"messageType":"print","message":"Retry: Cart adds","type":"print","time":950}
{"testID":4,"result":"success","skipped":false,"hidden":false,"type":"testDone","time":1002}
{"test":{"id":5,"name":"Cart pays","suiteID":0,"groupIDs":[2,3],"line":9,"column":3,"url":"file:///x"},"type":"testStart","time":1003}
{"testID":5,"messageType":"print","message":"The following TestFailure was thrown running a test:\nExpected: <3>\n  Actual: <2>\n\nWhen the exception was thrown, this was the stack:\n#0 x","type":"print","time":1010}
{"testID":5,"error":"Test failed. See exception logs above.\nThe test description was: pays","stackTrace":"","isFailure":false,"type":"error","time":1011}
{"testID":5,"result":"failure","skipped":false,"hidden":false,"type":"testDone","time":1020}
{"test":{"id":6,"name":"Cart sends","suiteID":0,"groupIDs":[2,3],"line":12,"column":3,"url":"file:///x"},"type":"testStart","time":1021}
{"testID":6,"messageType":"skip","message":"Skip: no courier","type":"print","time":1022}
{"testID":6,"result":"success","skipped":true,"hidden":false,"type":"testDone","time":1023}
{"suite":{"id":7,"platform":"vm","path":"D:/a/shop/shop/test/order_test.dart"},"type":"suite","time":1024}
{"test":{"id":8,"name":"loading D:/a/shop/shop/test/order_test.dart","suiteID":7,"groupIDs":[]},"type":"testStart","time":1025}
{"testID":8,"error":"Failed to load: no such file","stackTrace":"order_test.dart 1:1","isFailure":false,"type":"error","time":1030}
{"testID":8,"result":"error","skipped":false,"hidden":false,"type":"testDone","time":1031}
{"testID":4,"error":"a timer is still pending","stackTrace":"","isFailure":false,"type":"error","time":1032}
{"success":false,"type":"done","time":1040}
"#;

#[test]
fn events_of_dart_are_tests() {
    let (format, read) = read("out.log", DART.as_bytes());
    assert_eq!((format, read.cut), (ToolFormat::DartTest, None));
    assert_eq!(outcomes(&read), ["adds passed", "pays failed", "sends skipped", "shop/test/order_test.dart broken"]);
    assert_eq!(full_names(&read)[..2], ["shop/test/cart_test.dart › Cart adds", "shop/test/cart_test.dart › Cart pays"]);
    assert_eq!(read.attempts[0].suites, ["shop/test/cart_test.dart", "Cart"]);
    let messages: Vec<_> = read.attempts.iter().map(|attempt| attempt.message.as_deref()).collect();
    let expected = [None, Some("Expected: <3>\n  Actual: <2>"), Some("no courier"), Some("Failed to load: no such file")];
    assert_eq!(messages, expected);
    assert_eq!((read.attempts[0].is_flaky, read.attempts[0].duration_ms), (true, Some(100)));
    assert_eq!(read.attempts[0].configuration(), "vm");
    assert_eq!(read.run.errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>(), ["a timer is still pending"]);
    assert_eq!(read.run.verdict.as_deref(), Some("success: false"));
}

#[test]
fn events_of_dart_that_are_cut_off_give_their_complete_tests() {
    let end = DART.find("{\"test\":{\"id\":6").expect("the third test");
    let cut = results(&DART[..end + 20]);
    assert_eq!(outcomes(&cut), ["adds passed", "pays failed"]);
    assert_eq!(cut.cut.map(|cut| (cut.tests, cut.is_malformed)), Some((2, false)));
    let begun = DART.find("{\"group\"").expect("a group");
    assert!(tool_results::read("out.json", &DART.as_bytes()[..begun]).is_err(), "no test is complete");
    let stopped = results(&DART[..end].replace("{\"testID\":5,\"result\"", "{\"testID\":99,\"result\"")).cut;
    assert_eq!(stopped.map(|cut| cut.tests), Some(1));
}

#[test]
fn a_run_of_dart_without_an_end_is_an_error_before_the_next_one() {
    let end = DART.find("{\"testID\":5,\"result\"").expect("the end of the second test");
    let second = DART.find("{\"protocolVersion\"").expect("a start");
    let read = results(&format!("{}{}", &DART[..end], &DART[second..]));
    let all = ["adds passed", "pays broken", "adds passed", "pays failed", "sends skipped", "shop/test/order_test.dart broken"];
    assert_eq!((outcomes(&read), read.cut), (all.map(str::to_owned).to_vec(), None));
    let errors: Vec<_> = read.run.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(errors, ["A run has no end: another one follows.", "a timer is still pending"]);
    let twice = results(&[DART, DART].concat());
    assert_eq!((twice.attempts.len(), twice.run.errors.len()), (8, 2), "two runs with their ends");
    let hidden =
        DART.replace("\"result\":\"failure\",\"skipped\":false,\"hidden\":false", "\"result\":\"failure\",\"hidden\":true");
    assert_eq!(outcomes(&results(&hidden))[1], "pays failed", "no failure is hidden");
}

#[test]
fn hostile_files_are_survived() {
    let deep =
        format!("TAP version 14\n{}", (0..500).map(|depth| format!("{}ok 1 - a\n", " ".repeat(depth))).collect::<String>());
    drop(tool_results::read("deep.tap", deep.as_bytes()));
    let numbers = "1..18446744073709551615\nok 18446744073709551615 - a # time=1e999ms\nnot ok 99999999999999999999999\n";
    assert_eq!(results(numbers).attempts.len(), 2);
    let open: String = (0..30_000).map(|n| format!("{{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T{n}\"}}\n")).collect();
    assert!(tool_results::read("open.json", open.as_bytes()).is_err(), "no test has an end");
    let types = r#"{"tests": "x", "failures": {}, "disabled": [], "testsuites": [1, {"name": [], "testsuite": [null, {"name": 5, "failures": 7}]}]}"#;
    assert_eq!(results(types).attempts.len(), 2);
    let nodes = r#"{"testNodes": [{"nodeType": 1, "children": [{"nodeType": "Test Case", "duration": {}, "result": "Exploded"}]}, 7], "devices": 3}"#;
    assert_eq!(results(nodes).attempts[0].unknown_status.as_deref(), Some("Exploded"));
    drop(tool_results::read(
        "x.json",
        br#"{"exitcode": "x", "root": 1, "summary": [], "tests": [[], {"nodeid": 1e999}], "created": -1}"#,
    ));
}
