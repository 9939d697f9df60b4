//! TRX: results of Visual Studio and `dotnet test`. CppUnit has a root of the same name.

use std::hash::BuildHasher as _;

use rustc_hash::{FxHashMap, FxHashSet};

use super::check;
use super::model::{Attempt, FileContent, Param, RunError, RunFacts, Stated, ToolFile};
use super::status::{filled, of_word};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::xml::{Events, Node, Walk};
use crate::{FormatError, Limit};
use voluptas_core::base::clock;
use voluptas_core::domain::status::ResultStatus;

/// A class of tests.
struct Class {
    name: String,
    /// Name of its suite.
    suite: String,
}

/// Classes of tests by a hash of the test's id. A file may have millions of tests of a few classes, so that each test takes some bytes.
#[derive(Default)]
pub(super) struct Definitions {
    classes: Vec<Class>,
    places: FxHashMap<String, u32>,
    of: FxHashMap<u64, u32>,
    /// Hashes of the executions that have rows of their own beside them: the rows count.
    parents: FxHashSet<u64>,
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
                self.classes.push(Class::of(class));
                self.places.insert(class.to_owned(), place);
                place
            }
        };
        self.of.insert(self.hasher.hash_one(node.attribute("id")), place);
    }

    /// Notes the parent of a row.
    fn add_parent(&mut self, execution: &str) {
        if !execution.is_empty() {
            self.parents.insert(self.hasher.hash_one(execution));
        }
    }

    /// True for a result whose rows stand beside it.
    fn is_parent(&self, result: &Found) -> bool {
        !result.execution.is_empty() && self.parents.contains(&self.hasher.hash_one(&result.execution))
    }

    /// The class of a test.
    fn class(&self, id: &str) -> Option<&Class> {
        let place = self.of.get(&self.hasher.hash_one(id));
        place.and_then(|place| self.classes.get(*place as usize)).filter(|class| class.name != "none")
    }
}

impl Class {
    fn of(text: &str) -> Self {
        let name = plain_class(text);
        // A class with its assembly had a suite for each release, so that its suite may as well be short.
        let generic = name.find('[').unwrap_or(name.len());
        let suite = match name[..generic].rfind('.') {
            Some(at) if name != text => name[at + 1..].to_owned(),
            _ => name.clone(),
        };
        Self { name, suite }
    }
}

/// A class without its assembly and versions: `Shop.CartTests, Shop.Tests, Version=1.3.0.0, Culture=neutral, PublicKeyToken=null`. A version
/// would make the tests of every release new ones.
fn plain_class(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for part in text.trim().split_inclusive([',', '[', ']']) {
        let (text, end) = match part.char_indices().next_back() {
            Some((at, end @ (',' | '[' | ']'))) => (&part[..at], Some(end)),
            _ => (part, None),
        };
        let is_version = ["Version=", "Culture=", "PublicKeyToken="].iter().any(|name| text.trim_start().starts_with(name));
        if is_version {
            plain.truncate(plain.trim_end_matches([',', ' ']).len());
        } else {
            plain.push_str(text);
        }
        match end {
            Some(',') if depth == 0 => break,
            Some('[') => depth += 1,
            Some(']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(end) = end {
            plain.push(end);
        }
    }
    plain.trim().to_owned()
}

/// A result with the ids by which its class and its rows are found.
pub(super) struct Found {
    pub attempt: Attempt,
    pub test: String,
    pub execution: String,
}

/// Numbers tests of one full name with different ids, which are different tests.
#[derive(Default)]
struct Names {
    /// Number of ids by the hash of the full name.
    ids: FxHashMap<u64, u32>,
    /// Places of ids among those of their name, by a hash of both.
    places: FxHashMap<u64, u32>,
    hasher: foldhash::fast::FixedState,
}

impl Names {
    /// Gives a result its full name and suites.
    fn name(&mut self, found: Found, definitions: &Definitions) -> Attempt {
        let Found { mut attempt, test: id, .. } = found;
        let class = definitions.class(&id);
        attempt.full_name = match class.map_or("", |class| class.name.as_str()) {
            "" => attempt.name.clone(),
            class if attempt.name.starts_with(class) => attempt.name.clone(),
            class => format!("{class}.{}", attempt.name),
        };
        attempt.suites = class.and_then(|class| filled(class.suite.as_str())).into_iter().collect();
        let ids = self.ids.entry(self.hasher.hash_one(&attempt.full_name)).or_default();
        let place = *self.places.entry(self.hasher.hash_one((&attempt.full_name, id))).or_insert_with(|| {
            *ids += 1;
            *ids
        });
        if place > 1 {
            attempt.full_name = format!("{} #{place}", attempt.full_name);
        }
        attempt
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
    let (mut run, cut) = walk(root, events, Some(&mut definitions), &mut |result| {
        if found.len() < max_results {
            found.push(result);
        } else {
            beyond = beyond.or(result.attempt.line);
        }
    })?;
    if let Some(line) = beyond {
        return Err(events.past(line, Limit::Results(max_results)));
    }
    let (mut names, mut parents) = (Names::default(), Parents::default());
    for result in found {
        match definitions.is_parent(&result) {
            true => parents.add(&result.attempt.status),
            false => take(names.name(result, &definitions)),
        }
    }
    parents.leave_out(&mut run.stated);
    Ok((run, cut))
}

/// Results with rows, which are no tests. Totals count them.
#[derive(Default)]
struct Parents {
    all: u64,
    bad: u64,
}

impl Parents {
    fn add(&mut self, status: &ResultStatus) {
        self.all += 1;
        self.bad += u64::from(is_bad(status));
    }

    /// Takes them out of totals.
    fn leave_out(&self, stated: &mut Stated) {
        stated.tests = stated.tests.map(|tests| tests.saturating_sub(self.all));
        stated.bad = stated.bad.map(|bad| bad.saturating_sub(self.bad));
    }
}

/// Reads the definitions of a document whose root element was begun.
pub(super) fn define(root: &Node, events: &mut Events<'_>) -> Result<Definitions, FormatError> {
    let mut definitions = Definitions::default();
    walk(root, events, Some(&mut definitions), &mut |_| {})?;
    Ok(definitions)
}

/// Hands over the attempts of a document whose root element was begun and whose definitions are known, one by one.
pub(super) fn each(
    root: &Node,
    events: &mut Events<'_>,
    definitions: &Definitions,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let (mut names, mut parents) = (Names::default(), Parents::default());
    let (mut run, cut) = walk(root, events, None, &mut |result| match definitions.is_parent(&result) {
        true => parents.add(&result.attempt.status),
        false => take(names.name(result, definitions)),
    })?;
    parents.leave_out(&mut run.stated);
    Ok((run, cut))
}

/// Hands over results, which have no full name yet. Reads definitions where they are wanted. A document
/// that is cut off before its definitions gives tests without a class.
fn walk(
    root: &Node,
    events: &mut Events<'_>,
    mut definitions: Option<&mut Definitions>,
    take: &mut dyn FnMut(Found),
) -> Result<DocumentSummary, FormatError> {
    let mut run = RunFacts { name: filled(root.attribute("name")), ..RunFacts::default() };
    let (mut parents, mut outcome) = (Parents::default(), String::new());
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if matches!(node.name.as_str(), "Results" | "TestDefinitions" | "RunInfos") => {}
            Walk::Start(node) if node.name == "ResultSummary" => node.attribute("outcome").clone_into(&mut outcome),
            Walk::Start(node) if node.name == "Times" => {
                run.start_ms = clock::parse(node.attribute("start"));
                run.end_ms = clock::parse(node.attribute("finish"));
                events.node(node)?;
            }
            Walk::Start(node) if node.name == "Counters" => {
                run.stated = stated(&node);
                events.skip()?;
            }
            Walk::Start(node) if node.name == "RunInfo" => {
                let node = events.node(node)?;
                // Others are warnings and remarks.
                if of_word(node.attribute("outcome")).is_some_and(|status| is_bad(&status)) {
                    let source = filled(node.attribute("computerName"));
                    run.add_error(RunError { message: node.get("Text").to_owned(), trace: None, source });
                }
            }
            Walk::Start(node) if node.name == "UnitTest" => {
                let node = events.node(node)?;
                if let Some(definitions) = &mut definitions {
                    definitions.add(&node);
                }
            }
            Walk::Start(node) if matches!(node.name.as_str(), "FailedTests" | "SuccessfulTests") => {}
            Walk::Start(node) if matches!(node.name.as_str(), "FailedTest" | "Test") => {
                take(check::of_cppunit(&events.node(node)?));
                return Ok(Step::Test);
            }
            Walk::Start(node) if node.name == "Statistics" => run.stated = check::totals_of_cppunit(&events.node(node)?),
            // An aggregation is an ordered test, whose rows are tests of their own.
            Walk::Start(node) if node.name.ends_with("TestResult") || node.name == "TestResultAggregation" => {
                let node = events.node(node)?;
                if let Some(definitions) = &mut definitions {
                    definitions.add_parent(node.attribute("parentExecutionId"));
                }
                add(&node, None, &mut parents, take);
                return Ok(Step::Test);
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    parents.leave_out(&mut run.stated);
    // The other words may be those of a test.
    let has_stopped = match outcome.as_str() {
        "Aborted" | "Disconnected" => true,
        "Error" | "Timeout" => run.stated.bad == Some(0),
        _ => false,
    };
    let message = format!("The outcome of the run is {outcome}.");
    if has_stopped && run.errors.is_empty() {
        run.add_error(RunError { message, ..RunError::default() });
    } else if outcome == "Failed" {
        run.verdict = Some(message);
    }
    Ok((run, cut))
}

/// Totals of the document. They count results with rows beside their rows.
fn stated(counters: &Node) -> Stated {
    let count = |name: &str| counters.attribute(name).trim().parse::<u64>().ok();
    let bad = ["failed", "error", "timeout", "aborted"].into_iter().filter_map(count).reduce(u64::saturating_add);
    Stated { tests: count("total"), bad }
}

fn is_bad(status: &ResultStatus) -> bool {
    matches!(status, ResultStatus::Failed | ResultStatus::Broken)
}

/// Hands over the leaves: the rows of a data driven test count, not the test around them, whose outcome goes to `parents`. Rows of one name are told
/// apart by their number, `row`.
fn add(node: &Node, row: Option<Param>, parents: &mut Parents, take: &mut dyn FnMut(Found)) {
    if let Some(inner) = node.child("InnerResults").filter(|inner| !inner.children.is_empty()) {
        parents.add(&of_word(node.attribute("outcome")).unwrap_or(ResultStatus::Failed));
        let mut names: FxHashMap<&str, usize> = FxHashMap::default();
        inner.children.iter().for_each(|row| *names.entry(row.attribute("testName")).or_default() += 1);
        for row in &inner.children {
            let is_twin = names.get(row.attribute("testName")).is_some_and(|rows| *rows > 1);
            let number = filled(row.attribute("dataRowInfo")).filter(|_| is_twin);
            let param = number.map(|value| Param { name: "row".to_owned(), value, is_excluded: false });
            add(row, param, parents, take);
        }
        return;
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
        params: row.into_iter().collect(),
        files,
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(of_word(word), word);
    attempt.complete_times();
    let id = |name: &str| node.attribute(name).to_owned();
    take(Found { attempt, test: id("testId"), execution: id("executionId") });
}

/// `00:01:02.5000000` in milliseconds, from a day on with the days before the hours: `1.02:00:00`.
fn duration(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(':').rev();
    let seconds = super::status::seconds(parts.next()?)?;
    let minutes: i64 = parts.next().map_or(Some(0), |p| p.parse().ok())?;
    let (days, hours) = parts.next().map_or(("0", "0"), |part| part.split_once('.').unwrap_or(("0", part)));
    let (days, hours): (i64, i64) = (days.parse().ok()?, hours.parse().ok()?);
    let hours = days.checked_mul(24)?.checked_add(hours)?;
    minutes.checked_mul(60_000)?.checked_add(seconds)?.checked_add(hours.checked_mul(3_600_000)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_has_no_assembly_and_no_version() {
        let version = "Version=1.3.0.0, Culture=neutral, PublicKeyToken=null";
        let of = |text: &str| {
            let class = Class::of(text);
            (class.name, class.suite)
        };
        let pair = |name: &str, suite: &str| (name.to_owned(), suite.to_owned());
        assert_eq!(of(&format!("Shop.CartTests, Shop.Tests, {version}")), pair("Shop.CartTests", "CartTests"));
        assert_eq!(of("Shop.CartTests"), pair("Shop.CartTests", "Shop.CartTests"));
        let generic = of(&format!("Shop.Rows`1[[System.Int32, mscorlib, {version}]], Shop.Tests, {version}"));
        assert_eq!(generic, pair("Shop.Rows`1[[System.Int32, mscorlib]]", "Rows`1[[System.Int32, mscorlib]]"));
        assert_eq!((of(""), of("a]],,[б")), (pair("", ""), pair("a]]", "a]]")));
    }

    #[test]
    fn durations_of_days_are_read() {
        assert_eq!(duration("1.02:00:00.5000000"), Some(93_600_500));
        assert_eq!((duration("00:01:02.5000000"), duration("0.25"), duration("01:00")), (Some(62_500), Some(250), Some(60_000)));
        assert_eq!((duration("x.01:00:00"), duration("9223372036854775807.00:00:00")), (None, None));
    }
}
