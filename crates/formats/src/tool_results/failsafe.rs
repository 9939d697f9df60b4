//! `failsafe-summary.xml` of Maven's Failsafe: what it says of the reports beside it. A machine of tests that died leaves no report of its own.

use super::model::{RunError, RunFacts, Stated};
use super::status::filled;
use super::xml_steps::DocumentSummary;
use crate::FormatError;
use crate::xml::{Events, Node, Walk};

/// Name of the root element.
pub(super) const ROOT: &str = "failsafe-summary";

/// Reads a document whose root element was begun. Its number of tests is not believed: several executions may overwrite the reports of one another.
pub(super) fn read(root: &Node, events: &mut Events<'_>) -> Result<DocumentSummary, FormatError> {
    let (mut bad, mut message): (Option<u64>, Option<String>) = (None, None);
    loop {
        match events.next()? {
            Walk::Start(node) => {
                let node = events.node(node)?;
                let text = node.text.trim();
                match node.name.as_str() {
                    "errors" | "failures" => {
                        bad = Some(bad.unwrap_or_default().saturating_add(text.parse().unwrap_or_default()));
                    }
                    "failureMessage" => message = filled(text),
                    _ => {}
                }
            }
            Walk::End => {}
            Walk::Done => break,
        }
    }
    let has_run_out = root.attribute("timeout").eq_ignore_ascii_case("true");
    let message = message.or_else(|| has_run_out.then(|| "The tests were stopped: their time was over.".to_owned()));
    // A run without tests has 254, and breaks no build of Maven.
    let has_failed = root.attribute("result").trim() == "255" && bad.unwrap_or_default() == 0;
    let message = message.or_else(|| has_failed.then(|| "Failsafe says that the run failed.".to_owned()));
    let mut run = RunFacts { stated_of_folder: Stated { tests: None, bad }, ..RunFacts::default() };
    if let Some(message) = message {
        run.add_error(RunError { message, trace: None, source: Some("Failsafe".to_owned()) });
    }
    Ok((run, None))
}
