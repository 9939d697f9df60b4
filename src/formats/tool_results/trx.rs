//! TRX: results of Visual Studio and `dotnet test`.

use std::collections::{BTreeMap, HashMap};

use super::status::{filled, of_word};
use super::{Attempt, FileContent, MAX_RESULTS, ToolFile, ToolResults};
use crate::base::clock;
use crate::formats::xml::{Events, Node, Walk};
use crate::formats::{FormatError, Limit};

/// Class and method of a test by its id.
type Definitions = HashMap<String, (String, String)>;

/// Reads a document whose root element was begun. Definitions may stand before or after the results.
pub(super) fn read(root: Node, events: &mut Events<'_>) -> Result<ToolResults, FormatError> {
    let mut results = ToolResults::default();
    results.run.name = filled(root.attribute("name"));
    let (mut definitions, mut ids) = (Definitions::new(), Vec::new());
    loop {
        match events.next()? {
            Walk::Start(node) if matches!(node.name.as_str(), "Results" | "TestDefinitions") => {}
            Walk::Start(node) if node.name == "Times" => {
                results.run.start_ms = clock::parse(node.attribute("start"));
                results.run.end_ms = clock::parse(node.attribute("finish"));
                events.node(node)?;
            }
            Walk::Start(node) if node.name == "UnitTest" => {
                let node = events.node(node)?;
                if definitions.len() >= MAX_RESULTS {
                    return Err(events.past(node.line, Limit::Results(MAX_RESULTS)));
                }
                let method = node.child("TestMethod");
                let of = |name: &str| method.map_or("", |m| m.attribute(name)).trim().to_owned();
                definitions.insert(node.attribute("id").to_owned(), (of("className"), of("name")));
            }
            Walk::Start(node) if node.name.ends_with("TestResult") => {
                let node = events.node(node)?;
                add(&node, &mut results.attempts, &mut ids, events)?;
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {}
            Walk::Done => break,
        }
    }
    name(&mut results.attempts, &ids, &definitions);
    Ok(results)
}

/// Adds the leaves: the rows of a data driven test count, not the test around them.
fn add(node: &Node, attempts: &mut Vec<Attempt>, ids: &mut Vec<String>, events: &Events<'_>) -> Result<(), FormatError> {
    if let Some(inner) = node.child("InnerResults").filter(|inner| !inner.children.is_empty()) {
        return inner.children.iter().try_for_each(|row| add(row, attempts, ids, events));
    }
    let word = node.attribute("outcome");
    let output = node.child("Output");
    let error = output.and_then(|o| o.child("ErrorInfo"));
    let out = |name: &str, file: &str| {
        let text = filled(output.map_or("", |o| o.get(name)))?;
        Some(ToolFile { name: file.to_owned(), mime: "text/plain".to_owned(), content: FileContent::Bytes(text.into_bytes()) })
    };
    let mut files: Vec<ToolFile> =
        [out("StdOut", "system-out.txt"), out("StdErr", "system-err.txt")].into_iter().flatten().collect();
    for file in node.child("ResultFiles").into_iter().flat_map(|f| f.all("ResultFile")) {
        let path = file.attribute("path").to_owned();
        files.push(ToolFile { name: super::base(&path).to_owned(), mime: String::new(), content: FileContent::Path(path) });
    }
    let mut attempt = Attempt {
        name: node.attribute("testName").to_owned(),
        start_ms: clock::parse(node.attribute("startTime")),
        end_ms: clock::parse(node.attribute("endTime")),
        duration_ms: duration(node.attribute("duration")),
        message: error.and_then(|e| filled(e.get("Message"))),
        trace: error.and_then(|e| filled(e.get("StackTrace"))),
        thread: filled(node.attribute("computerName")),
        files,
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(of_word(word), word);
    attempt.complete_times();
    super::keep(attempt, attempts, events)?;
    ids.push(node.attribute("testId").to_owned());
    Ok(())
}

/// Gives full names and suites. Tests of one name with different ids are different tests.
fn name(attempts: &mut [Attempt], ids: &[String], definitions: &Definitions) {
    let mut seen: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (attempt, id) in attempts.iter_mut().zip(ids) {
        let (class, _) = definitions.get(id).cloned().unwrap_or_default();
        let class = if class == "none" { String::new() } else { class };
        attempt.full_name = match class.as_str() {
            "" => attempt.name.clone(),
            class if attempt.name.starts_with(class) => attempt.name.clone(),
            class => format!("{class}.{}", attempt.name),
        };
        attempt.suites = filled(&class).into_iter().collect();
        let known = seen.entry(attempt.full_name.clone()).or_default();
        let place = known.iter().position(|known| *known == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        if place > 0 {
            attempt.full_name = format!("{} #{}", attempt.full_name, place + 1);
        }
    }
}

/// `00:01:02.5000000` in milliseconds.
fn duration(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(':').rev();
    let seconds = super::status::seconds(parts.next()?)?;
    let minutes: i64 = parts.next().map_or(Some(0), |p| p.parse().ok())?;
    let hours: i64 = parts.next().map_or(Some(0), |p| p.parse().ok())?;
    minutes.checked_mul(60_000)?.checked_add(seconds)?.checked_add(hours.checked_mul(3_600_000)?)
}
