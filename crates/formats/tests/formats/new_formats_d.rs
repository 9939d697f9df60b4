//! Shapes of further tools: what they repeat, leave out or say outside of their tests.

use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::{self, Piece, Repeat, RunFacts, ToolFormat, ToolResults};

fn read(name: &str, text: &str) -> (ToolFormat, ToolResults) {
    match tool_results::read(name, text.as_bytes()) {
        Ok(Piece::Results(format, results)) => (format, *results),
        other => panic!("{name}: {other:?}"),
    }
}

/// Full names with outcomes: `shop.Cart.adds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.full_name, attempt.status.slug())).collect()
}

/// Messages of the errors of a run.
fn errors(run: &RunFacts) -> Vec<&str> {
    run.errors.iter().map(|error| error.message.as_str()).collect()
}

const REPORTLOG: &[u8] = include_bytes!("../../../../tests/samples/reports/19-writers/reportlog.jsonl");

fn reportlog() -> String {
    String::from_utf8_lossy(REPORTLOG).into_owned()
}

#[test]
fn stages_of_a_test_of_pytest_are_one_test() {
    let (format, read) = read("log.jsonl", &reportlog());
    assert_eq!((format, read.cut), (ToolFormat::PytestReportlog, None));
    let file = "tests/test_cart.py::";
    assert_eq!(
        outcomes(&read),
        [
            format!("{file}test_adds failed"),
            format!("{file}test_pays failed"),
            format!("{file}test_pays passed"),
            format!("{file}test_ships skipped"),
            format!("{file}test_lends broken"),
        ]
    );
    let first = &read.attempts[0];
    assert_eq!((first.name.as_str(), first.duration_ms, first.line), ("test_adds", Some(250), Some(4)));
    assert_eq!((first.start_ms, first.end_ms), (Some(1_795_182_140_100), Some(1_795_182_140_500)));
    assert_eq!(first.message.as_deref(), Some("assert 1 == 2"));
    assert!(first.trace.as_deref().is_some_and(|trace| trace.ends_with("tests/test_cart.py:4: AssertionError")));
    assert_eq!((first.labels.len(), first.files.len()), (1, 1));
    let repeats: Vec<_> = read.attempts.iter().map(|attempt| attempt.repeat).collect();
    assert_eq!(repeats[1..3], [Repeat::None, Repeat::Marked]);
    assert_eq!(read.attempts[3].message.as_deref(), Some("no courier"));
    assert_eq!(read.attempts[4].message.as_deref(), Some("OSError: database is locked"));
    assert_eq!(errors(&read.run), ["ModuleNotFoundError: No module named 'prices'"]);
    assert_eq!(read.run.verdict.as_deref(), Some("pytest ended with exit code 1"));
}

#[test]
fn a_session_of_pytest_without_its_end_is_told() {
    let whole = reportlog();
    let end = whole.find("{\"exitstatus\"").expect("the end");
    let (_, cut) = read("log.jsonl", &whole[..end]);
    assert_eq!((cut.attempts.len(), cut.cut.map(|cut| cut.tests)), (5, Some(5)));
    let (_, twice) = read("log.jsonl", &format!("{}{whole}", &whole[..end]));
    assert_eq!((twice.attempts.len(), twice.cut), (10, None));
    assert!(errors(&twice.run).contains(&"A session of pytest was left before its end."));
    let torn = whole.replacen("{\"exitstatus\"", "{\"nodeid\": \"a\", \"$report_type\": \"TestRe\n{\"exitstatus\"", 1);
    assert!(errors(&read("log.jsonl", &torn).1.run).contains(&"A report of pytest cannot be read."));
}

#[test]
fn a_test_whose_report_cannot_be_read_is_broken() {
    let report = |when: &str| {
        format!("{{\"nodeid\": \"a.py::b\", \"outcome\": \"passed\", \"when\": \"{when}\", \"$report_type\": \"TestReport\"}}\n")
    };
    let end = "{\"exitstatus\": 1, \"$report_type\": \"SessionFinish\"}\n";
    let of = |call: &str| {
        let (format, read) = read("log.jsonl", &(report("setup") + call + &report("teardown") + end));
        assert_eq!(format, ToolFormat::PytestReportlog);
        (outcomes(&read).join(", "), errors(&read.run).join(", "))
    };
    let told = ("a.py::b broken".to_owned(), "A report of pytest cannot be read.".to_owned());
    assert_eq!(of("{\"nodeid\": \"a.py::b\", \"when\": \"call\", \"longrepr\": \"bad\", \"$report_type\": \"TestRe\n"), told);
    let long = "y".repeat(5 << 20);
    assert_eq!(of(&format!("{{\"nodeid\": \"a.py::b\", \"longrepr\": \"{long}\", \"$report_type\": \"TestReport\"}}\n")), told);
    assert_eq!(of("{\"nodeid\": \"a.py::c\", \"when\": \"call\", \"$report_type\n").0, "a.py::b skipped", "of another test");
}

#[test]
fn a_test_in_which_pytest_was_stopped_is_broken() {
    let report = |when: &str, outcome: &str, kind: &str| {
        format!("{{\"nodeid\": \"a.py::b\", \"outcome\": \"{outcome}\", \"when\": \"{when}\", \"$report_type\": \"{kind}\"}}\n")
    };
    let end = |code: u8| format!("{{\"exitstatus\": {code}, \"$report_type\": \"SessionFinish\"}}\n");
    let of = |text: String| outcomes(&read("log.jsonl", &text).1);
    assert_eq!(of(report("setup", "passed", "TestReport") + &end(2)), ["a.py::b broken"]);
    let called = report("setup", "passed", "TestReport") + &report("call", "failed", "SubTestReport");
    let whole = called + &report("call", "passed", "TestReport") + &report("teardown", "passed", "TestReport") + &end(1);
    assert_eq!(of(whole), ["a.py::b failed"], "a subtest failed");
    let planned = report("setup", "passed", "TestReport") + &report("teardown", "passed", "TestReport") + &end(0);
    assert_eq!(of(planned), ["a.py::b skipped"], "nothing was called");
    let stopped =
        read("log.jsonl", &(report("setup", "failed", "TestReport") + &report("teardown", "passed", "TestReport") + &end(3)));
    assert_eq!(outcomes(&stopped.1), ["a.py::b broken"]);
    assert_eq!(errors(&stopped.1.run), ["pytest ended with exit code 3 (internal error)"]);
}

#[test]
fn a_failed_test_of_pytest_stays_without_its_end() {
    let report = |test: &str, when: &str, outcome: &str| {
        format!(
            "{{\"nodeid\": \"a.py::{test}\", \"outcome\": \"{outcome}\", \"when\": \"{when}\", \"$report_type\": \"TestReport\"}}\n"
        )
    };
    let called = |test: &str, outcome: &str| report(test, "setup", "passed") + &report(test, "call", outcome);
    let of = |text: String| {
        let (_, read) = read("log.jsonl", &text);
        (outcomes(&read), read.cut.map(|cut| cut.tests))
    };
    let first = called("a", "passed") + &report("a", "teardown", "passed");
    let names = |names: &[&str]| names.iter().map(|name| format!("a.py::{name}")).collect::<Vec<_>>();
    assert_eq!(of(first.clone() + &called("b", "failed")), (names(&["a passed", "b failed"]), Some(2)));
    assert_eq!(of(first.clone() + &report("b", "setup", "failed")), (names(&["a passed", "b broken"]), Some(2)));
    assert_eq!(of(first.clone() + &called("b", "passed")), (names(&["a passed"]), Some(1)));
    assert_eq!(of(first + &called("b", "retried")), (names(&["a passed", "b failed"]), Some(2)));
}

#[test]
fn what_pytest_retry_repeats_is_an_attempt() {
    let report = |when: &str, outcome: &str| {
        format!(
            "{{\"nodeid\": \"a.py::b\", \"outcome\": \"{outcome}\", \"when\": \"{when}\", \"$report_type\": \"TestReport\"}}\n"
        )
    };
    let of = |last: &str| {
        let text = report("setup", "passed") + &report("call", "retried") + last + &report("teardown", "passed");
        let (_, read) = read("log.jsonl", &(text + "{\"exitstatus\": 0, \"$report_type\": \"SessionFinish\"}\n"));
        read.attempts.into_iter().map(|attempt| (attempt.status, attempt.repeat, attempt.unknown_status)).collect::<Vec<_>>()
    };
    let first = (ResultStatus::Failed, Repeat::None, None);
    for (word, status) in [("passed", ResultStatus::Passed), ("failed", ResultStatus::Failed)] {
        assert_eq!(of(&report("call", word)), [first.clone(), (status, Repeat::Marked, None)]);
    }
    assert_eq!(of(""), [first], "nothing was executed again");
}

#[test]
fn tests_of_check_and_of_cppunit_are_read() {
    let sample = |name: &str| String::from_utf8(crate::read_sample(&format!("reports/02-vanishing/{name}"))).expect("text");
    let (format, check) = read("check.xml", &sample("check.xml"));
    assert_eq!(format, ToolFormat::Junit);
    assert_eq!(outcomes(&check), ["Core.test_create passed", "Core.test_neg failed", "Core.test_seg broken"]);
    let failed = &check.attempts[1];
    assert_eq!((failed.suites.as_slice(), failed.message.as_deref()), (&["Money".to_owned()][..], Some("boom")));
    assert_eq!(failed.label("file"), Some("check_money.c"));
    let (format, cppunit) = read("cppunit.xml", &sample("cppunit.xml"));
    assert_eq!(format, ToolFormat::Trx);
    assert_eq!(outcomes(&cppunit), ["Cart::removes failed", "Cart::adds passed"]);
    assert_eq!(cppunit.attempts[0].trace.as_deref(), Some("c.cpp:9\nboom"));
    assert_eq!((cppunit.run.stated.tests, cppunit.run.stated.bad), (Some(2), Some(1)));
    // A loop has a turn for each iteration.
    let turn = sample("check.xml").replacen("<iteration>0", "<iteration>3", 1);
    assert_eq!(outcomes(&read("check.xml", &turn).1)[0], "Core.test_create[3] passed");
}

#[test]
fn a_file_in_which_nothing_is_known_as_a_test_is_told() {
    let verdict = |xml: &str| read("report.xml", xml).1.run.verdict;
    let unknown = "<testsuites><group><case outcome='bad'/></group></testsuites>";
    assert_eq!(verdict(unknown).as_deref(), Some("Nothing in the file is known as a test."));
    assert_eq!(verdict("<testsuites><testsuite name='a'><properties/></testsuite></testsuites>"), None, "it has no tests");
    assert_eq!(verdict("<testsuite tests='0'><group/></testsuite>"), None, "it says so");
    assert_eq!(verdict("<testsuites><group><testcase name='a'/></group></testsuites>"), None);
    let other = "<testsuite name='Cart'><test name='a' classname='C'/><test name='b' classname='C'><failure message='no'/></test></testsuite>";
    assert_eq!(outcomes(&read("report.xml", other).1), ["C.a passed", "C.b failed"]);
    let around =
        "<testsuites><test name='all'><testsuite name='s'><testcase name='a' classname='C'/></testsuite></test></testsuites>";
    assert_eq!(outcomes(&read("report.xml", around).1), ["C.a passed"]);
}

#[test]
fn an_element_test_of_unknown_outcome_has_not_passed() {
    let of = |tests: &str| read("report.xml", &format!("<testsuites><testsuite name='s'>{tests}</testsuite></testsuites>")).1;
    let bad = [
        "<test name='a' success='false'/>",
        "<test name='a' passed='False' result='success'/>",
        "<test name='a' outcome='failed'/>",
        "<test name='a' failures='1'/>",
        "<test name='a'>\nFAILED\n</test>",
        "<test name='a' status='passed'><result>FAIL</result></test>",
        "<test name='a' result='success'><id>a</id><result>FAIL</result></test>",
        "<test name='a' result='failed'><skipped/></test>",
        "<test name='a' result='passed'><failure message='no'/></test>",
    ];
    for test in bad {
        assert_eq!(outcomes(&of(test)), ["s a failed"], "{test}");
    }
    let unknown = [
        "<test name='a' result='exploded'/>",
        "<test name='a' status='run'/>",
        "<test name='a' code='1'/>",
        "<test name='a'>it exploded</test>",
        "<test name='a'><result value='FAIL'/></test>",
        "<test name='a'><passed><what/></passed></test>",
        "<test name='a'><steps><step outcome='bad'/></steps></test>",
    ];
    for test in unknown {
        let read = of(&format!("{test}<testcase name='b'/>"));
        assert_eq!(outcomes(&read), ["s b passed"], "{test}");
        assert_eq!(errors(&read.run), ["The outcome of an element named test is not known."], "{test}");
        assert_eq!(read.run.errors[0].source.as_deref(), Some("a"));
    }
    for test in
        ["<test name='a' time='1'/>", "<test name='a' success='true' code='0'/>", "<test name='a'><result>PASS</result></test>"]
    {
        assert_eq!(outcomes(&of(test)), ["s a passed"], "{test}");
    }
}

#[test]
fn an_element_test_around_tests_is_a_suite() {
    let of = |tests: &str| read("report.xml", &format!("<testsuites><testsuite name='s'>{tests}</testsuite></testsuites>")).1;
    let groups = "<test name='one'><testcase name='a'/></test><test name='two'><group><testcase name='a'><failure/></testcase></group></test>";
    let groups = of(groups);
    assert_eq!(outcomes(&groups), ["s › one a passed", "s › two a failed"]);
    assert_eq!((groups.attempts[0].suites.as_slice(), groups.run.errors.len()), (&["s".to_owned(), "one".to_owned()][..], 0));
    let inner = of("<test name='a'><test name='b'><failure message='x'/></test></test>");
    assert_eq!(outcomes(&inner), ["s › a b failed"]);
    for beside in ["<failure message='boom'/><testcase name='a'/>", "<testcase name='a'/><failure message='boom'/>"] {
        let read = of(&format!("<test name='T'>{beside}</test>"));
        assert_eq!(outcomes(&read), ["s › T a passed"]);
        assert_eq!(errors(&read.run), ["boom"]);
    }
    let failed = "The suite is called failed, and none of its tests is.";
    for called in [
        "<test name='T' success='false'><testcase name='a'/></test>",
        "<test name='T'><testcase name='a'/><result>FAIL</result></test>",
    ] {
        assert_eq!(errors(&of(called).run), [failed], "{called}");
    }
    let told = of("<test name='T' success='false'><testcase name='a'><failure/></testcase></test>");
    assert!(told.run.errors.is_empty());
}

#[test]
fn a_summary_of_failsafe_says_what_its_folder_has() {
    let of = |attributes: &str, message: &str| {
        let counts = "<completed>3</completed><errors>1</errors><failures>2</failures>";
        let xml = format!("<failsafe-summary {attributes}>{counts}<failureMessage>{message}</failureMessage></failsafe-summary>");
        read("failsafe-summary.xml", &xml).1
    };
    let good = of("result='null' timeout='false'", "");
    assert_eq!((good.attempts.len(), good.run.errors.len()), (0, 0));
    assert_eq!((good.run.stated_of_folder.tests, good.run.stated_of_folder.bad), (None, Some(3)));
    assert_eq!(errors(&of("timeout='false'", " the machine died ").run), ["the machine died"]);
    assert_eq!(of("timeout='true'", "").run.errors.len(), 1);
    assert!(of("result='255'", "").run.errors.is_empty(), "the errors and failures say why");
    let alone = |result: &str| read("failsafe-summary.xml", &format!("<failsafe-summary result='{result}'/>")).1.run.errors.len();
    assert_eq!((alone("255"), alone("254"), alone("null")), (1, 0, 0), "254 is a run without tests");
}

#[test]
fn durations_that_bats_writes_into_names_are_none() {
    let of = |text: &str| -> Vec<(String, Option<i64>)> {
        read("out.tap", text).1.attempts.into_iter().map(|attempt| (attempt.name, attempt.duration_ms)).collect()
    };
    let pair = |name: &str, took: Option<i64>| (name.to_owned(), took);
    let bats = "1..4\nok 1 adds in 12ms\nnot ok 2 pays in 1sec\n# (in test file cart.bats, line 9)\nok 3 ships in 0ms # skip no courier\nnot ok 4 setup_file failed\n";
    assert_eq!(
        of(bats),
        [pair("adds", Some(12)), pair("pays", Some(1_000)), pair("ships", Some(0)), pair("setup_file failed", None)]
    );
    // Names of tests of other writers may end so.
    let plain = "1..2\nok 1 adds\nok 2 answers in 50ms\n";
    assert_eq!(of(plain)[1], pair("answers in 50ms", None));
    let first = "1..3\nok 1 waits in 5sec\nok 2 answers in 50ms\nok 3 adds\n";
    assert_eq!(of(first), [pair("waits in 5sec", None), pair("answers in 50ms", None), pair("adds", None)]);
    assert_eq!(of("1..1\nok 1 waits in 5sec\n"), [pair("waits in 5sec", None)], "one alone");
    let lines: Vec<String> = (1..=2_000).map(|at| format!("ok {at} adds {at} in {at}ms\n")).collect();
    let many = of(&format!("1..2000\n{}", lines.concat()));
    assert_eq!((many.len(), &many[1_999]), (2_000, &pair("adds 2000", Some(2_000))));
    for other in
        ["TAP version 13\n1..1\nok 1 answers in 50ms\n", "ok 1 answers in 50ms\n1..1\n", "1..1\nok 1 - answers in 50ms\n"]
    {
        assert_eq!(of(other), [pair("answers in 50ms", None)], "{other}");
    }
}

#[test]
fn a_test_of_catch2_that_may_fail_fails_nothing() {
    let of = |message: &str| {
        let case = format!(
            "<testcase classname='shop' name='pays'><skipped message='{message}'/><failure message='1 == 2'/></testcase>"
        );
        outcomes(
            &read("catch2.xml", &format!("<testsuites><testsuite name='shop' hostname='tbd'>{case}</testsuite></testsuites>")).1,
        )
    };
    assert_eq!(of("TEST_CASE tagged with !mayfail"), ["shop.pays skipped"]);
    assert_eq!(of("no bank"), ["shop.pays failed"]);
}

#[test]
fn a_failed_hook_of_mochawesome_is_no_missing_test() {
    let hook = r#"{"title": "\"before each\" hook", "state": "failed", "fail": true, "err": {"message": "no stand"}}"#;
    let test = r#"{"title": "adds", "fullTitle": "Cart adds", "state": "passed"}"#;
    let text = format!(
        r#"{{"stats": {{"tests": 1, "failures": 1, "testsRegistered": 1}}, "results": [{{"title": "Cart", "beforeHooks": [{hook}], "tests": [{test}]}}]}}"#
    );
    let run = read("mochawesome.json", &text).1.run;
    assert_eq!((errors(&run), run.stated.bad), (vec!["no stand"], Some(0)));
}

#[test]
fn a_suite_of_ginkgo_that_failed_without_a_failed_test_is_told() {
    let of = |succeeded: &str, reason: &str| {
        let properties = format!(
            "<properties><property name='SuiteSucceeded' value='{succeeded}'/><property name='SpecialSuiteFailureReason' value='{reason}'/></properties>"
        );
        let case = "<testcase name='[It] adds' classname='Shop' status='passed'/>";
        read("report.xml", &format!("<testsuites><testsuite name='Shop' tests='1'>{properties}{case}</testsuite></testsuites>"))
            .1
            .run
            .verdict
    };
    assert_eq!(of("false", "Detected Programmatic Focus").as_deref(), Some("SuiteSucceeded: false: Detected Programmatic Focus"));
    assert_eq!((of("false", "").as_deref(), of("true", "")), (Some("SuiteSucceeded: false"), None));
}

#[test]
fn a_word_for_a_crash_without_an_element_is_no_pass() {
    let case = |word: &str| format!("<testcase name='{word}' status='{word}'/>");
    let cases: String = ["panicked", "crashed", "timed out", "completed", "run", "blocked"].map(case).concat();
    let xml = format!("<testsuite name='s'>{cases}</testsuite>");
    let statuses: Vec<_> = read("report.xml", &xml).1.attempts.iter().map(|attempt| attempt.status.slug().to_owned()).collect();
    assert_eq!(statuses, ["broken", "broken", "broken", "passed", "passed", "blocked"]);
    let both = "<testsuite name='s'><testcase name='a' status='completed' result='failed'/></testsuite>";
    assert_eq!(outcomes(&read("report.xml", both).1), ["s a failed"]);
}

#[test]
fn words_of_behave_for_what_was_not_executed_are_skips() {
    let scenario = |name: &str, word: &str| {
        format!(
            r#"{{"keyword": "Scenario", "location": "cart.feature:3", "name": "{name}", "status": "{word}", "type": "scenario",
            "steps": [{{"keyword": "Given", "name": "x", "result": {{"status": "{word}", "duration": 0.01}}}}]}}"#
        )
    };
    let scenarios = [scenario("a", "passed"), scenario("b", "pending_warn"), scenario("c", "xfailed"), scenario("d", "exploded")];
    let text = format!(
        r#"[{{"keyword": "Feature", "location": "cart.feature:1", "name": "Cart", "elements": [{}]}}]"#,
        scenarios.join(", ")
    );
    let expected = ["passed", "skipped", "skipped", "failed"];
    let read = read("behave.json", &text).1;
    assert_eq!(read.attempts.iter().map(|attempt| attempt.status.slug()).collect::<Vec<_>>(), expected);
}

#[test]
fn a_scenario_of_behave_with_an_unknown_outcome_is_failed() {
    let text = |status: &str, took: &str| {
        let step = format!(r#"{{"keyword": "Given", "name": "x", "result": {{"status": "passed", "duration": {took}}}}}"#);
        format!(
            r#"[{{"keyword": "Feature", "location": "cart.feature:1", "name": "Cart", "elements": [{{"keyword": "Scenario",
            "location": "cart.feature:3", "name": "a", "status": "{status}", "type": "scenario", "steps": [{step}, {step}]}}]}}]"#
        )
    };
    let of = |status: &str, took: &str| {
        let attempt = read("behave.json", &text(status, took)).1.attempts.remove(0);
        (attempt.status.slug().to_owned(), attempt.unknown_status, attempt.duration_ms)
    };
    assert_eq!(of("passed", "0.5"), ("passed".to_owned(), None, Some(1_000)));
    assert_eq!(of("exploded", "0.5"), ("failed".to_owned(), Some("exploded".to_owned()), Some(1_000)));
    assert_eq!(of("passed", "9e15").2, Some(i64::MAX), "no sum beyond what a number holds");
}

/// Repetitions of tests of one name in one suite: `F` failed, `P` passed.
fn repeats(root: &str, outcomes: &str) -> Vec<Repeat> {
    let case = |outcome: char| if outcome == 'F' { "<testcase name='a'><failure/></testcase>" } else { "<testcase name='a'/>" };
    let cases: String = outcomes.chars().map(case).collect();
    let (_, read) = read("report.xml", &format!("<testsuite {root}>{cases}<testcase name='b'/></testsuite>"));
    read.attempts.iter().filter(|attempt| attempt.name == "a").map(|attempt| attempt.repeat).collect()
}

#[test]
fn nobody_repeats_a_test_that_passed() {
    use Repeat::{ByName, None};
    assert_eq!(repeats("", "FP"), [None, ByName]);
    assert_eq!(repeats("", "FFP"), [None, ByName, ByName]);
    for rows in ["FPP", "PFP", "FFPP", "FPF", "PFFP"] {
        assert_eq!(repeats("", rows), vec![None; rows.len()], "{rows}");
    }
    assert_eq!(repeats("name='pytest'", "FPP"), [None, ByName, ByName], "pytest writes what it repeats as passed");
    let go = "<properties><property name='go.version' value='go1.25'/></properties>";
    let text = |cases: &str| format!("<testsuite name='shop'>{go}{cases}</testsuite>");
    let [failed, passed] = ["<testcase name='TestA'><failure/></testcase>", "<testcase name='TestA'/>"];
    let of = |cases: &str| read("go.xml", &text(cases)).1.attempts.iter().map(|attempt| attempt.repeat).collect::<Vec<_>>();
    assert_eq!(of(&[failed, passed].concat()), [None, ByName]);
    assert_eq!(of(&[failed, passed, passed].concat()), [None; 3], "-count");
}

#[test]
fn repetitions_that_are_held_back_are_handed_over() {
    let cut = "<testsuites><testsuite name='s'><testcase name='a'><failure/></testcase><testcase name='a'/><testcase name='b'/><testcase na";
    let (_, read) = read("report.xml", cut);
    assert_eq!((read.attempts.len(), read.cut.map(|cut| cut.tests)), (3, Some(3)));
}

#[test]
fn repetitions_are_held_back_within_limits() {
    let kinds = |output: &str| {
        let repeated = format!("<testcase name='a'><system-out>{output}</system-out></testcase>");
        let cases = format!("<testcase name='a'><failure/></testcase>{repeated}<testcase name='a'/>");
        let (_, read) = read("report.xml", &format!("<testsuite name='s'>{cases}</testsuite>"));
        read.attempts.into_iter().map(|attempt| attempt.repeat).collect::<Vec<_>>()
    };
    assert_eq!(kinds("x"), [Repeat::None; 3]);
    let long = [Repeat::None, Repeat::ByName, Repeat::None];
    assert_eq!(kinds(&"x".repeat(5 << 20)), long, "a long text is not held back");
    let many = format!("{}PP", "F".repeat(10_200));
    let kinds = repeats("", &many);
    assert_eq!((kinds.len(), kinds.iter().filter(|kind| **kind != Repeat::None).count()), (many.len(), 0));
}

#[test]
fn repetitions_that_are_held_back_keep_the_order_of_the_file() {
    let (long, failed) = ("x".repeat(5 << 20), "<failure/>");
    let order = |cases: &[(&str, &str)]| {
        let case = |(name, inside): &(&str, &str)| format!("<testcase name='{name}'>{inside}</testcase>");
        let cases: String = cases.iter().map(case).collect();
        let (_, read) = read("report.xml", &format!("<testsuite name='s'>{cases}</testsuite>"));
        let sign = |repeat: Repeat| if repeat == Repeat::ByName { "+" } else { "" };
        read.attempts.into_iter().map(|attempt| format!("{}{}", attempt.name, sign(attempt.repeat))).collect::<Vec<_>>().concat()
    };
    assert_eq!(order(&[("a", failed), ("a", ""), ("b", "")]), "aa+b");
    assert_eq!(order(&[("a", failed), ("b", failed), ("a", ""), ("b", ""), ("b", ""), ("a", "")]), "ababba", "several tests");
    assert_eq!(order(&[("a", failed), ("b", failed), ("a", ""), ("b", ""), ("b", ""), ("c", "")]), "aba+bbc");
    let output = format!("<system-out>{long}</system-out>");
    assert_eq!(order(&[("a", failed), ("a", ""), ("b", ""), ("c", output.as_str()), ("d", "")]), "abca+d", "no room to wait");
    let inner = "<testsuite name='s'><testcase name='a'><failure/></testcase><testcase name='a'/><testcase name='b'/>\
                 <testsuite name='t'><testcase name='c'/></testsuite><testcase name='d'/></testsuite>";
    let names: Vec<_> = read("report.xml", inner).1.attempts.into_iter().map(|attempt| attempt.name).collect();
    assert_eq!(names.concat(), "abcad");
}

#[test]
fn tests_of_one_name_stay_in_their_order() {
    let case = |time: u8, failure: &str| format!("<testcase name='a' time='{time}'>{failure}</testcase>");
    let cases = [case(1, "<failure/>"), case(2, "<failure/>"), case(3, ""), case(4, "")].concat();
    let (_, read) = read("report.xml", &format!("<testsuite name='s'>{cases}</testsuite>"));
    let times: Vec<_> = read.attempts.iter().map(|attempt| attempt.duration_ms).collect();
    assert_eq!(times, [1_000, 2_000, 3_000, 4_000].map(Some));
}

#[test]
fn attributes_tell_tests_of_one_name_apart() {
    let of = |first: &str, second: &str| {
        let text = format!(
            "<testsuite name='s'><testcase name='a' {first}><failure/></testcase><testcase name='a' {second}/></testsuite>"
        );
        read("report.xml", &text).1.attempts[1].repeat
    };
    assert_eq!(of("value_param='1'", "value_param='2'"), Repeat::None);
    assert_eq!(of("line='1'", "line='2'"), Repeat::None);
    assert_eq!(of("line='1' time='1'", "line='1' time='2'"), Repeat::ByName);
    assert_eq!(of("id='1'", "id='2'"), Repeat::ByName, "a number of the element");
}

#[test]
fn names_have_no_folders_of_a_machine() {
    let cucumber = |uri: &str| {
        let scenario = r#"{"keyword": "Scenario", "type": "scenario", "name": "adds", "line": 3, "steps": []}"#;
        let text = format!(r#"[{{"uri": "{uri}", "keyword": "Feature", "name": "Cart", "elements": [{scenario}]}}]"#);
        read("cucumber.json", &text).1.attempts[0].full_name.clone()
    };
    for uri in ["file:///builds/x7Kq-2/3/shop/a.feature", "file:///D:/a/shop/shop/a.feature"] {
        assert_eq!(cucumber(uri), "shop/a.feature: adds");
    }
    for uri in ["classpath:shop/a.feature", "/app/features/a.feature", "./features/a.feature"] {
        assert_eq!(cucumber(uri), format!("{uri}: adds"));
    }
    assert_eq!(cucumber(r"features\\a.feature"), r"features\a.feature: adds");
    let junit = |file: &str| {
        let text = format!("<testsuites><testsuite name=''><testcase name='adds' file='{file}'/></testsuite></testsuites>");
        read("report.xml", &text).1.attempts[0].full_name.clone()
    };
    assert_eq!(junit("/builds/x7Kq-2/3/shop/a.rb"), "shop/a.rb adds");
    for file in ["spec/a.rb", "/app/spec/a.rb", "./spec/a.rb", r"spec\a.rb"] {
        assert_eq!(junit(file), format!("{file} adds"));
    }
}

#[test]
fn frameworks_tell_the_tests_of_assemblies_apart() {
    let assembly = |framework: &str, result: &str| {
        let test = format!("<test name='N.C.T' type='N.C' method='T' time='0.1' result='{result}'/>");
        format!("<assembly name='A.dll' target-framework='{framework}' total='1'><collection>{test}</collection></assembly>")
    };
    let text = format!("<assemblies>{}{}</assemblies>", assembly(".NET6", "Pass"), assembly(".NET8", "Fail"));
    let (_, read) = read("xunit.xml", &text);
    assert_eq!(read.attempts.iter().map(tool_results::Attempt::configuration).collect::<Vec<_>>(), [".NET6", ".NET8"]);
}

#[test]
fn frameworks_of_nunit_tell_the_tests_of_assemblies_apart() {
    let assembly = |framework: &str, result: &str| {
        let setting = format!("<settings><setting name='ImageTargetFrameworkName' value='{framework}'/></settings>");
        let test = format!("<test-case id='1' name='T' fullname='N.C.T' result='{result}'/>");
        format!(
            "<test-suite type='Assembly' name='A.dll' result='{result}'>{setting}<test-suite type='TestFixture' name='C'>{test}</test-suite></test-suite>"
        )
    };
    let text = format!(
        "<test-run total='2' failed='1' result='Failed'>{}{}</test-run>",
        assembly(".NET6", "Passed"),
        assembly(".NET8", "Failed")
    );
    let (_, read) = read("nunit.xml", &text);
    assert_eq!(read.attempts.iter().map(tool_results::Attempt::configuration).collect::<Vec<_>>(), [".NET6", ".NET8"]);
}

#[test]
fn errors_without_a_text_are_told() {
    let suite = read("report.xml", "<testsuite name='s'><failure/><testcase name='a'/></testsuite>").1;
    assert_eq!(errors(&suite.run), ["The suite has the element failure without a text."]);
    let test = "<collection><test name='T' type='C' method='T' result='Pass'/></collection>";
    let xunit = |errors: &str| {
        read("xunit.xml", &format!("<assemblies><assembly name='A.dll' {errors}>{test}</assembly></assemblies>")).1
    };
    assert_eq!(errors(&xunit("errors='2'").run), ["The file states errors outside of its tests: 2."]);
    assert!(xunit("errors='0'").run.errors.is_empty() && xunit("").run.errors.is_empty());
    let told = "errors='1'><errors><error type='fixture'><failure><message>no stand</message></failure></error></errors";
    assert_eq!(errors(&xunit(told).run), ["no stand"]);
}

#[test]
fn tests_of_codeception_have_the_class_that_it_names() {
    let case =
        |class: &str| format!("<testcase name='login' class='{class}' file='/app/tests/{class}.php' assertions='1' time='1'/>");
    let text =
        format!("<testsuites><testsuite name='acceptance'>{}{}</testsuite></testsuites>", case("LoginCest"), case("AdminCest"));
    assert_eq!(outcomes(&read("report.xml", &text).1), ["LoginCest.login passed", "AdminCest.login passed"]);
    let both = "<testsuite name='s'><testcase name='a' class='Shop\\Cart' classname='Shop.Cart' assertions='1'><Failure message='no'/></testcase></testsuite>";
    assert_eq!(outcomes(&read("report.xml", both).1), ["Shop.Cart.a failed"]);
}

#[test]
fn lists_of_features_in_a_list_are_read() {
    let feature = |name: &str| {
        let scenario = r#"{"keyword": "Scenario", "type": "scenario", "name": "adds", "line": 3, "steps": []}"#;
        format!(r#"[{{"uri": "{name}.feature", "keyword": "Feature", "name": "{name}", "elements": [{scenario}]}}]"#)
    };
    let text = format!("[{}, {}]", feature("cart"), feature("order"));
    assert_eq!(outcomes(&read("cucumber.json", &text).1), ["cart.feature: adds passed", "order.feature: adds passed"]);
}

#[test]
fn results_that_jest_hands_to_a_processor_are_read() {
    let head =
        r#""numFailedTestSuites": 2, "numFailedTests": 1, "numRuntimeErrorTestSuites": 1, "numTotalTests": 2, "success": false"#;
    let test = |title: &str, status: &str| {
        format!(r#"{{"ancestorTitles": ["Cart"], "title": "{title}", "status": "{status}", "failureMessages": []}}"#)
    };
    let file = |name: &str, tests: &str, failure: &str| {
        format!(
            r#"{{"testFilePath": "/shop/{name}", "testResults": [{tests}], "failureMessage": {failure}, "perfStats": {{"start": 1795182140000, "end": 1795182140100}}}}"#
        )
    };
    let tests = [test("adds", "passed"), test("pays", "failed")].join(", ");
    let files = [
        file("cart.test.js", &tests, "\"no\""),
        file("order.test.js", "", "\"Cannot find module\""),
        file("empty.test.js", "", "null"),
    ];
    let (format, read) = read("results.json", &format!(r#"{{{head}, "testResults": [{}]}}"#, files.join(", ")));
    assert_eq!(format, ToolFormat::Jest);
    let expected =
        ["shop/cart.test.js › Cart › adds passed", "shop/cart.test.js › Cart › pays failed", "shop/order.test.js broken"];
    assert_eq!(outcomes(&read), expected);
    assert_eq!(read.attempts[2].message.as_deref(), Some("Cannot find module"));
    assert_eq!(read.attempts[0].start_ms, Some(1_795_182_140_000));
}

#[test]
fn failures_that_tap_sums_up_and_no_line_has_are_told() {
    let stated = |text: &str| read("out.tap", text).1.run.stated.bad;
    let lines = |second: &str| format!("TAP version 13\nok 1 a\n{second} 2 b\n1..2\n# tests 3\n# pass  2\n# fail  1\n");
    assert_eq!(stated(&lines("ok")), Some(1));
    assert_eq!(stated(&lines("not ok")), None, "a parent is summed up with its subtests");
    assert_eq!(stated(&lines("ok").replace("fail  1", "fail  0")), None);
}
