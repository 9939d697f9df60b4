//! XML of Boost.Test: its log (`TestLog`), which tells what failed, and its report (`TestResult`), which tells outcomes.

use super::model::{Attempt, RunError, RunFacts, Stated};
use super::status::{filled, of_word};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::domain::status::ResultStatus;

/// Root element of the log.
pub(super) const LOG: &str = "TestLog";
/// Root element of the report.
pub(super) const REPORT: &str = "TestResult";

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut run = RunFacts::default();
    let is_report = root.name == REPORT;
    let mut open: Vec<String> = Vec::new();
    let cut = to_the_end(events, |events| {
        match events.next()? {
            // A suite that was left out is all that its tests leave.
            Walk::Start(node) if node.name == "TestCase" || (node.name == "TestSuite" && is_left_out(&node)) => {
                let test = events.node(node)?;
                take(attempt(&test, &open, is_report));
                return Ok(Step::Test);
            }
            Walk::Start(node) if node.name == "TestSuite" => {
                if open.is_empty() && is_report {
                    let result = node.attribute("result");
                    run.stated = stated(&node);
                    // Fixtures of suites fail without a test.
                    run.verdict = Some(format!("result: {result}")).filter(|_| !matches!(result, "passed" | "skipped"));
                }
                open.push(node.attribute("name").trim().to_owned());
            }
            Walk::Start(node) if fault_of(&node).is_some() => {
                let source = filled(open.join("/"));
                let (message, trace) = told(&events.node(node)?);
                run.add_error(RunError { message, trace, source });
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => drop(open.pop()),
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

/// True for a test or suite that the log says was not executed.
fn is_left_out(node: &Node) -> bool {
    node.attribute("skipped") == "yes"
}

/// Totals of a suite. Those of skipped tests may be left out of the file; aborted tests are among the failed ones.
fn stated(node: &Node) -> Stated {
    let count = |name: &str| node.attribute(name).trim().parse::<u64>().ok();
    let timed_out = count("test_cases_timed_out").unwrap_or_default();
    let bad = count("test_cases_failed").map(|failed| failed.saturating_add(timed_out));
    Stated { tests: bad.zip(count("test_cases_passed")).map(|(bad, passed)| bad.saturating_add(passed)), bad }
}

/// The outcome of a test with such an element in it; `None` for an element that is no failure.
fn fault_of(node: &Node) -> Option<ResultStatus> {
    match node.name.as_str() {
        "Error" | "FatalError" => Some(ResultStatus::Failed),
        "Exception" => Some(ResultStatus::Broken),
        _ => None,
    }
}

/// Message of a failure, and its place with the message.
fn told(node: &Node) -> (String, Option<String>) {
    let message = filled(node.text.trim()).unwrap_or_else(|| node.name.clone());
    let place = filled(node.attribute("file")).map(|file| format!("{file}:{}\n{message}", node.attribute("line")));
    (message, place)
}

fn attempt(test: &Node, suites: &[String], is_report: bool) -> Attempt {
    let name = test.attribute("name").trim();
    let path = suites.iter().map(String::as_str).chain([name]).filter(|part| !part.is_empty());
    let file = filled(test.attribute("file"));
    let mut attempt = Attempt {
        name: name.to_owned(),
        full_name: path.collect::<Vec<_>>().join("/"),
        suites: suites.iter().filter(|suite| !suite.is_empty()).cloned().collect(),
        labels: file.map(|file| ("file".to_owned(), file)).into_iter().collect(),
        line: Some(test.line),
        ..Attempt::default()
    };
    if is_report {
        let word = test.attribute("result");
        let known = if word.contains("timed") { Some(ResultStatus::Broken) } else { of_word(word) };
        let failed = Some(test.attribute("assertions_failed")).filter(|failed| !matches!(*failed, "" | "0"));
        attempt.judge(known, word);
        if attempt.status != ResultStatus::Passed {
            attempt.message = failed.map(|failed| format!("assertions failed: {failed}"));
        }
        return attempt;
    }
    let faults: Vec<&Node> = test.children.iter().filter(|child| fault_of(child).is_some()).collect();
    let is_failed = faults.iter().any(|fault| fault_of(fault) == Some(ResultStatus::Failed));
    attempt.status = match (faults.is_empty(), is_failed) {
        (false, true) => ResultStatus::Failed,
        (false, false) => ResultStatus::Broken,
        (true, _) if is_left_out(test) => ResultStatus::Skipped,
        (true, _) => ResultStatus::Passed,
    };
    let all: Vec<(String, Option<String>)> = faults.into_iter().map(told).collect();
    attempt.trace = filled(all.iter().filter_map(|(_, place)| place.as_deref()).collect::<Vec<_>>().join("\n"));
    let first = all.into_iter().next().map(|(message, _)| message);
    attempt.message = first.or_else(|| filled(test.attribute("reason")).filter(|_| is_left_out(test)));
    // Microseconds.
    attempt.duration_ms = test.get("TestingTime").parse::<i64>().ok().map(|took| took / 1000);
    attempt
}
