//! Rust's test programs and nextest: what their events make of tests, retries, crashes and totals.

use voluptas_formats::tool_results::{self, Piece, ToolFormat, ToolResults};

const SAMPLE: &str = include_str!("../../../../tests/samples/reports/16-formats/libtest.json");

fn read(text: &str) -> ToolResults {
    match tool_results::read("out.json", text.as_bytes()) {
        Ok(Piece::Results(ToolFormat::Libtest, results)) => *results,
        other => panic!("{other:?}"),
    }
}

/// Full names with outcomes: `cart::adds passed`.
fn outcomes(results: &ToolResults) -> Vec<String> {
    results.attempts.iter().map(|attempt| format!("{} {}", attempt.full_name, attempt.status.slug())).collect()
}

/// Messages of the errors of a run.
fn errors(results: &ToolResults) -> Vec<&str> {
    results.run.errors.iter().map(|error| error.message.as_str()).collect()
}

#[test]
fn programs_follow_each_other_in_a_stream() {
    let read = read(SAMPLE);
    assert_eq!(outcomes(&read), ["cart::ships skipped", "cart::adds passed", "cart::pays failed", "lists passed"]);
    assert!(read.cut.is_none() && read.run.errors.is_empty());
    assert_eq!((read.run.stated.tests, read.run.stated.bad), (Some(4), Some(1)));
    assert_eq!(read.attempts[0].message.as_deref(), Some("no courier"));
    assert_eq!((read.attempts[1].duration_ms, read.attempts[3].duration_ms), (Some(250), Some(61_500)));
    assert_eq!(read.attempts[1].suites, ["shop", "src/lib.rs"]);
    assert_eq!(read.attempts[3].suites, ["orders", "tests/orders.rs"]);
    let failed = &read.attempts[2];
    assert_eq!(failed.message.as_deref(), Some("assertion `left == right` failed\n  left: 3\n right: 4"));
    assert!(failed.trace.as_deref().is_some_and(|trace| trace.starts_with("thread 'cart::pays' (4711) panicked")));
    assert_eq!((failed.files.len(), failed.line), (1, Some(5)));
}

#[test]
fn a_program_that_crashed_leaves_a_broken_test_and_an_error() {
    let end = SAMPLE.find("{ \"type\": \"test\", \"name\": \"cart::pays\"").expect("a test");
    let next = SAMPLE.find("     Running tests/").expect("a program");
    let crashed = read(&format!("{}{}", &SAMPLE[..end], &SAMPLE[next..]));
    assert_eq!(outcomes(&crashed)[2..], ["cart::pays broken", "lists passed"]);
    assert_eq!((errors(&crashed), crashed.cut), (vec!["the test program did not end"], None));
    assert_eq!(crashed.run.errors[0].source.as_deref(), Some("shop src/lib.rs"));
    assert_eq!((crashed.attempts[2].suites[0].as_str(), crashed.attempts[3].suites[0].as_str()), ("shop", "orders"));

    let said = "process didn't exit successfully: `shop` (signal: 6, SIGABRT: process abort signal)";
    let told = read(&format!("{}  {said}\n", &SAMPLE[..end]));
    assert_eq!((outcomes(&told)[2].as_str(), errors(&told), told.cut), ("cart::pays broken", vec![said], None));

    let cut = read(&SAMPLE[..end + 30]);
    assert_eq!((cut.attempts.len(), cut.cut.map(|cut| cut.tests)), (2, Some(2)));
    assert_eq!(errors(&cut), ["tests without an end: cart::pays"]);
    let begun = SAMPLE.find("{ \"type\": \"test\", \"name\"").expect("an end");
    assert!(tool_results::read("out.json", &SAMPLE.as_bytes()[..begun]).is_err(), "no test is complete");
}

#[test]
fn other_outcomes_of_rust_tests_are_told() {
    let of = |events: &str| {
        let begin = "{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 1 }\n";
        let end = "{ \"type\": \"suite\", \"event\": \"failed\", \"passed\": 0, \"failed\": 1, \"ignored\": 0, \"measured\": 0, \"filtered_out\": 0 }\n";
        read(&format!("{begin}{events}\n{end}"))
    };
    let late = of(r#"{ "type": "test", "name": "a", "event": "failed", "reason": "time limit exceeded", "stdout": "" }"#);
    assert_eq!(
        (outcomes(&late), late.attempts[0].message.as_deref()),
        (vec!["a broken".to_owned()], Some("time limit exceeded"))
    );
    let calm = of(r#"{ "type": "test", "name": "a", "event": "failed", "message": "note: test did not panic as expected" }"#);
    assert_eq!(calm.attempts[0].message.as_deref(), Some("note: test did not panic as expected"));
    let error = of(r#"{ "type": "test", "name": "a", "event": "failed", "stdout": "asks\nError: \"no bank\"\n" }"#);
    assert_eq!(error.attempts[0].message.as_deref(), Some("Error: \"no bank\""));
    let word = of(r#"{ "type": "test", "name": "a", "event": "melted" }"#);
    assert_eq!((outcomes(&word), word.attempts[0].unknown_status.as_deref()), (vec!["a failed".to_owned()], Some("melted")));
    let printed = of(r#"prints{ "type": "test", "name": "a", "event": "ok" }"#);
    assert_eq!((outcomes(&printed), printed.run.verdict.as_deref()), (vec!["a passed".to_owned()], Some("suite: failed")));
    let bench = of(r#"{ "type": "bench", "name": "sums", "median": 120, "deviation": 7 }"#);
    assert_eq!(outcomes(&bench), ["sums passed"]);
}

#[test]
fn programs_of_nextest_run_at_the_same_time() {
    let text = r#"{"type":"suite","event":"started","test_count":3,"nextest":{"crate":"shop","test_binary":"shop","kind":"lib"}}
{"type":"test","event":"started","name":"shop::shop$cart::adds"}
{"type":"test","event":"started","name":"shop::shop$cart::ships"}
{"type":"suite","event":"started","test_count":1,"nextest":{"crate":"shop","test_binary":"orders","kind":"test"}}
{"type":"test","event":"started","name":"shop::orders$cart::adds"}
{"type":"test","event":"started","name":"shop::shop$case#2"}
{"type":"test","event":"ok","name":"shop::shop$case#2","exec_time":0.1}
{"type":"test","event":"failed","name":"shop::orders$cart::adds","exec_time":0.5,"stdout":"thread 'cart::adds' panicked at 'no cart', tests/orders.rs:3:1\n"}
{"type":"suite","event":"failed","passed":0,"failed":1,"ignored":0,"measured":0,"filtered_out":0,"exec_time":0.5,"nextest":{"crate":"shop","test_binary":"orders","kind":"test"}}
{"type":"test","event":"ok","name":"shop::shop$cart::adds#2","exec_time":0.2}
{"type":"suite","event":"ok","passed":2,"failed":0,"ignored":1,"measured":0,"filtered_out":0,"exec_time":0.3,"nextest":{"crate":"shop","test_binary":"shop","kind":"lib"}}
"#;
    let all = read(text);
    assert_eq!(
        outcomes(&all),
        [
            "shop::shop$case#2 passed",
            "shop::orders$cart::adds failed",
            "shop::shop$cart::adds passed",
            "shop::shop$cart::ships skipped"
        ]
    );
    assert_eq!(all.attempts.iter().map(|attempt| attempt.is_flaky).collect::<Vec<_>>(), [false, false, true, false]);
    assert_eq!((all.attempts[1].name.as_str(), all.attempts[1].suites.join(" ")), ("cart::adds", "shop::orders".to_owned()));
    assert_eq!(all.attempts[1].message.as_deref(), Some("'no cart', tests/orders.rs:3:1"));
    assert!(all.cut.is_none() && all.run.errors.is_empty());
    // Without an ignored test in the totals it was stopped.
    let stopped = read(&text.replace("\"ignored\":1", "\"ignored\":0"));
    assert_eq!(outcomes(&stopped)[3], "shop::shop$cart::ships broken");
}

#[test]
fn cargo_says_that_a_program_without_events_failed() {
    let events = "{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 1 }\n{ \"type\": \"test\", \"name\": \"adds\", \"event\": \"ok\" }\n\
                  { \"type\": \"suite\", \"event\": \"ok\", \"passed\": 1, \"failed\": 0, \"ignored\": 0, \"measured\": 0, \"filtered_out\": 0 }\n";
    assert_eq!(read(events).run.verdict, None);
    for said in [
        "error: test failed, to rerun pass `--test custom`",
        "error: could not compile `shop` (test \"b\") due to 1 previous error",
    ] {
        assert_eq!(read(&format!("{events}{said}\n")).run.verdict.as_deref(), Some(said));
    }
}
