//! Files of results that real tools wrote: each gives the numbers that its tool counted (`samples/tools/expected.json`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::{self, Attempt, FileContent, FirstPass, MASK, Piece, Repeat, ToolResults};
use voluptas_formats::{FormatError, Limit};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples")
}

fn files_below(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("folder") {
            files_below(&entry.expect("entry").path(), found);
        }
    } else {
        found.push(path.to_owned());
    }
}

/// Results of all files of a sample, and the names of the files without results.
fn read_all(sample: &str) -> (Vec<ToolResults>, Vec<String>) {
    let mut files = Vec::new();
    files_below(&samples().join(sample), &mut files);
    files.sort();
    let (mut results, mut others) = (Vec::new(), Vec::new());
    for path in files {
        let name = path.file_name().and_then(|n| n.to_str()).expect("name").to_owned();
        match tool_results::read(&name, &std::fs::read(&path).expect("file")) {
            Ok(Piece::Results(_, read)) => results.push(*read),
            Ok(Piece::Beside) => {}
            Ok(Piece::Other) | Err(_) => others.push(name),
        }
    }
    (results, others)
}

fn attempts(sample: &str) -> Vec<Attempt> {
    read_all(sample).0.into_iter().flat_map(|r| r.attempts).collect()
}

fn counts<'a>(attempts: impl Iterator<Item = &'a Attempt>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for attempt in attempts {
        *counts.entry(attempt.status.slug().to_owned()).or_default() += 1;
    }
    counts
}

/// The last attempt of each test by its stop; tests without an identity count one by one.
fn last_attempts(all: &[Attempt]) -> Vec<&Attempt> {
    let mut last: BTreeMap<String, &Attempt> = BTreeMap::new();
    for (i, attempt) in all.iter().enumerate() {
        let key = attempt.history_id.clone().unwrap_or_else(|| format!("#{i}"));
        match last.get(&key) {
            Some(known) if known.end_ms > attempt.end_ms => {}
            _ => drop(last.insert(key, attempt)),
        }
    }
    last.into_values().collect()
}

#[test]
fn the_files_of_real_tools_give_their_numbers() {
    let expected = std::fs::read(samples().join("tools/expected.json")).expect("expected");
    let expected: Vec<serde_json::Value> = serde_json::from_slice(&expected).expect("JSON");
    let mut checked = 0;
    for entry in &expected {
        let (path, facts) = (entry["path"].as_str().expect("path"), &entry["in_file"]);
        let word = |name: &str| facts[name].as_u64().unwrap_or_default();
        let sum = |all: &serde_json::Value, of: &[&str]| of.iter().map(|n| all[n].as_u64().unwrap_or_default()).sum::<u64>();
        let read = attempts(&format!("tools/{path}"));
        let found = counts(read.iter());
        let is = |status: &str| found.get(status).copied().unwrap_or_default();
        let ours = (is("passed"), is("failed"), is("broken"), is("skipped"));
        let total = read.len() as u64;
        match entry["format"].as_str().expect("format") {
            "JUnit XML" => {
                assert_eq!(ours, (word("passed"), word("failed"), word("broken"), word("skipped")), "{path}");
                assert_eq!(total, word("cases"), "{path}");
            }
            "Allure 2 results" => {
                let all = &facts["by_status"];
                let last = last_attempts(&read);
                let kept = counts(last.iter().copied());
                for status in ["passed", "failed", "broken", "skipped"] {
                    assert_eq!(is(status), sum(all, &[status]), "{path} {status}");
                    let of = kept.get(status).copied().unwrap_or_default();
                    assert_eq!(of, sum(&facts["last_attempt"], &[status]), "{path} last {status}");
                }
                assert_eq!((total, last.len() as u64), (word("results"), word("tests_by_historyId")), "{path}");
                assert_eq!(read.iter().map(|a| a.labels.len() as u64).sum::<u64>(), word("labels"), "{path} labels");
                assert_eq!(read.iter().map(|a| a.params.len() as u64).sum::<u64>(), word("parameters"), "{path} parameters");
            }
            "Allure 1 results" => {
                let all = &facts["by_status"];
                let skipped = sum(all, &["pending", "skipped"]);
                assert_eq!(ours, (sum(all, &["passed"]), sum(all, &["failed"]), sum(all, &["broken"]), skipped), "{path}");
                assert_eq!(read.iter().map(|a| a.labels.len() as u64).sum::<u64>(), word("labels"), "{path} labels");
            }
            "TRX" => {
                let all = &facts["by_outcome"];
                assert_eq!(
                    ours,
                    (sum(all, &["Passed"]), sum(all, &["Failed"]), sum(all, &["Timeout"]), sum(all, &["Pending"])),
                    "{path}"
                );
            }
            "NUnit XML" => {
                let all = &facts["by_result"];
                assert_eq!(ours, (sum(all, &["Passed"]), sum(all, &["Failed"]), 0, sum(all, &["Skipped"])), "{path}");
            }
            "Robot Framework output.xml" => assert_eq!(ours, (5, 13, 0, 3), "{path}"),
            "Cucumber JSON" => {
                let all = &facts["by_worst_step"];
                let failed = sum(all, &["failed", "ambiguous", "undefined"]);
                assert_eq!(ours, (sum(all, &["passed"]), failed, 0, sum(all, &["pending", "skipped"])), "{path}");
            }
            "Mochawesome JSON" => {
                let all = &facts["by_state"];
                assert_eq!(ours, (sum(all, &["passed"]), sum(all, &["failed"]), 0, sum(all, &["pending", "skipped"])), "{path}");
            }
            "Playwright JSON" => {
                let all = &facts["by_status"];
                let last = last_attempts(&read);
                let flaky = last.iter().filter(|a| a.is_flaky).count() as u64;
                let kept = counts(last.iter().copied());
                let of = |status: &str| kept.get(status).copied().unwrap_or_default();
                assert_eq!((last.len() as u64, flaky), (word("tests"), sum(all, &["flaky"])), "{path}");
                assert_eq!(of("passed"), sum(all, &["expected", "flaky"]), "{path}");
                assert_eq!(of("failed") + of("broken"), sum(all, &["unexpected"]), "{path}");
                assert_eq!(of("skipped"), sum(all, &["skipped"]), "{path}");
            }
            "CTRF JSON" => {
                let all = &facts["by_status"];
                let tests: BTreeMap<&str, &Attempt> = read.iter().map(|a| (a.full_name.as_str(), a)).collect();
                assert_eq!(tests.len() as u64, word("tests"), "{path}: names");
                let kept = counts(tests.values().copied());
                for status in ["passed", "failed", "skipped"] {
                    assert_eq!(kept.get(status).copied().unwrap_or_default(), sum(all, &[status]), "{path} {status}");
                }
            }
            "Vitest JSON" => {
                let all = &facts["by_status"];
                let broken = word("files_that_failed_to_run");
                assert_eq!(
                    ours,
                    (sum(all, &["passed"]), sum(all, &["failed"]), broken, sum(all, &["skipped", "todo"])),
                    "{path}"
                );
                assert_eq!(total, word("tests") + broken, "{path}");
            }
            "Cucumber messages" => {
                let all = &facts["by_worst_step"];
                let last: BTreeMap<&str, &Attempt> = read.iter().map(|a| (a.full_name.as_str(), a)).collect();
                let kept = counts(last.values().copied());
                let of = |status: &str| kept.get(status).copied().unwrap_or_default();
                let failed = sum(all, &["failed", "ambiguous", "undefined"]);
                assert_eq!((of("passed"), of("failed"), of("broken")), (sum(all, &["passed"]), failed, 0), "{path}");
                assert_eq!((of("skipped"), last.len() as u64), (sum(all, &["pending", "skipped"]), word("scenarios")), "{path}");
                let repeated = read.iter().filter(|a| a.repeat == Repeat::Marked).count() as u64;
                assert_eq!((total, total - repeated), (word("executions"), word("scenarios")), "{path}");
            }
            // Archives.
            _ => {
                assert_eq!(total, 0, "{path}");
                continue;
            }
        }
        checked += 1;
    }
    assert_eq!(checked, 30);
}

#[test]
fn the_allure_folder_of_the_samples() {
    let (read, others) = read_all("allure-results");
    let all: Vec<Attempt> = read.iter().flat_map(|r| r.attempts.clone()).collect();
    assert_eq!(others.len(), 1, "one result is cut off: {others:?}");
    let found = counts(all.iter());
    // A missing and an unknown status count as failed.
    assert_eq!(found, [("passed", 8), ("failed", 5), ("broken", 1), ("skipped", 1)].map(|(s, n)| (s.to_owned(), n)).into());
    assert_eq!(all.iter().filter(|a| a.unknown_status.is_some()).count(), 2);
    assert_eq!(last_attempts(&all).len(), 14);
    assert!(all.iter().any(|a| has_mask(&a.steps)), "a masked value is not kept");
    assert_eq!(read.iter().map(|r| r.containers.len()).sum::<usize>(), 3);
    let environment: Vec<_> = read.iter().flat_map(|r| r.run.environment.clone()).collect();
    assert!(environment.contains(&("stand".to_owned(), "shop-stage-2".to_owned())), "{environment:?}");
    let files = all.iter().map(|a| a.files.len() + steps_files(&a.steps)).sum::<usize>();
    assert_eq!(files, 6);
    assert_eq!(all.iter().map(|a| a.links.len()).sum::<usize>(), 3);
}

fn has_mask(steps: &[tool_results::ToolStep]) -> bool {
    steps.iter().any(|s| s.step.data.as_deref().is_some_and(|d| d.ends_with(MASK)) || has_mask(&s.steps))
}

fn steps_files(steps: &[tool_results::ToolStep]) -> usize {
    steps.iter().map(|s| s.files.len() + steps_files(&s.steps)).sum()
}

#[test]
fn the_junit_file_of_the_samples() {
    let all = attempts("junit.xml");
    // 20 cases, two of them with a failed attempt before, one with two after.
    assert_eq!(all.len(), 24);
    // The last attempt of a name stays.
    let last: BTreeMap<&str, &Attempt> = all.iter().map(|a| (a.full_name.as_str(), a)).collect();
    let found = counts(last.values().copied());
    assert_eq!(found, [("passed", 11), ("failed", 4), ("broken", 2), ("skipped", 3)].map(|(s, n)| (s.to_owned(), n)).into());
    assert_eq!(last.values().filter(|a| a.is_flaky).count(), 2);
    assert_eq!(last.values().filter_map(|a| a.duration_ms).sum::<i64>(), 1_260_750);
    let first = last["tests.cart.TestCart.test_add_product"];
    assert_eq!((first.label("functional_id"), first.label("automation_key")), (Some("shop.cart.add"), Some("CART_001")));
    let promo = last["tests.cart.TestPromo.test_promo_valid"];
    assert_eq!(promo.message.as_deref(), Some("Expected discount 10% but was 0%"));
    assert_eq!(promo.trace.as_deref(), Some("expected <b>10</b> & got 0"));
    let refund = last["tests.pay.TestCard.test_refund"];
    assert_eq!((refund.message.as_deref(), refund.files.len()), (Some("NotImplementedError"), 1));
    assert_eq!(refund.files[0].content, FileContent::Bytes(b"refund endpoint missing".to_vec()));
    assert_eq!(refund.status, ResultStatus::Broken);
}

#[test]
fn a_malformed_file_is_an_error_with_its_line() {
    let bytes = std::fs::read(samples().join("junit_malformed.xml")).expect("sample");
    let error = tool_results::read("junit_malformed.xml", &bytes).expect_err("malformed");
    assert!(matches!(&error, FormatError::Broken { file, line, .. } if file == "junit_malformed.xml" && *line == 1), "{error:?}");
}

#[test]
fn xunit_has_traits_reasons_and_traces() {
    let read = attempts("xunit.xml");
    let found: Vec<(&str, &str, Option<i64>)> = read.iter().map(|a| (a.name.as_str(), a.status.slug(), a.duration_ms)).collect();
    let expected = [
        ("Shop.Tests.Cart.Adds(pots: 2)", "passed", Some(250)),
        ("Shop.Tests.Cart.Pays", "failed", Some(1200)),
        ("Shop.Tests.Cart.Empties", "passed", Some(62)),
        ("Shop.Tests.Cart.Ships", "skipped", Some(0)),
    ];
    assert_eq!(found, expected);
    assert_eq!((read[0].label("funcid"), read[0].label("tag")), (Some("shop.cart.add"), Some("smoke")));
    assert_eq!(read[1].message.as_deref(), Some("Assert.Equal() Failure: expected 10, found 12"));
    assert_eq!(read[1].trace.as_deref(), Some("at Shop.Tests.Cart.Pays() in /build/Cart.cs:line 41"));
    assert_eq!(read[3].message.as_deref(), Some("No courier on this stand"));
}

#[test]
fn xml_beyond_a_limit_is_refused_with_its_line() {
    let refused = |file: &str, text: String| {
        let error = tool_results::read(file, text.as_bytes()).expect_err("refused");
        match error {
            FormatError::PastLimit { file: named, line, limit } => {
                assert_eq!(named, file);
                (line, limit)
            }
            other => panic!("{file}: {other:?}"),
        }
    };
    let long = "a".repeat((64 << 20) + 1);
    let text =
        |text: &str| format!("<testsuite name='s'>\n<testcase name='t'>\n<system-out>{text}</system-out></testcase></testsuite>");
    assert_eq!(refused("long.xml", text(&long)), (3, Limit::Bytes(64 << 20)));
    assert_eq!(refused("cdata.xml", text(&format!("<![CDATA[{long}]]>"))), (3, Limit::Bytes(64 << 20)));
    let half = &long[..33 << 20];
    assert_eq!(refused("parts.xml", text(&format!("{half}<!-- -->{half}"))), (3, Limit::Bytes(64 << 20)), "a text in parts");
    assert_eq!(refused("name.xml", format!("<testsuite>\n<testcase>\n<failure message='{long}'/></testcase></testsuite>")).0, 3);
    // In parts as well, and of a suite as much as there is.
    let source = text(&long);
    let parts =
        tool_results::read_in_parts("p.xml", &source.as_bytes()[..1000], source.as_bytes(), &mut FirstPass::default(), &mut drop);
    assert!(matches!(parts, Err(FormatError::PastLimit { line: 3, .. })), "{parts:?}");
    let of_suite =
        format!("<testsuite name='s'><testcase name='t'/><system-out>{long}</system-out><testcase name='u'/></testsuite>");
    let Ok(Piece::Results(_, results)) = tool_results::read("s.xml", of_suite.as_bytes()) else { panic!("results") };
    assert_eq!(results.attempts.len(), 2);
    let many = "<UnitTestResult testName='a' outcome='Passed'/>\n".repeat(300_001);
    assert_eq!(refused("m.trx", format!("<TestRun><Results>\n{many}</Results></TestRun>")), (300_002, Limit::Results(300_000)));
    let rows = "<a/>\n".repeat(2_000_001);
    assert_eq!(refused("e.trx", format!("<TestRun>\n{rows}</TestRun>")), (2_000_001, Limit::Values(2_000_000)));
    let fits = format!("<TestRun><Results>{}</Results></TestRun>", &many[..many.len() - many.len() / 300_001]);
    assert!(tool_results::read("fits.trx", fits.as_bytes()).is_ok());
}

#[test]
fn tests_without_a_name_are_kept_apart() {
    let named = |file: &str, text: &str| {
        let Ok(Piece::Results(_, results)) = tool_results::read(file, text.as_bytes()) else { panic!("{file}: results") };
        let names: Vec<String> = results.attempts.iter().map(|attempt| attempt.full_name.clone()).collect();
        (names, results.run.unnamed)
    };
    let junit = "<testsuite name='s'>\n\
        <testcase classname='shop.Cart'/>\n\
        <testcase classname='shop.Pay' name=' '/>\n\
        <testcase classname='shop.Pay' file='pay.py' line='7'/>\n\
        <testcase classname='shop.Pay' file='pay.py' line='9'><flakyFailure message='m'/></testcase>\n\
        <testcase classname='shop.Pay'/>\n\
        <testcase/>\n\
        <testcase/>\n</testsuite>";
    let names =
        ["shop.Cart", "shop.Pay", "shop.Pay pay.py:7", "shop.Pay pay.py:9", "shop.Pay pay.py:9", "shop.Pay #2", "s", "s #2"];
    assert_eq!(named("a.xml", junit), (names.map(str::to_owned).into(), 2));
    let bare = "<testsuite>\n<testcase/>\n<testcase/>\n</testsuite>";
    assert_eq!(named("b.xml", bare), (vec!["#1".to_owned(), "#2".to_owned()], 2));
    let line = "<testsuite><testcase/><testcase name=' '><failure/></testcase><testcase/></testsuite>";
    assert_eq!(named("l.xml", line), (["#1", "#2", "#3"].map(str::to_owned).into(), 3), "tests of one line");
    let xunit = "<assemblies><assembly><collection>\n<test name='' type='shop.Cart' result='Pass'/>\n\
        <test name='' type='shop.Cart' result='Fail'/>\n<test name='' type='shop.Pay' result='Pass'/></collection></assembly></assemblies>";
    assert_eq!(named("c.xml", xunit), (["shop.Cart", "shop.Cart #2", "shop.Pay"].map(str::to_owned).into(), 1));
}

#[test]
fn tests_of_json_without_a_name_are_kept_apart() {
    let of = |file: &str, text: &str| {
        let read = tool_results::read(file, text.as_bytes());
        let Ok(Piece::Results(_, results)) = read else { panic!("{file}: {read:?}") };
        if !file.ends_with("-result.json") {
            let mut parts = (Vec::new(), 0);
            let take = &mut |part: tool_results::ToolResults| {
                parts.0.extend(part.attempts);
                parts.1 = part.run.unnamed;
            };
            tool_results::read_in_parts(file, text.as_bytes(), text.as_bytes(), &mut FirstPass::default(), take).expect("parts");
            assert_eq!(parts, (results.attempts.clone(), results.run.unnamed), "{file} in parts");
        }
        let names: Vec<String> = results.attempts.iter().map(|attempt| attempt.full_name.clone()).collect();
        assert!(results.attempts.iter().all(|attempt| attempt.history_id.is_some() || attempt.name == attempt.full_name));
        (names, results.run.unnamed)
    };
    let names = |names: &[&str], by_place: usize| (names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), by_place);
    let ctrf = r#"{"results": {"tool": {"name": "t"}, "summary": {}, "tests": [
        {"status": "passed"}, {"name": " ", "status": "failed", "retryAttempts": [{"status": "failed"}]},
        {"suite": "cart > add", "filePath": "cart.ts", "line": 7, "status": "passed"},
        {"suite": "cart > add", "filePath": "cart.ts", "line": 9, "status": "failed"},
        {"suite": "cart > add", "filePath": "cart.ts", "line": 9, "status": "failed", "parameters": {"browser": "Firefox"}}]}}"#;
    let expected = ["#1", "#2", "#2", "cart › add cart.ts:7", "cart › add cart.ts:9", "cart › add cart.ts:9"];
    assert_eq!(of("ctrf.json", ctrf), names(&expected, 2));
    let mocha = r#"{"stats": {"testsRegistered": 3}, "results": [{"title": "", "file": "a.js", "suites": [{"title": "Cart", "tests": [
        {"title": "", "fullTitle": "Cart ", "state": "passed"}, {"title": "", "fullTitle": "Cart ", "state": "failed"},
        {"title": "adds", "fullTitle": "Cart adds", "state": "passed"}]}]}]}"#;
    let (found, by_place) =
        of("mocha.json", &mocha.replace(r#"{"title": "adds", "fullTitle": "Cart adds", "state": "passed"}"#, "{}"));
    assert_eq!((found, by_place), names(&["Cart a.js", "Cart a.js #2", "Cart a.js #3"], 2));
    let playwright = r#"{"config": {"rootDir": "/"}, "suites": [{"title": "a.spec.ts", "specs": [
        {"title": "", "file": "a.spec.ts", "line": 3, "tests": [{"results": [{"status": "failed"}, {"status": "passed"}]}]},
        {"title": "", "file": "a.spec.ts", "line": 8, "tests": [{"results": [{"status": "passed"}]}]},
        {"title": "", "id": "1-2", "file": "a.spec.ts", "line": 8, "tests": [{"results": []}]}]}]}"#;
    let expected = ["a.spec.ts a.spec.ts:3", "a.spec.ts a.spec.ts:3", "a.spec.ts a.spec.ts:8", "a.spec.ts a.spec.ts:8"];
    assert_eq!(of("playwright.json", playwright), names(&expected, 0));
    let cucumber = r#"[{"keyword": "Feature", "name": "Cart", "uri": "cart.feature", "elements": [
        {"keyword": "Scenario", "name": "", "line": 3, "steps": []}, {"keyword": "Scenario", "name": "", "line": 8, "steps": []},
        {"keyword": "Scenario", "name": "", "line": 8, "steps": []}, {"keyword": "Scenario", "name": " ", "steps": []},
        {"keyword": "Scenario", "steps": []}]}]"#;
    let expected = ["cart.feature:3", "cart.feature:8", "cart.feature:8", "cart.feature", "cart.feature #2"];
    assert_eq!(of("cucumber.json", cucumber), names(&expected, 1));
    let allure = |members: &str| format!(r#"{{"status": "passed", "uuid": "1"{members}}}"#);
    let labels = r#", "labels": [{"name": "testClass", "value": "shop.Cart"}, {"name": "testMethod", "value": "adds"}]"#;
    assert_eq!(of("7f-result.json", &allure(labels)), names(&["shop.Cart.adds"], 0));
    assert_eq!(of("7f-result.json", &allure(&labels.replace("testMethod", "os"))), names(&["shop.Cart 7f"], 1));
    assert_eq!(of("7f-result.json", &allure("")), names(&["7f"], 1));
}

/// Reads a document in parts: twice, as a large file is. Asserts that a first reading that only looks tells what any other one does.
fn in_parts(file: &str, bytes: &[u8]) -> Result<ToolResults, FormatError> {
    let first = |before: &mut FirstPass| {
        let mut cut = None;
        tool_results::read_in_parts(file, bytes, bytes, before, &mut |part| cut = part.cut).map(|format| (format, cut))
    };
    let (mut before, mut all) = (FirstPass::that_only_looks(), ToolResults::default());
    let (looked, read) = (first(&mut before), first(&mut FirstPass::default()));
    assert_eq!(format!("{looked:?}"), format!("{read:?}"), "{file}");
    looked?;
    tool_results::read_in_parts(file, bytes, bytes, &mut before, &mut |part| {
        assert!(part.attempts.len() <= 50);
        all.attempts.extend(part.attempts);
        (all.run, all.cut) = (part.run, part.cut);
    })?;
    Ok(all)
}

/// Asserts that a document that ends anywhere behind its first element gives the tests that are complete there, read as a whole and in
/// parts. `ends` are the ends of its tests, `whole` are their attempts.
fn gives_complete_tests(file: &str, text: &str, ends: &[&str], whole: &ToolResults) {
    let mut from = 0;
    let place = |end: &&str| {
        from += text[from..].find(end).expect("a test") + end.len();
        from
    };
    let ends: Vec<usize> = ends.iter().map(place).collect();
    let tests = whole.attempts.iter().map(|attempt| &attempt.full_name).collect::<std::collections::BTreeSet<_>>().len();
    assert_eq!((tests, whole.cut), (ends.len(), None), "{file}");
    let root = text.find('>').expect("declaration") + 2;
    for length in root + text[root..].find('>').expect("root") + 1..text.trim_end().len() {
        let bytes = &text.as_bytes()[..length];
        let complete = ends.iter().filter(|end| **end <= length).count();
        let (read, parts) = (tool_results::read(file, bytes), in_parts(file, bytes));
        if complete == 0 {
            assert!(matches!(read, Err(FormatError::Broken { .. })) && parts.is_err(), "{file} {length}: {read:?}");
            continue;
        }
        let Ok(Piece::Results(_, read)) = read else { panic!("{file} {length}: {read:?}") };
        let line = String::from_utf8_lossy(bytes).matches('\n').count() as u64 + 1;
        assert_eq!(read.cut, Some(tool_results::Cut { line, tests: complete, is_malformed: false }), "{file} {length}");
        let last = &read.attempts.last().expect("an attempt").full_name;
        let expected = whole.attempts.iter().rposition(|attempt| attempt.full_name == *last).expect("known") + 1;
        assert_eq!(read.attempts[..], whole.attempts[..expected], "{file} {length}");
        assert_eq!(parts.expect("parts"), *read, "{file} {length}");
    }
}

fn results(file: &str, text: &str) -> ToolResults {
    let read = tool_results::read(file, text.as_bytes());
    let Ok(Piece::Results(_, results)) = read else { panic!("{file}: {read:?}") };
    *results
}

#[test]
fn junit_that_is_cut_off_gives_its_complete_tests() {
    let whole = "<?xml version='1.0'?>\n<testsuites>\n<testsuite name='s' timestamp='2026-01-15T09:00:00'>\n<properties><property name='os' value='x'/></properties>\n\
        <testcase classname='c' name='a' time='1'/>\n\
        <testcase classname='c' name='b &amp; c' time='2'><failure message='m'><![CDATA[<trace>]]>&lt;</failure></testcase>\n\
        <!-- ж --><testcase classname='c' name='d'><flakyFailure/></testcase>\n</testsuite>\n</testsuites>\n";
    let all = results("a.xml", whole);
    assert_eq!(all.attempts.len(), 4);
    gives_complete_tests("a.xml", whole, &["time='1'/>", "</testcase>", "</testcase>"], &all);
    // A fault before the end is none of a file that is cut off, and the tests before it are complete, too.
    for fault in ["</suite>", "<a></b>", "<testcase name=e/>"] {
        let broken = whole.replace("</testsuite>\n", &format!("{fault}\n<testcase name='behind'/></testsuite>\n"));
        let read = results("a.xml", &broken);
        assert_eq!(read.cut, Some(tool_results::Cut { line: 8, tests: 3, is_malformed: true }), "{fault}");
        assert_eq!(read.attempts, all.attempts, "{fault}");
        assert_eq!(in_parts("a.xml", broken.as_bytes()).expect("parts"), read, "{fault}");
    }
    let first = "<testsuite name='s'></wrong><testcase name='a'/></testsuite>";
    assert!(matches!(tool_results::read("a.xml", first.as_bytes()), Err(FormatError::Broken { line: 1, .. })));
}

#[test]
fn unknown_entities_stay_as_they_are_written() {
    let text = "<testsuite name='s'><testcase classname='c' name='Tom & Jerry &foo; &#x110000; &lt;b&gt; &'>\
        <failure message='a&nbsp;b &copy;'>AT&T &hellip; &amp; &#65; &</failure></testcase><testcase classname='c' name='d'/></testsuite>";
    let read = results("a.xml", text);
    let [first, _] = &read.attempts[..] else { panic!("{read:?}") };
    assert_eq!(first.name, "Tom & Jerry &foo; &#x110000; <b> &");
    assert_eq!(first.message.as_deref(), Some("a\u{a0}b &copy;"));
    assert_eq!(first.trace.as_deref(), Some("AT&T &hellip; & A &"));
    assert_eq!((read.cut, in_parts("a.xml", text.as_bytes()).expect("parts")), (None, read));
}

#[test]
fn xml_of_other_tools_that_is_cut_off_gives_its_complete_tests() {
    let of = |file: &str, text: &str, ends: &[&str]| {
        let all = results(file, text);
        gives_complete_tests(file, text, ends, &all);
    };
    let nunit = "<?xml version='1.0'?>\n<test-run start-time='2026-01-15 09:00:00Z'>\n<test-suite type='TestFixture' name='Cart'>\n\
        <test-case name='Adds' fullname='Shop.Cart.Adds' result='Passed'/>\n\
        <test-case name='Pays' fullname='Shop.Cart.Pays' result='Failed'><failure><message><![CDATA[<м>]]></message></failure></test-case>\n\
        </test-suite>\n</test-run>\n";
    of("n.xml", nunit, &["result='Passed'/>", "</test-case>"]);
    let xunit = "<?xml version='1.0'?>\n<assemblies>\n<assembly run-date='2026-01-15' run-time='09:00:00'>\n<collection>\n\
        <test name='Shop.Cart.Adds' type='Shop.Cart' result='Pass'/>\n<test name='Shop.Cart.Pays' result='Fail'><failure><message>&lt;м</message></failure></test>\n\
        </collection>\n</assembly>\n</assemblies>\n";
    of("x.xml", xunit, &["result='Pass'/>", "</test>"]);
    let robot = "<?xml version='1.0'?>\n<robot>\n<suite name='Shop'>\n<test name='Adds'><kw name='Open'><status status='PASS'/></kw><status status='PASS'/></test>\n\
        <test name='Pays'><status status='FAIL'>no</status></test>\n</suite>\n</robot>\n";
    of("output.xml", robot, &["</test>", "</test>"]);
    let allure = "<?xml version='1.0'?>\n<test-suite start='1768467600000'>\n<name>Cart</name>\n<test-cases>\n\
        <test-case status='passed'><name>adds</name></test-case>\n<test-case status='failed'><name>pays</name></test-case>\n</test-cases>\n</test-suite>\n";
    of("a-testsuite.xml", allure, &["</test-case>", "</test-case>"]);
    let definitions = "<TestDefinitions><UnitTest id='1'><TestMethod className='Shop.Cart'/></UnitTest></TestDefinitions>\n";
    let trx = |before: &str, after: &str| {
        format!(
            "<?xml version='1.0'?>\n<TestRun name='r'>\n{before}<Results>\n<UnitTestResult testId='1' testName='Adds' outcome='Passed'/>\n\
             <UnitTestResult testId='1' testName='Rows' outcome='Failed'><InnerResults>\
             <UnitTestResult testId='1' testName='Row 1' outcome='Failed'/></InnerResults></UnitTestResult>\n</Results>\n{after}</TestRun>\n"
        )
    };
    of("d.trx", &trx(definitions, ""), &["outcome='Passed'/>", "</InnerResults></UnitTestResult>"]);
    // The class of a test is unknown where the file ends before it.
    let behind = trx("", definitions);
    let named = |text: &str| results("e.trx", text).attempts.iter().map(|a| a.full_name.clone()).collect::<Vec<_>>();
    assert_eq!(named(&behind), ["Shop.Cart.Adds", "Shop.Cart.Row 1"]);
    let end = behind.find("</Results>").expect("results");
    assert_eq!(named(&behind[..end]), ["Adds", "Row 1"]);
    assert_eq!(named(&behind[..behind.find("</TestDefinitions>").expect("definitions")]), named(&behind));
}

#[test]
fn large_xml_in_parts_has_what_the_whole_file_has() {
    for sample in ["xunit.xml", "tools"] {
        let mut files = Vec::new();
        files_below(&samples().join(sample), &mut files);
        for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "xml" || e == "trx")) {
            let bytes = std::fs::read(path).expect("file");
            let Ok(Piece::Results(format, whole)) = tool_results::read("a.xml", &bytes) else { continue };
            assert!(tool_results::has_parts("a.xml", &bytes), "{format:?} {}", path.display());
            assert_eq!(in_parts("a.xml", &bytes).expect("parts"), *whole, "{}", path.display());
        }
    }
    // More results than a file that is read as a whole may have, and a malformed one.
    let many = |head: &str, test: &str, tail: &str| format!("{head}\n{}{tail}", format!("{test}\n").repeat(300_001));
    let documents = [
        many("<test-run><test-suite name='s'>", "<test-case name='a' result='Passed'/>", "</test-suite></test-run>"),
        many("<assemblies><assembly>", "<test name='a' result='Pass'/>", "</assembly></assemblies>"),
    ];
    for text in documents {
        let whole = tool_results::read("m.xml", text.as_bytes());
        assert!(matches!(whole, Err(FormatError::PastLimit { line: 300_002, limit: Limit::Results(300_000), .. })), "{whole:?}");
        assert_eq!(in_parts("m.xml", text.as_bytes()).expect("parts").attempts.len(), 300_001);
        let end = text.rfind("</").expect("end");
        let cut = in_parts("m.xml", format!("{}</x>", &text[..end]).as_bytes()).expect("parts").cut;
        assert!(cut.is_some_and(|cut| cut.is_malformed && cut.tests == 300_001), "{cut:?}");
    }
}

#[test]
fn trx_in_parts_has_what_the_whole_file_has() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/tools/trx-mocha");
    for entry in std::fs::read_dir(sample).expect("folder") {
        let bytes = std::fs::read(entry.expect("entry").path()).expect("file");
        let Ok(Piece::Results(_, whole)) = tool_results::read("a.trx", &bytes) else { panic!("results") };
        assert!(tool_results::has_parts("a.trx", &bytes) && whole.attempts.len() > 5);
        assert_eq!(in_parts("a.trx", &bytes).expect("parts"), *whole);
    }
    // The definitions stand behind the results; tests of one name with two ids are two tests.
    let rows: String =
        (0..120).map(|n| format!("<UnitTestResult testId='i{}' testName='t{}' outcome='Passed'/>\n", n % 7, n % 3)).collect();
    let units: String =
        (0..6).map(|n| format!("<UnitTest id='i{n}'><TestMethod className='Shop.C{}' name='m'/></UnitTest>", n % 2)).collect();
    let text = format!("<TestRun name='r'><Results>\n{rows}</Results><TestDefinitions>{units}</TestDefinitions></TestRun>");
    let Ok(Piece::Results(_, whole)) = tool_results::read("b.trx", text.as_bytes()) else { panic!("results") };
    assert_eq!(in_parts("b.trx", text.as_bytes()).expect("parts"), *whole);
    assert_eq!((whole.attempts[0].full_name.as_str(), whole.attempts[4].full_name.as_str()), ("Shop.C0.t0", "Shop.C0.t1"));
    assert_eq!((whole.attempts[6].full_name.as_str(), whole.attempts[2].full_name.as_str()), ("t0", "Shop.C0.t2"));
    assert_eq!(whole.attempts[3].full_name, "Shop.C1.t0", "another class");
    assert!(whole.attempts.iter().any(|attempt| attempt.full_name == "Shop.C0.t0 #2"), "another test of the class");
    // More results than a file that is read as a whole may have, and a malformed one.
    let many = "<UnitTestResult testId='i' testName='a' outcome='Passed'/>\n".repeat(300_001);
    let text = format!("<TestRun><Results>\n{many}</Results></TestRun>");
    assert_eq!(in_parts("m.trx", text.as_bytes()).expect("parts").attempts.len(), 300_001);
    let cut = in_parts("m.trx", text.replace("</Results>", "</Result>").as_bytes()).expect("parts").cut;
    assert!(cut.is_some_and(|cut| cut.is_malformed && cut.tests == 300_001), "{cut:?}");
}
