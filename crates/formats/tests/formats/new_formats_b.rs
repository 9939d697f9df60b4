//! Results of Jest, Vitest, Newman, Cucumber messages and Qase's reporters: the samples with their numbers, and files that are broken.

use std::path::PathBuf;

use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::FormatError;
use voluptas_formats::tool_results::{
    self, Attempt, FileContent, FirstPass, Piece, Repeat, RunError, Stated, ToolFormat, ToolResults,
};

fn reports() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/reports")
}

/// The files of a sample with their formats and results.
fn read_sample(path: &str) -> Vec<(String, Vec<u8>, ToolFormat, ToolResults)> {
    let (mut waiting, mut found) = (vec![reports().join(path)], Vec::new());
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).expect("folder").map(|entry| entry.expect("entry").path()));
            continue;
        }
        let name = path.file_name().and_then(|n| n.to_str()).expect("name").to_owned();
        let bytes = std::fs::read(&path).expect("file");
        let Ok(Piece::Results(format, results)) = tool_results::read(&name, &bytes) else { panic!("{name}: results") };
        found.push((name, bytes, format, *results));
    }
    found
}

fn results(text: &str) -> ToolResults {
    match tool_results::read("report.json", text.as_bytes()) {
        Ok(Piece::Results(_, results)) => *results,
        other => panic!("{other:?}"),
    }
}

/// Reads a document in parts.
fn in_parts(bytes: &[u8]) -> Result<ToolResults, FormatError> {
    let mut all = ToolResults::default();
    let head = &bytes[..bytes.len().min(8 << 10)];
    tool_results::read_in_parts("report.json", head, bytes, &mut FirstPass::default(), &mut |part| {
        all.attempts.extend(part.attempts);
        (all.run, all.cut) = (part.run, part.cut);
    })?;
    Ok(all)
}

fn count(attempts: &[Attempt], status: &ResultStatus) -> u64 {
    attempts.iter().filter(|attempt| attempt.status == *status).count() as u64
}

const SAMPLES: [(&str, &str, ToolFormat); 5] = [
    ("a-fmt-jest", "16-formats/jest.json", ToolFormat::Jest),
    ("a-fmt-vitest", "16-formats/vitest.json", ToolFormat::Vitest),
    ("a-fmt-newman", "16-formats/newman.json", ToolFormat::Newman),
    ("a-fmt-cucumber-messages", "16-formats/cucumber.ndjson", ToolFormat::CucumberMessages),
    ("a-fmt-qase-report", "16-formats/qase-report", ToolFormat::QaseReport),
];

#[test]
fn samples_have_their_numbers() {
    let expected = std::fs::read(reports().join("expected.json")).expect("expected");
    let expected: serde_json::Value = serde_json::from_slice(&expected).expect("JSON");
    for (id, path, format) in SAMPLES {
        let all = expected.as_array().or_else(|| expected["objects"].as_array()).expect("a list");
        let entry = all.iter().find(|entry| entry["id"] == id).expect("an entry");
        let read = read_sample(path);
        assert!(read.iter().all(|(_, _, of, results)| *of == format && results.cut.is_none()), "{id}");
        let attempts: Vec<Attempt> = read.iter().flat_map(|(_, _, _, results)| results.attempts.clone()).collect();
        let next_is_repeat = |at: usize| attempts.get(at + 1).is_some_and(|next| next.repeat == Repeat::Marked);
        let last: Vec<Attempt> = (0..attempts.len()).filter(|at| !next_is_repeat(*at)).map(|at| attempts[at].clone()).collect();
        assert_eq!(last.len() as u64, entry["tests"], "{id}");
        for status in [ResultStatus::Passed, ResultStatus::Failed, ResultStatus::Broken, ResultStatus::Skipped] {
            assert_eq!(count(&last, &status), entry[status.slug()].as_u64().expect("a number"), "{id} {status:?}");
        }
        if let Some(number) = entry["attempts"].as_u64() {
            assert_eq!(attempts.len() as u64, number, "{id}");
        }
        let keys: std::collections::BTreeSet<_> =
            last.iter().map(|a| (&a.full_name, a.params.iter().map(|p| (&p.name, &p.value)).collect::<Vec<_>>())).collect();
        assert_eq!(keys.len(), last.len(), "{id}: names differ");
        assert!(read.iter().all(|(_, _, _, results)| results.run.errors.is_empty()), "{id}");
        let bad = count(&last, &ResultStatus::Failed) + count(&last, &ResultStatus::Broken);
        for (_, _, _, results) in &read {
            let Stated { tests, bad: stated } = results.run.stated;
            assert!(tests.unwrap_or(0) <= last.len() as u64 && stated.unwrap_or(0) <= bad, "{id}: {:?}", results.run.stated);
        }
    }
}

#[test]
fn samples_in_parts_have_what_the_whole_files_have() {
    for (id, path, format) in SAMPLES {
        for (name, bytes, _, whole) in read_sample(path) {
            assert!(tool_results::has_parts(&name, &bytes), "{id}");
            assert_eq!(tool_results::json_format(&bytes), Some(format), "{id}");
            assert_eq!(in_parts(&bytes).expect("parts"), whole, "{id} {name}");
        }
    }
}

#[test]
fn samples_cut_anywhere_give_their_complete_tests() {
    for (id, path, format) in SAMPLES {
        for (name, bytes, _, whole) in read_sample(path) {
            let (end, mut most) = (bytes.trim_ascii_end().len(), 0);
            for length in (1..end).step_by(1 + end / 500).chain([end - 1]) {
                let part = match tool_results::read(&name, &bytes[..length]) {
                    Ok(Piece::Results(_, part)) => *part,
                    _ => continue,
                };
                let cut = part.cut.expect("cut off");
                assert!(cut.tests > 0 && cut.tests <= part.attempts.len() && cut.line > 0, "{id} {length}: {cut:?}");
                assert_eq!(part.attempts[..], whole.attempts[..part.attempts.len()], "{id} {length}");
                most = most.max(part.attempts.len());
            }
            assert_eq!(most == 0, format == ToolFormat::QaseReport, "{id}: {most} of {} attempts", whole.attempts.len());
        }
    }
}

#[test]
fn files_of_other_kinds_are_not_taken() {
    let requests =
        r#"{"collection": {"info": {"name": "Shop"}, "item": [{"name": "List goods", "request": {"method": "GET"}}]}}"#;
    for text in [
        r#"{"name": "shop", "version": "1.0.0", "scripts": {"test": "jest --json"}, "jest": {"testMatch": []}, "devDependencies": {"vitest": "4"}}"#,
        "{\"level\": \"info\", \"msg\": \"started\", \"source\": {\"uri\": \"a\"}}\n{\"level\": \"info\", \"msg\": \"ended\"}\n",
        "{\"source\": \"gateway\", \"hook\": \"x\", \"timestamp\": 1}\n{\"source\": \"gateway\"}\n",
        "{\"hook\": {\"id\": 1, \"uri\": \"/push\"}}\n{\"hook\": {\"id\": 2}}\n",
        "{\"meta\": {\"protocolVersion\": 3, \"client\": \"editor\"}}\n{\"request\": 1}\n",
        requests,
        r#"{"info": {"name": "Shop"}, "item": [{"name": "List goods"}]}"#,
        r#"{"id": "1", "title": "Task", "status": "open", "execution": null}"#,
        r#"{"title": "Signing", "signature": "abc", "execution": {"gas": 3}}"#,
        r#"{"title": "Nightly", "stats": {"total": 3}, "results": [{"status": "passed"}]}"#,
        r#"{"numTotalTests": 3, "numFailedTestSuites": 0, "summary": "no list"}"#,
    ] {
        let read = tool_results::read("some.json", text.as_bytes());
        assert!(matches!(read, Ok(Piece::Other)), "{text}: {read:?}");
    }
}

fn jest(assertions: &str) -> String {
    format!(
        r#"{{"numTotalTests": 1, "numFailedTests": 0, "numFailedTestSuites": 0, "numRuntimeErrorTestSuites": 0, "success": true,
        "testResults": [{{"assertionResults": [{assertions}], "name": "/tmp/anna/shop/cart.test.js", "startTime": 1795170000000,
        "endTime": 1795170001000, "status": "passed", "message": ""}}]}}"#
    )
}

#[test]
fn jest_tells_the_tries_of_a_test() {
    let read = results(&jest(
        r#"{"ancestorTitles": ["Cart", "prices"], "title": "adds", "status": "passed", "duration": 5, "invocations": 3,
        "retryReasons": ["Error: 503\n    at a.js:1", "Error: 504"], "failureMessages": [], "location": {"line": 7, "column": 1}}"#,
    ));
    let told: Vec<_> =
        read.attempts.iter().map(|a| (a.status.slug().to_owned(), a.repeat, a.message.clone(), a.is_flaky)).collect();
    let message = |text: &str| Some(text.to_owned());
    let failed = || "failed".to_owned();
    assert_eq!(
        told,
        [
            (failed(), Repeat::None, message("Error: 503"), false),
            (failed(), Repeat::Marked, message("Error: 504"), false),
            ("passed".to_owned(), Repeat::Marked, None, false)
        ]
    );
    let last = &read.attempts[2];
    assert_eq!(last.full_name, "shop/cart.test.js › Cart › prices › adds");
    assert_eq!(last.suites, ["shop/cart.test.js", "Cart", "prices"]);
    assert_eq!((last.label("file"), last.line, last.is_start_shared), (Some("/tmp/anna/shop/cart.test.js"), Some(7), true));
    assert_eq!(read.run.end_ms, Some(1_795_170_001_000));
    // Numbers that no run has.
    let many = results(&jest(r#"{"title": "a", "status": "passed", "invocations": 9223372036854775807}"#));
    assert!(many.attempts.len() < 10);
    let none =
        results(&jest(r#"{"title": "a", "status": "exploded", "invocations": -3, "retryReasons": {}, "duration": 1e300}"#));
    assert_eq!((none.attempts.len(), none.attempts[0].unknown_status.as_deref()), (1, Some("exploded")));
    assert_eq!(none.attempts[0].status, ResultStatus::Failed);
}

#[test]
fn a_vitest_test_that_passed_after_failures_is_flaky() {
    let sample = std::fs::read(reports().join("../tools/vitest-json/vitest.json")).expect("sample");
    let Ok(Piece::Results(ToolFormat::Vitest, read)) = tool_results::read("vitest.json", &sample) else { panic!("results") };
    let flaky: Vec<&str> = read.attempts.iter().filter(|a| a.is_flaky).map(|a| a.name.as_str()).collect();
    assert_eq!(flaky, ["gets the rate at the third attempt"]);
    let first = read.attempts.iter().find(|a| a.name == "shop.price.kettle PRC_101 costs 250").expect("a test");
    assert_eq!((first.label("functional_id"), first.label("automation_key")), (Some("shop.price.kettle"), Some("PRC_101")));
    let broken: Vec<(&str, Option<&str>)> = read
        .attempts
        .iter()
        .filter(|a| a.status == ResultStatus::Broken)
        .map(|a| (a.full_name.as_str(), a.message.as_deref()))
        .collect();
    let told = "No test suite found in file /srv/shop/js/vitest/pricing/empty.test.mjs";
    assert_eq!(broken[0], ("srv/shop/js/vitest/pricing/empty.test.mjs", Some(told)));
    assert_eq!(broken.len(), 2);
    assert_eq!(read.run.stated, Stated { tests: Some(21), bad: Some(10) });
}

#[test]
fn errors_outside_of_tests_belong_to_the_run() {
    let of_file = jest(r#"{"title": "adds", "status": "passed"}"#)
        .replace(r#""status": "passed", "message": """#, r#""status": "failed", "message": "afterAll broke\n    at x.js:1""#);
    let read = results(&of_file);
    let error = RunError {
        message: "afterAll broke".to_owned(),
        trace: Some("afterAll broke\n    at x.js:1".to_owned()),
        source: Some("shop/cart.test.js".to_owned()),
    };
    assert_eq!((read.attempts.len(), read.run.errors), (1, vec![error]));
    let of_run = jest(r#"{"title": "adds", "status": "passed"}"#).replace("\"success\": true", "\"success\": false");
    assert_eq!(results(&of_run).run.verdict.as_deref(), Some("success: false"));
    assert!(in_parts(of_run.as_bytes()).expect("parts").run.verdict.is_some());
    let counted = of_run.replace("\"numFailedTests\": 0", "\"numFailedTests\": 4");
    let counted = results(&counted).run;
    assert_eq!((counted.errors.len(), counted.stated), (0, Stated { tests: Some(1), bad: Some(4) }));
}

fn newman(executions: &str) -> String {
    format!(
        r#"{{"collection": {{"_": {{}}, "item": [{{"name": "Goods", "item": [{{"id": "r1", "name": "List"}}]}}, {{"id": "r2", "name": "Pay"}}],
        "info": {{"name": "Shop"}}}}, "run": {{"stats": {{"assertions": {{"total": 9, "failed": 2}}}},
        "timings": {{"started": 1795170000000, "completed": 1795170002000}}, "executions": [{executions}], "error": null}}}}"#
    )
}

#[test]
fn newman_has_folders_iterations_and_errors_of_scripts() {
    let text = newman(
        r#"{"cursor": {"iteration": 0, "cycles": 2}, "item": {"id": "r1", "name": "List"}, "response": {"responseTime": 12},
         "assertions": [{"assertion": "is 200", "skipped": false}, {"assertion": "is short", "error": {"message": "no", "stack": "s"}}]},
        {"cursor": {"iteration": 1, "cycles": 2}, "item": {"id": "r1", "name": "List"}, "assertions": [{"assertion": "is 200"}],
         "testScript": [{"error": {"name": "TypeError", "message": "x is undefined"}}]},
        {"item": {"id": "r2", "name": "Pay"}, "testScript": [{"error": {"name": "TypeError"}}]},
        {"item": {"id": "r2", "name": "Pay"}, "response": {}}, {"item": 3, "assertions": {"a": 1}, "requestError": []}, 7, []"#,
    );
    let read = results(&text);
    let told: Vec<_> = read
        .attempts
        .iter()
        .map(|a| (a.full_name.as_str(), a.status.slug(), a.params.first().map(|p| p.value.as_str()), a.duration_ms))
        .collect();
    let expected = [
        ("Shop › Goods › List › is 200", "passed", Some("1"), Some(12)),
        ("Shop › Goods › List › is short", "failed", Some("1"), None),
        ("Shop › Goods › List › is 200", "passed", Some("2"), None),
        ("Shop › Pay", "broken", None, None),
        ("Shop", "broken", None, None),
    ];
    assert_eq!(told, expected);
    let error =
        RunError { message: "x is undefined".to_owned(), trace: None, source: Some("Shop › Goods › List".to_owned()) };
    assert_eq!(read.run.errors, [error]);
    assert_eq!((read.run.name.as_deref(), read.run.stated), (Some("Shop"), Stated { tests: Some(9), bad: Some(2) }));
    assert_eq!(in_parts(text.as_bytes()).expect("parts"), read);
    let ended = results(&text.replace("\"error\": null}}", "\"error\": {\"message\": \"bail\"}}}"));
    assert_eq!(ended.run.errors.last().map(|error| error.message.as_str()), Some("bail"));
}

const META: &str = r#"{"meta": {"protocolVersion": "27.0.0", "implementation": {"name": "cucumber-jvm", "version": "7"}}}"#;

fn messages(lines: &[&str]) -> String {
    [META].iter().chain(lines).map(|line| format!("{line}\n")).collect()
}

fn pickle(id: &str, line: u32) -> String {
    format!(
        r#"{{"pickle": {{"id": "{id}", "uri": "cart.feature", "name": "Adds", "location": {{"line": {line}}}, "steps": [{{"id": "{id}s", "text": "I add"}}]}}}}
        {{"testCase": {{"id": "c{id}", "pickleId": "{id}", "testSteps": [{{"id": "t{id}", "pickleStepId": "{id}s"}}]}}}}"#
    )
}

fn started(id: &str, attempt: u32) -> String {
    format!(
        r#"{{"testCaseStarted": {{"id": "{id}{attempt}", "testCaseId": "c{id}", "attempt": {attempt}, "timestamp": {{"seconds": 1795170000}}}}}}"#
    )
}

fn finished(id: &str, attempt: u32, status: &str) -> String {
    format!(
        r#"{{"testStepFinished": {{"testCaseStartedId": "{id}{attempt}", "testStepId": "t{id}", "testStepResult": {{"status": "{status}"}}}}}}
        {{"testCaseFinished": {{"testCaseStartedId": "{id}{attempt}", "timestamp": {{"seconds": 1795170001}}}}}}"#
    )
}

#[test]
fn messages_tell_attempts_from_scenarios_of_one_name() {
    let ended = r#"{"testRunFinished": {"success": false, "timestamp": {"seconds": 1795170009}}}"#;
    // Three scenarios of one name, two of them on one line as in files that were joined, run at the same time.
    let lines = [
        pickle("a", 3),
        pickle("b", 9),
        pickle("d", 3),
        started("a", 0),
        started("b", 0),
        started("d", 0),
        finished("b", 0, "FAILED"),
        finished("a", 0, "PASSED"),
        started("b", 1),
        finished("d", 0, "EXPLODED"),
        finished("b", 1, "PASSED"),
        started("a", 1),
        ended.to_owned(),
    ];
    let text = messages(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let read = results(&text);
    let told: Vec<_> = read.attempts.iter().map(|a| (a.full_name.as_str(), a.status.slug(), a.repeat)).collect();
    let expected = [
        ("cart.feature: Adds #2", "failed", Repeat::None),
        ("cart.feature: Adds", "passed", Repeat::None),
        ("cart.feature: Adds", "failed", Repeat::None),
        ("cart.feature: Adds #2", "passed", Repeat::Marked),
        ("cart.feature: Adds", "broken", Repeat::Marked),
    ];
    assert_eq!(told, expected, "the last one has no end");
    assert_eq!(read.attempts[2].unknown_status.as_deref(), Some("EXPLODED"));
    assert_eq!(read.attempts[0].duration_ms, Some(1000));
    assert_eq!(read.run.environment, [("implementation".to_owned(), "cucumber-jvm 7".to_owned())]);
    // Without its end the run is cut off, and what has no end is left out.
    let cut = results(&text.replace(ended, ""));
    assert_eq!((cut.attempts.len(), cut.cut.map(|cut| cut.tests)), (4, Some(3)));
    assert_eq!(in_parts(text.as_bytes()).expect("parts"), read);
}

#[test]
fn a_run_of_messages_without_an_end_is_an_error_before_the_next_one() {
    let begun = r#"{"testRunStarted": {"timestamp": {"seconds": 1795170000}}}"#;
    let ended = r#"{"testRunFinished": {"success": true, "timestamp": {"seconds": 1795170009}}}"#;
    let (a, b) = ([pickle("a", 3), started("a", 0)], [pickle("b", 9), started("b", 0), finished("b", 0, "PASSED")]);
    let told = |first_end: &[&str], last_end: &[&str]| {
        let first = [begun].into_iter().chain(a.iter().map(String::as_str)).chain(first_end.iter().copied());
        let second = [META, begun].into_iter().chain(b.iter().map(String::as_str)).chain(last_end.iter().copied());
        let read = results(&messages(&first.chain(second).collect::<Vec<_>>()));
        let outcomes: Vec<String> = read.attempts.iter().map(|attempt| attempt.status.slug().to_owned()).collect();
        (outcomes.join(" "), read.run.errors.len(), read.cut.is_some())
    };
    let end_of_a = finished("a", 0, "PASSED");
    assert_eq!(told(&[end_of_a.as_str(), ended], &[ended]), ("passed passed".to_owned(), 0, false));
    assert_eq!(told(&[], &[ended]), ("broken passed".to_owned(), 1, false));
    assert_eq!(told(&[end_of_a.as_str()], &[ended]), ("passed passed".to_owned(), 1, false), "further tests may be missing");
    assert_eq!(told(&[end_of_a.as_str(), ended], &[]), ("passed passed".to_owned(), 0, true), "the second run has no end");
}

#[test]
fn a_scenario_whose_repetition_is_cut_off_is_left_out() {
    let ended = r#"{"testRunFinished": {"success": true, "timestamp": {"seconds": 1795170009}}}"#;
    let retried = finished("b", 0, "FAILED").replace("\"timestamp\"", "\"willBeRetried\": true, \"timestamp\"");
    let lines =
        [pickle("a", 3), pickle("b", 9), started("a", 0), finished("a", 0, "PASSED"), started("b", 0), retried, started("b", 1)];
    let outcomes = |more: &[&str]| {
        let lines: Vec<&str> = lines.iter().map(String::as_str).chain(more.iter().copied()).collect();
        let read = results(&messages(&lines));
        (read.attempts.iter().map(|attempt| attempt.status.slug().to_owned()).collect::<Vec<_>>(), read.cut.map(|cut| cut.tests))
    };
    assert_eq!(outcomes(&[]), (vec!["passed".to_owned()], Some(1)));
    let last = finished("b", 1, "PASSED");
    let whole = ["passed", "failed", "passed"].map(str::to_owned).to_vec();
    assert_eq!(outcomes(&[last.as_str()]), (whole.clone(), Some(2)), "both tests are complete");
    assert_eq!(outcomes(&[last.as_str(), ended]), (whole, None));
    assert_eq!(outcomes(&[ended]), (["passed", "failed", "broken"].map(str::to_owned).to_vec(), None), "the last one has no end");
}

#[test]
fn messages_tell_errors_of_the_run() {
    let text = messages(&[
        r#"{"hook": {"id": "h1", "type": "BEFORE_TEST_RUN", "name": "opens the shop", "sourceReference": {"uri": "steps.js", "location": {"line": 6}}}}"#,
        r#"{"parseError": {"source": {"uri": "bad.feature", "location": {"line": 2}}, "message": "(2:1): expected: #EOF"}}"#,
        r#"{"testRunHookStarted": {"id": "r1", "hookId": "h1"}}"#,
        r#"{"testRunHookFinished": {"testRunHookStartedId": "r1", "result": {"status": "FAILED", "message": "Error: closed\n  at x"}}}"#,
        r#"{"testRunFinished": {"success": false, "message": "aborted", "timestamp": {"seconds": 1795170009}}}"#,
    ]);
    let read = results(&text);
    let told: Vec<_> = read.run.errors.iter().map(|e| (e.message.as_str(), e.source.as_deref())).collect();
    let expected = [
        ("(2:1): expected: #EOF", Some("bad.feature")),
        ("Error: closed", Some("BeforeAll opens the shop steps.js:6")),
        ("aborted", None),
    ];
    assert_eq!(told, expected);
    assert_eq!((read.attempts.len(), read.cut), (0, None));
}

#[test]
fn messages_of_wrong_types_do_no_harm() {
    let hostile = [
        r#"{"testCaseStarted": [], "pickle": 3, "testCase": "x", "hook": null}"#,
        r#"{"testCaseStarted": {"id": 1, "testCaseId": {}, "attempt": 1e300, "timestamp": {"seconds": 9223372036854775807}}}"#,
        r#"{"attachment": {"testCaseStartedId": 1, "body": 3, "contentEncoding": "BASE64"}}"#,
        r#"{"testStepFinished": {"testCaseStartedId": 1, "testStepResult": {"duration": {"seconds": "x"}, "status": []}}}"#,
        r#"{"testCaseFinished": {"testCaseStartedId": 1, "timestamp": {"seconds": -9223372036854775808, "nanos": -9223372036854775808}}}"#,
        r#"{"testCaseFinished": {"testCaseStartedId": 1}}"#,
        "[1, 2]",
        r#"{"testRunFinished": {}}"#,
    ];
    let read = results(&messages(&hostile));
    assert_eq!((read.attempts.len(), read.attempts[0].full_name.as_str(), read.run.unnamed), (1, "#1", 1));
    let deep = format!("{}{}", "{\"rule\": [".repeat(300), "]}".repeat(300));
    let refused = tool_results::read("m.ndjson", messages(&[&deep]).as_bytes());
    assert!(matches!(refused, Err(FormatError::Broken { line: 2, .. })), "{refused:?}");
    let oops = messages(&["oops", &pickle("a", 3), &started("a", 0), &finished("a", 0, "PASSED")]);
    assert!(
        matches!(tool_results::read("m.ndjson", oops.as_bytes()), Err(FormatError::Broken { line: 2, .. })),
        "nothing is taken"
    );
}

#[test]
fn messages_before_a_line_that_is_no_json_are_kept() {
    let of = |id: &str| [pickle(id, 3), started(id, 0), finished(id, 0, "PASSED")];
    let lines = [of("a").to_vec(), vec!["{\"testStepFinished\": {\"test".to_owned()], of("b").to_vec()].concat();
    let text = messages(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let read = results(&text);
    let line = text.lines().position(|line| line.ends_with("{\"test")).expect("the line") as u64 + 1;
    assert_eq!(read.cut.map(|cut| (cut.line, cut.tests, cut.is_malformed)), Some((line + 1, 1, true)), "seen in the next line");
    assert_eq!((read.attempts.len(), in_parts(text.as_bytes()).expect("parts")), (1, read));
}

#[test]
fn a_report_of_qase_has_cases_files_and_steps() {
    let text = r#"{"id": "u1", "title": "Pays", "signature": "shop::pays", "execution": {"status": "failed", "start_time": 1795170001.25,
        "end_time": 1795170002.5, "stacktrace": "AssertionError: 402\n  at x", "thread": "main"}, "fields": {"severity": "critical",
        "description": "With a card", "empty": null}, "attachments": [{"id": "a1", "file_name": "log.txt", "mime_type": "text/plain",
        "file_path": "/build/qase-report/attachments/a1-log.txt"}, {"id": "a2", "file_name": "b.txt", "content": "aGk="}, 3],
        "steps": [{"data": {"action": "Open", "expected_result": "It opens", "input_data": null}, "execution": {"status": "passed",
        "duration": 7, "attachments": [{"id": "a3", "file_name": "c.png"}]}, "steps": [{"data": {"request_method": "GET",
        "request_url": "/goods"}, "execution": {"status": "failed"}}]}], "params": {"way": "card"}, "testops_ids": [12, 13],
        "relations": {"suite": {"data": [{"title": "Payment"}, {"title": "Card"}]}}, "message": null, "tags": ["smoke"]}"#;
    let read = results(text);
    let [attempt] = &read.attempts[..] else { panic!("one result") };
    assert_eq!((attempt.full_name.as_str(), attempt.status.slug()), ("Payment › Card › Pays", "failed"));
    assert_eq!(attempt.message.as_deref(), Some("AssertionError: 402"));
    let times = (attempt.start_ms, attempt.end_ms, attempt.duration_ms);
    assert_eq!(times, (Some(1_795_170_001_250), Some(1_795_170_002_500), Some(1250)));
    let ids: Vec<&str> = attempt.labels.iter().filter(|(name, _)| name == "qase_id").map(|(_, id)| id.as_str()).collect();
    assert_eq!((ids, attempt.label("severity"), attempt.label("tag")), (vec!["12", "13"], Some("critical"), Some("smoke")));
    assert_eq!((attempt.description.as_deref(), attempt.uuid.as_deref()), (Some("With a card"), Some("u1")));
    let files: Vec<&FileContent> = read.files().into_iter().map(|file| &file.content).collect();
    let path = |path: &str| FileContent::Path(path.to_owned());
    let expected = [path("attachments/a1-log.txt"), FileContent::Bytes(b"hi".to_vec()), path("attachments/a3-c.png")];
    assert_eq!(files, expected.iter().collect::<Vec<_>>());
    let step = &attempt.steps[0];
    assert_eq!((step.step.action.as_str(), step.step.expected.as_deref()), ("Open", Some("It opens")));
    assert_eq!(step.steps[0].step.action, "GET /goods");
    let unknown = results(&text.replace("\"status\": \"failed\", \"start", "\"status\": \"retest\", \"start"));
    assert_eq!(unknown.attempts[0].unknown_status.as_deref(), Some("retest"));
    let wrong =
        results(
            r#"{"title": [], "signature": 3, "execution": {"status": 9, "start_time": 1e400}, "params": [1], "steps": {}}"#
                .replace("1e400", "1e300")
                .as_str(),
        );
    assert_eq!((wrong.attempts.len(), wrong.attempts[0].full_name.as_str()), (1, "3"));
}

#[test]
fn the_run_of_a_qase_report_has_facts_and_no_tests() {
    let bytes = std::fs::read(reports().join("16-formats/qase-report/run.json")).expect("sample");
    let Ok(Piece::Results(ToolFormat::QaseReport, read)) = tool_results::read("run.json", &bytes) else { panic!("facts") };
    assert!(read.attempts.is_empty());
    let run = &read.run;
    assert_eq!(
        (run.name.as_deref(), run.start_ms, run.end_ms),
        (Some("Nightly"), Some(1_795_170_000_000), Some(1_795_170_060_000))
    );
    assert!(run.environment.contains(&("environment".to_owned(), "stage".to_owned())), "{:?}", run.environment);
    assert_eq!(run.stated, Stated::default(), "the totals are those of other files");
}

#[test]
fn half_a_character_costs_no_report() {
    // As `JSON.stringify` writes a text that was cut within an emoji.
    let ctrf = r#"{"reportFormat": "CTRF", "results": {"tool": {"name": "x"}, "summary": {"tests": 2, "passed": 1, "failed": 1},
        "tests": [{"name": "says hello \ud83d", "status": "passed", "duration": 1},
        {"name": "smiles \ud83d\ude00", "status": "failed", "duration": 1, "message": "\\ud83d \ude00"}]}}"#;
    let read = results(ctrf);
    let told: Vec<_> = read.attempts.iter().map(|a| (a.name.as_str(), a.message.as_deref())).collect();
    assert_eq!(told, [("says hello \u{fffd}", None), ("smiles 😀", Some("\\ud83d \u{fffd}"))]);
    assert_eq!(in_parts(ctrf.as_bytes()).expect("parts").attempts, read.attempts);
    let lines = [pickle("a", 3).replace("Adds", "Adds \\udfff"), started("a", 0), finished("a", 0, "PASSED")];
    let read = results(&messages(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(read.attempts[0].full_name, "cart.feature: Adds \u{fffd}");
}
