//! TRX: results of Visual Studio and `dotnet test`.

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::model::{Attempt, FileContent, RunFacts, ToolFile};
use super::status::{filled, of_word};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::xml::{Events, Node, Walk};
use crate::{FormatError, Limit};
use voluptas_core::base::clock;

/// Classes of tests by a hash of the test's id. A file may have millions of tests of a few classes, so that each test takes some bytes.
#[derive(Default)]
pub(super) struct Definitions {
    classes: Vec<String>,
    places: FxHashMap<String, u32>,
    of: FxHashMap<u64, u32>,
    hasher: foldhash::fast::FixedState,
}

impl Definitions {
    /// Takes an element `UnitTest`.
    fn add(&mut self, node: &Node) {
        let class = node.child("TestMethod").map_or("", |method| method.attribute("className")).trim();
        let place = match self.places.get(class) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
                self.classes.push(class.to_owned());
                self.places.insert(class.to_owned(), place);
                place
            }
        };
        self.of.insert(self.hasher.hash_one(node.attribute("id")), place);
    }

    /// The class of a test; blank for none.
    fn class(&self, id: &str) -> &str {
        let place = self.of.get(&self.hasher.hash_one(id));
        let class = place.and_then(|place| self.classes.get(*place as usize)).map_or("", String::as_str);
        if class == "none" { "" } else { class }
    }
}

/// Numbers tests of one full name with different ids, which are different tests.
#[derive(Default)]
struct Names {
    /// Hashes of ids by the hash of the full name.
    seen: FxHashMap<u64, Vec<u64>>,
    hasher: foldhash::fast::FixedState,
}

impl Names {
    /// Gives an attempt its full name and suites.
    fn name(&mut self, attempt: &mut Attempt, id: &str, definitions: &Definitions) {
        let class = definitions.class(id);
        attempt.full_name = match class {
            "" => attempt.name.clone(),
            class if attempt.name.starts_with(class) => attempt.name.clone(),
            class => format!("{class}.{}", attempt.name),
        };
        attempt.suites = filled(class).into_iter().collect();
        let id = self.hasher.hash_one(id);
        let known = self.seen.entry(self.hasher.hash_one(&attempt.full_name)).or_default();
        let place = known.iter().position(|known| *known == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        if place > 0 {
            attempt.full_name = format!("{} #{}", attempt.full_name, place + 1);
        }
    }
}

/// Hands over the attempts of a document whose root element was begun, after its end: definitions may stand behind the results.
///
/// # Errors
/// The document is malformed, or has more results than `max_results`.
pub(super) fn read(
    root: &Node,
    events: &mut Events<'_>,
    max_results: usize,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let (mut definitions, mut found) = (Definitions::default(), Vec::new());
    let mut beyond = None;
    let around = walk(root, events, Some(&mut definitions), &mut |attempt, id| {
        if found.len() < max_results {
            found.push((attempt, id.to_owned()));
        } else {
            beyond = beyond.or(attempt.line);
        }
    })?;
    if let Some(line) = beyond {
        return Err(events.past(line, Limit::Results(max_results)));
    }
    let mut names = Names::default();
    for (mut attempt, id) in found {
        names.name(&mut attempt, &id, &definitions);
        take(attempt);
    }
    Ok(around)
}

/// Reads the definitions of a document whose root element was begun.
pub(super) fn define(root: &Node, events: &mut Events<'_>) -> Result<Definitions, FormatError> {
    let mut definitions = Definitions::default();
    walk(root, events, Some(&mut definitions), &mut |_, _| {})?;
    Ok(definitions)
}

/// Hands over the attempts of a document whose root element was begun and whose definitions are known, one by one.
pub(super) fn each(
    root: &Node,
    events: &mut Events<'_>,
    definitions: &Definitions,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let mut names = Names::default();
    walk(root, events, None, &mut |mut attempt, id| {
        names.name(&mut attempt, id, definitions);
        take(attempt);
    })
}

/// Hands over attempts, which have no full name yet, with the ids of their tests. Reads definitions where they are wanted. A document
/// that is cut off before its definitions gives tests without a class.
fn walk(
    root: &Node,
    events: &mut Events<'_>,
    mut definitions: Option<&mut Definitions>,
    take: &mut dyn FnMut(Attempt, &str),
) -> Result<DocumentSummary, FormatError> {
    let mut run = RunFacts { name: filled(root.attribute("name")), ..RunFacts::default() };
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if matches!(node.name.as_str(), "Results" | "TestDefinitions") => {}
            Walk::Start(node) if node.name == "Times" => {
                run.start_ms = clock::parse(node.attribute("start"));
                run.end_ms = clock::parse(node.attribute("finish"));
                events.node(node)?;
            }
            Walk::Start(node) if node.name == "UnitTest" => {
                let node = events.node(node)?;
                if let Some(definitions) = &mut definitions {
                    definitions.add(&node);
                }
            }
            Walk::Start(node) if node.name.ends_with("TestResult") => {
                add(&events.node(node)?, take);
                return Ok(Step::Test);
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

/// Hands over the leaves: the rows of a data driven test count, not the test around them.
fn add(node: &Node, take: &mut dyn FnMut(Attempt, &str)) {
    if let Some(inner) = node.child("InnerResults").filter(|inner| !inner.children.is_empty()) {
        return inner.children.iter().for_each(|row| add(row, take));
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
        files.push(ToolFile {
            name: super::model::base(&path).to_owned(),
            mime: String::new(),
            content: FileContent::Path(path),
        });
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
    take(attempt, node.attribute("testId"));
}

/// `00:01:02.5000000` in milliseconds.
fn duration(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(':').rev();
    let seconds = super::status::seconds(parts.next()?)?;
    let minutes: i64 = parts.next().map_or(Some(0), |p| p.parse().ok())?;
    let hours: i64 = parts.next().map_or(Some(0), |p| p.parse().ok())?;
    minutes.checked_mul(60_000)?.checked_add(seconds)?.checked_add(hours.checked_mul(3_600_000)?)
}
