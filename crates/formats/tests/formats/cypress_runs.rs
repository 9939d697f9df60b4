//! Results of Cypress as a module: attempts, errors of specs, totals, and files that are cut off.

use voluptas_formats::tool_results::{self, FirstPass, Piece, Repeat, ToolFormat, ToolResults};

const SAMPLE: &str = include_str!("../../../../tests/samples/reports/16-formats/cypress.json");

fn read(text: &str) -> ToolResults {
    match tool_results::read("cypress.json", text.as_bytes()) {
        Ok(Piece::Results(ToolFormat::Cypress, results)) => *results,
        other => panic!("{other:?}"),
    }
}

/// Names with outcomes: `adds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.name, attempt.status.slug())).collect()
}

#[test]
fn attempts_of_cypress_are_read() {
    let whole = read(SAMPLE);
    assert_eq!(outcomes(&whole), ["adds failed", "adds passed", "pays failed", "ships skipped", "lists passed"]);
    let repeats: Vec<Repeat> = whole.attempts.iter().map(|attempt| attempt.repeat).collect();
    assert_eq!(repeats, [Repeat::None, Repeat::Marked, Repeat::None, Repeat::None, Repeat::None]);
    let failed = &whole.attempts[2];
    assert_eq!((failed.full_name.as_str(), failed.duration_ms), ("cypress/e2e/cart.cy.js › Cart › pays", Some(250)));
    assert_eq!(failed.message.as_deref(), Some("AssertionError: expected 3 to equal 4"));
    assert_eq!((whole.run.stated.tests, whole.run.stated.bad), (Some(4), Some(1)));
    assert!(whole.run.errors.is_empty() && whole.cut.is_none());
    assert!(whole.run.environment.contains(&("browserName".to_owned(), "electron".to_owned())));
    let mut parts = ToolResults::default();
    let ended =
        tool_results::read_in_parts("c.json", SAMPLE.as_bytes(), SAMPLE.as_bytes(), &mut FirstPass::default(), &mut |part| {
            parts.attempts.extend(part.attempts);
            (parts.run, parts.cut) = (part.run, part.cut);
        });
    assert_eq!((ended.ok(), parts), (Some(ToolFormat::Cypress), whole));
}

#[test]
fn what_cypress_says_outside_of_tests_is_kept() {
    let spec = read(&SAMPLE.replacen("\"error\":null", "\"error\":\"Could not find the spec\"", 1));
    assert_eq!(spec.run.errors[0].message, "Could not find the spec");
    assert_eq!(spec.run.errors[0].source.as_deref(), Some("cypress/e2e/cart.cy.js"));
    let green = read(&SAMPLE.replace("\"state\":\"failed\"", "\"state\":\"passed\""));
    assert_eq!(green.run.verdict.as_deref(), Some("totalFailed: 1"));
    let word = read(&SAMPLE.replace("\"state\":\"pending\"", "\"state\":\"melted\""));
    assert_eq!(word.attempts[3].unknown_status.as_deref(), Some("melted"));
    // The outcome of the test wins over that of its last attempt.
    let judged = read(&SAMPLE.replace("\"duration\":90,\"state\":\"passed\"", "\"duration\":90,\"state\":\"failed\""));
    assert_eq!(outcomes(&judged)[4], "lists failed");
}

#[test]
fn a_cut_file_of_cypress_gives_its_complete_tests() {
    let end = SAMPLE.find("{\"attempts\":[{\"state\":\"pending\"").expect("a test");
    let cut = read(&SAMPLE[..end]);
    assert_eq!(outcomes(&cut), ["adds failed", "adds passed", "pays failed"]);
    assert!(cut.cut.is_some());
}
