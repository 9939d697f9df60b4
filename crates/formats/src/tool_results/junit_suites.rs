//! Suites of JUnit XML: which of their elements repeat a test ([`Names`]), and which totals they state ([`Totals`]), which are added up in
//! different ways. [`junit_writers`](super::junit_writers) knows the ways of the writers.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::junit_writers::{self as writers, Repeats};
use super::model::{Attempt, FileContent, Repeat, RunError, Stated};
use super::sequence::Sequence;
use crate::xml::Node;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// An open suite.
pub(super) struct Suite {
    pub name: String,
    pub file: String,
    pub host: String,
    pub package: String,
    /// Properties that may tell its tests from others of equal names.
    pub properties: Vec<(String, String)>,
    /// Browser, version and system, as WebdriverIO writes them; otherwise blank.
    pub capabilities: String,
    pub start_ms: Option<Millis>,
    /// Time that the suite states, in milliseconds.
    pub took_ms: Option<i64>,
    /// Sum of the times of its own tests, in milliseconds.
    pub spent_ms: i64,
    /// Starts of its tests, which state none.
    pub sequence: Sequence,
    /// Number of errors that the suite states.
    errors: u64,
    /// The suite has tests, or says itself what failed.
    pub has_tests: bool,
    /// An element of Check, whose name is in an element `title`.
    pub has_title: bool,
    /// The suite is an element `test` with tests in it.
    pub group: Option<Group>,
}

/// What an element `test` with tests in it says of itself.
#[derive(Clone, Copy)]
pub(super) struct Group {
    /// It calls itself failed.
    pub is_bad: bool,
    /// Number of failed tests before it.
    pub bad_before: u64,
}

impl Suite {
    pub fn of(node: &Node) -> Self {
        let own = |name: &str| node.attribute(name).trim().to_owned();
        Self {
            name: own("name"),
            file: own("file"),
            host: own("hostname"),
            package: own("package"),
            // Maestro names the device of a suite.
            properties: Some(own("device"))
                .filter(|device| !device.is_empty())
                .map(|device| ("device".to_owned(), device))
                .into_iter()
                .collect(),
            capabilities: String::new(),
            start_ms: clock::parse(node.attribute("timestamp")),
            took_ms: None,
            spent_ms: 0,
            sequence: Sequence::default(),
            errors: if node.name == "testsuite" { count(node, "errors").unwrap_or_default() } else { 0 },
            has_tests: false,
            has_title: node.name == "suite",
            group: None,
        }
    }

    /// The end: the start and the time that the suite states, otherwise the sum of the times of its tests, which state no starts.
    pub fn end_ms(&self) -> Option<Millis> {
        self.start_ms?.checked_add(self.took_ms.unwrap_or(self.spent_ms).max(0))
    }

    /// The error of a suite that states errors and has no test for them, as jest-junit writes files that do not load.
    pub fn error_alone(self) -> Option<RunError> {
        (self.errors > 0 && !self.has_tests).then(|| RunError {
            message: match self.errors {
                1 => "The suite states an error and has no tests.".to_owned(),
                errors => format!("The suite states {errors} errors and has no tests."),
            },
            trace: None,
            source: [self.name, self.file].into_iter().find(|name| !name.is_empty()),
        })
    }
}

/// A whole number in an attribute.
fn count(node: &Node, name: &str) -> Option<u64> {
    node.attribute(name).trim().parse().ok()
}

fn is_bad(attempt: &Attempt) -> bool {
    matches!(attempt.status, ResultStatus::Failed | ResultStatus::Broken)
}

/// The last element of a name in a suite.
#[derive(Clone, Copy)]
struct Last {
    end_ms: Option<Millis>,
    is_bad: bool,
    /// It is written as skipped, with the error for which it is repeated.
    is_retried: bool,
    /// The suite has several tests of the name: one stands behind another that did not fail, and nobody repeats such a test.
    has_twin: bool,
    /// Number of elements of the name that were taken for attempts.
    repeats: usize,
}

/// An element that repeats the one before it by its name, unless the suite turns out to have several tests of the name; also one that waits behind
/// such an element.
struct Held {
    bytes: usize,
    attempts: Vec<Attempt>,
}

/// Number and bytes of elements that are held back.
#[derive(Clone, Copy, Default)]
struct HeldSize {
    elements: usize,
    bytes: usize,
}

impl HeldSize {
    fn has_room(self, bytes: usize) -> bool {
        self.elements < MAX_HELD && self.bytes.saturating_add(bytes) <= MAX_HELD_BYTES
    }

    fn add(&mut self, bytes: usize) {
        self.elements += 1;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    fn remove(&mut self, bytes: usize) {
        self.elements = self.elements.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// Bytes that an attempt takes in memory, about.
fn bytes_of(attempt: &Attempt) -> usize {
    let own = [Some(&attempt.name), Some(&attempt.full_name), attempt.message.as_ref(), attempt.trace.as_ref()];
    let own = own.into_iter().flatten().map(String::len);
    let labels = attempt.labels.iter().map(|(name, value)| name.len() + value.len());
    let files = attempt.files.iter().map(|file| match &file.content {
        FileContent::Path(path) => path.len(),
        FileContent::Bytes(bytes) => bytes.len(),
    });
    size_of::<Attempt>() + own.chain(attempt.suites.iter().map(String::len)).chain(labels).chain(files).sum::<usize>()
}

/// Maximum number of elements that are held back at a time.
const MAX_HELD: usize = 10_000;
/// Maximum number of bytes of the elements that are held back at a time.
const MAX_HELD_BYTES: usize = 4 << 20;
/// Number of attempts that nobody makes of one test: where no more can be held back, further elements of the name are tests of their own.
const MANY: usize = 100;
/// Attributes that tell tests of one name apart. A test that is repeated has the same ones, but often another `id`: some writers number their elements.
const OWN: [&str; 7] = ["file", "line", "value_param", "type_param", "package", "group", "row"];

/// An open suite with the names of its tests.
#[derive(Default)]
struct Open {
    /// Last elements by a hash of name, own attributes and configuration.
    known: FxHashMap<u64, Last>,
    /// Elements that are held back, in their order.
    held: BTreeMap<usize, Held>,
    /// Elements behind the first of them, which wait only to keep the order of the file. Without one that is held back there is none.
    waiting: BTreeMap<usize, Held>,
    /// Places of those that are held back, by the hashes of `known`.
    places: FxHashMap<u64, Vec<usize>>,
    /// Number of elements that were held back or waited so far.
    next: usize,
}

impl Open {
    /// Holds the attempts of an element back.
    fn hold(&mut self, key: u64, held: Held) {
        self.places.entry(key).or_default().push(self.next);
        self.held.insert(self.next, held);
        self.next += 1;
    }

    /// Lets an element wait behind those that are held back.
    fn wait(&mut self, held: Held) {
        self.waiting.insert(self.next, held);
        self.next += 1;
    }

    /// Hands over what is held back of a name, as attempts or as tests of their own. It waits where something else is held back before it.
    fn release(&mut self, key: u64, are_tests: bool, size: &mut HeldSize, take: &mut dyn FnMut(Attempt)) {
        for place in self.places.remove(&key).unwrap_or_default() {
            let Some(mut held) = self.held.remove(&place) else { continue };
            if are_tests && let Some(first) = held.attempts.first_mut() {
                first.repeat = Repeat::None;
            }
            self.waiting.insert(place, held);
        }
        let first = self.held.first_key_value().map(|(place, _)| *place);
        while let Some(entry) = self.waiting.first_entry().filter(|entry| first.is_none_or(|first| *entry.key() < first)) {
            entry.remove().hand_over(size, take);
        }
    }

    /// Hands over all that only waits.
    fn let_pass(&mut self, size: &mut HeldSize, take: &mut dyn FnMut(Attempt)) {
        std::mem::take(&mut self.waiting).into_values().for_each(|held| held.hand_over(size, take));
    }
}

impl Held {
    fn hand_over(self, size: &mut HeldSize, take: &mut dyn FnMut(Attempt)) {
        size.remove(self.bytes);
        self.attempts.into_iter().for_each(take);
    }
}

/// Names of the tests of the open suites, by which attempts are known that their tool does not mark.
#[derive(Default)]
pub(super) struct Names {
    open: Vec<Open>,
    /// What the open suites hold back together.
    held: HeldSize,
    repeats: Repeats,
    /// The file is of WebdriverIO.
    is_of_wdio: bool,
    hasher: foldhash::fast::FixedState,
}

impl Names {
    /// Notes the properties of a suite, which tell the writer.
    pub fn set_properties(&mut self, properties: &Node) {
        properties.all("property").for_each(|property| self.set(writers::of_property(property)));
        self.is_of_wdio |= writers::capabilities(properties).is_some();
    }

    /// Notes the way of the writer, where an element tells it. A mark is what is known best.
    pub fn set(&mut self, repeats: Option<Repeats>) {
        if let Some(repeats) = repeats.filter(|_| self.repeats != Repeats::Marked) {
            self.repeats = repeats;
        }
    }

    pub fn repeats(&self) -> Repeats {
        self.repeats
    }

    /// A suite begins.
    pub fn enter(&mut self, suite: &Node) {
        self.set(writers::of_suite(suite));
        self.open.push(Open::default());
    }

    /// The innermost suite ends, and its names are forgotten. Hands over what was held back.
    pub fn leave(&mut self, take: &mut dyn FnMut(Attempt)) {
        let Some(Open { mut held, mut waiting, .. }) = self.open.pop() else { return };
        held.append(&mut waiting);
        held.into_values().for_each(|held| held.hand_over(&mut self.held, take));
    }

    /// Hands over what is held back where the document ends within suites.
    pub fn release(&mut self, take: &mut dyn FnMut(Attempt)) {
        while !self.open.is_empty() {
            self.leave(take);
        }
    }

    /// Marks the attempts of an element that repeats one before it in the same suite, and hands them over; at the end of the suite where only their
    /// name tells. They end after it: the order of the file is theirs where they have no times of their own. What stands behind an element that is
    /// held back waits with it, as far as there is room and no other suite lies between.
    pub fn compare(&mut self, node: &Node, mut attempts: Vec<Attempt>, take: &mut dyn FnMut(Attempt)) {
        if self.open.is_empty() {
            attempts.into_iter().for_each(take);
            return;
        }
        if let Some((_, outer)) = self.open.split_last_mut() {
            outer.iter_mut().for_each(|open| open.let_pass(&mut self.held, take));
        }
        let is_skipped = attempts.iter().all(|attempt| attempt.status == ResultStatus::Skipped);
        let hasher = &self.hasher;
        let (Some(open), Some(first)) = (self.open.last(), attempts.first()) else { return };
        // The same test in another browser is another test.
        let own = (OWN.map(|name| node.attribute(name)), first.configuration());
        let id = |name: &str| hasher.hash_one((name, own));
        let key = id(&first.full_name);
        let last = open.known.get(&key).copied();
        let is_bad_parent = |at: usize| open.known.get(&id(&first.full_name[..at])).is_some_and(|last| last.is_bad);
        let has_failed_parent =
            self.repeats == Repeats::WithSubtests && first.full_name.match_indices('/').any(|(at, _)| is_bad_parent(at));
        // A skip behind a failure is no execution: one that was repeated has an outcome.
        let hides_failure = is_skipped && last.is_some_and(|last| last.is_bad);
        let is_retried = last.is_some_and(|last| last.is_retried);
        let is_behind_failure = last.is_some_and(|last| last.is_bad && !last.has_twin);
        let is_by_name = matches!(self.repeats, Repeats::ByName | Repeats::WithSubtests);
        let is_repeat = match self.repeats {
            Repeats::Marked => false,
            _ if hides_failure => false,
            _ if is_retried => true,
            Repeats::AfterAny => last.is_some(),
            Repeats::ByName | Repeats::WithSubtests => is_behind_failure || has_failed_parent,
        };
        let repeats = last.map_or(0, |last| last.repeats);
        let may_hold = is_repeat && is_by_name && !is_retried;
        let may_wait = !open.held.is_empty();
        let bytes: usize = if may_hold || may_wait { attempts.iter().map(bytes_of).sum() } else { 0 };
        if may_wait
            && !self.held.has_room(bytes)
            && let Some(open) = self.open.last_mut()
        {
            open.let_pass(&mut self.held, take);
        }
        let holds = may_hold && self.held.has_room(bytes);
        let are_many = may_hold && !holds && repeats >= MANY;
        let is_repeat = is_repeat && !are_many;
        let is_twin = are_many || (is_by_name && !is_repeat && last.is_some_and(|last| !last.is_bad));
        let before = last.filter(|_| is_repeat);
        if let Some(before) = before {
            if let Some(first) = attempts.first_mut() {
                first.repeat = Repeat::ByName;
                // pytest writes an execution that failed and was repeated as one that passed, WebdriverIO as one that was skipped.
                first.is_flaky |= !before.is_bad && !is_bad(first) && !is_skipped;
            }
            for attempt in &mut attempts {
                if attempt.is_start_shared && attempt.end_ms < before.end_ms {
                    attempt.end_ms = attempt.end_ms.and(before.end_ms);
                }
            }
        }
        let Some(open) = self.open.last_mut() else { return };
        // What was held back of the name stands before this element.
        if is_twin || (is_repeat && !holds) {
            open.release(key, is_twin, &mut self.held, take);
        }
        if let Some(own) = attempts.last().filter(|_| !hides_failure) {
            let has_error = node.child("system-err").is_some_and(|error| !error.text.trim().is_empty());
            let new = Last {
                end_ms: own.end_ms.max(before.and_then(|before| before.end_ms)),
                is_bad: is_bad(own),
                is_retried: self.is_of_wdio && is_skipped && has_error,
                has_twin: is_twin || last.is_some_and(|last| last.has_twin),
                repeats: repeats.saturating_add(usize::from(is_repeat)),
            };
            open.known.insert(key, new);
        }
        if holds {
            self.held.add(bytes);
            open.hold(key, Held { bytes, attempts });
        } else if !open.held.is_empty() && self.held.has_room(bytes) {
            self.held.add(bytes);
            open.wait(Held { bytes, attempts });
        } else {
            open.let_pass(&mut self.held, take);
            attempts.into_iter().for_each(take);
        }
    }
}

/// Totals of the root and of the suites directly in it.
#[derive(Default)]
pub(super) struct Totals {
    root: Stated,
    /// Sum over the suites directly in the root; `None` where none of them states a total.
    suites: Stated,
    has_nested: bool,
    /// Skipped tests that the root states, or its suites together.
    skipped_root: Option<u64>,
    errors_root: u64,
    /// The writer counts assertions.
    counts_assertions: bool,
    /// pytest counts subtests.
    counts_subtests: bool,
    /// The root of Newman counts iterations, of which a test has one element for all.
    counts_iterations: bool,
    skipped_suites: Option<u64>,
    /// Tests that were read, and those among them with a skip.
    read: u64,
    skipped: u64,
    /// Attempts that were read as failed or broken.
    bad: u64,
    /// Further failures and errors of tests that have one. Some writers count them.
    further: u64,
}

impl Totals {
    fn of(node: &Node) -> Stated {
        let errors = count(node, "errors").filter(|_| !writers::is_testcafe(node.attribute("name")));
        let bad = [count(node, "failures"), errors];
        Stated { tests: count(node, "tests"), bad: bad.into_iter().flatten().reduce(u64::saturating_add) }
    }

    /// The root element begins.
    pub fn root(&mut self, node: &Node) {
        self.root = Self::of(node);
        self.skipped_root = count(node, "skipped");
        self.errors_root = count(node, "errors").unwrap_or_default();
        self.counts_assertions |= writers::counts_assertions(node);
        self.counts_subtests |= writers::is_pytest(node);
    }

    /// A suite begins in so many others.
    pub fn suite(&mut self, node: &Node, depth: usize) {
        if depth > 1 {
            self.has_nested = true;
            return;
        }
        self.counts_assertions |= writers::counts_assertions(node);
        self.counts_subtests |= writers::is_pytest(node);
        self.counts_iterations |= writers::is_newman(node);
        let own = Self::of(node);
        let sum = |all: Option<u64>, own: Option<u64>| match (all, own) {
            (Some(all), Some(own)) => Some(all.saturating_add(own)),
            (all, own) => all.or(own),
        };
        self.skipped_suites = sum(self.skipped_suites, count(node, "skipped"));
        self.suites = Stated { tests: sum(self.suites.tests, own.tests), bad: sum(self.suites.bad, own.bad) };
    }

    /// A test was read.
    pub fn test(&mut self, node: &Node, attempts: &[Attempt]) {
        self.read += 1;
        let is_skipped =
            node.child("skipped").is_some() || attempts.iter().any(|attempt| attempt.status == ResultStatus::Skipped);
        self.skipped += u64::from(is_skipped);
        self.bad += attempts.iter().filter(|attempt| is_bad(attempt)).count() as u64;
        let faults = node.children.iter().filter(|child| matches!(child.name.as_str(), "failure" | "error")).count() as u64;
        // A test that is marked as not ready is counted as failed, too.
        let is_todo = node.child("skipped").is_some_and(writers::is_excused);
        self.further += if is_todo { faults } else { faults.saturating_sub(1) };
    }

    /// Number of attempts that were read as failed or broken.
    pub fn bad(&self) -> u64 {
        self.bad
    }

    /// True where no test was read.
    pub fn has_no_test(&self) -> bool {
        self.read == 0
    }

    /// The totals that can be believed. The root tells most; where suites lie in suites, some writers count their tests at each of them, so that
    /// the lower of both numbers counts. Failures are not explained by that where none was read: the higher number of them counts then, unless the
    /// file is of gotestsum, where errors of the root are no tests.
    pub fn stated(&self, is_of_go: bool) -> Stated {
        if self.counts_assertions && self.read > 0 {
            return Stated::default();
        }
        let lower = |root: Option<u64>, suites: Option<u64>| match (root, suites) {
            (Some(root), Some(suites)) => Some(root.min(suites)),
            (root, suites) => root.or(suites),
        };
        let tests = match (self.counts_iterations, self.has_nested) {
            (true, _) => self.suites.tests,
            (false, true) => lower(self.root.tests, self.suites.tests),
            (false, false) => self.root.tests.or(self.suites.tests),
        };
        // Some writers leave the elements of skipped tests out (mocha-junit-reporter).
        let left_out = self.skipped_root.or(self.skipped_suites).unwrap_or_default().saturating_sub(self.skipped);
        let tests = match self.read {
            0 => tests,
            _ if self.counts_subtests => tests.map(|tests| tests.min(self.read)),
            _ => tests.map(|tests| tests.saturating_sub(left_out)),
        };
        let bad =
            if self.bad == 0 && !is_of_go { self.root.bad.max(self.suites.bad) } else { lower(self.root.bad, self.suites.bad) };
        let bad = bad.map(|bad| bad.min(bad.saturating_sub(self.further).max(self.bad)));
        Stated { tests, bad }
    }

    /// The errors that a file of gotestsum states beside its tests: a package that was not built has no suite there.
    pub fn error_of_go(&self) -> Option<RunError> {
        (self.errors_root > 0).then(|| RunError {
            message: match self.errors_root {
                1 => "The file states an error outside of its tests.".to_owned(),
                errors => format!("The file states {errors} errors outside of its tests."),
            },
            ..RunError::default()
        })
    }
}
