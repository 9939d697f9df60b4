//! XML of Catch2 2 (`Catch`) and 3 (`Catch2TestRun`), and of doctest, which has other names for the same.

use super::model::{Attempt, FileContent, RunError, RunFacts, Stated, ToolFile, ToolStep, base};
use super::status::{filled, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

/// Root element of doctest.
pub(super) const DOCTEST: &str = "doctest";

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut run = RunFacts::default();
    let is_doctest = root.name == DOCTEST;
    let program = base(root.attribute(if is_doctest { "binary" } else { "name" }));
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let mut open: Vec<Option<String>> = vec![filled(program)];
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "Group" || node.name == "TestSuite" => {
                // Catch2 has one group, of the program's name.
                let name = filled(node.attribute("name")).filter(|_| node.name == "TestSuite");
                open.push(name);
            }
            Walk::Start(node) if node.name == "TestCase" => {
                let test = events.node(node)?;
                let suites: Vec<String> = open.iter().flatten().cloned().collect();
                let found = Findings::of(&test);
                if let Some(message) = &found.fatal {
                    let source = filled(test.attribute("name"));
                    run.add_error(RunError { message: message.clone(), trace: None, source });
                }
                take(attempt(&test, suites, found, is_doctest));
                return Ok(Step::Test);
            }
            Walk::Start(node) if matches!(node.name.as_str(), "OverallResultsCases" | "OverallResultsTestCases") => {
                let of_part = stated(&node);
                // Groups state their own totals before.
                run.stated.tests = run.stated.tests.max(of_part.tests);
                run.stated.bad = run.stated.bad.max(of_part.bad);
                events.skip()?;
            }
            Walk::Start(node) if FAULTS.contains(&node.name.as_str()) => {
                let mut outside = Findings::default();
                outside.add(&events.node(node)?);
                for (message, trace) in outside.faults {
                    run.add_error(RunError { message, trace, source: None });
                }
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => drop(open.pop()),
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

/// Elements of something that failed.
const FAULTS: [&str; 5] = ["Expression", "Exception", "Failure", "FatalErrorCondition", "Message"];

/// Totals of test cases. Those that doctest calls skipped may be left out of the file.
fn stated(node: &Node) -> Stated {
    let count = |name: &str| node.attribute(name).trim().parse::<u64>().ok();
    let parts = ["successes", "failures", "expectedFailures", "skips"];
    Stated { tests: parts.into_iter().filter_map(count).reduce(u64::saturating_add), bad: count("failures") }
}

/// What a test or a part of it says of itself.
#[derive(Default)]
struct Findings {
    /// A condition did not hold.
    is_failed: bool,
    /// An exception or a signal ended it.
    is_broken: bool,
    /// The program ended here.
    fatal: Option<String>,
    /// It skipped itself, for this reason, which may be blank.
    skip: Option<String>,
    /// Messages, with their places.
    faults: Vec<(String, Option<String>)>,
}

impl Findings {
    /// The findings in an element.
    fn of(node: &Node) -> Self {
        let mut found = Self::default();
        node.children.iter().for_each(|child| found.add(child));
        found
    }

    fn add(&mut self, node: &Node) {
        let text = node.text.trim();
        match node.name.as_str() {
            "Section" | "SubCase" => node.children.iter().for_each(|child| self.add(child)),
            "Expression" => self.expression(node),
            "Failure" => self.fail(node, text),
            "Message" if node.attribute("type") != "WARNING" => self.fail(node, node.get("Text")),
            "Exception" | "FatalErrorCondition" => self.end(node, text),
            "Skip" => self.skip = self.skip.take().or_else(|| Some(text.to_owned())),
            _ => {}
        }
    }

    fn expression(&mut self, node: &Node) {
        let kind = node.attribute("type");
        // Such a condition may be false.
        let is_warning = kind.contains("NOFAIL") || kind.starts_with("WARN");
        if !node.attribute("success").eq_ignore_ascii_case("false") || is_warning {
            return;
        }
        let condition = format!("{kind}({})", node.get("Original"));
        let end = node.children.iter().find(|child| matches!(child.name.as_str(), "Exception" | "FatalErrorCondition"));
        match (end, node.get("Expanded")) {
            (Some(end), _) => self.end(end, &format!("{condition}: {}", end.text.trim())),
            (None, "") => self.fail(node, &condition),
            (None, expanded) => self.fail(node, &format!("{condition}: {expanded}")),
        }
    }

    fn fail(&mut self, node: &Node, message: &str) {
        self.is_failed = true;
        self.note(node, message);
    }

    fn end(&mut self, node: &Node, message: &str) {
        self.is_broken = true;
        self.note(node, message);
        if node.name == "FatalErrorCondition" || node.attribute("crash") == "true" {
            self.fatal = self.faults.last().map(|(message, _)| message.clone());
        }
    }

    fn note(&mut self, node: &Node, message: &str) {
        let message = filled(message).unwrap_or_else(|| node.name.clone());
        let file = node.attribute("filename");
        let place = filled(file).map(|file| format!("{file}:{}\n{message}", node.attribute("line")));
        self.faults.push((message, place));
    }

    fn has_fault(&self) -> bool {
        self.is_failed || self.is_broken
    }

    /// The outcome, where nothing else states it.
    fn status(&self) -> ResultStatus {
        match self {
            Self { is_failed: true, .. } => ResultStatus::Failed,
            Self { is_broken: true, .. } => ResultStatus::Broken,
            Self { skip: Some(_), .. } => ResultStatus::Skipped,
            _ => ResultStatus::Passed,
        }
    }
}

/// The sections in an element. Catch2 executes a test once for each section, so that those of one name may stand several times.
fn steps(node: &Node) -> Vec<ToolStep> {
    let sections = node.children.iter().filter(|child| matches!(child.name.as_str(), "Section" | "SubCase"));
    let step = |section: &Node| {
        let found = Findings::of(section);
        let took = section.child("OverallResults").and_then(|results| seconds(results.attribute("durationInSeconds")));
        let step = ResultStep {
            action: section.attribute("name").trim().to_owned(),
            status: found.status(),
            comment: found.faults.into_iter().next().map(|(message, _)| message),
            duration_ms: took,
            ..ResultStep::default()
        };
        ToolStep { step, steps: steps(section), ..ToolStep::default() }
    };
    sections.map(step).collect()
}

/// True for a test that the tool takes for a success, which includes expected failures; `None` where the file does not say it.
fn success(test: &Node, found: &Findings, is_doctest: bool) -> Option<bool> {
    let word = |text: &str| match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    if !is_doctest {
        return word(test.child("OverallResult")?.attribute("success"));
    }
    let results = test.child("OverallResultsAsserts")?;
    let stated = results.attribute("test_case_success");
    if !stated.is_empty() {
        return word(stated);
    }
    // Versions before 2.4.7 do not state it.
    let failures: u64 = results.attribute("failures").trim().parse().ok()?;
    let is_bad = failures > 0 || found.has_fault();
    let expected = test.attribute("expected_failures").trim().parse::<u64>().ok().filter(|expected| *expected > 0);
    Some(match expected {
        _ if test.attribute("should_fail") == "true" => is_bad,
        _ if test.attribute("may_fail") == "true" => true,
        Some(expected) => expected == failures,
        None => !is_bad,
    })
}

fn attempt(test: &Node, suites: Vec<String>, found: Findings, is_doctest: bool) -> Attempt {
    let name = test.attribute("name").trim();
    let result = test.child(if is_doctest { "OverallResultsAsserts" } else { "OverallResult" });
    let attribute = |name: &str| result.map_or("", |result| result.attribute(name));
    let is_skipped = found.skip.is_some() || attribute("skips").parse::<u64>().is_ok_and(|skips| skips > 0);
    let status = match success(test, &found, is_doctest) {
        _ if test.attribute("skipped") == "true" && !found.has_fault() => Some(ResultStatus::Skipped),
        // What is expected to fail.
        Some(true) if found.has_fault() || is_skipped => Some(ResultStatus::Skipped),
        Some(true) => Some(ResultStatus::Passed),
        Some(false) if found.is_broken && !found.is_failed => Some(ResultStatus::Broken),
        Some(false) => Some(ResultStatus::Failed),
        None if found.has_fault() => Some(found.status()),
        None => None,
    };
    let mut files = Vec::new();
    for (element, name) in [("StdOut", "system-out.txt"), ("StdErr", "system-err.txt")] {
        let text = result.and_then(|result| filled(result.child(element)?.text.as_str()));
        if let Some(text) = text {
            let content = FileContent::Bytes(text.into_bytes());
            files.push(ToolFile { name: name.to_owned(), mime: "text/plain".to_owned(), content });
        }
    }
    let tags = test.attribute("tags").split(['[', ']']).filter_map(|tag| filled(tag.trim()));
    let trace: Vec<&str> = found.faults.iter().filter_map(|(_, place)| place.as_deref()).collect();
    let mut attempt = Attempt {
        name: name.to_owned(),
        full_name: match name {
            "" => String::new(),
            _ => suites.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join("."),
        },
        duration_ms: ["durationInSeconds", "duration"].into_iter().find_map(|name| seconds(attribute(name))),
        trace: filled(trace.join("\n")),
        description: filled(test.attribute("description")),
        labels: tags.map(|tag| ("tag".to_owned(), tag)).collect(),
        steps: steps(test),
        files,
        line: Some(test.line),
        suites,
        ..Attempt::default()
    };
    attempt.judge(status, "");
    attempt.message = found.faults.into_iter().next().map(|(message, _)| message).or_else(|| found.skip.and_then(filled));
    attempt
}
