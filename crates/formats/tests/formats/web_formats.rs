//! JSON of tools that test web pages: TestCafe, WebdriverIO and Nightwatch.

use voluptas_formats::tool_results::{self, FirstPass, Piece, Repeat, ToolFormat, ToolResults};

const TESTCAFE: &str = include_str!("../../../../tests/samples/reports/16-formats/testcafe.json");
const WDIO: &str = include_str!("../../../../tests/samples/reports/16-formats/wdio-0-0-json-reporter.json");
const NIGHTWATCH: &str = include_str!("../../../../tests/samples/reports/16-formats/nightwatch-cart.json");

fn read(text: &str) -> (ToolFormat, ToolResults) {
    match tool_results::read("report.json", text.as_bytes()) {
        Ok(Piece::Results(format, results)) => (format, *results),
        other => panic!("{other:?}"),
    }
}

/// The content of a document that is read in parts.
fn in_parts(text: &str) -> ToolResults {
    let mut all = ToolResults::default();
    let ended =
        tool_results::read_in_parts("report.json", text.as_bytes(), text.as_bytes(), &mut FirstPass::default(), &mut |part| {
            all.attempts.extend(part.attempts);
            (all.run, all.cut) = (part.run, part.cut);
        });
    ended.expect("read");
    all
}

/// Names with outcomes: `Cart › adds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.full_name, attempt.status.slug())).collect()
}

fn errors(results: &ToolResults) -> Vec<&str> {
    results.run.errors.iter().map(|error| error.message.as_str()).collect()
}

#[test]
fn tests_of_testcafe_are_read() {
    let (format, whole) = read(TESTCAFE);
    assert_eq!(format, ToolFormat::Testcafe);
    let all = [
        "Cart › adds a lamp passed",
        "Cart › pays by card failed",
        "Cart › ships abroad skipped",
        "Orders › lists the latest passed",
    ];
    assert_eq!(outcomes(&whole), all);
    assert_eq!(whole.attempts.iter().map(|attempt| attempt.is_flaky).collect::<Vec<_>>(), [false, false, false, true]);
    let failed = &whole.attempts[1];
    assert_eq!(failed.message.as_deref(), Some("AssertionError: expected 3 to deeply equal 4"));
    assert_eq!((failed.label("severity"), failed.label("area")), (Some("critical"), Some("shop")));
    assert_eq!((failed.duration_ms, failed.label("file")), (Some(3300), Some("/builds/shop/tests/cart.js")));
    assert_eq!((whole.run.stated.tests, whole.run.stated.bad), (Some(4), Some(1)));
    assert!(errors(&whole).is_empty() && whole.cut.is_none());
    assert_eq!(in_parts(TESTCAFE), whole);
}

#[test]
fn testcafe_hides_no_failure() {
    // Errors win over everything else that is said of a test.
    let (_, skipped) = read(&TESTCAFE.replacen("\"skipped\": false", "\"skipped\": true", 2));
    assert_eq!(outcomes(&skipped)[..2], ["Cart › adds a lamp skipped", "Cart › pays by card failed"]);
    let (_, silent) = read(&TESTCAFE.replacen("\"errs\": []", "\"errors\": []", 1));
    assert_eq!((outcomes(&silent)[0].as_str(), silent.attempts[0].unknown_status.is_some()), ("Cart › adds a lamp failed", true));
    let (_, stated) = read(&TESTCAFE.replacen("\"passed\": 2", "\"passed\": 1", 1));
    assert_eq!((stated.run.stated.bad, stated.run.verdict.as_deref()), (Some(2), Some("passed: 1 of 4")));
    let quarantine = "\"quarantine\": {\"1\": {\"passed\": false}, \"2\": {\"passed\": true}}, \"skipped\": false";
    assert!(read(&TESTCAFE.replacen("\"skipped\": false", quarantine, 1)).1.attempts[0].is_flaky);
    let end = TESTCAFE.find("\"ships abroad\"").expect("a test");
    let (_, cut) = read(&TESTCAFE[..end]);
    assert_eq!((cut.attempts.len(), cut.cut.is_some()), (2, true));
}

#[test]
fn suites_of_webdriverio_are_read_once() {
    let (format, whole) = read(WDIO);
    assert_eq!(format, ToolFormat::Webdriverio);
    let all = [
        "Cart › adds a lamp passed",
        "Cart › pays by card failed",
        "Cart › pays by card failed",
        "Cart › ships abroad skipped",
        "Orders › lists the latest failed",
        "Orders › lists the latest passed",
    ];
    assert_eq!(outcomes(&whole), all);
    let repeated: Vec<bool> = whole.attempts.iter().map(|attempt| attempt.repeat == Repeat::ByName).collect();
    assert_eq!(repeated, [false, false, true, false, false, true]);
    let failed = &whole.attempts[1];
    assert_eq!((failed.duration_ms, failed.label("browser")), (Some(1000), Some("chrome")));
    assert_eq!(failed.message.as_deref(), Some("element (\"#pay\") still not displayed after 2000ms"));
    assert_eq!((errors(&whole), whole.run.errors[0].source.as_deref()), hook());
    assert_eq!((whole.run.stated.tests, whole.run.stated.bad), (Some(6), Some(3)));
    assert_eq!(in_parts(WDIO), whole);
    // Suites of one name and another time are other ones.
    let (_, twice) = read(&WDIO.replacen("2026-11-03T09:00:04.200Z", "2026-11-03T09:00:04.201Z", 1));
    assert_eq!(twice.attempts.len(), 10);
}

fn hook() -> (Vec<&'static str>, Option<&'static str>) {
    (vec!["the shop did not close"], Some("Orders › \"after all\" hook for Orders"))
}

#[test]
fn webdriverio_hides_no_failure() {
    let (_, green) = read(&WDIO.replace("\"state\":\"failed\"", "\"state\":\"passed\"").replace("\"error\":{", "\"was\":{"));
    assert!(errors(&green).is_empty() && green.run.verdict.is_some(), "{:?}", green.run);
    let (_, open) = read(&WDIO.replace("\"duration\":1000,\"state\":\"passed\"", "\"duration\":1000,\"state\":\"pending\""));
    assert_eq!(outcomes(&open)[0], "Cart › adds a lamp broken");
    let none = r#"{"start":"2026-11-03T09:00:00.000Z","capabilities":{},"framework":"mocha","suites":[],"specs":["a.js"],"state":{"passed":0}}"#;
    let (_, nothing) = read(none);
    assert_eq!((nothing.attempts.len(), nothing.run.errors[0].source.as_deref()), (0, Some("a.js")));
    let end = WDIO.find("\"ships abroad\"").expect("a test");
    let (_, cut) = read(&WDIO[..end]);
    assert_eq!((cut.attempts.len(), cut.cut.is_some(), cut.run.stated.tests), (3, true, None));
    // Without retries, and where they are used up, equal names are tests of their own.
    let (_, plain) = read(&WDIO.replace("\"retries\":1", "\"retries\":0"));
    assert!(plain.attempts.iter().all(|attempt| attempt.repeat == Repeat::None));
    let (_, more) = read(&WDIO.replace("ships abroad", "pays by card"));
    assert_eq!((more.attempts[2].repeat, more.attempts[3].repeat), (Repeat::ByName, Repeat::None));
    let (_, silent) = read(&WDIO.replace("\"state\":\"failed\"", "\"state\":\"skipped\""));
    assert_eq!(outcomes(&silent)[1], "Cart › pays by card failed", "an error beside");
}

#[test]
fn workers_of_webdriverio_are_merged() {
    let suite = |session: &str, state: &str| {
        let test = format!(r#"{{"name":"adds","start":"2026-11-03T09:00:01.000Z","duration":5,"state":"{state}"}}"#);
        format!(
            r#"{{"name":"Cart","start":"2026-11-03T09:00:00.000Z","end":"2026-11-03T09:00:02.000Z","sessionId":"{session}","tests":[{test}],"hooks":[]}}"#
        )
    };
    let text = format!(
        r#"{{"start":"2026-11-03T09:00:00.000Z","end":"x","capabilities":[{{"browserName":"chrome","sessionId":"a"}},{{"browserName":"firefox","sessionId":"b"}}],"framework":"mocha","suites":[{},{}],"specs":["c.js","c.js"],"state":{{"passed":1,"failed":1,"skipped":0}}}}"#,
        suite("a", "passed"),
        suite("b", "failed"),
    );
    let (_, merged) = read(&text);
    assert_eq!(outcomes(&merged), ["Cart › adds passed", "Cart › adds failed"]);
    let browsers: Vec<_> = merged.attempts.iter().map(|attempt| attempt.label("browser")).collect();
    assert_eq!((browsers, merged.run.stated.tests), (vec![Some("chrome"), Some("firefox")], Some(2)));
}

#[test]
fn scenarios_of_webdriverio_are_tests() {
    let text = r#"{"start":"2026-11-03T09:00:00.000Z","end":"x","capabilities":{"browserName":"chrome"},"framework":"cucumber","suites":[
{"name":"Orders","start":"2026-11-03T09:00:00.000Z","end":"2026-11-03T09:00:09.000Z","tests":[],"hooks":[]},
{"name":"A paid order","duration":70,"tests":[{"name":"Given an order","state":"passed"},{"name":"Then it is paid","state":"failed","error":{"message":"not paid"}},{"name":"And it ships","state":"skipped"}],"hooks":[]}],
"specs":["a.feature"],"state":{"passed":1,"failed":1,"skipped":1}}"#;
    let (_, results) = read(text);
    assert_eq!(outcomes(&results), ["Orders › A paid order failed"]);
    let scenario = &results.attempts[0];
    assert_eq!((scenario.steps.len(), scenario.message.as_deref(), scenario.duration_ms), (3, Some("not paid"), Some(70)));
    assert_eq!(results.run.stated.tests, None);
}

#[test]
fn tests_of_nightwatch_are_read() {
    let (format, whole) = read(NIGHTWATCH);
    assert_eq!(format, ToolFormat::Nightwatch);
    let all = ["adds a lamp passed", "pays by card failed", "lists the orders broken", "ships abroad skipped"];
    assert_eq!(outcomes(&whole), all.map(|test| format!("shop/cart › {test}")));
    let (first, failed, broken) = (&whole.attempts[0], &whole.attempts[1], &whole.attempts[2]);
    assert_eq!((first.is_flaky, first.label("browser"), first.label("tag")), (true, Some("chrome"), Some("smoke")));
    let message = "Testing if element <#pay> is enabled in 5000ms - Expected \"enabled\" but got: \"disabled\" (5046ms)";
    assert_eq!((failed.message.as_deref(), failed.duration_ms), (Some(message), Some(5400)));
    assert_eq!(broken.message.as_deref(), Some("orders is not iterable"));
    assert!(broken.trace.as_deref().is_some_and(|trace| trace.contains("cart.js:14:22")));
    assert_eq!(errors(&whole), ["Error while running \"after\" hook:\n the shop did not close"]);
    assert_eq!(in_parts(NIGHTWATCH), whole);
    // Nothing is left that the tests do not account for.
    assert!(errors(&read(&NIGHTWATCH.replace("\"errorsCount\": 2", "\"errorsCount\": 1")).1).is_empty());
    assert!(tool_results::read("report.json", &NIGHTWATCH.as_bytes()[..NIGHTWATCH.len() / 2]).is_err(), "cut off");
}

#[test]
fn modules_of_nightwatch_are_read_in_all_environments() {
    let module = |failed: u64, env: &str| {
        format!(
            r#"{{"reportPrefix":"","completed":{{"adds":{{"assertions":[],"failed":{failed},"errors":0,"time":"1.5"}}}},"skipped":[],"failedCount":{failed},"errorsCount":0,"testEnv":"{env}"}}"#
        )
    };
    let text = |errors: u64| {
        let (chrome, firefox) = (module(1, "chrome"), module(0, "firefox"));
        format!(
            r#"{{"passed":1,"failed":1,"errors":{errors},"skipped":0,"tests":0,"assertions":2,"errmessages":["no driver"],"modules":{{"cart":{firefox}}},"modulesWithEnv":{{"chrome":{{"cart":{chrome}}},"firefox":{{"cart":{firefox}}}}}}}"#
        )
    };
    let (_, both) = read(&text(0));
    assert_eq!(outcomes(&both), ["cart › adds failed", "cart › adds passed"]);
    assert_eq!((both.attempts[1].duration_ms, both.attempts[0].label("configuration")), (Some(1500), Some("chrome")));
    assert!(errors(&both).is_empty());
    assert_eq!(errors(&read(&text(1)).1), ["no driver"]);
    let failed =
        read(&NIGHTWATCH.replace("\"completed\": {", "\"completed\": {}, \"was\": {").replace("\"errmessages\"", "\"none\"")).1;
    assert_eq!((outcomes(&failed).len(), errors(&failed)), (1, vec!["Timed out while waiting for element <#pay>"]));
}
