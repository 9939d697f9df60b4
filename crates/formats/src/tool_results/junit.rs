//! JUnit XML, with the additions of Surefire (reruns), Jenkins (`[[ATTACHMENT|…]]`), pytest (properties) and CTest (status attribute).

use super::check;
use super::jest::portable_path;
use super::junit_suites::{Group, Names, Suite, Totals};
use super::junit_writers::{self as writers, Repeats};
use super::model::{Attempt, Cut, FileContent, Repeat, RunError, RunFacts, ToolFile};
use super::sequence::Sequence;
use super::status::{Decimals, badness, filled, of_word, seconds_in};
use super::unnamed::Unnamed;
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use super::xml_tests::Hints;
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(
    root: Node,
    events: &mut Events<'_>,
    hints: Hints,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let mut document = Document::of(&root, hints);
    let cut = to_the_end(events, |events| document.step(events, take));
    document.names.release(take);
    let cut = cut?;
    let is_of_go = document.names.repeats() == Repeats::WithSubtests;
    if is_of_go {
        document.totals.error_of_go().into_iter().for_each(|error| document.run.add_error(error));
    }
    document.unreadable_error().into_iter().for_each(|error| document.run.add_error(error));
    let stated = document.totals.stated(is_of_go);
    if document.has_unknown && document.totals.has_no_test() && stated.tests.is_none() {
        document.run.verdict = Some("Nothing in the file is known as a test.".to_owned());
    }
    Ok((RunFacts { unnamed: document.unnamed.by_place, stated, ..document.run }, cut))
}

/// Goes through a document whose root element was begun as [`each`] does, and hands nothing over: only its form is of interest.
///
/// # Errors
/// Those of [`each`].
pub(super) fn look(events: &mut Events<'_>) -> Result<Option<Cut>, FormatError> {
    events.only_look();
    // Open elements; true for those named `test`, whose parts are read as those of a test are.
    let mut open: Vec<bool> = Vec::new();
    to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "testcase" => return events.node(node).map(|_| Step::Test),
            Walk::Start(node) if open.last() == Some(&true) && check::is_part(&node.name) => drop(events.node(node)?),
            Walk::Start(node) if ["properties", "error", "failure"].contains(&node.name.as_str()) => drop(events.node(node)?),
            Walk::Start(node) if HOLDS_NO_TEST.contains(&node.name.as_str()) => events.skip()?,
            Walk::Start(node) => open.push(node.name == check::TEST),
            Walk::End if open.pop() == Some(true) => return Ok(Step::Test),
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })
}

/// A document that is being read.
struct Document {
    open: Vec<Suite>,
    run: RunFacts,
    totals: Totals,
    names: Names,
    unnamed: Unnamed,
    decimals: Decimals,
    /// Hosts of suites are projects of Playwright.
    has_projects: bool,
    /// Some element is neither a suite nor a part of one.
    has_unknown: bool,
    /// An open element `test` with its parts so far. It is a test unless tests or unknown elements follow in it.
    pending: Option<Node>,
    /// Number of elements `test` whose outcome cannot be read, and the name of the first of them.
    unreadable: (usize, Option<String>),
}

impl Document {
    fn of(root: &Node, hints: Hints) -> Self {
        let mut suite = Suite::of(root);
        suite.sequence = Sequence::new(suite.start_ms, seconds_in(root.attribute("time"), hints.decimals));
        let run = RunFacts {
            name: filled(root.attribute("name")).filter(|_| root.name == "testsuites"),
            start_ms: suite.start_ms,
            ..RunFacts::default()
        };
        let mut names = Names::default();
        names.set(hints.is_testng.then_some(Repeats::Marked));
        names.enter(root);
        let mut totals = Totals::default();
        totals.root(root);
        // The container of the suites is no suite.
        if root.name == "testsuites" {
            suite.name.clear();
        }
        Self {
            open: vec![suite],
            run,
            totals,
            names,
            unnamed: Unnamed::default(),
            decimals: hints.decimals,
            has_projects: writers::is_playwright(root),
            has_unknown: false,
            pending: None,
            unreadable: (0, None),
        }
    }

    /// Reads the next element.
    fn step(&mut self, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<Step, FormatError> {
        let walk = match &mut self.pending {
            Some(test) => events.next_with_text(&mut test.text)?,
            None => events.next()?,
        };
        let is_other = self.pending.is_some() && matches!(&walk, Walk::Start(node) if !check::is_part(&node.name));
        if let Some(test) = self.pending.take_if(|_| is_other) {
            self.open_group(&test);
        }
        match walk {
            Walk::Start(node) if self.pending.is_some() => {
                let part = events.node(node)?;
                if let Some(test) = &mut self.pending {
                    test.children.push(part);
                }
            }
            Walk::Start(node) if node.name == "testsuite" || node.name == "testsuites" => {
                let mut suite = Suite::of(&node);
                if self.has_projects {
                    let project = std::mem::take(&mut suite.host);
                    suite.properties.extend(filled(project).map(|project| ("project".to_owned(), project)));
                }
                self.run.start_ms = [self.run.start_ms, suite.start_ms].into_iter().flatten().min();
                suite.took_ms = seconds_in(node.attribute("time"), self.decimals);
                suite.sequence = Sequence::new(suite.start_ms, suite.took_ms);
                self.totals.suite(&node, self.open.len());
                self.names.enter(&node);
                self.open.push(suite);
            }
            Walk::Start(node) if node.name == "testcase" => {
                let node = events.node(node)?;
                return Ok(self.test(&node, take));
            }
            Walk::Start(node) if node.name == check::TEST => self.pending = Some(node),
            Walk::Start(node) if self.is_in_group() && check::is_word(&node.name) => {
                let is_bad = check::is_bad_word(&events.node(node)?);
                if let Some(group) = self.open.last_mut().and_then(|suite| suite.group.as_mut()) {
                    group.is_bad |= is_bad;
                }
            }
            // Check names its suites so.
            Walk::Start(node) if node.name == "title" => {
                let node = events.node(node)?;
                if let Some(suite) = self.open.last_mut().filter(|suite| suite.has_title && suite.name.is_empty()) {
                    node.text.trim().clone_into(&mut suite.name);
                }
            }
            Walk::Start(node) if node.name == "properties" => {
                let node = events.node(node)?;
                self.properties(&node);
            }
            // What failed in a suite outside of its tests.
            Walk::Start(node) if node.name == "error" || node.name == "failure" => {
                let node = events.node(node)?;
                self.fault(&node);
            }
            Walk::Start(node) if HOLDS_NO_TEST.contains(&node.name.as_str()) => events.skip()?,
            // Node's own writer calls a suite whose hook failed `undefined`: tests count wherever they stand.
            Walk::Start(node) => {
                self.has_unknown = true;
                self.names.enter(&node);
                self.open.push(Suite::of(&node));
            }
            Walk::End => {
                if let Some(test) = self.pending.take() {
                    return Ok(self.pending_test(&test, take));
                }
                self.names.leave(take);
                let closed = self.open.pop();
                if let Some(suite) = &closed {
                    self.close_group(suite);
                }
                self.run.end_ms = self.run.end_ms.max(closed.as_ref().and_then(Suite::end_ms));
                if let Some(error) = closed.and_then(Suite::error_alone) {
                    // The suites around it count the same error.
                    self.open.iter_mut().for_each(|suite| suite.has_tests = true);
                    self.run.add_error(error);
                }
            }
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    }
}

impl Document {
    fn is_in_group(&self) -> bool {
        self.open.last().is_some_and(|suite| suite.group.is_some())
    }

    /// Opens an element `test` as the suite of the tests in it.
    fn open_group(&mut self, test: &Node) {
        self.has_unknown = true;
        self.names.enter(test);
        let mut suite = Suite::of(test);
        suite.group = Some(Group { is_bad: check::is_bad_group(test), bad_before: self.totals.bad() });
        self.open.push(suite);
        for part in &test.children {
            match part.name.as_str() {
                "failure" | "error" => self.fault(part),
                "properties" => self.properties(part),
                _ => {}
            }
        }
    }

    /// Notes what a suite that ended says of itself and none of its tests does, if it is an element `test`.
    fn close_group(&mut self, suite: &Suite) {
        let Some(group) = suite.group else { return };
        if !suite.has_tests {
            self.add_unreadable(&suite.name);
        } else if group.is_bad && self.totals.bad() == group.bad_before {
            self.run.add_error(RunError {
                message: "The suite is called failed, and none of its tests is.".to_owned(),
                trace: None,
                source: filled(suite.name.as_str()),
            });
        }
    }

    /// Reads an element `test` without tests in it.
    fn pending_test(&mut self, test: &Node, take: &mut dyn FnMut(Attempt)) -> Step {
        if let Some(case) = check::as_testcase(test) {
            return self.test(&case, take);
        }
        self.add_unreadable(test.attribute("name"));
        Step::Other
    }

    fn add_unreadable(&mut self, name: &str) {
        self.open.iter_mut().for_each(|suite| suite.has_tests = true);
        let (count, first) = &mut self.unreadable;
        *count += 1;
        *first = first.take().or_else(|| filled(name));
    }

    /// The error of elements whose outcome cannot be read: one of them may have failed.
    fn unreadable_error(&mut self) -> Option<RunError> {
        let (count, source) = std::mem::take(&mut self.unreadable);
        (count > 0).then(|| RunError {
            message: match count {
                1 => "The outcome of an element named test is not known.".to_owned(),
                count => format!("The outcomes of {count} elements named test are not known."),
            },
            trace: None,
            source,
        })
    }

    /// Takes the properties of the innermost suite.
    fn properties(&mut self, node: &Node) {
        self.names.set_properties(node);
        self.run.verdict = self.run.verdict.take().or_else(|| writers::verdict(node));
        environment(node, &mut self.run.environment);
        if let Some(suite) = self.open.last_mut() {
            writers::capabilities(node).unwrap_or_default().clone_into(&mut suite.capabilities);
            suite.properties.extend(node.all("property").map(property).filter(|(name, _)| writers::is_telling(name)));
        }
    }

    /// Takes what failed in the innermost suite outside of its tests.
    fn fault(&mut self, node: &Node) {
        let mut reason = Attempt::default();
        explain(&mut reason, node);
        if let Some(suite) = self.open.last_mut() {
            let source = filled(suite.name.as_str());
            suite.has_tests = true;
            let message = reason.message.unwrap_or_else(|| format!("The suite has the element {} without a text.", node.name));
            self.run.add_error(RunError { message, trace: reason.trace, source });
        }
    }

    /// Reads a test and hands over its attempts.
    fn test(&mut self, node: &Node, take: &mut dyn FnMut(Attempt)) -> Step {
        if writers::is_aborted_by_pytest(node, &names_of(&self.open)) {
            self.run.add_error(RunError {
                message: "pytest was stopped within a test.".to_owned(),
                trace: None,
                source: Some("pytest".to_owned()),
            });
            return Step::Other;
        }
        let mut attempts = case(node, &mut self.open, self.decimals);
        self.unnamed.name(&mut attempts);
        let marks = (attempts.len() > 1).then_some(Repeats::Marked);
        self.names.set(marks.or_else(|| writers::of_test(node, &names_of(&self.open))));
        self.totals.test(node, &attempts);
        not_started(node).into_iter().for_each(|error| self.run.add_error(error));
        self.open.iter_mut().for_each(|suite| suite.has_tests = true);
        for attempt in &attempts {
            self.run.end_ms = self.run.end_ms.max(attempt.end_ms);
            if let Some(suite) = self.open.last_mut() {
                suite.spent_ms = suite.spent_ms.saturating_add(attempt.duration_ms.unwrap_or_default());
            }
        }
        self.names.compare(node, attempts, take);
        Step::Test
    }
}

/// Elements of suites with texts, which may quote anything.
const HOLDS_NO_TEST: [&str; 6] = ["system-out", "system-err", "property", "properties", "skipped", "details"];

/// Packages and names of the open suites that have a name.
fn names_of(open: &[Suite]) -> Vec<(&str, &str)> {
    let named = open.iter().filter(|suite| !suite.name.is_empty());
    named.map(|suite| (suite.package.as_str(), suite.name.as_str())).collect()
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

/// Reads a test: its attempts in their order.
fn case(node: &Node, open: &mut [Suite], decimals: Decimals) -> Vec<Attempt> {
    let own_start = clock::parse(node.attribute("timestamp"));
    let duration_ms = seconds_in(node.attribute("time"), decimals);
    // The tests of a suite that state no start follow one another.
    let of_start = open.iter().rposition(|suite| suite.start_ms.is_some()).filter(|_| own_start.is_none());
    let start_ms = own_start.or_else(|| open.get_mut(of_start?)?.sequence.next(duration_ms));
    let all = attempts(node, open, (start_ms, own_start.is_none()), duration_ms, decimals);
    if let Some(suite) = of_start.and_then(|at| open.get_mut(at)) {
        let whole: i64 = all.iter().filter_map(|attempt| attempt.duration_ms).fold(0, i64::saturating_add);
        suite.sequence.pass(whole.saturating_sub(duration_ms.unwrap_or_default()));
    }
    all
}

/// The attempts of a test in their order. The flag is true for a start that the file does not state for the test itself.
fn attempts(
    node: &Node,
    open: &[Suite],
    (start_ms, is_start_shared): (Option<Millis>, bool),
    duration_ms: Option<i64>,
    decimals: Decimals,
) -> Vec<Attempt> {
    let name = node.attribute("name");
    let (name, is_unstable) = match open.iter().any(|suite| writers::is_testcafe(&suite.name)) {
        true => writers::name_of_testcafe(name),
        false => (name, false),
    };
    let (suite, capabilities) = open.last().map_or(("", ""), |suite| (suite.name.as_str(), suite.capabilities.as_str()));
    // Codeception has no other name of the class.
    let class = [node.attribute("classname"), node.attribute("class")].map(str::trim).into_iter().find(|class| !class.is_empty());
    let class = writers::plain_class(class.unwrap_or_default(), suite, capabilities);
    let class = &*class;
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
        "" if suites.is_empty() => format!("{} {name}", portable_path(file)).trim().to_owned(),
        "" => format!("{} {name}", suites.join(" › ")),
        class => format!("{class}.{name}"),
    };
    let mut labels: Vec<(String, String)> = Vec::new();
    for properties in node.all("properties") {
        labels.extend(properties.all("property").map(property).filter(|(name, _)| !name.is_empty()));
    }
    for (name, value) in open.iter().rev().flat_map(|suite| &suite.properties) {
        if !value.trim().is_empty() && !labels.iter().any(|(known, _)| known == name) {
            labels.push((name.clone(), value.clone()));
        }
    }
    if !file.is_empty() {
        labels.push(("file".to_owned(), file.to_owned()));
    }
    if !class.is_empty() {
        labels.push(("testClass".to_owned(), class.to_owned()));
    }
    let mut last = Attempt {
        name: name.to_owned(),
        full_name,
        suites,
        start_ms,
        is_start_shared,
        duration_ms,
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
        node.children.iter().filter(of).map(|child| rerun(&last, child, decimals)).collect()
    };
    // Surefire: what failed before a pass, and what failed again after a failure.
    let (before, after) = (again(["flakyFailure", "flakyError"]), again(["rerunFailure", "rerunError"]));
    last.is_flaky = !before.is_empty() || (is_unstable && last.status == ResultStatus::Passed);
    let mut all: Vec<Attempt> = before.into_iter().chain([last]).chain(after).collect();
    all.iter_mut().skip(1).for_each(|attempt| attempt.repeat = Repeat::Marked);
    super::model::keep_order(&mut all);
    all
}

/// A failed attempt of the same test.
fn rerun(of: &Attempt, node: &Node, decimals: Decimals) -> Attempt {
    let is_error = node.name.ends_with("Error");
    let own_start = clock::parse(node.attribute("timestamp"));
    let mut attempt = Attempt {
        files: outputs(node),
        start_ms: own_start.or(of.start_ms),
        is_start_shared: own_start.is_none(),
        duration_ms: seconds_in(node.attribute("time"), decimals).or(of.duration_ms),
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

/// The outcome: failures, then errors, then skips; a status attribute tells what has no element. A skip beside a failure does not hide it:
/// pytest writes one for a skipped test whose teardown failed.
fn judge(attempt: &mut Attempt, node: &Node) {
    let first = |name: &str| node.children.iter().find(|c| c.name.eq_ignore_ascii_case(name));
    let words = [node.attribute("status"), node.attribute("result")];
    // `status` may say that the test was executed, and `result` how it ended.
    let by_word = words.into_iter().filter_map(of_word).max_by_key(badness);
    let skipped = first("skipped").or_else(|| first("disabled"));
    let is_todo = skipped.is_some_and(writers::is_excused);
    let (status, reason) = match (first("failure"), first("error"), skipped) {
        (_, _, Some(skipped)) if is_todo => (ResultStatus::Skipped, Some(skipped)),
        (Some(failure), _, _) => (ResultStatus::Failed, Some(failure)),
        (None, Some(error), _) => (ResultStatus::Broken, Some(error)),
        (None, None, Some(skipped)) => (ResultStatus::Skipped, Some(skipped)),
        (None, None, None) => (by_word.unwrap_or(ResultStatus::Passed), None),
    };
    attempt.status = status;
    match (reason, first("warning")) {
        (Some(reason), _) => explain(attempt, reason),
        // PHPUnit up to 9: the test is successful unless the configuration has `failOnWarning`, which the file does not tell.
        (None, Some(warning)) => attempt.message = filled(&warning.text).or_else(|| filled(warning.attribute("message"))),
        (None, None) => {}
    }
}

/// The error of a test that CTest could not start. It fails its run, although the file says that it was skipped. Tests that are switched off or skip
/// themselves do not.
fn not_started(test: &Node) -> Option<RunError> {
    let reason = test.child("skipped")?.attribute("message");
    let is_started = test.attribute("status") != "notrun" || !test.attribute("result").is_empty();
    if is_started || reason.is_empty() || reason.starts_with("SKIP_") || reason.eq_ignore_ascii_case("disabled") {
        return None;
    }
    Some(RunError { message: reason.to_owned(), trace: None, source: filled(test.attribute("name")) })
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
    use voluptas_core::base::Millis;

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
        assert_eq!(ends(xml), [at("failed", 30_000), at("passed", 31_000), at("passed", 31_300)]);
    }

    #[test]
    fn tests_without_starts_follow_one_another_from_the_start_of_their_suite() {
        let xml = "<testsuites><testsuite name='a' timestamp='2026-11-24T10:00:00Z'><testcase name='one' time='30'/>\
                   <testsuite name='inner'><testcase name='two' time='5'/></testsuite><testcase name='three'/>\
                   <testcase name='own' timestamp='2026-11-24T10:20:00Z' time='7'/><testcase name='four' time='2'/></testsuite>\
                   <testsuite name='b' timestamp='2026-11-24T10:30:00Z' time='10'><testcase name='five' time='9'/>\
                   <testcase name='beside' time='8'/></testsuite></testsuites>";
        let Ok(Piece::Results(_, results)) = read("x.xml", xml.as_bytes()) else { panic!("no results") };
        let start = |at: Millis| at.rem_euclid(3_600_000) / 1000;
        let starts: Vec<_> = results.attempts.iter().map(|a| (a.name.as_str(), a.start_ms.map(start))).collect();
        let minute = 60;
        assert_eq!(
            starts,
            [
                ("one", Some(0)),
                ("two", Some(30)),
                ("three", Some(35)),
                ("own", Some(20 * minute)),
                ("four", Some(35)),
                ("five", Some(30 * minute)),
                ("beside", Some(30 * minute)),
            ]
        );
    }

    #[test]
    fn a_duration_that_is_none_gives_no_end() {
        let xml = "<testsuite name='s' timestamp='2026-11-24T10:00:00Z'><testcase name='pays' time='31536001'/></testsuite>";
        assert_eq!(ends(xml), [("passed".to_owned(), None)]);
    }
}
