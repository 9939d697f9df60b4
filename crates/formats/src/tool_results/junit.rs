//! JUnit XML, with the additions of Surefire (reruns), Jenkins (`[[ATTACHMENT|…]]`), pytest (properties) and CTest (status attribute).

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::model::{Attempt, FileContent, RunFacts, ToolFile};
use super::status::{filled, of_word, seconds};
use super::unnamed::Unnamed;
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// An open suite.
struct Suite {
    name: String,
    file: String,
    host: String,
    start_ms: Option<Millis>,
}

impl Suite {
    fn of(node: &Node) -> Self {
        let own = |name: &str| node.attribute(name).trim().to_owned();
        Self { name: own("name"), file: own("file"), host: own("hostname"), start_ms: clock::parse(node.attribute("timestamp")) }
    }
}

/// The ends of tests that were read, by a hash of their name. Several elements of one name are attempts of one test, in the order of the
/// file where they have no times of their own (the retry plugin of Gradle). They lie in one suite, after which its names are forgotten.
#[derive(Default)]
struct Order {
    ends: FxHashMap<u64, Millis>,
    hasher: foldhash::fast::FixedState,
}

impl Order {
    fn keep(&mut self, attempt: &mut Attempt) {
        let Some(end) = attempt.end_ms else { return };
        let key = self.hasher.hash_one(&attempt.full_name);
        let last = self.ends.entry(key).or_insert(end);
        if attempt.is_start_shared && end < *last {
            attempt.end_ms = Some(*last);
        } else {
            *last = end.max(*last);
        }
    }
}

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut document = Document::of(&root);
    let cut = to_the_end(events, |events| document.step(events, take))?;
    Ok((RunFacts { unnamed: document.unnamed.by_place, ..document.run }, cut))
}

/// A document that is being read.
struct Document {
    open: Vec<Suite>,
    run: RunFacts,
    order: Order,
    unnamed: Unnamed,
}

impl Document {
    fn of(root: &Node) -> Self {
        let mut suite = Suite::of(root);
        let run = RunFacts {
            name: filled(root.attribute("name")).filter(|_| root.name == "testsuites"),
            start_ms: suite.start_ms,
            ..RunFacts::default()
        };
        // The container of the suites is no suite.
        if root.name == "testsuites" {
            suite.name.clear();
        }
        Self { open: vec![suite], run, order: Order::default(), unnamed: Unnamed::default() }
    }

    /// Reads the next element.
    fn step(&mut self, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<Step, FormatError> {
        match events.next()? {
            Walk::Start(node) if node.name == "testsuite" || node.name == "testsuites" => {
                let suite = Suite::of(&node);
                self.run.start_ms = [self.run.start_ms, suite.start_ms].into_iter().flatten().min();
                self.open.push(suite);
            }
            Walk::Start(node) if node.name == "testcase" => {
                let node = events.node(node)?;
                let mut attempts = case(&node, &self.open);
                self.unnamed.name(&mut attempts);
                for mut attempt in attempts {
                    self.order.keep(&mut attempt);
                    take(attempt);
                }
                return Ok(Step::Test);
            }
            Walk::Start(node) if node.name == "properties" => {
                let node = events.node(node)?;
                environment(&node, &mut self.run.environment);
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {
                self.open.pop();
                self.order.ends.clear();
            }
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    }
}

/// Properties of a suite that describe where it ran. Those with a dot are the hundred settings of a Java machine.
fn environment(node: &Node, found: &mut Vec<(String, String)>) {
    for (name, value) in node.all("property").map(property) {
        let is_new = !found.iter().any(|(known, of)| *known == name && *of == value);
        if is_new && !name.is_empty() && !name.contains('.') && found.len() < 200 {
            found.push((name, value));
        }
    }
}

/// Name and value of a property: the value is an attribute or the text.
fn property(node: &Node) -> (String, String) {
    let value = match node.attribute("value") {
        "" => node.text.trim(),
        value => value,
    };
    (node.attribute("name").trim().to_owned(), value.to_owned())
}

/// The attempts of a test in their order.
fn case(node: &Node, open: &[Suite]) -> Vec<Attempt> {
    let (name, class) = (node.attribute("name"), node.attribute("classname").trim());
    let suites: Vec<String> =
        open.iter().map(|s| s.name.clone()).filter(|name| !name.is_empty() && name != "Root Suite").collect();
    let innermost = |of: fn(&Suite) -> &str| open.iter().rev().map(of).find(|t| !t.is_empty()).unwrap_or_default();
    let file = match node.attribute("file").trim() {
        "" => innermost(|s| &s.file),
        file => file,
    };
    // Without a class the suites are part of the name; a test of many files has a short name of its own in each.
    let full_name = match class {
        // Nothing but class, suites, file and line tells a test without a name from others.
        _ if name.trim().is_empty() => {
            let of = if class.is_empty() { suites.join(" › ") } else { class.to_owned() };
            Unnamed::described(of, file, node.attribute("line").trim())
        }
        "" if suites.is_empty() => format!("{file} {name}").trim().to_owned(),
        "" => format!("{} {name}", suites.join(" › ")),
        class => format!("{class}.{name}"),
    };
    let mut labels: Vec<(String, String)> = Vec::new();
    for properties in node.all("properties") {
        labels.extend(properties.all("property").map(property).filter(|(name, _)| !name.is_empty()));
    }
    if !file.is_empty() {
        labels.push(("file".to_owned(), file.to_owned()));
    }
    if !class.is_empty() {
        labels.push(("testClass".to_owned(), class.to_owned()));
    }
    let own_start = clock::parse(node.attribute("timestamp"));
    let mut last = Attempt {
        name: name.to_owned(),
        full_name,
        suites,
        start_ms: own_start.or_else(|| open.iter().rev().find_map(|s| s.start_ms)),
        is_start_shared: own_start.is_none(),
        duration_ms: seconds(node.attribute("time")),
        thread: filled(innermost(|s| &s.host)),
        files: outputs(node),
        labels,
        line: Some(node.line),
        ..Attempt::default()
    };
    last.complete_times();
    judge(&mut last, node);
    let again = |kinds: [&str; 2]| -> Vec<Attempt> {
        let of = |n: &&Node| kinds.contains(&n.name.as_str());
        node.children.iter().filter(of).map(|child| rerun(&last, child, child.name.ends_with("Error"))).collect()
    };
    // Surefire: what failed before a pass, and what failed again after a failure.
    let (before, after) = (again(["flakyFailure", "flakyError"]), again(["rerunFailure", "rerunError"]));
    last.is_flaky = !before.is_empty();
    let mut all: Vec<Attempt> = before.into_iter().chain([last]).chain(after).collect();
    super::model::keep_order(&mut all);
    all
}

/// A failed attempt of the same test.
fn rerun(of: &Attempt, node: &Node, is_error: bool) -> Attempt {
    let own_start = clock::parse(node.attribute("timestamp"));
    let mut attempt = Attempt {
        files: outputs(node),
        start_ms: own_start.or(of.start_ms),
        is_start_shared: own_start.is_none(),
        duration_ms: seconds(node.attribute("time")).or(of.duration_ms),
        end_ms: None,
        ..of.clone()
    };
    attempt.status = if is_error { ResultStatus::Broken } else { ResultStatus::Failed };
    attempt.is_flaky = false;
    attempt.complete_times();
    explain(&mut attempt, node);
    attempt.trace = filled(node.get("stackTrace")).or(attempt.trace);
    attempt
}

/// The outcome: a skip counts also beside a failure, then failures, then errors; a status attribute tells what has no element.
fn judge(attempt: &mut Attempt, node: &Node) {
    let first = |name: &str| node.children.iter().find(|c| c.name == name);
    let word =
        [node.attribute("status"), node.attribute("result")].into_iter().find(|w| !w.trim().is_empty()).unwrap_or_default();
    let by_word = of_word(word);
    let (status, reason) = match (first("skipped").or_else(|| first("disabled")), first("failure"), first("error")) {
        (Some(skipped), _, _) => (ResultStatus::Skipped, Some(skipped)),
        (None, Some(failure), _) => {
            // A failed setup beside a failed test: both reasons are of use.
            if by_word == Some(ResultStatus::Skipped) {
                (ResultStatus::Skipped, Some(failure))
            } else {
                (ResultStatus::Failed, Some(failure))
            }
        }
        (None, None, Some(error)) => (ResultStatus::Broken, Some(error)),
        (None, None, None) if by_word == Some(ResultStatus::Skipped) => (ResultStatus::Skipped, None),
        (None, None, None) if word.eq_ignore_ascii_case("fail") || word.eq_ignore_ascii_case("failed") => {
            (ResultStatus::Failed, None)
        }
        (None, None, None) => (ResultStatus::Passed, None),
    };
    attempt.status = status;
    if let Some(reason) = reason {
        explain(attempt, reason);
    }
}

/// Message and trace of a failure: the attribute is the message; without one the first line of the text.
fn explain(attempt: &mut Attempt, node: &Node) {
    let text = filled(&node.text);
    let message = filled(node.attribute("message"));
    let kind = filled(node.attribute("type"));
    attempt.message = message.or_else(|| text.as_deref().and_then(|t| t.lines().find_map(filled))).or(kind);
    attempt.trace = text;
}

/// Output of a test as files, and the files that it names as Jenkins does.
fn outputs(node: &Node) -> Vec<ToolFile> {
    let mut files = Vec::new();
    for (element, name) in [("system-out", "system-out.txt"), ("system-err", "system-err.txt")] {
        for output in node.all(element) {
            let named = output.text.split("[[ATTACHMENT|").skip(1).filter_map(|rest| rest.split_once("]]"));
            for (path, _) in named {
                let path = path.trim();
                files.push(ToolFile {
                    name: super::model::base(path).to_owned(),
                    mime: String::new(),
                    content: FileContent::Path(path.to_owned()),
                });
            }
            if let Some(text) = filled(&output.text) {
                files.push(ToolFile {
                    name: name.to_owned(),
                    mime: "text/plain".to_owned(),
                    content: FileContent::Bytes(text.into_bytes()),
                });
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::super::{Piece, read};
    use super::*;

    /// Statuses and ends of the attempts of a document, in minutes and seconds of their hour.
    fn ends(xml: &str) -> Vec<(String, Option<Millis>)> {
        let Ok(Piece::Results(_, results)) = read("x.xml", xml.as_bytes()) else { panic!("no results in {xml}") };
        let end = |at: Millis| at.rem_euclid(3_600_000);
        results.attempts.iter().map(|a| (a.status.slug().to_owned(), a.end_ms.map(end))).collect()
    }

    fn at(status: &str, ms: Millis) -> (String, Option<Millis>) {
        (status.to_owned(), Some(ms))
    }

    #[test]
    fn an_attempt_before_the_last_one_ends_before_it_however_long_it_took() {
        let of = |child: &str| {
            format!(
                "<testsuite name='s'><testcase name='pays' timestamp='2026-11-24T10:02:01Z' time='0.2'>\
                 <flakyFailure {child} time='120.003' message='timeout'/></testcase></testsuite>"
            )
        };
        assert_eq!(ends(&of("timestamp='2026-11-24T10:00:00Z'")), [at("failed", 120_003), at("passed", 121_200)]);
        let without = ends(&of(""));
        assert!(without[0].0 == "failed" && without[0].1 <= without[1].1, "{without:?}");
    }

    #[test]
    fn reruns_follow_the_first_failure() {
        let xml = "<testsuite name='s' timestamp='2026-11-24T10:00:00Z'><testcase name='pays' time='30'><failure/>\
                   <rerunFailure time='2'/></testcase></testsuite>";
        assert_eq!(ends(xml), [at("failed", 30_000), at("failed", 30_000)]);
    }

    #[test]
    fn elements_of_one_name_are_attempts_in_their_order() {
        let xml = "<testsuite name='s' timestamp='2026-11-24T10:00:00Z'><testcase classname='c' name='pays' time='30'><failure/></testcase>\
                   <testcase classname='c' name='sells' time='1'/><testcase classname='c' name='pays' time='0.3'/></testsuite>";
        assert_eq!(ends(xml), [at("failed", 30_000), at("passed", 1_000), at("passed", 30_000)]);
    }

    #[test]
    fn a_duration_that_is_none_gives_no_end() {
        let xml = "<testsuite name='s' timestamp='2026-11-24T10:00:00Z'><testcase name='pays' time='31536001'/></testsuite>";
        assert_eq!(ends(xml), [("passed".to_owned(), None)]);
    }
}
