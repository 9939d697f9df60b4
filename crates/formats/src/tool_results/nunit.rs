//! NUnit 3 (`test-run`, or a `test-suite` alone) and NUnit 2 (`test-results`).

use super::model::{Attempt, FileContent, RunError, RunFacts, Stated, ToolFile};
use super::status::{Decimals, filled, of_word, seconds_in};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(
    root: &Node,
    events: &mut Events<'_>,
    decimals: Decimals,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let mut run = RunFacts {
        start_ms: clock::parse(root.attribute("start-time")).or_else(|| local_time(root)),
        end_ms: clock::parse(root.attribute("end-time")),
        stated: stated(root),
        verdict: verdict(root),
        ..RunFacts::default()
    };
    let mut open: Vec<Suite> = vec![if root.name == "test-suite" { Suite::of(root) } else { Suite::default() }];
    let (is_second, mut is_explained) = (root.name == "test-results", false);
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "test-suite" => {
                // NUnit 2 has no outcome at its root. That of a suite counts the tests in it.
                run.verdict = run.verdict.take().or_else(|| verdict(&node));
                open.push(Suite::of(&node));
            }
            Walk::Start(node) if node.name == "results" => open.push(Suite::default()),
            Walk::Start(node) if node.name == "test-case" => {
                let suites = open.iter().filter_map(|suite| suite.name.clone()).collect();
                let mut attempt = case(&events.node(node)?, suites, decimals);
                // One file may have the same tests on several frameworks.
                let framework = open.iter().rev().find_map(|suite| suite.framework.clone());
                attempt.labels.extend(framework.map(|framework| ("targetFramework".to_owned(), framework)));
                take(attempt);
                return Ok(Step::Test);
            }
            Walk::Start(node) if matches!(node.name.as_str(), "failure" | "reason") => match open.last() {
                Some(Suite { has_own_error: true, source, .. }) => {
                    let source = source.clone();
                    let node = events.node(node)?;
                    let (message, trace) = (node.get("message").to_owned(), filled(node.get("stack-trace")));
                    run.add_error(RunError { message, trace, source });
                }
                // The setup of a class. Where its tests have no elements, nothing else tells why the run failed.
                Some(_) if is_second && node.name == "failure" && !is_explained => {
                    if let Some(message) = filled(events.node(node)?.get("message")) {
                        is_explained = true;
                        run.verdict = Some(match run.verdict.take() {
                            Some(words) => format!("{words}: {message}"),
                            None => message,
                        });
                    }
                }
                _ => events.skip()?,
            },
            Walk::Start(node) if node.name == "settings" => {
                let node = events.node(node)?;
                let setting = node.all("setting").find(|setting| setting.attribute("name") == "ImageTargetFrameworkName");
                if let (Some(setting), Some(suite)) = (setting, open.last_mut()) {
                    suite.framework = filled(setting.attribute("value"));
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

/// An open element. All but suites are blank.
#[derive(Default)]
struct Suite {
    /// Name as a suite of tests.
    name: Option<String>,
    source: Option<String>,
    /// The suite itself failed, not a test in it: its setup or teardown, or an assembly that cannot be loaded.
    has_own_error: bool,
    /// The framework that an assembly is built for.
    framework: Option<String>,
}

impl Suite {
    fn of(node: &Node) -> Self {
        let kind = node.attribute("type");
        let source = filled(node.attribute("name"));
        let is_unloaded = kind == "Assembly" && node.attribute("runstate") == "NotRunnable";
        Self {
            // Assemblies and namespaces above the classes are folders of the build.
            name: source.clone().filter(|_| !matches!(kind, "Assembly" | "Project" | "Test Project")),
            source,
            has_own_error: is_unloaded || matches!(node.attribute("site"), "SetUp" | "TearDown"),
            framework: None,
        }
    }
}

/// The words of a root or suite that failed.
fn verdict(node: &Node) -> Option<String> {
    let (result, label) = (node.attribute("result"), node.attribute("label"));
    let is_bad = matches!(of_word(result), Some(ResultStatus::Failed | ResultStatus::Broken));
    let is_failed = is_bad || (result.is_empty() && node.attribute("success").eq_ignore_ascii_case("false"));
    let words = [if result.is_empty() { "failed" } else { result }, label, node.attribute("name")];
    is_failed.then(|| words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(": "))
}

/// Totals of the root. Those of NUnit 2 leave out tests that were not executed.
fn stated(root: &Node) -> Stated {
    let count = |name: &str| root.attribute(name).trim().parse::<u64>().ok();
    let bad = if root.name == "test-results" { [count("failures"), count("errors")] } else { [count("failed"), None] };
    Stated { tests: count("total"), bad: bad.into_iter().flatten().reduce(u64::saturating_add) }
}

/// The start of a run of NUnit 2, in the local time of its machine.
fn local_time(root: &Node) -> Option<Millis> {
    let (date, time) = (root.attribute("date").trim(), root.attribute("time").trim());
    clock::parse(&format!("{date}T{time}")).or_else(|| clock::parse(&format!("{date}T{time}:00")))
}

fn case(node: &Node, suites: Vec<String>, decimals: Decimals) -> Attempt {
    let (result, success) = (node.attribute("result"), node.attribute("success"));
    let has_failure = || node.child("failure").is_some_and(|f| f.children.iter().any(|part| !part.text.trim().is_empty()));
    let word = match node.attribute("executed").to_ascii_lowercase().as_str() {
        _ if !result.is_empty() => result,
        "false" => "Skipped",
        _ if success.eq_ignore_ascii_case("true") => "Success",
        _ if !success.is_empty() => "Failure",
        // The writers of some tools state nothing else.
        "true" if has_failure() => "Failure",
        "true" => "Success",
        _ => "",
    };
    // Only the attribute counts: some writers put empty elements of failure into every case.
    let status = match (of_word(word), node.attribute("label")) {
        (Some(ResultStatus::Failed), "Error" | "Invalid" | "Cancelled") => Some(ResultStatus::Broken),
        (status, _) => status,
    };
    let is_bad = matches!(status, Some(ResultStatus::Failed | ResultStatus::Broken) | None);
    let of = |element: &str, part: &str| node.child(element).and_then(|e| filled(e.get(part)));
    let name = node.attribute("name").to_owned();
    let mut labels = Vec::new();
    for property in node.child("properties").into_iter().flat_map(|p| p.all("property")) {
        let (name, value) = (property.attribute("name"), property.attribute("value"));
        labels.push((if name == "Category" { "tag" } else { name }.to_owned(), value.to_owned()));
    }
    for category in node.child("categories").into_iter().flat_map(|c| c.all("category")) {
        labels.push(("tag".to_owned(), category.attribute("name").to_owned()));
    }
    let mut files: Vec<ToolFile> = Vec::new();
    for file in node.child("attachments").into_iter().flat_map(|a| a.all("attachment")) {
        let path = file.get("filePath").to_owned();
        let name = filled(file.get("description")).unwrap_or_else(|| super::model::base(&path).to_owned());
        files.push(ToolFile { name, mime: String::new(), content: FileContent::Path(path) });
    }
    if let Some(text) = filled(node.get("output")) {
        let content = FileContent::Bytes(text.into_bytes());
        files.push(ToolFile { name: "system-out.txt".to_owned(), mime: "text/plain".to_owned(), content });
    }
    let mut attempt = Attempt {
        full_name: filled(node.attribute("fullname")).unwrap_or_else(|| name.clone()),
        name,
        suites,
        start_ms: clock::parse(node.attribute("start-time")),
        end_ms: clock::parse(node.attribute("end-time")),
        duration_ms: ["duration", "time"].into_iter().find_map(|name| seconds_in(node.attribute(name), decimals)),
        message: if is_bad { of("failure", "message") } else { None }.or_else(|| of("reason", "message")),
        trace: if is_bad { of("failure", "stack-trace") } else { None },
        description: filled(node.attribute("description")),
        labels,
        files,
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(status, word);
    attempt.complete_times();
    attempt
}
