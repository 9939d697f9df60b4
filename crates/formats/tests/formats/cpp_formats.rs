//! XML of tools of C and C++: CTest, Catch2, doctest, QtTest and Boost.Test.

use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::{self, FileContent, Piece, ToolFormat, ToolResults};

fn read(text: &str) -> (ToolFormat, ToolResults) {
    match tool_results::read("report.xml", text.as_bytes()) {
        Ok(Piece::Results(format, results)) => (format, *results),
        other => panic!("{other:?}"),
    }
}

fn sample(name: &str) -> String {
    String::from_utf8(crate::read_sample(&format!("reports/16-formats/{name}"))).expect("text")
}

/// Full names with outcomes: `shop/adds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.full_name, attempt.status.slug())).collect()
}

fn errors(results: &ToolResults) -> Vec<&str> {
    results.run.errors.iter().map(|error| error.message.as_str()).collect()
}

#[test]
fn ctest_tells_what_did_not_start() {
    let (format, read) = read(&sample("ctest-Test.xml"));
    assert_eq!((format, read.cut), (ToolFormat::Ctest, None));
    let all = ["adds passed", "counts failed", "waits broken", "scans skipped", "sells skipped", "prints skipped"];
    assert_eq!(outcomes(&read), all.map(|test| format!("shop/{test}")));
    assert_eq!(errors(&read), ["Unable to find executable"]);
    assert_eq!((read.run.stated.tests, read.run.start_ms), (Some(6), Some(1_795_168_800_000)));
    assert_eq!((read.attempts[0].label("tag"), read.attempts[0].duration_ms), (Some("cart"), Some(250)));
    assert_eq!(read.attempts[1].message.as_deref(), Some("Failed (exit value 1)"));
    let FileContent::Bytes(output) = &read.attempts[1].files[0].content else { panic!("no output") };
    assert_eq!(output, b"cart: 2 goods\nexpected 3\n");
}

#[test]
fn other_files_of_ctest_have_no_tests() {
    let build = "<Site BuildName='x' Name='h'><Build><Failure type='Error'/></Build></Site>";
    assert!(matches!(tool_results::read("Build.xml", build.as_bytes()), Ok(Piece::Other)));
    let whole = sample("ctest-Test.xml");
    let (_, cut) = read(&whole[..whole.find("<Name>scans").expect("a test")]);
    assert_eq!((cut.attempts.len(), cut.cut.map(|cut| cut.tests), cut.run.stated.tests), (3, Some(3), Some(6)));
}

#[test]
fn an_expected_failure_of_catch2_is_skipped() {
    let (format, results) = read(&sample("catch2-reporter.xml"));
    assert_eq!((format, results.cut), (ToolFormat::Catch2, None));
    let all = ["adds passed", "counts failed", "pays broken", "guesses skipped", "ships skipped"];
    assert_eq!(outcomes(&results), all.map(|test| format!("shop_tests.Cart {test}")));
    assert_eq!((results.run.stated.tests, results.run.stated.bad), (Some(5), Some(2)));
    assert_eq!(results.attempts[1].message.as_deref(), Some("REQUIRE(cart.count() == 2): 1 == 2"));
    let step = &results.attempts[1].steps[0].step;
    assert_eq!((step.action.as_str(), &step.status), ("two goods", &ResultStatus::Failed));
    assert_eq!(results.attempts[4].message.as_deref(), Some("no courier"));
    assert!(errors(&results).is_empty());
}

#[test]
fn a_fatal_error_of_catch2_is_an_error_of_the_run() {
    let text =
        |inside: &str| format!("<Catch name='t.exe'><Group name='t'><TestCase name='a'>{inside}</TestCase></Group></Catch>");
    let (_, fatal) = read(&text("<FatalErrorCondition>SIGSEGV</FatalErrorCondition><OverallResult success='false'/>"));
    assert_eq!((outcomes(&fatal), errors(&fatal)), (vec!["t.a broken".to_owned()], vec!["SIGSEGV"]));
    let (_, ended) = read(&text(""));
    assert_eq!(outcomes(&ended), ["t.a failed"], "no outcome");
    let (_, allowed) = read(&text("<Expression success='false' type='CHECK_NOFAIL'/><OverallResult success='true'/>"));
    assert_eq!(outcomes(&allowed), ["t.a passed"]);
}

#[test]
fn doctest_has_suites_and_decorators() {
    let (format, results) = read(&sample("doctest-reporter.xml"));
    assert_eq!((format, results.cut), (ToolFormat::Doctest, None));
    let all = ["adds passed", "counts failed", "guesses skipped", "ships skipped"];
    assert_eq!(outcomes(&results), all.map(|test| format!("shop_tests.cart.{test}")));
    assert_eq!((results.run.stated.tests, results.run.stated.bad), (Some(3), Some(1)));
    // Older versions do not state the outcome.
    let older =
        sample("doctest-reporter.xml").replace(" test_case_success=\"true\"", "").replace(" test_case_success=\"false\"", "");
    assert_eq!(outcomes(&read(&older).1), outcomes(&results));
    let crash = "<doctest binary='t'><TestSuite><TestCase name='a'><Exception crash='true'>SIGSEGV</Exception>\
                 <OverallResultsAsserts successes='0' failures='1' test_case_success='false'/></TestCase></TestSuite></doctest>";
    let (_, crashed) = read(crash);
    assert_eq!((outcomes(&crashed), errors(&crashed)), (vec!["t.a broken".to_owned()], vec!["SIGSEGV"]));
}

#[test]
fn rows_of_qttest_are_tests() {
    let (format, results) = read(&sample("qttest.xml"));
    assert_eq!((format, results.cut), (ToolFormat::Qttest, None));
    let all =
        ["adds(one good) passed", "adds(two goods) failed", "guesses skipped", "ships skipped", "sells skipped", "pays failed"];
    assert_eq!(outcomes(&results), all.map(|test| format!("tst_Cart::{test}")));
    let attempts = &results.attempts;
    assert_eq!((attempts[0].duration_ms, attempts[2].duration_ms), (None, Some(12)));
    assert_eq!(attempts[1].message.as_deref(), Some("Compared values are not the same"));
    assert_eq!(attempts[3].message.as_deref(), Some("no courier"));
    assert!(errors(&results).is_empty());
}

#[test]
fn qttest_tells_fatal_messages_and_unknown_incidents() {
    let text = |inside: &str| format!("<TestCase name='t'><TestFunction name='a'>{inside}</TestFunction></TestCase>");
    let (_, fatal) = read(&text("<Message type='qfatal'><Description>no memory</Description></Message><Incident type='fail'/>"));
    assert_eq!((outcomes(&fatal), errors(&fatal).len()), (vec!["t::a broken".to_owned()], 1));
    assert_eq!(outcomes(&read(&text("<Incident type='odd'/>")).1), ["t::a failed"]);
    let of = |kinds: &[&str]| {
        let incidents = kinds.iter().map(|kind| format!("<Incident type='{kind}'><DataTag>x</DataTag></Incident>"));
        outcomes(&read(&text(&incidents.collect::<String>())).1)
    };
    assert_eq!(of(&["fail", "fail"]), ["t::a(x) failed"], "one row fails several times");
    assert_eq!(of(&["fail", "pass"]), ["t::a(x) failed", "t::a(x) passed"]);
    assert_eq!(of(&["skip", "pass"]), ["t::a(x) skipped", "t::a(x) passed"], "two rows of one tag");
    assert_eq!(of(&["xfail", "pass", "skip", "fail"]), ["t::a(x) skipped", "t::a(x) failed"]);
    assert_eq!(outcomes(&read(&text("")).1), ["t::a failed"], "no outcome");
    let other = "<TestCase name='t'><Step/></TestCase>";
    assert!(matches!(tool_results::read("case.xml", other.as_bytes()), Ok(Piece::Other)));
}

#[test]
fn the_log_of_boost_test_is_read() {
    let (format, results) = read(&sample("boost-log.xml"));
    assert_eq!((format, results.cut), (ToolFormat::BoostLog, None));
    let all = ["cart/adds passed", "cart/counts failed", "cart/ships skipped", "orders/lists broken", "slow skipped"];
    assert_eq!(outcomes(&results), all.map(|test| format!("Shop/{test}")));
    let attempts = &results.attempts;
    assert_eq!(attempts[1].message.as_deref(), Some("check cart.size() == 3 has failed [2 != 3]"));
    assert!(attempts[1].trace.as_deref().is_some_and(|trace| trace.contains("tests/cart.cpp:21\ncritical check")));
    assert_eq!((attempts[2].message.as_deref(), attempts[4].message.as_deref()), (Some("disabled"), Some("precondition failed")));
    assert_eq!((attempts[3].duration_ms, attempts[3].message.as_deref()), (Some(41), Some("std::runtime_error: no orders")));
    assert_eq!(errors(&results), ["the shop did not close"]);
    // A log of failures alone names no tests.
    let (_, bare) = read("<TestLog><Error file='a.cpp' line='3'><![CDATA[check x has failed]]></Error></TestLog>");
    assert_eq!((outcomes(&bare).len(), errors(&bare)), (0, vec!["check x has failed"]));
    let text = sample("boost-log.xml");
    let (_, cut) = read(&text[..text.find("<TestCase name=\"ships\"").expect("a test")]);
    assert_eq!((outcomes(&cut).len(), cut.cut.is_some()), (2, true));
}

#[test]
fn the_report_of_boost_test_is_read() {
    let text = sample("boost-report.xml");
    let (format, results) = read(&text);
    assert_eq!((format, results.cut), (ToolFormat::BoostReport, None));
    let all = ["cart/adds passed", "cart/counts failed", "cart/ships skipped", "orders/lists broken"];
    assert_eq!(outcomes(&results), all.map(|test| format!("Shop/{test}")));
    assert_eq!(results.attempts[1].message.as_deref(), Some("assertions failed: 2"));
    assert_eq!((results.run.stated.tests, results.run.stated.bad), (Some(3), Some(2)));
    assert_eq!(results.run.verdict.as_deref(), Some("result: failed"));
    let (_, odd) = read(&text.replace("result=\"skipped\"", "result=\"melted\"").replace("\"aborted\"", "\"timed-out\""));
    assert_eq!(outcomes(&odd)[2..], ["Shop/cart/ships failed", "Shop/orders/lists broken"]);
    // A report without its tests states them all the same.
    let short = "<TestResult><TestSuite name='Shop' result='failed' test_cases_passed='3' test_cases_failed='1'/></TestResult>";
    let (_, short) = read(short);
    assert_eq!((outcomes(&short).len(), short.run.stated.tests, short.run.stated.bad), (0, Some(4), Some(1)));
    assert!(matches!(tool_results::read("r.xml", b"<TestResult><Value/></TestResult>"), Ok(Piece::Other)));
}

#[test]
fn a_second_document_in_a_file_is_not_passed_over() {
    let twice = |one: &str, other: &str| read(&format!("{one}\n{other}\n")).1;
    let catch2 = |name: &str, is_good: bool| {
        format!(
            "<Catch2TestRun name=\"shop\" xml-format-version=\"3\"><TestCase name=\"{name}\"><OverallResult success=\"{is_good}\"/>\
             </TestCase></Catch2TestRun>"
        )
    };
    let nunit = |name: &str, result: &str| {
        format!(
            "<test-run><test-suite type=\"Assembly\" name=\"shop\"><test-case name=\"{name}\" fullname=\"Shop.{name}\" \
             result=\"{result}\"/></test-suite></test-run>"
        )
    };
    for read in [twice(&catch2("adds", true), &catch2("pays", false)), twice(&nunit("adds", "Passed"), &nunit("pays", "Failed"))]
    {
        assert_eq!((read.attempts.len(), read.cut.map(|cut| (cut.line, cut.tests, cut.is_malformed))), (1, Some((2, 1, true))));
    }
    let junit = |name: &str| format!("<testsuite name=\"shop\"><testcase classname=\"Shop\" name=\"{name}\"/></testsuite>");
    let read = twice(&junit("adds"), &junit("pays"));
    assert_eq!((read.attempts.len(), read.cut), (2, None));
}
