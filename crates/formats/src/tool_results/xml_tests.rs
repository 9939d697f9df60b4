//! XML documents of test tools, read test by test.
//!
//! [`format()`] tells the format from the root element. [`read`] keeps all attempts of a document within limits; [`each`] hands them over
//! one by one, so that memory does not grow with their number. Both take the complete tests of a document that is cut off, through
//! [`to_the_end`](super::xml_steps::to_the_end), which the reader of each format calls with its step.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;
use std::slice;

use super::model::{Attempt, Cut, ToolFormat, ToolResults};
use super::status::Decimals;
use super::trx::Definitions;
use super::unnamed::Unnamed;
use super::xml_steps::DocumentSummary;
use super::{allure1, boost_test, catch2, ctest, failsafe, junit, nunit, qttest, robot, testng, testrail, trx, xunit};
use crate::xml::{Events, Node};
use crate::{FormatError, Limit};

/// Maximum number of elements of a document that is read as a whole.
const MAX_ELEMENTS: usize = 2_000_000;
/// Maximum number of results of a document that is read as a whole: each takes some twenty times the room of its element.
const MAX_RESULTS: usize = 300_000;

/// What the beginning of a document tells of all of it. A document that is read as a whole is its own beginning.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hints {
    /// Sign of decimals in times.
    pub decimals: Decimals,
    /// TestNG names itself in a remark before the root element.
    pub is_testng: bool,
}

impl Hints {
    pub fn of(head: &[u8]) -> Self {
        let before_root = &head[..head.len().min(1000)];
        Self { decimals: Decimals::of(head), is_testng: memchr::memmem::find(before_root, b"org.testng.reporters").is_some() }
    }
}

/// A source whose times are looked at as they pass: one behind the beginning may tell the form of all.
pub(super) struct TimeWatch<R> {
    source: R,
    decimals: Rc<Cell<Decimals>>,
}

impl<R> TimeWatch<R> {
    pub fn new(source: R) -> Self {
        Self { source, decimals: Rc::default() }
    }

    /// The sign of decimals in the times that have passed.
    pub fn decimals(&self) -> Rc<Cell<Decimals>> {
        Rc::clone(&self.decimals)
    }
}

impl<R: Read> Read for TimeWatch<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        if self.decimals.get() == Decimals::Point {
            self.decimals.set(Decimals::of(into.get(..read).unwrap_or_default()));
        }
        Ok(read)
    }
}

/// The format of a document by its root element.
pub(super) fn format(root: &Node) -> Option<ToolFormat> {
    Some(match root.name.as_str() {
        "testsuites" | "testsuite" | failsafe::ROOT => ToolFormat::Junit,
        // NUnit 3 writes a part of its file like this; a suite of Allure 1 has its name in an element.
        "test-suite" if ["name", "type", "result"].iter().any(|name| !root.attribute(name).is_empty()) => ToolFormat::Nunit,
        "test-suite" => ToolFormat::Allure1,
        "TestRun" => ToolFormat::Trx,
        "test-run" | "test-results" => ToolFormat::Nunit,
        "assemblies" | "assembly" => ToolFormat::Xunit,
        "robot" => ToolFormat::Robot,
        "testng-results" => ToolFormat::Testng,
        "Site" if !root.attribute("BuildName").is_empty() => ToolFormat::Ctest,
        "Catch" | "Catch2TestRun" => ToolFormat::Catch2,
        "TestCase" if !root.attribute("name").is_empty() => ToolFormat::Qttest,
        catch2::DOCTEST => ToolFormat::Doctest,
        boost_test::LOG => ToolFormat::BoostLog,
        boost_test::REPORT => ToolFormat::BoostReport,
        "run" | "plan" if root.attributes.is_empty() => ToolFormat::Testrail,
        _ => return None,
    })
}

/// Reads a document whose root element was begun.
///
/// # Errors
/// The document is malformed or beyond a limit.
pub(super) fn read(format: ToolFormat, root: Node, events: &mut Events<'_>, hints: Hints) -> Result<ToolResults, FormatError> {
    // Robot Framework writes an element for every keyword and message, of which only those of one test are kept at a time.
    if format != ToolFormat::Robot {
        events.limit_elements(MAX_ELEMENTS);
    }
    let (mut attempts, mut beyond) = (Vec::new(), None);
    let (run, cut) = each(format, root, events, hints, None, &mut |attempt: Attempt| match attempts.len() {
        0..MAX_RESULTS => attempts.push(attempt),
        _ => beyond = beyond.or(attempt.line),
    })?;
    if let Some(line) = beyond {
        return Err(events.past(line, Limit::Results(MAX_RESULTS)));
    }
    Ok(ToolResults { attempts, run, cut, ..ToolResults::default() })
}

/// Hands over the attempts of a document whose root element was begun, one by one. Without definitions TRX is kept as a whole before.
/// Totals in attributes are not believed, only handed on.
///
/// # Errors
/// The document is malformed or beyond a limit. The attempts before were handed over.
pub(super) fn each(
    format: ToolFormat,
    root: Node,
    events: &mut Events<'_>,
    hints: Hints,
    definitions: Option<&Definitions>,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let mut tests = 0;
    let mut take = |attempt: Attempt| {
        tests += 1;
        take(attempt);
    };
    let take: &mut dyn FnMut(Attempt) = &mut take;
    let mut unnamed = Unnamed::default();
    let mut named = |mut attempt: Attempt| {
        unnamed.name(slice::from_mut(&mut attempt));
        take(attempt);
    };
    let is_junit = format == ToolFormat::Junit;
    let (mut run, mut cut) = match (format, definitions) {
        (ToolFormat::Nunit, _) => nunit::each(&root, events, hints.decimals, &mut named)?,
        (ToolFormat::Xunit, _) => xunit::each(&root, events, hints.decimals, &mut named)?,
        (ToolFormat::Robot, _) => robot::each(events, &mut named)?,
        (ToolFormat::Testng, _) => testng::each(&root, events, &mut named)?,
        (ToolFormat::Ctest, _) => ctest::each(&root, events, &mut named)?,
        (ToolFormat::Qttest, _) => qttest::each(&root, events, &mut named)?,
        (ToolFormat::Catch2 | ToolFormat::Doctest, _) => catch2::each(&root, events, &mut named)?,
        (ToolFormat::BoostLog | ToolFormat::BoostReport, _) => boost_test::each(&root, events, &mut named)?,
        (ToolFormat::Testrail, _) => testrail::each(events, &mut named)?,
        (ToolFormat::Allure1, _) => allure1::each(&root, events, take)?,
        (ToolFormat::Trx, Some(definitions)) => trx::each(&root, events, definitions, take)?,
        (ToolFormat::Trx, None) => trx::read(&root, events, MAX_RESULTS, take)?,
        _ if root.name == failsafe::ROOT => failsafe::read(&root, events)?,
        _ => junit::each(root, events, hints, take)?,
    };
    run.unnamed += unnamed.by_place;
    // JUnit's reader takes all documents of a file.
    if cut.is_none() && !is_junit {
        cut = events.next_document().map(|line| Cut { line, tests, is_malformed: true });
    }
    Ok((run, cut))
}
