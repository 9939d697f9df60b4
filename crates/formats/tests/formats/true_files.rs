//! Small files in the shapes of test tools (`samples/reports`): the readers give their tests, attempts, errors and totals as they are.

use std::collections::BTreeSet;

use crate::read_sample;
use voluptas_formats::tool_results::{self, Attempt, FirstPass, Piece, Repeat, RunFacts, Stated, ToolFormat, ToolResults};
use voluptas_formats::{BrokenReason, FormatError};

/// Reads a sample, as a whole and in parts, which gives the same.
fn read(sample: &str) -> ToolResults {
    let bytes = read_sample(&format!("reports/{sample}"));
    let whole = read_bytes(sample, &bytes).unwrap_or_else(|error| panic!("{sample}: {error}")).1;
    if !sample.ends_with("-result.json") && !sample.ends_with("-globals.json") {
        assert_eq!(in_parts(sample, &bytes), Ok(whole.clone()), "{sample} in parts");
    }
    whole
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<(ToolFormat, ToolResults), FormatError> {
    match tool_results::read(name, bytes)? {
        Piece::Results(format, results) => Ok((format, *results)),
        other => panic!("{name}: {other:?}"),
    }
}

fn in_parts(name: &str, bytes: &[u8]) -> Result<ToolResults, FormatError> {
    assert!(tool_results::has_parts(name, bytes), "{name}");
    let (mut before, mut all) = (FirstPass::default(), ToolResults::default());
    for _ in 0..if name.ends_with(".trx") { 2 } else { 1 } {
        tool_results::read_in_parts(name, bytes, bytes, &mut before, &mut |part| {
            all.attempts.extend(part.attempts);
            (all.run, all.cut) = (part.run, part.cut);
        })?;
    }
    Ok(all)
}

fn text(name: &str, text: &str) -> ToolResults {
    let whole = read_bytes(name, text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}")).1;
    assert_eq!(in_parts(name, text.as_bytes()), Ok(whole.clone()), "{text} in parts");
    whole
}

/// Names, statuses and repetitions of all attempts.
fn attempts(results: &ToolResults) -> Vec<(&str, &str, Repeat)> {
    results.attempts.iter().map(|a| (a.name.as_str(), a.status.slug(), a.repeat)).collect()
}

/// Statuses of all attempts, as their first letters.
fn statuses(results: &ToolResults) -> String {
    results.attempts.iter().map(|a| &a.status.slug()[..1]).collect()
}

fn repeats(results: &ToolResults) -> Vec<Repeat> {
    results.attempts.iter().map(|a| a.repeat).collect()
}

fn stated(tests: u64, bad: u64) -> Stated {
    Stated { tests: Some(tests), bad: Some(bad) }
}

fn errors(run: &RunFacts) -> Vec<(&str, &str)> {
    run.errors.iter().map(|e| (e.message.as_str(), e.source.as_deref().unwrap_or_default())).collect()
}

/// What tells a test apart: full name, suites, parameters, and the labels of its place.
fn places(results: &ToolResults) -> BTreeSet<String> {
    let place = |a: &Attempt| {
        let labels = ["file", "browser", "project"].map(|name| a.label(name));
        format!("{:?}", (&a.full_name, &a.suites, &a.params, labels))
    };
    results.attempts.iter().map(place).collect()
}

#[test]
fn equal_names_are_tests_of_their_own() {
    let samples = [
        ("junit-suites.xml", "fppppp", 6),
        ("junit-file-attribute.xml", "fpp", 3),
        ("TEST-shop.login.LoginTest.xml", "pfpp", 2),
        ("junit-pass-then-fail.xml", "pfp", 2),
        ("jest-junit.xml", "fppp", 2),
        ("mstest-data-rows.trx", "pfp", 3),
        ("xunit2-display-names.xml", "fppp", 4),
        ("nunit2-fixtures.xml", "fppp", 4),
        ("ctrf-twins.json", "fpppp", 5),
        ("mochawesome-two-files.json", "fppp", 4),
        ("robot-two-files.xml", "fp", 2),
        ("cucumber-merged.json", "fppp", 4),
    ];
    for (sample, outcomes, apart) in samples {
        let results = read(&format!("01-equal-names/{sample}"));
        assert_eq!(statuses(&results), outcomes, "{sample}");
        assert!(repeats(&results).iter().all(|repeat| *repeat == Repeat::None), "{sample}");
        assert_eq!(places(&results).len(), apart, "{sample}: {:?}", places(&results));
    }
    let rows = read("01-equal-names/mstest-data-rows.trx");
    assert_eq!(rows.run.stated, stated(3, 1), "the test around the rows is none");
    let robot = read("01-equal-names/robot-two-files.xml");
    let files: Vec<_> = robot.attempts.iter().map(|a| a.label("file")).collect();
    assert_eq!(files, [Some("cart.robot"), Some("cart_.robot")]);
}

#[test]
fn known_files_do_not_vanish() {
    let bytes = |sample: &str| read_bytes(sample, &read_sample(&format!("reports/02-vanishing/{sample}"))).expect("results").0;
    assert_eq!((bytes("xunit1.xml"), bytes("nunit3-suite-root.xml")), (ToolFormat::Xunit, ToolFormat::Nunit));
    let xunit = read("02-vanishing/xunit1.xml");
    assert_eq!((statuses(&xunit), xunit.run.stated), ("pfsp".to_owned(), stated(4, 1)));
    assert_eq!(xunit.attempts[2].message.as_deref(), Some("not ready"));
    let nunit = read("02-vanishing/nunit3-suite-root.xml");
    assert_eq!((statuses(&nunit), nunit.run.stated), ("pfp".to_owned(), stated(3, 1)));
    assert_eq!(nunit.attempts[0].suites, ["CartTests"]);
    assert_eq!(statuses(&read("02-vanishing/junit-dtd.xml")), "pfp");
    for (sample, tests, bad) in
        [("junit-counts-alone.xml", 12, 2), ("counts-beside-tests/summary.xml", 7, 3), ("junit-no-tests.xml", 0, 0)]
    {
        let results = read(&format!("02-vanishing/{sample}"));
        assert_eq!((results.attempts.len(), results.run.stated), (0, stated(tests, bad)), "{sample}");
        assert!(results.run.errors.is_empty(), "{sample}");
    }
}

#[test]
fn entities_are_refused_in_files_of_test_tools() {
    let of = |root: &str| format!("<!DOCTYPE {root} [<!ENTITY a \"b\">]>\n<{root}/>");
    let refused = tool_results::read("a.xml", of("testsuites").as_bytes());
    assert!(
        matches!(&refused, Err(FormatError::Broken { file, reason, .. }) if file == "a.xml" && *reason == BrokenReason::Entities)
    );
    assert_eq!(tool_results::read("picture.svg", of("svg").as_bytes()), Ok(Piece::Other));
    assert_eq!(tool_results::read("page.html", b"<!DOCTYPE html><html><p></html>"), Ok(Piece::Other));
}

#[test]
fn xml_behind_console_output_is_read() {
    let report =
        "<?xml version='1.0'?>\n<testsuite name='s'><testcase name='a'/>\n<testcase name='b'/></testsuite>\nDone in 3 s.\n";
    for output in ["> npm test\n\n", "[INFO] Tests run\n", "{\n", "A <testsuite> follows.\n"] {
        let results = text("report.xml", &format!("{output}{report}"));
        let lines: Vec<_> = results.attempts.iter().map(|a| a.line).collect();
        let before = output.matches('\n').count() as u64;
        assert_eq!(lines, [Some(before + 2), Some(before + 3)], "{output}");
    }
    for (name, text) in [("readme.md", format!("# Example\n{report}")), ("notes.xml", "a\n<testing/>".to_owned())] {
        assert_eq!(tool_results::read(name, text.as_bytes()), Ok(Piece::Other), "{name}");
    }
    let config = "<phpunit>\n  <testsuites>\n  </testsuites>\n</phpunit>";
    assert_eq!(tool_results::read("phpunit.xml", config.as_bytes()), Ok(Piece::Other));
}

#[test]
fn encodings_that_lie_keep_names_apart() {
    let names = |results: &ToolResults| results.attempts.iter().map(|a| a.name.clone()).collect::<Vec<_>>();
    let russian = read("03-encodings/cp1251-under-utf8.xml");
    assert_eq!(statuses(&russian), "fpp");
    assert!(["Картой", "Кредит"].iter().all(|name| names(&russian).iter().any(|n| n == name)), "{:?}", names(&russian));
    assert_eq!(russian.run.guessed_encoding.as_deref(), Some("windows-1251"));
    let german = read("03-encodings/latin1-under-utf8.xml");
    assert_eq!(names(&german).iter().collect::<BTreeSet<_>>().len(), 4);
    let status = |name: &str| german.attempts.iter().find(|a| a.name == name).map(|a| a.status.slug());
    assert_eq!((status("Öl"), status("größer")), (Some("passed"), Some("failed")));
    assert_eq!(german.run.guessed_encoding.as_deref(), Some("windows-1252"));
    let valid = read("03-encodings/utf8-odd-letters.xml");
    assert!(names(&valid).contains(&"SÃO PAULO é Ã©".to_owned()) && names(&valid).contains(&"Ð¢ÐµÑÑ".to_owned()));
    assert_eq!(valid.run.guessed_encoding, None);
}

#[test]
fn utf_8_under_another_declaration_is_read() {
    let read = text(
        "a.xml",
        "<?xml version='1.0' encoding='windows-1251'?><testsuite name='s' tests='1'><testcase name='Оплата'/></testsuite>",
    );
    assert_eq!(read.attempts[0].name, "Оплата");
}

#[test]
fn texts_in_two_encodings_stay_as_they_are() {
    let begin = "<?xml version='1.0' encoding='utf-8'?>\n<testsuite name='Корзина'><testcase name='";
    let bytes = [begin.as_bytes(), b"\xca\xf0\xe5\xe4\xe8\xf2 \xe8 \xee\xef\xeb\xe0\xf2\xe0", b"'/></testsuite>"].concat();
    let results = read_bytes("a.xml", &bytes).expect("results").1;
    assert_eq!((results.attempts[0].name.as_str(), results.attempts[0].suites[0].as_str()), ("Кредит и оплата", "Корзина"));
    assert_eq!(in_parts("a.xml", &bytes), Ok(results));
    // One damaged byte does not make a text another encoding.
    let damaged = [begin.as_bytes(), "оплата".as_bytes(), b"\xff'/></testsuite>"].concat();
    let results = read_bytes("a.xml", &damaged).expect("results").1;
    assert_eq!((results.attempts[0].name.as_str(), results.run.guessed_encoding.as_ref()), ("оплата\u{fffd}", None));
    assert_eq!(in_parts("a.xml", &damaged), Ok(results));
}

#[test]
fn json_in_another_encoding_has_readable_names() {
    let json = |name: &[u8]| {
        let scenario: [&[u8]; 3] = [
            br#"[{"keyword": "Feature", "location": "cart.feature:1", "name": "Cart", "elements": [{"keyword": "Scenario", "location": "cart.feature:3", "name": ""#,
            name,
            br#"", "status": "failed", "type": "scenario", "steps": [{"keyword": "Given", "name": "x", "result": {"status": "failed", "duration": 0.01}}]}]}]"#,
        ];
        scenario.concat()
    };
    let of = |name: &[u8]| {
        let results = read_bytes("behave.json", &json(name)).expect("results").1;
        (results.attempts[0].name.clone(), statuses(&results), results.run.guessed_encoding)
    };
    let russian = of(b"\xca\xf0\xe5\xe4\xe8\xf2 \xe8 \xee\xef\xeb\xe0\xf2\xe0");
    assert_eq!(russian, ("Кредит и оплата".to_owned(), "f".to_owned(), Some("windows-1251".to_owned())));
    let damaged = ["оплата".as_bytes(), b"\xff"].concat();
    assert_eq!(of(&damaged), ("оплата\u{fffd}".to_owned(), "f".to_owned(), None), "one damaged byte");
    assert_eq!(of("Оплата".as_bytes()), ("Оплата".to_owned(), "f".to_owned(), None));
}

#[test]
fn a_skip_does_not_hide_a_fault() {
    let teardown = read("04-skipped-beside/pytest-teardown.xml");
    assert_eq!((statuses(&teardown), teardown.run.stated), ("pbs".to_owned(), stated(3, 1)));
    assert!(teardown.attempts[1].message.as_deref().is_some_and(|m| m.contains("database is locked")));
    assert_eq!(statuses(&read("04-skipped-beside/failure-behind-skip.xml")), "pfs");
    let words = "<testsuite><testcase name='a' status='failure'/><testcase name='b' status='error'/><testcase name='c' status='run'/>\
        <testcase name='d' status='run' result='skipped'/><testcase name='e' status='failed'/><testcase name='f' status='pending'/></testsuite>";
    assert_eq!(statuses(&text("w.xml", words)), "fbpsfs");
}

#[test]
fn nunit_2_without_success_tells_outcomes() {
    assert_eq!(statuses(&read("05-nunit2-no-success/nunit3-as-nunit2.xml")), "pfbssss");
    let alone = read("05-nunit2-no-success/executed-alone.xml");
    assert_eq!((statuses(&alone), alone.run.stated.bad), ("pfss".to_owned(), Some(1)));
    assert!(alone.attempts.iter().all(|a| a.unknown_status.is_none()));
}

#[test]
fn times_are_read_in_the_form_of_their_file() {
    let took = |sample: &str| read(&format!("12-times/{sample}")).attempts.iter().map(|a| a.duration_ms).collect::<Vec<_>>();
    assert_eq!(took("surefire-thousands.xml"), [2_120_532, 1_024_120, 500].map(Some));
    assert_eq!(took("testng-german.xml"), [160, 30, 12_990, 52].map(Some));
    assert_eq!(took("nunit2-dates.xml"), [Some(68), None, Some(200)]);
    let start = read("12-times/nunit2-dates.xml").run.start_ms.expect("start");
    assert_eq!(voluptas_core::base::clock::to_plain(start), "2026-11-20 14:41:45");
    let short = read("05-nunit2-no-success/executed-alone.xml").run.start_ms.expect("start");
    assert_eq!(voluptas_core::base::clock::to_plain(short), "2026-11-20 10:00:00");
}

#[test]
fn a_time_behind_the_head_of_a_large_file_tells_the_form_of_all() {
    let many = "<testcase name='a' time='12,990'/>\n".repeat(5000);
    let text = format!("<testsuite name='s'>{many}<testcase name='z' time='0,5'/></testsuite>");
    let (head, mut before) = (&text.as_bytes()[..1000], FirstPass::default());
    let mut took = Vec::new();
    for _ in 0..2 {
        took.clear();
        let take = &mut |part: ToolResults| took.extend(part.attempts.into_iter().map(|a| a.duration_ms));
        tool_results::read_in_parts("a.xml", head, text.as_bytes(), &mut before, take).expect("read");
    }
    assert!(took[..5000].iter().all(|took| *took == Some(12_990)) && took[5000] == Some(500));
    assert_eq!(read_bytes("a.xml", text.as_bytes()).expect("read").1.attempts[0].duration_ms, Some(12_990));
}

#[test]
fn classes_of_trx_have_no_version() {
    let names = |sample: &str| read(sample).attempts.into_iter().map(|a| (a.full_name, a.suites)).collect::<Vec<_>>();
    let release = names("13-trx-classes/release-1.4.trx");
    assert_eq!(release, names("13-trx-classes/release-1.3.trx"));
    let expected = [("CartTests", "Adds"), ("OrderTests", "Adds"), ("CartTests", "Counts")]
        .map(|(class, name)| (format!("Shop.Tests.{class}.{name}"), vec![class.to_owned()]));
    assert_eq!(release, expected);
}

#[test]
fn rows_beside_their_test_count_once() {
    let rows: String = [("1", "Passed"), ("2", "Failed")]
        .map(|(row, outcome)| {
            format!("<UnitTestResult parentExecutionId='e' executionId='e{row}' testId='t' testName='Rounds ({row})' outcome='{outcome}'/>")
        })
        .concat();
    let trx = format!(
        "<TestRun><Results><UnitTestResult executionId='e' testId='t' testName='Rounds' outcome='Failed'/>{rows}</Results>\
         <ResultSummary outcome='Failed'><Counters total='3' passed='1' failed='2'/></ResultSummary></TestRun>"
    );
    let results = text("a.trx", &trx);
    assert_eq!((statuses(&results), results.run.stated), ("pf".to_owned(), stated(2, 1)));
    assert!(results.run.errors.is_empty());
}

#[test]
fn errors_of_the_run_are_kept() {
    let load = read("15-run-errors/playwright-load-error.json");
    let expected = [("Error: Cannot find module './prices'", "/srv/shop/tests/cart.spec.ts:2"), ("Error: No tests found.", "")];
    assert_eq!((errors(&load.run), load.attempts.len()), (expected.to_vec(), 0));
    let teardown = read("15-run-errors/playwright-teardown-error.json");
    assert_eq!((errors(&teardown.run), statuses(&teardown)), (vec![("Error: the stand did not stop", "")], "pp".to_owned()));
    assert!(teardown.run.errors[0].trace.as_deref().is_some_and(|trace| trace.contains("globalTeardown")));
    let alone = read("15-run-errors/jest-junit-errors-alone.xml");
    assert_eq!(errors(&alone.run), [("The suite states an error and has no tests.", "src/order.test.ts")]);
    assert_eq!((statuses(&alone), alone.run.stated), ("p".to_owned(), stated(1, 1)));
    let suite = read("15-run-errors/jest-junit-suite.xml");
    assert_eq!((statuses(&suite), errors(&suite.run), suite.run.stated), ("ppb".to_owned(), vec![], stated(3, 1)));
    assert_eq!(statuses(&read("15-run-errors/pytest-collection.xml")), "b");
    let globals = read("15-run-errors/allure-globals/3c3c0000-0000-4000-8000-000000000009-globals.json");
    assert_eq!(errors(&globals.run), [("\"before all\" hook failed: no database of reviews", "")]);
    let todo = read("15-run-errors/ctrf-todo.json");
    assert_eq!((statuses(&todo), todo.run.stated), ("psss".to_owned(), stated(4, 0)));
}

#[test]
fn errors_around_the_tests_are_kept() {
    let trx = |outcome: &str, infos: &str| {
        let summary = format!("<ResultSummary outcome='{outcome}'><RunInfos>{infos}</RunInfos></ResultSummary>");
        text("a.trx", &format!("<TestRun><Results><UnitTestResult testName='a' outcome='Passed'/></Results>{summary}</TestRun>"))
            .run
    };
    let crash = "<RunInfo computerName='ci-1' outcome='Error'><Text>The test host crashed</Text></RunInfo>";
    let warning = "<RunInfo computerName='ci-1' outcome='Warning'><Text>No collector</Text></RunInfo>";
    assert_eq!(errors(&trx("Failed", &format!("{warning}{crash}"))), [("The test host crashed", "ci-1")]);
    assert_eq!(errors(&trx("Aborted", warning)), [("The outcome of the run is Aborted.", "")]);
    assert!(trx("Failed", "").errors.is_empty());
    let xunit = text(
        "x.xml",
        "<assemblies><assembly name='Shop.dll' errors='1' total='1' failed='0'><errors><error type='assembly-cleanup' name='Shop.dll'>\
         <failure exception-type='E'><message>the stand did not stop</message><stack-trace>at A</stack-trace></failure></error></errors>\
         <collection name='c'><test name='a' result='Pass'/></collection></assembly></assemblies>",
    );
    assert_eq!(errors(&xunit.run), [("the stand did not stop", "assembly-cleanup Shop.dll")]);
    let nunit = text(
        "n.xml",
        "<test-run total='1' failed='0'><test-suite type='TestFixture' name='Cart' site='TearDown' result='Failed'>\
         <failure><message>no stop</message></failure><test-case name='a' result='Passed'/></test-suite>\
         <test-suite type='TestFixture' name='Child' site='Child'><failure><message>One or more child tests had errors</message></failure>\
         </test-suite></test-run>",
    );
    assert_eq!(errors(&nunit.run), [("no stop", "Cart")]);
    let robot = text(
        "output.xml",
        "<robot><suite name='Shop'><test name='a'><status status='PASS'/></test><status status='FAIL'>Suite teardown failed:\nno</status></suite>\
         <statistics><total><stat pass='0' fail='1' skip='0'>All Tests</stat></total></statistics>\
         <errors><msg level='WARN'>heavy</msg><msg level='ERROR'>No library</msg></errors></robot>",
    );
    assert_eq!(errors(&robot.run), [("Suite teardown failed:\nno", "Shop"), ("No library", "robot")]);
    assert_eq!(robot.run.stated, Stated { tests: Some(1), bad: None });
    let junit = text("j.xml", "<testsuite name='Cart'><error message='no database'>at A</error><testcase name='a'/></testsuite>");
    assert_eq!(errors(&junit.run), [("no database", "Cart")]);
}

#[test]
fn marks_of_tools_make_attempts() {
    use Repeat::{ByName, Marked, None};
    let of = |sample: &str| read(&format!("17-reruns/{sample}"));
    assert_eq!(repeats(&of("TEST-shop.stores.StoreTest.xml")), [None, None, Marked, None, Marked, Marked]);
    let gradle = [("answers()", "failed", None), ("closes()", "passed", None), ("answers()", "passed", ByName)];
    assert_eq!(attempts(&of("TEST-shop.GradleRetry.xml")), gradle);
    assert_eq!(repeats(&of("gotestsum.xml")), [None, None, None, ByName, ByName, ByName, ByName]);
    assert_eq!(repeats(&of("playwright-retries.json")), [None, Marked, None, None, Marked, None]);
    let pytest = [("test_sends", "failed", None), ("test_sends", "broken", ByName), ("test_returns", "passed", None)];
    assert_eq!(attempts(&of("pytest-call-and-teardown.xml")), pytest);
    let ctrf = of("ctrf-retry-attempts.json");
    assert_eq!((repeats(&ctrf), statuses(&ctrf)), (vec![None, Marked, None], "fpp".to_owned()));
    let allure = of("allure-rerunfailures/4d4d0000-0000-4000-8000-000000000001-result.json");
    assert_eq!(repeats(&allure), [Repeat::ByKey]);
}

#[test]
fn a_name_repeats_only_in_its_suite_and_place() {
    use Repeat::{ByName, None};
    let of = |root: &str, between: &str| {
        let case = |end: &str| format!("<testcase classname='c' name='a' {end}");
        let xml = format!(
            "<testsuite {root}><testsuite>{}{between}{}</testsuite></testsuite>",
            case("><failure/></testcase>"),
            case("/>")
        );
        repeats(&text("a.xml", &xml))
    };
    assert_eq!(of("", ""), [None, ByName]);
    assert_eq!(of("", "<testsuite name='t'><testcase name='b'/></testsuite>"), [None, None, ByName], "a suite between");
    assert_eq!(of("", "</testsuite><testsuite>"), [None, None], "a suite beside");
    assert_eq!(
        of("", "<testcase name='r'><rerunFailure/></testcase>"),
        [None, None, Repeat::Marked, None],
        "a writer with marks"
    );
    assert_eq!(of("", "<properties><property name='surefire.test.class.path' value=''/></properties>"), [None, None]);
    assert_eq!(of("name='jest tests'", ""), [None, None]);
    assert_eq!(of("noNamespaceSchemaLocation='https://a/failsafe-test-report.xsd'", ""), [None, None]);
    let testng = "<?xml version='1.0'?><!-- Generated by org.testng.reporters.JUnitReportReporter --><testsuite>\
        <testcase name='a'><failure/></testcase><testcase name='a'/></testsuite>";
    assert_eq!(repeats(&text("t.xml", testng)), [None, None]);
    let lines = "<testsuite><testcase name='a' line='3'><failure/></testcase><testcase name='a' line='9'/></testsuite>";
    assert_eq!(repeats(&text("l.xml", lines)), [None, None], "another line");
    let browsers = |names: [&str; 2]| {
        let of = |name, end| {
            format!("<testcase name='a'><properties><property name='browser' value='{name}'/></properties>{end}</testcase>")
        };
        repeats(&text("b.xml", &format!("<testsuite>{}{}</testsuite>", of(names[0], "<failure/>"), of(names[1], ""))))
    };
    assert_eq!(browsers(["chrome", "firefox"]), [None, None], "another browser");
    assert_eq!(browsers(["chrome", "chrome"]), [None, ByName]);
}

#[test]
fn a_suite_lasts_as_long_as_it_says_or_as_its_tests_together() {
    let took = |time: &str| {
        let tests = "<testcase name='a' time='1'/><testcase name='b' time='2.5'/>";
        let xml = format!("<testsuites><testsuite timestamp='2026-11-20T09:00:00' {time}>{tests}</testsuite></testsuites>");
        let run = text("s.xml", &xml).run;
        run.end_ms.zip(run.start_ms).map(|(end, start)| end - start)
    };
    assert_eq!((took("time='6.1'"), took("")), (Some(6_100), Some(3_500)));
}

#[test]
fn totals_of_suites_are_not_counted_twice() {
    let of = |xml: &str| text("a.xml", xml).run.stated;
    let case = "<testcase name='a'/>";
    let nested = format!(
        "<testsuites tests='2' failures='0'><testsuite tests='1' failures='0'><testsuite tests='1' failures='0'>{case}</testsuite></testsuite></testsuites>"
    );
    assert_eq!(of(&nested), stated(1, 0));
    assert_eq!(
        of(&format!(
            "<testsuites><testsuite tests='1' errors='0'>{case}</testsuite><testsuite tests='4' errors='1'/></testsuites>"
        )),
        stated(5, 1)
    );
    assert_eq!(
        of(&format!("<testsuites tests='9'><testsuite tests='1' failures='x'>{case}</testsuite></testsuites>")),
        Stated { tests: Some(9), bad: None }
    );
    let both = "<testsuite tests='1' failures='1' errors='1'><testcase name='a'><failure/><error/></testcase></testsuite>";
    assert_eq!(of(both), stated(1, 1));
    assert_eq!(of(&both.replace("errors='1'", "errors='3'")), stated(1, 3), "more than the elements of the test");
    let left_out = "<testsuite tests='3' skipped='2'><testcase name='a'/></testsuite>";
    assert_eq!(of(left_out).tests, Some(1), "skipped tests without an element");
    let soft = "<testsuite failures='1'><testcase name='a'><failure/><failure/></testcase></testsuite>";
    assert_eq!(of(soft).bad, Some(1));
}

#[test]
fn good_files_do_not_state_more_than_is_read() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples");
    let mut waiting = vec![samples];
    let mut checked = 0;
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).expect("folder").map(|entry| entry.expect("entry").path()));
            continue;
        }
        let name = path.display().to_string();
        let is_bad = ["02-vanishing", "errors-alone", "20-red-builds"].iter().any(|part| name.contains(part));
        let Ok(Piece::Results(_, results)) = tool_results::read(&name, &std::fs::read(&path).expect("file")) else { continue };
        if is_bad || results.run.stated == Stated::default() {
            continue;
        }
        let bad = results.attempts.iter().filter(|a| matches!(a.status.slug(), "failed" | "broken")).count() as u64;
        let Stated { tests, bad: bad_stated } = results.run.stated;
        assert!(tests.is_none_or(|tests| tests <= results.attempts.len() as u64), "{name}: {tests:?}");
        assert!(bad_stated.is_none_or(|stated| stated <= bad), "{name}: {bad_stated:?} of {bad}");
        checked += 1;
    }
    assert!(checked > 50, "{checked}");
}

#[test]
fn a_suite_of_robot_that_failed_without_a_failed_test_is_one_error() {
    let xml = |status: &str, message: &str| {
        format!(
            "<robot><suite name='Shop'><suite name='Cart'><test name='a'><status status='{status}'/></test>\
             <status status='FAIL'>{message}</status></suite><status status='FAIL'/></suite></robot>"
        )
    };
    let json = |status: &str, message: &str| {
        format!(
            r#"{{"generator": "Robot 7.2", "suite": {{"name": "Shop", "suites": [{{"name": "Cart", "tests": [{{"name": "a", "status": "{status}"}}],
            "status": "FAIL", "message": "{message}"}}], "status": "FAIL"}}}}"#
        )
    };
    let untold = "The suite failed, and none of its tests did.";
    type Told<'t> = &'t [(&'t str, &'t str)];
    let cases: [(&str, &str, Told<'_>); 4] = [
        ("PASS", "", &[(untold, "Cart")]),
        ("PASS", "the stand is gone", &[("the stand is gone", "Cart")]),
        ("SKIP", "Suite teardown failed: no", &[("Suite teardown failed: no", "Cart")]),
        ("FAIL", "the stand is gone", &[]),
    ];
    for (status, message, expected) in cases {
        assert_eq!(errors(&text("output.xml", &xml(status, message)).run), expected, "{status} {message}");
        assert_eq!(errors(&text("output.json", &json(status, message)).run), expected, "{status} {message}");
    }
}

#[test]
fn hostile_files_are_refused_or_read() {
    let texts = [
        "<testsuite errors='99999999999999999999' tests='-1'><testcase/></testsuite>",
        "<testsuites tests='18446744073709551615'><testsuite tests='18446744073709551615' errors='1' failures='18446744073709551615'/></testsuites>",
        "<TestRun><Results><UnitTestResult><InnerResults><a/></InnerResults></UnitTestResult></Results><Counters total='0' failed='x'/></TestRun>",
        "<test-results date='9999-99-99' time='x'><test-case executed='True'><failure/></test-case></test-results>",
        "<assembly><class><failure/></class><errors><error/></errors></assembly>",
        "<robot><msg level='ERROR'>a</msg><status status='FAIL'>suite teardown failed</status><errors><msg level='ERROR'/></errors></robot>",
    ];
    for xml in texts {
        text(if xml.starts_with("<TestRun") { "a.trx" } else { "a.xml" }, xml);
        for end in (0..xml.len()).filter(|end| xml.is_char_boundary(*end)) {
            drop(tool_results::read("a.xml", &xml.as_bytes()[..end]));
        }
    }
    let bytes = read_sample("reports/03-encodings/cp1251-under-utf8.xml");
    for end in 0..bytes.len() {
        drop(tool_results::read("a.xml", &bytes[..end]));
    }
}
