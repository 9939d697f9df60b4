//! XML documents of test tools, read test by test.
//!
//! [`format()`] tells the format from the root element. [`read`] keeps all attempts of a document within limits; [`each`] hands them over
//! one by one, so that memory does not grow with their number. Both take the complete tests of a document that is cut off, through
//! [`to_the_end`], which the reader of each format calls with its step.

use std::slice;

use super::trx::Definitions;
use super::unnamed::Unnamed;
use super::{Attempt, Cut, RunFacts, ToolFormat, ToolResults, allure1, junit, nunit, robot, trx, xunit};
use crate::xml::{Events, Node};
use crate::{FormatError, Limit};

/// Maximum number of elements of a document that is read as a whole.
const MAX_ELEMENTS: usize = 2_000_000;
/// Maximum number of results of a document that is read as a whole: each takes some twenty times the room of its element.
const MAX_RESULTS: usize = 300_000;

/// Facts about the run, and the end of a document that is cut off.
pub(super) type DocumentSummary = (RunFacts, Option<Cut>);

/// The outcome of a step through a document.
pub(super) enum Step {
    /// A test was read to its end.
    Test,
    /// Anything else was read.
    Other,
    /// The document ends.
    Done,
}

/// The format of a document by its root element.
pub(super) fn format(root: &Node) -> Option<ToolFormat> {
    Some(match root.name.as_str() {
        "testsuites" | "testsuite" => ToolFormat::Junit,
        "test-suite" => ToolFormat::Allure1,
        "TestRun" => ToolFormat::Trx,
        "test-run" | "test-results" => ToolFormat::Nunit,
        "assemblies" | "assembly" => ToolFormat::Xunit,
        "robot" => ToolFormat::Robot,
        _ => return None,
    })
}

/// Takes steps to the end of a document. A document that is cut off after a complete test ends there.
///
/// # Errors
/// The document is malformed, or cut off before its first test is complete.
pub(super) fn to_the_end(
    events: &mut Events<'_>,
    mut step: impl FnMut(&mut Events<'_>) -> Result<Step, FormatError>,
) -> Result<Option<Cut>, FormatError> {
    let mut tests = 0;
    loop {
        match step(events) {
            Ok(Step::Test) => tests += 1,
            Ok(Step::Other) => {}
            Ok(Step::Done) => return Ok(None),
            Err(error) => match events.cut_line() {
                Some(line) if tests > 0 => return Ok(Some(Cut { line, tests })),
                _ => return Err(error),
            },
        }
    }
}

/// Reads a document whose root element was begun.
///
/// # Errors
/// The document is malformed or beyond a limit.
pub(super) fn read(format: ToolFormat, root: Node, events: &mut Events<'_>) -> Result<ToolResults, FormatError> {
    // Robot Framework writes an element for every keyword and message, of which only those of one test are kept at a time.
    if format != ToolFormat::Robot {
        events.limit_elements(MAX_ELEMENTS);
    }
    let (mut attempts, mut beyond) = (Vec::new(), None);
    let (run, cut) = each(format, root, events, None, &mut |attempt: Attempt| match attempts.len() {
        0..MAX_RESULTS => attempts.push(attempt),
        _ => beyond = beyond.or(attempt.line),
    })?;
    if let Some(line) = beyond {
        return Err(events.past(line, Limit::Results(MAX_RESULTS)));
    }
    Ok(ToolResults { attempts, run, cut, ..ToolResults::default() })
}

/// Hands over the attempts of a document whose root element was begun, one by one. Without definitions TRX is kept as a whole before.
/// Totals in attributes are not believed.
///
/// # Errors
/// The document is malformed or beyond a limit. The attempts before were handed over.
pub(super) fn each(
    format: ToolFormat,
    root: Node,
    events: &mut Events<'_>,
    definitions: Option<&Definitions>,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let mut unnamed = Unnamed::default();
    let mut named = |mut attempt: Attempt| {
        unnamed.name(slice::from_mut(&mut attempt));
        take(attempt);
    };
    let (mut run, cut) = match (format, definitions) {
        (ToolFormat::Nunit, _) => nunit::each(&root, events, &mut named)?,
        (ToolFormat::Xunit, _) => xunit::each(&root, events, &mut named)?,
        (ToolFormat::Robot, _) => robot::each(events, &mut named)?,
        (ToolFormat::Allure1, _) => allure1::each(&root, events, take)?,
        (ToolFormat::Trx, Some(definitions)) => trx::each(&root, events, definitions, take)?,
        (ToolFormat::Trx, None) => trx::read(&root, events, MAX_RESULTS, take)?,
        _ => junit::each(root, events, take)?,
    };
    run.unnamed += unnamed.by_place;
    Ok((run, cut))
}
