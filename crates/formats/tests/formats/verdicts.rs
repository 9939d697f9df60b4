//! Files whose tool judges a test or the run by more than the last outcome: what failed there is not read as passed or skipped.

use voluptas_formats::tool_results::{self, Piece, Repeat, ToolResults};

fn read(name: &str, text: &str) -> ToolResults {
    match tool_results::read(name, text.as_bytes()) {
        Ok(Piece::Results(_, results)) => *results,
        other => panic!("{name}: {other:?}"),
    }
}

/// Names and statuses of all attempts.
fn outcomes(results: &ToolResults) -> Vec<(&str, &str)> {
    results.attempts.iter().map(|attempt| (attempt.name.as_str(), attempt.status.slug())).collect()
}

fn cucumber(element: &str) -> ToolResults {
    read("cucumber.json", &format!(r#"[{{"uri": "a.feature", "keyword": "Feature", "name": "F", "elements": [{element}]}}]"#))
}

#[test]
fn a_warning_of_phpunit_is_the_message_of_a_test_that_passed() {
    let of = |name: &str, inside: &str| {
        format!(r#"<testcase name="{name}" class="CartTest" classname="CartTest" assertions="1" time="0.01">{inside}</testcase>"#)
    };
    let warning = "<warning type=\"PHPUnit\\Framework\\Warning\">CartTest::testAdds\nThe provider &amp; its rows are deprecated.\n</warning>";
    let failure = "<failure type=\"X\" message=\"2 is not 3\">CartTest::testPays</failure>";
    let cases = [of("testAdds", warning), of("testPays", &format!("{warning}{failure}")), of("testSends", "")].concat();
    let text = format!(
        r#"<testsuites><testsuite name="CartTest" tests="3" assertions="3" errors="0" warnings="2" failures="1" skipped="0" time="0.03">{cases}</testsuite></testsuites>"#
    );
    let read = read("junit.xml", &text);
    assert_eq!(outcomes(&read), [("testAdds", "passed"), ("testPays", "failed"), ("testSends", "passed")]);
    let messages: Vec<_> = read.attempts.iter().map(|attempt| attempt.message.as_deref()).collect();
    let told = "CartTest::testAdds\nThe provider & its rows are deprecated.";
    assert_eq!(messages, [Some(told), Some("2 is not 3"), None]);
    assert_eq!((read.run.stated.tests, read.run.stated.bad), (Some(3), Some(1)), "warnings are no failures");
}

#[test]
fn hooks_of_steps_count() {
    let scenario = |first: &str, last: &str| {
        let step = |name: &str, hooks: &str| {
            format!(r#"{{"keyword": "Given ", "name": "{name}", "result": {{"status": "passed", "duration": 1000000}}{hooks}}}"#)
        };
        let steps = format!("{}, {}", step("a", first), step("b", last));
        cucumber(&format!(r#"{{"keyword": "Scenario", "type": "scenario", "name": "Pay", "line": 3, "steps": [{steps}]}}"#))
    };
    let failed =
        |place: &str| format!(r#", "{place}": [{{"result": {{"status": "failed", "error_message": "no"}}, "match": {{}}}}]"#);
    for (first, last) in [(String::new(), failed("after")), (failed("before"), String::new()), (failed("after"), String::new())] {
        let results = scenario(&first, &last);
        assert_eq!(outcomes(&results), [("Pay", "failed")], "{first}{last}");
        assert_eq!((results.attempts[0].steps.len(), results.attempts[0].message.as_deref()), (3, Some("no")));
    }
    assert_eq!(outcomes(&scenario("", "")), [("Pay", "passed")]);
}

#[test]
fn behave_counts_seconds() {
    let steps = r#"{"keyword": "Given", "location": "a.feature:4", "name": "a", "result": {"duration": 12.5, "status": "passed"}},
        {"keyword": "When", "location": "a.feature:5", "name": "b", "result": {"duration": 0.25, "status": "passed"}}"#;
    let scenario = format!(r#"{{"keyword": "Scenario", "location": "a.feature:3", "name": "Pay", "steps": [{steps}]}}"#);
    let text = format!(r#"[{{"keyword": "Feature", "location": "a.feature:1", "name": "F", "elements": [{scenario}]}}]"#);
    assert_eq!(read("behave.json", &text).attempts[0].duration_ms, Some(12_750));
}

#[test]
fn a_skip_repeats_no_failure() {
    let suite = |cases: &str| {
        let text = format!(r#"<testsuite name="s" tests="3"><testcase classname="c" name="a"/>{cases}</testsuite>"#);
        let results = read("junit.xml", &text);
        results.attempts.iter().skip(1).map(|a| (a.status.slug().to_owned(), a.repeat)).collect::<Vec<_>>()
    };
    let [failed, skipped, passed] =
        ["<failure/>", "<skipped/>", ""].map(|inner| format!(r#"<testcase classname="c" name="b">{inner}</testcase>"#));
    let expect = |status: &str, repeat| (status.to_owned(), repeat);
    let expected = [expect("failed", Repeat::None), expect("skipped", Repeat::None)];
    assert_eq!(suite(&format!("{failed}{skipped}")), expected);
    let expected = [expect("failed", Repeat::None), expect("skipped", Repeat::None), expect("passed", Repeat::ByName)];
    assert_eq!(suite(&format!("{failed}{skipped}{passed}")), expected);
}

#[test]
fn playwright_judges_tests_by_all_tries() {
    let of = |verdict: &str, tries: [&str; 2]| {
        let result = |(n, status): (usize, &&str)| {
            format!(r#"{{"status": "{status}", "duration": 5, "retry": {n}, "startTime": "2026-11-24T10:00:0{n}.000Z"}}"#)
        };
        let results = tries.iter().enumerate().map(result).collect::<Vec<_>>().join(", ");
        let test =
            format!(r#"{{"expectedStatus": "passed", "projectName": "p", "status": "{verdict}", "results": [{results}]}}"#);
        let text = format!(
            r#"{{"config": {{"rootDir": "/x"}}, "suites": [{{"title": "a.spec.ts", "specs": [{{"title": "B", "id": "b", "tests": [{test}]}}]}}]}}"#
        );
        let results = read("report.json", &text);
        let [first, last] = &results.attempts[..] else { panic!("{results:?}") };
        assert!(last.end_ms >= first.end_ms && last.repeat == Repeat::Marked && first.repeat == Repeat::None);
        (first.status.slug().to_owned(), last.status.slug().to_owned(), last.is_flaky)
    };
    let expect = |first: &str, last: &str, is_flaky| (first.to_owned(), last.to_owned(), is_flaky);
    assert_eq!(of("unexpected", ["failed", "skipped"]), expect("skipped", "failed", false));
    assert_eq!(of("flaky", ["passed", "failed"]), expect("failed", "passed", true));
    assert_eq!(of("flaky", ["failed", "passed"]), expect("failed", "passed", true));
    assert_eq!(of("unexpected", ["failed", "failed"]), expect("failed", "failed", false));
}

#[test]
fn playwright_fails_a_run_with_flaky_tests_where_it_is_told_to() {
    let errors = |config: &str, flaky: u8| {
        let tries = r#"{"status": "failed", "retry": 0}, {"status": "passed", "retry": 1}"#;
        let test = format!(r#"{{"expectedStatus": "passed", "projectName": "p", "status": "flaky", "results": [{tries}]}}"#);
        let text = format!(
            r#"{{"config": {{"rootDir": "/x"{config}}}, "suites": [{{"title": "a.spec.ts", "specs": [{{"title": "B", "id": "b", "tests": [{test}]}}]}}], "errors": [], "stats": {{"expected": 0, "skipped": 0, "unexpected": 0, "flaky": {flaky}}}}}"#
        );
        read("report.json", &text).run.errors.into_iter().map(|error| error.message).collect::<Vec<_>>()
    };
    let told = "Playwright fails a run with flaky tests (failOnFlakyTests): 1".to_owned();
    assert_eq!(errors(r#", "failOnFlakyTests": true"#, 1), [told]);
    assert_eq!(errors(r#", "failOnFlakyTests": true"#, 0), [""; 0]);
    assert_eq!(errors(r#", "failOnFlakyTests": false"#, 1), [""; 0]);
    assert_eq!(errors("", 1), [""; 0]);
}

#[test]
fn a_title_names_a_suite_of_check_alone() {
    let suites = |element: &str, test: &str| {
        let text = format!("<testsuites><{element}><title>Big</title>{test}</{element}></testsuites>");
        read("report.xml", &text).attempts[0].suites.clone()
    };
    assert_eq!(suites("testsuite", "<testcase name='x'/>"), [""; 0]);
    assert_eq!(suites("suite", "<test result='success'><id>x</id><message>Passed</message></test>"), ["Big"]);
}

#[test]
fn runs_that_failed_as_a_whole_say_so() {
    let pytest = |code: i64| {
        let text = format!(
            r#"{{"created": 1, "duration": 1.0, "exitcode": {code}, "root": "/x", "summary": {{"passed": 1, "total": 1}},
                "tests": [{{"nodeid": "t.py::a", "outcome": "passed"}}]}}"#
        );
        read("report.json", &text).run.verdict
    };
    assert_eq!((pytest(0), pytest(1).as_deref()), (None, Some("pytest ended with exit code 1")));

    let xcode = |result: &str, case: &str| {
        let suite = format!(r#"{{"name": "S", "nodeType": "Test Suite", "result": "{result}", "children": [{case}]}}"#);
        let plan = format!(r#"{{"name": "Plan", "nodeType": "Test Plan", "result": "{result}", "children": [{suite}]}}"#);
        read("tests.json", &format!(r#"{{"devices": [], "testNodes": [{plan}]}}"#))
    };
    let passed = r#"{"name": "a()", "nodeType": "Test Case", "result": "Passed"}"#;
    assert_eq!(xcode("Failed", passed).run.verdict.as_deref(), Some("Plan: Failed"));
    assert_eq!(xcode("Passed", passed).run.verdict, None);
    let rows = r#"{"name": "a(x:)", "nodeType": "Test Case", "result": "Failed",
        "children": [{"name": "1", "nodeType": "Arguments", "result": "Passed"}]}"#;
    assert_eq!(outcomes(&xcode("Failed", rows)), [("a(x:)", "passed"), ("a(x:)", "failed")]);
}

#[test]
fn executions_that_tools_of_robot_repeat_are_attempts() {
    let merged = |new: &str, message: &str| {
        format!(
            r#"*HTML* <span class="merge">Test has been re-executed and results merged.</span><hr><span class="new-status">New status:</span> <span class="{new}">X</span><br>{message}<hr><span class="old-status">Old status:</span> <span class="fail">FAIL</span><br><span class="old-message">Old message:</span> 1 &lt; 2 is &amp; stays<br><hr><span class="old-status">Old status:</span> <span class="fail">FAIL</span><br>"#
        )
    };
    let new = r#"<span class="new-message">New message:</span> see <a href="https://shop.test/1">https://shop.test/1</a><br>"#;
    let tests = [
        ("pays", "PASS", merged("pass", "")),
        ("sends", "FAIL", merged("fail", new)),
        ("adds", "SKIP", "not yet\nSkipped for Retry".to_owned()),
        ("adds", "PASS", "[RETRY] PASS on 1. retry.".to_owned()),
        ("adds", "PASS", String::new()),
        ("later", "SKIP", "no rates".to_owned()),
    ];
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let xml: String = tests
        .iter()
        .map(|(name, status, message)| {
            format!(
                "<test name='{name}'><status status='{status}' start='2026-11-20T10:00:00' elapsed='1'>{}</status></test>",
                escaped(message)
            )
        })
        .collect();
    let json: Vec<serde_json::Value> = tests
        .iter()
        .map(|(name, status, message)| {
            serde_json::json!({"name": name, "status": status, "message": message, "start_time": "2026-11-20T10:00:00", "elapsed_time": 1})
        })
        .collect();
    let json = serde_json::json!({"suite": {"name": "Shop", "suites": [{"name": "Cart", "tests": json, "status": "PASS"}], "status": "PASS"}});
    let json = json.to_string().replacen('{', "{\"generator\": \"Robot 7.5\", ", 1);
    let xml = format!("<robot><suite name='Shop'><suite name='Cart'>{xml}</suite></suite></robot>");
    let (marked, none) = (Repeat::Marked, Repeat::None);
    for (name, text) in [("output.xml", xml), ("output.json", json)] {
        let read = read(name, &text);
        let found: Vec<_> = read.attempts.iter().map(|a| (a.name.as_str(), a.status.slug(), a.repeat, a.is_flaky)).collect();
        let expected = [
            ("pays", "failed", none, false),
            ("pays", "failed", marked, false),
            ("pays", "passed", marked, true),
            ("sends", "failed", none, false),
            ("sends", "failed", marked, false),
            ("sends", "failed", marked, false),
            ("adds", "failed", none, false),
            ("adds", "passed", marked, true),
            ("adds", "passed", none, false),
            ("later", "skipped", none, false),
        ];
        assert_eq!(found, expected, "{name}");
        let messages: Vec<_> = read.attempts.iter().filter_map(|a| a.message.as_deref()).collect();
        let old = "1 < 2 is & stays";
        assert_eq!(messages, [old, old, "see https://shop.test/1", "not yet", "[RETRY] PASS on 1. retry.", "no rates"], "{name}");
        assert!(read.attempts[..3].iter().all(|a| a.end_ms.is_some()), "{name}: they ended before the last one");
    }
}

#[test]
fn subtests_of_pytest_are_no_missing_tests() {
    let text = r#"<testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="2" skipped="0" tests="8" time="0.1">
        <testcase classname="test_cart" name="test_rows" time="0.02"/>
        <testcase classname="test_cart" name="test_bad_row" time="0.03"><failure message="assert 1 != 1">E</failure>
        <failure message="contains 1 failed subtest">contains 1 failed subtest</failure></testcase></testsuite></testsuites>"#;
    let read = read("junit.xml", text);
    assert_eq!(outcomes(&read), [("test_rows", "passed"), ("test_bad_row", "failed")]);
    assert_eq!((read.run.stated.tests, read.run.stated.bad), (Some(2), Some(1)));
}

#[test]
fn testcafe_states_failures_twice_and_names_screenshots() {
    let text = r#"<testsuite name="TestCafe Tests: Chrome 120.0.0.0 / Linux 0.0" tests="3" failures="1" skipped="0" errors="1" time="9" timestamp="Fri, 20 Nov 2026 10:00:00 GMT" >
        <testcase classname="Cart" file="/srv/ci/shop/cart.js" name="adds (unstable)" time="3"></testcase>
        <testcase classname="Cart" file="/srv/ci/shop/cart.js" name="pays (unstable) (screenshots: /tmp/2026-11-20_10-00-00/test-2)" time="3">
        <failure><![CDATA[
          1) AssertionError: expected 2 to equal 3
        ]]></failure></testcase>
        <testcase classname="Cart" file="/srv/ci/shop/cart.js" name="sends" time="3"></testcase></testsuite>"#;
    let read = read("junit.xml", text);
    assert_eq!(outcomes(&read), [("adds", "passed"), ("pays", "failed"), ("sends", "passed")]);
    assert_eq!(read.attempts.iter().map(|attempt| attempt.is_flaky).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!((read.run.stated.tests, read.run.stated.bad), (Some(3), Some(1)));
}

#[test]
fn totals_of_assertions_are_no_missing_tests() {
    let doctest = r#"<testsuites><testsuite name="cart" errors="0" failures="2" tests="9" time="0.01" timestamp="2026-11-20T10:00:00Z" doctest_version="2.4.11">
        <testcase classname="cart.cpp" name="adds" time="0.001" status="run"/>
        <testcase classname="cart.cpp" name="pays" time="0.001" status="run"><failure message="2 is not 3" type="CHECK"/><failure message="4 is not 5" type="CHECK"/></testcase>
        </testsuite></testsuites>"#;
    let qunit = r#"<testsuites name="cart" tests="9" failures="2" errors="0" time="0.03"><testsuite id="0" name="cart" hostname="localhost" tests="9" failures="2" errors="0" time="0.03" timestamp="2026-11-20T10:00:00Z">
        <testcase name="adds" time="0.01" timestamp="2026-11-20T10:00:00Z"></testcase>
        <testcase name="pays" time="0.01" timestamp="2026-11-20T10:00:00Z"><failure type="AssertionFailedError" message="sum"><actual value="2" /><expected value="3" /></failure></testcase>
        </testsuite></testsuites>"#;
    for text in [doctest, qunit] {
        let read = read("junit.xml", text);
        assert_eq!(outcomes(&read), [("adds", "passed"), ("pays", "failed")]);
        assert_eq!(read.run.stated, tool_results::Stated::default(), "{text}");
    }
}

#[test]
fn iterations_of_newman_are_no_missing_tests() {
    let suite = |name: &str| {
        format!(
            r#"<testsuite name="{name}" id="d8771198" timestamp="2026-11-20T10:00:00.000Z" tests="1" failures="0" errors="0" time="0.03"><testcase name="status is 200" time="0.01" classname="X"/></testsuite>"#
        )
    };
    let text = format!(r#"<testsuites name="Shop" tests="6" time="0.1">{}{}</testsuites>"#, suite("list"), suite("pay"));
    assert_eq!(read("newman.xml", &text).run.stated.tests, Some(2), "three iterations of two requests");
}

#[test]
fn executions_that_webdriverio_repeats_are_attempts() {
    let of = |version: &str| {
        let test = |name: &str, inside: &str| {
            format!(r#"<testcase classname="chrome.{version}.linux.Cart" name="{name}" time="1">{inside}</testcase>"#)
        };
        let retried = "<skipped/><system-err>\nError: not yet\n    at cart.js:3\n</system-err>";
        let tests =
            [test("adds", retried), test("adds", retried), test("adds", ""), test("pays", "<skipped/>"), test("pays", "")]
                .concat();
        let text = format!(
            r#"<testsuites tests="5" failures="0" errors="0" skipped="3"><testsuite name="Cart" timestamp="2026-11-20T10:00:00" time="5" tests="5" failures="0" errors="0" skipped="3">
            <properties><property name="specId" value="0"/><property name="suiteName" value="Cart"/><property name="capabilities" value="chrome.{version}.linux"/></properties>{tests}</testsuite></testsuites>"#
        );
        read("wdio-0-0-junit-reporter.xml", &text)
    };
    let (older, newer) = (of("120_0_6099_109"), of("121_0_6167_85"));
    let found: Vec<_> = older.attempts.iter().map(|a| (a.name.as_str(), a.status.slug(), a.repeat, a.is_flaky)).collect();
    let (by_name, none) = (Repeat::ByName, Repeat::None);
    let expected = [
        ("adds", "skipped", none, false),
        ("adds", "skipped", by_name, false),
        ("adds", "passed", by_name, true),
        ("pays", "skipped", none, false),
        ("pays", "passed", none, false),
    ];
    assert_eq!(found, expected);
    assert_eq!(older.attempts[0].full_name, "chrome.linux.Cart.adds");
    assert_eq!(newer.attempts[0].full_name, older.attempts[0].full_name, "a version of the browser makes no new test");
}

#[test]
fn devices_of_maestro_tell_its_suites_apart() {
    let suite = |device: &str, status: &str| {
        format!(
            r#"<testsuite name="Test Suite" device="{device}" tests="1" failures="0" time="9.5"><testcase id="Pay" name="Pay" classname="Pay" time="9.5" status="{status}"/></testsuite>"#
        )
    };
    let read =
        read("report.xml", &format!("<testsuites>{}{}</testsuites>", suite("Pixel 8", "SUCCESS"), suite("iPhone 15", "STOPPED")));
    assert_eq!(outcomes(&read), [("Pay", "passed"), ("Pay", "broken")]);
    assert_eq!(read.attempts.iter().map(tool_results::Attempt::configuration).collect::<Vec<_>>(), ["Pixel 8", "iPhone 15"]);
}

#[test]
fn failures_that_a_file_states_and_nobody_read_are_believed() {
    let stated = |root: &str, suite: &str, case: &str| {
        let text = format!(
            r#"<testsuites tests="1" {root}><testsuite name="S" tests="1" {suite}><testcase name="a">{case}</testcase></testsuite></testsuites>"#
        );
        read("junit.xml", &text).run.stated.bad
    };
    assert_eq!(stated(r#"failures="1""#, r#"failures="0""#, ""), Some(1));
    assert_eq!(stated(r#"failures="0""#, r#"failures="1""#, ""), Some(1));
    assert_eq!(stated(r#"failures="0" errors="1""#, r#"failures="0" errors="0""#, ""), Some(1));
    assert_eq!(stated(r#"failures="2""#, r#"failures="1""#, "<failure/>"), Some(1), "counted twice by the writer");
}

#[test]
fn rows_of_an_ordered_test_are_tests() {
    let row = |id: &str, name: &str, outcome: &str| {
        format!(r#"<UnitTestResult executionId="{id}" testId="{id}" testName="{name}" outcome="{outcome}"/>"#)
    };
    let rows = row("e1", "A", "Passed") + &row("e2", "B", "Failed");
    let text = format!(
        r#"<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
           <TestResultAggregation executionId="e0" testId="t0" testName="Ordered" outcome="Failed"><InnerResults>{rows}</InnerResults></TestResultAggregation>
           {}</Results><ResultSummary outcome="Failed"><Counters total="4" passed="2" failed="2"/></ResultSummary></TestRun>"#,
        row("e3", "C", "Passed")
    );
    let results = read("results.trx", &text);
    assert_eq!(outcomes(&results), [("A", "passed"), ("B", "failed"), ("C", "passed")]);
    assert_eq!((results.run.stated.tests, results.run.stated.bad), (Some(3), Some(1)));
}

#[test]
fn tests_of_one_name_of_soapui_are_no_repetitions() {
    let failure =
        "<failure type='Cancelling due to failed test step' message='Cancelling due to failed test step'>pay Failed</failure>";
    let text = format!(
        "<testsuite name='Shop.Cart' tests='2' errors='0' failures='1' time='0.4'>\
         <testcase name='pays' time='0.2'>{failure}</testcase><testcase name='pays' time='0.2'/></testsuite>"
    );
    let read = read("TEST-Cart.xml", &text);
    assert_eq!(outcomes(&read), [("pays", "failed"), ("pays", "passed")]);
    assert!(read.attempts.iter().all(|attempt| attempt.repeat == Repeat::None));
}

#[test]
fn a_fixture_of_nunit_2_without_cases_tells_its_failure() {
    let of = |name: &str, inside: &str| {
        format!("<test-suite type='{name}' name='Cart' executed='True' result='Error' success='False'>{inside}</test-suite>")
    };
    let failure = "<failure><message>SetUp : no stand</message><stack-trace>at A</stack-trace></failure><results/>";
    let suites = of("Assembly", &format!("<results>{}</results>", of("TestFixture", failure)));
    let read = read("TestResult.xml", &format!("<test-results name='Shop.dll' total='0' failures='0'>{suites}</test-results>"));
    assert_eq!(read.run.verdict.as_deref(), Some("Error: Cart: SetUp : no stand"));
    assert!(read.run.errors.is_empty());
}
