//! TestNG: `testng-results.xml`.
//!
//! A row of a data provider is a test of its own, told apart by its parameters. TestNG marks an execution that a retry analyzer repeats
//! as skipped; such entries before the last one of a method with equal parameters are attempts of one test. Configuration methods are no
//! tests: one that failed is an error of the run.

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::model::{Attempt, FileContent, Param, Repeat, RunError, RunFacts, ToolFile};
use super::status::filled;
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of results of a class that wait for their retries.
const MAX_WAITING: usize = 10_000;
/// Maximum number of failed configuration methods that are kept.
const MAX_ERRORS: usize = 1_000;

/// Hands over the attempts of a document whose root element was begun, class by class.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut document = Document::default();
    let cut = to_the_end(events, |events| document.step(events, take))?;
    document.flush(take);
    let Document { mut run, repeats, .. } = document;
    let total = |name: &str| root.attribute(name).trim().parse::<u64>().ok();
    // The total counts methods that are switched off, which have no entry, and each attempt.
    let without = total("ignored").unwrap_or_default().saturating_add(repeats);
    run.stated.tests = total("total").map(|tests| tests.saturating_sub(without));
    run.stated.bad = total("failed");
    Ok((run, cut))
}

/// An entry that waits for the end of its class.
struct Entry {
    attempt: Attempt,
    /// Hash of method, instance and parameters.
    key: u64,
    is_skip: bool,
    /// The file says that the entry was repeated.
    is_retried: bool,
}

/// A document that is being read.
#[derive(Default)]
struct Document {
    /// Names of the open elements `suite`, `test` and `class`; `None` for others.
    open: Vec<Option<String>>,
    /// Groups of methods by a hash of class and method.
    groups: FxHashMap<u64, Vec<String>>,
    waiting: Vec<Entry>,
    run: RunFacts,
    /// Number of attempts that repeat a test.
    repeats: u64,
    hasher: foldhash::fast::FixedState,
}

impl Document {
    /// Reads the next element.
    fn step(&mut self, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<Step, FormatError> {
        match events.next()? {
            Walk::Start(node) if matches!(node.name.as_str(), "suite" | "test" | "class") => {
                if node.name == "suite" {
                    self.begin_suite(&node);
                }
                self.open.push(filled(node.attribute("name").trim()));
            }
            Walk::Start(node) if node.name == "test-method" => {
                let node = events.node(node)?;
                if node.attribute("is-config").eq_ignore_ascii_case("true") {
                    self.configuration(&node);
                    return Ok(Step::Other);
                }
                let entry = self.entry(&node);
                self.waiting.push(entry);
                if self.waiting.len() >= MAX_WAITING {
                    self.flush(take);
                }
                return Ok(Step::Test);
            }
            Walk::Start(node) if node.name == "groups" => {
                let node = events.node(node)?;
                node.all("group").for_each(|group| self.group(group));
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {
                self.open.pop();
                self.flush(take);
            }
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    }

    /// Notes the methods of a group.
    fn group(&mut self, group: &Node) {
        let name = group.attribute("name").trim();
        for method in group.all("method").filter(|_| !name.is_empty()) {
            let id = self.hasher.hash_one((method.attribute("class").trim(), method.attribute("name").trim()));
            let groups = self.groups.entry(id).or_default();
            if !groups.iter().any(|known| known == name) {
                groups.push(name.to_owned());
            }
        }
    }

    fn begin_suite(&mut self, node: &Node) {
        let (start, end) = (time(node.attribute("started-at")), time(node.attribute("finished-at")));
        if self.run.name.is_none() {
            self.run.name = filled(node.attribute("name").trim());
        }
        self.run.start_ms = [self.run.start_ms, start].into_iter().flatten().min();
        self.run.end_ms = [self.run.end_ms, end].into_iter().flatten().max();
    }

    /// The class, which is the innermost open element.
    fn class(&self) -> &str {
        self.open.last().and_then(Option::as_deref).unwrap_or_default()
    }

    fn full_name(&self, node: &Node) -> String {
        let name = node.attribute("name").trim();
        [self.class(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
    }

    /// Notes a configuration method that failed. One that was skipped is the consequence of another failure.
    fn configuration(&mut self, node: &Node) {
        if !node.attribute("status").trim().eq_ignore_ascii_case("FAIL") || self.run.errors.len() >= MAX_ERRORS {
            return;
        }
        let source = self.full_name(node);
        let (message, trace) = exception(node);
        let message = message.unwrap_or_else(|| format!("The configuration method {source} failed"));
        self.run.errors.push(RunError { message, trace, source: Some(source) });
    }

    fn entry(&self, node: &Node) -> Entry {
        let word = node.attribute("status").trim();
        let (message, trace) = exception(node);
        let params: Vec<Param> = node.child("params").into_iter().flat_map(|params| params.all("param")).map(param).collect();
        let id = self.hasher.hash_one((self.class(), node.attribute("name").trim()));
        let groups = self.groups.get(&id).map_or(&[][..], Vec::as_slice);
        let mut labels: Vec<(String, String)> = groups.iter().map(|group| ("tag".to_owned(), group.clone())).collect();
        for attribute in node.child("attributes").into_iter().flat_map(|all| all.all("attribute")) {
            labels.push((attribute.attribute("name").to_owned(), attribute.text.trim().to_owned()));
        }
        let lines: Vec<&str> = node
            .child("reporter-output")
            .into_iter()
            .flat_map(|output| output.all("line"))
            .map(|line| line.text.trim())
            .collect();
        let output = filled(lines.join("\n")).map(|text| ToolFile {
            name: "reporter-output.txt".to_owned(),
            mime: "text/plain".to_owned(),
            content: FileContent::Bytes(text.into_bytes()),
        });
        let mut attempt = Attempt {
            name: node.attribute("name").trim().to_owned(),
            full_name: self.full_name(node),
            suites: self.open.iter().flatten().cloned().collect(),
            start_ms: time(node.attribute("started-at")),
            end_ms: time(node.attribute("finished-at")),
            duration_ms: node.attribute("duration-ms").trim().parse().ok(),
            message,
            trace,
            description: filled(node.attribute("description")),
            labels,
            params,
            files: output.into_iter().collect(),
            line: Some(node.line),
            ..Attempt::default()
        };
        let status = match word.to_ascii_uppercase().as_str() {
            "PASS" | "SUCCESS_PERCENTAGE_FAILURE" => Some(ResultStatus::Passed),
            "FAIL" => Some(ResultStatus::Failed),
            "SKIP" => Some(ResultStatus::Skipped),
            other => super::status::of_word(other),
        };
        attempt.judge(status, word);
        attempt.complete_times();
        let values: Vec<_> = attempt.params.iter().map(|param| &param.value).collect();
        Entry {
            key: self.hasher.hash_one((&attempt.full_name, node.attribute("signature"), values)),
            is_skip: attempt.status == ResultStatus::Skipped,
            is_retried: node.attribute("retried").trim().eq_ignore_ascii_case("true"),
            attempt,
        }
    }

    /// Hands over the entries of a class. Those of one key that were skipped before the last one are attempts of it.
    fn flush(&mut self, take: &mut dyn FnMut(Attempt)) {
        let mut entries: Vec<Option<Entry>> = std::mem::take(&mut self.waiting).into_iter().map(Some).collect();
        let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (place, entry) in entries.iter().enumerate() {
            places.entry(entry.as_ref().map_or(0, |entry| entry.key)).or_default().push(place);
        }
        for place in 0..entries.len() {
            let Some(key) = entries.get(place).and_then(Option::as_ref).map(|entry| entry.key) else { continue };
            let own = places.remove(&key).unwrap_or_default();
            let mut equal: Vec<Entry> = own.iter().filter_map(|place| entries.get_mut(*place).and_then(Option::take)).collect();
            if equal.iter().all(|entry| entry.attempt.start_ms.is_some()) {
                equal.sort_by_key(|entry| entry.attempt.start_ms);
            }
            self.repeats += mark(&mut equal);
            equal.into_iter().for_each(|entry| take(entry.attempt));
        }
    }
}

/// Marks the attempts among the entries of one method with equal parameters, which are in their order. Gives their number.
fn mark(entries: &mut [Entry]) -> u64 {
    let (mut repeats, mut is_repeat) = (0, false);
    let last = entries.len().saturating_sub(1);
    for (place, entry) in entries.iter_mut().enumerate() {
        if std::mem::take(&mut is_repeat) {
            entry.attempt.repeat = Repeat::Marked;
            repeats += 1;
        }
        if place < last && (entry.is_skip || entry.is_retried) {
            is_repeat = true;
            // The retry analyzer turned a failure into a skip; its exception stays.
            if entry.is_skip && (entry.attempt.message.is_some() || entry.attempt.trace.is_some()) {
                entry.attempt.status = ResultStatus::Failed;
            }
        }
    }
    if repeats > 0 {
        let mut attempts: Vec<Attempt> = entries.iter_mut().map(|entry| std::mem::take(&mut entry.attempt)).collect();
        super::model::keep_order(&mut attempts);
        entries.iter_mut().zip(attempts).for_each(|(entry, attempt)| entry.attempt = attempt);
    }
    repeats
}

fn param(node: &Node) -> Param {
    let value = node.child("value");
    let is_null = value.is_some_and(|value| value.attribute("is-null").eq_ignore_ascii_case("true"));
    let text = value.map_or("", |value| value.text.trim());
    Param {
        name: format!("arg{}", node.attribute("index").trim()),
        value: if is_null { "null".to_owned() } else { text.to_owned() },
        is_excluded: false,
    }
}

/// Message and stack trace of a failure. Without a message the class of the exception says what happened.
fn exception(node: &Node) -> (Option<String>, Option<String>) {
    let Some(exception) = node.child("exception") else { return (None, None) };
    let message = filled(exception.get("message")).or_else(|| filled(exception.attribute("class").trim()));
    (message, filled(exception.first(&["full-stacktrace", "short-stacktrace"])))
}

/// A time of TestNG: `2026-11-20T10:00:02Z`, or with the name or offset of its zone (`2026-11-20T10:00:02 UTC`). The time of a zone whose
/// offset the name does not tell is taken as UTC.
fn time(text: &str) -> Option<Millis> {
    let text = text.trim();
    clock::parse(text).or_else(|| {
        let (local, zone) = text.split_once(' ')?;
        let offset = zone.trim().trim_start_matches("GMT").trim_start_matches("UTC");
        clock::parse(&format!("{local}{offset}")).or_else(|| clock::parse(local))
    })
}
