//! Steps through an XML document of a test tool, to the end of its complete tests.

use super::model::{Cut, RunFacts};
use crate::FormatError;
use crate::xml::{Events, Fault};

/// Facts about the run, and the end of a document that is cut off or malformed.
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

/// Takes steps to the end of a document. A document that is cut off or malformed after a complete test ends there.
///
/// # Errors
/// The document is malformed or cut off before its first test is complete, or beyond a limit.
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
            Err(error) => {
                let Some((line, fault)) = events.fault().filter(|_| tests > 0) else { return Err(error) };
                let is_malformed = fault == Fault::Malformed;
                if is_malformed {
                    events.read_out()?;
                }
                return Ok(Some(Cut { line, tests, is_malformed }));
            }
        }
    }
}
