//! JSON of tools that test web pages: TestCafe.

use voluptas_formats::tool_results::{self, FirstPass, Piece, ToolFormat, ToolResults};

const TESTCAFE: &str = include_str!("../../../../tests/samples/reports/16-formats/testcafe.json");

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
    assert_eq!((failed.duration_ms, failed.label("file")), (Some(3300), Some("/home/ci/shop/tests/cart.js")));
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
