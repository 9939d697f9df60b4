//! xUnit.net 1 (`assembly` with classes), 2 and 3 (`assemblies` with collections).

use super::model::{Attempt, FileContent, RunError, RunFacts, Stated, ToolFile};
use super::status::{Decimals, filled, of_word, seconds_in};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::clock;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(
    root: &Node,
    events: &mut Events<'_>,
    decimals: Decimals,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let time = |node: &Node| clock::parse(&format!("{}T{}", node.attribute("run-date"), node.attribute("run-time")));
    let start_ms = time(root).or_else(|| clock::parse(root.attribute("timestamp")));
    let mut run = RunFacts { start_ms, stated: stated(root, Stated::default()), ..RunFacts::default() };
    let mut errors = count(root, "errors");
    let mut framework = filled(root.attribute("target-framework"));
    // Names of the open elements.
    let mut open = vec![filled(root.attribute("name"))];
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if matches!(node.name.as_str(), "assembly" | "collection" | "class" | "errors") => {
                run.start_ms = run.start_ms.or_else(|| time(&node));
                if node.name == "assembly" {
                    framework = filled(node.attribute("target-framework"));
                    errors += count(&node, "errors");
                    run.stated = stated(&node, run.stated);
                }
                open.push(filled(node.attribute("name")));
            }
            Walk::Start(node) if node.name == "test" => {
                let mut attempt = test(&events.node(node)?, decimals);
                // One file may have the same tests on several frameworks.
                attempt.labels.extend(framework.clone().map(|framework| ("targetFramework".to_owned(), framework)));
                take(attempt);
                return Ok(Step::Test);
            }
            // What failed around the tests: an error of the assembly, or the fixture of a class.
            Walk::Start(node) if matches!(node.name.as_str(), "error" | "failure") => {
                let node = events.node(node)?;
                let failure = node.child("failure").unwrap_or(&node);
                let kind = filled(node.attribute("type"));
                let named = filled(node.attribute("name")).or_else(|| open.iter().rev().flatten().next().cloned());
                run.add_error(RunError {
                    message: filled(failure.get("message")).or_else(|| kind.clone()).unwrap_or_default(),
                    trace: filled(failure.get("stack-trace")),
                    source: [kind, named].into_iter().flatten().reduce(|kind, name| format!("{kind} {name}")),
                });
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => drop(open.pop()),
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    if errors > 0 && run.errors.is_empty() && cut.is_none() {
        let message = format!("The file states errors outside of its tests: {errors}.");
        run.add_error(RunError { message, ..RunError::default() });
    }
    Ok((run, cut))
}

/// A whole number in an attribute; 0 without one.
fn count(node: &Node, name: &str) -> u64 {
    node.attribute(name).trim().parse::<u32>().map_or(0, u64::from)
}

/// Totals with those of an assembly. Its errors are no tests.
fn stated(node: &Node, before: Stated) -> Stated {
    let add = |before: Option<u64>, name: &str| match (before, node.attribute(name).trim().parse::<u64>().ok()) {
        (Some(before), Some(own)) => Some(before.saturating_add(own)),
        (before, own) => before.or(own),
    };
    Stated { tests: add(before.tests, "total"), bad: add(before.bad, "failed") }
}

fn test(node: &Node, decimals: Decimals) -> Attempt {
    let word = node.attribute("result");
    // Version 1 has the reason of a skip in an element of its own.
    let (failure, reason) = (node.child("failure"), node.child("reason"));
    let mut labels: Vec<(String, String)> = Vec::new();
    for t in node.child("traits").into_iter().flat_map(|t| t.all("trait")) {
        let name = if t.attribute("name") == "Category" { "tag" } else { t.attribute("name") };
        labels.push((name.to_owned(), t.attribute("value").to_owned()));
    }
    let output = filled(node.get("output")).map(|text| ToolFile {
        name: "system-out.txt".to_owned(),
        mime: "text/plain".to_owned(),
        content: FileContent::Bytes(text.into_bytes()),
    });
    let (name, method) = (node.attribute("name").to_owned(), node.attribute("method"));
    // The type is the suite. A display name of one's own may be that of several methods.
    if !method.is_empty() && !name.contains(method) {
        labels.push(("testMethod".to_owned(), method.to_owned()));
    }
    let mut attempt = Attempt {
        full_name: name.clone(),
        name,
        suites: filled(node.attribute("type")).into_iter().collect(),
        duration_ms: seconds_in(node.attribute("time"), decimals),
        message: failure
            .and_then(|f| filled(f.get("message")))
            .or_else(|| reason.and_then(|r| filled(r.get("message"))))
            .or_else(|| filled(node.get("reason"))),
        trace: failure.and_then(|f| filled(f.get("stack-trace"))),
        labels,
        files: output.into_iter().collect(),
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(of_word(word), word);
    attempt
}
