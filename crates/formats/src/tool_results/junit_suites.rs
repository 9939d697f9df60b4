//! Suites of JUnit XML: which of their elements repeat a test, and which totals they state.
//!
//! Most writers repeat a test in elements of its own kind without a mark: the retry plugin of Gradle, gotestsum, pytest. Others mark a repetition,
//! or never write one, so that equal names are rows of data there ([`Names`]). Totals are added up in different ways ([`Totals`]).

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::model::{Attempt, Repeat, RunError, Stated};
use crate::xml::Node;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// An open suite.
pub(super) struct Suite {
    pub name: String,
    pub file: String,
    pub host: String,
    pub start_ms: Option<Millis>,
    /// Number of errors that the suite states.
    errors: u64,
    /// The suite has tests, or says itself what failed.
    pub has_tests: bool,
}

impl Suite {
    pub fn of(node: &Node) -> Self {
        let own = |name: &str| node.attribute(name).trim().to_owned();
        Self {
            name: own("name"),
            file: own("file"),
            host: own("hostname"),
            start_ms: clock::parse(node.attribute("timestamp")),
            errors: if node.name == "testsuite" { count(node, "errors").unwrap_or_default() } else { 0 },
            has_tests: false,
        }
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
}

/// Names of the tests of the open suites, by which attempts are known that their tool does not mark.
pub(super) struct Names {
    /// Last elements by a hash of name, file and line, for each open suite.
    open: Vec<FxHashMap<u64, Last>>,
    /// The writer marks repetitions, or writes none.
    is_marked: bool,
    hasher: foldhash::fast::FixedState,
}

impl Names {
    pub fn new(is_marked: bool) -> Self {
        Self { open: Vec::new(), is_marked, hasher: foldhash::fast::FixedState::default() }
    }

    /// True for a root or suite of a writer that marks repetitions (Surefire and Failsafe), or that writes only the last attempt
    /// (reporters of jest, vitest and Mocha).
    pub fn has_marks(node: &Node) -> bool {
        let schema = node.attribute("noNamespaceSchemaLocation").to_ascii_lowercase();
        schema.contains("surefire")
            || schema.contains("failsafe")
            || matches!(node.attribute("name"), "jest tests" | "vitest tests" | "Mocha Tests")
    }

    /// True for a property that only Surefire and Failsafe write. Their older versions name no schema.
    pub fn is_of_surefire(property: &Node) -> bool {
        property.attribute("name").starts_with("surefire.")
    }

    /// Notes that the writer of the document marks repetitions.
    pub fn set_marked(&mut self) {
        self.is_marked = true;
    }

    /// A suite begins.
    pub fn enter(&mut self) {
        self.open.push(FxHashMap::default());
    }

    /// The innermost suite ends, and its names are forgotten.
    pub fn leave(&mut self) {
        self.open.pop();
    }

    /// Marks the attempts of an element that stands behind a failed one of its name in the same suite. They end after it: the order of the
    /// file is theirs where they have no times of their own.
    pub fn compare(&mut self, node: &Node, attempts: &mut [Attempt]) {
        let (Some(known), Some(first)) = (self.open.last_mut(), attempts.first_mut()) else { return };
        let place = (node.attribute("file"), node.attribute("line"));
        let key = self.hasher.hash_one((&first.full_name, place));
        let before = known.get(&key).copied().filter(|last| last.is_bad && !self.is_marked);
        if let Some(before) = before {
            first.repeat = Repeat::ByName;
            for attempt in &mut *attempts {
                if attempt.is_start_shared && attempt.end_ms < before.end_ms {
                    attempt.end_ms = attempt.end_ms.and(before.end_ms);
                }
            }
        }
        if let Some(last) = attempts.last() {
            let end_ms = last.end_ms.max(before.and_then(|before| before.end_ms));
            known.insert(key, Last { end_ms, is_bad: is_bad(last) });
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
        let bad = [count(node, "failures"), count(node, "errors")];
        Stated { tests: count(node, "tests"), bad: bad.into_iter().flatten().reduce(u64::saturating_add) }
    }

    /// The root element begins.
    pub fn root(&mut self, node: &Node) {
        self.root = Self::of(node);
        self.skipped_root = count(node, "skipped");
    }

    /// A suite begins in so many others.
    pub fn suite(&mut self, node: &Node, depth: usize) {
        if depth > 1 {
            self.has_nested = true;
            return;
        }
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
        self.further += faults.saturating_sub(1);
    }

    /// The totals that can be believed. The root tells most; where suites lie in suites, some writers count their tests at each of them, so that
    /// the lower of both numbers counts. Errors of the root are no tests in files of gotestsum, so that the lower number counts there, too.
    pub fn stated(&self) -> Stated {
        let lower = |root: Option<u64>, suites: Option<u64>| match (root, suites) {
            (Some(root), Some(suites)) => Some(root.min(suites)),
            (root, suites) => root.or(suites),
        };
        let tests =
            if self.has_nested { lower(self.root.tests, self.suites.tests) } else { self.root.tests.or(self.suites.tests) };
        // Some writers leave the elements of skipped tests out (mocha-junit-reporter).
        let left_out = self.skipped_root.or(self.skipped_suites).unwrap_or_default().saturating_sub(self.skipped);
        let tests = if self.read > 0 { tests.map(|tests| tests.saturating_sub(left_out)) } else { tests };
        let bad = lower(self.root.bad, self.suites.bad).map(|bad| bad.min(bad.saturating_sub(self.further).max(self.bad)));
        Stated { tests, bad }
    }
}
