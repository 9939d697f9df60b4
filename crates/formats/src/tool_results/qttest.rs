//! XML of `QtTest`: the functions of one class, each with an incident for every row of its data.

use super::model::{Attempt, RunError, RunFacts};
use super::status::{filled, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::domain::status::ResultStatus;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let class = root.attribute("name");
    let mut run = RunFacts::default();
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "Environment" => {
                let values = events.node(node)?.children.into_iter();
                run.environment.extend(values.filter_map(|value| Some((value.name, filled(value.text.trim())?))));
            }
            Walk::Start(node) if node.name == "TestFunction" => {
                let function = events.node(node)?;
                let rows = rows(&function);
                let took = function.child("Duration").and_then(|took| seconds(&format!("{}ms", took.attribute("msecs"))));
                let took = took.filter(|_| rows.len() < 2);
                for row in rows {
                    if let (Some(ResultStatus::Broken), Some(message)) = (&row.fault, &row.message) {
                        let source = filled(function.attribute("name"));
                        run.add_error(RunError { message: message.clone(), trace: row.place.clone(), source });
                    }
                    take(attempt(row, &function, class, took));
                }
                return Ok(Step::Test);
            }
            Walk::Start(node) if matches!(node.name.as_str(), "Incident" | "Message") => {
                let mut outside = Row::default();
                outside.add(&events.node(node)?);
                if let (ResultStatus::Failed | ResultStatus::Broken, Some(message)) = (outside.status(), outside.message) {
                    run.add_error(RunError { message, trace: outside.place, source: filled(class) });
                }
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

/// What a function says of one row of its data.
#[derive(Default)]
struct Row {
    tag: String,
    /// The row came to its end.
    has_passed: bool,
    /// Failed; broken where the program was ended here.
    fault: Option<ResultStatus>,
    /// It was skipped, failed as expected, or is on the list of tests whose outcome does not count.
    is_excused: bool,
    is_skipped: bool,
    /// Kind of an incident that is not known.
    unknown: Option<String>,
    message: Option<String>,
    place: Option<String>,
}

impl Row {
    fn add(&mut self, node: &Node) {
        let kind = node.attribute("type");
        self.is_skipped |= kind == "skip";
        let is_new = match (node.name.as_str(), kind) {
            ("Incident", "pass") => {
                self.has_passed = true;
                false
            }
            ("Incident", "fail" | "xpass") => {
                let is_first = self.fault.is_none();
                if is_first {
                    self.fault = Some(ResultStatus::Failed);
                }
                is_first
            }
            ("Message", "qfatal" | "fatal") => self.fault.replace(ResultStatus::Broken) != Some(ResultStatus::Broken),
            ("Incident", "bpass") => {
                (self.has_passed, self.is_excused) = (true, true);
                false
            }
            ("Incident", "skip" | "xfail" | "bfail" | "bxpass" | "bxfail") | ("Message", "skip") => {
                self.is_excused = true;
                self.message.is_none()
            }
            ("Incident", _) => {
                self.unknown = Some(kind.to_owned());
                true
            }
            _ => false,
        };
        if is_new && let Some(message) = filled(node.get("Description")).or_else(|| self.fault.as_ref().map(|_| kind.to_owned()))
        {
            let file = filled(node.attribute("file"));
            self.place = file.map(|file| format!("{file}:{}\n{message}", node.attribute("line")));
            self.message = Some(message);
        }
    }

    fn status(&self) -> ResultStatus {
        match &self.fault {
            Some(fault) => fault.clone(),
            None if self.unknown.is_some() => ResultStatus::Failed,
            None if self.is_excused => ResultStatus::Skipped,
            None => ResultStatus::Passed,
        }
    }
}

/// The rows of a function; one without a tag where it has no data.
fn rows(function: &Node) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for node in &function.children {
        let is_telling = match node.name.as_str() {
            "Incident" => true,
            "Message" => matches!(node.attribute("type"), "skip" | "qfatal" | "fatal"),
            _ => false,
        };
        if !is_telling {
            continue;
        }
        let tag = node.get("DataTag");
        // An expected failure goes before the end of its row, and one row may fail several times: in its function and in what is executed behind it. What
        // passes behind a failure or a skip is another row of the same name.
        let is_pass = matches!(node.attribute("type"), "pass" | "bpass");
        let has_ended = |row: &Row| row.has_passed || (is_pass && (row.fault.is_some() || row.is_skipped));
        let is_open = |row: &Row| row.tag == tag && !has_ended(row);
        if let Some(row) = rows.last_mut().filter(|row| is_open(row)) {
            row.add(node);
        } else {
            let mut row = Row { tag: tag.to_owned(), ..Row::default() };
            row.add(node);
            rows.push(row);
        }
    }
    if rows.is_empty() {
        rows.push(Row { unknown: Some(String::new()), ..Row::default() });
    }
    rows
}

fn attempt(row: Row, function: &Node, class: &str, took: Option<i64>) -> Attempt {
    let name = match (function.attribute("name"), row.tag.as_str()) {
        (name, "") => name.to_owned(),
        (name, tag) => format!("{name}({tag})"),
    };
    let known = row.unknown.is_none() || row.fault.is_some();
    let mut attempt = Attempt {
        full_name: if name.is_empty() { class.to_owned() } else { format!("{class}::{name}") },
        name,
        suites: filled(class).into_iter().collect(),
        duration_ms: took,
        line: Some(function.line),
        ..Attempt::default()
    };
    attempt.judge(known.then(|| row.status()), row.unknown.as_deref().unwrap_or_default());
    attempt.message = row.message;
    attempt.trace = row.place.filter(|_| matches!(attempt.status, ResultStatus::Failed | ResultStatus::Broken));
    attempt
}
