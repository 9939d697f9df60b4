//! Summaries of k6: checks by group, and thresholds, in both shapes.

use voluptas_formats::tool_results::{self, FirstPass, Piece, ToolFormat, ToolResults};

const SAMPLE: &str = include_str!("../../../../tests/samples/reports/16-formats/k6-summary.json");

fn read(text: &str) -> ToolResults {
    match tool_results::read("summary.json", text.as_bytes()) {
        Ok(Piece::Results(ToolFormat::K6, results)) => *results,
        other => panic!("{other:?}"),
    }
}

/// Names with outcomes: `Cart › adds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.full_name, attempt.status.slug())).collect()
}

#[test]
fn checks_and_thresholds_of_k6_are_tests() {
    let whole = read(SAMPLE);
    let all = [
        "status is 200 passed",
        "Cart › adds a lamp passed",
        "Cart › pays within a second failed",
        "thresholds › checks › rate>0.99 passed",
        "thresholds › http_req_duration › p(95)<500 failed",
        "thresholds › http_req_duration › avg<300 passed",
    ];
    assert_eq!(outcomes(&whole), all);
    assert_eq!(whole.attempts[2].message.as_deref(), Some("12 of 400 failed"));
    assert!(whole.attempts[4].message.as_deref().is_some_and(|message| message.contains("p(95)=655.3")));
    assert_eq!((whole.attempts[3].message.as_deref(), whole.run.verdict.as_deref()), (None, None));
    let mut parts = ToolResults::default();
    let ended =
        tool_results::read_in_parts("k.json", SAMPLE.as_bytes(), SAMPLE.as_bytes(), &mut FirstPass::default(), &mut |part| {
            parts.attempts.extend(part.attempts);
            (parts.run, parts.cut) = (part.run, part.cut);
        });
    assert_eq!((ended.ok(), parts), (Some(ToolFormat::K6), whole));
    let cut = tool_results::read("summary.json", &SAMPLE.as_bytes()[..SAMPLE.len() / 2]);
    assert!(!matches!(cut, Ok(Piece::Results(..))), "cut off");
}

#[test]
fn the_data_of_handle_summary_says_what_held() {
    let text = r#"{"root_group":{"name":"","path":"","groups":[{"name":"Cart","path":"::Cart","groups":[{"name":"Pay","groups":[],"checks":[{"name":"pays","passes":3,"fails":0}]}],"checks":[{"name":"waits","passes":0,"fails":0},{"name":"odd"}]}],"checks":[]},
"options":{"summaryTimeUnit":"","noColor":false},"state":{"isStdOutTTY":false,"testRunDurationMs":30000.5},
"metrics":{"checks":{"type":"rate","contains":"default","values":{"rate":0.5,"passes":3,"fails":3}},
"http_req_failed":{"type":"rate","contains":"default","values":{"rate":0.02},"thresholds":{"rate<0.01":{"ok":false},"rate<0.5":{"ok":true},"odd":{}}}},"setup_data":[1,{"root":2}]}"#;
    let results = read(text);
    let all = [
        "Cart › waits skipped",
        "Cart › odd failed",
        "Cart › Pay › pays passed",
        "thresholds › http_req_failed › rate<0.01 failed",
        "thresholds › http_req_failed › rate<0.5 passed",
        "thresholds › http_req_failed › odd failed",
    ];
    assert_eq!(outcomes(&results), all);
    assert_eq!(results.attempts[3].message.as_deref(), Some("rate=0.02"));
    // More failures than its checks tell of.
    let green = read(&text.replace(r#",{"name":"odd"}"#, ""));
    assert_eq!(green.run.verdict.as_deref(), Some("checks: 3 fails"));
}
