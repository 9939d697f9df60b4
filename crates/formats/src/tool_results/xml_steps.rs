//! Steps through an XML document of a test tool, to the end of its complete tests.

use super::model::{Cut, RunFacts};
use crate::FormatError;
use crate::xml::Events;

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
